"""The author's table in LaTeX: rows with citations, signs from the style file, as wide as asked."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

import kdgraph
from kdgraph.figures.latex.document import Float
from kdgraph.figures.latex.mentions import Mentions
from kdgraph.figures.latex.pack import make_pack
from kdgraph.figures.latex.properties import properties_table
from kdgraph.figures.method_table import read_method_table, table_template
from tests.figures.latex.packs import bare, cites, entries, faults
from tests.figures.latex.test_compiling import needs_tex

_SHORT = (
    "paper,Needs data,Parameters & more,Knowledge\n"
    "FitNets,yes,-2.5,100 % of \\hints_{x} & #1\n"
    "hinton2014distilling,~,+1.25,\n"
    "arxiv:1706.03762,no,-,[x]\n"
)


def _long() -> str:
    """Return a table with a row for each listed paper."""
    rows = table_template(kdgraph.embedded()).splitlines()[1:]
    kinds = ("yes", "no", "~", "-", "")
    told = [
        f"{row.split(',')[0]},{kinds[n % 5]},{kinds[n % 3]},{n / 7:+.2f},words of {n} and others"
        for n, row in enumerate(rows)
    ]
    return "paper,Needs data,Architecture-agnostic student,Gain,Knowledge\n" + "\n".join(told)


def _part(text: str, width: float = 6.5) -> str:
    snapshot = kdgraph.embedded()
    table = read_method_table(snapshot, text)
    mentions = Mentions(snapshot, table.papers)
    made = properties_table(snapshot, table, mentions, width=width)
    float_ = Float("table", "properties-table", width, f"Papers. {made.legend}.", made.notes)
    return made.code(float_, float_.parted(made.height, goes_on=True))


def test_a_row_has_its_citation_and_its_cells() -> None:
    text = _part(_SHORT)
    assert faults(text) == []
    assert cites(text) == ["hinton2014distilling", "romero2015fitnets", "vaswani2017attention"]
    (fitnets,) = [line for line in text.split("\n") if "romero2015fitnets" in line]
    cells = [cell.strip() for cell in re.split(r"(?<!\\)&", fitnets.removesuffix(r" \\"))]
    assert cells[1:3] == [r"\kdgyes{}", "$-$2.5"]
    assert cells[3].startswith(r"100 \% of \textbackslash")
    assert "tick: yes; half disc: partly; cross: no; dash: does not apply" in text
    assert r"\begin{tabular}" in text
    assert r"\toprule" in text


def test_a_long_table_has_its_rows_once_for_both_ways() -> None:
    text = _part(_long())
    assert faults(text) == []
    assert len(cites(text)) == 59
    rows = re.findall(r"^\\def(\\kdgproperties[a-z]+)", text, re.M)
    assert len(rows) > 1
    assert all(text.count(name) == 3 for name in rows)  # its rows, a float, the long table
    assert r"\kdgiftwocolumn{" in text
    assert r"\begin{longtable}" in text


@pytest.mark.parametrize("width", [3.3, 4.8, 6.5])
def test_columns_are_no_wider_than_asked(width: float) -> None:
    text = _part(_long(), width)
    columns = re.search(r"\\begin\{longtable\}\{(.*)\}$", text, re.M)
    assert columns is not None
    rooms = [float(room) for room in re.findall(r"\{([\d.]+)bp\}", columns[1])]
    assert 0 < sum(rooms) + 8.0 * (len(rooms) - 1) <= width * 72
    assert all(f"{width * 72 - 1.0:g}bp" in line for line in re.findall(r"multicolumn.*", text))


def test_a_pack_has_it_where_the_matrix_has_a_table(tmp_path: Path) -> None:
    snapshot = kdgraph.embedded()
    made = make_pack(snapshot, tmp_path / "a", only=["matrix"], own={"matrix": {"table": _SHORT}})
    names = [path.name for path in made.files]
    assert "properties-table.tex" in names
    bibliography = (made.folder / "references.bib").read_text("utf-8")
    table = (made.folder / "properties-table.tex").read_text("utf-8")
    assert set(cites(table)) <= set(entries(bibliography))
    assert r"\input{properties-table}" in bare((made.folder / "main.tex").read_text("utf-8"))


@needs_tex
def test_it_compiles_in_one_column_and_in_two(tmp_path: Path) -> None:
    made = make_pack(
        kdgraph.embedded(), tmp_path, only=["matrix"], width=6.5, own={"matrix": {"table": _long()}}
    )
    for option, environment in (("onecolumn", "longtable"), ("twocolumn", "table*")):
        (made.folder / "x.tex").write_text(
            rf"\documentclass[{option}]{{article}}\usepackage[margin=1in]{{geometry}}"
            r"\usepackage{kdgraph}\begin{document}\input{properties-table}\end{document}",
            "utf-8",
        )
        done = subprocess.run(
            ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-draftmode", "x"],
            cwd=made.folder,
            capture_output=True,
            check=False,
        )
        log = done.stdout.decode(errors="replace")
        assert done.returncode == 0, (environment, log[-2000:])
        assert "Overfull" not in log, environment
        assert "Float too large" not in log
