"""Show how a list is read, before anything is asked of the service.

Example: kdgraph read my-list.md
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kdgraph.cli.options import AsJson, DataOption
from kdgraph.cli.printing import escape, headed, print_blocks, two_columns, write_json
from kdgraph.cli.reading import blocks, doubt_block, entry_lines, warning_block

if TYPE_CHECKING:
    from kdgraph.pipeline import GivenList

__all__ = ["read"]

CHOICES = ("kdgraph.lists", "LIST_FORMATS")
"""The registry that ``--help`` lists."""


def read(
    source: Annotated[
        str | None,
        typer.Argument(
            metavar="LIST",
            help="A file, a folder with a README, an address (https://github.com/OWNER/NAME, a "
            "file of it, a gist, a raw file), or - for standard input."
            "  [default: the list that `kdgraph build` would take]",
        ),
    ] = None,
    *,
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="Read it as this format, one of those above.  [default: by ending, else by text]",
        ),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Print every entry instead of ten, and every line.")
    ] = False,
    passed_over: Annotated[
        bool,
        typer.Option(
            "--passed-over", help="Print every line that was not read as a paper, and why."
        ),
    ] = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="Fetch nothing; an address gives the copy kept of it.")
    ] = False,
    data: DataOption = None,
    as_json: AsJson = False,
) -> None:
    """Show how a list is read, and warn where that looks wrong; nothing is stored.

    Counts by section, ten entries beside their lines, columns, and what was passed over by reason.
    Doubtful titles, years and links are counted even where they are few. It ends with 1 where there
    are warnings.
    """
    from kdgraph import pipeline
    from kdgraph.cli.progress import spinner
    from kdgraph.settings import settings

    given: bytes | str | None = source
    if source == "-":  # one byte more than a list may have shows that it is too long
        given = sys.stdin.buffer.read(pipeline.MOST_LIST_BYTES + 1)
    with spinner(f"reading {source or 'the list'}") as heard:
        found = pipeline.read_given_list(
            given, settings(data=data), format=format, offline=offline, heard=heard
        )
    code = int(bool(found.reading.warnings))
    if as_json:
        write_json(_to_json(found, every=every, passed_over=passed_over or every), exit_code=code)
    else:
        print_blocks(*_report(found, every=every, passed_over=passed_over))
    raise typer.Exit(code)


def _report(found: GivenList, *, every: bool, passed_over: bool) -> Iterable[Any]:
    from kdgraph.pipeline import drawn

    reading, document = found.reading, found.document
    if not passed_over or every:
        yield from blocks(reading)
        entries = document.entries if every else drawn(document)
        total = len(document.entries)
        heading = (
            (
                "The only entry, beside its lines"
                if total == 1
                else f"All {total:,} entries, beside their lines"
            )
            if len(entries) == total
            else f"{len(entries)} of the {total:,} entries, beside their lines"
        )
        yield headed(
            heading, two_columns([row for entry in entries for row in entry_lines(entry)][:-1])
        )
    if passed_over or every:
        yield from _every_line_passed_over(found)
    else:
        yield from _passed_over(found)
    if not passed_over or every:
        if reading.doubts:
            yield doubt_block(reading, every=every)
        yield warning_block(reading)


def _passed_over(found: GivenList) -> Iterable[Any]:
    reading = found.reading
    count = sum(group.count for group in reading.passed_over)
    if count:
        lines = []
        for group in reading.passed_over:
            examples = "".join(
                f"\n[dim]line {item.line}: {escape(item.text)}[/]" for item in group.examples
            )
            lines.append((f"{group.count:,}", f"{escape(group.reason)}{examples}"))
        what = "1 line was" if count == 1 else f"{count:,} lines were"
        heading = f"{what} not read as {'a paper' if count == 1 else 'papers'} (--passed-over: all)"
        yield headed(heading, two_columns(lines))
    if reading.duplicates:
        lines = [(f"line {item.line}", escape(item.reason)) for item in reading.duplicates[:5]]
        if len(reading.duplicates) > len(lines):
            lines.append(("", f"[dim]and {len(reading.duplicates) - len(lines):,} more[/]"))
        yield headed(
            f"{len(reading.duplicates):,} repeat a paper of their section", two_columns(lines)
        )


def _every_line_passed_over(found: GivenList) -> Iterable[Any]:
    lines = [
        (f"line {item.line}", f"{escape(item.text)}\n[dim]{escape(item.reason)}[/]")
        for item in found.document.skipped
    ]
    yield headed("Lines not read as papers", two_columns(lines))


def _to_json(found: GivenList, *, every: bool, passed_over: bool) -> dict[str, Any]:
    from kdgraph.pipeline import drawn

    reading, document = found.reading, found.document
    entries = document.entries if every else drawn(document)
    told: dict[str, Any] = {
        **{name: getattr(reading, name) for name in type(reading).__slots__},
        "bytes": len(document.data),
        "sha256": document.digest,
        "entries": [
            {
                "line_start": entry.line_start,
                "line_end": entry.line_end,
                "section": entry.section,
                "title": entry.title,
                "authors": entry.authors,
                "venues": [venue._asdict() for venue in entry.venues],
                "year": entry.year,
                "arxiv": entry.arxiv,
                "doi": entry.doi,
                "identifiers": entry.identifiers,
                "paper_links": entry.paper_links,
                "code_links": [link._asdict() for link in entry.code_links],
                "other_links": [link._asdict() for link in entry.other_links],
                "source": entry.source,
            }
            for entry in entries
        ],
    }
    if passed_over:
        told["skipped"] = document.skipped
    if found.source.fetched is not None:
        fetched = found.source.fetched
        told["fetched"] = {"address": fetched.address, "time": fetched.time.isoformat()}
    return told
