"""Registries: members are found by themselves, and whoever looks sees all of them."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import kdgraph
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


@pytest.mark.parametrize(
    "family", [kdgraph.MEASURES, kdgraph.AUTHOR_MEASURES, kdgraph.FIGURES, kdgraph.EXPORTS]
)
def test_every_member_has_a_label_and_a_meaning_in_words(family: Registry[Any]) -> None:
    labels = [family.label(name) for name in family]
    assert len(set(labels)) == len(labels)
    assert not any("_" in label or label != label.strip() or not label for label in labels)
    assert all(family.meaning(name).endswith((".", "`.")) for name in family)


def test_hyphens_and_underscores_name_the_same_member() -> None:
    assert kdgraph.MEASURES["year-percentile"] is kdgraph.MEASURES["year_percentile"]
    assert kdgraph.FIGURES["main_path"] is kdgraph.FIGURES["main-path"]
    with pytest.raises(KeyError):
        kdgraph.MEASURES["year percentile"]
