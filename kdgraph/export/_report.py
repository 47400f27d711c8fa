"""What an export wrote, and what must be said about the data in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path

from kdgraph._version import __version__
from kdgraph.export._selection import Selection
from kdgraph.graph.snapshot import Snapshot

__all__ = ["ExportReport", "provenance", "reported"]


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What one export did.

    `rows` counts what was written, by table or kind; `dropped` what was not, or was changed to fit
    the format, by what it was, and only where it is more than nothing. `not_selected` counts what a
    selection did not ask for, likewise. `package` is the one, with its version, that the format is
    from where it is not kdgraph's own.
    """

    format: str
    path: Path
    files: tuple[Path, ...]
    rows: Mapping[str, int]
    dropped: Mapping[str, int] = field(default_factory=dict)
    not_selected: Mapping[str, int] = field(default_factory=dict)
    package: str | None = None

    def __str__(self) -> str:
        """Say it in one to three lines.

        Examples
        --------
        >>> rows = {"papers": 2030, "citations": 10621}
        >>> print(ExportReport("graphml", Path("kd.graphml"), (), rows, {"stray characters": 3}))
        Wrote kd.graphml (graphml): 2,030 papers, 10,621 citations.
        Left out or changed to fit: 3 stray characters.
        """
        form = self.format if self.package is None else f"{self.format} of {self.package}"
        said = f"Wrote {self.path} ({form}): {_counted(self.rows)}."
        if self.dropped:
            said += f"\nLeft out or changed to fit: {_counted(self.dropped)}."
        if self.not_selected:
            said += f"\nNot selected: {_counted(self.not_selected)}."
        return said


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {what}" for what, count in counts.items())


def reported(
    snapshot: Snapshot,
    name: str,
    path: Path,
    rows: Mapping[str, int],
    *,
    files: tuple[Path, ...] | None = None,
    dropped: Mapping[str, int] | None = None,
) -> ExportReport:
    """Return the report of an export: one file by default, nothing dropped that counts none."""
    return ExportReport(
        format=name,
        path=path,
        files=(path,) if files is None else files,
        rows=rows,
        dropped={what: count for what, count in (dropped or {}).items() if count},
        not_selected=snapshot.not_selected if isinstance(snapshot, Selection) else {},
    )


def provenance(snapshot: Snapshot) -> dict[str, str | int]:
    """Return where the data of a snapshot come from, as plain facts in a fixed order."""
    manifest = snapshot.manifest
    facts: dict[str, str | int] = {
        "snapshot_id": snapshot.id,
        "snapshot_time": manifest.time.astimezone(UTC).isoformat(),
        "snapshot_version": manifest.version,
        "origins": "; ".join(manifest.origins),
        "list": manifest.list_id,
        "list_digest": manifest.list_digest,
        "exported_by": f"kdgraph {__version__}",
    }
    if snapshot.as_of_date is not None:
        facts["as_of"] = snapshot.as_of_date.isoformat()
        facts["undated_papers_left_out"] = snapshot.left_out
    if isinstance(snapshot, Selection):
        facts |= {f"selected_{name}": value for name, value in snapshot.criteria.items()}
        facts["not_selected"] = _counted(snapshot.not_selected)
    if snapshot.data_note is not None:
        facts["data_note"] = snapshot.data_note
    return facts
