"""The shipped contracts let nobody pass who breaks a promise, and name the promise."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import kdgraph
from kdgraph.analysis.influence import Measure
from kdgraph.graph.citation import CitationGraph
from kdgraph.testing import (
    ExportContract,
    FigureContract,
    ListFormatContract,
    MeasureContract,
    check_export,
    check_list_format,
    check_measure,
)

_LISTS = Path(__file__).resolve().parents[1] / "lists" / "samples"


def _changed(change: str) -> Measure:
    """Return the citation count with one fault."""
    plain = kdgraph.MEASURES["citations"]

    def measure(graph: CitationGraph) -> pd.DataFrame:
        found = plain(graph)
        match change:
            case "fickle":
                found["score"] += np.random.default_rng().random(len(found))
            case "infinite":
                found.loc[found["score"] == 0, "score"] = np.inf
            case "size":
                found["score"] /= max(len(found), 1)
            case "symmetric":
                found["score"] = np.asarray((graph.cites + graph.cites.T).sum(axis=0)).ravel() * 1.0
            case "touching":
                graph.papers["year"] = 2000
            case "lonely":
                found = found if graph.cites.nnz else found.iloc[:0]
        return found

    measure.__doc__ = "" if change == "silent" else plain.__doc__
    return measure


@pytest.mark.parametrize(
    ("change", "promise"),
    [
        ("silent", "it says what it is and where it is from"),
        ("fickle", "the order of papers and citations changes nothing"),
        ("infinite", "the frame has the papers and a score"),
        ("size", "an isolated paper changes no other"),
        ("symmetric", "turning all citations matters"),
        ("touching", "the graph stays as it is"),
        ("lonely", "odd graphs have a defined answer"),
    ],
)
def test_a_measure_with_a_fault_is_caught(change: str, promise: str) -> None:
    contract = MeasureContract.of(member=_changed(change))
    broken = []
    for name in contract.promises():
        try:
            getattr(contract, name)()
        except AssertionError:
            broken.append(name.removeprefix("test_").replace("_", " "))
    assert promise in broken
    with pytest.raises(AssertionError) as failed:
        check_measure(_changed(change))
    assert f"kdgraph.testing: {broken[0]}" in failed.value.__notes__


def test_a_class_of_its_own_is_a_test_of_pytest() -> None:
    class TestCitations(MeasureContract):
        member = staticmethod(kdgraph.MEASURES["citations"])

    for name in TestCitations.promises():
        getattr(TestCitations(), name)()


def test_exemptions_of_figures_are_needed() -> None:
    with pytest.raises(AssertionError):
        FigureContract.of(
            name="coauthors"
        ).test_a_section_has_its_colour_and_shape_in_every_selection()
    streams = FigureContract.of(name="streams", pages=(("hard", 5.5),))
    with pytest.raises(AssertionError) as failed:
        streams.test_two_papers_have_two_names()
    assert "the literature 'hard', 5.5 inches wide" in failed.value.__notes__[0]


def test_what_an_export_leaves_out_has_to_be_told() -> None:
    with pytest.raises(AssertionError) as failed:
        check_export("gexf", graph=True)
    assert failed.value.__notes__ == ["kdgraph.testing: the report names what was written"]
    assert ExportContract.of(name="gexf").graph is False


def test_a_sample_of_another_format_is_none() -> None:
    with pytest.raises(AssertionError):
        check_list_format("bibtex", next(_LISTS.glob("markdown.*")))
    with pytest.raises(TypeError, match="ListFormatContract has no attribute 'ending'"):
        ListFormatContract.of(name="bibtex", ending=".bib")
