"""Registries: named families whose members are found by themselves.

A registry reads like a mapping from name to member. Its members stand one to a file in one
package, so adding a measure, a figure, a list source or an export format is adding its file: the
package is searched the first time that somebody looks, and never at import.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
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
    >>> greetings.label("plain"), greetings.meaning("plain")
    ('Plain', '')
    """

    def __init__(self, kind: str, package: str | None = None) -> None:
        self.kind = kind
        self._package = package
        self._members: dict[str, T] = {}
        self._labels: dict[str, str] = {}
        self._searched = package is None
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
            words = re.sub("[-_]", " ", name)
            self._labels[name] = label or words[:1].upper() + words[1:]
            return member

        return register

    def label(self, name: str) -> str:
        """Return what people read for a member's name; it has no underscore.

        Raises
        ------
        InputError
            If there is no member of that name.
        """
        self[name]
        return self._labels[self._known(name)]

    def meaning(self, name: str) -> str:
        """Return what a member is for, in one line: the first line of its docstring."""
        return (self[name].__doc__ or "").strip().partition("\n")[0]

    def _known(self, name: str) -> str:
        """Return the name as registered; hyphens and underscores count as the same sign."""
        if name in self._members or not isinstance(name, str):
            return name
        alike = {re.sub("_", "-", known): known for known in self._members}
        return alike.get(name.replace("_", "-"), name)

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
            return self._members[self._known(name)]
        except KeyError:
            known = ", ".join(sorted(self._members)).replace("_", "-")
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
