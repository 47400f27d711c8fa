"""Pipeline: list, matches, crawl, snapshot, and a report."""

from kdgraph.expand import EVIDENCE, Progress, Silent
from kdgraph.lists.checking import Reading, drawn
from kdgraph.lists.reading import MOST_BYTES as MOST_LIST_BYTES
from kdgraph.pipeline.build import BuildOptions, BuildProgress, build, run_build
from kdgraph.pipeline.diagnosis import Check, diagnose
from kdgraph.pipeline.report import BuildReport, Requests, SourcesReport
from kdgraph.pipeline.source import GivenList, read_given_list
from kdgraph.pipeline.summary import Gap, Summary, summarise
from kdgraph.pipeline.unmatched import MOST_PRINTED, unmatched_file

__all__ = [
    "EVIDENCE",
    "MOST_LIST_BYTES",
    "MOST_PRINTED",
    "BuildOptions",
    "BuildProgress",
    "BuildReport",
    "Check",
    "Gap",
    "GivenList",
    "Progress",
    "Reading",
    "Requests",
    "Silent",
    "SourcesReport",
    "Summary",
    "build",
    "diagnose",
    "drawn",
    "read_given_list",
    "run_build",
    "summarise",
    "unmatched_file",
]
