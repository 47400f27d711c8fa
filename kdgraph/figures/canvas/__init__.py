"""What every figure is drawn with: marks on panels, a page, and what turns a page into a file."""

from __future__ import annotations

__all__: list[str] = []
