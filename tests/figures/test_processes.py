"""Every process draws the same, on any processor, for any user, under any order of sets.

Older processors are stood in for: OpenBLAS and numpy can be told to use only what those had. Where
they are built for another kind of processor they take no notice of it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import matplotlib
import pytest
from numpy.lib.introspect import opt_func_info

import kdgraph
from kdgraph.figures.canvas.files import FORMATS

PROGRAM = """
import hashlib, json
import kdgraph
from kdgraph.figures.canvas.files import FORMATS, content
from kdgraph.testing import literatures
from tests.figures.canvas.everything import everything
said = {}
some = ("age", "flow", "influence", "map", "milestones")
for snapshot, names in ((kdgraph.embedded(), some), (literatures.hard(), kdgraph.FIGURES)):
    for name in names:
        drawing = kdgraph.FIGURES[name](snapshot, width=3.3)
        said[f"{name} of {snapshot.id}"] = [
            *drawing.digests.values(),
            *drawing.rough_digests.values(),
            # the formats that are made at once
            *(hashlib.sha256(content(drawing, form)).hexdigest() for form in ("csv", "pgf")),
        ]
for theme in ("light", "dark", "transparent"):
    drawing = everything(theme)
    for form in FORMATS:
        said[f"{theme} {form}"] = [hashlib.sha256(content(drawing, form)).hexdigest()]
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


def _started(kernels: dict[str, str], seed: str, home: Path) -> subprocess.Popen[str]:
    """Draw in a process of its own, under another order of sets, and for another user."""
    home.mkdir()
    for fonts in Path(matplotlib.get_cachedir()).glob("fontlist-*.json"):
        shutil.copy(fonts, home)  # the fonts of a machine are the same for all its users
    (home / "matplotlibrc").write_text(
        "font.family: serif\nsvg.hashsalt: mine\nlines.linewidth: 9\n", encoding="utf-8"
    )
    own = {"PYTHONHASHSEED": seed, "MPLCONFIGDIR": str(home), "TZ": f"UTC-{seed}"}
    one = {"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, **one, **own, **kernels},
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="kernels are chosen by the environment of POSIX")
def test_two_processes_draw_the_same(tmp_path: Path) -> None:
    running = [_started(OLD, "1", tmp_path / "one"), _started(NEW, "2", tmp_path / "two")]
    old, new = (json.loads(one.communicate()[0]) for one in running)
    assert len(old) == len(kdgraph.FIGURES) + 5 + 3 * len(FORMATS)
    assert {name: said for name, said in old.items() if said != new[name]} == {}
