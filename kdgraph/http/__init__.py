"""HTTP as kdgraph asks any service: one request at a time, at a pace, with patience, in bounds."""

from __future__ import annotations

from kdgraph.http.loop import LoopThread
from kdgraph.http.pace import Clock, Limiter
from kdgraph.http.retry import PASSING, Fault, retry_after, text_of_page
from kdgraph.http.transport import Event, Heard, Patience, Reply, Stats, Transport

__all__ = [
    "PASSING",
    "Clock",
    "Event",
    "Fault",
    "Heard",
    "Limiter",
    "LoopThread",
    "Patience",
    "Reply",
    "Stats",
    "Transport",
    "retry_after",
    "text_of_page",
]
