"""Figures: any of them as it is printed, and its files for a paper."""

from __future__ import annotations

import inspect
from functools import partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

import streamlit as st

import kdgraph
from dashboards.common import address, picture
from dashboards.common.notes import left_out
from dashboards.common.pages import page
from dashboards.common.plain import plain
from dashboards.common.view import View
from kdgraph import Drawing, KdgraphError

__all__ = ["figures"]

_THEMES: Final = ("light", "dark", "transparent")
_WIDTH: Final = "page"
_MOST: Final = 2_000
_GOOD: Final = "good_width"
_CSV: Final = ("Data (CSV)", "text/csv")


@page(
    "Figures",
    "Any figure as printed, with its caption and files for a paper.",
    icon=":material/palette:",
    place=80,
)
def figures(view: View) -> None:
    """Show one figure as it is printed, and give its files."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = address.choice(
            "Figure",
            list(kdgraph.FIGURES),
            key="figure",
            default="evolution",
            labels=kdgraph.FIGURES.label,
        )
        theme = address.choice("Ground", _THEMES, key="theme")
        width = address.text(
            "Width",
            key="width",
            default=_WIDTH,
            help="Width, such as 3.3in, 84mm or 238pt; or column, text, page.",
        )
        section = address.section(view)
        scope = address.scope(own=True) if _scoped(name) else {}
        most = address.number(
            "Maximum shown",
            0,
            _MOST,
            key="top",
            default=0,
            help="Maximum number of papers, authors, groups or sections shown; 0 for the "
            "figure's default.",
        )
    left_out(kdgraph.FIGURES)
    inches = _inches(width)
    drawing = picture.as_printed(
        view,
        name,
        width=inches,
        ground=theme,
        section=section,
        top=most or None,
        **scope,
    )
    _files(view, drawing, theme)
    _download(
        "LaTeX bundle: this figure, trees, table and bibliography",
        lambda: _pack(
            view, name, width=inches, theme=theme, section=section, top=most or None, **scope
        ),
        "kdgraph-latex.zip",
        "application/zip",
    )


def _inches(width: str) -> float:
    """Return a width that was asked for; the last good one where it is none."""
    try:
        found = kdgraph.inches(width or _WIDTH)
        kdgraph.check_width(found)
    except KdgraphError as error:
        found = float(st.session_state.get(_GOOD, kdgraph.inches(_WIDTH)))
        st.warning(plain(f"{error}; {found:g} inches are shown."), icon=":material/warning:")
    st.session_state[_GOOD] = found
    return found


def _scoped(name: str) -> bool:
    """Whether a figure takes a scope: one of the list itself does not."""
    return "scope" in inspect.signature(kdgraph.FIGURES[name]).parameters


def _files(view: View, drawing: Drawing, theme: str) -> None:
    name = drawing.name
    with st.container(horizontal=True):
        for form, (label, mime) in {**picture.FORMS, "csv": _CSV}.items():
            _download(label, partial(drawing.to_bytes, form, theme=theme), f"{name}.{form}", mime)
        _download(
            "Papers (BibTeX)",
            lambda: kdgraph.bibtex_text(view.noted, drawing.papers()),
            f"{name}.bib",
            "application/x-bibtex",
        )


def _download(label: str, content: Any, file_name: str, mime: str) -> None:
    st.download_button(
        label,
        content,  # it is made when it is asked for
        file_name=file_name,
        mime=mime,
        key=f"file-{file_name}",
        on_click="ignore",
        icon=":material/download:",
    )


def _pack(view: View, name: str, **options: Any) -> bytes:
    """Return the LaTeX bundle with one figure as a zip file."""
    content = BytesIO()
    with TemporaryDirectory() as folder, ZipFile(content, "w", ZIP_DEFLATED) as packed:
        kdgraph.make_pack(
            view.snapshot, Path(folder), only=[name], overrides=view.overrides, **options
        )
        for path in sorted(Path(folder).rglob("*")):
            packed.write(path, path.relative_to(folder))
    return content.getvalue()
