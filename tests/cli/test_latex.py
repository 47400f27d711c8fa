"""`kdgraph figures --latex` as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.commands import run_cli


def test_a_pack_is_written_and_told(tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "pack"
    assert run_cli("build", "--offline", "--data", data).returncode == 0
    asked = ("figures", "--latex", out, "--data", data, "--only", "taxonomy", "--top", "9")
    done = run_cli(*asked)
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stdout.split())
    assert "main.tex" in said
    assert "latexmk -pdf main" in said
    assert "50 entries with fewer citations here left out" in said
    names = {path.name for path in out.iterdir()}
    assert {"main.tex", "kdgraph.sty", "references.bib", "taxonomy.tex", "figures"} <= names
    assert {"taxonomy.pdf", "taxonomy.pgf"} <= {path.name for path in (out / "figures").iterdir()}
    again = run_cli(*asked, "--json")
    told = json.loads(again.stdout)["latex"]
    assert str(out / "main.tex") in told["files"]
    assert told["cited"] >= 9
    assert told["notes"]


def test_a_pack_and_another_folder_do_not_go_together(tmp_path: Path) -> None:
    done = run_cli("figures", "--latex", tmp_path / "pack", "-o", tmp_path / "other")
    assert done.returncode == 2
    assert "not both" in done.stderr
    assert not (tmp_path / "pack").exists()
