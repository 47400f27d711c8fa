"""Which papers stay on the main path, however narrowly the field is drawn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kdgraph.analysis.lineage.cuts import How
from kdgraph.analysis.lineage.main_path import MainPath, in_order, main_path
from kdgraph.analysis.lineage.section_paths import section_path
from kdgraph.graph.snapshot import Snapshot

__all__ = ["LEASTS", "path_over_fields"]

LEASTS = (1, 2, 3, 4)
"""How many listed papers one of the field cites at least: the values that are tried."""


def path_over_fields(
    snapshot: Snapshot,
    *,
    leasts: Sequence[int] = LEASTS,
    weight: str = "spc",
    cycles: How = "backward",
    section: str | None = None,
) -> pd.DataFrame:
    """Search the global main path in wider and narrower fields, and tell who is on which.

    Parameters
    ----------
    snapshot : Snapshot
        A snapshot, or a view of it; the scope of a view changes nothing.
    leasts : sequence of int
        The fields: how many listed papers one cites at least that is not listed itself. A number
        that gives no field of its own (see `kdgraph.graph.scope.papers_in_scope`) is passed over.
    weight, cycles
        As of `main_path`.
    section : str, optional
        The main path of this section; see `kdgraph.section_path`.

    Returns
    -------
    DataFrame
        The papers on any of these paths, indexed by ``paper_id``, those on most first, then the
        older: ``title``, ``year`` and ``field_least``, the numbers for which the paper is on the
        path. ``attrs["tried"]`` are the numbers that gave a field.

    Raises
    ------
    InputError
        If a number is below 1, there is no such section, or another parameter is refused.

    Examples
    --------
    >>> import kdgraph
    >>> found = path_over_fields(kdgraph.embedded(), leasts=[2, 3])
    >>> found.loc["arxiv:1503.02531", "field_least"], found.attrs["tried"]
    ((2, 3), (2, 3))
    """

    def path_in(view: Snapshot) -> MainPath:
        if section is not None:
            return section_path(view, section, weight=weight, cycles=cycles).path
        return main_path(view.citation_graph(), weight=weight, cycles=cycles)

    on: dict[str, list[int]] = {}
    papers: list[pd.DataFrame] = []
    tried = []
    for least in dict.fromkeys(leasts):
        view = snapshot.within("field", field_least=least)
        if view.scope.fall_back is not None:
            continue
        tried.append(least)
        found = path_in(view).papers
        papers.append(found)
        for paper_id in found.index:
            on.setdefault(str(paper_id), []).append(least)
    nobody = in_order(snapshot.citation_graph(), np.zeros(0), np.zeros(0, dtype=np.int64))
    frame = pd.concat(papers) if papers else nobody
    frame = frame[~frame.index.duplicated()].sort_index()
    frame["field_least"] = [tuple(on[str(paper_id)]) for paper_id in frame.index]
    order = frame.assign(often=[-len(on[str(paper_id)]) for paper_id in frame.index])
    found = frame.loc[order.sort_values(["often", "year"], kind="stable").index]
    found.attrs["tried"] = tuple(tried)
    return found
