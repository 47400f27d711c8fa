"""How far a reading is, told while it goes on."""

from __future__ import annotations

import pytest

from kdgraph.lists import read_list
from kdgraph.lists.watching import watched

ENTRIES = 200
TEXTS = {
    "markdown": "".join(f"- **Silent Owls of Year {n}, CVPR 2018**\n" for n in range(ENTRIES)),
    "bibtex": "".join(f"@article{{a{n}, title={{Owls {n}}}, year=2018}}\n" for n in range(ENTRIES)),
    "table": "Title,Year\n" + "".join(f"Silent Owls {n},2018\n" for n in range(ENTRIES)),
}


@pytest.mark.parametrize("form", TEXTS)
def test_the_items_read_of_all_are_told_in_order_and_to_nobody_afterwards(form: str) -> None:
    told: list[tuple[int, int]] = []
    with watched(lambda done, total: told.append((done, total))):
        read_list(TEXTS[form].encode(), format=form)
    assert told == [(0, ENTRIES), (64, ENTRIES), (128, ENTRIES), (192, ENTRIES)]
    read_list(TEXTS[form].encode(), format=form)
    assert len(told) == 4
