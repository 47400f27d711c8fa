"""Build the graph of a list, or refresh it.

Example: kdgraph build my-list.bib --data my-field
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable
from contextlib import suppress
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kdgraph.cli.options import ApiKey, ApiUrl, ArxivUrl, AsJson, DataOption, MaxPapersOption
from kdgraph.cli.printing import escape, grid, print_blocks, write_json
from kdgraph.cli.reading import short_rows
from kdgraph.cli.summary import gaps, summary_rows, unmatched

if TYPE_CHECKING:
    from kdgraph.pipeline import BuildReport, GivenList, SourcesReport

__all__ = ["build"]

CHOICES = ("kdgraph.lists", "LIST_FORMATS")
"""The registry that ``--help`` lists."""


class Evidence(StrEnum):
    """Whose citing sentences are asked."""

    NONE = "none"
    LISTED = "listed"
    CORE = "core"
    ALL = "all"


class Sources(StrEnum):
    """Whose sources on arXiv are read."""

    LISTED = "listed"
    CORE = "core"
    NONE = "none"


def build(
    source: Annotated[
        str | None,
        typer.Argument(
            metavar="LIST",
            help="A file in one of the formats above, a folder with a README, an address "
            "(https://github.com/OWNER/NAME, a file of it, a gist, a raw file), or - for standard "
            "input."
            "  [default: the list of the current snapshot, else the one that kdgraph ships]",
        ),
    ] = None,
    *,
    data: DataOption = None,
    max_papers: MaxPapersOption = 20_000,
    evidence: Annotated[
        Evidence,
        typer.Option(
            help="Papers whose citing sentences are requested (one request each): none; listed "
            "papers; also the papers between them (core); all kept papers."
        ),
    ] = Evidence.LISTED,
    sources: Annotated[
        Sources,
        typer.Option(
            help="Papers whose own LaTeX source is fetched from arXiv and read (one request each, "
            "3 seconds apart): listed papers; also the papers between them (core); none."
        ),
    ] = Sources.LISTED,
    refresh_after: Annotated[
        float,
        typer.Option(
            "--refresh-after",
            metavar="DAYS",
            min=0,
            help="Request answers again that are older than this.",
        ),
    ] = 30.0,
    offline: Annotated[
        bool, typer.Option("--offline", help="Send no request; use stored answers only.")
    ] = False,
    api_url: ApiUrl = None,
    api_key: ApiKey = None,
    arxiv_url: ArxivUrl = None,
    as_json: AsJson = False,
) -> None:
    """Build the graph of a list, or refresh it.

    Papers of the list are resolved and expanded through Semantic Scholar, and their own sources on
    arXiv are read for references, mentions and citing sentences. Where Semantic Scholar does not
    answer, the sources alone give the list's lineage; without a network the embedded corpus
    serves. An interrupted build goes on when the same command runs again.
    """
    from datetime import timedelta

    from kdgraph import pipeline
    from kdgraph.cli.progress import progress, spinner
    from kdgraph.settings import settings

    given: bytes | str | None = source or None
    if source == "-":  # one byte more than a list may have shows that it is too long
        given = sys.stdin.buffer.read(pipeline.MOST_LIST_BYTES + 1)
    found = settings(data=data, api_url=api_url, api_key=api_key, arxiv_url=arxiv_url)
    options = pipeline.BuildOptions(
        max_papers=max_papers,
        evidence=evidence.value,
        refresh_after=timedelta(days=refresh_after),
        offline=offline,
        sources=sources.value,
    )
    with spinner(f"reading {source or 'the list'}") as heard:
        taken = pipeline.read_given_list(given, found, offline=offline, heard=heard)
    if not as_json:
        print_blocks(*_reading(taken, source or taken.reading.source))
        sys.stdout.write("\n")
        with suppress(OSError):  # told after the work: what is printed stays to be written
            sys.stdout.flush()  # what follows may take minutes, or fail
    with progress() as watcher:
        report = pipeline.run_build(taken, found, options, progress=watcher)
    if as_json:
        write_json(report, exit_code=report.exit_code)
    else:
        print_blocks(*_report(report))
    raise typer.Exit(report.exit_code)


def _reading(taken: GivenList, named: str) -> Iterable[Any]:
    """Yield how the list was read, in short."""
    yield f"[bold]{escape(taken.reading.source)}[/]"
    yield grid(short_rows(taken.reading.to_dict(), shlex.quote(named)))


def _sources(sources: SourcesReport) -> str:
    """Say what was read in the papers' own sources, and what this took."""
    states = ", ".join(f"{count:,} {state}" for state, count in sources.states.items())
    by_hand = f" ({sources.by_hand:,} laid by hand)" if sources.by_hand else ""
    said = f"{states}{by_hand}, of {sources.papers:,} papers; {sources.requests:,} requests"
    if sources.retried:
        said += f", {sources.retried:,} of them retries after errors"
    if sources.references:
        said += (
            f"; {sources.references:,} references: {sources.resolved:,} are papers here, "
            f"{sources.outside:,} beyond --max-papers, {sources.unresolved:,} led to no paper"
        )
    if sources.why:
        said += f"; [yellow]not asked: {escape(sources.why)}[/]"
    return said


def _report(report: BuildReport) -> Iterable[Any]:
    """Yield what a build did, what the snapshot holds, and what to do about each gap."""
    summary, requests = report.summary, report.requests
    headline = {
        "crawled": "New snapshot." if report.changed else "Nothing new: the snapshot is unchanged.",
        "kept": "keeping the stored snapshot of this list.",
        "embedded": "using the embedded corpus, which ships with kdgraph.",
        "matched offline": "matched the list against the stored papers.",
        "from sources": "read the listed papers' own sources.",
    }[report.mode]
    if report.why:
        headline = f"Nothing came from Semantic Scholar ({report.why}): {headline}"
    rows = summary_rows(summary)
    asked = f"{requests.sent:,} sent, {requests.saved:,} answered from the cache"
    if requests.retried:
        asked += f", {requests.retried:,} of them retries after errors"
    if requests.resumed:
        asked += "; resumed an interrupted build"
    rows.append(("requests", asked))
    if report.sources is not None and report.sources.papers:
        rows.append(("arXiv sources", _sources(report.sources)))
    if report.failed_lists:
        rows.append(
            (
                "failed",
                f"[red]{report.failed_lists:,} "
                f"{'list' if report.failed_lists == 1 else 'lists'} failed this time[/]: "
                "run the same command again; only these are requested",
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
    yield f"[bold]{escape(headline)}[/]"
    yield grid(rows)
    yield from unmatched(summary, report.unmatched_file)
    yield from gaps(summary.gaps)
    for remark in report.remarks:
        yield f"[yellow]{escape(remark)}[/]"
    yield "[dim]Next: kdgraph status | kdgraph show PAPER | kdgraph export graphml -o FILE[/]"
