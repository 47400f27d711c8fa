"""Citations that some would not count: by the same authors, and by surveys."""

from __future__ import annotations

import re
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from kdgraph.graph.snapshot import Snapshot

__all__ = ["self_citations", "surveys", "surveys_by_title"]

_SURVEY: Final = re.compile(r"\b(?:surveys?|reviews?|overviews?)\b", re.IGNORECASE)
_SECTION: Final = re.compile(r"\bsurveys?\b", re.IGNORECASE)


def surveys(snapshot: Snapshot) -> set[str]:
    """Return the papers whose title speaks of a survey, review or overview, or listed as surveys.

    Listed as surveys are those under a heading with that word. It is a rule of thumb on words.
    """
    found = surveys_by_title(snapshot.papers)
    sections = snapshot.entries["section"].dropna()
    entries = sections.index[sections.str.contains(_SECTION)]
    matches = snapshot.matches
    return found | set(matches.loc[matches.index.isin(entries), "paper_id"].dropna())


def surveys_by_title(papers: pd.DataFrame) -> set[str]:
    """Return the papers whose title speaks of a survey, review or overview.

    Examples
    --------
    >>> titles = {"a": "Model compression: a survey", "b": "Reviewing hints", "c": None}
    >>> surveys_by_title(pd.DataFrame({"title": titles}))
    {'a'}
    """
    if "title" not in papers.columns:
        return set()
    titles = papers["title"].dropna().astype("str")
    return set(titles.index[titles.str.contains(_SURVEY)])


def self_citations(snapshot: Snapshot, arcs: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.object_]]:
    """Return, for each arc, whether its two papers share an author.

    Returns
    -------
    ndarray of str
        "author" where they share one known by a service's id; "name" where they share only such as
        are known by name alone; "" where they share none that is known.
    """
    lines = snapshot.authorships
    by_name = set(snapshot.authors.index[snapshot.authors["by_name"].fillna(value=True)])
    named = lines["author_id"].isin(by_name).to_numpy()
    kinds = np.full(len(arcs), "", dtype=object)
    for rows, kind in ((named, "name"), (~named, "author")):
        kinds[_share(lines[rows], arcs)] = kind
    return kinds


def _share(lines: pd.DataFrame, arcs: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return, for each arc, whether a line of its citing and one of its cited paper agree."""
    author, authors = pd.factorize(lines["author_id"])
    paper, papers = pd.factorize(lines["paper_id"])
    # one row more: papers without a line are at -1, which is the last
    wrote = csr_array(
        (np.ones(len(lines)), (paper, author)), shape=(len(papers) + 1, max(len(authors), 1))
    )
    index = pd.Index(papers)
    citing = wrote[index.get_indexer(arcs["citing_id"])]
    cited = wrote[index.get_indexer(arcs["cited_id"])]
    shared = np.asarray((citing * cited).sum(axis=1))
    return shared > 0
