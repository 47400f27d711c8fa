"""Curate: mistakes of the list, and what changed between snapshots."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pandas as pd
import streamlit as st

import kdgraph
from dashboards.common import address, papers
from dashboards.common.notes import notes
from dashboards.common.pages import page
from dashboards.common.plain import plain
from dashboards.common.view import View
from kdgraph import KdgraphError, ListDocument

__all__ = ["curate"]

_SIDES: Final = ("mistakes", "what changed")
_CHANGES: Final = {
    "papers": "Papers that came, went, or have another id, title, year or venue",
    "entries": "Entries of the list",
    "matches": "Entries whose paper is another one now",
    "parents": "Listed papers with another primary parent, and what tipped it",
    "ranks": "Ranks",
    "lists": "Lists of references and citations that were read or lost",
    "citations": "Citations",
}


@page(
    "Curate",
    "Mistakes of the list with their fixes, and what changed between snapshots.",
    icon=":material/rule:",
    place=72,
)
def curate(view: View) -> None:
    """Show one of the two."""
    side = address.side("What to show", _SIDES, key="curate")
    if side == _SIDES[1]:
        _changed(view)
        return
    try:
        document = _list(str(view.folder), view.snapshot.whole.id)
    except KdgraphError as error:
        st.info(plain(error), icon=":material/info:")
        return
    _mistakes(view, document)


@st.cache_resource(max_entries=4, show_spinner="Reading the list")
def _list(folder: str, snapshot_id: str) -> ListDocument:
    return kdgraph.current_list(folder, snapshot=snapshot_id)


def _mistakes(view: View, document: ListDocument) -> None:
    """Show the findings of lint, and the list with all that can be mended."""
    key = f"lint {document.digest}"
    report = view.once(key, lambda: kdgraph.lint(document, snapshot=view.snapshot.whole))
    fixed = view.once(
        f"fixed {key}", lambda: kdgraph.fix_list(document, snapshot=view.snapshot.whole)
    )
    found = report.findings
    mended = sum(one.fix is not None for one in found)
    st.markdown(
        f"**{len(found):,} findings** in {report.entries:,} entries of "
        f"{plain(Path(report.source).name)}; {mended:,} can be mended without touching anything "
        "else."
    )
    if not found:
        st.success("No rule found anything.")
    else:
        _downloads(document, fixed.data)
        papers.table(
            pd.DataFrame(
                {
                    "line": [one.line for one in found],
                    "rule": [one.code.replace("-", " ") for one in found],
                    "finding": [one.message for one in found],
                    "evidence": ["; ".join(one.evidence) for one in found],
                    "fix": [one.fix.description if one.fix else "" for one in found],
                }
            ),
            height=560,
        )
    notes(
        [
            f"{code.replace('-', ' ')} was not looked for: {why}"
            for code, why in report.not_run.items()
        ]
    )
    notes(report.notes)


def _downloads(document: ListDocument, mended: bytes) -> None:
    name = Path(document.source).name or "list.md"
    with st.container(horizontal=True):
        for label, content, file in (
            ("The mended list", mended, name),
            ("The same as a patch", _patch(document, mended, name), f"{name}.patch"),
        ):
            st.download_button(
                label,
                content,
                file_name=file,
                mime="text/plain",
                on_click="ignore",
                icon=":material/download:",
                key=f"curate-{file}",
            )


def _patch(document: ListDocument, mended: bytes, name: str) -> bytes:
    return kdgraph.unified_diff(document.data, mended, name)


def _changed(view: View) -> None:
    """Compare the snapshot that is shown with another one of the data folder."""
    kept = [
        one for one in kdgraph.open(view.folder).snapshots() if one.id != view.snapshot.whole.id
    ]
    if not kept:
        st.info("There is one snapshot only; after a refresh this says what changed, and why.")
        return
    labels = {one.id: f"{one.time:%Y-%m-%d %H:%M} · {one.id[:8]}" for one in kept}
    earlier = address.choice(
        "Compared with",
        [one.id for one in reversed(kept)],
        key="earlier",
        labels=labels.__getitem__,
    )

    def compared() -> Any:
        return kdgraph.diff(kdgraph.open(view.folder).snapshot(earlier), view.snapshot.whole)

    found = view.once(f"diff {earlier}", compared)
    if not found.changed:
        st.success("Nothing differs between the two.")
    for name, heading in _CHANGES.items():
        table = getattr(found, name)
        if len(table):
            st.header(f"{heading}: {len(table):,}")
            papers.table(table, key=f"changed-{name}" if "paper_id" in table else None)
    notes(found.notes)
