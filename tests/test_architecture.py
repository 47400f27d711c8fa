"""The house that the code lives in: which part imports which, and what each alone may do."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.architecture import (
    ALLOWED,
    DOOR,
    LEAVES,
    Module,
    bad_arrows,
    cycles,
    first_party,
    misdeeds,
    read_modules,
    third_party,
)

ROOT = Path(__file__).resolve().parent.parent
# The owner asks for these, whether or not anything imports them yet.
NAMED_BY_THE_OWNER = {"networkx", "pandas", "semanticscholar", "plotly", "streamlit"}
# What only the dashboard and figures as HTML need comes with its extra, which README installs.
OF_THE_DASHBOARD = {"plotly", "streamlit"}


@cache
def ours() -> dict[str, Module]:
    """Read all modules of the product, once."""
    modules = read_modules(ROOT / DOOR)
    if (ROOT / "dashboards").is_dir():
        modules |= read_modules(ROOT / "dashboards")
    return modules


def _made_up(**sources: str) -> Mapping[str, Module]:
    """Return modules with made-up sources; ``__`` is a dot, ``_pkg`` ends a package."""
    made = {}
    for key, source in sources.items():
        name = key.removesuffix("_pkg").replace("__", ".")
        file = "__init__.py" if key.endswith("_pkg") else f"{name.rpartition('.')[2]}.py"
        made[name] = Module(name, Path(file), ast.parse(source))
    return made


def test_something_is_read() -> None:
    assert {"kdgraph", "kdgraph.errors", "kdgraph.model"} <= set(ours())
    assert "kdgraph.errors" in first_party(ours()["kdgraph.model"], ours())


def test_imports_go_one_way() -> None:
    assert bad_arrows(ours()) == []


def test_benchmarks_import_what_they_may() -> None:
    benchmarks = read_modules(ROOT / "benchmarks")
    assert "kdgraph.kernels.pagerank" in first_party(
        benchmarks["benchmarks.rows.pagerank"], ours() | benchmarks
    )
    assert bad_arrows(ours() | benchmarks) == []


def test_no_import_cycle() -> None:
    assert cycles(ours()) == []


def test_environment_and_output_have_one_place_each() -> None:
    found = {name: misdeeds(module) for name, module in ours().items()}
    assert {name: bad for name, bad in found.items() if bad} == {}


def _assigned(module: Module) -> set[str]:
    return {
        target.id
        for node in module.tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }


def test_modules_say_what_is_public() -> None:
    silent = [name for name, module in ours().items() if "__all__" not in _assigned(module)]
    assert [name for name in silent if not name.endswith("__main__")] == []


def _plain_name(requirement: str) -> str:
    return re.split(r"[\s<>=!~;\[]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def _declared() -> tuple[set[str], set[str]]:
    """Return the core dependencies, and those of all extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    core = {_plain_name(text) for text in project["dependencies"]}
    extras = project.get("optional-dependencies", {}).values()
    return core, {_plain_name(text) for texts in extras for text in texts}


def _declared_by(extra: str) -> set[str]:
    """Return the dependencies of one extra."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {_plain_name(text) for text in project["optional-dependencies"][extra]}


@cache
def _installed() -> Mapping[str, list[str]]:
    return packages_distributions()


def _distributions(imports: set[str]) -> set[str]:
    """Return the distributions that hold these modules; a module's own name where none does."""
    known = _installed()
    return {_plain_name(name) for top in imports for name in known.get(top, [top])}


def test_every_third_party_import_is_declared() -> None:
    core, extras = _declared()
    used = {
        name: _distributions(third_party(module, {DOOR, "dashboards"}))
        for name, module in ours().items()
    }
    undeclared = {name: found - core - extras for name, found in used.items()}
    assert {name: found for name, found in undeclared.items() if found} == {}


def test_core_dependencies_are_those_used() -> None:
    core, _ = _declared()
    used = set().union(
        *(_distributions(third_party(module, {DOOR, "dashboards"})) for module in ours().values())
    )
    assert core - used - NAMED_BY_THE_OWNER == set()
    assert used >= OF_THE_DASHBOARD
    dashboard = _declared_by("dashboard")
    assert dashboard == OF_THE_DASHBOARD
    assert core & dashboard == set()
    assert core | dashboard >= NAMED_BY_THE_OWNER


def test_the_table_allows_no_cycle_between_stages() -> None:
    def reachable(start: str) -> set[str]:
        found: set[str] = set()
        waiting = [start]
        while waiting:
            for target in ALLOWED[waiting.pop()] - LEAVES - found:
                found.add(target)
                waiting.append(target)
        return found

    assert [name for name in set(ALLOWED) - LEAVES if name in reachable(name)] == []


@pytest.mark.parametrize(
    ("sources", "complaint"),
    [
        pytest.param(
            {"kdgraph__lists__a": "from kdgraph.s2 import b", "kdgraph__s2__b": ""},
            "kdgraph.lists.a imports kdgraph.s2.b: lists -> s2",
            id="a stage imports its neighbour",
        ),
        pytest.param(
            {"kdgraph__errors": "def f():\n    import kdgraph.cli", "kdgraph__cli": ""},
            "kdgraph.errors imports kdgraph.cli: errors -> cli",
            id="inside a function",
        ),
        pytest.param(
            {
                "kdgraph__store__a": "if TYPE_CHECKING:\n    from ..graph import G",
                "kdgraph__graph_pkg": "",
            },
            "kdgraph.store.a imports kdgraph.graph: store -> graph",
            id="relative, for type checkers",
        ),
        pytest.param(
            {"dashboards__app": "from kdgraph.graph import G", "kdgraph__graph_pkg": ""},
            "dashboards.app imports kdgraph.graph: dashboards -> graph",
            id="the dashboard passes the door by",
        ),
        pytest.param(
            {"kdgraph__kernels__a": "import pandas"},
            "kdgraph.kernels.a imports pandas: kernels know arrays only",
            id="a kernel knows frames",
        ),
        pytest.param(
            {
                "kdgraph__graph__a": "f = importlib.import_module('kdgraph.pipeline')",
                "kdgraph__pipeline": "",
            },
            "kdgraph.graph.a imports kdgraph.pipeline: graph -> pipeline",
            id="by import_module",
        ),
        pytest.param(
            {"kdgraph__utils": ""},
            "kdgraph.utils: part 'utils' has no place in the architecture",
            id="an unplanned part",
        ),
    ],
)
def test_a_bad_arrow_is_caught(sources: dict[str, str], complaint: str) -> None:
    assert bad_arrows(_made_up(**sources)) == [complaint]


def test_an_allowed_arrow_passes() -> None:
    made = _made_up(
        kdgraph_pkg="def open():\n    from kdgraph.pipeline import build",
        kdgraph__pipeline="from kdgraph import lists\nfrom kdgraph.store import Store",
        kdgraph__lists_pkg="from kdgraph.errors import ListError",
        kdgraph__store_pkg="from kdgraph.store._files import write",
        kdgraph__store___files="",
        kdgraph__errors="",
    )
    assert bad_arrows(made) == []
    assert cycles(made) == []


def test_a_cycle_is_caught() -> None:
    made = _made_up(
        kdgraph__s2__a="from kdgraph.s2.b import x",
        kdgraph__s2__b="def f():\n    from kdgraph.s2 import c",
        kdgraph__s2__c="import kdgraph.s2.a",
    )
    assert cycles(made) == [("kdgraph.s2.a", "kdgraph.s2.b", "kdgraph.s2.c", "kdgraph.s2.a")]


@pytest.mark.parametrize(
    "source",
    [
        "import os\nkey = os.environ['S2_API_KEY']",
        "from os import getenv",
        "option(envvar='KDGRAPH_DATA')",
        "print('hello')",
        "import sys\nsys.stderr.write('hello')",
        "from rich.console import Console",
    ],
)
def test_a_misdeed_is_caught(source: str) -> None:
    assert len(misdeeds(_made_up(kdgraph__graph__a=source)["kdgraph.graph.a"])) == 1
