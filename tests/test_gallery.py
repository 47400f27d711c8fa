"""The gallery shows the figures as they are drawn today, all of them."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

import kdgraph

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGE = (DOCS / "gallery.md").read_text(encoding="utf-8")


def test_every_figure_is_in_the_gallery_once() -> None:
    pictures = re.findall(r"^!\[.*\]\(figures/([\w-]+)\.svg\)$", PAGE, re.M)
    assert sorted(pictures) == list(kdgraph.FIGURES)
    assert {path.stem for path in (DOCS / "figures").iterdir()} == set(pictures)


@pytest.mark.parametrize("name", list(kdgraph.FIGURES))
def test_a_picture_is_what_is_drawn_today(name: str) -> None:
    """Python docs/gallery.py draws them again where this fails."""
    found = kdgraph.verify(DOCS / "figures" / f"{name}.svg")
    assert found.outcome != "different", str(found)


def test_the_page_says_what_the_figures_say() -> None:
    page = runpy.run_path(str(DOCS / "gallery.py"))["page"]
    snapshot = kdgraph.embedded()
    drawing = kdgraph.FIGURES["evolution"](snapshot, width=7.0)
    (part,) = re.findall(r"^## evolution\n.*?(?=^## )", PAGE, re.M | re.S)
    assert part.strip() in page({"evolution": drawing}, snapshot.data_note)
