"""The main path of a section: who belongs to it, where knowledge comes in and goes out."""

from __future__ import annotations

import networkx as nx
import pandas as pd
import pytest

import kdgraph
from kdgraph.analysis.lineage.main_path import main_path
from kdgraph.analysis.lineage.section_paths import SectionPath, section_path
from kdgraph.errors import InputError
from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import TABLES
from kdgraph.testing import toys

# Listed under "Method / Old": p, q, r, s, and n, which is in no view; under "New": z. m is not
# listed and lies between p and r; o is before p, y after r; q stands alone, s only beside o.
#
#   o <- p <- m <- r <- y        p <- r        s -> o        q        z -> p
_ARCS = [("p", "o"), ("m", "p"), ("r", "m"), ("r", "p"), ("y", "r"), ("s", "o"), ("z", "p")]
_YEARS = {"o": 1999, "p": 2000, "m": 2004, "r": 2008, "y": 2010, "s": 2001, "q": 2003, "z": 2009}
_LISTED = {"p": "Method / Old", "q": "Method / Old", "r": "Method / Old", "s": "Method / Old"}


def _snapshot() -> Snapshot:
    listed = {**_LISTED, "z": "New"}
    entries: list[dict[str, object]] = [
        {"entry_id": f"e:{p}", "list_id": "e", "section": s, "title": p} for p, s in listed.items()
    ]
    entries.append({"entry_id": "e:n", "list_id": "e", "section": "Method / Old", "title": "n"})
    frames = toys.frames() | {
        "entries": TABLES["entries"].frame(entries),
        "matches": TABLES["matches"].frame(
            [{"entry_id": f"e:{p}", "paper_id": p} for p in listed]
            + [{"entry_id": "e:n", "reason": "no title is near"}]
        ),
        "papers": TABLES["papers"].frame(
            {"paper_id": p, "title": f"Paper {p}", "year": year} for p, year in _YEARS.items()
        ),
        "citations": TABLES["citations"].frame(
            {"citing_id": citing, "cited_id": cited, "origins": ["toys"]} for citing, cited in _ARCS
        ),
    }
    for name in ("identifiers", "authors", "authorships", "contexts", "coverage"):
        frames[name] = TABLES[name].empty()
    return Snapshot(frames, toys.MANIFEST)


def test_by_hand() -> None:
    found = kdgraph.section_path(_snapshot(), "old")
    assert isinstance(found, SectionPath)
    assert (found.section, found.headings) == ("old", ("Method / Old",))
    assert (found.listed, found.between, found.unmatched) == (4, 1, 1)
    assert found.unconnected == ("q", "s")
    assert found.path.papers.index.tolist() == ["p", "m", "r"]
    assert found.path.total == 2  # p-m-r and p-r
    assert len(found.path.arcs) == 3
    assert found.entries.reset_index().to_dict("records") == [
        {"paper_id": "p", "title": "Paper p", "year": 2000, "outside": 1, "on_path": True}
    ]
    assert found.exits.reset_index().to_dict("records") == [
        {"paper_id": "r", "title": "Paper r", "year": 2008, "outside": 1, "on_path": True}
    ]
    assert (found.as_of, found.data_note) == (None, None)
    lines = str(found).splitlines()
    assert lines[0] == (
        "Method / Old: 4 papers listed, 1 between them, 2 unconnected, 1 entries without a paper"
    )
    assert lines[1:3] == ["in: p", "out: r"]
    assert "  2004  Paper m  [m]" in lines


def test_as_of_a_day() -> None:
    found = section_path(_snapshot(), "Method / Old", as_of=2007)
    assert found.as_of is not None
    assert found.as_of.isoformat() == "2007-12-31"
    # r is not yet there, so that nothing joins the listed papers
    assert (found.listed, found.between, found.unmatched) == (3, 0, 2)
    assert found.unconnected == ("p", "q", "s")
    assert len(found.path.arcs) == 0
    assert found.entries.empty
    assert found.exits.empty
    assert "in: none" in str(found)


def test_parameters_reach_the_search() -> None:
    found = section_path(
        _snapshot(), "old", weight="splc", search="key-route-local", cycles="shrink", k=1
    )
    path = found.path
    assert (path.weight, path.search, path.cycles, path.k) == (
        *("splc", "key-route-local", "shrink"),
        1,
    )
    assert path.total == 3  # p-m-r, m-r and p-r


@pytest.mark.parametrize("section", kdgraph.embedded().entries["section"].unique().tolist())
def test_embedded_sections_against_networkx(section: str) -> None:
    snapshot = kdgraph.embedded()
    found = section_path(snapshot, section)
    network = snapshot.citation_graph().to_networkx()
    entries = snapshot.entries.index[snapshot.entries["section"] == section]
    listed = set(snapshot.matches.loc[entries, "paper_id"].dropna())
    older = set().union(*(nx.descendants(network, p) | {p} for p in listed))
    younger = set().union(*(nx.ancestors(network, p) | {p} for p in listed))
    lineage = network.subgraph(older & younger)
    assert (found.listed, found.between) == (len(listed), len(lineage) - len(listed))
    arcs = set(zip(found.path.arcs["citing_id"], found.path.arcs["cited_id"], strict=True))
    cut = set(zip(found.path.cut["citing_id"], found.path.cut["cited_id"], strict=True))
    assert arcs | cut == set(lineage.edges)
    joined = {p for p in listed if lineage.degree(p)}
    assert set(found.unconnected) == listed - joined
    assert set(found.entries.index) == {p for p in joined if not lineage.out_degree(p)}
    assert set(found.exits.index) == {p for p in joined if not lineage.in_degree(p)}
    for frame, degree in ((found.entries, network.out_degree), (found.exits, network.in_degree)):
        inner = lineage.out_degree if frame is found.entries else lineage.in_degree
        assert frame["outside"].to_dict() == {p: degree(p) - inner(p) for p in frame.index}
    assert found.data_note == snapshot.data_note
    assert str(snapshot.data_note) in str(found)


def test_all_sections_together_hold_papers_that_are_not_listed() -> None:
    snapshot = kdgraph.embedded()
    found = section_path(snapshot, "distillation")
    assert len(found.headings) > 4
    assert found.between > 0
    assert set(found.entries.index) | set(found.exits.index) <= set(
        snapshot.matches["paper_id"].dropna()
    )
    on_path = set(found.path.papers.index)
    assert found.entries["on_path"].tolist() == [p in on_path for p in found.entries.index]
    whole = main_path(snapshot.citation_graph())
    assert len(found.path.arcs) < len(whole.arcs)


@pytest.mark.parametrize(
    ("section", "given", "message"),
    [
        ("Nowhere", {}, "no section called 'Nowhere'; there are: Method / Old; New"),
        ("  ", {}, "an empty name means no section"),
        ("old", {"search": "best"}, "no search called 'best'"),
        ("old", {"k": 0}, "at least 1; got 0"),
        ("old", {"as_of": "soon"}, "'soon' is no day"),
    ],
)
def test_bad_input(section: str, given: dict[str, str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        section_path(_snapshot(), section, **given)  # type: ignore[arg-type] # mistakes under test


def test_an_empty_snapshot_has_no_sections() -> None:
    frames = {name: table.empty() for name, table in TABLES.items()}
    with pytest.raises(InputError, match="there are: none"):
        section_path(Snapshot(frames, toys.MANIFEST), "any")


def test_pandas_reads_the_gates_back() -> None:
    found = section_path(_snapshot(), "old")
    assert found.entries.index.name == "paper_id"
    assert pd.api.types.is_integer_dtype(found.entries["outside"])


def test_papers_outside_are_those_not_in_the_lineage_only() -> None:
    """Of r's citers only y is outside; by 2007 r is in no view, so that its entry is unmatched."""
    frames = dict(_snapshot().frames())
    more = [("y", "m"), ("z", "r")]
    frames["citations"] = TABLES["citations"].frame(
        {"citing_id": citing, "cited_id": cited} for citing, cited in [*_ARCS, *more]
    )
    found = section_path(Snapshot(frames, toys.MANIFEST), "method")
    assert found.exits["outside"].to_dict() == {"r": 2}
    both = section_path(Snapshot(frames, toys.MANIFEST), "e")  # in "Method / Old" and in "New"
    assert both.exits["outside"].to_dict() == {"z": 0}
    assert both.entries["outside"].to_dict() == {"p": 1}
    assert section_path(_snapshot(), "old", as_of=2007).unmatched == 2
