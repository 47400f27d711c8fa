"""The service's JSON as records: ids in stored form, odd values tolerated, none invented."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from kdgraph.identifiers import arxiv_id, doi, find_arxiv
from kdgraph.records import AuthorRecord, CitationRecord, ContextRecord, PaperRecord

__all__ = [
    "EDGE_FIELDS",
    "FLAT_FIELDS",
    "LIST_FIELDS",
    "ORIGIN",
    "citation_record",
    "paper_key",
    "paper_record",
    "publication_date",
]

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

_SCHEMES: Final[Mapping[str, str]] = {
    "ACL": "acl",
    "DBLP": "dblp",
    "MAG": "mag",
    "PubMed": "pubmed",
    "PubMedCentral": "pmc",
}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def paper_key(raw: Mapping[str, Any] | None) -> str | None:
    """Return the service's id of a paper in lower case; None where there is no paper behind."""
    found = raw.get("paperId") if raw is not None else None
    return found.lower() if isinstance(found, str) and found else None


def paper_record(raw: Mapping[str, Any], *, hop: int, seen: datetime | None) -> PaperRecord:
    """Return one paper of the service as a record; its key is the service's id.

    What was not asked, or is null, is None. A DOI that arXiv gave out counts as the arXiv id.

    Raises
    ------
    ValueError
        If there is no paper behind the row (``paperId`` null).

    Examples
    --------
    >>> raw = {"paperId": "0F40", "title": "T", "venue": "", "publicationDate": "2015",
    ...        "externalIds": {"DOI": "10.48550/arXiv.1503.02531", "CorpusId": 7200347}}
    >>> paper = paper_record(raw, hop=0, seen=None)
    >>> paper.key, paper.venue, paper.date
    ('0f40', None, None)
    >>> paper.identifiers
    (('arxiv', '1503.02531'), ('s2', '0f40'), ('corpus', '7200347'))
    """
    key = paper_key(raw)
    if key is None:
        raise ValueError(f"no paper behind this row (paperId is null): {raw.get('title')!r}")
    tldr = raw.get("tldr")
    return PaperRecord(
        key=key,
        title=raw["title"] if isinstance(raw.get("title"), str) else "",
        identifiers=_identifiers(key, raw),
        year=_number(raw.get("year")),
        date=publication_date(raw),
        venue=_text(raw.get("venue")),
        abstract=_text(raw.get("abstract")),
        tldr=_text(tldr.get("text")) if isinstance(tldr, dict) else None,
        fields=_fields(raw),
        authors=_authors(raw.get("authors")),
        reported_citations=_number(raw.get("citationCount")),
        reported_references=_number(raw.get("referenceCount")),
        reported_influential=_number(raw.get("influentialCitationCount")),
        hop=hop,
        origin=ORIGIN,
        seen=seen,
    )


def citation_record(
    edge: Mapping[str, Any],
    *,
    citing: str,
    cited: str,
    origin: str = ORIGIN,
    seen: datetime | None,
) -> CitationRecord:
    """Return an edge of ``/references`` or ``/citations`` as a record, with its sentences.

    A row that came nested in a paper says only that the edge exists; all else is None then.

    Examples
    --------
    >>> edge = {"isInfluential": True, "intents": None, "contexts": ["As in [4]."]}
    >>> record = citation_record(edge, citing="a", cited="b", seen=None)
    >>> record.influential, record.intents, record.contexts[0].sentence
    (True, None, 'As in [4].')
    """
    influential = edge.get("isInfluential")
    return CitationRecord(
        citing=citing,
        cited=cited,
        origins=(origin,),
        influential=influential if isinstance(influential, bool) else None,
        intents=_texts(edge.get("intents")),
        contexts=_contexts(edge),
        seen=seen,
    )


def publication_date(raw: Mapping[str, Any]) -> date | None:
    """Return the day of publication; None where it is not known to the day."""
    text = raw.get("publicationDate")
    if not isinstance(text, str) or not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _identifiers(key: str, raw: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    external = raw.get("externalIds")
    external = external if isinstance(external, dict) else {}
    found = [("arxiv", a) for text in _values(external.get("ArXiv")) if (a := arxiv_id(text))]
    for text in _values(external.get("DOI")):
        if text.lower().startswith("10.48550/arxiv.") and (arxiv := find_arxiv(text)):
            found.append(("arxiv", arxiv))
        elif text.startswith("10."):
            found.append(("doi", doi(text) or text.lower()))
    found.append(("s2", key))
    numbers = map(_number, (raw.get("corpusId"), external.get("CorpusId")))
    found += [("corpus", str(number)) for number in numbers if number is not None]
    for name, scheme in _SCHEMES.items():
        found += [(scheme, _bare(scheme, text)) for text in _values(external.get(name))]
    return tuple(dict.fromkeys(found))


def _bare(scheme: str, text: str) -> str:
    return text.upper().removeprefix("PMC") if scheme == "pmc" else text


def _values(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    texts = [str(v).strip() for v in values if type(v) in (str, int)]
    return [text for text in texts if text]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _number(value: Any) -> int | None:
    """Return a whole number, also one that came as text: nested ids do at times."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and re.fullmatch(r"[0-9]+", value) else None


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _texts(value: Any) -> tuple[str, ...] | None:
    return tuple(v for v in value if isinstance(v, str)) if isinstance(value, list) else None


def _fields(raw: Mapping[str, Any]) -> tuple[str, ...] | None:
    """Return both lists of fields of study as one; None where neither was given."""
    plain, judged = raw.get("fieldsOfStudy"), raw.get("s2FieldsOfStudy")
    if not isinstance(plain, list) and not isinstance(judged, list):
        return None
    names = _list(plain) + [j.get("category") for j in _list(judged) if isinstance(j, dict)]
    return tuple(dict.fromkeys(name for name in names if isinstance(name, str)))


def _authors(value: Any) -> tuple[AuthorRecord, ...] | None:
    if not isinstance(value, list):
        return None
    found = []
    for author in value:
        if not isinstance(author, dict):
            continue  # a null in an author line: no name, no id, so nothing to keep
        name, author_id = _text(author.get("name")), author.get("authorId")
        known = next(iter(_values(author_id)), None)
        if name or known:
            found.append(AuthorRecord(name or "", f"s2:{known}" if known else None))
    return tuple(found)


def _contexts(edge: Mapping[str, Any]) -> tuple[ContextRecord, ...]:
    found: dict[str, tuple[str, ...] | None] = {}
    for item in _list(edge.get("contextsWithIntent")):
        if isinstance(item, dict) and (sentence := _text(item.get("context"))):
            found.setdefault(sentence, _texts(item.get("intents")))
    for sentence in _list(edge.get("contexts")):
        if text := _text(sentence):
            found.setdefault(text, None)
    return tuple(ContextRecord(sentence, intents) for sentence, intents in found.items())
