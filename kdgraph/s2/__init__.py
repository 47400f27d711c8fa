"""Semantic Scholar: the service, its answers, and its JSON as records.

`Service` asks; `papers`, `walk` and `match` are its three questions. Everything that is asked is
kept in an `AnswerCache`, and `Service.stored` reads it again.
"""

from __future__ import annotations

from kdgraph.s2.answers import Answer, AnswerCache, MemoryCache, OfflineError, Row, Walk
from kdgraph.s2.rows import (
    EDGE_FIELDS,
    FLAT_FIELDS,
    LIST_FIELDS,
    ORIGIN,
    citation_record,
    paper_key,
    paper_record,
)
from kdgraph.s2.service import Check, Service
from kdgraph.s2.transport import Event, Stats
from kdgraph.s2.walk import WalkRows, rows_of_walk

__all__ = [
    "EDGE_FIELDS",
    "FLAT_FIELDS",
    "LIST_FIELDS",
    "ORIGIN",
    "Answer",
    "AnswerCache",
    "Check",
    "Event",
    "MemoryCache",
    "OfflineError",
    "Row",
    "Service",
    "Stats",
    "Walk",
    "WalkRows",
    "citation_record",
    "paper_key",
    "paper_record",
    "rows_of_walk",
]
