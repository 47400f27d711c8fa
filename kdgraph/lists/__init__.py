"""Text of a curated paper list -> entries, and entries -> the same text again."""

from __future__ import annotations

from kdgraph.lists.checking import Reading, ReadingWarning, check_reading
from kdgraph.lists.document import ListDocument, Skipped
from kdgraph.lists.entry import Entry
from kdgraph.lists.formats import LIST_FORMATS, Link, ListFormat, Venue
from kdgraph.lists.reading import read_list

__all__ = [
    "LIST_FORMATS",
    "Entry",
    "Link",
    "ListDocument",
    "ListFormat",
    "Reading",
    "ReadingWarning",
    "Skipped",
    "Venue",
    "check_reading",
    "read_list",
]
