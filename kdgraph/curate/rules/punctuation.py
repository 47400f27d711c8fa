"""Slips of punctuation in entries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kdgraph.curate.finding import Edit, Fix, Found, rule
from kdgraph.curate.listed import Listed
from kdgraph.lists.text import barred

__all__ = ["punctuation"]

_SLIPS: Final = (
    (re.compile(r"(?<=[^\W_])(?P<slip> +)(?=,(?:\s|$))"), "", "a blank stands before a comma"),
    (re.compile(r"(?<=[^\W\d_]),(?P<slip>[ ]*,)(?=\s)"), "", "two commas stand in a row"),
    (
        re.compile(r"(?<=[a-z]),(?P<slip>)(?=[A-Z][a-z]+(?: [A-Z]|,| and\b))"),
        " ",
        "no blank stands behind a comma",
    ),
    (re.compile(r"(?<=[^\W\d_]{3})(?P<slip>\.)\.(?=\s|\*|$)"), "", "two full stops stand in a row"),
)
_FIELDS: Final = {"title": "title", "authors": "line of authors"}


@rule("punctuation", severity="warning")
def punctuation(listed: Listed) -> Iterator[Found]:
    """Find slips of punctuation in titles and lines of authors.

    A blank before a comma, none behind one, two commas in a row, and in a line of authors two full
    stops. Looked at is the text of the field alone, without addresses and formulas. The fix takes
    out or puts in the one character.
    """
    if listed.document.format not in ("markdown", "html", "org", "rst"):
        return
    masked = barred(listed.text, [link.url_span for link in listed.page.links])
    masked = re.sub(r"\$[^$\n]{1,200}\$", lambda match: "|" * len(match[0]), masked)
    seen: set[int] = set()
    for entry, start in listed.starts():
        for field, called in _FIELDS.items():
            for a, b in entry.spans.get(field, ()):
                for pattern, right, message in _SLIPS if field == "authors" else _SLIPS[:-1]:
                    for match in pattern.finditer(masked, start + a, start + b):
                        span = match.span("slip")
                        if span[0] in seen:
                            continue
                        seen.add(span[0])
                        around = listed.text[max(start + a, span[0] - 20) : span[1] + 20]
                        around = " ".join(around.split())
                        yield Found(
                            span if span[0] < span[1] else (span[0] - 1, span[0]),
                            f"{message} in the {called}",
                            (f'"{around}"',),
                            Fix("correct the punctuation", (Edit(*span, right),)),
                            entry_id=entry.entry_id,
                        )
