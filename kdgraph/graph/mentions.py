"""How often, and where, a citing text names the paper it cites: one reading for all origins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from kdgraph.model import SECTIONS

__all__ = ["count_mentions"]

_ENDS = ["citing_id", "cited_id"]


def count_mentions(citations: pd.DataFrame, contexts: pd.DataFrame) -> pd.DataFrame:
    """Return how often each citation is mentioned, whether that is exact, and where.

    A paper's own source counts exactly where all of its text was read. The other counts are lower
    bounds: those of texts in which a mention may have been overlooked, and the number of the
    sentences that Semantic Scholar gives, which holds each sentence once and not all of them.
    Of a lower bound in the table and the number of sentences, the larger one stands. An exact
    count stands whatever else was counted.

    Parameters
    ----------
    citations, contexts : DataFrame
        The tables of a snapshot; see `kdgraph.model.TABLES`.

    Returns
    -------
    DataFrame
        Indexed by ``citing_id`` and ``cited_id`` in the order of `citations`:

        - ``mentions``: at least 1 where it is a lower bound; an exact 0 is a paper that stands in
          the list of references and nowhere in the text; missing where nothing was counted;
        - ``exact``: true or false; missing where nothing was counted;
        - ``counted_in``: ``text`` or ``sentences``; missing likewise;
        - ``in_tables``, ``alone`` (with no other paper beside it), and one column for each kind of
          section in `kdgraph.model.SECTIONS`: missing where they were not told apart, as always in
          ``sentences``. The sections of ``text`` add up to ``mentions``; they are lower bounds
          where ``mentions`` is one, so that 0 there means "none was seen".

    Examples
    --------
    >>> import kdgraph
    >>> corpus = kdgraph.embedded()
    >>> counts = count_mentions(corpus.citations, corpus.contexts)
    >>> bool(counts["exact"].any()), int(counts["mentions"].notna().sum()), len(counts)
    (False, 3027, 10621)
    >>> fitnets_on_hinton = counts.loc[("arxiv:1412.6550", "arxiv:1503.02531")]
    >>> [int(fitnets_on_hinton[name]) for name in ("mentions", "introduction", "method")]
    [4, 2, 2]
    """
    ends = pd.MultiIndex.from_frame(citations[_ENDS])
    counted = citations["mentions"].array
    exact = citations["mentions_exact"].fillna(value=False).to_numpy(dtype=bool)
    sentences = contexts.groupby(_ENDS).size().reindex(ends).astype("Int64").array
    found = pd.DataFrame({"counted": counted, "sentences": sentences}, index=ends)
    from_sentences = (
        found["sentences"].notna()
        & ~exact
        & (found["counted"].isna() | (found["sentences"] > found["counted"]).fillna(value=False))
    ).to_numpy(dtype=bool)
    known = found["counted"].notna().to_numpy(dtype=bool) | from_sentences
    in_text = known & ~from_sentences
    frame = pd.DataFrame(
        {
            "mentions": found["counted"].mask(from_sentences, found["sentences"]),
            "exact": pd.array(exact, dtype="boolean"),
            "counted_in": pd.Series("text", index=ends, dtype="str"),
            "in_tables": citations["mentions_in_tables"].array,
            "alone": citations["mentions_alone"].array,
        },
        index=ends,
    )
    frame["exact"] = frame["exact"].where(known)
    frame["counted_in"] = frame["counted_in"].mask(from_sentences, "sentences").where(known)
    split = [
        _split(sections) if there else {}
        for sections, there in zip(citations["mentions_by_section"], in_text, strict=True)
    ]
    for section in SECTIONS:
        frame[section] = pd.array([counts.get(section) for counts in split], dtype="Int64")
    for name in ("in_tables", "alone"):
        frame[name] = frame[name].where(in_text)
    return frame


def _split(sections: Sequence[Mapping[str, Any]] | None) -> dict[str, int]:
    if sections is None:
        return {}
    return dict.fromkeys(SECTIONS, 0) | {s["section"]: int(s["mentions"]) for s in sections}
