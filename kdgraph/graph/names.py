"""Resolve an id, DOI or title fragment to a paper of the snapshot."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

import pandas as pd
from rapidfuzz import fuzz, process

from kdgraph.errors import AmbiguousPaperError, InputError, UnknownPaperError
from kdgraph.graph.reading_list import ReadingList
from kdgraph.identifiers import (
    SCHEMES,
    arxiv_id,
    doi,
    find_arxiv,
    find_doi,
    find_identifier,
    semantic_scholar_id,
)
from kdgraph.titles import plain

__all__ = ["PaperNames"]

_MOST_CANDIDATES: Final = 10
_MOST_NEAR: Final = 3
_SHORT: Final = 5  # letters: a word of fewer is an acronym, and part of too many words
_LEAST_LIKENESS: Final = 60.0  # of 100; below it, "nearest" titles are just other titles
_CORPUS = re.compile(r"(?:corpus(?:id)?\s*:\s*|s2\s*:\s*|\S*[/]corpusid:)(\d+)", re.IGNORECASE)
_SCHEME_NAMES: Final[Mapping[str, str]] = {
    **{scheme: scheme for scheme in SCHEMES if scheme != "title"},
    "pmid": "pubmed",
    "pmcid": "pmc",
}


class PaperNames:
    """The names by which the papers of one snapshot are known.

    Parameters
    ----------
    frames : mapping
        The tables `papers`, `identifiers`, `matches` and `citations`.
    reading_list : ReadingList
        The list.
    """

    def __init__(self, frames: Mapping[str, pd.DataFrame], reading_list: ReadingList) -> None:
        self._frames, self._list = frames, reading_list

    def find(self, name: str) -> str:
        """Return the id of the paper that `name` means.

        Tried in this order: a paper id; the id of a list entry; an arXiv id, DOI, Semantic Scholar
        id or corpus id, bare or as an address, or any ``scheme:value``; a whole title; a part of
        one title (a word of four letters or fewer must stand there as a word). Case, accents and
        punctuation of titles do not matter.

        Raises
        ------
        UnknownPaperError
            If nothing fits; it names the nearest titles.
        AmbiguousPaperError
            If several papers fit; listed papers come first, then those most cited here.
        InputError
            If `name` is empty, or an entry that is matched to no paper.
        """
        name = name.strip()
        if not name:
            raise InputError("an empty name fits no paper; give an id or a part of the title")
        if name in self._frames["matches"].index and name not in self._frames["papers"].index:
            return self._of_entry(name)
        return self.identified(name) or self._by_title(name)

    def identified(self, name: str) -> str | None:
        """Return the id of the paper whose id, or identifier of any scheme, is `name`, if any."""
        if name in self._frames["papers"].index:
            return name
        return next(
            (self._by_identifier[key] for key in _keys(name) if key in self._by_identifier), None
        )

    def _of_entry(self, entry_id: str) -> str:
        matches = self._frames["matches"]
        paper_id = matches["paper_id"].dropna().get(entry_id)
        if paper_id is None:
            raise InputError(
                f"the entry {entry_id!r} is matched to no paper "
                f"({matches['reason'].get(entry_id)}); name a paper by its id or title"
            )
        return str(paper_id)

    def _by_title(self, name: str) -> str:
        wanted = plain(name)
        titles = self._titles
        whole = titles.index[titles == wanted].tolist() if wanted else []
        if not whole and ("title", wanted) in self._by_identifier:
            whole = [self._by_identifier["title", wanted]]
        part = wanted
        if len(wanted) < _SHORT and wanted.isascii() and " " not in wanted:
            # an acronym is a word of its own: CRD is no part of CrDoCo
            titles, part = " " + titles + " ", f" {wanted} "
        fitting = whole or (
            titles.index[titles.str.contains(part, regex=False)].tolist() if wanted else []
        )
        if len(fitting) == 1:
            return str(fitting[0])
        if fitting:
            raise self._ambiguous(name, fitting)
        raise UnknownPaperError(name, list(self._near(name, wanted)))

    def _ambiguous(self, name: str, fitting: list[str]) -> AmbiguousPaperError:
        cited = self._frames["citations"]["cited_id"].value_counts()
        listed = set(self._list.papers)
        best = sorted(fitting, key=lambda p: (p not in listed, -int(cited.get(p, 0)), p))
        shown = [(paper_id, self._printed(paper_id)) for paper_id in best[:_MOST_CANDIDATES]]
        return AmbiguousPaperError(name, shown, len(fitting))

    def _near(self, name: str, wanted: str) -> Iterator[str]:
        if any(_keys(name)) or not wanted:
            return  # titles are not near to an identifier
        found = process.extract(
            wanted,
            dict(self._titles),
            scorer=fuzz.WRatio,
            limit=_MOST_NEAR,
            score_cutoff=_LEAST_LIKENESS,
        )
        for _, _, paper_id in found:
            yield f"{self._printed(paper_id)} ({paper_id})"

    def _printed(self, paper_id: str) -> str:
        return str(self._frames["papers"]["title"].dropna().get(paper_id, "(no title)"))

    @cached_property
    def _titles(self) -> pd.Series[str]:
        titles = self._frames["papers"]["title"].dropna()
        return pd.Series([plain(title) for title in titles], index=titles.index, dtype="str")

    @cached_property
    def _by_identifier(self) -> dict[tuple[str, str], str]:
        table = self._frames["identifiers"]
        return dict(
            zip(
                zip(table["scheme"], table["value"], strict=True),
                table["paper_id"].astype(object),
                strict=True,
            )
        )


def _keys(name: str) -> Iterator[tuple[str, str]]:
    """Yield the (scheme, value) pairs that `name` can be, surest first."""
    is_address = "://" in name or name.lower().startswith(("www.", "doi.org/", "arxiv.org/"))
    if found := arxiv_id(name) or find_arxiv(name):
        yield "arxiv", found
    if found := doi(name) or (find_doi(name) if is_address else None):
        yield "doi", found
    if found := semantic_scholar_id(name):
        yield "s2", found
    if match := _CORPUS.fullmatch(name):
        yield "corpus", match[1]
    if identifier := find_identifier(name):
        yield identifier
    scheme, colon, value = name.partition(":")
    if colon and (known := _SCHEME_NAMES.get(scheme.strip().lower())):
        yield known, value.strip()
