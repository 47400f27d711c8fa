"""The script that Streamlit runs, `app.py`."""

from __future__ import annotations

__all__: list[str] = []
