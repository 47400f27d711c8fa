"""Tools: data sets, benchmarks, optimisers and software, which most papers merely use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from kdgraph.arrays import BoolArray, IndexArray
from kdgraph.graph.mentions import count_mentions
from kdgraph.model import SECTIONS, TABLES

__all__ = ["is_tool_title", "tools"]

_LEAST_READ: Final = 5  # papers whose text was counted, before their habit says anything
_MERELY_USED: Final = 0.6  # of them: from which on it is one
_LEAST_CITING: Final = 20  # papers that cite it, before their field says anything
_INSIDE: Final = 0.1  # of them: up to which it belongs to no field but to all
_SUBSTANCE: Final = ("introduction", "related work", "method")
_NO_SENTENCES: Final = TABLES["contexts"].frame([])

_KIND: Final = (
    r"(?:data[ -]?sets?|data ?bases?|corpus|corpora|benchmarks?|test ?beds?|leader ?boards?|"
    r"tool ?kits?|tool ?box(?:es)?|software|library|simulators?|optimi[sz]ers?|platform|"
    r"package|repository|challenge)"
)
_PRESENTED: Final = re.compile(
    # the head of the noun phrase with which a clause begins: nothing or a preposition follows
    rf"\b{_KIND}(?:\s*\([^)]*\))?"
    r"(?=\s*$|\s*,|\s+(?:at|by|for|from|in|of|on|that|to|towards?|using|which|with)\b"
    # who brings a method too may well have forebears and heirs
    r"|\s+and\b(?! (?:an? )?(?:new |novel )?(?:approach|framework|method|model)\b))",
    re.IGNORECASE,
)
_ELSEWHERE: Final = re.compile(
    # in such a clause it is what something is done with, not what is presented
    r"\b(?:about|across|against|are|as|at|beats?|beyond|by|can|do|does|for|from|how|in|into|is|"
    r"meets?|of|on|over|should|through|to|towards?|under|using|via|we|what|when|why|with|within|"
    r"without)\b|^\s*(?!imaging|learning|reading|training|understanding)\w+ing\b",
    re.IGNORECASE,
)
_BY_NAME: Final = re.compile(
    r"\b(?:methods?|algorithms?) for (?:[\w-]+ ){0,3}(?:stochastic|online|gradient[\w-]*) "
    r"(?:[\w-]+ ){0,2}optimi[sz]ation\b"
    r"|\bin (?:c\+\+|java|julia|matlab|python|r)\s*$",
    re.IGNORECASE,
)
_CLAUSE: Final = re.compile(r"[:.?!;\u2013\u2014]\s+|\s+-\s+|:\s*")
_VENUE: Final = re.compile(
    r"\bdata ?sets and benchmarks\b|\bsystem demonstrations?\b|\bopen[ -]source software\b|"
    r"\bdata in brief\b|^scientific data$",
    re.IGNORECASE,
)


def is_tool_title(title: str) -> bool:
    """Return whether a title presents a data set, a benchmark, an optimiser or software.

    It does if a clause of it is a noun phrase that ends in such a word, or begins with one that
    does. What is done to data sets, or tried on them, does not count.

    Examples
    --------
    >>> is_tool_title("SuperGLUE: a stickier benchmark for language understanding")
    True
    >>> is_tool_title("Dataset distillation"), is_tool_title("Distillation on large data sets")
    (False, False)
    """
    if _BY_NAME.search(title):
        return True
    for clause in _CLAUSE.split(" ".join(title.split())):
        found = _PRESENTED.search(clause)
        if found is not None and not _ELSEWHERE.search(clause[: found.start()]):
            return True
    return False


def tools(
    papers: pd.DataFrame,
    citations: pd.DataFrame,
    candidates: BoolArray,
    inside: BoolArray,
    citing: IndexArray,
    cited: IndexArray,
) -> dict[int, str]:
    """Return which of some papers most of the literature merely uses, each with the reason.

    A paper is a tool if any of these holds:

    1. its title presents a data set, a benchmark, an optimiser or software (`is_tool_title`), or
       its venue publishes nothing else;
    2. of the papers in whose text its mentions were counted by section, at least five, three in
       five or more name it in their experiments and in none of introduction, related work and
       method;
    3. at least twenty papers cite it, and of these at most one in ten is in the field, nor a
       greater share than of the citing papers of all citations: the field cites it no more than
       anything else.

    Parameters
    ----------
    papers, citations : DataFrame
        The tables.
    candidates, inside : ndarray of bool, shape (n,)
        By row of `papers`: what is asked about, and what is in the field if none of it is a tool.
    citing, cited : ndarray of int, shape (m,)
        The rows of the two papers of each citation; below zero where one is none of `papers`.

    Returns
    -------
    dict
        By row of `papers`, the reason in words.
    """
    rows = np.flatnonzero(candidates)
    found: dict[int, str] = {}
    for row, title, venue in zip(
        rows.tolist(), papers["title"].iloc[rows], papers["venue"].iloc[rows], strict=True
    ):
        if isinstance(title, str) and is_tool_title(title):
            found[row] = "its title presents a data set, a benchmark, an optimiser or software"
        elif isinstance(venue, str) and _VENUE.search(venue):
            found[row] = f"published in {venue}"
    for row, (used, read) in _uses(citations, candidates, cited).items():
        if read >= _LEAST_READ and used >= _MERELY_USED * read:
            found.setdefault(row, f"{used} of {read} papers name it in their experiments alone")
    there = (citing >= 0) & (cited >= 0)
    every = np.bincount(cited[there], minlength=len(papers))
    near = np.bincount(cited[there][inside[citing[there]]], minlength=len(papers))
    usual = inside[citing[there]].mean() if there.any() else 0.0
    most = min(_INSIDE, float(usual))
    for row in rows[(every[rows] >= _LEAST_CITING) & (near[rows] <= most * every[rows])]:
        said = f"of {every[row]:,} papers that cite it {near[row]:,} are in the field"
        found.setdefault(int(row), said)
    return dict(sorted(found.items()))


def _uses(
    citations: pd.DataFrame, candidates: BoolArray, cited: IndexArray
) -> Mapping[int, tuple[int, int]]:
    """Return how many papers merely use each candidate, and how many were read closely enough."""
    if "mentions_by_section" not in citations.columns:
        return {}
    asked = (cited >= 0) & candidates[cited] & citations["mentions_by_section"].notna().to_numpy()
    if not asked.any():
        return {}
    chosen = citations[asked]
    counts = count_mentions(chosen, _NO_SENTENCES)  # sentences are not told apart by section
    there = counts[list(SECTIONS)].fillna(0).to_numpy(dtype=np.int64) > 0
    of = {name: there[:, number] for number, name in enumerate(SECTIONS)}
    used = of["experiments"] & ~np.logical_or.reduce([of[name] for name in _SUBSTANCE])
    size = len(candidates)
    read = np.bincount(cited[asked][there.any(axis=1)], minlength=size)
    merely = np.bincount(cited[asked][used], minlength=size)
    return {row: (int(merely[row]), int(read[row])) for row in np.flatnonzero(read).tolist()}
