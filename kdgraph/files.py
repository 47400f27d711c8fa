"""Atomic writing of files: an interruption or a full disk never harms the old file.

A file or a folder appears whole or not at all: it is written under a temporary name of its own,
flushed to the disk and renamed. Every fault of the operating system leaves here as a `StoreError`
that names the path, what happened and what to do. The data folder, exports and figures are all
written by this module; files that people name are read by it whole, but never without end.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import sqlite3
import stat
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

from kdgraph.errors import InputError, StoreError

__all__ = [
    "DATA_FOLDER",
    "TEMPORARY",
    "disk_faults",
    "make_folder",
    "patiently",
    "read_bounded",
    "remove_quietly",
    "sync_folder",
    "temporary_beside",
    "write_file",
    "write_file_atomically",
    "write_folder_atomically",
]

TEMPORARY: Final = ".writing-"
"""What the name of everything unfinished begins with; the next writer clears it away."""


DATA_FOLDER: Final = " with --data"
"""How another place than the data folder is given: the end of "give another folder ..."."""

# "{how}" is how the user gives another place, where that is an option of the command
_ADVICE: Final = {
    errno.ENOSPC: "the disk is full; free some space, or give another place{how}",
    errno.EDQUOT: "your disk quota is used up; free some space, or give another place{how}",
    errno.EFBIG: "the file grows past the size that is allowed here (ulimit -f); raise it",
    errno.EROFS: "the file system is read-only, nothing can be written there; "
    "give a place that can be written to{how}",
    errno.EACCES: "permission is refused, nothing may be written there; "
    "give a place of your own{how}",
    errno.ENOTDIR: "a part of the path is a file; give a place in a folder{how}",
    errno.EEXIST: "a file stands where a folder is needed, so a part of the path is a file; "
    "give a place in a folder{how}",
    errno.EISDIR: "a folder stands where a file is needed; move it away",
    errno.ENAMETOOLONG: "the name is too long for this file system; give a shorter one{how}",
    errno.EIO: "the disk reports an input/output error; check it, then run the same command again",
    errno.ENOLCK: "the file system knows no locks; give a place on a local disk{how}",
    errno.EMFILE: "too many files are open; raise the limit (ulimit -n)",
}
_ADVICE_ELSE: Final = "check the disk, then run the same command again"
_SAME_ADVICE: Final = {errno.EPERM: errno.EACCES}
_IN_USE: Final = (
    "another program has it open; close it there (or wait until a virus scanner is done with it), "
    "then run the same command again"
)
# what Windows tells apart and its numbers of C do not
_WINDOWS_ADVICE: Final = {
    19: _ADVICE[errno.EROFS],  # ERROR_WRITE_PROTECT
    32: _IN_USE,  # ERROR_SHARING_VIOLATION
    33: _IN_USE,  # ERROR_LOCK_VIOLATION
    39: _ADVICE[errno.ENOSPC],  # ERROR_HANDLE_DISK_FULL
    112: _ADVICE[errno.ENOSPC],  # ERROR_DISK_FULL
    123: 'Windows allows no such name; give one without < > : " | ? *',  # ERROR_INVALID_NAME
    206: "the path is too long for Windows; allow long paths there (LongPathsEnabled), or give a "
    "shorter one{how}",  # ERROR_FILENAME_EXCED_RANGE
    1224: _IN_USE,  # ERROR_USER_MAPPED_FILE
    1295: _ADVICE[errno.EDQUOT],  # ERROR_DISK_QUOTA_EXCEEDED
}
_SQLITE_ADVICE: Final = {
    "SQLITE_FULL": _ADVICE[errno.ENOSPC],
    "SQLITE_READONLY": "it cannot be written; give a place that can be written to{how}",
    "SQLITE_CANTOPEN": "check the folder's permissions, or give another place{how}",
    "SQLITE_PERM": _ADVICE[errno.EACCES],
    "SQLITE_BUSY": "another process keeps it locked; wait until that one ends, then run again",
    "SQLITE_LOCKED": "another process keeps it locked; wait until that one ends, then run again",
    "SQLITE_IOERR": _ADVICE[errno.EIO],
}


def _advice(code: int | None, windows_code: int | None = None) -> str:
    known = _ADVICE.get(_SAME_ADVICE.get(code or 0, code or 0), _ADVICE_ELSE)
    return _WINDOWS_ADVICE.get(windows_code or 0, known)


@contextmanager
def disk_faults(path: Path, doing: str, *, how: str = DATA_FOLDER) -> Iterator[None]:
    """Turn faults of the system while `doing` something to `path` into a `StoreError`.

    `how` ends the advice to give another place: the option that gives it, or nothing.

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
        reason = error.strerror or str(error)
        advice = _advice(error.errno, getattr(error, "winerror", None))
        raise StoreError(_sentence(path, doing, reason, advice, how)) from error
    except sqlite3.OperationalError as error:
        # extended names look like SQLITE_IOERR_WRITE, so the first two words decide
        name = "_".join((getattr(error, "sqlite_errorname", None) or "").split("_")[:2])
        code = _refusal(path) if name in _SAYS_TOO_LITTLE else None
        if code is not None:
            reason = os.strerror(code)
            raise StoreError(_sentence(path, doing, reason, _advice(code), how)) from error
        advice = _SQLITE_ADVICE.get(name, _ADVICE_ELSE)
        raise StoreError(_sentence(path, doing, str(error), advice, how)) from error


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


def _sentence(path: Path, doing: str, reason: str, advice: str, how: str) -> str:
    what = advice.format(how=how)
    return f"cannot {doing} {path} ({reason}): {what}; what was there before is untouched"


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
    """Flush a folder's own entries, so that a rename in it survives a power cut.

    Windows opens no folder; its file system keeps a journal of renames by itself.
    """
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


_P = ParamSpec("_P")
_T = TypeVar("_T")

_HELD_BY_OTHERS: Final = frozenset({5, 32, 33})
"""Numbers of Windows: access denied, sharing violation, lock violation."""
_PATIENCE: Final = 2.0  # seconds; a reader or a virus scanner has a file open for milliseconds


def patiently(task: Callable[_P, _T], *values: _P.args, **named: _P.kwargs) -> _T:
    """Do something to a file again while Windows refuses because somebody has the file open.

    Elsewhere a file can be replaced and moved while it is read, and nothing is done twice.

    Raises
    ------
    OSError
        If it is refused for another reason, or still after two seconds.

    Examples
    --------
    >>> patiently(Path("pyproject.toml").exists)
    True
    """
    end = time.monotonic() + _PATIENCE
    wait = 0.001
    while True:
        try:
            return task(*values, **named)
        except OSError as error:
            if getattr(error, "winerror", None) not in _HELD_BY_OTHERS or time.monotonic() > end:
                raise
        time.sleep(wait)
        wait = min(2 * wait, 0.1)


def temporary_beside(path: Path) -> Path:
    """Return a name beside `path` for what is unfinished: no other process or thread has it.

    Examples
    --------
    >>> temporary_beside(Path("figures/map.pdf")).name.startswith(TEMPORARY)
    True
    """
    return path.with_name(f"{TEMPORARY}{os.getpid()}-{secrets.token_hex(4)}")


def write_file_atomically(path: Path, data: bytes, *, how: str = DATA_FOLDER) -> Path:
    """Replace the file at `path`: whoever reads it meets the old bytes or the new, never a part.

    Folders above it are made. A link is followed, and stays.

    Raises
    ------
    StoreError
        If a folder stands there, or the disk refuses; the old file is then still there.
    """
    with disk_faults(path, "write", how=how):
        target = path.resolve()
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = temporary_beside(target)
        try:
            write_file(temporary, data)
            patiently(temporary.replace, target)
            sync_folder(target.parent)
        finally:
            remove_quietly(temporary)
    return path


def write_folder_atomically(path: Path, files: Mapping[str, bytes], *, aside: Path | None) -> None:
    """Put a folder with these files in place, in one rename; the caller maps faults.

    What stands at `path` already is moved to `aside` before, and back if that fails; None removes
    it in the end.
    """
    temporary = temporary_beside(path)
    old = aside if aside is not None else temporary.with_name(f"{temporary.name}-old")
    try:
        temporary.mkdir()
        for name, data in files.items():
            write_file(temporary / name, data)
        sync_folder(temporary)
        there = path.exists()
        if there:
            patiently(path.rename, old)
        try:
            patiently(temporary.rename, path)
        except OSError:
            if there:
                patiently(old.rename, path)
            raise
        sync_folder(path.parent)
        if aside is None:
            remove_quietly(old)
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


def read_bounded(path: Path, most: int, wanted: str) -> bytes:
    """Return what is in a regular file of at most so many bytes.

    Parameters
    ----------
    path : Path
        The file; links are followed.
    most : int
        Bytes.
    wanted : str
        What to give instead, for the message.

    Raises
    ------
    FileNotFoundError
        If there is none.
    InputError
        If it is a folder, a device or a pipe, is larger, or cannot be read.

    Examples
    --------
    >>> read_bounded(Path("/dev/null"), 100, "give a text file")
    Traceback (most recent call last):
    kdgraph.errors.InputError: cannot read /dev/null: it is no regular file; give a text file
    """
    try:
        # a pipe that nobody writes to would be waited for
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        handle = os.open(path, flags)
        kind = os.fstat(handle).st_mode
        if not stat.S_ISREG(kind):
            os.close(handle)
            what = "it is a folder" if stat.S_ISDIR(kind) else "it is no regular file"
            raise InputError(f"cannot read {path}: {what}; {wanted}")
        with os.fdopen(handle, "rb") as file:
            content = file.read(most + 1)
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:
        cause = getattr(error, "strerror", None) or error
        if isinstance(error, PermissionError) and path.is_dir():  # Windows opens no folder
            cause = "it is a folder"
        raise InputError(f"cannot read {path}: {cause}; {wanted}") from error
    if len(content) > most:
        size = f"{most // 2**20:,} MB" if most >= 2**20 else f"{most:,} bytes"
        raise InputError(f"cannot read {path}: it holds more than {size}; {wanted}")
    return content
