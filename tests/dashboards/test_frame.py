"""What stands around every page: snapshots, the search, the menu and what the URL keeps."""

from __future__ import annotations

from pathlib import Path

import pytest

import kdgraph
from kdgraph.graph.snapshot import Snapshot
from kdgraph.store import DataFolder, embedded_lists
from kdgraph.testing import toys
from tests.dashboards.places import embedded, publish, run, said


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, str, str]:
    """A data folder with an older and a newer snapshot, and their ids."""
    older = publish(tmp_path, toys.snapshot(), day=1)
    frames = toys.frames()
    frames["papers"] = frames["papers"].drop(index="g")
    return tmp_path, older, publish(tmp_path, Snapshot(frames, toys.MANIFEST), day=2)


def test_a_newer_snapshot_is_offered_and_not_forced(two: tuple[Path, str, str]) -> None:
    folder, older, newer = two
    app = run(folder, "overview", snapshot=older)
    assert app.query_params["snapshot"] == older
    assert "This is not the current snapshot" in app.sidebar.info[0].value
    app.button(key="newer").click().run()
    assert app.query_params["snapshot"] == newer
    assert not app.sidebar.info


def test_a_snapshot_that_comes_while_one_looks_moves_nobody(tmp_path: Path) -> None:
    first = publish(tmp_path, toys.snapshot(), day=1)
    app = run(tmp_path, "overview")
    assert app.query_params["snapshot"] == first
    frames = toys.frames()
    frames["papers"] = frames["papers"].drop(index="g")
    publish(tmp_path, Snapshot(frames, toys.MANIFEST), day=2)
    del app.query_params["snapshot"]  # as a link of the menu in another program would
    app.run()
    assert app.query_params["snapshot"] == first
    assert [one.key for one in app.sidebar.button] == ["play", "newer"]


def test_reading_waits_for_no_writer(two: tuple[Path, str, str]) -> None:
    folder, _, newer = two
    with DataFolder(folder).writer("a build that takes long"):
        app = run(folder, "lineage")
    assert not app.exception
    assert app.query_params["snapshot"] == newer


def test_a_link_to_a_snapshot_that_is_gone_offers_the_current_one(
    two: tuple[Path, str, str],
) -> None:
    folder, _, newer = two
    app = run(folder, "lineage", snapshot="0123456789abcdef")
    assert "Snapshot not found" in said(app)
    assert "0123456789abcdef" in said(app)
    app.button(key="current").click().run()
    assert app.query_params["snapshot"] == newer
    assert app.title[0].value == "Lineage"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("romero hints", "FitNets: Hints for Thin Deep Nets (2015)"),
        ("1503.02531", "Distilling the Knowledge in a Neural Network (2014)"),
        ("https://doi.org/10.1145/1150402.1150464", "Model Compression (2006)"),
    ],
)
def test_the_search_finds_from_any_page(corpus: Path, text: str, title: str) -> None:
    app = run(corpus, "overview", q=text)
    links = [getattr(link, "label", "") for link in app.sidebar.get("page_link")]
    shown = [label.replace("\\", "") for label in links]
    assert title in shown


def test_what_nothing_fits_is_said(corpus: Path) -> None:
    app = run(corpus, "overview", q="<b>zzzz</b>")
    assert any("No paper matches" in caption.value for caption in app.sidebar.caption)


def test_the_literature_of_a_year(corpus: Path) -> None:
    app = run(corpus, "overview", as_of="2015")
    assert app.sidebar.selectbox(key="as_of").value == "2015"
    assert "As of the end of 2015." in said(app)
    app.sidebar.selectbox(key="as_of").set_value("now").run()
    assert "as_of" not in app.query_params
    assert "As of the end" not in said(app)


def test_a_control_and_the_url_agree(corpus: Path) -> None:
    app = run(corpus, "lineage", show="main path")
    app.selectbox(key="weight").set_value("splc").run()
    assert app.query_params["weight"] == "splc"
    assert "SPLC" in said(app)
    app.query_params["weight"] = "spnp"  # as a step back, or a link within the page
    app.run()
    assert app.selectbox(key="weight").value == "spnp"
    app.selectbox(key="weight").set_value("spc").run()
    assert "weight" not in app.query_params


def test_a_marked_paper_is_shown_again(corpus: Path) -> None:
    words = said(run(corpus, "lineage", marked="arxiv:1412.6550"))
    assert "Adriana Romero" in words


def test_a_mark_that_is_not_there_is_said(corpus: Path) -> None:
    assert "is not in this figure" in said(run(corpus, "lineage", marked="~0123456789"))


def test_a_paper_that_several_names_fit_can_be_chosen(corpus: Path) -> None:
    app = run(corpus, "paper", paper="Knowledge Distillation")
    assert "papers fit" in said(app)
    choices = [button for button in app.button if (button.key or "").startswith("paper-")]
    choices[0].click().run()
    assert app.query_params["paper"] == (choices[0].key or "").removeprefix("paper-")
    assert app.header[0].value == choices[0].label


def test_a_paper_that_is_not_there_is_said(corpus: Path) -> None:
    app = run(corpus, "paper", paper="zzzz zzzz")
    assert "no paper called" in app.main.warning[0].value


def test_a_row_that_the_url_names_shows_its_paper(corpus: Path) -> None:
    app = run(corpus, "paper", paper="FitNets", part="descent", row="arxiv:1503.02531")
    assert "Geoffrey Hinton, Oriol Vinyals, Jeff Dean" in said(app)


def test_the_ways_from_one_paper_to_another(corpus: Path) -> None:
    address = {"show": "from A to B", "a": "FitNets", "b": "Feature-map-level Online Adversarial"}
    app = run(corpus, "lineage", **address)
    assert "8 of 8 paths shown" in said(app).replace("\\", "")  # beyond the direct citation
    app.selectbox(key="paths").set_value("shortest").run()
    assert "1 of 1 shortest paths shown, 8 paths in all" in said(app).replace("\\", "")


def test_why_there_is_no_way_is_said(corpus: Path) -> None:
    address = {
        "show": "from A to B",
        "a": "FitNets",
        "b": "Contrastive Representation Distillation",
    }
    words = said(run(corpus, "lineage", **address)).replace("\\", "")
    assert "was not read" in words
    assert "Other connections between the two" in words


@pytest.mark.parametrize(("address", "cost"), [({}, 1), ({"scope": "all"}, 3)])
def test_what_cycles_cost_is_shown(corpus: Path, address: dict[str, str], cost: int) -> None:
    # the field holds both papers of one of the three pairs of the corpus that cite each other
    app = run(corpus, "lineage", show="main path", **address)
    label = f"Citations removed to break cycles: {cost}"
    assert label in [one.label for one in app.expander]


def test_corrections_that_cannot_be_followed_are_said(tmp_path: Path) -> None:
    folder = embedded(tmp_path)
    text = '[[parent]]\npaper = "no such paper"\nparent = "FitNets"\n'
    (folder / "overrides.toml").write_text(text, encoding="utf-8")
    assert "no such paper" in said(run(folder, "overview"))


def test_a_name_set_by_hand_is_shown_once_the_file_says_so(tmp_path: Path) -> None:
    folder = embedded(tmp_path)
    before = said(run(folder, "paper", paper="1910.10699")).replace("\\", "")
    assert "In figures: **Tian et al. 2020**" in before
    text = '[[name]]\npaper = "1910.10699"\nname = "CRD"\n'
    (folder / "overrides.toml").write_text(text, encoding="utf-8")
    assert "In figures: **CRD**" in said(run(folder, "paper", paper="1910.10699"))


def test_how_the_list_was_read_is_told_with_its_warnings(tmp_path: Path) -> None:
    folder = embedded(tmp_path)
    assert "59 entries, 59 with title" in said(run(folder, "overview"))
    text = (embedded_lists() / "knowledge-distillation.md").read_bytes()
    names = b"".join(b"- **Anna Berg, Carl Dahl, CVPR %d**\n" % year for year in range(1980, 2010))
    kdgraph.build(text + b"\n## More\n\n" + names, data=folder, offline=True)
    app = run(folder, "overview")
    assert any("look like names of people" in warning.value for warning in app.warning)


def test_a_damaged_snapshot_is_told(tmp_path: Path) -> None:
    folder = embedded(tmp_path)
    manifest = next(folder.rglob("manifest.json"))
    manifest.write_text("{", encoding="utf-8")
    app = run(folder, "overview", snapshot=manifest.parent.name)
    assert not app.exception
    assert "is damaged" in app.error[0].value


def test_the_film_goes_through_the_years_and_stops_at_the_last(corpus: Path) -> None:
    app = run(corpus, "sections")
    app.button(key="play").click().run()
    assert not app.exception
    first = said(app)
    assert "Literature as of 2006" in first
    assert "as_of" not in app.query_params  # a film is no step of the reader
    app.session_state["film"] = 2024
    app.run()
    assert "Literature as of 2024" in said(app)
    app.button(key="stop").click().run()
    assert app.query_params["as_of"] == "2024"  # where it was stopped
    assert not app.exception


def test_what_is_wrong_with_the_address_stays_while_a_page_runs_again(corpus: Path) -> None:
    app = run(corpus, "lineage", show="nonsense")
    assert "is not valid here" in said(app)
    app.run()
    assert "is not valid here" in said(app)


def test_a_bad_width_leaves_the_last_good_picture(corpus: Path) -> None:
    for width in ("banana", "999in"):
        app = run(corpus, "figures", width=width)
        assert not app.exception
        assert "inches are shown" in app.warning[0].value
        assert app.get("imgs") or app.get("image")


@pytest.mark.parametrize(
    ("name", "offered"), [("CRD", None), ("Hinton", "Distilling the Knowledge in a Neural Network")]
)
def test_no_other_paper_is_taken_for_an_acronym_and_authors_are_offered(
    corpus: Path, name: str, offered: str | None
) -> None:
    app = run(corpus, "paper", paper=name)
    assert "no paper called" in app.main.warning[0].value
    labels = [one.label for one in app.main.button]
    assert bool(offered) == any(str(offered) in label for label in labels)


def test_a_paper_is_found_by_the_name_that_figures_call_it(tmp_path: Path) -> None:
    folder = embedded(tmp_path)
    values = {"paper": "arxiv:1910.10699", "name": "CRD"}
    kdgraph.correct(folder / "overrides.toml", kdgraph.embedded(), "name", values)
    assert "Contrastive Representation Distillation" in said(run(folder, "paper", paper="crd"))
