"""Fetching a list by its address, within bounds, and without any key."""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urljoin, urlsplit

from kdgraph._version import __version__
from kdgraph.errors import ListError, ListUnavailableError
from kdgraph.lists.addresses import Place, locate, without_secrets
from kdgraph.settings import is_this_machine
from kdgraph.texts import file_name

if TYPE_CHECKING:
    import httpx

__all__ = ["Fetched", "fetch_list"]

# httpx is imported by the functions that need it: no list from a file should wait for it

_REDIRECTS: Final = 5
_ATTEMPTS: Final = 3
_LONGEST_WAIT: Final = 20.0
_PASSING: Final = frozenset({429, 500, 502, 503, 504})
_CHUNK: Final = 2**16


@dataclass(frozen=True, slots=True)
class Fetched:
    """A list as it came from its address.

    `given` is the address that was asked for and `address` that of the file which came, both as
    they may be stored: without keys. `name` is what to call the list, `file_name` the name to keep
    it under, `page` whether what came is a web page.
    """

    given: str
    address: str
    name: str
    file_name: str
    data: bytes
    time: datetime
    page: bool


def fetch_list(
    address: str,
    *,
    most: int,
    mirror: str | None = None,
    timeout: float = 60.0,
    backoff: float = 1.0,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Fetched:
    """Fetch the list of an address.

    Parameters
    ----------
    address : str
        As `kdgraph.lists.addresses.locate` understands it.
    most : int
        Most bytes of a list; more are not read.
    mirror : str, optional
        An address to which the raw address is appended, and which is asked instead.
    timeout : float
        Most seconds for one answer, redirects included.
    backoff : float
        Seconds before the second attempt where the server is busy; twice as many before the third.
    now : callable
        The clock.

    Raises
    ------
    ListUnavailableError
        If nobody answers in time, or the server is busy or broken: the same call may do later.
    ListError
        If there is nothing under the address, or what is there is no list.
    """
    import httpx

    place = locate(address)
    client = httpx.Client(
        headers={"user-agent": f"kdgraph/{__version__}", "accept-encoding": "gzip"},
        timeout=httpx.Timeout(timeout, connect=min(10.0, timeout)),
        trust_env=not is_this_machine(mirror or place.raw[0]),
        follow_redirects=False,
    )
    with client:
        for raw in place.raw:
            answer = _patiently(client, place, raw, mirror, most, timeout, backoff)
            if answer is not None:
                return _fetched(place, raw, answer, now())
    tried = "" if len(place.raw) == 1 else f" (README under {len(place.raw)} spellings was tried)"
    raise ListError(
        place.given,
        f"there is nothing under this address{tried}",
        "check its spelling; what is private looks the same from outside: "
        "save the file and give its path",
    )


@dataclass(frozen=True, slots=True)
class _Answer:
    data: bytes
    content_type: str
    disposition: str


class _Busy(Exception):  # noqa: N818 - it is caught before anybody sees it
    """The server, or the way to it, fails in a way that may pass."""

    def __init__(self, reason: str, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.reason, self.wait = reason, wait


def _patiently(
    client: httpx.Client,
    place: Place,
    raw: str,
    mirror: str | None,
    most: int,
    timeout: float,
    backoff: float,
) -> _Answer | None:
    """Return what is under an address, None where nothing is; ask again where that may help."""
    reason = ""
    for attempt in range(_ATTEMPTS):
        try:
            return _ask(client, place, raw, mirror, most, timeout)
        except _Busy as busy:
            reason = busy.reason
            if busy.wait > _LONGEST_WAIT:
                reason += f", which asks to wait {busy.wait:.0f} s"
                break
            if attempt + 1 < _ATTEMPTS:
                time.sleep(max(busy.wait, backoff * 2**attempt))
    raise ListUnavailableError(place.given, reason, without_secrets(place.raw[0]))


def _ask(
    client: httpx.Client, place: Place, raw: str, mirror: str | None, most: int, timeout: float
) -> _Answer | None:
    """Ask once, along redirects."""
    import httpx

    url = f"{mirror.rstrip('/')}/{raw}" if mirror and not is_this_machine(raw) else raw
    end = time.monotonic() + timeout
    for _ in range(_REDIRECTS + 1):
        try:
            with client.stream("GET", url) as response:
                if response.is_redirect:
                    url = _redirected(place, url, response.headers.get("location", ""))
                    continue
                status = response.status_code
                if status in (404, 410):
                    return None
                if status in _PASSING:
                    raise _Busy(f"the server answers HTTP {status}", _wait_of(response))
                if status != 200:
                    raise ListError(
                        place.given,
                        f"the server answers HTTP {status}",
                        "save the file and give its path, or give it to `kdgraph build -`",
                    )
                data = b"".join(_body(response, place, most, end))
                return _Answer(
                    data,
                    response.headers.get("content-type", ""),
                    response.headers.get("content-disposition", ""),
                )
        except httpx.TimeoutException:
            reason = f"no whole answer within {timeout:g} s"
            raise ListUnavailableError(place.given, reason, without_secrets(place.raw[0])) from None
        except httpx.ConnectError as error:
            raise ListUnavailableError(
                place.given, f"no connection: {error}", without_secrets(place.raw[0])
            ) from None
        except httpx.TransportError as error:
            raise _Busy(f"the connection broke: {error or type(error).__name__}") from error
        except httpx.InvalidURL as error:
            raise ListError(
                place.given, f"the address is malformed ({error})", "check it"
            ) from None
    raise ListError(
        place.given,
        f"more than {_REDIRECTS} redirects",
        "open it in a browser, save the file and give its path",
    )


def _redirected(place: Place, url: str, location: str) -> str:
    target = urljoin(url, location)
    parts = urlsplit(target)
    if not location or parts.scheme not in ("http", "https") or parts.username is not None:
        problem = f"the server sends on to {without_secrets(target)!r}, which is not followed"
        raise ListError(place.given, problem, "give the address of the file itself")
    if url.startswith("https:") and parts.scheme == "http":
        problem = f"the server sends on from https to {without_secrets(target)}, without protection"
        raise ListError(place.given, problem, "give that address itself if you trust it")
    return target


def _wait_of(response: httpx.Response) -> float:
    told = response.headers.get("retry-after", "").strip()
    return float(told) if re.fullmatch(r"\d{1,6}", told) else 0.0


def _body(response: httpx.Response, place: Place, most: int, end: float) -> Iterator[bytes]:
    """Yield the body unpacked, up to a bound of bytes and of time."""
    import httpx

    packing = response.headers.get("content-encoding", "").strip().lower()
    if packing not in ("", "identity", "gzip", "x-gzip"):
        problem = f"the server packs its answer as {packing[:40]!r}, which was not asked for"
        raise ListError(place.given, problem, "save the file and give its path")
    unpacker = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS) if "gzip" in packing else None
    size = 0
    for part in response.iter_raw(_CHUNK):
        if time.monotonic() > end:
            raise httpx.ReadTimeout("slow")
        try:
            piece = part if unpacker is None else unpacker.decompress(part, most - size + 1)
        except zlib.error as error:
            raise _Busy(f"the packing of the answer is broken ({error})") from error
        size += len(piece)
        if size > most:
            raise ListError(
                place.given,
                f"more than {most // 2**20} MB",
                "give a list of papers, not a data set",
            )
        yield piece
    if unpacker is not None and not unpacker.eof:
        raise _Busy("the packing of the answer ends too early")


_PAGE = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html)\b",
    re.I | re.S,
)


def _fetched(place: Place, raw: str, answer: _Answer, when: datetime) -> Fetched:
    kind = answer.content_type.partition(";")[0].strip().lower()
    page = kind in ("text/html", "application/xhtml+xml") or bool(_PAGE.match(answer.data[:2000]))
    if page and place.forge:
        raise ListError(
            place.given,
            f"a web page came from {without_secrets(raw)} where the file itself was expected: "
            "a page for logging in, of a proxy, or of an error",
            "open it in a browser, save the file and give its path",
        )
    path = PurePosixPath(unquote(urlsplit(raw).path))
    suffix = path.suffix
    told = re.search(r"filename=\"?([^\";]+)", answer.disposition)
    if not suffix and told:
        suffix = PurePosixPath(told[1].replace("\\", "/")).suffix
    if page and suffix.lower() not in (".html", ".htm", ".xhtml"):
        suffix = ".html"
    if not re.fullmatch(r"\.\w{1,12}", suffix):
        suffix = ""
    return Fetched(
        given=place.given,
        address=without_secrets(raw),
        name=place.name,
        file_name=file_name(place.name.replace("/", "-").lstrip(".")[:100] + suffix),
        data=answer.data,
        time=when,
        page=page,
    )
