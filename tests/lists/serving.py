"""A server of lists on this machine, which misbehaves on request."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

__all__ = ["Answer", "ListServer", "slow"]


@dataclass(frozen=True)
class Answer:
    """What is answered: status, headers and the parts of the body, sent as they come."""

    body: bytes | Callable[[], Iterable[bytes]] = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


def slow(parts: Iterable[bytes], seconds: float) -> Callable[[], Iterable[bytes]]:
    """Send a body in parts, with a pause before each."""

    def send() -> Iterable[bytes]:
        for part in parts:
            time.sleep(seconds)
            yield part

    return send


class ListServer:
    """Answers by path; several answers under one path are given in turn, the last one for ever.

    As a mirror, its paths are whole addresses: ``/https://raw.githubusercontent.com/O/R/...``.
    """

    def __init__(self, answers: Mapping[str, Answer | list[Answer]]) -> None:
        self.answers = {path: _listed(answer) for path, answer in answers.items()}
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                outer.headers.append({k.lower(): v for k, v in self.headers.items()})
                left = outer.answers.get(self.path, [Answer(status=404)])
                answer = left.pop(0) if len(left) > 1 else left[0]
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                if isinstance(answer.body, bytes):
                    self.send_header("content-length", str(len(answer.body)))
                self.end_headers()
                try:
                    for part in [answer.body] if isinstance(answer.body, bytes) else answer.body():
                        self.wfile.write(part)
                except OSError:
                    pass  # who asked has had enough

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler


def _listed(answer: Answer | list[Answer]) -> list[Answer]:
    return answer if isinstance(answer, list) else [answer]
