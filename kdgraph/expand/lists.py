"""Reference and citation lists: asked from the service where due, else re-read from storage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Literal

from kdgraph.errors import FetchError
from kdgraph.expand.packing import MOST_ROWS, pack
from kdgraph.expand.policy import ListIndex, Policy
from kdgraph.records import ListPointer, PaperRecord
from kdgraph.s2 import (
    EDGE_FIELDS,
    FLAT_FIELDS,
    LIST_FIELDS,
    Edge,
    GoneError,
    Odd,
    Row,
    Service,
    Walk,
    losses,
    rows_of_walk,
)

__all__ = ["MOST_NESTED", "ListAnswer", "Lists", "Wanted", "requests_for"]

Direction = Literal["references", "citations"]

MOST_NESTED = 1_000
"""Longest list asked as part of a batch; the service may cut a longer one there in silence."""

_WAS = "#was"  # the cache keeps an answer that was replaced under this ending
_NOT_KNOWN = "the service no longer knows this id"
_NOT_HAD = "it could not be had"
_DIFFER = "two answers differ, and both hold odd values"
# States in the index only. A list that came short, or was odd, is asked once more in the same run;
# one that is odd again is due in the next run, and if it still is, then as others are.
_SHORT: Final = "short"
_ODD, _ODD_TWICE, _STILL_ODD = " odd", " odd twice", " still odd"
_UNKNOWN_LENGTH = 60
_LEAST_ROWS = 200
_COUNT: Final[Mapping[str, str]] = {"references": "referenceCount", "citations": "citationCount"}
# What a page of each kind is read with; references are paged only where a batch brought too few.
_ASKED: Final[Mapping[str, tuple[str, ...]]] = {
    "citations": LIST_FIELDS,
    "evidence": (*EDGE_FIELDS, *LIST_FIELDS),
    "references": ("paperId",),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A list that is needed: of which paper, how long it should be, and when that was said."""

    paper: str
    reported: int | None
    said: datetime | None = None


@dataclass(frozen=True, slots=True)
class ListAnswer:
    """A list as it stands in storage.

    `rows` have a paper behind them, each paper once; those without are counted in `unresolved`, and
    `received` counts both. `own` is the paper itself where the list came nested in its row, `odd`
    what did not fit. `reason` is a fact; `failure` is what went wrong this time, with its day.
    """

    paper: str
    state: str
    reason: str | None = None
    reported: int | None = None
    rows: tuple[Edge, ...] = ()
    received: int = 0
    unresolved: int = 0
    own: PaperRecord | None = None
    at: datetime | None = None
    failure: str | None = None
    odd: Odd = field(default_factory=Odd)


def requests_for(wanted: Iterable[Wanted]) -> int:
    """Return how many batches these lists will need."""
    return len(pack(_lengths(wanted)))


def _lengths(wanted: Iterable[Wanted]) -> dict[str, int]:
    return {
        w.paper: _UNKNOWN_LENGTH if w.reported is None else min(w.reported, 9_999) for w in wanted
    }


class Lists:
    """All lists of one crawl.

    A list is due when it never came, came before `policy.stale_before`, came shorter than it
    should be, or when the service has since reported another length; and once more in the next run
    where it held odd values. Until then, one that lost a value counts as failed. No list rests on
    one answer that says too little: what came short, odd, or as null is asked again by a surer way.
    One that fails all the same is reported as such and asked again next time; an older answer stays
    in use. A list that always fails is no reason not to ask for others while the service answers at
    all; if it does not, the error goes to the caller.
    """

    def __init__(self, service: Service, index: ListIndex, policy: Policy) -> None:
        self._service, self._index, self._policy = service, index, policy
        self._pointers: dict[str, dict[str, ListPointer]] = {
            kind: dict(index.lists(kind)) for kind in ("references", "citations", "evidence")
        }
        self.failures: dict[tuple[str, str], str] = {}
        # how each list is asked for; None: page by page, else whether with the paper's own fields
        self._ways: dict[tuple[str, str], tuple[Wanted, bool | None]] = {}

    def due(self, kind: str, wanted: Iterable[Wanted]) -> list[Wanted]:
        """Return those lists that must be asked, in order of paper."""
        pointers = self._pointers[kind]
        return sorted(
            (w for w in wanted if self._is_due(pointers.get(w.paper), w)), key=lambda w: w.paper
        )

    def _is_due(self, pointer: ListPointer | None, wanted: Wanted) -> bool:
        if pointer is None or pointer.state in (_SHORT, "failed"):
            return True
        if pointer.at < self._policy.stale_before:
            return True
        if pointer.at < self._policy.run_started and pointer.state.endswith((_ODD, _ODD_TWICE)):
            return True
        newer = wanted.said is not None and wanted.said > pointer.at
        return newer and wanted.reported is not None and wanted.reported != pointer.reported

    # --- page by page ----------------------------------------------------------------------------

    def walk(self, kind: Literal["citations", "evidence"], wanted: Iterable[Wanted]) -> None:
        """Page through each due list by itself: the sure way, one request per 1,000 rows."""
        wanted = list(wanted)
        for want in wanted:
            self._ways[kind, want.paper] = want, None
        for want in self.due(kind, wanted):
            walk = self._walk(kind, want, _ASKED[kind])
            if walk is not None:
                answers = tuple((key, -1) for key in walk.keys)
                self._walked(kind, want, walk, answers)

    def _walk(self, kind: str, want: Wanted, fields: Sequence[str]) -> Walk | None:
        """Walk a list; None where that failed, which is noted."""
        try:
            walk = self._service.walk(
                want.paper,
                "citations" if kind == "citations" else "references",
                fields,
                reported=want.reported,
                newer_than=self._policy.run_started,
            )
        except FetchError as error:
            if not self._service.alive():
                raise
            self._failed(kind, want.paper, f"{error.reason} (HTTP {error.status})")
            return None
        if walk.state == "failed":
            self._failed(kind, want.paper, walk.reason or _NOT_KNOWN)
            return None
        return walk

    def _walked(
        self, kind: str, want: Wanted, walk: Walk, answers: tuple[tuple[str, int], ...]
    ) -> None:
        state = walk.state + self._mark(kind, want.paper, walk.odd, _ODD_TWICE)
        pointer = ListPointer(want.paper, kind, state, want.reported, walk.reason, answers, walk.at)
        self._remember(pointer)
        self._note_odd(kind, want.paper, walk.odd, unsure=walk.unsure)

    # --- in batches ------------------------------------------------------------------------------

    def nested(self, kind: Direction, wanted: Iterable[Wanted], *, flat: bool) -> None:
        """Ask many lists in few batches; with `flat` each paper's own fields come along.

        What came as null, odd or, of references, shorter than reported is asked once more in
        smaller batches: the service cuts lists in a large answer without a word. References that
        stay short are then walked page by page; citations that came short stay due, to be walked.
        """
        wanted = list(wanted)
        for want in wanted:
            self._ways[kind, want.paper] = want, flat
        pointers, started = self._pointers[kind], self._policy.run_started
        by_paper = {want.paper: want for want in wanted}
        rows = {}
        for want in wanted:  # of an interrupted run that goes on
            pointer = pointers.get(want.paper)
            if pointer is not None and pointer.at >= started and self._in_doubt(kind, pointer):
                rows[want.paper] = self._row(pointer)
        fresh = [want for want in self.due(kind, wanted) if want.paper not in rows]
        most_rows = MOST_ROWS // 2
        # A resumed run packs only the papers that are still due. First fit puts these into the very
        # same batches as before, so a batch that was answered but not yet remembered is found in
        # the cache.
        for batch in pack(_lengths(fresh)):
            found = self._papers(batch, _fields(kind, flat=flat))
            came = self._take(kind, {p: found[p] for p in batch}, first=True)
            doubtful = [paper for paper in batch if self._to_repeat(kind, paper, found[paper])]
            rows |= {paper: found[paper] for paper in doubtful}
            if any(self._is_short(kind, paper) for paper in doubtful):
                most_rows = min(most_rows, max(_LEAST_ROWS, came))
        again = _lengths(by_paper[paper] for paper in rows)
        for batch in pack(again, most_rows=most_rows):
            second = self._service.look_again(
                {paper: rows[paper] for paper in batch},
                _fields(kind, flat=flat),
                newer_than=started,
            )
            self._take(kind, second, first=False)
            for paper in batch:
                if kind == "references" and self._is_short(kind, paper):
                    self._complete(by_paper[paper], flat=flat)

    def _papers(self, batch: Sequence[str], fields: Sequence[str]) -> dict[str, Row]:
        started = self._policy.run_started
        try:
            rows = self._service.papers(batch, fields, newer_than=started)
        except FetchError as error:
            if len(batch) > 1 or not self._service.alive():
                raise
            reason = f"{error.reason} (HTTP {error.status})"
            rows = [Row(None, "", 0, started, reason, failed=True)]
        return dict(zip(batch, rows, strict=True))

    def _take(self, kind: Direction, rows: Mapping[str, Row], *, first: bool) -> int:
        """Remember the lists in these rows, and return how many rows they hold."""
        pointers = []
        came = 0
        for paper, row in rows.items():
            if row.found is not None:
                pointers.append(self._nested_pointer(kind, paper, row, first=first))
                came += row.found.lists[kind].received
            elif row.failed or not first:
                self._failed(kind, paper, (row.reason or "") if row.failed else _NOT_KNOWN)
        self._remember(*pointers)
        for paper, row in rows.items():
            if row.found is not None and not first:
                self._note_odd(kind, paper, row.found.odd, unsure=row.unsure)
        return came

    def _nested_pointer(self, kind: Direction, paper: str, row: Row, *, first: bool) -> ListPointer:
        assert row.found is not None
        record, nested = row.found.paper, row.found.lists[kind]
        reported = record.reported_references
        if kind == "citations":
            reported = record.reported_citations
        reason = None
        if nested.state == "withheld":
            state, reason = "elided", "the publisher withholds this list"
        elif nested.state != "given" or (reported is not None and nested.received < reported):
            state = _SHORT
        else:
            state = "complete"
            if nested.duplicates:
                reason = f"{nested.duplicates} of its rows name a paper again"
        if state != _SHORT:
            state += self._mark(kind, paper, row.found.odd, _ODD if first else _ODD_TWICE)
        answers = ((row.key, row.position),)
        return ListPointer(paper, kind, state, reported, reason, answers, row.at)

    def _mark(self, kind: str, paper: str, odd: Odd, seen: str) -> str:
        """Return what the index adds to the state of a list with odd values."""
        if not odd:
            return ""
        old = self._pointers[kind].get(paper)
        before = old is not None and old.at < self._policy.run_started
        known = old is not None and old.state.endswith(
            (_ODD, _ODD_TWICE, _STILL_ODD) if before else (_STILL_ODD,)
        )
        return _STILL_ODD if known else seen

    def _note_odd(self, kind: str, paper: str, odd: Odd, *, unsure: bool) -> None:
        """Count a list as failed that was odd twice in the run in which it is first seen to be."""
        if unsure:
            self.failures[kind, paper] = _DIFFER
        elif self._pointers[kind][paper].state.endswith(_ODD_TWICE) and losses(odd):
            self.failures[kind, paper] = f"odd values, twice ({'; '.join(losses(odd))})"

    def _in_doubt(self, kind: str, pointer: ListPointer) -> bool:
        """Whether a list is to be asked again in the run that brought it."""
        short = pointer.state == _SHORT and kind == "references"
        return short or pointer.state.endswith(_ODD)

    def _to_repeat(self, kind: str, paper: str, row: Row) -> bool:
        if row.found is None:
            return not row.failed
        return self._in_doubt(kind, self._pointers[kind][paper])

    def _is_short(self, kind: str, paper: str) -> bool:
        pointer = self._pointers[kind].get(paper)
        return pointer is not None and pointer.state == _SHORT

    def _row(self, pointer: ListPointer) -> Row:
        """Return the row of a list that came nested, as it is stored."""
        key, place = pointer.answers[0]
        try:
            found = self._service.stored_paper(key, place)
        except GoneError:
            found = None
        return Row(found, key, place, pointer.at)

    def _complete(self, want: Wanted, *, flat: bool) -> None:
        """Walk references that came short in two batches; the paper's own row stays in use."""
        kind = "references"
        pointer = self._pointers[kind][want.paper]
        wanted = replace(want, reported=pointer.reported)
        walk = self._walk(kind, wanted, ("paperId",) if flat else LIST_FIELDS)
        if walk is not None:
            pages = tuple((key, -1) for key in walk.keys)
            self._walked(kind, wanted, walk, (pointer.answers[0], *pages))

    # --- reading ---------------------------------------------------------------------------------

    def read(self, kind: str, papers: Iterable[str]) -> Iterable[ListAnswer]:
        """Yield the stored list of each paper, in an order that opens each answer once.

        One whose stored answer is gone or damaged is asked again first; it comes last.
        """
        pointers = self._pointers[kind]

        def place(paper: str) -> tuple[tuple[tuple[str, int], ...], str]:
            pointer = pointers.get(paper)
            return (pointer.answers if pointer else (), paper)

        gone = []
        for paper in sorted(papers, key=place):
            try:
                answer = self._read(kind, paper, pointers.get(paper))
            except GoneError:
                gone.append(paper)
            else:
                yield answer
        self._ask_for_gone(kind, gone)
        for paper in gone:
            try:
                yield self._read(kind, paper, pointers.get(paper))
            except GoneError as error:
                self._failed(kind, paper, error.reason)
                yield self._read(kind, paper, None)

    def _ask_for_gone(self, kind: str, papers: Sequence[str]) -> None:
        for paper in papers:
            del self._pointers[kind][paper]
        ways = [self._ways[kind, paper] for paper in papers if (kind, paper) in self._ways]
        for want, flat in ways:
            if flat is None and kind != "references":
                self.walk("citations" if kind == "citations" else "evidence", [want])
        direction: Direction = "citations" if kind == "citations" else "references"
        for flat in (False, True):
            self.nested(direction, [w for w, f in ways if f is flat], flat=flat)
        if kind == "citations":  # what came short
            self.walk("citations", [want for want, flat in ways if flat is not None])

    def _read(self, kind: str, paper: str, pointer: ListPointer | None) -> ListAnswer:
        failure = self.failures.get((kind, paper))
        if pointer is None:
            state, why = ("failed", _NOT_HAD) if failure else ("not asked", None)
            return ListAnswer(paper, state, why, failure=failure)
        reported = pointer.reported
        state, reason = _shown(pointer.state), pointer.reason
        if failure:
            stands = f"the answer of {pointer.at:%Y-%m-%d} stands"
            failure = f"{stands}, because asking again failed: {failure}"
            reported = None  # the paper's own row has the count of today
        own: PaperRecord | None = None
        rows: Sequence[Edge] = ()
        unresolved = 0
        odd = Odd()
        nested = [place for place in pointer.answers if place[1] >= 0]
        pages = [key for key, position in pointer.answers if position < 0]
        if nested:
            found = self._service.stored_paper(*nested[0])
            if found is None:
                raise GoneError(nested[0][0], f"it has no paper in row {nested[0][1]}")
            own = found.paper
            odd += found.odd
            if not pages and kind in found.lists:
                held = found.lists[kind]
                rows, unresolved = held.rows, held.unresolved
                if pointer.state == _SHORT:
                    reason = f"the service counts {reported} and gives {held.received}"
        if pages:
            direction: Direction = "citations" if kind == "citations" else "references"
            read = [self._service.stored_page(key, direction, _ASKED[kind]) for key in pages]
            rows, unresolved, _ = rows_of_walk(read)
            for page in read:
                odd += page.odd
        return ListAnswer(
            paper=paper,
            state=state,
            reason=reason,
            reported=reported,
            rows=tuple(rows),
            received=len(rows) + unresolved,
            unresolved=unresolved,
            own=own,
            at=pointer.at,
            failure=failure,
            odd=odd,
        )

    # --- what is remembered ----------------------------------------------------------------------

    def _hold_old_answers(self, kind: str, paper: str) -> None:
        """Lead a list to its own answers again, where asking that failed has replaced them.

        Named by the pointer they outlast the trimming of the cache, however often asking fails.
        """
        pointer = self._pointers[kind].get(paper)
        if pointer is None:
            return
        answers = tuple((self._replaced(key, place), place) for key, place in pointer.answers)
        if answers != pointer.answers:
            held = replace(pointer, answers=answers)
            self._index.put_lists([held])
            self._pointers[kind][paper] = held

    def _replaced(self, key: str, place: int) -> str:
        """Return under which key an answer stands that a newer one may have replaced."""
        if key.endswith(_WAS) or not self._service.is_stored(f"{key}{_WAS}"):
            return key
        if place >= 0 and self._service.stored_paper(key, place) is not None:
            return key  # a batch holds many papers: this one is still there
        return f"{key}{_WAS}"

    def _remember(self, *pointers: ListPointer) -> None:
        self._index.put_lists(pointers)
        for pointer in pointers:
            self._pointers[pointer.kind][pointer.paper] = pointer
            # a batch may have failed before the walk that brought the list
            self.failures.pop((pointer.kind, pointer.paper), None)

    def _failed(self, kind: str, paper: str, reason: str) -> None:
        pointer = self._pointers[kind].get(paper)
        if pointer is not None and pointer.state == "failed":
            del self._pointers[kind][paper]
        self._hold_old_answers(kind, paper)
        self.failures[kind, paper] = reason


def _fields(kind: Direction, *, flat: bool) -> tuple[str, ...]:
    nested = ("paperId",) if flat else LIST_FIELDS
    own = FLAT_FIELDS if flat else ("paperId", _COUNT[kind])
    return (*own, *(f"{kind}.{name}" for name in nested))


def _shown(state: str) -> str:
    """Return the state of a list without what only the index needs to know."""
    for mark in (_ODD_TWICE, _STILL_ODD, _ODD):
        state = state.removesuffix(mark)
    return "capped" if state == _SHORT else state
