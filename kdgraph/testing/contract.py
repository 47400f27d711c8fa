"""What all contracts share: promises are methods, and a member is held to every one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

__all__ = ["Contract", "case"]


class Contract:
    """Promises of one kind of member: each method called ``test_...`` is one.

    What a member is, and what it is exempt from, are attributes of the class; `of` sets them.
    """

    @classmethod
    def of(cls, **attributes: Any) -> Self:
        """Return the contract of one member.

        Raises
        ------
        TypeError
            If the contract has no attribute of a name.
        """
        for name in attributes:
            if name.startswith("test_") or name not in {*cls.__annotations__, *vars(cls)}:
                raise TypeError(f"{cls.__name__} has no attribute {name!r}")
        contract = cls()
        for name, value in attributes.items():
            setattr(contract, name, value)
        return contract

    @classmethod
    def promises(cls) -> list[str]:
        """Return the names of the methods that each hold a member to one promise."""
        return [name for name in dir(cls) if name.startswith("test_")]

    def check(self) -> None:
        """Hold the member to every promise.

        Raises
        ------
        AssertionError
            At the first that it does not keep; a note names it.
        """
        for name in self.promises():
            with case(name.removeprefix("test_").replace("_", " ")):
                getattr(self, name)()


@contextmanager
def case(name: str) -> Iterator[None]:
    """Say in a note to any failure within which case it was met."""
    try:
        yield
    except Exception as error:
        error.add_note(f"kdgraph.testing: {name}")
        raise
