"""Downloads of large files: in ranges, continued where they broke off, held against their size.

A file grows under a name for what is unfinished, and what has arrived of it is never asked for
again, whatever ends the download. What it holds is for the caller to check.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar, Final
from urllib.parse import urlsplit

import httpx

from kdgraph._version import __version__
from kdgraph.errors import FetchError
from kdgraph.files import disk_faults
from kdgraph.http.body import BodyError, read_packed
from kdgraph.http.pace import Limiter
from kdgraph.http.retry import PASSING, Fault, retry_after, text_of_page
from kdgraph.http.transport import Event, Heard, Patience, Reply, Transport

__all__ = ["Downloads", "ExpiredLinkError", "Part", "origin"]

_MOST_OF_A_PAGE: Final = 2**20
_EXPIRED: Final = frozenset({400, 401, 403, 404, 410})
_RANGE: Final = re.compile(r"bytes ([0-9]+)-([0-9]+)/([0-9]+)")
_NONE_LEFT: Final = re.compile(r"bytes \*/([0-9]+)")
_RESTARTS: Final = 4


class ExpiredLinkError(Exception):
    """A link that leads to the file no more: another one has to be asked for."""

    def __init__(self, what: str, status: int, said: str) -> None:
        super().__init__(f"the link to {what} is refused (HTTP {status}: {said})")
        self.what, self.status, self.said = what, status, said


@dataclass(slots=True)
class Part:
    """A file as far as it has arrived.

    Parameters
    ----------
    link : str
        Its address; may be replaced by a newer one that leads to the same file.
    what : str
        The file in words, for messages: links may hold secrets.
    path : Path
        Where it grows.
    total : int or None
        Its size in bytes; None where that is not known yet.
    tag : str or None
        What the storage calls this version of it.
    """

    link: str
    what: str
    path: Path
    total: int | None = None
    tag: str | None = None
    measuring: bool = False

    @property
    def method(self) -> str:
        """GET: a link that is signed for it is refused to HEAD."""
        return "GET"

    @property
    def body(self) -> bytes | None:
        """None: nothing is posted."""
        return None

    def url(self, base: str) -> str:  # noqa: ARG002 - the signature is that of every request
        """Return the link."""
        return self.link

    @property
    def arrived(self) -> int:
        """Bytes that are on disk."""
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0

    @property
    def whole(self) -> bool:
        """Whether as many bytes are there as the file has."""
        return self.total is not None and self.arrived == self.total


def origin(link: str) -> str:
    """Return the scheme and host of a link, which is all of it that may be shown.

    >>> origin("https://bucket.example/a/b.gz?X-Amz-Signature=secret")
    'https://bucket.example'
    """
    parts = urlsplit(link)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


class Downloads(Transport[Part]):
    """Downloads from one host, one file at a time; it sends no key and no cookie.

    Parameters
    ----------
    base : str
        The origin of the links.
    patience : Patience
        As of every transport. An exchange that has lasted half of `timeout` is ended where it is,
        and the rest asked for by the next; so a file may take as long as it needs, while an
        attempt that brings nothing is a fault.
    tell_bytes : callable
        Told of each number of bytes that arrived; of a negative one where a file is begun anew.
    """

    option: ClassVar[str] = "the links of the service"

    def __init__(
        self,
        base: str,
        *,
        patience: Patience,
        tell: Callable[[Event], None],
        tell_bytes: Callable[[int], None],
        limiter: Limiter | None = None,
    ) -> None:
        super().__init__(
            base,
            # packed on the way, a file would not be the one whose size is known
            headers={"user-agent": f"kdgraph/{__version__}", "accept-encoding": "identity"},
            patience=patience,
            now=lambda: datetime.now(UTC),
            tell=tell,
            limiter=limiter or Limiter(),
        )
        self._tell_bytes = tell_bytes
        self._part: Part | None = None
        self._came = 0

    async def measure(self, part: Part) -> None:
        """Ask for the size of a file, by its first byte.

        Raises
        ------
        ExpiredLinkError
            If the link is refused.
        ServiceError
            As `Transport.fetch`.
        """
        part.measuring = True
        try:
            await self.fetch(part)
        finally:
            part.measuring = False

    async def download(self, part: Part) -> None:
        """Fetch what is missing of a file.

        Raises
        ------
        ExpiredLinkError
            If the link is refused; what arrived stays.
        StoreError
            If the disk refuses.
        ServiceError
            As `Transport.fetch`, where nothing more arrived within its time; what did stays.
        """
        if part.total is None:
            await self.measure(part)
        restarts = 0
        while not part.whole:
            before = part.arrived
            if part.total is not None and before > part.total:
                self._begin_anew(part)
                before = 0
            try:
                await self.fetch(part)
            except FetchError:
                if part.arrived <= before:
                    raise
                self.reset()
            restarts += part.arrived < before
            if restarts >= _RESTARTS:
                reason = f"it changed {restarts} times while it was fetched"
                raise FetchError(part.what, None, restarts, reason)

    def headers(self, request: Part) -> dict[str, str]:
        """Return the range that is asked for: what is missing of this very version."""
        self._part = request
        if request.measuring:
            return {"range": "bytes=0-0"}
        start = request.arrived
        of_same = {"if-range": request.tag} if start and request.tag else {}
        return {"range": f"bytes={start}-", **of_same}

    async def read(self, response: httpx.Response) -> bytes:
        """Let the file grow by what comes; return the body of any other answer."""
        part = self._part
        self._came = 0
        if part is None or response.status_code not in (200, 206):
            return await read_packed(response, most=_MOST_OF_A_PAGE)
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind in ("text/html", "application/json"):  # of a network that asks for a log-in, say
            raise BodyError(f"a page of the type {kind} instead of the file")
        start, total = _place(response.status_code, response.headers)
        tag = _strong(response.headers.get("etag"))
        if part.measuring:
            part.total, part.tag = total, tag or part.tag
            self._came = 1
            return b""
        if start != 0 and start != part.arrived:
            raise BodyError(f"bytes from {start:,} on, where {part.arrived:,} were asked for")
        if start == 0 and part.arrived:
            self._begin_anew(part)  # the storage has another version, or knows no ranges
        if total is not None:
            part.total = total
        part.tag = tag or part.tag
        await self._grow(part, response)
        return b""

    async def _grow(self, part: Part, response: httpx.Response) -> None:
        end = self._clock.now() + self.patience.timeout / 2
        with disk_faults(part.path, "write", how=" as DIR"):
            part.path.parent.mkdir(parents=True, exist_ok=True)
            with part.path.open("ab") as file:
                async for piece in response.aiter_raw():  # as it comes: nothing may wait
                    file.write(piece)
                    self._came += len(piece)
                    self._tell_bytes(len(piece))
                    if self._clock.now() >= end and part.total is not None:
                        break
                file.flush()
                if part.total is None:  # an answer without a length, which came to its end
                    part.total = os.fstat(file.fileno()).st_size

    def _begin_anew(self, part: Part) -> None:
        self._tell_bytes(-part.arrived)
        with disk_faults(part.path, "remove", how=" as DIR"):
            part.path.unlink(missing_ok=True)

    def judge(
        self,
        request: Part,
        heard: Heard,
        attempt: int,  # noqa: ARG002 - the signature is that of every service
        seen: Counter[int | None],  # noqa: ARG002
    ) -> Reply | Fault:
        """Tell bytes from faults; raise where only another link can help."""
        status = heard.status
        if status in (200, 206):
            if self._came or request.whole:
                return Reply(status, b"", None)
            return Fault("no bytes", status, "an answer without a byte of the file")
        if status == 416 and (told := _NONE_LEFT.fullmatch(heard.headers.get("content-range", ""))):
            request.total = int(told[1])
            if request.measuring or request.arrived >= request.total:
                return Reply(status, b"", None)
        said = text_of_page(heard.body)
        if status in PASSING:
            wait = retry_after(heard.headers, self._now())
            return Fault(f"HTTP {status}", status, said, retry_after=wait)
        if status in _EXPIRED:
            raise ExpiredLinkError(request.what, status, said)
        return Fault(f"HTTP {status}", status, said, tries=4)


def _place(status: int, headers: Mapping[str, str]) -> tuple[int, int | None]:
    """Return where the bytes of an answer begin in the file, and how many the file has."""
    if status == 206:
        told = _RANGE.fullmatch(headers.get("content-range", "").strip())
        if told is None:
            raise BodyError("a part of a file that does not say which")
        return int(told[1]), int(told[3])
    length = headers.get("content-length", "")
    return 0, int(length) if re.fullmatch(r"[0-9]{1,18}", length) else None


def _strong(tag: str | None) -> str | None:
    return None if tag is None or tag.startswith("W/") else tag
