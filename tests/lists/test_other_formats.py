"""BibTeX, CSV and TSV, and plain identifiers."""

from __future__ import annotations

import warnings

import pytest

from kdgraph.lists import Link, Venue, read_list

BIB = r"""% Encoding: UTF-8
@string{nips = "Advances in Neural Information Processing Systems"}
@comment{not a paper}
@preamble{"\newcommand{\x}{y}"}

% == Pioneers ==
@inproceedings{buc, title={Model {Compression}},
 author={Bucilu{\v{a}}, Cristian and Caruana, Rich}, booktitle=nips, year=2006,
 doi={10.1145/1150402.1150464}}
@article{hinton, title = "Distilling the {K}nowledge", author = "Geoffrey Hinton and others",
 journal={arXiv preprint arXiv:1503.02531}, year="2015"
}
@article{broken, title={never closed,
 year=2010
% Later
@misc{fit, title={{Hints \& tricks: 50\% of \"Uber}}, eprint={1412.6550v3},
  archivePrefix={arXiv}, date={2014-12-19}, url={https://arxiv.org/abs/1412.6550}}
@misc{nothing, author={A}}
@article(paren, title={Paren}, month=foo, year=2001)
@misc{twice, title={Twice}, title={Twice more} year=2002}
"""


def test_bibtex_fields_sections_and_broken_entries() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        document = read_list(BIB.encode())
    assert document.format == "bibtex"
    assert document.render() == BIB.encode()
    buc, hinton, fit, paren = document.entries
    assert (buc.title, buc.section, buc.year, buc.doi) == (
        "Model Compression",
        "Pioneers",
        2006,
        "10.1145/1150402.1150464",
    )
    assert buc.venues == (Venue("Advances in Neural Information Processing Systems", 2006),)
    assert buc.authors == ("Buciluǎ, Cristian", "Caruana, Rich")
    assert (buc.line_start, buc.line_end) == (7, 9)
    assert (hinton.authors, hinton.arxiv) == (("Geoffrey Hinton",), "1503.02531")
    assert (fit.title, fit.arxiv, fit.year) == ("Hints & tricks: 50% of Über", "1412.6550", 2014)
    assert (fit.section, paren.title, paren.year) == ("Later", "Paren", 2001)
    assert [(item.line, item.reason.split(":")[0]) for item in document.skipped] == [
        (13, "a brace or bracket is not closed"),
        (18, "an entry without title, DOI, arXiv id or address of a paper"),
        (20, "not BibTeX"),
    ]


def test_bibtex_fields_are_edited_in_place() -> None:
    document = read_list(BIB.encode())
    buc, hinton, fit, paren = document.entries
    edited = (
        buc.edit(title="100% & more_", year=2007, authors=["Ada Lovelace", "Grace Hopper"]),
        hinton.edit(title="{Braces}"),
        fit.edit(arxiv="1412.6551", title="Hints"),
        paren,
    )
    again = document.revise(edited)
    assert again.entries[0].source == (
        r"@inproceedings{buc, title={100\% \& more\_},"
        "\n author={Ada Lovelace and Grace Hopper}, booktitle=nips, year=2007,"
        "\n doi={10.1145/1150402.1150464}}"
    )
    assert "title={{Hints}}, eprint={1412.6551}," in again.entries[2].source
    assert "url={https://arxiv.org/abs/1412.6551}" in again.entries[2].source
    assert again.entries[1].title == "{Braces}"


@pytest.mark.parametrize(
    ("comment", "section"),
    [
        ("% March 3, 2026", ""),
        ("%Nov. 2019", ""),
        ("% Sepp. 12, 2018", ""),
        ("% added 2024-03-01", ""),
        ("% 12 May 2020", ""),
        ("%% October", ""),
        ("% --------", ""),
        ("% Marching cubes", "Marching cubes"),
        ("% 2019", "2019"),
        ("% == Methods (until 2019) ==", "Methods (until 2019)"),
        ("%%% Surveys", "Surveys"),
    ],
)
def test_a_date_in_a_comment_names_no_section(comment: str, section: str) -> None:
    text = f"{comment}\n@misc{{a, title = {{Burrows}}, year = 2020}}\n"
    (entry,) = read_list(text.encode(), format="bibtex").entries
    assert entry.section == section


def test_remarks_on_single_entries_are_no_sections_among_deliberate_ones() -> None:
    text = "% == Methods ==\n" + "".join(
        f"% remark {'abcde'[n]}\n@misc{{k{n}, title = {{Burrows {n}}}}}\n" for n in range(5)
    )
    entries = read_list(text.encode(), format="bibtex").entries
    assert {entry.section for entry in entries} == {"Methods"}
    grouped = (
        text.replace("% remark b\n", "").replace("% remark c\n", "").replace("% remark d\n", "")
    )
    found = read_list(grouped.encode(), format="bibtex").entries
    assert [entry.section for entry in found] == ["remark a"] * 4 + ["remark e"]


def test_a_list_that_ends_with_the_entry_that_cites_it_is_no_bibtex() -> None:
    items = "".join(
        f"- [Burrows {n}](https://arxiv.org/abs/2001.0000{n}), CVPR 2020\n" for n in range(9)
    )
    entry = "@misc{me, title = {My list}, author = {N. Poe}, year = 2020}\n"
    assert read_list(f"{items}\n```\n{entry}```\n".encode()).format == "markdown"
    assert read_list(entry.encode()).format == "bibtex"


CSV = (
    "\ufeffTitle,Authors,Venue,Year,arXiv,Code,Category\r\n"
    '"A, ""quoted""\r\ntitle",Hinton; Vinyals,NIPS,2015,1503.02531v1,https://github.com/a/b,X\r\n'
    ",,,,,,\r\n"
    'B,"Ying Zhang, Tao Xiang",CVPR 2018,,,,\r\n'
    ",,only a venue,,,,\r\n"
    "C,,,n.d.,,,"
)


def test_csv_with_quoted_line_breaks() -> None:
    document = read_list(CSV.encode())
    assert document.format == "table"
    assert document.render() == CSV.encode()
    first, second, third = document.entries
    assert first.title == 'A, "quoted" title'
    assert first.authors == ("Hinton", "Vinyals")
    assert (first.venues, first.year, first.section) == ((Venue("NIPS", 2015),), 2015, "X")
    assert first.arxiv == "1503.02531"
    assert first.code_links == (Link("", "https://github.com/a/b"),)
    assert (first.line_start, first.line_end) == (2, 3)
    assert (second.authors, second.venues, second.year) == (
        ("Ying Zhang", "Tao Xiang"),
        (Venue("CVPR", 2018),),
        2018,
    )
    assert (third.title, third.year) == ("C", None)
    assert [item.line for item in document.skipped] == [6]
    edited = first.edit(title='Say "hi"', venues=[("ICML", 2016)])
    again = document.revise([edited, second, third])
    assert again.data.decode().splitlines()[1].startswith('"Say ""hi""",Hinton; Vinyals,ICML,2016')


@pytest.mark.parametrize("delimiter", ["\t", ";", "|"])
def test_other_delimiters_and_names_of_columns(delimiter: str) -> None:
    rows = [["Paper", "PUBLICATION YEAR", "paper_link"], ["A title", "2019", "https://x.org/a.pdf"]]
    text = "\n".join(delimiter.join(row) for row in rows)
    (entry,) = read_list(text.encode(), format="table").entries
    assert (entry.title, entry.year) == ("A title", 2019)
    assert entry.paper_links == ("https://x.org/a.pdf",)


def test_an_id_of_each_kind_stands_alone_in_its_line() -> None:
    text = (
        "PMID: 12345678\nPMC7654321 # in Central\nACL:P99-1234\nhttps://openalex.org/W2101234567\n"
        "W2101234568\npmid 12345679 Owls at Night\nhttps://aclanthology.org/2099.owl-long.7.pdf\n"
        "12345678\n"
    )
    document = read_list(text.encode())
    assert document.format == "identifiers"
    assert [entry.identifiers for entry in document.entries] == [
        ("PMID:12345678",),
        ("PMCID:7654321",),
        ("ACL:P99-1234",),
        ("MAG:2101234567",),
        ("MAG:2101234568",),
        ("PMID:12345679",),
        ("ACL:2099.owl-long.7",),
    ]
    assert document.entries[5].title == "Owls at Night"
    assert document.entries[0].paper_links == ("https://pubmed.ncbi.nlm.nih.gov/12345678",)
    assert [item.line for item in document.skipped] == [8]


IDS = """# my papers
1503.02531
arXiv:1412.6550v2   # FitNets
10.1145/1150402.1150464 Model Compression
https://www.semanticscholar.org/paper/X/0c908739fbff75f03469d13d4a1a07de3414ee19
CorpusID:7200347
hello world
https://arxiv.org/abs/1706.00384
doi: 10.1093/MIND/LIX.236.433
1503.02531v3
"""


def test_plain_identifiers() -> None:
    document = read_list(IDS.encode(), name="My ids")
    assert document.format == "identifiers"
    assert document.render() == IDS.encode()
    assert [(entry.entry_id, entry.arxiv or entry.doi) for entry in document.entries] == [
        ("my-ids:1503-02531", "1503.02531"),
        ("my-ids:1412-6550", "1412.6550"),
        ("my-ids:model-compression", "10.1145/1150402.1150464"),
        (
            "my-ids:https-www-semanticscholar-org-paper",
            None,
        ),
        ("my-ids:https-api-semanticscholar-org-corpusid-7200347", None),
        ("my-ids:1706-00384", "1706.00384"),
        ("my-ids:10-1093-mind-lix-236-433", "10.1093/mind/lix.236.433"),
    ]
    assert document.entries[3].paper_links == (
        "https://www.semanticscholar.org/paper/0c908739fbff75f03469d13d4a1a07de3414ee19",
    )
    assert document.entries[4].paper_links == ("https://api.semanticscholar.org/CorpusID:7200347",)
    assert document.entries[0].title is None
    assert document.entries[2].title == "Model Compression"
    assert [item.line for item in document.skipped] == [7, 10]
    assert document.render(document.entries[2:3]).decode() == (
        "# my papers\n10.1145/1150402.1150464 Model Compression\nhello world\n1503.02531v3\n"
    )
    assert document.frame()["title"].isna().sum() == 6
