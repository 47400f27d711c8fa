"""The ledger of a build: how a list became a corpus, each step with what it left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import DOUBTFUL_BELOW, READ_STATES

__all__ = ["Ledger", "Removed", "Step", "ledger"]

SERVICE: Final = "semantic scholar"
_STATES: Final = {
    "complete": "to the end",
    "capped": "in part",
    "elided": "withheld by the publisher",
    "failed": "request failed",
    "not asked": "not asked",
}
_SCHEMES: Final = {
    "arxiv": "arXiv id",
    "doi": "DOI",
    "s2": "Semantic Scholar id",
    "corpus": "Semantic Scholar id",
    "acl": "ACL id",
    "dblp": "DBLP id",
    "mag": "MAG id",
    "pubmed": "PubMed id",
    "pmc": "PubMed Central id",
    "title": "title",
}
Parts = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Removed:
    """What a step leaves out: `count` is None where that was not recorded.

    `parts` say of how many something is true; `papers` are the ids of those that are papers here.
    """

    what: str
    count: int | None
    parts: Parts = ()
    papers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """What is there at one step, and what of it does not reach the next one.

    `name` is a short key; `what` says what is counted. `added` are papers that join from elsewhere:
    ``count - sum(removed) + next.added == next.count`` from step to step of a `stage`, but what is
    met on the lists that were read begins anew.
    """

    name: str
    stage: str
    what: str
    count: int | None
    parts: Parts = ()
    removed: tuple[Removed, ...] = ()
    added: tuple[tuple[str, int], ...] = ()
    papers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ledger:
    """How a list became a corpus; made by `ledger`.

    Attributes
    ----------
    steps : tuple of Step
        In the order of the run. The stages are "list" (entries, matched, listed), "expansion"
        (lists, read, met, kept) and "corpus" (corpus, then dated and scope in such a view).
    recorded : bool
        Whether the run recorded how many papers it met and cut.
    why : str
        Why it did not; empty where it did.
    max_papers : int or None
        The limit of the run, where one is known.
    rule : str
        Which papers the limit keeps first; empty where that is not known.
    """

    steps: tuple[Step, ...]
    recorded: bool
    why: str
    max_papers: int | None
    rule: str

    def step(self, name: str) -> Step:
        """Return a step by its name.

        Raises
        ------
        KeyError
            If the ledger has no such step.
        """
        for step in self.steps:
            if step.name == name:
                return step
        raise KeyError(name)


def ledger(snapshot: Snapshot, *, section: str | None = None) -> Ledger:
    """Return how the list of a snapshot became its corpus, counted step by step.

    Parameters
    ----------
    snapshot : Snapshot
        A snapshot or a view of one; of a view, further steps say what the day and the scope leave
        out.
    section : str, optional
        Only entries under headings that hold this. What was found by citations belongs to the list
        as a whole, so that the steps of the list alone are returned.

    Raises
    ------
    InputError
        If there is no such section.

    Examples
    --------
    >>> import kdgraph
    >>> found = ledger(kdgraph.embedded())
    >>> [(step.name, step.count) for step in found.steps]
    [('entries', 59), ('matched', 59), ('listed', 59), ('lists', 59), ('read', 17),
     ('met', None), ('kept', 1971), ('corpus', 2030)]
    """
    whole = snapshot.whole
    steps = list(_of_the_list(whole, section))
    listed = next(step for step in steps if step.name == "listed").papers
    limit, rule = whole.manifest.parameters.get("max_papers"), whole.manifest.notes.get("rule")
    why = _unrecorded(whole)
    if section is None:
        steps += _of_the_expansion(whole, set(listed), recorded=not why)
        steps += _of_the_corpus(whole, snapshot, listed)
    return Ledger(
        steps=tuple(steps),
        recorded=not why,
        why=why,
        max_papers=limit if isinstance(limit, int) else None,
        rule=str(rule or "") if not why else "",
    )


def _of_the_list(whole: Snapshot, section: str | None) -> Iterable[Step]:
    entries = whole.reading_list.entries_under(section)
    matches = whole.matches.reindex(entries.index)
    found = matches[matches["paper_id"].notna()]
    lost = matches[matches["paper_id"].isna()]
    listed = tuple(str(one) for one in found["paper_id"].astype(object).unique())
    if len(whole.entries):
        yield from _of_entries(entries, found, lost, listed)
    else:
        listed = whole.reading_list.papers
    yield from _of_listed(whole, listed)


def _of_entries(
    entries: pd.DataFrame, found: pd.DataFrame, lost: pd.DataFrame, listed: tuple[str, ...]
) -> Iterable[Step]:
    near, repeated = int(lost["runner_up"].notna().sum()), len(found) - len(listed)
    yield Step(
        "entries",
        "list",
        "Entries of the list",
        len(entries),
        (("sections", entries["section"][entries["section"] != ""].nunique()),),
        (
            Removed(
                "Without a paper",
                len(lost),
                _some([("a candidate was refused", near), ("no candidate", len(lost) - near)]),
            ),
        ),
    )
    how = Counter(_SCHEMES.get(str(one), str(one)) for one in found["method"].dropna())
    parts = [(f"by {name}", how[name]) for name in dict.fromkeys(_SCHEMES.values())]
    parts += [(f"by {name}", count) for name, count in sorted(how.items()) if name not in _NAMES]
    doubtful = int((found["confidence"] < DOUBTFUL_BELOW).sum())
    yield Step(
        "matched",
        "list",
        "Entries matched to a paper",
        len(found),
        _some([*parts, ("of all these doubtful", doubtful)]),
        (Removed("Further entries of a paper", repeated),) if repeated else (),
        papers=listed,
    )


def _of_listed(whole: Snapshot, listed: tuple[str, ...]) -> Iterable[Step]:
    yield Step("listed", "list", "Listed papers", len(listed), papers=listed)
    states = {way: _states(whole, listed, way) for way in ("references", "citations")}
    unread = [one for one in listed if states["references"][one] not in READ_STATES]
    yield Step(
        "lists",
        "expansion",
        "Their reference lists",
        len(listed),
        (),
        (
            Removed(
                "Not read",
                len(unread),
                _counted(states["references"][one] for one in unread),
                tuple(unread),
            ),
        ),
        papers=listed,
    )
    read = tuple(one for one in listed if states["references"][one] in READ_STATES)
    cited = sum(state in READ_STATES for state in states["citations"].values())
    yield Step(
        "read",
        "expansion",
        "Reference lists read",
        len(read),
        (
            *_counted(states["references"][one] for one in read),
            (f"and lists of citing papers of {len(listed):,}", cited),
        ),
        papers=read,
    )


def _of_the_expansion(whole: Snapshot, listed: set[str], *, recorded: bool) -> Iterable[Step]:
    papers = whole.papers
    others = papers.index[~papers.index.isin(listed)]
    kept = tuple(sorted(str(one) for one in others))
    notes, limit = whole.manifest.notes, whole.manifest.parameters.get("max_papers")
    cut_by = f"Cut by the limit of {limit:,} papers" if isinstance(limit, int) else "Cut"
    if not recorded:
        yield Step(
            "met", "expansion", "Further papers on these lists", None, (), (Removed(cut_by, None),)
        )
        what = "Further papers at hand" if _is_at_hand(whole) else "Further papers kept"
        yield Step("kept", "expansion", what, len(kept), papers=kept)
        return
    met, cut = int(notes["neighbours_met"]), int(notes["neighbours_left_out"])
    by_service = papers.loc[others, "origin"].fillna("").str.contains(SERVICE, regex=False)
    added = int((~by_service).sum())
    merged = met - cut + added - len(kept)
    removed = [Removed(cut_by, cut)]
    if merged > 0:
        removed.append(Removed("Merged: another record of a paper here", merged))
    joined = [("named only by the papers' own sources", added)] if added else []
    if merged < 0:
        joined.append(("of other origin", -merged))
    yield Step("met", "expansion", "Further papers on these lists", met, (), tuple(removed))
    yield Step(
        "kept", "expansion", "Further papers kept", len(kept), added=tuple(joined), papers=kept
    )


def _of_the_corpus(whole: Snapshot, view: Snapshot, listed: Sequence[str]) -> Iterable[Step]:
    steps = [("corpus", "Papers of the corpus", whole)]
    if view.as_of_date is not None:
        steps.append(("dated", f"Papers dated {view.as_of_date} or earlier", view.unscoped))
    if view.unscoped is not view:
        steps.append(("scope", _SCOPES[view.scope.name], view))
    for place, (name, what, shown) in enumerate(steps):
        ids = shown.papers.index
        on_list = int(ids.isin(listed).sum())
        removed: tuple[Removed, ...] = ()
        if place + 1 < len(steps):
            after, _, smaller = steps[place + 1]
            gone = ids.difference(smaller.papers.index, sort=False)
            removed = (
                Removed(_LEFT_OUT[after], len(gone), (), tuple(sorted(str(one) for one in gone))),
            )
        beside = "at hand" if _is_at_hand(whole) else "found by citations"
        parts = [("listed", on_list), (beside, len(ids) - on_list)]
        yield Step(
            name,
            "corpus",
            what,
            len(ids),
            (*parts, ("citations among them", len(shown.citations))),
            removed,
            papers=tuple(sorted(str(one) for one in ids)),
        )


_NAMES: Final = frozenset(_SCHEMES.values())
_SCOPES: Final = {
    "listed": "Papers looked at: the list",
    "field": "Papers looked at: the field",
    "all": "Papers looked at: all",
}
_LEFT_OUT: Final = {
    "dated": "Dated later, or not at all",
    "scope": "Outside this scope",
}


def _is_at_hand(whole: Snapshot) -> bool:
    """Whether the papers were there before the list was matched with them."""
    return "matched_with" in whole.manifest.parameters


def _unrecorded(whole: Snapshot) -> str:
    """Return why the numbers of the expansion are not known; empty where they are."""
    manifest = whole.manifest
    if _is_at_hand(whole):
        if "sources" in manifest.parameters:
            return (
                "Semantic Scholar gave nothing: these are papers at hand, and those on the listed "
                "papers' own lists"
            )
        return "no service was asked: the list was matched with papers at hand"
    if manifest.embedded:
        return "the corpus that ships with kdgraph comes from published reference lists"
    known = [manifest.notes.get(name) for name in ("neighbours_met", "neighbours_left_out")]
    return "" if all(isinstance(one, int) for one in known) else "the snapshot has no record of it"


def _states(whole: Snapshot, papers: Sequence[str], direction: str) -> dict[str, str]:
    """Return the state of a list of each paper."""
    rows = whole.coverage[whole.coverage["direction"] == direction]
    state: dict[Any, Any] = dict(zip(rows["paper_id"], rows["state"], strict=True))
    return {paper: str(state.get(paper, "not asked")) for paper in papers}


def _counted(states: Iterable[str]) -> Parts:
    count = Counter(states)
    there = [(words, count.pop(state, 0)) for state, words in _STATES.items()]
    return _some([*there, *sorted(count.items())])


def _some(parts: Iterable[tuple[str, int]]) -> Parts:
    return tuple((words, int(count)) for words, count in parts if count)
