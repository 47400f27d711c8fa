"""Batches of papers by id: each row is checked against its id, a bad one requested singly.

The service answers a batch by position. A row that is another paper of the same batch, or the same
paper for ids that have nothing to do with each other, is not believed: the batch is asked again,
then each id in doubt by itself, where no row can be taken for another's. So it is with null for an
id that the service itself gave, and with a batch that fails again and again while others succeed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import isqrt
from typing import Any, Final, Protocol

from kdgraph.errors import FetchError
from kdgraph.identifiers import arxiv_id, doi
from kdgraph.s2._request import Problem, Request, paper_path
from kdgraph.s2.answers import Row
from kdgraph.s2.border import Found, misfit_of_batch, misfit_of_paper, read_paper

__all__ = [
    "MOST_IDS",
    "Answered",
    "Asker",
    "batch_request",
    "look_again",
    "lookup_request",
    "papers",
]

MOST_IDS: Final = 500
_FEW: Final = 3  # so many ids in doubt are asked one by one at once
_INSTANT: Final = timedelta(microseconds=1)
_NOBODY: Final = "no valid paper ids given"
_TOO_LARGE: Final = "exceed maximum size"
_UNKNOWN: Final = "not known to the service"
# Complaints about something other than the ids: no smaller batch would cure them.
_NOT_THE_IDS = re.compile(r"\bfields\b|query param", re.IGNORECASE)
_ARXIV_VERSION = re.compile(r"(arxiv:.*[0-9])v[0-9]+", re.IGNORECASE)
_SCHEMES: Final = {"corpusid": "corpus", "acl": "acl", "mag": "mag", "pmid": "pubmed"}


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, fresh or stored: `data` is its JSON, `key` its name in the store."""

    status: int
    data: Any
    text: str
    key: str
    at: datetime


class Asker(Protocol):
    """Something that answers requests: the service, its store first."""

    @property
    def offline(self) -> bool:
        """Whether nothing can be asked, so that what is stored has to do."""
        ...

    def ask(self, request: Request, newer_than: datetime | None) -> Answered:
        """Return the answer to `request`, a stored one only if not older than `newer_than`."""
        ...

    def alive(self) -> bool:
        """Tell whether the service answers at all; after that, calls may fail anew."""
        ...


def batch_request(ids: Sequence[str], fields: Sequence[str]) -> Request:
    """Return the request for up to 500 papers."""
    count = len(ids)

    def believe(problem: Problem) -> int:
        if problem.status == 413:
            return 1
        if problem.status == 504:  # the gateway's limit of time; fewer papers may do
            return 2 if count > 1 else 6
        if problem.status != 400 or not problem.by_application:
            return 0
        if _NOT_THE_IDS.search(problem.text):
            return 0
        # refusals that do not last were seen, so one id is asked twice before it is blamed
        text = problem.text.lower()
        sure = count > 1 or _NOBODY in text or _TOO_LARGE in text
        return 1 if sure else 2

    return Request(
        "/graph/v1/paper/batch",
        (("fields", ",".join(fields)),),
        {"ids": list(ids)},
        what=f"a batch of {count} papers" if count > 1 else f"the paper {ids[0]}",
        fits=lambda data: misfit_of_batch(data, count),
        believe=believe,
    )


def lookup_request(paper_id: str, fields: Sequence[str]) -> Request:
    """Return the request for one paper by itself: the surest, for there is nothing to mix up."""

    def believe(problem: Problem) -> int:
        if problem.status in (413, 504):
            return 6
        return 2 if problem.by_application and problem.status in (400, 404) else 0

    return Request(
        paper_path(paper_id),
        (("fields", ",".join(fields)),),
        what=f"the paper {paper_id}",
        fits=misfit_of_paper,
        believe=believe,
    )


def papers(
    asker: Asker,
    ids: Iterable[str],
    fields: Sequence[str],
    *,
    newer_than: datetime | None,
    now: Callable[[], datetime],
) -> list[Row]:
    """Return one row for each id, in order; see `Service.papers`."""
    asked = [clean(paper_id) for paper_id in ids]
    wanted = list(dict.fromkeys(i for i in asked if sendable(i)))
    task = _Task(asker, fields, newer_than, now)
    for start in range(0, len(wanted), MOST_IDS):
        task.batch(wanted[start : start + MOST_IDS])
    unsent = "not asked: it is no identifier"
    return [task.rows.get(i) or Row(None, "", 0, now(), unsent) for i in asked]


def look_again(
    asker: Asker,
    rows: Mapping[str, Row],
    fields: Sequence[str],
    *,
    newer_than: datetime | None,
    alone: int | None,
    now: Callable[[], datetime],
) -> dict[str, Row]:
    """Return the rows of these ids after a second look; see `Service.look_again`."""
    # from the last to the first: another request than the first, whatever order that had
    ids = [clean(paper_id) for paper_id in rows][::-1]
    task = _Task(asker, fields, newer_than, now)
    for start in range(0, len(ids), MOST_IDS):
        part = ids[start : start + MOST_IDS]
        if len(part) > 1:
            task.batch(part)
        else:
            task.lookup(part[0])
    null = [i for i in ids if task.rows[i].found is None and not task.rows[i].failed]
    if len(ids) > 1 and (alone is None or len(null) <= alone):
        for paper_id in null:
            task.lookup(paper_id)
    settled = {}
    for paper_id, first in rows.items():
        second = task.rows[clean(paper_id)]
        if second.found is None and first.found is not None:
            settled[paper_id] = first  # an odd answer is more than none
        else:
            before, now_odd = (row.found.odd if row.found else None for row in (first, second))
            unsure = bool(before and now_odd) and before != now_odd
            settled[paper_id] = replace(second, unsure=unsure)
    return settled


class _Task:
    """Rows of one call, as they become known."""

    def __init__(
        self,
        asker: Asker,
        fields: Sequence[str],
        newer_than: datetime | None,
        now: Callable[[], datetime],
    ) -> None:
        self.asker, self.fields, self.newer_than, self.now = asker, fields, newer_than, now
        self.rows: dict[str, Row] = {}

    def batch(self, ids: Sequence[str]) -> None:
        """Ask for up to 500 ids; split what is refused, too heavy or fails, down to the culprit."""
        try:
            self._batch(ids)
        except FetchError:
            if len(ids) == 1 or not self.asker.alive():
                raise
            self._piece_by_piece(ids)

    def _batch(self, ids: Sequence[str]) -> None:
        answered = self.asker.ask(batch_request(ids, self.fields), self.newer_than)
        if answered.status == 200:
            self._held_against(ids, answered)
        elif answered.status == 400 and _NOBODY in answered.text.lower():
            for position, paper_id in enumerate(ids):
                self.rows[paper_id] = Row(None, answered.key, position, answered.at, _UNKNOWN)
        elif len(ids) == 1:
            reason = f"refused (HTTP {answered.status}): {answered.text}"
            self.rows[ids[0]] = Row(None, answered.key, 0, answered.at, reason, failed=True)
        else:
            half = (len(ids) + 1) // 2
            self._batch(ids[:half])
            self._batch(ids[half:])

    def _piece_by_piece(self, ids: Sequence[str]) -> None:
        """Ask for the ids of a batch that fails while the service is there.

        A failing call may last minutes, one that succeeds a second. So the parts are few and small,
        the ids of one that fails are asked for one by one, and after two such parts all are.
        """
        size = max(2, isqrt(len(ids)))
        failed = 0
        for start in range(0, len(ids), size):
            part = ids[start : start + size]
            if failed < 2 and len(part) < len(ids):
                try:
                    self._batch(part)
                except FetchError:
                    if not self.asker.alive():
                        raise
                    failed += 1
                else:
                    failed = 0
                    continue
            for paper_id in part:
                self.lookup(paper_id)

    def _held_against(self, ids: Sequence[str], answered: Answered) -> None:
        """Take the rows of a batch, each for its own id or not at all."""
        found = self._read(ids, answered)
        doubtful = misplaced(ids, found)
        if len(doubtful) > _FEW and not self.asker.offline:
            request = batch_request(ids, self.fields)
            answered = self.asker.ask(request, answered.at + _INSTANT)
            if answered.status != 200:
                for paper_id in ids:
                    self.lookup(paper_id)
                return
            found = self._read(ids, answered)
            doubtful = misplaced(ids, found)
        for position, (paper_id, one) in enumerate(zip(ids, found, strict=True)):
            if position in doubtful and not self.asker.offline:
                self.lookup(paper_id)
                continue
            reason = None
            if one is None:
                null = answered.data[position] is None
                reason = _UNKNOWN if null else "answered without a paper id"
            self.rows[paper_id] = Row(one, answered.key, position, answered.at, reason)

    def _read(self, ids: Sequence[str], answered: Answered) -> list[Found | None]:
        rows = zip(ids, answered.data, strict=True)
        return [read_paper(raw, answered.at, self.fields) for _, raw in rows]

    def _failed(self, paper_id: str, error: FetchError) -> None:
        reason = f"{error.reason} (HTTP {error.status})"
        self.rows[paper_id] = Row(None, "", 0, self.now(), reason, failed=True)

    def lookup(self, paper_id: str) -> None:
        """Ask for one paper by itself."""
        try:
            answered = self.asker.ask(lookup_request(paper_id, self.fields), self.newer_than)
        except FetchError as error:
            if not self.asker.alive():
                raise
            self._failed(paper_id, error)
            return
        key, at = answered.key, answered.at
        if answered.status == 200:
            found = read_paper(answered.data, at, self.fields)
            self.rows[paper_id] = Row(found, key, 0, at)
        elif answered.status == 404:
            self.rows[paper_id] = Row(None, key, 0, at, _UNKNOWN)
        else:
            reason = f"refused (HTTP {answered.status}): {answered.text}"
            self.rows[paper_id] = Row(None, key, 0, at, reason, failed=True)


def misplaced(ids: Sequence[str], found: Sequence[Found | None]) -> set[int]:
    """Return the places whose row is another paper of the batch, or one that came for many ids.

    An id that was merged into another is answered by a paper that it does not name: that is no
    reason for doubt unless this paper was asked for as well, or comes for several such ids.

    Examples
    --------
    >>> misplaced([], [])
    set()
    """
    names = [_name(paper_id) for paper_id in ids]
    asked = set(names)
    strangers: defaultdict[str, list[int]] = defaultdict(list)
    doubtful: set[int] = set()
    for place, one in enumerate(found):
        if one is None:
            continue
        known = {(scheme, value.lower()) for scheme, value in one.paper.identifiers}
        if names[place] in known:
            continue
        strangers[one.key].append(place)
        if known & asked:
            doubtful.add(place)
    return doubtful.union(*(places for places in strangers.values() if len(places) > 1))


def _name(paper_id: str) -> tuple[str, str]:
    """Return an id that is asked for as the identifiers of a paper have it."""
    prefix, colon, rest = paper_id.partition(":")
    prefix, value = prefix.lower(), rest.strip().lower()
    if not colon or prefix.startswith("10."):
        return ("doi", doi(paper_id) or paper_id.lower()) if "/" in paper_id else ("s2", prefix)
    if prefix == "arxiv":
        return "arxiv", (arxiv_id(value) or value).lower()
    if prefix == "doi":
        return "doi", doi(value) or value
    if prefix == "pmcid":
        return "pmc", value.removeprefix("pmc")
    return _SCHEMES.get(prefix, prefix), value


def clean(paper_id: str) -> str:
    """Return an id as the service knows it: without spaces around, an arXiv id without version.

    Examples
    --------
    >>> clean(" ARXIV:1706.03762v1"), clean("10.1093/mind/lix.236.433")
    ('ARXIV:1706.03762', '10.1093/mind/lix.236.433')
    """
    paper_id = paper_id.strip()
    version = _ARXIV_VERSION.fullmatch(paper_id)
    return version[1] if version else paper_id


def sendable(paper_id: str) -> bool:
    """Tell whether an id can be sent at all: one empty or garbled id can spoil a whole batch."""
    return bool(paper_id.rpartition(":")[2]) and paper_id.isprintable() and len(paper_id) <= 1000
