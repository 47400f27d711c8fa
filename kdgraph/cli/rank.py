"""`kdgraph rank`: the papers, best first by one measure, and why one stands where it stands."""

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

__all__ = ["rank"]


def rank(
    measure: Annotated[
        str | None,
        typer.Argument(
            metavar="MEASURE", help="pagerank, citations, disruption, ...  [default: list them]"
        ),
    ] = None,
    *,
    explain: Annotated[
        str | None,
        typer.Option(
            "--explain",
            metavar="PAPER",
            help="Instead of a ranking: what the score of one paper is made of.",
        ),
    ] = None,
    section: SectionOption = None,
    as_of: AsOfOption = None,
    top: TopOption = 20,
    data: DataOption = None,
    snapshot: SnapshotOption = None,
    as_json: AsJson = False,
) -> None:
    """Rank papers by a measure of influence, or explain one paper's score.

    Without MEASURE, the measures are listed with what each says.
    """
    from kdgraph.analysis.influence import MEASURES
    from kdgraph.analysis.influence.explaining import explain as explain_score
    from kdgraph.analysis.influence.ranking import rank as rank_papers
    from kdgraph.cli import findings, printing
    from kdgraph.errors import InputError
    from kdgraph.graph.data import Data
    from kdgraph.settings import settings

    if measure is None and explain is not None:
        raise InputError("--explain takes a score apart: name its MEASURE too, such as pagerank")
    if explain is not None and section is not None:
        raise InputError(
            "--section does not go with --explain: a score is always one of the whole literature"
        )
    if measure is None:
        lines = {name: MEASURES.meaning(name) for name in MEASURES}
        printing.write_json({"measures": lines}) if as_json else findings.write_measures(lines)
        return
    view = Data(settings(data=data).data).snapshot(snapshot, as_of=as_of)
    if explain is not None:
        found = explain_score(view, measure, explain, top=top)
        printing.write_json(found) if as_json else findings.write_explanation(found)
    else:
        ranking = rank_papers(view, measure, top=top, section=section)
        printing.write_json(ranking) if as_json else findings.write_ranking(ranking)
