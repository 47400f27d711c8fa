"""What lineage tells people."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
from rich.console import RenderableType
from rich.markup import escape

from kdgraph.analysis.lineage.ancestry import Relatives
from kdgraph.analysis.lineage.between import PathsBetween
from kdgraph.analysis.lineage.intermediacy import Intermediacy
from kdgraph.analysis.lineage.main_path import MainPath
from kdgraph.analysis.lineage.overrides import Overrides
from kdgraph.analysis.lineage.robust_core import RobustCore
from kdgraph.analysis.lineage.section_paths import SectionPath
from kdgraph.cli.findings import notes_of
from kdgraph.cli.printing import frame_table, headed, print_blocks, said, two_columns
from kdgraph.graph.snapshot import Snapshot

__all__ = [
    "write_core",
    "write_main_path",
    "write_parents",
    "write_paths",
    "write_relatives",
    "write_section_path",
]


def _notes(notes: Iterable[str], view: Snapshot) -> list[RenderableType]:
    """Return what must be known beside a result, of the result and of the view."""
    about: list[str] = []
    if view.as_of_date is not None:
        about.append(f"the literature as of {view.as_of_date}")
        if view.left_out:
            about[0] += f", without {view.left_out:,} undated papers"
    return notes_of([*notes, *about], view.data_note)


def _papers(frame: pd.DataFrame) -> RenderableType:
    """Return papers, indexed by id, as lines of year, title and id."""
    return two_columns(
        (said(year).replace(",", ""), _name(paper_id, title))
        for paper_id, title, year in zip(
            frame.index.tolist(), frame["title"].tolist(), frame["year"].tolist(), strict=True
        )
    )


def _name(paper_id: object, title: object) -> str:
    text = f"{escape(title)} " if isinstance(title, str) else ""
    return f"{text}[dim]{escape(str(paper_id))}[/]"


def _cut(frame: pd.DataFrame, top: int) -> Iterable[RenderableType]:
    if not len(frame):
        return
    more = f", {len(frame) - top:,} more not shown" if len(frame) > top else ""
    lines = (
        f"  {escape(citing)} cites {escape(cited)}: [dim]{escape(reason)}[/]"
        for citing, cited, reason in zip(
            *(frame.head(top)[c].tolist() for c in ("citing_id", "cited_id", "reason")), strict=True
        )
    )
    yield headed(f"Citations that cycles cost: {len(frame):,}{more}", *lines)


def _labels(labels: pd.DataFrame, top: int) -> Iterable[RenderableType]:
    """Tell what the sentences say of some citations, surest first, and how many say nothing."""
    silent = int((labels["label"] == "no sentence").sum())
    spoken = labels[labels["label"] != "no sentence"]
    if len(spoken):
        spoken = spoken.sort_values(
            ["support", "citing_id", "cited_id"], ascending=[False, True, True]
        )
        lines = [
            (
                f"{label} {said(confidence, 2)}",
                f"{escape(citing)} {label} {escape(cited)}"
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
        yield headed("What the sentences say", two_columns(lines))
    if silent:
        yield f"[dim]no sentence is known for {silent:,} of {len(labels):,} citations here[/]"


def write_parents(view: Snapshot, parents: pd.DataFrame, overrides: Overrides, *, top: int) -> None:
    """Print the primary parent of each paper, with the runner-up, or why there is none."""
    titles = view.papers["title"]
    lines = []
    years = view.papers["year"].reindex(parents.index)
    oldest = parents.assign(year=years).sort_values("year", kind="stable").head(top)
    for row in oldest.reset_index().to_dict("records"):
        name = _name(row["paper_id"], titles[row["paper_id"]])
        if isinstance(row["parent_id"], str):
            name += f"\n  from {_name(row['parent_id'], titles[row['parent_id']])} "
            name += f"({row['basis']}"
            if isinstance(row["runner_up_id"], str):
                name += f", ahead of {row['runner_up_id']} by {row['margin']:.0%}"
            if row["against_time"]:
                name += ", though dated later"
            if passed := row["later_candidates"] - row["against_time"]:
                name += f", {passed:,} dated later passed over"
            name += ")"
        else:
            name += f"\n  [dim]no parent here: {escape(str(row['reason']))}[/]"
        lines.append((said(row["year"]).replace(",", ""), name))
    found = int(parents["parent_id"].notna().sum())
    print_blocks(
        f"[bold]Primary parents[/]: {found:,} of {len(parents):,} listed papers have one among the "
        f"others; the oldest {len(lines):,} are shown",
        two_columns(lines),
        *_notes(overrides.problems, view),
    )


def write_problems(problems: Iterable[str]) -> None:
    """Print which overrides cannot be followed, and why."""
    print_blocks(*notes_of(problems, None))


def write_main_path(view: Snapshot, path: MainPath, labels: pd.DataFrame, *, top: int) -> None:
    """Print a main path and what it rests on."""
    print_blocks(*_main_path(path, labels, top), *_notes(path.notes, view))


def _main_path(path: MainPath, labels: pd.DataFrame, top: int) -> Iterable[RenderableType]:
    on = path.arcs[path.arcs["on_path"]]
    yield (
        f"[bold]Main path[/] ({path.weight}, {path.search}, cycles: {path.cycles}): "
        f"{len(path.papers):,} papers, {len(on):,} of {len(path.arcs):,} citations; "
        f"{said(path.routes)} ways tie"
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
    yield from _labels(labels, top)
    yield from _cut(path.cut, min(top, 10))


def write_section_path(
    view: Snapshot, part: SectionPath, labels: pd.DataFrame, *, top: int
) -> None:
    """Print the main path of one section, with its entry and exit papers."""
    print_blocks(
        f"[bold]{escape(', '.join(part.headings))}[/]: {part.listed:,} papers listed, "
        f"{part.between:,} between them, {len(part.unconnected):,} unconnected, "
        f"{part.unmatched:,} entries without a paper",
        headed("Knowledge comes in with", _papers(part.entries)),
        headed("and goes out with", _papers(part.exits)),
        *_main_path(part.path, labels, top),
        *_notes(part.path.notes, view),
    )


def write_core(view: Snapshot, core: RobustCore, *, top: int) -> None:
    """Print the citations that stay on the main path whatever the settings."""
    kept = core.arcs[core.arcs["core"]]
    names = {"settings": "settings", "share": "share", "citing_id": "citing", "cited_id": "cited"}
    print_blocks(
        f"[bold]Robust core[/]: {len(kept):,} of {len(core.arcs):,} citations on any main path are "
        f"on at least {core.threshold:.0%} of {len(core.settings):,} settings",
        _papers(core.papers),
        frame_table(kept.head(top), names),
        *_notes(core.notes, view),
    )


def write_relatives(view: Snapshot, older: Relatives, younger: Relatives, *, top: int) -> None:
    """Print what a paper builds on and what builds on it, nearest first, listed ones marked."""
    paper = view.papers.loc[older.paper_id]
    print_blocks(
        f"[bold]{escape(str(paper['title']))}[/] [dim]{older.paper_id}[/]",
        *_relatives(view, older, "Builds on", top),
        *_relatives(view, younger, "Is built on by", top),
        *_notes((note for note in (older.note, younger.note) if note), view),
    )


def _relatives(view: Snapshot, found: Relatives, verb: str, top: int) -> Iterable[RenderableType]:
    papers = found.papers.assign(listed=view.reading_list.listed(found.papers.index))
    generations = papers["shortest"].value_counts().sort_index()
    steps = ", ".join(f"{n:,} in {step}" for step, n in generations.items())
    yield headed(f"{verb} {len(papers):,} papers; by the fewest steps: {steps or 'none'}")
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


def write_paths(
    view: Snapshot,
    found: PathsBetween,
    labels: pd.DataFrame,
    carried: Intermediacy,
    *,
    top: int,
) -> None:
    """Print the paths between two papers, or why there are none and what ties them otherwise."""
    blocks: list[RenderableType] = [
        f"[bold]From {escape(found.older)} to {escape(found.younger)}[/]: {escape(found.note)}"
    ]
    for number, path in found.paths.groupby("path", sort=True):
        steps = path.set_index("paper_id")[["title", "year"]]
        support = float(found.support.loc[number])
        blocks.append(
            headed(f"Path {int(str(number)) + 1}, support {said(support)}", _papers(steps))
        )
    blocks += _labels(labels, top)
    if found.reason is not None and len(found.nearest):
        columns = [c for c in found.nearest.columns if c != "paper_id"]
        blocks.append(
            headed(
                "What ties them otherwise",
                frame_table(found.nearest.reset_index().head(top), columns),
            )
        )
    if found.reason is None:
        blocks.append(
            headed(
                f"Who carried it (intermediacy, p = {carried.p:g})",
                frame_table(
                    carried.papers.reset_index().head(top),
                    {"score": "score", "error": "error", "year": "year", "title": "paper"},
                ),
            )
        )
        blocks.append(f"[dim]{escape(carried.note)}[/]")
    print_blocks(*blocks, *_notes((), view))
