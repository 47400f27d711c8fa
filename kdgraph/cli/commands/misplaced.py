"""Find entries of a list that belong to another section of it, with the evidence.

Example: kdgraph misplaced README.md
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kdgraph.cli.known import snapshot_about
from kdgraph.cli.options import AsJson, AsOfOption, DataOption, ListArgument, SnapshotOption
from kdgraph.cli.printing import escape, notes_of, plural, print_blocks, two_columns, write_json
from kdgraph.errors import InputError

if TYPE_CHECKING:
    from kdgraph.curate.misplaced import MisplacedPapers

__all__ = ["misplaced"]


def misplaced(
    source: ListArgument = None,
    *,
    section: Annotated[
        str | None,
        typer.Option("--section", help="Only entries of this section: heading (substring match)."),
    ] = None,
    least: Annotated[
        float | None,
        typer.Option(
            "--least",
            metavar="CHANCE",
            help="Least chance of another section with which an entry is named.  [default: 0.8]",
        ),
    ] = None,
    as_of: AsOfOption = None,
    data: DataOption = None,
    snapshot: SnapshotOption = None,
    as_json: AsJson = False,
) -> None:
    """Find entries whose citations and titles belong to another section of the list.

    Where the data are thin, nothing is said; how many those are is told. It ends with 1 where there
    are such entries, with 0 where there are none.
    """
    from kdgraph import pipeline
    from kdgraph.analysis.curation.list_model import LEAST_CHANCE
    from kdgraph.cli.progress import spinner
    from kdgraph.curate.misplaced import misplaced_papers
    from kdgraph.settings import settings

    chosen = settings(data=data)
    with spinner(f"reading {source or 'the list'}") as heard:
        given = pipeline.read_given_list(source, chosen, heard=heard)
    view = snapshot_about(chosen, given, snapshot)
    if view is None:
        raise InputError(
            "no snapshot knows the papers of this list; run `kdgraph build LIST` first"
        )
    with spinner("looking at the sections"):
        found = misplaced_papers(
            view,
            given.document,
            section=section,
            least=LEAST_CHANCE if least is None else least,
            as_of=as_of,
        )
    if as_json:
        write_json(found)
    else:
        print_blocks(*_blocks(found), *notes_of(found.notes, found.data_note))
    raise typer.Exit(int(not found.papers.empty))


def _blocks(found: MisplacedPapers) -> Iterable[Any]:
    count = len(found.papers)
    belong = "belongs" if count == 1 else "belong"
    yield escape(
        f"{plural(count, 'entry').replace('entrys', 'entries')} of {found.asked:,} looked at "
        f"{belong} to another section with a chance of {found.least:g} or more."
    )
    lines = []
    for paper in found.papers.to_dict("records"):
        text = f"{escape(str(paper['title']))} [dim]{paper['paper_id']}[/]"
        text += escape(
            f'\nstands in "{paper["section"]}" (chance {paper["own_chance"]:.2f}), belongs to '
            f'"{paper["belongs"]}"'
        )
        text += f"\n[dim]{escape('; '.join(paper['evidence']))}[/]"
        lines.append((f"{paper['chance']:.2f}", text))
    if lines:
        yield two_columns(lines)
    if found.silent:
        told = "; ".join(f"{count:,}: {reason}" for reason, count in found.silent.items())
        yield escape(f"Nothing is said of {sum(found.silent.values()):,} others ({told}).")
