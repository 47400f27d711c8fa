"""Where in a line the title is: bold, linked, quoted, in italics, or told by what surrounds it."""

# ruff: noqa: RUF001 - lists do print these dashes, quotes and brackets, so they are matched

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice

from kdgraph.lists.formats import Span
from kdgraph.lists.inline import Anchor, Rich
from kdgraph.lists.links import is_label, is_paper
from kdgraph.lists.people import are_names, are_surely_names, can_be_no_name
from kdgraph.lists.venues import Place, find_venues, is_venue, trailing_venues

__all__ = ["Titled", "find_title"]

_QUOTES = {"“": "”", '"': '"', "《": "》", "「": "」", "«": "»", "„": "“"}
_GROUP = re.compile(r"[\[(【〔{<（][^\[\](){}【】〔〕（）]{0,60}[\])】〕}>）]")
_SENTENCE = re.compile(
    r"(?<!\b[A-Z])(?<!\bal)(?<!\bvs)(?<!\bJr)(?<!\bet)\.\s*(?=[A-Z*_“\"(\[]|$)|(?<=[?!])\s+(?=[A-Z])"
    r"|(?<=al)\.\s+|\s[-–—|•]\s|[|\n]"
)
_AUTHORIAL = re.compile(r",|\bet al\b|\band\b|&|\b[A-Z]\.")  # "Meta Pseudo Labels" has none of it
_INITIAL = re.compile(r"(?<=\b[A-Z])\.\s+(?=[A-Z0-9“\"])(?![A-Z]\.)")
_MOST_MARKS = 50  # links or bold pieces of a line before its title
_MOST_INITIALS = 20
_PIECE = re.compile(r"[^,;]+")
_DATE_AT_END = re.compile(r"(?<![\s,(])[\s,(]*+\b(?:19|20)\d\d[a-z]?\b\)?\W*+$")
_NUMBER = re.compile(r"^\s*(?:\[[ xX✓✔]?\]\s*)?(?:\(?\d{1,4}[.):]\s+)?")


@dataclass(slots=True)
class Titled:
    """The title of a line; `taken` is all that was read to find it, with venues and quotes.

    `marked` tells that the list itself sets the title apart. `authors` is where they stand, if the
    title was told from them.
    """

    title: str
    span: Span
    taken: Span
    marked: bool
    venues: list[Place] = field(default_factory=list)
    authors: Span | None = None


def find_title(line: Rich) -> Titled | None:
    """Return the title of a line, or None if it has none.

    Examples
    --------
    >>> find_title(Rich("Deep Mutual Learning. Zhang, Ying et al. CVPR 2018")).title
    'Deep Mutual Learning'
    """
    marked = _marked(line)
    if marked is not None:
        return marked
    return _plain(line)


def _marked(line: Rich) -> Titled | None:
    text = line.text
    strong = islice(_merged(line.strong, text), _MOST_MARKS)
    bold = [s for s in strong if _titular(text[slice(*s)]) and _lead(text[: s[0]])][:1]
    linked = [a for a in islice(line.anchors, _MOST_MARKS) if _link_titular(line, a)][:1]
    if bold and linked and not _overlap(bold[0], linked[0]):
        short = len(text[slice(*bold[0])].split()) <= 3 or text[: bold[0][1]].rstrip().endswith(":")
        if short and len(text[linked[0].start : linked[0].end].split()) > 1:
            bold = []
    if bold:
        span = bold[0]
        after = text[span[1] :]
        short = len(text[slice(*span)].split()) <= 3
        tail = re.match(r"\s*[:：]\s*\w+(?:\s+\w+){2}", after)
        colon = text[slice(*span)].rstrip().endswith((":", "："))
        if short and (tail or (colon and re.match(r"\s*\w+(?:\s+\w+){2}", after))):
            return None  # only the method's name is bold
        return _made(line, span, marked=True)
    if linked:
        anchor = linked[0]
        found = _made(line, (anchor.start, anchor.end), marked=True)
        before = text[: anchor.start].rstrip(" ,.:;-–—")
        if found is not None and found.authors is None and are_names(before):
            start = len(before) - len(before.lstrip())
            found.authors = (start, len(before))
        return found
    quoted = _quoted(text)
    if quoted is not None:
        return _made(line, quoted, marked=True)
    for span in islice(line.emphasis, _MOST_MARKS):
        words = text[slice(*span)]
        before = text[: span[0]]
        if len(words.split()) > 2 and not are_names(words) and _titular(words):
            bare = re.sub(r"\(?\b(?:19|20)\d\d[a-z]?\b\)?", "", before).rstrip(" ,.:;-–—()")
            if _lead(before):
                return _made(line, span, marked=True)
            if are_names(bare):
                found = _made(line, span, marked=True)
                if found is not None:
                    start = len(bare) - len(bare.lstrip())
                    found.authors = (start, len(bare))
                    return found
    return None


def _merged(spans: list[Span], text: str) -> list[Span]:
    """Join ranges that only white space parts."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start >= joined[-1][0] and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _overlap(span: Span, anchor: Anchor) -> bool:
    return anchor.start < span[1] and anchor.end > span[0]


def _lead(text: str) -> bool:
    """Tell whether nothing but numbers, marks and tags stands in `text`."""
    shorter = text
    for _ in range(4):  # tags within tags are not nested deeper
        shorter = _GROUP.sub(" ", shorter)
    words = re.sub(r"[\W\d_]+", " ", shorter).split()
    if not words:
        return True
    if all(is_venue(word) or is_label(word) or word.lower() in ("new", "title") for word in words):
        return True
    return bool(find_venues(shorter)) and len(words) <= 4


def _titular(text: str) -> bool:
    """Tell whether a marked piece of text can be a title: neither label nor venue nor year."""
    body = text.strip(" []()<>【】:：*_.,")
    if len(re.findall(r"[^\W\d_]", body)) < 2 or is_label(body) or is_venue(body):
        return False
    if re.match(r"https?://", body):
        return False
    venues = find_venues(body)
    return not (venues and venues[0].start == 0 and venues[-1].end >= len(body) - 1)


def _link_titular(line: Rich, anchor: Anchor) -> bool:
    label = line.text[anchor.start : anchor.end]
    if not _titular(label) or anchor.url.startswith("#"):
        return False
    words = len(label.split())
    before = line.text[: anchor.start].strip()
    if before.endswith(("[", "(")) and words < 3:
        return False
    if _lead(before) or before.endswith((":", "：")) or are_names(before.rstrip(" ,.:;-–—")):
        return words > 1 or is_paper(anchor.url)
    return words > 3 and is_paper(anchor.url)


def _quoted(text: str) -> Span | None:
    for opening, closing in _QUOTES.items():
        start = text.find(opening)
        end = text.find(closing, start + 1)
        if start < 0 or end < 0 or len(text[start + 1 : end].split()) < 2:
            continue
        before = text[:start].rstrip(" ,.:;-–—")
        if _lead(text[:start]) or are_names(before):
            return start + 1, end
    return None


def _made(line: Rich, span: Span, *, marked: bool, authors: Span | None = None) -> Titled | None:
    """Take a range for the title: set off its venues, quotes and final stop."""
    text = line.text
    start, end = span
    taken = span
    length, venues = trailing_venues(text[start:end])
    if length > 0 and re.search(r"[^\W\d_]", text[start : start + length]):
        venues = [_moved(place, start) for place in venues]
        end = start + length
    else:
        venues = []
    start, end = _trimmed(text, start, end)
    if start >= end:
        return None
    title = re.sub(r"\s+", " ", text[start:end])
    return Titled(title, (start, end), taken, marked, venues, authors)


def _moved(place: Place, by: int) -> Place:
    def moved(span: Span) -> Span:
        return span[0] + by, span[1] + by

    return Place(
        place.name,
        place.year,
        place.start + by,
        place.end + by,
        moved(place.name_span),
        moved(place.year_span) if place.year_span else None,
    )


def _trimmed(text: str, start: int, end: int) -> Span:
    """Set off blanks, quotes, and what ends a title without being part of it."""
    lead = _NUMBER.match(text[start:end])
    if lead is not None and lead.end() < end - start:
        start += lead.end()
    while True:
        before = start, end
        while start < end and (text[start].isspace() or text[start] in "*,;:-–—•|"):
            start += 1
        while start < end and (text[end - 1].isspace() or text[end - 1] in ",;:：|—–"):
            end -= 1
        if text.endswith(".", start, end) and not text.endswith("..", start, end):
            end -= 1
        for opening, closing in _QUOTES.items():
            if end - start > 2 and text[start] == opening and text[end - 1] == closing:
                start, end = start + 1, end - 1
        if (start, end) == before:
            return start, end


def _plain(line: Rich) -> Titled | None:
    """Find the title in text without marks: authors, title and venue in one of the usual orders."""
    text = line.text
    stop = len(text)
    for anchor in islice(line.anchors, _MOST_MARKS):
        before = text[: anchor.start].rstrip()
        if re.search(r"\w", _GROUP.sub(" ", before)):
            stop = min(stop, len(before.rstrip(" [(<")))
            break
    else:
        url = re.search(r"https?://", text)
        if url is not None:
            stop = len(text[: url.start()].rstrip(" [(<"))
    if line.anchors and stop == len(text):
        return None
    arxiv = re.search(r"(?i)\barxiv\s*+(?:preprint\s*+)?(?:arxiv\s*+)?:\s*+\d+\.", text[:stop])
    if arxiv is not None:
        lead = arxiv.start()
        while lead > 0 and (text[lead - 1].isspace() or text[lead - 1] in "([,."):
            lead -= 1
        stop = lead or stop
    start = _start(text[:stop])
    length, venues = trailing_venues(text[start:stop])
    if not re.search(r"[^\W\d_]", text[start : start + length]):
        return None
    places = [_moved(place, start) for place in venues]
    end = start + length
    title, authors = _parted(text, start, end)
    found = _made(line, title, marked=False, authors=authors)
    if found is None or not _titular(found.title):
        return None
    found.venues += [place for place in places if place.start >= found.taken[1]]
    return found


def _start(text: str) -> int:
    """Return where the text begins behind its number, check box and tags."""
    at = 0
    while True:
        match = re.compile(r"[\s*•\-–—:|]+").match(text, at) or _GROUP.match(text, at)
        if match is None:
            number = re.compile(r"\d{1,4}[.):]\s+").match(text, at)
            if number is None:
                return at
            match = number
        if match.end() >= len(text):
            return at
        at = match.end()


def _parted(text: str, start: int, end: int) -> tuple[Span, Span | None]:
    """Part title and authors."""
    pieces: list[Span] = []
    at = start
    for match in _SENTENCE.finditer(text, start, end):
        cut = match.start() + (1 if text[match.start() : match.start() + 1] == "." else 0)
        if text[at:cut].strip(" ."):
            pieces.append((at, cut))
        at = match.end()
    if text[at:end].strip(" ."):
        pieces.append((at, end))
    pieces = [piece for piece in pieces if not _dated(text[slice(*piece)])] or pieces
    if not pieces:
        return (start, end), None
    for initial in _last_initials(text, start, end):  # "Hinton, G. & Dean, J. Distilling ..."
        names = text[start : initial.start() + 1]
        if are_names(names) and not are_names(text[initial.end() : end]):
            title, _ = _parted(text, initial.end(), end)
            return title, (start, initial.start() + 1)
    if len(pieces) > 1:
        first = _DATE_AT_END.sub("", text[slice(*pieces[0])])
        second = text[slice(*pieces[1])].strip(" .,")
        if are_names(first) and (_AUTHORIAL.search(first) or not are_names(second)):
            return pieces[1], (pieces[0][0], pieces[0][0] + len(first))
        for n, piece in enumerate(pieces[1:], 1):
            words = text[slice(*piece)].strip(" .,")
            if are_names(words):
                return (pieces[0][0], pieces[n - 1][1]), piece
    head = pieces[0]
    for comma in islice(re.finditer(r",\s+", text[slice(*head)]), 20):  # titles have fewer
        title = (head[0], head[0] + comma.start())
        tail = (head[0] + comma.end(), pieces[-1][1])
        names = text[slice(*tail)].strip(" .,")
        if len(text[slice(*title)].split()) >= 2 and are_surely_names(names):
            return title, tail
    return head, None


def _last_initials(text: str, start: int, end: int) -> list[re.Match[str]]:
    """Return the initials before a capital that names can end with, the last few of them.

    A piece that no name can be ends the names, so that later initials are not tried.
    """
    limit = next((m.end() for m in _PIECE.finditer(text, start, end) if can_be_no_name(m[0])), end)
    return list(_INITIAL.finditer(text, start, limit))[-_MOST_INITIALS:]


def _dated(text: str) -> bool:
    """Tell whether a piece is a venue or a year and nothing else."""
    found = find_venues(text)
    return bool(found) and found[0].start <= 2 and found[-1].end >= len(text.rstrip(" .,)")) - 2
