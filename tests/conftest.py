"""What holds for every test: no network but loopback, and no deadline for one example."""

from __future__ import annotations

import gc
import ipaddress
import sys
from typing import Any

import pytest
from hypothesis import settings

__all__ = ["NetworkForbiddenError", "forbid_network", "pytest_collection_finish"]

pytest.register_assert_rewrite("kdgraph.testing")  # as tests are: a failure shows its values

# A busy machine is slow, which is no failure. The gate tries the same examples every time, so that
# it tells of the change under test; `--hypothesis-profile=explore` looks for new ones.
settings.register_profile("kdgraph", deadline=None, derandomize=True, max_examples=40)
settings.register_profile("thorough", deadline=None, derandomize=True, max_examples=300)
settings.register_profile("explore", deadline=None, max_examples=1000)
settings.load_profile("kdgraph")


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass over what was collected: all of it stays to the end."""
    gc.collect()
    gc.freeze()


_CONNECTING = {"socket.connect", "socket.sendto", "socket.sendmsg"}
_ASKING_DNS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}


class NetworkForbiddenError(RuntimeError):
    """A test tried to leave this machine.

    It is no OSError on purpose: code that expects a broken network must not swallow it.
    """


def _is_loopback(host: Any) -> bool:
    if host is None or host in ("", "localhost", b"localhost"):
        return True
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    try:
        return ipaddress.ip_address(text.partition("%")[0]).is_loopback
    except ValueError:
        return False


def forbid_network(event: str, arguments: tuple[Any, ...]) -> None:
    """Raise if an audit event of the interpreter leads away from loopback.

    Sockets of the file system (a path for an address) never do.
    """
    if event in _CONNECTING:
        address = arguments[-1]
        if isinstance(address, tuple) and address and not _is_loopback(address[0]):
            raise NetworkForbiddenError(
                f"a test tried to reach {address!r}; only loopback is allowed"
            )
    elif event in _ASKING_DNS and not _is_loopback(arguments[0]):
        raise NetworkForbiddenError(f"a test asked DNS for {arguments[0]!r}; use 127.0.0.1")


sys.addaudithook(forbid_network)
