"""One paper's whole list of references or citations, page by page.

A list ends where ``next`` is missing, and nowhere else. The service shows the first 9,999 rows of
any list; older citations are reached through windows of publication dates.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal, NamedTuple

from kdgraph.errors import FetchError
from kdgraph.s2._request import Problem, Request, paper_path
from kdgraph.s2.answers import Direction, State, Walk
from kdgraph.s2.batch import Ask, clean
from kdgraph.s2.rows import paper_key, publication_date

__all__ = ["WINDOW", "WalkRows", "page_request", "rows_of_walk", "walk"]

WINDOW: Final = 9_999
"""Rows of one list that the service shows at most: offset and limit must stay below 10,000."""

_PAGE: Final = 1_000
_EMPTY_PAGES: Final = 20
_END: Final = {"references": "citedPaper", "citations": "citingPaper"}


class WalkRows(NamedTuple):
    """Edges with a paper, each paper once; how many rows had none; how many came again."""

    rows: list[dict[str, Any]]
    unresolved: int
    duplicates: int


def rows_of_walk(pages: Iterable[Any], direction: Direction) -> WalkRows:
    """Put the pages of one walk together, in the order in which they came.

    A paper that comes again adds its sentences to the first row and is counted as a duplicate. Rows
    without a paper cannot be told apart by an id: of those in several windows of dates, as many
    count as the fullest window holds.

    Examples
    --------
    >>> page = {"offset": 0, "data": [{"citedPaper": {"paperId": "a"}}, {"citedPaper": None},
    ...                               {"citedPaper": {"paperId": "a"}}]}
    >>> rows_of_walk([page], "references")
    WalkRows(rows=[{'citedPaper': {'paperId': 'a'}}], unresolved=1, duplicates=1)
    """
    rows: dict[str, dict[str, Any]] = {}
    merged: set[str] = set()
    duplicates = 0
    everywhere: Counter[str] = Counter()
    window: Counter[str] = Counter()
    reached = 0
    for page in pages:
        items = page.get("data") or ()
        offset = page.get("offset") or 0
        if offset == 0:  # another window begins
            everywhere |= window
            window, reached = Counter(), 0
        for position, edge in enumerate(items, start=offset):
            key = paper_key(edge.get(_END[direction])) if edge is not None else None
            if key is None:
                if position >= reached:  # below, it is a row that the page before held already
                    window[json.dumps(edge, sort_keys=True)] += 1
                else:
                    duplicates += 1
            elif key not in rows:
                rows[key] = edge
            else:
                duplicates += 1
                if edge != rows[key]:
                    rows[key] = _merged(rows[key], edge)
                    merged.add(key)
        reached = max(reached, offset + len(items))
    everywhere |= window
    return WalkRows(list(rows.values()), everywhere.total(), duplicates)


def _merged(first: dict[str, Any], again: dict[str, Any]) -> dict[str, Any]:
    """Return `first` with what `again` says beyond it."""
    both = dict(first)
    for name in ("contexts", "intents", "contextsWithIntent"):
        mine, theirs = first.get(name) or [], again.get(name) or []
        if theirs:
            both[name] = [*mine, *(item for item in theirs if item not in mine)]
    if again.get("isInfluential"):
        both["isInfluential"] = True
    return both


def page_request(
    paper_id: str,
    direction: Direction,
    fields: Sequence[str],
    offset: int,
    *,
    until: date | None = None,
) -> Request:
    """Return the request for one page; `until` is the last day of a window of dates."""
    end = _END[direction]
    query = [("fields", ",".join(fields)), ("offset", str(offset))]
    query.append(("limit", str(min(_PAGE, WINDOW - offset))))
    if until is not None:
        query.append(("publicationDateOrYear", f":{until.isoformat()}"))

    def fits(data: Any) -> str | None:
        if not isinstance(data, dict) or "data" not in data:
            return f"no page of {direction}: {str(data)[:80]}"
        following, items = data.get("next"), data["data"]
        if items is None:
            return None
        if not isinstance(items, list):
            return f"data is {type(items).__name__}, expected a list"
        if following is not None and not (isinstance(following, int) and following > offset):
            return f"next is {following!r}, which does not go on from row {offset}"
        if data.get("offset", offset) != offset:
            return f"a page from row {data['offset']}, asked was row {offset}"
        if not all(item is None or _is_edge(item, end) for item in items):
            return f"a row without {end}"
        return None

    return Request(
        paper_path(paper_id, direction),
        tuple(query),
        what=f"the {direction} of {paper_id} from row {offset}",
        fits=fits,
        believe=_unknown_paper,
    )


def _is_edge(item: Any, end: str) -> bool:
    """Tell an edge; its end may be null or left out, but not another than was asked for."""
    if not isinstance(item, dict) or not isinstance(item.get(end), dict | None):
        return False
    return end in item or not any(other in item for other in _END.values())


def _unknown_paper(problem: Problem) -> int:
    return int(problem.status == 404 and problem.by_application)


@dataclass(slots=True)
class _Trail:
    """What a walk has met so far."""

    pages: list[Any] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    at: list[datetime] = field(default_factory=list)


def walk(
    ask: Ask,
    paper_id: str,
    direction: Direction,
    fields: Sequence[str],
    *,
    reported: int | None,
    newer_than: datetime | None,
) -> Walk:
    """Walk one list to its end; see `Service.walk`."""
    if direction == "citations" and "publicationDate" not in fields:
        fields = (*fields, "publicationDate")  # windows of dates are drawn by it
    paper_id = clean(paper_id)
    trail = _Trail()
    until: date | None = None
    obstacle: str | None = None
    known = barren = 0
    while True:
        first_page = len(trail.pages)
        end = _one_window(ask, paper_id, direction, fields, until, newer_than, trail)
        if end.state != "edge":
            break
        if direction == "references":
            obstacle = f"the service shows no references beyond row {WINDOW:,}"
            break
        found = rows_of_walk(trail.pages, direction)
        came = len(found.rows) + found.unresolved
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
    rows, unresolved, duplicates = rows_of_walk(trail.pages, direction)
    came = len(rows) + unresolved
    state, reason = _verdict(came, reported, obstacle, windows=until is not None)
    if end.state == "elided" or end.state == "failed":
        state, reason = end.state, end.reason
    return Walk(rows, state, reason, tuple(trail.keys), min(trail.at), unresolved, duplicates)


class _End(NamedTuple):
    """How a window ended: no ``next``, at the edge of what is shown, elided, unknown paper."""

    state: Literal["end", "edge", "elided", "failed"]
    reason: str | None = None


def _one_window(
    ask: Ask,
    paper_id: str,
    direction: Direction,
    fields: Sequence[str],
    until: date | None,
    newer_than: datetime | None,
    trail: _Trail,
) -> _End:
    offset, empty = 0, 0
    while True:
        answered = ask(page_request(paper_id, direction, fields, offset, until=until), newer_than)
        trail.keys.append(answered.key)
        trail.at.append(answered.at)
        if answered.status == 404:
            return _End("failed", f"not known to the service: {answered.text}")
        page = answered.data
        trail.pages.append(page)
        if page["data"] is None:
            return _End("elided", "the publisher withholds this list")
        following = page.get("next")
        if following is None:
            return _End("end")
        if following >= WINDOW:
            return _End("edge")
        empty = 0 if page["data"] else empty + 1
        if empty > _EMPTY_PAGES:
            what = f"the {direction} of {paper_id} from row {offset}"
            raise FetchError(what, 200, 1, f"{empty} empty pages in a row")
        offset = following


class _Step(NamedTuple):
    """The next window: up to which day; `crowded` is a day of which not all rows are shown."""

    until: date
    crowded: date | None


def _older(pages: Iterable[Any], until: date | None) -> _Step | str:
    """Return the window of older citations, or why there is none; the newest come first."""
    edges = [edge for page in pages for edge in page["data"] if edge is not None]
    days = [publication_date(edge.get("citingPaper") or {}) for edge in edges]
    dated = [day for day in days if day is not None]
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
