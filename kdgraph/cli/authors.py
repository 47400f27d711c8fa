"""`kdgraph authors`: who carried the field, who is on the list, one author's own lineage."""

from __future__ import annotations

from typing import Annotated

import typer

from kdgraph.cli.options import (
    AsJson,
    AsOfOption,
    DataOption,
    SectionOption,
    SnapshotOption,
    TopOption,
)

__all__ = ["authors"]


def authors(
    author: Annotated[
        str | None,
        typer.Argument(metavar="AUTHOR", help="A name or an id: this author's own lineage."),
    ] = None,
    *,
    measure: Annotated[
        str, typer.Option(help="pagerank, citations, papers, h_index, ...: what to rank by.")
    ] = "pagerank",
    communities: Annotated[
        bool, typer.Option("--communities", help="Who writes with whom: groups of co-authors.")
    ] = False,
    concentration: Annotated[
        bool, typer.Option("--concentration", help="Who is on how many entries of the list.")
    ] = False,
    section: SectionOption = None,
    as_of: AsOfOption = None,
    top: TopOption = 20,
    data: DataOption = None,
    snapshot: SnapshotOption = None,
    as_json: AsJson = False,
) -> None:
    """Rank authors, or show one author's lineage, the groups of co-authors, or who is listed."""
    from kdgraph.analysis.authors.communities import coauthor_communities
    from kdgraph.analysis.authors.concentration import list_concentration
    from kdgraph.analysis.authors.lineage import author_lineage
    from kdgraph.analysis.authors.ranking import rank_authors
    from kdgraph.cli import people, printing
    from kdgraph.errors import InputError
    from kdgraph.graph.data import Data
    from kdgraph.settings import settings

    if (author is not None) + communities + concentration > 1:
        raise InputError("give one of AUTHOR, --communities and --concentration, or none of them")
    if author is not None and section is not None:
        raise InputError("--section does not go with an author: their papers are shown by section")
    view = Data(settings(data=data).data).snapshot(snapshot, as_of=as_of)
    if author is not None:
        own = author_lineage(view, author, top=top)
        printing.write_json(own) if as_json else people.write_author(own)
    elif communities:
        groups = coauthor_communities(view, top=top, section=section)
        printing.write_json(groups) if as_json else people.write_communities(groups)
    elif concentration:
        spread = list_concentration(view, top=top, section=section)
        printing.write_json(spread) if as_json else people.write_concentration(spread)
    else:
        ranking = rank_authors(view, measure, top=top, section=section)
        printing.write_json(ranking) if as_json else people.write_author_ranking(ranking)
