"""What a stranger on Windows does first, in a process that looks like one there; see `windows`.

It is given a folder that holds a list, and prints what came of them as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.portability.windows import pretend

__all__: list[str] = []


def _main(place: Path) -> None:
    pretend()
    import kdgraph
    from kdgraph.store.derived import damaged_arrays

    shipped = kdgraph.embedded()
    told: dict[str, object] = {"embedded": len(shipped.papers)}
    folder = kdgraph.open(place / "data")
    report = kdgraph.build(place / "aux.why?", data=folder.path, offline=True)
    told["entries"] = report.summary.entries
    told["papers"] = len(folder.snapshot().papers)
    told["citations"] = [  # the second time from the arrays that the first has kept
        int(kdgraph.open(folder.path).snapshot().citation_graph().cites.nnz) for _ in range(2)
    ]
    told["damaged"] = [problem for _, problem in damaged_arrays(folder.path)]
    told["derived"] = sorted(path.name for path in (folder.path / "derived").glob("*/*"))
    told["lists"] = sorted(path.name for path in (folder.path / "lists").iterdir())
    kdgraph.make_figures(shipped, place / "figures", only=["milestones"], formats=["svg"])
    for export, name in (("bibtex", "kd.bib"), ("csv", "tables"), ("csv", "tables")):
        # the second takes the place of the first
        kdgraph.EXPORTS[export](shipped, place / "exports" / name)
    told["written"] = sorted(
        path.relative_to(place).as_posix()
        for part in ("figures", "exports")
        for path in (place / part).rglob("*")
    )
    print(json.dumps(told))


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
