"""Lanes of a path: the spine is straight, its other ways run beside it, and all names have room."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from kdgraph.figures._routes import Lanes, Stop, lay_out
from kdgraph.figures.canvas.boxes import sampled

_X = {"a": 0.0, "b": 60.0, "c": 120.0, "d": 180.0, "side": 90.0, "far": 100.0}


def _laid(
    arcs: list[tuple[str, str]], spine: list[str], x: dict[str, float], most: int = 99
) -> tuple[Lanes, dict[str, Stop]]:
    stops = {name: Stop(name, at, 5.0, 40.0) for name, at in sorted(x.items(), key=lambda i: i[1])}
    return lay_out(list(stops.values()), arcs, spine, {}, (-10.0, 400.0), most), stops


def test_the_spine_is_straight_and_other_ways_have_lanes_of_their_own() -> None:
    arcs = [*pairwise("abcd"), ("b", "side"), ("side", "c"), ("a", "far"), ("far", "d")]
    lanes, stops = _laid(arcs, list("abcd"), _X)
    assert [lanes.row[one] for one in "abcd"] == [0, 0, 0, 0]
    for cited, citing in pairwise("abcd"):
        assert (lanes.track(stops[cited], stops[citing])[:, 1] == 0).all()
    assert abs(lanes.row["side"]) == 1, "the shorter way is nearer"
    assert lanes.row["far"] != 0
    assert lanes.row["far"] != lanes.row["side"]
    assert set(lanes.arcs) == set(arcs)


def test_shorter_ways_are_nearer_to_the_spine() -> None:
    x = {**_X, "mid": 70.0, "e": 240.0}
    arcs = [*pairwise("abcde"), ("b", "side"), ("side", "c"), ("a", "far"), ("far", "e")]
    arcs += [("a", "mid"), ("mid", "d")]
    lanes, _ = _laid(arcs, list("abcde"), x)
    assert abs(lanes.row["side"]) <= abs(lanes.row["mid"]) < abs(lanes.row["far"])


def test_tracks_begin_and_end_at_their_papers_and_keep_their_lane_between() -> None:
    arcs = [*pairwise("abcd"), ("b", "side"), ("side", "c"), ("a", "d")]
    lanes, stops = _laid(arcs, list("abcd"), {k: v for k, v in _X.items() if k != "far"})
    for cited, citing in arcs:
        path = lanes.track(stops[cited], stops[citing])
        assert len(path) % 3 == 1
        assert path[0].tolist() == [stops[cited].x, lanes.row[cited]]
        assert path[-1].tolist() == [stops[citing].x, lanes.row[citing]]
        line = sampled(path)
        assert (np.diff(line[:, 0]) >= -1e-9).all(), "a track never goes back in time"
        lane = lanes.arcs[cited, citing]
        middle = np.interp((stops[cited].x + stops[citing].x) / 2, line[:, 0], line[:, 1])
        assert round(float(middle), 6) == lane
    assert lanes.arcs["a", "d"] not in (0, lanes.row["side"]), "a citation past others has a lane"


def test_flags_stand_apart_and_no_pole_passes_through_one() -> None:
    x = {f"s{n:02}": 8.0 * n for n in range(20)}
    spine = list(x)
    lanes, stops = _laid(list(pairwise(spine)), spine, x)
    assert lanes.unnamed == []
    flags = list(lanes.flags.items())
    for number, (one, flag) in enumerate(flags):
        assert round(flag.right - flag.left, 6) == 40.0
        for other, second in flags[number + 1 :]:
            if flag.row == second.row:
                assert flag.right < second.left or second.right < flag.left, (one, other)
        for other, second in flags:
            crossed = abs(second.row) > abs(flag.row) and second.row * flag.row > 0
            if other != one and crossed:
                assert not flag.left < stops[other].x < flag.right, (one, other)
    assert {np.sign(flag.row) for _, flag in flags} == {1, -1}, "above and below"


def test_where_few_names_have_room_the_first_by_rank_get_it() -> None:
    stops = [Stop(name, 30.0 * n, 5.0, 40.0, rank=9 - n) for n, name in enumerate("abcdefghij")]
    arcs = list(pairwise("abcdefghij"))
    lanes = lay_out(stops, arcs, list("abcdefghij"), {}, (-10.0, 400.0), 3)
    assert set(lanes.flags) == {"j", "i", "h"}
    assert set(lanes.unnamed) == set("abcdefg")


def test_a_name_that_ends_at_the_edge_stands_left_of_its_pole() -> None:
    lanes = lay_out([Stop("a", 95.0, 5.0, 40.0)], [], ["a"], {}, (-5.0, 100.0), 5)
    flag = lanes.flags["a"]
    assert flag.right < 95.0
    assert flag.left > 0


def test_names_of_ends_that_tie_stand_in_their_rows() -> None:
    stops = [Stop("p", 40.0, 5.0, 30.0), Stop("q", 50.0, 5.0, 30.0), Stop("z", 100.0, 5.0, 30.0)]
    lanes = lay_out(stops, [("p", "z"), ("q", "z")], ["p", "z"], {"p": -1, "q": -1}, (-9, 200), 5)
    for one in "pq":
        flag = lanes.flags[one]
        assert flag.row == lanes.row[one]
        assert not flag.pole
        assert flag.right < next(stop.x for stop in stops if stop.name == one)
    assert lanes.row["p"] != lanes.row["q"]
