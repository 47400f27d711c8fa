"""Inline Markdown is read as markdown-it reads it, and each character knows its place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from kdgraph.lists.inline import Rich, markdown_parser, read_inline

SECOND_OPINION = MarkdownIt("commonmark", {"html": True}).enable("strikethrough")
PIECES = ["*", "**", "_", "`", "[", "]", "(a)", "](b)", "![", "\\", "<b>", "~~", "&amp;", "&", "!"]
WORDS = ["owl", " ", "x y", "1", ".", "\n", "  \n", "é", "知", "<http://a.b/c>", '](b "t")']


def plainly(tokens: list[Token]) -> tuple[str, list[str]]:
    """Return the text and the addresses that markdown-it makes of inline tokens."""
    text, links, depth = "", [], 0
    for token in tokens:
        if token.type in ("text", "code_inline", "text_special"):
            text += token.content
        elif token.type == "softbreak":
            text += " "
        elif token.type == "hardbreak":
            text += "\n"
        elif token.type == "link_open":
            depth += 1
            links.append(str(token.attrGet("href")))
        elif token.type == "link_close":
            depth -= 1
        elif token.type == "image" and depth:
            text += "".join(child.content for child in token.children or []) or "image"
    return text, links


def whole(line: Rich) -> str:
    return " ".join(line.text.split())


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES + WORDS), min_size=1, max_size=12).map("".join))
def test_marks_are_read_as_markdown_it_reads_them(text: str) -> None:
    content = text.strip(" \n")
    tokens = SECOND_OPINION.parseInline(content)[0].children or []
    expected, links = plainly(tokens)
    found = read_inline(content, [(0, 0)])
    if "<b>" not in content and "![" not in content and "~~~" not in content:
        assert whole(found) == " ".join(expected.split())
        assert sorted(a.url for a in found.anchors if a.url) == sorted(filter(None, links))
    for n in range(len(found.text)):
        start, end = found.source(n, n + 1)
        assert 0 <= start < end <= len(content)


@pytest.mark.parametrize(
    ("text", "plain", "strong", "url"),
    [
        ("**Deep *Owls***", "Deep Owls", ["Deep Owls"], None),
        ("[**Bold** in a link](http://a.b/(c))", "Bold in a link", ["Bold"], "http://a.b/(c)"),
        ("<b>Owls</b> <a href='http://a.b'>pdf</a>", "Owls pdf", ["Owls"], "http://a.b"),
        ("[![badge](http://i.m/g)](http://a.b)", "badge", [], "http://a.b"),
        (r"5 \* 3 **x**", "5 * 3 x", ["x"], None),
        ("`**no**` **yes**", "**no** yes", ["yes"], None),
        ("snake_case_word ![alone](x)", "snake_case_word ", [], None),
    ],
)
def test_marks(text: str, plain: str, strong: list[str], url: str | None) -> None:
    line = read_inline(text, [(0, 0)])
    assert line.text == plain
    assert [line.text[a:b] for a, b in line.strong] == strong
    assert [anchor.url for anchor in line.anchors] == ([url] if url else [])


def test_the_lines_of_a_text_keep_their_links_marks_and_places() -> None:
    text = "**One** [a](http://a.b)\\\n*two* [c](http://c.d)\n[e](http://e.f)"
    first, second = read_inline(text, [(0, 100)]).split()
    assert (first.text, second.text) == ("One a", "two c e")
    assert [anchor.url for anchor in second.anchors] == ["http://c.d", "http://e.f"]
    assert (first.strong, second.emphasis, second.soft) == ([(0, 3)], [(0, 3)], [5])
    start, end = second.source(0, 3)
    assert text[start - 100 : end - 100] == "two"
    assert second.cut(4, 7).source(0, 1) == second.source(4, 5)


def test_a_link_label_stands_for_its_address() -> None:
    references = {"PAPER": {"href": "http://a.b"}}
    line = read_inline("Owls [paper] [code][paper] [other]", [(0, 0)], references)
    assert [line.text[a.start : a.end] for a in line.anchors] == ["paper", "code"]
    assert line.text == "Owls paper code [other]"


BLOCKS = ["- ", "1. ", "> ", "# ", "```", "~~~", "---", "===", "|", "|--|", "a|b", "<div>", "<!--"]
LAYOUT = ["[a]: http://b.c", "\n", "\n\n", "    ", "  ", "\t", "***", "+ ", "-->", "text", "-", "="]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(BLOCKS + LAYOUT), max_size=30).map("".join))
def test_blocks_are_those_of_markdown_it(text: str) -> None:
    plain = MarkdownIt("commonmark", {"html": True, "maxNesting": 40}).enable("table")
    plain.core.ruler.enableOnly(["normalize", "block"])
    wanted: dict[str, object] = {}
    found: dict[str, object] = {}
    ours = [token.as_dict() for token in markdown_parser().parse(text, found)]
    assert ours == [token.as_dict() for token in plain.parse(text, wanted)]
    assert found == wanted
