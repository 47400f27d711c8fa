"""A paper as a bibliography gives it: one record for each, the same for every format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from html import unescape
from typing import Any, Final

import pandas as pd

from kdgraph.errors import UnknownPaperError
from kdgraph.export.citation_keys import citation_keys
from kdgraph.export.venues import VenueKind, venue_of_record
from kdgraph.graph.reading_notes import NO_NOTE, PaperNote
from kdgraph.graph.snapshot import Snapshot
from kdgraph.identifiers import link

__all__ = ["Reference", "cleaned", "noted", "references"]


# C0 but white space, DEL, C1, controls of writing direction, noncharacters
_CONTROL: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\U0010ffff]"
)
# with its semicolon: "AT&T" and "R&D" are none
_ENTITY: Final = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")


@dataclass(frozen=True, slots=True)
class Reference:
    """What a bibliography says about a paper; None and empty where it is not known.

    `year` and `date` agree: a day of another year is left out. A venue is without that year
    (`venue_of_record`), and one that is a preprint server is none; `venues` is all that the data
    say of where it was published, in their words. `url` leads to the paper: the DOI's address, else
    arXiv's, else the first that the list gives, else that of another catalogue. Texts are without
    control characters, and entities of HTML such as ``&amp;`` are the characters that they name;
    `cleaned` and `entities` count the texts that had any. `kept` are the reader's own tags, read
    mark and note.
    """

    paper_id: str
    key: str
    title: str
    authors: tuple[str, ...]
    year: int | None
    date: date | None
    venue: str | None
    venues: str | None
    kind: VenueKind
    arxiv: str | None
    doi: str | None
    url: str | None
    abstract: str | None
    sections: tuple[str, ...]
    cleaned: int = 0
    entities: int = 0
    kept: PaperNote = NO_NOTE


def references(snapshot: Snapshot, paper_ids: Iterable[str] | None = None) -> list[Reference]:
    """Return the records of some papers in the order given, or of all in the order of their keys.

    Raises
    ------
    UnknownPaperError
        If an id is none of a paper here.
    """
    papers = snapshot.papers
    keys = citation_keys(snapshot)
    if paper_ids is None:
        chosen = keys.sort_values().index.tolist()
    else:
        chosen = list(dict.fromkeys(map(str, paper_ids)))
        for paper_id in chosen:
            if paper_id not in papers.index:
                raise UnknownPaperError(paper_id)
    wanted = papers.loc[chosen]
    columns = ("title", "year", "date", "venue", "abstract")
    authors, sections = paper_authors(snapshot), snapshot.reading_list.sections_of_papers
    names, links = _identifiers(snapshot), _links(snapshot)
    notes = snapshot.reading_notes
    found = [
        _reference(
            str(paper_id),
            key,
            dict(zip(columns, row, strict=True)),
            authors.get(paper_id, ()),
            sections.get(paper_id, ()),
            names.get(paper_id, {}),
            links.get(paper_id),
        )
        for paper_id, key, *row in zip(
            chosen,
            keys.loc[chosen].tolist(),
            *(wanted[name].tolist() for name in columns),
            strict=True,
        )
    ]
    return [replace(one, kept=notes.of(one.paper_id)) for one in found] if notes.papers else found


def _reference(
    paper_id: str,
    key: str,
    facts: Mapping[str, Any],
    authors: tuple[str, ...],
    sections: tuple[str, ...],
    names: Mapping[str, str],
    link: str | None,
) -> Reference:
    known = {name: value for name, value in facts.items() if not pd.isna(value)}
    said = [name for name in ("title", "venue", "abstract") if name in known]
    found = [*authors, *(str(known[name]) for name in said)]
    written = [_ENTITY.sub(lambda entity: unescape(entity[0]), text) for text in found]
    shown = [_CONTROL.sub("", text) for text in written]
    with_entities = sum(one != other for one, other in zip(found, written, strict=True))
    with_controls = sum(one != other for one, other in zip(written, shown, strict=True))
    known |= dict(zip(said, shown[len(authors) :], strict=True))
    authors = tuple(name for name in shown[: len(authors)] if name.strip())
    year = int(known["year"]) if "year" in known else None
    day = known["date"].date() if "date" in known else None
    venues = " ".join(str(known.get("venue", "")).split())
    when = year if year is not None else day.year if day else None
    venue, kind = venue_of_record(venues, when)
    if kind == "preprint" or (not venue and "arxiv" in names):
        venue, venues, kind = "", "", "preprint"
    return Reference(
        paper_id=paper_id,
        key=key,
        title=str(known.get("title", "")),
        authors=authors,
        year=when,
        date=day if day is not None and year in (None, day.year) else None,
        venue=venue or None,
        venues=venues or None,
        kind=kind,
        arxiv=names.get("arxiv"),
        doi=names.get("doi"),
        url=_url(names, link),
        abstract=known.get("abstract"),
        sections=sections,
        cleaned=with_controls,
        entities=with_entities,
    )


def noted(records: Iterable[Reference]) -> dict[str, int]:
    """Return how many records hold tags, marks or notes of the reader, for a report."""
    count = sum(bool(record.kept) for record in records)
    return {"with your tags, read marks or notes": count} if count else {}


def cleaned(records: Iterable[Reference]) -> dict[str, int]:
    """Return how many texts of some records are not as the data have them, for a report."""
    records = list(records)
    return {
        "texts with control characters, which are left out": sum(r.cleaned for r in records),
        "texts with HTML entities, written as characters": sum(r.entities for r in records),
    }


def paper_authors(snapshot: Snapshot) -> dict[str, tuple[str, ...]]:
    """Return the names of each paper's authors in order, as printed there."""
    table = snapshot.authorships.sort_values(["paper_id", "position"], kind="stable")
    names = table["name"].fillna(table["author_id"].map(snapshot.authors["name"]))
    people: dict[str, list[str]] = {}
    for paper_id, name in zip(table["paper_id"].tolist(), names.tolist(), strict=True):
        if not pd.isna(name) and str(name).strip():
            people.setdefault(paper_id, []).append(str(name))
    return {paper_id: tuple(of_paper) for paper_id, of_paper in people.items()}


def _identifiers(snapshot: Snapshot) -> dict[str, dict[str, str]]:
    """Return one id of each scheme for each paper: the one in its paper id, else the first."""
    table = snapshot.identifiers
    table = table[table["scheme"].isin(["arxiv", "doi", "s2", "acl"])]
    table = table.sort_values(["scheme", "value"], kind="stable")
    names: dict[str, dict[str, str]] = {}
    for scheme, value, paper_id in zip(
        table["scheme"].tolist(), table["value"].tolist(), table["paper_id"].tolist(), strict=True
    ):
        if scheme == "doi" and str(value).startswith("10.48550/"):
            continue  # arXiv's own DOIs say what the arXiv id says
        of_paper = names.setdefault(paper_id, {})
        if scheme not in of_paper or paper_id == f"{scheme}:{value}":
            of_paper[str(scheme)] = str(value)
    return names


def _links(snapshot: Snapshot) -> dict[str, str]:
    """Return the first address that the list gives for each paper."""
    matched = snapshot.matches["paper_id"].dropna().to_dict()
    links: dict[str, str] = {}
    for entry_id, addresses in snapshot.entries["paper_links"].items():
        if entry_id in matched and addresses is not None and len(addresses):
            links.setdefault(matched[entry_id], str(addresses[0]))
    return links


def _url(names: Mapping[str, str], listed: str | None) -> str | None:
    for scheme in ("doi", "arxiv"):
        if scheme in names:
            return link(scheme, names[scheme])
    if listed is not None:
        return listed
    for scheme in ("acl", "s2"):
        if scheme in names:
            return link(scheme, names[scheme])
    return None
