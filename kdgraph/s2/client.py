"""The ``semanticscholar`` client on our requester: what it asks goes through pace and store.

Single papers, batches and title matches of the product go through the library's client
(`library_call`). What its own code gets wrong is mended at its one seam: the key on every call,
no error turned into an empty paper, pages that are whole, an end of lists that is told. What cannot
be mended there is not asked through it: a batch loses its positions in the library, a list its
rows beyond 9,999; `Service.papers` and `Service.walk` keep them.
"""

from __future__ import annotations

import asyncio
import logging
import re
import warnings
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from semanticscholar import AsyncSemanticScholar, SemanticScholar
from semanticscholar.ApiRequester import ApiRequester
from semanticscholar.SemanticScholarException import (
    BadQueryParametersException,
    ObjectNotFoundException,
)

from kdgraph.errors import FetchError
from kdgraph.http import LoopThread
from kdgraph.s2._request import Request, from_library
from kdgraph.s2.batch import Answered

__all__ = [
    "Asked",
    "HardenedClient",
    "PoliteRequester",
    "ask_through",
    "library_call",
    "quiet_client",
]

_WINDOW: Final = 9_999  # rows of a list that the service shows
_LISTS: Final = ("citations", "references", "authors")
_LIST_OF_GRAPH: Final = re.compile(
    r"/graph/v1/(paper/.+/(citations|references|authors)|author/[^/]+/papers)"
)

Answering = Callable[[Request, datetime | None], Awaitable[Answered]]


@dataclass(slots=True)
class Asked:
    """A request of the product that is on its way through the library's client, and its answer."""

    request: Request
    newer_than: datetime | None
    answered: Answered | None = None


_ASKED: ContextVar[Asked | None] = ContextVar("kdgraph_asked", default=None)


def library_call(request: Request) -> Callable[[AsyncSemanticScholar], Awaitable[Any]] | None:
    """Return the call of the library that makes a request; None: its own code gets that wrong.

    Examples
    --------
    >>> library_call(Request("/graph/v1/paper/x/citations")) is None
    True
    """
    fields = dict(request.query).get("fields", "").split(",")
    paper = request.path.removeprefix("/graph/v1/paper/")
    if request.path == "/graph/v1/paper/batch" and request.payload is not None:
        ids = list(request.payload["ids"])
        return lambda client: client.get_papers(ids, fields=fields)
    if paper == "search/match":
        title = dict(request.query)["query"]
        return lambda client: client.search_paper(title, fields=fields, match_title=True)
    if paper == request.path or paper.rpartition("/")[2] in _LISTS or paper.startswith("search"):
        return None
    return lambda client: client.get_paper(paper, fields=fields)


async def ask_through(
    client: AsyncSemanticScholar,
    call: Callable[[AsyncSemanticScholar], Awaitable[Any]],
    asked: Asked,
) -> Answered:
    """Make a call of the library, and return what was answered to it, as it was answered."""
    token = _ASKED.set(asked)
    try:
        await call(client)
    finally:
        _ASKED.reset(token)
    if asked.answered is None:
        raise RuntimeError(f"semanticscholar has not asked for {asked.request.what}")
    return asked.answered


class PoliteRequester(ApiRequester):  # type: ignore[misc] # the library has no types
    """The requester of the ``semanticscholar`` client, with our manners.

    It works from any event loop. A 404 and a 400 raise the library's own exceptions, everything
    else ours; headers that the library passes, or forgets, make no difference. The page of a list
    is whole, also where the service gives it in parts.

    Parameters
    ----------
    base : str
        The only address that is asked.
    timeout : float
        Of one attempt, in seconds.
    answer : callable
        Returns the answer to a request that must not be older than a day.
    loop : LoopThread
        Where that runs.
    newer_than : callable
        Returns the day before which a stored answer is too old; None: none is.
    """

    def __init__(
        self,
        base: str,
        timeout: float,
        answer: Answering,
        loop: LoopThread,
        newer_than: Callable[[], datetime | None],
    ) -> None:
        super().__init__(timeout)
        self._base, self._answer, self._loop_thread = base, answer, loop
        self._newer_than = newer_than

    async def get_data_async(
        self,
        url: str,
        parameters: str,
        headers: dict[str, str] | None,  # noqa: ARG002 - the library's signature
        payload: dict[str, Any] | None = None,
    ) -> Any:
        """Return the JSON of one answer; see the class."""
        request = from_library(self._base, url, parameters, payload)
        asked = _ASKED.get()
        if asked is not None:
            _check_same(request, asked.request)
            asked.answered = await self._answer(asked.request, asked.newer_than)
            return _stand_in(asked.request)
        if _LIST_OF_GRAPH.fullmatch(request.path):
            return await self._whole_page(request)
        return _data(await self._ask(request))

    async def _ask(self, request: Request) -> Answered:
        async def answer() -> Answered:
            return await self._answer(request, self._newer_than())

        return await asyncio.wrap_future(self._loop_thread.submit(answer()))

    async def _whole_page(self, request: Request) -> dict[str, Any]:
        """Return a page of a list with as many rows as were asked for, if there are so many.

        The library takes a page for the last one unless the next begins where this one would end.
        """
        query = dict(request.query)
        start = int(query.get("offset", "0"))
        end = start + int(query.get("limit", "100"))
        rows: list[Any] = []
        offset: int | None = start
        while offset is not None and offset < min(end, _WINDOW):
            limit = min(end, _WINDOW) - offset
            part = {**query, "offset": str(offset), "limit": str(limit)}
            data = _data(await self._ask(replace(request, query=tuple(part.items()))))
            if data["data"] is None:
                reason = "the publisher withholds this list: nobody can say what is in it"
                raise FetchError(request.what, 200, 1, reason)
            rows += data["data"]
            following = data.get("next")
            if following is not None and following <= offset:
                raise FetchError(request.what, 200, 1, f"the page after {offset} is {following}")
            offset = following
        if offset is not None and offset >= _WINDOW:
            warnings.warn(
                f"the service shows {_WINDOW:,} rows of a list, and {request.what} has more; "
                "kdgraph.s2.Service.walk asks for older citations by their dates",
                stacklevel=2,
            )
            offset = None
        return {"offset": start, "data": rows} | ({} if offset is None else {"next": end})


def _data(answered: Answered) -> Any:
    if answered.status == 404:
        raise ObjectNotFoundException(answered.text)
    if answered.status == 400:
        raise BadQueryParametersException(answered.text)
    return answered.data


def _check_same(made: Request, meant: Request) -> None:
    """Refuse to go on if the library asks for something else than was meant."""
    same = (made.path, made.payload) == (meant.path, meant.payload)
    if not same or not set(meant.query) <= set(made.query):
        raise RuntimeError(
            f"semanticscholar asks for {made.path} {dict(made.query)} where {meant.what} was meant"
        )


def _stand_in(request: Request) -> Any:
    """Return what the library makes objects of, where the answer itself is used as it came.

    Its list of ids that were not found would be a guess (it compares strings), and dates that it
    does not understand would be an error.
    """
    if request.payload is not None:
        return [{"paperId": paper} for paper in request.payload["ids"]]
    return {"paperId": "", "data": [{"paperId": ""}]}


class HardenedClient(SemanticScholar):  # type: ignore[misc] # the library has no types
    """The library's `SemanticScholar`, asking through kdgraph; see `kdgraph.semantic_scholar`.

    Attributes
    ----------
    asynchronous : semanticscholar.AsyncSemanticScholar
        Its twin, whose methods are awaited; it asks in the same way.
    """

    def __init__(self, asynchronous: AsyncSemanticScholar, close: Callable[[], None]) -> None:
        # not the library's own constructor: that would make a client without manners, and set up
        # logging for everybody
        self._timeout = asynchronous.timeout
        self._retry, self._debug = True, False
        self._AsyncSemanticScholar = asynchronous
        self.asynchronous = asynchronous
        self._close = close

    def __repr__(self) -> str:
        return f"HardenedClient({self.asynchronous.api_url!r})"

    def __enter__(self) -> HardenedClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close connections and the store; a second time does nothing."""
        self._close()


def quiet_client(api_url: str, timeout: float) -> AsyncSemanticScholar:
    """Return the library's client, and undo what its constructor does to everybody's logging.

    It is not told the key: the requester adds it, so the library has none to print.
    """
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    client = AsyncSemanticScholar(timeout=timeout, api_url=api_url)
    for handler in [h for h in root.handlers if h not in handlers]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    return client
