"""How often a build asks Semantic Scholar, counted by the emulator of the tests."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.findings import Bound, Finding, Row, Run, agree
from kdgraph.pipeline import BuildOptions
from kdgraph.store import DataFolder
from tests.emulator import Emulator, listed_markdown, synthetic_corpus
from tests.pipeline.journey import build_here, explained, gaps_of

__all__ = ["ROW"]

_NAME = "API requests for a corpus"


def measure(run: Run) -> Iterator[Finding]:
    """Build once and count; the number is the same every time."""
    papers = run.size.corpus
    corpus = synthetic_corpus(papers, seed=11)
    with tempfile.TemporaryDirectory() as name, Emulator(corpus) as emulator:
        source = Path(name) / "list.md"
        source.write_text(listed_markdown(corpus), "utf-8")
        options = BuildOptions(max_papers=10**6)
        build_here(source, emulator, Path(name) / "data", options=options)
        requests = len(emulator.log)
        snapshot = DataFolder(Path(name) / "data").snapshot()
        missing, made_up = gaps_of(corpus, snapshot)
        agree(not made_up, f"{len(made_up)} citations are made up")
        agree(explained(missing, snapshot.coverage), "citations are missing without a word")
        found = len(snapshot.papers)
    yield Finding(
        _NAME,
        "one per paper",
        Bound(1 / 50, None, "", most=True),
        [requests / found],
        f"{requests} requests",
        f"{found} papers",
        note=f"a made-up corpus of {papers:,} papers with 40 listed; the coverage names every "
        f"citation that is missing ({len(missing)})",
    )


ROW = Row("requests", _NAME, (), measure)
