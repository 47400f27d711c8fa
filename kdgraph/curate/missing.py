"""What a list lacks: papers that are not on it, ranked, with what speaks for and against each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from kdgraph.analysis.curation.list_model import member_weights, place_weights
from kdgraph.analysis.curation.list_ties import MEMBER
from kdgraph.analysis.influence.year_percentile import year_percentile
from kdgraph.analysis.result import Result, view_notes, view_of
from kdgraph.analysis.ties import best_first
from kdgraph.arrays import FloatArray, IndexArray
from kdgraph.curate.patches import unified_diff
from kdgraph.curate.standing import Standing, standing
from kdgraph.errors import InputError, UnknownPaperError
from kdgraph.graph.snapshot import Snapshot
from kdgraph.graph.surveys import is_survey_section, is_survey_title
from kdgraph.graph.tools import tools
from kdgraph.lists.document import ListDocument
from kdgraph.lists.insertion import Inserted, NewEntry, insert_entries
from kdgraph.titles import title_key

__all__ = ["MissingPapers", "missing_papers"]

_FAR: Final = 0.9
"""Share of the listed titles nearer to the rest of the list, from which a paper is far from it."""
_UNSURE: Final = 0.5
"""Chance of a section below which it is in doubt."""
_LEAST_CITING: Final = 5
"""Papers that cite a paper, before they may speak against it."""
_PREPRINT: Final = re.compile(r"(?:arxiv|biorxiv|corr)\b", re.IGNORECASE)
_VENUE_YEAR: Final = re.compile(r"^(?P<name>.*?)[ ,]+(?P<year>(?:19|20)\d\d)$")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class MissingPapers(Result):
    """Papers that a list may lack; made by `missing_papers`. See also `Result`.

    Attributes
    ----------
    papers : DataFrame
        Sections in the order of the list, the likeliest papers of each first: ``paper_id``,
        ``title``, ``year``, ``venue``; ``section`` where it belongs and the ``section_chance`` of
        that; ``place`` among the papers of the section and ``rank`` among all; ``score``, the
        logarithm of odds up to a constant; ``cited_by_listed`` and ``cited_by_section``, how many
        listed papers cite it; ``cites_listed``, how many it cites, missing where its reference list
        was not read; ``citing``, the papers that cite it, and ``citing_listed``, those of them that
        cite a listed one too; ``year_percentile`` of its citations, from 0 to 100, missing where it
        is not cited or has no year; ``closest_id``, the listed paper with the likest title, and
        their ``closeness``, a cosine; ``co_cited_id``, the listed paper with which most papers cite
        it, and how many, ``co_cited``; ``tool``, why it is one, else missing; ``reasons_for`` and
        ``reasons_against``, lists of sentences.
    terms : DataFrame
        What each feature adds to the score, by ``paper_id``; see docs/missing.md.
    candidates : int
        All papers that are not listed.
    listed, unknown : int
        Papers of the list that are known here, and entries of which none is.
    """

    papers: pd.DataFrame
    terms: pd.DataFrame
    candidates: int
    listed: int
    unknown: int
    entries: Mapping[str, NewEntry] = field(repr=False)

    def added_to(self, document: ListDocument, papers: Iterable[str] | None = None) -> Inserted:
        """Return a list with papers added, each in the list's own style and at its place.

        An archive of preprints is named as the venue only where the list does so.

        Parameters
        ----------
        document : ListDocument
            The list that was asked about, as `kdgraph.read_list` gives it.
        papers : iterable of str, optional
            Ids of papers in `papers`; by default all but tools.

        Raises
        ------
        UnknownPaperError
            If a paper is none of those proposed.
        """
        if papers is None:
            tool = self.papers["tool"].notna()
            chosen = [str(one) for one in self.papers.loc[~tool, "paper_id"]]
        else:
            chosen = list(dict.fromkeys(papers))
        for one in chosen:
            if one not in self.entries:
                raise UnknownPaperError(one, [])
        entries = [self.entries[one] for one in chosen]
        if not any(
            _is_preprint(venue.name) for entry in document.entries for venue in entry.venues
        ):
            entries = [replace(e, venue=None) if _is_preprint(e.venue) else e for e in entries]
        return insert_entries(document, entries)

    def patch(
        self, document: ListDocument, path: str, papers: Iterable[str] | None = None
    ) -> bytes:
        """Return the unified diff that adds papers to a list; see `added_to`.

        Parameters
        ----------
        document : ListDocument
            The list that was asked about.
        path : str
            Its path, relative to the folder in which the diff is applied.
        papers : iterable of str, optional
            Ids of papers; by default all but tools.
        """
        return unified_diff(document.data, self.added_to(document, papers).data, path)


def missing_papers(
    snapshot: Snapshot,
    source: str | Path | bytes | ListDocument | None = None,
    *,
    section: str | None = None,
    top: int = 5,
    as_of: str | int | date | None = None,
) -> MissingPapers:
    """Find papers that a list lacks, for each section those that most speaks for.

    Nine features say how a paper is tied to the list: who cites it, what it is cited together with,
    what it cites, and its title. A sum of them, with weights fitted by hiding listed papers, ranks
    all papers that are not listed; docs/missing.md has the weights and what was measured. A second
    sum chooses the section.

    Parameters
    ----------
    snapshot : Snapshot
        The papers that are looked at.
    source : str, Path, bytes or ListDocument, optional
        The list, as `kdgraph.read_list` takes it; by default that of the snapshot.
    section : str, optional
        A heading or a part of it: only papers that belong under it, and the ranks among all stay.
    top : int
        Most papers of each section; at least 1.
    as_of : str, int or date, optional
        The literature as it stood on that day; see `Snapshot.as_of`.

    Returns
    -------
    MissingPapers
        The papers, with reasons for and against.

    Raises
    ------
    InputError
        If `top` is below 1, the list has no such section, or none of its papers is known here.

    Examples
    --------
    >>> import kdgraph
    >>> found = missing_papers(kdgraph.embedded(), section="diffusion", top=1)
    >>> found.papers["title"].tolist()
    ['On distillation of guided diffusion models']
    >>> found.papers["reasons_for"][0][0]
    'cited by 4 listed papers, 4 of them in this section'
    """
    view = view_of(snapshot, as_of, top=top)
    stands = standing(view, source)
    if not stands.section:
        raise InputError(
            "none of the papers of the list is known here; run `kdgraph build LIST` first"
        )
    chosen = stands.sections_like(section)
    ids, ties = stands.ids, stands.ties
    titles = view.papers["title"].reindex(ids)
    doubles = _other_versions(stands, titles)
    rows = np.flatnonzero(~ties.listed)
    rows = rows[~np.isin(rows, list(doubles))].astype(np.intp)
    features = ties.member_features()[rows]
    scores = member_weights().scores(features)
    order = best_first(scores, rows)  # rows are in the order of ids
    wanted = _chosen(stands, rows[order], titles, chosen, top)
    percentile = year_percentile(view.citation_graph())["score"].reindex(ids).to_numpy()
    used = _tools(stands)
    topic = _topic(stands)
    lines: list[dict[str, object]] = []
    for one in wanted:
        score = float(scores[order[one.rank - 1]])
        lines.append(_line(stands, one, score, titles, percentile, used, topic))
    frame = _frame(lines)
    at = order[[one.rank - 1 for one in wanted]]
    terms = pd.DataFrame(
        member_weights().terms(features[at]),
        columns=list(MEMBER),
        index=pd.Index(frame["paper_id"], name="paper_id"),
    )
    return MissingPapers(
        papers=frame,
        terms=terms,
        candidates=len(rows),
        listed=len(stands.section),
        unknown=stands.unknown,
        entries=_entries(stands, frame),
        section=section,
        as_of=view.as_of_date,
        scope=view.scope,
        notes=tuple(_notes(stands, doubles)),
        data_note=view.data_note,
    )


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A paper that is shown: its row, its rank among all, its section and place there."""

    row: int
    rank: int
    section: str
    chance: float
    place: int


def _other_versions(stands: Standing, titles: pd.Series[str]) -> dict[int, str]:
    """Return papers with the very title of a listed one: most likely another record of it."""
    keys = titles.fillna("").map(title_key)
    listed = stands.ties.listed
    known = dict(zip(keys[listed], titles.index[listed], strict=True))
    known.pop("", None)
    return {
        row: str(known[keys.iloc[row]])
        for row in np.flatnonzero(~listed).tolist()
        if keys.iloc[row] in known
    }


def _chosen(
    stands: Standing, ranked: IndexArray, titles: pd.Series[str], wanted: tuple[str, ...], top: int
) -> list[_Wanted]:
    """Return the first papers of each section, in the order of the list."""
    of_surveys = [name for name in stands.sections if is_survey_section(name)]
    found: dict[str, list[_Wanted]] = {name: [] for name in wanted}
    left = len(wanted)
    for rank, row in enumerate(ranked.tolist(), start=1):
        title = titles.iloc[row]
        if of_surveys and isinstance(title, str) and is_survey_title(title):
            name, chance = of_surveys[0], 1.0
        else:
            chances = place_weights().chances(stands.ties.place_features(row))
            best = int(np.argmax(chances))
            name, chance = stands.sections[best], float(chances[best])
        if name not in found or len(found[name]) >= top:
            continue
        found[name].append(_Wanted(row, rank, name, chance, len(found[name]) + 1))
        left -= len(found[name]) == top
        if not left:
            break
    return [one for name in wanted for one in found[name]]


def _tools(stands: Standing) -> dict[int, str]:
    """Return the papers that most of the literature merely uses, and why."""
    snapshot, ids, ties = stands.snapshot, stands.ids, stands.ties
    near = ties.listed | (ties.cites_listed > 0)
    citations = snapshot.citations
    ends = [
        ids.get_indexer(pd.Index(citations[end])).astype(np.intp)
        for end in ("citing_id", "cited_id")
    ]
    return tools(snapshot.papers.reindex(ids), citations, ~ties.listed, near, *ends)


@dataclass(frozen=True, slots=True, eq=False)
class _Topic:
    """How near titles are to those of the list: the sum of these, and each one to the others."""

    centre: FloatArray
    listed: FloatArray

    def farther(self, title: csr_array) -> float:
        """Return the share of listed titles that are nearer to the rest of the list than this."""
        likeness = _cosines(title, self.centre)[0]
        return float((self.listed > likeness).mean())


def _topic(stands: Standing) -> _Topic:
    text = stands.ties.literature.text[np.flatnonzero(stands.ties.listed)]
    centre = np.asarray(text.sum(axis=0), dtype=np.float64).ravel()
    own = [_cosines(text[[at]], centre - _dense(text[[at]]))[0] for at in range(text.shape[0])]
    return _Topic(centre, np.array(own))


def _cosines(rows: csr_array, one: FloatArray) -> FloatArray:
    """Return the cosines of unit vectors with a vector."""
    length = float(np.sqrt((one**2).sum()))
    found: FloatArray = np.round(np.asarray(rows @ one) / (length or 1.0), 9)
    return found


def _dense(array: csr_array) -> FloatArray:
    found: FloatArray = np.asarray(array.todense(), dtype=np.float64).ravel()
    return found


def _line(
    stands: Standing,
    one: _Wanted,
    score: float,
    titles: pd.Series[str],
    percentile: FloatArray,
    used: Mapping[int, str],
    topic: _Topic,
) -> dict[str, object]:
    ties, row = stands.ties, one.row
    of = ties.literature
    papers = stands.snapshot.papers.reindex(stands.ids[[row]])
    listed = np.flatnonzero(ties.listed)
    citing = of.cited_by.indices[of.cited_by.indptr[row] : of.cited_by.indptr[row + 1]]
    here = ties.place == stands.sections.index(one.section)
    likeness = np.round(np.asarray((of.text[listed] @ of.text[[row]].T).todense()).ravel(), 9)
    closest = int(best_first(likeness, listed)[0])
    both = np.asarray(ties.co_cited_with_listed[[row]].todense()).ravel()
    together = int(best_first(both, listed)[0])
    read = bool(of.references[row] > 0)
    said = {
        "paper_id": str(stands.ids[row]),
        "title": titles.iloc[row],
        "year": papers["year"].iloc[0],
        "venue": papers["venue"].iloc[0],
        "section": one.section,
        "section_chance": one.chance,
        "place": one.place,
        "rank": one.rank,
        "score": score,
        "cited_by_listed": int(ties.listed[citing].sum()),
        "cited_by_section": int(here[citing].sum()),
        "cites_listed": int(ties.cites_listed[row]) if read else None,
        "citing": len(citing),
        "citing_listed": int((ties.cites_listed[citing] > 0).sum()),
        "year_percentile": None if np.isnan(percentile[row]) else round(percentile[row], 1),
        "closest_id": str(stands.ids[listed[closest]]) if likeness[closest] > 0 else None,
        "closeness": float(likeness[closest]),
        "co_cited_id": str(stands.ids[listed[together]]) if both[together] > 0 else None,
        "co_cited": int(both[together]),
        "tool": used.get(row),
    }
    nearer = topic.farther(of.text[[row]])
    return said | {
        "reasons_for": _for(said, stands),
        "reasons_against": _against(said, stands, nearer),
    }


def _for(said: Mapping[str, object], stands: Standing) -> list[str]:
    found = []
    by, here = _int(said["cited_by_listed"]), _int(said["cited_by_section"])
    if by:
        of_here = ""
        if len(stands.sections) > 1:
            of_here = f", {f'{here:,}' if here else 'none'} of them in this section"
            if by == 1:
                of_here = ", in this section" if here else ", in another section"
        found.append(f"cited by {_papers(by, 'listed paper')}{of_here}")
    if cites := _int(said["cites_listed"]):
        found.append(f"cites {_papers(cites, 'listed paper')}")
    together, citing = _int(said["citing_listed"]), _int(said["citing"])
    if together and said["co_cited_id"]:
        who = f"{together:,} of the {citing:,} papers that cite it cite"
        if citing == 1:
            who = "the one paper that cites it cites"
        most = f", most often {said['co_cited_id']} ({_int(said['co_cited']):,})"
        found.append(f"{who} listed ones too{most if citing > 1 else ''}")
    if said["year_percentile"] is not None and _float(said["year_percentile"]) >= 50:
        found.append(
            f"cited more than {_float(said['year_percentile']):.0f} % of the cited papers of its "
            "year here"
        )
    if said["closest_id"]:
        cosine = f"cosine {_float(said['closeness']):.2f}"
        found.append(f"its title is like that of {said['closest_id']} ({cosine})")
    return found


def _against(said: Mapping[str, object], stands: Standing, nearer: float) -> list[str]:
    found = []
    if said["tool"]:
        found.append(f"a tool rather than a work of the topic: {said['tool']}")
    if nearer >= _FAR:
        found.append(
            "another topic by its title: it is farther from the list than "
            f"{nearer:.0%} of the listed titles"
        )
    citing, near = _int(said["citing"]), _int(said["citing_listed"])
    if citing >= _LEAST_CITING and 2 * near < citing:
        found.append(f"{citing - near:,} of the {citing:,} papers that cite it cite no listed one")
    if not citing:
        found.append("no paper here cites it")
    if said["cites_listed"] is None:
        found.append("its reference list was not read: what it cites is not known")
    if is_survey_title(str(said["title"])) and not is_survey_section(str(said["section"])):
        found.append("a survey by its title, and the list has no section of surveys")
    if len(stands.sections) > 1 and _float(said["section_chance"]) < _UNSURE:
        found.append(f"its section is in doubt (chance {_float(said['section_chance']):.2f})")
    return found


def _papers(count: int, kind: str) -> str:
    return f"{count:,} {kind}" if count == 1 else f"{count:,} {kind}s"


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0


def _float(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _frame(lines: list[dict[str, object]]) -> pd.DataFrame:
    kinds = {
        "paper_id": "str",
        "title": "str",
        "year": "Int64",
        "venue": "str",
        "section": "str",
        "section_chance": "float64",
        "place": "int64",
        "rank": "int64",
        "score": "float64",
        "cited_by_listed": "int64",
        "cited_by_section": "int64",
        "cites_listed": "Int64",
        "citing": "int64",
        "citing_listed": "int64",
        "year_percentile": "Float64",
        "closest_id": "str",
        "closeness": "float64",
        "co_cited_id": "str",
        "co_cited": "int64",
        "tool": "str",
        "reasons_for": "object",
        "reasons_against": "object",
    }
    return pd.DataFrame(
        {
            name: pd.Series([line[name] for line in lines], dtype=kind)
            for name, kind in kinds.items()
        }
    )


def _entries(stands: Standing, frame: pd.DataFrame) -> dict[str, NewEntry]:
    """Return each paper as an entry of the list: what the snapshot knows of it."""
    snapshot = stands.snapshot
    wanted = snapshot.authorships
    wanted = wanted[wanted["paper_id"].isin(frame["paper_id"])].sort_values("position")
    authors = {
        str(paper): tuple(map(str, names)) for paper, names in wanted.groupby("paper_id")["name"]
    }
    known = snapshot.identifiers
    known = known[
        known["paper_id"].isin(frame["paper_id"]) & known["scheme"].isin(["arxiv", "doi"])
    ]
    ids = {
        (str(paper), str(scheme)): str(value)
        for paper, scheme, value in zip(
            known["paper_id"], known["scheme"], known["value"], strict=True
        )
    }
    found = {}
    for paper, title, section, venue, year in zip(
        frame["paper_id"],
        frame["title"],
        frame["section"],
        frame["venue"],
        frame["year"],
        strict=True,
    ):
        name, own = (None, None) if pd.isna(venue) else _venue(str(venue))
        found[str(paper)] = NewEntry(
            title="" if pd.isna(title) else str(title),
            section=str(section),
            authors=authors.get(str(paper), ()),
            venue=name,
            year=own or (None if pd.isna(year) else int(year)),
            arxiv=ids.get((str(paper), "arxiv")),
            doi=ids.get((str(paper), "doi")),
        )
    return found


def _venue(venue: str) -> tuple[str, int | None]:
    """Return a venue as name and year.

    >>> _venue("CVPR 2024"), _venue("NeurIPS-workshop 2014"), _venue("arXiv")
    (('CVPR', 2024), ('NeurIPS-workshop', 2014), ('arXiv', None))
    """
    parts = _VENUE_YEAR.match(venue)
    return (parts["name"], int(parts["year"])) if parts else (venue, None)


def _is_preprint(venue: str | None) -> bool:
    return bool(venue and _PREPRINT.match(venue))


def _notes(stands: Standing, doubles: Mapping[int, str]) -> Iterable[str]:
    if stands.unknown:
        yield (
            f"of {stands.entries:,} entries {stands.unknown:,} are not known here: whether their "
            "papers are among these is known by their titles alone"
        )
    if doubles:
        some = ", ".join(str(stands.ids[row]) for row in list(doubles)[:3])
        yield (
            f"{_papers(len(doubles), 'paper')} with the very title of a listed one left out: "
            f"most likely other records of it ({some})"
        )
    read = int((stands.ties.literature.references > 0).sum())
    yield (
        f"reference lists of {read:,} of {len(stands.ids):,} papers cite something here; what the "
        "others cite counts neither for nor against"
    )
    yield from view_notes(stands.snapshot)
