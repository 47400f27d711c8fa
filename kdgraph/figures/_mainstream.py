"""The main path of a snapshot and the papers around it: what the figure of the main path shows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from kdgraph.analysis.lineage.cuts import How
from kdgraph.analysis.lineage.main_path import MainPath, main_path
from kdgraph.analysis.lineage.over_fields import path_over_fields
from kdgraph.analysis.lineage.robust_core import RobustCore, robust_core
from kdgraph.analysis.lineage.section_paths import section_path
from kdgraph.analysis.lineage.transitive import transitive_reduction
from kdgraph.analysis.names.paper_names import named_in, short_names
from kdgraph.analysis.ties import best_first
from kdgraph.figures._shown import counted, shown_papers
from kdgraph.graph.chronology import publication_time
from kdgraph.graph.citation import CitationGraph, citation_graph
from kdgraph.graph.snapshot import Snapshot

__all__ = ["AROUND", "GLOBAL", "OTHER", "Mainstream", "read_mainstream"]

GLOBAL: Final = "global"
OTHER: Final = "other search"
AROUND: Final = "around"
_DENSEST: Final = 1.6  # citations for each paper around the path
_KEYS: Final = 10  # key citations of a key-route search, unless asked for
_KEY_SHARE: Final = 5  # and no more than one of so many citations

_NAMED: Final = 5  # papers named in a note
_WORD: Final = re.compile(r"[^\s(),;]+")  # an id stands alone in a note


@dataclass(frozen=True, slots=True, eq=False)
class Mainstream:
    """Main paths, their core, and papers around them.

    Attributes
    ----------
    papers : DataFrame
        The papers of the paths, cited before citing, and then those around them, most cited first:
        as `shown_papers` gives them, and ``role``: `GLOBAL`, `OTHER` or `AROUND`.
    arcs : DataFrame
        ``citing_id``, ``cited_id``, ``role``, ``share`` of the flow, ``via_id`` (the paper without
        a year that the way leads through; mostly empty), ``settings`` (how many of all keep it on a
        main path) and ``core``.
    spine : tuple of str
        The longest chain of the global path that never goes back in time, cited before citing.
    path, other : MainPath
        The global search and the other one, whole.
    core : RobustCore
        How many settings keep what.
    notes : tuple of str
        What was left out, cut or could not be placed.
    fields : tuple of int
        Where the field is drawn: how many listed papers one of it cites at least, in the wider and
        narrower fields in which the global path was searched too. Empty where there are not two.
    on_fields : dict
        For each paper, in which of these it is on the global path.
    """

    papers: pd.DataFrame
    arcs: pd.DataFrame
    spine: tuple[str, ...]
    path: MainPath
    other: MainPath
    core: RobustCore
    notes: tuple[str, ...]
    fields: tuple[int, ...]
    on_fields: dict[str, tuple[int, ...]]

    @property
    def strays(self) -> list[str]:
        """The papers of the global path that are not on that of every field."""
        ids = self.path.papers.index
        return [str(one) for one in ids if self.on_fields.get(one, ()) != self.fields]

    def names(self) -> dict[str, str]:
        """Return the short name of each paper."""
        return dict(zip(self.papers.index, self.papers["name"].tolist(), strict=True))


def read_mainstream(
    snapshot: Snapshot,
    *,
    section: str | None,
    around: int,
    tied: int,
    weight: str,
    search: str,
    cycles: How,
    k: int | None,
) -> Mainstream:
    """Search the global main path and another one, and who stands around them.

    Of papers that tie at an end of the path, at most `tied` are shown; around it, at most `around`.
    Without `k`, there are at most `_KEYS` key citations, and no more than a fifth of all.
    """
    whole = snapshot.citation_graph()
    graph = (
        whole
        if section is None
        else _lineage(snapshot, whole, section, weight=weight, cycles=cycles)
    )
    most = max(min(_KEYS, graph.cites.nnz // _KEY_SHARE), 1)
    path = main_path(graph, weight=weight, search="global", cycles=cycles, k=k or most)
    other = path
    if search != "global":
        ks = range(most, 0, -1) if k is None else (k,)
        for k in ks:
            other = main_path(graph, weight=weight, search=search, cycles=cycles, k=k)
            # citations as heavy as the last key citation are key citations too
            if int(other.arcs["key"].sum()) <= max(graph.cites.nnz // _KEY_SHARE, 1):
                break
    k = k or most
    # over all settings, so that another weight or search changes nothing about it
    core = (
        snapshot.once(f"robust core, k={k}", lambda: robust_core(whole, k=k))
        if section is None
        else robust_core(graph, k=k)
    )
    time = pd.Series(publication_time(graph.papers), index=graph.papers.index)
    arcs, notes = _path_arcs(path, other, time, graph, tied)
    named = short_names(snapshot, sorted(set(arcs["via_id"]) - {""}))
    if named:
        some = ", ".join([*named.values()][:_NAMED]) + (" and others" * (len(named) > _NAMED))
        notes.append(
            f"{counted(len(named), 'paper')} of the path without a year not placed, the line "
            f"through them dotted: {some.rstrip('.')}."
        )
    drawn = set(arcs["citing_id"]) | set(arcs["cited_id"])
    on_path = [one for one in graph.papers.index if one in drawn]
    flow = (path if section is None else main_path(whole, weight=weight, cycles=cycles)).arcs
    near = _around(whole, on_path, around)
    among, left_out = _among(whole, on_path, near, flow)
    near = [one for one in near if one in set(among["citing_id"]) | set(among["cited_id"])]
    arcs = pd.concat([arcs, among], ignore_index=True)
    kept = core.arcs.set_index(["citing_id", "cited_id"])
    pairs = pd.MultiIndex.from_frame(arcs[["citing_id", "cited_id"]])
    arcs["settings"] = kept["settings"].reindex(pairs).fillna(0).astype("int64").to_numpy()
    arcs["core"] = arcs["settings"].to_numpy() >= _least(core)
    papers = shown_papers(snapshot, [*on_path, *near])
    first, second = set(path.papers.index), set(on_path)
    papers["role"] = [
        GLOBAL if one in first else OTHER if one in second else AROUND for one in papers.index
    ]
    names = dict(zip(papers.index, papers["name"].tolist(), strict=True))
    said = [
        _sentence(_WORD.sub(lambda one: names.get(one[0], one[0]), named_in(snapshot, note)))
        for note in path.notes
    ]
    spine = _chain(arcs[arcs["role"] == GLOBAL], papers)
    fields, on_fields = _over_fields(snapshot, section, weight, cycles)
    told = (*notes, *left_out, *said)
    return Mainstream(papers, arcs, spine, path, other, core, told, fields, on_fields)


def _over_fields(
    snapshot: Snapshot, section: str | None, weight: str, cycles: How
) -> tuple[tuple[int, ...], dict[str, tuple[int, ...]]]:
    """Return the fields in which the global path was searched, and who is on it in which."""
    if snapshot.scope.name != "field":
        return (), {}
    found = snapshot.once(
        f"path over fields, {section!r} {weight} {cycles}",
        lambda: path_over_fields(snapshot, section=section, weight=weight, cycles=cycles),
    )
    tried: tuple[int, ...] = found.attrs["tried"]
    if len(tried) < 2:
        return (), {}
    return tried, dict(zip(map(str, found.index), found["field_least"].tolist(), strict=True))


def _lineage(
    snapshot: Snapshot, whole: CitationGraph, section: str, *, weight: str, cycles: How
) -> CitationGraph:
    """Return the graph of the papers that a section's lineage runs through."""
    path = section_path(snapshot, section, weight=weight, cycles=cycles).path
    ids: set[str] = set()
    for frame in (path.arcs, path.cut):
        ids |= set(frame["citing_id"]) | set(frame["cited_id"])
    return citation_graph(
        whole.papers[whole.papers.index.isin(ids)],
        _within(whole.arcs(), ids),
    )


def _within(arcs: pd.DataFrame, ids: set[str]) -> pd.DataFrame:
    return arcs[arcs["citing_id"].isin(ids) & arcs["cited_id"].isin(ids)]


def _path_arcs(
    path: MainPath, other: MainPath, time: pd.Series[float], graph: CitationGraph, tied: int
) -> tuple[pd.DataFrame, list[str]]:
    """Return the citations on either path that can be drawn, and what is said of the rest."""
    columns = ["citing_id", "cited_id", "share"]
    first = path.arcs.loc[path.arcs["on_path"], columns].assign(role=GLOBAL)
    second = other.arcs.loc[other.arcs["on_path"], columns].assign(role=OTHER)
    both = pd.concat([first, second]).drop_duplicates(["citing_id", "cited_id"])
    notes = []
    both["via_id"] = ""
    for undated in graph.papers.index[np.isnan(time)]:
        both = _bridged(both, str(undated))
    cited = dict(zip(graph.papers.index, np.diff(graph.cited_by.indptr).tolist(), strict=True))
    folded: list[str] = []
    for end, neighbour in (("cited_id", "citing_id"), ("citing_id", "cited_id")):
        ends = both.loc[~both[end].isin(both[neighbour]), [end, neighbour]]
        only = ends[~ends[end].duplicated(keep=False)]
        for _, group in only.groupby(neighbour, sort=True):
            ids = sorted(group[end], key=lambda one: (-cited[one], one))
            folded += ids[tied:]
    if folded:
        notes.append(
            f"{counted(len(folded), 'more paper')} that tie at the ends of the path not drawn."
        )
        both = both[~both["citing_id"].isin(folded) & ~both["cited_id"].isin(folded)]
    return both.reset_index(drop=True), notes


def _bridged(arcs: pd.DataFrame, paper_id: str) -> pd.DataFrame:
    """Return arcs without a paper: what leads to it is joined with what leads from it."""
    to, from_ = arcs["citing_id"] == paper_id, arcs["cited_id"] == paper_id
    if not (to | from_).any():
        return arcs
    joined = arcs[to].merge(arcs[from_], how="cross", suffixes=("", "_after"))
    ways = pd.DataFrame(
        {
            "citing_id": joined["citing_id_after"],
            "cited_id": joined["cited_id"],
            "share": joined[["share", "share_after"]].min(axis=1),
            "role": joined["role"].where(joined["role_after"] == GLOBAL, OTHER),
            "via_id": paper_id,
        }
    )
    kept = pd.concat([arcs[~to & ~from_], ways], ignore_index=True)
    return kept.drop_duplicates(["citing_id", "cited_id"])


def _around(graph: CitationGraph, on_path: Sequence[str], most: int) -> list[str]:
    """Return the most cited papers that cite one of the path or are cited by one."""
    ids = graph.papers.index
    rows = np.flatnonzero(ids.isin(list(on_path)))
    beside = np.zeros(len(ids), dtype=bool)
    for array in (graph.cites, graph.cited_by):
        beside[array[rows].indices] = True
    beside[rows] = False
    beside &= ~np.isnan(publication_time(graph.papers))
    cited = pd.Series(np.diff(graph.cited_by.indptr)[beside], index=ids[beside])
    best = cited.sort_index().sort_values(ascending=False, kind="stable").head(most)
    return [str(one) for one in best.index]


def _among(
    graph: CitationGraph, on_path: Sequence[str], near: Sequence[str], flow: pd.DataFrame
) -> tuple[pd.DataFrame, list[str]]:
    """Return the citations to draw in grey: none that a longer way makes redundant, the heaviest.

    Each paper around keeps its heaviest citation.
    """
    reduced = transitive_reduction(graph, [*on_path, *near])
    own = set(near)
    grey = reduced.arcs[reduced.arcs["citing_id"].isin(own) | reduced.arcs["cited_id"].isin(own)]
    pairs = pd.MultiIndex.from_frame(grey[["citing_id", "cited_id"]])
    distinct = flow.drop_duplicates(["citing_id", "cited_id"])
    shares = distinct.set_index(["citing_id", "cited_id"])["share"]
    share = shares.reindex(pairs).fillna(0.0).to_numpy(dtype=np.float64)
    grey = grey.assign(share=share, role=AROUND, via_id="")
    grey = grey.sort_values(["citing_id", "cited_id"])
    grey = grey.iloc[best_first(grey["share"])]
    seen: set[str] = set()
    first = []
    for citing, cited in zip(grey["citing_id"], grey["cited_id"], strict=True):
        fresh = {citing, cited} & own - seen
        first.append(bool(fresh))
        seen |= fresh
    order = np.argsort(~np.array(first, dtype=bool), kind="stable")
    room = max(int(_DENSEST * len(near)), sum(first))
    kept = grey.iloc[order[:room]]
    between = _within(graph.arcs(), own | set(on_path))
    inner = between["citing_id"].isin(own) | between["cited_id"].isin(own)
    left_out = int(inner.sum()) - len(kept)
    notes = []
    if left_out:
        notes.append(
            f"Of the {counted(int(inner.sum()), 'citation')} of the papers in grey, {left_out:,} "
            "that longer ways make redundant or that carry least flow are not drawn."
        )
    return kept.reset_index(drop=True), notes


def _chain(arcs: pd.DataFrame, papers: pd.DataFrame) -> tuple[str, ...]:
    """Return the longest chain that never goes back in time; of equal ones, the most cited."""
    best: dict[str, tuple[int, int, tuple[str, ...]]] = {}
    into: dict[str, list[str]] = {}
    for citing, cited in zip(arcs["citing_id"], arcs["cited_id"], strict=True):
        into.setdefault(citing, []).append(cited)
    year = np.floor(papers["time"])
    received = dict(zip(papers.index, papers["cited"].tolist(), strict=True))
    for one in papers.index:
        own = received[one]
        ways = [
            (best[prior][0] + 1, best[prior][1] + own, (*best[prior][2], one))
            for prior in into.get(one, ())
            if prior in best and year[prior] <= year[one]
        ]
        best[one] = max(ways, default=(1, own, (one,)))
    used = set(arcs["citing_id"]) | set(arcs["cited_id"])
    chains = [best[one] for one in papers.index if one in used]
    return max(chains)[2] if chains else ()


def _least(core: RobustCore) -> float:
    """Return how many settings make the core."""
    return max(core.threshold * len(core.settings) - 1e-9, 1.0)


def _sentence(note: str) -> str:
    return f"{note[0].upper()}{note[1:]}."
