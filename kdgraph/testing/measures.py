"""What holds for every measure of influence."""

from __future__ import annotations

from inspect import getdoc
from typing import Any, ClassVar

import numpy as np
from pandas.testing import assert_frame_equal, assert_series_equal

from kdgraph.analysis.influence import Measure
from kdgraph.graph.citation import citation_graph
from kdgraph.testing.contract import Contract, case
from kdgraph.testing.graphs import ODD, graph_of, made_up, tables

__all__ = ["MeasureContract", "check_measure"]

_WHOLE = made_up()


class MeasureContract(Contract):
    """Promises of a measure: a frame of the papers with a ``score``, whatever the graph.

    Attributes
    ----------
    member : callable
        The measure.
    directed : bool
        Whether turning all citations changes its scores; True unless it is symmetric, or does not
        look at citations.
    by_date : bool
        Whether it is undefined where no paper has a year.
    shared_out : bool
        Whether scores sum to one number over all papers, so that another paper scales them.
    always_defined : bool
        Whether every paper of every graph has a score.
    """

    member: ClassVar[Measure]
    directed: bool = True
    by_date: bool = False
    shared_out: bool = False
    always_defined: bool = False

    def test_it_says_what_it_is_and_where_it_is_from(self) -> None:
        """The docstring has one line for menus, and the sections of numpydoc."""
        text = getdoc(self.member) or ""  # Python 3.13 takes the indent away, 3.12 does not
        first = text.partition("\n")[0]
        assert 20 < len(first) < 100, f"the first line of the docstring is {first!r}"
        assert first.endswith("."), f"the first line of the docstring is no sentence: {first!r}"
        for part in ("Returns", "References", "Examples"):
            assert f"\n{part}\n---" in text, f"the docstring has no section {part}"

    def test_the_frame_has_the_papers_and_a_score(self) -> None:
        """The index is that of the papers, ``score`` is of floats, never infinite."""
        graph = graph_of(*_WHOLE)
        found = self.member(graph)
        assert found.index.equals(graph.papers.index), "its index is not that of the papers"
        assert found.index.name == "paper_id"
        assert found["score"].dtype == np.float64, f"scores are {found['score'].dtype}"
        assert not np.isinf(found["score"]).any()
        assert len(found.columns) > 1, "no column says what the score rests on"
        assert found["score"].notna().sum() > 10

    def test_the_order_of_papers_and_citations_changes_nothing(self) -> None:
        """Rows of the tables can come in any order."""
        papers, citations = tables(*_WHOLE)
        forth = self.member(citation_graph(papers, citations))
        back = self.member(citation_graph(papers[::-1], citations[::-1]))
        assert_frame_equal(forth.sort_index(), back.sort_index(), rtol=1e-7)

    def test_an_isolated_paper_changes_no_other(self) -> None:
        """A paper without citations and year leaves all other scores."""
        years, arcs = _WHOLE
        before = self.member(graph_of(years, arcs))["score"]
        after = self.member(graph_of(years | {"lone": None}, arcs))["score"].loc[before.index]
        if self.shared_out:
            after = after / after.sum()
        assert_series_equal(before, after, rtol=1e-7)

    def test_turning_all_citations_matters(self) -> None:
        """What cites and what is cited are told apart, unless `directed` says otherwise."""
        years, arcs = _WHOLE
        forth = self.member(graph_of(years, arcs))["score"].sort_index()
        back = self.member(graph_of(years, [(j, i) for i, j in arcs]))["score"].sort_index()
        same = np.allclose(forth, back, equal_nan=True)
        assert same != self.directed, f"directed={self.directed}, and scores are the same: {same}"

    def test_the_graph_stays_as_it_is(self) -> None:
        """What it is given is not changed."""
        graph = graph_of(*_WHOLE)
        papers, cites = graph.papers.copy(deep=True), graph.cites.copy()
        self.member(graph)
        assert_frame_equal(graph.papers, papers)
        np.testing.assert_array_equal(graph.cites.toarray(), cites.toarray())

    def test_odd_graphs_have_a_defined_answer(self) -> None:
        """Without papers, citations or dates, and with cycles, there is a frame all the same."""
        for name, (years, arcs) in ODD.items():
            with case(name):
                graph = graph_of(years, arcs)
                found = self.member(graph)
                assert found.index.equals(graph.papers.index)
                assert found["score"].dtype == np.float64
                assert not np.isinf(found["score"]).any()
                if self.by_date and all(year is None for year in years.values()):
                    assert found["score"].isna().all()
                if self.always_defined:
                    assert found["score"].notna().all()


def check_measure(member: Measure, **traits: Any) -> None:
    """Hold a measure to `MeasureContract`; `traits` are attributes of it.

    Raises
    ------
    AssertionError
        If it does not keep a promise; a note names which.

    Examples
    --------
    >>> import kdgraph
    >>> check_measure(kdgraph.MEASURES["citations"])
    """
    MeasureContract.of(member=member, **traits).check()
