"""A draft of a table of related work: listed papers by surveys, with keys for BibTeX."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from kdgraph.analysis.groups.survey_lists import (
    CITES,
    ITSELF,
    MISSES,
    NOT_FOUND,
    NOT_READ,
    YOUNGER,
    SurveyCoverage,
)
from kdgraph.analysis.names.paper_names import named_in, short_names
from kdgraph.errors import InputError
from kdgraph.export.citation_keys import citation_keys
from kdgraph.export.markdown_text import markdown_text
from kdgraph.graph.snapshot import Snapshot
from kdgraph.tex import latex_body

__all__ = ["FORMATS", "related_work_table"]

_MEANINGS: Final[Mapping[str, str]] = {
    CITES: "cited",
    MISSES: "not cited",
    NOT_FOUND: "not in the part of the reference list that was read",
    YOUNGER: "younger than the survey",
    NOT_READ: "not known, for the reference list was not read",
    ITSELF: "the survey itself",
}
_FIRST: Final = "first"
_FIRST_MEANS: Final = "cited first by this survey"
_IN_MARKDOWN: Final[Mapping[str, str]] = {
    CITES: "\u25cf",
    MISSES: "\u25cb",
    NOT_FOUND: "(\u25cb)",
    YOUNGER: "\u2013",
    NOT_READ: "?",
    ITSELF: "=",
    _FIRST: "\u25cf\u00b9",
}
_IN_LATEX: Final[Mapping[str, str]] = {
    CITES: r"$\bullet$",
    MISSES: r"$\circ$",
    NOT_FOUND: r"($\circ$)",
    YOUNGER: "--",
    NOT_READ: "?",
    ITSELF: "$=$",
    _FIRST: r"$\bullet^{1}$",
}
_TOTALS: Final[Mapping[str, str]] = {
    "cites": "Cited",
    "misses": "Not cited",
    "not_found": "Not found in the part read",
    "younger": "Younger",
    "not_read": "Not known",
}


def related_work_table(snapshot: Snapshot, coverage: SurveyCoverage, form: str = "latex") -> str:
    r"""Return a draft of a table of related work: which survey cites which listed paper.

    Rows are the papers by section, columns the surveys, and below stand the totals. Keys are those
    of `citation_keys`, so that ``kdgraph export bibtex`` gives the file that they need: ``\cite``
    in LaTeX, ``[@key]``, as pandoc reads it, in Markdown. Where several surveys are known to cite
    papers, the one that cites a paper first is marked. What each sign means stands in the caption
    or below, the notes of `coverage` in comments or below.

    Parameters
    ----------
    snapshot : Snapshot
        What `coverage` was made of.
    coverage : SurveyCoverage
        From `kdgraph.survey_coverage`.
    form : str
        ``latex`` for a ``longtable``, or ``markdown``.

    Raises
    ------
    InputError
        If there is no such form, or no survey.

    Examples
    --------
    >>> import kdgraph
    >>> corpus = kdgraph.embedded()
    >>> found = kdgraph.survey_coverage(corpus, ["2006.05525"], section="Pioneering")
    >>> for line in related_work_table(corpus, found, "markdown").splitlines()[:4]:
    ...     print(line)
    | Paper | Gou 2021 [@gou2021knowledge] |
    | --- | :---: |
    | **Pioneering Papers** |  |
    | Model Compression [@bucilua2006model] | ● |
    """
    if form not in FORMATS:
        raise InputError(f"there is no table in {form!r}; choose from {', '.join(FORMATS)}")
    if not len(coverage.surveys):
        raise InputError(
            "there is no survey to make a table of: the list has none; name one or several papers"
        )
    return FORMATS[form](snapshot, coverage)


def _in_markdown(snapshot: Snapshot, coverage: SurveyCoverage) -> str:
    keys = citation_keys(snapshot.whole)
    surveys = coverage.surveys

    def line(cells: Iterable[str]) -> str:
        return f"| {' | '.join(cells)} |"

    heads = [f"{markdown_text(row['name'])} [@{keys[one]}]" for one, row in _rows(surveys)]
    lines = [line(["Paper", *heads]), line(["---", *[":---:"] * len(heads)])]
    for section, papers in _sections(coverage):
        lines.append(line([f"**{markdown_text(section)}**", *[""] * len(heads)]))
        names = short_names(snapshot, papers)
        lines += [
            line([f"{markdown_text(names[one])} [@{keys[one]}]", *(_IN_MARKDOWN[s] for s in signs)])
            for one, signs in papers.items()
        ]
    lines += [
        line([f"*{label}*", *map(str, surveys[name].tolist())]) for name, label in _totals(surveys)
    ]
    legend = "; ".join(f"{_IN_MARKDOWN[sign]} {said}" for sign, said in _legend(coverage))
    said = [f"{legend}." if legend else "", *_said(snapshot, coverage)]
    return "\n".join([*lines, *(f"\n{markdown_text(one)}" for one in said if one)]) + "\n"


def _in_latex(snapshot: Snapshot, coverage: SurveyCoverage) -> str:
    keys = citation_keys(snapshot.whole)
    surveys = coverage.surveys
    wide = len(surveys) + 1

    def line(cells: Iterable[str]) -> str:
        return rf"{' & '.join(cells)} \\"

    heads = [rf"{latex_body(row['name'])}~\cite{{{keys[one]}}}" for one, row in _rows(surveys)]
    rows = []
    for section, papers in _sections(coverage):
        rows += [rf"\multicolumn{{{wide}}}{{@{{}}l}}{{\emph{{{latex_body(section)}}}}} \\*"]
        names = short_names(snapshot, papers)
        rows += [
            line(
                [rf"{latex_body(names[one])}~\cite{{{keys[one]}}}", *(_IN_LATEX[s] for s in signs)]
            )
            for one, signs in papers.items()
        ]
    totals = [line([label, *map(str, surveys[name].tolist())]) for name, label in _totals(surveys)]
    legend = "; ".join(f"{_IN_LATEX[sign]} {said}" for sign, said in _legend(coverage))
    caption = f"Listed papers by the surveys that cite them{': ' if legend else ''}{legend}."
    # a comment ends with its line, whatever stands in it
    said = [f"% {' '.join(one.split())}" for one in _said(snapshot, coverage)]
    made = [
        r"% needs \usepackage{longtable} and a document of one column",
        "% its entries: kdgraph export bibtex -o references.bib",
        *said,
        r"\begin{longtable}{@{}l" + "c" * len(surveys) + "@{}}",
        rf"\caption{{{caption}}}\label{{tab:related-work}}\\",
        r"\hline",
        line(["Paper", *heads]),
        r"\hline\endhead",
        *rows,
        r"\hline",
        *totals,
        r"\hline",
        r"\end{longtable}",
    ]
    text = "\n".join(made) + "\n"
    if r"\kdgforeign" in text:
        text = (
            "% words of other scripts need LuaLaTeX or XeLaTeX and a font that has them\n"
            "\\providecommand{\\kdgforeign}[2]{#2}\n" + text
        )
    return text


def _rows(surveys: pd.DataFrame) -> Iterable[tuple[str, Any]]:
    return ((str(one), row) for one, row in surveys.iterrows())


def _sections(coverage: SurveyCoverage) -> list[tuple[str, dict[str, list[str]]]]:
    """Return the sections, each with the signs of its papers, in the order of the list."""
    several = coverage.compares
    found: dict[str, dict[str, list[str]]] = {}
    papers = coverage.papers
    columns = ("paper_id", "section", "state", "first")
    for one, section, state, first in zip(*(papers[name] for name in columns), strict=True):
        heading = "No section" if pd.isna(section) else str(section)
        sign = _FIRST if first and several else str(state)
        found.setdefault(heading, {}).setdefault(str(one), []).append(sign)
    return list(found.items())


def _totals(surveys: pd.DataFrame) -> Sequence[tuple[str, str]]:
    return [(name, label) for name, label in _TOTALS.items() if surveys[name].any()]


def _legend(coverage: SurveyCoverage) -> list[tuple[str, str]]:
    there = {sign for _, papers in _sections(coverage) for signs in papers.values()
             for sign in signs}  # fmt: skip
    meanings = {**_MEANINGS, _FIRST: _FIRST_MEANS}
    return [(sign, said) for sign, said in meanings.items() if sign in there]


def _said(snapshot: Snapshot, coverage: SurveyCoverage) -> list[str]:
    notes = [named_in(snapshot, note) for note in coverage.notes]
    said = [f"{note[:1].upper()}{note[1:]}." for note in notes]
    return [*said, coverage.data_note] if coverage.data_note else said


FORMATS: Final[Mapping[str, Callable[[Snapshot, SurveyCoverage], str]]] = {
    "latex": _in_latex,
    "markdown": _in_markdown,
}
"""The forms in which the table is written."""
