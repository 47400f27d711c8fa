"""The wire: reading requests, writing answers, and everything that can go wrong in between."""

from __future__ import annotations

import gzip
import json
import os
import socket
import struct
import sys
import threading
import time
from email.utils import formatdate
from http.client import responses
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import parse_qsl, unquote

from tests.emulator.answers import HTML, Answer, application, gateway, too_many_requests
from tests.emulator.exchange import Exchange
from tests.emulator.faults import QUIRKS, Fault
from tests.emulator.request import Request
from tests.emulator.spoils import SPOILS

__all__ = ["Handler", "Server", "Service"]


class Service(Protocol):
    """What a handler needs of the emulator."""

    stopping: threading.Event
    latency: float

    def arrived(self, exchange: Exchange) -> None:
        """Take note of a request that was read."""

    def leaving(self, exchange: Exchange, status: int | None) -> None:
        """Take note that the last bytes of an answer are about to be sent."""

    def answer(self, request: Request, target: str) -> tuple[Answer, Fault | None]:
        """Return the answer, and what shall happen to it."""


class Server(ThreadingHTTPServer):
    """A threading server that can hang up on the connections that clients keep alive."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], service: Service) -> None:
        super().__init__(address, Handler)
        self.service = service
        self._open: set[socket.socket] = set()
        self._guard = threading.Lock()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection while it lasts."""
        with self._guard:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget the connection."""
        with self._guard:
            self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """Close every connection."""
        with self._guard:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:  # it is gone already
                    continue

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that went away; show everything else."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """Serves one connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet: the emulator's log has it all."""

    def do_GET(self) -> None:
        """Serve a GET."""
        self._serve()

    def do_POST(self) -> None:
        """Serve a POST."""
        self._serve()

    def _serve(self) -> None:
        started, service = time.monotonic(), self.server.service
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path, _, query = self.path.partition("?")
        request = Request(
            self.command,
            unquote(path),
            dict(reversed(parse_qsl(query, keep_blank_values=True))),
            body,
            self.headers.get("x-api-key"),
            {name.lower(): value for name, value in self.headers.items()},
        )
        try:
            decoded = json.loads(body) if body else None
        except ValueError:
            decoded = body
        exchange = Exchange(
            started,
            request.method,
            self.path,
            request.path,
            request.query,
            decoded,
            dict(request.headers),
            request.key,
        )
        service.arrived(exchange)
        try:
            answer, fault = service.answer(request, self.path)
            if service.latency:
                service.stopping.wait(service.latency)
            exchange.fault = fault.kind if fault else None
            self._send(exchange, answer, fault)
        except OSError:
            exchange.delivered = False
            self.close_connection = True
        finally:
            service.leaving(exchange, None)

    def _send(self, exchange: Exchange, answer: Answer, fault: Fault | None) -> None:
        kind = fault.kind if fault and fault.kind not in QUIRKS | set(SPOILS) else None
        if fault is None or kind is None:
            self._whole(exchange, answer)
        elif kind in _INSTEAD:
            self._whole(exchange, _instead(fault, exchange.key))
        elif kind == "endless":
            self._endless(exchange)
        elif kind == "hang":
            self.server.service.stopping.wait(fault.seconds)
            self.close_connection = True
        elif kind == "drip":
            self._drip(exchange, answer, fault.seconds)
        else:
            self._broken(exchange, answer, kind)

    def _head(self, answer: Answer) -> bytes:
        lines = [
            f"HTTP/1.1 {answer.status} {responses.get(answer.status, 'Unknown')}",
            f"Content-Length: {len(answer.body)}",
            f"Date: {formatdate(usegmt=True)}",
            *(f"{name}: {value}" for name, value in answer.headers.items()),
            f"Connection: {'close' if self.close_connection else 'keep-alive'}",
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def _whole(self, exchange: Exchange, answer: Answer) -> None:
        # the exchange counts as over just before the last bytes go out: once they are out, the
        # client may be back with its next request before this thread runs again
        data = self._head(answer) + answer.body
        self.server.service.leaving(exchange, answer.status)
        self.wfile.write(data)

    def _drip(self, exchange: Exchange, answer: Answer, seconds: float) -> None:
        data = self._head(answer) + answer.body
        drops = max(2, min(len(data), int(seconds / 0.02)))
        size = -(-len(data) // drops)
        for start in range(0, len(data), size):
            if start + size >= len(data):
                self.server.service.leaving(exchange, answer.status)
            self.wfile.write(data[start : start + size])
            if self.server.service.stopping.wait(seconds / drops):
                break

    def _endless(self, exchange: Exchange) -> None:
        self.close_connection = True
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[")
        self.server.service.leaving(exchange, 200)
        for _ in range(_MOST_BLANKS):  # an end after all, for the sake of clients without a bound
            self.wfile.write(_BLANKS)

    def _broken(self, exchange: Exchange, answer: Answer, kind: str) -> None:
        if kind != "reset":
            self.wfile.write(self._head(answer) + answer.body[: len(answer.body) // 2])
        self.server.service.leaving(exchange, None)
        self.close_connection = True
        if kind != "truncated":
            # lingering for no time at all makes the kernel send RST instead of FIN
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            os.close(self.connection.detach())


_INSTEAD = {
    "429",
    "500_error",
    "500_message",
    "500_html",
    "502",
    "503",
    "504",
    "html_200",
    "message_200",
    "null_200",
    "redirect",
    "gzip_bomb",
    "key_503",
}
_BLANKS = b" " * 2**18
_MOST_BLANKS = 512
_BOMB = gzip.compress(b"[" + bytes(64 * 2**20))


def _instead(fault: Fault, key: str | None) -> Answer:
    kind = fault.kind
    if kind == "429":
        answer = too_many_requests()
    elif kind == "500_error":
        answer = application({"error": "Internal Server Error"}, 500)
    elif kind == "500_message":
        answer = gateway(500, {"message": "Internal Server Error"})
    elif kind == "504":
        answer = gateway(504, {"message": "Endpoint request timed out"})
    elif kind == "message_200":
        answer = application({"message": "Internal Server Error"})
    elif kind == "null_200":
        answer = application(None)
    elif kind == "redirect":
        answer = Answer(302, b"", {"Location": f"http://127.0.0.1:9/log-in?for={key}"})
    elif kind == "gzip_bomb":
        answer = Answer(200, _BOMB, {"Content-Encoding": "gzip"})
    elif kind == "key_503":
        answer = gateway(503, {"message": f"no room for {key}"})
    else:
        status = 200 if kind == "html_200" else int(kind[:3])
        text = HTML.format(status=status, reason=responses[status])
        answer = Answer(status, text.encode(), {"Content-Type": "text/html"})
    if fault.retry_after is not None:
        answer.headers["Retry-After"] = f"{fault.retry_after:g}"
    return answer
