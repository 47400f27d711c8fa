r"""The comparison table of the listed methods, in booktabs' style, in as many parts as pages need.

Parts are plain ``tabular``s, for ``longtable`` does not work in two columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from kdgraph.analysis.lineage.inheritance import SILENT
from kdgraph.figures._sections_tree import Leaf, SectionsTree, most_cited
from kdgraph.figures._shown import counted
from kdgraph.figures.latex.mentions import LONGEST, Mentions, lines_needed, shortened
from kdgraph.graph.snapshot import Snapshot
from kdgraph.tex import href_url, latex_body, latex_title

__all__ = ["MethodsTable", "methods_table"]

_SIZE: Final = 7.6  # points
_LEADING: Final = 9.4
_HIGHEST: Final = 540.0  # points of a part, so that page and caption hold it
_BETWEEN: Final = 8.0  # points between columns
_FIXED: Final = (21.0, 22.0, 24.0)  # points: year, code, citations
_SHARES: Final = (0.31, 0.22, 0.31, 0.16)  # of the rest: method, venue, parent, basis
_LONGEST_VENUE: Final = 60  # signs
_LONGEST_HEADING: Final = 140
_NOTHING: Final = "--"


@dataclass(frozen=True, slots=True)
class MethodsTable:
    """The table as LaTeX code, one ``tabular`` for each page that it needs.

    `methods` counts its rows, `sections` those that they stand in, `linked` the rows with a parent;
    of these, `known` were chosen by evidence or by hand.
    """

    parts: tuple[str, ...]
    methods: int
    sections: int
    linked: int
    known: int
    notes: tuple[str, ...]


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
    table = _Table(snapshot, parents, mentions, width * 72)
    seen: set[str | None] = set()
    groups = []
    for _, branch in tree.walk():
        rows = []
        for leaf in branch.leaves:
            if leaf.entry_id in shown and (leaf.paper_id is None or leaf.paper_id not in seen):
                seen.add(leaf.paper_id)
                rows.append(table.row(leaf))
        if rows:
            groups.append((branch.path, rows))
    notes = []
    if left := sum(left_out.values()):
        said = counted(left, "entry", "entries")
        notes.append(f"{said} with fewer citations here left out.")
    if tree.unmatched:
        said = counted(tree.unmatched, "entry of the list is", "entries of the list are")
        notes.append(f"{said} {tree.without}, and stand here without citation.")
    return MethodsTable(
        parts=tuple(table.parts(groups)),
        methods=sum(len(rows) for _, rows in groups),
        sections=len(groups),
        linked=table.linked,
        known=table.known,
        notes=tuple(notes),
    )


class _Table:
    """Makes rows with how high they are, and parts of rows."""

    def __init__(
        self, snapshot: Snapshot, parents: pd.DataFrame, mentions: Mentions, page: float
    ) -> None:
        self._parents = parents.to_dict("index")
        self._mentions = mentions
        self._venues = snapshot.papers["venue"].to_dict()
        self._entries = snapshot.entries[["venues", "code_links"]].to_dict("index")
        self._page = page
        rest = page - sum(_FIXED) - 6 * _BETWEEN
        self._widths = [round(rest * share, 1) for share in _SHARES]
        self.linked = self.known = 0

    def row(self, leaf: Leaf) -> tuple[str, float]:
        """Return the row of an entry, and its height in points."""
        paper_id = leaf.paper_id if leaf.paper_id in self._mentions else None
        venue = shortened(self._venue(leaf, paper_id), _LONGEST_VENUE)
        parent, parent_plain, basis = self._parent(paper_id)
        if paper_id is None:
            name = shortened(leaf.name, LONGEST)
            method, plain, cited = rf"\kdgmuted{{{latex_title(name)}}}", name, _NOTHING
        else:
            method, plain = self._mentions.named(paper_id), self._mentions.measured(paper_id)
            cited = f"{leaf.cited:,}"
        cells = [
            method,
            "" if leaf.year is None else str(leaf.year),
            latex_body(venue),
            self._code(leaf),
            parent,
            latex_body(basis) if basis != _NOTHING else _NOTHING,
            cited,
        ]
        lines = max(
            lines_needed(said, _SIZE, room)
            for said, room in zip((plain, venue, parent_plain, basis), self._widths, strict=True)
        )
        # after the end of a row, LaTeX takes a star or a bracket for an argument of it
        return "    {}" + " & ".join(cells) + r" \\", lines * _LEADING

    def parts(self, groups: list[tuple[str, list[tuple[str, float]]]]) -> Iterator[str]:
        """Give the rows below their headings, in parts of at most a page."""
        lines: list[str] = []
        room = _HIGHEST
        for path, rows in groups:
            heading = shortened(path, _LONGEST_HEADING)
            takes = lines_needed(heading, _SIZE, self._page, "semibold") * _LEADING + 5.0
            for number, (row, height) in enumerate(rows):
                # a heading has two rows below it, where there are two
                first = number == 0
                needed = height + (takes + (rows[1][1] if len(rows) > 1 else 0.0)) * first
                if lines and needed > room:
                    yield self._tabular(lines)
                    lines, room = [], _HIGHEST
                    if not first:
                        lines = self._heading(f"{heading} (continued)", lines)
                        room -= takes
                if first:
                    lines += self._heading(heading, lines)
                    room -= takes
                lines.append(row)
                room -= height
        if lines:
            yield self._tabular(lines)

    def _heading(self, heading: str, above: list[str]) -> list[str]:
        line = (
            rf"    \multicolumn{{7}}{{@{{}}p{{{self._page:g}bp}}@{{}}}}"
            rf"{{\raggedright\itshape {latex_body(heading)}}} \\*"
        )
        return [*([r"    \addlinespace"] if above else []), line]

    def _tabular(self, lines: list[str]) -> str:
        method, venue, parent, basis = (rf"L{{{width:g}bp}}" for width in self._widths)
        year, code, cited = (f"{width:g}bp" for width in _FIXED)
        columns = rf"@{{}}{method}R{{{year}}}{venue}C{{{code}}}{parent}{basis}R{{{cited}}}@{{}}"
        return "\n".join(
            [
                r"\begingroup",
                rf"\kdgfont{{{_SIZE:g}}}\setlength{{\tabcolsep}}{{{_BETWEEN / 2:g}bp}}%",
                rf"\begin{{tabular}}{{{columns}}}",
                r"    \toprule",
                r"    Method & Year & Venue & Code & Primary parent & Basis & Cited \\",
                r"    \midrule",
                *lines,
                r"    \bottomrule",
                r"\end{tabular}",
                r"\endgroup",
            ]
        )

    def _parent(self, paper_id: str | None) -> tuple[str, str, str]:
        """Return a paper's parent with its citation and as plain words, and what chose it."""
        found: dict[Any, Any] = self._parents.get(paper_id, {}) if paper_id is not None else {}
        parent = found.get("parent_id")
        if parent is None or pd.isna(parent) or parent not in self._mentions:
            return _NOTHING, _NOTHING, _NOTHING
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
        return self._mentions.named(parent), self._mentions.measured(parent), told

    def _venue(self, leaf: Leaf, paper_id: str | None) -> str:
        """Return where it was published, without a year that the column beside says."""
        venue = self._venues.get(paper_id) if paper_id is not None else None
        if venue is None or pd.isna(venue):
            listed = self._entries[leaf.entry_id]["venues"]
            venue = listed[0]["name"] if listed is not None and len(listed) else ""
        venue = " ".join(str(venue or "").split())
        return venue.removesuffix(f" {leaf.year}")

    def _code(self, leaf: Leaf) -> str:
        links = self._entries[leaf.entry_id]["code_links"]
        if not leaf.code:
            return ""
        url = str(dict(links[0]).get("url") or "")
        return rf"\kdgcode{{{href_url(url)}}}"
