"""Options that several commands share: one name, one meaning, one help text."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "ApiKey",
    "ApiUrl",
    "ArxivUrl",
    "AsJson",
    "AsOfOption",
    "DataOption",
    "SectionOption",
    "SnapshotOption",
    "TopOption",
]

DataOption = Annotated[
    Path | None,
    typer.Option("--data", help="Data folder.  [default: KDGRAPH_DATA, else ./data]"),
]
SnapshotOption = Annotated[
    str | None,
    typer.Option(
        "--snapshot",
        help="Id of an older snapshot (a unique prefix is enough).  [default: current]",
    ),
]
SectionOption = Annotated[
    str | None,
    typer.Option(
        "--section", help="Only papers of this section of the list: heading (substring match)."
    ),
]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DAY",
        help="The literature as of the end of this year or day: 2019, or 2019-06-30.",
    ),
]
TopOption = Annotated[int, typer.Option("--top", min=1, help="Maximum number of rows to print.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON only, for use by programs.")]
ApiUrl = Annotated[
    str | None,
    typer.Option(
        "--api-url", help="Service address.  [default: KDGRAPH_API_URL, else Semantic Scholar]"
    ),
]
ArxivUrl = Annotated[
    str | None,
    typer.Option(
        "--arxiv-url",
        help="Address of arXiv.  [default: KDGRAPH_ARXIV_URL, else arXiv's export host]",
    ),
]
ApiKey = Annotated[
    str | None,
    typer.Option(
        "--api-key",
        help="API key (optional, never stored); better set in S2_API_KEY or "
        "SEMANTIC_SCHOLAR_API_KEY.",
    ),
]
