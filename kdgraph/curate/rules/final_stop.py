"""Lines of authors that end with a full stop, and others that do not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kdgraph.curate.finding import Edit, Fix, Found, rule
from kdgraph.curate.listed import Listed
from kdgraph.lists.formats import Span

__all__ = ["final_stop"]

_MAJORITY: Final = 0.6
_BEHIND: Final = re.compile(r"(?P<stop>\.?)(?P<marks>[*_]{1,3})[ \t]*$", re.MULTILINE)
_ABBREVIATED: Final = re.compile(r"(?:\b\w|\bet al|\betc|\b[JS]r)$")


@rule("final-stop", severity="note")
def final_stop(listed: Listed) -> Iterator[Found]:
    """Find lines of authors that end with a full stop, or without, unlike most others.

    Looked at are lines that hold the authors alone, in italics or bold. The fix does what three in
    five of these lines do, where that many agree.
    """
    if listed.document.format != "markdown":
        return
    with_stop: list[tuple[str, Span]] = []
    without: list[tuple[str, Span]] = []
    for entry, start in listed.starts():
        spans = entry.spans.get("authors", ())
        if len(spans) != 1:
            continue
        a, b = start + spans[0][0], start + spans[0][1]
        line_start = listed.text.rfind("\n", 0, a) + 1
        if re.fullmatch(r"\s*(?:[-*+]|\d+[.)])?\s*[*_]{1,3}", listed.text[line_start:a]) is None:
            continue
        stop = b - 1 if listed.text[b - 1] == "." else b
        match = _BEHIND.match(listed.text, stop)
        if match is None or _ABBREVIATED.search(listed.text, a, stop):
            continue
        span = match.span("stop")
        (with_stop if match["stop"] else without).append((entry.entry_id, span))
    total = len(with_stop) + len(without)
    few, right = (with_stop, "") if len(with_stop) < len(without) else (without, ".")
    if not few or total - len(few) < _MAJORITY * total or total < 4:
        return
    how = "without" if right == "" else "with"
    for entry_id, span in few:
        yield Found(
            (span[0] - 1, max(span[1], span[0])),
            f"the line of authors ends {'with' if right == '' else 'without'} a full stop",
            (f"{total - len(few):,} of {total:,} such lines end {how} one",),
            Fix("end it like the others", (Edit(*span, right),)),
            entry_id=entry_id,
        )
