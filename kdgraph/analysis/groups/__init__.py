"""Groups of papers: which are similar, which belong together, and how groups cite each other."""

from __future__ import annotations

__all__: list[str] = []
