"""Likely forebears as commands print them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from kdgraph.cli.printing import escape, headed, two_columns

if TYPE_CHECKING:
    from kdgraph.analysis.lineage.forebears import LikelyForebears
    from kdgraph.graph.snapshot import Snapshot

__all__ = ["forebear_blocks", "forebears_of"]


def forebears_of(view: Snapshot, paper_id: str, *, top: int = 3) -> LikelyForebears | None:
    """Return the likely forebears of a paper among the listed ones; None if its list was read."""
    from kdgraph.analysis.lineage.forebears import likely_forebears

    found = likely_forebears(view, [paper_id], top=top)
    return None if found.papers.at[paper_id, "list_read"] else found


def forebear_blocks(view: Snapshot, found: LikelyForebears) -> Iterable[Any]:
    """Yield what is inferred of one paper whose reference list was not read."""
    row = found.papers.iloc[0]
    titles = view.unscoped.papers["title"]
    lines = [
        (
            f"{one['score']:.2f}",
            f"{escape(str(titles[one['forebear_id']]))} [dim]{one['forebear_id']}[/] "
            f"({_both(one['common_citers'], row['cited'])}"
            f"{'' if one['likely'] else '; not likely enough'})",
        )
        for one in found.candidates.to_dict("records")
    ]
    yield headed(
        "Likely forebears, inferred: its reference list was not read",
        *([two_columns(lines)] if lines else []),
    )
    if isinstance(row["reason"], str):
        yield f"[dim]none is named: {escape(row['reason'])}[/]"
    else:
        chance = f"{row['chance']:.0%} of first ones with about this score were right"
        yield f"[dim]{escape(chance)}; {escape(found.measured)}[/]"


def _both(common: int, cited: int) -> str:
    return f"inferred: {common:,} of {cited:,} papers that cite it cite both"
