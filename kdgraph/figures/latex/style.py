r"""The pack's style file: packages, colours and the commands that its parts use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from kdgraph.figures._kinds import kind_shape
from kdgraph.figures.canvas.theme import KINDS, theme_named

__all__ = ["STYLE", "style_file"]

STYLE: Final = "kdgraph"
"""The name of the style file, without its end."""

_TIKZ: Final = {
    "circle": "circle",
    "square": "rectangle",
    "diamond": "diamond",
    "triangle": "regular polygon, regular polygon sides=3",
    "inverted": "regular polygon, regular polygon sides=3, shape border rotate=180",
    "pentagon": "regular polygon, regular polygon sides=5",
    "hexagon": "regular polygon, regular polygon sides=6",
    "star": "star, star points=5, star point ratio=2.1",
}

_FONTS: Final = {
    "Chinese": ("Noto Serif CJK SC", "Noto Sans CJK SC", "FandolSong", "Droid Sans Fallback"),
    "Japanese": ("Noto Serif CJK JP", "Noto Sans CJK JP", "IPAexMincho", "Droid Sans Fallback"),
    "Korean": ("Noto Serif CJK KR", "Noto Sans CJK KR", "UnBatang", "Droid Sans Fallback"),
    "Arabic": ("Noto Naskh Arabic", "Amiri", "DejaVu Sans"),
    "Hebrew": ("Noto Serif Hebrew", "FreeSerif", "DejaVu Sans"),
}
_FONTS_ELSE: Final = ("Noto Serif {}", "FreeSerif", "DejaVu Sans")


def style_file(head: str, *, source: str, note: str, scripts: Iterable[str], day: str) -> str:
    r"""Return the style file.

    Parameters
    ----------
    head : str
        Lines of comment.
    source, note : str
        LaTeX code of what ``\kdgsource`` says: where the data come from, and what must be said
        beside them.
    scripts : iterable of str
        Those of words that pdfLaTeX cannot print; LuaLaTeX and XeLaTeX look for fonts for them.
    day : str
        The day of the data, as 2026-11-24.
    """
    theme = theme_named("light")
    colours = {f"kdg{number}": theme.colour(f"series:{number}") for number in range(KINDS)}
    colours |= {"kdgmuted": theme.muted, "kdgfaint": theme.faint}
    shapes = [
        rf"  kdg kind {number}/.style={{{_TIKZ[kind_shape(number)]}}}," for number in range(KINDS)
    ]
    return "\n".join(
        [
            head,
            r"\NeedsTeXFormat{LaTeX2e}",
            rf"\ProvidesPackage{{{STYLE}}}[{day.replace('-', '/')} A literature in LaTeX]",
            _PACKAGES,
            "% the sections of the list, in its order",
            *(
                rf"\definecolor{{{name}}}{{HTML}}{{{str(colour)[1:].upper()}}}"
                for name, colour in colours.items()
            ),
            "% where the data come from, and what must be said beside them",
            rf"\newcommand{{\kdgsource}}{{{source}}}",
            rf"\newcommand{{\kdgdatanote}}{{{note}}}",
            _COMMANDS,
            r"\tikzset{",
            *shapes,
            _PICTURES,
            _FOREIGN,
            *(line for name in scripts for line in _fonts(name)),
            r"\endinput",
            "",
        ]
    )


def _fonts(script: str) -> list[str]:
    """Return the lines that look for a font, of which the first that is there wins."""
    names = _FONTS.get(script, tuple(name.format(script) for name in _FONTS_ELSE))
    if script == "sign":
        names = ("Noto Emoji", "Symbola", "FreeSerif", "DejaVu Sans")
    kind = f"Script={script}" if script in ("Arabic", "Hebrew") else ""
    return [rf"\kdg@font{{{script}}}{{{name}}}{{{kind}}}" for name in names]


_PACKAGES: Final = r"""% pgf: the figures are PGF, in the document's own fonts
% stamp: every caption says where the data come from; else say it once, by \kdgsource and
% \kdgdatanote
\newif\ifkdg@pgf
\newif\ifkdg@stamp
\DeclareOption{pgf}{\kdg@pgftrue}
\DeclareOption{stamp}{\kdg@stamptrue}
\ProcessOptions\relax
\RequirePackage{graphicx,xcolor,array,booktabs,longtable}
\RequirePackage{tikz,forest}
\usetikzlibrary{shapes.geometric}
% for addresses in the bibliography; a document may load it with options of its own
\AtBeginDocument{\@ifpackageloaded{url}{}{\RequirePackage{url}}}
% for rare signs in the bibliography; other fonts for mathematics may bring them
\AtBeginDocument{\ifdefined\Bbbk\else\RequirePackage{amssymb}\fi}"""

_COMMANDS: Final = r"""% how the parts cite; \citep for natbib with names and years
\DeclareRobustCommand{\kdgcite}[1]{\cite{#1}}
% where the figures are, if the pack is not beside the document
\newcommand{\kdgpath}{figures/}
% alternative text, name of a figure; its size is that of print
\newcommand{\kdgfigure}[2][]{%
  \ifkdg@pgf\input{\kdgpath#2.pgf}\else\includegraphics[alt={#1}]{\kdgpath#2.pdf}\fi}
\@ifundefined{KV@Gin@alt}{\define@key{Gin}{alt}{}}{}
\newcommand{\kdgfont}[1]{\fontsize{#1bp}{\dimexpr#1bp*6/5\relax}\selectfont}
% a cell of a table may begin with either, so that the line has to begin first
\DeclareRobustCommand{\kdgmuted}[1]{\leavevmode{\color{kdgmuted}#1}}
\DeclareRobustCommand{\kdgnotes}[1]{\leavevmode{\scriptsize\color{kdgmuted}#1}}
\DeclareRobustCommand{\kdgstamp}[1]{\ifkdg@stamp#1\fi}
% a linked mark, where a package knows links
\newcommand{\kdgcode}[1]{\ifcsname href\endcsname\href{#1}{$\bullet$}\else$\bullet$\fi}
% size, room, words: narrowed where the document's font is wider than its room
\newsavebox{\kdg@box}
\newcommand{\kdgfit}[3]{%
  \sbox{\kdg@box}{\kdgfont{#1}\sffamily#3}%
  \ifdim\wd\kdg@box>#2\relax\resizebox{#2}{\height}{\usebox{\kdg@box}}\else\usebox{\kdg@box}\fi}
% behind the space, also the first word of a cell may break
\newcolumntype{L}[1]{>{\raggedright\arraybackslash\hspace{0pt}}p{#1}}
\newcolumntype{C}[1]{>{\centering\arraybackslash}p{#1}}
\newcolumntype{R}[1]{>{\raggedleft\arraybackslash}p{#1}}
% the signs of a table of properties, and a head that stands upright
\DeclareRobustCommand{\kdgyes}{\leavevmode\tikz[baseline=0pt, line width=0.09em, line cap=round,
  line join=round]\draw(0,0.3em)--(0.19em,0.08em)--(0.55em,0.62em);}
\DeclareRobustCommand{\kdgno}{\leavevmode\tikz[baseline=0pt, line width=0.07em]%
  \draw[kdgmuted](0,0.09em)--(0.42em,0.51em) (0,0.51em)--(0.42em,0.09em);}
\DeclareRobustCommand{\kdgpartly}{\leavevmode\tikz[baseline=0pt, line width=0.06em]{%
  \draw(0.26em,0.3em)circle(0.25em);\fill(0.26em,0.55em)arc(90:270:0.25em)--cycle;}}
\newcommand{\kdgupright}[1]{\rotatebox{90}{#1\kern1pt}}
% what is set in a document of two columns, and what in one of one
\newcommand{\kdgiftwocolumn}{%
  \if@twocolumn\expandafter\@firstoftwo\else\expandafter\@secondoftwo\fi}
% the legend of the lineage
\newenvironment{kdglegend}[1]{%
  \begin{minipage}{#1}\kdgfont{6.8}\sffamily\raggedright\let\kdg@gap\empty}{%
  \end{minipage}\par\vspace{3pt}}
\newcommand{\kdg@item}[2]{\kdg@gap\mbox{#1~#2}\def\kdg@gap{\hskip 1em plus 0.5em\relax}%
  \ignorespaces}
\newcommand{\kdgkey}[2]{\kdg@item{\tikz[baseline=-0.6ex]\node[kdg dot={#1}, minimum size=5bp]{};}%
  {#2}}
\newcommand{\kdgopenkey}[1]{%
  \kdg@item{\tikz[baseline=-0.6ex]\node[kdg muted dot, minimum size=5bp]{};}{#1}}
\newcommand{\kdglinekey}[2]{%
  \kdg@item{\tikz[baseline=-0.6ex]\draw[kdg line, #1](0,0)--(11bp,0);}{#2}}"""

_PICTURES: Final = r"""  % the lineage
  kdg lineage/.style={line cap=round, line join=round},
  kdg grid/.style={kdgfaint!70, line width=0.3pt},
  kdg year/.style={below=1pt, inner sep=0pt, font=\kdgfont{6.4}\sffamily, text=kdgmuted},
  kdg dot/.style={kdg kind #1, draw=kdg#1, fill=kdg#1, line width=0.8pt, inner sep=0pt,
    outer sep=0pt},
  kdg open/.style={fill=white},
  kdg muted dot/.style={circle, draw=kdgmuted, fill=white, line width=0.8pt, inner sep=0pt},
  kdg line/.style={black!80, line width=0.8pt},
  kdg branch/.style={kdg#1, line width=0.8pt},
  kdg known/.style={line width=1.4pt},
  kdg likely/.style={line width=0.9pt, line cap=round, dash pattern=on 0pt off 2pt},
  kdg later/.style={line width=0.8pt, dash pattern=on 2.6pt off 1.6pt},
  kdg other/.style={kdgmuted, line width=0.45pt, dash pattern=on 2.6pt off 1.6pt, opacity=0.6},
  kdg name/.style={anchor=west, inner xsep=0.4pt, inner ysep=0.2pt, fill=white,
    fill opacity=0.85, text opacity=1},
  kdg heading/.style={anchor=west, inner sep=0pt, font=\kdgfont{6.5}\sffamily\bfseries,
    text=kdgmuted},
}
% the taxonomy: size of the words, widths of a heading and of the papers
\forestset{
  kdg taxonomy/.style n args={3}{
    /utils/exec={\def\kdg@heading{#2}\def\kdg@papers{#3}},
    for tree={
      grow'=0, parent anchor=east, child anchor=west, anchor=west, node options={align=flush left},
      font=\kdgfont{#1}\sffamily, inner xsep=3bp, inner ysep=1.6bp, s sep=2.6bp, l sep=9bp,
      rounded corners=1.2pt, edge={kdgmuted!60, line width=0.5pt},
      edge path'={(!u.parent anchor) -- ++(4.5bp,0) |- (.child anchor)},
    },
  },
  kdg root/.style={rotate=90, anchor=north, child anchor=north, parent anchor=south,
    font=\kdgfont{8}\sffamily\bfseries},
  kdg section/.style={text width=\kdg@heading, fill=kdg#1!22},
  kdg section/.default=muted,
  kdg papers/.style={text width=\kdg@papers, inner ysep=0.8bp},
}"""

_FOREIGN: Final = r"""% script, words: LuaLaTeX and XeLaTeX print them if they find a font for it
% (\newfontfamily\kdgfontArabic{...} takes another one); else the script is named instead
\providecommand{\kdgforeign}{}
\ifdefined\Umathcode
  \RequirePackage{fontspec}
  \newcommand{\kdg@font}[3]{\ifcsname kdgfont#1\endcsname\else
    \IfFontExistsTF{#2}{\expandafter\newfontfamily\csname kdgfont#1\endcsname{#2}[#3]}{}\fi}
  \DeclareRobustCommand{\kdgforeign}[2]{\ifcsname kdgfont#1\endcsname
    {\upshape\mdseries\csname kdgfont#1\endcsname\kdg@signs{#1}#2\kdg@end}\else[#1]\fi}
  \def\kdg@signs#1#2#3\kdg@end{\iffontchar\font`#2\relax
    \ifcsname kdg@left@#1\endcsname\kdg@leftwards{#2#3}%
    \else\ifcsname kdg@apart@#1\endcsname\kdg@apart{#2#3}\else#2#3\fi\fi
    \else\normalfont[#1]\fi}
  % without blanks between words, a line may break after each sign
  \newcommand{\kdg@apart}[1]{\@tfor\kdg@next:=#1\do{\kdg@next\hskip 0pt plus 0.1pt\relax}}
  \@namedef{kdg@apart@Chinese}{}\@namedef{kdg@apart@Japanese}{}
  \@namedef{kdg@left@Arabic}{}\@namedef{kdg@left@Hebrew}{}
  \@namedef{kdg@left@Syriac}{}\@namedef{kdg@left@Thaana}{}
  \ifdefined\textdir
    \newcommand{\kdg@leftwards}[1]{\bgroup\textdir TRT #1\egroup}
  \else
    \TeXXeTstate=1
    \newcommand{\kdg@leftwards}[1]{\beginR#1\endR}
  \fi
\else
  \newcommand{\kdg@font}[3]{}
  \DeclareRobustCommand{\kdgforeign}[2]{[#1]}
\fi"""
