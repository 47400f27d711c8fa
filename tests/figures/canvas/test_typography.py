"""Words that are measured and set in lines."""

from __future__ import annotations

import pytest

import kdgraph
from kdgraph.figures.canvas.typography import fitted, measure, wrapped


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
