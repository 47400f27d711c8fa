"""The commands by name, with a line and an example each; nothing else is needed to list them."""

from __future__ import annotations

__all__ = ["COMMANDS", "EPILOG", "SUMMARY", "overview"]

SUMMARY = "From a curated paper list to a citation and author graph."
EPILOG = "Start with: kdgraph build, then kdgraph status. Neither key nor network is needed."

COMMANDS: dict[str, tuple[str, str]] = {
    "build": ("Build the graph of a list, or refresh it.", "my-list.bib --data my-field"),
    "status": ("Show what is here, and what is not known.", "--json"),
    "show": ("Show everything about one paper.", '"Deep Mutual Learning"'),
    "lineage": ("Show how papers descend from one another.", "FitNets 1910.10699"),
    "rank": ("Rank papers by a measure of influence.", "pagerank --section Feature"),
    "authors": ("Rank authors, or show the line of one.", '"Geoffrey Hinton"'),
    "groups": ("Show which papers belong together, and fronts.", "--section Feature"),
    "export": ("Write the graph as files for other tools.", "graphml -o kd.graphml"),
    "figures": ("Draw the figures for a paper.", "-o figures --format pdf,png --width 84mm"),
    "verify": ("Draw a figure again and compare.", "figures/evolution.pdf"),
    "dashboard": ("Explore it all in the browser.", "--port 8600"),
    "doctor": ("Check that a build has all it needs.", "--live"),
}
"""Each command is the function of its name in the module of its name beside this one."""


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
            "  --version   Print the version and end.",
            "  -h, --help  Show this message; kdgraph COMMAND --help shows that of a command.",
            "",
            "Commands:",
            *lines,
            "",
            f"  {EPILOG}",
        ]
    )
