"""Closest connections of two papers when no citation path joins them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd

from kdgraph.analysis.lineage._context import LineageContext
from kdgraph.arrays import IndexArray
from kdgraph.kernels.closeness import common_citers
from kdgraph.kernels.reach import shortest_distances

__all__ = ["MOST_NEAREST", "nearest", "why_none"]

MOST_NEAREST: Final = 5
"""How many papers of each kind `nearest` returns at most."""


def why_none(base: LineageContext, older: int, younger: int) -> str:
    """Return why no path leads from `younger` back to `older`, as far as that is known."""
    start = f"no citation path leads from {base.label(younger)} back to {base.label(older)}: "
    if shortest_distances(base.graph.cites, [younger])[older] >= 0:
        return start + ("the only paths use citations removed to break cycles (see cut_cycles)")
    state, reason = _state(base, younger)
    if base.read is not None and not base.read[younger]:
        words = f" ({reason})" if reason else ""
        return start + (
            f"the reference list of {base.ids[younger]} was not read, coverage says "
            f"{state!r}{words}, so what it builds on is not known here"
        )
    down = np.flatnonzero(shortest_distances(base.cites, [younger]) > 0)
    if base.read is None:
        return start + (
            f"it leads to {len(down)} other papers; whether their reference lists were read "
            "is not known, ask a snapshot for that"
        )
    unread = base.unread(down)
    partly = ", which was read in part only" if state == "capped" else ""
    return start + (
        f"its reference list{partly} leads to {len(down)} papers here, of which {unread} have a "
        f"list that was not read; a path may lead through these"
    )


def _state(base: LineageContext, row: int) -> tuple[str, str | None]:
    table = base.references
    paper_id = base.ids[row]
    if table is None or paper_id not in table.index:
        return "not asked", None
    state, reason = table.loc[paper_id, "state"], table.loc[paper_id, "reason"]
    return str(state), None if pd.isna(reason) else str(reason)


def nearest(base: LineageContext, older: int, younger: int) -> pd.DataFrame:
    """Return the closest connections of two papers that no citation path joins.

    Returns
    -------
    DataFrame
        ``paper_id`` and ``relation``, one of

        - ``cites both``: a paper that cites the two;
        - ``cited by both``: likewise;
        - ``builds on the older, cited together with the younger``: a paper that descends from the
          older one, appeared no later than the younger one, and is cited by the same papers as the
          younger one. No citation says that the younger one builds on it;

        ``together``, for the last kind the number of papers that cite it and the younger one;
        ``steps``, its distance from the older one; ``title`` and ``year``. At most `MOST_NEAREST`
        of each kind; ``of``, how many there are.
    """
    columns = ["paper_id", "relation", "together", "steps", "of"]
    rows: list[int] = []
    found: list[tuple[object, ...]] = []
    for relation, chosen, together, steps, total in _kinds(base, older, younger):
        for place, row in enumerate(chosen.tolist()):
            rows.append(row)
            numbers = (
                values[place] if values is not None else None for values in (together, steps)
            )
            found.append((base.ids[row], relation, *numbers, total))
    frame = pd.DataFrame(found, columns=columns).astype({"together": "Int64", "steps": "Int64"})
    words = base.describe(np.array(rows, dtype=np.intp)).reset_index(drop=True)
    return frame.join(words)


def _kinds(
    base: LineageContext, older: int, younger: int
) -> Iterator[tuple[str, IndexArray, IndexArray | None, IndexArray | None, int]]:
    for relation, array in (("cites both", base.cited_by), ("cited by both", base.cites)):
        both = np.intersect1d(
            array.indices[array.indptr[older] : array.indptr[older + 1]],
            array.indices[array.indptr[younger] : array.indptr[younger + 1]],
        ).astype(np.intp)
        first = both[np.lexsort((base.rank[both], base.time[both]))][:MOST_NEAREST]
        yield relation, first, None, None, len(both)
    steps = shortest_distances(base.cited_by, [older])
    candidates = np.flatnonzero(steps > 0)
    # a comparison with nan is false: undated papers are no candidates
    candidates = candidates[base.time[candidates] <= base.time[younger]]
    candidates = candidates[candidates != younger]
    together = common_citers(base.cited_by, candidates, np.full(len(candidates), younger))
    candidates, together = candidates[together > 0], together[together > 0]
    best = np.lexsort((base.rank[candidates], steps[candidates], -together))[:MOST_NEAREST]
    relation = "builds on the older, cited together with the younger"
    yield relation, candidates[best], together[best], steps[candidates[best]], len(candidates)
