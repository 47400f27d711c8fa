"""Surveys beside the list: cited, missed, younger, first, and never more than was read."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest

import kdgraph
from kdgraph.analysis.groups.survey_lists import SurveyCoverage, survey_coverage
from kdgraph.errors import InputError, UnknownPaperError
from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import TABLES
from kdgraph.testing import toys


def made(
    papers: Sequence[tuple[str, int | None, str | None]],
    arcs: Sequence[tuple[int, int]],
    states: Sequence[tuple[int, str, str]],
) -> Snapshot:
    """Return papers p0, p1, ... of (title, year, section); without a section they are not listed.

    `states` are (paper, direction, state).
    """
    frames = {name: table.frame([]) for name, table in TABLES.items()}
    frames["papers"] = TABLES["papers"].frame(
        {"paper_id": f"p{n}", "title": title, "year": year}
        for n, (title, year, _) in enumerate(papers)
    )
    frames["citations"] = TABLES["citations"].frame(
        {"citing_id": f"p{a}", "cited_id": f"p{b}"} for a, b in arcs
    )
    listed = [(n, section) for n, (_, _, section) in enumerate(papers) if section is not None]
    frames["entries"] = TABLES["entries"].frame(
        {"entry_id": f"e{n}", "list_id": "l", "position": n, "section": section, "title": "t"}
        for n, section in listed
    )
    frames["matches"] = TABLES["matches"].frame(
        {"entry_id": f"e{n}", "paper_id": f"p{n}"} for n, _ in listed
    )
    frames["coverage"] = TABLES["coverage"].frame(
        {"paper_id": f"p{n}", "direction": way, "state": state} for n, way, state in states
    )
    return Snapshot(frames, toys.MANIFEST)


def _three() -> Snapshot:
    """Two surveys that were read, one whole and one in part, one that was not; and four papers."""
    return made(
        [
            ("Whole: a survey", 2012, "Surveys"),
            ("Partly: a survey", 2010, "Surveys"),
            ("Unread: a survey", 2014, "Surveys"),
            ("Cited by two", 2001, "A"),
            ("Cited by the later", 2002, "A"),
            ("Cited by none", 2003, "B"),
            ("Young", 2013, "B"),
        ],
        [(0, 3), (1, 3), (0, 4), (2, 3)],
        [
            (0, "references", "complete"),
            (1, "references", "capped"),
            (2, "references", "failed"),
            (4, "citations", "complete"),
        ],
    )


def _states(found: SurveyCoverage) -> dict[str, list[str]]:
    rows = found.papers[found.papers["paper_id"].isin(["p3", "p4", "p5", "p6"])]
    return {str(one): of["state"].tolist() for one, of in rows.groupby("survey_id", sort=False)}


def test_only_what_was_read_to_the_end_is_missed() -> None:
    found = survey_coverage(_three())
    assert _states(found) == {
        "p0": ["cites", "cites", "misses", "younger"],
        # in part read; but who cites p4 is known to the end
        "p1": ["cites", "misses", "not found", "younger"],
        "p2": ["cites", "misses", "not read", "not read"],
    }
    counts = found.surveys[["cites", "misses", "not_found", "younger", "not_read"]]
    assert list(counts.loc["p2"]) == [1, 1, 0, 0, 4]
    assert found.surveys["references"].tolist() == ["complete", "capped", "failed"]
    assert found.by == "section"
    assert found.cited_by == {0: 2, 1: 1, 2: 0, 3: 1}
    notes = " ".join(found.notes)
    assert "the reference list of Unread: a survey was not read" in notes
    assert "the reference list of Partly: a survey was read in part" in notes
    assert "a survey that was not read may be earlier" in notes


def test_each_paper_of_a_survey_stands_in_one_state() -> None:
    found = survey_coverage(_three())
    counts = found.surveys[["cites", "misses", "not_found", "younger", "not_read"]].sum(axis=1)
    assert set(counts) == {6}  # of 7, without itself
    assert (found.papers["state"] == "itself").sum() == 3


def test_first_is_the_oldest_of_those_that_cite_it() -> None:
    papers = survey_coverage(_three()).papers
    first = papers[papers["first"]]
    assert list(zip(first["paper_id"], first["survey_id"], strict=True)) == [
        ("p3", "p1"),
        ("p4", "p0"),
    ]
    alike = made(
        [("x", 2001, "A"), ("y", 2010, None), ("z", 2010, None), ("undated", None, None)],
        [(1, 0), (2, 0), (3, 0)],
        [],
    )
    found = survey_coverage(alike, ["p1", "p2", "p3"])
    assert found.surveys["first"].tolist() == [1, 1, 0], "of the same year, and without any"
    alone = survey_coverage(alike, ["p3"])
    assert alone.surveys["first"].tolist() == [0]
    assert not alone.compares


def test_overlap_counts_what_both_cite() -> None:
    found = survey_coverage(_three())
    rows = found.overlap.set_index(["first_id", "second_id"])
    counts = rows[["both", "first_only", "second_only"]].T
    assert counts[("p0", "p1")].tolist() == [1, 1, 0]
    assert rows.loc[("p0", "p1"), "jaccard"] == 0.5
    assert ("p0", "p2") in rows.index, "one citation of it is known"
    assert not rows["certain"].any()
    both = made(
        [("x", 2001, "A"), ("y", 2010, None), ("z", 2010, None)],
        [],
        [(1, "references", "complete"), (2, "references", "complete")],
    )
    pair = survey_coverage(both, ["p1", "p2"]).overlap.iloc[0]
    assert pd.isna(pair["jaccard"])
    assert pair["certain"]


def test_a_survey_of_which_nothing_is_known_overlaps_with_none() -> None:
    unread = made([("A survey", 2010, "Surveys"), ("B: a survey", 2011, "Surveys")], [], [])
    assert survey_coverage(unread).overlap.empty


def test_surveys_may_stand_beside_the_list_and_be_named_by_title() -> None:
    snapshot = made(
        [("Old", 2001, "A"), ("New", 2011, "B"), ("An unlisted overview", 2010, None)],
        [(2, 0)],
        [(2, "references", "complete")],
    )
    found = survey_coverage(snapshot, ["unlisted overview", "p2"])
    assert found.by == "name"
    assert found.surveys.index.tolist() == ["p2"]
    assert found.papers["state"].tolist() == ["cites", "younger"]
    assert not [note for note in found.notes if "no survey" in note]
    assert "Old is no survey by title or section of the list" in " ".join(
        survey_coverage(snapshot, ["p0"]).notes
    )


def test_a_section_narrows_the_papers_and_not_the_surveys() -> None:
    found = survey_coverage(_three(), section="B")
    assert found.papers["paper_id"].unique().tolist() == ["p5", "p6"]
    assert len(found.surveys) == 3
    with pytest.raises(InputError, match="C3"):
        survey_coverage(_three(), section="C3")
    with pytest.raises(UnknownPaperError):
        survey_coverage(_three(), ["no such paper"])


def test_a_list_without_surveys_says_so() -> None:
    found = survey_coverage(made([("One", 2001, "A")], [], []))
    assert found.surveys.empty
    assert found.papers.empty
    assert found.overlap.empty
    assert found.surveys["year"].dtype == "Int64"
    assert "name a survey to ask about it" in found.notes[0]
    assert found.cited_by == {0: 1}


def test_the_figure_and_the_answer_agree() -> None:
    numbers = kdgraph.FIGURES["survey-overlap"](kdgraph.embedded()).numbers
    papers = survey_coverage(kdgraph.embedded()).papers
    told = papers["state"].replace({"not read": "not known", "misses": "not found"})
    ends = ["paper_id", "survey_id"]
    mine = papers.assign(state=told).set_index(ends)["state"].to_dict()
    assert mine == numbers.set_index(ends)["state"].to_dict()
