"""Show everything about one paper.

Example: kdgraph show "Deep Mutual Learning"
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kdgraph.cli.forebears import forebear_blocks, forebears_of
from kdgraph.cli.options import InferredOption
from kdgraph.cli.printing import escape, fields, grid, headed, two_columns
from kdgraph.cli.views import Answer, view_command

if TYPE_CHECKING:
    import pandas as pd

    from kdgraph.analysis.lineage.forebears import LikelyForebears
    from kdgraph.graph.card import Coverage, Neighbour, PaperCard
    from kdgraph.graph.snapshot import Snapshot

__all__ = ["show"]

_WITHOUT = {
    "not asked": "not asked",
    "elided": "withheld by the publisher",
    "failed": "failed",
}
"""What stands in the place of 0 where a reference list did not come at all."""


@partial(view_command, scope=None)
def show(
    view: Snapshot,
    paper: Annotated[
        str, typer.Argument(metavar="PAPER", help="Paper id, arXiv id, DOI or part of a title.")
    ],
    *,
    top: Annotated[int, typer.Option(min=1, help="Maximum number of papers in each list.")] = 10,
    inferred: InferredOption = True,
) -> Answer:
    """Show one paper: what it is, its place in the list, what it cites and who cites it."""
    from kdgraph.analysis.names.paper_names import paper_names
    from kdgraph.graph.card import paper_card

    card = paper_card(view, view.find(paper), top=top)
    name: Any = paper_names(view).loc[card.paper_id]
    likely = forebears_of(view, card.paper_id) if inferred else None
    answer = {**fields(card), "name": name.drop("brief").to_dict(), "likely_forebears": likely}
    return answer, _card(view, card, name, likely)


def _card(
    view: Snapshot, card: PaperCard, name: pd.Series[Any], likely: LikelyForebears | None
) -> Iterable[Any]:
    from kdgraph.analysis.names.paper_names import told_name

    year = str(card.year) if card.year is not None else "year unknown"
    named = [part for part in (card.venue, year) if part]
    if card.venue and year in card.venue.split():  # such as CVPR 2018
        named = [card.venue]
    published = ", ".join(named)
    if card.first_year is not None and card.first_year != card.year:
        published += f" (public since {card.first_year})"
    shown = [", ".join(card.authors[:8]) + (" and others" if len(card.authors) > 8 else "")]
    rows = [
        ("id", card.paper_id),
        ("name", f"{escape(name['name'])} [dim]({escape(told_name(name))})[/]"),
        ("authors", escape(shown[0]) or "unknown"),
        ("published", escape(published)),
        ("links", escape(" ".join(card.links)) or "none known"),
    ]
    for place in card.places:
        rows.append(
            (
                "on the list",
                f"{escape(place.section or '(no section)')}, line {place.line}, matched by "
                f"{place.method} (confidence {place.confidence:.2f}: {escape(place.reason)})",
            )
        )
        rows.extend(("code", escape(url)) for url in place.code_links)
    if card.tldr or card.abstract:
        rows.append(
            ("summary" if card.tldr else "abstract", escape(card.tldr or card.abstract or ""))
        )
    rows.extend((f"its {known.direction}", _coverage_text(known)) for known in card.coverage)
    yield f"[bold]{escape(card.title)}[/]"
    yield grid(rows)
    states = {known.direction: known.state for known in card.coverage}
    cites = _how_many(card.reference_count, len(card.references), states.get("references"))
    if not card.reference_count:
        cites = _WITHOUT.get(states.get("references", "not asked"), cites)
    yield from _neighbour_block(f"Cites, inside this corpus: {cites}", card.references)
    if likely is not None:
        yield from forebear_blocks(view, likely)
    cited_by = _how_many(card.citation_count, len(card.citations), states.get("citations"))
    yield from _neighbour_block(f"Is cited by, inside this corpus: {cited_by}", card.citations)


def _coverage_text(known: Coverage) -> str:
    parts = [known.state if known.origin is None else f"{known.state} ({known.origin})"]
    if known.fetched is not None:
        parts.append(f"{known.fetched:,} rows fetched")
    if known.reported is not None:
        parts.append(f"{known.reported:,} reported by the source")
    if known.unresolved:
        parts.append(f"{known.unresolved:,} without a paper record")
    if known.outside:
        parts.append(f"{known.outside:,} outside this corpus")
    if known.reason:
        parts.append(known.reason)
    if known.failure:
        parts.append(known.failure)
    return escape(", ".join(parts))


def _how_many(total: int, shown: int, state: str | None) -> str:
    """Count citations; of a list that did not come whole, others may be there."""
    more = f", {total - shown:,} more not shown" if total > shown else ""
    if state == "complete":
        return f"{total:,}{more}"
    return f"{total:,} known{more}" if total else "none known"


def _neighbour_block(heading: str, papers: Sequence[Neighbour]) -> Iterable[Any]:
    lines = []
    for paper in papers:
        star = "[yellow]*[/] " if paper.listed else ""
        name = f"{star}{escape(paper.title)} [dim]{paper.paper_id}[/]"
        if paper.mentions is not None:
            least = "" if paper.mentions_exact else "at least "
            times = "once" if paper.mentions == 1 else f"{paper.mentions:,} times"
            name += f" [dim](named {least}{times})[/]"
        lines.append((str(paper.year or "?"), name))
        for text, place in list(zip(paper.sentences, paper.places, strict=True))[:2]:
            where = f" [dim]({escape(place)})[/]" if place else ""
            lines.append(("", f"[dim italic]“{escape(text)}”[/]{where}"))
    yield headed(heading, *([two_columns(lines)] if lines else []))
