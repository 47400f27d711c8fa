"""The papers of the list and the one section that each counts for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from kdgraph.analysis.authors.listing import listed_entries
from kdgraph.errors import InputError
from kdgraph.graph.snapshot import Snapshot

__all__ = ["Listed", "headings_like", "listed_sections"]


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """Sections of listed papers, and what could not be placed.

    ``entries == len(section) + unmatched + unsectioned + repeated``: an entry is first checked for
    its paper, then for a heading, then for being the first of its paper.
    """

    section: pd.Series[Any]
    order: tuple[str, ...]
    entries: int
    unmatched: int
    unsectioned: int
    repeated: int


def listed_sections(snapshot: Snapshot, depth: int | None = None) -> Listed:
    """Return the section of each listed paper; that of its first entry where it has several.

    Parameters
    ----------
    snapshot : Snapshot
        With the list and its matches.
    depth : int, optional
        How many headings from the top count: 1 joins all that stand below one main heading. By
        default all.

    Returns
    -------
    Listed
        ``section`` indexed by ``paper_id``; ``order``, the sections in the order of the list.

    Raises
    ------
    InputError
        If `depth` is below 1.
    """
    if depth is not None and depth < 1:
        raise InputError(f"sections have at least 1 heading, got depth={depth}")
    entries = listed_entries(snapshot)
    entries["section"] = [_upper(section, depth) for section in entries["section"]]
    matched = entries[entries["paper_id"].notna()]
    placed = matched[matched["section"] != ""]
    first = placed.drop_duplicates("paper_id")
    return Listed(
        section=first.set_index("paper_id")["section"],
        order=tuple(dict.fromkeys(placed["section"])),
        entries=len(entries),
        unmatched=len(entries) - len(matched),
        unsectioned=len(matched) - len(placed),
        repeated=len(placed) - len(first),
    )


def headings_like(
    snapshot: Snapshot, section: str | None, depth: int | None = None
) -> tuple[str, ...] | None:
    """Return the sections, as `listed_sections` cuts them, whose headings hold `section`.

    None where no section is asked for.

    Raises
    ------
    InputError
        If no heading holds it; the message names all headings.

    Examples
    --------
    >>> import kdgraph
    >>> headings_like(kdgraph.embedded(), "free")
    ('Data-Free Knowledge Distillation',)
    """
    if section is None:
        return None
    found = listed_entries(snapshot, section)["section"]
    return tuple(dict.fromkeys(_upper(name, depth) for name in found))


def _upper(section: str, depth: int | None) -> str:
    return " / ".join(section.split(" / ")[:depth]).strip()
