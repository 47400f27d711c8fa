"""Where in a line the title is: bold, linked, quoted, in italics, or told by what surrounds it."""

# ruff: noqa: RUF001 - lists do print these dashes, quotes and brackets, so they are matched

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import islice

from kdgraph.lists.fields import field_role
from kdgraph.lists.formats import Span
from kdgraph.lists.inline import Anchor, Rich
from kdgraph.lists.links import is_label, is_paper
from kdgraph.lists.people import are_names, are_surely_names, can_be_no_name, may_be_names
from kdgraph.lists.venues import (
    Place,
    all_venues,
    before_author_year,
    find_venues,
    is_venue,
    tag_venues,
    trailing_venues,
)
from kdgraph.lists.vocabulary import NO_NAME_FIRST

__all__ = ["Titled", "find_title", "shifted", "whole_title"]

_QUOTES = {"“": "”", '"': '"', "《": "》", "「": "」", "«": "»", "„": "“", "”": "“"}
_GROUP = re.compile(r"[\[(【〔{<（][^\[\](){}【】〔〕（）]{0,60}[\])】〕}>）]")
_SENTENCE = re.compile(
    r"(?<!\b[A-Z])(?<!\bal)(?<!\bvs)(?<!\bJr)(?<!\bet)\.\s*(?=[A-Z*_“\"(\[]|$)|(?<=[?!])\s+(?=[A-Z])"
    r"|(?<=al)\.\s+|\s(?:-{1,3}|[–—|•])\s|[|｜\n]"
)
_AUTHORIAL = re.compile(r",|\bet al\b|\band\b|&|\b[A-Z]\.")  # "Meta Pseudo Labels" has none of it
_INITIAL = re.compile(r"(?<=\b[A-Z])\.\s+(?=[A-Z0-9“\"])(?![A-Z]\.)")
_MOST_MARKS = 50  # links or bold pieces of a line before its title
_MOST_INITIALS = 20
_PIECE = re.compile(r"[^,;]+")
_DATE_AT_END = re.compile(r"(?<![\s,(])[\s,(]*+\b(?:19|20)\d\d[a-z]?\b\)?\W*+$")
_TAIL_OF_NAME = re.compile(r"\s*[:：]\s*[“\"]?\w+(?:\s+\w+){2}")
_WORDS_AFTER = re.compile(r"\s*[“\"]?\w+(?:\s+\w+){2}")
_LONGEST_BYLINE = 3000
_BRACKETED = re.compile(r"\s*(?:\d{1,4}[.)]\s*)?\[([^\[\]]{8,300})\](?=\s*(?:[,.:;(]|$|[-–—]\s))")
_LETTERS = re.compile(r"[^\W\d_]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_GLOSS = re.compile(r"\s*[(（【\[][^()（）【】\[\]]*[)）】\]]\s*$")
_BEFORE_TITLE = re.compile(  # a date, or a venue with its year in two digits
    r"(?:19|20)\d\d\s?[-–—_]\s?(?P<behind>[A-Z][A-Za-z]+)\s?[-–—_:]\s*"
    r"(?:(?:oral|spotlight|poster|highlight)\s?[-–—_:]\s*)?(?=\w)"
    r"|(?:19|20)\d\d\s*[-–—:,|][\s:-]*(?=\D)|(?:(?:19|20)\d{6}|(?:19|20)\d\d[-/.]\d\d?(?:[-/.]\d\d?)?)[\s,:;|-]+"
    r"|(?P<venue>[A-Z][A-Za-z]*(?:-[A-Z][A-Za-z]*)*)(?:\s?[’'`‘-]\s?\d\d|[\s,-]{1,2}(?:19|20)\d\d)"
    r"(?:[\s-]*\(?(?:oral|poster|spotlight|highlight|workshop|findings|best paper)\)?)?"
    r"[\s,:;|-]+(?=\S)",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"(?:19|20)\d\d\s*[-–—:,|][\s:-]*(?=\D)")
_VENUE_TAG = re.compile(
    r"\s*[\[(【（]([^\[\]()【】（）]{2,50}(?:\([^\[\]()]{1,30}\)\s?)?)[\])】）]\s*[:：]?\s*(?=\w)"
)
_NAMED_TAG = re.compile(rf"[\w+.-]{{2,30}}\s?[:：]{_VENUE_TAG.pattern}")
_SHORT_NAME = re.compile(r"\(([\w+-]{2,20})\)\s+(?=[A-Z]\S*\s+\S)")
_WIKI_TITLE = re.compile(r"\s*(?:\[[ xX]\]\s*)?\[\[[^\[\]|]{0,200}\|(?P<title>[^\[\]|]{8,300})\]\]")
_WIKI = re.compile(r"\[\[[^\[\]]{1,100}\]\]\s*|==[^=]{1,60}==\s*(?=[A-Z])")
_HASHTAG = re.compile(r"\s+#[^\W\d_][\w/-]*(?=\s|$)")
_LABEL_AT_END = re.compile(r"[\s,;，。|]([^\W\d_]\w{0,15})[:：]$")
_LABEL_FIRST = re.compile(r"[^\W\d_]{3,15}(?: [^\W\d_]{2,12})?[:：]\s+(?=\w)")
_FIRST_ADDRESS = re.compile(
    r"\W*(?:https?://\S+|(?:arxiv|pmid|pmcid|doi)\s*:\s*\S*\d\S*)[\s:,–—-]+(?=[\"“'‘(]?[A-Z]\w)",
    re.IGNORECASE,
)
_TAG = re.compile(r"\s*[\[【][^\[\]【】]{1,40}[\]】]\s*[:：]?\s*")
_CUT_OF_TITLE = re.compile(r"[,.(\[|]")
_CAMEL = re.compile(
    r"(?:[A-Za-z0-9]*[A-Z][A-Za-z0-9]*[A-Z][\w+-]*|[A-Z][\w-]*[A-Z0-9]\w*)(?:\s[\d.]{1,4})?"
)
_SHORTEST = re.compile(r"[A-Z]\d{1,2}")  # "T5"
_DASH = re.compile(r"\s+[-–—|]\s+")
_COLON = re.compile(r"\s*[:：]\s+(?=[A-Z])")
_TITLE_END = re.compile(r"\.(?:\s|$)|[\[(|\n]")
_ARXIV = re.compile(
    r"\barx?iv\s*+(?:preprint\s*+)?(?:arxiv\s*+)?(?::\s*+\d+\.|(?<=\s)\d{4}\.\d{4})", re.IGNORECASE
)
_PROSE = re.compile(
    r"(?:\s{2,}(?=[A-Z][a-z]+(?:es|s)\s|(?:This|We|In this|The (?:paper|authors)|A paper)\b)"
    r"|\s+(?=(?:Introduces|Proposes|Presents|Describes|Demonstrates|Investigates|Explores|Shows|"
    r"Provides|Develops|Surveys|Discusses|Addresses|This paper|"
    r"We (?:propose|present|introduce|show))\s[a-z]))"
)
_YEAR_AFTER_NAMES = re.compile(r",?\s*\(?(?:19|20)\d\d[a-z]?\)?$")
_KEY = re.compile(  # "Roe+16", "RoePoe2016a", "Roe & Poe (2016)"
    r"@?[A-Z][a-z'’]+(?:[A-Z][a-z]+)*(?:\+(?:et al\.?)?| & [A-Z][\w'’-]+| et al\.?,?)?"
    r" ?\(?(?:19|20)\d\d[a-z]?\)?"
    r"|[A-Z][\w'’-]+\+ ?\d\d[a-z]?"
)
_LONGEST_LABEL = 60
_LONGEST_VENUES = 150
_TWO_LETTERS = re.compile(r"[^\W\d_].*?[^\W\d_]", re.DOTALL)
_BULLETS = re.compile("[\\s*•\\-–—:|\u2600-\u27bf\ufe0f\U0001f300-\U0001faff]+")
_COUNT = re.compile(r"\d{1,4}[.):]\s+")
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


def whole_title(line: Rich) -> Titled | None:
    """Return a line as a title in full, for what stands in a column of titles.

    Examples
    --------
    >>> whole_title(Rich("OwlNet")).title, whole_title(Rich("pdf"))
    ('OwlNet', None)
    """
    if not (_titular(line.text) or _SHORTEST.fullmatch(line.text.strip())):
        return None
    return _made(line, (0, len(line.text)), marked=True)


def _marked(line: Rich) -> Titled | None:
    text = line.text
    if "[[" in text and (note := _WIKI_TITLE.match(text)) and _titular(note["title"]):
        return _made(line, note.span("title"), marked=True)
    strong = islice(_merged(line.strong, text), _MOST_MARKS)
    bold = next((s for s in strong if _bold_titular(line, s)), None)
    sure = bold is not None and text.count(" ", *bold) > 3 and text[bold[1] - 1] not in ":："
    linked = None
    if not sure:
        anchors = islice(line.anchors, _MOST_MARKS)
        linked = next((anchor for anchor in anchors if _link_titular(line, anchor)), None)
    if bold and linked and linked.start <= bold[0] and bold[1] + 3 < linked.end:
        bold = None  # "[**OwlNet**: Owls in Flight](...)"
    if bold and linked and not _overlap(bold, linked):
        short = len(text[slice(*bold)].split()) <= 3 or text[: bold[1]].rstrip().endswith(":")
        if short and len(text[linked.start : linked.end].split()) > 1:
            bold = None
    if bold:
        after = text[bold[1] :]
        short = len(text[slice(*bold)].split()) <= 3
        tail = _TAIL_OF_NAME.match(after)
        colon = text[slice(*bold)].rstrip().endswith((":", "："))
        if short and (tail or (colon and _WORDS_AFTER.match(after))):
            quoted = _quoted(text)
            if quoted is not None and quoted[0] >= bold[1]:
                return _made(line, quoted, marked=True)
            if (behind := _behind_venue(line, bold)) is not None:
                return behind
            return None  # only the method's name is bold
        if short and (title := _after_name(line, bold)) is not None:
            return _made(line, title, marked=True)
        return _made(line, bold, marked=True, authors=_byline(text, bold[0]))
    if linked:
        if (whole := _with_tail(line, linked)) is not None:
            return _made(line, whole, marked=True)
        span = (linked.start, linked.end)
        return _made(line, span, marked=True, authors=_byline(text, linked.start))
    quoted = _quoted(text)
    if quoted is not None:
        return _made(line, quoted, marked=True, authors=_byline(text, quoted[0] - 1))
    for span in islice(line.emphasis, _MOST_MARKS):
        words = text[slice(*span)]
        if len(words.split()) > 2 and not are_names(words) and _titular(words):
            if _lead(text[: span[0]]):
                return _made(line, span, marked=True)
            authors = _byline(text, span[0])
            if authors is not None:
                return _made(line, span, marked=True, authors=authors)
    bracketed = _BRACKETED.match(text)
    if bracketed and len(bracketed[1].split()) > 2 and _titular(bracketed[1]):
        inside = bracketed.span(1)
        if not (are_names(bracketed[1]) or any(a.start < inside[1] for a in line.anchors[:1])):
            return _made(line, inside, marked=True)
    return None


def _byline(text: str, end: int) -> Span | None:
    """Return where the names stand that a line begins with, if nothing else is before `end`."""
    if end < 4 or end > _LONGEST_BYLINE:
        return None
    start = _start(text[:end])
    if label := _LABEL_FIRST.match(text, start, end):  # "Required: Roe & Poe."
        start = label.end()
    names = _DATE_AT_END.sub("", text[start:end].rstrip(' ,.:;-–—“"‘(*_')).rstrip(" ,.:;-–—(")
    if text.startswith(".", start + len(names)) and names[-2:-1] in (" ", ".", "-"):
        names += "."  # of an initial
    return (start, start + len(names)) if names and are_names(names) else None


def _bold_titular(line: Rich, span: Span) -> bool:
    """Tell whether a bold piece can be the title where it stands."""
    text = line.text
    words = text[slice(*span)]
    if not _titular(words) or _is_tag(line, span):
        return False
    before = text[: span[0]]
    if _lead(before):
        return True
    if len(words.split()) < 2:
        return False
    bare = _GROUP.sub(" ", before).rstrip(' "“')
    if bare.endswith((":", "：")) and len(bare.split()) <= 5:
        return True  # the name of the method stands before
    return span[0] <= _LONGEST_BYLINE and _byline(text, span[0]) is not None


def _is_tag(line: Rich, span: Span) -> bool:
    """Tell whether a bold piece is a tag in brackets before the title: "**[Medical]** Owls"."""
    text = line.text
    tag = text[slice(*span)]
    if len(tag.split()) > 3 or not _TAG.fullmatch(tag):
        return False
    stop = min((anchor.start for anchor in line.anchors if anchor.start >= span[1]), default=None)
    after = _CUT_OF_TITLE.split(text[span[1] : stop].strip(" :：-–—"))[0]
    return len(after.split()) > 1 and not (are_names(after) or _dated(after))


def _behind_venue(line: Rich, bold: Span) -> Titled | None:
    """Return the title behind a bold name, its venue and a colon: "**OwlNet (ASE '19)**: Owls"."""
    found = _made(line, bold, marked=True)
    tail = _TAIL_OF_NAME.match(line.text, bold[1])
    if found is None or not found.venues or tail is None:
        return None
    start = bold[1] + tail[0].index(tail[0].lstrip(" :：")[0])
    stop = min((a.start for a in line.anchors if a.start > start), default=len(line.text))
    title = _made(line, (start, len(line.text[:stop].rstrip(" [("))), marked=True)
    if title is not None:
        title.venues = [*found.venues, *title.venues]
        title.taken = (bold[0], title.taken[1])
    return title


def _with_tail(line: Rich, linked: Anchor) -> Span | None:
    """Return a linked name with the title behind it: "[OwlNet](...): Owls in Flight at Night"."""
    text = line.text
    if len(text[linked.start : linked.end].split()) > 2:
        return None
    colon = _COLON.match(text, linked.end)
    if colon is None:
        return None
    end = _capital_end(line, colon.end())
    return (linked.start, end) if end is not None else None


def _after_name(line: Rich, bold: Span) -> Span | None:
    """Return the title in full that follows the bold name of its method and a dash."""
    text = line.text
    dash = _DASH.match(text, bold[1])
    if dash is None or not _CAMEL.fullmatch(text[slice(*bold)].strip()):
        return None
    end = _capital_end(line, dash.end())
    return (dash.end(), end) if end is not None else None


def _capital_end(line: Rich, start: int) -> int | None:
    """Return where a title ends that begins at `start`, None for anything else.

    Only what is written as a title, with capitals, is told from a remark on a method.
    """
    text = line.text
    stop = min((a.start for a in line.anchors if a.start > start), default=len(text))
    ending = _TITLE_END.search(text, start, stop)
    end = ending.start() if ending else stop
    long = [word for word in text[start:end].split() if len(word) > 3]
    capital = sum(1 for word in long if word[0].isupper())
    if len(long) < 3 or capital * 4 < len(long) * 3 or not text[start].isupper():
        return None
    return None if are_names(text[start:end]) or _dated(text[start:end]) else end


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
    if not text or text.isspace():
        return True
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
    if len(body) > _LONGEST_LABEL:
        if body.startswith(("http://", "https://")):
            return False
    elif _TWO_LETTERS.search(body) is None or is_label(body):
        return False
    if is_venue(body):
        return False
    if _is_key(body):
        return False
    return not (len(body) < _LONGEST_VENUES and all_venues(body))


def _is_key(text: str) -> bool:
    """Tell whether a text is a key such as "Roe et al., 2019", "Roe+2016" or "roe2019owls"."""
    if not text[-1:].isalnum() and text[-1:] != ")":
        return False
    if not any(map(str.isdecimal, text[-3:])):  # of the year, or of its last two digits
        return False
    if _KEY.fullmatch(text):
        return True
    year = _YEAR_AFTER_NAMES.search(text)
    return year is not None and are_names(text[: year.start()])


def _link_titular(line: Rich, anchor: Anchor) -> bool:
    label = line.text[anchor.start : anchor.end]
    if anchor.url.startswith("#") or anchor.badge:
        return False
    words = len(label.split())
    if not _titular(label):
        # what reads like a series or a journal is the title if it leads to the paper
        plain = words > 1 and _LETTERS.search(label) and not _YEAR.search(label)
        if not (plain and is_paper(anchor.url) and not is_label(label)):
            return False
        return _lead(line.text[: anchor.start])
    before = line.text[: anchor.start].strip()
    if before.endswith(("[", "(")) and words < 3:
        return False
    if _lead(before) or before.endswith((":", "：")) or _byline(line.text, anchor.start):
        return words > 1 or is_paper(anchor.url)
    return words > 3 and is_paper(anchor.url)


def _quoted(text: str) -> Span | None:
    for opening, closing in _QUOTES.items():
        start = text.find(opening)
        end = text.find(closing, start + 1)
        if start < 0 or end < 0 or len(text[start + 1 : end].split()) < 2:
            continue
        before = _GROUP.sub(" ", text[:start]).rstrip(" *_")
        named = before.endswith((":", "：", ",", "-", "–")) and len(before.split()) <= 4
        if _lead(text[:start]) or _byline(text, start) or named:
            return start + 1, end
    return None


def _made(line: Rich, span: Span, *, marked: bool, authors: Span | None = None) -> Titled | None:
    """Take a range for the title: set off its venues, quotes and final stop."""
    text = line.text
    start, end = span
    end = before_author_year(text, start, end)
    taken = (start, end)
    length, venues = trailing_venues(text[start:end])
    if venues and _LETTERS.search(text, start, start + length):
        venues = [place.moved(start) for place in venues]
        end = start + length
    else:
        venues = []
    while tag := _VENUE_TAG.match(text, start, end):
        places = tag_venues(tag[1])
        if places is None:
            break
        venues = [*(place.moved(tag.start(1)) for place in places), *venues]
        start = tag.end()
    if named := _NAMED_TAG.match(text, start, end):  # "WidGAN: [ICML22] Title"
        places = tag_venues(named[1])
        if places:
            venues = [*(place.moved(named.start(1)) for place in places), *venues]
            start = named.end()
    if marked and (short := _SHORT_NAME.match(text, start, end)) and _CAMEL.fullmatch(short[1]):
        start = short.end()
    start, end = _trimmed(text, start, end)
    if start >= end:
        return None
    title = " ".join(text[start:end].split())
    return Titled(title, (start, end), taken, marked, venues, authors)


def shifted(titled: Titled, by: int) -> Titled:
    """Return a title that was found in a line without its first `by` characters."""
    if by == 0:
        return titled
    start, end = titled.span
    authors = titled.authors
    return Titled(
        titled.title,
        (start + by, end + by),
        (titled.taken[0] + by, titled.taken[1] + by),
        titled.marked,
        [place.moved(by) for place in titled.venues],
        (authors[0] + by, authors[1] + by) if authors else None,
    )


def _is_sign(char: str) -> bool:
    """Tell whether a character is an emoji or a part of one."""
    return char > "\u2190" and unicodedata.category(char) in ("So", "Sk", "Mn", "Cf")


def _trimmed(text: str, start: int, end: int) -> Span:
    """Set off blanks, quotes, and what ends a title without being part of it."""
    lead = _NUMBER.match(text[start:end])
    if lead is not None and lead.end() < end - start:
        start += lead.end()
    while True:
        before = start, end
        while start < end and (
            text[start].isspace() or text[start] in "*,;:-–—•|" or _is_sign(text[start])
        ):
            start += 1
        while start < end and (text[end - 1].isspace() or text[end - 1] in ",;:：|—–"):
            end -= 1
        if text.endswith(".", start, end) and not text.endswith("..", start, end):
            end -= 1
        if end - start > 2 and text[end - 1] in "])" and not _has_opening(text, start, end):
            end -= 1
        while end - start > 2 and (closing := _QUOTES.get(text[start])) is not None:
            if text[end - 1] == closing:
                start, end = start + 1, end - 1
            elif text.find(closing, start + 1, end) < 0:
                start += 1
            else:
                break
        if end - start > 2 and text[end - 1] in ")）】]" and _CJK.search(text, start, end):
            gloss = _GLOSS.search(text[start:end])  # a translation in brackets
            if (
                gloss
                and _CJK.search(gloss[0])
                and not _CJK.search(text, start, start + gloss.start())
            ):
                end = start + gloss.start() if gloss.start() else end
        if (start, end) == before:
            return start, end


def _has_opening(text: str, start: int, end: int) -> bool:
    """Tell whether the bracket that a text ends with was opened in it, or none was."""
    closing = text[end - 1]
    opening = "[" if closing == "]" else "("
    return text.count(opening, start, end) >= text.count(closing, start, end)


def _plain(line: Rich) -> Titled | None:
    """Find the title in text without marks: authors, title and venue in one of the usual orders."""
    text = line.text
    stop, lead = len(text), 0
    if (
        not line.anchors
        and (address := _FIRST_ADDRESS.match(text))
        and text[address.end()].isupper()
    ):
        lead = address.end()  # "https://a.org/x Title"
    for anchor in islice(line.anchors, _MOST_MARKS):
        before = text[lead : anchor.start].rstrip()
        if not re.search(r"\w", before) and (
            anchor.badge
            or is_label(text[anchor.start : anchor.end])
            or _is_key(text[anchor.start : anchor.end].strip(" []()"))
        ):
            lead = anchor.end  # "[paper] [code] Title"
            while lead < stop and text[lead] in "])":
                lead += 1
            continue
        if re.search(r"\w", _GROUP.sub(" ", before)):
            stop = min(stop, lead + len(before.rstrip(" [(<")))
            break
    else:
        url = re.compile(r"https?://").search(text, lead)
        if url is not None:
            stop = len(text[: url.start()].rstrip(" [(<"))
    if line.anchors and stop == len(text) and not lead:
        return None
    if lead and not re.search(r"\w", text[lead:stop]):
        return None
    arxiv = _ARXIV.search(text, lead, stop)
    if arxiv is not None:
        cut = arxiv.start()
        while cut > 0 and (text[cut - 1].isspace() or text[cut - 1] in "([,."):
            cut -= 1
        stop = cut or stop
    label = _LABEL_AT_END.search(text[lead:stop].rstrip(" [("))
    if label is not None and field_role(label[1]):
        stop = lead + label.start()
    if "#" in text and (tag := _HASHTAG.search(text, lead, stop)):
        stop = tag.start()
    start = lead + _start(text[lead:stop])
    prose = _PROSE.search(text, start + 3, stop)
    stop = prose.start() if prose else stop
    stop = before_author_year(text, start, stop)
    length, venues = trailing_venues(text[start:stop])
    if not _LETTERS.search(text, start, start + length):
        return None
    places = [place.moved(start) for place in venues]
    end = start + length
    title, authors = _before_italic_names(line, start, end) or _parted(text, start, end)
    found = _made(line, title, marked=False, authors=authors)
    if found is None or not _titular(found.title):
        return None
    found.venues += [place for place in places if place.start >= found.taken[1]]
    return found


def _start(text: str) -> int:
    """Return where the text begins behind its number, check box and tags."""
    at = 0
    while True:
        match = (
            _BULLETS.match(text, at)
            or _WIKI.match(text, at)
            or _GROUP.match(text, at)
            or _COUNT.match(text, at)
        )
        if match is None:
            match = _BEFORE_TITLE.match(text, at)
            if match and match["behind"] and not is_venue(match["behind"]):
                match = _YEAR_FIRST.match(text, at)
                if match is None:
                    return at
            elif match is None or (match["venue"] and not is_venue(match["venue"])):
                return at
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
    pieces = _with_questions(text, pieces)
    pieces = [piece for piece in pieces if not _dated(text[slice(*piece)])] or pieces
    if not pieces:
        return (start, end), None
    if len(pieces) > 1 and text[pieces[0][1] : pieces[1][0]].strip() in ("|", "｜"):
        name, second = text[slice(*pieces[0])].strip(), text[slice(*pieces[1])]
        if _CAMEL.fullmatch(name) and len(second.split()) > 2 and not are_names(second):
            pieces = pieces[1:]  # "GraphNet | A Network of Graphs | ICML 2020"
    questions = len(pieces) > 1 and text[pieces[0][1] - 1] in "?!"
    if questions and "," in text[slice(*pieces[1])] and may_be_names(text[slice(*pieces[1])]):
        return pieces[0], pieces[1]
    if len(pieces) > 1:
        first = _DATE_AT_END.sub("", text[slice(*pieces[0])])
        second = text[slice(*pieces[1])].strip(" .,-–—|")
        doubtful = are_surely_names(second) and not are_surely_names(first)
        if (
            not doubtful
            and are_names(first)
            and (_AUTHORIAL.search(first) or not are_names(second))
        ):
            return pieces[1], (pieces[0][0], pieces[0][0] + len(first))
    for initial in _last_initials(text, start, end):  # "Hinton, G. & Dean, J. Distilling ..."
        names = text[start : initial.start() + 1]
        if are_names(names) and not are_names(text[initial.end() : end]):
            title, _ = _parted(text, initial.end(), end)
            return title, (start, initial.start() + 1)
    if len(pieces) > 1:
        for n, piece in enumerate(pieces[1:], 1):
            words = text[slice(*piece)].strip(" .,")
            if are_names(words):
                return (pieces[0][0], pieces[n - 1][1]), piece
    head = pieces[0]
    colon = text.find(": ", *head)
    if colon > 0 and "," in text[head[0] : colon] and are_surely_names(text[head[0] : colon]):
        return (colon + 2, head[1]), (head[0], colon)
    for comma in islice(re.finditer(r",\s+", text[slice(*head)]), 20):  # titles have fewer
        title = (head[0], head[0] + comma.start())
        if len(text[slice(*title)].split()) < 2:
            continue
        for end in dict.fromkeys((pieces[-1][1], head[1])):
            tail = (head[0] + comma.end(), end)
            if are_surely_names(text[slice(*tail)].strip(" .,")):
                return title, tail
    return head, None


def _before_italic_names(line: Rich, start: int, end: int) -> tuple[Span, Span] | None:
    """Part a title from names in italics that end the text behind it: "Owls, *Jane Roe*"."""
    text = line.text
    for a, b in islice(line.emphasis, _MOST_MARKS):
        if not start < a < b <= end + 1 or text[b:end].strip(" ,.;:"):
            continue
        title = text[start:a].rstrip()
        if len(title.split()) > 1 and title[-1] in ",.;?!" and are_names(text[a:b].strip(" ,.")):
            return (start, start + len(title) - (title[-1] in ",;")), (a, b)
    return None


def _with_questions(text: str, pieces: list[Span]) -> list[Span]:
    """Join what follows a question with it, unless that is names, a venue or a year."""
    joined: list[Span] = []
    for piece in pieces:
        words = text[slice(*piece)].strip(" .,")
        if joined and text[joined[-1][1] - 1] in "?!" and not _dated(text[slice(*piece)]):
            first = words.split(" ", 1)[0]
            names = first not in NO_NAME_FIRST and (
                are_surely_names(words) or ("," in words and may_be_names(words))
            )
            if not names:
                joined[-1] = (joined[-1][0], piece[1])
                continue
        joined.append(piece)
    return joined


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
