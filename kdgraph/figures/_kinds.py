"""The sections of the list as kinds: each has one colour, shape and filling in every figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kdgraph.figures.canvas.marks import HATCHES, SHAPES
from kdgraph.figures.canvas.page import Key
from kdgraph.figures.canvas.theme import KINDS
from kdgraph.graph.snapshot import Snapshot

__all__ = ["SectionKinds", "kind_hatch", "kind_ink", "kind_shape", "section_kinds"]


@dataclass(frozen=True, slots=True)
class SectionKinds:
    """The sections in the order of the list, and the number of the section of each listed paper."""

    names: tuple[str, ...]
    of_paper: Mapping[str, int]

    def section(self, paper_id: str) -> str | None:
        """Return the section of a paper; None for one that is under no heading of the list."""
        kind = self.of_paper.get(paper_id)
        return None if kind is None else self.names[kind]

    def keys(self, papers: Iterable[str]) -> list[Key]:
        """Return the legend of the sections that these papers are in, with how many each has."""
        kinds = [self.of_paper[paper_id] for paper_id in papers if paper_id in self.of_paper]
        return [
            Key(f"{self.names[kind]} ({kinds.count(kind)})", kind_ink(kind), kind_shape(kind))
            for kind in sorted(set(kinds))
        ]


def section_kinds(snapshot: Snapshot) -> SectionKinds:
    """Return the sections of the list as kinds.

    Examples
    --------
    >>> import kdgraph
    >>> kinds = section_kinds(kdgraph.embedded())
    >>> kinds.section("arxiv:1412.6550"), kinds.of_paper["arxiv:1412.6550"]
    ('Feature Distillation', 3)
    """
    # of the whole list: a view of an earlier day changes no colour
    listed = snapshot.whole.reading_list.sections()
    number = {name: kind for kind, name in enumerate(listed.order)}
    of_paper = {str(paper_id): number[name] for paper_id, name in listed.section.items()}
    return SectionKinds(listed.order, of_paper)


def kind_ink(kind: int) -> str:
    """Return the ink of a kind; after the eighth they come again, with other shapes."""
    return f"series:{kind % KINDS}"


def kind_shape(kind: int) -> str:
    """Return the shape of the points of a kind; together with the ink it is of 64 kinds.

    >>> kind_shape(0), kind_shape(8), kind_ink(8)
    ('circle', 'square', 'series:0')
    """
    return SHAPES[(kind + kind // KINDS) % len(SHAPES)]


def kind_hatch(kind: int) -> str:
    """Return the filling of the bars and areas of a kind."""
    return HATCHES[(kind + kind // KINDS) % len(HATCHES)]
