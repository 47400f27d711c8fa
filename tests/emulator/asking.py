"""A plain client for tests of the emulator: no retries, no cleverness."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from typing import Any, NamedTuple, Self
from urllib.parse import quote, urlencode

from tests.emulator.server import Emulator

__all__ = ["Asking", "Got"]


class Got(NamedTuple):
    """Status, decoded body (None if it is no JSON), headers and raw body."""

    status: int
    body: Any
    headers: http.client.HTTPMessage
    raw: bytes


class Asking:
    """One kept-alive connection to an emulator."""

    def __init__(self, emulator: Emulator, *, key: str | None = None, timeout: float = 10) -> None:
        host, port = emulator.url.removeprefix("http://").split(":")
        self.connection = http.client.HTTPConnection(host, int(port), timeout=timeout)
        self.key = key

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def get(self, path: str, **query: object) -> Got:
        """Ask `/graph/v1/` + path, or a path from the root."""
        return self._send("GET", path, query, None)

    def post(self, path: str, body: object, **query: object) -> Got:
        """Send JSON."""
        return self._send("POST", path, query, json.dumps(body))

    def _send(self, method: str, path: str, query: dict[str, object], body: str | None) -> Got:
        target = path if path.startswith("/") else f"/graph/v1/{path}"
        target = quote(target, safe="/:.") + (f"?{urlencode(query)}" if query else "")
        headers = {"x-api-key": self.key} if self.key is not None else {}
        try:
            self.connection.request(method, target, body, headers)
            answer = self.connection.getresponse()
            raw = answer.read()
        except BaseException:
            self.connection.close()
            raise
        try:
            decoded = json.loads(raw)
        except ValueError:
            decoded = None
        return Got(answer.status, decoded, answer.headers, raw)

    def walk(self, path: str, **query: object) -> Iterator[Any]:
        """Yield all rows of a paged route; nothing where they are elided."""
        offset: int | None = 0
        while offset is not None:
            got = self.get(path, **query, offset=offset)
            assert got.status == 200, got
            yield from got.body["data"] or []
            offset = got.body.get("next")
