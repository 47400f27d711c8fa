"""Headings, anchors and links of a list, each with its place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kdgraph.lists import read_list
from kdgraph.lists.page import Page, fold_anchor, github_anchor, read_page

PAPER = "\n- **Deep Owls at Night, CVPR 2018** [[pdf]](https://arxiv.org/abs/1801.00001)\n"


def _page(text: str) -> Page:
    return read_page(read_list((text + PAPER).encode(), format="markdown"))


def _urls(text: str) -> list[str]:
    return [link.url for link in _page(text).links][:-1]


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("## Owls & Hawks", "owls--hawks"),
        ("## 2.1 Owls: a *bold* `code` [link](http://a.org)", "21-owls-a-bold-code-link"),
        ("## \U0001f989 Owls", "-owls"),
        ("## 蒸馏(Distillation)", "蒸馏distillation"),
        ("Owls\n====", "owls"),
        ("# Owls ![badge](http://b.org/x.svg)", "owls-"),
        ("> ## Quoted Owls", "quoted-owls"),
        ("<h3 align='center'>Owls in <b>HTML</b></h3>", "owls-in-html"),
    ],
)
def test_a_heading_has_the_anchor_that_github_gives_it(heading: str, anchor: str) -> None:
    page = _page(heading + "\n\n")
    assert page.headings[0].anchor == anchor
    assert page.reaches(f"#{anchor}")


def test_the_second_heading_of_a_name_gets_a_number() -> None:
    page = _page("## Owls\n\n## Owls\n\n## Owls\n")
    assert [heading.anchor for heading in page.headings] == ["owls", "owls-1", "owls-2"]
    assert page.reaches("owls-2")
    assert not page.reaches("owls-3")


def test_names_and_ids_of_tags_are_anchors_and_case_and_encoding_do_not_count() -> None:
    page = _page('<a name="Night"></a>\n<div id=day></div>\n\n## Über Owls\n')
    for fragment in (
        "#Night",
        "night",
        "#day",
        "#%C3%BCber-owls",
        "#user-content-day",
        "#",
        "#top",
    ):
        assert page.reaches(fragment), fragment
    assert not page.reaches("#owls")
    assert fold_anchor("#A%20b") == "a b"


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("[a](http://a.org/x(1)) b", ["http://a.org/x(1)"]),
        ("[[a]](http://a.org) [[b](http://b.org)]", ["http://a.org", "http://b.org"]),
        ("[![i](http://i.org/b.svg)](http://a.org)", ["http://a.org", "http://i.org/b.svg"]),
        ("see http://a.org/b, and (http://c.org/d).", ["http://a.org/b", "http://c.org/d"]),
        ("<http://a.org/b>", ["http://a.org/b"]),
        ("<a href='http://a.org'>x</a> <img src=http://b.org/c.png>",
         ["http://a.org", "http://b.org/c.png"]),
        ("[a][1]\n\n[1]: http://a.org/b \"title\"", ["http://a.org/b"]),
        ("`[a](http://a.org)` and ``x ` [b](http://b.org)``", []),
        ("```\n[a](http://a.org)\n```", []),
        ("    [a](http://a.org)", []),
        ("<!-- [a](http://a.org) -->", []),
        ("[a]() and [b](<http://b.org/x y>)", ["", "http://b.org/x y"]),
        ("| [a](http://a.org) | b |\n|---|---|\n| [c](http://c.org) | d |",
         ["http://a.org", "http://c.org"]),
    ],
)  # fmt: skip
def test_links_are_found_where_a_page_shows_them(text: str, urls: list[str]) -> None:
    assert sorted(_urls(text + "\n\n")) == sorted(urls)


def test_a_badge_is_a_link_whose_label_is_an_image() -> None:
    links = _page("[![Awesome](http://i.org/b.svg)](http://a.org) [text](http://b.org)\n").links
    assert [(link.url, link.badge, link.image) for link in links[:3]] == [
        ("http://a.org", True, False),
        ("http://i.org/b.svg", False, True),
        ("http://b.org", False, False),
    ]


def test_in_other_formats_addresses_are_found() -> None:
    text = b"@article{a, title={Deep Owls at Night}, year={2018}, url={http://a.org/x}}"
    page = read_page(read_list(text))
    assert [link.url for link in page.links] == ["http://a.org/x"]
    assert not page.anchored


def test_anchors_of_github_keep_marks_and_drop_signs() -> None:
    assert github_anchor("C++ & C#: 100% (new!)") == "c--c-100-new"


PIECES = st.sampled_from(
    ["[", "]", "(", ")", "![", "](", "http://a.org/b", "`", "``", "<a href=", "'", '"', ">", "\\",
     "\n", "\r\n", "# ", "<!--", "-->", "```", "|", "x", " ", "\U0001f989", "[1]: ", "\ufeff"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join))
@settings(max_examples=60, deadline=None)
def test_places_of_any_text_are_those_of_what_is_found(text: str) -> None:
    document = read_list((PAPER + text).encode(), format="markdown")
    whole = document.data.decode()
    page = read_page(document)
    assert len(page.masked) == len(whole)
    for link in page.links:
        a, b = link.url_span
        assert whole[a:b] == link.url or "&" in whole[a:b]
        assert link.span[0] <= a <= b <= link.span[1] <= len(whole)
