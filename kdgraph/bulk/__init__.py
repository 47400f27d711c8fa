"""The Semantic Scholar Datasets: releases on disk, and what is computed from all of their rows.

`kdgraph.bulk.release` says how a release lies on disk, `kdgraph.bulk.engine` how SQL runs over it.
"""

from __future__ import annotations

__all__: list[str] = []
