r"""The comparison table of the listed methods, in booktabs' style, in as many parts as pages need.

Parts are plain ``tabular``s, for ``longtable`` does not work in two columns. A narrower table has
fewer columns: what they hold joins those before them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeAlias

import pandas as pd

from kdgraph.analysis.lineage.inheritance import SILENT
from kdgraph.export.venues import venue_of_record
from kdgraph.figures._sections_tree import Leaf, SectionsTree, most_cited
from kdgraph.figures._shown import counted
from kdgraph.figures.canvas.typography import measure
from kdgraph.figures.latex.mentions import LONGEST, Mentions, lines_needed, shortened
from kdgraph.graph.snapshot import Snapshot
from kdgraph.graph.surveys import surveys
from kdgraph.tex import href_url, latex_body, latex_title

__all__ = ["MethodsTable", "methods_table"]

_SIZE: Final = 7.6  # points
_LEADING: Final = 9.4
_RULES: Final = 24.0  # points of the head and the three rules
_BETWEEN: Final = 8.0  # points between columns
_LONGEST_VENUE: Final = 60  # signs
_LONGEST_HEADING: Final = 140
_NOTHING: Final = "--"
_EMPTY: Final = ("", _NOTHING)
_WIDER: Final = 1.16  # a document's font is wider than the one that measures
_MOST: Final = 0.5  # of what the columns share, for one of them


_Said: TypeAlias = dict[str, tuple[str, str]]
"""What is said of an entry, by what it is: as LaTeX code and as plain words."""


class _Column(NamedTuple):
    """A column: its head, its width in points or as a share of the rest, and what it holds."""

    head: str
    align: str
    points: float
    share: float
    holds: tuple[str, ...]


_YEAR: Final = _Column("Year", "R", 21.0, 0.0, ("year",))
_CODE: Final = _Column("Code", "C", 22.0, 0.0, ("code",))
_CITED: Final = _Column("Cited", "R", 24.0, 0.0, ("cited",))
_LAYOUTS: Final = (
    # from so many inches on
    (
        5.5,
        (
            _Column("Method", "L", 0.0, 0.31, ("method",)),
            _YEAR,
            _Column("Venue", "L", 0.0, 0.22, ("venue",)),
            _CODE,
            _Column("Primary parent", "L", 0.0, 0.31, ("parent",)),
            _Column("Basis", "L", 0.0, 0.16, ("basis",)),
            _CITED,
        ),
    ),
    (
        4.0,
        (
            _Column("Method", "L", 0.0, 0.38, ("method",)),
            _YEAR,
            _Column("Venue", "L", 0.0, 0.22, ("venue",)),
            _CODE,
            _Column("Primary parent", "L", 0.0, 0.40, ("parent", "basis")),
            _CITED,
        ),
    ),
    (
        0.0,
        (
            _Column("Method", "L", 0.0, 0.52, ("method", "venue", "year")),
            _CODE,
            _Column("Primary parent", "L", 0.0, 0.48, ("parent", "basis")),
            _CITED,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class MethodsTable:
    """The table, to be cut where a page has no room for more rows.

    `papers` counts its rows, `surveys` those that are no methods, `sections` those that they stand
    in, `linked` the rows with a parent; of these, `known` were chosen by evidence or by hand.
    """

    papers: int
    surveys: int
    sections: int
    linked: int
    known: int
    notes: tuple[str, ...]
    _table: _Table
    _groups: list[tuple[str, list[tuple[str, float]]]]

    @property
    def height(self) -> float:
        """How many points it takes in one."""
        rows = sum(height for _, group in self._groups for _, height in group)
        return rows + sum(self._table.heading_height(path) for path, _ in self._groups) + _RULES

    def pictures(self, first: float, page: float) -> tuple[str, ...]:
        """Return a ``tabular`` for each page that has so many points, the first and others."""
        return tuple(self._table.parts(self._groups, first - _RULES, page - _RULES))


def methods_table(
    snapshot: Snapshot,
    tree: SectionsTree,
    parents: pd.DataFrame,
    mentions: Mentions,
    *,
    width: float,
    top: int | None = None,
) -> MethodsTable:
    """Return the comparison table: a row for each listed paper, by section in the list's order.

    Parameters
    ----------
    snapshot : Snapshot
        What is known of the papers.
    tree : SectionsTree
        What to show; of several entries of one paper only the first.
    parents : DataFrame
        As `primary_parents` returns it.
    mentions : Mentions
        How papers are called; those shown, and their parents, are cited.
    width : float
        Inches.
    top : int, optional
        Only so many entries, those cited most here; by default all.
    """
    shown, left_out = most_cited(tree, tree.entries if top is None else top)
    table = _Table(snapshot, parents, mentions, width)
    seen: set[str | None] = set()
    found: list[tuple[str, list[_Said]]] = []
    for _, branch in tree.walk():
        rows = []
        for leaf in branch.leaves:
            if leaf.entry_id in shown and (leaf.paper_id is None or leaf.paper_id not in seen):
                seen.add(leaf.paper_id)
                rows.append(table.said(leaf))
        if rows:
            found.append((branch.path, rows))
    table.fit([said for _, rows in found for said in rows])
    groups = [(path, [table.row(said) for said in rows]) for path, rows in found]
    notes = []
    if left := sum(left_out.values()):
        said = counted(left, "entry", "entries")
        notes.append(f"{said} with fewer citations here left out.")
    if tree.unmatched:
        said = counted(tree.unmatched, "entry of the list is", "entries of the list are")
        notes.append(f"{said} {tree.without}, and stand here without citation.")
    return MethodsTable(
        papers=sum(len(rows) for _, rows in groups),
        surveys=len(seen & surveys(snapshot)),
        sections=len(groups),
        linked=table.linked,
        known=table.known,
        notes=tuple(notes),
        _table=table,
        _groups=groups,
    )


class _Table:
    """Makes rows with how high they are, and parts of rows."""

    def __init__(
        self, snapshot: Snapshot, parents: pd.DataFrame, mentions: Mentions, width: float
    ) -> None:
        self._parents = parents.to_dict("index")
        self._mentions = mentions
        self._code = snapshot.entries["code_links"].to_dict()
        self._venues = _short_venues(snapshot)
        self._page = width * 72
        self._columns = next(columns for least, columns in _LAYOUTS if width >= least)
        self._widths = [column.points for column in self._columns]
        self.linked = self.known = 0

    def fit(self, rows: Iterable[_Said]) -> None:
        """Give each column its share of the page, and room for its longest word if that can be."""
        wide = [column for column in self._columns if column.share]
        words = {column.head: {"": measure(column.head, _SIZE).width * _WIDER} for column in wide}
        for said in rows:
            for column in wide:
                for word in self._plain(said, column).replace("-", "- ").split():
                    words[column.head].setdefault(word, measure(word, _SIZE).width * _WIDER)
        rest = self._page - (len(self._columns) - 1) * _BETWEEN
        rest -= sum(column.points for column in self._columns)
        least = {head: min(max(lengths.values()), rest * _MOST) for head, lengths in words.items()}
        over = max(sum(least.values()) / rest, 1.0)
        least = {head: points / over for head, points in least.items()}
        spare = rest - sum(least.values())
        wanted = {one.head: max(rest * one.share - least[one.head], 0.0) for one in wide}
        part = spare / (sum(wanted.values()) or 1.0)
        self._widths = [
            round(one.points or least[one.head] + wanted[one.head] * part, 1)
            for one in self._columns
        ]

    def _plain(self, said: _Said, column: _Column) -> str:
        plain = [said[name][1] for name in column.holds]
        return ", ".join([plain[0], *(words for words in plain[1:] if words not in _EMPTY)])

    def row(self, said: _Said) -> tuple[str, float]:
        """Return the row of an entry, and its height in points."""
        cells, lines = [], 1
        for column, room in zip(self._columns, self._widths, strict=True):
            first, *more = [said[name] for name in column.holds]
            added = (rf"\kdgmuted{{, {tex}}}" for tex, plain in more if plain not in _EMPTY)
            cells.append("".join([first[0], *added]))
            if column.share:
                lines = max(lines, lines_needed(self._plain(said, column), _SIZE, room))
        # after the end of a row, LaTeX takes a star or a bracket for an argument of it
        return "    {}" + " & ".join(cells) + r" \\", lines * _LEADING

    def said(self, leaf: Leaf) -> _Said:
        """Return what is said of an entry."""
        paper_id = leaf.paper_id if leaf.paper_id in self._mentions else None
        venue = shortened(self._venues.get(leaf.entry_id, ""), _LONGEST_VENUE)
        parent, basis = self._parent(paper_id)
        year = str(leaf.year or "")
        if paper_id is None:
            name = shortened(leaf.name, LONGEST)
            method, cited = (rf"\kdgmuted{{{latex_title(name)}}}", name), _NOTHING
        else:
            method = (self._mentions.named(paper_id), self._mentions.measured(paper_id))
            cited = f"{leaf.cited:,}"
        return {
            "method": method,
            "year": (year, year),
            "venue": (latex_body(venue), venue),
            "code": (self._linked_code(leaf), ""),
            "parent": parent,
            "basis": basis,
            "cited": (cited, cited),
        }

    def heading_height(self, path: str) -> float:
        """Return how many points the heading of a section takes."""
        heading = shortened(path, _LONGEST_HEADING)
        return lines_needed(heading, _SIZE, self._page, "semibold") * _LEADING + 5.0

    def parts(
        self, groups: list[tuple[str, list[tuple[str, float]]]], first: float, page: float
    ) -> Iterator[str]:
        """Give the rows below their headings, in parts of at most a page."""
        lines: list[str] = []
        room = first
        for path, rows in groups:
            heading, takes = shortened(path, _LONGEST_HEADING), self.heading_height(path)
            for number, (row, height) in enumerate(rows):
                # a heading has two rows below it, where there are two
                begins = number == 0
                needed = height + (takes + (rows[1][1] if len(rows) > 1 else 0.0)) * begins
                if lines and needed > room:
                    yield self._tabular(lines)
                    lines, room = [], page
                    if not begins:
                        lines = self._heading(f"{heading} (continued)", lines)
                        room -= takes
                if begins:
                    lines += self._heading(heading, lines)
                    room -= takes
                lines.append(row)
                room -= height
        if lines:
            yield self._tabular(lines)

    def _heading(self, heading: str, above: list[str]) -> list[str]:
        line = (
            rf"    \multicolumn{{{len(self._columns)}}}{{@{{}}p{{{self._page:g}bp}}@{{}}}}"
            rf"{{\raggedright\itshape {latex_body(heading)}}} \\*"
        )
        return [*([r"    \addlinespace"] if above else []), line]

    def _tabular(self, lines: list[str]) -> str:
        columns = "".join(
            rf"{column.align}{{{room:g}bp}}"
            for column, room in zip(self._columns, self._widths, strict=True)
        )
        return "\n".join(
            [
                r"\begingroup",
                rf"\kdgfont{{{_SIZE:g}}}\setlength{{\tabcolsep}}{{{_BETWEEN / 2:g}bp}}%",
                rf"\begin{{tabular}}{{@{{}}{columns}@{{}}}}",
                r"    \toprule",
                rf"    {' & '.join(column.head for column in self._columns)} \\",
                r"    \midrule",
                *lines,
                r"    \bottomrule",
                r"\end{tabular}",
                r"\endgroup",
            ]
        )

    def _parent(self, paper_id: str | None) -> tuple[tuple[str, str], tuple[str, str]]:
        """Return a paper's parent and what chose it, each as LaTeX code and as plain words."""
        found: dict[Any, Any] = self._parents.get(paper_id, {}) if paper_id is not None else {}
        parent = found.get("parent_id")
        if parent is None or pd.isna(parent) or parent not in self._mentions:
            return (_NOTHING, _NOTHING), (_NOTHING, _NOTHING)
        self.linked += 1
        basis, label = str(found["basis"]), found["label"]
        self.known += basis != "structure"
        by_word = basis in {"sentence", "intent", "override"}
        said = "" if not by_word or pd.isna(label) or label in SILENT else str(label)
        how = {"override": "by hand", "mark": "influential mark"}.get(basis, basis)
        if basis == "mentions":
            how = f"{found['mentions']} mentions"
        told = f"{said} ({how})" if said else how
        told += ", dated later" if found["against_time"] else ""
        named = (self._mentions.named(parent), self._mentions.measured(parent))
        return named, (latex_body(told), told)

    def _linked_code(self, leaf: Leaf) -> str:
        if not leaf.code:
            return ""
        url = str(dict(self._code[leaf.entry_id][0]).get("url") or "")
        return rf"\kdgcode{{{href_url(url)}}}"


def _short_venues(snapshot: Snapshot) -> Mapping[str, str]:
    """Return where each entry of the list was published, in the list's own words.

    Of an entry for which the list names no venue, the source's name of it is put into the words
    that the list has for it elsewhere, most often: "ICLR" for the whole name of that conference.
    """
    matched = snapshot.matches["paper_id"].reindex(snapshot.entries.index)
    papers = snapshot.papers.reindex(matched)
    said: dict[str, str] = {}
    named: dict[str, str] = {}
    words: dict[str, Counter[str]] = defaultdict(Counter)
    for entry_id, venues, listed, year, venue in zip(
        snapshot.entries.index,
        snapshot.entries["venues"],
        snapshot.entries["year"],
        papers["year"],
        papers["venue"],
        strict=True,
    ):
        when = next((int(one) for one in (year, listed) if not pd.isna(one)), None)
        told = "" if pd.isna(venue) else " ".join(str(venue).split())
        named[entry_id] = venue_of_record(told, when)[0]
        told = ", ".join(
            " ".join(str(one) for one in (each["name"], each["year"]) if not pd.isna(one))
            for each in (venues if venues is not None else ())
        )
        said[entry_id] = venue_of_record(told, when)[0]
        if said[entry_id]:
            words[named[entry_id]][said[entry_id]] += 1
    usual = {name: min(some, key=lambda one: (-some[one], one)) for name, some in words.items()}
    return {
        entry_id: said[entry_id] or usual.get(name, name) if name else said[entry_id]
        for entry_id, name in named.items()
    }
