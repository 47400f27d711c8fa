"""Own tags, read marks and notes beside a paper, kept at once in the data folder."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

import kdgraph
from dashboards.common.plain import plain
from dashboards.common.view import View
from kdgraph import KdgraphError

__all__ = ["noting"]

_FAULT: Final = "note_fault"
_MARKS: Final = {"unread": "to read", "read": "read"}
_LONGEST: Final = 20_000


def noting(view: View, paper_id: str, *, place: str = "") -> None:
    """Show what is kept beside a paper, and keep what is changed.

    Where a page shows one paper twice, `place` tells the second.
    """
    kept = view.notes.of(paper_id)
    tags, mark, note = (f"{place}{name}-{paper_id}" for name in ("tags", "mark", "note"))
    # the file leads, also where another tab or a hand has changed it
    st.session_state[tags] = list(kept.tags)
    st.session_state[mark] = kept.reading or None
    st.session_state[note] = kept.note

    def keep(**given: Any) -> None:
        st.session_state.pop(_FAULT, None)
        try:
            kdgraph.annotate(view.folder / "notes.toml", view.snapshot, paper_id, **given)
        except KdgraphError as error:
            st.session_state[_FAULT] = str(error)

    def marked() -> None:
        said = st.session_state[mark]
        keep(read="" if said is None else said == "read")

    with st.container(key=f"{place}own-{paper_id}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.segmented_control(
                "Reading",
                list(_MARKS),
                key=mark,
                format_func=_MARKS.__getitem__,
                on_change=marked,
                label_visibility="collapsed",
            )
            st.multiselect(
                "Your tags",
                list(view.notes.tags),
                key=tags,
                accept_new_options=True,
                placeholder="Add a tag",
                on_change=lambda: keep(tags=st.session_state[tags]),
                label_visibility="collapsed",
                width=220,
            )
        with st.expander(_first(kept.note) or "Your note", icon=":material/edit_note:"):
            st.text_area(
                "Your note",
                key=note,
                max_chars=_LONGEST,
                height=120,
                on_change=lambda: keep(note=st.session_state[note]),
                placeholder="Kept in notes.toml of the data folder, and exported with BibTeX",
                label_visibility="collapsed",
            )
    if fault := st.session_state.get(_FAULT):
        st.error(plain(fault), icon=":material/error:")


def _first(note: str) -> str:
    """Return the beginning of a note, as Markdown."""
    line = note.partition("\n")[0]
    return plain(f"{line[:60]}{'…' if len(note) > min(len(line), 60) else ''}") if line else ""
