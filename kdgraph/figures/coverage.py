"""Coverage: what the data do not know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.figures import FIGURES
from kdgraph.figures._kinds import kind_ink
from kdgraph.figures._shown import NO_SECTION, enumeration
from kdgraph.figures.canvas.drawing import Axis, Box, Drawing, Panel
from kdgraph.figures.canvas.marks import Mark
from kdgraph.figures.canvas.page import MARGIN
from kdgraph.figures.figure import FigureBase, counted
from kdgraph.figures.layouts.rows import (
    Block,
    Column,
    Segment,
    ShareRow,
    block_height,
    block_marks,
)
from kdgraph.graph.snapshot import Snapshot

__all__ = ["coverage"]

_STATES: Final = ("complete", "capped", "elided", "failed", "not asked")
_DIRECTIONS: Final = ("references", "citations")
_MOST: Final = 20  # sections, unless asked for more
_OPENED: Final = 500  # papers that one bar opens at most
_WIDE: Final = 330.0  # points from which on blocks stand in two columns
_WIDER: Final = 430.0  # the same where more than so many states of lists occur
_FEW: Final = 3
_LEFT: Final = 0.54  # of the width, for the first of them
_BETWEEN: Final = 24.0
_BELOW: Final = 9.0  # points from block to block
_READ: Final = ("complete", "capped")
_KNOWN: Final = "sequence:0.9"
_UNKNOWN: Final = "faint"
_LOOKS: Final = {  # in grey, elided and failed differ by their filling
    "complete": (_KNOWN, ""),
    "capped": ("sequence:0.5", ""),
    "elided": ("sequence:0.5", "////"),
    "failed": ("accent", "xxxx"),
    "not asked": (_UNKNOWN, ""),
}
_GROUPS: Final = {True: "listed papers", False: "other papers"}


@FIGURES.add("coverage", label="Coverage of the data")
def coverage(
    snapshot: Snapshot,
    *,
    width: float = 7.0,
    section: str | None = None,
    top: int | None = None,
) -> Drawing:
    """Draw what the data do not know, so that nobody takes what was not asked for what is not.

    Whose lists of references and citations were read, for the papers of the list and for all
    others, and on a wide page by section; how many rows came of those that a source reports; how
    many entries of each section were matched to a paper; and which facts are missing how often.

    Parameters
    ----------
    snapshot : Snapshot
        All its tables.
    width : float
        Inches.
    section : str, optional
        Listed papers and entries are only those under headings that hold this.
    top : int, optional
        Only so many sections, the first of the list; by default 20.

    Raises
    ------
    InputError
        If there is no such section, or `top` is below 1.

    Examples
    --------
    >>> import kdgraph
    >>> numbers = coverage(kdgraph.embedded()).numbers
    >>> numbers.loc[numbers["what"] == "listed papers: references", "state"].tolist()
    ['complete', 'capped', 'not asked']
    """
    figure = FigureBase(
        "coverage", snapshot, width=width, section=section, top=top, of_what="section"
    )
    known, most = _read(snapshot, section), figure.most(_MOST)
    lists, entries, missing = _lists(known), _entries(figure, known, most), _missing(known)
    page = figure.page
    if page >= (_WIDE if len(lists.columns) <= _FEW else _WIDER):
        split = MARGIN + (page - 2 * MARGIN - _BETWEEN) * _LEFT
        columns = [
            (MARGIN, split, [lists, _sections_read(known, most)]),
            (
                split + _BETWEEN,
                page - MARGIN,
                [entries, missing, *_reported(known)],
            ),
        ]
    else:
        columns = [(MARGIN, page - MARGIN, [lists, entries, *_reported(known), missing])]
    height = max(_height(blocks) for _, _, blocks in columns)
    marks: list[Mark] = []
    for left, right, blocks in columns:
        y = height
        for block in blocks:
            marks += block_marks(block, Box(left, 0.0, right, y))
            y -= block_height(block) + _BELOW
    box = Box(0.0, 0.0, page, height)
    return figure.drawing(
        [Panel(box, Axis(0.0, page), Axis(0.0, height), tuple(marks), name="rows")],
        height=height,
        caption=_CAPTION,
        alt=_ALT,
        facts=_facts(known, figure),
        numbers=_numbers(known),
        notes=_notes(known, most),
        of_citations=False,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """What is known, counted.

    Attributes
    ----------
    states : DataFrame
        A row for each paper and direction, the papers most cited first: ``paper_id``,
        ``direction``, ``listed`` (or in the section asked for), ``section``, ``state``. A paper
        that the table coverage lacks was not asked about.
    rows : mapping
        By ``listed`` and ``direction``, for the papers of which a source reports how many rows
        there are: those papers, the rows reported, and how many of them came.
    sections : mapping
        By section in the order of the list: entries matched to a paper, and all entries.
    missing : mapping
        By what may be missing: how often it is, and out of how many.
    """

    states: pd.DataFrame
    rows: Mapping[tuple[bool, str], tuple[int, int, int]]
    sections: Mapping[str, tuple[int, int]]
    missing: Mapping[str, tuple[int, int]]

    def there(self, states: pd.DataFrame | None = None) -> list[str]:
        """Return the states that occur, in their order."""
        there = set((self.states if states is None else states)["state"])
        return [state for state in _STATES if state in there] or ["complete", "not asked"]

    def of_sections(self) -> pd.DataFrame:
        """Return the states of the references of listed papers."""
        return self.states[(self.states["direction"] == "references") & self.states["listed"]]

    def unread(self) -> list[str]:
        """Return the sections with papers of none of which the references were read."""
        own = self.of_sections()
        read = own["state"].isin(_READ).groupby(own["section"], sort=False).any()
        return [name for name in self.sections if not read.get(name, True)]

    def count(self, *, listed: bool, direction: str, states: tuple[str, ...] = _STATES) -> int:
        """Return how many papers have one of these states."""
        table = self.states
        chosen = (table["listed"] == listed) & (table["direction"] == direction)
        return int((chosen & table["state"].isin(states)).sum())


def _read(snapshot: Snapshot, section: str | None) -> _Known:
    """Count what is known; listed papers and entries are those of `section` where it is given."""
    entries = snapshot.reading_list.entries_under(section)
    on_list = set(snapshot.reading_list.papers if section is None else entries["paper_id"].dropna())
    asked = _asked(snapshot)
    asked["listed"] = asked["paper_id"].isin(on_list)
    names = entries["section"].where(entries["section"] != "", NO_SECTION)
    first = ~entries["paper_id"].duplicated() & entries["paper_id"].notna()
    section_of = dict(zip(entries["paper_id"][first], names[first], strict=True))
    asked["section"] = asked["paper_id"].map(section_of)
    cited = asked["paper_id"].map(snapshot.citations["cited_id"].value_counts()).fillna(0)
    asked = asked.assign(cited=cited).sort_values(["cited", "paper_id"], ascending=[False, True])
    both = pd.DataFrame({"section": names, "matched": entries["paper_id"].notna()})
    return _Known(
        states=asked[["paper_id", "direction", "listed", "section", "state"]],
        rows=_rows(asked),
        sections={
            str(name): (int(rows["matched"].sum()), len(rows))
            for name, rows in both.groupby("section", sort=False)
        },
        missing=_facts_missing(snapshot),
    )


def _asked(snapshot: Snapshot) -> pd.DataFrame:
    """Return a row for every paper and direction."""
    both = pd.MultiIndex.from_product(
        [snapshot.papers.index, _DIRECTIONS], names=["paper_id", "direction"]
    )
    table = snapshot.coverage.set_index(["paper_id", "direction"])
    table = table[["state", "reported", "fetched"]].reindex(both).reset_index()
    table["state"] = table["state"].fillna("not asked")
    return table


def _rows(asked: pd.DataFrame) -> dict[tuple[bool, str], tuple[int, int, int]]:
    known = asked[asked["reported"].notna()]
    came = np.minimum(known["fetched"].fillna(0), known["reported"])
    found = {}
    for listed in (True, False):
        for direction in _DIRECTIONS:
            chosen = (known["listed"] == listed) & (known["direction"] == direction)
            reported = int(known.loc[chosen, "reported"].sum())
            found[listed, direction] = (int(chosen.sum()), reported, int(came[chosen].sum()))
    return found


def _facts_missing(snapshot: Snapshot) -> dict[str, tuple[int, int]]:
    papers, citations = snapshot.papers, snapshot.citations
    written = papers.index.isin(snapshot.authorships["paper_id"])
    told = pd.MultiIndex.from_frame(snapshot.contexts[["citing_id", "cited_id"]])
    arcs = pd.MultiIndex.from_frame(citations[["citing_id", "cited_id"]])
    return {
        "years of papers": (int(papers["year"].isna().sum()), len(papers)),
        "days of publication": (int(papers["date"].isna().sum()), len(papers)),
        "authors of papers": (int((~written).sum()), len(papers)),
        "abstracts": (int(papers["abstract"].isna().sum()), len(papers)),
        "ids of authors (name alone)": (
            int(snapshot.authors["by_name"].fillna(True).sum()),
            len(snapshot.authors),
        ),
        "sentences of citations": (int((~arcs.isin(told)).sum()), len(citations)),
    }


def _height(blocks: list[Block]) -> float:
    return sum(block_height(block) for block in blocks) + _BELOW * (len(blocks) - 1)


def _lists(known: _Known) -> Block:
    """Return the states of the lists; the numbers have a column for each state that occurs."""
    table, states = known.states, known.there()
    rows = []
    for listed, group in _GROUPS.items():
        total = known.count(listed=listed, direction="references")
        rows.append(ShareRow(f"{total:,} {group}"))
        for direction in _DIRECTIONS:
            inside = table[(table["listed"] == listed) & (table["direction"] == direction)]
            rows.append(_of_states(inside, states, f"  {direction}", direction, total, group))
    return Block("Were their lists read?", tuple(rows), _state_columns(states))


def _sections_read(known: _Known, most: int) -> Block:
    """Return whose references were read among the listed papers of each section."""
    own = known.of_sections()
    states = known.there(own)
    rows = []
    for name in list(known.sections)[:most]:
        inside = own[own["section"] == name]
        group = f"papers of {name}"
        rows.append(_of_states(inside, states, name, "references", len(inside), group))
    title = "Of which sections were the references read?"
    return Block(title, tuple(rows), _state_columns(states))


def _of_states(
    table: pd.DataFrame, states: list[str], label: str, direction: str, total: int, group: str
) -> ShareRow:
    """Return a row with a segment and a number for each state; a segment opens its papers."""
    segments = []
    for state in states:
        ids = [str(one) for one in table.loc[table["state"] == state, "paper_id"]]
        opens = "" if len(ids) <= _OPENED else f"; opens the {_OPENED} cited most"
        ink, hatch = _LOOKS[state]
        said = f"{direction} {state}: {len(ids):,} of {total:,} {group}{opens}"
        share = len(ids) / max(total, 1)
        segments.append(Segment(share, ink, said, hatch, tuple(ids[:_OPENED])))
    numbers = tuple(f"{int((table['state'] == state).sum()):,}" for state in states)
    return ShareRow(label, tuple(segments), numbers)


def _state_columns(states: list[str]) -> tuple[Column, ...]:
    return tuple(Column(state, *_LOOKS[state]) for state in states)


def _reported(known: _Known) -> list[Block]:
    """Return how much came of what is reported; nothing where no source reports anything."""
    rows = []
    for (listed, direction), (papers, reported, came) in known.rows.items():
        if not papers:
            continue
        said = f"{came:,} of {reported:,} {direction} of {counted(papers, 'paper')} came"
        share = came / max(reported, 1)
        rows.append(
            ShareRow(
                f"{'listed' if listed else 'others'}: {direction}",
                (
                    Segment(share, _KNOWN, said),
                    Segment(1.0 - share if reported else 0.0, _UNKNOWN, said),
                ),
                (f"{came:,}", f"{reported - came:,}"),
            )
        )
    columns = (Column("came", _KNOWN), Column("did not", _UNKNOWN))
    return [Block("Of what is reported, how much came?", tuple(rows), columns)] if rows else []


def _entries(figure: FigureBase, known: _Known, most: int) -> Block:
    kinds = {name: kind for kind, name in enumerate(figure.sections)}
    snapshot = figure.snapshot
    entries = snapshot.entries["section"].fillna("")
    longest = max((every for _, every in known.sections.values()), default=1)
    papers = snapshot.matches["paper_id"].dropna()
    rows = []
    for name, (matched, every) in list(known.sections.items())[:most]:
        there = entries.index[entries == ("" if name == NO_SECTION else name)]
        ids = tuple(str(one) for one in papers[papers.index.isin(there)].unique())
        words = f"{name}: {matched} of {counted(every, 'entry', 'entries')} matched"
        ink = kind_ink(kinds[name]) if name in kinds else "muted"
        rows.append(
            ShareRow(
                name,
                (
                    Segment(matched / longest, ink, words, "", ids),
                    Segment((every - matched) / longest, "faint", words, "////"),
                ),
                (f"{matched:,}", f"{every:,}"),
            )
        )
    columns = (Column("matched"), Column("entries"))
    return Block("Which entries of the list have a paper?", tuple(rows), columns)


def _missing(known: _Known) -> Block:
    rows = []
    for name, (lacks, every) in known.missing.items():
        words = f"{name}: {lacks:,} of {every:,} missing"
        share = lacks / max(every, 1)
        rows.append(
            ShareRow(
                name,
                (
                    Segment(1.0 - share if every else 0.0, _KNOWN, words),
                    Segment(share, _UNKNOWN, words),
                ),
                (f"{every - lacks:,}", f"{lacks:,}"),
            )
        )
    columns = (Column("known", _KNOWN), Column("missing", _UNKNOWN))
    return Block("Which facts are known?", tuple(rows), columns)


def _facts(known: _Known, figure: FigureBase) -> dict[str, Any]:
    def papers(*, listed: bool, direction: str, states: tuple[str, ...] = _STATES) -> int:
        return known.count(listed=listed, direction=direction, states=states)

    listed, others = (papers(listed=one, direction="references") for one in (True, False))
    asked = _STATES[:-1]
    by_name, authors = known.missing["ids of authors (name alone)"]
    matched = sum(found for found, _ in known.sections.values())
    entries = sum(every for _, every in known.sections.values())
    return {
        "which": f" of {figure.where()}" if figure.section else "",
        "listed": counted(listed, "listed paper"),
        "others": counted(others, "other paper"),
        "read": f"{papers(listed=True, direction='references', states=_READ):,}",
        "read_others": f"{papers(listed=False, direction='references', states=_READ):,}",
        "asked": f"{papers(listed=True, direction='citations', states=asked):,}",
        "asked_others": f"{papers(listed=False, direction='citations', states=asked):,}",
        "unread": _unread(known.unread()),
        "matched": f"{matched:,}",
        "entries": counted(entries, "entry", "entries"),
        "undated": counted(known.missing["years of papers"][0], "paper"),
        "alone": f"{by_name:,}",
        "authors": counted(authors, "author"),
    }


def _unread(names: list[str]) -> str:
    """Name sections of which nothing was read, as an aside.

    >>> _unread([]), _unread(["Online"]), _unread(["Online", "Feature", "Surveys", "Tools"])
    ('', ' (none in Online)', ' (none in Online, Feature and 2 other sections)')
    """
    if len(names) > 3:
        names = [*names[:2], f"{len(names) - 2:,} other sections"]
    return f" (none in {enumeration(names)})" if names else ""


def _notes(known: _Known, most: int) -> list[str]:
    notes = ["Not asked: nobody looked, which does not mean that there are none."]
    there = set(known.states["state"])
    if "capped" in there:
        notes.append("Capped: a part of the list was read.")
    if "elided" in there:
        notes.append("Elided: the publisher withholds the list.")
    if not any(papers for papers, _, _ in known.rows.values()):
        notes.append("No source reports how many references or citations there should be.")
    if (more := len(known.sections) - most) > 0:
        notes.append(f"{counted(more, 'further section')} of the list left out.")
    return notes


def _numbers(known: _Known) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for listed, group in _GROUPS.items():
        for direction in _DIRECTIONS:
            total = known.count(listed=listed, direction=direction)
            for state in _STATES:
                count = known.count(listed=listed, direction=direction, states=(state,))
                if count:
                    what = f"{group}: {direction}"
                    rows.append({"what": what, "state": state, "count": count, "of": total})
    table = [
        *rows,
        *(
            {
                "what": f"{_GROUPS[listed]}: rows of {direction}",
                "state": "fetched",
                "count": came,
                "of": reported,
            }
            for (listed, direction), (papers, reported, came) in known.rows.items()
            if papers
        ),
        *(
            {"what": f"entries: {name}", "state": "matched", "count": matched, "of": every}
            for name, (matched, every) in known.sections.items()
        ),
        *(
            {"what": name, "state": "missing", "count": lacks, "of": every}
            for name, (lacks, every) in known.missing.items()
        ),
    ]
    return pd.DataFrame(table, columns=["what", "state", "count", "of"])


_CAPTION: Final = (
    "Coverage of the data. Reference lists were read of {read} of {listed}{which} and of "
    "{read_others} of {others}; lists of citing papers were requested for {asked} and "
    "{asked_others} of them. Matched to a paper: {matched} of {entries} of the list. Without a "
    "year: {undated}. Known by name alone: {alone} of {authors}."
)
_ALT: Final = (
    "Bars of shares. Reference lists were read of {read} of {listed}{which}{unread} and of "
    "{read_others} of {others}. Matched to a paper: {matched} of {entries} of the list."
)
