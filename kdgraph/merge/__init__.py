"""Which records are the same paper, and the tables that this makes of what the sources said.

`evidence` holds what speaks for and against two records being one paper, `identity` finds the
groups of records by it, `paper_ids` gives each group its id, and `tables` lays everything out.
Nothing here reads or writes a file.
"""

from __future__ import annotations

from kdgraph.merge.tables import Assembly, assemble

__all__ = ["Assembly", "assemble"]
