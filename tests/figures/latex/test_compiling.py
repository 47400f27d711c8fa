"""Real TeX reads the packs: no error, nothing undefined, nothing beyond the page."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.figures.latex.packs import pack

_STYLES = ("forest.sty", "booktabs.sty", "pgf.sty", "natbib.sty", "hyperref.sty", "geometry.sty")


def _missing() -> str:
    programs = ("pdflatex", "bibtex", "kpsewhich")
    lacking = [name for name in programs if shutil.which(name) is None]
    if not lacking:
        lacking = [name for name in _STYLES if not _found(name)]
    return ", ".join(lacking)


def _found(name: str) -> bool:
    done = subprocess.run(["kpsewhich", name], capture_output=True, check=False)
    return done.returncode == 0


MISSING = _missing()
needs_tex = pytest.mark.skipif(bool(MISSING), reason=f"TeX is not here, or lacks: {MISSING}")


def _compiled(source: Path, folder: Path, *, cited: bool = True) -> str:
    """Compile a copy of a pack as its main file says, and return the log of the last run."""
    shutil.copytree(source, folder)
    latex = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "main"]
    draft = [*latex[:-1], "-draftmode", "main"]
    bibtex = [["bibtex", "main"]] if cited else []
    for command in (draft, *bibtex, draft, latex):
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
        assert done.returncode == 0, done.stdout.decode(errors="replace")[-3000:]
    assert (folder / "main.pdf").stat().st_size > 10_000
    return (folder / "main.log").read_text(encoding="utf-8", errors="replace")


@needs_tex
@pytest.mark.parametrize(("name", "width"), [("plain", 5.5), ("hard", 3.3), ("empty", 7.0)])
def test_a_pack_compiles(name: str, width: float, tmp_path: Path) -> None:
    made = pack(name, width)
    log = _compiled(made.folder, tmp_path / "pack", cited=bool(made.cited))
    assert "undefined" not in log
    assert "multiply defined" not in log
    assert "Float too large" not in log
    before, _, _ = log.partition("(./main.bbl")
    wide = [float(points) for points in re.findall(r"Overfull \\hbox \(([\d.]+)pt", before)]
    assert [points for points in wide if points > 1.0] == [], "words beyond their room"


@needs_tex
def test_figures_come_as_pgf_too(tmp_path: Path) -> None:
    source = tmp_path / "source"
    shutil.copytree(pack("lonely").folder, source)
    main = source / "main.tex"
    text = main.read_text(encoding="utf-8")
    assert r"\usepackage{kdgraph}" in text
    main.write_text(
        text.replace(r"\usepackage{kdgraph}", r"\usepackage[pgf]{kdgraph}"), encoding="utf-8"
    )
    log = _compiled(source, tmp_path / "pack")
    assert "figures/taxonomy.pgf" in log.replace("\n", "")
    assert "figures/taxonomy.pdf" not in log.replace("\n", "")


CLASSES = {
    "article": (r"\documentclass{article}\usepackage{lmodern}", "", 122 / 25.4),
    "llncs": (r"\documentclass{llncs}\usepackage{lmodern}", "", 122 / 25.4),
    "elsarticle": (r"\documentclass{elsarticle}\usepackage{lmodern}", "", 345 / 72.27),
    "acmart": (r"\documentclass[sigconf,nonacm]{acmart}", r"\title{A}\maketitle", 7.0),
    "IEEEtran": (r"\documentclass[journal]{IEEEtran}", "", 252 / 72.27),
}


@needs_tex
@pytest.mark.parametrize("name", CLASSES)
def test_trees_and_table_fit_the_class_of_a_publisher(name: str, tmp_path: Path) -> None:
    if not _found(f"{name}.cls"):
        pytest.skip(f"TeX here has no {name}.cls")
    begin, title, width = CLASSES[name]
    shutil.copytree(pack("plain", width).folder, tmp_path / "pack")
    parts = ("taxonomy-forest", "lineage-tikz", "methods-table", "taxonomy")
    body = "\n".join([title, "Text.", *(rf"\input{{{one}}}" for one in parts)])
    (tmp_path / "pack" / "main.tex").write_text(
        f"{begin}\\usepackage{{kdgraph}}\n\\begin{{document}}\n{body}\n\\end{{document}}\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-draftmode", "main"],
        cwd=tmp_path / "pack",
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode(errors="replace")[-3000:]
    log = (tmp_path / "pack" / "main.log").read_text(encoding="utf-8", errors="replace")
    assert "Float too large" not in log
    wide = [float(points) for points in re.findall(r"Overfull \\hbox \(([\d.]+)pt", log)]
    assert max(wide, default=0.0) < (2.2 if name == "article" else 0.1), "words beyond their room"
