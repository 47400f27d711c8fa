"""When two items of a list are one paper, told twice, and when they are two."""

from __future__ import annotations

import pytest

from kdgraph.lists import read_list

TITLE = "Distilling the Knowledge in a Neural Network"
HEAD = "title,section,arxiv,doi,year"


@pytest.mark.parametrize(
    ("first", "second", "papers"),
    [
        pytest.param(f"{TITLE},A,,,", f"{TITLE},A,,,", 1, id="nothing but a title"),
        pytest.param(f"{TITLE},A,,,2015", f"{TITLE},A,,,2015", 1, id="the same year"),
        pytest.param(f"{TITLE},A,,,2015", f"{TITLE},A,,,2014", 2, id="other years"),
        pytest.param(f"{TITLE},A,,,2015", f"{TITLE},A,,,", 1, id="the first has a year"),
        pytest.param(f"{TITLE},A,,,", f"{TITLE},A,,,2015", 1, id="the second has a year"),
        pytest.param(f"{TITLE},A,1503.02531,,", f"{TITLE},A,,,", 1, id="the first has an arXiv id"),
        pytest.param(f"{TITLE},A,,,", f"{TITLE},A,1503.02531,,", 1, id="the second has one"),
        pytest.param(
            f"{TITLE},A,1503.02531,,", f"{TITLE},A,1412.6550,,", 2, id="other arXiv ids"
        ),
        pytest.param(f"{TITLE},A,,10.1145/1,", f"{TITLE},A,,,", 1, id="the first has a DOI"),
        pytest.param(f"{TITLE},A,,,", f"{TITLE},A,,10.1145/1,", 1, id="the second has a DOI"),
        pytest.param(f"{TITLE},A,,10.1145/1,", f"{TITLE},A,,10.1145/2,", 2, id="other DOIs"),
        pytest.param(
            f"{TITLE},A,1503.02531,,", f"{TITLE},A,,10.1145/1,", 1, id="an arXiv id and a DOI"
        ),
        pytest.param(
            f"{TITLE},A,1503.02531,,2015", "A Second Title,A,1503.02531,,2014", 1,
            id="one arXiv id, two titles and years",
        ),
        pytest.param(f"{TITLE},A,1503.02531,,", f"{TITLE},B,1503.02531,,", 2, id="two sections"),
    ],
)  # fmt: skip
def test_a_paper_told_twice_in_a_section_is_one(first: str, second: str, papers: int) -> None:
    text = f"{HEAD}\n{first}\n{second}\n"
    found = read_list(text.encode(), name="twice", format="table")
    assert len(found.entries) == papers
    assert [(item.line, item.reason) for item in found.skipped] == (
        [] if papers == 2 else [(3, "the same paper as in line 2, in the same section")]
    )
    assert found.entries[0].line_start == 2
