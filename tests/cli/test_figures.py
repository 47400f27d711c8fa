"""figures and verify as a user runs them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from kdgraph.figures import FIGURES
from tests.commands import run_cli


@pytest.fixture(scope="module")
def drawn(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two figures, drawn by the command."""
    folder = tmp_path_factory.mktemp("drawn") / "out"
    done = run_cli(
        *("figures", "-o", folder, "--data", data, "--only", "taxonomy,timeline"),
        *("--format", "pdf,pgf", "--width", "84mm"),
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    (folder / "said.txt").write_text(done.stdout, encoding="utf-8")
    return folder


def test_it_writes_the_files_and_says_what_was_left_out(drawn: Path) -> None:
    names = {path.name for path in drawn.iterdir()}
    assert {"taxonomy.pdf", "timeline.pgf", "timeline.csv", "captions.md"} <= names
    said = " ".join((drawn / "said.txt").read_text(encoding="utf-8").split())
    assert "taxonomy pdf, pgf, csv" in said
    assert "captions.md" in said
    assert "not Semantic Scholar output" in said


def test_json_tells_files_captions_and_notes(data: Path, tmp_path: Path) -> None:
    done = run_cli(
        *("figures", "-o", tmp_path / "out", "--data", data, "--only", "timeline", "--json"),
        *("--format", "svg", "--width", "column", "--theme", "dark", "--as-of", "2020"),
        *("--section", "Feature", "--top", "5"),
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    (figure,) = told["figures"]
    assert figure["figure"] == "timeline"
    assert figure["width"] == 3.3
    assert figure["files"] == [str(tmp_path / "out" / f"timeline.{end}") for end in ("svg", "csv")]
    assert figure["snapshot"].endswith("@2020-12-31")
    assert figure["caption"]
    assert told["captions"] == str(tmp_path / "out" / "captions.md")
    assert told["problems"] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--only", "pie"), sorted(FIGURES)),
        (("--width", "wide"), ["84mm", "column"]),
        (("--only", "timeline", "--section", "Nothing Like It"), ["Nothing Like It"]),
    ],
)
def test_wrong_use_lists_what_there_is(
    arguments: tuple[str, ...], words: list[str], data: Path, tmp_path: Path
) -> None:
    done = run_cli("figures", "-o", tmp_path / "out", "--data", data, *arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert all(word in done.stderr for word in words), done.stderr
    assert not (tmp_path / "out").exists()


def test_verify_ends_with_nothing_found(data: Path, drawn: Path) -> None:
    done = run_cli("verify", drawn / "taxonomy.pdf", "--data", data)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "the same byte for byte" in " ".join(done.stdout.split())


def test_verify_ends_with_a_finding_and_says_which(data: Path, drawn: Path, tmp_path: Path) -> None:
    text = (drawn / "timeline.pgf").read_text(encoding="utf-8")
    changed = tmp_path / "timeline.pgf"
    changed.write_text(text.replace("\\pgftext", "\\iffalse\\pgftext", 1), encoding="utf-8")
    done = run_cli("verify", changed, "--data", data)
    assert done.returncode == 1
    assert "changed after it was written" in " ".join(done.stdout.split())
    told = run_cli("verify", changed, "--data", data, "--json")
    assert told.returncode == 1
    assert json.loads(told.stdout)["outcome"] == "different"
    assert json.loads(told.stdout)["edited"] is True


def test_verify_refuses_what_it_cannot_draw_again(data: Path, drawn: Path, tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.7 of somebody else")
    told = run_cli("verify", tmp_path / "x.pdf", "--data", data, "--json")
    assert told.returncode == 2
    assert "x.pdf" in told.stderr
    assert "Traceback" not in told.stderr
    assert json.loads(told.stdout)["kind"] == "NoStatementError"
    missing = run_cli("verify", drawn / "no.pdf", "--data", data)
    assert missing.returncode == 2
    assert "cannot read" in missing.stderr


def test_corrections_by_hand_are_drawn_and_their_faults_told(data: Path, tmp_path: Path) -> None:
    mine = shutil.copytree(data, tmp_path / "data")
    (mine / "overrides.toml").write_text(
        '[[parent]]\npaper = "FitNets"\nparent = ""\n\n[[parent]]\npaper = "Nobody knows it"\n'
        'parent = ""\n',
        encoding="utf-8",
    )
    out = tmp_path / "out"
    done = run_cli("figures", "-o", out, "--data", mine, "--only", "evolution", "--format", "pgf")
    assert done.returncode == 0, done.stderr
    assert "Nobody knows it" in " ".join(done.stdout.split())
    (mine / "overrides.toml").unlink()
    found = run_cli("verify", out / "evolution.pgf", "--data", mine)
    assert found.returncode == 1
    assert "other overrides" in " ".join(found.stdout.split())


def test_a_file_of_choices_is_read_told_and_overruled(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = tmp_path / "paper"
    paper.mkdir()
    (paper / "kdgraph.toml").write_text(
        'style = "ieee"\nwidth = "column"\nnotes = "none"\nonly = ["timeline"]\nformats = "svg"\n',
        encoding="utf-8",
    )
    command = ("figures", "-o", paper / "figures", "--data", data, "--json")
    told = json.loads(run_cli(*command).stdout)
    assert told["config"] == str(paper / "kdgraph.toml")
    (figure,) = told["figures"]
    assert (figure["width"], figure["style"], figure["notes_in"]) == (3.5, "ieee", "none")
    assert figure["warning"] is None
    assert [Path(file).suffix for file in figure["files"]] == [".svg", ".csv"]
    told = json.loads(run_cli(*command, "--style", "nature", "--notes", "caption").stdout)
    assert told["figures"][0]["style"] == "nature"
    assert told["figures"][0]["width"] == pytest.approx(89 / 25.4, abs=1e-4)
    said = run_cli(*command[:-1])
    assert "choices were read from" in " ".join(said.stdout.split())
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('stlye = "ieee"\n', encoding="utf-8")
    refused = run_cli(*command, "--config", wrong)
    assert refused.returncode == 2
    assert "did you mean 'style'" in refused.stderr


def test_what_a_publisher_will_not_take_is_said(data: Path, tmp_path: Path) -> None:
    done = run_cli(
        *("figures", "-o", tmp_path / "out", "--data", data, "--only", "evolution"),
        *("--style", "nature", "--width", "column", "--format", "svg"),
    )
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stdout.split())
    assert "evolution is" in said
    assert "while nature allows 170 mm" in said


def test_verify_takes_folders_and_says_what_differs(
    data: Path, drawn: Path, tmp_path: Path
) -> None:
    mine = shutil.copytree(drawn, tmp_path / "mine")
    whole = run_cli("verify", mine, "--data", data)
    assert whole.returncode == 0, whole.stdout
    assert "6 files drawn again, 0 differ." in whole.stdout
    table = mine / "timeline.csv"
    text = table.read_text("utf-8")
    table.write_text(text.replace(",1", ",77", 1), "utf-8")
    found = run_cli("verify", mine, "--data", data, "--json")
    assert found.returncode == 1
    told = json.loads(found.stdout)
    assert {Path(one["path"]).name: one["outcome"] for one in told["files"]} == {
        **dict.fromkeys(["taxonomy.csv", "taxonomy.pdf", "taxonomy.pgf"], "identical"),
        **dict.fromkeys(["timeline.pdf", "timeline.pgf"], "identical"),
        "timeline.csv": "different",
    }
    assert told["failed"] == told["passed_over"] == []
    alone = run_cli("verify", mine / "timeline.pdf", "--data", data, "--json")
    assert alone.returncode == 1
    told = json.loads(alone.stdout)
    assert (told["outcome"], told["beside"]["outcome"]) == ("identical", "different")
    assert told["beside"]["picture"] == str(mine / "timeline.pdf")
    some = run_cli("verify", mine / "taxonomy.pdf", mine / "captions.md", "--data", data)
    assert some.returncode == 2
    assert "captions.md" in some.stdout
    assert "2 files drawn again, 0 differ, 1 could not be." in " ".join(some.stdout.split())


def test_all_runners_up_are_drawn_if_asked_and_drawn_again_so(data: Path, tmp_path: Path) -> None:
    done = run_cli(
        *("figures", "-o", tmp_path / "out", "--data", data, "--only", "evolution"),
        *("--format", "svg", "--runners-up"),
    )
    assert done.returncode == 0, done.stderr
    caption = (tmp_path / "out" / "captions.md").read_text(encoding="utf-8")
    assert "one for each paper that has any" in caption
    again = run_cli("verify", tmp_path / "out" / "evolution.svg", "--data", data)
    assert again.returncode == 0, again.stdout + again.stderr


def test_options_of_single_figures_reach_them_and_verify(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run_cli(
        *("figures", "-o", out, "--data", data, "--only", "ego,braid", "--width", "84mm"),
        *("--format", "svg", "--paper", "FitNets", "--source", "FitNets"),
        *("--target", "2006.05525"),
    )
    assert done.returncode == 0, done.stderr
    assert "FitNets" in (out / "captions.md").read_text(encoding="utf-8")
    for name in ("ego", "braid"):
        found = run_cli("verify", out / f"{name}.svg", "--data", data)
        assert found.returncode == 0, found.stdout
        assert "byte for byte" in " ".join(found.stdout.split()), found.stdout
    wrong = run_cli("figures", "-o", out, "--data", data, "--only", "ego", "--by", "group")
    assert wrong.returncode == 2
    assert "is one of milestones and streams, but what is drawn is ego" in wrong.stderr


def test_the_ways_between_two_papers_are_drawn_beside_the_answer(
    data: Path, tmp_path: Path
) -> None:
    file = tmp_path / "ways.svg"
    done = run_cli("lineage", "FitNets", "2006.05525", "--data", data, "--figure", file)
    assert done.returncode == 0, done.stderr
    assert "All ways drawn to" in done.stdout
    found = run_cli("verify", file, "--data", data)
    assert found.returncode == 0, found.stdout
    assert "byte for byte" in " ".join(found.stdout.split()), found.stdout
    wrong = run_cli("lineage", "FitNets", "2006.05525", "--data", data, "--figure", "ways.doc")
    assert wrong.returncode == 2
    assert "no figure format called 'doc'" in wrong.stderr


def test_a_table_is_begun_filled_in_and_drawn(data: Path, tmp_path: Path) -> None:
    table = tmp_path / "methods.csv"
    begun = run_cli("figures", "--data", data, "--matrix-template", table)
    assert begun.returncode == 0, begun.stderr
    assert "59 papers" in begun.stdout
    header, first, *_ = table.read_text("utf-8").splitlines()
    assert header.startswith("paper,# name")
    again = run_cli("figures", "--data", data, "--matrix-template", table)
    assert again.returncode == 2
    assert "may be filled in already" in again.stderr
    table.write_text(f"{header}\n{first[:-3]},yes,2,x\n", "utf-8")
    (tmp_path / "kdgraph.toml").write_text('[figure.matrix]\ntable = "methods.csv"\n', "utf-8")
    drawn = run_cli("figures", "-o", tmp_path / "out", "--data", data, "--only", "matrix")
    assert drawn.returncode == 0, drawn.stderr
    assert "Property 1,yes,yes" in (tmp_path / "out" / "matrix.csv").read_text("utf-8")
    checked = run_cli("verify", tmp_path / "out" / "matrix.pdf", "--data", data)
    assert checked.returncode == 0, checked.stdout
    table.write_text(f"{header}\nnobody at all,,,,1\n", "utf-8")
    wrong = run_cli(
        *("figures", "-o", tmp_path / "out", "--data", data, "--only", "matrix,streams"),
        *("--table", table, "--fields", "sections,venues"),
    )
    assert wrong.returncode == 2
    assert "line 2: no paper called 'nobody at all'" in wrong.stderr
