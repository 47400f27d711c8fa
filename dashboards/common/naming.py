"""Naming a paper in a box: by id, arXiv id, DOI or a part of its title."""

from __future__ import annotations

from typing import Final

import streamlit as st

import kdgraph
from dashboards.common import address
from dashboards.common.plain import plain
from dashboards.common.view import View
from kdgraph import AmbiguousPaperError, InputError

__all__ = ["paper"]

_OFFERED: Final = 6


def paper(view: View, label: str, *, key: str) -> str | None:
    """Show a box for the name of a paper, and return its id; None where it means no one paper.

    Where several papers fit, each can be chosen; where none does, it says so.
    """
    name = address.text(label, key=key, placeholder="title, arXiv id, DOI or paper id")
    if not name:
        return None
    names = view.ask(kdgraph.paper_names)["name"]
    called = names.index[names.str.casefold() == name.casefold()]
    if len(called) == 1:
        return str(called[0])
    try:
        return view.snapshot.find(name)
    except AmbiguousPaperError as error:
        st.markdown(f"{error.total:,} papers fit “{plain(name)}”. Choose one.")
        for paper_id, title in error.candidates:
            st.button(
                plain(title),
                key=f"{key}-{paper_id}",
                type="tertiary",
                on_click=address.put,
                args=(key, [paper_id]),
            )
    except InputError as error:
        st.warning(plain(error), icon=":material/search_off:")
        _offer(view, name, key)
    return None


def _offer(view: View, name: str, key: str) -> None:
    """Offer papers that the words fit in another way, such as by their authors."""
    found = view.snapshot.search(name, top=_OFFERED)
    for paper_id, brief in found[found["why"] != "nearly"].iterrows():
        st.button(
            f"{plain(str(brief['title']))} · {plain(str(brief['authors']).split(', ')[0])}",
            key=f"{key}-offer-{paper_id}",
            type="tertiary",
            on_click=address.put,
            args=(key, [str(paper_id)]),
        )
