"""Every error that kdgraph raises on purpose.

The tree::

    KdgraphError
    ├── InputError              what was given cannot be used              exit 2
    │   ├── ListError           a list that is missing, empty, binary or without papers
    │   │   └── ListUnavailableError  its address gives nothing at present   exit 3
    │   ├── DatasetError        a shard of a bulk dataset has a line that cannot be read
    │   ├── UnknownPaperError   nothing of that name is in the snapshot
    │   ├── AmbiguousPaperError several papers fit; all of them are named
    │   ├── UnknownAuthorError  nobody of that name is in the snapshot
    │   ├── AmbiguousAuthorError several authors fit; all of them are named
    │   ├── PluginError         what another package offers cannot be used
    │   └── MissingExtraError   what was asked for needs packages that are not installed
    ├── EngineError             Spark gave up: no Java, no worker left  exit 3
    ├── NotConvergedError       a computation does not settle              exit 2
    ├── StoreError              the data folder cannot be used             exit 2
    │   ├── LockedError         another process is writing
    │   ├── DamagedSnapshotError
    │   └── NoSnapshotError
    └── ServiceError            Semantic Scholar or arXiv gave no usable answer  exit 3
        ├── UnreachableError    no connection at all: no network
        ├── ForbiddenError      the key is refused                         exit 2
        ├── RefusedError        arXiv refuses automated requests
        ├── RequestError        the service calls the request itself wrong
        └── FetchError          no usable answer within the attempts allowed
            └── HandshakeError  somebody answers, but TLS or a proxy keeps us from the service

Two are no errors: `UnprotectedKeyWarning` tells that a key is about to travel in clear,
`PluginWarning` that something of another package was left out.

Each message says what was given, what was expected and what to do next; the values are attributes
too. `exit_code` is what the command line ends with.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import ClassVar

__all__ = [
    "AmbiguousAuthorError",
    "AmbiguousPaperError",
    "DamagedSnapshotError",
    "DatasetError",
    "EngineError",
    "FetchError",
    "ForbiddenError",
    "HandshakeError",
    "InputError",
    "KdgraphError",
    "ListError",
    "ListUnavailableError",
    "LockedError",
    "MissingExtraError",
    "NoSnapshotError",
    "NotConvergedError",
    "PluginError",
    "PluginWarning",
    "RefusedError",
    "RequestError",
    "ServiceError",
    "StoreError",
    "UnknownAuthorError",
    "UnknownPaperError",
    "UnprotectedKeyWarning",
    "UnreachableError",
]


class KdgraphError(Exception):
    """Root of all errors of kdgraph."""

    exit_code: ClassVar[int] = 2


class InputError(KdgraphError):
    """What was given cannot be used."""


class ListError(InputError):
    """A list that cannot be read, or that holds no papers."""

    def __init__(self, source: str, problem: str, advice: str) -> None:
        super().__init__(f"{source}: {problem}; {advice}")
        self.source, self.problem, self.advice = source, problem, advice


class ListUnavailableError(ListError):
    """An address of a list that gives nothing at present: no network, or a busy server.

    `raw` is the address of the file itself.
    """

    exit_code = 3

    def __init__(self, source: str, problem: str, raw: str) -> None:
        super().__init__(
            source,
            f"the list cannot be fetched ({problem})",
            f"run the same command again later, or where there is a network:\n"
            f"  curl -L {shlex.quote(raw)} | kdgraph build -",
        )
        self.raw = raw


class DatasetError(InputError):
    """A shard of a dataset that is truncated or holds a line that is no JSON object.

    `path` is the shard, `line` the line from 1, `problem` what is wrong with it.
    """

    def __init__(self, path: Path, line: int, problem: str) -> None:
        super().__init__(
            f"{path}, line {line:,}: {problem}; download this shard again and run the same "
            "command: it goes on with what is done"
        )
        self.path, self.line, self.problem = path, line, problem


class UnknownPaperError(InputError):
    """No paper of the snapshot, or of its view of a day or scope, answers to the given name."""

    def __init__(
        self,
        name: str,
        near: Sequence[str] = (),
        day: date | None = None,
        scope: str | None = None,
    ) -> None:
        hint = f"; the nearest: {', '.join(near)}" if near else ""
        within = f" within the scope ({scope})" if scope else ""
        super().__init__(
            f"no paper called {name!r} here{_on(day)}{within}{hint}; "
            "give a paper id, an arXiv id, a DOI or a part of the title"
            + (", or look within the scope 'all'" if scope else "")
        )
        self.name, self.near, self.day, self.scope = name, tuple(near), day, scope


def _on(day: date | None) -> str:
    return f" as of {day} (younger and undated papers are not in this view)" if day else ""


class AmbiguousPaperError(InputError):
    """A title fragment that several papers hold.

    `candidates` are (paper_id, title) pairs, best first; `total` counts all that fit.
    """

    def __init__(self, name: str, candidates: Sequence[tuple[str, str]], total: int) -> None:
        shown = "".join(f"\n  {paper_id}  {title}" for paper_id, title in candidates)
        more = total - len(candidates)
        rest = f"\n  ... and {more} more" if more > 0 else ""
        super().__init__(f"{total} papers fit {name!r}; name one of them by its id:{shown}{rest}")
        self.name, self.candidates, self.total = name, tuple(candidates), total


class UnknownAuthorError(InputError):
    """No author of the snapshot, or of its view of a day, answers to the given name."""

    def __init__(self, name: str, near: Sequence[str] = (), day: date | None = None) -> None:
        hint = f"; the nearest: {', '.join(near)}" if near else ""
        super().__init__(
            f"no author called {name!r} here{_on(day)}{hint}; "
            "give an author id or a part of the name"
        )
        self.name, self.near, self.day = name, tuple(near), day


class AmbiguousAuthorError(InputError):
    """A name that several authors bear, or a part of several names.

    `candidates` are (author_id, name, number of papers), most papers first; `total` counts all that
    fit.
    """

    def __init__(self, name: str, candidates: Sequence[tuple[str, str, int]], total: int) -> None:
        shown = "".join(
            f"\n  {author_id}  {printed}, {papers} paper{'' if papers == 1 else 's'}"
            for author_id, printed, papers in candidates
        )
        more = total - len(candidates)
        rest = f"\n  ... and {more} more" if more > 0 else ""
        super().__init__(f"{total} authors fit {name!r}; name one of them by its id:{shown}{rest}")
        self.name, self.candidates, self.total = name, tuple(candidates), total


class MissingExtraError(InputError):
    """What was asked for needs packages that kdgraph installs only when it is asked to."""

    def __init__(self, extra: str, what: str) -> None:
        super().__init__(
            f"{what} needs packages that are not installed; "
            f"python -m pip install 'kdgraph[{extra}]' installs them, "
            f"in a checkout python -m pip install '.[{extra}]'"
        )
        self.extra, self.what = extra, what


class PluginError(InputError):
    """What another installed package offers cannot be used, or failed while it was.

    `what` names the thing with its package and version, `package` is what the installer calls it.
    """

    def __init__(self, what: str, package: str, problem: str) -> None:
        super().__init__(
            f"{what}: {problem}; update the package (python -m pip install --upgrade {package}), "
            f"tell its authors, or remove it (python -m pip uninstall {package})"
        )
        self.what, self.package, self.problem = what, package, problem


class PluginWarning(UserWarning):
    """Something of another installed package was left out, and all else goes on."""


class EngineError(KdgraphError):
    """The engine that works on whole datasets cannot start, or gave up; what is done is kept."""

    exit_code: ClassVar[int] = 3


class NotConvergedError(KdgraphError):
    """An iteration does not come to rest within the steps allowed."""

    def __init__(self, what: str, iterations: int, change: float, wanted: float) -> None:
        super().__init__(
            f"{what} did not converge in {iterations} iterations: the last changed it by "
            f"{change:.3g}, but {wanted:.3g} was required; allow more iterations, a larger "
            f"tolerance, or a smaller damping"
        )
        self.what, self.iterations, self.change, self.wanted = what, iterations, change, wanted


class StoreError(KdgraphError):
    """The data folder cannot be used as asked."""


class LockedError(StoreError):
    """Another process is writing to the data folder; `pid` is None where it could not be read."""

    def __init__(self, path: Path, pid: int | None) -> None:
        who = f"process {pid}" if pid is not None else "another process"
        super().__init__(
            f"{who} is already writing to {path}; wait until it ends, or stop it "
            "(reading needs no lock: status, show and export work meanwhile)"
        )
        self.path, self.pid = path, pid


class DamagedSnapshotError(StoreError):
    """A stored snapshot whose files are missing, cut or unreadable."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(
            f"the snapshot {path.name} in {path.parent} is damaged ({problem}); run "
            "`kdgraph build` again: it writes a whole one, from stored answers where there are any"
        )
        self.path, self.problem = path, problem


class NoSnapshotError(StoreError):
    """The data folder holds no snapshot, or not the one that was named."""

    def __init__(self, path: Path, wanted: str | None = None, held: Sequence[str] = ()) -> None:
        if wanted is None:
            message = f"no snapshot in {path} yet; run `kdgraph build --data {path}` first"
        else:
            here = ", ".join(held) if held else "none"
            message = f"no snapshot {wanted!r} in {path}; it holds: {here}"
        super().__init__(message)
        self.path, self.wanted, self.held = path, wanted, tuple(held)


class ServiceError(KdgraphError):
    """Semantic Scholar or arXiv gave no usable answer."""

    exit_code = 3


class UnreachableError(ServiceError):
    """No connection to the service could be made: there is no network, or nobody listens."""

    def __init__(self, url: str, reason: str, *, option: str = "--api-url") -> None:
        super().__init__(
            f"cannot reach {url} ({reason}); check the network or {option}, "
            "then run the same command again"
        )
        self.url, self.reason = url, reason


class ForbiddenError(ServiceError):
    """The service refuses the key (HTTP 403), or its absence (401)."""

    exit_code = 2

    def __init__(self, url: str, status: int, *, with_key: bool, said: str = "") -> None:
        what = (
            "refuses the API key: it is wrong, or was retired after 60 days without use; "
            "correct it, or unset it to go on without a key"
            if with_key
            else "asks for an API key; set S2_API_KEY"
        )
        told = f"; it says: {said}" if said else ""
        super().__init__(f"{url} {what} (HTTP {status}{told}). Nothing more was asked")
        self.url, self.status, self.with_key = url, status, with_key


class RefusedError(ServiceError):
    """arXiv refuses automated requests (HTTP 403); nothing more is asked of it."""

    def __init__(self, url: str, status: int, said: str) -> None:
        super().__init__(
            f"{url} refuses requests from here (HTTP {status}; it says: {said}). Nothing more was "
            "asked. Try again some hours later, set KDGRAPH_CONTACT to an address at which you can "
            "be reached, or lay sources into the folder sources of the data folder by hand"
        )
        self.url, self.status, self.said = url, status, said


class RequestError(ServiceError):
    """The service calls a request wrong (HTTP 400 and kin); asking again would not help."""

    def __init__(self, url: str, status: int, message: str) -> None:
        super().__init__(
            f"{url} answers HTTP {status}: {message}; this is a fault of kdgraph or a change of "
            "the service, so please report it with this line"
        )
        self.url, self.status, self.message = url, status, message


class FetchError(ServiceError):
    """No usable answer within the attempts and the time allowed.

    `status` is the last HTTP status, or None where no whole answer arrived.
    """

    def __init__(self, what: str, status: int | None, attempts: int, reason: str) -> None:
        code = f"HTTP {status}, " if status is not None else ""
        super().__init__(
            f"no usable answer for {what} ({code}{reason}, {attempts} attempts); "
            "progress is saved; rerun the same command to resume"
        )
        self.what, self.status, self.attempts, self.reason = what, status, attempts, reason


class HandshakeError(FetchError):
    """Somebody answers at the address or at the proxy, but the way to the service stays shut.

    A certificate that is not trusted, a server that speaks no TLS, a proxy or a network that
    refuses; `reason` names it, and what to do about it.
    """

    def __init__(self, url: str, what: str, status: int | None, attempts: int, reason: str) -> None:
        super().__init__(what, status, attempts, reason)
        self.url = url
        self.args = (
            f"{url} cannot be asked, though something answers ({reason}); stored answers are "
            f"kept: rerun the same command when that is fixed, or with --offline",
        )


class UnprotectedKeyWarning(UserWarning):
    """An API key is about to be sent in clear, over ``http://``, to another machine."""

    def __init__(self, url: str) -> None:
        super().__init__(
            f"the API key is sent to {url} unencrypted, so anyone on the way can read it; "
            "use https://, or unset the key (S2_API_KEY, SEMANTIC_SCHOLAR_API_KEY, --api-key)"
        )
        self.url = url
