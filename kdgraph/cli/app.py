"""The commands, and what happens around each: an error becomes one message and an exit code."""

from __future__ import annotations

import importlib
import json
import os
import sys
import traceback
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from kdgraph.cli.commands import COMMANDS, EPILOG, SUMMARY, overview
from kdgraph.errors import KdgraphError
from kdgraph.settings import debugging

if TYPE_CHECKING:
    import typer

__all__ = ["main", "make_app"]

_INTERRUPTED = 130
_FAULT_OF_OURS = 70  # sysexits.h: internal software error


def make_app(names: Iterable[str] = COMMANDS) -> typer.Typer:
    """Return the command line with these commands."""
    import typer

    app = typer.Typer(
        name="kdgraph",
        help=SUMMARY,
        epilog=EPILOG,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )

    @app.callback()
    def about() -> None:
        """Make a single command a command all the same."""

    for name in names:
        line, example = COMMANDS[name]
        command = getattr(importlib.import_module(f"kdgraph.cli.{name}"), name)
        app.command(name, short_help=line, epilog=f"Example: kdgraph {name} {example}")(command)
    return app


def main(arguments: list[str] | None = None) -> None:
    """Run one command and end the process with its exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    as_json = "--json" in arguments
    first = arguments[0] if arguments else "--help"
    try:
        if first in ("-h", "--help"):
            print(overview())
        elif first == "--version":
            from kdgraph._version import __version__

            print(f"kdgraph {__version__}")
        else:
            # one command is made ready in a fraction of the time that all take
            app = make_app([first] if first in COMMANDS else COMMANDS)
            app(args=arguments, prog_name="kdgraph")
    except KdgraphError as error:
        _tell(f"kdgraph: {error}", type(error).__name__, error.exit_code, as_json=as_json)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # Whoever read our output is gone: nothing is left to say, and nobody to say it to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:  # before a command began, or after it ended
        _tell_stopped()
        sys.exit(_INTERRUPTED)
    except SystemExit as end:
        if end.code == _INTERRUPTED:
            _tell_stopped()
        raise
    except Exception as error:
        # the last door: whatever it is, no traceback reaches a user
        if debugging():
            raise
        place = traceback.extract_tb(error.__traceback__)[-1]
        message = (
            f"kdgraph: a fault of ours, {type(error).__name__}: {error} "
            f"({Path(place.filename).name}:{place.lineno}); what is stored stays. "
            "Please report this line; KDGRAPH_DEBUG=1 shows where it comes from"
        )
        _tell(message, type(error).__name__, _FAULT_OF_OURS, as_json=as_json)
        sys.exit(_FAULT_OF_OURS)


def _tell_stopped() -> None:
    print("\nkdgraph: stopped; what arrived is stored, the same command goes on", file=sys.stderr)


def _tell(message: str, kind: str, exit_code: int, *, as_json: bool) -> None:
    print(message, file=sys.stderr)
    if as_json:
        told = {"error": message.removeprefix("kdgraph: "), "kind": kind, "exit_code": exit_code}
        print(json.dumps(told, ensure_ascii=False))
