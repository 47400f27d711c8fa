"""Label of one citing sentence, with its confidence and the deciding words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from kdgraph.analysis.lineage.cues import (
    BOUNDARIES,
    CUES,
    NEGATIONS,
    STRENGTH,
    VOICE,
    Cue,
    Label,
)
from kdgraph.analysis.lineage.markers import Marker, Target, is_meant, markers

__all__ = ["Reading", "read_sentence"]

_PLAIN: Final = 0.6  # how surely a sentence without any cue just mentions
_LEAST: Final = 0.4  # a cue that convinces less decides nothing
_UNPLACED: Final = 0.8  # by how much it is doubted where the citation cannot be found
_NEAR: Final = 4  # words within which a cue has its full weight
_FAR: Final = 0.6  # the share of it that is left at the end of its reach
_LIST_GAP: Final = 9  # words between two citations of one list
_SKIPPED: Final = 3  # words that ~ stands for, at most
_LEAST_FIGURES: Final = 3  # numbers after a citation that make it a row of a table
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
_WORD: Final = re.compile(
    r"e\.g\.|i\.e\.|cf\.|\d+(?:[.,]\d+)*|[^\W\d_][\w]*(?:[-'\u2019][\w]+)*|[^\w\s]"
)
_THIS: Final = frozenset({"this", "present", "proposed"})
_WORK: Final = frozenset({"paper", "work", "study", "article", "thesis", "section", "method"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence says: a label, how sure that is, and the words that decided.

    `cue` is None where no cue was found and the sentence counts as a mere mention; `placed` tells
    whether it is known which of its citations is meant.
    """

    label: Label
    confidence: float
    cue: str | None
    placed: bool

    @property
    def support(self) -> float:
        """How much it speaks for descent: the label's strength times the confidence."""
        return STRENGTH[self.label] * self.confidence


@dataclass(frozen=True, slots=True)
class _Word:
    """A word in lower case; `cites` is None for a word, else whether this citation is meant."""

    text: str
    cites: bool | None = None

    @property
    def number(self) -> bool:
        return self.cites is None and self.text[0].isdigit()


def read_sentence(sentence: str, target: Target | None = None) -> Reading:
    """Return what a citing sentence says about the paper that it cites.

    Parameters
    ----------
    sentence : str
        One sentence or a few, as Semantic Scholar gives them.
    target : Target, optional
        How to tell the cited paper among several. Where it is none of them, or unknown, all are
        read as if they were meant, and the result is doubted.

    Examples
    --------
    >>> read_sentence("We build on FitNets [12] and compare with [3].", Target(number=12)).label
    'extends'
    >>> read_sentence("We build on FitNets [12] and compare with [3].", Target(number=3)).label
    'compares'
    >>> reading = read_sentence("Distillation has become popular [3, 4].")
    >>> reading.label, reading.cue
    ('mentions', 'popular')
    """
    found = markers(sentence)
    meant = [m for m in found if target is not None and is_meant(m, sentence, target)]
    placed = bool(meant) or len(found) == 1
    chosen = meant or found
    readings = [
        reading
        for words in _sentences(sentence, found, chosen)
        for reading in _readings(words, bool(chosen))
    ]
    best = max(readings, key=lambda r: (r.confidence, r.support), default=None)
    if best is None or (best.confidence < _LEAST and best.label != "mentions"):
        best = Reading("mentions", _PLAIN, None, placed)
    doubt = 1.0 if placed else _UNPLACED
    return Reading(best.label, round(best.confidence * doubt, 4), best.cue, placed)


def _sentences(
    sentence: str, found: Sequence[Marker], chosen: Sequence[Marker]
) -> Iterator[list[_Word]]:
    """Yield the sentences of a text that hold a chosen citation (all of them if none is chosen)."""
    pieces: list[tuple[int, int]] = []
    start = 0
    for gap in _SENTENCES.finditer(sentence):
        inside = any(m.start < gap.start() < m.end for m in found)
        if inside or sentence[: gap.start()].lower().endswith(_NO_END):
            continue
        pieces.append((start, gap.start()))
        start = gap.end()
    pieces.append((start, len(sentence)))
    for start, end in pieces:
        inner = [m for m in found if start <= m.start < end]
        if not chosen or any(m in chosen for m in inner):
            yield list(_words(sentence, start, end, inner, chosen))


def _words(
    sentence: str, start: int, end: int, inner: Sequence[Marker], chosen: Sequence[Marker]
) -> Iterator[_Word]:
    for marker in inner:
        yield from (_Word(word.lower()) for word in _WORD.findall(sentence[start : marker.start]))
        yield _Word("@", marker in chosen)
        start = marker.end
    yield from (_Word(word.lower()) for word in _WORD.findall(sentence[start:end]))


def _readings(words: Sequence[_Word], has_marker: bool) -> Iterator[Reading]:
    places = [at for at, word in enumerate(words) if word.cites] if has_marker else [None]
    for at in places:
        if at is not None and _is_row(words, at):
            yield Reading("compares", 0.7, "a row of figures", True)
        found = list(_matches(words, at))
        starts = frozenset(first for _, first, _ in found)
        for cue, first, last in found:
            weight = cue.weight * _nearness(cue, words, at, first, last, starts)
            if weight <= 0 or (cue.voice and not _own_voice(words, first, at)):
                continue
            label = _turned(cue.label, words, first)
            text = " ".join(word.text for word in words[first : last + 1])
            yield Reading(label, weight, text, True)


def _is_row(words: Sequence[_Word], at: int) -> bool:
    """Tell whether figures follow the citation as in a table."""
    after = words[at + 1 : at + 1 + 2 * _LEAST_FIGURES]
    return sum(word.number for word in after) >= _LEAST_FIGURES


def _nearness(
    cue: Cue,
    words: Sequence[_Word],
    at: int | None,
    first: int,
    last: int,
    starts: frozenset[int],
) -> float:
    """Return the share of its weight that a cue has where it stands; 0 out of its reach."""
    if at is None or first <= at <= last:
        return 1.0
    if (at > last and cue.side == "after") or (at < first and cue.side == "before"):
        return 0.0
    if at < first and any(word.cites is not None for word in words[last + 1 : last + 1 + _NEAR]):
        return 0.0  # it speaks of the citation that follows it
    low, high = (last + 1, at) if at > last else (at + 1, first)
    # what governs a list of citations is as near to the last of them as to the first
    listed = [place for place in range(low, high) if words[place].cites is not None]
    distance = (listed[0] if listed else high) - low
    if distance > cue.reach or _breaks(words, low, high, starts):
        return 0.0
    far = max(0, distance - _NEAR) / max(cue.reach - _NEAR, 1)
    return 1.0 - (1.0 - _FAR) * min(far, 1.0)


def _breaks(words: Sequence[_Word], low: int, high: int, starts: frozenset[int]) -> bool:
    """Tell whether a clause ends here, or another citation stands in the way that is no list.

    A list is citations with few words and a comma or "and" between, none of which begins a cue of
    its own.
    """
    span = range(low, high)
    if any(words[at].text in BOUNDARIES for at in span if words[at].cites is None):
        return True
    others = [at for at in span if words[at].cites is not None]
    return any(
        right - left > _LIST_GAP
        or not {word.text for word in words[left:right]} & {",", "and", "or", "&"}
        or any(place in starts for place in range(left, right))
        for left, right in zip(others, [*others, high][1:], strict=True)
    )


def _own_voice(words: Sequence[_Word], first: int, at: int | None) -> bool:
    """Tell whether the citing authors speak of themselves up to the cue or the citation, or after.

    A citation that is the subject ("Ba (2014) uses") is nobody's own voice unless they come later.
    """
    for place, word in enumerate(words):
        ours = word.text in VOICE or (
            word.text in _WORK and any(w.text in _THIS for w in words[max(0, place - 2) : place])
        )
        if ours and (place <= max(first, at or 0) + _LIST_GAP or at is None):
            return True
    return False


def _turned(label: Label, words: Sequence[_Word], first: int) -> Label:
    """Turn a label around where a negation stands close before its cue."""
    before = {word.text for word in words[max(0, first - 3) : first]}
    if not before & NEGATIONS:
        return label
    return "mentions" if label in {"compares", "mentions"} else "compares"


def _matches(words: Sequence[_Word], at: int | None) -> Iterator[tuple[Cue, int, int]]:
    """Yield each cue with the first and last place of each of its matches."""
    for first, word in enumerate(words):
        for cue, pattern in _beginning(word.text):
            last = _match(pattern, 0, words, first, at)
            if last is not None:
                yield cue, first, last


_Pattern = tuple[tuple[str, ...], ...]


@cache
def _lexicon() -> dict[str, list[tuple[Cue, _Pattern]]]:
    """Return the cues by each of the words that they can begin with."""
    by_word: dict[str, list[tuple[Cue, _Pattern]]] = {}
    for cue in CUES:
        pattern = tuple(tuple(part.split("|")) for part in cue.words.split())
        for word in pattern[0]:
            by_word.setdefault(word, []).append((cue, pattern))
    return by_word


def _beginning(word: str) -> Iterator[tuple[Cue, _Pattern]]:
    """Yield the cues that can begin with a word."""
    lexicon = _lexicon()
    yield from lexicon.get(word, ())
    for length in range(1, len(word) + 1):
        yield from lexicon.get(f"{word[:length]}*", ())


def _match(
    pattern: _Pattern,
    part: int,
    words: Sequence[_Word],
    place: int,
    at: int | None,
) -> int | None:
    if part == len(pattern):
        return place - 1
    if pattern[part] == ("~",):
        for skipped in range(_SKIPPED + 1):
            last = _match(pattern, part + 1, words, place + skipped, at)
            if last is not None:
                return last
            if place + skipped >= len(words) or words[place + skipped].cites is not None:
                break
        return None
    if place < len(words) and _fits(pattern[part], words[place], place == at):
        return _match(pattern, part + 1, words, place + 1, at)
    return None


def _fits(choices: tuple[str, ...], word: _Word, is_meant_here: bool) -> bool:
    if word.cites is not None:
        return is_meant_here and "@" in choices
    for choice in choices:
        if choice == "%" and word.number:
            return True
        if choice == word.text or (choice[-1] == "*" and word.text.startswith(choice[:-1])):
            return True
    return False
