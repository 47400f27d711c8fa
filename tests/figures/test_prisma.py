"""The PRISMA figure: boxes say what the ledger counts, and arrows lead from step to step."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

import kdgraph
from kdgraph.analysis.ledger import ledger
from kdgraph.figures import Drawing
from kdgraph.figures.canvas.boxes import collisions
from kdgraph.figures.canvas.marks import Bars, Curves, Mark, Text
from kdgraph.figures.prisma import prisma
from kdgraph.graph.snapshot import Snapshot
from kdgraph.testing import toys


def _crawled(met: int = 11, cut: int = 4) -> Snapshot:
    """Return the toys as a run would have recorded them."""
    frames = toys.snapshot().frames()
    frames["papers"] = frames["papers"].assign(origin="semantic scholar")
    listed = len(toys.snapshot().reading_list.papers)
    kept = len(frames["papers"]) - listed
    assert met - cut >= kept
    notes = {"neighbours_met": met, "neighbours_left_out": cut, "rule": "the best first"}
    return Snapshot(frames, dataclasses.replace(toys.MANIFEST, notes=notes))


def _of(drawing: Drawing, kind: type, role: str) -> list[Any]:
    return [mark for _, mark in drawing.marks() if isinstance(mark, kind) and mark.role == role]


def _words(drawing: Drawing, role: str) -> str:
    return " ".join(line for mark in _of(drawing, Text, role) for line in mark.text)


@pytest.mark.parametrize("width", [3.3, 84 / 25.4, 5.5, 7.0])
def test_every_count_of_the_ledger_stands_in_a_box(width: float) -> None:
    snapshot = _crawled()
    drawing = prisma(snapshot, width=width)
    assert collisions(drawing) == []
    steps = ledger(snapshot).steps
    (boxes,) = _of(drawing, Bars, "step")
    assert len(boxes) == len(steps)
    for step, said in zip(steps, boxes.words, strict=True):
        assert f"{step.what} (n = {step.count:,})" in said
        assert all(f"{words}: {count:,}" in said for words, count in step.parts)
    removed = [one for step in steps for one in step.removed if one.count]
    (beside,) = _of(drawing, Bars, "left out")
    assert [f"(n = {one.count:,})" in said for one, said in zip(removed, beside.words, strict=True)]
    there = drawing.numbers.query("kind == 'there'")
    assert there["count"].tolist() == [step.count for step in steps]


def test_boxes_hold_their_words_and_do_not_meet() -> None:
    for width in (3.3, 7.0):
        drawing = prisma(_crawled(), width=width)
        found = [
            (mark.left[n], mark.bottom[n], mark.right[n], mark.top[n])
            for role in ("step", "left out")
            for mark in _of(drawing, Bars, role)
            for n in range(len(mark))
        ]
        for number, (left, bottom, right, top) in enumerate(found):
            for other in found[number + 1 :]:
                apart = left >= other[2] or right <= other[0] or bottom >= other[3]
                assert apart or top <= other[1]


def _ends(mark: Mark) -> list[tuple[float, ...]]:
    assert isinstance(mark, Curves)
    return [(*path[0].tolist(), *path[-1].tolist()) for path in mark.paths]


def test_arrows_lead_downwards_and_aside() -> None:
    for width, streams in ((3.3, 1), (7.0, 2)):
        drawing = prisma(_crawled(), width=width)
        (down,), (aside,) = _of(drawing, Curves, "next"), _of(drawing, Curves, "left out")
        assert down.arrows
        assert all(x0 == x1 and y1 < y0 for x0, y0, x1, y1 in _ends(down))
        assert all(y0 == y1 and x1 > x0 for x0, y0, x1, y1 in _ends(aside))
        assert len({round(x, 3) for x, *_ in _ends(down)}) == streams
        (boxes,) = _of(drawing, Bars, "step")
        assert len(down) == len(boxes) - 1
        assert (np.ptp(boxes.left) > 0) == (streams == 2)


def test_what_was_not_recorded_is_dashed_and_said() -> None:
    drawing = prisma(kdgraph.embedded())
    (frames,) = _of(drawing, Curves, "not recorded")
    assert frames.dash == "dashed"
    assert "(n not recorded)" in _words(drawing, "not recorded")
    assert "not known: the corpus that ships with kdgraph" in " ".join(drawing.notes)
    assert "was not recorded" in drawing.caption
    assert drawing.numbers.query("what == 'Cut'")["count"].isna().all()
    assert "not recorded" not in prisma(_crawled()).caption
    assert "of which 4 were cut" in prisma(_crawled()).caption


def test_boxes_open_papers_of_the_view_alone() -> None:
    snapshot = kdgraph.embedded()
    view = snapshot.as_of(2016)
    drawing = prisma(view)
    assert set(drawing.papers()) <= set(view.papers.index)
    assert "Papers dated 2016-12-31 or earlier" in _words(drawing, "step")


def test_what_chooses_nothing_is_said() -> None:
    notes = " ".join(prisma(kdgraph.embedded(), section="feature", top=3).notes)
    assert "chooses nothing" in notes
    assert "Only these sections" in notes
    assert "The 59 entries" not in prisma(kdgraph.embedded(), section="feature").caption
