"""Map: which papers belong together, beside the sections of the list."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

import kdgraph
from dashboards.common import address, naming, papers, picture
from dashboards.common.notes import notes, scope_note
from dashboards.common.pages import page
from dashboards.common.plain import plain
from dashboards.common.view import View
from kdgraph import Communities

__all__ = ["map_of_groups"]

_PARTS: Final = ("map", "groups", "papers of a group", "similar papers")
_FIRMEST: Final = "most stable"
_RESOLUTIONS: Final = ("1", "1.5", "2", "3", "4", "6", "8", "12", "16")
_LARGE: Final = 5_000  # papers from which on the search for the firmest groups takes a minute
_USUAL: Final = "2"
_MOST: Final = 60


@page(
    "Map",
    "Groups of papers linked by citations, compared with the sections of the list.",
    icon=":material/map:",
    place=50,
)
def map_of_groups(view: View) -> None:
    """Show the map, its groups, the papers of one, and the papers similar to one."""
    if view.snapshot.citations.empty:
        st.info(
            "No citation between two papers is known, so papers cannot be grouped. Refresh the "
            "snapshot in a terminal with a network: `kdgraph build`."
        )
        return
    part = address.side("What to show", _PARTS, key="part")
    if part == _PARTS[3]:
        _similar(view)
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        scope = address.scope()
        many = len(view.snapshot.within(**scope).papers) > _LARGE
        resolution = _resolution(large=many)
        section = address.section(view)
        most = address.number("Most groups", 1, _MOST, key="top", default=18)
    if part == _PARTS[0]:
        picture.show(view, "map", resolution=resolution, section=section, top=most, **scope)
        return
    # as the figure: in a large literature, more seeds would take too long
    few: dict[str, Any] = {"seeds": (0,)} if many else {}
    found = view.ask(
        kdgraph.communities, resolution=resolution, section=section, top=most, **few, **scope
    )
    if found.groups.empty:
        st.info("No group found: choose a lower resolution, or all sections.")
    elif part == _PARTS[1]:
        _groups(found)
    else:
        _members(view, found)


def _resolution(*, large: bool) -> float | None:
    picked = address.choice(
        "Resolution",
        list(_RESOLUTIONS) if large else [_FIRMEST, *_RESOLUTIONS],
        key="resolution",
        default=_USUAL if large else _FIRMEST,
        help="Leiden (CPM) resolution relative to mean density; higher gives more and smaller "
        "groups."
        + (" Finding the most stable one would take too long for so many papers." if large else ""),
    )
    return None if picked == _FIRMEST else float(picked)


def _groups(found: Communities) -> None:
    st.markdown(
        f"{found.found:,} groups hold {found.grouped:,} papers at resolution "
        f"{found.resolution:g}; {found.alone:,} papers are too weakly linked to a group, and "
        f"{found.unrelated:,} neither cite nor are cited here. {plain(found.method)}."
    )
    papers.table(_worded(found.groups.drop(columns="central")), key="groups")
    st.markdown("**Groups of the papers of each section**")
    papers.table(_worded(found.sections), key="sections")
    with st.expander("Resolutions tried, and the stability of the groups at each"):
        papers.table(found.sweep, key="sweep")
    scope_note(found.scope)
    notes(found.notes)


def _members(view: View, found: Communities) -> None:
    labels = {str(group): _label(row) for group, row in found.groups.iterrows()}
    picked = address.choice(
        "Group", list(labels), key="group", help="Numbered by size, the largest is 0."
    )
    st.markdown(f"**{plain(labels[picked])}**")
    inside = found.papers[found.papers["group"] == int(picked)]
    best = inside.sort_values("cited_inside", ascending=False, kind="stable")
    papers.listing(view, best.index.tolist(), cited_inside=best["cited_inside"].tolist())
    st.caption("The papers most cited by the others of the group come first.")
    scope_note(found.scope)


def _similar(view: View) -> None:
    paper = naming.paper(view, "Papers similar to", key="of")
    if paper is None:
        if not st.session_state["of"]:
            st.info("Name a paper to show those that share most citing or cited papers with it.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        section = address.section(view)
        kind = address.choice(
            "Similar by",
            ["co-citation", "coupling"],
            key="kind",
            help="co-citation: cited by the same papers; coupling: citing the same papers.",
        )
    found = view.ask(kdgraph.similar_papers, paper, kind=kind, section=section, top=200)
    papers.link(f"**{papers.title_of({'title': found.title, 'year': found.year})}**", paper)
    by = "is cited by" if kind == "co-citation" else "cites"
    st.markdown(
        f"It {by} {found.total:,} papers here; {found.found:,} others share some of these"
        + (f", {found.asked_for:,} of them in this section." if section else ".")
    )
    if found.frame.empty:
        st.info("No similar paper found: try the other kind, or another paper.")
    else:
        papers.table(found.frame, key="similar")
    notes(found.notes)


def _label(group: Any) -> str:
    words = ", ".join(group["words"]) or "(no characteristic terms)"
    return f"{words} · {int(group['size']):,} papers"


def _worded(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose words are one text a group."""
    return frame.assign(words=[", ".join(words) for words in frame["words"]])
