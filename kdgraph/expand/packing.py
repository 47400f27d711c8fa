"""Pack papers into as few batches as the service's limits allow."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["MOST_PAPERS", "MOST_ROWS", "pack"]

MOST_PAPERS = 200
"""Papers in one nested batch; with 9,000 rows the answer stays far below the limit of 10 MB."""

MOST_ROWS = 9_000
"""Rows in one nested batch; above 9,999 the service cuts lists without a word."""


def pack(
    rows: Mapping[str, int], *, most_papers: int = MOST_PAPERS, most_rows: int = MOST_ROWS
) -> list[list[str]]:
    """Pack papers with known list lengths into batches, first fit on decreasing lengths.

    A paper whose list alone is longer than `most_rows` gets a batch of its own. Equal input gives
    equal batches, whatever its order: a resumed run repeats the very same requests.

    Examples
    --------
    >>> pack({"a": 5000, "b": 5000, "c": 4000, "d": 10})
    [['a', 'c'], ['b', 'd']]
    >>> pack({"a": 1, "b": 1, "c": 1}, most_papers=2)
    [['a', 'b'], ['c']]
    """
    batches: list[list[str]] = []
    room: list[int] = []
    first_open = 0  # every batch before this one is full of papers
    for paper in sorted(rows, key=lambda p: (-rows[p], p)):
        for number in range(first_open, len(batches)):
            if len(batches[number]) < most_papers and room[number] >= rows[paper]:
                batches[number].append(paper)
                room[number] -= rows[paper]
                break
        else:
            batches.append([paper])
            room.append(most_rows - rows[paper])
        while first_open < len(batches) and len(batches[first_open]) >= most_papers:
            first_open += 1
    return batches
