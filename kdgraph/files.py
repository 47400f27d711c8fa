"""Files that people name: read whole, but never without end."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from kdgraph.errors import InputError

__all__ = ["read_bounded"]


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
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
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
        raise InputError(f"cannot read {path}: {cause}; {wanted}") from error
    if len(content) > most:
        size = f"{most // 2**20:,} MB" if most >= 2**20 else f"{most:,} bytes"
        raise InputError(f"cannot read {path}: it holds more than {size}; {wanted}")
    return content
