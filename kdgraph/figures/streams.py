"""Streams: sections or groups over periods, or facts of the papers side by side, as bands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from kdgraph.analysis.groups.streams import (
    NOT_KNOWN,
    OTHER,
    Streams,
    field_streams,
)
from kdgraph.analysis.groups.streams import streams as streams_over_time
from kdgraph.figures import FIGURES
from kdgraph.figures._kinds import kind_ink
from kdgraph.figures._shown import without_paper
from kdgraph.figures.canvas.drawing import Axis, Box, Drawing, Panel
from kdgraph.figures.canvas.page import Key
from kdgraph.figures.figure import FigureBase, counted
from kdgraph.figures.layouts.alluvial import Alluvial, Band, Block, Column
from kdgraph.graph.snapshot import Snapshot

__all__ = ["streams"]

_MOST: Final = (8, 6)  # streams on a wide and on a narrow page, unless asked for
_PERIODS: Final = (4, 3)
_HIGH: Final = (0.46, 0.92)  # of the width
_TALLEST: Final = 480.0  # points
_OPENED: Final = 500  # papers that a block or band opens at most
_COLUMNS: Final = ["what", "column", "stream", "to_column", "to_stream", "papers", "citations"]


@FIGURES.add("streams", label="Streams of sections over time")
def streams(
    snapshot: Snapshot,
    *,
    width: float = 7.0,
    section: str | None = None,
    top: int | None = None,
    by: str = "section",
    periods: int | None = None,
    fields: Sequence[str] | str | None = None,
    scope: str | None = None,
    field_least: int | None = None,
) -> Drawing:
    """Draw sections or groups as blocks over periods, and what builds on what as bands.

    A block is as high as the papers that a section had in a period; hatched are those whose
    reference lists were not read. A band leads from a section before a period to one in it. It is
    as high as the papers there that build on the earlier ones, each shared equally among all that
    it cites: the bands into a block sum to the papers of it that cite any earlier one. What leads
    on from a block may be more than the papers in it; that part is pale. Small streams are summed
    as other ones, and the order in the columns is the one of fewest crossings that is found.

    With `fields`, facts of the listed papers stand side by side instead, such as authors, sections
    and venues, and a band counts the papers that two of them share.

    Parameters
    ----------
    snapshot : Snapshot
        With the list, its matches and the coverage.
    width : float
        Inches.
    section : str, optional
        Only what the papers under the headings that hold this cite, and what cites them; of facts,
        only these papers.
    top : int, optional
        So many streams kept apart, those with most papers; by default 8, or 6 on a narrow page.
    by : {"section", "group"}
        The listed papers by section, or the papers of the scope by group (`kdgraph.communities`).
    periods : int, optional
        At most so many, at least 2; by default 4, or 3 on a narrow page. They are cut so that each
        has about as many papers.
    fields : sequence of str, or str with commas, optional
        Two or more of authors, sections, venues, groups and periods.
    scope, field_least : str and int, optional
        Which papers are divided into groups, as for `kdgraph.Snapshot.within`; by default the
        field. Sections hold listed papers in any scope.

    Raises
    ------
    InputError
        If there is no such section, division or fact, `top` is below 1 or `periods` below 2.

    References
    ----------
    Rosvall and Bergstrom (2010), "Mapping change in large networks", PLoS ONE 5(1), for alluvial
    diagrams; Aria and Cuccurullo (2017), Journal of Informetrics 11(4), for the plot of three
    fields.

    Examples
    --------
    >>> import kdgraph
    >>> drawing = streams(kdgraph.embedded(), periods=3)
    >>> drawing.facts["papers"], drawing.facts["building"]
    ('59 papers', 7)
    >>> streams(kdgraph.embedded(), fields="sections,venues").facts["papers"]
    '59 papers'
    """
    facts = fields.split(",") if isinstance(fields, str) else fields
    named = None if facts is None else [name.strip() for name in facts]
    figure = FigureBase(
        "streams",
        snapshot,
        width=width,
        section=section,
        top=top,
        of_what="stream",
        scope=scope,
        field_least=field_least,
        of_the_field=by == "group" if named is None else "groups" in named,
        options={"by": by, "periods": periods, "fields": named},
    )
    most = figure.most(*_MOST)
    if named is not None:
        found = field_streams(figure.snapshot, fields=named, section=section, most=most)
        return _drawn(figure, found, named)
    number = (_PERIODS[figure.width < 5.0]) if periods is None else periods
    found = streams_over_time(figure.snapshot, by=by, periods=number, section=section, most=most)
    return _drawn(figure, found, None, by)


def _drawn(
    figure: FigureBase, found: Streams, fields: Sequence[str] | None, by: str = "section"
) -> Drawing:
    over_time = fields is None
    notes = _notes(figure, found, by, over_time=over_time)
    if not len(found.blocks):
        of = "section" if by == "section" else "group"
        why = f"no paper with a year is in a {of}" if over_time else "no paper is on the list"
        return figure.empty(why, _COLUMNS, notes=notes, of_citations=over_time)
    inks = _inks(figure, found, fields, by)
    columns = [_column(found, number, inks, fields) for number in range(len(found.columns))]
    bands = [
        Band(
            row["column"],
            row["from_stream"],
            row["to_stream"],
            row["papers"],
            (*row["members"], *row["cited"])[:_OPENED],
            _told(found, row, over_time=over_time),
        )
        for row in found.bands.to_dict("records")
    ]
    wide = figure.width >= 5.0
    high = min(figure.page * _HIGH[not wide], _TALLEST)
    drawn = Alluvial(columns, bands, figure.page, high)
    box = Box(0.0, 0.0, figure.page, drawn.height)
    panel = Panel(
        box,
        Axis(0.0, figure.page),
        Axis(0.0, drawn.height),
        tuple(drawn.marks("builds on" if over_time else "shared papers")),
        name="streams",
    )
    return figure.drawing(
        [panel],
        height=drawn.height,
        caption=_OVER_TIME if over_time else _FIELDS,
        alt=_ALT,
        facts=_facts(figure, found, by, over_time=over_time),
        numbers=_numbers(found),
        keys=_keys(found, drawn, over_time=over_time),
        notes=notes,
        of_citations=over_time,
    )


def _inks(
    figure: FigureBase, found: Streams, fields: Sequence[str] | None, by: str
) -> dict[tuple[int, str], str]:
    """Return the ink of each block: sections have theirs, groups by their number, others none."""
    kinds = {name: kind for kind, name in enumerate(figure.sections)}
    inks = {}
    for number, key in zip(found.blocks["column"], found.blocks["stream"], strict=True):
        what = f"{by}s" if fields is None else fields[number]
        if key in (OTHER, NOT_KNOWN):
            ink = "muted"
        elif what == "sections":
            ink = kind_ink(kinds[key])
        elif what == "groups":
            ink = kind_ink(int(key))
        else:
            ink = "ink"
        inks[number, key] = ink
    return inks


def _column(
    found: Streams,
    number: int,
    inks: dict[tuple[int, str], str],
    fields: Sequence[str] | None,
) -> Column:
    head = found.columns.iloc[number]
    rows = found.blocks[found.blocks["column"] == number]
    blocks = tuple(
        Block(
            key=row["stream"],
            name=row["name"],
            ink=inks[number, row["stream"]],
            size=float(row["papers"]),
            hatched=float(row["unread"]),
            papers=row["members"][:_OPENED],
            words=_said(row),
            last=row["stream"] in (OTHER, NOT_KNOWN),
        )
        for row in rows.to_dict("records")
    )
    fixed = fields is not None and fields[number] == "periods"
    title, below = str(head["title"]), counted(int(head["papers"]), "paper")
    if fields is not None:
        title, below = title.capitalize(), f"{int(head['streams']):,} in all"
    return Column(title, below, blocks, fixed)


def _said(row: Mapping[Any, Any]) -> str:
    said = f"{row['name']}: {counted(row['papers'], 'paper')}"
    if row["building"]:
        said += f", {row['building']:,} of them citing earlier periods"
    if row["unread"]:
        said += f"; {row['unread']:,} reference lists not read"
    return said


def _told(found: Streams, row: Mapping[Any, Any], *, over_time: bool) -> str:
    names = _called(found)
    left = names[row["column"], row["from_stream"]]
    right = names[row["column"] + 1, row["to_stream"]]
    if not over_time:
        return f"{left} and {right}: {counted(int(row['papers']), 'paper')}"
    after = found.columns["title"].iloc[row["column"] + 1]
    return (
        f"{right}, {after}, builds on earlier {left}: {_share(row['papers'])}, "
        f"{counted(row['citations'], 'citation')}"
    )


def _called(found: Streams) -> dict[tuple[int, str], str]:
    """Return the name of each block by its column and stream."""
    return {(row["column"], row["stream"]): row["name"] for row in found.blocks.to_dict("records")}


def _share(papers: float) -> str:
    """Return papers with a decimal.

    >>> _share(1.0), _share(2.25), _share(0.01)
    ('1 paper', '2.2 papers', '<0.1 papers')
    """
    if 0 < papers < 0.05:
        return "<0.1 papers"
    said = f"{papers:,.1f}".removesuffix(".0")
    return f"{said} {'paper' if said == '1' else 'papers'}"


def _facts(figure: FigureBase, found: Streams, by: str, *, over_time: bool) -> dict[str, Any]:
    blocks, bands = found.blocks, found.bands
    several = len(found.columns)
    facts: dict[str, Any] = {
        "papers": counted(
            int(found.columns["papers"].sum() if over_time else found.columns["papers"].max()),
            "paper",
        ),
        "where": figure.where("the list" if by == "section" or not over_time else None),
        "what": by,
        "columns": several,
        "building": int(blocks["building"].sum()),
        "citations": counted(int(bands["citations"].sum()), "citation"),
        "names": _listed([str(one) for one in found.columns["title"]]),
    }
    facts["first"], facts["last"] = (str(found.columns["title"].iloc[n]) for n in (0, -1))
    largest = [
        blocks[(blocks["column"] == n) & ~blocks["stream"].isin([OTHER, NOT_KNOWN])]
        .sort_values("papers", ascending=False, kind="stable")
        .head(1)
        for n in range(several)
    ]
    story = [
        f"{found.columns['title'].iloc[n]}: {row['name'].iloc[0]}, {row['papers'].iloc[0]:,}"
        for n, row in enumerate(largest)
        if len(row)
    ]
    facts["story"] = "; ".join(story) or "none"
    if len(bands):
        best = bands.sort_values("papers", ascending=False, kind="stable").iloc[0]
        facts["widest"] = (
            " The widest band: " + _told(found, best.to_dict(), over_time=over_time) + "."
        )
    else:
        facts["widest"] = " No band joins them."
    return facts


def _listed(names: Sequence[str]) -> str:
    """Return names as a phrase.

    >>> _listed(["authors", "sections", "venues"])
    'authors, sections and venues'
    """
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def _keys(found: Streams, drawn: Alluvial, *, over_time: bool) -> list[Key]:
    keys = []
    if over_time and int(found.blocks["unread"].sum()):
        keys.append(Key("reference list not read", "muted", "bar", hatch="////"))
    if drawn.exceeding:
        said = "more papers build on it than it has" if over_time else "papers in several bands"
        keys.append(Key(said, "faint", "bar"))
    return keys


def _numbers(found: Streams) -> pd.DataFrame:
    titles = found.columns["title"].tolist()
    called = _called(found)
    rows: list[dict[str, Any]] = [
        {
            "what": "block",
            "column": titles[row["column"]],
            "stream": row["name"],
            "papers": float(row["papers"]),
        }
        for row in found.blocks.to_dict("records")
    ]
    rows += [
        {
            "what": "band",
            "column": titles[row["column"]],
            "stream": called[row["column"], row["from_stream"]],
            "to_column": titles[row["column"] + 1],
            "to_stream": called[row["column"] + 1, row["to_stream"]],
            "papers": row["papers"],
            "citations": row["citations"] or None,
        }
        for row in found.bands.to_dict("records")
    ]
    table = pd.DataFrame(rows, columns=_COLUMNS)
    return table.astype({"papers": "float64", "citations": "Int64"})


def _notes(figure: FigureBase, found: Streams, by: str, *, over_time: bool) -> list[str]:
    notes = []
    for number, one, many, what in (
        (found.undated, "paper", "papers", "without a year left out"),
        (found.unplaced, "paper", "papers", f"in no {by} left out"),
        (found.within, "citation", "citations", "within one period not drawn"),
        (found.against_time, "citation", "citations", "of a paper of a later period not drawn"),
        (
            found.unread_citations,
            "citation",
            "citations",
            "by papers whose lists were not read not drawn",
        ),
    ):
        if number:
            notes.append(f"{counted(number, one, many)} {what}.")
    if figure.section is not None and over_time:
        notes.append("Only bands that lead to or from papers of the section asked for.")
    unmatched = figure.snapshot.reading_list.sections().unmatched
    if unmatched:
        said = counted(unmatched, "entry", "entries")
        notes.append(f"{said} of the list {without_paper(figure.snapshot)}.")
    return notes


_OVER_TIME: Final = (
    "{papers} of {where} by {what} and period of first publication. A block is as high as its "
    "papers. A band, in the colour of what is cited, leads to what cites it later: each paper is "
    "shared equally among the papers of earlier periods that it cites. So the bands into a block "
    "sum to its papers that cite any; {building:,} of all do, by {citations}."
)
_FIELDS: Final = (
    "{papers} of {where} by {names}. A block is as high as its papers, a band as the papers that "
    "both of its ends share; a paper of several authors shown is in the block of each."
)
_ALT: Final = "Columns of blocks joined by bands. The largest of each: {story}.{widest}"
