"""Sections: by the words of their headings in several languages, and by their place."""

from __future__ import annotations

import pytest

from kdgraph.sources import SECTIONS
from kdgraph.sources.sections import Heading, kinds_of, named_kind
from tests.sources.papers import read


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Introduction", "introduction"),
        ("1 Introduction and Motivation", "introduction"),
        ("INTRODUCTION", "introduction"),
        ("Related Works", "related work"),
        ("Background and Related Work", "related work"),
        ("Preliminaries", "related work"),
        ("Literature Review", "related work"),
        ("Our Method", "method"),
        ("Proposed Approach", "method"),
        ("Materials and Methods", "method"),
        ("Experimental Setup", "experiments"),
        ("Results and Discussion", "experiments"),
        ("Numerical Experiments", "experiments"),
        ("Ablation Studies", "experiments"),
        ("Discussion", "conclusion"),
        ("Conclusions and Future Work", "conclusion"),
        ("Limitations", "conclusion"),
        ("Acknowledgements", "other"),
        ("Supplementary Material", "appendix"),
        ("Einleitung", "introduction"),
        ("Verwandte Arbeiten", "related work"),
        ("Grundlagen", "related work"),
        ("Methodik", "method"),
        ("Auswertung", "experiments"),
        ("Zusammenfassung und Ausblick", "conclusion"),
        ("Anhang", "appendix"),
        ("État de l'art", "related work"),
        ("Méthode", "method"),
        ("Expériences", "experiments"),
        ("Conclusion générale", "conclusion"),
        ("Introducción", "introduction"),
        ("Trabajos relacionados", "related work"),
        ("Resultados", "experiments"),
        ("Deep Thin Nets", None),
    ],
)
def test_headings_name_kinds(heading: str, kind: str | None) -> None:
    assert named_kind(heading) == kind
    assert kind is None or kind in SECTIONS


def kinds(*names: str, title: str = "") -> list[str]:
    return kinds_of([Heading(1, name, False) for name in names], title)


def test_a_heading_without_a_known_word_is_placed() -> None:
    found = kinds("Introduction", "Related Work", "Thin Nets", "Experiments", "Costs", "Conclusion")
    assert found[2] == "method"
    assert found[4] == "experiments"


def test_a_survey_has_no_method() -> None:
    assert kinds(
        "Introduction", "Thin Nets", "Deep Nets", "Conclusion", title="A Survey of Nets"
    ) == [
        "introduction",
        "other",
        "other",
        "conclusion",
    ]


def test_lower_headings_tell_where_the_top_one_does_not() -> None:
    headings = [
        Heading(1, "Introduction", False),
        Heading(2, "Related Work", False),
        Heading(1, "Thin Nets", False),
        Heading(2, "Experiments", False),
        Heading(3, "Data", False),
        Heading(2, "Shapes", False),
    ]
    found = kinds_of(headings)
    assert found[:2] == ["introduction", "introduction"]
    assert found[3:5] == ["experiments", "experiments"]
    assert found[5] == found[2]


def test_abstract_appendix_and_front_matter_are_known() -> None:
    found = read(
        r"""\begin{abstract}A \cite{a}.\end{abstract}
\section{Introduction}B \cite{b}.
\section*{Experiments \cite{c}}
\appendix\section{Proofs}D \cite{a}."""
    ).mentions
    assert list(found["section"]) == ["abstract", "introduction", "experiments", "appendix"]
    assert list(found["in_abstract"]) == [True, False, False, False]
    assert list(found["heading"]) == ["", "Introduction", "Experiments", "Proofs"]


def test_text_before_the_first_heading_begins_a_paper_without_introduction() -> None:
    found = read(
        r"We \cite{a}. \section{Results} B \cite{b}. \section{Methods} C \cite{c}."
    ).mentions
    assert list(found["section"]) == ["introduction", "experiments", "method"]
    assert list(read(r"We \cite{a}.").mentions["section"]) == ["other"]


def test_counts_by_section_sum_to_the_mentions() -> None:
    found = read(
        r"\section{Introduction}\cite{a}\section{Method}\cite{a,b}\begin{table}\cite{a}\end{table}"
    )
    counts = found.by_section()
    chosen = counts.loc[["a"], ["introduction", "method", "in_table"]]
    assert chosen.to_numpy().tolist() == [[1, 2, 1]]
    assert int(counts[list(SECTIONS)].to_numpy().sum()) == len(found.mentions)
