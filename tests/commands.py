"""Commands of kdgraph as tests run them: in this process, or in one of their own.

In this process is the usual way, since a new one spends seconds on imports. A process of its own is
for what only a process has: signals, a terminal, a closed pipe, an interpreter that ends.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import traceback
import warnings
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest import mock

from kdgraph.cli import main

__all__ = ["ROOT", "command", "environment", "run_cli", "run_process", "start_cli"]

ROOT = Path(__file__).resolve().parent.parent

Done = subprocess.CompletedProcess[str]


def command(*arguments: str | Path | int) -> list[str]:
    """Return the command line of kdgraph under this interpreter."""
    return [sys.executable, "-c", "from kdgraph.cli import main; main()", *map(str, arguments)]


def environment(**more: str) -> dict[str, str]:
    """Return this environment without anything that would steer kdgraph, and with `more`."""
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith(("KDGRAPH_", "S2_", "SEMANTIC_"))
    }
    return kept | {"PYTHONPATH": str(ROOT), "KDGRAPH_PACE": "0", "NO_COLOR": "1"} | more


def run_cli(*arguments: str | Path | int, **more: str) -> Done:
    """Run one command to its end in this process; `more` goes into its environment.

    Exit code, output and errors are those of a process, and so is an exception that nothing caught
    (a traceback and 1). Standard input is empty. A warning is an error, as everywhere in tests.

    Examples
    --------
    >>> done = run_cli("--version")
    >>> done.returncode, done.stdout.split()[0]
    (0, 'kdgraph')
    """
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    code: object = None
    with (
        mock.patch.dict(os.environ, environment(**more), clear=True),
        mock.patch.object(sys, "stdin", io.StringIO()),
        redirect_stdout(out),
        redirect_stderr(err),
        warnings.catch_warnings(),
    ):
        try:
            main([*map(str, arguments)])
        except SystemExit as end:
            code = end.code
        except Exception:  # noqa: BLE001  (what the interpreter does at its end)
            traceback.print_exc()
            code = 1
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode("utf-8"))
    code = code if isinstance(code, int) else int(code is not None)
    return subprocess.CompletedProcess(command(*arguments), code, *texts)


def run_process(*arguments: str | Path | int, **more: str) -> Done:
    """Run one command to its end in a process of its own."""
    return subprocess.run(
        command(*arguments), capture_output=True, text=True, env=environment(**more), timeout=120
    )


def start_cli(*arguments: str | Path | int, **more: str) -> subprocess.Popen[bytes]:
    """Start one command in a process of its own; the caller ends it."""
    return subprocess.Popen(
        command(*arguments),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment(**more),
    )
