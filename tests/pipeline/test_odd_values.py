"""Each field of each kind of answer odd in a whole build: told, and gone with the next one.

``python -m tests.campaign odd`` does the same with every field; here it is a sample.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pipeline.odd import Campaign


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    return Campaign(tmp_path_factory.mktemp("clean"))


@pytest.mark.parametrize("part", range(4))
def test_no_odd_field_outlasts_the_run_or_ends_it(
    campaign: Campaign, part: int, tmp_path: Path
) -> None:
    cases = campaign.cases[part * 9 :: 36]
    assert len(cases) > 3
    for number, case in enumerate(cases):
        campaign.check(case, tmp_path / str(number), turn=part + number)
