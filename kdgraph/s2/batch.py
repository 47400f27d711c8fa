"""Many papers by their ids: rows by position, a batch that is refused split down to the culprit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from kdgraph.s2._request import Problem, Request
from kdgraph.s2.answers import Row

__all__ = ["MOST_IDS", "Answered", "Ask", "batch_request", "papers"]

MOST_IDS: Final = 500
_NOBODY: Final = "no valid paper ids given"
_TOO_LARGE: Final = "exceed maximum size"
# Complaints about something other than the ids: no smaller batch would cure them.
_NOT_THE_IDS = re.compile(r"\bfields\b|query param", re.IGNORECASE)
_ARXIV_VERSION = re.compile(r"(arxiv:.*[0-9])v[0-9]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, fresh or stored: `data` is its JSON, `key` its name in the store."""

    status: int
    data: Any
    text: str
    key: str
    at: datetime


class Ask(Protocol):
    """Something that answers requests: the service, its store first."""

    def __call__(self, request: Request, newer_than: datetime | None) -> Answered:
        """Return the answer to `request`, a stored one only if not older than `newer_than`."""
        ...


def batch_request(ids: Sequence[str], fields: Sequence[str]) -> Request:
    """Return the request for up to 500 papers."""
    count = len(ids)

    def fits(data: Any) -> str | None:
        if not isinstance(data, list):
            return f"{type(data).__name__}, expected a list of {count} papers"
        if len(data) != count:
            return f"{len(data)} rows, expected one for each of {count} ids"
        if any(row is not None and not isinstance(row, dict) for row in data):
            return "a row that is no object"
        return None

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
        fits=fits,
        believe=believe,
    )


def papers(
    ask: Ask,
    ids: Iterable[str],
    fields: Sequence[str],
    *,
    newer_than: datetime | None,
    now: Callable[[], datetime],
) -> list[Row]:
    """Return one row for each id, in order; see `Service.papers`."""
    asked = [clean(paper_id) for paper_id in ids]
    wanted = list(dict.fromkeys(i for i in asked if sendable(i)))
    rows: dict[str, Row] = {}
    for start in range(0, len(wanted), MOST_IDS):
        _batch(ask, wanted[start : start + MOST_IDS], fields, newer_than, rows)
    unsent = "not asked: it is no identifier"
    return [rows.get(i) or Row(None, "", 0, now(), unsent) for i in asked]


def _batch(
    ask: Ask,
    ids: Sequence[str],
    fields: Sequence[str],
    newer_than: datetime | None,
    rows: dict[str, Row],
) -> None:
    answered = ask(batch_request(ids, fields), newer_than)
    key, at = answered.key, answered.at
    if answered.status == 200:
        for position, (paper_id, raw) in enumerate(zip(ids, answered.data, strict=True)):
            if raw is None:
                row = Row(None, key, position, at, "not known to the service")
            elif not isinstance(raw.get("paperId"), str):
                row = Row(None, key, position, at, "answered without a paper id")
            else:
                row = Row(raw, key, position, at)
            rows[paper_id] = row
    elif answered.status == 400 and _NOBODY in answered.text.lower():
        for position, paper_id in enumerate(ids):
            rows[paper_id] = Row(None, key, position, at, "not known to the service")
    elif len(ids) == 1:
        rows[ids[0]] = Row(None, key, 0, at, f"refused (HTTP {answered.status}): {answered.text}")
    else:
        half = (len(ids) + 1) // 2
        _batch(ask, ids[:half], fields, newer_than, rows)
        _batch(ask, ids[half:], fields, newer_than, rows)


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
