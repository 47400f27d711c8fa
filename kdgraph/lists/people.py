"""Lines of author names as lists print them."""

# ruff: noqa: RUF001 - lists do print these dashes, quotes and brackets, so they are matched

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from kdgraph.lists.text import before_tail, has_digit
from kdgraph.lists.vocabulary import FAMILIES, PARTICLES, SMALL_WORDS, TECHNICAL_WORDS, TITLE_WORDS

__all__ = [
    "are_names",
    "are_surely_names",
    "blank_affiliations",
    "can_be_no_name",
    "may_be_names",
    "split_names",
]

_ET_AL = re.compile(
    r"(?:\band\s++)?\b(?:e[tl]\b\.?\s*+al\b\.?|(?:and\s)?(?:\d{1,4}\s(?:more\s)?)?others\b)(?:\s*\([^()]*\))?|\bet\.?al\b\.?|\s?等人?",
    re.I,
)
# a run of white space is tried from its beginning only, and as a whole: else a long one is read
# from each of its characters anew
_JOIN = re.compile(
    r"(?:(?:(?<!\s)\s++)?+,\s++|(?<!\s)\s++)(?:and|et|und|&)\s++"
    r"|(?:(?<!\s)\s++)?+(?:[;&，、；]|·(?=\s))\s*+"
)
_COMMA = re.compile(r"(?:(?<!\s)\s++)?+,\s*+")
_INITIALS = re.compile(r"(?:[^\W\d_](?:\.|(?=[\s-]|$))[\s-]*){1,4}")
_GIVEN = re.compile(r"[^\W\d_][\w'’-]*(?:\s+[^\W\d_]\.)+|(?:[^\W\d_]\.[\s-]?)+")
_AFFILIATION = re.compile(r"(?<=\w)\s?\((?=[^()]*[^\W\d_])[^()]{2,80}\)(?=\s*(?:[,;.&]|and\b|$))")
_FOOTNOTE = re.compile(  # "Jane Roe1,2", "Jane Roe^1", "Jane Roe^{*}"
    r"(?<=[^\W\d_A-Z])(?:\d{1,2}(?:,\s?\d{1,2}(?!\d))*[*†‡§]*|\^\{?[\d,*†‡§]{1,8}\}?)"
    r"(?=\s*(?:[,;&]|\.?$|(?:and|et)\b))"
)
_ACCENT = re.compile(r"\{?\\?\{?\\?([`'^\"~=.]|[uvcHrk](?=\W))\s?\}?\{?\\?([A-Za-z])\}{1,2}")
_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306",
    ".": "\u0307", '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "c": "\u0327",
    "k": "\u0328",
}  # fmt: skip
_BRACES = re.compile(r"\{(?:\\\w|(\w{0,9}))\}")
_NICKNAME = re.compile(r"(?<=[\w.] )[\"“](\w{2,15})(?:[\"”]|'')(?= [A-Z])")
_OTHERS = re.compile(
    r",?\s+(?:and|&|\+)\s*\d{1,4}\s(?:(?:more\s)?(?:others|(?:co-?)?authors)|more)\b\.?$",
    re.IGNORECASE,
)
_UNSTOPPED = re.compile(r"[^\W\d_][\w'’ -]+ [A-Z]{1,3}")
_STOPPED = re.compile(rf"{_UNSTOPPED.pattern}\.")
_SUFFIX = re.compile(r"(?:jr|sr|i{2,3}|iv)\.?", re.I)
_CJK = re.compile(r"^[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,5}$")
_NO_NAME = re.compile(r"[\d?!:：=<>@/\\{}|\"“”]|https?:")
_NOT_IN_NAMES = (SMALL_WORDS | {w for w in TITLE_WORDS if len(w) > 3}) - PARTICLES - {"and"}
_NOT_IN_LINES = TITLE_WORDS - PARTICLES
_TWO_FAMILIES = re.compile(r"[A-Z][\w'’-]+\s+&\s+[A-Z][\w'’-]+\.?")
_ABSTRACT = re.compile(r"(?:tion|sion|ity|ness|ology|graphy|ware|ics|ism|tions|ments)$", re.I)


_PLAIN_NAME = r"[A-Z][\w.’'-]*+(?:[ ][A-Z][\w.’'-]*+){1,3}+"
_PLAIN_NAMES = re.compile(rf"{_PLAIN_NAME}(?:(?:,[ ]and|,|[ ]and|[ ]&)[ ]{_PLAIN_NAME})*+[.,]?")
_PLAIN_JOIN = re.compile(r",?[ ](?:and|&)[ ]|,[ ]")
_SMALL_LETTERS = re.compile(r"[a-z]+")


def _plain_names(line: str) -> tuple[str, ...] | None:
    """Return the names of a line that is written in the most usual way, None for any other."""
    if (
        _PLAIN_NAMES.fullmatch(line) is None
        or has_digit(line)
        or " Jr" in line
        or "et al" in line
        or "等" in line
        or " Et" in line
    ):
        return None
    return _without_last_stop(list(map(_trim, _PLAIN_JOIN.split(line.rstrip(",")))))


def _without_last_stop(names: list[str]) -> tuple[str, ...]:
    """Return names with the last one without the stop of the line: "Roe J, Poe M."."""
    if len(names) > 1 and _STOPPED.fullmatch(names[-1]) and _UNSTOPPED.fullmatch(names[-2]):
        names[-1] = names[-1][:-1]
    return tuple(names)


def split_names(line: str) -> list[str]:
    """Return the names of an author line as printed; "et al." is no name.

    A final full stop goes, unless it ends an initial. "Family, Given" pairs stay together where
    the line is written that way throughout.

    Examples
    --------
    >>> split_names("Rohan Anil, George E. Dahl and Geoffrey E. Hinton.")
    ['Rohan Anil', 'George E. Dahl', 'Geoffrey E. Hinton']
    >>> split_names("Hinton, G., Vinyals, O., & Dean, J."), split_names("G. Hinton et al.")
    (['Hinton, G.', 'Vinyals, O.', 'Dean, J.'], ['G. Hinton'])
    """
    return list(_split(line))


@lru_cache(maxsize=4096)
def _split(line: str) -> tuple[str, ...]:
    if (usual := _plain_names(line)) is not None:
        return usual
    line = _without_notes(line.strip().strip("*_ \t"))
    whole = line
    line = line[: _end_of_names(line)]
    chunks = [chunk for chunk in _JOIN.split(line) if chunk.strip(" ,.")]
    commas = [_COMMA.split(chunk.strip(" ,")) for chunk in chunks]
    turned = (
        len(commas) == 1
        and len(commas[0]) == 2
        and len(commas[0][0].split()) == 1
        and _GIVEN.fullmatch(commas[0][1].strip())
        and " " in commas[0][1].strip()
    )  # "Roe, Jane A."
    if turned:
        return (", ".join(part.strip() for part in commas[0]),)
    if line != whole and len(commas) == 1 and [len(p.split()) for p in commas[0]] == [1, 1]:
        return (", ".join(commas[0]),)  # "Yim, Junho et al."
    if len(chunks) > 1 and all(len(parts) == 2 and len(parts[0].split()) == 1 for parts in commas):
        return tuple(_trim(", ".join(parts)) for parts in commas)
    flat = [part for parts in commas for part in parts if part.strip(" .…")]
    if (
        len(flat) > 1
        and len(flat) % 2 == 0
        and all(_INITIALS.fullmatch(part) for part in flat[1::2])
        and not any(_INITIALS.fullmatch(part) for part in flat[::2])
    ):
        pairs = zip(flat[::2], flat[1::2], strict=True)
        return tuple(f"{family}, {given}" for family, given in pairs)
    if (
        len(flat) > 5
        and len(flat) % 2 == 0
        and all(len(part.split()) == 1 and part[:1].isupper() for part in flat)
    ):  # "Roe, Jane, Poe, Carl, Doe, Ann": nobody gives six family names and no other
        return tuple(
            _trim(f"{family}, {given}") for family, given in zip(flat[::2], flat[1::2], strict=True)
        )
    if (
        len(flat) > 2
        and len(flat[0].split()) == 1
        and (len(flat[1].split()) == 1 or len(chunks) > 1 or _GIVEN.fullmatch(flat[1].strip()))
        and all(len(part.split()) > 1 for part in flat[2:])
    ):  # "Roe, Jane, Ann Doe, and Carl Poe": the first name is turned round
        flat[:2] = [f"{flat[0].strip()}, {flat[1].strip()}"]
    names: list[str] = []
    for part in flat:
        if names and _SUFFIX.fullmatch(part):
            names[-1] += f", {part}"
        else:
            names.append(_trim(part))
    return _without_last_stop([name for name in names if name])


def _without_notes(line: str) -> str:
    """Return a line of names without affiliations in brackets and marks of footnotes.

    One digit may belong to the name of a thing; two or more that end words are marks.
    """
    if "{" in line:
        line = _BRACES.sub(r"\1", _ACCENT.sub(_accented, line))
    if '"' in line or "“" in line:
        line = _NICKNAME.sub(r"\1", line)
    if "(" in line:
        line = _AFFILIATION.sub("", line)
    if "^" in line or has_digit(line):
        marks = [match[0] for match in _FOOTNOTE.finditer(line)]
        several = line.count(",") > 1  # among several names a digit belongs to none
        if len(marks) > 1 or (marks and several) or any("^" in mark for mark in marks):
            line = _FOOTNOTE.sub("", line)
        line = _OTHERS.sub(" et al.", line)
    return line


def _accented(match: re.Match[str]) -> str:
    r"""Return a letter with the accent that TeX writes before it: "{\'e}", in Markdown "{'e}"."""
    return unicodedata.normalize("NFC", match[2] + _ACCENTS[match[1]])


def blank_affiliations(text: str) -> str:
    """Return a text with the affiliations behind names in a row as blanks, at the same places.

    Examples
    --------
    >>> blank_affiliations("Jane Roe (MIT), Carl Poe (CMU).")
    'Jane Roe      , Carl Poe      .'
    >>> blank_affiliations("Herons (2nd edition)")
    'Herons (2nd edition)'
    """
    if "(" not in text or not any(
        text.startswith((",", ";", " and", " &"), m.end()) for m in _AFFILIATION.finditer(text)
    ):
        return text
    return _AFFILIATION.sub(lambda match: " " * len(match[0]), text)


def _end_of_names(line: str) -> int:
    """Return where "et al." and its kin begin at the end of a line, else its length."""
    folded = line.casefold()
    shortened = "al" in folded and ("et" in folded or "el" in folded)
    if not (shortened or "others" in folded or "等" in folded) or _ET_AL.search(line) is None:
        return len(line)
    return before_tail(line, _ET_AL, after=".,", before=",")


def _trim(name: str) -> str:
    name = name.strip().strip("*†‡§¹²³⁴_# \t").removeprefix("and ")
    last = name.split()[-1] if name.split() else ""
    if last.endswith(".") and not re.fullmatch(r"(?:[^\W\d_]\.[-\s]?)+|(?:jr|sr)\.", last, re.I):
        name = name[:-1].rstrip()
    return name


@lru_cache(maxsize=8192)
def are_names(line: str, *, least: int = 1) -> bool:
    """Tell whether a line can be nothing but names of people, at least `least` of them.

    Examples
    --------
    >>> are_names("Sungsoo Ahn, Neil D. Lawrence."), are_names("A review and new outlooks")
    (True, False)
    """
    line = line.strip().strip("*_ ")
    if has_digit(line) or '"' in line or "“" in line or "{" in line:
        line = _without_notes(line)
    if not line or _NO_NAME.search(line) or not _NOT_IN_NAMES.isdisjoint(line.split()):
        return False
    return _are_names(line, least)


def _are_names(line: str, least: int) -> bool:
    if "," in line and "." not in line and (usual := _plain_names(line)) is not None:
        words = _SMALL_LETTERS.findall(line.lower())
        return len(usual) >= least and _NOT_IN_LINES.isdisjoint(words)
    et_al = _end_of_names(line) < len(line)
    names = _split(line)
    if len(names) < least and not et_al:
        return False
    if not names:
        return False
    odd = [name for name in names if not _is_name(name)]
    if odd and not (len(odd) * 3 <= len(names) and all(map(_is_small_name, odd))):
        return False
    if len(names) == 1:
        name = names[0]
        if _CJK.search(name):
            return et_al or (len(name) <= 4 and name[0] in FAMILIES)
        return et_al or 2 <= len(name.split()) <= 4
    if len(names) == 2 and _TWO_FAMILIES.fullmatch(line):  # "Miles & Poe"
        return not any(name.lower() in TECHNICAL_WORDS or _ABSTRACT.search(name) for name in names)
    single = sum(1 for name in names if len(name.split()) == 1 and not _CJK.search(name))
    return single * 2 <= len(names) or et_al


def are_surely_names(line: str) -> bool:
    """Tell whether a line is names beyond doubt, for places where a title may go on as well.

    "et al." says so; otherwise there are several names, each of two to four words of which none is
    a word of the trade.

    Examples
    --------
    >>> are_surely_names("Song Han, William J. Dally"), are_surely_names("Hinton et al.")
    (True, True)
    >>> are_surely_names("Trained Quantization and Huffman Coding")
    False
    """
    if not are_names(line, least=2):
        return False
    line = line.strip().strip("*_ ")
    return _end_of_names(line) < len(line) or all(map(_is_surely_name, split_names(line)))


def may_be_names(line: str) -> bool:
    """Tell whether a line can be several names, family names alone among them.

    Examples
    --------
    >>> may_be_names("Roe, Jane, Poe, and Doe"), may_be_names("A View of Wings and Feathers")
    (True, False)
    """
    if _NO_NAME.search(line) or not _NOT_IN_NAMES.isdisjoint(line.split()):
        return False
    names = split_names(line)
    return len(names) > 1 and all(
        _is_name(name) and not TECHNICAL_WORDS.intersection(name.lower().split()) for name in names
    )


def can_be_no_name(piece: str) -> bool:
    """Tell whether what stands between two commas has what no name has: digits, title words.

    Examples
    --------
    >>> can_be_no_name("Distilling the Knowledge"), can_be_no_name("Geoffrey E. Hinton")
    (True, False)
    """
    if _NO_NAME.search(piece):
        return True
    words = [word.strip(".,()*'’") for word in piece.split()]
    return any(word in SMALL_WORDS or word.lower() in TITLE_WORDS for word in words)


def _is_surely_name(name: str) -> bool:
    words = [word.strip(".,()*'’") for word in name.split()]
    if any(word.lower() in TECHNICAL_WORDS or _ABSTRACT.search(word) for word in words):
        return False
    return 2 <= len(words) <= 4 or _CJK.search(name) is not None


def _is_small_name(name: str) -> bool:
    """Tell whether one of several names may be a name though it lacks its capitals."""
    words = name.split()
    return 2 <= len(words) <= 4 and all(
        word.isalpha()
        and len(word) > 1
        and word.lower() not in TITLE_WORDS
        and word.lower() not in TECHNICAL_WORDS
        and word not in SMALL_WORDS
        for word in words
    )


def _is_name(name: str) -> bool:
    parts = name.replace(",", " ").split()
    if not 1 <= len(parts) <= 6:
        return False
    capitals, letters = True, False
    for part in parts:
        word = part.strip(".,()*'’")
        if not word:
            continue
        if word in SMALL_WORDS or word.lower() in TITLE_WORDS:
            return False  # "Can Wang" is a name, "can" is none
        letters = letters or not word.isdigit()
        first = word[0]
        if first.isascii() and not first.isupper() and word.lower() not in PARTICLES:
            capitals = False
    if not letters or not any(map(str.isalpha, name)):
        return False
    return capitals or (len(parts) <= 3 and not name.isascii())
