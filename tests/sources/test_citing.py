r"""Which commands cite, how they take their keys, and what only looks like a citation."""

from __future__ import annotations

import pytest

from tests.sources.papers import keys_of, read


@pytest.mark.parametrize(
    ("code", "keys"),
    [
        pytest.param(r"\cite{a}", "a", id="plain"),
        pytest.param(r"\cite[p.~3]{a}", "a", id="an option"),
        pytest.param(r"\citep[see][p. 3]{a,b}", "a b", id="two options"),
        pytest.param(r"\citep[see \citealt{b}][]{a}", "a b", id="a citation in an option"),
        pytest.param(
            r"\citet*{a} and \Citet{b}, \citeauthor*{c}", "a b c", id="stars and capitals"
        ),
        pytest.param("\\cite{ a ,\n  b,%\n  c }", "a b c", id="blanks, ends of lines, comments"),
        pytest.param(r"\cite {a}", "a", id="a blank before the keys"),
        pytest.param("\\cite\n{a}", "a", id="the end of a line before the keys"),
        pytest.param(r"\textcite{a} \parencite[1]{b} \autocite*{c}", "a b c", id="biblatex"),
        pytest.param(r"\footcite[3]{a}\footfullcite{b}\smartcite{c}", "a b c", id="in footnotes"),
        pytest.param(r"\cites{a}{b}[3]{c} goes on", "a b c", id="several"),
        pytest.param(r"\cites(see)(end)[1]{a}[2][3]{b} and {c}", "a b", id="several with options"),
        pytest.param(r"\textcites{a}{b}; \parencites{c}", "a b c", id="several in text"),
        pytest.param(r"\volcite{2}[25]{a} \pvolcite[see]{1}{b}", "a b", id="volumes"),
        pytest.param(r"\citefield{a}{title} \citefield{title}{b}", "a b", id="fields, both orders"),
        pytest.param(r"\citeA<see>[3]{a} \citeNP{b} \shortciteA{c}", "a b c", id="apacite"),
        pytest.param(
            r"\citeasnoun{a} \citeaffixed{b}{see} \possessivecite{c}", "a b c", id="harvard"
        ),
        pytest.param(r"\onlinecite{a} \cite{*b,*[also]c}", "a b c", id="revtex"),
        pytest.param(r"\citenum{a} \citen{b} \supercite{c}", "a b c", id="numbers"),
        pytest.param(r"\cite{a}*{p. 3} \ocite{b} \citelist{\cite{c}}", "a b c", id="amsrefs"),
        pytest.param(r"\bibentry{a} \fullcite{b}", "a b", id="whole entries"),
        pytest.param(
            r"\defcitealias{a}{Paper I}\citetalias{a}, \citepalias{a}", "a a", id="aliases"
        ),
        pytest.param(r"\citetext{see \citealp{a}; \citealp{b}}", "a b", id="a text around"),
        pytest.param(r"\cite a \cite{b}", "a b", id="a key without braces"),
        pytest.param(r"\nocite{a} \cite{b}", "b", id="nocite is no mention"),
        pytest.param(r"\citepx{a,b}", "a b", id="a name that nobody knows, with keys"),
        pytest.param(r"\citestyle{plain}\setcitestyle{round}\cite{a}", "a", id="settings"),
    ],
)
def test_commands_cite(code: str, keys: str) -> None:
    assert keys_of(f"Nets are {code}.") == keys.split()


@pytest.mark.parametrize(
    ("preamble", "code", "keys"),
    [
        (r"\newcommand{\ash}{Ash~\cite{a}}", r"By \ash{} and \ash.", "a a"),
        (r"\newcommand\see[2][3]{see~\cite[#1]{#2}}", r"\see{a}, \see[4]{b}", "a b"),
        (r"\def\two#1#2{\citet{#1} and \citet{#2}}", r"\two ab, \two{c}{a}", "a b c a"),
        (r"\def\upto#1.{\cite{#1}}", r"\upto a,b. End.", "a b"),
        (r"\newcommand{\citeme}{[cite me]}", r"Here \citeme and \cite{a}", "a"),
        (r"\let\mycite\cite", r"\mycite[3]{a}", "a"),
        (r"\newcommand{\citep}[1]{\cite{#1}}", r"\citep{a}", "a"),
        (r"\renewcommand{\cite}[1]{\citep{#1}}", r"\cite{a,b}", "a b"),
        (
            r"\NewDocumentCommand{\tip}{s o m}{\IfBooleanTF{#1}{\citet}{\citep}{#3}}",
            r"\tip*[x]{a} \tip{b}",
            "a b",
        ),
        (r"\newcommand{\outer}{\inner}\newcommand{\inner}{\cite{a}}", r"\outer", "a"),
        (r"\DeclareCiteCommand{\mine}{}{}{}{}", r"\mine[3]{a,b}", "a b"),
        (r"\newcites{app}{Appendix}", r"\cite{a} \citeapp{b} \citepapp{c}", "a b c"),
        (
            r"\newenvironment{hint}[1]{\textbf{#1 \cite{a}}}{\cite{b}}",
            r"\begin{hint}{x}y\end{hint}",
            "a b",
        ),
        (r"\usepackage{own}", r"\ownmacro{a}", "a"),
        (r"\newcommand{\keys}{a,b}", r"\cite{\keys}", "a b"),
        (r"\makeatletter\def\@in#1{\cite{#1}}\def\out#1{\@in{#1}}\makeatother", r"\out{a}", "a"),
        (r"\expandafter\newcommand\csname made\endcsname{\cite{a}}", r"\made", "a"),
    ],
)
def test_macros_of_the_author_are_followed(preamble: str, code: str, keys: str) -> None:
    files = {"own.sty": r"\ProvidesPackage{own}\newcommand{\ownmacro}[1]{\cite{#1}}"}
    assert keys_of(f"Nets: {code}.", preamble, files=files) == keys.split()


@pytest.mark.parametrize(
    "code",
    [
        "% \\cite{b}",
        r"\verb|\cite{b}|",
        r"\verb*+\cite{b}+",
        "\\begin{verbatim}\n\\cite{b}\n\\end{verbatim}",
        "\\begin{lstlisting}[language=TeX]\n\\cite{b} $ { \n\\end{lstlisting}",
        r"\lstinline!\cite{b}! and \mintinline{tex}{\cite b}",
        "\\begin{comment}\n\\cite{b}\n\\end{comment}",
        r"\iffalse \cite{b} \ifx\x\y \cite{b} \else \cite{b} \fi \fi",
        r"\iftrue\else\cite{b}\fi",
        r"\ifdraft \cite{b} \fi",
        r"\if0\cite{b}\fi",
        r"\ifnum1=2 \cite{b}\fi",
        r"\hide{\cite{b}}",
        r"\iftoggle{long}{\cite{b}}{}",
        r"\begin{hidden}\cite{b}\end{hidden}",
        r"\begin{aside}\cite{b}\end{aside}",
        r"\begin{filecontents}{x.tex}\cite{b}\end{filecontents}",
        r"\ifthenelse{\boolean{full}}{\cite{b}}{}",
    ],
)
def test_what_is_not_printed_does_not_cite(code: str) -> None:
    preamble = (
        r"\newif\ifdraft \draftfalse \newcommand{\hide}[1]{} \newtoggle{long} \newboolean{full}"
        r"\excludecomment{hidden} \newenvironment{aside}{\comment}{\endcomment}"
    )
    found = read(f"First \\cite{{a}}.\n{code}\nLast \\cite{{c}}.", preamble)
    assert list(found.mentions["key"]) == ["a", "c"]


@pytest.mark.parametrize(
    ("preamble", "code"),
    [
        (r"\newif\ifdraft \drafttrue", r"\ifdraft \cite{b} \else \cite{c} \fi"),
        ("", r"\iffalse \cite{c} \else \cite{b} \fi"),
        ("", r"\ifnum1=1 \cite{b}\else\cite{c}\fi"),
        (r"\newtoggle{long}\toggletrue{long}", r"\iftoggle{long}{\cite{b}}{\cite{c}}"),
        (r"\newboolean{f}\setboolean{f}{true}", r"\ifthenelse{\boolean{f}}{\cite{b}}{\cite{c}}"),
        ("", r"\ifx\undefined\nothing \cite{b}\else\cite{c}\fi"),
        ("", r"\ifcase1 \cite{c}\or \cite{b}\or \cite{c}\fi"),
        ("", r"\iffalse never closed, \cite{b}"),
    ],
)
def test_what_is_printed_cites(preamble: str, code: str) -> None:
    assert keys_of(f"\\cite{{a}} {code}", preamble)[:2] == ["a", "b"]


def test_a_group_counts_the_keys_at_the_same_place() -> None:
    found = read(r"One \cite{a}. Three \cite{a,b}~\cite{c}. Two \cite{a}, \cite{b} here.").mentions
    assert list(found["group"]) == [1, 3, 3, 3, 2, 2]
    assert list(found["alone"]) == [True, *[False] * 5]


def test_commands_without_a_key_and_by_their_name_only_are_counted() -> None:
    found = read(r"Nets \cite{} and \citefoo{a} and \cite{z}.")
    assert found.lost["citing command without a key"] == 1
    assert found.lost["citing command known by its name only"] == 1
    assert found.lost["unknown key"] == 1
    assert found.unknown_keys == ["z"]
    assert found.never_cited == ["b", "c"]
    assert not found.complete
