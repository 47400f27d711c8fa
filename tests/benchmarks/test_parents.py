"""What `docs/lineage.md` says of weights and parents is what the product has and finds."""

from __future__ import annotations

from itertools import chain

import kdgraph
from benchmarks.parents import DOCUMENT, FITTED, counted, logit, table, weights
from kdgraph.analysis.lineage.contest import TERMS


def test_the_document_shows_the_weights_and_the_parents() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for part in chain(weights(), table(kdgraph.embedded())):
        assert part.strip() in text, "write it anew: python -m benchmarks.parents --write"


def test_the_weights_in_use_are_within_two_errors_of_what_is_fitted() -> None:
    fitted = logit(counted(kdgraph.embedded()), "elsewhere")
    scales = {term.name: next(iter(term.weights.values())) for term in TERMS}
    for name, value, error in zip(FITTED, fitted["weights"], fitted["errors"], strict=True):
        assert abs(scales[name] - value) < 2 * error, name
    assert fitted["found"] > 2 * fitted["chance"]
