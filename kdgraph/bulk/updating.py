"""From one release to the next: the rows that changed replace theirs, those that went are deleted.

A difference between two releases is two lists of shards: rows to insert or to replace by the key of
their dataset, and rows to delete. Several follow each other; what the last one that touches a key
says about it holds, and within one, a deletion holds against an update.

The old shards are read twice, for their keys and for their lines, and written anew without the rows
that were touched, one shard at a time; the new rows follow in shards of their own. Lines stay as
they are, byte by byte. In memory are the keys that were touched, and beyond `memory` they are on
disk.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from kdgraph.bulk.release import SHARD_ENDING, Shard
from kdgraph.bulk.shards import Shards
from kdgraph.errors import KdgraphError, StoreError
from kdgraph.files import disk_faults, patiently, remove_quietly, sync_folder

__all__ = ["Difference", "Updated", "apply_differences"]

_PLACES: Final = 40  # bits for the number of a row in its file
_WORK: Final = ".updating"
_MOST_BYTES_OF_A_LINE: Final = 32 * 2**20


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed in a dataset between two releases: shards with rows to update and to delete."""

    from_release: str
    to_release: str
    updates: tuple[Path, ...]
    deletes: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Updated:
    """A dataset after its differences.

    Attributes
    ----------
    shards : tuple of Shard
        What it consists of now.
    before, after : int
        Rows of the old shards and of the new ones.
    replaced, inserted, deleted : int
        Keys that were there and have another row now; that were not there; and that are gone.
    absent : int
        Keys to delete that were not there.
    untouched : int
        Old shards that no row of a difference concerns: they are the same files.
    """

    shards: tuple[Shard, ...]
    before: int
    after: int
    replaced: int
    inserted: int
    deleted: int
    absent: int
    untouched: int


def apply_differences(
    old: Sequence[Path],
    differences: Sequence[Difference],
    folder: Path,
    *,
    key: str,
    memory: str = "2GB",
    tell: Callable[[], None] = lambda: None,
) -> Updated:
    """Write the shards of a dataset as they are after some differences.

    A shard is there as a whole or not at all; one that is there from an earlier attempt is not
    written again, so that an interrupted call goes on where it was.

    Parameters
    ----------
    old : sequence of Path
        The shards before.
    differences : sequence of Difference
        Oldest first.
    folder : Path
        Where the new shards go.
    key : str
        Name of the column by which rows are told apart, as in `kdgraph.bulk.release.DATASETS`.
    memory : str
        As DuckDB takes it; beyond it, the work goes to disk.
    tell : callable, optional
        Called after each shard that was written.

    Raises
    ------
    DatasetError
        If a shard is broken; it names the shard and the line.
    StoreError
        If a row has no key, or the disk refuses.
    """
    work = folder / _WORK
    with disk_faults(folder, "write", how=" as DIR"):
        folder.mkdir(parents=True, exist_ok=True)
        remove_quietly(work)
        work.mkdir()
        try:
            with duckdb.connect(work / "keys.duckdb") as connection:
                connection.execute(f"SET memory_limit = '{memory}'")
                connection.execute(f"SET temp_directory = '{_quoted(work / 'spilled')}'")
                connection.execute("SET preserve_insertion_order = true")
                return _Applying(connection, folder, key, tell).apply(old, differences)
        except duckdb.Error as error:
            changes = [file for one in differences for file in (*one.updates, *one.deletes)]
            raise _as_ours(error, folder, (*old, *changes)) from error
        finally:
            shutil.rmtree(work, ignore_errors=True)


class _Applying:
    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        folder: Path,
        key: str,
        tell: Callable[[], None],
    ) -> None:
        self._sql, self._folder, self._key, self._tell = connection, folder, key, tell

    def apply(self, old: Sequence[Path], differences: Sequence[Difference]) -> Updated:
        ordered = [
            (path, deleting, difference)
            for difference in differences
            for deleting, paths in ((False, difference.updates), (True, difference.deletes))
            for path in paths
        ]
        self._sql.execute("CREATE TABLE touched (key VARCHAR, place BIGINT, deleted BOOLEAN)")
        for number, (path, deleting, _) in enumerate(ordered):
            self._touch(path, number, deleting=deleting)
        # a key has one place: the last file, and the last line in it, that says anything about it
        self._sql.execute(
            "CREATE TABLE final AS SELECT key, max(place) AS place, "
            "arg_max(deleted, place) AS deleted FROM touched GROUP BY key"
        )
        self._sql.execute("DROP TABLE touched")
        self._sql.execute("CREATE TABLE met (key VARCHAR)")
        shards, before, untouched = [], 0, 0
        for path in old:
            shard, rows, same = self._without_touched(path)
            before += rows
            untouched += same
            shards += [shard] if shard is not None else []
            self._tell()
        for number, (path, deleting, difference) in enumerate(ordered):
            if not deleting:
                shard = self._new_rows(path, number, difference)
                shards += [shard] if shard is not None else []
                self._tell()
        return Updated(
            tuple(shards), before, sum(shard.rows for shard in shards), *self._counts(), untouched
        )

    def _touch(self, path: Path, number: int, *, deleting: bool) -> None:
        lines, key = self._lines(path), self._key_of("line")
        self._sql.execute(
            f"INSERT INTO touched SELECT {key}, {number << _PLACES} + row_number() OVER (), "
            f"{deleting} FROM ({lines})"
        )
        lacking = self._one(
            f"SELECT min(place) FROM touched WHERE key IS NULL AND place >> {_PLACES} = {number}"
        )
        if lacking is not None:
            line = lacking & (2**_PLACES - 1)
            raise StoreError(
                f"{path}, line {line:,}: the row has no {self._key}, so it cannot be told which "
                "row it replaces; fetch the release as a whole with `kdgraph datasets pull`"
            )

    def _without_touched(self, path: Path) -> tuple[Shard | None, int, bool]:
        """Write an old shard anew without the rows that were touched."""
        new = self._folder / (path.name if path.name.endswith(".gz") else path.name + SHARD_ENDING)
        self._sql.execute(f"CREATE OR REPLACE TABLE here AS SELECT key FROM ({self._keyed(path)})")
        rows, lacking = self._sql.execute(
            "SELECT count(*), count(*) FILTER (key IS NULL) FROM here"
        ).fetchall()[0]
        if lacking:
            raise StoreError(
                f"{path}: {lacking:,} of {rows:,} rows have no {self._key}, as in releases before "
                "August 2023, so differences cannot be applied to them; fetch the release as a "
                "whole with `kdgraph datasets pull`"
            )
        gone = self._one("SELECT count(*) FROM here SEMI JOIN final USING (key)")
        if gone:  # for the counts: which of the touched were there
            self._sql.execute(
                "INSERT INTO met SELECT DISTINCT key FROM here SEMI JOIN final USING (key)"
            )
        if gone == rows:
            return None, rows, False
        if not new.is_file():
            if gone == 0 and new.name == path.name:
                _link_or_copy(path, new)
            else:
                self._write(
                    new, f"SELECT line FROM ({self._keyed(path)}) ANTI JOIN final USING (key)"
                )
        return Shard(new.name, new.stat().st_size, rows - gone), rows, gone == 0

    def _new_rows(self, path: Path, number: int, difference: Difference) -> Shard | None:
        """Write the rows of a difference that hold in the end."""
        stem = path.name.removesuffix(SHARD_ENDING)
        span = f"{difference.from_release}-to-{difference.to_release}"
        new = self._folder / f"updates-{span}-{number:05}-{stem}{SHARD_ENDING}"
        held = self._one(
            f"SELECT count(*) FROM final WHERE NOT deleted AND place >> {_PLACES} = {number}"
        )
        if not held:
            return None
        if not new.is_file():
            self._write(
                new,
                "SELECT line FROM (SELECT line, "
                f"{number << _PLACES} + row_number() OVER () AS place FROM ({self._lines(path)})) "
                f"SEMI JOIN (SELECT place FROM final WHERE place >> {_PLACES} = {number}) "
                "USING (place)",
            )
        return Shard(new.name, new.stat().st_size, held)

    def _counts(self) -> tuple[int, int, int, int]:
        counted = self._sql.execute(
            "SELECT count(*) FILTER (NOT deleted AND there), "
            "count(*) FILTER (NOT deleted AND NOT there), "
            "count(*) FILTER (deleted AND there), count(*) FILTER (deleted AND NOT there) "
            "FROM (SELECT deleted, key IN (SELECT key FROM met) AS there FROM final)"
        ).fetchall()[0]
        replaced, inserted, deleted, absent = counted
        return replaced, inserted, deleted, absent

    # --- SQL -----------------------------------------------------------------------------------

    def _lines(self, path: Path) -> str:
        return (
            f"SELECT json AS line FROM read_json_objects('{_quoted(path)}', "
            "format = 'newline_delimited', compression = 'auto_detect', "
            f"maximum_object_size = {_MOST_BYTES_OF_A_LINE})"
        )

    def _keyed(self, path: Path) -> str:
        return f"SELECT line, {self._key_of('line')} AS key FROM ({self._lines(path)})"

    def _key_of(self, line: str) -> str:
        # ids come as numbers and as texts: as text they are the same
        return f"({line} ->> '$.{self._key}')"

    def _one(self, sql: str) -> Any:
        return self._sql.execute(sql).fetchall()[0][0]

    def _write(self, path: Path, sql: str) -> None:
        unfinished = self._folder / _WORK / "shard.gz"
        self._sql.execute(
            f"COPY ({sql}) TO '{_quoted(unfinished)}' (FORMAT csv, HEADER false, QUOTE '', "
            "ESCAPE '', DELIMITER '\x01', COMPRESSION gzip)"
        )
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        patiently(unfinished.replace, path)
        sync_folder(path.parent)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _link_or_copy(path: Path, new: Path) -> None:
    """Let a shard that did not change be the same file, where the file system can."""
    try:
        os.link(path, new)
    except OSError:
        unfinished = new.parent / _WORK / "copy.gz"
        shutil.copyfile(path, unfinished)
        patiently(unfinished.replace, new)


def _as_ours(error: duckdb.Error, folder: Path, files: tuple[Path, ...]) -> KdgraphError:
    said = str(error)
    shards = Shards("", files)
    if shards.named_in(said) and (fault := shards.find_fault(said)) is not None:
        return fault
    return StoreError(
        f"the update in {folder} stopped ({said.splitlines()[0]}); the old release is as it was; "
        "mend what is said there, then rerun the same command to resume"
    )
