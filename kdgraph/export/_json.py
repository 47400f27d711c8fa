"""JSON text that repeats: one item to a line, so that files can be compared and looked into."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["json_text", "known", "lines"]


def json_text(document: Mapping[str, Any]) -> bytes:
    """Return a document as UTF-8; lists in it, at the first two levels, take a line an item.

    Examples
    --------
    >>> print(json_text({"directed": True, "nodes": [{"id": "a"}, {"id": "b"}]}).decode())
    {
    "directed": true,
    "nodes": [
    {"id": "a"},
    {"id": "b"}
    ]
    }
    <BLANKLINE>
    """
    return f"{_mapping(document, depth=2)}\n".encode()


def _mapping(document: Mapping[str, Any], depth: int) -> str:
    parts = [f"{_json_text(name)}: {_value(value, depth - 1)}" for name, value in document.items()]
    return "{\n" + ",\n".join(parts) + "\n}"


def _value(value: Any, depth: int) -> str:
    if (
        isinstance(value, Mapping)
        and depth > 0
        and any(isinstance(v, list) for v in value.values())
    ):
        return _mapping(value, depth)
    return lines(value) if isinstance(value, list) and value else _json_text(value)


def lines(items: Iterable[Any]) -> str:
    """Return a list as JSON, a line an item."""
    return "[\n" + ",\n".join(map(_json_text, items)) + "\n]"


def _json_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def known(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts that are there."""
    return {name: value for name, value in facts.items() if value is not None}
