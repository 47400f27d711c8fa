"""Registries: named families whose members are found by themselves.

A registry reads like a mapping from name to member. Its members stand one to a file in one
package, so adding a measure, a figure, a list source or an export format is adding its file: the
package is searched the first time that somebody looks, and never at import. Other installed
packages offer members by entry points: their names are known without importing them, and each is
imported when it is first asked for. One that cannot be used is told and left out.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
import re
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import EntryPoint, distributions, entry_points
from pathlib import Path
from threading import RLock
from typing import Any, Generic, ParamSpec, TypeVar

from kdgraph._version import __version__
from kdgraph.errors import InputError, KdgraphError, PluginError, PluginWarning

__all__ = ["Plugin", "Registry", "guarded", "unknown_groups"]

T = TypeVar("T")
R = TypeVar("R")
P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Plugin:
    """A member that another installed package offers.

    Attributes
    ----------
    kind : str
        What it is, in the singular: "measure".
    name : str
        What its entry point is called.
    package, version : str
        The distribution that it comes with, as the installer calls it.
    target : str
        Where it is, as ``module:attribute``.
    problem : str
        Why it cannot be used; empty where it can, or where nobody has asked for it yet.
    """

    kind: str
    name: str
    package: str
    version: str
    target: str
    problem: str = ""

    @property
    def origin(self) -> str:
        """The package and its version, as they stand in provenances."""
        return f"{self.package} {self.version}"

    def __str__(self) -> str:
        """Say what it is and where it is from."""
        return f"the {self.kind} {self.name!r} of the package {self.origin}"

    def error(self, problem: str) -> PluginError:
        """Return the error for what is wrong with it."""
        return PluginError(str(self), self.package, problem)


def guarded(function: Callable[P, R], plugin: Plugin) -> Callable[P, R]:
    """Return a function of a plugin whose unforeseen errors name the package that it is from.

    Errors of kdgraph's own kinds, by which it refuses what it is given, pass as they are.
    """

    @functools.wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except KdgraphError:
            raise
        except Exception as error:  # whatever another package raises
            place = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{Path(place.filename).name}:{place.lineno}"
            raise plugin.error(f"it failed ({_named(error)}; {where})") from error

    return call


def _guarded_member(member: Any, plugin: Plugin) -> Any:
    if not callable(member) or isinstance(member, type):
        raise TypeError(f"{plugin.target} is no function but {type(member).__name__}")
    return guarded(member, plugin)


def _named(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


class Registry(Mapping[str, T], Generic[T]):
    """A family of functions or objects by name.

    Parameters
    ----------
    kind : str
        What one member is, in the singular, for messages: "measure", "export format".
    package : str, optional
        The package whose modules register members; those with a leading underscore are passed
        over. Without one, only what was added by hand is there.
    group : str, optional
        The group of entry points by which other packages offer members.
    adopt : callable, optional
        Given what an entry point leads to and its `Plugin`, returns the member whose errors name
        the package, or raises TypeError with what it is instead. By default for functions.

    Examples
    --------
    >>> greetings: Registry[Callable[[str], str]] = Registry("greeting")
    >>> @greetings.add("plain")
    ... def plain(name: str) -> str:
    ...     return f"Hello, {name}"
    >>> greetings["plain"]("Ada")
    'Hello, Ada'
    >>> list(greetings)
    ['plain']
    >>> greetings.label("plain"), greetings.meaning("plain")
    ('Plain', '')
    """

    def __init__(
        self,
        kind: str,
        package: str | None = None,
        *,
        group: str | None = None,
        adopt: Callable[[Any, Plugin], T] = _guarded_member,
    ) -> None:
        self.kind, self.group = kind, group
        self._package, self._adopt = package, adopt
        self._offers: dict[str, tuple[EntryPoint, Plugin]] = {}
        self._plugins: dict[str, T] = {}
        self._broken: dict[str, PluginError] = {}
        self._refused: list[Plugin] = []
        self._members: dict[str, T] = {}
        self._labels: dict[str, str] = {}
        self._searched = package is None and group is None
        self._searching, self._under_search = RLock(), False

    def add(self, name: str, *, label: str | None = None) -> Callable[[T], T]:
        """Register the decorated member under `name`; a name can be taken once.

        `label` is what people read in menus, headings and tables, where it is not the name itself
        with blanks and a capital ("year_percentile" reads "Year percentile" by itself).
        """

        def register(member: T) -> T:
            if name in self._members:
                raise ValueError(f"two members of the family {self.kind!r} are called {name!r}")
            self._members[name] = member
            self._labels[name] = label or _in_words(name)
            return member

        return register

    def label(self, name: str) -> str:
        """Return what people read for a member's name; it has no underscore.

        That of another package's member is its name in words.

        Raises
        ------
        InputError
            If there is no member of that name.
        """
        known = self._existing(name)
        return self._labels.get(known) or _in_words(known)

    def meaning(self, name: str) -> str:
        """Return what a member is for, in one line: the first line of its docstring."""
        return (self[name].__doc__ or "").strip().partition("\n")[0]

    def names(self) -> list[str]:
        """Return all names, without importing other packages, some of which may be broken."""
        self._search()
        return sorted({*self._members, *self._offers})

    def plugin(self, name: str) -> Plugin | None:
        """Return what another package says of a member, without importing it; None for our own.

        Raises
        ------
        InputError
            If there is no member of that name.
        """
        found = self._offers.get(self._existing(name))
        return None if found is None else found[1]

    def origin(self, name: str) -> str | None:
        """Return the package and version of another package's member; None for one of our own."""
        found = self.plugin(name)
        return None if found is None else found.origin

    def plugins(self) -> tuple[Plugin, ...]:
        """Return what other packages offer, each imported to see whether it can be used."""
        usable = set(self)
        found = [
            plugin if name in usable else replace(plugin, problem=self._broken[name].problem)
            for name, (_, plugin) in self._offers.items()
        ]
        return tuple(
            sorted([*found, *self._refused], key=lambda plugin: (plugin.package, plugin.name))
        )

    def _existing(self, name: str) -> str:
        """Return the name as it is known, without importing another package.

        Raises
        ------
        UnknownNameError
            If it is none.
        """
        self._search()
        found = self._known(name)
        if found not in self._members and found not in self._offers:
            raise UnknownNameError(self.kind, name, ", ".join(self.names()).replace("_", "-"))
        return found

    def _known(self, name: str) -> str:
        """Return the name as registered; hyphens and underscores count as the same sign."""
        if name in self._members or name in self._offers or not isinstance(name, str):
            return name
        alike = {known.replace("_", "-"): known for known in (*self._offers, *self._members)}
        return alike.get(name.replace("_", "-"), name)

    def _search(self) -> None:
        if self._searched:
            return
        with self._searching:  # another thread waits until all are found
            # a module that looks while it is being imported sees those found so far
            if self._under_search or self._searched:
                return
            self._under_search = True
            try:
                if self._package is not None:
                    package = importlib.import_module(self._package)
                    for module in pkgutil.iter_modules(package.__path__):
                        if not module.name.startswith("_"):
                            importlib.import_module(f"{self._package}.{module.name}")
                self._find_offers()
                self._searched = True
            finally:
                self._under_search = False

    def _find_offers(self) -> None:
        """Note what other packages offer, and refuse names that are taken or offered twice."""
        if self.group is None:
            return
        offers: dict[str, list[tuple[EntryPoint, Plugin]]] = {}
        for point in sorted(entry_points(group=self.group), key=lambda point: point.value):
            if point.dist is None:  # made by hand, and so by nobody's package
                continue
            plugin = Plugin(self.kind, point.name, point.dist.name, point.dist.version, point.value)
            offers.setdefault(point.name.replace("_", "-"), []).append((point, plugin))
        for several in offers.values():
            (point, first), *others = several
            if self._known(first.name) in self._members:
                problem = (
                    f"kdgraph {__version__} itself has a {self.kind} of that name, which is used"
                )
            elif others:
                whose = " and ".join(sorted({plugin.origin for _, plugin in several}))
                problem = f"it is offered more than once, by {whose}, so none of these is used"
            else:
                self._offers[first.name] = (point, first)
                continue
            for _, plugin in several:
                self._refused.append(replace(plugin, problem=problem))
                _tell(plugin.error(problem))

    def _adopted(self, name: str) -> T:
        """Return a member of another package, imported when it is first asked for.

        Raises
        ------
        PluginError
            If it cannot be used.
        """
        with self._searching:
            if name in self._broken:
                raise self._broken[name]
            if name not in self._plugins:
                point, plugin = self._offers[name]
                try:
                    self._plugins[name] = self._adopt(point.load(), plugin)
                except (Exception, SystemExit) as error:  # whatever another package raises
                    self._broken[name] = plugin.error(f"it cannot be used ({_named(error)})")
                    raise self._broken[name] from error
            return self._plugins[name]

    def _usable(self, name: str) -> bool:
        """Return whether another package's member can be used; tell once if not."""
        told = name in self._broken
        try:
            self._adopted(name)
        except PluginError as error:
            if not told:
                _tell(error)
            return False
        return True

    def __getitem__(self, name: str) -> T:
        known = self._existing(name)
        return self._adopted(known) if known in self._offers else self._members[known]

    def __iter__(self) -> Iterator[str]:
        self._search()
        return iter(sorted({*self._members, *filter(self._usable, list(self._offers))}))

    def __len__(self) -> int:
        return len(list(iter(self)))


def unknown_groups(known: Sequence[str]) -> list[tuple[str, str]]:
    """Return who offers something under a name of ours that nobody looks at: package and group."""
    found = {
        (f"{found.name} {found.version}", point.group)
        for found in distributions()
        for point in found.entry_points
        if point.group.startswith("kdgraph.") and point.group not in known
    }
    return sorted(found)


def _in_words(name: str) -> str:
    words = re.sub("[-_]", " ", name)
    return words[:1].upper() + words[1:]


def _tell(error: PluginError) -> None:
    warnings.warn(PluginWarning(str(error)), stacklevel=2)


class UnknownNameError(InputError, KeyError):
    """A name that no member of a registry bears; also a KeyError, as mappings promise."""

    def __init__(self, kind: str, name: str, known: str) -> None:
        message = f"no {kind} called {name!r}; there are: {known}"
        super().__init__(message)
        self.kind, self.name, self.known = kind, name, known
        self._message = message

    def __str__(self) -> str:
        return self._message
