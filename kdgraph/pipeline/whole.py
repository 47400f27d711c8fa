"""Papers of a list in the whole literature: their ranks among all papers of a release."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from kdgraph.bulk.engine import keyed_folder
from kdgraph.bulk.engines import open_engine
from kdgraph.bulk.measures import NEEDED, WHOLE_MEASURES, Heard, Whole, measure_release
from kdgraph.bulk.release import open_release
from kdgraph.bulk.shards import facts_of
from kdgraph.errors import InputError
from kdgraph.files import make_folder
from kdgraph.store.lock import WriterLock

__all__ = [
    "WHOLE_MEASURES",
    "CoCited",
    "WholeRanking",
    "WholeSource",
    "co_cited_in_whole",
    "rank_in_whole",
]

_DAMPING, _TOLERANCE = 0.5, 1e-9


@dataclass(frozen=True, slots=True)
class WholeSource:
    """Which release is meant, and how it is worked on.

    Parameters
    ----------
    datasets : path
        A folder of releases, a release, or a folder of shards; see `kdgraph.bulk.release`.
    data : path
        The data folder, in whose folder ``whole`` the results are kept by release: what is
        computed once is there the next time.
    release : str, optional
        Which of several releases; the newest by default.
    engine : {"duckdb", "spark"}
        What runs the queries.
    master : str, optional
        Of Spark.
    memory : str
        How much the engine may hold; the rest is on disk.
    heard : callable
        Told the step that is under way, and which share of it is done.
    """

    datasets: str | os.PathLike[str]
    data: str | os.PathLike[str] = "data"
    release: str | None = None
    engine: str = "duckdb"
    master: str | None = None
    memory: str = "3GiB"
    heard: Heard = lambda _step, _share: None


@dataclass(frozen=True, slots=True, eq=False)
class WholeRanking:
    """Papers by their rank in the whole literature.

    Attributes
    ----------
    measure, description : str
        What they are ranked by, and what that says.
    release : str or None
        The release that counts as the whole literature; None where its folder has no date.
    frame : DataFrame
        The best of the papers: `rank` among the `ranked` (all papers of the release, or for
        ``year_percentile`` those of the year), `paper_id`, `title`, `year`, `score`, `pagerank`,
        `citations` and `year_percentile`.
    found, asked : int
        How many of the papers that were asked for are in the release.
    missing : tuple of str
        Those that are not, by id: without rank.
    unranked : int
        Papers of the release among them that have no score, being without a year there.
    coverage : mapping
        What the scores rest on: see `kdgraph.bulk.measures.Whole`.
    notes : tuple of str
        The same in sentences.
    """

    measure: str
    description: str
    release: str | None
    frame: pd.DataFrame
    found: int
    asked: int
    missing: tuple[str, ...]
    unranked: int
    coverage: Mapping[str, int | float]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class CoCited:
    """Papers of the whole literature that are most often cited together with one paper.

    `frame` holds `count`, the papers that cite both, the `corpusid` of the other paper, its
    `title`, its `year`, and the `paper_id` by which the snapshot knows it, where it does.
    """

    paper_id: str
    release: str | None
    frame: pd.DataFrame
    coverage: Mapping[str, int | float]
    notes: tuple[str, ...]


def rank_in_whole(
    papers: pd.DataFrame,
    identifiers: pd.DataFrame,
    source: WholeSource,
    *,
    measure: str = "pagerank",
    top: int = 20,
) -> WholeRanking:
    """Rank some papers among all papers of a release of the Semantic Scholar Datasets.

    Parameters
    ----------
    papers : DataFrame
        Indexed by `paper_id`, with `title`, such as rows of the table of a snapshot.
    identifiers : DataFrame
        `scheme`, `value` and `paper_id`, as in a snapshot: by these the papers are found.
    source : WholeSource
        The release.
    measure : str
        One of `WHOLE_MEASURES`.
    top : int
        Most papers to return.

    Raises
    ------
    InputError
        If there is no such measure, or no release.
    StoreError
        If a dataset is missing, or the disk refuses.
    """
    name = measure.replace("-", "_")
    if name not in WHOLE_MEASURES:
        raise InputError(
            f"no measure {measure!r} in the whole literature; there are "
            f"{', '.join(one.replace('_', '-') for one in WHOLE_MEASURES)}"
        )
    with _measured(source) as (whole, release):
        ids = _ids(identifiers)
        found = whole.find(ids[ids["paper_id"].isin(papers.index)])
        scores = whole.scores([int(paper) for paper in found.unique()])
    frame = scores.loc[found.to_numpy()].set_axis(found.index, axis=0)
    rank = "year_rank" if name == "year_percentile" else f"{name}_rank"
    frame = frame.assign(
        rank=frame[rank],
        score=frame[name].astype("float64"),
        ranked=frame["compared"] if name == "year_percentile" else whole.papers,
    )
    usable = frame[frame["score"].notna()]
    # the best percentile first; ranks of different years are not of the same papers
    order = ["score", "rank"] if name == "year_percentile" else ["rank"]
    ascending = [name != "year_percentile" or one == "rank" for one in order]
    best = usable.sort_index().sort_values(order, ascending=ascending, kind="stable").head(top)
    titles = papers["title"].reindex(best.index)
    told = best.assign(title=titles.where(titles.notna(), best["title"])).reset_index()
    columns = ["rank", "ranked", "paper_id", "title", "year", "score", *WHOLE_MEASURES]
    missing = tuple(sorted(set(map(str, papers.index)) - set(map(str, found.index))))
    return WholeRanking(
        name,
        WHOLE_MEASURES[name],
        release,
        told.loc[:, list(dict.fromkeys(columns))],
        len(found),
        len(papers),
        missing,
        len(frame) - len(usable),
        whole.coverage,
        _notes(whole, release, missing, len(frame) - len(usable)),
    )


def co_cited_in_whole(
    paper_id: str, identifiers: pd.DataFrame, source: WholeSource, *, top: int = 20
) -> CoCited:
    """Return the papers of a release that are most often cited together with a paper.

    Parameters
    ----------
    paper_id : str
        The paper, as `identifiers` know it.
    identifiers, source, top
        As for `rank_in_whole`.

    Raises
    ------
    InputError
        If the paper is not in the release.
    """
    with _measured(source) as (whole, release):
        ids = _ids(identifiers)
        found = whole.find(ids[ids["paper_id"] == paper_id])
        if not len(found):
            raise InputError(
                f"{paper_id} is not in the release {release or source.datasets}: no corpus id, "
                "DOI or arXiv id of it is there"
            )
        rows = whole.co_cited([int(found.iloc[0])], top=top)
    corpus = ids[ids["scheme"] == "corpus"].drop_duplicates("value").set_index("value")["paper_id"]
    frame = pd.DataFrame(
        {
            "count": rows["count"].astype("int64"),
            "corpusid": rows["other"].astype("int64"),
            "paper_id": rows["other"].astype("str").map(corpus).array,
            "title": rows["title"].array,
            "year": rows["year"].astype("Int64").array,
        }
    )
    return CoCited(paper_id, release, frame, whole.coverage, _notes(whole, release, (), 0))


@contextmanager
def _measured(source: WholeSource) -> Iterator[tuple[Whole, str | None]]:
    release = open_release(Path(source.datasets), source.release)
    for dataset in NEEDED:
        release.of(dataset)
    base = Path(source.data) / "whole"
    make_folder(base)
    inputs = [facts_of(release, NEEDED), _DAMPING, _TOLERANCE]
    folder = keyed_folder(base, f"measures-{release.name or 'unnamed'}", inputs)
    with (
        WriterLock(base / "lock", "rank --in whole"),
        open_engine(source.engine, folder, master=source.master, memory=source.memory) as engine,
    ):
        measured = measure_release(
            engine, release, damping=_DAMPING, tolerance=_TOLERANCE, heard=source.heard
        )
        yield measured, release.name


def _ids(identifiers: pd.DataFrame) -> pd.DataFrame:
    columns = ["scheme", "value", "paper_id"]
    flat = identifiers if set(columns) <= set(identifiers.columns) else identifiers.reset_index()
    return flat.loc[:, columns].astype("str")


def _notes(
    whole: Whole, release: str | None, missing: tuple[str, ...], unranked: int
) -> tuple[str, ...]:
    named = f"the release {release}" if release else "these shards"
    notes = [
        f"the whole literature is {named} of the Semantic Scholar Datasets: {whole.papers:,} "
        f"papers and {whole.edges:,} citations between them",
        f"of its {whole.rows:,} lines of citations, {whole.unresolved:,} name no cited paper, "
        f"{whole.repeated:,} repeat another, {whole.outside:,} have an end that is no paper of it, "
        f"and {whole.loops:,} lead from a paper to itself; these do not count",
    ]
    if unranked:
        notes.append(f"{unranked:,} papers have no year there, so they have no percentile")
    if missing:
        shown = ", ".join(missing[:5]) + (f" and {len(missing) - 5:,} more" if missing[5:] else "")
        notes.append(f"{len(missing):,} papers were not found in it: {shown}")
    return tuple(notes)
