"""One paper beside a picture: who wrote it, where it stands, and why its parent is its parent."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

import kdgraph
from dashboards.common import correcting, papers, people
from dashboards.common.noting import noting
from dashboards.common.plain import plain
from dashboards.common.view import View

__all__ = ["card"]

_MOST: Final = 5  # candidates, before the rest is folded in


def card(view: View, paper_id: str) -> None:
    """Show one paper, and all candidates for its parent with what speaks for and against each."""
    about = view.ask(kdgraph.paper_card, paper_id, top=1)
    brief = view.snapshot.describe([paper_id]).iloc[0]
    papers.link(f"**{papers.title_of(brief)}**", paper_id)
    people.links(view, paper_id)
    section = str(brief["section"]) if brief["listed"] else "not on the list"
    facts = [about.venue or "venue unknown", section, f"cited by {about.citation_count:,} here"]
    st.caption(" · ".join(plain(fact) for fact in facts if fact))
    if about.tldr:
        st.markdown(plain(about.tldr))
    _links(about)
    noting(view, paper_id, place="card-")
    correcting.told()
    _parent(view, paper_id)
    _name(view, paper_id)


def _links(about: kdgraph.PaperCard) -> None:
    links = [f"[{plain(one.split('/')[2])}]({one})" for one in about.links]
    code = [f"[code]({one})" for place in about.places for one in place.code_links]
    if links or code:
        st.markdown(" · ".join([*links, *code]))


def _parent(view: View, paper_id: str) -> None:
    contest = view.ask(kdgraph.parent_contest, overrides=view.overrides)
    if paper_id not in contest.parents.index:
        return
    row: Any = contest.parents.loc[paper_id]
    candidates = contest.told(paper_id)
    st.markdown("**Why this parent**" if not pd.isna(row["parent_id"]) else "**No parent**")
    if pd.isna(row["parent_id"]):
        st.caption(plain(f"{str(row['reason'])[:1].upper()}{str(row['reason'])[1:]}."))
        _likely(view, paper_id)
    if row["basis"] == "override":
        st.caption(":material/edit: Set by hand.")
    for one in candidates[:_MOST]:
        _candidate(view, paper_id, one)
    if len(candidates) > _MOST:
        with st.expander(f"{len(candidates) - _MOST} further candidates"):
            for one in candidates[_MOST:]:
                _candidate(view, paper_id, one)


def _candidate(view: View, paper_id: str, one: kdgraph.ToldCandidate) -> None:
    """Show a candidate: its chance, what speaks for it and against it, and its sentence."""
    names = view.ask(kdgraph.paper_names)["name"]
    candidate_id = one.candidate_id
    score = "barred" if one.score is None else f"{one.score:.2f}"
    name = names.get(candidate_id, candidate_id)
    papers.link(f"{plain(name)} · {score} · {plain(one.outcome)}", candidate_id)
    st.caption(plain(one.said))
    if one.sentence is not None:
        st.markdown(f"> {plain(one.sentence)}")
    child = names.get(paper_id, paper_id)
    with st.container(horizontal=True):
        if one.outcome != "parent":
            st.button(
                "This is the parent",
                key=f"parent-{candidate_id}",
                type="tertiary",
                icon=":material/check:",
                on_click=correcting.make,
                args=(view, "parent", f"{child} descends from {name}"),
                kwargs={"paper": paper_id, "parent": candidate_id},
            )
        else:
            st.button(
                "It has no parent",
                key="no-parent",
                type="tertiary",
                icon=":material/close:",
                on_click=correcting.make,
                args=(view, "parent", f"{child} has no parent"),
                kwargs={"paper": paper_id, "parent": ""},
            )
        if one.label != "compares":
            st.button(
                "It only compares",
                key=f"compares-{candidate_id}",
                type="tertiary",
                icon=":material/compare_arrows:",
                on_click=correcting.make,
                args=(view, "arc", f"{child} only compares with {name}"),
                kwargs={"citing": paper_id, "cited": candidate_id, "label": "compares"},
            )


def _likely(view: View, paper_id: str) -> None:
    found = view.ask(kdgraph.likely_forebears, [paper_id])
    row: Any = found.papers.loc[paper_id]
    if pd.isna(row["forebear_id"]):
        return
    st.markdown("**Likely forebear, inferred**")
    papers.lines(view, [str(row["forebear_id"])])
    st.caption(plain(f"{row['basis']}; right in {row['chance']:.0%} as measured."))


def _name(view: View, paper_id: str) -> None:
    """Show what figures call the paper, and let it be called otherwise."""
    row: Any = view.ask(kdgraph.paper_names).loc[paper_id]
    key = f"name-of-{paper_id}"

    def changed() -> None:
        typed = str(st.session_state[key]).strip()
        if typed and typed != row["name"]:
            said = f"{row['name']} is called {typed}"
            correcting.make(view, "name", said, paper=paper_id, name=typed)

    st.text_input(
        "Called in figures",
        value=str(row["name"]),
        key=key,
        on_change=changed,
        help=plain(kdgraph.told_name(row)),
    )
