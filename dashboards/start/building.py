"""What the page of lists runs beside the dashboard: one build, told as lines of JSON.

Each line is ``{"progress": ...}``; the last is ``{"done": ...}`` or ``{"failed": ...}``.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import kdgraph
from kdgraph import BuildProgress, KdgraphError

__all__: list[str] = []


def _say(**message: Any) -> None:
    print(json.dumps(message, ensure_ascii=False, default=str), flush=True)


def _told(progress: BuildProgress) -> None:
    _say(progress=asdict(progress))


def _main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True)
    parser.add_argument("--list")
    parser.add_argument("--offline", action="store_true")
    given = parser.parse_args()
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # a pipe is a text file
    try:
        report = kdgraph.build(given.list, data=given.data, offline=given.offline, progress=_told)
    except KdgraphError as error:
        _say(failed=str(error))
        return
    summary = report.summary
    _say(
        done={
            "snapshot": kdgraph.open(given.data).current_id(),
            "mode": report.mode,
            "why": report.why,
            "changed": report.changed,
            "papers": summary.papers,
            "citations": summary.citations,
            "entries": summary.entries,
            "matched": sum(summary.matched.values()),
            "failed_lists": report.failed_lists,
            "failed_lookups": list(report.failed_lookups),
            "remarks": list(report.remarks),
        }
    )


_main()
