"""Apply a patch to a list, or refuse it as a whole.

Example: kdgraph patch README.md merge.patch
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kdgraph.cli.options import AsJson
from kdgraph.cli.printing import escape, plural, print_blocks, write_json

__all__ = ["patch"]


def patch(
    path: Annotated[Path, typer.Argument(metavar="LIST", help="The list: a file.")],
    diff: Annotated[
        str,
        typer.Argument(
            metavar="PATCH",
            help="A unified diff, as `kdgraph lint --diff` and `kdgraph compare --patch` write it; "
            "- for standard input.",
        ),
    ],
    *,
    as_json: AsJson = False,
) -> None:
    """Apply a patch to a list; one that no longer fits is refused, and nothing is written.

    Every line of it has to be found as it is. The list is then read again, and the papers that came
    and went are counted.
    """
    from kdgraph.curate.patching import patch_list
    from kdgraph.files import disk_faults

    if diff == "-":
        content = sys.stdin.buffer.read()
    else:
        with disk_faults(Path(diff), "read", how=""):
            content = Path(diff).read_bytes()
    done = patch_list(path, content)
    if as_json:
        write_json(done)
        return
    came, went = plural(len(done.came), "paper"), plural(len(done.went), "paper")
    print_blocks(
        escape(f"{path} is patched: {came} came, {went} went; {plural(done.papers, 'paper')} now")
    )
