"""The shards of a dataset: what is read from each line, and which line is wrong."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, cast

from kdgraph.bulk.release import Release, is_packed
from kdgraph.errors import DatasetError

__all__ = ["COLUMNS", "MOST_LINE", "Shards", "facts_of", "reads_packed"]

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "papers": (
        "corpusid",
        "externalids",
        "url",
        "title",
        "authors",
        "venue",
        "year",
        "referencecount",
        "citationcount",
        "influentialcitationcount",
        "s2fieldsofstudy",
        "publicationdate",
    ),
    "paper-ids": ("sha", "corpusid", "primary"),
    "citations": (
        "citationid",
        "citingcorpusid",
        "citedcorpusid",
        "isinfluential",
        "contexts",
        "intents",
    ),
    "authors": ("authorid", "name"),
    "abstracts": ("corpusid", "abstract"),
    "tldrs": ("corpusid", "text"),
}
"""The keys that are read from each dataset; others in a line are passed over."""

MOST_LINE: Final = 64 * 2**20
"""Bytes of the longest line that is read."""


@dataclass(frozen=True, slots=True)
class Shards:
    """All files of one dataset, in the order of their names; each line is one JSON object.

    Parameters
    ----------
    dataset : str
        Its name: ``papers``, ``citations`` ...
    files : tuple of Path
        Absolute.
    """

    dataset: str
    files: tuple[Path, ...]

    @classmethod
    def of(cls, release: Release, dataset: str) -> Shards:
        """Return the shards of a dataset of a release.

        Raises
        ------
        StoreError
            If the release has none.
        """
        return cls(dataset, tuple(path.resolve() for path in release.of(dataset)))

    @property
    def columns(self) -> tuple[str, ...]:
        """The keys that are read; see `COLUMNS`."""
        return COLUMNS[self.dataset]

    def named_in(self, message: str) -> list[Path]:
        """Return the shards whose paths, or addresses, a message holds."""
        return [path for path in self.files if str(path) in message or path.as_uri() in message]

    def find_fault(self, message: str) -> DatasetError | None:
        """Read the shards that a message names, else all, up to the first line that is wrong.

        Engines say what they failed at in their own ways, and not always where; this says it in
        one way. None where every line is in order.
        """
        for path in self.named_in(message) or self.files:
            fault = _fault_of(path)
            if fault is not None:
                return DatasetError(path, *fault)
        return None


def facts_of(release: Release, datasets: Iterable[str]) -> list[list[str | int]]:
    """Return name, size and time of each shard of these datasets, as far as they are there.

    A shard that is replaced, cut or added changes them: what rests on the old ones is void.
    """
    return [
        [dataset, path.name, path.stat().st_size, path.stat().st_mtime_ns]
        for dataset in datasets
        for path in release.shards.get(dataset, ())
    ]


def reads_packed(path: Path) -> bool:
    """Whether a shard is read as gzip: its name says so, or its first bytes do."""
    return path.name.endswith(".gz") or is_packed(path)


def _fault_of(path: Path) -> tuple[int, str] | None:
    """Return the line of a shard that cannot be read, counted from 1, and why."""
    number = 0
    try:
        with _opened(path) as file:
            for number, line in enumerate(file, 1):
                problem = _problem_of(line)
                if problem is not None:
                    return number, problem
    except EOFError:
        return number + 1, "the file ends in the middle: it is truncated"
    except (OSError, zlib.error) as error:
        return number + 1, f"cannot be read: {error}"
    if path.name.endswith(".gz") and not is_packed(path):
        return 1, "no gzip file, as its name says: it is truncated, or another file"
    return None


def _opened(path: Path) -> BinaryIO:
    return cast("BinaryIO", gzip.open(path) if reads_packed(path) else path.open("rb"))


def _problem_of(line: bytes) -> str | None:
    if len(line) > MOST_LINE:
        return f"the line is longer than {MOST_LINE // 2**20} MB"
    if not line.strip():
        return None
    try:
        found = json.loads(line)
        line.decode("utf-8")
        json.dumps(found, ensure_ascii=False).encode("utf-8")
    except UnicodeDecodeError as error:
        return f"not UTF-8 at byte {error.start + 1}"
    except UnicodeEncodeError:
        return "half a surrogate pair in a text"
    except RecursionError:
        return "nested too deeply"
    except ValueError as error:
        return f"no JSON ({error})"
    return None if isinstance(found, dict) else "no JSON object"
