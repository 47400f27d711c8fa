"""How often the labels of citing sentences are right, as measured on annotated sentences.

The numbers stand in ``label_quality.tsv`` beside this module and are written by
``python -m benchmarks.labels --write``, which says how they are measured; `docs/labels.md` shows
them with what they mean.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

__all__ = ["QUALITY_FILE", "LabelQuality", "label_quality", "quality_note"]

QUALITY_FILE: Final = Path(__file__).with_name("label_quality.tsv")
"""The measured numbers: a line for each label."""

_LEAST: Final = 5  # of sentences, from which a share is told


@dataclass(frozen=True, slots=True)
class LabelQuality:
    """What was measured of one label: how many sentences were given it by people, and by kdgraph.

    `right` counts those given it by both, and for `adapts` those that people say extend or use.
    `given` is missing where the annotated sentences do not know the label.
    """

    label: str
    given: int | None
    said: int
    right: int

    @property
    def precision(self) -> float | None:
        """The share that is right of the sentences that kdgraph gives the label."""
        return self.right / self.said if self.said >= _LEAST else None

    @property
    def recall(self) -> float | None:
        """The share that kdgraph finds of the sentences that people give the label."""
        return self.right / self.given if self.given else None

    @property
    def text(self) -> str:
        """Both in words.

        Examples
        --------
        >>> LabelQuality("extends", given=400, said=300, right=150).text
        'extends: right in 50 of 100, finds 38 of 100'
        """
        shares = [
            f"{verb} {100 * share:.0f} of 100"
            for verb, share in (("right in", self.precision), ("finds", self.recall))
            if share is not None
        ]
        return f"{self.label}: {', '.join(shares) or 'not measured'}"


@cache
def label_quality() -> dict[str, LabelQuality]:
    """Return what was measured, by label.

    Examples
    --------
    >>> list(label_quality())
    ['extends', 'adapts', 'uses', 'compares', 'mentions', 'no cue']
    """
    with QUALITY_FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {
            row["label"]: LabelQuality(
                row["label"],
                int(row["given"]) if row["given"] else None,
                int(row["said"]),
                int(row["right"]),
            )
            for row in rows
        }


def quality_note(labels: Iterable[str]) -> str | None:
    """Return one sentence on how right some labels are; None where none of them is read.

    Examples
    --------
    >>> quality_note(["no sentence"]) is None
    True
    >>> quality_note(["uses", "uses"]).startswith("Labels read from sentences, as measured: uses: ")
    True
    """
    shown = set(labels)
    told = [one.text for label, one in label_quality().items() if label in shown]
    if not told:
        return None
    return f"Labels read from sentences, as measured: {'; '.join(told)}."
