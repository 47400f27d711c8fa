"""Keep tags, read marks and notes beside papers, and list them.

Example: kdgraph note FitNets --tag baseline --read
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from kdgraph.cli.options import AsJson, DataOption, SnapshotOption
from kdgraph.cli.printing import escape, print_blocks, two_columns, write_json

if TYPE_CHECKING:
    from kdgraph.graph.reading_notes import PaperNote

__all__ = ["note"]


def note(
    paper: Annotated[
        str | None,
        typer.Argument(metavar="[PAPER]", help="Id, DOI or part of a title; else, all papers."),
    ] = None,
    *,
    tag: Annotated[
        list[str] | None, typer.Option("--tag", help="A tag to give; several times for several.")
    ] = None,
    untag: Annotated[
        list[str] | None, typer.Option("--untag", help="A tag to take away; likewise.")
    ] = None,
    read: Annotated[
        bool | None, typer.Option("--read/--unread", help="Whether it is read.")
    ] = None,
    text: Annotated[
        str | None, typer.Option("--text", help="A note in own words; '' takes it away.")
    ] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Take all of it away.")] = False,
    data: DataOption = None,
    snapshot: SnapshotOption = None,
    as_json: AsJson = False,
) -> None:
    """Keep tags, a read mark or a note beside a paper, and show what is kept.

    They stand in notes.toml in the data folder, which no refresh touches, by the ids of the papers;
    `kdgraph export bibtex`, `ris` and `csv` give them along.
    """
    from kdgraph.errors import InputError
    from kdgraph.graph.annotating import annotate, read_notes
    from kdgraph.graph.data import Data
    from kdgraph.graph.reading_notes import NOTES_FILE
    from kdgraph.settings import settings

    folder = Data(settings(data=data).data)
    path, opened = folder.path / NOTES_FILE, folder.snapshot(snapshot)
    found = read_notes(path, opened)
    changes = bool(tag or untag or read is not None or text is not None or clear)
    chosen = list(found.papers) if paper is None else [opened.find(paper)]
    if changes:
        if paper is None:
            raise InputError("name the paper that this is to stand beside: kdgraph note PAPER ...")
        if clear:
            annotate(path, opened, chosen[0], tags=(), read="", note="")
        else:
            gone = set(untag or ())
            kept = [word for word in found.of(chosen[0]).tags if word not in gone]
            tags = [*kept, *(tag or ())] if tag or untag else None
            annotate(path, opened, chosen[0], tags=tags, read=read, note=text)
        found = read_notes(path, opened)
    titles = opened.papers["title"].fillna("(no title)")
    told = {one: found.of(one) for one in chosen}
    if as_json:
        rows = [
            {
                "paper_id": one,
                "title": titles[one],
                "tags": list(kept.tags),
                "read": kept.read,
                "note": kept.note,
                "date": kept.date,
            }
            for one, kept in told.items()
        ]
        write_json(
            {
                "path": path,
                "papers": rows,
                "problems": found.problems,
                "of_no_paper_here": found.elsewhere,
            }
        )
        return
    lines = [(one, _line(str(titles[one]), kept)) for one, kept in told.items() if kept]
    where = f"in {path}" if paper is None else f"beside {chosen[0]}"
    blocks: list[Any] = [two_columns(lines)] if lines else [f"Nothing is kept {escape(where)}."]
    if found.elsewhere:
        blocks.append(f"[dim]{found.elsewhere:,} more stand beside papers not in this snapshot.[/]")
    print_blocks(*blocks, *(f"[yellow]{escape(problem)}[/]" for problem in found.problems))


def _line(title: str, kept: PaperNote) -> str:
    words = ", ".join([*filter(None, [kept.reading]), *kept.tags])
    noted = f"[dim]{escape(kept.note)}[/]" if kept.note else ""
    return "\n".join(filter(None, [escape(title), escape(words), noted]))
