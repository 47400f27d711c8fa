"""Semantic Scholar: polite, patient, asked at most once; and its JSON as typed rows.

`Service` asks; `papers`, `walk` and `match` are its three questions, and `look_again` asks the
first a second time. Everything that is asked is kept in an `AnswerCache`; what is read again from
there crosses the same border.
"""

from __future__ import annotations

from kdgraph.http import Event, Stats
from kdgraph.s2.answers import Answer, AnswerCache, GoneError, MemoryCache, OfflineError, Row, Walk
from kdgraph.s2.border import (
    EDGE_FIELDS,
    FLAT_FIELDS,
    LIST_FIELDS,
    ORIGIN,
    Edge,
    Found,
    NestedList,
    Odd,
    Page,
    losses,
    read_page,
    read_paper,
)
from kdgraph.s2.service import Check, Service
from kdgraph.s2.walk import WalkRows, rows_of_walk

__all__ = [
    "EDGE_FIELDS",
    "FLAT_FIELDS",
    "LIST_FIELDS",
    "ORIGIN",
    "Answer",
    "AnswerCache",
    "Check",
    "Edge",
    "Event",
    "Found",
    "GoneError",
    "MemoryCache",
    "NestedList",
    "Odd",
    "OfflineError",
    "Page",
    "Row",
    "Service",
    "Stats",
    "Walk",
    "WalkRows",
    "losses",
    "read_page",
    "read_paper",
    "rows_of_walk",
]
