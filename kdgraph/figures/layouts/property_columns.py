"""Columns of properties: how wide each is, and whether its head stands upright."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from kdgraph.figures.canvas.typography import fitted, measure, wrapped
from kdgraph.figures.method_table import NUMBER, TEXT, MethodTable

__all__ = ["BETWEEN", "LINE", "SIZE", "PropertyColumn", "property_columns"]

SIZE: Final = 6.6
"""Points, of cells and heads."""
LINE: Final = 7.7
"""Points from line to line of a cell or head."""
BETWEEN: Final = 6.0
"""Points from column to column."""

_SIGN: Final = 5.6  # a column of signs, at least
_LONGEST: Final = 130.0  # of a column of words
_SHORTEST: Final = 24.0
_HEAD_LINES: Final = 2
_WORTH_TWO: Final = 44.0  # points of an upright head, from which on two lines are better
_UPRIGHT: Final = 92.0  # points that an upright head may be long


@dataclass(frozen=True, slots=True)
class PropertyColumn:
    """A column: its number in the table, how wide it is with what is after it, its name in lines.

    `kind` is that of `MethodTable.kinds`.
    """

    number: int
    kind: str
    width: float
    lines: tuple[str, ...]
    upright: bool


def property_columns(table: MethodTable, room: float) -> list[PropertyColumn]:
    """Return the columns that have room, as many as possible with level heads.

    Columns of words make room for the others; then those at the end are left out. What is left over
    goes to heads: level ones, the cheapest first, then upright ones on two lines.

    Parameters
    ----------
    table : MethodTable
        What the columns hold.
    room : float
        Points for all columns, with what is between them.

    Examples
    --------
    >>> from kdgraph.figures.method_table import Cell, MethodRow
    >>> table = MethodTable(("Online",), (MethodRow("p", 2, (Cell("yes", "yes"),)),))
    >>> (narrow,), (wide,) = property_columns(table, 12.0), property_columns(table, 99.0)
    >>> narrow.upright, wide.upright, property_columns(table, 5.0)
    (True, False, [])
    """
    heads = [_head(table, number, kind, "upright") for number, kind in enumerate(table.kinds)]
    while heads and _least(heads) > room:
        heads.pop()
    free = room - sum(head.width for head in heads)
    if heads and free < 0:
        long = sum(head.width - BETWEEN - _SHORTEST for head in heads if head.kind == "text")
        share = max(1.0 + free / long, 0.0)
        heads = [_narrowed(table, head, share) if head.kind == "text" else head for head in heads]
        free = room - sum(head.width for head in heads)
    for how in ("level", "two lines"):
        others = [_head(table, head.number, head.kind, how) for head in heads]
        order = sorted(
            (n for n, head in enumerate(heads) if head.upright),
            key=lambda n: (others[n].width - heads[n].width, n),
        )
        for n in order:
            more = max(others[n].width - heads[n].width, 0.0)
            if more <= free and len(others[n].lines) > 0:
                heads[n] = others[n]
                free -= more
    return heads


def _least(heads: list[PropertyColumn]) -> float:
    """Return how many points columns need at least."""
    return sum(_SHORTEST + BETWEEN if head.kind == "text" else head.width for head in heads)


def _narrowed(table: MethodTable, head: PropertyColumn, share: float) -> PropertyColumn:
    """Return a column of words with this share of what it wants beyond the least."""
    inner = _SHORTEST + (head.width - BETWEEN - _SHORTEST) * share
    lines, upright = _lines_of_head(table.columns[head.number], inner, 1)
    return replace(head, width=inner + BETWEEN, lines=lines, upright=upright)


def _head(table: MethodTable, number: int, kind: str, how: str) -> PropertyColumn:
    """Return a column as wide as its cells want, and as a level or an upright head of it wants."""
    name = table.columns[number]
    inner = max(
        (
            measure(row.cells[number].text, SIZE).width + 0.1
            for row in table.rows
            if row.cells[number].kind in (TEXT, NUMBER)
        ),
        default=0.0,
    )
    inner = max(min(inner, _LONGEST), _SHORTEST) if kind == "text" else max(inner, _SIGN)
    if how == "level":
        inner = max([inner, *(_wide(word) + 0.1 for word in name.split())])
        while len(wrapped(name, SIZE, inner, "semibold")) > _HEAD_LINES:
            inner += 6.0
        lines = tuple(wrapped(name, SIZE, inner, "semibold"))
        return PropertyColumn(number, kind, inner + BETWEEN, lines, upright=False)
    most = 1
    if how == "two lines":
        if _wide(name) <= _WORTH_TWO or " " not in name:
            return PropertyColumn(number, kind, inner + BETWEEN, (), upright=True)  # no better
        most, inner = 2, max(inner, 2 * LINE - BETWEEN + 2.0)
    lines, upright = _lines_of_head(name, inner, most)
    return PropertyColumn(number, kind, inner + BETWEEN, lines, upright)


def _lines_of_head(name: str, inner: float, most: int) -> tuple[tuple[str, ...], bool]:
    """Return a head in lines that fit, and whether it stands upright."""
    lines = wrapped(name, SIZE, inner, "semibold")
    whole = " ".join(lines) == " ".join(name.split())
    if whole and len(lines) <= _HEAD_LINES and all(_wide(line) <= inner for line in lines):
        return tuple(lines), False
    if most > 1:
        room = max(_wide(name) / 2, *map(_wide, name.split()))
        while len(wrapped(name, SIZE, room, "semibold")) > most:
            room += 4.0
        lines = wrapped(name, SIZE, min(room, _UPRIGHT), "semibold")
    else:
        lines = wrapped(name, SIZE, _UPRIGHT, "semibold")
    if len(lines) > most:
        rest = " ".join(name.split()[sum(len(line.split()) for line in lines[: most - 1]) :])
        lines = [*lines[: most - 1], fitted(rest, SIZE, _UPRIGHT, "semibold")]
    return tuple(lines), True


def _wide(words: str) -> float:
    return measure(words, SIZE, "semibold").width
