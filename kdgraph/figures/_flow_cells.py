"""The cells of the flow between sections: a dot for the citations, a ring for the expected ones."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan, log2
from typing import Final

import numpy as np
import pandas as pd

from kdgraph.analysis.groups.flow import SectionFlow
from kdgraph.figures._section_grid import SMALL, STEP, SectionGrid
from kdgraph.figures._shown import counted
from kdgraph.figures.canvas.marks import Bars, Curves, Mark, Points, Text
from kdgraph.figures.canvas.page import Key
from kdgraph.figures.canvas.typography import fitted, measure
from kdgraph.figures.layouts.network import circle

__all__ = ["FlowCells", "flow_ink"]

_SIZE: Final = 7.0
_TELLS: Final = 1.0  # citations expected, from which on that is said where none is there
_FULL: Final = 2.0  # powers of two at which a colour is full
_PALEST, _DEEPEST = 0.35, 0.75  # so that a ring is seen on it
_LEAST: Final = 4.0  # citations of the largest dot: fewer make no large one
_SMALLEST: Final = 1.8  # points, of a dot; a ring is not drawn below
_NEUTRAL: Final = "faint"


class FlowCells:
    """The marks of the cells of a grid.

    Parameters
    ----------
    found : SectionFlow
        What is shown.
    grid : SectionGrid
        Where.
    """

    def __init__(self, found: SectionFlow, grid: SectionGrid) -> None:
        self._found, self._grid = found, grid
        self.table = found.flow[
            found.flow["citing_section"].isin(grid.names)
            & found.flow["cited_section"].isin(grid.names)
        ].reset_index(drop=True)
        columns = ("observed", "expected", "ratio", "low", "high", "lag")
        kinds = dict.fromkeys(columns, "float64")
        known = self.table.dropna(subset="observed").astype(kinds)
        self._expects = grid.column >= measure("exp. 99.9", SMALL).width + 4.0
        below = (_SIZE + (SMALL if self._expects else 0.0)) * STEP
        rows = [grid.row(name) for name in known["citing_section"]]
        self._known = known.assign(
            x=[grid.x(name) for name in known["cited_section"]],
            foot=[low + 2.5 for low, _ in rows],
            y=[(low + below + high) / 2 for low, high in rows],
            middle=[(low + high) / 2 for low, high in rows],
            papers=pd.Series(list(self._papers(known)), index=known.index, dtype=object),
            words=list(_words(known)),
        )
        largest = max([*known["observed"], *known["expected"], _LEAST])
        room = min([high - low for low, high in rows], default=0.0) - below - 3.0
        self._scale = float(min(grid.column - 5.0, room) / np.sqrt(largest))

    def marks(self) -> Iterator[Mark]:
        """Give what was not read, then dots, rings and words."""
        yield from self._unread()
        yield from self._dots()
        yield from self._rings()
        yield from self._counts()
        yield from self._lines_below()

    def keys(self) -> list[Key]:
        """Return the legend of what there is."""
        keys = []
        if len(self._some()):
            keys.append(Key("citations", _NEUTRAL, "circle"))
        if len(self._due()):
            keys.append(Key("expected", "ink", "circle", filled=False))
        if len(self.more):
            keys.append(Key("more than chance explains", "balance:0.7", "circle"))
        if len(self.fewer):
            keys.append(Key("fewer than chance explains", "balance:-0.7", "circle"))
        return keys

    @property
    def more(self) -> pd.DataFrame:
        """The cells with more citations than the interval of the model holds."""
        return self._known[self._known["observed"] > self._known["high"]]

    @property
    def fewer(self) -> pd.DataFrame:
        """The cells with fewer than it holds, as far as a dot or a ring is drawn there."""
        known = self._known
        return known[(known["observed"] < known["low"]) & self._seen()]

    def _some(self) -> pd.DataFrame:
        return self._known[self._known["observed"] > 0]

    def _due(self) -> pd.DataFrame:
        return self._known[self._ringed()]

    def _ringed(self) -> pd.Series[bool]:
        return self._known["expected"] * self._scale**2 >= _SMALLEST**2

    def _seen(self) -> pd.Series[bool]:
        return (self._known["observed"] > 0) | self._ringed()

    @staticmethod
    def _inks(cells: pd.DataFrame) -> list[str]:
        columns = (cells[name] for name in ("observed", "low", "high", "ratio"))
        return [flow_ink(*row) for row in zip(*columns, strict=True)]

    def _unread(self) -> Iterator[Mark]:
        """Cover the rows of sections none of whose reference lists was read."""
        grid = self._grid
        unread = self.table.loc[self.table["observed"].isna(), "citing_section"]
        names = list(dict.fromkeys(unread))
        if not names:
            return
        rows = [grid.row(name) for name in names]
        yield Bars(
            role="not read",
            left=np.full(len(names), grid.left),
            right=np.full(len(names), grid.right),
            bottom=np.array([low for low, _ in rows]),
            top=np.array([high for _, high in rows]),
            ink="faint",
            hatch="////",
            opacity=0.35,
            layer=-1,
            words=tuple(f"{name}: none of its reference lists was read" for name in names),
        )
        text = fitted("no reference list was read", SMALL, grid.right - grid.left - 4.0)
        yield Text(
            role="not read",
            x=np.full(len(names), (grid.left + grid.right) / 2),
            y=np.array([(low + high) / 2 for low, high in rows]),
            text=(text,) * len(names),
            size=SMALL,
            weight="italic",
            across="center",
            up="middle",
            plate=True,
        )

    def _dots(self) -> Iterator[Mark]:
        some = self._some()
        if len(some):
            sizes = np.maximum(np.sqrt(some["observed"].to_numpy()) * self._scale, _SMALLEST)
            yield Points(
                role="citations",
                x=some["x"].to_numpy(),
                y=some["y"].to_numpy(),
                size=sizes.tolist(),
                ink=self._inks(some),
                edge=0.0,
                papers=tuple(some["papers"]),
                words=tuple(some["words"]),
            )

    def _rings(self) -> Iterator[Mark]:
        due = self._due()
        if len(due):
            radii = np.sqrt(due["expected"].to_numpy()) * self._scale / 2
            # without a dot, the ring has its colour
            inks = [
                flow_ink(0.0, low, high, ratio) if not observed and low > 0 else "ink"
                for observed, low, high, ratio in zip(
                    due["observed"], due["low"], due["high"], due["ratio"], strict=True
                )
            ]
            yield Curves(
                role="expected",
                paths=tuple(
                    circle(x, y, radius)
                    for x, y, radius in zip(due["x"], due["y"], radii.tolist(), strict=True)
                ),
                ink=inks,
                width=[0.6 if ink == "ink" else 1.1 for ink in inks],
                bent=True,
                layer=3,
                papers=tuple(due["papers"]),
                words=tuple(due["words"]),
            )

    def _counts(self) -> Iterator[Mark]:
        known = self._known
        if not len(known):
            return
        below = known["foot"] + (SMALL * STEP if self._expects else 0.0)
        # where there is neither dot nor ring, the naught stands alone in the middle
        nothing = (known["observed"] == 0) & ~known.index.isin(self._due().index)
        yield Text(
            role="citations",
            x=known["x"].to_numpy(),
            y=below.where(~nothing, known["middle"] - 0.33 * _SIZE).to_numpy(),
            text=tuple(f"{value:,.0f}" for value in known["observed"]),
            size=_SIZE,
            ink=["ink" if value else "muted" for value in known["observed"]],
            across="center",
            papers=tuple(known["papers"]),
            words=tuple(known["words"]),
        )

    def _lines_below(self) -> Iterator[Mark]:
        """Say what is expected, and how many years lie between, where there is room for words."""
        told = self._known[(self._known["observed"] > 0) | (self._known["expected"] >= _TELLS)]
        if self._expects and len(told):
            yield Text(
                role="expected",
                x=told["x"].to_numpy(),
                y=told["foot"].to_numpy(),
                text=tuple(
                    self._below(expected, lag)
                    for expected, lag in zip(told["expected"], told["lag"], strict=True)
                ),
                size=SMALL,
                ink="muted",
                across="center",
                papers=tuple(told["papers"]),
                words=tuple(told["words"]),
            )

    def _below(self, expected: float, lag: float) -> str:
        said = f"exp. {expected:.1f}"
        longer = said if isnan(lag) else f"{said} \N{MIDDLE DOT} {lag:g} y"
        return longer if measure(longer, SMALL).width <= self._grid.column - 2.0 else said

    def _papers(self, cells: pd.DataFrame) -> Iterator[tuple[str, ...]]:
        """Give the papers of each cell, the citing ones first."""
        arcs: dict[tuple[str, str], list[tuple[str, str]]] = {}
        columns = ("citing_section", "cited_section", "citing_id", "cited_id")
        rows = zip(*(self._found.arcs[name] for name in columns), strict=True)
        for citing, cited, citing_id, cited_id in rows:
            arcs.setdefault((citing, cited), []).append((citing_id, cited_id))
        for pair in zip(cells["citing_section"], cells["cited_section"], strict=True):
            ids = arcs.get(pair, [])
            yield tuple(dict.fromkeys([*(one for one, _ in ids), *(other for _, other in ids)]))


def flow_ink(observed: float, low: float, high: float, ratio: float) -> str:
    """Return the ink of a dot: grey within the interval of the model, else by the ratio to it.

    >>> flow_ink(8, 0, 5, 4.0), flow_ink(1, 3, 14, 0.125), flow_ink(3, 0, 5, 1.5)
    ('balance:0.75', 'balance:-0.75', 'faint')
    >>> flow_ink(0, 1, 9, 0.0)
    'balance:-0.75'
    """
    if low <= observed <= high or isnan(ratio):
        return _NEUTRAL
    share = min(abs(log2(ratio)) / _FULL, 1.0) if ratio > 0 else 1.0
    strength = _PALEST + (_DEEPEST - _PALEST) * share
    return f"balance:{strength if observed > high else -strength:.3g}"


def _words(cells: pd.DataFrame) -> Iterator[str]:
    columns = ("citing_section", "cited_section", "observed", "expected", "low", "high", "lag")
    for citing, cited, observed, expected, low, high, lag in zip(
        *(cells[name] for name in columns), strict=True
    ):
        age = "" if np.isnan(lag) else f", {lag:g} years apart in the middle"
        yield (
            f"{citing} cites {cited}: {counted(int(observed), 'citation')}, "
            f"{expected:.1f} expected, {low:.0f} to {high:.0f} by chance{age}"
        )
