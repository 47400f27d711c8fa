"""Items that give an identifier and no title: entries all the same, since an id says enough."""

from __future__ import annotations

import pytest

from kdgraph.lists import Link, ListDocument, read_list


def read(text: str) -> ListDocument:
    document = read_list(text.encode(), name="shapes", format="markdown")
    assert document.render() == text.encode()
    return document


SHA = "0c908739fbff75f03469d13d4a1a07de3414ee19"


@pytest.mark.parametrize(
    ("item", "arxiv", "doi", "link"),
    [
        (
            "https://arxiv.org/abs/1503.02531",
            "1503.02531",
            None,
            "https://arxiv.org/abs/1503.02531",
        ),
        (
            "<https://arxiv.org/abs/1503.02531>",
            "1503.02531",
            None,
            "https://arxiv.org/abs/1503.02531",
        ),
        (
            "[paper](https://arxiv.org/abs/1503.02531)",
            "1503.02531",
            None,
            "https://arxiv.org/abs/1503.02531",
        ),
        (
            "[Paper 12](https://arxiv.org/abs/1412.6550)",
            "1412.6550",
            None,
            "https://arxiv.org/abs/1412.6550",
        ),
        (
            "[12](https://doi.org/10.1145/1150402.1150464)",
            None,
            "10.1145/1150402.1150464",
            "https://doi.org/10.1145/1150402.1150464",
        ),
        (
            f"[pdf](https://www.semanticscholar.org/paper/{SHA})",
            None,
            None,
            f"https://www.semanticscholar.org/paper/{SHA}",
        ),
    ],
)
def test_an_identifier_alone_is_an_entry(
    item: str, arxiv: str | None, doi: str | None, link: str
) -> None:
    document = read(f"# L\n## A\n- {item}\n- **Deep Mutual Learning, CVPR 2018**\n")
    entry, _ = document.entries
    assert (entry.title, entry.arxiv, entry.doi) == (None, arxiv, doi)
    assert (entry.paper_links, entry.section, entry.line_start) == ((link,), "A", 3)
    assert document.skipped == ()


def test_the_identifier_names_the_entry_and_repeats_are_told() -> None:
    document = read(
        "- https://arxiv.org/abs/1503.02531\n"
        "- [paper](https://arxiv.org/abs/1412.6550) [code](https://github.com/a/b)\n"
        "- [Paper 3](https://arxiv.org/abs/1503.02531v2)\n"
    )
    assert [entry.entry_id for entry in document.entries] == [
        "shapes:1503-02531",
        "shapes:1412-6550",
    ]
    assert document.entries[1].code_links == (Link("code", "https://github.com/a/b"),)
    assert [item.line for item in document.skipped] == [3]


def test_below_a_title_it_is_part_of_the_paper_below_a_year_a_paper_of_its_own() -> None:
    document = read(
        "- **Deep Mutual Learning, CVPR 2018**\n"
        "  - https://arxiv.org/abs/1706.00384\n"
        "  - [code](https://github.com/a/b)\n"
        "- 2015\n"
        "  - https://arxiv.org/abs/1503.02531\n"
        "  - [paper](https://arxiv.org/abs/1412.6550)\n"
        "    - [code](https://github.com/c/d)\n"
    )
    found = [(e.title, e.arxiv, e.line_start, e.line_end) for e in document.entries]
    assert found == [
        ("Deep Mutual Learning", "1706.00384", 1, 3),
        (None, "1503.02531", 5, 5),
        (None, "1412.6550", 6, 7),
    ]


def test_neither_title_nor_identifier_is_passed_over_and_prose_is_no_entry() -> None:
    document = read(
        "[The paper](https://arxiv.org/abs/1412.6550) says more.\n\n"
        "- [link](https://example.org/a)\n"
        "- https://arxiv.org/abs/1503.02531\n"
    )
    assert [entry.arxiv for entry in document.entries] == ["1503.02531"]
    assert [item.line for item in document.skipped] == [1, 3]
    assert document.skipped[1].reason.startswith("no title, and no arXiv id")


def test_a_link_that_a_sentence_goes_on_from_is_no_title() -> None:
    document = read(
        "[This early work](https://arxiv.org/abs/1412.6550) shows that owls sleep by day.\n\n"
        "[Owls of the Northern Woods](https://arxiv.org/abs/1503.02531), ICML 2015\n\n"
        "[Owls by Night](https://arxiv.org/abs/1503.02532) by Jane Roe, ICML 2016\n"
    )
    assert [entry.title for entry in document.entries] == [
        "Owls of the Northern Woods",
        "Owls by Night",
    ]
    assert [item.line for item in document.skipped] == [1]
