"""How far the reading of a list is, for whoever waits for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["reached", "watched"]

_HEARD: ContextVar[Callable[[int, int], None] | None] = ContextVar("heard", default=None)
_EVERY = 64  # a word for each of 15,000 items would take longer than some of them


@contextmanager
def watched(heard: Callable[[int, int], None]) -> Iterator[None]:
    """Tell `heard` how many of how many items or characters are read, while the block reads a list.

    Fifteen formats read texts in their own ways; none has to hand this through.

    Examples
    --------
    >>> told = []
    >>> with watched(lambda done, total: told.append((done, total))):
    ...     for n in range(130):
    ...         reached(n, 130)
    >>> told
    [(0, 130), (64, 130), (128, 130)]
    """
    token = _HEARD.set(heard)
    try:
        yield
    finally:
        _HEARD.reset(token)


def reached(done: int, total: int, *, every: int = _EVERY) -> None:
    """Say that `done` of `total` are read; only each `every`-th word is passed on."""
    if done % every == 0 and (heard := _HEARD.get()) is not None:
        heard(done, total)
