"""What a list lacks or misplaces, decided on and given as a patch; and the plan of what to read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import kdgraph
from dashboards.common.plain import plain
from tests.dashboards.places import embedded, run, said

MISSING = "missing papers"
SECTION = "Distillation Meets Diffusion Models"


def _missing(folder: Path, **address: str) -> AppTest:
    app = run(folder, "curate", curate=MISSING, **address)
    assert not app.exception
    return app


def _decided(app: AppTest, what: str) -> list[str]:
    """Return the papers that can be decided on, and are so."""
    found = []
    for one in app.button_group:
        if str(one.key).startswith("decide-") and (what == "any" or one.value == what):
            found.append(str(one.key).removeprefix("decide-"))
    return found


def _links(app: AppTest) -> list[str]:
    links: list[Any] = [*app.main.get("page_link")]
    return [str(one.label) for one in links]


def _patch(app: AppTest) -> str:
    return str(app.code[0].value) if app.code else ""


def test_missing_papers_are_those_of_the_command_with_links_and_reasons(corpus: Path) -> None:
    app = _missing(corpus, top="2")
    found = kdgraph.missing_papers(kdgraph.embedded(), top=2)
    assert _decided(app, "any") == found.papers["paper_id"].tolist()
    words = said(app)
    assert f"{len(found.papers)} of {found.candidates:,} papers that the list lacks" in words
    links = _links(app)
    for title in found.papers["title"]:
        assert any(one.startswith(plain(title[:100])) for one in links)
    first = found.papers["reasons_for"][0][0]
    assert plain(first) in words
    assert words.count(":material/remove:") == found.papers["reasons_against"].map(len).sum()
    assert not re.search(r"arxiv\\?:\d{4}", words)  # papers are named in reasons


def test_accepted_papers_make_the_patch_of_the_command(corpus: Path) -> None:
    app = _missing(corpus, section=SECTION, top="3")
    one, two, three = _decided(app, "any")
    assert _patch(app) == ""
    app.button_group(key=f"decide-{one}").set_value("accepted").run()
    app.button_group(key=f"decide-{two}").set_value("declined").run()
    assert not app.exception
    document = kdgraph.current_list(corpus)
    found = kdgraph.missing_papers(kdgraph.embedded(), document, top=20)
    expected = found.patch(document, Path(document.source).name, [one]).decode()
    assert expected.count("\n+") > 1
    assert _patch(app).rstrip() == expected.rstrip()
    assert "1 accepted, 1 declined" in said(app)
    app.button(key="accept-waiting").click().run()
    assert (_decided(app, "accepted"), _decided(app, "declined")) == ([one, three], [two])
    app.button_group(key=f"decide-{one}").set_value(None).run()
    assert _decided(app, "accepted") == [three]
    app.button(key="forget").click().run()
    assert (_patch(app), _decided(app, "accepted")) == ("", [])


def test_what_is_accepted_stays_so_where_it_is_not_shown(corpus: Path) -> None:
    app = _missing(corpus, section=SECTION, top="1")
    (one,) = _decided(app, "any")
    app.button(key="accept-waiting").click().run()
    kept = _patch(app)
    app.selectbox(key="section").set_value("Survey Papers").run()
    assert one not in _decided(app, "any")
    assert _patch(app) == kept != ""
    app.selectbox(key="as_of").set_value("2016").run()
    assert not app.exception
    assert "1 accepted before are not among the papers found now" in said(app)


def test_the_filter_says_how_many_it_hides(corpus: Path) -> None:
    every = len(_decided(_missing(corpus, top="2"), "any"))
    app = _missing(corpus, top="2", years="2020-2026")
    shown = len(_decided(app, "any"))
    assert 0 < shown < every
    assert f"The filter hides {every - shown} more" in said(app)


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A data folder in which a snapshot that is not the current one misplaces a paper."""
    folder = embedded(tmp_path_factory.mktemp("moved"))
    document = kdgraph.current_list(folder)
    (entry,) = (one for one in document.entries if "Dreaming to Distill" in (one.title or ""))
    lines = document.data.decode().splitlines(keepends=True)
    cut = lines[entry.line_start - 1 : entry.line_end]
    rest = lines[: entry.line_start - 1] + lines[entry.line_end :]
    at = next(n for n, line in enumerate(rest) if line.strip() == "## Feature Distillation") + 1
    kdgraph.build("".join([*rest[:at], "\n", *cut, *rest[at:]]).encode(), data=folder, offline=True)
    shown = str(kdgraph.open(folder).current_id())
    kdgraph.build(b"1412.6550\n1503.02531\n", data=folder, offline=True)
    return folder, shown


def test_an_entry_in_the_wrong_section_is_named_with_evidence(moved: tuple[Path, str]) -> None:
    folder, shown = moved
    app = run(folder, "curate", curate="wrong section", snapshot=shown)
    assert not app.exception
    words = said(app)
    assert "1 of 48 papers looked at** belongs" in words
    assert "stands in **Feature Distillation**" in words
    assert "papers that cite it" in words
    assert any("Dreaming to Distill" in one for one in _links(app))
    assert "Nothing is said of 11 others" in words
    assert "0 of 48 papers" in said(
        run(folder, "curate", curate="wrong section", least="100", snapshot=shown)
    )


@pytest.mark.parametrize("side", [MISSING, "wrong section"])
def test_a_list_of_which_nothing_is_known_is_a_sentence(moved: tuple[Path, str], side: str) -> None:
    folder, shown = moved
    app = run(folder, "curate", curate=side, snapshot=shown, as_of="1990")
    assert not app.exception
    assert "none of the papers of the list is known here" in app.main.info[0].value


def test_the_reading_order_is_a_check_list_too(corpus: Path) -> None:
    app = run(corpus, "lineage", show="reading order", papers="5", minutes="30")
    assert not app.exception
    plan = kdgraph.reading_plan(kdgraph.embedded(), 5, minutes=30)
    words = said(app)
    assert plain(plan.summary()) in words
    assert "30 minutes" in words
    listed = [one for one in _links(app) if re.match(r"\d+\\. ", one)]
    assert len(listed) == len(plan.papers) == 5
    for title, link, why in zip(plan.papers["title"], listed, plan.papers["why"], strict=True):
        assert plain(title[:100]) in link
        assert plain(why) in words


@pytest.mark.parametrize("kind", ["hard", "empty", "lonely", "unconnected"])
def test_a_check_list_of_next_to_nothing_is_a_sentence(places: dict[str, Path], kind: str) -> None:
    app = run(places[kind], "lineage", show="reading order")
    assert [one.value for one in [*app.exception, *app.error]] == []
