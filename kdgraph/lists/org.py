"""Lists in Emacs's org mode: headings, items, tables, properties, links."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from kdgraph.identifiers import find_identifier, link
from kdgraph.lists.formats import LIST_FORMATS, Draft, ListFormat, Parsed, Span, Value
from kdgraph.lists.inline import Rich
from kdgraph.lists.items import Item, interpret
from kdgraph.lists.outline import Block, Line, Outline, as_text
from kdgraph.lists.rows import Row
from kdgraph.lists.text import BOM, LONGEST, Lines, words

__all__ = ["ORG"]

_HEADING: Final = re.compile(
    r"(?P<stars>\*{1,40})[ \t]+(?P<state>(?:[A-Z][A-Z-]{2,14})(?=[ \t]))?[ \t]*"
    r"(?P<priority>\[#[A-Z0-9]\])?[ \t]*(?P<text>.*)"
)
_STATES: Final = words(
    "TODO DONE NEXT WAITING READ READING UNREAD STARTED CANCELLED CANCELED DEFERRED SOMEDAY HOLD "
    "WAIT INBOX LATER KILL SKIM SKIMMED FINISHED DOING PROJ LOOP STRT IDEA"
)
_TAGS: Final = re.compile(r"[ \t]+:[\w@#%:]{1,200}:[ \t]*$")
_COOKIE: Final = re.compile(r"\[\d{0,4}(?:/\d{0,4}|%)\]")
_ITEM: Final = re.compile(r"(?:[-+]|(?:\d{1,5}|[A-Za-z])[.)])(?:[ \t]+|$)")
_STARRED: Final = re.compile(r"\*(?:[ \t]+|$)")  # an item too, where it is indented
_CHECKBOX: Final = re.compile(r"(?:\[@\d+\][ \t]*)?(?:\[[ Xx-]\][ \t]+)?")
_KEYWORD: Final = re.compile(r"#\+(?P<name>[A-Za-z_]+)(?P<colon>:)?")
_DRAWER: Final = re.compile(r":(?P<name>[\w-]{1,60}):[ \t]*$")
_PROPERTY: Final = re.compile(r":(?P<name>[\w+-]{1,60}):[ \t]+(?P<value>\S.*)")
_PLANNING: Final = re.compile(r"(?:(?:CLOSED|DEADLINE|SCHEDULED):|CLOCK:)")
_UNREAD: Final = frozenset(("src", "example", "comment", "export"))
_INLINE: Final = re.compile(
    r"\[\[(?P<url>[^\[\]]+)\](?:\[(?P<label>[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*)\])?\]"
    r"|@@(?P<export>[^@]*)@@"
    r"|\[fn:[^\[\]]*\]"
    r"|<(?P<angle>https?://[^\s<>]+)>"
    r"|(?P<date>[<\[]\d{4}-\d\d-\d\d[^<>\[\]]{0,40}[>\]])"
    r"|(?P<escape>\\\\(?=[ \t]*(?:\n|$)))"
    r"|(?<![\w*/_=~+])(?P<mark>[*/_=~+])(?=[^\s*/_=~+])(?P<marked>[^*/_=~+\n]*(?:\n[^*/_=~+\n]*)?)"
    r"(?<=\S)(?P=mark)(?![\w*/_=~+])"
    r"|(?<![\w*/])\*(?=[^\s*])(?P<bold>[^*\n]*(?:\n[^*\n]*)?)(?<=\S)\*(?![\w*])"
)
_FIELDS: Final = {  # properties of a heading that is a paper
    "author": "authors",
    "authors": "authors",
    "year": "year",
    "date": "year",
    "journal": "venue",
    "booktitle": "venue",
    "venue": "venue",
    "conference": "venue",
    "doi": "doi",
    "eprint": "arxiv",
    "arxiv": "arxiv",
    "url": "url",
    "link": "url",
    "pdf": "url",
    "custom_url": "url",
    "code": "code",
}
_DEEPEST: Final = 30


class _Reader:
    """One pass over the lines of a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = Lines(text)
        self.outline = Outline()
        self.begin = [self._first(n) for n in range(len(self.lines.ends))]

    def run(self) -> Parsed:
        last = len(self.lines.ends)
        n = 0
        while n < last and self._heading(n) is None:
            n += 1
        self._blocks(0, n, None, 0)
        while n < last:
            end = n + 1
            while end < last and self._heading(end) is None:
                end += 1
            self._section(n, end)
            n = end
        return self.outline.parsed()

    # --- lines

    def _first(self, n: int) -> int:
        start, end = self.lines.starts[n], self.lines.ends[n]
        if n == 0 and self.text.startswith(BOM):
            start += 1
        line = self.text[start:end]
        return start + len(line) - len(line.lstrip(" \t"))

    def _said(self, n: int) -> str:
        return self.text[self.begin[n] : self.lines.ends[n]]

    def _indent(self, n: int) -> int:
        return self.begin[n] - self.lines.starts[n] - (n == 0 and self.text.startswith(BOM))

    def _heading(self, n: int) -> re.Match[str] | None:
        return _HEADING.match(self._said(n)) if self._indent(n) == 0 else None

    # --- headings

    def _section(self, n: int, end: int) -> None:
        """Read a heading and what stands below it: a section, or a paper with its fields."""
        match = self._heading(n)
        assert match is not None
        level = len(match["stars"])
        start, stop = match.span("text")
        if match["state"] and match["state"] not in _STATES:
            start = match.start("state")
        said = self._said(n)
        if tags := _TAGS.search(said, start):
            stop = tags.start()
        start, stop = self.begin[n] + start, self.begin[n] + stop
        title = self._inline([(start, stop)])
        first, properties = self._properties(n + 1, end)
        item = self._paper(n, first, end, title, properties)
        if item is not None:
            self.outline.leave(level)
            self.outline.take(item)
            return
        name = _COOKIE.sub("", title.text)
        self.outline.heading(level, name, (start, stop))
        self._blocks(first, end, None, 0)

    def _properties(self, n: int, end: int) -> tuple[int, dict[str, Rich]]:
        """Read the drawer of properties below a heading, and the dates before it."""
        found: dict[str, Rich] = {}
        while n < end and _PLANNING.match(self._said(n)):
            n += 1
        if n >= end or self._said(n).strip().upper() != ":PROPERTIES:":
            return n, found
        n += 1
        while n < end and self._said(n).strip().upper() != ":END:":
            if match := _PROPERTY.match(self._said(n)):
                span = match.span("value")
                begin = self.begin[n]
                found[match["name"].lower()] = self._inline([(begin + span[0], begin + span[1])])
            n += 1
        return min(n + 1, end), found

    def _paper(
        self, n: int, first: int, end: int, title: Rich, properties: dict[str, Rich]
    ) -> Item | None:
        """Return the paper that a heading is: with its fields, its address, or its address below.

        Items and tables below make it a section, unless it says itself that it is a paper.
        """
        cells: dict[str, Rich] = {}
        for name, value in properties.items():
            role = _FIELDS.get(name.removeprefix("bib_").removeprefix("bibtex-"))
            if role is not None and value.text.strip():
                cells.setdefault(role, value)
        body: list[Rich] = []
        for k in range(first, end):
            said = self._said(k)
            if said.startswith(("|", "#+")) or (_ITEM.match(said) and not cells):
                if not any(anchor.url for anchor in title.anchors):
                    return None
                break
            if said.strip() and not _DRAWER.match(said):
                body.append(self._inline([(self.begin[k], self.lines.ends[k])]))
        if not title.text.strip() or sum(len(line.text) for line in body) > LONGEST:
            return None
        last = end
        while last > n + 1 and not self._said(last - 1).strip():
            last -= 1
        if cells and not title.anchors:
            title.strong = [(0, len(title.text))]
        elif not title.anchors:  # a heading is as plain as a bold title
            title.strong = title.strong or [(0, len(title.text.rstrip()))]
        item = Item(self.begin[n], self.lines.ends[last - 1], [title, *body], cells=cells)
        found = interpret(item)
        if not isinstance(found, Draft) or found.title is None:
            return None
        given = found.arxiv or found.doi or found.paper_links
        return item if given or (cells and (found.authors or found.year)) else None

    # --- blocks

    def _blocks(self, n: int, last: int, block: Block | None, depth: int) -> None:
        while n < last:
            n = self._block(n, last, block, depth)

    def _block(self, n: int, last: int, block: Block | None, depth: int) -> int:
        said = self._said(n)
        if not said.strip() or depth > _DEEPEST:
            return n + 1
        if keyword := _KEYWORD.match(said):
            return self._keyword(n, last, keyword)
        if said.startswith("# ") or said.strip() == "#" or _PLANNING.match(said):
            return n + 1
        if drawer := _DRAWER.match(said):
            if drawer["name"].upper() in ("PROPERTIES", "LOGBOOK", "CLOCK"):
                while n < last and self._said(n).strip().upper() != ":END:":
                    n += 1
            return n + 1
        if said.startswith("|"):
            return self._table(n, last)
        item = self._marked(n)
        if item is not None:
            return self._item(n, last, item.end(), block, depth)
        if re.fullmatch(r"-{5,}\s*", said):
            return n + 1
        end = n + 1
        while end < last and self._said(end).strip() and self._goes_on(end):
            end += 1
        self._text([(self.begin[k], self.lines.ends[k]) for k in range(n, end)], block)
        return end

    def _marked(self, n: int) -> re.Match[str] | None:
        said = self._said(n)
        return _ITEM.match(said) or (_STARRED.match(said) if self._indent(n) else None)

    def _goes_on(self, n: int) -> bool:
        """Tell whether a line belongs to the paragraph before it."""
        said = self._said(n)
        return not (said.startswith(("|", "#+", "# ")) or _DRAWER.match(said) or self._marked(n))

    def _keyword(self, n: int, last: int, keyword: re.Match[str]) -> int:
        name = keyword["name"].lower()
        if keyword["colon"] or not name.startswith("begin_"):
            return n + 1
        kind = name.removeprefix("begin_")
        if kind not in _UNREAD:
            return n + 1
        end = n + 1
        closing = f"#+end_{kind}"
        while end < last and not self._said(end).lower().startswith(closing):
            end += 1
        return end + 1 if end < last else n + 1

    def _item(self, n: int, last: int, width: int, block: Block | None, depth: int) -> int:
        indent = self._indent(n)
        end = at = n + 1
        blanks = 0
        while at < last and blanks < 2:
            if not self._said(at).strip():
                blanks += 1
            elif self._indent(at) <= indent:
                break
            else:
                end, blanks = at + 1, 0
            at += 1
        own = Block(self.begin[n], self.lines.ends[end - 1])
        begin = self.begin[n]
        box = _CHECKBOX.match(self.text, begin + width, self.lines.ends[n])
        self.begin[n] = min(box.end() if box else begin + width, self.lines.ends[n])
        self._blocks(n, end, own, depth + 1)
        self.begin[n] = begin
        if block is not None:
            block.inner.append(own)
        else:
            self.outline.item(own)
        return end

    def _text(self, spans: Sequence[Span], block: Block | None) -> None:
        if sum(end - start for start, end in spans) > LONGEST:
            reason = f"a text of more than {LONGEST:,} characters"
            self.outline.refuse(spans[0][0], spans[-1][1], reason)
            return
        rich = self._inline(spans)
        if not rich.text.strip():
            return
        if block is None:
            self.outline.paragraph(rich)
        elif block.inner:
            block.inner[-1].lines.append(rich)
        else:
            block.lines.append(rich)

    def _table(self, n: int, last: int) -> int:
        end = n
        rules: list[int] = []
        rows: list[Row] = []
        while end < last and self._said(end).startswith("|"):
            said = self._said(end)
            if re.match(r"\|-", said):
                rules.append(len(rows))
            else:
                rows.append(self._row(end))
            end += 1
        headed = 1 in rules and len(rows) > 1
        header = [" ".join(cell.text.split()) for cell in rows[0].cells] if headed else []
        self.outline.table(header, rows[1:] if headed else rows)
        return end

    def _row(self, n: int) -> Row:
        """Read a row; a bar inside a link parts no cells."""
        said, begin = self._said(n), self.begin[n]
        edges, depth = [], 0
        for match in re.finditer(r"\[\[|\]\]|\|", said):
            if match[0] == "|":
                if depth == 0:
                    edges.append(match.start())
            else:
                depth = 1 if match[0] == "[[" else 0
        edges.append(len(said))
        cells = []
        for a, b in pairwise(edges):
            if said[a + 1 : b].strip() or b < len(said.rstrip()):
                within = b - a <= LONGEST
                cells.append(self._inline([(begin + a + 1, begin + b)]) if within else Rich())
        return Row(begin, self.lines.ends[n], cells)

    # --- text

    def _inline(self, spans: Sequence[Span]) -> Rich:
        line = Line()
        # the lines of a paragraph stand one below the other, with nothing but blanks between them
        start, end = spans[0][0], spans[-1][1]
        at = start
        for match in _INLINE.finditer(self.text, start, end):
            line.words(self.text[at : match.start()], at)
            self._mark(match, line)
            at = match.end()
        line.words(self.text[at:end], at)
        return line.rich()

    def _mark(self, match: re.Match[str], line: Line) -> None:
        if match["url"] is not None:
            url = _address(match["url"].strip())
            a, b = match.span("label" if match["label"] else "url")
            line.open("link", url)
            line.words(self.text[a:b], a)
            line.close("link")
        elif match["angle"] is not None:
            line.words(match["angle"], match.start("angle"))
        elif match["export"] is not None:
            if re.fullmatch(r"html:<br ?/?>", match["export"].strip()):
                line.end_line(*match.span())
        elif match["escape"] is not None:
            line.end_line(*match.span())
        elif match["date"] is not None:
            line.words(match["date"][1:-1], match.start() + 1)
        elif match["bold"] is not None or match["marked"] is not None:
            bold = match["bold"] is not None or match["mark"] == "*"
            name = "bold" if match["bold"] is not None else "marked"
            a, b = match.span(name)
            kind = "strong" if bold else "emphasis"
            line.open(kind)
            line.words(self.text[a:b], a)
            line.close(kind)


def _address(target: str) -> str:
    """Return the address that a link leads to: of an identifier such as "doi:10.1000/1" too."""
    if re.match(r"(?:doi|arxiv|pmid|pmcid):", target, re.IGNORECASE):
        found = find_identifier(target)
        return (link(*found) or "") if found else ""
    return target


def _likeness(text: str) -> float:
    """Say how sure a text is org: by links in double brackets, keywords, drawers."""
    links = len(re.findall(r"\[\[[^\[\]]{1,800}\]\[", text))
    keywords = len(re.findall(r"(?:^|[\r\n])\ufeff?(?:#\+[A-Za-z_]+:|:PROPERTIES:)", text, re.I))
    headings = len(re.findall(r"(?:^|[\r\n])\ufeff?\*{2,8} \S", text))
    marks = len(re.findall(r"\]\(|(?:^|[\r\n])#{1,6} ", text))
    if links + keywords == 0 or links + keywords + headings <= marks:
        return 0.0
    return min(0.9, 0.65 + (links + keywords + headings) / 40)


def _write(field_name: str, value: Value, old: str) -> str:
    return as_text(field_name, value, old)


ORG = LIST_FORMATS.add("org", label="Org mode")(
    ListFormat(
        suffixes=(".org",),
        shape="items, headings or table rows with links to papers",
        likeness=_likeness,
        parse=lambda text: _Reader(text).run(),
        write=_write,
    )
)
"""Lists in org mode."""
