"""Registries: members are found by themselves, and whoever looks sees all of them."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kdgraph.registry import Registry, UnknownNameError

_SLOW = """
import time
time.sleep(0.2)
from {package} import FAMILY
FAMILY.add("{name}")({value})
"""


@pytest.fixture
def family(tmp_path: Path) -> Iterator[Registry[int]]:
    """A family of two members in a package of its own, whose import takes a while."""
    name = "family_" + "".join(sign for sign in tmp_path.name if sign.isalnum())
    folder = tmp_path / name
    folder.mkdir()
    source = f"from kdgraph.registry import Registry\nFAMILY = Registry('member', {name!r})\n"
    (folder / "__init__.py").write_text(source, encoding="utf-8")
    for value, member in enumerate(["one", "two", "_hidden"]):
        source = _SLOW.format(package=name, name=member, value=value)
        (folder / f"{member}.py").write_text(source, encoding="utf-8")
    sys.path.insert(0, str(tmp_path))
    try:
        found: Registry[int] = importlib.import_module(name).FAMILY
        yield found
    finally:
        sys.path.remove(str(tmp_path))


def test_every_thread_sees_all_members(family: Registry[int]) -> None:
    with ThreadPoolExecutor(8) as threads:
        seen = list(threads.map(lambda _: (list(family), family["two"]), range(8)))
    assert seen == [(["one", "two"], 1)] * 8


def test_an_unknown_name_is_told_with_those_there_are(family: Registry[int]) -> None:
    with pytest.raises(UnknownNameError, match="no member called 'three'; there are: one, two"):
        family["three"]


def test_a_name_is_taken_once() -> None:
    family: Registry[int] = Registry("member")
    family.add("one")(1)
    with pytest.raises(ValueError, match="two members of the family 'member' are called 'one'"):
        family.add("one")(2)
