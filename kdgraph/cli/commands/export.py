"""Write the graph as files for other tools.

Example: kdgraph export graphml -o kd.graphml
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kdgraph.cli.options import AsJson, AsOfOption, DataOption, SectionOption, SnapshotOption
from kdgraph.cli.printing import escape, notes_of, print_blocks, write_json
from kdgraph.cli.progress import spinner

__all__ = ["export"]

CHOICES = ("kdgraph.export", "EXPORTS")
"""The registry that ``--help`` lists."""


def export(
    file_format: Annotated[
        str,
        typer.Argument(
            metavar="FORMAT",
            help="One of the formats above.",
        ),
    ],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="File or folder to write.")],
    section: SectionOption = None,
    as_of: AsOfOption = None,
    top: Annotated[int | None, typer.Option("--top", min=1, help="Only the N best papers.")] = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="MEASURE",
            help="Measure that decides which papers are best; see `kdgraph rank`.  [default: "
            "citations, in-corpus]",
        ),
    ] = None,
    notes: Annotated[
        bool,
        typer.Option(
            "--notes/--no-notes",
            help="With your tags, read marks and notes (`kdgraph note`), in bibtex, ris and csv.",
        ),
    ] = True,
    data: DataOption = None,
    snapshot: SnapshotOption = None,
    as_json: AsJson = False,
) -> None:
    r"""Write the current snapshot, or a part of it, in another format.

    BibTeX is in UTF-8, and letters such as \k{a} want \usepackage[T1]{fontenc} in the document.
    """
    from kdgraph.export import EXPORTS, select
    from kdgraph.graph.annotating import read_notes
    from kdgraph.graph.data import Data
    from kdgraph.graph.reading_notes import NOTES_FILE
    from kdgraph.settings import settings

    write = EXPORTS[file_format]
    folder = Data(settings(data=data).data)
    opened = folder.snapshot(snapshot)
    if notes:
        opened = opened.with_reading_notes(read_notes(folder.path / NOTES_FILE, opened))
    with spinner(f"writing {file_format}"):
        report = write(select(opened, section=section, as_of=as_of, top=top, by=by), output)
    if as_json:
        write_json(report)
    else:
        print_blocks(escape(report), *notes_of((), opened.data_note))
