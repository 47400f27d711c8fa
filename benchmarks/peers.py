"""Other packages that kdgraph is measured against: imported when asked for, needed only here."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from types import ModuleType
from typing import Final

__all__ = ["PEERS", "MissingPeerError", "installed", "peer", "versions"]

PEERS: Final = {
    "networkx": "networkx",
    "igraph": "igraph",
    "networkit": "networkit",
    "rustworkx": "rustworkx",
    "scikit-network": "sknetwork",
    "cdindex": "cdindex",
    "biblium": "biblium",
    "scipy": "scipy",
}
"""Distribution and module of each peer; all but networkx and scipy are in the extra ``bench``."""

_OURS: Final = ("numpy", "pandas", "numba")


class MissingPeerError(Exception):
    """A peer is not installed; the message says how to get it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not installed: pip install 'kdgraph[bench]'")
        self.name = name


def peer(name: str) -> ModuleType:
    """Import the module of a peer.

    Raises
    ------
    MissingPeerError
        If it is not installed.

    Examples
    --------
    >>> peer("networkx").__name__
    'networkx'
    """
    if not installed(name):
        raise MissingPeerError(name)
    module = import_module(PEERS[name])
    if name == "networkit":
        module.setNumberOfThreads(1)
    return module


def installed(name: str) -> bool:
    """Tell whether a distribution is installed, without importing it."""
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def versions() -> dict[str, str]:
    """Return the version of each peer, and of what kdgraph itself runs on."""
    return {
        name: version(name) if installed(name) else "not installed" for name in (*PEERS, *_OURS)
    }
