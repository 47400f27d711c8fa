"""The search box: from any page to a paper, by title, author, arXiv id or DOI."""

from __future__ import annotations

from typing import Final

import streamlit as st

from dashboards.common import address, papers
from dashboards.common.plain import plain
from dashboards.common.view import View

__all__ = ["search_box"]

_HITS: Final = 8


def search_box(view: View) -> None:
    """Show the box, and below it what fits."""
    text = address.text("Find a paper", key="q", placeholder="title, author, arXiv id or DOI")
    if not text:
        return
    found = view.snapshot.search(text, top=_HITS)
    if found.empty:
        st.caption(f"No paper matches “{plain(text)}”. Try fewer or shorter words.")
        return
    total = int(found.attrs["found"])
    nearly = (found["why"] == "nearly").all()
    said = "No exact match; the nearest are" if nearly else f"{total:,} found"
    st.caption(said if total <= _HITS or nearly else f"{said}, the first {_HITS} shown")
    for paper_id, brief in found.iterrows():
        papers.link(papers.title_of(brief), str(paper_id))
