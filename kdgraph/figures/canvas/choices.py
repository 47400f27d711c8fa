"""What the figures of one paper share: choices in a file beside the manuscript.

The file is TOML, by custom ``kdgraph.toml``, with the names of the options of ``kdgraph figures``::

    style = "ieee"             # ieee, nature, acm, springer or plain
    notes = "caption"          # figure, caption or none
    width = "column"           # or "84mm", or a number of inches
    formats = ["pdf", "svg"]
    scope = "field"

    [figure.evolution]         # what is otherwise for one figure
    width = "page"
    top = 40

What the command line, or a call in Python, says stands before it.
"""

from __future__ import annotations

import inspect
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from kdgraph.errors import InputError
from kdgraph.figures import FIGURES
from kdgraph.files import read_bounded

__all__ = ["CHOICES_FILE", "Choices", "find_choices", "read_choices"]

CHOICES_FILE: Final = "kdgraph.toml"
"""What the file is called."""

_MOST_BYTES: Final = 2**20
_TEXT, _NUMBER, _WHOLE, _BOTH, _YES, _NAMES = (
    "a text",
    "a number",
    "a whole number of at least 1",
    "a text or a number",
    "true or false",
    "a text or a list of texts",
)
_OF_EACH: Final[Mapping[str, str]] = {
    "style": _TEXT,
    "notes": _TEXT,
    "font-size": _NUMBER,
    "svg-text": _YES,
    "width": _BOTH,
    "theme": _TEXT,
    "section": _TEXT,
    "scope": _TEXT,
    "field-least": _WHOLE,
    "top": _WHOLE,
    "inferred": _YES,
}
_OF_ALL: Final[Mapping[str, str]] = {**_OF_EACH, "formats": _NAMES, "only": _NAMES}
_TABLES: Final = "figure"
_FILES: Final = ("table",)
"""Options that name a file, which is looked for beside that of the choices."""
# given by name to each figure, whatever its signature says
_NEVER: Final = ("snapshot", "overrides")


@dataclass(frozen=True)
class Choices:
    """The choices of a file: those of all figures, and those of some.

    Names are those of the parameters of `kdgraph.make_figures`; `path` is None where there is no
    file.
    """

    path: Path | None = None
    common: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    of_figure: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: MappingProxyType({}))

    def options(self, figure: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the options of a figure: what is given, then its own, then those of all.

        None is not given.

        Examples
        --------
        >>> choices = Choices(None, {"top": 9, "theme": "dark"}, {"age": {"top": 3}})
        >>> choices.options("age", {"theme": "light", "section": None})
        {'top': 3, 'theme': 'light'}
        """
        said = {**self.common, **self.of_figure.get(figure, {})}
        if given.get("scope") not in (None, "field"):
            said.pop("field_least", None)  # it is of the field, which is not asked for here
        said |= {name: value for name, value in given.items() if value is not None}
        return {name: value for name, value in said.items() if name not in ("formats", "only")}


def find_choices(folder: Path) -> Path | None:
    """Return the file of choices for figures that go to a folder, or None.

    It is looked for in that folder, in the one that holds it, and in the working directory; the
    first there is counts alone.
    """
    for place in dict.fromkeys((folder, folder.parent, Path())):
        path = place / CHOICES_FILE
        if path.is_file():
            return path
    return None


def read_choices(path: str | PathLike[str]) -> Choices:
    """Return the choices of a file.

    Raises
    ------
    InputError
        If the file cannot be read, is no TOML, or has a key or a value that is not known; the
        message names the nearest that is.
    """
    path = Path(path)
    try:
        text = read_bounded(path, _MOST_BYTES, "give a text file in UTF-8").decode()
        content = tomllib.loads(text)
    except FileNotFoundError as error:
        raise InputError(
            f"cannot read {path}: {error.strerror}; give a file of choices such as {CHOICES_FILE}"
        ) from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} cannot be read ({error}); give a text file in UTF-8") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(f"{path} is no valid TOML: {error}; correct that place") from error
    tables = content.pop(_TABLES, {})
    if not isinstance(tables, dict):
        raise InputError(f"{path}: {_TABLES!r} must be a table for each figure, [figure.evolution]")
    common = _checked(content, _OF_ALL, f"{path}", (*_OF_ALL, "[figure.NAME]"))
    of_figure = {}
    for name, table in tables.items():
        if name not in FIGURES:
            raise InputError(f"{path}: no figure called {name!r}; {_nearest(name, list(FIGURES))}")
        if not isinstance(table, dict):
            raise InputError(f"{path}: {name!r} must be a table, [figure.{name}]")
        known = {**_own(name), **_OF_EACH}
        said = _checked(table, known, f"{path}, [figure.{name}]", tuple(known))
        for option in _FILES:
            if isinstance(said.get(option), str) and "\n" not in said[option]:
                said[option] = str(path.parent / said[option])
        of_figure[name] = said
    return Choices(path, common, of_figure)


def _own(name: str) -> dict[str, str]:
    """Return the options that this figure alone takes, of any kind."""
    taken = inspect.signature(FIGURES[name]).parameters
    return {option.replace("_", "-"): "" for option in taken if option not in _NEVER}


def _checked(
    table: Mapping[str, Any], known: Mapping[str, str], where: str, names: Sequence[str]
) -> dict[str, Any]:
    """Return what a table says by the names of parameters, refusing what is not known."""
    for key, value in table.items():
        if key not in known:
            raise InputError(f"{where}: no choice called {key!r}; {_nearest(key, names)}")
        if not _is(value, known[key]):
            raise InputError(f"{where}: {key} must be {known[key]}, not {value!r}")
    said = {key.replace("-", "_"): value for key, value in table.items()}
    for key in ("formats", "only"):
        if isinstance(said.get(key), str):
            said[key] = [word.strip() for word in said[key].split(",") if word.strip()]
    return said


def _nearest(word: str, names: Sequence[str]) -> str:
    near = get_close_matches(word.replace("_", "-").lower(), names, 1, 0.5)
    hint = f"did you mean {near[0]!r}? " if near else ""
    return f"{hint}there are: {', '.join(names)}"


def _is(value: Any, kind: str) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return {
        "": True,
        _TEXT: isinstance(value, str),
        _NUMBER: number,
        _WHOLE: number and isinstance(value, int) and value >= 1,
        _BOTH: number or isinstance(value, str),
        _YES: isinstance(value, bool),
        _NAMES: isinstance(value, str)
        or (isinstance(value, list) and all(isinstance(one, str) for one in value)),
    }[kind]
