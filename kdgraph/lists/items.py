"""What the items of a list say: title, venues, authors and links, or why one is no paper.

Each item is read once, by itself. Then all of them together say what the list's habits are, and
what is doubtful in one of them is decided by what the others do.
"""

# ruff: noqa: RUF001 - lists do print these dashes, quotes and brackets, so they are matched

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from kdgraph.identifiers import (
    arxiv_id,
    doi,
    find_arxiv,
    in_address,
    in_text,
    link,
    of_entry,
    semantic_scholar_id,
    without_stop,
)
from kdgraph.lists.citations import cut_citation, is_one_name, is_untitled
from kdgraph.lists.fields import Field, field_line, field_role
from kdgraph.lists.formats import Draft, Link, Parsed, Refused, Span, Venue
from kdgraph.lists.inline import Anchor, Rich
from kdgraph.lists.links import (
    is_code,
    is_code_label,
    is_data_file,
    is_label,
    is_no_paper,
    is_page,
    is_paper,
    is_paper_label,
    is_web,
)
from kdgraph.lists.people import are_names, blank_affiliations, split_names
from kdgraph.lists.text import barred, has_digit
from kdgraph.lists.titling import Titled, find_title, shifted, whole_title
from kdgraph.lists.venues import (
    Place,
    author_year,
    cell_venues,
    find_venues,
    is_meeting,
    slot_venue,
    year_in,
)
from kdgraph.lists.vocabulary import EVENTS, TECHNICAL_WORDS, THINGS
from kdgraph.lists.watching import reached

__all__ = ["IN_NO_LIST", "Item", "interpret", "read_items", "set_identifiers", "set_venues"]

_BARE_URL = re.compile(r"https?://[^\s<>|\"“”，。）】]+")
_ARXIV = re.compile(r"(?i)\barx?iv(?:\s*:\s*\d+\.|\s+\d{4}\.\d{4})[\d.v]*(?:\s*\[[\w.-]+\])?")
_AUTHORS_LABEL = re.compile(r"^\W*+(?:authors?(?:\(s\))?|by|作者)\s*[:：]?\s+", re.IGNORECASE)
_SEGMENT = re.compile(
    r"[|｜\n()\[\]（）<>•]+|(?<=\bal\.)\s+(?=[^\W\d_])|\s(?:-{1,3}|[–—·/])\s|\s[-–—]$|^[-–—]\s|(?<![A-Z])(?<!\bal)(?<!\bJr)\.(?:\s+|$)"
)
_LABEL_BEFORE = re.compile(r"([\w /.&-]{2,30})\s*[:：]\s*[\[(*]*$")
_LETTER = re.compile(r"[^\W\d_]")
_FAMILIES_BEHIND = re.compile(  # the title: ", Roe, Poe and Doe, 2020", whose year is bars
    r"(?<=[|,.(])\s*(?P<names>[A-Z][\w'’-]*[a-zà-ÿ](?:, [A-Z][\w'’-]*[a-zà-ÿ]){1,8},? (?:and|&) "
    r"[A-Z][\w'’-]*[a-zà-ÿ])(?=[\s,.(]*(?:\||\d{4}\b|$))"
)
_BARE_ID = re.compile(r"\s*[\[(](?:arxiv\s*:\s*)?(\d{4}\.\d{4,5})(?:v\d+)?[\])]", re.IGNORECASE)
_PUBLISHED = re.compile(r"(?i)\bet\.? al\b")
_NOTE = 240  # a longer sub-item is a note on the paper, and a year in it is not the paper's

_LONGEST = 4000  # a title of 300 characters and a hundred authors
_DOI_OR_ACL = re.compile(r"10\.\d|acl\s*:")
_DIGITS_OF_ARXIV = re.compile(r"\d{4}\.\d{4}|/\d{7}")
_IDENTIFYING_CELLS = (  # whose text may name the paper; "rest" is that of a reference
    *("authors", "doi", "arxiv", "identifier", "url", "rest"),
)
_PAGE_LABEL = re.compile(r"\b(?:page|project|web ?site|demo|video)\b", re.IGNORECASE)
_GAP = 200
_BLANKS = re.compile(rf"\s{{{_GAP}}}")
_NEAR = 60  # characters before an address in which its label stands

_NUMBERING = re.compile(r"^\W*\d{1,3}(?:\.\d{1,3})*[.:)]?\s+")  # "5.1. Conferences"
# sections that say by their names that they hold no papers
_OF_EVENTS = re.compile(
    rf"(?i)^\W*(?:(?:related|online|other|useful|video|recent|llm|more)\W+)?(?:{EVENTS})"
    rf"(?:(?:\W+|\s+(?:and|or)\s+)(?:{EVENTS}|{THINGS}))*\W*$"
)
_OF_THINGS = re.compile(
    rf"(?i)^\W*(?:[\w&/-]+\s+){{0,3}}?(?:{THINGS})(?:\W+(?:{EVENTS}|{THINGS}))*\W*$"
)
_FOR_EVENTS = re.compile(
    r"(?i)youtu|bilibili|vimeo|workshop|tutorial|challenge|slideshare|/talks?/"
)
_OF_DATA = re.compile(  # what archives of data sets give out; Zenodo's may be papers as well
    r"10\.(?:7910/dvn|5061/dryad|6084/m9\.figshare|17632|24432|34740|57967|3886|13012)\b"
)
_POST = re.compile(
    r"(?i)^\W*(?:blog(?: ?post)?|website|web|project|github|hugging ?face|demo|tweet|news)\W*$"
)


@dataclass(slots=True)
class Item:
    """An item of a list: its lines, the first of which should hold the title.

    `heading` is what the heading above says: a venue, a year, or both. `cells` are the other
    columns of a table, by role. A `loose` item is a paragraph that stands in no list: most are
    prose, so only one with the address or the identifier of a paper counts, and no other is said to
    be passed over.
    """

    start: int
    end: int
    lines: list[Rich]
    section: str = ""
    heading: Place | None = None
    cells: dict[str, Rich] = field(default_factory=dict)
    loose: bool = False


@dataclass(slots=True)
class _Links:
    """All addresses of an item by what they lead to."""

    papers: dict[str, None] = field(default_factory=dict)  # in order, each once
    code: list[Link] = field(default_factory=list)
    other: list[Link] = field(default_factory=list)
    labelled: bool = False  # a label says that a link is the paper
    of_title: str = ""  # the address that the title leads to
    venues: list[tuple[Place, Rich]] = field(default_factory=list)  # labels that name the venue

    @property
    def paper(self) -> list[str]:
        """The addresses of the paper itself."""
        return list(self.papers)


_SURE, _FAIR, _DOUBTFUL, _NONE = range(4)


@dataclass(slots=True)
class _Reading:
    """An item as read by itself, and how sure it is that it is a paper.

    `slot` is a venue that nobody knows, told by its place between title and year; `key` where one
    name stands before a year in brackets, an author unless the list has its venues there.
    """

    item: Item
    draft: Draft
    grade: int
    reason: str = ""
    marked: bool = False
    slot: Place | None = None
    key: tuple[Rich, Span] | None = None
    places: list[Place] = field(default_factory=list)


IN_NO_LIST = "an address of a paper, but in no item of a list"
_NO_ID = "no title, and no arXiv id, DOI or Semantic Scholar id"
_NO_EVIDENCE = "no identifier, no address of a paper, no venue with a year and no authors"
_INSIDE = "a link into the list itself"
_ELSEWHERE = "its section or its address tells of a video, a tool, an event and the like"


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
    readings: list[_Reading] = []
    sections: Counter[str] = Counter()
    items = list(items)
    for n, item in enumerate(items):
        reached(n, len(items))
        sections[item.section] += 1
        found = _read(item)
        if isinstance(found, _Reading):
            readings.append(found)
        elif found is not None and (reason := _shown(item, found)):
            parsed.refused.append(Refused(item.start, item.end, reason))
    habits = _Habits(readings, sections)
    for reading in readings:
        reason = habits.settle(reading)
        if reason is None:
            parsed.drafts.append(reading.draft)
        elif shown := _shown(reading.item, reason):
            parsed.refused.append(Refused(reading.item.start, reading.item.end, shown))
    parsed.refused.sort(key=lambda refused: refused.start)
    return parsed


def _shown(item: Item, reason: str) -> str | None:
    """Return the reason to give; None for prose, which nobody takes for an item."""
    if not item.loose or reason == _ELSEWHERE:
        return reason
    urls = [anchor.url for line in item.lines for anchor in line.anchors]
    urls += [url for line in item.lines for url in _BARE_URL.findall(line.text)]
    return IN_NO_LIST if any(is_paper(url) for url in urls) else None


def interpret(item: Item) -> Draft | str | None:
    """Return the paper that an item is by itself, or why it is none; None for mere navigation.

    An item is taken for a paper on evidence: an identifier, an address of a paper, a label such as
    "pdf", a venue or a year beside a title, or authors beside one. Without a title only an
    identifier will do, for nothing else says which paper it is.
    """
    found = _read(item)
    if not isinstance(found, _Reading):
        return found
    reason = _Habits([], Counter()).settle(found)
    return found.draft if reason is None else reason


class _Habits:
    """What the items of a list have in common, and what that says of the doubtful ones."""

    def __init__(self, readings: Sequence[_Reading], items: Counter[str]) -> None:
        self.papers: Counter[str] = Counter()
        self.items = items  # by section, those that are nothing among them
        self.marked: Counter[str] = Counter()
        self.good = self.named = self.slots = 0
        for reading in readings:
            section = reading.item.section
            if reading.grade > _FAIR:
                continue
            self.good += 1
            self.papers[section] += 1
            self.marked[section] += reading.marked
            self.named += bool(reading.draft.venues)
            self.slots += reading.slot is not None
        self.total = len(readings)

    def settle(self, reading: _Reading) -> str | None:
        """Complete a reading by what the others do; return why it is no paper, None if it is."""
        draft, item = reading.draft, reading.item
        reason = None
        if reading.grade == _NONE or (reading.grade == _DOUBTFUL and not self.vouch(reading)):
            reason = reading.reason
        elif self.names_a_thing(reading):
            reason = _ELSEWHERE
        slot = reading.slot
        if slot is not None and (
            self.named >= 5 and self.named > self.slots and self.named * 2 > self.good
        ):
            set_venues(draft, [slot])
        elif reading.key is not None:
            _set_authors(draft, *reading.key)
        _inherit(draft, item.heading)
        if item.loose and not (draft.title and (draft.arxiv or draft.doi or draft.paper_links)):
            return reason or _NO_EVIDENCE
        return reason

    def names_a_thing(self, reading: _Reading) -> bool:
        """Tell whether an item is a model or a tool among such, that has a paper as its address."""
        section = reading.item.section
        return (
            self.papers[section] * 4 < self.items[section]
            and len((reading.draft.title or "").split()) < 3
            and _tells_of(section.rpartition(" / ")[2], _OF_THINGS)
        )

    def vouch(self, reading: _Reading) -> bool:
        """Tell whether a doubtful item is a paper because those around it are."""
        if reading.item.loose or self.good == 0:
            return False
        section = reading.item.section
        here, all_here = self.papers[section], self.items[section]
        if reading.draft.authors or reading.draft.year is not None:
            return here * 2 > all_here or self.good * 10 > self.total * 8
        marked = self.marked[section] * 2
        alike = marked > here if reading.marked else marked < here
        return alike and here * 3 >= all_here


# --- one item by itself


def _read(item: Item) -> _Reading | str | None:
    lines = [part for line in item.lines for part in line.split() if part.text.strip()]
    if not lines:
        return None
    cited = cut_citation(lines[0]) if not item.cells else None
    if cited is not None:
        lines[0], cells_of_it = cited
        item = replace(item, cells=cells_of_it)
    anchors = [anchor for line in lines for anchor in line.anchors]
    if anchors and not any(is_web(anchor.url) for anchor in anchors) and not item.cells:
        if all(anchor.url.startswith("#") for anchor in anchors):
            return None  # a table of contents
        told = any("http" in line.text or _ARXIV.search(line.text) for line in lines)
        if not told and not _is_printed_beside(lines[0]):
            return _INSIDE
    if not _readable(lines[0]):
        return f"a line of more than {_LONGEST} characters or {_GAP} blanks in a row"
    others = [cell for role, cell in item.cells.items() if role in _IDENTIFYING_CELLS]
    fields = [field_line(line) for line in lines]
    if item.cells:
        fields[0] = None  # the column says what the cell is: "Data: A Survey" is a title
    if cited is None and not item.cells and len(lines) == 1 and is_untitled(lines[0].text):
        return _untitled(item, lines, fields, others)
    head, titled, byline = _head(lines, fields)
    if titled is None and item.cells:
        head, titled = 0, whole_title(lines[0])
    if titled is None:
        return _untitled(item, lines, fields, others)
    titled.marked = titled.marked or bool(item.cells)  # a column of titles sets them apart too
    cells, named = _other_cells(item.cells)
    links = _links([*lines, *cells], [*fields, *named], head, titled)
    draft = Draft(item.start, item.end, title=titled.title, section=item.section)
    draft.spans["title"] = (lines[head].source(*titled.span),)
    draft.paper_links, draft.code_links, draft.other_links = links.paper, links.code, links.other
    reading = _Reading(item, draft, _NONE, marked=titled.marked)
    rest = _rest(lines[head], titled)
    _venues(reading, lines, fields, head, titled, rest, links)
    if "authors" in item.cells:
        _set_authors(draft, item.cells["authors"], (0, len(item.cells["authors"].text)))
        if cited is not None and is_one_name(item.cells["authors"].text):
            draft.authors = [" ".join(item.cells["authors"].text.split())]
    elif byline is not None:
        text = lines[byline].text
        _set_authors(draft, lines[byline], (0, len(text.rstrip(" ,;"))))
    else:
        _authors(reading, lines, fields, head, titled, rest)
    texts = [
        line.text for line, f in zip(lines, fields, strict=True) if f is None or f.role != "note"
    ]
    set_identifiers(draft, " ".join([*texts, *(cell.text for cell in others)]))
    if draft.arxiv is None and (bare := _BARE_ID.match(lines[0].text)):
        draft.arxiv = arxiv_id(bare[1])  # "[2001.00001] Title", as arXiv's pages are called
    for role in ("arxiv", "doi"):
        if role in item.cells and getattr(draft, role) is None:
            whole = arxiv_id if role == "arxiv" else doi
            setattr(draft, role, whole(item.cells[role].text))
    stated = {named.role for n, named in enumerate(fields) if named is not None and n != head}
    _grade(reading, links, titled, stated)
    return reading


def _is_printed_beside(line: Rich) -> bool:
    """Tell whether a venue with its year or several names stand beside a link to a page of notes.

    A list that links its notes, as an export of Notion does, still prints the paper.
    """
    if any(anchor.url.startswith("#") for anchor in line.anchors):
        return False
    masked = _masked(line)
    if any(place.name and place.year is not None for place in find_venues(masked)):
        return True
    return any(len(split_names(masked[slice(*span)])) > 1 for span in _name_pieces(masked))


def _head(
    lines: Sequence[Rich], fields: Sequence[Field | None]
) -> tuple[int, Titled | None, int | None]:
    """Return the line that holds the title, the title, and the line of names above it if any."""
    for n, found in enumerate(fields):
        if found is not None and found.role == "title":
            titled = _titled(lines[n].cut(found.start, len(lines[n].text)))
            if titled is not None:
                return n, shifted(titled, found.start), None
    first = fields[0]
    if first is not None:
        # a field by itself names a paper only by a linked title: "Survey: [Owls in Snow](...)"
        rest = lines[0].cut(first.start, len(lines[0].text))
        titled = _titled(rest)
        named = first.role in ("paper", "code", "other")  # "TensorFlow: **A System for ...**"
        paper = titled is not None and any(
            (named and titled.marked and anchor.start >= titled.span[1])
            or (anchor.start < titled.span[1] and anchor.end > titled.span[0])
            for anchor in rest.anchors
            if is_paper(anchor.url)
        )
        if titled is not None and paper and len(titled.title.split()) > 2:
            return 0, shifted(titled, first.start), None
        return 0, None, None
    titled = _titled(lines[0])
    if len(lines) > 1 and (titled is None or not titled.marked):
        names = are_names(_masked(lines[0]).strip(" |,;"))
        for n in range(1, min(len(lines), 4)):
            if fields[n] is not None:
                break
            below = _titled(lines[n])
            if below is not None and (titled is None or (names and below.marked)):
                return n, below, 0 if names else None
            if titled is not None:
                break
    return 0, titled, None


def _titled(line: Rich) -> Titled | None:
    return find_title(line) if _readable(line) else None


def _untitled(
    item: Item, lines: Sequence[Rich], fields: Sequence[Field | None], others: Sequence[Rich]
) -> _Reading | str:
    """Return the paper of an item that gives an identifier alone, such as a mere "[paper](...)"."""
    cells, named = _other_cells(item.cells)
    links = _links([*lines, *cells], [*fields, *named], -1, None)
    draft = Draft(item.start, item.end, section=item.section)
    draft.paper_links, draft.code_links, draft.other_links = links.paper, links.code, links.other
    set_identifiers(draft, " ".join(line.text for line in (*lines, *others)))
    if draft.arxiv or draft.doi or any(semantic_scholar_id(url) for url in draft.paper_links):
        return _Reading(item, draft, _FAIR)
    return _NO_ID


def _readable(line: Rich) -> bool:
    """Tell whether a line can be part of an item; text of no such kind would take very long."""
    text = line.text
    if len(text) <= _GAP:
        return True
    return len(text) <= _LONGEST and _BLANKS.search(text) is None


def _venues(
    reading: _Reading,
    lines: Sequence[Rich],
    fields: Sequence[Field | None],
    head: int,
    titled: Titled,
    rest: str,
    links: _Links,
) -> None:
    """Fill in venues and year from where the item states them, the plainest statement first."""
    item, draft = reading.item, reading.draft
    found: list[tuple[Place, Rich]] = []
    for n, named in enumerate(fields):
        if named is not None and named.role == "venue" and n != head:
            found += [(place, lines[n]) for place in _stated_venue(lines[n], named.start)]
    stated = any(place.name for place, _ in found)
    own = [*titled.venues, *find_venues(rest)]
    reading.places = own
    found += [(place, lines[head]) for place in own if not (stated and place.name)]
    for role in ("venue", "year"):
        if cell := item.cells.get(role):
            found += [(place, cell) for place in _cell_venues(role, cell, [p for p, _ in found])]
    for n, named in enumerate(fields):
        if named is not None and named.role == "year" and n != head:
            year = year_in(lines[n].text[named.start :])
            if year is not None:
                a, b = year[1][0] + named.start, year[1][1] + named.start
                found.append((Place("", year[0], a, b, (a, a), (a, b)), lines[n]))
    if not any(place.name for place, _ in found):
        found += links.venues[:1]
    for n, line in enumerate(lines):
        if n == head or found or fields[n] is not None or not _readable(line):
            continue
        masked = _masked(line)
        if len(masked) <= _NOTE and not are_names(masked):
            strict = not line.anchors  # a line of links has room for little but the venue
            found += [(place, line) for place in find_venues(masked, strict=strict)]
    if not any(place.name for place, _ in found):
        slot = slot_venue(rest, titled.span[1], [place for place, _ in found])
        if slot is None:
            for n, line in enumerate(lines):
                if n != head and line.anchors and fields[n] is None and len(line.text) <= _NOTE:
                    masked = _masked(line)
                    below = slot_venue(masked, 0, find_venues(masked))
                    if below is not None:
                        reading.slot = _placed(below[0], line)
                        break
        if slot is not None and slot[1]:
            found = [(slot[0], lines[head])]
        elif slot is not None:
            reading.slot = _placed(slot[0], lines[head])
    set_venues(draft, [_placed(place, line) for place, line in found])


def _stated_venue(line: Rich, start: int) -> list[Place]:
    """Return what stands behind a label such as "Venue:", known or not."""
    text = "|" * start + _masked(line)[start:]
    places = find_venues(text)
    if any(place.name for place in places):
        return places
    body = re.split(r"[|(\[（;；]", text[start:].lstrip("| *_"), maxsplit=1)[0].strip(" *_.,")
    begin = text.find(body, start)
    if places:
        body = text[begin : places[0].start].strip(" *_.,") if places[0].start > begin else ""
    if not _LETTER.search(body) or body.casefold() in ("none", "n/a", "na", "tba", "unknown", "无"):
        return places
    span = (begin, begin + len(body))
    name = " ".join(body.split())
    if places:
        first = places[0]
        return [first._replace(name=name, start=span[0], name_span=span), *places[1:]]
    return [Place(name, None, *span, span, None)]


def _cell_venues(role: str, cell: Rich, found: Sequence[Place]) -> list[Place]:
    """Return what a venue or year column says, that the title does not say itself."""
    text = cell.text
    if role == "venue":
        return [] if any(place.name for place in found) else cell_venues(text)
    year = year_in(text)
    if year is None or any(place.year is not None for place in found):
        return []
    return [Place("", year[0], *year[1], (year[1][0], year[1][0]), year[1])]


def _other_cells(cells: Mapping[str, Rich]) -> tuple[list[Rich], list[Field | None]]:
    """Return the cells beside title, venue and year as lines, each a field named by its column."""
    lines: list[Rich] = []
    fields: list[Field | None] = []
    for key, cell in cells.items():
        role = key.split()[0]  # "links 2"
        if role not in ("venue", "year"):
            parts = cell.split()
            named = {"code": "code", "url": "paper"}.get(role)
            lines += parts
            fields += [Field(named, "", 0) if named else None] * len(parts)
    return lines, fields


def _grade(reading: _Reading, links: _Links, titled: Titled, stated: set[str]) -> None:
    """Say how sure it is that an item is a paper, and what is missing.

    `stated` are the roles of its field lines: where "Paper: none yet" stands, a paper is meant.
    """
    draft, item = reading.draft, reading.item
    if _OF_DATA.match(draft.doi or "") and not draft.arxiv:
        reading.reason = _ELSEWHERE
        return
    if draft.arxiv or draft.doi or any(is_paper(url) for url in draft.paper_links):
        if not (draft.arxiv or draft.doi) and is_meeting(draft.title or ""):
            reading.reason = _ELSEWHERE
            return
        reading.grade = _SURE
        return
    beside = (link.url for link in draft.other_links)
    if links.labelled or (item.cells and of_entry(None, None, (), beside)):
        reading.grade = _SURE  # a badge in the row names the paper
        return
    reading.reason = _NO_EVIDENCE
    section = item.section.rpartition(" / ")[2]
    words = len((draft.title or "").split())
    dated = any(venue.year is not None for venue in draft.venues)
    elsewhere = bool(links.of_title) and is_no_paper(links.of_title)
    if item.cells:  # a row among rows of papers
        elsewhere = any(_POST.match(venue.name) for venue in draft.venues)
    elif elsewhere and (dated or (draft.authors and draft.year is not None)):
        elsewhere = _tells_of(section, _OF_THINGS) or bool(_FOR_EVENTS.search(links.of_title))
    fair = (
        (dated and (titled.marked or words > 1))
        or (draft.authors and (titled.marked or draft.year is not None) and words > 1)
        or ("paper" in stated and words > 2)
        or (
            draft.year is not None
            and titled.marked
            and words > 2
            and (bool(item.cells) or not draft.code_links)
        )
    )
    if fair:
        reading.grade = _FAIR
    elif words > 2 and (
        draft.authors or draft.venues or (words > 3 and (draft.year is not None or links.of_title))
    ):
        reading.grade = _DOUBTFUL
    if reading.grade != _NONE and (elsewhere or _tells_of(section, _OF_EVENTS)):
        reading.grade, reading.reason = _NONE, _ELSEWHERE


@lru_cache(maxsize=512)
def _tells_of(section: str, names: re.Pattern[str]) -> bool:
    return names.match(_NUMBERING.sub("", section)) is not None


def _placed(place: Place, line: Rich) -> Place:
    """Move a place from the text of a line into the file."""
    name = line.source(*place.name_span)
    year = line.source(*place.year_span) if place.year_span else None
    return Place(place.name, place.year, *name, name, year)


def set_venues(draft: Draft, places: Sequence[Place]) -> None:
    """Fill in venues and year, and say where they are printed; `places` are those in the file."""
    named = [place for place in places if place.name]
    lone = [place for place in places if not place.name and place.year is not None]
    venues = dict.fromkeys(draft.venues)  # each once
    for place in named:
        venues[Venue(" ".join(place.name.split()), place.year)] = None
    draft.venues = list(venues)
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


def _masked(line: Rich) -> str:
    """Return the text of a line with links, addresses and arXiv ids as bars, at the same places."""
    if line.bars is None:
        text = line.text
        ranges: list[Span] = [(anchor.start, anchor.end) for anchor in line.anchors]
        if "http" in text:
            ranges += [match.span() for match in _BARE_URL.finditer(text)]
        if "iv" in text or "IV" in text:
            ranges += [match.span() for match in _ARXIV.finditer(text)]
        line.bars = barred(text, ranges)
    return line.bars


def _rest(line: Rich, titled: Titled) -> str:
    """Return the text of the title's line with the title, venues and authors told as bars."""
    ranges = [titled.taken, *((place.start, place.end) for place in titled.venues)]
    if titled.authors:
        ranges.append(titled.authors)
    return barred(_masked(line), ranges)


def _links(
    lines: Sequence[Rich], fields: Sequence[Field | None], head: int, titled: Titled | None
) -> _Links:
    links = _Links()
    pending: list[Link] = []
    title_start, title_end = titled.span if titled is not None else (0, 0)
    for n, (line, named) in enumerate(zip(lines, fields, strict=True)):
        role = named.role if named is not None and n != head else ""
        for anchor in line.anchors:
            if not is_web(anchor.url):
                continue
            of_title = n == head and anchor.start < title_end and anchor.end > title_start
            if of_title and not links.of_title:
                links.of_title = anchor.url
            _sort_in(links, pending, line, anchor, role, of_title=of_title)
        if "http" not in line.text:
            continue
        text = barred(line.text, [(anchor.start, anchor.end) for anchor in line.anchors])
        for match in _BARE_URL.finditer(text):
            _bare(links, without_stop(match[0]), _before(line, match.start()), role)
    arxiv = any(find_arxiv(url) for url in links.papers) if pending else False
    for found in pending:  # under an unknown label, such as the name of a journal
        own = is_label(found.label) and find_arxiv(found.url) and not arxiv
        if links.papers and not own:
            links.other.append(found)
        else:
            links.papers[found.url] = None
            arxiv = arxiv or bool(find_arxiv(found.url))
    return links


def _label_before(text: str) -> str:
    """Return the word or the few words with a colon that a text ends with."""
    if not text.rstrip(" [(*").endswith((":", "：")):
        return ""
    word = _LABEL_BEFORE.search(text)
    return word[1].strip() if word else ""


def _before(line: Rich, at: int) -> str:
    return line.text[max(0, at - _NEAR) : at]


def _sort_in(
    links: _Links, pending: list[Link], line: Rich, anchor: Anchor, role: str, *, of_title: bool
) -> None:
    """Sort in one link by its label, the field or the word before it, and its address."""
    url = anchor.url
    label = " ".join(line.text[anchor.start : anchor.end].strip(" []<>:").split())
    label = label[1:-1] if label.startswith("(") and label.endswith(")") else label
    if of_title or label.startswith(("http://", "https://")):
        _bare(links, url, "" if of_title else _before(line, anchor.start), role)
        return
    if not (is_label(label) and field_role(label)):
        role = field_role(_label_before(_before(line, anchor.start))) or role
    if is_code_label(label) and not (role == "paper" and is_paper(url)):
        links.code.append(Link(label, url))
    elif is_paper_label(label) and not is_code(url):
        generic = label.lower() in ("link", "html", "url", "链接")
        if generic and not is_paper(url) and role != "paper":
            if role == "code":
                links.code.append(Link(label, url))
            else:
                links.other.append(Link(label, url))
        else:
            links.labelled = True
            links.papers[url] = None
            _venue_label(links, line, anchor)
    elif role == "paper" and not is_code(url) and not _other_label(label):
        links.labelled = True
        links.papers[url] = None
    elif (role == "code" and not _is_page(label, url)) or (
        is_code(url) and not re.search(r"(?i)data|project|page|demo|model", label)
    ):
        links.code.append(Link(label, url))
    elif is_paper(url):
        _venue_label(links, line, anchor)
        if role in ("note", "other") and not is_label(label):
            links.other.append(Link(label, url))
        else:
            pending.append(Link(label, url))
    else:
        if _venue_label(links, line, anchor):
            links.labelled = True
        links.other.append(Link(label, url))


def _is_page(label: str, url: str) -> bool:
    """Tell whether a link is no code though it stands where code should: a project's page."""
    return _other_label(label) or is_page(url) or _PAGE_LABEL.search(label) is not None


def _other_label(label: str) -> bool:
    return field_role(label) in ("other", "note")


def _venue_label(links: _Links, line: Rich, anchor: Anchor) -> bool:
    """Take the venue that the label of a link to the paper is: "[[CVPR 2024](...)]"."""
    if anchor.badge or anchor.end - anchor.start > _NEAR:
        return False
    label = line.text[anchor.start : anchor.end]
    if not has_digit(label):
        return False
    found = [place for place in find_venues(label) if place.name]
    if len(found) != 1 or found[0].year is None:
        return False
    if _LETTER.search(label[: found[0].start]):
        return False
    links.venues.append((found[0].moved(anchor.start), line))
    return True


def _bare(links: _Links, url: str, before: str, role: str = "") -> None:
    """Sort in an address without label of its own; a word and a colon before it are one."""
    label = _label_before(before)
    role = (field_role(label) if label else "") or role
    if is_code(url) or (label and is_code_label(label)) or role == "code":
        links.code.append(Link(label, url))
    elif (
        is_data_file(url)
        or (
            role in ("other", "note", "institutions", "authors")
            and not (is_paper(url) and role == "other")
        )
        or (label and is_label(label) and not is_paper_label(label) and not is_paper(url))
    ):
        links.other.append(Link(label, url))
    else:
        links.labelled = links.labelled or (role == "paper" and not is_no_paper(url))
        links.papers[url] = None


def _authors(
    reading: _Reading,
    lines: Sequence[Rich],
    fields: Sequence[Field | None],
    head: int,
    titled: Titled,
    rest: str,
) -> None:
    """Find the author line: labelled, where the title was told from it, or beside the title."""
    draft, found, first = reading.draft, reading.places, lines[head]
    for n, named in enumerate(fields):
        if named is not None and named.role == "authors" and n != head:
            body = _masked(lines[n])[named.start :].strip(" |*_")
            if _LETTER.search(body):
                begin = lines[n].text.index(body, named.start)
                _set_authors(draft, lines[n], (begin, begin + len(body)))
                return
    if titled.authors is not None:
        _set_authors(draft, first, titled.authors)
        return
    label = _AUTHORS_LABEL.match(rest)
    beside = [place for place in found if not titled.span[0] <= place.start < titled.span[1]]
    if label is not None:  # "by" behind the title says more than names in a remark below
        for span in _name_pieces(_without(rest, beside)):
            if label.end() <= span[0] <= label.end() + 2:
                _set_authors(draft, first, span)
                return
    below = [
        line
        for n, line in enumerate(lines)
        if n > head and fields[n] is None and len(line.text) <= _LONGEST
    ]
    for line in below:
        masked = _masked(line)
        lead = _AUTHORS_LABEL.match(masked)
        start = lead.end() if lead else 0
        body = masked[start:].strip(" |")
        if are_names(body):
            begin = masked.index(body, start)
            _set_authors(draft, line, (begin, begin + len(body)))
            return
    for line in below:
        masked = _masked(line)
        if len(masked) <= _NOTE:
            for span in _name_pieces(_without(masked, find_venues(masked, strict=True))):
                if len(split_names(masked[slice(*span)])) > 1 or _stands_apart(masked, span):
                    _set_authors(draft, line, span)
                    return
    for span in _name_pieces(blank_affiliations(_without(rest, beside))):
        names = rest[slice(*span)]
        alone = len(split_names(names)) == 1 and " et al" not in names and "等" not in names
        italic = any(a <= span[0] and span[1] <= b for a, b in first.emphasis)
        led = label is not None and label.end() <= span[0]
        if not alone or led or italic or (found and len(names.split()) <= 3):
            _set_authors(draft, first, span)
            return
    families = _FAMILIES_BEHIND.search(rest, titled.span[1])
    if families and TECHNICAL_WORDS.isdisjoint(re.findall(r"\w+", families["names"].lower())):
        _set_authors(draft, first, families.span("names"))
        return
    cited = author_year(rest, bare=True)
    if cited is None:
        return
    if author_year(rest) is not None:
        _set_authors(draft, first, cited)
    else:
        reading.key = (first, cited)
    if draft.year is None and (year := year_in(rest[cited[1] :])) is not None:
        draft.year = year[0]
        draft.spans["year"] = (first.source(cited[1] + year[1][0], cited[1] + year[1][1]),)


def _stands_apart(masked: str, span: Span) -> bool:
    """Tell whether nothing but one name in full, a dated venue and links are in a line."""
    places = find_venues(masked, strict=True)
    if len(masked[slice(*span)].split()) < 2 or not any(p.name and p.year for p in places):
        return False
    rest = barred(masked, [span, *((place.start, place.end) for place in places)])
    return _LETTER.search(rest) is None


def _without(text: str, places: Iterable[Place]) -> str:
    """Return a text with its venues as bars."""
    return barred(text, [(place.start, place.end) for place in places])


def _name_pieces(masked: str) -> Iterator[Span]:
    """Yield where pieces of a text stand that can be nothing but names."""
    if not masked.strip("| .,;:*()[]<>"):
        return
    at = 0
    for match in [*_SEGMENT.finditer(masked), None]:
        end = match.start() if match else len(masked)
        lead = _AUTHORS_LABEL.match(masked[at:end])
        begin = at + (lead.end() if lead else 0)
        body = masked[begin:end].strip(" ,;:*_，、；：。《》")
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
    """Fill in arXiv id and DOI from the paper's links, else from the text.

    Other identifiers that the text names, such as a PMID, become links to the paper.
    """
    for url in draft.paper_links:
        found = dict(in_address(url))
        draft.arxiv = draft.arxiv or found.get("arxiv")
        draft.doi = draft.doi or found.get("doi")
    if not _may_name_one(text):
        return
    if "http" in text:
        text = _BARE_URL.sub(" ", text)
    for scheme, value in in_text(text):
        if scheme == "arxiv":
            draft.arxiv = draft.arxiv or value
        elif scheme == "doi":
            draft.doi = draft.doi or value
        elif (address := link(scheme, value)) is not None and address not in draft.paper_links:
            draft.paper_links.append(address)


def _may_name_one(text: str) -> bool:
    """Tell at one glance, for most texts, that they name no identifier of a paper."""
    folded = text.casefold()
    if ("10." in folded or "acl" in folded) and _DOI_OR_ACL.search(folded):
        return True
    if "pmid" in folded or "pmc" in folded or "pubmed" in folded or "corpus" in folded:
        return True
    arxiv = "arxiv" in folded or "abs/" in folded
    return arxiv and _DIGITS_OF_ARXIV.search(folded) is not None
