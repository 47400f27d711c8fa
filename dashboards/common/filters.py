"""Filters that people ask for wherever papers stand in a table: years, list, section, names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboards.common import address
from dashboards.common.view import View
from kdgraph import Snapshot

__all__ = ["Filters", "filters", "narrowed"]

_ON_LIST = {"any": "on the list or not", "on": "on the list", "off": "not on the list"}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader asks to see: nothing is filtered where all are at their defaults."""

    years: tuple[int, int] | None = None
    on_list: str = "any"
    author: str = ""
    venue: str = ""

    def __bool__(self) -> bool:
        return self != Filters()

    def keep(self, snapshot: Snapshot, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the rows whose papers pass; `frame` has a column or an index ``paper_id``."""
        if not self or frame.empty:
            return frame
        ids = frame["paper_id"] if "paper_id" in frame else frame.index.to_series()
        briefs = snapshot.describe(ids.tolist())
        kept = pd.Series(data=True, index=briefs.index)
        if self.years is not None:
            kept &= briefs["year"].between(*self.years).fillna(value=False).astype(bool)
        if self.on_list != "any":
            kept &= briefs["listed"] == (self.on_list == "on")
        for words, column in ((self.author, "authors"), (self.venue, "venue")):
            if words:
                kept &= briefs[column].fillna("").str.contains(words, case=False, regex=False)
        return frame[kept.to_numpy()]


def filters(view: View) -> Filters:
    """Show the filters, and return what is asked; their state lives in the URL."""
    known = view.snapshot.papers["year"].dropna()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        years = None
        if len(known) and known.min() < known.max():
            years = address.years(int(known.min()), int(known.max()))
        on_list = address.choice(
            "List", tuple(_ON_LIST), key="on_list", labels=lambda name: _ON_LIST[name]
        )
        author = address.text("Author", key="by_author", placeholder="part of a name")
        venue = address.text("Venue", key="in_venue", placeholder="part of its name")
    return Filters(years, on_list, author, venue)


def narrowed(
    view: View, frame: pd.DataFrame, asked: Filters, *, most: int, what: Callable[[int], str]
) -> pd.DataFrame:
    """Return the first rows that pass, and say how many did; `what` names so many of them."""
    kept = asked.keep(view.snapshot, frame)
    shown = kept.head(most)
    if asked:
        st.caption(f"{len(kept):,} of {what(len(frame))} pass the filters.")
    return shown
