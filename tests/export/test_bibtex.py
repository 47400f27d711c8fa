"""BibTeX, read back by pybtex, by bibtexparser and by kdgraph's own list reader."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from bibtexparser.entrypoint import parse_string as parse_blocks
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database import BibliographyData, parse_string

import kdgraph
from kdgraph import EXPORTS, UnknownPaperError
from kdgraph.export.bibtex import bibtex_text
from kdgraph.export.citation_keys import citation_keys
from kdgraph.lists import read_list
from kdgraph.testing import toys
from kdgraph.tex import latex_to_text
from tests.export.papers import HARD_TITLES, literature, titles


def _pybtex(text: str) -> BibliographyData:
    return parse_string(text, "bibtex")


def _shown(text: str) -> str:
    """Return a title as LaTeX shows it."""
    return latex_to_text(text).replace("\u02c6", "^")


def _fields(text: str) -> dict[str, dict[str, str]]:
    """Return the fields of each entry as bibtexparser reads them."""
    library = parse_blocks(text)
    assert not library.failed_blocks
    return {
        entry.key: {field.key: str(field.value) for field in entry.fields}
        for entry in library.entries
    }


def test_two_readers_see_the_same_papers(tmp_path: Path) -> None:
    snapshot = toys.snapshot()
    EXPORTS["bibtex"](snapshot, tmp_path / "toys.bib")
    text = (tmp_path / "toys.bib").read_text(encoding="utf-8")
    keys = citation_keys(snapshot)
    first, second = _pybtex(text), _fields(text)
    assert set(first.entries) == set(second) == set(keys)
    for paper_id, title in toys.TITLES.items():
        entry: Any = first.entries[keys[paper_id]]
        assert _shown(entry.fields["title"]) == " ".join(title.split())
        assert second[keys[paper_id]]["title"] == entry.fields["title"]
        printed = [
            " ".join([*p.first_names, *p.last_names]) for p in entry.persons.get("author", [])
        ]
        assert printed == [toys._NAMES[who] for who in toys.WROTE.get(paper_id, ())]


def test_embedded_corpus_comes_back(tmp_path: Path) -> None:
    snapshot = kdgraph.embedded()
    text = bibtex_text(snapshot)
    entries: Any = _pybtex(text).entries
    keys = citation_keys(snapshot)
    shown = {key: _shown(entries[key].fields["title"]) for key in keys}
    ligatures = str.maketrans({"\u2013": "--", "\u2014": "---", "\u201d": "''", "\u201c": "``"})
    assert {key: title.translate(ligatures) for key, title in shown.items()} == {
        key: " ".join(title.split()).translate(ligatures)
        for key, title in zip(keys, snapshot.papers["title"], strict=True)
    }
    assert len(entries) == len(keys)


def test_identifiers_kinds_and_months() -> None:
    rows: list[dict[str, object]] = [
        {
            "title": "A",
            "venue": "CVPR 2019",
            "date": "2019-06-15",
            "year": 2019,
            "doi": "10.1/a_b%c#d{e",
        },
        {"title": "B", "venue": "Journal of Tests & Trials", "year": 2018, "date": "2017-12-31"},
        {"title": "C", "venue": "arXiv.org", "arxiv": "cs/0309023", "doi": "10.48550/arxiv.x"},
        {"title": "D", "venue": "A Book of Its Own"},
    ]
    snapshot = literature(rows)
    entries: Any = _pybtex(bibtex_text(snapshot)).entries
    a, b, c, d = (entries[key] for key in citation_keys(snapshot))
    assert [entry.type for entry in (a, b, c, d)] == ["inproceedings", "article", "misc", "misc"]
    assert [entry.fields.pop("key") for entry in (a, b, c, d)] == ["A", "B", "C", "D"]
    assert dict(a.fields) == {
        "title": "A",
        "booktitle": "CVPR",
        "year": "2019",
        "month": "June",
        "doi": "10.1/a_b%c#d%7Be",
        "url": "https://doi.org/10.1/a_b%25c%23d%7Be",
    }
    assert dict(b.fields) == {
        "title": "B",
        "journal": r"Journal of Tests {\&} Trials",
        "year": "2018",
    }
    assert dict(c.fields) == {
        "title": "C",
        "eprint": "cs/0309023",
        "archivePrefix": "arXiv",
        "url": "https://arxiv.org/abs/cs/0309023",
    }
    assert dict(d.fields) == {"title": "D", "howpublished": "A Book of Its Own"}


@pytest.mark.parametrize(
    ("printed", "first", "last"),
    [
        ("Laurens van der Maaten", "Laurens", "van der Maaten"),
        ("Rich Caruana Jr.", "Rich", "Caruana"),
        ("Centre for Research and Development", "", "{Centre for Research and Development}"),
        ("others", "", "{others}"),
        ("The ATLAS Collaboration", "", "{The ATLAS Collaboration}"),
        ("Gemini Team", "", "{Gemini Team}"),
        ("Luc Van Gool", "Luc", "Van Gool"),
        ("Giovanni Della Porta", "Giovanni", "Della Porta"),
        ("Jean de La Fontaine", "Jean", "de La Fontaine"),
        ("J. H. van 't Hoff", "J. H.", "van 't Hoff"),
        ("Karl von und zu Guttenberg", "Karl", "von und zu Guttenberg"),
        ("Maria de las Mercedes", "Maria", "de las Mercedes"),
        ("Anna B. Poe III", "Anna B.", "Poe"),
        ("Buciluǎ, Cristian", "Cristian", r"Bucilu{\v{a}}"),
        ("A, B, C, D", "", "{A, B, C, D}"),
        ("张伟", "", "张伟"),
    ],
)
def test_names(printed: str, first: str, last: str) -> None:
    snapshot = literature([{"title": "A", "authors": [printed, "Bo Li"]}])
    (entry,) = _pybtex(bibtex_text(snapshot)).entries.values()
    one, two = entry.persons["author"]
    assert " ".join([*one.first_names, *one.middle_names]) == first
    assert " ".join([*one.prelast_names, *one.last_names]) == last
    assert str(two) == "Li, Bo"


@settings(max_examples=25)
@given(st.lists(st.one_of(st.sampled_from(HARD_TITLES), titles), min_size=1, max_size=6))
def test_any_title_comes_back(some: list[str]) -> None:
    snapshot = literature([{"title": title, "authors": [title, "Bo Li"]} for title in some])
    text = bibtex_text(snapshot)
    first, second = _pybtex(text), _fields(text)
    for key, title in zip(citation_keys(snapshot), some, strict=True):
        entry: Any = first.entries[key]
        written = entry.fields.get("title", "")
        assert second[key].get("title", "") == written
        assert written.count("{") == written.count("}")
        assert str(entry.persons["author"][-1]) == "Li, Bo"
        assert _plain(_shown(written)) == _plain(title)


def _plain(title: str) -> str:
    """Undo what LaTeX makes of quotes and dashes, and Unicode of composed letters."""
    import unicodedata

    text = unicodedata.normalize("NFKC", title)
    return "".join(char for char in text if char.isalnum())


def test_some_papers_in_the_order_given() -> None:
    snapshot = toys.snapshot()
    text = bibtex_text(snapshot, ["f", "a", "f"])
    assert list(_pybtex(text).entries) == citation_keys(snapshot).loc[["f", "a"]].tolist()
    whole = bibtex_text(snapshot)
    for entry in text.split("\n\n")[1:]:
        assert entry.strip() in whole
    assert not list(_pybtex(bibtex_text(snapshot, [])).entries)
    with pytest.raises(UnknownPaperError, match="nobody"):
        bibtex_text(snapshot, ["nobody"])


def test_list_reader_reads_it_as_a_list() -> None:
    found = read_list(bibtex_text(toys.snapshot()).encode(), name="toys", format="bibtex")
    assert not found.skipped
    assert {e.title for e in found.entries} == {" ".join(t.split()) for t in toys.TITLES.values()}
    (a,) = [e for e in found.entries if e.arxiv]
    assert (a.arxiv, a.year, a.section) == ("1503.02531", 2000, "Old / Pioneers")


_DOCUMENT = r"""\documentclass{article}
\usepackage[T1]{fontenc}
\begin{document}
\nocite{*}
\bibliographystyle{%s}
\bibliography{all}
\end{document}
"""


@pytest.mark.skipif(
    not (shutil.which("pdflatex") and shutil.which("bibtex")), reason="no pdflatex and bibtex here"
)
@pytest.mark.parametrize("style", ["plain", "alpha"])
def test_latex_prints_hostile_titles(style: str, tmp_path: Path) -> None:
    markup = [
        r"$\ell_1$-Norms of $C_1$ and $\mathbb{R}^n$ at $5",
        "H<sub>2</sub>O, 10<sup>3</sup> of <i>E. coli K</i>: <i>open",
        r"$\input{x}$ \write18{ls} \end{document} $x_1_2$ $\frac$ $^",
        r"\textsc{Bert} \emph{open <i>x}</i> } \emph{",
        r"<i>$x$</i><sub>$\alpha$</sub>FitNet </sup> <i><sub>a</i></sub>",
        '<i>\u1eb7ng \u0105 \u0110</i> } { $}$ ${$ \\\\ # % & ~ ^ _ "',
    ]
    hard = [title for title in HARD_TITLES if title.isascii()]
    rows: list[dict[str, object]] = [
        {"title": title, "year": 2000 + n, "authors": ["Ewa Łącka", "Bo Li"][: n % 3]}
        for n, title in enumerate([*markup, *hard])
    ]
    (tmp_path / "all.bib").write_text(bibtex_text(literature(rows)), encoding="utf-8")
    (tmp_path / "a.tex").write_text(_DOCUMENT % style, encoding="utf-8")
    latex = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-draftmode", "a"]
    for command in (latex, ["bibtex", "a"], latex):
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
        assert done.returncode == 0, done.stdout.decode(errors="replace")[-2000:]
    printed = (tmp_path / "a.bbl").read_text(encoding="utf-8")
    assert printed.count(r"\bibitem") == len(rows)
    assert r"{$\ell_1$}" in printed
    assert "{{\\emph{E. coli K}:}}" in " ".join(printed.split())
