"""Mentions: exact where the text was read, lower bounds elsewhere, never 0 for the unknown."""

from __future__ import annotations

import pandas as pd
import pytest

from kdgraph.graph.mentions import count_mentions
from kdgraph.model import SECTIONS, TABLES

# cited paper: counted mentions and whether exactly, sentences of the service; what must come
CASES = {
    "unknown": ((None, None, 0), (None, None, None)),
    "sentences": ((None, None, 2), (2, False, "sentences")),
    "bound": ((3, False, 0), (3, False, "text")),
    "bound above": ((3, False, 2), (3, False, "text")),
    "bound below": ((1, False, 2), (2, False, "sentences")),
    "exact": ((4, True, 0), (4, True, "text")),
    "exact below": ((1, True, 3), (1, True, "text")),
    "never named": ((0, True, 0), (0, True, "text")),
}


@pytest.fixture
def counts() -> pd.DataFrame:
    citations = TABLES["citations"].frame(
        {
            "citing_id": "a",
            "cited_id": cited,
            "mentions": given,
            "mentions_by_section": None
            if given is None
            else [{"section": "method", "mentions": given}][: bool(given)],
            "mentions_in_tables": None if given is None else min(given, 1),
            "mentions_exact": exact,
        }
        for cited, ((given, exact, _), _) in CASES.items()
    )
    contexts = TABLES["contexts"].frame(
        {"citing_id": "a", "cited_id": cited, "n": n, "sentence": f"See [{n}]."}
        for cited, ((_, _, sentences), _) in CASES.items()
        for n in range(sentences)
    )
    return count_mentions(citations, contexts).droplevel("citing_id")


@pytest.mark.parametrize("cited", CASES)
def test_each_citation_has_its_best_count(counts: pd.DataFrame, cited: str) -> None:
    told = counts[["mentions", "exact", "counted_in"]].astype(object)
    found = told.where(told.notna(), None).loc[[cited]].to_numpy().tolist()
    assert found == [list(CASES[cited][1])]


def test_where_it_is_mentioned_is_known_of_texts_only(counts: pd.DataFrame) -> None:
    texts = counts[counts["counted_in"] == "text"]
    assert texts["method"].tolist() == texts["mentions"].tolist()
    told_apart = texts[texts["mentions"] > 0]
    assert (told_apart[list(SECTIONS)].sum(axis=1) == told_apart["mentions"]).all()
    rest = counts[counts["counted_in"] != "text"]
    assert rest[[*SECTIONS, "in_tables", "alone"]].isna().all(axis=None)


def test_the_order_of_rows_is_that_of_the_citations() -> None:
    citations = TABLES["citations"].frame(
        {"citing_id": citing, "cited_id": "x", "mentions": n, "mentions_exact": True}
        for citing, n in (("b", 2), ("a", 1))
    )
    found = count_mentions(citations, TABLES["contexts"].empty())
    assert found.index.tolist() == [("b", "x"), ("a", "x")]
    assert found["mentions"].tolist() == [2, 1]
