"""Concentration of authors on a list, compared with chance.

It describes a list as written. Few people on many entries can mean a small field, a productive
group, a narrow topic or a list by people who know their own work best; the numbers do not say
which.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.analysis.authors.names import also_as, name_traits
from kdgraph.analysis.influence.ranking import ranks
from kdgraph.analysis.result import Result, scope_of, view_of
from kdgraph.arrays import IntArray
from kdgraph.errors import InputError
from kdgraph.graph.snapshot import Snapshot

__all__ = [
    "LABELS",
    "MEANINGS",
    "ListConcentration",
    "expected_herfindahl",
    "list_concentration",
    "shuffled",
    "unevenness",
]


_MOST_NAMES: Final = 3


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ListConcentration(Result):
    """Who is on how many entries; made by `list_concentration`. See also `Result`.

    Attributes
    ----------
    authors : DataFrame
        Those on most entries, at most `top`: ``rank`` (equals share the better one), ``author_id``,
        ``name``, ``by_name``, ``initials_only``, ``alike`` (see `name_traits`), ``also_as``, which
        names the rows that may be the same person; ``entries``,
        ``share`` of the counted entries; ``papers`` in the corpus, and ``expected``, the exact mean
        of entries when places are shuffled; ``first`` and ``last``, on how many entries the author
        stands first, and last of two or more; ``sections`` with the number of entries in each.
    measures : DataFrame
        ``measure``, ``value``, and what chance gives: ``expected``, the mean of all shuffles, and
        ``low`` and ``high``, between which 95 % of them lie; ``meaning``. nan without authors.
    sections : DataFrame
        In the order of the list: ``section``, ``entries``, ``counted``, ``unmatched``,
        ``without_authors``, ``authors``, ``most_entries`` and ``most_by`` (at most three of those
        who have so many), ``gini``, ``herfindahl`` and ``herfindahl_expected``, its exact
        mean when places are shuffled.
    entries, counted, unmatched, without_authors : int
        All entries; those whose authors are known; those without a paper; those whose paper has no
        known authors. The last three add up to the first.
    repeated : int
        Counted entries of a paper that an earlier entry has too; each counts.
    authors_found, authorships : int
        Different authors on the list, and places in its author lines.
    corpus_authorships : int
        Places in the author lines of the whole corpus, from which chance draws; those of repeated
        entries are there as often as these.
    by_name, initials_only, alike : int
        Authors on the list known by name alone; without a given name spelt out; who may be the same
        person as another author on it.
    shuffles, seed : int
        How chance was drawn.
    """

    authors: pd.DataFrame
    measures: pd.DataFrame
    sections: pd.DataFrame
    entries: int
    counted: int
    unmatched: int
    without_authors: int
    repeated: int
    authors_found: int
    authorships: int
    corpus_authorships: int
    by_name: int
    initials_only: int
    alike: int
    shuffles: int
    seed: int


def list_concentration(
    snapshot: Snapshot,
    *,
    top: int = 20,
    section: str | None = None,
    as_of: str | int | date | None = None,
    shuffles: int = 1000,
    seed: int = 0,
) -> ListConcentration:
    """Count who is on how many entries of the list, and compare with chance.

    Chance keeps the length of each author line and how many papers each author has in the corpus,
    and shuffles who stands in which place: the places of the list are filled from all places of the
    corpus, each equally likely. It knows nothing of who works with whom, or on what, and the corpus
    is no random sample of a field; it is a point to read the numbers from, not a norm.

    Parameters
    ----------
    snapshot : Snapshot
        The list, its matches and the authors.
    top : int
        Most authors to show; at least 1.
    section : str, optional
        Only entries under a heading that holds this.
    as_of : str, int or date, optional
        Only entries whose paper was public on that day; the others count as unmatched.
    shuffles : int
        How often chance is drawn; at least 1.
    seed : int
        Seed of the draws.

    Raises
    ------
    InputError
        If there is no such section, or a number is out of its range.

    References
    ----------
    Gini (1912), "Variabilità e mutabilità"; Hirschman (1964), "The paternity of an index", American
    Economic Review 54(5), for Herfindahl's.

    Examples
    --------
    >>> import kdgraph
    >>> found = list_concentration(kdgraph.embedded(), top=2)
    >>> found.authors[["name", "entries", "first", "last"]].to_dict("records")
    [{'name': 'Can Wang', 'entries': 14, 'first': 0, 'last': 4},
     {'name': 'Defang Chen', 'entries': 14, 'first': 5, 'last': 0}]
    >>> found.counted, found.authors_found, found.authorships
    (59, 212, 280)
    """
    if shuffles < 1:
        raise InputError(f"shuffles must be at least 1, got {shuffles}")
    view = view_of(snapshot, as_of, top=top)
    entries = view.reading_list.entries_under(section)
    lines = _author_lines(view, entries)
    places = _places(view, lines)
    people = view.authors.loc[lines["author_id"].drop_duplicates().sort_values()]
    traits = name_traits(people)
    counted = entries.index.isin(lines["entry_id"])
    papers = entries.loc[counted, "paper_id"]
    unmatched = int(entries["paper_id"].isna().sum())
    found = ListConcentration(
        authors=_authors(lines, people["name"], traits, places, int(counted.sum())).head(top),
        measures=_measures(lines, places, shuffles, seed),
        sections=_sections(entries, lines, places, people["name"]),
        entries=len(entries),
        counted=int(counted.sum()),
        unmatched=unmatched,
        without_authors=len(entries) - int(counted.sum()) - unmatched,
        repeated=int(papers.duplicated().sum()),
        authors_found=len(people),
        authorships=len(lines),
        corpus_authorships=int(places.sum()),
        by_name=int(traits["by_name"].sum()),
        initials_only=int(traits["initials_only"].sum()),
        alike=int((traits["alike"] > 0).sum()),
        shuffles=shuffles,
        seed=seed,
        **scope_of(view, section),
    )
    return replace(found, notes=tuple(_notes(found)))


def _author_lines(view: Snapshot, entries: pd.DataFrame) -> pd.DataFrame:
    """Return each author of each entry once: entry, section, paper, author, first, last."""
    rows = view.authorships
    rows = rows[rows["paper_id"].isin(entries["paper_id"].dropna())]
    place = rows.groupby("paper_id")["position"]
    ends = pd.DataFrame(
        {
            "paper_id": rows["paper_id"],
            "author_id": rows["author_id"],
            "first": rows["position"] == place.transform("min"),
            "last": (rows["position"] == place.transform("max"))
            & (place.transform("max") > place.transform("min")),
        }
    ).astype({"first": bool, "last": bool})
    # an author who stands twice in one line is on that entry once
    once = ends.groupby(["paper_id", "author_id"], as_index=False)[["first", "last"]].any()
    return entries.rename_axis("entry_id").reset_index().merge(once, on="paper_id")


def _places(view: Snapshot, lines: pd.DataFrame) -> pd.Series[int]:
    """Return how many places each author has in the corpus, by id."""
    rows = view.authorships[["paper_id", "author_id"]].drop_duplicates()
    # a paper that is listed twice has its places twice, so that the list is a part of the whole
    twice = lines.loc[lines.duplicated(["paper_id", "author_id"]), "author_id"]
    places: pd.Series[int] = pd.concat([rows["author_id"], twice]).value_counts().sort_index()
    return places


def _authors(
    lines: pd.DataFrame,
    names: pd.Series[str],
    traits: pd.DataFrame,
    places: pd.Series[int],
    counted: int,
) -> pd.DataFrame:
    groups = lines.groupby("author_id")
    entries = groups.size().astype("int64")
    where: dict[Any, Counter[str]] = {}
    for author_id, section in zip(lines["author_id"], lines["section"], strict=True):
        where.setdefault(author_id, Counter())[section or "(no section)"] += 1
    frame = pd.DataFrame({"name": names}).join(traits).rename_axis("author_id")
    frame["entries"] = entries
    frame["share"] = entries / max(counted, 1)
    papers = places.reindex(frame.index)
    frame["papers"] = papers
    frame["expected"] = papers * (len(lines) / max(int(places.sum()), 1))
    frame["first"] = groups["first"].sum().astype("int64")
    frame["last"] = groups["last"].sum().astype("int64")
    frame["sections"] = pd.Series(
        {
            author_id: "; ".join(f"{name} {n}" for name, n in _most_first(counts))
            for author_id, counts in where.items()
        },
        dtype="str",
    )
    frame.insert(0, "rank", ranks(frame["entries"].astype(np.float64)))
    frame = frame.sort_values("rank", kind="stable")
    frame["also_as"] = also_as(frame, frame.index, frame["rank"].to_dict())
    return frame.reset_index()


def _most_first(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _measures(
    lines: pd.DataFrame, places: pd.Series[int], shuffles: int, seed: int
) -> pd.DataFrame:
    value = unevenness(_entries_of_each(lines))
    bag: IntArray = places.to_numpy().astype(np.int64)
    drawn = shuffled(bag, len(lines), shuffles=shuffles, seed=seed)
    return pd.DataFrame(
        {
            "measure": list(MEANINGS),
            "value": [value[name] for name in MEANINGS],
            "expected": drawn.mean().array,
            "low": drawn.quantile(0.025).array,
            "high": drawn.quantile(0.975).array,
            "meaning": list(MEANINGS.values()),
        }
    )


def _entries_of_each(lines: pd.DataFrame) -> IntArray:
    counts: IntArray = lines["author_id"].value_counts().to_numpy().astype(np.int64)
    return counts


def _sections(
    entries: pd.DataFrame, lines: pd.DataFrame, places: pd.Series[int], names: pd.Series[str]
) -> pd.DataFrame:
    columns = {
        "section": "str",
        "entries": "int64",
        "counted": "int64",
        "unmatched": "int64",
        "without_authors": "int64",
        "authors": "int64",
        "most_entries": "int64",
        "most_by": "str",
        "gini": "float64",
        "herfindahl": "float64",
        "herfindahl_expected": "float64",
    }
    bag: IntArray = places.to_numpy().astype(np.int64)
    rows = []
    for section in entries["section"].drop_duplicates():
        inside = entries[entries["section"] == section]
        here = lines[lines["section"] == section]
        counts = here.groupby("author_id").size()
        listed = here["entry_id"].nunique()
        found = unevenness(_entries_of_each(here))
        most = int(counts.max()) if len(counts) else 0
        leading = names.loc[counts.index[counts == most]].dropna()
        unmatched = int(inside["paper_id"].isna().sum())
        rows.append(
            {
                "section": section,
                "entries": len(inside),
                "counted": listed,
                "unmatched": unmatched,
                "without_authors": len(inside) - listed - unmatched,
                "authors": len(counts),
                "most_entries": most,
                "most_by": ", ".join(leading.head(_MOST_NAMES)),
                "gini": found["gini"],
                "herfindahl": found["herfindahl"],
                "herfindahl_expected": expected_herfindahl(bag, len(here)),
            }
        )
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)


def _notes(found: ListConcentration) -> Iterator[str]:
    if found.unmatched or found.without_authors:
        yield (
            f"{found.counted} of {found.entries} entries are counted; {found.unmatched} have no "
            f"paper here, {found.without_authors} no known authors"
        )
    if found.repeated:
        yield f"{found.repeated} entries repeat a paper that an earlier entry has; each counts"
    if found.by_name:
        yield (
            f"{found.by_name} of {found.authors_found} authors are known by name alone, so that a "
            f"row may hold several people; {found.initials_only} have no given name spelt out, "
            f"{found.alike} may be the same person as another row"
        )
    if found.authors_found:
        yield (
            f"expected: the {found.authorships} places are filled at random from the "
            f"{found.corpus_authorships} of the corpus ({found.shuffles} shuffles, seed "
            f"{found.seed}), which knows nothing of topics and groups; no norm"
        )


MEANINGS: Final = {
    "authors": "different authors on the list",
    "on_several": "authors on two entries or more",
    "most_entries": "most entries that one author is on",
    "top_1_share": "share of all places in author lines that the author on most entries has",
    "top_5_share": "share that the 5 authors on most entries have",
    "top_10_share": "share that the 10 authors on most entries have",
    "gini": "Gini coefficient of entries per author on the list: 0 where all are on equally many",
    "herfindahl": "chance that two places, drawn with return, are of one author",
}
"""What `unevenness` measures."""

LABELS: Final = {
    "authors": "authors",
    "on_several": "authors on 2 or more entries",
    "most_entries": "most entries of one author",
    "top_1_share": "share of the first author",
    "top_5_share": "share of the first 5 authors",
    "top_10_share": "share of the first 10 authors",
    "gini": "Gini coefficient",
    "herfindahl": "Herfindahl index",
}
"""How tables head each of `MEANINGS`."""


def unevenness(counts: IntArray) -> dict[str, float]:
    """Return all concentration measures of the entries of each author; nan without authors.

    Parameters
    ----------
    counts : ndarray of int
        On how many entries each author is; at least 1.

    Examples
    --------
    >>> found = unevenness(np.array([3, 1]))
    >>> found["top_1_share"], found["gini"], found["herfindahl"]
    (0.75, 0.25, 0.625)
    """
    if not len(counts):
        return dict.fromkeys(MEANINGS, float("nan"))
    falling = -np.sort(-counts).astype(np.float64)
    total, n = float(falling.sum()), len(falling)
    place = np.arange(1, n + 1, dtype=np.float64)
    return {
        "authors": float(n),
        "on_several": float((falling > 1).sum()),
        "most_entries": float(falling[0]),
        "top_1_share": float(falling[0]) / total,
        "top_5_share": float(falling[:5].sum()) / total,
        "top_10_share": float(falling[:10].sum()) / total,
        "gini": (n + 1 - 2 * float((falling * place).sum()) / total) / n,
        "herfindahl": float((falling**2).sum()) / total**2,
    }


def shuffled(places: IntArray, filled: int, *, shuffles: int, seed: int) -> pd.DataFrame:
    """Shuffle the authors of so many places, and measure each shuffle.

    Parameters
    ----------
    places : ndarray of int
        How many places there are of each author; each place is as likely as any other, and none is
        drawn twice.
    filled : int
        How many are drawn; at most all.
    shuffles : int
        How often.
    seed : int
        Seed of the draws.

    Returns
    -------
    DataFrame
        One row for each shuffle, one column for each of `MEANINGS`.
    """
    generator = np.random.default_rng(seed)
    bag = np.repeat(np.arange(len(places)), places)
    rows = []
    for _ in range(shuffles):
        drawn = bag[generator.choice(len(bag), filled, replace=False, shuffle=False)]
        rows.append(unevenness(np.unique(drawn, return_counts=True)[1].astype(np.int64)))
    return pd.DataFrame(rows, columns=list(MEANINGS), dtype=np.float64)


def expected_herfindahl(places: IntArray, filled: int) -> float:
    """Return the exact mean of ``herfindahl`` under `shuffled`; nan where nothing is drawn.

    Two of the drawn places are of one author as often as any two of all places are.

    Examples
    --------
    >>> expected_herfindahl(np.array([2, 1]), 2)  # of three pairs one is of the same author
    0.6666666666666666
    """
    if not filled:
        return float("nan")
    total = float(places.sum())
    alike = float((places * (places - 1.0)).sum()) / (total * (total - 1)) if total > 1 else 0.0
    return (1 + (filled - 1) * alike) / filled
