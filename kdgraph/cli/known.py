"""The list that a command was given: what is known about its papers, and its path in a patch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kdgraph.graph.snapshot import Snapshot
    from kdgraph.pipeline import GivenList
    from kdgraph.settings import Settings

__all__ = ["path_from_here", "snapshot_about"]


def snapshot_about(
    chosen: Settings, given: GivenList, wanted: str | None = None
) -> Snapshot | None:
    """Return the data folder's snapshot, else the embedded one if it knows half of the list."""
    from kdgraph.errors import NoSnapshotError
    from kdgraph.graph.data import Data, embedded

    try:
        return Data(chosen.data).snapshot(wanted)
    except NoSnapshotError:
        if wanted is not None:
            raise
    from kdgraph.curate.corpus import Corpus

    shipped, document = embedded(), given.document
    known = len(document.entries) - Corpus(document, shipped).unknown
    return shipped if known * 2 >= len(document.entries) else None


def path_from_here(source: str) -> str:
    """Return the path that a patch names: from here, where the list is below."""
    path = Path(source)
    if path.is_dir():
        path = path / "README.md"
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.name
