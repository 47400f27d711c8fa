"""Lists in RIS, as Zotero, Mendeley, EndNote, publishers and kdgraph itself export them."""

from __future__ import annotations

import re
from typing import Final

from kdgraph.identifiers import arxiv_id, link
from kdgraph.lists.formats import LIST_FORMATS, Draft, ListFormat, Parsed, Value
from kdgraph.lists.tagged import Plan, Record, Syntax, read_tagged, share_of_tags, written_authors

__all__ = ["RIS"]

_SYNTAX: Final = Syntax(
    line=re.compile(r"[ \t]{0,8}(?P<tag>[A-Z][A-Z0-9]) {1,2}-[ \t]?(?P<value>.*)"),
    opens="TY",
    closes="ER",
)
_PLAN: Final = Plan(
    title=("TI", "T1", "CT"),
    authors=("AU", "A1"),
    venue=("T2", "JF", "JO", "C3", "BT", "JA", "J2"),
    year=("PY", "Y1", "DA"),
    doi=("DO", "DI"),
    urls=("UR", "L1", "L2", "LK"),
    identifiers=("AN", "M1", "M2", "M3", "C7", "PB"),
    sections=("KW",),
)


def _parse(text: str) -> Parsed:
    def complete(draft: Draft, record: Record) -> None:
        values: dict[str, list[str]] = {}
        for part in record.fields:
            values.setdefault(part.tag, []).append(part.value(text))
        databases = " ".join(values.get("DB", ())).casefold()
        for number in values.get("AN", ()):  # the number that the database gives it
            scheme = "pubmed" if re.search(r"pubmed|medline", databases) else None
            if scheme and number.isdigit():
                _add(draft, link(scheme, number))
        for note in values.get("N1", ()):
            if found := re.match(r"(\d{1,9})\[pmid\]", note):
                _add(draft, link("pubmed", found[1]))
            if found := re.match(r"arxiv:\s*([\w./-]+)", note, re.IGNORECASE):
                draft.arxiv = draft.arxiv or arxiv_id(found[1])
        # kdgraph writes the sections of a paper in their order, and no other keywords
        if databases.startswith("kdgraph ") and "KW" in values:
            draft.section = values["KW"][0]

    return read_tagged(text, _SYNTAX, _PLAN, complete)


def _add(draft: Draft, address: str | None) -> None:
    if address is not None and address not in draft.paper_links:
        draft.paper_links.append(address)


def _likeness(text: str) -> float:
    if not re.search(r"(?:^|[\r\n\ufeff])[ \t]{0,8}TY {1,2}-", text):
        return 0.0
    return 0.99 * share_of_tags(text, _SYNTAX)


def _write(field_name: str, value: Value, old: str) -> str:
    if field_name != "authors" or isinstance(value, (str, int)):
        return str(value)
    tag = re.search(r"[A-Z][A-Z0-9] {1,2}-", old)
    prefix = tag[0] if tag else "AU  -"
    return written_authors(old, [str(name) for name in value], lambda name: [f"{prefix} {name}"])


RIS = LIST_FORMATS.add("ris", label="RIS")(
    ListFormat(
        suffixes=(".ris",),
        shape="records from TY to ER with a title or an identifier",
        likeness=_likeness,
        parse=_parse,
        write=_write,
    )
)
"""Lists in RIS."""
