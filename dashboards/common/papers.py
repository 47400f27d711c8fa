"""Papers on a page: as lines with links, as a table, and one citation with its sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

import kdgraph
from dashboards.common import address
from dashboards.common.filters import hidden, own_columns, without
from dashboards.common.plain import plain
from dashboards.common.view import View

__all__ = ["citation", "ids_last", "line", "lines", "link", "listing", "table", "title_of"]

_LINES: Final = 12
_ROW: Final = "row"
_OPENED: Final = "opened_paper"
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

    Beyond `most` they stand in a table, so that none is passed over in silence; of several, the
    filter of the page hides those that it names, and says how many.
    """
    if len(paper_ids) > 1:
        out = hidden(view)
        shown = [one for one in paper_ids if one not in out]
        if len(shown) < len(paper_ids):
            st.caption(
                f":material/filter_alt: The filter hides {len(paper_ids) - len(shown):,} of "
                f"{len(paper_ids):,} papers."
            )
        paper_ids = shown
    if heading:
        st.markdown(f"**{heading}**")
    briefs = view.snapshot.describe(paper_ids[:most])
    for paper_id, brief in briefs.iterrows():
        line(title_of(brief), str(paper_id), _about(view, brief))
    if len(paper_ids) > most:
        with st.expander(f"All {len(paper_ids):,} papers"):
            listing(view, paper_ids, key="all-lines")


def _about(view: View, brief: Any) -> str:
    names = [name for name in str(brief["authors"]).split(", ") if name]
    authors = ", ".join(names[:_AUTHORS]) + (" and others" if len(names) > _AUTHORS else "")
    parts = [
        authors or "authors unknown",
        "" if pd.isna(brief["venue"]) else str(brief["venue"]),
        f"cited by {int(brief['cited_here']):,} here",
        str(brief["section"]) if brief["listed"] else "not on the list",
        *view.notes.of(str(brief.name)).tags,
        view.notes.of(str(brief.name)).reading,
    ]
    return " · ".join(plain(part) for part in parts if part)


def listing(
    view: View, paper_ids: Sequence[str], *, key: str = "listing", **columns: Sequence[Any]
) -> None:
    """Show papers as a table, with further columns of one value a paper; see `table`."""
    briefs = view.snapshot.describe(paper_ids)
    frame = briefs[["title", "year", "authors", "venue", "cited_here"]].reset_index()
    more = {name: list(values) for name, values in columns.items()}
    table(frame.assign(**more), key=key)


def table(frame: pd.DataFrame, *, key: str | None = None, **options: Any) -> None:
    """Show a table as it is; with a `key`, a row leads to what it is about.

    A click on a title opens the page of the paper; one elsewhere in the row shows below what the
    row is about: the paper of its ``paper_id``, or the citation of its ``citing_id`` and
    ``cited_id``. The URL keeps which row is chosen; `options` are those of ``st.dataframe``.
    """
    flat = _without_none(frame.reset_index() if frame.index.name else frame)
    view: View | None = st.session_state.get("view")
    if view is not None and "paper_id" in flat:
        flat = without(view, flat, ["paper_id"])
        flat = flat.assign(**own_columns(view, flat))
    elif view is not None and {"citing_id", "cited_id"} <= set(flat):
        flat = without(view, flat, ["citing_id", "cited_id"])
    shown = flat[_in_order([str(name) for name in flat.columns])]
    columns = _columns(shown)
    options.setdefault("column_order", ids_last(shown))
    about = [
        names
        for names in (["paper_id"], ["citing_id", "cited_id"])
        if set(names) <= set(shown.columns)
    ]
    if key is None or not about:
        st.dataframe(shown, hide_index=True, column_config=columns, key=key, **options)
        return
    ids = shown[about[0]]

    def chosen() -> None:
        selection = st.session_state[key].selection
        if selection.cells:
            row, column = selection.cells[0]
            # a click on what a row is called opens it; one elsewhere shows it below
            if column == "title" and len(about[0]) == 1:
                st.session_state[_OPENED] = str(ids.iloc[row, 0])
                return
            address.put(_ROW, ids.iloc[row].tolist())
            return
        rows = selection.rows
        address.put(_ROW, ids.iloc[rows[0]].tolist() if rows else ())

    st.dataframe(
        shown,
        hide_index=True,
        column_config=columns,
        key=key,
        on_select=chosen,
        selection_mode=["single-row", "single-cell"],
        **options,
    )
    if opened := st.session_state.pop(_OPENED, None):
        targets: dict[str, Any] = st.session_state["pages"]
        st.switch_page(targets["paper"], query_params=address.here(paper=opened))
    said = st.query_params.get_all(_ROW)
    if len(said) == len(about[0]) and (ids == said).all(axis=1).any():
        _chosen(said)


def _without_none(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table in which an unknown text is an empty cell, and not the word None."""
    texts = [
        name
        for name in frame
        if pd.api.types.is_string_dtype(frame[name].dtype) and frame[name].isna().any()
    ]
    return frame.assign(**{str(name): frame[name].fillna("") for name in texts})


def ids_last(frame: pd.DataFrame) -> list[str]:
    """Return the names of columns in an order for readers: ids come last."""
    names = [str(name) for name in frame.columns]
    return sorted(names, key=lambda name: name.endswith("_id"))


def _chosen(ids: Sequence[str]) -> None:
    view: View = st.session_state["view"]
    with st.container(border=True):
        if len(ids) == 1:
            lines(view, ids)
        else:
            citation(view, *ids)


def _in_order(names: list[str]) -> list[str]:
    """Return columns in the order in which one reads: what a row is first, ids last."""
    first = [name for name in ("rank", "title", "year") if name in names]
    last = [name for name in names if name.endswith("_id") and "title" in names]
    return [*first, *(name for name in names if name not in [*first, *last]), *last]


def _columns(frame: pd.DataFrame) -> dict[str, Any]:
    """Return how each column is shown: a year without thousands, a heading in words."""
    columns: dict[str, Any] = {}
    for name in map(str, frame.columns):
        heading = name.replace("_", " ")
        if "year" in name:
            column = st.column_config.NumberColumn(heading, format="%d", width="small")
        elif name == "title":
            column = st.column_config.TextColumn(heading, width="large")
        elif "_" in name:
            column = st.column_config.Column(heading)
        else:
            continue
        columns[name] = column
    return columns


def citation(view: View, citing_id: str, cited_id: str) -> None:
    """Show one citation: what it means, the sentences that say so, and where it was read."""
    arc = pd.DataFrame({"citing_id": [citing_id], "cited_id": [cited_id]})
    label = kdgraph.label_arcs(view.snapshot, arc, overrides=view.overrides).iloc[0]
    briefs = view.snapshot.describe([citing_id, cited_id])
    st.markdown("**Citation:** the first paper cites the second")
    for paper_id, brief in briefs.iterrows():
        link(title_of(brief), str(paper_id))
    if label["label"] == "no sentence":
        st.caption("No citing sentence is known, so the citation has no label.")
    elif label["label"] == "no cue":
        st.caption("No word of the citing sentences tells what the citation means.")
    else:
        sure = "" if pd.isna(label["confidence"]) else f", confidence {label['confidence']:.2f}"
        st.markdown(
            f"It **{plain(label['label'])}** (read from the {label['origin']}{sure})",
            help=kdgraph.quality_note([label["label"]]),
        )
    sentences = view.snapshot.contexts
    both = (sentences["citing_id"] == citing_id) & (sentences["cited_id"] == cited_id)
    for sentence in sentences.loc[both].sort_values("n")["sentence"].dropna():
        st.markdown(f"> {plain(sentence)}")
