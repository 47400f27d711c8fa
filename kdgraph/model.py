"""The tables that all stages exchange: every column named, typed and explained once.

A table is a pandas frame in memory and a Parquet file on disk. `Table.frame` makes one from rows,
`Table.conform` from any frame with the right columns, `Table.to_arrow` and `Table.from_arrow` go to
disk and back. Tables with one key column carry it as their index.

Missing values: pandas' own missing value in text, number, truth and time columns; None in a list
column means "not asked", an empty list "asked, and there is none".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa

from kdgraph.errors import KdgraphError

__all__ = [
    "DOUBTFUL_BELOW",
    "READ_STATES",
    "SECTIONS",
    "TABLES",
    "Column",
    "Frames",
    "ModelError",
    "Table",
]

DOUBTFUL_BELOW: Final = 0.7
"""Confidence below which the match of an entry with a paper is doubtful."""


READ_STATES: Final = frozenset({"complete", "capped"})
"""States of `coverage` in which at least a part of a list of references or citations was read.

Only ``complete`` is a known list: what a capped one does not show may stand in its rest.
"""

SECTIONS: Final = (
    "abstract",
    "introduction",
    "related work",
    "method",
    "experiments",
    "conclusion",
    "appendix",
    "other",
)
"""The kinds of sections; background and preliminaries are related work, results are experiments.

Where a source tells fewer of them apart (the embedded corpus: introduction, related work, method,
experiments), all the rest is ``other``."""

_LINK = pa.struct([("label", pa.string()), ("url", pa.string())])
_VENUE = pa.struct([("name", pa.string()), ("year", pa.int32())])
_COUNT = pa.struct([("section", pa.string()), ("mentions", pa.int32())])
_REFERENCE = pa.struct([(name, pa.string()) for name in ("key", "text", "reason")])

# The kind of a column: its type on disk, and its dtype in memory.
_KINDS: Final[Mapping[str, tuple[pa.DataType, Any]]] = {
    "text": (pa.string(), "str"),
    "int": (pa.int64(), "Int64"),
    "float": (pa.float64(), "Float64"),
    "truth": (pa.bool_(), "boolean"),
    "time": (pa.timestamp("us", tz="UTC"), "datetime64[us, UTC]"),
    "date": (pa.timestamp("us"), "datetime64[us]"),
    "texts": (pa.list_(pa.string()), object),
    "links": (pa.list_(_LINK), object),
    "venues": (pa.list_(_VENUE), object),
    "counts": (pa.list_(_COUNT), object),
    "references": (pa.list_(_REFERENCE), object),
}


class ModelError(KdgraphError):
    """A frame that has not the columns, the types or the unique keys of its table."""

    def __init__(self, table: str, problem: str) -> None:
        super().__init__(f"table {table!r}: {problem}")
        self.table, self.problem = table, problem


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, kind and meaning.

    Each column is either a fact or a circumstance. `volatile` marks circumstances: when something
    was seen, and what went wrong when it was asked. They are no part of a snapshot's identity, so
    no fact may depend on them, and no text of a fact may tell a day, an attempt or a failure.
    `later` marks columns that kdgraph 0.1.0 had not: where nothing stands in one, the snapshot has
    the identity that it had without.
    """

    name: str
    kind: str
    meaning: str
    volatile: bool = False
    later: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name, key and columns, key columns first."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    meaning: str

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all columns, key columns first."""
        return tuple(column.name for column in self.columns)

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema as stored."""
        return pa.schema([(c.name, _KINDS[c.kind][0]) for c in self.columns])

    def empty(self) -> pd.DataFrame:
        """Return the table without rows."""
        return self.frame([])

    def frame(self, rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
        """Make the table from rows; a column that a row lacks is missing there.

        Raises
        ------
        ModelError
            If a row has a column that the table has not, or a key is missing or doubled.
        """
        rows = list(rows)
        known = set(self.names)
        for row in rows:
            if extra := set(row) - known:
                raise ModelError(self.name, f"no column {sorted(extra)}; there are {self.names}")
        columns = {name: [row.get(name) for row in rows] for name in self.names}
        return self._build(columns)

    def conform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Bring any frame with these columns (or with the key as index) into the table's form.

        Missing columns are filled with missing values, columns unknown to the table are dropped.
        """
        if any(name in self.key for name in frame.index.names if name is not None):
            frame = frame.reset_index()
        missing = [name for name in self.key if name not in frame.columns]
        if missing:
            raise ModelError(self.name, f"column {missing} is missing; it is the key")
        columns = {
            name: frame[name] if name in frame.columns else [None] * len(frame)
            for name in self.names
        }
        return self._build(columns)

    def to_arrow(self, frame: pd.DataFrame) -> pa.Table:
        """Return the table as Arrow, in the stored types, rows sorted by key."""
        flat = frame.reset_index() if len(self.key) == 1 else frame
        flat = flat.sort_values(list(self.key), kind="stable")
        arrays = [_to_arrow(flat[c.name], c.kind) for c in self.columns]
        return pa.Table.from_arrays(arrays, schema=self.schema)

    def from_arrow(self, stored: pa.Table) -> pd.DataFrame:
        """Return the frame of a stored table; columns of an older version may be missing."""
        absent = [None] * stored.num_rows
        try:
            series = {
                c.name: _from_arrow(stored.column(c.name), c.kind)
                if c.name in stored.column_names
                else _series(absent, c.kind)
                for c in self.columns
            }
        except (TypeError, ValueError, pa.ArrowException) as error:
            raise ModelError(self.name, f"a value does not fit its column: {error}") from error
        return self._keyed(series)

    def _build(self, columns: Mapping[str, Sequence[Any] | pd.Series[Any]]) -> pd.DataFrame:
        try:
            series = {c.name: _series(columns[c.name], c.kind) for c in self.columns}
        except (TypeError, ValueError, pa.ArrowInvalid) as error:
            raise ModelError(self.name, f"a value does not fit its column: {error}") from error
        return self._keyed(series)

    def _keyed(self, series: Mapping[str, pd.Series[Any]]) -> pd.DataFrame:
        frame = pd.DataFrame(series)
        for name in self.key:
            if frame[name].isna().any():
                raise ModelError(self.name, f"{name} is missing in a row; it is part of the key")
        if frame.duplicated(list(self.key)).any():
            twice = frame[frame.duplicated(list(self.key))].iloc[0][list(self.key)].to_dict()
            raise ModelError(self.name, f"two rows have the key {twice}")
        return frame.set_index(self.key[0]) if len(self.key) == 1 else frame


def _series(values: Sequence[Any] | pd.Series[Any], kind: str) -> pd.Series[Any]:
    dtype = _KINDS[kind][1]
    if isinstance(values, pd.Series):
        if dtype is not object and values.dtype == dtype:
            return values.reset_index(drop=True)
        values = values.tolist()
    if dtype is object:
        lists = [_as_list(value) for value in values]
        series = np.empty(len(lists), dtype=object)
        series[:] = lists
        return pd.Series(series, dtype=object)
    plain = [None if _is_missing(value) else value for value in values]
    if kind == "time":
        return pd.Series(pd.to_datetime(pd.Series(plain, dtype=object), utc=True)).astype(dtype)
    if kind == "date":
        return pd.Series(pd.to_datetime(pd.Series(plain, dtype=object))).astype(dtype)
    return pd.Series(plain, dtype=dtype)


def _as_list(value: Any) -> list[Any] | None:
    if value is None or (isinstance(value, float) and np.isnan(value)) or value is pd.NA:
        return None
    return list(value)


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or value != value


def _to_arrow(series: pd.Series[Any], kind: str) -> pa.Array:
    stored, dtype = _KINDS[kind]
    if dtype is object:
        return pa.array(series.tolist(), type=stored)
    array = pa.array(series.astype(dtype), from_pandas=True)
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    return array.cast(stored)


def _from_arrow(column: pa.ChunkedArray, kind: str) -> pd.Series[Any]:
    stored, dtype = _KINDS[kind]
    column = column.cast(stored)
    if dtype is object:
        return _series(_lists(column), kind)
    if kind in {"time", "date"}:
        return pd.Series(column.to_pandas()).astype(dtype)
    text = pd.StringDtype(na_value=np.nan)
    extension: Any = text if kind == "text" else pd.api.types.pandas_dtype(dtype)
    return pd.Series(extension.__from_arrow__(column))


def _lists(column: pa.ChunkedArray) -> list[list[Any] | None]:
    """Return the lists of a column; several times faster than asking Arrow for each of them."""
    lists: list[list[Any] | None] = []
    for chunk in column.chunks:
        values = chunk.values.to_pylist()
        ends = chunk.offsets.to_pylist()
        valid = chunk.is_valid().to_pylist()
        lists.extend(
            values[start:end] if there else None
            for start, end, there in zip(ends, ends[1:], valid, strict=False)
        )
    return lists


def _table(name: str, key: Sequence[str], meaning: str, *columns: Column) -> Table:
    return Table(name=name, key=tuple(key), columns=columns, meaning=meaning)


_FIRST_SEEN = Column("first_seen", "time", "when kdgraph first met this row", volatile=True)
_LAST_SEEN = Column("last_seen", "time", "when a source last confirmed this row", volatile=True)

TABLES: Final[Mapping[str, Table]] = {
    table.name: table
    for table in (
        _table(
            "entries",
            ["entry_id"],
            "a line of a list, as written there",
            Column("entry_id", "text", "the list's id, a colon and the slug of the title"),
            Column("list_id", "text", "the list's name"),
            Column("position", "int", "place in the list, from 0"),
            Column("section", "text", 'headings above the entry, joined by " / "'),
            Column("title", "text", "title without venues, years and marks"),
            Column("venues", "venues", "where it says it was published: {name, year} each"),
            Column("year", "int", "earliest year among the venues; missing where none is given"),
            Column("authors", "texts", "names as printed"),
            Column("paper_links", "texts", "addresses of the paper itself"),
            Column("code_links", "links", "addresses of code: {label, url} each"),
            Column("other_links", "links", "all other labelled addresses: {label, url} each"),
            Column("arxiv", "text", "arXiv id without version"),
            Column("doi", "text", "DOI in lower case"),
            Column("line_start", "int", "first line in the file, from 1"),
            Column("line_end", "int", "last line in the file, inclusive"),
        ),
        _table(
            "matches",
            ["entry_id"],
            "which paper an entry is, how that was found, or why it was not",
            Column("entry_id", "text", "the entry"),
            Column("paper_id", "text", "the paper; missing where none was accepted"),
            Column(
                "method",
                "text",
                "the scheme of the identifier that led to it (arxiv, doi, s2, corpus, pubmed, pmc, "
                "acl, mag), or title; missing where none led to a paper",
            ),
            Column("confidence", "float", "from 0 to 1; missing where there is no paper"),
            Column("reason", "text", "why it was accepted or refused, in words"),
            Column("runner_up", "text", "the best candidate that was refused: id or title"),
            Column("runner_up_reason", "text", "why that one was refused"),
        ),
        _table(
            "papers",
            ["paper_id"],
            "a paper; a preprint and its published record are one",
            Column("paper_id", "text", "arxiv:..., doi:..., s2:<corpus id> or title:<hash>"),
            Column("title", "text", "as the source prints it"),
            Column("year", "int", "year of publication"),
            Column("first_year", "int", "first year it was public, where that is known"),
            Column("date", "date", "day of publication, where known"),
            Column("venue", "text", "where it was published"),
            Column("abstract", "text", "missing where the publisher withholds it"),
            Column("tldr", "text", "one sentence by a machine, from the source"),
            Column("fields", "texts", "fields of study"),
            Column("reported_citations", "int", "citations the source counts, everywhere"),
            Column("reported_references", "int", "references the source counts"),
            Column("reported_influential", "int", "influential citations the source counts"),
            Column("hop", "int", "0 on the list, 1 a neighbour of a listed paper, 2 beyond"),
            Column("origin", "text", "which source described it"),
            _FIRST_SEEN,
            _LAST_SEEN,
        ),
        _table(
            "identifiers",
            ["scheme", "value"],
            "every known id of every paper",
            Column("scheme", "text", "arxiv, doi, s2, corpus, acl, dblp, mag, pubmed, pmc, title"),
            Column("value", "text", "the id in its stored form; for title the plain title"),
            Column("paper_id", "text", "the paper it names"),
        ),
        _table(
            "authors",
            ["author_id"],
            "an author",
            Column("author_id", "text", "s2:<id>, or name:<slug> where only a name is known"),
            Column("name", "text", "the longest name printed"),
            Column("by_name", "truth", "true: known by name alone, so several people may share it"),
        ),
        _table(
            "authorships",
            ["paper_id", "position"],
            "who wrote which paper, in order",
            Column("paper_id", "text", "the paper"),
            Column("position", "int", "place in the author line, from 0"),
            Column("author_id", "text", "the author"),
            Column("name", "text", "the name as printed there"),
        ),
        _table(
            "citations",
            ["citing_id", "cited_id"],
            "one paper cites another",
            Column("citing_id", "text", "the paper that cites"),
            Column("cited_id", "text", "the paper that is cited"),
            Column("origins", "texts", "where this was read, sorted; several are possible"),
            Column("influential", "truth", "the source's mark; missing where it was not asked"),
            Column("intents", "texts", "background, methodology, result; None: not asked"),
            _FIRST_SEEN,
            _LAST_SEEN,
            Column(
                "mentions",
                "int",
                "how often the citing paper's text names it, tables and captions included; "
                "missing: not counted, which is not 0",
                later=True,
            ),
            Column(
                "mentions_by_section",
                "counts",
                "the same by kind of section (`SECTIONS`): {section, mentions} each, which add up "
                "to `mentions`; None: not counted",
                later=True,
            ),
            Column(
                "mentions_in_tables",
                "int",
                "those of them in tables; missing also where the text shows no tables",
                later=True,
            ),
            Column(
                "mentions_alone",
                "int",
                "those of them with no other paper beside it; missing also where not told apart",
                later=True,
            ),
            Column(
                "mentions_exact",
                "truth",
                "true: the whole text was read, so these numbers are exact; false: they are lower "
                "bounds; missing: not counted",
                later=True,
            ),
        ),
        _table(
            "contexts",
            ["citing_id", "cited_id", "n"],
            "a sentence in which one paper cites another",
            Column("citing_id", "text", "the paper that cites"),
            Column("cited_id", "text", "the paper that is cited"),
            Column("n", "int", "number of the sentence, from 0"),
            Column("sentence", "text", "as the source gives it"),
            Column("intents", "texts", "intents of this sentence"),
            Column(
                "origin",
                "text",
                "arxiv source: read in the paper itself; missing: given by Semantic Scholar",
                later=True,
            ),
            Column("section", "text", "kind of section it stands in, where known", later=True),
            Column("in_table", "truth", "whether it stands in a table", later=True),
            Column("group", "int", "papers that are cited in the same place", later=True),
        ),
        _table(
            "coverage",
            ["paper_id", "direction"],
            "what was asked about each paper, and how much came",
            Column("paper_id", "text", "the paper"),
            Column("direction", "text", "references or citations"),
            Column("reported", "int", "rows the source says there are"),
            Column("fetched", "int", "rows that came"),
            Column("unresolved", "int", "rows among them without a paper behind"),
            Column("outside", "int", "rows among them whose paper is not in this corpus"),
            Column("state", "text", "complete, capped, elided, failed, not asked"),
            Column("reason", "text", "why it is not complete, by what the source says"),
            Column(
                "failure",
                "text",
                "what went wrong when it was last asked, and which answer stands instead",
                volatile=True,
            ),
            Column("when", "time", "when the answer came", volatile=True),
            Column(
                "origin",
                "text",
                "arxiv source: these numbers are of the list read in the paper itself; missing: "
                "of the snapshot's other origins",
                later=True,
            ),
            Column("version", "int", "version of the source on arXiv, where known", later=True),
            Column(
                "unresolved_references",
                "references",
                "entries of the paper's own list that led to no paper: {key, text, reason} each",
                later=True,
            ),
            Column("service_state", "text", "what `state` would be without the source", later=True),
            Column("service_reported", "int", "likewise of `reported`", later=True),
            Column("service_fetched", "int", "likewise of `fetched`", later=True),
            Column(
                "in_both", "int", "papers here that both lists name, where both came", later=True
            ),
            Column(
                "only_in_source", "int", "those that the paper's own list alone names", later=True
            ),
            Column("only_in_service", "int", "those that the service alone names", later=True),
        ),
    )
}
"""All tables by name."""

Frames = dict[str, pd.DataFrame]
"""One frame for each table of `TABLES`."""
