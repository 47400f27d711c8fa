"""What is seen lives in the URL: page, snapshot, controls and selection.

Streamlit keeps the controls in step with the URL (``bind="query-params"``): a value that is the
default is left out, one that means nothing is answered by the default. Here it is also said.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import streamlit as st

from dashboards.common.plain import plain
from dashboards.common.view import View

__all__ = ["choice", "flag", "here", "note", "number", "put", "section", "side", "text", "wanted"]


S = TypeVar("S", bound=str)


def note(message: str) -> None:
    """Say something about the address, as Markdown, where the page begins to be read."""
    st.info(message, icon=":material/link_off:")


def wanted(key: str) -> str | None:
    """Return what the URL says for `key`, None where it says nothing."""
    said: str | None = st.query_params.get(key)
    return said or None


def put(key: str, values: Sequence[str]) -> None:
    """Let the URL say these values for `key`; none takes it away."""
    if values:
        st.query_params[key] = list(values)
    elif key in st.query_params:
        del st.query_params[key]


def here(**more: str) -> dict[str, Any]:
    """Return what the URL of another page must say to show the same literature, and `more`."""
    kept = {key: said for key in ("snapshot", "as_of") if (said := wanted(key))}
    return {**kept, **more}


def choice(
    label: str,
    options: Sequence[S],
    *,
    key: str,
    default: S | None = None,
    help: str | None = None,  # as Streamlit calls it
) -> S:
    """Show a choice of one of `options` (the first by default), and return it."""
    first = default if default is not None else options[0]
    _refuse(key, said := wanted(key), first, good=said is None or said in options)
    picked: S = st.selectbox(
        label, options, index=options.index(first), key=key, help=help, bind="query-params"
    )
    return picked


def side(label: str, options: Sequence[str], *, key: str) -> str:
    """Show the sides of a page next to each other (the first by default), and return the one."""
    _refuse(key, said := wanted(key), options[0], good=said is None or said in options)
    picked: str = st.radio(
        label,
        options,
        key=key,
        horizontal=True,
        label_visibility="collapsed",
        bind="query-params",
    )
    return picked


def section(view: View, *, key: str = "section") -> str | None:
    """Show a choice of one section of the list, and return its heading; None for all."""
    headings = view.snapshot.entries["section"].dropna().drop_duplicates().tolist()
    everything = "all sections"
    picked = choice("Section", [everything, *headings], key=key)
    return None if picked == everything else picked


def number(
    label: str,
    low: int,
    high: int,
    *,
    key: str,
    default: int,
    help: str | None = None,
) -> int:
    """Show a whole number from `low` to `high`, and return it."""
    said = wanted(key)
    good = said is None or (said.lstrip("-").isdigit() and low <= int(said) <= high)
    _refuse(key, said, str(default), good=good)
    picked: int = st.number_input(
        label, low, high, value=default, step=1, key=key, help=help, bind="query-params"
    )
    return picked


def flag(label: str, *, key: str, default: bool = False, help: str | None = None) -> bool:
    """Show a switch, and return whether it is on."""
    said = wanted(key)
    good = said is None or said.lower() in {"true", "false"}
    _refuse(key, said, str(default).lower(), good=good)
    picked: bool = st.toggle(label, value=default, key=key, help=help, bind="query-params")
    return picked


def text(
    label: str,
    *,
    key: str,
    default: str = "",
    placeholder: str | None = None,
    help: str | None = None,
) -> str:
    """Show a line to write in, and return what stands there."""
    typed: str = st.text_input(
        label,
        value=default,
        key=key,
        placeholder=placeholder,
        help=help,
        max_chars=300,
        bind="query-params",
    )
    return typed.strip()


def _refuse(key: str, said: str | None, default: str, *, good: bool) -> None:
    if not good:
        note(
            f"The address says **{key}={plain(said)}**, which means nothing here; "
            f"shown is **{plain(default)}**."
        )
