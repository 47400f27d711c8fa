"""Papers by id as a reader wants to see them: title, year, and whether they are on the list."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kdgraph.graph.snapshot import Snapshot

__all__ = ["coverage_note", "titled", "view_notes"]


def titled(snapshot: Snapshot, ids: Sequence[str]) -> pd.DataFrame:
    """Return ``paper_id``, ``title``, ``year`` and ``listed``, a row for each id in this order.

    Examples
    --------
    >>> import kdgraph
    >>> titled(kdgraph.embedded(), ["arxiv:1412.6550"]).to_dict("records")
    [{'paper_id': 'arxiv:1412.6550', 'title': 'FitNets: Hints for Thin Deep Nets', 'year': 2015,
      'listed': True}]
    """
    papers = snapshot.papers.reindex(list(ids))
    return pd.DataFrame(
        {
            "paper_id": pd.array(list(ids), dtype="str"),
            "title": papers["title"].array,
            "year": papers["year"].array,
            "listed": snapshot.reading_list.listed(papers.index),
        }
    )


def view_notes(snapshot: Snapshot) -> list[str]:
    """Say what a view of an earlier day leaves out."""
    left_out = snapshot.left_out
    return [f"{left_out} undated papers are not in this view"] if left_out else []


def coverage_note(known: pd.Series[bool]) -> list[str]:
    """Say how many of some papers have a known reference list, unless all have."""
    if known.all():
        return []
    return [
        f"the reference lists of {int(known.sum()):,} of {len(known):,} papers were read; the "
        "others are tied to the literature by the papers that cite them alone"
    ]
