"""The identity of a snapshot: a hash of its facts and of nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, Final

import pandas as pd

from kdgraph.model import TABLES, Frames

__all__ = ["snapshot_digest"]

# Lists in which the order says nothing; everywhere else it is part of the facts.
_SETS: Final = {
    ("papers", "fields"),
    ("citations", "origins"),
    ("citations", "intents"),
    ("contexts", "intents"),
}


def snapshot_digest(frames: Frames) -> str:
    """Return the 16 hex digits that name a snapshot with these facts.

    Times of sighting do not count (`Column.volatile`), nor a column of a later version in which
    nothing stands (`Column.later`), nor does the order of rows or of sets; a
    missing value differs from every present one, and a list not asked for from an empty one. The
    bytes that are hashed are JSON of plain values, so they depend on no version of a library.

    Examples
    --------
    >>> frames = {name: table.empty() for name, table in TABLES.items()}
    >>> empty = snapshot_digest(frames)
    >>> frames["papers"] = TABLES["papers"].frame([{"paper_id": "doi:10.1/x", "title": "X"}])
    >>> len(empty), snapshot_digest(frames) == empty
    (16, False)
    """
    digest = hashlib.sha256()
    for name, table in sorted(TABLES.items()):
        frame = frames[name]
        flat = frame.reset_index() if len(table.key) == 1 else frame
        flat = flat.sort_values(list(table.key), kind="stable")
        for column in table.columns:
            if column.volatile or (column.later and _says_nothing(flat[column.name])):
                continue
            values = _PLAIN[column.kind](flat[column.name])
            if (name, column.name) in _SETS:
                values = [None if value is None else sorted(value) for value in values]
            digest.update(_canonical([name, column.name, values]))
    return digest.hexdigest()[:16]


def _says_nothing(series: pd.Series[Any]) -> bool:
    return bool(series.isna().all())


def _canonical(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    return text.encode("ascii") + b"\n"


def _scalars(series: pd.Series[Any], make: Callable[[Any], Any]) -> list[Any]:
    missing = series.isna().tolist()
    return [None if gone else make(v) for v, gone in zip(series.tolist(), missing, strict=True)]


def _texts(series: pd.Series[Any]) -> list[Any]:
    return _scalars(series, str)


def _lists(series: pd.Series[Any]) -> list[Any]:
    return [None if value is None else [_to_builtin(item) for item in value] for value in series]


def _to_builtin(item: Any) -> Any:
    return {k: _to_builtin(v) for k, v in item.items()} if isinstance(item, Mapping) else item


def _times(series: pd.Series[Any]) -> list[Any]:
    return _scalars(series, lambda value: value.isoformat())


_PLAIN: Final[Mapping[str, Callable[[pd.Series[Any]], list[Any]]]] = {
    "text": _texts,
    "int": lambda series: _scalars(series, int),
    "float": lambda series: _scalars(series, float),
    "truth": lambda series: _scalars(series, bool),
    "time": _times,
    "date": _times,
    "texts": _lists,
    "links": _lists,
    "venues": _lists,
    "counts": _lists,
    "references": _lists,
}
