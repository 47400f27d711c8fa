"""`kdgraph groups`: which papers belong together, beside the list; fronts, and similar papers."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from kdgraph.cli.options import AsJson, AsOfOption, DataOption, SnapshotOption, TopOption

__all__ = ["groups"]


class Kind(StrEnum):
    """In which way papers are similar."""

    CO_CITATION = "co-citation"
    COUPLING = "coupling"


def groups(
    *,
    resolution: Annotated[
        float | None,
        typer.Option(
            "--resolution",
            metavar="R",
            help="How many times denser than the literature a group is at least.  "
            "[default: where groups are most stable]",
        ),
    ] = None,
    agreement: Annotated[
        bool, typer.Option("--agreement", help="In which groups each section of the list ends up.")
    ] = False,
    flow: Annotated[
        bool, typer.Option("--flow", help="How the sections of the list cite each other.")
    ] = False,
    fronts: Annotated[
        bool, typer.Option("--fronts", help="Recent papers that build on the same work.")
    ] = False,
    similar: Annotated[
        str | None,
        typer.Option("--similar", metavar="PAPER", help="The papers most similar to this one."),
    ] = None,
    kind: Annotated[
        Kind | None,
        typer.Option(
            help="With --similar: cited by the same papers, or citing the same.  "
            "[default: co-citation]"
        ),
    ] = None,
    section: Annotated[
        str | None,
        typer.Option(
            "--section",
            help="A heading of the list, a part will do: only groups that hold papers listed "
            "there; fronts that hold or build on some; citations to and from there; similar "
            "papers listed there. Groups and expected numbers stay those of the whole.",
        ),
    ] = None,
    as_of: AsOfOption = None,
    top: TopOption = 20,
    data: DataOption = None,
    snapshot: SnapshotOption = None,
    as_json: AsJson = False,
) -> None:
    """Show which papers belong together.

    Without further options: the groups of papers that cite each other and are cited together, what
    they are about, how firm they are, and how far they agree with the sections of the list.
    """
    from kdgraph.analysis.groups.alike import papers_like
    from kdgraph.analysis.groups.flow import section_flow
    from kdgraph.analysis.groups.front_papers import paper_fronts
    from kdgraph.analysis.groups.overview import paper_groups
    from kdgraph.cli import families, printing
    from kdgraph.errors import InputError
    from kdgraph.graph.data import Data
    from kdgraph.settings import settings

    if agreement + flow + fronts + (similar is not None) > 1:
        raise InputError("give one of --agreement, --flow, --fronts and --similar, or none of them")
    if resolution is not None and (flow or similar is not None):
        raise InputError("--resolution makes groups or fronts; --flow and --similar have neither")
    if kind is not None and similar is None:
        raise InputError("--kind goes with --similar: name a paper there")
    view = Data(settings(data=data).data).snapshot(snapshot, as_of=as_of)
    if similar is not None:
        way = (kind or Kind.CO_CITATION).value
        like = papers_like(view, similar, kind=way, section=section, top=top)
        printing.write_json(like) if as_json else families.write_similar(like)
    elif flow:
        between = section_flow(view, section=section)
        if as_json:
            printing.write_json(between, as_of=view.as_of_date)
        else:
            families.write_flow(between, top=top, as_of=view.as_of_date)
    elif fronts:
        recent = paper_fronts(view, resolution=resolution, section=section, top=top)
        printing.write_json(recent) if as_json else families.write_fronts(recent)
    else:
        found = paper_groups(view, resolution=resolution, section=section, top=top)
        if as_json:
            printing.write_json(found)
        elif agreement:
            families.write_agreement(found)
        else:
            families.write_groups(found)
