"""Venues and years as lists print them: "CVPR 2019, TPAMI 2020", "(NIPS'14)", "ECCV, 2018"."""

# ruff: noqa: RUF001 - lists do print these dashes, quotes and brackets, so they are matched

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from kdgraph.lists.formats import Span
from kdgraph.lists.people import are_names
from kdgraph.lists.text import barred, before_tail, has_digit, holds, words
from kdgraph.lists.vocabulary import (
    NO_AUTHORS,
    VENUES,
    VENUES_BEFORE_DIGITS,
    VENUES_OF_SMALL_LETTERS,
)

__all__ = [
    "Place",
    "all_venues",
    "author_year",
    "before_author_year",
    "cell_venues",
    "find_venues",
    "is_meeting",
    "is_venue",
    "tag_venues",
    "trailing_venues",
    "without_numbers",
    "year_in",
]

_LONG = re.compile(
    r"^(?:(?:the|\d+\w\w|annual|ieee|acm|ieee/\w+)\s+)*"
    r"(?:(?:proceedings|proc\.|advances in|annals of|lecture notes|transactions|journal of|"
    r"(?:\w+ )?(?:conference|workshop|symposium) (?:on|of|for))\b"
    r"|(?:\w+ ){0,4}(?:journal|letters|magazine|preprint|proceedings|transactions on)\b)"
    r"|^(?:(?:Frontiers|Trends|Foundations) in|International|European|Asian|British|Winter|North)"
    r" .*\b(?:Conference|Journal|Workshop|Symposium|Chapter)\b"
    r"|^(?:ph\.?d\.? |master'?s? )?thesis$|^technical report$",
    re.IGNORECASE,
)
_MEETING = re.compile(
    r"(?:(?:the|\d+(?:st|nd|rd|th)|annual|ieee|acm|siam|international|european|asian|national|world)"
    r"[ /-])*(?:conference|symposium|congress|transactions|journal) (?:on|of|for) [^:?!]{3,60}",
    re.IGNORECASE,
)
_YEAR = r"(?:19[3-9]\d|20\d\d)"
_TAIL = re.compile(
    r"\b(?:oral|spotlight|poster|highlight|workshops?|findings|long|short|demo|main|"
    r"best paper(?: award)?|best student paper|outstanding paper|under review|accepted|submitted)"
    r"\b",
    re.IGNORECASE,
)
_NAME_AND_YEAR = re.compile(  # "Owl Days 2013", "ANIPS(2013)": a venue that nobody knows
    rf"\s*(?P<name>[^\W\d_](?:[^\d()\[\],;|]|\d(?!\d))*?[^\W_])(?:\s*\(|,?\s+)(?P<year>{_YEAR})\)?\s*[.,]?\s*"
)
_PRAISE = re.compile(
    r"\b(?:oral|spotlight|poster|highlight|(?:best|outstanding)(?: student)? paper(?: award)?)\b",
    re.IGNORECASE,
)
_PRAISING = ("oral", "spotlight", "poster", "highlight", "paper")
_YEAR_AT_END = re.compile(rf"(?:(?<!\d){_YEAR}|[’'`‘]\s?\d\d|(?<=[A-Za-z])[- ]?\d\d)$")
_MONTH_AT_END = re.compile(rf"(?<![\d./-])(?P<year>{_YEAR})[./-](?:0[1-9]|1[0-2])$")
_MONTH_BEFORE = re.compile(r"[\s,](?:0?[1-9]|1[0-2])/$")  # "TMLR 11/2022"
_YEAR_NAME = re.compile(
    rf"^(?P<year>{_YEAR}(?!\d)|\d\d(?=\s*[’'`‘]))[’'`‘]?[\s,:-]*[’'`‘]?(?P<name>\S.*)$",
    re.DOTALL,
)
# what is printed like a year and is none: pages, volume(issue):page, article numbers
_NUMBERS = re.compile(
    r"(?i)(?<!&)\b(?:pp?|pages?)\b\.?\s*\d+(?:\s*[-–—]+\s*\d+)?|\b(?:vol|volume|no|number|issue|art|article|"
    r"id|paper)\b\.?\s*(?:no\.?\s*)?(?:\d+|[A-Z]\d+)(?:\s*\(\d+(?:[-–]\d+)?\))?"
    r"|\b\d{1,4}\s*(?:\(\d{1,4}(?:[-–]\d+)?\))\s*[:,]\s*(?!(?:19|20)\d\d\s*(?:[.,;)\]|]|$))[A-Za-z]?\d+(?:\s*[-–—]+\s*[A-Za-z]?\d+)?"
    r"|\b\d{1,4}\s*:\s*\d+(?:\s*[-–—]+\s*\d+)?|\b\d{1,4}(?:\.\d{1,5})(?=\s*\()"
    r"|(?<![\d/.-])(?!(?:19|20)\d\d\s*[-–—]\s*(?:19|20)\d\d\b)\d{3,6}\s*[-–—]{1,2}\s*\d{3,6}\b(?![-/])"
)
# without one of these a text with digits has none of the above
_JOINED_NUMBERS = re.compile(r"\d(?:\s*[-:(–—]|\.\d)")
_BEFORE_NUMBER = re.compile(r"([A-Za-z]++)\.?\s*+[A-Za-z]?\d")
_COUNTED = words("p pp page pages vol volume no number issue art article id paper")
_WORD = re.compile(r"[a-z][a-z*-]{3,}")
_KNOWN_FOLDED = frozenset(word.casefold() for word in VENUES if len(word) > 3)
_LONG_WORDS = words(
    "proc advances annals lecture transactions journal conference workshop symposium letters "
    "magazine frontiers trends foundations international european asian british winter north "
    "preprint thesis report"
)
# a year, or two capitals in a word: without them, a long name or a known word has to be there
_HINT = re.compile(rf"{_YEAR}|[’'`‘]\s?\d\d|[A-Z][A-Z]|[a-z][A-Z]|[A-Z]-[A-Z]|[报報刊志集会誌지]")
_MONTH = (  # in English, German, French, Spanish, Italian and Portuguese, whole or shortened
    r"(?:jan(?:uary|uar|vier|eiro)?|ene(?:ro)?|genn?(?:aio)?|jänner|feb(?:ruary|ruar|rero|braio)?|"
    r"févr?(?:ier)?|fev(?:ereiro)?|mar(?:ch|s|zo|ço)?|märz?|apr(?:il|ile)?|avr(?:il)?|abr(?:il)?|"
    r"may|mai|mayo|mag(?:gio)?|maio|june?|juni|juin|junio|junho|giu(?:gno)?|july?|juli|"
    r"juil(?:let)?|julio|julho|lug(?:lio)?|aug(?:ust)?|août|ago(?:sto)?|"
    r"sept?(?:ember|embre|iembre)?|set(?:tembre|embro)?|o[ck]t(?:ober|obre|ubre)?|"
    r"ott(?:obre)?|out(?:ubro)?|nov(?:ember|embre|iembre|embro)?|de[cz](?:ember|embro)?|"
    r"déc(?:embre)?|dic(?:iembre|embre)?)\.?"
)
_IS_MONTH = re.compile(rf"(?:\d\d?\.?\s+)?(?:{_MONTH}[\s/-]*)+(?:\d\d?)?", re.IGNORECASE)
_ONLY_YEAR = re.compile(
    rf"^(?:{_YEAR}[-/.]\d\d?(?:[-/.]\d\d?)?|\d\d?[-/.]{_YEAR}|{_YEAR}年(?:\d\d?月)?(?:\d\d?日)?|"
    rf"(?:(?:\d\d?\.?\s*)?{_MONTH}\s*(?:de\s+)?(?:\d\d?,?\s*)?)?{_YEAR}|{_YEAR}\s*{_MONTH})$",
    re.IGNORECASE,
)
_CJK_VENUE = re.compile(  # journals and meetings that say by their last word what they are
    r"^[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,20}"
    r"(?:学报|學報|学刊|杂志|期刊|通报|论文集|研究与发展|大会|年会|研讨会|論文誌|学会誌|논문지|학회지)$"
)
_NAME_PARTS = re.compile(r"[\s/&@+-]+")
_IN = re.compile(r"^(?:in\s*:?\s+|published\s+(?:in|at)\s+|accepted\s+(?:by|at|to)\s+|@\s*)", re.I)
_ACRONYM = re.compile(r"^[A-Za-z0-9]*[A-Z][A-Za-z0-9]*[A-Z][A-Za-z0-9]*[*+]?$")
_ABBREVIATED = re.compile(  # its full stops part nothing: "IEEE Trans. Pattern Anal. 2018"
    r"(?:^|(?<=[\s(\[|*_]))(?P<name>"
    r"(?:(?:IEEE(?:/ACM)?|ACM|IEICE|Int\.)[ ](?:Trans|J)|Trans)\."
    r"(?:[ ](?:on|of|in|and|&|[A-Z][\w-]*\.?)){1,8}"
    r"|(?:J|Adv|Proc|Ann)\.(?:[ ](?:of|in|and|&|[A-Z][a-z]+\.)){2,8})"
    rf"[ ,|]*[ (](?P<year>{_YEAR})\b\)?"
)
_SHORT_WORDS = ("Trans.", "J.", "Adv.", "Proc.", "Ann.")  # without them there is none of those
_CUT = re.compile(r"[,;?!]\s+|\s[-–—|•@]\s|\.\s+")
_VOLUME = re.compile(r"\s\d{1,3}$")
_NO_VENUE = re.compile(
    r"\W*(?:(?:under|in) (?:review|submission|press)|submitted|to appear|unpublished)\W*",
    re.IGNORECASE,
)
_OPENING, _CLOSING = frozenset("([（【"), frozenset(")]）】")
_BRACKETS = _OPENING | _CLOSING
_BREAK = re.compile(
    r"[,;\"“”()\[\]{}|｜–—•·\n：:。，（）【】《》]+|\.(?=\s|$)|\s(?:-{1,3}|/)\s|<|>"
)
_EDGES = ' \t*_.,;:"“”-–—'
_YEAR_INSIDE = re.compile(rf"([A-Z][\w&/' -]{{1,40}}?)[ ,]+({_YEAR})\s+([A-Za-z].*)$", re.DOTALL)
_YEAR_BEHIND = re.compile(rf"\s\(?({_YEAR})$")
_DAY = re.compile(r"(?<![\d./-])((?:19|20)\d\d)(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?![\d./-])")
_LEAD = re.compile(r"[^\w'’`‘@*]+")
_WHOLE_HINTS = words(
    "nature science cell neural pattern neurocomp machine artificial scientific information "
    "knowledge expert medical plos image signal openreview lancet arxiv"
)
_YEARS = re.compile(rf"(?<![\d.]){_YEAR}(?!\d)")


class Place(NamedTuple):
    """A venue or a year in a text, and where: `name` is empty for a year alone."""

    name: str
    year: int | None
    start: int
    end: int
    name_span: Span
    year_span: Span | None

    def moved(self, by: int) -> Place:
        """Return the place counted from `by` characters before."""
        a, b = self.name_span
        year = self.year_span
        return Place(
            self.name,
            self.year,
            self.start + by,
            self.end + by,
            (a + by, b + by),
            (year[0] + by, year[1] + by) if year else None,
        )


def without_numbers(text: str) -> str:
    """Return a text with pages, volumes and article numbers as bars, at the same places.

    Examples
    --------
    >>> without_numbers("Neural Comput. 9(8):1735-1780, 1997; pp. 1990-1999")
    'Neural Comput. ||||||||||||||, 1997; |||||||||||||'
    """
    if not has_digit(text) or (
        _JOINED_NUMBERS.search(text) is None
        and all(word.casefold() not in _COUNTED for word in _BEFORE_NUMBER.findall(text))
    ):
        return text
    return _NUMBERS.sub(lambda match: "|" * len(match[0]), text)


def year_in(text: str) -> tuple[int, Span] | None:
    """Return the first year in `text` and where it stands.

    Examples
    --------
    >>> year_in("Nov. 2023"), year_in("no date")
    ((2023, (5, 9)), None)
    """
    match = _YEARS.search(text)
    return (int(match[0]), match.span()) if match else None


@lru_cache(maxsize=8192)
def is_venue(name: str) -> bool:
    """Tell whether `name`, without its year, is a venue that is known by this name.

    Examples
    --------
    >>> is_venue("NeurIPS-workshop"), is_venue("IEEE RAL"), is_venue("Deep Learning")
    (True, True, False)
    """
    bare = name.strip(" .,")
    words = bare.split()
    if len(words) <= 12 and holds(bare, "/&@+-"):
        words = [w for w in _NAME_PARTS.split(bare) if w]
    if not words or len(words) > 12:
        return False
    if len(words) <= 4:
        known = [_known(word) for word in words]
        if (
            any(known)
            and (known[0] or (not name[0].islower() and (known[-1] or len(words) == 3)))
            and "in" not in words[1:]  # "Owls in PNAS" is a title
        ):
            return True
        if words[0] in ("IEEE", "ACM") and len(words) <= 3 and all(w.isupper() for w in words):
            return True
    folded = bare.casefold()
    if folded in VENUES_OF_SMALL_LETTERS:
        return True
    if not name.isascii() and _CJK_VENUE.match(bare):
        return True
    return name[:1].isupper() and holds(folded, _LONG_WORDS) and _LONG.search(name) is not None


def is_meeting(name: str) -> bool:
    """Tell whether a name is one of a meeting or a journal as a whole, and so of no paper.

    Examples
    --------
    >>> is_meeting("International Conference on Owls"), is_meeting("A Survey of Conferences")
    (True, False)
    """
    return _MEETING.fullmatch(name.strip(" .,")) is not None


def _known(word: str) -> bool:
    word = word.strip(".,:;_*")
    return word.upper() in VENUES and (word.upper() == word or len(word) > 3)


def _plausible(name: str, *, strict: bool) -> bool:
    """Tell whether what stands before a year can be a venue, though none that is known."""
    if re.search(r"\bet\.? al\b|\(", name):
        return False
    if is_venue(name):
        return True
    words = name.split()
    if strict or not words or len(words) > 5 or not name[0].isalnum():
        return False
    if _IS_MONTH.fullmatch(name.strip()):
        return False
    return any(_ACRONYM.match(part) for word in words for part in re.split(r"[-/&.]", word))


def _number(digits: str) -> int:
    digits = digits.strip("’'`‘ -")
    if len(digits) == 4:
        return int(digits)
    return (2000 if int(digits) < 50 else 1900) + int(digits)


def _read(text: str, offset: int, *, strict: bool = False) -> Place | None:
    """Read a piece of text that may be as a whole a venue with year, or a year."""
    lead = len(text) - len(text.lstrip(' \t*_-–—.,;:"“”'))
    start, body = offset + lead, text[lead:].rstrip(' \t*_-–—.,;:"“”')
    if match := _IN.match(body):
        start, body = start + match.end(), body[match.end() :]
    end = start + len(body)
    shorter = _without_tail(body)
    if _ONLY_YEAR.match(body):
        year, span = year_in(body) or (0, (0, 0))
        return Place("", year, start, end, (start, start), (start + span[0], start + span[1]))
    for candidate in (body, shorter) if shorter != body else (body,):
        for (a, b), (c, d) in _named_years(candidate):
            if not _plausible(candidate[a:b], strict=strict or d - c < 3):
                continue
            if b == c and d - c == 2 and candidate[a:b].strip().upper() not in VENUES_BEFORE_DIGITS:
                continue
            return Place(
                candidate[a:b].strip(),
                _number(candidate[c:d]),
                start,
                end,
                (start + a, start + b),
                (start + c, start + d),
            )
    # "NIPS 2018 Interaction and Language Workshop"
    if (inner := _YEAR_INSIDE.match(body)) and is_venue(inner[1]) and len(inner[3].split()) <= 9:
        a, b = inner.span(1)
        c, d = inner.span(2)
        return Place(
            inner[1], int(inner[2]), start, end, (start + a, start + b), (start + c, start + d)
        )
    return None


def _named_years(text: str) -> Iterator[tuple[Span, Span]]:
    """Yield where name and year stand if the text is the one and the other: "ECCV, 2018"."""
    tail = max(0, len(text) - 4)
    if year := _YEAR_AT_END.search(text, tail):
        end = year.start()
        if month := _MONTH_BEFORE.search(text, max(0, end - 4), end):
            end = month.start()
        while end > 0 and (text[end - 1].isspace() or text[end - 1] in ",:(-"):
            end -= 1
        if end > 0:
            yield (0, end), year.span()
    if month := _MONTH_AT_END.search(text, max(0, len(text) - 7)):
        yield (0, len(text[: month.start()].rstrip(" ,:(-"))), month.span("year")
    if match := _YEAR_NAME.match(text):
        yield match.span("name"), match.span("year")


def _without_tail(text: str) -> str:
    """Return a text without what is said of a paper at its end: "(oral)", "best paper award"."""
    return text[: before_tail(text, _TAIL, after=")]", before=",([-")]


def trailing_venues(text: str) -> tuple[int, list[Place]]:
    """Return where a title ends, and the venues and years that follow it.

    Examples
    --------
    >>> end, venues = trailing_venues("Really Deep?, a Review, CVPR 2019, TPAMI 2020")
    >>> end, [(v.name, v.year) for v in venues]
    (22, [('CVPR', 2019), ('TPAMI', 2020)])
    """
    end, found = len(text), list[Place]()
    praised = 0
    if text[-1:].isalpha() and _CUT.search(text) is None:
        return end, found
    text = without_numbers(text)
    cuts = list(_CUT.finditer(text))
    journals = list(_ABBREVIATED.finditer(text)) if holds(text, _SHORT_WORDS) else []
    while True:
        head = text[:end].rstrip(" \t.,;:")
        while journals and journals[-1].start() >= len(head):
            journals.pop()
        if journals and not text[journals[-1].end() : len(head)].strip(" .)]"):
            journal = _journal(journals.pop())
            before = text[: journal.start].rstrip(" \t.,;:([")
            end = len(before)
            found = _preceded(journal, found)
            continue
        piece = _bracketed(head)
        if piece is not None:
            start, inside = piece
        else:
            while cuts and cuts[-1].end() > len(head):
                cuts.pop()
            if not cuts or not _begins_venue(head[cuts[-1].end() :]):
                return (end, found) if found else (praised or end, found)
            start, inside = cuts[-1].start(), (cuts[-1].end(), len(head))
        inner = text[slice(*inside)]
        if piece is not None and not found and _PRAISE.fullmatch(inner.strip(" .,")):
            praised, end = praised or end, start  # "ICCV 2019 (Oral)"
            continue
        place = _read(inner, inside[0])
        if place is None and piece is not None and "," in inner:  # "[LeCun et al., NeurIPS 1989]"
            tail = inner.rindex(",") + 1
            place = _read(inner[tail:], inside[0] + tail)
        if place is None and not found and _known(inner.strip(" .,*_")):
            place = _bare(inner, inside[0])
        if place is None and found and found[0].name == "" and is_venue(inner.strip(" .,")):
            place = _bare(inner, inside[0])
        if place is None:
            return (end, found) if found else (praised or end, found)
        if text[start : start + 1] in "?!":
            start += 1
        end = start
        found = _preceded(place, found)


def _preceded(place: Place, found: list[Place]) -> list[Place]:
    """Return places with one more before them; only the first of them can join with it."""
    return [*_joined([place, *found[:1]]), *found[1:]]


def _journal(match: re.Match[str]) -> Place:
    """Return a journal in abbreviated words with its year."""
    return Place(
        match["name"], int(match["year"]), *match.span(), match.span("name"), match.span("year")
    )


def _bracketed(head: str) -> tuple[int, Span] | None:
    """Return where the brackets at the end of a text stand, with the blanks and stop before them.

    The second span is what they hold; none where brackets stand in it.
    """
    if head[-1:] not in _CLOSING:
        return None
    start = end = len(head) - 1
    while start > 0 and head[start - 1] not in _BRACKETS:
        start -= 1
    if start == 0 or head[start - 1] not in _OPENING:
        return None
    inside = (start, end)
    start -= 1
    while start > 0 and head[start - 1].isspace():
        start -= 1
    return start - (start > 0 and head[start - 1] in ",.;?!"), inside


def _begins_venue(piece: str) -> bool:
    """Tell whether what follows a separator is a venue, a year or a known name."""
    return _read(piece, 0) is not None or is_venue(piece.strip(" .,"))


def _bare(text: str, offset: int) -> Place:
    lead = len(text) - len(text.lstrip(" \t*_.,;:"))
    start, body = offset + lead, text[lead:].rstrip(" \t*_.,;:")
    if match := _IN.match(body):
        start, body = start + match.end(), body[match.end() :]
    end = start + len(body)
    return Place(body, None, start, end, (start, end), None)


def cell_venues(text: str) -> list[Place]:
    """Return the venues and years of a text that holds nothing else, such as a cell of a column.

    Without a year it is the name as a whole, known or not; praise behind it is no part of it.

    Examples
    --------
    >>> [(v.name, v.year) for v in cell_venues("EMNLP Findings")]
    [('EMNLP Findings', None)]
    >>> [(v.name, v.year) for v in cell_venues("Owl Days (oral)")]
    [('Owl Days', None)]
    >>> [(v.name, v.year) for v in cell_venues("CVPR 2019, TPAMI 2020")]
    [('CVPR', 2019), ('TPAMI', 2020)]
    """
    if _NO_VENUE.fullmatch(text):
        return []
    found = find_venues(text)
    if not any(place.name for place in found) and (dated := _NAME_AND_YEAR.fullmatch(text)):
        start, end = dated.span("name")
        if not _IS_MONTH.fullmatch(dated["name"]):
            place = Place(
                dated["name"], int(dated["year"]), start, dated.end("year"), (start, end),
                dated.span("year"),
            )  # fmt: skip
            return [place]
    if len(found) > 1 or any(place.year is not None for place in found):
        return found
    lead = len(text) - len(text.lstrip(" *_.,;:"))
    body = text[lead:].rstrip(" *_.,;:")
    body = body[: before_tail(body, _PRAISE, after=")]", before=",([-")] or body
    if not re.search(r"[^\W\d_]", body):
        return found
    span = (lead, lead + len(body))
    return [Place(body, None, *span, span, None)]


def find_venues(text: str, *, strict: bool = False) -> list[Place]:
    """Return all venues and lone years of a text that is no title, in order.

    With `strict` only venues that are known, for texts that may be anything.

    Examples
    --------
    >>> [(v.name, v.year) for v in find_venues(". Yi Tay. ECCV, 2018 (oral).  NIPS")]
    [('ECCV', 2018), ('NIPS', None)]
    """
    said = text.strip("| .,;:*()[]")
    if not said or not (_HINT.search(said) or _names_venue(text)):
        return []
    text = without_numbers(text)
    found: list[Place] = []
    if has_digit(said) and (day := _DAY.search(text)):  # "20190917"
        found.append(Place("", int(day[1]), *day.span(), (day.start(),) * 2, day.span(1)))
        text = barred(text, [day.span()])
    if holds(text, _SHORT_WORDS) and (
        journals := [_journal(match) for match in _ABBREVIATED.finditer(text)]
    ):
        found += journals
        text = barred(text, [(journal.start, journal.end) for journal in journals])
    at = 0
    for match in [*_BREAK.finditer(text), None]:
        end = match.start() if match else len(text)
        if end - at > 1:
            place = _piece_venue(text[at:end], at, strict=strict)
            if place is not None:
                found.append(place)
        at = match.end() if match else end
    return _joined(sorted(found, key=_start) if len(found) > 1 else found)


def all_venues(text: str) -> bool:
    """Tell whether a text is venues and years and nothing else.

    Examples
    --------
    >>> all_venues("CVPR 2019, TPAMI 2020"), all_venues("A Decade of CVPR: What Now?")
    (True, False)
    """
    if not has_digit(text):  # as it stands, then: what comes first has to be a venue
        first = _BREAK.search(text)
        end = first.start() if first else len(text)
        if end > 1 and _piece_venue(text[:end], 0, strict=False) is None:
            return False
    found = find_venues(text)
    return bool(found) and found[0].start == 0 and found[-1].end >= len(text) - 1


def _start(place: Place) -> int:
    return place.start


def _names_venue(text: str) -> bool:
    """Tell whether a text has a word that names a venue though it has one capital only."""
    folded = text.casefold()
    return (
        not _KNOWN_FOLDED.isdisjoint(_WORD.findall(folded))
        or holds(folded, _WHOLE_HINTS)
        or holds(folded, _LONG_WORDS)
    )


def _piece_venue(piece: str, at: int, *, strict: bool) -> Place | None:
    """Read what stands between two separators, None if it is neither venue nor year."""
    body = piece.strip(_EDGES)
    if not body or body[0] == "|":
        return None
    signs = _LEAD.match(piece)
    lead = signs.end() if signs else 0  # blanks and signs, such as an emoji
    place = _stripped_venue(piece[lead:].rstrip(), strict)
    return place.moved(at + lead) if place is not None and at + lead else place


@lru_cache(maxsize=8192)
def _stripped_venue(piece: str, strict: bool) -> Place | None:
    at = 0
    body = piece.strip(_EDGES)
    if body.isdigit() and len(body) != 4:
        return None
    digits = has_digit(body)
    if digits:
        place = _read(piece, at, strict=strict)
        if place is not None:
            return place
        year = _YEAR_BEHIND.search(body)  # "Carl Poe 2017"
        if year is not None and are_names(body[: year.start()]):
            begin = at + piece.index(body) + year.start(1)
            span = (begin, begin + 4)
            return Place("", int(year[1]), *span, (begin, begin), span)
    body = _IN.sub("", body)
    if digits and (volume := _VOLUME.search(body)):  # "Nature 531"
        body = body[: volume.start()]
    if holds(body.casefold(), _PRAISING):
        body = body[: before_tail(body, _PRAISE, after=")]", before=",([-")]
    if not is_venue(body):
        return None
    place = _bare(piece, at)
    span = (place.name_span[0], place.name_span[0] + len(body))
    return place._replace(name=body, name_span=span) if place.name.startswith(body) else place


_FAMILY_NAME = r"[A-Z][\w'’]*[a-zà-ÿ](?:-[A-Z][a-z]+)?"
_AUTHOR_YEAR = re.compile(  # the year may stand as bars
    rf"[(\[（](?P<names>{_FAMILY_NAME}"
    rf"(?:(?P<several>(?:,\s{_FAMILY_NAME}){{0,8}},?\s(?:and|&)\s{_FAMILY_NAME}|\set\.?\sal\.?))?)"
    rf"(?P<sign>\+?,?)\s?(?:{_YEAR}|\|{{4}})[a-z]?[)\]）]"
)
_SLOT = re.compile(r"[\s,.;:|()\[\]*_–—-]*")
_SLOT_END = re.compile(r"[\s,.;:(\[]*$")
_SLOT_NAME = re.compile(r"[A-Z][\w&/+.:'’ -]{1,79}")
_SLOT_ACRONYM = re.compile(r"[A-Z][A-Za-z]*[A-Z]\w*(?:[-/ ][A-Z][A-Za-z]*)?(?: [Ww]orkshops?)?")


def slot_venue(rest: str, title_end: int, found: list[Place]) -> tuple[Place, bool] | None:
    """Return what stands between the title and the year, where lists print the venue.

    Parameters
    ----------
    rest : str
        The title's line with all that is known of it as bars.
    title_end : int
        Where the title ends.
    found : list of Place
        What was found in the line; one year alone is asked for.

    Returns
    -------
    tuple of Place and bool, or None
        The venue with that year, and whether it is one by itself: an acronym such as "OWLS".
        Other names need a list whose other items have their venues there.

    Examples
    --------
    >>> place, sure = slot_venue("|||||||| OWLS, 2024. |||", 8, find_venues("|||||||| OWLS, 2024."))
    >>> place.name, place.year, sure
    ('OWLS', 2024, True)
    """
    if len(found) != 1 or found[0].year_span is None or found[0].name_span != (found[0].start,) * 2:
        return None
    year = found[0]
    start = max(title_end, rest.rfind("|", 0, year.start) + 1)
    if year.start <= start or year.start - start > 90:
        return None
    lead = _SLOT.match(rest, start, year.start)
    begin = lead.end() if lead else start
    name = _SLOT_END.sub("", rest[begin : year.start])
    end = begin + len(name)
    if not _SLOT_NAME.fullmatch(name) or len(name.split()) > 9 or ". " in name:
        return None
    if (
        _IS_MONTH.fullmatch(name)
        or re.search(r"\bet\.? al\b", name)
        or author_year(rest[max(0, begin - 1) :]) is not None
    ):
        return None
    place = Place(name, year.year, begin, year.end, (begin, end), year.year_span)
    return place, bool(_SLOT_ACRONYM.fullmatch(name))


def tag_venues(text: str) -> list[Place] | None:
    """Return the venues and years of a tag before a title; None if it says anything else.

    Examples
    --------
    >>> [(v.name, v.year) for v in tag_venues("ICLR'24 Spotlight") or []]
    [('ICLR', 2024)]
    >>> tag_venues("Best Paper"), tag_venues("Medical")
    ([], None)
    """
    found = find_venues(text)
    rest = barred(text, [(place.start, place.end) for place in found])
    rest = (_TAIL if found else _PRAISE).sub("", rest)
    return None if re.search(r"\w", rest) else found


def author_year(text: str, *, bare: bool = False) -> Span | None:
    """Return where the first brackets with authors and a year have the authors: "(Roe, 2019)".

    One name and a year with a blank between them may be a venue that nobody knows as well; it
    counts only if `bare` says so.

    Examples
    --------
    >>> author_year(" (Roe et al., 2019)"), author_year("(Nature, 2019)"), author_year("(May 2019)")
    ((2, 12), None, None)
    >>> author_year("(Roe 2019)"), author_year("(Roe 2019)", bare=True)
    (None, (1, 4))
    """
    if ")" not in text and "]" not in text and "）" not in text:
        return None
    for match in _AUTHOR_YEAR.finditer(text):
        if _names_authors(match) and (bare or match["several"] or match["sign"]):
            return match.span("names")
    return None


def before_author_year(text: str, start: int, end: int) -> int:
    """Return where the brackets with authors and a year begin that a text ends with, else `end`.

    Examples
    --------
    >>> text = "Owls in Snow (Roe et al. 2019)"
    >>> text[: before_author_year(text, 0, len(text))]
    'Owls in Snow '
    """
    stop = end
    while stop > start and text[stop - 1] in " .,;:":
        stop -= 1
    if stop - start < 8 or text[stop - 1] not in ")]）":
        return end
    begin = max(text.rfind(sign, start, stop) for sign in "([（")
    match = _AUTHOR_YEAR.match(text, begin, stop) if begin > start else None
    return begin if match is not None and _names_authors(match) else end


def _names_authors(match: re.Match[str]) -> bool:
    name = match["names"]
    return not (is_venue(name) or _IS_MONTH.fullmatch(name) or name in NO_AUTHORS)


def _joined(places: list[Place]) -> list[Place]:
    """Give a lone year to the venue before it, and drop a long name that an acronym repeats."""
    joined: list[Place] = []
    for place in places:
        last = joined[-1] if joined else None
        if last and last.name and last.year is None:
            if place.name == "" and place.start - last.end <= 4:
                joined[-1] = last._replace(
                    year=place.year, end=place.end, year_span=place.year_span
                )
                continue
            if _LONG.search(last.name) and place.name and place.start - last.end <= 3:
                joined[-1] = place
                continue
        joined.append(place)
    return joined
