"""A snapshot becomes files for other programs: one module for each format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from kdgraph.export._files import write_bundle, write_file
from kdgraph.export._report import ExportReport, provenance, reported
from kdgraph.export._selection import select
from kdgraph.graph.snapshot import Snapshot
from kdgraph.registry import Plugin, Registry, guarded

__all__ = [
    "EXPORTS",
    "Export",
    "ExportReport",
    "provenance",
    "reported",
    "select",
    "write_bundle",
    "write_file",
]

Export = Callable[[Snapshot, Path], ExportReport]
"""What one format is: it writes the snapshot to the path, whole or not at all, and reports."""


def _adopted(member: Any, plugin: Plugin) -> Export:
    """Return the export of another package, whose reports and errors name the package."""
    if not callable(member):
        raise TypeError(f"{plugin.target} is no function but {type(member).__name__}")
    export = guarded(member, plugin)

    def write(snapshot: Snapshot, path: Path) -> ExportReport:
        report = export(snapshot, path)
        if not isinstance(report, ExportReport):
            raise plugin.error(f"it returned no ExportReport but {type(report).__name__}")
        return replace(report, package=plugin.origin)

    write.__doc__ = member.__doc__
    return write


EXPORTS: Registry[Export] = Registry(
    "export format", "kdgraph.export", group="kdgraph.exports", adopt=_adopted
)
"""All export formats by name."""
