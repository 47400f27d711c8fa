"""The entries of the list, by section, with the papers they were matched to."""

from __future__ import annotations

import pandas as pd

from kdgraph.errors import InputError
from kdgraph.graph.snapshot import Snapshot

__all__ = ["listed_entries", "sections_of_papers"]


def listed_entries(snapshot: Snapshot, section: str | None = None) -> pd.DataFrame:
    """Return the entries of the list, or of one section, in the order of the list.

    Parameters
    ----------
    snapshot : Snapshot
        Where the list is.
    section : str, optional
        A heading, or a part of it; case does not matter. Every section that holds it is meant.

    Returns
    -------
    DataFrame
        Indexed by ``entry_id``: ``section`` (empty where the entry stands under no heading) and
        ``paper_id`` (missing where none was matched).

    Raises
    ------
    InputError
        If the list has no such section; the message names those there are.
    """
    entries = snapshot.entries
    # an id breaks ties, so that the order of rows does not matter
    order = entries.sort_values(["position", "entry_id"]).index
    frame = pd.DataFrame(
        {
            "section": entries["section"].fillna(""),
            "paper_id": snapshot.matches["paper_id"].reindex(entries.index),
        }
    ).loc[order]
    if section is None:
        return frame
    wanted = section.strip().casefold()
    fits = frame["section"].str.casefold().str.contains(wanted, regex=False)
    if not wanted or not fits.any():
        there = "; ".join(name for name in frame["section"].unique() if name)
        raise InputError(f"no section called {section!r}; there are: {there or 'none'}")
    return frame[fits]


def sections_of_papers(entries: pd.DataFrame) -> pd.Series[str]:
    """Return for each matched paper the sections it stands in, joined by "; ".

    Examples
    --------
    >>> entries = pd.DataFrame({"section": ["Old", "New", "New"], "paper_id": ["a", "a", None]})
    >>> sections_of_papers(entries).to_dict()
    {'a': 'Old; New'}
    """
    found = entries.dropna(subset="paper_id").groupby("paper_id", sort=True)["section"]
    return found.agg(lambda names: "; ".join(dict.fromkeys(name for name in names if name)))
