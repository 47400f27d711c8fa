"""CSV and TSV: columns by what they hold and by their names, and the exports of databases."""

from __future__ import annotations

import csv
import io

import pytest

from kdgraph.lists import ListDocument, read_list
from kdgraph.lists.columns import Cell, read_columns, roles
from kdgraph.lists.formats import Link, Venue


def table(*rows: list[str], delimiter: str = ",", name: str = "t") -> ListDocument:
    """Read rows, the first of which is the header, as the CSV that they make."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return read_list(out.getvalue().encode(), name=name)


# One paper, as each database exports it: header, record, and which columns are read.
EXPORTS = {
    "Zotero": (
        "Key | Item Type | Publication Year | Author | Title | Publication Title | DOI "
        "| Url | Abstract Note | Date | Date Added | Publisher | Extra | Manual Tags",
        "XY1 | journalArticle | 2019 | Roe, Jane; van der Doe, Ann | How Bats Listen | "
        "Journal of Bats | 10.1234/bats.7 | https://doi.org/10.1234/bats.7 | Text. | "
        "2019-05-01 | 2024-01-01 10:00:00 | Springer | PMID: 31999999 | bats; ears",
    ),
    "Scopus": (
        "Authors | Author full names | Author(s) ID | Title | Year | Source title | "
        "Volume | Cited by | DOI | Affiliations | Abstract | PubMed ID | Source | EID",
        "Roe J.; van der Doe A. | Roe, Jane (57000000001); van der Doe, Ann "
        "(57000000002) | 57000000001; 57000000002 | How Bats Listen | 2019 | Journal of "
        "Bats | 3 | 12 | 10.1234/bats.7 | Cave University, Night City | Text. | "
        "31999999 | Scopus | 2-s2",
    ),
    "Web of Science, table": (
        "Publication Type | Authors | Book Authors | Author Full Names | Article Title "
        "| Source Title | Language | Conference Title | Author Keywords | Times Cited | "
        "Publisher | Publication Date | Publication Year | DOI | Pubmed Id | UT",
        "J | Roe, J; van der Doe, A |  | Roe, Jane; van der Doe, Ann | How Bats Listen "
        "| Journal of Bats | English |  | bats; ears | 12 | SPRINGER | MAY | 2019 | "
        "10.1234/bats.7 | 31999999 | WOS:0001",
    ),
    "Web of Science, codes": (
        "PT | AU | AF | TI | SO | LA | DT | DE | ID | AB | CR | TC | PU | SN | J9 | PD "
        "| PY | VL | DI | PM | UT",
        "J | Roe, J; van der Doe, A | Roe, Jane; van der Doe, Ann | How Bats Listen | "
        "Journal of Bats | English | Article | bats | EARS | Text. | Poe C, 2001 | 12 | "
        "SPRINGER | 1234-5678 | J BATS | MAY | 2019 | 3 | 10.1234/bats.7 | 31999999 | W",
    ),
    "Dimensions": (
        "Rank | Publication ID | DOI | PMID | Title | Abstract | Source title | "
        "Anthology title | Publisher | Publication date | PubYear | Document Type | "
        "Authors | Corresponding Authors | Times cited",
        "1 | pub.1 | 10.1234/bats.7 | 31999999 | How Bats Listen | Text. | Journal of "
        "Bats |  | Springer | 2019-05-01 | 2019 | Article | Roe, Jane; van der Doe, Ann "
        "| Roe, Jane (Cave University) | 12",
    ),
    "Lens": (
        "Lens ID | Title | Date Published | Publication Year | Publication Type | "
        "Source Title | ISSNs | Publisher | Author/s | Abstract | PMID | DOI | Citing "
        "Works Count | Is Open Access",
        "000-111 | How Bats Listen | 2019-05-01 | 2019 | journal article | Journal of "
        "Bats | 12345678 | Springer | Jane Roe; Ann van der Doe | Text. | 31999999 | "
        "10.1234/bats.7 | 12 | true",
    ),
    "PubMed": (
        "PMID | Title | Authors | Citation | First Author | Journal/Book | Publication "
        "Year | Create Date | PMCID | NIHMS ID | DOI",
        "31999999 | How Bats Listen | Roe J, van der Doe A. | J Bats. 2020 "
        "May;3(1):2-3. | Roe J | Journal of Bats | 2019 | 2020/01/01 |  |  | "
        "10.1234/bats.7",
    ),
    "OpenAlex": (
        "id | doi | display_name | publication_year | publication_date | type | "
        "cited_by_count | primary_location.source.display_name | "
        "authorships.author.display_name | authorships.author.id | ids.pmid | "
        "primary_topic.display_name",
        "https://openalex.org/W4999999999 | https://doi.org/10.1234/bats.7 | How Bats "
        "Listen | 2019 | 2019-05-01 | article | 12 | Journal of Bats | Jane Roe|Ann van "
        "der Doe | https://openalex.org/A1|https://openalex.org/A2 | "
        "https://pubmed.ncbi.nlm.nih.gov/31999999 | Hearing",
    ),
}
NAMES = {
    ("Roe, Jane", "van der Doe, Ann"),
    ("Jane Roe", "Ann van der Doe"),
    ("Roe J", "van der Doe A"),
}


@pytest.mark.parametrize("database", EXPORTS)
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_exports_of_databases_are_read(database: str, delimiter: str) -> None:
    header, record = (line.split(" | ") for line in EXPORTS[database])
    document = table(header, record, delimiter=delimiter)
    (entry,) = document.entries
    assert entry.title == "How Bats Listen"
    assert entry.authors in NAMES
    assert (entry.venues, entry.year) == ((Venue("Journal of Bats", 2019),), 2019)
    assert entry.identifiers == ("DOI:10.1234/bats.7", "PMID:31999999")
    assert entry.section == "", "a type of document is no section"
    assert [name for name, _ in document.columns] == header
    assert document.notes == ()


def test_publish_or_perish_and_google_scholar_name_the_venue_otherwise() -> None:
    (entry,) = table(
        [
            "Cites",
            "Authors",
            "Title",
            "Year",
            "Source",
            "Publisher",
            "ArticleURL",
            "CitesURL",
            "GSRank",
            "QueryDate",
            "Type",
            "FullTextURL",
        ],
        [
            "12",
            "J Roe, A Doe",
            "How Bats Listen",
            "2019",
            "Journal of Bats",
            "Springer",
            "https://example.org/bats",
            "https://scholar.google.com/scholar?cites=7",
            "1",
            "2024-01-01 10:00:00",
            "HTML",
            "https://example.org/bats.pdf",
        ],
    ).entries
    assert (entry.authors, entry.venues) == (("J Roe", "A Doe"), (Venue("Journal of Bats", 2019),))
    assert entry.paper_links == ("https://example.org/bats", "https://example.org/bats.pdf")
    first, second = table(
        ["Authors", "Title", "Publication", "Volume", "Pages", "Year", "Publisher"],
        [
            "Roe, Jane; Doe, Ann; ",
            "How Bats Listen",
            "Journal of Bats",
            "3",
            "2012-2019",
            "2019",
            "X",
        ],
        ["Poe, Carl; ", "Moles", "Proceedings of the Mole Society", "", "1-2", "2018", "X"],
    ).entries
    assert (first.authors, first.year) == (("Roe, Jane", "Doe, Ann"), 2019)
    assert second.authors == ("Poe, Carl",)


def test_lines_before_the_header_are_passed_over_and_said() -> None:
    preamble = '"About the data: Exported on Nov 30, 2029. Criteria: ""bats"" in title."\n'
    text = preamble + "Rank,DOI,Title,PubYear\n1,10.1234/bats.7,How Bats Listen,2019\n"
    document = read_list(text.encode())
    assert document.entries[0].title == "How Bats Listen"
    assert document.notes == ("1 line before the header of the table passed over",)
    assert document.render() == text.encode()
    again = document.revise([document.entries[0].edit(title="How Moles Listen")])
    assert again.data.decode() == text.replace("Bats Listen", "Moles Listen")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("paper_title|PUB_YEAR|repo.link|PaperURL", "title year code url"),
        ("**Title**|Published in|arXiv-ID|Last_Update", "title venue arxiv "),
        ("Model|Article|Implementation|Stars", " title code "),
        ("论文标题|作者|会议/期刊|年份|代码链接|引用", "title authors venue year code "),
        ("Titel|Autoren|Jahr|Zeitschrift", "title authors year venue"),
        ("Titre|Auteurs|Année|Revue", "title authors year venue"),
        ("Título|Autores|Año|Revista", "title authors year venue"),
        ("タイトル|著者|年|リンク", "title authors year url"),
        ("Название|Авторы|Год|Журнал", "title authors year venue"),
        ("Title|Short Title|Book Title|Series Title", "title  venue "),
        ("Title|Author Keywords|Author(s) ID|Author Address", "title   "),
        ("Title|Access Date|Date Added|Conference Date|Date", "title    year"),
        ("Title|Source Title|Publisher|Publisher City", "title venue  "),
    ],
)
def test_names_of_columns_in_any_spelling(header: str, expected: str) -> None:
    assert [role or "" for role in roles(header.split("|"))] == expected.split(" ")


PAPERS = [
    [
        "Seeing in the Dark of Winter",
        "Jane Roe; Ann Doe",
        "2021",
        "ICML",
        "https://arxiv.org/abs/2104.01234",
    ],
    [
        "Digging by Day and by Night",
        "Carl Poe; Ann Doe",
        "2020",
        "CVPR",
        "https://arxiv.org/abs/2004.01234",
    ],
    ["How Bats Listen to Each Other", "Carl Poe", "2019", "NeurIPS", "https://example.org/bats"],
]


@pytest.mark.parametrize(
    "header",
    [None, ["Otsikko", "Tekijät", "Vuosi", "Julkaisu", "Osoite"], ["a", "b", "c", "d", "e"]],
    ids=["none", "Finnish", "letters"],
)
def test_columns_without_known_names_are_told_by_their_cells(header: list[str] | None) -> None:
    document = table(*([header] if header else []), *PAPERS)
    assert [role for _, role in document.columns] == [
        "title",
        "authors",
        "year",
        "venue",
        "address of the paper",
    ]
    first, _, third = document.entries
    assert (first.title, first.authors) == (PAPERS[0][0], ("Jane Roe", "Ann Doe"))
    assert (first.venues, first.arxiv) == ((Venue("ICML", 2021),), "2104.01234")
    assert third.paper_links == ("https://example.org/bats",)
    assert len(document.notes) == (0 if header else 1)


def test_where_names_and_cells_disagree_the_cells_are_believed_and_a_note_says_so() -> None:
    document = table(["Title", "Year", "Authors"], *[[row[4], row[0], row[2]] for row in PAPERS])
    assert document.entries[0].title == PAPERS[0][0]
    assert document.entries[0].year == 2021
    assert document.notes == (
        'the column "Title" holds addresses, not titles; it was read as address of the paper',
        'the column "Year" holds other text, not years; it was read as title',
        'the column "Authors" holds years, not names of people; it was read as year',
    )


def test_a_column_of_publishers_is_a_venue_only_if_venues_stand_in_it() -> None:
    venues = table(["title", "publisher", "year"], *[[r[0], r[3], r[2]] for r in PAPERS])
    assert venues.entries[0].venues == (Venue("ICML", 2021),)
    firms = table(
        ["title", "publisher", "year"],
        *[
            [r[0], p, r[2]]
            for r, p in zip(PAPERS, ["Springer", "Elsevier BV", "ACM Press"], strict=True)
        ],
    )
    assert firms.entries[0].venues == ()
    assert ("publisher", "") in firms.columns


def test_a_column_of_types_is_a_section_only_if_it_groups_papers() -> None:
    kinds = ["journal article", "preprint", "conference paper"]
    typed = table(
        ["title", "year", "type"], *[[r[0], r[2], k] for r, k in zip(PAPERS, kinds, strict=True)]
    )
    assert {entry.section for entry in typed.entries} == {""}
    groups = ["birds", "beasts", "beasts"]
    grouped = table(
        ["title", "year", "type"], *[[r[0], r[2], k] for r, k in zip(PAPERS, groups, strict=True)]
    )
    assert [entry.section for entry in grouped.entries] == groups


def test_of_name_and_paper_the_column_with_the_papers_addresses_holds_the_titles() -> None:
    linked = [
        [Cell("OwlNet"), Cell("Seeing in the Dark", ("https://arxiv.org/abs/2104.01234",))],
        [Cell("MoleNet"), Cell("Digging by Day", ("https://aclanthology.org/P99-1234",))],
    ]
    assert read_columns(["Name", "Paper"], linked).roles == ["", "title"]
    turned = [
        [Cell("Seeing in the Dark of Winter"), Cell("PDF", ("https://arxiv.org/abs/2104.01234",))]
    ]
    assert read_columns(["Name", "Paper"], turned).roles == ["title", "url"]
    assert read_columns(["Paper", "Title"], []).roles == ["url", "title"]
    short = [[Cell("The one that sees in the dark of winter"), Cell("Owls", linked[0][1].urls)]]
    assert read_columns(["Method", "Work"], short).roles == ["", "title"]


def test_identifiers_of_all_kinds_have_columns() -> None:
    document = table(
        ["Title", "PMID", "PMCID", "ACL ID", "Corpus ID", "arXiv", "MAG ID"],
        ["Bats", "31999999", "PMC7654321", "P99-1234", "99887766", "2104.01234v2", "2101234567"],
        ["Moles", "31999998.0", "", "", "", "https://arxiv.org/abs/2004.01234", ""],
    )
    assert document.entries[0].identifiers == (
        "ARXIV:2104.01234",
        "CorpusId:99887766",
        "PMID:31999999",
        "PMCID:7654321",
        "ACL:P99-1234",
        "MAG:2101234567",
    )
    assert document.entries[1].identifiers == ("ARXIV:2004.01234", "PMID:31999998")


def test_a_column_of_mixed_identifiers_is_read_cell_by_cell() -> None:
    document = table(
        ["Paper ID", "Notes"],
        ["arXiv:2104.01234", "a"],
        ["10.1234/bats.7", "b"],
        ["PMID: 31999999", "c"],
        ["1234", "a number of the list's own"],
    )
    assert [entry.identifiers for entry in document.entries] == [
        ("ARXIV:2104.01234",),
        ("DOI:10.1234/bats.7",),
        ("PMID:31999999",),
    ]
    assert [item.line for item in document.skipped] == [5]


def test_a_project_page_is_no_code_whatever_the_column_is_called() -> None:
    (entry,) = table(
        ["Title", "Link", "Code"],
        [
            "Owls",
            "https://openreview.net/forum?id=Ab1",
            "https://someone.github.io/owls https://github.com/someone/owls",
        ],
    ).entries
    assert entry.code_links == (Link("", "https://github.com/someone/owls"),)
    assert entry.other_links == (Link("Code", "https://someone.github.io/owls"),)


def test_cells_with_markdown_links_are_title_and_address() -> None:
    document = table(
        ["Name", "Venue", "Year"],
        ["[Seeing in the Dark](https://arxiv.org/abs/2104.01234)", "ICML", "2021"],
        ["[Digging by Day](https://example.org/moles)", "-", "2020"],
    )
    first, second = document.entries
    assert (first.title, first.arxiv) == ("Seeing in the Dark", "2104.01234")
    assert (second.title, second.paper_links) == ("Digging by Day", ("https://example.org/moles",))
    assert second.venues == (), "a dash is no venue"


def test_a_gap_in_one_column_is_filled_from_another_of_its_kind() -> None:
    first, second = table(
        ["Title", "Publication Title", "Conference Name", "Publication Year", "Date"],
        ["Bats", "Journal of Bats", "", "2019", "2018-12-31"],
        ["Moles", "", "Mole Days", "", "2017-05-01"],
    ).entries
    assert first.venues == (Venue("Journal of Bats", 2019),)
    assert second.venues == (Venue("Mole Days", 2017),)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["Roe, Jane; Doe, Ann", "Poe, Carl"], [("Roe, Jane", "Doe, Ann"), ("Poe, Carl",)]),
        (
            ["Jane Roe; Ann Doe", "Carl Poe, Ann Doe"],
            [("Jane Roe", "Ann Doe"), ("Carl Poe", "Ann Doe")],
        ),
        (["Jane Roe|Ann Doe", "Carl Poe"], [("Jane Roe", "Ann Doe"), ("Carl Poe",)]),
        (["Roe, Jane", "Doe, Ann", "Poe, Carl"], [("Roe, Jane",), ("Doe, Ann",), ("Poe, Carl",)]),
        (["J. Roe, A. Doe and C. Poe", "-"], [("J. Roe", "A. Doe", "C. Poe"), ()]),
        (["Roe J, Doe A.", "Poe C"], [("Roe J", "Doe A"), ("Poe C",)]),
        (["Roe, J., Doe, A.", "Poe, C."], [("Roe, J.", "Doe, A."), ("Poe, C.",)]),
        (["Jane Roe 0001|Ann Doe", "Carl Poe"], [("Jane Roe", "Ann Doe"), ("Carl Poe",)]),
    ],
)
def test_what_parts_authors_is_learnt_from_their_column(
    cells: list[str], expected: list[tuple[str, ...]]
) -> None:
    document = table(
        ["Title", "Authors"], *[[f"Paper {n} on Owls", c] for n, c in enumerate(cells)]
    )
    assert [entry.authors for entry in document.entries] == expected


def test_editing_authors_keeps_what_parts_them() -> None:
    for written, expected in (
        ("Jane Roe, Ann Doe", '"Ada Low, Bo High"'),
        ("Jane Roe; Ann Doe", '"Ada Low; Bo High"'),
    ):
        document = table(["Title", "Authors"], ["Owls", written], ["Moles", written])
        first, second = document.entries
        again = document.revise([first.edit(authors=["Ada Low", "Bo High"]), second])
        assert again.data.decode().splitlines()[1].split(",", 1)[1] == expected
        assert again.entries[1].authors == ("Jane Roe", "Ann Doe")


@pytest.mark.parametrize(
    "text",
    [
        "Some words, and more words, then others.\nAnother line, with commas.\nA third, two, c.\n",
        "# A list\n\n- Title, year, venue\n- Owls, 2019, ICML\n",
        "Jane Roe, Ann Doe\nOwls in Winter\n\nCarl Poe, Ann Doe\nMoles in May\n",
    ],
)
def test_prose_with_commas_is_no_table(text: str) -> None:
    from kdgraph.lists.table import TABLE

    assert TABLE.likeness(text) == 0


def test_a_date_under_an_unknown_name_is_not_the_papers() -> None:
    document = table(
        ["Title", "Imported", "update_date", "Jahrgang"],
        ["Owls at Night", "2024-01-01", "2023-05-05", "2021"],
        ["Moles by Day", "2024-01-01", "2023-05-05", "2020"],
    )
    assert [entry.year for entry in document.entries] == [2021, 2020]
