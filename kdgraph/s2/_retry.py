"""When to ask again: what faults are, how long to wait, what an unusable answer says."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

import httpx

from kdgraph.s2._request import Problem

__all__ = ["PASSING", "Fault", "cause", "parse", "problem", "retry_after"]

PASSING: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses that pass: asking again, later, can help."""

_LONGEST_TEXT = 300


@dataclass(frozen=True, slots=True)
class Fault:
    """An attempt that brought nothing usable, and may be repeated.

    `kind` is what it is counted under: ``HTTP 429``, ``timeout``, ``no connection``,
    ``broken connection``, ``no JSON``, ``wrong shape``.
    """

    kind: str
    status: int | None
    reason: str
    retry_after: float = 0.0


def parse(body: bytes) -> tuple[Any, str | None]:
    """Return the JSON of a body and None, or None and why it is none."""
    try:
        return json.loads(body), None
    except (ValueError, RecursionError) as error:
        start = body[:40].decode("utf-8", "replace")
        return None, f"no whole JSON but {len(body)} bytes that begin with {start!r} ({error})"


def problem(status: int, body: bytes) -> Problem:
    """Return what an answer that is no data says: ``error``, else ``message``, else its text.

    Examples
    --------
    >>> problem(403, b'{"message":"Forbidden"}')
    Problem(status=403, text='Forbidden', by_application=False)
    >>> problem(502, b"<html><h1>Bad   Gateway</h1>").text
    'Bad Gateway'
    """
    data, _ = parse(body)
    if isinstance(data, dict):
        for name in ("error", "message"):
            if isinstance(data.get(name), str):
                return Problem(status, data[name][:_LONGEST_TEXT], name == "error")
    text = re.sub(r"<[^>]*>", " ", body[:4000].decode("utf-8", "replace"))
    return Problem(status, " ".join(text.split())[:_LONGEST_TEXT] or "an empty body", False)


def retry_after(headers: Mapping[str, str], now: datetime) -> float:
    """Return the seconds that a ``Retry-After`` header asks to wait; 0 where there is none.

    A date in it is read against the answer's own ``Date``, so that a wrong clock here does no harm.

    Examples
    --------
    >>> retry_after({"retry-after": "7"}, datetime.now(UTC)), retry_after({}, datetime.now(UTC))
    (7.0, 0.0)
    >>> both = {"retry-after": "Wed, 21 Oct 2015 07:28:09 GMT",
    ...         "date": "Wed, 21 Oct 2015 07:28:00 GMT"}
    >>> retry_after(both, datetime.now(UTC))
    9.0
    """
    text = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text):
        return float(text)
    until = _date(text)
    if until is None:
        return 0.0
    return max(0.0, (until - (_date(headers.get("date", "")) or now)).total_seconds())


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def cause(error: httpx.RequestError) -> str:
    """Return in words what lies at the bottom of a connection error."""
    deepest: BaseException = error
    bottom: BaseException | None = error
    while bottom is not None:
        if str(bottom):
            deepest = bottom
        bottom = bottom.__cause__ or bottom.__context__
    if isinstance(deepest, OSError) and deepest.errno is not None and deepest.errno > 0:
        return os.strerror(deepest.errno).lower()  # asyncio's own words name no cause
    return (deepest.strerror if isinstance(deepest, OSError) else None) or str(deepest)
