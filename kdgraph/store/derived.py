"""Arrays computed from a snapshot, kept beside it so that the next process maps them from disk.

They may be deleted at any time. Nothing here is ever an error: what is absent, stale, damaged or
unreadable is computed again, and what cannot be written is not kept. Several processes may read and
write at once without a lock, because a folder of arrays appears whole, by one rename.
"""

from __future__ import annotations

import json
import tempfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from kdgraph.store.files import TEMPORARY, remove_quietly
from kdgraph.store.snapshots import StoredSnapshot

__all__ = ["Derived", "DerivedArrays"]

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

        Each array is compared with its checksum, so a flipped bit costs time but no wrong number.
        """
        folder = self._folder / name
        try:
            contents = json.loads((folder / _CONTENTS).read_bytes())
            if contents["version"] != version or contents["files"] != self._files:
                return None
            facts = {str(key): int(value) for key, value in contents["facts"].items()}
            arrays: dict[str, Array] = {}
            for key, checksum in contents["arrays"].items():
                array = np.load(folder / f"{key}.npy", mmap_mode="r", allow_pickle=False)
                if _checksum(array) != checksum:
                    return None
                arrays[key] = array
        except (OSError, EOFError, ValueError, LookupError, TypeError, AttributeError):
            return None  # whatever is wrong with it, computing again is the answer
        return Derived(arrays, facts)

    def save(self, name: str, version: int, derived: Derived) -> bool:
        """Keep arrays under `name`, in place of older ones; return False if that cannot be done."""
        contents = {
            "version": version,
            "files": self._files,
            "facts": dict(derived.facts),
            "arrays": {key: _checksum(array) for key, array in derived.arrays.items()},
        }
        folder = self._folder / name
        try:
            # beside the snapshots, where the next writer clears what a kill leaves behind
            temporary = Path(tempfile.mkdtemp(prefix=f"{TEMPORARY}derived-", dir=self._data))
        except OSError:
            return False
        try:
            for key, array in derived.arrays.items():
                np.save(temporary / f"{key}.npy", array, allow_pickle=False)
            (temporary / _CONTENTS).write_text(json.dumps(contents, indent=1), "utf-8")
            folder.parent.mkdir(parents=True, exist_ok=True)
            remove_quietly(folder)
            temporary.rename(folder)
        except OSError:
            # a full disk, a forbidden folder, or another process was quicker
            return False
        finally:
            remove_quietly(temporary)
        return True


def _checksum(array: Array) -> list[Any]:
    return [array.dtype.str, list(array.shape), zlib.crc32(np.ascontiguousarray(array).data)]
