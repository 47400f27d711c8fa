"""Citing sentences: where they begin and end, what is left of the TeX in them, and their place."""

# ruff: noqa: E501, RUF001 - each sentence beside its code

from __future__ import annotations

import pytest

from tests.sources.papers import read


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (r"One. We follow \cite{a} here. Two.", "We follow here."),
        (r"One~\cite{a}. Two.", "One."),
        (r"One.\cite{a} Two.", "One."),
        (r"One. \cite{a} Two.", "One."),
        (r"One. \citet{a} show two.", "show two."),
        (r"One. \cite{a} shows two.", "shows two."),
        (
            r"As J. Roe et al. (cf. Sec.~2, e.g. Fig.~\ref{x}) say \cite{a}. Two.",
            "As J. Roe et al. (cf. Sec. 2, e.g. Fig.) say.",
        ),
        (r"For all $x$ in $B$. Nets \cite{a} grow.", "Nets grow."),
        (r"See figure~\ref{x}a. Nets \cite{a} grow.", "Nets grow."),
        (r"Is it so? Yes \cite{a}!", "Yes!"),
        (r"Nets (see \cite{a}) are deep (\cite{a}).", "Nets (see) are deep."),
        (
            r"Nets [\cite{a}] and \emph{deep} \textbf{nets}, ``so'' to say---",
            "Nets and deep nets, “so” to say—",
        ),
        (
            r"We \textit{never} \textcolor{red}{stop} \cite{a} at 3.14 or v1.2.",
            "We never stop at 3.14 or v1.2.",
        ),
        (
            r"""M\"uller and \'Eclair, \v{C}ech, na\"{\i}ve \O{} \ss{} \cite{a}.""",
            "Müller and Éclair, Čech, naïve Ø ß.",
        ),
        (r"A loss $\ell_2 \leq \frac{1}{2}$ \cite{a}.", "A loss ℓ_2 ≤1/2."),
        (r"50\% of R\&D, \$5 and C\_1 \cite{a}.", "50% of R&D, $5 and C_1."),
        (r"Nets\footnote{Other nets \cite{b}.} grow \cite{a}.", "Nets grow."),
        (
            "Nets grow\n\\begin{equation} x = y \\end{equation}\nwith \\cite{a}. Two.",
            "Nets grow x = y with.",
        ),
        ("One\n\nTwo \\cite{a}", "Two"),
        (r"\begin{itemize}\item One \item Two \cite{a}\item Three\end{itemize}", "Two"),
        (r"Nets \cite{a} 知识蒸馏。 Two.", "Nets 知识蒸馏。"),
        (
            r"Nets, \url{https://a.org/x_1} and \href{https://b.org}{this} \cite{a}.",
            "Nets, https://a.org/x_1 and this.",
        ),
        (r"\paragraph{Deep nets.} They grow \cite{a}.", "They grow."),
        (r"Wir folgen \cite{a}, z.\,B. bei Netzen. Zwei.", "Wir folgen, z. B. bei Netzen."),
    ],
)
def test_sentences_are_cut_and_cleaned(code: str, sentence: str) -> None:
    found = read(f"{code}\n").mentions
    assert found.loc[found["key"] == "a", "sentence"].iloc[0] == sentence


def test_footnotes_captions_and_rows_have_sentences_of_their_own() -> None:
    found = read(
        r"""Nets\footnote{In a note \cite{a}.} grow
\begin{table}\caption{All nets \cite{b}.}\begin{tabular}{ll}Name & Size\\ Thin \cite{c} & 3\\\end{tabular}\end{table}
\begin{figure}\caption[Short]{A net \cite{a}. Two.}\end{figure}
fast \cite{c}."""
    ).mentions
    rows = found[["key", "sentence", "in_footnote", "in_table", "in_caption"]].values.tolist()
    assert rows == [
        ["a", "In a note.", True, False, False],
        ["b", "All nets.", False, True, True],
        ["c", "Thin | 3", False, True, False],
        ["a", "A net.", False, False, True],
        ["c", "Nets grow fast.", False, False, False],
    ]


def test_the_place_is_that_of_the_command_in_its_file() -> None:
    found = read(
        "One.\n\n\\input{part}\nLast \\cite{c}.",
        r"\newcommand{\ash}{\cite{a}}",
        files={"part.tex": "First\nline \\cite{b}.\n\n\\ash"},
    ).mentions
    assert found[["key", "file", "line"]].values.tolist() == [
        ["b", "part.tex", 2],
        ["a", "part.tex", 4],
        ["c", "main.tex", 7],
    ]


def test_offsets_and_marked_sentences_say_where_the_citation_is() -> None:
    found = read(r"Unlike thin nets \cite{a}, ours (\cite{b,c}) grow.").mentions
    sentence = "Unlike thin nets, ours grow."
    assert list(found["sentence"]) == [sentence] * 3
    assert [sentence[:place] for place in found["offset"]] == [
        "Unlike thin nets",
        "Unlike thin nets, ours",
        "Unlike thin nets, ours",
    ]
    assert set(found["shown"]) == {"Unlike thin nets [a], ours ([b, c]) grow."}
