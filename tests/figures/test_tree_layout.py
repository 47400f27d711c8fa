"""The forest's layout: every branch and name has its own room, whatever the forest."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from kdgraph.figures.layouts.tree import Node, Placed, pack_alone, place_forest


@st.composite
def forests(draw: st.DrawFn) -> list[Node]:
    """Papers in time order, each with an earlier one as its parent, or none."""
    count = draw(st.integers(1, 25))
    moments = sorted(draw(st.lists(st.floats(0, 400), min_size=count, max_size=count)))
    nodes: list[Node] = []
    for number, x in enumerate(moments):
        older = [None, *[node.name for node in nodes]]
        parent = draw(st.sampled_from(older))
        words = draw(st.floats(5, 90))
        nodes.append(Node(f"p{number}", x, 2.0, 4.0 + words, parent, draw(st.integers(0, 3))))
    return nodes


Segment = tuple[str, float, float, float, float]


def _segments(nodes: list[Node], placed: Placed) -> list[Segment]:
    """Return what is drawn, as boxes: name, left, top, right, bottom in points and rows."""
    at = {node.name: node for node in nodes}
    found: list[Segment] = []
    for node in nodes:
        row = float(placed.row[node.name])
        found.append((f"name {node.name}", node.x - node.before, row, node.x + node.after, row))
        if node.parent is None:
            continue
        parent = at[node.parent]
        above = float(placed.row[parent.name])
        trunk = placed.trunk[parent.name]
        start = parent.x + parent.after if above == row else trunk
        found.append((f"branch {parent.name} {node.name}", start, row, node.x, row))
        if above != row:
            low, high = sorted((above, row))
            found.append((f"trunk {parent.name} {node.name}", trunk, low, trunk, high))
    return found


@given(forests())
def test_no_two_names_and_no_two_branches_share_a_place(nodes: list[Node]) -> None:
    placed = place_forest(nodes)
    assert set(placed.row) == {node.name for node in nodes}
    flat = [one for one in _segments(nodes, placed) if not one[0].startswith("trunk")]
    for first, second in combinations(flat, 2):
        if first[2] == second[2]:
            own = {*first[0].split()[1:]} & {*second[0].split()[1:]}
            # the branch to a paper ends in its dot, and that of a child begins there
            allowance = 3.0 if own else 0.25
            overlap = min(first[3], second[3]) - max(first[1], second[1])
            assert overlap <= allowance, (first, second)


@given(forests())
def test_a_trunk_runs_through_no_name_and_no_branch_of_another(nodes: list[Node]) -> None:
    placed = place_forest(nodes)
    segments = _segments(nodes, placed)
    for trunk in (one for one in segments if one[0].startswith("trunk")):
        parent = trunk[0].split()[1]
        for other in segments:
            passed = trunk[2] < other[2] < trunk[4]
            from_here = other[0].startswith(f"branch {parent} ")
            if not other[0].startswith("trunk") and passed and not from_here:
                assert not other[1] + 0.25 < trunk[1] < other[3] - 0.25, (trunk, other)


@given(forests())
def test_papers_alone_are_packed_by_kind(nodes: list[Node]) -> None:
    placed = pack_alone(nodes)
    kinds: dict[int, set[int]] = {}
    for node in nodes:
        kinds.setdefault(placed.row[node.name], set()).add(node.kind)
    assert all(len(kind) == 1 for kind in kinds.values())
    for first, second in combinations(nodes, 2):
        if placed.row[first.name] == placed.row[second.name]:
            left, right = sorted((first, second), key=lambda node: (node.x, node.name))
            assert left.x + left.after <= right.x - right.before


def test_a_chain_of_many_needs_no_recursion() -> None:
    chain = [Node(f"p{n}", n * 20.0, 1.0, 4.0, f"p{n - 1}" if n else None, 0) for n in range(1_500)]
    assert place_forest(chain).rows == 1


def test_siblings_stand_on_both_sides_of_their_parent() -> None:
    family = [Node("root", 0, 2, 30, None, 0)]
    family += [Node(f"child{n}", 20.0 + n, 2, 30, "root", 0) for n in range(6)]
    placed = place_forest(family)
    assert placed.row["root"] == 3
    assert placed.rows == 7


def test_rows_are_shared_where_there_is_room() -> None:
    """A short branch ends before the papers under another one begin."""
    family = [
        Node("root", 0, 2, 10, None, 0),
        Node("one", 10, 2, 20, "root", 0),
        Node("two", 12, 2, 20, "root", 1),
        Node("late", 100, 2, 20, "two", 1),
        Node("later", 110, 2, 20, "two", 1),
        Node("latest", 120, 2, 20, "two", 1),
    ]
    assert place_forest(family).rows < len(family)
