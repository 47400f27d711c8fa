"""Reference publication year spectroscopy: the years that a literature goes back to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.analysis.influence.spectroscopy import Spectrum
from kdgraph.analysis.influence.spectroscopy import rpys as spectrum_of
from kdgraph.analysis.names.paper_names import short_names
from kdgraph.errors import InputError
from kdgraph.figures import FIGURES
from kdgraph.figures._shown import counted, coverage_note, percent
from kdgraph.figures.canvas.drawing import Axis, Box, Drawing, Panel
from kdgraph.figures.canvas.marks import Bars, Curves, Floats, Mark, Text
from kdgraph.figures.canvas.page import MARGIN, Body, Key, compose
from kdgraph.figures.canvas.typography import measure
from kdgraph.figures.scales import root_ticks, roots, round_years
from kdgraph.graph.citation import citation_graph
from kdgraph.graph.snapshot import Snapshot

__all__ = ["rpys"]

_SIZE: Final = 6.8  # points, of the labels
_LINE: Final = 8.6
_HIGH: Final = 0.22  # of the width: how high the highest bar is
_LOWEST: Final = 80.0  # points, but not less
_COARSER: Final = 1.8  # the scale of the deviations than that of the references
_MOST: Final = 40.0  # points of width for each peak that is labelled, unless asked for more
_LEFT: Final = 24.0
_LEAST: Final = 8  # labels that a narrow figure may have
_GAP: Final = 16.0  # between the two panels
_YEARS: Final = 14.0  # below them
_TITLE: Final = 13.0
_RARE: Final = 2e-4  # of all references: the oldest years are left out that have no more together
_BAR: Final = 0.74  # of a year


@dataclass(frozen=True, slots=True)
class _Peak:
    """A labelled year, in points of the panel: its words, and up to where a line leads to them."""

    year: int
    text: str
    left: float
    right: float
    base: float
    leader: float


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
    if top is not None and top < 1:
        raise InputError(f"expected at least 1 peak to label, got top={top}")
    citations = snapshot.citations
    wanted = snapshot.reading_list.headings_like(section)
    if wanted is not None:
        of_paper = snapshot.reading_list.sections().section
        inside = of_paper.index[of_paper.isin(wanted)]
        citations = citations[citations["citing_id"].isin(inside)]
    found = spectrum_of(citation_graph(snapshot.papers, citations))
    body = _Spectrum(snapshot, found, len(citations), width * 72, top).body(section)
    return compose(snapshot, "rpys", body, width=width, options={"section": section, "top": top})


class _Spectrum:
    """The two panels, with the labels on steps that rise from left to right."""

    def __init__(
        self, snapshot: Snapshot, found: Spectrum, citations: int, width: float, top: int | None
    ) -> None:
        self.snapshot = snapshot
        self.citations, self.undated = citations, found.undated
        names = short_names(snapshot, found.frame["top_id"].dropna(), brief=width < 300)
        self.frame = found.frame.assign(
            top_name=found.frame["top_id"].map(names), peak=_peaks(found.frame)
        )
        self.early = int((self.frame["references"].cumsum() <= _RARE * citations).sum())
        self.rows = self.frame.iloc[self.early :]
        self.room = width - _LEFT - 2 * MARGIN
        count = max(len(self.rows), 1)
        self.first = int(self.rows.index[0]) if len(self.rows) else snapshot.manifest.time.year
        self.year = self.room / count
        self.axis = Axis(self.first - 0.5, self.first + count - 0.5, self._ticks(count))
        # one point is so much of the square root of a count, in both panels
        most = float(self.rows["references"].max()) if len(self.rows) else 1.0
        self.high = max(_HIGH * width, _LOWEST)
        self.unit = np.sqrt(most) / self.high
        self.peaks, self.unlabelled = self._labels(top)

    def _ticks(self, count: int) -> tuple[tuple[float, str], ...]:
        half = measure("2000", 6.5).width / 2  # the words of the last must not leave the page
        chosen = round_years(self.first, self.first + count - 1, self.year)
        return tuple(
            (float(year), str(year)) for year in chosen if self._x(year) + half < self.room + MARGIN
        )

    def _x(self, year: int) -> float:
        return (year - self.first + 0.5) * self.year

    def _labels(self, top: int | None) -> tuple[list[_Peak], int]:
        """Place the labels from the oldest year to the newest, each above all to its left.

        The words end at the line that leads up from their bar, and those of older years end below
        them, so that no line crosses words.
        """
        peaks = self.rows[self.rows["peak"]].sort_values(
            "deviation", ascending=False, kind="stable"
        )
        placed: list[_Peak] = []
        blocked = 0.0
        most = max(int(self.room // _MOST), _LEAST)
        chosen = sorted(peaks.index[: most if top is None else top])
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
            placed.append(_Peak(int(year), text, left, right, base, leader))
        return placed, len(peaks) - len(placed)

    def body(self, section: str | None) -> Body:
        """Return the panels, and what is said of them."""
        deviation = roots(self.rows["deviation"], self.unit) / _COARSER
        below = max(float(-deviation.min(initial=0.0)), 6.0) + 2.0
        above = max(float(deviation.max(initial=0.0)), 6.0) + 2.0
        lower = Box(_LEFT + MARGIN, _YEARS, _LEFT + MARGIN + self.room, _YEARS + below + above)
        reach = max([self.high, *(peak.base + _SIZE for peak in self.peaks)])
        bottom = lower.top + _GAP
        upper = Box(lower.left, bottom, lower.right, bottom + reach)
        panels = (
            Panel(
                upper,
                Axis(self.axis.low, self.axis.high, line=True),
                Axis(
                    0.0,
                    reach,
                    root_ticks(self.high, self.unit),
                    "References by year of the cited paper",
                ),
                tuple(self._counts()),
                name="references",
            ),
            Panel(
                lower,
                self.axis,
                Axis(-below, above, self._both(below, above), "Deviation from the 5-year median"),
                tuple(self._deviations(deviation)),
                name="deviation",
            ),
        )
        return Body(
            height=upper.top + _TITLE,
            panels=panels,
            caption=self._caption(),
            facts=self._facts(section),
            alt=self._alt(),
            numbers=self.frame.reset_index(),
            keys=self._keys(),
            notes=self._notes(),
        )

    def _both(self, below: float, above: float) -> tuple[tuple[float, str], ...]:
        unit = self.unit * _COARSER
        up = root_ticks(above, unit)
        down = [(-at, f"\u2212{words}") for at, words in root_ticks(below, unit)[1:]]
        return (*down, *[(at, f"+{words}" if at else words) for at, words in up])

    def _counts(self) -> list[Mark]:
        if not len(self.rows):
            return []
        years = self.rows.index.to_numpy(dtype=np.float64)
        marks: list[Mark] = [
            Bars(
                role="references",
                left=years - _BAR / 2,
                right=years + _BAR / 2,
                bottom=np.zeros(len(years)),
                top=roots(self.rows["references"], self.unit),
                ink=["series:0" if peak else "faint" for peak in self.rows["peak"]],
                papers=self._papers(),
                words=self._words(),
            ),
            Curves(
                role="median",
                paths=(_steps(years, roots(self.rows["median"], self.unit)),),
                ink="ink",
                width=0.8,
            ),
        ]
        if not self.peaks:
            return marks
        tops = {peak.year: self._top(peak.year) for peak in self.peaks}
        papers = tuple((str(self.rows.at[peak.year, "top_id"]),) for peak in self.peaks)
        return [
            *marks,
            Curves(
                role="leader",
                paths=tuple(
                    np.array([(peak.year, tops[peak.year] + 1.0), (peak.year, peak.leader)])
                    for peak in self.peaks
                ),
                ink="series:0",
                width=0.5,
            ),
            Text(
                role="peak",
                x=np.array([self.axis.low + peak.left / self.year for peak in self.peaks]),
                y=np.array([peak.base for peak in self.peaks]),
                text=tuple(peak.text for peak in self.peaks),
                size=_SIZE,
                papers=papers,
                words=tuple(str(self.rows.at[peak.year, "top_name"]) for peak in self.peaks),
            ),
        ]

    def _top(self, year: int) -> float:
        """Return how high the bar of a year is, or its median where that is higher."""
        row = self.rows.loc[year]
        return float(np.sqrt(max(row["references"], row["median"])) / self.unit)

    def _deviations(self, deviation: Floats) -> list[Mark]:
        if not len(self.rows):
            return []
        years = self.rows.index.to_numpy(dtype=np.float64)
        return [
            Bars(
                role="deviation",
                left=years - _BAR / 2,
                right=years + _BAR / 2,
                bottom=np.minimum(deviation, 0.0),
                top=np.maximum(deviation, 0.0),
                ink=["series:0" if peak else "faint" for peak in self.rows["peak"]],
                papers=self._papers(),
                words=self._words(),
            ),
            Curves(
                role="zero",
                paths=(np.array([(self.axis.low, 0.0), (self.axis.high, 0.0)]),),
                ink="muted",
                width=0.6,
            ),
        ]

    def _papers(self) -> tuple[tuple[str, ...], ...]:
        return tuple(() if pd.isna(one) else (str(one),) for one in self.rows["top_id"])

    def _words(self) -> tuple[str, ...]:
        columns = ["references", "median", "top_name", "top_share"]
        rows = self.rows[columns].to_dict("records")
        return tuple(
            f"{year}: {counted(int(row['references']), 'reference')}, "
            f"median of five years {row['median']:g}"
            + (f"; {percent(row['top_share'])} to {row['top_name']}" if row["references"] else "")
            for year, row in enumerate(rows, self.first)
        )

    def _keys(self) -> list[Key]:
        if not len(self.rows):
            return []
        peak = Key("peak", "series:0", "bar")
        return [
            Key("references", "faint", "bar"),
            *([peak] if self.rows["peak"].any() else []),
            Key("median of five years", "ink", "line"),
        ]

    def _facts(self, section: str | None) -> dict[str, Any]:
        by = "" if section is None else f" of listed papers in sections like “{section}”"
        references = counted(int(self.frame["references"].sum()), "reference")
        facts: dict[str, Any] = {"references": references, "by": by}
        if len(self.rows):
            place = int(self.frame["deviation"].to_numpy().argmax())
            best, first = self.frame.iloc[place].to_dict(), int(self.frame.index[0])
            facts |= {
                "first": first,
                "last": int(self.frame.index[-1]),
                "peaks": counted(int(self.frame["peak"].sum()), "peak"),
                "best": first + place,
                "over": f"{best['deviation']:,g}",
                "paper": best["top_name"],
                "share": percent(best["top_share"]),
            }
        return facts

    def _caption(self) -> str:
        peaks = _PEAKS if self.frame["peak"].any() else ""
        return _CAPTION + peaks if len(self.rows) else _EMPTY

    def _alt(self) -> str:
        if not len(self.rows):
            return "An empty diagram: no reference to a dated paper is known."
        most = int(self.rows["references"].to_numpy().argmax()) + self.first
        return (
            f"Bars for the years {self.first} to {self.rows.index[-1]}, highest in {most}, with "
            f"{counted(len(self.peaks), 'labelled peak')}; below, how far each year is from the "
            "median of the five years around it."
        )

    def _notes(self) -> list[str]:
        notes = []
        if self.early:
            old, hidden = self.frame[["references", "peak"]].iloc[: self.early].sum().astype(int)
            peaks = f", with {counted(hidden, 'peak')}" if hidden else ""
            before = f"{counted(old, 'reference')} to papers from before {self.first}"
            notes.append(f"{before} not drawn{peaks}.")
        if self.undated:
            notes.append(f"{counted(self.undated, 'reference')} to papers without a year left out.")
        if self.unlabelled:
            notes.append(f"{counted(self.unlabelled, 'lesser peak')} without a label.")
        notes.append("References to papers outside this corpus are not in these counts.")
        return [*notes, *coverage_note(self.snapshot)]


def _peaks(frame: pd.DataFrame) -> pd.Series[bool]:
    """Return which years are above their median, and not less so than the years beside them."""
    deviation = frame["deviation"]
    before, after = deviation.shift(1, fill_value=-np.inf), deviation.shift(-1, fill_value=-np.inf)
    return (deviation > 0) & (deviation >= before) & (deviation >= after)


def _steps(years: Floats, heights: Floats) -> Floats:
    """Return a line that is level over each year."""
    edges = np.repeat(np.append(years - 0.5, years[-1] + 0.5), 2)[1:-1]
    return np.column_stack([edges, np.repeat(heights, 2)])


_CAPTION: Final = (
    "Reference publication year spectrum of {references}{by} to papers of {first} to "
    "{last}, and the deviation of each year from the median of the five years around it; both on "
    "square-root scales."
)
_PEAKS: Final = (
    " {peaks}; the highest above its median is {best} (+{over}), of whose references {share} go to "
    "{paper}. Labels: the paper cited most in the year, and its share."
)
_EMPTY: Final = "No spectrum: {references}{by} to papers with a year."
