"""Papers on a page: as lines with links, as a table, and one citation with its sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

import kdgraph
from dashboards.common import address
from dashboards.common.plain import plain
from dashboards.common.view import View

__all__ = ["citation", "line", "lines", "link", "listing", "table", "title_of"]

_LINES: Final = 12
_AUTHORS: Final = 4
_LONGEST: Final = 160  # signs of a title in a link


def link(label: str, paper_id: str) -> None:
    """Show a link to the page of a paper; `label` is Markdown."""
    targets: dict[str, Any] = st.session_state["pages"]
    st.page_link(
        targets["paper"],
        label=label,
        icon=":material/article:",
        query_params=address.here(paper=paper_id),
    )


def line(label: str, paper_id: str, about: str, sentences: Sequence[str] = ()) -> None:
    """Show a link to a paper, and below what is said of it; `label` and `about` are Markdown."""
    with st.container(gap=None):
        link(label, paper_id)
        st.caption(about)
        for sentence in sentences:
            st.markdown(f"> {plain(sentence)}")


def title_of(brief: Any) -> str:
    """Return the title of a row of `Snapshot.describe` with its year, as Markdown."""
    title = "(no title)" if pd.isna(brief["title"]) else str(brief["title"])
    year = "no year" if pd.isna(brief["year"]) else str(int(brief["year"]))
    cut = title if len(title) <= _LONGEST else f"{title[: _LONGEST - 1]}…"
    return f"{plain(cut)} ({year})"


def lines(view: View, paper_ids: Sequence[str], *, most: int = _LINES, heading: str = "") -> None:
    """Show papers one below the other: a link to each, its authors and its venue.

    Beyond `most` they stand in a table, so that none is passed over in silence.
    """
    if heading:
        st.markdown(f"**{heading}**")
    briefs = view.snapshot.describe(paper_ids[:most])
    for paper_id, brief in briefs.iterrows():
        line(title_of(brief), str(paper_id), _about(brief))
    if len(paper_ids) > most:
        with st.expander(f"All {len(paper_ids):,} papers"):
            listing(view, paper_ids)


def _about(brief: Any) -> str:
    names = [name for name in str(brief["authors"]).split(", ") if name]
    authors = ", ".join(names[:_AUTHORS]) + (" and others" if len(names) > _AUTHORS else "")
    parts = [
        authors or "authors unknown",
        "" if pd.isna(brief["venue"]) else str(brief["venue"]),
        f"cited by {int(brief['cited_here']):,} here",
        str(brief["section"]) if brief["listed"] else "not on the list",
    ]
    return " · ".join(plain(part) for part in parts if part)


def listing(view: View, paper_ids: Sequence[str], **columns: Sequence[Any]) -> None:
    """Show papers as a table, with further columns of one value a paper."""
    briefs = view.snapshot.describe(paper_ids)
    frame = briefs[["title", "year", "authors", "venue", "cited_here"]].reset_index()
    table(frame.assign(**{name: list(values) for name, values in columns.items()}))


def table(frame: pd.DataFrame, *, key: str | None = None, height: int | None = None) -> None:
    """Show a table; where it has ``paper_id``, choosing a row leads to that paper.

    Cells show their text as it is. Nothing is computed or left out here.
    """
    shown = frame.reset_index() if frame.index.name else frame
    options: dict[str, Any] = {} if height is None else {"height": height}
    st.dataframe(shown, hide_index=True, column_config=_columns(shown), key=key, **options)


def _columns(frame: pd.DataFrame) -> dict[str, Any]:
    years = [name for name in frame.columns if "year" in str(name)]
    columns: dict[str, Any] = {
        name: st.column_config.NumberColumn(format="%d", width="small") for name in years
    }
    if "title" in frame.columns:
        columns["title"] = st.column_config.TextColumn(width="large")
    return columns


def citation(view: View, citing_id: str, cited_id: str) -> None:
    """Show one citation: what it means, the sentences that say so, and where it was read."""
    arc = pd.DataFrame({"citing_id": [citing_id], "cited_id": [cited_id]})
    label = kdgraph.label_arcs(view.snapshot, arc, overrides=view.overrides).iloc[0]
    briefs = view.snapshot.describe([citing_id, cited_id])
    st.markdown("**One citation:** the first paper cites the second")
    for paper_id, brief in briefs.iterrows():
        link(title_of(brief), str(paper_id))
    if label["label"] == "no sentence":
        st.caption("No citing sentence is known, so nothing says what this citation means.")
    else:
        sure = "" if pd.isna(label["confidence"]) else f", confidence {label['confidence']:.2f}"
        st.markdown(f"It **{plain(label['label'])}** (read from the {label['origin']}{sure})")
    sentences = view.snapshot.contexts
    both = (sentences["citing_id"] == citing_id) & (sentences["cited_id"] == cited_id)
    for sentence in sentences.loc[both].sort_values("n")["sentence"].dropna():
        st.markdown(f"> {plain(sentence)}")
