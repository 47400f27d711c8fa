"""Authors: who writes with whom, who carried the field, whose work rests on whose."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

import kdgraph
from dashboards.common import address, papers, people, picture
from dashboards.common.notes import notes, scope_note
from dashboards.common.pages import page
from dashboards.common.plain import plain
from dashboards.common.view import View
from kdgraph import AuthorLineage, ListConcentration

__all__ = ["authors"]

_PARTS: Final = ("who writes with whom", "ranking", people.ONE, "who is on the list")
_MEASURE: Final = "fractional_papers"
_ROWS: Final = 100
_AROUND: Final = 50


@page(
    "Authors",
    "Co-authors, rankings of authors, and lineages of authors.",
    icon=":material/group:",
    place=40,
)
def authors(view: View) -> None:
    """Show the network of co-authors, a ranking, one author's lineage, and who is on the list."""
    if view.snapshot.authors.empty:
        st.info(
            "No author of any paper is known here. Refresh the snapshot in a terminal with a "
            "network: `kdgraph build`."
        )
        return
    part = address.side("What to show", _PARTS, key="part")
    if part == people.ONE:
        _one(view)
    elif part == _PARTS[3]:
        _spread(view, address.section(view))
    else:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            measure = address.choice(
                "Measure",
                list(kdgraph.AUTHOR_MEASURES),
                key="by",
                default=_MEASURE,
                help="Measure that authors are ranked by.",
                labels=kdgraph.AUTHOR_MEASURES.label,
            )
            section = address.section(
                view, help="Only papers of this section count as an author's work."
            )
            scope = address.scope()
        if part == _PARTS[0]:
            picture.show(view, "coauthors", by=measure, section=section, **scope)
            _communities(view, section, scope)
        else:
            _ranking(view, measure, section, scope)


def _communities(view: View, section: str | None, scope: dict[str, Any]) -> None:
    with st.expander("Groups of co-authors"):
        found = view.ask(kdgraph.coauthor_communities, section=section, top=_AROUND, **scope)
        st.markdown(
            f"{found.found:,} communities in {found.components_found:,} components, the largest "
            f"{len(found.communities):,} below; {found.alone:,} authors have no co-author here. "
            f"{plain(found.method)}."
        )
        papers.table(found.communities, key="communities")
        scope_note(found.scope)
        notes(found.notes)


def _ranking(view: View, measure: str, section: str | None, scope: dict[str, Any]) -> None:
    there = max(len(view.snapshot.within(**scope).authors), 1)
    most = address.number("Most authors", 1, there, key="top", default=min(_ROWS, there))
    found = view.ask(kdgraph.rank_authors, measure, top=most, section=section, **scope)
    st.markdown(
        f"**{plain(found.description)}** The best {len(found.frame):,} of {found.ranked:,} authors "
        f"of {found.papers:,} papers. Select a row to see the author's lineage."
    )
    if found.frame.empty:
        st.info("No author has a score by this measure: choose another one.")
    else:
        people.table(found.frame.join(found.details, on="author_id"), key="ranked")
    scope_note(found.scope)
    notes(found.notes)
    _joins(view)


def _joins(view: View) -> None:
    found = view.ask(kdgraph.author_joins)
    with st.expander("Names that are one author's, and alike ones that stay apart"):
        st.markdown(
            f"{found.persons:,} people are printed under more than one name; "
            f"{found.by_hand:,} rows were joined by hand."
        )
        papers.table(found.joined, key="joined")
        st.markdown("**Alike, and apart**")
        papers.table(found.apart, key="apart")
        notes(found.notes)


def _one(view: View) -> None:
    author_id = people.author(view, "Author")
    if author_id is None and not st.session_state["author"]:
        first = view.ask(kdgraph.rank_authors, _MEASURE, top=1).frame["author_id"]
        if first.empty:
            st.info("Name an author above.")
            return
        author_id = str(first.iloc[0])
        st.caption(
            "Name an author above, or select one in the ranking. Shown is the author with the "
            "most papers here."
        )
    if author_id is None:
        return
    found = view.ask(kdgraph.author_lineage, author_id, top=_AROUND)
    st.header(plain(found.name))
    st.caption(plain(found.author_id))
    _numbers(found)
    notes(found.notes)
    if len(found.joined):
        with st.expander("Printed also as"):
            papers.table(found.joined, key="joined")
    if len(found.alike):
        with st.expander("Possibly the same person"):
            people.table(found.alike, key="alike")
    st.markdown("**Papers here,** the oldest first")
    papers.table(found.papers, key="own")
    for heading, name, frame in (
        ("Builds on papers", "builds_on_papers", found.builds_on_papers),
        ("Builds on authors", "builds_on_authors", found.builds_on_authors),
        ("Papers that build on this author's", "built_on_by_papers", found.built_on_by_papers),
        ("Authors who build on this author", "built_on_by_authors", found.built_on_by_authors),
        ("Co-authors", "coauthors", found.coauthors),
    ):
        _around(heading, found.counts[name], frame, name)


def _numbers(found: AuthorLineage) -> None:
    with st.container(horizontal=True):
        st.metric("papers here", f"{len(found.papers):,}")
        st.metric("co-authors", f"{found.counts['coauthors']:,}")
        st.metric("papers built on", f"{found.counts['builds_on_papers']:,}")
        st.metric("papers building on these", f"{found.counts['built_on_by_papers']:,}")
        st.metric("self-citations", f"{found.self_citations:,}")


def _around(heading: str, count: int, frame: pd.DataFrame, key: str) -> None:
    shown = "" if count == len(frame) else f", the first {len(frame):,} shown"
    with st.expander(f"{heading} ({count:,}{shown})", key=f"open-{key}"):
        if frame.empty:
            st.caption("None is known here.")
        elif "author_id" in frame:
            people.table(frame, key=key)
        else:
            papers.table(frame, key=key)


def _spread(view: View, section: str | None) -> None:
    found = view.ask(kdgraph.list_concentration, section=section, top=_AROUND)
    st.markdown(
        f"{found.authors_found:,} authors have {found.authorships:,} places in the author lines of "
        f"{found.counted:,} of {found.entries:,} entries; {found.unmatched:,} entries have no "
        f"paper here, and of {found.without_authors:,} no author is known. Few people on many "
        "entries can mean a small field, a productive group, a narrow topic, or a list by people "
        "who know their own work best: the numbers do not say which. Chance is no norm either; it "
        "is a point to read them from."
    )
    _beside_chance(found)
    notes(found.notes)


def _beside_chance(found: ListConcentration) -> None:
    if found.authors.empty:
        st.info("No entry has a paper whose authors are known.")
        return
    st.markdown("**Entries per author,** compared with shuffled author lines")
    people.table(found.authors, key="listed")
    st.markdown("**All entries together**")
    measures = found.measures.drop(columns="measure")
    measures.insert(0, "meaning", measures.pop("meaning"))
    papers.table(measures, key="measures")
    st.markdown("**By section**")
    papers.table(found.sections, key="sections")
