"""Layouts that figures share, one module for each kind of picture."""

from __future__ import annotations

__all__: list[str] = []
