"""Characteristic terms of groups of papers (c-TF-IDF)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from math import log
from typing import Final

import pandas as pd

from kdgraph.analysis.ties import best_first
from kdgraph.titles import plain

__all__ = ["STOP_WORDS", "label_words", "terms", "words_or_paper"]

_STOP: Final = """
a about above across after again against all along also always am among an and another any are
around as at back based be because become been before behind being below between beyond both but
by can cannot could did different do does doing done down during each either else ever every few
first for from further get give given gives go good had has have having he hence her here his how
however i if in instead into is it its itself just less let like made make makes making many may
me might more most much must my need needed needs neither never new no nor not nothing now of off
often on once one only onto or other others our out over own per really same she should show shows
simple since so some such than that the their them then there these they this those through thus
to together too toward towards two under until up upon us use used using various very via was way
ways we well were what when where whether which while who why will with within without would yet
you your paper papers propose proposed proposes present presents method methods approach
approaches results result state art novel et al arxiv preprint proceedings conference s t d ll re
ve don doesn isn
"""

STOP_WORDS: Final = frozenset(_STOP.split())
"""Words of English and of paper titles that say nothing about a topic."""


_ADDRESS: Final = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w.-]+\.(?:com|org|io|net|edu|ai|cn|de|uk)(?:/\S*)?(?=[\s,;)\].]|$)",
    re.IGNORECASE,
)
_ABOUT_CODE: Final = re.compile(
    r"\b(?:(?:the|our|source|all)\s+)*(?:codes?|models?|data(?:sets?)?|implementations?|project"
    r"(?:\s+page)?)(?:\s+and\s+(?:\w+\s+)?\w+)?\s+(?:is|are|will\s+be|has\s+been|have\s+been)\s+"
    r"(?:publicly\s+|made\s+|freely\s+|also\s+|now\s+)*(?:available|released|public)"
    r"(?:\s+(?:at|on|from|in|under|here|github))*",
    re.IGNORECASE,
)


def _of_topic(text: str) -> str:
    """Return a text without web addresses and the set phrase that leads to one.

    >>> _of_topic("We prune owls. Our code is publicly available at https://github.com/roe/owls.")
    'We prune owls.'
    """
    return " ".join(_ABOUT_CODE.sub(" ", _ADDRESS.sub(" ", text)).split())


def terms(text: str) -> Iterator[str]:
    """Yield the words and the pairs of neighbouring words of a text; none with a stop word.

    Web addresses, and the set phrase that code is available there, are no words of a topic.

    Examples
    --------
    >>> list(terms("Towards Data-Free Distillation"))
    ['data', 'data free', 'free', 'free distillation', 'distillation']
    """
    words = [word if _tells(word) else "" for word in plain(_of_topic(text)).split()]
    for place, word in enumerate(words):
        if word:
            yield word
            if place + 1 < len(words) and words[place + 1]:
                yield f"{word} {words[place + 1]}"


def _tells(word: str) -> bool:
    return word not in STOP_WORDS and not word.isdigit() and (len(word) > 1 or not word.isascii())


def label_words(texts: Mapping[int, Sequence[str]], *, most: int = 6) -> dict[int, tuple[str, ...]]:
    """Return the characteristic terms (words and bigrams) of each group, best first.

    They are ranked by class-based TF-IDF: the share of a term among all terms of the group, times
    ``log(1 + mean terms of a group / occurrences in all groups)``. In a group of three or more
    texts a term counts only if at least two of them have it. A word gives way to the best pair that
    makes up half of its occurrences or more, and no word comes twice.

    Parameters
    ----------
    texts : mapping
        For each group its titles, or titles with abstracts.
    most : int
        How many terms to return for a group, at most.

    Returns
    -------
    dict
        For each group its terms; none where its texts hold no words. Equal ranks in the order of
        the alphabet; the order of texts changes nothing.

    References
    ----------
    Grootendorst (2022), "BERTopic: neural topic modeling with a class-based TF-IDF procedure".

    Examples
    --------
    >>> label_words({0: ["Diffusion models", "Fast diffusion models"], 1: ["Federated models"]})
    {0: ('diffusion models', 'fast'), 1: ('federated models',)}
    """
    counts: dict[int, Counter[str]] = {}
    spread: dict[int, Counter[str]] = {}
    everywhere = Counter[str]()
    for group, written in texts.items():
        each = [list(terms(text)) for text in written]
        counts[group] = Counter(chain.from_iterable(each))
        spread[group] = Counter(chain.from_iterable(map(dict.fromkeys, each)))
        everywhere.update(counts[group])
    mean = sum(everywhere.values()) / max(len(counts), 1)
    labels = {}
    for group, count in counts.items():
        least = 2 if len(texts[group]) > 2 else 1
        size = max(sum(count.values()), 1)
        weight = {
            term: number / size * log(1 + mean / everywhere[term])
            for term, number in count.items()
            if spread[group][term] >= least
        }
        known = sorted(weight)
        best = best_first([weight[term] for term in known]).tolist()
        labels[group] = _apart([known[place] for place in best], count, most)
    return labels


def words_or_paper(words: Sequence[str], papers: pd.DataFrame, central: int) -> tuple[str, ...]:
    """Return the words of a group, or where its texts share none, the paper that it gathers around.

    Parameters
    ----------
    words : sequence of str
        From `label_words`; empty where the texts have no term in common, or there are none.
    papers : DataFrame
        Indexed by ``paper_id``, with ``title`` where titles are known.
    central : int
        The row of the paper in the middle of the group.

    Examples
    --------
    >>> papers = pd.DataFrame({"title": ["Do Deep Nets Really Need to be Deep?", None]}, ["a", "b"])
    >>> words_or_paper((), papers, 0), words_or_paper((), papers, 1)  # b has no title
    (('around “Do Deep Nets Really Need to be Deep?”',), ())
    """
    if words:
        return tuple(words)
    title = papers["title"].iloc[central] if "title" in papers.columns else None
    if pd.isna(title) or not str(title).strip():
        return ()
    return (f"around “{str(title).strip()}”",)


def _apart(ranked: Sequence[str], count: Mapping[str, int], most: int) -> tuple[str, ...]:
    """Return the first terms that share no word with one before them, words grown into pairs."""
    chosen: list[str] = []
    taken: set[str] = set()
    pairs = [term for term in ranked if " " in term]
    for term in ranked:
        if len(chosen) == most:
            break
        if taken.isdisjoint(term.split()):
            grown = (
                pair
                for pair in pairs
                if term in pair.split()
                and 2 * count[pair] >= count[term]
                and taken.isdisjoint(pair.split())
            )
            best = next(grown, term)
            chosen.append(best)
            taken.update(best.split())
    return tuple(chosen)
