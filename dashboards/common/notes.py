"""What must be known beside numbers, as small print."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from dashboards.common.plain import plain
from kdgraph import Scope

__all__ = ["notes", "scope_note"]


def notes(sentences: Iterable[str]) -> None:
    """Show what must be known beside the numbers, each as a sentence."""
    for sentence in sentences:
        ending = "" if sentence.endswith((".", "\N{HORIZONTAL ELLIPSIS}")) else "."
        st.caption(f"{plain(sentence[:1].upper() + sentence[1:])}{ending}")


def scope_note(scope: Scope | None) -> None:
    """Show which papers were looked at, and what that left out."""
    if scope is not None:
        notes([f"scope: {scope}", *scope.notes()])
