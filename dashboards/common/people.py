"""Authors on a page: named in a box, and as a table whose rows lead to them."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

import kdgraph
from dashboards.common import address
from dashboards.common.papers import ids_last
from dashboards.common.plain import plain
from dashboards.common.view import View
from kdgraph import AmbiguousAuthorError, InputError

__all__ = ["ONE", "author", "links", "table"]

ONE: Final = "one author"
"""The side of the page of authors that shows one of them."""

_KEY: Final = "author"
_MOST: Final = 8  # authors of a paper that stand there as links


def author(view: View, label: str) -> str | None:
    """Show a box for the name of an author, and return the id; None where it means no one.

    Where several people fit, each can be chosen; where nobody does, it says who comes near.
    """
    name = address.text(label, key=_KEY, placeholder="a name, a part of one, or an author id")
    if not name:
        return None
    try:
        return view.ask(kdgraph.find_author, name)
    except AmbiguousAuthorError as error:
        st.markdown(f"{error.total:,} authors fit “{plain(name)}”. Choose one.")
        for author_id, printed, papers in error.candidates:
            st.button(
                plain(f"{printed}, {papers:,} paper{'' if papers == 1 else 's'}"),
                key=f"{_KEY}-{author_id}",
                type="tertiary",
                on_click=_name,
                args=(author_id,),
            )
    except InputError as error:
        st.warning(plain(error), icon=":material/person_search:")
    return None


def links(view: View, paper_id: str) -> None:
    """Show the authors of a paper, each a link to what else is known of them."""
    table = view.snapshot.authorships
    rows = table.loc[table["paper_id"] == paper_id].sort_values("position")
    names = view.snapshot.authors["name"]
    targets: dict[str, Any] = st.session_state["pages"]
    ids = [str(one) for one in rows["author_id"]]
    with st.container(horizontal=True, gap="small"):
        for author_id in ids[:_MOST]:
            st.page_link(
                targets["authors"],
                label=plain(names.get(author_id, author_id)),
                query_params=address.here(author=author_id, part=ONE),
            )
        if len(ids) > _MOST:
            rest = ", ".join(str(names.get(one, one)) for one in ids[_MOST:])
            st.caption(f"and {len(ids) - _MOST} others", help=plain(rest))
    if not ids:
        st.caption("authors unknown")


def table(frame: pd.DataFrame, *, key: str) -> None:
    """Show authors as a table; choosing a row leads to that author, on the page of authors."""
    shown = frame.reset_index(drop=True)

    def chosen() -> None:
        rows: list[int] = st.session_state[key].selection.rows
        if rows:
            _name(str(shown["author_id"].iloc[rows[0]]))

    columns: dict[str, Any] = {"name": st.column_config.TextColumn(pinned=True)}
    columns |= {
        str(name): st.column_config.NumberColumn(format="%d")
        for name in shown
        if "year" in str(name)
    }
    st.dataframe(
        shown,
        hide_index=True,
        key=key,
        column_config=columns,
        column_order=ids_last(shown),
        on_select=chosen,
        selection_mode="single-row",
    )


def _name(author_id: str) -> None:
    address.put(_KEY, [author_id])
    address.put("part", [ONE])
