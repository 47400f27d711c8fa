"""`kdgraph show`: everything about one paper."""

from __future__ import annotations

from typing import Annotated

import typer

from kdgraph.cli.options import AsJson, DataOption, SnapshotOption

__all__ = ["show"]


def show(
    paper: Annotated[
        str, typer.Argument(metavar="PAPER", help="Paper id, arXiv id, DOI or part of a title.")
    ],
    *,
    data: DataOption = None,
    snapshot: SnapshotOption = None,
    top: Annotated[int, typer.Option(min=1, help="Most papers in each list.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Show one paper: what it is, its place in the list, what it cites and who cites it."""
    from kdgraph.cli import printing, text
    from kdgraph.graph.card import paper_card
    from kdgraph.graph.data import Data
    from kdgraph.settings import settings

    opened = Data(settings(data=data).data).snapshot(snapshot)
    card = paper_card(opened, opened.find(paper), top=top)
    if as_json:
        printing.write_json(card)
    else:
        text.write_card(card, note=opened.data_note)
