"""Sources of strangers: recursion, bombs, depth, size, broken TeX. Bounded, counted, no error."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise

import pytest

from kdgraph.sources import Limits, read_source
from tests.sources.papers import paper, read


def bomb() -> str:
    names = "abcdefghijklmnop"
    made = [r"\newcommand{\laugha}{ha}"]
    for before, name in pairwise(names):
        ten = f"\\laugh{before}" * 10
        made.append(f"\\newcommand{{\\laugh{name}}}{{{ten}}}")
    return "".join(made) + r"\laughp"


HOSTILE: dict[str, Callable[[], str]] = {
    "laughs": bomb,
    "macro of itself": lambda: r"\def\x{\x} \x",
    "growing macro": lambda: r"\def\x{a\x b\x} \x",
    "doubling arguments": lambda: r"\def\d#1{#1#1}" + r"\d{" * 40 + "ha" + "}" * 40,
    "two macros": lambda: r"\def\x{\y}\def\y{\x} \x",
    "deep braces": lambda: "{" * 20_000 + "x" + "}" * 20_000,
    "open braces": lambda: "{" * 20_000,
    "closing braces": lambda: "}" * 20_000,
    "open captions": lambda: r"\caption{" * 1_000,
    "open footnotes": lambda: r"\footnote{x" * 1_000,
    "open environments": lambda: r"\begin{table}" * 1_000,
    "open sections": lambda: r"\section{x" * 1_000,
    "open citations": lambda: r"\cite{" * 1_000,
    "open options": lambda: r"\cite[" * 1_000,
    "open conditions": lambda: r"\iffalse " * 1_000,
    "deep conditions": lambda: r"\iftrue " * 5_000 + r"\fi" * 5_000,
    "open verbatim": lambda: r"\begin{verbatim}" * 1_000,
    "open verb": lambda: r"\verb|" * 1_000,
    "open math": lambda: "$x_" * 3_001,
    "fractions": lambda: "$" + r"\frac{" * 1_000 + "$",
    "accents": lambda: r"\'" * 1_000,
    "nested accents": lambda: r"\'{" * 1_000 + "e" + "}" * 1_000,
    "environment of itself": lambda: r"\newenvironment{e}{\begin{e}}{\end{e}}\begin{e}x\end{e}",
    "csname": lambda: r"\csname" * 1_000,
    "definitions": lambda: r"\def\a" * 1_000,
    "delimited": lambda: r"\def\u#1.{x}" + r"\u y" * 1_000,
    "input of itself": lambda: r"\input{main}",
    "parameters": lambda: r"\newcommand{\p}[9]{#9#8#7} \p" + "#1" * 1_000,
    "control characters": lambda: "".join(map(chr, range(1, 32))) + "\ue000\ue001\ue002\ufeff",
    "bib items": lambda: r"\bibitem{" * 1_000,
    "long words": lambda: "x" * 300_000,
    "dots": lambda: ". " * 20_000,
    "marks": lambda: r"\cite{a}" * 1_000,
    "blanks": lambda: " \n" * 20_000,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_is_survived_in_time(kind: str) -> None:
    start = time.process_time()
    found = read(f"Before \\cite{{a}}.\n\n{HOSTILE[kind]()}")
    assert time.process_time() - start < 5
    assert found.mentions["key"].iloc[0] == "a"
    assert found.mentions["sentence"].iloc[0] == "Before."
    assert all(isinstance(count, int) for count in found.lost.values())


@pytest.mark.parametrize(
    "kind", ["laughs", "growing macro", "doubling arguments", "input of itself"]
)
def test_what_follows_a_bomb_is_read_and_the_cut_is_counted(kind: str) -> None:
    found = read(f"{HOSTILE[kind]()}\n\nAfter \\cite{{b}}.")
    assert list(found.mentions["key"]) == ["b"]
    assert {"cut by a limit", "input of itself"} & set(found.lost)
    assert len(found.references) == 3


def test_files_that_read_one_another_end() -> None:
    files = {f"f{n}.tex": rf"\cite{{k{n}}}" + rf"\input{{f{n + 1}}}" * 3 for n in range(40)}
    files["f40.tex"] = r"\input{f0}"
    start = time.process_time()
    found = read(r"\input{f0}", files=files)
    assert time.process_time() - start < 5
    assert found.lost["cut by a limit"] > 0
    assert "f0.tex" in found.files


def test_inputs_are_counted_when_missing_or_unreadable() -> None:
    found = read(
        r"\input{gone} \include{noise} \input{pic.pdf} \cite{a}",
        files={"noise.tex": b"\0\1\2\0" * 99},
    )
    assert found.lost["missing input"] == 2
    assert found.lost["unreadable file"] == 1
    assert set(found.losses.loc[found.losses["reason"] == "missing input", "line"]) == {4}


def test_a_long_file_is_cut_and_said() -> None:
    body = "word " * 20_000 + r"\cite{b}"
    found = read(rf"\cite{{a}} {body}", limits=Limits(text=10_000))
    assert list(found.mentions["key"]) == ["a"]
    assert found.lost["cut by a limit"] == 1
    assert not found.complete


def test_mentions_and_entries_have_a_bound() -> None:
    items = "".join(rf"\bibitem{{k{n}}} A. Ash. \newblock Nets {n}." for n in range(60))
    found = read(
        r"\cite{k1}" * 50,
        bibliography=rf"\begin{{thebibliography}}{{9}}{items}\end{{thebibliography}}",
        limits=Limits(mentions=20, entries=30),
    )
    assert len(found.mentions) == 20
    assert len(found.references) == 30
    assert found.lost["cut by a limit"] >= 2


def test_a_large_document_takes_linear_time() -> None:
    def seconds(paragraphs: int) -> float:
        body = "Nets \\emph{grow} with $x_1$ \\cite{a,b}, as \\citet{c} say.\n\n" * paragraphs
        start = time.process_time()
        assert len(read(body).mentions) == 3 * paragraphs
        return time.process_time() - start

    small, large = seconds(50), seconds(400)
    assert large < 8 * small * 3


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x1f\x8b\x08",
        b"%PDF-1.5",
        b"%!PS-Adobe",
        b"<html>no</html>",
        b"plain words",
        b"\\documentclass{article}",
        b"\\begin{document}\\cite{a}",
        b"+AFw-cite{a}",
    ],
)
def test_what_is_no_source_says_so(data: bytes) -> None:
    found = read_source(data)
    assert found.references.empty
    assert not found.complete
    assert found.lost


def test_broken_braces_lose_nothing_that_follows() -> None:
    found = read("\\caption{A net \\cite{a}.\n\nNext \\textbf{bold \\cite{b}.\n\nLast \\cite{c}.")
    assert list(found.mentions["key"]) == ["a", "b", "c"]
    assert found.lost["broken TeX"] >= 1
    assert found.mentions["sentence"].iloc[-1] == "Last."


def test_names_that_lead_out_of_the_source_stay_within() -> None:
    found = read(r"\input{../../../etc/passwd} \input{/etc/hosts} \cite{a}")
    assert found.lost["missing input"] == 2
    assert set(found.files) == {"main.tex"}


def test_a_document_in_halves_is_read() -> None:
    whole = paper(r"\section{Introduction} Nets \citep[see][]{a} \input{b} $x$ \verb|x|").encode()
    for cut in range(0, len(whole), 37):
        read_source({"main.tex": whole[:cut], "b.tex": b"\\cite{c"})


@pytest.mark.parametrize(
    "code", ["A. ", "Ash, A., ", "Anna Ash, ", "``a'' ", "{\\em a} ", "2015, ", "a. b ", "a: ", "("]
)
def test_hostile_entries_are_parted_in_time(code: str) -> None:
    items = (
        rf"\bibitem{{a}} {code * 10_000} \bibitem{{b}} B. Birch. \newblock Fine nets. \newblock J."
    )
    start = time.process_time()
    found = read(
        r"\cite{a,b}", bibliography=rf"\begin{{thebibliography}}{{9}}{items}\end{{thebibliography}}"
    )
    assert time.process_time() - start < 5
    assert found.references["title"].iloc[1] == "Fine nets"


@pytest.mark.parametrize(
    "text",
    [
        "@article{x, title={" * 5_000,
        '@article{x, title="' + "{" * 20_000,
        "".join(f"@string{{s{n} = s{n - 1} # s{n - 1}}}" for n in range(1, 60)),
        "@article{p, title={p}, crossref={q}}@article{q, title={q}, crossref={p}}",
        "@article{x, title = " + " # ".join(["{x}"] * 10_000),
        "@article{x," + "".join(f"f{n}={{x}}," for n in range(10_000)),
        "@" * 50_000,
    ],
)
def test_hostile_databases_are_read_in_time(text: str) -> None:
    start = time.process_time()
    found = read(
        r"\cite{a,x,p} \bibliography{r}",
        bibliography="",
        files={"r.bib": "@misc{a, title = {Fine nets}}\n" + text},
    )
    assert time.process_time() - start < 5
    assert found.references["title"].iloc[0] == "Fine nets"
