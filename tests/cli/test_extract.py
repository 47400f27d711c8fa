"""The graph of a list out of the datasets, from the command line."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from tests.bulk.material import LIST, write_release
from tests.commands import run_cli
from tests.shared import SHARED, needs_shared

SAMPLES = SHARED / "semantic-scholar" / "datasets-samples"


def test_a_list_is_extracted_and_a_broken_shard_stops_it_until_it_is_mended(tmp_path: Path) -> None:
    release = write_release(tmp_path / "2026-11-03")
    (tmp_path / "list.bib").write_text(LIST, encoding="utf-8")
    shard = sorted((release / "citations").iterdir())[-1]
    whole = shard.read_bytes()
    command = ("extract", tmp_path / "list.bib", "--datasets", release, "--data", tmp_path / "data")

    shard.write_bytes(whole[:-20])
    failed = run_cli(*command)
    assert failed.returncode not in (0, 70), failed.stderr
    assert shard.name in failed.stderr
    assert "Traceback" not in failed.stderr
    assert not list((tmp_path / "data").glob("snapshots/*")), "nothing half-written is a snapshot"

    shard.write_bytes(whole)
    done = run_cli(*command, "--json")
    told = json.loads(done.stdout)
    assert told["release"] == "2026-11-03"
    assert sum(told["summary"]["matched"].values()) == 5
    assert done.returncode == told["exit_code"], "one entry is no paper of the release"

    again = run_cli(*command)
    text = " ".join(again.stdout.split())
    assert "the snapshot is unchanged" in text
    assert "A treatise that nobody wrote" in text
    status = run_cli("status", "--data", tmp_path / "data")
    assert "2026-11-03" in status.stdout


@needs_shared
def test_the_own_samples_of_the_service_are_extracted(tmp_path: Path) -> None:
    """A real shape each: ids as strings, repeated hashes, nulls."""
    for sample in ("A", "B"):
        (shard,) = (SAMPLES / sample / "papers").glob("*.jsonl.gz")
        with gzip.open(shard, "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        rows = [row for row in rows if row["authors"] and len(row["title"]) > 40][:8]
        entries = [
            f"@article{{n{n}, title={{{row['title']}}}, author={{{row['authors'][0]['name']}}}}}"
            for n, row in enumerate(rows)
        ]
        (tmp_path / f"{sample}.bib").write_text("\n".join(entries), encoding="utf-8")
        done = run_cli(
            *("extract", tmp_path / f"{sample}.bib", "--datasets", SAMPLES / sample, "--json"),
            *("--data", tmp_path / sample),
        )
        told = json.loads(done.stdout)
        assert "summary" in told, told
        found = sum(told["summary"]["matched"].values())
        assert found == told["summary"]["entries"] == len(rows) == 8
