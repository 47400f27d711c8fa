"""Builds without the service: keep the snapshot, use the embedded corpus, or match offline."""

from __future__ import annotations

from datetime import datetime
from functools import cache

import pandas as pd

from kdgraph.errors import DamagedSnapshotError, NoSnapshotError, UnreachableError
from kdgraph.lists import ListDocument
from kdgraph.model import TABLES
from kdgraph.pipeline.stored import papers_of
from kdgraph.resolve import RecordCatalogue, Resolution, resolve_entries
from kdgraph.store import (
    EMBEDDED_ID,
    DataFolder,
    Manifest,
    StoredSnapshot,
    Writer,
    embedded_folder,
    open_snapshot,
)

__all__ = ["catalogue_of", "corpus_of", "match_offline", "usable_current"]


def match_offline(
    folder: DataFolder,
    writer: Writer,
    document: ListDocument,
    file_name: str,
    why: UnreachableError,
    now: datetime,
) -> tuple[str, Manifest]:
    """Make the best snapshot possible without the service, and return how it was made.

    "kept": the current snapshot is of this very list. "embedded": the embedded corpus is.
    "matched offline": the list is matched with the papers of the snapshot, current or embedded,
    that knows more of them; its citations are served as they are. What rests on the embedded
    corpus of an older kdgraph gives way to that of today; what the service said never does.

    Raises
    ------
    UnreachableError
        If no entry is among the papers at hand.
    """
    current = usable_current(folder)
    embedded = open_snapshot(embedded_folder())
    if current is not None and current.manifest.list_digest == document.digest:
        if folder.current_id() != current.id:
            writer.set_current(current.id)
        return "kept", current.manifest
    if embedded.manifest.list_digest == document.digest:
        return "embedded", writer.adopt(embedded.path)
    entries = document.frame()
    bases = [base for base in (current, embedded) if base is not None]
    resolved = [(base, resolve_entries(entries, catalogue_of(base))) for base in bases]
    base, resolution = max(resolved, key=lambda pair: len(pair[1].papers))
    if not resolution.papers:
        raise UnreachableError(
            why.url,
            f"{why.reason}, and none of the {len(entries)} entries of {document.list_id} is among "
            f"the {max(len(b.papers) for b in bases)} papers at hand",
        ) from why
    frames = dict(base.frames())
    frames["entries"] = entries
    frames["matches"] = _matches(resolution)
    frames["papers"] = _with_hops(base, set(resolution.papers))
    manifest = writer.publish(
        frames,
        origins=base.manifest.origins,
        list_id=document.list_id,
        list_file=file_name,
        list_digest=document.digest,
        parameters={"matched_with": base.id, "embedded_corpus": corpus_of(base)},
        notes=base.manifest.notes,
        time=now,
    )
    return "matched offline", manifest


def corpus_of(snapshot: StoredSnapshot) -> str | None:
    """Return the id of the embedded corpus that a snapshot rests on; None: the service said it."""
    manifest = snapshot.manifest
    if manifest.data_note is None:
        return None
    return manifest.id if manifest.embedded else str(manifest.parameters.get("embedded_corpus"))


def usable_current(folder: DataFolder) -> StoredSnapshot | None:
    """Return the current snapshot; None where it rests on the corpus of an older kdgraph."""
    current = _current(folder)
    if current is not None and corpus_of(current) not in (None, EMBEDDED_ID):
        return None
    return current


def _current(folder: DataFolder) -> StoredSnapshot | None:
    try:
        snapshot = folder.snapshot()
        snapshot.verify()
    except (NoSnapshotError, DamagedSnapshotError):
        return folder.newest_whole()  # what is damaged was reported when the build began
    return snapshot


def catalogue_of(snapshot: StoredSnapshot) -> RecordCatalogue:
    """Return the papers of a snapshot as a catalogue whose keys are paper ids."""
    return _shipped() if snapshot.path == embedded_folder() else _catalogue(snapshot)


@cache
def _shipped() -> RecordCatalogue:
    return _catalogue(open_snapshot(embedded_folder()))


def _catalogue(snapshot: StoredSnapshot) -> RecordCatalogue:
    # not named by its id: the reasons of matches name it, and are facts
    return RecordCatalogue(papers_of(snapshot), name="the papers at hand")


def _matches(resolution: Resolution) -> pd.DataFrame:
    return TABLES["matches"].frame(
        {
            "entry_id": match.entry_id,
            "paper_id": match.paper,
            "method": match.method,
            "confidence": match.confidence,
            "reason": match.reason,
            "runner_up": match.runner_up,
            "runner_up_reason": match.runner_up_reason,
        }
        for match in resolution.matches
    )


def _with_hops(base: StoredSnapshot, listed: set[str]) -> pd.DataFrame:
    """Return the papers with their distance from the new list: 0 on it, 1 linked to it, else 2."""
    citations = base.citations
    near = set(citations.loc[citations["cited_id"].isin(listed), "citing_id"])
    near |= set(citations.loc[citations["citing_id"].isin(listed), "cited_id"])
    hops = [0 if p in listed else 1 if p in near else 2 for p in base.papers.index]
    return base.papers.assign(hop=pd.array(hops, dtype="Int64"))
