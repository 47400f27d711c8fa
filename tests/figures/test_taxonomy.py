"""The taxonomy is the list: all entries, in its order, on the branches of its headings."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

import kdgraph
from kdgraph.errors import InputError
from kdgraph.figures import Drawing
from kdgraph.figures._sections_tree import sections_tree
from kdgraph.figures.canvas.boxes import collisions
from kdgraph.figures.canvas.marks import Curves, Points, Text
from kdgraph.figures.layouts.outline import outline_of
from kdgraph.figures.taxonomy import taxonomy
from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import TABLES
from kdgraph.testing import toys


@cache
def _drawn(width: float = 7.0) -> Drawing:
    return taxonomy(kdgraph.embedded(), width=width)


def _points(drawing: Drawing, role: str) -> Points:
    (found,) = [m for _, m in drawing.marks() if isinstance(m, Points) and m.role == role]
    return found


def _listed(sections: list[str], *, matched: bool = True, title: str = "Entry") -> Snapshot:
    """Return as many papers as sections, one entry each."""
    count = len(sections)
    frames = toys.frames()
    frames["papers"] = TABLES["papers"].frame(
        {"paper_id": f"p{n}", "title": f"{title} {n}", "year": 2000 + n % 20} for n in range(count)
    )
    frames["citations"] = TABLES["citations"].frame(
        {"citing_id": f"p{n}", "cited_id": f"p{m}"} for n in range(5) for m in range(n)
    )
    frames["entries"] = TABLES["entries"].frame(
        {"entry_id": f"e{n}", "list_id": "l", "position": n, "section": name, "title": f"T{n}"}
        for n, name in enumerate(sections)
    )
    frames["matches"] = TABLES["matches"].frame(
        {"entry_id": f"e{n}", "paper_id": f"p{n}" if matched else None} for n in range(count)
    )
    for name in ("authors", "authorships", "identifiers", "contexts", "coverage"):
        frames[name] = TABLES[name].frame([])
    return Snapshot(frames, toys.MANIFEST)


def test_headings_joined_by_slashes_are_levels() -> None:
    tree = sections_tree(_listed(["A", "A / B", "C / D", "A / B / E", "A", ""]))
    assert [(depth, branch.path) for depth, branch in tree.walk()] == [
        (0, "A"),
        (1, "A / B"),
        (2, "A / B / E"),
        (0, "C"),
        (1, "C / D"),
        (0, "(no section)"),
    ]
    a = tree.branches[0]
    assert [leaf.entry_id for leaf in a.leaves] == ["e0", "e4"]
    assert a.size == 4
    # kinds number the sections that hold papers, in the order of the list
    kinds = {branch.path: branch.kind for _, branch in tree.walk()}
    assert kinds == {"A": 0, "A / B": 1, "C / D": 2, "A / B / E": 3, "C": None, "(no section)": 4}


def test_leaves_have_short_names_without_their_years() -> None:
    tree = sections_tree(kdgraph.embedded())
    leaves = {leaf.paper_id: leaf for _, leaf in tree.leaves()}
    fitnets = leaves["arxiv:1412.6550"]
    assert (fitnets.name, fitnets.when, fitnets.code) == ("FitNets", "2015", True)
    assert (leaves["arxiv:1503.02531"].name, leaves["arxiv:1503.02531"].when) == (
        "Hinton et al.",
        "2014",
    )
    letters = [leaf.letter for leaf in leaves.values() if leaf.name == "Zhou et al."]
    assert sorted(letters) == ["", "a", "b", "c"]


def test_entries_without_a_paper_are_leaves_too() -> None:
    tree = sections_tree(toys.snapshot())
    (lost,) = [leaf for _, leaf in tree.leaves() if leaf.paper_id is None]
    assert (lost.name, lost.cited, tree.unmatched, tree.entries) == ("Nowhere", 0, 1, 3)
    drawing = taxonomy(toys.snapshot())
    assert any(note.startswith("1 of 3 entries matched to no paper") for note in drawing.notes)
    inks = dict(zip(drawing.numbers["name"], _points(drawing, "paper").ink, strict=True))
    assert inks["Nowhere"] == "muted"


def test_a_paper_that_is_listed_twice_stands_twice_and_is_counted() -> None:
    snapshot = _listed(["A", "B"])
    frames = snapshot.frames()
    frames["matches"] = TABLES["matches"].frame(
        [{"entry_id": "e0", "paper_id": "p0"}, {"entry_id": "e1", "paper_id": "p0"}]
    )
    drawing = taxonomy(Snapshot(frames, toys.MANIFEST))
    assert drawing.numbers["paper_id"].tolist() == ["p0", "p0"]
    assert "1 further entry of papers that stand here already." in drawing.notes


def test_all_entries_are_shown_in_the_order_of_the_list() -> None:
    snapshot = kdgraph.embedded()
    expected = snapshot.entries.sort_values("position").index
    assert _drawn().numbers["entry_id"].tolist() == list(expected)
    words = {
        line
        for _, mark in _drawn().marks()
        if isinstance(mark, Text) and mark.role == "name"
        for line in mark.text
    }
    assert "FitNets" in words
    assert not any(line.endswith("…") for line in words)


def test_filled_dots_have_code_and_sections_their_colour_and_shape() -> None:
    snapshot, dots = kdgraph.embedded(), _points(_drawn(), "paper")
    linked = snapshot.entries["code_links"].map(lambda links: links is not None and len(links) > 0)
    ids = snapshot.matches["paper_id"].reindex(snapshot.entries.index[linked])
    filled = [one for one, full in zip(dots.papers, dots.filled, strict=True) if full]  # type: ignore[arg-type]  # one each
    assert {papers[0] for papers in filled} == set(ids)
    by_paper = dict(zip(dots.papers, zip(dots.ink, dots.shape, strict=True), strict=True))
    assert by_paper["arxiv:1412.6550",] == ("series:3", "triangle")


@pytest.mark.parametrize("width", [3.3, 7.0])
def test_each_paper_hangs_on_the_heading_above_it(width: float) -> None:
    """The elbow of each leaf begins on a trunk that goes up to a section's sign."""
    drawing = _drawn(width)
    dots, signs = _points(drawing, "paper"), _points(drawing, "section")
    (lines,) = [m for _, m in drawing.marks() if isinstance(m, Curves) and m.role == "branch"]
    heads = list(zip(signs.x, signs.y, signs.papers, strict=True))
    ends = {(round(path[-1, 0], 3), round(path[-1, 1], 3)): path[0] for path in lines.paths}
    for x, y, papers in zip(dots.x, dots.y, dots.papers, strict=True):
        start = ends[round(float(x), 3), round(float(y), 3)]
        # y grows downwards: the nearest sign above on the same trunk is that of its section
        above = [head for head in heads if np.isclose(head[0], start[0]) and head[1] < y]
        assert papers[0] in max(above, key=lambda head: head[1])[2]


def test_columns_fill_the_width_and_sections_go_on_below_their_headings() -> None:
    signs = _points(_drawn(), "section")
    paths = [words.partition(":")[0] for words in signs.words]
    assert len(set(paths)) == 8
    repeated = len(paths) - 8
    (headings,) = [m for _, m in _drawn().marks() if isinstance(m, Text) and m.role == "heading"]
    muted = {x for x, ink in zip(headings.x, headings.ink, strict=True) if ink == "muted"}
    assert len(muted) == repeated > 0
    assert signs.x.max() > 0.6 * 504


@pytest.mark.parametrize(
    ("first", "second", "width"),
    [(17, 29, 250.0), (45, 5, 380.0), (31, 17, 380.0), (17, 5, 500.0), (52, 29, 380.0)],
)
def test_of_a_section_that_goes_on_no_leaf_stands_alone(
    first: int, second: int, width: float
) -> None:
    tree = sections_tree(_listed(["S"] * first + ["T"] * second))
    outline = outline_of(tree, list(tree.leaves()), width, most=first + second)
    places = list(outline.places())
    assert any(place.row.what == "continued" for place in places)
    runs: list[int] = []
    for place in places:
        runs = [*runs, 0] if place.row.is_heading else [*runs[:-1], runs[-1] + 1]
    assert sum(runs) == first + second
    assert min(runs) >= 2


def test_long_lists_keep_to_a_page_and_each_section_counts_what_it_leaves_out() -> None:
    title = "A title that is too long to be a name and takes all room"
    snapshot = _listed([f"Section {n % 12}" for n in range(600)], title=title)
    drawing = taxonomy(snapshot, width=3.3)
    assert drawing.height < 9.5
    shown = len(drawing.numbers)
    assert f"{600 - shown} entries with fewer citations here left out." in drawing.notes
    (more,) = [m for _, m in drawing.marks() if isinstance(m, Text) and m.role == "left out"]
    assert sum(int(words.split()[1]) for words in more.text) == 600 - shown
    # those cited most are kept
    assert {"p0", "p1", "p2", "p3"} <= set(drawing.numbers["paper_id"])


def test_section_and_top_narrow_it() -> None:
    drawing = taxonomy(kdgraph.embedded(), section="free", top=3)
    assert drawing.numbers["section"].unique().tolist() == ["Data-Free Knowledge Distillation"]
    assert len(drawing.numbers) == 3
    assert "5 entries with fewer citations here left out." in drawing.notes
    with pytest.raises(InputError, match="top=0"):
        taxonomy(kdgraph.embedded(), top=0)
    with pytest.raises(InputError, match="no section called"):
        taxonomy(kdgraph.embedded(), section="nowhere")


def test_long_headings_are_cut_and_counted() -> None:
    drawing = taxonomy(_listed(["A heading " * 60, "B"]))
    assert "1 heading cut after 3 lines." in drawing.notes
    assert collisions(drawing) == []
