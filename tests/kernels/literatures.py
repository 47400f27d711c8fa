"""Acyclic arrays with known weights, and slow ways to find them, for the tests of main paths."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.sparse import coo_array, csr_array

from tests.kernels.arrays import cites_of

__all__ = [
    "BATAGELJ",
    "PAJEK",
    "Path",
    "all_paths",
    "array_of",
    "brute_weights",
    "layered",
    "source_sink_paths",
]

Path = tuple[int, ...]
"""Rows along the flow of knowledge, cited before citing."""

# cited, citing: spc, splc, spnp. The figure after Batagelj (2003) in the Wikipedia article "Main
# path analysis"; spc as printed there, the others by enumeration of paths.
BATAGELJ = {
    "AC": (2, 2, 7),
    "BC": (2, 2, 7),
    "BD": (5, 5, 12),
    "BJ": (1, 1, 3),
    "CE": (2, 3, 12),
    "CH": (2, 3, 6),
    "EG": (2, 4, 12),
    "GH": (2, 5, 10),
    "DF": (3, 6, 14),
    "DI": (2, 4, 8),
    "FH": (1, 3, 6),
    "FI": (2, 6, 12),
    "IL": (2, 6, 6),
    "IM": (2, 6, 12),
    "JM": (1, 2, 4),
    "MN": (3, 9, 9),
    "HK": (5, 12, 12),
}

# The test network that Pajek's authors use for cite analysis (Test.net).
PAJEK = {
    "12": (3, 3, 8),
    "16": (1, 1, 2),
    "23": (3, 6, 14),
    "34": (2, 6, 12),
    "35": (1, 3, 6),
    "46": (1, 4, 8),
    "47": (1, 4, 4),
    "57": (1, 4, 4),
    "67": (2, 6, 6),
}


def array_of(arcs: dict[str, Any]) -> tuple[list[str], csr_array[np.float64]]:
    """Return the names and the array of arcs named by cited and citing letter."""
    names = sorted({letter for arc in arcs for letter in arc})
    pairs = [(names.index(arc[1]), names.index(arc[0])) for arc in arcs]
    return names, cites_of(len(names), pairs)


def all_paths(cites: csr_array[Any]) -> list[Path]:
    """Return every path with at least one arc, one by one."""
    n = cites.shape[0]
    citers: list[list[int]] = [[] for _ in range(n)]
    for citing, cited in zip(*(part.tolist() for part in cites.nonzero()), strict=True):
        citers[cited].append(citing)
    found: list[Path] = []
    stack: list[Path] = [(row,) for row in range(n)]
    while stack:
        path = stack.pop()
        longer = [(*path, row) for row in citers[path[-1]]]
        found += longer
        stack += longer
    return found


def source_sink_paths(cites: csr_array[Any]) -> list[Path]:
    """Return every path from a row that cites nothing to one that is not cited."""
    cites_none = np.diff(cites.indptr) == 0
    not_cited = np.bincount(cites.indices, minlength=cites.shape[0]) == 0
    return [path for path in all_paths(cites) if cites_none[path[0]] and not_cited[path[-1]]]


def brute_weights(cites: csr_array[Any], weight: str) -> tuple[dict[tuple[int, int], int], int]:
    """Return the weight of each (cited, citing) arc and the total, by counting paths one by one."""
    paths = all_paths(cites)
    if weight == "nppc":
        joined: dict[tuple[int, int], set[tuple[int, int]]] = {}
        for path in paths:
            for arc in pairwise(path):
                joined.setdefault(arc, set()).add((path[0], path[-1]))
        pairs = {(path[0], path[-1]) for path in paths}
        return {arc: len(ends) for arc, ends in joined.items()}, len(pairs)
    if weight == "spc":
        paths = source_sink_paths(cites)
    if weight == "splc":
        not_cited = np.bincount(cites.indices, minlength=cites.shape[0]) == 0
        paths = [path for path in paths if not_cited[path[-1]]]
    return dict(Counter(arc for path in paths for arc in pairwise(path))), len(paths)


def layered(seed: int, layers: int, width: int, density: float) -> csr_array[np.float64]:
    """Return layers of rows of which each cites a share of the layer before, and always one."""
    random = np.random.default_rng(seed)
    arcs = random.random((layers - 1, width, width)) < density
    arcs[:, np.arange(width), random.integers(0, width, width)] = True
    layer, citing, cited = np.nonzero(arcs)
    rows, columns = (layer + 1) * width + citing, layer * width + cited
    n = layers * width
    return csr_array(coo_array((np.ones(len(rows)), (rows, columns)), shape=(n, n)))
