"""Many figures at once: their files, their captions, and what is refused before any is made."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

import kdgraph
from kdgraph.errors import InputError, PluginError, PluginWarning
from kdgraph.export.markdown_text import markdown_text
from kdgraph.figures import FIGURES, Figure
from kdgraph.figures.canvas import making
from kdgraph.figures.canvas.making import (
    MadeFigure,
    _captions,
    draw,
    figures_named,
    inches,
    make_figures,
)
from kdgraph.registry import Registry
from kdgraph.testing import literatures, toys
from tests.packages import installed

ONLY = ["timeline", "taxonomy"]


def test_each_figure_becomes_its_files_and_captions_tell_of_all(tmp_path: Path) -> None:
    told: list[MadeFigure] = []
    made = make_figures(
        literatures.hard(), tmp_path / "out", only=ONLY, formats=("pgf", "svg"), done=told.append
    )
    assert [figure.name for figure in made.figures] == ["taxonomy", "timeline"]
    assert list(made.figures) == told
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == [
        "captions.md",
        *[f"{name}.{form}" for name in sorted(ONLY) for form in ("csv", "pgf", "svg")],
    ]
    captions = made.captions.read_text(encoding="utf-8")
    for figure in made.figures:
        assert f"## {figure.name}\n" in captions
        assert markdown_text(figure.drawing.caption) in captions
        assert figure.drawing.provenance.footer() in captions
        for note in figure.drawing.notes:
            assert markdown_text(note) in captions


def test_no_title_becomes_a_link_or_a_tag_in_the_captions() -> None:
    drawing = draw("timeline", toys.snapshot(), width=3.3)
    words = (*literatures.HARD_TITLES, "\u202eturned", "![x](https://a.org/b.png)")
    text = _captions([MadeFigure(replace(drawing, notes=words), ())])
    tokens = MarkdownIt("commonmark").parse(text)
    kinds = {inner.type for token in tokens for inner in token.children or ()}
    kinds |= {token.type for token in tokens}
    assert "bullet_list_open" in kinds
    assert not kinds & {"link_open", "image", "html_inline", "html_block", "code_inline"}
    assert "turned" in text
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f-\x9f]", text)


def test_the_same_snapshot_and_options_give_the_same_files(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        make_figures(
            toys.snapshot(), tmp_path / folder, only=ONLY, formats=("pdf", "pgf"), width=3.3
        )
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_what_must_be_said_of_the_data_is_said_once(tmp_path: Path) -> None:
    made = make_figures(kdgraph.embedded(), tmp_path, only=ONLY, formats=("pgf",))
    captions = made.captions.read_text(encoding="utf-8")
    assert captions.count("not Semantic Scholar output") == 1


def test_other_files_of_the_folder_stay(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    make_figures(toys.snapshot(), tmp_path, only=["taxonomy"], formats=("pgf",))
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"only": ["pie"]}, "no figure called 'pie'; there are: .*evolution.*taxonomy"),
        ({"formats": ("pdf", "docx")}, "no figure format called 'docx'; there are: pdf, svg"),
        ({"formats": ()}, "no format was given; there are: pdf, svg"),
        ({"theme": "sepia"}, "no theme called 'sepia'"),
        ({"width": 0.2}, "inches"),
        ({"section": "No such heading"}, "No such heading"),
    ],
)
def test_what_cannot_be_made_is_refused_and_nothing_written(
    options: dict[str, object], words: str, tmp_path: Path
) -> None:
    wanted: dict[str, object] = {"only": ["taxonomy"], "formats": ("pgf",), **options}
    with pytest.raises(InputError, match=words):
        make_figures(toys.snapshot(), tmp_path / "out", **wanted)  # type: ignore[arg-type]
    assert not (tmp_path / "out").exists()


def test_every_name_and_no_name() -> None:
    assert figures_named(None) == list(FIGURES)
    assert figures_named(["timeline", "taxonomy", "timeline"]) == ["taxonomy", "timeline"]


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("3.3in", 3.3),
        ("3.3", 3.3),
        (" 7 in ", 7.0),
        ("8.4cm", 8.4 / 2.54),
        ("84mm", 84 / 25.4),
        ("72.27pt", 1.0),
        ("column", 3.3),
        ("text", 5.5),
        ("page", 7.0),
    ],
)
def test_widths(text: str, width: float) -> None:
    assert inches(text) == pytest.approx(width, abs=1e-6)


@pytest.mark.parametrize("text", ["", "wide", "3.3px", "-3in", "0", "0in", "3,3in", "nan", "1e3in"])
def test_what_is_no_width_is_refused_with_examples(text: str) -> None:
    with pytest.raises(InputError, match=r"no width; give one like 3\.3in, 84mm .* column \(3\.3"):
        inches(text)


def test_overrides_go_to_the_figures_that_take_them(tmp_path: Path) -> None:
    by_hand = tmp_path / "overrides.toml"
    by_hand.write_text('[[parent]]\npaper = "b"\nparent = ""\n', encoding="utf-8")
    overrides = kdgraph.read_overrides(by_hand, toys.snapshot())
    assert overrides.digest is not None
    drawing = draw("evolution", toys.snapshot(), overrides=overrides)
    assert drawing.provenance.options["overrides"] == overrides.digest
    assert draw("taxonomy", toys.snapshot(), overrides=overrides).name == "taxonomy"
    nothing = kdgraph.read_overrides(tmp_path / "none.toml", toys.snapshot())
    assert nothing.digest is None
    same = draw("evolution", toys.snapshot(), overrides=nothing)
    assert same.provenance == draw("evolution", toys.snapshot()).provenance


def test_a_note_on_an_override_changes_no_digest(tmp_path: Path) -> None:
    text = '[[arc]]\nciting = "b"\ncited = "a"\nlabel = "extends"\n'
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    (tmp_path / "b.toml").write_text(f'{text}note = "why"\n', encoding="utf-8")
    (tmp_path / "c.toml").write_text(text.replace("extends", "uses"), encoding="utf-8")
    digests = [
        kdgraph.read_overrides(tmp_path / f"{name}.toml", toys.snapshot()).digest for name in "abc"
    ]
    assert digests[0] == digests[1] != digests[2]


def test_a_figure_of_another_package_that_fails_leaves_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "def fails(snapshot, *, width=7.0, section=None, top=None):\n    return 1 / 0\n"
    installed(tmp_path / "site", "kdgraph-unlucky", code, {"tests.unlucky": {"fails": "fails"}})
    monkeypatch.syspath_prepend(tmp_path / "site")
    family: Registry[Figure] = Registry("figure", group="tests.unlucky")
    family.add("rpys")(FIGURES["rpys"])
    monkeypatch.setattr(making, "FIGURES", family)
    with pytest.warns(PluginWarning, match=r"kdgraph-unlucky 1\.0: it failed \(ZeroDivisionError"):
        made = kdgraph.make_figures(toys.snapshot(), tmp_path / "out", formats=["svg"])
    assert [figure.name for figure in made.figures] == ["rpys"]
    with pytest.raises(PluginError, match="tell its authors"):
        kdgraph.make_figures(toys.snapshot(), tmp_path / "out", only=["fails"])
