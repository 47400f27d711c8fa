"""Reference publication year spectroscopy: the years that a literature goes back to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from kdgraph.analysis.influence.spectroscopy import rpys as spectrum_of
from kdgraph.analysis.names.paper_names import short_names
from kdgraph.arrays import FloatArray
from kdgraph.figures import FIGURES
from kdgraph.figures._shown import enumeration
from kdgraph.figures.canvas.drawing import Axis, Box, Drawing, Panel
from kdgraph.figures.canvas.marks import Curves, Mark, Text
from kdgraph.figures.canvas.page import MARGIN, Key
from kdgraph.figures.canvas.typography import measure
from kdgraph.figures.figure import FigureBase, counted, percent
from kdgraph.figures.layouts.bars import upright_bars
from kdgraph.figures.scales import Ticks, root_ticks, roots, round_years
from kdgraph.graph.citation import citation_graph
from kdgraph.graph.snapshot import Snapshot

__all__ = ["rpys"]

_SIZE: Final = 6.8  # points, of the labels
_LINE: Final = 8.6
_HIGH: Final = 0.22  # of the width: how high the highest bar is
_LOWEST: Final = 80.0  # points, but not less
_COARSER: Final = 1.8  # the scale of the deviations than that of the references
_MOST: Final = 40.0  # points of width for each peak that is labelled, unless asked for more
_LEFT: Final = 24.0 + MARGIN
_LEAST: Final = 8  # labels that a narrow figure may have
_GAP: Final = 16.0  # between the two panels
_YEARS: Final = 14.0  # below them
_TITLE: Final = 13.0
_RARE: Final = 2e-4  # of all references: the oldest years are left out that have no more together
_BAR: Final = 0.74  # of a year


@FIGURES.add("rpys", label="Reference years (RPYS)")
def rpys(
    snapshot: Snapshot,
    *,
    width: float = 7.0,
    section: str | None = None,
    top: int | None = None,
) -> Drawing:
    """Draw how many references go to each year of publication, and which papers make the peaks.

    Above stand the references by the year of the cited paper, below how far each year is from the
    median of the five years around it (`kdgraph.rpys`). A year that is above its median, and not
    less so than its neighbours, is a peak; its label is the paper that is cited most among those of
    the year, with the share of the year's references that go to it. Both scales are square roots,
    so that the few references to old works are seen beside the many to new ones.

    Parameters
    ----------
    snapshot : Snapshot
        The corpus; references to papers outside it are not counted.
    width : float
        Inches.
    section : str, optional
        Only the references of listed papers under headings that hold this.
    top : int, optional
        How many peaks to label, those furthest above their median first; by default 8, or
        one for each 40 points of width, and never more than have room.

    Raises
    ------
    InputError
        If there is no such section, or `top` is below 1.

    Examples
    --------
    >>> import kdgraph
    >>> numbers = rpys(kdgraph.embedded()).numbers
    >>> numbers.loc[numbers["year"] == 2014, ["references", "median", "top_name"]].values.tolist()
    [[907, 708.0, 'Hinton et al. 2014']]
    """
    figure = FigureBase("rpys", snapshot, width=width, section=section, top=top, of_what="peak")
    citations = snapshot.citations
    if section is not None:
        citations = citations[citations["citing_id"].isin(figure.papers().index)]
    found = spectrum_of(citation_graph(snapshot.papers, citations))
    names = short_names(snapshot, found.frame["top_id"].dropna(), brief=figure.page < 300)
    frame = found.frame.assign(top_name=found.frame["top_id"].map(names), peak=_peaks(found.frame))
    early = int((frame["references"].cumsum() <= _RARE * len(citations)).sum())
    notes = _notes(frame.iloc[:early], frame.iloc[early:], found.undated)
    if early == len(frame):
        why = "no reference to a dated paper is known"
        return figure.empty(why, frame.reset_index().columns, notes=notes)
    spectrum = _Spectrum(frame.iloc[early:], figure.page)
    labels = spectrum.labels(most=figure.most(max(int(spectrum.room // _MOST), _LEAST)))
    if hidden := int(spectrum.rows["peak"].sum()) - len(labels):
        notes.insert(-1, f"{counted(hidden, 'lesser peak')} without a label.")
    best = frame.reset_index().iloc[int(frame["deviation"].argmax())].to_dict()
    return figure.drawing(
        spectrum.panels(labels),
        caption=_CAPTION + (_PEAKS if frame["peak"].any() else ""),
        alt=_ALT,
        facts={
            "references": counted(int(frame["references"].sum()), "reference"),
            "by": "" if section is None else f" of listed papers in {figure.where()}",
            "first": int(frame.index[0]),
            "last": int(frame.index[-1]),
            "drawn": spectrum.first,
            "fullest": spectrum.first + int(spectrum.rows["references"].argmax()),
            "labels": _main_peaks(spectrum.rows, labels),
            "peaks": counted(int(frame["peak"].sum()), "peak"),
            "best": best["year"],
            "over": f"{best['deviation']:,g}",
            "paper": best["top_name"],
            "share": percent(best["top_share"]),
        },
        numbers=frame.reset_index(),
        keys=[
            Key("references", "faint", "bar"),
            *([Key("peak", "series:0", "bar")] if spectrum.rows["peak"].any() else []),
            Key("median of five years", "ink", "line"),
        ],
        notes=notes,
    )


@dataclass(frozen=True, slots=True)
class _Label:
    """A labelled year, in points of the panel: its words, and up to where a line leads to them."""

    year: int
    text: str
    left: float
    right: float
    base: float
    leader: float


class _Spectrum:
    """The two panels, with the labels on steps that rise from left to right."""

    def __init__(self, rows: pd.DataFrame, page: float) -> None:
        self.rows = rows
        self.room = page - _LEFT - MARGIN
        self.first, self.last = int(rows.index[0]), int(rows.index[-1])
        self.year = self.room / len(rows)
        # one point is so much of the square root of a count, in both panels
        self.high = max(_HIGH * page, _LOWEST)
        self.unit = np.sqrt(float(rows["references"].max())) / self.high
        self.items = {
            "papers": tuple(() if pd.isna(one) else (str(one),) for one in rows["top_id"]),
            "words": self._words(),
        }
        self.inks = ["series:0" if peak else "faint" for peak in rows["peak"]]

    def panels(self, labels: list[_Label]) -> list[Panel]:
        """Return the references above and the deviations below."""
        deviation = roots(self.rows["deviation"], self.unit) / _COARSER
        below = max(float(-deviation.min()), 6.0) + 2.0
        above = max(float(deviation.max()), 6.0) + 2.0
        lower = Box(_LEFT, _YEARS, _LEFT + self.room, _YEARS + below + above)
        reach = max([self.high, *(label.base + _SIZE for label in labels)])
        upper = Box(lower.left, lower.top + _GAP, lower.right, lower.top + _GAP + reach)
        low, high = self.first - 0.5, self.last + 0.5
        counts = Axis(
            0.0, reach, root_ticks(self.high, self.unit), "References by year of the cited paper"
        )
        unit = self.unit * _COARSER
        apart = Axis(-below, above, _both(below, above, unit), "Deviation from the 5-year median")
        years = self.rows.index.to_numpy(dtype=np.float64)
        zero = Curves(
            role="zero", paths=(np.array([(low, 0.0), (high, 0.0)]),), ink="muted", width=0.6
        )
        bars = upright_bars("deviation", years, deviation, wide=_BAR, ink=self.inks, **self.items)
        return [
            Panel(
                upper,
                Axis(low, high, line=True),
                counts,
                tuple(self._counts(years, labels)),
                name="references",
            ),
            Panel(lower, Axis(low, high, self._ticks()), apart, (bars, zero), name="deviation"),
        ]

    def _ticks(self) -> Ticks:
        half = measure("2000", 6.5).width / 2  # the words of the last must not leave the page
        chosen = round_years(self.first, self.last, self.year)
        return tuple(
            (float(year), str(year)) for year in chosen if self._x(year) + half < self.room + MARGIN
        )

    def _x(self, year: int) -> float:
        return (year - self.first + 0.5) * self.year

    def labels(self, *, most: int) -> list[_Label]:
        """Place the labels from the oldest year to the newest, each above all to its left.

        The words end at the line that leads up from their bar, and those of older years end below
        them, so that no line crosses words.
        """
        peaks = self.rows[self.rows["peak"]].sort_values(
            "deviation", ascending=False, kind="stable"
        )
        placed: list[_Label] = []
        blocked = 0.0
        chosen = sorted(peaks.index[:most])
        for number, year in enumerate(chosen):
            row = self.rows.loc[year]
            text = f"{row['top_name']}, {percent(row['top_share'])}"
            wide = measure(text, _SIZE).width
            x = self._x(int(year))
            left = max(x - 1.8 - wide, 0.0)
            right = max(left + wide, x)
            reached = [later for later in chosen[number + 1 :] if self._x(int(later)) < right + 1.0]
            if (
                x < blocked  # the words of an older peak reach over it
                or right > self.room
                or any(self.rows.at[one, "deviation"] > row["deviation"] for one in reached)
            ):
                continue
            under = [
                self._top(int(one))
                for one in self.rows.index
                if self._x(int(one)) + self.year > left and self._x(int(one)) - self.year < right
            ]
            base = max(under) + 4.5
            for other in placed:
                if other.right + 3.0 > left:
                    base = max(base, other.base + _LINE)
            over = left + wide > x - 1.0
            blocked = right + 1.0 if over else blocked
            leader = base - 2.0 if over else base + 0.66 * _SIZE
            placed.append(_Label(int(year), text, left, right, base, leader))
        return placed

    def _top(self, year: int) -> float:
        """Return how high the bar of a year is, or its median where that is higher."""
        row = self.rows.loc[year]
        return float(np.sqrt(max(row["references"], row["median"])) / self.unit)

    def _counts(self, years: FloatArray, labels: list[_Label]) -> list[Mark]:
        heights = roots(self.rows["references"], self.unit)
        median = _steps(years, roots(self.rows["median"], self.unit))
        marks: list[Mark] = [
            upright_bars("references", years, heights, wide=_BAR, ink=self.inks, **self.items),
            Curves(role="median", paths=(median,), ink="ink", width=0.8),
        ]
        if not labels:
            return marks
        named = self.rows.loc[[label.year for label in labels]]
        return [
            *marks,
            Curves(
                role="leader",
                paths=tuple(
                    np.array([(at.year, self._top(at.year) + 1.0), (at.year, at.leader)])
                    for at in labels
                ),
                ink="series:0",
                width=0.5,
            ),
            Text(
                role="peak",
                x=np.array([self.first - 0.5 + label.left / self.year for label in labels]),
                y=np.array([label.base for label in labels]),
                text=tuple(label.text for label in labels),
                size=_SIZE,
                papers=tuple((str(one),) for one in named["top_id"]),
                words=tuple(str(one) for one in named["top_name"]),
            ),
        ]

    def _words(self) -> tuple[str, ...]:
        rows = self.rows.to_dict("records")
        return tuple(
            f"{year}: {counted(int(row['references']), 'reference')}, "
            f"median of five years {row['median']:g}"
            + (f"; {percent(row['top_share'])} to {row['top_name']}" if row["references"] else "")
            for year, row in enumerate(rows, self.first)
        )


def _main_peaks(rows: pd.DataFrame, labels: list[_Label]) -> str:
    """Name the labelled peaks that are furthest above their median."""
    labelled = rows.loc[[label.year for label in labels]]
    best = labelled.sort_values("deviation", ascending=False, kind="stable")["top_name"][:3]
    said = [f"{year} ({name})" for year, name in zip(best.index, best, strict=True)]
    return f"; the main peaks are {enumeration(said)}" if said else ""


def _both(below: float, above: float, unit: float) -> Ticks:
    """Return ticks on both sides of 0, with signs."""
    up = root_ticks(above, unit)
    down = [(-at, f"\u2212{words}") for at, words in root_ticks(below, unit)[1:]]
    return (*down, *[(at, f"+{words}" if at else words) for at, words in up])


def _notes(early: pd.DataFrame, drawn: pd.DataFrame, undated: int) -> list[str]:
    notes = []
    if len(early) and len(drawn):
        old, hidden = early[["references", "peak"]].sum().astype(int)
        peaks = f", with {counted(hidden, 'peak')}" if hidden else ""
        before = f"{counted(old, 'reference')} to papers from before {drawn.index[0]}"
        notes.append(f"{before} not drawn{peaks}.")
    if undated:
        notes.append(f"{counted(undated, 'reference')} to papers without a year left out.")
    return [*notes, "References to papers outside this corpus are not in these counts."]


def _peaks(frame: pd.DataFrame) -> pd.Series[bool]:
    """Return which years are above their median, and not less so than the years beside them."""
    deviation = frame["deviation"]
    before, after = deviation.shift(1, fill_value=-np.inf), deviation.shift(-1, fill_value=-np.inf)
    return (deviation > 0) & (deviation >= before) & (deviation >= after)


def _steps(years: FloatArray, heights: FloatArray) -> FloatArray:
    """Return a line that is level over each year."""
    edges = np.repeat(np.append(years - 0.5, years[-1] + 0.5), 2)[1:-1]
    return np.column_stack([edges, np.repeat(heights, 2)])


_CAPTION: Final = (
    "Reference publication year spectroscopy: {references}{by} by the year of the cited paper "
    "({first} to {last}), and below them the deviation of each year from its five-year median; "
    "both on square-root scales."
)
_PEAKS: Final = (
    " Of {peaks}, the highest above the median is {best} (+{over}), where {paper} receives {share} "
    "of the references. Labels: the paper cited most among those of the year, with its share."
)
_ALT: Final = (
    "Bar chart of references by the year of the cited paper, {drawn} to {last}, highest in "
    "{fullest}{labels}. Below, how far each year is from its five-year median."
)
