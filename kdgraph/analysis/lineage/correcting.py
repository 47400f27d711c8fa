"""Write corrections by hand into a file of overrides, and take them out again.

What else stands in the file, its comments and its layout among them, stays as it is.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from os import PathLike
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT

from kdgraph.analysis.lineage.overrides import read_overrides
from kdgraph.analysis.names.paper_names import paper_names
from kdgraph.errors import InputError
from kdgraph.files import write_file_atomically
from kdgraph.graph.override_file import Correction, read_override_file
from kdgraph.graph.snapshot import Snapshot

__all__ = ["ChangedOverrides", "correct", "remove_correction", "restore_overrides"]

_PAPERS: Final[Mapping[str, tuple[str, ...]]] = {
    "arc": ("citing", "cited"),
    "parent": ("paper",),
    "name": ("paper",),
    "author": (),
}
"""By kind: the papers that say what is corrected; a second correction of it replaces the first."""

_TRIES: Final = 5
_WRITING = threading.Lock()


@dataclass(frozen=True, slots=True)
class ChangedOverrides:
    """A change of a file of overrides, with what `restore_overrides` needs to undo it.

    Attributes
    ----------
    path : Path
        The file.
    before, after : bytes or None
        What it held, None where it was not there.
    replaced : Correction or None
        The correction whose place was taken, or that was taken out.
    """

    path: Path
    before: bytes | None
    after: bytes | None
    replaced: Correction | None


def correct(
    path: str | PathLike[str],
    snapshot: Snapshot,
    kind: str,
    values: Mapping[str, Any],
    *,
    note: str | None = None,
    day: date | None = None,
) -> ChangedOverrides:
    """Write one correction by hand, with its date; one of the same thing gives way to it.

    The file is read back before it takes its place, so that no correction is written that could not
    be read or that means no paper of the snapshot.

    Parameters
    ----------
    path : path
        The file, by custom ``overrides.toml`` in the data folder; it is made where there is none.
    snapshot : Snapshot
        In which to find the papers.
    kind : str
        ``parent``, ``arc``, ``name`` or ``author``; `kdgraph.graph.override_file` says what each
        holds.
    values : mapping
        ``paper`` and ``parent`` ("" for none); ``citing``, ``cited`` and ``label``; ``paper`` and
        ``name``; ``join``, or ``part`` and ``papers``.
    note : str, optional
        Why.
    day : date, optional
        When; today by default.

    Raises
    ------
    InputError
        If the correction cannot be followed: a paper that is not there, or that does not cite the
        other, no such label, a name that another paper bears. The file stays as it was.
    StoreError
        If the file cannot be written.

    Examples
    --------
    >>> import kdgraph, tempfile
    >>> corpus = kdgraph.embedded()
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "overrides.toml")
    ...     done = correct(file, corpus, "parent", {"paper": "FitNets", "parent": ""})
    ...     kdgraph.read_overrides(file, corpus).parents["paper_id"].tolist()
    ['arxiv:1412.6550']
    """
    if kind not in _PAPERS:
        raise InputError(f"{kind!r} is no kind of correction; give one of {', '.join(_PAPERS)}")
    if kind == "name":
        _check_name(values, snapshot)
    table: dict[str, Any] = dict(values)
    if note:
        table["note"] = note
    table["date"] = date.today() if day is None else day

    def change(document: tomlkit.TOMLDocument, corrections: list[Correction]) -> Correction | None:
        earlier = _same(corrections, kind, values, snapshot)
        if kind not in document:
            if document.as_string().strip():
                document.add(tomlkit.nl())
            document.append(kind, tomlkit.aot())
        held = document[kind]
        assert isinstance(held, AoT)  # the file was read, so its form is known
        made = tomlkit.table()
        for key, value in table.items():
            made.add(key, _explained(key, value, snapshot))
        if earlier is None:
            if held.body:
                held.body[-1].add(tomlkit.nl())
            held.append(made)
        else:
            held[[one for one in corrections if one.kind == kind].index(earlier)] = made
        return earlier

    return _changed(Path(path), change, snapshot)


def remove_correction(
    path: str | PathLike[str], kind: str, number: int, snapshot: Snapshot
) -> ChangedOverrides:
    """Take the `number`-th correction of a kind, from 1, out of a file of overrides.

    Raises
    ------
    InputError
        If there is no such correction.
    """

    def change(document: tomlkit.TOMLDocument, corrections: list[Correction]) -> Correction | None:
        held = [one for one in corrections if one.kind == kind]
        if not 1 <= number <= len(held):
            raise InputError(
                f"{path} has no {kind} number {number}; it has {len(held)} corrections of this kind"
            )
        tables = document[kind]
        assert isinstance(tables, AoT)
        del tables[number - 1]
        if not len(tables):
            del document[kind]
        return held[number - 1]

    return _changed(Path(path), change, snapshot)


def restore_overrides(change: ChangedOverrides) -> None:
    """Undo a change: give the file what it held before.

    Raises
    ------
    InputError
        If the file was changed since; then it stays as it is.
    """
    with _WRITING:
        if _bytes(change.path) != change.after:
            raise InputError(
                f"{change.path} was changed since, so the last change is not undone; "
                "take the correction out by itself"
            )
        if change.before is None:
            change.path.unlink(missing_ok=True)
        else:
            write_file_atomically(change.path, change.before)


def _changed(path: Path, change: Any, snapshot: Snapshot) -> ChangedOverrides:
    """Read, change, check and write a file; begin again where another process came between."""
    with _WRITING:
        for _ in range(_TRIES):
            before = _bytes(path)
            corrections = read_override_file(path)
            try:
                document = tomlkit.parse(b"" if before is None else before)
                replaced = change(document, corrections)
                after = tomlkit.dumps(document).encode()
            except TOMLKitError as error:
                raise InputError(
                    f"{path} cannot be changed without losing something ({error}); "
                    "write the correction into the file by hand"
                ) from error
            _check(after, path, snapshot, before)
            if _bytes(path) == before:
                write_file_atomically(path, after)
                return ChangedOverrides(path, before, after, replaced)
    raise InputError(f"{path} is being changed by another program; try again")


def _check(after: bytes, path: Path, snapshot: Snapshot, before: bytes | None) -> None:
    """Read the file as it would be; refuse what brings a problem that was not there before."""
    with TemporaryDirectory() as folder:
        trial = Path(folder, path.name)
        known: list[str] = []
        if before is not None:
            trial.write_bytes(before)
            known = read_overrides(trial, snapshot).problems
        trial.write_bytes(after)
        problems = read_overrides(trial, snapshot).problems
    told = {problem.partition(": ")[2] for problem in known}
    for problem in problems:
        if problem.partition(": ")[2] not in told:
            raise InputError(f"this correction cannot be followed: {problem}; nothing was written")


def _check_name(values: Mapping[str, Any], snapshot: Snapshot) -> None:
    """Refuse a name that another paper bears: names tell papers apart."""
    wanted = str(values.get("name", "")).strip().casefold()
    paper_id = snapshot.whole.find(str(values.get("paper", "")))
    names = paper_names(snapshot.whole)["name"]
    bearers = names.index[(names.str.casefold() == wanted) & (names.index != paper_id)]
    if len(bearers):
        title = snapshot.whole.papers["title"].get(bearers[0])
        raise InputError(
            f"the name {str(values['name']).strip()!r} is that of another paper, {bearers[0]} "
            f'("{title}"); give another one, or call that paper otherwise first'
        )


def _same(
    corrections: list[Correction], kind: str, values: Mapping[str, Any], snapshot: Snapshot
) -> Correction | None:
    """Return an earlier correction of the same thing."""
    keys = _PAPERS[kind]
    if not keys:
        return None
    wanted = [snapshot.whole.find(str(values.get(key, ""))) for key in keys]
    for one in corrections:
        if one.kind != kind:
            continue
        try:
            found = [snapshot.whole.find(one.values[key]) for key in keys]
        except InputError:
            continue  # of another snapshot: it stays, and is told as a problem
        if found == wanted:
            return one
    return None


def _explained(key: str, value: Any, snapshot: Snapshot) -> Any:
    """Return a value as it is written; the title of a paper that an id names stands beside it."""
    item = tomlkit.item(value)
    if key in ("paper", "parent", "citing", "cited") and value in snapshot.whole.papers.index:
        title = snapshot.whole.papers.at[value, "title"]
        if isinstance(title, str):
            item.comment(" ".join(title.split()))
    return item


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
