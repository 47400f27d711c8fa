"""Fetches the shards of a release: several at a time, each continued, checked and then named.

The ledger in the folder of the release remembers the size and version of every shard, and the
number of its lines once it is checked; so nothing is fetched or checked twice, whenever the work is
interrupted.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import threading
import zlib
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from kdgraph.bulk.release import LEDGER, Shard
from kdgraph.errors import FetchError, StoreError
from kdgraph.files import (
    disk_faults,
    patiently,
    remove_quietly,
    sync_folder,
    write_file_atomically,
)
from kdgraph.http import Event, LoopThread, Patience
from kdgraph.http.download import Downloads, ExpiredLinkError, Part, origin

__all__ = ["BrokenShardError", "Entry", "Fetching", "count_lines", "purpose_of"]

_UNFINISHED: Final = ".fetching-"
_BLOCK: Final = 2**16  # unpacks to 64 MB at most
_RENEWALS: Final = 3
_BROKEN: Final = 2
_ROOM_LEFT: Final = 64 * 2**20

Links = Callable[[str], Mapping[str, str]]
"""From a dataset to its files: from a path below the release's folder to a link."""


_Work = Callable[[str, "_Ways"], Coroutine[Any, Any, None]]


class BrokenShardError(Exception):
    """A file that is no whole gzip file, and why."""


@dataclass(slots=True)
class Entry:
    """What the ledger knows of a file: its size, its version, and its lines once it is checked."""

    bytes: int
    tag: str | None = None
    rows: int | None = None


@dataclass(slots=True)
class _Wanted:
    """A file on its way."""

    dataset: str
    name: str
    link: str


@dataclass(slots=True)
class Fetching:
    """The files of a release that are wanted, and how they come.

    Parameters
    ----------
    folder : Path
        The release's folder.
    links : callable
        Asks the service for the links of a dataset; links expire, so it is asked again then.
    patience : Patience
        How long the storage is asked; see `kdgraph.http.Patience`.
    purpose : str
        What is fetched, in a word that the ledger keeps; what was begun for another is dropped.
    at_once : int
        How many files are fetched at a time.
    tell : callable, optional
        Told of everything that happens on the way.
    tell_bytes : callable, optional
        Told of bytes as they arrive.
    """

    folder: Path
    links: Links
    patience: Patience
    purpose: str
    at_once: int = 4
    tell: Callable[[Event], None] = lambda _: None
    tell_bytes: Callable[[int], None] = lambda _: None
    _wanted: dict[str, _Wanted] = field(default_factory=dict)
    _ledger: dict[str, Entry] = field(default_factory=dict)
    _stop: threading.Event = field(default_factory=threading.Event)
    _asking: threading.Lock = field(default_factory=threading.Lock)
    _ledger_lock: threading.Lock = field(default_factory=threading.Lock)

    def measure(self, datasets: Iterable[str]) -> None:
        """Ask for the links and the size of every file of these datasets.

        Raises
        ------
        FetchError
            If a file gives no size, or a link none of its files.
        StoreError
            If the ledger cannot be read or written.
        """
        for dataset in datasets:
            for name, link in self.links(dataset).items():
                self._wanted[name] = _Wanted(dataset, name, link)
        self._ledger = self._read_ledger()
        for name in set(self._ledger) - set(self._wanted):
            del self._ledger[name]
            remove_quietly(self._unfinished(name))
        self._run([name for name in self._wanted if not self._is_checked(name)], self._measure)
        self._write_ledger()

    @property
    def bytes(self) -> dict[str, int]:
        """Bytes of each dataset, as measured."""
        found: dict[str, int] = {}
        for name, wanted in self._wanted.items():
            found[wanted.dataset] = found.get(wanted.dataset, 0) + self._ledger[name].bytes
        return found

    @property
    def files(self) -> dict[str, int]:
        """Files of each dataset."""
        found: dict[str, int] = {}
        for wanted in self._wanted.values():
            found[wanted.dataset] = found.get(wanted.dataset, 0) + 1
        return found

    @property
    def left(self) -> int:
        """Bytes that have not arrived yet."""
        left = 0
        for name in self._wanted:
            entry = self._ledger[name]
            if _size(self.folder / name) != entry.bytes:
                left += max(0, entry.bytes - (_size(self._unfinished(name)) or 0))
        return left

    def check_room(self, more: int = 0) -> None:
        """Refuse to begin what the disk has no room for.

        `more` are bytes needed beside the files themselves.

        Raises
        ------
        StoreError
            If less is free than is needed.
        """
        needed = self.left + more
        with disk_faults(self.folder, "read", how=" as DIR"):
            self.folder.mkdir(parents=True, exist_ok=True)
            free = shutil.disk_usage(self.folder).free
        if needed and free < needed + _ROOM_LEFT:
            raise StoreError(
                f"{self.folder} has {free / 1e9:,.2f} GB free, and {needed / 1e9:,.2f} GB are "
                "needed; free some space, give another place as DIR, or fetch fewer datasets "
                "(--only)"
            )

    def fetch(self) -> dict[str, dict[str, Shard]]:
        """Fetch and check whatever is missing; return the files of each dataset by their path.

        Raises
        ------
        ServiceError
            If a file does not come, or comes broken twice; what arrived is kept.
        StoreError
            If the disk refuses.
        """
        self._run([name for name in self._wanted if not self._is_checked(name)], self._fetch)
        found: dict[str, dict[str, Shard]] = {}
        for name, wanted in self._wanted.items():
            entry = self._ledger[name]
            assert entry.rows is not None
            shard = Shard(name.rpartition("/")[2], entry.bytes, entry.rows)
            found.setdefault(wanted.dataset, {})[name] = shard
        return found

    def finish(self) -> None:
        """Forget the ledger: everything is in its place."""
        remove_quietly(self.folder / LEDGER)

    # --- one file ------------------------------------------------------------------------------

    async def _measure(self, name: str, ways: _Ways) -> None:
        part = self._part(name)
        await self._with_fresh_links(name, part, partial(_measure, ways, part))
        if part.total is None:
            raise FetchError(part.what, None, 1, "the storage tells no size")
        known = self._ledger.get(name)
        if known is not None and (known.bytes, known.tag) != (part.total, part.tag):
            remove_quietly(self._unfinished(name))  # of another version
            known = None
        self._ledger[name] = known or Entry(part.total, part.tag)

    async def _fetch(self, name: str, ways: _Ways) -> None:
        final, entry = self.folder / name, self._ledger[name]
        for attempt in range(1, _BROKEN + 1):
            part = self._part(name)
            part.total, part.tag = entry.bytes, entry.tag
            if _size(final) != entry.bytes:
                await self._with_fresh_links(name, part, partial(_download, ways, part))
                entry.bytes, entry.tag = part.total or 0, part.tag
                checked = part.path
            else:  # it was named, and the process ended before the ledger knew
                checked = final
            try:
                entry.rows = await asyncio.to_thread(count_lines, checked, self._stop)
                break
            except BrokenShardError as error:
                with disk_faults(checked, "remove", how=" as DIR"):
                    checked.unlink(missing_ok=True)
                if attempt == _BROKEN:
                    reason = f"what arrives is no whole gzip file: {error}"
                    raise FetchError(part.what, None, attempt, reason) from None
                self.tell_bytes(-entry.bytes)
        await asyncio.to_thread(_name_finally, checked, final)
        self._write_ledger()

    async def _with_fresh_links(
        self, name: str, part: Part, work: Callable[[], Awaitable[None]]
    ) -> None:
        """Do the work, with another link whenever the one there is refused."""
        refused = 0
        while True:
            before = part.arrived
            try:
                await work()
            except ExpiredLinkError as error:
                refused = 1 if part.arrived > before else refused + 1
                if refused > _RENEWALS:
                    reason = f"every link to it is refused, fresh ones too: {error.said}"
                    raise FetchError(part.what, error.status, refused, reason) from None
            else:
                return
            await asyncio.to_thread(self._renew, name, part.link)
            part.link = self._wanted[name].link

    def _renew(self, name: str, old: str) -> None:
        """Ask for the links of a file's dataset again, unless somebody just did."""
        with self._asking:
            wanted = self._wanted[name]
            if wanted.link != old:
                return
            links = self.links(wanted.dataset)
            if name not in links:
                raise FetchError(name, None, 1, "the service offers this file no more")
            for other, link in links.items():
                if other in self._wanted:
                    self._wanted[other].link = link

    def _part(self, name: str) -> Part:
        return Part(self._wanted[name].link, f"the file {name}", self._unfinished(name))

    def _unfinished(self, name: str) -> Path:
        path = self.folder / name
        return path.with_name(f"{_UNFINISHED}{path.name}")

    def _is_checked(self, name: str) -> bool:
        entry = self._ledger.get(name)
        return (
            entry is not None
            and entry.rows is not None
            and _size(self.folder / name) == entry.bytes
        )

    # --- many files ----------------------------------------------------------------------------

    def _run(self, names: list[str], work: _Work) -> None:
        if not names:
            return
        loop = LoopThread("kdgraph-datasets")
        try:
            loop.run(self._share(names, work))
        finally:
            self._stop.set()
            loop.close()
            self._stop.clear()

    async def _share(self, names: list[str], work: _Work) -> None:
        waiting = list(reversed(names))

        async def worker() -> None:
            ways = _Ways(self.patience, self.tell, self.tell_bytes)
            try:
                while waiting:
                    await work(waiting.pop(), ways)
            finally:
                await ways.close()

        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(min(self.at_once, len(names))):
                    group.create_task(worker())
        except BaseExceptionGroup as several:  # the first tells enough
            raise several.exceptions[0] from None

    # --- the ledger ----------------------------------------------------------------------------

    def _read_ledger(self) -> dict[str, Entry]:
        path = self.folder / LEDGER
        try:
            told = json.loads(path.read_text("utf-8"))
            entries = {name: Entry(**one) for name, one in told["files"].items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise StoreError(
                f"{path} cannot be read ({error}); remove it and run the same command again: "
                "what is there is then checked, not fetched anew"
            ) from error
        if told.get("purpose") != self.purpose:
            for name in entries:
                remove_quietly(self._unfinished(name))
            return {}
        return entries

    def _write_ledger(self) -> None:
        with self._ledger_lock:
            files = {
                name: {"bytes": entry.bytes, "tag": entry.tag, "rows": entry.rows}
                for name, entry in sorted(self._ledger.items())
            }
            text = json.dumps({"purpose": self.purpose, "files": files}, indent=1)
            write_file_atomically(self.folder / LEDGER, f"{text}\n".encode(), how=" as DIR")


async def _measure(ways: _Ways, part: Part) -> None:
    await ways.to(part).measure(part)


async def _download(ways: _Ways, part: Part) -> None:
    await ways.to(part).download(part)


class _Ways:
    """The connections of one worker, one to each host."""

    def __init__(
        self,
        patience: Patience,
        tell: Callable[[Event], None],
        tell_bytes: Callable[[int], None],
    ) -> None:
        self._patience, self._tell, self._tell_bytes = patience, tell, tell_bytes
        self._open: dict[str, Downloads] = {}

    def to(self, part: Part) -> Downloads:
        """Return the way to the host of a file."""
        base = origin(part.link)
        if base not in self._open:
            if not base.startswith(("https://", "http://")):
                raise FetchError(part.what, None, 0, f"its link is no web address ({base[:80]})")
            self._open[base] = Downloads(
                base, patience=self._patience, tell=self._tell, tell_bytes=self._tell_bytes
            )
        return self._open[base]

    async def close(self) -> None:
        for way in self._open.values():
            await way.close()


def purpose_of(folder: Path) -> str | None:
    """Return what is being fetched into the folder of a release; None where nothing is."""
    try:
        told = json.loads((folder / LEDGER).read_text("utf-8")).get("purpose")
    except FileNotFoundError:
        return None
    except (OSError, ValueError, AttributeError):
        return ""  # nobody can tell, so it is not what anybody wants
    return str(told)


def count_lines(path: Path, stop: threading.Event | None = None) -> int:
    r"""Unpack a whole shard, and return how many lines it has.

    A gzip file ends with a checksum and the length of what it holds, so nothing of it can be
    missing or wrong afterwards. `stop` ends the work early, from another thread.

    Raises
    ------
    BrokenShardError
        If it is no gzip file, is cut, or its checksum is wrong.
    StoreError
        If it cannot be read.

    Examples
    --------
    >>> import gzip, tempfile
    >>> path = Path(tempfile.mkdtemp()) / "0.jsonl.gz"
    >>> _ = path.write_bytes(gzip.compress(b"{}\n{}\n"))
    >>> count_lines(path)
    2
    """
    lines, last = 0, b"\n"
    with disk_faults(path, "read", how=""), path.open("rb") as file:
        member, inside, begun = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS), False, False
        while block := file.read(_BLOCK):
            if stop is not None and stop.is_set():
                raise asyncio.CancelledError
            while block:
                if not inside and begun and not block.strip(b"\0"):
                    break  # zeros may fill up what stands behind the last member
                try:
                    piece = member.decompress(block)
                except zlib.error as error:
                    raise BrokenShardError(str(error)) from error
                inside = begun = True
                lines += piece.count(b"\n")
                last = piece[-1:] or last
                block = member.unused_data
                if member.eof:
                    member, inside = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS), False
        if inside or not begun:
            raise BrokenShardError("it ends too early" if begun else "it is empty")
    return lines + (last != b"\n")


def _name_finally(checked: Path, final: Path) -> None:
    with disk_faults(final, "write", how=" as DIR"):
        if checked != final:
            with checked.open("rb+") as file:
                os.fsync(file.fileno())
            patiently(checked.replace, final)
        sync_folder(final.parent)


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except (FileNotFoundError, NotADirectoryError):
        return None
