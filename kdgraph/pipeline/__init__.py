"""Pipeline: list, matches, crawl, snapshot, and a report.

Each name is imported when it is first asked for: what a build needs (the service, HTTP, the reader
of sources) costs a command that builds nothing more time than the rest of its work.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from kdgraph.expand import EVIDENCE, Progress, Silent
    from kdgraph.lists.checking import Reading, drawn
    from kdgraph.lists.reading import MOST_BYTES as MOST_LIST_BYTES
    from kdgraph.pipeline.build import BuildOptions, BuildProgress, run_build
    from kdgraph.pipeline.diagnosis import Check, diagnose, diagnose_extensions
    from kdgraph.pipeline.extract import ExtractOptions, run_extract
    from kdgraph.pipeline.report import BuildReport, ExtractReport, Requests, SourcesReport
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
    "ExtractOptions",
    "ExtractReport",
    "Gap",
    "GivenList",
    "Progress",
    "Reading",
    "Requests",
    "Silent",
    "SourcesReport",
    "Summary",
    "diagnose",
    "diagnose_extensions",
    "drawn",
    "read_given_list",
    "run_build",
    "run_extract",
    "summarise",
    "unmatched_file",
]

_HOMES: Final = {
    "kdgraph.expand": ("EVIDENCE", "Progress", "Silent"),
    "kdgraph.lists.checking": ("Reading", "drawn"),
    "kdgraph.pipeline.build": ("BuildOptions", "BuildProgress", "run_build"),
    "kdgraph.pipeline.diagnosis": ("Check", "diagnose", "diagnose_extensions"),
    "kdgraph.pipeline.extract": ("ExtractOptions", "run_extract"),
    "kdgraph.pipeline.report": ("BuildReport", "ExtractReport", "Requests", "SourcesReport"),
    "kdgraph.pipeline.source": ("GivenList", "read_given_list"),
    "kdgraph.pipeline.summary": ("Gap", "Summary", "summarise"),
    "kdgraph.pipeline.unmatched": ("MOST_PRINTED", "unmatched_file"),
}

if not TYPE_CHECKING:  # else every misspelt name would pass for an object

    def __getattr__(name: str) -> object:
        if name == "MOST_LIST_BYTES":
            from kdgraph.lists.reading import MOST_BYTES

            return MOST_BYTES
        home = next((home for home, names in _HOMES.items() if name in names), None)
        if home is None:
            raise AttributeError(f"module 'kdgraph.pipeline' has no attribute {name!r}")
        member: object = getattr(import_module(home), name)
        globals()[name] = member
        return member
