"""Reference and citation lists: asked from the service where due, else re-read from storage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Literal

from kdgraph.errors import FetchError
from kdgraph.expand.packing import MOST_ROWS, pack
from kdgraph.expand.policy import ListIndex, Policy
from kdgraph.records import ListPointer
from kdgraph.s2 import EDGE_FIELDS, FLAT_FIELDS, LIST_FIELDS, Row, Service, paper_key, rows_of_walk

__all__ = ["MOST_NESTED", "ListAnswer", "Lists", "Wanted", "requests_for"]

Direction = Literal["references", "citations"]

MOST_NESTED = 1_000
"""Longest list asked as part of a batch; the service may cut a longer one there in silence."""

_WAS = "#was"  # the cache keeps an answer that was replaced under this ending
_NOT_KNOWN = "the service no longer knows this id"
_EARLIER = "the list of "
_NOT_HAD = "it could not be had"
_SHORT = "short"  # came shorter than reported, and is to be asked once more
_MOST_FAILURES = 3
_UNKNOWN_LENGTH = 60
_COUNT: Final[Mapping[str, str]] = {"references": "referenceCount", "citations": "citationCount"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A list that is needed: of which paper, how long it should be, and when that was said."""

    paper: str
    reported: int | None
    said: datetime | None = None


@dataclass(frozen=True, slots=True)
class ListAnswer:
    """A list as it stands in storage.

    `rows` are papers or edges as the service sent them, those without a paper left out and counted
    in `unresolved`; `received` counts both. `row` is the paper's own row where the list came
    nested in one. `reason` is a fact; `failure` is what went wrong this time, with its day.
    """

    paper: str
    state: str
    reason: str | None
    reported: int | None
    rows: tuple[dict[str, Any], ...]
    received: int
    unresolved: int
    row: dict[str, Any] | None
    at: datetime | None
    failure: str | None = None


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
    should be and was not asked once more, or when the service has since reported another length.
    One that fails is reported as such and asked again next time; an older answer stays in use. When
    three in a row fail, the service is down and the error goes to the caller.
    """

    def __init__(self, service: Service, index: ListIndex, policy: Policy) -> None:
        self._service, self._index, self._policy = service, index, policy
        self._pointers: dict[str, dict[str, ListPointer]] = {
            kind: dict(index.lists(kind)) for kind in ("references", "citations", "evidence")
        }
        self.failures: dict[tuple[str, str], str] = {}
        self._failed_in_a_row = 0

    def due(self, kind: str, wanted: Iterable[Wanted]) -> list[Wanted]:
        """Return those lists that must be asked, in order of paper."""
        pointers = self._pointers[kind]
        return sorted(
            (w for w in wanted if self._is_due(pointers.get(w.paper), w)), key=lambda w: w.paper
        )

    def _is_due(self, pointer: ListPointer | None, wanted: Wanted) -> bool:
        if pointer is None or pointer.state == _SHORT or pointer.at < self._policy.stale_before:
            return True
        newer = wanted.said is not None and wanted.said > pointer.at
        return newer and wanted.reported is not None and wanted.reported != pointer.reported

    def walk(self, kind: Literal["citations", "evidence"], wanted: Iterable[Wanted]) -> None:
        """Page through each due list by itself: the sure way, one request per 1,000 rows."""
        direction: Direction = "citations" if kind == "citations" else "references"
        fields = LIST_FIELDS if kind == "citations" else (*EDGE_FIELDS, *LIST_FIELDS)
        for want in self.due(kind, wanted):
            try:
                walk = self._service.walk(
                    want.paper,
                    direction,
                    fields,
                    reported=want.reported,
                    newer_than=self._policy.run_started,
                )
            except FetchError as error:
                self._hold_old_pages(kind, want.paper)
                self._failed(kind, [want.paper], error)
                continue
            answers = tuple((key, -1) for key in walk.keys)
            self._remember(
                ListPointer(
                    want.paper, kind, walk.state, want.reported, walk.reason, answers, walk.at
                )
            )

    def nested(self, kind: Direction, wanted: Iterable[Wanted], *, flat: bool) -> None:
        """Ask many lists in few batches; with `flat` each paper's own fields come along.

        The service cuts lists in a large answer without a word. One that came shorter than reported
        stays due; references are then asked in a second, smaller batch here, and what is as short
        again is kept as capped.
        """
        wanted = list(wanted)
        fresh = [w for w in self.due(kind, wanted) if not self._is_short(kind, w.paper)]
        self._batches(kind, fresh, flat=flat, short_is=_SHORT)
        if kind == "references":
            short = [w for w in wanted if self._is_short(kind, w.paper)]
            self._batches(kind, short, flat=flat, short_is="capped")

    def _is_short(self, kind: str, paper: str) -> bool:
        pointer = self._pointers[kind].get(paper)
        return pointer is not None and pointer.state == _SHORT

    def _batches(
        self, kind: Direction, due: Sequence[Wanted], *, flat: bool, short_is: str
    ) -> None:
        nested = ("paperId",) if flat else LIST_FIELDS
        fields = (
            *(FLAT_FIELDS if flat else ("paperId", _COUNT[kind])),
            *(f"{kind}.{field}" for field in nested),
        )
        most_rows = MOST_ROWS if short_is == _SHORT else MOST_ROWS // 2
        # A resumed run packs only the papers that are still due. First fit puts these into the very
        # same batches as before, so a batch that was answered but not yet remembered is found in
        # the cache.
        for batch in pack(_lengths(due), most_rows=most_rows):
            try:
                rows = self._service.papers(batch, fields, newer_than=self._policy.run_started)
            except FetchError as error:
                self._failed(kind, batch, error)
                continue
            self._remember(
                *(
                    _nested_pointer(kind, paper, row, short_is, self._pointers[kind].get(paper))
                    for paper, row in zip(batch, rows, strict=True)
                )
            )

    def read(self, kind: str, papers: Iterable[str]) -> Iterable[ListAnswer]:
        """Yield the stored list of each paper, in an order that opens each answer once."""
        pointers = self._pointers[kind]

        def place(paper: str) -> tuple[tuple[tuple[str, int], ...], str]:
            pointer = pointers.get(paper)
            return (pointer.answers if pointer else (), paper)

        for paper in sorted(papers, key=place):
            yield self._read(kind, paper, pointers.get(paper))

    def _read(self, kind: str, paper: str, pointer: ListPointer | None) -> ListAnswer:
        failure = self.failures.get((kind, paper))
        if pointer is None:
            state, why = ("failed", _NOT_HAD) if failure else ("not asked", None)
            return ListAnswer(paper, state, why, None, (), 0, 0, None, None, failure)
        reason, reported = pointer.reason, pointer.reported
        state = "capped" if pointer.state == _SHORT else pointer.state
        if failure:
            stands = f"the answer of {pointer.at:%Y-%m-%d} stands"
            failure = f"{stands}, because asking again failed: {failure}"
            reported = None  # the paper's own row has the count of today
        if reason and reason.startswith(_EARLIER):
            # from which day the list is, is no fact about it
            failure = f"{reason}; {failure}" if failure else reason
            reason = f"an earlier list stands: {_NOT_KNOWN}"
        row: dict[str, Any] | None = None
        if pointer.answers and pointer.answers[0][1] >= 0:
            key, position = pointer.answers[0]
            row = self._service.stored(key)[position] if pointer.state != "failed" else None
            items = list((row or {}).get(kind) or ())
            rows = tuple(item for item in items if item and paper_key(item))
            received, unresolved = len(items), len(items) - len(rows)
        else:
            direction: Direction = "citations" if kind == "citations" else "references"
            pages = [self._service.stored(key) for key, _ in pointer.answers]
            walk = rows_of_walk(pages, direction)
            rows, unresolved = tuple(walk.rows), walk.unresolved
            received = len(rows) + unresolved
        return ListAnswer(
            paper,
            state,
            reason,
            reported,
            rows,
            received,
            unresolved,
            row,
            pointer.at,
            failure,
        )

    def _hold_old_pages(self, kind: str, paper: str) -> None:
        """Lead a list to its own pages again, of which a walk that failed has replaced the first.

        Named by the pointer they outlast the trimming of the cache, however often walks fail.
        """
        pointer = self._pointers[kind].get(paper)
        if pointer is None:
            return
        # a batch (place 0 and above) is another request than the pages of a walk
        answers = tuple((self._replaced(k) if n < 0 else k, n) for k, n in pointer.answers)
        if answers != pointer.answers:
            held = replace(pointer, answers=answers)
            self._index.put_lists([held])
            self._pointers[kind][paper] = held

    def _replaced(self, key: str) -> str:
        """Return under which key an answer stands that a newer one may have replaced."""
        if key.endswith(_WAS):
            return key
        try:
            self._service.stored(f"{key}{_WAS}")
        except FetchError:
            return key  # the walk did not come as far as this page
        return f"{key}{_WAS}"

    def _remember(self, *pointers: ListPointer) -> None:
        self._failed_in_a_row = 0
        self._index.put_lists(pointers)
        for pointer in pointers:
            self._pointers[pointer.kind][pointer.paper] = pointer
            # a batch may have failed before the walk that brought the list
            self.failures.pop((pointer.kind, pointer.paper), None)

    def _failed(self, kind: str, papers: Sequence[str], error: FetchError) -> None:
        self._failed_in_a_row += 1
        if self._failed_in_a_row >= _MOST_FAILURES:
            raise error
        for paper in papers:
            self.failures[kind, paper] = f"{error.reason} (HTTP {error.status})"


def _nested_pointer(
    kind: Direction, paper: str, row: Row, short_is: str, old: ListPointer | None
) -> ListPointer:
    reason: str | None
    if row.raw is None and old is not None and old.state != "failed":
        # a list that is known does not become unknown because the service dropped the paper's id
        since = f"{_EARLIER}{old.at:%Y-%m-%d}: {_NOT_KNOWN}"
        kept = old.reason if old.reason and _NOT_KNOWN in old.reason else since
        # the answer that held it may just have been replaced by the one that does not
        answers = tuple((f"{k}{_WAS}" if k == row.key else k, place) for k, place in old.answers)
        return replace(old, at=row.at, reason=kept, answers=answers)
    reported = None if row.raw is None else row.raw.get(_COUNT[kind])
    items = None if row.raw is None else row.raw.get(kind)
    if row.raw is None:
        state, reason = "failed", row.reason or _NOT_KNOWN
    elif items is None:
        state, reason = "elided", "the publisher withholds this list"
    elif reported is not None and len(items) < reported:
        state, reason = short_is, f"the service counts {reported} and gives {len(items)}"
    else:
        state, reason = "complete", None
    answers = ((row.key, row.position),)
    return ListPointer(paper, kind, state, reported, reason, answers, row.at)
