"""Assemble the tables of a snapshot from source records.

Which record a column of `papers` comes from, where several describe one paper:

======================  =============================================================
title, venue, tldr      the published record's, else the fullest one's
year                    the published record's; `date` only from a record of that year
first_year              the smallest year that any of several records gives
abstract                the longest
fields                  all of them, in the order of the records
reported counts         the largest: a service that holds preprint and published record
                        apart counts some citing papers twice, so a sum would overstate
hop                     the smallest
authors                 the longest author line, with service ids where there is a choice
======================  =============================================================

In `coverage` every paper has a row for each direction, also when nobody asked. Where a paper has
several records at the service, each with lists of its own, the counts are added up and the worst
state holds (failed, then elided, capped, complete). If one of them was not asked although it may
hold rows, the paper counts as capped, and `reason` says so. What went wrong on the way is told in
`failure`, apart from the facts. A list that was read in the paper itself stands before that of the
service where it is at least as complete; what the service said is then kept beside it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.merge.author_lines import mend_author_lines
from kdgraph.merge.evidence import Group, different_titles, identifiers_of, is_preprint_doi
from kdgraph.merge.identity import Groups, group_records
from kdgraph.merge.paper_ids import name_groups
from kdgraph.model import READ_STATES, TABLES, Frames
from kdgraph.records import (
    AuthorRecord,
    CitationRecord,
    ContextRecord,
    CoverageRecord,
    MatchRecord,
    PaperRecord,
    Records,
)
from kdgraph.texts import clean
from kdgraph.titles import plain, slug, title_hash

__all__ = ["Assembly", "assemble"]


@dataclass(frozen=True, slots=True)
class Assembly:
    """All tables of a snapshot, and what was merged, left out or left open on the way."""

    frames: Frames
    notes: dict[str, Any]


def assemble(
    records: Records,
    entries: pd.DataFrame,
    *,
    base: Frames | None,
    now: datetime,
) -> Assembly:
    """Merge the records of each paper, and assemble all tables.

    Parameters
    ----------
    records : Records
        All that the sources said; their order does not matter.
    entries : DataFrame
        The table `entries` of the list.
    base : Frames or None
        The tables of the snapshot before: papers keep their ids, and rows keep when they were
        first seen. It adds no papers and no citations.
    now : datetime
        When the records came that do not say it themselves; aware.

    Returns
    -------
    Assembly
        `notes` counts what was merged, united, dropped or left open, by name.

    Examples
    --------
    >>> from datetime import UTC
    >>> from kdgraph.records import CitationRecord, PaperRecord
    >>> said = Records(
    ...     papers=[
    ...         PaperRecord("a", "FitNets", (("arxiv", "1412.6550"),)),
    ...         PaperRecord("b", "Distilling the Knowledge", (("arxiv", "1503.02531"),)),
    ...     ],
    ...     citations=[CitationRecord("a", "b", ("reference list",))],
    ... )
    >>> made = assemble(
    ...     said, TABLES["entries"].empty(), base=None, now=datetime(2026, 1, 1, tzinfo=UTC)
    ... )
    >>> made.frames["citations"][["citing_id", "cited_id"]].values.tolist()
    [['arxiv:1412.6550', 'arxiv:1503.02531']]
    """
    if now.tzinfo is None:
        raise ValueError(f"now must be aware of its time zone, got {now!r}")
    entries = TABLES["entries"].conform(entries)
    described, line_notes = mend_author_lines(records.papers)
    records = replace(records, papers=described)
    found = group_records(records)
    names = name_groups(found, base)
    seen = _first_seen(base, names.aliases)
    authors = _AuthorRows()
    papers = []
    for paper_id, group in names.papers.items():
        papers.append(_paper_row(paper_id, group, now=now, first_seen=seen.get(paper_id)))
        authors.add(paper_id, group)
    citations, contexts, edge_notes = _edge_frames(
        records.citations, names.paper_of, base=base, aliases=names.aliases, now=now
    )
    coverage, coverage_outside = _coverage_rows(
        records.coverage, found, names.papers, names.paper_of
    )
    _compare_lists(coverage, citations)
    matches, match_notes = _match_rows(records.matches, entries.index.tolist(), names.paper_of)
    frames = {
        "entries": entries,
        "matches": TABLES["matches"].frame(matches),
        "papers": TABLES["papers"].frame(papers),
        "identifiers": TABLES["identifiers"].frame(
            {"scheme": scheme, "value": value, "paper_id": paper_id}
            for (scheme, value), paper_id in sorted(names.identifiers.items())
        ),
        "authors": TABLES["authors"].frame(authors.authors()),
        "authorships": TABLES["authorships"].frame(authors.lines()),
        "citations": citations,
        "contexts": contexts,
        "coverage": TABLES["coverage"].frame(coverage),
    }
    notes = {
        "records": len(records.papers),
        "merged_by_identifier": found.by_identifier,
        "merged_by_title": found.by_title,
        "undecided_twins": found.undecided,
        "merged_under_other_titles": [
            {"paper_id": paper_id, "titles": titles}
            for paper_id, group in names.papers.items()
            if len(group.title_keys) > 1 and len(titles := different_titles(group)) > 1
        ],
        **names.notes,
        **line_notes,
        **authors.notes,
        **edge_notes,
        "coverage_outside": coverage_outside,
        **match_notes,
    }
    return Assembly(frames, notes)


def _first_seen(base: Frames | None, aliases: Mapping[str, str]) -> dict[str, datetime]:
    earliest: dict[str, datetime] = {}
    if base is not None:
        for paper_id, seen in base["papers"]["first_seen"].items():
            now_called = aliases.get(str(paper_id))
            if now_called is not None and not pd.isna(seen):
                earliest[now_called] = min(seen, earliest.get(now_called, seen))
    return earliest


def _match_rows(
    matches: Sequence[MatchRecord], entries: Sequence[str], paper_of: Mapping[str, str]
) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """Return a row for every entry, the surest match where several are given."""
    best: dict[str, MatchRecord] = {}
    known = set(entries)
    unknown = 0
    for match in sorted(matches, key=lambda m: (-(m.confidence or 0.0), repr(m))):
        if match.entry_id in known:
            best.setdefault(match.entry_id, match)
        else:
            unknown += 1
    rows = []
    lost = 0
    for entry_id in entries:
        match = best.get(entry_id) or MatchRecord(
            entry_id, None, None, None, "it was not looked up"
        )
        paper_id = paper_of.get(match.paper) if match.paper is not None else None
        lost += match.paper is not None and paper_id is None
        there = paper_id is not None
        reason = match.reason
        if match.paper is not None and not there:
            reason = f"{reason}; but no source described the paper {match.paper}"
        rows.append(
            {
                "entry_id": entry_id,
                "paper_id": paper_id,
                "method": match.method if there else None,
                "confidence": match.confidence if there else None,
                "reason": reason,
                "runner_up": paper_of.get(match.runner_up or "", match.runner_up),
                "runner_up_reason": match.runner_up_reason,
            }
        )
    return rows, {
        "matches_not_given": len(known - set(best)),
        "matches_without_a_paper_record": lost,
        "matches_of_unknown_entries": unknown,
        "matches_given_twice": len(matches) - unknown - len(best),
    }


_PREPRINT_VENUE = re.compile(
    r"\s*(?:arxiv|corr\b|biorxiv|medrxiv|ssrn|techrxiv|research square|preprints?\b|openreview)",
    re.IGNORECASE,
)


def _best_first(group: Group) -> list[PaperRecord]:
    """Return a paper's records: published ones first, then fuller ones; ties by key."""
    if len(group.records) == 1:
        return group.records
    return sorted(
        group.records,
        key=lambda r: (
            not _published(r),
            -len(r.authors or ()),
            not r.abstract,
            r.origin,
            r.key,
            repr(r),
        ),
    )


def _paper_row(
    paper_id: str, group: Group, *, now: datetime, first_seen: datetime | None
) -> dict[str, Any]:
    """Return the row of a paper; `first_seen` is what the snapshot before says, if it knows it."""
    records = _best_first(group)
    year = _first(r.year for r in records)
    sightings = [r.seen or now for r in records]
    years = [y for r in records for y in (r.first_year, r.year) if y is not None]
    stated = [r.first_year for r in records if r.first_year is not None]
    fields = [f for r in records for f in r.fields or ()]
    return {
        "paper_id": paper_id,
        "title": _first(clean(r.title) for r in records),
        "year": year,
        "first_year": min(years) if years and (len(records) > 1 or stated) else None,
        "date": _first(r.date for r in records if r.year == year),
        "venue": _first(clean(r.venue) for r in records),
        "abstract": max((a for r in records if (a := clean(r.abstract))), key=len, default=None),
        "tldr": _first(clean(r.tldr) for r in records),
        "fields": None if all(r.fields is None for r in records) else list(dict.fromkeys(fields)),
        "reported_citations": _largest(r.reported_citations for r in records),
        "reported_references": _largest(r.reported_references for r in records),
        "reported_influential": _largest(r.reported_influential for r in records),
        "hop": min(r.hop for r in records),
        "origin": ", ".join(sorted({r.origin for r in records if r.origin})) or None,
        "first_seen": min([*sightings, *([first_seen] if first_seen is not None else [])]),
        "last_seen": max(sightings),
    }


@dataclass(slots=True)
class _AuthorRows:
    """Gathers authors and author lines, paper by paper.

    An author without an id of the service is known by name alone. A name that stands twice in one
    author line means two people, so the second is kept apart by a number; an id that stands twice
    is one person, so the second is left out. An author of whom a paper gives the id and no name has
    the name that other papers give; where none does, that author is left out. All are counted in
    `notes`.
    """

    notes: dict[str, int] = field(
        default_factory=lambda: {
            "authors_twice_in_a_line": 0,
            "namesakes_in_a_line": 0,
            "authors_without_a_name": 0,
            "nameless_authors_left_out": 0,
        }
    )
    _lines: list[dict[str, Any]] = field(default_factory=list)
    _names: dict[str, str] = field(default_factory=dict)

    def add(self, paper_id: str, group: Group) -> None:
        """Add the author line of a paper."""
        used: set[str] = set()
        for position, author in enumerate(_author_line(group)):
            name = clean(author.name)
            if name is None:
                self.notes["authors_without_a_name"] += 1
            author_id = author.author_id or (_by_name(name) if name is not None else None)
            if author_id is None:
                self.notes["nameless_authors_left_out"] += 1
                continue
            if author_id in used and author.author_id is not None:
                self.notes["authors_twice_in_a_line"] += 1
                continue
            if author_id in used:
                self.notes["namesakes_in_a_line"] += 1
                author_id = _numbered(author_id, used)
            used.add(author_id)
            if name is not None:
                self._names[author_id] = max(
                    self._names.get(author_id, ""), name, key=lambda text: (len(text), text)
                )
            self._lines.append(
                {"paper_id": paper_id, "position": position, "author_id": author_id, "name": name}
            )

    def lines(self) -> list[dict[str, Any]]:
        """Return a row for each place in an author line that has a name."""
        named = [
            line if line["name"] is not None else line | {"name": self._names[line["author_id"]]}
            for line in self._lines
            if line["author_id"] in self._names
        ]
        self.notes["nameless_authors_left_out"] += len(self._lines) - len(named)
        self._lines = named
        return named

    def authors(self) -> list[dict[str, Any]]:
        """Return a row for each author, each under the longest name printed."""
        return [
            {"author_id": author_id, "name": name, "by_name": author_id.startswith("name:")}
            for author_id, name in sorted(self._names.items())
        ]


def _published(record: PaperRecord) -> bool:
    if any(
        scheme == "acl" or (scheme == "doi" and not is_preprint_doi(value))
        for scheme, value in identifiers_of(record)
    ):
        return True
    return bool(record.venue and record.venue.strip()) and not _PREPRINT_VENUE.match(
        record.venue or ""
    )


def _author_line(group: Group) -> Sequence[AuthorRecord]:
    lines = [record.authors for record in _best_first(group) if record.authors]
    if not lines:
        return ()
    # the first of equals is the best record's
    return max(lines, key=lambda line: (len(line), sum(a.author_id is not None for a in line)))


def _by_name(name: str) -> str:
    # a name of no letters at all still needs an id of its own
    return f"name:{slug(name, most=200) if plain(name) else title_hash(name)}"


def _numbered(author_id: str, used: set[str]) -> str:
    number = 2
    while f"{author_id}-{number}" in used:
        number += 1
    return f"{author_id}-{number}"


def _first(values: Iterable[Any]) -> Any:
    return next((value for value in values if value is not None), None)


def _largest(values: Iterable[int | None]) -> int | None:
    return max((value for value in values if value is not None), default=None)


_ENDS = ["citing_id", "cited_id"]


def _edge_frames(
    citations: Sequence[CitationRecord],
    paper_of: Mapping[str, str],
    *,
    base: Frames | None,
    aliases: Mapping[str, str],
    now: datetime,
) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, int]]:
    """Return the tables `citations` and `contexts`, and counts of what was left out.

    Several records of one citation (by several sources, or of merged papers) become one row: its
    origins are united, it is influential if any source says so, and its sentences are numbered in
    the order given, each once. A citation from a paper to itself, which a merger can make, and one
    whose end is no paper here are left out and counted.
    """
    pairs: dict[tuple[str, str], list[CitationRecord]] = {}
    outside = loops = 0
    for record in citations:
        citing, cited = paper_of.get(record.citing), paper_of.get(record.cited)
        if citing is None or cited is None:
            outside += 1
        elif citing == cited:
            loops += 1
        else:
            pairs.setdefault((citing, cited), []).append(record)
    ends = sorted(pairs)
    sentences: list[dict[str, Any]] = []
    doubled = 0
    columns: dict[str, list[Any]] = {
        name: [] for name in ("origins", "influential", "intents", "first", "last", *_MENTIONS)
    }
    for pair in ends:
        records = pairs[pair]
        if len(records) > 1:
            doubled += len(records) - 1
            records = sorted(records, key=repr)
        columns["origins"].append(sorted({o for r in records for o in r.origins}))
        columns["influential"].append(_any(r.influential for r in records))
        columns["intents"].append(_union(r.intents for r in records))
        seen = [r.seen or now for r in records]
        columns["first"].append(min(seen))
        columns["last"].append(max(seen))
        for name, value in zip(_MENTIONS, _mentions(records), strict=True):
            columns[name].append(value)
        if any(r.contexts for r in records):
            sentences.extend(_sentences(pair, records))
    frame = pd.DataFrame(
        {
            "citing_id": pd.Series([citing for citing, _ in ends], dtype="str"),
            "cited_id": pd.Series([cited for _, cited in ends], dtype="str"),
            "origins": pd.Series(columns["origins"], dtype=object),
            "influential": pd.array(columns["influential"], dtype="boolean"),
            "intents": pd.Series(columns["intents"], dtype=object),
            "first_seen": _times(columns["first"]),
            "last_seen": _times(columns["last"]),
            **{name: pd.Series(columns[name], dtype=object) for name in _MENTIONS},
        }
    )
    if base is not None:
        frame = _with_first_sighting(frame, base["citations"], aliases)
    given = sum(len(r.contexts) for records in pairs.values() for r in records)
    notes = {
        "citations_given": len(citations),
        "citations_outside": outside,
        "citations_to_itself": loops,
        "citations_united": doubled,
        "contexts_united": given - len(sentences),
    }
    return TABLES["citations"].conform(frame), TABLES["contexts"].frame(sentences), notes


_MENTIONS: Final = (
    "mentions",
    "mentions_by_section",
    "mentions_in_tables",
    "mentions_alone",
    "mentions_exact",
)


def _mentions(records: Sequence[CitationRecord]) -> tuple[Any, ...]:
    """Return how often a citation is mentioned; of several counts an exact one, of such the most.

    Where a lower bound is above the exact count of another text, that text is another version.
    """
    known = [record.counts for record in records if record.counts is not None]
    if not known:
        return (None,) * len(_MENTIONS)
    most = max(known, key=lambda c: (c.exact, c.mentions, c.by_section, repr(c)))
    sections = [{"section": name, "mentions": n} for name, n in most.by_section]
    return most.mentions, sections, most.in_tables, most.alone, most.exact


def _sentences(
    pair: tuple[str, str], records: Sequence[CitationRecord]
) -> Iterable[dict[str, Any]]:
    intents: dict[tuple[str | None, str], list[tuple[str, ...] | None]] = {}
    printed: dict[tuple[str | None, str], tuple[str, ContextRecord]] = {}
    for context in (c for r in records for c in r.contexts):
        sentence = clean(context.sentence)
        if sentence is not None:
            key = context.origin, " ".join(sentence.split())
            printed.setdefault(key, (sentence, context))
            intents.setdefault(key, []).append(context.intents)
    # what the service gives comes first, so that its numbers do not depend on other origins
    order = sorted(printed, key=lambda key: key[0] is not None)
    for n, key in enumerate(order):
        sentence, context = printed[key]
        yield {
            "citing_id": pair[0],
            "cited_id": pair[1],
            "n": n,
            "sentence": sentence,
            "intents": _union(intents[key]),
            "origin": context.origin,
            "section": context.section,
            "in_table": context.in_table,
            "group": context.group,
        }


def _any(marks: Iterable[bool | None]) -> bool | None:
    known = [mark for mark in marks if mark is not None]
    return any(known) if known else None


def _union(sets: Iterable[Iterable[str] | None]) -> list[str] | None:
    known = [found for found in sets if found is not None]
    return sorted({item for found in known for item in found}) if known else None


def _times(values: Sequence[datetime]) -> pd.Series[Any]:
    # a build knows few different times, and turning each into a stamp is slow
    stamps = {
        value: np.datetime64(value.astimezone(UTC).replace(tzinfo=None)) for value in set(values)
    }
    times = np.array([stamps[value] for value in values], dtype="datetime64[us]")
    return pd.Series(times).dt.tz_localize("UTC")


def _with_first_sighting(
    frame: pd.DataFrame, before: pd.DataFrame, aliases: Mapping[str, str]
) -> pd.DataFrame:
    known = pd.DataFrame(
        {
            "citing_id": before["citing_id"].map(aliases).astype("str"),
            "cited_id": before["cited_id"].map(aliases).astype("str"),
            "before": before["first_seen"],
        }
    ).dropna()
    known = known.sort_values("before").drop_duplicates(_ENDS)
    joined = frame.merge(known, how="left", on=_ENDS)
    earlier = joined["before"].notna() & (joined["before"] < joined["first_seen"])
    joined["first_seen"] = joined["first_seen"].mask(earlier, joined["before"])
    return joined.drop(columns="before")


_DIRECTIONS: Final = ("citations", "references")
_WORST_FIRST: Final = ("failed", "elided", "capped", "complete", "not asked")
# how full a list of the service is, beside one that was read in the paper itself
_FULLER: Final = ("not asked", "failed", "elided", "capped", "complete")


def _coverage_rows(
    records: Sequence[CoverageRecord],
    found: Groups,
    papers: Mapping[str, Group],
    paper_of: Mapping[str, str],
) -> tuple[list[dict[str, Any]], int]:
    """Return a row for every paper and direction, and how many records speak of no paper here."""
    # by paper and direction, then by record of the service: a merged id's list is the same list
    lists: dict[tuple[str, str], dict[str, list[CoverageRecord]]] = defaultdict(
        lambda: defaultdict(list)
    )
    own: dict[tuple[str, str], list[CoverageRecord]] = defaultdict(list)
    outside = 0
    for record in records:
        paper_id = paper_of.get(record.paper)
        if paper_id is None or record.direction not in _DIRECTIONS:
            outside += 1
            continue
        if record.origin is not None:
            own[paper_id, record.direction].append(record)
            continue
        key = found.merged_keys.get(record.paper, record.paper)
        lists[paper_id, record.direction][found.service.get(key, key)].append(record)
    rows = []
    for paper_id, group in papers.items():
        for direction in _DIRECTIONS:
            reported = _reported(group.records, direction, found.service)
            asked = {
                service: answers[0] if len(answers) == 1 else min(answers, key=_newest_first)
                for service, answers in lists.get((paper_id, direction), {}).items()
            }
            row = _combine(asked, reported)
            if read := own.get((paper_id, direction)):
                row = _with_own_list(row, min(read, key=_newest_first))
            rows.append({"paper_id": paper_id, "direction": direction, **row})
    return rows, outside


def _with_own_list(service: dict[str, Any], own: CoverageRecord) -> dict[str, Any]:
    """Put the list read in the paper itself in the row, unless the service's is fuller."""
    beside = {
        "version": own.version,
        "unresolved_references": None
        if own.unread is None
        else [{"key": r.key, "text": r.text, "reason": r.reason} for r in own.unread],
    }
    less = _FULLER.index(own.state) < _FULLER.index(service["state"])
    if less or own.state in ("failed", "not asked"):
        told = f"its source: {own.reason}" if own.reason else None
        return {
            **service,
            **beside,
            "reason": _joined([service.get("reason"), told]),
            "failure": _joined([service.get("failure"), own.failure]),
        }
    return {
        **beside,
        "reported": own.reported,
        "fetched": own.fetched,
        "unresolved": own.unresolved,
        "outside": own.outside,
        "state": own.state,
        "reason": own.reason,
        "failure": _joined([own.failure, service.get("failure")]),
        "when": own.when,
        "origin": own.origin,
        "service_state": service["state"],
        "service_reported": service.get("reported"),
        "service_fetched": service.get("fetched"),
    }


def _compare_lists(coverage: Sequence[dict[str, Any]], citations: pd.DataFrame) -> None:
    """Hold the two lists of a paper against each other, where both came; in place."""
    both = {
        row["paper_id"]: row
        for row in coverage
        if row["direction"] == "references"
        and row.get("origin") is not None
        and row["service_state"] in READ_STATES
    }
    for row in both.values():
        row.update(in_both=0, only_in_source=0, only_in_service=0)
    near = citations[citations["citing_id"].isin(both)]
    for citing, origins in zip(near["citing_id"], near["origins"], strict=True):
        row = both[citing]
        own = row["origin"] in origins
        name = "only_in_service" if not own else "in_both" if len(origins) > 1 else "only_in_source"
        row[name] += 1


def _reported(
    records: Iterable[PaperRecord], direction: str, service: Mapping[str, str]
) -> dict[str, int | None]:
    """Return what each record of the service says there is."""
    counts: dict[str, int | None] = {}
    for record in records:
        count = (
            record.reported_references if direction == "references" else record.reported_citations
        )
        key = service[record.key]
        before = counts.get(key)
        known = [n for n in (before, count) if n is not None]
        counts[key] = max(known) if known else None
    return counts


def _newest_first(record: CoverageRecord) -> tuple[Any, ...]:
    when = -record.when.timestamp() if record.when is not None else 0.0
    return when, _WORST_FIRST[::-1].index(record.state), repr(record)


def _combine(
    asked: Mapping[str, CoverageRecord], reported: Mapping[str, int | None]
) -> dict[str, Any]:
    answers = [asked[key] for key in sorted(asked) if asked[key].state != "not asked"]
    if not answers:
        reasons = sorted({r.reason for r in asked.values() if r.reason})
        stated = [r.reported for r in asked.values()]
        return {
            "reported": _sum(stated) if _sum(stated) is not None else _sum(reported.values()),
            "state": "not asked",
            "reason": "; ".join(reasons) or None,
            "failure": _joined(r.failure for r in asked.values()),
        }
    silent = [
        key
        for key in sorted(reported)
        if (key not in asked or asked[key].state == "not asked")
        and reported[key] != 0
        and (key in asked or reported[key] is not None)
    ]
    state = min((r.state for r in answers), key=_WORST_FIRST.index)
    reasons = [r.reason for r in answers if r.reason]
    if silent:
        state = "capped" if state == "complete" else state
        reasons.append(
            f"{len(silent)} of {len(silent) + len(answers)} records of this paper were not asked"
        )
    known = [
        *(r.reported if r.reported is not None else reported.get(k) for k, r in asked.items()),
        *(reported[key] for key in silent if key not in asked),
    ]
    return {
        "reported": _sum(known),
        "fetched": _sum(r.fetched for r in answers),
        "unresolved": _sum(r.unresolved for r in answers),
        "outside": _sum(r.outside for r in answers),
        "state": state,
        "reason": _joined(reasons),
        "failure": _joined(r.failure for r in answers),
        "when": max((r.when for r in answers if r.when is not None), default=None),
    }


def _joined(texts: Iterable[str | None]) -> str | None:
    return "; ".join(dict.fromkeys(text for text in texts if text)) or None


def _sum(counts: Iterable[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None
