"""Words of the data as LaTeX code."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdgraph.figures.latex.words import address, comment, fewer_words, script, scripts_in, words
from tests.figures.latex.packs import bare, faults


@given(st.text(max_size=60))
def test_no_words_break_the_code_around_them(text: str) -> None:
    made = words(text)
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
    ],
)
def test_words_are_printed_as_they_are(text: str, tex: str) -> None:
    assert words(text) == tex


def test_scripts_are_named() -> None:
    named = [script(text) for text in ("知", "ニュ知", "지식", "اب", "זי", "Дм", "\U0001f9ff")]
    assert named == ["Chinese", "Japanese", "Korean", "Arabic", "Hebrew", "Cyrillic", "sign"]
    assert scripts_in(words("b 知 a اب 知")) == ["Arabic", "Chinese"]


def test_addresses_stay_what_they_are() -> None:
    assert address("https://a.org/x_y?b=1&c=%41#d~e") == (r"https://a.org/x\_y?b=1\&c=\%41\#d\%7Ee")
    assert address("x}{\\ y") == r"x\%7D\%7B\%5C\%20y"


def test_comments_stay_comments() -> None:
    lines = comment("first\nsecond\r\n" + "word " * 40).split("\n")
    assert len(lines) > 2
    assert all(line.startswith("% ") and len(line) <= 96 for line in lines)


def test_long_words_are_cut() -> None:
    assert fewer_words("abcdef", 6) == "abcdef"
    assert fewer_words("abc, defg", 6) == "abc…"
