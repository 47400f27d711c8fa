"""Where a figure comes from: enough to draw it again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from kdgraph._version import __version__
from kdgraph.figures.canvas.terms import Terms
from kdgraph.graph.snapshot import Snapshot

__all__ = ["Provenance", "provenance_of"]


@dataclass(frozen=True)
class Provenance:
    """Which data, which options and which version a drawing was made from.

    `options` are those of the figure's function; `date` is the day of the snapshot, `papers` and
    `citations` are what it holds, and `scope` is which of these are looked at, where not all are;
    `names` is the digest of the names that papers bear by hand, `authors` of what is said by hand
    of who is one author; None where nothing is. `packages` are those, with their versions, that
    the figure or its measure is from, where it is not kdgraph's own. `terms` are what its author
    asked of its looks.
    """

    figure: str
    snapshot_id: str
    date: str
    origins: tuple[str, ...]
    papers: int
    citations: int
    version: str
    as_of: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    theme: str = "light"
    data_note: str | None = None
    names: str | None = None
    authors: str | None = None
    packages: tuple[str, ...] = ()
    scope: str | None = None
    terms: Terms = field(default_factory=Terms)

    @property
    def typeface(self) -> str:
        """The typeface that words are measured and drawn in."""
        return self.terms.publisher.typeface

    def footer(self) -> str:
        """Return what stands below the figure, as one line.

        Examples
        --------
        >>> made = Provenance("timeline", "ba207eed", "2026-11-24", ("s2",), 2016, 10576, "0.1.0")
        >>> made.footer()
        'kdgraph 0.1.0 · snapshot ba207eed of 2026-11-24 · s2 · 2,016 papers, 10,576 citations'
        """
        parts = [
            f"kdgraph {self.version}",
            *self.packages,
            f"snapshot {self.snapshot_id} of {self.date}",
            *([f"as of {self.as_of}"] if self.as_of else []),
            ", ".join(self.origins),
            f"{self.papers:,} papers, {self.citations:,} citations",
            *([f"scope {self.scope}"] if self.scope else []),
        ]
        return " · ".join(parts)


def provenance_of(
    snapshot: Snapshot, figure: str, options: Mapping[str, Any], packages: Iterable[str] = ()
) -> Provenance:
    """Return the provenance of a figure that is drawn from a snapshot with these options."""
    when, data = snapshot.as_of_date, snapshot.unscoped
    return Provenance(
        figure=figure,
        snapshot_id=data.id,
        date=snapshot.manifest.time.astimezone(UTC).date().isoformat(),
        origins=tuple(snapshot.manifest.origins),
        papers=len(data.papers),
        citations=len(data.citations),
        version=__version__,
        as_of=None if when is None else when.isoformat(),
        options=dict(options),
        data_note=snapshot.data_note,
        names=snapshot.names_by_hand.digest,
        authors=snapshot.author_rules.digest,
        packages=tuple(packages),
        scope=None if data is snapshot else snapshot.scope.brief,
    )
