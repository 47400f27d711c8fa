"""Streams: sections or groups over periods, or several facts of the listed papers side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.analysis.groups.communities import communities
from kdgraph.analysis.result import Result, scope_of, view_notes
from kdgraph.arrays import FloatArray, IndexArray
from kdgraph.errors import InputError
from kdgraph.graph.chronology import calendar_years
from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import READ_STATES

__all__ = ["FIELDS", "NOT_KNOWN", "OTHER", "STREAMS", "Streams", "field_streams", "streams"]

STREAMS: Final = ("section", "group")
"""What papers can be divided by over time."""

FIELDS: Final = ("authors", "sections", "venues", "groups", "periods")
"""Facts that can stand side by side."""

OTHER: Final = "other"
"""The stream that joins the small ones."""

NOT_KNOWN: Final = "not known"
"""The stream of papers of which the fact is not known."""

_NO_SECTION: Final = "(no section)"
_WORDS: Final = 3  # of a group's name
_BLOCKS: Final = {
    "column": "int64",
    "stream": "str",
    "name": "str",
    "papers": "int64",
    "unread": "int64",
    "building": "int64",
    "members": "object",
}
_BANDS: Final = {
    "column": "int64",
    "from_stream": "str",
    "to_stream": "str",
    "papers": "float64",
    "citations": "int64",
    "members": "object",
    "cited": "object",
}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Streams(Result):
    """Papers in columns of blocks, and bands from each column to the next. See also `Result`.

    Attributes
    ----------
    columns : DataFrame
        From left to right: ``title``, a period such as "2015-2018" or the name of a fact;
        ``papers`` in it; ``streams``, how many there are, those joined as other ones included.
    blocks : DataFrame
        ``column``; ``stream``, its key, `OTHER` for the small ones together and `NOT_KNOWN` where
        a fact is missing; ``name``; ``papers``; ``members``, their ids. A stream of earlier papers
        that later ones cite has a block in the period between, of no paper. Over periods also
        ``unread``, papers whose reference list was not read, and ``building``, papers that cite at
        least one of an earlier period.
    bands : DataFrame
        From a stream of one column to one of the next: ``column``, that of the left end;
        ``from_stream``; ``to_stream``; ``papers``; ``members``, their ids. Over periods, each paper
        of the right end is shared equally among the papers of all earlier periods that it cites;
        ``papers`` sums these shares for those of the left stream, ``citations`` counts the
        citations, and ``cited`` holds the papers at their other end. The bands into a block sum to
        its ``building``. Between facts, ``papers`` counts those that both streams have.
    joined : mapping
        How many streams each column joins as other ones, by its number; over periods 0 stands for
        all.
    undated, unplaced : int
        Papers left out for want of a year; papers that are in no section or group.
    within, against_time, unread_citations : int
        Citations that no band counts: those between papers of one period; those of a paper of a
        later period; those by papers whose reference lists were not read.
    """

    columns: pd.DataFrame
    blocks: pd.DataFrame
    bands: pd.DataFrame
    joined: Mapping[int, int]
    undated: int = 0
    unplaced: int = 0
    within: int = 0
    against_time: int = 0
    unread_citations: int = 0


def streams(
    snapshot: Snapshot,
    *,
    by: str = "section",
    periods: int = 4,
    section: str | None = None,
    most: int = 8,
) -> Streams:
    """Return the sections of the list, or the groups of a literature, over periods.

    Periods are whole years, cut so that each has about as many papers. A band leads from a section
    before a period to a section in it: it counts the papers that build on the earlier ones, each
    shared equally among all that it cites.

    Parameters
    ----------
    snapshot : Snapshot
        With the list, or the view whose papers are grouped.
    by : {"section", "group"}
        The listed papers by section, or all papers of the view by group (`communities`).
    periods : int
        At most so many, at least 2; fewer where the papers have fewer years.
    section : str, optional
        A heading or a part of it: only what these papers cite and what cites them.
    most : int
        Streams kept apart, those with most papers; at least 1.

    Raises
    ------
    InputError
        If there is no such section or division, `periods` is below 2, or `most` below 1.

    Examples
    --------
    >>> import kdgraph
    >>> found = streams(kdgraph.embedded(), periods=3)
    >>> found.columns["papers"].tolist(), int(found.blocks["unread"].sum())
    ([23, 13, 23], 42)
    >>> found.bands.groupby("column")["papers"].sum().round(9).tolist()
    [2.0, 5.0]
    """
    if by not in STREAMS:
        raise InputError(f"papers are divided by {' or '.join(STREAMS)}, not by {by!r}")
    if periods < 2:
        raise InputError(f"streams lead from period to period; give at least 2, got {periods}")
    _check_most(most)
    placed, names, unplaced = _divided(snapshot, by)
    wanted = snapshot.reading_list.papers_under(section)
    years = calendar_years(snapshot.papers.reindex(placed.index))
    dated = ~np.isnan(years)
    placed, undated = placed[dated], int((~dated).sum())
    year = years[dated].astype(np.int64)
    starts = _starts(year, periods)
    period = np.searchsorted(starts, year, side="right") - 1
    key, kept = _kept(placed, list(names), most)
    state = snapshot.coverage.query("direction == 'references'").set_index("paper_id")["state"]
    read = state.reindex(placed.index).isin(READ_STATES).to_numpy()
    arcs = _arcs(snapshot, placed.index, period, read)
    members = pd.DataFrame(
        {
            "column": period,
            "stream": key,
            "unread": ~read,
            "building": np.isin(np.arange(len(placed)), arcs.citing),
            "paper_id": placed.index,
        }
    )
    blocks, bands = _blocks(members), _bands(arcs, placed.index, period, key, wanted)
    blocks = _with_earlier(blocks, bands)
    if wanted is not None:
        blocks = _touched(blocks, bands, set(wanted))
    joined = len(names) - len([name for name in names if name in kept])
    called = {**names, OTHER: _others(joined, by)}
    order = {name: place for place, name in enumerate([*names, OTHER])}
    blocks["name"] = [called[name] for name in blocks["stream"]]
    blocks = _in_order(blocks, ["column", "stream"], order)
    titles = _titles(starts, year)
    columns = pd.DataFrame(
        {
            "title": titles,
            "papers": np.bincount(period, minlength=len(titles)) if len(period) else [],
            "streams": [len(set(placed[period == n])) for n in range(len(titles))],
        }
    )
    return Streams(
        columns=columns,
        blocks=blocks[list(_BLOCKS)],
        bands=_in_order(bands, ["column", "from_stream", "to_stream"], order),
        joined={0: joined},
        undated=undated,
        unplaced=unplaced,
        within=arcs.within,
        against_time=arcs.against_time,
        unread_citations=arcs.unread,
        notes=tuple(view_notes(snapshot)),
        **scope_of(snapshot, section),
    )


def field_streams(
    snapshot: Snapshot,
    *,
    fields: Sequence[str] = ("authors", "sections", "venues"),
    section: str | None = None,
    most: int = 8,
) -> Streams:
    """Return several facts of the listed papers side by side: authors, sections, venues and others.

    A paper of several authors is in the block of each of those that are kept apart; if it has none
    of these, it is with the other ones. Venues are those that the list names, else those of the
    data.

    Parameters
    ----------
    snapshot : Snapshot
        With the list.
    fields : sequence of str
        Two or more of `FIELDS`, from left to right.
    section : str, optional
        A heading or a part of it: only the papers under it.
    most : int
        Values of each fact kept apart, those with most papers, of equal ones the first by name; at
        least 1.

    Raises
    ------
    InputError
        If there is no such section or fact, a fact is named twice or alone, or `most` is below 1.

    References
    ----------
    Aria and Cuccurullo (2017), "bibliometrix", Journal of Informetrics 11(4), for the plot of three
    fields.

    Examples
    --------
    >>> import kdgraph
    >>> found = field_streams(kdgraph.embedded(), fields=("sections", "periods"))
    >>> int(found.bands["papers"].sum())
    59
    """
    _check_fields(fields)
    _check_most(most)
    listed = snapshot.reading_list.papers_under(section)
    papers = pd.Index(snapshot.reading_list.papers if listed is None else listed, dtype="object")
    columns, blocks, sides, joined = [], [], [], {}
    for place, field in enumerate(fields):
        values, names = _FACTS[field](snapshot, papers)
        side, found, others = _fact(values, names, papers, most, field)
        blocks.append(found.assign(column=place))
        sides.append(side)
        joined[place] = others
        columns.append({"title": field, "papers": len(papers), "streams": len(names)})
    rows: list[dict[str, Any]] = []
    for place in range(len(fields) - 1):
        both = sides[place].merge(sides[place + 1], on="paper_id", suffixes=("_from", "_to"))
        for (one, other), group in both.groupby(["stream_from", "stream_to"], sort=False):
            row = {"column": place, "from_stream": one, "to_stream": other}
            ids = tuple(sorted(group["paper_id"]))
            rows.append(row | {"papers": len(ids), "citations": 0, "members": ids, "cited": ()})
    bands = pd.DataFrame(rows, columns=list(_BANDS)).astype(_BANDS)
    return Streams(
        columns=pd.DataFrame(columns),
        blocks=pd.concat(blocks, ignore_index=True)[list(_BLOCKS)].astype(_BLOCKS),
        bands=bands.sort_values(["column", "from_stream", "to_stream"], ignore_index=True),
        joined=joined,
        notes=tuple(view_notes(snapshot)),
        **scope_of(snapshot, section),
    )


def _check_most(most: int) -> None:
    if most < 1:
        raise InputError(f"at least 1 stream is kept apart; got most={most}")


def _check_fields(fields: Sequence[str]) -> None:
    unknown = [field for field in fields if field not in FIELDS]
    if isinstance(fields, str) or unknown or len(fields) < 2 or len(set(fields)) < len(fields):
        raise InputError(
            f"expected two or more different facts of {', '.join(FIELDS)}, "
            f"such as ('authors', 'sections', 'venues'); got {fields!r}"
        )


def _divided(snapshot: Snapshot, by: str) -> tuple[pd.Series[str], dict[str, str], int]:
    """Return the stream of each paper in the order of the ids, all names, and who has none."""
    if by == "section":
        listed = snapshot.reading_list.sections()
        names = {name: name.rpartition(" / ")[2] for name in listed.order}
        return listed.section.sort_index(), names, listed.unsectioned
    found = communities(snapshot)
    group = found.papers["group"].dropna().astype("int64").astype("str").sort_index()
    words = {str(number): ", ".join(one[:_WORDS]) for number, one in found.groups["words"].items()}
    return group, words, len(found.papers) - len(group)


def _starts(year: IndexArray, periods: int) -> IndexArray:
    """Return the first year of each period, so that the periods have about as many papers."""
    if not len(year):
        return np.array([], dtype=np.int64)
    each, count = np.unique(year, return_counts=True)
    before = np.concatenate([[0], np.cumsum(count)[:-1]])
    starts = [0]
    for number in range(1, min(periods, len(each))):
        wanted = number * len(year) / periods
        left = min(periods, len(each)) - number - 1  # years that later periods need
        free = np.arange(starts[-1] + 1, len(each) - left)
        starts.append(int(free[np.argmin(np.abs(before[free] - wanted))]))
    return np.asarray(each[starts], dtype=np.int64)


def _titles(starts: IndexArray, year: IndexArray) -> list[str]:
    """Return the periods in words: the years of their first and last papers."""
    titles = []
    for number, start in enumerate(starts):
        after = starts[number + 1] if number + 1 < len(starts) else np.iinfo(np.int64).max
        last = int(year[year < after].max())
        titles.append(f"{start}" if last == start else f"{start}\u2013{last}")
    return titles


def _kept(placed: pd.Series[str], order: list[str], most: int) -> tuple[Any, set[str]]:
    """Return the stream of each paper with the small ones joined, and those kept apart."""
    count = Counter(placed)
    largest = sorted(order, key=lambda name: (-count[name], order.index(name)))
    # one alone is not joined: it takes no more room than the others do together
    kept = set(largest[: most if len(order) > most + 1 else most + 1])
    return placed.where(placed.isin(kept), OTHER).to_numpy(), kept


def _others(count: int, what: str) -> str:
    return f"{OTHER} {count:,} {what}{'' if count == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class _Arcs:
    """Citations from one period to earlier ones, as rows; the others are counted."""

    citing: IndexArray
    cited: IndexArray
    within: int
    against_time: int
    unread: int


def _arcs(snapshot: Snapshot, ids: pd.Index, period: IndexArray, read: Any) -> _Arcs:
    pairs = snapshot.citations
    citing, cited = (
        ids.get_indexer(pd.Index(pairs[end], dtype="object")) for end in ("citing_id", "cited_id")
    )
    among = (citing >= 0) & (cited >= 0) & (citing != cited)
    citing, cited = citing[among], cited[among]
    unread = ~read[citing]
    known_citing, known_cited = citing[~unread], cited[~unread]
    later, earlier = period[known_citing], period[known_cited]
    back = later > earlier
    order = np.lexsort((known_cited[back], known_citing[back]))
    return _Arcs(
        known_citing[back][order],
        known_cited[back][order],
        int((later == earlier).sum()),
        int((later < earlier).sum()),
        int(unread.sum()),
    )


def _blocks(members: pd.DataFrame) -> pd.DataFrame:
    rows: list[dict[str, Any]] = [
        {
            "column": column,
            "stream": stream,
            "name": "",
            "papers": len(group),
            "unread": int(group["unread"].sum()),
            "building": int(group["building"].sum()),
            "members": tuple(map(str, group["paper_id"])),
        }
        for (column, stream), group in members.groupby(["column", "stream"], sort=False)
    ]
    return pd.DataFrame(rows, columns=list(_BLOCKS)).astype(_BLOCKS)


def _bands(
    arcs: _Arcs, ids: pd.Index, period: IndexArray, key: Any, wanted: Sequence[str] | None
) -> pd.DataFrame:
    share: FloatArray = 1.0 / np.bincount(arcs.citing, minlength=len(ids))[arcs.citing]
    table = pd.DataFrame(
        {
            "column": period[arcs.citing] - 1,
            "from_stream": key[arcs.cited],
            "to_stream": key[arcs.citing],
            "share": share,
            "citing": ids[arcs.citing],
            "cited_id": ids[arcs.cited],
        }
    )
    if wanted is not None:
        table = table[table["citing"].isin(wanted) | table["cited_id"].isin(wanted)]
    rows: list[dict[str, Any]] = [
        {
            "column": column,
            "from_stream": one,
            "to_stream": other,
            "papers": float(group["share"].sum()),
            "citations": len(group),
            "members": tuple(dict.fromkeys(map(str, group["citing"]))),
            "cited": tuple(sorted(set(map(str, group["cited_id"])))),
        }
        for (column, one, other), group in table.groupby(
            ["column", "from_stream", "to_stream"], sort=False
        )
    ]
    return pd.DataFrame(rows, columns=list(_BANDS)).astype(_BANDS)


def _with_earlier(blocks: pd.DataFrame, bands: pd.DataFrame) -> pd.DataFrame:
    """Return the blocks with those that have papers of earlier periods alone, and lead on."""
    there = set(zip(blocks["column"], blocks["stream"], strict=True))
    ends = dict.fromkeys(zip(bands["column"], bands["from_stream"], strict=True))
    rows: list[dict[str, Any]] = [
        {"column": column, "stream": stream, "name": "", "papers": 0, "unread": 0, "building": 0}
        | {"members": ()}
        for column, stream in ends
        if (column, stream) not in there
    ]
    more = pd.DataFrame(rows, columns=list(_BLOCKS)).astype(_BLOCKS)
    return pd.concat([blocks, more], ignore_index=True) if rows else blocks


def _touched(blocks: pd.DataFrame, bands: pd.DataFrame, wanted: set[str]) -> pd.DataFrame:
    """Return the blocks that hold a paper that is wanted, or that a band touches."""
    ends = set(zip(bands["column"], bands["from_stream"], strict=True))
    ends |= set(zip(bands["column"] + 1, bands["to_stream"], strict=True))
    keep = [
        not wanted.isdisjoint(row["members"]) or (row["column"], row["stream"]) in ends
        for row in blocks.to_dict("records")
    ]
    return blocks[keep].copy()


def _in_order(table: pd.DataFrame, by: list[str], order: Mapping[str, int]) -> pd.DataFrame:
    return table.sort_values(
        by,
        key=lambda values: values if values.name == "column" else values.map(order),
        ignore_index=True,
    )


# --- facts ----------------------------------------------------------------------------------------

Values = dict[str, tuple[str, ...]]


def _fact(
    values: Values, names: Mapping[str, str], papers: pd.Index, most: int, field: str
) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Return which paper is in which block, the blocks in order, and how many values are joined."""
    count = Counter(key for paper in papers for key in values.get(paper, ()))
    largest = sorted(names, key=lambda key: (-count[key], names[key], key))
    kept = set(largest[: most if len(largest) > most + 1 else most + 1])
    joined = len(names) - len(kept)
    pairs = []
    for paper in papers:
        own = values.get(paper, ())
        shown = [key for key in dict.fromkeys(own) if key in kept]
        pairs += [(key, paper) for key in shown or [OTHER if own else NOT_KNOWN]]
    side = pd.DataFrame(pairs, columns=["stream", "paper_id"])
    members = {str(key): tuple(sorted(own["paper_id"])) for key, own in side.groupby("stream")}
    called = {**names, OTHER: _others(joined, field[:-1]), NOT_KNOWN: NOT_KNOWN}
    order = list(names) if field in ("sections", "periods") else largest
    rows = [
        {"stream": key, "name": called[key], "papers": len(members[key]), "members": members[key]}
        for key in [*order, OTHER, NOT_KNOWN]
        if key in members
    ]
    table = pd.DataFrame(rows, columns=["stream", "name", "papers", "members"])
    return side, table.assign(unread=0, building=0), joined


def _authors(snapshot: Snapshot, papers: pd.Index) -> tuple[Values, dict[str, str]]:
    lines = snapshot.authorships
    lines = lines[lines["paper_id"].isin(papers)].sort_values(["paper_id", "position"])
    names = snapshot.authors["name"].to_dict()
    values: dict[str, list[str]] = {}
    for paper, author in zip(lines["paper_id"], lines["author_id"], strict=True):
        values.setdefault(str(paper), []).append(str(author))
    every = sorted({one for own in values.values() for one in own})
    return {paper: tuple(own) for paper, own in values.items()}, {
        one: str(names.get(one, one)) for one in every
    }


def _sections(snapshot: Snapshot, papers: pd.Index) -> tuple[Values, dict[str, str]]:
    listed = snapshot.reading_list.sections()
    section = {str(paper): str(name) for paper, name in listed.section.items()}
    values: Values = {paper: (section.get(paper, _NO_SECTION),) for paper in papers}
    there = {own[0] for own in values.values()}
    order = [name for name in [*listed.order, _NO_SECTION] if name in there]
    return values, {name: name.rpartition(" / ")[2] for name in order}


def _venues(snapshot: Snapshot, papers: pd.Index) -> tuple[Values, dict[str, str]]:
    """Return where papers were published: as the list prints it, else as the data do."""
    values: Values = {}
    entries = snapshot.reading_list.entries.dropna(subset="paper_id")["paper_id"]
    printed = snapshot.entries["venues"].to_dict()
    for entry, paper in entries.items():
        venues = printed.get(entry)
        for venue in () if venues is None else venues:
            name = " ".join(str(dict(venue).get("name") or "").split())
            if name:
                values.setdefault(str(paper), (name,))
    venue = snapshot.papers["venue"].reindex(papers)
    for paper, given in venue.dropna().items():
        values.setdefault(str(paper), (" ".join(str(given).split()),))
    values = {paper: own for paper, own in values.items() if paper in papers and own[0]}
    return values, {name: name for name in sorted({own[0] for own in values.values()})}


def _groups(snapshot: Snapshot, papers: pd.Index) -> tuple[Values, dict[str, str]]:
    group, words, _ = _divided(snapshot, "group")
    own = group[group.index.isin(papers)]
    values: Values = {str(paper): (str(one),) for paper, one in own.items()}
    return values, {key: name for key, name in words.items() if key in set(own)}


def _periods(snapshot: Snapshot, papers: pd.Index) -> tuple[Values, dict[str, str]]:
    years = calendar_years(snapshot.papers.reindex(papers))
    dated = ~np.isnan(years)
    year = years[dated].astype(np.int64)
    starts = _starts(year, 4)
    titles = _titles(starts, year)
    place = np.searchsorted(starts, year, side="right") - 1
    values: Values = {
        str(paper): (titles[number],) for paper, number in zip(papers[dated], place, strict=True)
    }
    return values, {title: title for title in titles}


_FACTS: Final = {
    "authors": _authors,
    "sections": _sections,
    "venues": _venues,
    "groups": _groups,
    "periods": _periods,
}
