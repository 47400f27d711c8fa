"""The client of Semantic Scholar for notebooks: the library's own, on kdgraph's requester."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from kdgraph.s2 import AnswerCache, Service
from kdgraph.s2.client import HardenedClient
from kdgraph.settings import settings
from kdgraph.store import DataFolder, ResponseCache

__all__ = ["semantic_scholar"]


def semantic_scholar(
    data: str | os.PathLike[str] | None = None,
    *,
    cache: AnswerCache | None = None,
    api_key: str | None = None,
    api_url: str | None = None,
    offline: bool = False,
    max_age: timedelta | None = timedelta(days=30),
) -> HardenedClient:
    """Return the client of the ``semanticscholar`` library, asking as kdgraph does.

    It has the library's methods and gives the library's objects. Beneath them, requests keep the
    pace of one a second over the whole process, are repeated after faults that pass, carry the key
    always (the library of version 0.12 forgets it on lists of citations, references, authors and
    papers), and are answered from the store where they were asked before. No error becomes an empty
    paper. A 404 and a 400 raise the library's `ObjectNotFoundException` and
    `BadQueryParametersException`, everything else errors of kdgraph. It works in a notebook, whose
    event loop runs already.

    Two things stay as the library has them: `get_papers` leaves out the papers that are not found,
    so that its list is not in step with the ids, and no list goes beyond 9,999 rows (a warning says
    so). `kdgraph build` loses neither.

    Parameters
    ----------
    data : path, optional
        The data folder in whose ``cache.sqlite`` answers are kept; that of ``KDGRAPH_DATA``, else
        ``data``, by default.
    cache : AnswerCache, optional
        Where answers are kept instead, such as `kdgraph.s2.MemoryCache`.
    api_key, api_url : str, optional
        As for ``kdgraph build``, with the same environment variables.
    offline : bool
        Answer from what is stored; what is not there raises `UnreachableError`.
    max_age : timedelta, optional
        Age at which a stored answer is asked for anew; None: never.

    Returns
    -------
    HardenedClient
        A `semanticscholar.SemanticScholar`; its `asynchronous` is the twin whose methods are
        awaited. Close it, or use it in a ``with`` block.

    Raises
    ------
    InputError
        If the address, the key or an environment variable cannot be used.
    StoreError
        If the store cannot be opened.

    Examples
    --------
    >>> from kdgraph.s2 import MemoryCache
    >>> with semantic_scholar(cache=MemoryCache(), offline=True) as client:
    ...     client.get_paper("ARXIV:1503.02531", fields=["title"])
    Traceback (most recent call last):
        ...
    kdgraph.s2.answers.OfflineError: no stored answer for ...
    """
    found = settings(data=None if data is None else Path(data), api_url=api_url, api_key=api_key)
    own = None if cache is not None else ResponseCache(DataFolder(found.data).cache_path)
    try:
        service = Service(
            api_url=found.api_url,
            api_key=found.api_key,
            cache=cache if own is None else own,
            pace=found.pace,
            deadline=found.deadline,
            timeout=found.timeout,
            backoff=found.pace,
            offline=offline,
            max_age=max_age,
        )
    except BaseException:
        if own is not None:
            own.close()
        raise

    def close() -> None:
        service.close()
        if own is not None:
            own.close()

    return HardenedClient(service.client, close)
