"""The matrix: every cell of the table is a sign, a number or words at its row and column."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import kdgraph
from kdgraph.figures import Drawing
from kdgraph.figures.canvas.boxes import collisions
from kdgraph.figures.canvas.marks import Areas, Curves, Points, Text
from kdgraph.figures.canvas.verifying import verify
from kdgraph.figures.matrix import matrix as _matrix
from kdgraph.figures.method_table import read_method_table, table_template
from kdgraph.testing import literatures

matrix: Any = _matrix  # options are given by name
TABLE = (
    "paper,Needs data,Teacher-free,Parameters in millions,Knowledge,Empty\n"
    "FitNets,yes,no,2.5,hints from layers of the teacher,\n"
    "hinton2014distilling,~,-,1.25,logits,\n"
    "arxiv:1706.03762,no,,0.1,~,\n"
)
HARD = ("yes", "no", "~", "-", "", "3.5", "W" * 90, "words " * 40, "\u77e5\u8bc6\u84b8\u998f")


def drawn(**options: Any) -> Drawing:
    drawing: Drawing = matrix(kdgraph.embedded(), table=TABLE, **options)
    return drawing


def _of(drawing: Drawing, kind: type, role: str) -> list[Any]:
    return [mark for _, mark in drawing.marks() if isinstance(mark, kind) and mark.role == role]


def _hard(columns: int) -> str:
    """Return a table of the hard literature with many long and empty columns."""
    lines = table_template(literatures.hard()).splitlines()
    names = ",".join(f"Property number {n} with a long name" for n in range(columns))
    rows = [f"paper,{names}"]
    for place, line in enumerate(lines[1:]):
        values = [f'"{HARD[(place * 7 + n * 3) % len(HARD)]}"' for n in range(columns)]
        rows.append(",".join([line.partition(",")[0], *values]))
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize(
    ("columns", "width"), [(1, 3.3), (9, 3.3), (9, 84 / 25.4), (9, 5.5), (9, 7.0), (30, 7.0)]
)
def test_nothing_lies_on_words_however_many_columns(width: float, columns: int) -> None:
    drawing = matrix(literatures.hard(), width=width, table=_hard(columns))
    assert collisions(drawing) == []
    assert drawing.height < 9.5
    shown = int(str(drawing.facts["properties"]).split()[0])
    if shown < columns:
        assert any("without room at this width left out" in note for note in drawing.notes)


@pytest.mark.parametrize("width", [3.3, 7.0])
def test_each_kind_of_cell_has_its_sign(width: float) -> None:
    drawing = drawn(width=width)
    assert collisions(drawing) == []
    (ticks,) = _of(drawing, Curves, "yes")
    (crosses,) = _of(drawing, Curves, "no")
    assert (len(ticks), len(crosses)) == (1, 2 * 2)  # a cross has two strokes
    (discs,) = _of(drawing, Points, "partly")
    (halves,) = _of(drawing, Areas, "partly")
    assert len(discs) == len(halves) == 2
    assert len(_of(drawing, Text, "dash")[0]) == 1
    values = [line for mark in _of(drawing, Text, "value") for line in mark.text]
    assert {"2.5", "1.25", "0.1", "logits"} <= set(values)


def test_signs_stand_in_the_row_of_their_paper_below_their_head() -> None:
    drawing = drawn()
    (ticks,) = _of(drawing, Curves, "yes")
    (names,) = _of(drawing, Text, "name")
    row = {papers[0]: y for papers, y in zip(names.papers, names.y, strict=True)}
    middle = ticks.paths[0].mean(axis=0)
    assert ticks.papers == (("arxiv:1412.6550",),)
    assert abs(middle[1] - row["arxiv:1412.6550"]) < 2.5
    heads = _of(drawing, Text, "property")[0]
    at = dict(zip(heads.text, heads.x, strict=True))
    assert abs(at["data" if "data" in at else "Needs data"] - middle[0]) < 12.0
    assert "Needs data: yes" in ticks.words[0]


def test_numbers_end_below_each_other() -> None:
    (values,) = _of(drawn(), Text, "value")
    ends = {
        x
        for x, said, across in zip(values.x, values.text, values.halign, strict=True)
        if across == "right" and said[0].isdigit()
    }
    assert len(ends) == 1


def test_rows_stand_below_the_headings_of_the_list_others_last() -> None:
    drawing = drawn()
    assert list(drawing.numbers["section"].unique()) == [
        "Pioneering Papers",
        "Feature Distillation",
        "Not on the list",
    ]
    headings = _of(drawing, Text, "heading")[0]
    assert headings.text[-1] == "Not on the list"
    ys = headings.y.tolist()
    assert ys == sorted(ys)


def test_the_numbers_are_the_table() -> None:
    numbers = drawn().numbers
    table = read_method_table(kdgraph.embedded(), TABLE)
    told = {
        (row.paper_id, name): cell.text
        for row in table.rows
        for name, cell in zip(table.columns, row.cells, strict=True)
    }
    found = numbers.set_index(["paper_id", "property"])["value"].to_dict()
    assert found == told
    assert "romero2015fitnets" in set(numbers["key"])


def test_words_take_more_lines_where_there_is_little_room() -> None:
    assert drawn(width=3.3).height > 0
    long = TABLE.replace("logits", "the logits and the relations between many samples of a batch")
    narrow, wide = (matrix(kdgraph.embedded(), width=w, table=long) for w in (3.3, 7.0))
    lines = [len(_of(one, Text, "value")[0]) for one in (narrow, wide)]
    assert lines[0] > lines[1]


def test_the_caption_says_what_the_signs_mean_that_occur() -> None:
    assert "Tick: yes; half disc: partly; cross: no; dash: does not apply" in drawn().caption
    ticks = matrix(kdgraph.embedded(), table="paper,A\nFitNets,yes\n")
    assert ticks.caption.endswith("Tick: yes.")
    assert "Most ticks: \u201cA\u201d, 1 of 1 row" in ticks.alt


def test_a_view_and_a_section_say_which_rows_they_leave_out() -> None:
    early = matrix(kdgraph.embedded().as_of(2015), table=TABLE)
    assert "1 row of the table of a paper that is not in this view left out." in early.notes
    part = drawn(section="feature")
    assert "2 rows of the table of a paper of another section left out." in part.notes
    assert part.facts["methods"] == "1 paper"
    nothing = drawn(section="segmentation")
    assert "no row of the table" in nothing.caption


def test_it_is_drawn_again_from_its_file_without_the_table(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text(TABLE, "utf-8")
    picture = matrix(kdgraph.embedded(), width=3.3, table=file).save(tmp_path / "matrix.svg")
    file.unlink()
    assert verify(picture, data=tmp_path).outcome == "identical"


def test_without_a_table_what_is_known_is_shown() -> None:
    drawing = matrix(kdgraph.embedded())
    assert drawing.facts["methods"] == "59 papers"
    assert set(drawing.numbers["property"]) == {"Venue", "Code", "Cited"}
    assert any("reference lists" in note for note in drawing.notes)
    assert not any("reference lists" in note for note in drawn().notes)
    assert np.isfinite(drawing.height)
