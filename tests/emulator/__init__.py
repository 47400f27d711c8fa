"""A loopback server that behaves as the Semantic Scholar API does, faults included."""

from __future__ import annotations

from tests.emulator.arxiv import ArxivEmulator, ArxivPaper, tar, tar_gz
from tests.emulator.corpus import Author, Corpus, Edge, Paper
from tests.emulator.exchange import Exchange
from tests.emulator.faults import KINDS, QUIRKS, Fault, Faults
from tests.emulator.kd_corpus import kd_corpus
from tests.emulator.lists import ListedPaper, listed_bibtex, listed_markdown, listed_papers
from tests.emulator.recorded import recorded_corpus
from tests.emulator.server import Emulator
from tests.emulator.spoils import ODD_VALUES, SPOILS, places
from tests.emulator.storage import Storage, packed_lines
from tests.emulator.synthetic import synthetic_corpus

__all__ = [
    "KINDS",
    "ODD_VALUES",
    "QUIRKS",
    "SPOILS",
    "ArxivEmulator",
    "ArxivPaper",
    "Author",
    "Corpus",
    "Edge",
    "Emulator",
    "Exchange",
    "Fault",
    "Faults",
    "ListedPaper",
    "Paper",
    "Storage",
    "kd_corpus",
    "listed_bibtex",
    "listed_markdown",
    "listed_papers",
    "packed_lines",
    "places",
    "recorded_corpus",
    "synthetic_corpus",
    "tar",
    "tar_gz",
]
