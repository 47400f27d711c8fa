"""Records of tagged lines, such as RIS, MEDLINE and EndNote: a tag, a value, its further lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from kdgraph.identifiers import doi, find_arxiv, find_doi, link
from kdgraph.lists.formats import Draft, Link, Parsed, Refused, Span, Venue
from kdgraph.lists.links import is_code
from kdgraph.lists.text import BOM, Lines
from kdgraph.lists.venues import year_in

__all__ = ["Field", "Plan", "Record", "Syntax", "read_tagged", "share_of_tags", "written_authors"]

_LONGEST_FIELD = 200_000  # an abstract or notes; three thousand authors take 60,000
_URL = re.compile(r"https?://[^\s<>\"|;]+", re.IGNORECASE)
_LINE_END = re.compile(r"\r\n?|\n")
_STRAY = "lines outside all records"


@dataclass(frozen=True, slots=True)
class Syntax:
    """How the lines of a format of tags are told apart.

    Parameters
    ----------
    line : re.Pattern
        A line that begins a field, with the groups `tag` and `value`.
    opens : str
        The tag with which a record begins.
    closes : str
        The tag that ends a record. Where there is none, an empty line ends it and any tag begins
        the next.
    outside : frozenset of str
        Tags that belong to the file and to no record.
    """

    line: re.Pattern[str]
    opens: str
    closes: str = ""
    outside: frozenset[str] = frozenset()


@dataclass(slots=True)
class Field:
    """A field of a record: its tag, its value line by line, and where the lines stand.

    `lines` are the spans of the parts of the value, without tag and blanks; `start` is where the
    line of the tag begins, `end` where the last line ends, without its line end.
    """

    tag: str
    start: int
    end: int
    lines: list[Span]

    @property
    def span(self) -> Span:
        """Where the whole value stands."""
        return self.lines[0][0], self.lines[-1][1]

    def value(self, text: str) -> str:
        """Return the value with its lines joined and its white space made single blanks."""
        return " ".join(" ".join(text[a:b] for a, b in self.lines).split())


@dataclass(slots=True)
class Record:
    """The fields of one paper, and from where to where they go."""

    start: int
    end: int
    fields: list[Field] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Plan:
    """Which tags hold what, the best first.

    Of `authors` those of the first tag that occurs are read, and those of all tags are written.
    `identifiers` are fields in which an arXiv id may be named. `split` says whether each further
    line of an author field is another author. `pubmed` and `pmc` hold these services' ids.
    """

    title: tuple[str, ...]
    authors: tuple[str, ...]
    venue: tuple[str, ...]
    year: tuple[str, ...]
    doi: tuple[str, ...]
    urls: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    pubmed: tuple[str, ...] = ()
    pmc: tuple[str, ...] = ()
    split: bool = False
    title_span: Callable[[str, Span], Span] = lambda _text, span: span


def read_tagged(
    text: str, syntax: Syntax, plan: Plan, complete: Callable[[Draft, Record], None] | None = None
) -> Parsed:
    """Read all records of a text; `complete` may add what the plan cannot say."""
    parsed = Parsed()
    for found in _records(text, syntax):
        if isinstance(found, Refused):
            parsed.refused.append(found)
            continue
        if long := [part.tag for part in found.fields if part.end - part.start > _LONGEST_FIELD]:
            reason = f"a field of more than {_LONGEST_FIELD:,} characters: {long[0]}"
            parsed.refused.append(Refused(found.start, found.end, reason))
            continue
        draft = _draft(text, found, plan)
        if complete is not None:
            complete(draft, found)
        if draft.title or draft.doi or draft.arxiv or draft.paper_links:
            parsed.drafts.append(draft)
        else:
            reason = "a record without title, DOI, arXiv id or address of a paper"
            parsed.refused.append(Refused(found.start, found.end, reason))
    return parsed


def share_of_tags(text: str, syntax: Syntax) -> float:
    """Return which share of the lines that are not blank belong to records, from 0 to 1."""
    inside = outside = 0
    for found in _records(text, syntax):
        if isinstance(found, Record):
            inside += sum(len(part.lines) for part in found.fields)
        else:
            outside += text.count("\n", found.start, found.end) + 1
    return inside / (inside + outside) if inside else 0.0


def _records(text: str, syntax: Syntax) -> Iterator[Record | Refused]:
    lines = Lines(text)
    record: Record | None = None
    stray: Span | None = None
    for start, end in zip(lines.starts, lines.ends, strict=True):
        if start == 0 and text.startswith(BOM):
            start = 1
        blank = not text[start:end].strip()
        match = None if blank else syntax.line.match(text, start, end)
        tag = match["tag"] if match else ""
        if record is not None and (tag == syntax.opens or (blank and not syntax.closes)):
            yield record
            record = None
        if blank:
            continue
        if record is None:
            if match is not None and (tag == syntax.opens or not (syntax.closes or stray)):
                if stray is not None:
                    yield Refused(*stray, _STRAY)
                    stray = None
                record = Record(start, end)
            else:
                if not (tag and tag in (syntax.closes, *syntax.outside)):
                    stray = (stray[0] if stray else start, end)
                continue
        if match is not None:
            record.fields.append(Field(tag, start, end, [_stripped(text, *match.span("value"))]))
        else:
            record.fields[-1].lines.append(_stripped(text, start, end))
            record.fields[-1].end = end
        record.end = end
        if tag and tag == syntax.closes:
            yield record
            record = None
    if record is not None:
        yield record
    if stray is not None:
        yield Refused(*stray, _STRAY)


def _stripped(text: str, start: int, end: int) -> Span:
    value = text[start:end]
    lead = len(value) - len(value.lstrip())
    return (start + lead, start + len(value.rstrip())) if value.strip() else (start, start)


def _draft(text: str, record: Record, plan: Plan) -> Draft:
    draft = Draft(record.start, record.end)
    by_tag: dict[str, list[Field]] = {}
    for part in record.fields:
        if part.value(text):
            by_tag.setdefault(part.tag, []).append(part)

    def best(tags: Iterable[str]) -> list[Field]:
        return next((by_tag[tag] for tag in tags if tag in by_tag), [])

    def every(tags: Iterable[str]) -> list[Field]:
        return [part for tag in tags for part in by_tag.get(tag, ())]

    def alike(tags: Iterable[str], value: str) -> tuple[Span, ...]:
        return tuple(part.span for part in every(tags) if part.value(text) == value)

    if titles := best(plan.title):
        same = alike(plan.title, titles[0].value(text))
        draft.spans["title"] = tuple(sorted(plan.title_span(text, place) for place in same))
        draft.title = " ".join(text[slice(*draft.spans["title"][0])].split()) or None
    _authors(draft, text, record, best(plan.authors), plan)
    _date(draft, text, every(plan.year))
    if venues := best(plan.venue):
        name = venues[0].value(text)
        draft.venues = [Venue(name, draft.year)]
        draft.spans["venue"] = tuple(sorted(alike(plan.venue, name)))
    _identify(draft, text, every, plan)
    sections = list(dict.fromkeys(part.value(text) for part in every(plan.sections)))
    if len(sections) == 1:  # several keywords are no section
        draft.section = sections[0]
    return draft


def _authors(draft: Draft, text: str, record: Record, fields: Sequence[Field], plan: Plan) -> None:
    for part in fields:
        if plan.split:
            draft.authors += [" ".join(text[a:b].split()) for a, b in part.lines if a < b]
        else:
            draft.authors.append(part.value(text))
    draft.authors = [name.rstrip(",; ") for name in draft.authors if name.strip(",; ")]
    # names can be written anew where they stand together, whole lines with the line end before
    places = [n for n, part in enumerate(record.fields) if part.tag in plan.authors]
    if not draft.authors or not places or places[0] == 0:
        return
    runs: list[list[int]] = []
    for place in places:
        apart = not runs or place != runs[-1][-1] + 1
        if apart or (plan.split and record.fields[place].tag != record.fields[runs[-1][-1]].tag):
            runs.append([place])
        else:
            runs[-1].append(place)
    tags = [record.fields[run[0]].tag for run in runs]
    if len(runs) > 1 and (not plan.split or len(set(tags)) != len(tags)):
        return
    draft.spans["authors"] = tuple(
        (record.fields[run[0] - 1].end, record.fields[run[-1]].end) for run in runs
    )


def _date(draft: Draft, text: str, fields: Sequence[Field]) -> None:
    spans = []
    for part in fields:
        found = year_in(text[slice(*part.span)]) or _packed_year(text[slice(*part.span)])
        if found is None:
            continue
        if draft.year is None:
            draft.year = found[0]
        if found[0] == draft.year:
            start = part.span[0]
            spans.append((start + found[1][0], start + found[1][1]))
    if spans:
        draft.spans["year"] = tuple(sorted(spans))


def _packed_year(value: str) -> tuple[int, Span] | None:
    """Return the year of a date without separators, "20210301"."""
    packed = re.fullmatch(r"((?:19|20)\d\d)(?:0[1-9]|1[0-2])(?:[0-3]\d)?", value)
    return (int(packed[1]), packed.span(1)) if packed else None


def _identify(
    draft: Draft, text: str, every: Callable[[Iterable[str]], list[Field]], plan: Plan
) -> None:
    for part in every(plan.urls):
        for url in _URL.findall(part.value(text)):
            if is_code(url):
                draft.code_links.append(Link("", url))
            elif url not in draft.paper_links:
                draft.paper_links.append(url)
    for part in every(plan.doi):
        draft.doi = draft.doi or doi(part.value(text)) or find_doi(part.value(text))
    named = [part.value(text) for part in every((*plan.identifiers, *plan.venue, *plan.urls))]
    for value in (*named, draft.doi or ""):
        draft.arxiv = draft.arxiv or find_arxiv(value)
    for url in draft.paper_links:
        draft.doi = draft.doi or find_doi(url)
    if draft.doi is not None and draft.doi.startswith("10.48550/"):
        draft.doi = None
    for scheme, tags in (("pubmed", plan.pubmed), ("pmc", plan.pmc)):
        for part in every(tags):
            number = re.match(r"(?:PMC)?(\d{1,9})\b", part.value(text))
            address = link(scheme, number[1]) if number else None
            if address is not None and address not in draft.paper_links:
                draft.paper_links.append(address)


def written_authors(old: str, names: Sequence[str], line: Callable[[str], Iterable[str]]) -> str:
    """Return the lines that stand for `old`, the lines of authors with the line end before them.

    `line` gives the lines of one author, without line ends.
    """
    match = _LINE_END.match(old)
    end = match[0] if match else "\n"
    return "".join(f"{end}{written}" for name in names for written in line(name))
