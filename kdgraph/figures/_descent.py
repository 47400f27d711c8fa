"""The listed papers with their primary parents: what an evolution tree shows, and what not."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, cast

import pandas as pd

from kdgraph.analysis.lineage.forebears import LikelyForebears, likely_forebears
from kdgraph.analysis.lineage.overrides import Overrides
from kdgraph.analysis.lineage.parents import descends_by_word, primary_parents
from kdgraph.analysis.names.paper_names import short_names
from kdgraph.errors import InputError
from kdgraph.figures._shown import (
    NO_SECTION,
    NO_TITLE,
    UNLISTED,
    counted,
    sections_of,
    without_paper,
)
from kdgraph.graph.chronology import publication_time
from kdgraph.graph.snapshot import Snapshot

__all__ = [
    "CLOSE",
    "NOT_LISTED",
    "Descent",
    "Method",
    "contest_notes",
    "descent_among",
    "evidence",
    "parent_notes",
    "read_descent",
]

NOT_LISTED = "not on the list"
"""What is said in the place of a section."""

CLOSE: Final = 0.1
"""By which share the odds of a runner-up fall short of the parent's at most, to be drawn."""

_MOST = 80  # papers, unless asked for more
_BEST = re.compile(r"(the best has the score )(\d\.\d+)")
_NAMED = 3  # papers in a note


@dataclass(frozen=True, slots=True)
class Method:
    """A listed paper, and the one that it descends from first of all.

    `kind` is the number of its section. `basis` chose the parent; `known` says whether words or a
    hand tell that the one descends from the other (`descends_by_word`). `runner_up` is there where
    it came as near as `CLOSE`, or where all are asked for, and where a hand chose another than the
    evidence; `others` counts all other candidates. `against_time` says that the parent has a later
    moment, `passed_over` counts the candidates that appeared after the paper beyond doubt, `barred`
    those that can be no forebears.
    `forebear` is a likely one where no parent is known because the reference list was not read:
    inferred, as `inferred` says in words, and right as often as `chance` (`likely_forebears`).
    """

    paper_id: str
    name: str
    title: str
    year: int | None
    time: float
    section: str
    kind: int
    code: bool
    cited: int
    parent: str | None
    runner_up: str | None
    known: bool
    basis: str | None
    label: str | None
    mentions: int | None
    others: int
    against_time: bool
    passed_over: int
    barred: int
    reason: str | None
    forebear: str | None
    inferred: str | None
    chance: float

    @property
    def hangs_on(self) -> str | None:
        """The paper that it hangs on in a tree: the parent, else the likely forebear."""
        return self.parent if self.parent is not None else self.forebear


@dataclass(frozen=True, slots=True, eq=False)
class Descent:
    """Papers to show, by id, in the order of the list.

    `sections` are all of the list, and none, whether papers shown are in them or not.

    `papers` has ``name``, ``title``, ``time``, ``section``, ``kind`` (the number of the section),
    ``code`` (whether code is linked), ``cited`` (citations here), and of `primary_parents`
    ``parent_id`` and ``runner_up_id`` (missing where not shown), ``basis``, ``label``,
    ``mentions``, ``margin``, ``close``, ``candidates``, ``barred_candidates``,
    ``later_candidates`` and ``reason``; of `likely_forebears`, apart from all these,
    ``likely_forebear_id`` (missing where not shown), ``inferred``, ``common_citers``, ``score``,
    ``chance`` and ``not_inferred``, why none is shown. `measured` says how right those are; None
    where none was asked for. `runners_up` says whether all of these are shown, however far behind.
    """

    papers: pd.DataFrame
    sections: tuple[str, ...]
    notes: tuple[str, ...]
    measured: str | None = None
    runners_up: bool = False

    def methods(self) -> dict[str, Method]:
        """Return the papers one by one, in the same order."""
        time = self.papers["time"].to_dict()
        return {
            str(row.paper_id): Method(
                paper_id=str(row.paper_id),
                name=str(row.name),
                title=_text(row.title) or NO_TITLE,
                year=None if pd.isna(row.year) else int(row.year),
                time=float(row.time),
                section=str(row.section),
                kind=int(row.kind),
                code=bool(row.code),
                cited=int(row.cited),
                parent=_text(row.parent_id),
                runner_up=_text(row.runner_up_id) if self._beside(row) else None,
                known=descends_by_word(row.basis, row.label),
                basis=_text(row.basis),
                label=_text(row.label),
                mentions=None if pd.isna(row.mentions) else int(row.mentions),
                others=self._others(row),
                against_time=time.get(_text(row.parent_id), row.time) > row.time,
                passed_over=int(row.later_candidates),
                barred=int(row.barred_candidates),
                reason=_text(row.reason),
                forebear=_text(row.likely_forebear_id),
                inferred=_text(row.inferred),
                chance=float(row.chance),
            )
            for row in cast("Iterable[Any]", self.papers.reset_index().itertuples(index=False))
        }

    def _beside(self, row: Any) -> bool:
        """Return whether the runner-up is shown beside the parent."""
        if _text(row.runner_up_id) is None:
            return False
        # a parent by hand leads by no score: what the evidence says is shown beside it
        return self.runners_up or row.basis == "override" or bool(row.margin <= CLOSE)

    def _others(self, row: Any) -> int:
        shown = (_text(row.parent_id) is not None) + self._beside(row)
        return max(int(row.candidates) - shown, 0)


def read_descent(
    snapshot: Snapshot,
    *,
    section: str | None = None,
    top: int | None = None,
    overrides: Overrides | None = None,
    brief: bool = False,
    inferred: bool = True,
    runners_up: bool = False,
) -> Descent:
    """Return the listed papers with their parents, narrowed to a section or the most cited.

    `brief` makes their names shorter. Papers without a parent whose lists were not read get a
    likely forebear, unless `inferred` is false. With `runners_up`, each paper has its runner-up,
    else only where that came as near as `CLOSE`.
    """
    if top is not None and top < 1:
        raise InputError(f"expected at least 1 paper to show, got top={top}")
    listed = snapshot.reading_list.sections()
    wanted = snapshot.reading_list.headings_like(section)
    ids = list(snapshot.reading_list.papers)
    notes = []
    if listed.unmatched:
        notes.append(
            f"{listed.unmatched} of {counted(listed.entries, 'entry', 'entries')} of the list "
            f"{without_paper(snapshot)}."
        )
    cited = snapshot.citations["cited_id"].value_counts()
    parents = primary_parents(snapshot, ids, overrides=overrides)
    guessed = _guessed(snapshot, parents) if inferred else None
    if wanted is not None:
        inside = [paper_id for paper_id in ids if listed.section.get(paper_id) in wanted]
        ids, forebears = _with_forebears(inside, parents, guessed)
        if forebears:
            notes.append(f"{counted(forebears, 'paper')} of other sections shown as forebears.")
    most = _MOST if top is None else top
    if len(ids) > most:
        left = counted(len(ids) - most, "listed paper")
        notes.append(f"{left} with fewer citations here left out.")
        kept = set(sorted(ids, key=lambda one: (-int(cited.get(one, 0)), one))[:most])
        ids = [paper_id for paper_id in ids if paper_id in kept]
        # a parent that is left out would leave its children without one
        parents = primary_parents(snapshot, ids, overrides=overrides)
        guessed = _guessed(snapshot, parents) if inferred else None
    frame = _frame(snapshot, ids, parents, guessed, listed.section, cited)
    named = short_names(snapshot, ids, brief=brief)
    frame.insert(0, "name", [named[paper_id] for paper_id in ids])
    undated = int(frame["time"].isna().sum())
    if undated:
        notes.append(f"{undated} listed papers without a year cannot be placed.")
        frame = frame[frame["time"].notna()]
    for column in ("parent_id", "runner_up_id", "likely_forebear_id"):
        frame[column] = frame[column].where(frame[column].isin(frame.index))
    sections = sections_of(snapshot)
    frame["kind"] = [sections.index(name) for name in frame["section"]]
    _break_circles(frame)
    measured = None if guessed is None else guessed.measured
    return Descent(frame, sections, tuple(notes), measured, runners_up)


def descent_among(
    snapshot: Snapshot,
    ids: Iterable[str],
    *,
    overrides: Overrides | None = None,
    brief: bool = False,
    inferred: bool = True,
) -> Descent:
    """Return any papers, listed or not, with their parents among each other.

    Those that are not listed have no section, and the kind `UNLISTED`. Papers without a year are
    left out and told of; for `brief` and `inferred` see `read_descent`.
    """
    ids = list(ids)
    sections = sections_of(snapshot)
    parents = primary_parents(snapshot, ids, overrides=overrides)
    guessed = _guessed(snapshot, parents) if inferred else None
    cited = snapshot.citations["cited_id"].value_counts()
    section = snapshot.reading_list.sections().section
    frame = _frame(snapshot, ids, parents, guessed, section, cited)
    listed = snapshot.reading_list.listed(frame.index)
    frame["section"] = frame["section"].where(listed, NOT_LISTED)
    frame["kind"] = [
        sections.index(name) if on_list else UNLISTED
        for name, on_list in zip(frame["section"], listed, strict=True)
    ]
    named = short_names(snapshot, ids, brief=brief)
    frame.insert(0, "name", [named[paper_id] for paper_id in ids])
    undated = frame["time"].isna()
    notes = []
    if count := int(undated.sum()):
        notes.append(f"{counted(count, 'paper')} without a year cannot be placed.")
        frame = frame[~undated]
    for column in ("parent_id", "runner_up_id", "likely_forebear_id"):
        frame[column] = frame[column].where(frame[column].isin(frame.index))
    _break_circles(frame)
    return Descent(frame, sections, tuple(notes), None if guessed is None else guessed.measured)


def _guessed(snapshot: Snapshot, parents: pd.DataFrame) -> LikelyForebears:
    """Return likely forebears, among the same papers, of those without a known parent.

    None by hand is none.
    """
    without = parents[parents["parent_id"].isna() & (parents["basis"] != "override").fillna(True)]
    return likely_forebears(snapshot, list(without.index), among=list(parents.index))


def _break_circles(frame: pd.DataFrame) -> None:
    """Leave out the likely forebears that would make a paper its own forebear."""
    up = frame["parent_id"].dropna().to_dict()
    for paper_id, forebear in frame["likely_forebear_id"].dropna().items():
        at: object = forebear
        seen = {paper_id}
        while at is not None and at not in seen:
            seen.add(at)
            at = up.get(at)
        if at == paper_id:
            frame.loc[str(paper_id), "likely_forebear_id"] = None
            frame.loc[str(paper_id), "not_inferred"] = "the likely one descends from it itself"
        else:
            up[paper_id] = forebear


def evidence(methods: Iterable[Method]) -> str:
    """Return what gave parents that are `known`, as keys of figures say it.

    Examples
    --------
    >>> evidence([])
    'by its sentence'
    """
    by_hand = {method.basis == "override" for method in methods if method.known and method.parent}
    if True not in by_hand:
        return "by its sentence"
    return "by its sentence or by hand" if False in by_hand else "by hand"


def parent_notes(descent: Descent) -> list[str]:
    """Return why papers have no parent, and what likely forebears are worth."""
    methods = list(descent.methods().values())
    likely = [method for method in methods if method.forebear is not None]
    orphans = [method for method in methods if method.hangs_on is None]
    why = descent.papers["not_inferred"].to_dict()
    told: Counter[str] = Counter()
    scores: defaultdict[str, list[str]] = defaultdict(list)
    for method in orphans:
        if method.reason:
            guess = _text(why.get(method.paper_id))
            said = f"{method.reason}; {guess}" if guess else method.reason
            # papers differ in the score alone, which is no reason of its own
            reason = _BEST.sub(r"\1{score}", said)
            told[reason] += 1
            scores[reason] += [found[2] for found in _BEST.finditer(said)]
    notes = [
        f"{counted(count, 'paper')} without a parent: "
        f"{_plural(reason, count).replace('{score}', _span(scores[reason]))}."
        for reason, count in told.most_common()
    ]
    if likely:
        notes.append(
            f"{counted(len(likely), 'paper')} dotted on a likely forebear: reference lists that "
            f"were not read, inferred from the papers that cite both; {descent.measured}."
        )
    return notes


def _span(scores: list[str]) -> str:
    """Return scores of two decimals from the least to the most.

    >>> _span(["0.16"]), _span(["0.50", "0.04", "0.16"])
    ('0.16', '0.04 to 0.50')
    """
    ends = sorted({min(scores, default=""), max(scores, default="")})
    return " to ".join(ends)


def _plural(reason: str, count: int) -> str:
    """Return the reason why a paper has no parent as it is said of several papers."""
    if count == 1:
        return reason
    return (
        reason.replace("its reference list was", "their reference lists were")
        .replace("cites none", "they cite none")
        .replace("what it cites", "what they cite")
        .replace("its reference list", "their reference lists")
        .replace("cites it", "cites them")
        .replace("cites both it and", "cites both them and")
        .replace("its title is not", "their titles are not")
        .replace("the best has the score", "the best have scores of")
    )


def contest_notes(methods: Iterable[Method]) -> list[str]:
    """Return what must be said of candidates that are no forebears, or dated after their children.

    Parents that are dated later are told of too.
    """
    methods = list(methods)
    backward = [method for method in methods if method.against_time]
    passed = [method for method in methods if method.passed_over and method not in backward]
    notes = []
    if backward:
        named = ", ".join(method.name for method in backward[:_NAMED])
        more = len(backward) - _NAMED
        named += f" and {more} more" if more > 0 else ""
        notes.append(
            f"{counted(len(backward), 'paper')} dated before the parent (a later edition or a "
            f"wrong year), which a dashed line leads back from: {named.rstrip('.')}."
        )
    if passed:
        count = sum(method.passed_over for method in passed)
        notes.append(
            f"{counted(count, 'candidate')} dated after the citing paper passed over as parent."
        )
    if count := sum(method.barred for method in methods):
        notes.append(
            f"{counted(count, 'candidate')} passed over as no forebears: surveys, what is merely "
            "used, what sentences only compare with or mention."
        )
    return notes


def _text(value: Any) -> str | None:
    return None if pd.isna(value) else str(value)


def _with_forebears(
    ids: list[str], parents: pd.DataFrame, guessed: LikelyForebears | None
) -> tuple[list[str], int]:
    """Return the papers and all that they descend from, and how many those are more."""
    up = {} if guessed is None else guessed.named.to_dict()
    up |= parents["parent_id"].dropna().to_dict()
    found = dict.fromkeys(ids)
    for paper_id in ids:
        at = up.get(paper_id)
        while at is not None and at not in found:
            found[at] = None
            at = up.get(at)
    shown = [paper_id for paper_id in parents.index if paper_id in found]
    return shown, len(shown) - len(ids)


def _frame(
    snapshot: Snapshot,
    ids: Iterable[str],
    parents: pd.DataFrame,
    guessed: LikelyForebears | None,
    section: pd.Series[str],
    cited: pd.Series[int],
) -> pd.DataFrame:
    ids = list(ids)
    table = snapshot.papers.loc[ids]
    linked = _with_code(snapshot)
    frame = pd.DataFrame(
        {
            "title": table["title"],
            "year": table["year"],
            "time": publication_time(table),
            "section": section.reindex(ids).fillna(NO_SECTION),
            "cited": cited.reindex(ids).fillna(0).astype("int64"),
            "code": [paper_id in linked for paper_id in ids],
        },
        index=pd.Index(ids, name="paper_id"),
    )
    columns = ["parent_id", "basis", "label", "mentions", "runner_up_id", "margin", "close"]
    columns += ["candidates", "barred_candidates", "later_candidates", "reason"]
    frame = frame.join(parents[columns])
    nothing = pd.DataFrame(index=frame.index[:0], columns=["forebear_id", "basis", "reason"])
    likely = nothing if guessed is None else guessed.papers[~guessed.papers["list_read"]]
    named = {"forebear_id": "likely_forebear_id", "basis": "inferred", "reason": "not_inferred"}
    columns = [*named, "common_citers", "score", "chance"]
    return frame.join(likely.reindex(columns=columns).rename(columns=named))


def _with_code(snapshot: Snapshot) -> frozenset[str]:
    """Return the papers that the list links code to."""
    links = snapshot.entries["code_links"].map(lambda value: value is not None and len(value) > 0)
    links = links.astype(bool)  # which a column without rows is not
    matched = snapshot.matches["paper_id"].dropna()
    return frozenset(matched[matched.index.isin(links.index[links])])
