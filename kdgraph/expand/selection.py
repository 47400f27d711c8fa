"""Which neighbours of the listed papers are kept when there are more than `max_papers`."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

from kdgraph.records import PaperRecord

__all__ = ["RULE", "Selection", "select"]

RULE = (
    "listed papers always; then by the number of listed papers that a paper cites or is cited by, "
    "most first; then by its reported citations, most first; then by its id"
)


@dataclass(frozen=True, slots=True)
class Selection:
    """Keys of the kept papers, in the order of the rule, and how many neighbours were left out."""

    kept: tuple[str, ...]
    left_out: int


def select(
    listed: Set[str],
    neighbours: Mapping[str, PaperRecord],
    links: Mapping[str, Set[str]],
    *,
    max_papers: int,
) -> Selection:
    """Choose by `RULE`.

    Parameters
    ----------
    listed : set of str
        Keys of the listed papers; kept even where they are more than `max_papers`.
    neighbours : mapping of str to PaperRecord
        All other papers met, by key.
    links : mapping of str to set of str
        For each neighbour the listed papers that it cites or is cited by.
    max_papers : int
        Most papers in the result, the listed ones included.

    Examples
    --------
    >>> papers = {k: PaperRecord(k, k, reported_citations=n) for k, n in [("a", 1), ("b", 9)]}
    >>> select({"x", "y"}, papers, {"a": {"x", "y"}, "b": {"x"}}, max_papers=3)
    Selection(kept=('x', 'y', 'a'), left_out=1)
    """
    order = sorted(
        (key for key in neighbours if key not in listed),
        key=lambda key: (
            -len(links.get(key, ())),
            -(neighbours[key].reported_citations or 0),
            key,
        ),
    )
    room = max(0, max_papers - len(listed))
    return Selection((*sorted(listed), *order[:room]), max(0, len(order) - room))
