"""Have the sources of papers at hand: laid by hand, kept, or fetched from arXiv where due."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from kdgraph.errors import FetchError, RefusedError, ServiceError, UnreachableError
from kdgraph.records import EprintAnswer
from kdgraph.sources.archive import Eprint, open_eprint
from kdgraph.sources.arxiv import Arxiv, ArxivEntry
from kdgraph.sources.by_hand import HandLaid

__all__ = ["Gathered", "SourceStatus", "gather"]

State = Literal["at hand", "no source", "no TeX", "failed", "not asked"]


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """What is at hand of one paper's source.

    `state`: ``at hand`` (it can be read), ``no source`` (arXiv has none of it), ``no TeX`` (a PDF
    or the like: `form` says what), ``failed`` (it could not be had this time), ``not asked``.
    `reason` is a fact about it; `failure` is what went wrong this time, also where an older answer
    stands. `by_hand` names the files that somebody laid there; `content` differs where that does.
    """

    arxiv: str
    state: State
    form: str = ""
    version: int | None = None
    at: datetime | None = None
    by_hand: str | None = None
    reason: str | None = None
    failure: str | None = None
    content: str = ""


class Watcher(Protocol):
    """Is told how far the work is."""

    def stage(self, label: str, total: int) -> None:
        """Begin a stage of about so many requests."""
        ...


@dataclass(slots=True)
class Gathered:
    """Sources by arXiv id, and what arXiv says about the papers.

    `why` tells why arXiv was not asked, or not to the end; `failed` counts the answers that could
    not be had.
    """

    arxiv: Arxiv = field(repr=False)
    by_hand: HandLaid = field(repr=False)
    sources: dict[str, SourceStatus] = field(default_factory=dict)
    entries: dict[str, ArxivEntry] = field(default_factory=dict)
    why: str | None = None
    failed: int = 0
    remarks: list[str] = field(default_factory=list)

    def open(self, identifier: str) -> Eprint:
        """Return the files of a source that is at hand."""
        if identifier in self.by_hand:
            return self.by_hand.open(identifier)
        held = self.arxiv.held(identifier)
        if held is None or held.body is None:  # it was there a moment ago: the disk lost it
            found = Eprint("unknown")
            found.losses["the kept source cannot be read any more"] += 1
            return found
        return open_eprint(held.body)

    @property
    def at_hand(self) -> list[str]:
        """The ids of the papers whose source can be read."""
        return [i for i, source in self.sources.items() if source.state == "at hand"]

    def digest(self) -> str:
        """Return 16 hex digits that are others where another source is at hand, or one more."""
        told = [[s.arxiv, s.state, s.content] for _, s in sorted(self.sources.items())]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def gather(
    ids: Iterable[str],
    arxiv: Arxiv,
    by_hand: HandLaid,
    *,
    stale_before: datetime,
    watcher: Watcher,
    why_not: str | None = None,
) -> Gathered:
    """Fetch the sources that are not at hand, and those of which there is a new version.

    One request tells the newest versions of some hundred papers; it is made for those of which
    arXiv was last asked before `stale_before`. A source is asked for only if none is kept or the
    kept one is of an older version. What was laid by hand comes first and is never asked for.

    Parameters
    ----------
    ids : iterable of str
        arXiv ids without version.
    arxiv : Arxiv
        Where to ask, and what is kept.
    by_hand : HandLaid
        What somebody laid in the data folder.
    stale_before : datetime
        What arXiv said before is asked again.
    watcher : Watcher
        Told of the stages.
    why_not : str, optional
        Why arXiv is not to be asked at all; what is at hand has to do.

    Returns
    -------
    Gathered
        Never an error of the service: what could not be had says so.
    """
    wanted = list(dict.fromkeys(ids))
    found = Gathered(arxiv, by_hand, why=why_not)
    held = {i: h for i in wanted if i not in by_hand and (h := arxiv.held(i)) is not None}
    failures: dict[str, str] = {}
    said = _versions(wanted, arxiv, stale_before, watcher, found)
    due = [
        i
        for i in wanted
        if i not in by_hand and _is_due(held.get(i), found.entries.get(i), said, stale_before)
    ]
    if due and found.why is None:
        watcher.stage("sources from arXiv", len(due))
    for identifier in due:
        if found.why is not None:
            break
        entry = found.entries.get(identifier)
        try:
            held[identifier] = arxiv.source(identifier, version=entry.version if entry else None)
        except (UnreachableError, RefusedError) as error:
            found.why = _words(error)
        except FetchError as error:
            failures[identifier] = error.reason
    found.failed += len(failures)
    for identifier in wanted:
        found.sources[identifier] = (
            SourceStatus(
                identifier,
                "at hand",
                by_hand=by_hand.names(identifier),
                content=by_hand.digest(identifier),
            )
            if identifier in by_hand
            else _source(identifier, held.get(identifier), failures.get(identifier), found.why)
        )
    _remark(found, wanted, by_hand, due)
    return found


def _versions(
    wanted: Sequence[str],
    arxiv: Arxiv,
    stale_before: datetime,
    watcher: Watcher,
    found: Gathered,
) -> bool:
    """Find out the newest versions; return whether arXiv says them."""
    unknown = []
    for identifier in wanted:
        kept = arxiv.held_entry(identifier)
        if kept is not None:
            found.entries[identifier] = kept[0]
        if kept is None or kept[1] < stale_before:
            unknown.append(identifier)
    if not unknown or found.why is not None:
        return not unknown
    watcher.stage("versions on arXiv", 1 + len(unknown) // 300)
    try:
        found.entries |= arxiv.entries(unknown)
    except (UnreachableError, RefusedError) as error:
        found.why = _words(error)
        return False
    except ServiceError as error:
        found.remarks.append(f"arXiv did not say which versions are the newest: {error}")
        return False
    return True


def _is_due(
    held: EprintAnswer | None, entry: ArxivEntry | None, said: bool, stale_before: datetime
) -> bool:
    if held is None:
        return True
    if entry is not None and entry.version is not None and held.version is not None:
        return entry.version > held.version
    # nobody says the version of the one or the other: after its time it is asked again
    return said and held.at < stale_before


def _source(
    identifier: str, held: EprintAnswer | None, failure: str | None, why: str | None
) -> SourceStatus:
    if held is None:
        if failure is not None:
            return SourceStatus(identifier, "failed", failure=failure)
        return SourceStatus(identifier, "not asked", failure=why)
    state: State = "at hand"
    reason = None
    if held.status != 200:
        state, reason = "no source", "arXiv has no source of it: it was withdrawn, or is unknown"
    elif held.body is None:
        state, reason = "no TeX", f"arXiv has it as {held.form} only"
    return SourceStatus(
        identifier,
        state,
        held.form,
        held.version,
        held.at,
        reason=reason,
        failure=failure,
        content=held.sha256,
    )


def _words(error: UnreachableError | RefusedError) -> str:
    return error.reason if isinstance(error, UnreachableError) else str(error)


def _remark(found: Gathered, wanted: Sequence[str], by_hand: HandLaid, due: Sequence[str]) -> None:
    if by_hand.unknown:
        shown = ", ".join(by_hand.unknown[:3])
        found.remarks.append(
            f"{len(by_hand.unknown):,} files in the folder sources have no arXiv id for a name "
            f"(such as {shown}): expected ID.tar.gz, ID.tex, ID.bbl or a folder ID"
        )
    none = [i for i in wanted if found.sources[i].state == "no source"]
    if len(none) > 1 and len(none) == len(wanted) == len(due):
        found.remarks.append(
            f"arXiv knows none of the {len(none):,} papers that were asked for: check --arxiv-url"
        )
