"""PGF: what TeX makes of it, and what can be told without a TeX."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from pypdf import PdfReader

from kdgraph.figures.canvas.files import content
from tests.figures.canvas.everything import everything

DOCUMENT = r"""\documentclass{article}
\paperwidth%(width)gbp \paperheight%(height)gbp
\usepackage{pgf,xcolor}
\hoffset-1in \voffset-1in \oddsidemargin0pt \topmargin0pt \headheight0pt \headsep0pt
\textwidth%(width)gbp \textheight%(height)gbp \parindent0pt \pagestyle{empty}
\begin{document}%%
\vbox to0pt{\hbox to\hsize{\input{figure.pgf}\hss}\vss}
\end{document}
"""
ENGINES = ("pdflatex", "xelatex", "lualatex")


def pgf(theme: str = "light") -> str:
    return content(everything(theme), "pgf").decode()


def test_the_file_is_sound_without_a_tex_to_read_it() -> None:
    text = pgf()
    body = text[text.index(r"\begingroup") :]
    bare = re.sub(r"\\[{}]", "", body)
    depth = 0
    for sign in bare:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth >= 0
    assert depth == 0
    assert body.count(r"\begin{pgfscope}") == body.count(r"\end{pgfscope}")
    assert not re.search(r"\d[eE][+-]?\d+bp|nanbp|infbp", body), "TeX reads no exponents"
    colours = set(re.findall(r"\\definecolor\{(kdg\d+)\}\{HTML\}\{[0-9A-F]{6}\}", body))
    assert set(re.findall(r"color\{(kdg\d+)\}|\}\{(kdg\d+)\}", body)) <= {
        pair for colour in colours for pair in ((colour, ""), ("", colour))
    }
    assert r"\end{document}" not in body
    # every line of the picture ends so that TeX sees no blank in it
    picture = body[body.index(r"\begin{pgfpicture}") : body.index(r"\end{pgfpicture}")]
    assert all(line.endswith("%") for line in picture.splitlines())


def test_hatches_are_drawn_for_every_kind() -> None:
    parts = pgf().split(r"\pgfusepath{clip}%")[1:]
    assert len(parts) == 7 + 1 + 1, "7 bars, an area and a key of the legend"
    for part in parts:
        drawn = part[: part.index(r"\end{pgfscope}")]
        assert drawn.count(r"\pgfpath") >= 2
        assert r"\pgfusepath{stroke}" in drawn or r"\pgfusepath{fill}" in drawn


def test_the_ground_is_that_of_the_theme() -> None:
    assert "{HTML}{14171B}" in pgf("dark")
    assert "{HTML}{FFFFFF}" in pgf("light")
    clear = pgf("transparent")
    first = clear.index(r"\pgfusepath{use as bounding box}")
    assert r"\pgfusepath{fill}" not in clear[first : clear.index(r"\begin{pgfscope}", first)]


@pytest.mark.parametrize("engine", ENGINES)
def test_it_compiles(engine: str, tmp_path: Path) -> None:
    if shutil.which(engine) is None:
        pytest.skip(f"there is no {engine} here")
    if not subprocess.run(
        ["kpsewhich", "pgf.sty"], capture_output=True, check=False
    ).stdout.strip():
        pytest.skip("this TeX has no pgf")
    drawing = everything()
    size = {"width": drawing.width * 72, "height": drawing.height * 72}
    (tmp_path / "figure.pgf").write_text(pgf(), encoding="utf-8")
    document = DOCUMENT % size
    (tmp_path / "document.tex").write_text(document, encoding="utf-8")
    done = subprocess.run(
        [engine, "-interaction=nonstopmode", "-halt-on-error", "document.tex"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        timeout=180,
    )
    log = (tmp_path / "document.log").read_text(encoding="utf-8", errors="replace")
    assert done.returncode == 0, log[-3000:]
    assert "Overfull" not in log, "the picture is wider than it says"
    (page,) = PdfReader(tmp_path / "document.pdf").pages
    assert [float(side) for side in page.mediabox[2:]] == pytest.approx(
        list(size.values()), abs=0.1
    )
    words = " ".join(page.extract_text().split())
    for text in ("Everything", "{Braces} #1 of 100%", "Nothing is left out", "snapshot toy"):
        assert text.replace(" ", "") in words.replace(" ", ""), text
