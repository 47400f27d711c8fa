"""Research fronts: groups of recent papers that build on the same literature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from kdgraph.analysis.groups._by_id import by_id
from kdgraph.analysis.groups.clustering import RESOLUTIONS, SEEDS, cluster, texts_of
from kdgraph.analysis.groups.labels import label_words, words_or_paper
from kdgraph.analysis.result import (
    Result,
    Where,
    described_papers,
    graph_of,
    lists_read,
    scope_of,
    view_notes,
)
from kdgraph.analysis.ties import best_first
from kdgraph.arrays import IndexArray
from kdgraph.errors import InputError
from kdgraph.graph.snapshot import Snapshot
from kdgraph.kernels.relatedness import evened, tied
from kdgraph.kernels.similarity import shared_columns

__all__ = ["ResearchFronts", "research_fronts"]

_NEIGHBOURS: Final = 20
_CORE: Final = 5


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ResearchFronts(Result):
    """Fronts of a literature; made by `research_fronts`. See also `Result`.

    Attributes
    ----------
    fronts : DataFrame
        The fronts asked for, indexed by ``front``, the one that grows most first: ``size``, its
        recent papers; ``early`` and ``late``, how many of them are from either part of the span;
        ``expected``, how many late ones it would have, did it grow like all coupled recent papers;
        ``growth``, late over expected; ``growing``, whether late exceeds expected; ``median_year``;
        ``words`` that set its texts apart from those of other fronts; ``core``, the ids of the
        papers, of any year, that most of its papers cite; ``core_citations``, how many do;
        ``central``, the ids of its own papers that are tied most strongly to the rest of it; of a
        snapshot also ``listed``, its papers on the list, or under the heading asked for.
    core : DataFrame
        What these fronts build on, at most five papers each, most cited by the front first:
        ``front``, ``paper_id``, ``title``, ``year``, ``listed`` (on the list), ``citations``, how
        many papers of the front cite it.
    central : DataFrame
        The papers of these fronts that are tied most strongly to the rest, at most five each:
        ``front``, ``paper_id``, ``title``, ``year``, ``listed``.
    papers : DataFrame
        The coupled recent papers in the order of their ids, indexed by ``paper_id``: ``year`` and
        ``front``, missing for a paper that is in none.
    sweep : DataFrame
        The resolutions tried, as of `communities`.
    found, asked_for : int
        All fronts; those that hold a paper under the heading asked for or build on one.
    first_year, late_from, last_year : int
        The span, and the first year of its late part.
    recent, uncoupled, alone, undated : int
        Papers of the span; those of them that share no reference with another, be it that theirs
        were not read; coupled ones in no front, or in one that is too small; papers without a year.
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


def research_fronts(
    graph: Where,
    *,
    years: int = 6,
    least: int = 5,
    resolution: float | None = None,
    resolutions: Sequence[float] = RESOLUTIONS,
    seeds: Sequence[int] = SEEDS,
    words: int = 6,
    section: str | None = None,
    top: int | None = None,
    as_of: str | int | date | None = None,
    scope: str | None = None,
    field_least: int | None = None,
) -> ResearchFronts:
    """Find the groups of recent papers that cite the same papers, and tell which of them grow.

    Recent are the papers of the last `years` years up to ``graph.as_of_year``. Two of them are tied
    by bibliographic coupling: the papers that both cite, over the root of the product of what
    either cites (cosine), where one is among the 20 most coupled with the other; normalised and
    divided into groups as `communities` does. A group of `least` papers or more is a front, the
    papers that its members cite most are its core. The late part of the span is its second half,
    without the middle year if there is one.

    Parameters
    ----------
    graph : CitationGraph or Snapshot
        The literature; a snapshot also knows the list and whose references were read.
    years : int
        Length of the span, at least 2.
    least : int
        Papers that make a front, at least 2.
    resolution, resolutions, seeds, words
        As of `communities`.
    section : str, optional
        A heading or a part of it: only fronts that hold a paper listed under it, or have one among
        the five that they build on most. The fronts are always those of the whole literature.
    top : int, optional
        Most fronts to describe; at least 1, by default all.
    as_of : str, int or date, optional
        The literature as it stood on that day; see `Snapshot.as_of`.
    scope, field_least : str and int, optional
        Which papers count, as for `Snapshot.within`; by default all.

    Returns
    -------
    ResearchFronts
        Sorted by how many late papers a front has beyond the expected ones, then by size.

    Raises
    ------
    InputError
        If no paper has a year, a number is out of its range, there is no such section, or a graph
        is asked for a section or a day.

    References
    ----------
    Price (1965), "Networks of scientific papers", for the research front; Kessler (1963) for the
    coupling; Boyack and Klavans (2010), "Co-citation analysis, bibliographic coupling, and direct
    citation: which citation approach represents the research front most accurately?", for taking
    coupling to find it.

    Examples
    --------
    >>> from kdgraph.graph.citation import citation_graph
    >>> papers = pd.DataFrame({"paper_id": list("abcx"), "year": [2020, 2021, 2021, 2001]})
    >>> arcs = pd.DataFrame({"citing_id": list("abc"), "cited_id": ["x"] * 3})
    >>> found = research_fronts(citation_graph(papers, arcs), years=2, least=3)
    >>> found.fronts[["size", "early", "late", "core"]].to_dict("records")
    [{'size': 3, 'early': 1, 'late': 2, 'core': ('x',)}]
    """
    graph, view = graph_of(graph, section, as_of, top=top, scope=scope, field_least=field_least)
    chosen = None if view is None else view.reading_list.papers_under(section)
    if years < 2 or least < 2:
        raise InputError(
            f"a span needs 2 years and a front 2 papers, got years={years}, least={least}"
        )
    tried = tuple(resolutions) if resolution is None else (resolution,)
    if not tried or not all(value > 0 and np.isfinite(value) for value in tried) or not seeds:
        raise InputError(
            "resolutions are numbers above zero, and at least one seed is needed; "
            f"got {list(tried)} and {list(seeds)}"
        )
    last = graph.as_of_year
    first, late_from = last - years + 1, last - years // 2 + 1
    literature = by_id(graph)
    year = literature.papers["year"].to_numpy(dtype=np.float64, na_value=np.nan)
    recent = np.flatnonzero((year >= first) & (year <= last))
    cites = literature.cites[recent]
    pairs = shared_columns(cites, top=_NEIGHBOURS, normalise="cosine")
    ties = evened(tied(pairs, pairs.score))
    clustering = cluster(ties, tried, tuple(seeds))
    coupled = np.diff(ties.indptr) > 0
    size = np.bincount(clustering.group[clustering.group >= 0])
    group = clustering.group.copy()
    group[group >= 0] = np.where(size[group[group >= 0]] >= least, group[group >= 0], -1)
    fronts, front = _fronts(
        _Span(literature.papers, recent, cites, ties, year[recent] >= late_from, coupled),
        group,
        words,
    )
    papers = pd.DataFrame(
        {
            "year": literature.papers["year"].iloc[recent],
            "front": pd.arrays.IntegerArray(front.astype(np.int64), front < 0),
        },
        index=literature.papers.index[recent],
    )
    asked = fronts
    if view is not None:
        listed = papers["front"][
            papers.index.isin(view.reading_list.papers if chosen is None else chosen)
        ]
        fronts = fronts.assign(listed=listed.value_counts().reindex(fronts.index, fill_value=0))
        fronts["listed"] = fronts["listed"].astype(np.int64)
        builds_on = fronts["core"].explode()
        on_list = builds_on.index[builds_on.isin(chosen or ())]
        asked = (
            fronts
            if chosen is None
            else fronts[(fronts["listed"] > 0) | fronts.index.isin(on_list)]
        )
    shown = asked if top is None else asked.head(top)
    core = described_papers(graph, view, shown["core"].explode())
    core["citations"] = shown["core_citations"].explode().dropna().to_numpy(dtype=np.int64)
    known = graph.papers.loc[literature.papers.index[recent]]
    return ResearchFronts(
        fronts=shown,
        core=core,
        central=described_papers(graph, view, shown["central"].explode()),
        papers=papers[coupled],
        sweep=clustering.sweep,
        found=len(fronts),
        asked_for=len(asked),
        first_year=first,
        late_from=late_from,
        last_year=last,
        recent=len(recent),
        uncoupled=int((~coupled).sum()),
        alone=int((coupled & (front < 0)).sum()),
        undated=int(np.isnan(year).sum()),
        notes=(*_notes(known, view), *view_notes(view)),
        **scope_of(view, section),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Span:
    """All papers, the rows of the recent ones, what these cite, their ties, which are late."""

    papers: pd.DataFrame
    recent: IndexArray
    cites: csr_array
    ties: csr_array
    late: Any
    coupled: Any


def _fronts(span: _Span, group: IndexArray, words: int) -> tuple[pd.DataFrame, IndexArray]:
    """Describe each front, and renumber them in the order of their growth."""
    ids, papers = span.papers.index, span.papers.iloc[span.recent]
    texts = texts_of(papers)
    share = span.late[span.coupled].mean() if span.coupled.any() else 0.0
    members = [np.flatnonzero(group == number) for number in range(int(group.max(initial=-1)) + 1)]
    labels = label_words(
        {n: [texts[row] for row in rows if texts[row]] for n, rows in enumerate(members)},
        most=words,
    )
    rows: list[dict[str, Any]] = []
    for number, inside in enumerate(members):
        cited = np.asarray(span.cites[inside].sum(axis=0)).ravel()
        core = np.argsort(-cited, kind="stable")[:_CORE]
        core = core[cited[core] > 0]
        strength = np.asarray(span.ties[inside][:, inside].sum(axis=1)).ravel()
        central = inside[best_first(strength, top=_CORE)]
        late, expected = int(span.late[inside].sum()), float(share * len(inside))
        rows.append(
            {
                "size": len(inside),
                "early": len(inside) - late,
                "late": late,
                "expected": expected,
                "growth": late / expected if expected else float("nan"),
                "growing": late > expected,
                "median_year": float(papers["year"].iloc[inside].median()),
                "words": words_or_paper(labels[number], papers, int(central[0])),
                "core": tuple(ids[core]),
                "core_citations": tuple(int(count) for count in cited[core]),
                "central": tuple(papers.index[central]),
            }
        )
    order = sorted(
        range(len(rows)),
        key=lambda n: (round(rows[n]["expected"] - rows[n]["late"], 9), -rows[n]["size"], n),
    )
    place = np.empty(len(rows), dtype=np.intp)
    place[order] = np.arange(len(rows))
    columns = ["size", "early", "late", "expected", "growth", "growing", "median_year"]
    columns += ["words", "core", "core_citations", "central"]
    frame = pd.DataFrame([rows[number] for number in order], columns=columns)
    frame.index.name = "front"
    return frame, np.where(group >= 0, place[group] if len(place) else -1, -1)


def _notes(papers: pd.DataFrame, view: Snapshot | None) -> list[str]:
    read = lists_read(papers, view, " of these years")
    if read is None:
        return []
    return [
        f"{read}; the others can be in no front, and where the lists of late papers were read less "
        "often than those of early ones, fronts seem to shrink that do not"
    ]
