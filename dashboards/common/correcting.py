"""Corrections by hand made on a page: each is written at once, told, and can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import streamlit as st

import kdgraph
from dashboards.common.plain import plain
from dashboards.common.view import View
from kdgraph import KdgraphError

__all__ = ["file_of", "make", "take_out", "told"]

_LAST: Final = "last_correction"
_FAULT: Final = "correction_fault"


def file_of(view: View) -> Path:
    """Return the file that holds the corrections of a data folder."""
    return view.folder / "overrides.toml"


def make(view: View, kind: str, said: str, **values: Any) -> None:
    """Write a correction; `said` says it in a few words, for who may want to undo it."""
    _try(lambda: _written(view, kind, values), said)


def _written(view: View, kind: str, values: Mapping[str, Any]) -> kdgraph.ChangedOverrides:
    note = f"in the dashboard, snapshot {view.snapshot.whole.id}"
    return kdgraph.correct(file_of(view), view.snapshot.whole, kind, values, note=note)


def take_out(view: View, kind: str, number: int, said: str) -> None:
    """Take one correction out of the file."""
    _try(lambda: kdgraph.remove_correction(file_of(view), kind, number, view.snapshot.whole), said)


def _try(change: Any, said: str) -> None:
    st.session_state.pop(_FAULT, None)
    try:
        st.session_state[_LAST] = (change(), said)
    except KdgraphError as error:
        st.session_state[_FAULT] = str(error)


def told() -> None:
    """Say what was corrected last and offer to undo it, or what went wrong."""
    fault = st.session_state.get(_FAULT)
    if fault:
        st.error(plain(fault), icon=":material/error:")
    last = st.session_state.get(_LAST)
    if last is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="corrected"):
        st.caption(f":material/edit: Corrected: {plain(last[1])}")
        st.button("Undo", key="undo-correction", on_click=_undo, type="tertiary")


def _undo() -> None:
    change, _ = st.session_state.pop(_LAST)
    st.session_state.pop(_FAULT, None)
    try:
        kdgraph.restore_overrides(change)
    except KdgraphError as error:
        st.session_state[_FAULT] = str(error)
