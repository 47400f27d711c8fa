"""The contracts of measures, figures, list formats and exports, for the tests of any package.

kdgraph's own members pass the same checks. Each contract is a class whose ``test_`` methods are one
promise each, and a function that holds one member to all of them::

    from kdgraph.testing import MeasureContract, check_measure

    class TestRecentShare(MeasureContract):       # pytest reports each promise by itself
        member = staticmethod(recent_share)

    check_measure(recent_share)                   # or all at once; AssertionError tells which

Nothing here needs pytest. For telling failures, let pytest rewrite the assertions:
``pytest.register_assert_rewrite("kdgraph.testing")`` in ``conftest.py``.
"""

from __future__ import annotations

from kdgraph.testing.exports import ExportContract, check_export
from kdgraph.testing.figures import FigureContract, check_figure
from kdgraph.testing.list_formats import ListFormatContract, check_list_format
from kdgraph.testing.measures import MeasureContract, check_measure

__all__ = [
    "ExportContract",
    "FigureContract",
    "ListFormatContract",
    "MeasureContract",
    "check_export",
    "check_figure",
    "check_list_format",
    "check_measure",
]
