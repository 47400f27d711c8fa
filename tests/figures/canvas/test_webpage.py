"""The HTML file: whole, silent, and showing words as words."""

from __future__ import annotations

import json
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from kdgraph.figures.canvas.files import content
from tests.browser import WITHOUT, chromium
from tests.figures.canvas.everything import everything


class _Page(HTMLParser):
    """Collects the tags with their attributes, and the text by tag."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "meta":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open:
            self.text.setdefault(self._open[-1], []).append(data)


@pytest.fixture(scope="module")
def page() -> _Page:
    return _Page(content(everything(), "html").decode())


def test_it_asks_for_nothing(page: _Page) -> None:
    asking = {"src", "href", "srcset", "data", "poster", "action", "background"}
    assert [(tag, said) for tag, said in page.tags if asking & set(said)] == []
    assert {tag for tag, _ in page.tags} & {"link", "img", "iframe", "object", "base"} == set()
    (style,) = page.text["style"]
    assert "@import" not in style
    assert re.findall(r"url\((?!data:font/ttf;base64,)", style) == []


def test_it_says_in_words_what_the_picture_shows(page: _Page) -> None:
    assert page.tags[0] == ("html", {"lang": "en"})
    assert page.text["title"] == [
        "everything: Everything at once: 11 things & <b>no more</b></script>."
    ]
    assert page.text["figcaption"] == ["Everything at once: 11 things & <b>no more</b></script>."]
    assert "Nothing is left out & <u>nothing</u> is hidden." in page.text["li"]
    assert "Marks of every kind, in a row & <i>beside</i> each other." in page.text["p"]
    assert any("kdgraph" in text and "snapshot toy" in text for text in page.text["p"])
    labelled = [said for tag, said in page.tags if said.get("role") == "img"]
    assert labelled[0]["aria-label"] == "Marks of every kind, in a row & <i>beside</i> each other."


def test_no_word_of_a_title_becomes_markup(page: _Page) -> None:
    tags = [tag for tag, _ in page.tags]
    assert tags.count("script") == 3
    assert not {"b", "i", "u", "extra"} & set(tags)
    ids = [said["id"] for _, said in page.tags if "id" in said]
    assert ids == ["kdgraph-provenance", "kdgraph-everything"]


def test_the_picture_is_the_figure_of_the_drawing(page: _Page) -> None:
    script = page.text["script"][-1]
    figure = json.loads(script[script.index("{") : script.index("};\nvar draw") + 1])
    assert figure["layout"]["width"] == round(5.5 * 72 * 1.45)
    assert len(figure["data"]) > 10
    said = json.loads(page.text["script"][0])
    assert said["figure"] == "everything"
    assert said["digests"] == everything().digests
    assert said["facts"]["more"] == "<b>no more</b></script>"


@pytest.mark.skipif(chromium() is None, reason=WITHOUT)
def test_a_browser_draws_it(tmp_path: Path) -> None:
    file = tmp_path / "figure.html"
    file.write_bytes(content(everything("dark"), "html"))
    command = [
        str(chromium()),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={tmp_path}",
    ]
    done = subprocess.run(
        [*command, "--virtual-time-budget=9000", "--dump-dom", file.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    drawn = done.stdout
    assert 'class="main-svg"' in drawn
    assert "Everything &lt;at&gt; once" in drawn
    assert drawn.count('class="point"') > 10
