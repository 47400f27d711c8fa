"""Files: the same bytes in any process, fonts as TrueType, no bitmap in a vector figure."""

from __future__ import annotations

import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from PIL import Image
from pypdf import PdfReader

from kdgraph.errors import InputError, StoreError
from kdgraph.figures.canvas.embedding import seal_of
from kdgraph.figures.canvas.files import FORMATS, content
from kdgraph.figures.canvas.typography import measure
from tests.figures.canvas.everything import everything


def _objects(data: bytes) -> list[dict[str, Any]]:
    """Return the dictionaries of a PDF, also those of streams."""
    reader = PdfReader(BytesIO(data))
    found = []
    for number in range(1, int(str(reader.trailer["/Size"]))):
        thing: Any = reader.get_object(number)
        if isinstance(thing, dict):
            found.append(thing)
    return found


def test_a_pdf_holds_truetype_and_no_bitmap() -> None:
    for theme in ("light", "transparent"):
        objects = _objects(content(everything(theme), "pdf"))
        fonts = [one for one in objects if one.get("/Type") == "/Font"]
        kinds = {one["/Subtype"] for one in fonts}
        assert kinds <= {"/TrueType", "/Type0", "/CIDFontType2"}
        assert kinds & {"/TrueType", "/CIDFontType2"}
        described = [one for one in objects if one.get("/Type") == "/FontDescriptor"]
        assert described
        assert all("/FontFile2" in one for one in described), "a font is not embedded"
        for one in described:
            held = set(TTFont(BytesIO(one["/FontFile2"].get_data())).keys())
            assert {"glyf", "head", "hmtx", "loca", "maxp"} <= held
            assert not {"GPOS", "GSUB", "GDEF"} & held, "tables that no reader of a file uses"
        assert not [one for one in objects if one.get("/Subtype") == "/Image"]


def test_poppler_says_the_same(tmp_path: Path) -> None:
    if shutil.which("pdffonts") is None or shutil.which("pdfimages") is None:
        pytest.skip("poppler's pdffonts and pdfimages are not here")
    file = everything().save(tmp_path / "every.pdf")

    def lines(*command: str) -> list[str]:
        done = subprocess.run([*command, file], capture_output=True, text=True, check=True)
        return done.stdout.splitlines()[2:]

    fonts = lines("pdffonts")
    assert len(fonts) >= 3
    for font in fonts:
        assert "TrueType" in font
        assert font.split()[-5] == "yes", f"not embedded: {font}"
    assert lines("pdfimages", "-list") == []


def test_words_of_a_pdf_can_be_searched() -> None:
    (page,) = PdfReader(BytesIO(content(everything(), "pdf"))).pages
    words = page.extract_text()
    for text in ("<b>Bold</b> & </script>", "Łukasz Ćwikła, Buciluǎ", "αβγ ≤ ≥", "$x_1$"):
        assert text in words
    assert [float(side) for side in page.mediabox[2:]] == pytest.approx(
        [everything().width * 72, everything().height * 72], abs=0.01
    )


def test_an_svg_holds_no_bitmap_and_asks_for_nothing() -> None:
    text = content(everything(), "svg").decode()
    assert "<image" not in text
    assert "<script" not in text
    assert "font-family" not in text, "its words are outlines"
    assert 'href="http' not in text


def test_a_bitmap_has_300_dots_an_inch_and_clear_ground_where_asked() -> None:
    with Image.open(BytesIO(content(everything(), "png"))) as image:
        assert image.width == pytest.approx(5.5 * 300, abs=1)
        assert image.convert("RGB").getpixel((0, 0)) == (255, 255, 255)
    with Image.open(BytesIO(content(everything("transparent"), "png"))) as image:
        assert image.convert("RGBA").getpixel((0, 0))[3] == 0  # type: ignore[index]
    with Image.open(BytesIO(content(everything("dark"), "png"))) as image:
        assert image.convert("RGB").getpixel((0, 0)) == (0x14, 0x17, 0x1B)


@pytest.mark.parametrize("form", ["pdf", "svg", "png"])
def test_rendering_leaves_the_measure_of_words_alone(form: str) -> None:
    # the blank at the end is not printed, but keeps an answer given before from serving again
    before = measure(f"Measured around {form}", 7)
    content(everything(), form)
    assert measure(f"Measured around {form} ", 7) == before


def test_heads_of_arrows_are_drawn_in_print() -> None:
    from dataclasses import replace

    from kdgraph.figures.canvas.marks import Curves

    panel = everything().panels[0]
    curves = next(mark for mark in panel.marks if isinstance(mark, Curves) and mark.arrows)
    area = {}
    for arrows in (True, False):
        one = replace(
            everything(), panels=(replace(panel, marks=(replace(curves, arrows=arrows),)),)
        )
        with Image.open(BytesIO(content(one, "png"))) as image:
            grey = image.convert("L")
            area[arrows] = sum(grey.histogram()[:200])
    assert area[True] > area[False] + 100


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "csv"])
def test_a_changed_file_is_told_from_a_whole_one(form: str) -> None:
    data = content(everything(), form)
    assert seal_of(data)
    middle = len(data) // 2
    assert not seal_of(data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])
    assert not seal_of(data + b"\n")
    assert not seal_of(b"nothing of ours")


def test_the_numbers_are_a_table_that_is_read_back() -> None:
    import pandas as pd

    data = content(everything(), "csv")
    read = pd.read_csv(BytesIO(data), keep_default_na=False)
    assert read["thing"].tolist() == everything().numbers["thing"].tolist()
    assert b"\r" not in data


def test_a_format_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no figure format called 'docx'; .*\.pdf, \.svg"):
        everything().save(tmp_path / "every.docx")
    with pytest.raises(InputError, match="called 'nothing'"):
        everything().save(tmp_path / "every")
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    with pytest.raises(StoreError, match="a part of the path is a file; give a place in a folder"):
        everything().save(tmp_path / "taken" / "below" / "x.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(StoreError, match="a folder stands where a file is needed"):
        everything().save(tmp_path / "folder.csv")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.csv", "taken"]
