"""Lists: bring one's own, see how it was read, build it, and look at another one."""

from __future__ import annotations

import hashlib
import re
import time
from pathlib import Path
from typing import Any, Final

import pandas as pd
import streamlit as st

import kdgraph
from dashboards.common import address, papers
from dashboards.common.building import Building, building, start
from dashboards.common.pages import page
from dashboards.common.plain import plain
from dashboards.common.view import View
from kdgraph import InputError, KdgraphError, ListDocument

__all__ = ["bring", "lists"]

_MOST: Final = 8 * 2**20  # bytes of a list
_SHOWN: Final = 500  # rows of a table of entries
_FAULT: Final = "list_fault"
_CURRENT_FAULT: Final = "current_fault"
_EARLIER: Final = "earlier_current"
_EVERY: Final = 1.0  # seconds between looks at a running build
_ADDRESS: Final = re.compile(r"https?://\S+")
_HINT: Final = (
    "Markdown, BibTeX, RIS, a CSV, titles or arXiv ids, one a line; or the address of a repository"
)


@page(
    "Lists",
    "Bring a list of your own, refresh this one, or open another.",
    icon=":material/playlist_add:",
    place=15,
)
def lists(view: View) -> None:
    """Show the box for a list, what was read, the build, and the snapshots that there are."""
    bring(view.folder)
    st.header("Refresh the list shown here")
    st.markdown(
        "Asks again what is older than 30 days, and new papers that cite this literature. What was "
        "fetched stays, so it can be paused at any time."
    )
    try:
        path = kdgraph.list_file(view.folder, view.snapshot.whole.id)
    except KdgraphError as error:
        st.info(plain(error), icon=":material/info:")
    else:
        st.button(
            "Refresh",
            icon=":material/refresh:",
            on_click=start,
            args=(view.folder, path.name, str(path)),
            kwargs={"offline": False},
            disabled=_busy(view.folder),
        )
    _snapshots(view)


def bring(folder: Path) -> None:
    """Show the box for a list, what was read of it, and the build that runs or ran last."""
    typed = st.text_area(
        "Your list", key="typed-list", placeholder=_HINT, height=140, max_chars=_MOST
    )
    dropped = st.file_uploader("or a file", key="dropped-list", max_upload_size=8)
    if dropped is not None:
        _preview(folder, dropped.name, dropped.getvalue())
    elif typed.strip():
        _typed(folder, typed.strip())
    _progress(folder)


def _typed(folder: Path, typed: str) -> None:
    if _ADDRESS.fullmatch(typed):
        st.markdown(f"The list at {plain(typed)} is fetched when it is built.")
        _choices(folder, typed, typed)
    else:
        _preview(folder, "your list", typed.encode())


def _preview(folder: Path, name: str, content: bytes) -> None:
    """Say how a list was read, and offer to build it."""
    if len(content) > _MOST:
        st.error(f"This list has {len(content):,} bytes; at most {_MOST:,} are read here.")
        return
    try:
        document = _read(content, name)
        reading = kdgraph.check_reading(document)
    except KdgraphError as error:
        _unread(name, error)
        return
    count = len(document.entries)
    st.markdown(
        f"**{count:,} {'entry' if count == 1 else 'entries'}**, read as {plain(reading.format)} "
        f"({plain(reading.chosen)})"
    )
    for warning in reading.warnings:
        st.warning(plain(warning.message), icon=":material/warning:")
    if not count:
        return
    passed = sum(group.count for group in reading.passed_over)
    about = [f"{passed:,} lines not read as papers"] if passed else []
    about += [f"{len(reading.duplicates):,} repeated"] if reading.duplicates else []
    about += [f"{len(reading.doubts):,} doubts, fewer than speak against the list"][
        : bool(reading.doubts)
    ]
    if about:
        st.caption(plain("; ".join(about)))
    for group in reading.passed_over:
        with st.expander(f"{group.count:,} lines: {group.reason}"):
            for one in group.examples:
                st.text(f"line {one.line}: {one.text}")
    papers.table(_table(document).head(_SHOWN))
    if count > _SHOWN:
        st.caption(f"The first {_SHOWN:,} of {count:,}.")
    _choices(folder, name, str(_kept(folder, name, content)))


def _unread(name: str, error: KdgraphError) -> None:
    """Say in one sentence why a list was not read; what is understood is folded in."""
    first, _, rest = str(error).partition("\n")
    why = first.partition(": ")[2].partition("; what is understood")[0] or first
    st.error(plain(f"{name} was not read: {why}."), icon=":material/error:")
    if rest:
        with st.expander("What can be read"):
            for line in rest.splitlines():
                form, _, words = line.strip().partition(": ")
                st.markdown(f"**{plain(form)}**: {plain(words)}")


@st.cache_data(max_entries=8, show_spinner="Reading the list")
def _read(content: bytes, name: str) -> ListDocument:
    return kdgraph.read_list(content, name=name if "." in name else None)


def _table(document: ListDocument) -> pd.DataFrame:
    rows: list[dict[str, Any]] = [
        {
            "title": entry.title or "",
            "id": _identifier(entry),
            "year": entry.year,
            "authors": ", ".join(entry.authors),
            "venue": ", ".join(venue.name for venue in entry.venues),
            "section": entry.section,
            "line": entry.line_start,
        }
        for entry in document.entries
    ]
    return pd.DataFrame(rows).astype({"year": "Int64"})


def _identifier(entry: Any) -> str:
    if entry.arxiv:
        return f"arXiv:{entry.arxiv}"
    return f"doi:{entry.doi}" if entry.doi else next(iter(entry.paper_links), "")


def _kept(folder: Path, name: str, content: bytes) -> Path:
    """Return where a list that came through the browser stands, so that a refresh finds it."""
    stem = re.sub(r"[^\w.-]+", "-", Path(name).name).strip("-.") or "list"
    digest = hashlib.sha256(content).hexdigest()[:8]
    first, dot, ending = stem.rpartition(".")
    return folder / "lists" / (f"{first}-{digest}.{ending}" if dot else f"{stem}-{digest}.txt")


def _choices(folder: Path, name: str, source: str) -> None:
    def build(*, offline: bool) -> None:
        st.session_state.pop(_FAULT, None)
        if not _ADDRESS.fullmatch(source):
            try:
                _keep(Path(source))
            except OSError as error:
                reason = error.strerror or error
                st.session_state[_FAULT] = (
                    f"the list cannot be kept as {source} ({reason}); free some room, or make the "
                    "folder writable, and try again"
                )
                return
        start(folder, name, source, offline=offline)

    if fault := st.session_state.get(_FAULT):
        st.error(plain(fault), icon=":material/error:")
    busy = _busy(folder)
    with st.container(horizontal=True):
        st.button(
            "Show it with what is known here",
            icon=":material/bolt:",
            on_click=build,
            kwargs={"offline": True},
            disabled=busy,
            help="Matches the list with the papers of this data folder; asks nobody.",
        )
        st.button(
            "Fetch the rest",
            icon=":material/cloud_download:",
            on_click=build,
            kwargs={"offline": False},
            disabled=busy,
            type="primary",
            help="Asks Semantic Scholar and arXiv. It can be paused, and goes on where it was.",
        )
    if busy:
        st.caption("A build is running; another can be started when it is done or paused.")


def _keep(path: Path) -> None:
    dropped = st.session_state.get("dropped-list")
    typed = str(st.session_state.get("typed-list", "")).strip()
    content = dropped.getvalue() if dropped is not None else typed.encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    # its name holds its digest, so nobody may find half of it there
    partly = path.with_name(f"{path.name}.part")
    partly.write_bytes(content)
    partly.replace(path)


def _busy(folder: Path) -> bool:
    held = building(folder)
    return held is not None and held.runs


def _progress(folder: Path) -> None:
    held = building(folder)
    if held is None:
        return
    with st.container(border=True, key="build"):
        if held.runs:
            _running(held)
        else:
            _ended(held)


@st.fragment(run_every=_EVERY)
def _running(held: Building) -> None:
    """Show how far a build has come, until it ends."""
    if not held.runs:
        st.rerun(scope="app")
    told = held.progress
    done, total = int(told.get("done", 0)), int(told.get("total", 0))
    stage = str(told.get("stage", "starting"))
    share = min(done / total, 1.0) if total else 0.0
    counted = f": {done:,} of about {total:,} requests" if total else ""
    st.progress(share, text=f"Building {plain(held.name)} · {plain(stage)}{counted}")
    if told.get("waiting"):
        st.caption(plain(f"{told['waiting']}; asked again in {float(told['seconds']):.0f} s"))
    elapsed = time.monotonic() - held.began
    st.caption(f"{elapsed:,.0f} s so far. The pages can be used meanwhile, and closed.")
    st.button("Pause", icon=":material/pause:", on_click=held.pause, key="pause-build")


def _ended(held: Building) -> None:
    if held.paused:
        st.markdown(f"The build of {plain(held.name)} is paused. What was fetched is kept.")
        st.button("Resume", icon=":material/play_arrow:", on_click=held.run, key="resume-build")
        return
    if held.failed is not None:
        st.error(plain(held.failed), icon=":material/error:")
        st.button("Try again", icon=":material/refresh:", on_click=held.run, key="retry-build")
        return
    done = held.done
    if done is None:
        return
    st.markdown(
        f"**{plain(held.name)}** is built ({plain(done['mode'])}): "
        f"{done['matched']:,} of {done['entries']:,} entries matched to papers, "
        f"{done['papers']:,} papers, {done['citations']:,} citations."
    )
    if done["why"]:
        why = "it was to use only what is known here" if held.offline else done["why"]
        st.caption(plain(f"Nothing was asked: {why}."))
    if done["failed_lists"] or done["failed_lookups"]:
        failed = done["failed_lists"] + len(done["failed_lookups"])
        st.warning(f"{failed:,} answers did not come; a refresh asks for them again.")
    for remark in done["remarks"]:
        st.caption(plain(remark))
    if not done["changed"]:
        st.caption("Nothing changed: the snapshot is the one that was there.")
    st.button(
        "Open it",
        icon=":material/open_in_browser:",
        on_click=_open,
        args=(done["snapshot"],),
        key="open-build",
        type="primary",
    )


def _open(snapshot_id: str) -> None:
    st.session_state["snapshot"] = snapshot_id
    for key in list(st.query_params):
        if key != "snapshot":
            del st.query_params[key]
    address.put("snapshot", [snapshot_id])


def _make_current(folder: Path, snapshot_id: str) -> None:
    st.session_state.pop(_CURRENT_FAULT, None)
    try:
        st.session_state[_EARLIER] = kdgraph.open(folder).make_current(snapshot_id)
    except KdgraphError as error:
        st.session_state[_CURRENT_FAULT] = str(error)
    else:
        _open(snapshot_id)


def _snapshots(view: View) -> None:
    """List the snapshots of the data folder, each with what opens it or makes it the current."""
    st.header("Snapshots in this data folder")
    try:
        found = list(kdgraph.open(view.folder).snapshots())
    except InputError as error:
        st.error(plain(error))
        return
    current = kdgraph.open(view.folder).current_id()
    if fault := st.session_state.get(_CURRENT_FAULT):
        st.error(plain(fault), icon=":material/error:")
    earlier = st.session_state.get(_EARLIER)
    if earlier is not None and earlier != current and earlier in {one.id for one in found}:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f"The current snapshot was {plain(earlier[:8])} before.")
            st.button(
                "Step back",
                key="current-back",
                type="tertiary",
                on_click=_make_current,
                args=(view.folder, earlier),
            )
    for manifest in sorted(found, key=lambda one: one.time, reverse=True):
        shown = manifest.id == view.snapshot.whole.id
        with st.container(horizontal=True, vertical_alignment="center"):
            origins = ", ".join(manifest.origins)
            st.markdown(
                f"{manifest.time:%Y-%m-%d %H:%M} · **{plain(Path(manifest.list_file).name)}** · "
                f"{plain(origins)} · {plain(manifest.id[:8])}"
            )
            if manifest.id == current:
                st.caption("current")
            else:
                st.button(
                    "Make current",
                    key=f"current-{manifest.id}",
                    on_click=_make_current,
                    args=(view.folder, manifest.id),
                    help="What opens by itself, and what a terminal and a refresh begin with.",
                )
            if shown:
                st.caption("shown now")
            else:
                st.button("Open", key=f"open-{manifest.id}", on_click=_open, args=(manifest.id,))
