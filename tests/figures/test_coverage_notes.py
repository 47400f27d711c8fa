"""Every figure that counts or draws citations says whose reference lists were read."""

from __future__ import annotations

import re
from inspect import signature
from typing import Any, Final

import pytest

import kdgraph
from kdgraph.figures import FIGURES
from kdgraph.testing import toys

WITHOUT_CITATIONS: Final = {
    "coauthors": "who wrote with whom, known from the papers themselves",
    "coverage": "the whole figure says what was read",
    "taxonomy": "the list as it is written",
    "timeline": "papers by year",
}
"""Figures in which no citation is counted or drawn, each with what it shows."""

_SAID: Final = re.compile(r"[Rr]eference lists of (\d+) of ([\d,]+) papers were read")


@pytest.mark.parametrize("name", sorted(set(FIGURES) - set(WITHOUT_CITATIONS)))
def test_whose_lists_were_read_is_said(name: str) -> None:
    """Of the toys 5 of 8 lists were read, and it is of these that a figure of all papers speaks."""
    scope: dict[str, Any] = (
        {"scope": "all"} if "scope" in signature(FIGURES[name]).parameters else {}
    )
    notes = " ".join(FIGURES[name](toys.snapshot(), **scope).notes)
    found = _SAID.search(notes)
    assert found is not None, notes
    assert found.groups() == ("5", "8")


def test_lists_read_in_part_are_told_apart() -> None:
    coverage = kdgraph.embedded().coverage.query("direction == 'references'")["state"]
    part = int((coverage == "capped").sum())
    read = part + int((coverage == "complete").sum())
    (note,) = [one for one in FIGURES["rpys"](kdgraph.embedded()).notes if "lists" in one]
    assert f"lists of {read} of" in note
    assert f"were read, {part} of them in part" in note
