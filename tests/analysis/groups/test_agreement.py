"""Groups beside the sections of the list."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import kdgraph
from kdgraph.errors import InputError
from kdgraph.testing import toys
from tests.analysis.groups.worlds import Listed, community, listed_snapshot

LIST: Listed = {
    "a": ("Old / One", 2001, "complete"),
    "b": ("Old / Two", 2002, "complete"),
    "c": ("New", 2003, "complete"),
    "d": ("New", 2004, "complete"),
    "e": (None, 2004, "complete"),
    "f": ("New", 2005, "complete"),
}


def test_by_hand() -> None:
    groups = pd.Series({"a": 0, "b": 0, "c": 1, "d": 2, "e": 1, "z": 3})
    found = kdgraph.section_agreement(listed_snapshot(LIST, []), groups, depth=1)
    # Old, Old, New, New beside 0, 0, 1, 2; e stands under no heading, f is in no group
    assert found.adjusted_rand == pytest.approx(4 / 7)
    assert found.mutual_information == pytest.approx(1 / 1.25)
    assert found.table.to_dict("index") == {"Old": {0: 2, 1: 0, 2: 0}, "New": {0: 0, 1: 1, 2: 1}}
    assert found.papers["section"].to_dict() == {"a": "Old", "b": "Old", "c": "New", "d": "New"}
    assert (found.compared, found.ungrouped, found.unsectioned) == (4, 1, 1)
    assert (found.entries, found.unmatched, found.repeated) == (6, 0, 0)


def test_all_headings_count_by_default() -> None:
    groups = pd.Series({"a": 0, "b": 0, "c": 1})
    table = kdgraph.section_agreement(listed_snapshot(LIST, []), groups).table
    assert table.index.tolist() == ["Old / One", "Old / Two", "New"]


def test_entries_without_a_paper_and_further_ones_of_a_paper_are_counted() -> None:
    snapshot = listed_snapshot(
        LIST,
        [],
        entries=[
            {"entry_id": "l:again", "position": 6, "section": "Old / One"},
            {"entry_id": "l:nowhere", "position": 7, "section": "New"},
        ],
        matches=[{"entry_id": "l:again", "paper_id": "c"}, {"entry_id": "l:nowhere"}],
    )
    found = kdgraph.section_agreement(snapshot, pd.Series({"c": 0}))
    assert found.papers["section"].to_dict() == {"c": "New"}
    assert (found.entries, found.unmatched, found.repeated, found.unsectioned) == (8, 1, 1, 1)
    assert found.compared + found.ungrouped == 5


def test_sections_that_cite_among_themselves_agree_with_communities() -> None:
    pairs = community("h", 12, seed=1) + community("f", 12, seed=2)
    listed: Listed = {
        paper: ("Hints" if paper[0] == "h" else "Flows", 2000, "complete")
        for paper in sorted({paper for pair in pairs for paper in pair})
    }
    found = kdgraph.section_agreement(listed_snapshot(listed, pairs))
    assert found.adjusted_rand == found.mutual_information == 1
    assert found.compared == 24


def test_embedded_corpus_is_measured_as_scikit_learn_does() -> None:
    from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

    snapshot = kdgraph.embedded()
    groups = kdgraph.communities(snapshot.citation_graph(), resolution=3, seeds=[0])
    found = kdgraph.section_agreement(snapshot, groups)
    section = found.papers["section"].to_list()
    group = found.papers["group"].to_numpy(dtype=np.int64)
    assert found.adjusted_rand == pytest.approx(adjusted_rand_score(section, group))
    assert found.mutual_information == pytest.approx(normalized_mutual_info_score(section, group))
    assert found.table.to_numpy().sum() == found.compared == 59 - found.ungrouped
    assert found.data_note == snapshot.data_note is not None


def test_nothing_to_compare() -> None:
    found = kdgraph.section_agreement(toys.snapshot(), pd.Series(dtype="Int64"))
    assert (found.compared, found.ungrouped, found.unmatched) == (0, 2, 1)
    assert np.isnan(found.adjusted_rand)
    assert np.isnan(found.mutual_information)
    assert found.table.empty


def test_what_is_wrong_is_said() -> None:
    with pytest.raises(InputError, match="at least 1 heading, got depth=0"):
        kdgraph.section_agreement(toys.snapshot(), pd.Series(dtype="Int64"), depth=0)


def test_a_section_chooses_rows_and_changes_no_measure() -> None:
    groups = pd.Series({"a": 0, "b": 0, "c": 1, "d": 2, "e": 1})
    snapshot = listed_snapshot(LIST, [])
    whole = kdgraph.section_agreement(snapshot, groups)
    part = kdgraph.section_agreement(snapshot, groups, section="new")
    assert part.adjusted_rand == whole.adjusted_rand
    assert (part.compared, part.ungrouped) == (whole.compared, whole.ungrouped) == (4, 1)
    assert part.table.index.tolist() == ["New"]
    assert part.table.columns.to_numpy().tolist() == [1, 2]
    assert part.papers.index.tolist() == ["c", "d"]
    assert part.sections.to_dict("index") == {
        "New": {"papers": 2, "groups": 2, "main_group": 1, "main_papers": 1, "ungrouped": 1}
    }
    upper = kdgraph.section_agreement(snapshot, groups, section="two", depth=1)
    assert upper.table.index.tolist() == ["Old"]
    with pytest.raises(InputError, match="there are: Old / One; Old / Two; New"):
        kdgraph.section_agreement(snapshot, groups, section="cooking")


def test_a_section_whose_papers_are_in_no_group_has_no_main_one() -> None:
    found = kdgraph.section_agreement(listed_snapshot(LIST, []), pd.Series({"c": "s", "d": "t"}))
    assert found.sections["main_group"].isna().tolist() == [True, True, False]
    assert found.sections["main_group"]["New"] == "s"
    assert found.sections["ungrouped"].tolist() == [1, 1, 1]
