"""Show which listed papers a survey cites, misses and names first.

Example: kdgraph survey 2006.05525 --format latex -o related-work.tex
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kdgraph.cli.options import AsJson, AsOfOption, DataOption, SectionOption, SnapshotOption
from kdgraph.cli.printing import (
    escape,
    format_number,
    frame_table,
    headed,
    plural,
    print_blocks,
    two_columns,
    write_json,
    write_text,
)
from kdgraph.cli.views import print_answer

if TYPE_CHECKING:
    from kdgraph.analysis.groups.survey_lists import SurveyCoverage
    from kdgraph.graph.snapshot import Snapshot

__all__ = ["survey"]


class Form(StrEnum):
    """How the answer is printed."""

    TEXT = "text"
    MARKDOWN = "markdown"
    LATEX = "latex"


def survey(
    papers: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PAPER",
            help="Surveys: id, DOI or part of a title; on the list or not.  [default: the surveys "
            "of the list]",
        ),
    ] = None,
    *,
    section: SectionOption = None,
    form: Annotated[
        Form,
        typer.Option(
            "--format",
            help="text, or a draft of a table of related work in markdown (keys as [@key]) or "
            "latex (\\cite); the keys are those of `kdgraph export bibtex`.",
        ),
    ] = Form.TEXT,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write the table there."),
    ] = None,
    top: Annotated[
        int, typer.Option("--top", min=1, help="Maximum number of papers to print of each kind.")
    ] = 20,
    as_of: AsOfOption = None,
    data: DataOption = None,
    snapshot: SnapshotOption = None,
    as_json: AsJson = False,
) -> None:
    """Show which listed papers each survey cites, misses and names first, and their overlap.

    A paper counts as missed only where the survey's reference list was read to the end, or the
    paper's citations were. Papers younger than the survey stand apart.
    """
    from kdgraph.analysis.groups.survey_lists import survey_coverage
    from kdgraph.errors import InputError
    from kdgraph.export.related_work import related_work_table
    from kdgraph.files import write_file_atomically
    from kdgraph.graph.data import Data
    from kdgraph.settings import settings

    if output is not None and form is Form.TEXT:
        raise InputError("--output writes a table; add --format markdown or --format latex")
    view = Data(settings(data=data).data).snapshot(snapshot, as_of=as_of)
    found = survey_coverage(view, papers or (), section=section)
    table = None if form is Form.TEXT else related_work_table(view, found, form.value)
    if output is not None and table is not None:
        write_file_atomically(output, table.encode(), how="")
    if as_json:
        write_json(found, table=table, output=output)
    elif table is None:
        print_answer(found, _blocks(view, found, top), view)
    elif output is None:
        write_text(table)
    else:
        count = plural(found.papers["paper_id"].nunique(), "paper")
        print_blocks(
            escape(f"{count} by {plural(len(found.surveys), 'survey')} written to {output}.")
        )


def _blocks(view: Snapshot, found: SurveyCoverage, top: int) -> Iterable[Any]:
    from kdgraph.analysis.names.paper_names import short_names

    where = f" of the section {found.section!r}" if found.section else ""
    listed = found.papers["paper_id"].nunique()
    if not len(found.surveys):
        yield "No survey."
        return
    others = listed - len(set(found.surveys.index) & set(found.papers["paper_id"]))
    yield escape(
        f"{plural(len(found.surveys), 'survey')} and {plural(listed, 'listed paper')}{where}; "
        f"{found.cited_by[0]:,} of the {others:,} that are none of these surveys are not known "
        "to be cited by any."
    )
    shown = found.surveys
    columns = {"name": "survey", "references": "references", "cites": "cites", "misses": "misses"}
    beside = {"not_found": "not found", "younger": "younger", "not_read": "not read"}
    columns |= {name: heading for name, heading in beside.items() if shown[name].any()}
    if found.compares:
        columns["first"] = "first"
    yield frame_table(shown, columns)
    names = short_names(view, found.papers["paper_id"].unique())
    names |= {str(one): str(name) for one, name in shown["name"].items()}
    if len(found.overlap):
        yield headed("Overlap", two_columns(_overlap(found, names)))
    for survey_id, row in shown.iterrows():
        yield headed(
            f"{row['name']}: {row['title']}", two_columns(_lists(found, str(survey_id), top))
        )


def _overlap(found: SurveyCoverage, names: dict[str, str]) -> Iterable[tuple[str, str]]:
    for row in found.overlap.to_dict("records"):
        one, other = names[row["first_id"]], names[row["second_id"]]
        sure = "" if row["certain"] else ", as far as was read"
        yield (
            f"{row['both']:,}",
            escape(
                f"cited by both {one} and {other}; {row['first_only']:,} by the first alone, "
                f"{row['second_only']:,} by the second alone "
                f"(Jaccard {format_number(row['jaccard'], 2)}{sure})"
            ),
        )
    for times, count in found.cited_by.items():
        by = "none" if times == 0 else f"{times:,}"
        if count:
            yield f"{count:,}", f"[dim]cited by {by} of the surveys, as far as is known[/]"


def _lists(found: SurveyCoverage, survey_id: str, top: int) -> Iterable[tuple[str, str]]:
    from kdgraph.analysis.groups.survey_lists import (
        CITES,
        MISSES,
        NOT_FOUND,
        NOT_READ,
        YOUNGER,
    )

    kinds = {state: found.of(survey_id, state) for state in (CITES, MISSES, NOT_FOUND)}
    if found.compares:
        kinds["names first"] = kinds[CITES][kinds[CITES]["first"]]
    for kind, papers in kinds.items():
        for number, paper in enumerate(papers.head(top).to_dict("records")):
            year = "no year" if paper["year"] is None else str(paper["year"])
            left = f"{kind} {len(papers):,}" if number == 0 else ""
            yield left, f"{escape(str(paper['title']))} [dim]({year})[/]"
        if len(papers) > top:
            yield "", f"[dim]and {len(papers) - top:,} more (--top)[/]"
    for state in (YOUNGER, NOT_READ):
        if count := len(found.of(survey_id, state)):
            why = (
                "appeared after the survey"
                if state == YOUNGER
                else "no reference list that would tell was read; this does not mean missed"
            )
            yield f"{state} {count:,}", f"[dim]{why}[/]"
