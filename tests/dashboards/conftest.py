"""Data folders that all pages are shown from, so that what they compute is computed once."""

from __future__ import annotations

from pathlib import Path

import pytest

from kdgraph.testing import literatures
from tests.dashboards.places import embedded, publish


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Data folders by what they hold; no test may change them."""
    found = {"plain": embedded(tmp_path_factory.mktemp("plain"))}
    for name in ("hard", "empty", "lonely", "unconnected"):
        found[name] = tmp_path_factory.mktemp(name)
        publish(found[name], getattr(literatures, name)())
    return found


@pytest.fixture(scope="session")
def corpus(places: dict[str, Path]) -> Path:
    """A data folder with the embedded corpus."""
    return places["plain"]
