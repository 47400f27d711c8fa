"""Made-up graphs for the tests of measures: any graph, with years and without."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
import pandas as pd

from kdgraph.graph.citation import CitationGraph, citation_graph

__all__ = ["ODD", "graph_of", "made_up", "tables"]

ODD: Final[dict[str, tuple[dict[str, int | None], list[tuple[str, str]]]]] = {
    "no paper": ({}, []),
    "one paper": ({"a": 2000}, []),
    "one undated paper": ({"a": None}, []),
    "no citation": ({"a": 2000, "b": 2001}, []),
    "no dates": ({"a": None, "b": None, "c": None}, [("b", "a"), ("c", "b")]),
    "one cycle": ({"a": 2000, "b": 2000, "c": 2000}, [("a", "b"), ("b", "c"), ("c", "a")]),
    "against time": ({"a": 2005, "b": 2000}, [("b", "a")]),
    "a pair, half undated": ({"a": 2000, "b": None}, [("b", "a"), ("a", "b")]),
    "antiquity": ({"a": -400, "b": 2024}, [("b", "a")]),
}
"""Graphs that measures stumble over: years of papers, and (citing, cited) pairs."""


def tables(
    years: Mapping[str, int | None], arcs: Iterable[tuple[str, str]]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return papers and citations; counts of the source are made from the place of a paper."""
    papers = pd.DataFrame(
        {
            "paper_id": pd.Series(list(years), dtype="str"),
            "title": pd.Series([f"On {name}" for name in years], dtype="str"),
            "year": pd.array(list(years.values()), dtype="Int64"),
        }
    )
    place = papers["paper_id"].map(lambda name: sum(map(ord, name)) % 37).astype("Int64")
    papers["reported_citations"] = place.mask(place % 5 == 1)
    papers["reported_influential"] = place // 3
    pairs = list(arcs)
    citations = pd.DataFrame(
        {
            "citing_id": pd.Series([citing for citing, _ in pairs], dtype="str"),
            "cited_id": pd.Series([cited for _, cited in pairs], dtype="str"),
        }
    )
    return papers, citations


def graph_of(
    years: Mapping[str, int | None], arcs: Iterable[tuple[str, str]], as_of_year: int | None = None
) -> CitationGraph:
    """Return the graph of `tables`."""
    return citation_graph(*tables(years, arcs), as_of_year=as_of_year)


def made_up(
    seed: int = 0, papers: int = 60, citations: int = 260
) -> tuple[dict[str, int | None], list[tuple[str, str]]]:
    """Return years and arcs of a literature: ageing, a few cycles, undated and isolated papers."""
    random = np.random.default_rng(seed)
    year = np.sort(random.integers(2000, 2012, papers))
    names = [f"p{number:03d}" for number in random.permutation(papers)]
    years: dict[str, int | None] = {
        name: None if n % 13 == 5 else int(when)
        for n, (name, when) in enumerate(zip(names, year, strict=True))
    }
    arcs = set()
    linked = papers - 3  # the last three are nobody's
    for _ in range(citations):
        citing = int(random.integers(1, linked))
        cited = int(citing * random.random() ** 0.5)
        if random.random() < 0.03:
            citing, cited = cited, citing
        if citing != cited:
            arcs.add((names[citing], names[cited]))
    return years, sorted(arcs)
