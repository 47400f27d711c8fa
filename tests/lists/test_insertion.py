"""New papers in the list's own style, at their place, with every other byte as it was."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kdgraph.lists import Link, read_list
from kdgraph.lists.insertion import Inserted, NewEntry, insert_entries

AUTHORS = ("Jane Quimby Roe", "Carl Pötter", "Dora Egg")
CODE = (Link("PyTorch", "https://github.com/roe/wings"),)


def _new(section: str = "Owls", **more: object) -> NewEntry:
    facts: dict[str, object] = {
        "venue": "CVPR",
        "year": 2021,
        "arxiv": "2105.01234",
        "authors": AUTHORS,
    }
    return NewEntry("Silent Wings over Frozen Fields", section, **(facts | more))  # type: ignore[arg-type]


def _insert(text: str, *new: NewEntry, format: str = "markdown") -> Inserted:
    done = insert_entries(read_list(text.encode(), format=format), new or [_new()])
    # what was there stays: without the new entries' places the text is the old one
    assert len(done.added) + len(done.left_out) == len(new or [1])
    return done


def _lines(text: str, *new: NewEntry, format: str = "markdown") -> str:
    """Return what was added: the one place where the new text is longer than the old."""
    done = _insert(text, *new, format=format)
    assert done.left_out == ()
    after = done.data.decode()
    low = 0
    while low < len(text) and text[low] == after[low]:
        low += 1
    high = len(text) - low
    assert after.endswith(text[low:])
    return after[low : len(after) - high]


BULLETS = """# Birds

## Owls

- **Deep Owls of the North, CVPR 2018** [[PyTorch]](https://github.com/a/b) [[pdf]](https://arxiv.org/abs/1801.00001)
- **Deep Owls of the South, ICML 2019** [[pdf]](https://arxiv.org/abs/1901.00002)
- **Deep Owls of the West, ICCV 2020** [[pdf]](https://arxiv.org/abs/2001.00003)

## Hawks

- **Hawks at Noon, CVPR 2022** [[pdf]](https://arxiv.org/abs/2201.00004)
"""


def test_bullets_with_and_without_code_behind_the_last_of_the_section() -> None:
    assert _lines(BULLETS) == (
        "- **Silent Wings over Frozen Fields, CVPR 2021** [[pdf]](https://arxiv.org/abs/2105.01234)\n"
    )
    assert _lines(BULLETS, _new(code_links=CODE)) == (
        "- **Silent Wings over Frozen Fields, CVPR 2021** [[PyTorch]](https://github.com/roe/wings)"
        " [[pdf]](https://arxiv.org/abs/2105.01234)\n"
    )


def test_a_section_from_old_to_new_keeps_its_order_and_so_does_one_from_new_to_old() -> None:
    done = _insert(BULLETS, _new(year=2018, venue="ICML"))
    titles = [entry.title for entry in done.document.entries]
    assert titles.index("Silent Wings over Frozen Fields") == 1
    lines = BULLETS.splitlines(keepends=True)
    lines[4], lines[6] = lines[6], lines[4]
    newest_first = "".join(lines)
    done = _insert(newest_first)
    assert done.document.entries[0].title == "Silent Wings over Frozen Fields"
    done = _insert(newest_first, _new(year=2019, venue="ECCV"))
    assert done.document.entries[2].title == "Silent Wings over Frozen Fields"


NESTED = """# Birds

## Owls

- **Deep Owls of the North, CVPR 2018** [[Pytorch]](https://github.com/a/b)
  - https://arxiv.org/abs/1801.00001
  - *Ann Berg, Carl Dahl.*

- **Deep Owls of the South, ICML 2019**
  - https://arxiv.org/abs/1901.00002
  - *Dora Egg, Emil Fjord.*

- **Deep Owls of the East**
  - https://arxiv.org/abs/1901.00005
  - *Dora Egg, Emil Fjord.*

## Hawks

- **Hawks at Noon, CVPR 2022**
  - https://arxiv.org/abs/2201.00004
  - *Ann Berg, Carl Dahl.*
"""


def test_nested_bullets_with_the_blank_line_between() -> None:
    assert _lines(NESTED) == (
        "- **Silent Wings over Frozen Fields, CVPR 2021**\n"
        "  - https://arxiv.org/abs/2105.01234\n"
        "  - *Jane Quimby Roe, Carl Pötter, Dora Egg.*\n\n"
    )
    bare = _lines(NESTED, _new(venue=None))
    assert bare.splitlines()[0] == "- **Silent Wings over Frozen Fields**"


def test_several_papers_at_once_and_crlf_and_no_final_newline() -> None:
    text = NESTED.replace("\n", "\r\n").rstrip()
    other = NewEntry(
        "Night Birds of the Steppe", "Hawks", ("Ann Berg",), "ICLR", 2020, "2001.00009"
    )
    done = _insert(text, _new(), other)
    after = done.data.decode()
    assert len(done.added) == 2
    assert after.count("\n") == after.count("\r\n")
    assert after.endswith(
        "\r\n\r\n- **Night Birds of the Steppe, ICLR 2020**\r\n  - https://arxiv.org/abs/2001.00009"
        "\r\n  - *Ann Berg.*"
    )


def test_numbers_go_on_or_stay_the_same() -> None:
    line = "{n}. **Deep Owls of the {w}.** CVPR, 201{n}. [paper](https://arxiv.org/pdf/1801.0000{n}.pdf)\n"
    text = "# Birds\n\n## Owls\n" + "".join(
        line.format(n=n, w=w) for n, w in ((1, "North"), (2, "South"))
    )
    assert _lines(text) == (
        "3. **Silent Wings over Frozen Fields.** CVPR, 2021. "
        "[paper](https://arxiv.org/pdf/2105.01234.pdf)\n"
    )
    two = _insert(text, _new(), NewEntry("Night Birds of the Steppe", "Owls", arxiv="2001.00009",
                                         venue="ICLR", year=2020)).data.decode()  # fmt: skip
    assert two.splitlines()[-1].startswith("4. **Night Birds of the Steppe.** ICLR, 2020.")
    ones = text.replace("\n2. ", "\n1. ")
    assert _lines(ones).startswith("1. **Silent")


def test_rows_of_a_table_with_a_dash_where_nothing_is_known() -> None:
    text = (
        "# Birds\n\n## Owls\n\n| Title | Venue | Date | Code |\n|:---|:---:|:---:|:---:|\n"
        "| [**Deep Owls of the North**](https://arxiv.org/pdf/1801.00001.pdf) | CVPR | 2018-01 "
        "| [Github](https://github.com/a/b) |\n"
        "| [**Deep Owls of the South**](https://arxiv.org/pdf/1901.00002.pdf) | ICML | 2019-01 "
        "| - |\n\nThe end.\n"
    )
    assert _lines(text) == (
        "| [**Silent Wings over Frozen Fields**](https://arxiv.org/pdf/2105.01234.pdf) | CVPR "
        "| 2021 | - |\n"
    )
    assert "| - | 2021 | [PyTorch](https://github.com/roe/wings) |" in _lines(
        text, _new(venue=None, code_links=CODE)
    )


def test_bold_paragraphs_with_fields_below() -> None:
    block = (
        "**Deep Owls of the {w}**\n\n- Paper: https://arxiv.org/abs/1801.0000{n}\n- Code: {c}\n\n"
    )
    text = "# Birds\n\n## Owls\n\n" + block.format(w="North", n=1, c="https://github.com/a/b")
    text += block.format(w="South", n=2, c="https://github.com/a/c")
    added = _lines(text, _new(venue=None, year=None, code_links=CODE))
    assert added.strip() == (
        "**Silent Wings over Frozen Fields**\n\n- Paper: https://arxiv.org/abs/2105.01234\n"
        "- Code: https://github.com/roe/wings"
    )


def test_paragraphs_with_hard_breaks_and_a_date() -> None:
    block = (
        "**Deep Owls of the {w}** \\\n*Ann Berg, Carl Dahl* \\\n"
        "arXiv 2018. [[Paper](https://arxiv.org/abs/1801.0000{n})] \\\n1{n} Jan 2018\n\n"
    )
    text = "# Birds\n\n## Owls\n\n" + block.format(w="North", n=1) + block.format(w="South", n=2)
    assert _lines(text, _new(venue=None)).strip() == (
        "**Silent Wings over Frozen Fields** \\\n*Jane Quimby Roe, Carl Pötter, Dora Egg* \\\n"
        "arXiv 2021. [[Paper](https://arxiv.org/abs/2105.01234)] \\\n2021"
    )


def test_names_and_et_al_as_the_list_has_them() -> None:
    line = "- Deep Owls of the {w}. {a} CVPR 2018 [[pdf]](https://arxiv.org/abs/1801.0000{n})\n"
    text = "# Birds\n\n## Owls\n" + "".join(
        line.format(w=w, n=n, a=a)
        for n, (w, a) in enumerate((("North", "Berg, Ann et al."), ("South", "Dahl, Carl et al.")))
    )
    added = _lines(text, _new(authors=("Jane Roe", "Carl Pötter")))
    assert "Silent Wings over Frozen Fields. Roe, Jane et al. CVPR 2021" in added
    # "Roe, Jane Quimby" would read as two
    assert "Jane Quimby Roe et al. CVPR 2021" in _lines(text)


def test_a_usual_form_without_its_authors_comes_before_a_rare_one() -> None:
    line = "- [Deep Owls of {w}](https://arxiv.org/abs/1801.000{n}), Ann Berg, Carl Dahl, 2018\n"
    places = [f"{a}{b}land" for a in ("Br", "Fr", "Gr", "Kr", "Pr") for b in "aeiou"]
    text = "# Birds\n\n## Owls\n"
    text += "".join(line.format(w=w, n=n) for n, w in enumerate(places, 10))
    text += "- [Owls of the Far East](https://arxiv.org/abs/1801.00099),2018\n"
    assert _lines(text, _new(authors=(), venue=None)) == (
        "- [Silent Wings over Frozen Fields](https://arxiv.org/abs/2105.01234), 2021\n"
    )


def test_what_is_said_of_one_paper_is_not_said_of_another() -> None:
    text = BULLETS.replace(
        "North, CVPR 2018** ", "North, CVPR 2018** :star::star: *won the prize of the year* "
    ).replace("West, ICCV 2020** ", "West, ICCV 2020** \u2b50\u2b50 ")
    added = _lines(text)
    assert "\u2b50" not in added
    assert "prize" not in added
    assert ":star:" not in _lines(BULLETS.replace(")\n", ") :star::star:\n"))


BIBTEX = """@inproceedings{berg2018deep,
  title     = {{Deep Owls of the North}},
  author    = {Berg, Ann and Dahl, Carl},
  booktitle = {CVPR},
  pages     = {12--34},
  year      = {2018},
  eprint    = {1801.00001},
}

@inproceedings{egg2019deep,
  title     = {{Deep Owls of the South}},
  author    = {Egg, Dora},
  booktitle = {ICML},
  year      = {2019},
  doi       = {10.1000/owls.2},
}
"""


def test_bibtex_in_the_layout_of_a_neighbour_without_its_pages() -> None:
    assert _lines(BIBTEX, _new(""), format="bibtex") == (
        "\n@inproceedings{roe2021silent,\n"
        "  title     = {{Silent Wings over Frozen Fields}},\n"
        "  author    = {Roe, Jane Quimby and Pötter, Carl and Egg, Dora},\n"
        "  booktitle = {CVPR},\n"
        "  year      = {2021},\n"
        "  eprint    = {2105.01234},\n"
        "  archivePrefix = {arXiv},\n"
        "}\n"
    )


def test_what_cannot_be_added_is_left_out_with_the_reason() -> None:
    done = _insert(BULLETS, _new("Eagles"), _new())
    assert [new.section for new in done.added] == ["Owls"]
    (left,) = done.left_out
    assert left.reason == "the list has no section called 'Eagles'"
    ris = "TY  - JOUR\nTI  - Deep Owls of the North\nPY  - 2018\nER  - \n"
    (refused,) = _insert(ris, _new(""), format="ris").left_out
    assert "adds no entries to lists in the format ris" in refused.reason
    # the heading gives every paper below it a venue and a year
    of_2024 = (
        "# Papers of CVPR 2024\n\n"
        "- **Deep Owls of the North** [[pdf]](https://arxiv.org/abs/2401.00001)\n"
        "- **Deep Owls of the South** [[pdf]](https://arxiv.org/abs/2401.00002)\n"
    )
    (wrong,) = _insert(of_2024, _new("")).left_out
    assert "its year would read as 2024" in wrong.reason


def test_facts_without_a_place_in_the_style_are_counted() -> None:
    done = _insert(BULLETS, _new())
    assert done.unsaid == {"authors": 1}


TITLES = st.sampled_from(
    [
        "Silent Wings over Frozen Fields",
        "Do Owls Dream? A *Study* of [Sleep]",
        "知识蒸馏 of Owls & Mice",
        "Owls_and_Mice: The <b>Second</b> Look",
        "A 100% Account of `Wings`",
        "Über-Owls | Redux at Night",
    ]
)


@given(
    st.sampled_from(
        [BULLETS, NESTED, BULLETS.replace("- **", "* **"), NESTED.replace("\n", "\r\n")]
    ),
    st.lists(TITLES, min_size=1, max_size=3, unique=True),
    st.sampled_from(["Owls", "Hawks"]),
    st.booleans(),
    st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_every_other_byte_stays_and_what_is_added_reads_as_it_should(
    text: str, titles: list[str], section: str, marked: bool, ends: bool
) -> None:
    text = ("\ufeff" if marked else "") + (text if ends else text.rstrip())
    given_ = [
        NewEntry(title, section, AUTHORS, "ICLR", 2021, f"2105.0123{n}")
        for n, title in enumerate(titles)
    ]
    before = read_list(text.encode(), format="markdown")
    done = insert_entries(before, given_)
    new = {new.arxiv for new in done.added}
    kept = [entry for entry in done.document.entries if entry.arxiv not in new]
    assert [entry.source for entry in kept] == [entry.source for entry in before.entries]
    rest = done.data.decode()
    for entry in done.document.entries:
        if entry.arxiv in new:
            assert entry.section == section
            assert entry.year == 2021
            rest = rest.replace(entry.source, "", 1)
    assert "".join(rest.split()) == "".join(text.split())
    assert len(done.added) + len(done.left_out) == len(titles)
