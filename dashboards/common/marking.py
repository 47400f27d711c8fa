"""Which mark of a picture is chosen: what the URL says of it, and how it is seen."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import streamlit as st

from dashboards.common import address
from dashboards.common.screen import ACCENTS, INKS
from kdgraph import Drawing

__all__ = ["choose", "chosen", "dressed", "forget", "marks_of", "pin"]

_KEY: Final = "marked"
_FADED: Final = 0.12
_IN_ADDRESS: Final = 3  # papers; more are named by their digest


def marks_of(drawing: Drawing) -> dict[str, tuple[str, ...]]:
    """Return the papers of every mark, by their digest."""
    found = {ids for _, mark in drawing.marks() for ids in mark.papers if ids}
    return {_digest(ids): ids for ids in sorted(found)}


def _digest(ids: Sequence[str]) -> str:
    return "~" + hashlib.sha256("\n".join(ids).encode()).hexdigest()[:10]


def choose(points: Sequence[Mapping[str, Any]]) -> None:
    """Let the URL say which papers of a plotly figure were clicked; none takes it away."""
    pin(list(dict.fromkeys(one for point in points for one in point.get("customdata") or ())))


def pin(ids: Sequence[str]) -> None:
    """Let the URL say that these papers are chosen; none takes it away."""
    address.put(_KEY, list(ids) if len(ids) <= _IN_ADDRESS else [_digest(ids)])


def forget() -> None:
    """Let the URL say of no mark that it is chosen."""
    address.put(_KEY, ())


def chosen(marks: Mapping[str, tuple[str, ...]]) -> tuple[str, ...] | None:
    """Return the papers that the URL says are chosen; None where it says nothing.

    They are none where the picture has no such mark.
    """
    said = st.query_params.get_all(_KEY)
    if not said:
        return None
    return marks.get(said[0], ()) if said[0].startswith("~") else tuple(said)


def dressed(
    figure: Any, ids: Sequence[str], theme: str, hidden: Collection[str] = frozenset()
) -> Any:
    """Return a picture in which chosen marks are seen, and in which those of `ids` are chosen.

    Marks whose papers are all in `hidden` are nearly not seen.

    Plotly would let all other marks fade until nothing can be read.
    """
    accent, ink = ACCENTS[theme], INKS[theme]
    for trace in figure.data:
        if trace.customdata is None:
            continue
        if trace.type == "bar":
            trace.update(
                selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": 0.6}}
            )
        elif "markers" in (trace.mode or ""):
            seen = trace.marker.opacity != 0
            trace.update(
                selected={"marker": {"color": accent, "opacity": 1}},
                unselected={"marker": {"opacity": 1 if seen else 0}},
            )
        else:
            colour = trace.textfont.color
            trace.update(
                selected={"textfont": {"color": accent}},
                unselected={"textfont": {"color": colour if isinstance(colour, str) else ink}},
            )
        if hidden:
            _fade(trace, hidden)
        if ids:
            rows = [row for row, held in enumerate(trace.customdata) if tuple(held) == tuple(ids)]
            trace.selectedpoints = rows
    return figure


def _fade(trace: Any, hidden: Collection[str]) -> None:
    """Let the marks fade of which no paper is shown."""
    gone = [bool(held) and all(one in hidden for one in held) for held in trace.customdata]
    if not any(gone):
        return
    if trace.type == "bar" or "markers" in (trace.mode or ""):
        said = trace.marker.opacity
        seen = [said] * len(gone) if said is None or isinstance(said, int | float) else list(said)
        levels = [
            _FADED * (1 if one is None else one) if out else 1 if one is None else one
            for one, out in zip(seen, gone, strict=True)
        ]
        trace.marker.opacity = levels
        trace.unselected.marker.opacity = None
    elif trace.text is not None and not isinstance(trace.text, str):
        trace.text = ["" if out else one for one, out in zip(trace.text, gone, strict=True)]
