"""SVG whose words are text: all of them, each in its place whatever font stands in."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

import kdgraph
from kdgraph.figures import Drawing
from kdgraph.figures.canvas.boxes import labels
from kdgraph.figures.canvas.files import content
from kdgraph.figures.canvas.making import draw
from kdgraph.figures.canvas.sheet import Box
from kdgraph.figures.canvas.terms import Terms
from kdgraph.figures.canvas.verifying import verify
from tests.figures.canvas.everything import everything

SVG = "{http://www.w3.org/2000/svg}"


def in_text(drawing: Drawing) -> Drawing:
    return replace(drawing, provenance=replace(drawing.provenance, terms=Terms(svg_text=True)))


def texts(data: bytes) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(data).iter(f"{SVG}text"))


@pytest.mark.parametrize("drawing", [everything(), everything().scaled(1.4)], ids=["1", "1.4"])
def test_every_word_is_text_at_its_place(drawing: Drawing) -> None:
    found = texts(content(in_text(drawing), "svg"))
    wanted = labels(drawing)
    said = ["".join(text.itertext()) for text in found]
    assert sorted(said) == sorted(" ".join(label.text.split()) for label in wanted if label.text)
    assert len(said) == len({text.get("id") for text in found})
    boxes: dict[tuple[str, float], list[Box]] = {}
    for label in wanted:
        boxes.setdefault((label.text, round(label.size, 3)), []).append(label.box)
    for text in found:
        x, y, turn = re.fullmatch(
            r"translate\(([-\d.]+) ([-\d.]+)\)(?: rotate\(-(\d+)\))?", str(text.get("transform"))
        ).groups()  # type: ignore[union-attr]
        size = float(re.search(r"([\d.]+)px", str(text.get("style")))[1])  # type: ignore[index]
        near = boxes["".join(text.itertext()), round(size, 3)]
        if turn is None:
            up = drawing.height * 72 - float(y)
            assert any(
                box.left == pytest.approx(float(x), abs=0.01) and box.bottom < up < box.top
                for box in near
            )


def test_words_of_a_line_follow_one_another_within_its_box() -> None:
    drawing = in_text(everything())
    room = {label.text: label.box for label in labels(drawing)}
    several = 0
    for text in texts(content(drawing, "svg")):
        ends = [
            (float(str(part.get("x"))), float(str(part.get("textLength"))))
            for part in text.iter(f"{SVG}tspan")
        ]
        assert all(part.get("lengthAdjust") == "spacingAndGlyphs" for part in text)
        for (x, length), (later, _) in pairwise(ends):
            assert later > x + length
        box = room["".join(text.itertext())]
        long = max(box.width, box.height)
        assert ends[-1][0] + ends[-1][1] <= long + 1.5
        several += len(ends) > 2
    assert several


def test_no_word_is_an_outline_and_fonts_may_stand_in() -> None:
    svg = content(in_text(everything()), "svg").decode()
    assert "DejaVu" not in re.sub(r'style="font:[^"]*"', "", svg), "glyphs are drawn as paths"
    assert "<!-- text" not in svg
    assert svg.count("sans-serif") == len(texts(svg.encode()))
    assert len(texts(content(everything(), "svg"))) == 0


def test_the_font_a_publisher_asks_for_is_named_first() -> None:
    drawing = draw("timeline", kdgraph.embedded(), style="nature", width="column", svg_text=True)
    svg = content(drawing, "svg").decode()
    assert "px Arial,Helvetica," in svg
    assert "Source Sans" not in svg


def test_it_is_the_same_again_and_other_formats_do_not_change(tmp_path: Path) -> None:
    snapshot = kdgraph.embedded()
    drawing = draw("timeline", snapshot, width="column", svg_text=True)
    file = drawing.save(tmp_path / "x.svg")
    assert verify(file, data=tmp_path).outcome == "identical"
    plain = draw("timeline", snapshot, width="column")
    assert plain.digests == drawing.digests
    assert texts(plain.to_bytes("svg")) == []
