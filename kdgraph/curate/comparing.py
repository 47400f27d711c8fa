"""Comparing two lists: what both have, how their sections correspond, and a merge as a patch."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from rapidfuzz import fuzz

from kdgraph.curate.patches import unified_diff
from kdgraph.curate.same import keys, one_paper
from kdgraph.lists.document import ListDocument
from kdgraph.lists.entry import Entry
from kdgraph.lists.insertion import Inserted, NewEntry, insert_entries
from kdgraph.lists.reading import read_list
from kdgraph.lists.venues import is_venue
from kdgraph.titles import main_title_keys, plain, title_key

__all__ = ["AlignedSection", "Comparison", "ListedTwice", "compare_lists"]

_ALIKE: Final = 80.0
"""Similarity (of 100) of two headings from which they are taken for one section."""
_LEAST_SHARED: Final = 0.5
"""Share of a section's common papers that has to stand in the other section."""


@dataclass(frozen=True, slots=True)
class ListedTwice:
    """A paper that both lists have: the two entries, and why they are one paper."""

    first: Entry
    second: Entry
    reason: str


@dataclass(frozen=True, slots=True)
class AlignedSection:
    """A section of the second list beside the one of the first that corresponds to it.

    `first` is None where none does. `reason` says why: the same heading, an alike one, or the
    papers that both have. `shared` counts papers that both sections have, `only_second` those of
    the second section that the first list has not.
    """

    second: str
    first: str | None
    reason: str
    shared: int
    only_second: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two lists side by side.

    Attributes
    ----------
    first, second : str
        The two lists, by their files or addresses.
    counts : tuple of int
        How many papers the lists have.
    both : tuple of ListedTwice
        The papers that both have, in the order of the first list.
    only_first, only_second : tuple of Entry
        The papers that one of them has, in its order.
    sections : tuple of AlignedSection
        The sections of the second list, in its order.
    merged : Inserted
        The first list with what the second one has beyond it, each in the first list's style and
        in the section that corresponds; what could not be placed stands in ``merged.left_out``.
    """

    first: str
    second: str
    counts: tuple[int, int]
    both: tuple[ListedTwice, ...]
    only_first: tuple[Entry, ...]
    only_second: tuple[Entry, ...]
    sections: tuple[AlignedSection, ...]
    merged: Inserted = field(repr=False)
    base: ListDocument = field(repr=False)

    @property
    def jaccard(self) -> float:
        """The papers of both as a share of all, from 0 to 1."""
        total = len(self.both) + len(self.only_first) + len(self.only_second)
        return len(self.both) / total if total else 0.0

    def patch(self, path: str) -> bytes:
        """Return the merge as a unified diff of the first list, which ``git apply`` takes.

        Parameters
        ----------
        path : str
            The path of the first list, from the folder in which the patch is applied.
        """
        return unified_diff(self.base.data, self.merged.data, path)


def compare_lists(
    first: str | Path | bytes | ListDocument, second: str | Path | bytes | ListDocument
) -> Comparison:
    r"""Compare two lists, and propose to add to the first what only the second has.

    Two entries are one paper by their identifiers, else by title, year and authors. A section of
    the second list corresponds to that of the first with the same heading, with one that is alike,
    or with the one in which most of the papers stand that both lists have.

    Parameters
    ----------
    first, second : str, Path, bytes or ListDocument
        The lists, as `kdgraph.read_list` takes them.

    Returns
    -------
    Comparison
        What both have, what one has, the sections, and the merge.

    Examples
    --------
    >>> a = b"# A\n## Owls\n- **Deep Owls, CVPR 2018** [[pdf]](https://arxiv.org/abs/1801.00001)\n"
    >>> b = b"# B\n## Owls\n- [Deep owls](https://arxiv.org/abs/1801.00001)\n"
    >>> b += b"- [Silent Wings](https://arxiv.org/abs/1901.00002), 2019\n"
    >>> found = compare_lists(a, b)
    >>> len(found.both), [entry.title for entry in found.only_second]
    (1, ['Silent Wings'])
    >>> found.merged.data.decode().splitlines()[-1]
    '- **Silent Wings** [[pdf]](https://arxiv.org/abs/1901.00002)'
    """
    one, two = (
        source if isinstance(source, ListDocument) else read_list(source)
        for source in (first, second)
    )
    both, only_first, only_second = _overlap(one.entries, two.entries)
    home = _aligned(one, two, both)
    sections = []
    in_second = Counter(entry.section for entry in only_second)
    shared = Counter((pair.second.section, pair.first.section) for pair in both)
    for section in dict.fromkeys(entry.section for entry in two.entries):
        there, reason = home[section]
        count = shared[section, there] if there is not None else 0
        sections.append(AlignedSection(section, there, reason, count, in_second[section]))
    return Comparison(
        first=one.source,
        second=two.source,
        counts=(len(one.entries), len(two.entries)),
        both=tuple(both),
        only_first=tuple(only_first),
        only_second=tuple(only_second),
        sections=tuple(sections),
        merged=_merged(one, only_second, home),
        base=one,
    )


def _overlap(
    first: Sequence[Entry], second: Sequence[Entry]
) -> tuple[list[ListedTwice], list[Entry], list[Entry]]:
    """Return the papers of both, of the first, of the second; each paper of a list counts once."""
    met: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in second:
        for key in _lookup(entry):
            met[key].append(entry)
    both: list[ListedTwice] = []
    taken: set[str] = set()
    rest: list[Entry] = []
    for entry in first:
        alike = [o for key in _lookup(entry) for o in met[key] if one_paper(entry, o)]
        if not alike:
            rest.append(entry)
            continue
        both.append(ListedTwice(entry, alike[0], _why(entry, alike[0])))
        taken.update(other.entry_id for other in alike)
    both = _each_once(both)
    return both, _unlike(rest), _unlike([e for e in second if e.entry_id not in taken])


def _each_once(pairs: Sequence[ListedTwice]) -> list[ListedTwice]:
    """Return pairs without those of papers that the first list has in several sections."""
    kept = {entry.entry_id for entry in _unlike([pair.first for pair in pairs])}
    return [pair for pair in pairs if pair.first.entry_id in kept]


def _unlike(entries: Sequence[Entry]) -> list[Entry]:
    """Return entries without those that are an earlier paper once more."""
    met: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
    kept = []
    for entry in entries:
        mine = _lookup(entry)
        if not any(one_paper(entry, other) for key in mine for other in met[key]):
            kept.append(entry)
            for key in mine:
                met[key].append(entry)
    return kept


def _lookup(entry: Entry) -> list[tuple[str, str]]:
    """Return under which keys an entry is found: its identifiers, and its title."""
    found = list(keys(entry))
    if entry.title:
        found.append(("title", title_key(entry.title)))
        found += [("title", key) for key in main_title_keys(entry.title)[-1:]]
    return found


def _why(a: Entry, b: Entry) -> str:
    mine, theirs = dict(keys(a)), dict(keys(b))
    same = next((s for s, value in mine.items() if theirs.get(s) == value), None)
    return f"the same {same} id" if same else "the same title"


def _aligned(
    one: ListDocument, two: ListDocument, both: Sequence[ListedTwice]
) -> dict[str, tuple[str | None, str]]:
    """Return for each section of the second list the one of the first, and why."""
    ours = list(dict.fromkeys(entry.section for entry in one.entries))
    shared: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for pair in both:
        shared[pair.second.section][pair.first.section] += 1
    found: dict[str, tuple[str | None, str]] = {}
    for section in dict.fromkeys(entry.section for entry in two.entries):
        words = _words(section)
        same = [other for other in ours if _words(other) == words]
        if len(same) == 1:
            found[section] = same[0], "the same heading"
            continue
        votes = shared[section]
        best, count = max(votes.items(), key=lambda item: (item[1], item[0]), default=("", 0))
        if count >= 2 and count >= _LEAST_SHARED * votes.total():
            told = f"{count:,} of the {votes.total():,} papers that both lists have"
            found[section] = best, told
            continue
        scored = sorted(((_likeness(section, other), other) for other in ours), reverse=True)
        if scored and scored[0][0] >= _ALIKE and (len(scored) < 2 or scored[1][0] < scored[0][0]):
            found[section] = scored[0][1], "an alike heading"
        elif count == 1 and votes.total() == 1:
            found[section] = best, "the only paper that both lists have"
        elif len(ours) == 1:
            found[section] = ours[0], "the only section"
        else:
            found[section] = None, "no section has its heading, or most of its papers"
    return found


def _words(section: str) -> str:
    """Return the words of the innermost heading."""
    return plain(section.rpartition(" / ")[2])


def _likeness(a: str, b: str) -> float:
    return fuzz.token_sort_ratio(_words(a), _words(b))


def _merged(
    one: ListDocument, only_second: Sequence[Entry], home: dict[str, tuple[str | None, str]]
) -> Inserted:
    """Return the first list with what only the second has."""
    from kdgraph.lists.insertion import NotInserted

    placed: list[NewEntry] = []
    without: list[NotInserted] = []
    for entry in only_second:
        there, reason = home[entry.section]
        new = _as_new(entry, there or "")
        if not entry.title:
            without.append(NotInserted(new, "the second list gives no title for it"))
        elif there is None:
            without.append(NotInserted(new, f'"{entry.section}": {reason}'))
        else:
            placed.append(new)
    done = insert_entries(one, placed)
    return Inserted(done.document, done.added, (*without, *done.left_out), done.unsaid)


def _as_new(entry: Entry, section: str) -> NewEntry:
    known = [venue for venue in entry.venues if venue.name]
    dated = next((venue for venue in known if is_venue(venue.name)), known[0] if known else None)
    return NewEntry(
        title=entry.title or "",
        section=section,
        authors=entry.authors,
        venue=dated.name if dated else None,
        year=dated.year if dated and dated.year is not None else entry.year,
        arxiv=entry.arxiv,
        doi=entry.doi,
        paper_link=entry.paper_links[0] if entry.paper_links else None,
        code_links=entry.code_links[:1],
    )
