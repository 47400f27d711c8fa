"""Extract the graph of a list from the Semantic Scholar Datasets on disk.

Example: kdgraph extract my-list.bib --datasets /data/s2 --data my-field
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kdgraph.cli.options import AsJson, DataOption, MaxPapersOption
from kdgraph.cli.printing import escape, grid, print_blocks, write_json
from kdgraph.cli.summary import gaps, summary_rows, unmatched

if TYPE_CHECKING:
    from kdgraph.pipeline import ExtractReport

__all__ = ["extract"]


class EngineName(StrEnum):
    """What runs the work."""

    DUCKDB = "duckdb"
    SPARK = "spark"


class Evidence(StrEnum):
    """Whose citing sentences are kept."""

    NONE = "none"
    LISTED = "listed"
    CORE = "core"
    ALL = "all"


def extract(
    source: Annotated[
        str | None,
        typer.Argument(
            metavar="LIST",
            help="The list, as for `kdgraph build`.  [default: the list of the current snapshot, "
            "else the one that kdgraph ships]",
        ),
    ] = None,
    *,
    datasets: Annotated[
        Path,
        typer.Option(
            "--datasets",
            metavar="DIR",
            help="A release (folders papers, paper-ids, citations, abstracts, tldrs with shards in "
            "them), or a folder of releases, of which the newest is taken.",
        ),
    ],
    engine: Annotated[
        EngineName, typer.Option(help="What runs the work: DuckDB on this machine, or Spark.")
    ] = EngineName.DUCKDB,
    master: Annotated[
        str | None,
        typer.Option(
            "--master",
            metavar="URL",
            help="Master of Spark, such as spark://HOST:7077; its workers see the shards and the "
            "data folder under the same paths.  [default: local[*]]",
        ),
    ] = None,
    hops: Annotated[
        int,
        typer.Option(
            "--hops",
            min=1,
            max=3,
            help="Citations between a listed paper and a neighbour, at most.",
        ),
    ] = 1,
    max_papers: MaxPapersOption = 20_000,
    evidence: Annotated[
        Evidence,
        typer.Option(
            help="Citing sentences to keep: none; those of citations from or to listed papers; "
            "also those in the papers between them (core); in all kept papers. The last two read "
            "the citations once more."
        ),
    ] = Evidence.LISTED,
    memory: Annotated[
        str,
        typer.Option(
            "--memory",
            metavar="SIZE",
            help="How much the engine may hold; what exceeds it is worked on in the data folder.",
        ),
    ] = "2GiB",
    threads: Annotated[
        int | None,
        typer.Option(
            "--threads", min=1, help="Processors that DuckDB uses.  [default: all of them]"
        ),
    ] = None,
    data: DataOption = None,
    as_json: AsJson = False,
) -> None:
    """Extract the graph of a list from the Semantic Scholar Datasets on disk.

    It makes the same kind of snapshot as `kdgraph build`, without a request: papers of the list are
    found by identifier, then by title; their neighbours are chosen by the same rule. Every step is
    kept in the data folder until the snapshot is written, so an interrupted extraction goes on when
    the same command runs again.
    """
    from kdgraph import pipeline
    from kdgraph.cli.progress import progress, spinner
    from kdgraph.settings import settings

    given: bytes | str | None = source or None
    if source == "-":  # one byte more than a list may have shows that it is too long
        given = sys.stdin.buffer.read(pipeline.MOST_LIST_BYTES + 1)
    options = pipeline.ExtractOptions(
        datasets=datasets,
        engine=engine.value,
        master=master,
        hops=hops,
        max_papers=max_papers,
        evidence=evidence.value,
        memory=memory,
        threads=threads,
    )
    found = settings(data=data)
    with spinner(f"reading {source or 'the list'}") as heard:
        taken = pipeline.read_given_list(given, found, heard=heard)
    with progress("percent") as watcher:
        report = pipeline.run_extract(taken, found, options, progress=watcher)
    if as_json:
        write_json(report, exit_code=report.exit_code)
    else:
        print_blocks(*_report(report))
    raise typer.Exit(report.exit_code)


def _report(report: ExtractReport) -> Iterable[Any]:
    """Yield what was extracted, what the snapshot holds, and what to do about each gap."""
    headline = "New snapshot." if report.changed else "Nothing new: the snapshot is unchanged."
    named = report.release or "without a name"
    rows = summary_rows(report.summary)
    rows.append(
        (
            "datasets",
            f"release {escape(named)}, read by {report.engine}"
            + ("; resumed an interrupted extraction" if report.resumed else ""),
        )
    )
    yield f"[bold]{escape(headline)}[/]"
    yield grid(rows)
    yield from unmatched(report.summary, report.unmatched_file)
    yield from gaps(report.summary.gaps)
    for remark in report.remarks:
        yield f"[yellow]{escape(remark)}[/]"
    yield "[dim]Next: kdgraph status | kdgraph show PAPER | kdgraph export graphml -o FILE[/]"
