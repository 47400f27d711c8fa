"""Cache of raw answers of the service, which makes every run resumable.

The file is a database of SQLite in WAL mode. It guards itself three times over. Each row carries a
checksum, so one flipped bit costs one answer and not the whole file. Where the file's own structure
is damaged, it is moved aside, and every row that is still whole by its checksum is taken over into
a fresh one. And beside the file stands its SHA-256, written when it is closed and removed before it
is next written to: where the two agree nothing needs to be looked at, and where they do not, or
there is none (the last writer was killed), all of it is. That happens when the file is opened, so
what is damaged is simply not there for the run, which asks it again.
"""

# ruff: noqa: S608  # statements are put together from the names of our own tables and columns

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Protocol, TypeVar

from kdgraph.errors import StoreError
from kdgraph.files import (
    disk_faults,
    make_folder,
    patiently,
    remove_quietly,
    write_file_atomically,
)
from kdgraph.records import ListPointer

__all__ = ["CacheSize", "ResponseCache", "Run", "StoredAnswer", "inspect_cache"]

T = TypeVar("T")

_APPLICATION: Final = 0x6B646772  # "kdgr": tells our files from those of others
_VERSION: Final = 2
_SCHEMA: Final = f"""
CREATE TABLE answers (
    key TEXT PRIMARY KEY, status INTEGER NOT NULL, body BLOB NOT NULL, at TEXT NOT NULL,
    checksum INTEGER
);
CREATE TABLE lists (
    paper TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, reported INTEGER, reason TEXT,
    answers TEXT NOT NULL, at TEXT NOT NULL, checksum INTEGER, PRIMARY KEY (paper, kind)
) WITHOUT ROWID;
CREATE TABLE runs (
    number INTEGER PRIMARY KEY, parameters TEXT NOT NULL, started TEXT NOT NULL,
    finished INTEGER NOT NULL DEFAULT 0, checksum INTEGER
);
PRAGMA application_id = {_APPLICATION};
PRAGMA user_version = {_VERSION};
"""
_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "answers": ("key", "status", "body", "at"),
    "lists": ("paper", "kind", "state", "reported", "reason", "answers", "at"),
    "runs": ("number", "parameters", "started", "finished"),
}
_KEYS: Final[Mapping[str, str]] = {"answers": "rowid", "lists": "paper, kind", "runs": "number"}


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


class _UnusableFileError(Exception):
    """A file that is damaged, or no cache of ours."""


class ResponseCache:
    """Answers by request, the index of who holds which list, and the runs.

    Every `put` is on record when it returns, also if the process is killed right after. Another
    process may read meanwhile. What is damaged is dropped when the file is opened, so it counts as
    never asked; a file that is no cache of ours, or whose structure is damaged, is moved aside as
    ``cache.sqlite.damaged-1``, and a fresh one begins with what is whole in it. `recovered` then
    tells what was found.

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
        self._sealed = False
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
            if not self._sealed and not _beside(self.path, "-wal").exists():
                try:
                    write_file_atomically(_seal(self.path), f"{_sha256(self.path)}\n".encode())
                except (StoreError, OSError):
                    # the disk refuses: without it the next run looks at every row instead
                    remove_quietly(_seal(self.path))
            self._sealed = True

    def get(self, key: str) -> StoredAnswer | None:
        """Return the stored answer to a request, None where there is none."""
        whole = _checksum_sql("answers")
        rows = self._read(
            f"SELECT status, body, at, checksum IS {whole} FROM answers WHERE key = ?", (key,)
        )
        if not rows:
            return None
        status, body, at, unchanged = rows[0]
        try:
            if unchanged:
                return StoredAnswer(status, zlib.decompress(body), datetime.fromisoformat(at))
        except (zlib.error, ValueError, TypeError):
            pass  # as good as changed
        self.recovered.append(
            f"an answer stored in {self.path} was damaged and is asked again: {key:.200}"
        )
        self._write("DELETE FROM answers WHERE key = ?", [(key,)])
        return None

    def put(self, key: str, answer: Answer) -> None:
        """Keep an answer; it takes the place of an older one to the same request.

        The older one stays under ``key#was`` until `prune_unreferenced` finds that no list needs
        it: when a refresh fails half way, the list that is known is read from there.
        """
        at = _text(answer.at)
        row = (key, answer.status, zlib.compress(answer.body, 6), at)
        # what is there under that name already is the last that made a whole list
        replaced = _checksum_sql("answers", key="key || '#was'")
        self._write(
            f"INSERT OR IGNORE INTO answers SELECT key || '#was', status, body, at, {replaced} "
            "FROM answers WHERE key = ? AND at < ?",
            [(key, at)],
        )
        self._insert("answers", [row])

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
        self._insert("lists", rows)
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
            self.recovered.append(
                f"the stored answers of {gone} lists ({kind}) were gone: they are asked again"
            )
        return pointers

    def begin_run(
        self, parameters_digest: str, now: datetime, *, oldest: datetime | None = None
    ) -> Run:
        """Go on with the newest unfinished run of the same parameters, else begin one.

        A run that started before `oldest` is not gone on with: its answers are too old. What is
        dated after `now` was stored while a clock was wrong: nobody can tell how old it is, so it
        is dropped, and `recovered` says so.
        """
        newest = (
            "SELECT number, started FROM runs WHERE parameters = ? AND NOT finished "
            "ORDER BY number DESC LIMIT 1"
        )
        with self._mutex:
            self._forget_after(now)
            rows = self._read(newest, (parameters_digest,))
            if rows and oldest is not None and datetime.fromisoformat(rows[0][1]) < oldest:
                rows = []
            resumed = bool(rows)
            if not resumed:
                number = self._read("SELECT coalesce(max(number), 0) + 1 FROM runs")[0][0]
                self._insert("runs", [(number, parameters_digest, _text(now), 0)])
                rows = self._read(newest, (parameters_digest,))
        number, started = rows[0]
        return Run(number, datetime.fromisoformat(started), resumed)

    def _forget_after(self, now: datetime) -> None:
        late = (_text(now),)
        counts = [
            self._read(f"SELECT count(*) FROM {table} WHERE {column} > ?", late)[0][0]
            for table, column in (("answers", "at"), ("lists", "at"), ("runs", "started"))
        ]
        if not any(counts):
            return
        for table, column in (("answers", "at"), ("lists", "at"), ("runs", "started")):
            self._write(f"DELETE FROM {table} WHERE {column} > ?", [late])
        self.recovered.append(
            f"{counts[0]} answers and {counts[1]} lists in {self.path} were dated in the future "
            "(was the clock wrong?): they are asked again"
        )

    def finish_run(self, run: Run) -> None:
        """Mark a run as finished, and with it all older ones of the same parameters."""
        finished = _checksum_sql("runs", finished="1")
        finish = (
            f"UPDATE runs SET finished = 1, checksum = {finished} WHERE number <= ? AND "
            "parameters = (SELECT parameters FROM runs WHERE number = ?)"
        )
        self._write(finish, [(run.number, run.number)])

    def size(self) -> CacheSize:
        """Return how much the cache holds and takes on disk."""
        answers = self._read("SELECT count(*) FROM answers")[0][0]
        lists = self._read("SELECT count(*) FROM lists")[0][0]
        with disk_faults(self.path, "read"):
            return CacheSize(_taken(self.path), answers, lists)

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

    def _open(self) -> sqlite3.Connection:
        if _seal(self.path).exists() and not (self.path.exists() and self.path.stat().st_size):
            self._unseal()
            self.recovered.append(
                f"{self.path} was emptied or removed since kdgraph closed it: all answers are "
                "asked again"
            )
        try:
            db = self._connect()
            try:
                self._look_through(db)
            except BaseException:
                db.close()
                raise
        except _UnusableFileError as error:
            return self._begin_afresh(str(error))
        return db

    def _connect(self) -> sqlite3.Connection:
        """Open the file, or make it."""
        with self._faults("open"):
            _check_header(self.path)
            # one connection serves all threads, in turn: `_mutex` sees to that
            db = sqlite3.connect(
                self.path, timeout=self._patience, isolation_level=None, check_same_thread=False
            )
            try:
                _prepare(db)
            except BaseException:
                db.close()
                raise
            return db

    def _look_through(self, db: sqlite3.Connection) -> None:
        """Drop every row that is damaged; refuse a file whose structure is."""
        with self._faults("check"):
            agrees = _seal_agrees(self.path)
            if agrees:
                self._sealed = True
                return
            _check_structure(db)
            damaged: list[str] = []
            for table in _COLUMNS:
                bad = f"FROM {table} WHERE checksum IS NOT {_checksum_sql(table)}"
                names = [str(row[0]) for row in db.execute(f"SELECT {_COLUMNS[table][0]} {bad}")]
                if names:
                    self._unseal()
                    db.execute(f"DELETE {bad}")
                    shown = ", ".join(f"{name:.40}" for name in names[:3])
                    more = ", ..." if len(names) > 3 else ""
                    damaged.append(f"{len(names)} of its {table} ({shown}{more})")
        if damaged:
            self.recovered.append(
                f"{self.path} was damaged: {'; '.join(damaged)}. What they held is asked again, "
                "and all else in it is whole"
            )
        elif agrees is False:
            self.recovered.append(
                f"{self.path} was changed since kdgraph closed it, in no place that holds an "
                "answer: every one agrees with its checksum"
            )

    @contextmanager
    def _faults(self, doing: str) -> Iterator[None]:
        """Tell a file that cannot be used from a disk that refuses."""
        with disk_faults(self.path, doing):
            try:
                yield
            except sqlite3.DatabaseError as error:
                if _is_damage(error):
                    raise _UnusableFileError(f"damaged ({error})") from error
                raise

    def _begin_afresh(self, problem: str) -> sqlite3.Connection:
        """Move the file aside, and take over into a fresh one what is whole in it."""
        number = 1
        while (aside := Path(f"{self.path}.damaged-{number}")).exists():
            number += 1
        with disk_faults(self.path, "move aside"):
            for end in ("", "-wal", "-shm"):
                if (file := _beside(self.path, end)).exists():
                    patiently(file.rename, _beside(aside, end))
        self._unseal()
        db = self._connect()
        counts = dict.fromkeys(_COLUMNS, 0)
        with self._faults("use"):
            for table, columns in _COLUMNS.items():
                places = ", ".join("?" * (len(columns) + 1))
                for row in _whole_rows(aside, table):
                    insert = f"INSERT OR IGNORE INTO {table} VALUES ({places})"
                    counts[table] += db.execute(insert, row).rowcount
        kept = f"{counts['answers']} of its answers were whole and are kept, the others are"
        self.recovered.append(
            f"{self.path} was {problem}; it is kept as {aside.name} and a fresh one is begun, so "
            f"{kept if counts['answers'] else 'all answers are'} asked again"
        )
        return db

    def _unseal(self) -> None:
        with disk_faults(_seal(self.path), "remove"):
            _seal(self.path).unlink(missing_ok=True)
        self._sealed = False

    def _read(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        return self._persist(lambda: self._db.execute(sql, values).fetchall())

    def _write(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        self._persist(lambda: self._transact(sql, rows))

    def _insert(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        places = ", ".join("?" * (len(_COLUMNS[table]) + 1))
        sealed = [(*row, _checksum(*row)) for row in rows]
        self._write(f"INSERT OR REPLACE INTO {table} VALUES ({places})", sealed)

    def _persist(self, task: Callable[[], T]) -> T:
        """Do something; if the file proves damaged, begin a fresh one and do it there."""
        with self._mutex:
            try:
                with self._faults("use"):
                    return task()
            except _UnusableFileError as error:
                self._db.close()
                self._db = self._begin_afresh(str(error))
            with self._faults("use"):
                return task()

    def _transact(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        if self._sealed:
            self._unseal()
        self._db.execute("BEGIN IMMEDIATE")
        try:
            self._db.executemany(sql, rows)
            self._db.execute("COMMIT")
        except BaseException:
            # a full disk may have ended the transaction already
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise


def inspect_cache(path: Path) -> CacheSize | str:
    """Return what a cache holds, or in words what is wrong with it.

    Unlike opening a `ResponseCache`, this changes nothing, whatever is found: no damaged file is
    moved aside, and no damaged row dropped.

    Raises
    ------
    StoreError
        If the system refuses to let us look; that says nothing about the cache.

    Examples
    --------
    >>> inspect_cache(Path("pyproject.toml"))
    'damaged: file is not a database'
    """
    with disk_faults(path, "look into"):
        with path.open("rb"):
            pass
        # without a log nobody is writing: the file can be read where SQLite may make none beside it
        frozen = not _has_log(path)
        found = _look_into(path, "mode=ro&immutable=1" if frozen else "mode=ro")
        if isinstance(found, str) and frozen and _has_log(path):  # somebody has begun to write
            found = _look_into(path, "mode=ro")
        return found


def _look_into(path: Path, how: str) -> CacheSize | str:
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True)) as db:
            problem = _problem(db, path)
            if problem is not None:
                return problem
            answers, lists = (
                db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                for table in ("answers", "lists")
            )
    except _UnusableFileError as error:
        return str(error)
    except sqlite3.DatabaseError as error:
        if _is_damage(error):
            return f"damaged: {error}"
        raise
    return CacheSize(_taken(path), answers, lists)


def _problem(db: sqlite3.Connection, path: Path) -> str | None:
    """Return in words what is wrong with a cache, None if all of it is whole."""
    _equip(db)
    if db.execute("PRAGMA application_id").fetchone()[0] != _APPLICATION:
        return "not a cache of kdgraph"
    _check_structure(db)
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version == _VERSION:
        wrong = [f"{table} WHERE checksum IS NOT {_checksum_sql(table)}" for table in _COLUMNS]
    elif version == 1:  # of kdgraph 0.1.0: answers alone can be checked
        wrong = ["answers WHERE NOT whole(body)"]
    else:
        return f"of version {version}, which this kdgraph cannot read"
    bad = sum(db.execute(f"SELECT count(*) FROM {rows}").fetchone()[0] for rows in wrong)
    if bad:
        return f"damaged in {bad} of its rows"
    if _seal_agrees(path) is False:
        return "damaged: its bytes are not those that kdgraph wrote last"
    return None


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


def _checksum(*values: object) -> int:
    """Return the checksum of a row's values."""
    return _checksum_of(*(part for value in values for part in (_STORED_AS[type(value)], value)))


_STORED_AS: Final = {str: "text", bytes: "blob", int: "integer", float: "real", type(None): "null"}


def _checksum_of(*parts: object) -> int:
    """Return the checksum of values, each behind the name of its type; texts may be in bytes."""
    checksum = 0
    for part in parts:
        plain = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        data = plain if isinstance(plain, bytes) else repr(plain).encode()
        # the length too, so that nothing can move from one column into the next
        checksum = zlib.crc32(data, zlib.crc32(b"%d:" % len(data), checksum))
    return checksum


def _checksum_sql(table: str, **instead: str) -> str:
    """Return the SQL that computes a row's checksum, some columns replaced by an expression."""
    columns = [instead.get(name, name) for name in _COLUMNS[table]]
    # a text with a flipped bit may be no UTF-8, so the function gets its bytes
    bytewise = [f"typeof({c}), iif(typeof({c}) = 'text', CAST({c} AS BLOB), {c})" for c in columns]
    return f"checksum_of({', '.join(bytewise)})"


def _is_whole(body: object) -> bool:
    try:
        zlib.decompress(body)  # type: ignore[arg-type]  # whatever the file holds there
    except (zlib.error, TypeError):
        return False
    return True


def _equip(db: sqlite3.Connection) -> None:
    # a flipped bit in a text is that row's trouble, not the file's
    db.text_factory = lambda raw: raw.decode("utf-8", "replace")
    db.create_function("checksum_of", -1, _checksum_of, deterministic=True)
    db.create_function("whole", 1, _is_whole, deterministic=True)


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    """Whether an error means that the file is broken, rather than busy or refused by the disk."""
    # our statements are fixed, so an error in one of them means that the tables are not ours
    name = getattr(error, "sqlite_errorname", None) or ""
    return name in {"SQLITE_ERROR", "SQLITE_NOTADB", "SQLITE_FORMAT"} or name.startswith(
        "SQLITE_CORRUPT"
    )


def _check_header(path: Path) -> None:
    """Refuse a file that SQLite would refuse, or open for reading only, by its first bytes."""
    if not path.exists() or path.stat().st_size == 0:
        return
    with path.open("rb") as file:
        header = file.read(100)
    if not (header.startswith(b"SQLite format 3\0") and set(header[18:20]) in ({1}, {2})):
        raise _UnusableFileError("damaged (it is no database of SQLite 3)")


def _check_structure(db: sqlite3.Connection) -> None:
    """Refuse a file whose tables or indexes are damaged."""
    try:
        problem = str(db.execute("PRAGMA integrity_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as error:
        if not _is_damage(error):
            raise
        problem = str(error)
    if problem != "ok":
        raise _UnusableFileError(f"damaged ({' '.join(problem.split())})")


def _prepare(db: sqlite3.Connection) -> None:
    """Make the tables where there are none; refuse those of others and of other versions."""
    _equip(db)
    application = db.execute("PRAGMA application_id").fetchone()[0]
    version = db.execute("PRAGMA user_version").fetchone()[0]
    tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if tables and application != _APPLICATION:
        raise _UnusableFileError("not a cache of kdgraph")
    if application == _APPLICATION and version not in (1, _VERSION):
        raise _UnusableFileError(f"of version {version}, which this kdgraph cannot read")
    if tables and not set(_COLUMNS) <= tables:
        raise _UnusableFileError("damaged (it lacks a table)")
    db.execute("PRAGMA journal_mode = WAL")
    # safe against kill -9; a power cut may cost the last answers, never the file
    db.execute("PRAGMA synchronous = NORMAL")
    if not tables:
        db.executescript(f"BEGIN IMMEDIATE;{_SCHEMA}COMMIT;")
    elif version == 1:
        _upgrade(db)


def _upgrade(db: sqlite3.Connection) -> None:
    """Give every row of a file of kdgraph 0.1.0 a checksum; an unreadable answer goes."""
    _check_structure(db)
    db.execute("BEGIN IMMEDIATE")
    try:
        db.execute("DELETE FROM answers WHERE NOT whole(body)")
        for table in _COLUMNS:
            db.execute(f"ALTER TABLE {table} ADD COLUMN checksum INTEGER")
            db.execute(f"UPDATE {table} SET checksum = {_checksum_sql(table)}")
        db.execute(f"PRAGMA user_version = {_VERSION}")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def _whole_rows(path: Path, table: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a damaged file that agree with their checksum, as far as it can be read.

    From both ends, since a damaged page hides what lies behind it; a row may come twice.
    """
    columns = ", ".join((*_COLUMNS[table], "checksum"))
    for direction in ("ASC", "DESC"):
        order = ", ".join(f"{key} {direction}" for key in _KEYS[table].split(", "))
        try:
            with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
                _equip(db)
                for row in db.execute(f"SELECT {columns} FROM {table} ORDER BY {order}"):
                    if row[-1] == _checksum(*row[:-1]):
                        yield row
        except sqlite3.DatabaseError:
            continue  # what lies beyond is lost, and asked again


def _beside(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)


def _has_log(path: Path) -> bool:
    log = _beside(path, "-wal")
    return log.exists() and log.stat().st_size > 0


def _seal(path: Path) -> Path:
    return _beside(path, ".sha256")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _seal_agrees(path: Path) -> bool | None:
    """Whether the file is byte for byte as it was closed; None where nobody can tell."""
    try:
        sealed = _seal(path).read_bytes()
        if _has_log(path):
            return None
        if sealed == f"{_sha256(path)}\n".encode():
            return True
        # another process may have begun to write since the seal was read
        return False if _seal(path).read_bytes() == sealed else None
    except FileNotFoundError:
        return None


def _taken(path: Path) -> int:
    files = [_beside(path, end) for end in ("", "-wal", "-shm")]
    return sum(file.stat().st_size for file in files if file.exists())
