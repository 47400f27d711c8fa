"""The papers themselves: fetch their arXiv sources, and read references and mentions from them."""

from __future__ import annotations

from kdgraph.sources.archive import ArchiveLimits, Eprint, open_eprint
from kdgraph.sources.arxiv import Arxiv, ArxivEntry
from kdgraph.sources.by_hand import HandLaid, read_folder
from kdgraph.sources.files import Limits, Loss
from kdgraph.sources.gathering import Gathered, SourceStatus, gather
from kdgraph.sources.reading import PaperSource, read_source
from kdgraph.sources.sections import SECTIONS

__all__ = [
    "SECTIONS",
    "ArchiveLimits",
    "Arxiv",
    "ArxivEntry",
    "Eprint",
    "Gathered",
    "HandLaid",
    "Limits",
    "Loss",
    "PaperSource",
    "SourceStatus",
    "gather",
    "open_eprint",
    "read_folder",
    "read_source",
]
