"""Report of a build."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from kdgraph.lists import Reading, Skipped
from kdgraph.pipeline.summary import Summary

__all__ = ["BuildReport", "ExtractReport", "Losses", "Requests", "SourcesReport"]


@dataclass(frozen=True, slots=True)
class Requests:
    """Requests of one build: sent to the service, answered from the cache, sent again after faults.

    `faults` counts those faults by kind. `resumed` tells that the build went on with an interrupted
    one.
    """

    sent: int = 0
    saved: int = 0
    retried: int = 0
    faults: dict[str, int] = field(default_factory=dict)
    resumed: bool = False


@dataclass(frozen=True, slots=True)
class Losses:
    """Failed requests and malformed values of a build; see `BuildReport`."""

    lists: int = 0
    lookups: tuple[str, ...] = ()
    odd: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourcesReport:
    """What was read in the papers' own sources.

    `papers` were to be read; `states` counts what became of them (at hand, no source, no TeX,
    failed, not asked), `by_hand` those whose source was laid into the data folder, `complete` those
    whose whole list of references was read. The `references` on these lists are papers here
    (`resolved`), papers beyond the limit (`outside`) or none that is known (`unresolved`), of which
    `no_papers` are software, web pages and the like. `requests` to arXiv were sent, `retried` of
    them again after faults; `why` says why no more were.
    """

    papers: int = 0
    states: dict[str, int] = field(default_factory=dict)
    by_hand: int = 0
    complete: int = 0
    references: int = 0
    resolved: int = 0
    outside: int = 0
    unresolved: int = 0
    no_papers: int = 0
    mentions: int = 0
    requests: int = 0
    retried: int = 0
    why: str | None = None


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did.

    `mode` is "crawled" (asked from the service), "kept" (no network, the stored snapshot of this
    list stays), "embedded" (no network, the embedded corpus serves), "matched offline" (no
    network, the list was matched with the papers at hand) or "from sources" (Semantic Scholar gave
    nothing; the listed papers' own sources were read). `why` says why nothing was asked or came.
    `changed` tells whether the current snapshot is another one than before. `failed_lists` counts
    the reference or citation lists that could not be fetched, for which an older answer is used or
    none; `failed_lookups` names the identifiers and titles of the list that could not be looked up,
    and why. `odd` counts the malformed values of the service, left out or cleaned, by
    ``FIELD: WHAT``.
    `reading` says how the list was read, `skipped` names the lines not read as papers.
    `unmatched_file` holds the entries without a paper, a row each; None where there is none.
    `exit_code` is 0, or 3 where lists or lookups failed.
    """

    mode: str
    changed: bool
    summary: Summary
    requests: Requests
    reading: Reading
    unmatched_file: Path | None = None
    skipped: tuple[Skipped, ...] = ()
    why: str | None = None
    failed_lists: int = 0
    failed_lookups: tuple[str, ...] = ()
    odd: dict[str, int] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    sources: SourcesReport | None = None

    @property
    def exit_code(self) -> int:
        """What the command ends with."""
        return 3 if self.failed_lists or self.failed_lookups else 0


@dataclass(frozen=True, slots=True)
class ExtractReport:
    """What an extraction did.

    `changed` tells whether the current snapshot is another one than before. `release` is the date
    that the release is named by, None where it has none; `engine` is what ran the work; `resumed`
    tells that an interrupted extraction went on. `odd` counts the malformed values of the release,
    left out or cleaned, by ``FIELD: WHAT``. The rest is as in `BuildReport`.
    """

    changed: bool
    summary: Summary
    reading: Reading
    release: str | None
    engine: str
    resumed: bool = False
    unmatched_file: Path | None = None
    skipped: tuple[Skipped, ...] = ()
    odd: dict[str, int] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """What the command ends with: 0, for what fails raises an error."""
        return 0
