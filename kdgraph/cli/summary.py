"""A snapshot in numbers, as `kdgraph build` and `kdgraph status` print it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from kdgraph.cli.printing import escape, headed, two_columns

if TYPE_CHECKING:
    from kdgraph.pipeline import Gap, Summary

__all__ = ["gaps", "summary_rows", "unmatched"]

_STATES = ("complete", "capped", "elided", "failed", "not asked")


def summary_rows(summary: Summary) -> list[tuple[str, str]]:
    """Return what a snapshot holds, as names and values in markup."""
    matched = ", ".join(f"{n} by {method}" for method, n in sorted(summary.matched.items()))
    span = f", {summary.years[0]} to {summary.years[1]}" if summary.years else ""
    by_name = (
        "all" if summary.authors_by_name == summary.authors else f"{summary.authors_by_name:,}"
    )
    rows = [
        ("snapshot", f"[bold]{summary.snapshot_id}[/] of {summary.time}"),
        ("from", escape("; ".join(summary.origins))),
        ("list", escape(summary.list_id)),
        (
            "entries",
            f"{summary.matched_entries} of {summary.entries} matched"
            + (f" ({matched})" if matched else ""),
        ),
        ("papers", f"{summary.papers:,}, {summary.listed_papers:,} of them listed{span}"),
        (
            "citations",
            f"{summary.citations:,}"
            + (f", {summary.contexts:,} citing sentences" if summary.contexts else ""),
        ),
        (
            "authors",
            f"{summary.authors:,}"
            + (f", {by_name} known by name alone" if summary.authors_by_name else ""),
        ),
    ]
    for direction in ("references", "citations"):
        states = summary.coverage.get(direction, {})
        known = ", ".join(f"{states[s]:,} {s}" for s in _STATES if states.get(s))
        rows.append((f"{direction} of", known or "no paper"))
    if summary.note:
        rows.insert(2, ("note", f"[yellow]{escape(summary.note)}[/]"))
    return rows


def unmatched(summary: Summary) -> Iterable[Any]:
    """Yield the entries without a paper, if there are any, with the reason of each."""
    if not summary.unmatched:
        return
    lines = []
    for entry in summary.unmatched:
        why = escape(entry.reason)
        if entry.runner_up:
            why += f"; refused: {escape(entry.runner_up)}, {escape(entry.runner_up_reason or '')}"
        lines.append((f"line {entry.line}", f"[bold]{escape(entry.title)}[/]\n{why}"))
    yield headed("Entries without a paper", two_columns(lines))


def gaps(found: Sequence[Gap]) -> Iterable[Any]:
    """Yield what a snapshot does not know, if anything, with what to do about each."""
    if not found:
        return
    lines = [
        (f"{gap.count:,}", f"{escape(gap.what)}: [dim]{escape(gap.advice)}[/]") for gap in found
    ]
    yield headed("Missing data and how to complete it", two_columns(lines))
