"""What every list format withstands: other line ends and encodings, broken files, endless lines.

Like the contract, this runs on the samples, so that it holds for tomorrow's formats too.
"""

from __future__ import annotations

import re
import time
from contextlib import suppress
from dataclasses import replace

import pytest

from kdgraph.errors import ListError
from kdgraph.lists import LIST_FORMATS, Entry, read_list
from kdgraph.lists.document import document
from tests.lists.test_contract import sample
from tests.lists.test_hostile import LISTS  # formats with hostile lists of their own

every_format = pytest.mark.parametrize("name", LIST_FORMATS)

RUNS = [
    *(
        " ",
        "(",
        "[",
        "{",
        '"',
        "'",
        "`",
        ", ",
        ":",
        ". ",
        "-",
        "+-",
        "=",
        "*",
        "_",
        "|",
        "<a ",
        "<li>",
    ),
    *("&", "/", "\\", "%", "1. ", "a", "A. ", "B. C, ", "10.1000.1", "arXiv:", "http://a.b/"),
    *("[[a][", "`a <b>`_ ", "知", "%A ", "(2018). ", '{"'),
]


def facts(entry: Entry) -> Entry:
    """Return an entry without its text and where it stands."""
    return replace(entry, source="", spans={}, line_start=0, line_end=0)


@every_format
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-be"])
def test_line_ends_and_encodings_change_nothing(name: str, end: str, encoding: str) -> None:
    text = re.sub(r"\r\n?|\n", "\n", sample(name).read_text("utf-8-sig"))
    data = text.replace("\n", end).encode(encoding)
    if encoding == "utf-16-be":
        data = b"\xfe\xff" + data
    found, plain = read_list(data, name="x"), read_list(text.encode(), name="x")
    assert found.format == name
    assert found.render() == data
    assert [facts(entry) for entry in found.entries] == [facts(entry) for entry in plain.entries]
    assert found.skipped == ()


@every_format
def test_a_file_that_breaks_off_anywhere_is_read_up_to_there(name: str) -> None:
    text = sample(name).read_text("utf-8")
    whole = LIST_FORMATS[name].parse(text).drafts
    for cut in range(0, len(text), 7):
        data = text[:cut].encode()
        found = document("x", name, data, text[:cut], "utf-8", LIST_FORMATS[name].parse(text[:cut]))
        assert found.render() == data
        assert len(found.entries) <= len(whole)
    if whole[1].start > whole[0].end:
        early = LIST_FORMATS[name].parse(text[: whole[1].start]).drafts
        assert [draft.title for draft in early] == [whole[0].title]


@every_format
def test_latin_1_and_nul_are_told(name: str) -> None:
    data = sample(name).read_bytes()
    for broken in (data.replace(b"Model", "Mödel".encode("latin-1")), data + b"\0"):
        with pytest.raises(ListError, match="not text in UTF-8"):
            read_list(broken)


@every_format
@pytest.mark.parametrize("run", ["x", "(", "[", '["', "<b>", "知 "])
def test_a_line_without_end_costs_no_more_than_its_length(name: str, run: str) -> None:
    text = sample(name).read_text("utf-8")
    data = (text + "\n" + run * (2**18 // len(run))).encode()
    start = time.process_time()
    with suppress(ListError):
        assert read_list(data, format=name).render() == data
    assert time.process_time() - start < 5


def seconds(name: str, text: str) -> float:
    """Return the processor time of telling how much a text is of a format, and of reading it."""
    start = time.process_time()
    LIST_FORMATS[name].likeness(text)
    LIST_FORMATS[name].parse(text)
    return time.process_time() - start


@pytest.mark.parametrize("name", [name for name in LIST_FORMATS if name not in LISTS])
def test_time_grows_with_the_length_whatever_is_repeated(name: str) -> None:
    """Eight times the text takes at most sixteen times as long; 20 milliseconds say nothing."""
    text = sample(name).read_text("utf-8")
    slow = []
    for run in RUNS:

        def made(size: int, run: str = run) -> str:
            long = (run * (size // len(run) + 1))[:size]
            filled = text.replace("Model", f"Model {long}").replace("Rich", f"Rich {long}")
            return f"{filled.replace('KDD', f'KDD {long}')}\n{long}\n\n{text[:40]}{long}\n"

        short, long = made(300), made(2400)
        if seconds(name, long) <= 16 * seconds(name, short) + 0.02:
            continue
        few = min(seconds(name, short) for _ in range(3))
        if min(seconds(name, long) for _ in range(3)) > 16 * few + 0.02:
            slow.append(run)
    assert slow == []


@every_format
def test_papers_by_the_hundred_take_time_by_the_hundred(name: str) -> None:
    text = sample(name).read_text("utf-8-sig")
    few, many = (text + "\n") * 20, (text + "\n") * 160
    for _ in range(3):
        if seconds(name, many) <= 16 * seconds(name, few) + 0.02:
            return
    raise AssertionError("eight times the papers took more than sixteen times as long")
