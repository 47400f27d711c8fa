"""A candidate is accepted only on evidence; the nearest title alone is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdgraph.records import AuthorRecord, PaperRecord
from kdgraph.resolve import judge
from kdgraph.resolve.judge import NEARLY_EQUAL, title_similarity


def paper(title: str, year: int | None, *authors: str) -> PaperRecord:
    return PaperRecord("k", title, year=year, authors=tuple(AuthorRecord(a) for a in authors))


CRD = paper("Contrastive Representation Distillation", 2020, "Yonglong Tian", "P. Isola")


@pytest.mark.parametrize(
    ("title", "year", "authors", "confidence"),
    [
        pytest.param(CRD.title, 2020, ["Phillip Isola"], 0.98, id="all agree"),
        pytest.param(
            "contrastive representation-distillation.", 2019, ["Isola, P."], 0.98, id="form"
        ),
        pytest.param(CRD.title, None, ["Phillip Isola"], 0.88, id="no year on the list"),
        pytest.param(CRD.title, None, [], 0.78, id="title only"),
        pytest.param(
            "Contrastive Representation Distilation", 2020, ["Y. Tian"], 0.946, id="a slip"
        ),
    ],
)
def test_evidence_is_weighed(
    title: str, year: int | None, authors: list[str], confidence: float
) -> None:
    verdict = judge(title, year, authors, CRD)
    assert verdict.accepted
    assert verdict.confidence == pytest.approx(confidence, abs=0.001)


@pytest.mark.parametrize(
    ("title", "year", "authors", "words"),
    [
        pytest.param("Contrastive Model Inversion", 2020, ["Y. Tian"], "another title", id="title"),
        pytest.param(CRD.title, 2017, ["Y. Tian"], "another year", id="year"),
        pytest.param(CRD.title, 2020, ["Samy Bengio"], "no author agrees", id="authors"),
        pytest.param(
            "Contrastive Representation Distilation", None, [], "nearly equal", id="a slip, alone"
        ),
    ],
)
def test_one_contradiction_refuses(
    title: str, year: int | None, authors: list[str], words: str
) -> None:
    verdict = judge(title, year, authors, CRD)
    assert not verdict.accepted
    assert words in verdict.reason


def test_every_objection_is_named() -> None:
    reason = judge("Another Thing", 1999, ["Nobody Else"], CRD).reason
    assert all(word in reason for word in ("title", "year", "author"))


def test_a_preprint_year_counts_as_well() -> None:
    published = PaperRecord("k", CRD.title, year=2022, first_year=2019)
    assert judge(CRD.title, 2020, [], published).accepted


def test_parts_of_a_series_are_different_works() -> None:
    long = "An Extremely Long Title of a Study about Knowledge Distillation in Networks, Part "
    assert title_similarity(long + "1", long + "2") < NEARLY_EQUAL


@pytest.mark.parametrize(
    ("year", "accepted"), [(2017, False), (2018, False), (2019, True), (2021, True), (2022, False)]
)
def test_years_may_be_one_apart_and_no_more(year: int, accepted: bool) -> None:
    assert judge(CRD.title, year, [], CRD).accepted is accepted


def test_a_sibling_of_the_same_people_is_refused_and_its_word_named() -> None:
    part = paper("Learning from noisy teachers: Part II", 2019, "Y. Tian")
    verdict = judge("Learning from noisy teachers: Part I", 2019, ["Y. Tian"], part)
    assert not verdict.accepted
    assert '"Part I" against "Part II"' in verdict.reason


def test_a_missing_subtitle_needs_year_and_author() -> None:
    fitnets = paper("FitNets: Hints for Thin Deep Nets", 2015, "Adriana Romero")
    assert judge("FitNets", 2015, ["A. Romero"], fitnets).confidence == 0.8
    assert not judge("FitNets", 2015, [], fitnets).accepted
    assert not judge("FitNets", None, ["A. Romero"], fitnets).accepted


@given(st.text(), st.text())
def test_similarity_is_symmetric_and_one_only_for_equal_plain_titles(a: str, b: str) -> None:
    similarity = title_similarity(a, b)
    assert 0 <= similarity <= 1
    assert similarity == pytest.approx(title_similarity(b, a))
    assert title_similarity(a, a) in (0.0, 1.0)
