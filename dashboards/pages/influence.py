"""Influence: which papers carried the field, by several measures."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

import kdgraph
from dashboards.common import address, naming, papers, picture
from dashboards.common.filters import asked, narrowed
from dashboards.common.notes import left_out, notes, scope_note
from dashboards.common.pages import page
from dashboards.common.plain import plain
from dashboards.common.view import View
from kdgraph import Explanation

__all__ = ["influence"]

_PARTS: Final = ("side by side", "against age", "ranking", "why this rank")
_ROWS: Final = 200


@page(
    "Influence",
    "Influence of papers by several measures, and explanations of ranks.",
    icon=":material/leaderboard:",
    place=30,
)
def influence(view: View) -> None:
    """Show measures side by side and against age, a ranking, and what a rank is made of."""
    if view.snapshot.papers.empty:
        st.info("There is no paper to rank. Build a snapshot in a terminal: `kdgraph build LIST`.")
        return
    part = address.side("What to show", _PARTS, key="part")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        measure = address.choice(
            "Measure",
            list(kdgraph.MEASURES),
            key="by",
            default="citations",
            help="Measure that papers are ranked by.",
            labels=kdgraph.MEASURES.label,
        )
        section = address.section(view)
        scope = address.scope()
    left_out(kdgraph.MEASURES)
    if part == _PARTS[0]:
        picture.show(view, "influence", by=measure, section=section, **scope)
    elif part == _PARTS[1]:
        picture.show(view, "age", by=measure, section=section, **scope)
    elif part == _PARTS[2]:
        _ranking(view, measure, section, scope)
    else:
        _why(view, measure, section, scope)


def _ranking(view: View, measure: str, section: str | None, scope: dict[str, Any]) -> None:
    there = max(len(view.snapshot.within(**scope).papers), 1)
    most = address.number("Most papers", 1, there, key="top", default=min(_ROWS, there))
    # ranks are those of all papers, also where filters leave few of them
    top = there if asked() else most
    found = view.ask(kdgraph.rank, measure, top=top, section=section, **scope)
    st.markdown(
        f"**{plain(found.description)}** The best {min(len(found.frame), most):,} of "
        f"{found.ranked:,} papers with a score, on a graph of {found.papers:,} papers and "
        f"{found.citations:,} citations. Papers with equal scores share a rank; the column *tied* "
        "counts them."
    )
    if found.frame.empty:
        st.info("No paper has a score by this measure here: choose another one.")
    else:
        whole = found.frame.join(found.details, on="paper_id")
        whole.insert(1, "tied", whole["rank"].map(found.tied))
        shown = narrowed(view, whole, most=most, what="ranked papers")
        if shown.empty:
            st.info("No ranked paper passes the filters: widen one of them.")
        else:
            papers.table(shown, key="ranking", height=560)
    scope_note(found.scope)
    notes(found.notes)


def _why(view: View, measure: str, section: str | None, scope: dict[str, Any]) -> None:
    paper = naming.paper(view, "Explain the rank of", key="of")
    if paper is None and not st.session_state["of"]:
        first = view.ask(kdgraph.rank, measure, top=1, section=section, **scope).frame["paper_id"]
        if first.empty:
            st.info("No paper has a score by this measure here: choose another one.")
            return
        paper = str(first.iloc[0])
        st.caption("Name a paper above. Shown is the one ranked first.")
    if paper is None:
        return
    within = view.snapshot.within(**scope)
    if paper not in within.papers.index:
        st.info("This paper is not within the scope: choose a wider one above.")
        scope_note(within.scope)
        return
    found = view.ask(kdgraph.explain, measure, paper, top=_ROWS, **scope)
    papers.link(f"**{papers.title_of({'title': found.title, 'year': found.year})}**", paper)
    st.caption(plain(found.description))
    _figures(found)
    _citers(found)
    _parts(found)
    scope_note(within.scope)
    notes(found.notes)


def _figures(found: Explanation) -> None:
    with st.container(horizontal=True):
        st.metric("rank", _number(found.rank), delta_description=f"of {found.ranked:,}")
        st.metric("score", _number(found.score))
        st.metric("citing papers here", f"{found.citations:,}")
        for words, variant in (
            ("rank without self-citations", found.without_self_citations),
            ("rank without surveys", found.without_surveys),
        ):
            st.metric(
                words,
                _number(variant.rank),
                help=f"{variant.left_out:,} citations are taken from the whole graph, "
                f"{variant.left_out_here:,} of them from this paper"
                + (f", {variant.by_name_only:,} by name alone" if variant.by_name_only else "")
                + f". The score is then {_number(variant.score)}.",
            )


def _parts(found: Explanation) -> None:
    parts = {**found.own, **found.details}
    if parts:
        st.markdown("**Details,** and the part of the score that no citation contributes")
        st.markdown(
            "  \n".join(
                f"{plain(name.replace('_', ' '))}: {_number(value)}"
                for name, value in parts.items()
            )
        )
    st.markdown("**Share of the score by coverage of the citing papers' reference lists**")
    if found.coverage.empty:
        st.caption("No paper here cites it.")
        return
    papers.table(found.coverage)
    st.caption(
        "A list in any state but “complete” may contain further references, which would change "
        "how the weight of the citing paper is split."
    )


def _citers(found: Explanation) -> None:
    st.markdown(f"**Strongest citing papers**, {len(found.citers):,} of {found.citations:,}")
    if found.citers.empty:
        st.caption("No paper here cites it.")
        return
    first = ["share", "title", "year", "self_citation", "survey", "references", "contribution"]
    citers = found.citers.rename(columns={"citing_id": "paper_id"})
    own = citers["self_citation"].fillna("")
    papers.table(citers[[*first, "paper_id"]].assign(self_citation=own), key="citers")
    notes([found.how])


def _number(value: Any) -> str:
    if value is None:
        return "undefined"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return f"{value:,.4g}" if isinstance(value, float) else plain(value)
