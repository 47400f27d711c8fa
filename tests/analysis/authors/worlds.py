"""Small literatures made of who wrote what, who cites whom and what is listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from hypothesis import strategies as st

from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import TABLES, Frames
from kdgraph.testing import toys

__all__ = ["LISTED", "PAIRS", "PEOPLE", "WROTE", "empty", "made", "shuffled"]

PEOPLE = {"p": "Pia Poe", "q": "Quin Roe", "r": "Rue Moe", "s": "Sam Doe", "t": "Tim Foe"}
WROTE = st.dictionaries(
    st.sampled_from("abcdef"), st.lists(st.sampled_from("pqrst"), max_size=4, unique=True)
)
PAIRS = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=20)
LISTED = st.lists(st.sampled_from("abcdef"), max_size=6)


def made(
    wrote: Mapping[str, Sequence[str]],
    pairs: Sequence[tuple[str, str]] = (),
    listed: Sequence[str | None] = (),
    *,
    names: Mapping[str, str] = PEOPLE,
    papers: str = "abcdef",
) -> Snapshot:
    """Return a snapshot; every second entry is in the section "Odd", the others in "Even"."""
    distinct = dict.fromkeys((i, j) for i, j in pairs if i != j)
    frames = {name: table.empty() for name, table in TABLES.items()}
    frames["papers"] = TABLES["papers"].frame(
        {"paper_id": p, "title": f"Paper {p}", "year": 2000 + n} for n, p in enumerate(papers)
    )
    frames["authors"] = TABLES["authors"].frame(
        {"author_id": who, "name": name, "by_name": who.startswith("name:")}
        for who, name in names.items()
    )
    frames["authorships"] = TABLES["authorships"].frame(
        {"paper_id": p, "position": n, "author_id": who, "name": names[who]}
        for p, team in wrote.items()
        for n, who in enumerate(team)
    )
    frames["citations"] = TABLES["citations"].frame(
        {"citing_id": i, "cited_id": j} for i, j in distinct
    )
    frames["entries"] = TABLES["entries"].frame(
        {"entry_id": f"l:{n}", "position": n, "section": ("Even", "Odd")[n % 2]}
        for n in range(len(listed))
    )
    frames["matches"] = TABLES["matches"].frame(
        {"entry_id": f"l:{n}", "paper_id": p} for n, p in enumerate(listed)
    )
    return Snapshot(frames, toys.MANIFEST)


def shuffled(snapshot: Snapshot, seed: int) -> Snapshot:
    """Return the same snapshot with the rows of every table in another order."""
    order = Random(seed)
    frames: Frames = {}
    for name, frame in snapshot.frames().items():
        rows = list(range(len(frame)))
        order.shuffle(rows)
        frames[name] = frame.iloc[rows]
        if len(TABLES[name].key) > 1:
            frames[name] = frames[name].reset_index(drop=True)
    return Snapshot(frames, snapshot.manifest)


def empty() -> Snapshot:
    """Return a snapshot without a single row."""
    return Snapshot({name: table.empty() for name, table in TABLES.items()}, toys.MANIFEST)
