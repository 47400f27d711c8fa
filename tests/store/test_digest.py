"""A snapshot's id depends on its facts and on nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pandas as pd
import pytest

from kdgraph.merge import assemble
from kdgraph.model import TABLES, Frames
from kdgraph.records import ContextRecord, MatchRecord, Records
from kdgraph.store import snapshot_digest
from tests.store.material import LATER, NOW, cites, paper


@cache
def _frames() -> Frames:
    entries = TABLES["entries"].frame(
        [
            {
                "entry_id": "toy:a",
                "title": "A",
                "venues": [{"name": "NeurIPS", "year": 2014}, {"name": "arXiv", "year": None}],
                "code_links": [{"label": "PyTorch", "url": "https://x.org"}],
            }
        ]
    )
    said = Records(
        papers=[
            paper("a", ids=["arxiv:1"], year=2015, authors=["Ann Lee"], fields=("x", "y")),
            paper("b", ids=["doi:10.1/b"], abstract="Ein Maß für Größe 😀", date=NOW.date()),
        ],
        citations=[
            cites(
                "a",
                "b",
                origins=("one", "two"),
                intents=("background", "methodology"),
                contexts=(ContextRecord("As [1] says."), ContextRecord("See [1].", ("result",))),
            )
        ],
        matches=[MatchRecord("toy:a", "a", "title", 0.98, "same title")],
    )
    return assemble(said, entries, base=None, now=NOW).frames


def test_the_id_of_a_known_snapshot_is_the_same_everywhere() -> None:
    # changes only when a table's columns or the canonical form change, and then on purpose
    assert snapshot_digest(_frames()) == "933f563f4c122aac"


def _column(*lists: list[str] | None, index: pd.Index[Any] | None = None) -> pd.Series[Any]:
    return pd.Series(list(lists), index=index, dtype=object)


_CIRCUMSTANCES = {
    ("papers", "first_seen"),
    ("papers", "last_seen"),
    ("citations", "first_seen"),
    ("citations", "last_seen"),
    ("coverage", "failure"),
    ("coverage", "when"),
}


def test_every_column_is_declared_a_fact_or_a_circumstance() -> None:
    declared = {(t.name, c.name) for t in TABLES.values() for c in t.columns if c.volatile}
    assert declared == _CIRCUMSTANCES
    times = {(t.name, c.name) for t in TABLES.values() for c in t.columns if c.kind == "time"}
    assert times <= declared, "when something was seen is no fact about it"
    assert not {(t.name, name) for t in TABLES.values() for name in t.key} & declared


@pytest.mark.parametrize(("name", "column"), sorted(_CIRCUMSTANCES))
@pytest.mark.parametrize("gone", [False, True])
def test_no_circumstance_counts(name: str, column: str, gone: bool) -> None:
    frames = _frames()
    kind = next(c.kind for c in TABLES[name].columns if c.name == column)
    value = None if gone else _OTHER_VALUES[kind]
    other = TABLES[name].conform(frames[name].assign(**{column: value}))
    assert not other[column].equals(frames[name][column]) or gone
    assert snapshot_digest(frames | {name: other}) == snapshot_digest(frames)


def test_neither_row_order_nor_index_nor_the_order_of_sets_counts() -> None:
    frames = _frames()
    before = snapshot_digest(frames)
    for name in TABLES:
        assert snapshot_digest(frames | {name: frames[name][::-1]}) == before
    sets = frames["citations"].assign(
        origins=_column(["two", "one"]), intents=_column(["methodology", "background"])
    )
    assert snapshot_digest(frames | {"citations": sets}) == before
    fields = frames["papers"].copy()
    fields["fields"] = _column(["y", "x"], None, index=fields.index)
    assert snapshot_digest(frames | {"papers": fields}) == before


def test_a_trip_to_disk_changes_nothing() -> None:
    frames = _frames()
    back = {n: t.from_arrow(t.to_arrow(frames[n])) for n, t in TABLES.items()}
    assert snapshot_digest(back) == snapshot_digest(frames)


_OTHER_VALUES: dict[str, Any] = {
    "text": "another",
    "int": 77,
    "float": 0.5,
    "truth": False,
    "time": LATER,
    "date": datetime(1999, 1, 1, tzinfo=UTC).replace(tzinfo=None),
    "texts": ["another"],
    "links": [{"label": "another", "url": "u"}],
    "venues": [{"name": "another", "year": 1999}],
    "counts": [{"section": "another", "mentions": 7}],
    "references": [{"key": "another", "text": "t", "reason": "r"}],
}


@pytest.mark.parametrize(
    ("name", "column"),
    [(t.name, c.name) for t in TABLES.values() for c in t.columns if not c.volatile],
)
def test_every_fact_counts(name: str, column: str) -> None:
    frames = _frames()
    table = TABLES[name]
    kind = next(c.kind for c in table.columns if c.name == column)
    flat = frames[name].reset_index() if len(table.key) == 1 else frames[name].copy()
    flat[column] = flat[column].astype(object)
    flat.at[0, column] = _OTHER_VALUES[kind]
    assert snapshot_digest(frames | {name: table.conform(flat)}) != snapshot_digest(frames)


def test_a_column_of_a_later_version_counts_only_where_something_stands_in_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    frames = _frames()
    before = snapshot_digest(frames)
    later = [(t, c) for t in TABLES.values() for c in t.columns if c.later]
    assert len(later) > 10
    for table, _ in later:
        earlier = replace(table, columns=tuple(c for c in table.columns if not c.later))
        monkeypatch.setitem(TABLES, table.name, earlier)
    assert snapshot_digest(frames) == before


def test_none_differs_from_nothing() -> None:
    frames = _frames()
    asked = frames["papers"].copy()
    asked["fields"] = _column(["x", "y"], [], index=asked.index)
    assert snapshot_digest(frames | {"papers": asked}) != snapshot_digest(frames)


def test_the_order_of_an_author_line_and_of_sentences_counts() -> None:
    frames = _frames()
    turned = frames["contexts"].copy()
    turned["n"] = [1, 0]
    assert snapshot_digest(frames | {"contexts": turned}) != snapshot_digest(frames)
