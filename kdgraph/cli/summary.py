"""A snapshot in numbers, as `kdgraph build` and `kdgraph status` print it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
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
        ("list", escape(_list_name(summary))),
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
    if summary.sources is not None:
        rows += _of_sources(summary)
    for direction in ("references", "citations"):
        states = summary.coverage.get(direction, {})
        known = ", ".join(f"{states[s]:,} {s}" for s in _STATES if states.get(s))
        rows.append((f"{direction} of", known or "no paper"))
    if summary.note:
        rows.insert(2, ("note", f"[yellow]{escape(summary.note)}[/]"))
    return rows


def _of_sources(summary: Summary) -> list[tuple[str, str]]:
    """Return what came from the papers' own sources, and how it agrees with the service."""
    read = summary.sources
    assert read is not None
    by_origin = "; ".join(f"{escape(o)} {n:,}" for o, n in summary.by_origin.items())
    rows = [
        ("by origin", f"{by_origin}; a citation may have several"),
        (
            "own sources",
            f"{read.papers:,} papers read, {read.listed:,} of them listed, {read.complete:,} "
            f"complete: {read.references:,} references, {read.unresolved:,} of them without a "
            f"paper; {read.mentions:,} mentions, {read.sentences:,} citing sentences",
        ),
    ]
    if read.compared:
        rows.append(
            (
                "both lists",
                f"of {read.compared:,} papers: {read.in_both:,} citations in both, "
                f"{read.only_in_source:,} in the source alone, "
                f"{read.only_in_service:,} in Semantic Scholar alone",
            )
        )
    return rows


def _list_name(summary: Summary) -> str:
    """Return the name of the list, and the address and day from which it came, if it did."""
    source = summary.list_source
    if source is None:
        return summary.list_id
    return f"{summary.list_id}, fetched from {source['address']} on {str(source['fetched'])[:10]}"


def unmatched(summary: Summary, file: Path | None, *, every: bool = False) -> Iterable[Any]:
    """Yield the entries without a paper, if there are any, with the reason of each.

    Where they are many, the first ones stand for them, and `file` (None: it is not there) for all.
    """
    from kdgraph.pipeline import MOST_PRINTED

    if not summary.unmatched:
        return
    lines = []
    for entry in summary.unmatched if every else summary.unmatched[:MOST_PRINTED]:
        why = escape(entry.reason)
        if entry.runner_up:
            why += f"; refused: {escape(entry.runner_up)}, {escape(entry.runner_up_reason or '')}"
        lines.append((f"line {entry.line}", f"[bold]{escape(entry.title)}[/]\n{why}"))
    total = len(summary.unmatched)
    if total > len(lines):
        where = f"all of them stand in {file}" if file else "kdgraph status --all prints all"
        lines.append(("...", f"and {total - len(lines):,} more: {escape(where)}"))
    yield headed(f"Entries without a paper: {total:,}", two_columns(lines))


def gaps(found: Sequence[Gap]) -> Iterable[Any]:
    """Yield what a snapshot does not know, if anything, with what to do about each."""
    if not found:
        return
    lines = [
        (f"{gap.count:,}", f"{escape(gap.what)}: [dim]{escape(gap.advice)}[/]") for gap in found
    ]
    yield headed("Missing data and how to complete it", two_columns(lines))
