"""A list in a snapshot: its papers, their sections, and how all papers are tied to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from kdgraph.analysis.curation.list_ties import ListTies, Literature
from kdgraph.analysis.lineage.forebear_features import text_vectors
from kdgraph.arrays import IndexArray
from kdgraph.curate.corpus import Corpus
from kdgraph.errors import InputError
from kdgraph.graph.snapshot import Snapshot
from kdgraph.lists.document import ListDocument
from kdgraph.lists.reading import read_list

__all__ = ["Standing", "standing"]

ListSource = str | Path | bytes | ListDocument


@dataclass(frozen=True, eq=False)
class Standing:
    """The papers of a list in a snapshot.

    Attributes
    ----------
    snapshot : Snapshot
        What is known.
    document : ListDocument or None
        The list, where it was given; None for the list of the snapshot.
    section : mapping of str to str
        The section of each listed paper by its id, in the order of the list; of several the first;
        empty where it stands under no heading.
    headings : mapping of str to tuple of str
        All sections of each listed paper.
    entries, unknown : int
        All entries, and those whose paper is not known here.
    """

    snapshot: Snapshot
    document: ListDocument | None
    section: Mapping[str, str]
    headings: Mapping[str, tuple[str, ...]]
    entries: int
    unknown: int

    @cached_property
    def sections(self) -> tuple[str, ...]:
        """The sections of papers that are known here, in the order of the list."""
        return tuple(dict.fromkeys(self.section.values()))

    @cached_property
    def ids(self) -> pd.Index[str]:
        """The ids of all papers in their alphabetical order: the rows of `ties`."""
        return self.snapshot.papers.index.sort_values()

    @cached_property
    def ties(self) -> ListTies:
        """How all papers are tied to the list."""
        n = len(self.ids)
        literature, words = self.snapshot.memoize(
            "literature of lists", lambda: _literature(self.snapshot, self.ids)
        )
        place = np.full(n, -1, dtype=np.intp)
        number = {name: at for at, name in enumerate(self.sections)}
        rows = self.ids.get_indexer(pd.Index(list(self.section)))
        place[rows] = [number[name] for name in self.section.values()]
        headings = self.snapshot.memoize(
            f"headings of lists: {self.sections!r}",
            lambda: _headings(self.sections, words, literature),
        )
        return ListTies(literature, place, headings)

    def sections_like(self, section: str | None) -> tuple[str, ...]:
        """Return the sections whose headings hold a text, whatever its case; all for None.

        Raises
        ------
        InputError
            If there is none; the message names all.
        """
        if section is None:
            return self.sections
        wanted = section.strip().casefold()
        fits = tuple(name for name in self.sections if wanted and wanted in name.casefold())
        if not fits:
            there = "; ".join(name for name in self.sections if name) or "none"
            raise InputError(f"no section called {section!r}; there are: {there}")
        return fits

    def rows(self, papers: Iterable[str]) -> IndexArray:
        """Return the rows of some papers by their ids."""
        return self.ids.get_indexer(pd.Index(list(papers))).astype(np.intp)


def standing(snapshot: Snapshot, source: ListSource | None = None) -> Standing:
    """Return a list as it stands in a snapshot; by default the snapshot's own list.

    Parameters
    ----------
    snapshot : Snapshot
        What is known.
    source : str, Path, bytes or ListDocument, optional
        The list, as `kdgraph.read_list` takes it. Its entries are matched with the papers of the
        snapshot by identifiers and titles; one with a doubtful match counts as not known.

    Examples
    --------
    >>> import kdgraph
    >>> found = standing(kdgraph.embedded())
    >>> len(found.section), len(found.sections), found.unknown
    (59, 8, 0)
    """
    if source is None:
        the_list = snapshot.reading_list
        placed = the_list.sections().section
        section = {paper: str(placed.get(paper, "")) for paper in the_list.papers}
        entries = the_list.entries
        unknown = int(entries["paper_id"].isna().sum())
        return Standing(snapshot, None, section, the_list.sections_of_papers, len(entries), unknown)
    document = source if isinstance(source, ListDocument) else read_list(source)
    corpus = Corpus(document, snapshot)
    found: dict[str, str] = {}
    headings: dict[str, tuple[str, ...]] = {}
    unknown = 0
    for entry in document.entries:
        paper = corpus.paper(entry.entry_id)
        if paper is None:
            unknown += 1
            continue
        headings[paper.paper_id] = (*headings.get(paper.paper_id, ()), entry.section)
        if not found.get(paper.paper_id):
            found[paper.paper_id] = entry.section
    return Standing(snapshot, document, found, headings, len(document.entries), unknown)


def _literature(snapshot: Snapshot, ids: pd.Index[str]) -> tuple[Literature, list[str | None]]:
    citations, n = snapshot.citations, len(ids)
    citing, cited = (ids.get_indexer(pd.Index(citations[end])) for end in ("citing_id", "cited_id"))
    there = (citing >= 0) & (cited >= 0) & (citing != cited)
    cites = csr_array((np.ones(int(there.sum())), (citing[there], cited[there])), shape=(n, n))
    cites.sum_duplicates()
    cites.data[:] = 1.0
    cites.sort_indices()
    titles = [
        None if pd.isna(title) else str(title) for title in snapshot.papers["title"].reindex(ids)
    ]
    return Literature(cites, text_vectors(titles)), titles


def _headings(
    sections: tuple[str, ...], titles: list[str | None], literature: Literature
) -> csr_array:
    """Return headings as vectors in the space of titles: words that no title has tell nothing."""
    inner = [name.rpartition(" / ")[2] for name in sections]
    width = literature.text.shape[1]
    both = text_vectors([*titles, *inner])[len(titles) :, :width]
    return csr_array(both)
