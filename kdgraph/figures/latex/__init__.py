"""A snapshot becomes a LaTeX pack: what a survey takes over, with citations that resolve."""

from __future__ import annotations

__all__: list[str] = []
