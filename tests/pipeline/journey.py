"""Builds against the emulator, and what must be true of their results."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pandas as pd

from kdgraph.pipeline import BuildOptions, BuildReport, build
from kdgraph.settings import Settings
from kdgraph.store import StoredSnapshot
from tests.emulator import Corpus, Emulator

__all__ = [
    "ROOT",
    "build_here",
    "explained",
    "gaps_of",
    "key_of_requests",
    "run_cli",
    "settings_for",
    "start_cli",
]

ROOT = Path(__file__).resolve().parent.parent.parent


def settings_for(
    emulator: Emulator | str, data: Path, *, key: str | None = None, pace: float = 0.0
) -> Settings:
    """Settings that reach the emulator, fast."""
    url = emulator if isinstance(emulator, str) else emulator.url
    return Settings(data=data, api_url=url, api_key=key, pace=pace, deadline=30.0, timeout=10.0)


def build_here(
    source: Path | bytes | None,
    emulator: Emulator | str,
    data: Path,
    *,
    key: str | None = None,
    pace: float = 0.0,
    options: BuildOptions | None = None,
) -> BuildReport:
    """Build in this process."""
    return build(source, settings_for(emulator, data, key=key, pace=pace), options)


def gaps_of(corpus: Corpus, snapshot: StoredSnapshot) -> tuple[set[tuple[str, str]], ...]:
    """Compare a snapshot with the truth: (missing citations, citations that are made up).

    Both as pairs of paper ids, among the papers of the snapshot.
    """
    ids = snapshot.identifiers
    paper_of = dict(ids.loc[ids["scheme"] == "s2", ["value", "paper_id"]].itertuples(index=False))
    truth = {
        (paper_of[citing], paper_of[cited])
        for citing, cited in corpus.truth()
        if citing in paper_of and cited in paper_of and paper_of[citing] != paper_of[cited]
    }
    citations = snapshot.citations
    got = set(zip(citations["citing_id"], citations["cited_id"], strict=True))
    return truth - got, got - truth


def explained(missing: set[tuple[str, str]], coverage: pd.DataFrame) -> bool:
    """Whether `coverage` names the loss of every missing citation, and how many may be missing."""
    references = coverage[coverage["direction"] == "references"].set_index("paper_id")
    lost = Counter(citing for citing, _ in missing)
    for citing, count in lost.items():
        row = references.loc[citing]
        if row["state"] == "elided":
            continue
        if row["state"] != "capped" or count > row["reported"] - row["fetched"]:
            return False
    return True


def key_of_requests(emulator: Emulator) -> set[str | None]:
    """Return the API keys that requests carried."""
    return {exchange.key for exchange in emulator.log}


def command(*arguments: str | Path) -> list[str]:
    """Return the command line of kdgraph under this interpreter."""
    return [sys.executable, "-c", "from kdgraph.cli import main; main()", *map(str, arguments)]


def environment(**more: str) -> dict[str, str]:
    """Return this environment without anything that would steer kdgraph, and with `more`."""
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith(("KDGRAPH_", "S2_", "SEMANTIC_"))
    }
    return kept | {"PYTHONPATH": str(ROOT), "KDGRAPH_PACE": "0", "NO_COLOR": "1"} | more


def run_cli(*arguments: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end, as a user would."""
    return subprocess.run(
        command(*arguments), capture_output=True, text=True, env=environment(**more), timeout=120
    )


def start_cli(*arguments: str | Path, **more: str) -> subprocess.Popen[bytes]:
    """Start one command; the caller ends it."""
    return subprocess.Popen(
        command(*arguments),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment(**more),
    )
