"""Small worlds to ask about, a quick service, and a server that follows a script."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from kdgraph.s2 import Service
from tests.emulator import Corpus, Paper

__all__ = ["KEY", "Scripted", "Seen", "paper", "quick", "scripted", "sha", "star"]

KEY = "a-secret-key-0123456789"


def sha(number: int) -> str:
    """Return the id of a numbered paper."""
    return f"{number:040x}"


def paper(number: int, **facts: Any) -> Paper:
    """Return a numbered paper with an arXiv id and a DOI."""
    known: dict[str, Any] = {
        "corpus_id": 1_000 + number,
        "title": f"Paper number {number}",
        "year": 2015,
        "external_ids": {"ArXiv": f"1503.{number:05d}", "DOI": f"10.1000/{number}"},
    }
    return Paper(sha(number), **(known | facts))


def star(leaves: int, *, days: Callable[[int], str | None] | None = None) -> Corpus:
    """Return a world where papers 1 to `leaves` cite paper 0; `days` dates each of them."""
    corpus = Corpus()
    corpus.add_paper(paper(0))
    for number in range(1, leaves + 1):
        day = days(number) if days else f"20{10 + number % 14}-0{1 + number % 9}-{10 + number % 19}"
        corpus.add_paper(paper(number, date=day, year=int(day[:4]) if day else None))
        corpus.add_citation(sha(number), sha(0))
    return corpus


def quick(url: str, **options: Any) -> Service:
    """Return a service without pauses that are worth the name."""
    defaults: dict[str, Any] = {"pace": 0.0, "backoff": 0.001, "timeout": 5.0, "deadline": 20.0}
    return Service(api_url=url, **(defaults | options))


@dataclass(slots=True)
class Seen:
    """A request that a scripted server got."""

    method: str
    target: str
    headers: dict[str, str]
    body: Any


Reply = tuple[int, dict[str, str], bytes]


@dataclass(slots=True)
class Scripted:
    """A server that answers as a function says."""

    url: str
    seen: list[Seen] = field(default_factory=list)


@contextmanager
def scripted(script: Callable[[Seen], Reply | Any]) -> Iterator[Scripted]:
    """Serve on loopback what `script` returns: (status, headers, body), or JSON for a plain 200."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # headers and body in one piece

        def log_message(self, format: str, *args: Any) -> None:
            return

        def do_GET(self) -> None:
            self._serve()

        def do_POST(self) -> None:
            self._serve()

        def do_CONNECT(self) -> None:  # as a proxy is asked
            self._serve()

        def _serve(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            headers = {name.lower(): value for name, value in self.headers.items()}
            server.seen.append(seen := Seen(self.command, self.path, headers, body))
            said = script(seen)
            status, extra, data = (
                said if isinstance(said, tuple) else (200, {}, json.dumps(said).encode())
            )
            self.send_response_only(status)
            for name, value in ({"content-length": str(len(data))} | extra).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

    class Server(ThreadingHTTPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as listening:
        server = Scripted(f"http://127.0.0.1:{listening.server_address[1]}")
        thread = threading.Thread(
            target=listening.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )
        thread.start()
        try:
            yield server
        finally:
            listening.shutdown()
            thread.join()
