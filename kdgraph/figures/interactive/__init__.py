"""A drawing that answers the pointer: its marks as plain values, and the script that shows them."""

from __future__ import annotations

__all__: list[str] = []
