"""Real citing sentences that a person labelled, found again by their hashes.

The sentences are Semantic Scholar's and stay where they are; `labelled_sentences.tsv` holds for
each the SHA-256 of its normal form (white space as one space, lower case by case folding), the file
and the place in it, the label, and the half it belongs to. All sentences of one citation are in
one half. Labels were given to all sentences, by reading them, before the first cue was written;
cues were then chosen by the half called ``tuned`` alone.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.shared import SHARED

__all__ = ["FOLDER", "Labelled", "labelled_sentences", "scores", "table"]

FOLDER = SHARED / "semantic-scholar"
_TABLE = Path(__file__).with_name("labelled_sentences.tsv")


@dataclass(frozen=True)
class Labelled:
    """A sentence, the others of its citation, what the source says about it, and its label."""

    sentence: str
    siblings: tuple[str, ...]
    intents: tuple[str, ...]
    label: str
    split: str


@cache
def _citations(source: str) -> list[tuple[list[str], list[tuple[str, ...]]]]:
    """Return for each citation of a file its sentences and the intents of each."""
    path = FOLDER / source
    if path.suffix == ".json":
        body = json.loads(path.read_text(encoding="utf-8"))["response"]["body"]
        pairs = body["contextsWithIntent"]
        return [([p["context"] for p in pairs], [tuple(p["intents"]) for p in pairs])]
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    rows = [json.loads(line) for line in raw.decode("utf-8").splitlines() if line.strip()]
    return [
        (row["contexts"] or [], [_flat(row["intents"])] * len(row["contexts"] or []))
        for row in rows
    ]


def _flat(intents: Any) -> tuple[str, ...]:
    """Return the intents of a citation; newer files have a list of lists."""
    found: list[str] = []
    for intent in intents or []:
        found += intent if isinstance(intent, list) else [intent]
    return tuple(found)


def labelled_sentences() -> Iterator[Labelled]:
    """Yield all labelled sentences, each checked against its hash."""
    for line in _TABLE.read_text(encoding="utf-8").splitlines()[1:]:
        digest, source, position, label, split = line.split("\t")
        row, _, place = position.rpartition(":")
        sentences, intents = _citations(source)[int(row or 0)]
        sentence = sentences[int(place)]
        normal = " ".join(sentence.split()).casefold()
        assert hashlib.sha256(normal.encode()).hexdigest() == digest, f"{source} {position}"
        yield Labelled(sentence, tuple(sentences), intents[int(place)], label, split)


def scores(
    labels: Sequence[str], given: Sequence[str], said: Sequence[str]
) -> dict[str, tuple[int, int, float, float]]:
    """Return for each label: given, said, precision and recall (nan where undefined)."""
    found = {}
    for label in labels:
        right = sum(g == s == label for g, s in zip(given, said, strict=True))
        n, m = given.count(label), said.count(label)
        nan = float("nan")
        found[label] = (n, m, right / m if m else nan, right / n if n else nan)
    return found


def table(title: str, labels: Sequence[str], given: Sequence[str], said: Sequence[str]) -> float:
    """Print precision, recall and confusions, and return the macro F1 of the labels given."""
    print(f"\n{title}: {len(given)} sentences")
    values = []
    for label, (n, m, precision, recall) in scores(labels, given, said).items():
        right = sum(g == s == label for g, s in zip(given, said, strict=True))
        f1 = 2 * right / (n + m) if n + m else float("nan")
        as_said = [
            sum(g == label and s == o for g, s in zip(given, said, strict=True)) for o in labels
        ]
        print(
            f"  {label:9} given {n:3}  said {m:3}  precision {precision:.2f}  "
            f"recall {recall:.2f}  F1 {f1:.2f}  read as {as_said}"
        )
        if n:
            values.append(f1)
    right = sum(g == s for g, s in zip(given, said, strict=True))
    macro = sum(values) / len(values)
    print(f"  accuracy {right / len(given):.3f}  macro F1 of the labels that occur {macro:.3f}")
    return macro
