"""Show what papers are called in figures and tables, and why.

Example: kdgraph names --section Feature
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kdgraph.cli.options import SectionOption, TopOption
from kdgraph.cli.printing import escape, format_number, grid, two_columns
from kdgraph.cli.views import Answer, view_command

if TYPE_CHECKING:
    import pandas as pd

    from kdgraph.analysis.lineage.overrides import Overrides
    from kdgraph.graph.snapshot import Snapshot

__all__ = ["names"]


@view_command
def names(
    view: Snapshot,
    *,
    section: SectionOption = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also papers that are not on the list.")
    ] = False,
    top: TopOption = 100,
    overrides: Overrides,
) -> Answer:
    """Show the short name of each paper of the list, and what gave it that name.

    Names are the same in every figure, table and export of a snapshot. Where one is wrong, set it
    with [[name]] in overrides.toml in the data folder.
    """
    from kdgraph.analysis.names.paper_names import paper_names

    found = paper_names(overrides.named(view))
    chosen = view.reading_list.papers_under(section)
    if chosen is None:
        listed = view.reading_list.papers
        others = [one for one in found.index if one not in set(listed)] if everything else []
        chosen = (*listed, *others)
    table = found.loc[list(chosen)]
    given = overrides.names.names
    return (
        {"names": table, "by_hand": len(given), "by_hand_without_paper": _unmatched(overrides)},
        _printed(view, table, top),
    )


def _unmatched(overrides: Overrides) -> int:
    return len(overrides.names.problems)


def _printed(view: Snapshot, table: pd.DataFrame, top: int) -> Iterable[Any]:
    from kdgraph.analysis.names.paper_names import told_name

    titles = view.papers["title"].to_dict()
    lines = []
    for paper_id, name in table.head(top).iterrows():
        title = titles[str(paper_id)]
        said = f"{escape(title)} " if isinstance(title, str) else ""
        lines.append(
            (
                escape(name["name"]),
                f"{said}[dim]{paper_id}\n{escape(told_name(name))}[/]",
            )
        )
    more = f"; {len(table) - len(lines):,} more not shown" if len(table) > len(lines) else ""
    yield f"[bold]Names[/] of {len(table):,} papers{more}"
    yield two_columns(lines)
    kinds = table["kind"].value_counts(sort=False).sort_index()
    yield grid((escape(kind), format_number(count)) for kind, count in kinds.items())
