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

Papers are named as `Snapshot.find` understands it; ``note`` may be left out everywhere.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, Final

from kdgraph.errors import InputError
from kdgraph.files import read_bounded

__all__ = ["OVERRIDES_FILE", "Correction", "read_override_file"]

OVERRIDES_FILE: Final = "overrides.toml"
"""What the file is called in a data folder."""

_MOST_BYTES: Final = 4 * 2**20  # some 40,000 corrections
_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "arc": ("citing", "cited", "label"),
    "parent": ("paper", "parent"),
    "name": ("paper", "name"),
}


@dataclass(frozen=True, slots=True)
class Correction:
    """One table of the file; `where` says which, in the words of messages about it."""

    kind: str
    where: str
    values: Mapping[str, str]

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
            found.append(Correction(kind, where, _checked(table, kind, where)))
    return found


def _checked(table: Any, kind: str, where: str) -> dict[str, str]:
    allowed = {*_KEYS[kind], "note"}
    if not isinstance(table, dict):
        raise InputError(f"{where}: expected a table with {', '.join(sorted(allowed))}")
    if unknown := set(table) - allowed:
        raise InputError(f"{where}: no key {sorted(unknown)[0]!r}; there are {sorted(allowed)}")
    for key in _KEYS[kind]:
        if not isinstance(table.get(key), str):
            raise InputError(f"{where}: {key!r} must be given, as text")
    if not isinstance(table.get("note", ""), str):
        raise InputError(f"{where}: 'note' must be text")
    return dict(table)


def _listed(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"
