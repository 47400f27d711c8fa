"""What each field of an answer may hold, written down apart from the border that is held to it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import cache, partial
from typing import Any, Final

from tests.emulator import ODD_VALUES

__all__ = ["FIELDS", "SEEN", "SHA", "VALUES", "clean", "count", "one_of_each"]

SEEN = datetime(2026, 1, 2, tzinfo=UTC)
VALUES: Final = (*ODD_VALUES, None, "\ufffe", "a\rb", "2015", 2015, [{}], {"text": 1}, 0.0)

Fits = Callable[[Any], bool]
BIDI: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
SHA, WHOLE = re.compile(r"[0-9a-f]{40}"), re.compile(r"[0-9]{1,19}")


@cache
def clean(value: str) -> bool:
    """Tell whether a text holds nothing that a terminal would obey or a file cannot hold."""
    return not any(
        c in BIDI
        or (unicodedata.category(c) in ("Cc", "Cs") and not c.isspace())
        or ord(c) & 0xFFFE == 0xFFFE
        for c in value
    )


def null(value: Any) -> bool:
    return value is None


def text(most: int, value: Any) -> bool:
    return null(value) or (isinstance(value, str) and len(value) <= most and clean(value))


def word(value: Any) -> bool:
    return not null(value) and text(500, value)


def count(value: Any) -> bool:
    return type(value) is int and 0 <= value < 2**63


def number_as_text(value: Any) -> bool:
    if isinstance(value, str) and WHOLE.fullmatch(value):
        value = int(value)
    return null(value) or count(value)


def external(pattern: str, value: Any) -> bool:
    """An id of a scheme; a number stands for its digits, a blank for none."""
    if count(value):
        value = str(value)
    return null(value) or (
        isinstance(value, str)
        and (not value.strip() or re.fullmatch(pattern, value, re.ASCII) is not None)
    )


def year(value: Any) -> bool:
    return null(value) or (type(value) is int and 1500 <= value <= SEEN.year + 1)


def day(value: Any) -> bool:
    try:
        return null(value) or 1500 <= date.fromisoformat(value).year <= SEEN.year + 1
    except (TypeError, ValueError):
        return False


def named(value: Any) -> bool:
    return not null(value) and text(2_000, value) and any(c.isalpha() for c in value)


def of_author(value: Any) -> bool:
    digits = str(value) if type(value) is int else value
    return null(value) or (isinstance(digits, str) and WHOLE.fullmatch(digits) is not None)


def listed(row: Fits, value: Any) -> bool:
    return null(value) or (isinstance(value, list) and all(map(row, value)))


def an_object(value: Any) -> bool:
    return null(value) or isinstance(value, dict)


def with_text(value: Any) -> bool:
    return null(value) or (
        isinstance(value, dict) and "text" in value and text(50_000, value["text"])
    )


def never(_: Any) -> bool:
    return False


def anything(_: Any) -> bool:
    return True


def key(value: Any) -> bool:
    return null(value) or (isinstance(value, str) and SHA.fullmatch(value.lower()) is not None)


# By the name within a paper or an edge; what is not here is not read.
FIELDS: Final[dict[str, Fits]] = {
    "paperId": key,
    "corpusId": number_as_text,
    "title": partial(text, 10_000),
    "venue": partial(text, 5_000),
    "abstract": partial(text, 500_000),
    "year": year,
    "publicationDate": day,
    "citationCount": count,
    "referenceCount": count,
    "influentialCitationCount": count,
    "externalIds": an_object,
    "externalIds.CorpusId": number_as_text,
    "externalIds.DOI": partial(external, r"10\.[0-9]{4,9}(\.[0-9]+)*/\S{1,480}"),
    "externalIds.ArXiv": partial(external, r"[0-9]{4}\.[0-9]{4,5}(v[0-9]+)?"),
    "externalIds.MAG": partial(external, r"[0-9]{1,19}"),
    "externalIds.ACL": partial(external, r"[A-Za-z0-9][\w.-]{1,99}"),
    "externalIds.DBLP": partial(external, r"[A-Za-z][\w-]*(/[^\s/]+)+"),
    "externalIds.PubMed": partial(external, r"[0-9]{1,19}"),
    "externalIds.PubMedCentral": partial(external, r"(PMC)?[0-9]{1,19}"),
    "authors": partial(listed, never),
    "authors[]": never,
    "authors[].authorId": of_author,
    "authors[].name": named,
    "tldr": with_text,
    "tldr.text": partial(text, 50_000),
    "fieldsOfStudy": partial(listed, word),
    "fieldsOfStudy[]": word,
    "s2FieldsOfStudy": partial(listed, never),
    "s2FieldsOfStudy[]": never,
    "s2FieldsOfStudy[].category": partial(text, 500),
    # lists of papers: each row a paper, or null
    "references": partial(listed, lambda row: row in (None, {"paperId": None})),
    "references[]": lambda row: row in (None, {"paperId": None}),
    # what the routes of citations tell
    "isInfluential": lambda value: null(value) or isinstance(value, bool),
    "intents": partial(listed, word),
    "intents[]": word,
    "contexts": partial(listed, partial(text, 100_000)),
    "contexts[]": partial(text, 100_000),
    "contextsWithIntent": partial(listed, never),
    "contextsWithIntent[]": never,
    "contextsWithIntent[].context": partial(text, 100_000),
    "contextsWithIntent[].intents": partial(listed, word),
    "contextsWithIntent[].intents[]": word,
}
FIELDS["citations"], FIELDS["citations[]"] = FIELDS["references"], FIELDS["references[]"]


def one_of_each(data: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Yield (path, container, key) of each field, once: [] stands for any row of a list."""
    seen = set()

    def go(data: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
        items = data.items() if isinstance(data, dict) else enumerate(data)
        for name, value in list(items):
            where = f"{path}[]" if isinstance(data, list) else f"{path}.{name}".lstrip(".")
            if where not in seen and value is not None:
                seen.add(where)
                yield where, data, name
            if isinstance(value, dict | list):
                yield from go(value, where)

    yield from go(data, path)
