"""What a figure says about each paper that it shows, listed or not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.analysis.names.paper_names import short_names
from kdgraph.analysis.result import lists_read
from kdgraph.figures._kinds import kind_ink, kind_shape, section_kinds
from kdgraph.figures.canvas.marks import Points
from kdgraph.figures.canvas.page import Key
from kdgraph.graph.chronology import publication_time
from kdgraph.graph.snapshot import Snapshot

__all__ = [
    "AGAINST_TIME",
    "DASHED",
    "NO_SECTION",
    "NO_TITLE",
    "UNLISTED",
    "counted",
    "coverage_note",
    "dashed_note",
    "dots",
    "enumeration",
    "ink_of",
    "literature",
    "measure_name",
    "paper_items",
    "paper_points",
    "percent",
    "section_keys",
    "sections_of",
    "shape_of",
    "shown_papers",
    "span",
    "told",
    "without_paper",
]

NO_SECTION: Final = "(no section)"
NO_TITLE: Final = "(no title)"
AGAINST_TIME: Final = "against time"
"""How the role of a mark ends whose citing papers are dated before the cited ones."""

DASHED: Final = " Dashed, {against} of a paper dated later."
"""What a caption says of them."""

UNLISTED: Final = -1
"""The kind of a paper that is not on the list."""


def coverage_note(snapshot: Snapshot) -> list[str]:
    """Return what a figure that counts or draws citations says of the lists that were read.

    Nothing where the reference lists of all papers are known.

    >>> import kdgraph
    >>> (note,) = coverage_note(kdgraph.embedded())
    >>> note.partition(" papers")[2]
    ' were read, 89 of them in part; citations by the others are not counted.'
    """
    papers = snapshot.citation_graph().papers
    read = snapshot.memoize("lists read", lambda: lists_read(papers, snapshot) or "")
    if not read:
        return []
    return [f"{read[:1].upper()}{read[1:]}; citations by the others are not counted."]


def dashed_note(count: int) -> str:
    """Return the note on so many citations against time.

    >>> dashed_note(1)
    '1 citation of a paper dated after the citing paper dashed.'
    """
    said = counted(count, "citation of a paper", "citations of papers")
    return f"{said} dated after the citing paper dashed."


def sections_of(snapshot: Snapshot) -> tuple[str, ...]:
    """Return all kinds of listed papers: the sections in the order of the list, and none.

    They are those of the whole snapshot, so that no view or selection changes a colour.
    """
    return (*section_kinds(snapshot).names, NO_SECTION)


def literature(snapshot: Snapshot) -> str:
    """Return what a caption calls the papers that are looked at.

    >>> import kdgraph
    >>> literature(kdgraph.embedded().within("field"))
    'the field'
    """
    return {"listed": "the list", "field": "the field", "all": "the corpus"}[snapshot.scope.name]


def shown_papers(snapshot: Snapshot, ids: Iterable[str]) -> pd.DataFrame:
    """Return what is said about each paper, indexed by ``paper_id`` in the order given.

    Returns
    -------
    DataFrame
        ``name``, short; ``title``; ``year``; ``time`` of first publication, nan where unknown;
        ``section`` and ``kind``, its number in the list (`UNLISTED` for papers that are not on it);
        ``cited``, citations received here.
    """
    ids = list(ids)
    table = snapshot.papers.loc[ids]
    sections = sections_of(snapshot)
    section = snapshot.reading_list.sections().section.reindex(ids)
    on_list = snapshot.reading_list.listed(table.index)
    cited = snapshot.citations["cited_id"].value_counts()
    named = short_names(snapshot, ids)
    kind = {name: number for number, name in enumerate(sections)}
    section = section.where(section.notna() | ~on_list, NO_SECTION)
    return pd.DataFrame(
        {
            "name": [named[paper_id] for paper_id in ids],
            "title": table["title"].fillna(NO_TITLE).to_numpy(),
            "year": table["year"].array,
            "time": publication_time(table),
            "section": section.to_numpy(),
            "kind": [UNLISTED if pd.isna(name) else kind[name] for name in section],
            "cited": cited.reindex(ids).fillna(0).astype("int64").to_numpy(),
        },
        index=pd.Index(ids, name="paper_id"),
    )


def ink_of(kind: int, otherwise: str = "muted") -> str:
    """Return the ink of a section; `otherwise` for papers that are not listed."""
    return otherwise if kind == UNLISTED else kind_ink(kind)


def shape_of(kind: int) -> str:
    """Return the shape of the points of a section."""
    return "circle" if kind == UNLISTED else kind_shape(kind)


def dots(cited: pd.Series[int], smallest: float, largest: float) -> list[float]:
    """Return diameters in points: the area grows with the citations, up to `largest`.

    >>> dots(pd.Series([0, 75, 100]), 4.0, 8.0)
    [4.0, 7.211102550927978, 8.0]
    """
    share = cited.to_numpy(dtype=np.float64) / max(int(cited.max()) if len(cited) else 0, 1)
    sizes: list[float] = np.sqrt(smallest**2 + share * (largest**2 - smallest**2)).tolist()
    return sizes


def section_keys(
    papers: pd.DataFrame, sections: tuple[str, ...], *, filled: bool = False
) -> list[Key]:
    """Return the items of a legend for the sections that occur, in the order of the list."""
    there = set(papers["kind"])
    keys = [
        Key(name, ink_of(kind), shape_of(kind))
        for kind, name in enumerate(sections)
        if kind in there
    ]
    if keys and UNLISTED in there:
        keys.append(Key("not on the list", "muted", "circle", filled=filled))
    return keys


def told(papers: pd.DataFrame) -> tuple[str, ...]:
    """Return what is read where each paper is pointed at."""
    return tuple(
        f"{title} ({'no year' if pd.isna(year) else int(year)}) · "
        f"{'not on the list' if pd.isna(section) else section} · cited by {cited} here"
        for title, year, section, cited in zip(
            papers["title"], papers["year"], papers["section"], papers["cited"], strict=True
        )
    )


def paper_items(papers: pd.DataFrame, more: Sequence[str] = ()) -> dict[str, Any]:
    """Return what a mark with an item for each of these papers says of them: ids and words.

    Parameters
    ----------
    papers : DataFrame
        As `shown_papers` returns them.
    more : sequence of str
        What is read of each besides.
    """
    words = told(papers)
    if more:
        words = tuple(f"{one} · {other}" for one, other in zip(words, more, strict=True))
    return {"papers": tuple((str(paper_id),) for paper_id in papers.index), "words": words}


def paper_points(
    role: str, papers: pd.DataFrame, x: Any, y: Any, *, more: Sequence[str] = (), **look: Any
) -> Points:
    """Return the dots of papers with the colours and shapes of their sections.

    Parameters
    ----------
    role : str
        What they are.
    papers, more
        As for `paper_items`.
    x, y : array-like of float
        Where they stand, in data units; one value may be for all.
    **look
        What else `Points` takes: size, edge, filled ...
    """
    kinds = [int(kind) for kind in papers["kind"]]
    return Points(
        role=role,
        x=np.broadcast_to(np.asarray(x, dtype=np.float64), len(kinds)),
        y=np.broadcast_to(np.asarray(y, dtype=np.float64), len(kinds)),
        ink=[ink_of(kind) for kind in kinds],
        shape=[shape_of(kind) for kind in kinds],
        **paper_items(papers, more),
        **look,
    )


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its thing.

    >>> counted(1, "paper"), counted(2_000, "paper"), counted(2, "entry", "entries")
    ('1 paper', '2,000 papers', '2 entries')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def span(first: float, last: float) -> str:
    """Return the years from one moment to another, as a sentence has them.

    >>> span(2006.5, 2025.1), span(2020.2, 2020.9)
    ('from 2006 to 2025', 'of 2020')
    """
    one, other = int(first), int(last)
    return f"of {one}" if one == other else f"from {one} to {other}"


def percent(share: float) -> str:
    """Return a share in whole percent; a small one is not called none.

    >>> percent(0.42), percent(0.004), percent(0.0)
    ('42%', '<1%', '0%')
    """
    return "<1%" if 0 < share < 0.005 else f"{share:.0%}"


def enumeration(items: Sequence[str]) -> str:
    """Return things one after the other, as in a sentence.

    >>> enumeration(["AT"]), enumeration(["AT", "FitNets", "KD"])
    ('AT', 'AT, FitNets and KD')
    """
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def measure_name(measure: str) -> str:
    """Return how a measure is called within a sentence.

    >>> measure_name("rescaled_pagerank"), measure_name("year_percentile")
    ('rescaled PageRank', 'year percentile')
    """
    return measure.replace("_", " ").replace("pagerank", "PageRank")


def without_paper(snapshot: Snapshot) -> str:
    """Return what is said of entries that have no paper in a snapshot.

    In a view of an earlier day, an entry may be matched to a paper that was not yet there.

    >>> import kdgraph
    >>> whole = kdgraph.embedded()
    >>> without_paper(whole), without_paper(whole.as_of(2016))
    ('matched to no paper', 'matched to no paper dated 2016-12-31 or earlier')
    """
    if snapshot.as_of_date is None:
        return "matched to no paper"
    return f"matched to no paper dated {snapshot.as_of_date} or earlier"
