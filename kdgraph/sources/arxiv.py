"""arXiv, asked politely: which versions there are, and the sources of papers.

One connection, and at least three seconds between the starts of two requests, as arXiv's terms of
use ask of everyone. What is written here about its answers stands on its public documentation.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import TracebackType
from typing import ClassVar, Final, Protocol, Self
from urllib.parse import quote, urljoin, urlsplit
from xml.etree import ElementTree

import httpx

from kdgraph import http
from kdgraph._version import __version__
from kdgraph.errors import FetchError, RefusedError, UnreachableError
from kdgraph.http import (
    PASSING,
    Event,
    Fault,
    Heard,
    Limiter,
    LoopThread,
    Patience,
    Reply,
    Stats,
    retry_after,
    text_of_page,
)
from kdgraph.http.body import read_body, read_packed
from kdgraph.identifiers import arxiv_id
from kdgraph.records import EprintAnswer
from kdgraph.settings import service_address
from kdgraph.sources.archive import Eprint, open_eprint
from kdgraph.sources.names import paper_of_file
from kdgraph.texts import one_line

__all__ = ["PACE", "Arxiv", "ArxivEntry", "EprintStore", "parse_feed"]

PACE: Final = 3.0
"""Seconds between the starts of two requests, which arXiv's terms of use ask for at least."""

_MOST_BYTES: Final = 100 * 2**20  # twice of what arXiv takes from an author
_MOST_FEED_BYTES: Final = 32 * 2**20
_LONGEST_ID_LIST: Final = 3_000  # characters, so that no server finds the address too long
_TRIES_CUT: Final = 3
_TRIES_PAGE: Final = 2
# without versions the sources can be had all the same
_TRIES_QUERY: Final = 4
_LIMITER: Final = Limiter()


@dataclass(frozen=True, slots=True)
class ArxivEntry:
    """What arXiv says about a paper; these data are in the public domain (CC0).

    `version` is the newest one, `published` the day of the first.
    """

    arxiv: str
    version: int | None
    title: str
    authors: tuple[str, ...] = ()
    published: date | None = None
    abstract: str | None = None
    doi: str | None = None
    categories: tuple[str, ...] = ()


class EprintStore(Protocol):
    """Where answers of arXiv are kept between runs."""

    def get(self, arxiv: str) -> EprintAnswer | None:
        """Return the answer kept for a paper, None where there is none or it is damaged."""
        ...

    def put(self, held: EprintAnswer) -> None:
        """Keep an answer in place of an older one."""
        ...

    def get_entry(self, arxiv: str) -> tuple[str, datetime] | None:
        """Return the XML that arXiv gave about a paper, and when."""
        ...

    def put_entries(self, entries: Mapping[str, str], at: datetime) -> None:
        """Keep what arXiv said about papers."""
        ...


class Arxiv:
    """arXiv, asked at most once about anything that is kept.

    Parameters
    ----------
    url : str
        Without a path, such as ``https://export.arxiv.org``.
    store : EprintStore
        Where answers are kept.
    contact : str, optional
        An address at which whoever runs this can be reached, for the user agent.
    pace, deadline, timeout, backoff : float
        Seconds: least time between the starts of two requests; most for one answer with all its
        attempts, and for one attempt; the unit of the waits after a fault.
    attempts : int
        Most attempts for one answer.
    offline : bool
        Ask nothing.
    now : callable
        The clock that dates answers.
    on_event : callable, optional
        Told of everything that happens.
    limiter : Limiter, optional
        The gate of all requests; by default that of the process.
    jitter : callable
        Source of random numbers from 0 to 1.

    Raises
    ------
    InputError
        If the address cannot be used.
    """

    def __init__(
        self,
        *,
        url: str,
        store: EprintStore,
        contact: str | None = None,
        pace: float = PACE,
        deadline: float = 600.0,
        timeout: float = 120.0,
        backoff: float = PACE,
        attempts: int = 12,
        offline: bool = False,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        on_event: Callable[[Event], None] = lambda _: None,
        limiter: Limiter = _LIMITER,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.url = service_address(url, option="--arxiv-url", variable="KDGRAPH_ARXIV_URL")
        self.offline, self._store, self._now = offline, store, now
        self._transport = _Transport(
            self.url,
            headers={"user-agent": user_agent(contact), "accept-encoding": "gzip"},
            patience=Patience(pace, timeout, deadline, backoff, attempts, jitter),
            now=now,
            tell=on_event,
            limiter=limiter,
        )
        self._loop = LoopThread("kdgraph-arxiv")
        self.foreign = 0
        """Rows that arXiv gave about papers which nobody had asked for; they are left out."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection and end the thread; a second time does nothing."""
        if self._loop.started:
            self._loop.run(self._transport.close())
        self._loop.close()

    @property
    def stats(self) -> Stats:
        """What was done so far."""
        return self._transport.stats

    def held(self, arxiv: str) -> EprintAnswer | None:
        """Return the answer that is kept for a paper's source."""
        return self._store.get(arxiv)

    def held_entry(self, arxiv: str) -> tuple[ArxivEntry, datetime] | None:
        """Return what arXiv said about a paper when it was last asked, and when that was."""
        kept = self._store.get_entry(arxiv)
        if kept is None:
            return None
        found = next(iter(_entries(kept[0])), None)
        return None if found is None else (found, kept[1])

    def entries(self, ids: Iterable[str]) -> dict[str, ArxivEntry]:
        """Ask what arXiv says about papers, many in one request, and keep it.

        Parameters
        ----------
        ids : iterable of str
            arXiv ids without version.

        Returns
        -------
        dict of str to ArxivEntry
            A paper that arXiv does not name is not in it.

        Raises
        ------
        ServiceError
            As `source`.
        """
        found: dict[str, ArxivEntry] = {}
        for batch in _batches(dict.fromkeys(ids)):
            found |= self._entries_of(batch)
        return found

    def _entries_of(self, batch: Sequence[str]) -> dict[str, ArxivEntry]:
        reply = self._loop.run(self._transport.fetch(_Query(tuple(batch))))
        said = dict(_with_xml(reply.data))
        if any(not entry.arxiv for entry in said) and len(batch) > 1:
            # one id that it takes for malformed spoils the whole answer
            middle = len(batch) // 2
            return self._entries_of(batch[:middle]) | self._entries_of(batch[middle:])
        wanted = set(batch)
        found = {entry.arxiv: entry for entry in said if entry.arxiv in wanted}
        self.foreign += sum(bool(entry.arxiv) for entry in said) - len(found)
        self._store.put_entries({e.arxiv: said[e] for e in found.values()}, self._now())
        return found

    def source(self, arxiv: str, *, version: int | None = None) -> EprintAnswer:
        """Ask for the source of a paper's newest version, and keep the answer.

        Parameters
        ----------
        arxiv : str
            Id without version.
        version : int, optional
            Which version that is, as far as it is known.

        Returns
        -------
        EprintAnswer
            Also where arXiv has no source of it (404), or none of TeX.

        Raises
        ------
        RefusedError
            arXiv refuses automated requests from here (403); nothing more is asked.
        UnreachableError
            Nobody was reached, in one attempt. Also when offline.
        FetchError
            No usable answer within the attempts and the time allowed, or arXiv asked to wait for
            longer than that.
        """
        if self.offline:
            raise UnreachableError(self.url, "working offline", option="--arxiv-url")
        request = _Source(arxiv)
        reply = self._loop.run(self._transport.fetch(request))
        said: int | None = reply.data if isinstance(reply.data, int) else None
        held = _held(arxiv, reply, said if said is not None else version, self._now())
        self._store.put(held)
        return held


def user_agent(contact: str | None) -> str:
    """Return who asks, for arXiv's logs.

    Examples
    --------
    >>> user_agent("me@example.org").partition(" ")[2]
    '(reads the sources of the papers of a list, 1 request in 3 s; contact: me@example.org)'
    """
    reached = f"; contact: {contact}" if contact else ""
    return (
        f"kdgraph/{__version__} (reads the sources of the papers of a list, "
        f"1 request in {PACE:g} s{reached})"
    )


def _held(arxiv: str, reply: Reply, version: int | None, at: datetime) -> EprintAnswer:
    if reply.status != 200:
        return EprintAnswer(arxiv, reply.status, "", version, at)
    found = open_eprint(reply.body)
    return EprintAnswer(
        arxiv,
        200,
        found.form,
        version,
        at,
        reply.body if found.readable else None,
        len(reply.body),
        hashlib.sha256(reply.body).hexdigest(),
    )


def _batches(ids: Iterable[str]) -> Iterator[list[str]]:
    """Yield the ids in lists that fit in an address."""
    batch: list[str] = []
    length = 0
    for identifier in ids:
        if batch and length + len(identifier) > _LONGEST_ID_LIST:
            yield batch
            batch, length = [], 0
        batch.append(identifier)
        length += len(identifier) + 1
    if batch:
        yield batch


# --- requests -------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Source:
    """The request for a source; `moved` is where arXiv says that it lies."""

    arxiv: str
    moved: str | None = None
    method: str = "GET"
    body: bytes | None = None

    @property
    def what(self) -> str:
        return f"the source of arXiv:{self.arxiv}"

    def url(self, base: str) -> str:
        return self.moved or f"{base}/e-print/{quote(self.arxiv, safe='/')}"


@dataclass(slots=True)
class _Query:
    """The request for what arXiv says about papers."""

    ids: tuple[str, ...]
    moved: str | None = None
    method: str = "GET"
    body: bytes | None = None

    @property
    def what(self) -> str:
        more = f" and {len(self.ids) - 1} others" if len(self.ids) > 1 else ""
        return f"the versions of arXiv:{self.ids[0]}{more}"

    def url(self, base: str) -> str:
        ids = quote(",".join(self.ids), safe=",/")
        return self.moved or f"{base}/api/query?id_list={ids}&max_results={len(self.ids)}"


class _Transport(http.Transport[_Source | _Query]):
    """Knows what the answers of arXiv mean."""

    option: ClassVar[str] = "--arxiv-url"
    # no network is found out by one attempt; what was answered once is tried more often
    tries_at_first: ClassVar[int] = 1
    connect: ClassVar[float] = 5.0

    def __init__(
        self,
        base: str,
        *,
        headers: dict[str, str],
        patience: Patience,
        now: Callable[[], datetime],
        tell: Callable[[Event], None],
        limiter: Limiter,
    ) -> None:
        super().__init__(
            base, headers=headers, patience=patience, now=now, tell=tell, limiter=limiter
        )
        self._refused: RefusedError | None = None
        self._not_before = float("-inf")
        self._cut: Counter[str] = Counter()

    def refuse(self) -> None:
        """Raise if arXiv refused, or asked to wait longer than we do."""
        if self._refused is not None:
            raise self._refused
        left = self._not_before - self._clock.now()
        if left > 0:
            reason = f"not asked: arXiv asks to wait another {left:.0f} s"
            raise FetchError("sources of arXiv", None, 0, reason)

    async def read(self, response: httpx.Response) -> bytes:
        """Return the body of an answer: of a source as it came, else unpacked."""
        if "/api/" in response.request.url.path or response.status_code != 200:
            return await read_body(response, most=_MOST_FEED_BYTES)
        return await read_packed(response, most=_MOST_BYTES)

    def judge(
        self, request: _Source | _Query, heard: Heard, attempt: int, seen: Counter[int | None]
    ) -> Reply | Fault:
        """Tell data from faults; see `kdgraph.http.Transport.judge`."""
        status = heard.status
        seen[status] += 1
        if status == 200:
            if isinstance(request, _Query):
                return self._judge_feed(heard)
            return self._judge_source(request, heard)
        said = text_of_page(heard.body)
        if status in (401, 403):
            self.stats.faults[f"HTTP {status}"] += 1
            self._refused = RefusedError(self.base, status, said)
            raise self._refused
        if status in (404, 410) and isinstance(request, _Source):
            return Reply(status, heard.body, None)
        if status in PASSING:
            pause = retry_after(heard.headers, self._now())
            if pause >= self.patience.deadline:
                self._not_before = self._clock.now() + pause
            tries = _TRIES_QUERY if isinstance(request, _Query) else 0
            return Fault(f"HTTP {status}", status, said, pause, tries)
        if 300 <= status < 400 and self._follow(request, heard.headers.get("location", "")):
            return Fault("moved", status, f"it lies at {request.moved}", tries=5)
        self.stats.faults[f"HTTP {status}"] += 1
        if 300 <= status < 400:
            said = f"it redirects to {heard.headers.get('location', 'nowhere')!r:.200}"
        raise FetchError(request.what, status, attempt, f"{said}; check {self.option} and proxy")

    def _follow(self, request: _Source | _Query, location: str) -> bool:
        """Note where a request has moved, if that is still arXiv."""
        target = urljoin(request.url(self.base), location)
        here, there = urlsplit(self.base), urlsplit(target)
        same = (here.scheme, here.netloc) == (there.scheme, there.netloc)
        arxiv = there.scheme == "https" and all(
            f".{parts.hostname or ''}".endswith(".arxiv.org") for parts in (here, there)
        )
        if not location or not (same or arxiv) or target == request.url(self.base):
            return False
        request.moved = target
        return True

    @staticmethod
    def _judge_feed(heard: Heard) -> Reply | Fault:
        try:
            return Reply(200, heard.body, parse_feed(heard.body))
        except ValueError as error:
            return Fault("no feed", 200, str(error), tries=_TRIES_PAGE)

    def _judge_source(self, request: _Source, heard: Heard) -> Reply | Fault:
        told = _named(heard.headers.get("content-disposition", ""))
        if told is not None and told[0] != request.arxiv:
            reason = f"the answer is the source of arXiv:{told[0]}"
            return Fault("another paper", 200, reason, tries=_TRIES_CUT)
        found = open_eprint(heard.body)
        if found.form == "HTML" and not found.packed:
            reason = f"a web page in place of the source: {text_of_page(heard.body)}"
            return Fault("web page", 200, reason, tries=_TRIES_PAGE)
        if found.form == "empty" or _is_cut(found):
            self._cut[request.arxiv] += 1
            if found.form == "empty" or self._cut[request.arxiv] < _TRIES_CUT:
                return Fault("cut off", 200, "; ".join(found.lost) or "empty", tries=_TRIES_CUT)
        return Reply(200, heard.body, told[1] if told is not None else None)


def _is_cut(found: Eprint) -> bool:
    return any("cut off" in what or "packing is broken" in what for what in found.losses)


_NAMED = re.compile(r"filename\*?=[\"']?(?:UTF-8'')?([^\"';]+)", re.IGNORECASE)


def _named(disposition: str) -> tuple[str, int | None] | None:
    """Return the id and version in the file name of an answer, None where it names none.

    Examples
    --------
    >>> _named('attachment; filename="arXiv-1503.02531v1.tar.gz"'), _named("attachment")
    (('1503.02531', 1), None)
    """
    match = _NAMED.search(disposition)
    return None if match is None else paper_of_file(match[1])


# --- feeds ----------------------------------------------------------------------------------------

_ATOM: Final = "{http://www.w3.org/2005/Atom}"
_ARXIV: Final = "{http://arxiv.org/schemas/atom}"
_ADDRESS = re.compile(r"arxiv\.org/abs/(.+?)(?:v(\d{1,4}))?/?$")


def parse_feed(body: bytes | str) -> ElementTree.Element:
    """Return an Atom feed, or a single entry of one, as an element.

    Raises
    ------
    ValueError
        If it is none.
    """
    text = body if isinstance(body, str) else body.decode("utf-8", "replace")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ValueError(f"a page in place of a feed: {text_of_page(text.encode())}")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - it can define no entities
    except (ElementTree.ParseError, RecursionError) as error:
        raise ValueError(f"no whole feed: {error}") from error
    if root.tag not in (f"{_ATOM}feed", f"{_ATOM}entry"):
        raise ValueError(f"no feed but an element {root.tag[:60]!r}")
    return root


def _entries(xml: str) -> Iterator[ArxivEntry]:
    try:
        root = parse_feed(xml)
    except ValueError:
        return
    for entry, _ in _with_xml(root):
        yield entry


def _with_xml(root: ElementTree.Element) -> Iterator[tuple[ArxivEntry, str]]:
    """Yield each entry of a feed, read and as XML; the id is empty where it reports an error."""
    entries = [root] if root.tag == f"{_ATOM}entry" else root.findall(f"{_ATOM}entry")
    for element in entries:
        address = _ADDRESS.search(_text(element, f"{_ATOM}id") or "")
        identifier = arxiv_id(address[1]) if address else None
        version = int(address[2]) if address and address[2] else None
        names = (_text(author, f"{_ATOM}name") for author in element.findall(f"{_ATOM}author"))
        entry = ArxivEntry(
            identifier or "",
            version,
            _text(element, f"{_ATOM}title") or "",
            tuple(name for name in names if name),
            _day(_text(element, f"{_ATOM}published")),
            _text(element, f"{_ATOM}summary"),
            (_text(element, f"{_ARXIV}doi") or "").lower() or None,
            tuple(c.get("term", "") for c in element.findall(f"{_ATOM}category")),
        )
        yield entry, ElementTree.tostring(element, encoding="unicode")


def _text(element: ElementTree.Element, tag: str) -> str | None:
    found = element.find(tag)
    return None if found is None else one_line("".join(found.itertext()))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
