"""One filter for all papers that are listed or drawn: years, list, section, names, own marks.

It stands in the sidebar of every page, its state is in the address, and links between pages keep
it. Nothing is computed from fewer papers because of it: ranks and paths are those of all, and what
does not pass is hidden, and counted where it would have stood.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import streamlit as st

from dashboards.common import address
from dashboards.common.plain import plain
from dashboards.common.view import View
from kdgraph import ReadingNotes, Snapshot

__all__ = [
    "Filters",
    "asked",
    "filters",
    "hidden",
    "narrowed",
    "own_columns",
    "told",
    "without",
]

_ON_LIST: Final = {"any": "on the list or not", "on": "on the list", "off": "not on the list"}
_READING: Final = {
    "any": "read or not",
    "read": "read",
    "unread": "to be read",
    "unmarked": "neither marked read nor to be read",
}
_ANY: Final = "any"
_NO_NOTES: Final = ReadingNotes()
_ASKED: Final = "filters"


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader asks to see: nothing is filtered where all are at their defaults."""

    years: tuple[int, int] | None = None
    on_list: str = "any"
    author: str = ""
    venue: str = ""
    section: str | None = None
    tag: str | None = None
    reading: str = "any"

    def __bool__(self) -> bool:
        return self != Filters()

    def __str__(self) -> str:
        """Say it in words.

        Examples
        --------
        >>> str(Filters(years=(2018, 2020), on_list="off", author="Hinton"))
        '2018 to 2020; not on the list; author Hinton'
        """
        parts = [f"{self.years[0]} to {self.years[1]}"] if self.years else []
        parts += [_ON_LIST[self.on_list]] if self.on_list != "any" else []
        parts += [f"section {self.section}"] if self.section else []
        parts += [f"author {self.author}"] if self.author else []
        parts += [f"venue {self.venue}"] if self.venue else []
        parts += [f"tag {self.tag}"] if self.tag else []
        parts += [_READING[self.reading]] if self.reading != "any" else []
        return "; ".join(parts)

    def passes(
        self, snapshot: Snapshot, paper_ids: Iterable[str], notes: ReadingNotes = _NO_NOTES
    ) -> pd.Series[bool]:
        """Return for each paper whether it is shown, by its id."""
        briefs = snapshot.describe(paper_ids)
        kept = pd.Series(data=True, index=briefs.index)
        if self.years is not None:
            kept &= briefs["year"].between(*self.years).fillna(value=False).astype(bool)
        if self.on_list != "any":
            kept &= briefs["listed"] == (self.on_list == "on")
        if self.section is not None:
            under = snapshot.reading_list.papers_under(self.section)
            kept &= briefs.index.isin([] if under is None else list(under))
        for words, column in ((self.author, "authors"), (self.venue, "venue")):
            if words:
                kept &= briefs[column].fillna("").str.contains(words, case=False, regex=False)
        if self.tag is not None:
            tagged = [one for one, note in notes.papers.items() if self.tag in note.tags]
            kept &= briefs.index.isin(tagged)
        if self.reading != "any":
            wanted = "" if self.reading == "unmarked" else self.reading
            marked = [notes.of(str(one)).reading == wanted for one in briefs.index]
            kept &= pd.Series(marked, index=briefs.index, dtype=bool)
        return kept

    def keep(
        self, snapshot: Snapshot, frame: pd.DataFrame, notes: ReadingNotes = _NO_NOTES
    ) -> pd.DataFrame:
        """Return the rows whose papers pass; `frame` has a column or an index ``paper_id``."""
        if not self or frame.empty:
            return frame
        ids = frame["paper_id"] if "paper_id" in frame else frame.index.to_series()
        return frame[self.passes(snapshot, ids.tolist(), notes).to_numpy()]


def filters(view: View) -> None:
    """Show the controls of the filter; what they ask for is what `asked` and `hidden` tell."""
    active = any(address.wanted(key) for key in address.FILTERS)
    with st.expander("Filter papers", icon=":material/filter_alt:", expanded=active):
        known = view.snapshot.whole.papers["year"].dropna()
        years = None
        if len(known) and known.min() < known.max():
            years = address.years(int(known.min()), int(known.max()))
        on_list = address.choice(
            "List", tuple(_ON_LIST), key="on_list", labels=lambda name: _ON_LIST[name]
        )
        section = address.section(view, key="in_section", label="Under the heading")
        author = address.text("Author", key="by_author", placeholder="part of a name")
        venue = address.text("Venue", key="in_venue", placeholder="part of its name")
        tags = [tag for tag in view.notes.tags if tag != _ANY]
        tag = address.choice("Tag", [_ANY, *tags], key="tag") if tags else _ANY
        reading = address.choice(
            "Read", tuple(_READING), key="reading", labels=lambda name: _READING[name]
        )
    found = Filters(years, on_list, author, venue, section, None if tag == _ANY else tag, reading)
    st.session_state[_ASKED] = found


def asked() -> Filters:
    """Return what the controls of this run ask for."""
    found: Filters = st.session_state.get(_ASKED, Filters())
    return found


def hidden(view: View) -> frozenset[str]:
    """Return the ids of the papers of a view that do not pass."""
    wanted = asked()
    if not wanted:
        return frozenset()

    def failing() -> frozenset[str]:
        passes = wanted.passes(view.snapshot, view.snapshot.papers.index, view.notes)
        return frozenset(map(str, passes.index[~passes]))

    found: frozenset[str] = view.once(f"hidden {wanted!r} {view.notes.digest}", failing)
    return found


def told(view: View) -> None:
    """Say above a page what is filtered, how many papers that hides, and offer to end it."""
    wanted = asked()
    if not wanted:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="filtered"):
        st.caption(
            f":material/filter_alt: Filter: {plain(wanted)}. It hides {len(hidden(view)):,} of "
            f"{len(view.snapshot.papers):,} papers."
        )
        st.button("Show all", key="unfilter", type="tertiary", on_click=_clear)


def _clear() -> None:
    for key in address.FILTERS:
        address.put(key, ())


def narrowed(view: View, frame: pd.DataFrame, *, most: int, what: str) -> pd.DataFrame:
    """Return the first rows that pass, and say how many did; `what` names the rows."""
    wanted = asked()
    kept = wanted.keep(view.snapshot, frame, view.notes)
    if wanted:
        st.caption(f"{len(kept):,} of {len(frame):,} {what} pass the filters.")
    return kept.head(most)


def without(view: View, frame: pd.DataFrame, names: Iterable[str]) -> pd.DataFrame:
    """Return the rows of which all papers pass, and say how many do not."""
    out = hidden(view)
    if not out:
        return frame
    gone = pd.Series(data=False, index=frame.index)
    for name in names:
        gone |= frame[name].isin(out)
    if count := int(gone.sum()):
        st.caption(f":material/filter_alt: The filter hides {count:,} of {len(frame):,} rows.")
    return frame[~gone]


def own_columns(view: View, frame: pd.DataFrame) -> Mapping[str, Any]:
    """Return columns with the reader's own tags, marks and notes, where any row has some."""
    kept = view.notes.frame()
    kept = kept.reindex(frame["paper_id"]).fillna("")
    return {
        name: kept[name].to_numpy()
        for name in ("reading", "tags", "note")
        if name not in frame and (kept[name] != "").any()
    }
