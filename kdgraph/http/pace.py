"""Rate limiter for all requests of this process to one service."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import Future
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic

__all__ = ["Clock", "Limiter"]


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock that only goes forward, in seconds, and how to wait by it.

    Another than the system's makes hours of waiting pass at once in tests.
    """

    now: Callable[[], float] = monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


class Limiter:
    """Lets one call at a time through, first come first served, whatever thread or loop it is in.

    A call holds its turn until it ends, pauses between its attempts included: when the service
    asks for less, nobody else may step in.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        self._mutex = threading.Lock()
        self._busy = False
        self._waiting: deque[Future[None]] = deque()
        self._last_start = float("-inf")

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for the turn, and hold it while the block runs."""
        ticket: Future[None] = Future()
        with self._mutex:
            if self._busy:
                self._waiting.append(ticket)
            else:
                self._busy = True
                ticket.set_result(None)
        try:
            await asyncio.wrap_future(ticket)
        except asyncio.CancelledError:
            if not ticket.cancel():  # it had been given the turn already: hand it on
                self._pass_on()
            raise
        try:
            yield
        finally:
            self._pass_on()

    def _pass_on(self) -> None:
        with self._mutex:
            while self._waiting:
                ticket = self._waiting.popleft()
                if ticket.set_running_or_notify_cancel():
                    ticket.set_result(None)
                    return
            self._busy = False

    def wait(self, pace: float) -> float:
        """Return the seconds until a request may start that keeps `pace` seconds from the last."""
        return max(0.0, self._last_start + pace - self.clock.now())

    def mark(self) -> None:
        """Note that a request starts now."""
        self._last_start = self.clock.now()
