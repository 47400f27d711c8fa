"""The figure of streams: what its words, blocks and bands say is what the analysis counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import kdgraph
from kdgraph.analysis.groups.streams import streams as over_time
from kdgraph.errors import InputError
from kdgraph.figures import Drawing
from kdgraph.figures.canvas.boxes import collisions
from kdgraph.figures.canvas.marks import Bars, Ribbons, Text
from kdgraph.figures.canvas.verifying import verify
from kdgraph.figures.streams import streams as _streams
from kdgraph.testing import literatures

streams: Any = _streams  # options are given by name
_FACTS = "authors,sections,venues,periods"


def _of(drawing: Drawing, kind: type, role: str) -> list[Any]:
    return [mark for _, mark in drawing.marks() if isinstance(mark, kind) and mark.role == role]


@pytest.mark.parametrize(
    ("options", "width"),
    [
        ({"by": "group"}, 3.3),
        ({"fields": _FACTS}, 84 / 25.4),
        ({"fields": _FACTS}, 7.0),
        ({"periods": 6}, 5.5),
    ],
)
def test_no_words_lie_on_words_or_blocks(options: dict[str, Any], width: float) -> None:
    for snapshot in (kdgraph.embedded(), literatures.hard()):
        assert collisions(streams(snapshot, width=width, **options)) == []


def test_blocks_and_bands_are_those_counted() -> None:
    found = over_time(kdgraph.embedded())
    drawing = streams(kdgraph.embedded())
    (bands,) = _of(drawing, Ribbons, "builds on")
    assert len(bands) == len(found.bands)
    assert set(bands.papers[0]) == {*found.bands["members"][0], *found.bands["cited"][0]}
    rows = drawing.numbers
    assert rows.query("what == 'band'")["citations"].sum() == found.bands["citations"].sum()
    assert rows.query("what == 'block'")["papers"].sum() == 59
    assert drawing.facts["building"] == found.blocks["building"].sum()
    (hatched,) = _of(drawing, Bars, "not read")
    assert hatched.hatch == "////"
    unread = found.blocks["unread"].sum()
    assert sum(hatched.top - hatched.bottom) / unread == pytest.approx(
        (hatched.top - hatched.bottom)[0] / found.blocks.query("unread > 0")["unread"].iloc[0]
    )


def test_a_band_has_the_colour_of_what_is_cited_or_of_what_has_one() -> None:
    drawing = streams(kdgraph.embedded(), fields="authors,sections")
    (bands,) = _of(drawing, Ribbons, "shared papers")
    assert all(ink.startswith("series:") for ink in bands.ink)


def test_words_say_what_a_band_counts() -> None:
    (bands,) = _of(streams(kdgraph.embedded()), Ribbons, "builds on")
    assert (
        "Survey Papers, 2019\u20132020, builds on earlier Pioneering Papers: 0.2 papers, "
        "3 citations"
    ) in bands.words
    alt = streams(kdgraph.embedded()).alt
    assert "2023\u20132025: Distillation Meets Diffusion Models, 12" in alt
    assert "The widest band" in alt


def test_small_streams_are_summed_with_their_number() -> None:
    drawing = streams(kdgraph.embedded(), top=3)
    names = [line for mark in _of(drawing, Text, "name") for line in mark.text]
    assert any(line.startswith("other 5 sections") for line in names)
    assert drawing.numbers.query("what == 'block'")["papers"].sum() == 59


def test_it_is_of_the_field_by_group_and_of_the_list_by_section() -> None:
    assert "scope" not in streams(kdgraph.embedded()).facts
    by_group = streams(kdgraph.embedded(), by="group")
    assert by_group.facts["scope"].startswith("field")
    assert "of the field by group" in by_group.caption


def test_it_is_drawn_again_from_its_file(tmp_path: Path) -> None:
    asked: list[dict[str, Any]] = [{"fields": _FACTS}, {"by": "group", "periods": 3}]
    for number, options in enumerate(asked):
        file = streams(kdgraph.embedded(), width=3.3, **options).save(tmp_path / f"{number}.svg")
        assert verify(file, data=tmp_path).outcome == "identical"


def test_what_is_asked_wrongly_is_told() -> None:
    for options, words in (
        ({"by": "venue"}, "by section or group"),
        ({"fields": "authors,colours"}, "two or more different facts"),
        ({"top": 0}, "at least 1 stream"),
        ({"periods": 1}, "at least 2"),
    ):
        with pytest.raises(InputError, match=words):
            streams(literatures.lonely(), **options)
