"""The border: the one place where the service's JSON becomes typed rows.

Nothing behind it sees raw JSON. What is asked for and does not fit (another type, out of range, no
such id, a control character in a title) becomes *missing*, is cleaned or, where text holds the very
number that is wanted, is read; each case is counted in `odd`, under what it is called in
``FIELD: WHAT``. Null is not odd where the service uses it for "unknown"; a field that was asked for
and is left out is. Numbers are whole and fit 64 bits, counts are not negative, years reach from
1500 to the year after the answer came, ids match the patterns of their schemes.

An answer whose *form* is not the expected one (`misfit_of_batch` and kin) is no data at all and is
asked again by the transport.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Literal, NamedTuple

from kdgraph.identifiers import arxiv_id, doi, find_arxiv
from kdgraph.records import AuthorRecord, ContextRecord, PaperRecord
from kdgraph.texts import clean, one_line

__all__ = [
    "EDGE_FIELDS",
    "FLAT_FIELDS",
    "LIST_FIELDS",
    "ORIGIN",
    "Direction",
    "Edge",
    "Found",
    "NestedList",
    "Odd",
    "Page",
    "losses",
    "misfit_of_batch",
    "misfit_of_match",
    "misfit_of_page",
    "misfit_of_paper",
    "read_page",
    "read_paper",
]

Direction = Literal["references", "citations"]
"""References: what a paper cites. Citations: what cites the paper."""

Odd = Counter[str]
"""How often something did not fit, by ``FIELD: WHAT``."""

ORIGIN: Final = "semantic scholar"

LIST_FIELDS: Final = (
    "paperId",
    "corpusId",
    "externalIds",
    "title",
    "venue",
    "year",
    "publicationDate",
    "authors",
    "citationCount",
    "referenceCount",
    "influentialCitationCount",
)
"""What to ask about each paper of a list: about 630 bytes a row, so 9,000 rows fit one answer."""

FLAT_FIELDS: Final = (*LIST_FIELDS, "abstract", "tldr", "fieldsOfStudy", "s2FieldsOfStudy")
"""What to ask about a paper itself (by batch, lookup or title match)."""

EDGE_FIELDS: Final = ("contexts", "intents", "contextsWithIntent", "isInfluential")
"""What only the routes ``/references`` and ``/citations`` tell: about the citation itself."""

_END: Final[Mapping[str, str]] = {"references": "citedPaper", "citations": "citingPaper"}
_FIRST_YEAR: Final = 1500
_LARGEST: Final = 2**63 - 1
_LONGEST: Final[Mapping[str, int]] = {
    "title": 10_000,
    "venue": 5_000,
    "abstract": 500_000,
    "tldr": 50_000,
    "contexts": 100_000,
    "authors": 2_000,
}
_LONGEST_WORD: Final = 500
_SHA: Final = re.compile(r"[0-9a-fA-F]{40}")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DIGITS: Final = re.compile(r"[0-9]{1,19}")
_DOI: Final = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/\S{1,480}")
_LETTER: Final = re.compile(r"[^\W\d_]")
_SCHEMES: Final[Mapping[str, tuple[str, re.Pattern[str]]]] = {
    "ACL": ("acl", re.compile(r"[A-Za-z0-9][\w.-]{1,99}")),
    "DBLP": ("dblp", re.compile(r"[A-Za-z][\w-]*(?:/[^\s/]+)+")),
    "MAG": ("mag", re.compile(r"[0-9]{1,19}")),
    "PubMed": ("pubmed", re.compile(r"[0-9]{1,19}")),
    "PubMedCentral": ("pmc", re.compile(r"(?:PMC)?[0-9]{1,19}", re.IGNORECASE)),
}


_CLEANED: Final = ("control characters", "a text, read as the number in it")
# The service itself has such: authors called "*" or nothing, garbled DOIs, counts that it lacks.
_USUAL: Final = (": null", "null in the list", "a row that is null", "no name", "no such id")


def losses(odd: Mapping[str, int]) -> dict[str, int]:
    """Return those odd values that make a list incomplete until a later answer confirms them.

    The others were cleaned or read, or are such as the service has among its data at all times:
    two answers that agree on them are enough.

    Examples
    --------
    >>> losses({"year: a text": 2, "title: control characters": 1, "DOI: no such id": 1})
    {'year: a text': 2}
    """
    return {kind: n for kind, n in sorted(odd.items()) if not kind.endswith((*_CLEANED, *_USUAL))}


class Edge(NamedTuple):
    """One row of a list of references or citations.

    `key` is the service's id of the paper at the other end, None where there is no paper behind;
    `paper` what the row says of it, None where only ids were asked for. `influential` and `intents`
    are None where they were not asked. `sign` tells rows without a paper from each other.
    """

    key: str | None
    paper: PaperRecord | None = None
    influential: bool | None = None
    intents: tuple[str, ...] | None = None
    contexts: tuple[ContextRecord, ...] = ()
    sign: str = ""

    def with_more(self, again: Edge) -> Edge:
        """Return this row with what the same row says elsewhere, where that is more."""
        contexts = dict.fromkeys([*self.contexts, *again.contexts])
        intents = self.intents
        if again.intents is not None:
            intents = tuple(dict.fromkeys([*(intents or ()), *again.intents]))
        influential = self.influential
        if again.influential or influential is None:
            influential = again.influential
        return self._replace(influential=influential, intents=intents, contexts=tuple(contexts))


@dataclass(frozen=True, slots=True)
class NestedList:
    """A list that came within a paper's own row.

    `state`: ``given``; ``withheld`` by the publisher (null); ``left out``: it was asked for and is
    not there; ``no list``: something else stands in its place. `rows` have a paper, each paper
    once; `unresolved` rows have none, `duplicates` name a paper that was named before.
    """

    state: Literal["given", "withheld", "left out", "no list"]
    rows: tuple[Edge, ...] = ()
    unresolved: int = 0
    duplicates: int = 0

    @property
    def received(self) -> int:
        """How many rows came, those that name a paper again included."""
        return len(self.rows) + self.unresolved + self.duplicates


@dataclass(frozen=True, slots=True)
class Found:
    """A paper's own row: what it says, the lists nested in it, and what was odd about both."""

    paper: PaperRecord
    lists: Mapping[str, NestedList]
    odd: Odd

    @property
    def key(self) -> str:
        """The service's id of the paper."""
        return self.paper.key


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; `rows` are None where the publisher withholds it.

    `following` is the row where the next page begins, None on the last page; a row that is null
    is an `Edge` without a paper.
    """

    offset: int
    following: int | None
    rows: tuple[Edge, ...] | None
    odd: Odd = field(default_factory=Counter)


def read_paper(raw: Any, at: datetime, asked: Sequence[str] | None = None) -> Found | None:
    r"""Read one paper of a batch, a lookup or a title match; None where there is no paper.

    Parameters
    ----------
    raw : object
        The JSON of the row; it is left as it is.
    at : datetime
        When the answer came; years beyond the next one do not fit.
    asked : sequence of str, optional
        The fields that were asked for, nested ones dotted. Without it, what was asked for is told
        from what is there.

    Examples
    --------
    >>> from datetime import UTC
    >>> raw = {"paperId": "0F" * 20, "title": "A T\x07itle", "year": 20195, "venue": "",
    ...        "externalIds": {"DOI": "10.48550/arXiv.1503.02531", "CorpusId": 7200347},
    ...        "references": [{"paperId": "0a" * 20}, {"paperId": None, "title": "Lost"}]}
    >>> asked = ("title", "year", "venue", "externalIds", "references.paperId")
    >>> found = read_paper(raw, datetime(2026, 1, 1, tzinfo=UTC), asked)
    >>> found.paper.title, found.paper.year, found.paper.venue
    ('A Title', None, None)
    >>> found.paper.identifiers[0], found.paper.identifiers[2]
    (('arxiv', '1503.02531'), ('corpus', '7200347'))
    >>> len(found.lists["references"].rows), found.lists["references"].unresolved
    (1, 1)
    >>> sorted(found.odd)
    ['title: control characters', 'year: not from 1500 to next year']
    """
    if not isinstance(raw, dict):
        return None
    odd: Odd = Counter()
    key = _key(raw, odd)
    if key is None:
        return None
    flat, nested = _asked(raw, asked)
    lists = {
        name: _nested_list(raw, name, fields, at, odd) for name, fields in sorted(nested.items())
    }
    return Found(_paper(raw, key, flat, at, odd), lists, odd)


def read_page(
    data: Mapping[str, Any], direction: Direction, at: datetime, asked: Sequence[str] = ()
) -> Page:
    """Read one page of ``/references`` or ``/citations`` that has the form of one.

    Examples
    --------
    >>> from datetime import UTC
    >>> data = {"offset": 0, "data": [None, {"isInfluential": "yes", "contexts": ["As in [4]."],
    ...                                      "citedPaper": {"paperId": "0a" * 20}}]}
    >>> page = read_page(data, "references", datetime(2026, 1, 1, tzinfo=UTC))
    >>> [edge.key for edge in page.rows], page.rows[1].contexts[0].sentence
    ([None, '0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a'], 'As in [4].')
    >>> page.odd
    Counter({'isInfluential: a text': 1})
    """
    odd: Odd = Counter()
    items = data.get("data")
    if not isinstance(items, list):
        return Page(0, None, None, odd)
    flat = tuple(name for name in asked if name not in EDGE_FIELDS)
    of_edge = tuple(name for name in asked if name in EDGE_FIELDS)
    end = _END[direction]
    rows = tuple(_edge(item, end, flat, of_edge, at, odd) for item in items)
    return Page(data.get("offset") or 0, data.get("next"), rows, odd)


def misfit_of_batch(data: Any, count: int) -> str | None:
    """Return what is wrong with the form of a batch of `count` papers, None where it fits."""
    if not isinstance(data, list):
        return f"{_kind(data)}, expected a list of {count} papers"
    if len(data) != count:
        return f"{len(data)} rows, expected one for each of {count} ids"
    if any(row is not None and not isinstance(row, dict) for row in data):
        return "a row that is no object"
    return None


def misfit_of_paper(data: Any) -> str | None:
    """Return what is wrong with the form of one paper, None where it fits."""
    fits = isinstance(data, dict) and _is_key(data.get("paperId"))
    return None if fits else f"no paper: {_start(data)}"


def misfit_of_match(data: Any) -> str | None:
    """Return what is wrong with the form of a title match, None where it fits."""
    rows = data.get("data") if isinstance(data, dict) else None
    if rows is None and isinstance(data, dict) and type(data.get("total")) is int:
        return None if data["total"] == 0 else "no rows"  # the searches say so where nothing fits
    if not isinstance(rows, list):
        return f"no title match: {_start(data)}"
    return "a row that is no paper" if any(misfit_of_paper(row) for row in rows) else None


def misfit_of_page(data: Any, direction: Direction, offset: int) -> str | None:
    """Return what is wrong with the form of the page from row `offset`, None where it fits."""
    if not isinstance(data, dict) or "data" not in data:
        return f"no page of {direction}: {_start(data)}"
    following, items, end = data.get("next"), data["data"], _END[direction]
    if items is None:  # so the service says that the publisher withholds the list, and at once
        return None if offset == 0 else f"null for the rows from {offset} on"
    if not isinstance(items, list):
        return f"data is {_kind(items)}, expected a list"
    if following is not None and not (type(following) is int and offset < following <= _LARGEST):
        return f"next is {_start(following)}, which does not go on from row {offset}"
    given = data.get("offset", offset)
    if type(given) is not int or given != offset:
        return f"a page from row {_start(given)}, asked was row {offset}"
    if not all(item is None or _is_edge(item, end) for item in items):
        return f"a row without {end}"
    return None


def _is_edge(item: Any, end: str) -> bool:
    """Tell an edge; its end may be null or left out, but not another than was asked for."""
    if not isinstance(item, dict) or not isinstance(item.get(end), dict | None):
        return False
    return end in item or not any(other in item for other in _END.values())


def _is_key(value: Any) -> bool:
    return isinstance(value, str) and _SHA.fullmatch(value) is not None


def _start(value: Any) -> str:
    try:
        return clean(str(value)[:80]) or ""
    except RecursionError:
        return f"{_kind(value)}, deeply nested"


def _kind(value: Any) -> str:
    """Return what a value of JSON is, in words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    names = {str: "a text", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names.get(type(value), "no JSON")


def _asked(
    raw: Mapping[str, Any], asked: Sequence[str] | None
) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    """Return the flat fields, and for each nested list the fields of its rows."""
    if asked is not None:
        nested: dict[str, tuple[str, ...]] = {}
        for name in asked:
            head, dot, tail = name.partition(".")
            if dot and head in _END:
                nested[head] = (*nested.get(head, ()), tail)
        return tuple(name for name in asked if "." not in name), nested
    nested = {}
    for name in _END:
        if name in raw:
            rows = raw[name] if isinstance(raw[name], list) else ()
            whole = any(isinstance(row, dict) and len(row) > 1 for row in rows)
            nested[name] = LIST_FIELDS if whole else ("paperId",)
    flat: tuple[str, ...] = ()
    if any(name in raw for name in FLAT_FIELDS[len(LIST_FIELDS) :]):
        flat = FLAT_FIELDS
    return flat, nested


def _key(raw: Mapping[str, Any], odd: Odd) -> str | None:
    """Return the service's id of a paper in lower case; None where there is no paper behind."""
    if "paperId" not in raw:
        odd["paperId: left out"] += 1
    value = raw.get("paperId")
    if isinstance(value, str) and _SHA.fullmatch(value):
        return value.lower()
    if value is not None:
        odd["paperId: no id of the service"] += 1
    return None


def _paper(
    raw: Mapping[str, Any], key: str, asked: Iterable[str], at: datetime, odd: Odd
) -> PaperRecord:
    for name in asked:
        if name not in raw:
            odd[f"{name}: left out"] += 1
    year = _year(raw.get("year"), at, odd)
    tldr = _object(raw, "tldr", odd)
    if tldr is not None and "text" not in tldr:
        odd["tldr: left out"] += 1
    return PaperRecord(
        key=key,
        title=_line(raw.get("title"), "title", odd) or "",
        identifiers=_identifiers(key, raw, odd),
        year=year,
        date=_day(raw.get("publicationDate"), at, odd),
        venue=_line(raw.get("venue"), "venue", odd),
        abstract=_text(raw.get("abstract"), "abstract", odd),
        tldr=_text(tldr.get("text"), "tldr", odd) if tldr is not None else None,
        fields=_fields(raw, odd),
        authors=_authors(raw, odd),
        reported_citations=_count(raw, "citationCount", odd),
        reported_references=_count(raw, "referenceCount", odd),
        reported_influential=_count(raw, "influentialCitationCount", odd),
        origin=ORIGIN,
        seen=at,
    )


# --- lists ---------------------------------------------------------------------------------------


def _nested_list(
    raw: Mapping[str, Any], name: str, asked: Sequence[str], at: datetime, odd: Odd
) -> NestedList:
    if name not in raw:
        odd[f"{name}: left out"] += 1
        return NestedList("left out")
    items = raw[name]
    if items is None:
        return NestedList("withheld")
    if not isinstance(items, list):
        odd[f"{name}: {_kind(items)}"] += 1
        return NestedList("no list")
    only_ids = tuple(asked) == ("paperId",)
    rows: dict[str, Edge] = {}
    unresolved = duplicates = 0
    for item in items:
        if item is not None and not isinstance(item, dict):
            odd[f"{name}: a row that is {_kind(item)}"] += 1
        key = _key(item, odd) if isinstance(item, dict) else None
        if key is None:
            unresolved += 1
        elif key in rows:
            duplicates += 1
        else:
            rows[key] = Edge(key, None if only_ids else _paper(item, key, asked, at, odd))
    return NestedList("given", tuple(rows.values()), unresolved, duplicates)


def _edge(
    item: Any, end: str, flat: Sequence[str], of_edge: Sequence[str], at: datetime, odd: Odd
) -> Edge:
    found = item.get(end) if isinstance(item, dict) else None
    key = _key(found, odd) if isinstance(found, dict) else None
    if key is None or found is None:
        return Edge(None, sign=_sign(item))
    for name in of_edge:
        if name not in item:
            odd[f"{name}: left out"] += 1
    influential = item.get("isInfluential")
    if influential is not None and not isinstance(influential, bool):
        odd[f"isInfluential: {_kind(influential)}"] += 1
        influential = None
    return Edge(
        key,
        _paper(found, key, flat, at, odd),
        influential,
        _words(item.get("intents"), "intents", odd),
        _contexts(item, odd),
    )


def _sign(item: Any) -> str:
    """Return what tells a row without a paper from other such rows."""
    try:
        return json.dumps(item, sort_keys=True)
    except RecursionError:
        return "too deep to be told from others"


def _contexts(item: Mapping[str, Any], odd: Odd) -> tuple[ContextRecord, ...]:
    found: dict[str, tuple[str, ...] | None] = {}
    for each in _list(item.get("contextsWithIntent"), "contextsWithIntent", odd) or ():
        if not isinstance(each, dict):
            odd[f"contextsWithIntent: a row that is {_kind(each)}"] += 1
        elif "context" not in each:
            odd["contexts: left out"] += 1
        elif sentence := _text(each["context"], "contexts", odd):
            found.setdefault(sentence, _words(each.get("intents"), "intents", odd))
    for sentence in _list(item.get("contexts"), "contexts", odd) or ():
        if text := _text(sentence, "contexts", odd):
            found.setdefault(text, None)
    return tuple(ContextRecord(sentence, intents) for sentence, intents in found.items())


# --- single values -------------------------------------------------------------------------------


def _whole(value: Any, name: str, odd: Odd, *, text_fits: bool = False) -> int | None:
    """Return a whole number from 0 to the largest of 64 bits."""
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        if not text_fits:
            odd[f"{name}: a text, read as the number in it"] += 1
        value = int(value)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        odd[f"{name}: {'no whole number' if type(value) is float else _kind(value)}"] += 1
        return None
    if not 0 <= value <= _LARGEST:
        odd[f"{name}: {'below zero' if value < 0 else 'beyond 64 bits'}"] += 1
        return None
    return value


def _count(raw: Mapping[str, Any], name: str, odd: Odd) -> int | None:
    value = raw.get(name)
    if value is None and name in raw:
        odd[f"{name}: null"] += 1
    return _whole(value, name, odd)


def _year(value: Any, at: datetime, odd: Odd) -> int | None:
    year = _whole(value, "year", odd)
    if year is not None and not _FIRST_YEAR <= year <= at.year + 1:
        odd["year: not from 1500 to next year"] += 1
        return None
    return year


def _day(value: Any, at: datetime, odd: Odd) -> date | None:
    if value is None:
        return None
    try:
        day = date.fromisoformat(value) if _DATE.fullmatch(value) else None
    except (ValueError, TypeError):
        day = None
    if day is None:
        odd["publicationDate: no date"] += 1
    elif not _FIRST_YEAR <= day.year <= at.year + 1:
        odd["publicationDate: not from 1500 to next year"] += 1
        return None
    return day


def _text(
    value: Any, name: str, odd: Odd, cleaned: Callable[[str], str | None] = clean
) -> str | None:
    """Return a text as it can be shown, None for a blank one."""
    if value is None:
        return None
    if not isinstance(value, str):
        odd[f"{name}: {_kind(value)}"] += 1
        return None
    if len(value) > _LONGEST.get(name, _LONGEST_WORD):
        odd[f"{name}: longer than {_LONGEST.get(name, _LONGEST_WORD):,} characters"] += 1
        return None
    text = cleaned(value)
    if not value.isascii() or not value.isprintable():
        halves = sum("\ud800" <= c <= "\udfff" for c in value)
        if halves:
            odd[f"{name}: half a surrogate pair"] += 1
        if _lost(value, text or ""):
            odd[f"{name}: control characters"] += 1
    return (text or "").strip() or None


def _lost(before: str, after: str) -> bool:
    """Tell whether more than white space is gone."""
    return len("".join(before.split())) != len("".join(after.split()))


def _line(value: Any, name: str, odd: Odd) -> str | None:
    return _text(value, name, odd, one_line)


def _list(value: Any, name: str, odd: Odd) -> list[Any] | None:
    if value is None or isinstance(value, list):
        return value
    odd[f"{name}: {_kind(value)}"] += 1
    return None


def _object(raw: Mapping[str, Any], name: str, odd: Odd) -> Mapping[str, Any] | None:
    value = raw.get(name)
    if value is None or isinstance(value, dict):
        return value
    odd[f"{name}: {_kind(value)}"] += 1
    return None


def _words(value: Any, name: str, odd: Odd) -> tuple[str, ...] | None:
    items = _list(value, name, odd)
    if items is None:
        return None
    words = [_line(item, name, odd) for item in items]
    if None in items:
        odd[f"{name}: null in the list"] += 1
    return tuple(word for word in words if word is not None)


def _fields(raw: Mapping[str, Any], odd: Odd) -> tuple[str, ...] | None:
    """Return both lists of fields of study as one; None where neither was given."""
    plain = _words(raw.get("fieldsOfStudy"), "fieldsOfStudy", odd)
    judged = _list(raw.get("s2FieldsOfStudy"), "s2FieldsOfStudy", odd)
    if plain is None and judged is None:
        return None
    names = list(plain or ())
    for each in judged or ():
        if not isinstance(each, dict):
            odd[f"s2FieldsOfStudy: a row that is {_kind(each)}"] += 1
        elif "category" not in each:
            odd["s2FieldsOfStudy: left out"] += 1
        elif name := _line(each["category"], "s2FieldsOfStudy", odd):
            names.append(name)
    return tuple(dict.fromkeys(names))


def _authors(raw: Mapping[str, Any], odd: Odd) -> tuple[AuthorRecord, ...] | None:
    """Return the author line; an author without a name has "" for one, and never an id."""
    line = _list(raw.get("authors"), "authors", odd)
    if line is None:
        return None
    found = []
    for author in line:
        if not isinstance(author, dict):
            odd[f"authors: a row that is {_kind(author)}"] += 1
            continue
        given = author.get("authorId")
        author_id = str(given) if type(given) is int else given
        if author_id is not None and not (
            isinstance(author_id, str) and _DIGITS.fullmatch(author_id)
        ):
            odd["authors: no id of an author"] += 1
            author_id = None
        name = _line(author.get("name"), "authors", odd)
        if name is None or not _LETTER.search(name):
            odd["authors: no name"] += 1
            name = None
        if name or author_id:
            found.append(AuthorRecord(name or "", f"s2:{author_id}" if author_id else None))
    return tuple(found)


def _identifiers(key: str, raw: Mapping[str, Any], odd: Odd) -> tuple[tuple[str, str], ...]:
    external = _object(raw, "externalIds", odd) or {}
    found: list[tuple[str, str]] = []
    if (text := _identifier(external, "ArXiv", odd)) is not None:
        arxiv = arxiv_id(text)
        if arxiv is not None:
            found.append(("arxiv", arxiv))
        else:
            odd["ArXiv: no such id"] += 1
    if (text := _identifier(external, "DOI", odd)) is not None:
        arxiv = find_arxiv(text) if text.lower().startswith("10.48550/arxiv.") else None
        if arxiv is not None:  # a DOI that arXiv gave out counts as the arXiv id
            found.append(("arxiv", arxiv))
        elif _DOI.fullmatch(text):
            found.append(("doi", doi(text) or text.lower()))
        else:
            odd["DOI: no such id"] += 1
    found.append(("s2", key))
    numbers = (
        _whole(raw.get("corpusId"), "corpusId", odd, text_fits=True),
        _whole(external.get("CorpusId"), "CorpusId", odd, text_fits=True),
    )
    found += [("corpus", str(number)) for number in numbers if number is not None]
    for name, (scheme, pattern) in _SCHEMES.items():
        if (text := _identifier(external, name, odd)) is not None:
            if pattern.fullmatch(text):
                found.append(
                    (scheme, text.upper().removeprefix("PMC") if scheme == "pmc" else text)
                )
            else:
                odd[f"{name}: no such id"] += 1
    return tuple(dict.fromkeys(found))


def _identifier(external: Mapping[str, Any], name: str, odd: Odd) -> str | None:
    value = external.get(name)
    if type(value) is int:
        value = str(value) if 0 <= value <= _LARGEST else "-"
    return _line(value, name, odd)
