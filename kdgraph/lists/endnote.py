"""Lists in EndNote's tagged format (.enw), which Google Scholar and the ACL Anthology offer too."""

from __future__ import annotations

import re
from typing import Final

from kdgraph.lists.formats import LIST_FORMATS, ListFormat, Parsed, Value
from kdgraph.lists.tagged import Plan, Syntax, read_tagged, share_of_tags, written_authors

__all__ = ["ENDNOTE"]

_SYNTAX: Final = Syntax(line=re.compile(r"(?P<tag>%[^\s%])(?:[ \t]|$)(?P<value>.*)"), opens="%0")
_PLAN: Final = Plan(
    title=("%T",),
    authors=("%A",),
    venue=("%J", "%B"),
    year=("%D", "%8"),
    doi=("%R",),
    urls=("%U", "%>"),
    identifiers=("%M", "%N", "%Z", "%I"),
    sections=("%K",),
)


def _parse(text: str) -> Parsed:
    return read_tagged(text, _SYNTAX, _PLAN)


def _likeness(text: str) -> float:
    if not re.search(r"(?:^|[\r\n\ufeff])%0 \S", text):
        return 0.0
    return 0.99 * share_of_tags(text, _SYNTAX)


def _write(field_name: str, value: Value, old: str) -> str:
    if field_name != "authors" or isinstance(value, (str, int)):
        return str(value)
    return written_authors(old, [str(name) for name in value], lambda name: [f"%A {name}"])


ENDNOTE = LIST_FORMATS.add("endnote", label="EndNote")(
    ListFormat(
        suffixes=(".enw",),
        shape="records of lines %0, %T, %A ...",
        likeness=_likeness,
        parse=_parse,
        write=_write,
    )
)
"""Lists in EndNote's tagged format."""
