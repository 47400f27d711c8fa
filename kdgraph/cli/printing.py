"""How anything is printed: JSON for machines, blocks of text and tables for people."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kdgraph.texts import json_text, shown

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console, ConsoleOptions, Group, RenderableType
    from rich.padding import Padding
    from rich.segment import Segment
    from rich.table import Table

__all__ = [
    "check_list",
    "cut_text",
    "escape",
    "fields",
    "format_number",
    "frame_table",
    "grid",
    "headed",
    "inset",
    "new_table",
    "notes_of",
    "plural",
    "print_blocks",
    "room",
    "scope",
    "stack",
    "two_columns",
    "write_json",
    "write_text",
]

# rich and pandas are imported by the functions that need them: the commands import this module, and
# their --help must not wait for either

_WIDEST = 100
_NONE = "[dim]none[/]"


def write_json(value: Any, **more: Any) -> None:
    """Print dataclasses, frames, mappings and lists as one JSON document.

    Not a number and infinity are null there; a number too large for a float is a text.
    """
    plain = _to_builtin(value)
    if more:
        plain = {**plain, **_to_builtin(more)}
    # whole before a letter of it is printed: half a document is worse than none
    sys.stdout.write(f"{json_text(_finite(plain), indent=2)}\n")


def write_text(text: str | bytes) -> None:
    """Print a text for programs as it is, byte by byte: neither wrapped nor cleaned."""
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.flush()


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    if isinstance(value, float):
        return value if isfinite(value) else None
    return str(value) if isinstance(value, Decimal) else value


def fields(found: Any) -> dict[str, Any]:
    """Return the fields of a dataclass, or a mapping, by name."""
    if dataclasses.is_dataclass(found) and not isinstance(found, type):
        return {f.name: getattr(found, f.name) for f in dataclasses.fields(found)}
    return dict(found)


def _to_builtin(value: Any) -> Any:
    import pandas as pd

    from kdgraph.graph.values import plain_value, plain_values

    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _to_builtin(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, pd.DataFrame):
        flat = value.reset_index() if value.index.name is not None else value
        columns = {str(name): plain_values(flat[name]) for name in flat.columns}
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    if isinstance(value, pd.Series):
        return {str(k): plain_value(v) for k, v in value.items()}
    if isinstance(value, Mapping):
        return {str(key): _to_builtin(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(_to_builtin(item) for item in value)
    if isinstance(value, (list, tuple)):
        return [_to_builtin(item) for item in value]
    return str(value) if isinstance(value, Path) else plain_value(value)


def format_number(value: Any, digits: int = 4) -> str:
    """Return a value as text: numbers with separators, a dash where it is missing."""
    from kdgraph.graph.values import plain_value

    plain = plain_value(value)
    if plain is None:
        return "-"
    if isinstance(plain, bool):
        return "yes" if plain else "no"
    if isinstance(plain, float):
        return (
            f"{plain:,.0f}" if plain == int(plain) and abs(plain) < 1e15 else f"{plain:.{digits}g}"
        )
    if isinstance(plain, int):
        return f"{plain:,}"
    return ", ".join(map(str, plain)) if isinstance(plain, list) else str(plain)


def escape(text: object) -> str:
    """Return a text so that nothing in it is read as markup."""
    from rich.markup import escape as escape_markup

    return escape_markup(str(text))


def grid(rows: Iterable[tuple[str, str]]) -> Padding:
    """Return names and values, one pair to a line; values are markup."""
    from rich.table import Table

    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", min_width=13)
    table.add_column(overflow="fold")  # a long path or address goes on in the next line
    for name, value in rows:
        table.add_row(name, value)
    return inset(table)


def two_columns(rows: Iterable[tuple[str, str]]) -> Padding:
    """Return lines with something short on the left, set right, and a text beside it.

    Where there is no line, it says so.
    """
    from rich.table import Table

    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right")
    table.add_column(max_width=88, overflow="fold")
    for left, right in rows:
        table.add_row(left, right)
    return inset(table if table.row_count else _NONE)


def check_list(items: Iterable[Sequence[str]]) -> Table:
    """Return the lines of each item beside a box to tick, as Markdown also where lines wrap.

    They are no markup. Their indentation makes what is wrapped the same paragraph.
    """
    from rich.table import Table
    from rich.text import Text

    table = Table.grid()
    table.add_column()
    table.add_column(overflow="fold")
    for lines in items:
        table.add_row(Text("- [ ] "), Text("\n".join(lines)))
    return table


def new_table(columns: Mapping[str, bool]) -> Table:
    """Return an empty table; for each heading, whether its column holds numbers."""
    from rich.table import Table

    empty = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="dim")
    for heading, number in columns.items():
        empty.add_column(heading, justify="right" if number else "left", no_wrap=number)
    return empty


def frame_table(frame: pd.DataFrame, columns: Mapping[str, str] | Sequence[str]) -> Padding:
    """Return some columns of a frame as a table; a mapping gives them other headings.

    Numbers stand right, texts left; where there is no row, it says so.
    """
    import pandas as pd

    if not len(frame):
        return inset(_NONE)
    names = (
        dict(columns)
        if isinstance(columns, Mapping)
        else {name: name.replace("_", " ") for name in columns}
    )
    numbers = [pd.api.types.is_numeric_dtype(frame[name].dtype) for name in names]
    shown = new_table({})
    for heading, number in zip(names.values(), numbers, strict=True):
        shown.add_column(heading, justify="right" if number else "left", no_wrap=number)
    # a year has no thousands
    texts = [
        [
            format_number(v) if "year" not in name else format_number(v).replace(",", "")
            for v in frame[name].tolist()
        ]
        for name in names
    ]
    for row in zip(*texts, strict=True):
        shown.add_row(*map(escape, row))
    return inset(shown)


def inset(block: RenderableType) -> Padding:
    """Return a block set in by two columns."""
    from rich.padding import Padding

    return Padding(block, (0, 0, 0, 2))


def stack(*blocks: RenderableType) -> Group:
    """Return blocks one below the other, as one."""
    from rich.console import Group

    return Group(*blocks)


def headed(heading: str, *blocks: RenderableType) -> Group:
    """Return blocks under a heading, which is no markup."""
    from rich.text import Text

    return stack(Text(heading, style="bold"), *blocks)


def cut_text(text: str, *, style: str = "", cut: bool = False) -> RenderableType:
    """Return a text that is no markup; with `cut` it is one line, ended by an ellipsis."""
    from rich.text import Text

    if cut:
        return Text(text, style=style, no_wrap=True, overflow="ellipsis")
    return Text(text, style=style)


def notes_of(notes: Iterable[str], data_note: str | None) -> Iterator[RenderableType]:
    """Yield what must be known beside the numbers, as blocks."""
    for note in notes:
        yield f"[dim]{escape(note)}[/]"
    if data_note:
        yield f"[yellow]{escape(data_note)}[/]"


def scope(section: str | None, as_of: object) -> str:
    """Return which part of the literature a heading is about, as markup."""
    where = f", section {section!r}" if section else ""
    return escape(where) + (f", as of {as_of}" if as_of else "")


def plural(count: int, noun: str) -> str:
    """Return a count with its noun.

    >>> plural(1, "paper"), plural(1200, "paper")
    ('1 paper', '1,200 papers')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def room() -> int:
    """Return how many columns there are to print in."""
    from rich.console import Console

    terminal = Console()
    return min(terminal.width, _WIDEST) if terminal.is_terminal else _WIDEST


class _Shown:
    """A block without what a terminal would obey, whatever its texts say."""

    def __init__(self, block: RenderableType) -> None:
        self._block = block

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        from rich.segment import Segment

        for segment in console.render(self._block, options):
            yield segment if segment.control else Segment(shown(segment.text), segment.style)


def print_blocks(*blocks: RenderableType) -> None:
    """Print blocks with an empty line between, no wider than is comfortable to read."""
    from rich.console import Console

    console = Console(highlight=False, width=room())
    with console.capture() as captured:
        for number, block in enumerate(blocks):
            if number:
                console.print()
            console.print(_Shown(block))
    # tables fill their lines with spaces, which nobody wants to copy
    sys.stdout.write("".join(f"{line.rstrip()}\n" for line in captured.get().splitlines()))
