"""How names of methods and data sets are spelled, where a title was set in small letters.

BibTeX styles set titles in small letters, so that "BERT: Pre-training of ..." arrives as "Bert:
pre-training of ...". Capitals within a word are never made by that; so a spelling with them that
stands in several texts is believed before any number of small ones of titles.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Final

__all__ = ["Spelling", "Spellings", "known_spellings", "tokens"]

_TOKEN: Final = re.compile(r"[^\W_]+(?:[-\u2010\u2011'\u2019][^\W_]+)*\+*")
_LEAST: Final = 2  # texts that must agree
_SHARE: Final = 0.2  # of the texts with the word that must keep its capitals
_CAPITALS: Final = 0.6  # share of capitals from which a text is set in capitals


@dataclass(frozen=True, slots=True)
class Spelling:
    """A word as it is written, and why: so many texts here, or one of its own, or as is known."""

    word: str
    why: str


def tokens(text: str) -> list[str]:
    """Return the words of a text, hyphens within.

    >>> tokens("XNOR-Net: it's DPM-Solver++.")
    ['XNOR-Net', "it's", 'DPM-Solver++']
    """
    return _TOKEN.findall(text)


def _is_rich(word: str) -> bool:
    """Tell whether a word has capitals that a title in small letters would lose."""
    return any(sign.isupper() for sign in word[1:])


def _in_capitals(text: str) -> bool:
    return sum(map(str.isupper, text)) > _CAPITALS * sum(map(str.isalpha, text))


@dataclass(slots=True)
class Spellings:
    """How often words are written how, counted once for each text.

    Parameters
    ----------
    wanted : set of str
        The words that matter, in small letters; all others are passed over.
    """

    wanted: frozenset[str]
    _found: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, texts: Iterable[str]) -> None:
        """Count the words of texts; those that are set in capitals throughout tell nothing."""
        for text in texts:
            seen = {word for word in _TOKEN.findall(text) if word.casefold() in self.wanted}
            if seen and not _in_capitals(text):
                for word in seen:
                    self._found[word.casefold()][word] += 1

    def of(self, word: str, own: Iterable[str] = ()) -> Spelling | None:
        """Return how to write a word other than it stands there; None to leave it.

        Parameters
        ----------
        word : str
            As the title has it.
        own : iterable of str
            Words of the paper's own abstract, and of the list's title for it.

        Examples
        --------
        >>> seen = Spellings(frozenset(["bert", "leaf"]))
        >>> seen.add(["Pruning BERT", "BERT and pets", "a leaf", "On bert", "A bert"])
        >>> seen.of("Bert"), seen.of("Leaf")
        (Spelling(word='BERT', why='2 of 4 texts here write BERT'), None)
        """
        if _is_rich(word):
            return None
        key = word.casefold()
        for other in own:
            if other.casefold() == key and _is_rich(other):
                return Spelling(other, f"its own abstract or the list writes {other}")
        counts = self._found.get(key, Counter())
        rich = sorted(
            ((form, n) for form, n in counts.items() if _is_rich(form)),
            key=lambda pair: (-pair[1], pair[0]),
        )
        every = sum(counts.values())
        if rich and rich[0][1] >= max(_LEAST, _SHARE * every):
            form, count = rich[0]
            return Spelling(form, f"{count:,} of {every:,} texts here write {form}")
        if known := known_spellings().get(key):
            return Spelling(known, f"{known} is its usual spelling")
        return None


@cache
def known_spellings() -> dict[str, str]:
    """Return usual spellings of names of models, data sets and programs, by their small letters.

    They serve where no text of a snapshot keeps the capitals. Words that are also ordinary English
    (Adam, Leaf, Snip) are not among them.

    >>> known_spellings()["imagenet"]
    'ImageNet'
    """
    text = (resources.files(__package__) / "spellings.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return {word.casefold(): word for line in lines for word in line.split()}
