"""Curate: mistakes of the list, what it lacks or misplaces, and what changed between snapshots."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd
import streamlit as st

import kdgraph
from dashboards.common import address, papers
from dashboards.common.filters import hidden
from dashboards.common.notes import notes
from dashboards.common.pages import page
from dashboards.common.plain import plain
from dashboards.common.view import View
from kdgraph import InputError, KdgraphError, ListDocument, MisplacedPapers, MissingPapers

__all__ = ["curate"]

_SIDES: Final = ("mistakes", "missing papers", "wrong section", "what changed")
_MOST: Final = 20  # missing papers of a section
_SHOWN: Final = 5  # of them, where nothing else is asked for
_ALL: Final = "all sections"
_DECIDED: Final = "decided"
_DECISIONS: Final = {"accepted": "Accept", "declined": "Decline"}
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
    "Mistakes of the list, papers that it lacks or misplaces, and what changed between snapshots.",
    icon=":material/rule:",
    place=72,
)
def curate(view: View) -> None:
    """Show one of the sides."""
    side = address.side("What to show", _SIDES, key="curate")
    if side == _SIDES[-1]:
        _changed(view)
        return
    try:
        document = _list(str(view.folder), view.snapshot.whole.id)
    except KdgraphError as error:
        st.info(plain(error), icon=":material/info:")
        return
    if side == _SIDES[0]:
        _mistakes(view, document)
        return
    try:
        (_missing if side == _SIDES[1] else _misplaced)(view, document)
    except InputError as error:
        st.info(plain(error), icon=":material/info:")


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
            + (
                ", as kdgraph lint --online does in a terminal"
                if kdgraph.LINT_RULES[code].needs == "network"
                else ""
            )
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


def _missing(view: View, document: ListDocument) -> None:
    """Show papers that the list lacks, each to be accepted or declined, and the patch of them."""

    def ranked() -> MissingPapers:
        return kdgraph.missing_papers(view.snapshot, document, top=_MOST)

    found: MissingPapers = view.once(f"missing {document.digest}", ranked)
    frame = found.papers
    decided = _decisions(view, document)
    sections = {_told(str(one)): str(one) for one in frame["section"].unique()}
    with st.container(horizontal=True):
        section = address.choice("Section", [_ALL, *sections], key="section")
        top = address.number("Most of each section", 1, _MOST, key="top", default=_SHOWN)
    shown = frame[frame["place"] <= top]
    if section != _ALL:
        shown = shown[shown["section"] == sections[section]]
    out = shown["paper_id"].isin(hidden(view))
    shown, filtered = shown[~out], int(out.sum())
    tools = int(shown["tool"].notna().sum())
    st.markdown(
        f"**{len(shown):,} of {found.candidates:,} papers that the list lacks**, held against the "
        f"{found.listed:,} papers of it that are known here; {tools:,} of those shown are tools."
    )
    if filtered:
        st.caption(f":material/filter_alt: The filter hides {filtered:,} more.")
    waiting = [
        str(one) for one in shown.loc[shown["tool"].isna(), "paper_id"] if str(one) not in decided
    ]
    with st.container(border=True, key="proposal"):
        _proposal(found, document, decided, waiting)
    names = view.ask(kdgraph.paper_names)["name"]
    for heading, rows in shown.groupby("section", sort=False):
        st.header(plain(_told(str(heading))), anchor=False)
        for row in rows.to_dict("records"):
            _candidate(row, names, decided)
    notes(found.notes)


def _told(section: str) -> str:
    return section or "no heading"


def _decisions(view: View, document: ListDocument) -> dict[str, str]:
    """Return what was decided on papers for this list, in this session of the browser."""
    kept: dict[tuple[str, str], dict[str, str]] = st.session_state.setdefault(_DECIDED, {})
    return kept.setdefault((str(view.folder), document.digest), {})


def _proposal(
    found: MissingPapers, document: ListDocument, decided: dict[str, str], waiting: list[str]
) -> None:
    """Show what was decided, and the accepted papers as a patch of the list."""
    accepted = [one for one, said in decided.items() if said == "accepted"]
    there = set(map(str, found.papers["paper_id"]))
    wanted = [str(one) for one in found.papers["paper_id"] if one in set(accepted)]
    st.markdown(
        f"**{len(accepted):,} accepted, {len(decided) - len(accepted):,} declined**; "
        f"{len(waiting):,} of those shown wait for you, tools not counted."
    )
    path = Path(document.source).name or "list.md"
    patch = b""
    told: list[str] = []
    if wanted:
        added = found.added_to(document, wanted)
        patch = kdgraph.unified_diff(document.data, added.data, path)
        told += [f"not added, {one.entry.title}: {one.reason}" for one in added.left_out]
        if added.unsaid:
            facts = ", ".join(f"{name} of {count:,}" for name, count in added.unsaid.items())
            told.append(f"the style of the list has no place for {facts}")
    if gone := sum(one not in there for one in accepted):
        told.append(
            f"{gone:,} accepted before are not among the papers found now, nor in the patch"
        )
    with st.container(horizontal=True):
        st.download_button(
            "Patch of those accepted",
            patch,
            file_name=f"{path}.patch",
            mime="text/plain",
            on_click="ignore",
            icon=":material/download:",
            disabled=not patch,
            key="missing-patch",
        )
        st.button(
            f"Accept the {len(waiting):,} that wait",
            key="accept-waiting",
            disabled=not waiting,
            on_click=decided.update,
            args=(dict.fromkeys(waiting, "accepted"),),
        )
        st.button(
            "Forget all decisions", key="forget", disabled=not decided, on_click=decided.clear
        )
    if patch:
        with st.expander("The patch"):
            st.code(patch.decode("utf-8", "replace"), language="diff", wrap_lines=True)
    notes([*told, "what you decide is kept until this tab of the browser is closed or reloaded"])


def _candidate(row: dict[Hashable, Any], names: pd.Series[str], decided: dict[str, str]) -> None:
    """Show a missing paper, what speaks for and against it, and let it be decided on."""
    paper_id = str(row["paper_id"])
    about = f"rank {row['rank']:,} of all · score {row['score']:.2f}"
    if not pd.isna(row["venue"]):
        about = f"{row['venue']} · {about}"
    if not pd.isna(row["tool"]):
        about = f"tool · {about}"
    key = f"decide-{paper_id}"
    st.session_state[key] = decided.get(paper_id)

    def decide() -> None:
        said = st.session_state[key]
        if said is None:
            decided.pop(paper_id, None)
        else:
            decided[paper_id] = said

    with st.container(border=True, gap="small"):
        papers.line(papers.title_of(row), paper_id, plain(about))
        _points(
            [
                (icon, _named(reason, row, names))
                for icon, reasons in (("add", "reasons_for"), ("remove", "reasons_against"))
                for reason in row[reasons]
            ]
        )
        st.segmented_control(
            f"{paper_id}: accept or decline",
            list(_DECISIONS),
            key=key,
            format_func=_DECISIONS.__getitem__,
            on_change=decide,
            label_visibility="collapsed",
        )


def _points(sentences: Sequence[tuple[str, str]]) -> None:
    """Show sentences one below the other, each behind an icon."""
    st.markdown("  \n".join(f":material/{icon}: {plain(said)}" for icon, said in sentences))


def _named(reason: str, row: dict[Hashable, Any], names: pd.Series[str]) -> str:
    """Return a reason in which papers have names in the place of ids."""
    for other in ("closest_id", "co_cited_id"):
        if not pd.isna(row[other]) and row[other] in names.index:
            reason = reason.replace(str(row[other]), str(names[row[other]]))
    return reason


def _misplaced(view: View, document: ListDocument) -> None:
    """Show entries that may stand in the wrong section, with the evidence."""
    least = address.number(
        "Least chance of another section, in percent", 50, 100, key="least", default=80
    )

    def looked_at() -> MisplacedPapers:
        return kdgraph.misplaced_papers(view.snapshot, document, least=least / 100)

    found: MisplacedPapers = view.once(f"misplaced {document.digest} {least}", looked_at)
    out = found.papers["paper_id"].isin(hidden(view))
    count = len(found.papers)
    st.markdown(
        f"**{count:,} of {found.asked:,} papers looked at** "
        f"{'belongs' if count == 1 else 'belong'} to another section with a chance of {least} % or "
        "more."
    )
    if out.any():
        st.caption(f":material/filter_alt: The filter hides {int(out.sum()):,} of them.")
    for row in found.papers[~out].to_dict("records"):
        here, there = (plain(_told(row[name])) for name in ("section", "belongs"))
        with st.container(border=True, gap="small"):
            papers.line(
                papers.title_of(row),
                str(row["paper_id"]),
                f"stands in **{here}** (chance {row['own_chance']:.0%}), belongs to **{there}** "
                f"(chance {row['chance']:.0%})",
            )
            _points([("arrow_right", one) for one in row["evidence"]])
    if found.silent:
        reasons = "; ".join(f"{number:,}: {reason}" for reason, number in found.silent.items())
        notes([f"nothing is said of {sum(found.silent.values()):,} others ({reasons})"])
    notes(found.notes)


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
