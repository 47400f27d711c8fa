r"""LaTeX itself as a second opinion: the ``\citation`` lines that it writes, key by key."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from kdgraph.sources import read_source

pytestmark = pytest.mark.skipif(
    shutil.which("pdflatex") is None or shutil.which("kpsewhich") is None,
    reason="LaTeX is not installed",
)

MAIN = r"""\documentclass{article}
\usepackage[round]{natbib}
\usepackage{comment,etoolbox,listings,import,subfiles,ifthen}
\newcommand{\ash}{Ash~\cite{a}}
\newcommand{\both}[2][]{\citep[#1]{#2}}
\def\two#1#2{\citet{#1}, \citet{#2}}
\def\upto#1.{\cite{#1}}
\newenvironment{hint}[1]{\textbf{#1 \cite{b}}}{\cite{c}}
\newif\ifdraft
\newif\iffinal \finaltrue
\newtoggle{long}
\newboolean{full}\setboolean{full}{true}
\excludecomment{hidden}
\makeatletter
\newcommand{\starred}{\@ifstar{\cite{d}}{\cite{e}}}
\makeatother
\expandafter\newcommand\csname made\endcsname{\cite{f}}
\let\other\citealp
\newcounter{n}
\begin{document}
\section{One}
\ash, \ash{} \both[p.~3]{a,b} \two cd \upto e,f. Then
\begin{hint}{x}y\end{hint}
\ifdraft\cite{g}\else\cite{h}\fi \iffinal\cite{h}\fi
\iffalse\cite{g}\ifdraft\cite{g}\else\cite{g}\fi\fi
\iftoggle{long}{\cite{g}}{\cite{i}} \ifthenelse{\boolean{full}}{\cite{i}}{\cite{g}}
\starred\starred* \made{} \other{ a ,
  b,% and
  c }
% \cite{g}
\verb|\cite{g}| \lstinline!\cite{g}!
\begin{verbatim}
\cite{g}
\end{verbatim}
\begin{lstlisting}
\cite{g} $ {
\end{lstlisting}
\begin{comment}
\cite{g}
\end{comment}
\begin{hidden}
\cite{g}
\end{hidden}
\ifnum1=2 \cite{g}\else\cite{j}\fi
\ifx\undefined\nothing\cite{j}\else\cite{g}\fi
\ifcase1 \cite{g}\or\cite{j}\or\cite{g}\fi
Nets\footnote{In a note \cite{k}.} and \citeauthor{k}, \citeyear{k}, \Citet*{l}.
\begin{tabular}{ll} \cite{l} & \cite[see][]{l}\\ \end{tabular}
\[ x = y \mbox{ \cite{m}} \]
\input{part}
\subfile{whole}
\import{deep/}{inner}
\InputIfFileExists{part}{\cite{n}}{\cite{g}}
\begin{figure}\includegraphics[width=0pt]{}\end{figure}
\citetext{see \citealp{o}}
\cite{a}\cite{b}, \cite{c}
\begin{thebibliography}{9}
\bibitem[Ash(2011)]{a} A.
\end{thebibliography}
\end{document}
"""

FILES = {
    "main.tex": MAIN.replace("\\begin{figure}\\includegraphics[width=0pt]{}\\end{figure}\n", ""),
    "part.tex": "\\cite{p}\n\\endinput\n\\cite{g}\n",
    "whole.tex": "\\documentclass[main]{subfiles}\n\\newcommand{\\g}{\\cite{g}}\n"
    "\\begin{document}\n\\cite{q}\n\\end{document}\n\\cite{g}\n",
    "deep/inner.tex": "\\cite{r}\\input{more}\n",
    "deep/more.tex": "\\cite{s}\n",
}


def counted_by_latex(folder: Path) -> Counter[str]:
    """Compile, and count the keys in the ``.aux`` file."""
    for name in ("natbib.sty", "etoolbox.sty", "subfiles.sty", "import.sty", "listings.sty"):
        found = subprocess.run(["kpsewhich", name], capture_output=True, text=True, check=False)
        if not found.stdout.strip():
            pytest.skip(f"this LaTeX has no {name}")
    subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-draftmode", "main.tex"],
        cwd=folder,
        capture_output=True,
        check=False,
        timeout=120,
    )
    lines = re.findall(r"\\citation\{([^{}]*)\}", (folder / "main.aux").read_text("utf-8"))
    return Counter(key.strip() for line in lines for key in line.split(","))


def test_latex_counts_the_same_citations(tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    paper = read_source(tmp_path / "main.tex")
    ours = Counter(paper.mentions["key"])
    assert "g" not in ours
    assert ours == counted_by_latex(tmp_path)
    assert paper.files == ("main.tex", "part.tex", "whole.tex", "deep/inner.tex", "deep/more.tex")
