"""Reading the data folder: which snapshots there are, and which is the current one.

Nothing here writes or locks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from kdgraph.errors import DamagedSnapshotError, NoSnapshotError, StoreError
from kdgraph.files import disk_faults, patiently
from kdgraph.store.manifest import Manifest
from kdgraph.store.snapshots import StoredSnapshot, open_snapshot
from kdgraph.store.writer import Writer

__all__ = ["DataFolder"]


def _digest(path: Path) -> str | None:
    """Return the SHA-256 of a file, None where there is none."""
    if not path.is_file():
        return None
    with disk_faults(path, "read"):
        return hashlib.sha256(path.read_bytes()).hexdigest()


class DataFolder:
    """The folder that holds lists, snapshots and the cache; making this object touches nothing.

    Parameters
    ----------
    path : Path
        The folder; it need not exist.

    Examples
    --------
    >>> DataFolder(Path("nowhere")).snapshot()
    Traceback (most recent call last):
        ...
    kdgraph.errors.NoSnapshotError: no snapshot in nowhere yet; run `kdgraph build ...` first
    """

    def __init__(self, path: Path) -> None:
        self.path = Path(path)

    def __repr__(self) -> str:
        return f"DataFolder({str(self.path)!r})"

    @property
    def lists(self) -> Path:
        """Where lists lie, as they were read."""
        return self.path / "lists"

    @property
    def snapshots(self) -> Path:
        """Where snapshots lie, a folder each."""
        return self.path / "snapshots"

    @property
    def cache_path(self) -> Path:
        """The file of raw answers."""
        return self.path / "cache.sqlite"

    @property
    def eprints(self) -> Path:
        """Where the sources of papers lie as arXiv gave them."""
        return self.path / "eprints"

    @property
    def sources(self) -> Path:
        """Where a user lays sources of papers by hand; kdgraph writes nothing there."""
        return self.path / "sources"

    def derived(self, snapshot_id: str) -> Path:
        """Where arrays computed from a snapshot lie; they may be deleted at any time."""
        return self.path / "derived" / snapshot_id

    def manifests(self) -> list[Manifest]:
        """Return the manifests of all usable snapshots, oldest first; see also `damaged`."""
        return self._survey()[0]

    def damaged(self, *, thorough: bool = False) -> list[tuple[Path, str]]:
        """Return each snapshot folder that cannot be used, with its problem.

        Manifests are read and files are looked at; with `thorough` every file is read as well and
        compared with its digest.
        """
        damaged = self._survey()[1]
        known = {path for path, _ in damaged}
        for folder in self._folders() if thorough else ():
            if folder not in known:
                try:
                    self._opened(folder).verify()
                except DamagedSnapshotError as error:
                    damaged.append((folder, error.problem))
                except StoreError as error:
                    damaged.append((folder, str(error)))
        return sorted(damaged)

    def newest_whole(self) -> StoredSnapshot | None:
        """Return the newest snapshot that is whole to the last bit, None where there is none."""
        for manifest in reversed(self.manifests()):
            try:
                found = self.snapshot(manifest.id)
                found.verify()
            except DamagedSnapshotError:
                continue  # `damaged` names it
            return found
        return None

    def changed_lists(self) -> list[Path]:
        """Return the files in ``lists/`` that are no more what a stored snapshot was built from.

        Somebody edited them there, or they are damaged: nobody can tell from here.
        """
        held = {_digest(path) for path in self._list_files()}
        changed = {
            path
            for manifest in self.manifests()
            if manifest.list_digest not in held
            and (path := self.lists / manifest.list_file).is_file()
        }
        return sorted(changed)

    def current_id(self) -> str | None:
        """Return the id of the current snapshot, None where there is no snapshot yet.

        It is the one that the file `current` names. Where that file is missing, as in a fresh
        checkout of kdgraph itself, it is the newest usable one.
        """
        file = self.path / "current"
        try:
            with disk_faults(file, "read"):
                content = patiently(file.read_bytes)  # it may be replaced at this very moment
        except StoreError as error:
            if isinstance(error.__cause__, (FileNotFoundError, NotADirectoryError)):
                held = self.manifests()
                return held[-1].id if held else None
            raise
        # nothing but the end of the line is taken off: a space there is a flipped bit
        return content.decode("utf-8", "replace").removesuffix("\n").removesuffix("\r") or None

    def snapshot(self, snapshot_id: str | None = None) -> StoredSnapshot:
        """Open a snapshot: the current one, or the one whose id begins with `snapshot_id`.

        Raises
        ------
        NoSnapshotError
            If there is none, or none or several of that name.
        DamagedSnapshotError
            If it is there but cannot be used.
        StoreError
            If the path leads to a file, or its folders cannot be read.
        """
        self._check_folder()
        held = [folder.name for folder in self._folders()]
        if snapshot_id is None:
            current = self.current_id()
            if current is None:
                raise NoSnapshotError(self.path)
            if current not in held:
                raise NoSnapshotError(self.path, current, held)
            return self._opened(self.snapshots / current)
        if snapshot_id in held:
            return self._opened(self.snapshots / snapshot_id)
        fits = [name for name in held if snapshot_id and name.startswith(snapshot_id)]
        if len(fits) != 1:
            raise NoSnapshotError(self.path, snapshot_id, fits or held)
        return self._opened(self.snapshots / fits[0])

    def list_of(self, manifest: Manifest) -> Path | None:
        """Return the file that holds the list of a snapshot; None where it is gone.

        It is the one of the name that the manifest gives, also after somebody has edited it there,
        unless the very bytes stand under another name (see `Writer.write_list`).
        """
        named = self.lists / manifest.list_file
        for path in (named, *self._list_files()):
            if _digest(path) == manifest.list_digest:
                return path
        return named if named.is_file() else None

    def list_id_of(self, path: Path) -> str | None:
        """Return what the newest snapshot built from a file in ``lists/`` calls it, None if none.

        Ids of entries begin with that, so it must not depend on how the file is named here.
        """
        if path.absolute().parent != self.lists.absolute():
            return None
        digest = _digest(path)
        return next(
            (
                manifest.list_id
                for manifest in reversed(self.manifests())
                if manifest.list_digest == digest or manifest.list_file == path.name
            ),
            None,
        )

    def _list_files(self) -> list[Path]:
        return sorted(p for p in self.lists.glob("*") if p.is_file())

    def writer(self, command: str) -> Writer:
        """Return the one writer of this folder, to be used in a ``with`` statement.

        `command` says to others, in the lock file, what is being done.
        """
        return Writer(self.path, command)

    def _check_folder(self) -> None:
        """Tell a path that is no folder, nor in one, from a folder that is still to be made."""
        with disk_faults(self.path, "open"):
            place = next(p for p in (self.path, *self.path.absolute().parents) if p.exists())
        if not place.is_dir():
            raise StoreError(f"{place} is a file; give a data folder with --data")

    def _folders(self) -> Sequence[Path]:
        try:
            found = sorted(self.snapshots.iterdir())
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError:
            with disk_faults(self.snapshots, "list"):
                raise
        return [path for path in found if path.is_dir() and not path.name.startswith(".")]

    def _opened(self, folder: Path) -> StoredSnapshot:
        found = open_snapshot(folder)
        if found.id != folder.name:
            raise DamagedSnapshotError(folder, f"its manifest is that of {found.id}")
        return found

    def _survey(self) -> tuple[list[Manifest], list[tuple[Path, str]]]:
        usable: list[Manifest] = []
        damaged: list[tuple[Path, str]] = []
        for folder in self._folders():
            try:
                usable.append(self._opened(folder).manifest)
            except DamagedSnapshotError as error:
                damaged.append((folder, error.problem))
            except StoreError as error:
                damaged.append((folder, str(error)))
        return sorted(usable, key=lambda m: (m.time, m.id)), damaged
