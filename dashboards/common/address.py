"""What is seen lives in the URL: page, snapshot, controls and selection.

The URL leads: a control always shows what it says, and a change of the control changes the URL
first. Values that are the default are left out. A value that means nothing is answered by the
default, and this is said. To set a control from elsewhere, `put` its value.

Streamlit can bind controls to the URL by itself; but it then keeps the old value when a link leads
to another one on the same page, and says the value twice in links to other pages.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

import streamlit as st

from dashboards.common.plain import plain
from dashboards.common.view import View

__all__ = [
    "FILTERS",
    "WHOLE",
    "choice",
    "flag",
    "here",
    "note",
    "number",
    "put",
    "scope",
    "section",
    "side",
    "tabs",
    "text",
    "wanted",
    "years",
]

WHOLE: Final = "all sections"
"""What the control for the section says where none is asked for."""

FILTERS: Final = ("years", "on_list", "in_section", "by_author", "in_venue", "tag", "reading")
"""What the URL says of the filter of papers, which is the same on all pages."""

_LONGEST: Final = 300
_FAULTS: Final = "address_faults"
_TOLD_FOR: Final = 12.0  # seconds
_SCOPES: Final = {"listed": "the list", "field": "the field", "all": "all papers"}
_OWN: Final = "as suits the figure"
_MOST_LEAST: Final = 50

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
    kept = {key: said for key in ("snapshot", "as_of", *FILTERS) if (said := wanted(key))}
    return {**kept, **more}


def choice(
    label: str,
    options: Sequence[S],
    *,
    key: str,
    default: S | None = None,
    help: str | None = None,  # as Streamlit calls it
    labels: Callable[[S], str] = str,
) -> S:
    """Show a choice of one of `options` (the first by default), and return it.

    The URL names an option by itself, the menu by what `labels` says of it.
    """
    changed = _lead(key, options[0] if default is None else default, _one_of(options))
    picked: S = st.selectbox(
        label, options, key=key, help=help, on_change=changed, format_func=labels
    )
    return picked


def side(label: str, options: Sequence[S], *, key: str) -> S:
    """Show the parts of a page next to each other (the first by default), and return the one."""
    changed = _lead(key, options[0], _one_of(options))
    picked: S = st.radio(
        label,
        options,
        key=key,
        horizontal=True,
        label_visibility="collapsed",
        on_change=changed,
    )
    return picked


def tabs(names: Sequence[str], *, key: str) -> Any:
    """Show tabs (the first is open by default), and return their containers.

    Only the one whose ``open`` is true should be filled: the others cost time for nothing.
    """
    changed = _lead(key, names[0], _one_of(names))
    return st.tabs(list(names), key=key, on_change=changed)


def section(
    view: View, *, key: str = "section", label: str = "Section", help: str | None = None
) -> str | None:
    """Show a choice of one section of the list, and return its heading; None for all."""
    names = [name for name in view.snapshot.reading_list.headings if name != WHOLE]
    picked = choice(label, [WHOLE, *names], key=key, help=help)
    return None if picked == WHOLE else picked


def scope(*, own: bool = False) -> dict[str, Any]:
    """Show which papers are looked at; return the options ``scope`` and ``field_least``.

    The field is the default; with `own`, what suits each figure, for which no option is returned.
    """
    names = [*([_OWN] if own else []), *_SCOPES]
    picked = choice(
        "Scope",
        names,
        key="scope",
        default=_OWN if own else "field",
        help="Papers that are shown and counted: those of the list; the field, which is these and "
        "the papers that cite some of them, without data sets, benchmarks, optimisers and "
        "software; or all papers of the corpus.",
        labels=lambda name: _SCOPES.get(name, name),
    )
    if picked == _OWN:
        return {}
    if picked != "field":
        return {"scope": picked}
    least = number(
        "Listed papers cited",
        1,
        _MOST_LEAST,
        key="field_least",
        default=2,
        help="How many papers of the list a paper of the field cites at least.",
    )
    return {"scope": picked, "field_least": least}


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

    def read(said: str) -> int | None:
        good = said.isascii() and said.lstrip("-").isdigit() and len(said) < 10
        return int(said) if good and low <= int(said) <= high else None

    changed = _lead(key, default, read)
    picked: int = st.number_input(label, low, high, step=1, key=key, help=help, on_change=changed)
    return picked


def years(first: int, last: int, *, key: str = "years") -> tuple[int, int] | None:
    """Show a range of years, and return the first and the last asked for; None for all.

    It is a slider and two fields to type in, since a slider of many years is narrow.
    """

    def read(said: str) -> tuple[int, int] | None:
        low, _, high = said.partition("-")
        if not (low.isascii() and low.isdigit() and high.isascii() and high.isdigit()):
            return None
        asked = (int(low), int(high)) if len(low) == len(high) == len(str(last)) else (0, -1)
        return asked if first <= asked[0] <= asked[1] <= last else None

    whole = (first, last)
    changed = _lead(key, whole, read, write=lambda picked: f"{picked[0]}-{picked[1]}")
    low, high = st.session_state[key]
    ends = (f"{key}_from", f"{key}_to")

    def typed() -> None:
        st.session_state[key] = tuple(int(st.session_state[one]) for one in ends)
        changed()

    picked: Any = st.slider("Years", first, last, key=key, on_change=changed)
    for column, end, words, bounds, value in zip(
        st.columns(2),
        ends,
        ("From", "To"),
        ((first, high), (low, last)),
        (low, high),
        strict=True,
    ):
        st.session_state[end] = value
        with column:
            st.number_input(words, *bounds, step=1, key=end, on_change=typed)
    return None if tuple(picked) == whole else (picked[0], picked[1])


def flag(label: str, *, key: str, default: bool = False, help: str | None = None) -> bool:
    """Show a switch, and return whether it is on."""
    changed = _lead(key, default, {"True": True, "False": False}.get)
    picked: bool = st.toggle(label, key=key, help=help, on_change=changed)
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
    changed = _lead(key, default, lambda said: said[:_LONGEST])
    typed: str = st.text_input(
        label,
        key=key,
        placeholder=placeholder,
        help=help,
        max_chars=_LONGEST,
        on_change=changed,
    )
    return typed.strip()


def _one_of(options: Sequence[S]) -> Callable[[str], S | None]:
    return {str(option): option for option in options}.get


def _lead(
    key: str,
    default: Any,
    read: Callable[[str], Any | None],
    *,
    write: Callable[[Any], str] = str,
) -> Callable[[], None]:
    """Give a control the value that the URL says; return what to do when the control changes."""
    said = wanted(key)
    value = default if said is None else read(said)
    faults: dict[str, tuple[float, str]] = st.session_state.setdefault(_FAULTS, {})
    if value is None:
        faults[key] = (
            time.monotonic(),
            f"The address says **{plain(key)}={plain(said)}**, which is not valid here; "
            f"**{plain(write(default))}** is used instead.",
        )
        put(key, ())
        value = default
    if key in faults:
        # a page may run again at once, by itself: what was said stays for as long as one reads it
        since, message = faults[key]
        if time.monotonic() - since < _TOLD_FOR:
            note(message)
        else:
            del faults[key]
    st.session_state[key] = value

    def changed() -> None:
        picked = st.session_state[key]
        put(key, [write(picked)] if picked is not None and picked != default else ())

    return changed
