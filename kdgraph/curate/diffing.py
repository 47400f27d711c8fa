"""What changed between two snapshots, and which citations tipped a main path or a parent."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import pandas as pd

from kdgraph.analysis.influence.ranking import rank, ranks, scores_of
from kdgraph.analysis.lineage.contest import EVIDENCE
from kdgraph.analysis.lineage.main_path import main_path
from kdgraph.analysis.lineage.parents import parent_contest
from kdgraph.graph.citation import CitationGraph, citation_graph
from kdgraph.graph.snapshot import Snapshot

__all__ = ["PathChange", "SnapshotDiff", "diff"]

Arc = tuple[str, str]
_MOST_TRIALS: Final = 200
_MOST_ARCS: Final = 4000
"""More changed citations than this are not taken back one by one: too much has changed."""


@dataclass(frozen=True, slots=True, eq=False)
class PathChange:
    """How the main path changed, and why.

    Attributes
    ----------
    came, went : tuple of str
        Papers on the later path alone, and on the earlier one alone, in the order of the paths.
    arcs : DataFrame
        Citations on one of the two paths alone: ``change`` ("came" or "went" from the path),
        ``citing_id``, ``cited_id``; ``known_before`` and ``known_now``, whether the snapshots hold
        the citation; ``share_before`` and ``share_now``, its share of the flow, missing where it
        had none.
    tipped : DataFrame
        The citations that tipped it: ``change`` ("came" to or "went" from the snapshot),
        ``citing_id``, ``cited_id``. With these taken back, and all others as they are now, the
        path is the earlier one; with any of them left, it is not.
    explanation : str
        What `tipped` means here, in a sentence.
    scope : str
        Among which papers the path runs.
    """

    came: tuple[str, ...]
    went: tuple[str, ...]
    arcs: pd.DataFrame
    tipped: pd.DataFrame
    explanation: str
    scope: str

    @property
    def changed(self) -> bool:
        """Whether the two paths differ."""
        return bool(len(self.arcs))


@dataclass(frozen=True, slots=True, eq=False)
class SnapshotDiff:
    """What came, went and moved between two snapshots; made by `diff`.

    Attributes
    ----------
    first, second : str
        The ids of the earlier and the later snapshot.
    papers : DataFrame
        ``change`` (``came``, ``went``, ``renamed``: another id of the same paper, ``corrected``:
        another title, year or venue), ``paper_id``, ``title``, ``year``, ``listed`` (on either
        list), and ``was``, what it was before.
    citations : DataFrame
        ``change`` (``came``, ``went``), ``citing_id``, ``cited_id`` and ``because``: a paper of it
        came or went, the reference list was read, or neither is known to be the cause.
    entries : DataFrame
        ``change`` (``came``, ``went``, ``moved`` to another section), ``entry_id``, ``title``,
        ``before`` and ``now``, the sections.
    matches : DataFrame
        Entries of both lists whose paper is another one now: ``entry_id``, ``title``, ``before``,
        ``now`` (missing where none) and ``reason``, as the later snapshot says it.
    lists : DataFrame
        Lists of references and citations whose state changed: ``paper_id``, ``direction``,
        ``before``, ``now``.
    ranks : DataFrame
        Papers of both snapshots whose rank by `measure` changed, those near the top first:
        ``paper_id``, ``title``, ``before``, ``now``, ``moved`` (above 0: up), ``score_before``,
        ``score_now``.
    measure : str
        What the ranks are by.
    path : PathChange
        The main path.
    parents : DataFrame
        Listed papers of both whose primary parent changed: ``paper_id``, ``title``, ``before``,
        ``now`` (missing where none), and ``why``: what tipped it.
    notes : tuple of str
        What must be known beside it.
    """

    first: str
    second: str
    papers: pd.DataFrame
    citations: pd.DataFrame
    entries: pd.DataFrame
    matches: pd.DataFrame
    lists: pd.DataFrame
    ranks: pd.DataFrame
    measure: str
    path: PathChange
    parents: pd.DataFrame
    notes: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Whether anything differs."""
        tables = (self.papers, self.citations, self.entries, self.matches, self.lists)
        more = (self.ranks, self.parents)
        return self.path.changed or any(len(table) for table in (*tables, *more))


def diff(
    first: Snapshot,
    second: Snapshot,
    *,
    by: str = "citations",
    scope: str | None = None,
    field_least: int | None = None,
) -> SnapshotDiff:
    """Compare two snapshots.

    Papers are compared under the ids that the later one gives them, so that one which was united
    with another, or known by another id before, has neither come nor gone.

    Parameters
    ----------
    first, second : Snapshot
        The earlier and the later one.
    by : str
        The measure whose ranks are compared; a name of `kdgraph.MEASURES`.
    scope, field_least : str and int, optional
        Among which papers ranks and the main path are computed, as for `Snapshot.within`. By
        default all papers for ranks, and the field for the path.

    Returns
    -------
    SnapshotDiff
        Empty tables where nothing changed.

    Raises
    ------
    InputError
        If there is no such measure or scope.

    Examples
    --------
    >>> import kdgraph
    >>> diff(kdgraph.embedded(), kdgraph.embedded()).changed
    False
    """
    rank(second, by, top=1)  # refuses a measure that it does not know
    ids = _Ids(first, second)
    citations = _citations(first, second, ids)
    return SnapshotDiff(
        first=first.id,
        second=second.id,
        papers=_papers(first, second, ids),
        citations=citations,
        entries=_entries(first, second),
        matches=_matches(first, second, ids),
        lists=_lists(first, second, ids),
        ranks=_ranks(first, second, ids, by, scope, field_least),
        measure=by,
        path=_path(first, second, ids, scope, field_least),
        parents=_parents(first, second, ids),
        notes=tuple(_notes(first, second)),
    )


class _Ids:
    """What papers of the earlier snapshot are called in the later one."""

    def __init__(self, first: Snapshot, second: Snapshot) -> None:
        now = set(second.papers.index)
        by_identifier = _by_identifier(second)
        gone = [str(paper_id) for paper_id in first.papers.index if paper_id not in now]
        of_gone: dict[str, list[tuple[str, str]]] = {paper_id: [] for paper_id in gone}
        known = first.identifiers
        for scheme, value, paper_id in zip(
            known["scheme"], known["value"], known["paper_id"], strict=True
        ):
            if paper_id in of_gone:
                of_gone[paper_id].append((str(scheme), str(value)))
        self.renamed: dict[str, str] = {}
        for paper_id, identifiers in of_gone.items():
            own = tuple(paper_id.split(":", 1))
            for key in ((own[0], own[-1]), *identifiers):
                if key in by_identifier:
                    self.renamed[paper_id] = by_identifier[key]
                    break

    def now(self, paper_id: object) -> str | None:
        """Return the id of a paper of the earlier snapshot as of now; None for a missing one."""
        if not isinstance(paper_id, str):
            return None
        return self.renamed.get(paper_id, paper_id)


def _by_identifier(snapshot: Snapshot) -> dict[tuple[str, str], str]:
    known = snapshot.identifiers
    return {
        (str(scheme), str(value)): str(paper_id)
        for scheme, value, paper_id in zip(
            known["scheme"], known["value"], known["paper_id"], strict=True
        )
    }


def _frame(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    table: dict[str, list[Any]] = {name: [row.get(name) for row in rows] for name in columns}
    return pd.DataFrame(table)


_FACTS: Final = ("title", "year", "venue")


def _papers(first: Snapshot, second: Snapshot, ids: _Ids) -> pd.DataFrame:
    before, now = first.papers, second.papers
    listed = set(second.reading_list.papers) | {ids.now(p) for p in first.reading_list.papers}
    rows: list[dict[str, Any]] = []

    def row(change: str, paper_id: str, frame: pd.DataFrame, key: str, was: object) -> None:
        rows.append(
            {
                "change": change,
                "paper_id": paper_id,
                "title": _plain(frame.at[key, "title"]),
                "year": _plain(frame.at[key, "year"]),
                "listed": paper_id in listed,
                "was": was,
            }
        )

    earlier = {ids.now(paper_id): str(paper_id) for paper_id in before.index}
    for paper_id in map(str, now.index):
        if paper_id not in earlier:
            row("came", paper_id, now, paper_id, None)
    for old_id in map(str, before.index):
        paper_id = ids.now(old_id) or old_id
        if paper_id not in now.index:
            row("went", old_id, before, old_id, None)
            continue
        if paper_id != old_id:
            row("renamed", paper_id, now, paper_id, old_id)
        was = [
            f"{name} {_plain(before.at[old_id, name])}"
            for name in _FACTS
            if _plain(before.at[old_id, name]) != _plain(now.at[paper_id, name])
            and not (paper_id != old_id and _plain(before.at[old_id, name]) is None)
        ]
        if was:
            row("corrected", paper_id, now, paper_id, "; ".join(was))
    order = {"came": 0, "went": 1, "renamed": 2, "corrected": 3}
    rows.sort(key=lambda r: (order[r["change"]], not r["listed"], r["paper_id"]))
    return _frame(rows, ("change", "paper_id", "title", "year", "listed", "was"))


def _arcs(snapshot: Snapshot, name: Callable[[object], str | None] = str) -> set[Arc]:
    table = snapshot.citations
    named = {one: name(one) or "" for one in {*table["citing_id"], *table["cited_id"]}}
    return {
        (named[citing], named[cited])
        for citing, cited in zip(table["citing_id"], table["cited_id"], strict=True)
        if named[citing] != named[cited]
    }


def _citations(first: Snapshot, second: Snapshot, ids: _Ids) -> pd.DataFrame:
    before, now = _arcs(first, ids.now), _arcs(second)
    were = {ids.now(paper_id) for paper_id in first.papers.index}
    are = set(second.papers.index)
    states = [_states(first, ids.now), _states(second, str)]
    rows = []
    for change, arcs in (("came", now - before), ("went", before - now)):
        for citing, cited in sorted(arcs):
            rows.append(
                {
                    "change": change,
                    "citing_id": citing,
                    "cited_id": cited,
                    "because": _because(change, citing, cited, were, are, states),
                }
            )
    return _frame(rows, ("change", "citing_id", "cited_id", "because"))


def _because(
    change: str,
    citing: str,
    cited: str,
    were: Collection[object],
    are: Collection[object],
    states: Sequence[Mapping[Arc, str]],
) -> str:
    """Say what a change of a citation comes from, as far as the snapshots tell."""
    there, here = (are, were) if change == "came" else (were, are)
    for paper_id, role in ((citing, "citing"), (cited, "cited")):
        if paper_id not in here and paper_id in there:
            return f"the {role} paper {change}"
    for key, words in (
        ((citing, "references"), "the reference list of the citing paper"),
        ((cited, "citations"), "the list of citations of the cited paper"),
    ):
        before, now = (state.get(key, "not asked") for state in states)
        if before != now:
            return f"{words} was {before} and is {now}"
    return "its sources say so now" if change == "came" else "no source says so any more"


def _states(snapshot: Snapshot, name: Callable[[object], str | None]) -> dict[Arc, str]:
    table = snapshot.coverage
    return {
        (name(paper_id) or "", str(direction)): str(state)
        for paper_id, direction, state in zip(
            table["paper_id"], table["direction"], table["state"], strict=True
        )
    }


def _lists(first: Snapshot, second: Snapshot, ids: _Ids) -> pd.DataFrame:
    before, now = _states(first, ids.now), _states(second, str)
    rows = [
        {"paper_id": key[0], "direction": key[1], "before": before[key], "now": now[key]}
        for key in sorted(before.keys() & now.keys())
        if before[key] != now[key]
    ]
    return _frame(rows, ("paper_id", "direction", "before", "now"))


def _entries(first: Snapshot, second: Snapshot) -> pd.DataFrame:
    before, now = first.entries, second.entries
    rows = []
    for entry_id in now.index.difference(before.index, sort=False):
        section = _plain(now.at[entry_id, "section"])
        rows.append(_entry("came", entry_id, now.at[entry_id, "title"], None, section))
    for entry_id in before.index.difference(now.index, sort=False):
        section = _plain(before.at[entry_id, "section"])
        rows.append(_entry("went", entry_id, before.at[entry_id, "title"], section, None))
    for entry_id in before.index.intersection(now.index, sort=False):
        was, section = (_plain(table.at[entry_id, "section"]) for table in (before, now))
        if was != section:
            rows.append(_entry("moved", entry_id, now.at[entry_id, "title"], was, section))
    return _frame(rows, ("change", "entry_id", "title", "before", "now"))


def _entry(
    change: str, entry_id: object, title: object, was: object, now: object
) -> dict[str, Any]:
    return {
        "change": change,
        "entry_id": str(entry_id),
        "title": _plain(title),
        "before": was,
        "now": now,
    }


def _matches(first: Snapshot, second: Snapshot, ids: _Ids) -> pd.DataFrame:
    before, now = first.matches, second.matches
    titles = second.entries["title"]
    rows = []
    for entry_id in second.entries.index:
        if entry_id not in before.index or entry_id not in now.index:
            continue
        was = ids.now(before.at[entry_id, "paper_id"])
        paper_id = _plain(now.at[entry_id, "paper_id"])
        if was != paper_id:
            rows.append(
                {
                    "entry_id": str(entry_id),
                    "title": _plain(titles.at[entry_id]),
                    "before": was,
                    "now": paper_id,
                    "reason": _plain(now.at[entry_id, "reason"]),
                }
            )
    return _frame(rows, ("entry_id", "title", "before", "now", "reason"))


def _ranks(
    first: Snapshot,
    second: Snapshot,
    ids: _Ids,
    by: str,
    scope: str | None,
    field_least: int | None,
) -> pd.DataFrame:
    scores = []
    for snapshot in (first, second):
        view = snapshot.within(scope, field_least=field_least)
        score = scores_of(view, view.citation_graph(), by)["score"]
        scores.append(score)
    was = scores[0].rename(index=lambda paper_id: ids.now(paper_id) or paper_id)
    was = was[~was.index.duplicated()]
    both = was.index.intersection(scores[1].index)
    # both are ranked among the papers of both: who came or went moves nobody by that alone
    before, now = (_ints(ranks(score.loc[both])) for score in (was, scores[1]))
    score_before, score_now = (_floats(score.loc[both]) for score in (was, scores[1]))
    titles = second.papers["title"].to_dict()
    rows = [
        {
            "paper_id": paper_id,
            "title": _plain(titles[paper_id]),
            "before": before[paper_id],
            "now": now[paper_id],
            "moved": before[paper_id] - now[paper_id],
            "score_before": score_before[paper_id],
            "score_now": score_now[paper_id],
        }
        for paper_id in map(str, both)
        if paper_id in before and paper_id in now
    ]
    rows = [row for row in rows if row["moved"]]
    rows.sort(key=lambda row: (min(row["before"], row["now"]), -abs(row["moved"]), row["paper_id"]))
    columns = ("paper_id", "title", "before", "now", "moved", "score_before", "score_now")
    return _frame(rows, columns)


def _ints(series: pd.Series[Any]) -> dict[str, int]:
    return dict(zip(map(str, series.index), map(int, series.tolist()), strict=True))


def _floats(series: pd.Series[Any]) -> dict[str, float]:
    return dict(zip(map(str, series.index), map(float, series.tolist()), strict=True))


# --- the main path


def _path(
    first: Snapshot, second: Snapshot, ids: _Ids, scope: str | None, field_least: int | None
) -> PathChange:
    views = [s.within(scope or "field", field_least=field_least) for s in (first, second)]
    paths = [main_path(view.citation_graph()) for view in views]
    names: tuple[Callable[[object], str | None], ...] = (ids.now, str)
    shares = [
        {
            (name(citing) or "", name(cited) or ""): (float(share), bool(on))
            for citing, cited, share, on in zip(
                *(path.arcs[c] for c in ("citing_id", "cited_id", "share", "on_path")), strict=True
            )
        }
        for path, name in zip(paths, names, strict=True)
    ]
    on = [{arc for arc, (_, there) in share.items() if there} for share in shares]
    order = [
        [ids.now(p) or "" for p in paths[0].papers.index],
        list(map(str, paths[1].papers.index)),
    ]
    known = [_arcs(first, ids.now), _arcs(second)]
    rows = [
        {
            "change": change,
            "citing_id": arc[0],
            "cited_id": arc[1],
            "known_before": arc in known[0],
            "known_now": arc in known[1],
            "share_before": shares[0].get(arc, (None, False))[0],
            "share_now": shares[1].get(arc, (None, False))[0],
        }
        for change, arcs in (("came", on[1] - on[0]), ("went", on[0] - on[1]))
        for arc in sorted(arcs)
    ]
    columns = (
        "change", "citing_id", "cited_id", "known_before", "known_now", "share_before", "share_now"
    )  # fmt: skip
    tipped: list[tuple[str, Arc]] = []
    explanation = "the main path is the same"
    if rows:
        tipped, explanation = _tipping(views, ids, on)
    return PathChange(
        came=tuple(p for p in order[1] if p not in set(order[0])),
        went=tuple(p for p in order[0] if p not in set(order[1])),
        arcs=_frame(rows, columns),
        tipped=_frame(
            [{"change": c, "citing_id": a[0], "cited_id": a[1]} for c, a in tipped],
            ("change", "citing_id", "cited_id"),
        ),
        explanation=explanation,
        scope=str(views[1].scope),
    )


def _tipping(
    views: Sequence[Snapshot], ids: _Ids, on: Sequence[set[Arc]]
) -> tuple[list[tuple[str, Arc]], str]:
    """Return a smallest set of changed citations without which the earlier path would be there."""
    before, now = _arcs(views[0], ids.now), _arcs(views[1])
    papers = _both_papers(views, ids)
    # those on one of the paths first: a small set is found sooner
    changed = sorted(
        [("came", arc) for arc in now - before] + [("went", arc) for arc in before - now],
        key=lambda one: (one[1] not in on[0] | on[1], one),
    )
    if len(changed) > _MOST_ARCS:
        return [], (
            f"{len(changed):,} citations changed among these papers, too many to tell which of "
            "them tipped the path"
        )
    trials = 0

    def earlier(taken_back: Collection[tuple[str, Arc]]) -> bool:
        """Whether the path is the earlier one with these changes taken back."""
        nonlocal trials
        trials += 1
        arcs = set(now)
        for change, arc in taken_back:
            (arcs.discard if change == "came" else arcs.add)(arc)
        return _on_path(papers, arcs) == on[0]

    if _on_path(papers, now) != on[1] or not earlier(changed):
        return [], (
            "the path does not follow from the citations that changed alone: years of papers, or "
            "which of them are in the scope, changed it too"
        )
    found = _smallest(changed, earlier, lambda: trials >= _MOST_TRIALS)
    sure = (
        "" if trials < _MOST_TRIALS else f"; after {trials} trials, so it may not be the smallest"
    )
    count = len(found)
    if count == 1:
        return found, f"this one citation tipped the path: without its change it is as before{sure}"
    return found, (
        f"these {count:,} citations tipped the path together: with all of their changes taken "
        f"back it is as before, with any one of them left it is not{sure}"
    )


def _both_papers(views: Sequence[Snapshot], ids: _Ids) -> pd.DataFrame:
    """Return the papers of both views, those of the later one as they are there."""
    later = views[1].papers
    old = views[0].papers
    old.index = pd.Index([ids.now(paper_id) or paper_id for paper_id in old.index], name="paper_id")
    old = old[~old.index.duplicated() & ~old.index.isin(later.index)]
    columns = ["title", "year", "first_year", "date"]
    return pd.concat([later[columns], old[columns]]) if len(old) else later[columns]


def _on_path(papers: pd.DataFrame, arcs: Collection[Arc]) -> set[Arc]:
    rows = sorted(arcs)
    table = pd.DataFrame(rows, columns=["citing_id", "cited_id"], dtype="str")
    graph: CitationGraph = citation_graph(papers, table)
    path = main_path(graph).arcs
    chosen = path[path["on_path"]]
    return set(zip(chosen["citing_id"].map(str), chosen["cited_id"].map(str), strict=True))


def _smallest(
    changed: Sequence[tuple[str, Arc]],
    holds: Callable[[Collection[tuple[str, Arc]]], bool],
    spent: Callable[[], bool],
) -> list[tuple[str, Arc]]:
    """Return a part of `changed` of which nothing can be left out (Zeller and Hildebrandt 2002)."""
    kept, parts = list(changed), 2
    while len(kept) > 1 and not spent():
        size = -(-len(kept) // parts)
        chunks = [kept[n : n + size] for n in range(0, len(kept), size)]
        for n, chunk in enumerate(chunks):
            if spent():
                return kept
            if holds(chunk):
                kept, parts = list(chunk), 2
                break
            rest = [one for k, other in enumerate(chunks) for one in other if k != n]
            if len(chunks) > 2 and holds(rest):
                kept, parts = rest, max(parts - 1, 2)
                break
        else:
            if size == 1:
                break
            parts = min(len(kept), parts * 2)
    return kept


# --- parents


def _parents(first: Snapshot, second: Snapshot, ids: _Ids) -> pd.DataFrame:
    ours = {ids.now(paper_id): paper_id for paper_id in first.reading_list.papers}
    both = [paper_id for paper_id in second.reading_list.papers if paper_id in ours]
    contests = parent_contest(first), parent_contest(second)
    rows = []
    for paper_id in both:
        was_row = contests[0].parents.loc[ours[paper_id]]
        row = contests[1].parents.loc[paper_id]
        was, now = ids.now(was_row["parent_id"]), _plain(row["parent_id"])
        if was == now:
            continue
        before = contests[0].of(ours[paper_id])
        before["candidate_id"] = before["candidate_id"].map(ids.now)
        why = _why(was, now, before, contests[1].of(paper_id), partial(_name, second, first))
        reasons = [_plain(r["reason"]) for r in (was_row, row) if _plain(r["parent_id"]) is None]
        rows.append(
            {
                "paper_id": paper_id,
                "title": _plain(second.papers.at[paper_id, "title"]),
                "before": was,
                "now": now,
                "why": "; ".join([*why, *map(str, filter(None, reasons))]),
            }
        )
    return _frame(rows, ("paper_id", "title", "before", "now", "why"))


def _why(
    was: str | None,
    now: str | None,
    before: pd.DataFrame,
    after: pd.DataFrame,
    name: Callable[[str], str],
) -> list[str]:
    """Say what tipped a parent: a citation that came or went, a bar, or terms that changed."""
    told = []
    for paper_id, wins in ((now, True), (was, False)):
        if paper_id is None:
            continue
        rows = [t[t["candidate_id"] == paper_id] for t in (before, after)]
        there = [len(table) > 0 for table in rows]
        title = name(paper_id)
        if there == [False, True] and wins:
            told.append(f'the citation of "{title}" came')
        elif there == [True, False] and not wins:
            told.append(f'the citation of "{title}" went')
        elif all(there):
            one, two = (table.iloc[0] for table in rows)
            bars = [_plain(one["barred"]), _plain(two["barred"])]
            if bars[0] != bars[1]:
                says = f"is barred now ({bars[1]})" if bars[1] else f"was barred ({bars[0]})"
                told.append(f'"{title}" {says}')
            terms = [
                f"{term} {one[column]:+.2f} -> {two[column]:+.2f}"
                for term, column in EVIDENCE.items()
                if abs(float(two[column]) - float(one[column])) >= 0.005
            ]
            if terms:
                told.append(f'of "{title}" ' + ", ".join(terms))
    return told


def _name(second: Snapshot, first: Snapshot, paper_id: str) -> str:
    for snapshot in (second, first):
        if paper_id in snapshot.papers.index:
            return str(_plain(snapshot.papers.at[paper_id, "title"]) or paper_id)
    return paper_id


def _notes(first: Snapshot, second: Snapshot) -> list[str]:
    notes = []
    if first.manifest.list_id != second.manifest.list_id:
        notes.append(
            f"the snapshots are of two lists, {first.manifest.list_id} and "
            f"{second.manifest.list_id}: nearly everything differs"
        )
    if first.manifest.origins != second.manifest.origins:
        notes.append(
            f"their sources differ: {', '.join(first.manifest.origins)}; then "
            f"{', '.join(second.manifest.origins)}"
        )
    for which, snapshot in (("earlier", first), ("later", second)):
        if snapshot.manifest.failed_lists:
            notes.append(
                f"of the {which} one {snapshot.manifest.failed_lists:,} lists could not be "
                "fetched: what came or went may be due to that"
            )
    if first.data_note or second.data_note:
        notes.append(str(second.data_note or first.data_note))
    return notes


def _plain(value: Any) -> Any:
    """Return a value of a frame; None where it is missing."""
    if value is None or (not isinstance(value, (list, tuple)) and pd.isna(value)):
        return None
    return value.item() if hasattr(value, "item") else value
