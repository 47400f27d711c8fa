"""Whole snapshots from a line or two: papers with years, citations, and made-up authors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import TABLES, Frames
from kdgraph.testing.toys import MANIFEST

__all__ = ["Arcs", "Years", "chain", "made", "snapshot_of", "turned"]

Years = Mapping[str, int | None]
"""The year of each paper by its id; None where it is unknown."""

Arcs = Iterable[tuple[str, str]]
"""(citing, cited) pairs of ids."""

_PEOPLE = {"s2:1": "Ada Byron", "s2:2": "Bo Li", "s2:3": "Cy Young", "name:d-roe": "D. Roe"}


def snapshot_of(years: Years, arcs: Arcs, *, backwards: bool = False) -> Snapshot:
    """Return a snapshot with all tables; `backwards` turns the rows of each of them around.

    Every second paper is on the list, by turns in two sections. Authors come from the letters of
    the id, so that a paper has the same ones wherever it stands; a paper named ``lone`` has none
    and is not listed.
    """
    ids = [paper_id for paper_id in years if paper_id != "lone"]
    teams = {paper_id: _team(paper_id) for paper_id in ids}
    listed = sorted(ids)[::2]
    rows: dict[str, list[dict[str, Any]]] = {
        "papers": [
            {"paper_id": paper_id, "title": f"On {paper_id}", "year": year}
            for paper_id, year in years.items()
        ],
        "citations": [{"citing_id": i, "cited_id": j} for i, j in arcs],
        "authors": [
            {"author_id": who, "name": name, "by_name": who.startswith("name:")}
            for who, name in _PEOPLE.items()
            if any(who in team for team in teams.values())
        ],
        "authorships": [
            {"paper_id": paper_id, "position": n, "author_id": who, "name": _PEOPLE[who]}
            for paper_id, team in teams.items()
            for n, who in enumerate(team)
        ],
        "entries": [
            {"entry_id": f"l:{p}", "list_id": "l", "position": n, "section": f"Part {n % 2}"}
            for n, p in enumerate(listed)
        ],
        "matches": [
            {"entry_id": f"l:{p}", "paper_id": p, "method": "doi", "confidence": 1.0}
            for p in listed
        ],
        "coverage": [
            {"paper_id": p, "direction": "references", "state": "complete"} for p in years
        ],
    }
    step = -1 if backwards else 1
    frames: Frames = {
        name: table.frame(rows.get(name, [])[::step]) for name, table in TABLES.items()
    }
    return Snapshot(frames, MANIFEST)


def _team(paper_id: str) -> list[str]:
    number = sum(map(ord, paper_id))
    return list(dict.fromkeys(list(_PEOPLE)[(number * k) % 4] for k in range(1, 1 + number % 3)))


def turned(arcs: Arcs) -> list[tuple[str, str]]:
    """Return the arcs the other way round."""
    return [(j, i) for i, j in arcs]


def chain(n: int) -> tuple[dict[str, int | None], list[tuple[str, str]]]:
    """Return n papers over fifty years, each of which cites the one before."""
    ids = [f"p{number:07d}" for number in range(n)]
    years: dict[str, int | None] = {
        name: 1970 + 50 * number // n for number, name in enumerate(ids)
    }
    return years, list(zip(ids[1:], ids, strict=False))


def made(seed: int = 0) -> tuple[dict[str, int | None], list[tuple[str, str]]]:
    """Return a literature of 48 papers with a few undated ones and a few cycles."""
    random = np.random.default_rng(seed)
    years: dict[str, int | None] = {
        f"p{n:02d}": None if n % 11 == 6 else 2000 + n // 4 for n in range(48)
    }
    ids = list(years)
    arcs = set()
    for _ in range(190):
        citing = int(random.integers(1, 48))
        cited = int(citing * random.random() ** 0.6)
        if random.random() < 0.03:
            citing, cited = cited, citing
        if citing != cited:
            arcs.add((ids[citing], ids[cited]))
    return years, sorted(arcs)
