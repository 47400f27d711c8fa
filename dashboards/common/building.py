"""A build beside the dashboard: a process of its own, seen by every tab of the same data folder."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import streamlit as st

__all__ = ["Building", "building", "start"]

_SCRIPT: Final = Path(__file__).parents[1] / "start" / "building.py"
_KEPT: Final = 40  # lines of what it complained of


@dataclass
class Building:
    """One build: its command, and what it told so far.

    `done` is what the build reports at its end, `failed` why it ended otherwise; both are None
    while it runs, and after a pause.
    """

    arguments: tuple[str, ...]
    name: str
    began: float = field(default_factory=time.monotonic)
    progress: dict[str, Any] = field(default_factory=dict)
    done: dict[str, Any] | None = None
    failed: str | None = None
    paused: bool = False
    process: subprocess.Popen[str] | None = None

    @property
    def offline(self) -> bool:
        """Whether nothing is asked from the network."""
        return "--offline" in self.arguments

    @property
    def runs(self) -> bool:
        """Whether the process is at work."""
        return self.process is not None and self.process.poll() is None

    def run(self) -> None:
        """Start the process, or go on where an earlier one was stopped."""
        self.paused, self.failed, self.done = False, None, None
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, str(_SCRIPT), *self.arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        complaints: list[str] = []
        for read in (self._listen, self._collect):
            threading.Thread(target=read, args=(self.process, complaints), daemon=True).start()

    def pause(self) -> None:
        """Stop the process; what it fetched is kept, and `run` goes on from there."""
        if self.process is not None and self.runs:
            self.paused = True
            self.process.terminate()

    def _collect(self, process: subprocess.Popen[str], complaints: list[str]) -> None:
        assert process.stderr is not None
        with process.stderr as lines:
            for line in lines:
                complaints.append(line.rstrip())
                del complaints[:-_KEPT]

    def _listen(self, process: subprocess.Popen[str], complaints: list[str]) -> None:
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                self._hear(line, complaints)
        code = process.wait()
        if self.done is None and self.failed is None and not self.paused:
            said = complaints[-1] if complaints else f"it ended with code {code}"
            self.failed = f"the build ended before its end: {said}"

    def _hear(self, line: str, complaints: list[str]) -> None:
        try:
            message = json.loads(line)
        except ValueError:
            complaints.append(line.rstrip())
            return
        self.progress = message.get("progress", self.progress)
        self.done = message.get("done", self.done)
        self.failed = message.get("failed", self.failed)


@st.cache_resource(show_spinner=False)
def _all() -> dict[str, Building]:
    return {}


def building(folder: Path) -> Building | None:
    """Return the build of a data folder that was started last, in whichever tab."""
    return _all().get(str(folder.resolve()))


def start(folder: Path, name: str, source: str | None, *, offline: bool) -> None:
    """Start a build of a list into a data folder, unless one is running there.

    Parameters
    ----------
    folder : Path
        The data folder.
    name : str
        What the list is called on the page.
    source : str or None
        A file or an address; None for the list of the current snapshot.
    offline : bool
        Whether nothing is asked from the network.
    """
    held = building(folder)
    if held is not None and held.runs:
        return
    arguments = ["--data", str(folder)]
    arguments += ["--list", source] if source is not None else []
    arguments += ["--offline"] if offline else []
    made = _all()[str(folder.resolve())] = Building(tuple(arguments), name)
    made.run()
