"""A literature small enough to draw, with every oddity a real one has, for tests.

::

    2000 a <---- b 2005 <---- d 2010 <- e 2010 <=> f 2011      g 2008 (nobody's)
         ^ ^---- c 2006 <----'                                 u (undated) -> a

``d <- e`` is a citation within one year, ``e <=> f`` a pair that cites each other, in which the
older e runs against time. Known answers: 8 arcs, 1 forward in time, 1 undated paper.

Ada (s2:1) wrote a alone, b and d with Bo (s2:2), d also with Cy; another Bo (s2:3) wrote c with Cy,
who is known by name alone; Bo wrote e, Cy f. The authors of g and u are unknown.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd

from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import TABLES, Frames
from kdgraph.store import Manifest

__all__ = [
    "ARCS",
    "MANIFEST",
    "TITLES",
    "WROTE",
    "authors",
    "authorships",
    "citations",
    "frames",
    "papers",
    "snapshot",
]

TITLES = {
    "a": "Mimicking & {Teachers}: a #1 Survey",
    "b": 'The "Student" <learns>; or, does it?',
    "c": "تقطير المعرفة في الشبكات العصبية",
    "d": "知识蒸馏\nacross two lines",
    "e": "=SUM(A1) is no formula",
    "f": "Students, Teachers, and Ünïcödé",
    "g": "An Isolated Paper",
    "u": "The undated students' paper",
}
"""Titles that break careless writers: markup, quotes, another direction, a line end, a formula."""

ARCS = (
    ("b", "a"),
    ("c", "a"),
    ("d", "b"),
    ("d", "c"),
    ("e", "d"),
    ("e", "f"),
    ("f", "e"),
    ("u", "a"),
)
"""(citing, cited) pairs."""

WROTE = {
    "a": ("s2:1",),
    "b": ("s2:1", "s2:2"),
    "c": ("s2:3", "name:cy-young"),
    "d": ("s2:1", "s2:2", "name:cy-young"),
    "e": ("s2:2",),
    "f": ("name:cy-young",),
}
"""Authors of each paper, in order."""

MANIFEST = Manifest(
    id="toy",
    time=datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC),
    origins=("toys", "by hand"),
    list_id="toys",
    list_file="toys.md",
    list_digest="0" * 64,
    parameters={"max_papers": 8},
    rows={},
    version="0.1.0",
    files={},
)

_YEARS = {"a": 2000, "b": 2005, "c": 2006, "d": 2010, "e": 2010, "f": 2011, "g": 2008}
_NAMES = {"s2:1": "Ada Byron", "s2:2": "Bo Li", "s2:3": "Bo Li", "name:cy-young": "Cy Young"}
_SEEN = datetime(2024, 1, 1, tzinfo=UTC)


def papers() -> pd.DataFrame:
    """Return the papers; d has a day, b was out as a preprint the year before."""
    rows = [
        {
            "paper_id": paper_id,
            "title": title,
            "year": _YEARS.get(paper_id),
            "first_year": 2004 if paper_id == "b" else None,
            "date": "2010-06-15" if paper_id == "d" else None,
            "fields": {"a": ["Computer Science", "Education"], "b": []}.get(paper_id),
            "reported_citations": {"a": 120}.get(paper_id),
            "hop": 0 if paper_id in "ab" else 1,
            "origin": "toys",
            "first_seen": _SEEN,
        }
        for paper_id, title in TITLES.items()
    ]
    return TABLES["papers"].frame(rows)


def citations() -> pd.DataFrame:
    """Return the citations of `ARCS`."""
    rows = [
        {
            "citing_id": citing_id,
            "cited_id": cited_id,
            "origins": ["by hand", "toys"] if citing_id == "d" else ["toys"],
            "influential": {"b": True, "c": False}.get(citing_id),
            "intents": {"b": ["methodology"], "c": []}.get(citing_id),
        }
        for citing_id, cited_id in ARCS
    ]
    return TABLES["citations"].frame(rows)


def authors() -> pd.DataFrame:
    """Return the four authors."""
    rows = [
        {"author_id": author_id, "name": name, "by_name": author_id.startswith("name:")}
        for author_id, name in _NAMES.items()
    ]
    return TABLES["authors"].frame(rows)


def authorships() -> pd.DataFrame:
    """Return who wrote what, as in `WROTE`."""
    rows = [
        {"paper_id": paper_id, "position": n, "author_id": who, "name": _NAMES[who]}
        for paper_id, people in WROTE.items()
        for n, who in enumerate(people)
    ]
    return TABLES["authorships"].frame(rows)


def frames() -> Frames:
    """Return all tables; entries 1 and 2 are papers a and b, entry 3 was not found."""
    identifiers = [
        ("arxiv", "1503.02531", "a"),
        ("doi", "10.1145/1150402.1150464", "b"),
        ("s2", "0c" * 20, "c"),
        ("corpus", "7200347", "c"),
        ("acl", "P19-1001", "d"),
        ("title", "a former name", "g"),
    ]
    entries: list[dict[str, object]] = [
        {"entry_id": "toys:1", "list_id": "toys", "section": "Old / Pioneers", "title": "a"},
        {"entry_id": "toys:2", "list_id": "toys", "section": "New", "title": "b"},
        {"entry_id": "toys:3", "list_id": "toys", "section": "New", "title": "Nowhere"},
    ]
    for n, entry in enumerate(entries):
        entry |= {"position": n, "venues": [{"name": "ACL", "year": 2019}], "authors": ["A. Byron"]}
    matches: list[dict[str, object]] = [
        {"entry_id": "toys:1", "paper_id": "a", "method": "arxiv", "confidence": 1.0},
        {"entry_id": "toys:2", "paper_id": "b", "method": "title", "confidence": 0.97},
        {"entry_id": "toys:3", "reason": "no title is near"},
    ]
    coverage = [
        {
            "paper_id": p,
            "direction": "references",
            "state": "complete" if p in "bcdef" else "not asked",
        }
        for p in TITLES
    ]
    contexts = [
        {"citing_id": "d", "cited_id": "b", "n": n, "sentence": text}
        for n, text in enumerate(["We extend [1].", "+ as in [1]"])
    ]
    return {
        "entries": TABLES["entries"].frame(entries),
        "matches": TABLES["matches"].frame(matches),
        "papers": papers(),
        "identifiers": TABLES["identifiers"].frame(
            dict(zip(("scheme", "value", "paper_id"), row, strict=True)) for row in identifiers
        ),
        "authors": authors(),
        "authorships": authorships(),
        "citations": citations(),
        "contexts": TABLES["contexts"].frame(contexts),
        "coverage": TABLES["coverage"].frame(coverage),
    }


def snapshot() -> Snapshot:
    """Return all of it as a snapshot in memory."""
    return Snapshot(frames(), MANIFEST)
