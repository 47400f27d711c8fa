"""Serve a corpus until terminated: ``python -m tests.emulator --corpus synthetic:2000``.

The first line printed is the address.
"""

from __future__ import annotations

import argparse
import signal
import threading
from pathlib import Path

from tests.emulator.corpus import Corpus
from tests.emulator.faults import KINDS, Faults
from tests.emulator.kd_corpus import kd_corpus
from tests.emulator.lists import listed_bibtex, listed_markdown
from tests.emulator.recorded import recorded_corpus
from tests.emulator.server import Emulator
from tests.emulator.synthetic import synthetic_corpus

__all__ = ["main"]


def corpus_of(text: str, seed: int) -> Corpus:
    """Make the corpus that `KIND:ARGUMENT` names."""
    kind, _, argument = text.partition(":")
    if kind == "synthetic":
        n = int(argument or 20_000)
        return synthetic_corpus(n, seed=seed, listed=min(40, n // 4))
    if kind == "kd":
        return kd_corpus(Path(argument))
    if kind == "recorded":
        return recorded_corpus(Path(argument))
    raise ValueError(f"no corpus {text!r}; there are synthetic:N, kd:FOLDER and recorded:FOLDER")


def main(arguments: list[str] | None = None) -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m tests.emulator", description=__doc__)
    add = parser.add_argument
    add("--corpus", default="synthetic:20000", help="synthetic:N, kd:FOLDER or recorded:FOLDER")
    add("--seed", type=int, default=0, help="of a synthetic corpus")
    add("--port", type=int, default=0, help="0 takes any free one")
    add("--key", action="append", default=[], help="a key that is accepted; may be repeated")
    add("--require-key", action="store_true", help="refuse requests without a key")
    add("--rate-limit", type=float, help="requests per second and key")
    add("--latency", type=float, default=0.0, help="seconds that an answer takes")
    add("--list-out", type=Path, help="write the list here, as BibTeX if it ends in .bib")
    add("--faults", type=int, metavar="SEED", help="random faults with this seed")
    add("--fault-rate", type=float, default=0.2, help="how many of the requests fail")
    add("--fault-kinds", default=",".join(KINDS), help="which kinds, by default all")
    add("--fault-seconds", type=float, default=1.0, help="how long drips and hangs last")
    given = parser.parse_args(arguments)

    try:
        corpus = corpus_of(given.corpus, given.seed)
    except (OSError, ValueError) as error:
        parser.error(str(error))
    if given.list_out is not None:
        write = listed_bibtex if given.list_out.suffix == ".bib" else listed_markdown
        given.list_out.write_text(write(corpus), "utf-8")
    faults = None
    if given.faults is not None:
        kinds = given.fault_kinds.split(",")
        rates = {kind: given.fault_rate / len(kinds) for kind in kinds}
        faults = Faults(given.faults, rates, seconds=given.fault_seconds)
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    with Emulator(
        corpus,
        keys=given.key,
        require_key=given.require_key,
        rate_limit=given.rate_limit,
        latency=given.latency,
        faults=faults,
        port=given.port,
    ) as emulator:
        print(emulator.url, flush=True)
        over.wait()


if __name__ == "__main__":
    main()
