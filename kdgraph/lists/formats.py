"""What a list format has to offer, and the registry of those there are.

A format is one module of this package: it finds the papers in a text and says where each of them
and each of its fields stands. All else (ids, lines, losslessness, editing) is the document's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from kdgraph.registry import Plugin, Registry, guarded

__all__ = [
    "LIST_FORMATS",
    "Draft",
    "Link",
    "ListFormat",
    "Parsed",
    "Refused",
    "Span",
    "Value",
    "Venue",
]

Span = tuple[int, int]
"""Start and end (exclusive) of a piece of text, in characters."""


class Venue(NamedTuple):
    """Where an entry says it was published; `year` None where the entry gives none for it."""

    name: str
    year: int | None


class Link(NamedTuple):
    """An address with the label it bears; the label is empty for a bare address."""

    label: str
    url: str


Value = str | int | Sequence[str] | Sequence[Venue]
"""What a field of an entry can be set to."""


@dataclass(slots=True)
class Draft:
    """A paper that a format found: where it stands in the text, what it says, and where.

    `spans` names, for a field that is printed, every place of the text that has to change when the
    field changes. `venues` covers names and years together, `venue` the name alone where the year
    stands elsewhere, `year` the digits that hold the earliest year.
    """

    start: int
    end: int
    title: str | None = None
    section: str = ""
    venues: list[Venue] = field(default_factory=list)
    year: int | None = None
    authors: list[str] = field(default_factory=list)
    paper_links: list[str] = field(default_factory=list)
    code_links: list[Link] = field(default_factory=list)
    other_links: list[Link] = field(default_factory=list)
    arxiv: str | None = None
    doi: str | None = None
    spans: dict[str, tuple[Span, ...]] = field(default_factory=dict)


class Refused(NamedTuple):
    """Something that looks like an item of the list and was not read as a paper.

    `reason` is one of few fixed sentences, by which what was passed over is grouped; a detail of
    this one place stands behind a colon.
    """

    start: int
    end: int
    reason: str


@dataclass(slots=True)
class Parsed:
    """What a format found in a text, in the order of the text.

    Parameters
    ----------
    drafts : list of Draft
        The papers.
    refused : list of Refused
        What looks like an item of the list and was not read as a paper.
    columns : list of (str, str)
        The columns of tables: the header as printed, and what the column was read as, such as
        "title"; empty where it was not read. Tables with the same columns give them once.
    notes : list of str
        What a reader of the list should know about how it was read, a sentence each.
    """

    drafts: list[Draft] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    columns: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ListFormat:
    """A way to write lists.

    Parameters
    ----------
    suffixes : tuple of str
        Endings of file names that leave no doubt, in lower case with the dot.
    shape : str
        What is understood, in words for a message.
    likeness : callable
        How much a text looks like this format, from 0 (not at all) to 1.
    parse : callable
        Find the papers in a text; never fails, what is broken comes back as refused.
    write : callable
        ``write(field, value, old)``: the text that has to stand where `old` stands so that the
        field reads as `value`.
    """

    suffixes: tuple[str, ...]
    shape: str
    likeness: Callable[[str], float]
    parse: Callable[[str], Parsed]
    write: Callable[[str, Value, str], str]


def _adopted(member: Any, plugin: Plugin) -> ListFormat:
    """Return the list format of another package, whose errors name the package."""
    if not isinstance(member, ListFormat):
        raise TypeError(f"{plugin.target} is no ListFormat but {type(member).__name__}")
    return replace(
        member,
        likeness=guarded(member.likeness, plugin),
        parse=guarded(member.parse, plugin),
        write=guarded(member.write, plugin),
    )


LIST_FORMATS: Registry[ListFormat] = Registry(
    "list format", "kdgraph.lists", group="kdgraph.list_formats", adopt=_adopted
)
"""Every list format by name."""
