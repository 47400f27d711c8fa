"""What one item of a list says: title, venues, authors and links, or why it is no paper."""

# ruff: noqa: RUF001 - lists do print these dashes, quotes and brackets, so they are matched

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from kdgraph.identifiers import (
    arxiv_id,
    doi,
    find_arxiv,
    find_doi,
    semantic_scholar_id,
    without_stop,
)
from kdgraph.lists.formats import Draft, Link, Parsed, Refused, Span, Venue
from kdgraph.lists.inline import Rich
from kdgraph.lists.links import is_code, is_code_label, is_label, is_paper, is_paper_label, is_web
from kdgraph.lists.people import are_names, split_names
from kdgraph.lists.titling import Titled, find_title
from kdgraph.lists.venues import Place, find_venues, year_in

__all__ = ["Item", "interpret", "read_items", "set_identifiers", "set_venues"]

_BARE_URL = re.compile(r"https?://[^\s<>|\"“”，。）】]+")
_AUTHORS_LABEL = re.compile(r"^\W*(?:authors?(?:\(s\))?|by|作者)\s*[:：]?\s+", re.IGNORECASE)
_SEGMENT = re.compile(
    r"[|\n()\[\]（）{}<>•]|\s[-–—·]\s|\s[-–—]$|^[-–—]\s|(?<![A-Z])(?<!\bal)(?<!\bJr)\.(?:\s+|$)"
)
_NOTE = 240  # a longer sub-item is a note on the paper, and a year in it is not the paper's

_LONGEST = 4000  # a title of 300 characters and a hundred authors
_GAP = 200
_NEAR = 60  # characters before an address in which its label stands


@dataclass(slots=True)
class Item:
    """An item of a list: its lines, the first of which should hold the title."""

    start: int
    end: int
    lines: list[Rich]
    section: str = ""
    heading: Place | None = None  # what the heading above says: a venue, a year, or both
    cells: dict[str, Rich] = field(default_factory=dict)  # other columns of a table, by role


@dataclass(slots=True)
class _Links:
    """All addresses of an item by what they lead to."""

    paper: list[str] = field(default_factory=list)
    code: list[Link] = field(default_factory=list)
    other: list[Link] = field(default_factory=list)
    labelled: bool = False  # a label says that a link is the paper


def read_items(items: Iterable[Item]) -> Parsed:
    """Read all items of a list, in their order: papers, and what is none of them with the reason.

    Whatever format found the items, all of one list belong into one call, for what its neighbours
    say is evidence for a doubtful item.

    Examples
    --------
    >>> line = Rich.plain("Deep Mutual Learning. Zhang, Ying et al. CVPR 2018")
    >>> found = read_items([Item(0, 50, [line])])
    >>> found.drafts[0].title, found.drafts[0].year
    ('Deep Mutual Learning', 2018)
    """
    parsed = Parsed()
    for item in items:
        found = interpret(item)
        if isinstance(found, Draft):
            parsed.drafts.append(found)
        elif found is not None:
            parsed.refused.append(Refused(item.start, item.end, found))
    return parsed


def interpret(item: Item) -> Draft | str | None:
    """Return the paper that an item is, or why it is none; None for mere navigation.

    An item is taken for a paper on evidence: an identifier, an address of a paper, a label such as
    "pdf", a venue or a year beside a title, or authors beside one. Without a title only an
    identifier will do, for nothing else says which paper it is.
    """
    lines = [part for line in item.lines for part in line.split()]
    lines = [line for line in lines if line.text.strip()]
    if not lines:
        return None
    anchors = [anchor for line in lines for anchor in line.anchors]
    if anchors and all(anchor.url.startswith("#") for anchor in anchors):
        return None  # a table of contents
    if not _readable(lines[0]):
        return f"a line of more than {_LONGEST} characters or {_GAP} blanks in a row"
    titled = find_title(lines[0])
    others = [cell for role, cell in item.cells.items() if role not in ("venue", "year")]
    if titled is None:
        return _untitled(item, lines, others)
    titled.marked = titled.marked or bool(item.cells)  # a column of titles sets them apart too
    links = _links([*lines, *(part for cell in others for part in cell.split())], titled)
    _label_by_column(links, item.cells)
    draft = Draft(item.start, item.end, title=titled.title, section=item.section)
    draft.spans["title"] = (lines[0].source(*titled.span),)
    draft.paper_links, draft.code_links, draft.other_links = links.paper, links.code, links.other
    linked, lines = lines, [line for line in lines if _readable(line)]
    rest = _masked(lines[0], titled)
    found = [*titled.venues, *find_venues(rest)]
    lines_of = [lines[0]] * len(found)
    for role in ("venue", "year"):
        if cell := item.cells.get(role):
            more = _cell_venues(role, cell, found)
            found += more
            lines_of += [cell] * len(more)
    for line in lines[1:]:
        masked = _masked(line, None)
        if not found and len(masked) <= _NOTE and not are_names(masked):
            more = find_venues(masked, strict=True)
            found += more
            lines_of += [line] * len(more)
    set_venues(draft, [_placed(p, line) for p, line in zip(found, lines_of, strict=True)])
    _inherit(draft, item.heading)
    if "authors" in item.cells:
        _set_authors(draft, item.cells["authors"], (0, len(item.cells["authors"].text)))
    else:
        _authors(draft, lines, titled, rest, found)
    set_identifiers(draft, " ".join(line.text for line in (*linked, *others)))
    for role in ("arxiv", "doi"):
        if role in item.cells and getattr(draft, role) is None:
            whole = arxiv_id if role == "arxiv" else doi
            setattr(draft, role, whole(item.cells[role].text))
    reason = _refusal(draft, links, titled, tabled=bool(item.cells))
    return draft if reason is None else reason


def _untitled(item: Item, lines: Sequence[Rich], others: Sequence[Rich]) -> Draft | str:
    """Return the paper of an item that gives an identifier alone, such as a mere "[paper](...)"."""
    links = _links([*lines, *(part for cell in others for part in cell.split())], None)
    _label_by_column(links, item.cells)
    draft = Draft(item.start, item.end, section=item.section)
    draft.paper_links, draft.code_links, draft.other_links = links.paper, links.code, links.other
    set_identifiers(draft, " ".join(line.text for line in (*lines, *others)))
    if draft.arxiv or draft.doi or any(semantic_scholar_id(url) for url in draft.paper_links):
        return draft
    return "no title, and no arXiv id, DOI or Semantic Scholar id"


def _readable(line: Rich) -> bool:
    """Tell whether a line can be part of an item; text of no such kind would take very long."""
    return len(line.text) <= _LONGEST and " " * _GAP not in re.sub(r"\s", " ", line.text)


def _cell_venues(role: str, cell: Rich, found: Sequence[Place]) -> list[Place]:
    """Return what a venue or year column says, that the title does not say itself."""
    text = cell.text
    if role == "venue":
        places = find_venues(text)
        body = text.strip(" *_")
        if not places and re.search(r"[^\W\d_]", body):
            start = text.index(body)
            span = (start, start + len(body))
            places = [Place(body, None, *span, span, None)]
        return [] if any(place.name for place in found) else places
    year = year_in(text)
    if year is None or any(place.year is not None for place in found):
        return []
    return [Place("", year[0], *year[1], (year[1][0], year[1][0]), year[1])]


def _label_by_column(links: _Links, cells: Mapping[str, Rich]) -> None:
    """Let the column decide where a label does not: a link under "Code" is code."""
    code = {anchor.url for anchor in cells["code"].anchors} if "code" in cells else set()
    for link in [link for link in links.other if link.url in code]:
        links.other.remove(link)
        links.code.append(link)
    for url in [url for url in links.paper if url in code]:
        links.paper.remove(url)
        links.code.append(Link("", url))


def _refusal(draft: Draft, links: _Links, titled: Titled, *, tabled: bool) -> str | None:
    """Return what is missing for a paper, or None."""
    if draft.arxiv or draft.doi or links.labelled:
        return None
    if any(is_paper(url) for url in draft.paper_links):
        return None
    words = len((draft.title or "").split())
    dated = any(venue.year is not None for venue in draft.venues)
    if dated and (titled.marked or words > 1):
        return None
    if draft.authors and (titled.marked or draft.year is not None) and words > 1:
        return None
    if draft.year is not None and titled.marked and words > 2 and (tabled or not draft.code_links):
        return None
    return "no identifier, no address of a paper, no venue with a year and no authors"


def _placed(place: Place, line: Rich) -> Place:
    """Move a place from the text of a line into the file."""
    return Place(
        place.name,
        place.year,
        *line.source(place.start, place.end),
        line.source(*place.name_span),
        line.source(*place.year_span) if place.year_span else None,
    )


def set_venues(draft: Draft, places: Sequence[Place]) -> None:
    """Fill in venues and year, and say where they are printed; `places` are those in the file."""
    named = [place for place in places if place.name]
    lone = [place for place in places if not place.name and place.year is not None]
    for place in named:
        venue = Venue(" ".join(place.name.split()), place.year)
        if venue not in draft.venues:
            draft.venues.append(venue)
    dated = [place for place in named if place.year is not None]
    if not dated and lone:
        year = lone[0].year
        if len(named) == 1 and draft.venues:
            draft.venues[-1] = draft.venues[-1]._replace(year=year)
            draft.spans["venue"] = (named[0].name_span,)
        dated = lone[:1]
    elif dated and len(draft.venues) == len(named):
        span = _together(named)
        if span is not None:
            draft.spans["venues"] = (span,)
    if dated:
        earliest = min(dated, key=lambda place: place.year or 0)
        draft.year = earliest.year
        if earliest.year_span is not None:
            draft.spans["year"] = (earliest.year_span,)


def _together(places: Sequence[Place]) -> Span | None:
    """Return the one span that several venues share, if nothing else stands in it."""
    spans = []
    for place in places:
        ends = [place.name_span, *([place.year_span] if place.year_span else [])]
        spans.append((min(a for a, _ in ends), max(b for _, b in ends)))
    if any(b[0] - a[1] > 3 or b[0] < a[1] for a, b in pairwise(spans)):
        return None
    return spans[0][0], spans[-1][1]


def _inherit(draft: Draft, heading: Place | None) -> None:
    """Take from the heading above what the item itself does not say."""
    if heading is None:
        return
    if heading.name and not draft.venues and draft.year in (None, heading.year):
        draft.venues = [Venue(heading.name, heading.year)]
    elif heading.year is not None and draft.year is None:
        draft.venues = [v if v.year else v._replace(year=heading.year) for v in draft.venues]
    if draft.year is None:
        draft.year = heading.year


def _masked(line: Rich, titled: Titled | None) -> str:
    """Return the text of a line with title, links and addresses as bars, at the same places."""
    text = list(line.text)
    ranges: list[Span] = [(anchor.start, anchor.end) for anchor in line.anchors]
    ranges += [match.span() for match in _BARE_URL.finditer(line.text)]
    ranges += [
        match.span()
        for match in re.finditer(r"(?i)arxiv\s*:\s*\d+\.[\d.v]*(?:\s*\[[\w.-]+\])?", line.text)
    ]
    if titled is not None:
        ranges += [titled.taken, *((place.start, place.end) for place in titled.venues)]
        ranges += [titled.authors] if titled.authors else []
    for start, end in ranges:
        text[start:end] = "|" * (end - start)
    return "".join(text)


def _links(lines: Iterable[Rich], titled: Titled | None) -> _Links:
    links = _Links()
    pending: list[Link] = []
    title_start, title_end = titled.span if titled is not None else (0, 0)
    for n, line in enumerate(lines):
        for anchor in line.anchors:
            label = " ".join(line.text[anchor.start : anchor.end].strip(" []<>:").split())
            label = label[1:-1] if label.startswith("(") and label.endswith(")") else label
            if not is_web(anchor.url):
                continue
            of_title = n == 0 and anchor.start < title_end and anchor.end > title_start
            address = label if re.match(r"https?://", label) else None
            if of_title or address:
                _bare(links, anchor.url, "")
            elif is_code_label(label):
                links.code.append(Link(label, anchor.url))
            elif is_paper_label(label) and not is_code(anchor.url):
                generic = label.lower() in ("link", "html", "url")
                if generic and not is_paper(anchor.url):
                    links.other.append(Link(label, anchor.url))
                else:
                    links.labelled = True
                    _once(links.paper, anchor.url)
            elif is_code(anchor.url) and not re.search(r"(?i)data|project|page|demo|model", label):
                links.code.append(Link(label, anchor.url))
            elif is_paper(anchor.url):
                pending.append(Link(label, anchor.url))
            else:
                links.other.append(Link(label, anchor.url))
        inside = [(anchor.start, anchor.end) for anchor in line.anchors]
        for match in _BARE_URL.finditer(line.text):
            if any(a <= match.start() < b for a, b in inside):
                continue
            _bare(links, without_stop(match[0]), line.text[: match.start()][-_NEAR:])
    for link in pending:  # under an unknown label, such as the name of a journal
        if links.paper:
            links.other.append(link)
        else:
            links.paper.append(link.url)
    return links


def _bare(links: _Links, url: str, before: str) -> None:
    """Sort in an address without label of its own; a word and a colon before it are one."""
    word = re.search(r"([\w /.-]{2,20})\s*[:：]\s*$", before)
    label = word[1].strip() if word else ""
    if is_code(url) or (label and is_code_label(label)):
        links.code.append(Link(label, url))
    elif label and is_label(label) and not is_paper_label(label) and not is_paper(url):
        links.other.append(Link(label, url))
    else:
        _once(links.paper, url)


def _once(urls: list[str], url: str) -> None:
    if url not in urls:
        urls.append(url)


def _authors(
    draft: Draft, lines: Sequence[Rich], titled: Titled, rest: str, found: Sequence[Place]
) -> None:
    """Find the author line: where the title search met it, a line of names, or beside the title."""
    first = lines[0]
    if titled.authors is not None:
        _set_authors(draft, first, titled.authors)
        return
    for line in lines[1:]:
        masked = _masked(line, None)
        lead = _AUTHORS_LABEL.match(masked)
        start = lead.end() if lead else 0
        body = masked[start:].strip(" |")
        if are_names(body):
            begin = masked.index(body, start)
            _set_authors(draft, line, (begin, begin + len(body)))
            return
    for line in lines[1:]:
        masked = _masked(line, None)
        if len(masked) <= _NOTE:
            for span in _name_pieces(_without(masked, find_venues(masked, strict=True))):
                if len(split_names(masked[slice(*span)])) > 1:
                    _set_authors(draft, line, span)
                    return
    label = _AUTHORS_LABEL.match(rest)
    beside = [place for place in found if not titled.span[0] <= place.start < titled.span[1]]
    for span in _name_pieces(_without(rest, beside)):
        names = rest[slice(*span)]
        alone = len(split_names(names)) == 1 and " et al" not in names
        italic = any(a <= span[0] and span[1] <= b for a, b in first.emphasis)
        led = label is not None and label.end() <= span[0]
        if not alone or led or italic or (found and len(names.split()) <= 3):
            _set_authors(draft, first, span)
            return


def _without(text: str, places: Iterable[Place]) -> str:
    """Return a text with its venues as bars."""
    characters = list(text)
    for place in places:
        characters[place.start : place.end] = "|" * (place.end - place.start)
    return "".join(characters)


def _name_pieces(masked: str) -> Iterator[Span]:
    """Yield where pieces of a text stand that can be nothing but names."""
    at = 0
    for match in [*_SEGMENT.finditer(masked), None]:
        end = match.start() if match else len(masked)
        lead = _AUTHORS_LABEL.match(masked[at:end])
        begin = at + (lead.end() if lead else 0)
        body = masked[begin:end].strip(" ,;:*_")
        if body and are_names(body):
            begin = masked.index(body, begin)
            yield begin, begin + len(body)
        at = match.end() if match else end


def _set_authors(draft: Draft, line: Rich, span: Span) -> None:
    start, end = span
    text = line.text[start:end]
    draft.authors = split_names(text)
    if not draft.authors:
        return
    last = draft.authors[-1].split(", ")[-1]
    stop = text.rfind(last)
    if "et al" not in text and stop >= 0:  # the full stop after the last name is not its own
        end = start + stop + len(last)
    while start < end and line.text[start] in " *_":
        start += 1
    draft.spans["authors"] = (line.source(start, end),)


def set_identifiers(draft: Draft, text: str) -> None:
    """Fill in arXiv id and DOI from the paper's links, else from the text."""
    for source in (*draft.paper_links, re.sub(_BARE_URL, " ", text)):
        if draft.arxiv is None:
            draft.arxiv = find_arxiv(source)
        if draft.doi is None:
            found = find_doi(source)
            if found is not None and not found.startswith("10.48550/"):
                draft.doi = found
