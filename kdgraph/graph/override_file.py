"""Read the file of corrections by hand: its form, not yet which papers it means.

The file is TOML, by custom ``overrides.toml`` in the data folder, which no refresh touches::

    [[arc]]
    citing = "Contrastive Representation Distillation"
    cited = "arxiv:1412.6550"
    label = "extends"        # extends, adapts, uses, compares or mentions
    note = "section 2 says so"

    [[parent]]
    paper = "arxiv:1910.10699"
    parent = "FitNets"       # or "" for none at all

    [[name]]
    paper = "Paying More Attention to Attention"
    name = "AT"

    [[author]]
    join = ["Jane Roe", "name:j-a-roe"]       # rows that are one person

    [[author]]
    part = ["Carl Poe", "Carl B. Poe"]        # rows that are different people

    [[author]]
    part = "Bo Li"                            # one row that holds two people: of its papers,
    papers = ["FitNets", "arxiv:1910.10699"]  # these are another person's

Authors are named by a whole name, as any paper prints it, or by the id of a row (``kdgraph authors
joined`` shows both); what is said here stands before what names and co-authors say.

Papers are named as `Snapshot.find` understands it; ``note`` and ``date``, a day, may be left out
everywhere.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from os import PathLike
from pathlib import Path
from typing import Any, Final

from kdgraph.errors import InputError
from kdgraph.files import read_bounded

__all__ = ["OVERRIDES_FILE", "Correction", "read_override_file"]

OVERRIDES_FILE: Final = "overrides.toml"
"""What the file is called in a data folder."""

_MOST_BYTES: Final = 4 * 2**20  # some 40,000 corrections
_LISTS: Final[Mapping[str, tuple[str, ...]]] = {"author": ("join", "part", "papers")}
_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "arc": ("citing", "cited", "label"),
    "parent": ("paper", "parent"),
    "name": ("paper", "name"),
    "author": (),
}


@dataclass(frozen=True, slots=True)
class Correction:
    """One table of the file; `where` says which, in the words of messages about it."""

    kind: str
    where: str
    values: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    date: date | None = None

    @property
    def note(self) -> str | None:
        """What the author of the correction noted beside it."""
        return self.values.get("note")


def read_override_file(path: str | PathLike[str]) -> list[Correction]:
    """Return the corrections of a file in its order; a file that is not there has none.

    Raises
    ------
    InputError
        If the file cannot be read, is no TOML, or has another form.

    Examples
    --------
    >>> read_override_file("no/such/overrides.toml")
    []
    """
    path = Path(path)
    try:
        text = read_bounded(path, _MOST_BYTES, "give a text file in UTF-8").decode()
    except FileNotFoundError:
        return []
    except UnicodeDecodeError as error:
        raise InputError(f"{path} cannot be read ({error}); give a text file in UTF-8") from error
    kinds = _listed([f"[[{kind}]]" for kind in _KEYS])
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path} is no valid TOML: {error}; correct that place") from error
    except RecursionError as error:
        raise InputError(
            f"{path} nests its values too deeply; write {kinds} with texts in them"
        ) from error
    found = []
    for kind, tables in content.items():
        if kind not in _KEYS or not isinstance(tables, list):
            raise InputError(f"{path}: {kind!r} is no override; write {kinds}")
        for number, table in enumerate(tables, start=1):
            where = f"{path.name}, {kind} {number}"
            values = _checked(table, kind, where)
            names = {key: values.pop(key) for key in _LISTS.get(kind, ()) if key in values}
            lists = {key: _names(value, key, where) for key, value in names.items()}
            day = values.pop("date", None)
            found.append(Correction(kind, where, values, lists, day))
    return found


def _names(value: Any, key: str, where: str) -> tuple[str, ...]:
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(n, str) and n.strip() for n in names):
        raise InputError(f"{where}: {key!r} must be a list of names, each a text that is not empty")
    return tuple(names)


def _checked(table: Any, kind: str, where: str) -> dict[str, Any]:
    allowed = {*_KEYS[kind], *_LISTS.get(kind, ()), "note", "date"}
    if not isinstance(table, dict):
        raise InputError(f"{where}: expected a table with {', '.join(sorted(allowed))}")
    if unknown := set(table) - allowed:
        raise InputError(f"{where}: no key {sorted(unknown)[0]!r}; there are {sorted(allowed)}")
    for key in _KEYS[kind]:
        if not isinstance(table.get(key), str):
            raise InputError(f"{where}: {key!r} must be given, as text")
    if not isinstance(table.get("note", ""), str):
        raise InputError(f"{where}: 'note' must be text")
    day = table.get("date")
    if day is not None and (not isinstance(day, date) or isinstance(day, datetime)):
        raise InputError(f"{where}: 'date' must be a day such as 2026-11-30, without quotes")
    return dict(table)


def _listed(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"
