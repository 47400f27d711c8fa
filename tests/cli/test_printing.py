"""JSON that is whole and valid whatever the numbers are, and tables without rows."""

from __future__ import annotations

import json
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from kdgraph.cli.printing import frame_table, grid, headed, print_blocks, two_columns, write_json

Capture = pytest.CaptureFixture[str]


def test_what_json_has_no_number_for_is_null_or_a_text(capsys: Capture) -> None:
    frame = pd.DataFrame({"score": [1.5, np.inf, np.nan]})
    write_json({"log": -np.inf, "rows": frame}, ways=Decimal("1e400"), exact=10**40)
    assert json.loads(capsys.readouterr().out) == {
        "log": None,
        "rows": [{"score": 1.5}, {"score": None}, {"score": None}],
        "ways": "1E+400",
        "exact": 10**40,
    }


def test_half_a_document_is_never_printed(capsys: Capture) -> None:
    with pytest.raises(TypeError):
        write_json({"good": 1, "bad": object()})
    assert capsys.readouterr().out == ""


def test_a_table_without_rows_says_so(capsys: Capture) -> None:
    empty = pd.DataFrame({"score": []})
    print_blocks(headed("Scores", frame_table(empty, ["score"])), headed("Lines", two_columns([])))
    assert capsys.readouterr().out == "Scores\n  none\n\nLines\n  none\n"


def test_a_long_path_goes_on_in_the_next_line_and_loses_nothing(capsys: Capture) -> None:
    path = "/".join(f"folder{n}" for n in range(40))
    print_blocks(grid([("file", path)]), two_columns([("line 1", path)]))
    printed = capsys.readouterr().out
    assert "".join(printed.split()).count(path) == 2
