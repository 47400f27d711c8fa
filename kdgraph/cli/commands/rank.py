"""Rank papers by a measure of influence.

Example: kdgraph rank pagerank --section Feature
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kdgraph.cli.options import SectionOption, TopOption
from kdgraph.cli.printing import escape, format_number, frame_table, grid, headed, two_columns
from kdgraph.cli.views import Answer, view_command
from kdgraph.errors import InputError

if TYPE_CHECKING:
    from kdgraph.analysis.influence.explaining import Explanation, Variant
    from kdgraph.analysis.influence.ranking import Ranking
    from kdgraph.graph.snapshot import Snapshot

__all__ = ["rank"]

CHOICES = ("kdgraph.analysis.influence", "MEASURES")
"""The registry that ``--help`` lists."""


def _measures(
    *,
    measure: str | None,
    explain: str | None,
    section: str | None,
    least: int | None = None,
    **_: Any,
) -> Answer | None:
    """Return the list of measures where none is named."""
    from kdgraph.analysis.influence import MEASURES

    if measure is None and explain is not None:
        raise InputError("--explain needs a MEASURE too, such as pagerank")
    if explain is not None and section is not None:
        raise InputError(
            "--section cannot be combined with --explain: a score always refers to the whole "
            "literature"
        )
    if explain is not None and least is not None:
        raise InputError("--least cannot be combined with --explain; leave one of them out")
    if measure is not None:
        return None
    meanings = {name: MEASURES.meaning(name) for name in MEASURES}
    lines = ((name.replace("_", "-"), escape(meaning)) for name, meaning in meanings.items())
    return {"measures": meanings}, (two_columns(rows) for rows in [lines])


@partial(view_command, before=_measures)
def rank(
    view: Snapshot,
    measure: Annotated[
        str | None,
        typer.Argument(
            metavar="MEASURE",
            help="One of the measures above.  [default: list them with their meanings]",
        ),
    ] = None,
    *,
    explain: Annotated[
        str | None,
        typer.Option(
            "--explain",
            metavar="PAPER",
            help="Explain the score of one paper instead of ranking.",
        ),
    ] = None,
    section: SectionOption = None,
    top: TopOption = 20,
    least: Annotated[
        int | None,
        typer.Option(
            "--least",
            min=1,
            help="How much a score must rest on: papers around one (disruption), citations, or "
            "peers. Scores that rest on less are undefined.",
        ),
    ] = None,
) -> Answer:
    """Rank papers by a measure of influence, or explain one paper's score.

    Without MEASURE, the measures are listed with what each says.
    """
    from kdgraph.analysis.influence.explaining import explain as explain_score
    from kdgraph.analysis.influence.ranking import rank as rank_papers

    if explain is not None:
        found = explain_score(view, str(measure), explain, top=top)
        return found, _explanation(found)
    ranking = rank_papers(view, str(measure), top=top, section=section, least=least)
    return ranking, _ranking(ranking)


def _ranking(ranking: Ranking) -> Iterable[Any]:
    where = f" of the section {ranking.section!r}" if ranking.section else ""
    when = f", as of {ranking.as_of}" if ranking.as_of else ""
    frame = ranking.frame.assign(
        mark=ranking.frame["listed"].map({True: "*", False: ""}),
        paper=ranking.frame["title"].astype("str") + "  " + ranking.frame["paper_id"],
    )
    columns = {"rank": "", "score": "score", "year": "year", "mark": "", "paper": "paper"}
    yield f"[bold]{escape(ranking.description)}[/]"
    yield (
        f"The best {len(frame):,} of {ranking.ranked:,} papers{escape(where)}{when}, on a graph of "
        f"{ranking.papers:,} papers and {ranking.citations:,} citations; * = on the list."
    )
    yield frame_table(frame, columns)


def _explanation(found: Explanation) -> Iterable[Any]:
    place = f"{found.rank:,} of {found.ranked:,}" if found.rank else "none (undefined here)"
    rows = [
        ("score", f"[bold]{format_number(found.score, 6)}[/]"),
        ("rank", place),
        *((name.replace("_", " "), format_number(value)) for name, value in found.details.items()),
        *(
            (f"not from citations: {name}", format_number(value))
            for name, value in found.own.items()
        ),
        ("cited by", f"{found.citations:,} papers here"),
        ("without self-citations", _variant(found.without_self_citations, "self-citations")),
        ("without surveys", _variant(found.without_surveys, "citations by surveys")),
    ]
    columns = {"year": "year", "title": "citing paper", "references": "coverage"}
    if found.additive:
        columns = {"share": "share", **columns}
    heading = f"[bold]{escape(found.title)}[/]"
    yield f"{heading} ({found.year})" if found.year else heading
    yield escape(found.description)
    yield grid((name, value if name == "score" else escape(value)) for name, value in rows)
    yield headed(
        f"Strongest citing papers, of {found.citations:,}", frame_table(found.citers, columns)
    )
    yield f"[dim]{escape(found.how)}[/]"
    yield headed(
        "Share of the score by coverage of the citing papers' reference lists",
        frame_table(
            found.coverage.reset_index(),
            {"state": "coverage", "citing": "citing papers", "share": "share"},
        ),
    )


def _variant(variant: Variant, what: str) -> str:
    if not variant.left_out_here:
        return f"no {what} here; rank {format_number(variant.rank)} when all papers lose theirs"
    names = f", {variant.by_name_only:,} of them by name alone" if variant.by_name_only else ""
    return (
        f"rank {format_number(variant.rank)}, score {format_number(variant.score)} "
        f"({variant.left_out_here:,} {what} left out{names})"
    )
