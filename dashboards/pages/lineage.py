"""Lineage: how methods descend from one another."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final, Literal

import pandas as pd
import streamlit as st

import kdgraph
from dashboards.common import address, naming, papers, picture
from dashboards.common.notes import notes
from dashboards.common.pages import page
from dashboards.common.plain import plain
from dashboards.common.view import View
from kdgraph import InputError, MainPath, PathsBetween, ReadingPlan

__all__ = ["lineage"]

_WEIGHTS: Final = ("spc", "splc", "spnp", "nppc")
_SEARCHES: Final = (
    "key-route-global",
    "global",
    "local-forward",
    "local-backward",
    "key-route-local",
)
_CYCLES: Final[tuple[Literal["backward", "preprint", "shrink"], ...]] = (
    "backward",
    "preprint",
    "shrink",
)
_SILENT: Final = {
    "no sentence": "no sentence is known",
    "no cue": "its sentences do not tell what the citation means",
}
_PATHS: Final[tuple[Literal["best", "shortest"], ...]] = ("best", "shortest")
_WEIGHT_LABELS: Final = {
    "spc": "SPC, search path count",
    "splc": "SPLC, search path link count",
    "spnp": "SPNP, search path node pair",
    "nppc": "NPPC, node pair projection count",
}
_SEARCH_LABELS: Final = {
    "key-route-global": "global, with key routes",
    "global": "global",
    "local-forward": "local, forward",
    "local-backward": "local, backward",
    "key-route-local": "local, with key routes",
}
_CYCLE_LABELS: Final = {
    "backward": "cut citations against time",
    "preprint": "merge preprint and publication",
    "shrink": "shrink each cycle to one node",
}
_PATH_LABELS: Final = {"best": "best supported", "shortest": "fewest citations"}


@page(
    "Lineage",
    "Lineage of the methods of the list: tree, main path, and paths between papers.",
    icon=":material/account_tree:",
    place=20,
)
def lineage(view: View) -> None:
    """Show the tree, the main path, or the ways from one paper to another."""
    sides = ["evolution", "milestones", "main path", "history", "from A to B", "reading order"]
    side = address.side("What to show", sides, key="show")
    if side == "main path":
        _main_path(view)
    elif side == "from A to B":
        _between(view)
    elif side == "reading order":
        _reading_order(view)
    else:
        name = {"history": "historiograph"}.get(side, side)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            section = address.section(view)
            options: dict[str, Any] = _inferred() if name == "evolution" else address.scope()
            if name == "milestones":
                options["by"] = address.choice("Lanes", ("section", "group"), key="by")
        picture.show(view, name, section=section, **options)


def _reading_order(view: View) -> None:
    """Show what to read first: so many papers, those that others build on before these."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        section = address.section(view)
        count = address.number("Papers", 2, 60, key="papers", default=12)
        minutes = address.number(
            "Minutes a paper",
            1,
            600,
            key="minutes",
            default=60,
            help="How long you take for one; it is assumed, not measured.",
        )
    picture.show(view, "reading-order", section=section, top=count)
    try:
        plan = view.ask(
            kdgraph.reading_plan,
            count,
            minutes=float(minutes),
            section=section,
            overrides=view.overrides,
        )
    except InputError as error:
        st.info(plain(error), icon=":material/info:")
        return
    _check_list(plan)


def _check_list(plan: ReadingPlan) -> None:
    """Show the same papers one below the other, with a line of why each, and as a file."""
    st.header("Check-list", anchor=False)
    st.markdown(plain(plan.summary()))
    if plan.papers.empty:
        return
    st.download_button(
        "Check-list in Markdown",
        plan.markdown(),
        file_name="reading-plan.md",
        mime="text/markdown",
        on_click="ignore",
        icon=":material/download:",
        key="reading-plan",
    )
    for paper_id, row in plan.papers.iterrows():
        title = f"{row['step']}\\. {papers.title_of(row)}"
        papers.line(title, str(paper_id), plain(row["why"]))
    notes(plan.notes)


def _inferred() -> dict[str, Any]:
    """Ask whether likely forebears are shown."""
    shown = address.flag(
        "Likely forebears",
        key="inferred",
        default=True,
        help="Where a reference list was not read: dotted, inferred from the papers that cite "
        "both. Switch off for what was read alone.",
    )
    return {"inferred": shown}


def _main_path(view: View) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        section = address.section(view)
        scope = address.scope()
        weight = address.choice(
            "Weight",
            _WEIGHTS,
            key="weight",
            labels=_WEIGHT_LABELS.__getitem__,
            help="What a citation weighs: the paths through it from a source to a sink (spc), from "
            "any paper to a sink (splc), between any two papers (spnp), or the pairs of papers "
            "that they join (nppc).",
        )
        search = address.choice(
            "Search",
            _SEARCHES,
            key="search",
            labels=_SEARCH_LABELS.__getitem__,
            help="Search method; global is the path with the largest sum.",
        )
        cycles = address.choice(
            "Cycles",
            _CYCLES,
            key="cycles",
            labels=_CYCLE_LABELS.__getitem__,
            help="How cycles of citations are removed: citations against time (backward), "
            "duplicate preprint records (preprint), or each cycle merged into one node (shrink).",
        )
        k = address.number("Key routes", 1, 200, key="k", default=10)
    options: dict[str, Any] = {"weight": weight, "search": search, "cycles": cycles, "k": k}
    options |= scope
    picture.show(view, "main-path", section=section, **options)
    if section is None:
        path = view.ask(kdgraph.main_path, **options)
    else:
        path = view.ask(kdgraph.section_path, section, **options).path
    _steps(view, path)
    _cut(view, path)


def _row() -> bool:
    """Whether a row of a table is chosen, so that the table must be seen."""
    return address.wanted("row") is not None


def _steps(view: View, path: MainPath) -> None:
    with st.expander(
        f"The papers of the path ({len(path.papers):,}), from the oldest on", expanded=_row()
    ):
        papers.listing(view, path.papers.index.tolist(), key="path")
        for note in path.notes:
            st.caption(plain(note))


def _cut(view: View, path: MainPath) -> None:
    count = len(path.cut)
    with st.expander(f"Citations removed to break cycles: {count:,}", expanded=_row()):
        if not count:
            st.markdown("No cycle of citations was found, so none was removed.")
            return
        names = view.snapshot.papers["title"]
        papers.table(
            pd.DataFrame(
                {
                    "citing": path.cut["citing_id"].map(names),
                    "cited": path.cut["cited_id"].map(names),
                    "reason": path.cut["reason"],
                    "citing_id": path.cut["citing_id"],
                    "cited_id": path.cut["cited_id"],
                }
            ),
            key="cut",
        )


def _between(view: View) -> None:
    left, right = st.columns(2)
    with left:
        a = naming.paper(view, "From", key="a")
    with right:
        b = naming.paper(view, "To", key="b")
    if a is None or b is None:
        st.info("Name two papers to show the citation paths between the older and the younger.")
        return
    if a == b:
        st.info("Both boxes name the same paper: name two different ones.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = address.choice(
            "Paths",
            _PATHS,
            key="paths",
            labels=_PATH_LABELS.__getitem__,
            help="Paths with the fewest citations, or paths whose citations are best supported.",
        )
        most = address.number("At most", 1, 100, key="most", default=10)
    found = view.ask(kdgraph.paths_between, a, b, kind=kind, most=most)
    if found.reason is not None:
        st.markdown(plain(f"{found.note[:1].upper()}{found.note[1:]}."))
        _no_path(view, found)
        return
    picture.show(view, "braid", source=found.older, target=found.younger)
    st.header("Path by path, with the sentences")
    st.markdown(plain(f"{found.note[:1].upper()}{found.note[1:]}."))
    for number, path in found.paths.groupby("path", sort=True):
        with st.container(border=True):
            support = found.support.loc[number]
            st.caption(f"Path {int(str(number)) + 1} · support {support:.3g}")
            _path(view, path["paper_id"].tolist())
    with st.expander(
        "Intermediacy: papers most probably on a path between the two", expanded=_row()
    ):
        carried = view.ask(kdgraph.intermediacy, a, b)
        st.caption(
            "The probability that a paper lies on a path between the two, if each citation is "
            f"active with probability {carried.p:g} (intermediacy)."
        )
        papers.table(carried.papers, key="through")


def _path(view: View, ids: list[str]) -> None:
    arcs = pd.DataFrame([(b, a) for a, b in pairwise(ids)], columns=["citing_id", "cited_id"])
    labels = kdgraph.label_arcs(view.snapshot, arcs, overrides=view.overrides)
    briefs = view.snapshot.describe(ids)
    for step, (paper_id, brief) in enumerate(briefs.iterrows()):
        if step:
            label = labels.iloc[step - 1]
            said = _SILENT.get(label["label"], label["label"])
            st.caption(
                f":material/south: cited by · {plain(said)}",
                help=kdgraph.quality_note([label["label"]]),
            )
            if not pd.isna(label["sentence"]):
                st.markdown(f"> {plain(label['sentence'])}")
        papers.link(papers.title_of(brief), str(paper_id))


def _no_path(view: View, found: PathsBetween) -> None:
    papers.lines(view, [found.older, found.younger])
    if len(found.nearest):
        st.header("Other connections between the two")
        papers.table(found.nearest, key="nearest")
