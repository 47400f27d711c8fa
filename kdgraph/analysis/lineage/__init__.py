"""Lineage: how papers descend from one another along citations."""

from __future__ import annotations

__all__: list[str] = []
