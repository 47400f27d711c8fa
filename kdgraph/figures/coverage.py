"""Coverage: what the data do not know."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from kdgraph.errors import InputError
from kdgraph.figures import FIGURES
from kdgraph.figures._kinds import kind_ink
from kdgraph.figures._known import DIRECTIONS, STATES, Known, read_known
from kdgraph.figures._share_rows import (
    Block,
    Column,
    Segment,
    ShareRow,
    block_height,
    block_marks,
)
from kdgraph.figures._shown import NO_SECTION, counted, sections_of
from kdgraph.figures.canvas.drawing import Axis, Box, Drawing, Panel
from kdgraph.figures.canvas.marks import Mark
from kdgraph.figures.canvas.page import MARGIN, Body, compose
from kdgraph.graph.snapshot import Snapshot

__all__ = ["coverage"]

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
    others; how many rows came of those that a source reports; how many entries of each section were
    matched to a paper; and which facts are missing how often.

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
    if top is not None and top < 1:
        raise InputError(f"expected at least 1 section to show, got top={top}")
    known = read_known(snapshot, section)
    most = _MOST if top is None else top
    body = _body(snapshot, known, width * 72, section, most)
    options = {"section": section, "top": top}
    return compose(snapshot, "coverage", body, width=width, options=options)


def _body(snapshot: Snapshot, known: Known, width: float, section: str | None, most: int) -> Body:
    first = [_lists(snapshot, known), _missing(known)]
    second = [_entries(snapshot, known, most), *_reported(known)]
    inner = width - 2 * MARGIN
    if width >= (_WIDE if len(first[0].columns) <= _FEW else _WIDER):
        split = MARGIN + (inner - _BETWEEN) * _LEFT
        columns = [(MARGIN, split, first), (split + _BETWEEN, width - MARGIN, second)]
    else:
        columns = [(MARGIN, width - MARGIN, [first[0], *second, first[1]])]
    height = max(_height(blocks) for _, _, blocks in columns)
    marks: list[Mark] = []
    for left, right, blocks in columns:
        y = height
        for block in blocks:
            marks += block_marks(block, Box(left, 0.0, right, y))
            y -= block_height(block) + _BELOW
    page = Box(0.0, 0.0, width, height)
    facts = _facts(known, section)
    return Body(
        height=height,
        panels=(Panel(page, Axis(0.0, width), Axis(0.0, height), tuple(marks), name="rows"),),
        caption=_CAPTION,
        facts=facts,
        alt=(
            f"Bars of what is known: the references of {facts['read']} of {facts['listed']} were "
            f"read; matched to a paper: {facts['matched']} of {facts['entries']}."
        ),
        numbers=_numbers(known),
        notes=_notes(known, most),
    )


def _height(blocks: list[Block]) -> float:
    return sum(block_height(block) for block in blocks) + _BELOW * (len(blocks) - 1)


def _lists(snapshot: Snapshot, known: Known) -> Block:
    """Return the states of the lists; the numbers have a column for each state that occurs."""
    there = set(known.states["state"])
    states = [state for state in STATES if state in there] or ["complete", "not asked"]
    cited = snapshot.citations["cited_id"].value_counts()
    table = known.states.assign(cited=known.states["paper_id"].map(cited).fillna(0))
    table = table.sort_values(["cited", "paper_id"], ascending=[False, True])
    rows = []
    for listed, group in _GROUPS.items():
        total = known.count(listed=listed, direction="references")
        rows.append(ShareRow(f"{total:,} {group}"))
        for direction in DIRECTIONS:
            inside = table[(table["listed"] == listed) & (table["direction"] == direction)]
            segments, numbers = [], []
            for state in states:
                ids = [str(one) for one in inside.loc[inside["state"] == state, "paper_id"]]
                numbers.append(f"{len(ids):,}")
                opens = "" if len(ids) <= _OPENED else f"; opens the {_OPENED} cited most"
                ink, hatch = _LOOKS[state]
                segments.append(
                    Segment(
                        len(ids) / max(total, 1),
                        ink,
                        f"{direction} {state}: {len(ids):,} of {total:,} {group}{opens}",
                        hatch,
                        tuple(ids[:_OPENED]),
                    )
                )
            rows.append(ShareRow(f"  {direction}", tuple(segments), tuple(numbers)))
    columns = tuple(Column(state, *_LOOKS[state]) for state in states)
    return Block("Were their lists read?", tuple(rows), columns)


def _reported(known: Known) -> list[Block]:
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


def _entries(snapshot: Snapshot, known: Known, most: int) -> Block:
    kinds = {name: kind for kind, name in enumerate(sections_of(snapshot))}
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


def _missing(known: Known) -> Block:
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


def _facts(known: Known, section: str | None) -> dict[str, Any]:
    def papers(*, listed: bool, direction: str, states: tuple[str, ...] = STATES) -> int:
        return known.count(listed=listed, direction=direction, states=states)

    listed, others = (papers(listed=one, direction="references") for one in (True, False))
    asked = STATES[:-1]
    by_name, authors = known.missing["ids of authors (name alone)"]
    matched = sum(found for found, _ in known.sections.values())
    entries = sum(every for _, every in known.sections.values())
    return {
        "which": "" if section is None else f" (of sections like “{section}”)",
        "listed": counted(listed, "listed paper"),
        "others": counted(others, "other paper"),
        "read": f"{papers(listed=True, direction='references', states=_READ):,}",
        "read_others": f"{papers(listed=False, direction='references', states=_READ):,}",
        "asked": f"{papers(listed=True, direction='citations', states=asked):,}",
        "asked_others": f"{papers(listed=False, direction='citations', states=asked):,}",
        "matched": f"{matched:,}",
        "entries": counted(entries, "entry", "entries"),
        "undated": counted(known.missing["years of papers"][0], "paper"),
        "alone": f"{by_name:,}",
        "authors": counted(authors, "author"),
    }


def _notes(known: Known, most: int) -> list[str]:
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


def _numbers(known: Known) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for listed, group in _GROUPS.items():
        for direction in DIRECTIONS:
            total = known.count(listed=listed, direction=direction)
            for state in STATES:
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
    "What these data do not know. References were read of {read} of {listed}{which} and of "
    "{read_others} of {others}; citations were asked for of {asked} and {asked_others} of them. "
    "Matched to a paper: {matched} of {entries}. Without a year: {undated}. Known by name alone: "
    "{alone} of {authors}."
)
