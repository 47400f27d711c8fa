"""Cluster a weighted network at the resolution that is most stable across random seeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from kdgraph.arrays import IndexArray
from kdgraph.kernels.leiden import leiden, potts_quality
from kdgraph.kernels.partitions import adjusted_rand_index

__all__ = ["RESOLUTIONS", "SEEDS", "Clustering", "cluster", "texts_of"]

RESOLUTIONS: Final = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0)
"""Resolutions tried where none is asked for."""

SEEDS: Final = (0, 1, 2, 3, 4)
"""Seeds of the random choices where none are given."""

_SUBSTANTIAL: Final = 10  # papers from which on a group is one to speak of
_COVERED: Final = 0.9  # of the papers must be in such groups at the resolution chosen


@dataclass(frozen=True, slots=True, eq=False)
class Clustering:
    """The group of each row, -1 for none, and how it was chosen."""

    group: IndexArray
    sweep: pd.DataFrame
    resolution: float


def cluster(ties: csr_array, resolutions: Sequence[float], seeds: Sequence[int]) -> Clustering:
    """Cluster a network at the best of the resolutions, as `communities` says."""
    tied = np.flatnonzero(np.diff(ties.indptr))
    related = len(tied)
    alone = np.full(ties.shape[0], -1, dtype=np.intp)
    columns = ["stability", "groups", "substantial", "covered", "quality", "seed", "chosen"]
    if related == 0:
        return Clustering(alone, pd.DataFrame(columns=["resolution", *columns]), float("nan"))
    mean = ties.sum() / related**2
    rows: list[dict[str, Any]] = []
    best: list[IndexArray] = []
    for resolution in resolutions:
        found = [leiden(ties, resolution=resolution * mean, seed=seed) for seed in seeds]
        quality = [potts_quality(ties, each, resolution=resolution * mean) for each in found]
        # what is equal but for rounding is equal, else the last bit would choose
        first = int(np.argmax(np.round(quality, 9)))
        sizes = np.bincount(found[first])
        agreement = [
            adjusted_rand_index(one[tied], other[tied]) for one, other in combinations(found, 2)
        ]
        best.append(found[first])
        rows.append(
            {
                "resolution": float(resolution),
                "stability": float(np.mean(agreement)) if agreement else float("nan"),
                "groups": int((sizes > 1).sum()),
                "substantial": int((sizes >= _SUBSTANTIAL).sum()),
                "covered": float(sizes[sizes >= _SUBSTANTIAL].sum() / related),
                "quality": float(quality[first]),
                "seed": int(seeds[first]),
            }
        )
    chosen = max(range(len(rows)), key=lambda place: _preference(rows[place]))
    sweep = pd.DataFrame(rows)
    sweep["chosen"] = np.arange(len(rows)) == chosen
    label = best[chosen]
    size = np.bincount(label)
    return Clustering(
        np.where(size[label] > 1, label, -1), sweep, float(rows[chosen]["resolution"])
    )


def _preference(row: dict[str, Any]) -> tuple[float, ...]:
    stability = -1.0 if np.isnan(row["stability"]) else round(row["stability"], 6)
    fits = row["groups"] > 1 and row["covered"] >= _COVERED
    covered = _COVERED if fits else min(row["covered"], _COVERED)
    return (float(fits), covered, stability, -row["resolution"])


def texts_of(papers: pd.DataFrame) -> list[str]:
    """Return title and abstract of each paper, as far as they are there."""
    parts = [
        papers[name].fillna("").astype(str).tolist()
        for name in ("title", "abstract")
        if name in papers.columns
    ]
    return [". ".join(filter(None, texts)) for texts in zip(*parts, strict=True)] or [""] * len(
        papers
    )
