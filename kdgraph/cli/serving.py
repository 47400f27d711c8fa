"""Address of the dashboard, and settings of its Streamlit server."""

from __future__ import annotations

import errno
import os
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from rich.markup import escape

from kdgraph.errors import InputError, MissingExtraError, StoreError
from kdgraph.graph.data import Data

__all__ = [
    "OPTIONS",
    "Place",
    "PlaceTakenError",
    "announcement",
    "check_installed",
    "free_place",
    "known_names",
    "script",
    "serve",
]

_FIRST_PORT: Final = 8501
_TRIED: Final = 20
_PACKAGE: Final = Path(__file__).resolve().parent.parent

OPTIONS: Final = {
    # nothing leaves this machine, and nothing is asked of the user
    "browser.gatherUsageStats": "false",
    "server.showEmailPrompt": "false",
    "client.showErrorLinks": "false",
    "client.toolbarMode": "viewer",
    "client.showErrorDetails": "none",
    "logger.hideWelcomeMessage": "true",
    "logger.level": "error",
    "server.fileWatcherType": "none",
    "runner.magicEnabled": "false",
    # the grounds and inks of the figures, in light and dark
    "theme.light.primaryColor": "#b3261e",
    "theme.light.backgroundColor": "#ffffff",
    "theme.light.secondaryBackgroundColor": "#f4f4f2",
    "theme.light.textColor": "#1f2328",
    "theme.dark.primaryColor": "#ff8a7a",
    "theme.dark.backgroundColor": "#14171b",
    "theme.dark.secondaryBackgroundColor": "#1d2126",
    "theme.dark.textColor": "#e8eaed",
}
"""What Streamlit is told, beside where to listen."""


class PlaceTakenError(InputError):
    """Nothing can listen at the address and port that were given."""

    def __init__(self, host: str, port: int, error: OSError) -> None:
        reason = error.strerror or str(error)
        reason = reason[:1].lower() + reason[1:]
        super().__init__(
            f"cannot listen on {host}, port {port}: {reason}; give another --port, or leave it out "
            "for a free one"
        )
        self.host, self.port, self.code = host, port, error.errno


@dataclass(frozen=True, slots=True)
class Place:
    """Where the dashboard is reached; `taken` counts the ports before it that were not free."""

    host: str
    port: int
    taken: int = 0

    @property
    def url(self) -> str:
        """The address to open."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{'localhost' if self.host in ('0.0.0.0', '::') else name}:{self.port}"  # noqa: S104  # read, not bound

    @property
    def is_open(self) -> bool:
        """Whether other machines may reach it."""
        if self.host == "localhost":
            return False
        try:
            return not ip_address(self.host).is_loopback
        except ValueError:
            return True


def known_names(place: Place) -> tuple[str, ...]:
    """Return the names under which a browser may reach the dashboard; empty: under any.

    A page of the web can let its own name lead to this machine (DNS rebinding) and would then read
    what is shown here; its name betrays it. Where the dashboard is opened to all addresses of this
    machine, their names are not known.

    Examples
    --------
    >>> known_names(Place("127.0.0.1", 8501)), known_names(Place("0.0.0.0", 8501))
    (('localhost', '127.0.0.1', '::1'), ())
    """
    if place.host in ("0.0.0.0", "::"):  # noqa: S104  # read, not bound
        return ()
    return tuple(dict.fromkeys(("localhost", "127.0.0.1", "::1", place.host)))


def free_place(host: str, port: int | None) -> Place:
    """Return where to listen: at `port`, or without one at the first that is free.

    Raises
    ------
    PlaceTakenError
        If `port`, or every port that was tried, is taken, or `host` is no address of this machine.
    """
    if port is not None:
        _try(host, port)
        return Place(host, port)
    for taken in range(_TRIED - 1):
        try:
            _try(host, _FIRST_PORT + taken)
        except PlaceTakenError as error:
            if (
                not isinstance(error.__cause__, OSError)
                or error.__cause__.errno != errno.EADDRINUSE
            ):
                raise
        else:
            return Place(host, _FIRST_PORT + taken, taken)
    _try(host, _FIRST_PORT + _TRIED - 1)
    return Place(host, _FIRST_PORT + _TRIED - 1, _TRIED - 1)


def _try(host: str, port: int) -> None:
    """Listen for a moment on every address that `host` means."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, kind, protocol, _, address in found:
            with socket.socket(family, kind, protocol) as ear:
                # as Streamlit does: a port that was left a moment ago is free; on Windows, where
                # it is so anyway, the option would also let us in where somebody listens
                if os.name != "nt":
                    ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                ear.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRNOTAVAIL and host == "localhost":
            return  # such as ::1 where there is no IPv6
        raise PlaceTakenError(host, port, error) from error


def announcement(place: Place, folder: Data) -> Iterator[str]:
    """Give what a user reads when the dashboard starts."""
    if place.taken:
        ports = f"{_FIRST_PORT}" if place.taken == 1 else f"{_FIRST_PORT} to {place.port - 1}"
        yield f"Port {ports} is taken, so this is {place.port}."
    if place.is_open:
        yield "[yellow]Anybody who can reach this machine over the network can read it.[/]"
    yield (
        # the address first, which no line break may part from its words
        f"The dashboard is at [bold]{place.url}[/] and shows {escape(str(folder.path))}.\n"
        "[dim]Ctrl-C ends it.[/]"
    )


def script() -> Path:
    """Return the script that Streamlit runs: in the installed package, else in the checkout.

    Raises
    ------
    StoreError
        If neither is there.
    """
    part = Path("dashboards") / "start" / "app.py"
    places = [_PACKAGE / "_app" / part, _PACKAGE.parent / part]
    for place in places:
        if place.is_file():
            return place
    raise StoreError(
        f"dashboard files not found: neither {places[0]} nor {places[1]} is a file; "
        "install kdgraph again"
    )


def check_installed() -> None:
    """Refuse to begin where what serves the dashboard is not installed.

    Raises
    ------
    MissingExtraError
        If it is not.
    """
    if find_spec("streamlit") is None or find_spec("plotly") is None:
        raise MissingExtraError("dashboard", "the dashboard")


def serve(place: Place, data: Path, snapshot: str | None, *, browser: bool) -> None:
    """Run the dashboard until it is stopped."""
    from streamlit.web.cli import main

    options = {**OPTIONS, "server.address": place.host, "server.port": str(place.port)}
    if not browser:
        options["server.headless"] = "true"
    given = ["--data", str(data), *(["--snapshot", snapshot] if snapshot else [])]
    flags = [f"--{name}={value}" for name, value in options.items()]
    flags += [f"--server.allowedHosts={name}" for name in known_names(place)]
    sys.stdout.flush()
    main(["run", str(script()), *flags, "--", *given], standalone_mode=False)
