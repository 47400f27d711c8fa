"""Releases of the datasets on the loopback interface, and what their rows must be."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kdgraph.bulk.release import DATASETS
from tests.emulator import Corpus, Emulator, Storage, packed_lines

__all__ = ["KEY", "Offer", "lines_of", "offered", "rows_of", "write_release"]

KEY = "key-that-nobody-may-see"
Row = dict[str, Any]


@dataclass
class Offer:
    """Releases that the service offers, and where they are.

    `rows` are those of each dataset of each release, as they must be on disk, by key.
    """

    corpus: Corpus
    emulator: Emulator
    storage: Storage
    rows: dict[tuple[str, str], dict[Any, Row]] = field(default_factory=dict)

    @property
    def releases(self) -> list[str]:
        """Names of the releases, oldest first."""
        names: list[str] = self.corpus.datasets["releases"]
        return names

    def whole(self, release: str, dataset: str, shards: list[list[Row]]) -> None:
        """Offer a dataset of a release as a whole."""
        paths = []
        for number, rows in enumerate(shards):
            path = f"/staging/{release}/{dataset}/20260101_{number}"
            self.storage.files[path] = packed_lines(rows)
            paths.append(path)
        self.corpus.datasets["files"][(release, dataset)] = paths
        key = DATASETS[dataset]
        self.rows[(release, dataset)] = {row[key]: row for rows in shards for row in rows}

    def change(
        self, start: str, end: str, dataset: str, updates: list[Row], gone: list[Any]
    ) -> None:
        """Offer what changed in a dataset from one release to the next."""
        key = DATASETS[dataset]
        files = {"updates": updates, "deletes": [{key: one} for one in gone]}
        paths = {}
        for kind, rows in files.items():
            path = f"/{kind}/{start}-to-{end}/{dataset}/20260108_1.gz"
            self.storage.files[path] = packed_lines(rows)
            paths[kind] = [path]
        self.corpus.datasets["steps"][(start, end, dataset)] = {
            "from_release": start,
            "to_release": end,
            "update_files": paths["updates"],
            "delete_files": paths["deletes"],
        }
        after = dict(self.rows[(start, dataset)])
        after |= {row[key]: row for row in updates}
        for one in gone:
            after.pop(one, None)
        self.rows[(end, dataset)] = after

    def tell_changes(self) -> None:
        """Offer the way from every release to every later one."""
        names, told = self.releases, self.corpus.datasets
        for dataset in told["described"]:
            for start in range(len(names)):
                for end in range(start + 1, len(names)):
                    steps = [
                        told["steps"].get((names[n], names[n + 1], dataset))
                        for n in range(start, end)
                    ]
                    told["diffs"][(names[start], names[end], dataset)] = [s for s in steps if s]


@contextmanager
def offered(*, lasts: int | None = None, ranges: bool = True) -> Iterator[Offer]:
    """Offer three releases of papers and citations: the first whole, two by their differences."""
    names = ["2026-01-06", "2026-01-13", "2026-01-20"]
    corpus = Corpus()
    corpus.datasets |= {
        "releases": names,
        "README": "Please cite the platform.",
        "described": {
            name: {"name": name, "description": f"The {name}.", "README": ""}
            for name in ("papers", "citations")
        },
        "files": {},
        "diffs": {},
        "steps": {},
    }
    emulator = Emulator(corpus, keys={KEY})
    with emulator, Storage({}, lasts=lasts, ranges=ranges) as storage:
        storage.offer(corpus)
        offer = Offer(corpus, emulator, storage)
        offer.whole(
            names[0],
            "papers",
            [
                [{"corpusid": n, "title": f"Paper {n}", "year": 2000 + n} for n in span]
                for span in (range(40), range(40, 60), range(60, 61))
            ],
        )
        offer.whole(
            names[0],
            "citations",
            [[_citation(n, n % 7) for n in range(100)], [_citation(n, 9) for n in range(100, 130)]],
        )
        change = [{"corpusid": n, "title": f"Paper {n}, revised"} for n in (3, 41, 200)]
        offer.change(names[0], names[1], "papers", change, [5, 7, 999])
        # one that went comes back, one that was new goes, one is revised again
        again = [{"corpusid": n, "title": f"Paper {n}, again"} for n in (5, 3)]
        offer.change(names[1], names[2], "papers", again, [200, 60])
        offer.change(
            names[0], names[1], "citations", [_citation(5, 1), _citation(2**33, 2)], [0, 129]
        )
        offer.change(names[1], names[2], "citations", [], [])
        offer.tell_changes()
        yield offer


def _citation(number: int, cited: int) -> Row:
    return {"citationid": number, "citingcorpusid": number, "citedcorpusid": cited, "intents": None}


def write_release(folder: Path, datasets: Mapping[str, list[list[Row]]]) -> Path:
    """Write shards, packed as the service packs them."""
    for dataset, shards in datasets.items():
        (folder / dataset).mkdir(parents=True)
        for number, rows in enumerate(shards):
            (folder / dataset / f"{number}.jsonl.gz").write_bytes(packed_lines(rows))
    return folder


def lines_of(folder: Path) -> list[Row]:
    """Return every row of the shards in a folder, in order."""
    rows = []
    for path in sorted(folder.glob("*.jsonl.gz")):
        rows += [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
    return rows


def rows_of(folder: Path, key: str) -> dict[Any, Row]:
    """Return the rows of the shards in a folder by key, each of which is there once."""
    rows = lines_of(folder)
    found = {row[key]: row for row in rows}
    assert len(found) == len(rows)
    return found
