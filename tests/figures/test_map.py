"""The map: clouds are the groups of the analysis, and near to what they cite."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any, cast

import numpy as np
import pytest

import kdgraph
from kdgraph.errors import InputError
from kdgraph.figures import Drawing
from kdgraph.figures.canvas.marks import Areas, Points, Ribbons, Text
from kdgraph.figures.map import map_of_groups as figure
from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import TABLES
from kdgraph.testing import toys
from tests.analysis.groups.worlds import Listed, listed_snapshot

# what is drawn is checked on whole literatures here, and scopes in test_scopes.py
map_of_groups: Callable[..., Drawing] = partial(cast("Any", figure), scope="all")

_draw: Any = map_of_groups  # the type of all figures has none of its own options


@cache
def _snapshot() -> Snapshot:
    return kdgraph.embedded()


@cache
def _groups() -> kdgraph.Communities:
    return kdgraph.communities(_snapshot().citation_graph(), resolution=3)


@cache
def _drawn(width: float = 7.0) -> Drawing:
    found: Drawing = _draw(_snapshot(), width=width, resolution=3)
    return found


def _mark(drawing: Drawing, role: str, kind: type) -> Any:
    (found,) = [mark for _, mark in drawing.marks() if isinstance(mark, kind) and mark.role == role]
    return found


def _clouds(drawing: Drawing) -> tuple[Any, Any]:
    """Return the middles and the radii of the clouds."""
    paths = _mark(drawing, "group", Areas).paths
    reach = np.array([(np.ptp(path[:, 0]), np.ptp(path[:, 1])) for path in paths])
    np.testing.assert_allclose(reach[:, 0], reach[:, 1])
    middles = [(path.min(axis=0) + path.max(axis=0)) / 2 for path in paths]
    return np.array(middles), reach[:, 0] / 2


def test_the_largest_groups_are_shown_and_the_others_counted() -> None:
    groups = _groups().groups
    numbers = _drawn().numbers
    assert numbers["size"].tolist() == groups["size"].head(18).tolist()
    assert numbers["words"].tolist() == [", ".join(words) for words in groups["words"].head(18)]
    rest = groups.iloc[18:]
    assert f"Not shown: {len(rest)} groups with {rest['size'].sum():,} papers." in _drawn().notes
    assert f"{_groups().alone} papers in no group: tied to none densely." in _drawn().notes
    assert any(note.startswith(f"{_groups().unrelated} papers in no") for note in _drawn().notes)


def test_areas_are_the_numbers_of_papers() -> None:
    _, radii = _clouds(_drawn())
    per_paper = radii**2 / _drawn().numbers["size"].to_numpy()
    np.testing.assert_allclose(per_paper, per_paper[0])


def test_each_paper_stands_once_and_in_the_cloud_of_its_group() -> None:
    middles, radii = _clouds(_drawn())
    of_paper = _groups().papers["group"]
    seen = []
    for role in ("paper", "listed paper"):
        dots = _mark(_drawn(), role, Points)
        for (paper_id,), x, y in zip(dots.papers, dots.x, dots.y, strict=True):
            group = int(of_paper[paper_id])
            assert np.hypot(*(middles[group] - (x, y))) <= radii[group]
            seen.append(paper_id)
    assert sorted(seen) == sorted(of_paper.index[of_paper.notna() & (of_paper < 18)])


def test_clouds_and_their_words_keep_apart() -> None:
    for width in (3.3, 7.0):
        middles, radii = _clouds(_drawn(width))
        far = np.hypot(*(middles[:, np.newaxis] - middles).transpose(2, 0, 1))
        np.fill_diagonal(far, np.inf)
        assert (far >= radii[:, np.newaxis] + radii).all()
        assert (middles[:, 0] - radii >= 0).all()
        assert (middles[:, 0] + radii <= width * 72).all()


def test_the_papers_of_the_list_bear_signs_and_others_do_not() -> None:
    listed = _mark(_drawn(), "listed paper", Points)
    plain = _mark(_drawn(), "paper", Points)
    on_list = set(_snapshot().matches["paper_id"].dropna())
    assert {papers[0] for papers in listed.papers} <= on_list
    assert on_list.isdisjoint(papers[0] for papers in plain.papers)
    assert {ink.partition(":")[0] for ink in listed.ink} == {"series"}


@cache
def _between() -> Any:
    """Return the citations between the 18 largest groups, either way; 0 within one."""
    of_paper = _groups().papers["group"]
    citing, cited = (
        of_paper.reindex(_snapshot().citations[end]).fillna(-1).to_numpy(dtype=np.int64)
        for end in ("citing_id", "cited_id")
    )
    counts = np.zeros((18, 18), dtype=np.int64)
    for one, other in zip(citing, cited, strict=True):
        if 0 <= one < 18 and 0 <= other < 18 and one != other:
            counts[one, other] += 1
            counts[other, one] += 1
    return counts


def test_bands_are_citations_between_groups() -> None:
    between = _between()
    bands = _mark(_drawn(), "citations between groups", Ribbons)
    wide = [float(np.hypot(*(path[0] - path[3]))) for path in bands.paths]
    np.testing.assert_allclose(wide, sorted(wide, reverse=True))
    held = sum(int(words.rpartition(": ")[2].split()[0].replace(",", "")) for words in bands.words)
    every = int(between.sum()) // 2
    of_bands = {int(words.rpartition(": ")[2].split()[0].replace(",", "")) for words in bands.words}
    assert of_bands <= set(between.ravel().tolist())
    said = f"Bands hold {held:,} of the {every:,} citations between these groups"
    assert any(note.startswith(said) for note in _drawn().notes)


def test_groups_with_strong_ties_stand_nearer() -> None:
    between = _between().astype(np.float64)
    ends = between.sum(axis=1)
    strength = between * between.sum() / np.outer(ends, ends)
    middles, _ = _clouds(_drawn())
    far = np.hypot(*(middles[:, np.newaxis] - middles).transpose(2, 0, 1))
    upper = np.triu_indices(18, 1)
    order = np.argsort(strength[upper])
    weak, strong = far[upper][order[:40]], far[upper][order[-40:]]
    assert strong.mean() < 0.7 * weak.mean()


def test_words_stand_below_their_own_cloud() -> None:
    middles, radii = _clouds(_drawn())
    sizes = _mark(_drawn(), "size", Text)
    for row, size in enumerate(_drawn().numbers["size"]):
        assert sizes.text[row].startswith(f"{size:,} papers, ")
        assert sizes.x[row] == pytest.approx(middles[row, 0])
        assert sizes.y[row] < middles[row, 1] - radii[row]


def test_a_section_keeps_the_groups_that_hold_its_papers() -> None:
    found = kdgraph.communities(_snapshot(), section="diffusion", resolution=3)
    drawing = _draw(_snapshot(), section="diffusion", resolution=3)
    assert drawing.numbers["group"].tolist() == found.groups.index.tolist()
    assert drawing.numbers["listed"].tolist() == found.groups["listed"].tolist()
    with pytest.raises(InputError, match="top=0"):
        _draw(_snapshot(), top=0)


def _large() -> Snapshot:
    """Return 51 schools of 100 papers, each citing the three before it; the last is on the list."""
    ids = [f"{school:02}-{n:02}" for school in range(51) for n in range(100)]
    listed: Listed = {
        paper_id: ("Late", 2000, "complete") for paper_id in ids if paper_id.endswith("99")
    }
    papers = [
        {"paper_id": paper_id, "title": f"On {paper_id[:2]}", "year": 2000} for paper_id in ids
    ]
    citations = [
        {"citing_id": ids[row], "cited_id": ids[row - back], "origins": ["toys"]}
        for row in range(len(ids))
        for back in (1, 2, 3)
        if row % 100 >= back
    ]
    rows = {"papers": TABLES["papers"].frame(papers)}
    rows["citations"] = TABLES["citations"].frame(citations)
    return Snapshot({**listed_snapshot(listed, []).frames(), **rows}, toys.MANIFEST)


def test_large_literatures_are_drawn_in_part_and_say_so() -> None:
    drawing = map_of_groups(_large(), top=80)
    shown = drawing.numbers["size"].sum()
    assert "In so large a literature the resolution is 2, and not searched for." in drawing.notes
    dots = sum(len(mark) for _, mark in drawing.marks() if isinstance(mark, Points)) - 1  # legend
    assert dots < 2_700 < shown
    left_out = f"{shown - dots:,} further papers not drawn."
    assert any(note.endswith(left_out) for note in drawing.notes), drawing.notes
    inside = {paper_id for paper_id in drawing.papers() if paper_id.endswith("99")}
    listed = _mark(drawing, "listed paper", Points)
    assert {papers[0] for papers in listed.papers} == inside
    assert len(inside) == drawing.numbers["listed"].sum() > 30


def test_the_texts_name_the_largest_groups_and_where_most_citations_run() -> None:
    drawing = _drawn()
    sizes = drawing.numbers["size"].tolist()
    assert f"({sizes[0]:,} papers" in drawing.alt
    assert f"({sizes[1]:,} papers" in drawing.alt
    bands = _mark(drawing, "citations between groups", Ribbons)
    assert f"Bands: the strongest citation ties ({len(bands)})" in drawing.caption
    first, _, second = bands.words[0].partition(":")[0].partition(" and ")
    assert drawing.alt.rpartition("between ")[2].startswith(f"“{first}")
    assert second.split(",")[0] in drawing.alt
