"""Words of the data in the files of a pack."""

from __future__ import annotations

from kdgraph.figures.latex.bibliography import bibliography
from kdgraph.figures.latex.document import comment
from kdgraph.figures.latex.mentions import Mentions, shortened
from tests.export.papers import literature


def test_comments_stay_comments() -> None:
    lines = comment("first\nsecond\r\n" + "word " * 40).split("\n")
    assert len(lines) > 2
    assert all(line.startswith("% ") and len(line) <= 96 for line in lines)


def test_long_words_are_cut() -> None:
    assert shortened("abcdef", 6) == "abcdef"
    assert shortened("abc, defg", 6) == "abc…"


def test_names_and_the_bibliography_print_markup_and_signs() -> None:
    snapshot = literature(
        [
            {"title": r"$\ell_1$-Net: Of H<sub>2</sub>O", "year": 2001, "authors": ["Bo Đặng"]},
            {"title": "Teacher\u2013Student 知识 for $5", "year": 2002, "authors": ["Ewa Łącka"]},
        ]
    )
    assert Mentions(snapshot, ["p000"]).named("p000").startswith(r"$\ell_1${-}Net~\kdgcite{")
    text = bibliography(snapshot, ["p000", "p001"])
    assert text.isascii() is False
    assert r"title = {{$\ell_1$}-Net: Of {H\textsubscript{2}O}}" in text
    assert "title = {Teacher--Student {{\\kdgforeign{Chinese}{知识}}} for {\\$}5}" in text
    assert (
        r"{{{\ifdefined\Umathcode\else\fontencoding{T1}\selectfont\fi\DJ{}}}}{\d{\u{a}}}ng" in text
    )
    assert "sign" not in text
