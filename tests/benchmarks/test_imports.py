"""What an analysis imports is a good part of what it takes on small literatures."""

from __future__ import annotations

import subprocess
import sys

SLOW = ("scipy.stats", "matplotlib", "plotly", "streamlit", "sklearn", "numba", "duckdb")


def test_measures_and_main_paths_import_nothing_slow_for_little() -> None:
    code = (
        "import sys, kdgraph; kdgraph.MEASURES['pagerank']; kdgraph.main_path; "
        f"print([name for name in {SLOW} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
