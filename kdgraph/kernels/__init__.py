"""Kernels: sparse arrays in, arrays out; numpy and scipy only, no ids and no frames.

Everywhere here ``cites[i, j] == 1`` means that row ``i`` cites row ``j``: a square csr_array of
float64 ones without loops, duplicates or unsorted rows, and possibly read-only. Knowledge flows the
other way, from the cited to the citing paper. Times are float arrays, nan where unknown.
"""

from __future__ import annotations

__all__: list[str] = []
