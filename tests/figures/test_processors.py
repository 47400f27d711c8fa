"""Every processor draws the same: what figures show and say under other kernels of BLAS and numpy.

Older processors are stood in for: OpenBLAS and numpy can be told to use only what those had. Where
they are built for another kind of processor they take no notice, and the test compares equals.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from numpy.lib.introspect import opt_func_info

import kdgraph

PROGRAM = """
import hashlib, json
import kdgraph
from tests.figures import literatures
said = {}
some = ("age", "flow", "influence", "map")
for snapshot, names in ((kdgraph.embedded(), some), (literatures.hard(), kdgraph.FIGURES)):
    for name in names:
        drawing = kdgraph.FIGURES[name](snapshot, width=7.0)
        said[f"{name} of {snapshot.id}"] = [
            *drawing.digests.values(),
            *drawing.rough_digests.values(),
            hashlib.sha256(drawing.to_bytes("pgf")).hexdigest(),
        ]
print(json.dumps(said))
"""


def _dispatched() -> list[str]:
    """Return the features of processors that numpy has loops of its own for."""
    loops = opt_func_info().values()
    told = [one["available"] for of_types in loops for one in of_types.values()]
    found = {word for text in told for word in text.split() if "baseline" not in word}
    return sorted(found)


OLD = {
    "OPENBLAS_CORETYPE": "Nehalem",
    "NPY_DISABLE_CPU_FEATURES": " ".join(_dispatched()),
}
NEW = {"OPENBLAS_CORETYPE": "Haswell"}


def _started(kernels: dict[str, str]) -> subprocess.Popen[str]:
    one = {"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, **one, **kernels},
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(os.name != "posix", reason="kernels are chosen by the environment of POSIX")
def test_other_kernels_draw_the_same() -> None:
    running = [_started(kernels) for kernels in (OLD, NEW)]
    old, new = (json.loads(one.communicate()[0]) for one in running)
    assert len(old) == len(kdgraph.FIGURES) + 4
    assert {name: said for name, said in old.items() if said != new[name]} == {}
