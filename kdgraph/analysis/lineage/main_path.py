"""The main path: the citations along which most of a literature's knowledge has flowed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse.csgraph import connected_components

from kdgraph.analysis.lineage.cuts import CycleCut, How, cut_cycles
from kdgraph.analysis.lineage.weighing import (
    Citations,
    check_names,
    citations_of,
    searched,
    weighed,
)
from kdgraph.analysis.result import Where, field_graph, lists_read
from kdgraph.arrays import IndexArray
from kdgraph.graph.chronology import publication_time
from kdgraph.graph.citation import CitationGraph
from kdgraph.graph.scope import Scope
from kdgraph.graph.surveys import surveys_by_title
from kdgraph.graph.values import plain_values
from kdgraph.kernels.counts import DECIMALS
from kdgraph.kernels.flow import flow_of
from kdgraph.kernels.routes import Routes
from kdgraph.kernels.traversal import Traversal

__all__ = ["MainPath", "in_order", "levels_of", "main_path"]

_TITLE = 70
_LARGEST = 300  # decimal digits up to which a float holds a weight


@dataclass(frozen=True, slots=True, eq=False)
class MainPath:
    """The weights of all citations, and the main path among them; made by `main_path`.

    Attributes
    ----------
    arcs : DataFrame
        One row for each citation that has a place in the acyclic graph: ``citing_id``,
        ``cited_id``; ``weight``, in whole numbers where `exact`, else as floats in units of
        ``10**unit_exponent``; ``share``, that weight divided by `total`; ``on_path``; ``key``,
        whether a key-route search starts from it. With ``preprint``, citations of a twin count as
        citations of its paper; with ``shrink``, all citations between two components carry the
        weight of the one arc that stands for them.
    papers : DataFrame
        The papers on the path, indexed by ``paper_id``, cited before citing, then by time:
        ``title`` and ``year`` (missing where unknown).
    cut : DataFrame
        ``citing_id``, ``cited_id`` and ``reason`` of the citations that cycles cost: left out
        (backward), led to a preprint twin (preprint) or inside a component (shrink).
    weight, search, cycles, k
        The parameters.
    exact : bool
        Whether weights are exact whole numbers.
    unit_exponent : int
        0 wherever a float can hold the weights; else ``weight`` is to be multiplied by 10 to this.
    total : int or None
        The paths (for nppc: pairs of papers) that shares are parts of; None where not `exact`.
    log10_total : float
        Its decimal logarithm; -inf where there is no citation.
    path_weight : int or None
        For the exact global search, the sum of weights along the path (along each, if some tie).
    path_share : float
        For the global search, the sum of shares along the path; nan for other searches.
    routes : int or Decimal
        Ways from a source to a sink on the path: 1 where nothing tied. For key-route searches, the
        sum of such ways through each key citation.
    doubtful : int
        Ties that exact integers might undo; they would take minutes on this graph. Mostly 0.
    sources, sinks : int
        Papers (rows of the acyclic graph) that only are cited, and that only cite.
    components : int
        Separate parts of the graph that have citations. A source-to-sink path stays in one.
    isolated : int
        Papers without any citation; they are on no path and change no share.
    undated : int
        Papers without a year; they take part like all others.
    notes : tuple of str
        What must be said beside the path.
    scope : Scope or None
        Which papers of a snapshot the path runs among; None for a path of a graph.
    """

    arcs: pd.DataFrame
    papers: pd.DataFrame
    cut: pd.DataFrame
    weight: str
    search: str
    cycles: str
    k: int
    exact: bool
    unit_exponent: int
    total: int | None
    log10_total: float
    path_weight: int | None
    path_share: float
    routes: int | Decimal
    doubtful: int
    sources: int
    sinks: int
    components: int
    isolated: int
    undated: int
    notes: tuple[str, ...]
    scope: Scope | None = None

    def __str__(self) -> str:
        lines = [
            f"main path ({self.weight}, {self.search}): {_count(len(self.papers), 'paper')}, "
            f"{_count(int(self.arcs['on_path'].sum()), 'citation')}"
        ]
        for paper_id, title, year in zip(
            self.papers.index, self.papers["title"], self.papers["year"], strict=True
        ):
            text = str(paper_id) if pd.isna(title) else f"{_short(str(title))}  [{paper_id}]"
            lines.append(f"  {'????' if pd.isna(year) else int(year)}  {text}")
        return "\n".join([*lines, *self.notes])

    def path_arcs(self) -> pd.DataFrame:
        """Return ``citing_id`` and ``cited_id`` of the citations on the path, as in `arcs`."""
        on_path = self.arcs["on_path"]
        return self.arcs.loc[on_path, ["citing_id", "cited_id"]].reset_index(drop=True)

    def to_networkx(self) -> nx.DiGraph[Any]:
        """Return the path for networkx: papers in order, arcs from citing to cited paper.

        Nodes carry ``title`` and ``year``, arcs ``weight`` and ``share``.
        """
        graph: nx.DiGraph[Any] = nx.DiGraph()
        titles, years = (plain_values(self.papers[name]) for name in ("title", "year"))
        graph.add_nodes_from(
            (paper_id, {"title": title, "year": year})
            for paper_id, title, year in zip(self.papers.index, titles, years, strict=True)
        )
        arcs = self.arcs[self.arcs["on_path"]]
        graph.add_edges_from(
            (citing, cited, {"weight": weight, "share": share})
            for citing, cited, weight, share in zip(
                *(arcs[c].tolist() for c in ("citing_id", "cited_id", "weight", "share")),
                strict=True,
            )
        )
        return graph


def main_path(
    graph: Where,
    *,
    weight: str = "spc",
    search: str = "global",
    cycles: How = "backward",
    k: int = 10,
    exact: bool = False,
    scope: str | None = None,
    field_least: int | None = None,
) -> MainPath:
    """Weigh all citations by the flow of knowledge along them, and search the main path.

    Parameters
    ----------
    graph : CitationGraph or Snapshot
        Papers and citations; cycles are cut first, citations within one year stay. Of a snapshot,
        the papers of its field (see `scope`).
    weight : {"spc", "splc", "spnp", "nppc"}
        How many paths run through a citation: from a source to a sink (``spc``), from any paper to
        a sink (``splc``), between any two papers (``spnp``); ``nppc`` counts the pairs of papers
        that those paths join, which is something else, and only for graphs of up to some ten
        thousand papers. See `kdgraph.kernels.traversal`.
    search : {"global", "local-forward", "local-backward", "key-route-local", "key-route-global"}
        What is followed; see `kdgraph.kernels.routes`. All ties are kept, and counted in `routes`.
    cycles : {"backward", "preprint", "shrink"}
        How cycles are cut; see `kdgraph.cut_cycles`.
    k : int
        For key-route searches, how many of the heaviest citations are key citations (those as heavy
        as the last of them too); at least 1.
    exact : bool
        Ask for weights as exact whole numbers. Graphs of some thousand papers have them anyway;
        shares are right to 1e-12 in any case, and ties are real ones.
    scope, field_least : str and int, optional
        For a snapshot, among which papers the path runs, as for `Snapshot.within`; by default the
        field, for on a whole corpus its background decides (ensembles, benchmarks, optimisers), as
        most of the ways through it begin there. A view of a scope stays as it is.

    Raises
    ------
    InputError
        If a name is unknown (the message names all), `k` is below 1, a graph is asked for a scope,
        or the graph is too large for `exact` or for nppc.

    References
    ----------
    Hummon and Doreian (1989), Social Networks 11, 39-63; Batagelj (2003), arXiv:cs/0309023; Liu and
    Lu (2012), JASIST 63(3), 528-542.

    Examples
    --------
    >>> from kdgraph.graph.citation import citation_graph
    >>> papers = pd.DataFrame({"paper_id": ["a", "b", "c"], "year": [2014, 2015, 2016]})
    >>> citations = pd.DataFrame({"citing_id": ["b", "c", "c"], "cited_id": ["a", "a", "b"]})
    >>> path = main_path(citation_graph(papers, citations))
    >>> print(path)
    main path (spc, global): 3 papers, 2 citations
      2014  a
      2015  b
      2016  c
    >>> path.arcs[["citing_id", "cited_id", "weight", "share", "on_path"]].values.tolist()
    [['b', 'a', 1, 0.5, True], ['c', 'a', 1, 0.5, False], ['c', 'b', 1, 0.5, True]]
    >>> import kdgraph
    >>> main_path(kdgraph.embedded()).papers["title"].iloc[1]
    'Distilling the Knowledge in a Neural Network'
    """
    check_names(weight, search, cycles, k)
    graph, looked_at = field_graph(graph, scope, field_least)
    cut = cut_cycles(graph, cycles)
    found = weighed(flow_of(cut.cites), weight, exact=exact)
    routes = searched(found, search, k)
    citations = citations_of(graph, cut)
    on_path = np.isin(citations.arcs, routes.arcs)
    arcs, unit_exponent = _arcs(graph, found, citations)
    arcs["on_path"] = on_path
    arcs["key"] = np.isin(citations.arcs, routes.key_arcs)
    rows = np.union1d(citations.citing[on_path], citations.cited[on_path])
    papers = in_order(graph, levels_of(graph, cut, found.flow.level, rows), rows)
    time = publication_time(graph.papers)
    against = on_path & (time[citations.citing] < time[citations.cited])  # false where undated
    components, isolated = _parts(graph)
    whole = found.exact and routes.total is not None
    return MainPath(
        arcs=arcs,
        papers=papers,
        cut=cut.cut,
        weight=weight,
        search=search,
        cycles=cycles,
        k=k,
        exact=found.exact,
        unit_exponent=unit_exponent,
        total=found.total(),
        log10_total=found.log10_total,
        path_weight=int(routes.total) if whole and routes.total is not None else None,
        path_share=_path_share(found, routes),
        routes=routes.count,
        doubtful=routes.doubtful,
        sources=len(found.flow.sources),
        sinks=len(found.flow.sinks),
        components=components,
        isolated=isolated,
        undated=graph.undated,
        notes=(
            *_notes(graph, cut, routes, isolated),
            *_notes_on_path(papers, arcs.loc[against, ["citing_id", "cited_id"]]),
        ),
        scope=looked_at,
    )


def in_order(
    graph: CitationGraph, level: np.ndarray[Any, np.dtype[Any]], rows: IndexArray
) -> pd.DataFrame:
    """Return title and year of the papers in some rows of a graph, lower levels first.

    `level` has one value for each of `rows`; among papers of one level the older comes first,
    undated ones last, and then the lower id.
    """
    papers = graph.papers.iloc[rows]
    none = pd.Series(pd.NA, index=papers.index, dtype="str")
    frame = pd.DataFrame(index=papers.index)
    frame["title"] = papers["title"] if "title" in papers.columns else none
    frame["year"] = papers["year"]
    keys = pd.DataFrame({"level": level, "time": publication_time(papers)}, index=papers.index)
    # by id first: the later sort leaves equals as they are
    return frame.loc[keys.sort_index().sort_values(["level", "time"], kind="stable").index]


def levels_of(
    graph: CitationGraph, cut: CycleCut, level: IndexArray, rows: IndexArray
) -> IndexArray:
    """Return the level of the papers in some rows of a graph, given that of each acyclic row."""
    levels: IndexArray = level[cut.row_of_paper.loc[graph.papers.index[rows]].to_numpy()]
    return levels


def _arcs(graph: CitationGraph, found: Traversal, citations: Citations) -> tuple[pd.DataFrame, int]:
    """Return the frame of all citations with their weights, and the exponent of its unit."""
    ids, share = graph.papers.index, found.share[citations.arcs]
    weights = found.weights()
    exponent = 0
    values: Any
    if weights is not None:
        small = max(weights, default=0) < 2**63
        values = np.array(weights, dtype=np.int64 if small else object)[citations.arcs]
    else:
        exponent = max(0, int(found.log10_total) - _LARGEST)
        values = share * float(DECIMALS.scaleb(found.size, -exponent))
    frame = pd.DataFrame(
        {
            "citing_id": ids[citations.citing],
            "cited_id": ids[citations.cited],
            "weight": values,
            "share": share,
        }
    )
    return frame, exponent


def _path_share(found: Traversal, routes: Routes) -> float:
    if routes.total is None:
        return float("nan")
    # ties may have been settled in integers, which `found` has not
    return float(DECIMALS.divide(Decimal(routes.total), found.size))


def _parts(graph: CitationGraph) -> tuple[int, int]:
    """Return how many separate parts with citations there are, and how many papers have none."""
    count, label = connected_components(graph.cites, directed=False)
    sizes = np.bincount(label, minlength=count)
    return int((sizes > 1).sum()), int((sizes == 1).sum())


def _notes(graph: CitationGraph, cut: CycleCut, routes: Routes, isolated: int) -> Iterator[str]:
    read = lists_read(graph.papers, None)
    if read is not None:
        yield f"{read}; a path may begin at another one only because nobody looked further"
    if cut.note is not None:
        yield cut.note
    if isolated:
        yield f"{_count(isolated, 'paper')} without any citation here, on no path"
    if not len(routes.arcs):
        yield "no citations are left, so there is no path"
    if routes.doubtful:
        yield f"{routes.doubtful} ties are known to 20 digits only; exact integers might resolve "
        "them"


def _notes_on_path(papers: pd.DataFrame, against: pd.DataFrame) -> Iterator[str]:
    """Yield what a reader would wonder at on the path itself."""
    surveys = surveys_by_title(papers)
    if surveys:
        named = ", ".join(str(paper_id) for paper_id in papers.index if paper_id in surveys)
        yield (
            f"{_count(len(surveys), 'paper')} on the path by title a survey, review or overview "
            f"({named}): many lines meet in such a paper, and it need not have carried any of them"
        )
    if len(against):
        named = "; ".join(
            f"{citing} cites {cited}" for citing, cited in against.itertuples(index=False)
        )
        yield (
            f"{_count(len(against), 'citation')} on the path against time, as where a later "
            f"version of the citing paper was read: {named}"
        )


def _count(n: int, thing: str) -> str:
    return f"{n} {thing}" if n == 1 else f"{n:,} {thing}s"


def _short(title: str) -> str:
    line = " ".join(title.split())
    return line if len(line) <= _TITLE else f"{line[: _TITLE - 3]}..."
