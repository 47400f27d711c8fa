"""Registries: members are found by themselves, and whoever looks sees all of them."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import kdgraph
from kdgraph.errors import PluginError, PluginWarning
from kdgraph.registry import Registry, UnknownNameError
from tests.packages import installed

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


_GREETINGS = """
def hello(name):
    \"\"\"Greet somebody.\"\"\"
    return f"Hello, {name}"


def rude(name):
    raise ZeroDivisionError("nobody there")


NUMBER = 7
"""


@pytest.fixture
def greetings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Registry[Any]]:
    """Return a family of which other packages offer members; its own is called `own`."""
    group = "greetings." + "".join(sign for sign in tmp_path.name if sign.isalnum())

    def family(**packages: dict[str, str]) -> Registry[Any]:
        for package, members in packages.items():
            name = f"{package}-{group.rpartition('.')[2]}"
            installed(tmp_path / package, name, _GREETINGS, {group: members})
            monkeypatch.syspath_prepend(tmp_path / package)
        found: Registry[Any] = Registry("greeting", group=group)
        found.add("own")(len)
        return found

    return family


def test_another_package_offers_a_member(greetings: Callable[..., Registry[Any]]) -> None:
    family = greetings(polite={"good-day": "hello"})
    assert family.names() == ["good-day", "own"]
    origin = family.origin("good_day")
    assert origin is not None
    assert re.fullmatch(r"polite-\w+ 1\.0", origin)
    module = origin.partition(" ")[0].replace("-", "_")
    assert family.label("good-day") == "Good day"
    assert module not in sys.modules, "names, labels and origins import nothing"
    assert family["good_day"]("Ada") == "Hello, Ada"
    assert family["good-day"] is family["good_day"]
    assert family.meaning("good-day") == "Greet somebody."
    assert list(family) == ["good-day", "own"]
    assert family.origin("own") is None
    assert [(one.name, one.problem) for one in family.plugins()] == [("good-day", "")]


def test_a_name_of_ours_cannot_be_taken(greetings: Callable[..., Registry[Any]]) -> None:
    family = greetings(polite={"own": "hello"})
    with pytest.warns(PluginWarning, match=r"'own' of the package polite-\w+ 1\.0: kdgraph "):
        assert family["own"] is len
    [refused] = family.plugins()
    assert f"kdgraph {kdgraph.__version__} itself has a greeting of" in refused.problem


def test_two_packages_with_one_name_are_both_refused(
    greetings: Callable[..., Registry[Any]],
) -> None:
    family = greetings(polite={"hi-you": "hello"}, brief={"hi_you": "hello"})
    with pytest.warns(PluginWarning, match=r"by brief-\w+ 1\.0 and polite-\w+ 1\.0"):
        assert list(family) == ["own"]
    with pytest.raises(UnknownNameError):
        family["hi-you"]
    assert len(family.plugins()) == 2


@pytest.mark.parametrize(
    ("where", "problem"),
    [
        ("missing", "AttributeError: .*no attribute 'missing'"),
        ("NUMBER", "TypeError: .*:NUMBER is no function but int"),
    ],
)
def test_a_broken_one_is_told_and_left_out(
    greetings: Callable[..., Registry[Any]], where: str, problem: str
) -> None:
    family = greetings(polite={"bad": where, "good": "hello"})
    with pytest.warns(PluginWarning, match=rf"cannot be used \({problem}") as told:
        first = list(family)
    assert first == list(family) == ["good", "own"]
    assert len(told) == 1
    with pytest.raises(PluginError, match=r"python -m pip uninstall polite-\w+\)"):
        family["bad"]
    assert {one.name: bool(one.problem) for one in family.plugins()} == {"bad": True, "good": False}


def test_what_fails_names_its_package(greetings: Callable[..., Registry[Any]]) -> None:
    family = greetings(polite={"rude": "rude"})
    with pytest.raises(PluginError, match=r"polite-\w+ 1\.0: it failed \(ZeroDivisionError: no"):
        family["rude"]("Ada")
