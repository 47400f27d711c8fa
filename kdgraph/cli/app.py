"""The commands, and what happens around each: an error becomes one message and an exit code."""

from __future__ import annotations

import json
import os
import sys
import traceback
from pathlib import Path

import typer

from kdgraph.cli.authors import authors
from kdgraph.cli.build import build
from kdgraph.cli.doctor import doctor
from kdgraph.cli.export import export
from kdgraph.cli.lineage import lineage
from kdgraph.cli.rank import rank
from kdgraph.cli.show import show
from kdgraph.cli.status import status
from kdgraph.errors import KdgraphError
from kdgraph.settings import debugging

__all__ = ["app", "main"]

_INTERRUPTED = 130
_FAULT_OF_OURS = 70  # sysexits.h: internal software error

app = typer.Typer(
    name="kdgraph",
    epilog="Start with: kdgraph build, then kdgraph status. Neither key nor network is needed.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from kdgraph._version import __version__

        typer.echo(f"kdgraph {__version__}")
        raise typer.Exit


@app.callback()
def _about(
    *,
    version: bool = typer.Option(
        False, "--version", help="Print the version and end.", callback=_show_version, is_eager=True
    ),
) -> None:
    """From a curated paper list to a citation and author graph."""


# each with a line for the list of commands, and an example
for _command, _line, _example in (
    (build, "Build the graph of a list, or refresh it.", "my-list.bib --data my-field"),
    (status, "Show what is here, and what is not known.", "--json"),
    (show, "Show everything about one paper.", '"Deep Mutual Learning"'),
    (lineage, "Show how papers descend from one another.", "FitNets 1910.10699"),
    (rank, "Rank papers by a measure of influence.", "pagerank --section Feature"),
    (authors, "Rank authors, or show the line of one.", '"Geoffrey Hinton"'),
    (export, "Write the graph as files for other tools.", "graphml -o kd.graphml"),
    (doctor, "Check that a build has all it needs.", "--live"),
):
    app.command(short_help=_line, epilog=f"Example: kdgraph {_command.__name__} {_example}")(
        _command
    )


def main(arguments: list[str] | None = None) -> None:
    """Run one command and end the process with its exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    as_json = "--json" in arguments
    try:
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
    typer.echo("\nkdgraph: stopped; what arrived is stored, the same command goes on", err=True)


def _tell(message: str, kind: str, exit_code: int, *, as_json: bool) -> None:
    typer.echo(message, err=True)
    if as_json:
        told = {"error": message.removeprefix("kdgraph: "), "kind": kind, "exit_code": exit_code}
        typer.echo(json.dumps(told, ensure_ascii=False))
