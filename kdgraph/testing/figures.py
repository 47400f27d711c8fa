"""What holds for every figure, at every usual width and on any literature."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from functools import cache
from string import Formatter
from typing import Any, Final, TypeVar

import numpy as np
import pandas as pd

from kdgraph.errors import InputError
from kdgraph.figures import FIGURES, Drawing
from kdgraph.figures._kinds import kind_ink, kind_shape, section_kinds
from kdgraph.figures.canvas.boxes import collisions, labels
from kdgraph.figures.canvas.marks import Curves, Mark, Points, Text, spread
from kdgraph.figures.canvas.pgf import to_pgf
from kdgraph.figures.canvas.sheet import axes_marks
from kdgraph.figures.canvas.theme import THEMES
from kdgraph.figures.canvas.typography import SMALLEST
from kdgraph.graph.chronology import publication_time
from kdgraph.graph.data import embedded
from kdgraph.graph.snapshot import Snapshot
from kdgraph.testing import literatures
from kdgraph.testing.contract import Contract, case

__all__ = ["LITERATURES", "PAGES", "WIDTHS", "FigureContract", "check_figure"]

WIDTHS: Final = (3.3, 5.5, 7.0)
"""A column, a text and a page, in inches."""

LITERATURES: Final[dict[str, Callable[[], Snapshot]]] = {
    "plain": embedded,
    "hard": literatures.hard,
    "empty": literatures.empty,
    "lonely": literatures.lonely,
    "unconnected": literatures.unconnected,
    "against time": literatures.against_time,
}
"""What is drawn: a field, and literatures that figures stumble over."""

_WIDTH_OF: Final = {
    "plain": 3.3,
    "hard": 5.5,
    "empty": 7.0,
    "lonely": 3.3,
    "unconnected": 5.5,
    "against time": 7.0,
}
PAGES: Final = (*_WIDTH_OF.items(), ("plain", 7.0), ("hard", 3.3))
"""Each literature has a width, and each width literatures; the usual and the hard one have two."""

_HIGHEST: Final = 9.5  # inches: what a page of a paper has room for

C = TypeVar("C", bound="FigureContract")


@cache
def _snapshot(name: str) -> Snapshot:
    """Return a literature, made once."""
    return LITERATURES[name]()


@cache
def _drawn(name: str, literature: str, width: float) -> Drawing:
    """Return a figure, drawn once."""
    return FIGURES[name](_snapshot(literature), width=width)


def _each_page(promise: Callable[[C, Drawing], None]) -> Callable[[C], None]:
    """Hold every page to a promise."""

    @functools.wraps(promise)
    def test(self: C) -> None:
        for literature, width in self.pages:
            with case(f"the literature {literature!r}, {width} inches wide"):
                self._literature = literature
                promise(self, _drawn(self.name, literature, width))

    del test.__wrapped__  # pytest looks for its arguments
    return test


def _each_literature(promise: Callable[[C, Drawing], None]) -> Callable[[C], None]:
    """Hold every literature, at one width, to a promise."""

    @functools.wraps(promise)
    def test(self: C) -> None:
        for literature, width in _WIDTH_OF.items():
            with case(f"the literature {literature!r}, {width} inches wide"):
                self._literature = literature
                promise(self, _drawn(self.name, literature, width))

    del test.__wrapped__  # pytest looks for its arguments
    return test


class FigureContract(Contract):
    """Promises of a figure: what is drawn is in the data, is readable, and can be drawn again.

    Attributes
    ----------
    name : str
        What it is called in ``FIGURES``, where it has to be: the package is installed.
    pages : sequence of (str, float)
        The literatures and widths that are looked at: names of `LITERATURES`, and inches.
    counted_there : str
        A pattern of what the alternative text counts that no mark, row or fact holds as such.
    names_papers : bool
        Whether two papers have two names; False where the year stands in a text of its own.
    sections_have_colours : bool
        Whether the colour of a point is that of its section.
    bends_against_time : bool
        Whether "against time" has lines that it must bend.
    told_roles : frozenset of str
        Roles of the lines of which those against time have to be told in words; by default all.
    """

    name: str
    pages: tuple[tuple[str, float], ...] = PAGES
    counted_there: str = "$^"
    names_papers: bool = True
    sections_have_colours: bool = True
    bends_against_time: bool = False
    told_roles: frozenset[str] = frozenset()
    _literature: str = ""

    @_each_page
    def test_nothing_lies_on_words_nor_beyond_the_page(self, drawing: Drawing) -> None:
        """Words are free, large enough and on the page."""
        assert collisions(drawing) == []
        assert labels(drawing), "a figure without a word says nothing"
        assert min(label.size for label in labels(drawing)) >= SMALLEST
        assert 0.3 < drawing.height < _HIGHEST

    @_each_literature
    def test_words_and_numbers_come_from_the_data(self, drawing: Drawing) -> None:
        """Numbers of the caption are facts, and every text is a whole one."""
        used = [field for _, field, _, _ in Formatter().parse(drawing.caption_template) if field]
        assert {re.split(r"[.\[]", field)[0] for field in used} <= set(drawing.facts)
        fixed = "".join(text for text, *_ in Formatter().parse(drawing.caption_template))
        unnamed = re.sub(r"[A-Z]\w+,? \(?\d{4}\)?", "", fixed)  # a publication by name and year
        assert re.findall(r"\d+", unnamed) == [], "a number in a caption must be a fact"
        assert drawing.caption.endswith(".")
        assert drawing.alt.endswith(".")
        assert 20 < len(drawing.alt) < 500
        assert all(note.endswith((".", "\u2026")) for note in drawing.notes), drawing.notes
        assert not re.search(r"\bnan\b|\bNone\b|<NA>|\bNaT\b|\b1 papers\b|\{|\}", drawing.caption)

    @_each_page
    def test_the_alternative_text_counts_what_is_drawn(self, drawing: Drawing) -> None:
        """No number of it is another one than that of the marks, the data or the caption."""
        if self._literature not in ("plain", "hard", "against time"):
            return
        known = _counts(drawing)
        for fact in drawing.facts.values():
            known |= set() if fact == drawing.alt else _integers(str(fact))
        said = re.sub(self.counted_there, "", drawing.alt)
        for words in sorted(map(str, _names(drawing)), key=len, reverse=True):
            said = said.replace(words, "")
        assert _integers(said) <= known, drawing.alt

    @_each_page
    def test_notes_are_whole_sentences(self, drawing: Drawing) -> None:
        """They begin with a capital, end with a full stop, and close what they open."""
        for note in drawing.notes:
            assert note.endswith("."), note
            assert note[0].isupper() or not note[0].isalpha(), note
            for left, right in ("()", "“”", "[]"):
                assert note.count(left) == note.count(right), note

    @_each_page
    def test_the_legend_and_the_texts_tell_of_marks_that_are_there(self, drawing: Drawing) -> None:
        """Each sign of a section is in the picture, each dash of it is told, and conversely."""
        looks, dashes = set(), set()
        for panel in drawing.panels:
            for mark in panel.marks if panel.name != "page" else ():
                if isinstance(mark, Points):
                    inks, shapes = spread(mark.ink, len(mark)), spread(mark.shape, len(mark))
                    looks |= set(zip(map(str, inks), map(str, shapes), strict=True))
                if isinstance(mark, Curves):
                    dashes.add(mark.dash)
        keys = drawing.keys
        signs = {
            (key.ink, key.sign)
            for key in keys
            if key.sign not in ("line", "bar") and key.ink.startswith("series")
        }
        if looks & signs:
            assert signs <= looks
            assert {look for look in looks if look[0].startswith("series")} <= signs
        said = " ".join([drawing.caption, *drawing.notes])
        for dash, word in (("dashed", "ashe"), ("dotted", "otted")):
            told = [key for key in keys if key.sign == "line" and key.dash == dash]
            assert dash not in dashes or told or word in said, f"{dash} lines are not explained"
            assert dash in dashes or not told, f"{told} is in the legend alone"
            assert dash in dashes or word not in said, f"{said} tells of {dash} lines"

    @_each_page
    def test_two_papers_have_two_names(self, drawing: Drawing) -> None:
        """No name stands for two papers."""
        if not self.names_papers:
            return
        called: dict[str, set[str]] = {}
        for _, mark in drawing.marks():
            if isinstance(mark, Text) and mark.role.startswith("name"):
                for text, ids in zip(mark.text, mark.papers, strict=False):
                    if len(ids) == 1 and not text.endswith("\N{HORIZONTAL ELLIPSIS}"):
                        called.setdefault(text, set()).add(ids[0])
        assert [text for text, ids in called.items() if len(ids) > 1] == []

    @_each_literature
    def test_sentences_are_right_for_one_and_for_thousands(self, drawing: Drawing) -> None:
        """Plurals, separators of thousands and full stops are right."""
        for text in (drawing.caption, drawing.alt, *drawing.notes):
            assert not _ONE.search(text), text
            assert not _SAME_YEARS.search(text), text
            assert not re.search(r"[^.]\.\.(?:\s|$)|,,|\s[.,;]|\(\)", text), text
            counts = [int(number) for number in _LONG_NUMBER.findall(text)]
            assert all(1000 < number < 2100 for number in counts), f"no comma in {counts}: {text}"

    @_each_literature
    def test_marks_stand_for_papers_that_are_there(self, drawing: Drawing) -> None:
        """Each paper of a mark is in the snapshot, and some mark opens one."""
        assert set(drawing.papers()) <= set(_snapshot(self._literature).papers.index)
        for _, mark in drawing.marks():
            for said in (mark.papers, mark.words):
                assert len(said) in (0, len(mark)), f"{mark.role}: one value an item"
        if self._literature == "plain":
            assert drawing.papers(), "no mark of the figure opens a paper"
            telling = [mark for _, mark in drawing.marks() if mark.papers and mark.words]
            assert telling, "nothing of the figure says anything when it is pointed at"

    @_each_literature
    def test_numbers_are_a_tidy_table(self, drawing: Drawing) -> None:
        """One row an item, one column a variable."""
        numbers = drawing.numbers
        assert isinstance(numbers.index, pd.RangeIndex)
        assert list(numbers.columns) == list(dict.fromkeys(numbers.columns))
        assert all(isinstance(column, str) and column for column in numbers.columns)
        assert len(numbers.columns) >= 2
        if self._literature == "plain":
            assert len(numbers) > 0

    @_each_literature
    def test_every_place_is_a_number_and_every_ink_a_colour(self, drawing: Drawing) -> None:
        """No mark is at infinity or in a colour that a theme lacks."""
        for panel in drawing.panels:
            assert panel.x.low != panel.x.high
            assert panel.y.low != panel.y.high
            assert panel.box.width > 0
            assert panel.box.height > 0
        marks = [mark for _, mark in drawing.marks()]
        marks += [mark for panel in drawing.panels for mark in axes_marks(panel)]
        for mark in marks:
            for field in ("x", "y", "left", "right", "bottom", "top"):
                if hasattr(mark, field):
                    assert np.isfinite(getattr(mark, field)).all(), f"{mark.role}: {field}"
            for path in getattr(mark, "paths", ()):
                assert np.isfinite(path).all(), mark.role
                assert not getattr(mark, "bent", False) or len(path) % 3 == 1, mark.role
            for ink in spread(mark.ink, len(mark)):
                for theme in THEMES.values():
                    assert ink == "ground" or re.fullmatch("#[0-9a-f]{6}", theme.colour(ink) or "")

    @_each_literature
    def test_no_line_against_time_looks_like_one_along_it(self, drawing: Drawing) -> None:
        """A line between two papers that runs to the left is bent, dashed and told."""
        if self._literature not in ("against time", "hard", "plain"):
            return
        papers = _snapshot(self._literature).papers
        time = dict(zip(papers.index, publication_time(papers), strict=True))
        places = {
            papers_of[0]: (panel.name, x)
            for panel, mark in drawing.marks()
            if isinstance(mark, Points) and mark.papers
            for papers_of, x in zip(mark.papers, mark.x.tolist(), strict=True)
            if len(papers_of) == 1 and papers_of[0] in time
        }
        # only where papers stand by their time
        years = [(x, time[paper]) for paper, (_, x) in places.items() if time[paper] == time[paper]]
        if len(years) < 3 or any(
            x > y + 1e-9 and int(a) < int(b) for x, a in years for y, b in years
        ):
            return
        backward = 0
        for _, mark in drawing.marks():
            if not isinstance(mark, Curves) or not mark.papers or mark.role.startswith("robust"):
                continue
            for path, pair in zip(mark.paths, mark.papers, strict=True):
                if len(pair) != 2 or not set(pair) <= set(places):
                    continue
                citing, cited = pair
                # dots of one moment may be moved apart
                if time[citing] >= time[cited] or places[citing][1] >= places[cited][1] - 1e-9:
                    continue
                backward += 1
                assert mark.dash != "solid", (mark.role, pair)
                assert mark.bent, (mark.role, pair)
                ends = {round(float(path[0, 1]), 6), round(float(path[-1, 1]), 6)}
                assert len(ends) == 2 or np.ptp(path[:, 1]) > 0.1, f"{pair} on one straight row"
                assert path[0, 0] == path[1, 0], f"{pair} leaves level, as a line along time does"
        if self._literature == "against time" and self.bends_against_time:
            assert backward >= 2
        if backward:
            said = [" ".join(drawing.notes), drawing.alt]
            if not self.told_roles or self.told_roles & {m.role for _, m in drawing.marks()}:
                assert all(
                    re.search("dated (after|before|later)|against time", one) for one in said
                )
                assert "ashed" in drawing.caption

    def test_the_same_snapshot_gives_the_same_drawing(self) -> None:
        """Also when it is made anew."""
        again = FIGURES[self.name](literatures.hard(), width=5.5)
        assert again.digests == _drawn(self.name, "hard", 5.5).digests
        assert again.provenance == _drawn(self.name, "hard", 5.5).provenance

    def test_the_order_of_papers_and_citations_changes_nothing(self) -> None:
        """Rows of the tables can come in any order."""
        frames = _snapshot("hard").frames()
        for table in ("papers", "citations", "coverage", "authors"):
            frames[table] = frames[table][::-1]
        if frames["citations"].index.name is None:
            frames["citations"] = frames["citations"].reset_index(drop=True)
        turned = Snapshot(frames, _snapshot("hard").manifest)
        assert (
            FIGURES[self.name](turned, width=5.5).digests == _drawn(self.name, "hard", 5.5).digests
        )

    def test_options_stand_in_the_provenance(self) -> None:
        """What it was asked for is in the file, with the package that it is from."""
        drawing = FIGURES[self.name](_snapshot("hard"), width=5.5, section="Pioneers", top=5)
        options = drawing.provenance.options
        assert {"width": 5.5, "section": "Pioneers", "top": 5}.items() <= options.items()
        assert drawing.provenance.figure == drawing.name == self.name
        origin = FIGURES.origin(self.name)
        assert origin is None or origin in drawing.provenance.packages
        assert drawing.width == 5.5
        whole = _drawn(self.name, "hard", 5.5)
        if drawing.digests["marks"] == whole.digests["marks"]:
            assert re.search("section", " ".join(drawing.notes)), "it says that it takes no section"

    def test_a_section_has_its_colour_and_shape_in_every_selection(self) -> None:
        """Whatever part is drawn, a section looks the same."""
        if not self.sections_have_colours:
            return
        literature = _snapshot("hard")
        kinds = section_kinds(literature).of_paper
        for view, options in (
            (literature, {"top": 12}),
            (literature, {"section": "Nine"}),
            (literature.as_of(2004), {}),
        ):
            for paper_id, colour in _colours(
                FIGURES[self.name](view, width=5.5, **options)
            ).items():
                if paper_id in kinds:
                    assert colour == (kind_ink(kinds[paper_id]), kind_shape(kinds[paper_id]))

    def test_no_words_hold_an_id(self) -> None:
        """Readers see names of papers, no identifiers."""
        drawing = _drawn(self.name, "plain", 3.3)
        words = [drawing.caption, drawing.alt, *drawing.notes, *map(str, drawing.facts.values())]
        for _, mark in drawing.marks():
            words += [*(mark.text if isinstance(mark, Text) else ()), *(mark.words or ())]
        assert [
            text for text in words if re.search(r"\b(?:arxiv|doi|title|s2):\S", str(text))
        ] == []

    def test_what_cannot_be_drawn_is_refused_in_words(self) -> None:
        """A width that nothing fits in is an error of ours."""
        try:
            FIGURES[self.name](_snapshot("lonely"), width=0.5)
        except InputError as error:
            assert "inches" in str(error)  # noqa: PT017  # without pytest
        else:
            raise AssertionError("half an inch was drawn on")

    def test_an_earlier_day_draws_what_was_there(self) -> None:
        """Of a view, only its papers are drawn."""
        view = _snapshot("hard").as_of(2010)
        drawing = FIGURES[self.name](view, width=5.5)
        assert set(drawing.papers()) <= set(view.papers.index)
        assert drawing.provenance.as_of == "2010-12-31"
        assert "as of 2010-12-31" in drawing.provenance.footer()

    @_each_literature
    def test_both_other_renderers_show_it_whole(self, drawing: Drawing) -> None:
        """The page opens each paper, and TeX prints each word."""
        from kdgraph.figures.canvas.screen import to_plotly  # needs the extra dashboard

        if self._literature not in ("hard", "empty"):
            return
        opened = {
            paper
            for trace in to_plotly(drawing).data
            for papers in trace.customdata or ()
            for paper in papers
        }
        assert opened == set(drawing.papers()), "a paper that the page does not open"
        tex = re.sub(r"\\[{}]", "", to_pgf(drawing))
        assert tex.count("{") == tex.count("}")
        assert tex.count(r"\kdgwords") == 1 + len(labels(drawing)), "as many words as in print"


def _integers(text: str) -> set[int]:
    """Return the whole numbers of a text, but those of names in quotes."""
    plain = re.sub(r"“[^”]*”", "", text)
    return {int(found.replace(",", "")) for found in re.findall(r"\d+(?:,\d{3})*", plain)}


def _counts(drawing: Drawing) -> set[int]:
    """Return what can be counted and read in a drawing: marks, papers, words, rows and values."""
    found = {len(drawing.numbers)}
    by_role: dict[str, list[Mark]] = {}
    for panel in drawing.panels:
        if panel.name != "page":
            for axis in (panel.x, panel.y):
                found |= {number for _, words in axis.ticks for number in _integers(words)}
            for mark in panel.marks:
                by_role.setdefault(mark.role, []).append(mark)
    for marks in by_role.values():
        found |= {sum(map(len, marks)), len({ids for mark in marks for ids in mark.papers})}
        for mark in marks:
            if isinstance(mark, Text):
                found |= {number for words in mark.text for number in _integers(words)}
    every = [mark for marks in by_role.values() for mark in marks]
    found.add(sum(len(mark) for mark in every if isinstance(mark, Curves)))
    kinds = [name for name in ("what", "item") if name in drawing.numbers]
    parts = [part for name in kinds for _, part in drawing.numbers.groupby(name)]
    for column in (frame[name].dropna() for frame in [drawing.numbers, *parts] for name in frame):
        numeric = pd.to_numeric(column, errors="coerce").dropna().astype(float)
        found |= {len(column), int(column.astype(str).nunique()), int((numeric > 0).sum())}
        found |= {int(count) for count in column.astype(str).value_counts()}
        found |= {int(value) for one in numeric for value in (np.floor(one), np.round(one))}
        found.add(round(float(numeric.sum())))
    return found


def _names(drawing: Drawing) -> set[str]:
    """Return the texts in the numbers of a drawing: names, titles and sections."""
    return {
        str(value)
        for name in drawing.numbers.columns
        for value in drawing.numbers[name].dropna()
        if isinstance(value, str) and re.search(r"[^\W\d_]{2}", value)
    }


_MANY: Final = "are|have|were|do|papers|citations|references|entries|sections|groups|authors|years"
_ONE: Final = re.compile(rf"(?<![\d,.])1 (?:{_MANY})\b")
_SAME_YEARS: Final = re.compile(r"\b(\d{4}) to \1\b")
_LONG_NUMBER: Final = re.compile(r"(?<![\w,.:/\N{EN DASH}-])\d{4,}(?![\w,]*\d)")


def _colours(drawing: Drawing) -> dict[str, tuple[str, str]]:
    """Return the ink and shape of the point of each paper, where a paper has one."""
    found: dict[str, set[tuple[str, str]]] = {}
    for _, mark in drawing.marks():
        if isinstance(mark, Points) and mark.papers:
            inks, shapes = spread(mark.ink, len(mark)), spread(mark.shape, len(mark))
            for ids, ink, shape in zip(mark.papers, inks, shapes, strict=True):
                if len(ids) == 1 and str(ink).startswith("series"):
                    found.setdefault(ids[0], set()).add((str(ink), str(shape)))
    return {paper_id: pair for paper_id, pairs in found.items() for pair in pairs}


def check_figure(name: str, **traits: Any) -> None:
    """Hold a figure to `FigureContract`; `traits` are attributes of it.

    Raises
    ------
    AssertionError
        If it does not keep a promise; a note names which, on which page.

    Examples
    --------
    >>> check_figure("rpys", pages=(("lonely", 3.3),))
    """
    FigureContract.of(name=name, **traits).check()
