"""One request: its address, cache key, and validation of its answer."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

from kdgraph.errors import InputError

__all__ = ["KNOWN_PAPER", "Problem", "Request", "from_library", "paper_path"]

# What the client library glues together with "&"; an "&" before anything else belongs to a value.
_PARAMETERS: Final = (
    "authors|fields|fieldsOfStudy|from|insertedBefore|limit|minCitationCount|offset|openAccessPdf"
    "|paperIds|publicationDateOrYear|publicationTypes|query|sort|token|venue|year"
)
_GLUE = re.compile(rf"&(?=(?:{_PARAMETERS})(?:=|&|$))")


@dataclass(frozen=True, slots=True)
class Problem:
    """An answer that is no data: its status and text.

    `by_application` tells the service's own words (``{"error": ...}``) from those of whatever
    stands in between, `from_gateway` those of its gateway (``{"message": ...}``).
    """

    status: int
    text: str
    by_application: bool
    from_gateway: bool = False


def _any_json(data: Any) -> str | None:
    if isinstance(data, dict) and set(data) == {"error"}:
        return f"an error under status 200: {data['error']}"
    return None if isinstance(data, dict | list) else f"{type(data).__name__}, expected an object"


def _never(problem: Problem) -> int:  # noqa: ARG001 - the signature is `believe`'s
    return 0


@dataclass(frozen=True, slots=True)
class Request:
    """One request.

    Parameters
    ----------
    path : str
        Below the service's address, percent-encoded.
    query : tuple of (name, value)
        Not encoded.
    payload : mapping, optional
        Sent as JSON by POST; without one it is a GET.
    what : str
        What is asked for, in words, for messages.
    fits : callable
        Tells what is wrong with the JSON of a 200, or None where it has the expected shape.
    believe : callable
        How often an answer that is no data must come before it is taken for an answer; 0 is never.
    keep : frozenset of int, optional
        The statuses under which an answer is stored; None: whatever is taken for an answer.
    """

    path: str
    query: tuple[tuple[str, str], ...] = ()
    payload: Mapping[str, Any] | None = None
    what: str = "a request"
    fits: Callable[[Any], str | None] = _any_json
    believe: Callable[[Problem], int] = _never
    keep: frozenset[int] | None = None

    @property
    def method(self) -> str:
        """POST where there is a payload, else GET."""
        return "GET" if self.payload is None else "POST"

    @property
    def body(self) -> bytes | None:
        """The payload as JSON, always in the same form."""
        if self.payload is None:
            return None
        return json.dumps(self.payload, sort_keys=True, separators=(",", ":")).encode()

    def url(self, base: str) -> str:
        """Return the whole address."""
        query = urlencode(self.query, quote_via=quote, safe=",:")
        return f"{base}{self.path}?{query}" if query else f"{base}{self.path}"

    def key(self, base: str) -> str:
        """Return the name of this request in the store; who asks is no part of it.

        Examples
        --------
        >>> a = Request("/x", (("fields", "title"), ("limit", "5")))
        >>> b = Request("/x", (("limit", "5"), ("fields", "title")))
        >>> a.key("https://one") == b.key("https://one") != b.key("https://two")
        True
        """
        parts = [self.method, base, self.path, sorted(self.query), (self.body or b"").decode()]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def paper_path(paper_id: str, *more: str) -> str:
    """Return the path of a paper; slashes and colons of the id stay as they are.

    Examples
    --------
    >>> paper_path("DOI:10.1/a#b?c", "citations")
    '/graph/v1/paper/DOI:10.1/a%23b%3Fc/citations'
    """
    return "/".join(["/graph/v1/paper", quote(paper_id, safe="/:"), *more])


def _is_paper(data: Any) -> str | None:
    return None if isinstance(data, dict) and "paperId" in data else "no paper"


def _not_found(problem: Problem) -> int:
    return int(problem.status == 404 and problem.by_application)


KNOWN_PAPER: Final = Request(
    paper_path("ARXIV:1503.02531"),
    (("fields", "title"),),
    what="a paper, to see whether the service is there",
    fits=_is_paper,
    believe=_not_found,
)
"""One cheap call that nothing is wrong with: "Distilling the Knowledge in a Neural Network"."""


def from_library(
    base: str, url: str, parameters: str, payload: Mapping[str, Any] | None
) -> Request:
    """Make a request of what the client library hands to its requester.

    The library glues parameters together as they are; here each is taken apart again and encoded,
    so that ``&``, ``+`` and ``#`` in a title reach the service.

    Raises
    ------
    InputError
        If `url` is not below `base`: the key must not go elsewhere.

    Examples
    --------
    >>> request = from_library("http://s", "http://s/p", "query=A&B: C+D&fields=title", None)
    >>> request.query, request.url("http://s")
    ((('query', 'A&B: C+D'), ('fields', 'title')), 'http://s/p?query=A%26B:%20C%2BD&fields=title')
    """
    if not url.startswith(f"{base}/"):
        raise InputError(f"{url} is not below {base}, the only address that is asked")
    query = tuple(
        (name, value)
        for name, _, value in (part.partition("=") for part in _GLUE.split(parameters.lstrip("&")))
        if name
    )
    path = quote(url.removeprefix(base), safe="/:%")
    return Request(
        path,
        query,
        payload or None,
        what=path,
        fits=_shape_of(path, payload or None),
        believe=_words_of_the_application,
        # links to files of the datasets expire
        keep=frozenset() if path.startswith("/datasets/") else frozenset({200}),
    )


def _words_of_the_application(problem: Problem) -> int:
    return int(problem.by_application and problem.status in (400, 404))


def _shape_of(path: str, payload: Mapping[str, Any] | None) -> Callable[[Any], str | None]:
    """Return the test of an answer to the library: it makes empty objects of whatever comes."""
    parts = path.strip("/").split("/")
    kind, last = parts[2] if len(parts) > 2 else "", parts[-1]
    if parts[0] == "recommendations":
        return _holding("recommendedPapers", list)
    if parts[0] == "datasets":
        if kind == "diffs" or "dataset" in parts:
            return _holding("diffs" if kind == "diffs" else "files", list)
        return _any_json if last == "release" else _holding("release_id", str)
    if last == "batch" and payload is not None:
        name = "paperId" if kind == "paper" else "authorId"
        return lambda data: _misfit_of_rows(data, len(payload["ids"]), name)
    if last == "autocomplete":
        return _holding("matches", list)
    if last in ("citations", "references") or (last, kind) in (
        ("authors", "paper"),
        ("papers", "author"),
    ):
        return _holding("data", list | None)
    if "search" in parts:
        return _misfit_of_search
    return _holding("paperId" if kind == "paper" else "authorId", str)


def _holding(name: str, kind: Any) -> Callable[[Any], str | None]:
    def misfit(data: Any) -> str | None:
        if isinstance(data, dict) and name in data and isinstance(data[name], kind):
            return None
        return f"no {name} in it: {str(data)[:80]}"

    return misfit


def _misfit_of_rows(data: Any, count: int, name: str) -> str | None:
    if not isinstance(data, list) or len(data) != count:
        return f"not the {count} rows that were asked for: {str(data)[:80]}"
    if not all(row is None or (isinstance(row, dict) and name in row) for row in data):
        return f"a row without {name}"
    return None


def _misfit_of_search(data: Any) -> str | None:
    if isinstance(data, dict) and isinstance(data.get("data"), list):
        return None
    if isinstance(data, dict) and data.get("total") == 0:
        return None  # so the service says that nothing fits
    return f"no rows in it: {str(data)[:80]}"
