"""What the browser is like: its ground, and how wide the page is."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

__all__ = ["ACCENTS", "INKS", "inches", "measure", "style", "theme"]

ACCENTS: Final = {"light": "#b3261e", "dark": "#ff8a7a"}
INKS: Final = {"light": "#1f2328", "dark": "#e8eaed"}
"""As in the figures, by the ground."""

_UNMEASURED: Final = 9.5
_NARROWEST: Final = 3.5  # inches: below, the page is scrolled sideways rather than squeezed
_WIDEST: Final = 14.0
_STEP: Final = 0.5  # so that a picture is drawn anew for a few widths only
_PIXELS: Final = 72 * 1.45  # an inch, as pictures are shown

_RULER: Final = """
export default function({ parentElement, setStateValue }) {
  const host = parentElement.host ?? parentElement;
  let said = null;
  const say = () => {
    const width = Math.floor(host.getBoundingClientRect().width);
    if (width > 0 && (said === null || Math.abs(width - said) > 20)) {
      said = width;
      setStateValue("width", width);
    }
  };
  let waiting = null;
  const later = () => { clearTimeout(waiting); waiting = setTimeout(say, 250); };
  const watch = new ResizeObserver(later);
  watch.observe(host);
  say();
  return () => { clearTimeout(waiting); watch.disconnect(); };
}
"""

# less air above the title, and none for what is not seen
_STYLE: Final = """<style>
.stMainBlockContainer { padding-top: 3.5rem; }
.stMainBlockContainer h1 { font-size: 2rem; padding-bottom: 0; }
.stMainBlockContainer h2 { font-size: 1.4rem; }
.stMainBlockContainer h3 { font-size: 1.15rem; }
.st-key-ruler { height: 0; margin-bottom: -1rem; }
.stMainBlockContainer [data-testid="stPageLink-NavLink"] { background: none; padding-left: 0; }
</style>"""


def style() -> None:
    """Set what Streamlit's own theme cannot."""
    st.html(_STYLE)


def theme() -> str:
    """Return the ground on which pictures stand: light or dark, as the page is."""
    return "dark" if st.context.theme.type == "dark" else "light"


def measure() -> None:
    """Measure how wide the page is; it is not drawn before that is known.

    The browser answers a moment after the first run. Where there is no browser, as in tests, a
    usual width is taken.
    """
    ruler: Any = st.components.v2.component("kdgraph.ruler", js=_RULER)
    found = ruler(key="ruler", height=1, on_width_change=lambda: None).width
    if found:
        st.session_state["page_width"] = float(found)
    elif st.context.url is not None and "page_width" not in st.session_state:
        st.stop()


def inches() -> float:
    """Return how wide a picture is laid out."""
    pixels: float | None = st.session_state.get("page_width")
    if pixels is None:
        return _UNMEASURED
    steps = int(pixels / _PIXELS / _STEP)
    return min(max(steps * _STEP, _NARROWEST), _WIDEST)
