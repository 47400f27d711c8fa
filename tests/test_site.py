"""The site: what its pages print is what comes, its reference is whole, and it builds unwarned."""

from __future__ import annotations

import http.server
import re
import threading
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import kdgraph
from docs import notebooks, pages, reference, website
from kdgraph.cli.commands import COMMANDS
from kdgraph.model import TABLES
from tests.browser import ARGUMENTS, WITHOUT, chromium

NAMES = [path.relative_to(pages.DOCS).as_posix() for path in pages.pages()]
TUTORIALS = [name for name in NAMES if name.startswith("guides/")]


@pytest.mark.parametrize("name", NAMES)
def test_what_a_page_prints_is_what_comes(name: str, tmp_path: Path) -> None:
    """Python -m docs.pages --write writes what comes into the pages where this fails."""
    run = pages.run_page(pages.DOCS / name, tmp_path)
    assert [str(fault) for fault in run.faults] == []
    if name in TUTORIALS:
        assert run.commands + run.examples > 3


def test_tutorials_print_hardly_anything_that_is_not_run_and_say_who_runs_the_rest() -> None:
    left = [found for name in TUTORIALS for found in pages.not_run(pages.DOCS / name)]
    assert [text for text, _ in left if "install" not in text] == ["kdgraph dashboard\n"]
    for name in NAMES:
        for _, reason in pages.not_run(pages.DOCS / name):
            named = re.findall(r"tests/[\w./]*\w", reason)
            assert named, f"{name}: {reason}"
            assert [one for one in named if not (website.ROOT / one).exists()] == []


_PAGE = """# A page

```markdown title="two.md"
- **Model Compression** (KDD 2006) [[paper]](https://doi.org/10.1145/1150402.1150464)
```

```console
$ kdgraph read two.md --passed-over
...
$ kdgraph read no-such.md
...
$ echo $?
2
$ kdgraph --version | tr a-z A-Z
KDGRAPH ...
```

```pycon
>>> from pathlib import Path
>>> len(Path("two.md").read_text().splitlines())
1
```
"""


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        pytest.param("", "", None, id="as it is"),
        pytest.param("KDGRAPH ...", "kdgraph 1", 14, id="other output"),
        pytest.param("$ echo $?\n2\n", "", 10, id="an error that is not shown"),
        pytest.param("\n1\n", "\n2\n", 20, id="another value"),
        pytest.param('title="two.md"', "", 8, id="a file that nobody wrote"),
    ],
)
def test_the_runner_of_pages_notices(tmp_path: Path, old: str, new: str, line: int | None) -> None:
    text = _PAGE.replace(old, new)
    path, folder = tmp_path / "page.md", tmp_path / "folder"
    path.write_text(text, "utf-8")
    folder.mkdir()
    found = [fault.line for fault in pages.run_page(path, folder).faults]
    assert found[:1] == ([] if line is None else [line])


def test_what_came_can_be_written_into_a_page(tmp_path: Path) -> None:
    path, folder = tmp_path / "page.md", tmp_path / "folder"
    path.write_text(_PAGE.replace("KDGRAPH ...", "old\n").replace("\n1\n", "\n7\n"), "utf-8")
    folder.mkdir()
    mended = pages.run_page(path, folder).mended
    assert "old" not in mended
    assert f"KDGRAPH {kdgraph.__version__}\n" in mended
    assert mended.endswith(".splitlines())\n1\n```\n")


@pytest.mark.parametrize("name", notebooks.names())
def test_a_notebook_was_executed_and_gives_the_same_words(name: str, tmp_path: Path) -> None:
    """Python -m docs.notebooks executes them again where this fails."""
    kept: dict[str, Any] = notebooks._read(name)
    came = notebooks.said(notebooks.execute(name, tmp_path))
    assert len(came) == len(notebooks.said(kept))
    for number, (now, then) in enumerate(zip(came, notebooks.said(kept), strict=True)):
        assert now == then, f"output {number} was {then!r} and is {now!r}"
    counts = [cell["execution_count"] for cell in kept["cells"] if cell["cell_type"] == "code"]
    assert counts == list(range(1, len(counts) + 1))


def test_the_reference_holds_every_command_column_and_name() -> None:
    made = reference.pages()
    for name in COMMANDS:
        assert f"\nUsage: kdgraph {name} " in made["commands.md"]
    assert "\nUsage: kdgraph correct parent " in made["commands.md"]
    for table in TABLES.values():
        for column in table.columns:
            assert f"`{column.name}`" in made["schema.md"]
            assert " ".join(column.meaning.split()).replace("|", "\\|") in made["schema.md"]
    python = "".join(text for name, text in made.items() if name.startswith("api/"))
    for name in kdgraph.__all__:
        assert name == "__version__" or f".{name}\n" in python
    for family in (kdgraph.MEASURES, kdgraph.FIGURES, kdgraph.EXPORTS):
        assert [one for one in family if f"`{one.replace('_', '-')}`" not in python] == []
    assert set(reference.api_menu().values()) == {name for name in made if name.startswith("api/")}


class _Page(HTMLParser):
    """The anchors of a page, where its links lead, and what it loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = dict(attrs)
        if of.get("id"):
            self.anchors.add(of["id"] or "")
        if tag == "a" and of.get("href"):
            self.links.append(of["href"] or "")
        if tag in ("script", "img", "iframe", "source") and of.get("src"):
            self.loaded.append(of["src"] or "")
        if tag == "link" and of.get("rel") != "canonical" and of.get("href"):
            self.loaded.append(of["href"] or "")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    assert website.build(folder) == 0  # no warning
    return folder


@pytest.mark.slow
def test_every_link_of_the_site_leads_somewhere_and_nothing_is_fetched_elsewhere(
    site: Path,
) -> None:
    found = {path: _Page(path.read_text("utf-8")) for path in site.rglob("*.html")}
    assert len(found) > 30
    broken = []
    for path, page in found.items():
        outside = [one for one in page.loaded if urlsplit(one).netloc]
        assert outside == [], path
        for link in (*page.links, *page.loaded):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or path.name == "404.html":
                continue
            target = (path.parent / parts.path).resolve() if parts.path else path
            target = target / "index.html" if target.is_dir() else target
            anchors = found[target].anchors if target in found else set()
            if not target.exists() or (parts.fragment and parts.fragment not in anchors):
                broken.append((path.relative_to(site).as_posix(), link))
    assert broken == []


@pytest.mark.slow
def test_a_browser_asks_for_the_site_alone_and_copies_what_can_be_typed(site: Path) -> None:
    browser = chromium()
    if browser is None:
        pytest.skip(WITHOUT)
    from playwright.sync_api import sync_playwright

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *arguments: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    asked: list[str] = []
    wrong: list[str] = []
    with sync_playwright() as playwright, server:
        opened = playwright.chromium.launch(executable_path=browser, args=list(ARGUMENTS))
        context = opened.new_context(permissions=["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(f"{address}/notebooks/own-joins/")
        page.wait_for_selector(".kd-plot .main-svg")
        page.goto(f"{address}/guides/parent/")
        block = page.locator(".highlight", has_text="correct parent").first
        block.hover()
        block.locator(".md-code__button[data-md-type=copy], .md-clipboard").first.click()
        copied = page.evaluate("navigator.clipboard.readText()")
        page.set_viewport_size({"width": 390, "height": 800})
        sideways = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        opened.close()
        server.shutdown()
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
    assert wrong == []
    lines = [line for line in copied.splitlines() if line.strip()]
    assert lines[0].startswith("kdgraph correct parent ")
    assert lines[-1] == "kdgraph correct list"
    assert len(lines) == len(re.findall("kdgraph ", copied)) + 1  # one goes over two lines
    assert sideways <= 0
