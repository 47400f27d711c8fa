"""One exchange as the emulator's log has it, and the pace at which requests are let through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.emulator.faults import QUIRKS

__all__ = ["Bucket", "Exchange"]


@dataclass(slots=True)
class Exchange:
    """One request and what became of it; times are of the monotonic clock.

    `path` and `query` are decoded, `target` is the address as sent, `body` the decoded JSON.
    `status` is None while the exchange is under way and where no status was ever sent; `fault` is
    the kind of the fault that befell it; `delivered` is False where the client had gone.
    """

    started: float
    method: str
    target: str
    path: str
    query: dict[str, str]
    body: Any
    headers: dict[str, str]
    key: str | None
    ended: float | None = None
    status: int | None = None
    fault: str | None = None
    delivered: bool = False

    @property
    def answered(self) -> bool:
        """Whether the client got all of an answer that it can use."""
        proper = self.fault is None or self.fault in QUIRKS
        return proper and self.delivered and self.status in (200, 400, 404)


class Bucket:
    """A bucket of one token per key, filled at `rate` tokens a second.

    Examples
    --------
    >>> bucket = Bucket(1.0, slack=0.02)
    >>> [bucket.take("key", now) for now in (0.0, 0.5, 1.0, 1.99)]
    [True, False, True, True]
    """

    def __init__(self, rate: float, *, slack: float) -> None:
        self.rate, self.slack = rate, slack
        self._tokens: dict[str | None, tuple[float, float]] = {}

    def take(self, key: str | None, now: float) -> bool:
        """Take the token of a key if it is there (or will be within the slack)."""
        tokens, then = self._tokens.get(key, (1.0, now))
        tokens = min(1.0, tokens + (now - then) * self.rate)
        allowed = tokens >= 1.0 - self.slack
        self._tokens[key] = (tokens - 1.0 if allowed else tokens, now)
        return allowed
