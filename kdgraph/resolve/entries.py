"""Resolve all entries of a list against a catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from kdgraph.identifiers import of_entry
from kdgraph.records import MatchRecord, PaperRecord
from kdgraph.resolve.catalogue import Catalogue, Identifier
from kdgraph.resolve.judge import Verdict, judge, words_that_differ
from kdgraph.titles import compare_titles, names_agree, plain, title_similarity

__all__ = ["Resolution", "resolve_entries", "wanted_identifiers"]

_DOUBTFUL = 0.5
"""Confidence in an identifier whose paper bears the title of a sibling."""


@dataclass(slots=True)
class Resolution:
    """One match for each entry, in order, and the papers behind them by the catalogue's key."""

    matches: list[MatchRecord] = field(default_factory=list)
    papers: dict[str, PaperRecord] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Entry:
    entry_id: str
    title: str
    year: int | None
    authors: tuple[str, ...]
    identifiers: tuple[Identifier, ...]


def resolve_entries(entries: pd.DataFrame, catalogue: Catalogue) -> Resolution:
    """Find the paper of every entry: by its identifiers in order of trust, else by its title.

    Those are arXiv id, DOI, and what its links name: ids of Semantic Scholar, PMID, PMCID, id of
    the ACL Anthology, number of MAG. All first identifiers are asked in one call, the second ones
    of what that left in another.

    A paper found by identifier is taken at its word, unless its title contradicts the list's and
    either its authors do so too or the title is nearly the same, as that of a sibling is: then the
    title is tried, and the paper of the identifier is kept, with little confidence, only if that
    fails. Of several papers that fit a title, the surest is taken, and the next is named.

    Parameters
    ----------
    entries : DataFrame
        The table `entries`.
    catalogue : Catalogue
        Where to look.

    Returns
    -------
    Resolution
        As many matches as entries, in their order.
    """
    todo = [_entry(str(entry_id), row) for entry_id, row in entries.iterrows()]
    found: dict[str, tuple[str, PaperRecord]] = {}
    unknown: dict[str, list[Identifier]] = {}
    for attempt in range(max((len(entry.identifiers) for entry in todo), default=0)):
        asked = [
            (entry, entry.identifiers[attempt])
            for entry in todo
            if entry.entry_id not in found and len(entry.identifiers) > attempt
        ]
        papers = catalogue.by_identifiers([identifier for _, identifier in asked])
        for (entry, identifier), paper in zip(asked, papers, strict=True):
            if paper is None:
                unknown.setdefault(entry.entry_id, []).append(identifier)
            else:
                found[entry.entry_id] = (identifier[0], paper)
    resolution = Resolution()
    for entry in todo:
        if entry.entry_id in found:
            match, chosen = _by_identifier(entry, *found[entry.entry_id], catalogue)
        else:
            match, chosen = _by_title(entry, unknown.get(entry.entry_id, ()), catalogue)
        resolution.matches.append(match)
        if chosen is not None:
            resolution.papers[chosen.key] = replace(chosen, hop=0)
    return resolution


def wanted_identifiers(row: pd.Series[Any]) -> tuple[Identifier, ...]:
    """Return the identifiers by which the paper of a row of `entries` is looked up, in order."""
    arxiv, doi = (None if pd.isna(row[name]) else str(row[name]) for name in ("arxiv", "doi"))
    others = [link["url"] for link in row["other_links"] or ()]
    return of_entry(arxiv, doi, row["paper_links"] or (), others)


def _entry(entry_id: str, row: pd.Series[Any]) -> _Entry:
    title = "" if pd.isna(row["title"]) else str(row["title"])
    return _Entry(
        entry_id=entry_id,
        title=title,
        year=None if pd.isna(row["year"]) else int(row["year"]),
        authors=tuple(row["authors"] or ()),
        identifiers=wanted_identifiers(row),
    )


def _by_identifier(
    entry: _Entry, method: str, paper: PaperRecord, catalogue: Catalogue
) -> tuple[MatchRecord, PaperRecord | None]:
    if not plain(entry.title):
        reason = "identifier; the list gives no title"
        return MatchRecord(entry.entry_id, paper.key, method, 1.0, reason), paper
    compared = compare_titles(entry.title, paper.title)
    if compared.relation == "same":
        return MatchRecord(
            entry.entry_id, paper.key, method, 1.0, "identifier, title agrees"
        ), paper
    names = [author.name for author in paper.authors or () if author.name]
    agree = names_agree(list(entry.authors), names) if entry.authors and names else None
    different = compared.relation == "different"
    if different and (agree is False or compared.differences):
        match, chosen = _by_title(entry, (), catalogue)
        suspicion = (
            f'the {method} id of the list leads to another work, "{paper.title}"'
            f"{words_that_differ(compared)}"
        )
        if chosen is not None and chosen.key != paper.key:
            contradicting = (
                "title and authors contradict" if agree is False else "title contradicts"
            )
            return (
                replace(
                    match,
                    reason=f"{match.reason}; {suspicion}",
                    runner_up=_name(paper),
                    runner_up_reason=f"{contradicting} the list{words_that_differ(compared)}",
                ),
                chosen,
            )
        if agree is False:
            reason = f"{suspicion}, and the title leads to none; check the list"
            return MatchRecord(entry.entry_id, paper.key, method, 0.3, reason), paper
    reason = f'identifier; the title there reads "{paper.title}"{words_that_differ(compared)}'
    if different and (compared.by_number or (compared.differences and agree is None)):
        reason += "; check the list"
        return MatchRecord(entry.entry_id, paper.key, method, _DOUBTFUL, reason), paper
    similarity = title_similarity(entry.title, paper.title)
    confidence = round(0.75 + 0.2 * similarity, 3) if agree is not False else 0.6
    return MatchRecord(entry.entry_id, paper.key, method, confidence, reason), paper


def _by_title(
    entry: _Entry, unknown: Sequence[Identifier], catalogue: Catalogue
) -> tuple[MatchRecord, PaperRecord | None]:
    missing = ", ".join(f"{scheme} {value}" for scheme, value in unknown)
    before = f"{missing} unknown to {catalogue.name}; " if missing else ""
    if not plain(entry.title) or any(entry.title == value for _, value in entry.identifiers):
        reason = f"{before}no title to look for"
        return MatchRecord(entry.entry_id, None, None, None, reason), None
    fitting: list[tuple[Verdict, PaperRecord]] = []
    refused: tuple[str, str] | None = None
    for paper in catalogue.by_title(entry.title):
        verdict = judge(entry.title, entry.year, entry.authors, paper)
        if verdict.accepted:
            fitting.append((verdict, paper))
        else:
            refused = refused or (_name(paper), verdict.reason)
    if not fitting:
        reason = f"{before}{catalogue.name} knows no paper of this title"
        return MatchRecord(
            entry.entry_id, None, None, None, reason, *(refused or (None, None))
        ), None
    fitting.sort(key=lambda fit: (-fit[0].confidence, _years_apart(entry, fit[1])))
    (verdict, chosen), *others = fitting
    if others:
        refused = (_name(others[0][1]), f"fits as well: {others[0][0].reason}")
    match = MatchRecord(
        entry.entry_id,
        chosen.key,
        "title",
        verdict.confidence,
        before + verdict.reason,
        *(refused or (None, None)),
    )
    return match, chosen


def _years_apart(entry: _Entry, paper: PaperRecord) -> int:
    years = [year for year in (paper.year, paper.first_year) if year is not None]
    return min((abs(entry.year - year) for year in years), default=2) if entry.year else 0


def _name(paper: PaperRecord) -> str:
    strongest = next((f"{scheme}:{value}" for scheme, value in paper.identifiers), paper.key)
    return f'{strongest} "{paper.title}"'
