"""The robust core: counts of settings by hand, and against one main path after the other."""

from __future__ import annotations

from collections import Counter
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import kdgraph
from kdgraph.analysis.lineage.main_path import main_path
from kdgraph.analysis.lineage.robust_core import robust_core
from kdgraph.analysis.lineage.weighing import CUTS
from kdgraph.errors import InputError
from kdgraph.graph.citation import CitationGraph, citation_graph
from kdgraph.kernels.routes import SEARCHES
from kdgraph.testing import toys


def _toy() -> CitationGraph:
    return citation_graph(toys.papers(), toys.citations())


@pytest.mark.parametrize("of", ["toys", "the embedded corpus"])
def test_counts_agree_with_one_main_path_after_the_other(of: str) -> None:
    graph = _toy() if of == "toys" else kdgraph.embedded().citation_graph()
    core = kdgraph.robust_core(graph, k=3, threshold=0.6)
    arcs: Counter[tuple[str, str]] = Counter()
    papers: Counter[str] = Counter()
    expected: list[tuple[object, ...]] = []
    for weight, search, how in product(("spc", "splc", "spnp"), SEARCHES, CUTS):
        path = main_path(graph, weight=weight, search=search, cycles=how, k=3)
        on = path.arcs[path.arcs["on_path"]]
        arcs.update(zip(on["citing_id"], on["cited_id"], strict=True))
        papers.update(path.papers.index)
        expected.append((weight, search, how, len(on), path.routes, 0))
    settings = core.settings.itertuples(index=False, name=None)
    assert sorted(settings) == sorted(expected)
    assert len(core.settings) == len(expected) == 45
    found = zip(core.arcs["citing_id"], core.arcs["cited_id"], strict=True)
    assert dict(zip(found, core.arcs["settings"], strict=True)) == arcs
    np.testing.assert_allclose(core.arcs["share"], core.arcs["settings"] / 45)
    assert core.arcs["core"].tolist() == [count >= 27 for count in core.arcs["settings"]]
    assert core.arcs["settings"].is_monotonic_decreasing
    inner = core.arcs[core.arcs["core"]]
    assert set(core.papers.index) == set(inner["citing_id"]) | set(inner["cited_id"])
    assert core.papers["settings"].to_dict() == {p: papers[p] for p in core.papers.index}


def test_core_of_a_chain_is_all_of_it() -> None:
    rows = pd.DataFrame([("b", "a"), ("c", "b")], columns=["citing_id", "cited_id"])
    core = robust_core(citation_graph(pd.DataFrame({"paper_id": list("cab")}), rows), threshold=1)
    assert core.arcs["settings"].tolist() == [45, 45]
    assert core.papers.index.tolist() == ["a", "b", "c"]
    assert core.notes == ()
    assert str(core) == (
        "robust core: 2 of 2 citations on any main path are on at least 100% of 45 settings\n"
        "  b cites a: 45\n"
        "  c cites b: 45"
    )


def test_a_share_on_the_threshold_is_in() -> None:
    share = robust_core(_toy()).arcs["share"]
    assert 0 < share.min() < share.max()
    for threshold in share.unique():
        core = robust_core(_toy(), threshold=threshold).arcs["core"]
        assert core.tolist() == (share >= threshold).tolist()


def test_what_cycles_cost_is_said_for_each_way() -> None:
    notes = robust_core(_toy()).notes
    assert [note.partition(":")[0] for note in notes] == ["backward", "preprint", "shrink"]


def test_fewer_settings_and_names_given_twice() -> None:
    core = robust_core(
        _toy(), weights=["spc", "spc", "nppc"], searches=["global"], cycles=["backward"]
    )
    assert core.settings[["weight", "search", "cycles"]].values.tolist() == [
        ["spc", "global", "backward"],
        ["nppc", "global", "backward"],
    ]


def test_order_of_papers_changes_nothing() -> None:
    snapshot = kdgraph.embedded()
    papers, citations = snapshot.papers[["year"]], snapshot.citations
    first = robust_core(citation_graph(papers, citations))
    second = robust_core(citation_graph(papers[::-1], citations[::-1]))
    assert_frame_equal(first.arcs, second.arcs)
    assert_frame_equal(first.papers, second.papers)
    assert_frame_equal(first.settings, second.settings)


def test_empty_graph() -> None:
    none = pd.DataFrame({"citing_id": [], "cited_id": []}, dtype=str)
    for ids in ([], ["a"]):
        papers = pd.DataFrame({"paper_id": ids}, dtype=str)
        core = robust_core(citation_graph(papers, none))
        assert (len(core.arcs), len(core.papers), len(core.settings)) == (0, 0, 45)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"threshold": 0}, "above 0 and at most 1: 0"),
        ({"threshold": 1.5}, "above 0 and at most 1: 1.5"),
        ({"weights": []}, r"weights must be a list of at least one name, got \[\]"),
        ({"searches": "global"}, "searches must be a list of at least one name, got 'global'"),
        ({"searches": ["best"]}, "no search called 'best'; there are: global"),
        ({"cycles": ["sword"]}, "no way to cut cycles called 'sword'"),
        ({"k": 0}, "at least 1; got 0"),
    ],
)
def test_bad_input(given: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        robust_core(_toy(), **given)
