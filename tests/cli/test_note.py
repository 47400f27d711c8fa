"""`kdgraph note`: tags, read marks and notes from the command line."""

from __future__ import annotations

import json
from pathlib import Path

from tests.commands import run_cli
from tests.dashboards.places import embedded


def test_a_note_is_kept_listed_exported_and_taken_away(tmp_path: Path) -> None:
    data = embedded(tmp_path / "data")
    done = run_cli(
        *("note", "FitNets", "--tag", "a", "--tag", "b", "--read", "--text", "see [4]"),
        *("--data", data),
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "read, a, b" in done.stdout
    assert "see [4]" in done.stdout
    run_cli("note", "FitNets", "--untag", "a", "--data", data)
    (row,) = json.loads(run_cli("note", "--json", "--data", data).stdout)["papers"]
    assert (row["tags"], row["read"], row["note"]) == (["b"], True, "see [4]")
    told = run_cli("export", "bibtex", "-o", tmp_path / "kd.bib", "--data", data)
    assert "1 with your tags" in told.stdout
    run_cli("export", "bibtex", "--no-notes", "-o", tmp_path / "plain.bib", "--data", data)
    assert "annote" in (tmp_path / "kd.bib").read_text("utf-8")
    assert "annote" not in (tmp_path / "plain.bib").read_text("utf-8")
    assert "Nothing is kept" in run_cli("note", "FitNets", "--clear", "--data", data).stdout
    refused = run_cli("note", "--tag", "a", "--data", data)
    assert refused.returncode == 2
    assert "name the paper" in refused.stderr
