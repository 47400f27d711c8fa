"""`kdgraph read`, and what build and status tell of how a list was read."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

import kdgraph
from kdgraph.cli import main
from kdgraph.cli.reading import share
from kdgraph.lists import LIST_FORMATS
from kdgraph.store import embedded_lists
from tests.commands import run_cli
from tests.lists.serving import Answer, ListServer

GOOD = """# Owls

## Flight

- **Silent Flight of Owls, CVPR 2018** [[pdf](https://arxiv.org/abs/1801.00001)]
  - *Anna Berg, Carl Dahl*
- **Wings in the Night, ICML 2019** [[pdf](https://arxiv.org/abs/1901.00002)]
- [a shop](https://example.org)

## Hearing

- **How Owls Hear, NeurIPS 2020** [[code](https://github.com/o/hear)]
- **How Owls Hear, NeurIPS 2020** [[code](https://github.com/o/hear)]
"""
BAD = "# Owls\n\n" + "".join(
    f"- **Anna {name}, Carl Dahl** https://arxiv.org/abs/1801.{n:05}\n"
    for n, name in enumerate(("Berg", "Lund", "Vik", "Strand"))
)


def _written(folder: Path, text: str, name: str = "owls.md") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def _holds(output: str, text: str) -> bool:
    """Whether a text stands in what was printed, wherever lines were broken, in paths too."""
    return "".join(text.split()) in "".join(output.split())


def _read_json(*arguments: str | Path, **more: str) -> tuple[int, Any]:
    done = run_cli("read", *arguments, "--json", **more)
    assert done.stderr == ""
    return done.returncode, json.loads(done.stdout)


def test_a_good_list_is_shown_with_its_counts_and_entries_and_nothing_is_stored(
    tmp_path: Path,
) -> None:
    path = _written(tmp_path, GOOD)
    done = run_cli("read", path, "--data", tmp_path / "data")
    assert (done.returncode, done.stderr) == (0, "")
    out = " ".join(done.stdout.split())
    assert _holds(out, f"{path}: read as markdown, because of the ending .md")
    assert "3 100% 33% 100% 100% 67% 33% all" in out
    assert "2 100% 50% 100% 100% 100% 0% Flight" in out
    assert "1 100% 0% 100% 100% 0% 100% Hearing" in out
    assert "All 3 entries, beside their lines" in out
    assert "line 5 - **Silent Flight of Owls, CVPR 2018**" in out
    assert "title Silent Flight of Owls authors Anna Berg, Carl Dahl venue CVPR 2018" in out
    assert "1 line was not read as a paper" in out
    assert "line 8: - [a shop](https://example.org)" in out
    assert "line 13 the same paper as in line 12, in the same section" in out
    assert "Nothing looks wrong." in out
    assert not (tmp_path / "data").exists()
    assert all(len(line) <= 100 for line in done.stdout.splitlines())


def test_warnings_end_with_1_and_are_told_in_every_form(tmp_path: Path) -> None:
    path = _written(tmp_path, BAD)
    done = run_cli("read", path)
    assert done.returncode == 1
    assert "! 4 of 4 titles look like names of people" in " ".join(done.stdout.split())
    assert "Anna Berg, Carl Dahl" in done.stdout
    code, told = _read_json(path)
    assert (code, told["exit_code"]) == (1, 1)
    assert [warning["kind"] for warning in told["warnings"]] == ["titles look like names"]
    found = kdgraph.check_reading(kdgraph.read_list(path))
    assert [warning.message for warning in found.warnings] == [told["warnings"][0]["message"]]


def test_what_is_doubtful_is_counted_without_a_warning_and_listed_with_all(tmp_path: Path) -> None:
    good = "".join(
        f"- **Silent Owls of Year {n}, CVPR 2018** https://arxiv.org/abs/1901.{n:05}\n"
        for n in range(30)
    )
    path = _written(tmp_path, f"# Owls\n\n{good}{BAD.splitlines()[2]}\n{BAD.splitlines()[3]}\n")
    done = run_cli("read", path)
    out = " ".join(done.stdout.split())
    assert done.returncode == 0
    assert "2 of 32 titles look like names of people" in out
    assert "Little looks wrong." in out
    assert "Anna Berg, Carl Dahl" in out.partition("Doubtful")[2]
    assert "Anna Lund, Carl Dahl" not in out.partition("Doubtful")[2]
    every = " ".join(run_cli("read", path, "--all").stdout.split())
    assert "Anna Lund, Carl Dahl" in every.partition("Doubtful")[2]
    code, told = _read_json(path)
    assert (code, [doubt["count"] for doubt in told["doubts"]]) == (0, [2])


def test_json_holds_what_is_printed(tmp_path: Path) -> None:
    path = _written(tmp_path, GOOD)
    code, told = _read_json(path)
    assert code == 0
    assert (told["format"], told["list_id"], told["source"]) == ("markdown", "owls", str(path))
    assert told["read"] == {
        "entries": 3,
        "title": 3,
        "authors": 1,
        "venue": 3,
        "year": 3,
        "identifier": 2,
        "code": 1,
    }
    assert told["sections"]["Flight"]["entries"] == 2
    assert told["passed_over"][0]["examples"][0]["line"] == 8
    assert told["duplicates"][0]["duplicate_of"] == 12
    first = told["entries"][0]
    assert (first["line_start"], first["identifiers"]) == (5, ["ARXIV:1801.00001"])
    assert first["source"].startswith("- **Silent Flight of Owls")
    assert "skipped" not in told
    assert [item["line"] for item in _read_json(path, "--passed-over")[1]["skipped"]] == [8, 13]


def test_ten_entries_stand_for_many_and_all_shows_all(tmp_path: Path) -> None:
    lines = "".join(f"- **Owls of Valley {n}, CVPR 2018**\n" for n in range(100, 140))
    path = _written(tmp_path, f"# Owls\n\n## Valleys\n\n{lines}")
    few, everything = run_cli("read", path).stdout, run_cli("read", path, "--all").stdout
    assert "10 of the 40 entries" in few
    assert few.count("title  Owls of Valley") == 10
    assert few == run_cli("read", path).stdout
    assert everything.count("title  Owls of Valley") == 40
    assert len(_read_json(path)[1]["entries"]) == 10
    assert len(_read_json(path, "--all")[1]["entries"]) == 40


def test_every_line_passed_over_is_listed_with_its_reason(tmp_path: Path) -> None:
    sites = "".join(f"- [site {n}](https://example.org/{n})\n" for n in range(30))
    path = _written(tmp_path, f"{GOOD}\n## Links\n\n{sites}")
    assert "[site 9]" not in run_cli("read", path).stdout
    listed = run_cli("read", path, "--passed-over").stdout
    assert all(f"[site {n}]" in listed for n in range(30))
    assert "Silent Flight" not in listed


def test_hostile_texts_are_shown_and_not_obeyed(tmp_path: Path) -> None:
    title = "Deep [red]Owls[/] \\[bold] \x1b]0;taken\x07\x1b[2J\u202eback"
    path = _written(tmp_path, f"# L\n\n- **{title}, CVPR 2018**\n- [x \x1b[2J](https://x.org)\n")
    for arguments in (("read", path), ("read", path, "--all"), ("read", path, "--passed-over")):
        done = run_cli(*arguments)
        assert not {"\x1b", "\x07", "\u202e"} & set(done.stdout + done.stderr)
    assert "[red]Owls[/] [bold]" in run_cli("read", path).stdout
    assert "\x1b" not in run_cli("read", path, "--json").stdout


def test_the_format_can_be_named_and_help_lists_what_there_is(tmp_path: Path) -> None:
    path = _written(tmp_path, "doi,title\n10.1000/1,Owls at Night\n", "owls.dat")
    code, told = _read_json(path)
    assert (code, told["format"]) == (0, "table")
    assert "there is no reader of .dat files" in told["chosen"]
    assert _read_json(path, "--format", "table")[1]["chosen"] == "as it was told to"
    done = run_cli("read", path, "--format", "docx")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no list format called 'docx'" in done.stderr
    for command in ("read", "build"):
        lines = [" ".join(x.split()) for x in run_cli(command, "--help").stdout.splitlines()]
        assert all(f"{name} {LIST_FORMATS.label(name)}" in lines for name in LIST_FORMATS)


def test_columns_are_shown_as_they_were_read(tmp_path: Path) -> None:
    rows = "| Title | Venue | Stars |\n|---|---|---|\n| Owls at Night | CVPR 2018 | 7 |\n"
    told = _read_json(_written(tmp_path, f"# Owls\n\n{rows}"))[1]
    assert dict(map(tuple, told["columns"]))["Title"] == "title"
    shown = " ".join(run_cli("read", tmp_path / "owls.md").stdout.split())
    assert "Columns, and as what they were read" in shown
    assert "Stars not read" in shown


def test_standard_input_and_the_list_that_build_would_take(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(GOOD.encode()), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", stdin)
    with pytest.raises(SystemExit) as end:
        main(["read", "-", "--json"])
    assert end.value.code == 0
    assert json.loads(capsys.readouterr().out)["source"] == "standard input"
    code, usual = _read_json("--data", tmp_path / "data")
    assert (code, usual["list_id"]) == (0, "knowledge-distillation")
    assert usual["read"]["entries"] == 59


def test_a_list_by_address_is_read_and_its_faults_are_told(tmp_path: Path) -> None:
    raw = "https://raw.githubusercontent.com/O/owls/HEAD/README.md"
    data = tmp_path / "data"
    with ListServer({f"/{raw}": Answer(GOOD.encode())}) as server:
        mirror = {"KDGRAPH_LIST_MIRROR": server.url, "KDGRAPH_DATA": str(data)}
        code, told = _read_json("github:O/owls", **mirror)
        assert (code, told["list_id"]) == (0, "owls")
        assert told["source"] == "https://github.com/O/owls"
        assert told["fetched"]["address"] == raw
        assert not data.exists()
        missing = run_cli("read", "https://github.com/O/none", **mirror)
        assert (missing.returncode, missing.stdout) == (2, "")
        assert "there is nothing under this address" in missing.stderr
    gone = run_cli("read", "github:O/owls", **mirror)
    assert gone.returncode == 3
    assert f"curl -L {raw} | kdgraph build -" in gone.stderr
    offline = run_cli("read", "github:O/owls", "--offline", **mirror)
    assert offline.returncode == 2
    assert "keeps no copy of this list" in offline.stderr


def test_build_tells_first_how_the_list_was_read_and_status_keeps_it(tmp_path: Path) -> None:
    text = (embedded_lists() / "knowledge-distillation.md").read_text("utf-8")
    path = _written(tmp_path, f"{text}\n- **Owls at Night, CVPR 2018**\n- [x](https://x.org)\n")
    data = tmp_path / "data"
    done = run_cli("build", path, "--offline", "--data", data)
    assert done.returncode == 0, done.stderr
    out = " ".join(done.stdout.split())
    assert out.index("read as markdown, because of the ending .md") < out.index("snapshot")
    assert "60 entries in" in out
    assert "lines were not read as papers" in out
    assert _holds(out, f"kdgraph read {path} --passed-over")
    status = " ".join(run_cli("status", "--data", data).stdout.split())
    assert "read as markdown, because of the ending .md" in status
    assert _holds(status, f"kdgraph read {data / 'lists' / 'owls.md'} --passed-over")
    told = json.loads(run_cli("status", "--data", data, "--json").stdout)
    assert told["reading"]["entries"] == 60
    assert told["reading"]["passed_over"][0]["count"] >= 1
    assert told["reading"]["warnings"] == []
    assert "reading" not in told["notes"]
    built = json.loads(run_cli("build", path, "--offline", "--data", data, "--json").stdout)
    assert built["reading"]["read"]["entries"] == 60
    assert built["summary"]["reading"] == told["reading"]


def test_the_shipped_corpus_tells_it_too(tmp_path: Path) -> None:
    data = tmp_path / "data"
    done = run_cli("build", "--offline", "--data", data)
    assert done.returncode == 0
    shipped = embedded_lists() / "knowledge-distillation.md"
    assert _holds(done.stdout, f"kdgraph read {shipped} --passed-over")
    told = json.loads(run_cli("status", "--data", data, "--json").stdout)["reading"]
    assert (told["entries"], told["title"], told["warnings"]) == (59, 59, [])


def test_many_entries_without_a_paper_go_into_a_file(tmp_path: Path) -> None:
    text = (embedded_lists() / "knowledge-distillation.md").read_text("utf-8")
    data = tmp_path / "data"
    file = data / "unmatched.csv"

    def build(unknown: int) -> str:
        more = "".join(f"- **=Owls of Valley {n} at Night, CVPR 2018**\n" for n in range(unknown))
        path = _written(tmp_path, f"{text}\n{more}", f"owls{unknown}.md")
        done = run_cli("build", path, "--offline", "--data", data)
        assert done.returncode == 0, done.stderr
        return " ".join(done.stdout.split())

    out = build(11)
    assert _holds(out, f"and 1 more: all of them stand in {file}")
    assert out.count("Owls of Valley") == 10
    rows = file.read_text("utf-8").splitlines()
    assert rows[0] == "line,title,reason,runner_up,runner_up_reason,entry_id"
    assert len(rows) == 12
    assert ",'=Owls of Valley 0 at Night," in rows[1], "a spreadsheet must not compute it"
    status = " ".join(run_cli("status", "--data", data).stdout.split())
    assert _holds(status, f"all of them stand in {file}")
    assert run_cli("status", "--data", data, "--all").stdout.count("Owls of Valley") == 11
    told = json.loads(run_cli("status", "--data", data, "--json").stdout)
    assert (told["unmatched_file"], len(told["unmatched"])) == (str(file), 11)
    file.write_text("edited", "utf-8")
    assert "kdgraph status --all prints all" in run_cli("status", "--data", data).stdout
    assert "Entries without a paper: 10" in build(10)
    assert not file.exists(), "what it said holds no longer, and ten are printed"


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (0, 0, "0%"),
        (0, 9, "0%"),
        (1, 1000, "1%"),
        (999, 1000, "99%"),
        (1, 2, "50%"),
        (3, 3, "100%"),
    ],
)
def test_shares_are_none_or_all_only_where_they_are(part: int, whole: int, text: str) -> None:
    assert share(part, whole) == text
