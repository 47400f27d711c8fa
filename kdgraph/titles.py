"""What is known about titles and names of people: their plain forms, and how alike two are."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from rapidfuzz.distance import Levenshtein

from kdgraph.person_names import surname as family_name

__all__ = ["names_agree", "plain", "same_person", "slug", "surname", "title_hash"]

_FOLD = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "\u0131": "i"}
)


def plain(title: str) -> str:
    """Return `title` in lower case, without accents, all but letters and digits as one space.

    Letters of every script are kept, so that titles in Chinese or Arabic stay apart.

    Examples
    --------
    >>> plain("Do Deep Nets Really Need to be Deep?"), plain("Buciluǎ's  Näive--Bayes")
    ('do deep nets really need to be deep', 'bucilua s naive bayes')
    """
    text = unicodedata.normalize("NFKD", title.casefold())
    text = "".join(c for c in text if not unicodedata.combining(c)).translate(_FOLD)
    return " ".join(re.sub(r"[\W_]+", " ", text).split())


def title_hash(title: str) -> str:
    """Return the 12 hex digits that name a paper of which only the title is known.

    It is the SHA-1 of the plain title without its spaces; a title of punctuation only keeps its
    own characters, so that it does not share a hash with every other one.

    Examples
    --------
    >>> title_hash("Holistic Weighted Distillation for Semantic Segmentation")
    'd7f13ce84922'
    """
    key = plain(title).replace(" ", "") or title.strip()
    return hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest()[:12]


def slug(text: str, *, most: int = 60) -> str:
    """Return `text` as a readable part of an id: words joined by hyphens, cut at a word's end.

    Examples
    --------
    >>> slug("FitNets: Hints for Thin Deep Nets")
    'fitnets-hints-for-thin-deep-nets'
    """
    words = plain(text).split()
    while len(words) > 1 and len("-".join(words)) > most:
        words.pop()
    return "-".join(words)[:most]


def surname(name: str) -> str:
    """Return the plain family name with its particles, as `kdgraph.person_names` parts it.

    Examples
    --------
    >>> surname("Geoffrey E. Hinton"), surname("Buciluǎ, Cristian"), surname("Rich Caruana Jr.")
    ('hinton', 'bucilua', 'caruana')
    >>> surname("Anna van der Berg")
    'van der berg'
    """
    return plain(family_name(name)) or plain(name)


def same_person(a: str, b: str) -> bool:
    """Tell whether two printed names can be the same person: family name and first initial agree.

    A missing first name agrees with any. In a family name of six letters or more one may differ or
    be missing, since accented letters are often lost in print.

    Examples
    --------
    >>> same_person("Geoffrey E. Hinton", "G. Hinton"), same_person("Yoshua Bengio", "Samy Bengio")
    (True, False)
    >>> same_person("Cristian Bucilu\u01ce", "Bucila, C."), same_person("Wang, C.", "Weng, C.")
    (True, False)
    """
    first, second = (surname(name).rpartition(" ")[2] for name in (a, b))
    slack = 1 if min(len(first), len(second)) >= 6 else 0
    if not first or Levenshtein.distance(first, second, score_cutoff=slack) > slack:
        return False
    initials = [_given_initial(name) for name in (a, b)]
    return not all(initials) or initials[0] == initials[1]


def _given_initial(name: str) -> str:
    given = name.split(",", 1)[1] if "," in name else " ".join(name.split()[:-1])
    return plain(given)[:1]


def names_agree(a: list[str], b: list[str]) -> bool:
    """Tell whether at least one person can be in both lists of names.

    Examples
    --------
    >>> names_agree(["Lei Jimmy Ba", "Rich Caruana"], ["J. Ba", "R. Caruana"])
    True
    """
    return any(same_person(x, y) for x in a for y in b)
