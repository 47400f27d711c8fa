"""Text as TeX code, by what TeX makes of it; and TeX code as text."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdgraph.tex import (
    bibtex_field,
    bibtex_title,
    href_url,
    latex_body,
    latex_label,
    latex_title,
    latex_to_text,
    script_name,
    scripts_in,
    title_text,
)
from tests.figures.latex.packs import bare, faults

SIGNS = (
    "Mentor\u2013Pupil \u2014 \u2026 \u00d7 \u00f7 \u20ac \u2122 \u2116 \u00bf \u00a1 \u2192 "
    "\u0110\u1eb7ng Nguy\u1ec5n \u00de\u00fe \u00d0\u00f0 \u014a\u014b Mart\u00edn "
    "Pa\u00fa na\u00efve \u00df \u0104\u0119 "
    "\u00d8re \u0141ukasz Bucilu\u01ce \u00c5ngstr\u00f6m"
)


def t1(code: str) -> str:
    return rf"{{\ifdefined\Umathcode\else\fontencoding{{T1}}\selectfont\fi{code}}}"


# --- BibTeX ----------------------------------------------------------------------------------


@pytest.mark.parametrize("letters", ["Дистилляция", "Ελένη Παπαδοπούλου", "ə", "∬", "♯"])
def test_letters_without_a_command_of_plain_latex_stay(letters: str) -> None:
    assert bibtex_field(letters) == letters


def test_signs_and_accents_are_kept() -> None:
    assert bibtex_field("\u00ed\u00ef\u012d\u01f0") == "{\\'i}{\\\"i}{\\u{i}}{\\v{j}}"
    assert bibtex_field("\u1ec5\u1eb7") == "{\\~{\\^{e}}}{\\d{\\u{a}}}"
    assert bibtex_field("a\u200bb\x00c\U0010ffff") == "abc"
    assert latex_to_text(bibtex_field(SIGNS)) == SIGNS


@pytest.mark.skipif(shutil.which("pandoc") is None, reason="pandoc is not installed")
def test_pandoc_reads_every_sign_and_all_markup(tmp_path: Path) -> None:
    markup = r"Water H<sub>2</sub>O in 10<sup>3</sup> <i>E. coli</i> at $5"
    (tmp_path / "a.bib").write_text(
        f"@misc{{a, title = {{{{{bibtex_field(SIGNS)}}}}}}}\n"
        f"@misc{{b, title = {{{bibtex_title(markup)}}}}}\n",
        "utf-8",
    )
    done = subprocess.run(
        ["pandoc", "-f", "bibtex", "-t", "csljson", str(tmp_path / "a.bib")],
        capture_output=True,
        check=True,
    )
    first, second = json.loads(done.stdout)
    assert first["title"] == SIGNS
    told = re.sub(r"</?span[^>]*>", "", second["title"])
    assert told == markup


@pytest.mark.parametrize(
    ("title", "tex"),
    [
        (r"An $\ell_1$ Norm", r"An {$\ell_1$} Norm"),
        (r"$C_1$-smooth, $k$-NN", r"{$C_1$}-smooth, {$k$-NN}"),
        (r"CO<sub>2</sub> and x<sup>2</sup>", r"{CO\textsubscript{2}} and x\textsuperscript{2}"),
        ("<i>E. coli K</i> grows", r"{{\emph{E. coli K}}} grows"),
        ("<I>in vivo</I>FitNet", r"{{\emph{in vivo}FitNet}}"),
        (r"<sub>$\alpha$</sub>", r"\textsubscript{$\alpha$}"),
        (r"\textsc{Bert} for \emph{in vivo}", r"{{\textsc{Bert}}} for \emph{in vivo}"),
        ("H<sub>2", r"{H{\ensuremath{<}}sub{\ensuremath{>}}2}"),
        ("<b>or</b>", r"{\ensuremath{<}}b{\ensuremath{>}}or{\ensuremath{<}}/b{\ensuremath{>}}"),
        ("for $5 to $10", r"for {\$}5 to {\$}10"),
    ],
)
def test_titles_keep_capitals_and_formulas(title: str, tex: str) -> None:
    assert bibtex_title(title) == tex


# --- markup of titles ------------------------------------------------------------------------

FORMULAS = [
    (r"\ell_1", r"\ell_1"),
    ("C_1", "C_1"),
    ("k", "k"),
    (r"\alpha b", r"\alpha b"),
    (r"O(n\log n)", r"O(n\log n)"),
    (r"x^{2}_{ij}", r"x^2_{ij}"),
    (r"x^\alpha", r"x^{\alpha}"),
    (r"\mathcal O(n^2)", r"\mathcal{O}(n^2)"),
    (r"\frac12", r"\frac{1}{2}"),
    (r"\mathbb{R}^n", r"\mathbf{R}^n"),
    (r"\text{max pool}_k", r"\mathrm{max\ pool}_k"),
    (r"\left\{0, 1\right\}", r"\lbrace0,1\rbrace"),
    (r"f'^2", "f'^2"),
    (r"^{13}", "^{13}"),
    (r"99\%", r"99\%"),
    (r"\{", r"\lbrace"),
]
NO_FORMULAS = [
    *["x_1_2", "x^1^2", "f^2'", "x_", "^", r"\frac1", r"\frac", "{x", "x}", r"\left", r"\left q"],
    *[r"\input{x}", r"\write18{ls}", r"\def\x{}", r"\end{document}", r"\\", r"\n", "#1", "a&b"],
    *["x%", "x~y", "知", "a^知", r"\csname x\endcsname", r"\begin{x}", r"\$", "é", r"\left\def\x"],
    *["x" * 300, "5 million to 6", r"\catcode`\%=12", "^^5c", r"\mathrm{\def}", r"\mathrm", "\\"],
]


@pytest.mark.parametrize(("formula", "tex"), FORMULAS)
def test_known_formulas_are_printed_as_formulas(formula: str, tex: str) -> None:
    assert latex_title(f"of ${formula}$.") == f"of ${tex}$."
    assert bibtex_title(f"of ${formula}$.") == f"of {{${tex}$}}."


@pytest.mark.parametrize("formula", NO_FORMULAS)
def test_what_is_not_known_is_printed_as_it_stands(formula: str) -> None:
    title = f"of ${formula}$."
    assert latex_title(title) == latex_body(title)
    assert bibtex_field(title) == re.sub(r"\{(?=\w)(\w*)\}", r"\1", bibtex_title(title))


@pytest.mark.parametrize(
    "title",
    [
        "at $5 or $6",
        "$5-$6",
        "US$5 and US$6",
        "Ke$ha and A$AP",
        "a $ b $ c",
        "$$x$$",
        r"\$x\$",
        "$",
        "$ $",
        "",
    ],
)
def test_amounts_of_money_are_no_formulas(title: str) -> None:
    assert latex_title(title) == latex_body(title)


def test_tags_are_paired_as_far_as_they_can_be() -> None:
    assert latex_title("<i>a <sub>b</i> c</sub>") == (
        r"\emph{a \textless{}sub\textgreater{}b} c\textless{}/sub\textgreater{}"
    )
    assert latex_title('<i class="x">a<SUP>2</SUP></i >') == r"\emph{a\textsuperscript{2}}"
    assert title_text(r"$\ell_1$ of H<sub>2</sub>O <b>x</b>") == "\u2113_1 of H2O <b>x</b>"


@pytest.mark.parametrize(
    ("title", "tex"),
    [
        (r"\textit{a<sub>{2}</sub>}", r"\textit{a\textsubscript{\{2\}}}"),
        (r"{\emph{a}}", r"\{\emph{a}\}"),
        (r"\emph{\textsc{A}b}", r"\emph{\textsc{A}b}"),
        (r"\emph{a <i>b}</i>", r"\emph{a \textless{}i\textgreater{}b}\textless{}/i\textgreater{}"),
        (r"\emph a}", r"\textbackslash{}emph a\}"),
        (r"\emph{a\}", r"\textbackslash{}emph\{a\textbackslash{}\}"),
        (r"\input{x}", r"\textbackslash{}input\{x\}"),
    ],
)
def test_commands_for_fonts_are_kept_where_they_are_closed(title: str, tex: str) -> None:
    assert latex_title(title) == tex


MARKUP = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "<i>",
                "</i>",
                "<sub>",
                "</sub>",
                "<sup>",
                "</sup>",
                "$",
                "$x$",
                "_",
                "^",
                "{",
                "}",
                "'",
            ]
        ),
        st.sampled_from([r"\alpha", r"\frac", r"\mathbf", r"\left", "\\", r"\text{a b}", r"\end"]),
        st.sampled_from([*"ab1 (%&#~知é", " A", "\u0301"]),
    ),
    max_size=30,
).map("".join)


@given(MARKUP)
def test_no_title_breaks_the_code_around_it(title: str) -> None:
    for made in (latex_title(title), bibtex_title(title)):
        depth, math = 0, False
        for token in re.findall(r"\\[A-Za-z]+|\\.|.", made):
            assert token not in {r"\end", r"\left", "\\\\"}
            if token == "$":
                math = not math
            depth += {"{": 1, "}": -1}.get(token, 0)
            assert depth >= 0
            assert math or token not in {"_", "^"}
            assert token not in {"%", "&", "#"}
        assert depth == 0
        assert not math
    assert made.count("{") == made.count("}"), "BibTeX counts those behind a backslash too"


@given(MARKUP)
def test_a_title_without_markup_is_its_text(title: str) -> None:
    shown = title_text(title)
    if not re.search(r"[$<\\]", title):
        assert shown == " ".join(title.split())
        assert latex_title(title) == latex_body(title)


@pytest.mark.parametrize(
    "part", ["<i>", "</i>", "<i>x</i>", "$", "$x$ ", "$\\frac", "<i ", "{", "_"]
)
def test_long_titles_take_time_by_their_length(part: str) -> None:
    for made in (latex_title, bibtex_title):
        start = time.process_time()
        made(part * 4000)
        assert time.process_time() - start < 2
    nested = "<i><sub>" * 4000 + "x" + "</sub></i>" * 4000
    assert faults(latex_title(nested)) == []


DOCUMENT = r"""\documentclass{article}\begin{document}
%s
\end{document}
"""


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
def test_pdflatex_prints_every_formula_and_accent(tmp_path: Path) -> None:
    import kdgraph.tex as module

    symbols = [one for one in module._SYMBOLS.pattern.split("|") if one.isalpha()]
    commands = module._WITH_ARGUMENT.pattern.split("|")
    formulas = [
        *(formula for formula, _ in FORMULAS),
        *(rf"\{one}_a x" for one in symbols),
        *(rf"\{one}{{x}}^2" for one in commands),
    ]
    titles = [*(f"a ${formula}$ b" for formula in formulas), SIGNS, "<i>a<sup>2</sup></i>", "Łącka"]
    assert all("$" in latex_title(title) for title in titles[: len(formulas)])
    letters = "".join(
        char for char in map(chr, range(0xA1, 0x250)) if r"\kdg" not in latex_label(char)
    )
    # but for hooks and horns, which only fonts for Vietnamese have
    vietnamese = re.sub(
        "[ẢảẨẩẲẳẺẻỂểỈỉỎỏỔổỚ-ợỦủỨ-ựỬửỶỷ]", "", "".join(map(chr, range(0x1EA0, 0x1EFA)))
    )
    assert r"\kdg" not in latex_label(vietnamese)
    body = "\n\n".join([*map(latex_title, titles), latex_label(letters), latex_label(vietnamese)])
    (tmp_path / "a.tex").write_text(
        DOCUMENT % (r"\newcommand{\kdgforeign}[2]{}" + body), encoding="utf-8"
    )
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-draftmode", "a"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode(errors="replace")[-2000:]


# --- documents and labels --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("a & b_c 5% #1 {x} $y$", r"a \& b\_c 5\% \#1 \{x\} \$y\$"),
        (
            "\\ ^ ~ < > |",
            r"\textbackslash{} \textasciicircum{} \textasciitilde{} "
            r"\textless{} \textgreater{} \textbar{}",
        ),
        ("a--b", "a{-}{-}b"),
        ("?` \u2018x\u2019", r"?{}\textquoteleft{} {}\textquoteleft{}x\textquoteright{}"),
        ("2014\u20132015 \u2014", "2014--2015 ---"),
        ("Ć Ł ß ǎ Å", r"\'{C} \L{} \ss{} \v{a} \r{A}"),
        ("ą", t1(r"\k{a}")),
        ("Đ", t1(r"\DJ{}")),
        ("ễ", t1(r"\~{\^{e}}")),
        ("ặ", r"\d{\u{a}}"),
        ("αΩ ≤", r"\ensuremath{\alpha}\ensuremath{\Omega} \ensuremath{\leq}"),
        ("λΛ", r"\ensuremath{\lambda}\ensuremath{\Lambda}"),
        ("字ب", r"\kdgsign{字}\kdgsign{ب}"),
        ("a\tb\n\x07c", "a b c"),
    ],
)
def test_labels_are_what_any_tex_prints(text: str, tex: str) -> None:
    assert latex_label(text) == tex


@given(st.text(max_size=60))
def test_no_text_breaks_the_code_around_it(text: str) -> None:
    made = latex_body(text)
    assert faults(made) == []
    assert not re.search(r"[&%$#_^~]", re.sub(r"\\[&%$#_^~]|~", "", bare(made)))
    # what pdfLaTeX has no letter for stands in the command that hides it, and nowhere else
    assert re.sub(r"\\kdgforeign\{\w+\}\{[^{}]*\}", "", made).isascii()


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("a & b % c $ d # e _ f", r"a \& b \% c \$ d \# e \_ f"),
        ("{x} ~ ^ \\", r"\{x\} \textasciitilde{} \textasciicircum{} \textbackslash{}"),
        ("Müller--Łoś", r"M\"{u}ller{-}{-}\L{}o\'{s}"),
        ("NeurIPS-workshop", "NeurIPS-workshop"),
        ("a 知识 蒸馏 b", r"a \kdgforeign{Chinese}{知识 蒸馏} b"),
        ("تقطير المعرفة", r"\kdgforeign{Arabic}{تقطير المعرفة}"),
        ("W" * 30, "W" * 12 + r"\-" + "W" * 12 + r"\-" + "W" * 6),
        ("W" * 25, "W" * 12 + r"\-" + "W" * 12 + r"\-W"),
        ("W" * 24, "W" * 24),
        (
            "\u201cawesome-knowledge-distillation\u201d: x",
            r"\textquotedblleft{}awesome-knowledge-distillation\textquotedblright{}: x",
        ),
        ("x:" + "W" * 25, r"x:\allowbreak{}" + "W" * 12 + r"\-" + "W" * 12 + r"\-W"),
        (
            "10.1000/first-part_(second.3)",
            r"10.\allowbreak{}1000/\allowbreak{}first-part\_(second.\allowbreak{}3)",
        ),
    ],
)
def test_text_is_printed_as_it_is(text: str, tex: str) -> None:
    assert latex_body(text) == tex


def test_scripts_are_named() -> None:
    named = [script_name(text) for text in ("知", "ニュ知", "지식", "اب", "זי", "Дм", "\U0001f9ff")]
    assert named == ["Chinese", "Japanese", "Korean", "Arabic", "Hebrew", "Cyrillic", "sign"]
    assert scripts_in(latex_body("b 知 a اب 知")) == ["Arabic", "Chinese"]


def test_addresses_stay_what_they_are() -> None:
    assert href_url("https://a.org/x_y?b=1&c=%41#d~e") == (
        r"https://a.org/x\_y?b=1\&c=\%41\#d\%7Ee"
    )
    assert href_url("x}{\\ y") == r"x\%7D\%7B\%5C\%20y"


@given(st.text(max_size=60))
def test_text_comes_back_from_its_code(text: str) -> None:
    def letters(some: str) -> str:
        return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", some)))

    shown = latex_to_text(bibtex_field(text)).replace("\u02c6", "^")
    assert letters(shown) == letters(text)


def test_braces_without_end_are_left_out() -> None:
    deep = 3_000
    assert latex_to_text("{" * deep + "a" + "}" * deep) == "a"
