"""What the browser is like: its ground and its width."""

from __future__ import annotations

from typing import Final

import streamlit as st

__all__ = ["inches", "theme"]

_WIDE: Final = 9.8


def theme() -> str:
    """Return the ground on which pictures stand: light or dark, as the page is."""
    return "dark" if st.context.theme.type == "dark" else "light"


def inches() -> float:
    """Return how wide a picture is laid out."""
    return _WIDE
