"""Texts of others, as Markdown that shows them as they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from dashboards.common.plain import plain
from kdgraph.testing.literatures import HARD_TITLES

JOINER = "\N{WORD JOINER}"


def _shown(markdown: str) -> str:
    """Return the text of one paragraph of Markdown; fail if it is anything but text."""
    tokens = MarkdownIt("commonmark").parse(markdown)
    assert [token.type for token in tokens] in (
        ["paragraph_open", "inline", "paragraph_close"],
        [],
    )
    inner = [] if not tokens else tokens[1].children or []
    assert {token.type for token in inner} <= {"text", "text_special", "softbreak"}
    return "".join(token.content for token in inner)


@pytest.mark.parametrize("title", HARD_TITLES)
def test_hard_titles_are_shown(title: str) -> None:
    assert _shown(plain(title)).replace(JOINER, "") == " ".join(title.split())


@given(st.text(alphabet="ab1 \n*_`[](){}<>#+-.!|~$:=&\"'^@/\\;,%?", max_size=40))
def test_any_text_is_shown(text: str) -> None:
    assert _shown(plain(text)).replace(JOINER, "") == " ".join(text.split())


@pytest.mark.parametrize("sign", list("$:[]<>*_`~@^="))
def test_signs_that_only_streamlit_reads_are_escaped_too(sign: str) -> None:
    assert plain(f"a{sign}b") == f"a\\{sign}b"


@pytest.mark.parametrize(
    "text", [":smile:", ":red[x]", ":material/home:", "a -> b", "x <= y", "1 -- 2", "<->", "~="]
)
def test_what_streamlit_turns_into_signs_is_broken(text: str) -> None:
    shown = _shown(plain(text))
    for turned in (":smile:", "->", "<-", "<=", ">=", "~=", "--", ":material/"):
        assert turned not in shown
