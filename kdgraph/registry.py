"""Registries: named families whose members are found by themselves.

A registry reads like a mapping from name to member. Its members stand one to a file in one
package, so adding a measure, a figure, a list source or an export format is adding its file: the
package is searched the first time that somebody looks, and never at import.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from threading import RLock
from typing import Generic, TypeVar

from kdgraph.errors import InputError

__all__ = ["Registry"]

T = TypeVar("T")


class Registry(Mapping[str, T], Generic[T]):
    """A family of functions or objects by name.

    Parameters
    ----------
    kind : str
        What one member is, in the singular, for messages: "measure", "export format".
    package : str, optional
        The package whose modules register members; those with a leading underscore are passed
        over. Without one, only what was added by hand is there.

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
    """

    def __init__(self, kind: str, package: str | None = None) -> None:
        self.kind = kind
        self._package = package
        self._members: dict[str, T] = {}
        self._searched = package is None
        self._searching, self._under_search = RLock(), False

    def add(self, name: str) -> Callable[[T], T]:
        """Register the decorated member under `name`; a name can be taken once."""

        def register(member: T) -> T:
            if name in self._members:
                raise ValueError(f"two members of the family {self.kind!r} are called {name!r}")
            self._members[name] = member
            return member

        return register

    def _search(self) -> None:
        if self._searched or self._package is None:
            return
        with self._searching:  # another thread waits until all are found
            # a module that looks while it is being imported sees those found so far
            if self._under_search or self._searched:
                return
            self._under_search = True
            try:
                package = importlib.import_module(self._package)
                for module in pkgutil.iter_modules(package.__path__):
                    if not module.name.startswith("_"):
                        importlib.import_module(f"{self._package}.{module.name}")
                self._searched = True
            finally:
                self._under_search = False

    def __getitem__(self, name: str) -> T:
        self._search()
        try:
            return self._members[name]
        except KeyError:
            known = ", ".join(sorted(self._members))
            raise UnknownNameError(self.kind, name, known) from None

    def __iter__(self) -> Iterator[str]:
        self._search()
        return iter(sorted(self._members))

    def __len__(self) -> int:
        self._search()
        return len(self._members)


class UnknownNameError(InputError, KeyError):
    """A name that no member of a registry bears; also a KeyError, as mappings promise."""

    def __init__(self, kind: str, name: str, known: str) -> None:
        message = f"no {kind} called {name!r}; there are: {known}"
        super().__init__(message)
        self.kind, self.name, self.known = kind, name, known
        self._message = message

    def __str__(self) -> str:
        return self._message
