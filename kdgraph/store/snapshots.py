"""One snapshot on disk and its tables; nothing is read before it is asked for."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from kdgraph.errors import DamagedSnapshotError, StoreError
from kdgraph.files import disk_faults
from kdgraph.model import TABLES, Frames, ModelError
from kdgraph.store.manifest import MANIFEST_NAME, Manifest

__all__ = ["StoredSnapshot", "open_snapshot"]


class StoredSnapshot:
    """A snapshot on disk; each table is read when it is first asked for, and then kept.

    Frames are shared between all who ask: copy one before changing it. Each file is compared with
    its digest when it is read, so a flipped bit is an error and never a wrong number.

    Attributes
    ----------
    entries, matches, papers, identifiers, authors, authorships, citations, contexts, coverage
        The tables of `kdgraph.model.TABLES`.
    """

    entries: pd.DataFrame
    matches: pd.DataFrame
    papers: pd.DataFrame
    identifiers: pd.DataFrame
    authors: pd.DataFrame
    authorships: pd.DataFrame
    citations: pd.DataFrame
    contexts: pd.DataFrame
    coverage: pd.DataFrame

    def __init__(self, path: Path, manifest: Manifest) -> None:
        self.path, self.manifest = path, manifest

    def __repr__(self) -> str:
        return f"StoredSnapshot({str(self.path)!r})"

    @property
    def id(self) -> str:
        """The snapshot's id."""
        return self.manifest.id

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in TABLES:
            raise AttributeError(f"a snapshot has no {name!r}; its tables are {list(TABLES)}")
        frame = self._read(name)
        setattr(self, name, frame)
        return frame

    def frames(self) -> Frames:
        """Return all tables by name."""
        return {name: getattr(self, name) for name in TABLES}

    def verify(self) -> None:
        """Compare every file with its size and digest.

        Raises
        ------
        DamagedSnapshotError
            If a file is missing, cut or changed.
        """
        for name in self.manifest.files:
            self._bytes(name)
        for name in TABLES:
            if f"{name}.parquet" not in self.manifest.files:
                raise DamagedSnapshotError(self.path, f"it has no table {name}")

    def _bytes(self, name: str) -> bytes:
        facts = self.manifest.files.get(name)
        if facts is None:
            raise DamagedSnapshotError(self.path, f"it has no {name}")
        path = self.path / name
        try:
            with disk_faults(path, "read"):
                content = path.read_bytes()
        except StoreError as error:
            if isinstance(error.__cause__, FileNotFoundError):
                raise DamagedSnapshotError(self.path, f"{name} is missing") from error
            raise
        if len(content) != facts["bytes"]:
            problem = f"{name} has {len(content)} bytes instead of {facts['bytes']}"
            raise DamagedSnapshotError(self.path, problem)
        if hashlib.sha256(content).hexdigest() != facts["sha256"]:
            raise DamagedSnapshotError(self.path, f"{name} was changed: its digest is another")
        return content

    def _read(self, name: str) -> pd.DataFrame:
        content = self._bytes(f"{name}.parquet")
        try:
            # without threads: a worker that lets go of `content` while the interpreter ends would
            # abort the process, and tables of this size gain nothing by them
            file = pq.ParquetFile(pa.BufferReader(content), pre_buffer=False)
            return TABLES[name].from_arrow(file.read(use_threads=False))
        except (pa.ArrowException, ModelError, OSError) as error:
            problem = f"{name}.parquet cannot be read: {error}"
            raise DamagedSnapshotError(self.path, problem) from error


def open_snapshot(path: Path) -> StoredSnapshot:
    """Open the snapshot in the folder `path`; files are looked at, not read.

    Raises
    ------
    DamagedSnapshotError
        If the manifest is missing or unusable, or a file is missing or has another size.
    """
    file = path / MANIFEST_NAME
    try:
        with disk_faults(file, "read"):
            content = file.read_bytes()
    except StoreError as error:
        if isinstance(error.__cause__, FileNotFoundError):
            raise DamagedSnapshotError(path, f"{MANIFEST_NAME} is missing") from error
        raise
    manifest = Manifest.from_json(content, path)
    for name, facts in manifest.files.items():
        stored = path / name
        if not stored.is_file():
            raise DamagedSnapshotError(path, f"{name} is missing")
        if (size := stored.stat().st_size) != facts["bytes"]:
            problem = f"{name} has {size} bytes instead of {facts['bytes']}"
            raise DamagedSnapshotError(path, problem)
    return StoredSnapshot(path, manifest)
