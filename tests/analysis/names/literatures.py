"""Literatures with names to find: rows in, a snapshot out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import TABLES
from kdgraph.testing import toys

__all__ = ["literature"]


def literature(
    papers: Sequence[Mapping[str, Any]],
    *,
    entries: Mapping[str, str] | None = None,
    sentences: Sequence[tuple[str, str, str]] = (),
) -> Snapshot:
    """Return papers with `authors`, listed ones by `entries` (paper to the list's own title).

    `sentences` are (citing, cited, sentence); a paper is cited by all that speak of it.
    """
    rows, people, lines = [], {}, []
    for n, row in enumerate(papers):
        facts = dict(row)
        facts.setdefault("paper_id", f"p{n:02}")
        for place, name in enumerate(facts.pop("authors", ())):
            people[f"name:{name}"] = {"author_id": f"name:{name}", "name": name}
            lines.append(
                {
                    "paper_id": facts["paper_id"],
                    "position": place,
                    "author_id": f"name:{name}",
                    "name": name,
                }
            )
        rows.append(facts)
    listed = entries or {}
    counts: dict[tuple[str, str], int] = {}
    contexts = []
    for citing, cited, sentence in sentences:
        n = counts[citing, cited] = counts.get((citing, cited), -1) + 1
        contexts.append({"citing_id": citing, "cited_id": cited, "n": n, "sentence": sentence})
    frames = {name: TABLES[name].frame([]) for name in TABLES}
    frames |= {
        "papers": TABLES["papers"].frame(rows),
        "authors": TABLES["authors"].frame(people.values()),
        "authorships": TABLES["authorships"].frame(lines),
        "citations": TABLES["citations"].frame(
            {"citing_id": citing, "cited_id": cited, "origins": ["toys"]}
            for citing, cited in counts
        ),
        "contexts": TABLES["contexts"].frame(contexts),
        "entries": TABLES["entries"].frame(
            {"entry_id": f"toys:{p}", "list_id": "toys", "position": n, "title": title}
            for n, (p, title) in enumerate(listed.items())
        ),
        "matches": TABLES["matches"].frame(
            {"entry_id": f"toys:{p}", "paper_id": p, "method": "title", "confidence": 1.0}
            for p in listed
        ),
    }
    return Snapshot(frames, toys.MANIFEST)
