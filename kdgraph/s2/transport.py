"""Transport to Semantic Scholar: the key, and which answers are data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import ClassVar, Final

import httpx

from kdgraph import http
from kdgraph._version import __version__
from kdgraph.errors import FetchError, ForbiddenError, RequestError
from kdgraph.http import PASSING, Event, Fault, Heard, Limiter, Patience, Reply, retry_after
from kdgraph.http.body import read_body
from kdgraph.s2._mask import Mask
from kdgraph.s2._problems import parse, problem
from kdgraph.s2._request import KNOWN_PAPER, Request
from kdgraph.s2.answers import OfflineError

__all__ = ["MOST_BYTES", "Transport"]

MOST_BYTES: Final = 32 * 2**20
"""More than this is no answer of the service, which ends at 10 MB; packed or not."""

_LIMITER: Final = Limiter()
# Redirects and refusals that are not the service's own words come from whatever stands in between;
# among good answers they pass, so one of them is not the last word.
_UNEXPLAINED: Final = 4
# So many refusals in a row (HTTP 400), and a paper that every service knows is asked for.
_REFUSALS: Final = 8


class Transport(http.Transport[Request]):
    """Sends requests, one at a time in the whole process, until a usable answer came.

    It lives in one event loop. The key goes with every request and is nowhere else. Beside the
    errors of every transport, `fetch` raises OfflineError (nothing may be sent), ForbiddenError
    (the service answered 401 or 403, to this request or to an earlier one) and RequestError (the
    service calls the request wrong, in its own words). A redirect, or a refusal that is not in the
    service's own words, must come four times.
    """

    option: ClassVar[str] = "--api-url"

    def __init__(
        self,
        base: str,
        *,
        key: str | None,
        patience: Patience,
        offline: bool,
        now: Callable[[], datetime],
        tell: Callable[[Event], None],
        limiter: Limiter = _LIMITER,
    ) -> None:
        # gzip only: its unpacking can be bounded, and the service packs nothing at all
        headers = {"user-agent": f"kdgraph/{__version__}", "accept-encoding": "gzip"}
        if key is not None:
            headers["x-api-key"] = key
        super().__init__(
            base, headers=headers, patience=patience, now=now, tell=tell, limiter=limiter
        )
        self.offline, self.with_key = offline, key is not None
        self._mask = Mask(key)
        self._refused, self._refusals_allowed = 0, _REFUSALS
        self._forbidden: int | None = None

    def __repr__(self) -> str:
        return f"Transport({self.base!r}, with_key={self.with_key})"

    async def fetch(self, request: Request) -> Reply:
        """Return a usable answer; see `kdgraph.http.Transport.fetch` and the class."""
        if self.offline:
            raise OfflineError(self.base, request.what)
        return await super().fetch(request)

    def refuse(self) -> None:
        """Raise if the key, or its absence, was refused before."""
        if self._forbidden is not None:
            raise ForbiddenError(self.base, self._forbidden, with_key=self.with_key)

    def shown(self, text: str) -> str:
        """Return a text without the key."""
        return self._mask.text(text)

    async def read(self, response: httpx.Response) -> bytes:
        """Return the body of an answer, up to a bound, without the key."""
        body, found = self._mask.body(await read_body(response, most=MOST_BYTES))
        self.stats.masked += found
        return body

    async def settled(self, reply: Reply) -> None:
        """After many refusals on end, find out whether they are meant for what was asked.

        Batches are split in halves where they are refused; a service that refuses everything would
        be asked for every paper twice.
        """
        self._refused = self._refused + 1 if reply.status == 400 else 0
        if self._refused >= self._refusals_allowed:
            self._refusals_allowed *= 4
            await self.persist(KNOWN_PAPER)  # raises RequestError if that is refused too

    def judge(
        self, request: Request, heard: Heard, attempt: int, seen: Counter[int | None]
    ) -> Reply | Fault:
        """Tell data from faults; raise where asking again is of no use."""
        status, body = heard.status, heard.body
        if status == 200:
            data, wrong = parse(body)
            if wrong is not None:
                return Fault("no JSON", status, wrong)
            wrong = request.fits(data)
            return (
                Reply(status, body, data) if wrong is None else Fault("wrong shape", status, wrong)
            )
        said = problem(status, body)
        said = replace(said, text=self.shown(said.text))  # a short key is not masked in data
        seen[status] += 1
        if status in (401, 403):
            self.stats.faults[f"HTTP {status}"] += 1
            self._forbidden = status
            told = "" if said.from_gateway else said.text
            raise ForbiddenError(self.base, status, with_key=self.with_key, said=told)
        enough = request.believe(said)
        if enough and seen[status] >= enough:
            if status in PASSING:
                self.stats.faults[f"HTTP {status}"] += 1
            return Reply(status, body, parse(body)[0])
        unexplained = status < 400 or not said.by_application
        if enough or status in PASSING or (unexplained and seen[status] < _UNEXPLAINED):
            pause = retry_after(heard.headers, self._now())
            return Fault(f"HTTP {status}", status, said.text, pause)
        self.stats.faults[f"HTTP {status}"] += 1
        if status < 400:
            target = heard.headers.get("location")
            reason = f"it redirects to {target}" if target else "a status that carries no data"
        elif unexplained:
            reason = f"{said.text}, which are not the service's own words"
        else:
            raise RequestError(request.url(self.base), status, said.text)
        raise FetchError(request.what, status, attempt, f"{reason}; check {self.option} and proxy")
