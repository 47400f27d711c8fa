"""Paper: everything about one paper."""

from __future__ import annotations

import streamlit as st

import kdgraph
from dashboards.common import address
from dashboards.common.pages import page
from dashboards.common.plain import plain
from dashboards.common.view import View

__all__ = ["paper"]


@page(
    "Paper",
    "Everything about one paper, and the papers around it.",
    icon=":material/article:",
    place=40,
)
def paper(view: View) -> None:
    """Show one paper."""
    name = address.wanted("paper")
    if name is None:
        st.info("Find a paper with the box on the left.", icon=":material/search:")
        return
    card = view.ask(kdgraph.paper_card, view.snapshot.find(name))
    st.header(plain(card.title))
