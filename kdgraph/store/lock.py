"""One writer at a time: a lock that the system itself lifts when its holder dies."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from kdgraph.errors import LockedError
from kdgraph.files import disk_faults

__all__ = ["WriterLock"]


class WriterLock:
    """An exclusive lock on a file; the file holds the pid of its holder for others to read.

    It is the system's lock that counts, not the file: a killed holder leaves the file behind, and
    the next one still gets the lock at once.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> with WriterLock(folder / "lock", "build"):
    ...     WriterLock(folder / "lock", "prune").acquire()
    Traceback (most recent call last):
        ...
    kdgraph.errors.LockedError: process ... is already writing to ...
    """

    def __init__(self, path: Path, command: str) -> None:
        self._path, self._command = path, command
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock.

        Raises
        ------
        LockedError
            If another process (or another writer of this one) holds it.
        StoreError
            If the lock file cannot be made.
        """
        with disk_faults(self._path, "lock"):
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                holder = os.pread(descriptor, 100, 0)
                os.close(descriptor)
                raise LockedError(self._path.parent, _pid(holder)) from None
            except OSError:
                os.close(descriptor)
                raise
            try:
                os.ftruncate(descriptor, 0)
                os.pwrite(descriptor, f"{os.getpid()} {self._command}\n".encode(), 0)
            except OSError:
                os.close(descriptor)
                raise
            self._descriptor = descriptor

    def release(self) -> None:
        """Give the lock back; the file stays, since removing it could free two holders at once."""
        if self._descriptor is not None:
            # a pid that stays behind could only mislead, and a bit flipped in it mean nothing
            with suppress(OSError):
                os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> WriterLock:
        self.acquire()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def _pid(holder: bytes) -> int | None:
    first = holder.split(b" ")[0]
    return int(first) if first.isdigit() else None
