"""Answers that are spoiled: well-formed JSON, and yet not what was asked for.

They are no part of `KINDS`, for no client can tell all of them from the truth at first sight: what
counts is that none is taken for the last word.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from tests.emulator.answers import HTML, Answer, application

__all__ = ["ODD_VALUES", "SPOILS", "places", "spoiled"]

SPOILS: Final[Mapping[str, str]] = {
    "rotated": "batch: each row in the place of the next",
    "same_row": "batch: one row in all places",
    "batch_null": "batch: null for half of the ids that are known",
    "batch_cut": "batch: nested lists cut to half, some to nothing",
    "lists_left_out": "batch: the nested lists are not there, not even as null",
    "fields_left_out": "titles, years and authors are not there, not even as null",
    "nested_text": 'batch: "none" for a nested list',
    "nested_numbers": "batch: [1] for a nested list",
    "nested_object": "batch: {...} for a nested list",
    "empty_id": "an empty text for the id of a paper",
    "path_id": "../../x for the id of a paper",
    "next_true": "a page with true for the row of the next one",
    "end_too_soon": "half of a page, and no next",
    "long_title": "a title of 200,000 characters",
    "odd_value": "an odd value in any place",
    "302": "a redirect to elsewhere",
    "400_html": "400 with an HTML page",
    "418": "a status that nobody expects, without words",
}
"""Every kind of spoiled answer, and what it is."""

ODD_VALUES: Final[tuple[Any, ...]] = (
    "", " ", "none", "12", "-1", "0", "2015-13-45", "9999-12-31", "../../x", "a" * 40, "10.1/x",
    "\ud83d", "a\ud83db", "\x1b]0;x\x07", "a\x00b", "\x9b31m", "\u202ereversed", "\u2066x",
    "x" * 20_000, "<script>alert(1)</script>", "[x](javascript:y)", "=1+1", "\uffff", "\n\n",
    0, 1, -1, 1499, 20195, 2**31, 2**63, -(2**63) - 1, 10**30, 1.5, -0.0, 1e308, float("nan"),
    float("inf"), True, False, [], [1], ["a"], [None], [[[]]], {}, {"a": 1}, {"paperId": None},
)  # fmt: skip
"""What may stand in any place of an answer (null, which often is right, apart)."""
_ODD_TEXTS: Final = frozenset({"\ud83d", "a\ud83db", "\x1b]0;x\x07", "a\x00b", "\x9b31m"})


def places(data: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every (container, key or index) of some JSON, outer ones first."""
    keys: Any = data if isinstance(data, dict) else range(len(data))
    if isinstance(data, dict | list):
        for key in list(keys):
            yield data, key
            if isinstance(data[key], dict | list):
                yield from places(data[key])


def spoiled(kind: str, path: str, answer: Answer, chance: random.Random) -> Answer | None:
    """Return an answer spoiled in one way; None where it cannot be spoiled so."""
    if kind == "302":
        return Answer(302, b"", {"Location": "http://127.0.0.1:9/elsewhere"})
    if kind == "400_html":
        text = HTML.format(status=400, reason="Bad Request").encode()
        return Answer(400, text, {"Content-Type": "text/html"})
    if kind == "418":
        return Answer(418, b"", {})
    if answer.status != 200:
        return None
    data = json.loads(answer.body)
    changed = _SPOIL[kind](data, path.endswith("/batch"), chance)
    return None if changed is None else application(changed)


def _papers(data: Any) -> list[dict[str, Any]]:
    """Return every object with the id of a paper."""
    found = [data] if isinstance(data, dict) else []
    found += [c[k] for c, k in places(data) if isinstance(c[k], dict)]
    return [each for each in found if isinstance(each.get("paperId"), str)]


def _rows(data: Any, batch: bool) -> list[Any] | None:
    return data if batch and isinstance(data, list) and len(data) > 1 else None


def _rotated(data: Any, batch: bool, _: random.Random) -> Any:
    rows = _rows(data, batch)
    return None if rows is None else rows[1:] + rows[:1]


def _same_row(data: Any, batch: bool, _: random.Random) -> Any:
    rows = _rows(data, batch)
    known = next((row for row in rows or () if row), None)
    return None if rows is None or known is None else [known] * len(rows)


def _batch_null(data: Any, batch: bool, chance: random.Random) -> Any:
    rows = _rows(data, batch)
    return None if rows is None else [None if chance.random() < 0.5 else row for row in rows]


def _nested(change: Callable[[list[Any], random.Random], Any]) -> Callable[..., Any]:
    def spoil(data: Any, batch: bool, chance: random.Random) -> Any:
        touched = False
        for row in _rows(data, batch) or ():
            for name in ("references", "citations"):
                if row and row.get(name) and chance.random() < 0.5:
                    row[name] = change(row[name], chance)
                    touched = True
        return data if touched else None

    return spoil


def _lists_left_out(data: Any, batch: bool, _: random.Random) -> Any:
    touched = [row.pop(n, None) for row in _rows(data, batch) or () if row for n in (
        "references", "citations",
    )]  # fmt: skip
    return data if any(touched) else None


def _fields_left_out(data: Any, _: bool, __: random.Random) -> Any:
    touched = [paper.pop(n, None) for paper in _papers(data) for n in ("title", "year", "authors")]
    return data if any(touched) else None


def _with_id(paper_id: str) -> Callable[..., Any]:
    def spoil(data: Any, _: bool, chance: random.Random) -> Any:
        papers = _papers(data)
        if not papers:
            return None
        chance.choice(papers)["paperId"] = paper_id
        return data

    return spoil


def _page(change: Callable[[dict[str, Any]], None]) -> Callable[..., Any]:
    def spoil(data: Any, _: bool, __: random.Random) -> Any:
        if not isinstance(data, dict) or "offset" not in data or not data.get("data"):
            return None
        change(data)
        return data

    return spoil


def _next_true(page: dict[str, Any]) -> None:
    page["next"] = True


def _end_too_soon(page: dict[str, Any]) -> None:
    page.pop("next", None)
    page["data"] = page["data"][: len(page["data"]) // 2]


def _long_title(data: Any, _: bool, chance: random.Random) -> Any:
    titled = [paper for paper in _papers(data) if paper.get("title")]
    if not titled:
        return None
    chance.choice(titled)["title"] = "x" * 200_000
    return data


def _fits(old: Any, new: Any) -> bool:
    """Tell whether a client may take a value for a right one, in the place of another."""
    if isinstance(old, str):
        return isinstance(new, str | int) and not isinstance(new, bool) and new not in _ODD_TEXTS
    if isinstance(old, int) and not isinstance(old, bool):
        return isinstance(new, str) or (type(new) is int and 0 <= new < 2**63)
    return type(old) is type(new) or old is None


def _odd_value(data: Any, _: bool, chance: random.Random) -> Any:
    found = list(places(data))
    if not found:
        return None
    container, key = chance.choice(found)
    odd = [value for value in ODD_VALUES if not _fits(container[key], value)]
    if not odd:
        return None
    container[key] = chance.choice(odd)
    return data


_SPOIL: Final[Mapping[str, Callable[..., Any]]] = {
    "rotated": _rotated,
    "same_row": _same_row,
    "batch_null": _batch_null,
    "batch_cut": _nested(lambda rows, chance: rows[: chance.randrange(len(rows))]),
    "lists_left_out": _lists_left_out,
    "fields_left_out": _fields_left_out,
    "nested_text": _nested(lambda _, __: "none"),
    "nested_numbers": _nested(lambda _, __: [1]),
    "nested_object": _nested(lambda _, __: {"a": 1}),
    "empty_id": _with_id(""),
    "path_id": _with_id("../../x"),
    "next_true": _page(_next_true),
    "end_too_soon": _page(_end_too_soon),
    "long_title": _long_title,
    "odd_value": _odd_value,
}
