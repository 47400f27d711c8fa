"""Markdown lists: items, tables and paragraphs, read by markdown-it's tokens."""

# ruff: noqa: RUF001 - lists do print these signs, so they are matched

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile
from typing import Any

from markdown_it.token import Token

from kdgraph.lists.columns import roles
from kdgraph.lists.fields import field_line
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
from kdgraph.lists.items import IN_NO_LIST, Item, interpret, read_items
from kdgraph.lists.links import is_data_file, is_label, is_paper, is_web
from kdgraph.lists.outline import Outline
from kdgraph.lists.people import are_names
from kdgraph.lists.rows import Row, read_rows
from kdgraph.lists.sharing import papers_in, shared
from kdgraph.lists.text import BOM, LONGEST, Lines, barred
from kdgraph.lists.venues import Place, find_venues

__all__ = ["MARKDOWN"]


_MOST_BRACKETS = 400  # each may begin a link, and is tried to the end of the paragraph
_LONGEST_HEADING = 500
_LONGEST_TITLE = 400
_MOST_LINES = 40
_MOST_FIELDS = 15
_KINDS = {
    "heading_open": "heading",
    "paragraph_open": "paragraph",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "table_open": "table",
    "html_block": "html",
}
_UNKNOWN_LABEL = re.compile(r"\W{0,6}[^\W\d_][\w/&-]*(?: [\w/&-]+){0,3} ?[:：][\s|]+\W*")
_REMARK = re.compile(r"(?i)(?:\w+ ){0,2}(?:oral|poster|spotlight|highlight|best paper|award)s?")
_NUMBERED = re.compile(
    r"\s*(?:\[\d{1,4}\]|\[\^[\w-]{1,20}\]:|\(\d{1,4}\)|\d{1,4}[.)、]|【\d{1,4}】)\s*(?=\D)"
)
_AFTER_NAMES = re.compile(r"\s\(|\.\s|[:：]\s|,?\s?[“\"]")
_AUTHORIAL = re.compile(r",|\bet al\b|\band\b|&|\b[A-Z]\b")
_OF_PAPERS = re.compile(  # what a heading says beside the venue of all papers below it
    r"(?i)\b(?:accepted|papers?|list|lists|of|with|code|codes|and|open[- ]?source|projects?|the|"
    r"awesome|collection|at|in|main conference|proceedings|a|all)\b|论文|和|开源|项目|合集|大合集|"
    r"代码|带|与|汇总|整理|收录|列表|接收|下载|[()（）&]"
)


@dataclass(slots=True)
class _Block:
    """A list item with what stands in it: its own lines of text, and the items inside."""

    first: int  # lines, from 0, the last exclusive
    last: int
    lines: list[Rich] = field(default_factory=list)
    inner: list[_Block] = field(default_factory=list)
    alone: bool | None = None  # whether it is a paper of its own inside another item, once known


@dataclass(slots=True)
class _Part:
    """A heading, a paragraph, a list, a table or a block of HTML, in the order of the text."""

    kind: str
    tokens: Sequence[Token]
    lines: list[Rich] = field(default_factory=list)  # of a heading or a paragraph
    blocks: list[_Block] = field(default_factory=list)  # of a list


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
        self.items: list[Item] = []
        self.headings: list[tuple[int, str, Place | None]] = []
        self.headed = False
        self.whole: Place | None = None  # the venue that the title of the list names
        self.section = ""
        self.title_level = self._title_level()
        self.html = HtmlReader(text, _RawHtml(self))

    def _title_level(self) -> int:
        """Return the level of the one heading above all others, 0 if there is none."""
        levels = [int(t.tag[1]) for t in self.tokens if t.type == "heading_open"]
        top = min(levels, default=0)
        return top if levels.count(top) == 1 and levels[0] == top else 0

    def run(self) -> Parsed:
        parts = list(self._parts())
        n = 0
        while n < len(parts):
            part = parts[n]
            following = self._fields_below(parts, n) if part.lines else []
            if following:
                self._titled_block(part, following)
                n += len(following)
                taken = len(following[-1].blocks)
                if taken < len(parts[n].blocks):
                    parts[n].blocks = parts[n].blocks[taken:]
                    continue
            elif part.kind == "heading" and self._heading_is_paper(parts, n):
                self._titled_block(part, [])
            elif part.kind == "heading":
                self._heading(part)
            elif part.kind == "paragraph":
                self._paragraph(part)
            elif part.kind == "list":
                for block in part.blocks:
                    self._item(block)
            elif part.kind == "table":
                self._table(part.tokens)
            else:
                self._html(part.tokens[0])
            n += 1
        self.html.finish(len(self.text))
        found = read_items(self.items)
        self.parsed.drafts += found.drafts
        self.parsed.refused += found.refused
        self.parsed.refused.sort(key=lambda refused: refused.start)
        return self.parsed

    def _parts(self) -> Iterator[_Part]:
        at = 0
        while at < len(self.tokens):
            token = self.tokens[at]
            kind = _KINDS.get(token.type)
            if kind in ("heading", "paragraph"):
                rich = self._rich(self.tokens[at + 1])
                yield _Part(kind, self.tokens[at : at + 2], [rich])
                at += 3
            elif kind in ("list", "table"):
                end = self._end(at)
                part = _Part(kind, self.tokens[at : end + 1])
                if kind == "list":
                    part.blocks = self._blocks(at, end)
                yield part
                at = end + 1
            else:
                if kind == "html":
                    yield _Part(kind, [token])
                at += 1

    # --- a title and, below it, its fields

    def _fields_below(self, parts: Sequence[_Part], at: int) -> list[_Part]:
        """Return the lists and paragraphs below a title that hold nothing but its fields."""
        part = parts[at]
        if at + 1 >= len(parts) or parts[at + 1].kind not in ("list", "paragraph"):
            return []
        lines = _lines_of(part.lines[0])
        if not lines or len(part.lines[0].text) > _LONGEST_TITLE:
            return []
        if (named := field_line(lines[0])) is not None and named.role != "title":
            return []
        if part.kind == "paragraph" and any(is_paper(a.url) for a in part.lines[0].anchors):
            return []  # a paper by itself, whatever comes below
        proved = part.kind == "heading" and _is_paper_heading(lines[0])
        if part.kind == "heading" and (
            len(lines[0].text.split()) < 3 or any(not is_web(a.url) for a in lines[0].anchors)
        ):
            return []
        found: list[_Part] = []
        for below in parts[at + 1 : at + 4]:
            if below.tokens[0].level != part.tokens[0].level:
                break  # inside a quotation
            if below.kind == "list":
                kinds = list(takewhile(bool, map(_field_kind, below.blocks[: 2 * _MOST_FIELDS])))
                own = len(kinds)
                if own < len(below.blocks):  # fields, then items of their own
                    if part.kind == "heading" or own < 2 or "link" not in kinds:
                        break
                    below = _Part("list", below.tokens, blocks=below.blocks[:own])
                if kinds.count("link") > _MOST_FIELDS:
                    break
            elif below.kind == "paragraph":
                kinds = [_line_kind(line) for line in _lines_of(below.lines[0])]
                if not all(kinds) or (found and found[-1].kind == "list"):
                    break
            else:
                break
            found.append(below)
            proved = proved or "link" in kinds
            if below.kind == "list":
                break
        return found if proved else []

    def _heading_is_paper(self, parts: Sequence[_Part], at: int) -> bool:
        """Tell whether a heading is a paper by its link, and no section of papers."""
        if at + 1 < len(parts) and parts[at + 1].kind in ("list", "table"):
            return False
        return _is_paper_heading(parts[at].lines[0])

    def _titled_block(self, part: _Part, following: Sequence[_Part]) -> None:
        inline = part.tokens[1]
        if part.kind == "heading":
            self._close_headings(int(part.tokens[0].tag[1]))
        lines = [*part.lines]
        for below in following:
            lines += [line for rich in below.lines for line in _lines_of(rich)]
            lines += [line for block in below.blocks for line in _all_lines(block)]
        last = following[-1] if following else part
        if last.blocks:
            end = self._span(last.blocks[0].first, last.blocks[-1].last)[1]
        else:
            end = self._span(*(last.tokens[1].map or (0, 1)))[1]
        start = self._span(*(inline.map or (0, 1)))[0]
        self.items.append(Item(start, end, lines, self.section, self.heading, loose=False))

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

    def _close_headings(self, level: int) -> None:
        while self.headings and self.headings[-1][0] >= level:
            self.headings.pop()
        # the headings above, below the document's title; one text for all papers below it
        self.section = " / ".join(text for n, text, _ in self.headings if n != self.title_level)

    def _heading(self, part: _Part) -> None:
        opening, inline = part.tokens
        level = int(opening.tag[1])
        text = part.lines[0].text.replace("\n", " ").strip(" :#")
        self._close_headings(level)
        if len(text) > _LONGEST_HEADING and inline.map:
            reason = f"a heading of more than {_LONGEST_HEADING} characters names no section"
            self.parsed.refused.append(Refused(*self._span(*inline.map), reason))
            text = ""
        place = _heading_place(text)
        if not self.headed and place is not None and place.name:
            # the first heading speaks for the whole list if it is its title, or says so
            self.whole = place if level == self.title_level or _OF_PAPERS.search(text) else None
        self.headed = True
        self.headings.append((level, " ".join(text.split()), place))
        self._close_headings(7)
        self._outside(inline, part.lines[0])

    @property
    def heading(self) -> Place | None:
        """The venue or year that the nearest heading consists of, else the document's title."""
        nearest = self.headings[-1] if self.headings else None
        if nearest is not None and nearest[2] is not None and nearest[0] != self.title_level:
            return nearest[2]
        return self.whole

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
                stack[-1].lines += _lines_of(self._rich(token))
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
        if not papers and own and self._only_groups(block):
            papers, own = own, []
            if not any(line.anchors for line in block.lines):
                for inner in papers:
                    self._item(inner)
                return
        last = papers[0].first if papers else block.last
        start, end = self._span(block.first, max(last, block.first + 1))
        lines = [*block.lines, *(line for inner in own for line in _all_lines(inner))]
        if block.lines and (not papers or self._speaks(block)):
            self._take(Item(start, end, lines, self.section, self.heading))
        elif own and papers:
            for inner in own:
                self._item(inner)
        for inner in papers:
            self._item(inner)

    def _stands_alone(self, block: _Block) -> bool:
        """Tell whether an item inside another is a paper of its own or holds one."""
        if block.alone is None:
            block.alone = self._is_alone(block)
        return block.alone

    def _is_alone(self, block: _Block) -> bool:
        if any(map(self._stands_alone, block.inner)):
            return True
        first = next((p for line in block.lines for p in line.split() if p.text.strip()), None)
        if first is None or _line_kind(first):
            return False
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
        """Tell whether an item, such as a year or "By field:", names no paper but those inside."""
        if any(line.anchors or "http" in line.text or line.strong for line in block.lines):
            return False
        inner = [part for part in block.inner if part.lines]
        linked = [part for part in inner if _opens_with_title(part.lines[0])]
        if len(linked) * 2 <= len(inner) and not any(
            isinstance(self._read(part), Draft) and part.lines[0].anchors for part in inner
        ):
            return False
        return not isinstance(interpret(Item(0, 0, list(block.lines))), Draft)

    def _speaks(self, block: _Block) -> bool:
        """Tell whether an item that holds papers is a paper too, by its own line."""
        return isinstance(interpret(Item(0, 0, list(block.lines))), Draft)

    def _read(self, block: _Block) -> Draft | str | None:
        return interpret(Item(0, 0, _all_lines(block), self.section, self.heading))

    def _take(self, item: Item) -> None:
        """Take an item, or the papers that share its line."""
        self.items += shared(item)

    def _paragraph(self, part: _Part) -> None:
        """Take a paragraph for papers only if it begins like one: outside lists, most is prose."""
        inline, rich = part.tokens[1], part.lines[0]
        if not inline.map:
            return
        lines = _lines_of(rich)
        if not lines:
            return
        starts = [n for n, line in enumerate(lines) if _NUMBERED.match(line.text)]
        if lines[0].text.startswith("[^") and sum(is_paper(a.url) for a in rich.anchors) > 1:
            starts = []  # a footnote that talks about papers
        if starts and starts[0] == 0:
            groups = [lines[a:b] for a, b in pairwise([*starts, len(lines)])]
        elif len(lines) > 1 and all(_opens(line) for line in lines):
            groups = [[line] for line in lines]
        elif _opens(lines[0]) or _cites(lines) or (len(lines) > 1 and _leads(*lines[:2])):
            groups = [lines]
        else:
            self._outside(inline, rich)
            return
        if len(groups) == 1:
            start, end = self._span(*inline.map)
            pieces = papers_in(rich)
            if len(pieces) < 2:
                item = Item(start, end, groups[0], self.section, self.heading, loose=True)
                self.items.append(item)
                return
            groups = [[piece] for piece in pieces]
        for group in groups:
            start = group[0].source(0, len(group[0].text))[0]
            end = group[-1].source(0, len(group[-1].text))[1]
            item = Item(start, end, group, self.section, self.heading, loose=True)
            self.items.append(item)

    def _outside(self, inline: Token, rich: Rich) -> None:
        """Say so where a heading or prose links to a paper: it may be meant as one of the list."""
        if not inline.map:
            return
        addresses = [anchor.url for anchor in rich.anchors]
        if "http" in rich.text:
            addresses += re.findall(r"https?://[^\s<>()\[\]]+", rich.text)
        if any(is_paper(address) for address in addresses):
            self.parsed.refused.append(Refused(*self._span(*inline.map), IN_NO_LIST))

    def _html(self, block: Token) -> None:
        """Read a block of raw HTML; a list or table in it may go on in the next one."""
        if block.map:
            start, end = self._offset(block.map[0]), self._offset(block.map[1])
            self.html.feed(start, end)

    def _table(self, tokens: Sequence[Token]) -> None:
        header: list[str] = []
        cells: list[Rich] = []
        rows: list[Row] = []
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
                if row is not None and row.map and _is_paper_row(cells):
                    rows.append(Row(*self._span(row.map[0], row.map[0] + 1), cells))
                    header = []
            elif token.type == "tr_close" and row is not None and row.map and in_body:
                rows.append(Row(*self._span(row.map[0], row.map[0] + 1), cells))
        read = read_rows(header, rows, headed=bool(self.section))
        self.parsed.columns += [c for c in read.columns if c not in self.parsed.columns]
        self.parsed.notes += [note for note in read.notes if note not in self.parsed.notes]
        for found in read.found:
            if isinstance(found, Refused):
                self.parsed.refused.append(found)
                continue
            found.section = " / ".join(filter(None, (self.section, found.section)))
            found.heading = self.heading
            self.items.append(found)

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
        if "|" not in content:
            found = self.text.find(content, at, within)
            return found if found >= 0 else at
        pattern = re.escape(content).replace(r"\|", r"\\?\|")
        match = re.compile(pattern).search(self.text, at, within)
        return match.start() if match else at


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


def _is_paper_row(cells: Sequence[Rich]) -> bool:
    """Tell whether the first row of a table is a paper: Markdown has no tables without header."""
    linked = any(is_paper(anchor.url) for cell in cells for anchor in cell.anchors)
    return linked and not any(roles([cell.text for cell in cells]))


def _all_lines(block: _Block) -> list[Rich]:
    return [*block.lines, *(line for inner in block.inner for line in _all_lines(inner))]


def _heading_place(text: str) -> Place | None:
    """Return the venue or year that a heading consists of: "2019", "CVPR 2024 Papers"."""
    if len(text) > _LONGEST_TITLE:
        return None
    text = re.sub(r"(?<=[A-Za-z])-(?=(?:19|20)\d\d\b)|(?<=\d)-(?=[A-Za-z])", " ", text)
    bare = _OF_PAPERS.sub(lambda match: "," + " " * (len(match[0]) - 1), text)
    found = find_venues(bare)
    if len(found) != 1:
        return None
    rest = bare[: found[0].start] + bare[found[0].end :]
    return None if re.search(r"[^\W_]", rest) else found[0]


def _line_kind(line: Rich) -> str:
    """Return "link", "names" or "field" for a line that is part of a title's fields, else ""."""
    found = field_line(line)
    if found is not None:
        if found.role == "title":
            return ""
        rest = line.cut(found.start, len(line.text)) if found.start < len(line.text) else Rich()
        if _opens_with_title(rest) and any(is_paper(anchor.url) for anchor in rest.anchors):
            return ""
        linked = bool(rest.anchors) or "http" in rest.text
        named = found.role == "paper" or (linked and found.role in ("code", "other"))
        return "link" if named else "field"
    text = line.text
    for anchor in line.anchors:
        label = text[anchor.start : anchor.end]
        venue = any(place.year for place in find_venues(label))
        if not (is_label(label) or anchor.badge or venue):
            return ""
    spans = [(anchor.start, anchor.end) for anchor in line.anchors]
    bare = list(re.finditer(r"https?://\S+", text))
    spans += [match.span() for match in bare]
    addresses = [*(anchor.url for anchor in line.anchors), *(match[0] for match in bare)]
    if addresses and all(map(is_data_file, addresses)):
        return ""
    rest_text = barred(text, spans)
    if spans and not re.search(r"[^\W\d_]", rest_text):
        return "link"
    if spans and _UNKNOWN_LABEL.fullmatch(rest_text):
        return "link"
    said = rest_text.strip(" |*_()[],.;")
    if spans and len(said) < 90 and _only_venues(said):
        return "link"
    if not spans and (are_names(said) or _names_and_venues(said) or _REMARK.fullmatch(said)):
        return "names"
    return ""


def _names_and_venues(text: str) -> bool:
    """Tell whether a line is names, a venue, or both: "Jane Roe, Ann Doe. ICML 2021"."""
    if len(text) > _LONGEST_TITLE:
        return False
    places = find_venues(text)
    if not places:
        return False
    rest = barred(text, [(place.start, place.end) for place in places]).strip(" |.,;()*")
    return not rest or are_names(rest)


def _is_paper_heading(line: Rich) -> bool:
    """Tell whether a heading is a linked title that leads to a paper."""
    return any(
        is_paper(anchor.url)
        and len((label := line.text[anchor.start : anchor.end]).split()) > 2
        and not is_label(label)
        for anchor in line.anchors
    )


def _lines_of(rich: Rich) -> list[Rich]:
    """Return the lines of a text: at hard breaks, and at soft ones before and behind a field.

    A soft break renders as a blank, but where names, a label or a number begins behind it, a line
    was meant.
    """
    if rich.kept is None:
        rich.kept = [part for line in rich.split() for part in _softly(line) if part.text.strip()]
    return rich.kept


def _softly(line: Rich) -> list[Rich]:
    if not line.soft or len(line.soft) > _MOST_LINES:
        return [line]
    bounds = [0, *(at + 1 for at in line.soft), len(line.text)]
    parts = [line.cut(a, b) for a, b in pairwise(bounds)]
    kept = [0]
    for n, part in enumerate(parts[1:], 1):
        before = parts[n - 1].text.rstrip()
        begins = bool(_NUMBERED.match(part.text)) or (
            not part.text.startswith("[") and bool(_line_kind(part))
        )
        after_field = n > 1 and kept[-1] == bounds[n - 1]
        if (begins or after_field) and not before.endswith((",", " and", "&")):
            kept.append(bounds[n])
    return [line.cut(a, b) for a, b in pairwise([*kept, len(line.text)])]


def _only_venues(text: str) -> bool:
    places = find_venues(text)
    return bool(places) and not re.search(
        r"[^\W_]", barred(text, [(place.start, place.end) for place in places])
    )


def _field_kind(block: _Block) -> str:
    """Return what an item is among the fields of a title above; "" for an item of its own."""
    lines = [part for line in block.lines for part in line.split() if part.text.strip()]
    return _line_kind(lines[0]) if lines else "field"


_GOES_ON = re.compile(r"\s+(?!(?:and|at|by|from|in)\b)[a-z]{2,}[ .,]")


def _opens_with_title(line: Rich) -> bool:
    """Tell whether a line begins, but for a word and a colon, with a link that can be a title."""
    for anchor in line.anchors[:1]:
        label = line.text[anchor.start : anchor.end]
        before = line.text[: anchor.start].rstrip(' "“*')
        led = len(before.split()) <= 4 and (not before or before.endswith((":", "：", "]", ")")))
        return led and len(label.split()) > 2 and not is_label(label) and is_web(anchor.url)
    return False


def _opens(line: Rich) -> bool:
    """Tell whether a line begins with a bold or linked text that can be a title."""
    lead = len(line.text) - len(line.text.lstrip(' "“*•'))
    # a linked text that a sentence goes on from, as in "[The paper](...) says more.", is no title
    linked = [(a.start, a.end) for a in line.anchors if not _GOES_ON.match(line.text, a.end)]
    spans = [*line.strong, *linked]
    return any(a <= lead and len(line.text[a:b].split()) > 1 for a, b in spans)


def _leads(first: Rich, second: Rich) -> bool:
    """Tell whether two lines begin a paper: "Title: ..." and its fields, or names and a title."""
    named = field_line(first)
    return _opens(second) or (named is not None and named.role == "title")


def _cites(lines: Sequence[Rich]) -> bool:
    """Tell whether a paragraph begins like a reference: names, then a year, a title or a stop."""
    text = lines[0].text[:_LONGEST_TITLE]
    for match in _AFTER_NAMES.finditer(text):
        names = text[: match.start()].strip(" ,;:")
        if are_names(names) and (_AUTHORIAL.search(names) or match[0].lstrip()[:1] in '(“"'):
            return True
    return False


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


def _parse(text: str) -> Parsed:
    return _Reader(text).run()


MARKDOWN = LIST_FORMATS.add("markdown")(
    ListFormat(
        suffixes=(".md", ".markdown", ".mdown", ".mkd"),
        shape="list items or table rows with a title and a link to the paper, an arXiv id, a DOI, "
        "a venue with year, or authors",
        likeness=_likeness,
        parse=_parse,
        write=_write,
    )
)
"""Lists in Markdown."""
