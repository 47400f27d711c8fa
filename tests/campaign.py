"""The long tests, by hand: ``python -m tests.campaign scale|kills|faults|odd [N]`` prints a table.

They are the tests of tests/pipeline at full size, which takes minutes; the figures that a release
note quotes come from here.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

from kdgraph.pipeline import BuildOptions
from kdgraph.store import DataFolder
from tests.emulator import Emulator, Faults, listed_markdown, synthetic_corpus
from tests.pipeline.journey import build_here, explained, gaps_of, kill_and_resume
from tests.pipeline.odd import Campaign

__all__ = ["main"]


def scale(papers: int, folder: Path, pace: float) -> None:
    """One whole build and a second one, with requests, pace, keys and edges counted."""
    corpus = synthetic_corpus(papers, seed=11)
    source = folder / "list.md"
    source.write_text(listed_markdown(corpus), "utf-8")
    options = BuildOptions(max_papers=10**6)
    with Emulator(corpus, keys=["a-key"]) as emulator:
        started = time.monotonic()
        first = build_here(
            source, emulator, folder / "data", key="a-key", pace=pace, options=options
        )
        took = time.monotonic() - started
        sent = len(emulator.log)
        starts = [exchange.started for exchange in emulator.log]
        keys = {exchange.key for exchange in emulator.log}
        routes = Counter(e.path.rsplit("/", 1)[-1].split("?")[0] for e in emulator.log)
        in_flight = emulator.max_in_flight
        emulator.clear_log()
        second = build_here(
            None, emulator, folder / "data", key="a-key", pace=pace, options=options
        )
        again = len(emulator.log)
    gaps = [b - a for a, b in pairwise(starts)]
    snapshot = DataFolder(folder / "data").snapshot()
    missing, made_up = gaps_of(corpus, snapshot)
    states = snapshot.coverage.groupby(["direction", "state"]).size().to_dict()
    print(f"papers of the corpus       {papers:,}; in the snapshot {len(snapshot.papers):,}")
    print(f"requests                   {sent} = one per {papers / sent:.0f} papers; {dict(routes)}")
    print(f"time                       {took:.1f} s at a pace of {pace} s")
    print(f"least time between starts  {min(gaps):.3f} s; most in flight {in_flight}; keys {keys}")
    print(f"citations                  {len(snapshot.citations):,}; made up {len(made_up)}")
    print(f"missing                    {len(missing)}, {_named(missing, snapshot.coverage)}")
    print(f"coverage                   {states}")
    print(
        f"second build               {again} requests ({again / sent:.1%}), "
        f"same id: {first.summary.snapshot_id == second.summary.snapshot_id}"
    )


def _named(missing: set[tuple[str, str]], coverage: object) -> str:
    import pandas as pd

    assert isinstance(coverage, pd.DataFrame)
    return "all named by coverage" if explained(missing, coverage) else "NOT all named by coverage"


def kills(times: int, folder: Path) -> None:
    """Kill -9 and resume, at random requests and random moments after them."""
    corpus = synthetic_corpus(500, seed=5, listed=12)
    source = folder / "list.md"
    source.write_text(listed_markdown(corpus), "utf-8")
    chance = random.Random(1)
    with Emulator(corpus, latency=0.01) as emulator:
        clean = build_here(source, emulator, folder / "clean").summary.snapshot_id
        needed = len(emulator.log)
        equal = repeated = 0
        points = []
        for number in range(times):
            after = chance.randrange(1, needed + 1)
            killed = kill_and_resume(
                emulator,
                source,
                folder / str(number),
                after_requests=after,
                delay=chance.choice([0.0, chance.uniform(0, 0.05), chance.uniform(0, 0.6)]),
            )
            equal += killed.snapshot_id == clean
            repeated += killed.repeated
            points.append(killed.answered_before)
    print(
        f"kill -9 points             {times}, after {min(points)} to {max(points)} answers "
        f"of {needed}, {len(set(points))} different"
    )
    print(f"equal results              {equal} of {times}")
    print(f"answered requests repeated {repeated}")


def faults(times: int, folder: Path) -> None:
    """Builds under random faults of every kind."""
    corpus = synthetic_corpus(2_000, seed=6, listed=30)
    source = folder / "list.md"
    source.write_text(listed_markdown(corpus), "utf-8")
    with Emulator(corpus) as emulator:
        clean = build_here(source, emulator, folder / "clean").summary.snapshot_id
    equal, met, requests = 0, Counter[str | None](), 0
    for seed in range(times):
        disturbed = Faults(seed, rates=0.5, at_most=4, seconds=0.2, retry_after=0.01)
        with Emulator(corpus, faults=disturbed) as emulator:
            report = build_here(source, emulator, folder / str(seed), pace=0.001)
            met.update(exchange.fault for exchange in emulator.log)
            requests += len(emulator.log)
        equal += report.summary.snapshot_id == clean
    del met[None]
    print(f"builds under faults        {times}; {met.total()} of {requests} requests disturbed")
    print(f"kinds                      {dict(met.most_common())}")
    print(f"equal results              {equal} of {times}")


def odd(turn: int, folder: Path) -> None:
    """One odd value in each field of each kind of answer, while a whole build lasts."""
    campaign = Campaign(folder / "clean")
    became: Counter[str] = Counter()
    for number, case in enumerate(campaign.cases):
        became[campaign.check(case, folder / str(number), turn=turn + number)] += 1
    print(f"fields odd in a build      {became.total()}; {dict(became.most_common())}")
    print(f"next build as without      {became.total()} of {became.total()}")


def main() -> None:
    """Run one campaign in a temporary folder."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaign", description=__doc__)
    parser.add_argument("what", choices=["scale", "kills", "faults", "odd"])
    parser.add_argument("n", type=int, nargs="?", help="papers, kills, builds or turn")
    parser.add_argument("--pace", type=float, default=0.0, help="seconds between requests (scale)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        if given.what == "scale":
            scale(given.n or 20_000, Path(name), given.pace)
        elif given.what == "kills":
            kills(given.n or 50, Path(name))
        elif given.what == "odd":
            odd(given.n or 0, Path(name))
        else:
            faults(given.n or 20, Path(name))


if __name__ == "__main__":
    main()
