"""Clusters of papers linked by citations, and their agreement with the sections of the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from kdgraph.analysis.groups._by_id import GraphById, by_id
from kdgraph.analysis.groups.clustering import RESOLUTIONS, SEEDS, cluster, texts_of
from kdgraph.analysis.groups.labels import label_words, words_or_paper
from kdgraph.analysis.result import (
    Result,
    Where,
    described_papers,
    graph_of,
    lists_read,
    scope_of,
    view_notes,
)
from kdgraph.arrays import IndexArray
from kdgraph.errors import InputError
from kdgraph.graph.chronology import calendar_years
from kdgraph.graph.citation import CitationGraph
from kdgraph.graph.snapshot import Snapshot
from kdgraph.kernels.partitions import (
    adjusted_rand_index,
    contingency,
    normalised_mutual_information,
)
from kdgraph.kernels.relatedness import relatedness

__all__ = ["Communities", "SectionAgreement", "communities", "section_agreement"]

_DIRECT: Final = 5.0  # one citation tells more than one reference in common
_CENTRAL: Final = 5
_WORDS: Final = 6


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Communities(Result):
    """Groups of papers; made by `communities`. See also `Result`.

    Attributes
    ----------
    groups : DataFrame
        The groups asked for, indexed by ``group``, from 0, largest first: ``size``; ``first_year``,
        ``median_year`` and ``last_year`` of first publication, missing where no paper has a year;
        ``undated``; ``words`` that set its texts apart; ``central``, the ids of the papers with
        most citations from inside; ``inside``, citations between two of its papers; ``outside``,
        citations between it and others. Of a snapshot also ``listed``, its papers on the list, or
        under the heading asked for, and ``sections``, the sections these stand in with the number
        of papers, most first (a paper under two headings counts in both).
    central : DataFrame
        The papers of these groups with most citations from inside, at most five each, best first:
        ``group``, ``paper_id``, ``title``, ``year``, ``listed`` (on the list) and ``cited_inside``.
    papers : DataFrame
        All papers, indexed by ``paper_id``, in the order of the graph: ``group``, missing for a
        paper that is in no group, and ``cited_inside``, the citations it has from papers of its
        group.
    sweep : DataFrame
        A row for each resolution tried: ``resolution``; ``stability``, the mean adjusted Rand index
        of the clusterings that two seeds find (nan for a single seed); ``groups``, of two papers or
        more; ``substantial``, of ten or more; ``covered``, the share of the related papers in
        these; ``quality``, the best of the seeds'; ``seed``, the one that found it; ``chosen``.
    agreement : SectionAgreement or None
        Of all groups with the sections of the list, where there is one.
    sections : DataFrame
        Where the papers of each section are, in the order of the list, most first: ``section``,
        ``group``, ``papers`` of the section in it, ``size`` and ``words`` of the group. A paper
        under two headings counts for the first, as in `agreement`.
    found, asked_for : int
        All groups; those with a paper under the heading asked for, if one was.
    resolution : float
        The one chosen: how many times denser than the whole network a group is at least. Nan where
        no two papers are related.
    grouped, unrelated, alone : int
        Papers in groups; papers that neither cite nor are cited by any other; papers that are
        related with others, but to no group densely enough.
    undated, untitled : int
        Papers in groups without a year, and without any text.
    method : str
        What was done, in a sentence.
    top : int or None
        Most groups described.
    """

    groups: pd.DataFrame
    central: pd.DataFrame
    papers: pd.DataFrame
    sweep: pd.DataFrame
    agreement: SectionAgreement | None
    sections: pd.DataFrame
    found: int
    asked_for: int
    resolution: float
    grouped: int
    unrelated: int
    alone: int
    undated: int
    untitled: int
    method: str
    top: int | None


def communities(
    graph: Where,
    *,
    resolution: float | None = None,
    resolutions: Sequence[float] = RESOLUTIONS,
    seeds: Sequence[int] = SEEDS,
    direct: float = _DIRECT,
    words: int = _WORDS,
    section: str | None = None,
    top: int | None = None,
    as_of: str | int | date | None = None,
    scope: str | None = None,
    field_least: int | None = None,
) -> Communities:
    """Cluster a literature into groups of papers that belong together.

    Two papers are related by a weighted sum: `direct` where one cites the other, 1 for each paper
    that both cite, 1 for each paper that cites both, the latter two among the 20 most related of
    one of them; normalised so that every paper weighs about the same (see `relatedness` in
    `kdgraph.kernels`). The Leiden algorithm then looks for the division of greatest quality, the
    constant Potts model, at each resolution with each seed. A resolution of 2 means that the papers
    of a group are related at least twice as densely as all related papers are on the average.

    Of the `resolutions` at which nine of ten related papers are in groups of ten or more and there
    is more than one group, the one on which the seeds agree best is chosen, of equal ones the
    lowest; where there is none, the one that covers most papers in this way, then the most stable.
    There the division of the best quality is taken, of equal ones that of the first seed.

    Parameters
    ----------
    graph : CitationGraph or Snapshot
        The literature; a snapshot also knows the list, beside whose sections the groups are laid.
    resolution : float, optional
        The resolution to use; by default one is chosen.
    resolutions : sequence of float
        What to choose from, each above zero.
    seeds : sequence of int
        Of the random choices, at least one; the same seeds give the same groups.
    direct : float
        What one citation weighs, next to 1 for a paper in common; zero or above.
    words : int
        How many words describe a group.
    section : str, optional
        A heading or a part of it: only the groups that hold papers listed under it are described.
        The groups are always those of the whole literature.
    top : int, optional
        Most groups to describe; at least 1, by default all.
    as_of : str, int or date, optional
        The literature as it stood on that day; see `Snapshot.as_of`.
    scope, field_least : str and int, optional
        Which papers count, as for `Snapshot.within`; by default all.

    Returns
    -------
    Communities
        The order of papers and of citations changes nothing in it, and unrelated papers change
        nothing but their count.

    Raises
    ------
    InputError
        If a resolution is not above zero, `direct` is below zero, there is no seed or no
        resolution, there is no such section, or a graph is asked for a section or a day.

    References
    ----------
    Traag, Waltman and van Eck (2019), "From Louvain to Leiden"; Waltman, Boyack, Colavizza and van
    Eck (2020), "A principled methodology for comparing relatedness measures for clustering
    publications"; Ahlgren, Chen, Colliander and van Eck (2020), "Enhancing direct citations".

    Examples
    --------
    >>> from kdgraph.graph.citation import citation_graph
    >>> papers = pd.DataFrame({"paper_id": list("abcxyzu"), "title": ["Hints"] * 3 + ["Flows"] * 4})
    >>> pairs = [("b", "a"), ("c", "a"), ("c", "b"), ("y", "x"), ("z", "x"), ("z", "y")]
    >>> graph = citation_graph(papers, pd.DataFrame(pairs, columns=["citing_id", "cited_id"]))
    >>> found = communities(graph, resolution=1)
    >>> found.groups[["size", "words", "central"]].to_dict("records")
    [{'size': 3, 'words': ('hints',), 'central': ('a', 'b', 'c')},
     {'size': 3, 'words': ('flows',), 'central': ('x', 'y', 'z')}]
    >>> found.unrelated
    1
    >>> import kdgraph
    >>> found = communities(kdgraph.embedded(), section="diffusion", resolution=3)
    >>> found.asked_for, found.groups[["listed", "sections"]].to_dict("records")
    (2, [{'listed': 15, 'sections': 'Distillation Meets Diffusion Models 15'},
         {'listed': 1, 'sections': 'Distillation Meets Diffusion Models 1'}])
    """
    graph, view = graph_of(graph, section, as_of, top=top, scope=scope, field_least=field_least)
    entries = None if view is None else view.reading_list.entries_under(section)
    tried = tuple(resolutions) if resolution is None else (resolution,)
    if not tried or not all(value > 0 and np.isfinite(value) for value in tried):
        raise InputError(f"resolutions are numbers above zero, such as 2; got {list(tried)}")
    if not seeds:
        raise InputError("no seed was given; give at least one, such as 0")
    if not direct >= 0:
        raise InputError(f"a citation cannot weigh less than nothing; direct={direct}")
    found = _clustered(graph, view, tried, tuple(seeds), direct, words)
    groups, asked, agreement = found.groups, found.groups, None
    places = pd.DataFrame(columns=["section", "group", "papers", "size", "words"])
    of_paper = found.papers["group"].dropna().astype(np.int64)
    if view is not None and entries is not None:
        placed = entries.dropna(subset="paper_id")
        listed = of_paper[of_paper.index.isin(placed["paper_id"])]
        groups = groups.assign(
            listed=listed.value_counts().reindex(groups.index, fill_value=0),
            sections=_sections(placed, listed).reindex(groups.index, fill_value=""),
        )
        asked = groups if section is None else groups[groups["listed"] > 0]
        agreement = section_agreement(view, found.papers["group"], section=section)
        places = _places(agreement, groups)
    shown = asked if top is None else asked.head(top)
    central = described_papers(graph, view, shown["central"].explode())
    inside = found.papers["cited_inside"].reindex(central["paper_id"])
    central["cited_inside"] = inside.to_numpy(dtype=np.int64)
    return Communities(
        groups=shown,
        central=central,
        papers=found.papers.copy(deep=False),
        sweep=found.sweep.copy(deep=False),
        agreement=agreement,
        sections=places,
        found=len(groups),
        asked_for=len(asked),
        resolution=found.resolution,
        grouped=len(of_paper),
        unrelated=found.unrelated,
        alone=found.alone,
        undated=found.undated,
        untitled=found.untitled,
        method=found.method,
        top=top,
        notes=(*_coverage_note(graph.papers, view), *view_notes(view)),
        **scope_of(view, section),
    )


def _coverage_note(papers: pd.DataFrame, view: Snapshot | None) -> list[str]:
    """Say how many papers have a known reference list, unless all have."""
    read = lists_read(papers, view)
    others = "the others are tied to the literature by the papers that cite them alone"
    return [] if read is None else [f"{read}; {others}"]


@dataclass(frozen=True, slots=True, eq=False)
class _Clustered:
    """What `communities` finds whatever is asked of it about the list."""

    papers: pd.DataFrame
    groups: pd.DataFrame
    sweep: pd.DataFrame
    resolution: float
    unrelated: int
    alone: int
    undated: int
    untitled: int
    method: str


def _clustered(
    graph: CitationGraph,
    view: Snapshot | None,
    tried: tuple[float, ...],
    seeds: tuple[int, ...],
    direct: float,
    words: int,
) -> _Clustered:
    """Return the groups of a literature; found once for a snapshot."""

    def related() -> tuple[GraphById, csr_array]:
        literature = by_id(graph)
        return literature, relatedness(literature.cites, direct=direct)

    def clustered() -> _Clustered:
        literature, ties = (
            related() if view is None else view.memoize(f"how papers are related {direct}", related)
        )
        clustering = cluster(ties, tried, seeds)
        group = clustering.group
        tied = int((np.diff(ties.indptr) > 0).sum())
        texts = texts_of(literature.papers)
        member = group >= 0
        return _Clustered(
            papers=_papers(literature, group).reindex(graph.papers.index),
            groups=_groups(literature, group, words),
            sweep=clustering.sweep,
            resolution=clustering.resolution,
            unrelated=len(group) - tied,
            alone=tied - int(member.sum()),
            undated=int(np.isnan(calendar_years(literature.papers))[member].sum()),
            untitled=sum(not text for text, inside in zip(texts, member, strict=True) if inside),
            method=(
                "Leiden algorithm, constant Potts model, on citations, bibliographic coupling and "
                f"co-citation ({direct:g} : 1 : 1), normalised per paper; "
                f"resolutions tried: {len(tried)}, with seeds: {len(seeds)}"
            ),
        )

    asked = f"communities {tried} {seeds} {direct} {words}"
    return clustered() if view is None else view.memoize(asked, clustered)


def _papers(literature: GraphById, group: IndexArray) -> pd.DataFrame:
    _, cited = _arcs_inside(literature.cites, group)
    numbers = pd.arrays.IntegerArray(group.astype(np.int64), group < 0)
    inside = np.bincount(cited, minlength=len(group))
    return pd.DataFrame({"group": numbers, "cited_inside": inside}, index=literature.papers.index)


def _arcs_inside(cites: csr_array, group: IndexArray) -> tuple[IndexArray, IndexArray]:
    citing = np.repeat(np.arange(len(group)), np.diff(cites.indptr))
    cited = cites.indices.astype(np.intp)
    inside = (group[citing] == group[cited]) & (group[citing] >= 0)
    return citing[inside], cited[inside]


def _groups(literature: GraphById, group: IndexArray, words: int) -> pd.DataFrame:
    """Describe each group."""
    count = int(group.max(initial=-1)) + 1
    cites = literature.cites
    ids, member = literature.papers.index, group >= 0
    citing, cited = _arcs_inside(cites, group)
    within = np.bincount(group[citing], minlength=count)
    ends = np.diff(cites.indptr) + np.bincount(cites.indices, minlength=len(group))
    touching = np.bincount(group[member], weights=ends[member], minlength=count).astype(np.int64)
    order = np.lexsort((np.arange(len(group)), -np.bincount(cited, minlength=len(group)), group))
    order = order[group[order] >= 0]
    starts = np.searchsorted(group[order], np.arange(count))
    texts = np.array(texts_of(literature.papers), dtype=object)
    members = np.split(order, starts[1:]) if count else []
    labels = label_words(
        {n: [t for t in texts[rows] if t] for n, rows in enumerate(members)}, most=words
    )
    years = pd.Series(calendar_years(literature.papers)).astype("Int64")
    grouped = years[order].groupby(group[order])
    return pd.DataFrame(
        {
            "size": [len(rows) for rows in members],
            "first_year": grouped.min(),
            "median_year": grouped.median(),
            "last_year": grouped.max(),
            "undated": [int(years[rows].isna().sum()) for rows in members],
            "words": [
                words_or_paper(labels[number], literature.papers, int(members[number][0]))
                for number in range(count)
            ],
            "central": [tuple(ids[rows[:_CENTRAL]]) for rows in members],
            "inside": within,
            "outside": touching - 2 * within,
        },
        index=pd.RangeIndex(count, name="group"),
    )


def _sections(entries: pd.DataFrame, group: pd.Series[int]) -> pd.Series[str]:
    """Return for each group the sections of its listed papers: "Surveys 3; Pioneers 1"."""
    placed = entries.drop_duplicates(["paper_id", "section"])
    placed = placed[placed["paper_id"].isin(group.index)]
    counts = pd.DataFrame(
        {
            "group": group.reindex(placed["paper_id"]).to_numpy(dtype=np.int64),
            "section": placed["section"].where(placed["section"] != "", "(no section)").to_numpy(),
        }
    ).value_counts()
    rows = counts.rename("papers").reset_index()
    rows = rows.sort_values(["group", "papers", "section"], ascending=[True, False, True])
    text = rows["section"].astype("str") + " " + rows["papers"].astype("str")
    return text.groupby(rows["group"]).agg("; ".join)


def _places(agreement: SectionAgreement, groups: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of a table of sections and groups as rows, largest first in each section."""
    rows = agreement.table.reset_index().melt("section", var_name="group", value_name="papers")
    rows = rows[rows["papers"] > 0].astype({"group": np.int64, "papers": np.int64})
    order = {name: place for place, name in enumerate(agreement.sections.index)}
    rows["place"] = rows["section"].map(order)
    rows = rows.sort_values(["place", "papers", "group"], ascending=[True, False, True])
    rows = rows.drop(columns="place").reset_index(drop=True)
    for name in ("size", "words"):
        rows[name] = groups[name].reindex(rows["group"]).array
    return rows


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SectionAgreement(Result):
    """Groups beside sections; made by `section_agreement`. See also `Result`.

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
        groups = _clustered(
            snapshot.citation_graph(), snapshot, RESOLUTIONS, SEEDS, _DIRECT, _WORDS
        ).papers["group"]
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
        **scope_of(snapshot, section),
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
