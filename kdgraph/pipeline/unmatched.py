"""The entries without a paper as a file, for lists in which there are too many to print."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Final

from kdgraph.files import disk_faults, remove_quietly, write_file_atomically
from kdgraph.pipeline.summary import Summary
from kdgraph.store import DataFolder

__all__ = ["MOST_PRINTED", "unmatched_file", "write_unmatched"]

MOST_PRINTED: Final = 10
"""So many entries without a paper are printed; where there are more, a file holds all of them."""

_NAME: Final = "unmatched.csv"
_COLUMNS: Final = ("line", "title", "reason", "runner_up", "runner_up_reason", "entry_id")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def write_unmatched(folder: DataFolder, summary: Summary) -> Path | None:
    """Write the entries without a paper of the current snapshot, a row each, to ``unmatched.csv``.

    Where there are no more than are printed there is no such file; one of an earlier build goes.

    Returns
    -------
    Path or None
        The file, if there is one.

    Raises
    ------
    StoreError
        If the disk refuses.
    """
    path = folder.path / _NAME
    if len(summary.unmatched) <= MOST_PRINTED:
        remove_quietly(path)
        return None
    write_file_atomically(path, _content(summary))
    return path


def unmatched_file(folder: DataFolder, summary: Summary) -> Path | None:
    """Return the file of a snapshot's entries without a paper, None where it is not there.

    It is that of the current snapshot: an edited file, or one of another snapshot, does not count.
    """
    path = folder.path / _NAME
    if len(summary.unmatched) <= MOST_PRINTED or not path.is_file():
        return None
    with disk_faults(path, "read"):
        return path if path.read_bytes() == _content(summary) else None


def _content(summary: Summary) -> bytes:
    """Return the CSV; what a spreadsheet would take for a formula begins with an apostrophe."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(_COLUMNS)
    for entry in summary.unmatched:
        row = [getattr(entry, name) for name in _COLUMNS]
        writer.writerow(
            f"'{value}"
            if isinstance(value, str) and value.startswith(_FORMULA)
            else ""
            if value is None
            else value
            for value in row
        )
    return buffer.getvalue().encode()
