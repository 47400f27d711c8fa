"""Tasks that need a process of their own: ``python -m benchmarks.children TASK ...`` prints JSON.

Nothing heavy is imported before the task begins, so that a task pays for its own imports.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.timing import hide_numba

__all__ = ["main"]


def main(arguments: Sequence[str]) -> None:
    """Run one task."""
    hide_numba()
    print(json.dumps(_run(*arguments)))


def _run(task: str, *given: str) -> Any:
    if task == "memory":
        from benchmarks.rows.similarity import peak_of

        return peak_of(given[0], Path(given[1]))
    from benchmarks.whole_sides import TASKS

    return TASKS[task](Path(given[0]))


if __name__ == "__main__":
    main(sys.argv[1:])
