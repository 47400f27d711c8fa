"""Labels of citations, and the weights by which the words of a sentence speak for each.

The weights stand in ``cue_weights.tsv`` beside this module: one line for each feature (see
`kdgraph.analysis.lineage.features`), one column for each label. ``python -m benchmarks.labels``
learns them from published annotated sentences and from sentences written for the purpose, and
measures by cross-validation how often the labels are right; what it measured is `MEASURED`.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal, TypeAlias

__all__ = [
    "BIAS",
    "LABELS",
    "NO_CUE",
    "READ_LABELS",
    "STRENGTH",
    "WEIGHTS_FILE",
    "Label",
    "Weights",
    "cue_weights",
]

Label: TypeAlias = Literal["extends", "adapts", "uses", "compares", "mentions", "no cue"]
"""What a citation says about descent."""

LABELS: Final[tuple[Label, ...]] = ("extends", "adapts", "uses", "compares", "mentions")
"""What a citation can mean, strongest first.

- ``extends``: goes on from the cited work, so that this one would not be without it;
- ``adapts``: takes over an idea, a form or a figure in changed shape;
- ``uses``: takes method, data, code, settings or values as they are;
- ``compares``: sets its results or its way beside the cited ones, in agreement or not;
- ``mentions``: background, definition, example, report.
"""

NO_CUE: Final[Label] = "no cue"
"""The label of a citation whose sentences are known but hold no word that tells what it means."""

READ_LABELS: Final[tuple[Label, ...]] = (*LABELS, NO_CUE)
"""What reading a sentence can give."""

STRENGTH: Final[dict[str, float]] = {
    "extends": 1.0,
    "adapts": 0.8,
    "uses": 0.6,
    "compares": 0.4,
    "no cue": 0.2,
    "mentions": 0.15,
}
"""How much each label says about descent; no cue may be anything, mostly a mention."""

WEIGHTS_FILE: Final = Path(__file__).with_name("cue_weights.tsv")
"""The table of weights: a line for each feature, a column for each label."""

BIAS: Final = "(always)"
"""The line of the table that counts for every sentence."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The table of weights: for each feature how much it speaks for each of `LABELS`."""

    bias: tuple[float, ...]
    of: dict[str, tuple[float, ...]]


@cache
def cue_weights() -> Weights:
    """Return the table of weights.

    Examples
    --------
    >>> weights = cue_weights().of["we: extend of it"]
    >>> LABELS[weights.index(max(weights))]
    'extends'
    """
    with WEIGHTS_FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        table = {row["feature"]: tuple(float(row[label] or 0) for label in LABELS) for row in rows}
    return Weights(table.pop(BIAS), table)
