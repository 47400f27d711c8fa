"""HTML: whole pages, and the raw HTML inside Markdown."""

from __future__ import annotations

import html as standard
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kdgraph.lists import Link, ListDocument, Venue, read_list
from kdgraph.lists.html import HtmlReader
from kdgraph.lists.inline import Rich
from kdgraph.lists.outline import Outline


def read(text: str, format_name: str = "html") -> ListDocument:
    found = read_list(text.encode(), name="p", format=format_name)
    assert found.render() == text.encode()
    return found


PAPER = '<a href="https://arxiv.org/abs/2101.0000{}">{}</a>'


def paper(n: int, title: str) -> str:
    return PAPER.format(n, title)


def test_a_page_with_sections_lists_and_what_is_no_text() -> None:
    found = read(
        "<html><head><title>Reading</title><script>if (1 < 2) { '<li>' }</script></head><body>"
        "<h1>Reading</h1>\n<h2>Digging &amp; more</h2><!-- <li>" + paper(9, "Not this one") + "-->"
        "<ul><li>" + paper(1, "Burrows &lt;under&gt; Pressure") + ", Nora Poe, ICML&nbsp;2020"
        "<LI class='x'>" + paper(2, "Deep <i>Tunnels</i>\n   in Sand") + "<br>\n"
        "<em>Sam Quill and Nora Poe</em> <a href=https://github.com/poe/x>code</a></ul>\n"
        "<h2>Later</h2><p><b>Shallow Burrows Revisited</b>, CVPR 2019 "
        "<a href='https://example.org/a.pdf'>[pdf]</a></p></body></html>"
    )
    first, second, third = found.entries
    assert (first.title, first.section) == ("Burrows <under> Pressure", "Digging & more")
    assert first.venues == (Venue("ICML", 2020),)
    assert (second.title, second.authors) == ("Deep Tunnels in Sand", ("Sam Quill", "Nora Poe"))
    assert second.code_links == (Link("code", "https://github.com/poe/x"),)
    assert (third.title, third.section) == ("Shallow Burrows Revisited", "Later")
    edited = first.edit(title="Burrows & <Hills>")
    assert ">Burrows &amp; &lt;Hills&gt;</a>" in edited.source
    assert found.revise([edited, second, third]).entries[0].title == "Burrows & <Hills>"


def test_items_inside_items_are_papers_or_notes() -> None:
    found = read(
        f"<ul><li>2020<ul><li>{paper(1, 'Burrows under Pressure')}<ul><li>Nora Poe, Sam Quill</ul>"
        f"<li>{paper(2, 'Tunnels in the Sand')}</ul><li>{paper(3, 'Hills of the Mole')}</ul>"
    )
    assert [entry.title for entry in found.entries] == [
        "Burrows under Pressure",
        "Tunnels in the Sand",
        "Hills of the Mole",
    ]
    assert found.entries[0].authors == ("Nora Poe", "Sam Quill")


def test_tables_with_cells_over_several_rows() -> None:
    rows = "".join(
        f"<tr>{category}<td>{paper(n, f'Burrows of Kind {n}')}</td><td>{venue}</td></tr>"
        for n, (category, venue) in enumerate(
            [("<td rowspan=2>Old</td>", "ICML 2010"), ("", "CVPR 2011"), ("<td>New</td>", "")]
        )
    )
    found = read(
        "<table><thead><tr><th>Category<th>Title<th colspan='1'>Venue</tr><tr></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )
    assert [entry.section for entry in found.entries] == ["Old", "Old", "New"]
    assert [entry.year for entry in found.entries] == [2010, 2011, None]
    assert ("Category", "section") in found.columns


def test_definition_lists_and_folds() -> None:
    found = read(
        "<h2>All</h2><details><summary><b>Year 2020</b></summary><dl>"
        f"<dt>{paper(1, 'Burrows under Pressure')}<dd>Nora Poe, Sam Quill"
        f"<dt>{paper(2, 'Tunnels in the Sand')}</dl></details>"
        f"<details><summary>Click to expand</summary><li>{paper(3, 'Hills of the Mole')}</details>"
        "<h2>End</h2>"
    )
    assert [entry.section for entry in found.entries] == ["All / Year 2020"] * 2 + ["All"]
    assert found.entries[0].authors == ("Nora Poe", "Sam Quill")


def test_a_list_in_markdown_may_have_blank_lines_and_keeps_its_section() -> None:
    text = (
        f"# List\n\n## Moles\n\n<ul>\n<li>{paper(1, 'Burrows under Pressure')}</li>\n\n"
        f"<li>{paper(2, 'Tunnels in the Sand')}</li>\n</ul>\n\n## Owls\n\n"
        f"- [Hoots at Night](https://arxiv.org/abs/2101.00003)\n\n<table>\n<tr><td>"
        f"{paper(4, 'Owls in Tables Again')}</td>\n"
    )
    found = read(text, "markdown")
    assert [(entry.title, entry.section) for entry in found.entries] == [
        ("Burrows under Pressure", "Moles"),
        ("Tunnels in the Sand", "Moles"),
        ("Hoots at Night", "Owls"),
        ("Owls in Tables Again", "Owls"),
    ]
    assert found.entries[1].line_start == 8


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<!doctype html><ul><li>" + paper(1, "Burrows") + "</ul>", "html"),
        ("<ul><li>" + paper(1, "Burrows") + "</ul>", "html"),
        (
            '<p align="center"><img src="x.png"></p>\n\n# L\n\n- [Burrows](https://arxiv.org/abs/2101.00001)\n'
            "- [Hills](https://arxiv.org/abs/2101.00002)\n",
            "markdown",
        ),
    ],
)
def test_what_is_html_and_what_is_markdown(text: str, expected: str) -> None:
    assert read_list(text.encode()).format == expected


class Words(HTMLParser):
    """The text of HTML as Python's own parser gives it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("br", "p", "li"):
            self.said.append(" ")


class Kept(Outline):
    """An outline that keeps all lines as they come."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Rich] = []

    def paragraph(self, line: Rich) -> None:
        self.lines.append(line)


PIECES = st.sampled_from(
    [
        *("a ", "b&amp;c", "&lt;", "&#233;", "&nbsp;", "&nothing;", "<b>", "</b>", "<p>", "<br/>"),
        *('<a href="http://x.y/?a=1&amp;b=2">', "<a href='u v'>", "<a href=w>", "</a>", "1 > 0"),
        *('<i class="x>y">', "</i>", "<!-- no -->", "ä", "<span\nid=z>", "\t", "\n"),
    ]
)


@given(st.lists(PIECES, max_size=12).map("".join))
@settings(max_examples=80, deadline=None)
def test_the_text_is_that_of_another_parser_and_stands_where_told(text: str) -> None:
    kept = Kept()
    reader = HtmlReader(text, kept)
    reader.feed(0, len(text))
    reader.finish(len(text))
    other = Words()
    other.feed(text)
    other.close()
    said = " ".join(line.text for line in kept.lines)
    assert said.split() == "".join(other.said).split()
    for line in kept.lines:
        for n, char in enumerate(line.text):
            a, b = line.source(n, n + 1)
            if not char.isspace():
                assert standard.unescape(text[a:b]) == char or text[a:b].startswith("&")
