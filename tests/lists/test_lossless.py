"""Properties: nothing of a list is lost, and a change changes nothing else."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kdgraph.lists import LIST_FORMATS, Entry, ListDocument, read_list
from kdgraph.lists.document import document
from kdgraph.lists.text import words
from kdgraph.tex import escape_latex

PIECES = st.sampled_from(
    [
        "- ", "* ", "1. ", "# ", "## ", "| ", "|", "**", "*", "_", "`", "[", "](", ")",
        "<a href=", "](https://arxiv.org/abs/1503.02531)", "https://github.com/a/b",
        "\n", "\r\n", "\r", "  ", "\t", "\n\n", "\n  - ", "\n\t- ", ", CVPR 2019",
        "(NIPS'14)", "Title of a Paper", "<br>", "&amp;", "\\", "![x](y)", "🔥",
        "שלום עולם", "العربية", "@article{a, title={", "}", "{", "\"", ",", ";",
        "title,year\n", "10.1145/1.2", "\u2028", "\x0b", "\ufeff", "et al.",
        "A. B. See", "|--|--|\n", "> ", "```", "    ", "<details>", "<!--", "-->",
        "\\|", "%", "= ", "1503.02531",
    ]
)  # fmt: skip


@given(
    st.lists(PIECES | st.text(max_size=4), max_size=40).map("".join),
    st.sampled_from(list(LIST_FORMATS)),
    st.booleans(),
)
@settings(max_examples=300, deadline=None)
def test_any_text_comes_back_and_loses_only_what_is_left_out(
    text: str, name: str, marked: bool
) -> None:
    text = ("\ufeff" if marked else "") + text.replace("\0", "")
    data = text.encode("utf-8", "replace")
    text = data.decode()
    found = document("any", name, data, text, "utf-8", LIST_FORMATS[name].parse(text))
    assert found.render() == data
    for n, (start, _, end) in enumerate(found.places):
        rest = [entry for k, entry in enumerate(found.entries) if k != n]
        assert found.render(rest).decode() == text[:start] + text[end:]
        assert not text.startswith("\ufeff") or start > 0
    for entry in found.entries:
        for spans in entry.spans.values():
            assert all(0 <= a <= b <= len(entry.source) for a, b in spans)


WORDS = st.sampled_from(
    sorted(
        words(
            r"""
    Deep Learning of Small Networks Students Teachers Über naïve 知识 蒸馏 שלום
    العربية 🔥 C++ R&D <b> <script> [x] *bold* _under_ `code` 50% $x$ #1 ~tilde~
    a|b back\slash &amp; A/B (re)using Why? Yes! e.g. semi-supervised “quoted”
    it's 3D
    """
        )
    )
)
TITLES = (
    st.lists(WORDS, min_size=2, max_size=6)
    .map(" ".join)
    .filter(lambda title: re.search(r"[A-Za-z]{4}.* [A-Za-z]{4}", title) is not None)
    .map(lambda title: f"Towards {title} again")
)
NAMES = st.lists(
    st.sampled_from(["Ying Zhang", "Rich Caruana", "R. Venkatesh Babu", "Cristian Buciluǎ"]),
    min_size=2,
    max_size=4,
    unique=True,
)
GAPS = st.sampled_from(["", "\n", "  \n", "\t\n", "prose 🔥\n\n", "\n## שלום\n\n", "\n---\n\n"])


@dataclass(frozen=True)
class Written:
    """A Markdown list and what it was made of."""

    text: str
    titles: list[str]


def _escaped(title: str) -> str:
    return re.sub(r"([\\`*_\[\]<>|~&])", r"\\\1", title)


@st.composite
def markdown_lists(draw: st.DrawFn) -> Written:
    titles = draw(st.lists(TITLES, min_size=1, max_size=4, unique=True))
    bullet, indent = draw(st.sampled_from([("- ", "  "), ("* ", "\t"), ("+ ", "    ")]))
    text = draw(st.sampled_from(["", "\ufeff", "# A list\n\n", "שלום\n\n"]))
    for n, title in enumerate(titles):
        authors = ", ".join(draw(NAMES))
        shape = draw(st.integers(0, 2))
        link = f"https://arxiv.org/abs/2001.{n:05d}"
        year = draw(st.integers(1990, 2030))
        end = draw(st.sampled_from(["\n", "  \n", "\t\n"]))
        shown = _escaped(title)
        if shape == 0:
            text += f"{bullet}**{shown}, CVPR {year}** [[PyTorch]](https://github.com/a/{n}){end}"
            text += f"{indent}- {link}{end}{indent}- *{authors}.*{end}"
        elif shape == 1:
            text += f"{bullet}[{shown}]({link}) - {authors}, CVPR {year}{end}"
        else:
            text += f"{bullet}**{shown}** *(CVPR {year})* [[paper]({link})]{end}"
        text += draw(GAPS)
    if draw(st.booleans()):
        text = text.rstrip()
    return Written(text.replace("\n", draw(st.sampled_from(["\n", "\r\n", "\r"]))), titles)


def read(data: bytes) -> ListDocument:
    return read_list(data, name="made", format="markdown")


@given(markdown_lists(), st.data())
@settings(max_examples=60, deadline=None)
def test_markdown_is_read_and_edited_without_touching_anything_else(
    written: Written, data: st.DataObject
) -> None:
    raw = written.text.encode()
    found = read(raw)
    assert found.render() == raw
    assert [entry.title for entry in found.entries] == written.titles
    n = data.draw(st.integers(0, len(found.entries) - 1))
    others = [entry for entry in found.entries if entry is not found.entries[n]]
    lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", written.text)
    first, last = found.entries[n].line_start, found.entries[n].line_end
    left = "".join(lines[: first - 1] + lines[last:])
    mark = "\ufeff" if first == 1 and written.text.startswith("\ufeff") else ""
    assert found.render(others).decode() == mark + left
    title = data.draw(TITLES.filter(lambda title: title not in written.titles))
    edited = [entry.edit(title=title) if k == n else entry for k, entry in enumerate(found.entries)]
    again = read(found.render(edited))
    for k, (old, new) in enumerate(zip(found.entries, again.entries, strict=True)):
        assert new.title == (title if k == n else old.title)
        assert _apart_from_the_text(new) == _apart_from_the_text(old)


def _apart_from_the_text(entry: Entry) -> Entry:
    return dataclasses.replace(entry, title="", entry_id="", source="", spans={})


@given(st.lists(TITLES, min_size=1, max_size=4, unique=True), TITLES, st.booleans())
@settings(max_examples=40, deadline=None)
def test_bibtex_titles_are_read_and_edited(titles: list[str], title: str, braced: bool) -> None:
    body = "{{%s}}" if braced else "{%s}"
    text = "% שלום\r\n" + "".join(
        f"@misc{{k{n},\n  title = {body % escape_latex(t)},\n  year = 20{n:02d}\n}}  \r\n\r\n"
        for n, t in enumerate(titles)
    )
    found = read_list(text.encode(), format="bibtex")
    assert found.render() == text.encode()
    assert [entry.title for entry in found.entries] == titles
    again = found.revise([found.entries[0].edit(title=title), *found.entries[1:]])
    assert again.entries[0].title == title
    assert again.render(again.entries[1:]) == found.render(found.entries[1:])


@given(st.lists(TITLES, min_size=1, max_size=4, unique=True), TITLES, st.sampled_from("\t,;|"))
@settings(max_examples=40, deadline=None)
def test_csv_titles_are_read_and_edited(titles: list[str], title: str, delimiter: str) -> None:
    def cell(value: str) -> str:
        return '"' + value.replace('"', '""') + '"'

    rows = [delimiter.join((cell(t), "2019", "x")) for t in titles]
    text = "\r\n".join([delimiter.join(("Title", "Year", "Note")), *rows])
    found = read_list(text.encode(), format="table")
    assert found.render() == text.encode()
    assert [entry.title for entry in found.entries] == titles
    again = found.revise([found.entries[0].edit(title=title), *found.entries[1:]])
    assert again.entries[0].title == title


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 0), (2,), ()])
def test_entries_in_another_order_fill_the_places_that_are_left(order: tuple[int, ...]) -> None:
    items = [f"- [Paper number {n}](https://arxiv.org/abs/2001.0000{n})" for n in range(3)]
    text = f"# T\r\n{items[0]}\r\n\r\nprose\r\n{items[1]}\r\n{items[2]}"
    found = read(text.encode())
    rendered = found.render([found.entries[n] for n in order]).decode()
    kept = sorted(order)
    lines = {0: "# T", 1: "{0}", 2: "", 3: "prose", 4: "{1}", 5: "{2}"}
    expected = []
    queue = [items[n] for n in order]
    for line in lines.values():
        if not line.startswith("{"):
            expected.append(line)
        elif int(line[1]) in kept:
            expected.append(queue.pop(0))
    ending = "" if 2 in kept else "\r\n"
    assert rendered == "\r\n".join(expected) + ending
