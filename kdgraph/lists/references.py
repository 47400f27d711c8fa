"""Reference lists as they are pasted from a PDF: labelled or not, wrapped, with divided words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from kdgraph.lists.citations import citation, label_end
from kdgraph.lists.formats import LIST_FORMATS, ListFormat, Parsed, Refused, Value
from kdgraph.lists.inline import Rich
from kdgraph.lists.items import Item, read_items
from kdgraph.lists.outline import Line, as_text
from kdgraph.lists.text import BOM, LONGEST, Lines, words

__all__ = ["REFERENCES"]

_NUMBER: Final = re.compile(r"\s*[\[(]?\s?(?P<number>\d{1,4})\s?[\])]?[.)]?(?:\s|(?<=\])|$)")
_PAGE: Final = re.compile(r"\s*(?:\d{1,4}|-\s?\d{1,4}\s?-|[Pp]age \d{1,4})\s*")
_TITLE: Final = re.compile(
    r"(?i)\W*(?:\d{1,2}\.?\s+|[ivx]+\.\s+)?(?:references|bibliography|literature|works cited"
    r"|reference list|cited literature|参考文献|literatur(?:verzeichnis)?)\W*"
)
_FAMILY: Final = (
    r"(?:(?:van|von|de|der|den|del|di|el|al) ){0,2}[A-Z][^\W\d_]+(?:[-'\u2019 ][A-Z][^\W\d_]+)?"
)
_AUTHOR: Final = re.compile(  # how a reference without a label begins
    rf"(?:{_FAMILY},? (?:[A-Z]\.|[A-Z]{{1,3}}[,.]|[A-Z][^\W\d_]+(?:,| [A-Z]\.))"
    rf"|(?:[A-Z]\.[- ]?){{1,3}} ?{_FAMILY}"
    r"|[A-Z][^\W\d_]+(?: [A-Z]\.)?(?: [A-Z][^\W\d_]+){1,2}(?:,| and |\.))"
)
_FINISHED: Final = re.compile(r"[.)\]\d]$|(?:https?:/|doi\.org)/\S+$")
_DIVIDED: Final = re.compile(r"(?P<before>[^\W\d_]+)[-\u2010\u00ad]$")
_IN_ADDRESS: Final = re.compile(r"(?:https?://|doi\.org/|www\.|\b10\.\d{4,9}/)\S*[-/_.=]$")
# what stands before a hyphen that stays
_FIRST_PARTS: Final = words(
    "self semi cross few zero one two three large small low high real long short fine coarse state "
    "end well open non multi pre post meta co bi tri single cost time data model task domain class "
    "human machine deep closed weakly on off in out vision energy context attention"
)


@dataclass(slots=True)
class _Entry:
    """The lines of one reference, by their numbers from 0."""

    lines: list[int] = field(default_factory=list)
    section: str = ""


class _Reader:
    """One pass over the lines of a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = Lines(text)
        self.said = [
            text[a:b].lstrip(BOM) for a, b in zip(self.lines.starts, self.lines.ends, strict=True)
        ]
        self.whole = Counter(re.findall(r"[^\W\d_]{4,30}", text.lower()))
        self.refused: list[Refused] = []

    def entries(self) -> list[_Entry]:
        """Return the references: by their labels, blank lines, indentation or beginnings."""
        numbers = self._numbered()
        filled = [n for n, said in enumerate(self.said) if said.strip()]
        signs = ("[", "\u2022", "\u25aa", "\u25cf")
        keyed = [n for n in filled if self.said[n].lstrip().startswith(signs)]
        keyed = [n for n in keyed if label_end(self.said[n])]
        if numbers:
            starts = numbers
        elif len(keyed) > 1 or (keyed and keyed[0] == filled[0]):
            starts = set(keyed)
        else:
            starts = self._unlabelled(filled)
        found: list[_Entry] = []
        section = ""
        for n in filled:
            said = self.said[n]
            if n in starts:
                found.append(_Entry([n], section))
            elif _PAGE.fullmatch(said):
                continue
            elif _TITLE.fullmatch(said):
                section = ""
                found.append(_Entry([], section))
            elif (name := self._heading(n, starts)) is not None:
                section = name
                found.append(_Entry([], section))
            elif found and found[-1].lines and self._near(found[-1].lines[-1], n):
                found[-1].lines.append(n)
            else:
                a, b = self.lines.starts[n], self.lines.ends[n]
                self.refused.append(
                    Refused(a + (said != self.text[a:b]), b, "a line of no reference")
                )
        return [entry for entry in found if entry.lines]

    def _near(self, last: int, n: int) -> bool:
        """Tell whether a line belongs to the reference that ended above, over a page break too."""
        blank = n - last - 1
        return blank == 0 or (blank < 6 and not _FINISHED.search(self._tail(last)))

    def _tail(self, n: int) -> str:
        """Return the end of a line, as much as tells how it ends."""
        return self.said[n].rstrip()[-80:]

    def _numbered(self) -> set[int]:
        """Return the lines that begin with 1, 2, 3 ...; several lists may follow each other."""
        starts: set[int] = set()
        expected = 1
        labels = re.compile(
            r"\s*(?:\[\s?\d{1,4}\s?\]|\d{1,4}[.)](?!\d)|\(\d{1,4}\)|\d{1,4}\s+(?=[A-Z]))"
        )
        for n, said in enumerate(self.said):
            if not labels.match(said) or (match := _NUMBER.match(said)) is None:
                continue
            number = int(match["number"])
            restarted = number == 1 and (expected == 1 or len(starts) > 1)
            if number == expected or restarted or (starts and expected < number <= expected + 2):
                starts.add(n)
                expected = number + 1
            elif not starts and said.lstrip()[:1] in "[(":
                starts.add(n)  # a part of a list begins with any number
                expected = number + 1
        filled = sum(bool(said.strip()) for said in self.said)
        return starts if len(starts) > 1 or (starts and filled < 6) else set()

    def _unlabelled(self, filled: Sequence[int]) -> set[int]:
        if not filled:
            return set()
        indents = {n: len(self.said[n]) - len(self.said[n].lstrip()) for n in filled}
        groups = [n for k, n in enumerate(filled) if k == 0 or filled[k - 1] < n - 1]
        wrapped = len(groups) * 6 < len(filled)  # as many lines between blank ones as on a page
        if len(groups) > 1 and not wrapped:
            return set(groups)
        least = min(indents.values())
        hanging = [n for n in filled if indents[n] == least]
        if 1 < len(hanging) < len(filled) and len(hanging) * 6 > len(filled):
            return set(hanging)
        starts = set()
        for k, n in enumerate(filled):
            finished = k == 0 or _FINISHED.search(self._tail(filled[k - 1]))
            if finished and _AUTHOR.match(self.said[n].strip()):
                starts.add(n)
        return starts

    def _heading(self, n: int, starts: set[int]) -> str | None:
        """Return the name of a section: a short line by itself before a reference."""
        said = self.said[n].strip()
        alone = n == 0 or not self.said[n - 1].strip() or _PAGE.fullmatch(self.said[n - 1])
        after = next(
            (k for k in range(n + 1, min(n + 4, len(self.said))) if self.said[k].strip()), 0
        )
        if not alone or after not in starts or len(said.split()) > 8 or len(said) > 80:
            return None
        if said.endswith((".", ",", ";")) or re.search(r"\d{4}|https?:", said):
            return None
        return said.strip(" #=*:_-")

    def rich(self, entry: _Entry) -> Rich:
        """Return a reference as one line: words that were divided are whole again."""
        line = Line()
        glue = True
        for k, n in enumerate(entry.lines):
            end = self.lines.ends[n]
            start = end - len(self.said[n].lstrip())
            said = self.text[start:end].rstrip()
            if not glue:
                line.blank(start, start)
            glue = False
            if k + 1 < len(entry.lines):
                following = self.said[entry.lines[k + 1]].lstrip()
                divided = _DIVIDED.search(said[-40:])
                if _IN_ADDRESS.search(said[-200:]):
                    glue = True
                elif divided is not None and following[:1].islower():
                    glue = True
                    second = re.match(r"[^\W\d_]+", following)
                    if not self._keeps(said, divided["before"], second[0] if second else ""):
                        said = said[:-1]
                elif said.endswith(("-", "\u2010")) and following[:1].isalnum():
                    glue = True  # "Peters-" and "Long", "t-" and "SNE"
            line.words(said, start)
        return line.rich()

    def _keeps(self, said: str, before: str, after: str) -> bool:
        """Tell whether the hyphen at the end of a line belongs to the word."""
        if said[-1] == "\u00ad" or not after:
            return False
        if self.whole[f"{before}{after}".lower()]:
            return False
        compound = re.search(r"[^\W\d_]-[^\W\d_]+-$", said[-40:]) is not None  # "state-of-the-"
        return compound or before.lower() in _FIRST_PARTS

    def items(self) -> list[Item]:
        """Return all references as items."""
        found = []
        for entry in self.entries():
            first, last = entry.lines[0], entry.lines[-1]
            end = self.lines.ends[last]
            start = self.lines.ends[first] - len(self.said[first].lstrip())
            end -= len(self.text[start:end]) - len(self.text[start:end].rstrip())
            if end - start > LONGEST:
                reason = f"a text of more than {LONGEST:,} characters"
                self.refused.append(Refused(start, end, reason))
                continue
            rich = self.rich(entry)
            line = rich.cut(label_end(rich.text), len(rich.text))
            found.append(Item(start, end, [line], entry.section))
        return found


def _parse(text: str) -> Parsed:
    reader = _Reader(text)
    parsed = read_items(reader.items())
    parsed.refused = sorted([*parsed.refused, *reader.refused])
    return parsed


def _likeness(text: str) -> float:
    """Say which share of what looks like an entry is in a known style."""
    marks = len(re.findall(r"\]\(|\*\*|<[a-z]+[ >]|(?:^|[\r\n])(?:#{1,6} |\| |@\w+\{)|`", text))
    reader = _Reader(text[:40_000])
    entries = reader.entries()[:60]
    if not entries or marks > len(entries):
        return 0.0
    cited = lines = 0
    for entry in entries:
        said = " ".join(" ".join(reader.said[n] for n in entry.lines).split())
        found = citation(said)
        cited += found is not None and found.authors is not None
        lines += len(entry.lines)
    covered = lines / (lines + len(reader.refused))
    return 0.92 * covered * cited / len(entries)


def _write(field_name: str, value: Value, old: str) -> str:
    return as_text(field_name, value, old)


REFERENCES = LIST_FORMATS.add("references", label="Reference lists, as pasted")(
    ListFormat(
        suffixes=(".refs", ".references"),
        shape="references as printed in papers, in any usual style",
        likeness=_likeness,
        parse=_parse,
        write=_write,
    )
)
"""Reference lists as printed in papers."""
