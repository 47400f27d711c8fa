"""Commands that answer several questions: a sub-command each, and a default for what is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["SubCommands"]

_HELP = ("-h", "--help")
_EACH = "Each sub-command has --help with an example, and --json for machines."


@dataclass(frozen=True)
class SubCommands:
    """A command with sub-commands.

    Parameters
    ----------
    help : str
        What the command as a whole is for.
    commands : mapping of str to callable
        The sub-commands by name. The last line of a docstring may be an ``Example: ...``.
    default : sequence of str
        Which sub-command is meant where none is named: the first without an argument, the next with
        one argument, and so on.
    flags : mapping of str to str
        Options of version 0.1 that have become sub-commands; they still work.

    Examples
    --------
    >>> two = SubCommands("", {"path": print, "between": print}, default=("path", "between"))
    >>> two.completed([])
    ['path']
    >>> two.completed(["--top", "5", "FitNets"])
    ['between', '--top', '5', 'FitNets']
    >>> two.completed(["path", "--json"])
    ['path', '--json']
    """

    help: str
    commands: Mapping[str, Callable[..., None]]
    default: Sequence[str]
    flags: Mapping[str, str] = field(default_factory=dict)

    def completed(self, arguments: Sequence[str]) -> list[str]:
        """Return the arguments with the name of the sub-command in front, if it is not there."""
        rest = list(arguments)
        if rest and (rest[0] in self.commands or rest[0] in _HELP):
            return rest
        for flag, name in self.flags.items():
            for place, argument in enumerate(rest):
                head, equals, value = argument.partition("=")
                if head == flag:
                    rest[place : place + 1] = [value] if equals else []
                    return [name, *rest]
        given = min(_positional(rest), len(self.default) - 1)
        return [self.default[given], *rest]

    def app(self, make: Callable[..., Any], *, epilog: str) -> Any:
        """Return the typer application of these sub-commands; `make` makes an empty one."""
        app = make(help=f"{self.help}\n\n{_EACH}", epilog=epilog)

        for sub, command in self.commands.items():
            doc = (command.__doc__ or "").strip()
            text, _, example = doc.rpartition("Example: ")
            app.command(sub, help=text or doc, epilog=f"Example: {example}" if text else None)(
                command
            )
        return app


def _positional(arguments: Iterable[str]) -> int:
    """Count the arguments that are no options and no values of options."""
    count = 0
    skip = False
    for argument in arguments:
        if skip:
            skip = False
        elif argument == "--":
            continue
        elif argument.startswith("-") and argument != "-":
            skip = argument != "--json" and argument not in _HELP and "=" not in argument
        else:
            count += 1
    return count
