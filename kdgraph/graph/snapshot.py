"""A snapshot: the tables of one moment, and the graphs that they make."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from kdgraph.errors import UnknownPaperError
from kdgraph.graph.as_of import last_day, literature_as_of, table_among
from kdgraph.graph.authors import AuthorGraph, author_graph
from kdgraph.graph.authors_by_hand import authors_by_hand
from kdgraph.graph.briefs import PaperBriefs
from kdgraph.graph.citation import CitationGraph, citation_graph
from kdgraph.graph.graph_cache import load_graph, save_graph
from kdgraph.graph.names import PaperNames
from kdgraph.graph.names_by_hand import NO_NAMES, NamesByHand, names_by_hand
from kdgraph.graph.override_file import read_override_file
from kdgraph.graph.people import AuthorRules, People, who_is_who
from kdgraph.graph.reading_list import ReadingList
from kdgraph.graph.reading_notes import NO_READING_NOTES, ReadingNotes
from kdgraph.graph.scope import Scope, checked_scope, papers_in_scope, whole_scope
from kdgraph.graph.searching import PaperSearch
from kdgraph.model import TABLES, Frames
from kdgraph.store.derived import Derived, DerivedArrays
from kdgraph.store.manifest import Manifest
from kdgraph.store.snapshots import StoredSnapshot

__all__ = ["Snapshot"]

T = TypeVar("T")


class Snapshot:
    """The tables of one moment, and what can be asked of them; nothing in it ever changes.

    `Data.snapshot` opens one from disk, reading each table when it is first asked for. `as_of`
    gives a view of an earlier day. All nine tables are attributes; changing a frame that was handed
    out changes that frame only.

    Parameters
    ----------
    tables : mapping
        A frame for each table of `kdgraph.model.TABLES`.
    manifest : Manifest
        Where the tables come from.
    path : Path, optional
        The folder that they are stored in, if they are.
    derived : DerivedArrays, optional
        Where the citation graph's arrays are kept for the next time.
    whole : Snapshot, optional
        For a part of a snapshot, the snapshot that it is a part of.
    unscoped : Snapshot, optional
        For a view of a scope, the snapshot or view of a day without it.
    scope : Scope, optional
        For a view of a scope, which one.
    overrides : Path, optional
        The file of corrections by hand, read for the names of papers and for authors in it when
        these are first asked for.

    Attributes
    ----------
    as_of_date : date or None
        For a view of an earlier day, that day.
    left_out : int
        Undated papers that a view leaves out, because nobody knows if they belong to it.
    """

    def __init__(
        self,
        tables: Mapping[str, pd.DataFrame],
        manifest: Manifest,
        path: Path | None = None,
        *,
        derived: DerivedArrays | None = None,
        as_of_date: date | None = None,
        left_out: int = 0,
        whole: Snapshot | None = None,
        unscoped: Snapshot | None = None,
        scope: Scope | None = None,
        overrides: Path | None = None,
    ) -> None:
        self._tables, self._derived, self._whole = tables, derived, whole
        self._unscoped, self._scope = unscoped, scope
        self._overrides = overrides
        self._names_by_hand: NamesByHand | None = None
        self._renamed: str | None = None  # the digest of what `with_names` was given
        self._author_rules: AuthorRules | None = None
        self._reading_notes = NO_READING_NOTES
        self.manifest, self.path = manifest, path
        self.as_of_date, self.left_out = as_of_date, left_out
        self._answers: dict[str, Any] = {}

    @classmethod
    def of(
        cls,
        stored: StoredSnapshot,
        derived: DerivedArrays | None = None,
        overrides: Path | None = None,
    ) -> Snapshot:
        """Return the snapshot of a stored one; no table is read yet."""
        return cls(
            _StoredTables(stored),
            stored.manifest,
            stored.path,
            derived=derived,
            overrides=overrides,
        )

    def __repr__(self) -> str:
        return f"<Snapshot {self.id}>"

    @property
    def id(self) -> str:
        """The id in the manifest; a view adds its day and scope: ``3f2a@2020-12-31:field-2``."""
        view = f"@{self.as_of_date.isoformat()}" if self.as_of_date else ""
        scope = f":{self._scope.key}" if self._scope else ""
        return f"{self.manifest.id}{view}{scope}"

    @property
    def scope(self) -> Scope:
        """Which papers are looked at: all, but in a view that `within` gave."""
        if self._scope is None:
            return whole_scope(len(self._tables["papers"]), len(self.reading_list.papers))
        return self._scope

    @property
    def unscoped(self) -> Snapshot:
        """The snapshot, or view of a day, without any scope; itself where it has none."""
        return self._unscoped or self

    @property
    def whole(self) -> Snapshot:
        """The snapshot that this one is a view or a selection of; itself where it is none."""
        return self._whole or self

    @property
    def data_note(self) -> str | None:
        """What must be said beside these data; None where there is nothing to say."""
        return self.manifest.data_note

    @property
    def entries(self) -> pd.DataFrame:
        """The lines of the list, as written, in the order of the list."""
        return self._table("entries")

    @property
    def matches(self) -> pd.DataFrame:
        """Which paper each entry is, how that was found, or why it was not."""
        return self._table("matches")

    @property
    def papers(self) -> pd.DataFrame:
        """The papers."""
        return self._table("papers")

    @property
    def identifiers(self) -> pd.DataFrame:
        """Every known id of every paper."""
        return self._table("identifiers")

    @property
    def authors(self) -> pd.DataFrame:
        """The authors, rows that are one person joined; see `people`."""
        return self._authors[0].copy(deep=False)

    @property
    def authorships(self) -> pd.DataFrame:
        """Who wrote which paper, in order; with the ids of people."""
        return self._authors[1].copy(deep=False)

    @property
    def citations(self) -> pd.DataFrame:
        """Who cites whom, with the sources that say so."""
        return self._table("citations")

    @property
    def contexts(self) -> pd.DataFrame:
        """The sentences in which papers cite each other."""
        return self._table("contexts")

    @property
    def coverage(self) -> pd.DataFrame:
        """What was asked about each paper, and how much came."""
        return self._table("coverage")

    @cached_property
    def reading_list(self) -> ReadingList:
        """The list: its order, its sections, and which papers are on it."""
        return ReadingList(self._tables)

    def frames(self) -> Frames:
        """Return all tables by name, as they are stored: rows of authors are not joined."""
        return {name: self._table(name) for name in TABLES}

    def citation_graph(
        self,
        *,
        as_of_year: int | None = None,
        scope: str | None = None,
        field_least: int | None = None,
    ) -> CitationGraph:
        """Return the citation graph; see `kdgraph.citation_graph`.

        With a `scope` (and `field_least`) it is that of the papers in it; see `within`.

        Ages count from `as_of_year`, else from the year of this view, else from the latest year
        among the papers. Its arrays are kept in ``DATA/derived/``, where that can be written, and
        mapped from there the next time; never those of a view or of the corpus in the package.
        This snapshot makes it once, and gives it again whenever it is asked.

        Beside the columns of the table its papers have ``references_known``: true where the
        reference list was read to the end, so that a missing citation says something. A list that
        was read in part (capped) is none of these: what it does not show may stand in the rest.
        """
        if scope is not None or field_least is not None:
            view = self.within(scope, field_least=field_least)
            return view.citation_graph(as_of_year=as_of_year)
        if as_of_year is None and self.as_of_date is not None:
            as_of_year = self.as_of_date.year
        graph = self.memoize(
            f"citation graph as of {as_of_year}", lambda: self._citation_graph(as_of_year)
        )
        # changing the frame that is handed out changes that frame only, as with the tables
        return replace(graph, papers=graph.papers.copy(deep=False))

    def _citation_graph(self, as_of_year: int | None) -> CitationGraph:
        papers = self.papers
        papers["references_known"] = papers.index.isin(_lists_known(self.coverage))
        if self._derived is None:
            return citation_graph(papers, self.citations, as_of_year=as_of_year)
        graph = load_graph(self._derived, papers, as_of_year)
        if graph is None:
            graph = citation_graph(papers, self.citations, as_of_year=as_of_year)
            save_graph(self._derived, papers, graph)
        return graph

    def memoize(self, question: str, answer: Callable[[], T]) -> T:
        """Return the result of `answer`, computed once for each question to this snapshot.

        For slow computations that several analyses share. Results must not be modified.

        Parameters
        ----------
        question : str
            What is asked, with all parameters that the answer depends on.
        answer : callable
            What computes it, from this snapshot alone.
        """
        if question not in self._answers:
            self._answers[question] = answer()
        found: T = self._answers[question]
        return found

    once = memoize  # its name in 0.1.0

    def keep(self, question: str, version: int, answer: Callable[[], bytes]) -> bytes:
        """Return the result of `answer`, kept in ``DATA/derived/`` for the next process.

        For slow computations whose result is text. Nothing is kept of a view, nor of the corpus in
        the package, nor where nothing can be written; it is then computed.

        Parameters
        ----------
        question : str
            A name for the file.
        version : int
            To be raised when the code behind `answer` gives another result.
        answer : callable
            What computes it, from this snapshot alone.
        """
        if self._derived is None:
            return answer()
        found = self._derived.load(question, version)
        if found is not None and "text" in found.arrays:
            return found.arrays["text"].tobytes()
        text = answer()
        array = np.frombuffer(text, dtype=np.uint8)
        self._derived.save(question, version, Derived({"text": array}, {}))
        return text

    @property
    def names_by_hand(self) -> NamesByHand:
        """Names of papers that a hand has set: by `with_names`, else in the data folder's file.

        Raises
        ------
        InputError
            If that file cannot be read, or has another form.
        """
        if self._whole is not None:
            return self._whole.names_by_hand
        if self._names_by_hand is None and self._overrides is not None:
            corrections = read_override_file(self._overrides)
            self._names_by_hand = names_by_hand(corrections, self.find, str(self._overrides))
        return self._names_by_hand or NO_NAMES

    def with_names(self, names: NamesByHand) -> Snapshot:
        """Return the same snapshot, or view, in which papers bear these names by hand."""
        renamed = copy.copy(self)
        if self._unscoped is not None:
            renamed._unscoped = self._unscoped.with_names(names)
            renamed._whole = renamed._unscoped.whole
        elif self._whole is not None:
            renamed._whole = self._whole.with_names(names)
        else:
            renamed._names_by_hand, renamed._renamed = names, names.digest
        return renamed

    @property
    def reading_notes(self) -> ReadingNotes:
        """Tags, read marks and notes that exports give along; none but by `with_reading_notes`."""
        return self.whole._reading_notes

    def with_reading_notes(self, notes: ReadingNotes) -> Snapshot:
        """Return the same snapshot, or view, whose exports hold these tags, marks and notes."""
        noted = copy.copy(self)
        if self._unscoped is not None:
            noted._unscoped = self._unscoped.with_reading_notes(notes)
            noted._whole = noted._unscoped.whole
        elif self._whole is not None:
            noted._whole = self._whole.with_reading_notes(notes)
        else:
            noted._reading_notes = notes
        return noted

    @property
    def people(self) -> People:
        """Which rows of authors are one person, and which alike ones stay apart.

        `authors` and `authorships` have the ids of people; the tables as stored are in `frames`.
        Who is who is found once, in the whole snapshot, and holds in every view of it.
        """
        whole = self.whole
        return whole.memoize(
            "who is who",
            lambda: who_is_who(
                whole._tables["authors"],
                whole._tables["authorships"],
                whole._tables["citations"],
                whole.author_rules,
            ),
        )

    @property
    def author_rules(self) -> AuthorRules:
        """Who is one author by hand: by `with_author_rules`, else in the data folder's file.

        Raises
        ------
        InputError
            If that file cannot be read, or has another form.
        """
        if self._whole is not None:
            return self._whole.author_rules
        if self._author_rules is None and self._overrides is not None:
            said = authors_by_hand(
                read_override_file(self._overrides),
                self._tables["authors"],
                self._tables["authorships"],
                self.find,
            )
            self._author_rules = said.rules
        return self._author_rules or AuthorRules()

    def with_author_rules(self, rules: AuthorRules) -> Snapshot:
        """Return the same snapshot or view with authors joined and parted by hand as well.

        Parameters
        ----------
        rules : AuthorRules
            As `kdgraph.read_overrides` reads them from ``[[author]]``.

        Raises
        ------
        InputError
            When authors are first asked for, if the rules join and part the same two rows.
        """
        if rules == self.author_rules:
            return self
        ruled = copy.copy(self)
        ruled._answers = {}
        ruled.__dict__.pop("_authors", None)
        ruled._author_rules = rules
        if self._unscoped is not None:
            ruled._unscoped = self._unscoped.with_author_rules(rules)
            ruled._whole = ruled._unscoped.whole
        elif self._whole is not None:
            ruled._whole = self._whole.with_author_rules(rules)
        return ruled

    def author_graph(self) -> AuthorGraph:
        """Return the author graph; see `kdgraph.author_graph`."""
        return author_graph(self.authors, self.authorships, self.citations)

    def find(self, name: str) -> str:
        """Return the id of the paper that `name` means.

        Parameters
        ----------
        name : str
            A paper id, the id of a list entry, an arXiv id, a DOI, a Semantic Scholar id or corpus
            id (each bare or as an address), or a title or a part of it; case, accents and
            punctuation do not matter. A whole title wins over parts of others.

        Raises
        ------
        UnknownPaperError
            If nothing fits; it names the nearest titles.
        AmbiguousPaperError
            If several papers fit; listed papers come first, then those most cited here.
        """
        try:
            return self._names.find(name)
        except UnknownPaperError as error:
            if self.as_of_date is None and self._scope is None:
                raise
            scope = None if self._scope is None else str(self._scope)
            raise UnknownPaperError(error.name, error.near, self.as_of_date, scope) from error

    def describe(self, paper_ids: Iterable[str]) -> pd.DataFrame:
        """Return what is said of papers in one line each, in the order given.

        Returns
        -------
        DataFrame
            Indexed by ``paper_id``: ``title``, ``year``, ``venue``, ``authors`` (their names with
            commas between), ``section`` (the first heading that it stands under; empty under none,
            missing off the list), ``listed`` and ``cited_here``, its citations inside the corpus.

        Raises
        ------
        UnknownPaperError
            If an id is none of a paper here.
        """
        return self._briefs.of(paper_ids)

    def search(self, text: str, *, top: int = 10) -> pd.DataFrame:
        """Return the papers that fit what a reader remembers, best first.

        Parameters
        ----------
        text : str
            Words of the title or names of authors, in any order and whole or cut; or one of the
            ids that `find` understands. Case, accents and punctuation do not matter.
        top : int
            Most papers; at least 1.

        Returns
        -------
        DataFrame
            As of `describe`, and ``why``: identifier, whole title, title (all words), authors (the
            words are of title and names together) or nearly (no paper holds all words, these are
            alike). Of equals, listed papers come first, then those most cited here.
            ``attrs["found"]`` counts all that fit.

        Examples
        --------
        >>> import kdgraph
        >>> kdgraph.embedded().search("romero hints", top=1).index.tolist()
        ['arxiv:1412.6550']
        """
        return self._search.search(text, top)

    def as_of(self, when: str | int | date) -> Snapshot:
        """Return the literature as it stood on a day, as a new snapshot.

        A paper with a day of publication is in from that day on. One known by its year only is in
        from the last day of that year, or of ``first_year`` where a preprint is known to be older.
        Undated papers are left out and counted in `left_out`. Citations, sentences, authors and
        identifiers are restricted to these papers; entries stay, with their matches emptied where
        the paper is not in the view. Counts that a source reported are of its day, not of this one.

        Parameters
        ----------
        when : str, int or date
            A day; a plain year or month means its last day. A view of a view holds what is in both.

        Raises
        ------
        InputError
            If `when` is no day.
        """
        if self._scope is not None:  # what is of the field is asked anew of that day's papers
            return self.unscoped.as_of(when).within(**self._scope.options)
        day = last_day(when)
        if self.as_of_date is not None and self.as_of_date <= day:
            return self
        frames, undated = literature_as_of(self._tables, day)
        return Snapshot(
            frames,
            self.manifest,
            self.path,
            as_of_date=day,
            left_out=self.left_out + undated,
            whole=self.whole,
        )

    def within(self, scope: str | None = None, *, field_least: int | None = None) -> Snapshot:
        """Return a view of the papers in a scope, and of what is known among them.

        Everything that is asked of the view is computed among these papers alone: citations,
        ranks, paths, groups, authors. Entries of the list stay; listed papers are in every scope.

        Parameters
        ----------
        scope : {"listed", "field", "all"}, optional
            The papers of the list; these and the papers that cite at least `field_least` of them,
            without tools that most of the literature merely uses; all. See
            `kdgraph.graph.scope.papers_in_scope`. By default the one that this is already, or the
            field where `field_least` is given.
        field_least : int, optional
            For the field, by default 2.

        Returns
        -------
        Snapshot
            The same one each time. Its `scope` says what it holds and what was left out. The
            scope asked for last counts: a view within a view is as if only that were asked for.

        Raises
        ------
        InputError
            If there is no such scope, or `field_least` is below 1 or given for another scope.

        Examples
        --------
        >>> import kdgraph
        >>> field = kdgraph.embedded().within("field")
        >>> field.scope.listed, field.id.partition(":")[2]
        (59, 'field-2')
        """
        if scope is None:
            if field_least is None:
                return self
            scope = "field"
        least = checked_scope(scope, field_least)
        base = self.unscoped
        if scope == "all":
            return base
        # views know what they are views of, and a renamed snapshot shares its answers
        names = base.whole._renamed
        return base.memoize(f"within {scope} {least} {names}", lambda: base._within(scope, least))

    def _within(self, scope: str, least: int | None) -> Snapshot:
        papers = self._tables["papers"]
        found, kept = papers_in_scope(
            papers, self._tables["citations"], self.reading_list.papers, scope, least
        )
        every = bool(kept.all())
        return Snapshot(
            self._tables if every else _TablesAmong(self._tables, papers.index[kept]),
            self.manifest,
            self.path,
            derived=self._derived if every else None,
            as_of_date=self.as_of_date,
            left_out=self.left_out,
            whole=self.whole,
            unscoped=self,
            scope=found,
        )

    @cached_property
    def _authors(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        authors, authorships = self._tables["authors"], self._tables["authorships"]
        people = self.people
        return people.authors(authors, authorships), people.authorships(authorships)

    @cached_property
    def _names(self) -> PaperNames:
        return PaperNames(self._tables, self.reading_list)

    @cached_property
    def _search(self) -> PaperSearch:
        return PaperSearch(self._tables["papers"], self._names, self._briefs)

    @cached_property
    def _briefs(self) -> PaperBriefs:
        return PaperBriefs(self._tables, self.reading_list)

    def _table(self, name: str) -> pd.DataFrame:
        # pandas copies on write, so a shallow copy shares the values and shields them
        table = self.reading_list.table if name == "entries" else self._tables[name]
        return table.copy(deep=False)


def _lists_known(coverage: pd.DataFrame) -> pd.Series[str]:
    known = (coverage["direction"] == "references") & (coverage["state"] == "complete")
    return coverage.loc[known, "paper_id"]


class _StoredTables(Mapping[str, pd.DataFrame]):
    """The tables of a stored snapshot, each read when it is first asked for."""

    def __init__(self, stored: StoredSnapshot) -> None:
        self._stored = stored

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in TABLES:
            raise KeyError(name)
        frame: Any = getattr(self._stored, name)
        assert isinstance(frame, pd.DataFrame)
        return frame

    def __iter__(self) -> Iterator[str]:
        return iter(TABLES)

    def __len__(self) -> int:
        return len(TABLES)


class _TablesAmong(Mapping[str, pd.DataFrame]):
    """What tables say of some papers, each read when it is first asked for."""

    def __init__(self, tables: Mapping[str, pd.DataFrame], kept: pd.Index) -> None:
        self._tables, self._kept = tables, kept
        self._among: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._among:
            self._among[name] = table_among(self._tables, name, self._kept)
        return self._among[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)
