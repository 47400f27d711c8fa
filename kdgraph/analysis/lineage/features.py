"""Features of a citing sentence: classes of words, their order, and where the citation stands.

The name of a feature says what it is, in the words of `kdgraph.analysis.lineage.vocabulary`:

- ``extend``: a word of that class stands in the sentence;
- ``own extend``: two classes side by side, ``own ... extend`` at most five words apart;
- ``own > extend > @``: in this order before the citation, in its clause (``@`` is the citation,
  ``#`` another one, ``%`` a number, ``^`` the beginning of the sentence);
- ``version >> @``: at most three words before it, ``@ >> be`` at most three after it;
- ``we: compare of it``: the nearest word of an action before the citation that reaches it, done by
  the authors themselves (``we``), by others (``they``) or by nobody named (``one``);
  ``it: use``: the nearest one after it, in its clause;
- ``"work"``, ``"work" > @``, ``@ > "work"``: this very word anywhere in the sentence, or at most
  eight words before or after the citation;
- ``cited by name``, ``citations: 3`` and the like: how it is cited, without any word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from kdgraph.analysis.lineage.vocabulary import ACTIONS, FUNCTION_WORDS, word_classes

__all__ = [
    "MEANT",
    "OTHER",
    "Cited",
    "Places",
    "clause_features",
    "sentence_features",
    "word_features",
    "words_of",
]

Places: TypeAlias = tuple[int, ...]
"""Places of the words that make a feature; none for a feature without words."""

MEANT: Final = "[@]"
OTHER: Final = "[#]"
"""What stands among the words for the citation that is meant, and for any other."""

_CLAUSE_ENDS: Final = frozenset(";:.")
_PAIRED: Final = 5  # words apart, at most, of a pair of classes
_BEFORE: Final = 16  # words before the citation that are looked at
_AFTER: Final = 12  # and after it
_NEAR: Final = 3
_BESIDE: Final = 8  # words from the citation within which a single word tells its side
_REACH: Final = 20  # words over which an action reaches a citation
_LIST_GAP: Final = 6  # words between two citations of one list
_BEFORE_WORK: Final = 2  # words before a word for work in which it is told whose it is
_DONE: Final = frozenset({"work", "model", "study"})
_OF_MANY: Final = frozenset({"many", "recent"})
_JOINTS: Final = frozenset({",", "and", "or", "&"})
_SET_BESIDE: Final = frozenset({"with", "to", "against", "from", "than"})
_OF_TWO: Final = frozenset({"compare", "differ", "disagree", "agree", "better", "more"})
_TURNS: Final = frozenset({"while", "whereas", "but", "although", "though", "however", "which"})
_SYMBOL_OF: Final[Mapping[str, str]] = {MEANT: "@", OTHER: "#"}
_SIGNS: Final = frozenset(";:,.()")
_WORD: Final = re.compile(
    r"e\.g\.|i\.e\.|cf\.|\d+(?:[.,]\d+)*|[^\W\d_]\w*(?:[-'\u2019]\w+)*|[^\w\s]"
)


class Cited(NamedTuple):
    """How a citation stands in the sentence.

    `by_name`: its name is a part of the sentence; `works`: how many are cited in this place.
    """

    by_name: bool
    works: int


def words_of(text: str) -> list[str]:
    """Return the words of a text that holds no citation, in lower case."""
    return _WORD.findall(text.lower())


@lru_cache(maxsize=1 << 15)
def _symbols(word: str) -> tuple[str, ...]:
    """Return what stands for a word: its classes, or what it looks like."""
    if word in _SYMBOL_OF:
        return (_SYMBOL_OF[word],)
    if word[0].isdigit():
        return ("%",)
    if word in _SIGNS:
        return (word,)
    if found := word_classes(word):
        return found
    ending = next((end for end in ("ed", "ing") if word.endswith(end)), None)
    return (f"...{ending}",) if ending else ()


@lru_cache(maxsize=1 << 15)
def _terms(word: str) -> tuple[str, ...]:
    """Return the symbols of a word without signs and function words."""
    return tuple(one for one in _symbols(word) if one not in _SIGNS | FUNCTION_WORDS)


def sentence_features(words: Sequence[str]) -> dict[str, Places]:
    """Return the features of a sentence that are the same for each of its citations.

    Examples
    --------
    >>> found = sentence_features(words_of("We extend it."))
    >>> sorted(found)[:5]
    ['.', '^ own', 'citations: 0', 'extend', 'extend it']
    >>> found["extend it"]
    (1, 2)
    """
    found: dict[str, Places] = {}
    put = found.setdefault
    last: tuple[str, ...] = ("^",)
    recent: list[tuple[int, tuple[str, ...]]] = []  # the last words with terms in this clause
    for i, word in enumerate(words):
        symbols = _symbols(word)
        for one in symbols:
            put(one, (i,))
            for left in last:
                put(f"{left} {one}", (i - 1, i) if i else (i,))
        last = symbols
        if word in _CLAUSE_ENDS:
            recent.clear()
        elif terms := _terms(word):
            while recent and recent[0][0] < i - _PAIRED:
                del recent[0]
            for j, others in recent:
                if j < i - 1:
                    for right in terms:
                        for left in others:
                            put(f"{left} ... {right}", (j, i))
            recent.append((i, terms))
    put(f"citations: {min(4, words.count(MEANT) + words.count(OTHER))}", ())
    return found


def clause_features(words: Sequence[str], at: int, cited: Cited) -> dict[str, Places]:
    """Return the features of the citation in one place of a sentence, and of the words around it.

    Examples
    --------
    >>> words = ["we", "extend", MEANT, "with", "hints", "."]
    >>> found = clause_features(words, 2, Cited(by_name=False, works=1))
    >>> found["own > extend > @"], found["cited in brackets"]
    ((0, 1, 2), ())
    """
    found: dict[str, Places] = {}
    put = found.setdefault
    earlier: dict[str, int] = {}
    for i in range(at - 1, max(-1, at - 1 - _BEFORE), -1):
        if words[i] in _CLAUSE_ENDS:
            break
        for one in _symbols(words[i]):
            put(f"{one} > @", (i, at))
            if at - i <= _NEAR:
                put(f"{one} >> @", (i, at))
            for other, place in earlier.items():
                put(f"{one} > {other} > @", (i, place, at))
        for term in _terms(words[i]):
            earlier.setdefault(term, i)
    for i in range(at + 1, min(len(words), at + 1 + _AFTER)):
        if words[i] in _CLAUSE_ENDS:
            break
        for one in _symbols(words[i]):
            put(f"@ > {one}", (at, i))
            if i - at <= _NEAR:
                put(f"@ >> {one}", (at, i))
        for term in _terms(words[i]):
            for other, place in earlier.items():
                put(f"{other} > @ > {term}", (place, at, i))
    found |= _governed(words, at)
    put("cited by name" if cited.by_name else "cited in brackets", ())
    put(f"cited in one place: {min(4, cited.works)}", ())
    if at == 0:
        put("cited first", ())
    if at >= len(words) - 2:
        put("cited last", ())
    return found


def word_features(words: Sequence[str], at: int | None) -> dict[str, Places]:
    """Return the words of a sentence as they stand, and those near the citation by their side.

    Examples
    --------
    >>> sorted(word_features(["we", "extend", MEANT, "."], 2))
    ['"extend"', '"extend" > @', '"we"', '"we" > @']
    """
    found: dict[str, Places] = {}
    put = found.setdefault
    for i, word in enumerate(words):
        if not word[0].isalpha():
            continue
        put(f'"{word}"', (i,))
        if at is not None and abs(i - at) <= _BESIDE:
            put(f'"{word}" > @' if i < at else f'@ > "{word}"', (min(i, at), max(i, at)))
    return found


def _governed(words: Sequence[str], at: int) -> dict[str, Places]:
    """Return the nearest action before the citation, with who does it, and the nearest after.

    A list of citations shares what stands before its first: an action before another citation
    reaches this one only over commas, "and", and at most a few words. What sets two beside each
    other reaches both: "we compare [3] with [4]".
    """
    found: dict[str, Places] = {}
    gap = 0  # words since the last citation on the way back
    joined = beside = apart = False
    for i in range(at - 1, max(-1, at - 1 - _REACH), -1):
        word = words[i]
        if word in _CLAUSE_ENDS or (word in _TURNS and i):
            break
        if word in (MEANT, OTHER):
            if gap > _LIST_GAP or not (joined or beside or gap == 0):
                break
            apart |= beside and not joined
            gap, joined, beside = 0, False, False
            continue
        gap += 1
        joined |= word in _JOINTS
        beside |= word in _SET_BESIDE
        if actions := [one for one in _terms(word) if one in ACTIONS]:
            if apart and _OF_TWO.isdisjoint(actions):
                break
            who = _who(words, i)
            for one in actions:
                found[f"{who}: {one} of it"] = (i, at)
            break
    for i in range(at + 1, min(len(words), at + 1 + _AFTER)):
        word = words[i]
        if word in _CLAUSE_ENDS or word in (",", MEANT, OTHER) or word in _TURNS:
            break
        if actions := [one for one in _terms(word) if one in ACTIONS]:
            for one in actions:
                found[f"it: {one}"] = (at, i)
            break
    return found


def _who(words: Sequence[str], action: int) -> str:
    """Return who does something: the nearest before it of the authors themselves, and of others.

    A citation before it is the one who does it only where nobody else is named.
    """
    cited = False
    for i in range(action - 1, max(-1, action - 1 - _REACH), -1):
        if words[i] == ".":
            break
        terms = _terms(words[i])
        if "own" in terms or "here" in terms:
            return "we"
        if "others" in terms or _is_work_of_many(words, i):
            return "they"
        cited |= words[i] in (MEANT, OTHER)
    return "they" if cited else "one"


def _is_work_of_many(words: Sequence[str], i: int) -> bool:
    """Tell whether a word names work that is not one paper's: "much work", "recent methods"."""
    return not _DONE.isdisjoint(_terms(words[i])) and any(
        not _OF_MANY.isdisjoint(_terms(word)) for word in words[max(0, i - _BEFORE_WORK) : i]
    )
