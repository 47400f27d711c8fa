"""Keep tags, read marks and notes beside papers; the file is that of `reading_notes`."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from os import PathLike
from pathlib import Path
from typing import Any, Final

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT

from kdgraph.errors import InputError
from kdgraph.files import read_bounded, write_file_atomically
from kdgraph.graph.reading_notes import (
    NO_NOTE,
    PaperNote,
    ReadingNotes,
    checked_note,
    checked_tag,
    noted_papers,
)
from kdgraph.graph.snapshot import Snapshot

__all__ = ["annotate", "read_notes"]

_MOST_BYTES: Final = 16 * 2**20
_TRIES: Final = 5
_WRITING = threading.Lock()


def read_notes(path: str | PathLike[str], snapshot: Snapshot) -> ReadingNotes:
    """Read what is kept beside papers; see `kdgraph.graph.reading_notes` for the form.

    Parameters
    ----------
    path : path
        The file. One that is not there holds nothing.
    snapshot : Snapshot
        In which to find the papers; of a view, all of its snapshot is looked at.

    Raises
    ------
    InputError
        If the file cannot be read, is no TOML, or has another form; the message names the place.

    Examples
    --------
    >>> import kdgraph
    >>> len(read_notes("no/such/notes.toml", kdgraph.embedded()).papers)
    0
    """
    path = Path(path)
    owners = _Owners(snapshot)
    found: dict[str, PaperNote] = {}
    problems: list[str] = []
    elsewhere = 0
    for ids, note, where in noted_papers(path, _bytes(path)):
        papers = owners.of(ids)
        if not papers:
            elsewhere += 1
            continue
        if len(papers) > 1:
            problems.append(
                f"{where}: its ids are of {len(papers)} papers here ({', '.join(papers)}), so it "
                f"stands beside {papers[0]} alone; keep the ids of one paper"
            )
        held = found.get(papers[0])
        found[papers[0]] = note if held is None else held.joined(note)
    return ReadingNotes({key: one for key, one in found.items() if one}, elsewhere, tuple(problems))


def annotate(
    path: str | PathLike[str],
    snapshot: Snapshot,
    paper: str,
    *,
    tags: Iterable[str] | None = None,
    read: bool | str | None = None,
    note: str | None = None,
    day: date | None = None,
) -> PaperNote:
    """Keep tags, a read mark or a note beside a paper, and return what is kept there then.

    What is not given stays as it is. The file is written whole or not at all; comments and tables
    of other papers stay as they are.

    Parameters
    ----------
    path : path
        The file, by custom ``notes.toml`` in the data folder; it is made where there is none.
    snapshot : Snapshot
        In which to find the paper.
    paper : str
        As `Snapshot.find` understands it.
    tags : iterable of str, optional
        All tags that it is to have; none takes them away.
    read : bool or str, optional
        True for read, False for still to be read, ``""`` for neither.
    note : str, optional
        Own words; an empty text takes the note away.
    day : date, optional
        When; today by default.

    Raises
    ------
    UnknownPaperError, AmbiguousPaperError
        If `paper` means none, or several.
    InputError
        If a tag is empty, longer than 60 characters or holds a comma, a semicolon or a line break;
        if the note is too long; or if the file cannot be changed.
    StoreError
        If it cannot be written.

    Examples
    --------
    >>> import kdgraph, tempfile
    >>> corpus = kdgraph.embedded()
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "notes.toml")
    ...     kept = annotate(file, corpus, "FitNets", tags=["baseline"], read=True)
    ...     read_notes(file, corpus).of("arxiv:1412.6550").tags
    ('baseline',)
    """
    path = Path(path)
    whole = snapshot.whole
    paper_id = whole.find(paper)
    if isinstance(read, str) and read:
        raise InputError(f'read={read!r} is none of True, False and ""')
    wanted = None if tags is None else tuple(dict.fromkeys(checked_tag(tag) for tag in tags))
    words = None if note is None else checked_note(note)
    owners = _Owners(whole)
    with _WRITING:
        for _ in range(_TRIES):
            before = _bytes(path)
            tables = list(noted_papers(path, before))
            own = [n for n, (ids, _, _) in enumerate(tables) if owners.of(ids)[:1] == [paper_id]]
            held = NO_NOTE
            for number in own:
                held = held.joined(tables[number][1])
            kept = PaperNote(
                held.tags if wanted is None else wanted,
                held.read if read is None else None if isinstance(read, str) else read,
                held.note if words is None else words,
                date.today() if day is None else day,
            )
            ids = dict.fromkeys([paper_id, *owners.ids(paper_id)])
            ids |= dict.fromkeys(one for number in own for one in tables[number][0])
            after = _written(path, before, own, list(ids), kept, _title(whole, paper_id))
            if _bytes(path) == before:
                write_file_atomically(path, after)
                return kept if kept else NO_NOTE
    raise InputError(f"{path} is being changed by another program; try again")


def _written(
    path: Path,
    before: bytes | None,
    own: Sequence[int],
    ids: Sequence[str],
    kept: PaperNote,
    title: str,
) -> bytes:
    """Return the file with one table for the paper, in the place of the first that it had."""
    try:
        document = tomlkit.parse(b"" if before is None else before)
        if "paper" not in document:
            if document.as_string().strip():
                document.add(tomlkit.nl())
            document.append("paper", tomlkit.aot())
        held = document["paper"]
        assert isinstance(held, AoT)  # the file was read, so its form is known
        for number in reversed(own[1:]):
            del held[number]
        if kept:
            made = _table(ids, kept, title)
            if own:
                held[own[0]] = made
            else:
                if held.body:
                    held.body[-1].add(tomlkit.nl())
                held.append(made)
        elif own:
            del held[own[0]]
        if not len(held):
            del document["paper"]
        after = tomlkit.dumps(document).encode()
    except TOMLKitError as error:
        raise InputError(
            f"{path} cannot be changed without losing something ({error}); "
            "write the note into the file by hand"
        ) from error
    _ = list(noted_papers(path, after))  # nothing is written that could not be read again
    return after


def _table(ids: Sequence[str], kept: PaperNote, title: str) -> Any:
    made = tomlkit.table()
    said = tomlkit.item(list(ids))
    if title:
        said.comment(title)
    made.add("ids", said)
    if kept.tags:
        made.add("tags", tomlkit.item(list(kept.tags)))
    if kept.read is not None:
        made.add("read", kept.read)
    if kept.note:
        made.add("note", kept.note)
    if kept.date is not None:
        made.add("date", kept.date)
    return made


class _Owners:
    """Which paper of a snapshot an id means."""

    def __init__(self, snapshot: Snapshot) -> None:
        whole = snapshot.whole
        self._papers = whole.papers.index
        table = whole.identifiers
        names = table["scheme"].str.cat(table["value"], sep=":")
        self._named = dict(zip(names, table["paper_id"], strict=True))
        self._table = table

    def of(self, ids: Iterable[str]) -> list[str]:
        """Return the papers that some ids mean, each once, in the order of the ids."""
        found = (one if one in self._papers else self._named.get(one) for one in ids)
        return list(dict.fromkeys(str(one) for one in found if one is not None))

    def ids(self, paper_id: str) -> list[str]:
        """Return all ids of a paper in a fixed order."""
        rows = self._table[self._table["paper_id"] == paper_id]
        return sorted(rows["scheme"].str.cat(rows["value"], sep=":"))


def _title(snapshot: Snapshot, paper_id: str) -> str:
    title = snapshot.papers.at[paper_id, "title"]
    words = " ".join(title.split()) if isinstance(title, str) else ""
    return "".join(sign for sign in words if unicodedata.category(sign) != "Cc")


def _bytes(path: Path) -> bytes | None:
    try:
        return read_bounded(path, _MOST_BYTES, "give a text file in UTF-8")
    except FileNotFoundError:
        return None
