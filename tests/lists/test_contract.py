"""What every list format promises, also tomorrow's: it reads, and it says where each field stands.

A format has a sample in the folder ``samples``: a file named after it, with the two papers of
`kdgraph.testing.list_formats`, as much of them as lists of this format print.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kdgraph.lists import LIST_FORMATS
from kdgraph.testing.list_formats import ListFormatContract

SAMPLES = Path(__file__).resolve().parent / "samples"


def sample(name: str) -> Path:
    """Return the sample of a format."""
    found = list(SAMPLES.glob(f"{name}.*"))
    assert len(found) == 1, (
        f"the list format {name!r} needs one sample in {SAMPLES}, named {name}.*"
    )
    return found[0]


def test_those_of_the_design_are_there() -> None:
    assert set(LIST_FORMATS) >= {"bibtex", "identifiers", "markdown", "table"}
    endings = [suffix for member in LIST_FORMATS.values() for suffix in member.suffixes]
    assert len(endings) == len(set(endings))


@pytest.mark.parametrize("promise", ListFormatContract.promises())
@pytest.mark.parametrize("name", LIST_FORMATS)
def test_it_keeps_its_promises(name: str, promise: str) -> None:
    getattr(ListFormatContract.of(name=name, sample=sample(name)), promise)()
