"""What a snapshot does not know is counted, from the very threshold on."""

from __future__ import annotations

import pytest

from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import TABLES
from kdgraph.pipeline import summarise
from kdgraph.testing import toys


@pytest.mark.parametrize(("confidence", "doubtful"), [(0.699, 1), (0.7, 0), (1.0, 0)])
def test_matches_below_seven_tenths_are_doubtful(confidence: float, doubtful: int) -> None:
    frames = toys.frames()
    frames["entries"] = TABLES["entries"].frame(
        {"entry_id": f"l:{n}", "list_id": "l", "position": n, "line_start": n} for n in range(2)
    )
    frames["matches"] = TABLES["matches"].frame(
        [
            {"entry_id": "l:0", "paper_id": "a", "method": "doi", "confidence": confidence},
            {"entry_id": "l:1", "paper_id": None, "reason": "none of this title"},
        ]
    )
    found = summarise(Snapshot(frames, toys.MANIFEST))
    assert found.doubtful == doubtful
    assert sum(gap.count for gap in found.gaps if "confidence" in gap.what) == doubtful
    assert len(found.unmatched) == 1
