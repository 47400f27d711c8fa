"""A process that looks like one on Windows to kdgraph, as far as that can be played elsewhere.

``pretend()`` comes before the first import of kdgraph. From then on

- modules that Windows has not cannot be imported by anybody;
- the `os` that kdgraph imports lacks what Windows lacks, is called ``nt``, and opens no folder;
- nobody renames, replaces or removes a file that this process has open, nor a folder above it;
- nobody makes a file whose name Windows forbids, or that differs from another by case alone;
- text is written with the line ends and in the encoding of Windows unless the code tells another.

Other packages get their own `os`, since they were built for this system.
"""

from __future__ import annotations

import asyncio  # noqa: F401  # of the standard library for this system, before its parts go
import builtins
import errno
import io
import multiprocessing.util  # noqa: F401  # likewise
import os
import re
import shutil
import subprocess  # noqa: F401  # likewise
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

__all__ = ["POSIX_MODULES", "POSIX_ONLY", "pretend"]

POSIX_MODULES: Final = ("fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "syslog")

_NAMES: Final = (
    "chown chroot ctermid fchdir fchmod fchown fdatasync fork forkpty fpathconf fstatvfs "
    "getegid geteuid getgid getgroups getloadavg getpgid getpgrp getpriority getresgid "
    "getresuid getsid getuid initgroups killpg lchown lockf major makedev minor mkfifo mknod "
    "nice openpty pathconf pipe2 posix_fadvise posix_fallocate posix_spawn posix_spawnp pread "
    "preadv pwrite pwritev readv register_at_fork sched_getaffinity sched_yield sendfile "
    "setegid seteuid setgid setgroups setpgid setpriority setsid setuid statvfs sync sysconf "
    "tcgetpgrp tcsetpgrp ttyname uname wait wait3 wait4 writev O_ASYNC O_CLOEXEC O_DIRECT "
    "O_DIRECTORY O_DSYNC O_NDELAY O_NOATIME O_NOCTTY O_NOFOLLOW O_NONBLOCK O_PATH O_RSYNC "
    "O_SYNC O_TMPFILE WNOHANG"
)
POSIX_ONLY: Final = frozenset(_NAMES.split())
_FORBIDDEN: Final = re.compile(
    r'[<>:"|?*\\\x00-\x1f]|[. ]$|'
    r"^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(\.|$)",
    re.IGNORECASE,
)
_SHARING_VIOLATION: Final = 32
_ACCESS_DENIED: Final = 5
_INVALID_NAME: Final = 123


def pretend() -> None:
    """Make this process look like one on Windows."""
    for name in POSIX_MODULES:
        sys.modules[name] = None  # type: ignore[assignment]  # as Python documents it
    _replace_os_of_kdgraph()
    shutil._use_fd_functions = False  # type: ignore[attr-defined]  # as it is on Windows
    _guard(os, "rename", both=True)
    _guard(os, "replace", both=True)
    _guard(os, "unlink")
    _guard(os, "remove")
    _guard(os, "rmdir")
    _guard_making()


def _windows_error(code: int, number: int, path: object) -> OSError:
    error = OSError(code, "as Windows would say", str(path))
    error.winerror = number  # type: ignore[attr-defined]  # mypy knows it on Windows alone
    return error


def _replace_os_of_kdgraph() -> None:
    windows = types.ModuleType("os")
    vars(windows).update({k: v for k, v in vars(os).items() if k not in POSIX_ONLY})

    def opened(path: Any, flags: int, mode: int = 0o777) -> int:
        if Path(path).is_dir():
            raise _windows_error(errno.EACCES, _ACCESS_DENIED, path)
        return os.open(path, flags & ~windows.O_BINARY, mode)

    vars(windows).update(name="nt", O_BINARY=0x8000_0000, open=opened)
    found = builtins.__import__

    def imported(name: str, globals: Any = None, *rest: Any, **how: Any) -> Any:
        if name == "os" and str((globals or {}).get("__name__", "")).split(".")[0] == "kdgraph":
            return windows
        return found(name, globals, *rest, **how)

    builtins.__import__ = imported


def _held(path: Path) -> bool:
    """Whether this process has a file open that is `path` or lies below it, or has it mapped."""
    own = Path("/proc/self")
    names = [_target(link) for link in (own / "fd").iterdir()]
    names += [line.split(maxsplit=5)[-1] for line in (own / "maps").read_text("utf-8").splitlines()]
    place = os.path.abspath(path)  # noqa: PTH100  # a link itself, not what it leads to
    return any(name == place or name.startswith(f"{place}/") for name in names)


def _target(link: Path) -> str:
    try:
        return str(link.readlink())
    except FileNotFoundError:  # the folder that is being listed
        return ""


def _guard(module: Any, name: str, *, both: bool = False) -> None:
    original: Callable[..., Any] = getattr(module, name)

    def guarded(*paths: Any, **how: Any) -> Any:
        if not any(how.values()):  # relative to no other folder
            for path in paths[: 2 if both else 1]:
                if _held(Path(path)):
                    raise _windows_error(errno.EACCES, _SHARING_VIOLATION, path)
            if both:
                _check_name(Path(paths[1]), but=Path(paths[0]))
        return original(*paths, **how)

    setattr(module, name, guarded)


def _check_name(path: Path, but: Path | None = None) -> None:
    """Refuse a name that Windows has not, and one that another file has but for its case."""
    if _FORBIDDEN.search(path.name):
        raise _windows_error(errno.EINVAL, _INVALID_NAME, path)
    for other in path.parent.iterdir() if path.parent.is_dir() else ():
        if other.name != path.name and other.name.lower() == path.name.lower() and other != but:
            raise AssertionError(f"{path} and {other.name} are one file on Windows")


def _guard_making() -> None:
    opened, made = io.open, os.mkdir

    def opening(
        file: Any,
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
        *rest: Any,
        **how: Any,
    ) -> Any:
        writes = bool(set(mode) & set("wxa+"))
        if isinstance(file, (str, os.PathLike)):
            if writes:
                _check_name(Path(os.fspath(file)))
            if "b" not in mode:
                encoding = "cp1252" if encoding in (None, "locale") else encoding
                newline = "\r\n" if writes and newline is None else newline
        return opened(file, mode, buffering, encoding, errors, newline, *rest, **how)

    def making(path: Any, *rest: Any, **how: Any) -> None:
        if not how:
            _check_name(Path(path))
        made(path, *rest, **how)

    io.open = builtins.open = opening
    os.mkdir = making
