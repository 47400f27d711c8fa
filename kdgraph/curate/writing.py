"""Writing a list back to the file that it was read from."""

from __future__ import annotations

from pathlib import Path

from kdgraph.errors import InputError
from kdgraph.files import disk_faults, write_file_atomically

__all__ = ["write_list"]


def write_list(path: Path, before: bytes, after: bytes) -> None:
    """Replace the bytes of a list, if the file still holds those that it was read as.

    Its permissions stay, and so does a link that leads to it.

    Raises
    ------
    InputError
        If the file was changed in the meantime; nothing is written.
    StoreError
        If the disk refuses.
    """
    with disk_faults(path, "read", how=""):
        now = path.read_bytes()
        mode = path.stat().st_mode & 0o7777
    if now != before:
        raise InputError(
            f"{path} was changed while it was looked at; nothing was written. "
            "Run the same command again"
        )
    if before == after:
        return
    write_file_atomically(path, after, how="")
    with disk_faults(path, "write", how=""):
        path.resolve().chmod(mode)
