"""The author's terms: styles, notes, sizes, and a drawing that is changed as a whole."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import kdgraph
from kdgraph.errors import InputError
from kdgraph.figures import FIGURES, Drawing
from kdgraph.figures.canvas.boxes import collisions, labels
from kdgraph.figures.canvas.files import content
from kdgraph.figures.canvas.making import draw, make_figures
from kdgraph.figures.canvas.marks import Areas, Bars, Curves, Points, Text, spread
from kdgraph.figures.canvas.reading import read_statement
from kdgraph.figures.canvas.terms import NOTES, STYLES, Terms
from kdgraph.figures.canvas.typography import TYPEFACES, measure, typeface
from kdgraph.figures.canvas.verifying import verify
from kdgraph.graph.snapshot import Snapshot
from kdgraph.testing import literatures, toys
from tests.figures.canvas.everything import everything

# each style and width once, the narrowest with the largest type and the hardest words
PAGES = (
    ("springer", 84 / 25.4, "figure"),
    ("ieee", 3.3, "caption"),
    ("nature", 7.0, "none"),
    ("acm", 5.5, "caption"),
)


@cache
def literature(width: float) -> Snapshot:
    return literatures.hard() if width < 4 else literatures.against_time()


def drawn(name: str, style: str, width: float, notes: str) -> Drawing:
    return draw(name, literature(width), style=style, width=width, notes=notes)


@pytest.mark.parametrize(("style", "width", "notes"), PAGES)
@pytest.mark.parametrize("name", FIGURES, scope="module")
def test_every_figure_stands_in_every_style(
    name: str, style: str, width: float, notes: str
) -> None:
    drawing, asked = drawn(name, style, width, notes), STYLES[style]
    assert drawing.width == width
    assert collisions(drawing) == []
    sizes = [label.size for label in labels(drawing)]
    scale = asked.type_size / 7
    assert min(sizes) >= 6 * scale - 1e-9
    assert max(sizes) <= 8 * scale + 1e-9
    page_roles = {mark.role for mark in drawing.panels[-1].marks}
    in_page = notes == "figure" or {label.role for label in labels(drawing)} == page_roles
    assert bool({"note", "provenance"} & page_roles) == in_page, "unless it has no other word"
    assert drawing.provenance.options["width"] == width
    assert drawing.provenance.terms == Terms(style=style, notes=notes)
    filled = [mark for _, mark in drawing.marks() if isinstance(mark, Bars | Areas)]
    if not asked.patterns:
        assert {hatch for mark in filled for hatch in spread(mark.hatch, len(mark))} <= {""}
        words = " ".join([drawing.caption, drawing.alt, *drawing.notes])
        assert "hatched" not in words.lower()
    if not asked.grid:
        assert not any(axis.grid for panel in drawing.panels for axis in (panel.x, panel.y))


def test_publishers_sizes_hold_whatever_a_figure_lays_out() -> None:
    """What the guidelines say of type at full size, from the smallest words to the largest."""
    for style, least, most in (("nature", 5.0, 7.0), ("ieee", 7.7, 10.0), ("springer", 7.7, 12.0)):
        for name in ("growth", "timeline"):
            drawing = draw(name, toys.snapshot(), style=style, notes="caption")
            sizes = [label.size for label in labels(drawing)]
            assert least <= min(sizes) <= max(sizes) <= most, (style, name)


def test_a_drawing_is_scaled_as_a_whole() -> None:
    drawing = everything()
    large = drawing.scaled(1.5)
    assert (large.width, large.height) == (drawing.width * 1.5, drawing.height * 1.5)
    for one, other in zip(labels(drawing), labels(large), strict=True):
        assert other.text == one.text
        assert other.size == pytest.approx(one.size * 1.5)
        for side in ("left", "right", "bottom", "top"):
            assert getattr(other.box, side) == pytest.approx(getattr(one.box, side) * 1.5)
    for (_, one_mark), (_, other_mark) in zip(drawing.marks(), large.marks(), strict=True):
        for kind, name in ((Points, "size"), (Points, "edge"), (Curves, "width"), (Text, "dx")):
            if isinstance(one_mark, kind):
                before, after = getattr(one_mark, name), getattr(other_mark, name)
                np.testing.assert_allclose(after, np.asarray(before) * 1.5)
    assert large.scaled(1 / 1.5).scale == pytest.approx(1)
    assert large.digests["numbers"] == drawing.digests["numbers"]


@pytest.mark.parametrize("form", ["pdf", "svg", "pgf", "html"])
def test_every_format_is_as_large_as_the_drawing(form: str) -> None:
    plain, large = content(everything(), form), content(everything().scaled(2), form)
    sizes = {
        "pdf": (b"/MediaBox [ 0 0 396 ", b"/MediaBox [ 0 0 792 "),
        "svg": (b'width="396pt"', b'width="792pt"'),
        "pgf": (rb"\pgfqpoint{396bp}", rb"\pgfqpoint{792bp}"),
        "html": (b"max-width:574px", b"max-width:1148px"),
    }
    assert sizes[form][0] in plain
    assert sizes[form][1] in large


def test_notes_leave_the_picture_and_are_not_lost() -> None:
    name, snapshot = "historiograph", literatures.hard()
    whole = draw(name, snapshot, width=3.3)
    assert whole.notes
    for notes in NOTES[1:]:
        bare = draw(name, snapshot, width=3.3, notes=notes)
        footer = [label for label in labels(whole) if label.role in ("note", "provenance")]
        lost = (len(footer) * 6 * 1.32 + 4) / 72
        assert bare.height == pytest.approx(whole.height - lost, abs=1e-3)
        assert bare.notes == whole.notes
        kept = [one for one in labels(whole) if one.role not in ("note", "provenance")]
        by = min(one.box.bottom for one in kept) - min(one.box.bottom for one in labels(bare))
        for one, other in zip(kept, labels(bare), strict=True):
            assert other.text == one.text
            assert one.box.bottom - other.box.bottom == pytest.approx(by)
        for form in ("pdf", "svg", "png", "pgf", "html"):
            data = content(bare, form)
            said = read_statement(Path("x"), data)
            assert said.terms == {"notes": notes}
        page = content(bare, "html").decode()
        assert ("<h2>Notes</h2>" in page) == (notes == "caption")
        # in what the file says of itself, and where they are read no more than once
        assert page.count("dated after the citing") <= 2 + (notes == "caption")


def test_without_a_footer_nothing_is_taken() -> None:
    bare = everything().without_footer()
    assert bare.without_footer() is bare
    assert bare.height < everything().height


def test_captions_hold_the_notes_unless_nobody_is_to_read_them(tmp_path: Path) -> None:
    texts = {}
    for notes in NOTES:
        made = make_figures(
            toys.snapshot(), tmp_path / notes, only=["growth"], formats=["svg"], notes=notes
        )
        texts[notes] = made.captions.read_text("utf-8")
        assert made.figures[0].drawing.notes
    assert texts["figure"] == texts["caption"]
    assert "\n- " in texts["caption"]
    assert "\n- " not in texts["none"]


def test_patterns_become_tints_where_colour_alone_does_not_tell() -> None:
    legend = everything()
    marks = [mark for panel in legend.panels for mark in panel.marks]
    hatched = [mark for mark in marks if isinstance(mark, Bars) and any(mark.hatch)]
    assert hatched, "the drawing has patterns to lose"
    from kdgraph.figures.canvas.restyling import _without_patterns

    ones = np.ones(3)
    bars = Bars(
        role="bar",
        left=ones,
        right=ones * 2,
        bottom=ones,
        top=ones * 2,
        ink=["series:0", "series:0", "series:1"],
        hatch=["", "////", "xxxx"],
    )
    panel = replace(legend.panels[0], marks=(bars,))
    drawing = replace(legend, panels=(panel, legend.panels[-1]), keys=(), caption_template="A.")
    inks = _without_patterns(drawing).panels[0].marks[0].ink
    assert inks == ["series:0", "tint:0.45:series:0", "series:1"]
    said = replace(drawing, caption_template="Hatched: nobody knows; hatched again.")
    pale = _without_patterns(said)
    assert pale.panels[0].marks[0].ink == ["series:0", "tint:0.45:series:0", "tint:0.45:series:1"]
    assert pale.caption == "Pale: nobody knows; pale again."


def test_what_is_higher_than_the_publisher_allows_is_said_and_whole(tmp_path: Path) -> None:
    made = make_figures(
        literatures.hard(), tmp_path, only=["survey-overlap"], style="nature", width="column"
    )
    (figure,) = made.figures
    assert figure.drawing.height > 170 / 25.4
    assert made.warnings == (figure.warning,)
    for word in ("survey-overlap is", "170 mm", "--top"):
        assert word in figure.warning
    assert draw("timeline", toys.snapshot(), style="nature").height < 170 / 25.4


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"style": "natur"}, "no style called 'natur'; did you mean 'nature'"),
        ({"style": "x"}, "there are: plain, ieee, nature, acm, springer"),
        ({"notes": "below"}, "give one of: figure, caption, none"),
        ({"font_size": 2}, "from 4.5 to 20 points"),
        ({"font_size": float("nan")}, "from 4.5 to 20 points"),
        ({"style": "ieee", "width": "text"}, "no width of ieee.*column .3.5 in., page .7.16 in"),
        ({"font_size": 16, "width": 3.3}, "inches"),
    ],
)
def test_terms_that_cannot_be_met_are_refused(asked: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        draw("timeline", toys.snapshot(), **asked)  # type: ignore[arg-type]


def test_terms_that_a_file_names_are_checked() -> None:
    terms = Terms(style="ieee", notes="none", font_size=8, svg_text=True)
    assert Terms.from_options(terms.options) == terms
    for wrong in ({"styl": "ieee"}, {"font_size": "8"}, {"svg_text": 1}):
        with pytest.raises(InputError, match="cannot draw a figure with"):
            Terms.from_options(wrong)


def test_the_type_is_as_large_as_asked() -> None:
    drawing = draw("evolution", toys.snapshot(), font_size=10.5, width=5.5)
    names = [label for label in labels(drawing) if label.role == "name"]
    assert names
    assert {label.size for label in names} == {10.5}
    assert drawing.scale == 1.5


def test_a_typeface_lasts_as_long_as_it_is_asked_for() -> None:
    usual = measure("Width", 7).width
    with typeface("Arimo"):
        assert measure("Width", 7).width > usual
    assert measure("Width", 7).width == usual
    assert all(path.is_file() for files in TYPEFACES.values() for path in files.values())


def test_arimo_is_as_wide_as_arial() -> None:
    """The advances of Arial's letters, in 2048 a size, as its metrics are published."""
    advances = {"A": 1366, "a": 1139, "W": 1933, "i": 455, "0": 1139, "m": 1706, " ": 569}
    with typeface("Arimo"):
        for sign, advance in advances.items():
            both = measure(f"n{sign}n", 2048).width - measure("nn", 2048).width
            assert both == pytest.approx(advance, abs=2)


def test_the_font_of_the_style_is_embedded() -> None:
    for style, font in (("nature", b"Arimo"), ("acm", b"SourceSans3")):
        data = content(draw("timeline", toys.snapshot(), style=style), "pdf")
        fonts = {b"Arimo", b"SourceSans3"}
        assert {one for one in fonts if b"+" + one in data or b"/" + one in data} == {font}


@pytest.mark.parametrize("form", ["pdf", "svg", "png", "pgf", "html"])
def test_a_file_drawn_in_terms_is_drawn_again_in_them(form: str, tmp_path: Path) -> None:
    drawing = draw(
        "timeline", kdgraph.embedded(), style="nature", width="column", notes="none", font_size=6,
        theme="dark",
    )  # fmt: skip
    file = drawing.save(tmp_path / f"x.{form}")
    assert verify(file, data=tmp_path).outcome == "identical"
    assert drawing.save(tmp_path / f"y.{form}").read_bytes() == file.read_bytes()


def test_who_asks_for_nothing_gets_the_same_bytes() -> None:
    plain = FIGURES["timeline"](toys.snapshot())
    asked = draw("timeline", toys.snapshot(), style="plain", notes="figure", width="page")
    assert content(plain, "svg") == content(asked, "svg")
    assert b'"terms"' not in content(plain, "pdf")
