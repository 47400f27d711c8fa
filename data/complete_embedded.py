"""Complete the embedded corpus from the sources of the listed papers on arXiv.

Run it from the repository's root, with a network::

    python data/complete_embedded.py

It asks arXiv for the LaTeX sources of the listed papers, one request each at arXiv's own pace (a
few minutes the first time; what came is kept in ``data/eprints`` and not asked again), and adds
what they say to the snapshot that ships with kdgraph: who cites whom, how often, and in which
sections. Facts only: no sentence, no abstract and no printed entry of a reference list is written.
Then it puts the new snapshot in place of the old one wherever its id stands, so that ``git diff``
is the patch. Sources laid by hand into ``data/sources`` are read as well.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from build_embedded import LIST, publish

from kdgraph.cli.progress import progress
from kdgraph.lists import read_list
from kdgraph.pipeline.paper_sources import ORIGIN
from kdgraph.pipeline.without_service import FromSources, build_from_sources
from kdgraph.settings import DEFAULT_ARXIV_URL
from kdgraph.settings import settings as read_settings
from kdgraph.sources import Arxiv, HandLaid, gather
from kdgraph.store import EMBEDDED_ID, DataFolder, EprintFolder, embedded_folder, open_snapshot

__all__ = ["complete", "main", "put_in_place"]

ROOT: Final = Path(__file__).resolve().parent.parent
NAMED_IN: Final = ("kdgraph/store/embedded.py", "pyproject.toml", ".gitignore", "data/README.md")
"""Files that name the snapshot by its id."""
_AGAIN_AFTER: Final = timedelta(days=1)  # new versions are asked for by another day's run
_MOST_PAPERS: Final = 100_000


def complete(folder: DataFolder, arxiv: Arxiv, now: datetime) -> FromSources | None:
    """Read the sources of the listed papers; None where arXiv gives none of them."""
    with progress() as watcher:
        return build_from_sources(
            read_list(LIST).frame(),
            read_list(LIST).digest,
            None,
            arxiv=arxiv,
            gather=lambda ids: gather(
                ids,
                arxiv,
                HandLaid(folder.sources),
                stale_before=now - _AGAIN_AFTER,
                watcher=watcher,
            ),
            before=open_snapshot(embedded_folder()).frames(),
            most_papers=_MOST_PAPERS,
            now=now,
            progress=watcher,
            facts_only=True,
        )


def put_in_place(root: Path, old: str, new: str) -> None:
    """Name the new snapshot where the old one is named, and remove the old one."""
    for name in NAMED_IN:
        path = root / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    shutil.rmtree(root / "data" / "snapshots" / old, ignore_errors=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Complete the corpus as told on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=ROOT / "data", help="where answers are kept")
    parser.add_argument("--arxiv-url", help="another address of arXiv, such as a mirror's")
    parser.add_argument("--root", type=Path, default=ROOT, help="the checkout to change")
    given = parser.parse_args(arguments)
    strange = [n for n in NAMED_IN if EMBEDDED_ID not in (given.root / n).read_text("utf-8")]
    if strange:
        print(
            f"{', '.join(strange)} in {given.root}: no word of {EMBEDDED_ID}, the snapshot that "
            "ships with the kdgraph which runs; run the script of the checkout that is to be "
            "changed",
            file=sys.stderr,
        )
        return 2
    known = read_settings(data=given.data, arxiv_url=given.arxiv_url)
    folder = DataFolder(given.data)
    # what arXiv says changes by the day, so that two runs of a day give the same bytes
    now = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    with Arxiv(
        url=known.arxiv_url or DEFAULT_ARXIV_URL,
        store=EprintFolder(folder.eprints),
        contact=known.contact,
        pace=known.arxiv_pace,
        deadline=known.deadline,
        timeout=2 * known.timeout,
        backoff=known.arxiv_pace,
    ) as arxiv:
        found = complete(folder, arxiv, now)
    if found is None:
        print("arXiv gave no source of a listed paper; see `kdgraph doctor`", file=sys.stderr)
        return 3
    states = Counter(source.state for source in found.gathered.sources.values())
    print(f"sources of {len(found.gathered.sources)} listed papers: {dict(sorted(states.items()))}")
    for remark in (*found.gathered.remarks, *found.reading.remarks):
        print(f"note: {remark}")
    if found.assembly is None:
        print(f"the snapshot that ships with kdgraph has them already: {EMBEDDED_ID}")
        return 0
    base = open_snapshot(embedded_folder())
    manifest = publish(
        found.assembly,
        read_list(LIST),
        tuple(dict.fromkeys([*base.manifest.origins, ORIGIN])),
        given.root / "data" / "snapshots",
        parameters={**base.manifest.parameters, "sources": found.gathered.digest()},
        time=now,
    )
    counted = ", ".join(
        f"{rows:,} {table} ({rows - base.manifest.rows[table]:+,})"
        for table, rows in manifest.rows.items()
    )
    print(f"{manifest.id}: {counted}")
    if manifest.id != EMBEDDED_ID:
        put_in_place(given.root, EMBEDDED_ID, manifest.id)
        print(
            "Look through `git diff`, put the new counts into tests/test_embedded.py and "
            "data/README.md, and send the patch."
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
