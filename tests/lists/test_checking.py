"""What is measured of a reading, and what is warned of: each threshold from both sides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import kdgraph
from kdgraph.lists import Entry, ListDocument, Venue, check_reading, read_list
from kdgraph.lists.checking import drawn, group_passed_over
from kdgraph.lists.document import Skipped
from tests.shared import SHARED

YEAR = 2026


@cache
def _good(count: int) -> ListDocument:
    lines = "".join(
        f"- **Silent Flight of {_word(n)} Owls over {_word(n + 7)} Fields, CVPR 2018** "
        f"[[pdf](https://arxiv.org/abs/1801.{n:05})]\n"
        for n in range(count)
    )
    document = read_list(f"# Owls\n\n## Flight\n\n{lines}".encode())
    assert len(document.entries) == count
    return document


def _list(count: int, **changes: Callable[[int], Any]) -> ListDocument:
    """A list of good entries, with fields replaced by what is made of an entry's number."""
    document = _good(count)
    entries = tuple(
        replace(entry, **{name: make(entry.position) for name, make in changes.items()})
        for entry in document.entries
    )
    return replace(document, entries=entries)


def _word(number: int) -> str:
    return "abcdefghijklmnopqrstuvwxyz"[number % 26] * (3 + number // 26)


def _kinds(document: ListDocument) -> list[str]:
    return [warning.kind for warning in check_reading(document, year=YEAR).warnings]


def _first(bad: int, make: Callable[[int], Any], good: Any) -> Callable[[int], Any]:
    """Something for the first entries, something else for the others."""
    return lambda n: make(n) if n < bad else (good(n) if callable(good) else good)


def _title(n: int) -> str:
    return f"Silent Flight of {_word(n)} Owls over Fields"


def _other_id(n: int) -> str:
    return f"1801.{n:05}"


def test_a_good_list_gives_counts_and_no_warning() -> None:
    reading = check_reading(_list(30), year=YEAR)
    assert reading.warnings == ()
    known = reading.read
    assert (known.entries, known.title, known.authors) == (30, 30, 0)
    assert (known.venue, known.year, known.identifier, known.code) == (30, 30, 30, 0)
    assert list(reading.sections) == ["Flight"]
    assert reading.to_dict()["warnings"] == reading.to_dict()["doubts"] == []


@pytest.mark.parametrize(
    ("kind", "name", "make"),
    [
        ("no titles", "title", lambda n: None),
        ("titles look like names", "title", lambda n: f"Anna {_word(n).capitalize()}, Carl Dahl"),
        ("titles are prose", "title", lambda n: f"Owls {n} which are silent, in this we show how"),
        ("suspicious years", "year", lambda n: YEAR + 9),
    ],
)
def test_what_is_too_little_for_a_warning_is_counted_with_all_that_show_it(
    kind: str, name: str, make: Callable[[int], Any]
) -> None:
    good = {"title": _title, "year": lambda n: 2018}[name]
    document = _list(200, **{name: _first(4, make, good)})
    reading = check_reading(document, year=YEAR)
    (doubt,) = reading.doubts
    assert reading.warnings == ()
    assert (doubt.kind, doubt.count, len(doubt.examples)) == (kind, 4, 4)
    assert doubt.message.startswith("4 of 200 ")
    assert reading.to_dict()["doubts"] == [{"kind": kind, "message": doubt.message, "count": 4}]


@pytest.mark.parametrize(
    ("kind", "count", "name", "make", "good", "most"),
    [
        # of `count` entries, `most` may be so without a warning, and one more may not
        pytest.param("no titles", 20, "title", lambda n: None, _title, 10, id="no titles"),
        pytest.param(
            "titles look like names",
            20,
            "title",
            lambda n: f"Anna {_word(n).capitalize()}, Carl Dahl",
            _title,
            4,
            id="names as titles",
        ),
        pytest.param(
            "titles are prose",
            100,
            "title",
            lambda n: f"Owls {n} which are silent, and in this we show how",
            _title,
            3,
            id="prose as titles",
        ),
        pytest.param(
            "titles are prose",
            100,
            "title",
            lambda n: f"Owls {n}" + " of the night" * 20,
            _title,
            3,
            id="titles without end",
        ),
        pytest.param(
            "repeated titles",
            150,
            "title",
            lambda n: "Paper (Oral)",
            _title,
            3,
            id="repeated titles",
        ),
        pytest.param(
            "markup left", 100, "title", lambda n: f"[Owls {n}](x", _title, 2, id="markup in titles"
        ),
        pytest.param(
            "markup left",
            100,
            "title",
            lambda n: f"CafÃ© Owls {n}",
            _title,
            2,
            id="garbled letters",
        ),
        pytest.param(
            "markup left",
            100,
            "paper_links",
            lambda n: (f"https://a.org/{n}.pdf][Link]]",),
            ("https://a.org/x.pdf",),
            2,
            id="markup in addresses",
        ),
        pytest.param(
            "suspicious years", 40, "year", lambda n: YEAR + 2, 2018, 2, id="years in the future"
        ),
        pytest.param(
            "suspicious years", 40, "year", lambda n: 1998, 2018, 2, id="years long before arXiv"
        ),
    ],
)
def test_the_share_of_entries_decides(
    kind: str, count: int, name: str, make: Callable[[int], Any], good: Any, most: int
) -> None:
    assert kind not in _kinds(_list(count, **{name: _first(most, make, good)}))
    warned = check_reading(_list(count, **{name: _first(most + 1, make, good)}), year=YEAR)
    (warning,) = warned.warnings
    assert (warning.kind, warning.count) == (kind, most + 1)
    assert f"{most + 1}" in warning.message
    assert 1 <= len(warning.examples) <= 3


def test_titles_of_two_words_are_no_names_for_being_short() -> None:
    titles = ["Model Compression", "Deep Learning", "Graph Networks", "Machine Learning"]
    document = _list(4, title=lambda n: titles[n])
    assert _kinds(document) == []
    assert _kinds(
        _list(4, title=lambda n: ["G. Hinton", "J. Dean", "O. Vinyals", "Y. Tay"][n])
    ) == ["titles look like names"]


def test_one_paper_in_several_sections_is_no_repeated_title() -> None:
    same = _list(12, title=lambda n: "Deep Owls", arxiv=lambda n: "1801.00001")
    assert "repeated titles" not in _kinds(same)
    two = _list(12, title=lambda n: f"Deep Owls {_word(n // 2)}")
    assert "repeated titles" not in _kinds(two), "two editions of one title"


def test_identifiers_alone_are_no_entries_that_lack_a_title() -> None:
    assert _kinds(read_list(b"1503.02531\n1412.6550  # hints\n1801.00001\n")) == []
    links = b"".join(b"- https://arxiv.org/abs/1801.%05d\n" % n for n in range(12))
    assert _kinds(read_list(links)) == []
    named = b"".join(b"doi,remark\n"[n * 99 :] + b"10.1000/%d,seen\n" % n for n in range(3))
    assert "no titles" in _kinds(read_list(named, format="table"))


@pytest.mark.parametrize(
    ("name", "source", "warned"),
    [
        pytest.param("Date", "- [T](u)\n  - Date: 2018-01-0{}", True, id="the label of a field"),
        pytest.param(
            "CVPR", "- [T](u)\n  - CVPR\uff1a2018-01-0{}", True, id="a known venue as label"
        ),
        pytest.param("CVPR", "- T, CVPR 2018 {}", False, id="a known venue"),
        pytest.param("Parliament", "- T, Parliament 2018 {}", True, id="nothing known"),
        pytest.param("Parliament", "journal = {{Parliament}}, {}", False, id="a field of BibTeX"),
        pytest.param("Parliament", "JO  - Parliament {}", False, id="a field of RIS"),
    ],
)
def test_one_venue_for_all_is_warned_of_where_it_is_none(
    name: str, source: str, warned: bool
) -> None:
    def document(bearers: int) -> ListDocument:
        return _list(
            20,
            venues=_first(bearers, lambda n: (Venue(name, 2018),), (Venue("ICML", 2018),)),
            source=_first(bearers, source.format, "- T, ICML 2018"),
            spans=lambda n: {"venues": ((0, 1),)},
        )

    assert ("one venue" in _kinds(document(20))) == warned
    assert ("one venue" in _kinds(document(18))) == warned
    assert "one venue" not in _kinds(document(17))


def test_a_venue_that_a_column_or_the_heading_states_is_one_for_all() -> None:
    venue = {"venues": lambda n: (Venue("Parliament of Owls", 2018),), "source": lambda n: "T, x"}
    stated = {**venue, "spans": lambda n: {}}
    assert "one venue" not in _kinds(_list(20, **stated))
    printed = _list(20, **venue, spans=lambda n: {"venue": ((0, 1),)})
    assert "one venue" in _kinds(printed)
    column = replace(printed, columns=(("Where", "venue"),))
    assert "one venue" not in _kinds(column)
    assert "one venue" not in _kinds(replace(printed, entries=printed.entries[:9])), (
        "too few to say"
    )


def test_sections_are_warned_of_where_there_are_nearly_as_many_as_entries() -> None:
    assert _kinds(_list(20, section=_first(6, str, "Owls"))) == []
    assert _kinds(_list(20, section=_first(7, str, "Owls"))) == ["as many sections as entries"]
    assert _kinds(_list(19, section=str)) == [], "each paper of a short list may have its own"


def test_links_into_the_list_itself_are_no_papers() -> None:
    def document(inner: int) -> ListDocument:
        found = _list(100)
        entries = tuple(
            replace(entry, paper_links=("#owls",), other_links=(), arxiv=None, doi=None)
            if entry.position < inner
            else entry
            for entry in found.entries
        )
        return replace(found, entries=entries)

    assert "entries point into the list" not in _kinds(document(2))
    assert "entries point into the list" in _kinds(document(3))


@pytest.mark.parametrize(
    ("columns", "unread"),
    [
        pytest.param([("Title", "title"), ("Stars", "")], [], id="a column of no use"),
        pytest.param([("paper_title", ""), ("doi", "doi")], ["paper_title"], id="the titles"),
        pytest.param([("Title", "title"), ("Short title", "")], [], id="a second column of titles"),
        pytest.param(
            [("T", "title"), ("Author names", ""), ("DOI!", "")], ["Author names", "DOI!"], id="two"
        ),
    ],
)
def test_columns_are_warned_of_where_they_name_a_field_that_is_not_read(
    columns: list[tuple[str, str]], unread: list[str]
) -> None:
    reading = check_reading(replace(_list(3), columns=tuple(columns)), year=YEAR)
    named = [w.examples for w in reading.warnings if w.kind == "unread columns"]
    assert named == ([tuple(unread)] if unread else [])
    assert reading.columns == tuple(columns)


def _passed(document: ListDocument, count: int, *, amid: bool) -> ListDocument:
    first, last = document.entries[0].line_start, document.entries[-1].line_end
    lines = [first + n % (last - first) if amid else last + 1 + n for n in range(count)]
    passed = tuple(Skipped(line, "- a tool", "no title: here") for line in lines)
    return replace(document, skipped=passed)


def test_lines_amid_the_entries_are_warned_of_and_sections_of_tools_are_not() -> None:
    assert _kinds(_passed(_list(30), 15, amid=True)) == []
    assert _kinds(_passed(_list(30), 16, amid=True)) == ["much passed over"]
    assert _kinds(_passed(_list(4), 9, amid=True)) == [], "few lines say nothing"
    assert _kinds(_passed(_list(30), 300, amid=False)) == []
    assert _kinds(_passed(_list(30), 301, amid=False)) == ["much passed over"], (
        "hardly any was read"
    )


def test_links_to_papers_that_belong_to_no_entry_are_counted() -> None:
    def document(strays: int, around: str = "{}\n") -> ListDocument:
        papers = "".join(
            f"- **Deep {_word(n)} Owls, CVPR 2018** https://arxiv.org/abs/1801.{n:05}\n"
            for n in range(20)
        )
        links = " ".join(f"<https://arxiv.org/abs/1901.{n:05}>" for n in range(strays))
        return read_list(f"# Owls\n\n{around.format(links)}\n## Papers\n\n{papers}".encode())

    assert "links of no entry" not in _kinds(document(4))
    (warning,) = [
        w for w in check_reading(document(5), year=YEAR).warnings if w.kind == "links of no entry"
    ]
    assert (warning.count, warning.examples[0]) == (5, "line 3")
    assert "links of no entry" not in _kinds(document(50, "<!-- {} -->\n"))
    assert "links of no entry" not in _kinds(document(50, "Heard.[^1]\n\n[^1]: see {}\n"))
    twice = "".join(
        f"- **Owls {n}, CVPR 2018** https://arxiv.org/abs/{number}.{n:05}\n"
        for n in range(8)
        for number in ("1801", "1901")
    )
    repeated = read_list(twice.replace("arxiv.org/abs/19", "openreview.net/forum?id=19").encode())
    assert len(check_reading(repeated, year=YEAR).duplicates) == 8
    assert "links of no entry" not in _kinds(repeated), "the links of duplicates"
    again = "".join(f"- [Mirror](https://arxiv.org/pdf/1801.{n:05}v2)\n" for n in range(20))
    assert "links of no entry" not in _kinds(document(0, again)), "the papers of entries, once more"


def test_what_was_passed_over_is_grouped_by_reason_the_most_frequent_first() -> None:
    items = [
        Skipped(n, f"line {n}", f"too long: {n} letters" if n % 3 else "odd") for n in range(9)
    ]
    groups = group_passed_over(items)
    assert [(g.reason, g.count, [i.line for i in g.examples]) for g in groups] == [
        ("too long", 6, [1, 2, 4]),
        ("odd", 3, [0, 3, 6]),
    ]
    reading = check_reading(replace(_list(3), skipped=tuple(items)), year=YEAR)
    short = reading.to_dict(groups=1)
    assert short["passed_over"] == [
        {"reason": "too long", "count": 6, "lines": [1]},
        {"reason": "other reasons", "count": 3, "lines": []},
    ]


def test_duplicates_are_no_lines_passed_over() -> None:
    paper = "- **Deep Owls, CVPR 2018** https://arxiv.org/abs/1801.00001\n"
    reading = kdgraph.check_reading(read_list((paper * 3).encode()))
    assert reading.passed_over == ()
    assert [(item.line, item.duplicate_of) for item in reading.duplicates] == [(2, 1), (3, 1)]


def test_entries_are_drawn_evenly_and_always_the_same() -> None:
    document = _list(100)
    assert [entry.position for entry in drawn(document)] == [5 + 10 * n for n in range(10)]
    assert drawn(document) == drawn(document)
    few: tuple[Entry, ...] = drawn(_list(3))
    assert [entry.position for entry in few] == [0, 1, 2]


_GOOD = ("awesomellm.md", "dkozlov.md", "gnnpapers.md", "zjupi.md", "ml4co.csv")


@pytest.mark.parametrize("name", _GOOD)
def test_real_lists_that_are_read_rightly_raise_no_warning(name: str, tmp_path: Path) -> None:
    import gzip

    packed = SHARED / "real-lists" / f"{name}.gz"
    if not packed.is_file():
        pytest.skip(f"the real lists are not there: {packed}")
    path = tmp_path / name
    path.write_bytes(gzip.decompress(packed.read_bytes()))
    assert check_reading(read_list(path), year=YEAR).warnings == ()
