"""What the browser is like: its ground, and how wide the page is."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

__all__ = [
    "ACCENTS",
    "INKS",
    "PRINTED",
    "beside",
    "inches",
    "measure",
    "scale",
    "style",
    "theme",
    "touched",
]

ACCENTS: Final = {"light": "#b3261e", "dark": "#ff8a7a"}
INKS: Final = {"light": "#1f2328", "dark": "#e8eaed"}
"""As in the figures, by the ground."""

_UNMEASURED: Final = 9.5
_NARROWEST: Final = 3.5  # inches: below, the page is scrolled sideways rather than squeezed
_WIDEST: Final = 14.0
_STEP: Final = 0.5  # so that a picture is drawn anew for a few widths only
PRINTED: Final = 1.45
"""Pixels a point of a picture that is shown as it is printed."""

_POINT: Final = 1.8  # pixels, so that names are as large as small print
_BESIDE: Final = 860.0  # pixels of a page from which there is room beside a picture
_SIDE: Final = 0.28  # of the page: what stands beside a picture

# Streamlit enters two steps into the browser's history where a link leads to another page: the old
# page with the new query, and the new page. One step of the reader is one step back.
_HISTORY: Final = """
function oneStepEach() {
  if (window.kdgraphHistory) return;
  window.kdgraphHistory = true;
  const push = history.pushState.bind(history);
  let last = null;
  history.pushState = (state, title, url) => {
    const to = new URL(url ?? "", location.href);
    const here = location;
    const leads = to.pathname !== here.pathname && to.search === here.search;
    const halfway = leads && last !== null && last.pathname === here.pathname
      && last.search === here.search && performance.now() - last.at < 3000;
    // what the page adds to the address of a first visit is no step, either
    const named = to.pathname === here.pathname && !here.search.includes("snapshot=")
      && to.search.includes("snapshot=");
    last = null;
    if (halfway || named) {
      history.replaceState(state, title, url);
      return;
    }
    push(state, title, url);
    if (to.pathname === here.pathname) {
      last = { pathname: to.pathname, search: to.search, at: performance.now() };
    }
  };
}
"""

# Streamlit's box for files is focusable and named, and says of itself that it is nothing
_BOXES: Final = """
function boxesAreGroups() {
  if (window.kdgraphBoxes) return;
  const boxes = '[data-testid="stFileUploaderDropzone"][role="presentation"]';
  const mend = () => {
    for (const box of document.querySelectorAll(boxes)) box.setAttribute("role", "group");
  };
  window.kdgraphBoxes = new MutationObserver(mend);
  window.kdgraphBoxes.observe(document.body, { childList: true, subtree: true });
  mend();
}
"""

_RULER: Final = """
export default function({ parentElement, setStateValue }) {
  const host = parentElement.host ?? parentElement;
  oneStepEach();
  boxesAreGroups();
  setStateValue("touch", window.matchMedia("(pointer: coarse)").matches);
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
.stMainBlockContainer { padding-top: 3.75rem; gap: 0.7rem; }
.stMainBlockContainer h1 { font-size: 1.7rem; padding: 0; }
.stMainBlockContainer h2 { font-size: 1.4rem; }
.stMainBlockContainer h3 { font-size: 1.15rem; }
.st-key-ruler { height: 0; margin-bottom: -1rem; }
.stMainBlockContainer [data-testid="stPageLink-NavLink"] { background: none; padding-left: 0; }
/* small print that can be read: 8 to 1 on a light ground, where Streamlit has 4.1; it follows the
   theme by itself, also where a reader changes it */
[data-testid="stCaptionContainer"] { color: inherit; opacity: 0.8; }
[data-testid="stCaptionContainer"] p { color: inherit; opacity: 1; }
[data-testid="stPageLink-NavLink"]:focus-visible { outline: 2px solid #b3261e;
  outline-offset: 1px; }
/* what was clicked is answered beside the picture, in sight while the picture scrolls */
[data-testid="stColumn"]:has(.st-key-beside) { position: sticky; top: 3.6rem;
  align-self: flex-start; max-height: calc(100vh - 4.5rem); overflow-y: auto; }
.st-key-beside p, .st-key-beside li { font-size: 0.92rem; }
/* where there is no room beside it, at the bottom of the window, over the picture */
div:has(> .st-key-below) { position: sticky; bottom: 0; z-index: 99; }
.st-key-below { max-height: 45vh; overflow-y: auto; padding: 0.7rem 1rem 1rem;
  border-top: 1px solid rgba(128, 128, 128, 0.5); box-shadow: 0 -6px 20px rgba(0, 0, 0, 0.18);
  background: var(--kdgraph-ground); }
.st-key-below p, .st-key-below li { font-size: 0.92rem; }
.st-key-beside [data-testid="stVerticalBlock"], .st-key-below { gap: 0.4rem; }
@media (min-width: 1100px) {
  .stMainBlockContainer { padding-left: 2.5rem; padding-right: 2.5rem; }
}
</style>"""


def style() -> None:
    """Set what Streamlit's own theme cannot."""
    ground = "#14171b" if theme() == "dark" else "#ffffff"
    st.html(_STYLE.replace("var(--kdgraph-ground)", ground))


def theme() -> str:
    """Return the ground on which pictures stand: light or dark, as the page is."""
    return "dark" if st.context.theme.type == "dark" else "light"


def touched() -> bool:
    """Return whether the page is looked at on a touch screen."""
    return bool(st.session_state.get("touch"))


def measure() -> None:
    """Measure how wide the page is; it is not drawn before that is known.

    The browser answers a moment after the first run. Where there is no browser, as in tests, a
    usual width is taken.
    """
    ruler: Any = st.components.v2.component("kdgraph.ruler", js=_HISTORY + _BOXES + _RULER)
    told = ruler(key="ruler", height=1, on_width_change=lambda: None, on_touch_change=lambda: None)
    st.session_state["touch"] = bool(told.touch)
    found = told.width
    if found:
        st.session_state["page_width"] = float(found)
    elif st.context.url is not None and "page_width" not in st.session_state:
        st.stop()


def beside() -> tuple[float, float] | None:
    """Return how a page is shared between a picture and what stands beside it; None for no room."""
    pixels = _pixels()
    return (1 - _SIDE, _SIDE) if pixels is None or pixels >= _BESIDE else None


def scale() -> float:
    """Return how many pixels a point of a picture has, so that its letters can be read.

    On a phone they are fewer, since a picture needs some inches.
    """
    return _POINT if _room() >= _NARROWEST * 72 * _POINT else PRINTED


def inches(scale: float = PRINTED) -> float:
    """Return how wide a picture is laid out, at so many pixels a point."""
    if _pixels() is None:
        return _UNMEASURED
    room = _room()
    steps = int(room / (72 * scale) / _STEP)
    return min(max(steps * _STEP, _NARROWEST), _WIDEST)


def _room() -> float:
    """Return how many pixels a picture has on this page."""
    pixels = _pixels()
    if pixels is None:
        return _UNMEASURED * 72 * _POINT
    shared = beside()
    return pixels if shared is None else pixels * shared[0] - 16


def _pixels() -> float | None:
    found: float | None = st.session_state.get("page_width")
    return found
