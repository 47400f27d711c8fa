"""Raw answers of the service, kept as received: what makes every run resumable."""

from __future__ import annotations

import json
import sqlite3
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, TypeVar

from kdgraph.records import ListPointer
from kdgraph.store.cache_file import UnusableFileError, check_header, is_damage, prepare
from kdgraph.store.files import disk_faults, make_folder

__all__ = ["CacheSize", "ResponseCache", "Run", "StoredAnswer"]

T = TypeVar("T")


class Answer(Protocol):
    """Whatever has a status, a body and the time when it came."""

    @property
    def status(self) -> int:
        """HTTP status."""
        ...

    @property
    def body(self) -> bytes:
        """Bytes as received."""
        ...

    @property
    def at(self) -> datetime:
        """When it came."""
        ...


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer as it was received: HTTP status, bytes, and when it came."""

    status: int
    body: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class Run:
    """A build under way; `resumed` when it was interrupted before and now goes on."""

    number: int
    started: datetime
    resumed: bool


@dataclass(frozen=True, slots=True)
class CacheSize:
    """What the cache takes and holds."""

    bytes: int
    answers: int
    lists: int


class ResponseCache:
    """Answers by request, the index of who holds which list, and the runs.

    Every `put` is on record when it returns, also if the process is killed right after. Another
    process may read meanwhile. A file that is damaged, or is no cache of ours, is moved aside as
    ``cache.sqlite.damaged-1`` and a fresh one begun; `recovered` then tells where it went.

    Parameters
    ----------
    path : Path
        The file; it and its folder are made if need be.
    patience : float
        Seconds to wait for another process's write to end.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "cache.sqlite"
    >>> with ResponseCache(path) as cache:
    ...     cache.put("GET /x", StoredAnswer(200, b"{}", datetime(2026, 1, 1, tzinfo=UTC)))
    ...     cache.get("GET /x").body
    b'{}'
    """

    def __init__(self, path: Path, *, patience: float = 10.0) -> None:
        self.path = Path(path)
        self.recovered: list[str] = []
        self._patience = patience
        self._mutex = threading.RLock()
        make_folder(self.path.parent)
        self._db = self._open()

    def __enter__(self) -> ResponseCache:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; its write-ahead log is folded in when nobody else has it open."""
        with self._mutex, disk_faults(self.path, "close"):
            self._db.close()

    def get(self, key: str) -> StoredAnswer | None:
        """Return the stored answer to a request, None where there is none."""
        rows = self._read("SELECT status, body, at FROM answers WHERE key = ?", (key,))
        if not rows:
            return None
        status, body, at = rows[0]
        try:
            return StoredAnswer(status, zlib.decompress(body), datetime.fromisoformat(at))
        except (zlib.error, ValueError, TypeError):
            self.recovered.append(f"a stored answer was unreadable and is asked again: {key:.200}")
            self._write("DELETE FROM answers WHERE key = ?", [(key,)])
            return None

    def put(self, key: str, answer: Answer) -> None:
        """Keep an answer; it takes the place of an older one to the same request.

        The older one stays under ``key#was`` until `prune_unreferenced` finds that no list needs
        it: when a refresh fails half way, the list that is known is read from there.
        """
        row = (key, answer.status, zlib.compress(answer.body, 6), _text(answer.at))
        # what is there under that name already is the last that made a whole list
        self._write(
            "INSERT OR IGNORE INTO answers SELECT key || '#was', status, body, at FROM answers "
            "WHERE key = ? AND at < ?",
            [(key, _text(answer.at))],
        )
        self._write("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)", [row])

    def put_list(self, pointer: ListPointer) -> None:
        """Remember which answers hold a list; it replaces an older pointer of its kind."""
        self.put_lists([pointer])

    def put_lists(self, pointers: Iterable[ListPointer]) -> None:
        """Remember pointers, all or none.

        A list that came page by page needs no longer what its pages replaced, and that goes.
        """
        pointers = list(pointers)
        rows = [
            (p.paper, p.kind, p.state, p.reported, p.reason, json.dumps(p.answers), _text(p.at))
            for p in pointers
        ]
        self._write("INSERT OR REPLACE INTO lists VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        # a page belongs to one list, unlike a batch (place 0 and above), which holds many
        replaced = [(f"{key}#was",) for p in pointers for key, place in p.answers if place < 0]
        self._write("DELETE FROM answers WHERE key = ?", replaced)

    def lists(self, kind: str) -> dict[str, ListPointer]:
        """Return the newest pointer of each paper for one kind of list, by paper.

        One that names an answer which is not stored any more is left out, so its list counts as
        never asked; `recovered` tells how many there were.
        """
        rows = self._read(
            "SELECT paper, kind, state, reported, reason, answers, at FROM lists "
            "WHERE kind = ? ORDER BY paper",
            (kind,),
        )
        stored = {key for (key,) in self._read("SELECT key FROM answers")}
        pointers = {}
        gone = 0
        for row in rows:
            try:
                pointer = _pointer(row)
            except (ValueError, TypeError):
                self.recovered.append(f"where the {kind} of {row[0]} are was unreadable")
                continue
            # an empty key: nothing was asked, since the id cannot be sent
            if all(key in stored for key, _ in pointer.answers if key):
                pointers[row[0]] = pointer
            else:
                gone += 1
        if gone:
            self.recovered.append(f"the stored answers of {gone} lists ({kind}) were gone")
        return pointers

    def begin_run(
        self, parameters_digest: str, now: datetime, *, oldest: datetime | None = None
    ) -> Run:
        """Go on with the newest unfinished run of the same parameters, else begin one.

        A run that started before `oldest` is not gone on with: its answers are too old.
        """
        newest = (
            "SELECT number, started FROM runs WHERE parameters = ? AND NOT finished "
            "ORDER BY number DESC LIMIT 1"
        )
        with self._mutex:
            rows = self._read(newest, (parameters_digest,))
            if rows and oldest is not None and datetime.fromisoformat(rows[0][1]) < oldest:
                rows = []
            resumed = bool(rows)
            if not resumed:
                row = (parameters_digest, _text(now))
                self._write("INSERT INTO runs (parameters, started) VALUES (?, ?)", [row])
                rows = self._read(newest, (parameters_digest,))
        number, started = rows[0]
        return Run(number, datetime.fromisoformat(started), resumed)

    def finish_run(self, run: Run) -> None:
        """Mark a run as finished, and with it all older ones of the same parameters."""
        finish = (
            "UPDATE runs SET finished = 1 WHERE number <= ? AND parameters = "
            "(SELECT parameters FROM runs WHERE number = ?)"
        )
        self._write(finish, [(run.number, run.number)])

    def size(self) -> CacheSize:
        """Return how much the cache holds and takes on disk."""
        answers = self._read("SELECT count(*) FROM answers")[0][0]
        lists = self._read("SELECT count(*) FROM lists")[0][0]
        with disk_faults(self.path, "read"):
            taken = sum(p.stat().st_size for p in self._files() if p.exists())
        return CacheSize(taken, answers, lists)

    def prune_unreferenced(self, older_than: datetime) -> int:
        """Drop what no list pointer names: answers from before `older_than`, and replaced ones.

        Returns how many were dropped.
        """
        with self._mutex:
            before = self.size().answers
            self._write(
                "DELETE FROM answers WHERE (at < ? OR key LIKE '%#was') AND key NOT IN (SELECT "
                "json_extract(item.value, '$[0]') FROM lists, json_each(lists.answers) AS item)",
                [(_text(older_than),)],
            )
            return before - self.size().answers

    def _files(self) -> list[Path]:
        return [self.path.with_name(self.path.name + end) for end in ("", "-wal", "-shm")]

    def _open(self) -> sqlite3.Connection:
        try:
            return self._connect()
        except UnusableFileError as error:
            self._move_aside(str(error))
        return self._connect()

    def _connect(self) -> sqlite3.Connection:
        """Open the file, or make it."""
        with self._faults("open"):
            check_header(self.path)
            # one connection serves all threads, in turn: `_mutex` sees to that
            db = sqlite3.connect(
                self.path, timeout=self._patience, isolation_level=None, check_same_thread=False
            )
            try:
                prepare(db)
            except BaseException:
                db.close()
                raise
            return db

    @contextmanager
    def _faults(self, doing: str) -> Iterator[None]:
        """Tell a file that cannot be used from a disk that refuses."""
        with disk_faults(self.path, doing):
            try:
                yield
            except sqlite3.DatabaseError as error:
                if is_damage(error):
                    raise UnusableFileError(f"damaged ({error})") from error
                raise

    def _move_aside(self, problem: str) -> None:
        number = 1
        while (aside := Path(f"{self.path}.damaged-{number}")).exists():
            number += 1
        with disk_faults(self.path, "move aside"):
            for file, end in zip(self._files(), ("", "-wal", "-shm"), strict=True):
                if file.exists():
                    file.rename(f"{aside}{end}")
        self.recovered.append(
            f"{self.path} was {problem}; it is kept as {aside.name} and a fresh one is begun, "
            "so answers are asked again"
        )

    def _read(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        return self._persist(lambda: self._db.execute(sql, values).fetchall())

    def _write(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        self._persist(lambda: self._transact(sql, rows))

    def _persist(self, task: Callable[[], T]) -> T:
        """Do something; if the file proves damaged, begin a fresh one and do it there."""
        with self._mutex:
            try:
                with self._faults("use"):
                    return task()
            except UnusableFileError as error:
                self._db.close()
                self._move_aside(str(error))
                self._db = self._connect()
            with self._faults("use"):
                return task()

    def _transact(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            self._db.executemany(sql, rows)
            self._db.execute("COMMIT")
        except BaseException:
            # a full disk may have ended the transaction already
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise


def _text(at: datetime) -> str:
    """Return a time as text that sorts as times do."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _pointer(row: Sequence[Any]) -> ListPointer:
    paper, kind, state, reported, reason, answers, at = row
    return ListPointer(
        paper=paper,
        kind=kind,
        state=state,
        reported=reported,
        reason=reason,
        answers=tuple((str(key), int(position)) for key, position in json.loads(answers)),
        at=datetime.fromisoformat(at),
    )
