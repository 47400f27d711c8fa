"""What a row of the table is: bounds that must hold, what was measured, and the verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from statistics import median
from typing import Any, Final

import kdgraph
from benchmarks.graphs import Literature, literature
from benchmarks.peers import installed
from benchmarks.timing import Times

__all__ = [
    "SIZES",
    "WITH_NUMBA",
    "Bound",
    "Finding",
    "Row",
    "Run",
    "Size",
    "WrongAnswerError",
    "agree",
]


WITH_NUMBA: Final = "with numba"
"""The side that is ours, with compiled loops."""


class WrongAnswerError(Exception):
    """Two ways to do one thing do not agree, so that timing them would mean nothing."""


def agree(claim: bool, what: str) -> None:
    """Refuse to time answers that are wrong.

    Raises
    ------
    WrongAnswerError
        If the claim is false.
    """
    if not claim:
        raise WrongAnswerError(f"not timed: {what}")


@dataclass(frozen=True, slots=True)
class Size:
    """How large the literatures of a run are, in papers."""

    name: str
    papers: int
    large: int
    whole: int
    corpus: int


SIZES = {
    size.name: size
    for size in (
        Size("full", papers=100_000, large=1_000_000, whole=50_000, corpus=20_000),
        Size("small", papers=5_000, large=20_000, whole=3_000, corpus=800),
        Size("tiny", papers=300, large=500, whole=300, corpus=200),
    )
}
"""The sizes there are: that of the table, one for development, one for tests."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A number that must hold and one to aim for; at least them or, with `most`, at most.

    `why` says what stands between us and the aim, for as long as it is missed.
    """

    must: float | None
    aim: float | None
    unit: str = "x"
    most: bool = False
    why: str = ""

    def met(self, value: float) -> tuple[bool | None, bool | None]:
        """Tell whether a value holds the one, and whether it reaches the other.

        Examples
        --------
        >>> Bound(5, 100).met(20.0), Bound(None, 64, " MB", most=True).met(20.0)
        ((True, False), (None, True))
        """
        must, aim = (
            None if wanted is None else (value <= wanted if self.most else value >= wanted)
            for wanted in (self.must, self.aim)
        )
        return must, aim

    def texts(self) -> tuple[str, str]:
        """Return both numbers as text.

        Examples
        --------
        >>> Bound(5, None).texts()
        ('>= 5x', '')
        """
        sign = "<=" if self.most else ">="
        must, aim = (
            "" if wanted is None else f"{sign} {wanted:g}{self.unit}"
            for wanted in (self.must, self.aim)
        )
        return must, aim


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the table.

    Attributes
    ----------
    row : str
        The row of the design that it belongs to.
    against : str
        The peer, and what of it.
    bound : Bound
    values : sequence of float
        What was measured, in the unit of the bound: for ratios one for each repeat.
    ours, peer : str
        The medians of both sides, with their unit.
    note : str
        What must be said beside it.
    fast : sequence of float
        The same as `values` with numba installed; empty where that changes nothing.
    """

    row: str
    against: str
    bound: Bound
    values: Sequence[float]
    ours: str = ""
    peer: str = ""
    note: str = ""
    fast: Sequence[float] = ()

    @property
    def value(self) -> float:
        """The median of what was measured."""
        return median(self.values)

    @property
    def verdict(self) -> str:
        """Whether the bounds are met, in words; empty where there are none.

        What must hold must do so without numba; an aim may be reached with it.
        """
        must, aim = self.bound.met(self.value)
        if self.fast and aim is not None:
            aim = aim or self.bound.met(median(self.fast))[1]
        words = [] if must is None else ["holds" if must else "FAILS"]
        words += [] if aim is None else ["aim reached" if aim else "aim missed"]
        return ", ".join(words)


Measure = Callable[["Run"], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table of the design.

    Attributes
    ----------
    name : str
        As on the command line.
    title : str
        As in the design.
    peers : tuple of str
        Distributions without which it cannot be measured.
    measure : callable
        Checks, measures, and yields its lines one by one.
    compiled : bool
        Whether it is to be measured a second time in a process that may use numba; most rows time
        both ways in one process instead.
    """

    name: str
    title: str
    peers: tuple[str, ...]
    measure: Measure
    compiled: bool = False


@dataclass(eq=False)
class Run:
    """One run of the benchmarks: its size, its repeats, the literatures that rows share.

    `numba` says whether our side may use it where it is not asked to do without.
    """

    size: Size
    repeats: int = 5
    numba: bool = False

    @cached_property
    def literature(self) -> Literature:
        """The literature of most rows."""
        return literature(self.size.papers)

    @cached_property
    def graph(self) -> kdgraph.CitationGraph:
        """Its graph, papers renumbered as kdgraph does; peers get the same order."""
        return kdgraph.citation_graph(self.literature.papers, self.literature.citations)

    def ours(self, work: Callable[..., Any]) -> dict[str, Callable[[], Any]]:
        """Return our side of a comparison, and once more with numba where that is installed.

        `work` is told by its argument ``compiled`` which of the two it is.
        """
        sides: dict[str, Callable[[], Any]] = {"ours": partial(work, compiled=False)}
        if installed("numba"):
            sides[WITH_NUMBA] = partial(work, compiled=True)
        return sides

    def ratio(
        self, row: str, against: str, bound: Bound, times: Times, *, note: str = ""
    ) -> Finding:
        """Return how many times as long the side `against` takes as ours; `most`: ours as it."""
        peer = times[against]
        values, fast = (
            [a / b if bound.most else b / a for a, b in zip(times[side], peer, strict=True)]
            if side in times
            else []
            for side in ("ours", WITH_NUMBA)
        )
        ours = seconds(times["ours"])
        if fast:
            ours += f", {seconds(times[WITH_NUMBA])} with numba"
        return Finding(row, against, bound, values, ours, seconds(peer), note, fast)


def seconds(times: Sequence[float]) -> str:
    """Return the median as text.

    Examples
    --------
    >>> seconds([0.2, 0.0123, 0.1]), seconds([12.345])
    ('0.1 s', '12.3 s')
    """
    return f"{median(times):.3g} s"
