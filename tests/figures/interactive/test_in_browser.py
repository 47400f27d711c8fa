"""An interactive picture as a reader has it: one file, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

import kdgraph
from kdgraph.testing import literatures
from tests.browser import ARGUMENTS, WITHOUT, chromium

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = [pytest.mark.skipif(chromium() is None, reason=WITHOUT), pytest.mark.slow]

HINTON: Final = "arxiv:1503.02531"
FITNETS: Final = "arxiv:1412.6550"
LIT: Final = "() => [...document.querySelectorAll('.kd-point.kd-lit')].map(e => e.dataset.paper)"
LEFT: Final = (
    "() => [...document.querySelectorAll('.kd-point:not(.kd-out)')].map(e => e.dataset.paper)"
)


@cache
def _picture(figure: str, corpus: str = "embedded") -> kdgraph.InteractivePicture:
    snapshot = kdgraph.embedded() if corpus == "embedded" else literatures.hard()
    return kdgraph.interactive_picture(snapshot, kdgraph.draw(figure, snapshot, width=8.0))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The browser."""
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page that remembers what it asked for and what went wrong, as lists `asked`, `wrong`."""
    opened = browser.new_page(viewport={"width": 1200, "height": 900})
    opened.set_default_timeout(60_000)
    opened.asked, opened.wrong = [], []
    opened.on("request", lambda request: opened.asked.append(request.url))
    opened.on("pageerror", lambda error: opened.wrong.append(str(error)))
    opened.on(
        "console",
        lambda message: opened.wrong.append(message.text) if message.type == "error" else None,
    )
    yield opened
    assert opened.wrong == []
    assert [url for url in opened.asked if not url.startswith(("file:", "data:", "blob:"))] == []
    opened.close()


def _show(page: Any, tmp_path: Path, picture: kdgraph.InteractivePicture, **options: Any) -> None:
    path = tmp_path / "picture.html"
    path.write_text(picture.to_html(**options), encoding="utf-8")
    page.goto(path.as_uri())
    page.wait_for_selector(".kd-point")


def _family(picture: kdgraph.InteractivePicture, start: str) -> set[str]:
    """Return all forebears and heirs of a paper, found another way than the script finds them."""
    import networkx as nx

    graph: Any = nx.DiGraph(
        (arc["citing"], arc["cited"]) for arc in picture.scene["arcs"] if arc["descent"]
    )
    near = {
        arc["citing"] if arc["cited"] == start else arc["cited"]
        for arc in picture.scene["arcs"]
        if start in (arc["citing"], arc["cited"])
    }
    return {start} | near | nx.ancestors(graph, start) | nx.descendants(graph, start)


def test_pointing_at_a_paper_lights_its_forebears_and_heirs_alone(
    page: Any, tmp_path: Path
) -> None:
    picture = _picture("evolution")
    _show(page, tmp_path, picture)
    page.locator(f'[data-paper="{FITNETS}"]').hover()
    expected = _family(picture, FITNETS)
    assert set(page.evaluate(LIT)) == expected
    assert HINTON in expected < set(picture.scene["papers"])
    page.mouse.move(2, 2)
    assert page.evaluate(LIT) == []


def test_the_sentence_rides_on_the_arc_that_is_lit(page: Any, tmp_path: Path) -> None:
    picture = _picture("evolution", "hard")
    arc = next(one for one in picture.scene["arcs"] if one["sentence"] and one["descent"])
    _show(page, tmp_path, picture)
    page.locator(f'[data-paper="{arc["citing"]}"]').hover()
    page.locator(".kd-quote").get_by_text(arc["sentence"]).wait_for()


def test_words_never_become_markup(page: Any, tmp_path: Path) -> None:
    picture = _picture("evolution", "hard")
    _show(page, tmp_path, picture, remarks=literatures.HARD_TITLES[1])
    shown = {paper["title"] for paper in picture.scene["papers"].values()}
    title = next(one for one in literatures.HARD_TITLES if "<" in one and one in shown)
    page.get_by_role("button", name=title, exact=False).hover()
    assert page.locator(".kd-tip strong").inner_text() == title
    page.get_by_role("combobox").fill(title)
    page.get_by_role("option").get_by_text(title).wait_for()
    assert page.locator(".kd b, .kd i, .kd script, main script, main > p > b").count() == 0


def test_a_click_pins_and_escape_lets_go(page: Any, tmp_path: Path) -> None:
    picture = _picture("evolution")
    _show(page, tmp_path, picture)
    mark = page.locator(f'[data-paper="{FITNETS}"]')
    mark.click()
    page.mouse.move(2, 2)
    assert set(page.evaluate(LIT)) == _family(picture, FITNETS)
    assert mark.get_attribute("aria-pressed") == "true"
    page.keyboard.press("Escape")
    assert page.evaluate(LIT) == []
    assert mark.get_attribute("aria-pressed") == "false"


def test_arrows_walk_to_forebear_heir_and_sibling(page: Any, tmp_path: Path) -> None:
    picture = _picture("evolution")
    _show(page, tmp_path, picture)
    page.locator(f'[data-paper="{FITNETS}"]').focus()
    focused = "() => document.activeElement.dataset.paper"
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(focused) == HINTON
    page.keyboard.press("ArrowRight")
    heir = page.evaluate(focused)
    cited = {(arc["citing"], arc["cited"]) for arc in picture.scene["arcs"]}
    assert (heir, HINTON) in cited
    page.keyboard.press("ArrowDown")
    sibling = page.evaluate(focused)
    assert sibling != heir
    assert (sibling, HINTON) in cited
    page.keyboard.press("ArrowUp")
    assert page.evaluate(focused) == heir


def test_the_search_finds_words_of_title_and_author_and_flies_there(
    page: Any, tmp_path: Path
) -> None:
    _show(page, tmp_path, _picture("evolution"))
    box = page.get_by_role("combobox", name="Find a paper in this picture")
    box.fill("no such paper at all")
    page.locator(".kd-hits").get_by_text("Not in this picture").wait_for()
    box.fill("romero hints")
    assert page.get_by_role("option").count() == 1
    box.press("Enter")
    page.wait_for_function(f"() => document.activeElement.dataset.paper === '{FITNETS}'")
    assert page.locator(f'[data-paper="{FITNETS}"]').get_attribute("aria-pressed") == "true"


def test_sections_years_and_kinds_filter(page: Any, tmp_path: Path) -> None:
    picture = _picture("evolution")
    papers = picture.scene["papers"]
    _show(page, tmp_path, picture)
    page.locator('.kd-only [data-name="Feature Distillation"]').click()
    inside = {one for one, paper in papers.items() if paper["section"] == "Feature Distillation"}
    assert set(page.evaluate(LEFT)) == inside
    page.get_by_label("Last year").fill("2019")
    early = {one for one in inside if papers[one]["year"] <= 2019}
    assert set(page.evaluate(LEFT)) == early < inside
    page.locator('.kd-only [data-name="Feature Distillation"]').click()
    assert set(page.evaluate(LEFT)) == {
        one for one, paper in papers.items() if paper["year"] <= 2019
    }
    page.get_by_label("Last year").fill("2025")
    page.locator('.kd-kinds [data-name="likely forebear"]').click()
    gone = page.locator("path.kd-item.kd-out").count()
    assert gone == sum(arc["kind"] == "likely forebear" for arc in picture.scene["arcs"])


def test_a_file_opens_with_what_was_pinned_and_filtered(page: Any, tmp_path: Path) -> None:
    picture = _picture("evolution")
    look = "only=Feature%20Distillation;years=2014-2019"
    _show(page, tmp_path, picture, pinned=[FITNETS], look=look)
    papers = picture.scene["papers"]
    assert set(page.evaluate(LEFT)) == {
        one
        for one, paper in papers.items()
        if paper["section"] == "Feature Distillation" and 2014 <= paper["year"] <= 2019
    }
    assert page.locator(".kd-point.kd-pinned").get_attribute("data-paper") == FITNETS
    assert "FitNets" in page.locator("#bib").text_content()


def test_a_click_in_a_file_shows_the_card_with_candidates_and_sentences(
    page: Any, tmp_path: Path
) -> None:
    corpus = kdgraph.embedded()
    paper = FITNETS
    notes = tmp_path / "notes.toml"
    kdgraph.annotate(notes, corpus, paper, tags=["<b>mine</b>"], note="see Table 4")
    noted = corpus.with_reading_notes(kdgraph.read_notes(notes, corpus))
    picture = kdgraph.interactive_picture(noted, kdgraph.draw("evolution", noted))
    _show(page, tmp_path, picture)
    assert "Click on any mark" in page.locator("#card").text_content()
    page.locator(f'.kd-point[data-paper="{paper}"]').click()
    card = page.locator("#card")
    told = kdgraph.parent_contest(corpus).told(paper)
    assert len(told) > 1
    words = card.text_content()
    for one in told:
        assert corpus.papers.at[one.candidate_id, "title"] in words
        assert one.said in words
    for words_of_own in ("<b>mine</b>", "see Table 4"):
        assert words_of_own in words
    assert card.locator("b").count() == 0
    card.get_by_role("button").first.click()  # a candidate leads to its own card
    page.wait_for_function("document.querySelector('#card h2').textContent.startsWith('Distill')")


def test_zooming_moves_marks_apart_and_keeps_the_size_of_names(page: Any, tmp_path: Path) -> None:
    _show(page, tmp_path, _picture("evolution"))
    mark, name = page.locator(f'[data-paper="{HINTON}"] path'), page.get_by_text("FitNets").first
    before = mark.bounding_box(), name.bounding_box()
    stage = page.locator(".kd-marks").bounding_box()
    page.mouse.move(stage["x"] + 200, stage["y"] + 200)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    after = mark.bounding_box(), name.bounding_box()
    assert after[0]["width"] == pytest.approx(before[0]["width"], abs=0.5)
    assert after[1]["height"] == pytest.approx(before[1]["height"], abs=0.5)
    apart = [box[1]["x"] - box[0]["x"] for box in (before, after)]
    assert apart[1] > 1.3 * apart[0]
    page.get_by_role("button", name="Show the whole picture").click()
    assert mark.bounding_box()["x"] == pytest.approx(before[0]["x"], abs=0.5)


def test_a_wheel_without_control_scrolls_the_page(page: Any, tmp_path: Path) -> None:
    _show(page, tmp_path, _picture("evolution"))
    page.set_viewport_size({"width": 1200, "height": 500})
    stage = page.locator(".kd-marks").bounding_box()
    page.mouse.move(stage["x"] + 200, stage["y"] + 100)
    page.mouse.wheel(0, 200)
    page.wait_for_function("() => window.scrollY > 100")


def test_a_swipe_scrolls_the_page_and_a_tap_pins(browser: Any, tmp_path: Path) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 700}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    _show(page, tmp_path, _picture("evolution"))
    swipe = context.new_cdp_session(page)
    box = page.locator(".kd-stage").bounding_box()
    x, y = box["x"] + 150, min(box["y"] + 250, 600)
    swipe.send(
        "Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]}
    )
    for step in range(1, 11):
        moved = [{"x": x, "y": y - 20 * step}]
        swipe.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": moved})
    swipe.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_function("() => window.scrollY > 100")
    transform = page.locator(f'[data-paper="{HINTON}"]').get_attribute("transform")
    page.locator(f'[data-paper="{HINTON}"]').tap()
    assert page.locator(".kd-point.kd-pinned").get_attribute("data-paper") == HINTON
    assert page.locator(f'[data-paper="{HINTON}"]').get_attribute("transform") == transform
    context.close()


def test_where_zooming_makes_room_papers_get_the_names_that_had_none(
    page: Any, tmp_path: Path
) -> None:
    picture = _picture("main-path")
    named = {
        item["papers"][0]
        for item in picture.scene["panels"][0]["items"]
        if item["kind"] == "text" and item["papers"]
    }
    nameless = [paper["name"] for one, paper in picture.scene["papers"].items() if one not in named]
    assert nameless
    _show(page, tmp_path, picture)
    assert page.locator(".kd-more").count() == 0
    for _ in range(3):
        page.get_by_role("button", name="Zoom in").click()
    page.wait_for_selector(".kd-more")
    assert set(page.locator(".kd-more").all_text_contents()) <= set(nameless)
