"""Compare: several lists side by side, what they share and what each has alone."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any, Final

import pandas as pd
import streamlit as st

import kdgraph
from dashboards.common import address, papers
from dashboards.common.pages import page
from dashboards.common.plain import plain
from dashboards.common.view import View
from kdgraph import Comparison, KdgraphError, ListDocument

__all__ = ["compare"]

_MOST: Final = 6  # lists beside the one that is shown


@page(
    "Compare",
    "Several lists side by side: overlap, sections that correspond, what one has alone.",
    icon=":material/compare:",
    place=73,
)
def compare(view: View) -> None:
    """Show the list that is looked at beside others: kept ones, and ones that are brought."""
    lists = _kept(view)
    shown = view.snapshot.whole.id
    own = next((name for name, (found, _) in lists.items() if shown in found), None)
    if own is None:
        st.info("The list of this snapshot is not kept in the data folder, so nothing is compared.")
        return
    first = lists.pop(own)[1]
    others = _others({name: document for name, (_, document) in lists.items()})
    if not others:
        st.info(
            "Paste or drop another list to see what both have, and what only one of them has. "
            "Lists of other snapshots in this data folder can be chosen above, where there are any."
        )
        return
    found = {name: _compared(first, document) for name, document in others.items()}
    _overlap({own: first, **others}, found)
    picked = next(iter(found))
    if len(found) > 1:
        picked = address.choice("In detail", list(found), key="beside")
    _detail(first, found[picked])


def _kept(view: View) -> dict[str, tuple[list[str], ListDocument]]:
    """Return the lists of the data folder, each once: its snapshots, and what it holds."""
    found: dict[str, tuple[list[str], ListDocument]] = {}
    digests: dict[str, str] = {}
    manifests = sorted(
        kdgraph.open(view.folder).snapshots(), key=lambda one: one.time, reverse=True
    )
    for manifest in manifests:
        known = digests.get(manifest.list_digest)
        if known is not None:
            found[known][0].append(manifest.id)
            continue
        try:
            document = _read(str(view.folder), manifest.id)
        except KdgraphError as error:
            st.caption(f":material/warning: {plain(error)}")
            continue
        name = Path(manifest.list_file).name
        name = f"{name} of {manifest.time:%Y-%m-%d %H:%M}" if name in found else name
        digests[manifest.list_digest] = name
        found[name] = ([manifest.id], document)
    return found


@st.cache_resource(max_entries=12, show_spinner="Reading the list")
def _read(folder: str, snapshot_id: str) -> ListDocument:
    return kdgraph.current_list(folder, snapshot=snapshot_id)


def _others(kept: dict[str, ListDocument]) -> dict[str, ListDocument]:
    """Show what can stand beside the list, and return what was chosen or brought."""
    names = list(kept)
    chosen: list[str] = names[:_MOST]
    if names:
        chosen = st.multiselect(
            "Beside it", names, default=names[:_MOST], max_selections=_MOST, key="lists-beside"
        )
    found = {name: kept[name] for name in chosen}
    typed = st.text_area("Another list", key="other-list", height=120)
    dropped = st.file_uploader(
        "or files", key="other-file", max_upload_size=8, accept_multiple_files=True
    )
    brought = [(one.name, one.getvalue()) for one in dropped]
    brought += [("the pasted list", typed.strip().encode())] if typed.strip() else []
    for name, content in brought[:_MOST]:
        try:
            found[name] = kdgraph.read_list(content, name=name if "." in name else None)
        except KdgraphError as error:
            st.error(plain(str(error).partition("\n")[0]), icon=":material/error:")
    if len(brought) > _MOST:
        st.caption(f"The first {_MOST} of {len(brought):,} files are compared.")
    return found


def _compared(first: ListDocument, second: ListDocument) -> Comparison:
    """Return two lists side by side, compared once."""
    kept: dict[tuple[str, str], Comparison] = st.session_state.setdefault("compared", {})
    key = (first.digest, second.digest)
    if key not in kept:
        while len(kept) > 2 * _MOST * _MOST:
            kept.pop(next(iter(kept)))
        kept[key] = kdgraph.compare_lists(first, second)
    return kept[key]


def _overlap(lists: dict[str, ListDocument], found: dict[str, Comparison]) -> None:
    """Show how many papers any two of the lists have in common."""
    if len(found) == 1:
        pair = next(iter(found.values()))
        count = len(pair.both)
        st.markdown(
            f"**{count:,} {'paper is' if count == 1 else 'papers are'} on both lists**, "
            f"{pair.jaccard:.0%} of all; {len(pair.only_first):,} on the first alone, "
            f"{len(pair.only_second):,} on the other."
        )
        return
    rows: list[dict[str, Any]] = []
    for (one, first), (other, second) in itertools.combinations(lists.items(), 2):
        compared = _compared(first, second)
        rows.append(
            {
                "list": one,
                "beside": other,
                "on both": len(compared.both),
                "share of all": f"{compared.jaccard:.0%}",
                "on the first alone": len(compared.only_first),
                "on the other alone": len(compared.only_second),
            }
        )
    st.markdown(f"**{len(lists)} lists, {len(rows)} pairs**")
    papers.table(pd.DataFrame(rows))


def _detail(first: ListDocument, found: Comparison) -> None:
    """Show two lists side by side, and offer their merge as a patch."""
    added = len(found.merged.added)
    if added:
        name = Path(first.source).name or "list.md"
        st.download_button(
            f"Patch that adds {added:,} of these to the list, in its own style",
            found.patch(name),
            file_name=f"{name}.patch",
            mime="text/plain",
            on_click="ignore",
            icon=":material/download:",
        )
    if found.merged.left_out:
        st.caption(f"{len(found.merged.left_out):,} could not be placed in the list.")
    for heading, entries in (
        ("Only on the other list", found.only_second),
        ("Only on this list", found.only_first),
    ):
        if entries:
            st.header(f"{heading}: {len(entries):,}")
            papers.table(
                pd.DataFrame(
                    [(one.title, one.year, one.section, one.line_start) for one in entries],
                    columns=["title", "year", "section", "line"],
                ).astype({"year": "Int64"})
            )
    if found.both:
        with st.expander(f"On both lists: {len(found.both):,}"):
            papers.table(
                pd.DataFrame(
                    [
                        (one.first.title, one.first.section, one.second.section, one.reason)
                        for one in found.both
                    ],
                    columns=["title", "section", "section there", "one paper because"],
                )
            )
    st.header("Sections of the other list")
    papers.table(
        pd.DataFrame(
            [
                (one.second, one.first, one.reason, one.shared, one.only_second)
                for one in found.sections
            ],
            columns=["section", "corresponds to", "because", "papers of both", "only there"],
        )
    )
