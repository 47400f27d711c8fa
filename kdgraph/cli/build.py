"""`kdgraph build`: from a list to the current snapshot."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kdgraph.cli.options import ApiKey, ApiUrl, AsJson, DataOption

__all__ = ["build"]


class Evidence(StrEnum):
    """Whose citing sentences are asked."""

    NONE = "none"
    LISTED = "listed"
    CORE = "core"
    ALL = "all"


def build(
    source: Annotated[
        str | None,
        typer.Argument(
            metavar="LIST",
            help="Awesome-list in Markdown, BibTeX, CSV or identifiers; - reads standard input."
            "  [default: the list of the current snapshot, else the one that kdgraph ships]",
        ),
    ] = None,
    *,
    data: DataOption = None,
    max_papers: Annotated[
        int, typer.Option("--max-papers", min=1, help="Most papers to keep, listed ones included.")
    ] = 20_000,
    evidence: Annotated[
        Evidence,
        typer.Option(
            help="Whose citing sentences to ask, one request each: none; the listed papers; also "
            "the core between them; all kept papers."
        ),
    ] = Evidence.LISTED,
    refresh_after: Annotated[
        float,
        typer.Option("--refresh-after", metavar="DAYS", min=0, help="Ask again what is older."),
    ] = 30.0,
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask nothing; use what is stored.")
    ] = False,
    api_url: ApiUrl = None,
    api_key: ApiKey = None,
    as_json: AsJson = False,
) -> None:
    """Build the graph of a list, or refresh it.

    Papers of the list are resolved and expanded through Semantic Scholar. Without a network the
    embedded corpus serves. An interrupted build goes on when the same command runs again.
    """
    from datetime import timedelta

    from kdgraph import pipeline
    from kdgraph.cli import printing, text
    from kdgraph.cli.progress import progress
    from kdgraph.settings import settings

    given: bytes | Path | None = Path(source) if source else None
    if source == "-":  # one byte more than a list may have shows that it is too long
        given = sys.stdin.buffer.read(pipeline.MOST_LIST_BYTES + 1)
    found = settings(data=data, api_url=api_url, api_key=api_key)
    options = pipeline.BuildOptions(
        max_papers=max_papers,
        evidence=evidence.value,
        refresh_after=timedelta(days=refresh_after),
        offline=offline,
    )
    with progress() as watcher:
        report = pipeline.build(given, found, options, progress=watcher)
    if as_json:
        printing.write_json(report, exit_code=report.exit_code)
    else:
        text.write_build(report)
    raise typer.Exit(report.exit_code)
