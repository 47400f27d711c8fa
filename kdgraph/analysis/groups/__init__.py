"""Groups of papers: similarity, clustering, research fronts, and flow between sections."""

from __future__ import annotations

__all__: list[str] = []
