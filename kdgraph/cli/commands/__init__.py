"""The commands, one file each: found by themselves, and listed without importing any of them.

The docstring of a command's file begins with what the command does, in one line, and holds a line
``Example: kdgraph NAME ...``. Its function, or its `SubCommands`, has the name of the file.
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["COMMANDS", "EPILOG", "SUMMARY", "overview"]

SUMMARY = "From a curated paper list to a citation and author graph."
EPILOG = "Start with: kdgraph build, then kdgraph status. Neither key nor network is needed."
_ORDER = (
    "read",
    "lint",
    "compare",
    "patch",
    "build",
    "datasets",
    "extract",
    "status",
    "diff",
    "show",
    "names",
    "correct",
    "note",
    "lineage",
    "rank",
    "authors",
    "groups",
    "survey",
    "missing",
    "misplaced",
    "plan",
    "export",
    "figures",
)


def _found() -> dict[str, tuple[str, str]]:
    found = {}
    for path in Path(__file__).parent.glob("[!_]*.py"):
        line, _, rest = path.read_text("utf-8").split('"""', 2)[1].partition("\n")
        examples = [text for text in rest.splitlines() if text.startswith("Example: ")]
        found[path.stem] = (line, examples[0])
    last = len(_ORDER)
    place = {name: number for number, name in enumerate(_ORDER)}
    return dict(sorted(found.items(), key=lambda item: (place.get(item[0], last), item[0])))


COMMANDS: dict[str, tuple[str, str]] = _found()
"""What each command does, and an example; those that a newcomer needs come first."""


def overview() -> str:
    """Return the help of kdgraph as a whole.

    It is written here and not by typer, whose import takes several times as long as this answer.

    Examples
    --------
    >>> print(overview().splitlines()[0])
    Usage: kdgraph [OPTIONS] COMMAND [ARGS]...
    """
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {line}" for name, (line, _) in COMMANDS.items()]
    return "\n".join(
        [
            "Usage: kdgraph [OPTIONS] COMMAND [ARGS]...",
            "",
            f"  {SUMMARY}",
            "",
            "Options:",
            "  --version   Print the version and exit.",
            "  -h, --help  Show this message; kdgraph COMMAND --help shows the options of a "
            "command.",
            "",
            "Commands:",
            *lines,
            "",
            f"  {EPILOG}",
        ]
    )
