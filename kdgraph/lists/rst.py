"""Lists in reStructuredText: sections, lists, tables of all kinds, links and named references."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from unicodedata import combining, east_asian_width

from rapidfuzz.fuzz import partial_ratio

from kdgraph.errors import InputError
from kdgraph.identifiers import find_identifier, link
from kdgraph.lists.citations import cut_citation
from kdgraph.lists.formats import LIST_FORMATS, ListFormat, Parsed, Refused, Span, Value
from kdgraph.lists.html import HtmlReader
from kdgraph.lists.inline import Rich
from kdgraph.lists.items import Item, read_items
from kdgraph.lists.outline import Block, Line, Outline, as_text
from kdgraph.lists.rows import Row
from kdgraph.lists.text import BOM, LONGEST, Lines, words
from kdgraph.titles import plain

__all__ = ["RST"]

_ADORNMENT: Final = re.compile(r"([!-/:-@\[-`{-~])\1*[ \t]*")
_ITEM: Final = re.compile(
    r"(?P<mark>[-*+\u2022]|(?:\d{1,5}|\#|[A-Za-z]|[ivxlcdmIVXLCDM]{1,6})[.)]"
    r"|\((?:\d{1,5}|\#|[A-Za-z])\))(?:[ \t]+|$)"
)
_EXPLICIT: Final = re.compile(r"\.\.(?:[ \t]+|$)")
_FIELD: Final = re.compile(r":(?P<name>[^\s:`][^:`]{0,60}):(?:[ \t]+|$)")
_DIRECTIVE: Final = re.compile(r"(?P<name>[\w.+:-]{1,60})[ \t]?::(?:[ \t]+|$)")
_SUBSTITUTION: Final = re.compile(r"\|(?P<name>[^|]{1,200})\|[ \t]+(?P<kind>[\w-]{1,40})::[ \t]*")
_TARGET: Final = re.compile(
    r"_(?:`(?P<quoted>[^`]{1,500})`|(?P<name>(?:[^:\\]|\\.){1,500}))?:(?:[ \t]+|$)"
)
_NOTE: Final = re.compile(r"\[(?P<label>#?[\w.:+*&-]{1,100}|\#|\*)\](?:[ \t]+|$)")
_SIMPLE: Final = re.compile(r"=+(?:[ \t]+=+)+[ \t]*")
_GRID: Final = re.compile(r"\+(?:-+\+)+[ \t]*")
_UNREAD: Final = words(  # directives that hold no text of the list
    "image figure contents toctree code code-block sourcecode highlight math include "
    "literalinclude meta index bibliography sectnum plot graphviz mermaid parsed-literal"
)
_INLINE: Final = re.compile(
    r"(?P<escaped>\\(?:\s|.))"
    r"|``(?P<literal>[^`]+)``"
    r"|:(?P<role>[A-Za-z][\w+.:-]{0,40}):`(?P<said>[^`]+)`"
    r"|`(?P<label>(?:[^`<\\]|\\.)*)<(?P<url>[^`<>]+)>`(?P<anonymous>__?)?"
    r"|`(?P<name>(?:[^`\\]|\\.)+)`(?P<mark>__?)?"
    r"|\*\*(?P<strong>(?:[^*\\]|\\.)+)\*\*"
    r"|\*(?P<emphasis>(?:[^*\\]|\\.)+)\*"
    r"|\|(?P<substitution>[^|\s](?:[^|]{0,198}[^|\s])?)\|_{0,2}"
    r"|\[(?P<note>#?[\w.:+*&-]{1,100}|\#|\*)\]_"
    r"|(?<![\w/.:-])(?P<word>[A-Za-z0-9](?:[\w.+-]{0,60}[A-Za-z0-9])?)(?P<ending>__?)(?![\w/-])",
    re.DOTALL,
)
_DEEPEST: Final = 30
_LONGEST_NOTE: Final = 4000
_TOO_LONG: Final = f"a reference of more than {_LONGEST_NOTE:,} characters"
_LEFT_OVER: Final = "a reference that no row or item refers to"


@dataclass(frozen=True, slots=True)
class _Substitution:
    text: str
    url: str


class _Reader:
    """One pass over the lines of a text, once its targets are known."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = Lines(text)
        self.outline = _Outline(self)
        self.notes: dict[str, list[Span]] = {}  # footnotes and citations by label
        self.placed: dict[str, tuple[int, ...]] = {}  # the headings above each of them
        self.noted: dict[int, str] = {}  # where they are referred to
        self.styles: list[tuple[str, bool]] = []  # adornments of sections, the highest level first
        self.targets: dict[str, str] = {}
        self.anonymous: list[str] = []
        self.substitutions: dict[str, _Substitution] = {}
        count = len(self.lines.ends)
        self.begin = [self._first(n) for n in range(count)]
        self.html = HtmlReader(text, self.outline)
        self.drawn: list[Span] = []  # where the lines of cells stand in tables that are drawn

    def run(self) -> Parsed:
        self._collect()
        self._blocks(0, len(self.lines.ends), None, 0)
        parsed = self.outline.parsed()
        if not parsed.drafts and self.notes:  # a bibliography
            parsed = self._bibliography()
        elif self.placed:
            self._add_notes(parsed)
        self.drawn.sort()
        for draft in parsed.drafts:
            draft.spans = {
                name: tuple(map(self._with_room, spans))
                for name, spans in draft.spans.items()
                if all(map(self._together, spans))
            }
        return parsed

    def _bibliography(self) -> Parsed:
        outline = Outline()
        for spans in self.notes.values():
            line = self._inline(spans)
            outline.take(Item(spans[0][0], spans[-1][1], [line]))
        return outline.parsed()

    def _add_notes(self, parsed: Parsed) -> None:
        """Add the citations that no row or item refers to: papers of their own, then.

        Where most belong to a row or an item, the others are leftovers of what does.
        """
        places = sorted(self.outline.places())
        starts = [start for start, _ in places]
        owned = {
            label
            for at, label in self.noted.items()
            if (n := bisect_right(starts, at)) and at < places[n - 1][1]
        }
        items: list[Item] = []
        leftovers = len(owned) * 2 > len(self.placed)
        for label, above in self.placed.items():
            spans = self.notes[label]
            if label in owned or not label[:1].isalpha():
                continue
            line = self._inline(spans)
            start, end = spans[0][0], spans[-1][1]
            if len(line.text) > _LONGEST_NOTE:
                parsed.refused.append(Refused(start, end, _TOO_LONG))
            elif leftovers:
                if cut_citation(line) is not None:
                    parsed.refused.append(Refused(start, end, _LEFT_OVER))
            else:
                item = Item(start, end, [line], loose=cut_citation(line) is None)
                items.append(self.outline.placed(item, above))
        added = read_items(items)
        parsed.drafts += added.drafts
        parsed.refused = sorted([*parsed.refused, *added.refused])

    def authors_of(self, item: Item) -> Rich | None:
        """Return the authors of a row of a table from the only reference that it refers to."""
        places = [at for at in self.noted if item.start <= at < item.end]
        labels = {self.noted[at] for at in places} & self.notes.keys()
        if len(labels) != 1:
            return None
        spans = self.notes[labels.pop()]
        if sum(end - start for start, end in spans) > _LONGEST_NOTE:
            return None
        cited = cut_citation(self._inline(spans))
        if cited is None or partial_ratio(plain(cited[0].text), plain(item.lines[0].text)) < 85:
            return None
        return cited[1].get("authors")

    def _cell_of(self, span: Span) -> Span | None:
        n = bisect_right(self.drawn, (span[0], len(self.text))) - 1
        return self.drawn[n] if n >= 0 and self.drawn[n][1] > span[0] else None

    def _together(self, span: Span) -> bool:
        """Tell whether a span has nothing of other cells in it, as that of two lines would."""
        cell = self._cell_of(span)
        return cell is None or span[1] <= cell[1]

    def _with_room(self, span: Span) -> Span:
        """Return a span with the blanks around it that its cell has: one before, the rest behind.

        They tell the writer that what it writes has to be as wide as what stands there.
        """
        start, end = span
        cell = self._cell_of(span)
        if cell is None or self.text[end : cell[1]].strip():
            return span
        while end < cell[1] - 1 and self.text[end : end + 2] == "  ":
            end += 1
        return start - (start > cell[0] and self.text[start - 1] == " "), end

    # --- lines

    def _first(self, n: int) -> int:
        """Return where the text of a line begins: behind its indentation."""
        start, end = self.lines.starts[n], self.lines.ends[n]
        if n == 0 and self.text.startswith(BOM):
            start += 1
        line = self.text[start:end]
        return start + len(line) - len(line.lstrip(" \t"))

    def _blank(self, n: int) -> bool:
        return not self.text[self.begin[n] : self.lines.ends[n]].strip()

    def _indent(self, n: int) -> int:
        start = self.lines.starts[n] + (n == 0 and self.text.startswith(BOM))
        return self.begin[n] - start

    def _said(self, n: int) -> str:
        return self.text[self.begin[n] : self.lines.ends[n]]

    def _body(self, n: int, last: int, indent: int) -> int:
        """Return behind which line the lines end that follow `n` with more than `indent`."""
        end = at = n + 1
        while at < last:
            if not self._blank(at):
                if self._indent(at) <= indent:
                    break
                end = at + 1
            at += 1
        return end

    # --- what links and substitutions stand for

    def _collect(self) -> None:
        for n in range(len(self.lines.ends)):
            said = self._said(n)
            if said.startswith("__ "):
                self.anonymous.append(said[3:].strip())
            if not (explicit := _EXPLICIT.match(said)):
                continue
            rest = said[explicit.end() :]
            if match := _TARGET.match(rest):
                end = self._body(n, len(self.lines.ends), self._indent(n))
                more = "".join(self._said(k).strip() for k in range(n + 1, min(end, n + 5)))
                name = match["quoted"] or match["name"] or ""
                url = "".join((rest[match.end() :] + more).split())
                if name in ("", "_"):
                    self.anonymous.append(url)
                else:
                    self.targets.setdefault(_name(name.replace("\\", "")), url)
            elif match := _NOTE.match(rest):
                end = self._body(n, len(self.lines.ends), self._indent(n))
                start = self.begin[n] + explicit.end() + match.end()
                spans = [(start, self.lines.ends[n])]
                spans += [(self.begin[k], self.lines.ends[k]) for k in range(n + 1, end)]
                self.notes.setdefault(match["label"].lstrip("#"), spans)
            elif match := _SUBSTITUTION.match(rest):
                end = min(self._body(n, len(self.lines.ends), self._indent(n)), n + 12)
                options = dict(self._options(n + 1, end))
                argument = rest[match.end() :].strip()
                said = argument if match["kind"] == "replace" else options.get("alt", "image")
                self.substitutions[match["name"].lower()] = _Substitution(
                    said, options.get("target", "")
                )
        waiting = [name for name, url in self.targets.items() if url.endswith("_")]
        for name in waiting:  # a name for another name
            self.targets[name] = self.targets.get(_name(self.targets[name].strip("`_")), "")

    def _options(self, n: int, last: int) -> Iterator[tuple[str, str]]:
        for k in range(n, last):
            match = _FIELD.match(self._said(k))
            if match is None:
                return
            yield match["name"].lower(), self._said(k)[match.end() :].strip()

    # --- blocks

    def _blocks(self, n: int, last: int, block: Block | None, depth: int) -> None:
        """Read the lines from `n` to `last`, of an item if `block` is given."""
        while n < last:
            if self._blank(n):
                n += 1
            elif (after := self._section(n, last, block)) is not None:
                n = after
            else:
                n = self._block(n, last, block, depth)

    def _section(self, n: int, last: int, block: Block | None) -> int | None:
        """Read a title with its adornment, or a transition."""
        if block is not None or (self._indent(n) and not self._over(n, last)):
            return None
        said = self._said(n)
        line = said.rstrip()
        if _ADORNMENT.fullmatch(said) and len(line) > 1:
            if self._over(n, last):
                return self._titled(n + 1, (line[0], True), n + 3)
            alone = n + 1 >= last or self._blank(n + 1)
            return n + 1 if alone and len(line) > 3 else None
        if n + 1 >= last or self._indent(n + 1):
            return None
        below = self._said(n + 1).rstrip()
        if not below or not _ADORNMENT.fullmatch(below) or below in (".", "..", "::"):
            return None
        if len(below) < min(4, _width(line)) or (len(below) < _width(line) and len(below) < 4):
            return None
        return self._titled(n, (below[0], False), n + 2)

    def _over(self, n: int, last: int) -> bool:
        line = self._said(n).rstrip()
        return (
            n + 2 < last
            and len(line) > 2
            and _ADORNMENT.fullmatch(line) is not None
            and not self._blank(n + 1)
            and self._said(n + 2).rstrip() == line
            and _ADORNMENT.fullmatch(self._said(n + 1)) is None
        )

    def _titled(self, n: int, style: tuple[str, bool], after: int) -> int:
        if style not in self.styles:
            self.styles.append(style)
        level = self.styles.index(style) + 1
        span = (self.begin[n], self.lines.ends[n])
        self.outline.heading(level, self._inline([span]).text, span)
        return after

    def _block(self, n: int, last: int, block: Block | None, depth: int) -> int:
        said, indent = self._said(n), self._indent(n)
        if depth > _DEEPEST:
            return n + 1
        if explicit := _EXPLICIT.match(said):
            end = self._body(n, last, indent)
            self._explicit(n, end, said[explicit.end() :], block, depth)
            return end
        if said.startswith("__ ") and len(said.split()) == 2:
            return n + 1
        if _SIMPLE.fullmatch(said):
            return self._simple_table(n, last)
        if _GRID.fullmatch(said):
            return self._grid_table(n, last)
        item = _ITEM.match(said)
        if item is not None and self._is_item(n, last, item):
            return self._item(n, last, item.end(), block, depth)
        if match := _FIELD.match(said):
            end = self._body(n, last, indent)
            spans = [(self.begin[n] + match.end(), self.lines.ends[n])]
            spans += [(self.begin[k], self.lines.ends[k]) for k in range(n + 1, end)]
            self._text([(self.begin[n], self.begin[n] + match.end()), *spans], block)
            return end
        if said.startswith("| "):
            end = n
            while end < last and self._said(end).startswith("|"):
                self._text([(self.begin[end] + 1, self.lines.ends[end])], block)
                end += 1
            return end
        end = n + 1
        while end < last and not self._blank(end) and self._indent(end) == indent:
            if end + 1 < last and self._section(end, last, block) is not None:
                break
            end += 1
        spans = [(self.begin[k], self.lines.ends[k]) for k in range(n, end)]
        defined = end == n + 1 and end < last and not self._blank(end)
        if defined and self._indent(end) > indent and not said.rstrip().endswith("::"):
            body = self._body(n, last, indent)  # a term and its definition
            own = Block(self.begin[n], self.lines.ends[body - 1])
            self._text(spans, own)
            self._blocks(end, body, own, depth + 1)
            self._done(own, block)
            return body
        self._text(spans, block)
        if said.rstrip().endswith("::") and end < last:  # what follows is verbatim
            return self._body(n, last, indent) if end == n + 1 else end
        return end

    def _is_item(self, n: int, last: int, item: re.Match[str]) -> bool:
        """Tell whether a mark begins an item: "A. Poe" on top of more such text does not."""
        mark = item["mark"]
        if len(mark) == 1 or mark[0] in "(#" or mark[0].isdigit():
            return True
        follows = n + 1 < last and not self._blank(n + 1)
        return not follows or self._indent(n + 1) >= self._indent(n) + item.end()

    def _item(self, n: int, last: int, width: int, block: Block | None, depth: int) -> int:
        indent = self._indent(n)
        end = self._body(n, last, indent)
        own = Block(self.begin[n], self.lines.ends[end - 1])
        # the text behind the mark is read as if it stood in a line of its own
        begin, self.begin[n] = self.begin[n], min(self.begin[n] + width, self.lines.ends[n])
        if self._blank(n):
            self._blocks(n + 1, end, own, depth + 1)
        else:
            self._blocks(n, end, own, depth + 1)
        self.begin[n] = begin
        self._done(own, block)
        return end

    def _done(self, own: Block, block: Block | None) -> None:
        if block is not None:
            block.inner.append(own)
        else:
            self.outline.item(own)

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
        elif block.inner:  # behind the items inside
            block.inner[-1].lines.append(rich)
        else:
            block.lines.append(rich)

    def _explicit(self, n: int, end: int, rest: str, block: Block | None, depth: int) -> None:
        if _TARGET.match(rest) or _SUBSTITUTION.match(rest):
            return
        if note := _NOTE.match(rest):
            label = note["label"].lstrip("#")
            self.placed.setdefault(label, self.outline.above)
            return
        match = _DIRECTIVE.match(rest)
        if match is None:
            return  # a comment
        name = match["name"].lower()
        first = n + 1
        options: dict[str, str] = {}
        while first < end and (option := _FIELD.match(self._said(first))) is not None:
            options[option["name"].lower()] = self._said(first)[option.end() :].strip()
            first += 1
        if name == "list-table":
            self._list_table(first, end, _count(options.get("header-rows")))
        elif name == "csv-table":
            self._csv_table(n, first, end, options)
        elif name == "raw":
            if "html" in rest and first < end:
                self.html.feed(self.lines.starts[first], self.lines.ends[end - 1])
                self.html.finish(self.lines.ends[end - 1])
        elif name not in _UNREAD and "::" not in name:
            self._blocks(first, end, block, depth + 1)

    # --- tables

    def _simple_table(self, n: int, last: int) -> int:
        border = self._said(n).rstrip()
        margin = self._indent(n)
        columns = [(m.start() + margin, m.end() + margin) for m in re.finditer("=+", border)]
        end = n + 1
        borders = [n]
        while end < last:
            if _SIMPLE.fullmatch(self._said(end)) and self._indent(end) == margin:
                borders.append(end)
                if end + 1 >= last or self._blank(end + 1):
                    break
            elif not self._blank(end) and self._indent(end) < margin:
                break
            end += 1
        if len(borders) < 2:
            return n + 1
        head = range(borders[0] + 1, borders[1]) if len(borders) > 2 else range(0)
        body = range(borders[-2] + 1 if len(borders) > 2 else n + 1, borders[-1])
        header = self._simple_rows(head, columns)
        rows = self._simple_rows(body, columns)
        names = [" ".join(cell.text.split()) for cell in header[0].cells] if header else []
        self.outline.table(names, rows)
        return borders[-1] + 1

    def _simple_rows(self, numbers: range, columns: Sequence[Span]) -> list[Row]:
        rows: list[tuple[int, int, list[list[Span]]]] = []
        for n in numbers:
            said = self._said(n).rstrip()
            if not said or set(said) <= set("- "):
                continue
            spans = self._cells(n, columns)
            a, b = spans[0]
            if self.text[a:b].strip() or not rows:
                rows.append((n, n, [[] for _ in columns]))
            rows[-1] = (rows[-1][0], n, rows[-1][2])
            for cell, span in zip(rows[-1][2], spans, strict=True):
                cell.append(span)
        return [
            Row(
                self.begin[a],
                self.lines.ends[b],
                [self._cell(cell, drawn=True) for cell in cells],
            )
            for a, b, cells in rows
        ]

    def _cells(self, n: int, columns: Sequence[Span]) -> list[Span]:
        """Return where the cells of a line stand, each up to the next column."""
        start, end = self.lines.starts[n], self.lines.ends[n]
        line = self.text[start:end]
        starts = [_index(line, column) for column, _ in columns]
        if any(0 < at < len(line) and not line[at - 1].isspace() for at in starts):
            # a cell that is too long for its column: parted where two blanks are
            found = [
                (start + m.start(), start + m.end()) for m in re.finditer(r"\S+(?: \S+)*", line)
            ]
            return [*found, *[(end, end)] * len(columns)][: len(columns)]
        return [
            (start + min(a, len(line)), start + min(b, len(line)))
            for a, b in zip(starts, [*starts[1:], len(line)], strict=True)
        ]

    def _cell(self, spans: Sequence[Span], *, drawn: bool = False) -> Rich:
        if drawn:
            self.drawn += spans
        if sum(end - start for start, end in spans) > LONGEST:
            return Rich()
        return self._inline(spans)

    def _grid_table(self, n: int, last: int) -> int:
        margin = self._indent(n)
        border = self._said(n).rstrip()
        edges = [m.start() + margin for m in re.finditer(r"\+", border)]
        columns = [(a + 1, b) for a, b in pairwise(edges)]
        end = n
        while end < last and self._said(end)[:1] in ("+", "|") and self._indent(end) == margin:
            end += 1
        header: list[str] = []
        rows: list[Row] = []
        cells: list[list[Span]] = [[] for _ in columns]
        first = n + 1
        for k in range(n + 1, end):
            line = self.text[self.lines.starts[k] : self.lines.ends[k]]
            at = [(_index(line, a), _index(line, b)) for a, b in columns]
            ruled = [bool(line[a:b]) and set(line[a:b]) <= {"-", "="} for a, b in at]
            if any(ruled) and "+" in line:
                row = Row(
                    self.begin[min(first, k)],
                    self.lines.ends[max(k - 1, first)],
                    [self._cell(cell, drawn=True) for cell in cells],
                )
                if all(ruled) and "=" in line and not header:
                    header = [" ".join(cell.text.split()) for cell in row.cells]
                elif first < k:
                    rows.append(row)
                cells = [[] if rule else cell for rule, cell in zip(ruled, cells, strict=True)]
                first = k + 1
                continue
            column = 0
            while column < len(columns):
                reach = column  # a cell over several columns has no bar between them
                while reach + 1 < len(columns) and line[at[reach][1] : at[reach][1] + 1] != "|":
                    reach += 1
                start = self.lines.starts[k]
                cells[column].append((start + at[column][0], start + at[reach][1]))
                column = reach + 1
        self.outline.table(header, rows)
        return max(end, n + 1)

    def _list_table(self, n: int, end: int, heads: int) -> None:
        rows: list[tuple[int, int, list[list[Span]]]] = []
        outer = inner = -1
        for k in range(n, end):
            if self._blank(k):
                continue
            indent, said = self._indent(k), self._said(k)
            new_row = re.match(r"[*+-][ \t]+([*+-])(?:[ \t]+|$)", said)
            if new_row and outer in (-1, indent):
                outer, inner = indent, indent + new_row.start(1)
                rows.append((k, k, [[(self.begin[k] + new_row.end(), self.lines.ends[k])]]))
                continue
            if not rows:
                continue
            a, _, cells = rows[-1]
            rows[-1] = (a, k, cells)
            new_cell = re.match(r"[*+-](?:[ \t]+|$)", said)
            if new_cell and indent == inner:
                cells.append([(self.begin[k] + new_cell.end(), self.lines.ends[k])])
            else:
                cells[-1].append((self.begin[k], self.lines.ends[k]))
        made = [
            Row(self.begin[a], self.lines.ends[b], [self._cell(cell) for cell in cells])
            for a, b, cells in rows
        ]
        header = [" ".join(cell.text.split()) for cell in made[0].cells] if heads and made else []
        self.outline.table(header, made[heads:])

    def _csv_table(self, n: int, first: int, end: int, options: dict[str, str]) -> None:
        if "file" in options or "url" in options:
            self.outline.refuse(self.begin[n], self.lines.ends[n], "a table in another file")
            return
        name = {"tab": "\t", "space": " "}.get(options.get("delim", ","), options.get("delim", ","))
        delimiter = name[:1] or ","
        pattern = re.compile(
            rf'[ \t]*(?:"(?P<quoted>(?:[^"]|"")*)"[ \t]*|(?P<plain>[^{re.escape(delimiter)}\r\n]*))'
            rf"(?P<mark>{re.escape(delimiter)}|\r\n?|\n|$)"
        )
        rows: list[Row] = []
        cells: list[Rich] = []
        while first < end and self._blank(first):
            first += 1
        if first >= end:
            return
        at, stop = self.begin[first], self.lines.ends[end - 1]
        start = at
        while at < stop:
            match = pattern.match(self.text, at, stop)
            if match is None:
                return
            span = match.span("quoted" if match["quoted"] is not None else "plain")
            cells.append(self._cell([span]))
            at = match.end()
            if match["mark"] != delimiter:
                rows.append(Row(start, match.start("mark"), cells))
                cells = []
                blank = re.compile(r"\s*").match(self.text, at, stop)
                at = start = blank.end() if blank else at
            elif match.end() == match.start():
                return
        if cells:
            rows.append(Row(start, stop, cells))
        heads = _count(options.get("header-rows"))
        header = [cell.strip().strip('"') for cell in options.get("header", "").split(delimiter)]
        if not options.get("header"):
            header = [" ".join(c.text.split()) for c in rows[0].cells] if heads and rows else []
        self.outline.table(header, rows[heads:])

    # --- text

    def _inline(self, spans: Sequence[Span]) -> Rich:
        """Read the marks of a text that stands in these places, one after the other."""
        pieces = _Pieces(self.text, spans)
        content, line = pieces.content, Line()
        at = 0
        for match in _INLINE.finditer(content):
            pieces.put(line, at, match.start())
            self._marked(match, pieces, line)
            at = match.end()
        pieces.put(line, at, len(content))
        return line.rich()

    def _marked(self, match: re.Match[str], pieces: _Pieces, line: Line) -> None:
        kind = match.lastgroup or ""
        if match["escaped"]:
            if not match["escaped"][1].isspace():
                line.add(match["escaped"][1], *pieces.place(*match.span()))
        elif match["literal"]:
            pieces.put(line, *match.span("literal"))
        elif match["said"]:
            found = find_identifier(f"{match['role']}: {match['said']}")
            line.open("link", (link(*found) or "") if found else "")
            pieces.put(line, *match.span("said"))
            line.close("link")
        elif match["url"]:
            url = "".join(match["url"].split()).replace("\\", "")
            if url.endswith("_"):
                url = self.targets.get(_name(url.strip("`_")), "")
            line.open("link", url)
            pieces.put_plain(line, *match.span("label" if match["label"].strip() else "url"))
            line.close("link")
        elif match["name"]:
            self._reference(match["name"], match["mark"] or "", match.span("name"), pieces, line)
        elif match["strong"] or match["emphasis"]:
            name = "strong" if match["strong"] else "emphasis"
            line.open(name)
            pieces.put_plain(line, *match.span(name))
            line.close(name)
        elif match["substitution"]:
            known = self.substitutions.get(match["substitution"].lower())
            if known is None:
                pieces.put(line, *match.span())
            elif known.url or match[0].endswith("_"):
                url = known.url or self.targets.get(_name(match["substitution"]), "")
                line.open("link", url)
                line.add(known.text or "image", *pieces.place(*match.span()))
                line.close("link", badge=True)
            elif known.text != "image":
                line.add(known.text, *pieces.place(*match.span()))
        elif match["note"]:
            self.noted[pieces.place(*match.span())[0]] = match["note"].lstrip("#")
        elif kind == "ending":
            name, ending = match["word"], match["ending"]
            if ending == "__" or _name(name) in self.targets:
                self._reference(name, ending, match.span("word"), pieces, line)
            else:
                pieces.put(line, *match.span())

    def _reference(self, name: str, mark: str, span: Span, pieces: _Pieces, line: Line) -> None:
        url = ""
        if mark == "__":
            url = self.anonymous.pop(0) if self.anonymous else ""
        elif mark == "_":
            url = self.targets.get(_name(name), "")
        line.open("link", url)
        pieces.put_plain(line, *span)
        line.close("link")


class _Outline(Outline):
    """An outline whose rows of tables have the authors that the notes give them."""

    def __init__(self, reader: _Reader) -> None:
        super().__init__()
        self.reader = reader

    def take(self, item: Item) -> None:
        if item.cells and "authors" not in item.cells:
            authors = self.reader.authors_of(item)
            if authors is not None:
                item.cells["authors"] = authors
        super().take(item)


class _Pieces:
    """A text put together from several places of the file, one line from each."""

    def __init__(self, text: str, spans: Sequence[Span]) -> None:
        self.starts: list[int] = []
        self.spans = [span for span in spans if span[0] < span[1]] or list(spans[:1])
        at, parts = 0, []
        for start, end in self.spans:
            self.starts.append(at)
            parts.append(text[start:end])
            at += end - start + 1
        self.content = "\n".join(parts)

    def place(self, start: int, end: int) -> Span:
        """Return where in the file a part of the content stands."""

        def there(at: int) -> int:
            n = bisect_right(self.starts, at) - 1
            return min(self.spans[n][0] + at - self.starts[n], self.spans[n][1])

        return there(start), max(there(start), there(max(start, end - 1)) + (end > start))

    def put(self, line: Line, start: int, end: int) -> None:
        """Append a part of the content to a line."""
        n = max(0, bisect_right(self.starts, start) - 1)
        while start < end and n < len(self.starts):
            a, b = self.spans[n]
            size = b - a
            stop = min(end, self.starts[n] + size)
            if stop > start:
                line.words(self.content[start:stop], a + start - self.starts[n])
            if stop < end:
                line.blank(b, b)
            start = self.starts[n] + size + 1
            n += 1

    def put_plain(self, line: Line, start: int, end: int) -> None:
        """Append a part of the content without the backslashes that escape."""
        at = start
        for match in re.compile(r"\\(.)", re.DOTALL).finditer(self.content, start, end):
            self.put(line, at, match.start())
            if not match[1].isspace():
                line.add(match[1], *self.place(*match.span()))
            at = match.end()
        self.put(line, at, end)


def _name(text: str) -> str:
    return " ".join(re.sub(r"\\(?:\s|(.))", r"\1", text).lower().split())


def _count(value: str | None) -> int:
    return min(int(value), 9) if value and re.fullmatch(r"\d{1,3}", value) else 0


def _width(text: str) -> int:
    """Return how many columns a text takes up: two for a wide character."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def _index(line: str, column: int) -> int:
    """Return at which character of a line a column begins."""
    if line.isascii():
        return column
    at = 0
    for n, char in enumerate(line):
        if at >= column:
            return n
        at += 0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1
    return len(line) + max(0, column - at)


def _likeness(text: str) -> float:
    """Say how sure a text is reStructuredText: by marks that Markdown does not have."""
    lines = [line.rstrip() for line in text.removeprefix(BOM).splitlines()]
    links = len(re.findall(r"`[^`<]{0,400}<[^`<>]{1,800}>`__?", text))
    explicit = sum(bool(re.match(r"\s*\.\. (?:_|\[|\||[\w-]+::)", line)) for line in lines)
    tables = sum(bool(_SIMPLE.fullmatch(line) or _GRID.fullmatch(line)) for line in lines)
    titles = sum(
        bool(line and len(below) >= len(line) and re.fullmatch(r"([=\-~^\"'+*#])\1{2,}", below))
        for line, below in pairwise(lines)
    )
    marks = len(re.findall(r"\]\(|^#{1,6} |^\|.*\|$", text, re.MULTILINE))
    own = 2 * links + explicit + tables
    if own + titles == 0 or own <= marks:
        return 0.0
    return min(0.85, 0.6 + (own + titles) / 40)


def _write(field_name: str, value: Value, old: str) -> str:
    """Write a field so that reStructuredText reads it as it is, in a table as wide as it was."""
    text = as_text(field_name, value, old.strip())
    if field_name not in ("arxiv", "doi"):
        text = re.sub(r"[\\*`|]|_(?!\w)", r"\\\g<0>", text)
    if not old.startswith(" ") and not old.endswith(" "):
        return text
    text = " " * old.startswith(" ") + text
    room = _width(old) - _width(text)
    if room < 0:
        raise InputError(
            f"the {field_name} {text.strip()!r} does not fit into its column of the table, which "
            f"has room for {_width(old)} characters; widen the column in the list first"
        )
    return text + " " * room


RST = LIST_FORMATS.add("rst", label="reStructuredText")(
    ListFormat(
        suffixes=(".rst", ".rest"),
        shape="list items or table rows with links to papers",
        likeness=_likeness,
        parse=lambda text: _Reader(text).run(),
        write=_write,
    )
)
"""Lists in reStructuredText."""
