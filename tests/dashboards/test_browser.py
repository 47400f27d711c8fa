"""The dashboard as a reader has it: the real command, and a real browser."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

from dashboards.common.pages import pages
from tests.browser import ARGUMENTS, WITHOUT, chromium
from tests.dashboards.places import PAGES, embedded
from tests.gate import clean_environment

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = [
    pytest.mark.skipif(chromium() is None, reason=WITHOUT),
    pytest.mark.slow,
]

ROOT: Final = Path(__file__).resolve().parents[2]
PATIENCE: Final = 60_000  # milliseconds: the machine may be busy
FITNETS: Final = "arxiv:1412.6550"


@dataclass
class Heard:
    """What a page asked for and complained of."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard of the embedded corpus, run by the command."""
    folder = embedded(tmp_path_factory.mktemp("browser"))
    with socket.create_server(("localhost", 0)) as server:
        port = server.getsockname()[1]
    command = [sys.executable, "-m", "kdgraph", "dashboard", "--no-browser"]
    with subprocess.Popen(
        [*command, "--port", str(port), "--data", str(folder)],
        cwd=ROOT,
        env=clean_environment(os.environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        address = f"http://localhost:{port}"
        _wait_for(f"{address}/_stcore/health", process)
        yield address
        process.send_signal(signal.SIGINT)
        printed, _ = process.communicate(timeout=60)
    assert process.returncode == 0, printed
    assert "Traceback" not in printed
    assert printed.startswith(f"The dashboard is at {address} ")


def _wait_for(address: str, process: subprocess.Popen[str]) -> None:
    for _ in range(300):
        assert process.poll() is None, process.communicate()[0]
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"{address} does not answer")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The browser."""
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture
def context(browser: Any) -> Iterator[Any]:
    """A fresh browser, as of somebody who was never here; it waits long, on a busy machine."""
    opened = browser.new_context(viewport={"width": 1440, "height": 1000}, accept_downloads=True)
    opened.set_default_timeout(PATIENCE)
    yield opened
    opened.close()


def _open(context: Any, address: str) -> tuple[Any, Heard]:
    """Open an address, and wait until the page is whole."""
    heard = Heard()
    page = context.new_page()
    page.on("request", lambda request: heard.requests.append(request.url))
    page.on("console", lambda message: _complain(heard, message))
    page.on("pageerror", lambda error: heard.complaints.append(str(error)))
    page.goto(address)
    _settled(page)
    return page, heard


def _complain(heard: Heard, message: Any) -> None:
    # Streamlit asks for itself below the page's own address first, where it is not
    looking = re.search(r"/_stcore/(health|host-config)$", message.location.get("url", ""))
    if message.type in ("error", "warning") and not looking:
        heard.complaints.append(message.text)


def _settled(page: Any) -> None:
    """Wait until the script has come to its end: what it shows last is there, and it rests."""
    page.get_by_text("not Semantic Scholar output").last.wait_for()
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')


VIEWS: Final = [
    *PAGES,
    f"lineage?marked={FITNETS}",
    f"lineage?show=from+A+to+B&a={FITNETS}&b=arxiv:1910.10699",
    "influence?part=ranking&years=2018-2020&on_list=on",
    "authors?part=one+author",
    f"paper?paper={FITNETS}&part=descent",
]


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_asks_nobody_outside_complains_of_nothing_and_has_no_barrier(
    url: str, context: Any, view: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    name = view.partition("?")[0]
    page, heard = _open(context, f"{url}/{'' if view == PAGES[0] else view}")
    assert page.get_by_role("heading", level=1).inner_text() == pages()[name].title
    for scheme in ("light", "dark"):  # the browser begins in the first
        if scheme == "dark":
            page.emulate_media(color_scheme=scheme)
            page.reload()
            _settled(page)
        found = axe.run(page).response["violations"]
        barriers = [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]
        assert barriers == [], scheme
    assert heard.complaints == []
    outside = [one for one in heard.requests if not one.startswith((url, "data:", "blob:"))]
    assert outside == []
    assert len(heard.requests) > 10
    assert "snapshot=" in page.url


def test_a_click_on_a_mark_opens_its_paper_and_the_address_keeps_it(
    url: str, context: Any, browser: Any
) -> None:
    page, _ = _open(context, f"{url}/lineage")
    mark = page.locator('.kd-point[aria-label^="FitNets"]')
    page.get_by_label("A tree of 59 papers").wait_for(state="attached")  # what is read aloud
    mark.hover()
    page.locator(".kd-tip").get_by_text("cited by 86 here").wait_for()
    mark.click()
    page.get_by_role("link", name="Adriana Romero").wait_for()
    page.wait_for_url("**marked=*")
    permalink = page.url
    other = browser.new_context()
    try:
        again, _ = _open(other, permalink)
        again.get_by_role("link", name="Adriana Romero").wait_for(timeout=PATIENCE)
        again.get_by_role("link", name="FitNets: Hints for Thin Deep Nets").click()
        again.wait_for_url("**/paper?*")
        again.get_by_role("heading", name="FitNets: Hints for Thin Deep Nets").wait_for()
    finally:
        other.close()


def test_a_control_changes_the_picture_and_a_step_back_undoes_it(url: str, context: Any) -> None:
    page, _ = _open(context, f"{url}/lineage?show=main+path")
    page.get_by_text("Main path of the field by SPC").wait_for()
    page.get_by_role("combobox", name="Weight").click()
    page.get_by_role("option", name="SPLC").click()
    page.get_by_text("Main path of the field by SPLC").wait_for()
    page.wait_for_url("**weight=splc*")
    page.go_back()
    page.get_by_text("Main path of the field by SPC").wait_for()


def test_a_double_click_opens_the_page_of_a_paper(url: str, context: Any) -> None:
    page, _ = _open(context, f"{url}/lineage")
    page.locator(f'.kd-point[data-paper="{FITNETS}"]').dblclick()
    page.wait_for_url("**/paper?*")
    page.get_by_role("heading", name="FitNets: Hints for Thin Deep Nets").wait_for()


def test_a_filter_that_is_taken_away_leaves_the_address(url: str, context: Any) -> None:
    page, _ = _open(context, f"{url}/lineage")
    chip = page.locator('.kd-chip[data-name="Feature Distillation"]')
    chip.click()
    page.wait_for_url("**look=only*")
    chip.click()
    page.wait_for_url(re.compile(r"^[^?]*\?(?!.*look=)"))


def test_one_step_of_the_reader_is_one_step_of_history(url: str, context: Any) -> None:
    page, _ = _open(context, f"{url}/lineage")
    entries = "() => navigation.entries().map((entry) => entry.url)"
    before = len(page.evaluate(entries))  # the first visit is one, whatever the page adds to it
    page.get_by_text("main path", exact=True).click()
    page.wait_for_url("**show=main+path*")
    page.get_by_text("Main path of the field by SPC").wait_for()
    page.get_by_test_id("stSidebar").get_by_role("link", name="Influence").click()
    page.wait_for_url("**/influence?*")
    page.get_by_role("heading", name="Influence", level=1).wait_for()
    assert len(page.evaluate(entries)) == before + 2
    page.go_back()
    page.wait_for_url("**/lineage?*show=main+path*")
    page.get_by_text("Main path of the field by SPC").wait_for()


def test_the_pdf_that_is_downloaded_opens(url: str, context: Any, tmp_path: Path) -> None:
    from pypdf import PdfReader

    page, _ = _open(context, f"{url}/lineage")
    page.get_by_role("button", name="Download").first.click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="PDF").click()
    assert waiting.value.suggested_filename == "evolution.pdf"
    path = tmp_path / "evolution.pdf"
    waiting.value.save_as(path)
    (sheet,) = PdfReader(path).pages
    assert round(float(sheet.mediabox.width) / 72, 2) == 7.0
    assert "FitNets" in sheet.extract_text()


def test_the_search_leads_to_a_paper_from_the_keyboard(url: str, context: Any) -> None:
    page, _ = _open(context, url)
    box = page.get_by_label("Find a paper", exact=True)
    box.fill("romero hints")
    box.press("Enter")
    hit = page.get_by_test_id("stSidebar").get_by_role("link", name="FitNets")
    hit.wait_for()
    hit.focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="FitNets: Hints for Thin Deep Nets").wait_for()
    page.wait_for_url("**paper=arxiv*")


def test_a_narrow_dark_page_fits_its_window(url: str, browser: Any) -> None:
    narrow = browser.new_context(viewport={"width": 800, "height": 1000}, color_scheme="dark")
    try:
        narrow.set_default_timeout(PATIENCE)
        page, heard = _open(narrow, f"{url}/lineage")
        page.wait_for_selector(".kd-point")
        shown, room = page.evaluate(
            """() => {
              const all = [...document.querySelectorAll("*")];
              const inside = (one) => one.shadowRoot?.querySelector(".kd-stage");
              return [inside(all.find(inside)),
                      document.querySelector(".stMainBlockContainer")]
                     .map((one) => one.getBoundingClientRect().right);
            }"""
        )
        assert shown <= room <= 800
        ground = page.locator(".kd").evaluate("(one) => one.style.getPropertyValue('--kd-ground')")
        page_ground = page.evaluate(
            "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
        )
        assert (ground, page_ground) == ("#14171b", "rgb(20, 23, 27)")
        assert heard.complaints == []
    finally:
        narrow.close()
