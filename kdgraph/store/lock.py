"""One writer at a time: a lock that the system itself lifts when its holder dies."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType

from kdgraph.errors import LockedError
from kdgraph.files import disk_faults

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

__all__ = ["WriterLock"]


class WriterLock:
    """An exclusive lock on a file; the file holds the pid of its holder for others to read.

    It is the system's lock that counts, not the file: a killed holder leaves the file behind, and
    the next one still gets the lock at once. Where the system has no ``flock`` (Windows), the lock
    is that of an empty SQLite database beside the file, ``lock.sqlite``; nobody could read a pid in
    a file that is locked there.

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
        self._held: ExitStack | None = None

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
            # bytes as they are: Windows would else translate the ends of lines
            flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
            descriptor = os.open(self._path, flags, 0o644)
            with ExitStack() as undo:
                undo.callback(os.close, descriptor)
                unlock = _flock(descriptor) if fcntl is not None else _lock_database(self._path)
                if unlock is None:
                    raise LockedError(self._path.parent, _pid(os.read(descriptor, 100)))
                undo.callback(unlock)
                os.ftruncate(descriptor, 0)
                os.write(descriptor, f"{os.getpid()} {self._command}\n".encode())
                undo.callback(_empty, descriptor)
                self._held = undo.pop_all()

    def release(self) -> None:
        """Give the lock back; the file stays, since removing it could free two holders at once."""
        if self._held is not None:
            self._held.close()
            self._held = None

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


def _empty(descriptor: int) -> None:
    # a pid that stays behind could only mislead, and a bit flipped in it mean nothing
    with suppress(OSError):
        os.ftruncate(descriptor, 0)


def _flock(descriptor: int) -> Callable[[], None] | None:
    """Lock an open file, and return how to unlock it; None where somebody else holds the lock."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return None
    return lambda: None  # closing the file does it


def _lock_database(path: Path) -> Callable[[], None] | None:
    """Do the same by the locks that SQLite has on every system."""
    # whoever gives the lock back may be another thread
    place = path.with_name(f"{path.name}.sqlite")
    db = sqlite3.connect(place, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        # nothing is ever written, so the file stays empty, and a killed holder leaves no journal
        db.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        db.close()
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            return None
        raise
    return db.close


def _pid(holder: bytes) -> int | None:
    first = holder.split(b" ")[0]
    return int(first) if first.isdigit() else None
