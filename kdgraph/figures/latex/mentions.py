"""Papers as LaTeX mentions them: a short name and a citation, the same in every part of a pack."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
from unicodedata import east_asian_width

from kdgraph.analysis.names.paper_names import short_names
from kdgraph.export.citation_keys import citation_keys
from kdgraph.figures.canvas.typography import measure, wrapped
from kdgraph.graph.snapshot import Snapshot
from kdgraph.tex import latex_title

__all__ = ["CITATION", "LONGEST", "Mentions", "lines_needed", "shortened"]

CITATION = "[000]"
"""What room is kept for a citation: that of a number in brackets."""

LONGEST = 34
"""Signs that a name has at most."""


class Mentions:
    """The names and keys of some papers, and which of them were cited.

    Attributes
    ----------
    cited : dict
        The ids of the papers that a part cites, in the order of their first mention.
    """

    def __init__(self, snapshot: Snapshot, papers: Iterable[str]) -> None:
        there = list(dict.fromkeys(one for one in papers if one in snapshot.papers.index))
        self._names = short_names(snapshot, there)
        self._brief = short_names(snapshot, there, brief=True)
        self._keys = citation_keys(snapshot).to_dict()
        self.cited: dict[str, None] = {}

    def __contains__(self, paper_id: object) -> bool:
        return paper_id in self._names

    def name(self, paper_id: str, *, brief: bool = False) -> str:
        """Return the short name of a paper, as plain words."""
        return shortened((self._brief if brief else self._names)[paper_id], LONGEST)

    def key(self, paper_id: str) -> str:
        """Return the citation key of a paper."""
        return str(self._keys[paper_id])

    def cite(self, paper_id: str) -> str:
        """Return the citation of a paper, which is then in the bibliography."""
        self.cited.setdefault(paper_id)
        return rf"\kdgcite{{{self.key(paper_id)}}}"

    def named(self, paper_id: str, *, brief: bool = False) -> str:
        """Return the name of a paper with its citation."""
        name = latex_title(self.name(paper_id, brief=brief)).replace(" et al. ", "~et~al.\\ ")
        return f"{name}~{self.cite(paper_id)}"

    def measured(self, paper_id: str, *, brief: bool = False) -> str:
        """Return plain words that take about as much room as `named`."""
        return f"{self.name(paper_id, brief=brief)} {CITATION}"


def shortened(text: str, most: int) -> str:
    """Return words of at most so many characters, cut with an ellipsis.

    >>> shortened("A Title Without End", 9)
    'A Title…'
    """
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rstrip(" ,;:-") + "\u2026"


def lines_needed(text: str, size: float, room: float, weight: str = "regular") -> int:
    """Return how many lines words take about, also those that have no blanks to break at."""
    size *= 1.06  # a document's font may be wider than the one that measures
    wide = sum(east_asian_width(sign) in "WF" for sign in text)
    narrow = "".join(sign for sign in text if east_asian_width(sign) not in "WF")
    width = measure(narrow, size, weight).width + wide * size
    return max(len(wrapped(text, size, room, weight)), ceil(width / room), 1)
