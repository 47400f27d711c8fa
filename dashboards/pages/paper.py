"""Paper: everything about one paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

import kdgraph
from dashboards.common import address, naming, papers, people, picture
from dashboards.common.filters import hidden
from dashboards.common.noting import noting
from dashboards.common.pages import page
from dashboards.common.plain import plain
from dashboards.common.view import View
from kdgraph import PaperCard

__all__ = ["paper"]


@page(
    "Paper",
    "One paper: details, citations, similar papers, ancestors and descendants.",
    icon=":material/article:",
    place=70,
)
def paper(view: View) -> None:
    """Show one paper."""
    paper_id = naming.paper(view, "Paper", key="paper")
    if paper_id is None:
        st.info("Name a paper above, or find one with the box on the left.")
        return
    card = view.ask(kdgraph.paper_card, paper_id, top=1)
    st.header(plain(card.title))
    _facts(view, card)
    noting(view, paper_id)
    _name(view, card)
    _place(card)
    if card.tldr or card.abstract:
        st.markdown(plain(card.tldr or card.abstract))
    if card.tldr and card.abstract:
        with st.expander("Abstract"):
            st.markdown(plain(card.abstract))
    parts = [
        "picture",
        "cites",
        "is cited by",
        "cited together",
        "same references",
        "descent",
        "reference",
    ]
    part = address.side("Related papers", parts, key="part")
    if part == "picture":
        picture.show(view, "ego", paper=paper_id)
    elif part in parts[1:3]:
        _neighbours(view, paper_id, cites=part == "cites")
    elif part in parts[3:5]:
        _similar(view, paper_id, "co-citation" if part == parts[3] else "coupling")
    elif part == "descent":
        _descent(view, paper_id)
    else:
        st.code(kdgraph.bibtex_text(view.noted, [paper_id]), language="bibtex")


def _facts(view: View, card: PaperCard) -> None:
    year = "year unknown" if card.year is None else str(card.year)
    since = f", public since {card.first_year}" if card.first_year not in (None, card.year) else ""
    people.links(view, card.paper_id)
    st.markdown(f"{plain(card.venue or 'venue unknown')} ({year}{since})")
    with st.container(horizontal=True):
        for link in card.links:
            st.link_button(plain(link.split("/")[2]), link, icon=":material/open_in_new:")
    with st.container(horizontal=True):
        st.metric("cited here by", f"{card.citation_count:,}", width="content")
        read = any(
            known.direction == "references" and known.state in ("complete", "capped", "elided")
            for known in card.coverage
        )
        cites = f"{card.reference_count:,}" if read or card.reference_count else "not read"
        st.metric("cites here", cites, width="content")
        counted = card.reported_citations
        st.metric(
            "cited in total (source)",
            "unknown" if counted is None else f"{counted:,}",
            width="content",
        )


def _name(view: View, card: PaperCard) -> None:
    name: Any = view.ask(kdgraph.paper_names).loc[card.paper_id]
    st.markdown(
        f"In figures: **{plain(name['name'])}**",
        help=plain(f"{kdgraph.told_name(name)}. Set it with [[name]] in overrides.toml."),
    )


def _place(card: PaperCard) -> None:
    if not card.places:
        st.caption("Not on the list.")
    for place in card.places:
        st.markdown(
            f"On the list under **{plain(place.section)}**, line {place.line}; matched by "
            f"{plain(place.method)} (confidence {place.confidence:.2f}: {plain(place.reason)})"
        )
        for url in place.code_links:
            st.markdown(f"Code: {plain(url)}")
    for known in card.coverage:
        counts = "" if known.fetched is None else f", {known.fetched:,} rows fetched"
        outside = f", {known.outside:,} of them outside this corpus" if known.outside else ""
        why = f" ({plain(known.reason)})" if known.reason else ""
        st.caption(f"List of its {known.direction}: {known.state}{counts}{outside}{why}")


def _neighbours(view: View, paper_id: str, *, cites: bool) -> None:
    most = address.number("At most", 1, 500, key="most", default=20)
    card = view.ask(kdgraph.paper_card, paper_id, top=most)
    found = card.references if cites else card.citations
    total = card.reference_count if cites else card.citation_count
    if not found:
        st.info(_none(card, "references" if cites else "citations"))
        return
    st.caption(
        f"{len(found):,} of {total:,} shown, listed papers first, then those cited most here."
    )
    out = hidden(view)
    if gone := sum(one.paper_id in out for one in found):
        st.caption(f":material/filter_alt: The filter hides {gone:,} of these {len(found):,}.")
        found = tuple(one for one in found if one.paper_id not in out)
    pairs = [(paper_id, one.paper_id) if cites else (one.paper_id, paper_id) for one in found]
    labels = _labels(view, pairs)
    if note := kdgraph.quality_note(set(labels) - {"no cue"}):
        st.caption(note)
    for one, label in zip(found, labels, strict=True):
        year = "no year" if one.year is None else one.year
        what = "on the list, " if one.listed else ""
        said = "" if label in {"no sentence", "no cue"} else f" · {plain(label)}"
        about = f"{what}cited by {one.cited_here:,} here{said}"
        papers.line(f"{plain(one.title)} ({year})", one.paper_id, about, one.sentences)


def _labels(view: View, pairs: Sequence[tuple[str, str]]) -> list[str]:
    arcs = pd.DataFrame(pairs, columns=["citing_id", "cited_id"])
    labels: list[str] = kdgraph.label_arcs(view.snapshot, arcs, overrides=view.overrides)[
        "label"
    ].tolist()
    return labels


def _none(card: PaperCard, direction: str) -> str:
    states = {known.direction: known.state for known in card.coverage}
    state = states.get(direction, "not asked")
    if state == "complete":
        return "None inside this corpus."
    return f"None is known, but the list of its {direction} is {state}, so there may be some."


def _similar(view: View, paper_id: str, kind: str) -> None:
    found = view.ask(kdgraph.similar_papers, paper_id, kind=kind, top=30)
    what = "cite both" if kind == "co-citation" else "both cite"
    st.caption(f"By how many papers {what}; {found.found:,} papers share at least one.")
    if found.frame.empty:
        st.info("No paper here shares any with it.")
    else:
        papers.table(found.frame, key=f"like-{kind}")
    for note in found.notes:
        st.caption(plain(note))


def _descent(view: View, paper_id: str) -> None:
    _parent(view, paper_id)
    _likely(view, paper_id)
    for title, function in (
        ("Ancestors: what it builds on, directly or through others", kdgraph.ancestors),
        ("Descendants: what builds on it", kdgraph.descendants),
    ):
        found = view.ask(function, paper_id)
        st.subheader(f"{title}: {len(found.papers):,}")
        if found.note:
            st.caption(plain(found.note))
        if len(found.papers):
            papers.table(found.papers, key=f"relatives-{found.direction}")


def _likely(view: View, paper_id: str) -> None:
    """Show likely forebears of a paper whose reference list was not read."""
    found = view.ask(kdgraph.likely_forebears, [paper_id])
    row: Any = found.papers.loc[paper_id]
    if row["list_read"]:
        return
    st.subheader("Likely forebears, inferred: its reference list was not read")
    if pd.isna(row["forebear_id"]):
        st.markdown(f"None is named: {plain(row['reason'])}.")
    else:
        papers.lines(view, [row["forebear_id"]])
        st.caption(
            f"{plain(row['basis'])}; {row['chance']:.0%} of first ones with about this score were "
            f"right: {plain(found.measured)}."
        )
    if len(found.candidates):
        told = found.candidates.drop(columns=["paper_id"])
        papers.table(
            told.rename(columns={"forebear_id": "paper_id"}).set_index("paper_id"), key="likely"
        )


def _parent(view: View, paper_id: str) -> None:
    contest = view.ask(kdgraph.parent_contest, overrides=view.overrides)
    parents = contest.parents
    if paper_id not in parents.index:
        return
    row: Any = parents.loc[paper_id]
    st.subheader("Primary parent among the papers of the list")
    if pd.isna(row["parent_id"]):
        st.markdown(f"None: {plain(row['reason'])}.")
    else:
        papers.lines(view, [row["parent_id"]])
        st.caption(f"Chosen by {plain(row['basis'])}, of {int(row['candidates']):,} candidates.")
    candidates = contest.of(paper_id)
    if len(candidates):
        with st.expander("All candidates, and what speaks for and against each"):
            told = candidates.rename(columns={"paper_id": "of", "candidate_id": "paper_id"})
            papers.table(told.drop(columns="of").set_index("paper_id"), key="candidates")
            st.caption(
                "The columns ending in evidence are natural logarithms of odds: above 0 speaks for "
                "the paper as the parent, below 0 against it, 0 is unknown or says nothing."
            )
