"""Shapes of Markdown lists that are common in the wild: one line in, one paper out."""

from __future__ import annotations

from typing import Any

import pytest

from kdgraph.lists import Entry, Link, ListDocument, Venue, read_list


def read(text: str) -> ListDocument:
    document = read_list(text.encode(), name="shapes", format="markdown")
    assert document.render() == text.encode()
    return document


def only(text: str) -> Entry:
    (entry,) = read(text).entries
    return entry


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param(
            "- [Deep Mutual Learning](https://arxiv.org/abs/1706.00384v2) - Ying Zhang, "
            "Tao Xiang, CVPR 2018",
            {
                "title": "Deep Mutual Learning",
                "authors": ("Ying Zhang", "Tao Xiang"),
                "venues": (Venue("CVPR", 2018),),
                "arxiv": "1706.00384",
                "paper_links": ("https://arxiv.org/abs/1706.00384v2",),
            },
            id="linked title, authors, venue",
        ),
        pytest.param(
            "- **Deep Mutual Learning, arXiv.org 2017**",
            {"title": "Deep Mutual Learning", "venues": (Venue("arXiv.org", 2017),)},
            id="the venue of preprints as Semantic Scholar calls it",
        ),
        pytest.param(
            "* **Relational Knowledge Distillation** *(CVPR 2019)* "
            "[[paper](https://arxiv.org/abs/1904.05068)] [[code](https://github.com/lenscloth/RKD)]",
            {
                "title": "Relational Knowledge Distillation",
                "venues": (Venue("CVPR", 2019),),
                "arxiv": "1904.05068",
                "code_links": (Link("code", "https://github.com/lenscloth/RKD"),),
            },
            id="bold title, venue in italics, labels in brackets",
        ),
        pytest.param(
            "1. Hinton, G., Vinyals, O., & Dean, J. Distilling the Knowledge in a Neural Network. "
            "NIPS Workshop, 2014. [paper](https://arxiv.org/abs/1503.02531)",
            {
                "title": "Distilling the Knowledge in a Neural Network",
                "authors": ("Hinton, G.", "Vinyals, O.", "Dean, J."),
                "venues": (Venue("NIPS Workshop", 2014),),
                "arxiv": "1503.02531",
            },
            id="authors first",
        ),
        pytest.param(
            "- Similarity-Preserving KD, Frederick Tung et al., CVPR 2020 "
            "[[pdf]](https://arxiv.org/abs/1907.09682)",
            {
                "title": "Similarity-Preserving KD",
                "authors": ("Frederick Tung",),
                "venues": (Venue("CVPR", 2020),),
            },
            id="commas throughout",
        ),
        pytest.param(
            "- [CVPR 2021] [Distilling Knowledge via Knowledge Review]"
            "(https://arxiv.org/abs/2104.09044) [code](https://github.com/dvlab-research/ReviewKD)",
            {
                "title": "Distilling Knowledge via Knowledge Review",
                "venues": (Venue("CVPR", 2021),),
                "code_links": (Link("code", "https://github.com/dvlab-research/ReviewKD"),),
            },
            id="venue in brackets first",
        ),
        pytest.param(
            "- (NIPS 2014) [Do Deep Nets Really Need to be Deep?]"
            "(http://papers.nips.cc/paper/5484-do-deep-nets-really-need-to-be-deep.pdf)",
            {
                "title": "Do Deep Nets Really Need to be Deep?",
                "venues": (Venue("NIPS", 2014),),
                "arxiv": None,
            },
            id="venue in parentheses first",
        ),
        pytest.param(
            "6. Correlation Congruence for Knowledge Distillation.Peng, Baoyun et al. ICCV 2019",
            {
                "title": "Correlation Congruence for Knowledge Distillation",
                "authors": ("Peng, Baoyun",),
                "venues": (Venue("ICCV", 2019),),
            },
            id="nothing marked and a blank forgotten",
        ),
        pytest.param(
            "- Kirillov, A. et al. (2023). Segment Anything. ICCV 2023. arXiv:2304.02643",
            {
                "title": "Segment Anything",
                "authors": ("Kirillov, A.",),
                "venues": (Venue("ICCV", 2023),),
                "arxiv": "2304.02643",
            },
            id="reference style",
        ),
        pytest.param(
            "26. Meta Pseudo Labels. Pham, Hieu et al. ICML 2020 [[code]][1]\n\n"
            "[1]: https://github.com/a/b",
            {
                "title": "Meta Pseudo Labels",
                "authors": ("Pham, Hieu",),
                "venues": (Venue("ICML", 2020),),
                "code_links": (Link("code", "https://github.com/a/b"),),
            },
            id="a title that could be a name",
        ),
        pytest.param(
            "7. On the Efficacy of KD. Cho, Jang Hyun & Hariharan, Bharath. arXiv:1910.01348. "
            "ICCV 2019",
            {
                "title": "On the Efficacy of KD",
                "authors": ("Cho, Jang Hyun", "Hariharan, Bharath"),
                "venues": (Venue("ICCV", 2019),),
                "arxiv": "1910.01348",
            },
            id="arXiv id before the venue",
        ),
        pytest.param(
            "- [ ] Optimal Brain Damage [LeCun et al., NeurIPS 1989]",
            {
                "title": "Optimal Brain Damage",
                "authors": ("LeCun",),
                "venues": (Venue("NeurIPS", 1989),),
            },
            id="check box",
        ),
        pytest.param(
            "- 🔥 **DIST: Distillation from A Stronger Teacher** "
            "[![arXiv](https://img.shields.io/badge/arXiv-2205.10536-b31b1b.svg)]"
            "(https://arxiv.org/abs/2205.10536) "
            "[![Star](https://img.shields.io/github/stars/hunto/DIST_KD.svg)]"
            "(https://github.com/hunto/DIST_KD)<br>*Tao Huang, Shan You* | NeurIPS'22",
            {
                "title": "DIST: Distillation from A Stronger Teacher",
                "authors": ("Tao Huang", "Shan You"),
                "venues": (Venue("NeurIPS", 2022),),
                "arxiv": "2205.10536",
                "code_links": (Link("Star", "https://github.com/hunto/DIST_KD"),),
            },
            id="emoji, badges, line break",
        ),
        pytest.param(
            '- <a href="https://arxiv.org/abs/2002.00001">An HTML link</a>, Jane Doe and '
            "John Roe, <b>ICML 2020</b>",
            {
                "title": "An HTML link",
                "authors": ("Jane Doe", "John Roe"),
                "venues": (Venue("ICML", 2020),),
                "arxiv": "2002.00001",
            },
            id="HTML",
        ),
        pytest.param(
            '- Yoshitomo Matsubara, ["torchdistill: A Modular Framework"]'
            "(https://arxiv.org/abs/2011.12913), Workshop at ICPR 2020",
            {
                "title": "torchdistill: A Modular Framework",
                "authors": ("Yoshitomo Matsubara",),
                "year": 2020,
            },
            id="authors before a linked title in quotes",
        ),
        pytest.param(
            "- Deep Compression: Compressing Deep Neural Networks with Pruning, Trained "
            "Quantization and Huffman Coding. ICLR 2016",
            {
                "title": "Deep Compression: Compressing Deep Neural Networks with Pruning, "
                "Trained Quantization and Huffman Coding",
                "venues": (Venue("ICLR", 2016),),
                "authors": (),
            },
            id="the words behind the comma are no names",
        ),
        pytest.param(
            "- Learning both Weights and Connections, Song Han, William J. Dally. NIPS 2015",
            {
                "title": "Learning both Weights and Connections",
                "venues": (Venue("NIPS", 2015),),
                "authors": ("Song Han", "William J. Dally"),
            },
            id="the words behind the comma are names",
        ),
        *(
            pytest.param(
                line,
                {
                    "title": "Learning without Forgetting",
                    "venues": (Venue("IEEE Trans. Pattern Anal. Mach. Intell.", 2018),),
                    "year": 2018,
                },
                id=f"an abbreviated journal, {shape}",
            )
            for shape, line in (
                (
                    "plain",
                    "- Learning without Forgetting, IEEE Trans. Pattern Anal. Mach. Intell. 2018",
                ),
                (
                    "within bold",
                    "- **Learning without Forgetting, IEEE Trans. Pattern Anal. Mach. Intell. "
                    "2018** [[pdf]](https://arxiv.org/abs/1606.09282)",
                ),
                (
                    "behind bold",
                    "- **Learning without Forgetting** (IEEE Trans. Pattern Anal. Mach. Intell., "
                    "2018)",
                ),
            )
        ),
        pytest.param(
            "- [Born Again][ban] ICML 2018\n\n[ban]: https://arxiv.org/abs/1805.04770",
            {"title": "Born Again", "arxiv": "1805.04770", "venues": (Venue("ICML", 2018),)},
            id="reference link",
        ),
        pytest.param(
            "[A paragraph paper](https://arxiv.org/abs/1905.04770)",
            {"title": "A paragraph paper", "arxiv": "1905.04770"},
            id="a paragraph",
        ),
        pytest.param(
            "- **知识蒸馏研究综述** 黄震华, 杨顺志. 计算机学报 [[pdf]](http://cjc.ict.ac.cn/HZH315.pdf)",
            {"title": "知识蒸馏研究综述", "authors": ("黄震华", "杨顺志")},
            id="Chinese",
        ),
    ],
)
def test_a_line(line: str, expected: dict[str, Any]) -> None:
    entry = only(line + "\n")
    assert {name: getattr(entry, name) for name in expected} == expected


def test_headings_give_the_section_and_what_the_items_leave_out() -> None:
    document = read(
        "# List\n## KD\n### 2016\n"
        "- Learning Structured Sparsity, *Wei Wen et al, NIPS.* [pdf](https://x.org/a.pdf)\n"
        "### ICLR 2018\n- [Another title](https://openreview.net/forum?id=a)\n"
    )
    first, second = document.entries
    assert (first.section, first.venues, first.year) == ("KD / 2016", (Venue("NIPS", 2016),), 2016)
    assert (second.section, second.venues) == ("KD / ICLR 2018", (Venue("ICLR", 2018),))


def test_several_top_headings_are_sections_themselves() -> None:
    document = read("# A\n- [Some title](https://arxiv.org/abs/2001.00001)\n# B\n\nprose\n")
    assert document.entries[0].section == "A"


def test_nested_items_are_papers_of_their_own_with_their_own_links() -> None:
    document = read(
        "- 2019\n"
        "  - [Nested title one](https://arxiv.org/abs/1901.00001)\n"
        "  - [Nested title two](https://arxiv.org/abs/1901.00002)\n"
        "    - [code](https://github.com/q/r)\n"
    )
    one, two = document.entries
    assert (one.title, one.code_links, one.line_start, one.line_end) == (
        "Nested title one",
        (),
        2,
        2,
    )
    assert (two.code_links, two.line_start, two.line_end) == (
        (Link("code", "https://github.com/q/r"),),
        3,
        4,
    )


def test_a_paper_that_holds_another_gives_up_only_its_own_lines() -> None:
    text = (
        "- [The first paper](https://arxiv.org/abs/1901.00001)\n"
        "  - *Ann Lee, Bob Ray*\n"
        "  - [The follow up](https://arxiv.org/abs/1901.00002)\n"
    )
    document = read(text)
    first, second = document.entries
    assert first.authors == ("Ann Lee", "Bob Ray")
    assert document.render([second]).decode() == text.splitlines(keepends=True)[2]


def test_tables() -> None:
    document = read(
        "| Title | Venue | Date | Code |\n|:---|:---:|---|---|\n"
        "| [**Teaching \\| Small**](https://arxiv.org/pdf/2311.11045.pdf) | ACL | 2023-11 "
        "| [Github](https://github.com/a/b)|\n"
        "| Code Alpaca: An Instruction Model | - | 2023-03 | [x](https://a.io/) |\n"
        "| **Foo bar baz**<br>Ann Lee, Bob Ray<br>[[Paper](https://arxiv.org/abs/2001.00001)] "
        "| CVPR 2020 |  | - |\n"
        "\n| Year | Conf | Paper |\n|--|--|--|\n"
        "| 2019 | ICLR | [Table paper two](https://openreview.net/forum?id=1) |\n"
    )
    teaching, alpaca, foo, last = document.entries
    assert teaching.title == "Teaching | Small"
    assert teaching.venues == (Venue("ACL", 2023),)
    assert teaching.code_links == (Link("Github", "https://github.com/a/b"),)
    assert (alpaca.title, alpaca.venues, alpaca.year) == (
        "Code Alpaca: An Instruction Model",
        (),
        2023,
    )
    assert alpaca.code_links == (Link("x", "https://a.io/"),)
    assert (foo.title, foo.authors, foo.venues) == (
        "Foo bar baz",
        ("Ann Lee", "Bob Ray"),
        (Venue("CVPR", 2020),),
    )
    assert (last.title, last.venues) == ("Table paper two", (Venue("ICLR", 2019),))
    edited = teaching.edit(title="A | B", year=2024)
    assert document.revise([edited, alpaca, foo, last]).entries[0].title == "A | B"


def test_details_hide_nothing_and_raw_html_is_read() -> None:
    document = read(
        "<details>\n<summary>More</summary>\n\n"
        "- [A hidden paper](https://openreview.net/forum?id=abc) (ICLR'20 oral)\n\n</details>\n\n"
        '<ul><li><a href="https://arxiv.org/abs/2001.00001">Raw</a></li></ul>\n'
    )
    entry, raw = document.entries
    assert (entry.title, entry.venues) == ("A hidden paper", (Venue("ICLR", 2020),))
    assert (raw.title, raw.arxiv, raw.line_start) == ("Raw", "2001.00001", 8)


def test_contents_badges_and_resources_are_no_papers() -> None:
    document = read(
        "[![Awesome](https://awesome.re/badge.svg)](https://awesome.re)\n\n"
        "Prose about [deep learning for all](https://arxiv.org/abs/1404.7828) and more.\n\n"
        "- [Section](#section)\n  - [Below](#below)\n"
        "- **Conference deadlines** [[Link]](https://aideadlin.es/)\n"
        "- [A paper after all](https://arxiv.org/abs/2001.00001)\n"
        "- [A tutorial on distillation](https://pytorch.org/tutorials/kd.html)\n"
    )
    assert [entry.title for entry in document.entries] == ["A paper after all"]
    assert [item.line for item in document.skipped] == [3, 7, 9]


def test_headings_and_prose_with_an_address_of_a_paper_are_passed_over_and_named() -> None:
    document = read(
        "### Papers that follow [RKD](https://arxiv.org/abs/1904.05068)\n"
        "Park and others, CVPR 2019\n\n"
        "FitNets: Hints https://arxiv.org/abs/1412.6550\n\n"
        "- **Deep Mutual Learning, CVPR 2018**\n"
    )
    assert [entry.title for entry in document.entries] == ["Deep Mutual Learning"]
    assert [item.line for item in document.skipped] == [1, 4]
    assert all("no item of a list" in item.reason for item in document.skipped)


def test_the_same_paper_twice_in_a_section_is_reported_in_another_section_kept() -> None:
    item = "- [One and the same](https://arxiv.org/abs/2001.00001)\n"
    document = read(f"## A\n{item}{item}## B\n{item}")
    assert [entry.entry_id for entry in document.entries] == [
        "shapes:one-and-the-same",
        "shapes:one-and-the-same-2",
    ]
    (again,) = document.skipped
    assert (again.line, again.reason) == (3, "the same paper as in line 2, in the same section")


@pytest.mark.parametrize(
    "title",
    [
        "<script>alert(1)</script> considered harmful to students",
        "Word " * 59 + "word!",
        "A &lt;b&gt; title",
    ],
)
def test_html_and_length_stay_text(title: str) -> None:
    entry = only(f"- **{title}** [[pdf]](https://arxiv.org/abs/2001.00001)\n")
    assert entry.title == title.replace("&lt;", "<").replace("&gt;", ">")


@pytest.mark.parametrize("filling", ["word, " * 1000, "word" + " " * 300 + "word "])
def test_a_line_that_no_list_has_is_passed_over_with_its_reason(filling: str) -> None:
    document = read(
        f"- {filling}[pdf](https://arxiv.org/abs/2001.00001)\n- **Deep Mutual, CVPR 2018**\n"
    )
    assert [entry.title for entry in document.entries] == ["Deep Mutual"]
    assert [item.reason for item in document.skipped] == [
        "a line of more than 4000 characters or 200 blanks in a row"
    ]
