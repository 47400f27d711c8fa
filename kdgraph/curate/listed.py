"""A list as the rules look at it: its text, entries, page, own repository, and the corpus."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from kdgraph.lists.document import ListDocument
from kdgraph.lists.entry import Entry
from kdgraph.lists.formats import Span
from kdgraph.lists.page import Page, PageLink, read_page
from kdgraph.lists.text import Lines, barred

if TYPE_CHECKING:
    from kdgraph.curate.corpus import Corpus
    from kdgraph.curate.reaching import Reached

__all__ = ["Listed", "Repository", "repository_of"]

_REPOSITORY: Final = re.compile(
    r"(?:https?:)?//(?:www\.)?(?P<host>github\.com|gitlab\.com|gitee\.com|bitbucket\.org|codeberg\.org)"
    r"/(?P<owner>[\w.-]+)/(?P<name>[\w.-]+?)(?:\.git)?(?P<rest>[/?#].*)?$",
    re.IGNORECASE,
)
_UNREAD: Final = re.compile(r"(?<![^\W_])[^\W\d_a-z][^\W\d_]{2,}")
_MARKS: Final = re.compile(r"<[^<>]*>|:\w+:|&\w+;")
_NO_OWNERS: Final = frozenset(
    {"topics", "search", "orgs", "users", "sponsors", "features", "marketplace", "settings", "apps"}
)


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository of code by host, owner and name, as an address spells them."""

    host: str
    owner: str
    name: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What two spellings of one repository share."""
        return self.host.lower(), self.owner.lower(), self.name.lower()

    def __str__(self) -> str:
        return f"{self.owner}/{self.name}"


def repository_of(url: str) -> tuple[Repository, str] | None:
    """Return the repository that an address leads into, and the rest of its path.

    Examples
    --------
    >>> found, rest = repository_of("https://github.com/a/b/tree/main/c")
    >>> str(found), rest
    ('a/b', 'tree/main/c')
    >>> repository_of("https://github.com/a") is None
    True
    """
    match = _REPOSITORY.match(url.strip())
    if match is None or match["owner"].lower() in _NO_OWNERS:
        return None
    host = match["host"].lower()
    rest = (match["rest"] or "").partition("#")[0].strip("/")
    return Repository(host, match["owner"], match["name"]), rest


@dataclass(frozen=True, eq=False)
class Listed:
    """A list and what is known about it; the one argument of every rule.

    Attributes
    ----------
    document : ListDocument
        The list as read.
    repository : Repository or None
        The repository that the list is kept in, where that is known.
    corpus : Corpus or None
        What a snapshot says about the listed papers; None where there is no snapshot.
    reach : Reached or None
        Asks for addresses; None unless ``--online`` was given.
    """

    document: ListDocument
    repository: Repository | None = None
    corpus: Corpus | None = None
    reach: Reached | None = None

    @cached_property
    def text(self) -> str:
        """The text of the list; all places are characters of it."""
        return self.document.data.decode(self.document.encoding)

    @cached_property
    def lines(self) -> Lines:
        """The lines of the text."""
        return Lines(self.text)

    @cached_property
    def page(self) -> Page:
        """Headings, links and anchors."""
        return read_page(self.document)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The papers of the list, in order."""
        return self.document.entries

    def starts(self) -> Iterator[tuple[Entry, int]]:
        """Yield each entry and where in the text it begins."""
        for entry, (start, _, _) in zip(self.entries, self.document.places, strict=True):
            yield entry, start

    @cached_property
    def start_of(self) -> Mapping[str, int]:
        """Where in the text each entry begins, by its id."""
        return {entry.entry_id: start for entry, start in self.starts()}

    def span(self, entry: Entry, field: str = "") -> Span:
        """Return where a field of an entry first stands; the entry's own text where it does not."""
        start = self.start_of[entry.entry_id]
        if entry.spans.get(field):
            a, b = entry.spans[field][0]
            return start + a, start + b
        lead = len(entry.source) - len(entry.source.lstrip())
        first = entry.source.lstrip().splitlines()[0].rstrip() if entry.source.strip() else ""
        return start + lead, start + lead + len(first)

    @cached_property
    def _owners(self) -> tuple[list[int], list[tuple[int, int, Entry]]]:
        places = [
            (start, end, entry)
            for entry, (start, end, _) in zip(self.entries, self.document.places, strict=True)
        ]
        places.sort(key=lambda item: item[0])
        return [start for start, _, _ in places], places

    def entry_at(self, place: int) -> Entry | None:
        """Return the entry that the character at `place` belongs to."""
        from bisect import bisect_right

        starts, places = self._owners
        n = bisect_right(starts, place) - 1
        if n < 0 or places[n][1] <= place:
            return None
        return places[n][2]

    @cached_property
    def links_of(self) -> Mapping[str, tuple[PageLink, ...]]:
        """The links in the text of each entry, by its id."""
        found: defaultdict[str, list[PageLink]] = defaultdict(list)
        for link in self.page.links:
            entry = self.entry_at(link.url_span[0])
            if entry is not None:
                found[entry.entry_id].append(link)
        return {entry_id: tuple(links) for entry_id, links in found.items()}

    def unread_words(self, entry: Entry) -> bool:
        """Tell whether an entry has words with a capital that belong to no field and to no link.

        They may be the field that is missing: a venue that nobody knows.
        """
        start = self.start_of[entry.entry_id]
        known = [span for spans in entry.spans.values() for span in spans]
        known += [
            (max(a - start, 0), b - start)
            for link in self.links_of.get(entry.entry_id, ())
            for a, b in (link.span,)
        ]
        if entry.title:  # the text of a title may hold marks that its span does not
            at = entry.source.find(entry.title)
            known += [(at, at + len(entry.title))] if at >= 0 else []
        return _UNREAD.search(_MARKS.sub(" ", barred(entry.source, known))) is not None

    def share(self, wanted: str) -> float:
        """Return the share of entries that have a field: "paper link", "venue" or "authors"."""
        if not self.entries:
            return 0.0
        return sum(_HAS[wanted](entry) for entry in self.entries) / len(self.entries)

    @cached_property
    def venue_counts(self) -> Counter[str]:
        """How many entries print each name of a venue, as printed."""
        return Counter(
            name for entry in self.entries for name in {v.name for v in entry.venues} if name
        )


_HAS: Final = {
    "paper link": lambda entry: bool(entry.paper_links or entry.identifiers),
    "venue": lambda entry: any(venue.name for venue in entry.venues),
    "authors": lambda entry: bool(entry.authors),
}
