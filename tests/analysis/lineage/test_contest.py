"""One scale for parents: partial evidence, each kind alone, monotony of each term, no order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from kdgraph.analysis.lineage._context import lineage_context
from kdgraph.analysis.lineage.between import paths_between
from kdgraph.analysis.lineage.contest import EVIDENCE, TERMS, arc_evidence
from kdgraph.analysis.lineage.merely_used import merely_used
from kdgraph.analysis.lineage.overrides import Overrides
from kdgraph.analysis.lineage.parents import parent_contest, primary_parents
from kdgraph.graph.citation import citation_graph
from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import TABLES
from kdgraph.testing import toys

Row = Mapping[str, Any]
_EXAMPLES = settings(max_examples=5, deadline=None)
_PAPERS: dict[str, tuple[str, int | None]] = {
    "child": ("Weaving with two looms", 2022),
    "one": ("Warp and weft", 2018),
    "two": ("Gentle looms", 2018),
}
_EXTENDS, _USES = "We extend the looms of [4] to silk.", "We use the yarn of [3] for pattern {}."
_CONTRAST, _PASSING = "In contrast to [3], our loom needs no weaver.", "Cloth is popular [3]."


def _world(
    cites: Iterable[Mapping[str, Any]] = ({"cited_id": "one"}, {"cited_id": "two"}),
    said: Mapping[str, Iterable[str]] | None = None,
    papers: Mapping[str, tuple[str, int | None]] = _PAPERS,
    entries: Mapping[str, str] | None = None,
) -> Snapshot:
    """Return a snapshot in which the child cites papers and says something of them."""
    frames = {name: table.empty() for name, table in TABLES.items()}
    frames["papers"] = TABLES["papers"].frame(
        {"paper_id": paper, "title": title, "year": year, "hop": 0, "origin": "looms"}
        for paper, (title, year) in papers.items()
    )
    frames["citations"] = TABLES["citations"].frame(
        {"citing_id": "child", "origins": ["looms"], **row} for row in cites
    )
    frames["contexts"] = TABLES["contexts"].frame(
        {"citing_id": "child", "cited_id": cited, "n": n, "sentence": text}
        for cited, texts in (said or {}).items()
        for n, text in enumerate(texts)
    )
    frames["coverage"] = TABLES["coverage"].frame(
        {"paper_id": paper, "direction": "references", "state": "complete"} for paper in papers
    )
    listed = entries or {}
    frames["entries"] = TABLES["entries"].frame(
        {"entry_id": f"e:{paper}", "position": n, "section": section}
        for n, (paper, section) in enumerate(listed.items())
    )
    frames["matches"] = TABLES["matches"].frame(
        {"entry_id": f"e:{paper}", "paper_id": paper} for paper in listed
    )
    return Snapshot(frames, toys.MANIFEST)


def _choice(snapshot: Snapshot) -> dict[str, Any]:
    found = primary_parents(snapshot).astype(object)
    row: Any = found.where(found.notna(), None).loc["child"]
    return dict(row)


def _evidence(snapshot: Snapshot, of: str = "one") -> Any:
    return parent_contest(snapshot).of("child").set_index("candidate_id").loc[of]


def test_a_citation_that_nobody_read_is_not_behind_a_bare_mention() -> None:
    row = _choice(_world(said={"one": [_PASSING]}))
    assert (row["parent_id"], row["basis"]) == ("two", "structure")
    assert _evidence(_world(said={"one": [_PASSING]}))["barred"] == "only mentioned"


def test_the_mark_of_influence_counts_without_a_sentence() -> None:
    cites: list[Row] = [{"cited_id": "one"}, {"cited_id": "two", "influential": True}]
    row = _choice(_world(cites))
    assert (row["parent_id"], row["basis"], row["runner_up_id"]) == ("two", "mark", "one")
    assert not row["close"]
    row = _choice(_world(cites, {"one": [_PASSING]}))
    assert (row["parent_id"], row["basis"]) == ("two", "mark")


@pytest.mark.parametrize("times", [1, 6, 20])
@pytest.mark.parametrize("marked", [None, True])
def test_repeated_use_makes_no_ancestor(times: int, marked: bool | None) -> None:
    cites: list[Row] = [{"cited_id": "one", "influential": marked}, {"cited_id": "two"}]
    said = {"one": [_USES.format(n) for n in range(times)], "two": [_EXTENDS]}
    row = _choice(_world(cites, said))
    assert (row["parent_id"], row["basis"], row["label"]) == ("two", "sentence", "extends")


def test_mentions_of_what_is_only_used_count_once_too() -> None:
    cites = [{"cited_id": "one", "mentions": 12}, {"cited_id": "two", "mentions": 1}]
    said = {"one": [_USES.format(n) for n in range(6)], "two": [_EXTENDS]}
    assert _choice(_world(cites, said))["parent_id"] == "two"


def test_mere_contrast_is_no_descent() -> None:
    row = _choice(_world(said={"one": [_CONTRAST]}))
    assert (row["parent_id"], row["basis"]) == ("two", "structure")
    assert _evidence(_world(said={"one": [_CONTRAST]}))["barred"] == "only compared with"


def test_where_all_is_contrast_or_mention_there_is_no_parent_by_evidence() -> None:
    row = _choice(_world(said={"one": [_CONTRAST], "two": [_PASSING]}))
    assert (row["parent_id"], row["basis"], row["runner_up_id"]) == (None, None, None)
    assert row["reason"] == (
        "no parent by evidence: what it cites of the selection is only compared with or only "
        "mentioned"
    )
    assert (row["candidates"], row["barred_candidates"]) == (2, 2)


def test_a_mention_that_is_one_of_many_is_no_bare_one() -> None:
    cites = [{"cited_id": "one", "mentions": 9}]
    row = _choice(_world(cites, {"one": [_PASSING]}))
    assert (row["parent_id"], row["basis"], row["mentions"]) == ("one", "mentions", 9)


@pytest.mark.parametrize(
    ("title", "why"),
    [
        ("Looms: a survey", "a survey"),
        ("A large data set of looms", "merely used, as data and tools are"),
        ("LoomBench: a benchmark for weaving", "merely used, as data and tools are"),
        ("A method for stochastic optimization", "merely used, as data and tools are"),
    ],
)
def test_surveys_and_tools_are_no_forebears(title: str, why: str) -> None:
    papers = _PAPERS | {"one": (title, 2021)}
    world = _world([{"cited_id": "one", "influential": True}], {"one": [_EXTENDS]}, papers)
    row = _choice(world)
    assert row["parent_id"] is None
    assert row["reason"].endswith(f"what it cites of the selection is {why}")
    parents = pd.DataFrame({"paper_id": ["child"], "parent_id": ["one"], "note": [""]})
    arcs = pd.DataFrame({"citing_id": [], "cited_id": [], "label": [], "note": []})
    by_hand = primary_parents(world, overrides=Overrides(arcs, parents, []))
    assert by_hand["parent_id"].dropna().to_dict() == {"child": "one"}
    assert by_hand["basis"].dropna().to_dict() == {"child": "override"}


@pytest.mark.parametrize(
    ("sentence", "tool"),
    [
        ("We use the test set of [3] for pattern {}.", True),
        ("We evaluate on the Silk-{} dataset [3].", True),
        ("Loom {} is trained with the Thread optimizer [3].", True),
        ("We use the loss of [3] on data set {}.", False),
        ("We adopt the weaver of [3] in round {}.", False),
    ],
)
def test_data_and_tools_that_sentences_use_are_no_forebears(sentence: str, tool: bool) -> None:
    for times, marked in ((1, None), (6, True)):
        said = {"one": [sentence.format(n) for n in range(times)]}
        world = _world([{"cited_id": "one", "influential": marked}], said)
        row = _choice(world)
        if not tool:
            assert (row["parent_id"], row["basis"], row["label"]) == ("one", "sentence", "uses")
            continue
        assert row["parent_id"] is None
        assert row["reason"].endswith("is merely used, as data and tools are")
        assert _evidence(world)["barred"].endswith("its sentences use data or a tool of it")
    more = {"one": [*said["one"], _EXTENDS]}  # what else it uses does not matter then
    assert _choice(_world([{"cited_id": "one"}], more))["label"] == "extends"


def test_what_the_sentences_of_many_merely_use_is_no_forebear() -> None:
    """Ten papers use one; of two, which as many use, some compare with it."""
    papers = _PAPERS | {f"p{n}": ("Cloth", 2023) for n in range(10)}
    frames = _world((), papers=papers).frames()
    said = {
        (f"p{n}", one): _CONTRAST if one == "two" and n < 3 else _USES.format(n)
        for n in range(10)
        for one in ("one", "two")
    }
    said |= {("child", "one"): _EXTENDS, ("child", "two"): _USES.format(1)}
    frames["citations"] = TABLES["citations"].frame(
        {"citing_id": citing, "cited_id": cited, "origins": ["looms"]} for citing, cited in said
    )
    frames["contexts"] = TABLES["contexts"].frame(
        {"citing_id": citing, "cited_id": cited, "n": 0, "sentence": text}
        for (citing, cited), text in said.items()
    )
    snapshot = Snapshot(frames, toys.MANIFEST)
    assert merely_used(snapshot, pd.Index(["one", "two"])) == {}  # one paper extends it
    frames["contexts"] = frames["contexts"][frames["contexts"]["sentence"] != _EXTENDS]
    snapshot = Snapshot(frames, toys.MANIFEST)
    assert list(merely_used(snapshot, pd.Index(["one", "two"]))) == ["one"]
    row = _choice(snapshot)
    assert (row["parent_id"], row["barred_candidates"]) == ("two", 1)


def test_a_survey_may_have_a_parent_and_its_age_does_not_count() -> None:
    papers = _PAPERS | {"child": ("Looms: a survey", 2022), "one": ("Warp and weft", 1990)}
    world = _world(papers=papers)
    assert _choice(world)["parent_id"] in {"one", "two"}
    assert _evidence(world)["time_evidence"] == 0


def test_best_paths_are_weighed_on_the_same_scale() -> None:
    """One way was read (uses, compares), the other by nobody; they are alike otherwise."""
    papers = {"old": ("Yarn", 2015), "read": ("Looms", 2018), "unread": ("Other looms", 2018)}
    arcs = [("read", "old"), ("unread", "old"), ("child", "read"), ("child", "unread")]
    frames = _world((), papers=papers | {"child": _PAPERS["child"]}).frames()
    frames["citations"] = TABLES["citations"].frame(
        {"citing_id": citing, "cited_id": cited, "origins": ["looms"]} for citing, cited in arcs
    )
    said = [("read", "old", _USES.format(1)), ("child", "read", "We compare our loom with [4].")]
    frames["contexts"] = TABLES["contexts"].frame(
        {"citing_id": citing, "cited_id": cited, "n": 0, "sentence": text}
        for citing, cited, text in said
    )
    snapshot = Snapshot(frames, toys.MANIFEST)
    found = paths_between(snapshot, "old", "child", kind="best")
    assert found.paths.loc[found.paths["path"] == 0, "paper_id"].tolist() == [
        "old",
        "read",
        "child",
    ]
    scores = parent_contest(snapshot).of("child").set_index("candidate_id")["score"]
    step = found.paths[(found.paths["path"] == 0) & (found.paths["paper_id"] == "child")]
    assert step["support"].tolist() == [scores["read"]]


_STRONGER = [
    ("label", {}, [_PASSING], {}, [_CONTRAST]),
    ("label", {}, [_CONTRAST], {}, []),
    ("label", {}, [], {}, [_USES.format(1)]),
    ("label", {}, [_USES.format(1)], {}, [_EXTENDS]),
    ("label", {}, [], {"intents": ["methodology"]}, []),
    ("label", {"intents": ["background"]}, [], {}, []),
    ("label", {"intents": ["background"]}, [], {"intents": ["result"]}, []),
    ("mark", {"influential": False}, [], {}, []),
    ("mark", {}, [], {"influential": True}, []),
]


@pytest.mark.parametrize(("term", "less", "said", "more", "also"), _STRONGER)
def test_stronger_evidence_weighs_more_and_the_rest_stays(
    term: str, less: Row, said: list[str], more: Row, also: list[str]
) -> None:
    worlds = [
        _world([{"cited_id": "one", **row}], {"one": texts})
        for row, texts in ((less, said), (more, also))
    ]
    weak, strong = (_evidence(world) for world in worlds)
    assert weak[EVIDENCE[term]] < strong[EVIDENCE[term]]
    assert weak["score"] < strong["score"]
    others = [column for name, column in EVIDENCE.items() if name != term]
    assert weak[others].tolist() == strong[others].tolist()


def _many(rows: Iterable[Row], years: Iterable[int | None] = ()) -> pd.DataFrame:
    """Return the candidates of a child that cites one paper for each row, in their order."""
    rows = list(rows)
    dated = [*years, *[2018] * len(rows)][: len(rows)]
    papers = {f"{n:03}": (f"Yarn {n}", year) for n, year in enumerate(dated)}
    world = _world(
        [{"cited_id": paper, **row} for paper, row in zip(papers, rows, strict=True)],
        papers={"child": _PAPERS["child"], **papers},
    )
    return parent_contest(world).of("child").sort_values("candidate_id", ignore_index=True)


def _counted(split: Mapping[str, int], in_tables: int) -> Row:
    sections = [{"section": kind, "mentions": count} for kind, count in split.items() if count]
    return {
        "mentions": sum(split.values()),
        "mentions_by_section": sections,
        "mentions_in_tables": min(in_tables, split["experiments"]),
    }


@_EXAMPLES
@given(
    splits=st.lists(st.tuples(*[st.integers(0, 9)] * 4, st.integers(0, 5)), min_size=1, max_size=12)
)
def test_a_further_mention_never_speaks_against(splits: list[tuple[int, ...]]) -> None:
    kinds = ["introduction", "related work", "method", "experiments"]
    rows = []
    for *counts, tables in splits:
        split = dict(zip(kinds, counts, strict=True))
        rows += [_counted(split, tables), _counted(split, 0)]
        rows += [_counted(split | {kind: split[kind] + 1}, tables) for kind in kinds]
    found = _many(rows)["mentions_evidence"].tolist()
    for n in range(0, len(found), 6):
        before, without_tables, *after = found[n : n + 6]
        assert without_tables >= before  # in a table it says less than in the text
        assert min(after[:3]) > before
        assert after[3] >= before


def test_sentences_are_a_lower_bound_of_mentions_and_never_speak_against() -> None:
    said = {f"{n:02}": [f"Yarn {k} [3]." for k in range(n)] for n in range(1, 9)}
    papers = dict.fromkeys(said, ("Yarn", 2018))
    world = _world(
        [{"cited_id": paper} for paper in said], said, {"child": _PAPERS["child"], **papers}
    )
    found = parent_contest(world).of("child").sort_values("candidate_id")
    assert set(found["label"]) == {"no cue"}
    assert found["mentions"].tolist() == list(range(1, 9))
    assert found["mentions_evidence"].is_monotonic_increasing
    assert found["mentions_evidence"].iloc[0] == 0 < found["mentions_evidence"].iloc[-1]


def test_of_all_alike_the_nearest_in_time_wins() -> None:
    years = [*range(1990, 2023), None]
    found = _many([{}] * len(years), years)
    dated = found["time_evidence"].iloc[:-1]
    assert dated.is_monotonic_increasing
    assert dated.is_unique
    assert found["time_evidence"].iloc[-1] == 0  # unknown is neither near nor far
    assert found.loc[found["outcome"] == "parent", "candidate_id"].tolist() == ["032"]


def test_being_cited_together_speaks_for_and_fame_alone_for_nothing() -> None:
    """Many small literatures side by side: who cites both, the child alone, the other alone."""
    cases = [(both, alone, fame) for both in range(4) for alone in range(3) for fame in range(4)]
    arcs = []
    for n, (both, alone, fame) in enumerate(cases):
        arcs.append((f"child{n}", f"one{n}"))
        arcs += [(f"both{n}.{k}", f"{end}{n}") for k in range(both) for end in ("child", "one")]
        arcs += [(f"alone{n}.{k}", f"child{n}") for k in range(alone)]
        arcs += [(f"fame{n}.{k}", f"one{n}") for k in range(fame)]
    names = list(dict.fromkeys(name for arc in arcs for name in arc))
    year = [{"one": 2018, "chi": 2022}.get(name[:3], 2024) for name in names]
    graph = citation_graph(
        pd.DataFrame({"paper_id": names, "year": year}),
        pd.DataFrame(arcs, columns=["citing_id", "cited_id"]),
    )
    base = lineage_context(graph)
    citing, cited = (
        base.ids.get_indexer(pd.Index([f"{end}{n}" for n in range(len(cases))]))
        for end in ("child", "one")
    )
    evidence = arc_evidence(base, citing, cited)["cocitation_evidence"]
    found = dict(zip(cases, evidence, strict=True))
    for (both, alone, fame), value in found.items():
        assert found.get((both + 1, alone, fame), value) >= value
        assert found.get((both, alone, fame + 1), value) <= value
    assert all(found[0, 0, fame] == 0 for fame in range(4))
    # cited together as often, the one of a wider fame is a little less close, and still close
    assert 0 < found[3, 0, 3] < found[3, 0, 0]


def test_one_heading_of_the_list_speaks_for_one_line() -> None:
    entries = {"child": "Silk", "one": "Wool", "two": "Silk"}
    world = _world(entries=entries)
    assert _choice(world)["parent_id"] == "two"
    assert _evidence(world)["section_evidence"] == 0 < _evidence(world, "two")["section_evidence"]


def test_equal_candidates_are_told_apart_by_their_ids_in_any_order_of_rows() -> None:
    first = parent_contest(_world())
    second = parent_contest(_world([{"cited_id": "two"}, {"cited_id": "one"}]))
    assert_frame_equal(first.candidates, second.candidates)
    assert_frame_equal(first.parents, second.parents)
    row = _choice(_world())
    assert (row["parent_id"], row["runner_up_id"], row["margin"]) == ("one", "two", 0.0)
    assert row["close"]


def test_what_is_unknown_is_said() -> None:
    found = _evidence(_world())
    assert found["unknown"] == (
        "no sentence came; no mark of influence was asked for; mentions were not counted"
    )
    cites = [{"cited_id": "one", "influential": False, "mentions": 2, "mentions_exact": True}]
    assert pd.isna(_evidence(_world(cites, {"one": [_USES.format(1)]}))["unknown"])


def test_every_weight_has_a_reason() -> None:
    assert len({term.name for term in TERMS}) == len(TERMS) == len(EVIDENCE)
    assert all(term.reason and term.weights and term.asks for term in TERMS)
