"""Putting fixes into a list, so that nothing changes but what they name."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from kdgraph.curate.finding import Edit, Finding
from kdgraph.lists.document import ListDocument, document
from kdgraph.lists.entry import Entry
from kdgraph.lists.formats import LIST_FORMATS

__all__ = ["Applied", "apply_fixes", "edits_between", "read_again"]

_FIELDS = ("title", "authors", "venues", "year", "arxiv", "doi")
_OF_VENUES = ("venue", "venues", "year")


@dataclass(frozen=True, slots=True)
class Applied:
    """A list with fixes in it: the list as it reads now, what was applied, and what was not.

    `refused` are findings whose fix would have changed how something else reads; `waiting` those
    whose place another fix has changed just now.
    """

    document: ListDocument
    applied: tuple[Finding, ...]
    refused: tuple[Finding, ...]
    waiting: tuple[Finding, ...]


def edits_between(before: str, after: str, start: int) -> tuple[Edit, ...]:
    """Return the one edit, as small as can be, that makes `after` of `before`.

    Examples
    --------
    >>> edits_between("Owls, arXiv 2018", "Owls, CVPR 2018", 100)
    (Edit(start=106, end=111, text='CVPR'),)
    >>> edits_between("a", "a", 0)
    ()
    """
    if before == after:
        return ()
    low = 0
    while low < min(len(before), len(after)) and before[low] == after[low]:
        low += 1
    high = 0
    most = min(len(before), len(after)) - low
    while high < most and before[len(before) - 1 - high] == after[len(after) - 1 - high]:
        high += 1
    stop = len(before) - high
    return (Edit(start + low, start + stop, after[low : len(after) - high]),)


def read_again(found: ListDocument, data: bytes) -> ListDocument:
    """Read changed bytes of a list as the list itself was read."""
    text = data.decode(found.encoding)
    parsed = LIST_FORMATS[found.format].parse(text)
    return replace(
        document(found.list_id, found.format, data, text, found.encoding, parsed),
        source=found.source,
        chosen=found.chosen,
    )


def apply_fixes(found: ListDocument, findings: Iterable[Finding]) -> Applied:
    """Apply the fixes of findings to a list.

    The bytes outside their edits stay. The list is then read again: where anything reads otherwise
    that no edit touched, the fix that did it is left out.
    """
    chosen, waiting = _apart([finding for finding in findings if finding.fix is not None])
    kept, refused = _sound(found, chosen)
    after = read_again(found, _edited(found, kept)) if kept else found
    return Applied(after, tuple(kept), tuple(refused), tuple(waiting))


def _apart(findings: Sequence[Finding]) -> tuple[list[Finding], list[Finding]]:
    """Return the findings whose edits touch no other's, and those that have to wait."""
    starts: list[int] = []
    taken: list[Edit] = []
    chosen: list[Finding] = []
    waiting: list[Finding] = []
    for finding in findings:
        edits = finding.fix.edits if finding.fix else ()
        if any(_touches(starts, taken, edit) for edit in edits):
            waiting.append(finding)
            continue
        chosen.append(finding)
        for edit in edits:
            n = bisect_left(starts, edit.start)
            starts.insert(n, edit.start)
            taken.insert(n, edit)
    return chosen, waiting


def _touches(starts: Sequence[int], taken: Sequence[Edit], edit: Edit) -> bool:
    n = bisect_left(starts, edit.start)
    if n < len(taken) and taken[n].start <= edit.end:
        return True
    return n > 0 and taken[n - 1].end >= edit.start


def _edited(found: ListDocument, findings: Iterable[Finding]) -> bytes:
    text = found.data.decode(found.encoding)
    edits = sorted(edit for f in findings if f.fix is not None for edit in f.fix.edits)
    pieces: list[str] = []
    at = 0
    for edit in edits:
        pieces += (text[at : edit.start], edit.text)
        at = edit.end
    return "".join([*pieces, text[at:]]).encode(found.encoding)


def _sound(found: ListDocument, findings: Sequence[Finding]) -> tuple[list[Finding], list[Finding]]:
    """Return the fixes after which all else reads as before, and the others."""
    kept: list[Finding] = []
    refused: list[Finding] = []
    waiting = [list(findings)]
    while waiting:
        some = waiting.pop(0)
        if not some:
            continue
        if _reads_alike(found, [*kept, *some]):
            kept += some
        elif len(some) == 1:
            refused += some
        else:
            half = len(some) // 2
            waiting[:0] = [some[:half], some[half:]]
    return kept, refused


def _reads_alike(found: ListDocument, findings: Sequence[Finding]) -> bool:
    """Whether nothing reads otherwise but the fields that the fixes touch.

    What could not be read as a paper because of the mistake may be one now.
    """
    again = read_again(found, _edited(found, findings))
    edits = sorted(edit for f in findings if f.fix is not None for edit in f.fix.edits)
    grown = [0, *accumulate(len(edit.text) - (edit.end - edit.start) for edit in edits)]
    starts = [edit.start for edit in edits]
    ends = [edit.end for edit in edits]

    def moved(place: int) -> int:
        return place + grown[bisect_right(ends, place)]

    after_at = {start: n for n, (start, _, _) in enumerate(again.places)}
    met: set[int] = set()
    for (start, end, _), before in zip(found.places, found.entries, strict=True):
        n = after_at.get(moved(start), after_at.get(moved(start - 1) + 1))
        if n is None:
            return False
        met.add(n)
        own = edits[bisect_left(ends, start) : bisect_right(starts, end)]
        if not _is_alike(before, again.entries[n], own, start):
            return False
    changed = [(moved(edit.start), moved(edit.end)) for edit in edits]
    return all(
        n in met or any(start <= b and a <= end for a, b in changed)
        for n, (start, end, _) in enumerate(again.places)
    )


def _is_alike(before: Entry, after: Entry, own: Sequence[Edit], start: int) -> bool:
    """Whether an entry reads as before but for what the edits in it, if any, touch."""
    links = [
        (*entry.paper_links, *(link.url for link in (*entry.code_links, *entry.other_links)))
        for entry in (before, after)
    ]
    if len(links[1]) < len(links[0]) or (not own and links[0] != links[1]):
        return False
    for name in _FIELDS:
        if getattr(before, name) == getattr(after, name):
            continue
        if name in ("arxiv", "doi") and own and getattr(before, name) is None:
            continue  # an address can be read now
        parts = _OF_VENUES if name in ("venues", "year") else (name,)
        spans = [span for part in parts for span in before.spans.get(part, ())]
        if not any(
            edit.start <= start + b and start + a <= edit.end for edit in own for a, b in spans
        ):
            return False
    return True
