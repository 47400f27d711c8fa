"""Primary parents: by evidence, by structure, by hand, or none and why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import kdgraph
from kdgraph.analysis.lineage.contest import EVIDENCE
from kdgraph.analysis.lineage.overrides import Overrides, read_overrides
from kdgraph.analysis.lineage.parents import CLOSE, parent_contest, primary_parents
from kdgraph.errors import InputError, UnknownPaperError
from kdgraph.graph.snapshot import Snapshot
from kdgraph.graph.surveys import surveys
from kdgraph.model import TABLES
from kdgraph.testing import toys

_ALL = list(toys.TITLES)


def _rows(found: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return the rows by paper, None where a value is missing."""
    plain = found.astype(object).where(found.notna(), None)
    return {str(paper): dict(row) for paper, row in plain.iterrows()}


def _overrides(tmp_path: Path, *parents: tuple[str, str]) -> Overrides:
    path = tmp_path / "overrides.toml"
    text = "".join(f'[[parent]]\npaper = "{p}"\nparent = "{q}"\n' for p, q in parents)
    path.write_text(text, encoding="utf-8")
    return read_overrides(path, toys.snapshot())


def test_evidence_decides_where_there_is_any() -> None:
    """D cites b with sentences and c without: b is the parent, well ahead of the unread c."""
    row = _rows(primary_parents(toys.snapshot(), _ALL))["d"]
    assert (row["parent_id"], row["basis"], row["label"]) == ("b", "sentence", "extends")
    assert row["sentence"] == "We extend [1]."
    assert row["candidates"] == 2
    assert row["margin"] > CLOSE
    assert not row["close"]
    assert row["runner_up_id"] == "c"  # in the same contest, by what is known of it
    assert row["reason"] is None


def test_the_runner_up_and_the_margin() -> None:
    frames = toys.frames()
    texts = [("b", "We use [1]."), ("c", "We build on [2].")]
    frames["contexts"] = TABLES["contexts"].frame(
        {"citing_id": "d", "cited_id": cited, "n": 0, "sentence": text} for cited, text in texts
    )
    row = _rows(primary_parents(Snapshot(frames, toys.MANIFEST), _ALL))["d"]
    assert (row["parent_id"], row["runner_up_id"], row["label"]) == ("c", "b", "extends")
    assert row["score"] > row["runner_up_score"] > 0
    odds = [score / (1 - score) for score in (row["runner_up_score"], row["score"])]
    assert row["margin"] == pytest.approx(1 - odds[0] / odds[1])


def test_repeated_use_does_not_raise_a_score_and_the_mark_of_influence_does() -> None:
    frames = toys.frames()
    frames["contexts"] = TABLES["contexts"].frame(
        {"citing_id": "d", "cited_id": cited, "n": n, "sentence": f"We use part {n} of [1]."}
        for cited, count in (("b", 1), ("c", 6))
        for n in range(count)
    )
    contest = parent_contest(Snapshot(frames, toys.MANIFEST), _ALL).of("d")
    used = contest.set_index("candidate_id")
    assert used.loc["c", "repeated"] == 5
    assert used["mentions_evidence"].tolist() == [0.0, 0.0]
    marked = dict(frames)
    marked["citations"] = frames["citations"].assign(
        influential=(frames["citations"]["cited_id"] == "b").astype("boolean")
    )
    row = _rows(primary_parents(Snapshot(marked, toys.MANIFEST), _ALL))["d"]
    assert (row["parent_id"], row["basis"], row["label"]) == ("b", "sentence", "uses")


def test_structure_stands_in_and_says_so() -> None:
    row = _rows(primary_parents(toys.snapshot(), _ALL))["f"]
    assert (row["parent_id"], row["basis"]) == ("e", "structure")
    assert row["score"] > 0
    assert row["closeness"] > 0
    assert row["confidence"] is None
    assert row["label"] == "no sentence"


def test_a_paper_that_appeared_later_is_no_runner_up() -> None:
    """D (2010) cites b (2004) and, as it is made to here, f (2011) in the place of c."""
    frames = toys.frames()
    cites = frames["citations"]
    kept = cites[~((cites["citing_id"] == "d") & (cites["cited_id"] == "c"))]
    cited_later = cites.iloc[[1]].assign(citing_id="d", cited_id="f")
    without_e = kept[kept["citing_id"] != "f"]
    frames["citations"] = pd.concat([without_e, cited_later], ignore_index=True)
    frames["contexts"] = TABLES["contexts"].empty()
    contest = parent_contest(Snapshot(frames, toys.MANIFEST), _ALL)
    row = _rows(contest.parents)["d"]
    assert (row["parent_id"], row["runner_up_id"], row["margin"]) == ("b", None, 1.0)
    assert (row["candidates"], row["later_candidates"]) == (2, 1)
    assert contest.of("d")["outcome"].tolist() == ["parent", "later"]


@pytest.mark.parametrize(
    ("paper", "reason"),
    [
        ("a", "its reference list was not read (not asked)"),
        ("g", "its reference list was not read (not asked)"),
    ],
)
def test_why_there_is_no_parent(paper: str, reason: str) -> None:
    row = _rows(primary_parents(toys.snapshot(), _ALL))[paper]
    assert (row["reason"], row["candidates"]) == (reason, 0)
    assert row["parent_id"] is None


def test_who_cites_none_of_the_selection_says_so() -> None:
    found = primary_parents(toys.snapshot(), ["f", "a"])
    assert found["reason"].tolist()[0] == "cites none of the selection"
    assert list(found.index) == ["f", "a"]


def test_cycles_make_no_circle_of_parents() -> None:
    """E and f cite each other; the citation that runs against time is cut."""
    found = _rows(primary_parents(toys.snapshot(), ["e", "f"]))
    assert found["f"]["parent_id"] == "e"
    assert found["e"]["parent_id"] is None


def test_the_list_is_the_selection_by_default() -> None:
    assert toys.snapshot().reading_list.papers == ("a", "b")
    found = primary_parents(toys.snapshot())
    assert found["parent_id"].fillna("").to_dict() == {"a": "", "b": ""}
    # the title of a says that it is a survey
    assert found.loc["b", "reason"] == (
        "no parent by evidence: what it cites of the selection is a survey"
    )
    frames = toys.frames() | {name: TABLES[name].empty() for name in ("entries", "matches")}
    assert Snapshot(frames, toys.MANIFEST).reading_list.papers == ("a", "b")  # those of hop 0


def test_a_parent_by_hand_wins_and_the_evidence_is_the_runner_up(tmp_path: Path) -> None:
    overrides = _overrides(tmp_path, ("d", "c"), ("f", ""), ("g", "a"), ("e", "d"))
    found = _rows(primary_parents(toys.snapshot(), _ALL, overrides=overrides))
    by_hand = found["d"]
    assert (by_hand["parent_id"], by_hand["basis"], by_hand["runner_up_id"]) == (
        "c",
        "override",
        "b",
    )
    assert by_hand["candidates"] == 2
    assert found["f"]["reason"] == "none, by hand"
    assert found["f"]["parent_id"] is None
    assert found["g"]["parent_id"] == "a"  # no citation says so, a person does
    assert found["g"]["reason"] is None
    # the one that evidence would have taken anyway
    assert (found["e"]["parent_id"], found["e"]["basis"]) == ("d", "override")
    assert found["e"]["runner_up_id"] is None


def test_a_circle_by_hand_is_refused(tmp_path: Path) -> None:
    overrides = _overrides(tmp_path, ("a", "d"), ("b", "a"))  # a is a survey, but for a hand
    with pytest.raises(InputError, match="form a cycle: a -> d -> b -> a"):
        primary_parents(toys.snapshot(), _ALL, overrides=overrides)


def test_labels_by_hand_count_as_evidence(tmp_path: Path) -> None:
    path = tmp_path / "overrides.toml"
    path.write_text('[[arc]]\nciting = "d"\ncited = "c"\nlabel = "extends"\n', encoding="utf-8")
    overrides = read_overrides(path, toys.snapshot())
    row = _rows(primary_parents(toys.snapshot(), _ALL, overrides=overrides))["d"]
    # a hand is always right; a label that was read is right as often as was measured
    assert (row["parent_id"], row["basis"], row["runner_up_id"]) == ("c", "override", "b")


def test_mistakes_are_named() -> None:
    with pytest.raises(UnknownPaperError):
        primary_parents(toys.snapshot(), ["nowhere"])
    with pytest.raises(InputError, match="expected several papers"):
        primary_parents(toys.snapshot(), "a")
    assert primary_parents(toys.snapshot(), []).empty


def test_the_embedded_list() -> None:
    """Real descents that a reader of the field would draw."""
    found = kdgraph.primary_parents(kdgraph.embedded())
    title = kdgraph.embedded().papers["title"]
    parent = {
        title[child]: title[row["parent_id"]]
        for child, row in _rows(found).items()
        if row["parent_id"] is not None
    }
    assert len(found) == 59
    assert parent["FitNets: Hints for Thin Deep Nets"] == (
        "Distilling the Knowledge in a Neural Network"
    )
    assert parent["Distilling the Knowledge in a Neural Network"] == "Model Compression"
    attention = (
        "Paying More Attention to Attention: Improving the Performance of Convolutional "
        "Neural Networks via Attention Transfer"
    )
    assert parent[attention] == "FitNets: Hints for Thin Deep Nets"
    without = found[found["parent_id"].isna()]
    assert without["reason"].notna().all()
    assert found["basis"].dropna().isin(["mentions", "structure"]).all()
    native = "Knowledge Distillation by On-the-Fly Native Ensemble"
    assert parent[native] == "Deep Mutual Learning"  # and not FitNets, of another line
    data_free = "Data-Free Knowledge Distillation for Deep Neural Networks"
    # named ten times; that it is the most famous of all does not speak against it
    assert parent[data_free] == "Distilling the Knowledge in a Neural Network"
    fast = "Fast ODE-based Sampling for Diffusion Models in Around 5 Steps"
    assert parent[fast] == "A Geometric Perspective on Diffusion Models"
    reviews = surveys(kdgraph.embedded())
    assert not found["parent_id"].isin(reviews).any()
    assert found.loc["arxiv:2006.05525", "parent_id"] == "arxiv:1503.02531"  # a survey as a child


def test_every_choice_carries_its_candidates() -> None:
    contest = parent_contest(kdgraph.embedded())
    counts = contest.candidates["paper_id"].value_counts()
    held = contest.parents[contest.parents["candidates"] > 0]["candidates"]
    assert counts.to_dict() == held.to_dict()
    total = contest.candidates[list(EVIDENCE.values())].sum(axis=1)
    assert np.allclose(total, contest.candidates["evidence"])
    firsts = contest.candidates[contest.candidates["outcome"] == "parent"]
    assert firsts.set_index("paper_id")["candidate_id"].to_dict() == (
        contest.parents["parent_id"].dropna().to_dict()
    )
    for _, one in contest.candidates.groupby("paper_id"):
        there = one[one["barred"].isna() & ~one["later"]]
        assert there["evidence"].is_monotonic_decreasing
        assert one["place"].tolist() == list(range(1, len(one) + 1))
    assert "no sentence came" in contest.candidates["unknown"].iloc[0]
