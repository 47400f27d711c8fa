"""Two whole literatures, as arrays for the kernels and as plain lists for second ways."""

from __future__ import annotations

from collections import deque
from functools import cache, cached_property
from itertools import pairwise
from typing import Any, Final

import numpy as np
from scipy.sparse import csr_array

from kdgraph.kernels.cycles import cut_cycles
from tests.networks import hepth, paperscape_by_month

__all__ = ["NETWORKS", "Lists", "Literature", "literature"]

Lists = list[list[int]]
"""For each row the rows that stand beside it."""

NETWORKS: Final = {"hep-th": hepth, "paperscape": paperscape_by_month}
"""The networks by name."""


class Literature:
    """A network as arrays, and as plain lists for the second ways."""

    def __init__(self, name: str) -> None:
        self.cites, self.time = NETWORKS[name]()
        self.n = self.cites.shape[0]
        self.references = _lists(self.cites)
        self.citers = _lists(csr_array(self.cites.T))
        self.acyclic = cut_cycles(self.cites, self.time).cites
        self.below = _lists(self.acyclic)  # references once cycles are cut
        self.above = _lists(csr_array(self.acyclic.T))

    @cached_property
    def order(self) -> list[int]:
        """Rows with the cited before the citing, by taking away whoever cites nothing more."""
        waiting = [len(found) for found in self.below]
        ready = deque(row for row in range(self.n) if not waiting[row])
        order = []
        while ready:
            row = ready.popleft()
            order.append(row)
            for citer in self.above[row]:
                waiting[citer] -= 1
                if not waiting[citer]:
                    ready.append(citer)
        return order

    def sample(self, size: int, seed: int = 0) -> list[int]:
        rows: list[int] = np.random.default_rng(seed).choice(self.n, size, replace=False).tolist()
        return rows


def _lists(array: csr_array[Any]) -> Lists:
    flat, ends = array.indices.tolist(), array.indptr.tolist()
    return [flat[start:end] for start, end in pairwise(ends)]


@cache
def literature(name: str) -> Literature:
    """Return a network; it is made once."""
    return Literature(name)
