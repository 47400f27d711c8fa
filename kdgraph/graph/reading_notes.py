"""What a reader keeps beside papers: tags, whether they are read, and notes in own words.

They stand in a file of their own, by custom ``notes.toml`` in the data folder, which no build
touches and which holds for every snapshot of the folder::

    [[paper]]
    ids = ["arxiv:1412.6550", "doi:10.48550/arxiv.1412.6550"]  # FitNets: Hints for Thin Deep Nets
    tags = ["baseline", "to cite"]
    read = true                  # false: still to be read; left out: nothing is said
    note = "Table 4 is the one to compare with."
    date = 2026-11-30

A paper is known by any one of its ids, so a table follows it when a refresh finds its published
record and gives it another id. Two tables that have come to mean one paper hold together.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import pandas as pd

from kdgraph.errors import InputError

__all__ = [
    "NOTES_FILE",
    "NO_NOTE",
    "NO_READING_NOTES",
    "PaperNote",
    "ReadingNotes",
    "checked_note",
    "checked_tag",
    "noted_papers",
]

NOTES_FILE: Final = "notes.toml"
"""What the file is called in a data folder."""

_KEYS: Final = ("ids", "tags", "read", "note", "date")
_LONGEST_TAG: Final = 60
_LONGEST_NOTE: Final = 20_000
_SEPARATORS: Final = frozenset(",;")  # between the keywords of a bibliography


@dataclass(frozen=True, slots=True)
class PaperNote:
    """What is kept beside one paper.

    Attributes
    ----------
    tags : tuple of str
        In the order in which they were given.
    read : bool or None
        True: read; False: still to be read; None: nothing is said.
    note : str
        Own words; empty where there are none.
    date : date or None
        When it was last changed, where that is known.
    """

    tags: tuple[str, ...] = ()
    read: bool | None = None
    note: str = ""
    date: date | None = None

    def __bool__(self) -> bool:
        return bool(self.tags or self.note or self.read is not None)

    @property
    def reading(self) -> str:
        """``read``, ``unread``, or nothing."""
        return "" if self.read is None else "read" if self.read else "unread"

    def joined(self, other: PaperNote) -> PaperNote:
        """Return both together: all tags, both notes, and read where one of them says so."""
        said = [one for one in (self.read, other.read) if one is not None]
        notes = dict.fromkeys(one for one in (self.note, other.note) if one)
        days = [one for one in (self.date, other.date) if one is not None]
        return PaperNote(
            tuple(dict.fromkeys((*self.tags, *other.tags))),
            any(said) if said else None,
            "\n\n".join(notes),
            max(days, default=None),
        )


NO_NOTE: Final = PaperNote()
"""Nothing is kept."""


@dataclass(frozen=True, slots=True)
class ReadingNotes:
    """What a reader keeps beside the papers of one snapshot; made by `kdgraph.read_notes`.

    Attributes
    ----------
    papers : mapping of str to PaperNote
        By id of the paper; papers beside which nothing is kept are not in it.
    elsewhere : int
        How many tables of the file mean no paper of this snapshot. They stay in the file.
    problems : tuple of str
        One sentence for each table that means several papers of the snapshot.
    """

    papers: Mapping[str, PaperNote] = field(default_factory=dict)
    elsewhere: int = 0
    problems: tuple[str, ...] = ()

    def of(self, paper_id: str) -> PaperNote:
        """Return what is kept beside a paper; an empty note where nothing is."""
        return self.papers.get(paper_id, NO_NOTE)

    @property
    def tags(self) -> tuple[str, ...]:
        """All tags, the most frequent first."""
        counts = Counter(tag for one in self.papers.values() for tag in one.tags)
        return tuple(sorted(counts, key=lambda tag: (-counts[tag], tag)))

    def frame(self) -> pd.DataFrame:
        """Return a table by ``paper_id``: ``reading``, ``tags`` (commas between), ``note``."""
        rows = [(one.reading, ", ".join(one.tags), one.note) for one in self.papers.values()]
        index = pd.Index(list(self.papers), name="paper_id", dtype="str")
        return pd.DataFrame(rows, columns=["reading", "tags", "note"], index=index, dtype="str")

    @property
    def digest(self) -> str:
        """A digest of what is kept."""
        held = {key: (one.tags, one.read, one.note) for key, one in self.papers.items()}
        text = json.dumps(held, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


NO_READING_NOTES: Final = ReadingNotes()
"""Nothing is kept beside any paper."""


def noted_papers(path: Path, content: bytes | None) -> Iterator[tuple[list[str], PaperNote, str]]:
    """Yield the ids, the note and the place of each table of a file.

    Parameters
    ----------
    path : Path
        What messages call the file.
    content : bytes or None
        What it holds; None where it is not there.

    Raises
    ------
    InputError
        If it is no TOML, or has another form; the message names the place.
    """
    if content is None:
        return
    try:
        tables = tomllib.loads(content.decode())
    except UnicodeDecodeError as error:
        raise InputError(f"{path} cannot be read ({error}); give a text file in UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path} is no valid TOML: {error}; correct that place") from error
    except RecursionError as error:
        raise InputError(f"{path} nests its values too deeply; write [[paper]] tables") from error
    for kind, held in tables.items():
        if kind != "paper" or not isinstance(held, list):
            raise InputError(f"{path}: {kind!r} is not known here; write [[paper]] tables")
        for number, table in enumerate(held, start=1):
            where = f"{path.name}, paper {number}"
            yield *_checked(table, where), where


def _checked(table: Any, where: str) -> tuple[list[str], PaperNote]:
    if not isinstance(table, dict):
        raise InputError(f"{where}: expected a table with {', '.join(_KEYS)}")
    if unknown := sorted(set(table) - set(_KEYS)):
        raise InputError(f"{where}: no key {unknown[0]!r}; there are {', '.join(_KEYS)}")
    ids, tags = (
        _texts(table.get("ids"), "ids", where),
        _texts(table.get("tags", []), "tags", where),
    )
    if not ids:
        raise InputError(f"{where}: 'ids' must name the paper, such as [\"arxiv:1412.6550\"]")
    read, note, day = table.get("read"), table.get("note", ""), table.get("date")
    if read is not None and not isinstance(read, bool):
        raise InputError(f"{where}: 'read' must be true or false, without quotes, not {read!r}")
    if not isinstance(note, str):
        raise InputError(f"{where}: 'note' must be text, not {note!r}")
    if day is not None and (not isinstance(day, date) or isinstance(day, datetime)):
        raise InputError(f"{where}: 'date' must be a day such as 2026-11-30, without quotes")
    try:
        kept = tuple(dict.fromkeys(checked_tag(tag) for tag in tags))
    except InputError as error:
        raise InputError(f"{where}: {error}") from error
    return ids, PaperNote(kept, read, note, day)


def _texts(value: Any, key: str, where: str) -> list[str]:
    if not isinstance(value, list) or not all(
        isinstance(one, str) and one.strip() for one in value
    ):
        raise InputError(f"{where}: {key!r} must be a list of texts, none of them empty")
    return [one.strip() for one in value]


def checked_tag(tag: str) -> str:
    """Return a tag with single blanks; InputError where it can be none."""
    words = " ".join(tag.split(" ")).strip()
    if not words:
        raise InputError("a tag is empty; give a word, or leave it out")
    if len(words) > _LONGEST_TAG:
        raise InputError(
            f"the tag {words[:20]!r}... has {len(words)} characters; at most {_LONGEST_TAG}"
        )
    if any(one in _SEPARATORS or unicodedata.category(one)[0] == "C" for one in words):
        raise InputError(
            f"the tag {words!r} holds a comma, a semicolon or a control character, which separate "
            "keywords in a bibliography; give several tags, or another sign"
        )
    return words


def checked_note(note: str) -> str:
    """Return a note with plain line ends; InputError where it can be none."""
    words = note.replace("\r\n", "\n").strip()
    if len(words) > _LONGEST_NOTE:
        raise InputError(f"the note has {len(words):,} characters; at most {_LONGEST_NOTE:,}")
    kept = "".join(one for one in words if one in "\n\t" or unicodedata.category(one) != "Cc")
    if kept != words:
        raise InputError("the note holds control characters; leave them out")
    return words
