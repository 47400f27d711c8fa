"""Names of people and groups in parts, and that all who part them agree."""

from __future__ import annotations

import pytest

from kdgraph.analysis.names.paper_names import short_names
from kdgraph.person_names import is_group, name_parts, surname
from kdgraph.titles import surname as plain_surname
from tests.export.papers import literature


@pytest.mark.parametrize(
    ("printed", "family"),
    [
        ("Martin Roe Jr.", "Roe"),
        ("Anna B. Poe III", "Poe"),
        ("Roe Jr.", "Roe"),
        ("Poe III", "Poe"),
        ("Anna Iv", "Iv"),
        ("Roe, Jr., Martin", "Roe"),
        ("Anna van der Berg", "van der Berg"),
        ("van der Berg, Anna", "van der Berg"),
        ("Karl von und zu Guttenberg", "von und zu Guttenberg"),
        ("Maria de las Mercedes", "de las Mercedes"),
        ("Jean de La Fontaine", "de La Fontaine"),
        ("J. H. van 't Hoff", "van 't Hoff"),
        ("Giovanni Della Porta", "Della Porta"),
        ("Luc Van Gool", "Van Gool"),
        ("Luigi Di Stefano", "Di Stefano"),
        ("Yann Le Cun", "Le Cun"),
        ("Nguyen Van Anh", "Anh"),
        ("Quoc V. Le", "Le"),
        ("Kaiming He", "He"),
        ("Jascha Sohl-Dickstein", "Sohl-Dickstein"),
        ("\u5f20\u4f1f", "\u5f20\u4f1f"),
        ("Gemini Team", "Gemini Team"),
        ("The ATLAS Collaboration", "The ATLAS Collaboration"),
        ("et al.", "et al."),
    ],
)
def test_surnames(printed: str, family: str) -> None:
    assert surname(printed) == name_parts(printed).family == family
    assert plain_surname(printed).replace(" ", "").isalnum()
    papers = literature([{"title": "x " * 40, "year": 2006, "authors": [printed, "Bo Li", "C Cy"]}])
    (label,) = short_names(papers, papers.papers.index).values()
    nobody = family == "et al."  # stands for people without being one
    assert label == ("x x x x x x x x x x x… 2006" if nobody else f"{family} et al. 2006")


@pytest.mark.parametrize(
    "printed",
    [
        "OpenAI Team",
        "LIGO Scientific Collaboration",
        "Brain Consortium",
        "Open X Project",
        "WHO Expert Committee",
        "Stanford NLP Group",
        "Neural Network",
        "Centre for Research",
    ],
)
def test_groups_are_not_parted(printed: str) -> None:
    assert is_group(printed)
    assert name_parts(printed) == (printed, "", "")


@pytest.mark.parametrize(
    "printed", ["Team", "The Anh Nguyen", "Song Han", "On Kim", "Grouper Smith"]
)
def test_people_are_no_groups(printed: str) -> None:
    assert not is_group(printed)


@pytest.mark.parametrize(
    ("printed", "family", "given"),
    [
        ("Smith MA", "Smith", "MA"),
        ("Poe C", "Poe", "C"),
        ("van der Berg AB", "van der Berg", "AB"),
        ("Garcia Roe G", "Garcia Roe", "G"),
        ("Roe J.A.", "Roe", "J.A."),
        ("Roe J. A.", "Roe", "J. A."),
        ("Zhou Z-H", "Zhou", "Z-H"),
        ("Smith MJA", "Smith", "MJA"),
        ("Müller ÄB", "Müller", "ÄB"),
        ("Nguyen TH", "Nguyen", "TH"),
    ],
)
def test_initials_without_a_comma_follow_the_family_name(
    printed: str, family: str, given: str
) -> None:
    assert name_parts(printed) == (family, given, "")
    assert plain_surname(printed) == plain_surname(f"{family}, {given}")


@pytest.mark.parametrize(
    ("printed", "family"),
    [
        ("Wei MA", "MA"),
        ("Xiaoming LI", "LI"),
        ("Anna ROE", "ROE"),
        ("Kim LEE", "LEE"),
        ("Andrew NG", "NG"),
        ("X. Y. Li", "Li"),
        ("J. Smith B", "B"),
    ],
)
def test_short_family_names_in_capitals_are_no_initials(printed: str, family: str) -> None:
    assert name_parts(printed).family == family
