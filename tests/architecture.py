"""Reading a source tree's imports, and what the architecture allows of them.

`ALLOWED` mirrors section 2 of the design: which part of the package may import which other.
Every import counts, also those inside functions and those for type checkers only: an arrow is an
arrow, whenever it is followed.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

__all__ = [
    "ALLOWED",
    "DOOR",
    "LEAVES",
    "Module",
    "bad_arrows",
    "cycles",
    "first_party",
    "misdeeds",
    "part",
    "read_modules",
    "third_party",
]

LEAVES: Final = frozenset(
    {
        "errors",
        "files",
        "http",
        "model",
        "records",
        "registry",
        "settings",
        "identifiers",
        "titles",
        "spelling",
        "texts",
        "person_names",
        "tex",
        "arrays",
        "_version",
    }
)
"""Modules that anyone may import."""

DOOR: Final = "kdgraph"
"""The part that is ``kdgraph/__init__.py``: the public door."""

_STAGES: Final[Mapping[str, frozenset[str]]] = {
    "lists": frozenset(),
    "s2": frozenset(),
    "sources": frozenset({"lists"}),  # names in bibliographies are printed as those in lists
    "store": frozenset(),
    "merge": frozenset(),
    "kernels": frozenset(),
    "resolve": frozenset({"s2"}),
    "expand": frozenset({"s2"}),
    "bulk": frozenset(),
    "graph": frozenset({"store", "kernels"}),  # papers are renumbered in topological order
    "pipeline": frozenset(
        {"lists", "resolve", "expand", "s2", "sources", "bulk", "store", "merge"}
    ),
    "analysis": frozenset({"graph", "kernels"}),
    # a LaTeX pack cites papers by the keys of its bibliography; export never imports figures
    "figures": frozenset({"analysis", "graph", "export"}),
    "export": frozenset({"analysis", "graph"}),
    # lists given back improved: their text beside what a snapshot knows, matched as a build does
    "curate": frozenset({"lists", "resolve", "analysis", "graph"}),
    # the contracts of members, for the tests of any package
    "testing": frozenset({"analysis", "figures", "export", "lists", "graph", "store"}),
    "cli": frozenset({"pipeline", "analysis", "figures", "export", "graph", "store", "curate"}),
}

ALLOWED: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(LEAVES, LEAVES),
    **{stage: targets | LEAVES for stage, targets in _STAGES.items()},
    "kernels": frozenset({"errors", "arrays"}),
    DOOR: frozenset(_STAGES) - {"cli"} | LEAVES,
    "__main__": frozenset({"cli"}),
    "dashboards": frozenset({DOOR}),
    # lists are matched as `missing` matches them before their papers are hidden
    "benchmarks": frozenset(
        {DOOR, "analysis", "bulk", "curate", "graph", "kernels", "lists", "pipeline", "store"}
    ),
}
"""From each part of the package to the parts that it may import; itself always."""

KERNEL_LIBRARIES: Final = frozenset({"numpy", "scipy", "numba", "graspologic_native"})
_FACE_LIBRARIES: Final = frozenset({"typer", "click", "rich"})


@dataclass(frozen=True, slots=True)
class Module:
    """One source file: its dotted name, its path and its syntax tree."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def is_package(self) -> bool:
        """Whether this is the ``__init__.py`` of a package."""
        return self.path.name == "__init__.py"


def read_modules(folder: Path) -> dict[str, Module]:
    """Read every Python file under `folder`, a package (or a folder of scripts), by dotted name."""
    found = {}
    for path in sorted(folder.rglob("*.py")):
        parts = [folder.name, *path.relative_to(folder).with_suffix("").parts]
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = Module(name, path, ast.parse(path.read_text(encoding="utf-8"), str(path)))
    return found


def part(name: str) -> str:
    """Return the part of the architecture that a dotted name belongs to.

    Examples
    --------
    >>> part("kdgraph.lists.bibtex"), part("kdgraph.pipeline"), part("kdgraph")
    ('lists', 'pipeline', 'kdgraph')
    >>> part("dashboards.pages.authors")
    'dashboards'
    """
    top, _, rest = name.partition(".")
    return rest.partition(".")[0] if top == DOOR and rest else top


def _imported(module: Module) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each import as (absolute dotted name, names taken from it)."""
    package = module.name if module.is_package else module.name.rpartition(".")[0]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, ()
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = package.split(".")
                above = ".".join(parents[: len(parents) - node.level + 1])
                base = f"{above}.{base}".rstrip(".")
            yield base, tuple(alias.name for alias in node.names)
        elif isinstance(node, ast.Call) and _called(node) in {"import_module", "__import__"}:
            # Imports by a name that is computed cannot be read here; literal ones can.
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value, ()


def _called(node: ast.Call) -> str:
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def first_party(module: Module, known: Iterable[str]) -> set[str]:
    """Return the modules among `known` that `module` imports; a package where it takes a name."""
    known = set(known)
    tops = {name.partition(".")[0] for name in known}
    found = set()
    for base, names in _imported(module):
        if base.partition(".")[0] not in tops:
            continue
        inner = {f"{base}.{name}" for name in names if f"{base}.{name}" in known}
        # `from kdgraph import lists` takes a module; `from kdgraph.lists import read` a name.
        found |= inner
        if not names or len(inner) < len(names):
            found.add(base)
    return found - {module.name}


def third_party(module: Module, own: Iterable[str]) -> set[str]:
    """Return the top-level names that `module` imports from neither Python nor `own` packages."""
    tops = {base.partition(".")[0] for base, _ in _imported(module)}
    return tops - sys.stdlib_module_names - set(own)


def bad_arrows(modules: Mapping[str, Module]) -> list[str]:
    """Return every import between parts that `ALLOWED` does not allow, as sentences."""
    complaints = []
    for module in modules.values():
        here = part(module.name)
        if here not in ALLOWED:
            complaints.append(f"{module.name}: part {here!r} has no place in the architecture")
            continue
        for target in sorted(first_party(module, modules)):
            there = part(target)
            if there != here and there not in ALLOWED[here]:
                complaints.append(f"{module.name} imports {target}: {here} -> {there}")
        if here == "kernels":
            extra = third_party(module, {DOOR}) - KERNEL_LIBRARIES
            complaints += [
                f"{module.name} imports {name}: kernels know arrays only" for name in extra
            ]
    return complaints


def cycles(modules: Mapping[str, Module]) -> list[tuple[str, ...]]:
    """Return one cycle of imports for each module from which one is met, shortest form first."""
    arrows = {name: first_party(module, modules) for name, module in modules.items()}
    found: set[tuple[str, ...]] = set()
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        if name in trail:
            loop = trail[trail.index(name) :]
            start = loop.index(min(loop))
            found.add((*loop[start:], *loop[:start], min(loop)))
            return
        if name in done:
            return
        for target in sorted(arrows.get(name, ())):
            visit(target, (*trail, name))
        done.add(name)

    for name in sorted(arrows):
        visit(name, ())
    return sorted(found, key=lambda loop: (len(loop), loop))


def misdeeds(module: Module) -> list[str]:
    """Return where a part reads the environment, prints or faces users without leave."""
    here = part(module.name)
    complaints = []
    for node in ast.walk(module.tree):
        line = getattr(node, "lineno", 0)
        if here != "settings" and _reads_environment(node):
            complaints.append(f"{module.name}:{line} reads the environment; only settings may")
        if here not in {"cli", "dashboards"} and _prints(node):
            complaints.append(f"{module.name}:{line} prints; only cli may")
    if here not in {"cli", "dashboards"}:
        face = third_party(module, {DOOR}) & _FACE_LIBRARIES
        complaints += [f"{module.name} imports {name}; only cli may" for name in sorted(face)]
    return complaints


def _reads_environment(node: ast.AST) -> bool:
    names = {"environ", "environb", "getenv", "getenvb"}
    if isinstance(node, ast.ImportFrom) and node.module == "os":
        return any(alias.name in names for alias in node.names)
    if isinstance(node, ast.keyword):
        return node.arg == "envvar"
    return (
        isinstance(node, ast.Attribute)
        and node.attr in names
        and isinstance(node.value, ast.Name)
        and node.value.id == "os"
    )


def _prints(node: ast.AST) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in {"print", "input"}
    return (
        isinstance(node, ast.Attribute)
        and node.attr in {"stdout", "stderr"}
        and isinstance(node.value, ast.Name)
        and node.value.id == "sys"
    )
