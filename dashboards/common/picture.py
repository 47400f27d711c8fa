"""A figure on a page: the picture, the papers behind its marks, its numbers, its files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

import streamlit as st

import kdgraph
from dashboards.common import address, papers
from dashboards.common.card import card
from dashboards.common.filters import asked, hidden
from dashboards.common.marking import choose, chosen, dressed, forget, marks_of, pin
from dashboards.common.plain import plain
from dashboards.common.screen import PRINTED, beside, inches, scale, theme, touched
from dashboards.common.view import View
from kdgraph import Drawing

__all__ = ["FORMS", "as_printed", "show"]

MOST_MARKS: Final = {"points": 2_000, "curves": 6_000}
"""What goes to the browser at most: more is neither read nor drawn in time."""

_CONFIG: Final = {
    "displaylogo": False,
    "displayModeBar": "hover",
    "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d", "toImage"],
    "showTips": False,
}
FORMS: Final = {
    "pdf": ("PDF", "application/pdf"),
    "svg": ("SVG", "image/svg+xml"),
    "png": ("PNG", "image/png"),
    "pgf": ("LaTeX", "text/x-tex"),
    "html": ("HTML", "text/html"),
}
"""The formats of a picture: what each is called, and its type."""

_BUTTONS: Final = 30  # pixels
_WIDTHS: Final = {"page, 7 in": "page", "column, 3.3 in": "column", "text, 5.5 in": "text"}


_INTERACTIVE: Final = frozenset(
    {"evolution", "milestones", "main-path", "historiograph", "braid", "ego", "reading-order"}
)
"""Figures of descent: they answer the pointer in the browser, by kdgraph's own script."""


def show(view: View, name: str, **options: Any) -> Drawing:
    """Show a figure of ``kdgraph.FIGURES`` as wide as the screen, and return it.

    A click on a mark opens its papers beside the picture, or on a narrow screen over its lower
    edge, and the URL keeps which. The files are drawn when they are asked for, at a width for
    print.

    Parameters
    ----------
    view : View
        What to draw.
    name : str
        The figure.
    **options
        What its function takes beside the snapshot, the width and the overrides.
    """
    explored = name in _INTERACTIVE
    width = inches(scale())
    drawing = view.draw(name, width=width, **options)
    _check_size(drawing)
    marks = view.once(f"marks {drawing.digests['marks']}", lambda: marks_of(drawing))
    ids = chosen(marks)
    shared = beside()
    if shared is None:
        left = st.container()
        side = st.container(key="below") if ids is not None else None
    else:
        left, right = st.columns(shared, gap="small")
        with right:
            side = st.container(key="beside")
    with left:
        if explored:
            _explore(view, drawing, ids or ())
        else:
            _chart(view, drawing, marks, theme())
    if side is not None:
        with side:
            _marked(view, ids)
            if shared is not None:
                st.caption(plain(drawing.caption))
    if shared is None:
        st.caption(plain(drawing.caption))
    with st.container(horizontal=True):
        with st.expander(f"Data table ({len(drawing.numbers):,} rows)"):
            papers.table(drawing.numbers)
        with st.expander("Description and notes"):
            _words(drawing)
        _downloads(view, drawing, options, explored=explored)
    return drawing


def as_printed(view: View, name: str, *, width: float, ground: str, **options: Any) -> Drawing:
    """Show a figure as it will be printed, the picture of the file itself, and return it.

    Parameters
    ----------
    view : View
        What to draw.
    name : str
        The figure.
    width : float
        Inches.
    ground : str
        light, dark or transparent.
    **options
        What its function takes beside the snapshot, the width and the overrides.
    """
    if asked():
        st.caption(":material/filter_alt: The filter is not for figures as they are printed.")
    drawing = view.draw(name, width=width, **options)
    picture = view.once(
        f"printed {drawing.digests['marks']} {ground}",
        lambda: drawing.to_bytes("svg", theme=ground).decode(),
    )
    # a picture of fixed size shrinks as a whole where the page is narrower
    st.image(picture, width=round(width * 72 * PRINTED), alt=drawing.alt)
    st.markdown(plain(drawing.caption))
    with st.container(horizontal=True):
        with st.expander(f"Data table ({len(drawing.numbers):,} rows)"):
            papers.table(drawing.numbers)
        with st.expander("Description and notes"):
            _words(drawing)
    return drawing


def _explore(view: View, drawing: Drawing, ids: Sequence[str]) -> None:
    """Show a drawing that answers in the browser; what is pinned and filtered goes to the URL."""
    ground = theme()
    picture: kdgraph.InteractivePicture = view.once(
        f"explored {drawing.digests['marks']} {ground}",
        lambda: kdgraph.interactive_picture(
            view.snapshot, drawing.themed(ground), overrides=view.overrides, scale=scale()
        ),
    )
    key = f"picture-{drawing.name}"
    component: Any = st.components.v2.component(
        "kdgraph.interactive",
        css=kdgraph.InteractivePicture.style(),
        js=kdgraph.InteractivePicture.script(),
    )
    answer = component(
        key=key,
        data={
            "scene": picture.scene,
            "pinned": list(ids),
            "look": address.wanted("look") or "",
            "covered": beside() is None,
            "hidden": _hidden(view, drawing),
        },
        on_pinned_change=lambda: pin(st.session_state[key].pinned or ()),
        on_look_change=lambda: address.put("look", _said(st.session_state[key].look)),
        on_opened_change=lambda: None,
        height="content",
    )
    if answer.opened in view.snapshot.papers.index:  # a double click
        targets: dict[str, Any] = st.session_state["pages"]
        st.switch_page(targets["paper"], query_params=address.here(paper=str(answer.opened)))


def _hidden(view: View, drawing: Drawing) -> list[str]:
    """Return the papers of a picture that the filter hides, and say how many."""
    out = hidden(view)
    if not out:
        return []
    shown = drawing.papers()
    gone = [one for one in shown if one in out]
    st.caption(
        f":material/filter_alt: The filter hides {len(gone):,} of {len(shown):,} papers of this "
        "picture; places and paths stay those of all."
    )
    return gone


def _said(text: str | None) -> list[str]:
    """Return what the URL says of a text: nothing where it is empty."""
    return [text] if text else []


def _check_size(drawing: Drawing) -> None:
    for kind, most in MOST_MARKS.items():
        count = sum(len(mark) for _, mark in drawing.marks() if mark.kind == kind)
        if count > most:
            raise kdgraph.InputError(
                f"this picture has {count:,} {kind}, and a browser can draw at most {most:,}; "
                "choose a section, or fewer papers"
            )


def _chart(view: View, drawing: Drawing, marks: dict[str, tuple[str, ...]], ground: str) -> None:
    key, digest = f"picture-{drawing.name}", drawing.digests["marks"]
    # A picture that changes loses its zoom, so the mark that is chosen when it is first shown is
    # part of it, and later ones are chosen in the browser.
    opened = st.session_state.get(f"opened-{key}")
    if opened is None or opened[0] != (digest, ground):
        opened = st.session_state[f"opened-{key}"] = ((digest, ground), chosen(marks) or ())
    # where a finger drags, the page is to move, not the picture
    drag = False if touched() else "zoom"
    gone, points = frozenset(_hidden(view, drawing)), scale()
    figure = view.once(
        f"screen {drawing.name} {digest} {ground} {opened[1]} {drag} {sorted(gone)} {points}",
        lambda: _roomy(
            dressed(drawing.to_plotly(theme=ground, scale=points), opened[1], ground, gone)
        ).update_layout(dragmode=drag),
    )
    st.plotly_chart(
        figure,
        width="content",
        theme=None,
        key=key,
        on_select=lambda: choose(st.session_state[key].selection.points),
        selection_mode="points",
        config=_CONFIG,
        alt=drawing.alt,
    )


def _roomy(figure: Any) -> Any:
    """Return a picture with room above it for the buttons, which would lie on its legend."""
    return figure.update_layout(
        margin_t=figure.layout.margin.t + _BUTTONS, height=figure.layout.height + _BUTTONS
    )


def _marked(view: View, ids: Sequence[str] | None) -> None:
    """Show the papers behind the mark that is chosen."""
    if ids is None:
        st.caption(":material/touch_app: Click on any mark to show its papers here.")
        return
    known = [one for one in ids if one in view.snapshot.papers.index]
    st.button("Close", on_click=forget, key="unmark", type="tertiary", icon=":material/close:")
    if not known:
        st.info("The mark that this address names is not in this figure: click on any mark.")
    elif (arc := _arc(view, known)) is not None:
        papers.citation(view, *arc)
    elif len(known) == 1:
        card(view, known[0])
    else:
        papers.lines(view, known)


def _arc(view: View, ids: Sequence[str]) -> tuple[str, str] | None:
    """Return two papers as the citing and the cited one, if one cites the other."""
    if len(ids) != 2:
        return None
    citations = view.snapshot.citations
    for citing, cited in (ids, ids[::-1]):
        if ((citations["citing_id"] == citing) & (citations["cited_id"] == cited)).any():
            return citing, cited
    return None


def _words(drawing: Drawing) -> None:
    st.markdown(f"**Description.** {plain(drawing.alt)}")
    for note in drawing.notes:
        st.markdown(f"- {plain(note)}")
    if not drawing.notes:
        st.markdown("Nothing was left out.")
    st.caption(plain(drawing.provenance.footer()))


def _downloads(view: View, drawing: Drawing, options: dict[str, Any], *, explored: bool) -> None:
    def at_print_width(form: str) -> bytes:
        return view.draw(drawing.name, width=width, **options).to_bytes(form)

    with st.popover("Download", icon=":material/download:"):
        words = st.selectbox("Width", list(_WIDTHS), key=f"width-{drawing.name}")
        width = kdgraph.inches(_WIDTHS[words])
        for form, (label, mime) in FORMS.items():
            st.download_button(
                label,
                partial(at_print_width, form),  # it is made when it is asked for
                file_name=f"{drawing.name}.{form}",
                mime=mime,
                key=f"{form}-{drawing.name}",
                on_click="ignore",
            )
        if explored:
            st.download_button(
                "This interactive view, one HTML file",
                _shared(view, drawing),
                file_name=f"{drawing.name}-interactive.html",
                mime="text/html",
                key=f"explored-{drawing.name}",
                on_click="ignore",
                help="Opens in any browser, without Python and without network.",
            )
        st.download_button(
            "Data (CSV)",
            lambda: drawing.to_bytes("csv"),
            file_name=f"{drawing.name}.csv",
            mime="text/csv",
            key=f"csv-{drawing.name}",
            on_click="ignore",
        )
        st.download_button(
            "Papers (BibTeX)",
            lambda: kdgraph.bibtex_text(view.noted, drawing.papers()),
            file_name=f"{drawing.name}.bib",
            mime="application/x-bibtex",
            key=f"bib-{drawing.name}",
            on_click="ignore",
        )


def _shared(view: View, drawing: Drawing) -> Callable[[], str]:
    """Return what makes one file of the picture, with what is pinned and filtered now."""
    ground, look = theme(), address.wanted("look") or ""
    pinned = chosen(marks_of(drawing)) or ()

    def make() -> str:
        picture = kdgraph.interactive_picture(
            view.noted, drawing.themed(ground), overrides=view.overrides, scale=scale()
        )
        return picture.to_html(pinned=pinned, look=look)

    return make
