"""Tables in Markdown: which cell is the title, what the other columns are, and what is kept."""

from __future__ import annotations

import pytest

from kdgraph.lists import ListDocument, read_list
from kdgraph.lists.formats import Link, Venue

SHA = "0f1e2d3c4b5a69788796a5b4c3d2e1f001234567"


def table(header: str, *rows: str, above: str = "") -> ListDocument:
    """Read a Markdown table whose rows are given without their outer bars."""
    rule = "|".join(["---"] * len(header.split("|")))
    lines = [f"| {row} |" for row in (header, *rows)]
    text = "\n".join([above, lines[0], f"|{rule}|", *lines[1:], ""]).lstrip("\n")
    document = read_list(text.encode(), name="t", format="markdown")
    assert document.render() == text.encode()
    return document


@pytest.mark.parametrize(
    "names", ["Name | Paper", "Model | Article", "Method | Publication", "Model | Work"]
)
@pytest.mark.parametrize("turned", [False, True])
def test_the_title_stands_in_the_cell_with_the_papers_address(names: str, turned: bool) -> None:
    rows = [
        "**OwlNet** | [Seeing in the Dark of Winter](https://arxiv.org/abs/2104.01234)",
        "**MoleNet** | [Digging by Day](https://aclanthology.org/P99-1234)",
    ]
    if turned:
        names, rows = (
            " | ".join(reversed(names.split(" | "))),
            [" | ".join(reversed(row.split(" | "))) for row in rows],
        )
    document = table(names, *rows)
    assert [entry.title for entry in document.entries] == [
        "Seeing in the Dark of Winter",
        "Digging by Day",
    ]


def test_each_row_decides_for_itself_where_the_names_of_columns_leave_it_open() -> None:
    document = table(
        "Name | Paper",
        "OwlNet | [Seeing in the Dark of Winter](https://arxiv.org/abs/2104.01234)",
        "[Digging by Day and Night](https://arxiv.org/abs/2004.01234) | as told in its name",
        "BatNet | [Listening to Each Other](https://arxiv.org/abs/1904.01234)",
    )
    assert [entry.title for entry in document.entries] == [
        "Seeing in the Dark of Winter",
        "Digging by Day and Night",
        "Listening to Each Other",
    ]


def test_labels_in_the_papers_column_are_no_titles() -> None:
    document = table(
        "Model | Paper | Code",
        "Seeing in the Dark of Winter | [PDF](https://arxiv.org/abs/2104.01234) | [Code](https://github.com/a/b)",
        "Digging by Day | [arXiv](https://arxiv.org/abs/2004.01234) | -",
    )
    first, second = document.entries
    assert (first.title, first.arxiv) == ("Seeing in the Dark of Winter", "2104.01234")
    assert first.code_links == (Link("Code", "https://github.com/a/b"),)
    assert (second.title, second.arxiv) == ("Digging by Day", "2004.01234")


def test_links_in_columns_of_unknown_name_are_kept() -> None:
    (entry,) = table(
        "Title | Tweets | Seen | Cited",
        "[Owls](https://openreview.net/forum?id=Ab1) | [thread](https://example.org/t) "
        f"| [GitHub](https://github.com/a/b) | [![citation](https://img.shields.io/x)](https://www.semanticscholar.org/paper/Owls/{SHA})",
    ).entries
    assert entry.paper_links == ("https://openreview.net/forum?id=Ab1",)
    assert entry.code_links == (Link("GitHub", "https://github.com/a/b"),)
    assert {link.url for link in entry.other_links} == {
        "https://example.org/t",
        f"https://www.semanticscholar.org/paper/Owls/{SHA}",
    }
    assert entry.identifiers == (SHA,)


def test_a_badge_names_the_paper_where_the_title_leads_elsewhere() -> None:
    (entry,) = table(
        "标题 | 年份 | 引用",
        f"[OwlNet](https://owls.example.org/) | 2021 | [![citation](https://img.shields.io/x)](https://www.semanticscholar.org/paper/Owls/{SHA})",
    ).entries
    assert (entry.title, entry.year, entry.identifiers) == ("OwlNet", 2021, (SHA,))


@pytest.mark.parametrize(
    "link",
    [
        "[![GitHub Page](https://img.shields.io/b)](https://owls.example.org/)",
        "[Owls](https://someone.github.io/owls/)",
        "[Project](https://owls.example.org/)",
    ],
)
def test_a_projects_page_in_a_column_of_code_is_no_code(link: str) -> None:
    (entry,) = table(
        "Title | Repo", f"[Owls at Night](https://arxiv.org/abs/2104.01234) | {link}"
    ).entries
    assert entry.code_links == ()


def test_a_bare_identifier_in_its_column_is_a_link_to_the_paper() -> None:
    document = table(
        "Title | PMID | Year",
        "Owls at Night | 31999999 | 2020",
        "Moles by Day | 31999998 | 2021",
    )
    assert [entry.identifiers for entry in document.entries] == [
        ("PMID:31999999",),
        ("PMID:31999998",),
    ]


def test_the_reading_tells_each_column_once_and_which_was_not_read() -> None:
    row = "[Owls at Night](https://arxiv.org/abs/2104.01234) | CVPR | 2021 | 12 | [x](https://example.org)"
    one = table("Title | Conf | Date | Stars | Extra", row)
    assert one.columns == (
        ("Title", "title"),
        ("Conf", "venue"),
        ("Date", "year"),
        ("Stars", ""),
        ("Extra", "addresses"),
    )
    two = read_list(one.data + b"\n## More\n\n" + one.data, format="markdown")
    assert two.columns == one.columns


def test_a_title_that_begins_like_a_field_is_a_title() -> None:
    (entry,) = table(
        "Title | Venue", "[Data: A Survey of Owls](https://arxiv.org/abs/2104.01234) | ICML 2021"
    ).entries
    assert entry.title == "Data: A Survey of Owls"
    assert entry.venues == (Venue("ICML", 2021),)


def test_a_table_that_is_none_of_papers_is_passed_over_as_one() -> None:
    text = (
        "| Role | What it does |\n|---|---|\n| Teacher | Teaches those who learn |\n"
        "| Student | Learns from teachers |\n\n- [Owls at Night](https://arxiv.org/abs/2104.01234)\n"
    )
    document = read_list(text.encode(), format="markdown")
    assert len(document.entries) == 1
    assert [item.line for item in document.skipped] == [3]


def test_columns_are_told_by_their_cells_in_any_language() -> None:
    document = table(
        "Otsikko | Vuosi | Julkaisu | Tekijät",
        "[Owls at Night](https://arxiv.org/abs/2104.01234) | 2021 | ICML | Jane Roe, Ann Doe",
        "[Moles by Day](https://example.org/moles) | 2020 | CVPR | Carl Poe, Ann Doe",
    )
    first, second = document.entries
    assert (first.venues, first.authors) == ((Venue("ICML", 2021),), ("Jane Roe", "Ann Doe"))
    assert (second.title, second.year) == ("Moles by Day", 2020)


def test_names_that_the_cells_belie_are_told() -> None:
    document = table(
        "Title | Year",
        "[Owls at Night](https://arxiv.org/abs/2104.01234) | Jane Roe, Ann Doe",
        "[Moles by Day](https://arxiv.org/abs/2004.01234) | Carl Poe, Ann Doe",
        "[Bats at Dusk](https://arxiv.org/abs/1904.01234) | Carl Poe and Jane Roe",
    )
    assert document.entries[0].authors == ("Jane Roe", "Ann Doe")
    assert document.notes == (
        'the column "Year" holds names of people, not years; it was read as authors',
    )


@pytest.mark.parametrize(
    ("printed", "venue"),
    [
        ("EMNLP Findings", Venue("EMNLP Findings", 2021)),
        ("Owl Days", Venue("Owl Days", 2021)),
        ("**ICML** (oral)", Venue("ICML", 2021)),
        ("NIPS Workshop 2020", Venue("NIPS Workshop", 2020)),
        ("-", None),
    ],
)
def test_a_column_of_venues_holds_their_names_as_a_whole(printed: str, venue: Venue | None) -> None:
    other = "[Moles](https://arxiv.org/abs/2004.01234) | CVPR | 2020"
    document = table(
        "Title | Venue | Year",
        f"[Owls at Night](https://arxiv.org/abs/2104.01234) | {printed} | 2021",
        other,
    )
    assert document.entries[0].venues == ((venue,) if venue else ())


def test_an_identifier_that_a_line_names_is_its_own() -> None:
    text = (
        "- **Owls at Night.** Roe et al. 2020. PMID: 31999999\n"
        "- **Moles by Day.** Poe et al. 2021. PMCID: PMC7654321; doi:10.1234/moles.1\n"
        "- [Bats at Dusk](https://www.nature.com/articles/s41586-099-09999-9), 2022\n"
    )
    document = read_list(text.encode(), format="markdown")
    assert [entry.identifiers for entry in document.entries] == [
        ("PMID:31999999",),
        ("DOI:10.1234/moles.1", "PMCID:7654321"),
        ("DOI:10.1038/s41586-099-09999-9",),
    ]


def test_a_table_without_a_header_has_its_first_paper_there() -> None:
    for header, papers in (
        ("[Owls at Night](https://arxiv.org/abs/2104.01234) | ICML | 2021", 2),
        (" | | ", 1),
    ):
        document = table(header, "[Moles by Day](https://arxiv.org/abs/2004.01234) | CVPR | 2020")
        assert len(document.entries) == papers
        last = document.entries[-1]
        assert (last.title, last.venues) == ("Moles by Day", (Venue("CVPR", 2020),))


def test_a_paper_in_a_table_of_other_things_is_not_lost() -> None:
    document = table(
        "Tool | Runs on",
        "Owlkit | Linux",
        "Molekit | Linux",
        "Batkit | Linux",
        "[A Kit for Bats and their Ears](https://arxiv.org/abs/2104.01234) | any",
    )
    assert [entry.arxiv for entry in document.entries] == ["2104.01234"]
    assert len(document.skipped) == 3
