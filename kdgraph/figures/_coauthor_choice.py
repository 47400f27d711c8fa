"""Whom a picture of co-authors shows: the first by a measure that wrote with each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from kdgraph.analysis.authors.communities import coauthor_communities
from kdgraph.analysis.authors.corpus import AuthorCorpus
from kdgraph.analysis.authors.names import also_as
from kdgraph.analysis.authors.ranking import rank_authors
from kdgraph.graph.snapshot import Snapshot

__all__ = ["Coauthors", "chosen_coauthors"]

_FARTHEST = 6  # times as many authors are looked at as are shown


@dataclass(frozen=True, slots=True, eq=False)
class Coauthors:
    """Authors and their ties.

    Attributes
    ----------
    authors : DataFrame
        Indexed by ``author_id``, best first: ``name``, ``papers``, ``fractional_papers``,
        ``score`` of the measure, ``by_name``, ``also_as`` (others shown who may be the same),
        ``community`` (of the whole network) and ``titles``, the ids of the papers.
    ties : DataFrame
        ``one`` and ``other``, places in `authors`, ``papers`` in common and ``weight``, which
        counts each by 1 / (authors - 1); ``titles``, the ids of these papers.
    looked_at, alone : int
        Authors looked at, best first, and those among them who wrote with none of the others.
    authors_known, communities : int
        All authors, and all their communities.
    notes : tuple of str
        What must be known beside the numbers.
    """

    authors: pd.DataFrame
    ties: pd.DataFrame
    looked_at: int
    alone: int
    authors_known: int
    communities: int
    notes: tuple[str, ...]


def chosen_coauthors(
    snapshot: Snapshot, *, by: str, most: int, section: str | None = None
) -> Coauthors:
    """Return the first authors by a measure who wrote with at least one other of them."""
    ranking = rank_authors(snapshot, by, top=max(most * _FARTHEST, 1), section=section)
    corpus = AuthorCorpus(snapshot, section=section)
    together = corpus.together
    order = corpus.authors.index.get_indexer(pd.Index(ranking.frame["author_id"]))
    everybody = ranking.frame.set_index("author_id")
    weight = csr_array(together.coauthorship[order][:, order])
    joint = csr_array(together.joint_papers[order][:, order])
    rows, looked_at = _first_tied(weight, most)
    weight, joint = csr_array(weight[rows][:, rows]), csr_array(joint[rows][:, rows])
    chosen = everybody.iloc[rows]
    ids = chosen.index
    found = snapshot.once(  # whatever the measure
        f"communities of co-authors, section {section!r}",
        lambda: coauthor_communities(snapshot, top=1, section=section),
    )
    community = found.authors.set_index("author_id")["community"]
    wrote = csr_array(corpus.wrote[:, order[rows]]).tocsc()
    written = [
        corpus.papers[wrote.indices[wrote.indptr[n] : wrote.indptr[n + 1]]]
        for n in range(len(rows))
    ]
    counted = set(corpus.papers[corpus.counted])
    titles = [tuple(str(one) for one in papers if one in counted) for papers in written]
    authors = pd.DataFrame(
        {
            "name": chosen["name"].to_numpy(),
            "papers": [len(papers) for papers in titles],
            "fractional_papers": together.authors["fractional_papers"].loc[ids].to_numpy(),
            "score": chosen["score"].to_numpy(),
            "by_name": chosen["by_name"].to_numpy(dtype=bool),
            "community": community.reindex(ids).to_numpy(dtype=np.int64),
            "titles": titles,
        },
        index=ids,
    )
    authors["also_as"] = also_as(authors, ids)
    return Coauthors(
        authors=authors,
        ties=_ties(weight, joint, titles),
        looked_at=looked_at,
        alone=looked_at - len(rows),
        authors_known=ranking.ranked,
        communities=found.found,
        notes=found.notes,
    )


def _first_tied(weight: csr_array, most: int) -> tuple[list[int], int]:
    """Return the rows with a tie among the first so many, and how many that are.

    As many rows are looked at as give `most` with a tie, or all.
    """
    tied: set[int] = set()
    for row in range(weight.shape[0]):
        before = weight.indices[weight.indptr[row] : weight.indptr[row + 1]]
        new = {int(other) for other in before if other < row}
        if new:
            new.add(row)
        if len(tied | new) > most:
            return sorted(tied), row
        tied |= new
        if len(tied) == most:
            return sorted(tied), row + 1
    return sorted(tied), int(weight.shape[0])


def _ties(weight: csr_array, joint: csr_array, titles: list[tuple[str, ...]]) -> pd.DataFrame:
    pairs = weight.tocoo()
    rows = [
        (one, other, int(joint[one, other]), value)
        for one, other, value in zip(
            pairs.row.tolist(), pairs.col.tolist(), pairs.data.tolist(), strict=True
        )
        if one < other
    ]
    kinds = {"one": "int64", "other": "int64", "papers": "int64", "weight": "float64"}
    frame = pd.DataFrame(sorted(rows), columns=list(kinds)).astype(kinds)
    frame["titles"] = [
        tuple(sorted(set(titles[one]) & set(titles[other])))
        for one, other in zip(frame["one"], frame["other"], strict=True)
    ]
    return frame
