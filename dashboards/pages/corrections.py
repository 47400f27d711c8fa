"""Corrections: what was set by hand, when and why."""

from __future__ import annotations

from typing import Final

import streamlit as st

import kdgraph
from dashboards.common import correcting
from dashboards.common.pages import page
from dashboards.common.plain import plain
from dashboards.common.view import View
from kdgraph import Correction

__all__ = ["corrections"]

_KINDS: Final = {
    "parent": "Parents",
    "arc": "Meanings of citations",
    "name": "Names",
    "author": "Authors",
}


@page(
    "Corrections",
    "What was set by hand: parents, meanings of citations, names and authors.",
    icon=":material/edit_note:",
    place=75,
)
def corrections(view: View) -> None:
    """Show the corrections by hand, each with what takes it out again."""
    path = correcting.file_of(view)
    found = kdgraph.read_override_file(path)
    correcting.told()
    for problem in view.overrides.problems:
        st.warning(plain(problem), icon=":material/warning:")
    if not found:
        st.info(
            "Nothing was corrected yet. Click on a paper in the lineage to see why its parent is "
            "one, and to say what is not so."
        )
        return
    st.download_button(
        "The file of corrections (overrides.toml)",
        path.read_bytes(),
        file_name="overrides.toml",
        mime="application/toml",
        on_click="ignore",
        icon=":material/download:",
    )
    for kind, heading in _KINDS.items():
        held = [one for one in found if one.kind == kind]
        if held:
            st.header(f"{heading}: {len(held):,}")
        for number, one in enumerate(held, start=1):
            _line(view, kind, number, one)


def _line(view: View, kind: str, number: int, one: Correction) -> None:
    said = _said(view, one)
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(gap=None):
            st.markdown(plain(said))
            about = [str(one.date)] if one.date else []
            about += [one.note] if one.note else []
            if about:
                st.caption(plain(" · ".join(about)))
        st.button(
            "Take out",
            key=f"out-{kind}-{number}",
            on_click=correcting.take_out,
            args=(view, kind, number, f"taken out: {said}"),
            icon=":material/delete:",
        )


def _said(view: View, one: Correction) -> str:
    """Return a correction as a sentence."""
    values = {key: _named(view, value) for key, value in one.values.items()}
    if one.kind == "parent":
        parent = one.values["parent"].strip()
        verb = f"descends from {values['parent']}" if parent else "has no parent"
        return f"{values['paper']} {verb}"
    if one.kind == "arc":
        return f"{values['citing']} {one.values['label']} {values['cited']}"
    if one.kind == "name":
        return f"{values['paper']} is called {one.values['name']}"
    if "join" in one.lists:
        return f"{', '.join(one.lists['join'])}: one person"
    return f"{', '.join(one.lists.get('part', ()))}: different people"


def _named(view: View, text: str) -> str:
    """Return the title of a paper that an id names; other words as they are."""
    titles = view.snapshot.whole.papers["title"]
    title = titles.get(text)
    return title if isinstance(title, str) else text
