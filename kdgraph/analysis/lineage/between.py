"""Citation paths between two papers."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, get_args

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from kdgraph.analysis.lineage._context import LineageContext, lineage_context
from kdgraph.analysis.lineage._nearest import nearest, why_none
from kdgraph.analysis.lineage.contest import arc_evidence
from kdgraph.analysis.lineage.overrides import Overrides
from kdgraph.analysis.result import Where
from kdgraph.arrays import FloatArray, IndexArray
from kdgraph.errors import InputError
from kdgraph.kernels.order import arc_rows
from kdgraph.kernels.paths import best_paths, count_paths
from kdgraph.kernels.reach import between, longest_distances, shortest_distances

__all__ = ["Kind", "PathsBetween", "arc_support", "in_order", "paths_between"]

Kind = Literal["shortest", "best"]
"""Which paths are asked for."""


@dataclass(frozen=True, eq=False)
class PathsBetween:
    """The paths between two papers; made by `paths_between`.

    Attributes
    ----------
    older, younger : str
        The two papers; knowledge went from the first to the second.
    kind : str
        ``shortest`` or ``best``.
    paths : DataFrame
        One row for each paper of each path, from the older to the younger end: ``path`` (from 0,
        best first), ``step`` (from 0), ``paper_id``, ``support`` and ``basis`` of the citation by
        which this paper cites the one before (missing at step 0), ``title`` where there is one, and
        ``year``.
    support : Series of float
        For each path the product of its arcs' support.
    shown : int
        How many paths that are.
    capped : bool
        Whether there are more of this kind than `most`.
    total, shortest_total : int
        How many paths there are at all, and how many with the fewest citations; exact.
    shortest, longest : int or None
        The fewest and the most citations on a path; None where there is none.
    papers : int
        How many papers lie on any path, ends included.
    unread : int or None
        Of the younger paper and all its ancestors, how many have a reference list that was not
        read; more paths may lead through them. None where this cannot be known.
    against_time : int
        Citations on the paths shown whose citing paper was public before the one it cites, as where
        a later version of it was read.
    reason : str or None
        Why there is no path; None where there is one.
    nearest : DataFrame
        Where there is no path, what ties the two together all the same; empty otherwise. See
        `kdgraph.analysis.lineage._nearest.nearest`.
    """

    older: str
    younger: str
    kind: Kind
    paths: pd.DataFrame
    support: pd.Series[float]
    most: int
    shown: int
    capped: bool
    total: int
    shortest_total: int
    shortest: int | None
    longest: int | None
    papers: int
    unread: int | None
    against_time: int
    reason: str | None
    nearest: pd.DataFrame

    def arcs(self) -> pd.DataFrame:
        """Return ``citing_id`` and ``cited_id`` of the citations on the paths, each once."""
        later = self.paths[self.paths["step"] > 0]
        before = self.paths.set_index(["path", "step"])["paper_id"]
        cited = [
            before[path, step - 1] for path, step in zip(later["path"], later["step"], strict=True)
        ]
        frame = pd.DataFrame({"citing_id": later["paper_id"].tolist(), "cited_id": cited})
        return frame.drop_duplicates(ignore_index=True)

    @property
    def note(self) -> str:
        """How complete the answer is, in a sentence."""
        if self.reason is not None:
            return self.reason
        there = self.shortest_total if self.kind == "shortest" else self.total
        what = "shortest paths" if self.kind == "shortest" else "paths"
        parts = [f"{self.shown:,} of {there} {what} shown, {self.total:,} paths in all"]
        if self.capped:
            parts.append(f"capped at {self.most}")
        if self.against_time:
            parts.append(f"{self.against_time} of the citations shown go against time")
        if self.unread:
            parts.append(
                f"{self.unread} papers on the younger side have a reference list that was not "
                f"read, "
                "so more paths may exist"
            )
        return "; ".join(parts)


def paths_between(
    graph: Where,
    a: str,
    b: str,
    *,
    kind: Kind = "shortest",
    most: int = 20,
    support: pd.DataFrame | None = None,
    overrides: Overrides | None = None,
) -> PathsBetween:
    """Return the paths of citations that join two papers.

    The direction is found from the citations. Cycles are cut first, as
    `kdgraph.analysis.lineage.cuts.cut_cycles` does by default.

    Parameters
    ----------
    graph : CitationGraph or Snapshot
        Where to look. A snapshot also takes titles, DOIs and so on, knows which reference lists
        were read, and supports citations by its sentences.
    a, b : str
        The papers, in either order.
    kind : {"shortest", "best"}
        All paths with the fewest citations, the best supported first; or of all paths the best
        supported ones. A path's support is the product of the support of its citations, so that
        each step must be a good one and a further step is never free.
    most : int
        How many paths to list at most; counts are of all.
    support : DataFrame, optional
        ``citing_id``, ``cited_id`` and ``support``, above 0 and at most 1, for every citation on
        a path. By default the ``score`` of `kdgraph.analysis.lineage.contest.arc_evidence`, on the
        one scale by which parents are chosen: a citation that nobody read is a usual one there.
    overrides : Overrides, optional
        Labels by hand, for that default.

    Returns
    -------
    PathsBetween
        Without a path it says why, and shows what else ties the two together. Of two names for one
        paper, that paper alone as the one path.

    Raises
    ------
    UnknownPaperError, AmbiguousPaperError
        If a name means no paper, or several.
    InputError
        If `kind` is neither, `most` is below 1, or a citation on a path has no valid support.

    Examples
    --------
    >>> from kdgraph.graph.citation import citation_graph
    >>> papers = pd.DataFrame({"paper_id": ["a", "b", "c"], "year": [2014, 2015, 2016]})
    >>> citations = pd.DataFrame({"citing_id": ["b", "c", "c"], "cited_id": ["a", "a", "b"]})
    >>> found = paths_between(citation_graph(papers, citations), "c", "a")
    >>> found.older, found.younger, found.paths["paper_id"].tolist(), found.total
    ('a', 'c', ['a', 'c'], 2)
    """
    if kind not in get_args(Kind):
        raise InputError(f"paths are {' or '.join(get_args(Kind))}, not {kind!r}")
    if most < 1:
        raise InputError(f"most must be at least 1 path, got {most}")
    base = lineage_context(graph)
    older, younger = in_order(base, base.find(a), base.find(b))
    rows = between(base.cites, younger, older)
    down = np.flatnonzero(shortest_distances(base.cites, [younger]) >= 0)
    inside = csr_array(base.cites[rows][:, rows])
    arcs = arc_support(base, rows, inside, support, overrides)
    paths, sums, counts = _paths(base, rows, inside, arcs, (older, younger), kind, most)
    there = counts[1] if kind == "shortest" else counts[0]
    return PathsBetween(
        older=str(base.ids[older]),
        younger=str(base.ids[younger]),
        kind=kind,
        paths=_listed(base, rows, inside, arcs, paths),
        support=pd.Series(
            np.exp(sums), name="support", index=pd.RangeIndex(len(sums), name="path")
        ),
        most=most,
        shown=len(paths),
        capped=there > len(paths),
        total=counts[0],
        shortest_total=counts[1],
        shortest=counts[2],
        longest=counts[3],
        papers=len(rows),
        unread=base.unread(down),
        against_time=_against_time(base.time[rows], paths),
        reason=None if paths else why_none(base, older, younger),
        nearest=nearest(base, older, younger) if not paths else nearest(base, older, older)[:0],
    )


def in_order(base: LineageContext, a: int, b: int) -> tuple[int, int]:
    """Return the older and the younger of two papers: by citations, else by time, else as given."""
    if shortest_distances(base.cites, [b])[a] >= 0:
        return a, b
    if shortest_distances(base.cites, [a])[b] >= 0 or base.time[b] < base.time[a]:
        return b, a
    return a, b


def arc_support(
    base: LineageContext,
    rows: IndexArray,
    inside: csr_array,
    support: pd.DataFrame | None,
    overrides: Overrides | None,
) -> pd.DataFrame:
    """Return ``support`` and ``basis`` of each arc among some rows, in its order.

    `inside` has the citations among `rows`; see `paths_between` for the others.
    """
    citing, cited = rows[arc_rows(inside)], rows[inside.indices]
    if support is None:
        weighed = arc_evidence(base, citing, cited, overrides)
        return weighed[["score", "basis"]].rename(columns={"score": "support"})
    missing = {"citing_id", "cited_id", "support"} - set(support.columns)
    if missing:
        raise InputError(f"the support needs the columns {', '.join(sorted(missing))} too")
    keys = pd.MultiIndex.from_arrays([base.ids[citing], base.ids[cited]])
    given = support.set_index(["citing_id", "cited_id"])["support"]
    if not given.index.is_unique:
        raise InputError("the support has two rows for one citation; give each its own")
    value = given.reindex(keys).to_numpy(dtype=np.float64, na_value=np.nan)
    bad = np.flatnonzero(~((value > 0) & (value <= 1)))
    if len(bad):
        raise InputError(
            f"the support of {len(bad)} citations on the paths is missing or not above 0 and at "
            f"most 1, such as {keys[bad[0]][0]} citing {keys[bad[0]][1]}: {value[bad[0]]}"
        )
    return pd.DataFrame({"support": value, "basis": "given"})


def _paths(
    base: LineageContext,
    rows: IndexArray,
    inside: csr_array,
    arcs: pd.DataFrame,
    ends: tuple[int, int],
    kind: Kind,
    most: int,
) -> tuple[list[list[int]], np.ndarray, tuple[int, int, int | None, int | None]]:
    if not len(rows):
        return [], np.zeros(0), (0, 0, None, None)
    older, younger = np.searchsorted(rows, ends).tolist()
    from_younger = shortest_distances(inside, [younger])
    to_older = shortest_distances(csr_array(inside.T), [older])
    citing, cited = arc_rows(inside), inside.indices
    fewest = int(from_younger[older])
    on_shortest = from_younger[citing] + 1 + to_older[cited] == fewest
    shortest = _only(inside, on_shortest)
    weights = inside.copy()
    weights.data = np.log(arcs["support"].to_numpy(dtype=np.float64))
    if kind == "shortest":
        weights = _only(weights, on_shortest)
    paths, sums = best_paths(weights, younger, older, base.rank[rows], most)
    counts = count_paths(inside, younger, older), count_paths(shortest, younger, older)
    longest = int(longest_distances(inside, younger)[older])
    return paths, sums, (*counts, fewest, longest)


def _against_time(time: FloatArray, paths: list[list[int]]) -> int:
    """Count the different steps of paths, from the younger end on, to a paper of a later time."""
    steps = {step for path in paths for step in pairwise(path)}
    return sum(bool(time[citing] < time[cited]) for citing, cited in steps)


def _only(array: csr_array, kept: np.ndarray) -> csr_array:
    """Return the array with these of its stored numbers, zeros among them too."""
    starts = np.concatenate(([0], np.cumsum(kept)))[array.indptr]
    return csr_array((array.data[kept], array.indices[kept], starts), array.shape)


def _listed(
    base: LineageContext,
    rows: IndexArray,
    inside: csr_array,
    arcs: pd.DataFrame,
    paths: list[list[int]],
) -> pd.DataFrame:
    upward = [path[::-1] for path in paths]
    place = np.array([row for path in upward for row in path], dtype=np.intp)
    step = np.array([n for path in upward for n in range(len(path))], dtype=np.intp)
    number = np.repeat(np.arange(len(paths)), [len(path) for path in paths])
    # arcs are stored by citing row and sorted by cited row: one key for each
    keys = arc_rows(inside) * max(len(rows), 1) + inside.indices
    wanted = place * max(len(rows), 1) + np.roll(place, 1)
    at = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
    cited_before = step > 0
    support = np.full(len(place), np.nan)
    basis = np.full(len(place), None, dtype=object)
    support[cited_before] = arcs["support"].to_numpy(dtype=np.float64)[at[cited_before]]
    basis[cited_before] = arcs["basis"].to_numpy(dtype=object)[at[cited_before]]
    papers = rows[place] if len(rows) else place
    frame = pd.DataFrame(
        {
            "path": number,
            "step": step,
            "paper_id": base.ids[papers],
            "support": support,
            "basis": pd.Series(basis, dtype="str"),
        }
    )
    return frame.join(base.describe(papers).reset_index(drop=True))
