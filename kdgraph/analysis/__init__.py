"""Analysis of the graphs: ids, defaults and registries on top of the kernels."""

from __future__ import annotations

__all__: list[str] = []
