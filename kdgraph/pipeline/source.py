"""Which list a build is about: a file, an address with the copies kept of it, or the usual one."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kdgraph import texts
from kdgraph.errors import (
    DamagedSnapshotError,
    InputError,
    ListError,
    ListUnavailableError,
    NoSnapshotError,
)
from kdgraph.files import disk_faults
from kdgraph.lists import LIST_FORMATS, ListDocument, Reading, check_reading
from kdgraph.lists.addresses import is_address, locate, without_secrets
from kdgraph.lists.fetching import Fetched, fetch_list
from kdgraph.lists.reading import MOST_BYTES, Source, open_source, parse_source
from kdgraph.lists.watching import watched
from kdgraph.pipeline.summary import LIST_SOURCE
from kdgraph.settings import Settings, list_mirror
from kdgraph.settings import settings as settings_of
from kdgraph.store import DataFolder, embedded_lists

__all__ = [
    "GivenList",
    "address_record",
    "current_list",
    "find_source",
    "list_file",
    "read_given_list",
]


@dataclass(frozen=True, slots=True)
class GivenList:
    """A list that was given: its bytes and where they come from, what was read, and how well."""

    source: Source
    document: ListDocument
    reading: Reading

    @property
    def file_name(self) -> str:
        """The file name under which the data folder keeps it."""
        name = texts.file_name(self.source.file_name or "")
        if name and (self.source.fetched is None or Path(name).suffix):
            return name
        suffixes = LIST_FORMATS[self.document.format].suffixes
        ending = suffixes[0] if suffixes else ".txt"
        return texts.file_name((name or self.document.list_id) + ending)


def find_source(
    given: str | Path | bytes | None, settings: Settings, *, offline: bool = False
) -> Source:
    """Return the list that is meant, with its bytes.

    Parameters
    ----------
    given : str, Path, bytes or None
        A file, a folder with a README, an address, what a file holds, or None for the list of the
        current snapshot, else the only one in ``lists/``, else the one that kdgraph ships.
    settings : Settings
        The data folder, which keeps a copy of every list that was built from an address. Where the
        address gives nothing at present, that copy is taken, and a note says so.
    offline : bool
        Fetch nothing: an address gives its copy.

    Raises
    ------
    InputError
        If there is no such list.
    """
    folder = DataFolder(settings.data)
    if given is None:
        given = _usual_list(folder)
    if isinstance(given, bytes):
        return open_source(given)
    if not is_address(str(given)):
        return open_source(given, name=folder.list_id_of(Path(given)))
    notes: list[str] = []

    def fetch(address: str) -> Fetched:
        if offline:
            return _copy_of(folder, address)
        try:
            return fetch_list(
                address,
                most=MOST_BYTES,
                mirror=list_mirror(),
                timeout=settings.timeout,
                backoff=settings.pace,
            )
        except ListUnavailableError as error:
            copy = _kept_copy(folder, address)
            if copy is None:
                raise
            notes.append(f"{error.problem}: the copy of {copy.time:%Y-%m-%d %H:%M} UTC was read")
            return copy

    found = open_source(given, fetch=fetch)
    return replace(found, notes=(*notes, *found.notes))


def read_given_list(
    given: str | Path | bytes | None,
    settings: Settings,
    *,
    format: str | None = None,
    offline: bool = False,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    heard: Callable[[int, int], None] | None = None,
) -> GivenList:
    """Read the list that is meant, and measure how well it was read; see `find_source`.

    `heard` is told how many of its items are read.
    """
    source = find_source(given, settings, offline=offline)
    with watched(heard) if heard is not None else nullcontext():
        document = parse_source(source, format=format)
    return GivenList(source, document, check_reading(document, year=now().year))


def current_list(data: Path | str = "data", *, snapshot: str | None = None) -> ListDocument:
    """Return the list of a snapshot of a data folder.

    Without `snapshot`, it is the one that `kdgraph.build` would take if none is named: the list of
    the current snapshot, where its file or a copy of it is still there, else the one that kdgraph
    ships. Nothing is asked from the network.

    Raises
    ------
    InputError
        If the list of the snapshot is not there any more, or cannot be read.

    Examples
    --------
    >>> len(current_list("no/such/folder").entries)
    59
    """
    chosen = settings_of(data=Path(data))
    given = None if snapshot is None else list_file(data, snapshot)
    return read_given_list(given, chosen, offline=True).document


def list_file(data: Path | str, snapshot: str) -> Path:
    """Return the file of the list that a snapshot of a data folder was built from.

    Raises
    ------
    InputError
        If it is not there any more.
    """
    folder = DataFolder(Path(data))
    manifest = folder.snapshot(snapshot).manifest
    found = folder.list_of(manifest)
    if found is None and manifest.embedded:
        found = next(iter(sorted(embedded_lists().glob("*.md"))))
    if found is None:
        raise InputError(
            f"the list of snapshot {snapshot}, {manifest.list_file}, is no longer in "
            f"{folder.lists}; put it back there, or give it by its path"
        )
    return found


def address_record(fetched: Fetched, digest: str) -> dict[str, Any]:
    """Return what a manifest says about a list that came from an address."""
    return {
        "given": fetched.given,
        "address": fetched.address,
        "fetched": fetched.time.isoformat(timespec="seconds"),
        "sha256": digest,
    }


def _kept_copy(folder: DataFolder, address: str) -> Fetched | None:
    """Return the newest copy that a data folder keeps of the list of an address."""
    place = locate(address)
    for manifest in reversed(folder.manifests()):
        record = manifest.notes.get(LIST_SOURCE)
        if not isinstance(record, dict) or record.get("given") != place.given:
            continue
        path = folder.list_of(manifest)
        if path is None or path in folder.changed_lists():
            continue
        with disk_faults(path, "read"):
            data = path.read_bytes()
        return Fetched(
            given=place.given,
            address=str(record.get("address")),
            name=place.name,
            file_name=path.name,
            data=data,
            time=datetime.fromisoformat(str(record.get("fetched"))),
            page=False,
        )
    return None


def _copy_of(folder: DataFolder, address: str) -> Fetched:
    copy = _kept_copy(folder, address)
    if copy is None:
        place = locate(address)
        raise ListError(
            place.given,
            f"--offline was given, and {folder.path} keeps no copy of this list",
            "leave --offline out, or where there is a network:\n"
            f"  curl -L {shlex.quote(without_secrets(place.raw[0]))} | kdgraph build -",
        )
    return copy


def _usual_list(folder: DataFolder) -> Path:
    try:
        manifest = folder.snapshot().manifest
        if (file := folder.list_of(manifest)) is not None:
            return file
        if not manifest.embedded:  # else another list would take the place of this one, unasked
            raise InputError(
                f"the list of the current snapshot, {manifest.list_file}, is no longer in "
                f"{folder.lists}; name it: kdgraph build LIST"
            )
    except (NoSnapshotError, DamagedSnapshotError):
        pass  # a build reports it; the list does not depend on it
    held = sorted(p for p in folder.lists.glob("*") if p.is_file()) if folder.lists.is_dir() else []
    if len(held) > 1:
        names = ", ".join(path.name for path in held)
        raise InputError(f"several lists in {folder.lists}: {names}; name one: kdgraph build LIST")
    return held[0] if held else next(iter(sorted(embedded_lists().glob("*.md"))))
