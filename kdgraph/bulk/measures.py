"""Measures over a whole release, in SQL: PageRank, citations, percentiles of the year, co-citation.

They are those of the array kernels (`kdgraph.kernels.pagerank`, `kdgraph.kernels.similarity`, the
measure `year_percentile`), with the papers of the release as the corpus: an edge counts once, both
its ends are papers of the release, and no paper cites itself. Nothing but single rows and
histograms is held in memory; the tables are in the engine's folder, and one that is there is never
computed again.

PageRank is the sum of a series: what every paper has by itself, what that brings to the papers it
cites, what this brings to those that they cite, and so on. Each round joins the edges with the last
term alone, whose rows grow fewer: a paper that nobody cites gets nothing, so that only cycles are
left in the end. The terms are added up once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa

from kdgraph.bulk.engine import Engine
from kdgraph.bulk.release import Release
from kdgraph.bulk.shards import Shards
from kdgraph.errors import NotConvergedError, StoreError

__all__ = ["NEEDED", "WHOLE_MEASURES", "Whole", "measure_release"]

NEEDED: Final = ("papers", "citations")
"""The datasets that are read."""

WHOLE_MEASURES: Final = {
    "pagerank": "PageRank among all papers of the release",
    "citations": "citations by papers of the release",
    "year_percentile": "percentage of the papers of the same year that are cited less, ties half",
}
"""What a paper can be ranked by."""

_MOST_ROUNDS: Final = 10_000
_LEAST_PEERS: Final = 10
_SAME: Final = 9  # decimals in which equal weights are equal, whatever the order of additions
_FINENESS: Final = 5_000  # buckets of weights to a factor of e

Heard = Callable[[str, float], None]
"""Told the step that is under way, and how much of it is done."""


@dataclass(frozen=True, slots=True)
class Whole:
    """The measures of a release, in an engine.

    Attributes
    ----------
    engine : Engine
        Where the tables are; open as long as this is asked anything.
    papers, edges : int
        Size of the graph: papers of the release, and citations between them.
    rows, unresolved, repeated, loops, outside : int
        Lines of the dataset of citations: all of them; those whose cited paper is not known; those
        that repeat an edge; papers that cite themselves; and those with an end that is no paper of
        the release. What is left are the edges.
    undated : int
        Papers without a year; they have no percentile.
    rounds : int
        How many terms of PageRank were added.
    damping, tolerance : float
        Of PageRank, as for the array kernel.
    """

    engine: Engine
    papers: int
    edges: int
    rows: int
    unresolved: int
    repeated: int
    loops: int
    outside: int
    undated: int
    rounds: int
    damping: float
    tolerance: float

    @property
    def coverage(self) -> dict[str, int | float]:
        """What the measures rest on, by name."""
        return {
            name: getattr(self, name)
            for name in (
                *("papers", "edges", "rows", "unresolved", "repeated", "loops", "outside"),
                *("undated", "rounds", "damping", "tolerance"),
            )
        }

    def find(self, identifiers: pd.DataFrame) -> pd.Series:
        """Return which papers of the release some identifiers lead to.

        Parameters
        ----------
        identifiers : DataFrame
            `paper_id`, `scheme` (corpus, s2, doi or arxiv; others are passed over) and `value`.

        Returns
        -------
        Series of int64
            The ids in the release by `paper_id`, for those that are there; a corpus id counts
            before all others, then the service's own id, the DOI and the arXiv id.
        """
        parts = []
        for rank, (scheme, column) in enumerate(_COLUMNS.items()):
            some = identifiers[identifiers["scheme"] == scheme]
            wanted = pa.table(
                {
                    "paper_id": pa.array(some["paper_id"].astype("str"), pa.string()),
                    "named": pa.array(some["value"].astype("str").str.lower(), pa.string()),
                }
            )
            if not len(some):
                continue
            self.engine.register("wanted", wanted)
            found = self.engine.fetch(
                f"SELECT w.paper_id, min(p.paper) AS paper FROM wanted w "
                f"JOIN whole_papers p ON p.{column} = w.named GROUP BY w.paper_id"
            ).to_pandas()
            parts.append(found.assign(rank=rank))
        if not parts:
            return pd.Series([], index=pd.Index([], name="paper_id"), dtype="int64", name="paper")
        every = pd.concat(parts).sort_values(["paper_id", "rank"], kind="stable")
        first = every.drop_duplicates("paper_id").set_index("paper_id")["paper"].astype("int64")
        return pd.Series(first)

    def scores(self, papers: Sequence[int]) -> pd.DataFrame:
        """Return all measures of some papers.

        Returns
        -------
        DataFrame
            By `paper`: `title`, `year`; `citations` and `pagerank` with their places
            (`citations_rank`, `pagerank_rank`, equal values sharing the better one);
            `year_percentile`, its place among the papers of its year (`year_rank`), how many these
            are (`compared`), and how many years before and after were taken in, where the year has
            fewer than 10 papers (`widened`). Undated papers have no percentile.
        """
        self.engine.register("wanted", pa.table({"paper": pa.array(papers, pa.int64())}))
        frame = self.engine.fetch(
            "SELECT s.paper, p.title, s.year, s.citations, s.weight, s.bucket FROM whole_scores s "
            "JOIN wanted w ON w.paper = s.paper JOIN whole_papers p ON p.paper = s.paper "
            "ORDER BY s.paper"
        ).to_pandas()
        frame = frame.astype({"year": "Int64"}).set_index("paper")
        years = self.engine.fetch(
            "SELECT year, citations, cast(sum(n) AS bigint) AS n FROM whole_years "
            "GROUP BY year, citations ORDER BY year, citations"
        ).to_pandas()
        counts = years.groupby("citations")["n"].sum()
        frame["citations_rank"] = _places(frame["citations"], counts)
        frame["pagerank"] = frame["weight"] / self._total
        frame["pagerank_rank"] = self._places_by_weight(frame)
        for name, values in _percentiles(frame, years.dropna(subset="year")).items():
            frame[name] = values
        return pd.DataFrame(frame.drop(columns=["weight", "bucket"]))

    def co_cited(self, papers: Sequence[int], *, top: int = 20) -> pd.DataFrame:
        """Return the papers that are most often cited together with each of some papers.

        Returns
        -------
        DataFrame
            `paper`, `other`, its `title` and `year`, and `count`, the papers that cite both; most
            first, equal ones by id. At most `top` rows a paper.
        """
        self.engine.register("wanted", pa.table({"paper": pa.array(papers, pa.int64())}))
        found = self.engine.fetch(
            "SELECT r.paper, r.other, p.title, p.year, r.n AS count FROM ("
            "SELECT c.*, row_number() OVER (PARTITION BY paper ORDER BY n DESC, other) AS place "
            "FROM (SELECT a.cited AS paper, b.cited AS other, count(*) AS n FROM whole_edges a "
            "JOIN wanted w ON w.paper = a.cited JOIN whole_edges b ON b.citing = a.citing "
            "WHERE b.cited <> a.cited GROUP BY a.cited, b.cited) c) r "
            f"JOIN whole_papers p ON p.paper = r.other WHERE r.place <= {int(top)} "
            "ORDER BY r.paper, r.place"
        )
        return pd.DataFrame(found.to_pandas())

    @property
    def _total(self) -> float:
        return float(_one(self.engine, "SELECT sum(weight) AS n FROM whole_weights"))

    def _places_by_weight(self, frame: pd.DataFrame) -> pd.Series:
        """Count the papers of greater weight: coarsely by buckets, then inside those that matter.

        A rank over all papers would sort them all, at one place.
        """
        buckets = self.engine.fetch(
            "SELECT bucket, cast(sum(n) AS bigint) AS n FROM whole_weights "
            "GROUP BY bucket ORDER BY bucket"
        ).to_pandas()
        mine = pd.unique(frame["bucket"])
        self.engine.register("wanted_buckets", pa.table({"bucket": pa.array(mine, pa.int64())}))
        inside = self.engine.fetch(
            "SELECT s.bucket, s.weight, count(*) AS n FROM whole_scores s "
            "JOIN wanted_buckets w ON w.bucket = s.bucket GROUP BY s.bucket, s.weight "
            "ORDER BY s.bucket, s.weight"
        ).to_pandas()
        above = dict(zip(buckets["bucket"], _above(buckets["n"]), strict=True))
        places = pd.Series(0, index=frame.index, dtype="int64")
        for bucket, group in inside.groupby("bucket"):
            rows = frame.index[frame["bucket"] == bucket]
            counts = pd.Series(group["n"].to_numpy(), index=group["weight"].to_numpy())
            places.loc[rows] = above[bucket] + _places(frame.loc[rows, "weight"], counts)
        return places


_COLUMNS: Final = {"corpus": "corpus", "s2": "sha", "doi": "doi", "arxiv": "arxiv"}


def measure_release(
    engine: Engine,
    release: Release,
    *,
    damping: float = 0.5,
    tolerance: float = 1e-9,
    heard: Heard = lambda _step, _share: None,
) -> Whole:
    """Compute the measures of all papers of a release, or take them from the engine's folder.

    Parameters
    ----------
    engine : Engine
        Its folder must be that of this release, and of this damping and tolerance: see
        `kdgraph.bulk.engine.keyed_folder`.
    release : Release
        With the datasets `NEEDED`.
    damping, tolerance : float
        As for `kdgraph.kernels.pagerank.pagerank`: the summed absolute error of PageRank, all of
        which sums to 1, is at most `tolerance`.
    heard : callable, optional
        Told the step that is under way, and which share of it is done.

    Raises
    ------
    ValueError
        If `damping` or `tolerance` is out of its range.
    DatasetError
        If a line cannot be read; it names the shard and the line.
    StoreError
        If a dataset is missing, holds no paper, or the disk refuses.
    NotConvergedError
        If PageRank takes more than 10,000 rounds.
    """
    if not 0 <= damping < 1:
        raise ValueError(f"damping must be from 0 to below 1, got {damping}")
    if not 1e-13 <= tolerance < 1:
        raise ValueError(f"tolerance must be from 1e-13 to below 1, got {tolerance}")
    return _Measuring(engine, damping, tolerance, heard).run(release)


class _Measuring:
    def __init__(self, engine: Engine, damping: float, tolerance: float, heard: Heard) -> None:
        self._engine, self._damping, self._tolerance = engine, damping, tolerance
        self._heard = heard

    def run(self, release: Release) -> Whole:
        for dataset in NEEDED:
            self._engine.register(dataset, Shards.of(release, dataset))
        if not self._engine.has("whole_facts"):
            self._compute()
        for table in ("whole_papers", "whole_edges", "whole_scores", "whole_years"):
            self._keep(table, "", "the tables")
        self._keep("whole_weights", "", "the tables")
        self._keep("whole_facts", "", "the tables")
        facts = self._engine.fetch("SELECT * FROM whole_facts").to_pylist()[0]
        return Whole(self._engine, **facts)

    def _compute(self) -> None:
        papers = self._papers()
        edges, told = self._edges()
        rounds = self._pagerank(papers, edges)
        terms = " UNION ALL ".join(f"SELECT paper, x FROM {_term(n)}" for n in range(1, rounds + 1))
        none = "SELECT citing AS paper, cast(0 AS double) AS x FROM whole_references WHERE 1 = 0"
        gained = terms or none
        weight = f"round(1 + coalesce(g.x, 0), {_SAME})"
        self._keep(
            "whole_scores",
            "SELECT p.paper, p.year, coalesce(c.citations, 0) AS citations, "
            f"1 + coalesce(g.x, 0) AS exact, {weight} AS weight, "
            f"CAST(floor(ln({weight}) * {_FINENESS}) AS bigint) AS bucket "
            "FROM whole_papers p LEFT JOIN whole_counts c ON c.paper = p.paper "
            f"LEFT JOIN (SELECT paper, sum(x) AS x FROM ({gained}) t GROUP BY paper) g "
            "ON g.paper = p.paper",
            "adding up PageRank",
        )
        self._keep(
            "whole_years",
            "SELECT year, citations, count(*) AS n FROM whole_scores GROUP BY year, citations",
            "counting years",
        )
        self._keep(
            "whole_weights",
            "SELECT bucket, count(*) AS n, sum(exact) AS weight FROM whole_scores GROUP BY bucket",
            "counting scores",
        )
        undated = _one(
            self._engine,
            "SELECT cast(coalesce(sum(n), 0) AS bigint) AS n FROM whole_years WHERE year IS NULL",
        )
        facts: Mapping[str, Any] = {
            "papers": papers,
            "edges": edges,
            **told,
            "undated": int(undated),
            "rounds": rounds,
            "damping": self._damping,
            "tolerance": self._tolerance,
        }
        self._engine.register("whole_facts", pa.table({name: [v] for name, v in facts.items()}))
        for table in ("whole_read", "whole_rows", "whole_pairs", "whole_counts"):
            self._engine.drop(table)
        for number in range(1, rounds + 1):
            self._engine.drop(_term(number))

    def _papers(self) -> int:
        read = (
            "SELECT try_cast(corpusid AS bigint) AS paper, try_cast(year AS int) AS year, title, "
            "cast(try_cast(corpusid AS bigint) AS varchar(20)) AS corpus, "
            "lower(regexp_extract(url, '([0-9a-f]{40})', 1)) AS sha, "
            """lower(regexp_extract(externalids, '"DOI" *: *"([^"]+)"', 1)) AS doi, """
            """lower(regexp_extract(externalids, '"ArXiv" *: *"([^"]+)"', 1)) AS arxiv """
            "FROM papers WHERE try_cast(corpusid AS bigint) IS NOT NULL"
        )
        self._keep("whole_read", read, "reading papers")
        rows, papers = (
            self._engine.fetch("SELECT count(*) AS r, count(DISTINCT paper) AS n FROM whole_read")
            .to_pylist()[0]
            .values()
        )
        if not papers:
            raise StoreError("the dataset of papers holds none with a corpusid")
        names = ("year", "title", "corpus", "sha", "doi", "arxiv")
        columns = ", ".join(names if rows == papers else (f"max({n}) AS {n}" for n in names))
        grouped = "" if rows == papers else " GROUP BY paper"
        self._keep(
            "whole_papers", f"SELECT paper, {columns} FROM whole_read{grouped}", "telling papers"
        )
        return int(papers)

    def _edges(self) -> tuple[int, dict[str, int]]:
        self._keep(
            "whole_rows",
            "SELECT try_cast(citingcorpusid AS bigint) AS citing, "
            "try_cast(citedcorpusid AS bigint) AS cited FROM citations",
            "reading citations",
        )
        self._keep(
            "whole_pairs",
            "SELECT citing, cited, count(*) AS n FROM whole_rows "
            "WHERE citing IS NOT NULL AND cited IS NOT NULL GROUP BY citing, cited",
            "finding repeated citations",
        )
        self._keep(
            "whole_edges",
            "SELECT e.citing, e.cited FROM whole_pairs e "
            "JOIN whole_papers a ON a.paper = e.citing JOIN whole_papers b ON b.paper = e.cited "
            "WHERE e.citing <> e.cited",
            "finding both ends of citations",
        )
        self._keep(
            "whole_counts",
            "SELECT cited AS paper, count(*) AS citations FROM whole_edges GROUP BY cited",
            "counting citations",
        )
        self._keep(
            "whole_references",
            "SELECT citing, count(*) AS n FROM whole_edges GROUP BY citing",
            "counting references",
        )
        rows = _one(self._engine, "SELECT count(*) AS n FROM whole_rows")
        resolved, pairs, loops = (
            int(value or 0)
            for value in self._engine.fetch(
                "SELECT cast(sum(e.n) AS bigint) AS r, count(*) AS n, "
                "count(CASE WHEN e.citing = e.cited AND a.paper IS NOT NULL THEN 1 END) AS l "
                "FROM whole_pairs e LEFT JOIN (SELECT paper FROM whole_papers) a "
                "ON a.paper = e.citing AND e.citing = e.cited"
            )
            .to_pylist()[0]
            .values()
        )
        edges = int(_one(self._engine, "SELECT count(*) AS n FROM whole_edges"))
        return edges, {
            "rows": int(rows),
            "unresolved": int(rows) - resolved,
            "repeated": resolved - pairs,
            "loops": loops,
            "outside": pairs - loops - edges,
        }

    def _pagerank(self, papers: int, edges: int) -> int:
        """Compute the terms of the series; return how many there are beside the first."""
        if not edges or not self._damping:
            return 0
        total = float(papers)
        last = "SELECT citing AS paper, cast(1 AS double) AS x FROM whole_references"
        for number in range(1, _MOST_ROUNDS + 1):
            # what every paper passes on to each that it cites; those that cite nothing lose it
            passed = (
                f"SELECT r.citing, cast({self._damping!r} AS double) * t.x / r.n AS share "
                f"FROM whole_references r JOIN ({last}) t ON t.paper = r.citing"
            )
            self._keep(
                _term(number),
                "SELECT e.cited AS paper, sum(s.share) AS x FROM whole_edges e "
                f"JOIN ({passed}) s ON s.citing = e.citing GROUP BY e.cited",
                f"PageRank, round {number}",
            )
            change = _one(self._engine, f"SELECT sum(x) AS n FROM {_term(number)}") or 0.0
            total += change
            # the terms to come are at most a geometric series, and normalising doubles an error
            if 2 * change * self._damping / (1 - self._damping) <= self._tolerance * total:
                return number
            last = f"SELECT paper, x FROM {_term(number)}"
        raise NotConvergedError("PageRank", _MOST_ROUNDS, change / total, self._tolerance)

    def _keep(self, table: str, sql: str, step: str) -> None:
        self._heard(step, 0.0)
        self._engine.materialise(table, sql, heard=lambda share: self._heard(step, share))
        self._heard(step, 1.0)


def _term(number: int) -> str:
    return f"whole_term_{number}"


def _one(engine: Engine, sql: str) -> Any:
    return engine.fetch(sql).to_pylist()[0]["n"]


def _above(counts: pd.Series) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return how many there are behind each of ordered counts."""
    values = counts.to_numpy(dtype=np.int64)
    behind: np.ndarray[Any, np.dtype[np.int64]] = values[::-1].cumsum()[::-1] - values
    return behind


def _places(values: pd.Series, counts: pd.Series) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return the place of each value among all, the greatest first; `counts` is by value, rising.

    >>> _places(pd.Series([3.0, 1.0]), pd.Series([5, 2, 1], index=[0.0, 1.0, 3.0]))
    array([1, 2])
    """
    where = np.searchsorted(counts.index.to_numpy(), values.to_numpy(), side="left")
    found: np.ndarray[Any, np.dtype[np.int64]] = _above(counts)[where] + 1
    return found


def _percentiles(frame: pd.DataFrame, years: pd.DataFrame) -> dict[str, Any]:
    """Compare each paper with those of its year, from how many have which count in which year."""
    n = len(frame)
    score = np.full(n, np.nan)
    place, compared, widened = (np.zeros(n, dtype=np.int64) for _ in range(3))
    known = years["year"].to_numpy(dtype=np.int64)
    span = int(known.max() - known.min()) if len(known) else 0
    own = frame["year"].to_numpy(dtype=np.float64, na_value=np.nan)
    for year in np.unique(own[~np.isnan(own)]).astype(np.int64).tolist():
        rows = np.flatnonzero(own == year)
        for wider in range(span + 1):
            low = np.searchsorted(known, year - wider, side="left")
            high = np.searchsorted(known, year + wider, side="right")
            around = years.iloc[low:high]
            peers = int(around["n"].sum())
            if peers >= _LEAST_PEERS or high - low == len(known):
                break
        counts = around.groupby("citations")["n"].sum()
        mine = frame["citations"].to_numpy()[rows]
        place[rows] = _places(frame["citations"].iloc[rows], counts)
        at_most = peers - (place[rows] - 1)
        less = at_most - counts.loc[mine].to_numpy()
        score[rows] = (less + at_most) / 2 / peers * 100
        compared[rows], widened[rows] = peers, wider
    return {"year_percentile": score, "year_rank": place, "compared": compared, "widened": widened}
