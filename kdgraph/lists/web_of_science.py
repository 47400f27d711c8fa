"""Lists as the Web of Science exports them in plain text; its tables are the format `table`'s."""

from __future__ import annotations

import re
from typing import Final

from kdgraph.lists.formats import LIST_FORMATS, ListFormat, Parsed, Value
from kdgraph.lists.tagged import Plan, Syntax, read_tagged, share_of_tags, written_authors

__all__ = ["WEB_OF_SCIENCE"]

_SYNTAX: Final = Syntax(
    line=re.compile(r"(?P<tag>[A-Z][A-Z0-9])(?:[ \t]|$)(?P<value>.*)"),
    opens="PT",
    closes="ER",
    outside=frozenset({"FN", "VR", "EF"}),
)
_PLAN: Final = Plan(
    title=("TI",),
    authors=("AF", "AU", "BF", "BA", "CA"),
    venue=("SO", "CT", "J9"),
    year=("PY", "EY"),
    doi=("DI", "D2"),
    identifiers=("AR", "SE"),
    pubmed=("PM",),
    split=True,
)


def _parse(text: str) -> Parsed:
    return read_tagged(text, _SYNTAX, _PLAN)


def _likeness(text: str) -> float:
    if not re.search(r"(?:^|[\r\n\ufeff])PT [A-Z][ \t]*(?:[\r\n]|$)", text):
        return 0.0
    return 0.99 * share_of_tags(text, _SYNTAX)


def _write(field_name: str, value: Value, old: str) -> str:
    """Write a field; both lists of authors, that with initials too, get the names as given."""
    if field_name != "authors" or isinstance(value, (str, int)):
        return str(value)
    tag = old.lstrip("\r\n")[:2]
    written = written_authors(old, [str(name) for name in value], lambda name: [f"   {name}"])
    return written.replace("   ", f"{tag} ", 1)


WEB_OF_SCIENCE = LIST_FORMATS.add("web-of-science", label="Web of Science")(
    ListFormat(
        suffixes=(".ciw", ".isi"),
        shape="plain-text records from PT to ER",
        likeness=_likeness,
        parse=_parse,
        write=_write,
    )
)
"""Lists as the Web of Science exports them."""
