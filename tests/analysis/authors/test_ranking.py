"""Rankings of authors: order, ties, sections, days, and what they leave out."""

from __future__ import annotations

import pytest
from pandas.testing import assert_frame_equal

from kdgraph import rank_authors
from kdgraph.analysis.authors import AUTHOR_MEASURES
from kdgraph.errors import InputError
from kdgraph.testing import toys
from tests.analysis.authors.worlds import empty, made, shuffled


def test_toy_by_citations() -> None:
    found = rank_authors(toys.snapshot(), "citations", top=3)
    assert found.frame.to_dict("list") == {
        "rank": [1, 2, 3],
        "author_id": ["s2:1", "name:cy-young", "s2:2"],  # s2:3 ties with s2:2
        "name": ["Ada Byron", "Cy Young", "Bo Li"],
        "by_name": [False, True, False],
        "initials_only": [False, False, False],
        "alike": [0, 0, 1],
        "papers": [3, 3, 3],
        "listed_papers": [2, 0, 1],
        "score": [3, 2, 1],
        "also_as": ["", "", "perhaps also as Bo Li, rank 3"],  # s2:3, not shown
        "joined": ["", "", ""],
    }
    assert found.details["self_citations"].tolist() == [2, 1, 2]
    assert found.description.startswith("Citations within the corpus")
    assert (found.ranked, found.unranked, found.tied_beyond) == (4, 0, 1)
    assert (found.papers, found.papers_without_authors) == (8, 2)
    assert (found.citations, found.citations_lost, found.self_citations_known) == (8, 0, 4)
    assert (found.by_name, found.initials_only, found.undated) == (1, 0, 0)


def test_everything_left_out_is_said() -> None:
    notes = "\n".join(rank_authors(toys.snapshot(), "citations", top=3).notes)
    assert "the authors of 2 of 8 papers are not known; 0 citations of these" in notes
    assert (
        "4 citations are between papers that share an author: for that author they do not" in notes
    )
    assert "1 of 4 authors are known by name alone" in notes
    assert "2 authors may be the same person as another row" in notes
    assert "1 more authors have the same score as the last one shown" in notes
    counted = rank_authors(toys.snapshot(), "citations", self_citations=True)
    assert "for that author they count too" in "\n".join(counted.notes)
    assert "more authors" not in "\n".join(counted.notes)


def test_citations_of_papers_without_authors_are_counted_as_lost() -> None:
    world = made({"b": "p"}, [("b", "a"), ("c", "a"), ("c", "b")])
    found = rank_authors(world, "citations")
    assert (found.citations, found.citations_lost) == (3, 2)
    assert (found.ranked, found.unranked) == (1, 4)


def test_section() -> None:
    found = rank_authors(toys.snapshot(), "citations", section="pioneers")  # paper a
    assert found.frame["author_id"].tolist() == ["s2:1"]
    assert (found.papers, found.citations, found.unranked) == (1, 3, 3)
    assert found.self_citations_known == 1  # b -> a
    with pytest.raises(InputError, match=r"no section called 'older'.*Old / Pioneers; New"):
        rank_authors(toys.snapshot(), section="older")
    with pytest.raises(InputError, match="no section called ' '"):
        rank_authors(toys.snapshot(), section=" ")
    with pytest.raises(InputError, match="there are: none"):
        rank_authors(empty(), section="old")


def test_as_of_a_day() -> None:
    found = rank_authors(toys.snapshot(), "citations", as_of=2005)  # a, b, and b -> a
    assert found.frame.set_index("author_id")["score"].to_dict() == {"s2:1": 0, "s2:2": 0}
    assert found.undated == 1
    assert "1 undated papers are not in this view" in found.notes
    assert str(found.as_of) == "2005-12-31"


def test_rounding_breaks_no_tie() -> None:
    # ten tenths and one whole are the same number of papers
    people = {f"s2:{n}": f"Person {n}" for n in range(20)}
    team = [f"s2:{n}" for n in range(10)]
    wrote = {f"x{n:02}": team for n in range(10)} | {"y": ["s2:19"]}
    world = made(wrote, names=people, papers="")
    frames = world.frames()
    frames["papers"] = toys.papers().iloc[:1].reindex([*wrote]).rename_axis("paper_id")
    found = rank_authors(type(world)(frames, world.manifest), "fractional_papers")
    assert found.frame["rank"].tolist() == [1] * 11
    assert found.frame["author_id"].iloc[-1] == "s2:9"


@pytest.mark.parametrize("name", AUTHOR_MEASURES)
def test_every_measure_ranks(name: str) -> None:
    found = rank_authors(toys.snapshot(), name)
    assert found.measure == name
    assert found.frame["score"].is_monotonic_decreasing
    assert len(found.details) == len(found.frame) == 4
    again = rank_authors(shuffled(toys.snapshot(), 3), name)
    assert_frame_equal(found.frame, again.frame)
    assert_frame_equal(found.details, again.details)
    assert rank_authors(empty(), name).frame.empty


def test_wrong_use() -> None:
    with pytest.raises(InputError, match="top must be at least 1, got 0"):
        rank_authors(toys.snapshot(), top=0)
    with pytest.raises(
        InputError, match=r"no author measure called 'fame'.*betweenness, citations"
    ):
        rank_authors(toys.snapshot(), "fame")


def test_papers_of_other_sections_without_authors_are_no_loss_here() -> None:
    # a and c are in "Even", b in "Odd"; nobody knows who wrote b and c
    snapshot = made({"a": ["p"]}, [("d", "b"), ("d", "c"), ("e", "b")], ["a", "b", "c"])
    found = rank_authors(snapshot, "citations", section="even")
    assert (found.papers, found.papers_without_authors, found.citations_lost) == (2, 1, 1)


def test_an_author_who_stands_twice_in_a_line_wrote_the_paper_once() -> None:
    twice = made({"a": ["p", "q", "p"]}, [("b", "a")])
    once = made({"a": ["p", "q"]}, [("b", "a")])
    for measure in ("papers", "fractional_papers", "citations", "fractional_citations", "pagerank"):
        one, other = (rank_authors(each, measure).frame for each in (twice, once))
        assert_frame_equal(one, other)
