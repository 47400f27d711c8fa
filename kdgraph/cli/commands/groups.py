"""Show which papers belong together, and research fronts.

Example: kdgraph groups --section Feature
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kdgraph.cli.options import TopOption
from kdgraph.cli.printing import (
    cut_text,
    escape,
    format_number,
    headed,
    inset,
    new_table,
    notes_of,
    plural,
    scope,
    stack,
    two_columns,
)
from kdgraph.cli.subcommands import SubCommands
from kdgraph.cli.views import Answer, view_command

if TYPE_CHECKING:
    import pandas as pd

    from kdgraph.analysis.groups.communities import Communities, SectionAgreement
    from kdgraph.analysis.groups.flow import SectionFlow
    from kdgraph.analysis.groups.fronts import ResearchFronts
    from kdgraph.analysis.groups.similarity import SimilarPapers
    from kdgraph.graph.snapshot import Snapshot

__all__ = ["groups", "show_agreement", "show_flow", "show_fronts", "show_groups", "show_similar"]

_MAIN = 3
_SPEAKS = 0.5  # expected citations from which on it says something that there are none
_NO_TERMS = "no characteristic terms"

Resolution = Annotated[
    float | None,
    typer.Option(
        "--resolution",
        metavar="R",
        help="Leiden (CPM) resolution relative to mean density; higher gives more and smaller "
        "groups.  [default: where groups are most stable]",
    ),
]
Section = Annotated[
    str | None,
    typer.Option(
        "--section",
        help="Section heading (substring match): show only what concerns papers listed there. "
        "Groups and expected numbers are still those of the whole literature.",
    ),
]


class Kind(StrEnum):
    """In which way papers are similar."""

    CO_CITATION = "co-citation"
    COUPLING = "coupling"


@view_command
def clusters(
    view: Snapshot, *, resolution: Resolution = None, section: Section = None, top: TopOption = 20
) -> Answer:
    """Show the groups of papers that cite each other and are cited together.

    With what they are about, how stable they are, and how far they agree with the sections of the
    list.

    Example: kdgraph groups clusters --resolution 20
    """
    from kdgraph.analysis.groups.communities import communities

    found = communities(view, resolution=resolution, section=section, top=top)
    return found, show_groups(found)


@view_command
def agreement(
    view: Snapshot, *, resolution: Resolution = None, section: Section = None, top: TopOption = 20
) -> Answer:
    """Show in which groups the papers of each section of the list are.

    Example: kdgraph groups agreement
    """
    from kdgraph.analysis.groups.communities import communities

    found = communities(view, resolution=resolution, section=section, top=top)
    return found, show_agreement(found)


@view_command
def flow(view: Snapshot, *, section: Section = None, top: TopOption = 20) -> Answer:
    """Show how the sections of the list cite each other.

    Example: kdgraph groups flow --section Feature
    """
    from kdgraph.analysis.groups.flow import section_flow

    found = section_flow(view, section=section)
    return found, show_flow(found, top, view.as_of_date)


@view_command
def fronts(
    view: Snapshot, *, resolution: Resolution = None, section: Section = None, top: TopOption = 20
) -> Answer:
    """Show research fronts: recent papers that build on the same work.

    Example: kdgraph groups fronts --top 5
    """
    from kdgraph.analysis.groups.fronts import research_fronts

    found = research_fronts(view, resolution=resolution, section=section, top=top)
    return found, show_fronts(found)


@view_command
def similar(
    view: Snapshot,
    paper: Annotated[
        str, typer.Argument(metavar="PAPER", help="Paper id, arXiv id, DOI or part of a title.")
    ],
    *,
    kind: Annotated[
        Kind,
        typer.Option(
            help="co-citation: cited by the same papers; coupling: citing the same papers."
        ),
    ] = Kind.CO_CITATION,
    section: Section = None,
    top: TopOption = 20,
) -> Answer:
    """Show the papers most similar to one, by co-citation or bibliographic coupling.

    Example: kdgraph groups similar FitNets --kind coupling
    """
    from kdgraph.analysis.groups.similarity import similar_papers

    found = similar_papers(view, paper, kind=kind.value, section=section, top=top)
    return found, show_similar(found)


groups = SubCommands(
    help="Show which papers belong together.\n\nWithout a sub-command: `clusters`.",
    commands={
        "clusters": clusters,
        "agreement": agreement,
        "flow": flow,
        "fronts": fronts,
        "similar": similar,
    },
    default=("clusters",),
    flags={
        "--agreement": "agreement",
        "--flow": "flow",
        "--fronts": "fronts",
        "--similar": "similar",
    },
)


def show_groups(found: Communities) -> Iterable[Any]:
    """Yield the largest groups of papers, their terms and main papers, and their stability."""
    table = new_table(
        {"": True, "papers": True, "listed": True, "about, and its main papers": False}
    )
    for number, row in zip(found.groups.index, found.groups.to_dict("records"), strict=True):
        sections = f"  [yellow]{escape(row['sections'])}[/]" if row["sections"] else ""
        main = found.central[found.central["group"] == number].head(_MAIN)
        about = stack(_words(row["words"]), f"[dim]{_span(row)}[/]{sections}", _papers(main))
        table.add_row(str(number), format_number(row["size"]), format_number(row["listed"]), about)
    asked = f"; of these {found.asked_for:,} with papers listed there" if found.section else ""
    yield (
        f"[bold]Groups of papers[/]{scope(found.section, found.as_of)}: {found.grouped:,} of "
        f"{len(found.papers):,} papers in {found.found:,} groups{asked}; "
        f"{len(found.groups):,} shown"
    )
    star = " * = on the list." if len(found.groups) else ""
    yield f"[dim]{_meaning(found)}{star}[/]"
    if len(found.groups):
        yield inset(table)
    if found.agreement is not None:  # as for every snapshot
        yield _agreement(found.agreement)
    yield from _sweep(found.sweep, "groups")
    yield from notes_of(_group_notes(found), None)


def show_agreement(found: Communities) -> Iterable[Any]:
    """Yield in which groups the papers of each section are."""
    agreement, rows = found.agreement, found.sections
    assert agreement is not None  # as for every snapshot
    shown = rows.loc[rows["papers"].sort_values(ascending=False, kind="stable").index[: found.top]]
    blocks = [
        _section_rows(
            name,
            counts,
            [
                (format_number(row["papers"]), _place(row))
                for row in shown[shown["section"] == name].to_dict("records")
            ],
        )
        for name, counts in zip(
            agreement.sections.index, agreement.sections.to_dict("records"), strict=True
        )
    ]
    yield (
        f"[bold]Sections of the list in the groups of the literature[/]"
        f"{scope(found.section, found.as_of)}: {agreement.compared:,} listed papers, "
        f"{found.found:,} groups"
    )
    yield _agreement(agreement)
    yield from blocks
    yield from _rest(rows, shown, "papers", "paper")
    yield from notes_of([_meaning(found), *_group_notes(found)], None)


def _section_rows(name: str, counts: dict[Any, Any], rows: list[tuple[str, str]]) -> Any:
    return headed(
        f"{name}: {plural(counts['papers'], 'paper')} in {plural(counts['groups'], 'group')}"
        + (f", {counts['ungrouped']:,} in none" if counts["ungrouped"] else ""),
        *([two_columns(rows)] if rows else []),
    )


def _place(row: dict[Any, Any]) -> str:
    words = escape(", ".join(row["words"]) or _NO_TERMS)
    return f"in group {row['group']} [dim]({plural(row['size'], 'paper')})[/]: {words}"


def show_flow(found: SectionFlow, top: int, as_of: date | None) -> Iterable[Any]:
    """Yield what each section cites, beside the number that is expected."""
    flow = found.flow
    known = flow[flow["observed"].notna()]
    telling = known[(known["observed"] > 0) | (known["expected"] >= _SPEAKS)]
    order = telling.sort_values(["observed", "expected"], ascending=False, kind="stable").index
    shown = telling.loc[order[:top]]
    yield (
        f"[bold]Citations between the sections of the list[/]{scope(found.section, as_of)}: "
        f"{int(found.sections['cited'].sum()):,} among {int(found.sections['papers'].sum()):,} "
        "papers"
    )
    yield (
        "[dim]Expected is what the years of the papers, the number of their references and their "
        "fame alone would make. A ratio above 1 means that a section cites the other more than "
        "these explain, below 1 less; near 1 there is nothing to explain. The lag is the median "
        "of years between the two papers.[/]"
    )
    for name in dict.fromkeys(flow["citing_section"]):
        own = (rows[rows["citing_section"] == name] for rows in (telling, shown))
        yield _flow_of(found, name, *own)
    silent = len(known) - len(telling)
    if silent:
        yield (
            f"[dim]{silent:,} other pairs of sections have no citation, and less than {_SPEAKS:g} "
            "expected[/]"
        )
    yield from _rest(telling, shown, "observed", "citation")
    left_out = (
        f"left out: {plural(found.against_time, 'citation')} of a younger paper, "
        f"{found.unread_citations:,} by papers whose references are not known as a whole, "
        f"{plural(found.undated, 'paper')} without a year"
    )
    yield from notes_of([left_out, *_list_notes(found)], None)


def _flow_of(found: SectionFlow, name: str, telling: pd.DataFrame, rows: pd.DataFrame) -> Any:
    own = found.sections.loc[[name]].to_dict("records")[0]
    papers = f"{name} ({plural(own['papers'], 'paper')})"
    if not own["citing_papers"]:
        return (
            f"[bold]{escape(papers)}[/]: no reference list was read, so what it cites is not known"
        )
    part = f" ({own['capped']:,} in part)" if own["capped"] else ""
    heading = f"{papers}, the references of {own['citing_papers']:,} known{part}, cites"
    if not len(telling):
        return headed(f"{heading} nothing to show here")
    if not len(rows):
        cited = int(telling["observed"].sum())
        return headed(f"{heading} {plural(len(telling), 'section')}, {plural(cited, 'time')}")
    table = new_table(
        {"citations": True, "expected": True, "ratio": True, "lag": True, "section": False}
    )
    for row in rows.to_dict("records"):
        table.add_row(
            format_number(row["observed"]),
            *(_fixed(row[key], digits) for key, digits in (("expected", 1), ("ratio", 2))),
            _fixed(row["lag"], 1),
            escape(row["cited_section"]),
        )
    return headed(heading, inset(table))


def show_fronts(found: ResearchFronts) -> Iterable[Any]:
    """Yield groups of recent papers, what they build on, and how they grow."""
    early = f"{found.first_year}-{found.late_from - 1}"
    late = f"{found.late_from}-{found.last_year}"
    headings = dict.fromkeys(("", "papers", "listed", early, late, "expected", "growth"), True)
    table = new_table({**headings, "about": False})
    for number, row in zip(found.fronts.index, found.fronts.to_dict("records"), strict=True):
        counts = (format_number(row[name]) for name in ("size", "listed", "early", "late"))
        growth = (_fixed(row["expected"], 1), _fixed(row["growth"], 2))
        table.add_row(str(number), *counts, *growth, _words(row["words"][:_MAIN]))
    asked = f"; of these {found.asked_for:,} with papers listed there, or building on some"
    yield (
        f"[bold]Research fronts[/]{scope(found.section, found.as_of)}: {found.found:,} among "
        f"{plural(found.recent, 'paper')} of {found.first_year} to {found.last_year}"
        f"{asked if found.section else ''}; {len(found.fronts):,} shown"
    )
    if len(found.fronts):
        yield (
            "[dim]Papers of a front cite the same literature. Expected are the papers that it "
            f"would have in {late}, did it grow like all; growth above 1 is faster than that. "
            "* = on the list.[/]"
        )
        yield inset(table)
    for number, row in zip(found.fronts.index, found.fronts.to_dict("records"), strict=True):
        core = found.core[found.core["front"] == number].head(_MAIN)
        central = found.central[found.central["front"] == number].head(_MAIN)
        yield headed(
            f"Front {number}: {', '.join(row['words'])}",
            inset("[dim]builds on, with the number of its papers that cite each[/]"),
            inset(_papers(core, counted="citations")),
            inset("[dim]most central papers[/]"),
            inset(_papers(central)),
        )
    outside = (
        f"in no front: {plural(found.uncoupled, 'paper')} of these years without a known reference "
        f"in common with another, {found.alone:,} with too few; of no year: {found.undated:,}"
    )
    yield from _sweep(found.sweep, "fronts")
    yield from notes_of([outside], None)


def show_similar(found: SimilarPapers) -> Iterable[Any]:
    """Yield the papers most similar to one."""
    together = found.kind == "co-citation"
    year = f" ({found.year})" if found.year is not None else ""
    table = new_table({"": True, "in common": True, "of its": True, "year": True, "paper": False})
    table.add_column("", no_wrap=True, overflow="fold")
    for row in found.frame.to_dict("records"):
        numbers = (format_number(row[name]) for name in ("rank", "count", "total"))
        table.add_row(*numbers, *_paper(row))
    what = (
        f"cited by {plural(found.total, 'paper')} here"
        if together
        else f"cites {plural(found.total, 'paper')} here"
    )
    meaning = (
        "In common: papers that cite both; of its: papers that cite the other one."
        if together
        else "In common: papers that both cite; of its: papers here that the other one cites."
    )
    asked = f", {found.asked_for:,} listed there" if found.section else ""
    yield f"[bold]{escape(found.title or 'without a title')}[/]{year} [dim]{found.paper_id}[/]"
    yield (
        f"Most similar by {found.kind}{scope(found.section, found.as_of)}: "
        f"{what}, {plural(found.found, 'other paper')} with any of these in common{asked}; "
        f"{len(found.frame):,} shown"
    )
    if len(found.frame):
        yield f"[dim]{meaning} * = on the list.[/]"
        yield inset(table)
    if found.undated:
        yield from notes_of([f"{found.undated:,} of these have no year"], None)


def _papers(rows: pd.DataFrame, counted: str | None = None) -> Any:
    """Return a line for each paper: its year, its title as far as there is room, its id."""
    from rich.table import Table

    table = Table.grid(padding=(0, 1))
    if counted is not None:
        table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column()
    table.add_column(no_wrap=True, overflow="fold")
    for row in rows.to_dict("records"):
        count = [format_number(row[counted])] if counted is not None else []
        table.add_row(*count, *_paper(row))
    return table


def _paper(row: dict[Any, Any]) -> tuple[str, Any, str]:
    """Return year with a star if it is listed, title on one line, and id of a paper."""
    title = "without a title" if not isinstance(row["title"], str) else str(row["title"])
    year = f"[dim]{_year(row['year'])}[/]{'[yellow]*[/]' if row['listed'] else ' '}"
    return year, cut_text(title, cut=True), f"[dim]{escape(row['paper_id'])}[/]"


def _missing(value: Any) -> bool:
    import pandas as pd

    return bool(pd.isna(value))


def _year(year: Any) -> str:
    return "????" if _missing(year) else str(int(year))


def _span(row: dict[Any, Any]) -> str:
    first, last = row["first_year"], row["last_year"]
    if _missing(first):
        return "no year known"
    return _year(first) if first == last else f"{_year(first)}-{_year(last)}"


def _words(words: Iterable[str]) -> Any:
    return cut_text(", ".join(words) or _NO_TERMS, style="bold")


def _fixed(value: Any, digits: int) -> str:
    return "-" if _missing(value) else f"{value:,.{digits}f}"


def _meaning(found: Communities) -> str:
    if not found.found:
        dense = "" if _missing(found.resolution) else f" {found.resolution:g} times as densely"
        return f"There are no groups, since no two papers here are linked by citations{dense}."
    return (
        "Papers of a group cite each other, cite the same papers and are cited together, at least "
        f"{found.resolution:g} times as densely as papers here do on the average."
    )


def _agreement(found: SectionAgreement) -> str:
    whole = "all sections" if found.section else "the sections"
    if found.compared < 2:
        return (
            f"Agreement with {whole} of the list: undefined with "
            f"{plural(found.compared, 'listed paper')} in groups"
        )
    return (
        f"Agreement with {whole} of the list, over {plural(found.compared, 'listed paper')} in "
        f"groups ({found.ungrouped:,} more in none): adjusted Rand {found.adjusted_rand:.2f} (1 "
        f"the same, 0 as by chance), mutual information {found.mutual_information:.2f} (1 the "
        "same, not corrected for chance)"
    )


def _sweep(sweep: pd.DataFrame, what: str) -> Iterable[Any]:
    """Yield what was tried and what was chosen."""
    if not len(sweep):
        return
    headings = ("resolution", "stability", what, "of 10 and more", "papers in these")
    table = new_table(dict.fromkeys(headings, True))
    table.add_column("")
    for row in sweep.to_dict("records"):
        table.add_row(
            f"{row['resolution']:g}",
            _fixed(row["stability"], 2),
            *(format_number(row[name]) for name in ("groups", "substantial")),
            f"{row['covered']:.0%}",
            "[bold]<- chosen[/]" if row["chosen"] else "",
        )
    yield headed(
        "Stability across random seeds (1 = identical in every run)",
        inset(table),
    )


def _group_notes(found: Communities) -> list[str]:
    return [
        f"in no group: {plural(found.unrelated, 'paper')} without any citation here, "
        f"{found.alone:,} tied too loosely to others; in groups: {found.undated:,} without a year, "
        f"{found.untitled:,} without a text",
        *(_list_notes(found.agreement) if found.agreement is not None else ()),
        found.method,
    ]


def _list_notes(found: SectionAgreement | SectionFlow) -> list[str]:
    counts = (
        (found.unmatched, "have no paper here"),
        (found.unsectioned, "stand under no heading"),
        (found.repeated, "repeat a paper, which counts for its first section"),
    )
    parts = ", ".join(f"{count:,} {what}" for count, what in counts if count)
    return [f"of {found.entries:,} entries of the list {parts}"] if parts else []


def _rest(rows: pd.DataFrame, shown: pd.DataFrame, name: str, what: str) -> list[Any]:
    more = len(rows) - len(shown)
    missing = int(rows[name].sum()) - int(shown[name].sum())
    if not more:
        return []
    return [f"[dim]{plural(more, 'more row')}, with {plural(missing, what)}, not shown (--top)[/]"]
