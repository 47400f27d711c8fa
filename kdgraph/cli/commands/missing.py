"""Find papers that a list lacks, with reasons for and against each, and write them as a patch.

Example: kdgraph missing README.md --top 3 --patch missing.patch
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kdgraph.cli.known import path_from_here, snapshot_about
from kdgraph.cli.options import AsJson, AsOfOption, DataOption, ListArgument, SnapshotOption
from kdgraph.cli.printing import (
    escape,
    headed,
    notes_of,
    plural,
    print_blocks,
    two_columns,
    write_json,
    write_text,
)
from kdgraph.errors import InputError

if TYPE_CHECKING:
    from kdgraph.curate.missing import MissingPapers
    from kdgraph.graph.snapshot import Snapshot

__all__ = ["missing"]

_TERMS = 3


def missing(
    source: ListArgument = None,
    *,
    section: Annotated[
        str | None,
        typer.Option("--section", help="Only papers for this section: heading (substring match)."),
    ] = None,
    top: Annotated[
        int, typer.Option("--top", min=1, help="Most papers to show of each section.")
    ] = 5,
    patch: Annotated[
        str | None,
        typer.Option(
            "--patch",
            metavar="FILE",
            help="Write the papers that are shown, without tools, as a unified diff of the list in "
            "its own style; - for standard output. `kdgraph patch` and `git apply` take it.",
        ),
    ] = None,
    add: Annotated[
        list[str] | None,
        typer.Option(
            "--add",
            metavar="PAPER",
            help="Only this paper goes into the patch: id, DOI, or title (substring match). Can be "
            "given several times.",
        ),
    ] = None,
    as_of: AsOfOption = None,
    data: DataOption = None,
    snapshot: SnapshotOption = None,
    as_json: AsJson = False,
) -> None:
    """Find papers that a list lacks, for each section those that most speaks for.

    What is looked at are the papers of the snapshot. docs/missing.md tells how they are ranked, and
    how well that was measured to work. Nothing is written but the patch.
    """
    from kdgraph import pipeline
    from kdgraph.cli.progress import spinner
    from kdgraph.curate.missing import missing_papers
    from kdgraph.files import write_file_atomically
    from kdgraph.settings import settings

    if add and patch is None:
        raise InputError("--add says what goes into a patch; give --patch FILE too")
    chosen = settings(data=data)
    with spinner(f"reading {source or 'the list'}") as heard:
        given = pipeline.read_given_list(source, chosen, heard=heard)
    view = snapshot_about(chosen, given, snapshot)
    if view is None:
        raise InputError(
            "no snapshot knows the papers of this list; run `kdgraph build LIST` first"
        )
    with spinner("looking at all papers"):
        found = missing_papers(view, given.document, section=section, top=top, as_of=as_of)
    added = None
    proposed = b""
    if patch is not None:
        from kdgraph.curate.patches import unified_diff

        wanted = None if not add else [view.find(name) for name in add]
        added = found.added_to(given.document, wanted)
        path = path_from_here(given.source.shown)
        proposed = unified_diff(given.document.data, added.data, path)
    if patch == "-":
        write_text(proposed)
        return
    if patch is not None:
        write_file_atomically(Path(patch), proposed, how="")
    if as_json:
        write_json(_to_json(found, added), patch=patch)
        return
    print_blocks(
        *_blocks(found, view),
        *([] if added is None else [_proposal(added, given.source.shown, str(patch))]),
        *notes_of(found.notes, found.data_note),
    )


def _to_json(found: MissingPapers, added: Any) -> dict[str, Any]:
    told: dict[str, Any] = {
        "papers": found.papers,
        "terms": found.terms.reset_index(),
        "candidates": found.candidates,
        "listed": found.listed,
        "unknown": found.unknown,
        "section": found.section,
        "as_of": found.as_of,
        "notes": found.notes,
        "data_note": found.data_note,
    }
    if added is not None:
        told |= {"added": added.added, "left_out": added.left_out, "unsaid": added.unsaid}
    return told


def _blocks(found: MissingPapers, view: Snapshot) -> Iterable[Any]:
    from kdgraph.analysis.names.paper_names import named_in

    when = f" as of {found.as_of}" if found.as_of else ""
    yield escape(
        f"{plural(found.candidates, 'paper')}{when} that the list lacks, held against the "
        f"{plural(found.listed, 'paper')} of it that are known here."
    )
    for section, papers in found.papers.groupby("section", sort=False):
        lines = []
        for paper in papers.to_dict("records"):
            year = "no year" if paper["year"] is None else str(paper["year"])
            terms = found.terms.loc[paper["paper_id"]]
            best = terms[terms.abs().sort_values(ascending=False, kind="stable").index][:_TERMS]
            made = ", ".join(f"{name} {value:+.2f}" for name, value in best.items())
            text = f"{escape(str(paper['title']))} [dim]({year}), {paper['paper_id']}[/]"
            for mark, reasons in (("+", "reasons_for"), ("-", "reasons_against")):
                if paper[reasons]:
                    text += f"\n{mark} {escape(named_in(view, '; '.join(paper[reasons])))}"
            text += f"\n[dim]score {paper['score']:.2f}: {escape(made)}, and the rest[/]"
            lines.append((f"{paper['rank']:,}", text))
        yield headed(str(section) or "no heading", two_columns(lines))
    if found.papers.empty:
        yield "No paper belongs there."


def _proposal(added: Any, shown: str, patch: str) -> str:
    text = f"The patch adds {plural(len(added.added), 'paper')}"
    if added.unsaid:
        facts = ", ".join(f"{name} of {count:,}" for name, count in added.unsaid.items())
        text += f"; the style of the list has no place for {facts}"
    text += "."
    for left in added.left_out:
        text += f'\nNot "{left.entry.title}": {left.reason}'
    if added.added:
        text += f"\nWritten to {patch}; apply it with: kdgraph patch {shown} {patch}"
    else:
        text += f"\n{patch} is empty: there is nothing to apply"
    return escape(text)
