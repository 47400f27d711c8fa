"""What is used of plotly, which is installed with the extra ``dashboard`` alone."""

from __future__ import annotations

from kdgraph.errors import MissingExtraError

try:
    import plotly.graph_objects as go
    from plotly.io import to_json
    from plotly.offline import get_plotlyjs
except ModuleNotFoundError as error:
    raise MissingExtraError("dashboard", "a figure for the browser (HTML, plotly)") from error

__all__ = ["get_plotlyjs", "go", "to_json"]
