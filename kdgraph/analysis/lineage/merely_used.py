"""Works that the literature merely uses: tools by title and place, and by what sentences say."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from kdgraph.analysis.lineage.inheritance import label_arcs
from kdgraph.graph.snapshot import Snapshot
from kdgraph.graph.tools import tools

__all__ = ["merely_used"]

_LEAST: Final = 10  # citing papers whose sentences tell what they do with it
_USES: Final = 0.8  # of them, from which on it is merely used
_TAKEN_ON: Final = 0.05  # of them, up to which extend or adapt it: labels err as often
_TELLING: Final = ("extends", "adapts", "uses", "compares")


def merely_used(snapshot: Snapshot, paper_ids: pd.Index[str]) -> dict[str, str]:
    """Return which of some papers the literature merely uses, each with the reason.

    These are the tools of `kdgraph.graph.tools.tools` (its first two rules), and works of which the
    citing sentences of at least ten papers tell what they do with it, where four in five or more
    use it and at most one in twenty extends or adapts it. A method that many use is compared with
    by others, and is none.

    Parameters
    ----------
    snapshot : Snapshot
        Papers, citations and sentences.
    paper_ids : Index of str
        The papers asked about.

    Examples
    --------
    >>> import kdgraph
    >>> merely_used(kdgraph.embedded(), pd.Index(["arxiv:1412.6980", "arxiv:1503.02531"]))
    {'arxiv:1412.6980': 'its title presents a data set, a benchmark, an optimiser or software'}
    """
    asked = sorted(set(paper_ids))
    # every picture of descent asks for the same papers, and sentences take long to read
    return snapshot.memoize(
        f"merely used: {' '.join(asked)}", lambda: _merely_used(snapshot, pd.Index(asked))
    )


def _merely_used(snapshot: Snapshot, paper_ids: pd.Index[str]) -> dict[str, str]:
    papers, citations = snapshot.papers, snapshot.citations
    citations = citations[citations["cited_id"].isin(paper_ids)]
    citing, cited = (
        papers.index.get_indexer(pd.Index(citations[name])).astype(np.intp)
        for name in ("citing_id", "cited_id")
    )
    every = np.ones(len(papers), dtype=bool)  # of whatever field
    asked = papers.index.isin(paper_ids)
    found = {
        str(papers.index[row]): reason
        for row, reason in tools(papers, citations, asked, every, citing, cited).items()
    }
    return found | {
        one: why for one, why in _by_word(snapshot, paper_ids).items() if one not in found
    }


def _by_word(snapshot: Snapshot, paper_ids: pd.Index[str]) -> dict[str, str]:
    pairs = snapshot.contexts[["citing_id", "cited_id"]].drop_duplicates()
    pairs = pairs[pairs["cited_id"].isin(paper_ids)]
    citations = snapshot.citations[snapshot.citations["cited_id"].isin(paper_ids)]
    known = pd.MultiIndex.from_frame(citations[["citing_id", "cited_id"]])
    pairs = pairs[pd.MultiIndex.from_frame(pairs).isin(known)]
    often = pairs["cited_id"].value_counts()
    pairs = pairs[pairs["cited_id"].isin(often.index[often >= _LEAST])]
    if not len(pairs):
        return {}
    labels = label_arcs(snapshot, pairs)
    told = labels[(labels["origin"] == "sentence") & labels["label"].isin(_TELLING)]
    counts = pd.crosstab(told["cited_id"], told["label"].astype("str"))
    counts = counts.reindex(columns=list(_TELLING), fill_value=0)
    every = counts.sum(axis=1)
    used = (
        (every >= _LEAST)
        & (counts["uses"] >= _USES * every)
        & (counts["extends"] + counts["adapts"] <= _TAKEN_ON * every)
    )
    return {
        str(one): f"the sentences of {uses} of {of} papers use it"
        for one, uses, of in zip(
            counts.index[used], counts.loc[used, "uses"], every[used], strict=True
        )
    }
