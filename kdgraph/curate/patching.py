"""Applying a patch to a list that is a file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from kdgraph.curate.patches import apply_patch
from kdgraph.curate.writing import write_list
from kdgraph.errors import ListError
from kdgraph.files import disk_faults
from kdgraph.lists.document import ListDocument
from kdgraph.lists.reading import Source, parse_source

__all__ = ["Patched", "patch_list"]


@dataclass(frozen=True, slots=True)
class Patched:
    """What a patch did: the titles that came and went, and how many papers the list has now."""

    path: Path
    came: tuple[str, ...]
    went: tuple[str, ...]
    papers: int


def patch_list(path: Path, patch: bytes) -> Patched:
    """Apply a unified diff to the file of a list, or write nothing.

    Raises
    ------
    InputError
        If the patch does not fit, or the file is no list before or after it.
    StoreError
        If the disk refuses.
    """
    with disk_faults(path, "read", how=""):
        before = path.read_bytes()
    after = apply_patch(before, patch, name=str(path))
    one, two = (_read(path, data) for data in (before, after))
    write_list(path, before, after)
    titles = [Counter(_names(document)) for document in (one, two)]
    return Patched(
        path=path,
        came=tuple((titles[1] - titles[0]).elements()),
        went=tuple((titles[0] - titles[1]).elements()),
        papers=len(two.entries),
    )


def _read(path: Path, data: bytes) -> ListDocument:
    try:
        return parse_source(Source(data, str(path), path.stem, path.name))
    except ListError as error:
        raise ListError(
            error.source, error.problem, f"nothing was written; {error.advice}"
        ) from error


def _names(document: ListDocument) -> list[str]:
    return [entry.title or entry.entry_id for entry in document.entries]
