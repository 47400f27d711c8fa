"""Open an e-print in memory: what the bytes are, and the files of TeX in them.

Nothing but the bytes tells what an e-print is: a gzipped tar, a tar, one gzipped file of TeX, bare
TeX, or something that is not read (PDF, PostScript, DVI, HTML). Nothing is ever written where an
archive says, and no archive makes more of itself than `ArchiveLimits` allow; what is left out is
counted.
"""

from __future__ import annotations

import re
import tarfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

__all__ = ["ArchiveLimits", "Eprint", "is_text_name", "open_eprint"]

_BLOCK: Final = tarfile.BLOCKSIZE
_CHUNK: Final = 2**18
_LONGEST_HEADER: Final = 2**16  # of a long name or of extended attributes
# what TeX never reads for its text
_OTHER_ENDS: Final = frozenset(
    [
        "pdf",
        "ps",
        "eps",
        "epsi",
        "png",
        "jpg",
        "jpeg",
        "gif",
        "tif",
        "tiff",
        "svg",
        "bmp",
        "webp",
        "mp4",
        "avi",
        "mov",
        "mp3",
        "wav",
        "zip",
        "gz",
        "tgz",
        "bz2",
        "xz",
        "tar",
        "7z",
        "rar",
        "dvi",
        "ttf",
        "otf",
        "pfb",
        "pfm",
        "tfm",
        "vf",
        "mat",
        "npy",
        "npz",
        "pkl",
        "h5",
        "csv",
        "xls",
        "xlsx",
        "doc",
        "docx",
        "ppt",
        "pptx",
        "ipynb",
        "html",
        "htm",
        "css",
        "js",
        "exe",
        "dll",
        "so",
        "o",
        "pyc",
    ]
)


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """How much an archive may make of itself.

    Parameters
    ----------
    unpacked : int
        Bytes that are unpacked at most, those that are passed over included.
    kept, member : int
        Bytes of text kept at most, of all files and of one.
    members : int
        Most entries of an archive.
    depth, name : int
        Most folders above a file, and most characters of its path.
    layers : int
        Most layers of gzip, one in the other.
    """

    unpacked: int = 2 * 2**30
    kept: int = 128 * 2**20
    member: int = 64 * 2**20
    members: int = 20_000
    depth: int = 16
    name: int = 400
    layers: int = 3


@dataclass(slots=True)
class Eprint:
    """What an e-print holds.

    Attributes
    ----------
    form : str
        ``tar``, ``TeX``, ``PDF``, ``PostScript``, ``DVI``, ``HTML``, ``empty`` or ``unknown``.
    packed : bool
        Whether it was in gzip.
    files : dict of str to bytes
        The files that may be TeX, by path. A single file is called ``main.tex``.
    passed_over : int
        Files that are no text, by name or content: figures and the like. That is no loss.
    losses : Counter of str
        What was left out or is broken, in words, with how often.
    """

    form: str
    packed: bool = False
    files: dict[str, bytes] = field(default_factory=dict)
    passed_over: int = 0
    losses: Counter[str] = field(default_factory=Counter)

    @property
    def readable(self) -> bool:
        """Whether there is any TeX to read."""
        return self.form in ("tar", "TeX") and bool(self.files)

    @property
    def lost(self) -> tuple[str, ...]:
        """What was left out or is broken, a sentence each."""
        return tuple(
            what if count == 1 else f"{what} ({count:,} times)"
            for what, count in sorted(self.losses.items())
        )


def is_text_name(path: str) -> bool:
    """Tell whether a file of this name may be TeX or what TeX reads.

    Examples
    --------
    >>> [is_text_name(p) for p in ("main.tex", "sec/intro", "fig/a.PDF", "00README.XXX")]
    [True, True, False, True]
    """
    name = path.rpartition("/")[2].lower()
    end = name.rpartition(".")[2] if "." in name else ""
    return end not in _OTHER_ENDS


def open_eprint(content: bytes, *, limits: ArchiveLimits | None = None) -> Eprint:
    r"""Open an e-print, whatever it is.

    Parameters
    ----------
    content : bytes
        As it came from arXiv, or any of the same forms from elsewhere.
    limits : ArchiveLimits, optional
        How much it may make of itself.

    Returns
    -------
    Eprint
        Never an error: what cannot be read is told in `form` and `losses`.

    Examples
    --------
    >>> import gzip
    >>> found = open_eprint(gzip.compress(b"\\documentclass{article} ..."))
    >>> found.form, found.packed, list(found.files)
    ('TeX', True, ['main.tex'])
    >>> open_eprint(b"%PDF-1.5 ...").form
    'PDF'
    """
    limits = limits or ArchiveLimits()
    stream = _Stream(content, limits)
    packed = False
    for _ in range(limits.layers):
        if not stream.peek(2).startswith(b"\x1f\x8b"):
            break
        packed = True
        stream = _Stream(stream, limits)
    form = _form(stream.peek(2 * _BLOCK))
    found = Eprint(form, packed)
    if form == "gzip":
        found.form = "unknown"
        found.losses[f"more than {limits.layers} layers of gzip, one in the other"] += 1
    elif form == "tar":
        _read_tar(stream, found, limits)
    elif form == "TeX":
        _read_single(stream, found, limits)
    found.losses.update(stream.losses())
    return found


# --- streams --------------------------------------------------------------------------------------


class _Stream:
    """Bytes one after another: given ones, or what gzip makes of another stream's.

    `taken` counts those that were read or passed over.
    """

    def __init__(self, source: bytes | _Stream, limits: ArchiveLimits) -> None:
        self._below = source if isinstance(source, _Stream) else None
        self._held = bytearray() if isinstance(source, _Stream) else bytearray(source)
        self.taken = 0
        self._member = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
        self._left = limits.unpacked
        self._waiting = b""
        self._ended = self._below is None
        self._problem: str | None = None

    def losses(self) -> list[str]:
        """Return what is wrong with the packing, here and below."""
        own = [self._problem] if self._problem else []
        return own + (self._below.losses() if self._below is not None else [])

    def peek(self, count: int) -> bytes:
        """Return the next bytes without taking them; fewer where it ends."""
        self._fill(count)
        return bytes(self._held[:count])

    def read(self, count: int) -> bytes:
        """Take the next bytes; fewer where it ends."""
        self._fill(count)
        taken = bytes(self._held[:count])
        del self._held[:count]
        self.taken += len(taken)
        return taken

    def skip(self, count: int) -> bool:
        """Pass over so many bytes; False where it ends before."""
        while count > 0:
            here = len(self.read(min(count, _CHUNK)))
            if not here:
                return False
            count -= here
        return True

    def _fill(self, count: int) -> None:
        while len(self._held) < count and not self._ended:
            self._held += self._more()

    def _more(self) -> bytes:
        """Unpack a little more, never much at once."""
        assert self._below is not None
        if not self._waiting:
            self._waiting = self._below.read(2**16)
        if not self._waiting:
            self._stop("the gzip packing is cut off")
            return b""
        before = self._member.copy()
        try:
            made = self._member.decompress(self._waiting, min(_CHUNK, self._left + 1))
        except zlib.error as error:
            self._stop(f"the gzip packing is broken ({error})")
            return _before_the_fault(before, self._waiting)
        self._waiting = self._member.unconsumed_tail
        self._left -= len(made)
        if self._left < 0:
            self._stop("it unpacks to more than is allowed: the rest is not read")
            return made[: self._left]
        if self._member.eof:
            self._next_member()
        return made

    def _next_member(self) -> None:
        rest = self._member.unused_data
        if len(rest) < 2 and self._below is not None:
            rest += self._below.read(2**16)
        if rest.startswith(b"\x1f\x8b"):
            self._member = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
            self._waiting = rest
            return
        self._ended = True
        if rest.strip(b"\0"):
            self._problem = "something follows the gzip packing: it is not read"

    def _stop(self, problem: str) -> None:
        self._ended, self._problem = True, problem


def _before_the_fault(member: Any, packed: bytes) -> bytes:
    """Return what a decompressor makes of bytes up to where they are broken, almost to the last."""
    made = bytearray()
    try:
        while part := member.decompress(packed, 256):
            made += part
            packed = member.unconsumed_tail
    except zlib.error:
        pass  # that is where it ends, as the caller says
    return bytes(made)


# --- forms ----------------------------------------------------------------------------------------

_HTML: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_OTHER_PACKING: Final = {
    b"\x1f\x9d": "compress",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"PK\x03\x04": "zip",
    b"\x28\xb5\x2f\xfd": "zstd",
}


def _form(start: bytes) -> str:
    """Tell what begins so."""
    if not start.strip(b"\0 \t\r\n"):
        return "empty"
    if start.startswith(b"\x1f\x8b"):
        return "gzip"
    if _is_tar(start):
        return "tar"
    if b"%PDF-" in start[:1024] and not start.lstrip().startswith(b"\\"):
        return "PDF"
    if start.lstrip(b"\x04\r\n \xef\xbb\xbf").startswith(b"%!") or start.startswith(
        b"\xc5\xd0\xd3\xc6"
    ):
        return "PostScript"
    if start.startswith(b"\xf7\x02"):
        return "DVI"
    if _HTML.match(start):
        return "HTML"
    if any(start.startswith(magic) for magic in _OTHER_PACKING):
        return "unknown"
    return "TeX" if _is_text(start) else "unknown"


def _is_tar(start: bytes) -> bool:
    if len(start) < _BLOCK:
        return False
    try:
        tarfile.TarInfo.frombuf(start[:_BLOCK], "utf-8", "surrogateescape")
    except (tarfile.TarError, ValueError, OverflowError):
        # a broken header of a later kind still says what it is
        return start[257:262] == b"ustar"
    return True


def _is_text(start: bytes) -> bool:
    """Tell text of whatever encoding from what only looks at machines."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True  # UTF-16
    control = sum(byte < 32 and byte not in b"\t\n\r\x0c\x1a\x1b" for byte in start)
    return b"\0" not in start and control * 50 <= len(start)


def _read_single(stream: _Stream, found: Eprint, limits: ArchiveLimits) -> None:
    content = stream.read(limits.member + 1)
    if len(content) > limits.member:
        found.losses[f"the file is longer than {_size(limits.member)}: not read"] += 1
        return
    found.files["main.tex"] = content


# --- tar ------------------------------------------------------------------------------------------

_PLAIN: Final = frozenset({tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE})
_KINDS: Final[Mapping[bytes, str]] = {
    tarfile.LNKTYPE: "links",
    tarfile.SYMTYPE: "links",
    tarfile.CHRTYPE: "devices",
    tarfile.BLKTYPE: "devices",
    tarfile.FIFOTYPE: "named pipes",
    tarfile.GNUTYPE_SPARSE: "sparse files",
}


def _read_tar(stream: _Stream, found: Eprint, limits: ArchiveLimits) -> None:
    kept = 0
    for name, size in _members(stream, found, limits):
        path = _safe_path(name, limits)
        if path is None:
            found.losses["files whose path leaves the archive or is no path"] += 1
            continue
        if not is_text_name(path):
            found.passed_over += 1
            continue
        if size > limits.member:
            found.losses[f"files longer than {_size(limits.member)}"] += 1
            continue
        if kept + size > limits.kept:
            found.losses[f"files beyond {_size(limits.kept)} of text in all"] += 1
            continue
        content = stream.read(size)
        if len(content) < size:
            found.losses["files that are cut off"] += 1
        if not _is_text(content[:4096]):
            found.passed_over += 1
            continue
        if path in found.files:
            found.losses["files whose path comes twice: the last one counts"] += 1
            kept -= len(found.files[path])
        kept += len(content)
        found.files[path] = content


def _members(stream: _Stream, found: Eprint, limits: ArchiveLimits) -> Iterator[tuple[str, int]]:
    """Yield path and size of each plain file; its content is next in the stream, to be read or not.

    What the caller leaves is passed over.
    """
    said: dict[str, str] = {}
    for number in range(limits.members + 1):
        block = stream.read(_BLOCK)
        if number == limits.members and block.strip(b"\0"):
            found.losses[f"what follows the first {limits.members:,} entries"] += 1
            return
        try:
            info = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
        except tarfile.HeaderError:
            if not block or len(block) < _BLOCK:
                found.losses["the archive is cut off"] += 1
            elif block.strip(b"\0"):
                found.losses["the archive is broken: a header is none"] += 1
            return  # else a block of zeros, which is its end
        except (ValueError, OverflowError):
            found.losses["the archive is broken: a header is none"] += 1
            return
        if info.size < 0:
            found.losses["the archive is broken: a size below zero"] += 1
            return
        if info.type in (
            tarfile.GNUTYPE_LONGNAME,
            tarfile.GNUTYPE_LONGLINK,
            tarfile.XHDTYPE,
            tarfile.XGLTYPE,
            tarfile.SOLARIS_XHDTYPE,
        ):
            if info.size > _LONGEST_HEADER:
                found.losses["headers longer than any name"] += 1
                whole = stream.skip(_rounded(info.size))
            else:
                extra = stream.read(_rounded(info.size))
                whole = len(extra) == _rounded(info.size)
                said |= _said(info.type, extra[: info.size])
            if not whole:
                found.losses["the archive is cut off"] += 1
                return
            continue
        name, size = said.pop("path", info.name), info.size
        if "size" in said and said["size"].isdecimal():
            size = int(said["size"][:20])
        sparse = any(key.startswith("GNU.sparse") for key in said)
        said = {}
        if info.type in _PLAIN and not sparse and not name.endswith("/"):
            end = stream.taken + _rounded(size)
            yield name, size
            if not stream.skip(end - stream.taken):
                found.losses["the archive is cut off"] += 1
                return
            continue
        if info.type != tarfile.DIRTYPE and not (info.type in _PLAIN and name.endswith("/")):
            found.losses[
                f"{_KINDS.get(info.type, 'sparse files' if sparse else 'entries of another kind')} "
                "in the archive"
            ] += 1
        # links and devices have no content, whatever their size says
        hollow = info.type in (
            tarfile.LNKTYPE,
            tarfile.SYMTYPE,
            tarfile.CHRTYPE,
            tarfile.BLKTYPE,
            tarfile.FIFOTYPE,
            tarfile.DIRTYPE,
        )
        if not hollow and not stream.skip(_rounded(size)):
            found.losses["the archive is cut off"] += 1
            return


def _rounded(size: int) -> int:
    return -(-size // _BLOCK) * _BLOCK


def _said(kind: bytes, extra: bytes) -> dict[str, str]:
    """Return what an extra header says of the entry behind it: its path, its size."""
    if kind == tarfile.GNUTYPE_LONGNAME:
        return {"path": extra.rstrip(b"\0").decode("utf-8", "surrogateescape")}
    if kind not in (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE):
        return {}
    said = {}
    while match := re.match(rb"(\d{1,6}) ([^=\n]+)=", extra):
        length = int(match[1])
        value = extra[match.end() : max(match.end(), length - 1)]
        said[match[2].decode("latin-1")] = value.decode("utf-8", "surrogateescape")
        if length < match.end():
            break
        extra = extra[length:]
    return said


def _safe_path(name: str, limits: ArchiveLimits) -> str | None:
    """Return a path below the archive's own folder; None where a name leads elsewhere."""
    if any("\udc80" <= char <= "\udcff" for char in name):  # no UTF-8
        name = name.encode("utf-8", "surrogateescape").decode("latin-1")
    parts = [part for part in name.split("/") if part not in ("", ".")]
    outside = name.startswith("/") or ".." in parts or not parts
    too_long = len(name) > limits.name or len(parts) > limits.depth + 1
    if outside or too_long or not name.isprintable():
        return None
    return "/".join(parts)


def _size(count: int) -> str:
    return f"{count // 2**20:,} MB" if count >= 2**20 else f"{count:,} bytes"
