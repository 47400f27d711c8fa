"""A snapshot becomes files for other programs: one module for each format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kdgraph.export._report import ExportReport
from kdgraph.export._selection import select
from kdgraph.graph.snapshot import Snapshot
from kdgraph.registry import Registry

__all__ = ["EXPORTS", "Export", "ExportReport", "select"]

Export = Callable[[Snapshot, Path], ExportReport]
"""What one format is: it writes the snapshot to the path, whole or not at all, and reports."""

EXPORTS: Registry[Export] = Registry("export format", "kdgraph.export")
"""All export formats by name."""
