"""`kdgraph lineage`: main paths, one paper's line, and the ways from one paper to another."""

from __future__ import annotations

from enum import StrEnum
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

__all__ = ["lineage"]


class Weight(StrEnum):
    """How citations are weighed."""

    SPC = "spc"
    SPLC = "splc"
    SPNP = "spnp"
    NPPC = "nppc"


class Search(StrEnum):
    """What a main path follows."""

    GLOBAL = "global"
    LOCAL_FORWARD = "local-forward"
    LOCAL_BACKWARD = "local-backward"
    KEY_ROUTE_LOCAL = "key-route-local"
    KEY_ROUTE_GLOBAL = "key-route-global"


class Cycles(StrEnum):
    """How cycles are cut."""

    BACKWARD = "backward"
    PREPRINT = "preprint"
    SHRINK = "shrink"


class Paths(StrEnum):
    """Which paths between two papers are shown."""

    SHORTEST = "shortest"
    BEST = "best"


def lineage(
    a: Annotated[
        str | None,
        typer.Argument(metavar="A", help="A paper: what it builds on and what builds on it."),
    ] = None,
    b: Annotated[
        str | None,
        typer.Argument(metavar="B", help="A second paper: how one of the two led to the other."),
    ] = None,
    *,
    weight: Annotated[Weight, typer.Option(help="What a citation weighs on a main path.")] = (
        Weight.SPC
    ),
    search: Annotated[Search, typer.Option(help="How the main path is searched.")] = Search.GLOBAL,
    cycles: Annotated[Cycles, typer.Option(help="How cycles are cut.")] = Cycles.BACKWARD,
    k: Annotated[int, typer.Option("-k", min=1, help="Key citations of key-route searches.")] = 10,
    core: Annotated[
        bool, typer.Option("--core", help="What stays on the main path under all settings.")
    ] = False,
    parents: Annotated[
        bool, typer.Option("--parents", help="The primary parent of each listed paper, and why.")
    ] = False,
    paths: Annotated[Paths, typer.Option(help="Which paths from A to B.")] = Paths.SHORTEST,
    section: SectionOption = None,
    as_of: AsOfOption = None,
    top: TopOption = 20,
    data: DataOption = None,
    snapshot: SnapshotOption = None,
    as_json: AsJson = False,
) -> None:
    """Show how papers descend from one another.

    Without a paper: the main path of the whole corpus, or of one section of the list. With one:
    what it builds on and what builds on it. With two: the paths of citations between them. Labels
    and parents set by hand are read from overrides.toml in the data folder.
    """
    from kdgraph.analysis.lineage import ancestry, between, intermediacy, robust_core, section_paths
    from kdgraph.analysis.lineage.inheritance import label_arcs
    from kdgraph.analysis.lineage.main_path import main_path
    from kdgraph.analysis.lineage.overrides import read_overrides
    from kdgraph.analysis.lineage.parents import primary_parents
    from kdgraph.cli import descent, printing
    from kdgraph.errors import InputError
    from kdgraph.graph.data import Data
    from kdgraph.settings import settings

    folder = Data(settings(data=data).data)
    view = folder.snapshot(snapshot, as_of=as_of)
    overrides = read_overrides(folder.path / "overrides.toml", view)
    beside = {
        "as_of": view.as_of_date,
        "undated_left_out": view.left_out,
        "data_note": view.data_note,
        "problems": overrides.problems,
    }
    if len(overrides.parents) and not parents:
        primary_parents(view, overrides=overrides)  # refuses parents by hand that make a circle
    if section is not None and (a is not None or core or parents):
        raise InputError(
            "--section shows the main path of one section: leave out papers, --core and --parents, "
            "which look at the whole literature"
        )
    if parents and (a is not None or core):
        raise InputError("--parents stands alone: leave out papers and --core")
    if parents:
        first = primary_parents(view, overrides=overrides)
        if as_json:
            printing.write_json({"parents": first}, **beside)
        else:
            descent.write_parents(view, first, overrides, top=top)
    elif a is not None and b is not None:
        found = between.paths_between(view, a, b, kind=paths.value, most=top)
        labels = label_arcs(view, found.arcs(), overrides=overrides)
        carried = intermediacy.intermediacy(view, a, b)
        if as_json:
            parts = {"paths": found, "labels": labels, "intermediacy": carried}
            printing.write_json(parts, **beside)
        else:
            descent.write_paths(view, found, labels, carried, top=top)
    elif a is not None:
        older, younger = ancestry.ancestors(view, a), ancestry.descendants(view, a)
        if as_json:
            printing.write_json({"ancestors": older, "descendants": younger}, **beside)
        else:
            descent.write_relatives(view, older, younger, top=top)
    elif core:
        stable = robust_core.robust_core(view.citation_graph(), k=k)
        if as_json:
            printing.write_json(stable, **beside)
        else:
            descent.write_core(view, stable, top=top)
    elif section is not None:
        part = section_paths.section_path(
            view, section, weight=weight.value, search=search.value, cycles=cycles.value, k=k
        )
        labels = label_arcs(view, part.path.path_arcs(), overrides=overrides)
        if as_json:
            printing.write_json(part, labels=labels, **beside)
        else:
            descent.write_section_path(view, part, labels, top=top)
    else:
        path = main_path(
            view.citation_graph(),
            weight=weight.value,
            search=search.value,
            cycles=cycles.value,
            k=k,
        )
        labels = label_arcs(view, path.path_arcs(), overrides=overrides)
        if as_json:
            printing.write_json(path, labels=labels, **beside)
        else:
            descent.write_main_path(view, path, labels, top=top)
    if not (as_json or parents) and overrides.problems:
        descent.write_problems(overrides.problems)
