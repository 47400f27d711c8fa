"""What Streamlit runs: it makes the package importable, in a checkout and in the wheel alike."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from dashboards.common.frame import main  # importable only from here on

__all__: list[str] = []

main(sys.argv[1:])
