"""Robust core: citations that stay on the main path under all settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
import pandas as pd

from kdgraph.analysis.lineage.cuts import How, cut_cycles
from kdgraph.analysis.lineage.main_path import in_order, levels_of
from kdgraph.analysis.lineage.over_fields import LEASTS, path_over_fields
from kdgraph.analysis.lineage.weighing import (
    CUTS,
    check_names,
    citations_of,
    searched,
    weighed,
)
from kdgraph.analysis.result import Where, field_graph, field_view
from kdgraph.errors import InputError
from kdgraph.graph.scope import Scope
from kdgraph.graph.snapshot import Snapshot
from kdgraph.kernels.flow import flow_of
from kdgraph.kernels.routes import SEARCHES

__all__ = ["RobustCore", "robust_core"]

_WEIGHTS: Final = ("spc", "splc", "spnp")
_ROUNDING: Final = 1e-12  # so that 36 of 45 is 0.8


@dataclass(frozen=True, slots=True, eq=False)
class RobustCore:
    """How many settings keep each citation on the main path; made by `robust_core`.

    Attributes
    ----------
    arcs : DataFrame
        One row for each citation that at least one setting keeps, most often kept first:
        ``citing_id``, ``cited_id``; ``settings``, how many keep it; ``share`` of all settings;
        ``core``, whether that is `threshold` or more.
    papers : DataFrame
        The papers of the core, indexed by ``paper_id``, cited before citing: ``title``, ``year``,
        and ``settings``, how many have the paper on their path. For the field of a snapshot also
        ``field_least``: for which least numbers of listed papers cited the paper is on the path.
    settings : DataFrame
        One row for each setting: ``weight``, ``search``, ``cycles``; ``citations`` on its path;
        ``routes``, as in `MainPath` (1 where nothing tied); ``doubtful``.
    k : int
        Key citations of the key-route searches.
    threshold : float
        Least share of settings for the core.
    notes : tuple of str
        What must be said beside it: what cycles cost.
    scope : Scope or None
        Which papers of a snapshot are looked at; None for a graph.
    over_fields : DataFrame or None
        For the field of a snapshot, who stays on the global SPC path in wider and narrower fields,
        as `path_over_fields` has it.
    """

    arcs: pd.DataFrame
    papers: pd.DataFrame
    settings: pd.DataFrame
    k: int
    threshold: float
    notes: tuple[str, ...]
    scope: Scope | None = None
    over_fields: pd.DataFrame | None = None

    def __str__(self) -> str:
        core = self.arcs[self.arcs["core"]]
        head = (
            f"robust core: {len(core)} of {len(self.arcs)} citations on any main path are on at "
            f"least {self.threshold:.0%} of {len(self.settings)} settings"
        )
        lines = [
            f"  {citing} cites {cited}: {count}"
            for citing, cited, count in zip(
                core["citing_id"], core["cited_id"], core["settings"], strict=True
            )
        ]
        return "\n".join([head, *lines, *self.notes])


def robust_core(
    graph: Where,
    *,
    weights: Sequence[str] = _WEIGHTS,
    searches: Sequence[str] = tuple(SEARCHES),
    cycles: Sequence[How] = CUTS,
    k: int = 10,
    threshold: float = 0.8,
    scope: str | None = None,
    field_least: int | None = None,
    leasts: Sequence[int] = LEASTS,
) -> RobustCore:
    """Search the main path with every combination of settings, and count who stays on it.

    Parameters
    ----------
    graph : CitationGraph or Snapshot
        Papers and citations; of a snapshot, the papers of its field (see `scope`).
    weights, searches, cycles : sequence of str
        The settings to combine, as in `main_path`: by default all but the weight nppc, which is
        slow and counts pairs of papers instead of paths.
    k : int
        Key citations of the key-route searches.
    threshold : float
        Least share of the settings for the core, above 0 and at most 1.
    scope, field_least : str and int, optional
        As of `main_path`.
    leasts : sequence of int
        For the field of a snapshot: the global path is also searched where papers of the field
        cite at least so many listed ones.

    Raises
    ------
    InputError
        If a name is unknown, nothing is to be combined, `k` or `threshold` is out of range, or a
        graph is asked for a scope.

    Examples
    --------
    >>> from kdgraph.graph.citation import citation_graph
    >>> papers = pd.DataFrame({"paper_id": ["a", "b", "c"], "year": [2014, 2015, 2016]})
    >>> citations = pd.DataFrame({"citing_id": ["b", "c", "c"], "cited_id": ["a", "a", "b"]})
    >>> core = robust_core(citation_graph(papers, citations), searches=["global", "local-forward"])
    >>> core.arcs[["citing_id", "cited_id", "settings", "core"]].values.tolist()
    [['b', 'a', 18, True], ['c', 'b', 18, True], ['c', 'a', 6, False]]
    >>> len(core.settings)
    18
    """
    if not 0 < threshold <= 1:
        raise InputError(f"threshold is a share of settings, above 0 and at most 1: {threshold}")
    for name, given in (("weights", weights), ("searches", searches), ("cycles", cycles)):
        if isinstance(given, str) or not given:
            raise InputError(f"{name} must be a list of at least one name, got {given!r}")
    for weight, search, how in product(weights, searches, cycles):
        check_names(weight, search, how, k)
    over = None
    if isinstance(graph, Snapshot):
        view = field_view(graph, scope, field_least)
        over = path_over_fields(view, leasts=leasts) if view.scope.name == "field" else None
    graph, looked_at = field_graph(graph, scope, field_least)
    n = len(graph.papers)
    kept = np.zeros(graph.cites.nnz, dtype=np.int64)
    seen = np.zeros(n, dtype=np.int64)
    key = np.repeat(np.arange(n), np.diff(graph.cites.indptr)) * n + graph.cites.indices
    rows, notes = [], []
    cuts = [cut_cycles(graph, how) for how in dict.fromkeys(cycles)]
    for cut in cuts:
        if cut.note is not None:
            notes.append(f"{cut.how}: {cut.note}")
        flow, citations = flow_of(cut.cites), citations_of(graph, cut)
        place = np.searchsorted(key, citations.citing * n + citations.cited)
        for weight in dict.fromkeys(weights):
            found = weighed(flow, weight, exact=False)
            for search in dict.fromkeys(searches):
                routes = searched(found, search, k)
                on = np.isin(citations.arcs, routes.arcs)
                kept[place[on]] += 1
                seen[np.union1d(citations.citing[on], citations.cited[on])] += 1
                rows.append((weight, search, cut.how, int(on.sum()), routes.count, routes.doubtful))
    settings = pd.DataFrame(
        rows, columns=["weight", "search", "cycles", "citations", "routes", "doubtful"]
    )
    ids, at = graph.papers.index, np.flatnonzero(kept)
    citing, cited = np.divmod(key[at], max(n, 1))
    share = kept[at] / len(settings)
    core = share >= threshold - _ROUNDING
    arcs = pd.DataFrame(
        {
            "citing_id": ids[citing],
            "cited_id": ids[cited],
            "settings": kept[at],
            "share": share,
            "core": core,
        }
    ).sort_values(["settings", "citing_id", "cited_id"], ascending=[False, True, True])
    inner = np.union1d(citing[core], cited[core])
    level = flow_of(cuts[0].cites).level
    papers = in_order(graph, levels_of(graph, cuts[0], level, inner), inner)
    papers["settings"] = seen[ids.get_indexer(papers.index)]
    if over is not None:
        stays = over["field_least"]
        papers["field_least"] = [stays.get(paper_id, ()) for paper_id in papers.index]
    return RobustCore(
        arcs=arcs.reset_index(drop=True),
        papers=papers,
        settings=settings,
        k=k,
        threshold=threshold,
        notes=tuple(notes),
        scope=looked_at,
        over_fields=over,
    )
