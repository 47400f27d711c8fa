r"""The pack's bibliography: `kdgraph.export.bibtex`, such that pdfLaTeX prints it too."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote

from kdgraph.export.bibtex import bibtex_text
from kdgraph.graph.snapshot import Snapshot
from kdgraph.tex import latex_body

__all__ = ["bibliography"]

_FOREIGN_RUN: Final = re.compile(r"[^\x00-\x7f](?:[^\x00-\x7f]|\s+(?=[^\x00-\x7f]))*")
_VERBATIM: Final = re.compile(r"  (?:doi|url) = ")
# a document without the style file gets the command from here
_PREAMBLE: Final = (
    r'@preamble{"\providecommand{\kdgforeign}[2]{\ifdefined\Umathcode#2\else[#1]\fi}"}'
)


def bibliography(snapshot: Snapshot, papers: Iterable[str]) -> str:
    r"""Return a BibTeX database of these papers by their ids, in the order of their keys.

    Letters that the LaTeX kernel has no command for stand in ``\kdgforeign``, which a preamble
    defines where the document does not.

    Raises
    ------
    UnknownPaperError
        If an id is none of a paper here.
    """
    text = bibtex_text(snapshot, papers)
    macros, _, entries = text.partition("\n\n")
    parts = entries.strip("\n").split("\n\n") if entries.strip() else []
    parts.sort(key=lambda entry: entry.partition("{")[2].partition(",")[0])
    said = "\n\n".join("\n".join(map(_printable, part.split("\n"))) for part in parts)
    return "\n\n".join(part for part in (macros, _PREAMBLE, said) if part).rstrip("\n") + "\n"


def _printable(line: str) -> str:
    if line.isascii():
        return line
    if _VERBATIM.match(line):
        return _FOREIGN_RUN.sub(lambda found: quote(found[0]), line)
    return _FOREIGN_RUN.sub(lambda found: _in_braces(latex_body(found[0])), line)


def _in_braces(code: str) -> str:
    # in two pairs of braces, no style changes the case of commands and of a script's name
    return f"{{{{{code}}}}}" if "\\" in code else code
