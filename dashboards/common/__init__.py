"""What the pages share."""

from __future__ import annotations

__all__: list[str] = []
