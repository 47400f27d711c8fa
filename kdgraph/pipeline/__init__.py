"""Pipeline: list, matches, crawl, snapshot, and a report."""

from kdgraph.expand import EVIDENCE, Progress, Silent
from kdgraph.lists.reading import MOST_BYTES as MOST_LIST_BYTES
from kdgraph.pipeline.build import BuildOptions, BuildProgress, build, run_build
from kdgraph.pipeline.diagnosis import Check, diagnose
from kdgraph.pipeline.report import BuildReport, Requests
from kdgraph.pipeline.summary import Gap, Summary, summarise

__all__ = [
    "EVIDENCE",
    "MOST_LIST_BYTES",
    "BuildOptions",
    "BuildProgress",
    "BuildReport",
    "Check",
    "Gap",
    "Progress",
    "Requests",
    "Silent",
    "Summary",
    "build",
    "diagnose",
    "run_build",
    "summarise",
]
