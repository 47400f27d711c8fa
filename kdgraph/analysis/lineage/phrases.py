"""Phrases of citing sentences that tell what a citation is for, and where they must stand.

A phrase is a row of `PHRASES`: what it speaks for, how surely, and its words in a small language:

- words are separated by spaces and compared without case; ``use*`` is any word that begins so;
- ``use*|employ*`` is either;
- ``~`` stands for up to three further words;
- ``@`` is the citation itself, ``%`` a number.

A phrase without ``@`` must stand before the citation (after it where `side` says so), in its
clause, within `reach` words. A phrase with `voice` counts only where the citing authors speak of
themselves: "we use [3]" is theirs, "they use [3]" is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from kdgraph.analysis.lineage.cues import Label
from kdgraph.analysis.lineage.features import MEANT, OTHER, Places

__all__ = ["PHRASES", "Phrase", "phrase_features"]


@dataclass(frozen=True, slots=True)
class Phrase:
    """One row of `PHRASES`; see the head of this module."""

    words: str
    label: Label
    weight: float
    voice: bool = False
    side: Literal["before", "after", "any"] = "before"
    reach: int = 12


_VOICE: Final = frozenset({"we", "our", "ours", "us", "i", "my"})
"""Words of authors who speak of themselves; besides "this paper" and its kin, see below."""

_NEGATIONS: Final = frozenset(
    {"not", "never", "without", "neither", "nor", "cannot", "instead", "rather", "no", "n't"}
)
"""Words that turn a cue within three words after them around."""

_BOUNDARIES: Final = frozenset(
    {";", ":", "while", "whereas", "but", "although", "though", "because", "however", "which"}
)
"""Words and signs that end a clause."""


def _rows(label: Label, *rows: tuple[str, float], reach: int = 12) -> tuple[Phrase, ...]:
    return tuple(Phrase(words, label, weight, reach=reach) for words, weight in rows)


def _own(label: Label, *rows: tuple[str, float], reach: int = 12) -> tuple[Phrase, ...]:
    return tuple(Phrase(words, label, weight, voice=True, reach=reach) for words, weight in rows)


def _any(label: Label, *rows: tuple[str, float]) -> tuple[Phrase, ...]:
    return tuple(Phrase(words, label, weight, side="any") for words, weight in rows)


def _after(label: Label, *rows: tuple[str, float]) -> tuple[Phrase, ...]:
    return tuple(Phrase(words, label, weight, side="after", reach=6) for words, weight in rows)


PHRASES: Final[tuple[Phrase, ...]] = (
    *_own(
        "extends",
        ("build*|built ~ on|upon|off", 0.9),
        ("on top of", 0.65),
        ("extend|extends|extending|extended", 0.85),
        ("extension of|to", 0.8),
        ("generaliz*|generalis* ~ @", 0.75),
        ("improve*|improving on|upon", 0.75),
        ("improved version of", 0.8),
        ("further develop*", 0.75),
        ("go|goes|going beyond", 0.6),
        ("follow-up of|to|on", 0.75),
        ("as a|the|our starting point", 0.75),
        ("take* ~ one step further", 0.8),
    ),
    *_rows(
        "extends",
        ("findings|results extend", 0.8),
        ("is|are an extension of", 0.8),
        ("extended version of", 0.8),
    ),
    *_own(
        "adapts",
        ("inspired|motivated by", 0.8),
        ("inspiration from", 0.8),
        ("in ~ spirit of|to", 0.75),
        ("similar in spirit", 0.75),
        ("adapt|adapts|adapting", 0.75),
        ("modify|modifies|modifying|modified", 0.65),
        ("modification of", 0.7),
        ("variant|version of", 0.6),
        ("is|are|be|work|method|approach|model based on", 0.65),
        ("borrow*", 0.75),
        ("idea* of|from|behind|in", 0.6),
        ("draw*|drawing on|upon", 0.6),
        ("reformulat*|reinterpret*", 0.6),
        ("equivalent|analogous|akin to", 0.6),
        ("similar|similarly to @ ~ we|our", 0.65),
        ("like|as @ , we|our", 0.6),
        ("in a similar manner|way|fashion|vein", 0.6),
        ("same idea|strategy|principle|spirit", 0.65),
        ("tailor*", 0.6),
    ),
    *_rows(
        "adapts",
        ("adapted|modified|redrawn|reworked from|after", 0.85),
        ("the idea behind", 0.55),
    ),
    *_after("adapts", ("@ ~ inspire*|motivate* us|our|this", 0.8)),
    *_any(
        "compares",
        ("comparison|compared|comparing|compares|compare|comparable with|to|against", 0.65),
        ("in comparison", 0.65),
        ("superior|inferior to", 0.45),
        ("on par with", 0.5),
        ("competitive with|to|results", 0.5),
        ("state-of-the-art|sota methods|approaches|results|models", 0.4),
    ),
    *_rows(
        "compares",
        ("agree|agrees|agreement|accord|accordance with", 0.75),
        ("consistent with", 0.75),
        ("in line with", 0.7),
        ("echo|echoes|echoing", 0.7),
        ("contradict*", 0.65),
        ("corroborat*|confirm* ~ findings|results|observations", 0.65),
        reach=30,
    ),
    *_rows(
        "compares",
        ("unlike", 0.75),
        ("contrary to", 0.75),
        ("in|by contrast to|with", 0.7),
        ("as opposed to", 0.7),
        ("different|differs|differ|departs from", 0.65),
        ("better|worse|higher|lower|faster|slower|larger|smaller|greater than", 0.65),
        ("more|less ~ than", 0.5),
        ("result* ~ in|of ~ study|work of|by", 0.5),
        ("similar to ~ reported|found|observed|obtained", 0.65),
        ("roc|precision-recall curve*", 0.5),
    ),
    *_own(
        "compares",
        ("compare|compares|compared|comparing|comparison", 0.75),
        ("compare|compared|comparing ~ to|with", 0.8),
        ("outperform*|surpass*|superior|inferior|par", 0.75),
        ("baseline*|competitor*", 0.7),
        ("against", 0.55),
        ("related to", 0.5),
        ("as|than reported|obtained by|in", 0.6),
    ),
    *_own(
        "uses",
        ("use|uses|used|using", 0.7),
        ("employ*|adopt*|utilis*|utiliz*|exploit*|leverag*", 0.7),
        ("apply|applies|applied|applying", 0.65),
        ("implement*|reimplement*", 0.65),
        ("take|choose|chose|select*", 0.5),
        ("our ~ is|are a|an|the ~ @", 0.5),
        ("train|trained|evaluate*|test|tested|experiment*|conduct*", 0.55),
        ("fine-tune*|finetune*|initiali*", 0.65),
        ("develop* ~ with", 0.6),
        ("follow|follows|following", 0.7),
        ("as in|per", 0.55),
        ("measured|computed|calculated|estimated|optimi*|report", 0.5),
        ("rely|relies on|upon", 0.6),
        ("via|through|by means of ~ @", 0.5),
        reach=20,
    ),
    *_rows(
        "uses",
        ("following", 0.6),
        ("follow|follows the ~ of|in", 0.65),
        ("use*|using the ~ code|implementation|dataset|data|toolbox|library|package|software", 0.7),
        ("as ~ described|detailed|proposed|defined|introduced|done ~ @", 0.55),
        ("described|reported|published previously|earlier|before|elsewhere", 0.55),
        ("according to ~ method|procedure|protocol|principle|definition|formula", 0.55),
        ("implemented|developed|built|written|coded in|with|using|by", 0.6),
        ("as in @", 0.45),
        ("experiments|evaluation|evaluations ~ on", 0.5),
        ("measured|calculated|computed|estimated|determined|performed using|by|with", 0.55),
        ("picture|figure|image|photo|data|code|values taken|obtained|downloaded|from", 0.6),
        ("using", 0.45),
    ),
    *_after(
        "uses",
        ("@ is|are|was|were adopted|employed|utilized|utilised|exploited|applied", 0.65),
        ("@ was|were used", 0.65),
        ("@ contain*|comprise*|include*|provide* ~ %", 0.6),
        ("@ consist* of ~ %", 0.65),
        ("@ is|are a|an ~ corpus|dataset|benchmark|collection", 0.6),
        ("@ dataset|corpus|optimizer|tokenizer|toolkit|software", 0.5),
    ),
    *_rows(
        "mentions",
        ("e.g.", 0.6),
        ("such as", 0.55),
        ("for example|instance", 0.45),
        ("so-called|called", 0.5),
        ("see|cf|cf.", 0.55),
        ("widely|commonly|often|usually|frequently|generally|mainly used|adopted|employed", 0.7),
        ("usually|commonly|often|typically|mainly|generally", 0.6),
        ("many|several|various|numerous|plenty ~ efforts|studies|works|methods|researchers", 0.65),
        ("recent|previous|prior|existing|current|traditional ~ works|studies|methods|approaches",
         0.5),
        ("researchers|authors|scholars|people", 0.6),
        ("dominant|popular|effective|promising", 0.45),
        ("can|could|may|might be", 0.4),
        ("has|have been ~ described|reported|shown|demonstrated|observed|proposed|studied", 0.7),
        ("better|worse|higher|lower|faster|slower|larger|smaller|greater|more|less than %", 0.7),
    ),
    *_after(
        "mentions",
        ("have|has ~ been", 0.65),
        ("are|is ~ widely|commonly|often|mainly|usually", 0.7),
    ),
)  # fmt: skip
"""The lexicon."""

_NEAR: Final = 4  # words within which a phrase has its full weight
_FAR: Final = 0.6  # the share of it that is left at the end of its reach
_LIST_GAP: Final = 9  # words between two citations of one list
_SKIPPED: Final = 3  # words that ~ stands for, at most
_LEAST: Final = 0.4  # a phrase that convinces less decides nothing
_AROUND: Final = 60  # words before and after the citation that are looked at
_CITES: Final = (MEANT, OTHER)
_THIS: Final = frozenset({"this", "present", "proposed"})
_WORK: Final = frozenset({"paper", "work", "study", "article", "thesis", "section", "method"})


def phrase_features(words: Sequence[str], at: int | None) -> dict[str, Places]:
    """Return what the phrase says that is surest of the citation in one place of a sentence.

    Examples
    --------
    >>> words = ["unlike", MEANT, ",", "we", "need", "no", "labels", "."]
    >>> phrase_features(words, 1)
    {'phrase: compares': (0,)}
    """
    start = 0 if at is None else max(0, at - _AROUND)
    words = words[start : start + 2 * _AROUND]
    here = None if at is None else at - start
    found = list(_matches(words, here))
    starts = frozenset(first for _, first, _ in found)
    best: tuple[float, str, Places] = (_LEAST, "", ())
    for phrase, first, last in found:
        weight = phrase.weight * _nearness(phrase, words, here, first, last, starts)
        if weight <= best[0] or (phrase.voice and not _own_voice(words, first, here)):
            continue
        label = phrase.label
        if _NEGATIONS & set(words[max(0, first - 3) : first]):
            label = "mentions" if label in {"compares", "mentions"} else "compares"
        best = weight, label, tuple(range(start + first, start + last + 1))
    return {f"phrase: {best[1]}": best[2]} if best[1] else {}


def _nearness(
    cue: Phrase,
    words: Sequence[str],
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
    if at < first and any(word in _CITES for word in words[last + 1 : last + 1 + _NEAR]):
        return 0.0  # it speaks of the citation that follows it
    low, high = (last + 1, at) if at > last else (at + 1, first)
    # what governs a list of citations is as near to the last of them as to the first
    listed = [place for place in range(low, high) if words[place] in _CITES]
    distance = (listed[0] if listed else high) - low
    if distance > cue.reach or _breaks(words, low, high, starts):
        return 0.0
    far = max(0, distance - _NEAR) / max(cue.reach - _NEAR, 1)
    return 1.0 - (1.0 - _FAR) * min(far, 1.0)


def _breaks(words: Sequence[str], low: int, high: int, starts: frozenset[int]) -> bool:
    """Tell whether a clause ends here, or another citation stands in the way that is no list.

    A list is citations with few words and a comma or "and" between, none of which begins a cue of
    its own.
    """
    span = range(low, high)
    if any(words[at] in _BOUNDARIES for at in span if words[at] not in _CITES):
        return True
    others = [at for at in span if words[at] in _CITES]
    return any(
        right - left > _LIST_GAP
        or not set(words[left:right]) & {",", "and", "or", "&"}
        or any(place in starts for place in range(left, right))
        for left, right in zip(others, [*others, high][1:], strict=True)
    )


def _own_voice(words: Sequence[str], first: int, at: int | None) -> bool:
    """Tell whether the citing authors speak of themselves up to the cue or the citation, or after.

    A citation that is the subject ("Ba (2014) uses") is nobody's own voice unless they come later.
    """
    for place, word in enumerate(words):
        ours = word in _VOICE or (
            word in _WORK and any(w in _THIS for w in words[max(0, place - 2) : place])
        )
        if ours and (place <= max(first, at or 0) + _LIST_GAP or at is None):
            return True
    return False


def _matches(words: Sequence[str], at: int | None) -> Iterator[tuple[Phrase, int, int]]:
    """Yield each cue with the first and last place of each of its matches."""
    for first, word in enumerate(words):
        for cue, pattern in _beginning("@" if first == at else word):
            last = _match(pattern, 0, words, first, at)
            if last is not None:
                yield cue, first, last


_Pattern = tuple[tuple[str, ...], ...]


@cache
def _lexicon() -> dict[str, list[tuple[Phrase, _Pattern]]]:
    """Return the cues by each of the words that they can begin with."""
    by_word: dict[str, list[tuple[Phrase, _Pattern]]] = {}
    for cue in PHRASES:
        pattern = tuple(tuple(part.split("|")) for part in cue.words.split())
        for word in pattern[0]:
            by_word.setdefault(word, []).append((cue, pattern))
    return by_word


def _beginning(word: str) -> Iterator[tuple[Phrase, _Pattern]]:
    """Yield the cues that can begin with a word."""
    lexicon = _lexicon()
    yield from lexicon.get(word, ())
    for length in range(1, len(word) + 1):
        yield from lexicon.get(f"{word[:length]}*", ())


def _match(
    pattern: _Pattern,
    part: int,
    words: Sequence[str],
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
            if place + skipped >= len(words) or words[place + skipped] in _CITES:
                break
        return None
    if place < len(words) and _fits(pattern[part], words[place], place == at):
        return _match(pattern, part + 1, words, place + 1, at)
    return None


def _fits(choices: tuple[str, ...], word: str, is_meant_here: bool) -> bool:
    if word in _CITES:
        return is_meant_here and "@" in choices
    for choice in choices:
        if choice == "%" and word[0].isdigit():
            return True
        if choice == word or (choice[-1] == "*" and word.startswith(choice[:-1])):
            return True
    return False
