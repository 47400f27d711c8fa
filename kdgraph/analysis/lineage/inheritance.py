"""Label citations (extends, adapts, uses ...) from their citing sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

import pandas as pd

from kdgraph.analysis.lineage.cues import LABELS, NO_CUE, STRENGTH, Label
from kdgraph.analysis.lineage.markers import Target, target_of
from kdgraph.analysis.lineage.overrides import Overrides
from kdgraph.analysis.lineage.reading import Reading, read_sentence
from kdgraph.errors import InputError
from kdgraph.graph.snapshot import Snapshot

__all__ = ["NO_SENTENCE", "SILENT", "label_arcs"]

NO_SENTENCE: Final = "no sentence"
"""The label of a citation of which neither a sentence nor an intent is known."""

SILENT: Final = frozenset({NO_SENTENCE, NO_CUE})
"""Labels of citations of which nothing tells what they mean."""

_SPEAKS_FOR: Final[dict[str, frozenset[Label]]] = {
    "methodology": frozenset({"extends", "adapts", "uses"}),
    "result": frozenset({"compares"}),
    "background": frozenset({"mentions"}),
}
# What an intent is taken for where no sentence tells, and how surely: about as often as the intents
# were right on the labelled sentences of the tests.
_BY_INTENT: Final[dict[str, tuple[Label, float]]] = {
    "methodology": ("uses", 0.25),
    "result": ("compares", 0.3),
    "background": ("mentions", 0.6),
}
_ONCE: Final = ("uses", "compares", "mentions")  # several such sentences say no more than one
_AGREED: Final = 0.1  # what each further voice for a label adds
_OPPOSED: Final = 0.85  # what is left of a cue's weight against the sentence's intents
_MOST: Final = 0.95

_COLUMNS: Final = (
    "citing_id",
    "cited_id",
    "label",
    "confidence",
    "support",
    "sentence",
    "n",
    "cue",
    "origin",
    "sentences",
    "repeated",
    "of_tool",
    "influential",
    "note",
)


def label_arcs(
    snapshot: Snapshot, arcs: pd.DataFrame | None = None, *, overrides: Overrides | None = None
) -> pd.DataFrame:
    """Label citations as extends, adapts, uses, compares or mentions.

    Each citing sentence is read for cues (`kdgraph.analysis.lineage.cues`). Semantic Scholar's
    intents of the sentence, and its mark of influence, make a label surer or less sure but never
    change it: on hand-labelled sentences they were right far less often than the words. Only where
    no sentence is known, or none holds a cue, do intents give the label, with little confidence.
    The citation gets the label of the sentence that says most about descent. How often each label
    is right, see `kdgraph.analysis.lineage.label_quality`; a confidence is a weight for ordering
    and no probability.

    Parameters
    ----------
    snapshot : Snapshot
        With its tables `citations` and `contexts`.
    arcs : DataFrame, optional
        ``citing_id`` and ``cited_id`` of the citations to label; by default all of the snapshot.
    overrides : Overrides, optional
        Labels by hand, which win; see `kdgraph.analysis.lineage.overrides.read_overrides`.

    Returns
    -------
    DataFrame
        One row for each citation, in the order asked for: ``citing_id``, ``cited_id``; ``label``,
        or ``no cue`` where none of its sentences tells what it means, or ``no sentence`` where
        nothing is known; ``confidence`` from 0 to 1 (missing for ``no sentence``);
        ``support``, the strength of the label times the confidence (0 then); ``sentence``, the one
        that decided, ``n``, its number in `contexts`, and ``cue``, its deciding words, missing
        where there are none; ``origin``: ``sentence``, ``intent`` or ``override``; ``sentences``,
        how many there are; ``repeated``, how many of these use, compare with or mention the cited
        work as another one does already; ``of_tool``, whether it is labelled ``uses`` and all
        sentences that use it use data or a tool; ``influential`` as the source marks it; ``note``
        of an override.

    Raises
    ------
    InputError
        If an arc asked for is no citation of the snapshot, or is asked for twice.

    Examples
    --------
    >>> import kdgraph
    >>> label_arcs(kdgraph.embedded())["label"].unique().tolist()  # it ships without sentences
    ['no sentence']
    """
    table = _asked(snapshot.citations, arcs)
    sentences = _sentences(snapshot, table)
    names = _Names(snapshot)
    by_hand = {} if overrides is None else _by_hand(overrides)
    rows = []
    for citing, cited, influential, intents in zip(
        table["citing_id"], table["cited_id"], table["influential"], table["intents"], strict=True
    ):
        found = sentences.get((citing, cited), [])
        row = _labelled(found, intents, names, cited)
        marked = not pd.isna(influential) and bool(influential)
        if marked and row["label"] not in SILENT | {"mentions"}:
            row["confidence"] = _more(row["confidence"], 1)
        row |= by_hand.get((citing, cited), {})
        row["support"] = STRENGTH.get(row["label"], 0.0) * (row["confidence"] or 0.0)
        rows.append({"citing_id": citing, "cited_id": cited, "influential": influential} | row)
    return _framed(rows)


def _asked(citations: pd.DataFrame, arcs: pd.DataFrame | None) -> pd.DataFrame:
    if arcs is None:
        return citations
    missing = {"citing_id", "cited_id"} - set(arcs.columns)
    if missing:
        raise InputError(f"the arcs need the columns {', '.join(sorted(missing))} too")
    wanted = pd.MultiIndex.from_frame(arcs[["citing_id", "cited_id"]])
    if not wanted.is_unique:
        twice = wanted[wanted.duplicated()][0]
        raise InputError(f"{twice[0]} citing {twice[1]} is asked for twice; give each arc once")
    keyed = citations.set_index(["citing_id", "cited_id"])
    unknown = wanted[~wanted.isin(keyed.index)]
    if len(unknown):
        raise InputError(
            f"{len(unknown)} of {len(wanted)} arcs are no citations of this snapshot, such as "
            f"{unknown[0][0]} citing {unknown[0][1]}"
        )
    return keyed.loc[wanted].reset_index()


_Sentences = dict[tuple[str, str], list[tuple[str, list[str] | None, int]]]


def _sentences(snapshot: Snapshot, table: pd.DataFrame) -> _Sentences:
    contexts = snapshot.contexts
    if len(table) < len(snapshot.citations):
        contexts = contexts[contexts["citing_id"].isin(table["citing_id"])]
    found: _Sentences = {}
    for citing, cited, sentence, intents, n in zip(
        *(contexts[name] for name in ("citing_id", "cited_id", "sentence", "intents", "n")),
        strict=True,
    ):
        if isinstance(sentence, str):
            found.setdefault((citing, cited), []).append((sentence, intents, int(n)))
    return found


class _Names:
    """First authors, titles and years of papers, for finding them in sentences."""

    def __init__(self, snapshot: Snapshot) -> None:
        wrote = snapshot.authorships
        first = wrote[wrote["position"] == 0]
        self._author = dict(zip(first["paper_id"], first["name"], strict=True))
        papers = snapshot.papers
        self._title = dict(zip(papers.index, papers["title"], strict=True))
        self._years = {
            paper_id: [int(year) for year in years if not pd.isna(year)]
            for paper_id, *years in zip(
                papers.index, papers["year"], papers["first_year"], strict=True
            )
        }

    def target(self, paper_id: str, sentences: Sequence[str]) -> Target:
        author, title = self._author.get(paper_id), self._title.get(paper_id)
        return target_of(
            title if isinstance(title, str) else None,
            author if isinstance(author, str) else None,
            self._years.get(paper_id, []),
            sentences,
        )


def _labelled(
    found: list[tuple[str, list[str] | None, int]],
    intents: list[str] | None,
    names: _Names,
    cited: str,
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "label": NO_SENTENCE,
        "confidence": None,
        "sentence": None,
        "n": None,
        "cue": None,
        "origin": None,
        "sentences": len(found),
        "repeated": 0,
        "of_tool": False,
    }
    by_intent: dict[str, Any] = {}
    for intent, (label, confidence) in _BY_INTENT.items():  # methodology first: it says most
        if intent in (intents or ()):
            by_intent = {"label": label, "confidence": confidence, "origin": "intent"}
            break
    if not found:
        return row | by_intent
    target = names.target(cited, [sentence for sentence, _, _ in found])
    readings = [
        (_weighed(read_sentence(sentence, target), own), sentence, n) for sentence, own, n in found
    ]
    best, sentence, n = max(
        readings,
        key=lambda item: (item[0].label != NO_CUE, item[0].support, item[0].confidence),
    )
    counts = Counter(reading.label for reading, _, _ in readings)
    uses = [reading for reading, _, _ in readings if reading.label == "uses"]
    row["of_tool"] = best.label == "uses" and all(reading.of_tool for reading in uses)
    row["repeated"] = sum(max(counts[label] - 1, 0) for label in _ONCE)
    if best.label == NO_CUE and by_intent:
        return row | by_intent
    agreeing = counts[best.label] - 1
    return row | {
        "label": best.label,
        "confidence": _more(best.confidence, min(agreeing, 3)),
        "sentence": sentence,
        "n": n,
        "cue": best.cue,
        "origin": "sentence",
    }


def _weighed(reading: Reading, intents: Sequence[str] | None) -> Reading:
    """Make a reading surer or less sure by the source's intents of the sentence.

    Examples
    --------
    >>> reading = Reading("uses", 0.6, "we use", True)
    >>> [_weighed(reading, [intent]).confidence for intent in ("methodology", "background")]
    [0.64, 0.51]
    """
    known = [intent for intent in intents or () if intent in _SPEAKS_FOR]
    if not known:
        return reading
    if any(reading.label in _SPEAKS_FOR[intent] for intent in known):
        return replace(reading, confidence=_more(reading.confidence, 1))
    return replace(reading, confidence=round(reading.confidence * _OPPOSED, 4))


def _more(confidence: float, voices: int) -> float:
    """Return a confidence strengthened by further voices, below 1 whatever their number."""
    for _ in range(voices):
        confidence += _AGREED * (1.0 - confidence)
    return round(max(confidence, min(confidence, _MOST)), 4)


def _by_hand(overrides: Overrides) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (citing, cited): {
            "label": label,
            "confidence": 1.0,
            "cue": None,
            "sentence": None,
            "n": None,
            "origin": "override",
            "of_tool": False,
            "note": None if pd.isna(note) else note,
        }
        for citing, cited, label, note in _rows(overrides.arcs)
    }


def _rows(frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    return zip(*(frame[name] for name in frame.columns), strict=True)


def _framed(rows: list[dict[str, Any]]) -> pd.DataFrame:
    columns = {name: [row.get(name) for row in rows] for name in _COLUMNS}
    kinds = {
        "confidence": "Float64",
        "support": "float64",
        "n": "Int64",
        "sentences": "int64",
        "repeated": "int64",
        "of_tool": "bool",
        "influential": "boolean",
    }
    return pd.DataFrame(
        {name: pd.Series(values, dtype=kinds.get(name, "str")) for name, values in columns.items()}
    ).astype({"label": pd.CategoricalDtype([*LABELS, NO_CUE, NO_SENTENCE])})
