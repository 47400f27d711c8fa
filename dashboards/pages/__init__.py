"""The pages, one file each; see `dashboards` for how to add one."""

from __future__ import annotations

__all__: list[str] = []
