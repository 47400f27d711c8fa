"""Where the snapshot and the lists that ship with kdgraph lie."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kdgraph.errors import StoreError

__all__ = ["EMBEDDED_ID", "embedded_folder", "embedded_lists"]

EMBEDDED_ID: Final = "31a62df4c6ffbf6f"
"""Id of the snapshot that ships with kdgraph: the hash of its facts, like any other's."""
_PACKAGE: Final = Path(__file__).resolve().parent.parent


def embedded_folder() -> Path:
    """Return the folder of the embedded snapshot: in the installed package, else in the checkout.

    Raises
    ------
    StoreError
        If neither is there.
    """
    return _shipped(Path("snapshots") / EMBEDDED_ID)


def embedded_lists() -> Path:
    """Return the folder of the lists that ship with kdgraph.

    Raises
    ------
    StoreError
        If it is missing.
    """
    return _shipped(Path("lists"))


def _shipped(part: Path) -> Path:
    places = [_PACKAGE / "_data" / part, _PACKAGE.parent / "data" / part]
    for place in places:
        if place.is_dir():
            return place
    raise StoreError(
        f"kdgraph's own data is missing: neither {places[0]} nor {places[1]} is a folder; "
        "install kdgraph again"
    )
