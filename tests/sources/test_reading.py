"""Which file makes the paper, where its list is, and what a source comes as."""

from __future__ import annotations

import gzip
import io
import tarfile
from pathlib import Path

import pytest

import kdgraph
from kdgraph.errors import InputError
from kdgraph.sources import read_source
from tests.sources.papers import BIBLIOGRAPHY, paper, read

TEXT = paper(r"Nets \cite{a}.").encode()
OTHER = paper(r"Nets \cite{b}.").encode()


@pytest.mark.parametrize(
    ("files", "main"),
    [
        ({"x.tex": TEXT, "y.tex": b"\\section{Part}"}, "x.tex"),
        ({"paper.tex": TEXT, "supplement.tex": OTHER}, "paper.tex"),
        ({"zz.tex": TEXT, "template.tex": OTHER, "response_letter.tex": OTHER}, "zz.tex"),
        ({"b.tex": TEXT, "a.tex": OTHER, "b.bbl": BIBLIOGRAPHY.encode()}, "b.tex"),
        ({"talk.tex": OTHER.replace(b"{article}", b"{beamer}"), "words.tex": TEXT}, "words.tex"),
        ({"deep/in/a.tex": OTHER, "b.tex": TEXT}, "b.tex"),
        ({"a.tex": OTHER, "b.tex": TEXT, "00README.XXX": b"b.tex toplevelfile\n"}, "b.tex"),
        (
            {
                "a.tex": OTHER,
                "b.tex": TEXT,
                "00README.json": b'{"sources": [{"filename": "b.tex", "usage": "toplevel"}]}',
            },
            "b.tex",
        ),
        ({"a.tex": OTHER, "b.tex": TEXT, "00README.json": b"[1, 2"}, "a.tex"),
        (
            {
                "one.tex": OTHER.replace(b"{article}", b"{standalone}"),
                "two.tex": TEXT.replace(b"Nets", b"\\input{one}"),
            },
            "two.tex",
        ),
        (
            {
                "old.tex": TEXT.replace(
                    b"\\documentclass{article}", b"\\documentstyle[12pt]{article}"
                )
            },
            "old.tex",
        ),
        ({"ms": TEXT}, "ms"),
    ],
)
def test_the_main_file_is_found(files: dict[str, bytes], main: str) -> None:
    found = read_source(files)
    assert found.main_file == main
    assert len(found.mentions) >= 1


def test_the_main_file_can_be_named() -> None:
    found = read_source({"a.tex": TEXT, "b.tex": OTHER}, main="b.tex")
    assert list(found.mentions["key"]) == ["b"]
    assert read_source({"a.tex": TEXT}, main="z.tex").lost == {"no main file": 1}


def packed(files: dict[str, bytes]) -> bytes:
    kept = io.BytesIO()
    with tarfile.open(fileobj=kept, mode="w:gz") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return kept.getvalue()


def test_a_source_may_come_in_any_form(tmp_path: Path) -> None:
    archive = packed({"a.tex": TEXT.replace(b"Nets", b"\\input{b}"), "b.tex": b"More \\cite{c}"})
    (tmp_path / "x.tar.gz").write_bytes(archive)
    (tmp_path / "y.gz").write_bytes(gzip.compress(TEXT))
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.tex").write_bytes(TEXT)
    forms = {
        "path": read_source(tmp_path / "x.tar.gz"),
        "text": read_source(str(tmp_path / "y.gz")),
        "bytes": read_source(archive),
        "folder": kdgraph.read_source(folder),
        "file": kdgraph.read_source(folder / "a.tex"),
    }
    assert {form: list(found.mentions["key"]) for form, found in forms.items()} == {
        "path": ["c", "a"],
        "text": ["a"],
        "bytes": ["c", "a"],
        "folder": ["a"],
        "file": ["a"],
    }
    assert all(len(found.references) == 3 for found in forms.values())


def test_what_is_not_there_is_an_error_with_advice(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"there is no file or folder .*nothing; give an arXiv"):
        read_source(tmp_path / "nothing")


def test_a_list_without_a_text_is_read(tmp_path: Path) -> None:
    (tmp_path / "x.bbl").write_text(BIBLIOGRAPHY)
    for found in (read_source(tmp_path / "x.bbl"), read_source({"x.bbl": BIBLIOGRAPHY.encode()})):
        assert list(found.references["title"]) == [
            "Aims of nets",
            "Bounds of nets",
            "Costs of nets",
        ]
        assert found.mentions.empty
        assert found.lost == {"no main file": 1}


def test_a_part_of_a_paper_is_read_as_it_stands() -> None:
    found = read_source({"part.tex": b"\\section{Introduction} Nets \\cite{a} grow."})
    assert found.mentions[["key", "section", "sentence"]].values.tolist() == [
        ["a", "introduction", "Nets grow."]
    ]
    assert found.lost == {"no bibliography": 1, "unknown key": 1}


def test_lists_of_several_bibliographies_are_put_together() -> None:
    def listed(key: str) -> str:
        item = rf"\bibitem{{{key}}} A. Ash. \newblock On {key}."
        return rf"\begin{{thebibliography}}{{9}}{item}\end{{thebibliography}}"

    found = read(
        r"\cite{a} \citeapp{b} \bibliography{r} \bibliographyapp{r}",
        r"\usepackage{multibib}\newcites{app}{More}",
        bibliography="",
        files={"main.bbl": listed("a"), "app.bbl": listed("b"), "old.bbl": listed("z")},
    )
    assert list(found.references["key"]) == ["a", "b"]
    assert found.complete


def test_the_list_may_be_read_into_the_text() -> None:
    found = read(r"\cite{a} \input{main.bbl}", bibliography="", files={"main.bbl": BIBLIOGRAPHY})
    assert len(found.references) == 3
    assert found.references["file"].unique().tolist() == ["main.bbl"]


def test_only_included_files_are_read() -> None:
    files = {"a.tex": r"\cite{a}", "b.tex": r"\cite{b}"}
    found = read(r"\include{a}\include{b}", r"\includeonly{b}", files=files)
    assert list(found.mentions["key"]) == ["b"]
    assert found.lost["left out by \\includeonly"] == 1


def test_readings_are_the_same_each_time() -> None:
    one, two = (read(r"\section{A} Nets \citep[see][]{a,b}, \cite{z}.") for _ in range(2))
    assert one.mentions.equals(two.mentions)
    assert one.references.drop(columns="other").equals(two.references.drop(columns="other"))
    assert one.losses.equals(two.losses)
