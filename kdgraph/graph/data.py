"""Opening a data folder, or the corpus that ships with kdgraph."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from os import PathLike
from pathlib import Path

from kdgraph.graph.override_file import OVERRIDES_FILE
from kdgraph.graph.snapshot import Snapshot
from kdgraph.store import DataFolder, Manifest, embedded_folder, open_snapshot
from kdgraph.store.derived import DerivedArrays

__all__ = ["Data", "embedded", "open"]


class Data:
    """A data folder; making this object touches nothing on disk.

    Papers bear the names that its ``overrides.toml`` sets.

    Parameters
    ----------
    path : Path
        The folder that `kdgraph build` writes.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._folder = DataFolder(path)

    def __repr__(self) -> str:
        return f"kdgraph.open({str(self.path)!r})"

    def snapshots(self) -> Sequence[Manifest]:
        """Return the manifests of all usable snapshots, oldest first."""
        return self._folder.manifests()

    def current_id(self) -> str | None:
        """Return the id of the current snapshot, None where there is none yet."""
        return self._folder.current_id()

    def make_current(self, snapshot_id: str) -> str | None:
        """Make a stored snapshot the current one; return which one was it before.

        Raises
        ------
        NoSnapshotError
            If there is no snapshot of that id.
        LockedError
            If another process is writing into the folder, such as a build.
        StoreError
            If the folder cannot be written.

        Examples
        --------
        >>> import tempfile, kdgraph
        >>> folder = tempfile.mkdtemp()
        >>> first = kdgraph.build(data=folder, offline=True).summary.snapshot_id
        >>> kdgraph.open(folder).make_current(first) == first
        True
        """
        before = self._folder.current_id()
        with self._folder.writer("making a snapshot the current one") as writer:
            writer.set_current(snapshot_id)
        return before

    def snapshot(
        self, snapshot_id: str | None = None, *, as_of: str | int | date | None = None
    ) -> Snapshot:
        """Return the current snapshot, or the one whose id is or begins with `snapshot_id`.

        Parameters
        ----------
        snapshot_id : str, optional
            The id, or as much of its beginning as fits no other.
        as_of : str, int or date, optional
            A day (a plain year or month means its last day): the snapshot's literature as it stood
            then; see `Snapshot.as_of`.

        Raises
        ------
        NoSnapshotError
            If the folder holds none, or not that one; the message says what to do.
        DamagedSnapshotError
            If it is there but cannot be used.
        """
        stored = self._folder.snapshot(snapshot_id)
        snapshot = Snapshot.of(stored, DerivedArrays(self.path, stored), self.path / OVERRIDES_FILE)
        return snapshot if as_of is None else snapshot.as_of(as_of)


def open(path: str | PathLike[str] = "data") -> Data:
    """Open a data folder to read from.

    Examples
    --------
    >>> open("nowhere").snapshot()
    Traceback (most recent call last):
        ...
    kdgraph.errors.NoSnapshotError: no snapshot in nowhere yet; run `kdgraph build ...` first
    """
    return Data(Path(path))


@cache
def embedded() -> Snapshot:
    """Return the knowledge distillation corpus that ships with kdgraph, straight from the package.

    It is real and partial, and it is not Semantic Scholar output: see its ``data_note``. Each call
    returns the same snapshot, which remembers what it was asked.
    """
    return Snapshot.of(open_snapshot(embedded_folder()))
