"""The rows of the table of section 11 of the design, one to a file, in its order."""

from __future__ import annotations

from typing import Final

from benchmarks.findings import Row
from benchmarks.rows import (
    coauthors,
    cycles,
    disruption,
    main_path,
    pagerank,
    requests,
    similarity,
    starting,
    whole,
)

__all__ = ["ROWS"]

ROWS: Final[dict[str, Row]] = {
    module.ROW.name: module.ROW
    for module in (
        main_path,
        pagerank,
        disruption,
        similarity,
        cycles,
        coauthors,
        whole,
        requests,
        starting,
    )
}
"""The rows by name."""
