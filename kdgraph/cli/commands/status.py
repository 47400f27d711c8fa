"""Show the contents of the data folder, and missing data.

Example: kdgraph status --json
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kdgraph.cli.options import AsJson, DataOption, SnapshotOption
from kdgraph.cli.printing import escape, grid, print_blocks, write_json
from kdgraph.cli.reading import short_rows
from kdgraph.cli.summary import gaps, summary_rows, unmatched

if TYPE_CHECKING:
    from kdgraph.pipeline import Summary

__all__ = ["status"]


def status(
    *,
    data: DataOption = None,
    snapshot: SnapshotOption = None,
    every: Annotated[
        bool, typer.Option("--all", help="Print every entry without a paper.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show what the current snapshot holds, from where and when, and what it does not know."""
    from kdgraph.pipeline import summarise, unmatched_file
    from kdgraph.settings import settings
    from kdgraph.store import DataFolder

    folder = DataFolder(settings(data=data).data)
    summary = summarise(folder.snapshot(snapshot))
    kept = [manifest.id for manifest in folder.manifests()]
    damaged = [f"{path.name}: {problem}" for path, problem in folder.damaged()]
    answers = [folder.cache_path, *folder.eprints.glob("*")]
    cache = sum(path.stat().st_size for path in answers if path.is_file())
    file = unmatched_file(folder, summary)
    held = folder.list_of(folder.snapshot(snapshot).manifest)
    if as_json:
        write_json(summary, unmatched_file=file, snapshots=kept, damaged=damaged, cache_bytes=cache)
    else:
        print_blocks(*_status(summary, len(kept), damaged, cache, held, file, every=every))


def _status(
    summary: Summary,
    snapshots: int,
    damaged: Sequence[str],
    cache: int,
    held: Path | None,
    file: Path | None,
    *,
    every: bool,
) -> Iterable[Any]:
    rows = summary_rows(summary)
    named = shlex.quote(str(held)) if held else ""
    if summary.reading is not None:
        rows += short_rows(summary.reading, named)
    else:
        command = escape(f"kdgraph read {named}".strip())
        rows.append(("read", f"how the list was read is not recorded: {command} shows it"))
    rows.append(("snapshots", f"{snapshots:,} kept; stored answers take {cache / 2**20:,.1f} MB"))
    yield grid(rows)
    yield from unmatched(summary, file, every=every)
    yield from gaps(summary.gaps)
    for problem in damaged:
        yield f"[red]damaged snapshot {escape(problem)}[/]"
