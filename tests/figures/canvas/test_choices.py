"""The file of choices: what figures of a paper share, and who has the last word."""

from __future__ import annotations

from pathlib import Path

import pytest

from kdgraph.errors import InputError
from kdgraph.figures.canvas.choices import CHOICES_FILE, Choices, find_choices, read_choices
from kdgraph.figures.canvas.making import make_figures
from kdgraph.figures.latex.pack import make_pack
from kdgraph.testing import toys

PAPER = """
style = "nature"
notes = "caption"
font-size = 6
svg-text = true
width = "column"
theme = "dark"
scope = "field"
field-least = 2
inferred = false
formats = ["svg", "pgf"]
only = "timeline, taxonomy"

[figure.timeline]
width = "page"
top = 2
"""


def written(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / CHOICES_FILE
    path.write_text(text, encoding="utf-8")
    return path


def test_a_paper_s_choices_are_obeyed_and_figures_differ(tmp_path: Path) -> None:
    choices = read_choices(written(tmp_path, PAPER))
    made = make_figures(toys.snapshot(), tmp_path / "out", choices=choices)
    taxonomy, timeline = (figure.drawing for figure in made.figures)
    assert (taxonomy.name, timeline.name) == ("taxonomy", "timeline")
    assert [path.suffix for path in made.figures[0].files] == [".svg", ".pgf", ".csv"]
    assert (round(taxonomy.width * 25.4), round(timeline.width * 25.4)) == (89, 183)
    assert timeline.provenance.options["top"] == 2
    assert taxonomy.provenance.options["top"] is None
    for drawing in (taxonomy, timeline):
        terms = drawing.provenance.terms
        assert (terms.style, terms.notes, terms.font_size, terms.svg_text) == (
            *("nature", "caption", 6),
            True,
        )
        assert drawing.provenance.theme == "dark"


def test_what_is_given_stands_before_the_file(tmp_path: Path) -> None:
    choices = read_choices(written(tmp_path, PAPER))
    made = make_figures(
        toys.snapshot(),
        tmp_path / "out",
        choices=choices,
        only=["timeline"],
        formats=["pgf"],
        style="plain",
        width=4.0,
        theme="light",
        svg_text=False,
        top=1,
    )
    (figure,) = made.figures
    assert [path.name for path in figure.files] == ["timeline.pgf", "timeline.csv"]
    made_of = figure.drawing.provenance
    assert (figure.drawing.width, made_of.options["top"], made_of.theme) == (4.0, 1, "light")
    assert made_of.terms.options == {"notes": "caption", "font_size": 6}


def test_a_latex_pack_takes_them_too(tmp_path: Path) -> None:
    choices = read_choices(written(tmp_path, 'style = "ieee"\nwidth = "column"\n'))
    pack = make_pack(toys.snapshot(), tmp_path / "p", only=["growth"], choices=choices)
    (figure,) = pack.figures.figures
    assert figure.drawing.width == 3.5
    assert figure.drawing.provenance.terms.notes == "caption"
    text = (tmp_path / "p" / "growth.tex").read_text("utf-8")
    assert figure.drawing.notes
    assert r"\begin{figure}" in text
    words = " ".join(text.split())
    for note in figure.drawing.notes:
        assert note.split(" ")[0] in words
    main = (tmp_path / "p" / "main.tex").read_text("utf-8")
    assert "textwidth=7.3in" in main, "two columns of 3.5 in, and 0.3 in between them"
    kept = make_pack(toys.snapshot(), tmp_path / "q", only=["growth"], notes="figure")
    assert kept.figures.figures[0].drawing.provenance.terms.notes == "figure"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('stlye = "ieee"', "no choice called 'stlye'; did you mean 'style'"),
        ("font_size = 8", "no choice called 'font_size'; did you mean 'font-size'"),
        ('Notes = "none"', "did you mean 'notes'"),
        ("colour = 1", "there are: style, notes, font-size"),
        ("[figure.evolutoin]\ntop = 1", "no figure called 'evolutoin'; did you mean 'evolution'"),
        ("[figure.age]\ntpo = 1", r"\[figure.age\]: no choice called 'tpo'; did you mean 'top'"),
        ('[figure.age]\nformats = "pdf"', "no choice called 'formats'"),
        ("[figures.age]\ntop = 1", "no choice called 'figures'"),
        ("style = 1", "style must be a text, not 1"),
        ("top = 0", "top must be a whole number of at least 1, not 0"),
        ("top = true", "top must be a whole number of at least 1, not True"),
        ('svg-text = "yes"', "svg-text must be true or false, not 'yes'"),
        ("formats = [1]", "formats must be a text or a list of texts"),
        ('font-size = "8pt"', "font-size must be a number"),
        ("figure = 3", "must be a table for each figure"),
        ("[figure]\nage = 3", "must be a table"),
        ("style = ", "no valid TOML"),
    ],
)
def test_what_is_not_understood_is_refused_with_the_nearest(
    text: str, words: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=words) as caught:
        read_choices(written(tmp_path, text))
    assert CHOICES_FILE in str(caught.value)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="give a file of choices"):
        read_choices(tmp_path / "none.toml")
    (tmp_path / "x.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="UTF-8"):
        read_choices(tmp_path / "x.toml")


def test_it_is_found_beside_the_manuscript(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, paper = tmp_path / "here", tmp_path / "paper"
    out = paper / "figures"
    here.mkdir()
    monkeypatch.chdir(here)
    assert find_choices(out) is None
    in_work = written(here, "top = 1")
    assert find_choices(out) == in_work.relative_to(here)
    beside = written(paper, "top = 2")
    assert find_choices(out) == beside
    within = written(out, "top = 3")
    assert find_choices(out) == within


def test_a_figure_s_own_choices_stand_before_the_common_ones() -> None:
    choices = Choices(None, {"top": 9, "only": ["age"]}, {"age": {"top": 3}})
    assert choices.options("age", {"top": None}) == {"top": 3}
    assert choices.options("age", {"top": 1}) == {"top": 1}
    assert choices.options("map", {}) == {"top": 9}
    field = Choices(None, {"scope": "field", "field_least": 3})
    assert field.options("map", {"scope": "listed"}) == {"scope": "listed"}
    assert field.options("map", {"field_least": 4}) == {"scope": "field", "field_least": 4}
