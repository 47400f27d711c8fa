"""Lists that would stop the machine, or take over the terminal that shows them."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kdgraph.errors import ListError
from kdgraph.lists import ListDocument, read_list
from kdgraph.lists.text import LONGEST, unswept

PATTERNS = {
    "blanks": " ",
    "tabs": "\t",
    "no-break spaces": "\u00a0",
    "thin spaces": "\u2009",
    "blanks and tabs": " \t",
    "round brackets": "(",
    "closing round brackets": ")",
    "square brackets": "[",
    "closing square brackets": "]",
    "braces": "{",
    "closing braces": "}",
    "apostrophes": "'",
    "quotation marks": '"',
    "curly quotation marks": "\u201c",
    "backticks": "`",
    "commas": ",",
    "commas and blanks": ", ",
    "blanks before commas": " ,",
    "colons": ":",
    "colons and blanks": ": ",
    "stops": ".",
    "stops and blanks": ". ",
    "hyphens": "-",
    "dashes": " \u2013 ",
    "asterisks": "*",
    "underscores": "_",
    "tildes": "~",
    "bars": "|",
    "less than": "<",
    "greater than": ">",
    "exclamation marks": "!",
    "question marks": "?",
    "ampersands": "&",
    "semicolons": ";",
    "slashes": "/",
    "backslashes": "\\",
    "hashes": "#",
    "dollars": "$",
    "at signs": "@",
    "digits": "1",
    "years": "2018 ",
    "short years": "'18",
    "letters": "a",
    "capitals": "A",
    "initials": "A. ",
    "names with initials": "B. C, ",
    "names": "Bo Cy, ",
    "names joined": "Bo Cy and ",
    "et al": "et al., ",
    "dots of a DOI": "10.1000.1",
    "DOIs": "10.1000/x.",
    "arXiv prefixes": "arXiv:",
    "addresses": "http://a.b/",
    "brackets behind an address": "http://a.b/))",
    "links": "[a](b)",
    "broken links": "[a](",
    "images": "![](x)",
    "tags": "<a ",
    "comments": "<!--",
    "entities": "&#1;",
    "venues": "CVPR 2018, ",
    "journals": "IEEE Trans. Pattern Anal. 2018 ",
    "awards": "poster (oral) ",
    "headings of journals": "Journal of ",
    "Chinese": "知",
    "zero-width spaces": "\u200b",
}
SIZES = {
    "markdown": (250, 2000),
    "bibtex": (400, 3200),
    "identifiers": (1500, 12000),
    "table": (1500, 12000),
}
"""Characters of a short and of a long run: as long as takes little time, and no line too long."""


def _markdown(run: str) -> str:
    return (
        "# List\n"
        f"- **Deep Mutual Learning** {run} [pdf](https://arxiv.org/abs/1706.00384)\n"
        f"- **A title {run} of it, CVPR 2018** [[pdf]](https://arxiv.org/abs/1706.00385)\n"
        f"- A title that stands. {run} CVPR 2018\n"
        f"- {run} A title here, CVPR 2018\n  - {run}\n"
        f"\n**A title of words** {run}\n\n"
        "| Title | Venue | Authors | Code |\n|--|--|--|--|\n"
        f"| Title {run} | CVPR {run} | A B {run} | {run} |\n"
    )


def _bibtex(run: str) -> str:
    fields = ", ".join(
        f"{name} = {{T {run}}}"
        for name in ("title", "author", "journal", "year", "doi", "note", "eprint", "keywords")
    )
    return f"@misc{{a, title = {{A}}}}\n% {run}\n@article{{b, {fields}}}\n@misc{{c, {run}}}\n"


def _identifiers(run: str) -> str:
    run = run.replace("\n", " ")
    return f"1706.00384\n1706.00385 {run} T\n10.1000/{run}\n{run}\nhttps://doi.org/{run}\n"


def _table(run: str) -> str:
    quoted = '"' + run.replace('"', '""') + '"'
    return f"Title,Venue,Authors,Year,DOI,URL\nA,CVPR 2018,B C,2018,,\n{','.join([quoted] * 6)}\n"


LISTS: dict[str, Callable[[str], str]] = {
    "markdown": _markdown,
    "bibtex": _bibtex,
    "identifiers": _identifiers,
    "table": _table,
}


def _seconds(format_name: str, text: str) -> float:
    """Return the processor time of reading a list."""
    start = time.process_time()
    with suppress(ListError):
        read_list(text.encode(), name="hostile", format=format_name)
    return time.process_time() - start


def _grows_too_fast(format_name: str, short: str, long: str) -> bool:
    """Tell whether a long list takes more than twice the time that its length explains.

    A reader whose time grows by the square takes eight times that of an eightfold list. What is
    compared is the best of up to five readings, for others may disturb some; and 20 milliseconds
    more say nothing.
    """
    most = 2 * len(long) / len(short)
    few = many = float("inf")
    for _ in range(5):
        few = min(few, _seconds(format_name, short))
        many = min(many, _seconds(format_name, long))
        if many <= most * few + 0.02:
            return False
    return True


def _runs_grow_too_fast(format_name: str, pattern: str) -> bool:
    short, long = (
        LISTS[format_name]((pattern * (size // len(pattern) + 1))[:size])
        for size in SIZES[format_name]
    )
    return _grows_too_fast(format_name, short, long)


@pytest.mark.parametrize("format_name", LISTS)
@pytest.mark.parametrize("name", PATTERNS)
def test_time_grows_with_the_length(format_name: str, name: str) -> None:
    assert not _runs_grow_too_fast(format_name, PATTERNS[name])


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(sorted(PATTERNS.values())), min_size=2, max_size=4).map("".join))
def test_time_grows_with_the_length_of_any_mixture(pattern: str) -> None:
    for format_name in LISTS:
        assert not _runs_grow_too_fast(format_name, pattern)


@pytest.mark.parametrize(
    "line",
    [
        "- **{n}: A Title of Its Own, CVPR 2018** [[pdf]](https://arxiv.org/abs/1706.{n:05})",
        "- Title{marks}, CVPR 2018",
        "[a{n}]: http://example.org/{n}",
        "@misc{{a{n},",
        "@string{{a{n} = a # a}}",
        "<a href='https://arxiv.org/abs/1706.{n:05}'>",
        "> quoted {n}",
        "1706.{n:05}",
    ],
)
def test_time_grows_with_the_number_of_lines(line: str) -> None:
    format_name = "bibtex" if line.startswith("@") else "markdown"
    format_name = "identifiers" if line[0] == "1" else format_name

    def text(count: int) -> str:
        lines = (line.format(n=n, marks="!?.-"[n % 4] * (n // 4)) for n in range(count))
        return "\n".join(["- **Deep Mutual Learning, CVPR 2018**", *lines])

    few, many = (100, 300) if "{marks}" in line else (100, 800)
    assert not _grows_too_fast(format_name, text(few), text(many))


def test_a_reader_whose_time_grows_by_the_square_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(data: bytes, **_options: object) -> None:
        for _ in range(len(data) ** 2 // 2000):
            pass

    monkeypatch.setattr(f"{__name__}.read_list", read)
    assert _runs_grow_too_fast("table", "ab ")


@pytest.mark.parametrize("made", [10, 60_000])
def test_the_collector_is_left_as_it_was(made: int, monkeypatch: pytest.MonkeyPatch) -> None:
    frozen = gc.get_freeze_count()
    assert frozen > 10_000, "tests/conftest.py freezes what was collected"
    if made < 100:  # a list of a few papers takes no look at all there is
        monkeypatch.delattr(gc, "get_freeze_count")
    with unswept():
        assert not gc.isenabled()
        kept = [[n] for n in range(made)]
    monkeypatch.undo()
    assert gc.isenabled()
    assert len(kept) == made
    assert abs(gc.get_freeze_count() - frozen) < 1000


GOOD = "- **Deep Mutual Learning, CVPR 2018** [[pdf]](https://arxiv.org/abs/1706.00384)\n"


def _reasons(found: ListDocument) -> list[str]:
    return [item.reason for item in found.skipped]


@pytest.mark.parametrize("run", ["x", "(", "B. C, ", "知 ", "[", "**a** "])
def test_a_line_of_a_megabyte_is_passed_over_and_counted(run: str) -> None:
    text = f"{GOOD}- **A {run * (2**20 // len(run))}**\n{GOOD.replace('Deep', 'More')}"
    start = time.process_time()
    found = read_list(text.encode(), name="long")
    assert time.process_time() - start < 5
    assert [entry.line_start for entry in found.entries] == [1]  # the third has its arXiv id too
    assert f"a line of more than {LONGEST:,} characters" in _reasons(found)
    assert all(len(item.text) <= 120 for item in found.skipped)
    assert found.render() == text.encode()


def test_a_paragraph_of_many_lines_or_brackets_is_passed_over_and_counted() -> None:
    lines = "".join(f"  word {n}\n" for n in range(4000))
    found = read_list(f"{GOOD}- **A title**\n{lines}\n- x {'[' * 1000}\n".encode(), name="long")
    assert len(found.entries) == 1
    assert f"a text of more than {LONGEST:,} characters" in _reasons(found)
    assert "a text of more than 400 square brackets" in _reasons(found)


@pytest.mark.parametrize(("brackets", "entries"), [(400, 2), (401, 1)])
def test_a_text_of_four_hundred_brackets_is_read_and_of_one_more_is_counted(
    brackets: int, entries: int
) -> None:
    found = read_list(f"{GOOD}- **A title**, CVPR 2018 {'[ ' * brackets}\n".encode(), name="long")
    assert len(found.entries) == entries
    assert len(found.skipped) == 2 - entries


def test_a_heading_of_any_length_names_no_section() -> None:
    found = read_list(f"# L\n## {'head ' * 500}\n{GOOD}".encode(), name="long")
    assert found.entries[0].section == ""
    assert _reasons(found) == ["a heading of more than 500 characters names no section"]


def test_nested_brackets_and_quotes_end() -> None:
    for opening, closing in ("()", "[]", "{}", "<>", '""', "**"):
        nested = opening * 50_000 + "x" + closing * 50_000
        start = time.process_time()
        read_list(f"{GOOD}- {nested}\n".encode(), name="deep")
        with pytest.raises(ListError):
            read_list(f"@misc{{a, title = {nested}}}".encode(), name="deep", format="bibtex")
        assert time.process_time() - start < 5


def _doubling(times: int) -> str:
    strings = ['@string{a0 = "lol lol lol "}']
    strings += [f"@string{{a{n} = a{n - 1} # a{n - 1}}}" for n in range(1, times)]
    return "\n".join([*strings, f"@misc{{k, title = a{times - 1}}}", "@misc{m, title = {Deep}}"])


def test_abbreviations_are_written_out_to_a_bound() -> None:
    found = read_list(_doubling(60).encode(), name="laughs", format="bibtex")
    assert [entry.title for entry in found.entries] == ["Deep"]
    reasons = _reasons(found)
    assert "its abbreviations, written out, have more than 20,000 characters" in reasons[0]
    assert len(reasons) > 1  # and what depends on them


def test_many_uses_of_one_abbreviation_are_bounded_too() -> None:
    uses = " # ".join(["a"] * 5000)
    text = f"@string{{a = {{{'x' * 1000}}}}}\n" + "".join(
        f"@misc{{k{n}, title = {{T}}, note = {uses}}}\n" for n in range(200)
    )
    found = read_list(f"{text}@misc{{m, title = {{Deep}}}}".encode(), name="m", format="bibtex")
    assert [entry.title for entry in found.entries] == ["Deep"]
    assert len(found.skipped) == 200


def test_usual_abbreviations_are_written_out() -> None:
    text = '@string{pami = "IEEE Trans. " # "PAMI"}\n' + "".join(
        f"@article{{k{n}, title = {{T {n}}}, journal = pami, year = 2018}}\n" for n in range(3000)
    )
    found = read_list(text.encode(), name="pami", format="bibtex")
    assert {entry.venues[0].name for entry in found.entries} == {"IEEE Trans. PAMI"}
    assert len(found.entries) == 3000


def test_circles_and_chains_of_cross_references_end() -> None:
    chain = "".join(
        f"@inproceedings{{k{n}, title = {{T {n}}}, crossref = {{k{(n + 1) % 500}}}}}\n"
        for n in range(500)
    )
    found = read_list(chain.encode(), name="chain", format="bibtex")
    assert len(found.entries) == 500


ESCAPES = ("\x1b]0;owned\x07", "\x1b[31m", "\x9b31m", "\u202e", "\u2066", "\x7f", "\x08")


@pytest.mark.parametrize("escape", ESCAPES)
@pytest.mark.parametrize(
    ("format_name", "text"),
    [
        (
            "markdown",
            "## Sec{e}tion\n- **Deep{e} Mutual Learning, CVPR{e} 2018** A. B{e}o, C. Cy [pdf](https://arxiv.org/abs/1706.00384)\n",
        ),
        (
            "bibtex",
            "@misc{{a, title={{Deep{e} Mutual Learning}}, author={{B{e}o}}, journal={{J{e}}}}}",
        ),
        ("table", "Title,Authors,Venue,Section\nDeep{e} Mutual Learning,B{e}o Cy,C{e}VPR,S{e}\n"),
        ("identifiers", "1706.00384 Deep{e} Mutual Learning\n"),
    ],
)
def test_nothing_that_a_terminal_obeys_is_read(format_name: str, text: str, escape: str) -> None:
    data = text.format(e=escape).encode()
    found = read_list(data, name="esc", format=format_name)
    (entry,) = found.entries
    said = repr(
        [entry.title, entry.section, entry.venues, entry.authors, entry.paper_links, entry.entry_id]
    )
    assert not any(
        sign in said for sign in ("\\x1b", "\\x07", "\\x9b", "\\u202e", "\\u2066", "\\x7f")
    )
    assert "Mutual Learning" in (entry.title or "")
    assert found.cleaned > 0
    assert found.render() == data  # the list itself stays as it is


def test_what_is_passed_over_is_shown_without_escapes() -> None:
    found = read_list(f"{GOOD}- see \x1b[31m this\u202e\n".encode(), name="esc")
    assert found.skipped[0].text == "- see [31m this"
    assert found.cleaned == 0


def test_clean_lists_count_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(GOOD, encoding="utf-8")
    assert read_list(tmp_path / "a.md").cleaned == 0
