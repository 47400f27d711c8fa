"""Retries: which failures are repeated, how long to wait, and messages for the rest."""

from __future__ import annotations

import errno
import os
import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

import httpx

__all__ = [
    "PASSING",
    "Fault",
    "connection_fault",
    "proxy_refusal",
    "retry_after",
    "text_of_page",
]

PASSING: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses that pass: asking again, later, can help."""

_LONGEST_TEXT: Final = 300
_FEW: Final = 2
# what OpenSSL calls X509_V_ERR_CERT_HAS_EXPIRED, ..._NOT_YET_VALID, ..._HOSTNAME_MISMATCH, ..._IP_
_EXPIRED, _NOT_YET, _OTHER_HOST, _OTHER_ADDRESS = 10, 9, 62, 64


@dataclass(frozen=True, slots=True)
class Fault:
    """An attempt that brought nothing usable, and may be repeated.

    `kind` is what it is counted under: ``HTTP 429``, ``timeout``, ``no connection`` (nobody is
    there), ``TLS`` and ``proxy`` (somebody is, who keeps us from the service), ``broken
    connection``, ``too large``, ``broken packing``, and whatever the service's own judge adds. One
    that hardly passes by itself has a number of `tries`; 0 is without a limit of its own.
    """

    kind: str
    status: int | None
    reason: str
    retry_after: float = 0.0
    tries: int = 0


def text_of_page(body: bytes) -> str:
    """Return the words of a page of HTML or text, at most 300 characters of them.

    Examples
    --------
    >>> text_of_page(b"<html><h1>Bad   Gateway</h1>"), text_of_page(b"")
    ('Bad Gateway', 'an empty body')
    """
    text = re.sub(r"<[^>]*>", " ", body[:4000].decode("utf-8", "replace"))
    return " ".join(text.split())[:_LONGEST_TEXT] or "an empty body"


def retry_after(headers: Mapping[str, str], now: datetime) -> float:
    """Return the seconds that a ``Retry-After`` header asks to wait; 0 where there is none.

    A date in it is read against the answer's own ``Date``, so that a wrong clock here does no harm.

    Examples
    --------
    >>> retry_after({"retry-after": "7"}, datetime.now(UTC)), retry_after({}, datetime.now(UTC))
    (7.0, 0.0)
    >>> both = {"retry-after": "Wed, 21 Oct 2015 07:28:09 GMT",
    ...         "date": "Wed, 21 Oct 2015 07:28:00 GMT"}
    >>> retry_after(both, datetime.now(UTC))
    9.0
    """
    text = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text):
        return float(text)
    until = _date(text)
    if until is None:
        return 0.0
    return max(0.0, (until - (_date(headers.get("date", "")) or now)).total_seconds())


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def connection_fault(
    error: httpx.RequestError, *, url: httpx.URL, reached: bool, option: str
) -> Fault:
    """Return what lies at the bottom of a connection error, and what to do about it.

    `reached` tells whether somebody had taken the connection, which was meant for `url`; `option`
    is how the user gives another address.
    """
    chain = list(_chain(error))
    if isinstance(error, httpx.ProxyError):
        return _proxy_fault(str(error))
    for link in chain:
        if isinstance(link, ssl.SSLError):
            return _tls_fault(link, option)
    words = _in_words(chain, url.host)
    # whoever resets a connection is there
    if not reached and not any(isinstance(link, ConnectionResetError) for link in chain):
        return Fault("no connection", None, words)
    if isinstance(error, httpx.ConnectError) and url.scheme == "https":
        return Fault("TLS", None, f"the connection broke off during the TLS handshake: {words}")
    return Fault("broken connection", None, words)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what it came from, down to the bottom."""
    link: BaseException | None = error
    while link is not None:
        yield link
        if isinstance(link, BaseExceptionGroup):  # one for each address that a name stands for
            link = link.exceptions[0]
        else:
            link = link.__cause__ or link.__context__


_SOCKET_WORDS: Final = {
    errno.ECONNREFUSED: "connection refused",
    errno.ECONNRESET: "connection reset by peer",
    errno.ECONNABORTED: "connection aborted",
    errno.ETIMEDOUT: "connection timed out",
    errno.EHOSTUNREACH: "no route to host",
    errno.ENETUNREACH: "network is unreachable",
    errno.EADDRNOTAVAIL: "cannot assign requested address",
}


def _in_words(chain: list[BaseException], host: str) -> str:
    deepest = next((link for link in reversed(chain) if str(link)), chain[-1])
    if isinstance(deepest, socket.gaierror):
        words = (deepest.strerror or str(deepest)).lower()
        return f"the host name {host} cannot be resolved ({words}): no network, or a wrong name"
    if isinstance(deepest, OSError) and deepest.errno is not None and deepest.errno > 0:
        # asyncio's own words name no cause, and Windows has none for numbers of its sockets
        return _SOCKET_WORDS.get(deepest.errno) or os.strerror(deepest.errno).lower()
    told = deepest.strerror if isinstance(deepest, OSError) else None
    return told or str(deepest) or type(deepest).__name__


def _tls_fault(error: ssl.SSLError, option: str) -> Fault:
    """Name what went wrong with TLS: the number of such an error is none of the system's."""
    if isinstance(error, ssl.SSLCertVerificationError):
        words = f"certificate verify failed: {error.verify_message.rstrip('.')}"
        code = error.verify_code
        if code in (_EXPIRED, _NOT_YET):
            advice = "check the clock of this machine; else the server's certificate is out of date"
        elif code in (_OTHER_HOST, _OTHER_ADDRESS):
            advice = f"check the address ({option}), or who answers in its place"
        else:
            advice = (
                "where a proxy or a virus scanner of your organisation stands in between, set "
                "SSL_CERT_FILE to the file of its certificates"
            )
        return Fault("TLS", None, f"{words}; {advice}", tries=_FEW)
    reason = (error.reason or "").lower().replace("_", " ")
    if error.reason in ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL"):
        words = f"what answers there does not speak TLS ({reason}); "
        advice = "check the address (https:// or http://, and the port), or the proxy"
        return Fault("TLS", None, words + advice, tries=_FEW)
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError | ssl.SSLSyscallError):
        return Fault("TLS", None, "the connection was closed during the TLS handshake")
    words = f"the TLS handshake fails: {reason or error.strerror or error}"
    return Fault("TLS", None, f"{words}; check the address and the proxy", tries=_FEW)


def _proxy_fault(words: str) -> Fault:
    status = re.match(r"[1-5][0-9][0-9]\b", words)
    code = int(status[0]) if status else None
    if code == 407:
        return proxy_refusal(words)
    return Fault(
        "proxy",
        code,
        f"the proxy refuses: {words}; check HTTPS_PROXY, ALL_PROXY and NO_PROXY",
        tries=0 if code is None or code in PASSING else _FEW,
    )


def proxy_refusal(words: str) -> Fault:
    """Return the fault of a proxy that asks who we are."""
    advice = "put the user name and password that it wants into HTTPS_PROXY or HTTP_PROXY"
    return Fault("proxy", 407, f"the proxy refuses: {words}; {advice}", tries=_FEW)
