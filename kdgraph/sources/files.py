"""The files of one source, their text, and what of it could not be read."""

from __future__ import annotations

import codecs
import posixpath
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

__all__ = ["Limits", "Loss", "Losses", "SourceFiles", "decoded"]


@dataclass(frozen=True, slots=True)
class Limits:
    r"""How much of a source is read; beyond it something is cut, and counted.

    Attributes
    ----------
    text : int
        Characters of one file of text; a longer one is read up to there.
    database : int
        Bytes of one BibTeX database.
    total : int
        Characters of text that are read in all, files read twice counted twice.
    inputs, nested_inputs : int
        Files that are read by ``\input``, and how deep within one another.
    expansion, macro : int
        Tokens that macros may stand for, all together and each call.
    depth : int
        Macros within macros.
    argument : int
        Tokens of one argument.
    package : int
        Characters of a package beside the text.
    mentions : int
        Citations that are kept, one for each key.
    entries : int
        Entries of the bibliography.
    """

    text: int = 8_000_000
    database: int = 64_000_000
    total: int = 24_000_000
    inputs: int = 2_000
    nested_inputs: int = 24
    expansion: int = 2_000_000
    macro: int = 50_000
    depth: int = 200
    argument: int = 400_000
    package: int = 200_000
    mentions: int = 100_000
    entries: int = 20_000


class Loss(NamedTuple):
    """One thing that was lost: why, what, and where; `line` is 0 where no line is meant."""

    reason: str
    what: str
    file: str
    line: int


_LISTED: Final = 1_000  # of each reason; all of them are counted
_INPUT_ENCODING: Final = re.compile(
    r"\\(?:usepackage|RequirePackage)\s*\[([^\]]{1,40})\]\s*\{inputenc\}"
)
_ENCODINGS: Final = {
    "utf8": "utf-8",
    "utf8x": "utf-8",
    "latin1": "iso-8859-1",
    "latin2": "iso-8859-2",
    "latin3": "iso-8859-3",
    "latin4": "iso-8859-4",
    "latin5": "iso-8859-9",
    "latin9": "iso-8859-15",
    "latin10": "iso-8859-16",
    "ansinew": "cp1252",
    "cp1252": "cp1252",
    "cp1250": "cp1250",
    "cp1251": "cp1251",
    "applemac": "mac-roman",
    "macce": "mac-latin2",
    "cp437": "cp437",
    "cp850": "cp850",
    "cp852": "cp852",
    "cp866": "cp866",
    "koi8-r": "koi8-r",
    "koi8-u": "koi8-u",
}


def decoded(data: bytes, declared: str | None = None) -> tuple[str, str, int]:
    r"""Return the text of a file, its encoding, and how many bytes it could not stand for.

    UTF-8 where the bytes are UTF-8 (or nearly: a byte in a thousand may be broken), UTF-16 with a
    byte order mark; else the declared encoding, else cp1252, which has all of Latin-1's letters.
    Ends of lines become ``\n``.

    Parameters
    ----------
    data : bytes
        The file.
    declared : str, optional
        An option of the package inputenc.

    Examples
    --------
    >>> decoded("Bucilu\u01ce\r\n".encode()), decoded(b"Chv\xe1tal"), decoded(b"\xc8ech", "latin2")
    (('Buciluǎ\n', 'utf-8', 0), ('Chvátal', 'cp1252', 0), ('Čech', 'iso-8859-2', 0))
    """
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    encoding = "utf-16" if marked else "utf-8"
    try:
        text, broken = data.decode(encoding), 0
    except UnicodeDecodeError:
        rough = data.decode("utf-8", "replace")
        broken = rough.count("\ufffd")
        several = sum(1 for char in rough if char > "\u007f" and char != "\ufffd")
        if encoding == "utf-8" and several > 4 * broken:
            text = rough
        else:
            encoding = _ENCODINGS.get((declared or "").strip().lower(), "cp1252")
            encoding = "cp1252" if encoding == "utf-8" else encoding
            text = data.decode(encoding, "replace")
            broken = text.count("\ufffd")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\0", ""), encoding, broken


class Losses:
    """What was lost, counted by reason and listed up to a bound."""

    def __init__(self, files: SourceFiles) -> None:
        self._files = files
        self.counts: Counter[str] = Counter()
        self.listed: list[Loss] = []

    def add(self, reason: str, what: str, at: int | None = None, *, times: int = 1) -> None:
        """Note a loss; `at` is the place of a token."""
        self.counts[reason] += times
        if self.counts[reason] - times < _LISTED:
            file, line = ("", 0) if at is None else self._files.place(at)
            self.listed.append(Loss(reason, what, file, line))

    def add_in(self, file: str, reason: str, what: str, line: int = 0) -> None:
        """Note a loss of a file or in it."""
        self.counts[reason] += 1
        if self.counts[reason] <= _LISTED:
            self.listed.append(Loss(reason, what, file, line))


class SourceFiles:
    """The files of a source by their names, as text where they are read.

    Names have ``/`` between folders; they are found as TeX does, with and without an ending, and
    in another case where that is the only way.
    """

    def __init__(self, files: Mapping[str, bytes], limits: Limits) -> None:
        self._data = {_tidy(name): data for name, data in files.items()}
        self._limits = limits
        self._names = list(self._data)
        self._numbers = {name: n for n, name in enumerate(self._names)}
        self._texts: dict[str, str | None] = {}
        self._starts: dict[str, list[int]] = {}
        self._lower: dict[str, str] = {}
        for name in sorted(self._names, reverse=True):
            self._lower[name.lower()] = name
        self._read = 0
        self.declared: str | None = None
        self.losses = Losses(self)
        self.main = ""
        self.encodings: dict[str, str] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __contains__(self, name: str) -> bool:
        return name in self._data

    def size(self, name: str) -> int:
        """Return the bytes of a file."""
        return len(self._data[name])

    def data(self, name: str) -> bytes:
        """Return a file as it came."""
        return self._data[name]

    def add_text(self, name: str, text: str) -> None:
        """Add a file that the source itself writes; one that is there already stays."""
        tidy = _tidy(name)
        if tidy and tidy not in self._data and len(self._names) < 10_000:
            self._data[tidy] = text.encode()
            self._numbers[tidy] = len(self._names)
            self._names.append(tidy)
            self._lower.setdefault(tidy.lower(), tidy)

    def number(self, name: str) -> int:
        """Return the number of a file, for the places of its tokens."""
        return self._numbers[name]

    def find(self, name: str, endings: tuple[str, ...]) -> str | None:
        """Return the file that a name means, with one of these endings."""
        tidy = _tidy(name)
        if not tidy:
            return None
        for ending in endings:
            if tidy + ending in self._data:
                return tidy + ending
        for ending in endings:
            found = self._lower.get((tidy + ending).lower())
            if found is not None:
                return found
        return None

    def text(self, name: str) -> str | None:
        """Return a file as text, None where it cannot be read; the losses are noted."""
        if name not in self._texts:
            self._texts[name] = self._text(name)
        text = self._texts[name]
        if text is None:
            return None
        self._read += len(text)
        if self._read > self._limits.total:
            self.losses.add_in(name, "cut by a limit", "no more text is read")
            return None
        return text

    def _text(self, name: str) -> str | None:
        data = self._data.get(name)
        if data is None:
            return None
        if data[:4096].count(b"\0") > 3 and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            self.losses.add_in(name, "unreadable file", "it is no text")
            return None
        most = self._limits.database if name.endswith(".bib") else self._limits.text
        if len(data) > most:
            self.losses.add_in(name, "cut by a limit", f"read up to byte {most:,} of {len(data):,}")
            data = data[:most]
        text, encoding, broken = decoded(data, self.declared)
        self.encodings[name] = encoding
        if broken:
            self.losses.add_in(name, "unreadable bytes", f"{broken} bytes that are no {encoding}")
        return text

    def declare_encoding(self, text: str) -> None:
        """Take the encoding from the preamble of the main file."""
        found = _INPUT_ENCODING.search(text[:50_000])
        if found is not None:
            self.declared = found[1]
            self._texts.clear()

    def place(self, at: int) -> tuple[str, int]:
        """Return file and line (from 1) of a token's place."""
        number, offset = at >> 32, at & 0xFFFFFFFF
        if number >= len(self._names):
            return "", 0
        name = self._names[number]
        starts = self._starts.get(name)
        if starts is None:
            text = self._texts.get(name) or ""
            starts = [0, *(found.end() for found in re.finditer("\n", text))]
            self._starts[name] = starts
        return name, bisect_right(starts, offset)


def _tidy(name: str) -> str:
    r"""Return a name within the source: no way leads out of it.

    >>> _tidy("./a//b/../c.tex"), _tidy("../../etc/x"), _tidy("C:\\a")
    ('a/c.tex', 'etc/x', 'C:/a')
    """
    normal = posixpath.normpath(name.strip().replace("\\", "/")) if name.strip() else ""
    parts = [part for part in normal.split("/") if part not in ("", ".", "..")]
    return "/".join(parts)
