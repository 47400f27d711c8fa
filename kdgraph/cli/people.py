"""What authors tells people."""

from __future__ import annotations

from math import isnan

from rich.markup import escape

from kdgraph.analysis.authors.communities import CoauthorCommunities
from kdgraph.analysis.authors.concentration import ListConcentration
from kdgraph.analysis.authors.lineage import AuthorLineage
from kdgraph.analysis.authors.ranking import AuthorRanking
from kdgraph.cli.findings import notes_of
from kdgraph.cli.printing import frame_table, headed, print_blocks

__all__ = [
    "write_author",
    "write_author_ranking",
    "write_communities",
    "write_concentration",
]


def _scope(section: str | None, as_of: object) -> str:
    where = f", section {section!r}" if section else ""
    return escape(where) + (f", as of {as_of}" if as_of else "")


def write_author_ranking(ranking: AuthorRanking) -> None:
    """Print the best authors by one measure."""
    names = {"rank": "", "score": "score", "papers": "papers", "listed_papers": "listed"}
    print_blocks(
        f"[bold]{escape(ranking.description)}[/]",
        f"The best {len(ranking.frame):,} of {ranking.ranked:,} authors"
        f"{_scope(ranking.section, ranking.as_of)}.",
        frame_table(ranking.frame, {**names, "name": "author", "author_id": "id"}),
        *notes_of(ranking.notes, ranking.data_note),
    )


def write_author(own: AuthorLineage) -> None:
    """Print what an author wrote, built on and gave rise to."""
    counts = own.counts
    papers = own.papers.assign(
        place=own.papers["position"].astype(str) + " of " + own.papers["authors"].astype(str)
    )
    people = {"citations": "citations", "weight": "weight", "name": "author", "author_id": "id"}
    works = {"own_papers": "own papers", "year": "year", "title": "paper"}
    print_blocks(
        f"[bold]{escape(own.name)}[/] [dim]{escape(own.author_id)}[/]",
        headed(
            f"Papers here: {len(papers):,}",
            frame_table(
                papers,
                {"year": "year", "cited_by": "cited by", "place": "author", "title": "paper"},
            ),
        ),
        *(
            headed(f"{heading}: {counts[name]:,}", frame_table(frame, columns))
            for heading, name, frame, columns in (
                ("Builds on papers", "builds_on_papers", own.builds_on_papers, works),
                ("Builds on authors", "builds_on_authors", own.builds_on_authors, people),
                ("Papers that build on these", "built_on_by_papers", own.built_on_by_papers, works),
                ("Authors who do", "built_on_by_authors", own.built_on_by_authors, people),
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
            )
            if len(frame)
        ),
        *notes_of(own.notes, own.data_note),
    )


def write_communities(groups: CoauthorCommunities) -> None:
    """Print the largest communities of co-authors."""
    firm = "undefined" if isnan(groups.modularity) else f"{groups.modularity:.2f}"
    print_blocks(
        f"[bold]Communities of co-authors[/]{_scope(groups.section, groups.as_of)}: "
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
        *notes_of(groups.notes, groups.data_note),
    )


def write_concentration(spread: ListConcentration) -> None:
    """Print who is on how many entries, beside what chance would give."""
    print_blocks(
        f"[bold]Who is on the list[/]{_scope(spread.section, spread.as_of)}: "
        f"{spread.authors_found:,} authors in {spread.authorships:,} places of {spread.counted:,} "
        f"counted entries of {spread.entries:,}",
        frame_table(
            spread.authors,
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
            "Beside what chance gives",
            frame_table(
                spread.measures,
                {
                    "measure": "measure",
                    "value": "value",
                    "expected": "by chance",
                    "low": "from",
                    "high": "to",
                },
            ),
        ),
        *notes_of(spread.notes, spread.data_note),
    )
