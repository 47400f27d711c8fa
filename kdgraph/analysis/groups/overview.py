"""The groups of a literature beside its list: what they are about, who carries them, how firm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from kdgraph.analysis.groups._of_snapshot import communities_of
from kdgraph.analysis.groups._titles import coverage_note, titled, view_notes
from kdgraph.analysis.groups.agreement import SectionAgreement, section_agreement
from kdgraph.errors import InputError
from kdgraph.graph.snapshot import Snapshot

__all__ = ["PaperGroups", "paper_groups"]


@dataclass(frozen=True, slots=True, eq=False)
class PaperGroups:
    """Groups of papers beside the list; made by `paper_groups`.

    Attributes
    ----------
    groups : DataFrame
        The largest groups asked for, at most `top`, indexed by ``group``: the columns of
        `Communities.groups` without ``central``; ``listed``, the papers on the list, or under the
        heading asked for; ``sections``, the sections these stand in with the number of papers, most
        first (a paper under two headings counts in both).
    central : DataFrame
        The papers of these groups with most citations from inside, at most five each, best first:
        ``group``, ``paper_id``, ``title``, ``year``, ``listed`` (on the list) and ``cited_inside``.
    papers : DataFrame
        Of all papers: ``group``, missing for a paper in none, and ``cited_inside``.
    sweep : DataFrame
        The resolutions tried; see `Communities.sweep`.
    agreement : SectionAgreement
        Of all groups with the sections of the list.
    sections : DataFrame
        Where the papers of each section are, in the order of the list, most first: ``section``,
        ``group``, ``papers`` of the section in it, ``size`` and ``words`` of the group. A paper
        under two headings counts for the first, as in `agreement`.
    found, asked_for : int
        All groups; those with a paper under the heading asked for, if one was.
    resolution : float
        The one chosen, or given; nan where no two papers are related.
    grouped, unrelated, alone : int
        Papers in groups; papers that neither cite nor are cited here; papers that are tied to
        others, but to no group densely enough.
    undated, untitled : int
        Papers in groups without a year, and without any text.
    method : str
        What was done, in a sentence.
    top : int
        Most groups described.
    section : str or None
        The heading asked for, as it was given.
    as_of : date or None
        The day of the view, if it is one.
    notes : tuple of str
        What must be known beside the numbers.
    data_note : str or None
        What must be said beside these data.
    """

    groups: pd.DataFrame
    central: pd.DataFrame
    papers: pd.DataFrame
    sweep: pd.DataFrame
    agreement: SectionAgreement
    sections: pd.DataFrame
    found: int
    asked_for: int
    resolution: float
    grouped: int
    unrelated: int
    alone: int
    undated: int
    untitled: int
    method: str
    top: int
    section: str | None
    as_of: date | None
    notes: tuple[str, ...]
    data_note: str | None


def paper_groups(
    snapshot: Snapshot,
    *,
    resolution: float | None = None,
    section: str | None = None,
    top: int = 20,
    as_of: str | int | date | None = None,
    seeds: Sequence[int] | None = None,
) -> PaperGroups:
    """Divide a literature into groups of papers and lay them beside the sections of the list.

    Parameters
    ----------
    snapshot : Snapshot
        The literature and its list.
    resolution : float, optional
        As of `communities`; by default the one at which the groups are most stable.
    section : str, optional
        A heading or a part of it: only the groups that hold papers listed under it are described.
        The groups are always those of the whole literature.
    top : int
        Most groups to describe; at least 1.
    as_of : str, int or date, optional
        The literature as it stood on that day; see `Snapshot.as_of`.
    seeds : sequence of int, optional
        As of `communities`; fewer are faster.

    Raises
    ------
    InputError
        If there is no such section, or a number is out of its range.

    Examples
    --------
    >>> import kdgraph
    >>> found = paper_groups(kdgraph.embedded(), section="diffusion", resolution=3)
    >>> found.asked_for, found.groups[["listed", "sections"]].to_dict("records")
    (1, [{'listed': 15, 'sections': 'Distillation Meets Diffusion Models 15'}])
    """
    if top < 1:
        raise InputError(f"top must be at least 1, got {top}")
    view = snapshot if as_of is None else snapshot.as_of(as_of)
    entries = view.reading_list.entries_under(section).dropna(subset="paper_id")
    graph = view.citation_graph()
    chosen: dict[str, Any] = {} if seeds is None else {"seeds": tuple(seeds)}
    found = communities_of(view, graph, resolution=resolution, **chosen)
    of_paper = found.papers["group"].dropna().astype(np.int64)
    listed = of_paper[of_paper.index.isin(entries["paper_id"])]
    groups = found.groups.assign(
        listed=listed.value_counts().reindex(found.groups.index, fill_value=0),
        sections=_sections(entries, listed).reindex(found.groups.index, fill_value=""),
    )
    asked = groups if section is None else groups[groups["listed"] > 0]
    shown = asked.head(top)
    central = shown["central"].explode().dropna()
    papers = titled(view, central.to_list())
    papers.insert(0, "group", central.index.to_numpy(dtype=np.int64))
    inside = found.papers["cited_inside"].reindex(central.to_list())
    papers["cited_inside"] = inside.to_numpy(dtype=np.int64)
    agreement = section_agreement(view, found, section=section)
    return PaperGroups(
        groups=shown.drop(columns="central"),
        central=papers,
        papers=found.papers,
        sweep=found.sweep,
        agreement=agreement,
        sections=_places(agreement, found.groups),
        found=len(groups),
        asked_for=len(asked),
        resolution=found.resolution,
        grouped=len(of_paper),
        unrelated=found.unrelated,
        alone=found.alone,
        undated=found.undated,
        untitled=found.untitled,
        method=found.method,
        top=top,
        section=section,
        as_of=view.as_of_date,
        notes=(*coverage_note(graph.papers["references_known"]), *view_notes(view)),
        data_note=view.data_note,
    )


def _sections(entries: pd.DataFrame, group: pd.Series[int]) -> pd.Series[str]:
    """Return for each group the sections of its listed papers: "Surveys 3; Pioneers 1"."""
    placed = entries.drop_duplicates(["paper_id", "section"])
    placed = placed[placed["paper_id"].isin(group.index)]
    counts = pd.DataFrame(
        {
            "group": group.reindex(placed["paper_id"]).to_numpy(dtype=np.int64),
            "section": placed["section"].where(placed["section"] != "", "(no section)").to_numpy(),
        }
    ).value_counts()
    rows = counts.rename("papers").reset_index()
    rows = rows.sort_values(["group", "papers", "section"], ascending=[True, False, True])
    text = rows["section"].astype("str") + " " + rows["papers"].astype("str")
    return text.groupby(rows["group"]).agg("; ".join)


def _places(agreement: SectionAgreement, groups: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of a table of sections and groups as rows, largest first in each section."""
    rows = agreement.table.reset_index().melt("section", var_name="group", value_name="papers")
    rows = rows[rows["papers"] > 0].astype({"group": np.int64, "papers": np.int64})
    order = {name: place for place, name in enumerate(agreement.sections.index)}
    rows["place"] = rows["section"].map(order)
    rows = rows.sort_values(["place", "papers", "group"], ascending=[True, False, True])
    rows = rows.drop(columns="place").reset_index(drop=True)
    for name in ("size", "words"):
        rows[name] = groups[name].reindex(rows["group"]).array
    return rows
