"""HTTP transport: rate limit, retries, deadline, and validation of answers.

`Transport.fetch` is the only place that sends anything.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

import httpx

from kdgraph._version import __version__
from kdgraph.errors import (
    FetchError,
    ForbiddenError,
    HandshakeError,
    InputError,
    RequestError,
    UnreachableError,
)
from kdgraph.s2._body import BodyError, TooLargeError, read_body
from kdgraph.s2._mask import Mask
from kdgraph.s2._pace import LIMITER, Limiter
from kdgraph.s2._request import KNOWN_PAPER, Request
from kdgraph.s2._retry import (
    PASSING,
    Fault,
    connection_fault,
    parse,
    problem,
    proxy_refusal,
    retry_after,
)
from kdgraph.s2.answers import OfflineError
from kdgraph.settings import is_this_machine, proxy_of

__all__ = ["Event", "Patience", "Reply", "Stats", "Transport"]

_LONGEST_WAIT: Final = 60  # in units of the backoff: about a minute at the usual pace
_CONNECT: Final = 10.0
# Tries to connect: few where nothing was ever reached, more where the network has just gone away.
_TRIES_AT_FIRST, _TRIES_LATER = 4, 8
_FAILED_CALLS: Final = 3
# Redirects and refusals that are not the service's own words come from whatever stands in between;
# among good answers they pass, so one of them is not the last word.
_UNEXPLAINED: Final = 4
# An answer without an end is read up to its bound each time, which is a lot.
_TRIES_TOO_LARGE: Final = 4
# So many refusals in a row (HTTP 400), and a paper that every service knows is asked for.
_REFUSALS: Final = 8


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
    wrong by kind; `received` is in bytes. `masked` counts how often the key came back in answers,
    where it is masked before they are read.
    """

    requests: int = 0
    saved: int = 0
    retries: int = 0
    waited: float = 0.0
    received: int = 0
    masked: int = 0
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


@dataclass(frozen=True, slots=True)
class _Heard:
    """An answer as it arrived, whatever it is worth; the key is not in it any more."""

    status: int
    headers: Mapping[str, str]
    body: bytes


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
        # gzip only: its unpacking can be bounded, and the service packs nothing at all
        self._headers = {"user-agent": f"kdgraph/{__version__}", "accept-encoding": "gzip"}
        if key is not None:
            self._headers["x-api-key"] = key
        self._now, self._tell, self._limiter = now, tell, limiter
        self._mask = Mask(key)
        self._client: httpx.AsyncClient | None = None
        # whether somebody ever took a connection, and whether in this attempt
        self._ever_reached = self._reached = False
        self._refused, self._refusals_allowed = 0, _REFUSALS
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
            await self._heed_refusals(reply)
            return reply

    async def _heed_refusals(self, reply: Reply) -> None:
        """After many refusals on end, find out whether they are meant for what was asked.

        Batches are split in halves where they are refused; a service that refuses everything would
        be asked for every paper twice.
        """
        self._refused = self._refused + 1 if reply.status == 400 else 0
        if self._refused >= self._refusals_allowed:
            self._refusals_allowed *= 4
            await self._persist(KNOWN_PAPER)  # raises RequestError if that is refused too

    async def _persist(self, request: Request) -> Reply:
        """Send `request` until it is answered, or patience ends."""
        loop = asyncio.get_running_loop()
        patience = self.patience
        end = loop.time() + patience.deadline
        seen: Counter[int | None] = Counter()
        unconnected = stubborn = 0
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
            if result.kind in ("no connection", "TLS", "proxy"):
                unconnected += 1
                if unconnected >= (_TRIES_LATER if self._ever_reached else _TRIES_AT_FIRST):
                    break
            stubborn += result.tries > 0
            if attempt >= patience.attempts or (result.tries and stubborn >= result.tries):
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
        if result.kind == "no connection" and not self._ever_reached:
            raise UnreachableError(self.base, reason)
        if result.kind in ("TLS", "proxy"):
            raise HandshakeError(self.base, request.what, result.status, attempt, reason)
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
        self._reached = False
        if self._client is None:
            self._client = self._connections()
        try:
            # httpx knows no limit for the whole of an exchange: a server that drips would hold us
            async with asyncio.timeout(limit):
                heard = await self._exchange(self._client, request)
        except TimeoutError:
            if not self._reached:
                return Fault("no connection", None, f"no answer within {limit:.3g} s")
            return Fault("timeout", None, f"no whole answer within {limit:.3g} s")
        except TooLargeError as error:
            return Fault("too large", None, str(error), tries=_TRIES_TOO_LARGE)
        except BodyError as error:
            return Fault("no JSON", None, self._mask.text(str(error)))
        except httpx.RequestError as error:
            fault = connection_fault(error, url=httpx.URL(self.base), reached=self._reached)
            self._ever_reached |= fault.kind != "no connection"
            proxy = None if self._reached else proxy_of(self.base)
            through = f", asked through the proxy {proxy} of the environment" if proxy else ""
            return replace(fault, reason=self._mask.text(fault.reason + through))
        self.stats.received += len(heard.body)
        return self._judge(request, heard, attempt, seen)

    async def _exchange(self, client: httpx.AsyncClient, request: Request) -> _Heard:
        """Send a request once and read what comes back, up to a bound, without the key."""
        self._limiter.mark()
        async with client.stream(
            request.method,
            request.url(self.base),
            content=request.body,
            headers={} if request.body is None else {"content-type": "application/json"},
            extensions={"trace": self._trace},
        ) as response:
            body, found = self._mask.body(await read_body(response))
        self.stats.masked += found
        headers = {name: self._mask.text(value) for name, value in response.headers.items()}
        return _Heard(response.status_code, headers, body)

    def _connections(self) -> httpx.AsyncClient:
        here = is_this_machine(self.base)
        without_tls = here and not self.base.startswith("https:")
        try:
            return httpx.AsyncClient(
                # SSL_CERT_FILE holds for this very machine too, though no proxy leads to it
                verify=False if without_tls else httpx.create_ssl_context(),
                headers=self._headers,
                timeout=httpx.Timeout(None, connect=min(_CONNECT, self.patience.timeout)),
                limits=httpx.Limits(max_connections=1, max_keepalive_connections=1),
                trust_env=not here,
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
        if event.endswith(("connect_tcp.complete", "send_request_headers.started")):
            self._reached = self._ever_reached = True

    def _judge(
        self, request: Request, heard: _Heard, attempt: int, seen: Counter[int | None]
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
        said = replace(said, text=self._mask.text(said.text))  # a short key is not masked in data
        seen[status] += 1
        if status in (401, 403):
            self.stats.faults[f"HTTP {status}"] += 1
            self._forbidden = status
            told = "" if said.from_gateway else said.text
            raise ForbiddenError(self.base, status, with_key=self.with_key, said=told)
        if status == 407:
            return proxy_refusal(f"{status} {said.text}")
        if status == 511:
            words = f"this network asks for a log-in first: {said.text}; open a page in a browser"
            return Fault("proxy", status, words, tries=2)
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
        raise FetchError(request.what, status, attempt, f"{reason}; check --api-url and proxy")
