"""Builds against the emulator, and what must be true of their results."""

from __future__ import annotations

import json
import signal
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from kdgraph.pipeline import BuildOptions, BuildReport, run_build
from kdgraph.settings import Settings
from kdgraph.store import DataFolder, StoredSnapshot
from tests.commands import run_cli, start_cli
from tests.emulator import Corpus, Emulator, Exchange

__all__ = [
    "Killed",
    "build_here",
    "explained",
    "gaps_of",
    "key_of_requests",
    "kill_and_resume",
    "settings_for",
]


def settings_for(
    emulator: Emulator | str, data: Path, *, key: str | None = None, pace: float = 0.0
) -> Settings:
    """Settings that reach the emulator, fast."""
    url = emulator if isinstance(emulator, str) else emulator.url
    return Settings(data=data, api_url=url, api_key=key, pace=pace, deadline=30.0, timeout=10.0)


def build_here(
    source: str | Path | bytes | None,
    emulator: Emulator | str,
    data: Path,
    *,
    key: str | None = None,
    pace: float = 0.0,
    options: BuildOptions | None = None,
) -> BuildReport:
    """Build in this process."""
    return run_build(source, settings_for(emulator, data, key=key, pace=pace), options)


def gaps_of(corpus: Corpus, snapshot: StoredSnapshot) -> tuple[set[tuple[str, str]], ...]:
    """Compare a snapshot with the truth: (missing citations, citations that are made up).

    Both as pairs of paper ids, among the papers of the snapshot.
    """
    ids = snapshot.identifiers
    s2 = ids[ids["scheme"] == "s2"]
    paper_of = dict(zip(s2["value"].tolist(), s2["paper_id"].tolist(), strict=True))
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


@dataclass(frozen=True)
class Killed:
    """What became of a build that was killed and of the one that finished the job.

    `repeated` counts requests that the first had an answer to and the second sent again. An answer
    that was under way when the kill struck does not count: nobody has read it.
    """

    snapshot_id: str
    answered_before: int
    answered_after: int
    repeated: int


def kill_and_resume(
    emulator: Emulator, source: Path, data: Path, *, after_requests: int, delay: float = 0.0
) -> Killed:
    """Kill -9 a build some time after it sent its n-th request, then let the command finish."""
    emulator.clear_log()
    arguments = ("build", source, "--data", data, "--api-url", emulator.url)
    victim = start_cli(*arguments)
    while len(emulator.log) < after_requests and victim.poll() is None:
        time.sleep(0.001)
    time.sleep(delay)
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    time.sleep(2 * emulator.latency)  # what is under way ends now, before it is counted
    before = [_same(exchange) for exchange in emulator.log if exchange.answered][:-1]
    folder = DataFolder(data)
    finished = folder.current_id() is not None
    if finished:
        folder.snapshot().verify()
    sent = len(emulator.log)
    done = run_cli(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    folder.snapshot().verify()
    after = [_same(exchange) for exchange in emulator.log[sent:] if exchange.answered]
    if finished:  # nothing was left to resume: the second is a refresh, which looks at the counts
        after = after[1:]
    return Killed(
        snapshot_id=json.loads(done.stdout)["summary"]["snapshot_id"],
        answered_before=len(before),
        answered_after=len(after),
        repeated=len(set(before) & set(after)),
    )


def _same(exchange: Exchange) -> str:
    return f"{exchange.method} {exchange.target} {json.dumps(exchange.body)}"
