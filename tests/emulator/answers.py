"""Answers of the two producers: the application and the gateway in front of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

__all__ = ["HTML", "Answer", "ApiError", "application", "gateway", "too_many_requests"]

_TOO_MANY = (
    "Too Many Requests. Please wait and try again or apply for a key for higher rate limits. "
    "https://www.semanticscholar.org/product/api#api-key-form"
)
HTML = (
    "<html>\r\n<head><title>{status} {reason}</title></head>\r\n<body>\r\n"
    "<center><h1>{status} {reason}</h1></center>\r\n</body>\r\n</html>\r\n"
)


class ApiError(Exception):
    """An answer other than 200, in the application's shape unless `message` is set."""

    def __init__(self, status: int, text: str, *, message: bool = False) -> None:
        super().__init__(text)
        self.answer = (
            gateway(status, {"message": text}) if message else application({"error": text}, status)
        )


@dataclass(slots=True)
class Answer:
    """What goes over the wire: a status, headers and the whole body."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def application(body: Any, status: int = 200, *, text: str | None = None) -> Answer:
    """Answer as the application does: ends in a newline; `text` is JSON already made.

    Errors are written without spaces, everything else with them.
    """
    if text is None:
        text = json.dumps(body, separators=None if status == 200 else (",", ":"))
    return Answer(
        status,
        f"{text}\n".encode(),
        {
            "Content-Type": "application/json",
            "Access-Control-Allow-Origin": "*",
            "x-amzn-Remapped-Server": "gunicorn",
            "X-Cache": "Miss from cloudfront" if status == 200 else "Error from cloudfront",
        },
    )


def gateway(status: int, body: Any) -> Answer:
    """Answer as the gateway does: no newline, no CORS header, the kind of error in a header."""
    kind = {
        403: "ForbiddenException",
        429: "TooManyRequestsException",
        500: "InternalServerErrorException",
        504: "InternalServerErrorException",
    }.get(status, "Exception")
    return Answer(
        status,
        json.dumps(body, separators=(",", ":")).encode(),
        {
            "Content-Type": "application/json",
            "x-amzn-ErrorType": kind,
            "X-Cache": "Error from cloudfront",
        },
    )


def too_many_requests() -> Answer:
    """Answer 429 with the gateway's body; there is no Retry-After, as in the real service."""
    return gateway(429, {"message": _TOO_MANY, "code": "429"})
