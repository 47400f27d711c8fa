"""Rank authors, or show the lineage of one.

Example: kdgraph authors "Geoffrey Hinton"
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from math import isnan
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kdgraph.cli.options import SectionOption, TopOption
from kdgraph.cli.printing import escape, frame_table, headed, scope
from kdgraph.cli.subcommands import SubCommands
from kdgraph.cli.views import Answer, view_command

if TYPE_CHECKING:
    import pandas as pd

    from kdgraph.analysis.authors.communities import CoauthorCommunities
    from kdgraph.analysis.authors.concentration import ListConcentration
    from kdgraph.analysis.authors.joins import AuthorJoins
    from kdgraph.analysis.authors.lineage import AuthorLineage
    from kdgraph.analysis.authors.ranking import AuthorRanking
    from kdgraph.analysis.lineage.overrides import Overrides
    from kdgraph.graph.snapshot import Snapshot

__all__ = ["authors"]


@view_command
def rank(
    view: Snapshot,
    *,
    measure: Annotated[
        str, typer.Option(help="Measure to rank by: pagerank, citations, papers, h-index, ...")
    ] = "pagerank",
    section: SectionOption = None,
    top: TopOption = 20,
    overrides: Overrides,  # noqa: ARG001  # what is wrong with them is told below
) -> Answer:
    """Rank authors by one of several measures.

    Example: kdgraph authors rank --measure h-index
    """
    from kdgraph.analysis.authors.ranking import rank_authors

    found = rank_authors(view, measure, top=top, section=section)
    return found, _ranking(found)


@view_command
def author(
    view: Snapshot,
    name: Annotated[str, typer.Argument(metavar="AUTHOR", help="Author id, or part of a name.")],
    *,
    top: TopOption = 20,
    overrides: Overrides,  # noqa: ARG001  # what is wrong with them is told below
) -> Answer:
    """Show what one author wrote, built on and gave rise to.

    Example: kdgraph authors author "Geoffrey Hinton"
    """
    from kdgraph.analysis.authors.lineage import author_lineage

    found = author_lineage(view, name, top=top)
    return found, _author(found)


@view_command
def communities(
    view: Snapshot,
    *,
    section: SectionOption = None,
    top: TopOption = 20,
    overrides: Overrides,  # noqa: ARG001  # what is wrong with them is told below
) -> Answer:
    """Show communities of co-authors: who writes with whom.

    Example: kdgraph authors communities --top 5
    """
    from kdgraph.analysis.authors.communities import coauthor_communities

    found = coauthor_communities(view, top=top, section=section)
    return found, _communities(found)


@partial(view_command, scope=None)
def concentration(
    view: Snapshot,
    *,
    section: SectionOption = None,
    top: TopOption = 20,
    overrides: Overrides,  # noqa: ARG001  # what is wrong with them is told below
) -> Answer:
    """Show who is on how many entries of the list, beside what chance would give.

    Example: kdgraph authors concentration
    """
    from kdgraph.analysis.authors.concentration import list_concentration

    found = list_concentration(view, top=top, section=section)
    return found, _concentration(found)


@view_command
def joined(
    view: Snapshot,
    *,
    top: TopOption = 100,
    overrides: Overrides,  # noqa: ARG001  # what is wrong with them is told below
) -> Answer:
    """List names that were joined into one author, with the evidence, and alike ones that were not.

    [[author]] in overrides.toml of the data folder joins and parts by hand.

    Example: kdgraph authors joined --top 10
    """
    from kdgraph.analysis.authors.joins import author_joins

    found = author_joins(view, top=top)
    return found, _joined(found)


authors = SubCommands(
    help="Rank authors, or show one author's lineage.\n\nWithout a sub-command: `kdgraph authors` "
    "ranks them, `kdgraph authors AUTHOR` shows one.",
    commands={
        "rank": rank,
        "author": author,
        "communities": communities,
        "concentration": concentration,
        "joined": joined,
    },
    default=("rank", "author"),
    flags={"--communities": "communities", "--concentration": "concentration"},
)


def _ranking(ranking: AuthorRanking) -> Iterable[Any]:
    names = {"rank": "", "score": "score", "papers": "papers", "listed_papers": "listed"}
    yield from (
        f"[bold]{escape(ranking.description)}[/]",
        f"The best {len(ranking.frame):,} of {ranking.ranked:,} authors"
        f"{scope(ranking.section, ranking.as_of)}.",
        frame_table(_marked(ranking.frame), {**names, "name": "author", "author_id": "id"}),
    )


def _marked(people: pd.DataFrame) -> pd.DataFrame:
    """Return authors with the mark of those whom another row may be behind their names."""
    marked = [
        f"{name} ({mark})" if mark else name
        for name, mark in zip(people["name"].fillna(""), people["also_as"], strict=True)
    ]
    return people.assign(name=marked)


def _joined(found: AuthorJoins) -> Iterable[Any]:
    yield from (
        f"[bold]Names of one author[/]{scope(None, found.as_of)}: {found.persons:,} people under "
        f"more than one name; of {found.rows_joined:,} joined rows {found.by_hand:,} by hand",
        frame_table(
            found.joined,
            {
                "row_name": "printed as",
                "name": "is",
                "papers": "papers",
                "basis": "by",
                "evidence": "evidence",
                "row_id": "id",
            },
        ),
        headed(
            f"Alike, and apart: {found.pairs_apart:,} pairs",
            frame_table(
                found.apart, {"row_name": "printed as", "other_name": "and", "reason": "reason"}
            ),
        ),
    )


def _author(own: AuthorLineage) -> Iterable[Any]:
    counts = own.counts
    papers = own.papers.assign(
        place=own.papers["position"].astype(str) + " of " + own.papers["authors"].astype(str)
    )
    people = {"citations": "citations", "weight": "weight", "name": "author", "author_id": "id"}
    works = {"own_papers": "own papers", "year": "year", "title": "paper"}
    yield from (
        f"[bold]{escape(own.name)}[/] [dim]{escape(own.author_id)}[/]",
        headed(
            f"Papers here: {len(papers):,}",
            frame_table(
                papers,
                {"year": "year", "cited_by": "cited by", "place": "author", "title": "paper"},
            ),
        ),
        *(
            headed(
                f"{heading}: {counts.get(name, len(frame)):,}",
                frame_table(_marked(frame) if "also_as" in frame else frame, columns),
            )
            for heading, name, frame, columns in (
                ("Builds on papers", "builds_on_papers", own.builds_on_papers, works),
                ("Builds on authors", "builds_on_authors", own.builds_on_authors, people),
                (
                    "Papers that build on this author's",
                    "built_on_by_papers",
                    own.built_on_by_papers,
                    works,
                ),
                (
                    "Authors who build on this author",
                    "built_on_by_authors",
                    own.built_on_by_authors,
                    people,
                ),
                (
                    "Wrote with",
                    "coauthors",
                    own.coauthors,
                    {
                        "papers": "papers",
                        "first_year": "from year",
                        "last_year": "to year",
                        "name": "author",
                    },
                ),
                (
                    "Printed also as",
                    "joined",
                    own.joined,
                    {"papers": "papers", "row_name": "name", "evidence": "evidence"},
                ),
                (
                    "May be the same person",
                    "alike",
                    own.alike,
                    {"papers": "papers", "name": "author", "author_id": "id"},
                ),
            )
            if len(frame)
        ),
    )


def _communities(groups: CoauthorCommunities) -> Iterable[Any]:
    firm = "undefined" if isnan(groups.modularity) else f"{groups.modularity:.2f}"
    yield from (
        f"[bold]Communities of co-authors[/]{scope(groups.section, groups.as_of)}: "
        f"{groups.found:,} in {groups.components_found:,} components, {groups.alone:,} authors "
        f"without co-authors; {escape(groups.method)}, modularity {firm}",
        frame_table(
            groups.communities,
            {
                "community": "",
                "authors": "authors",
                "papers": "papers",
                "listed_papers": "listed",
                "inside": "inside",
                "label": "around",
            },
        ),
    )


def _concentration(spread: ListConcentration) -> Iterable[Any]:
    from kdgraph.analysis.authors.concentration import LABELS

    yield from (
        f"[bold]Who is on the list[/]{scope(spread.section, spread.as_of)}: "
        f"{spread.authors_found:,} authors in {spread.authorships:,} places of {spread.counted:,} "
        f"counted entries of {spread.entries:,}",
        frame_table(
            _marked(spread.authors),
            {
                "rank": "",
                "entries": "entries",
                "expected": "by chance",
                "first": "first",
                "last": "last",
                "name": "author",
                "sections": "sections",
            },
        ),
        headed(
            "Compared with chance",
            frame_table(
                spread.measures.replace({"measure": LABELS}),
                {
                    "measure": "measure",
                    "value": "value",
                    "expected": "by chance",
                    "low": "from",
                    "high": "to",
                },
            ),
        ),
    )
