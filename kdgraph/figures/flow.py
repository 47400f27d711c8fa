"""Flow: how the sections of the list cite each other, beside what years and activity would make."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from kdgraph.analysis.groups.flow import SectionFlow, section_flow
from kdgraph.errors import InputError
from kdgraph.figures import FIGURES
from kdgraph.figures._flow_cells import FlowCells
from kdgraph.figures._section_grid import SectionGrid
from kdgraph.figures._shown import counted, coverage_note, sections_of, without_paper
from kdgraph.figures.canvas.drawing import Axis, Box, Drawing, Panel
from kdgraph.figures.canvas.page import Body, compose
from kdgraph.graph.snapshot import Snapshot

__all__ = ["flow"]

_WIDE: Final = 5.0  # inches from which on cells have room for what is expected
_MOST: Final = (8, 12)  # sections on a narrow and on a wide page, unless asked for
_ROW: Final = (26.0, 34.0)  # points of a row, likewise
_UNREAD: Final = 16.0  # of one in which nothing is known
_DIGITS: Final = 6  # expected citations are exact to some 1e-12, and small ones stand in ratios


@FIGURES.add("flow", label="Citation flow between sections")
def flow(
    snapshot: Snapshot,
    *,
    width: float = 7.0,
    section: str | None = None,
    top: int | None = None,
) -> Drawing:
    """Draw how often each section of the list cites each other one, and how often is expected.

    A row is a citing section, a column a cited one, both in the order of the list. The area of a
    dot is the number of citations, the ring what the years, the references and the fame of the
    papers alone would make (`kdgraph.section_flow`). A dot is coloured, by the ratio of the two,
    only where that model rules the number out: outside the interval that holds 95 % of its worlds.
    Rows in which no reference list was read say so.

    Parameters
    ----------
    snapshot : Snapshot
        With the list, its matches and the coverage.
    width : float
        Inches.
    section : str, optional
        Only what the sections whose heading holds this cite, and what cites them.
    top : int, optional
        Only so many sections, those with most citations; by default 12, or 8 on a narrow page.

    Raises
    ------
    InputError
        If there is no such section, or `top` is below 1.

    Examples
    --------
    >>> import kdgraph
    >>> drawing = flow(kdgraph.embedded(), section="diffusion")
    >>> int(drawing.numbers["observed"].sum())
    28
    """
    if top is not None and top < 1:
        raise InputError(f"expected at least 1 section to show, got top={top}")
    found = section_flow(snapshot, section=section)
    wide = width >= _WIDE
    names = _busiest(found, _MOST[wide] if top is None else top)
    read, papers = found.sections["citing_papers"], found.sections["papers"]
    grid = SectionGrid(
        names=names,
        kinds={name: kind for kind, name in enumerate(sections_of(snapshot))},
        below={name: f"{read[name]} of {papers[name]} read" for name in names},
        heights={name: _ROW[wide] if read[name] else _UNREAD for name in names},
        page=width * 72,
    )
    cells = FlowCells(found, grid)
    marks = (*grid.marks(row="citing section", column="cited section"), *cells.marks())
    box = Box(0.0, 0.0, grid.page, grid.height)
    panel = Panel(box, Axis(0.0, grid.page), Axis(0.0, grid.height), marks, name="matrix")
    known = cells.table.dropna(subset="observed")
    facts = {
        "sections": counted(len(names), "section"),
        "citations": counted(int(known["observed"].sum()), "citation"),
        "read": int(read[names].sum()),
        "papers": counted(int(papers[names].sum()), "paper"),
        "interval": "95%",
        "outside": len(cells.more) + len(cells.fewer),
        "cells": counted(len(known), "cell"),
    }
    body = Body(
        height=grid.height,
        panels=(panel,),
        caption=_CAPTION,
        facts=facts,
        alt=_alt(known, cells, facts),
        numbers=_certain(cells.table),
        keys=cells.keys(),
        notes=[*_notes(found, len(names), without_paper(snapshot)), *coverage_note(snapshot)],
        digits=_DIGITS,
    )
    return compose(snapshot, "flow", body, width=width, options={"section": section, "top": top})


def _certain(table: pd.DataFrame) -> pd.DataFrame:
    """Return the numbers without the digits that another processor would give otherwise."""
    rounded = {
        name: pd.array(
            [None if pd.isna(x) else float(f"{x:.{_DIGITS}g}") for x in table[name]],
            dtype="Float64",
        )
        for name in ("expected", "ratio")
    }
    return table.assign(**rounded)


def _busiest(found: SectionFlow, most: int) -> list[str]:
    """Return the sections to show, in the order of the list: those with most citations."""
    observed = found.flow["observed"].fillna(0).astype("int64")
    ends = [observed.groupby(found.flow[f"{end}_section"]).sum() for end in ("citing", "cited")]
    papers = found.sections["papers"]
    busy = {str(name): sum(int(one.get(name, 0)) for one in ends) for name in papers.index}
    kept = sorted(busy, key=lambda name: (-busy[name], -int(papers[name])))[:most]
    return [name for name in busy if name in set(kept)]


def _notes(found: SectionFlow, shown: int, unmatched: str) -> list[str]:
    left_out = len(found.sections) - shown
    notes = []
    cells = int(found.flow["observed"].notna().sum())
    if cells:
        notes.append(
            "The interval is exact (Poisson binomial, no random numbers); by chance alone, at most "
            "about one cell in twenty lies outside."
        )
    for number, one, many, what in (
        (left_out, "section", "sections", "not shown: fewer citations"),
        (found.unmatched, "entry", "entries", f"of the list {unmatched}"),
        (found.unsectioned, "listed paper", "listed papers", "under no heading, left out"),
        (found.undated, "listed paper", "listed papers", "without a year, left out"),
        (found.against_time, "citation", "citations", "of a younger paper, left out"),
        (
            found.unread_citations,
            "citation",
            "citations",
            "by papers whose lists were not read as a whole, left out",
        ),
    ):
        if number:
            notes.append(f"{counted(number, one, many)} {what}.")
    notes += [f"{note[0].upper()}{note[1:]}." for note in found.notes]
    if found.section is not None:
        notes.append("Cells between other sections than those asked for are empty.")
    if not len(found.sections):
        notes.append("No paper of the list stands under a heading.")
    return notes


def _alt(known: pd.DataFrame, cells: FlowCells, facts: dict[str, Any]) -> str:
    if not known["observed"].sum():
        return "A table of the sections of the list, without any citation known among them."
    best = known.sort_values("observed", ascending=False, kind="stable").iloc[0]
    said = (
        f"A table of {facts['sections']} with {facts['citations']}; most, "
        f"{best['observed']}, go from “{best['citing_section']}” to “{best['cited_section']}”."
    )
    for frame, what in ((cells.more, "More"), (cells.fewer, "Fewer")):
        if not len(frame):
            continue
        first = frame.iloc[(frame["observed"] - frame["expected"]).abs().argmax()]
        many = "most clearly " if len(frame) > 1 else ""
        told = (
            f" {what} than chance explains: {counted(len(frame), 'cell')}, {many}from "
            f"“{first['citing_section']}” to “{first['cited_section']}” ({first['observed']:.0f}, "
            f"{first['expected']:.1f} expected)."
        )
        said += told if len(said) + len(told) < _LONGEST_ALT else ""
    if not facts["outside"]:
        said += " No cell differs from chance."
    return said


_LONGEST_ALT: Final = 480  # characters
_CAPTION: Final = (
    "Citations between {sections} of the list: {citations} by the {read} of {papers} whose "
    "reference lists are known. Rows are citing sections, columns cited ones. The area of a dot is "
    "the number of citations, the ring the number expected (exp.) if papers of the same years "
    "cited and were cited as often as these, without regard to sections. Coloured: {outside} of "
    "{cells}, those outside the central {interval} interval of this null model. In years (y): the "
    "median distance between the two papers."
)
