"""Show how papers descend from one another.

Example: kdgraph lineage FitNets 1910.10699
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kdgraph.cli.forebears import forebear_blocks, forebears_of
from kdgraph.cli.options import InferredOption, SectionOption, TopOption
from kdgraph.cli.printing import (
    escape,
    fields,
    format_number,
    frame_table,
    headed,
    notes_of,
    scope,
    two_columns,
)
from kdgraph.cli.subcommands import SubCommands
from kdgraph.cli.views import Answer, view_command

if TYPE_CHECKING:
    import pandas as pd

    from kdgraph.analysis.lineage.ancestry import Relatives
    from kdgraph.analysis.lineage.between import PathsBetween
    from kdgraph.analysis.lineage.forebears import LikelyForebears
    from kdgraph.analysis.lineage.intermediacy import Intermediacy
    from kdgraph.analysis.lineage.main_path import MainPath
    from kdgraph.analysis.lineage.overrides import Overrides
    from kdgraph.analysis.lineage.robust_core import RobustCore
    from kdgraph.analysis.lineage.section_paths import SectionPath
    from kdgraph.graph.snapshot import Snapshot

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
    """How cycles are removed."""

    BACKWARD = "backward"
    PREPRINT = "preprint"
    SHRINK = "shrink"


class Paths(StrEnum):
    """Which paths between two papers are shown."""

    SHORTEST = "shortest"
    BEST = "best"


KOption = Annotated[
    int, typer.Option("-k", min=1, help="Number of key citations of a key-route search.")
]


@partial(view_command, scope="field")
def path(
    view: Snapshot,
    *,
    weight: Annotated[Weight, typer.Option(help="Traversal weight of a citation.")] = Weight.SPC,
    search: Annotated[Search, typer.Option(help="Search method of the main path.")] = Search.GLOBAL,
    cycles: Annotated[Cycles, typer.Option(help="How cycles are removed.")] = Cycles.BACKWARD,
    k: KOption = 10,
    section: SectionOption = None,
    top: TopOption = 20,
    overrides: Overrides,
) -> Answer:
    """Show the main path of the field, or of one section of the list.

    Example: kdgraph lineage path --section Feature --weight splc
    """
    from kdgraph.analysis.lineage.inheritance import label_arcs
    from kdgraph.analysis.lineage.main_path import main_path
    from kdgraph.analysis.lineage.over_fields import path_over_fields
    from kdgraph.analysis.lineage.section_paths import section_path

    options: dict[str, Any] = {
        "weight": weight.value,
        "search": search.value,
        "cycles": cycles.value,
        "k": k,
    }
    stays = None
    if view.scope.name == "field":
        stays = path_over_fields(view, weight=weight.value, cycles=cycles.value, section=section)
    if section is not None:
        part = section_path(view, section, **options)
        labels = label_arcs(view, part.path.path_arcs(), overrides=overrides)
        answer = {**fields(part), "labels": labels, "over_fields": stays}
        return answer, [*_section_path(view, part, labels, top), *_over_fields(part.path, stays)]
    found = main_path(view, **options, **view.scope.options)
    labels = label_arcs(view, found.path_arcs(), overrides=overrides)
    answer = {**fields(found), "labels": labels, "over_fields": stays}
    return answer, [*_main_path(view, found, labels, top), *_over_fields(found, stays)]


@view_command
def paper(
    view: Snapshot,
    a: Annotated[str, typer.Argument(metavar="PAPER", help="Id, DOI or part of a title.")],
    *,
    top: TopOption = 20,
    inferred: InferredOption = True,
    overrides: Overrides,  # noqa: ARG001  # what is wrong with them is told with every lineage
) -> Answer:
    """Show what a paper builds on and what builds on it.

    Example: kdgraph lineage paper FitNets
    """
    from kdgraph.analysis.lineage.ancestry import ancestors, descendants

    older, younger = ancestors(view, a), descendants(view, a)
    likely = forebears_of(view, older.paper_id) if inferred else None
    answer = {"ancestors": older, "descendants": younger, "likely_forebears": likely}
    return answer, _relatives(view, older, younger, likely, top)


@view_command
def between(
    view: Snapshot,
    a: Annotated[str, typer.Argument(metavar="A", help="A paper: id, DOI or part of a title.")],
    b: Annotated[
        str, typer.Argument(metavar="B", help="Another paper: id, DOI or part of a title.")
    ],
    *,
    paths: Annotated[Paths, typer.Option(help="Which paths from A to B.")] = Paths.SHORTEST,
    figure: Annotated[
        Path | None,
        typer.Option(
            "--figure",
            metavar="FILE",
            help="Draw all ways from A to B as the figure braid: .pdf, .svg, .png, .html or .pgf.",
        ),
    ] = None,
    top: TopOption = 20,
    overrides: Overrides,
) -> Answer:
    """Show the paths of citations from one paper to another.

    Example: kdgraph lineage between FitNets 2006.05525 --paths best --figure braid.pdf
    """
    from kdgraph.analysis.lineage.between import paths_between
    from kdgraph.analysis.lineage.inheritance import label_arcs
    from kdgraph.analysis.lineage.intermediacy import intermediacy

    found = paths_between(view, a, b, kind=paths.value, most=top, overrides=overrides)
    labels = label_arcs(view, found.arcs(), overrides=overrides)
    carried = intermediacy(view, a, b)
    answer = {"paths": found, "labels": labels, "intermediacy": carried}
    blocks = _paths(view, found, labels, carried, top)
    if figure is None:
        return answer, blocks
    from kdgraph.figures.canvas.making import draw

    written = draw("braid", view, source=a, target=b, overrides=overrides).save(figure)
    return {**answer, "figure": written}, [*blocks, f"All ways drawn to {escape(str(written))}."]


@partial(view_command, scope=None)
def parents(
    view: Snapshot,
    *,
    top: TopOption = 20,
    inferred: InferredOption = True,
    overrides: Overrides,
) -> Answer:
    """Show the primary parent of each listed paper, and the evidence for it.

    A paper whose reference list was not read has none that is known; a likely forebear, inferred
    from the papers that cite both, is shown instead.

    Example: kdgraph lineage parents --top 60
    """
    from kdgraph.analysis.lineage.forebears import likely_forebears
    from kdgraph.analysis.lineage.parents import parent_contest

    found = parent_contest(view, overrides=overrides)
    likely = likely_forebears(view) if inferred else None
    answer = {**fields(found), "likely_forebears": likely}
    return answer, _parents(view, found.parents, likely, top)


@partial(view_command, scope=None)
def why(
    view: Snapshot,
    a: Annotated[str, typer.Argument(metavar="PAPER", help="Id, DOI or part of a title.")],
    *,
    top: TopOption = 20,
    overrides: Overrides,
) -> Answer:
    """Show why a listed paper has its primary parent: all candidates, and what speaks for each.

    Example: kdgraph lineage why FitNets
    """
    from kdgraph.analysis.lineage.contest import TERMS
    from kdgraph.analysis.lineage.parents import parent_contest

    paper_id = view.find(a)
    listed = view.reading_list.papers
    papers = listed if paper_id in listed else (*listed, paper_id)
    found = parent_contest(view, papers, overrides=overrides)
    row, candidates = found.parents.loc[[paper_id]], found.of(paper_id)
    answer = {"parent": row, "candidates": candidates, "terms": TERMS}
    return answer, _why(view, row, candidates, top)


@partial(view_command, scope="field")
def core(
    view: Snapshot,
    *,
    k: KOption = 10,
    top: TopOption = 20,
    overrides: Overrides,  # noqa: ARG001  # as in `paper`
) -> Answer:
    """Show the citations that stay on the main path under all settings.

    Example: kdgraph lineage core
    """
    from kdgraph.analysis.lineage.robust_core import robust_core

    found = robust_core(view, k=k, **view.scope.options)
    return found, _core(found, top)


lineage = SubCommands(
    help="Show how papers descend from one another.\n\n"
    "Without a sub-command: `kdgraph lineage` shows the main path, `kdgraph lineage A` what paper "
    "A builds on and what builds on it, `kdgraph lineage A B` the paths between two papers. Labels "
    "and parents set by hand are read from overrides.toml in the data folder.",
    commands={
        "path": path,
        "paper": paper,
        "between": between,
        "parents": parents,
        "why": why,
        "core": core,
    },
    default=("path", "paper", "between"),
    flags={"--parents": "parents", "--core": "core"},
)


def _papers(frame: pd.DataFrame) -> Any:
    """Return papers, indexed by id, as lines of year, title and id."""
    return two_columns(
        (format_number(year).replace(",", ""), _name(paper_id, title))
        for paper_id, title, year in zip(
            frame.index.tolist(), frame["title"].tolist(), frame["year"].tolist(), strict=True
        )
    )


def _name(paper_id: object, title: object) -> str:
    text = f"{escape(title)} " if isinstance(title, str) else ""
    return f"{text}[dim]{escape(str(paper_id))}[/]"


def _cut(frame: pd.DataFrame, top: int) -> Iterable[Any]:
    if not len(frame):
        return
    more = f", {len(frame) - top:,} more not shown" if len(frame) > top else ""
    lines = (
        f"  {escape(citing)} cites {escape(cited)}: [dim]{escape(reason)}[/]"
        for citing, cited, reason in zip(
            *(frame.head(top)[c].tolist() for c in ("citing_id", "cited_id", "reason")), strict=True
        )
    )
    yield headed(f"Citations removed to break cycles: {len(frame):,}{more}", *lines)


def _labels(view: Snapshot, labels: pd.DataFrame, top: int) -> Iterable[Any]:
    """Tell what the sentences say of some citations, surest first, and how many say nothing."""
    import pandas as pd

    from kdgraph.analysis.lineage.cues import NO_CUE
    from kdgraph.analysis.lineage.inheritance import NO_SENTENCE, SILENT
    from kdgraph.analysis.lineage.label_quality import quality_note
    from kdgraph.analysis.names.paper_names import short_names

    silent = int((labels["label"] == NO_SENTENCE).sum())
    vague = int((labels["label"] == NO_CUE).sum())
    spoken = labels[~labels["label"].isin(SILENT)]
    if len(spoken):
        spoken = spoken.sort_values(
            ["support", "citing_id", "cited_id"], ascending=[False, True, True]
        )
        names = short_names(view, pd.concat([spoken["citing_id"], spoken["cited_id"]]))
        lines = [
            (
                f"{label} {format_number(confidence, 2)}",
                f"{escape(names[citing])} {label} {escape(names[cited])}"
                + (f" [dim italic]“{escape(sentence)}”[/]" if isinstance(sentence, str) else ""),
            )
            for citing, cited, label, confidence, sentence in zip(
                *(
                    spoken.head(top)[name].tolist()
                    for name in ("citing_id", "cited_id", "label", "confidence", "sentence")
                ),
                strict=True,
            )
        ]
        yield headed("What the citing sentences say", two_columns(lines))
        if note := quality_note(spoken.loc[spoken["origin"] == "sentence", "label"]):
            yield f"[dim]{note}[/]"
    if vague:
        yield (
            f"[dim]the sentences of {vague:,} of {len(labels):,} citations here hold no cue of "
            "what the citation means[/]"
        )
    if silent:
        yield (
            f"[dim]no citing sentence is known for {silent:,} of {len(labels):,} citations here[/]"
        )


def _parents(
    view: Snapshot, parents: pd.DataFrame, likely: LikelyForebears | None, top: int
) -> Iterable[Any]:
    from kdgraph.analysis.lineage.label_quality import quality_note

    titles = view.papers["title"]
    lines = []
    guesses = {} if likely is None else likely.papers.to_dict("index")
    years = view.papers["year"].reindex(parents.index)
    oldest = parents.assign(year=years).sort_values("year", kind="stable").head(top)
    for row in oldest.reset_index().to_dict("records"):
        name = _name(row["paper_id"], titles[row["paper_id"]])
        if isinstance(row["parent_id"], str):
            name += f"\n  from {_name(row['parent_id'], titles[row['parent_id']])} "
            name += f"({_chosen_by(row)}"
            if isinstance(row["runner_up_id"], str):
                name += _ahead(view, row)
            if row["against_time"]:
                name += ", though dated later"
            if passed := row["later_candidates"] - row["against_time"]:
                name += f", {passed:,} dated later passed over"
            name += ")"
        else:
            name += f"\n  [dim]no parent here: {escape(str(row['reason']))}[/]"
            if likely is not None and row["paper_id"] in guesses:
                name += _guess(guesses[row["paper_id"]], titles)
        lines.append((format_number(row["year"]).replace(",", ""), name))
    found = int(parents["parent_id"].notna().sum())
    yield (
        f"[bold]Primary parents[/]: {found:,} of {len(parents):,} listed papers have one among the "
        f"others; the oldest {len(lines):,} are shown"
    )
    yield two_columns(lines)
    if likely is not None and len(likely.papers):
        without = parents.index[parents["parent_id"].isna()]
        named = int(likely.named.index.isin(without).sum())
        yield (
            f"[bold]Likely forebears[/], inferred: {named:,} of {len(without):,} listed papers "
            f"without a parent have one. [dim]{escape(likely.measured)}[/]"
        )
    if note := quality_note(parents.loc[parents["basis"] == "sentence", "label"]):
        yield f"[dim]{note}[/]"


def _guess(row: Mapping[Any, Any], titles: pd.Series[str]) -> str:
    """Tell a likely forebear, or why there is none."""
    if not isinstance(row["forebear_id"], str):
        return f"[dim]; {escape(str(row['reason']))}[/]"
    return (
        f"\n  likely from {_name(row['forebear_id'], titles[row['forebear_id']])} "
        f"({row['basis']}, score {row['score']:.2f}, right in {row['chance']:.0%} as measured)"
    )


def _chosen_by(row: Mapping[Any, Any]) -> str:
    """Tell in words what chose a parent."""
    basis = str(row["basis"])
    if basis in {"sentence", "intent"}:
        return f"{basis}: {row['label']}"
    if basis == "mentions":
        return _named(row)
    return {
        "override": "by hand",
        "mark": "marked as influential by the source",
        "structure": "by structure, no words say so",
    }.get(basis, basis)


def _named(row: Mapping[Any, Any]) -> str:
    count = int(row["mentions"])
    return f"named {count:,} {'time' if count == 1 else 'times'} in the text"


def _ahead(view: Snapshot, row: Mapping[Any, Any]) -> str:
    """Tell the runner-up, and how far behind it is."""
    from kdgraph.analysis.names.paper_names import short_names

    (name,) = short_names(view, [row["runner_up_id"]]).values()
    other = f", {'closely ' if row['close'] else ''}ahead of {escape(name)}"
    if row["margin"] != row["margin"]:  # chosen by hand, so that nothing was measured
        return other
    return f"{other}, whose odds are {format_number(1.0 - row['margin'], 2)} of its own"


def _why(view: Snapshot, row: pd.DataFrame, candidates: pd.DataFrame, top: int) -> Iterable[Any]:
    from kdgraph.analysis.lineage.contest import EVIDENCE
    from kdgraph.analysis.lineage.label_quality import quality_note

    titles = view.papers["title"]
    (chosen,) = row.reset_index().to_dict("records")
    yield f"[bold]Primary parent of[/] {_name(chosen['paper_id'], titles[chosen['paper_id']])}"
    if isinstance(chosen["parent_id"], str):
        told = f"{_name(chosen['parent_id'], titles[chosen['parent_id']])} ({_chosen_by(chosen)}"
        told += f"{_ahead(view, chosen)})" if isinstance(chosen["runner_up_id"], str) else ")"
        yield told
    else:
        yield f"none: {escape(str(chosen['reason']))}"
    lines = []
    for one in candidates.head(top).to_dict("records"):
        terms = sorted(
            ((name, one[column]) for name, column in EVIDENCE.items() if round(one[column], 2)),
            key=lambda term: (-abs(term[1]), term[0]),
        )
        text = (
            f"{_name(one['candidate_id'], titles[one['candidate_id']])} [bold]{one['outcome']}[/]"
        )
        if isinstance(one["barred"], str):
            text += f": no forebear, {escape(one['barred'])}"
        for verb, sign in (("for it", 1), ("against it", -1)):
            shown = [
                f"{name} {format_number(value, 2)}" for name, value in terms if value * sign > 0
            ]
            if shown:
                text += f"\n  {verb}: {', '.join(shown)}"
        if isinstance(one["sentence"], str):
            text += f"\n  {one['label']}: [dim italic]“{escape(one['sentence'])}”[/]"
            text += f" [dim](sentence {int(one['n'])}, {one['sentences']:,} known)[/]"
        if one["mentions"] == one["mentions"] and one["mentions"] is not None:
            text += f"\n  {_named(one)}"
        if isinstance(one["unknown"], str):
            text += f"\n  [dim]unknown: {escape(one['unknown'])}[/]"
        lines.append((format_number(one["score"], 2), text))
    if lines:
        more = f", the first {top:,} shown" if len(candidates) > top else ""
        heading = f"Candidates, of the list and cited by it: {len(candidates):,}{more}"
        yield headed(heading, two_columns(lines))
        yield (
            "[dim]Numbers are natural logarithms of odds; their sum gives the score. What is not "
            "known counts 0. docs/lineage.md has all weights and their reasons.[/]"
        )
    if note := quality_note(candidates.loc[candidates["origin"] == "sentence", "label"]):
        yield f"[dim]{note}[/]"


def _main_path(view: Snapshot, path: MainPath, labels: pd.DataFrame, top: int) -> Iterable[Any]:
    on = path.arcs[path.arcs["on_path"]]
    yield (
        f"[bold]Main path[/] ({path.weight}, {path.search}, cycles: {path.cycles}): "
        f"{len(path.papers):,} papers, {len(on):,} of {len(path.arcs):,} citations; "
        f"{format_number(path.routes)} equally heavy paths"
    )
    if not len(on):
        return
    yield _papers(path.papers)
    heaviest = on.sort_values(["share", "citing_id", "cited_id"], ascending=[False, True, True])
    yield headed(
        "Citations on it, heaviest first",
        frame_table(
            heaviest.head(top),
            {"share": "share", "weight": path.weight, "citing_id": "citing", "cited_id": "cited"},
        ),
    )
    yield from _labels(view, labels, top)
    yield from _cut(path.cut, min(top, 10))


def _over_fields(path: MainPath, stays: pd.DataFrame | None) -> Iterable[Any]:
    """Tell which papers of a path stay on it however narrowly the field is drawn."""
    if stays is None or path.search != "global" or not len(path.papers):
        return
    tried = stays.attrs["tried"]
    if len(tried) < 2:
        return
    on = {one: stays["field_least"].get(one, ()) for one in path.papers.index}
    always = sum(least == tried for least in on.values())
    yield (
        f"[dim]{always:,} of these {len(on):,} papers stay on the path where a paper of the field "
        f"cites at least {', '.join(map(str, tried[:-1]))} or {tried[-1]} listed ones[/]"
    )
    lines = [
        (f"only {', '.join(map(str, least)) or 'here'}", _name(one, path.papers["title"][one]))
        for one, least in on.items()
        if least != tried
    ]
    if lines:
        yield two_columns(lines)


def _section_path(
    view: Snapshot, part: SectionPath, labels: pd.DataFrame, top: int
) -> Iterable[Any]:
    from kdgraph.analysis.names.paper_names import named_in

    yield (
        f"[bold]{escape(', '.join(part.headings))}[/]{scope(None, part.as_of)}: "
        f"{part.listed:,} papers listed, {part.between:,} between them, "
        f"{len(part.unconnected):,} unconnected, {part.unmatched:,} entries without a paper"
    )
    yield headed("Entry papers, through which knowledge enters the section", _papers(part.entries))
    yield headed("Exit papers, through which it leaves", _papers(part.exits))
    yield from _main_path(view, part.path, labels, top)
    yield from notes_of((named_in(view, note) for note in part.path.notes), None)


def _core(core: RobustCore, top: int) -> Iterable[Any]:
    kept = core.arcs[core.arcs["core"]]
    names = {"settings": "settings", "share": "share", "citing_id": "citing", "cited_id": "cited"}
    yield (
        f"[bold]Robust core[/]: {len(kept):,} of {len(core.arcs):,} citations on any main path are "
        f"on at least {core.threshold:.0%} of {len(core.settings):,} settings"
    )
    yield _papers(core.papers)
    yield frame_table(kept.head(top), names)
    if core.over_fields is not None and len(core.over_fields):
        over = core.over_fields.reset_index().head(top)
        over["field_least"] = [", ".join(map(str, least)) for least in over["field_least"]]
        yield headed(
            "Global path by how many listed papers one of the field cites at least",
            frame_table(over, {"field_least": "at least", "year": "year", "title": "paper"}),
        )


def _relatives(
    view: Snapshot,
    older: Relatives,
    younger: Relatives,
    likely: LikelyForebears | None,
    top: int,
) -> Iterable[Any]:
    found = view.papers.loc[older.paper_id]
    yield f"[bold]{escape(found['title'])}[/] [dim]{older.paper_id}[/]"
    yield from _generations(view, older, "Builds on", top)
    if likely is not None:
        yield from forebear_blocks(view, likely)
    yield from _generations(view, younger, "Is built on by", top)
    yield from notes_of((note for note in (older.note, younger.note) if note), None)


def _generations(view: Snapshot, found: Relatives, verb: str, top: int) -> Iterable[Any]:
    papers = found.papers.assign(listed=view.reading_list.listed(found.papers.index))
    generations = papers["shortest"].value_counts().sort_index()
    steps = ", ".join(f"{n:,} in {step}" for step, n in generations.items())
    yield headed(f"{verb} {len(papers):,} papers; by shortest distance: {steps or 'none'}")
    listed = papers[papers["listed"]].head(top)
    if len(listed):
        lines = (
            (f"{few} to {many} steps" if few != many else f"{few} steps", _name(paper_id, title))
            for paper_id, few, many, title in zip(
                listed.index.tolist(),
                listed["shortest"].tolist(),
                listed["longest"].tolist(),
                listed["title"].tolist(),
                strict=True,
            )
        )
        yield headed(
            f"  of the list, {len(listed):,} of {int(papers['listed'].sum()):,}",
            two_columns(lines),
        )


def _paths(
    view: Snapshot, found: PathsBetween, labels: pd.DataFrame, carried: Intermediacy, top: int
) -> Iterable[Any]:
    from kdgraph.analysis.names.paper_names import named_in, short_names

    older, younger = short_names(view, [found.older, found.younger]).values()
    note = named_in(view, found.note)
    yield f"[bold]From {escape(older)} to {escape(younger)}[/]: {escape(note)}"
    for number, path in found.paths.groupby("path", sort=True):
        steps = path.set_index("paper_id")[["title", "year"]]
        support = float(found.support.loc[number])
        yield headed(
            f"Path {int(str(number)) + 1}, support {format_number(support)}", _papers(steps)
        )
    yield from _labels(view, labels, top)
    if found.reason is not None and len(found.nearest):
        columns = [c for c in found.nearest.columns if c != "paper_id"]
        nearest = found.nearest.reset_index().head(top)
        yield headed("Other connections between them", frame_table(nearest, columns))
    if found.reason is None:
        yield headed(
            f"Intermediacy, p = {carried.p:g}: the papers through which A most probably led to B",
            frame_table(
                carried.papers.reset_index().head(top),
                {"score": "score", "error": "error", "year": "year", "title": "paper"},
            ),
        )
        yield f"[dim]{escape(carried.note)}[/]"
