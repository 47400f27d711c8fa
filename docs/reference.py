"""Pages of the site that are written from the code: commands, data schema, Python interface.

`docs.website` calls `pages` while it builds the site, so that none of them is ever out of date and
none is kept in the repository.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import io
import os
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout, suppress
from pathlib import Path
from typing import Any, Final, NamedTuple
from unittest import mock

import kdgraph
from kdgraph.cli import main as run_command
from kdgraph.cli.commands import COMMANDS
from kdgraph.cli.subcommands import SubCommands
from kdgraph.curate import LINT_RULES
from kdgraph.lists.formats import LIST_FORMATS
from kdgraph.model import TABLES
from kdgraph.registry import Registry

__all__ = ["api_menu", "commands", "pages", "schema"]

ROOT: Final = Path(__file__).parent.parent


class Part(NamedTuple):
    """A page of the Python reference: title, what it is about, and whose names stand on it."""

    title: str
    about: str
    homes: tuple[str, ...]
    """Beginnings of the modules where its names live; the first page that fits has a name."""


_PARTS: Final[Mapping[str, Part]] = {
    "errors": Part("Errors", "All derive from `KdgraphError`.", ("kdgraph.errors",)),
    "data": Part(
        "Data and graphs",
        "Where everything begins: a data folder, its snapshots, and the graphs made of them.",
        ("kdgraph.graph",),
    ),
    "building": Part(
        "Building",
        "From a list to a snapshot, and the sources behind it.",
        ("kdgraph.pipeline", "kdgraph.sources", "kdgraph.bulk"),
    ),
    "lists": Part(
        "Lists",
        "Reading lists, and giving them back improved.",
        ("kdgraph.lists", "kdgraph.curate"),
    ),
    "lineage": Part(
        "Lineage",
        "Main paths, parents, likely forebears, paths between papers, corrections, names.",
        ("kdgraph.analysis.lineage", "kdgraph.analysis.names"),
    ),
    "influence": Part(
        "Influence",
        "Measures of papers, and what a score is made of.",
        ("kdgraph.analysis.influence",),
    ),
    "groups": Part(
        "Groups and authors",
        "Which papers belong together, and who wrote them.",
        ("kdgraph.analysis.groups", "kdgraph.analysis.authors"),
    ),
    "figures": Part(
        "Figures", "Drawing, writing and checking figures; the LaTeX bundle.", ("kdgraph.figures",)
    ),
    "export": Part("Export", "Files for other programs, and texts.", ("kdgraph.export",)),
    "more": Part("More", "Public names that belong to none of the other pages.", ("kdgraph",)),
}
_COMMANDS: Final = """# Commands

What `--help` prints, of every command and sub-command. Each command also takes `--json`, where it
prints anything; standard output then holds that alone.

| command | what it does |
| --- | --- |"""
_SCHEMA: Final = """# Data schema

A snapshot is a folder of tables in Parquet and a manifest; in Python each table is an attribute of
a [`Snapshot`][kdgraph.graph.snapshot.Snapshot], with the key as its index where it has one column.
Columns say the direction: the paper `citing_id` cites the paper `cited_id`. Missing is not zero:
what is not known is missing, and in a column of lists an empty list means that it was asked and
that there is none.

| table | a row is | key |
| --- | --- | --- |"""
_CIRCUMSTANCES: Final = """
Columns marked as a circumstance tell when something was seen or what went wrong; they are no part
of the id of a snapshot, which is a hash of its facts.
"""
_PYTHON: Final = """# Python

Everything public is a name of the module `kdgraph`, imported when it is first asked for. What a
command does, one call does, too. The pages below are written from the docstrings; their examples
are run by the tests.
"""
_KERNELS: Final = """# Kernels

Algorithms on arrays alone: a sparse matrix in, where `cites[i, j]` is 1 if row i cites row j, and
arrays out. They know nothing of papers and ids; numpy and scipy are all they need. Analysis puts
the ids back.
"""
_MODULES: Final = """# Modules

The tree of the package, for those who read or change it. Names with a leading underscore are for
their own folder. Imports go one way: `tests/architecture.py` has the table.

| module | what it is |
| --- | --- |"""
_FAMILIES: Final[Mapping[str, Mapping[str, str]]] = {
    "lists": {"LIST_FORMATS": "", "LINT_RULES": ""},
    "influence": {"MEASURES": "kdgraph rank"},
    "groups": {"AUTHOR_MEASURES": "kdgraph authors"},
    "figures": {"FIGURES": "kdgraph figures --only"},
    "export": {"EXPORTS": "kdgraph export"},
}
"""Families whose members stand on a page, each with the command that takes a member's name."""


def pages() -> dict[str, str]:
    """Return the pages: their paths on the site, and their texts in Markdown."""
    return {"commands.md": commands(), "schema.md": schema(), **_api()}


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def commands() -> str:
    """Return the reference of the commands, as ``--help`` prints them."""
    parts = [_COMMANDS]
    parts += [
        f"| [`kdgraph {name}`](#kdgraph-{name}) | {_cell(line)} |"
        for name, (line, _) in COMMANDS.items()
    ]
    for name in COMMANDS:
        parts.append(f"\n## kdgraph {name}\n\n{_help(name)}")
        member = getattr(importlib.import_module(f"kdgraph.cli.commands.{name}"), name)
        if isinstance(member, SubCommands):
            parts += [
                f"\n### kdgraph {name} {sub}\n\n{_help(name, sub)}" for sub in member.commands
            ]
    return "\n".join(parts) + "\n"


def _help(*names: str) -> str:
    out = io.StringIO()
    with (
        mock.patch.dict(os.environ, {"COLUMNS": "88", "NO_COLOR": "1"}),
        redirect_stdout(out),
        suppress(SystemExit),
    ):
        run_command([*names, "--help"])
    return f"```text\n{out.getvalue().strip()}\n```"


def schema() -> str:
    """Return the tables of a snapshot with all columns, from `kdgraph.model`."""
    parts = [_SCHEMA]
    parts += [
        f"| [`{table.name}`](#{table.name}) | {_cell(table.meaning)} | "
        f"{', '.join(f'`{key}`' for key in table.key)} |"
        for table in TABLES.values()
    ]
    for table in TABLES.values():
        parts.append(
            f"\n## {table.name}\n\nA row is {table.meaning}.\n\n"
            "| column | type on disk | meaning |\n| --- | --- | --- |"
        )
        for column, kind in zip(table.columns, table.schema.types, strict=True):
            said = ", a circumstance and no fact" if column.volatile else ""
            key = " (key)" if column.name in table.key else ""
            cells = (f"`{column.name}`{key}", _cell(_type(str(kind))), _cell(column.meaning) + said)
            parts.append(f"| {' | '.join(cells)} |")
    parts.append(_CIRCUMSTANCES)
    return "\n".join(parts)


def _type(arrow: str) -> str:
    inside = arrow.replace("element: ", "").replace("item: ", "")
    return inside.replace("large_string", "string").replace("<", " of ").replace(">", "")


def _public() -> Iterator[tuple[str, str]]:
    """Yield each public name and the module where it lives."""
    homes: Mapping[str, str] = vars(kdgraph)["_HOMES"]
    for name in kdgraph.__all__:
        if name != "__version__":
            yield name, homes.get(name, "kdgraph.errors")


def _part_of(home: str) -> str:
    return next(
        part
        for part, page in _PARTS.items()
        if any(home == start or home.startswith(f"{start}.") for start in page.homes)
    )


def _kinds() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {part: [] for part in _PARTS}
    for name, home in _public():
        found[_part_of(home)].append((name, home))
    return {part: members for part, members in found.items() if members}


def api_menu() -> dict[str, str]:
    """Return the pages of the Python reference for the menu: titles and paths."""
    return (
        {"Overview": "api/index.md"}
        | {_PARTS[part].title: f"api/{part}.md" for part in _kinds()}
        | {"Kernels": "api/kernels.md", "Modules": "api/modules.md"}
    )


def _api() -> dict[str, str]:
    made = {f"api/{part}.md": _api_page(part, members) for part, members in _kinds().items()}
    made["api/index.md"] = _overview()
    made["api/kernels.md"] = _kernels()
    made["api/modules.md"] = _modules()
    return made


def _first_line(thing: object) -> str:
    return _cell((inspect.getdoc(thing) or "").split("\n\n")[0])


def _overview() -> str:
    parts = [_PYTHON]
    for part, members in _kinds().items():
        title, about, _ = _PARTS[part]
        parts.append(f"\n## {title}\n\n{about}\n\n| name | what it is |\n| --- | --- |")
        for name, home in members:
            thing = getattr(kdgraph, name)
            line = thing.kind if isinstance(thing, Registry) else _first_line(thing)
            line = f"the family of each {line}, by name" if isinstance(thing, Registry) else line
            parts.append(f"| [`{name}`][{home}.{name}] | {line} |")
    return "\n".join(parts) + "\n"


def _api_page(part: str, members: list[tuple[str, str]]) -> str:
    title, about, _ = _PARTS[part]
    parts = [f"# {title}\n\n{about}\n"]
    parts += [f"::: {home}.{name}\n" for name, home in members]
    for family, command in _FAMILIES.get(part, {}).items():
        parts.append(_family(family, command))
    return "\n".join(parts)


def _family(name: str, command: str) -> str:
    """Return the members of a family: a table, and the docstring of each that is a function."""
    inner: Mapping[str, Registry[Any]] = {"LIST_FORMATS": LIST_FORMATS, "LINT_RULES": LINT_RULES}
    registry: Registry[Any] = inner[name] if name in inner else getattr(kdgraph, name)
    intro = f" `{command} NAME` takes the same names." if command else ""
    parts = [
        f"## Members of {name}\n\n`{name}[NAME]` is one {registry.kind}.{intro}\n\n"
        f"| name | {registry.kind} | meaning |\n| --- | --- | --- |"
    ]
    documented = []
    for member in registry:
        thing = registry[member]
        shown = member.replace("_", "-")
        meaning = _cell(getattr(thing, "meaning", "") or registry.meaning(member))
        if name == "LIST_FORMATS":
            meaning = _cell(str(getattr(thing, "shape", "")))
        if inspect.isfunction(thing):
            path = f"{thing.__module__}.{thing.__qualname__}"
            documented.append(f"::: {path}\n    options:\n      heading_level: 3\n")
            shown = f"[`{shown}`][{path}]"
        else:
            shown = f"`{shown}`"
        parts.append(f"| {shown} | {_cell(registry.label(member))} | {meaning} |")
    return "\n".join([*parts, "", *documented])


def _kernels() -> str:
    folder = ROOT / "kdgraph" / "kernels"
    parts = [_KERNELS]
    parts += [
        f"::: kdgraph.kernels.{path.stem}\n    options:\n      show_root_full_path: true\n"
        for path in sorted(folder.glob("[a-z]*.py"))
    ]
    return "\n".join(parts)


def _modules() -> str:
    """Return all modules with the first line of what they say of themselves."""
    parts = [_MODULES]
    for path in sorted((ROOT / "kdgraph").rglob("*.py")):
        inside = path.relative_to(ROOT).with_suffix("")
        if path.stem.startswith("_") and path.stem != "__init__":
            continue
        name = ".".join(inside.parts).removesuffix(".__init__")
        text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
        parts.append(f"| `{name}` | {_cell(text.split(chr(10) * 2)[0])} |")
    return "\n".join(parts) + "\n"
