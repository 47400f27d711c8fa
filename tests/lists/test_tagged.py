"""RIS, Web of Science, MEDLINE and EndNote: records of tagged lines."""

from __future__ import annotations

from pathlib import Path

import pytest
import rispy

import kdgraph
from kdgraph.errors import InputError
from kdgraph.export import EXPORTS
from kdgraph.lists import LIST_FORMATS, Link, ListDocument, Venue, read_list

RIS = """Provider: A Publisher
Content: text/plain; charset="UTF-8"

TY  - JOUR
T1  - Burrows under
pressure
AU  - Poe, Nora
A1  - Quill, Sam
JF  - Journal of Digging
JA  - J. Dig.
Y1  - 2011/03/01
DA  - 2011/03/01
UR  - https://example.org/a.pdf; https://github.com/poe/burrows
N2  - An abstract.
 TY  - is no tag in the middle of a sentence, but this line is
ER  -
TY  - UNPB
TI  - No end
AU  - Poe, Nora
N1  - arXiv:2101.00009 [cs]
KW  - one
KW  - two
TY  - JOUR
AN  - 31452104
DB  - PubMed
AU  - Poe, Nora
DO  - https://doi.org/10.1000/X.Y
ER  -
TY  - JOUR
AU  - Poe, Nora
ER  -
what is this
"""


def test_ris_as_publishers_write_it() -> None:
    found = read_list(RIS.replace(" TY  - is", " Ty  - is").encode(), name="r")
    assert found.format == "ris"
    first, second, third = found.entries
    assert (first.title, first.authors) == ("Burrows under pressure", ("Poe, Nora",))
    assert first.venues == (Venue("Journal of Digging", 2011),)
    assert first.paper_links == ("https://example.org/a.pdf",)
    assert first.code_links == (Link("", "https://github.com/poe/burrows"),)
    assert (second.title, second.arxiv, second.section) == ("No end", "2101.00009", "")
    assert (third.title, third.doi) == (None, "10.1000/x.y")
    assert third.identifiers == ("DOI:10.1000/x.y", "PMID:31452104")
    assert [(item.line, item.reason) for item in found.skipped] == [
        (1, "lines outside all records"),
        (29, "a record without title, DOI, arXiv id or address of a paper"),
        (32, "lines outside all records"),
    ]


def test_every_place_of_a_year_and_a_title_changes() -> None:
    text = "TY  - JOUR\nTI  - A\nT1  - A\nPY  - 2011\nDA  - 2011/03/01\nT2  - J\nJF  - J\nER  - \n"
    found = read_list(text.encode(), name="r")
    (entry,) = found.entries
    edited = entry.edit(title="B", venues=[("K", 2012)])
    assert edited.source == text.rstrip("\n").replace("A\n", "B\n").replace("J\n", "K\n").replace(
        "2011", "2012"
    )
    found.revise([edited])


def test_authors_are_lines_and_may_become_more() -> None:
    text = "TY  - JOUR\r\nTI  - A\r\nA1  - Poe, N.\r\nA1  - Quill, S.\r\nER  - \r\n"
    found = read_list(text.encode(), name="r")
    edited = found.entries[0].edit(authors=["Roe, J.", "Lin, A.", "Ode, B."])
    assert edited.source.split("\r\n")[2:5] == ["A1  - Roe, J.", "A1  - Lin, A.", "A1  - Ode, B."]
    assert found.revise([edited]).entries[0].authors == ("Roe, J.", "Lin, A.", "Ode, B.")
    scattered = read_list(text.replace("A1  - Q", "KW  - x\r\nA1  - Q").encode(), name="r")
    with pytest.raises(InputError, match="prints no authors"):
        scattered.entries[0].edit(authors=["Roe, J."])


WOS = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Poe, N
   Quill, SB
AF Poe, Nora
   Quill, Sam B.
TI Burrows under pressure: a
   longer view
SO JOURNAL OF DIGGING
AB Some words.
DI 10.1000/d.1
PY 2011
PM 21452104
UT WOS:000000000000001
ER

PT S
AU Poe, N
TI Shallow burrows
CT 3rd Conference on Digging
PY 2009
ER

EF
"""


def test_web_of_science() -> None:
    found = read_list(WOS.encode(), name="w")
    assert (found.format, found.skipped) == ("web-of-science", ())
    first, second = found.entries
    assert first.title == "Burrows under pressure: a longer view"
    assert first.authors == ("Poe, Nora", "Quill, Sam B.")
    assert (first.venues, first.doi) == ((Venue("JOURNAL OF DIGGING", 2011),), "10.1000/d.1")
    assert first.identifiers == ("DOI:10.1000/d.1", "PMID:21452104")
    assert (second.authors, second.venues[0].name) == (("Poe, N",), "3rd Conference on Digging")
    edited = first.edit(authors=["Lin, Ada"], title="Short")
    assert "\nAU Lin, Ada\nAF Lin, Ada\nTI Short\nSO " in edited.source
    again = found.revise([edited, second])
    assert again.data.decode().endswith(WOS[WOS.index("SO J") :])


NBIB = """
PMID- 31452104
OWN - NLM
TI  - [On burrows that
      give way.]
FAU - Poe, Nora B
AU  - Poe NB
AD  - An institute.
FAU - Quill, Sam
AU  - Quill S
JT  - Journal of digging
TA  - J Dig
DP  - 2011 Mar-Apr
LID - 31 [pii]
AID - 10.1000/d.1 [doi]
PMC - PMC123456

PMID- 31452105
TI  - Why dig?
AU  - Poe NB
DEP - 20120503
TA  - J Dig
"""


def test_medline() -> None:
    found = read_list(NBIB.encode(), name="m")
    assert (found.format, found.skipped) == ("pubmed", ())
    first, second = found.entries
    assert first.title == "On burrows that give way"
    assert first.authors == ("Poe, Nora B", "Quill, Sam")
    assert (first.venues, first.doi) == ((Venue("Journal of digging", 2011),), "10.1000/d.1")
    assert first.identifiers == ("DOI:10.1000/d.1", "PMID:31452104", "PMCID:123456")
    assert (second.title, second.year, second.authors) == ("Why dig?", 2012, ("Poe NB",))
    edited = first.edit(title="On burrows")
    assert "TI  - [On burrows.]\nFAU" in edited.source
    assert found.revise([edited, second]).entries[0].title == "On burrows"
    with pytest.raises(InputError, match="prints no authors"):  # an affiliation is in between
        first.edit(authors=["Lin, Ada"])


ENW = """%0 Journal Article
%T Burrows under pressure
%A Poe, Nora
%A Quill, Sam
%J Journal of Digging
%D 2011
%U http://arxiv.org/abs/1101.0001
%K one
%K two
%0 Generic
%T Shallow burrows
%8 May 3, 2012

%0 Thesis
%A Poe, Nora
"""


def test_endnote() -> None:
    found = read_list(ENW.encode(), name="e")
    assert found.format == "endnote"
    first, second = found.entries
    assert (first.arxiv, first.section) == ("1101.0001", "")
    assert first.venues == (Venue("Journal of Digging", 2011),)
    assert (second.title, second.year) == ("Shallow burrows", 2012)
    assert [item.line for item in found.skipped] == [14]


def exported(name: str, ending: str, folder: Path) -> ListDocument:
    path = folder / f"own.{ending}"
    EXPORTS[name](kdgraph.embedded(), path)
    found = read_list(path)
    assert found.format == name
    assert found.render() == path.read_bytes()
    return found


def test_own_exports_read_back_whole(tmp_path: Path) -> None:
    found, other = exported("ris", "ris", tmp_path), exported("csl-json", "json", tmp_path)
    titles = sorted(" ".join(str(title).split()) for title in kdgraph.embedded().papers["title"])
    for document in (found, other):
        assert document.skipped == ()
        assert sorted(entry.title or "" for entry in document.entries) == titles
    facts = ("title", "authors", "venues", "year", "arxiv", "doi", "section", "paper_links")
    for mine, theirs in zip(found.entries, other.entries, strict=True):
        assert [getattr(mine, f) for f in facts] == [getattr(theirs, f) for f in facts]
    known = kdgraph.embedded().papers
    assert sum(entry.year is not None for entry in found.entries) == known["year"].notna().sum()
    with (tmp_path / "own.ris").open(encoding="utf-8") as file:  # a second opinion
        records = rispy.load(file)
    for mine, record in zip(found.entries, records, strict=True):
        assert mine.title == record["title"]
        assert list(mine.authors) == record.get("authors", [])
        assert str(mine.year) == record["year"]


@pytest.mark.parametrize("name", ["ris", "web-of-science", "pubmed", "endnote"])
def test_a_field_of_a_book_is_passed_over(name: str) -> None:
    sample = next((Path(__file__).parent / "samples").glob(f"{name}.*")).read_text("utf-8")
    text = sample.replace("Model Compression", "x" * 200_001)
    parsed = LIST_FORMATS[name].parse(text)
    assert len(parsed.drafts) == 1
    assert [r.reason.split(":")[0] for r in parsed.refused] == [
        "a field of more than 200,000 characters"
    ]
