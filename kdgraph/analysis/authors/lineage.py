"""Lineage of an author: their papers, what these cite, and who cites them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from kdgraph.analysis.authors.corpus import AuthorCorpus
from kdgraph.analysis.authors.finding import find_author
from kdgraph.analysis.authors.names import also_as, rows_alike
from kdgraph.analysis.result import Result, scope_of, view_of
from kdgraph.arrays import FloatArray, IntArray
from kdgraph.graph.chronology import publication_time
from kdgraph.graph.snapshot import Snapshot

__all__ = ["AuthorLineage", "author_lineage"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class AuthorLineage(Result):
    """What an author wrote, built on and gave rise to; made by `author_lineage`. See also `Result`.

    Everything counts within the corpus only. The frames about others hold at most `top` rows, most
    first and equals by id; the numbers beside them count all. Self-citations, those between two
    papers of the author, stand in `own_line` and nowhere else.

    Attributes
    ----------
    author_id, name : str
        Who it is.
    joined : DataFrame
        Other names that are this person's, with the evidence: ``row_id``, ``row_name``, ``papers``,
        ``basis``, ``evidence``; see `author_joins`.
    by_name, initials_only : bool
        Known by name alone, so that several people may be meant; no given name is spelt out.
    alike : DataFrame
        Other rows that may be the same person: ``author_id``, ``name``, ``papers``. What tells that
        they are one is not known, so they stay apart.
    papers : DataFrame
        The author's papers, oldest first: ``paper_id``, ``title``, ``year``, ``sections`` of the
        list (empty where it is not listed), ``listed``, ``position`` in the author line from 1,
        ``authors`` in that line, ``cited_by`` and ``cites``, papers here, self-citations apart;
        ``references_known``, whether its reference list was read to the end.
    own_line : DataFrame
        Citations between the author's own papers: ``citing_id``, ``cited_id``.
    builds_on_papers, built_on_by_papers : DataFrame
        Papers of others: ``paper_id``, ``title``, ``year``, ``listed``; ``own_papers``, how many of
        the author's papers cite it, or it cites.
    builds_on_authors, built_on_by_authors : DataFrame
        Other people: ``author_id``, ``name``, ``by_name``; ``citations``, pairs of a paper of the
        author and one of theirs; ``weight``, the same with 1 / (k m) for a citation between papers
        with k and m authors; ``coauthor``, whether the two wrote together; ``alike``, whether this
        may be the author under another name; ``also_as``, the rows beside it that may be the same
        person.
    coauthors : DataFrame
        ``author_id``, ``name``, ``by_name``, ``papers`` together, ``weight`` (1 / (k - 1) for a
        paper with k authors), ``first_year``, ``last_year``, ``years`` as a list, ``also_as``.
    counts : dict of int
        How many rows each of these five frames would have without `top`.
    self_citations : int
        Rows of `own_line`.
    """

    author_id: str
    name: str
    joined: pd.DataFrame
    by_name: bool
    initials_only: bool
    alike: pd.DataFrame
    papers: pd.DataFrame
    own_line: pd.DataFrame
    builds_on_papers: pd.DataFrame
    builds_on_authors: pd.DataFrame
    built_on_by_papers: pd.DataFrame
    built_on_by_authors: pd.DataFrame
    coauthors: pd.DataFrame
    counts: dict[str, int]
    self_citations: int


def author_lineage(
    snapshot: Snapshot,
    author: str,
    *,
    top: int = 10,
    as_of: str | int | date | None = None,
) -> AuthorLineage:
    """Gather an author's own lineage.

    Parameters
    ----------
    snapshot : Snapshot
        Papers, authors, citations and the list.
    author : str
        An author id, a name or a part of one; see `find_author`.
    top : int
        Most rows in each frame about others; at least 1. The author's own papers are all there.
    as_of : str, int or date, optional
        The literature as it stood on that day; see `Snapshot.as_of`.

    Raises
    ------
    UnknownAuthorError, AmbiguousAuthorError
        If nobody or more than one person fits.
    InputError
        If `top` is below 1 or `as_of` is no day.

    Examples
    --------
    >>> import kdgraph
    >>> found = author_lineage(kdgraph.embedded(), "Defang Chen")
    >>> found.papers["listed"].sum(), found.coauthors["name"].iloc[0]
    (np.int64(14), 'Can Wang')
    """
    view = view_of(snapshot, as_of, top=top)
    author_id = find_author(view, author)
    corpus = AuthorCorpus(view)
    traits: pd.Series[Any] = corpus.authors.loc[[author_id]].iloc[0]
    around = _Around(corpus, author_id)
    papers, own_line = around.own_papers(), around.own_line()
    frames = {
        "builds_on_papers": around.papers_of(around.cited),
        "builds_on_authors": around.people(around.citing_own, around.cited),
        "built_on_by_papers": around.papers_of(around.citers),
        "built_on_by_authors": around.people(around.cited_own, around.citers),
        "coauthors": around.coauthors(),
    }
    shown: dict[str, Any] = {name: frame.head(top) for name, frame in frames.items()}
    for name in ("builds_on_authors", "built_on_by_authors", "coauthors"):
        people = shown[name]
        # those of one list, and the author whose lineage it is
        near = corpus.authors.loc[[author_id, *people["author_id"]]]
        near = near[~near.index.duplicated()]
        shown[name] = people.assign(also_as=also_as(near, people["author_id"]))
    return AuthorLineage(
        author_id=author_id,
        name=str(traits["name"]),
        joined=_joined(view, author_id),
        by_name=bool(traits["by_name"]),
        initials_only=bool(traits["initials_only"]),
        alike=around.alike(),
        papers=papers,
        own_line=own_line,
        **shown,
        counts={name: len(frame) for name, frame in frames.items()},
        self_citations=len(own_line),
        notes=tuple(_notes(papers, traits, view.coverage)),
        **scope_of(view),
    )


def _joined(view: Snapshot, author_id: str) -> pd.DataFrame:
    rows = view.people.joined
    columns = ["row_id", "row_name", "papers", "basis", "evidence"]
    return rows.loc[rows["author_id"] == author_id, columns].reset_index(drop=True)


def _notes(papers: pd.DataFrame, traits: pd.Series[Any], coverage: pd.DataFrame) -> Iterator[str]:
    if traits["by_name"]:
        short = ", and no given name is spelt out" if traits["initials_only"] else ""
        yield f"known by name alone{short}: several people may be meant"
    if traits["alike"]:
        yield f"{traits['alike']} other rows may be the same person: see alike"
    unknown = papers[~papers["references_known"]]
    if len(unknown):
        rows = coverage[coverage["paper_id"].isin(unknown["paper_id"])]
        part = int(((rows["direction"] == "references") & (rows["state"] == "capped")).sum())
        yield (
            f"the reference lists of {len(unknown)} of {len(papers)} papers were not read"
            f"{f', or in part ({part})' if part else ''}, so what these build on is not known here"
        )
    if undated := int(papers["year"].isna().sum()):
        yield f"{undated} papers have no year and stand last"


class _Around:
    """The citations that touch the papers of one author, as rows of the corpus.

    Attributes
    ----------
    own : ndarray of int
        The author's papers.
    citing_own, cited : ndarray of int
        Each citation of a paper of others: the author's paper, and the other one.
    cited_own, citers : ndarray of int
        Each citation by a paper of others: the author's paper, and the other one.
    """

    def __init__(self, corpus: AuthorCorpus, author_id: str) -> None:
        self._corpus, self.author_id = corpus, author_id
        self._row = corpus.authors.index.get_loc(author_id)
        view = corpus.snapshot
        self._alike = rows_alike(corpus.authors, author_id)
        self._papers = view.papers.loc[corpus.papers]
        self._sections = {
            paper_id: "; ".join(headings)
            for paper_id, headings in view.reading_list.sections_of_papers.items()
        }
        mine = np.zeros(len(corpus.papers), dtype=bool)
        mine[corpus.paper_of[corpus.wrote.indices == self._row]] = True
        self.own: IntArray = np.flatnonzero(mine)
        citing: IntArray = np.repeat(np.arange(len(mine)), np.diff(corpus.cites.indptr))
        cited: IntArray = corpus.cites.indices.astype(np.int64)
        out, back = mine[citing] & ~mine[cited], ~mine[citing] & mine[cited]
        self.citing_own, self.cited = citing[out], cited[out]
        self.cited_own, self.citers = cited[back], citing[back]
        within = mine[citing] & mine[cited]
        self._within = citing[within], cited[within]

    def own_papers(self) -> pd.DataFrame:
        """Return the author's papers, oldest first."""
        view, n = self._corpus.snapshot, len(self._papers)
        lines = view.authorships
        lines = lines[lines["paper_id"].isin(self._corpus.papers[self.own])]
        mine = lines[lines["author_id"] == self.author_id].groupby("paper_id")["position"].min()
        coverage = view.coverage
        known = coverage[
            (coverage["direction"] == "references") & (coverage["state"] == "complete")
        ]
        frame = self._described(self.own)
        ids = frame["paper_id"]
        # positions may have gaps, so the place in the line is counted, not taken
        before = lines["position"] <= lines["paper_id"].map(mine)
        place = lines[before].groupby("paper_id").size()
        frame["position"] = ids.map(place).astype("int64")
        frame["authors"] = self._corpus.team[self.own].astype(np.int64)
        frame["cited_by"] = np.bincount(self.cited_own, minlength=n)[self.own]
        frame["cites"] = np.bincount(self.citing_own, minlength=n)[self.own]
        frame["references_known"] = ids.isin(known["paper_id"]).to_numpy()
        # ids are in order already, and nan sorts last
        order = np.argsort(publication_time(self._papers)[self.own], kind="stable")
        return frame.iloc[order].reset_index(drop=True)

    def own_line(self) -> pd.DataFrame:
        """Return the citations between the author's own papers."""
        citing, cited = self._within
        ids = self._corpus.papers
        return pd.DataFrame({"citing_id": ids[citing], "cited_id": ids[cited]})

    def papers_of(self, rows: IntArray) -> pd.DataFrame:
        """Return the papers of others, each with the number of times that it comes up."""
        count = np.bincount(rows, minlength=len(self._papers))
        some = np.flatnonzero(count)
        some = some[np.argsort(-count[some], kind="stable")]
        return self._described(some).drop(columns="sections").assign(own_papers=count[some])

    def people(self, own: IntArray, others: IntArray) -> pd.DataFrame:
        """Return the authors of the papers at the other ends of some citations."""
        corpus = self._corpus
        wrote = corpus.wrote[others]
        count: FloatArray = np.asarray(wrote.sum(axis=0))
        ends = corpus.team[own] * corpus.team[others]
        share = np.divide(1.0, ends, out=np.zeros(len(ends)), where=ends > 0)
        weight: FloatArray = np.asarray(wrote.T @ share)
        together = np.asarray(corpus.wrote[self.own].sum(axis=0)) > 0
        some = np.flatnonzero(count)
        some = some[np.argsort(-count[some], kind="stable")]
        return (
            self._named(some)
            .assign(
                citations=count[some].astype(np.int64), weight=weight[some], coauthor=together[some]
            )
            .assign(alike=corpus.authors.index[some].isin(self._alike))
        )

    def coauthors(self) -> pd.DataFrame:
        """Return the people the author wrote with, and when."""
        corpus = self._corpus
        wrote = corpus.wrote[self.own]
        count: FloatArray = np.asarray(wrote.sum(axis=0))
        count[self._row] = 0
        team = corpus.team[self.own] - 1
        share = np.divide(1.0, team, out=np.zeros(len(team)), where=team > 0)
        weight: FloatArray = np.asarray(wrote.T @ share)
        some = np.flatnonzero(count)
        some = some[np.argsort(-count[some], kind="stable")]
        year = self._papers["year"].iloc[np.repeat(self.own, np.diff(wrote.indptr))]
        dated = pd.DataFrame({"row": wrote.indices, "year": year.array}).dropna()
        years: dict[int, set[int]] = {}
        for row, when in zip(dated["row"].tolist(), dated["year"].tolist(), strict=True):
            years.setdefault(row, set()).add(when)
        lists = [sorted(years.get(row, ())) for row in some.tolist()]
        return self._named(some).assign(
            papers=count[some].astype(np.int64),
            weight=weight[some],
            first_year=pd.array([min(found, default=None) for found in lists], dtype="Int64"),
            last_year=pd.array([max(found, default=None) for found in lists], dtype="Int64"),
            years=pd.Series(lists, dtype=object),
        )

    def alike(self) -> pd.DataFrame:
        """Return the rows that may be the same person."""
        authors = self._corpus.authors
        found = authors.loc[self._alike, ["name", "papers"]]
        return found.rename_axis("author_id").reset_index()

    def _described(self, rows: IntArray) -> pd.DataFrame:
        papers = self._papers.iloc[rows]
        ids = papers.index
        return pd.DataFrame(
            {
                "paper_id": ids,
                "title": papers["title"].array,
                "year": papers["year"].array,
                "sections": [self._sections.get(paper_id, "") for paper_id in ids],
                "listed": self._corpus.listed[rows],
            }
        )

    def _named(self, rows: IntArray) -> pd.DataFrame:
        authors = self._corpus.authors.iloc[rows]
        frame: dict[str, Any] = {
            "author_id": authors.index,
            "name": authors["name"].array,
            "by_name": authors["by_name"].array,
        }
        return pd.DataFrame(frame)
