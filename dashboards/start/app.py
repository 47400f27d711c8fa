"""What Streamlit runs: it makes the package importable, in a checkout and in the wheel alike.

It stands in a folder of its own because a folder ``pages`` beside it would be taken by Streamlit
for scripts that are pages by themselves.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from dashboards.common.frame import main

__all__: list[str] = []

main(sys.argv[1:])
