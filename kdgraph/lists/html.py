"""Lists in HTML: whole pages, and the raw HTML that Markdown may hold."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Final

from kdgraph.lists.columns import roles
from kdgraph.lists.formats import LIST_FORMATS, ListFormat, Parsed, Span, Value
from kdgraph.lists.inline import Rich
from kdgraph.lists.outline import Block, Line, Outline, as_text
from kdgraph.lists.rows import Row
from kdgraph.lists.text import BOM, words

__all__ = ["HTML", "HtmlReader"]

_TAG: Final = re.compile(  # an attribute holds no "<", so that none is looked at twice
    r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9:-]*+)"
    r"(?P<attributes>(?:[^<>\"']|\"[^\"<]*+\"|'[^'<]*+')*+)>"
)
_MARK: Final = re.compile(r"[<&]")
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ATTRIBUTE: Final = re.compile(
    r"(?<![\w:-])([A-Za-z_:][\w.:-]*+)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))"
)
_BLOCKS: Final = words(
    "address article aside blockquote body caption center details div figcaption figure footer "
    "form header hr html legend main nav ol p pre section summary table tbody tfoot thead ul dl "
    "menu"
)
_SILENT: Final = words("head script style svg template noscript textarea select iframe title math")
_LISTS: Final = words("ul ol dl menu")
_ITEMS: Final = words("li dt dd")
_CELLS: Final = words("td th")
_BOLD: Final = words("b strong")
_ITALIC: Final = words("i em cite var dfn")
_FOLDED: Final = re.compile(  # what a fold says instead of a name
    r"(?i)\W*(?:click|see|show|view|expand|unfold|toggle|details?|more|open|read|展开|点击)\b.*|\W*"
)
_DEEPEST: Final = 200
_MOST_ROWS, _MOST_COLUMNS = 1000, 100  # that a cell may span, and that are counted for it


@dataclass(slots=True)
class _Open:
    """An element that is open: a list, an item, a table, a row, a cell, a heading or a fold."""

    kind: str
    start: int
    block: Block | None = None
    rows: list[Row] = field(default_factory=list)
    header: list[str] | None = None
    lines: list[Rich] = field(default_factory=list)
    cells: list[Rich] = field(default_factory=list)
    carried: dict[int, tuple[int, Rich]] = field(default_factory=dict)  # column: rows left, cell
    heads: int = 0
    spans: tuple[int, int] = (1, 1)
    named: bool = False


class HtmlReader:
    """Reads HTML piece by piece, so that Markdown can hand over one block after the other."""

    def __init__(self, text: str, outline: Outline) -> None:
        self.text, self.outline = text, outline
        self.open: list[_Open] = []
        self.line = Line()
        self.silent = ""  # the element whose content is none
        self.commented = False
        self.image_end = -1  # how long the line was behind the last image of a link

    def feed(self, start: int, end: int) -> None:
        """Read the text from `start` to `end`."""
        text, at = self.text, start
        while at < end:
            if self.silent or self.commented:
                at = self._pass_over(at, end)
                continue
            mark = _MARK.search(text, at, end)
            here = mark.start() if mark else end
            if here > at:
                self.line.words(text[at:here], at)
            if mark is None:
                return
            at = self._marked(here, end)

    def finish(self, at: int) -> None:
        """End all that is open: the text ends, or a heading of Markdown follows."""
        self._close_to(0, at)
        self._flush()

    # --- pieces

    def _marked(self, at: int, end: int) -> int:
        text = self.text
        if text[at] == "&":
            entity = _ENTITY.match(text, at, end)
            if entity is not None:
                said = html.unescape(entity[0])
                if said.isspace():
                    self.line.blank(at, entity.end())
                else:
                    self.line.add(said, at, entity.end())
                return entity.end()
        elif text.startswith("<!--", at):
            self.commented = True
            return min(at + 4, end)
        elif text.startswith(("<!", "<?"), at):
            close = text.find(">", at, min(end, at + 2000))
            if close >= 0:
                return close + 1
        else:
            tag = _TAG.match(text, at, end)
            if tag is not None:
                self._tag(tag)
                return tag.end()
        self.line.words(text[at], at)
        return at + 1

    def _pass_over(self, at: int, end: int) -> int:
        if self.commented:
            close = self.text.find("-->", at, end)
            self.commented = close < 0
            return end if close < 0 else close + 3
        ending = re.compile(rf"</{re.escape(self.silent)}\b[^<>]*>", re.I).search(
            self.text, at, end
        )
        if ending is None:
            return end
        self.silent = ""
        return ending.end()

    def _tag(self, tag: re.Match[str]) -> None:
        name = tag["name"].lower()
        start, end = tag.span()
        if name in _SILENT:
            if not tag["close"] and not tag["attributes"].endswith("/"):
                self.silent = name
        elif tag["close"]:
            self._end_tag(name, end)
        elif len(self.open) < _DEEPEST:
            self._start_tag(name, tag["attributes"], start, end)

    def _start_tag(self, name: str, attributes: str, start: int, end: int) -> None:
        if name == "br":
            self.line.end_line(start, end)
        elif name == "img":
            if self.line.is_open("link"):
                said = _attribute(attributes, "alt") or "image"
                self.line.add(" ".join(said.split()) or "image", start, end)
                self.image_end = self.line.size
        elif name == "a":
            self.line.close("link")
            self.image_end = -1
            self.line.open("link", _attribute(attributes, "href").strip())
        elif name in _BOLD:
            self.line.open("strong")
        elif name in _ITALIC:
            self.line.open("emphasis")
        elif name in _ITEMS:
            self._item(name, start)
        elif name == "tr":
            self._close_kinds({"cell", "row"}, {"table"}, start)
            self._push(_Open("row", start))
        elif name in _CELLS:
            self._close_kinds({"cell"}, {"row", "table"}, start)
            spans = (_number(attributes, "rowspan"), _number(attributes, "colspan"))
            self._push(_Open("cell", start, spans=spans, heads=name == "th"))
        elif name in _LISTS:
            self._push(_Open("list", start))
        elif name == "table":
            self._push(_Open("table", start))
        elif name == "details":
            self._push(_Open("fold", start))
        elif re.fullmatch(r"h[1-6]|summary", name):
            self._push(_Open(name, start))
        elif name in _BLOCKS:
            self._flush()

    def _end_tag(self, name: str, end: int) -> None:
        if name == "a":
            self.line.close("link", badge=self.image_end == self.line.size)
        elif name in _BOLD:
            self.line.close("strong")
        elif name in _ITALIC:
            self.line.close("emphasis")
        elif name in _ITEMS:
            if name != "dt":  # what describes a term follows it
                self._close_kinds({"item"}, {"list", "cell"}, end)
        elif name == "tr":
            self._close_kinds({"cell", "row"}, {"table"}, end)
        elif name in _CELLS:
            self._close_kinds({"cell"}, {"row", "table"}, end)
        elif (
            name in _LISTS or name in ("table", "details") or re.fullmatch(r"h[1-6]|summary", name)
        ):
            kind = "list" if name in _LISTS else "fold" if name == "details" else name
            for depth in range(len(self.open) - 1, -1, -1):
                if self.open[depth].kind == kind:
                    self._close_to(depth, end)
                    break
            else:
                self._flush()
        elif name in _BLOCKS:
            self._flush()

    # --- structure

    def _push(self, element: _Open) -> None:
        self._flush()
        self.open.append(element)

    def _item(self, name: str, start: int) -> None:
        if name == "dd" and self._within("item"):
            self._flush()
            return
        self._close_kinds({"item"}, {"list", "cell", "table"}, start)
        self._push(_Open("item", start, block=Block(start, start)))

    def _within(self, kind: str) -> bool:
        return bool(self.open) and self.open[-1].kind == kind

    def _close_kinds(self, kinds: set[str], until: set[str], at: int) -> None:
        """Close the elements of these kinds, with all inside them, up to one of `until`."""
        lowest = None
        for depth in range(len(self.open) - 1, -1, -1):
            if self.open[depth].kind in until:
                break
            if self.open[depth].kind in kinds:
                lowest = depth
        if lowest is None:
            self._flush()
        else:
            self._close_to(lowest, at)

    def _close_to(self, depth: int, at: int) -> None:
        while len(self.open) > depth:
            self._flush()
            element = self.open.pop()
            self._closed(element, at)

    def _closed(self, element: _Open, at: int) -> None:
        owner = self.open[-1] if self.open else None
        if element.block is not None:
            element.block.end = at
            outer = next((o for o in reversed(self.open) if o.kind in ("item", "cell")), None)
            if outer is None:
                self.outline.item(element.block)
            elif outer.block is not None:
                outer.block.inner.append(element.block)
            else:
                outer.lines += _lines_of(element.block)
        elif element.kind == "cell" and owner is not None and owner.kind == "row":
            table = self._table()
            _fill(owner, table)
            cell = _joined(element.lines)
            for _ in range(element.spans[1]):
                if table is not None and element.spans[0] > 1 and len(owner.cells) < _MOST_COLUMNS:
                    table.carried[len(owner.cells)] = (element.spans[0] - 1, cell)
                owner.cells.append(cell)
            owner.heads += element.heads * element.spans[1]
        elif element.kind == "row" and owner is not None and owner.kind == "table":
            own = len(element.cells)
            _fill(element, owner)
            if not owner.rows and owner.header is None and element.heads == len(element.cells) > 0:
                owner.header = [cell.text for cell in element.cells]
            elif own:
                owner.rows.append(Row(element.start, at, element.cells))
        elif element.kind == "table":
            self._table_closed(element)
        elif element.kind == "fold" and element.named:
            self.outline.leave(7)
        elif element.kind in ("cell", "row"):  # of no table
            for cell in (*element.cells, *element.lines):
                self._hand_over(cell)

    def _table(self) -> _Open | None:
        return next((o for o in reversed(self.open) if o.kind == "table"), None)

    def _table_closed(self, table: _Open) -> None:
        outer = next((o for o in self.open if o.kind in ("item", "cell")), None)
        if outer is not None:  # a table for layout
            for row in table.rows:
                outer.lines += [cell for cell in row.cells if cell.text.strip()]
            return
        header, rows = table.header, table.rows
        if header is None and len(rows) > 1 and _names_columns(rows[0]):
            header, rows = [cell.text for cell in rows[0].cells], rows[1:]
        self.outline.table(header or [], rows)

    def _flush(self) -> None:
        """Hand the line so far over to what it stands in."""
        line, self.line = self.line, Line()
        if not line:
            return
        self._hand_over(line.rich())

    def _hand_over(self, rich: Rich) -> None:
        for element in reversed(self.open):
            if element.block is not None:
                if element.block.inner:  # behind the items inside
                    element.block.inner[-1].lines.append(rich)
                else:
                    element.block.lines.append(rich)
                return
            if element.kind == "cell":
                element.lines.append(rich)
                return
            if element.kind[0] == "h" and not any(o.block or o.kind == "cell" for o in self.open):
                self.outline.heading(int(element.kind[1]), rich.text, _span(rich))
                return
            if element.kind == "summary":
                fold = next((o for o in reversed(self.open) if o.kind == "fold"), None)
                if fold is not None and not fold.named and not _FOLDED.fullmatch(rich.text):
                    fold.named = True
                    self.outline.heading(7, rich.text, _span(rich))
                return
        self.outline.paragraph(rich)


def _span(rich: Rich) -> Span:
    return rich.source(0, len(rich.text))


def _fill(row: _Open, table: _Open | None) -> None:
    """Put the cells of rows above, that reach down here, into their places."""
    while table is not None and (column := len(row.cells)) in table.carried:
        left, cell = table.carried.pop(column)
        row.cells.append(cell)
        if left > 1:
            table.carried[column] = (left - 1, cell)


def _lines_of(block: Block) -> list[Rich]:
    return [*block.lines, *(line for inner in block.inner for line in _lines_of(inner))]


def _joined(lines: list[Rich]) -> Rich:
    """Return the lines of a cell as one with line breaks."""
    if len(lines) == 1:
        return lines[0]
    whole = Line()
    joined = whole.rich()
    for rich in lines:
        if joined.text:
            joined.add("\n", (_span(rich)[0],) * 2)
        size = len(joined.text)
        joined.runs += [(at + size, a, b) for at, a, b in rich.runs]
        joined.text += rich.text
        joined.strong += [(a + size, b + size) for a, b in rich.strong]
        joined.emphasis += [(a + size, b + size) for a, b in rich.emphasis]
        for anchor in rich.anchors:
            anchor.start, anchor.end = anchor.start + size, anchor.end + size
            joined.anchors.append(anchor)
    return joined


def _names_columns(row: Row) -> bool:
    """Tell whether the cells of a row are the names of columns."""
    known = [role for role in roles([cell.text for cell in row.cells]) if role is not None]
    return len(known) > 1 and bool({"title", "url", "doi", "arxiv"} & set(known))


def _attribute(attributes: str, name: str) -> str:
    for match in _ATTRIBUTE.finditer(attributes):
        if match[1].lower() == name:
            return html.unescape(match[2] or match[3] or match[4] or "")
    return ""


def _number(attributes: str, name: str) -> int:
    value = _attribute(attributes, name)
    most = _MOST_ROWS if name == "rowspan" else _MOST_COLUMNS
    return min(max(int(value), 1), most) if re.fullmatch(r"\d{1,6}", value) else 1


def _parse(text: str) -> Parsed:
    outline = Outline()
    reader = HtmlReader(text, outline)
    reader.feed(len(BOM) if text.startswith(BOM) else 0, len(text))
    reader.finish(len(text))
    return outline.parsed()


def _likeness(text: str) -> float:
    start = text[:2000].removeprefix(BOM).lstrip()
    if re.match(r"(?:<\?xml[^<>]*>\s*)?<(?:!doctype\s+html|html)\b", start, re.IGNORECASE):
        return 0.98
    if not start.startswith("<"):
        return 0.0
    tags = len(re.findall(r"</?(?:li|tr|td|th|p|div|ul|ol|table|a|h\d|details)\b", text, re.I))
    marks = len(re.findall(r"(?:^|[\r\n])[ \t]{0,8}(?:[-*+] |\d+\. |#+ |\|)|\]\(", text))
    return 0.8 if tags > 4 * marks else 0.0


def _write(field_name: str, value: Value, old: str) -> str:
    return html.escape(as_text(field_name, value, old), quote=False)


HTML = LIST_FORMATS.add("html", label="HTML")(
    ListFormat(
        suffixes=(".html", ".htm", ".xhtml"),
        shape="lists, tables and paragraphs with links to papers",
        likeness=_likeness,
        parse=_parse,
        write=_write,
    )
)
"""Lists in HTML."""
