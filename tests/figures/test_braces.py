"""Texts of figures are templates, and names that hold braces are put into them as they are."""

from __future__ import annotations

from functools import cache

import pytest

import kdgraph
from kdgraph.graph.snapshot import Snapshot
from kdgraph.testing import literatures, toys


@cache
def _braced() -> Snapshot:
    """Return a literature in which every title, section and author is written in braces."""
    frames = literatures.hard().frames()
    frames = {name: frame.copy() for name, frame in frames.items()}
    frames["papers"]["title"] = [f"{{{n}}} {{none!r:>9}}" for n in range(len(frames["papers"]))]
    frames["authors"]["name"] = [f"A{n} {{Roe}}" for n in range(len(frames["authors"]))]
    sections = frames["entries"]["section"]
    frames["entries"]["section"] = [f"{section[:9]} {{0}}" for section in sections]
    return Snapshot(frames, toys.MANIFEST)


@pytest.mark.parametrize("figure", kdgraph.FIGURES)
def test_names_with_braces_are_words(figure: str) -> None:
    drawing = kdgraph.draw(figure, _braced(), width=5.5)
    assert drawing.caption
    assert drawing.alt
    told = [drawing.caption, drawing.alt, *drawing.notes]
    assert not [text for text in told if "{{" in text or "}}" in text]
