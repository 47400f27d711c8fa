"""Faults: what goes wrong between a client and the service, at random or on schedule."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from tests.emulator.spoils import SPOILS

__all__ = ["KINDS", "QUIRKS", "Fault", "Faults"]

KINDS: Final[Mapping[str, str]] = {
    "429": "429 of the gateway, a burst of them",
    "500_error": "500 with an `error` body",
    "500_message": "500 with the gateway's body",
    "500_html": "500 with an HTML page",
    "502": "502 with an HTML page",
    "503": "503 with an HTML page",
    "504": "504 of the gateway",
    "drip": "the right answer, a few bytes at a time",
    "hang": "no byte at all for a while, then the connection is closed",
    "truncated": "less of the body than Content-Length says, then the connection is closed",
    "reset": "connection reset before any header",
    "reset_mid": "connection reset within the body",
    "html_200": "200 with an HTML page",
    "message_200": '200 with {"message": ...}',
    "null_200": "200 with null",
    "redirect": "302 to another address, with the key in it",
    "gzip_bomb": "200 whose gzip body unpacks to more than any answer has",
    "endless": "200 whose body goes on for 128 MB and is then no JSON",
    "key_503": "503 whose text repeats the key",
    "key_200": "the right answer, and the key in a field beside it",
    "early_token": "bulk search: the token is null though rows remain",
    "short_page": "fewer rows than asked for, `next` right behind them",
    "short_next": "all rows, but `next` points before the last of them",
    "empty_page": "a page without rows, with `next`; the rows come one later",
}
"""Every kind of fault, and what it is."""
QUIRKS: Final = frozenset({"key_200", "early_token", "short_page", "short_next", "empty_page"})
"""Kinds that are answers in order, only odd: following `next` to the end still gets every row."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault; `burst` is for how many requests in a row, `retry_after` a header in seconds."""

    kind: str
    burst: int = 1
    seconds: float = 1.0
    retry_after: float | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS and self.kind not in SPOILS:
            there = ", ".join([*KINDS, *SPOILS])
            raise ValueError(f"no fault of kind {self.kind!r}; there are {there}")


class Faults:
    """Decides for each request whether it fails, and how.

    Parameters
    ----------
    seed : int
        Of the random choice.
    rates : mapping of str to float, or float
        Probability per kind, of `KINDS` or `SPOILS`; a single number is shared by all `KINDS`.
    schedule : iterable of (Fault, str or None)
        Faults of the first requests, one after another; None lets a request pass. Comes before
        any random fault.
    at_most : int, optional
        The same request (method, address, body) is answered properly after this many faults in a
        row. None: no such promise.
    burst : int
        How many requests in a row a random 429 refuses at most.
    seconds : float
        How long drips and hangs last.
    retry_after : float, optional
        Half of the random 429 and 503 carry this Retry-After.
    only : str
        Faults befall requests whose path holds this text.

    Examples
    --------
    >>> faults = Faults(schedule=["503", None])
    >>> [faults.choose("GET /a", "/a"), faults.choose("GET /a", "/a"), faults.choose("", "")]
    [Fault(kind='503', burst=1, seconds=1.0, retry_after=None), None, None]
    """

    def __init__(
        self,
        seed: int = 0,
        rates: Mapping[str, float] | float = 0.0,
        schedule: Iterable[Fault | str | None] = (),
        *,
        at_most: int | None = 3,
        burst: int = 3,
        seconds: float = 1.0,
        retry_after: float | None = None,
        only: str = "",
    ) -> None:
        if not isinstance(rates, Mapping):
            rates = dict.fromkeys(KINDS, rates / len(KINDS))
        for kind in rates:
            Fault(kind)
        self.rates = dict(rates)
        self.at_most, self.burst, self.seconds = at_most, burst, seconds
        self.retry_after, self.only = retry_after, only
        self._random = random.Random(seed)
        self._schedule = [Fault(f, seconds=seconds) if isinstance(f, str) else f for f in schedule]
        self._in_a_row: dict[str, int] = {}
        self._burst: list[Fault] = []
        self._lock = threading.Lock()

    def choose(self, request: str, path: str) -> Fault | None:
        """Return the fault of a request, named by what makes it the same request, or None."""
        with self._lock:
            if self.only not in path:
                return None
            fault = self._next()
            row = self._in_a_row.get(request, 0)
            if fault is None or (self.at_most is not None and row >= self.at_most):
                self._in_a_row.pop(request, None)
                return None
            self._in_a_row[request] = row + 1
            return fault

    def _next(self) -> Fault | None:
        if self._burst:
            return self._burst.pop()
        fault = self._schedule.pop(0) if self._schedule else self._at_random()
        if fault is not None and fault.burst > 1:
            one = Fault(fault.kind, 1, fault.seconds, fault.retry_after)
            self._burst = [one] * (fault.burst - 1)
        return fault

    def _at_random(self) -> Fault | None:
        draw = self._random.random()
        for kind, rate in self.rates.items():
            draw -= rate
            if draw < 0:
                burst = self._random.randint(1, self.burst) if kind == "429" else 1
                told = kind in ("429", "503") and self._random.random() < 0.5
                return Fault(kind, burst, self.seconds, self.retry_after if told else None)
        return None
