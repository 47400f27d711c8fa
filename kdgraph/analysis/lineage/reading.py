"""Read one citing sentence: what it says about the cited paper."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise
from math import exp
from typing import Final

from kdgraph.analysis.lineage.cues import LABELS, NO_CUE, STRENGTH, Label, Weights, cue_weights
from kdgraph.analysis.lineage.features import (
    MEANT,
    OTHER,
    Cited,
    Places,
    clause_features,
    sentence_features,
    word_features,
    words_of,
)
from kdgraph.analysis.lineage.markers import Marker, Target, markers, meant_markers
from kdgraph.analysis.lineage.phrases import phrase_features
from kdgraph.analysis.lineage.vocabulary import FUNCTION_WORDS, word_classes
from kdgraph.titles import plain

__all__ = [
    "CHANGED",
    "CitedPlace",
    "Reading",
    "change_cue",
    "cited_places",
    "read_places",
    "read_sentence",
    "shape_cue",
]

_NO_CUE_CONFIDENCE: Final = 0.5
_UNPLACED: Final = 0.8  # by how much it is doubted where the citation cannot be found
_LEAST_CUE: Final = 0.1  # a word that speaks less for the label than this is no cue
_ROW_CONFIDENCE: Final = 0.7
_LEAST_FIGURES: Final = 3  # numbers after a citation that make it a row of a table
_NEGATED: Final = 3  # words before a cue in which a negation turns it around
CHANGED: Final = 1.0
"""How much a word of change speaks for an adaptation."""

_NOUN_BEFORE, _NOUN_AFTER = 5, 2  # words from a citation in which its noun stands
_TOOL: Final = re.compile(
    r"data|data-?sets?|data-?bases?|corpus|corpora|benchmarks?|treebanks?|test-?beds?|tool-?kits?"
    r"|tool-?box(?:es)?|librar(?:y|ies)|packages?|software|optimi[sz]ers?|simulators?"
    r"|tokeni[sz]ers?|taggers?"
)
_PART: Final = re.compile("data|dev|development|eval|evaluation|test|train|training|validation")
_BREAKS: Final = frozenset(
    [",", ";", ":", ".", OTHER, "and", "on", "for", "with", "to", "as", "via"]
)
_SENTENCES: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z(\u2022])")
_NO_END: Final = (
    "al.",
    "e.g.",
    "i.e.",
    "cf.",
    "fig.",
    "figs.",
    "eq.",
    "vs.",
    "sec.",
    "tab.",
    "no.",
)
_LONGEST_END: Final = max(map(len, _NO_END))
_NEGATIONS: Final = frozenset(
    {"not", "never", "without", "neither", "nor", "cannot", "instead", "rather", "no", "n't"}
)
_CHANGING: Final = ("adapt", "modify", "version", "inspire")
_CHANGES: Final = tuple(name.format(term) for term in _CHANGING for name in ("{} > @", "@ > {}"))
_CHANGED_BY_OTHERS: Final = tuple(f"they: {term} of it" for term in _CHANGING)
_NOT_AS_IS: Final = (
    ("change > @",),
    ("@ > change",),
    ("base on", "base > @"),
    ("base upon", "base > @"),
    ("^ similar", "similar > @", "@ > own"),
    # taken, and then extended, added to, or replaced in part
    ("@ > extend",),
    ("extend > @",),
    ("own > @ > add",),
    ("own > @ > replace",),
)
_ABOVE: Final = 0.01  # by how much what is not used as it is stands above use
_WORDLESS: Final = frozenset(["^", ">", ">>", "...", "@", "#", "%", ".", ",", ";", ":", "(", ")"])
_NO_SHIFT: Final = (0.0,) * len(LABELS)
_ADAPTS: Final = LABELS.index("adapts")
_USES: Final = LABELS.index("uses")

# How headings shift the scores. Set by hand: the annotated sentences come without headings.
_SECTIONS: Final[tuple[tuple[tuple[str, ...], dict[Label, float]], ...]] = (
    (
        ("related work", "background", "literature", "prior work", "introduction"),
        {"uses": -0.4, "mentions": 0.4},
    ),
    (
        ("experiment", "result", "evaluation", "discussion", "comparison"),
        {"compares": 0.3, "mentions": -0.3},
    ),
    (
        (
            "method",
            "approach",
            "implementation",
            "setup",
            "setting",
            "material",
            "training",
            "data",
        ),
        {"uses": 0.4, "mentions": -0.4},
    ),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence says: a label, how sure that is, and the words that decided.

    `cue` is None where no word decided, and the label is then ``no cue``; `placed` tells whether it
    is known which of the citations in the sentence is meant. `of_tool` tells of a use that what is
    used is data or a tool: a data set, a benchmark, an optimiser, software.
    """

    label: Label
    confidence: float
    cue: str | None
    placed: bool
    of_tool: bool = False

    @property
    def support(self) -> float:
        """How much it speaks for descent: the label's strength times the confidence."""
        return STRENGTH[self.label] * self.confidence


def read_sentence(
    sentence: str, target: Target | None = None, *, section: str | None = None
) -> Reading:
    """Return what a citing sentence says about the paper that it cites.

    Each feature of the sentence speaks for or against each label by its weight
    (`kdgraph.analysis.lineage.cues.cue_weights`); the label with the largest sum is given, and the
    cue is what spoke most for it. The confidence is that of a choice between this label and the
    next best: 0.5 where they are equal.

    Parameters
    ----------
    sentence : str
        One sentence or a few, as Semantic Scholar gives them.
    target : Target, optional
        How to tell the cited paper among several. Where it is none of them, or unknown, all are
        read as if they were meant, and the result is doubted.
    section : str, optional
        The heading that the sentence stands under, which makes some labels more likely.

    Examples
    --------
    >>> read_sentence("We build on FitNets [12] and compare with [3].", Target(number=12)).label
    'extends'
    >>> read_sentence("We build on FitNets [12] and compare with [3].", Target(number=3)).label
    'compares'
    >>> reading = read_sentence("Knowledge distillation has become very popular [3, 4].")
    >>> reading.label, reading.cue
    ('mentions', 'popular')
    >>> read_sentence("[3]").label
    'no cue'
    """
    places, placed = cited_places(sentence, target)
    return read_places(places, placed=placed, weights=cue_weights(), shift=_shift(section))


def read_places(
    places: Sequence[CitedPlace],
    *,
    placed: bool,
    weights: Weights,
    shift: Sequence[float] = _NO_SHIFT,
) -> Reading:
    """Return the surest reading of the places that cite a paper, by a table of weights.

    Where it is not known which of them cites it, the reading is doubted.
    """
    readings = [_reading(place, weights, shift) for place in places]
    best = max(readings, key=lambda r: (r.label != NO_CUE, r.confidence, r.support))
    confidence = best.confidence
    if not placed:  # the one that is meant may be the least sure of those read alike
        confidence = _UNPLACED * min(r.confidence for r in readings if r.label == best.label)
    return Reading(best.label, round(confidence, 4), best.cue, placed, best.of_tool)


@dataclass(frozen=True, slots=True)
class CitedPlace:
    """One place of a sentence that may cite the paper: the words, the place, the features."""

    words: Sequence[str]
    at: int | None
    features: dict[str, Places]


def cited_places(sentence: str, target: Target | None) -> tuple[list[CitedPlace], bool]:
    """Return the places of a text that cite a paper, and whether they are known to cite it.

    Where none is known to, all citations of the text are returned, and without any citation each
    of its sentences.
    """
    found = markers(sentence)
    meant = meant_markers(found, sentence, target) if target is not None else []
    chosen = {marker.start for marker in meant or found}
    cited = {marker.start: marker for marker in (*found, *meant)}
    places: list[CitedPlace] = []
    for words, here in _sentences(sentence, [cited[start] for start in sorted(cited)], chosen):
        shared = sentence_features(words)
        places += [
            CitedPlace(
                words,
                at,
                shared
                | clause_features(words, at, how)
                | word_features(words, at)
                | phrase_features(words, at),
            )
            for at, how in here.items()
        ]
        if not here:
            found_here = shared | word_features(words, None) | phrase_features(words, None)
            places.append(CitedPlace(words, None, found_here))
    return places, bool(meant) or len(found) == 1


def _sentences(
    text: str, cited: Sequence[Marker], chosen: AbstractSet[int]
) -> Iterator[tuple[list[str], dict[int, Cited]]]:
    """Yield the sentences of a text that hold a chosen citation (all of them if none is chosen).

    Each with the places among its words where a chosen citation stands.
    """
    left = 0
    for start, end in _spans(text, cited):
        right = left
        while right < len(cited) and cited[right].start < end:
            right += 1
        inner = cited[left:right]
        left = right
        if not chosen or any(marker.start in chosen for marker in inner):
            yield _words(text, start, end, inner, chosen)


def _spans(text: str, cited: Sequence[Marker]) -> Iterator[tuple[int, int]]:
    """Yield where each sentence of a text begins and ends; no citation is cut in two."""
    start, past = 0, 0
    for gap in _SENTENCES.finditer(text):
        while past < len(cited) and cited[past].end <= gap.start():
            past += 1
        inside = past < len(cited) and cited[past].start < gap.start()
        if inside or text[max(0, gap.start() - _LONGEST_END) : gap.start()].lower().endswith(
            _NO_END
        ):
            continue
        yield start, gap.start()
        start = gap.end()
    yield start, len(text)


def _words(
    text: str, start: int, end: int, inner: Sequence[Marker], chosen: AbstractSet[int]
) -> tuple[list[str], dict[int, Cited]]:
    words: list[str] = []
    here: dict[int, Cited] = {}
    for marker in inner:
        words += words_of(text[start : marker.start])
        if marker.start in chosen:
            here[len(words)] = Cited(marker.spoken, marker.works)
        words.append(MEANT if marker.start in chosen else OTHER)
        start = marker.end
    return [*words, *words_of(text[start:end])], here


def _reading(place: CitedPlace, weights: Weights, shift: Sequence[float]) -> Reading:
    if place.at is not None and _is_row(place.words, place.at):
        return Reading("compares", _ROW_CONFIDENCE, "a row of figures", True)
    scores = [bias + more for bias, more in zip(weights.bias, shift, strict=True)]
    told = [(name, weights.of[name]) for name in place.features if name in weights.of]
    for _, speaks in told:
        for column, weight in enumerate(speaks):
            scores[column] += weight
    change = change_cue(place.features)
    shape = shape_cue(place.features)
    if change is not None:
        scores[_ADAPTS] += CHANGED
    if shape is not None and scores[_USES] >= scores[_ADAPTS]:
        scores[_ADAPTS] = scores[_USES] + _ABOVE
    best = max(range(len(LABELS)), key=lambda column: scores[column])
    second = max(score for column, score in enumerate(scores) if column != best)
    confidence = 1.0 / (1.0 + exp(second - scores[best]))
    cue = shape if best == _ADAPTS and shape else _cue(place.features, told, best)
    if cue is None:
        return Reading(NO_CUE, _NO_CUE_CONFIDENCE, None, True)
    label = LABELS[best]
    if not cue.startswith("phrase: "):  # a phrase minds its negation itself
        label = _turned(label, place.words, place.features[cue][0])
    of_tool = label == "uses" and _names_a_tool(place.words, place.at)
    return Reading(label, confidence, _said(place, cue), True, of_tool)


def _names_a_tool(words: Sequence[str], at: int | None) -> bool:
    """Return whether the noun beside a citation is one of data or tools.

    Examples
    --------
    >>> _names_a_tool(["we", "use", "the", "test", "set", "of", MEANT], 6)
    True
    >>> _names_a_tool(["we", "use", "the", "loss", "of", MEANT, "on", "a", "benchmark"], 5)
    False
    """
    if at is None:
        return False
    for place in range(at - 1, max(at - 1 - _NOUN_BEFORE, -1), -1):
        word = words[place]
        if _TOOL.fullmatch(word):
            return True
        if word in {"set", "sets", "split", "splits"} and _PART.fullmatch(words[place - 1]):
            return True
        if word in _BREAKS or "model" in word_classes(word):
            break
    for place in range(at + 1, min(at + 1 + _NOUN_AFTER, len(words))):
        if words[place] in _BREAKS or "model" in word_classes(words[place]):
            return False
        if _TOOL.fullmatch(words[place]):
            return True
    return False


def change_cue(found: dict[str, Places]) -> str | None:
    """Return the feature that tells of taking something over in changed shape, if there is one.

    What others are said to change tells nothing of the citing paper.
    """
    if any(name in found for name in _CHANGED_BY_OTHERS):
        return None
    return next((name for name in _CHANGES if name in found), None)


def shape_cue(found: dict[str, Places]) -> str | None:
    """Return the feature by which what is used is not used as it is, if there is one."""
    if change := change_cue(found):
        return change
    for names in _NOT_AS_IS:
        if all(name in found for name in names):
            return names[0]
    return None


def _cue(
    found: dict[str, Places], told: Sequence[tuple[str, Sequence[float]]], best: int
) -> str | None:
    """Return the feature with a word in it that spoke most for the best label, if any did."""
    cues = [
        (weights[best] - (sum(weights) - weights[best]) / (len(weights) - 1), name)
        for name, weights in told
        if _tells(name) and found[name] and weights[best] >= _LEAST_CUE
    ]
    return max(cues, default=(0.0, None))[1]


def _tells(name: str) -> bool:
    """Tell whether a feature can be a cue: it holds a word that says something by itself.

    A single word does if it is of a class; others only shift what the classes say.

    Examples
    --------
    >>> _tells("^ own"), _tells("^ >> @"), _tells('"neural"'), _tells('@ > "extends"')
    (True, False, False, True)
    """
    if '"' in name:
        word = name.split('"')[1]
        return word not in FUNCTION_WORDS and bool(word_classes(word))
    return not _WORDLESS.issuperset(name.split())


def _said(place: CitedPlace, cue: str) -> str:
    """Return the words of a cue, as they stand in the sentence."""
    spots = sorted(
        {spot for spot in place.features[cue] if place.words[spot] not in (MEANT, OTHER)}
    )
    words = [place.words[spot] for spot in spots]
    gaps = [" " if right == left + 1 else " \u2026 " for left, right in pairwise(spots)]
    return "".join(word + gap for word, gap in zip(words, [*gaps, ""], strict=True))


def _is_row(words: Sequence[str], at: int) -> bool:
    """Tell whether figures follow the citation as in a table."""
    after = words[at + 1 : at + 1 + 2 * _LEAST_FIGURES]
    return sum(word[0].isdigit() for word in after) >= _LEAST_FIGURES


def _turned(label: Label, words: Sequence[str], first: int) -> Label:
    """Turn a label around where a negation stands close before its cue."""
    before = set(words[max(0, first - _NEGATED) : first])
    if not before & _NEGATIONS or label == "mentions":
        return label
    return "mentions" if label == "compares" else "compares"


def _shift(section: str | None) -> tuple[float, ...]:
    """Return how a heading shifts the score of each label."""
    heading = plain(section or "")
    for words, shifts in _SECTIONS:
        if any(word in heading for word in words):
            return tuple(shifts.get(label, 0.0) for label in LABELS)
    return _NO_SHIFT
