"""Check installation, service, disk and data folder.

Example: kdgraph doctor --live
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kdgraph.cli.options import ApiKey, ApiUrl, ArxivUrl, AsJson, DataOption
from kdgraph.cli.printing import escape, inset, print_blocks, room, stack, write_json

if TYPE_CHECKING:
    from kdgraph.pipeline import Check

__all__ = ["doctor"]

_NARROW = 60  # columns; below, three of them side by side leave too few for the text
_MARKS = {"good": "[green]ok[/]", "note": "[yellow]note[/]", "wrong": "[red]wrong[/]"}


def doctor(
    *,
    data: DataOption = None,
    api_url: ApiUrl = None,
    api_key: ApiKey = None,
    arxiv_url: ArxivUrl = None,
    live: Annotated[
        bool, typer.Option("--live", help="Send one real request to the service, with the key.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check versions, key, services, disk and snapshots; end with 1 if something is wrong."""
    from kdgraph.analysis.influence import MEASURES
    from kdgraph.export import EXPORTS
    from kdgraph.figures import FIGURES
    from kdgraph.pipeline import diagnose, diagnose_extensions
    from kdgraph.settings import settings

    checks = (
        *diagnose(
            settings(data=data, api_url=api_url, api_key=api_key, arxiv_url=arxiv_url), live=live
        ),
        _fonts(),
        *diagnose_extensions(MEASURES, FIGURES, EXPORTS),
    )
    wrong = any(check.state == "wrong" for check in checks)
    if as_json:
        write_json({"checks": checks, "exit_code": int(wrong)})
    else:
        print_blocks(_table(checks))
    raise typer.Exit(int(wrong))


def _fonts() -> Check:
    """Say with which fonts figures are drawn: ours, and the system's for Chinese and the like."""
    from kdgraph.figures.canvas.typography import wide_font
    from kdgraph.pipeline import Check

    beside = wide_font() or "none for Chinese"
    return Check("fonts", "good", f"kdgraph's own and {beside}")


def _table(checks: Sequence[Check]) -> Any:
    """Return one line per check, with advice below where there is any; stacked if narrow."""
    from rich.table import Table

    if room() < _NARROW:
        return stack(*(_stacked(check) for check in checks))
    table = Table.grid(padding=(0, 2))
    table.add_column(min_width=5)
    table.add_column(min_width=16)
    table.add_column(max_width=76)
    for check in checks:
        advice = f"\n[dim]{escape(check.advice)}[/]" if check.advice else ""
        table.add_row(_MARKS[check.state], check.name, escape(check.found) + advice)
    return table


def _stacked(check: Check) -> Any:
    found = escape(check.found) + (f"\n[dim]{escape(check.advice)}[/]" if check.advice else "")
    return stack(f"{_MARKS[check.state]} [bold]{check.name}[/]", inset(found))
