"""The frame around every page: which snapshot, the menu, the search, and what goes wrong."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import streamlit as st

import kdgraph
from dashboards.common import address
from dashboards.common.building import start
from dashboards.common.filters import filters, told
from dashboards.common.pages import Page, pages
from dashboards.common.plain import plain
from dashboards.common.screen import measure, style
from dashboards.common.search import search_box
from dashboards.common.sharing import copy_address
from dashboards.common.view import View, open_view
from dashboards.pages.lists import bring
from kdgraph import KdgraphError, NoSnapshotError, Snapshot

__all__ = ["main"]

_ICON: Final = Path(__file__).with_name("icon.svg")  # Streamlit fetches its own from outside
_FILM: Final = "film"
_FILMED: Final = "filmed"
_FRAME: Final = 2.5  # seconds of each year of a film
_LOOK_EVERY: Final = 20.0  # seconds between looks for a newer snapshot


def main(arguments: Sequence[str], *, first: str = "overview") -> None:
    """Show the page that the URL names.

    Parameters
    ----------
    arguments : sequence of str
        ``--data DIR`` and ``--snapshot ID``, as `kdgraph dashboard` gives them.
    first : str
        The page at the root of the address.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--snapshot")
    given = parser.parse_args(arguments)
    st.set_page_config(page_title="kdgraph", page_icon=str(_ICON), layout="wide")
    found = pages()
    holder: dict[str, View] = {}
    targets = {name: _target(one, holder, first=first) for name, one in found.items()}
    st.session_state["pages"] = targets
    chosen = st.navigation(list(targets.values()), position="hidden")
    style()
    measure()
    try:
        view = _view(given.data, given.snapshot)
        holder["view"] = st.session_state["view"] = view
        with st.sidebar:
            _sidebar(view, targets)
        chosen.run()
        if view.snapshot.data_note:
            st.caption(f":material/info: {plain(view.snapshot.data_note)}")
    except NoSnapshotError as error:
        _without_snapshot(error)
    except KdgraphError as error:
        st.error(plain(error), icon=":material/error:")


def _target(page: Page, holder: dict[str, View], *, first: str) -> Any:
    """Return Streamlit's own page for one of ours."""

    def run() -> None:
        st.title(page.title)
        st.caption(page.question)
        told(holder["view"])
        page.show(holder["view"])

    return st.Page(
        run, title=page.title, icon=page.icon, url_path=page.name, default=page.name == first
    )


def _view(folder: Path, started_with: str | None) -> View:
    """Open the snapshot that the URL names, else the one seen so far, else the current one."""
    seen: str | None = st.session_state.get("snapshot")
    wanted = address.wanted("snapshot") or seen or started_with
    whole = open_view(folder, wanted, None)
    opened = whole.snapshot.id
    st.session_state["snapshot"] = opened
    # said in every run, since a link within one page reaches us but not the browser's address
    address.put("snapshot", [opened])
    # the control for the year comes later in this run, and says so where the address means nothing
    filmed = st.session_state.get(_FILM)
    year = address.wanted("as_of") if filmed is None else str(filmed)
    return open_view(folder, opened, year) if year in _years(whole.snapshot) else whole


def _sidebar(view: View, targets: dict[str, Any]) -> None:
    for target in targets.values():
        st.page_link(target, query_params=address.here())
    search_box(view)
    filters(view)
    _choose_year(view)
    manifest = view.snapshot.manifest
    st.caption(
        f"Snapshot {plain(view.snapshot.whole.id[:8])} · {manifest.time:%Y-%m-%d}  \n"
        f"{len(view.snapshot.papers):,} papers, {len(view.snapshot.citations):,} citations"
    )
    if view.snapshot.data_note:
        # in sight on every page; the whole note stands below the page
        origins = ", ".join(manifest.origins)
        st.caption(
            f":material/info: {plain(origins[:1].upper() + origins[1:])}; see the note below"
        )
    copy_address()
    if view.notes_fault:
        st.warning(
            f"Your tags and notes are not shown: {plain(view.notes_fault)}",
            icon=":material/warning:",
        )
    for problem in view.notes.problems:
        st.caption(f":material/warning: {plain(problem)}")
    _newer(view)


def _years(snapshot: Snapshot) -> list[str]:
    known = snapshot.papers["year"].dropna()
    if known.empty:
        return []
    return [str(year) for year in range(int(known.max()), int(known.min()) - 1, -1)]


def _choose_year(view: View) -> None:
    """Offer the literature as it stood at the end of an earlier year."""
    years = _years(view.snapshot.whole)
    if st.session_state.get(_FILM) is not None:
        _film(years)
    else:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            address.choice(
                "Literature as of",
                ["now", *years],
                key="as_of",
                help="Only papers public by the end of that year.",
            )
            st.button(
                "Play",
                key="play",
                icon=":material/play_arrow:",
                on_click=_play,
                args=(_first(view),),
                help="Shows the page as it would have been at the end of each year in turn.",
                disabled=not years,
            )
    if view.snapshot.left_out:
        st.caption(f"{view.snapshot.left_out:,} papers without a date are left out.")


def _first(view: View) -> int:
    """Return the year of the oldest paper of the list, the first of a film; else of the oldest."""
    papers = view.snapshot.whole.papers["year"]
    listed = papers.loc[list(view.snapshot.whole.reading_list.papers)].dropna()
    known = listed if len(listed) else papers.dropna()
    return int(known.min()) if len(known) else 0


def _play(first: int) -> None:
    st.session_state[_FILM] = first


@st.fragment(run_every=_FRAME)
def _film(years: list[str]) -> None:
    """Go on to the next year each time; at the last one the film ends."""
    year = int(st.session_state.get(_FILM, 0))
    st.markdown(f"**Literature as of {year}**")
    st.button("Stop", key="stop", icon=":material/stop:", on_click=_stop, args=(years,))
    # the first run of a fragment is part of that of the page, and shows the year it was asked for
    if st.session_state.get(_FILMED) == year:
        st.session_state[_FILM] = year + 1
        if years and year >= int(years[0]):
            _stop(years)
        st.rerun(scope="app")
    st.session_state[_FILMED] = year


def _stop(years: list[str]) -> None:
    """End the film where it is; its last year is the literature as it is now."""
    year = str(st.session_state.pop(_FILM, ""))
    st.session_state.pop(_FILMED, None)
    address.put("as_of", [year] if years and year in years[1:] else ())


@st.fragment(run_every=_LOOK_EVERY)
def _newer(view: View) -> None:
    """Offer the current snapshot where another is shown; nobody is moved to it."""
    current = kdgraph.open(view.folder).current_id()
    if current is None or current == view.snapshot.whole.id:
        return
    st.info("This is not the current snapshot.", icon=":material/update:")
    if st.button("Open the current snapshot", key="newer"):
        st.session_state["snapshot"] = current
        address.put("snapshot", [current])
        st.rerun(scope="app")


def _without_snapshot(error: NoSnapshotError) -> None:
    if error.wanted is None:
        st.title("There is no snapshot yet")
        st.markdown(
            "Bring a list of papers, or begin with the one on knowledge distillation that comes "
            "with kdgraph: neither key nor network is needed."
        )
        st.button(
            "Begin with knowledge distillation",
            on_click=start,
            args=(error.path, "knowledge distillation", None),
            kwargs={"offline": True},
            type="primary",
        )
        bring(error.path)
        st.caption("The same in a terminal:")
        st.code(f"kdgraph build --data {error.path}", language="sh")
        return
    st.title("Snapshot not found")
    st.markdown(
        f"The address names the snapshot **{plain(error.wanted)}**, which is not in "
        f"{plain(error.path)}: it may belong to another data folder, or have been removed as an "
        f"old one."
    )
    current = kdgraph.open(error.path).current_id()
    if current is not None:
        st.button(
            f"Open the current snapshot, {plain(current)}",
            key="current",
            on_click=_go_to(current),
        )


def _go_to(snapshot_id: str) -> Callable[[], None]:
    def go() -> None:
        st.session_state["snapshot"] = snapshot_id
        address.put("snapshot", [snapshot_id])

    return go
