"""One paper per work, and never one for two."""

from __future__ import annotations

import time

import pytest

from kdgraph.merge.identity import group_records
from kdgraph.records import PaperRecord, Records
from tests.store.material import paper

TITLE = "Distilling the Knowledge in a Neural Network"
PREPRINT = paper(
    "pre", TITLE, ids=["arxiv:1503.02531"], authors=["G. Hinton", "J. Dean"], year=2015
)


def _sets(*papers: PaperRecord, same: tuple[tuple[str, str], ...] = ()) -> list[list[str]]:
    found = group_records(Records(papers=list(papers), same=list(same)))
    return sorted([r.key for r in group.records] for group in found.groups)


@pytest.mark.parametrize("identifier", ["arxiv:1", "doi:10.1/x", "acl:P19-1", "dblp:x", "mag:1"])
def test_a_shared_identifier_makes_one_paper(identifier: str) -> None:
    assert _sets(paper("a", "Title", ids=[identifier]), paper("b", "Title", ids=[identifier])) == [
        ["a", "b"]
    ]


def test_a_shared_title_alone_does_not() -> None:
    shared = ["title:introduction"]
    assert _sets(
        paper("a", "Introduction", ids=shared), paper("b", "Introduction", ids=shared)
    ) == [["a"], ["b"]]


def test_the_service_is_trusted_about_its_own_ids_and_mergers() -> None:
    a = paper("a", "One thing altogether", ids=["s2:0c"], authors=["Ann Lee"])
    b = paper("b", "Quite other matters", ids=["s2:0c"], authors=["Bo Ek"])
    assert _sets(a, b) == [["a", "b"]]
    c = paper("c", "Yet a third subject", authors=["Cy Fox"])
    # keys without a record of their own link others
    assert _sets(a, c, same=(("a", "old"), ("old", "older"), ("older", "c"))) == [["a", "c"]]


def test_merged_keys_lead_to_the_record_they_became() -> None:
    found = group_records(Records(papers=[paper("a")], same=[("old", "a"), ("x", "y")]))
    assert found.merged_keys == {"old": "a"}


def test_mergers_chain_through_different_identifiers() -> None:
    chain = [
        paper("a", "Title", ids=["arxiv:1"]),
        paper("b", "Title", ids=["arxiv:1", "doi:10.1/x"]),
        paper("c", "Title", ids=["doi:10.1/x", "acl:P1"]),
        paper("d", "Title", ids=["acl:P1"]),
    ]
    assert _sets(*chain) == [["a", "b", "c", "d"]]


def test_an_arxiv_doi_is_an_arxiv_id() -> None:
    assert _sets(
        paper("a", "T", ids=["arxiv:1503.02531"]),
        paper("b", "T", ids=["doi:10.48550/arxiv.1503.02531"]),
    ) == [["a", "b"]]


@pytest.mark.parametrize(
    ("other", "merged"),
    [
        pytest.param({}, True, id="published record"),
        pytest.param({"title": TITLE.upper() + "."}, True, id="spelling"),
        pytest.param({"year": 2017}, True, id="two years later"),
        pytest.param({"year": 2018}, False, id="three years later"),
        pytest.param({"year": 2018, "first_year": 2016}, True, id="first public earlier"),
        pytest.param({"year": None}, True, id="year unknown"),
        pytest.param({"authors": ["Geoffrey E. Hinton"]}, True, id="one author agrees"),
        pytest.param({"authors": ["Ann Lee"]}, False, id="no author agrees"),
        pytest.param({"authors": None}, False, id="authors unknown"),
        pytest.param({"title": TITLE + " Again"}, False, id="another title"),
        pytest.param({"ids": ["arxiv:1503.99999"]}, False, id="another arXiv id"),
        pytest.param({"ids": ["doi:10.48550/arxiv.1503.99999"]}, False, id="another arXiv DOI"),
    ],
)
def test_a_preprint_meets_its_published_record(other: dict[str, object], merged: bool) -> None:
    facts: dict[str, object] = {
        "title": TITLE,
        "ids": ["doi:10.1145/1"],
        "authors": ["Jeff Dean"],
        "year": 2015,
    }
    published = paper("pub", **(facts | other))  # type: ignore[arg-type] # plain facts
    assert (len(_sets(PREPRINT, published)) == 1) is merged


def test_conference_and_journal_version_stay_two() -> None:
    conference = paper("c", TITLE, ids=["doi:10.1109/1"], authors=["J. Dean"], year=2015)
    journal = paper("j", TITLE, ids=["doi:10.1007/1"], authors=["J. Dean"], year=2016)
    assert _sets(conference, journal) == [["c"], ["j"]]
    # the DOI of a server of preprints speaks against nothing
    biorxiv = paper("b", TITLE, ids=["doi:10.1101/1"], authors=["J. Dean"], year=2015)
    assert _sets(biorxiv, journal) == [["b", "j"]]


def test_who_fits_two_that_contradict_each_other_stays_alone() -> None:
    conference = paper("c", TITLE, ids=["doi:10.1109/1"], authors=["J. Dean"], year=2015)
    journal = paper("j", TITLE, ids=["doi:10.1007/1"], authors=["J. Dean"], year=2016)
    found = group_records(Records(papers=[PREPRINT, conference, journal]))
    assert len(found.groups) == 3
    assert found.undecided == 1


def test_a_chain_of_twins_never_joins_a_contradiction() -> None:
    # a-b, b-c and c-d fit by years, and a, d have DOIs of their own
    years = {"a": 2010, "b": 2012, "c": 2014, "d": 2016}
    dois = {"a": ["doi:10.1/a"], "d": ["doi:10.1/d"]}
    chain = [
        paper(k, TITLE, ids=dois.get(k, ()), authors=["J. Dean"], year=y) for k, y in years.items()
    ]
    assert ["a", "b", "c", "d"] not in _sets(*chain)
    assert _sets(*chain[:3]) == [["a", "b", "c"]]


@pytest.mark.parametrize("title", ["Introduction", "Deep Learning", "A b c", "Preface to it all"])
def test_generic_titles_are_no_evidence(title: str) -> None:
    a = paper("a", title, authors=["Ann Lee"], year=2015)
    b = paper("b", title, authors=["Ann Lee"], year=2015)
    assert _sets(a, b) == [["a"], ["b"]]


@pytest.mark.parametrize(
    ("title", "merged"),
    [
        ("Noisy teachers learn", True),  # twenty characters, three words
        ("Noisy teachers fade", False),  # nineteen
        ("Noisily taught: all", False),  # the colon is no character of the words
        ("Unsupervised regularization", False),  # two words
        ("Unsupervised regularization now", True),
    ],
)
def test_a_title_tells_a_work_from_twenty_characters_and_three_words_on(
    title: str, merged: bool
) -> None:
    a = paper("a", title, authors=["Ann Lee"], year=2015)
    b = paper("b", title, authors=["Ann Lee"], year=2015)
    assert _sets(a, b) == ([["a", "b"]] if merged else [["a"], ["b"]])


@pytest.mark.parametrize(
    ("first", "second", "merged"),
    [
        pytest.param(
            {"title": "Image segmentation with trees", "authors": ["Ann Lee"]},
            {"title": "Speech models on phones", "authors": ["Bo Ek"]},
            False,
            id="other title, other authors",
        ),
        pytest.param(
            {"title": "Image segmentation with trees", "authors": ["Ann Lee"]},
            {"title": "Speech models on phones", "authors": ["A. Lee", "Bo Ek"]},
            True,
            id="renamed by its authors",
        ),
        pytest.param(
            {"title": "Image segmentation with trees", "authors": ["Ann Lee"], "ids": ["arxiv:1"]},
            {"title": "Speech models on phones", "authors": ["Ann Lee"], "ids": ["arxiv:2"]},
            False,
            id="two preprints of one author",
        ),
        pytest.param(
            {"title": "Image segmentation with trees"},
            {"title": "Speech models on phones"},
            False,
            id="other title, authors unknown",
        ),
        pytest.param(
            {"title": "FitNets"},
            {"title": "FitNets: hints for thin deep nets"},
            True,
            id="subtitle left out",
        ),
        pytest.param(
            {"title": "Proceedings", "authors": ["Ann Lee"]},
            {"title": "Proceedings of the workshop on trees", "authors": ["Bo Ek"]},
            False,
            id="a part of the title, other authors",
        ),
        pytest.param(
            {"title": "Image segmentation with trees", "authors": ["Ann Lee"]},
            {"title": "", "authors": None},
            True,
            id="nothing but the identifier",
        ),
    ],
)
def test_a_doi_in_the_wrong_place_joins_nothing(
    first: dict[str, object], second: dict[str, object], merged: bool
) -> None:
    records = [
        PaperRecord(
            key=key,
            title=str(facts["title"]),
            identifiers=(
                ("doi", "10.1/shared"),
                *(("arxiv", i.removeprefix("arxiv:")) for i in facts.get("ids", ())),  # type: ignore[attr-defined] # a list of texts
            ),
            authors=paper("x", authors=facts.get("authors")).authors,
        )
        for key, facts in (("a", first), ("b", second))
    ]
    assert (len(_sets(*records)) == 1) is merged


def test_the_doi_of_a_whole_volume_costs_no_quadratic_time() -> None:
    volume = [
        paper(f"{i:04}", "Same front matter", ids=["doi:10.1/volume"], authors=["Ann Lee"])
        for i in range(3000)
    ]
    assert len(_sets(*volume)) == 1


SIBLINGS = ("Noisy teachers: Part I", "Noisy teachers: Part II")


@pytest.mark.parametrize(
    ("title", "year", "authors", "merged"),
    [
        pytest.param("Noisy-teachers, part 1", 2001, ["Bo Ek"], True, id="the same words"),
        pytest.param(SIBLINGS[1], 2015, ["Ann Lee"], False, id="another part"),
        pytest.param("Students with masks", 2017, ["A. Lee"], True, id="renamed, two years later"),
        pytest.param("Students with masks", 2018, ["A. Lee"], False, id="three years later"),
        pytest.param("Students with masks", 2013, ["A. Lee"], True, id="two years before"),
        pytest.param("Students with masks", 2012, ["A. Lee"], False, id="three years before"),
        pytest.param("Students with masks", 2015, ["Bo Ek"], False, id="other people"),
        pytest.param("Students with masks", 2015, None, False, id="nobody says so"),
        pytest.param(
            "Students with masks", 2015, ["A. Lee", "Bo Ek", "Cy Fox"], True, id="all of one line"
        ),
    ],
)
def test_one_identifier_and_two_titles(
    title: str, year: int, authors: list[str] | None, merged: bool
) -> None:
    first = paper("a", SIBLINGS[0], ids=["doi:10.1/x"], year=2015, authors=["Ann Lee"])
    second = paper("b", title, ids=["doi:10.1/x"], year=year, authors=authors)
    assert (len(_sets(first, second)) == 1) is merged


def test_what_many_titles_bear_makes_none_of_them_one() -> None:
    volume = [
        paper(f"{i:02}", f"Chapter on {i} trees", ids=["doi:10.1/v"], year=2015, authors=["A. Lee"])
        for i in range(45)
    ]
    assert len(_sets(*volume)) == 45
    untitled = PaperRecord("zz", "", (("doi", "10.1/v"),))
    assert len(_sets(*volume, untitled)) == 45  # it is one of them, and makes no two one


def test_thousands_of_siblings_cost_no_quadratic_time() -> None:
    many = [
        paper(f"{i}", f"Report of the long series {i}", ids=["doi:10.1/v"], authors=["A. Lee"])
        for i in range(3000)
    ]
    many += [paper(f"s{i}", "The same long title of all", authors=["A. Lee"]) for i in range(3000)]
    began = time.process_time()
    assert len(_sets(*many)) == 6000
    assert time.process_time() - began < 20
