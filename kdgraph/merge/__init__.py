"""Merge records of the same paper, and assemble the tables of a snapshot.

`evidence` holds what speaks for and against two records being one paper, `identity` finds the
groups of records by it, `paper_ids` gives each group its id, and `tables` lays everything out.
Nothing here reads or writes a file.
"""

from __future__ import annotations

from kdgraph.merge.tables import Assembly, assemble

__all__ = ["Assembly", "assemble"]
