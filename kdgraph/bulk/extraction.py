"""The corpus around listed papers, cut out of a release in SQL.

Nothing of the release is held in memory beyond what the engine is allowed: each step leaves a table
on disk that the next one reads, and only rows of papers that are kept are fetched. These are the
steps, and which datasets each of them reads from the first line to the last:

==============  ==================================================================  ============
candidates      papers that an identifier or a title of the list may mean           papers
edges           every citation, as two numbers and its marks; sentences only where  citations
                a listed paper stands at one of its ends
links, reached  papers within `hops` citations of the listed ones                   --
neighbours      the rows of these papers                                            papers
inside          citations between kept papers                                       --
sentences       citing sentences, where more than the listed papers' are wanted     citations
texts           abstracts and summaries of kept papers                              abstracts, tldrs
==============  ==================================================================  ============
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from kdgraph.bulk.engine import Engine
from kdgraph.bulk.release import Release
from kdgraph.bulk.shards import COLUMNS, Shards

__all__ = ["NEEDED", "READ", "Corpus", "Extraction"]

NEEDED: Final = ("papers", "paper-ids", "citations")
"""Datasets without which no corpus can be extracted."""
READ: Final = (*NEEDED, "abstracts", "tldrs")
"""All that are read, where they are there."""

Row = dict[str, Any]
Told = Callable[[str], Callable[[float], None]]
"""Is told the step that begins, and gives what is told how far it is."""

_EDGE_LETTERS: Final = 24
"""Letters at the beginning, or the end, of a title that a candidate shares with it at least."""

# where the datasets hold an identifier of each scheme, as they write it
_EXTERNAL: Final = {
    "arxiv": "ArXiv",
    "doi": "DOI",
    "acl": "ACL",
    "mag": "MAG",
    "pubmed": "PubMed",
    "pmc": "PubMedCentral",
}


@dataclass(frozen=True, slots=True)
class Corpus:
    """Who is in the corpus, in numbers: `met` neighbours in all, `left_out` of them not kept.

    `unknown` counts the numbers that citations lead to and of which the release has no paper.
    """

    kept: tuple[int, ...]
    met: int
    left_out: int
    unknown: int


class Extraction:
    """The steps, one method each, to be called in this order.

    Parameters
    ----------
    engine : Engine
        Its folder stands for the list, the release and all options: a table that is there is used.
    release : Release
        The shards.
    told : callable
        Told of each step, and how far it is.
    """

    def __init__(self, engine: Engine, release: Release, told: Told) -> None:
        self._engine, self._release, self._told = engine, release, told
        for dataset in READ:
            if dataset in NEEDED or dataset in release.shards:
                engine.register(_view(dataset), Shards.of(release, dataset))

    def _keep(self, name: str, label: str, sql: str) -> None:
        if not self._engine.has(name):
            heard = self._told(label)
            self._engine.materialise(name, sql, heard=heard)
        else:
            self._engine.materialise(name, sql)

    def _fetch(self, sql: str) -> list[Row]:
        rows: list[Row] = self._engine.fetch(sql).to_pylist()
        return rows

    # --- the list --------------------------------------------------------------------------------

    def by_hash(self, hashes: Sequence[str]) -> dict[str, int]:
        """Return the number of each paper that the list names by Semantic Scholar's 40 digits.

        Several of these lead to one paper; the dataset ``paper-ids`` says which.
        """
        if not hashes:
            return {}
        self._engine.register("wanted_hashes", pa.table({"sha": sorted(set(hashes))}))
        self._keep(
            "listed_hashes",
            "ids of the list",
            "SELECT DISTINCT lower(i.sha) AS sha, try_cast(i.corpusid AS bigint) AS corpusid "
            "FROM paper_ids i JOIN wanted_hashes w ON lower(i.sha) = w.sha",
        )
        rows = self._fetch(
            "SELECT sha, min(corpusid) AS corpusid FROM listed_hashes "
            "WHERE corpusid IS NOT NULL GROUP BY sha ORDER BY sha"
        )
        return {row["sha"]: row["corpusid"] for row in rows}

    def candidates(
        self, identifiers: Iterable[tuple[str, str]], titles: Iterable[str], numbers: Iterable[int]
    ) -> list[Row]:
        """Return the papers that the list may mean: all of an identifier, and those near a title.

        Near is a title whose letters and digits are the same as those of a listed one, or of what
        stands before its colon, or that shares its first or its last 24; `kdgraph.resolve` judges.

        Parameters
        ----------
        identifiers : iterable of (scheme, value)
            In stored form.
        titles : iterable of str
            As the list prints them.
        numbers : iterable of int
            Numbers of papers that are meant.

        Returns
        -------
        list of dict
            Rows of the dataset ``papers``, each column a text; most cited first.
        """
        wanted = _external_values(identifiers)
        engine = self._engine
        engine.register(
            "wanted_ids",
            _texts(scheme=[w[0] for w in wanted], value=[w[1] for w in wanted]),
        )
        engine.register(
            "wanted_numbers", pa.table({"corpusid": pa.array(sorted(set(numbers)), pa.int64())})
        )
        engine.register("wanted_titles", _texts(title=sorted(set(titles))))
        n = _EDGE_LETTERS
        whole, main = self._letters("title"), self._letters(_before_colon("title"))
        engine.materialise(
            "wanted_keys",
            f"""
            WITH t AS (SELECT {whole} AS whole, {main} AS main FROM wanted_titles)
            SELECT 'whole' AS kind, whole AS letters FROM t WHERE length(whole) > 0
            UNION SELECT 'whole', main FROM t WHERE length(main) > 0
            UNION SELECT 'first', substring(whole, 1, {n}) FROM t WHERE length(whole) >= {n}
            UNION SELECT 'last', substring(whole, length(whole) - {n - 1}, {n})
                  FROM t WHERE length(whole) >= {n}
            """,
        )
        columns = ", ".join(COLUMNS["papers"])
        schemes = sorted({scheme for scheme, _ in wanted})
        values = [f", {_external(scheme)} AS {scheme}" for scheme in schemes]
        fits = [f"{s} IN (SELECT value FROM wanted_ids WHERE scheme = '{s}')" for s in schemes]
        keys = "SELECT letters FROM wanted_keys WHERE kind ="
        fits += [
            "try_cast(corpusid AS bigint) IN (SELECT corpusid FROM wanted_numbers)",
            f"whole IN ({keys} 'whole')",
            f"main IN ({keys} 'whole')",
            f"first_letters IN ({keys} 'first')",
            f"last_letters IN ({keys} 'last')",
        ]
        self._keep(
            "candidates",
            "papers of the list",
            f"""
            WITH p AS (SELECT {columns}, {whole} AS whole, {main} AS main{"".join(values)}
                       FROM papers),
                 q AS (SELECT *,
                       CASE WHEN length(whole) >= {n} THEN substring(whole, 1, {n}) END
                           AS first_letters,
                       CASE WHEN length(whole) >= {n}
                            THEN substring(whole, length(whole) - {n - 1}, {n}) END
                           AS last_letters
                       FROM p)
            SELECT {columns} FROM q WHERE {" OR ".join(fits)}
            """,
        )
        return self._fetch(
            f"SELECT * FROM (SELECT DISTINCT {columns} FROM candidates) c "
            f"ORDER BY try_cast(citationcount AS bigint) DESC NULLS LAST, "
            f"try_cast(corpusid AS bigint) NULLS LAST, {columns}"
        )

    def _letters(self, title: str) -> str:
        return self._engine.strip(f"lower({title})", r"[^\p{L}\p{N}]+")

    # --- the neighbourhood -----------------------------------------------------------------------

    def reach(self, listed: Iterable[int], *, hops: int, sentences: bool) -> None:
        """Find all papers within so many citations of the listed ones, in either direction."""
        engine = self._engine
        engine.register("listed", pa.table({"corpusid": pa.array(sorted(set(listed)), pa.int64())}))
        contexts = (
            "CASE WHEN a.corpusid IS NOT NULL OR b.corpusid IS NOT NULL THEN c.contexts END"
            if sentences
            else "CAST(NULL AS varchar(1))"
        )
        self._keep(
            "edges",
            "citations",
            f"""
            WITH c AS (SELECT try_cast(citingcorpusid AS bigint) AS citing,
                              try_cast(citedcorpusid AS bigint) AS cited,
                              isinfluential, intents, contexts, citationid FROM citations)
            SELECT c.citing, c.cited, c.isinfluential AS influential, c.intents,
                   {contexts} AS contexts,
                   CASE WHEN c.cited IS NULL THEN c.citationid END AS citationid
            FROM c LEFT JOIN listed a ON c.citing = a.corpusid
                   LEFT JOIN listed b ON c.cited = b.corpusid
            """,
        )
        self._keep(
            "links",
            "neighbours of the listed papers",
            """
            SELECT paper AS corpusid, count(DISTINCT other) AS links FROM (
                SELECT e.cited AS paper, e.citing AS other
                FROM edges e JOIN listed l ON e.citing = l.corpusid
                UNION ALL
                SELECT e.citing AS paper, e.cited AS other
                FROM edges e JOIN listed l ON e.cited = l.corpusid
            ) ends WHERE paper IS NOT NULL GROUP BY paper
            """,
        )
        self._keep(
            "reached_1",
            "neighbours of the listed papers",
            """
            SELECT corpusid, 0 AS hop FROM listed
            UNION ALL
            SELECT k.corpusid, 1 AS hop FROM links k LEFT JOIN listed l ON k.corpusid = l.corpusid
            WHERE l.corpusid IS NULL
            """,
        )
        for hop in range(2, hops + 1):
            before = f"reached_{hop - 1}"
            self._keep(
                f"reached_{hop}",
                f"papers {hop} citations away",
                f"""
                SELECT corpusid, min(hop) AS hop FROM (
                    SELECT corpusid, hop FROM {before}
                    UNION ALL
                    SELECT e.cited, {hop} FROM edges e JOIN {before} r ON e.citing = r.corpusid
                    WHERE r.hop = {hop - 1} AND e.cited IS NOT NULL
                    UNION ALL
                    SELECT e.citing, {hop} FROM edges e JOIN {before} r ON e.cited = r.corpusid
                    WHERE r.hop = {hop - 1} AND e.citing IS NOT NULL
                ) found GROUP BY corpusid
                """,
            )
        columns = ", ".join(f"p.{name}" for name in COLUMNS["papers"] if name != "corpusid")
        self._keep(
            "neighbours",
            "papers of the neighbourhood",
            f"""
            SELECT r.corpusid, r.hop, {columns}
            FROM papers p JOIN reached_{hops} r ON try_cast(p.corpusid AS bigint) = r.corpusid
            """,
        )

    def select(self, listed: Iterable[int], *, hops: int, most: int) -> Corpus:
        """Choose the corpus by the same rule as a build (`kdgraph.expand.RULE`).

        Parameters
        ----------
        listed : iterable of int
            Always kept.
        hops : int
            As given to `reach`.
        most : int
            Papers at most, the listed ones included.
        """
        wanted = sorted(set(listed))
        room = max(0, most - len(wanted))
        sha = _sha("n.url")
        self._keep(
            "ranked",
            "choice of papers",
            f"""
            SELECT n.corpusid, max(coalesce(k.links, 0)) AS links,
                   max(coalesce(try_cast(n.citationcount AS bigint), 0)) AS citations,
                   min(CASE WHEN length({sha}) = 40 THEN {sha}
                       ELSE concat('corpus:', CAST(n.corpusid AS varchar(20))) END) AS id
            FROM neighbours n LEFT JOIN links k ON n.corpusid = k.corpusid
            WHERE n.hop > 0 GROUP BY n.corpusid
            """,
        )
        kept = self._fetch(
            f"SELECT corpusid FROM ranked ORDER BY links DESC, citations DESC, id LIMIT {room}"
        )
        [counts] = self._fetch(
            f"SELECT (SELECT count(*) FROM ranked) AS met, (SELECT count(*) FROM reached_{hops} "
            "WHERE hop > 0) AS reached"
        )
        chosen = [row["corpusid"] for row in kept]
        corpus = sorted({*wanted, *chosen})
        self._engine.register("corpus", pa.table({"corpusid": pa.array(corpus, pa.int64())}))
        met = int(counts["met"])
        return Corpus(tuple(corpus), met, max(0, met - len(chosen)), int(counts["reached"]) - met)

    # --- the corpus ------------------------------------------------------------------------------

    def papers(self) -> list[Row]:
        """Return the rows of the kept papers, each column a text, by number."""
        columns = ", ".join(f"n.{name}" for name in COLUMNS["papers"] if name != "corpusid")
        rows = self._fetch(
            f"SELECT DISTINCT n.corpusid, n.hop, {columns} FROM neighbours n "
            "JOIN corpus c ON n.corpusid = c.corpusid"
        )
        best: dict[int, Row] = {}
        for row in sorted(rows, key=lambda r: repr(sorted(r.items()))):
            best.setdefault(row["corpusid"], row)
        return [best[number] for number in sorted(best)]

    def primary_hashes(self, numbers: Sequence[int]) -> dict[int, str]:
        """Return Semantic Scholar's 40 digits of papers whose own row does not give them."""
        if not numbers:
            return {}
        engine = self._engine
        engine.register("unnamed", pa.table({"corpusid": pa.array(sorted(numbers), pa.int64())}))
        self._keep(
            "hashes",
            "ids of papers",
            "SELECT try_cast(i.corpusid AS bigint) AS corpusid, lower(i.sha) AS sha, "
            "i.primary AS is_primary FROM paper_ids i "
            "JOIN unnamed u ON try_cast(i.corpusid AS bigint) = u.corpusid",
        )
        rows = self._fetch("SELECT * FROM hashes")
        rows.sort(key=lambda row: (row["is_primary"] != "true", row["sha"] or ""))
        found: dict[int, str] = {}
        for row in rows:
            if row["sha"]:
                found.setdefault(row["corpusid"], row["sha"])
        return found

    def citations(self) -> list[Row]:
        """Return the citations between kept papers, without those of a paper by itself."""
        return self._fetch(
            "SELECT DISTINCT e.citing, e.cited, e.influential, e.intents, e.contexts FROM edges e "
            "JOIN corpus a ON e.citing = a.corpusid JOIN corpus b ON e.cited = b.corpusid "
            "WHERE e.citing <> e.cited"
        )

    def sentences(self, citing: Iterable[int]) -> list[Row]:
        """Read the citations again for the sentences in which these papers cite others here."""
        self._engine.register(
            "heard", pa.table({"corpusid": pa.array(sorted(set(citing)), pa.int64())})
        )
        self._keep(
            "sentences",
            "citing sentences",
            """
            WITH c AS (SELECT try_cast(citingcorpusid AS bigint) AS citing,
                              try_cast(citedcorpusid AS bigint) AS cited, intents, contexts
                       FROM citations WHERE contexts IS NOT NULL)
            SELECT c.citing, c.cited, c.intents, c.contexts
            FROM c JOIN heard a ON c.citing = a.corpusid JOIN corpus b ON c.cited = b.corpusid
            WHERE c.citing <> c.cited
            """,
        )
        return self._fetch("SELECT DISTINCT citing, cited, intents, contexts FROM sentences")

    def texts(self, dataset: str, column: str) -> dict[int, str] | None:
        """Return a text of each kept paper, the longest; None where the release lacks the dataset.

        Parameters
        ----------
        dataset, column : str
            ``abstracts`` and ``abstract``, or ``tldrs`` and ``text``.
        """
        if dataset not in self._release.shards:
            return None
        self._keep(
            f"kept_{dataset}",
            dataset,
            f"SELECT c.corpusid, t.{column} AS text FROM {_view(dataset)} t "
            "JOIN corpus c ON try_cast(t.corpusid AS bigint) = c.corpusid "
            f"WHERE t.{column} IS NOT NULL",
        )
        found: dict[int, str] = {}
        for row in self._fetch(f"SELECT corpusid, text FROM kept_{dataset}"):
            now = found.get(row["corpusid"], "")
            found[row["corpusid"]] = max(now, row["text"], key=lambda text: (len(text), text))
        return found

    def coverage(self, direction: str) -> dict[int, Row]:
        """Count what the release holds of the references, or citations, of each kept paper.

        Returns
        -------
        dict of int to dict
            `resolved` rows with a paper at the other end, each once; `unresolved` without;
            `outside` the corpus, of the resolved ones; `own` citations of itself.
        """
        near, far = ("citing", "cited") if direction == "references" else ("cited", "citing")
        rows = self._fetch(
            f"""
            WITH pairs AS (
                SELECT DISTINCT e.{near} AS near, e.{far} AS far,
                       CASE WHEN e.{far} IS NULL THEN e.citationid END AS citationid
                FROM edges e JOIN corpus c ON e.{near} = c.corpusid
                WHERE e.{far} IS NOT NULL OR e.citationid IS NOT NULL)
            SELECT p.near AS corpusid, count(p.far) AS resolved,
                   sum(CASE WHEN p.far IS NULL THEN 1 ELSE 0 END) AS unresolved,
                   sum(CASE WHEN p.far IS NOT NULL AND b.corpusid IS NULL THEN 1 ELSE 0 END)
                       AS outside,
                   sum(CASE WHEN p.far = p.near THEN 1 ELSE 0 END) AS own
            FROM pairs p LEFT JOIN corpus b ON p.far = b.corpusid GROUP BY p.near
            """
        )
        nameless = self._fetch(
            f"SELECT e.{near} AS corpusid, count(*) AS unresolved FROM edges e "
            f"JOIN corpus c ON e.{near} = c.corpusid "
            f"WHERE e.{far} IS NULL AND e.citationid IS NULL GROUP BY e.{near}"
        )
        counts = {row["corpusid"]: row for row in rows}
        for row in nameless:  # rows of earlier releases, which have no number of their own
            empty = {"resolved": 0, "unresolved": 0, "outside": 0, "own": 0}
            own = counts.setdefault(row["corpusid"], {"corpusid": row["corpusid"], **empty})
            own["unresolved"] += row["unresolved"]
        return counts

    def odd_rows(self) -> int:
        """Count the citations that name no citing paper, which are left out."""
        [row] = self._fetch("SELECT count(*) AS n FROM edges WHERE citing IS NULL")
        return int(row["n"])


def _view(dataset: str) -> str:
    return dataset.replace("-", "_")


def _texts(**columns: Sequence[str]) -> pa.Table:
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def _sha(url: str) -> str:
    """Return SQL for the 40 digits that end an address; the empty text where none do."""
    return f"coalesce(lower(regexp_extract({url}, '([0-9a-fA-F]{{40}})/?$', 1)), '')"


def _before_colon(title: str) -> str:
    return f"regexp_extract({title}, '^([^:]*):', 1)"


def _external(scheme: str) -> str:
    """Return SQL for an identifier in the JSON of a row's external ones, in lower case."""
    pattern = f'"{_EXTERNAL[scheme]}" *: *"?([^",}}]+)'
    return f"lower(regexp_extract(externalids, '{pattern}', 1))"


def _external_values(identifiers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return identifiers as the datasets may write them, in lower case."""
    found = set()
    for scheme, value in identifiers:
        if scheme not in _EXTERNAL:
            continue
        lower = value.lower()
        found.add((scheme, lower))
        if scheme == "arxiv":
            found.add(("doi", f"10.48550/arxiv.{lower}"))
        elif scheme == "pmc":
            found.add(("pmc", f"pmc{lower}"))
    return sorted(found)
