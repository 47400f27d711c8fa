"""The outline of a text of papers: its headings, lists, tables and paragraphs, whatever its marks.

A format that has these builds its lines with `Line` and hands the parts over in the order of the
text; `Outline` makes items of them, each with its section, and has all of them read together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kdgraph.lists.citations import citation
from kdgraph.lists.formats import Draft, Parsed, Refused, Span, Value, Venue
from kdgraph.lists.inline import Anchor, Rich
from kdgraph.lists.items import IN_NO_LIST, Item, interpret, read_items
from kdgraph.lists.links import is_label, is_paper
from kdgraph.lists.rows import Row, read_rows
from kdgraph.lists.sharing import shared
from kdgraph.lists.text import LONGEST
from kdgraph.lists.titling import find_title
from kdgraph.lists.venues import Place, find_venues

__all__ = ["Block", "Line", "Outline", "as_text"]

_LONGEST_HEADING = 500
_BLANK = re.compile(r"\s+")


class Line:
    """A line of text while it is put together, with the place of each character in the file."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._runs: list[tuple[int, int, int]] = []
        self._size = 0
        self._verbatim = False  # the last run stands in the file as it is
        self._open: dict[str, list[tuple[int, str]]] = {}
        self._rich = Rich()

    def __bool__(self) -> bool:
        return any(part.strip() for part in self._parts)

    def add(self, text: str, start: int, end: int) -> None:
        """Append text that stands as a whole from `start` to `end`."""
        if not text:
            return
        verbatim = len(text) == end - start
        if verbatim and self._verbatim and self._runs[-1][2] == start:
            self._runs[-1] = (*self._runs[-1][:2], end)
        else:
            self._runs.append((self._size, start, end))
        self._verbatim = verbatim
        self._parts.append(text)
        self._size += len(text)

    def words(self, text: str, start: int) -> None:
        """Append text that stands from `start` on, with runs of white space as single blanks."""
        at = 0
        for match in _BLANK.finditer(text):
            self.add(text[at : match.start()], start + at, start + match.start())
            self.blank(start + match.start(), start + match.end())
            at = match.end()
        self.add(text[at:], start + at, start + len(text))

    def blank(self, start: int, end: int) -> None:
        """Append a blank, unless there is one or the line is empty."""
        if self._parts and not self._parts[-1][-1].isspace():
            self.add(" ", start, end)

    def end_line(self, start: int, end: int) -> None:
        """Append a line break."""
        self.add("\n", start, end)

    def open(self, kind: str, url: str = "") -> None:
        """Begin a range: "strong", "emphasis", or "link" with its address."""
        self._open.setdefault(kind, []).append((self._size, url))

    def close(self, kind: str, *, badge: bool = False) -> None:
        """End the range of this kind that was opened last, if there is one."""
        if not self._open.get(kind):
            return
        start, url = self._open[kind].pop()
        if kind == "link":
            if url and start < self._size:
                self._rich.anchors.append(Anchor(start, self._size, url, badge))
        elif start < self._size:
            ranges = self._rich.strong if kind == "strong" else self._rich.emphasis
            ranges.append((start, self._size))

    def is_open(self, kind: str) -> bool:
        """Tell whether a range of this kind is open."""
        return bool(self._open.get(kind))

    @property
    def size(self) -> int:
        """Characters so far."""
        return self._size

    def rich(self) -> Rich:
        """Return the line; ranges that are open end here."""
        for kind in list(self._open):
            while self._open[kind]:
                self.close(kind)
        self._rich.text, self._rich.runs = "".join(self._parts), self._runs
        self._rich.anchors.sort(key=lambda anchor: anchor.start)
        return self._rich


@dataclass(slots=True)
class Block:
    """An item of a list: from where to where it goes, its own lines, and the items inside."""

    start: int
    end: int
    lines: list[Rich] = field(default_factory=list)
    inner: list[Block] = field(default_factory=list)


class Outline:
    """Collects the parts of a text in their order, and reads the papers among them."""

    def __init__(self) -> None:
        self._headings: list[tuple[int, str]] = []
        self._stack: list[tuple[int, str]] = []
        self._title: int | None = None  # the heading, counted from 0, that names the whole list
        self._found: list[tuple[Item, tuple[int, ...]] | Refused] = []
        self._above: list[int] = []
        self.columns: list[tuple[str, str]] = []
        self.notes: list[str] = []

    # --- what a format says

    def heading(self, level: int, text: str, span: Span) -> None:
        """Begin a section; `level` counts from 1, the highest."""
        name = " ".join(text.split()).strip(" :#")
        if len(name) > _LONGEST_HEADING:
            reason = f"a heading of more than {_LONGEST_HEADING} characters names no section"
            self.refuse(*span, reason)
            name = ""
        while self._above and self._headings[self._above[-1]][0] >= level:
            self._above.pop()
        self._above.append(len(self._headings))
        self._headings.append((level, name))

    def leave(self, level: int) -> None:
        """End the sections of this level and below it."""
        while self._above and self._headings[self._above[-1]][0] >= level:
            self._above.pop()

    def item(self, block: Block) -> None:
        """Add an item of a list, with the items inside it."""
        papers: list[Block] = []
        own: list[Block] = []
        for inner in block.inner:
            (papers if _stands_alone(inner) else own).append(inner)
        last = papers[0].start if papers else block.end
        lines = [*block.lines, *(line for inner in own for line in _all_lines(inner))]
        if not papers and block.inner and _only_groups(block):
            papers = block.inner
        elif block.lines and (not papers or _speaks(block)):
            end = max((a for line in lines for a in line.source(0, len(line.text))), default=last)
            self.take(Item(block.start, last if not papers else max(block.start, end), lines))
        elif own and papers:
            for inner in own:
                self.item(inner)
        for inner in papers:
            self.item(inner)

    def paragraph(self, line: Rich) -> None:
        """Add a paragraph: a paper if it begins with a title or is a reference, else prose."""
        start, end = line.source(0, len(line.text))
        lines = [part for part in line.split() if part.text.strip()]
        cited = citation(line.text) if lines else None
        whole = cited is not None and cited.authors is not None and cited.year is not None
        if whole or any(map(_opens, lines[:2])):
            self.take(Item(start, end, [line], loose=not whole))
        elif any(is_paper(anchor.url) for anchor in line.anchors):
            self.refuse(start, end, IN_NO_LIST)

    def refuse(self, start: int, end: int, reason: str) -> None:
        """Say of a part that it is not read, and why."""
        self._found.append(Refused(start, end, reason))

    def table(self, header: Sequence[str], rows: Sequence[Row]) -> None:
        """Add a table; without a header each row is an item with a line a cell."""
        if not any(name.strip() for name in header):
            for row in rows:
                lines = [cell for cell in row.cells if cell.text.strip()]
                if lines:
                    self.take(Item(row.start, row.end, lines))
            return
        read = read_rows(header, rows, headed=bool(self._above))
        self.columns += [column for column in read.columns if column not in self.columns]
        self.notes += [note for note in read.notes if note not in self.notes]
        for found in read.found:
            if isinstance(found, Refused):
                self._found.append(found)
            else:
                self.take(found)

    def take(self, item: Item) -> None:
        """Add an item as it is, but for the sections that it stands in."""
        if any(len(line.text) > LONGEST for line in item.lines):
            reason = f"a text of more than {LONGEST:,} characters"
            self.refuse(item.start, item.end, reason)
        else:
            self._found += [(part, tuple(self._above)) for part in shared(item)]

    @property
    def above(self) -> tuple[int, ...]:
        """The headings that are open here, for `placed`."""
        return tuple(self._above)

    def places(self) -> list[Span]:
        """Return where everything stands that was taken or refused."""
        return [
            (part.start, part.end) if isinstance(part, Refused) else (part[0].start, part[0].end)
            for part in self._found
        ]

    # --- what comes out

    def parsed(self) -> Parsed:
        """Read all items."""
        self._title = self._title_heading()
        refused = [part for part in self._found if isinstance(part, Refused)]
        parsed = read_items(
            self.placed(*part) for part in self._found if not isinstance(part, Refused)
        )
        parsed.refused = sorted([*parsed.refused, *refused])
        parsed.columns = [*self.columns, *parsed.columns]
        parsed.notes = [*self.notes, *parsed.notes]
        return parsed

    def placed(self, item: Item, above: Sequence[int]) -> Item:
        """Return an item with the section and the venue of the headings above it."""
        names = [self._headings[n][1] for n in above if n != self._title]
        item.section = " / ".join(filter(None, [*names, item.section]))
        item.heading = _place(names[-1]) if names else None
        return item

    def _title_heading(self) -> int | None:
        """Return the one heading above all others, the title of the list."""
        levels = [level for level, _ in self._headings]
        top = min(levels, default=0)
        return 0 if levels and levels[0] == top and levels.count(top) == 1 else None


def _place(heading: str) -> Place | None:
    """Return the venue or year that a heading consists of."""
    found = find_venues(heading)
    whole = len(found) == 1 and found[0].end - found[0].start >= len(heading) - 2
    return found[0] if whole else None


def _all_lines(block: Block) -> list[Rich]:
    return [*block.lines, *(line for inner in block.inner for line in _all_lines(inner))]


def _stands_alone(block: Block) -> bool:
    """Tell whether an item inside another is a paper of its own or holds one."""
    if any(_stands_alone(inner) for inner in block.inner):
        return True
    first = next((p for line in block.lines for p in line.split() if p.text.strip()), None)
    if first is None or len(first.text) > LONGEST:
        return False
    for anchor in first.anchors:
        label = first.text[anchor.start : anchor.end]
        if len(label.split()) > 2 and not is_label(label) and is_paper(anchor.url):
            return True
    bold = any(len(first.text[a:b].split()) > 2 for a, b in first.strong)
    if not bold and (block.inner or first.anchors):
        return False
    found = interpret(Item(0, 0, list(block.lines)))
    if not isinstance(found, Draft) or found.title is None:
        return False
    return bold or bool(found.authors and found.venues)


def _only_groups(block: Block) -> bool:
    """Tell whether an item, such as a year, names no paper but the items inside it do."""
    if _speaks(block) or any(find_title(line) for line in block.lines if line.text.strip()):
        return False
    return any(isinstance(interpret(Item(0, 0, _all_lines(i))), Draft) for i in block.inner)


def _speaks(block: Block) -> bool:
    """Tell whether an item that holds papers is a paper too, by its own lines."""
    return isinstance(interpret(Item(0, 0, list(block.lines))), Draft)


def _opens(line: Rich) -> bool:
    """Tell whether a line begins with a bold or linked text that can be a title."""
    lead = len(line.text) - len(line.text.lstrip(' "\u201c*\u2022'))
    spans = [*line.strong, *line.emphasis, *((a.start, a.end) for a in line.anchors)]
    return any(a <= lead and len(line.text[a:b].split()) > 1 for a, b in spans)


def as_text(field_name: str, value: Value, old: str) -> str:
    """Return a field as running text gives it: names after commas, a venue before its year.

    Examples
    --------
    >>> as_text("venues", [Venue("ICML", 2019)], ""), as_text("year", 2019, "'18")
    ('ICML 2019', "'19")
    """
    if isinstance(value, int):
        return f"{old[0]}{value % 100:02d}" if old and not old[0].isdigit() else str(value)
    if isinstance(value, str):
        return value
    parts = []
    for part in value:
        if isinstance(part, Venue):
            parts.append(part.name if part.year is None else f"{part.name} {part.year}")
        else:
            parts.append(part)
    paired = field_name == "authors" and any("," in part for part in parts)
    return (" and " if paired else ", ").join(parts)
