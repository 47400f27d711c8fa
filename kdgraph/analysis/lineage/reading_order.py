"""In which order to read: what others build on first, one thread after the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from kdgraph.analysis.influence import MEASURES
from kdgraph.analysis.lineage._context import lineage_context
from kdgraph.analysis.lineage.forebears import likely_forebears
from kdgraph.analysis.lineage.overrides import Overrides
from kdgraph.analysis.lineage.parents import primary_parents
from kdgraph.analysis.names.paper_names import short_names
from kdgraph.analysis.result import Result, field_view, scope_of, view_notes, view_of
from kdgraph.errors import InputError
from kdgraph.graph.chronology import publication_time
from kdgraph.graph.snapshot import Snapshot
from kdgraph.graph.surveys import surveys

__all__ = ["ReadingOrder", "reading_order"]

_NO_SECTION = "no section"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ReadingOrder(Result):
    """Papers in the order in which to read them; made by `reading_order`. See also `Result`.

    Attributes
    ----------
    papers : DataFrame
        Indexed by ``paper_id``, in the order of reading: ``step``, from 1; ``title``; ``year``;
        ``section`` of the list, missing where there is none; ``score``, how often it is cited for
        its age, missing where nobody here cites it; ``chosen_for``: ``section``, being the best of
        its section, ``score``, or ``prerequisite``, being needed for a later one alone;
        ``survey``; ``forebear_id``, the paper before it that it descends from, missing where there
        is none; ``relation``: ``known`` for a primary parent, ``likely`` for one that is inferred;
        ``prerequisites``, the papers before it that it cites or descends from, in the order of
        reading; ``heirs``, how many of the later ones descend from it, at once or through others;
        ``why``, a sentence.
    asked : int
        How many papers were asked for.
    candidates : int
        Out of how many they were chosen.
    too_many : int
        Papers passed over because they and what they need had no room among those asked for.
    """

    papers: pd.DataFrame
    asked: int
    candidates: int
    too_many: int


def reading_order(
    snapshot: Snapshot,
    papers: int = 12,
    *,
    section: str | None = None,
    overrides: Overrides | None = None,
    inferred: bool = True,
    as_of: Any = None,
    scope: str | None = None,
    field_least: int | None = None,
) -> ReadingOrder:
    """Return which papers of the list to read, prerequisites before what builds on them.

    Which ones: the best of each section, then the second best of each, and so on, by how often the
    literature cites them for their age (``kdgraph.MEASURES["mean_normalised"]``); each brings along
    the chain of papers that it descends from (`kdgraph.primary_parents`, or
    `kdgraph.likely_forebears` where its reference list was not read) as far as that is listed. One
    that has no room with all of these is passed over, and counted.

    In which order: none before a chosen paper that it cites or descends from; only a survey, which
    explains what it cites, waits for nothing but what it descends from. Of those that may
    come next, first the ones that descend from the paper read last, or else from the one before, so
    that a thread is followed to its end; of these, surveys first, which give an overview of what
    comes, then the older.

    Parameters
    ----------
    snapshot : Snapshot
        The list, and who cites whom.
    papers : int
        How many; fewer where there are no more.
    section : str, optional
        Choose among the papers listed under headings that hold this; what they descend from may
        stand in other sections.
    overrides : Overrides, optional
        Parents by hand, which win.
    inferred : bool
        Whether likely forebears count as prerequisites.
    as_of : str, int or date, optional
        The literature as it stood on that day.
    scope, field_least : str and int, optional
        Within which papers citations are counted, as for `Snapshot.within`; by default the field.

    Returns
    -------
    ReadingOrder
        The same for the same snapshot and options, however its tables are sorted.

    Raises
    ------
    InputError
        If `papers` is below 1, or there is no such section, day or scope.

    Examples
    --------
    >>> import kdgraph
    >>> order = reading_order(kdgraph.embedded(), 3, section="Feature")
    >>> order.papers["title"].str[:29].tolist()
    ['Model Compression', 'Distilling the Knowledge in a', 'Contrastive Representation Di']
    >>> order.papers["why"].iloc[1].partition(";")[0]
    'Builds on Model Compression'
    """
    if papers < 1:
        raise InputError(f"a reading order has at least 1 paper, got {papers}")
    view = field_view(view_of(snapshot, as_of), scope, field_least)
    listed = list(view.reading_list.papers) or sorted(map(str, view.papers.index))
    under = view.reading_list.papers_under(section)
    asked_about = listed if under is None else [str(one) for one in under]
    found = _Literature(view, listed, overrides, inferred=inferred)
    chosen, too_many = _chosen(found, asked_about, papers)
    order, broken = _ordered(found, list(chosen))
    frame = _described(view, found, order, chosen)
    unread = int((~found.read[[found.row[one] for one in order]]).sum()) if order else 0
    notes = list(view_notes(view))
    if too_many:
        passed = "1 better one passed over, since it and what it descends"
        if too_many > 1:
            passed = f"{too_many:,} better ones passed over, since they and what they descend"
        notes.append(f"{passed} from had no room")
    sections = {found.section.get(one, _NO_SECTION) for one in asked_about}
    if missing := len(sections - {found.section.get(one, _NO_SECTION) for one in order}):
        have = "has" if missing == 1 else "have"
        notes.append(f"{missing:,} of {len(sections):,} sections {have} no paper among these")
    if unread:
        notes.append(
            f"the reference lists of {unread:,} of these {len(order):,} papers were not read, so "
            "that more prerequisites may exist"
        )
    if broken:
        notes.append(f"{broken:,} times a likely forebear comes later, to break a circle")
    return ReadingOrder(
        papers=frame,
        asked=papers,
        candidates=len(asked_about),
        too_many=too_many,
        notes=tuple(notes),
        **scope_of(view, section),
    )


class _Literature:
    """What is known of the papers that may be read."""

    def __init__(
        self, view: Snapshot, ids: Sequence[str], overrides: Overrides | None, *, inferred: bool
    ) -> None:
        self.names = short_names(view, ids)
        graph = view.citation_graph()
        self.score = MEASURES["mean_normalised"](graph)["score"].reindex(list(ids)).to_dict()
        self.section = {
            str(one): str(name) for one, name in view.reading_list.sections().section.items()
        }
        base = lineage_context(view)
        self.row = {str(one): place for place, one in enumerate(base.ids)}
        self.cites = base.cites
        self.ids = [str(one) for one in base.ids]
        read = base.read
        self.read = np.ones(len(self.ids), dtype=bool) if read is None else read
        time = publication_time(view.papers)
        self.time = dict(zip(map(str, view.papers.index), time.tolist(), strict=True))
        self.surveys = surveys(view)
        parents = primary_parents(view, ids, overrides=overrides)
        self.forebear: dict[str, tuple[str, str]] = {
            str(one): (str(parent), "known")
            for one, parent in parents["parent_id"].dropna().items()
        }
        if inferred:
            by_hand = (parents["basis"] == "override").fillna(value=False)
            orphans = parents.index[parents["parent_id"].isna() & ~by_hand]
            likely = likely_forebears(view, list(orphans), among=list(ids)).named
            self.forebear |= {str(one): (str(other), "likely") for one, other in likely.items()}

    def chain(self, paper_id: str) -> list[str]:
        """Return a paper and what it descends from, the paper first; circles end."""
        chain = {paper_id: None}
        found = self.forebear.get(paper_id)
        # a parent by hand may be in no view
        while found is not None and found[0] not in chain and found[0] in self.row:
            chain[found[0]] = None
            found = self.forebear.get(found[0])
        return list(chain)

    def cited(self, paper_id: str) -> list[str]:
        """Return the papers that it cites here, cycles cut."""
        row = self.row[paper_id]
        cited = self.cites.indices[self.cites.indptr[row] : self.cites.indptr[row + 1]]
        return [self.ids[place] for place in cited.tolist()]

    def rank(self, paper_id: str) -> tuple[float, str]:
        """Return what sorts the most cited for their age first; those without a score last."""
        score = self.score.get(paper_id, float("nan"))
        return (float("inf") if score != score else -score, paper_id)


def _chosen(found: _Literature, candidates: Iterable[str], most: int) -> tuple[dict[str, str], int]:
    """Return what to read with what it was chosen for, and how many had no room."""
    of_section: dict[str, list[str]] = {}
    for one in sorted(candidates, key=found.rank):
        of_section.setdefault(found.section.get(one, _NO_SECTION), []).append(one)
    turns = [
        (place, found.rank(one), one)
        for papers in of_section.values()
        for place, one in enumerate(papers)
    ]
    chosen: dict[str, str] = {}
    passed = []
    for place, _, one in sorted(turns):
        if len(chosen) >= most:
            break
        needed = [other for other in found.chain(one) if other not in chosen]
        if len(chosen) + len(needed) > most:
            passed.append(one)
            continue
        for other in needed[1:] if needed and needed[0] == one else needed:
            chosen[other] = "prerequisite"
        # alone in its section, or in a list without any, it is best by its score
        chosen[one] = "section" if place == 0 and len(of_section) > 1 else "score"
    return chosen, sum(one not in chosen for one in passed)


def _ordered(found: _Literature, chosen: Sequence[str]) -> tuple[list[str], int]:
    """Return the papers in the order of reading, and how often a forebear had to come later."""
    inside = set(chosen)
    waits: dict[str, set[str]] = {}
    for one in chosen:
        cited = [] if one in found.surveys else found.cited(one)
        waits[one] = {other for other in cited if other in inside}
        above = found.forebear.get(one)
        if above is not None and above[0] in inside:
            waits[one].add(above[0])
    order: list[str] = []
    place: dict[str, int] = {}
    heirs = _heirs(found, chosen)
    broken = 0

    def key(one: str) -> tuple[Any, ...]:
        above = found.forebear.get(one)
        thread = place.get(above[0], -1) if above is not None else -1
        time = found.time.get(one, float("nan"))
        return (
            -thread,
            one not in found.surveys,
            -heirs[one] if thread < 0 else 0,
            float("inf") if time != time else time,
            one,
        )

    while len(order) < len(chosen):
        left = [one for one in chosen if one not in place]
        ready = [one for one in left if waits[one] <= place.keys()]
        if not ready:
            # citations have no circles, so a likely forebear or one by hand closes this one
            broken += 1
            known = {one: inside.intersection(found.cited(one)) for one in left}
            ready = [one for one in left if known[one] <= place.keys()]
        following = min(ready, key=key)
        place[following] = len(order)
        order.append(following)
    return order, broken


def _heirs(found: _Literature, chosen: Sequence[str]) -> dict[str, int]:
    """Return how many of the chosen papers descend from each, at once or through others."""
    count = dict.fromkeys(chosen, 0)
    for one in chosen:
        for other in found.chain(one)[1:]:
            if other in count:
                count[other] += 1
    return count


def _described(
    view: Snapshot, found: _Literature, order: Sequence[str], chosen: Mapping[str, str]
) -> pd.DataFrame:
    place = {one: number for number, one in enumerate(order)}
    heirs = _heirs(found, order)
    rows = []
    for one in order:
        above = found.forebear.get(one)
        forebear, relation = above if above is not None and above[0] in place else (None, None)
        if forebear is not None and place[forebear] > place[one]:
            forebear, relation = None, None
        before = {other for other in found.cited(one) if place.get(other, len(order)) < place[one]}
        before |= {forebear} if forebear is not None else set()
        rows.append(
            {
                "paper_id": one,
                "step": place[one] + 1,
                "section": found.section.get(one),
                "score": found.score.get(one, float("nan")),
                "chosen_for": chosen[one],
                "survey": one in found.surveys,
                "forebear_id": forebear,
                "relation": relation,
                "prerequisites": tuple(sorted(before, key=place.__getitem__)),
                "heirs": heirs[one],
            }
        )
    kinds = {"paper_id": "str", "section": "str", "chosen_for": "str", "forebear_id": "str"}
    columns = ["paper_id", "step", "section", "score", "chosen_for", "survey", "forebear_id"]
    columns += ["relation", "prerequisites", "heirs"]
    frame = pd.DataFrame(rows, columns=columns).astype(
        kinds | {"relation": "str", "step": "int64", "heirs": "int64", "score": "float64"}
    )
    frame = frame.astype({"survey": "bool"}).set_index("paper_id")
    frame["why"] = pd.Series(
        [_why(found, row) for _, row in frame.iterrows()],
        index=frame.index,
        dtype="str",
    )
    described = view.papers.loc[list(order), ["title", "year"]]
    frame.insert(1, "title", described["title"])
    frame.insert(2, "year", described["year"])
    return frame


def _why(found: _Literature, row: pd.Series[Any]) -> str:
    """Return why a paper is read, and why here, in a sentence."""
    parts = []
    if isinstance(row["forebear_id"], str):
        how = "builds on" if row["relation"] == "known" else "likely builds on"
        parts.append(f"{how} {found.names[row['forebear_id']]}")
    if row["survey"]:
        parts.append("an overview: it is a survey")
    if row["heirs"]:
        descend = "descends" if row["heirs"] == 1 else "descend"
        parts.append(f"{row['heirs']} of these {descend} from it")
    if row["chosen_for"] == "section":
        parts.append(f"first in {row['section'] or _NO_SECTION}")
    if row["score"] == row["score"]:
        parts.append(f"cited {row['score']:.1f} times the mean of its year")
    elif row["chosen_for"] != "prerequisite":
        parts.append("cited by nobody here yet")
    said = "; ".join(parts) or "needed for a later one"
    return f"{said[:1].upper()}{said[1:]}."
