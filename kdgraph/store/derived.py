"""Arrays computed from a snapshot, kept beside it so that the next process maps them from disk.

They may be deleted at any time. Nothing here is ever an error: what is absent, stale, damaged or
unreadable is computed again, and what cannot be written is not kept. Several processes may read and
write at once without a lock, because a folder of arrays appears whole, by one rename.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from kdgraph.files import TEMPORARY, remove_quietly
from kdgraph.store.snapshots import StoredSnapshot

__all__ = ["Derived", "DerivedArrays", "damaged_arrays"]

_CONTENTS: Final = "contents.json"

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Derived:
    """Named arrays, read-only where they come from disk, and whole numbers that go with them."""

    arrays: Mapping[str, Array]
    facts: Mapping[str, int]


class DerivedArrays:
    """What was computed from one snapshot, in ``DATA/derived/ID/NAME/``.

    Parameters
    ----------
    data : Path
        The data folder.
    snapshot : StoredSnapshot
        The snapshot; only arrays computed from exactly its files are ever given back.
    """

    def __init__(self, data: Path, snapshot: StoredSnapshot) -> None:
        self._data = data
        self._folder = data / "derived" / snapshot.path.name
        self._files = {name: facts["sha256"] for name, facts in snapshot.manifest.files.items()}

    def load(self, name: str, version: int) -> Derived | None:
        """Return what was kept under `name` by code of this `version`; None where there is none.

        Each file is compared with its checksum, so a flipped bit costs time but no wrong number.
        """
        folder = self._folder / name
        try:
            contents = _contents(folder)
            if contents["version"] != version or contents["files"] != self._files:
                return None
            facts = {str(key): int(value) for key, value in contents["facts"].items()}
            arrays: dict[str, Array] = {}
            for key, checksum in contents["arrays"].items():
                file = folder / f"{key}.npy"
                if _checksum(file) != checksum:
                    return None
                arrays[key] = np.load(file, mmap_mode="r", allow_pickle=False)
        except _UNUSABLE:
            return None  # whatever is wrong with it, computing again is the answer
        return Derived(arrays, facts)

    def save(self, name: str, version: int, derived: Derived) -> bool:
        """Keep arrays under `name`, in place of older ones; return False if that cannot be done."""
        contents = {
            "version": version,
            "files": self._files,
            "facts": dict(derived.facts),
        }
        folder = self._folder / name
        try:
            # beside the snapshots, where the next writer clears what a kill leaves behind
            temporary = Path(tempfile.mkdtemp(prefix=f"{TEMPORARY}derived-", dir=self._data))
        except OSError:
            return False
        old = temporary.with_name(f"{temporary.name}-old")
        try:
            for key, array in derived.arrays.items():
                np.save(temporary / f"{key}.npy", array, allow_pickle=False)
            contents["arrays"] = {
                key: _checksum(temporary / f"{key}.npy") for key in derived.arrays
            }
            contents["digest"] = _digest(contents)
            (temporary / _CONTENTS).write_bytes(_written(contents).encode())
            folder.parent.mkdir(parents=True, exist_ok=True)
            if folder.exists():
                # whole or not at all, also where nobody may remove what somebody has mapped
                folder.rename(old)
            temporary.rename(folder)
        except OSError:
            # a full disk, a forbidden folder, or another process was quicker
            return False
        finally:
            remove_quietly(temporary)
            remove_quietly(old)
        return True


def damaged_arrays(data: Path) -> list[tuple[Path, str]]:
    """Return each folder of derived arrays that is damaged, with its problem.

    What is merely stale, or of another kdgraph, is none: it is computed anew when it is needed.
    """
    damaged = []
    for folder in sorted((data / "derived").glob("*/*")):
        try:
            if _is_older(folder):
                continue
            for key, checksum in _contents(folder)["arrays"].items():
                if _checksum(folder / f"{key}.npy") != checksum:
                    raise ValueError(f"{key}.npy was changed")
        except _UNUSABLE as error:
            damaged.append((folder, str(error) or type(error).__name__))
    return damaged


_UNUSABLE: Final = (OSError, EOFError, ValueError, LookupError, TypeError, AttributeError)


def _is_older(folder: Path) -> bool:
    """Whether kdgraph 0.1.0 wrote it, which put no digest there."""
    return set(json.loads((folder / _CONTENTS).read_bytes())) == {
        "version",
        "files",
        "facts",
        "arrays",
    }


def _contents(folder: Path) -> dict[str, Any]:
    """Read what a folder of arrays holds; the text must be the one that its digest was made of."""
    text = (folder / _CONTENTS).read_bytes()
    contents: dict[str, Any] = json.loads(text)
    if contents["digest"] != _digest(contents) or _written(contents).encode() != text:
        raise ValueError(f"{_CONTENTS} was changed")
    return contents


def _digest(contents: Mapping[str, Any]) -> str:
    rest = {key: value for key, value in contents.items() if key != "digest"}
    return hashlib.sha256(_written(rest).encode()).hexdigest()


def _written(contents: Mapping[str, Any]) -> str:
    return json.dumps(contents, indent=1, sort_keys=True)


def _checksum(file: Path) -> list[int]:
    """Return the size of a file and the CRC of its bytes, header included."""
    content = np.memmap(file, dtype=np.uint8, mode="r")
    return [content.size, zlib.crc32(content.data)]
