r"""Floats with captions, and the document that shows all of a pack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kdgraph.figures.canvas.sheet import Sheet
from kdgraph.figures.canvas.typography import wrapped
from kdgraph.figures.latex.style import STYLE
from kdgraph.tex import latex_body

__all__ = ["COLUMN", "Part", "captioned", "comment", "figure_part", "floats", "head", "main_file"]

COLUMN: Final = 3.5
"""Inches: what is wider goes over both columns of a document that has two."""

_PAGE: Final = 7.0  # inches that the document's text is wide, or more for wider figures
_TEXT_HEIGHT: Final = 660.0  # points, a little less than the document's pages have


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the pack that the document includes: its name without end, and its text."""

    name: str
    text: str
    label: str


def head(what: str, provenance: Sequence[str]) -> str:
    r"""Return the comment that begins a file: what it is, and where its data come from."""
    lines = [comment(what), *(comment(line) for line in provenance if line)]
    return "\n".join(lines)


def comment(text: str) -> str:
    r"""Return words as one or more lines of comment of at most 96 characters, if words allow it.

    >>> comment("Of several\nlines")
    '% Of several lines'
    """
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) > 93:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(f"% {line}".rstrip() for line in lines)


def figure_part(drawing: Sheet, provenance: Sequence[str], width: float, *, elsewhere: str) -> Part:
    """Return the float of a figure that was written as PDF and PGF.

    Its caption says where the data come from or, where picture and caption would not have room on a
    page, that the float with the label `elsewhere` says it.
    """
    name = drawing.name
    what = (
        f"The figure {name} with caption, label and alternative text; needs "
        rf"\usepackage{{{STYLE}}}, and figures/{name}.pdf beside the document."
    )
    picture = rf"\kdgfigure[{{{latex_body(drawing.alt)}}}]{{{name}}}"
    source = _SOURCE
    if drawing.height * 72 + _caption_height(drawing, width) > _TEXT_HEIGHT:
        source = rf"Source and data: see Figure~\ref{{{elsewhere}}}."
    # beside a picture that holds its notes, the caption need not
    notes = drawing.notes if drawing.provenance.terms.notes == "caption" else ()
    said = "".join(f"{latex_body(note)} " for note in notes)
    caption = rf"{latex_body(drawing.caption)} \kdgnotes{{{said}{source}}}"
    text = floats("figure", name, [picture], caption, width)
    return Part(name, f"{head(what, provenance)}\n{text}\n", f"fig:kdg-{name}")


def floats(
    kind: str, name: str, pictures: Sequence[str], caption: str, width: float, alt: str = ""
) -> str:
    """Return one float for each picture; those after the first continue it under its number.

    Parameters
    ----------
    kind : str
        figure or table.
    name : str
        What the label ends in.
    pictures : sequence of str
        LaTeX code.
    caption : str
        LaTeX code.
    width : float
        Inches.
    alt : str
        LaTeX code of an alternative text, for a comment beside pictures that take none.
    """
    float_ = f"{kind}*" if width > COLUMN else kind
    said = rf"\caption{{{caption}}}"
    label = rf"\label{{{'fig' if kind == 'figure' else 'tab'}:kdg-{name}}}"
    made = []
    for number, picture in enumerate(pictures):
        told = [said, label] if not number else [r"\caption{(continued)}"]
        body = [picture, *told] if kind == "figure" else [*told, picture]
        made.append(
            "\n".join(
                [
                    rf"\begin{{{float_}}}[tp]",
                    *([comment(f"Alternative text: {alt}")] if alt and not number else []),
                    *(_again(kind, number) if number else []),
                    *([r"\setlength{\belowcaptionskip}{4pt}"] if kind == "table" else []),
                    r"\centering",
                    *body,
                    rf"\end{{{float_}}}",
                ]
            )
        )
    return "\n".join(made)


def captioned(caption: str, notes: Sequence[str]) -> str:
    """Return a caption as LaTeX code: with notes, and where the data come from, in small print."""
    return rf"{latex_body(caption)} \kdgnotes{{{latex_body(' '.join(notes))} {_SOURCE}}}"


def _caption_height(drawing: Sheet, width: float) -> float:
    """Return about how many points a caption takes in 8 points, with its notes in 7."""
    made = drawing.provenance
    told = " ".join(drawing.notes) if made.terms.notes == "caption" else ""
    notes = f"{told} Source: {made.footer()}. {made.data_note or ''}"
    # a serif font is wider than the one that measures
    lines = len(wrapped(f"Figure 10: {drawing.caption}", 9.0, width * 72))
    return lines * 9.6 + len(wrapped(notes, 7.8, width * 72)) * 9.6 + 12.0


def _again(kind: str, number: int) -> list[str]:
    """Return what gives a float the number of the one before it."""
    # hyperref needs a name of its own for each
    name = rf"\def\theH{kind}{{\arabic{{{kind}}}.{number}}}"
    return [rf"\addtocounter{{{kind}}}{{-1}}", name]


def main_file(
    title: str,
    day: str,
    parts: Sequence[Part],
    provenance: Sequence[str],
    width: float,
    *,
    cited: bool,
) -> str:
    """Return a document that includes every part and compiles; `cited` is whether any cites."""
    page = max(_PAGE, width)
    what = (
        "A document that shows every part of this pack. Compile it with latexmk -pdf main, or with "
        "pdflatex, bibtex, pdflatex, pdflatex; with -lualatex or -xelatex it also prints words "
        "that pdfLaTeX has no letters for. Take over what you need: the style file, the "
        "bibliography, and any of the parts."
    )
    listed = ", ".join(
        rf"\texttt{{{part.name}}} ({'Table' if part.label.startswith('tab') else 'Figure'}"
        rf"~\ref{{{part.label}}})"
        for part in parts
    )
    body = []
    for number, part in enumerate(parts):
        body.append(rf"\input{{{part.name}}}")
        if number % 4 == 3:  # LaTeX holds only so many floats back
            body.append(r"\clearpage")
    return "\n".join(
        [
            head(what, provenance),
            r"\documentclass[10pt,twocolumn]{article}",
            rf"\usepackage[paperwidth={page + 1.5:g}in,paperheight=11in,textwidth={page:g}in,"
            r"textheight=9.3in,columnsep=0.3in]{geometry}",
            _FONTS,
            r"\usepackage[numbers,sort&compress]{natbib}",
            r"\usepackage[hidelinks]{hyperref}",
            rf"\usepackage{{{STYLE}}}",
            _FLOATS,
            rf"\title{{{latex_body(title)}}}",
            r"\author{}",
            rf"\date{{{latex_body(day)}}}",
            r"\begin{document}",
            r"\maketitle",
            rf"\noindent This document shows {listed}. \kdgsource{{}} \kdgdatanote",
            "",
            *body,
            r"\clearpage",
            *(_REFERENCES if cited else ()),
            r"\end{document}",
            "",
        ]
    )


_REFERENCES: Final = (
    r"\begingroup\raggedright\emergencystretch=3em",
    r"\bibliographystyle{plainnat}",
    r"\bibliography{references}",
    r"\endgroup",
)

_FONTS: Final = r"""\ifdefined\Umathcode
  \usepackage{fontspec}
\else
  \usepackage[T1]{fontenc}
  \usepackage[utf8]{inputenc}
  \IfFileExists{lmodern.sty}{\usepackage{lmodern}}{}
\fi
\IfFileExists{microtype.sty}{\usepackage{microtype}}{}"""

_SOURCE: Final = r"\kdgsource{} \kdgdatanote"

_FLOATS: Final = r"""\IfFileExists{caption.sty}{
  \usepackage[font=footnotesize,labelfont=bf]{caption}}{}
\renewcommand{\topfraction}{0.95}
\renewcommand{\dbltopfraction}{0.95}
\renewcommand{\floatpagefraction}{0.6}
\renewcommand{\dblfloatpagefraction}{0.6}
\setcounter{topnumber}{4}
\setcounter{dbltopnumber}{4}"""
