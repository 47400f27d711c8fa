"""Settings of a crawl: limits, maximum age, list index, progress callback."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from kdgraph.records import ListPointer

__all__ = ["EVIDENCE", "ListIndex", "Policy", "Progress", "Silent"]

EVIDENCE: Final = ("none", "listed", "core", "all")
"""For which papers the citing sentences are asked, one request each: none; the listed ones; also
those between two listed ones (they cite one and are cited by one); all that are kept."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The limits of one crawl.

    Parameters
    ----------
    run_started : datetime
        Answers to *due* questions count only if they came after this; an interrupted run that goes
        on keeps its first start, so nothing it was answered is asked again.
    stale_before : datetime
        Lists that came before this are due again.
    max_papers : int
        Most papers kept, the listed ones included (these are always kept).
    evidence : str
        One of `EVIDENCE`.
    """

    run_started: datetime
    stale_before: datetime
    max_papers: int = 20_000
    evidence: str = "listed"


class ListIndex(Protocol):
    """Remembers which stored answers hold which list."""

    def lists(self, kind: str) -> Mapping[str, ListPointer]:
        """Return the newest pointer of each paper for one kind of list."""
        ...

    def put_lists(self, pointers: Iterable[ListPointer]) -> None:
        """Remember pointers, all or none; they replace older ones."""
        ...


class Progress(Protocol):
    """Is told how far a crawl has come; counts are requests to the service."""

    def stage(self, label: str, total: int) -> None:
        """Begin a stage that will need about `total` requests."""
        ...

    def step(self) -> None:
        """Count one more request of the current stage as answered, by the service or storage."""
        ...

    def wait(self, reason: str, seconds: float) -> None:
        """Say that the service gave no usable answer and is asked again after some seconds."""
        ...


class Silent:
    """Progress that is not reported."""

    def stage(self, label: str, total: int) -> None:
        """Do nothing."""

    def step(self) -> None:
        """Do nothing."""

    def wait(self, reason: str, seconds: float) -> None:
        """Do nothing."""
