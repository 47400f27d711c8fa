"""Values as XML can hold them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

__all__ = ["Cleaner", "xml_id", "xml_token"]

# all that XML 1.0 allows; it also turns every carriage return into a line feed when read
_ILLEGAL: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NO_TOKEN: Final = re.compile(r"[^A-Za-z0-9.:_-]|_(?=x[0-9A-F]+_)")
_RETURN: Final = re.compile("\r\n?")


class Cleaner:
    """Makes values fit XML, and counts what that costs."""

    def __init__(self) -> None:
        self._removed = 0
        self._returns = 0

    @property
    def changed(self) -> dict[str, int]:
        """What was changed so far, for a report."""
        return {
            "characters that XML cannot hold": self._removed,
            "carriage returns made line feeds": self._returns,
        }

    def attributes(self, facts: Mapping[str, Any]) -> dict[str, str | int | float | bool]:
        """Return the facts that are there, lists joined by "; ", texts as XML can hold them."""
        return {name: self._fit(value) for name, value in facts.items() if value is not None}

    def _fit(self, value: Any) -> str | int | float | bool:
        if isinstance(value, bool | int | float):
            return value
        return self.text("; ".join(map(str, value)) if isinstance(value, list) else str(value))

    def text(self, text: str) -> str:
        """Return a text as XML can hold it."""
        text, removed = _ILLEGAL.subn("", text)
        text, returns = _RETURN.subn("\n", text)
        self._removed += removed
        self._returns += returns
        return text


def xml_id(paper_id: str) -> str:
    r"""Return an id as XML can hold it; removing characters could make one id of two.

    Examples
    --------
    >>> xml_id("doi:10.1/x\x01")
    'doi:10.1/x%01'
    """
    return _ILLEGAL.sub(lambda found: f"%{ord(found[0]):02X}", str(paper_id))


def xml_token(paper_id: str) -> str:
    r"""Return an id as XML's type NMTOKEN can hold it, which the schema of GraphML wants.

    Any other character than a Latin letter, a digit, ``.``, ``:``, ``-`` and ``_`` is written as
    its number in hexadecimal between ``_x`` and ``_``, so that two ids stay two.

    Examples
    --------
    >>> xml_token("arxiv:1503.02531"), xml_token("doi:10.1145/1.2"), xml_token("a_x2F_b")
    ('arxiv:1503.02531', 'doi:10.1145_x2F_1.2', 'a_x5F_x2F_b')
    """
    return _NO_TOKEN.sub(lambda found: f"_x{ord(found[0]):02X}_", str(paper_id)) or "_"
