"""Correct a parent, a label, a name or an author by hand.

Example: kdgraph correct parent "Relational Knowledge Distillation" FitNets
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kdgraph.cli.options import AsJson, DataOption, SnapshotOption
from kdgraph.cli.printing import escape, print_blocks, two_columns, write_json
from kdgraph.cli.subcommands import SubCommands

if TYPE_CHECKING:
    from kdgraph.graph.data import Data
    from kdgraph.graph.override_file import Correction

__all__ = ["correct"]

PaperArgument = Annotated[str, typer.Argument(metavar="PAPER", help="Id, DOI or part of a title.")]
NoteOption = Annotated[str | None, typer.Option("--note", help="Why; it is kept beside it.")]


def parent(
    paper: PaperArgument,
    parent: Annotated[
        str,
        typer.Argument(metavar="PARENT", help="Id, DOI or part of a title; '' for no parent."),
    ],
    *,
    note: NoteOption = None,
    data: DataOption = None,
    snapshot: SnapshotOption = None,
    as_json: AsJson = False,
) -> None:
    """Say which paper is the parent of another.

    Example: kdgraph correct parent "Relational Knowledge Distillation" FitNets
    """
    _write("parent", {"paper": paper, "parent": parent}, note, data, snapshot, as_json=as_json)


def label(
    citing: Annotated[str, typer.Argument(metavar="CITING", help="The paper that cites.")],
    cited: Annotated[str, typer.Argument(metavar="CITED", help="The paper that is cited.")],
    label: Annotated[
        str,
        typer.Argument(metavar="LABEL", help="extends, adapts, uses, compares or mentions."),
    ],
    *,
    note: NoteOption = None,
    data: DataOption = None,
    snapshot: SnapshotOption = None,
    as_json: AsJson = False,
) -> None:
    """Say what a citation means.

    Example: kdgraph correct label FitNets "Distilling the Knowledge" extends
    """
    values = {"citing": citing, "cited": cited, "label": label}
    _write("arc", values, note, data, snapshot, as_json=as_json)


def name(
    paper: PaperArgument,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What figures and tables call it.")],
    *,
    note: NoteOption = None,
    data: DataOption = None,
    snapshot: SnapshotOption = None,
    as_json: AsJson = False,
) -> None:
    """Name a paper in figures and tables.

    Example: kdgraph correct name "Relational Knowledge Distillation" RKD
    """
    _write("name", {"paper": paper, "name": name}, note, data, snapshot, as_json=as_json)


def authors(
    names: Annotated[
        list[str], typer.Argument(metavar="AUTHOR...", help="Whole names, or ids of authors.")
    ],
    *,
    apart: Annotated[
        bool, typer.Option("--apart", help="They are different people; else, they are one.")
    ] = False,
    note: NoteOption = None,
    data: DataOption = None,
    snapshot: SnapshotOption = None,
    as_json: AsJson = False,
) -> None:
    """Say that two authors are one person, or that they are not.

    Example: kdgraph correct authors "Geoffrey Hinton" "Geoffrey E. Hinton"
    """
    _write(
        "author", {"part" if apart else "join": list(names)}, note, data, snapshot, as_json=as_json
    )


def listing(
    *, data: DataOption = None, snapshot: SnapshotOption = None, as_json: AsJson = False
) -> None:
    """Show the corrections by hand, with what is wrong with any.

    Example: kdgraph correct list
    """
    from kdgraph.analysis.lineage.overrides import read_overrides
    from kdgraph.graph.override_file import read_override_file

    folder, path = _place(data)
    found = read_override_file(path)
    problems = read_overrides(path, folder.snapshot(snapshot)).problems if found else []
    if as_json:
        rows = [{**_told(one), "date": one.date, "number": n} for n, one in _numbered(found)]
        write_json({"path": path, "corrections": rows, "problems": problems})
        return
    if not found:
        print_blocks(f"No corrections by hand; {escape(path)} holds none.")
        return
    print_blocks(
        f"[bold]Corrections by hand[/] in {escape(path)}: {len(found):,}",
        two_columns((f"{one.kind} {n}", _line(one)) for n, one in _numbered(found)),
        *(f"[yellow]{escape(problem)}[/]" for problem in problems),
    )


def remove(
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help="parent, arc, name or author, as listed.")
    ],
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="Its number, as listed.")],
    *,
    data: DataOption = None,
    snapshot: SnapshotOption = None,
    as_json: AsJson = False,
) -> None:
    """Take a correction out again.

    Example: kdgraph correct remove parent 1
    """
    from kdgraph.analysis.lineage.correcting import remove_correction

    folder, path = _place(data)
    change = remove_correction(path, kind, number, folder.snapshot(snapshot))
    assert change.replaced is not None  # or it had been refused
    if as_json:
        write_json({"path": path, "removed": _told(change.replaced)})
    else:
        print_blocks(f"Taken out of {escape(path)}: {_line(change.replaced)}")


correct = SubCommands(
    help="Correct a parent, a label, a name or an author by hand.\n\nCorrections stand in "
    "overrides.toml in the data folder, which no refresh touches, each with its date and what you "
    "note beside it. Everything that kdgraph computes or draws obeys them.",
    commands={
        "parent": parent,
        "label": label,
        "name": name,
        "authors": authors,
        "list": listing,
        "remove": remove,
    },
    default=("list",),
)


def _place(data: Path | None) -> tuple[Data, Path]:
    from kdgraph.graph.data import Data
    from kdgraph.graph.override_file import OVERRIDES_FILE
    from kdgraph.settings import settings

    folder = Data(settings(data=data).data)
    return folder, folder.path / OVERRIDES_FILE


def _write(
    kind: str,
    values: Mapping[str, Any],
    note: str | None,
    data: Path | None,
    snapshot: str | None,
    *,
    as_json: bool,
) -> None:
    from kdgraph.analysis.lineage.correcting import correct as corrected
    from kdgraph.graph.override_file import read_override_file

    folder, path = _place(data)
    change = corrected(path, folder.snapshot(snapshot), kind, values, note=note)
    written = [one for one in read_override_file(path) if one.kind == kind]
    if as_json:
        earlier = None if change.replaced is None else _told(change.replaced)
        write_json(
            {"path": path, "kind": kind, **values, "count": len(written), "replaced": earlier}
        )
        return
    blocks = [f"Written to {escape(path)}."]
    if change.replaced is not None:
        blocks.append(f"It took the place of: {_line(change.replaced)}")
    print_blocks(*blocks)


def _numbered(found: list[Correction]) -> list[tuple[int, Correction]]:
    counts: dict[str, int] = {}
    numbered = []
    for one in found:
        counts[one.kind] = counts.get(one.kind, 0) + 1
        numbered.append((counts[one.kind], one))
    return numbered


def _told(one: Correction) -> dict[str, Any]:
    return {"kind": one.kind, **one.values, **{key: list(two) for key, two in one.lists.items()}}


def _line(one: Correction) -> str:
    """Return a correction on one line, as markup."""
    values = {key: value for key, value in one.values.items() if key != "note"}
    parts = [f"{key} {escape(value) or 'none'}" for key, value in values.items()]
    parts += [f"{key} {escape(', '.join(names))}" for key, names in one.lists.items()]
    said = "; ".join(parts)
    dated = f" [dim]{one.date}[/]" if one.date else ""
    return f"{said}{dated}" + (f"\n[dim]{escape(one.note)}[/]" if one.note else "")
