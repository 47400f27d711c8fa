"""A title, wherever it stands, and the fields around it are one paper.

Each case is a list as somebody writes it, and for each paper its title, authors, venues, arXiv id
or DOI, and addresses of code; a field that is not named is not compared.
"""

# ruff: noqa: E501, RUF001 - the lists stand here as they are written

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kdgraph.lists import Entry, ListDocument, read_list


def read(text: str) -> ListDocument:
    return read_list(text.encode(), name="list", format="markdown")


def told(entry: Entry) -> dict[str, Any]:
    return {
        "title": entry.title,
        "authors": list(entry.authors),
        "venues": [tuple(venue) for venue in entry.venues],
        "year": entry.year,
        "id": entry.arxiv or entry.doi,
        "code": [link.url for link in entry.code_links],
        "section": entry.section,
        "line": entry.line_start,
    }


ROE_POE = ["Jane Roe", "Carl Poe"]
CASES: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "a bold paragraph above its fields": (
        "# List\n## Pruning\n**Thin Herons by Slow Cutting**\n\n- Paper(Oral): https://arxiv.org/abs/2101.00101\n"
        "- Code: https://github.com/x/thin\n\n**Otters Cut Twice**\n\n- Demo Video: https://youtu.be/1\n"
        "- Paper: None\n- Code: None\n",
        [
            {
                "title": "Thin Herons by Slow Cutting",
                "id": "2101.00101",
                "code": ["https://github.com/x/thin"],
                "section": "Pruning",
            },
            {"title": "Otters Cut Twice", "id": None, "code": []},
        ],
    ),
    "a heading above its fields is no section": (
        "# List\n## Pruning\n### A Heron in the Heading\n- Paper: https://arxiv.org/abs/2101.00102\n"
        "### An Otter in the Heading\n*Jane Roe, Carl Poe*\n\n[[pdf]](https://arxiv.org/abs/2101.00103)"
        " [[code]](https://github.com/x/otter)\n## Growing\n- [Later](https://arxiv.org/abs/2101.00104)\n",
        [
            {"title": "A Heron in the Heading", "id": "2101.00102", "section": "Pruning"},
            {
                "title": "An Otter in the Heading",
                "id": "2101.00103",
                "authors": ROE_POE,
                "code": ["https://github.com/x/otter"],
                "section": "Pruning",
            },
            {"title": "Later", "section": "Growing"},
        ],
    ),
    "labels in Chinese": (
        "## 剪枝\n**论文标题：Herons at Night**\n- 论文：https://arxiv.org/abs/2101.00105\n"
        "- 代码：https://github.com/x/heron\n- 作者：Jane Roe, Carl Poe\n- 会议：CVPR 2021\n\n"
        "- 标题：Otters by Day\n  - 论文链接：https://arxiv.org/abs/2101.00106\n"
        "  - 作者单位：Univ. of Otters\n",
        [
            {
                "title": "Herons at Night",
                "authors": ROE_POE,
                "venues": [("CVPR", 2021)],
                "id": "2101.00105",
                "code": ["https://github.com/x/heron"],
            },
            {"title": "Otters by Day", "id": "2101.00106", "authors": []},
        ],
    ),
    "fields as sub-items": (
        "- [Clicking Herons](https://arxiv.org/abs/2501.00107)\n    - Jane Roe, Carl Poe\n"
        "    - 📅 Date: March 5, 2025\n    - 📑 Publisher: ICML 2025 (Poster)\n"
        "    - 📖 TLDR: Herons, who came in 1999, click.\n"
        "- **Clicking Otters**\n    - **Venue**: Quarterly of Otters, 2024\n"
        "    - **Paper**: https://arxiv.org/abs/2401.00108\n",
        [
            {
                "title": "Clicking Herons",
                "authors": ROE_POE,
                "venues": [("ICML", 2025)],
                "year": 2025,
            },
            {"title": "Clicking Otters", "venues": [("Quarterly of Otters", 2024)]},
        ],
    ),
    "fields on soft lines": (
        "1. Herons on a Line of Their Own\n   Jane Roe, Carl Poe\n   *ICML 2020*\n"
        "   [[pdf]](https://arxiv.org/abs/2001.00109)\n"
        "- **Title**: Otters with Labels\n  **Authors**: Jane Roe, Carl Poe\n"
        "  **Link**: https://arxiv.org/abs/2001.00110\n",
        [
            {
                "title": "Herons on a Line of Their Own",
                "authors": ROE_POE,
                "venues": [("ICML", 2020)],
            },
            {"title": "Otters with Labels", "authors": ROE_POE, "id": "2001.00110"},
        ],
    ),
    "names in the first hard line": (
        "- Roe, J., Poe, C.D.,  \n*[Hearing Herons](https://doi.org/10.1000/heron.1)*,  \n"
        "Int. J. Imaginary Birds, 2019. [PDF](https://arxiv.org/abs/1901.00111)\n",
        [{"title": "Hearing Herons", "authors": ["Roe, J.", "Poe, C.D."], "year": 2019}],
    ),
    "numbered paragraphs": (
        '**[1]** Roe, Jane, and Carl Poe. "**Slow herons**." Journal of Herons 12.3 (2015): 43-44. '
        "[[pdf]](https://example.org/slow.pdf) :star:\n\n"
        "[2] J. Roe and C. Poe. Herons revisited. In ICLR, 2016. [[pdf]](https://arxiv.org/abs/1601.00112)\n\n"
        "[4]Herons at Dusk<br>\n[paper](https://arxiv.org/abs/2301.00113) | [code](https://github.com/x/d)<br>\n"
        "[3]Herons at Dawn(黎明的苍鹭)<br>\n[paper](https://arxiv.org/abs/2301.00114)<br>\n",
        [
            {
                "title": "Slow herons",
                "authors": ["Roe, Jane", "Carl Poe"],
                "venues": [("Journal of Herons", 2015)],
            },
            {
                "title": "Herons revisited",
                "authors": ["J. Roe", "C. Poe"],
                "venues": [("ICLR", 2016)],
            },
            {"title": "Herons at Dusk", "code": ["https://github.com/x/d"]},
            {"title": "Herons at Dawn", "id": "2301.00114"},
        ],
    ),
    "references as the style guides have them": (
        "- Roe, J., & Poe, C. D. (2019). Herons in the city: A survey. *Journal of Herons*, 12(3), 145-151.\n"
        '- J. Roe and C. D. Poe, "Herons in the town," *IEEE Trans. Birds*, vol. 12, no. 3, '
        "pp. 1990-1999, 2021.\n"
        "- Jane Roe and Carl Poe. 2018. Herons in the village. In Proceedings of ACL, pages 12-20.\n"
        "- Jane Roe, Carl Poe: Herons by the colon. ICML 2020. [link](https://arxiv.org/abs/2001.00115)\n",
        [
            {
                "title": "Herons in the city: A survey",
                "authors": ["Roe, J.", "Poe, C. D."],
                "venues": [("Journal of Herons", 2019)],
            },
            {
                "title": "Herons in the town",
                "authors": ["J. Roe", "C. D. Poe"],
                "venues": [("IEEE Trans. Birds", 2021)],
                "year": 2021,
            },
            {"title": "Herons in the village", "authors": ROE_POE, "year": 2018},
            {"title": "Herons by the colon", "authors": ROE_POE},
        ],
    ),
    "what stands before a title": (
        "- 20190917 CVPR-19 [Herons Without Tears](https://arxiv.org/abs/1904.00116)\n"
        "- NeurIPS'22 Herons Without a Past [[arxiv](https://arxiv.org/abs/2211.00117)]\n"
        "- **CVPR 2021** Herons of the Forest [[Paper]](https://arxiv.org/abs/2101.00118)\n"
        "- (2019) Herons First [[pdf]](https://arxiv.org/abs/1901.00119)\n"
        "- 2020 - Herons and Their Fish - Jane Roe, Carl Poe - [pdf](https://arxiv.org/abs/2001.00120)\n"
        "- [[Paper]](https://arxiv.org/abs/2101.00121) [[Code]](https://github.com/x/y) Herons: A Study\n"
        "- [Roe et al., 2019] Herons after keys. [[pdf]](https://arxiv.org/abs/1901.00122)\n"
        '- <u>HeronLM</u>: **"HeronLM: An Open Heron"**. *Jane Roe et al.* arXiv 2023. '
        "[[Paper](https://arxiv.org/abs/2302.00123)]\n",
        [
            {"title": "Herons Without Tears", "venues": [("CVPR", 2019)]},
            {"title": "Herons Without a Past", "venues": [("NeurIPS", 2022)]},
            {"title": "Herons of the Forest", "venues": [("CVPR", 2021)]},
            {"title": "Herons First", "year": 2019},
            {"title": "Herons and Their Fish", "authors": ROE_POE, "year": 2020},
            {"title": "Herons: A Study", "id": "2101.00121", "code": ["https://github.com/x/y"]},
            {"title": "Herons after keys", "year": 2019},
            {
                "title": "HeronLM: An Open Heron",
                "authors": ["Jane Roe"],
                "venues": [("arXiv", 2023)],
            },
        ],
    ),
    "what ends a title, and what does not": (
        "- Why Do Herons Fail? A View of Wings and Feathers [[arxiv](https://arxiv.org/abs/2502.00124)]\n"
        "- When Do Herons Help? Roe, Jane, Poe, and Doe. NeurIPS 2019\n"
        "- Foxes and Fences. Roe et al. ICML 2020\n"
        "- Herons by Dash — Jane Roe, Carl Poe — ICML 2020\n"
        "- [A Heron Without a Link], Jane Roe, Carl Poe, 2025\n"
        "- [Machine Learning](https://arxiv.org/abs/2512.00125) (2025)\n",
        [
            {"title": "Why Do Herons Fail? A View of Wings and Feathers", "authors": []},
            {"title": "When Do Herons Help?", "venues": [("NeurIPS", 2019)]},
            {"title": "Foxes and Fences", "authors": ["Roe"]},
            {"title": "Herons by Dash", "authors": ROE_POE, "venues": [("ICML", 2020)]},
            {"title": "A Heron Without a Link", "authors": ROE_POE, "year": 2025},
            {"title": "Machine Learning", "id": "2512.00125", "year": 2025},
        ],
    ),
    "the venue is the label of the link": (
        "**Faster Herons** \\\n[[CVPR 2024](https://arxiv.org/abs/2311.00126)]\n"
        "[[Code](https://github.com/x/faster)]\n\n"
        "**Slower Herons** \\\n[[NeurIPS 2023 Oral](https://openreview.net/forum?id=AbCdEfGh)]\n"
        "[[Website](https://arxiv.org/abs/2305.00127)]\n",
        [
            {"title": "Faster Herons", "venues": [("CVPR", 2024)], "id": "2311.00126"},
            {"title": "Slower Herons", "venues": [("NeurIPS", 2023)], "id": "2305.00127"},
        ],
    ),
    "several papers in a line": (
        "- [Herons One of Two](https://arxiv.org/abs/2101.00128), "
        "[Herons Two of Two](https://arxiv.org/abs/2101.00129)\n"
        "- Surveys: [Herons Three of Four](https://arxiv.org/abs/2101.00130); "
        "[Herons Four of Four](https://arxiv.org/abs/2101.00131)\n"
        "- [Herons That Extend](https://arxiv.org/abs/2101.00132) extends "
        "[Herons That Were Extended](https://arxiv.org/abs/2101.00133)\n",
        [
            {"title": "Herons One of Two", "line": 1},
            {"title": "Herons Two of Two", "line": 1},
            {"title": "Herons Three of Four", "line": 2},
            {"title": "Herons Four of Four", "line": 2},
            {"title": "Herons That Extend", "line": 3},
        ],
    ),
    "papers below a line that names a group": (
        "- 2012 [An Introduction to Herons](https://ieeexplore.ieee.org/document/1)\n- By field:\n"
        "    - sight: [Seeing Herons: A Review of the Field](https://files.example.org/a/2)\n",
        [
            {"title": "An Introduction to Herons", "year": 2012},
            {"title": "Seeing Herons: A Review of the Field"},
        ],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_title_block(name: str) -> None:
    text, expected = CASES[name]
    document = read(text)
    found = [told(entry) for entry in document.entries]
    wanted = [{**got, **want} for got, want in zip(found, expected, strict=False)]
    assert found == wanted
    assert len(found) == len(expected), [entry.title for entry in document.entries]
    assert document.render() == text.encode()


@pytest.mark.parametrize("name", CASES)
def test_a_title_that_is_found_is_where_it_says(name: str) -> None:
    for entry in read(CASES[name][0]).entries:
        for start, end in entry.spans["title"]:
            printed = entry.source[start:end].replace("\\", "")
            assert printed == entry.title


def test_the_venue_of_the_whole_list_is_inherited_by_those_that_name_none() -> None:
    first, second = read(
        "# ICML 2020 Papers with Code\n## Wings\n"
        "- **Herons of the Meeting** [[pdf]](https://arxiv.org/abs/2001.00134)\n"
        "- **Herons of Another**, CVPR 2021 [[pdf]](https://arxiv.org/abs/2101.00135)\n"
    ).entries
    assert (first.venues, first.year) == ((("ICML", 2020),), 2020)
    assert second.venues == (("CVPR", 2021),)


def test_the_first_heading_speaks_for_the_list_only_if_it_says_so() -> None:
    herons = "- **Herons of the Meeting** [[pdf]](https://arxiv.org/abs/2001.00138)\n"
    (said,) = read(f"# CVPR 2021 论文和开源项目合集(Papers with Code)\n# GAN\n{herons}").entries
    (unsaid,) = read(f"# CVPR 2021\n# GAN\n{herons}").entries
    assert (said.venues, unsaid.venues) == ((("CVPR", 2021),), ())


def test_neighbours_vouch_for_an_item_whose_identifier_is_misprinted() -> None:
    good = "".join(
        f"{n}. Herons by the dozen {n}. Roe, Jane et al. CVPR 20{n}\n" for n in range(10, 20)
    )
    doubtful = "20. Herons in doubt. Roe, Jane et al. arXiv:2014.10510\n"
    assert len(read(good + doubtful).entries) == 11
    prose = "".join(f"- We owe this to all of them {n}\n" for n in range(20))
    assert len(read(f"## A\n{good}\n## B\n{prose}{doubtful}").entries) == 10


def test_a_venue_that_nobody_knows_is_told_by_its_place_among_others() -> None:
    known = "".join(
        f"1. **Herons Seen {n} Times.** {venue}, 2020. [pdf](https://arxiv.org/abs/2001.{n:05})\n"
        for n, venue in enumerate(["CVPR", "ICML", "ECCV", "KDD", "ICLR", "AAAI"], 200)
    )
    strange = "1. **Herons Heard Once.** Annual Heron Watch, 2020. [pdf](https://arxiv.org/abs/2001.00210)\n"
    assert read(known + strange).entries[-1].venues == (("Annual Heron Watch", 2020),)
    assert read(strange).entries[0].venues == ()


def test_a_year_that_is_a_page_is_none() -> None:
    (entry,) = read("- **Herons by the page**, Heron Letters 19(4):1990-1999, 2004\n").entries
    assert entry.year == 2004


@pytest.mark.parametrize(
    "text",
    [
        "## Videos\n- [Dark herons](https://www.youtube.com/watch?v=abc), Jane Roe, 2014\n",
        "## Workshops\n[Heron Learning](https://heron-workshop.github.io/iclr-2023/), ICLR 2023\n",
        "## Models\n- [Heron Chat 236B](https://huggingface.co/someone/heron), Jane Roe, 2024\n",
        "## 2024\n- [Heron digest of January](./#number-1)\n- [Heron digest of May](numbers/2.md)\n",
        "## Open LLM\n"
        + "- [Heron2](https://huggingface.co/x/heron)\n" * 5
        + "- [Heron-7B](https://arxiv.org/abs/2405.00137)\n",
        "## Tutorials\n- [Big Herons: A Tutorial](https://icml.cc/virtual/2022/tutorial/18440)\n",
    ],
)
def test_no_papers(text: str) -> None:
    document = read(
        text + "## Papers\n- [Herons](https://arxiv.org/abs/1503.00136), Jane Roe, 2015\n"
    )
    assert [entry.title for entry in document.entries] == ["Herons"]
    assert document.skipped, "what is passed over is named"


BLOCKS = [
    (text, [want["title"] for want in wants])
    for name, (text, wants) in CASES.items()
    if name != "a heading above its fields is no section"
]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(range(len(BLOCKS))), min_size=1, max_size=4, unique=True))
def test_any_mixture_of_shapes_is_read_and_written_back(chosen: list[int]) -> None:
    text = "".join(f"\n## Part {n}\n\n{BLOCKS[n][0]}" for n in chosen)
    document = read(text)
    assert document.render() == text.encode()
    titles = [entry.title for entry in document.entries]
    assert titles == [title for n in chosen for title in BLOCKS[n][1]]


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("Roe, Jane, Carl Poe, and Ann Doe", ["Roe, Jane", "Carl Poe", "Ann Doe"]),
        ("Roe, Jane A.", ["Roe, Jane A."]),
        ("Roe, Jane A., et al", ["Roe, Jane A."]),
        ("Rémi des Tours, Carl Poe", ["Rémi des Tours", "Carl Poe"]),
        ("Jane Roe, Carl Poe, others", ["Jane Roe", "Carl Poe"]),
        ("Poe & Roe", ["Poe", "Roe"]),
        ("Roe, Jane et al (Owl Inc.)", ["Roe, Jane"]),
    ],
)
def test_names_in_the_orders_of_the_style_guides(line: str, authors: list[str]) -> None:
    (entry,) = read(f"- **Herons Signed**. {line}. ICML 2020\n").entries
    assert list(entry.authors) == authors


def test_a_venue_alone_before_the_links_needs_no_fame() -> None:
    (entry,) = read(
        "**Herons in the Third Line** \\\n*Jane Roe, Carl Poe* \\\n"
        "HERONCON 2023. [[Paper](https://arxiv.org/abs/2301.00139)]\n"
    ).entries
    assert entry.venues == (("HERONCON", 2023),)


PAPER = "[[paper](https://arxiv.org/abs/2301.00140)]"


@pytest.mark.parametrize(
    ("line", "title", "venues", "year"),
    [
        ("Jane Roe, Carl Poe. **Do Herons Sleep? On One Leg at Night**. CVPR 2021.", "Do Herons Sleep? On One Leg at Night", [("CVPR", 2021)], 2021),
        ("Jane Roe, Carl Poe. *Do Herons Sleep? On One Leg at Night*. CVPR 2021.", "Do Herons Sleep? On One Leg at Night", [("CVPR", 2021)], 2021),
        ("Jane Roe, Carl Poe. **Do Herons Sleep?** *CVPR* 2021.", "Do Herons Sleep?", [("CVPR", 2021)], 2021),
        ("**[NeurIPS'23] Herons at Dusk**", "Herons at Dusk", [("NeurIPS", 2023)], 2023),
        ("**[ICLR'24 Spotlight] Herons at Dusk**", "Herons at Dusk", [("ICLR", 2024)], 2024),
        ("**[ICCV 2021 (Oral)] Herons at Dusk**", "Herons at Dusk", [("ICCV", 2021)], 2021),
        ("**[Best Paper] Herons at Dusk** CVPR 2020", "Herons at Dusk", [("CVPR", 2020)], 2020),
        ("**[Two-Legged] Herons at Dusk** CVPR 2020", "[Two-Legged] Herons at Dusk", [("CVPR", 2020)], 2020),
        ("**[Marshes]** Herons for Wet Places, _MICCAI 2019_,", "Herons for Wet Places", [("MICCAI", 2019)], 2019),
        ("**[HeronNet]** CVPR 2020", "[HeronNet]", [("CVPR", 2020)], 2020),
        ("**[HeronNet]** Jane Roe, Carl Poe. CVPR 2020", "[HeronNet]", [("CVPR", 2020)], 2020),
        ("2019-ICLR-Heron Pruning: A Study", "Heron Pruning: A Study", [("ICLR", 2019)], 2019),
        ("2019-Heron-Led Pruning", "Heron-Led Pruning", [], 2019),
        ('"Why Not Herons?", ICML24', "Why Not Herons?", [("ICML", 2024)], 2024),
        ("**Herons Translated on WMT16**", "Herons Translated on WMT16", [], None),
        ("**鹭鸟学习综述** 张三, 李四. 计算机学报 2020.", "鹭鸟学习综述", [("计算机学报", 2020)], 2020),
        ("**HeronGAN** - Heron GAN: Generating Herons.", "Heron GAN: Generating Herons", [], None),
        ("**HeronGPT 2** - Herons Are Unsupervised Multitask Fishers", "Herons Are Unsupervised Multitask Fishers", [], None),
        ("**Herons by the Sea**, *TPAMI*, 45(3), 2020.", "Herons by the Sea", [("TPAMI", 2020)], 2020),
        ("**Herons by the Sea**, *TPAMI*, 45(3), 1990-2020, 2023.", "Herons by the Sea", [("TPAMI", 2023)], 2023),
        ("张三, 李四. 鹭鸟研究进展[J]. 自动化学报, 2021.", "鹭鸟研究进展", [("自动化学报", 2021)], 2021),
        ("**HeronGAN** - a network that draws the herons we know.", "HeronGAN", [], None),
        ("**HeronGAN** - Jane Roe, Carl Poe, Anne Brook. CVPR 2020", "HeronGAN", [("CVPR", 2020)], 2020),
    ],
)  # fmt: skip
def test_tags_and_marks_around_a_title(
    line: str, title: str, venues: list[tuple[str, int]], year: int | None
) -> None:
    (entry,) = read(f"- {line} {PAPER}\n").entries
    assert (entry.title, list(map(tuple, entry.venues)), entry.year) == (title, venues, year)


HABIT = "".join(
    f"- **Herons of Pond {n}** (CVPR, 2019) [[paper](https://arxiv.org/abs/1901.0100{n})]\n"
    for n in range(6)
)


@pytest.mark.parametrize(
    "date", ["Mar. 2023", "Sept. 2023", "März 2023", "MAI 2023", "déc. 2023", "2023/03", "03/2023",
             "2023年3月", "12 Sept 2023"],
)  # fmt: skip
def test_a_month_is_no_venue(date: str) -> None:
    entry = read(f"{HABIT}- **Heron Chat** ({date}) {PAPER}\n").entries[-1]
    assert (entry.title, list(entry.venues), entry.year) == ("Heron Chat", [], 2023)


@pytest.mark.parametrize(
    ("cited", "authors"),
    [
        ("(Roe, 2019)", ["Roe"]),
        ("(Roe and Poe, 2019)", ["Roe", "Poe"]),
        ("(Roe et al., 2019)", ["Roe"]),
        ("(Roe, Poe, and Doe, 2019)", ["Roe", "Poe", "Doe"]),
        ("[Roe+, 2019]", ["Roe"]),
        ("(Nature, 2019)", []),
    ],
)
def test_a_family_name_with_a_year_is_an_author(cited: str, authors: list[str]) -> None:
    entry = read(f"{HABIT}- [Herons on Reeds](https://arxiv.org/abs/2301.00141) {cited}\n").entries[
        -1
    ]
    assert list(entry.authors) == authors
    assert entry.year == 2019
    assert bool(entry.venues) != bool(authors)


@pytest.mark.parametrize(
    ("names", "authors"),
    [
        ("*Jane Roe (MIT), Carl Poe (Owl Labs).*", ROE_POE),
        ("Jane Roe<sup>1</sup>, Carl Poe<sup>2,3</sup>", ROE_POE),
        ("Jane Roe^1, Carl Poe^2", ROE_POE),
        ("Jane Roe*, Carl Poe and 3 others", ROE_POE),
        ("Jane Roe, Carl Poe, and 3 more authors", ROE_POE),
        ("Roe J, Poe C, Doe A.", ["Roe J", "Poe C", "Doe A"]),
        ("Roe J., Poe C., Doe A.", ["Roe J.", "Poe C.", "Doe A."]),
    ],
)
def test_what_stands_behind_a_name_is_no_part_of_it(names: str, authors: list[str]) -> None:
    (below,) = read(f"- **Herons Counted**  \n  {names}  \n  ICML 2020. {PAPER}\n").entries
    assert list(below.authors) == authors
    (beside,) = read(f"- **Herons Counted** - {names}, ICML 2020 {PAPER}\n").entries
    assert list(beside.authors) == authors
    assert below.year == beside.year == 2020


def test_authors_with_their_year_are_no_venue_whoever_finds_the_year() -> None:
    entry = read(f"{HABIT}- **HeronNet**: Herons for All (Roe, 2023) {PAPER}\n").entries[-1]
    assert (entry.title, list(entry.venues), entry.year) == ("HeronNet: Herons for All", [], 2023)
    assert entry.authors == ("Roe",)
    entry = read(f"{HABIT}- **Herons for All**, Roe et al. 2019 {PAPER}\n").entries[-1]
    assert (list(entry.authors), list(entry.venues), entry.year) == (["Roe"], [], 2019)
