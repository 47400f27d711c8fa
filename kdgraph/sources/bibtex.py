"""BibTeX databases: entries by their keys, read only as far as they are cited."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

__all__ = ["BibEntry", "Database"]

_START: Final = re.compile(
    r"@[ \t]*(?P<kind>[A-Za-z]+)\s*[{(]\s*(?P<key>[^\s,{}()\"=]*)\s*(?P<after>[,=}]?)"
)
_NAME: Final = re.compile(r"[\s,]*([A-Za-z][\w:.+/-]*)\s*=\s*")
_MONTHS: Final = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
]
_LONGEST: Final = 200_000  # characters of one field
_MOST_WRITTEN_OUT: Final = 20_000
_INHERITED: Final = ("year", "publisher", "editor", "series", "volume", "address", "month", "date")


@dataclass(frozen=True, slots=True)
class BibEntry:
    """One entry: its kind and its fields as TeX code, their names in lower case."""

    key: str
    kind: str
    fields: Mapping[str, str]
    file: str
    offset: int


class Database:
    """All entries of some BibTeX databases; the first entry of a key counts, as in BibTeX."""

    def __init__(self, lost: Callable[[str, str, str, int], None]) -> None:
        self._lost = lost
        self._strings: dict[str, str] = {month: month.title() for month in _MONTHS}
        self._places: dict[str, tuple[str, int, int, str]] = {}
        self._lower: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        self._read: dict[str, BibEntry | None] = {}
        self._written = 2_000_000

    def __len__(self) -> int:
        return len(self._places)

    def keys(self) -> list[str]:
        """Return the keys of all entries, in the order of the files."""
        return list(self._places)

    def __contains__(self, key: str) -> bool:
        return key in self._places or key.lower() in self._lower

    def add(self, name: str, text: str) -> None:
        """Find the entries of a file; their fields are read when they are asked for."""
        self._texts[name] = text
        for found in _START.finditer(text):
            kind = found["kind"].lower()
            if kind in ("comment", "preamble"):
                continue
            if kind == "string":
                self._string(text, found)
                continue
            if found["after"] != "," or not found["key"]:
                continue
            line = text.rfind("\n", 0, found.start()) + 1
            if "%" in text[line : found.start()]:
                continue
            key = found["key"]
            if key not in self._places and key.lower() not in self._lower:
                self._places[key] = (name, found.start(), found.end(), kind)
                self._lower[key.lower()] = key

    def _string(self, text: str, found: re.Match[str]) -> None:
        at = found.start("key")
        named = _NAME.match(text, at)
        if named is None:
            return
        value, _ = self._value(text, named.end())
        self._strings[named[1].lower()] = value

    def get(self, key: str) -> BibEntry | None:
        """Return an entry, with what it takes over from the one it refers to."""
        return self._get(key, 0)

    def _get(self, key: str, depth: int) -> BibEntry | None:
        known = key if key in self._places else self._lower.get(key.lower())
        if known is None:
            return None
        if known not in self._read:
            self._read[known] = None
            self._read[known] = self._entry(known, depth)
        return self._read[known]

    def _entry(self, key: str, depth: int) -> BibEntry:
        name, start, after, kind = self._places[key]
        text = self._texts[name]
        fields: dict[str, str] = {}
        at = after
        while (found := _NAME.match(text, at)) is not None and len(fields) < 200:
            value, at = self._value(text, found.end())
            if at <= found.end():
                break
            fields.setdefault(found[1].lower(), value)
        if not fields:
            self._lost("unreadable entry", key, name, start)
        for reference in ("crossref", "xdata"):
            for other in fields.get(reference, "").split(",")[:5]:
                parent = (
                    self._get(other.strip(), depth + 1) if other.strip() and depth < 5 else None
                )
                if parent is not None:
                    self._inherit(fields, parent, everything=reference == "xdata")
        return BibEntry(key, kind, fields, name, start)

    @staticmethod
    def _inherit(fields: dict[str, str], parent: BibEntry, *, everything: bool) -> None:
        title = parent.fields.get("booktitle") or parent.fields.get("title")
        if title and not everything:
            fields.setdefault("booktitle", title)
        for name, value in parent.fields.items():
            if everything or name in _INHERITED:
                fields.setdefault(name, value)

    def _value(self, text: str, at: int) -> tuple[str, int]:
        """Return a value, its parts joined, and where it ends."""
        parts: list[str] = []
        while True:
            at = _behind_blanks(text, at)
            char = text[at : at + 1]
            if char in ("{", '"'):
                end = _closing(text, at)
                parts.append(text[at + 1 : min(end, at + 1 + _LONGEST)])
                at = end + 1
            else:
                found = re.compile(r"[^\s,#{}\"=@()]+").match(text, at)
                if found is None:
                    break
                word = found[0]
                if word.isdigit():
                    parts.append(word)
                else:
                    written = self._strings.get(word.lower(), "")
                    self._written -= len(written)
                    parts.append(written if self._written > 0 else "")
                at = found.end()
            behind = _behind_blanks(text, at)
            if text[behind : behind + 1] != "#":
                break
            at = behind + 1
        return "".join(parts)[:_MOST_WRITTEN_OUT], at


def _behind_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


_BRACES: Final = re.compile(r"\\.|[{}\"]|\n[ \t]*@[A-Za-z]+\s*\{\s*[^\s,{}()\"=]+\s*,", re.DOTALL)


def _closing(text: str, at: int) -> int:
    """Return where a value ends; one that lost its brace ends before the next entry."""
    quoted = text[at] == '"'
    depth = 0
    for found in _BRACES.finditer(text, at + quoted):
        sign = found[0]
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth == 0 and not quoted:
                return found.start()
            if depth < 0:
                return found.start()
        elif sign == '"':
            if quoted and depth == 0:
                return found.start()
        elif sign.startswith("\n") and len(sign) > 1:
            return found.start()
    return len(text)
