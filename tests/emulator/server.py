"""The emulator: a corpus behind a loopback address, with keys, pace, faults and a log."""

from __future__ import annotations

import random
import ssl
import threading
import time
from collections.abc import Collection
from types import TracebackType
from typing import Any, Literal, Self

from tests.emulator.answers import Answer, gateway, too_many_requests
from tests.emulator.corpus import Corpus
from tests.emulator.exchange import Bucket, Exchange
from tests.emulator.faults import QUIRKS, Fault, Faults
from tests.emulator.handler import Server
from tests.emulator.request import Options, Request
from tests.emulator.routes import Routes
from tests.emulator.spoils import SPOILS, spoiled

__all__ = ["Emulator", "Listening"]


class Listening:
    """A service on the loopback interface while the `with` block lasts, with a log.

    Parameters
    ----------
    port : int
        Where to listen; 0 takes any free port.
    latency : float
        Seconds that every answer takes.
    tls : SSLContext, optional
        Makes it a server of HTTPS, with the certificate of this context.
    """

    def __init__(
        self, *, port: int = 0, latency: float = 0.0, tls: ssl.SSLContext | None = None
    ) -> None:
        self.latency = latency
        self.stopping = threading.Event()
        self._lock = threading.RLock()
        self._log: list[Exchange] = []
        self._in_flight = self._max_in_flight = 0
        self._port, self._tls = port, tls
        self._server: Server | None = None

    def __enter__(self) -> Self:
        self.stopping.clear()
        self._server = Server(("127.0.0.1", self._port), self)
        if self._tls is not None:
            self._server.socket = self._tls.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._server is not None:
            self.stopping.set()
            self._server.shutdown()
            self._server.hang_up()
            self._server.server_close()
            self._thread.join()
            self._server = None

    @property
    def url(self) -> str:
        """Where it is, without a slash at the end."""
        if self._server is None:
            raise RuntimeError("the emulator is not running; use it in a `with` block")
        return f"http{'s' if self._tls else ''}://127.0.0.1:{self._server.server_address[1]}"

    # --- what happened ---------------------------------------------------------------------------

    @property
    def log(self) -> list[Exchange]:
        """Every exchange so far, in order of arrival."""
        with self._lock:
            return list(self._log)

    @property
    def max_in_flight(self) -> int:
        """The largest number of requests that were being answered at one time."""
        return self._max_in_flight

    def answered(self) -> int:
        """Return how many exchanges ended in a whole answer of 200, 400 or 404."""
        with self._lock:
            return sum(exchange.answered for exchange in self._log)

    def clear_log(self) -> None:
        """Forget the log and the number of requests in flight at most."""
        with self._lock:
            self._log.clear()
            self._max_in_flight = self._in_flight

    # --- what the wire asks ----------------------------------------------------------------------

    def arrived(self, exchange: Exchange) -> None:
        """Log a request that was read."""
        with self._lock:
            self._log.append(exchange)
            self._in_flight += 1
            self._max_in_flight = max(self._max_in_flight, self._in_flight)

    def leaving(self, exchange: Exchange, status: int | None) -> None:
        """Log that the last of an answer is about to be sent; a second time changes nothing."""
        with self._lock:
            if exchange.ended is None:
                exchange.ended, exchange.status = time.monotonic(), status
                exchange.delivered = status is not None
                self._in_flight -= 1

    def answer(self, request: Request, target: str) -> tuple[Answer, Fault | None]:
        """Return the answer to a request, and the fault that befalls it."""
        raise NotImplementedError


class Emulator(Listening):
    """Semantic Scholar on the loopback interface, while the `with` block lasts.

    Parameters
    ----------
    corpus : Corpus
        What the service knows; it may be changed while the server runs.
    keys : collection of str
        Keys that are accepted. Any other key is answered 403 on every route.
    require_key : bool
        Whether requests without a key are refused as well (403).
    rate_limit : float, optional
        Requests per second and key, over all routes together; more are answered 429.
    rate_slack : float
        Share of an interval by which a request may come early (clocks are read at both ends).
    anonymous_429 : float
        Probability that a request without key meets an exhausted anonymous pool (429).
    faults : Faults, optional
        What goes wrong.
    latency : float
        Seconds that every answer takes.
    port : int
        Where to listen; 0 takes any free port.
    tls : SSLContext, optional
        Makes it a server of HTTPS, with the certificate of this context.
    undated_in_windows : {"drop", "keep"}
        See `Options`; further keyword arguments are other attributes of it.

    Examples
    --------
    >>> from urllib.request import urlopen
    >>> from tests.emulator import Corpus, Paper
    >>> corpus = Corpus()
    >>> paper = corpus.add_paper(Paper("0" * 40, title="A paper"))
    >>> with Emulator(corpus) as emulator:
    ...     with urlopen(f"{emulator.url}/graph/v1/paper/{paper.sha}?fields=year") as answer:
    ...         answer.read()
    b'{"paperId": "0000000000000000000000000000000000000000", "year": null}\\n'
    """

    def __init__(
        self,
        corpus: Corpus,
        *,
        keys: Collection[str] = (),
        require_key: bool = False,
        rate_limit: float | None = None,
        rate_slack: float = 0.02,
        anonymous_429: float = 0.0,
        faults: Faults | None = None,
        latency: float = 0.0,
        port: int = 0,
        tls: ssl.SSLContext | None = None,
        undated_in_windows: Literal["drop", "keep"] = "drop",
        **options: Any,
    ) -> None:
        super().__init__(port=port, latency=latency, tls=tls)
        self.corpus, self.keys, self.require_key = corpus, set(keys), require_key
        self.faults, self.anonymous_429 = faults, anonymous_429
        self.options = Options(undated_in_windows=undated_in_windows, **options)
        self.routes = Routes(corpus, self.options)
        self._bucket = Bucket(rate_limit, slack=rate_slack) if rate_limit is not None else None
        self._random = random.Random(0)

    def answer(self, request: Request, target: str) -> tuple[Answer, Fault | None]:
        """Return the answer to a request, and the fault that befalls it.

        Keys and pace come first, as they do at the gateway; what passes them can meet a fault.
        """
        unknown = request.key is not None and request.key not in self.keys
        if unknown or (request.key is None and self.require_key):
            return gateway(403, {"message": "Forbidden"}), None
        with self._lock:
            if self._bucket and not self._bucket.take(request.key, time.monotonic()):
                return too_many_requests(), None
            if request.key is None and self._random.random() < self.anonymous_429:
                return too_many_requests(), None
        same = f"{request.method} {target} {request.body!r}"
        fault = self.faults.choose(same, request.path) if self.faults else None
        with self.corpus.lock:
            answer = self.routes.answer(request)
            if fault is not None and fault.kind in SPOILS:
                odd = spoiled(fault.kind, request.path, answer, self._random)
                return (answer, None) if odd is None else (odd, fault)
            if fault is not None and fault.kind in QUIRKS:
                odd = self.routes.odd(fault.kind, request, answer)
                return (answer, None) if odd is None else (odd, fault)
        return answer, fault
