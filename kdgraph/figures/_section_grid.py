"""A square table of the sections of the list: names with their signs at its rows and columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from kdgraph.figures._shown import ink_of, shape_of
from kdgraph.figures.canvas.marks import Curves, Floats, Mark, Points, Text
from kdgraph.figures.canvas.page import MARGIN
from kdgraph.figures.canvas.typography import fitted, measure, wrapped

__all__ = ["SMALL", "STEP", "SectionGrid"]

SMALL: Final = 6.2
"""Points, of what is said beside the names."""
STEP: Final = 1.15
"""Lines are so many sizes apart."""

_WIDE: Final = 5.0 * 72  # points from which on names have much room
_WIDEST: Final = 64.0  # points of a column
_SIGN: Final = 10.0  # points, with the gap after it
_UPRIGHT: Final = 66.0  # points that an upright name may be long


@dataclass(frozen=True)
class SectionGrid:
    """Rows and columns for the same sections, in points of a body.

    Parameters
    ----------
    names : sequence of str
        The sections, in the order of the list.
    kinds : mapping
        The number of each section in the list, which gives its sign.
    below : mapping
        What is said below the name of each row.
    heights : mapping
        How high each row is at least, in points.
    page : float
        The width of the page in points.
    """

    names: Sequence[str]
    kinds: Mapping[str, int]
    below: Mapping[str, str]
    heights: Mapping[str, float]
    page: float

    @property
    def _size(self) -> float:
        return 7.0 if self.page >= _WIDE else 6.5

    @cached_property
    def left(self) -> float:
        """Where the columns begin."""
        most = self.page * (0.25 if self.page >= _WIDE else 0.36)
        longest = max(
            [measure(_last(name), self._size).width for name in self.names]
            + [measure(words, SMALL).width for words in self.below.values()],
            default=0.0,
        )
        return MARGIN + min(most, _SIGN + longest + 5.0)

    @cached_property
    def column(self) -> float:
        """How wide a column is."""
        return min((self.page - MARGIN - self.left) / max(len(self.names), 1), _WIDEST)

    @property
    def right(self) -> float:
        """Where the columns end."""
        return self.left + len(self.names) * self.column

    def _lines(self, name: str) -> list[str]:
        return wrapped(_last(name), self._size, self.left - MARGIN - _SIGN - 3.0)

    def _words_height(self, name: str) -> float:
        return (len(self._lines(name)) * self._size + SMALL) * STEP

    @cached_property
    def _edges(self) -> dict[str, tuple[float, float]]:
        """The lower and the upper edge of each row."""
        at, edges = 2.0, {}
        for name in reversed(self.names):
            height = max(self.heights[name], self._words_height(name) + 4.0)
            edges[name] = (at, at + height)
            at += height
        return edges

    def x(self, name: str) -> float:
        """Return the middle of a column."""
        return self.left + (list(self.names).index(name) + 0.5) * self.column

    def row(self, name: str) -> tuple[float, float]:
        """Return the lower and the upper edge of a row."""
        return self._edges[name]

    @property
    def top(self) -> float:
        """The upper edge of the first row."""
        return max([high for _, high in self._edges.values()], default=2.0)

    @cached_property
    def height(self) -> float:
        """All points from below, the names of the columns included."""
        if not self.names:
            return 4.0
        if self._upright:
            words = max(measure(line, SMALL).width for head in self._heads for line in head)
        else:
            words = max(map(len, self._heads)) * SMALL * STEP
        return self.top + 13.0 + words + SMALL * STEP

    @cached_property
    def _upright(self) -> bool:
        """Whether a word is wider than a column."""
        words = [word for name in self.names for word in _last(name).split()]
        return any(measure(word, SMALL).width > self.column - 3.0 for word in words)

    @cached_property
    def _heads(self) -> list[list[str]]:
        """The lines of the name of each column."""
        if not self._upright:
            return [wrapped(_last(name), SMALL, self.column - 2.0) for name in self.names]
        most = max(int((self.column - 2.0) / (SMALL * STEP)), 1)
        heads = []
        for name in self.names:
            lines = wrapped(_last(name), SMALL, _UPRIGHT)
            if len(lines) > most:
                lines = [*lines[: most - 1], fitted(" ".join(lines[most - 1 :]), SMALL, _UPRIGHT)]
            heads.append(lines)
        return heads

    def marks(self, *, row: str, column: str) -> Iterator[Mark]:
        """Give lines between the rows, and the names; `row` and `column` say what these are."""
        if not self.names:
            return
        edges = [self.top, *(low for low, _ in self._edges.values())]
        yield Curves(
            role="lattice",
            paths=tuple(np.array([(MARGIN, at), (self.right, at)]) for at in sorted(edges)),
            ink="faint",
            width=0.4,
            layer=-2,
        )
        yield from self._row_names()
        yield from self._column_names()
        yield Text(
            role="direction",
            x=np.array([MARGIN, self.left]),
            y=np.array([self.top + 3.5, self.height - SMALL * 0.8]),
            text=(row, column),
            size=SMALL,
            ink="muted",
            weight="italic",
        )

    def _signs(self, x: Floats, y: Floats) -> Mark:
        kinds = [self.kinds[name] for name in self.names]
        return Points(
            role="section",
            x=x,
            y=y,
            size=4.6,
            ink=[ink_of(kind) for kind in kinds],
            shape=[shape_of(kind) for kind in kinds],
            words=tuple(self.names),
        )

    def _row_names(self) -> Iterator[Mark]:
        signs: list[float] = []
        lines: list[tuple[float, str]] = []
        below: list[tuple[float, str]] = []
        step = self._size * STEP
        for name in self.names:
            low, high = self.row(name)
            words = self._lines(name)
            top = (low + high + self._words_height(name)) / 2
            signs.append(top - self._size * 0.62)
            lines += [(top - (number + 0.85) * step, line) for number, line in enumerate(words)]
            below.append((top - len(words) * step - 0.85 * SMALL * STEP, self.below[name]))
        yield self._signs(np.full(len(signs), MARGIN + 3.0), np.array(signs))
        for role, rows, size, ink in (
            ("section", lines, self._size, "ink"),
            ("section, more", below, SMALL, "muted"),
        ):
            yield Text(
                role=role,
                x=np.full(len(rows), MARGIN + _SIGN),
                y=np.array([y for y, _ in rows]),
                text=tuple(line for _, line in rows),
                size=size,
                ink=ink,
            )

    def _column_names(self) -> Iterator[Mark]:
        xs = np.array([self.x(name) for name in self.names])
        yield self._signs(xs, np.full(len(xs), self.top + 5.0))
        places: list[tuple[float, float, str]] = []
        step = SMALL * STEP
        for at, lines in zip(xs.tolist(), self._heads, strict=True):
            for number, line in enumerate(lines):
                if self._upright:
                    x, y = at + (number - (len(lines) - 1) / 2) * step, self.top + 10.0
                else:
                    x, y = at, self.top + 11.0 + (len(lines) - 1 - number) * step
                places.append((x, y, line))
        yield Text(
            role="section",
            x=np.array([x for x, _, _ in places]),
            y=np.array([y for _, y, _ in places]),
            text=tuple(line for _, _, line in places),
            size=SMALL,
            across="left" if self._upright else "center",
            up="middle" if self._upright else "baseline",
            angle=90 if self._upright else 0,
        )


def _last(section: str) -> str:
    """Return the heading that stands nearest to the papers."""
    return section.rpartition(" / ")[2]
