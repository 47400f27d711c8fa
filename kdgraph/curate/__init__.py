"""Giving a curated list back improved: lint, compare, and what changed between snapshots.

What is written here changes no byte of a list that it was not asked to change.
"""

from __future__ import annotations

__all__: list[str] = []
