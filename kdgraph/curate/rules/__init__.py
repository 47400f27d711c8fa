"""The rules of `kdgraph lint`, one to a file, found by themselves."""

from __future__ import annotations

__all__: list[str] = []
