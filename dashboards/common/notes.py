"""What must be known beside numbers, as small print."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import streamlit as st

from dashboards.common.plain import plain
from kdgraph import Registry, Scope

__all__ = ["left_out", "notes", "scope_note"]


def notes(sentences: Iterable[str]) -> None:
    """Show what must be known beside the numbers, each as a sentence."""
    for sentence in sentences:
        ending = "" if sentence.endswith((".", "\N{HORIZONTAL ELLIPSIS}")) else "."
        st.caption(f"{plain(sentence[:1].upper() + sentence[1:])}{ending}")


def left_out(family: Registry[Any]) -> None:
    """Show what other packages offer of a family that cannot be used."""
    for plugin in family.plugins():
        if plugin.problem:
            st.warning(plain(plugin.error(plugin.problem)), icon=":material/extension_off:")


def scope_note(scope: Scope | None) -> None:
    """Show which papers were looked at, and what that left out."""
    if scope is not None:
        notes([f"scope: {scope}", *scope.notes()])
