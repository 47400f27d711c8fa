"""Rows of citations and citing sentences from what the sources said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd

from kdgraph.model import TABLES, Frames
from kdgraph.records import CitationRecord
from kdgraph.texts import clean

__all__ = ["edge_frames"]

_ENDS = ["citing_id", "cited_id"]


def edge_frames(
    citations: Sequence[CitationRecord],
    paper_of: Mapping[str, str],
    *,
    base: Frames | None,
    aliases: Mapping[str, str],
    now: datetime,
) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, int]]:
    """Return the tables `citations` and `contexts`, and counts of what was left out.

    Several records of one citation (by several sources, or of merged papers) become one row: its
    origins are united, it is influential if any source says so, and its sentences are numbered in
    the order given, each once. A citation from a paper to itself, which a merger can make, and one
    whose end is no paper here are left out and counted.
    """
    pairs: dict[tuple[str, str], list[CitationRecord]] = {}
    outside = loops = 0
    for record in citations:
        citing, cited = paper_of.get(record.citing), paper_of.get(record.cited)
        if citing is None or cited is None:
            outside += 1
        elif citing == cited:
            loops += 1
        else:
            pairs.setdefault((citing, cited), []).append(record)
    ends = sorted(pairs)
    sentences: list[dict[str, Any]] = []
    doubled = 0
    columns: dict[str, list[Any]] = {
        name: [] for name in ("origins", "influential", "intents", "first", "last")
    }
    for pair in ends:
        records = pairs[pair]
        if len(records) > 1:
            doubled += len(records) - 1
            records = sorted(records, key=repr)
        columns["origins"].append(sorted({o for r in records for o in r.origins}))
        columns["influential"].append(_any(r.influential for r in records))
        columns["intents"].append(_union(r.intents for r in records))
        seen = [r.seen or now for r in records]
        columns["first"].append(min(seen))
        columns["last"].append(max(seen))
        if any(r.contexts for r in records):
            sentences.extend(_sentences(pair, records))
    frame = pd.DataFrame(
        {
            "citing_id": pd.Series([citing for citing, _ in ends], dtype="str"),
            "cited_id": pd.Series([cited for _, cited in ends], dtype="str"),
            "origins": pd.Series(columns["origins"], dtype=object),
            "influential": pd.array(columns["influential"], dtype="boolean"),
            "intents": pd.Series(columns["intents"], dtype=object),
            "first_seen": _times(columns["first"]),
            "last_seen": _times(columns["last"]),
        }
    )
    if base is not None:
        frame = _with_first_sighting(frame, base["citations"], aliases)
    given = sum(len(r.contexts) for records in pairs.values() for r in records)
    notes = {
        "citations_given": len(citations),
        "citations_outside": outside,
        "citations_to_itself": loops,
        "citations_united": doubled,
        "contexts_united": given - len(sentences),
    }
    return TABLES["citations"].conform(frame), TABLES["contexts"].frame(sentences), notes


def _sentences(
    pair: tuple[str, str], records: Sequence[CitationRecord]
) -> Iterable[dict[str, Any]]:
    intents: dict[str, list[tuple[str, ...] | None]] = {}
    printed: dict[str, str] = {}
    for context in (c for r in records for c in r.contexts):
        sentence = clean(context.sentence)
        if sentence is not None:
            key = " ".join(sentence.split())
            printed.setdefault(key, sentence)
            intents.setdefault(key, []).append(context.intents)
    for n, (key, sentence) in enumerate(printed.items()):
        yield {
            "citing_id": pair[0],
            "cited_id": pair[1],
            "n": n,
            "sentence": sentence,
            "intents": _union(intents[key]),
        }


def _any(marks: Iterable[bool | None]) -> bool | None:
    known = [mark for mark in marks if mark is not None]
    return any(known) if known else None


def _union(sets: Iterable[Iterable[str] | None]) -> list[str] | None:
    known = [found for found in sets if found is not None]
    return sorted({item for found in known for item in found}) if known else None


def _times(values: Sequence[datetime]) -> pd.Series[Any]:
    # a build knows few different times, and turning each into a stamp is slow
    stamps = {
        value: np.datetime64(value.astimezone(UTC).replace(tzinfo=None)) for value in set(values)
    }
    times = np.array([stamps[value] for value in values], dtype="datetime64[us]")
    return pd.Series(times).dt.tz_localize("UTC")


def _with_first_sighting(
    frame: pd.DataFrame, before: pd.DataFrame, aliases: Mapping[str, str]
) -> pd.DataFrame:
    known = pd.DataFrame(
        {
            "citing_id": before["citing_id"].map(aliases).astype("str"),
            "cited_id": before["cited_id"].map(aliases).astype("str"),
            "before": before["first_seen"],
        }
    ).dropna()
    known = known.sort_values("before").drop_duplicates(_ENDS)
    joined = frame.merge(known, how="left", on=_ENDS)
    earlier = joined["before"].notna() & (joined["before"] < joined["first_seen"])
    joined["first_seen"] = joined["first_seen"].mask(earlier, joined["before"])
    return joined.drop(columns="before")
