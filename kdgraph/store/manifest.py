"""What stands in a snapshot's ``manifest.json``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from kdgraph.errors import DamagedSnapshotError

__all__ = ["EMBEDDED_NOTE", "MANIFEST_NAME", "Manifest"]

MANIFEST_NAME: Final = "manifest.json"
EMBEDDED_NOTE: Final = (
    "This is the corpus that ships with kdgraph: real citation facts from published reference "
    "lists. It is partial, and it is not Semantic Scholar output; a paper whose reference list "
    "nobody read is 'not asked' in the table coverage, which does not mean that it cites nothing."
)
"""What must be said wherever the embedded corpus is shown."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """One snapshot, described.

    `id` is the hash of the facts (or a given name), `time` when it was written, `origins` the
    sources that its facts come from. `list_id`, `list_file` and `list_digest` name the list it was
    built from, `parameters` how. `rows` counts the rows of each table, `files` holds the size and
    the SHA-256 of each file, `notes` what was merged, dropped or left open. `embedded` marks the
    snapshot that ships with kdgraph, `version` is the kdgraph that wrote it. `sealed` tells that
    the file holds a digest of all this, so that no byte of it can change unseen; kdgraph 0.1.0
    wrote none.
    """

    id: str
    time: datetime
    origins: tuple[str, ...]
    list_id: str
    list_file: str
    list_digest: str
    parameters: Mapping[str, Any]
    rows: Mapping[str, int]
    version: str
    files: Mapping[str, Mapping[str, Any]]
    notes: Mapping[str, Any] = field(default_factory=dict)
    embedded: bool = False
    sealed: bool = field(default=True, compare=False)

    @property
    def failed_lists(self) -> int | None:
        """How many lists could not be had when it was made; None where the file does not say.

        Above 0 the snapshot is partial: an earlier answer stands for those lists, or none.
        """
        failed = self.notes.get("lists_failed")
        return failed if isinstance(failed, int) else None

    @property
    def data_note(self) -> str | None:
        """What must be said beside these facts; None where there is nothing to say.

        Facts of the embedded corpus stay what they are when another list is matched with them.
        """
        shipped = self.embedded or any(o.startswith("embedded") for o in self.origins)
        return EMBEDDED_NOTE if shipped else None

    def to_json(self) -> str:
        """Return the manifest as indented JSON, with its digest.

        The same manifest gives the same text.
        """
        content = {
            "id": self.id,
            "time": self.time.astimezone(UTC).isoformat(),
            "origins": list(self.origins),
            "list_id": self.list_id,
            "list_file": self.list_file,
            "list_digest": self.list_digest,
            "parameters": dict(self.parameters),
            "rows": dict(self.rows),
            "version": self.version,
            "files": {name: dict(facts) for name, facts in self.files.items()},
            "notes": dict(self.notes),
            "embedded": self.embedded,
        }
        return _written({**content, _DIGEST: _digest(content)})

    @classmethod
    def from_json(cls, text: str | bytes, folder: Path) -> Manifest:
        """Read a manifest; `folder` is where it stands, for the message.

        Keys that this version does not know are passed over, where the digest covers them.

        Raises
        ------
        DamagedSnapshotError
            If it is no JSON, a key is missing or holds something of another type, or the text is
            not the one that the digest was made of.
        """
        try:
            content = json.loads(text)
        except ValueError as error:
            raise DamagedSnapshotError(folder, f"{MANIFEST_NAME} is no JSON: {error}") from error
        if not isinstance(content, dict):
            raise DamagedSnapshotError(folder, f"{MANIFEST_NAME} holds no JSON object")
        values = {
            key: _typed(content, key, kind, folder)
            for key, kind in _TYPES.items()
            if key in content or key not in _OPTIONAL
        }
        for name, facts in values["files"].items():
            if not isinstance(facts, dict) or not {"bytes", "sha256"} <= set(facts):
                problem = f"{MANIFEST_NAME} lacks the size or the digest of {name}"
                raise DamagedSnapshotError(folder, problem)
        try:
            time = datetime.fromisoformat(values["time"])
        except ValueError as error:
            raise DamagedSnapshotError(folder, f"{MANIFEST_NAME}: {error}") from error
        values["time"] = (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
        values["origins"] = tuple(str(origin) for origin in values["origins"])
        return cls(**values, sealed=_is_sealed(content, text, folder))


_DIGEST: Final = "digest"


def _written(content: Mapping[str, Any]) -> str:
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _digest(content: Mapping[str, Any]) -> str:
    rest = {key: value for key, value in content.items() if key != _DIGEST}
    return hashlib.sha256(_written(rest).encode()).hexdigest()


def _is_sealed(content: Mapping[str, Any], text: str | bytes, folder: Path) -> bool:
    """Whether a manifest holds a digest; one that is not the digest of this very text is damage."""
    if _DIGEST not in content:
        if unknown := sorted(set(content) - set(_TYPES)):
            # a flipped bit may hide the digest under another name
            problem = f"{MANIFEST_NAME} has no digest, but keys that need one: {unknown!r:.80}"
            raise DamagedSnapshotError(folder, problem)
        return False
    given = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    try:
        same = content[_DIGEST] == _digest(content) and given == _written(content).encode()
    except UnicodeEncodeError:
        same = False
    if not same:
        raise DamagedSnapshotError(folder, f"{MANIFEST_NAME} was changed: its digest is another")
    return True


_TYPES: Final[Mapping[str, type]] = {
    "id": str,
    "time": str,
    "origins": list,
    "list_id": str,
    "list_file": str,
    "list_digest": str,
    "parameters": dict,
    "rows": dict,
    "version": str,
    "files": dict,
    "notes": dict,
    "embedded": bool,
}
_OPTIONAL: Final = {"notes", "embedded"}


def _typed(content: Mapping[str, Any], key: str, kind: type, folder: Path) -> Any:
    if key not in content:
        raise DamagedSnapshotError(folder, f"{MANIFEST_NAME} has no {key!r}")
    value = content[key]
    if not isinstance(value, kind):
        problem = f"{MANIFEST_NAME}: {key!r} should be a {kind.__name__}, not {value!r:.60}"
        raise DamagedSnapshotError(folder, problem)
    return value
