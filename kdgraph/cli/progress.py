"""Progress bars and spinners on standard error, if that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kdgraph.texts import shown

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    from kdgraph.pipeline import Progress

__all__ = ["how_far", "progress", "spinner"]


@contextmanager
def spinner(label: str, *, after: float = 1.0) -> Iterator[Callable[[int, int], None]]:
    """Show a spinner while the block works, if that lasts `after` seconds.

    It gives a function to tell how much is done of how much, which is shown where it is told.
    """
    far: list[tuple[int, int]] = []

    def heard(done: int, total: int) -> None:
        far[:] = [(done, total)]

    if not sys.stderr.isatty():
        yield heard
        return
    from threading import Event, Thread

    done = Event()

    def turn() -> None:
        if done.wait(after):
            return
        from rich.console import Console
        from rich.markup import escape

        named = f"{escape(shown(label))} ..."
        with Console(stderr=True).status(named) as status:
            while not done.wait(0.2):
                status.update(" ".join([named, *(how_far(*told) for told in far)]))

    turning = Thread(target=turn, daemon=True)
    turning.start()
    try:
        yield heard
    finally:
        done.set()
        turning.join()


def how_far(done: int, total: int) -> str:
    """Return how much of a work is done, as it is shown.

    >>> how_far(6_400, 15_300)
    '6,400 of 15,300 (41%)'
    """
    return f"{done:,} of {total:,} ({100 * done // max(total, 1)}%)"


@contextmanager
def progress(unit: str = "requests") -> Iterator[Progress]:
    """Show stages and their steps on standard error while the block runs, if it is a terminal."""
    if not sys.stderr.isatty():
        from kdgraph.pipeline import Silent

        yield Silent()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    console = Console(stderr=True)
    wide = console.width >= 80
    columns = (
        TextColumn("{task.description}"),
        *((BarColumn(bar_width=24),) if wide else ()),
        MofNCompleteColumn(),
        *((TextColumn(f"{unit}, left"),) if wide else ()),
        TimeRemainingColumn(compact=not wide),
    )
    with Bars(*columns, console=console) as bars:
        yield _Stages(bars)


class _Stages:
    """One line per stage; a stage ends when the next begins."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._task: TaskID | None = None

    def stage(self, label: str, total: int) -> None:
        """Begin a stage; one without requests (all answered before) leaves no line."""
        self._finish()
        self._task = self._bars.add_task(label, total=total or None, visible=True)

    def step(self) -> None:
        """Count a step, such as an answered request."""
        if self._task is not None:
            self._bars.advance(self._task)

    def wait(self, reason: str, seconds: float) -> None:
        """Say above the bars why nothing moves, if that lasts."""
        if seconds >= 2:
            from rich.markup import escape

            self._bars.console.print(
                f"[dim]{escape(shown(reason))}; asking again in {seconds:.0f} s[/]"
            )

    def _finish(self) -> None:
        if self._task is None:
            return
        task = self._bars.tasks[-1]
        if task.total is None:
            self._bars.remove_task(self._task)
        else:
            self._bars.update(self._task, completed=task.total)
