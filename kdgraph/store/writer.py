"""Writing snapshots: all or nothing, by one writer at a time."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from kdgraph._version import __version__
from kdgraph.errors import DamagedSnapshotError, NoSnapshotError, StoreError
from kdgraph.files import (
    TEMPORARY,
    disk_faults,
    make_folder,
    patiently,
    remove_quietly,
    write_file_atomically,
    write_folder_atomically,
)
from kdgraph.model import TABLES, Frames
from kdgraph.store.derived import damaged_arrays
from kdgraph.store.digest import snapshot_digest
from kdgraph.store.lock import WriterLock
from kdgraph.store.manifest import MANIFEST_NAME, Manifest
from kdgraph.store.snapshots import StoredSnapshot, open_snapshot
from kdgraph.texts import same_file_key

__all__ = ["Writer"]

_DAMAGED: Final = ".damaged-"


class Writer:
    """The one writer of a data folder; made by `DataFolder.writer`, used in a ``with`` statement.

    Entering makes the folders, takes the lock and clears away what killed writers left half done.

    Raises
    ------
    LockedError
        On entering, if another process is writing.
    StoreError
        On entering or in any method, if the disk refuses; what was stored before is untouched.
    """

    def __init__(self, path: Path, command: str) -> None:
        self._path = path
        self._snapshots = path / "snapshots"
        self._lists = path / "lists"
        self._lock = WriterLock(path / "lock", command)

    def __enter__(self) -> Writer:
        make_folder(self._path)
        self._lock.acquire()
        try:
            make_folder(self._snapshots)
            make_folder(self._lists)
            self._clear_leftovers()
        except BaseException:
            self._lock.release()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._lock.release()

    def publish(
        self,
        frames: Frames,
        *,
        origins: Sequence[str],
        list_id: str,
        list_file: str,
        list_digest: str,
        parameters: Mapping[str, Any],
        notes: Mapping[str, Any],
        time: datetime,
        embedded: bool = False,
        set_current: bool = True,
    ) -> Manifest:
        """Write a snapshot and make it the current one.

        A whole snapshot of the same facts that is there already is kept as it is; a damaged one
        is moved aside under a name that begins with ``.damaged-`` and written anew. One that is
        there as partial, and is now found again with nothing missing, is partial no longer: its
        manifest says so, its tables stay.

        Parameters
        ----------
        frames : Frames
            All tables.

        Returns
        -------
        Manifest
            Of the snapshot that is now there.
        """
        identity = snapshot_digest(frames)
        folder = self._snapshots / identity
        found = self._whole(folder)
        if found is None:
            contents = {f"{n}.parquet": _parquet(t.to_arrow(frames[n])) for n, t in TABLES.items()}
            manifest = Manifest(
                id=identity,
                time=time.astimezone(UTC),
                origins=tuple(origins),
                list_id=list_id,
                list_file=list_file,
                list_digest=list_digest,
                parameters=json.loads(json.dumps(parameters)),
                rows={name: len(frames[name]) for name in TABLES},
                version=__version__,
                files={name: _facts(content) for name, content in contents.items()},
                notes=json.loads(json.dumps(notes)),
                embedded=embedded,
            )
            contents[MANIFEST_NAME] = manifest.to_json().encode()
            self._install(folder, contents)
        else:
            manifest = found.manifest
            if manifest.failed_lists and notes.get("lists_failed") == 0:
                manifest = replace(manifest, notes={**manifest.notes, "lists_failed": 0})
                write_file_atomically(folder / MANIFEST_NAME, manifest.to_json().encode())
        if set_current:
            self.set_current(identity)
        return manifest

    def annotate(self, snapshot_id: str, notes: Mapping[str, Any]) -> None:
        """Set notes of a stored snapshot that are about its list and are no facts of its tables.

        The corpus that ships with kdgraph stays as it is shipped.

        Raises
        ------
        StoreError
            If the snapshot cannot be read, or the disk refuses.
        """
        folder = self._snapshots / snapshot_id
        manifest = open_snapshot(folder).manifest
        wanted = {**manifest.notes, **json.loads(json.dumps(notes))}
        if wanted == manifest.notes or manifest.embedded:
            return
        content = replace(manifest, notes=wanted).to_json().encode()
        write_file_atomically(folder / MANIFEST_NAME, content)

    def adopt(self, folder: Path) -> Manifest:
        """Copy a whole snapshot from elsewhere, file by file, and make it the current one.

        Raises
        ------
        DamagedSnapshotError
            If the snapshot in `folder` is not whole.
        """
        source = open_snapshot(folder)
        target = self._snapshots / source.id
        found = self._whole(target)
        if found is None:
            source.verify()
            with disk_faults(folder, "read"):
                names = [*source.manifest.files, MANIFEST_NAME]
                contents = {name: (folder / name).read_bytes() for name in names}
            self._install(target, contents)
        self.set_current(source.id)
        return source.manifest

    def set_current(self, snapshot_id: str) -> None:
        """Make a stored snapshot the current one; readers see the old one or the new one.

        Raises
        ------
        NoSnapshotError
            If there is no snapshot of that id.
        """
        if not (self._snapshots / snapshot_id).is_dir():
            raise NoSnapshotError(self._path, snapshot_id)
        write_file_atomically(self._path / "current", f"{snapshot_id}\n".encode())

    def write_list(self, file_name: str, data: bytes) -> Path:
        """Keep a list's bytes under a plain file name; return where.

        No list takes the place of another, nor of an earlier state of itself. Where a file of that
        name holds other bytes, it stays, and the name is made longer by the first eight digits of
        the SHA-256 of these bytes: ``kd-3f2a9c01.md`` beside ``kd.md``. So it is where names differ
        by case alone, on every system, since the data folder may be taken to another.
        """
        if not file_name or Path(file_name).name != file_name or file_name.startswith("."):
            raise StoreError(f"{file_name!r} is no plain file name for a list; give one like kd.md")
        with disk_faults(self._lists, "list"):
            held = {same_file_key(path.name): path.name for path in self._lists.iterdir()}
        for name in _names(file_name, data):
            path = self._lists / held.get(same_file_key(name), name)
            if not path.exists():
                write_file_atomically(path, data)
                break
            with disk_faults(path, "read"):
                if path.read_bytes() == data:
                    break
        return path

    def prune(self, keep: int = 10) -> list[str]:
        """Remove snapshots beyond `keep`, and what was derived from them.

        Partial ones go first (those of a run in which lists could not be had), then the oldest. The
        current snapshot and embedded ones stay whatever their age; damaged ones stay too, for a
        human to look at. Where the current one is partial and `keep` whole ones are there, all of
        them stay beside it, so that no partial snapshot takes the place of a whole one.

        Returns
        -------
        list of str
            The ids removed, oldest first.
        """
        if keep < 1:
            raise ValueError(f"keep must be at least 1 snapshot, got {keep}")
        found = [manifest for manifest in self._readable() if not manifest.embedded]
        newest_first = sorted(found, key=lambda m: (m.time, m.id), reverse=True)
        if len(found) <= keep:
            return []
        current = self._current()
        partial = {m.id for m in found if self._is_partial(m)}
        # the current one counts among those kept, wherever its age would place it
        ranked = sorted(newest_first, key=lambda m: (m.id != current, m.id in partial))
        room = keep + (current in partial and len(found) - len(partial) >= keep)
        spare = {m.id for m in ranked[room:]}
        removed = [m.id for m in reversed(newest_first) if m.id in spare]
        for snapshot_id in removed:
            # renamed first, so that no reader opens a snapshot half removed
            doomed = self._snapshots / f"{TEMPORARY}{os.getpid()}-{snapshot_id}"
            with disk_faults(self._snapshots / snapshot_id, "remove"):
                patiently((self._snapshots / snapshot_id).rename, doomed)
            remove_quietly(doomed)
            remove_quietly(self._path / "derived" / snapshot_id)
        return removed

    def set_aside_damaged(self) -> list[str]:
        """Move what is damaged out of the way; return in words what was found.

        Every file is read: a damaged snapshot is kept aside under a name that begins with
        ``.damaged-``, and damaged arrays are removed, since they are computed anew when needed.
        """
        found = []
        with disk_faults(self._snapshots, "list"):
            folders = sorted(p for p in self._snapshots.iterdir() if p.is_dir())
        for folder in folders:
            if folder.name.startswith("."):
                continue
            try:
                snapshot = open_snapshot(folder)
                snapshot.verify()
                if snapshot.id == folder.name:
                    continue
                problem = f"its manifest is that of {snapshot.id}"
            except DamagedSnapshotError as error:
                problem = error.problem
            aside = self._aside(folder)
            with disk_faults(folder, "move aside"):
                patiently(folder.rename, aside)
            found.append(
                f"the snapshot {folder.name} was damaged ({problem}): it is kept as {aside.name}"
            )
        for folder, problem in damaged_arrays(self._path):
            remove_quietly(folder)
            found.append(f"the arrays in {folder} were damaged ({problem}): they are computed anew")
        return found

    def _is_partial(self, manifest: Manifest) -> bool:
        if manifest.failed_lists is not None:
            return manifest.failed_lists > 0
        # kdgraph 0.1.0 told it among the reasons only
        try:
            reasons = open_snapshot(self._snapshots / manifest.id).coverage["reason"]
        except StoreError:
            return False
        return bool(reasons.str.contains("asking again failed|\\(HTTP ", na=False).any())

    def _readable(self) -> Iterator[Manifest]:
        with disk_faults(self._snapshots, "list"):
            folders = sorted(self._snapshots.iterdir())
        for folder in folders:
            if folder.is_dir() and not folder.name.startswith("."):
                try:
                    manifest = open_snapshot(folder).manifest
                except StoreError:
                    continue  # kept: `DataFolder.damaged` names it
                if manifest.id == folder.name:
                    yield manifest

    def _current(self) -> str | None:
        path = self._path / "current"
        with disk_faults(path, "read"):
            if not path.exists():
                return None
            return patiently(path.read_text, "utf-8", "replace").strip()

    def _whole(self, folder: Path) -> StoredSnapshot | None:
        """Return the snapshot in `folder` if it is whole to the last bit, else None."""
        if not folder.exists():
            return None
        try:
            found = open_snapshot(folder)
            found.verify()
        except DamagedSnapshotError:
            return None
        return found

    def _install(self, folder: Path, contents: Mapping[str, bytes]) -> None:
        """Put a folder with these files in place, in one rename.

        What stands there already is damaged, and kept aside.
        """
        with disk_faults(folder, "write the snapshot"):
            write_folder_atomically(folder, contents, aside=self._aside(folder))

    def _aside(self, folder: Path) -> Path:
        number = 1
        while (path := folder.with_name(f"{_DAMAGED}{folder.name}-{number}")).exists():
            number += 1
        return path

    def _clear_leftovers(self) -> None:
        # with the lock in hand, whatever is unfinished belongs to a process that is gone
        for place in (self._path, self._snapshots, self._lists, self._path / "eprints"):
            if not place.is_dir():
                continue
            with disk_faults(place, "list"):
                unfinished = [p for p in place.iterdir() if p.name.startswith(TEMPORARY)]
            for path in unfinished:
                remove_quietly(path)


def _names(file_name: str, data: bytes) -> Iterator[str]:
    """Yield the names that a list may have, in the order in which they are tried."""
    yield file_name
    plain = Path(file_name)
    own = f"{plain.stem}-{hashlib.sha256(data).hexdigest()[:8]}"
    yield own + plain.suffix
    for number in count(2):  # somebody changed the file of that name by hand
        yield f"{own}-{number}{plain.suffix}"


def _parquet(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    content: bytes = sink.getvalue().to_pybytes()
    return content


def _facts(content: bytes) -> dict[str, Any]:
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
