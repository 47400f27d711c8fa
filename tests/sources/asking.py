"""arXiv asked by a clock of its own, on which three seconds pass at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kdgraph.http import Clock, Limiter
from kdgraph.sources import Arxiv
from kdgraph.store import EprintFolder
from tests.emulator import ArxivEmulator

__all__ = ["NOW", "Hours", "asking"]

NOW = datetime(2026, 5, 1, tzinfo=UTC)


class Hours:
    """A clock that stands still but for those who wait by it; it notes each request."""

    def __init__(self) -> None:
        self.time = 100.0
        self.starts: list[float] = []
        hours = self

        class Noting(Limiter):
            def mark(self) -> None:
                super().mark()
                if not hours.starts or hours.starts[-1] != hours.time:
                    hours.starts.append(hours.time)

        self.limiter = Noting(Clock(lambda: self.time, self._sleep))

    async def _sleep(self, seconds: float) -> None:
        self.time += seconds
        await asyncio.sleep(0)


def asking(
    emulator: ArxivEmulator | str,
    data: Path,
    hours: Hours | None = None,
    *,
    now: Callable[[], datetime] = lambda: NOW,
    **options: Any,
) -> Arxiv:
    """Return arXiv as the emulator is, kept in a folder of the data folder."""
    return Arxiv(
        url=emulator if isinstance(emulator, str) else emulator.url,
        store=EprintFolder(data / "eprints"),
        limiter=(hours or Hours()).limiter,
        now=now,
        **{"timeout": 5.0, "jitter": lambda: 1.0, **options},
    )
