"""Citations year by year: in blocks that one paper of antiquity does not widen."""

from __future__ import annotations

import numpy as np

from kdgraph.analysis.influence import MEASURES
from kdgraph.analysis.influence._histories import histories
from kdgraph.testing.graphs import graph_of, made_up

_CELLS = 4_000_000


def test_blocks_hold_all_histories_and_little_else() -> None:
    # of 6,000 cited papers five are older than any journal
    years: dict[str, int | None] = {f"p{n}": 1990 + n % 30 for n in range(6000)}
    years |= {f"p{n}": -500 * n for n in range(5)} | {"z": 2023}
    graph = graph_of(years, [("z", f"p{n}") for n in range(6000)] + [("p7", "p6")])
    found = histories(graph)
    blocks = list(found.blocks())
    assert len(blocks) > 1
    assert max(block.counts.size for block in blocks) <= _CELLS
    assert sum(block.counts.size for block in blocks) < 3 * _CELLS < found.counts.shape[1] * 6000
    rows = np.concatenate([block.rows for block in blocks])
    assert sorted(rows.tolist()) == found.rows.tolist()
    assert sum(block.counts.sum() for block in blocks) == graph.cites.nnz
    for block in blocks:
        year = graph.papers["year"].iloc[block.rows].to_numpy(dtype=int)
        assert (found.first_year + block.first + block.begin == year).all()
        assert (block.counts[:, -1] == 1).all()  # z cites each of them in the last year
        assert block.begin.min() == 0


def test_a_paper_of_antiquity_changes_no_other() -> None:
    years, arcs = made_up(5)
    cited = arcs[0][1]
    more: dict[str, int | None] = years | {"old": -3000}
    for name in ("burst", "sleeping_beauty"):
        before = MEASURES[name](graph_of(years, arcs))["score"]
        after = MEASURES[name](graph_of(more, [*arcs, ("old", cited)]))["score"]
        assert after.loc[before.index].equals(before)
