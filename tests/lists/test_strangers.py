"""Habits of other fields and other people: what they write in a line of their lists."""

# ruff: noqa: RUF001 - lists do print these signs

from __future__ import annotations

from typing import Any

import pytest

from kdgraph.lists import Venue, read_list

PAPER = "[paper](https://arxiv.org/abs/2001.00001)"


def facts(text: str) -> list[dict[str, Any]]:
    document = read_list(text.encode(), name="strangers", format="markdown")
    assert document.render() == text.encode()
    names = ("title", "venues", "year", "authors", "arxiv")
    return [{name: getattr(entry, name) for name in names} for entry in document.entries]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Owls in Flight (Neuron, 2023) {}", {"venues": (Venue("Neuron", 2023),), "authors": ()}),
        (
            "Owls in Flight {} (Roe 2019)",
            {"title": "Owls in Flight", "authors": ("Roe",), "year": 2019},
        ),
        (
            "Owls in Flight (Roe and Poe 2019) {}",
            {"title": "Owls in Flight", "authors": ("Roe", "Poe"), "year": 2019},
        ),
        (
            "Owls in Flight (Roe et al. 2018) {}",
            {"title": "Owls in Flight", "authors": ("Roe",), "year": 2018},
        ),
        (
            "**Owls in Flight (Poe, 2017)** {}",
            {"title": "Owls in Flight", "authors": ("Poe",), "year": 2017},
        ),
        (
            "**OwlNet: [ICML22] Owls in Flight** {}",
            {"title": "Owls in Flight", "venues": (Venue("ICML", 2022),)},
        ),
        ("**(OwlNet) Owls in Flight** {}", {"title": "Owls in Flight"}),
        ("(OwlNet) Owls in Flight {}", {"title": "Owls in Flight"}),
        (
            "**Owls in Flight** {}\n  - Publisher: IEEE S&P 2026",
            {"venues": (Venue("IEEE S&P", 2026),)},
        ),
        ("”Owls in Flight by Night“ {}", {"title": "Owls in Flight by Night"}),
        ("**37. Owls in Flight at Night]** {}", {"title": "Owls in Flight at Night"}),
    ],
)
def test_a_line(line: str, expected: dict[str, Any]) -> None:
    (found,) = facts(f"- {line.replace('{}', PAPER)}\n")
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (
            "Jane Roe, puzhen zhang, Carl Poe, Ann Lee",
            ("Jane Roe", "puzhen zhang", "Carl Poe", "Ann Lee"),
        ),
        ("Jane Roe, Carl Poe1, Ann Lee", ("Jane Roe", "Carl Poe", "Ann Lee")),
        (r"Cl{\'e}ment Roe, Ann H{\"u}tte", ("Clément Roe", "Ann Hütte")),
        (
            "Chen, Haoxing, Xu, Zhuoer, Gu, Zhangxuan",
            ("Chen, Haoxing", "Xu, Zhuoer", "Gu, Zhangxuan"),
        ),
        ('Jane Roe, Chi "Max" Poe, Ann B. Lee', ("Jane Roe", "Chi Max Poe", "Ann B. Lee")),
        ("Jane B. Roe el al.", ("Jane B. Roe",)),
        ("Jane Roe and and Carl Poe and Ann Lee", ("Jane Roe", "Carl Poe", "Ann Lee")),
    ],
)
def test_names_as_people_write_them(names: str, expected: tuple[str, ...]) -> None:
    (found,) = facts(f"- **Owls in Flight at Night** {PAPER}\n  - *{names}*\n")
    assert found["authors"] == expected


@pytest.mark.parametrize("line", ["owls, wings and many feathers", "fast, small, light and cheap"])
def test_words_in_small_letters_are_no_names(line: str) -> None:
    (found,) = facts(f"- **Owls in Flight at Night** {PAPER}\n  - {line}\n")
    assert found["authors"] == ()


def test_two_papers_in_one_item_are_two_and_two_addresses_of_one_are_one() -> None:
    text = (
        "- Owl Net: [paper](https://arxiv.org/abs/2001.00001), Wing Net: "
        "[paper](https://arxiv.org/abs/2001.00002)\n"
        "- **Beak Net**: [paper](https://arxiv.org/abs/2001.00003) "
        "[pdf](https://aclanthology.org/P18-1001.pdf)\n"
    )
    titles = [(found["title"], found["arxiv"]) for found in facts(text)]
    assert titles == [
        ("Owl Net", "2001.00001"),
        ("Wing Net", "2001.00002"),
        ("Beak Net", "2001.00003"),
    ]


def test_a_list_in_a_quotation_belongs_to_no_title_above_it() -> None:
    text = (
        "# CVPR 2024 Papers\n\nCVPR 2024 decisions are now available!\n\n"
        "> - [ECCV 2024](https://github.com/roe/eccv)\n\n"
        f"- **Owls in Flight** {PAPER}\n"
    )
    assert [found["title"] for found in facts(text)] == ["Owls in Flight"]


def test_a_field_needs_no_colon_before_its_address() -> None:
    text = (
        "**Owls in Flight at Night**\n\n- Homepage: https://roe.github.io/owls/\n"
        "- Paper  https://arxiv.org/abs/2001.00001\n"
    )
    (found,) = facts(text)
    assert (found["title"], found["arxiv"]) == ("Owls in Flight at Night", "2001.00001")


@pytest.mark.parametrize(
    "row",
    [
        "| International Conference on Owls | https://www.siam.org/conferences/owl19 |",
        "| Owls, Counted by the Thousand | https://doi.org/10.7910/DVN/OPQMVF |",
    ],
)
def test_meetings_and_data_sets_are_no_papers(row: str) -> None:
    text = (
        "| Title | Link |\n|---|---|\n"
        f"| Owls in Flight at Night | https://arxiv.org/abs/2001.00001 |\n{row}\n"
    )
    assert [found["title"] for found in facts(text)] == ["Owls in Flight at Night"]


def test_a_venue_that_nobody_knows_is_one_where_all_others_have_theirs() -> None:
    known = "".join(
        f"**Owls in Flight, Part {n}** \\\n*Jane Roe, Carl Poe* \\\nICML 20{n}. "
        f"[[Paper](https://arxiv.org/abs/{n}01.00001)]\n\n"
        for n in range(15, 22)
    )
    text = known + (
        "**Owls at Rest** \\\n*Jane Roe, Carl Poe* \\\nOwl Letters Quarterly 2023. "
        "[[Paper](https://arxiv.org/abs/2301.00009)]\n"
    )
    assert facts(text)[-1]["venues"] == (Venue("Owl Letters Quarterly", 2023),)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (  # astronomy
            "Roe J., 2020, *Owls in Flight, Still Unseen*, Nature, 587, 45 [[arXiv:2011.03500]]",
            {"title": "Owls in Flight, Still Unseen", "authors": ("Roe J.",), "year": 2020},
        ),
        (
            'Roe & Poe 2019, ARA&A 57, 417: "Owls in Flight: A View" {}',
            {"title": "Owls in Flight: A View", "venues": (Venue("ARA&A", 2019),)},
        ),
        (
            "Roe J., Poe C. K., 2007, Sci, 318, 777, doi:10.1126/science.1147532",
            {"title": None, "authors": ()},
        ),
        (
            "[Roe+2016](https://arxiv.org/abs/2001.00001) Owls in flight, seen. *Nature* **531**.",
            {"title": "Owls in flight, seen", "venues": (Venue("Nature", None),)},
        ),
        (
            'OWL/FRB Collaboration et al. 2019a, "Owls in Flight at Night", Nature 566, 230. {}',
            {"title": "Owls in Flight at Night", "authors": ("OWL/FRB Collaboration",)},
        ),
        (
            "**Owls in Flight at Night**. *Jane Roe et al.* medRxiv 2022. {}",
            {"authors": ("Jane Roe",), "venues": (Venue("medRxiv", 2022),), "year": 2022},
        ),
        (
            r"**Owls in Flight at Night**. *Jane Aky{\"{u}}rek et al*. Owl Mach Intell. {}",
            {"authors": ("Jane Akyürek",)},
        ),
        (  # law
            "Jane Roe & Carl D. Poe, *Owls in Court*, 104 Calif. L. Rev. 671 (2016), {}",
            {
                "title": "Owls in Court",
                "authors": ("Jane Roe", "Carl D. Poe"),
                "venues": (Venue("Calif. L. Rev", 2016),),
            },
        ),
        (
            "Jane Ann Roe, Technological Due Flight, 85 Wash. U. L. Rev. 1249 (2008), {}",
            {"title": "Technological Due Flight", "authors": ("Jane Ann Roe",), "year": 2008},
        ),
        (  # economics
            "Roe and Poe (1982) Nest Matching, Flocks, and Owls, Econometrica 50(6)",
            {
                "title": "Nest Matching, Flocks, and Owls",
                "authors": ("Roe", "Poe"),
                "venues": (Venue("Econometrica", 1982),),
            },
        ),
        (
            "Roe, R.B., Optimal owl design, Math. Oper. Res. 6 (1981) 58–73.",
            {"title": "Optimal owl design", "authors": ("Roe, R.B.",), "year": 1981},
        ),
        (  # software engineering
            "[**OwlFuzz**: Integrating Wings into Beaks](https://arxiv.org/abs/2001.00001)",
            {"title": "OwlFuzz: Integrating Wings into Beaks"},
        ),
        (
            "[OWL++](https://arxiv.org/abs/2001.00001): Combining Steps of Owl Research, WOOT'20",
            {
                "title": "OWL++: Combining Steps of Owl Research",
                "venues": (Venue("WOOT", 2020),),
            },
        ),
        (
            "**OwlFuzz (ASE '19)**: Efficient Flight With Deep Wings {}",
            {"title": "Efficient Flight With Deep Wings", "venues": (Venue("ASE", 2019),)},
        ),
        (  # notes
            "[x] [[@roe2017]] Owls in Flight at Night (2017) #birds https://arxiv.org/abs/2001.00001",
            {"title": "Owls in Flight at Night", "year": 2017},
        ),
        (
            "[[Roe2018 - OWL|OWL: Owls in Flight at Night]] - Roe, J. et al. - NAACL 2019 - {}",
            {"title": "OWL: Owls in Flight at Night", "authors": ("Roe, J.",)},
        ),
        (
            "==Owl== Owls in Flight at Night, Roe et al. 2022, [[2203.15556]] {}",
            {"title": "Owls in Flight at Night", "authors": ("Roe",), "year": 2022},
        ),
        (  # Chinese and Japanese
            "《Owls in Flight at Night》，Jane Roe等，TNNLS 2020，{}",
            {"title": "Owls in Flight at Night", "authors": ("Jane Roe",)},
        ),
        (
            "【KDD 2019】Owls in Flight 论文地址：https://arxiv.org/abs/2001.00001",
            {"title": "Owls in Flight", "venues": (Venue("KDD", 2019),)},
        ),
        (
            "OwlNet｜Owls in Flight at Night｜NeurIPS 2017｜{}",
            {"title": "Owls in Flight at Night", "venues": (Venue("NeurIPS", 2017),)},
        ),
        (
            "タイトル：Owls in Flight at Night\n  - 著者：Jane Roe, Carl Poe\n  - 会議：ICCV 2017",
            {"title": "Owls in Flight at Night", "authors": ("Jane Roe", "Carl Poe")},
        ),
        (
            "**Owl R-CNN** / Jane Roe, Carl Poe / ICCV 2017 / {}",
            {"authors": ("Jane Roe", "Carl Poe"), "venues": (Venue("ICCV", 2017),)},
        ),
    ],
)
def test_other_fields_and_languages(line: str, expected: dict[str, Any]) -> None:
    (found,) = facts(f"- {line.replace('{}', PAPER)}\n")
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize("colon", [":", "::", "："])
def test_a_paragraph_of_fields_that_begins_with_its_title(colon: str) -> None:
    fields = {"Title": "Owls in Flight", "Authors": "Jane Roe, Carl Poe", "Year": "2020"}
    fields["URL"] = "https://arxiv.org/abs/2001.00001"
    text = "".join(f"{name}{colon} {value}\n" for name, value in fields.items())
    (found,) = facts(f"# Notes\n\n{text}")
    assert (found["title"], found["year"]) == ("Owls in Flight", 2020)
    assert found["authors"] == ("Jane Roe", "Carl Poe")


def test_no_venue_is_told_of_what_is_under_review() -> None:
    rows = "| Owls in Flight | under review | [pdf](https://arxiv.org/abs/2001.00001) |\n"
    (found,) = facts(f"| Title | Published in | Link |\n|---|---|---|\n{rows}")
    assert found["venues"] == ()


@pytest.mark.parametrize(
    ("line", "title", "authors", "venue"),
    [
        (
            "Roe & Poe (AER 2005), Trading with Owls",
            "Trading with Owls", ("Roe", "Poe"), Venue("AER", 2005),
        ),
        (
            "Roe and Poe (Econometrica 1990). Two-Sided Burrows, Moles, and Markets",
            "Two-Sided Burrows, Moles, and Markets", ("Roe", "Poe"), Venue("Econometrica", 1990),
        ),
        (
            "Roe, Poe & Doe [QJE '09] Owls versus Herons [pdf](https://a.org/x.pdf)",
            "Owls versus Herons", ("Roe", "Poe", "Doe"), Venue("QJE", 2009),
        ),
        (
            "Jane Roe, Carl Poe (ICML 2020): What Owls See",
            "What Owls See", ("Jane Roe", "Carl Poe"), Venue("ICML", 2020),
        ),
        (
            "Faster & Better (CVPR 2020), Jane Roe, Carl Poe",
            "Faster & Better", ("Jane Roe", "Carl Poe"), Venue("CVPR", 2020),
        ),
        (
            "Nora Poe, The Owl's Charter (Harvard University Press 2003).",
            "The Owl's Charter", ("Nora Poe",), Venue("Harvard University Press", 2003),
        ),
        (
            "Nora Poe & Ann Doe, *The Law of Burrows* (Cambridge Univ. Press, 2010)",
            "The Law of Burrows", ("Nora Poe", "Ann Doe"), Venue("Cambridge Univ. Press", 2010),
        ),
    ],
)  # fmt: skip
def test_the_venue_in_brackets_behind_names_or_a_title(
    line: str, title: str, authors: tuple[str, ...], venue: Venue
) -> None:
    (found,) = facts(f"- {line}\n")
    assert (found["title"], found["authors"], found["venues"]) == (title, authors, (venue,))
    assert found["year"] == venue.year


def test_an_edition_is_no_venue_and_pages_are_no_title() -> None:
    (found,) = facts("- Jane Roe, Burrows and the Law 23-45 (2d ed. 1999).\n")
    assert found["title"] == "Burrows and the Law"
    assert (found["authors"], found["venues"], found["year"]) == (("Jane Roe",), (), 1999)


PAGE = "Owls%20in%20Snow%20a1b2c3d4e5f60718293a4b5c6d7e8f90.md"


def test_a_link_to_a_page_of_notes_does_not_hide_what_is_printed_beside_it() -> None:
    text = f"- [Owls in Snow]({PAGE}), Jane Roe, Carl Poe, NeurIPS 2020\n- [Herons](#herons)\n"
    (found,) = facts(f"{text}- [Cranes](cranes.md)\n- [ICML 2019](icml2019.md)\n")
    assert (found["title"], found["authors"]) == ("Owls in Snow", ("Jane Roe", "Carl Poe"))
    assert found["venues"] == (Venue("NeurIPS", 2020),)


@pytest.mark.parametrize(
    ("line", "titles", "years"),
    [
        (
            "Owls in Snow (Roe et al., 2019); Herons at Night (Poe & Doe, 2020)",
            ["Owls in Snow", "Herons at Night"], [2019, 2020],
        ),
        (
            "Owls in Rain, NeurIPS 2018; Herons at Noon, ICML 2019; Cranes at Dusk, CVPR 2020.",
            ["Owls in Rain", "Herons at Noon", "Cranes at Dusk"], [2018, 2019, 2020],
        ),
        (
            "Roe J, Poe C. Owls by Day. Nature. 2001;1:2-3; Doe A, Foe B. Herons by Day. Science. "
            "2002;3:4-5.",
            ["Owls by Day", "Herons by Day"], [2001, 2002],
        ),
        (
            "Learning to See; Learning to Fly. Jane Roe, Carl Poe. CVPR 2018",
            ["Learning to See; Learning to Fly"], [2018],
        ),
        ("Owls of 2019; a Survey of 2020. Roe et al. ICML 2021", None, [2021]),
    ],
)  # fmt: skip
def test_semicolons_part_whole_papers_alone(
    line: str, titles: list[str] | None, years: list[int]
) -> None:
    found = facts(f"- {line}\n")
    assert [entry["year"] for entry in found] == years
    assert titles is None or [entry["title"] for entry in found] == titles
    org = read_list(f"* Birds\n- {line}\n".encode(), name="birds", format="org")
    assert [entry.year for entry in org.entries] == years


@pytest.mark.parametrize(
    ("line", "title", "authors", "venues", "year"),
    [
        (
            f"Owls for Breakfast, *Ann Doe*, **ICCV 2019 (Oral)** {PAPER}",
            "Owls for Breakfast", ("Ann Doe",), (Venue("ICCV", 2019),), 2019,
        ),
        (
            f"What Do Cranes Eat?, *Bo Foe*, **ECCV 2020** {PAPER}",
            "What Do Cranes Eat?", ("Bo Foe",), (Venue("ECCV", 2020),), 2020,
        ),
        (
            "Required: Roe & Poe. [Owls for Students](https://arxiv.org/abs/2001.00001). ICML 2018",
            "Owls for Students", ("Roe", "Poe"), (Venue("ICML", 2018),), 2018,
        ),
        (
            "https://openreview.net/forum?id=abc Owls in Review (ICLR 2022)",
            "Owls in Review", (), (Venue("ICLR", 2022),), 2022,
        ),
        ("PMID: 31452104 Owls in Medicine", "Owls in Medicine", (), (), None),
        (f"(*arXiv* 2023.05) **Owls without Borders** {PAPER}",
         "Owls without Borders", (), (Venue("arXiv", 2023),), 2023),
        (
            "[Faster Owls](https://arxiv.org/abs/2001.00001) -- J. Roe, C. Poe -- TMLR 11/2022",
            "Faster Owls", ("J. Roe", "C. Poe"), (Venue("TMLR", 2022),), 2022,
        ),
        (
            "[Owls and Cranes](https://arxiv.org/abs/2001.00001), Roe, Poe and Doe, 2020.",
            "Owls and Cranes", ("Roe", "Poe", "Doe"), (), 2020,
        ),
        (
            "Roe et al. 2019. Owls Abroad. *Nature* **571**, 123–129. https://doi.org/10.1000/x",
            "Owls Abroad", ("Roe",), (Venue("Nature", 2019),), 2019,
        ),
        (
            "Poe C. et al., Cranes in Science, Science 362, 1140 (2018).",
            "Cranes in Science", ("Poe C.",), (Venue("Science", 2018),), 2018,
        ),
        (
            "D. Hoe, Cranes and Their Habits, 2nd ed. Cambridge, MA, USA: MIT Press, 2016, ch. 3.",
            "Cranes and Their Habits", ("D. Hoe",), (Venue("MIT Press", 2016),), 2016,
        ),
    ],
)  # fmt: skip
def test_what_stands_around_a_title(
    line: str,
    title: str,
    authors: tuple[str, ...],
    venues: tuple[Venue, ...],
    year: int | None,
) -> None:
    (found,) = facts(f"- {line}\n")
    assert (found["title"], found["authors"]) == (title, authors)
    assert (found["venues"], found["year"]) == (venues, year)


def test_a_bare_arxiv_id_in_brackets_before_a_title() -> None:
    (found,) = facts("- [2006.10029] Big Owls Are Strong Learners\n")
    assert (found["title"], found["arxiv"]) == ("Big Owls Are Strong Learners", "2006.10029")
