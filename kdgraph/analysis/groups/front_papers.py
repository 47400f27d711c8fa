"""The research fronts of a literature beside its list, with the papers they consist of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from kdgraph.analysis.groups._titles import titled, view_notes
from kdgraph.analysis.groups.fronts import research_fronts
from kdgraph.errors import InputError
from kdgraph.graph.snapshot import Snapshot

__all__ = ["PaperFronts", "paper_fronts"]


@dataclass(frozen=True, slots=True, eq=False)
class PaperFronts:
    """Research fronts beside the list; made by `paper_fronts`.

    Attributes
    ----------
    fronts : DataFrame
        The fronts asked for, at most `top`, indexed by ``front``: the columns of
        `ResearchFronts.fronts` without the papers; ``listed``, its papers on the list, or under the
        heading asked for.
    core : DataFrame
        What these fronts build on, at most five papers each, most cited by the front first:
        ``front``, ``paper_id``, ``title``, ``year``, ``listed`` (on the list), ``citations``, how
        many papers of the front cite it.
    central : DataFrame
        The papers of these fronts that are tied most strongly to the rest, at most five each:
        ``front``, ``paper_id``, ``title``, ``year``, ``listed``.
    papers : DataFrame
        The coupled recent papers: ``year`` and ``front``, missing for a paper that is in none.
    sweep : DataFrame
        The resolutions tried; see `Communities.sweep`.
    found, asked_for : int
        All fronts; those that hold a paper under the heading asked for or build on one.
    first_year, late_from, last_year : int
        The span, and the first year of its late part.
    recent, uncoupled, alone, undated : int
        As of `ResearchFronts`.
    section : str or None
        The heading asked for, as it was given.
    as_of : date or None
        The day of the view, if it is one.
    notes : tuple of str
        What must be known beside the numbers.
    data_note : str or None
        What must be said beside these data.
    """

    fronts: pd.DataFrame
    core: pd.DataFrame
    central: pd.DataFrame
    papers: pd.DataFrame
    sweep: pd.DataFrame
    found: int
    asked_for: int
    first_year: int
    late_from: int
    last_year: int
    recent: int
    uncoupled: int
    alone: int
    undated: int
    section: str | None
    as_of: date | None
    notes: tuple[str, ...]
    data_note: str | None


def paper_fronts(
    snapshot: Snapshot,
    *,
    resolution: float | None = None,
    section: str | None = None,
    top: int = 20,
    as_of: str | int | date | None = None,
) -> PaperFronts:
    """Find the research fronts of a literature and name their papers.

    Parameters
    ----------
    snapshot : Snapshot
        The literature and its list.
    resolution : float, optional
        As of `research_fronts`; by default the one at which the fronts are most stable.
    section : str, optional
        A heading or a part of it: only fronts that hold a paper listed under it, or have one among
        the five that they build on most. The fronts are always those of the whole literature.
    top : int
        Most fronts to describe; at least 1.
    as_of : str, int or date, optional
        The literature as it stood on that day; see `Snapshot.as_of`.

    Raises
    ------
    InputError
        If there is no such section, no paper has a year, or a number is out of its range.

    Examples
    --------
    >>> import kdgraph
    >>> found = paper_fronts(kdgraph.embedded(), section="diffusion", resolution=1)
    >>> found.found, found.fronts[["size", "listed", "growing"]].to_dict("records")
    (6, [{'size': 86, 'listed': 5, 'growing': True}])
    """
    if top < 1:
        raise InputError(f"top must be at least 1, got {top}")
    view = snapshot if as_of is None else snapshot.as_of(as_of)
    entries = view.reading_list.entries_under(section).dropna(subset="paper_id")
    graph = view.citation_graph()
    found = research_fronts(graph, resolution=resolution)
    of_paper = found.papers["front"].dropna().astype(np.int64)
    listed = of_paper[of_paper.index.isin(entries["paper_id"])]
    fronts = found.fronts.assign(
        listed=listed.value_counts().reindex(found.fronts.index, fill_value=0)
    )
    core = fronts["core"].explode().dropna()
    on_list = core.index[core.isin(entries["paper_id"])]
    wanted = (fronts["listed"] > 0) | fronts.index.isin(on_list)
    asked = fronts if section is None else fronts[wanted]
    shown = asked.head(top)
    tied_to = _papers(view, shown["core"])
    tied_to["citations"] = shown["core_citations"].explode().dropna().to_numpy(dtype=np.int64)
    known = graph.papers["references_known"].reindex(
        graph.papers.index[graph.papers["year"].between(found.first_year, found.last_year)]
    )
    return PaperFronts(
        fronts=shown.drop(columns=["core", "core_citations", "central"]),
        core=tied_to,
        central=_papers(view, shown["central"]),
        papers=found.papers,
        sweep=found.sweep,
        found=len(fronts),
        asked_for=len(asked),
        first_year=found.first_year,
        late_from=found.late_from,
        last_year=found.last_year,
        recent=found.recent,
        uncoupled=found.uncoupled,
        alone=found.alone,
        undated=found.undated,
        section=section,
        as_of=view.as_of_date,
        notes=(*_notes(known), *view_notes(view)),
        data_note=view.data_note,
    )


def _papers(view: Snapshot, of_front: pd.Series[str]) -> pd.DataFrame:
    ids = of_front.explode().dropna()
    papers = titled(view, ids.to_list())
    papers.insert(0, "front", ids.index.to_numpy(dtype=np.int64))
    return papers


def _notes(known: pd.Series[bool]) -> list[str]:
    if known.all():
        return []
    return [
        f"the reference lists of {int(known.sum())} of {len(known)} papers of these years were "
        "read; the others can be in no front, and where the lists of late papers were read less "
        "often than those of early ones, fronts seem to shrink that do not"
    ]
