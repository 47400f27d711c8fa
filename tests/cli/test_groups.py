"""groups as a user runs it, and what all four commands of the analysis do with odd wishes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import kdgraph
from kdgraph.cli.app import main


class Done(NamedTuple):
    """What a command ended with."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(data: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process, which takes a fraction of the time that a new one takes."""

    def run(*arguments: str) -> Done:
        with pytest.raises(SystemExit) as end:
            main([*arguments, "--data", str(data)])
        captured = capsys.readouterr()
        code = end.value.code
        return Done(code if isinstance(code, int) else 0, captured.out, captured.err)

    return run


def told(run: Run, *arguments: str) -> Any:
    """Run a command with --json and return what it says."""
    done = run(*arguments, "--json")
    assert done.code == 0, done.err
    return json.loads(done.out)


def printed(run: Run, *arguments: str) -> str:
    """Run a command and return what it prints, with single spaces."""
    done = run(*arguments)
    assert done.code == 0, done.err
    return " ".join(done.out.split())


def test_groups_are_chosen_by_their_stability(run: Run) -> None:
    text = printed(run, "groups", "--top", "1")
    papers = len(kdgraph.embedded().papers)
    said = re.search(
        r"Groups of papers: ([\d,]+) of ([\d,]+) papers in (\d+) groups; 1 shown", text
    )
    assert said is not None
    assert said[2] == f"{papers:,}"
    assert papers - 5 <= int(said[1].replace(",", "")) < papers
    assert re.search(r" 0 \d{3} 1\d diffusion, models, ", text)
    sweep = [
        (float(stability), groups)
        for stability, groups in re.findall(r" [\d.]+ (0\.\d\d) (\d+) \d+ \d+%", text)
    ]
    chosen = re.search(r" (0\.\d\d) (\d+) \d+ \d+% <- chosen", text)
    assert chosen is not None
    assert (float(chosen[1]), chosen[2]) == (max(sweep)[0], said[3])
    assert "not Semantic Scholar output" in text


def test_groups_as_json_are_those_of_the_section(run: Run) -> None:
    found = told(run, "groups", "--resolution", "3", "--section", "diffusion")
    heading = "Distillation Meets Diffusion Models"
    inside = [group for group in found["groups"] if heading in group["sections"]]
    assert found["found"] > found["asked_for"] == len(inside) == len(found["groups"])
    assert inside[0]["sections"].startswith(f"{heading} 1")
    assert len(found["papers"]) == len(kdgraph.embedded().papers)
    assert found["agreement"]["compared"] == 57
    assert found["data_note"]


def test_agreement_lists_the_sections(run: Run) -> None:
    text = printed(run, "groups", "--agreement", "--resolution", "3", "--section", "feature")
    assert re.search(
        r"Feature Distillation: 13 papers in 4 groups 10 in group \d (\(1\d\d papers\)): ", text
    )
    assert "Survey Papers" not in text


def test_flow_between_sections(run: Run) -> None:
    text = printed(run, "groups", "--flow", "--as-of", "2024")
    assert "as of 2024-12-31" in text
    assert "Survey Papers (2 papers), the references of 1 known (1 in part), cites" in text
    found = told(run, "groups", "--flow", "--section", "survey")
    assert found["as_of"] is None
    assert len(found["flow"]) == 15


def test_fronts_and_similar_papers(run: Run) -> None:
    found = told(run, "groups", "--fronts", "--resolution", "1", "--top", "1")
    assert (found["found"], len(found["fronts"]), len(found["core"])) == (6, 1, 5)
    like = told(run, "groups", "--similar", "FitNets", "--kind", "coupling", "--top", "2")
    assert [row["rank"] for row in like["frame"]] == [1, 2]
    assert like["kind"] == "coupling"
    assert "in common of its" in printed(run, "groups", "--similar", "FitNets", "--top", "2")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("groups", "--section", "cooking"), "there are: Pioneering Papers; Survey Papers"),
        (("groups", "--flow", "--section", "cooking"), "there are: Pioneering Papers"),
        (("groups", "--similar", "nothing of the kind at all"), "no paper called"),
        (("groups", "--similar", "knowledge distillation"), "papers fit"),
        (("groups", "--similar", "FitNets", "--as-of", "1999"), "as of 1999-12-31 (younger"),
        (("groups", "--agreement", "--flow"), "No such option: --flow"),
        (("groups", "--flow", "--resolution", "2"), "No such option: --resolution"),
        (("groups", "--kind", "coupling"), "No such option: --kind"),
        (("groups", "--resolution", "0"), "above zero"),
        (("rank", "--explain", "FitNets"), "MEASURE"),
        (("rank", "pagerank", "--explain", "FitNets", "--section", "Feature"), "--section"),
        (("lineage", "--core", "--section", "Feature"), "--section"),
        (("lineage", "--section", "cooking"), "there are: Pioneering Papers"),
        (("lineage", "FitNets", "--as-of", "1999"), "as of 1999-12-31 (younger"),
        (("authors", "--section", "cooking"), "there are: Pioneering Papers"),
        (("authors", "Defang Chen", "--as-of", "1999"), "as of 1999-12-31 (younger"),
    ],
)
def test_wrong_use_is_one_message(run: Run, arguments: tuple[str, ...], words: str) -> None:
    done = run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert words in done.err
    assert "Traceback" not in done.err


VIEWS = [
    ("rank", "pagerank"),
    ("lineage",),
    ("lineage", "--core"),
    ("lineage", "--parents"),
    ("authors",),
    ("authors", "--communities"),
    ("groups",),
    ("groups", "--flow"),
    ("groups", "--fronts"),
]


@pytest.mark.parametrize("view", VIEWS, ids=" ".join)
def test_before_everything_there_is_nothing_and_that_is_an_answer(
    run: Run, view: tuple[str, ...]
) -> None:
    found = told(run, *view, "--as-of", "1900", "--top", "3")
    assert found["as_of"] == "1900-12-31"
    assert found["data_note"]


@pytest.mark.parametrize("command", ["rank", "lineage", "authors", "groups"])
def test_one_paper_and_a_section_that_is_not_in_it(run: Run, command: str) -> None:
    measure = ["citations"] if command == "rank" else []
    options = ["--as-of", "1949", "--section", "feature", "--top", "3"]
    found = told(run, command, *measure, *options)
    assert (found["section"], found["as_of"]) == ("feature", "1949-12-31")
    text = printed(run, command, *measure, *options)
    assert "1949-12-31" in text
    assert "nan" not in text.split()


def test_lineage_says_what_its_view_leaves_out_and_how_many_parents_it_shows(run: Run) -> None:
    assert "the literature as of 2015-12-31" in printed(run, "lineage", "--as-of", "2015")
    text = printed(run, "lineage", "--parents", "--top", "2")
    assert "the oldest 2 are shown" in text
    assert text.count("no parent here") + text.count(" from ") <= 3
