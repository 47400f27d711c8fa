"""Overview: what is here."""

from __future__ import annotations

import pandas as pd
import streamlit as st

import kdgraph
from dashboards.common import address, papers, picture
from dashboards.common.pages import page
from dashboards.common.plain import plain
from dashboards.common.screen import inches, theme
from dashboards.common.view import View
from kdgraph import Summary

__all__ = ["overview"]


@page(
    "Overview",
    "The field at a glance, what is here, where it comes from, and what is missing.",
    icon=":material/home:",
    place=0,
)
def overview(view: View) -> None:
    """Show the summary of the snapshot."""
    summary = view.ask(kdgraph.summarise)
    _field(view, summary)
    _counts(summary)
    _origin(view, summary)
    _reading(summary)
    st.header("Coverage")
    picture.as_printed(view, "coverage", width=inches(), ground=theme())
    _gaps(summary)
    _unmatched(summary)
    _snapshots(view)


def _field(view: View, summary: Summary) -> None:
    """Say in a look what this field is, and where to go on."""
    sections = len(view.snapshot.reading_list.headings)
    if not summary.listed_papers:
        return
    listed = view.snapshot.papers.loc[list(view.snapshot.reading_list.papers), "year"].dropna()
    years = f", {int(listed.min())} to {int(listed.max())}" if len(listed) else ""
    st.markdown(
        f"**{summary.listed_papers:,} papers of {plain(summary.list_id)}** in {sections:,} "
        f"{'section' if sections == 1 else 'sections'}{years}. Point at a paper to light what it "
        "descends from and what came of it; click to see why."
    )
    targets = st.session_state["pages"]
    with st.container(horizontal=True):
        for label, name, icon, query in (
            ("The tree", "lineage", "account_tree", {}),
            ("The main path", "lineage", "route", {"show": "main path"}),
            ("From A to B", "lineage", "conversion_path", {"show": "from A to B"}),
            ("Most influential", "influence", "leaderboard", {"part": "ranking"}),
            ("What to read first", "lineage", "menu_book", {"show": "reading order"}),
            ("Your own list", "lists", "playlist_add", {}),
            ("Figures for a paper", "figures", "palette", {}),
        ):
            st.page_link(
                targets[name],
                label=label,
                icon=f":material/{icon}:",
                query_params=address.here(**query),
            )
    picture.show(view, "milestones")


def _counts(summary: Summary) -> None:
    with st.container(horizontal=True):
        st.metric("papers", f"{summary.papers:,}", width="content")
        st.metric("of them on the list", f"{summary.listed_papers:,}", width="content")
        st.metric("citations", f"{summary.citations:,}", width="content")
        st.metric("citing sentences", f"{summary.contexts:,}", width="content")
        st.metric("authors", f"{summary.authors:,}", width="content")


def _origin(view: View, summary: Summary) -> None:
    span = f", from {summary.years[0]} to {summary.years[1]}" if summary.years else ""
    as_of = f" As of the end of {view.as_of}." if view.as_of else ""
    st.markdown(
        f"The list **{plain(summary.list_id)}**: {summary.matched_entries:,} of "
        f"{summary.entries:,} entries have a paper. Papers{span}.{as_of} "
        f"Snapshot {plain(summary.snapshot_id)}, made on {plain(summary.time)} from "
        f"{plain('; '.join(summary.origins))}."
    )
    for problem in view.overrides.problems:
        st.warning(plain(problem), icon=":material/edit_off:")


def _reading(summary: Summary) -> None:
    """Show how the list was read, and what looks wrong about that."""
    found = summary.reading
    if found is None:
        return
    fields = ("title", "authors", "venue", "year", "identifier")
    known = ", ".join(f"{found[field]:,} with {field}" for field in fields)
    passed = sum(group["count"] for group in found["passed_over"])
    st.markdown(
        f"The list was read as {plain(found['format'])}: {found['entries']:,} entries, {known}; "
        f"{passed:,} lines were not read as papers, {found['duplicates']:,} repeat one."
    )
    if doubts := found.get("doubts"):
        st.caption(plain("Doubtful: " + "; ".join(doubt["message"] for doubt in doubts) + "."))
    for warning in found["warnings"]:
        st.warning(plain(warning["message"]), icon=":material/rule:")


def _gaps(summary: Summary) -> None:
    st.header("Missing data and how to complete it")
    if not summary.gaps:
        st.markdown("No requested data are missing.")
    for gap in summary.gaps:
        st.markdown(f"- **{gap.count:,} {gap.what}:** {gap.advice}")  # our own words, with code
    states = pd.DataFrame(summary.coverage).T.fillna(0).astype("int64")
    if len(states):
        with st.expander("Papers by coverage of their references and citations"):
            papers.table(states.rename_axis("list of").reset_index())


def _unmatched(summary: Summary) -> None:
    if not summary.unmatched:
        return
    st.header("Entries without a paper")
    papers.table(
        pd.DataFrame(
            [
                (one.line, one.title, one.reason, one.runner_up, one.runner_up_reason)
                for one in summary.unmatched
            ],
            columns=["line", "title", "reason", "refused", "why refused"],
        )
    )


def _snapshots(view: View) -> None:
    kept = kdgraph.open(view.folder).snapshots()
    if len(kept) < 2:
        return
    st.header("Stored snapshots")
    for manifest in reversed(kept):
        shown = " (shown)" if manifest.id == view.snapshot.whole.id else ""
        st.page_link(
            st.session_state["pages"]["overview"],
            label=f"{manifest.time:%Y-%m-%d %H:%M} · {plain(manifest.id)}{shown}",
            icon=":material/history:",
            query_params={**address.here(), "snapshot": manifest.id},
        )
