"""The page for curators: what lint finds, a list beside another, and what changed."""

from __future__ import annotations

from pathlib import Path

import kdgraph
from dashboards.common.plain import plain
from tests.dashboards.places import embedded, run, said


def test_the_findings_are_those_of_lint(corpus: Path) -> None:
    app = run(corpus, "curate")
    assert not app.exception
    snapshot = kdgraph.open(corpus).snapshot()
    report = kdgraph.lint(kdgraph.current_list(corpus), snapshot=snapshot)
    table = app.dataframe[0].value
    assert table["finding"].tolist() == [one.message for one in report.findings]
    assert len(table) > 20
    assert f"{len(report.findings)} findings" in said(app)
    assert plain("Unreachable link was not looked for: asks the network, as kdgraph") in said(app)


def test_another_list_is_compared_and_merged(corpus: Path) -> None:
    app = run(corpus, "compare")
    other = "## Owls\n- FitNets: Hints for Thin Deep Nets, https://arxiv.org/abs/1412.6550\n"
    other += "- Silent Wings, 2019, https://arxiv.org/abs/1901.00002\n"
    app.text_area(key="other-list").set_value(other).run()
    assert not app.exception
    words = said(app)
    assert "1 paper is on both lists" in words
    assert "Only on the other list: 1" in words
    assert app.dataframe[0].value["title"].tolist() == ["Silent Wings"]


def test_what_changed_since_another_snapshot_is_told(tmp_path: Path) -> None:
    folder = embedded(tmp_path)
    first = kdgraph.open(folder).current_id()
    kdgraph.build(b"1412.6550\n1503.02531\n", data=folder, offline=True)
    app = run(folder, "curate", curate="what changed", earlier=str(first))
    assert not app.exception
    assert "Entries of the list" in said(app)


def test_one_snapshot_alone_has_nothing_to_be_compared_with(corpus: Path) -> None:
    app = run(corpus, "curate", curate="what changed")
    assert not app.exception
    assert "There is one snapshot only" in said(app)


def test_several_lists_stand_side_by_side(tmp_path: Path) -> None:
    folder = embedded(tmp_path)
    first = kdgraph.open(folder).current_id()
    kdgraph.build(b"1412.6550\n1503.02531\n", data=folder, offline=True)
    app = run(folder, "compare", snapshot=str(first))
    assert "2 papers are on both lists" in said(app)
    app.text_area(key="other-list").set_value("1412.6550\n").run()
    assert not app.exception
    pairs = app.dataframe[0].value
    assert pairs["on both"].tolist() == [2, 1, 1]
    assert pairs["on the first alone"].tolist() == [57, 58, 1]
