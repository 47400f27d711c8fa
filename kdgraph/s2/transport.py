"""One answer for one request: pace, retries, deadline, and what is data and what is not.

`Transport.fetch` is the only place that sends anything. `PoliteRequester` puts it into the
``semanticscholar`` client, in the place of the client's own requester.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import httpx
from semanticscholar.ApiRequester import ApiRequester
from semanticscholar.SemanticScholarException import (
    BadQueryParametersException,
    ObjectNotFoundException,
)

from kdgraph._version import __version__
from kdgraph.errors import (
    FetchError,
    ForbiddenError,
    InputError,
    RequestError,
    UnreachableError,
)
from kdgraph.s2._loop import LoopThread
from kdgraph.s2._pace import LIMITER, Limiter
from kdgraph.s2._request import Request, from_library
from kdgraph.s2._retry import PASSING, Fault, cause, parse, problem, retry_after
from kdgraph.s2.answers import OfflineError

__all__ = ["Event", "Patience", "PoliteRequester", "Reply", "Stats", "Transport"]

_LONGEST_WAIT: Final = 60  # in units of the backoff: about a minute at the usual pace
_CONNECT: Final = 10.0
# Tries to connect: few where nothing was ever reached, more where the network has just gone away.
_TRIES_AT_FIRST, _TRIES_LATER = 4, 8
_FAILED_CALLS: Final = 3
# Redirects and refusals that are not the service's own words come from whatever stands in between;
# among good answers they pass, so one of them is not the last word.
_UNEXPLAINED: Final = 4


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to try: seconds, and for `attempts` a number.

    `pace` is the least time between the starts of two requests, `timeout` the most for one attempt,
    `deadline` the most for one call with all its attempts, `backoff` the unit of the waits between
    them: the n-th is drawn evenly from 0 to ``backoff * min(60, 2 ** n)``.
    """

    pace: float
    timeout: float
    deadline: float
    backoff: float
    attempts: int
    jitter: Callable[[], float]


@dataclass(slots=True)
class Stats:
    """What was done so far.

    `requests` were sent, `saved` answered from the store instead; `retries` of the requests
    repeated a failed one; `waited` seconds went into pace and backoff; `faults` counts what went
    wrong by kind; `received` is in bytes.
    """

    requests: int = 0
    saved: int = 0
    retries: int = 0
    waited: float = 0.0
    received: int = 0
    faults: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that just happened, for progress bars.

    `kind`: ``request`` (one is sent), ``answer`` (it was usable), ``wait`` (it was not: asked again
    after `seconds`, for `reason`), ``saved`` (answered from the store).
    """

    kind: str
    what: str
    attempt: int = 0
    status: int | None = None
    seconds: float = 0.0
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """A usable answer: data under status 200, or another status that means something."""

    status: int
    body: bytes
    data: Any


class Transport:
    """Sends requests, one at a time in the whole process, until a usable answer came.

    It lives in one event loop. The key goes with every request and is nowhere else.
    """

    def __init__(
        self,
        base: str,
        *,
        key: str | None,
        patience: Patience,
        offline: bool,
        now: Callable[[], datetime],
        tell: Callable[[Event], None],
        limiter: Limiter = LIMITER,
    ) -> None:
        self.base, self.patience, self.offline = base, patience, offline
        self.stats = Stats()
        self.with_key = key is not None
        self._headers = {"user-agent": f"kdgraph/{__version__}"}
        if key is not None:
            self._headers["x-api-key"] = key
        self._now, self._tell, self._limiter = now, tell, limiter
        self._client: httpx.AsyncClient | None = None
        self._answered = False
        self._failed_calls = 0
        self._forbidden: int | None = None

    def __repr__(self) -> str:
        return f"Transport({self.base!r}, with_key={self.with_key})"

    def reset(self) -> None:
        """Ask again after repeated failures; a refused key stays refused."""
        self._failed_calls = 0

    async def close(self) -> None:
        """Close all connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def fetch(self, request: Request) -> Reply:
        """Return a usable answer.

        Raises
        ------
        UnreachableError
            Nobody was ever reached. Its subclass OfflineError: nothing may be sent.
        ForbiddenError
            The service answered 401 or 403, to this request or to an earlier one.
        RequestError
            The service calls the request wrong, in its own words.
        FetchError
            No usable answer within the attempts and the time allowed; or the last three calls
            ended so, and until `reset` nothing more is sent. A redirect, or a refusal that is not
            in the service's own words, must come four times.
        """
        if self.offline:
            raise OfflineError(self.base, request.what)
        async with self._limiter.turn():
            if self._forbidden is not None:
                raise ForbiddenError(self.base, self._forbidden, with_key=self.with_key)
            if self._failed_calls >= _FAILED_CALLS:
                reason = (
                    f"not asked: the last {self._failed_calls} calls failed, the service is down"
                )
                raise FetchError(request.what, None, 0, reason)
            try:
                reply = await self._persist(request)
            except FetchError:
                self._failed_calls += 1
                raise
            self._failed_calls = 0
            return reply

    async def _persist(self, request: Request) -> Reply:
        """Send `request` until it is answered, or patience ends."""
        loop = asyncio.get_running_loop()
        patience = self.patience
        end = loop.time() + patience.deadline
        seen: Counter[int | None] = Counter()
        unconnected = 0
        attempt = 0
        while True:
            attempt += 1
            await self._sleep(self._limiter.wait(patience.pace))
            result = await self._attempt(request, attempt, end - loop.time(), seen)
            if isinstance(result, Reply):
                self._tell(Event("answer", request.what, attempt, result.status))
                return result
            self.stats.faults[result.kind] += 1
            reason = result.reason
            if result.kind == "no connection":
                unconnected += 1
                if unconnected >= (_TRIES_LATER if self._answered else _TRIES_AT_FIRST):
                    break
            if attempt >= patience.attempts:
                break
            longest = patience.backoff * min(_LONGEST_WAIT, 2 ** (attempt - 1))
            wait = max(patience.jitter() * longest, result.retry_after)
            if loop.time() + wait >= end:
                reason += f"; no time for another attempt within {patience.deadline:g} s"
                if result.retry_after:
                    reason += f", as the service asks to wait {result.retry_after:g} s"
                break
            self._tell(Event("wait", request.what, attempt, result.status, wait, reason))
            self.stats.retries += 1
            await self._sleep(wait)
        if not self._answered and result.kind == "no connection":
            raise UnreachableError(self.base, reason)
        raise FetchError(request.what, result.status, attempt, reason)

    async def _sleep(self, seconds: float) -> None:
        if seconds > 0:
            self.stats.waited += seconds
            await asyncio.sleep(seconds)

    async def _attempt(
        self, request: Request, attempt: int, left: float, seen: Counter[int | None]
    ) -> Reply | Fault:
        limit = max(0.0, min(self.patience.timeout, left))
        self.stats.requests += 1
        self._tell(Event("request", request.what, attempt))
        try:
            # httpx knows no limit for the whole of an exchange: a server that drips would hold us
            async with asyncio.timeout(limit):
                response = await self._send(request)
        except TimeoutError:
            return Fault("timeout", None, f"no whole answer within {limit:.3g} s")
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
            return Fault("no connection", None, cause(error))
        except httpx.RequestError as error:
            return Fault("broken connection", None, cause(error))
        self._answered = True
        self.stats.received += len(response.content)
        return self._judge(request, response, attempt, seen)

    async def _send(self, request: Request) -> httpx.Response:
        if self._client is None:
            self._client = self._connections()
        self._limiter.mark()
        return await self._client.request(
            request.method,
            request.url(self.base),
            content=request.body,
            headers={} if request.body is None else {"content-type": "application/json"},
            extensions={"trace": self._trace},
        )

    def _connections(self) -> httpx.AsyncClient:
        try:
            return httpx.AsyncClient(
                headers=self._headers,
                timeout=httpx.Timeout(None, connect=min(_CONNECT, self.patience.timeout)),
                limits=httpx.Limits(max_connections=1, max_keepalive_connections=1),
                trust_env=not _is_loopback(self.base),  # no proxy leads to this very machine
                follow_redirects=False,
            )
        except (ValueError, ImportError, OSError, httpx.InvalidURL) as error:
            raise InputError(
                f"the proxy or certificate settings of the environment cannot be used ({error}); "
                "correct or unset HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, SSL_CERT_FILE, SSL_CERT_DIR"
            ) from error

    async def _trace(self, event: str, _: Mapping[str, Any]) -> None:
        # the pace counts from when the request leaves, not from when its connection is begun
        if event.endswith("send_request_headers.started"):
            self._limiter.mark()

    def _judge(
        self, request: Request, response: httpx.Response, attempt: int, seen: Counter[int | None]
    ) -> Reply | Fault:
        """Tell data from faults; raise where asking again is of no use."""
        status, body = response.status_code, response.content
        if status == 200:
            data, wrong = parse(body)
            if wrong is not None:
                return Fault("no JSON", status, wrong)
            wrong = request.fits(data)
            return (
                Reply(status, body, data) if wrong is None else Fault("wrong shape", status, wrong)
            )
        said = problem(status, body)
        seen[status] += 1
        if status in (401, 403):
            self.stats.faults[f"HTTP {status}"] += 1
            self._forbidden = status
            raise ForbiddenError(self.base, status, with_key=self.with_key)
        enough = request.believe(said)
        if enough and seen[status] >= enough:
            if status in PASSING:
                self.stats.faults[f"HTTP {status}"] += 1
            return Reply(status, body, parse(body)[0])
        unexplained = status < 400 or not said.by_application
        if enough or status in PASSING or (unexplained and seen[status] < _UNEXPLAINED):
            pause = retry_after(response.headers, self._now())
            return Fault(f"HTTP {status}", status, said.text, pause)
        self.stats.faults[f"HTTP {status}"] += 1
        if status < 400:
            target = response.headers.get("location")
            reason = f"it redirects to {target}" if target else "a status that carries no data"
        elif unexplained:
            reason = f"{said.text}, which are not the service's own words"
        else:
            raise RequestError(request.url(self.base), status, said.text)
        raise FetchError(request.what, status, attempt, f"{reason}; check --api-url and proxy")


def _is_loopback(base: str) -> bool:
    host = httpx.URL(base).host
    return host in ("localhost", "::1") or host.startswith("127.")


class PoliteRequester(ApiRequester):  # type: ignore[misc] # the library has no types
    """The requester of the ``semanticscholar`` client, with our manners.

    It works from any event loop. A 404 and a 400 raise the library's own exceptions, everything
    else ours; headers that the library passes, or forgets, make no difference.
    """

    def __init__(self, transport: Transport, loop: LoopThread) -> None:
        super().__init__(transport.patience.timeout)
        self._transport, self._loop_thread = transport, loop

    async def get_data_async(
        self,
        url: str,
        parameters: str,
        headers: dict[str, str] | None,  # noqa: ARG002 - the library's signature
        payload: dict[str, Any] | None = None,
    ) -> Any:
        """Return the JSON of one answer; see the class."""
        request = from_library(self._transport.base, url, parameters, payload)
        future = self._loop_thread.submit(self._transport.fetch(request))
        reply = await asyncio.wrap_future(future)
        if reply.status == 404:
            raise ObjectNotFoundException(problem(404, reply.body).text)
        if reply.status == 400:
            raise BadQueryParametersException(problem(400, reply.body).text)
        return reply.data
