"""Lists in MEDLINE's format, which PubMed saves as .nbib."""

from __future__ import annotations

import re
from typing import Final

from kdgraph.identifiers import find_arxiv
from kdgraph.lists.formats import LIST_FORMATS, Draft, ListFormat, Parsed, Span, Value
from kdgraph.lists.tagged import Plan, Record, Syntax, read_tagged, share_of_tags, written_authors
from kdgraph.person_names import name_parts

__all__ = ["PUBMED"]

_SYNTAX: Final = Syntax(
    line=re.compile(r"(?P<tag>[A-Z][A-Z0-9]{1,3}) {0,2}-(?: |$)(?P<value>.*)"),
    opens="PMID",
)


def _title_span(text: str, span: Span) -> Span:
    """Return a title without the stop that ends it, and the brackets of a translated one."""
    start, end = span
    if end - start > 1 and text[end - 1] == "." and text[end - 2] != ".":
        end -= 1
    if end - start > 2 and text[start] == "[" and text[end - 1] == "]":
        start, end = start + 1, end - 1
        if text[end - 1] == ".":
            end -= 1
    return start, end


_PLAN: Final = Plan(
    title=("TI", "BTI"),
    authors=("FAU", "AU", "CN"),
    venue=("JT", "TA", "BTI"),
    year=("DP", "DEP"),
    doi=(),
    pubmed=("PMID",),
    pmc=("PMC",),
    title_span=_title_span,
)


def _parse(text: str) -> Parsed:
    def complete(draft: Draft, record: Record) -> None:
        """Read the identifiers that say in brackets what they are: "10.1000/1 [doi]"."""
        for part in record.fields:
            if part.tag in ("LID", "AID", "SO"):
                value = part.value(text)
                named = re.search(r"(?:^|doi: ?)(10\.\d{4,9}/\S+?)(?: \[doi\]|\.?(?: |$))", value)
                if named and not named[1].lower().startswith("10.48550/"):
                    draft.doi = draft.doi or named[1].lower()
                if named or "arxiv" in value.lower():
                    draft.arxiv = draft.arxiv or find_arxiv(value)

    return read_tagged(text, _SYNTAX, _PLAN, complete)


def _likeness(text: str) -> float:
    if not re.search(r"(?:^|[\r\n\ufeff])PMID- ?\d", text):
        return 0.0
    return 0.99 * share_of_tags(text, _SYNTAX)


def _write(field_name: str, value: Value, old: str) -> str:
    """Write a field; authors stand with full names, with initials, or with both."""
    if field_name != "authors" or isinstance(value, (str, int)):
        return str(value)
    tags = set(re.findall(r"(?:^|[\r\n])(FAU|AU)\b", old))

    def lines(name: str) -> list[str]:
        full = [f"FAU - {name}"] if "FAU" in tags else []
        return full + ([f"AU  - {_initials(name) if full else name}"] if "AU" in tags else [])

    return written_authors(old, [str(name) for name in value], lines)


def _initials(name: str) -> str:
    """Return a name as MEDLINE shortens it: "Roe JB"."""
    parts = name_parts(name)
    initials = "".join(word[0] for word in re.split(r"[\s.-]+", parts.given) if word)
    return f"{parts.family} {initials}".rstrip()


PUBMED = LIST_FORMATS.add("pubmed", label="PubMed")(
    ListFormat(
        suffixes=(".nbib", ".medline"),
        shape="MEDLINE records that begin with PMID",
        likeness=_likeness,
        parse=_parse,
        write=_write,
    )
)
"""Lists in MEDLINE's format."""
