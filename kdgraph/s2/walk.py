"""One paper's whole list of references or citations, page by page.

A list ends where ``next`` is missing, and nowhere else. The service shows the first 9,999 rows of
any list; older citations are reached through windows of publication dates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Final, Literal, NamedTuple

from kdgraph.errors import FetchError
from kdgraph.s2._request import Problem, Request, paper_path
from kdgraph.s2.answers import State, Walk
from kdgraph.s2.batch import Answered, Asker, clean
from kdgraph.s2.border import Direction, Edge, Odd, Page, misfit_of_page, read_page

__all__ = ["WINDOW", "WalkRows", "page_request", "rows_of_walk", "walk"]

WINDOW: Final = 9_999
"""Rows of one list that the service shows at most: offset and limit must stay below 10,000."""

_PAGE: Final = 1_000
_EMPTY_PAGES: Final = 20
_INSTANT: Final = timedelta(microseconds=1)


class WalkRows(NamedTuple):
    """Edges with a paper, each paper once; how many rows had none; how many came again."""

    rows: list[Edge]
    unresolved: int
    duplicates: int


def rows_of_walk(pages: Iterable[Page]) -> WalkRows:
    """Put the pages of one walk together, in the order in which they came.

    A paper that comes again adds its sentences to the first row and is counted as a duplicate. Rows
    without a paper cannot be told apart by an id: of those in several windows of dates, as many
    count as the fullest window holds.

    Examples
    --------
    >>> rows_of_walk([Page(0, None, (Edge("a"), Edge(None), Edge("a")))])[1:]
    (1, 1)
    """
    rows: dict[str, Edge] = {}
    duplicates = 0
    everywhere: Counter[str] = Counter()
    window: Counter[str] = Counter()
    reached = 0
    for page in pages:
        edges = page.rows or ()
        if page.offset == 0:  # another window begins
            everywhere |= window
            window, reached = Counter(), 0
        for position, edge in enumerate(edges, start=page.offset):
            if edge.key is None:
                if position >= reached:  # below, it is a row that the page before held already
                    window[edge.sign] += 1
                else:
                    duplicates += 1
            elif edge.key not in rows:
                rows[edge.key] = edge
            else:
                duplicates += 1
                rows[edge.key] = rows[edge.key].with_more(edge)
        reached = max(reached, page.offset + len(edges))
    everywhere |= window
    return WalkRows(list(rows.values()), everywhere.total(), duplicates)


def page_request(
    paper_id: str,
    direction: Direction,
    fields: Sequence[str],
    offset: int,
    *,
    until: date | None = None,
) -> Request:
    """Return the request for one page; `until` is the last day of a window of dates."""
    query = [("fields", ",".join(fields)), ("offset", str(offset))]
    query.append(("limit", str(min(_PAGE, WINDOW - offset))))
    if until is not None:
        query.append(("publicationDateOrYear", f":{until.isoformat()}"))
    return Request(
        paper_path(paper_id, direction),
        tuple(query),
        what=f"the {direction} of {paper_id} from row {offset}",
        fits=lambda data: misfit_of_page(data, direction, offset),
        believe=_unknown_paper,
    )


def _unknown_paper(problem: Problem) -> int:
    # the id came from the service itself, so one answer does not make it unknown
    return 2 if problem.status == 404 and problem.by_application else 0


class _Trail:
    """What a walk has met so far."""

    def __init__(
        self,
        asker: Asker,
        paper_id: str,
        direction: Direction,
        fields: Sequence[str],
        newer_than: datetime | None,
    ) -> None:
        self.paper_id, self.direction = clean(paper_id), direction
        if direction == "citations" and "publicationDate" not in fields:
            fields = (*fields, "publicationDate")  # windows of dates are drawn by it
        self._asker, self._fields, self._newer_than = asker, fields, newer_than
        self.pages: list[Page] = []
        self.keys: list[str] = []
        self.at: list[datetime] = []
        self.unsure = False

    def page(self, offset: int, until: date | None) -> Answered | Page:
        """Ask for a page, once more where it is odd; an answer that is no page is returned."""
        request = page_request(self.paper_id, self.direction, self._fields, offset, until=until)
        answered = self._asker.ask(request, self._newer_than)
        self.keys.append(answered.key)
        self.at.append(answered.at)
        if answered.status == 404:
            return answered
        self.pages.append(self._read(answered))
        if self.pages[-1].odd and not self._asker.offline:
            self._once_more(request)
        return self.pages[-1]

    def page_again(self, offset: int) -> Page:
        """Ask anew for the page that came last."""
        self._once_more(page_request(self.paper_id, self.direction, self._fields, offset))
        return self.pages[-1]

    def _once_more(self, request: Request) -> None:
        first = self.pages[-1]
        answered = self._asker.ask(request, self.at[-1] + _INSTANT)
        if answered.status == 200:
            self.at[-1], self.pages[-1] = answered.at, self._read(answered)
            second = self.pages[-1].odd
            self.unsure = self.unsure or bool(first.odd and second and first.odd != second)

    def _read(self, answered: Answered) -> Page:
        return read_page(answered.data, self.direction, answered.at, self._fields)

    @property
    def came(self) -> int:
        """How many rows came, each once."""
        found = rows_of_walk(self.pages)
        return len(found.rows) + found.unresolved


def walk(
    asker: Asker,
    paper_id: str,
    direction: Direction,
    fields: Sequence[str],
    *,
    reported: int | None,
    newer_than: datetime | None,
) -> Walk:
    """Walk one list to its end; see `Service.walk`."""
    trail = _Trail(asker, paper_id, direction, fields, newer_than)
    until: date | None = None
    obstacle: str | None = None
    known = barren = 0
    while True:
        first_page = len(trail.pages)
        end = _one_window(trail, until, None if asker.offline else reported)
        if end.state != "edge":
            break
        if direction == "references":
            obstacle = f"the service shows no references beyond row {WINDOW:,}"
            break
        came = trail.came
        if reported is not None and came >= reported:
            break
        # one window may bring nothing new (the rest of a crowded day), two mean no progress
        barren = barren + 1 if came == known else 0
        known = came
        if barren == 2:
            obstacle = "older windows of dates bring nothing new"
            break
        step = _older(trail.pages[first_page:], until)
        if isinstance(step, str):
            obstacle = step
            break
        if step.crowded is not None:
            obstacle = f"more than {WINDOW:,} papers of {step.crowded} cite it"
        until = step.until
    rows, unresolved, duplicates = rows_of_walk(trail.pages)
    came = len(rows) + unresolved
    state, reason = _verdict(came, reported, obstacle, windows=until is not None)
    if end.state == "elided" or end.state == "failed":
        state, reason = end.state, end.reason
    odd = sum((page.odd for page in trail.pages), Odd())
    return Walk(
        rows,
        state,
        reason,
        tuple(trail.keys),
        min(trail.at),
        unresolved,
        duplicates,
        odd,
        trail.unsure,
    )


class _End(NamedTuple):
    """How a window ended: no ``next``, at the edge of what is shown, elided, unknown paper."""

    state: Literal["end", "edge", "elided", "failed"]
    reason: str | None = None


def _one_window(trail: _Trail, until: date | None, reported: int | None) -> _End:
    offset, empty = 0, 0
    while True:
        page = trail.page(offset, until)
        if isinstance(page, Answered):
            return _End("failed", f"not known to the service: {page.text}")
        if page.rows is None:
            return _End("elided", "the publisher withholds this list")
        if page.following is None and until is None and reported and trail.came < reported:
            page = trail.page_again(offset)  # a list that ends too soon ends there twice
            if page.rows is None:
                return _End("elided", "the publisher withholds this list")
        if page.following is None:
            return _End("end")
        if page.following >= WINDOW:
            return _End("edge")
        empty = 0 if page.rows else empty + 1
        if empty > _EMPTY_PAGES:
            what = f"the {trail.direction} of {trail.paper_id} from row {offset}"
            raise FetchError(what, 200, 1, f"{empty} empty pages in a row")
        offset = page.following


class _Step(NamedTuple):
    """The next window: up to which day; `crowded` is a day of which not all rows are shown."""

    until: date
    crowded: date | None


def _older(pages: Iterable[Page], until: date | None) -> _Step | str:
    """Return the window of older citations, or why there is none; the newest come first."""
    edges = [edge for page in pages for edge in page.rows or ()]
    dated = [edge.paper.date for edge in edges if edge.paper and edge.paper.date]
    if not dated:
        return "none of the rows shown has a date to go on from"
    if until is not None and max(dated) > until:
        return "the service does not keep to the window of dates"
    if until is None or dated[-1] < until:
        return _Step(dated[-1], None)
    if until.toordinal() <= 1:
        return "there are no older days"
    return _Step(until - timedelta(days=1), until)


def _verdict(
    came: int, reported: int | None, obstacle: str | None, *, windows: bool
) -> tuple[State, str | None]:
    if reported is not None and came >= reported and (windows or obstacle):
        return "complete", None
    if windows or obstacle:
        why = obstacle or "citing papers without a full date are in no window of dates"
        of = f"of {reported:,} reported" if reported is not None else "of an unknown number"
        return "capped", f"{came:,} rows {of}: {why}"
    if reported is not None and came != reported:
        return "complete", f"the service counts {reported:,} and lists {came:,} to the end"
    return "complete", None
