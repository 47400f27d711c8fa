"""The reading list of a snapshot: its order, its sections, what is listed, search by heading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from kdgraph.arrays import BoolArray
from kdgraph.errors import InputError

__all__ = ["ReadingList", "Sections"]


@dataclass(frozen=True, slots=True, eq=False)
class Sections:
    """One section for each listed paper, and what could not be placed.

    ``entries == len(section) + unmatched + unsectioned + repeated``: an entry is first checked for
    its paper, then for a heading, then for being the first of its paper under one.

    Attributes
    ----------
    section : Series of str
        Indexed by ``paper_id``, in the order of the list: the first heading that the paper stands
        under. Papers under no heading are not in it.
    order : tuple of str
        The sections in the order of the list.
    entries, unmatched, unsectioned, repeated : int
        All entries; those without a paper; those with a paper but under no heading; further entries
        of a paper that has a section.
    """

    section: pd.Series[str]
    order: tuple[str, ...]
    entries: int
    unmatched: int
    unsectioned: int
    repeated: int


class ReadingList:
    """The list of one snapshot; `Snapshot.reading_list` gives it.

    Whoever needs the order of the list, its sections, or whether a paper is on it asks here. A
    paper is *listed* if an entry of the list is matched to it in this view. A snapshot without any
    entries, made from papers alone, may say so by ``hop`` 0.

    Parameters
    ----------
    frames : mapping
        The tables `entries`, `matches` and `papers`.

    Examples
    --------
    >>> import kdgraph
    >>> the_list = kdgraph.embedded().reading_list
    >>> len(the_list.entries), len(the_list.papers), the_list.headings[0]
    (59, 59, 'Pioneering Papers')
    >>> the_list.listed(["arxiv:1503.02531", "arxiv:1706.03762"]).tolist()
    [True, False]
    """

    def __init__(self, frames: Mapping[str, pd.DataFrame]) -> None:
        self._frames = frames
        self._sections: dict[int | None, Sections] = {}

    @cached_property
    def table(self) -> pd.DataFrame:
        """The table `entries` in the order of the list."""
        # an id breaks ties, so that the order of rows does not matter; entries without a place last
        entries = self._frames["entries"]
        return entries.sort_index(kind="stable").sort_values("position", kind="stable")

    @cached_property
    def entries(self) -> pd.DataFrame:
        """The entries in the order of the list, indexed by ``entry_id``.

        ``section`` is empty where an entry stands under no heading; ``paper_id`` is missing where
        it is matched to no paper of this view.
        """
        return pd.DataFrame(
            {
                "section": self.table["section"].fillna(""),
                "paper_id": self._frames["matches"]["paper_id"].reindex(self.table.index),
            }
        )

    @cached_property
    def papers(self) -> tuple[str, ...]:
        """The listed papers in the order of the list, each once."""
        if len(self.table):
            return tuple(self.entries["paper_id"].dropna().astype(object).unique())
        hop = self._frames["papers"]["hop"]
        return tuple(hop.index[(hop == 0).fillna(value=False)].astype(object))

    def listed(self, paper_ids: Iterable[str]) -> BoolArray:
        """Return whether each of these papers is on the list."""
        found: BoolArray = pd.Index(paper_ids).isin(self.papers)
        return found

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """All sections that hold an entry, in order; headings below each other joined by " / "."""
        return tuple(name for name in self.entries["section"].unique() if name)

    def sections(self, depth: int | None = None) -> Sections:
        """Return the section of each listed paper: the first heading that it stands under.

        Parameters
        ----------
        depth : int, optional
            How many headings from the top count: 1 joins all that stand below one main heading. By
            default all.

        Raises
        ------
        InputError
            If `depth` is below 1.
        """
        if depth is not None and depth < 1:
            raise InputError(f"sections have at least 1 heading, got depth={depth}")
        if depth not in self._sections:
            self._sections[depth] = self._sections_to(depth)
        found = self._sections[depth]
        # changing the series that is handed out changes that one only
        return replace(found, section=found.section.copy(deep=False))

    def _sections_to(self, depth: int | None) -> Sections:
        matched = self.entries.dropna(subset="paper_id")
        matched = matched.assign(section=[_cut(name, depth) for name in matched["section"]])
        placed = matched[matched["section"] != ""]
        first = placed.drop_duplicates("paper_id")
        return Sections(
            section=first.set_index("paper_id")["section"],
            order=tuple(dict.fromkeys(placed["section"])),
            entries=len(self.entries),
            unmatched=len(self.entries) - len(matched),
            unsectioned=len(matched) - len(placed),
            repeated=len(placed) - len(first),
        )

    @cached_property
    def sections_of_papers(self) -> dict[str, tuple[str, ...]]:
        """All headings that each listed paper stands under, in order; none gives ``()``."""
        found: dict[str, dict[str, None]] = {}
        rows = self.entries.dropna(subset="paper_id")
        for paper_id, section in zip(rows["paper_id"], rows["section"], strict=True):
            headings = found.setdefault(str(paper_id), {})
            if section:
                headings[str(section)] = None
        return {paper_id: tuple(headings) for paper_id, headings in found.items()}

    def entries_under(self, section: str | None) -> pd.DataFrame:
        """Return the `entries` of every section whose headings hold `section`; all for None.

        Parameters
        ----------
        section : str or None
            A heading, or a part of it; case does not matter.

        Raises
        ------
        InputError
            If no heading holds it; the message names all headings.
        """
        if section is None:
            return self.entries.copy(deep=False)
        wanted = section.strip().casefold()
        fits = self.entries["section"].str.casefold().str.contains(wanted, regex=False)
        if not wanted or not fits.any():
            why = "" if wanted else ": an empty name means no section"
            there = "; ".join(self.headings) or "none"
            raise InputError(f"no section called {section!r}{why}; there are: {there}")
        return self.entries[fits]

    def papers_under(self, section: str | None) -> tuple[str, ...] | None:
        """Return the papers listed under `section`, in order, each once; None for None.

        See `entries_under` for what names a section.

        Raises
        ------
        InputError
            If no heading holds it; the message names all headings.
        """
        if section is None:
            return None
        return tuple(self.entries_under(section)["paper_id"].dropna().astype(object).unique())

    def headings_like(
        self, section: str | None, depth: int | None = None
    ) -> tuple[str, ...] | None:
        """Return the sections, as `sections` cuts them, whose headings hold `section`.

        None for None; see `entries_under` for what names a section.

        Raises
        ------
        InputError
            If no heading holds it; the message names all headings.

        Examples
        --------
        >>> import kdgraph
        >>> kdgraph.embedded().reading_list.headings_like("free")
        ('Data-Free Knowledge Distillation',)
        """
        if section is None:
            return None
        found = self.entries_under(section)["section"]
        return tuple(dict.fromkeys(_cut(name, depth) for name in found))


def _cut(section: Any, depth: int | None) -> str:
    """Return the first `depth` headings of a section."""
    return " / ".join(section.split(" / ")[:depth]).strip()
