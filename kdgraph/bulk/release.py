"""How a release of the Semantic Scholar Datasets lies on disk, and where its shards are.

``kdgraph datasets pull`` writes::

    DIR/RELEASE/manifest.json           what is whole: for each dataset its shards, with their sizes
    DIR/RELEASE/DATASET/*.jsonl.gz      the shards: gzip, one JSON object a line
    DIR/RELEASE/.fetching.json          what is being fetched, and how far each shard is
    DIR/lock                            held by whoever writes

A dataset is in the manifest once all of its shards are there and checked; one that is still being
fetched is not. Folders that somebody filled by hand are read too: without a manifest, files are
taken for shards of a dataset by the folder they are in (``citations/``) or by their own names
(``citations-part0.jsonl.gz``), packed or not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from kdgraph._version import __version__
from kdgraph.errors import InputError, StoreError
from kdgraph.files import disk_faults, write_file_atomically

__all__ = [
    "DATASETS",
    "DEFAULT_DATASETS",
    "LEDGER",
    "MANIFEST",
    "RELEASE",
    "SHARD_ENDING",
    "HeldDataset",
    "Release",
    "Shard",
    "is_packed",
    "open_release",
    "read_manifest",
    "releases_in",
    "write_manifest",
]

DATASETS: Final[Mapping[str, str]] = {
    "papers": "corpusid",
    "paper-ids": "sha",
    "citations": "citationid",
    "authors": "authorid",
    "abstracts": "corpusid",
    "tldrs": "corpusid",
    "publication-venues": "id",
    "embeddings-specter_v1": "corpusid",
    "embeddings-specter_v2": "corpusid",
    "s2orc": "corpusid",
    "s2orc_v2": "corpusid",
}
"""Every dataset, and the key by which a later release replaces and deletes its rows."""

DEFAULT_DATASETS: Final = ("papers", "paper-ids", "citations", "abstracts", "authors")
"""What a corpus around a list is made of; tldrs, embeddings and full texts are left out."""

MANIFEST: Final = "manifest.json"
LEDGER: Final = ".fetching.json"
"""The file in a release that tells, while it is there, that something is still being fetched."""

SHARD_ENDING: Final = ".jsonl.gz"
"""How the name of every shard ends that is fetched: Spark tells by it that a file is packed."""

RELEASE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""How releases are named: by the day."""

_SHARD: Final = re.compile(r".*(?:\.gz|\.jsonl|\.json|\.ndjson)", re.IGNORECASE | re.DOTALL)
_GZIP: Final = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Shard:
    """One file of a dataset: its name in the dataset's folder, its size and its lines."""

    name: str
    bytes: int
    rows: int


@dataclass(frozen=True, slots=True)
class HeldDataset:
    """A dataset that is on disk as a whole.

    `made` says how: "fetched", or "updated from RELEASE".
    """

    shards: tuple[Shard, ...]
    made: str = "fetched"

    @property
    def bytes(self) -> int:
        """Bytes of all shards, packed."""
        return sum(shard.bytes for shard in self.shards)

    @property
    def rows(self) -> int:
        """Lines of all shards."""
        return sum(shard.rows for shard in self.shards)


@dataclass(frozen=True, slots=True)
class Release:
    """A release on disk.

    Attributes
    ----------
    folder : Path
        Where it is.
    name : str or None
        The date that it is named by; None for a folder of shards without one.
    shards : mapping of str to tuple of Path
        The files of each dataset, by name.
    held : mapping of str to HeldDataset
        What the manifest says of each dataset; empty where there is no manifest.
    ignored : tuple of str
        Names in the folder that are no shards of any known dataset.
    """

    folder: Path
    name: str | None
    shards: Mapping[str, tuple[Path, ...]]
    held: Mapping[str, HeldDataset] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()

    def of(self, dataset: str) -> tuple[Path, ...]:
        """Return the shards of a dataset, in order.

        Raises
        ------
        StoreError
            If it is not here; the message names what is.
        """
        found = self.shards.get(dataset, ())
        if not found:
            here = ", ".join(self.shards) or "none"
            raise StoreError(
                f"the dataset {dataset!r} is not in {self.folder}, which holds: {here}; fetch it "
                f"with `kdgraph datasets pull --only {dataset}`, or lay its shards into "
                f"{self.folder / dataset}"
            )
        return found

    def bytes(self, dataset: str) -> int:
        """Return the size of a dataset on disk."""
        return sum(path.stat().st_size for path in self.shards.get(dataset, ()))


def is_packed(path: Path) -> bool:
    r"""Tell whether a shard is packed by gzip; its first bytes count, and not its name.

    Examples
    --------
    >>> import gzip, tempfile
    >>> path = Path(tempfile.mkdtemp()) / "20250822_0"
    >>> _ = path.write_bytes(gzip.compress(b"{}\n"))
    >>> is_packed(path)
    True
    """
    with path.open("rb") as file:
        return file.read(2) == _GZIP


def open_release(folder: Path, release: str | None = None) -> Release:
    """Find a release: in a folder of releases, or the folder itself where it holds the shards.

    Parameters
    ----------
    folder : Path
        A folder of releases (the newest with a manifest is taken), a release, or any folder with
        shards that are named after their datasets.
    release : str, optional
        Which of several, such as ``2025-08-19``.

    Raises
    ------
    InputError
        If the folder does not exist, or holds no release of that name and no shard at all.
    StoreError
        If a shard that the manifest names is missing or has another size, or the release is not
        whole yet.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "citations-0.jsonl").write_text("{}", encoding="utf-8")
    >>> _ = (folder / "paper-ids.jsonl").write_text("{}", encoding="utf-8")
    >>> {name: [path.name for path in paths] for name, paths in open_release(folder).shards.items()}
    {'paper-ids': ['paper-ids.jsonl'], 'citations': ['citations-0.jsonl']}
    """
    if not folder.is_dir():
        raise InputError(
            f"{folder} is no folder; give the folder that `kdgraph datasets pull` filled, or one "
            "with shards in folders papers, citations, ..."
        )
    held = releases_in(folder)
    if release is None and held:
        release = held[-1]
    if release is not None and folder.name != release:
        if release not in held:
            there = f"whole ones are: {', '.join(held)}" if held else "there is no whole one"
            raise InputError(
                f"no release {release!r} in {folder}; {there}. "
                f"`kdgraph datasets pull --release {release}` fetches it"
            )
        folder = folder / release
    if (folder / MANIFEST).is_file():
        return _held_release(folder)
    if (folder / LEDGER).is_file():
        raise StoreError(
            f"the release in {folder} is not whole: it is still being fetched, or that was "
            "interrupted; rerun the same `kdgraph datasets` command to resume"
        )
    return _found_release(folder)


def releases_in(folder: Path) -> tuple[str, ...]:
    """Return the names of the releases in a folder that have a manifest, oldest first."""
    if not folder.is_dir():
        return ()
    return tuple(
        sorted(
            path.name
            for path in folder.iterdir()
            if RELEASE.fullmatch(path.name) and (path / MANIFEST).is_file()
        )
    )


def read_manifest(folder: Path) -> dict[str, HeldDataset]:
    """Return what the manifest of a release says of its datasets; nothing where there is none.

    Raises
    ------
    StoreError
        If it cannot be read.
    """
    path = folder / MANIFEST
    try:
        told = json.loads(path.read_text("utf-8"))
        return {
            name: HeldDataset(tuple(Shard(**shard) for shard in one["shards"]), one["made"])
            for name, one in told["datasets"].items()
        }
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(
            f"{path} cannot be read ({error}); remove it and run `kdgraph datasets pull` again: "
            "shards that are there are checked, not fetched anew"
        ) from error


def write_manifest(
    folder: Path, held: Mapping[str, HeldDataset], *, attribution: str | None = None
) -> None:
    """Say which datasets of a release are whole.

    `attribution` is what the service says about licence and citation; None keeps what was there.
    """
    path = folder / MANIFEST
    old = _attribution(path)
    told: dict[str, Any] = {
        "release": folder.name,
        "datasets": {
            name: {
                "made": one.made,
                "shards": [
                    {"name": shard.name, "bytes": shard.bytes, "rows": shard.rows}
                    for shard in one.shards
                ],
            }
            for name, one in _in_order(held.items())
        },
        "attribution": old if attribution is None else attribution,
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "kdgraph": __version__,
    }
    text = json.dumps(told, indent=1, ensure_ascii=False)
    write_file_atomically(path, f"{text}\n".encode(), how=" as DIR")


def _attribution(path: Path) -> str | None:
    try:
        told = json.loads(path.read_text("utf-8")).get("attribution")
    except (OSError, ValueError, AttributeError):  # the old one is about to be replaced
        return None
    return told if isinstance(told, str) else None


def _in_order(items: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    place = {name: number for number, name in enumerate(DATASETS)}
    return sorted(items, key=lambda item: (place.get(item[0], len(place)), item[0]))


def _held_release(folder: Path) -> Release:
    held = read_manifest(folder)
    shards = {}
    with disk_faults(folder, "read", how=""):
        for name, one in held.items():
            for shard in one.shards:
                path = folder / name / shard.name
                size = path.stat().st_size if path.is_file() else None
                if size != shard.bytes:
                    what = "is missing" if size is None else f"has {size:,} bytes"
                    raise StoreError(
                        f"{path} {what}, and {shard.bytes:,} bytes were fetched; run `kdgraph "
                        f"datasets pull --release {folder.name} --only {name}` again"
                    )
            shards[name] = tuple(folder / name / shard.name for shard in one.shards)
    return Release(folder, folder.name, shards, held)


def _found_release(folder: Path) -> Release:
    """Take files for shards by the names of their folders, else by their own."""
    found: dict[str, list[Path]] = {}
    ignored = []
    with disk_faults(folder, "read", how=""):
        for path in sorted(folder.iterdir()):
            if path.name.startswith("."):
                continue
            dataset = _dataset_of(path.name)
            if path.is_dir():
                inside = sorted(item for item in path.iterdir() if not item.name.startswith("."))
                for item in inside:
                    if dataset is not None and item.is_file() and _is_shard(item):
                        found.setdefault(dataset, []).append(item)
                    else:
                        ignored.append(f"{path.name}/{item.name}")
            elif dataset is not None and _is_shard(path):
                found.setdefault(dataset, []).append(path)
            else:
                ignored.append(path.name)
    if not found:
        names = ", ".join(DEFAULT_DATASETS)
        raise InputError(
            f"{folder} holds no shard of any dataset; expected folders or files that are named "
            f"after their datasets ({names}), as `kdgraph datasets pull` makes them"
        )
    name = folder.name if RELEASE.fullmatch(folder.name) else None
    return Release(
        folder,
        name,
        {dataset: tuple(paths) for dataset, paths in _in_order(found.items())},
        ignored=tuple(ignored),
    )


def _dataset_of(name: str) -> str | None:
    """Return the dataset that a file or folder is named after: the longest name that fits.

    >>> [_dataset_of(name) for name in ("papers", "paper-ids-0.gz", "citations_12", "papersize")]
    ['papers', 'paper-ids', 'citations', None]
    """
    fitting = [
        dataset
        for dataset in DATASETS
        if re.fullmatch(rf"{re.escape(dataset)}(?:[^a-z].*)?", name.lower(), re.DOTALL)
    ]
    return max(fitting, key=len, default=None)


def _is_shard(path: Path) -> bool:
    # files are offered without any ending, so that only their first bytes tell what they are
    return _SHARD.fullmatch(path.name) is not None or is_packed(path)
