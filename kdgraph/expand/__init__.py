"""Expansion of the listed papers to a corpus of their neighbours.

The cheapest sound crawl: the lists of the listed papers (with citing sentences where wanted), then
one choice of which neighbours are kept, then the references of all kept papers in large batches, so
that the citations *inside* the corpus are known. What was answered recently is not asked again.
"""

from kdgraph.expand.crawl import Expansion, expand
from kdgraph.expand.packing import pack
from kdgraph.expand.policy import EVIDENCE, ListIndex, Policy, Progress, Silent
from kdgraph.expand.selection import RULE, Selection, select

__all__ = [
    "EVIDENCE",
    "RULE",
    "Expansion",
    "ListIndex",
    "Policy",
    "Progress",
    "Selection",
    "Silent",
    "expand",
    "pack",
    "select",
]
