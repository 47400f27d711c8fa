"""The parts of a reference as the usual styles print them: authors, title, venue, year.

APA, Harvard, ACM, IEEE, Chicago, MLA, Vancouver, Nature, LNCS, natbib's plain styles and GB/T 7714
differ in where the year stands and in what ends the authors: a bracketed year, a quotation mark, a
colon, or a stop that initials have too.
"""

# ruff: noqa: RUF001 - references do print these dashes and quotes, so they are matched

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from kdgraph.lists.formats import Span
from kdgraph.lists.inline import Rich
from kdgraph.lists.links import is_label
from kdgraph.lists.people import are_names, are_surely_names, can_be_no_name
from kdgraph.lists.venues import tag_venues
from kdgraph.lists.vocabulary import TECHNICAL_WORDS

__all__ = ["Citation", "citation", "cut_citation", "is_one_name", "is_untitled", "label_end"]

_LONGEST: Final = 4000
_MOST_OF_NAMES: Final = 3000
_MOST_STOPS: Final = 60
_YEAR: Final = r"(?:19[3-9]\d|20\d\d)"
_MONTH: Final = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,7}\.?"
_LABEL: Final = re.compile(
    r"\s*(?:\[\s?(?:\d{1,4}[a-z]?|[A-Za-z][\w+:.-]{0,30}?\d{2,4}[a-z]?|[A-Z][A-Za-z+]{1,8})\s?\]"
    r"|\(\d{1,4}\)|\d{1,4}[.)](?!\d)|[•\u25aa\u25cf\u2013*-](?=\s))\s*"
)
_DATED: Final = re.compile(  # "(2015).", "(2019, June).", ", 2014.", ". 2006.", "(in press)."
    rf"(?:\(\s?(?:(?P<bracketed>{_YEAR})[a-z]?(?:/\d{{4}})?(?:,[^()]{{1,40}})?"
    r"|n\.\s?d\.|in press|forthcoming|to appear|submitted|accepted)\s?\)"
    rf"|(?<=[\s,])(?P<bare>{_YEAR})[a-z]?(?:,\s{_MONTH})?(?=[.:,]?\s))\s*[.:,]?\s+",
    re.IGNORECASE,
)
_QUOTED: Final = re.compile(
    r"(?:“|\"|``|„|«|‘‘)(?P<title>[^“”\"„«»`]{3,500}?)[,.]?\s*(?:”|\"|''|»|’’)[,.]?"
)
_STOP: Final = re.compile(r"[.]\s+")
_COMMA: Final = re.compile(r",\s+")
_OF_LAW: Final = re.compile(  # ", 51 U.C. DAVIS L. REV. 399 (2017)"
    r"\*?,\*?\s+\d{1,4}\s+(?P<venue>[A-Z][A-Za-z.&'’]*(?:\s[A-Za-z.&'’]+){1,9}?)\s+\d{1,5}"
    rf"(?:,\s\d+(?:[-–]\d+)?)?\s+\((?P<year>{_YEAR})\)"
)
_JOURNAL_AT_END: Final = re.compile(  # ", Econometrica 50(6)", ", Math. Oper. Res. 6 (1981) 58-73"
    r",\s+(?=[A-Z][A-Za-z]*\.?(?:\s[A-Za-z&]+\.?){0,6},?\s\d{1,4}\s?(?:\(\d+|[,:]\s?\d))"
)
_OF_JOURNAL: Final = re.compile(  # what astronomers leave of a paper: "Sci, 318, 777, doi:10..."
    r"[A-Z](?:(?![a-z]{4}\. )[\w&. ]){0,40}?"
    r",?\s\d{1,5},\s[A-Z]?\d{1,6}\b[\s,.;]*(?:(?:doi|arXiv|https?|\[).*)?",
    re.IGNORECASE | re.DOTALL,
)
_COLLABORATION: Final = re.compile(
    r"(?:the )?[A-Z][\w/ -]{1,40} (?:Collaboration|Consortium|Team|Group)(?:,? et al\.?)?"
)
_FAMILY: Final = r"[A-Z][\w'’-]*[a-zà-ÿ](?: [A-Z][\w'’-]*[a-zà-ÿ])?"
_FAMILIES: Final = re.compile(rf"{_FAMILY}(?:, {_FAMILY}){{0,8}},? (?:and|&) {_FAMILY}")
_IN_BRACKETS: Final = re.compile(  # behind the names: "(AER 2005), ", "[ICML'19] "
    rf"\s*[(\[](?P<venue>[A-Z][^()\[\]\d]{{1,60}}?)[\s,]*(?P<year>(?<![\d–-]){_YEAR}|['’]\d\d)[)\]]"
    r"[\s,.;:–—-]*(?=[A-Z\d\"“'‘*_])"
)
_OF_PHYSICS: Final = re.compile(  # ", Science 362, 1140 (2018)"
    r"[*_]?,[*_]?\s+(?P<venue>[A-Z][A-Za-z.&]*(?:\s[A-Za-z.&]+){0,8}?),?\s+\d{1,5}(?:\s?\(\d+\))?,\s+"
    rf"[A-Z]?\d{{1,7}}(?:[-–]\d+)?\s+\((?P<year>{_YEAR})\)"
)
_OF_EDITION: Final = re.compile(  # ", 2nd ed. Cambridge, MA, USA: MIT Press, 2016"
    r"[*_]?(?:,\s+(?:\d{1,2}(?:st|nd|rd|th)|rev\.)\sed\.|\.)[*_]?,?\s+"
    r"[A-Z][A-Za-z.]+(?:[ ,]{1,2}[A-Z][A-Za-z.]*){0,5}"
    rf":\s+(?P<venue>[A-Z][\w&' -]{{2,40}}),\s+(?P<year>{_YEAR})"
)
_OF_BOOK: Final = re.compile(  # behind the title: " (MIT Press 2003)", " 23-45 (2d ed. 1999)"
    r"[*_]?,?(?:\s\d{1,4}(?:[-–]\d{1,4})?)?\s+\((?:(?P<venue>[A-Z][^()\d]*?(?:Press|Books|Verlag|"
    r"Publish(?:ers?|ing)|Springer|Wiley|Elsevier|Routledge|Univ(?:ersity|\.)[^()\d]*))\.?,?\s+"
    rf"|(?:\d{{1,2}}(?:st|nd|rd|th|d)|rev\.)\sed\.,?\s+)(?P<year>{_YEAR})\)"
)
_END: Final = re.compile(r"(?P<mark>[?!]|\.(?=\s|$))[\"”’']?(?:\s+|$)")
_MEDIUM: Final = re.compile(r"\s*\[(?:[A-Z]{1,3}(?:/OL)?|Preprint|Online)\]$")
_ABBREVIATED: Final = re.compile(r"(?:^|[\s(])(?:vs|e\.g|i\.e|cf|St|Dr|No|approx|resp|al|ca|v)$")
_CONTINUES: Final = re.compile(r"(?:&|and\b|et\b|[A-Z]\.|[A-Z],|Jr\b|…|\.\.\.)")
_SEVERAL: Final = re.compile(r"\b[A-Z]\.|,|\band\b|&|\bet\.? al|\b[A-Z]{1,3}$")
_ET_AL: Final = re.compile(r".{0,60}\bet\.? al\b")
_ONE: Final = re.compile(
    r"(?:(?:van|von|de|der|den|di|da|del) ){0,2}[A-Z][\w'’-]+, [A-Z][\w'’-]+(?: [A-Z]\.?){0,3}"
)
_SENTENCE: Final = re.compile(
    r"[^\W\d_A-Z]{3}\.\s|[\u3040-\uffef](?:\[\w+\])?\.\s|\bet\.? al\.?,?\s+\w"
)
_CJK_TITLE: Final = re.compile(r"[^\s.]*[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{4}")
_IN: Final = re.compile(
    r"(?:[Ii]n|IN)(?::\s*|\s+)|(?:[Pp]resented at|[Pp]ublished in|[Tt]o appear in)\s+"
)
_EDITORS: Final = re.compile(r".{3,300}?\((?:[Ee]ds?|[Hh]rsg)\.?\)[,.:]?\s*")
_PUBLISHERS: Final = (
    r"arXiv|ACM|IEEE(?!\s\w)|Springer|PMLR|Association|Curran|AAAI\b|MIT Press|Elsevier|OpenReview|"
    r"Morgan|Citeseer|Cambridge|Oxford|USENIX|Omnipress|ISCA|Available|Accessed|JMLR"
)
_VENUE_END: Final = re.compile(
    r"[,.;]?\s*(?:\b(?:[Vv]ol|[Nn]o|[Pp]p?|[Aa]rt|[Ii]ss|[Ss]er)\b\.?\s*[\d(]|\b(?:volume|pages?|article|issue)\b)"
    r"|(?:,\s+|(?<![Tt]he)\s+)\(?\d+(?!\d|st\b|nd\b|rd\b|th\b)|[,.;:]\s*\d|\s\((?=\d|pp?\b|vol)|;|:\s"
    rf"|[,.]\s+(?:{_MONTH})\s|\.?\s*(?:https?://|doi\b|DOI\b)|[,.]\s+(?:{_PUBLISHERS})"
    r"|\.?\s+arXiv:|,\s+abs/|\.\s*\[|\s*\[(?:[\w-]+\])?|\.?\s*$"
    r"|\.\s+(?=[A-Z][a-z]+(?: [A-Z][a-z]+)?(?:, [A-Z]{2})?: )"
)
_YEARS: Final = re.compile(rf"(?<![\d./:–—-]){_YEAR}(?![\d–—/]|-\d|\.\d)")
_BETTER: Final = re.compile(
    rf"\(\s?(?:{_MONTH}\s*(?:\d{{1,2}},\s*)?)?({_YEAR})[a-z]?(?:,[^()]*)?\s?\)"
)
_NEAR_THE_END: Final = re.compile(rf"[,.]\s+(?:{_MONTH}\s*)?({_YEAR})[a-z]?\s*(?=[.;,]|$)")


@dataclass(frozen=True, slots=True)
class Citation:
    """Where the parts of a reference stand in its text; None for a part that it does not have."""

    title: Span
    authors: Span | None = None
    venue: Span | None = None
    year: Span | None = None


def label_end(text: str) -> int:
    """Return where a reference begins behind its label, such as "[12]", "3." or "[HVD15]".

    Examples
    --------
    >>> label_end("[12] G. Hinton"), label_end("3. G. Hinton"), label_end("G. Hinton")
    (5, 3, 0)
    """
    match = _LABEL.match(text)
    return match.end() if match else 0


def citation(text: str) -> Citation | None:
    """Return the parts of a reference, or None where no style fits.

    Examples
    --------
    >>> text = "Poe, N., & Quill, S. (2011). Burrows under pressure. Journal of Digging, 4(2), 1-9."
    >>> found = citation(text)
    >>> [text[slice(*span)] for span in (found.authors, found.title, found.venue, found.year)]
    ['Poe, N., & Quill, S.', 'Burrows under pressure', 'Journal of Digging', '2011']
    """
    if len(text) > _LONGEST:
        return None
    start = label_end(text)
    for style in (_bluebook, _quoted, _with_venue, _dated, _with_colon, _stopped, _with_comma):
        found = style(text, start)
        if found is not None:
            return found
    return None


def cut_citation(line: Rich) -> tuple[Rich, dict[str, Rich]] | None:
    """Return the title of a reference, set apart, and its other parts as cells by their roles.

    None where the line is no reference, or its authors are not plain text as in a reference.
    """
    marked = [*line.strong, *((anchor.start, anchor.end) for anchor in line.anchors)]
    if marked:  # what begins with a bold or linked text begins with its title
        begin = label_end(line.text)
        if any(a <= begin < b for a, b in marked):
            return None
    found = citation(line.text)
    if found is None or found.authors is None:
        return None
    start, end = found.authors
    if any(a < end and b > start for a, b in marked):
        return None
    said = line.text[slice(*found.title)]
    if is_label(said.strip("[]() ")) or tag_venues(said.partition(" [")[0]) is not None:
        return None  # "**[OwlNet]** Jane Roe, Carl Poe. CVPR 2020 [pdf]": what is bold is the title
    found = _before_links(line, _to_its_mark(line, found))
    title = line.cut(*found.title)
    title = Rich(title.text, title.runs, [(0, len(title.text))], title.emphasis, title.anchors)
    spans = {"authors": found.authors, "venue": found.venue, "year": found.year}
    cells = {role: line.cut(*span) for role, span in spans.items() if span is not None}
    if found.venue and found.year:
        gap = line.text[found.venue[1] : found.year[0]]
        if re.fullmatch(r"[\s,(]{1,3}|\s['\u2019]", gap):  # "ICML, 2015" is one
            both = Rich(cells["venue"].text, list(cells["venue"].runs))
            both.add(" ", line.source(found.venue[1], found.year[0]))
            both.runs += [(at + len(both.text), a, b) for at, a, b in cells["year"].runs]
            both.text += cells.pop("year").text
            cells["venue"] = both
    cells["rest"] = line.cut(found.title[1], len(line.text))
    return title, cells


def _before_links(line: Rich, found: Citation) -> Citation:
    """Return a reference with its title without the labels of links behind it: "Owls [pdf]"."""
    start, end = found.title
    for anchor in line.anchors:
        if start < anchor.start < end and is_label(line.text[anchor.start : anchor.end]):
            title = _trimmed(line.text, start, anchor.start)
            while title[1] > start and line.text[title[1] - 1] in "[( |":
                title = title[0], title[1] - 1
            return replace(found, title=title) if title[1] - title[0] > 2 else found
    return found


def _to_its_mark(line: Rich, found: Citation) -> Citation:
    """Return a reference with its title as long as the bold, italic or linked text it begins."""
    text = line.text
    start, end = found.title
    linked = [(anchor.start, anchor.end) for anchor in line.anchors]
    for a, b in (*line.strong, *line.emphasis, *linked):
        if a <= start <= a + 1 and abs(end - b) > 2 and len(text[a:b].split()) > 2:
            before = found.year is not None and found.year[1] <= start
            year = found.year if before else None
            return _whole(text, found.authors, (start, b), b, year) or found
    return found


def _bluebook(text: str, start: int) -> Citation | None:
    """Read a reference as lawyers write it: names, title, volume, journal, page, year."""
    patterns = (_OF_LAW, _OF_BOOK, _OF_PHYSICS, _OF_EDITION)
    found = next((match for p in patterns if (match := p.search(text, start))), None)
    if found is None:
        return None
    for count, comma in enumerate(_COMMA.finditer(text, start, found.start())):
        if count > _MOST_STOPS:
            break
        authors = _names(text, start, comma.start())
        if authors is None:
            continue
        title = _trimmed(text, comma.end(), found.start())
        first, more, _ = text[slice(*title)].partition(",")
        if are_surely_names(text[slice(*title)]):
            return None  # behind a title: "Owls, Jane Roe and Carl Poe (MIT Press 2003)"
        if len(first.split()) > 1 and not (more and are_names(first)):
            venue = found.span("venue") if found["venue"] else None
            return Citation(title, authors, venue, found.span("year"))
    return None


def _with_venue(text: str, start: int) -> Citation | None:
    """Read names, venue and year in brackets, and the title: "Roe & Poe (AER 2005), Owls"."""
    match = _IN_BRACKETS.search(text, start)
    if match is None:
        return None
    authors = _names(text, start, match.start(), dated=True)
    if authors is None or not _SEVERAL.search(text, authors[0], match.start()):
        return None  # one word before a venue is a method as a rule
    end, _ = _title_end(text, match.end())
    if link := re.compile(r"\s*[\[(]|\s+https?:").search(text, match.end(), end):
        end = link.start()
    title = _trimmed(text, match.end(), end)
    said = text[slice(*title)]
    if len(said.split()) < 2 or are_surely_names(said) or is_label(said):
        return None
    return Citation(title, authors, match.span("venue"), match.span("year"))


def _quoted(text: str, start: int) -> Citation | None:
    match = _QUOTED.search(text, start)
    if match is None:
        return None
    end_of_names = match.start()
    year = None
    dated = _DATED.search(text, start, match.start())
    if dated is not None and dated.end() >= match.start():
        end_of_names = dated.start()
        year = _span(dated)
    authors = _names(text, start, end_of_names)
    if authors is None and text[start:end_of_names].strip(" ,."):
        return None  # a quotation inside a sentence
    return _whole(text, authors, _trimmed(text, *match.span("title")), match.end(), year)


def _dated(text: str, start: int) -> Citation | None:
    match = _DATED.search(text, start)
    if match is None:
        return None
    authors = _names(text, start, match.start(), dated=match["bracketed"] is not None)
    if authors is None or _OF_JOURNAL.fullmatch(text, match.end()):
        return None
    quoted = _QUOTED.search(text, match.end())
    if quoted is not None and len(quoted["title"].split()) > 2:  # the journal stands before it
        between = text[match.end() : quoted.start()]
        if len(between) < 60 and ". " not in between.strip():
            title = _trimmed(text, *quoted.span("title"))
            after = match.end() if between.strip(" :,(") else quoted.end()
            return _whole(text, authors, title, after, _span(match))
    end, after = _title_end(text, match.end())
    if len(text[match.end() : end].split()) < 1 or not re.search(
        r"[^\W\d_]{3}", text[match.end() : end]
    ):
        return None
    return _whole(text, authors, (match.end(), end), after, _span(match))


def _with_colon(text: str, start: int) -> Citation | None:
    colon = re.compile(r":\s+").search(text, start)
    if colon is None or not re.search(r"(?:\b[A-Z]|\bal)\.$", text[start : colon.start()]):
        return None
    authors = _names(text, start, colon.start())
    if authors is None:
        return None
    end, after = _title_end(text, colon.end())
    return _whole(text, authors, (colon.end(), end), after, None)


def _stopped(text: str, start: int) -> Citation | None:
    """Read a reference whose authors end at a stop, as their initials do."""
    for count, stop in enumerate(_STOP.finditer(text, start)):
        if count > _MOST_STOPS:
            break
        if _CONTINUES.match(text, stop.end()):
            continue
        end, after = _title_end(text, stop.end())
        title = text[stop.end() : end]
        if (len(title.split()) < 2 and not _CJK_TITLE.match(title)) or are_names(title):
            continue
        if _SEVERAL.search(text[start : stop.start() + 1]) is None or _ET_AL.match(title):
            return None  # a title in front: "Wet Moles. Poe et al. ICML 2018"
        authors = _names(text, start, stop.start() + 1)
        if authors is None:
            if can_be_no_name(text[start : stop.start()]):
                return None
            continue
        return _whole(text, authors, (stop.end(), end), after, None)
    return None


def _with_comma(text: str, start: int) -> Citation | None:
    """Read a reference that has a comma between the last initial and the title."""
    for count, comma in enumerate(re.compile(r"(?<=\b[A-Z]\.),\s+").finditer(text, start)):
        if count > _MOST_STOPS:
            break
        end, after = _title_end(text, comma.end())
        first = text[comma.end() : end].split(",")[0]
        if len(first.split()) < 3 or are_names(first):
            continue
        authors = _names(text, start, comma.start())
        return _whole(text, authors, (comma.end(), end), after, None) if authors else None
    return None


def is_untitled(text: str) -> bool:
    """Tell whether a reference gives authors, year, journal and pages, and no title.

    Examples
    --------
    >>> is_untitled("Roe J., Poe C. K., 2007, Sci, 318, 777"), is_untitled("Owls, 2007")
    (True, False)
    """
    match = _DATED.search(text[:_LONGEST])
    if match is None or not _OF_JOURNAL.fullmatch(text, match.end()):
        return False
    return _names(text, label_end(text), match.start()) is not None


def _names(text: str, start: int, end: int, *, dated: bool = False) -> Span | None:
    """Return the names that stand from `start` to `end`, if nothing else does.

    Before a year in brackets two family names will do.
    """
    if end - start > _MOST_OF_NAMES:
        return None
    names = text[start:end].rstrip(" ,;:(.")
    names = re.sub(r"[, ]{0,2}\((?:[Ee]ds?|[Hh]rsg)$", "", names)
    said = re.sub(r"\u2026|\.\.\.", "", names)
    said = re.sub(r",\s?(?=&)", " ", re.sub(r",\s?,", ",", said))
    if not said.strip() or _SENTENCE.search(said):
        return None
    together = _COLLABORATION.fullmatch(said) or (dated and _are_families(said))
    if not are_names(said) and not is_one_name(said) and not together:
        return None
    stop = start + len(names)
    initial = re.search(r"\b(?:[A-Z]|al|Jr|Sr)$", names) is not None
    return start, stop + (initial and text[stop : stop + 1] == ".")


def _are_families(said: str) -> bool:
    """Tell whether family names and nothing else stand in a text: "Roe, Poe & Doe"."""
    words = re.findall(r"[^\W\d_]+", said.lower())
    return _FAMILIES.fullmatch(said) is not None and TECHNICAL_WORDS.isdisjoint(words)


def is_one_name(text: str) -> bool:
    """Tell whether the authors of a reference are one: "Poe, Nora", as MLA and Chicago print it.

    Examples
    --------
    >>> is_one_name("Poe, Nora B."), is_one_name("Poe, N., Quill, S.")
    (True, False)
    """
    return _ONE.fullmatch(text.strip()) is not None


def _span(match: re.Match[str]) -> Span | None:
    name = "bracketed" if match["bracketed"] else "bare"
    return match.span(name) if match[name] else None


def _title_end(text: str, start: int) -> tuple[int, int]:
    """Return where a title ends, and where what follows it begins."""
    journal = _JOURNAL_AT_END.search(text, start)
    for match in _END.finditer(text, start):
        if journal is not None and journal.start() < match.start():
            return journal.start(), journal.end()
        if _ABBREVIATED.search(text[max(start, match.start() - 8) : match.start()]):
            continue
        if match["mark"] != ".":
            # a question ends a title only if no other sentence of it follows
            if not (_IN.match(text, match.end()) or text[match.end() : match.end() + 1].isupper()):
                continue
            return match.start() + 1, match.end()
        return match.start(), match.end()
    return journal.span() if journal is not None else (len(text), len(text))


def _trimmed(text: str, start: int, end: int) -> Span:
    while end > start and text[end - 1] in " ,.*_(":
        end -= 1
    while start < end and text[start] in " *_":
        start += 1
    return start, end


def _whole(
    text: str, authors: Span | None, title: Span, after: int, year: Span | None
) -> Citation | None:
    start, end = _trimmed(text, *title)
    if medium := _MEDIUM.search(text[start:end]):
        end = start + medium.start()
    if end - start < 3 or text[start] in "\"“”«„'‘`":
        return None
    venue = _venue(text, after)
    return Citation((start, end), authors, venue, year or _year(text, after))


def _venue(text: str, at: int) -> Span | None:
    while at < len(text) and text[at] in " ,.":
        at += 1
    if opening := _IN.match(text, at):
        at = opening.end()
        if editors := _EDITORS.match(text, at):
            at = editors.end()
    end = _VENUE_END.search(text, at)
    stop = end.start() if end is not None else len(text)
    if year := re.search(rf"[\s,(]+['’]?(?:{_YEAR}|\d\d)$", text[at:stop]):
        stop = at + year.start()
    span = _trimmed(text, at, stop)
    if "." in text[slice(*span)] and text[span[1] : span[1] + 1] == ".":
        span = span[0], span[1] + 1  # the last word is short for a longer one, as others are
    return (
        span if re.search(r"[^\W\d_]{2}", text[slice(*span)]) and span[1] - span[0] < 300 else None
    )


def _year(text: str, at: int) -> Span | None:
    """Return the year that stands behind the title: in brackets, else near the end, else any."""
    for pattern in (_BETTER, _NEAR_THE_END):
        if found := list(pattern.finditer(text, at)):
            return found[-1].span(1)
    found = list(_YEARS.finditer(text, at))
    return found[-1].span() if found else None
