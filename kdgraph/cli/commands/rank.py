"""Rank papers by a measure of influence.

Example: kdgraph rank pagerank --section Feature
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kdgraph.cli.options import SectionOption, TopOption
from kdgraph.cli.printing import escape, format_number, frame_table, grid, headed, two_columns
from kdgraph.cli.progress import spinner
from kdgraph.cli.views import Answer, view_command
from kdgraph.errors import InputError

if TYPE_CHECKING:
    from kdgraph.analysis.influence.explaining import Explanation, Variant
    from kdgraph.analysis.influence.ranking import Ranking
    from kdgraph.graph.snapshot import Snapshot
    from kdgraph.pipeline.whole import CoCited, WholeRanking

__all__ = ["rank"]

CHOICES = ("kdgraph.analysis.influence", "MEASURES")
"""The registry that ``--help`` lists."""


class Literature(StrEnum):
    """Among which papers others are ranked."""

    HERE = "here"
    WHOLE = "whole"


def _measures(
    *,
    measure: str | None,
    explain: str | None,
    section: str | None,
    least: int | None = None,
    literature: Literature = Literature.HERE,
    datasets: Path | None = None,
    co_cited: str | None = None,
    **_: Any,
) -> Answer | None:
    """Return the list of measures where none is named."""
    from kdgraph.analysis.influence import MEASURES

    if literature is Literature.WHOLE:
        if datasets is None:
            raise InputError(
                "--in whole needs --datasets DIR: a folder that `kdgraph datasets pull` filled"
            )
        if explain is not None or least is not None:
            raise InputError("--in whole cannot be combined with --explain or --least")
        return None
    if datasets is not None or co_cited is not None:
        raise InputError("--datasets and --co-cited are about the whole literature: add --in whole")
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
    literature: Annotated[
        Literature,
        typer.Option(
            "--in",
            help="here: the papers of the snapshot; whole: all papers of a release of the "
            "Semantic Scholar Datasets, by pagerank, citations or year-percentile.",
        ),
    ] = Literature.HERE,
    datasets: Annotated[
        Path | None,
        typer.Option(
            "--datasets",
            metavar="DIR",
            help="For --in whole: the folder that `kdgraph datasets pull` filled.",
        ),
    ] = None,
    release: Annotated[
        str | None,
        typer.Option("--release", help="For --in whole: which release.  [default: the newest]"),
    ] = None,
    engine: Annotated[
        str, typer.Option("--engine", help="For --in whole: duckdb, or spark.")
    ] = "duckdb",
    master: Annotated[
        str | None,
        typer.Option("--master", metavar="URL", help="For --engine spark: spark://HOST:7077."),
    ] = None,
    memory: Annotated[
        str, typer.Option("--memory", help="For --in whole: memory to use; the rest is on disk.")
    ] = "3GiB",
    co_cited: Annotated[
        str | None,
        typer.Option(
            "--co-cited",
            metavar="PAPER",
            help="For --in whole: the papers most often cited together with this one.",
        ),
    ] = None,
    data_folder: Path,
) -> Answer:
    """Rank papers by a measure of influence, or explain one paper's score.

    Without MEASURE, the measures are listed with what each says.

    With --in whole, the papers of the list are ranked among all papers of the literature. The first
    time takes hours for a full release; what was computed is kept in the data folder.
    """
    if literature is Literature.WHOLE:
        from kdgraph.pipeline.whole import WholeSource, co_cited_in_whole, rank_in_whole

        with spinner("Measuring the whole literature") as far:
            source = WholeSource(
                str(datasets),
                data_folder,
                release,
                engine,
                master,
                memory,
                lambda _, share: far(round(100 * share), 100),
            )
            if co_cited is not None:
                paper = view.find(co_cited)
                near = co_cited_in_whole(paper, view.identifiers, source, top=top)
                return near, _near(near, str(view.papers["title"].get(paper, "")))
            chosen = view.reading_list.papers_under(section)
            listed = view.papers.loc[list(view.reading_list.papers if chosen is None else chosen)]
            inside = rank_in_whole(
                listed, view.identifiers, source, measure=measure or "pagerank", top=top
            )
        return inside, _in_whole(inside)
    from kdgraph.analysis.influence.explaining import explain as explain_score
    from kdgraph.analysis.influence.ranking import rank as rank_papers

    if explain is not None:
        found = explain_score(view, str(measure), explain, top=top)
        return found, _explanation(found)
    ranking = rank_papers(view, str(measure), top=top, section=section, least=least)
    return ranking, _ranking(ranking)


def _in_whole(ranking: WholeRanking) -> Iterable[Any]:
    frame = ranking.frame.assign(
        paper=ranking.frame["title"].astype("str") + "  " + ranking.frame["paper_id"],
        of=[f"of {number:,}" for number in ranking.frame["ranked"]],
    )
    columns = {"rank": "rank", "of": "", "score": "score", "year": "year", "paper": "paper"}
    yield f"[bold]{escape(ranking.description)}[/]"
    yield (
        f"The best {len(frame):,} of the {ranking.found:,} papers of the list that were found, "
        f"of {ranking.asked:,}."
    )
    yield frame_table(frame, columns)


def _near(near: CoCited, title: str) -> Iterable[Any]:
    names = near.frame["paper_id"].astype("object")
    names = names.where(names.notna(), near.frame["corpusid"].map("corpus:{}".format))
    frame = near.frame.assign(paper=near.frame["title"].astype("str") + "  " + names.astype("str"))
    yield f"[bold]Most often cited together with {escape(title)}[/]"
    yield frame_table(frame, {"count": "cited with it", "year": "year", "paper": "paper"})


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
