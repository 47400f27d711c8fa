"""verify: the same, rendered otherwise, of other data, changed by hand, or none of ours."""

from __future__ import annotations

import json
import os
import re
import zlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import ArrayObject, DecodedStreamObject, NameObject

import kdgraph
from kdgraph.errors import InputError
from kdgraph.figures.canvas.embedding import sealed
from kdgraph.figures.canvas.making import draw, make_figures
from kdgraph.figures.canvas.reading import NoStatementError, read_statement
from kdgraph.figures.canvas.verifying import verify, verify_all
from kdgraph.graph.snapshot import Snapshot
from kdgraph.store import DataFolder
from kdgraph.testing import literatures, toys
from tests.graph.test_people import frames
from tests.store.material import publish

FORMATS = ("pdf", "svg", "png", "html", "pgf")
FIGURE = "taxonomy"
OVERRIDES = """
[[parent]]
paper = "b"
parent = ""
"""


def stored(folder: Path, snapshot: Snapshot) -> Snapshot:
    """Write a snapshot into a data folder and open it from there."""
    with DataFolder(folder).writer("test") as writer:
        made = publish(writer, snapshot.frames())
    return kdgraph.open(folder).snapshot(made.id)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the toys."""
    folder = tmp_path_factory.mktemp("verifying") / "data"
    stored(folder, toys.snapshot())
    return folder


@pytest.fixture(scope="module")
def drawn(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a figure of the toys in every format."""
    folder = tmp_path_factory.mktemp("drawn")
    drawing = draw(FIGURE, kdgraph.open(data).snapshot(), width=4.0, section="Old", top=3)
    for form in FORMATS:
        drawing.save(folder / f"figure.{form}", theme="dark")
    return folder


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_as_it_was_drawn_is_identical(form: str, drawn: Path, data: Path) -> None:
    found = verify(drawn / f"figure.{form}", data=data)
    assert found.outcome == "identical"
    assert (found.edited, found.differences, found.parts, found.facts) == (False, (), (), {})
    assert found.figure == FIGURE
    assert "the same byte for byte" in str(found)


@pytest.mark.parametrize("form", FORMATS)
def test_the_name_of_a_file_does_not_matter(
    form: str, drawn: Path, data: Path, tmp_path: Path
) -> None:
    other = tmp_path / "evolution.txt"
    other.write_bytes((drawn / f"figure.{form}").read_bytes())
    assert verify(other, data=data).figure == FIGURE
    assert verify(other, data=data).outcome == "identical"


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_changed_by_hand_is_told(form: str, drawn: Path, data: Path, tmp_path: Path) -> None:
    content = (drawn / f"figure.{form}").read_bytes()
    places = {
        "pdf": (b"/MediaBox", b"/Mediabox"),
        "svg": (b"<g id=", b"<g iD="),
        "png": (b"", b""),
        "html": (b"<figcaption>", b"<figcaption>Not "),
        "pgf": (b"bp}{", b"pt}{"),
    }
    old, new = places[form]
    changed = content.replace(old, new, 1) if form != "png" else _painted_over(content)
    assert changed != content
    (tmp_path / "x").write_bytes(changed)
    found = verify(tmp_path / "x", data=data)
    assert found.outcome == "different"
    assert found.edited
    assert found.parts == ()
    assert "changed after it was written" in str(found)
    assert "agrees with the data" in str(found)


def _painted_over(content: bytes, **options: Any) -> bytes:
    """Return a PNG of another pixel, or of the same ones packed otherwise."""
    with Image.open(BytesIO(content)) as image:
        said = PngInfo()
        for name, text in image.text.items():  # type: ignore[attr-defined]  # of a PNG
            said.add_text(name, text)
        if not options:
            image.putpixel((2, 2), (1, 2, 3))
        file = BytesIO()
        image.save(file, "png", pnginfo=said, **options)
    return file.getvalue()


def _saved_again(content: bytes, how: str) -> bytes:
    """Return a PDF as another program saves it."""
    if how == "appended":
        writer = PdfWriter(BytesIO(content), incremental=True)
    else:
        writer = PdfWriter(clone_from=PdfReader(BytesIO(content)))
    if how in ("author", "appended"):
        writer.add_metadata({"/Author": "A production office"})
    if how == "unpacked":
        for page in writer.pages:
            contents = page.get_contents()
            assert contents is not None
            plain = DecodedStreamObject()
            plain.set_data(contents.get_data())
            page[NameObject("/Contents")] = ArrayObject([writer._add_object(plain)])
    if how == "painted":
        page = writer.pages[0]
        contents = page.get_contents()
        assert contents is not None
        over = DecodedStreamObject()
        over.set_data(contents.get_data() + b"\n0 0 50 50 re f")
        page[NameObject("/Contents")] = writer._add_object(over)
    if how == "stamped":
        writer.add_annotation(0, FreeText(text="Draft", rect=(10, 10, 60, 30)))
    if how == "turned":
        writer.pages[0].rotate(90)
    if how == "cropped":
        writer.pages[0].cropbox.upper_right = (50, 50)
    if how == "font":
        fonts: Any = writer.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
        font = next(iter(fonts.values())).get_object()
        holder = font["/DescendantFonts"][0] if "/DescendantFonts" in font else font
        holder["/FontDescriptor"]["/FontFile2"].set_data(b"another font")
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


@pytest.mark.parametrize("how", ["anew", "author", "appended", "unpacked"])
def test_a_pdf_that_another_program_saved_has_the_same_marks(
    how: str, drawn: Path, data: Path, tmp_path: Path
) -> None:
    (tmp_path / "x.pdf").write_bytes(_saved_again((drawn / "figure.pdf").read_bytes(), how))
    found = verify(tmp_path / "x.pdf", data=data)
    assert (found.outcome, found.edited, found.parts) == ("equal", True, ())
    assert "same marks in another container" in str(found)
    assert ("Author" in str(found)) == (how in ("author", "appended"))


@pytest.mark.parametrize("how", ["painted", "stamped", "turned", "cropped", "font"])
def test_a_pdf_that_shows_something_else_is_not_taken_for_the_same(
    how: str, drawn: Path, data: Path, tmp_path: Path
) -> None:
    (tmp_path / "x.pdf").write_bytes(_saved_again((drawn / "figure.pdf").read_bytes(), how))
    found = verify(tmp_path / "x.pdf", data=data)
    assert (found.outcome, found.edited, found.parts) == ("different", True, ())


def test_other_formats_saved_again_have_the_same_marks(
    drawn: Path, data: Path, tmp_path: Path
) -> None:
    png = _painted_over((drawn / "figure.png").read_bytes(), compress_level=1)
    svg = (drawn / "figure.svg").read_bytes()
    root = ElementTree.fromstring(svg)
    ElementTree.indent(root)
    saved = {
        "a.png": png,
        "a.svg": ElementTree.tostring(root),
        "b.svg": svg.replace(b"\n", b"\r\n"),
        "a.pgf": (drawn / "figure.pgf").read_bytes().replace(b"\n", b"\r\n"),
    }
    for name, content in saved.items():
        (tmp_path / name).write_bytes(content)
        found = verify(tmp_path / name, data=data)
        assert (found.outcome, found.edited) == ("equal", True), name
    styled = svg.replace(b"<svg ", b'<?xml-stylesheet href="x.css"?>\n<svg ', 1)
    (tmp_path / "c.svg").write_bytes(styled)
    assert verify(tmp_path / "c.svg", data=data).outcome == "different"


@pytest.fixture
def folder(data: Path, tmp_path: Path) -> Path:
    """A folder with two figures, their numbers, and what is none."""
    snapshot = kdgraph.open(data).snapshot()
    folder = tmp_path / "made"
    make_figures(
        snapshot, folder, only=["growth", "taxonomy"], formats=["pdf", "html"], notes="caption"
    )
    return folder


def test_a_folder_is_verified_whole(folder: Path, data: Path) -> None:
    (folder / "inner").mkdir()
    (folder / "growth.pdf").rename(folder / "inner" / "growth.pdf")
    (folder / "photo.png").write_bytes((Path("docs/screens/paper.png")).read_bytes())
    (folder / "mine.csv").write_text("a,b\n1,2\n", "utf-8")
    found = verify_all([folder], data=data)
    names = [one.path.relative_to(folder).as_posix() for one in found.files]
    assert names == [
        *("growth.csv", "growth.html", "inner/growth.pdf", "taxonomy.csv", "taxonomy.html"),
        "taxonomy.pdf",
    ]
    assert {one.outcome for one in found.files} == {"identical"}
    assert (found.different, found.failed) == ((), {})
    assert {path.name for path in found.passed_over} == {"photo.png", "mine.csv"}


def test_a_changed_cell_is_found_and_the_figure_beside_it_named(folder: Path, data: Path) -> None:
    table = folder / "taxonomy.csv"
    rows = table.read_text("utf-8").splitlines()
    header, first = rows[0].split(","), rows[1].split(",")
    at = next(n for n, cell in enumerate(first) if cell.isdigit())
    was = first[at]
    first[at] = "999"
    table.write_text("\n".join([rows[0], ",".join(first), *rows[2:]]) + "\n", "utf-8")
    found = verify(table, data=data)
    assert (found.outcome, found.edited, found.parts) == ("different", True, ("numbers",))
    assert found.picture == folder / "taxonomy.pdf"
    for words in ("line 2", header[at], "999 in the file", f"{was} from the data"):
        assert words.lower() in str(found).lower()
    assert "taxonomy.pdf beside it was drawn from the numbers that the data give" in str(found)
    # the figure that is named brings its table along
    both = verify_all([folder / "taxonomy.pdf"], data=data)
    assert [(one.path.name, one.outcome) for one in both.files] == [
        ("taxonomy.pdf", "identical"),
        ("taxonomy.csv", "different"),
    ]
    table.write_text("\n".join(rows[:-1]) + "\n", "utf-8")
    assert f"has {len(rows) - 2} rows" in str(verify(table, data=data))
    table.write_text("some,thing\n1,2\n", "utf-8")
    assert "Its columns are some, thing" in str(verify(table, data=data))
    assert len(verify_all([folder / "taxonomy.pdf"], data=data).files) == 1, "it is another's"


def test_a_table_that_another_program_saved_has_the_same_numbers(
    folder: Path, data: Path, tmp_path: Path
) -> None:
    table = folder / "growth.csv"
    assert verify(table, data=data).outcome == "identical"
    text = table.read_text("utf-8")
    quoted = "\r\n".join(f'"{line}"'.replace(",", '","') for line in text.splitlines())
    table.write_text("\ufeff" + quoted, "utf-8")
    found = verify(table, data=data)
    assert (found.outcome, found.edited, found.parts) == ("equal", True, ())
    assert "saved again by another program" in str(found)
    alone = tmp_path / "alone.csv"
    alone.write_text(text, "utf-8")
    with pytest.raises(NoStatementError, match=r"no figure beside it does .looked for alone\.pdf"):
        verify(alone, data=data)


def test_files_that_cannot_be_verified_do_not_hide_the_others(
    drawn: Path, data: Path, tmp_path: Path
) -> None:
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.4")
    asked = [tmp_path / "x.pdf", drawn / "figure.svg", tmp_path / "none.svg"]
    found = verify_all(asked, data=data)
    assert [one.outcome for one in found.files] == ["identical"]
    assert set(found.failed) == {tmp_path / "x.pdf", tmp_path / "none.svg"}
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no figure that kdgraph wrote is in"):
        verify_all([tmp_path / "empty"], data=data)


def test_a_page_needs_the_script_that_kdgraph_wrote(folder: Path, data: Path) -> None:
    page = folder / "growth.html"
    assert b"plotly.min.js" in page.read_bytes()
    assert len(page.read_bytes()) < 2_500_000
    assert verify(page, data=data).outcome == "identical"
    (folder / "plotly.min.js").write_text("alert(1)", "utf-8")
    found = verify(page, data=data)
    assert found.outcome == "different"
    assert "plotly.min.js that draws it is not the one that kdgraph wrote" in str(found)
    (folder / "plotly.min.js").unlink()
    assert "plotly.min.js that it needs is not beside it" in str(verify(page, data=data))


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_drawing_by_another_version_is_equal(
    form: str, drawn: Path, data: Path, tmp_path: Path
) -> None:
    content = (drawn / f"figure.{form}").read_bytes()
    said = read_statement(Path("x"), content)
    other = said.renderer[:-1] + ("8" if said.renderer[-1] != "8" else "9")
    # as that version would have written it: with its own name, sealed by itself
    (tmp_path / "x").write_bytes(_sealed_anew(content, said.renderer, other))
    found = verify(tmp_path / "x", data=data)
    assert (found.outcome, found.edited, found.parts) == ("equal", False, ())
    assert f"rendered by {other}; here is {said.renderer}" in str(found)


def _sealed_anew(content: bytes, old: str, new: str) -> bytes:
    changed = content.replace(old.encode(), new.encode(), 1)
    assert changed != content
    for mark in (b'"seal": "', b"&quot;seal&quot;: &quot;"):
        if mark in changed:
            at = changed.index(mark) + len(mark)
            return sealed(changed[:at] + b"0" * 32 + changed[at + 32 :])
    raise AssertionError("there is no seal")


def test_other_data_under_the_same_id_are_told_fact_by_fact(data: Path, tmp_path: Path) -> None:
    file = draw(FIGURE, kdgraph.open(data).snapshot()).save(tmp_path / "x.svg")
    text = file.read_text(encoding="utf-8")
    said = json.loads(re.findall(r'\{"as_of".*\}', text)[0])
    name, value = next(iter(said["facts"].items()))
    other = text.replace(f'"{name}": "{value}"', f'"{name}": "many"')
    other = other.replace(said["digests"]["numbers"], "0" * 16)
    (tmp_path / "y.svg").write_bytes(
        _sealed_anew(other.encode(), said["renderer"], said["renderer"] + " ")
    )
    found = verify(tmp_path / "y.svg", data=data)
    assert found.outcome == "different"
    assert not found.edited
    assert found.facts == {name: ("many", value)}
    assert found.parts == ("numbers",)
    assert f"{name}: many in the file, {value} from the data." in found.differences
    assert any("kdgraph itself" in said for said in found.differences)


def test_a_fact_alone_makes_a_file_different(data: Path, tmp_path: Path) -> None:
    file = draw(FIGURE, kdgraph.open(data).snapshot()).save(tmp_path / "x.svg")
    text = file.read_text(encoding="utf-8")
    said = json.loads(re.findall(r'\{"as_of".*\}', text)[0])
    name, value = next(iter(said["facts"].items()))
    other = text.replace(f'"{name}": "{value}"', f'"{name}": "many"').encode()
    (tmp_path / "y.svg").write_bytes(_sealed_anew(other, said["renderer"], said["renderer"] + " "))
    found = verify(tmp_path / "y.svg", data=data)
    assert (found.outcome, found.edited, found.parts) == ("different", False, ())
    assert found.facts == {name: ("many", value)}


def test_a_changed_snapshot_is_another_snapshot(data: Path, drawn: Path, tmp_path: Path) -> None:
    frames = toys.snapshot().frames()
    frames["citations"] = frames["citations"].iloc[1:]
    other = stored(tmp_path / "data", Snapshot(frames, toys.MANIFEST))
    wanted = kdgraph.open(data).snapshot().id
    assert other.id != wanted
    with pytest.raises(InputError) as caught:
        verify(drawn / "figure.pdf", data=tmp_path / "data")
    for words in (wanted, str(tmp_path / "data"), other.id, kdgraph.embedded().id):
        assert words in str(caught.value)
    # beside each other in one folder, each file finds its own
    stored(tmp_path / "data", toys.snapshot())
    assert verify(drawn / "figure.pdf", data=tmp_path / "data").outcome == "identical"


def test_a_view_of_an_earlier_day_is_drawn_as_of_that_day(data: Path, tmp_path: Path) -> None:
    view = kdgraph.open(data).snapshot(as_of="2008")
    file = draw("timeline", view, width=3.3).save(tmp_path / "x.png")
    found = verify(file, data=data)
    assert found.outcome == "identical"
    assert found.snapshot_id.endswith("@2008-12-31")


def test_the_embedded_corpus_is_found_without_a_data_folder(tmp_path: Path) -> None:
    file = draw(FIGURE, kdgraph.embedded(), width=3.3).save(tmp_path / "x.pgf")
    assert verify(file, data=tmp_path / "nowhere").outcome == "identical"


def test_authors_by_hand_are_part_of_what_must_be_the_same(tmp_path: Path) -> None:
    wrote = {"p": ["Jane Roe", "Carl Poe"], "q": ["Jane A. Roe", "Carl Poe"]}
    stored(tmp_path / "data", Snapshot(frames(wrote), toys.MANIFEST))
    by_hand = tmp_path / "data" / "overrides.toml"
    by_hand.write_text('[[author]]\npart = ["Jane Roe", "Jane A. Roe"]\n', "utf-8")
    drawing = draw("coauthors", kdgraph.open(tmp_path / "data").snapshot())
    assert drawing.facts["authors"] == 3
    file = drawing.save(tmp_path / "x.pgf")
    assert verify(file, data=tmp_path / "data").outcome == "identical"
    by_hand.unlink()
    found = verify(file, data=tmp_path / "data")
    assert found.outcome == "different"
    assert "with other authors joined or parted" in str(found)
    assert "kdgraph itself" not in str(found), "the cause is named, and no other"


def test_overrides_are_part_of_what_must_be_the_same(data: Path, tmp_path: Path) -> None:
    snapshot = stored(tmp_path / "data", toys.snapshot())
    by_hand = tmp_path / "data" / "overrides.toml"
    by_hand.write_text(OVERRIDES, encoding="utf-8")
    overrides = kdgraph.read_overrides(by_hand, snapshot)
    plain = draw("evolution", snapshot).save(tmp_path / "plain.pgf")
    file = draw("evolution", snapshot, overrides=overrides).save(tmp_path / "x.pgf")
    assert verify(file, data=tmp_path / "data").outcome == "identical"
    assert verify(plain, data=tmp_path / "data").outcome == "identical"
    by_hand.unlink()
    found = verify(file, data=tmp_path / "data")
    assert found.outcome == "different"
    assert "other overrides than" in str(found)
    assert "There is no such file" in str(found)
    assert "kdgraph itself" not in str(found), "the cause is named, and no other"
    assert found.parts


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"", "does not say how it was drawn", id="empty"),
        pytest.param(b"just words", "does not say how it was drawn", id="text"),
        pytest.param(b"\xff\xfe\x00", "neither PDF nor PNG nor text", id="binary"),
        pytest.param(b"%PDF-1.4\nnothing", "damaged PDF", id="broken pdf"),
        pytest.param(b"\x89PNG\r\n\x1a\nnothing", "damaged PNG", id="broken png"),
        pytest.param(b"<svg><g></svg>", "damaged SVG", id="broken svg"),
        pytest.param(b"<svg></svg>", "does not say how it was drawn", id="another's svg"),
        pytest.param(b'<!DOCTYPE x [<!ENTITY a "b">]><svg>&a;</svg>', "entities", id="entities"),
        pytest.param(b"% kdgraph-provenance: {no json}", "cannot be read", id="no json"),
        pytest.param(b'% kdgraph-provenance: {"figure": 1}', "lacks kdgraph", id="half"),
    ],
)
def test_what_is_none_of_ours_is_refused(content: bytes, words: str, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(NoStatementError, match=words):
        verify(tmp_path / "x", data=tmp_path)


def _bomb() -> bytes:
    """A PNG of a few bytes that says to be of 60,000 by 60,000 pixels."""

    def chunk(name: bytes, held: bytes) -> bytes:
        check = zlib.crc32(name + held).to_bytes(4, "big")
        return len(held).to_bytes(4, "big") + name + held + check

    size = (60_000).to_bytes(4, "big") * 2 + bytes([8, 6, 0, 0, 0])
    rows = zlib.compress(bytes(1_000_000))
    ends = chunk(b"IHDR", size) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + ends


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(_bomb(), "60,000 times 60,000 pixels", id="bomb"),
        pytest.param(
            b'% kdgraph-provenance: {"as_of": ' + b"[" * 10**5 + b"]" * 10**5 + b"}",
            "cannot be read",
            id="nested json",
        ),
        pytest.param(b"% kdgraph-provenance: {}", "lacks kdgraph", id="nothing"),
        pytest.param(
            b"%PDF-1.4\n1 0 obj " + b"[" * 10**5 + b"\ntrailer <</Info 1 0 R>>",
            "damaged PDF|does not say",
            id="nested pdf",
        ),
        pytest.param(
            b"<svg>" + b"<g>" * 10**5 + b"</g>" * 10**5 + b"</svg>",
            "damaged SVG|does not say",
            id="nested svg",
        ),
    ],
)
def test_what_would_stop_the_machine_is_refused(content: bytes, words: str, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(NoStatementError, match=words):
        verify(tmp_path / "x", data=tmp_path)


def test_what_has_no_end_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no regular file"):
        verify("/dev/zero", data=tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="no regular file"):
        verify(tmp_path / "pipe", data=tmp_path)
    with (tmp_path / "large").open("wb") as file:
        file.truncate(2**30)
    with pytest.raises(InputError, match="more than 64 MB"):
        verify(tmp_path / "large", data=tmp_path)


def test_last_digits_are_the_hardware_and_more_is_the_code(tmp_path: Path) -> None:
    drawing = draw("flow", kdgraph.embedded())
    assert drawing.digits < 10
    file = drawing.save(tmp_path / "x.svg")
    text = file.read_text(encoding="utf-8")
    for name in drawing.rough_digests:
        assert text.count(drawing.rough_digests[name]) == 1
    anew = drawing.numbers.assign(expected=drawing.numbers["expected"] * (1 + 3e-6))
    other = replace(drawing, numbers=anew)
    assert other.digests["numbers"] != drawing.digests["numbers"]
    assert other.rough_digests == drawing.rough_digests
    found = verify(other.save(tmp_path / "y.svg"), data=tmp_path)
    assert (found.outcome, found.parts) == ("equal", ("numbers",))
    assert "other hardware or another version of a library computes the last digits" in str(found)
    assert "kdgraph itself" not in str(found)
    anew = drawing.numbers.assign(expected=drawing.numbers["expected"] * 1.01)
    found = verify(replace(drawing, numbers=anew).save(tmp_path / "z.svg"), data=tmp_path)
    assert (found.outcome, found.parts) == ("different", ("numbers",))
    assert "kdgraph itself computes" in str(found)


def test_files_of_before_rough_digests_name_both_causes(data: Path, tmp_path: Path) -> None:
    file = draw(FIGURE, kdgraph.open(data).snapshot()).save(tmp_path / "x.pgf")
    text = file.read_text(encoding="utf-8")
    old = re.sub(r'"rough_digests": \{[^}]*\}, ', "", text)
    digest = re.findall(r'"numbers": "(\w{16})"', old)[0]
    assert old != text
    (tmp_path / "y.pgf").write_bytes(_sealed_anew(old.encode(), digest, "0" * 16))
    found = verify(tmp_path / "y.pgf", data=data)
    assert found.outcome == "different"
    (said,) = [one for one in found.differences if "kdgraph itself" in one]
    assert said.index("other hardware") < said.index("kdgraph itself")


def test_a_foreign_pdf_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(tmp_path / "blank.pdf")
    with pytest.raises(NoStatementError, match="does not say how it was drawn"):
        verify(tmp_path / "blank.pdf", data=tmp_path)
    with pytest.raises(InputError, match=r"cannot read .*missing\.pdf"):
        verify(tmp_path / "missing.pdf", data=tmp_path)
    with pytest.raises(InputError, match="cannot read"):
        verify(tmp_path, data=tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b'"figure": "taxonomy"', b'"figure": "pie"', "no figure called 'pie'"),
        (b'"top": 3', b'"turn": 3', "has no option 'turn'"),
        (b'"theme": "dark"', b'"theme": "sepia"', "no theme called 'sepia'"),
        (b'"width": 4.0', b'"width": 0.1', "inches"),
    ],
)
def test_a_statement_that_this_version_cannot_follow_is_refused(
    old: bytes, new: bytes, words: str, drawn: Path, data: Path, tmp_path: Path
) -> None:
    content = (drawn / "figure.pgf").read_bytes()
    assert old in content
    (tmp_path / "x.pgf").write_bytes(content.replace(old, new, 1))
    with pytest.raises(InputError, match=words):
        verify(tmp_path / "x.pgf", data=data)


def test_hard_words_pass_through_what_a_file_says_of_itself(tmp_path: Path) -> None:
    snapshot = stored(tmp_path / "data", literatures.hard())
    for form in FORMATS:
        file = draw("historiograph", snapshot, width=3.3).save(tmp_path / f"x.{form}")
        assert verify(file, data=tmp_path / "data").outcome == "identical"
