"""How far groups of papers agree with the sections of the list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from kdgraph.analysis.groups.communities import Communities, communities
from kdgraph.analysis.groups.listed import listed_sections
from kdgraph.graph.snapshot import Snapshot
from kdgraph.kernels.partitions import (
    adjusted_rand_index,
    contingency,
    normalised_mutual_information,
)

__all__ = ["SectionAgreement", "section_agreement"]


@dataclass(frozen=True, slots=True, eq=False)
class SectionAgreement:
    """Groups beside sections; made by `section_agreement`.

    Attributes
    ----------
    adjusted_rand : float
        1 where groups and sections are the same, about 0 where they are unrelated; nan for fewer
        than two papers compared.
    mutual_information : float
        Normalised, from 0 to 1; not adjusted for chance, so that many small groups raise it. Nan
        where no paper is compared.
    table : DataFrame
        Papers compared by ``section`` (rows, in the order of the list) and group (columns).
    papers : DataFrame
        The papers compared, indexed by ``paper_id``: ``section`` and ``group``.
    compared, ungrouped : int
        Papers with a section that are in a group, and those that are in none.
    entries, unmatched, unsectioned, repeated : int
        Entries of the list; those without a paper; those with a paper but under no heading; further
        entries of a paper that has one, whose section is that of the first.
    data_note : str or None
        What must be said beside these data.
    """

    adjusted_rand: float
    mutual_information: float
    table: pd.DataFrame
    papers: pd.DataFrame
    compared: int
    ungrouped: int
    entries: int
    unmatched: int
    unsectioned: int
    repeated: int
    data_note: str | None


def section_agreement(
    snapshot: Snapshot,
    groups: Communities | pd.Series[Any] | None = None,
    *,
    depth: int | None = None,
) -> SectionAgreement:
    """Compare groups of papers with the sections of the list.

    Parameters
    ----------
    snapshot : Snapshot
        With the list and its matches.
    groups : Communities or Series, optional
        The group of papers by ``paper_id``, missing for none; by default `communities` of the
        snapshot's citation graph.
    depth : int, optional
        How many headings from the top make a section; by default all.

    Raises
    ------
    InputError
        If `depth` is below 1.

    References
    ----------
    Hubert and Arabie (1985), "Comparing partitions"; Kvalseth (1987), "Entropy and correlation:
    some comments".

    Examples
    --------
    >>> import kdgraph
    >>> found = section_agreement(kdgraph.embedded(), pd.Series({"arxiv:1503.02531": 0}))
    >>> found.compared, found.ungrouped, found.table.index.tolist()
    (1, 58, ['Pioneering Papers'])
    """
    if groups is None:
        groups = communities(snapshot.citation_graph())
    by_paper = groups.papers["group"] if isinstance(groups, Communities) else groups
    listed = listed_sections(snapshot, depth)
    if pd.api.types.is_integer_dtype(by_paper.dtype):
        by_paper = by_paper.astype("Int64")  # stays whole beside missing values
    both = pd.DataFrame(
        {"section": listed.section, "group": by_paper.reindex(listed.section.index)}
    )
    known = both.dropna(subset="group").sort_index()
    section, names = pd.factorize(known["section"])
    group, numbers = pd.factorize(known["group"], sort=True)
    one, other = section.astype(np.intp), group.astype(np.intp)
    table = pd.DataFrame(
        contingency(one, other).toarray(),
        index=pd.Index(names, name="section"),
        columns=pd.Index(numbers, name="group"),
    )
    return SectionAgreement(
        adjusted_rand=adjusted_rand_index(one, other),
        mutual_information=normalised_mutual_information(one, other),
        table=table.reindex([name for name in listed.order if name in table.index]),
        papers=known,
        compared=len(known),
        ungrouped=len(both) - len(known),
        entries=listed.entries,
        unmatched=listed.unmatched,
        unsectioned=listed.unsectioned,
        repeated=listed.repeated,
        data_note=snapshot.data_note,
    )
