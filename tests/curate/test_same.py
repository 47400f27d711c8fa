"""When two entries are one paper."""

from __future__ import annotations

import pytest

from kdgraph.curate.same import groups_of_one_paper, one_paper
from kdgraph.lists import Entry, read_list


def _entries(*lines: str) -> tuple[Entry, ...]:
    text = "".join(f"## Section {n}\n- {line}\n" for n, line in enumerate(lines))
    return read_list(text.encode(), format="markdown").entries


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        # identifiers decide, whatever the titles say
        ("**Deep Owls, CVPR 2018** https://arxiv.org/abs/1801.00001",
         "**Something Else, CVPR 2018** https://arxiv.org/pdf/1801.00001v3", True),
        ("**Deep Owls at Night, CVPR 2018** https://arxiv.org/abs/1801.00001",
         "**Deep Owls at Night, CVPR 2018** https://arxiv.org/abs/1801.00002", False),
        ("**Deep Owls, CVPR 2018** https://doi.org/10.1000/owls.1",
         "**Deep Owls at Noon, CVPR 2018** https://doi.org/10.1000/OWLS.1", True),
        # else the titles, unless year or authors speak against it
        ("**Deep Owls at Night, CVPR 2018**", "**Deep owls at night.** (ICML 2019)", True),
        ("**Deep Owls at Night, CVPR 2018**", "**Deep Owls at Night, CVPR 2021**", False),
        ("**Deep Owls at Night, CVPR 2018**\n  - *Ann Berg, Carl Dahl*",
         "**Deep Owls at Night, CVPR 2018**\n  - *Dora Egg, Emil Fjord*", False),
        ("**Deep Owls at Night, CVPR 2018**", "**Deep Owls at Noon, CVPR 2018**", False),
    ],
)  # fmt: skip
def test_two_entries(one: str, other: str, same: bool) -> None:
    a, b = _entries(one, other)
    assert one_paper(a, b) is one_paper(b, a) is same
    assert len(groups_of_one_paper([a, b])) == int(same)


def test_groups_hold_all_entries_of_a_paper_in_order() -> None:
    found = _entries(
        "**Deep Owls at Night, CVPR 2018** https://arxiv.org/abs/1801.00001",
        "**Silent Wings, CVPR 2018**",
        "**Deep Owls, in the Night, CVPR 2018** https://arxiv.org/abs/1801.00001",
        "**Deep Owls at Night, CVPR 2018**",
    )
    (group,) = groups_of_one_paper(found)
    assert [entry.position for entry in group] == [0, 2, 3]
