"""Answers of the service: raw answers and their cache, rows by position, walks."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from kdgraph.errors import FetchError, ServiceError, UnreachableError
from kdgraph.s2.border import Edge, Found, Odd

__all__ = [
    "Answer",
    "AnswerCache",
    "GoneError",
    "MemoryCache",
    "OfflineError",
    "Row",
    "State",
    "Walk",
]

State = Literal["complete", "capped", "elided", "failed"]
"""How far a list was walked; see `Walk`."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One whole answer of the service: its HTTP status, its body as received, and when (UTC)."""

    status: int
    body: bytes
    at: datetime


class AnswerLike(Protocol):
    """Anything with the three attributes of an `Answer`."""

    @property
    def status(self) -> int:
        """HTTP status."""
        ...

    @property
    def body(self) -> bytes:
        """The body as received."""
        ...

    @property
    def at(self) -> datetime:
        """When it was received (UTC)."""
        ...


class AnswerCache(Protocol):
    """Where answers are kept between runs.

    It is used under a lock, but from whatever thread calls the service. What it raises (a full
    disk, a damaged file) goes through to the caller.
    """

    def get(self, key: str) -> AnswerLike | None:
        """Return the answer kept under `key`, or None."""
        ...

    def put(self, key: str, answer: Any) -> None:
        """Keep `answer` under `key`, in place of an older one."""
        ...


class MemoryCache:
    """An `AnswerCache` that lasts as long as the process.

    Examples
    --------
    >>> cache = MemoryCache()
    >>> cache.get("a") is None
    True
    """

    def __init__(self) -> None:
        self._answers: dict[str, Answer] = {}
        self._mutex = threading.Lock()

    def get(self, key: str) -> Answer | None:
        """Return the answer kept under `key`, or None."""
        with self._mutex:
            return self._answers.get(key)

    def put(self, key: str, answer: Answer) -> None:
        """Keep `answer` under `key`, in place of an older one."""
        with self._mutex:
            self._answers[key] = answer


class OfflineError(UnreachableError):
    """Working offline, and the answer that is needed was never stored."""

    def __init__(self, url: str, what: str) -> None:
        ServiceError.__init__(
            self,
            f"no stored answer for {what}, and no request is sent while offline; rerun the same "
            f"command without --offline",
        )
        self.url, self.what, self.reason = url, what, "working offline"


class GoneError(FetchError):
    """A stored answer is not there any more, or cannot be read: it must be asked again."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"the stored answer {key[:12]}", None, 0, reason)
        self.key = key


@dataclass(frozen=True, slots=True)
class Row:
    """What the service says about one thing that was asked for.

    `found` is None where there is nothing; `reason` then says why. The answer it comes from is
    stored under `key`, as its row number `position`; `key` is empty where nothing was asked.
    `failed` tells that no usable answer came, which is not to say that there is nothing; `unsure`
    that two answers to the same question differ, and both are odd.
    """

    found: Found | None
    key: str
    position: int
    at: datetime
    reason: str | None = None
    failed: bool = False
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Walk:
    """All pages of one paper's references or citations.

    Parameters
    ----------
    rows : list of Edge
        Each has a paper behind it; each paper once.
    state : str
        ``complete``: walked to the end. ``capped``: the service shows no more. ``elided``: the
        publisher withholds the list. ``failed``: the service does not know the paper.
    reason : str or None
        Why it is not complete, or that the number of rows differs from the one reported.
    keys : tuple of str
        Under which keys the pages are stored, in order.
    at : datetime
        When the oldest of the pages was received.
    unresolved : int
        Rows without a paper behind them; they are not in `rows`.
    duplicates : int
        Rows that came again and were merged into the first.
    odd : Odd
        What did not fit.
    unsure : bool
        Whether a page was odd twice, each time in another way.
    """

    rows: list[Edge]
    state: State
    reason: str | None
    keys: tuple[str, ...]
    at: datetime
    unresolved: int
    duplicates: int
    odd: Odd
    unsure: bool = False
