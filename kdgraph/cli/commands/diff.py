"""Show what changed between two snapshots, and which citations tipped a path or a parent.

Example: kdgraph diff
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kdgraph.cli.options import AsJson, DataOption, FieldLeastOption, TopOption, scope_option
from kdgraph.cli.printing import (
    escape,
    grid,
    headed,
    notes_of,
    plural,
    print_blocks,
    two_columns,
    write_json,
)

if TYPE_CHECKING:
    from kdgraph.curate.diffing import SnapshotDiff
    from kdgraph.graph.data import Data
    from kdgraph.graph.snapshot import Snapshot

__all__ = ["diff"]


def diff(
    first: Annotated[
        str | None,
        typer.Argument(
            metavar="A", help="The earlier snapshot.  [default: the one before the later]"
        ),
    ] = None,
    second: Annotated[
        str | None,
        typer.Argument(metavar="B", help="The later snapshot.  [default: the current one]"),
    ] = None,
    *,
    by: Annotated[
        str,
        typer.Option("--by", metavar="MEASURE", help="Measure whose ranks are compared."),
    ] = "citations",
    scope: scope_option("all for ranks, field for the main path") = None,  # type: ignore[valid-type]  # made by a function
    field_least: FieldLeastOption = None,
    top: TopOption = 10,
    data: DataOption = None,
    as_json: AsJson = False,
) -> None:
    """Show which papers, citations, entries, matches and ranks came, went or moved.

    Where the main path or a primary parent changed, the citations that tipped it are named: with
    these taken back it is as before. Snapshots are named by id; a unique prefix is enough.
    """
    from kdgraph.cli.progress import spinner
    from kdgraph.curate.diffing import diff as compared
    from kdgraph.graph.data import Data
    from kdgraph.settings import settings

    folder = Data(settings(data=data).data)
    later = folder.snapshot(second)
    earlier = folder.snapshot(first if first is not None else _before(folder, later))
    with spinner("comparing the snapshots"):
        found = compared(
            earlier,
            later,
            by=by,
            scope=None if scope is None else str(scope),
            field_least=field_least,
        )
    if as_json:
        write_json(found, changed=found.changed)
    else:
        print_blocks(*_blocks(found, partial(_title, later, earlier), top))


def _before(folder: Data, later: Snapshot) -> str:
    """Return the id of the snapshot before another one."""
    from kdgraph.errors import InputError

    ids = [manifest.id for manifest in folder.snapshots()]
    place = ids.index(later.id) if later.id in ids else 0
    if place == 0:
        raise InputError(
            f"there is no snapshot before {later.id} in {folder.path}; "
            f"it holds {', '.join(ids) or 'none'}. Build again later, or name two"
        )
    return ids[place - 1]


def _title(later: Snapshot, earlier: Snapshot, paper_id: object) -> str:
    for snapshot in (later, earlier):
        if paper_id in snapshot.papers.index:
            title = snapshot.papers["title"].get(str(paper_id))
            if isinstance(title, str):
                return title
    return str(paper_id)


def _blocks(found: SnapshotDiff, title: Callable[[object], str], top: int) -> Iterable[Any]:
    yield f"[bold]From {escape(found.first)} to {escape(found.second)}[/]"
    if not found.changed:
        yield "Nothing changed."
        yield from notes_of(found.notes, None)
        return
    yield grid((name, _counts(getattr(found, name))) for name in ("papers", "citations", "entries"))
    listed = found.papers[found.papers["listed"].astype(bool)]
    yield from _table("Papers, the listed ones first", [
        (row["change"], f"{escape(str(row['title']))} [dim]{escape(_was(row))}[/]")
        for row in [*listed.to_dict("records"), *found.papers.drop(listed.index).to_dict("records")]
    ], top)  # fmt: skip
    yield from _table("Entries of the list", [
        (row["change"], f"{escape(str(row['title']))} [dim]{escape(_moved(row))}[/]")
        for row in found.entries.to_dict("records")
    ], top)  # fmt: skip
    yield from _table("Entries that are another paper now", [
        (
            "",
            f"{escape(str(row['title']))} "
            f"[dim]{escape(_moved(row))}; {escape(str(row['reason']))}[/]",
        )
        for row in found.matches.to_dict("records")
    ], top)  # fmt: skip
    yield from _table(f"Ranks by {found.measure}, among the papers of both", [
        (
            f"{row['before']:,} -> {row['now']:,}",
            f"{escape(str(row['title']))}",
        )
        for row in found.ranks.to_dict("records")
    ], top)  # fmt: skip
    yield from _path(found, title)
    yield from _table("Primary parents", [
        (
            "",
            f"{escape(str(row['title']))}\n[dim]from {escape(_named(row['before'], title))} to "
            f"{escape(_named(row['now'], title))}: {escape(str(row['why']))}[/]",
        )
        for row in found.parents.to_dict("records")
    ], top)  # fmt: skip
    yield from notes_of(found.notes, None)


def _counts(table: Any) -> str:
    kinds = table["change"].value_counts(sort=False)
    return ", ".join(f"{count:,} {kind}" for kind, count in kinds.items()) or "the same"


def _table(heading: str, lines: list[tuple[str, str]], top: int) -> Iterable[Any]:
    if not lines:
        return
    shown = lines[:top]
    if len(lines) > top:
        shown.append(("", f"[dim]and {len(lines) - top:,} more (--top)[/]"))
    yield headed(f"{heading} ({len(lines):,})", two_columns(shown))


def _was(row: dict[Any, Any]) -> str:
    return f"was {row['was']}" if isinstance(row["was"], str) else ""


def _moved(row: dict[Any, Any]) -> str:
    before, now = (v if isinstance(v, str) else "none" for v in (row["before"], row["now"]))
    return f"{before} -> {now}"


def _named(paper_id: object, title: Callable[[object], str]) -> str:
    return f'"{title(paper_id)}"' if isinstance(paper_id, str) else "none"


def _path(found: SnapshotDiff, title: Callable[[object], str]) -> Iterable[Any]:
    path = found.path
    if not path.changed:
        yield f"The main path is the same ({escape(path.scope)})."
        return
    lines = [("came", escape(title(paper_id))) for paper_id in path.came]
    lines += [("went", escape(title(paper_id))) for paper_id in path.went]
    if not lines:
        lines = [("", plural(len(path.arcs), "citation") + " between the same papers")]
    lines.append(("why", escape(path.explanation)))
    lines += [
        (
            f"[dim]{row['change']}[/]",
            f"[dim]{escape(title(row['citing_id']))} -> {escape(title(row['cited_id']))}[/]",
        )
        for row in path.tipped.to_dict("records")
    ]
    yield headed(f"The main path ({path.scope})", two_columns(lines))
