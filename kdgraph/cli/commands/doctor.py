"""Check installation, service, disk and data folder.

Example: kdgraph doctor --live
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kdgraph.cli.options import ApiKey, ApiUrl, ArxivUrl, AsJson, DataOption
from kdgraph.cli.printing import escape, inset, print_blocks, room, stack, write_json
from kdgraph.errors import PluginWarning

if TYPE_CHECKING:
    from kdgraph.pipeline import Check
    from kdgraph.registry import Plugin

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
    from kdgraph.pipeline import diagnose
    from kdgraph.settings import settings

    checks = (
        *diagnose(
            settings(data=data, api_url=api_url, api_key=api_key, arxiv_url=arxiv_url), live=live
        ),
        *_of_other_packages(),
    )
    wrong = any(check.state == "wrong" for check in checks)
    if as_json:
        write_json({"checks": checks, "exit_code": int(wrong)})
    else:
        print_blocks(_table(checks))
    raise typer.Exit(int(wrong))


def _of_other_packages() -> Iterator[Check]:
    """Yield a check for each package that offers measures, figures, list formats or exports."""
    from kdgraph.analysis.influence import MEASURES
    from kdgraph.export import EXPORTS
    from kdgraph.figures import FIGURES
    from kdgraph.lists import LIST_FORMATS
    from kdgraph.pipeline import Check
    from kdgraph.registry import unknown_groups

    found: dict[str, list[Plugin]] = {}
    families = (MEASURES, FIGURES, LIST_FORMATS, EXPORTS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PluginWarning)  # each is told below
        for family in families:
            for plugin in family.plugins():
                found.setdefault(plugin.origin, []).append(plugin)
    for origin, plugins in sorted(found.items()):
        usable = ", ".join(f"{one.kind} {one.name}" for one in plugins if not one.problem)
        if usable:
            yield Check("extension", "good", f"{origin}: {usable}")
        for one in plugins:
            if one.problem:
                advice = f"update {one.package}, tell its authors, or uninstall it"
                yield Check("extension", "wrong", f"{one}: {one.problem}", advice)
    groups = [family.group for family in families if family.group]
    for origin, group in unknown_groups(groups):
        yield Check(
            "extension",
            "note",
            f"{origin} offers something as {group!r}, which kdgraph does not look at",
            f"groups of entry points are {', '.join(groups)}",
        )


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
