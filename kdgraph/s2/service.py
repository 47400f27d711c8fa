"""Semantic Scholar as kdgraph uses it: answers from the store first, else politely from the net."""

from __future__ import annotations

import random
import threading
import warnings
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from time import monotonic
from types import TracebackType
from typing import Any, Final, Self

from kdgraph.errors import FetchError, InputError, UnprotectedKeyWarning
from kdgraph.http import Event, LoopThread, Patience, Stats
from kdgraph.s2._problems import parse, problem
from kdgraph.s2._request import KNOWN_PAPER, Problem, Request, paper_path
from kdgraph.s2.answers import Answer, AnswerCache, GoneError, MemoryCache, Row, Walk
from kdgraph.s2.batch import Answered, look_again, papers
from kdgraph.s2.border import (
    Direction,
    Found,
    Page,
    misfit_of_match,
    read_page,
    read_paper,
)
from kdgraph.s2.client import Asked, PoliteRequester, ask_through, library_call, quiet_client
from kdgraph.s2.transport import Transport
from kdgraph.s2.walk import walk
from kdgraph.settings import is_this_machine, service_address

__all__ = ["Check", "Service"]

_PARSED_BYTES: Final = 24_000_000
# A hyphenated term finds nothing in the service's search.
_HYPHENS: Final = dict.fromkeys(map(ord, "-\u2010\u2011\u2012\u2013\u2014"), " ")


@dataclass(frozen=True, slots=True)
class Check:
    """That the service answered: where, how fast, and whether a key went along."""

    url: str
    seconds: float
    with_key: bool


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _tell_nobody(_: Event) -> None:
    return


class Service:
    """Semantic Scholar, asked at most once about anything.

    Every request of the process goes through one gate: never two at a time, `pace` seconds between
    their starts, retries included. Faults that pass are waited out; only a 200 with well-formed
    JSON of the expected shape is data. May be used from several threads. Close it, or use it in a
    ``with`` block.

    Parameters
    ----------
    api_url : str
        Without a path, such as ``https://api.semanticscholar.org``.
    api_key : str, optional
        Sent with every request, and never logged, stored or shown.
    cache : AnswerCache, optional
        Where answers are kept; without one they last as long as this object.
    pace, deadline, timeout : float
        Seconds: least time between two requests, most for one call with all its attempts, most for
        one attempt as a whole.
    offline : bool
        Answer from the cache only; what is not there raises `OfflineError`.
    now : callable
        The clock that dates answers.
    on_event : callable, optional
        Told of everything that happens, at times from another thread. It must not call the service.
    backoff : float
        Unit of the waits between attempts, in seconds.
    attempts : int
        Most attempts for one call.
    jitter : callable
        Source of random numbers from 0 to 1.
    max_age : timedelta, optional
        Age beyond which stored answers do not serve `client`; None: any age will do.

    Attributes
    ----------
    client : semanticscholar.AsyncSemanticScholar
        The library's own client. Whatever it is asked goes through this service: pace, retries and
        key, and the cache, as long as an answer is not older than `max_age`.

    Raises
    ------
    InputError
        If the address or the key cannot be used.

    Warns
    -----
    UnprotectedKeyWarning
        If the key would go to another machine in clear (``http://``).

    Examples
    --------
    >>> from kdgraph.s2 import OfflineError
    >>> with Service(api_url="https://api.semanticscholar.org", offline=True) as service:
    ...     try:
    ...         service.papers(["ARXIV:1503.02531"], ["title"])
    ...     except OfflineError as error:
    ...         print(str(error).split(",")[0])
    no stored answer for the paper ARXIV:1503.02531
    """

    def __init__(
        self,
        *,
        api_url: str,
        api_key: str | None = None,
        cache: AnswerCache | None = None,
        pace: float = 1.05,
        deadline: float = 300.0,
        timeout: float = 60.0,
        offline: bool = False,
        now: Callable[[], datetime] = _utc_now,
        on_event: Callable[[Event], None] | None = None,
        backoff: float = 1.0,
        attempts: int = 20,
        jitter: Callable[[], float] = random.random,
        max_age: timedelta | None = None,
    ) -> None:
        self.api_url = service_address(api_url)
        if (
            api_key is not None
            and not offline
            and self.api_url.startswith("http:")
            and not is_this_machine(self.api_url)
        ):
            warnings.warn(UnprotectedKeyWarning(self.api_url), stacklevel=2)
        patience = Patience(pace, timeout, deadline, backoff, attempts, jitter)
        self._now, self._tell, self._max_age = now, on_event or _tell_nobody, max_age
        self._cache: AnswerCache = cache if cache is not None else MemoryCache()
        self._transport = Transport(
            self.api_url,
            key=_checked_key(api_key),
            patience=patience,
            offline=offline,
            now=now,
            tell=self._tell,
        )
        self._loop = LoopThread("kdgraph-s2")
        self._mutex = threading.RLock()
        self._parsed: OrderedDict[str, tuple[Any, datetime, int]] = OrderedDict()
        self._parsed_bytes = 0
        self.client = quiet_client(self.api_url, timeout)
        self.client._requester = PoliteRequester(
            self.api_url, timeout, self._answer, self._loop, self._oldest
        )

    def __repr__(self) -> str:
        return f"Service({self.api_url!r}, with_key={self._transport.with_key})"

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
        """Close all connections and end the thread; a second time does nothing."""
        if self._loop.started:
            self._loop.run(self._transport.close())
        self._loop.close()

    @property
    def stats(self) -> Stats:
        """What was done so far."""
        return self._transport.stats

    def reset(self) -> None:
        """Ask again, after three failed calls in a row had made an end of it."""
        self._transport.reset()

    @property
    def offline(self) -> bool:
        """Whether nothing may be asked, so that what is stored has to do."""
        return self._transport.offline

    def papers(
        self, ids: Iterable[str], fields: Sequence[str], *, newer_than: datetime | None = None
    ) -> list[Row]:
        """Return what the service says about each id, by position.

        Any number of ids, in any form that the service knows (``ARXIV:``, ``DOI:``, ``CorpusId:``,
        ``ACL:``, ``MAG:``, ``PMID:``, ``PMCID:``, ``URL:``, 40 hex digits). A batch that is refused
        or too heavy is split in halves down to the id at fault, whose row then has a `reason`; so
        is one that fails while the service answers others. A row that is another paper of the same
        batch is not believed: its id is asked for by itself.

        Parameters
        ----------
        ids : iterable of str
            What to ask for; the same id may come several times.
        fields : sequence of str
            Which fields to ask for, nested ones dotted (``references.title``).
        newer_than : datetime, optional
            Ask anew where the stored answer is older.

        Returns
        -------
        list of Row
            One for each id; `found` is None where the service knows no such paper.

        Raises
        ------
        ServiceError
            As `Transport.fetch`. What had arrived is in the cache.
        """
        return papers(self, ids, fields, newer_than=newer_than, now=self._now)

    def look_again(
        self,
        rows: Mapping[str, Row],
        fields: Sequence[str],
        *,
        newer_than: datetime | None = None,
        alone: int | None = None,
    ) -> dict[str, Row]:
        """Ask once more for papers whose row is null or odd: one answer is not the last word.

        They are asked for together, and what is null again each by itself.

        Parameters
        ----------
        rows : mapping of str to Row
            What was answered first, by the id that was asked for.
        fields, newer_than
            As for `papers`.
        alone : int, optional
            Where more ids than this are null again, none of them is asked for by itself.

        Returns
        -------
        dict of str to Row
            The rows that hold now; `unsure` where both answers are odd, each in its own way.

        Raises
        ------
        ServiceError
            As `Transport.fetch`.
        """
        if not rows or self.offline:
            return dict(rows)
        return look_again(self, rows, fields, newer_than=newer_than, alone=alone, now=self._now)

    def walk(
        self,
        paper_id: str,
        direction: Direction,
        fields: Sequence[str],
        *,
        reported: int | None = None,
        newer_than: datetime | None = None,
    ) -> Walk:
        """Page through all references or citations of one paper.

        The service shows 9,999 rows of a list. Older citations are reached by windows of dates;
        references have no dates to ask by, so such a list stays capped.

        Parameters
        ----------
        paper_id : str
            Whose list.
        direction : {"references", "citations"}
            What it cites, or what cites it.
        fields : sequence of str
            Fields of the papers (without prefix) and of the edges.
        reported : int, optional
            How many rows the service says there are.
        newer_than : datetime, optional
            Ask anew for pages whose stored answer is older.

        Raises
        ------
        ServiceError
            As `Transport.fetch`. Pages that had arrived are in the cache; the next walk goes on.
        """
        if direction not in ("references", "citations"):
            raise InputError(f"direction {direction!r}: expected 'references' or 'citations'")
        return walk(self, paper_id, direction, fields, reported=reported, newer_than=newer_than)

    def match(
        self, title: str, fields: Sequence[str], *, newer_than: datetime | None = None
    ) -> Row:
        """Return the paper whose title the service holds to be nearest: it may be a wrong one."""
        query = " ".join(title.translate(_HYPHENS).split())
        if not query:
            return Row(None, "", 0, self._now(), "not asked: the title is empty")
        request = _match_request(query, fields)
        answered = self.ask(request, newer_than)
        row = _matched(answered, fields)
        if row.found is None or not row.found.odd or self.offline:
            return row
        second = _matched(self.ask(request, row.at + timedelta(microseconds=1)), fields)
        if second.found is None:
            return row  # an odd answer is more than none
        unsure = bool(second.found.odd) and second.found.odd != row.found.odd
        return replace(second, unsure=unsure)

    def alive(self) -> bool:
        """Tell whether the service answers at all, by one cheap call; after that, ask anew."""
        self.reset()
        try:
            self.check()
        except FetchError:
            return False
        return True

    def stored_paper(self, key: str, position: int) -> Found | None:
        """Return a row of a stored answer, None where there is no paper; see `Row`.

        Raises
        ------
        GoneError
            If the answer is not there any more, or cannot be read.
        """
        data, at = self._stored(key)
        if isinstance(data, list):
            if position >= len(data):
                raise GoneError(key, f"it has no row {position}")
            data = data[position]
        return read_paper(data, at)

    def stored_page(self, key: str, direction: Direction, fields: Sequence[str]) -> Page:
        """Return a stored page of a list.

        Raises
        ------
        GoneError
            If the answer is not there any more, or cannot be read.
        """
        data, at = self._stored(key)
        if not isinstance(data, dict):
            raise GoneError(key, "it is no page")
        return read_page(data, direction, at, fields)

    def is_stored(self, key: str) -> bool:
        """Tell whether an answer is in the cache and can be read."""
        try:
            self._stored(key)
        except GoneError:
            return False
        return True

    def _stored(self, key: str) -> tuple[Any, datetime]:
        """Return the JSON of an answer in the cache, which is shared, and when it came."""
        with self._mutex:
            if key in self._parsed:
                self._parsed.move_to_end(key)
                return self._parsed[key][:2]
            answer = self._cache.get(key)
            data, wrong = (None, "it is gone") if answer is None else parse(answer.body)
            if answer is None or wrong is not None:
                raise GoneError(key, wrong or "")
            self._remember(key, data, answer.at, len(answer.body))
            return data, answer.at

    def check(self) -> Check:
        """Make one cheap call, never answered from the cache."""
        start = monotonic()
        self._loop.run(self._transport.fetch(KNOWN_PAPER))
        return Check(self.api_url, monotonic() - start, self._transport.with_key)

    def ask(self, request: Request, newer_than: datetime | None) -> Answered:
        """Answer from the cache, else from the service; then it is in the cache."""
        held = self._held(request, newer_than)
        if held is not None:
            return held
        call = library_call(request)
        if call is None:
            return self._loop.run(self._fetch(request))
        return self._loop.run(ask_through(self.client, call, Asked(request, newer_than)))

    async def _answer(self, request: Request, newer_than: datetime | None) -> Answered:
        """Answer likewise, from within the event loop: what the library's client asks for."""
        return self._held(request, newer_than) or await self._fetch(request)

    def _oldest(self) -> datetime | None:
        """Return the time before which answers are too old for the library's client."""
        return None if self._max_age is None or self.offline else self._now() - self._max_age

    def _held(self, request: Request, newer_than: datetime | None) -> Answered | None:
        """Return the stored answer to a request, None where there is none that will do."""
        key = request.key(self.api_url)
        with self._mutex:
            held = self._cache.get(key)
            if held is not None and (newer_than is None or held.at >= newer_than):
                fresh = Answer(held.status, held.body, held.at)
                data, usable = self._understood(request, key, fresh)
                if usable:
                    self.stats.saved += 1
                    self._tell(Event("saved", request.what, status=held.status))
                    return self._answered(key, fresh, data)
        return None

    async def _fetch(self, request: Request) -> Answered:
        """Answer from the service; then it is in the cache."""
        key = request.key(self.api_url)
        reply = await self._transport.fetch(request)
        answer = Answer(reply.status, reply.body, self._now())
        if request.keep is None or reply.status in request.keep:
            with self._mutex:
                self._cache.put(key, answer)
                self._forget(key)
                if answer.status == 200:
                    self._remember(key, reply.data, answer.at, len(reply.body))
        return self._answered(key, answer, reply.data)

    def _understood(self, request: Request, key: str, held: Answer) -> tuple[Any, bool]:
        """Return the JSON of a stored answer, and whether it is one to this request."""
        if held.status != 200:
            return None, request.believe(problem(held.status, held.body)) > 0
        try:
            data, _ = self._stored(key)
        except GoneError:
            return None, False
        return data, request.fits(data) is None

    def _answered(self, key: str, answer: Answer, data: Any) -> Answered:
        text = "" if answer.status == 200 else problem(answer.status, answer.body).text
        return Answered(answer.status, data, text, key, answer.at)

    def _remember(self, key: str, data: Any, at: datetime, size: int) -> None:
        """Keep a parsed body at hand while there is room: neighbours are read one by one."""
        self._forget(key)
        self._parsed[key] = (data, at, size)
        self._parsed_bytes += size
        while self._parsed_bytes > _PARSED_BYTES and len(self._parsed) > 1:
            self._parsed_bytes -= self._parsed.popitem(last=False)[1][2]

    def _forget(self, key: str) -> None:
        if key in self._parsed:
            self._parsed_bytes -= self._parsed.pop(key)[2]


def _match_request(query: str, fields: Sequence[str]) -> Request:
    return Request(
        paper_path("search", "match"),
        (("query", query), ("fields", ",".join(fields))),
        what=f"the title {query[:60]!r}",
        fits=misfit_of_match,
        believe=_not_found,
    )


def _matched(answered: Answered, fields: Sequence[str]) -> Row:
    key, at = answered.key, answered.at
    if answered.status == 404:
        return Row(None, key, 0, at, answered.text)
    rows = answered.data.get("data") or []
    if not rows:
        return Row(None, key, 0, at, "no title is near")
    return Row(read_paper(rows[0], at, fields), key, 0, at)


def _not_found(problem: Problem) -> int:
    return int(problem.status == 404 and problem.by_application)


def _checked_key(key: str | None) -> str | None:
    if key is not None and not (key and key.isascii() and key.isprintable() and " " not in key):
        raise InputError("the API key is empty or holds characters that no key has; correct it")
    return key
