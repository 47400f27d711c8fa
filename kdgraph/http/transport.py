"""HTTP transport: rate limit, retries and deadline; a service adds what its answers mean.

`Transport.fetch` is the only place that sends anything.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, ClassVar, Final, Generic, Protocol, TypeVar

import httpx

from kdgraph.errors import FetchError, HandshakeError, InputError, UnreachableError
from kdgraph.http.body import BodyError, TooLargeError
from kdgraph.http.pace import Limiter
from kdgraph.http.retry import Fault, connection_fault, proxy_refusal, text_of_page
from kdgraph.settings import is_this_machine, proxy_of

__all__ = ["Asks", "Event", "Heard", "Patience", "Reply", "Stats", "Transport"]

_LONGEST_WAIT: Final = 60  # in units of the backoff: about a minute at the usual pace
# Tries to connect where something was reached before: the network has just gone away.
_TRIES_LATER: Final = 8
_FAILED_CALLS: Final = 3
# An answer without an end is read up to its bound each time, which is a lot.
_TRIES_TOO_LARGE: Final = 4


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
class Heard:
    """An answer as it arrived, whatever it is worth."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Asks(Protocol):
    """A request, as far as sending it needs to know it."""

    @property
    def what(self) -> str:
        """What is asked for, in words, for messages."""
        ...

    @property
    def method(self) -> str:
        """GET or POST."""
        ...

    @property
    def body(self) -> bytes | None:
        """What is posted."""
        ...

    def url(self, base: str) -> str:
        """Return the whole address."""
        ...


R = TypeVar("R", bound=Asks)


class Transport(ABC, Generic[R]):
    """Sends requests, one at a time through its limiter, until a usable answer came.

    It lives in one event loop. A service says in a subclass how a body is read (`read`) and what an
    answer is worth (`judge`).

    Attributes
    ----------
    option : str
        How the user gives another address of the service.
    tries_at_first : int
        Tries to connect where nothing was ever reached.
    connect : float
        Most seconds until somebody takes the connection.
    """

    option: ClassVar[str]
    tries_at_first: ClassVar[int] = 4
    connect: ClassVar[float] = 10.0

    def __init__(
        self,
        base: str,
        *,
        headers: Mapping[str, str],
        patience: Patience,
        now: Callable[[], datetime],
        tell: Callable[[Event], None],
        limiter: Limiter,
    ) -> None:
        self.base, self.patience = base, patience
        self.stats = Stats()
        self._headers = dict(headers)
        self._now, self._tell, self._limiter = now, tell, limiter
        self._clock = limiter.clock
        self._client: httpx.AsyncClient | None = None
        # whether somebody ever took a connection, and whether in this attempt
        self._ever_reached = self._reached = False
        self._failed_calls = 0

    def reset(self) -> None:
        """Ask again after repeated failures; what is refused stays refused."""
        self._failed_calls = 0

    async def close(self) -> None:
        """Close all connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    @abstractmethod
    async def read(self, response: httpx.Response) -> bytes:
        """Return the body of an answer, up to a bound."""

    @abstractmethod
    def judge(
        self, request: R, heard: Heard, attempt: int, seen: Counter[int | None]
    ) -> Reply | Fault:
        """Tell data from faults; raise where asking again is of no use.

        `seen` counts the answers to this request by status; this one is to be added.
        """

    def headers(self, request: R) -> dict[str, str]:
        """Return the headers of one request, beside those of every one."""
        return {} if request.body is None else {"content-type": "application/json"}

    def shown(self, text: str) -> str:
        """Return a text as it may be shown: a service takes out what is secret."""
        return text

    def refuse(self) -> None:
        """Raise if nothing may be sent any more."""

    async def settled(self, reply: Reply) -> None:
        """Look at what came of a call, still holding the turn."""

    async def fetch(self, request: R) -> Reply:
        """Return a usable answer.

        Raises
        ------
        UnreachableError
            Nobody was ever reached.
        FetchError
            No usable answer within the attempts and the time allowed; or the last three calls
            ended so, and until `reset` nothing more is sent.
        ServiceError
            Whatever else `judge` and `refuse` raise.
        """
        async with self._limiter.turn():
            self.refuse()
            if self._failed_calls >= _FAILED_CALLS:
                reason = (
                    f"not asked: the last {self._failed_calls} calls failed, the service is down"
                )
                raise FetchError(request.what, None, 0, reason)
            try:
                reply = await self.persist(request)
            except FetchError:
                self._failed_calls += 1
                raise
            self._failed_calls = 0
            await self.settled(reply)
            return reply

    async def persist(self, request: R) -> Reply:
        """Send `request` until it is answered, or patience ends."""
        clock, patience = self._clock, self.patience
        end = clock.now() + patience.deadline
        seen: Counter[int | None] = Counter()
        unconnected = stubborn = 0
        attempt = 0
        while True:
            attempt += 1
            await self._sleep(self._limiter.wait(patience.pace))
            result = await self._attempt(request, attempt, end - clock.now(), seen)
            if isinstance(result, Reply):
                self._tell(Event("answer", request.what, attempt, result.status))
                return result
            self.stats.faults[result.kind] += 1
            reason = result.reason
            if result.kind in ("no connection", "TLS", "proxy"):
                unconnected += 1
                if unconnected >= (_TRIES_LATER if self._ever_reached else self.tries_at_first):
                    break
            stubborn += result.tries > 0
            if attempt >= patience.attempts or (result.tries and stubborn >= result.tries):
                break
            longest = patience.backoff * min(_LONGEST_WAIT, 2 ** (attempt - 1))
            wait = max(patience.jitter() * longest, result.retry_after)
            if clock.now() + wait >= end:
                reason += f"; no time for another attempt within {patience.deadline:g} s"
                if result.retry_after:
                    reason += f", as the service asks to wait {result.retry_after:g} s"
                break
            self._tell(Event("wait", request.what, attempt, result.status, wait, reason))
            self.stats.retries += 1
            await self._sleep(wait)
        if result.kind == "no connection" and not self._ever_reached:
            raise UnreachableError(self.base, reason, option=self.option)
        if result.kind in ("TLS", "proxy"):
            raise HandshakeError(self.base, request.what, result.status, attempt, reason)
        raise FetchError(request.what, result.status, attempt, reason)

    async def _sleep(self, seconds: float) -> None:
        if seconds > 0:
            self.stats.waited += seconds
            await self._clock.sleep(seconds)

    async def _attempt(
        self, request: R, attempt: int, left: float, seen: Counter[int | None]
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
            return Fault("broken packing", None, self.shown(str(error)))
        except httpx.RequestError as error:
            fault = connection_fault(
                error, url=httpx.URL(self.base), reached=self._reached, option=self.option
            )
            self._ever_reached |= fault.kind != "no connection"
            proxy = None if self._reached else proxy_of(self.base)
            through = f", asked through the proxy {proxy} of the environment" if proxy else ""
            return replace(fault, reason=self.shown(fault.reason + through))
        self.stats.received += len(heard.body)
        if heard.status == 407:
            return proxy_refusal(f"{heard.status} {self.shown(text_of_page(heard.body))}")
        if heard.status == 511:
            said = self.shown(text_of_page(heard.body))
            words = f"this network asks for a log-in first: {said}; open a page in a browser"
            return Fault("proxy", heard.status, words, tries=2)
        return self.judge(request, heard, attempt, seen)

    async def _exchange(self, client: httpx.AsyncClient, request: R) -> Heard:
        """Send a request once and read what comes back."""
        self._limiter.mark()
        async with client.stream(
            request.method,
            request.url(self.base),
            content=request.body,
            headers=self.headers(request),
            extensions={"trace": self._trace},
        ) as response:
            body = await self.read(response)
        headers = {name: self.shown(value) for name, value in response.headers.items()}
        return Heard(response.status_code, headers, body)

    def _connections(self) -> httpx.AsyncClient:
        here = is_this_machine(self.base)
        without_tls = here and not self.base.startswith("https:")
        try:
            return httpx.AsyncClient(
                # SSL_CERT_FILE holds for this very machine too, though no proxy leads to it
                verify=False if without_tls else httpx.create_ssl_context(),
                headers=self._headers,
                timeout=httpx.Timeout(None, connect=min(self.connect, self.patience.timeout)),
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
