"""Compare titles and names of people: normal forms, and equality up to variants.

Two titles are compared by their words. Letters cannot tell: "structured" and "unstructured" are
nearly the same letters and not the same paper.
"""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final, Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein, Prefix

from kdgraph.person_names import name_parts
from kdgraph.person_names import surname as family_name
from kdgraph.spelling import in_digits, one_spelling, singular

__all__ = [
    "NEARLY_EQUAL",
    "TitleComparison",
    "compare_titles",
    "main_title_keys",
    "names_agree",
    "plain",
    "same_person",
    "same_title",
    "slug",
    "surname",
    "title_hash",
    "title_key",
    "title_similarity",
]

NEARLY_EQUAL: Final = 0.92
"""Least similarity of two titles that may still be the same title."""

_FOLD = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "\u0131": "i"}
)

_NO_WORDS = re.compile(r"[\W_]+")
_BLANKED: Final = str.maketrans({c: " " for c in map(chr, range(128)) if not c.isalnum()})


@lru_cache(maxsize=64)
def plain(title: str) -> str:
    """Return `title` in lower case, without accents, all but letters and digits as one space.

    Letters of every script are kept, so that titles in Chinese or Arabic stay apart.

    Examples
    --------
    >>> plain("Do Deep Nets Really Need to be Deep?"), plain("Buciluǎ's  Näive--Bayes")
    ('do deep nets really need to be deep', 'bucilua s naive bayes')
    """
    text = title.casefold()
    if text.isascii():
        return " ".join(text.translate(_BLANKED).split())
    text = unicodedata.normalize("NFKD", text)
    text = "".join(c for c in text if not unicodedata.combining(c)).translate(_FOLD)
    return _NO_WORDS.sub(" ", text).strip()


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
    kept = ""
    for word in plain(text).split():
        longer = f"{kept}-{word}" if kept else word
        if kept and len(longer) > most:
            break
        kept = longer
    return kept[:most]


@dataclass(frozen=True, slots=True)
class TitleComparison:
    """How two titles are related.

    Attributes
    ----------
    relation : str
        ``same``: the same words, whatever their spelling, hyphens, accents, case and markup;
        ``variant``: but for plurals, articles and one slip of the pen; ``subtitle``: one stops
        where the other goes on behind a colon or dash; ``different``: a word was exchanged,
        inserted or left out; ``unknown``: one of them has no words.
    differences : tuple of (str, str)
        For different titles that have at least half of their words in common, the places where
        they differ, at most three, as printed; empty on the side that lacks the words.
    by_number : bool
        True if the titles would be the same without their numbers and single letters: parts,
        versions or editions of one series.
    """

    relation: Literal["same", "variant", "subtitle", "different", "unknown"]
    differences: tuple[tuple[str, str], ...] = ()
    by_number: bool = False

    @property
    def alike(self) -> bool:
        """True for ``same`` and ``variant``: nothing in the words tells the two apart."""
        return self.relation in ("same", "variant")

    def difference(self, first: str, second: str) -> str:
        """Say in words what differs, where `first` and `second` tell whose words they are.

        Examples
        --------
        >>> found = compare_titles("Noisy Teachers: Part I", "Noisy teachers: part II")
        >>> found.difference("on the list", "there")
        '"Part I" against "part II"'
        >>> found = compare_titles("Students without labels", "Students without true labels")
        >>> found.difference("on the list", "there")
        '"true" only there'
        """
        return ", ".join(
            f'"{a}" against "{b}"' if a and b else f'"{a or b}" only {first if a else second}'
            for a, b in self.differences
        )


def compare_titles(a: str, b: str) -> TitleComparison:
    r"""Tell whether two titles are one, and which words differ if they are not.

    Case, accents, hyphens, spaces, punctuation, ligatures, TeX and HTML markup, British and
    American spelling, and the way a number is written ("II", "2", "two") tell nothing. A plural
    s, an article, and a letter doubled, single or swapped in a long word make a variant. All other
    words must agree, with their prefixes, and so must numbers and single letters. Order matters.

    Examples
    --------
    >>> compare_titles("Labelled Data-Sets for Deep Nets, II", "Labeled datasets for deep nets 2")
    TitleComparison(relation='same', differences=(), by_number=False)
    >>> compare_titles("Structured pruning of nets", "Unstructured pruning of nets").differences
    (('Structured', 'Unstructured'),)
    >>> compare_titles("FitNets", "FitNets: Hints for Thin Deep Nets").relation
    'subtitle'
    >>> compare_titles(r"$\beta$-{VAE}", "Beta-VAE").relation
    'same'
    """
    first, second = _words(a), _words(b)
    if not first.strict or not second.strict:
        return TitleComparison("unknown")
    if (
        first.letters == second.letters
        or first.strict == second.strict
        or first.strict_in_digits == second.strict_in_digits
    ):
        return TitleComparison("same")
    if (
        first.loose == second.loose
        or first.loose_in_digits == second.loose_in_digits
        or _slip(first, second)
    ):
        return TitleComparison("variant")
    if _is_shortened(first, second) or _is_shortened(second, first):
        return TitleComparison("subtitle")
    return TitleComparison(
        "different",
        _differences(first, second),
        bool(first.wordy) and first.wordy == second.wordy,
    )


def same_title(a: str, b: str) -> bool:
    """Tell whether nothing in the words of two titles tells them apart.

    Examples
    --------
    >>> same_title("Deep Mutual Learning", "Deep mutual-learning"), same_title("Part A", "Part B")
    (True, False)
    """
    return compare_titles(a, b).alike


def title_key(title: str) -> str:
    """Return a text that titles share if they are the same or variants but for slips of the pen.

    Examples
    --------
    >>> title_key("The Colour of Data-Sets") == title_key("Color of datasets")
    True
    """
    return _words(title).loose


def main_title_keys(title: str) -> tuple[str, ...]:
    """Return the keys of what stands before each colon or dash, shortest first, without the whole.

    Examples
    --------
    >>> main_title_keys("FitNets: Hints for Thin Deep Nets") == (title_key("FitNets"),)
    True
    """
    words = _words(title)
    return tuple(words.loose[:end] for end in words.main_ends)


def title_similarity(a: str, b: str) -> float:
    """Return how alike two titles are, from 0 to 1; 1 only if they are the same word by word.

    Variants reach at least `NEARLY_EQUAL`. All other titles stay below it, however few letters
    tell them apart: the number is then the similarity of the letters, for want of a better one.

    Examples
    --------
    >>> title_similarity("FitNets: Hints for Thin Deep Nets", "Fitnets - hints for thin deep nets")
    1.0
    >>> title_similarity("A Study, Part 1", "A Study, Part 2") < NEARLY_EQUAL
    True
    """
    relation = compare_titles(a, b).relation
    if relation in ("same", "unknown"):
        return float(relation == "same")
    letters = fuzz.ratio(plain(a).replace(" ", ""), plain(b).replace(" ", "")) / 100.0
    if relation == "variant":
        return max(NEARLY_EQUAL, min(letters, 0.999))
    return min(letters, NEARLY_EQUAL - 0.01)


@dataclass(frozen=True, slots=True)
class _Words:
    """A title taken apart.

    `letters` joins the words as they are, `strict` in one spelling, `loose` without plural s and
    articles; the latter two also with number words in digits (apart, since "zero-shot" is
    "zeroshot" as well). `wordy` joins the loose ones without numbers and single letters. `keys` are
    the loose words (empty where an article), `places` where they stand in `text`, `ends` where they
    end in `loose`; `main_ends` are those ends of `loose` behind which a subtitle begins.
    """

    text: str
    letters: str
    strict: str
    strict_in_digits: str
    loose: str
    loose_in_digits: str
    wordy: str
    keys: tuple[str, ...]
    places: tuple[tuple[int, int], ...]
    ends: tuple[int, ...]
    main_ends: tuple[int, ...]


_ARTICLES: Final = frozenset({"a", "an", "the"})
# what bears such a word behind a colon or dash is a work of its own, and no subtitle
_SEQUEL: Final = frozenset(
    [
        "abstract",
        "addendum",
        "answer",
        "appendix",
        "comment",
        "commentary",
        "continued",
        "correction",
        "corrigendum",
        "discussion",
        "edition",
        "editorial",
        "errata",
        "erratum",
        "extended",
        "part",
        "poster",
        "rejoinder",
        "reply",
        "response",
        "retraction",
        "revised",
        "revision",
        "revisited",
        "sequel",
        "supplement",
        "supplementary",
        "version",
        "vol",
        "volume",
        "一",
        "二",
        "三",
        "四",
        "五",
        "六",
        "七",
        "八",
        "九",
        "十",
        "上",
        "下",
        "續",
        "续",
    ]
)
# before a number that may be written as a single Roman letter
_NUMBERED: Final = frozenset(
    [
        "book",
        "chapter",
        "class",
        "part",
        "paper",
        "phase",
        "section",
        "stage",
        "study",
        "type",
        "vol",
        "volume",
    ]
)
_SINGLE_ROMAN: Final = {"i": "1", "v": "5", "x": "10"}
_GREEK: Final = dict(
    zip(
        "αβγδεζηθικλμνξοπρστυφχψω",
        [
            "alpha",
            "beta",
            "gamma",
            "delta",
            "epsilon",
            "zeta",
            "eta",
            "theta",
            "iota",
            "kappa",
            "lambda",
            "mu",
            "nu",
            "xi",
            "omicron",
            "pi",
            "rho",
            "sigma",
            "tau",
            "upsilon",
            "phi",
            "chi",
            "psi",
            "omega",
        ],
        strict=True,
    )
)
_LETTERS_OF_TWO: Final = _FOLD | str.maketrans({"þ": "th", "ð": "d", "ŋ": "n", "ħ": "h"})
# marks on letters of these scripts are accents or points; in others they are letters themselves
_ACCENTED: Final = ("LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW")

_TAG: Final = re.compile(
    r"</?(?:abbr|b|bold|em|font|i|italic|p|br|sc|scp|small|span|strong|sub|sup|tt|u|"
    r"(?:jats|mml):[a-z-]+|inline-formula|tex-math)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_TEX_ACCENT: Final = re.compile(
    r"""\\(?:["'`^~=.]|[uvHtcdbrk](?![A-Za-z]))\s*\{?\s*\\?([A-Za-z])\s*\}?"""
)
_TEX_COMMAND: Final = re.compile(r"\\([A-Za-z]+)\s?")
_TEX_LETTERS: Final = {
    **{name: name for name in ("ss", "ae", "oe", "AE", "OE", "aa", "AA", "o", "O", "l", "L")},
    **{name: name for name in ("i", "j", "dh", "DH", "th", "TH")},
    "ell": "l",
    "times": "x",
    "neq": "≠",
    "ne": "≠",
    "neg": "¬",
    "not": "¬",
    "textendash": "-",
    "textemdash": "\u2014",
    "textquoteright": "'",
    "textquoteleft": "'",
}
_TEX_STYLE: Final = re.compile(
    r"(?:text|math)(?:bf|it|rm|sf|tt|sc|up|sl|cal|bb|frak|normal|md|scr|ds)|emph|em|bf|it|rm|sf|tt"
    r"|sc|textup|operatorname|boldsymbol|bm|ensuremath|mbox|hbox|text|left|right|mathop|mathrm"
)
_SIGNS: Final = str.maketrans(
    {
        **dict.fromkeys("™®©℠", ""),
        **dict.fromkeys("\u02bc\u2018\u2019\u2032\uff07`\u00b4", "'"),
        "≠": " not ",
        "¬": " not ",
        "\u00d7": "x",
        "&": " and ",
        "\u0640": "",  # Arabic tatweel stretches a word
    }
)
_WITHOUT: Final = re.compile(r"\bw/o\b\.?", re.IGNORECASE)
_WITH: Final = re.compile(r"\bw/(?=\s)", re.IGNORECASE)
_THOUSANDS: Final = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_DASHES: Final = "-\u2010\u2011\u2012\u2013\u2212\ufe58\ufe63\uff0d"
_SUBTITLE: Final = re.compile(
    rf"[:\u2014\u2015\uff1a]|(?<=\s)[{_DASHES}]+(?=\s)|[{_DASHES}]{{2,}}|[.?!;\u3002](?=\s|$)"
)


def _without_markup(title: str) -> str:
    """Return what a title shows, without HTML and TeX, in one form of Unicode."""
    text = html.unescape(title)
    if "<" in text:
        text = _TAG.sub("", text)
    if "\\" in text:
        text = _TEX_ACCENT.sub(r"\1", text)
        text = _TEX_COMMAND.sub(_shown, text)
    if "$" in text or "{" in text:
        text = re.sub(r"[{}$]", "", text)
    text = _WITH.sub("with", _WITHOUT.sub("without", text.translate(_SIGNS)))
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_SIGNS)
        # soft hyphens, zero-width characters, directions of writing
        text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return _THOUSANDS.sub("", text)


def _shown(command: re.Match[str]) -> str:
    name = command[1]
    if name in _TEX_LETTERS:
        return _TEX_LETTERS[name]
    return "" if _TEX_STYLE.fullmatch(name) else f"{name} "


def _tokens(text: str) -> list[tuple[int, int]]:
    """Return where the words of `text` stand: runs of letters, of digits, and single signs.

    An apostrophe within a word belongs to it; a letter of a script without spaces is a word.
    """
    found: list[tuple[int, int]] = []
    kind_before = ""
    for place, char in enumerate(text):
        kind = _kind(char)
        if kind == "mark" and kind_before:
            kind = kind_before
        if kind == "apostrophe":
            after = text[place + 1 : place + 2]
            kind = "letter" if kind_before == "letter" and _kind(after) == "letter" else ""
        if kind == kind_before and (
            kind in ("letter", "greek", "digit") or (kind == "single" and _kind(char) == "mark")
        ):
            found[-1] = (found[-1][0], place + 1)
        elif kind in ("letter", "greek", "digit", "single", "plus"):
            found.append((place, place + 1))
        elif kind == "sign" and kind_before == "letter" and _is_one(found[-1], place):
            found.append((place, place + 1))  # A*, C#
        kind_before = kind
    return found


def _is_one(token: tuple[int, int], place: int) -> bool:
    return token == (place - 1, place)


@lru_cache(maxsize=4096)
def _kind(char: str) -> str:
    if not char:
        return ""
    if char in "'+*#":
        return {"'": "apostrophe", "+": "plus"}.get(char, "sign")
    category = unicodedata.category(char)
    if category[0] == "N":
        return "digit"
    if category[0] == "M":
        return "mark"
    if category[0] != "L":
        return ""
    if unicodedata.east_asian_width(char) in "WF" and not "\uac00" <= char <= "\ud7a3":
        return "single"
    return "greek" if unicodedata.name(char, "").startswith("GREEK") else "letter"


def _fold(word: str) -> str:
    """Return a word in lower case, without accents; ASCII digits for those of other scripts."""
    if word.isascii():
        return word.lower().replace("'", "")
    kept = [
        c
        for c in unicodedata.normalize("NFD", word.casefold().replace("'", ""))
        if not _is_accent(c)
    ]
    if word.isdecimal():
        kept = [str(unicodedata.decimal(c)) for c in kept]
    return unicodedata.normalize("NFC", "".join(kept).translate(_LETTERS_OF_TWO))


@lru_cache(maxsize=4096)
def _is_accent(char: str) -> bool:
    if unicodedata.category(char) != "Mn":
        return False
    name = unicodedata.name(char, "")
    # the voiced sound marks of kana are combining as well
    return name.startswith(("COMBINING", *_ACCENTED)) and "KATAKANA" not in name


_SIGN_WORDS: Final = {"+": "plus", "*": "star", "#": "sharp"}


@lru_cache(maxsize=8192)
def _key_of(word: str) -> tuple[str, str]:
    """Return a printed word in one spelling, and that as singular."""
    if word in _SIGN_WORDS:
        return _SIGN_WORDS[word], _SIGN_WORDS[word]
    key = _fold(word)
    key = _GREEK.get(key, key)
    if not key.isalpha():
        return key, key
    spelled = one_spelling(key)
    if spelled != key and not spelled.isalpha():
        return spelled, spelled
    if re.fullmatch("[A-Z]{2}s", word):  # GPs; longer ones are singular's own
        return spelled, key[:-1]
    return spelled, singular(spelled)


@lru_cache(maxsize=1 << 14)
def _words(title: str) -> _Words:
    text = _without_markup(title)
    places = _tokens(text)
    strict, loose = _keys(text, places)
    breaks = [match.start() for match in _SUBTITLE.finditer(text)]
    ends: list[int] = []
    joined: list[str] = []
    length = 0
    last = ""
    for key in loose:
        if key:
            gap = _gap(last, key)
            joined += [gap, key]
            length += len(gap) + len(key)
            last = key
        ends.append(length)
    main_ends = []
    for n, (place, following) in enumerate(pairwise(places)):
        spot = bisect_right(breaks, place[1] - 1)
        if spot < len(breaks) and breaks[spot] < following[0] and 0 < ends[n] < length:
            main_ends.append(ends[n])
    return _Words(
        text=text,
        letters=_join([_fold(text[start:end]) for start, end in places]),
        strict=_join(strict),
        strict_in_digits=_join([in_digits(key) for key in strict]),
        loose="".join(joined),
        loose_in_digits=_join([in_digits(key) for key in loose]),
        wordy=_join([key for key in loose if len(key) > 1 and in_digits(key).isalpha()]),
        keys=tuple(loose),
        places=tuple(places),
        ends=tuple(ends),
        main_ends=tuple(main_ends),
    )


def _keys(text: str, places: Sequence[tuple[int, int]]) -> tuple[list[str], list[str]]:
    """Return the words in one spelling, and likewise in the singular and without articles."""
    strict: list[str] = []
    loose: list[str] = []
    for n, (start, end) in enumerate(places):
        one, single = _key_of(text[start:end])
        following = places[n + 1][0] if n + 1 < len(places) else None
        if strict and one in ("st", "nd", "rd", "th") and places[n - 1][1] == start:
            if strict[-1].isdecimal():  # 2nd
                strict[-1] = loose[-1] = f"{strict[-1]}th"
                strict.append("")
                loose.append("")
                continue
        elif one in _SINGLE_ROMAN and strict and (strict[-1] in _NUMBERED):
            one = single = _SINGLE_ROMAN[one]
        elif one == "i" and strict and following is None:
            one = single = "1"
        strict.append(one)
        # an article stands before a word: the A of "Part A: Theory" is none
        is_article = (
            one in _ARTICLES and following is not None and not text[end:following].strip(" \t\n\"'")
        )
        loose.append("" if is_article else single)
    return (strict, loose) if any(loose) else (strict, list(strict))


def _gap(before: str, after: str) -> str:
    # hyphens and spaces tell nothing, except between two numbers
    return " " if before[-1:].isdecimal() and after[:1].isdecimal() else ""


def _join(keys: Sequence[str]) -> str:
    joined: list[str] = []
    for key in keys:
        if key:
            joined += [_gap(joined[-1], key) if joined else "", key]
    return "".join(joined)


def _slip(a: _Words, b: _Words) -> bool:
    """Tell whether one letter is doubled or single, or two swapped, in one long word.

    Nothing else is taken for a slip, since a letter more or another one often makes another word:
    "simulation" and "stimulation", "contrastive" and "contractive". So do these two in short
    words, before -ed, -ing and -er ("tiling", "tilling"), and at the beginning ("preform").
    """
    short, long = sorted((a, b), key=lambda words: len(words.loose))
    added = len(long.loose) - len(short.loose)
    if added > 1:
        return False
    start = Prefix.similarity(short.loose, long.loose)
    if added:
        if short.loose[start:] != long.loose[start + 1 :]:
            return False
        doubled = long.loose[start]
        word, place = _word_at(long, start)
        single, _ = _word_at(short, start - 1)
        return (
            place > 0
            and word[place - 1] == doubled
            and min(len(word), len(single)) >= 8
            and re.match(r".(?:ed|ing|er)s?$", word[place:]) is None
        )
    if short.loose[start + 2 :] != long.loose[start + 2 :]:
        return False
    one, place = _word_at(short, start)
    other, place_there = _word_at(long, start)
    return (
        short.loose[start : start + 2] == long.loose[start : start + 2][::-1]
        and min(len(one), len(other)) >= 10
        and min(place, place_there) >= 3
        and max(place - len(one), place_there - len(other)) <= -2
    )


def _word_at(words: _Words, place: int) -> tuple[str, int]:
    """Return the loose word at a place in `loose`, and the place in it."""
    n = bisect_right(words.ends, place)
    if n >= len(words.keys) or not words.keys[n].isalpha():
        return "", 0
    return words.keys[n], place - words.ends[n] + len(words.keys[n])


def _is_shortened(short: _Words, long: _Words) -> bool:
    """Tell whether `long` is `short` with a subtitle that names no part, version or reply."""
    end = len(short.loose)
    if end not in long.main_ends or not long.loose.startswith(short.loose):
        return False
    added = [in_digits(key) for key in long.keys[bisect_right(long.ends, end) :] if key]
    return (
        _SEQUEL.isdisjoint(added)
        and not added[-1][0].isdecimal()
        and any(len(key) > 2 or not key.isascii() for key in added if key.isalpha())
    )


_LONGEST_ALIGNED: Final = 400
_MOST_DIFFERENCES: Final = 3


def _differences(a: _Words, b: _Words) -> tuple[tuple[str, str], ...]:
    """Return the words that differ, as printed, if at least half are common to both."""
    first = [n for n, key in enumerate(a.keys) if key]
    second = [n for n, key in enumerate(b.keys) if key]
    mine, theirs = ([in_digits(w.keys[n]) for n in at] for w, at in ((a, first), (b, second)))
    shared = sum((Counter(mine) & Counter(theirs)).values())
    if shared * 2 < max(len(mine), len(theirs)):
        return ()
    start = Prefix.similarity(mine, theirs)
    if max(len(mine), len(theirs)) - start > _LONGEST_ALIGNED:
        mine, theirs = mine[: start + 1], theirs[: start + 1]
    found = []
    edits = (
        (op.src_start, op.src_end, op.dest_start, op.dest_end)
        for op in Levenshtein.opcodes(mine[start:], theirs[start:])
        if op.tag != "equal"
    )
    for edit in _touching(edits):
        a0, a1, b0, b1 = (bound + start for bound in edit)
        if _join(mine[a0:a1]) == _join(theirs[b0:b1]):
            continue
        if (
            a0 > 0
            and b0 > 0
            and all(_needs_context(words) for words in (mine[a0:a1], theirs[b0:b1]))
        ):
            a0, b0 = a0 - 1, b0 - 1
        found.append((_printed(a, first[a0:a1]), _printed(b, second[b0:b1])))
    return tuple(found[:_MOST_DIFFERENCES])


def _touching(edits: Iterable[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Return edits (from, to in the one, from, to in the other) with those that touch as one."""
    merged: list[tuple[int, ...]] = []
    for a0, a1, b0, b1 in edits:
        if merged and merged[-1][1] == a0 and merged[-1][3] == b0:
            merged[-1] = (merged[-1][0], a1, merged[-1][2], b1)
        else:
            merged.append((a0, a1, b0, b1))
    return merged


def _needs_context(words: Sequence[str]) -> bool:
    """Tell whether a number or a single letter stands alone, or nothing does."""
    return all(len(word) == 1 or word[0].isdecimal() for word in words)


def _printed(words: _Words, chosen: Sequence[int]) -> str:
    if not chosen:
        return ""
    return words.text[words.places[chosen[0]][0] : words.places[chosen[-1]][1]]


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
    return plain(name_parts(name).given)[:1]


def names_agree(a: list[str], b: list[str]) -> bool:
    """Tell whether at least one person can be in both lists of names.

    Examples
    --------
    >>> names_agree(["Lei Jimmy Ba", "Rich Caruana"], ["J. Ba", "R. Caruana"])
    True
    """
    return any(same_person(x, y) for x in a for y in b)
