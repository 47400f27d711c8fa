"""Tables of methods: what a cell is, which paper a row is of, and what is wrong, by line."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

import kdgraph
from kdgraph.errors import InputError
from kdgraph.figures.method_table import (
    MethodTable,
    known_table,
    read_method_table,
    table_template,
)
from kdgraph.testing import literatures

HINTON = "arxiv:1503.02531"
FITNETS = "arxiv:1412.6550"


def read(text: str) -> MethodTable:
    return read_method_table(kdgraph.embedded(), text)


def column(*values: str) -> list[str]:
    """Return the kinds of the cells of a column."""
    papers = list(kdgraph.embedded().reading_list.papers)
    rows = "".join(f'{paper},"{value}"\n' for paper, value in zip(papers, values, strict=False))
    return [row.cells[0].kind for row in read(f"paper,P\n{rows}").rows]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (("yes", "Y", "TRUE", "\u2713", "\u2714", "+", "\u25cf"), "yes"),
        (("no", "N", "false", "\u2717", "\u2718", "\u00d7", "\u25cb"), "no"),
        (("~", "partly", "Partial", "(yes)", "(\u2713)", "\u25d0", "\u2248"), "partly"),
        (("-", "\u2013", "\u2014", "n/a", "N.A."), "dash"),
        (("", "  ", "\u200e"), "blank"),
        (("1", "-2.5", "+0.3", "12,345", "1e-3", "95 %", "70B", "1.2 \u00b1 0.1", "<5"), "number"),
        (("logits", "two teachers", "3 of 4", "v2", "yes, but", "none", "1" * 40), "text"),
    ],
)
def test_a_cell_is_what_it_says(values: tuple[str, ...], kind: str) -> None:
    assert column(*values) == [kind] * len(values)


def test_an_x_is_a_mark_unless_others_say_yes() -> None:
    assert column("x", "", "X") == ["yes", "blank", "yes"]
    assert column("x", "no") == ["yes", "no"]
    assert column("x", "\u2713") == ["no", "yes"]


def test_a_column_is_what_all_its_cells_are() -> None:
    table = read("paper,A,B,C,D\nFitNets,yes,1,1,\nhinton2014distilling,-,2 %,two,\n")
    assert table.kinds == ("sign", "number", "text", "text")


@pytest.mark.parametrize(
    "name",
    [
        HINTON,
        "1503.02531",
        "https://arxiv.org/abs/1503.02531",
        "hinton2014distilling",
        "Hinton et al. 2014",
        "hinton ET AL. 2014",
        "Distilling the Knowledge in a Neural Network",
        "the knowledge in a neural",
    ],
)
def test_a_row_names_its_paper_in_any_way(name: str) -> None:
    assert read(f'paper,A\n"{name}",yes\n').papers == (HINTON,)


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_any_usual_delimiter_will_do(sign: str, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    rows = [["paper", "A, b" if sign != "," else "A b", "#note"], ["FitNets", "yes", "seen"]]
    text = "\r\n".join(sign.join(f'"{value}"' for value in row) for row in rows)
    file.write_bytes(b"\xef\xbb\xbf" + text.encode())
    table = read_method_table(kdgraph.embedded(), file)
    assert (table.columns, table.papers) == ((rows[0][1],), (FITNETS,))


def test_it_is_read_again_from_its_text() -> None:
    text = 'paper;#who;A;"Long, with\nbreak"\n\nFitNets;me;yes;"x;y"\nhinton2014distilling;;~;\n'
    table = read(text)
    assert table.columns == ("A", "Long, with break")
    assert table.text is not None
    again = read(table.text)
    assert (again.columns, again.text) == (table.columns, table.text)
    assert [(row.paper_id, row.cells) for row in again.rows] == [
        (row.paper_id, row.cells) for row in table.rows
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("paper,A\nFitNetz,yes\n", "line 2: no paper called 'FitNetz'; the nearest: FitNets"),
        ("paper,A\n\n\nnobody at all,yes\n", "line 4: no paper called 'nobody at all'"),
        ("paper,A\nLuhman,yes\n", "the nearest: Luhman & Luhman 2021"),
        ("paper,A\nknowledge distillation,1\n", "papers fit 'knowledge distillation'"),
        ("paper,A\nFitNets,1\n1412.6550,2\n", "lines 2 and 3 are of the same paper"),
        ("paper,A\nFitNets,1,2\n", "line 2 has 3 columns, the header 2"),
        ("paper,A\n,1\n", "line 2 has no paper"),
        ("paper,A,A\nFitNets,1,2\n", "line 1: two columns are called 'A'"),
        ("paper,A,,B\nFitNets,1,2,3\n", "column 3 has no name"),
        ("paper\nFitNets\n", "expected a header with the paper and at least one property"),
        ("paper,# note\nFitNets,1\n", "are not drawn; add one"),
        ("paper,A\n\n", "has a header, but no row"),
        ('paper,A\nFitNets,"1\n', "line 2: no CSV row"),
        ("\n", "expected a header"),
        (f"paper,{'W' * 99}\nFitNets,1\n", "has 99 characters"),
    ],
)
def test_what_is_wrong_is_told_by_line(text: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        read(text)
    assert words in str(caught.value)


def test_many_faults_are_told_at_once_and_counted() -> None:
    rows = "".join(f"nobody {n} at all,1\n" for n in range(9))
    with pytest.raises(InputError, match="and 4 more") as caught:
        read(f"paper,A\n{rows}")
    assert str(caught.value).count("no paper called") == 5


def test_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"--matrix-template .*none\.csv"):
        read_method_table(kdgraph.embedded(), tmp_path / "none.csv")
    file = tmp_path / "latin.csv"
    file.write_bytes("paper,Größe\nFitNets,1\n".encode("latin-1"))
    with pytest.raises(InputError, match=r"latin\.csv is not UTF-8"):
        read_method_table(kdgraph.embedded(), str(file))


def test_the_template_is_read_back_once_properties_have_values() -> None:
    rows = list(csv.reader(io.StringIO(table_template(kdgraph.embedded()))))
    assert len(rows) == 60
    assert next(name for name in rows[0] if not name.startswith("#")) == "paper"
    table = read(table_template(kdgraph.embedded()))
    assert table.papers == kdgraph.embedded().reading_list.papers
    assert table.columns == ("Property 1", "Property 2", "Property 3")
    part = table_template(kdgraph.embedded(), "diffusion")
    assert 1 < part.count("\n") < 60
    with pytest.raises(InputError, match="no table to fill in"):
        table_template(literatures.empty())


def test_hard_names_come_back_from_the_template() -> None:
    snapshot = literatures.hard()
    table = read_method_table(snapshot, table_template(snapshot))
    assert table.papers == snapshot.reading_list.papers


def test_what_is_known_needs_no_table() -> None:
    table = known_table(kdgraph.embedded())
    cells = {row.paper_id: row.cells for row in table.rows}
    assert cells[HINTON][2].text == "302"
    code = kdgraph.embedded().entries["code_links"].map(lambda links: len(links) > 0).sum()
    assert sum(row[1].kind == "yes" for row in cells.values()) == code
    assert known_table(kdgraph.embedded()).text is None
