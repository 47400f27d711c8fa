"""Overview: what is here."""

from __future__ import annotations

import streamlit as st

import kdgraph
from dashboards.common.pages import page
from dashboards.common.plain import plain
from dashboards.common.view import View

__all__ = ["overview"]


@page(
    "Overview",
    "What is here, from when and where, what is not known, and what to do about it.",
    icon=":material/home:",
    place=0,
)
def overview(view: View) -> None:
    """Show the summary of the snapshot."""
    summary = view.ask(kdgraph.summarise)
    with st.container(horizontal=True):
        st.metric("papers", f"{summary.papers:,}")
        st.metric("of them listed", f"{summary.listed_papers:,}")
        st.metric("citations", f"{summary.citations:,}")
        st.metric("citing sentences", f"{summary.contexts:,}")
        st.metric("authors", f"{summary.authors:,}")
    st.markdown(plain(summary.origins))
