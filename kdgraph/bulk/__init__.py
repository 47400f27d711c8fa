"""The Semantic Scholar Datasets: releases on disk, and what is computed from all of their rows."""

from __future__ import annotations

__all__: list[str] = []
