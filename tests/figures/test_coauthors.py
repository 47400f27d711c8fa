"""The coauthors figure: authors, ties and who is left out are those of the analysis."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, partial
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest

import kdgraph
from kdgraph.errors import InputError
from kdgraph.figures import Drawing
from kdgraph.figures.canvas.marks import Curves, Points, Text
from kdgraph.figures.coauthors import coauthors as figure
from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import TABLES
from kdgraph.testing import literatures, toys

# what is drawn is checked on whole literatures here, and scopes in test_scopes.py
coauthors: Callable[..., Drawing] = partial(cast("Any", figure), scope="all")

_draw: Any = coauthors  # the type of all figures has none of its own options


@cache
def _snapshot() -> Snapshot:
    return kdgraph.embedded()


@cache
def _drawn(width: float = 7.0) -> Drawing:
    return coauthors(_snapshot(), width=width)


def _mark(drawing: Drawing, role: str, kind: type) -> Any:
    (found,) = [mark for _, mark in drawing.marks() if isinstance(mark, kind) and mark.role == role]
    return found


def test_ties_are_the_joint_papers_of_the_author_graph() -> None:
    graph = _snapshot().author_graph()
    rows = {author_id: row for row, author_id in enumerate(graph.authors.index)}
    numbers = _drawn().numbers
    people = numbers.query("item == 'author'")["author_id"].tolist()
    ties = numbers.query("item == 'tie'")
    found = {
        frozenset((one, other)): (papers, weight)
        for one, other, papers, weight in ties[
            ["author_id", "other_id", "papers", "weight"]
        ].itertuples(index=False, name=None)
    }
    expected = {
        frozenset((one, other)): graph.joint_papers[rows[one], rows[other]]
        for one in people
        for other in people
        if one < other and graph.joint_papers[rows[one], rows[other]]
    }
    assert {pair: papers for pair, (papers, _) in found.items()} == expected
    for pair, (_, weight) in found.items():
        one, other = pair
        assert weight == pytest.approx(graph.coauthorship[rows[one], rows[other]])


def test_shown_are_the_first_that_wrote_with_each_other() -> None:
    said = [
        re.match(r"Not shown: (\d+) authors of the first (\d+), who", n) for n in _drawn().notes
    ]
    alone, looked_at = map(int, next(filter(None, said)).groups())
    assert looked_at == 48 + alone
    ranking = kdgraph.rank_authors(_snapshot(), "fractional_papers", top=looked_at).frame
    people = _drawn().numbers.query("item == 'author'")["author_id"].tolist()
    assert len(people) == 48
    assert people == [one for one in ranking["author_id"] if one in set(people)]
    tied = {
        one
        for ends in ("author_id", "other_id")
        for one in _drawn().numbers.query("item == 'tie'")[ends]
    }
    assert tied == set(people)
    graph = _snapshot().author_graph()
    rows = graph.authors.index.get_indexer(pd.Index(ranking["author_id"]))
    among: Any = graph.joint_papers[rows][:, rows].sum(axis=1)
    assert set(ranking["author_id"][np.asarray(among) > 0]) == set(people)


def test_dots_and_lines_are_as_large_as_their_numbers() -> None:
    points = _mark(_drawn(), "author", Points)
    people = _drawn().numbers.query("item == 'author'")
    area = np.array(points.size) ** 2
    share = people["fractional_papers"].to_numpy(dtype=np.float64)
    assert np.corrcoef(area, share)[0, 1] == pytest.approx(1.0)
    lines = _mark(_drawn(), "joint papers", Curves)
    joint = [len(papers) for papers in lines.papers]
    assert np.corrcoef(lines.width, joint)[0, 1] == pytest.approx(1.0)
    assert joint == sorted(joint)


def test_a_line_joins_the_dots_of_its_authors() -> None:
    points = _mark(_drawn(), "author", Points)
    places = {
        name: (x, y)
        for name, x, y in zip(
            _drawn().numbers.query("item == 'author'")["name"], points.x, points.y, strict=True
        )
    }
    lines = _mark(_drawn(), "joint papers", Curves)
    for path, words in zip(lines.paths, lines.words, strict=True):
        one, other = words.partition(": ")[0].split(" and ")
        np.testing.assert_allclose(path, [places[one], places[other]])


def test_names_stand_near_their_own_dots() -> None:
    names = _mark(_drawn(), "name", Text)
    assert len(names) == 48
    points = _mark(_drawn(), "author", Points)
    places = np.column_stack([points.x, points.y])
    for x, y in zip(names.x, names.y, strict=True):
        assert (np.abs(places - (x, y)).sum(axis=1) < 1e-9).sum() == 1
    assert max(map(abs, names.dy)) < 25


def test_authors_known_by_name_alone_are_told_apart_where_some_are_not() -> None:
    points = _mark(coauthors(toys.snapshot()), "author", Points)
    people = coauthors(toys.snapshot()).numbers.query("item == 'author'")
    assert [bool(filled) for filled in points.filled] == [
        not author_id.startswith("name:") for author_id in people["author_id"]
    ]
    assert any("Bo Li" in note for note in coauthors(toys.snapshot()).notes)
    assert set(_mark(_drawn(), "author", Points).filled) == {True}  # here all are
    tied = len(kdgraph.coauthor_communities(_snapshot(), top=1).authors)
    assert any(f"{tied:,} of {tied:,} authors with co-authors" in note for note in _drawn().notes)


def test_a_section_counts_its_papers_only() -> None:
    drawing = coauthors(_snapshot(), section="online")
    found = kdgraph.rank_authors(_snapshot(), "papers", section="online", top=100).frame
    people = drawing.numbers.query("item == 'author'")
    expected = found.set_index("author_id")["score"][people["author_id"]]
    assert people["papers"].tolist() == expected.tolist()
    listed = _snapshot().entries["section"].str.contains("Online")
    inside = _snapshot().matches.loc[listed.index[listed], "paper_id"]
    assert set(drawing.papers()) <= set(inside)


def test_other_measures_choose_others() -> None:
    drawing = _draw(_snapshot(), by="pagerank", top=10)
    people = drawing.numbers.query("item == 'author'")
    ranking = kdgraph.rank_authors(_snapshot(), "pagerank", top=60).frame.set_index("author_id")
    assert people["score"].tolist() == ranking["score"][people["author_id"]].tolist()
    assert 2 <= len(people) <= 10
    with pytest.raises(InputError, match="top=0"):
        coauthors(_snapshot(), top=0)


def test_a_thicket_is_thinned_to_the_strongest_ties() -> None:
    drawing = coauthors(literatures.hard())
    graph = literatures.hard().author_graph()
    people = drawing.numbers.query("item == 'author'")["author_id"]
    ties = drawing.numbers.query("item == 'tie'")
    rows = graph.authors.index.get_indexer(pd.Index(people))
    weight = graph.coauthorship[rows][:, rows].toarray()
    every = int((weight > 0).sum()) // 2
    assert every > 3 * len(people)
    assert f"Not drawn: {every - len(ties)} pairs with weaker ties than theirs." in drawing.notes
    drawn = np.zeros_like(weight, dtype=bool)
    place = {author_id: row for row, author_id in enumerate(people)}
    for one, other in zip(ties["author_id"], ties["other_id"], strict=True):
        drawn[place[one], place[other]] = drawn[place[other], place[one]] = True
    strongest = np.sort(weight, axis=1)[:, -2]
    assert (drawn.sum(axis=1) >= 2).all()
    assert drawn[weight > strongest[:, None]].all()  # whatever is stronger than the second
    assert not drawn[(weight < strongest[:, None]) & (weight < strongest)].any()


def test_communities_are_told_apart_without_colour() -> None:
    """The first seven have shapes of their own; who stands for a community alone is round."""
    for width in (3.3, 7.0):
        drawing = _drawn(width)
        points = _mark(drawing, "author", Points)
        people = drawing.numbers.query("item == 'author'")
        community = people["community"].tolist()
        looks: dict[int, set[tuple[str, str]]] = {}
        for number, ink, shape in zip(community, points.ink, points.shape, strict=True):
            looks.setdefault(int(number), set()).add((ink, shape))
        assert all(len(look) == 1 for look in looks.values())
        several = {one for one in looks if community.count(one) > 1}
        assert len({next(iter(looks[one])) for one in several}) == len(several)
        largest = sorted(several, key=lambda one: (-community.count(one), one))[:7]
        assert len({shape for one in largest for _, shape in looks[one]}) == len(largest)
        for one in set(looks) - several:
            assert looks[one] == {("muted", "circle")}
        assert all(shape != "circle" for one in several for _, shape in looks[one])
        assert drawing.facts["communities"].startswith(f"{len(several)} ")


def _of_names(printed: dict[str, list[str]]) -> Snapshot:
    """Return a paper for each printing of a name, each written together with Bo Roe."""
    frames = toys.frames()
    rows = [(author, form) for author, forms in printed.items() for form in forms]
    frames["papers"] = TABLES["papers"].frame(
        {"paper_id": f"p{n}", "title": f"Teachers {n}", "year": 2000 + n} for n in range(len(rows))
    )
    frames["authors"] = TABLES["authors"].frame(
        [{"author_id": "s2:9", "name": "Bo Roe", "by_name": False}]
        + [{"author_id": one, "name": forms[0], "by_name": False} for one, forms in printed.items()]
    )
    frames["authorships"] = TABLES["authorships"].frame(
        row
        for n, (author, form) in enumerate(rows)
        for row in (
            {"paper_id": f"p{n}", "position": 0, "author_id": "s2:9", "name": "Bo Roe"},
            {"paper_id": f"p{n}", "position": 1, "author_id": author, "name": form},
        )
    )
    for table in ("entries", "matches", "citations", "coverage", "contexts", "identifiers"):
        frames[table] = frames[table].iloc[:0]
    return Snapshot(frames, toys.MANIFEST)


_CUNEIFORM = "\U00012000\U00012001\U00012002"  # in no font that this is drawn with


def test_a_name_that_no_font_has_stands_in_its_latin_form() -> None:
    drawing = coauthors(
        _of_names(
            {
                "s2:1": [_CUNEIFORM, "Xiaoming Wang", "X. Wang", "Xiaoming Wang"],
                "s2:2": [f"{_CUNEIFORM[:2]} (Si Li)"],
                "s2:3": [_CUNEIFORM[::-1]],
                "s2:4": ["Ada Byron"],
            }
        )
    )
    names = set(_mark(drawing, "name", Text).text)
    assert names == {"Bo Roe", "Xiaoming Wang", "Si Li", "Ada Byron", "author 2 of Teachers 5"}
    assert "\u25a1" not in "".join(names)
    assert any(note.startswith("3 names in signs that cannot be drawn") for note in drawing.notes)
    assert not any("cannot be drawn" in note for note in _drawn().notes)


def test_the_alternative_text_names_the_hub_and_the_closest_pair() -> None:
    numbers = _drawn().numbers
    ties = numbers.query("item == 'tie'")
    closest = ties.iloc[int(np.argmax(ties["papers"]))]
    for name in (closest["name"], closest["other_name"]):
        assert str(name) in _drawn().alt
    assert f"({closest['papers']} joint papers)" in _drawn().alt
    assert f"joined by {len(ties)} lines" in _drawn().alt


def test_without_joint_papers_the_page_says_so() -> None:
    drawing = coauthors(literatures.unconnected())
    assert drawing.caption.startswith(
        "Co-authors: no two authors known here wrote a paper together."
    )
    assert list(drawing.numbers.columns) == list(_drawn().numbers.columns)
    assert not len(drawing.numbers)
