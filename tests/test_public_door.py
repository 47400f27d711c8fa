"""The public door: it opens at no cost, and everybody sees the same names behind it."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import kdgraph
from kdgraph import errors


def _python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_import_alone_loads_nothing_heavy() -> None:
    heavy = ["numpy", "pandas", "scipy", "pyarrow", "networkx", "rapidfuzz", "httpx", "sqlite3"]
    code = f"import sys, kdgraph; dir(kdgraph); print([m for m in {heavy} if m in sys.modules])"
    assert _python(code) == "[]"


def test_errors_load_nothing_heavy() -> None:
    assert _python("import sys, kdgraph; kdgraph.KdgraphError; print('numpy' in sys.modules)") == (
        "False"
    )


def test_what_a_snapshot_holds_is_told_without_what_a_build_needs() -> None:
    import kdgraph.pipeline

    heavy = ["httpx", "semanticscholar", "kdgraph.s2", "kdgraph.sources", "kdgraph.expand"]
    code = "import sys; from kdgraph.pipeline import summarise, unmatched_file"
    assert _python(f"{code}; print([m for m in {heavy} if m in sys.modules])") == "[]"
    for name in kdgraph.pipeline.__all__:
        assert getattr(kdgraph.pipeline, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'sumarise'"):
        kdgraph.pipeline.sumarise  # type: ignore[attr-defined]  # noqa: B018


def test_star_import_gives_every_name() -> None:
    code = "from kdgraph import *; import kdgraph; print(set(kdgraph.__all__) - set(globals()))"
    assert _python(code) == "set()"


@pytest.mark.parametrize("name", kdgraph.__all__)
def test_every_name_is_there(name: str) -> None:
    assert name in dir(kdgraph)
    member = getattr(kdgraph, name)
    assert getattr(kdgraph, name) is member
    assert getattr(member, "__doc__", None)


def test_type_checkers_see_the_same_names() -> None:
    tree = ast.parse(Path(kdgraph.__file__).read_text(encoding="utf-8"))
    seen = {
        alias.name
        for branch in tree.body
        if isinstance(branch, ast.If)
        for node in branch.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert seen | {"__version__"} == set(kdgraph.__all__)


def test_every_error_passes_the_door() -> None:
    assert set(errors.__all__) <= set(kdgraph.__all__)


def test_other_names_are_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'pagerankk'"):
        _ = kdgraph.pagerankk  # type: ignore[attr-defined] # the mistake under test
