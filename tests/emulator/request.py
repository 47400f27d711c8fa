"""One request, taken apart; and the parameters that several routes share."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.emulator.answers import ApiError

__all__ = ["Options", "Request", "in_window", "integer", "page", "window"]


@dataclass(frozen=True)
class Options:
    """How the emulated service decides where the real one is not known, or is to be stricter.

    Attributes
    ----------
    undated_in_windows : str
        Whether a `publicationDateOrYear` window finds citing papers that have a year only, as on
        1 January ("keep", documented), or loses them ("drop", observed). Papers without a year are
        in no window.
    cut_in_batch : bool
        Whether nested citations stop at 1,000 per paper in batches too.
    budget_counts_references : bool
        Whether nested references count in the 9,999 rows (`batch_budget`) of one batch answer, and
        are cut, some to nothing, where there are more.
    references_in_batch : int, optional
        Where nested references of one paper stop in batches, however small the batch; None: they
        do not.
    malformed_ids : str
        Whether an empty or malformed id in a batch is answered by null or rejects the batch.
    citing_info : bool
        Whether `/references` carries the newer `citingPaperInfo` beside its rows.
    """

    undated_in_windows: str = "drop"
    cut_in_batch: bool = True
    nested_limit: int = 1_000
    batch_budget: int = 9_999
    budget_counts_references: bool = False
    references_in_batch: int | None = None
    malformed_ids: str = "null"
    citing_info: bool = False
    max_bytes: int = 10 * 1024 * 1024
    heavy: int = 100_000


@dataclass(frozen=True)
class Request:
    """What a client asked: method, decoded path, parameters, body, key, headers in lower case."""

    method: str
    path: str
    query: dict[str, str]
    body: bytes
    key: str | None
    headers: Mapping[str, str] = field(default_factory=dict)

    def ids(self, name: str = "ids") -> list[Any]:
        """Return a list in the JSON body; an absent or null one is empty."""
        try:
            body = json.loads(self.body or b"null")
        except ValueError:
            raise ApiError(400, "Request body is not valid JSON") from None
        if not isinstance(body, dict) or not isinstance(body.get(name) or [], list):
            raise ApiError(400, f"Request body must be an object with a list '{name}'")
        return list(body.get(name) or [])


def integer(request: Request, name: str, default: int, *, least: int = 0) -> int:
    """Read a number in the query."""
    text = request.query.get(name)
    if text is None:
        return default
    if not text.isdecimal() or int(text) < least:
        raise ApiError(400, f"Unacceptable query params: [{name}={text}]")
    return int(text)


def page(request: Request, *, most: int = 1_000, window: int = 10_000) -> tuple[int, int]:
    """Read offset and limit of a paged route, and refuse what is outside its window."""
    offset, limit = integer(request, "offset", 0), integer(request, "limit", 100, least=1)
    if limit > most:
        raise ApiError(400, f"'limit' must be <= {most}")
    if offset + limit >= window:
        if window == 1_000:
            hint = "Consider '/paper/search/bulk' for bulk search."
            raise ApiError(400, f"Relevance search offset + limit must be < 1000. {hint}")
        raise ApiError(400, f"offset + limit must be < {window}")
    return offset, limit


def window(request: Request, name: str = "publicationDateOrYear") -> tuple[str, str] | None:
    """Read a span of dates: `2019`, `2016-03-05:2020-06-06`, `2015:`, `:2015-01`."""
    text = request.query.get(name)
    if not text:
        return None
    low, colon, high = text.partition(":")
    if not colon:
        high = low
    for part in (low, high):
        digits = part.split("-")
        if part and (
            len(digits) > 3
            or [len(d) for d in digits] != [4, 2, 2][: len(digits)]
            or not all(d.isdecimal() for d in digits)
        ):
            raise ApiError(400, f"Unacceptable query params: [{name}={text}]")
    return low, high


def in_window(span: tuple[str, str], date: str | None, year: int | None, undated: str) -> bool:
    """Tell whether a paper is in a span of dates; `undated` as in `Options`."""
    low, high = span
    if date is None:
        if year is None or undated == "drop":
            return False
        date = f"{year}-01-01"
    return date >= low and (not high or date[: len(high)] <= high)
