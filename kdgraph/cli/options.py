"""Options that several commands share: one name, one meaning, one help text."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

__all__ = [
    "ApiKey",
    "ApiUrl",
    "ArxivUrl",
    "AsJson",
    "AsOfOption",
    "DataOption",
    "FieldLeastOption",
    "FigureScopeOption",
    "InferredOption",
    "ListArgument",
    "MaxPapersOption",
    "ScopeName",
    "SectionOption",
    "SnapshotOption",
    "TopOption",
    "scope_option",
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
MaxPapersOption = Annotated[
    int,
    typer.Option(
        "--max-papers", min=1, help="Maximum number of papers to keep, listed papers included."
    ),
]
ListArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="LIST",
        help="A file, a folder with a README or an address."
        "  [default: the list that `kdgraph build` would take]",
    ),
]
InferredOption = Annotated[
    bool,
    typer.Option(
        "--inferred/--no-inferred",
        help="Show likely forebears, inferred, where a reference list was not read.",
    ),
]


class ScopeName(StrEnum):
    """Which papers are looked at."""

    LISTED = "listed"
    FIELD = "field"
    ALL = "all"


_SCOPE_HELP = (
    "Papers to look at: listed (those of the list), field (these and the papers that cite some of "
    "them, without data sets, benchmarks, optimisers and software), or all."
)


def scope_option(default: str) -> Any:
    """Return the type of the option ``--scope`` of a command that has this default."""
    said = f"{_SCOPE_HELP}  [default: {default}]"
    return Annotated[ScopeName | None, typer.Option("--scope", help=said)]


FigureScopeOption = Annotated[
    ScopeName | None,
    typer.Option(
        "--scope",
        help=f"{_SCOPE_HELP} Figures of the list itself take none.  [default: field for bursts, "
        "coauthors, historiograph, influence, main-path and map, else all]",
    ),
]


FieldLeastOption = Annotated[
    int | None,
    typer.Option(
        "--field-least",
        metavar="M",
        min=1,
        help="Listed papers that a paper of the field cites at least; implies --scope field.  "
        "[default: 2]",
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
