"""What build, status, show, export and doctor tell people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from kdgraph.cli.printing import grid, headed, print_blocks, room, two_columns
from kdgraph.export import ExportReport
from kdgraph.graph.card import Coverage, Neighbour, PaperCard
from kdgraph.pipeline import BuildReport, Check, Gap, Summary

__all__ = [
    "write_build",
    "write_card",
    "write_checks",
    "write_export",
    "write_status",
]

_NARROW = 60  # columns; below, three of them side by side leave too few for the text
_STATES = ("complete", "capped", "elided", "failed", "not asked")
_WITHOUT = {
    "not asked": "not asked",
    "elided": "withheld by the publisher",
    "failed": "could not be had",
}
"""What stands in the place of 0 where a reference list did not come at all."""
_MARKS = {"good": "[green]ok[/]", "note": "[yellow]note[/]", "wrong": "[red]wrong[/]"}


def write_build(report: BuildReport) -> None:
    """Print what a build did, what the snapshot holds, and what to do about each gap."""
    summary, requests = report.summary, report.requests
    headline = {
        "crawled": "New snapshot."
        if report.changed
        else "Nothing new: the snapshot stays as it is.",
        "kept": "the stored snapshot of this list stays.",
        "embedded": "the embedded corpus serves.",
        "matched offline": "the list was matched with the papers at hand.",
    }[report.mode]
    if report.why:
        headline = f"Nothing came from Semantic Scholar ({report.why}): {headline}"
    rows = _summary_rows(summary)
    asked = f"{requests.sent:,} sent, {requests.saved:,} saved by stored answers"
    if requests.retried:
        asked += f", {requests.retried:,} of them again after faults"
    if requests.resumed:
        asked += "; went on with an interrupted build"
    rows.append(("requests", asked))
    if report.failed_lists:
        rows.append(
            (
                "failed",
                f"[red]{report.failed_lists:,} "
                f"{'list' if report.failed_lists == 1 else 'lists'} could not be had this time[/]: "
                "run the same "
                "command again, only these are asked",
            )
        )
    if report.failed_lookups:
        rows.append(
            (
                "not looked up",
                f"[red]{len(report.failed_lookups):,} identifiers or titles, such as "
                f"{escape(report.failed_lookups[0])}[/]: run the same command again",
            )
        )
    if report.skipped:
        rows.append(
            (
                "not papers",
                f"{len(report.skipped):,} other items of the list, such as "
                f"line {report.skipped[0].line}: {escape(report.skipped[0].reason)}",
            )
        )
    print_blocks(
        f"[bold]{escape(headline)}[/]",
        grid(rows),
        *_unmatched(summary),
        *_gaps(summary.gaps),
        *(f"[yellow]{escape(remark)}[/]" for remark in report.remarks),
        "[dim]Next: kdgraph status | kdgraph show PAPER | kdgraph export graphml -o FILE[/]",
    )


def write_status(summary: Summary, *, snapshots: int, damaged: Sequence[str], cache: int) -> None:
    """Print what a snapshot holds and what it does not know."""
    rows = _summary_rows(summary)
    kept = f"{snapshots:,} kept; stored answers take {cache / 2**20:,.1f} MB"
    rows.append(("snapshots", kept))
    print_blocks(
        grid(rows),
        *_unmatched(summary),
        *_gaps(summary.gaps),
        *(f"[red]damaged snapshot {escape(problem)}[/]" for problem in damaged),
    )


def _summary_rows(summary: Summary) -> list[tuple[str, str]]:
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


def _unmatched(summary: Summary) -> Iterable[RenderableType]:
    if not summary.unmatched:
        return
    lines = []
    for entry in summary.unmatched:
        why = escape(entry.reason)
        if entry.runner_up:
            why += f"; refused: {escape(entry.runner_up)}, {escape(entry.runner_up_reason or '')}"
        lines.append((f"line {entry.line}", f"[bold]{escape(entry.title)}[/]\n{why}"))
    yield headed("Entries without a paper", two_columns(lines))


def _gaps(gaps: Sequence[Gap]) -> Iterable[RenderableType]:
    if not gaps:
        return
    lines = [
        (f"{gap.count:,}", f"{escape(gap.what)}: [dim]{escape(gap.advice)}[/]") for gap in gaps
    ]
    yield headed("What is not known, and what to do about it", two_columns(lines))


def write_card(card: PaperCard, *, note: str | None) -> None:
    """Print everything about one paper."""
    year = str(card.year) if card.year is not None else "year unknown"
    named = [part for part in (card.venue, year) if part]
    if card.venue and year in card.venue.split():  # such as CVPR 2018
        named = [card.venue]
    published = ", ".join(named)
    if card.first_year is not None and card.first_year != card.year:
        published += f" (public since {card.first_year})"
    shown = [", ".join(card.authors[:8]) + (" and others" if len(card.authors) > 8 else "")]
    rows = [
        ("id", card.paper_id),
        ("authors", escape(shown[0]) or "unknown"),
        ("published", escape(published)),
        ("links", escape(" ".join(card.links)) or "none known"),
    ]
    for place in card.places:
        rows.append(
            (
                "on the list",
                f"{escape(place.section)}, line {place.line}, matched by {place.method} "
                f"(confidence {place.confidence:.2f}: {escape(place.reason)})",
            )
        )
        rows.extend(("code", escape(url)) for url in place.code_links)
    if card.tldr or card.abstract:
        rows.append(
            ("in short" if card.tldr else "abstract", escape(card.tldr or card.abstract or ""))
        )
    rows.extend((f"its {known.direction}", _coverage_text(known)) for known in card.coverage)
    blocks: list[RenderableType] = [f"[bold]{escape(card.title)}[/]", grid(rows)]
    states = {known.direction: known.state for known in card.coverage}
    cites = _how_many(card.reference_count, len(card.references), states.get("references"))
    if not card.reference_count:
        cites = _WITHOUT.get(states.get("references", "not asked"), cites)
    blocks += _neighbour_block(f"Cites, inside this corpus: {cites}", card.references)
    cited_by = _how_many(card.citation_count, len(card.citations), states.get("citations"))
    blocks += _neighbour_block(f"Is cited by, inside this corpus: {cited_by}", card.citations)
    if note:
        blocks.append(f"[yellow]{escape(note)}[/]")
    print_blocks(*blocks)


def _coverage_text(known: Coverage) -> str:
    parts = [known.state]
    if known.fetched is not None:
        parts.append(f"{known.fetched:,} rows came")
    if known.reported is not None:
        parts.append(f"{known.reported:,} reported by the source")
    if known.unresolved:
        parts.append(f"{known.unresolved:,} without a paper behind")
    if known.outside:
        parts.append(f"{known.outside:,} outside this corpus")
    if known.reason:
        parts.append(known.reason)
    if known.failure:
        parts.append(known.failure)
    return escape(", ".join(parts))


def _how_many(total: int, shown: int, state: str | None) -> str:
    """Count citations; of a list that did not come whole, others may be there."""
    more = f", {total - shown:,} more not shown" if total > shown else ""
    if state == "complete":
        return f"{total:,}{more}"
    return f"{total:,} known{more}" if total else "none known"


def _neighbour_block(heading: str, papers: Sequence[Neighbour]) -> Iterable[RenderableType]:
    lines = []
    for paper in papers:
        star = "[yellow]*[/] " if paper.listed else ""
        name = f"{star}{escape(paper.title)} [dim]{paper.paper_id}[/]"
        lines.append((str(paper.year or "?"), name))
        lines.extend(("", f"[dim italic]“{escape(text)}”[/]") for text in paper.sentences[:2])
    yield headed(heading, *([two_columns(lines)] if lines else []))


def write_checks(checks: Sequence[Check]) -> None:
    """Print one line per check, with advice below where there is any; stacked if narrow."""
    if room() < _NARROW:
        print_blocks(Group(*(_stacked(check) for check in checks)))
        return
    table = Table.grid(padding=(0, 2))
    table.add_column(min_width=5)
    table.add_column(min_width=16)
    table.add_column(max_width=76)
    for check in checks:
        advice = f"\n[dim]{escape(check.advice)}[/]" if check.advice else ""
        table.add_row(_MARKS[check.state], check.name, escape(check.found) + advice)
    print_blocks(table)


def _stacked(check: Check) -> RenderableType:
    found = escape(check.found) + (f"\n[dim]{escape(check.advice)}[/]" if check.advice else "")
    return Group(f"{_MARKS[check.state]} [bold]{check.name}[/]", Padding(found, (0, 0, 0, 2)))


def write_export(report: ExportReport, *, note: str | None) -> None:
    """Print what was written, and what did not fit the format."""
    print_blocks(escape(str(report)), *([f"[yellow]{escape(note)}[/]"] if note else []))
