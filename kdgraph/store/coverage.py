"""Rows of coverage: what was asked about each paper, and how much came.

Every paper has a row for each direction, also when nobody asked. Where a paper has several records
at the service, each with lists of its own, the counts are added up and the worst state holds
(failed, then elided, capped, complete). If one of them was not asked although it may hold rows,
the paper counts as capped, and `reason` says so. What went wrong on the way is told in `failure`,
apart from the facts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from kdgraph.records import CoverageRecord, PaperRecord
from kdgraph.store.evidence import Group
from kdgraph.store.identity import Groups

__all__ = ["DIRECTIONS", "coverage_rows"]

DIRECTIONS: Final = ("citations", "references")
_WORST_FIRST: Final = ("failed", "elided", "capped", "complete", "not asked")


def coverage_rows(
    records: Sequence[CoverageRecord],
    found: Groups,
    papers: Mapping[str, Group],
    paper_of: Mapping[str, str],
) -> tuple[list[dict[str, Any]], int]:
    """Return a row for every paper and direction, and how many records speak of no paper here."""
    # by paper and direction, then by record of the service: a merged id's list is the same list
    lists: dict[tuple[str, str], dict[str, list[CoverageRecord]]] = defaultdict(
        lambda: defaultdict(list)
    )
    outside = 0
    for record in records:
        paper_id = paper_of.get(record.paper)
        if paper_id is None or record.direction not in DIRECTIONS:
            outside += 1
            continue
        key = found.merged_keys.get(record.paper, record.paper)
        lists[paper_id, record.direction][found.service.get(key, key)].append(record)
    rows = []
    for paper_id, group in papers.items():
        for direction in DIRECTIONS:
            reported = _reported(group.records, direction, found.service)
            asked = {
                service: answers[0] if len(answers) == 1 else min(answers, key=_newest_first)
                for service, answers in lists.get((paper_id, direction), {}).items()
            }
            rows.append({"paper_id": paper_id, "direction": direction, **_combine(asked, reported)})
    return rows, outside


def _reported(
    records: Iterable[PaperRecord], direction: str, service: Mapping[str, str]
) -> dict[str, int | None]:
    """Return what each record of the service says there is."""
    counts: dict[str, int | None] = {}
    for record in records:
        count = (
            record.reported_references if direction == "references" else record.reported_citations
        )
        key = service[record.key]
        before = counts.get(key)
        known = [n for n in (before, count) if n is not None]
        counts[key] = max(known) if known else None
    return counts


def _newest_first(record: CoverageRecord) -> tuple[Any, ...]:
    when = -record.when.timestamp() if record.when is not None else 0.0
    return when, _WORST_FIRST[::-1].index(record.state), repr(record)


def _combine(
    asked: Mapping[str, CoverageRecord], reported: Mapping[str, int | None]
) -> dict[str, Any]:
    answers = [asked[key] for key in sorted(asked) if asked[key].state != "not asked"]
    if not answers:
        reasons = sorted({r.reason for r in asked.values() if r.reason})
        stated = [r.reported for r in asked.values()]
        return {
            "reported": _sum(stated) if _sum(stated) is not None else _sum(reported.values()),
            "state": "not asked",
            "reason": "; ".join(reasons) or None,
            "failure": _joined(r.failure for r in asked.values()),
        }
    silent = [
        key
        for key in sorted(reported)
        if (key not in asked or asked[key].state == "not asked")
        and reported[key] != 0
        and (key in asked or reported[key] is not None)
    ]
    state = min((r.state for r in answers), key=_WORST_FIRST.index)
    reasons = [r.reason for r in answers if r.reason]
    if silent:
        state = "capped" if state == "complete" else state
        reasons.append(
            f"{len(silent)} of {len(silent) + len(answers)} records of this paper were not asked"
        )
    known = [
        *(r.reported if r.reported is not None else reported.get(k) for k, r in asked.items()),
        *(reported[key] for key in silent if key not in asked),
    ]
    return {
        "reported": _sum(known),
        "fetched": _sum(r.fetched for r in answers),
        "unresolved": _sum(r.unresolved for r in answers),
        "outside": _sum(r.outside for r in answers),
        "state": state,
        "reason": _joined(reasons),
        "failure": _joined(r.failure for r in answers),
        "when": max((r.when for r in answers if r.when is not None), default=None),
    }


def _joined(texts: Iterable[str | None]) -> str | None:
    return "; ".join(dict.fromkeys(text for text in texts if text)) or None


def _sum(counts: Iterable[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None
