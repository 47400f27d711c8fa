"""The page of lists: what was read of one's own, and the build beside the dashboard."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import kdgraph
from dashboards.common.building import Building
from tests.dashboards.places import embedded, run, said

TYPED = """# Awesome teapots

## Hints
- FitNets: Hints for Thin Deep Nets, https://arxiv.org/abs/1412.6550
- <b>Nobody</b> *wrote* this about $teapots$, 2021, https://example.org/teapot.pdf
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with the embedded corpus."""
    return embedded(tmp_path / "data")


def _typed(folder: Path, text: str) -> AppTest:
    app = run(folder, "lists")
    assert not app.exception
    app.text_area[0].set_value(text).run()
    assert not app.exception
    return app


def test_what_was_read_is_shown_before_anything_is_built(folder: Path) -> None:
    app = _typed(folder, TYPED)
    words = said(app)
    assert "2 entries" in words
    assert "read as markdown" in words
    table = app.dataframe[0].value
    assert table["title"].tolist()[0] == "FitNets: Hints for Thin Deep Nets"
    assert table["section"].tolist() == ["Hints", "Hints"]
    assert not (folder / "lists").exists()


def test_an_address_is_not_asked_before_it_is_wanted(folder: Path) -> None:
    words = said(_typed(folder, "https://github.com/jane-roe/awesome-teapots"))
    assert "is fetched when it is built" in words


@pytest.mark.parametrize("text", ["\x00\x01\x02", "<<<>>>", "no list at all\n\n---\n"])
def test_what_is_no_list_is_said(folder: Path, text: str) -> None:
    app = _typed(folder, text)
    assert not app.button or "Fetch the rest" not in [one.label for one in app.button]


def test_all_snapshots_of_the_folder_can_be_opened(folder: Path) -> None:
    kdgraph.build(b"10.1145/1150402.1150464\n1412.6550\n", data=folder, offline=True)
    other = kdgraph.open(folder).current_id()
    app = run(folder, "lists")
    (embedded_id,) = [one.id for one in kdgraph.open(folder).snapshots() if one.id != other]
    app.button(key=f"open-{embedded_id}").click().run()
    assert not app.exception
    assert app.query_params["snapshot"] == embedded_id


def test_another_snapshot_becomes_the_current_one_and_back(folder: Path) -> None:
    first = kdgraph.open(folder).current_id()
    kdgraph.build(b"1412.6550\n", data=folder, offline=True)
    second = kdgraph.open(folder).current_id()
    app = run(folder, "lists")
    app.button(key=f"current-{first}").click().run()
    assert not app.exception
    assert (kdgraph.open(folder).current_id(), app.query_params["snapshot"]) == (first, first)
    app.button(key="current-back").click().run()
    assert kdgraph.open(folder).current_id() == second
    with pytest.raises(kdgraph.NoSnapshotError):
        kdgraph.open(folder).make_current("nowhere")


def test_what_cannot_be_read_is_one_sentence_with_the_formats_folded_in(folder: Path) -> None:
    app = _typed(folder, "no list at all\n\n---\n")
    assert app.error[0].value.count("\n") == 0
    assert "no paper found" in app.error[0].value
    assert "bibtex" not in app.error[0].value
    assert "What can be read" in [one.label for one in app.expander]


def test_lists_and_findings_are_those_of_the_snapshot_that_is_shown(folder: Path) -> None:
    shown = kdgraph.open(folder).current_id()
    kdgraph.build(b"1412.6550\n", data=folder, offline=True)
    other = kdgraph.open(folder).current_id()
    assert other != shown
    counts = {
        one: len(kdgraph.current_list(folder, snapshot=one).entries) for one in (shown, other)
    }
    assert counts == {shown: 59, other: 1}
    assert "36 findings" in said(run(folder, "curate", snapshot=str(shown)))
    assert "in 1 entries" in said(run(folder, "curate", snapshot=str(other)))
    app = run(folder, "lists", snapshot=str(shown))
    assert kdgraph.list_file(folder, str(shown)).name == "knowledge-distillation.md"
    assert "Refresh" in [one.label for one in app.button]


def test_ids_and_titles_may_stand_in_one_list(folder: Path) -> None:
    app = _typed(folder, "arXiv:1503.02531\nContrastive Representation Distillation\nxx yy\n")
    table = app.dataframe[0].value
    assert table["id"].tolist() == ["arXiv:1503.02531", ""]
    assert table["title"].tolist() == ["", "Contrastive Representation Distillation"]
    assert "1 lines" in said(app)  # what was passed over is named
    assert [one.value for one in app.text] == ["line 3: xx yy"]


def test_a_list_that_cannot_be_kept_is_told(folder: Path) -> None:
    (folder / "lists").write_text("no folder", encoding="utf-8")
    app = _typed(folder, TYPED)
    app.button[[one.label for one in app.button].index("Fetch the rest")].click().run()
    assert not app.exception
    assert "cannot be kept" in app.error[0].value
    assert (folder / "lists").read_text(encoding="utf-8") == "no folder"


def _ended(held: Building, wanted: Callable[[], bool]) -> None:
    for _ in range(1_200):
        if wanted():
            return
        time.sleep(0.1)
    pytest.fail(f"it did not come to its end: {held}")


@pytest.mark.slow
def test_a_build_runs_beside_the_page_is_paused_and_resumed(folder: Path) -> None:
    path = folder / "mine.txt"
    path.write_text("1412.6550\n1503.02531\n", encoding="utf-8")
    held = Building(("--data", str(folder), "--list", str(path), "--offline"), "mine")
    held.run()
    held.pause()
    _ended(held, lambda: not held.runs)
    assert (held.done, held.failed, held.paused) == (None, None, True)
    held.run()
    _ended(held, lambda: held.done is not None or held.failed is not None)
    assert held.failed is None
    assert held.done is not None
    assert (held.done["matched"], held.done["entries"]) == (2, 2)
    assert held.done["snapshot"] == kdgraph.open(folder).current_id()


@pytest.mark.slow
def test_a_build_that_cannot_be_done_says_why(folder: Path) -> None:
    held = Building(("--data", str(folder), "--list", str(folder / "nowhere.bib")), "nowhere")
    held.run()
    _ended(held, lambda: held.failed is not None or held.done is not None)
    assert "nowhere.bib" in str(held.failed)
    assert "Traceback" not in str(held.failed)
