"""Own tags, read marks and notes on a page: kept at once, shown in tables, filtered, exported."""

from __future__ import annotations

from pathlib import Path

import pytest

import kdgraph
from tests.dashboards.places import embedded, run, said

FITNETS = "arxiv:1412.6550"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with the embedded corpus."""
    return embedded(tmp_path / "data")


def _kept(folder: Path) -> kdgraph.PaperNote:
    return kdgraph.read_notes(folder / "notes.toml", kdgraph.embedded()).of(FITNETS)


def test_what_is_set_on_a_page_is_kept_and_shown_in_tables(folder: Path) -> None:
    app = run(folder, "paper", paper=FITNETS, part="reference")
    app.text_area(key=f"note-{FITNETS}").set_value("see <b>Table 4</b>").run()
    app.button_group(key=f"mark-{FITNETS}").set_value("read").run()
    assert not app.exception
    kdgraph.annotate(folder / "notes.toml", kdgraph.embedded(), FITNETS, tags=["baseline"])
    kept = _kept(folder)
    assert (kept.tags, kept.read, kept.note) == (("baseline",), True, "see <b>Table 4</b>")
    app.run()
    assert app.multiselect(key=f"tags-{FITNETS}").value == ["baseline"]
    assert "; baseline}" in app.code[0].value
    ranking = run(folder, "influence", part="ranking", tag="baseline", scope="all")
    (row,) = ranking.dataframe[0].value.to_dict("records")
    assert (row["paper_id"], row["tags"], row["reading"]) == (FITNETS, "baseline", "read")
    app.multiselect(key=f"tags-{FITNETS}").set_value([]).run()
    assert _kept(folder).tags == ()


def test_a_file_with_a_fault_is_told_and_stays_as_it_is(folder: Path) -> None:
    file = folder / "notes.toml"
    file.write_text("[[paper]]\ntags = []\n", encoding="utf-8")
    app = run(folder, "paper", paper=FITNETS, part="reference")
    assert not app.exception
    assert "notes\\.toml, paper 1" in said(app)
    app.text_area(key=f"note-{FITNETS}").set_value("mine").run()
    assert "paper 1" in app.error[0].value
    assert file.read_text(encoding="utf-8") == "[[paper]]\ntags = []\n"


def test_a_paper_is_noted_on_its_page_and_on_its_card_at_once(folder: Path) -> None:
    app = run(folder, "paper", paper=FITNETS, marked=FITNETS)
    assert not app.exception
    app.text_area(key=f"card-note-{FITNETS}").set_value("on the card").run()
    assert not app.exception
    assert app.text_area(key=f"note-{FITNETS}").value == "on the card"
