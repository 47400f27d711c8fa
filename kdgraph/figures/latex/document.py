r"""Floats with captions that have room on a page, and the document that shows all of a pack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from kdgraph.figures.latex.mentions import lines_needed
from kdgraph.figures.latex.style import STYLE
from kdgraph.tex import latex_body

__all__ = ["COLUMN", "Float", "Part", "Parted", "comment", "head", "main_file"]

COLUMN: Final = 3.5
"""Inches: what is wider goes over both columns of a document that has two."""

_PAGE: Final = 7.0  # inches that the document's text is wide, or more for wider figures
_BOOK: Final = 6.2  # inches: what is wider is no page of a book's format
# points that pages have for a float, a little less than there are: of IEEE, ACM and Elsevier; of
# LNCS and the class article
_HIGH_PAGE: Final = 630.0
_BOOK_PAGE: Final = 532.0
_CAPTION: Final = (9.4, 11.6)  # points of its type and of its lines, at most
_NOTES: Final = (7.0, 8.6)
_STAMP: Final = r"\kdgstamp{\kdgsource{} \kdgdatanote}"
_AROUND: Final = 14.0  # points between picture and caption
_LEAST: Final = (
    0.6  # of the page is left to a picture that goes on, else its notes leave the caption
)


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the pack that the document includes: its name without end, and its text."""

    name: str
    text: str
    label: str


class Parted(NamedTuple):
    """What is said of a picture: in its caption, there in small print, and in the text."""

    caption: str
    notes: str
    beside: str


@dataclass(frozen=True, slots=True)
class Float:
    """A float: what its label ends in, its width in inches, and what is said of its pictures.

    The notes stand in its caption, in small print, if the page has room for picture and caption
    then; else they are a paragraph of the text, and so are all sentences of the caption but the
    first if need be. `alt` is an alternative text, for a comment beside pictures that take none.
    """

    kind: Literal["figure", "table"]
    name: str
    width: float
    caption: str
    notes: tuple[str, ...] = ()
    alt: str = ""

    @property
    def label(self) -> str:
        r"""What ``\ref`` finds it by."""
        return f"{'fig' if self.kind == 'figure' else 'tab'}:kdg-{self.name}"

    @property
    def page(self) -> float:
        """How many points a picture has that goes on under the same number."""
        whole = _BOOK_PAGE if COLUMN < self.width < _BOOK else _HIGH_PAGE
        return whole - _CAPTION[1] - _AROUND

    def parted(self, height: float, *, goes_on: bool = False) -> Parted:
        """Return what the caption says below a picture so many points high, and what the text.

        A picture that `goes_on` on other pages may be cut, and keeps its whole caption.
        """
        told = " ".join(self.notes)
        first, stop, rest = self.caption.partition(". ")
        ways = [Parted(self.caption, told, ""), Parted(self.caption, "", told)]
        if stop and not goes_on:
            ways.append(Parted(f"{first}.", "", f"{rest} {told}".strip()))
        for way in ways:
            if height <= self.room(way):
                return way
        return ways[0] if goes_on and self.room(ways[0]) >= _LEAST * self.page else ways[-1]

    def room(self, parted: Parted) -> float:
        """Return how many points a picture has above its caption."""
        size, leading = _CAPTION
        lines = lines_needed(f"Figure 10: {parted.caption}", size, self.width * 72)
        taken = (lines - 1) * leading
        if parted.notes:
            size, leading = _NOTES
            taken += lines_needed(parted.notes, size, self.width * 72) * leading
        return self.page - taken

    def code(self, pictures: Sequence[str], parted: Parted) -> str:
        """Return one float for each picture; those after the first continue it under its number."""
        float_ = f"{self.kind}*" if self.width > COLUMN else self.kind
        caption = rf"\caption{{{self.caption_code(parted)}}}"
        made = []
        for number, picture in enumerate(pictures):
            said = [r"\caption{(continued)}"] if number else [caption, rf"\label{{{self.label}}}"]
            body = [picture, *said] if self.kind == "figure" else [*said, picture]
            made += [
                rf"\begin{{{float_}}}[tp]",
                *([comment(f"Alternative text: {self.alt}")] if self.alt and not number else []),
                *(_again(self.kind, number) if number else []),
                *([r"\setlength{\belowcaptionskip}{4pt}"] if self.kind == "table" else []),
                r"\centering",
                *body,
                rf"\end{{{float_}}}",
            ]
        return "\n".join([*made, *self.beside_code(parted)])

    def caption_code(self, parted: Parted) -> str:
        """Return what stands in the caption, with the notes in small print."""
        small = f"{latex_body(parted.notes)} {_STAMP}".strip()
        return rf"{latex_body(parted.caption)} \kdgnotes{{{small}}}"

    def beside_code(self, parted: Parted) -> list[str]:
        """Return the paragraph of what has no room in the caption, if anything."""
        if not parted.beside:
            return []
        about = rf"On {self.kind.capitalize()}~\ref{{{self.label}}}:"
        return [rf"\par\noindent\kdgnotes{{{about} {latex_body(parted.beside)}\par}}"]


def _again(kind: str, number: int) -> list[str]:
    """Return what gives a float the number of the one before it."""
    # hyperref needs a name of its own for each
    name = rf"\def\theH{kind}{{\arabic{{{kind}}}.{number}}}"
    return [rf"\addtocounter{{{kind}}}{{-1}}", name]


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
    # two columns of this width, or one of both
    page = max(_PAGE, width if width > COLUMN else 2 * width + 0.3)
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

_FLOATS: Final = r"""\IfFileExists{caption.sty}{
  \usepackage[font=footnotesize,labelfont=bf]{caption}}{}
\renewcommand{\topfraction}{0.95}
\renewcommand{\dbltopfraction}{0.95}
\renewcommand{\floatpagefraction}{0.6}
\renewcommand{\dblfloatpagefraction}{0.6}
\setcounter{topnumber}{4}
\setcounter{dbltopnumber}{4}"""
