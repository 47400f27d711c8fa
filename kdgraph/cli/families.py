"""What groups tells people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from kdgraph.analysis.groups.agreement import SectionAgreement
from kdgraph.analysis.groups.alike import SimilarPapers
from kdgraph.analysis.groups.flow import SectionFlow
from kdgraph.analysis.groups.front_papers import PaperFronts
from kdgraph.analysis.groups.overview import PaperGroups
from kdgraph.cli.findings import notes_of
from kdgraph.cli.printing import headed, print_blocks, said

__all__ = ["write_agreement", "write_flow", "write_fronts", "write_groups", "write_similar"]

_MAIN = 3
_SPEAKS = 0.5  # expected citations from which on it says something that there are none


def write_groups(found: PaperGroups) -> None:
    """Print the largest groups of papers, what they are about, and how firm they are."""
    table = _table({"": True, "papers": True, "listed": True, "about, and its main papers": False})
    for number, row in zip(found.groups.index, found.groups.to_dict("records"), strict=True):
        sections = f"  [yellow]{escape(row['sections'])}[/]" if row["sections"] else ""
        main = found.central[found.central["group"] == number].head(_MAIN)
        about = Group(_words(row["words"]), f"[dim]{_span(row)}[/]{sections}", _papers(main))
        table.add_row(str(number), said(row["size"]), said(row["listed"]), about)
    asked = f"; of these {found.asked_for:,} with papers listed there" if found.section else ""
    blocks: list[RenderableType] = [
        f"[bold]Groups of papers[/]{_scope(found.section, found.as_of)}: {found.grouped:,} of "
        f"{len(found.papers):,} papers in {found.found:,} groups{asked}; "
        f"{len(found.groups):,} shown"
    ]
    star = " * stands on the list." if len(found.groups) else ""
    blocks.append(f"[dim]{_meaning(found)}{star}[/]")
    if len(found.groups):
        blocks.append(_inset(table))
    print_blocks(
        *blocks,
        _agreement(found.agreement),
        *_sweep(found.sweep, "groups"),
        *notes_of(_group_notes(found), found.data_note),
    )


def write_agreement(found: PaperGroups) -> None:
    """Print in which groups the papers of each section are."""
    agreement, rows = found.agreement, found.sections
    shown = rows.loc[rows["papers"].sort_values(ascending=False, kind="stable").index[: found.top]]
    blocks = [
        _section_rows(
            name,
            counts,
            [
                (said(row["papers"]), _place(row))
                for row in shown[shown["section"] == name].to_dict("records")
            ],
        )
        for name, counts in zip(
            agreement.sections.index, agreement.sections.to_dict("records"), strict=True
        )
    ]
    print_blocks(
        f"[bold]Sections of the list in the groups of the literature[/]"
        f"{_scope(found.section, found.as_of)}: {agreement.compared:,} listed papers, "
        f"{found.found:,} groups",
        _agreement(agreement),
        *blocks,
        *_rest(rows, shown, "papers", "paper"),
        *notes_of([_meaning(found), *_group_notes(found)], found.data_note),
    )


def _section_rows(name: str, counts: dict[Any, Any], rows: list[tuple[str, str]]) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", min_width=4)
    table.add_column()
    for row in rows:
        table.add_row(*row)
    return headed(
        f"{name}: {_many(counts['papers'], 'paper')} in {_many(counts['groups'], 'group')}"
        + (f", {counts['ungrouped']:,} in none" if counts["ungrouped"] else ""),
        _inset(table),
    )


def _place(row: dict[Any, Any]) -> str:
    words = escape(", ".join(row["words"]) or "no word is typical of it")
    return f"in group {row['group']} [dim]({_many(row['size'], 'paper')})[/]: {words}"


def write_flow(found: SectionFlow, *, top: int, as_of: date | None) -> None:
    """Print what each section cites, beside what time and fame alone would make."""
    flow = found.flow
    known = flow[flow["observed"].notna()]
    telling = known[(known["observed"] > 0) | (known["expected"] >= _SPEAKS)]
    order = telling.sort_values(["observed", "expected"], ascending=False, kind="stable").index
    shown = telling.loc[order[:top]]
    blocks: list[RenderableType] = [
        f"[bold]Citations between the sections of the list[/]{_scope(found.section, as_of)}: "
        f"{int(found.sections['cited'].sum()):,} among {int(found.sections['papers'].sum()):,} "
        "papers",
        "[dim]Expected is what the years of the papers, the number of their references and their "
        "fame alone would make. A ratio above 1 means that a section cites the other more than "
        "these explain, below 1 less; near 1 there is nothing to explain. The lag is the median "
        "of years between the two papers.[/]",
    ]
    for name in dict.fromkeys(flow["citing_section"]):
        own = (rows[rows["citing_section"] == name] for rows in (telling, shown))
        blocks.append(_flow_of(found, name, *own))
    silent = len(known) - len(telling)
    if silent:
        blocks.append(
            f"[dim]{silent:,} other pairs of sections have no citation, and less than {_SPEAKS:g} "
            "expected[/]"
        )
    blocks += _rest(telling, shown, "observed", "citation")
    left_out = (
        f"left out: {_many(found.against_time, 'citation')} of a younger paper, "
        f"{found.unread_citations:,} by papers whose references are not known as a whole, "
        f"{_many(found.undated, 'paper')} without a year"
    )
    print_blocks(*blocks, *notes_of([left_out, *_list_notes(found), *found.notes], found.data_note))


def _flow_of(
    found: SectionFlow, name: str, telling: pd.DataFrame, rows: pd.DataFrame
) -> RenderableType:
    own = found.sections.loc[[name]].to_dict("records")[0]
    papers = f"{name} ({_many(own['papers'], 'paper')})"
    if not own["citing_papers"]:
        return Text.from_markup(
            f"[bold]{escape(papers)}[/]: no reference list was read, so what it cites is not known"
        )
    part = f" ({own['capped']:,} in part)" if own["capped"] else ""
    heading = f"{papers}, the references of {own['citing_papers']:,} known{part}, cites"
    if not len(telling):
        return headed(f"{heading} nothing to show here")
    if not len(rows):
        cited = int(telling["observed"].sum())
        return headed(f"{heading} {_many(len(telling), 'section')}, {_many(cited, 'time')}")
    table = _table(
        {"citations": True, "expected": True, "ratio": True, "lag": True, "section": False}
    )
    for row in rows.to_dict("records"):
        table.add_row(
            said(row["observed"]),
            *(_fixed(row[key], digits) for key, digits in (("expected", 1), ("ratio", 2))),
            _fixed(row["lag"], 1),
            escape(row["cited_section"]),
        )
    return headed(heading, _inset(table))


def write_fronts(found: PaperFronts) -> None:
    """Print groups of recent papers, what they build on, and whether they grow."""
    early = f"{found.first_year}-{found.late_from - 1}"
    late = f"{found.late_from}-{found.last_year}"
    headings = dict.fromkeys(("", "papers", "listed", early, late, "expected", "growth"), True)
    table = _table({**headings, "about": False})
    for number, row in zip(found.fronts.index, found.fronts.to_dict("records"), strict=True):
        counts = (said(row[name]) for name in ("size", "listed", "early", "late"))
        growth = (_fixed(row["expected"], 1), _fixed(row["growth"], 2))
        table.add_row(str(number), *counts, *growth, _words(row["words"][:_MAIN]))
    asked = f"; of these {found.asked_for:,} with papers listed there, or building on some"
    blocks: list[RenderableType] = [
        f"[bold]Research fronts[/]{_scope(found.section, found.as_of)}: {found.found:,} among "
        f"{_many(found.recent, 'paper')} of {found.first_year} to {found.last_year}"
        f"{asked if found.section else ''}; {len(found.fronts):,} shown",
    ]
    if len(found.fronts):
        blocks += [
            "[dim]Papers of a front cite the same literature. Expected are the papers that it "
            f"would have in {late}, did it grow like all; growth above 1 is faster than that. "
            "* stands on the list.[/]",
            _inset(table),
        ]
    for number, row in zip(found.fronts.index, found.fronts.to_dict("records"), strict=True):
        core = found.core[found.core["front"] == number].head(_MAIN)
        central = found.central[found.central["front"] == number].head(_MAIN)
        blocks.append(
            headed(
                f"Front {number}: {', '.join(row['words'])}",
                Padding("[dim]builds on, cited by so many of its papers[/]", (0, 0, 0, 2)),
                _inset(_papers(core, counted="citations")),
                Padding("[dim]in its middle[/]", (0, 0, 0, 2)),
                _inset(_papers(central)),
            )
        )
    outside = (
        f"in no front: {_many(found.uncoupled, 'paper')} of these years with no known reference in "
        f"common with another, {found.alone:,} with too few; of no year: {found.undated:,}"
    )
    print_blocks(
        *blocks,
        *_sweep(found.sweep, "fronts"),
        *notes_of([outside, *found.notes], found.data_note),
    )


def write_similar(found: SimilarPapers) -> None:
    """Print the papers most similar to one."""
    together = found.kind == "co-citation"
    year = f" ({found.year})" if found.year is not None else ""
    table = _table({"": True, "in common": True, "of its": True, "year": True, "paper": False})
    table.add_column("", no_wrap=True, overflow="fold")
    for row in found.frame.to_dict("records"):
        numbers = (said(row[name]) for name in ("rank", "count", "total"))
        table.add_row(*numbers, *_paper(row))
    what = (
        f"cited by {_many(found.total, 'paper')} here"
        if together
        else f"cites {_many(found.total, 'paper')} here"
    )
    meaning = (
        "In common: papers that cite both; of its: papers that cite the other one."
        if together
        else "In common: papers that both cite; of its: papers here that the other one cites."
    )
    asked = f", {found.asked_for:,} listed there" if found.section else ""
    blocks: list[RenderableType] = [
        f"[bold]{escape(found.title or 'without a title')}[/]{year} [dim]{found.paper_id}[/]",
        f"Most similar by {found.kind}{_scope(found.section, found.as_of)}: "
        f"{what}, {_many(found.found, 'other paper')} with any of these in common{asked}; "
        f"{len(found.frame):,} shown",
    ]
    if len(found.frame):
        blocks += [f"[dim]{meaning} * stands on the list.[/]", _inset(table)]
    undated = [f"{found.undated:,} of these have no year"] if found.undated else []
    print_blocks(*blocks, *notes_of([*undated, *found.notes], found.data_note))


def _scope(section: str | None, as_of: date | None) -> str:
    where = f", section {section!r}" if section else ""
    return escape(where) + (f", as of {as_of}" if as_of else "")


def _table(columns: dict[str, bool]) -> Table:
    """Return an empty table; for each heading, whether its column holds numbers."""
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="dim")
    for heading, number in columns.items():
        table.add_column(heading, justify="right" if number else "left", no_wrap=number)
    return table


def _inset(block: RenderableType) -> Padding:
    return Padding(block, (0, 0, 0, 2))


def _papers(rows: pd.DataFrame, counted: str | None = None) -> Table:
    """Return a line for each paper: its year, its title as far as there is room, its id."""
    table = Table.grid(padding=(0, 1))
    if counted is not None:
        table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column()
    table.add_column(no_wrap=True, overflow="fold")
    for row in rows.to_dict("records"):
        count = [said(row[counted])] if counted is not None else []
        table.add_row(*count, *_paper(row))
    return table


def _paper(row: dict[Any, Any]) -> tuple[str, Text, str]:
    """Return year with a star if it is listed, title on one line, and id of a paper."""
    title = "without a title" if pd.isna(row["title"]) else str(row["title"])
    year = f"[dim]{_year(row['year'])}[/]{'[yellow]*[/]' if row['listed'] else ' '}"
    cut = Text(title, no_wrap=True, overflow="ellipsis")
    return year, cut, f"[dim]{escape(row['paper_id'])}[/]"


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _year(year: Any) -> str:
    return "????" if pd.isna(year) else str(int(year))


def _span(row: dict[Any, Any]) -> str:
    first, last = row["first_year"], row["last_year"]
    if pd.isna(first):
        return "no year known"
    return _year(first) if first == last else f"{_year(first)}-{_year(last)}"


def _words(words: Iterable[str]) -> Text:
    return Text(", ".join(words) or "no word is typical of it", style="bold")


def _fixed(value: Any, digits: int) -> str:
    return "-" if pd.isna(value) else f"{value:,.{digits}f}"


def _meaning(found: PaperGroups) -> str:
    if not found.found:
        dense = "" if pd.isna(found.resolution) else f" {found.resolution:g} times as densely"
        return f"There are no groups, since no two papers here are tied by citations{dense}."
    return (
        "Papers of a group cite each other, cite the same papers and are cited together, at least "
        f"{found.resolution:g} times as densely as papers here do on the average."
    )


def _agreement(found: SectionAgreement) -> str:
    whole = "all sections" if found.section else "the sections"
    if found.compared < 2:
        return (
            f"Agreement with {whole} of the list: undefined with "
            f"{_many(found.compared, 'listed paper')} in groups"
        )
    return (
        f"Agreement with {whole} of the list, over {_many(found.compared, 'listed paper')} in "
        f"groups ({found.ungrouped:,} more in none): adjusted Rand {found.adjusted_rand:.2f} (1 "
        f"the same, 0 as by chance), mutual information {found.mutual_information:.2f} (1 the "
        "same, not corrected for chance)"
    )


def _sweep(sweep: pd.DataFrame, what: str) -> Iterable[RenderableType]:
    """Yield what was tried and what was chosen."""
    if not len(sweep):
        return
    headings = ("resolution", "stability", what, "of 10 and more", "papers in these")
    table = _table(dict.fromkeys(headings, True))
    table.add_column("")
    for row in sweep.to_dict("records"):
        table.add_row(
            f"{row['resolution']:g}",
            _fixed(row["stability"], 2),
            *(said(row[name]) for name in ("groups", "substantial")),
            f"{row['covered']:.0%}",
            "[bold]<- this one[/]" if row["chosen"] else "",
        )
    yield headed(
        "How firm they are: at stability 1 every run finds the same",
        _inset(table),
    )


def _group_notes(found: PaperGroups) -> list[str]:
    return [
        f"in no group: {_many(found.unrelated, 'paper')} without any citation here, "
        f"{found.alone:,} tied too loosely to others; in groups: {found.undated:,} without a year, "
        f"{found.untitled:,} without a text",
        *_list_notes(found.agreement),
        *found.notes,
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


def _rest(rows: pd.DataFrame, shown: pd.DataFrame, name: str, what: str) -> list[RenderableType]:
    more = len(rows) - len(shown)
    missing = int(rows[name].sum()) - int(shown[name].sum())
    if not more:
        return []
    return [f"[dim]{_many(more, 'more row')}, with {_many(missing, what)}, not shown (--top)[/]"]
