"""Plan what to read of the list, prerequisites first, as a check-list.

Example: kdgraph plan --hours 8 --section Feature -o plan.md
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kdgraph.cli.options import InferredOption, SectionOption
from kdgraph.cli.printing import check_list, escape, fields
from kdgraph.cli.views import Answer, view_command

if TYPE_CHECKING:
    from kdgraph.analysis.lineage.overrides import Overrides
    from kdgraph.export.reading_plan import ReadingPlan
    from kdgraph.graph.snapshot import Snapshot

__all__ = ["plan"]


@partial(view_command, scope="field")
def plan(
    view: Snapshot,
    *,
    papers: Annotated[
        int | None,
        typer.Option("--papers", metavar="N", min=1, help="How many papers.  [default: 12]"),
    ] = None,
    hours: Annotated[
        float | None,
        typer.Option(
            "--hours", metavar="H", help="How many hours, instead: the papers that fit into them."
        ),
    ] = None,
    minutes: Annotated[
        float,
        typer.Option("--minutes", metavar="M", help="Reading time assumed for each paper."),
    ] = 60.0,
    section: SectionOption = None,
    inferred: InferredOption = True,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE.md", help="Write the check-list there."),
    ] = None,
    figure: Annotated[
        Path | None,
        typer.Option(
            "--figure",
            metavar="FILE",
            help="Draw it as the figure reading-order: .pdf, .svg, .png, .html or .pgf.",
        ),
    ] = None,
    overrides: Overrides,
) -> Answer:
    """Plan which papers of the list to read, prerequisites first, with a line of why each.

    The best of each section by citations for their age, each with what it descends from, as a
    check-list in Markdown. Reading times are assumed, not measured: --minutes says how long a paper
    takes.
    """
    from kdgraph.export.reading_plan import reading_plan
    from kdgraph.files import write_file_atomically

    found = reading_plan(
        view,
        papers,
        hours=hours,
        minutes=minutes,
        section=section,
        overrides=overrides,
        inferred=inferred,
    )
    written: dict[str, Path] = {}
    if figure is not None:
        from kdgraph.figures.canvas.making import draw

        options: dict[str, Any] = {"section": section, "top": found.asked, "inferred": inferred}
        drawing = draw("reading-order", view, overrides=overrides, **options)
        written["figure"] = drawing.save(figure)
    if output is not None:
        write_file_atomically(output, found.markdown().encode(), how="")
        written["output"] = output
    return {**fields(found), **written}, _blocks(found, output, written.get("figure"))


def _blocks(found: ReadingPlan, output: Path | None, figure: Path | None) -> Iterable[Any]:
    from kdgraph.export.reading_plan import plan_steps

    yield escape(found.summary())
    if output is None:
        if len(found.papers):
            yield check_list(plan_steps(found))
    else:
        yield escape(f"Check-list written to {output}.")
    if figure is not None:
        yield escape(f"Order drawn to {figure}.")
