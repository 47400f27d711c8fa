"""References as papers print them, in the usual styles, and titles one a line."""

# ruff: noqa: E501, RUF001 - references are long lines, and print these dashes and quotes

from __future__ import annotations

import pytest

from kdgraph.lists import LIST_FORMATS, ListDocument, Venue, read_list
from kdgraph.lists.citations import citation


def parts(text: str) -> tuple[str | None, ...]:
    found = citation(text)
    assert found is not None
    spans = (found.authors, found.title, found.venue, found.year)
    return tuple(text[slice(*span)] if span else None for span in spans)


@pytest.mark.parametrize(
    ("style", "text", "expected"),
    [
        (
            "plain",
            "[1] N. Poe, S. Quill, and A. B. Lin. Burrows under rain: a survey. In ICML, 2015.",
            ("N. Poe, S. Quill, and A. B. Lin", "Burrows under rain: a survey", "ICML", "2015"),
        ),
        (
            "natbib",
            "Nora Poe, Sam Quill, and Ada Lin. Burrows under rain. Advances in Digging Systems, 30:1-9, "
            "2017.",
            (
                "Nora Poe, Sam Quill, and Ada Lin",
                "Burrows under rain",
                "Advances in Digging Systems",
                "2017",
            ),
        ),
        (
            "IEEE",
            "[3] N. Poe, S. Quill, and A. Lin, “Burrows under rain,” IEEE Trans. Pattern Anal. Mach. "
            "Intell., vol. 39, no. 6, pp. 1137–1149, Jun. 2017.",
            (
                "N. Poe, S. Quill, and A. Lin",
                "Burrows under rain",
                "IEEE Trans. Pattern Anal. Mach. Intell.",
                "2017",
            ),
        ),
        (
            "APA",
            "Poe, N., Quill, S. B., … & van der Lin, A. (2019, June). Burrows under rain. In Proceedings "
            "of the 12th Conference on Digging (pp. 41-46).",
            (
                "Poe, N., Quill, S. B., … & van der Lin, A.",
                "Burrows under rain",
                "Proceedings of the 12th Conference on Digging",
                "2019",
            ),
        ),
        (
            "Harvard",
            "Poe, N. and Quill, S., 2014. Burrows: why they fall. Journal of Digging, 15(1), pp.19-28.",
            ("Poe, N. and Quill, S.", "Burrows: why they fall", "Journal of Digging", "2014"),
        ),
        (
            "ACM",
            "[5] Nora Poe and Sam Quill. 2006. Burrows under rain. In Proceedings of the 12th Conference "
            "on Digging (DIG '06). ACM, New York, NY, USA, 535–541. https://doi.org/10.1000/d.1",
            (
                "Nora Poe and Sam Quill",
                "Burrows under rain",
                "Proceedings of the 12th Conference on Digging (DIG '06)",
                "2006",
            ),
        ),
        (
            "Nature",
            "6. Poe, N., Quill, S. & Lin, A. Why do burrows fall? Nature 521, 436–444 (2015).",
            ("Poe, N., Quill, S. & Lin, A.", "Why do burrows fall?", "Nature", "2015"),
        ),
        (
            "et al.",
            "Poe, N. et al. Burrows under rain and snow. Sci. Rep. 7, 99 (2017).",
            ("Poe, N. et al.", "Burrows under rain and snow", "Sci. Rep.", "2017"),
        ),
        (
            "Vancouver",
            "8. Poe N, Quill SB, Lin A, et al. Burrows vs. hills. J Dig. 2015;52(3):436-44. doi: 10.1/x",
            ("Poe N, Quill SB, Lin A, et al.", "Burrows vs. hills", "J Dig", "2015"),
        ),
        (
            "LNCS",
            "Poe, N., Quill, S.: Burrows under rain. In: Lin, A., Ode, B. (eds.) DIG 2016. LNCS, vol. "
            "9908, pp. 630–645. Springer, Cham (2016)",
            ("Poe, N., Quill, S.", "Burrows under rain", "DIG", "2016"),
        ),
        (
            "MLA",
            'Poe, Nora B., and Sam Quill. "Burrows under rain." Neural digging 18.7 (2006): 1527-1554.',
            ("Poe, Nora B., and Sam Quill", "Burrows under rain", "Neural digging", "2006"),
        ),
        (
            "one author",
            '[7] Poe, Nora. "Burrows under rain." Neural digging. 2006. 1527-1554.',
            ("Poe, Nora", "Burrows under rain", "Neural digging", "2006"),
        ),
        (
            "GB/T 7714",
            "[9] Poe N, Quill S. Burrows under rain[J]. Digging, 2015, 518(7540): 529-533.",
            ("Poe N, Quill S.", "Burrows under rain", "Digging", "2015"),
        ),
        (
            "preprint",
            "[10] N. Poe and S. Quill. Burrows under rain. arXiv preprint arXiv:1503.09999, 2015.",
            ("N. Poe and S. Quill", "Burrows under rain", "arXiv preprint", "2015"),
        ),
        (
            "no year",
            "Poe, N., Quill, S. and Lin, A., Burrows under rain: a survey. Journal of Digging, 20, 1-7.",
            ("Poe, N., Quill, S. and Lin, A.", "Burrows under rain: a survey", "Journal of Digging", None),
        ),
    ],
)  # fmt: skip
def test_styles(style: str, text: str, expected: tuple[str | None, ...]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "We thank the reviewers. In 2015 we met them.",
        "As Poe said, “burrows are deep”, and so they are (2015).",
        "Burrows under rain",
        "",
        "(2015).",
    ],
)
def test_sentences_are_no_references(text: str) -> None:
    assert citation(text) is None


PASTED = """
References

[1] N. Poe and S. Quill. Burrows under rain in the Dis-
    trict of Moles: a self-
    supervised view. In ICML, 2015.
[2] S. Quill, A. Lin, and N. Poe. A state-of-the-
art study of wet moles. arXiv preprint
arXiv:1801.09999, 2018.

12

[3] A. Lin. Burrows: why the district falls. IEEE Access, 2019. URL https://example.org/a-
long-name.pdf.
"""


def read(text: str, format_name: str = "references") -> ListDocument:
    found = read_list(text.encode(), name="p")
    assert found.format == format_name
    assert found.render() == text.encode()
    return found


def test_a_list_pasted_from_a_paper() -> None:
    found = read(PASTED)
    assert found.skipped == ()
    assert [entry.title for entry in found.entries] == [
        "Burrows under rain in the District of Moles: a self-supervised view",
        "A state-of-the-art study of wet moles",
        "Burrows: why the district falls",
    ]
    assert [entry.venues for entry in found.entries[::2]] == [
        (Venue("ICML", 2015),),
        (Venue("IEEE Access", 2019),),
    ]
    assert found.entries[1].arxiv == "1801.09999"
    assert found.entries[2].paper_links == ("https://example.org/a-long-name.pdf",)
    assert [entry.section for entry in found.entries] == ["", "", ""]
    edited = found.entries[0].edit(title="Dry burrows", authors=["Ada Lin", "Bo Ode"], year=2016)
    assert edited.source == "[1] Ada Lin, Bo Ode. Dry burrows. In ICML, 2016."
    found.revise([edited, *found.entries[1:]])


ENTRIES = [
    "Poe, N., & Quill, S. (2011). Burrows under rain. Journal of Digging, 4(2), 1-9.",
    "Quill, S., Lin, A., & Poe, N. (2012). Wet moles: a study. Journal of Digging, 5(1), 1-99.",
    "Lin, A. (2013). Why the district falls. In Proceedings of the Digging Conference (pp. 1-8).",
]


@pytest.mark.parametrize(
    "shape",
    [
        "{}\n{}\n{}\n",
        "{}\n\n{}\n\n{}\n",
        "1. {}\n2. {}\n3. {}\n",
        "(1) {}\n(2) {}\n(3) {}\n",
        "[PQ11] {}\n[QLP12] {}\n[Lin13] {}\n",
        "• {}\n• {}\n• {}\n",
    ],
)
@pytest.mark.parametrize("width", [0, 44])
def test_how_entries_are_told_apart(shape: str, width: int) -> None:
    """Wrapped lines follow each other without a mark, or below a hanging indent."""

    def wrapped(text: str, indent: str) -> str:
        lines = [""]
        for word in text.split():
            if width and len(lines[-1]) + len(word) > width:
                lines.append(indent)
            lines[-1] += f"{word} "
        return "\n".join(line.rstrip() for line in lines)

    for indent in ("", "    "):
        found = read(shape.format(*(wrapped(entry, indent) for entry in ENTRIES)))
        assert [entry.title for entry in found.entries] == [
            "Burrows under rain",
            "Wet moles: a study",
            "Why the district falls",
        ]
        assert [entry.year for entry in found.entries] == [2011, 2012, 2013]
        assert found.entries[0].authors == ("Poe, N.", "Quill, S.")


@pytest.mark.parametrize("author", ["Poe, Nora", "van den Berg, Nora B.", "Poe, N."])
def test_one_author_is_one_name(author: str) -> None:
    text = f'- {author}. "Burrows under rain." Digging. 2006. [pdf](https://example.org/a.pdf)\n'
    (entry,) = read_list(text.encode()).entries
    assert (entry.title, entry.authors) == ("Burrows under rain", (author,))


def test_sections_and_lines_of_no_reference() -> None:
    text = (
        f"Text copied along by chance\nEarly\n\n[1] {ENTRIES[0]}\n\nLate work\n\n[2] {ENTRIES[1]}\n"
    )
    found = read(text)
    assert [entry.section for entry in found.entries] == ["", "Late work"]
    assert [item.line for item in found.skipped] == [1, 2]


def test_titles_one_a_line() -> None:
    text = "\ufeff# Moles\n1. Burrows under Rain\n2) “Why Do Moles Dig? An Answer” (2012)\n\nOwls:\n- Night Vision of Owls, 2013\n"
    found = read(text, "titles")
    assert [(e.title, e.year, e.section) for e in found.entries] == [
        ("Burrows under Rain", None, "Moles"),
        ("Why Do Moles Dig? An Answer", 2012, "Moles"),
        ("Night Vision of Owls", 2013, "Owls"),
    ]
    assert found.notes
    again = found.revise([found.entries[0].edit(title="Hills"), *found.entries[1:]])
    assert again.data.decode() == text.replace("Burrows under Rain", "Hills")


@pytest.mark.parametrize(
    "text",
    [
        "These lines are prose, and they end with a stop.\nNobody would call one of them a title.\n",
        "def read(text):\n    return text\n\nprint(read('x'))\n",
        "Nora Poe, Sam Quill\nAda Lin, Bo Ode\n",
        "1. Burrows under Rain, Nora Poe and Sam Quill\n2. Wet Moles, Ada Lin and Bo Ode\n",
        "- [A site](https://example.org)\n- [Another](https://example.com)\n",
    ],
)
def test_other_texts_are_no_titles(text: str) -> None:
    assert LIST_FORMATS["titles"].likeness(text) == 0


@pytest.mark.parametrize(
    ("format_name", "shape"),
    [
        ("html", "<ol>{}</ol>"),
        ("html", "{}"),
        ("markdown", "{}"),
        ("rst", "Moles\n=====\n\n{}"),
        ("org", "* Moles\n{}"),
    ],
)
def test_references_in_other_formats(format_name: str, shape: str) -> None:
    lines = {"html": "<li>{}</li>", "markdown": "- {}\n", "rst": "- {}\n", "org": "- {}\n"}
    item = "<p>{}</p>" if shape == "{}" and format_name == "html" else lines[format_name]
    text = shape.format("".join(item.format(entry.replace("&", "and")) for entry in ENTRIES))
    found = read_list(text.encode(), format=format_name)
    assert [(entry.title, entry.year) for entry in found.entries] == [
        ("Burrows under rain", 2011),
        ("Wet moles: a study", 2012),
        ("Why the district falls", 2013),
    ]
    assert found.entries[1].authors == ("Quill, S.", "Lin, A.", "Poe, N.")
    assert found.entries[0].venues == (Venue("Journal of Digging", 2011),)


def test_titles_of_scripts_without_spaces_are_titles_and_their_prose_is_none() -> None:
    titles = [
        "知識蒸留における中間表現の役割",
        "面向小样本的模型压缩方法研究",
        "การกลั่นความรู้สำหรับแบบจำลองขนาดเล็ก",
    ]
    found = read_list("\n".join(titles).encode())
    assert found.format == "titles"
    assert [entry.title for entry in found.entries] == titles
    for prose in ("本文提出了一种新的方法。", "张三、李四、王五、赵六七、", "山田太郎"):
        assert LIST_FORMATS["titles"].likeness("\n".join([prose] * 4)) == 0
