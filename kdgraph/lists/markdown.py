"""Markdown lists: items, tables and paragraphs, read by markdown-it's tokens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from markdown_it.token import Token

from kdgraph.lists.columns import roles
from kdgraph.lists.formats import (
    LIST_FORMATS,
    Draft,
    ListFormat,
    Parsed,
    Refused,
    Span,
    Value,
    Venue,
)
from kdgraph.lists.html import HtmlReader
from kdgraph.lists.inline import Rich, markdown_parser, read_inline
from kdgraph.lists.items import Item, interpret
from kdgraph.lists.links import is_label, is_paper
from kdgraph.lists.outline import Outline
from kdgraph.lists.text import BOM, LONGEST, Lines
from kdgraph.lists.titling import find_title
from kdgraph.lists.venues import Place, find_venues

__all__ = ["MARKDOWN"]


_MOST_BRACKETS = 400  # each may begin a link, and is tried to the end of the paragraph
_LONGEST_HEADING = 500


@dataclass(slots=True)
class _Block:
    """A list item with what stands in it: its own lines of text, and the items inside."""

    first: int  # lines, from 0, the last exclusive
    last: int
    lines: list[Rich] = field(default_factory=list)
    inner: list[_Block] = field(default_factory=list)


class _Reader:
    """One pass over the tokens of a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = Lines(text)
        self.skip = 1 if text.startswith(BOM) else 0
        self.parser = markdown_parser()
        self.env: dict[str, Any] = {}
        self.parsed = Parsed()
        self.long: set[int] = set()  # lines and paragraphs refused for their length
        self.tokens = self.parser.parse(self._bounded()[self.skip :], self.env)
        self.headings: list[tuple[int, str]] = []
        self.section = ""
        self.title_level = self._title_level()
        self.html = HtmlReader(text, _RawHtml(self))

    def _title_level(self) -> int:
        """Return the level of the one heading above all others, 0 if there is none."""
        levels = [int(t.tag[1]) for t in self.tokens if t.type == "heading_open"]
        top = min(levels, default=0)
        return top if levels.count(top) == 1 and levels[0] == top else 0

    def run(self) -> Parsed:
        at = 0
        while at < len(self.tokens):
            token = self.tokens[at]
            if token.type == "heading_open":
                self._heading(token, self.tokens[at + 1])
                at += 3
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                end = self._end(at)
                for block in self._blocks(at, end):
                    self._item(block)
                at = end + 1
            elif token.type == "table_open":
                end = self._end(at)
                self._table(self.tokens[at : end + 1])
                at = end + 1
            elif token.type == "paragraph_open":
                self._paragraph(self.tokens[at + 1])
                at += 3
            elif token.type == "html_block":
                self._html(token)
                at += 1
            else:
                at += 1
        self.html.finish(len(self.text))
        return self.parsed

    # --- bounds

    def _bounded(self) -> str:
        """Return the text with empty lines for those that are too long to be of a list."""
        spans = list(zip(self.lines.starts, self.lines.ends, strict=True))
        if all(end - start <= LONGEST for start, end in spans):
            return self.text
        for start, end in spans:
            if end - start > LONGEST and self.text[start:end].strip():
                reason = f"a line of more than {LONGEST:,} characters"
                self.parsed.refused.append(Refused(start, end, reason))
        return "\n".join(
            "" if end - start > LONGEST else self.text[start:end] for start, end in spans
        )

    def _too_long(self, inline: Token) -> bool:
        """Tell whether a paragraph, an item or a cell is too long to be read, and say so once."""
        marks = inline.content.count("[")
        if len(inline.content) <= LONGEST and marks <= _MOST_BRACKETS:
            return False
        if inline.map and inline.map[0] not in self.long:
            self.long.add(inline.map[0])
            reason = (
                f"a text of more than {_MOST_BRACKETS} square brackets"
                if marks > _MOST_BRACKETS
                else f"a text of more than {LONGEST:,} characters"
            )
            self.parsed.refused.append(Refused(*self._span(*inline.map), reason))
        return True

    # --- structure

    def _end(self, at: int) -> int:
        level = self.tokens[at].level
        end = at + 1
        while self.tokens[end].level != level or self.tokens[end].nesting >= 0:
            end += 1
        return end

    def _heading(self, opening: Token, inline: Token) -> None:
        level = int(opening.tag[1])
        text = self._rich(inline).text.replace("\n", " ").strip(" :#")
        while self.headings and self.headings[-1][0] >= level:
            self.headings.pop()
        if len(text) > _LONGEST_HEADING and inline.map:
            reason = f"a heading of more than {_LONGEST_HEADING} characters names no section"
            self.parsed.refused.append(Refused(*self._span(*inline.map), reason))
            text = ""
        self.headings.append((level, " ".join(text.split())))
        # the headings above, below the document's title; one text for all papers below it
        above = (name for level, name in self.headings if level != self.title_level)
        self.section = " / ".join(above)
        self._outside(inline)

    @property
    def heading(self) -> Place | None:
        """The venue or year that the nearest heading consists of."""
        if not self.headings or self.headings[-1][0] == self.title_level:
            return None
        text = self.headings[-1][1]
        found = find_venues(text)
        whole = len(found) == 1 and found[0].end - found[0].start >= len(text) - 2
        return found[0] if whole else None

    def _blocks(self, at: int, end: int) -> list[_Block]:
        """Return the items of the list whose tokens go from `at` to `end`."""
        blocks: list[_Block] = []
        stack: list[_Block] = []
        for token in self.tokens[at : end + 1]:
            if token.type == "list_item_open" and token.map:
                block = _Block(token.map[0], token.map[1])
                (stack[-1].inner if stack else blocks).append(block)
                stack.append(block)
            elif token.type == "list_item_close":
                stack.pop()
            elif token.type == "inline" and stack:
                stack[-1].lines.append(self._rich(token))
        return blocks

    def _rich(self, inline: Token) -> Rich:
        """Read inline text, with the place of each character in the file."""
        if self._too_long(inline):
            return Rich()
        first, last = inline.map if inline.map else (0, 1)
        within = self._offset(last)
        origins: list[tuple[int, int]] = []
        at, begin = self._offset(first), 0
        for n, part in enumerate(inline.content.split("\n")):
            if n:
                at = max(at, self._offset(min(first + n, last)))
            found = self.text.find(part, at, within)
            at = found if found >= 0 else at
            origins.append((begin, at))
            at += len(part)
            begin += len(part) + 1
        return read_inline(inline.content, origins, self.env.get("references"))

    def _offset(self, line: int) -> int:
        starts = self.lines.starts
        offset = starts[line] if line < len(starts) else len(self.text)
        return max(offset, self.skip)

    def _span(self, first: int, last: int) -> Span:
        """Return the characters of some lines, without blank lines at the end."""
        last = min(last, len(self.lines.ends))
        while (
            last > first + 1
            and not self.text[self.lines.starts[last - 1] : self.lines.ends[last - 1]].strip()
        ):
            last -= 1
        return self._offset(first), self.lines.ends[last - 1]

    # --- what is a paper

    def _item(self, block: _Block) -> None:
        papers: list[_Block] = []
        own: list[_Block] = []
        for inner in block.inner:
            (papers if self._stands_alone(inner) else own).append(inner)
        last = papers[0].first if papers else block.last
        start, end = self._span(block.first, max(last, block.first + 1))
        lines = [*block.lines, *(line for inner in own for line in _all_lines(inner))]
        if not papers and self._only_groups(block):
            for inner in block.inner:
                self._item(inner)
        elif block.lines and (not papers or self._speaks(block)):
            self._take(Item(start, end, lines, self.section, self.heading))
        elif own and papers:
            for inner in own:
                self._item(inner)
        for inner in papers:
            self._item(inner)

    def _stands_alone(self, block: _Block) -> bool:
        """Tell whether an item inside another is a paper of its own or holds one."""
        if any(self._stands_alone(inner) for inner in block.inner):
            return True
        lines = [part for line in block.lines for part in line.split() if part.text.strip()]
        if not lines:
            return False
        first = lines[0]
        for anchor in first.anchors:
            label = first.text[anchor.start : anchor.end]
            if len(label.split()) > 2 and not is_label(label) and is_paper(anchor.url):
                return True
        bold = any(len(first.text[a:b].split()) > 2 for a, b in first.strong)
        if not bold and not (block.inner or first.anchors):
            return _looks_printed(first)
        found = self._read(block) if bold else None
        return isinstance(found, Draft) and found.title is not None

    def _only_groups(self, block: _Block) -> bool:
        """Tell whether an item, such as a year, names no paper but the items inside it do."""
        alone = interpret(Item(0, 0, list(block.lines)))
        if isinstance(alone, Draft) or any(find_title(line) for line in block.lines):
            return False
        return any(isinstance(self._read(inner), Draft) for inner in block.inner)

    def _speaks(self, block: _Block) -> bool:
        """Tell whether an item that holds papers is a paper too, by its own line."""
        return isinstance(interpret(Item(0, 0, list(block.lines))), Draft)

    def _read(self, block: _Block) -> Draft | str | None:
        return interpret(Item(0, 0, _all_lines(block), self.section, self.heading))

    def _take(self, item: Item) -> None:
        found = interpret(item)
        if isinstance(found, Draft):
            self.parsed.drafts.append(found)
        elif found is not None:
            self.parsed.refused.append(Refused(item.start, item.end, found))

    def _paragraph(self, inline: Token) -> None:
        """Take a paragraph for papers only if it begins like one: outside lists, most is prose."""
        if not inline.map:
            return
        rich = self._rich(inline)
        start, end = self._span(*inline.map)
        parts = [part for part in rich.split() if part.text.strip()]
        before = len(self.parsed.drafts)
        if len(parts) > 1 and all(_opens(part) for part in parts):
            for part in parts:
                a, b = part.source(0, len(part.text))
                self._loose(Item(a, b, [part], self.section, self.heading))
        elif parts and _opens(parts[0]):
            self._loose(Item(start, end, [rich], self.section, self.heading))
        if len(self.parsed.drafts) == before:
            self._outside(inline)

    def _outside(self, inline: Token) -> None:
        """Say so where a heading or prose links to a paper: it may be meant as one of the list."""
        if not inline.map:
            return
        rich = self._rich(inline)
        addresses = [anchor.url for anchor in rich.anchors]
        addresses += re.findall(r"https?://[^\s<>()\[\]]+", rich.text)
        if any(is_paper(address) for address in addresses):
            reason = "an address of a paper, but in no item of a list"
            self.parsed.refused.append(Refused(*self._span(*inline.map), reason))

    def _loose(self, item: Item) -> None:
        found = interpret(item)
        if not isinstance(found, Draft) or found.title is None:
            return  # prose may well begin with "[The paper](...)"
        if found.arxiv or found.doi or found.paper_links:
            self.parsed.drafts.append(found)

    def _html(self, block: Token) -> None:
        """Read a block of raw HTML; a list or table in it may go on in the next one."""
        if block.map:
            start, end = self._offset(block.map[0]), self._offset(block.map[1])
            self.html.feed(start, end)

    def _table(self, tokens: Sequence[Token]) -> None:
        header: list[str] = []
        cells: list[Rich] = []
        row: Token | None = None
        at, in_body = 0, False
        for token in tokens:
            if token.type == "tr_open":
                row, cells, at = token, [], 0
            elif token.type == "inline" and row is not None:
                cell = self._cell(token, row, at)
                at = cell.runs[-1][2] if cell.runs else at
                cells.append(cell)
            elif token.type == "thead_close":
                header, in_body = [cell.text for cell in cells], True
            elif token.type == "tr_close" and row is not None and row.map and in_body:
                self._row(row.map[0], header, cells)

    def _cell(self, inline: Token, row: Token, at: int) -> Rich:
        """Read a cell; markdown-it has taken the backslash from its bars already."""
        if self._too_long(inline):
            return Rich()
        line = row.map[0] if row.map else 0
        at = max(at, self._offset(line))
        at = self._find_cell(inline.content, at, self._offset(line + 1))
        origins, begin = [(0, at)], 0
        while (begin := inline.content.find("|", begin)) >= 0:
            there = origins[-1][1] + begin - origins[-1][0]
            if self.text[there : there + 2] == "\\|":
                origins.append((begin, there + 1))
            begin += 1
        return read_inline(inline.content, origins, self.env.get("references"))

    def _find_cell(self, content: str, at: int, within: int) -> int:
        pattern = re.escape(content).replace(r"\|", r"\\?\|")
        match = re.compile(pattern).search(self.text, at, within)
        return match.start() if match else at

    def _row(self, line: int, header: Sequence[str], cells: Sequence[Rich]) -> None:
        start, end = self._span(line, line + 1)
        parts = dict[str, Rich]()
        for role, cell in zip(roles(header), cells, strict=False):
            if role is not None and cell.text.strip() and role not in parts:
                parts[role] = cell
        title = parts.pop("title", None)
        if title is None:
            title = next((c for c in cells if any(is_paper(a.url) for a in c.anchors)), None)
        if title is None:
            if any(cell.text.strip() for cell in cells):
                self.parsed.refused.append(Refused(start, end, "a row without a title"))
            return
        item = Item(start, end, [title], parts["section"].text if "section" in parts else "")
        item.section = " / ".join(filter(None, (self.section, item.section.strip())))
        item.heading, item.cells = self.heading, parts
        self._take(item)


class _RawHtml(Outline):
    """What raw HTML holds, taken as parts of the Markdown around it."""

    def __init__(self, reader: _Reader) -> None:
        super().__init__()
        self.reader = reader

    def take(self, item: Item) -> None:
        item.section = " / ".join(filter(None, (self.reader.section, item.section)))
        item.heading = self.reader.heading
        self.reader._take(item)

    def refuse(self, start: int, end: int, reason: str) -> None:
        self.reader.parsed.refused.append(Refused(start, end, reason))

    def heading(self, level: int, text: str, span: Span) -> None:
        """Leave the sections to the headings of Markdown."""


def _all_lines(block: _Block) -> list[Rich]:
    return [*block.lines, *(line for inner in block.inner for line in _all_lines(inner))]


def _opens(line: Rich) -> bool:
    """Tell whether a line begins with a bold or linked text that can be a title."""
    lead = len(line.text) - len(line.text.lstrip(' "“*•'))
    spans = [*line.strong, *((a.start, a.end) for a in line.anchors)]
    return any(a <= lead and len(line.text[a:b].split()) > 1 for a, b in spans)


def _looks_printed(line: Rich) -> bool:
    found = interpret(Item(0, 0, [line]))
    return isinstance(found, Draft) and bool(found.authors) and bool(found.venues)


def _likeness(text: str) -> float:
    marks = re.findall(r"(?m)^\s{0,8}(?:[-*+]\s|\d+[.)]\s|#{1,6}\s|\|)|\]\(|\*\*", text)
    return min(0.6, 0.1 + len(marks) / 40) if marks else 0.05


_SPECIAL = re.compile(r"[\\`*_\[\]<>|~&]")


def _escaped(text: str) -> str:
    text = _SPECIAL.sub(r"\\\g<0>", text)
    text = re.sub(r"^([#+=-])", r"\\\1", text)
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", text)


def _write(field_name: str, value: Value, old: str) -> str:
    """Write a field so that Markdown reads it as it is."""
    if isinstance(value, int):
        return f"{old[0]}{value % 100:02d}" if not old[:1].isdigit() else str(value)
    if isinstance(value, str):
        return value if field_name in ("arxiv", "doi") else _escaped(value)
    parts = []
    for part in value:
        if isinstance(part, Venue):
            parts.append(part.name if part.year is None else f"{part.name} {part.year}")
        else:
            parts.append(part)
    paired = field_name == "authors" and any("," in part for part in parts)
    return _escaped((" and " if paired else ", ").join(parts))


MARKDOWN = LIST_FORMATS.add("markdown")(
    ListFormat(
        suffixes=(".md", ".markdown", ".mdown", ".mkd"),
        shape="list items or table rows with a title and a link to the paper, an arXiv id, a DOI, "
        "a venue with year, or authors",
        likeness=_likeness,
        parse=lambda text: _Reader(text).run(),
        write=_write,
    )
)
"""Lists in Markdown."""
