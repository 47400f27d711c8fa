"""Asking whether addresses lead anywhere."""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urldefrag, urlsplit

from kdgraph._version import __version__

if TYPE_CHECKING:
    import httpx

__all__ = ["Answer", "Reached"]

_DEAD: Final = frozenset({404, 410})
_NO_HEAD: Final = frozenset({400, 403, 404, 405, 406, 410, 429, 500, 501, 503})
"""Answers to HEAD after which the page itself is asked for: many servers do not know HEAD."""
_WORKERS: Final = 8


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking for an address: `dead` is None where that is not decided.

    `no_host` says that its host has no address.
    """

    dead: bool | None
    reason: str
    no_host: bool = False


@dataclass
class Reached:
    """Asks for addresses, one at a time from each host, at a pace.

    Parameters
    ----------
    pace : float
        Least seconds between two requests to one host.
    timeout : float
        Most seconds for one answer.
    heard : callable, optional
        Told how many addresses are done, of how many.
    """

    pace: float = 1.0
    timeout: float = 20.0
    heard: Callable[[int, int], None] | None = None
    answers: dict[str, Answer] = field(default_factory=dict)

    def ask(self, urls: Iterable[str]) -> Mapping[str, Answer]:
        """Return the answer of each address; fragments are not sent, and none is asked twice."""
        import httpx

        wanted = list(dict.fromkeys(urls))
        by_host: defaultdict[str, list[str]] = defaultdict(list)
        for page in dict.fromkeys(urldefrag(url).url for url in wanted):
            if page not in self.answers:
                by_host[urlsplit(page).netloc.lower()].append(page)
        total, done, lock = sum(map(len, by_host.values())), 0, threading.Lock()
        client = httpx.Client(
            headers={"user-agent": f"kdgraph/{__version__}"},
            timeout=httpx.Timeout(self.timeout, connect=min(10.0, self.timeout)),
            follow_redirects=True,
        )

        def one_host(pages: list[str]) -> None:
            nonlocal done
            for n, page in enumerate(pages):
                if n:
                    time.sleep(self.pace)
                answer = _asked(client, page)
                with lock:
                    self.answers[page] = answer
                    done += 1
                    if self.heard is not None:
                        self.heard(done, total)

        with client, ThreadPoolExecutor(_WORKERS) as pool:
            for _ in pool.map(one_host, by_host.values()):
                pass
        if all(answer.no_host for answer in self.answers.values()):
            # perhaps it is this machine that has no network
            for page, answer in self.answers.items():
                self.answers[page] = replace(answer, dead=None)
        return {url: self.answers[urldefrag(url).url] for url in wanted}

    def undecided(self) -> Mapping[str, int]:
        """Return how many addresses it could not be decided of, by reason."""
        reasons = Counter(a.reason for a in self.answers.values() if a.dead is None)
        return dict(sorted(reasons.items()))


def _asked(client: httpx.Client, url: str) -> Answer:
    import httpx

    try:
        status = client.head(url).status_code
        if status in _NO_HEAD:
            with client.stream("GET", url) as reply:
                status = reply.status_code
    except httpx.ConnectError as error:
        cause: BaseException | None = error
        while cause is not None and not isinstance(cause, socket.gaierror):
            cause = cause.__cause__ or cause.__context__
        if isinstance(cause, socket.gaierror) and cause.errno == socket.EAI_NONAME:
            return Answer(True, "there is no such host", no_host=True)
        return Answer(None, "no connection")
    except httpx.TimeoutException:
        return Answer(None, "no answer in time")
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):
        return Answer(None, "the request failed")
    if status in _DEAD:
        return Answer(True, f"the server answers {status}")
    if status < 400:
        return Answer(False, "")
    return Answer(None, f"the server answers {status}")
