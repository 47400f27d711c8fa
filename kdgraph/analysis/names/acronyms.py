"""Acronyms and names of methods in running text: their form, and which words explain them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from kdgraph.titles import plain

__all__ = [
    "NAME",
    "is_method_name",
    "is_phrase",
    "is_trade_word",
    "phrase_of",
    "words_before",
    "words_of",
]

NAME: Final = r"[A-Za-z\u0391-\u03c9][\w+^*/\u2019'-]*[\w+*]"
"""A word that may be the name of a method; `is_method_name` says whether it is."""

_LONGEST: Final = 22
_PASSING: Final = 4  # letters of an acronym from which one word may give none
_MOST_WORDS: Final = 10  # that one acronym stands for
_FUNCTION_WORDS: Final = frozenset(
    re.findall(
        r"\S+",
        """
    a an and as at based by for from in into is its of on onto or over the through to under using
    via with without
    """,
    )
)
_WORD: Final = re.compile(r"(?:(?<=[^\W_])[-\u2010\u2011])?[^\W_]+")
_NUMERAL: Final = re.compile(r"[IVXLC]+")
# kinds of networks, tasks and measures, which thousands of papers speak of
_TRADE: Final = frozenset(
    re.findall(
        r"\S+",
        """
    ai ann asr bn ce cnn cpu cv dcnn dfkd dl dnn ema fc fcn fid fl flop fm fp gan gnn gpu hpo iid
    iou kd kl llm lm lstm map ml mle mlp mse nas ner nlg nlp nlu nmt nn ode okd ood pde pl plm psnr
    qa relu rl rnn sde sgd skd sota ssl svm ti tpu tts uda vlm vqa xai
    """,
    )
)


def is_method_name(word: str) -> bool:
    """Tell whether a word has the form of a method's name: AT, KDGAN, FitNets, ResNet-50, iCaRL.

    That is two capitals, or one behind a small letter or beside a digit; numbers in Roman numerals
    are none.

    Examples
    --------
    >>> [word for word in ("AT", "FitNets", "T5", "We", "III", "loss") if is_method_name(word)]
    ['AT', 'FitNets', 'T5']
    """
    if not 2 <= len(word) <= _LONGEST or _NUMERAL.fullmatch(word):
        return False
    capitals = sum(sign.isupper() for sign in word)
    inner = any(sign.isupper() for sign in word[1:])
    return inner or (capitals >= 1 and any(sign.isdigit() for sign in word))


def is_phrase(name: str) -> bool:
    """Tell whether a name is several ordinary words, such as "Agree to Disagree".

    >>> is_phrase("Agree to Disagree"), is_phrase("Swin V2"), is_phrase("Theano")
    (True, False, False)
    """
    words = name.split()
    return len(words) > 1 and not any(map(is_method_name, words))


def is_trade_word(word: str) -> bool:
    """Tell whether an acronym is one of the trade, such as CNN or KD, and names no paper.

    >>> is_trade_word("CNNs"), is_trade_word("CRD")
    (True, False)
    """
    plain_word = word.casefold()
    return plain_word in _TRADE or plain_word.removesuffix("s") in _TRADE


def words_of(text: str) -> list[str]:
    """Return the words of a text; a hyphen stays before the later parts of a compound.

    >>> words_of("On-the-fly ensembles")
    ['On', '-the', '-fly', 'ensembles']
    """
    return _WORD.findall(text)


def words_before(text: str, end: int) -> list[str]:
    """Return the last words before a place in a text, as far as an acronym may stand for them."""
    return words_of(text[max(0, end - 160) : end])[-_MOST_WORDS - 4 :]


def phrase_of(acronym: str, words: Sequence[str], *, anywhere: bool = False) -> str | None:
    """Return the words that an acronym stands for, if its letters are their beginnings, in order.

    Every word gives one letter or more; function words and the later parts of a compound may give
    none. The phrase ends with the last of the words; of an acronym of four letters or more, one of
    them may then be passed over. With `anywhere` it ends where it first fits, with no word passed.

    Parameters
    ----------
    acronym : str
        What is to be explained.
    words : sequence of str
        As `words_of` returns them.
    anywhere : bool
        Whether the phrase may end before the last word.

    Returns
    -------
    str or None
        The phrase in plain words; None where the words do not explain the acronym.

    Examples
    --------
    >>> phrase_of("CRD", ["via", "Contrastive", "Representation", "Distillation"])
    'contrastive representation distillation'
    >>> phrase_of("OFD", words_of("A Comprehensive Overhaul of Feature Distillation"))
    'overhaul of feature distillation'
    >>> phrase_of("MKD", words_of("Multi-teacher Knowledge Distillation"))
    'multi teacher knowledge distillation'
    >>> phrase_of("KD", ["knowledge", "transfer"]) is None
    True
    """
    letters = "".join(re.findall(r"[^\W_]", plain(acronym)))
    if acronym.endswith("s") and not acronym.isupper():
        stems = [letters[:-1], letters]
    else:
        stems = [letters]
    plain_words = [plain(word) for word in words]
    may_skip = [
        word.startswith("-") or text in _FUNCTION_WORDS
        for word, text in zip(words, plain_words, strict=True)
    ]
    ends = range(1, len(words) + 1) if anywhere else [len(words)]
    for passed in (0,) if anywhere or len(letters) < _PASSING else (0, 1):
        for stem in stems:
            for end in ends:
                near = slice(max(0, end - _MOST_WORDS - 4), end)
                start = _start(stem, plain_words[near], may_skip[near], passed)
                if start is not None:
                    return " ".join(plain_words[near][start:])
    return None


def _start(letters: str, words: Sequence[str], may_skip: Sequence[bool], passed: int) -> int | None:
    """Return at which word the phrase begins that ends with the last one; at least two words."""

    @cache
    def begins(count: int, end: int, left: int) -> int | None:
        # where the words begin that end before `end` and explain the first `count` letters
        if count == 0:
            return end
        if end == 0:
            return None
        word, last = words[end - 1], end == len(words)
        if may_skip[end - 1] and not last:
            found = begins(count, end - 1, left)
            if found is not None:
                return found
        for taken in range(1, min(count, len(word)) + 1):
            if letters[count - taken : count] == word[:taken]:
                found = begins(count - taken, end - 1, left)
                if found is not None:
                    return found
        return begins(count, end - 1, left - 1) if left and not last else None

    start = begins(len(letters), len(words), passed)
    if start is None or not letters:
        return None
    telling = [word for word in words[start:] if word not in _FUNCTION_WORDS]
    return start if len(telling) > 1 else None
