"""Words that are measured, by pairs of signs or as a whole, and set in lines."""

from __future__ import annotations

import pytest
from matplotlib import font_manager
from matplotlib.ft2font import LoadFlags

import kdgraph
from kdgraph.figures.canvas.typography import (
    TYPEFACES,
    drawable,
    families,
    fitted,
    measure,
    properties,
    typeface,
    wrapped,
)
from kdgraph.testing import literatures
from tests.figures.canvas.everything import WICKED


def lines() -> list[str]:
    """Words that kerning, ligatures and fonts that stand in may set otherwise."""
    titles = [str(title) for title in kdgraph.embedded().papers["title"].dropna()[::40]]
    odd = [
        "AVATAR To Ty. VA, \u201cL\u2019\u0153uvre\u201d office ffi fl fj 11/7",
        "T",
        " ",
        "a  b",
        "1\u20132\u2026",
        "f\u0301i",
    ]
    return [*titles, *odd, *WICKED, *literatures.HARD_TITLES]


def laid_out(line: str, weight: str) -> float:
    """Return the width of a line that matplotlib lays out as a whole, of size 1."""
    paths = [font_manager.findfont(properties(weight, family)) for family in families()]
    font = font_manager.get_font([str(path) for path in paths])
    font.set_size(200, 72)
    font.set_text(line, 0.0, flags=LoadFlags.NO_HINTING)
    return float(font.get_width_height()[0]) / 64 / 200


@pytest.mark.parametrize("face", TYPEFACES)
@pytest.mark.parametrize("weight", ["regular", "semibold", "italic"])
def test_pairs_of_signs_add_up_to_the_line(face: str, weight: str) -> None:
    with typeface(face):
        for text in lines():
            line = drawable(text)
            if line:
                whole = laid_out(line, weight)
                assert measure(text, 1.0, weight).width == pytest.approx(whole, abs=1e-9), text


def test_no_words_have_no_width() -> None:
    assert measure("", 7).width == measure("\u200b", 7).width == 0


def _word_by_word(text: str, size: float, room: float, weight: str) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and measure(longer, size, weight).width <= room:
            lines[-1] = longer
        else:
            lines.append(fitted(word, size, room, weight))
    return lines


@pytest.mark.parametrize("weight", ["regular", "semibold", "italic"])
@pytest.mark.parametrize("room", [3.0, 20.0, 41.5, 120.0, 333.0, 5000.0])
def test_a_line_takes_as_many_words_as_fit(room: float, weight: str) -> None:
    titles = kdgraph.embedded().papers["title"].dropna()
    texts = [" ".join(titles.iloc[start : start + 4]) for start in (0, 900, 1700)]
    texts += ["", "a", "an unbreakablewordthatgoesonandon of it", "知识 蒸馏 is: \u2066 it"]
    for text in texts:
        assert wrapped(text, 6.5, room, weight) == _word_by_word(text, 6.5, room, weight)
