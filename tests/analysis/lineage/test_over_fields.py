"""The main path in wider and narrower fields, and that of the shipped corpus."""

from __future__ import annotations

import kdgraph
from kdgraph.analysis.lineage.over_fields import LEASTS, path_over_fields
from tests.graph.test_scope import made

CORPUS = kdgraph.embedded()


def test_the_shipped_corpus_has_the_path_that_the_field_tells() -> None:
    """Model Compression, Hinton et al., FitNets, Attention Transfer, in this order and first."""
    path = kdgraph.main_path(CORPUS)
    first = [CORPUS.find(name) for name in ("Model Compression", "1503.02531", "FitNets")]
    first.append(CORPUS.find("Paying More Attention to Attention"))
    assert path.papers.index[:4].tolist() == first
    assert CORPUS.reading_list.listed(path.papers.index).sum() >= 5
    assert path.scope is not None
    assert (path.scope.name, path.scope.field_least) == ("field", 2)


def test_the_core_says_in_which_fields_a_paper_stays() -> None:
    core = kdgraph.robust_core(CORPUS)
    hinton = CORPUS.find("1503.02531")
    assert core.papers.loc[hinton, "field_least"] == LEASTS
    assert core.over_fields is not None
    path = kdgraph.main_path(CORPUS).papers.index
    stays = core.over_fields["field_least"]
    assert all(2 in stays[paper_id] for paper_id in path)
    assert {paper_id for paper_id in stays.index if 2 in stays[paper_id]} == set(path)


def test_papers_of_wider_fields_alone_are_told_so() -> None:
    # a and b are listed; one cites a alone and lies on the long way of the widest field only
    cites = {"b": ["a"], "p": ["a", "b"], "one": ["a"], "two": ["one", "a"], "b2": []}
    cites |= {"q": ["p", "two", "b", "a"]}
    found = path_over_fields(made("ab", cites), leasts=[1, 2, 3])
    assert found.attrs["tried"] == (1, 2)  # nobody cites three
    assert found.loc["q", "field_least"] == (1, 2)
    assert found.index[0] in {"a", "q"}
    assert "one" not in found.index or found.loc["one", "field_least"] == (1,)


def test_of_a_section_and_where_there_is_no_field() -> None:
    found = path_over_fields(CORPUS, leasts=[2, 3], section="Diffusion")
    path = kdgraph.section_path(CORPUS, "Diffusion", scope="field").path.papers.index
    assert {one for one in found.index if 2 in found.loc[one, "field_least"]} == set(path)
    nothing = path_over_fields(made("ab", {"x": ["o"]}))
    assert nothing.empty
    assert list(nothing.columns) == ["title", "year", "field_least"]
    assert nothing.attrs["tried"] == ()
