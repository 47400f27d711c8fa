"""The commands, and what happens around each: an error becomes one message and an exit code."""

from __future__ import annotations

import codecs
import errno
import importlib
import inspect
import json
import os
import sys
import traceback
import warnings
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from kdgraph.cli.commands import COMMANDS, EPILOG, SUMMARY, overview
from kdgraph.cli.subcommands import SubCommands
from kdgraph.errors import InputError, KdgraphError, PluginWarning, UnprotectedKeyWarning
from kdgraph.settings import debugging, names_encoding
from kdgraph.texts import json_text, shown

if TYPE_CHECKING:
    import typer

    from kdgraph.registry import Registry

__all__ = ["main", "make_app"]

_INTERRUPTED = 130
_FAULT_OF_OURS = 70  # sysexits.h: internal software error


def make_app(names: Iterable[str] = COMMANDS, *, choices: bool = False) -> typer.Typer:
    """Return the command line with these commands; their help tells the choices, if asked."""
    import typer

    make = partial(
        typer.Typer,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app = make(name="kdgraph", help=SUMMARY, epilog=EPILOG)

    @app.callback()
    def about() -> None:
        """Make a single command a command all the same."""

    for name in names:
        line, example = COMMANDS[name]
        command = _member(name)
        if isinstance(command, SubCommands):
            app.add_typer(command.app(make, epilog=example), name=name, short_help=line)
        else:
            listed = _choices(name) if choices else ""
            text = "\n\n".join(filter(None, (inspect.getdoc(command), listed)))
            app.command(name, help=text, short_help=line, epilog=example)(command)
    return app


def _choices(name: str) -> str:
    """Return what can be chosen with a command: the members of its registry, a line each."""
    module = importlib.import_module(f"kdgraph.cli.commands.{name}")
    where: tuple[str, str] | None = getattr(module, "CHOICES", None)
    if where is None:
        return ""
    family: Registry[object] = getattr(importlib.import_module(where[0]), where[1])
    names = {member: member.replace("_", "-") for member in family.names()}
    width = max(map(len, names.values()))
    lines = [
        f"  {shown:<{width}}  {family.label(member)}{_from(family.origin(member))}"
        for member, shown in names.items()
    ]
    # the sign keeps typer from filling the lines of a paragraph
    return "\n".join(["\b", f"{family.kind[:1].upper()}{family.kind[1:]}s:", *lines])


def _from(origin: str | None) -> str:
    return f" (from {origin})" if origin else ""


def _member(name: str) -> SubCommands | Callable[..., None]:
    """Return a command from its file."""
    member: SubCommands | Callable[..., None] = getattr(
        importlib.import_module(f"kdgraph.cli.commands.{name}"), name
    )
    return member


def main(arguments: list[str] | None = None) -> None:
    """Run one command and end the process with its exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    _open_closed_streams()
    _take_all_letters()
    warnings.showwarning = _show_warning
    code = 0
    try:
        code = _run(arguments, as_json="--json" in arguments)
        print(end="", flush=True)
    except BrokenPipeError:
        # whoever read our output is gone: nothing is left to say, and nobody to say it to
        _silence(1, 2)
    except OSError as error:
        if not _is_about_output(error):
            raise
        _silence(1)
        reason = error.strerror or error
        print(f"kdgraph: standard output cannot be written ({reason})", file=sys.stderr)
        code = code or InputError.exit_code
    sys.exit(code)


def _run(arguments: list[str], *, as_json: bool) -> int:
    """Run one command; return its exit code.

    Raises
    ------
    OSError
        If what is printed cannot be written.
    """
    first = arguments[0] if arguments else "--help"
    try:
        if first in ("-h", "--help"):
            print(overview())
        elif first == "--version":
            from kdgraph._version import __version__

            print(f"kdgraph {__version__}")
        else:
            # one command is made ready in a fraction of the time that all take
            helping = any(argument in ("-h", "--help") for argument in arguments)
            app = make_app([first] if first in COMMANDS else COMMANDS, choices=helping)
            if first in COMMANDS and isinstance(command := _member(first), SubCommands):
                arguments = [first, *command.completed(arguments[1:])]
            app(args=arguments, prog_name="kdgraph")
    except KdgraphError as error:
        _tell(f"kdgraph: {error}", type(error).__name__, error.exit_code, as_json=as_json)
        return error.exit_code
    except KeyboardInterrupt:  # before a command began, or after it ended
        _tell_stopped()
        return _INTERRUPTED
    except SystemExit as end:
        return _ended(end, as_json=as_json)
    except Exception as error:
        # the last door: whatever it is, no traceback reaches a user
        if debugging() or _is_about_output(error):
            raise
        place = traceback.extract_tb(error.__traceback__)[-1]
        message = (
            f"kdgraph: internal error ({type(error).__name__}: {error}; "
            f"{Path(place.filename).name}:{place.lineno}); what is stored stays. "
            "Please report this line; KDGRAPH_DEBUG=1 shows where it comes from"
        )
        _tell(message, type(error).__name__, _FAULT_OF_OURS, as_json=as_json)
        return _FAULT_OF_OURS
    return 0


def _ended(end: SystemExit, *, as_json: bool) -> int:
    """Return the exit code of a command that typer has ended, and say what typer does not."""
    code = end.code if isinstance(end.code, int) else 0
    # what made typer end the process: it has told people of wrong use, but not machines
    cause = end.__context__
    if isinstance(cause, BrokenPipeError):
        raise cause
    if code == _INTERRUPTED:
        _tell_stopped()
    elif as_json and (told := getattr(cause, "format_message", None)) is not None:
        _tell_machine(told(), "UsageError", code)
    return code


def _is_about_output(error: Exception) -> bool:
    """Whether standard output failed: faults of files leave the store and the exports as ours."""
    return isinstance(error, OSError) and error.filename is None and error.errno in _ABOUT_OUTPUT


_ABOUT_OUTPUT = frozenset(
    {errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF}
)


def _open_closed_streams() -> None:
    """Give streams that were closed before we began (``2>&-``) a place in the system.

    Else the next file that is opened, such as a database, would get their number and what is
    printed. Writing to a closed standard output fails as it does everywhere; a standard error that
    nobody wants leads nowhere.
    """
    for number, flags in ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            opened = os.open(os.devnull, flags)
            if opened != number:
                os.dup2(opened, number)
                os.close(opened)
    # the streams last as long as the process
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  # kept open
    if sys.stdout is None:
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115  # kept open
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115  # kept open


def _take_all_letters() -> None:
    """Let no letter of a title end a command where the encoding of a stream lacks it.

    It is written as JSON does it, so that a document stays one. On Windows, files and pipes get
    UTF-8, unless the user has named another encoding, and not that of the country.
    """
    codecs.register_error(_AS_JSON, _escaped_as_json)
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, TextIOWrapper) or codecs.lookup(stream.encoding).name == "utf-8":
            continue
        free = os.name == "nt" and not stream.isatty() and not names_encoding()
        stream.reconfigure(encoding="utf-8" if free else None, errors=_AS_JSON)


_AS_JSON = "kdgraph.as_json"


def _escaped_as_json(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return json.dumps(error.object[error.start : error.end])[1:-1], error.end


_SHOW_WARNING = warnings.showwarning


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Print a warning of ours as a sentence; others as Python does."""
    if issubclass(category, (UnprotectedKeyWarning, PluginWarning)):
        print(f"kdgraph: warning: {message}", file=sys.stderr, flush=True)
    else:
        _SHOW_WARNING(message, category, filename, lineno, file, line)


def _silence(*streams: int) -> None:
    """Let streams lead nowhere, since the interpreter flushes them once more at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in streams:
        os.dup2(nowhere, stream)


def _tell_stopped() -> None:
    # a request cut off in the middle may complain as the interpreter ends, which helps nobody
    warnings.simplefilter("ignore")
    print(
        "\nkdgraph: interrupted; progress is saved, rerun the same command to resume",
        file=sys.stderr,
    )


def _tell(message: str, kind: str, exit_code: int, *, as_json: bool) -> None:
    with suppress(BrokenPipeError):  # the exit code tells it too
        print(shown(message), file=sys.stderr)
    if as_json:
        _tell_machine(message.removeprefix("kdgraph: "), kind, exit_code)


def _tell_machine(message: str, kind: str, exit_code: int) -> None:
    told = {"error": message, "kind": kind, "exit_code": exit_code}
    with suppress(BrokenPipeError):
        print(json_text(told))
