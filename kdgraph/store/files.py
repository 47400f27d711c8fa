"""Writing files so that a kill, a full disk or a forbidden folder never harms what was there.

A file appears whole or not at all: it is written under a temporary name, flushed to the disk and
renamed. Every fault of the operating system leaves here as a `StoreError` that names the path,
what happened and what to do.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from kdgraph.errors import StoreError

__all__ = [
    "TEMPORARY",
    "disk_faults",
    "make_folder",
    "remove_quietly",
    "sync_folder",
    "write_file",
    "write_file_atomically",
]

TEMPORARY: Final = ".writing-"
"""What the name of everything unfinished begins with; the next writer clears it away."""


_ADVICE: Final = {
    errno.ENOSPC: "the disk is full; free some space, or give another folder with --data",
    errno.EDQUOT: "your disk quota is used up; free some space, or give another folder with --data",
    errno.EFBIG: "the file grows past the size that is allowed here (ulimit -f); raise it",
    errno.EROFS: "the file system is read-only; give a writable folder with --data",
    errno.EACCES: "permission is refused; give a folder of your own with --data",
    errno.EPERM: "permission is refused; give a folder of your own with --data",
    errno.ENOTDIR: "a part of the path is a file, not a folder; give another folder with --data",
    errno.EEXIST: "a file stands where a folder is needed; give another folder with --data",
    errno.EISDIR: "a folder stands where a file is needed; move it away",
    errno.ENAMETOOLONG: "the name is too long for this file system; give a shorter --data",
    errno.EIO: "the disk reports an input/output error; check it, then run the same command again",
    errno.ENOLCK: "the file system knows no locks; give a folder on a local disk with --data",
    errno.EMFILE: "too many files are open; raise the limit (ulimit -n)",
}
_SQLITE_ADVICE: Final = {
    "SQLITE_FULL": _ADVICE[errno.ENOSPC],
    "SQLITE_READONLY": "it cannot be written; give a writable folder with --data",
    "SQLITE_CANTOPEN": "check the folder's permissions, or give another one with --data",
    "SQLITE_PERM": _ADVICE[errno.EACCES],
    "SQLITE_BUSY": "another process keeps it locked; wait until that one ends, then run again",
    "SQLITE_LOCKED": "another process keeps it locked; wait until that one ends, then run again",
    "SQLITE_IOERR": _ADVICE[errno.EIO],
}


@contextmanager
def disk_faults(path: Path, doing: str) -> Iterator[None]:
    """Turn faults of the system while `doing` something to `path` into a `StoreError`.

    Raises
    ------
    StoreError
        With the path, the fault in the system's words and what to do about it.

    Examples
    --------
    >>> with disk_faults(Path("data/current"), "write"):
    ...     raise OSError(errno.ENOSPC, "No space left on device")
    Traceback (most recent call last):
        ...
    kdgraph.errors.StoreError: cannot write data/current (No space left on device): ...
    """
    try:
        yield
    except OSError as error:
        advice = _ADVICE.get(error.errno or 0, "check the disk, then run the same command again")
        reason = error.strerror or str(error)
        raise StoreError(_sentence(path, doing, reason, advice)) from error
    except sqlite3.OperationalError as error:
        # extended names look like SQLITE_IOERR_WRITE, so the first two words decide
        name = "_".join((getattr(error, "sqlite_errorname", None) or "").split("_")[:2])
        code = _refusal(path) if name in _SAYS_TOO_LITTLE else None
        if code is not None:
            advice = _ADVICE.get(code, "check the disk, then run the same command again")
            raise StoreError(_sentence(path, doing, os.strerror(code), advice)) from error
        advice = _SQLITE_ADVICE.get(name, "check the disk, then run the same command again")
        raise StoreError(_sentence(path, doing, str(error), advice)) from error


_SAYS_TOO_LITTLE: Final = frozenset(
    {"SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM"}
)
_PROBE_BYTES: Final = 128 * 1024


def _refusal(path: Path) -> int | None:
    """Return the number of the system's own reason to refuse writing beside `path`, None if none.

    SQLite says "disk I/O error" of a full disk, a quota, a limit of file size and a broken disk
    alike, so what it failed at is tried again in a file without a name.
    """
    largest = 0
    for file in (path, *(path.with_name(path.name + end) for end in ("-wal", "-journal"))):
        with suppress(OSError):
            largest = max(largest, file.stat().st_size)
    allowed = _largest_file()
    if allowed is not None and largest + _PROBE_BYTES > allowed:
        return errno.EFBIG
    try:
        if path.exists():
            with path.open("r+b"):
                pass
        with tempfile.TemporaryFile(dir=path.parent, prefix=TEMPORARY, buffering=0) as probe:
            left = _PROBE_BYTES
            while left > 0:
                left -= probe.write(bytes(left)) or 0
            os.fsync(probe.fileno())
    except OSError as error:
        return error.errno
    return None


def _largest_file() -> int | None:
    """Return how long a file may grow here (``ulimit -f``), None where nothing bounds it."""
    try:
        import resource
    except ImportError:  # there is no such limit on Windows
        return None
    soft, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
    return None if soft == resource.RLIM_INFINITY else soft


def _sentence(path: Path, doing: str, reason: str, advice: str) -> str:
    return f"cannot {doing} {path} ({reason}): {advice}; what was stored before is untouched"


def make_folder(path: Path) -> None:
    """Make the folder and those above it, if need be."""
    with disk_faults(path, "make the folder"):
        path.mkdir(parents=True, exist_ok=True)


def write_file(path: Path, data: bytes) -> None:
    """Write a new file and flush it to the disk; the caller maps faults."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Flush a folder's own entries, so that a rename in it survives a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_file_atomically(path: Path, data: bytes) -> None:
    """Replace the file at `path`: whoever reads it meets the old bytes or the new, never a part.

    Raises
    ------
    StoreError
        If the disk refuses; the old file is then still there.
    """
    temporary = path.with_name(f"{TEMPORARY}{os.getpid()}-{path.name}")
    try:
        with disk_faults(path, "write"):
            write_file(temporary, data)
            temporary.replace(path)
            sync_folder(path.parent)
    finally:
        remove_quietly(temporary)


def remove_quietly(path: Path) -> None:
    """Remove a file or a whole folder of ours; what cannot be removed stays for the next writer."""
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    except OSError:
        # tidying up must not hide the fault that led here
        return
