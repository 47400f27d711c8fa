"""Giving a curated list back improved: lint, compare, and what changed between snapshots.

What is written here changes no byte of a list that it was not asked to change.
"""

from __future__ import annotations

from kdgraph.curate.comparing import Comparison, compare_lists
from kdgraph.curate.diffing import SnapshotDiff, diff
from kdgraph.curate.finding import LINT_RULES, Edit, Finding, Fix, Rule
from kdgraph.curate.linting import Fixed, LintReport, fix_list, lint

__all__ = [
    "LINT_RULES",
    "Comparison",
    "Edit",
    "Finding",
    "Fix",
    "Fixed",
    "LintReport",
    "Rule",
    "SnapshotDiff",
    "compare_lists",
    "diff",
    "fix_list",
    "lint",
]
