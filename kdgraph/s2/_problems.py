"""What an answer of Semantic Scholar says: its JSON, or its words where it is no data."""

from __future__ import annotations

import json
from typing import Any, Final

from kdgraph.http import text_of_page
from kdgraph.s2._request import Problem

__all__ = ["parse", "problem"]

_LONGEST_TEXT: Final = 300


def parse(body: bytes) -> tuple[Any, str | None]:
    """Return the JSON of a body and None, or None and why it is none."""
    try:
        return json.loads(body), None
    except (ValueError, RecursionError) as error:
        start = body[:40].decode("utf-8", "replace")
        if body.lstrip()[:1] == b"<":
            return None, (
                f"a page of {len(body)} bytes that begins with {start!r} in place of JSON: a proxy "
                "or a log-in page of this network may answer instead of the service"
            )
        return None, f"no whole JSON but {len(body)} bytes that begin with {start!r} ({error})"


def problem(status: int, body: bytes) -> Problem:
    """Return what an answer that is no data says: ``error``, else ``message``, else its text.

    Examples
    --------
    >>> problem(403, b'{"message":"Forbidden"}')
    Problem(status=403, text='Forbidden', by_application=False, from_gateway=True)
    >>> problem(502, b"<html><h1>Bad   Gateway</h1>").text
    'Bad Gateway'
    """
    data, _ = parse(body)
    if isinstance(data, dict):
        for name in ("error", "message"):
            if isinstance(data.get(name), str):
                own = name == "error"
                return Problem(status, data[name][:_LONGEST_TEXT], own, not own)
    return Problem(status, text_of_page(body), False)
