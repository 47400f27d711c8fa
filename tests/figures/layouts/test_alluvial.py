"""Alluvial drawings: bands as wide as what they stand for, in the order of fewest crossings."""

from __future__ import annotations

import random
from itertools import pairwise, permutations

import numpy as np
import pytest

from kdgraph.figures.canvas.marks import Bars, Ribbons, Text
from kdgraph.figures.layouts.alluvial import Alluvial, Band, Block, Column

_PAGE = 504.0


def block(key: str, size: float = 3.0, *, last: bool = False) -> Block:
    return Block(key, f"The {key}", "series:1", size, last=last)


def column(*blocks: Block, fixed: bool = False) -> Column:
    return Column("head", "below", blocks, fixed)


def test_a_band_is_as_wide_as_its_size_at_both_ends() -> None:
    drawn = Alluvial(
        [column(block("a"), block("b")), column(block("x", 4.0))],
        [Band(0, "a", "x", 1.5), Band(0, "b", "x", 0.5)],
        _PAGE,
        100.0,
    )
    (ribbons,) = [mark for mark in drawn.marks("r") if isinstance(mark, Ribbons)]
    for path, size in zip(ribbons.paths, (1.5, 0.5), strict=True):
        left, right = path[path[:, 0] == path[:, 0].min()], path[path[:, 0] == path[:, 0].max()]
        assert np.ptp(left[:, 1]) == pytest.approx(size * drawn.scale)
        assert np.ptp(right[:, 1]) == pytest.approx(size * drawn.scale)


def test_bands_lie_within_their_blocks_and_not_on_each_other() -> None:
    chance = random.Random(3)
    bands = [
        Band(n, f"{n}{a}", f"{n + 1}{b}", chance.random() + 0.1)
        for n in range(2)
        for a in range(5)
        for b in range(5)
        if chance.random() < 0.6
    ]
    columns = [column(*(block(f"{n}{a}", 1.0) for a in range(5))) for n in range(3)]
    drawn = Alluvial(columns, bands, _PAGE, 300.0)
    marks = list(drawn.marks("r"))
    (ribbons,) = [mark for mark in marks if isinstance(mark, Ribbons)]
    bars = [mark for mark in marks if isinstance(mark, Bars)]
    edges = [
        (mark.left[n], mark.right[n], mark.bottom[n], mark.top[n])
        for mark in bars
        for n in range(len(mark))
    ]
    ends: dict[float, list[tuple[float, float]]] = {}
    for path in ribbons.paths:
        for x in (path[:, 0].min(), path[:, 0].max()):
            ys = path[path[:, 0] == x, 1]
            ends.setdefault(round(float(x), 3), []).append((ys.min(), ys.max()))
    for x, pieces in ends.items():
        for low, high in pieces:
            spans = [
                (bottom, top)
                for left, right, bottom, top in edges
                if abs(left - x) < 0.01 or abs(right - x) < 0.01
            ]
            held = sum(max(0.0, min(high, top) - max(low, bottom)) for bottom, top in spans)
            assert held == pytest.approx(high - low, abs=1e-6)
        pieces.sort()
        assert all(a[1] <= b[0] + 1e-6 for a, b in pairwise(pieces))


def _weight(one: list[str], other: list[str], bands: list[Band]) -> float:
    left, right = ({key: n for n, key in enumerate(keys)} for keys in (one, other))
    return sum(
        a.size * b.size
        for a in bands
        for b in bands
        if left[a.left] < left[b.left] and right[a.right] > right[b.right]
    )


@pytest.mark.parametrize("seed", range(6))
def test_few_crossings_are_left(seed: int) -> None:
    """Beside the best of all orders of five and five blocks, and the order that was given."""
    chance = random.Random(seed)
    left, right = list("abcde"), list("vwxyz")
    bands = [Band(0, a, b, chance.randint(1, 9)) for a in left for b in chance.sample(right, 2)]
    drawn = Alluvial([column(*map(block, left)), column(*map(block, right))], bands, _PAGE, 200.0)
    orders = [[one.key for one in col.blocks] for col in drawn.columns]
    found = _weight(orders[0], orders[1], bands)
    assert drawn.crossings == pytest.approx(found)
    best = min(
        _weight(left, list(tried), bands) for tried in permutations(right)
    )  # of one side alone: a bound that both sides together must reach
    assert found <= best
    assert found <= _weight(left, right, bands)


def test_a_fixed_column_and_the_rest_stay_where_they_are() -> None:
    bands = [Band(0, "a", "z", 3.0), Band(0, "b", "y", 3.0), Band(0, "rest", "y", 9.0)]
    columns = [
        column(block("a"), block("b"), block("rest", last=True)),
        column(block("y"), block("z"), fixed=True),
    ]
    drawn = Alluvial(columns, bands, _PAGE, 100.0)
    assert [one.key for one in drawn.columns[1].blocks] == ["y", "z"]
    assert [one.key for one in drawn.columns[0].blocks] == ["b", "a", "rest"]


def test_names_have_room_however_small_the_block() -> None:
    many = [block(f"block with a long name number {n}", 0.01 if n else 500.0) for n in range(12)]
    drawn = Alluvial([column(*many), column(block("x"))], [], 240.0, 150.0)
    (names,) = [m for m in drawn.marks("r") if isinstance(m, Text) and m.role == "name"]
    ys = sorted(y for y, x in zip(names.y, names.x, strict=True) if x == names.x[0])
    assert min(np.diff(ys)) >= 7.0
    assert drawn.height > 150.0  # for 12 names


def test_what_exceeds_a_block_is_pale() -> None:
    drawn = Alluvial(
        [column(block("a", 1.0)), column(block("x", 4.0))], [Band(0, "a", "x", 3.0)], _PAGE, 100.0
    )
    bars = {mark.role: mark for mark in drawn.marks("r") if isinstance(mark, Bars)}
    assert drawn.exceeding == 1
    assert float((bars["beyond"].top - bars["beyond"].bottom)[0]) == pytest.approx(
        2.0 * drawn.scale
    )
    assert bars["beyond"].opacity < 1
