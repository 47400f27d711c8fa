"""What a list lacks, and what stands in the wrong section of it."""

from __future__ import annotations

__all__: list[str] = []
