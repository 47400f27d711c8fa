"""The list's own sections as a tree, with its entries as leaves: for pictures and for LaTeX."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import pandas as pd

from kdgraph.analysis.names.paper_names import short_names
from kdgraph.figures._kinds import section_kinds
from kdgraph.figures._shown import without_paper
from kdgraph.graph.snapshot import Snapshot
from kdgraph.person_names import surname

__all__ = [
    "NO_HEADING",
    "Branch",
    "Leaf",
    "SectionsTree",
    "leaves_beside",
    "most_cited",
    "pruned",
    "sections_tree",
]

NO_HEADING: Final = "(no section)"
"""Where entries hang that stand under no heading."""

_YEAR = re.compile(r"\s+(?P<year>\d{4})(?P<letter>[a-z]*)$")


@dataclass(frozen=True, slots=True)
class Leaf:
    """An entry of the list: what it is called, and when it was published as far as is known.

    `name` is the short name of its paper without the year, else the title in the list; `letter`
    tells apart papers that would be called the same ("Zhang et al. 2018a"); `author` is the surname
    of the first author, for where a name does not fit, empty where there is none or where another
    leaf of the year has the same. `paper_id` is None
    where no paper was matched. `code` is whether the entry links code, `cited` how often its paper
    is cited here.
    """

    entry_id: str
    paper_id: str | None
    name: str
    year: int | None
    letter: str
    author: str
    title: str
    code: bool
    cited: int

    @property
    def when(self) -> str:
        """The year with its letter; empty where it is not known."""
        return f"{self.year or ''}{self.letter}"


@dataclass(frozen=True, slots=True)
class Branch:
    """A section: its heading, the entries directly below it, and the sections within it.

    `path` is the heading with those above it, joined by " / ". `kind` numbers the sections that
    hold papers in the order of the list; figures take colours and shapes by it. It is None where
    the section holds no paper of its own.
    """

    heading: str
    path: str
    kind: int | None
    leaves: tuple[Leaf, ...]
    branches: tuple[Branch, ...]

    def walk(self, depth: int = 0) -> Iterator[tuple[int, Branch]]:
        """Go through this section and all within it, in the order of the list, with their depth."""
        yield depth, self
        for branch in self.branches:
            yield from branch.walk(depth + 1)

    @property
    def size(self) -> int:
        """How many entries stand in it and in the sections within it."""
        return sum(len(branch.leaves) for _, branch in self.walk())


@dataclass(frozen=True, slots=True)
class SectionsTree:
    """All sections of a list.

    `entries` counts the leaves, `unmatched` those without a paper, `repeated` further entries of a
    paper that has one, `undated` those without a year; `without` is what is said of the unmatched.
    """

    name: str
    branches: tuple[Branch, ...]
    entries: int
    unmatched: int
    without: str
    repeated: int
    undated: int

    def walk(self) -> Iterator[tuple[int, Branch]]:
        """Go through all sections in the order of the list, with their depth from 0."""
        for branch in self.branches:
            yield from branch.walk()

    def leaves(self) -> Iterator[tuple[Branch, Leaf]]:
        """Go through all entries in the order of the tree, with the section of each."""
        for _, branch in self.walk():
            for leaf in branch.leaves:
                yield branch, leaf


def sections_tree(
    snapshot: Snapshot, section: str | None = None, *, brief: bool = False
) -> SectionsTree:
    """Return the sections of the list, or those whose headings hold `section`.

    Headings joined by " / " are levels of the tree. Entries under no heading come last, below
    `NO_HEADING`.

    Raises
    ------
    InputError
        If there is no such section.

    Examples
    --------
    >>> import kdgraph
    >>> tree = sections_tree(kdgraph.embedded())
    >>> branch = tree.branches[-1]
    >>> branch.heading, [(leaf.name, leaf.when) for leaf in branch.leaves][:2]
    ('Distillation for Segmentation', [('Liu et al.', '2020'), ('Shu et al.', '2021')])
    """
    listed = snapshot.reading_list.entries_under(section)
    order = section_kinds(snapshot).names
    kinds = {" / ".join(_headings(path)): number for number, path in enumerate([*order, ""])}
    leaves = _leaves(snapshot, listed, brief=brief)
    root = _Growing("")
    for entry_id, path in listed["section"].items():
        root.at(_headings(path)).leaves.append(leaves[str(entry_id)])
    ids = listed["paper_id"].dropna()
    grown = sorted(root.below.values(), key=lambda branch: branch.heading == NO_HEADING)
    names = snapshot.entries["list_id"].dropna().unique()
    return SectionsTree(
        name=", ".join(str(name) for name in names),
        branches=tuple(branch.grown(kinds) for branch in grown),
        entries=len(listed),
        unmatched=len(listed) - len(ids),
        without=without_paper(snapshot),
        repeated=int(ids.duplicated().sum()),
        undated=sum(leaf.year is None for leaf in leaves.values()),
    )


def pruned(branches: Iterable[Branch], entries: Container[str]) -> tuple[Branch, ...]:
    """Return the branches with these entries alone, and without those that then hold none."""
    found = []
    for branch in branches:
        leaves = tuple(leaf for leaf in branch.leaves if leaf.entry_id in entries)
        below = pruned(branch.branches, entries)
        if leaves or below:
            found.append(replace(branch, leaves=leaves, branches=below))
    return tuple(found)


def leaves_beside(
    snapshot: Snapshot, papers: Sequence[str], *, brief: bool = False
) -> tuple[Leaf, ...]:
    """Return papers that are not on the list as leaves, for a branch of their own.

    Their ids stand in the place of entries.

    Examples
    --------
    >>> import kdgraph
    >>> (leaf,) = leaves_beside(kdgraph.embedded(), ["arxiv:1706.03762"])
    >>> leaf.name, leaf.when, leaf.entry_id
    ('Attention is all you need', '2017', 'arxiv:1706.03762')
    """
    names = short_names(snapshot, papers, brief=brief)
    table = snapshot.papers.reindex(list(papers))
    cited = snapshot.citations["cited_id"].value_counts().to_dict()
    made = []
    for paper_id, title, given in zip(papers, table["title"], table["year"], strict=True):
        year = _whole(given)
        name, letter = _parted(names[paper_id], year)
        count = int(cited.get(paper_id, 0))
        made.append(
            Leaf(paper_id, paper_id, name, year, letter, "", _text(title), code=False, cited=count)
        )
    return tuple(made)


def most_cited(tree: SectionsTree, most: int) -> tuple[frozenset[str], dict[str, int]]:
    """Return the entries cited most here, and how many others each section has, by its path."""
    pairs = list(tree.leaves())
    order = sorted(range(len(pairs)), key=lambda n: (-pairs[n][1].cited, n))[:most]
    shown = frozenset(pairs[n][1].entry_id for n in order)
    left = Counter(branch.path for branch, leaf in pairs if leaf.entry_id not in shown)
    return shown, dict(left)


@dataclass(slots=True)
class _Growing:
    """A section while entries are hung on it."""

    heading: str
    path: str = ""
    leaves: list[Leaf] = field(default_factory=list)
    below: dict[str, _Growing] = field(default_factory=dict)

    def at(self, headings: list[str]) -> _Growing:
        branch = self
        for heading in headings:
            path = f"{branch.path} / {heading}" if branch.path else heading
            branch = branch.below.setdefault(heading, _Growing(heading, path))
        return branch

    def grown(self, kinds: dict[str, int]) -> Branch:
        return Branch(
            heading=self.heading,
            path=self.path,
            kind=kinds.get(self.path),
            leaves=tuple(self.leaves),
            branches=tuple(branch.grown(kinds) for branch in self.below.values()),
        )


def _headings(path: str) -> list[str]:
    return [part for part in (part.strip() for part in path.split(" / ")) if part] or [NO_HEADING]


def _leaves(snapshot: Snapshot, listed: pd.DataFrame, *, brief: bool) -> dict[str, Leaf]:
    """Return the entries as leaves, by their ids."""
    matched = listed["paper_id"].dropna()
    names = short_names(snapshot, matched, brief=brief)
    years = snapshot.papers["year"].to_dict()
    cited = snapshot.citations["cited_id"].value_counts().to_dict()
    entries = snapshot.entries.loc[listed.index]
    authors = _first_authors(snapshot, matched)
    alike = Counter((authors.get(one, ""), years.get(one)) for one in matched)
    made = {}
    for entry_id, entry in zip(entries.index, entries.to_dict("records"), strict=True):
        paper_id = matched.get(entry_id)
        title = _text(entry["title"]) or str(entry_id)
        year = _whole(entry["year"] if paper_id is None else years.get(paper_id))
        author = authors.get(str(paper_id), "")
        name, letter = (title, "") if paper_id is None else _parted(names[paper_id], year)
        made[str(entry_id)] = Leaf(
            entry_id=str(entry_id),
            paper_id=None if paper_id is None else str(paper_id),
            name=name,
            year=_whole(entry["year"]) if year is None else year,
            letter=letter,
            author=author if alike[author, year] == 1 else "",
            title=title,
            code=entry["code_links"] is not None and len(entry["code_links"]) > 0,
            cited=int(cited.get(paper_id, 0)),
        )
    return made


def _first_authors(snapshot: Snapshot, papers: pd.Series[str]) -> dict[str, str]:
    """Return the surname of each paper's first author, where one is known."""
    lines = snapshot.authorships
    lines = lines[lines["paper_id"].isin(papers) & lines["name"].notna()]
    first = lines.sort_values("position", kind="stable").drop_duplicates("paper_id")
    return {
        str(paper_id): surname(str(name))
        for paper_id, name in zip(first["paper_id"], first["name"], strict=True)
    }


def _parted(name: str, year: int | None) -> tuple[str, str]:
    """Return a short name without the year that it ends with, and the letter after the year."""
    found = _YEAR.search(name)
    if found is None or year is None or int(found["year"]) != year or not found.start():
        return name, ""
    return name[: found.start()], found["letter"]


def _text(value: Any) -> str:
    return "" if pd.isna(value) else " ".join(str(value).split())


def _whole(value: Any) -> int | None:
    return None if value is None or pd.isna(value) else int(value)
