"""Sections: how the parts of the list build on each other, and the lineage within each."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

import kdgraph
from dashboards.common import address, papers, picture
from dashboards.common.notes import notes, scope_note
from dashboards.common.pages import page
from dashboards.common.plain import plain
from dashboards.common.view import View
from kdgraph import SectionPath

__all__ = ["sections"]

_PARTS: Final = ("flow between sections", "a section's own path", "taxonomy", "surveys")
_WEIGHTS: Final = ("spc", "splc", "spnp", "nppc")
_SEARCHES: Final = (
    "global",
    "local-forward",
    "local-backward",
    "key-route-global",
    "key-route-local",
)


@page(
    "Sections",
    "Citations between the sections of the list, and the lineage within each.",
    icon=":material/segment:",
    place=60,
)
def sections(view: View) -> None:
    """Show the flow between sections, a section's main path, the taxonomy, and the surveys."""
    if view.snapshot.entries.empty:
        st.info(
            "This snapshot has no list, and so no sections. Build one with a list in a terminal: "
            "`kdgraph build LIST`."
        )
        return
    part = address.side("What to show", _PARTS, key="part")
    section = address.section(view)
    if part == _PARTS[0]:
        picture.show(view, "flow", section=section)
        _flow(view, section)
    elif part == _PARTS[1]:
        _path(view, section)
    elif part == _PARTS[2]:
        picture.show(view, "taxonomy", section=section)
    else:
        picture.show(view, "survey-overlap", section=section)


def _flow(view: View, section: str | None) -> None:
    with st.expander("Citations by section, and the papers counted"):
        found = view.ask(kdgraph.section_flow, section=section)
        papers.table(found.sections, key="sizes")
        st.markdown("**The citations counted**")
        papers.table(found.arcs, key="arcs")
        notes(found.notes)


def _path(view: View, section: str | None) -> None:
    if section is None:
        st.info("Choose a section above to see the main path within it.")
        return
    with st.container(horizontal=True):
        weight = address.choice(
            "Weight", list(_WEIGHTS), key="weight", help="Traversal weight of a citation."
        )
        search = address.choice(
            "Search", list(_SEARCHES), key="search", help="Search method of the main path."
        )
        scope = address.scope()
    found = view.ask(kdgraph.section_path, section, weight=weight, search=search, **scope)
    st.markdown(
        f"{plain(', '.join(found.headings))}: {found.listed:,} papers listed, {found.between:,} "
        f"others lead from one of them to another, and {len(found.unconnected):,} listed papers "
        "are connected to no other."
    )
    _lineage(view, found)
    scope_note(found.scope)
    notes(found.path.notes)


def _lineage(view: View, found: SectionPath) -> None:
    if found.path.papers.empty:
        st.info("No paper of this section builds on another one here, so there is no path.")
    else:
        papers.lines(
            view, found.path.papers.index.tolist(), most=30, heading="Main path, the oldest first"
        )
        with st.expander("The citations on the path, and those left out to break cycles"):
            arcs = found.path.arcs
            papers.table(_titled(view, arcs[arcs["on_path"]]), key="on-path")
            if len(found.path.cut):
                papers.table(_titled(view, found.path.cut), key="cut")
    left, right = st.columns(2)
    for side, heading, gates in (
        (left, "Entry papers, through which knowledge enters the section", found.entries),
        (right, "Exit papers, through which it leaves", found.exits),
    ):
        with side:
            st.markdown(f"**{heading}** ({len(gates):,})")
            papers.table(gates, key=heading)
    if found.unconnected:
        with st.expander(f"Connected to no other listed paper ({len(found.unconnected):,})"):
            papers.lines(view, found.unconnected)
    if found.unmatched:
        st.caption(f"{found.unmatched:,} entries of the section have no paper in this view.")


def _titled(view: View, arcs: pd.DataFrame) -> pd.DataFrame:
    """Return citations with the titles of both papers."""
    titles = view.snapshot.papers["title"]
    named = arcs.assign(
        citing=titles.reindex(arcs["citing_id"]).array, cited=titles.reindex(arcs["cited_id"]).array
    )
    first = ["citing", "cited"]
    return named[[*first, *(name for name in named if name not in first)]]
