"""How far groups of papers agree with the sections of the list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from kdgraph.analysis.groups._of_snapshot import communities_of
from kdgraph.analysis.groups.communities import Communities
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
    sections : DataFrame
        Indexed by ``section``, in the order of the list: ``papers`` compared; ``groups`` they are
        in; ``main_group``, the one that most of them are in (of equals the first) and
        ``main_papers``, how many; ``ungrouped``, further papers that are in none.
    papers : DataFrame
        The papers compared, indexed by ``paper_id``: ``section`` and ``group``.
    compared, ungrouped : int
        Papers with a section that are in a group, and those that are in none.
    entries, unmatched, unsectioned, repeated : int
        Entries of the list; those without a paper; those with a paper but under no heading; further
        entries of a paper that has one, whose section is that of the first.
    section : str or None
        The heading asked for, as it was given.
    data_note : str or None
        What must be said beside these data.
    """

    adjusted_rand: float
    mutual_information: float
    table: pd.DataFrame
    sections: pd.DataFrame
    papers: pd.DataFrame
    compared: int
    ungrouped: int
    entries: int
    unmatched: int
    unsectioned: int
    repeated: int
    section: str | None
    data_note: str | None


def section_agreement(
    snapshot: Snapshot,
    groups: Communities | pd.Series[Any] | None = None,
    *,
    depth: int | None = None,
    section: str | None = None,
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
    section : str, optional
        A heading or a part of it: `table`, `sections` and `papers` hold its papers alone. The two
        measures and all counts remain those of the whole list, since the agreement with a single
        section says nothing.

    Raises
    ------
    InputError
        If `depth` is below 1, or there is no such section.

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
        groups = communities_of(snapshot, snapshot.citation_graph(), resolution=None)
    by_paper = groups.papers["group"] if isinstance(groups, Communities) else groups
    listed, wanted = (
        snapshot.reading_list.sections(depth),
        snapshot.reading_list.headings_like(section, depth),
    )
    if pd.api.types.is_integer_dtype(by_paper.dtype):
        by_paper = by_paper.astype("Int64")  # stays whole beside missing values
    both = pd.DataFrame(
        {"section": listed.section, "group": by_paper.reindex(listed.section.index)}
    )
    known = both.dropna(subset="group").sort_index()
    place, names = pd.factorize(known["section"])
    group, numbers = pd.factorize(known["group"], sort=True)
    one, other = place.astype(np.intp), group.astype(np.intp)
    table = pd.DataFrame(
        contingency(one, other).toarray(),
        index=pd.Index(names, name="section"),
        columns=pd.Index(numbers, name="group"),
    )
    order = [name for name in listed.order if wanted is None or name in wanted]
    table = table.reindex([name for name in order if name in table.index])
    if wanted is not None:  # groups that none of these papers is in would be empty columns
        table = table.loc[:, (table > 0).any()]
    return SectionAgreement(
        adjusted_rand=adjusted_rand_index(one, other),
        mutual_information=normalised_mutual_information(one, other),
        table=table,
        sections=_by_section(both[both["section"].isin(order)], table, order),
        papers=known[known["section"].isin(order)],
        compared=len(known),
        ungrouped=len(both) - len(known),
        entries=listed.entries,
        unmatched=listed.unmatched,
        unsectioned=listed.unsectioned,
        repeated=listed.repeated,
        section=section,
        data_note=snapshot.data_note,
    )


def _by_section(both: pd.DataFrame, table: pd.DataFrame, order: list[str]) -> pd.DataFrame:
    names = pd.Index(order, name="section", dtype="str")
    numbers = table.columns.to_numpy()
    counts = table.reindex(names, fill_value=0).to_numpy(dtype=np.int64)
    ungrouped = both["section"][both["group"].isna()].value_counts()
    most = counts.max(axis=1, initial=0)
    main = [
        numbers[row.argmax()] if count else None for row, count in zip(counts, most, strict=True)
    ]
    return pd.DataFrame(
        {
            "papers": counts.sum(axis=1),
            "groups": (counts > 0).sum(axis=1),
            "main_group": pd.Series(
                main, index=names, dtype="Int64" if _whole(numbers) else object
            ),
            "main_papers": most,
            "ungrouped": ungrouped.reindex(names, fill_value=0).to_numpy(dtype=np.int64),
        },
        index=names,
    )


def _whole(numbers: Any) -> bool:
    return not len(numbers) or pd.api.types.is_integer_dtype(numbers.dtype)
