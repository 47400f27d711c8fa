"""How well a list was read: counts, what was passed over, and what looks wrong.

Whether a list was read rightly cannot be known from the list alone, but wrong readings leave marks:
titles that are names of people, one "venue" for every entry, links to papers that belong to no
entry. `check_reading` measures these; the notebook, ``kdgraph read``, ``build``, ``status`` and the
dashboard all show what it says.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from kdgraph.identifiers import find_arxiv
from kdgraph.lists.document import ListDocument, Skipped
from kdgraph.lists.entry import Entry
from kdgraph.lists.links import is_paper, is_web
from kdgraph.lists.people import are_names, are_surely_names
from kdgraph.lists.text import Lines
from kdgraph.lists.venues import is_venue

__all__ = [
    "Known",
    "PassedOver",
    "Reading",
    "ReadingWarning",
    "check_reading",
    "drawn",
    "group_passed_over",
]

FEW: Final = 10
"""Fewer entries than this are too few to say that something holds for nearly all of them."""


@dataclass(frozen=True, slots=True)
class Known:
    """Of how many entries a field is known."""

    entries: int
    title: int
    authors: int
    venue: int
    year: int
    identifier: int
    code: int


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Lines not read as papers for one reason: how many, and the first of them."""

    reason: str
    count: int
    examples: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class ReadingWarning:
    """Something that suggests that a list was not read rightly.

    `kind` is one of few names, for programs; `count` is how many entries, lines or links show it;
    `examples` are some of them, as texts.
    """

    kind: str
    message: str
    count: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """How a list was read.

    `source` is where it was read from, `chosen` why it was read as `format`. `sections` counts what
    is known by section, in their order. `passed_over` groups the lines not read as papers by
    reason, the most frequent first; `duplicates` are lines that repeat a paper of their section.
    `warnings` is empty where nothing looks wrong; `doubts` are the same signs, with all that show
    them, where they are too few to speak against the reading of the whole list.
    """

    list_id: str
    source: str
    format: str
    chosen: str
    read: Known
    sections: Mapping[str, Known]
    columns: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    passed_over: tuple[PassedOver, ...]
    duplicates: tuple[Skipped, ...]
    warnings: tuple[ReadingWarning, ...]
    doubts: tuple[ReadingWarning, ...] = ()

    def to_dict(self, *, examples: int = 1, groups: int = 12) -> dict[str, Any]:
        """Return the short form that is kept with a snapshot, as plain values.

        Parameters
        ----------
        examples : int
            How many lines are kept of each reason and of the duplicates.
        groups : int
            How many reasons are kept; the others are counted together.
        """
        kept = self.passed_over[:groups]
        other = sum(group.count for group in self.passed_over[groups:])
        passed = [
            {
                "reason": group.reason,
                "count": group.count,
                "lines": [item.line for item in group.examples[:examples]],
            }
            for group in kept
        ]
        if other:
            passed.append({"reason": "other reasons", "count": other, "lines": []})
        return {
            "source": self.source,
            "format": self.format,
            "chosen": self.chosen,
            **{name: getattr(self.read, name) for name in Known.__slots__},
            "sections": len(self.sections),
            "columns": [list(column) for column in self.columns],
            "notes": list(self.notes),
            "passed_over": passed,
            "duplicates": len(self.duplicates),
            "warnings": [_told(warning) for warning in self.warnings],
            "doubts": [_told(doubt) for doubt in self.doubts],
        }


def _told(warning: ReadingWarning) -> dict[str, Any]:
    return {"kind": warning.kind, "message": warning.message, "count": warning.count}


def check_reading(document: ListDocument, *, year: int | None = None) -> Reading:
    r"""Measure how well a list was read.

    Parameters
    ----------
    document : ListDocument
        As `read_list` returns it.
    year : int, optional
        The present year; entries that claim a later year than the next are suspicious. By default
        that of the clock.

    Returns
    -------
    Reading
        Counts by field and section, what was passed over by reason, and warnings.

    Examples
    --------
    >>> from kdgraph.lists import read_list
    >>> text = b"# Birds\n## Owls\n- **Deep Owls, CVPR 2018**\n- [a shop](https://example.org)\n"
    >>> reading = check_reading(read_list(text))
    >>> reading.read.title, reading.read.identifier, list(reading.sections)
    (1, 0, ['Owls'])
    >>> reading.passed_over[0].count, reading.warnings
    (1, ())
    """
    present = datetime.now(UTC).year if year is None else year
    by_section: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in document.entries:
        by_section[entry.section].append(entry)
    counts = [_known(entries) for entries in by_section.values()]
    passed = [item for item in document.skipped if item.duplicate_of is None]
    evidence = _Evidence(document, passed, present)
    signs = [sign for check in _CHECKS if (sign := check(evidence)) is not None]
    return Reading(
        list_id=document.list_id,
        source=document.source,
        format=document.format,
        chosen=document.chosen,
        read=Known(*(sum(getattr(known, name) for known in counts) for name in Known.__slots__)),
        sections=dict(zip(by_section, counts, strict=True)),
        columns=document.columns,
        notes=document.notes,
        passed_over=group_passed_over(passed),
        duplicates=tuple(item for item in document.skipped if item.duplicate_of is not None),
        warnings=tuple(sign.shortened() for sign in signs if sign.grave),
        doubts=tuple(sign.warning for sign in signs if not sign.grave),
    )


def group_passed_over(skipped: Iterable[Skipped], *, examples: int = 3) -> tuple[PassedOver, ...]:
    """Group lines by why they were not read as papers, the most frequent reason first.

    What a reason says of its own line stands behind a colon and is no part of the group's name.

    Examples
    --------
    >>> found = group_passed_over([Skipped(3, "x", "too long: 9"), Skipped(4, "y", "too long: 8")])
    >>> found[0].reason, found[0].count
    ('too long', 2)
    """
    groups: defaultdict[str, list[Skipped]] = defaultdict(list)
    for item in skipped:
        groups[item.reason.partition(": ")[0]].append(item)
    order = sorted(groups.items(), key=lambda group: (-len(group[1]), group[1][0].line))
    return tuple(PassedOver(reason, len(items), tuple(items[:examples])) for reason, items in order)


def drawn(document: ListDocument, count: int = 10) -> tuple[Entry, ...]:
    r"""Return some entries to compare with the list, spread evenly, always the same ones.

    Examples
    --------
    >>> from kdgraph.lists import read_list
    >>> lines = "".join(f"- **Owls of Year {n}, CVPR 2018**\n" for n in range(100, 200))
    >>> [entry.position for entry in drawn(read_list(lines.encode()), 4)]
    [12, 37, 62, 87]
    """
    entries = document.entries
    if len(entries) <= count:
        return entries
    return tuple(entries[(2 * n + 1) * len(entries) // (2 * count)] for n in range(count))


def _known(entries: Sequence[Entry]) -> Known:
    return Known(
        entries=len(entries),
        title=sum(entry.title is not None for entry in entries),
        authors=sum(bool(entry.authors) for entry in entries),
        venue=sum(any(venue.name for venue in entry.venues) for entry in entries),
        year=sum(entry.year is not None for entry in entries),
        identifier=sum(bool(entry.identifiers) for entry in entries),
        code=sum(bool(entry.code_links) for entry in entries),
    )


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What the checks look at: the list as read, the lines passed over, the present year."""

    document: ListDocument
    passed: Sequence[Skipped]
    present: int

    @property
    def entries(self) -> tuple[Entry, ...]:
        return self.document.entries

    @property
    def titles(self) -> list[str]:
        return [entry.title for entry in self.entries if entry.title is not None]


@dataclass(frozen=True, slots=True)
class _Sign:
    """What a check found, with all that show it, and whether they are enough for a warning."""

    warning: ReadingWarning
    grave: bool = True

    def shortened(self) -> ReadingWarning:
        return replace(self.warning, examples=self.warning.examples[:3])


def _of(count: int, total: int) -> str:
    return f"{count:,} of {total:,}"


# -- the checks: each returns what looks wrong, or None where nothing does ------------------------

_NO_WORDS = re.compile(r"(?:https?://|doi:|arxiv:)\S*|[\W\d_]+", re.IGNORECASE)


def _without_titles(found: _Evidence) -> _Sign | None:
    """Warn where most entries have no title, though they print more than an identifier."""
    if found.document.format == "identifiers":
        return None
    lost = [
        entry for entry in found.entries if entry.title is None and _NO_WORDS.sub("", entry.source)
    ]
    if not lost:
        return None
    warning = ReadingWarning(
        "no titles",
        f"{_of(len(lost), len(found.entries))} entries have no title, though the list says more "
        "of them than an identifier",
        len(lost),
        _sources(lost),
    )
    return _Sign(warning, len(lost) * 2 > len(found.entries))


def _names_as_titles(found: _Evidence) -> _Sign | None:
    """Warn where many titles look like names of people."""
    names = [title for title in found.titles if _is_like_names(title)]
    grave = len(names) >= 3 and len(names) * 5 > len(found.titles)
    if not grave:
        names = [title for title in names if are_surely_names(title)]
    if not names:
        return None
    warning = ReadingWarning(
        "titles look like names",
        f"{_of(len(names), len(found.titles))} titles look like names of people",
        len(names),
        tuple(names),
    )
    return _Sign(warning, grave)


_INITIAL = re.compile(r"(?<![^\W\d_])[^\W\d_]\.(?=[\s-]*[^\W\d_])")


def _is_like_names(title: str) -> bool:
    """Whether a title could be names of people as well; two words of a title often could."""
    if not are_names(title):
        return False
    words = title.split()
    return "," in title or _INITIAL.search(title) is not None or 2 <= len(words) <= 3


def _one_venue(found: _Evidence) -> _Sign | None:
    """Warn where nearly all entries have one venue that is none, such as the label of a field."""
    names = Counter(venue.name for entry in found.entries for venue in entry.venues[:1])
    names.pop("", None)
    if not names or len(found.entries) < FEW:
        return None
    name, count = min(names.items(), key=lambda item: (-item[1], item[0]))
    if count * 10 < len(found.entries) * 9:
        return None
    bearers = [e for e in found.entries if e.venues and e.venues[0].name == name]
    if not _is_label(name, bearers) and (
        is_venue(name) or _is_stated(name, bearers, found.document)
    ):
        return None
    warning = ReadingWarning(
        "one venue",
        f"{_of(count, len(found.entries))} entries have the same venue, {name!r}",
        count,
        _sources(bearers),
    )
    return _Sign(warning)


def _is_label(name: str, entries: Sequence[Entry]) -> bool:
    """Whether a name stands before a colon in most entries, as the label of a field does."""
    label = re.compile(rf"{re.escape(name)}[*_`\s]*[:\uff1a]")
    return sum(label.search(entry.source) is not None for entry in entries) * 2 > len(entries)


def _is_stated(name: str, entries: Sequence[Entry], document: ListDocument) -> bool:
    """Whether the list says of a name that it is the venue: in a column, a field or a heading."""
    if any("venue" in _words(role) for _, role in document.columns):
        return True
    # BibTeX, JSON and "Venue:", or the tags of RIS and its kin
    field = re.compile(rf"(?:[=:]|^[A-Z][A-Z0-9]\b[ -]*)[\s\"{{*]*{re.escape(name)}", re.MULTILINE)
    return all(
        not entry.spans.keys() & {"venue", "venues"} or field.search(entry.source) is not None
        for entry in entries
    )


def _many_sections(found: _Evidence) -> _Sign | None:
    """Warn where there are nearly as many sections as entries."""
    sections = {entry.section for entry in found.entries}
    if len(found.entries) < 2 * FEW or len(sections) * 5 < len(found.entries) * 2:
        return None
    warning = ReadingWarning(
        "as many sections as entries",
        f"{len(sections):,} sections for {len(found.entries):,} entries",
        len(sections),
        tuple(sorted(sections)[:3]),
    )
    return _Sign(warning)


def _into_itself(found: _Evidence) -> _Sign | None:
    """Warn where entries lead into the list itself, as those of a table of contents do."""
    inner = [
        entry
        for entry in found.entries
        if not entry.identifiers and _links(entry) and not any(map(is_web, _links(entry)))
    ]
    if not inner:
        return None
    warning = ReadingWarning(
        "entries point into the list",
        f"{_of(len(inner), len(found.entries))} entries link only into the list itself, like "
        "lines of a table of contents",
        len(inner),
        _sources(inner),
    )
    return _Sign(warning, len(inner) * 50 > len(found.entries))


def _links(entry: Entry) -> list[str]:
    return [
        *entry.paper_links,
        *(link.url for link in entry.code_links),
        *(link.url for link in entry.other_links),
    ]


_TELLING: Final = {
    "title": re.compile(r"title|标题|题目"),
    "authors": re.compile(r"author|作者"),
    "venue": re.compile(r"venue|journal|conference|booktitle|会议|期刊"),
    "year": re.compile(r"\byear\b|年份"),
    "doi": re.compile(r"\bdoi\b"),
    "arxiv": re.compile(r"arxiv"),
}


def _unread_columns(found: _Evidence) -> _Sign | None:
    """Warn where a column is not read though its header names a field that no column gives."""
    given = {word for _, role in found.document.columns for word in _words(role)}
    unread = [
        header
        for header, role in found.document.columns
        if not role
        and any(
            field not in given and pattern.search(re.sub(r"[\W_]+", " ", header.lower()))
            for field, pattern in _TELLING.items()
        )
    ]
    if not unread:
        return None
    named = ", ".join(map(repr, unread[:4])) + (", ..." if len(unread) > 4 else "")
    warning = ReadingWarning(
        "unread columns",
        f"the {'column' if len(unread) == 1 else 'columns'} {named} "
        f"{'is' if len(unread) == 1 else 'are'} not read",
        len(unread),
        tuple(unread[:3]),
    )
    return _Sign(warning)


def _words(role: str) -> list[str]:
    return re.findall(r"[a-z]+", role.lower())


def _much_passed_over(found: _Evidence) -> _Sign | None:
    """Warn where much was passed over compared with what was read.

    Whole sections of tools or courses are passed over rightly; lines amid the papers of a section,
    or ten times as many lines as there are entries, seldom are.
    """
    amid = _amid(found.entries, found.passed)
    if len(found.passed) > 10 * len(found.entries):
        amid = list(found.passed)
    if len(amid) < FEW or len(amid) * 2 <= len(found.entries):
        return None
    group = group_passed_over(amid)[0]
    warning = ReadingWarning(
        "much passed over",
        f"{len(amid):,} lines amid the {len(found.entries):,} entries were not read as papers; "
        f"most often: {group.reason}",
        len(amid),
        tuple(f"line {item.line}: {item.text}" for item in group.examples),
    )
    return _Sign(warning)


def _amid(entries: Sequence[Entry], passed: Sequence[Skipped]) -> list[Skipped]:
    """Return the lines that stand between two entries of one section."""
    starts = [entry.line_start for entry in entries]
    found = []
    for item in passed:
        after = bisect_right(starts, item.line)
        if 0 < after < len(entries) and entries[after - 1].section == entries[after].section:
            found.append(item)
    return found


_ADDRESS = re.compile(r"https?://[^\s<>\"'\])}|\\]{1,2000}", re.IGNORECASE)
_ASIDE = re.compile(
    r"<!--.*?(?:-->|\Z)|^ {0,3}\[\^[^\]\n]{1,99}\]:[^\n]*", re.DOTALL | re.MULTILINE
)
"""Comments, which nobody sees, and footnotes, which are about something else in the text."""


def _links_of_no_entry(found: _Evidence) -> _Sign | None:
    """Warn where many links to papers belong to no entry."""
    document = found.document
    owned = {key for entry in document.entries for url in _links(entry) for key in _keys(url)}
    text = document.data.decode(document.encoding)
    inside = _Inside(
        [*((start, end) for start, end, _ in document.places), *document.duplicate_places]
    )
    if document.format not in ("bibtex", "table"):
        hidden = _Inside([match.span() for match in _ASIDE.finditer(text)])
    else:
        hidden = _Inside([])
    lost: dict[str, int] = {}
    for match in _ADDRESS.finditer(text):
        at = match.start()
        if at in inside or at in hidden or not is_paper(match[0]):
            continue
        keys = _keys(match[0])
        if not owned.intersection(keys):
            lost.setdefault(keys[-1], at)
    if not lost:
        return None
    numbers = Lines(text)
    lines = [f"line {numbers.number(at)}" for at in sorted(lost.values())]
    warning = ReadingWarning(
        "links of no entry",
        f"{_links_to_papers(len(lost))} to no entry ({', '.join(lines[:3])}"
        f"{' ...' if len(lost) > 3 else ''}), beside {len(document.entries):,} entries",
        len(lost),
        tuple(lines),
    )
    return _Sign(warning, len(lost) >= 5 and len(lost) * 20 > len(document.entries))


def _links_to_papers(count: int) -> str:
    return "1 link to a paper belongs" if count == 1 else f"{count:,} links to papers belong"


def _keys(url: str) -> tuple[str, ...]:
    """Return what two addresses of one paper have in common: the arXiv id, else the address."""
    bare = re.sub(r"^https?://(?:www\.)?", "", url, flags=re.IGNORECASE).rstrip("/.,;:*_)")
    arxiv = find_arxiv(url)
    return (bare, f"arxiv:{arxiv}") if arxiv else (bare,)


class _Inside:
    """Spans of a text, to ask whether a place is in one of them."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    def __contains__(self, at: int) -> bool:
        index = bisect_right(self._starts, at) - 1
        return index >= 0 and at < self._ends[index]


_PROSE = re.compile(
    r"(?i:\b(?:we (?:propose|present|introduce|show|study)"
    r"|this (?:paper|work|repo|survey|article)\b|in this|which (?:is|are|can|has|have)"
    r"|(?:introduces|proposes|presents) (?:a|an|the)\b))"
    r"|[a-z]{2}\. [A-Z][a-z]+ [a-z]+ "
)
_LONGEST_TITLE: Final = 40
"""Words; one published title in some ten thousand has more."""


def _prose_as_titles(found: _Evidence) -> _Sign | None:
    """Warn where titles run on into the text behind them."""
    prose = [
        title
        for title in found.titles
        if len(title.split()) > _LONGEST_TITLE or _PROSE.search(title) is not None
    ]
    if not prose:
        return None
    warning = ReadingWarning(
        "titles are prose",
        f"{_of(len(prose), len(found.titles))} titles are sentences of prose",
        len(prose),
        tuple(title[:100] for title in prose),
    )
    return _Sign(warning, len(prose) * 33 > len(found.titles))


_MARKUP = re.compile(
    r"(?i:https?://)|\]\(|\[\[|\]\]|\*\*|</?[a-z]+[0-9]?(?: [^<>]{0,80})?/?>"
    r"|\ufffd|[\xc2\xc3][\x80-\xbf]|\xe2\u20ac"
)
"""Also UTF-8 that was read as Latin-1, such as an e acute that became two letters."""


def _markup_left(found: _Evidence) -> _Sign | None:
    """Warn where marks of the list's own markup are left in titles, names or addresses."""
    left = []
    for entry in found.entries:
        texts = [entry.title or "", *entry.authors, *(venue.name for venue in entry.venues)]
        wrong = [text for text in texts if _MARKUP.search(text)]
        wrong += [url for url in entry.paper_links if re.search(r"[\[\]\s<>]|\*\*$", url)]
        left += wrong[:1]
    if not left:
        return None
    warning = ReadingWarning(
        "markup left",
        f"{_of(len(left), len(found.entries))} entries have marks of markup, or garbled letters, "
        "in a title, a name, a venue or an address",
        len(left),
        tuple(text[:100] for text in left),
    )
    return _Sign(warning, len(left) * 50 > len(found.entries))


def _repeated_titles(found: _Evidence) -> _Sign | None:
    """Warn where different papers have the same title, such as the label of a link."""
    papers: defaultdict[str, set[str]] = defaultdict(set)
    printed: dict[str, str] = {}
    for entry in found.entries:
        if entry.title is not None:
            key = " ".join(entry.title.casefold().split())
            papers[key].add(entry.arxiv or entry.doi or " ".join(sorted(entry.paper_links)))
            printed.setdefault(key, entry.title)
    repeated = {key: len(ids - {""}) for key, ids in papers.items() if len(ids - {""}) >= 3}
    count = sum(repeated.values())
    if not count:
        return None
    most = min(repeated, key=lambda key: (-repeated[key], key))
    warning = ReadingWarning(
        "repeated titles",
        f"{count:,} entries share their title with others that are other papers; "
        f"{repeated[most]:,} are called {printed[most]!r}",
        count,
        tuple(printed[key] for key in sorted(repeated, key=lambda key: (-repeated[key], key))),
    )
    return _Sign(warning, count * 50 > len(found.entries))


def _suspicious_years(found: _Evidence) -> _Sign | None:
    """Warn where years lie in the future, or far from when the paper came to arXiv."""
    wrong, dated = [], 0
    for entry in found.entries:
        if entry.year is None:
            continue
        dated += 1
        submitted = _submitted(entry.arxiv)
        early = submitted is not None and entry.year < submitted - 2
        late = submitted is not None and entry.year > submitted + 6
        if early or late or entry.year > found.present + 1:
            wrong.append(entry)
    if not wrong:
        return None
    warning = ReadingWarning(
        "suspicious years",
        f"{_of(len(wrong), dated)} years lie in the future, or far from the year in which the "
        "paper came to arXiv",
        len(wrong),
        tuple(
            f"line {entry.line_start}: {entry.year}"
            + (f" (arXiv {entry.arxiv})" if entry.arxiv else "")
            for entry in wrong
        ),
    )
    return _Sign(warning, len(wrong) > 1 and len(wrong) * 20 > dated)


def _submitted(arxiv: str | None) -> int | None:
    """Return the year in which an arXiv id was given."""
    if arxiv is None:
        return None
    digits = int(arxiv.rpartition("/")[2][:2])
    return 1900 + digits if digits >= 91 else 2000 + digits


def _sources(entries: Sequence[Entry]) -> tuple[str, ...]:
    return tuple(
        f"line {entry.line_start}: {' '.join(entry.source.split())[:100]}" for entry in entries
    )


_CHECKS: Final[tuple[Callable[[_Evidence], _Sign | None], ...]] = (
    _without_titles,
    _names_as_titles,
    _prose_as_titles,
    _repeated_titles,
    _markup_left,
    _one_venue,
    _many_sections,
    _into_itself,
    _unread_columns,
    _much_passed_over,
    _links_of_no_entry,
    _suspicious_years,
)
