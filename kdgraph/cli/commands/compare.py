"""Compare two lists, and propose what the first could take from the second as a patch.

Example: kdgraph compare README.md https://github.com/OWNER/NAME --patch merge.patch
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kdgraph.cli.known import path_from_here
from kdgraph.cli.options import AsJson, DataOption, TopOption
from kdgraph.cli.printing import (
    escape,
    headed,
    plural,
    print_blocks,
    two_columns,
    write_json,
    write_text,
)

if TYPE_CHECKING:
    from kdgraph.curate.comparing import Comparison

__all__ = ["compare"]

_REASONS = 8


def compare(
    first: Annotated[
        str, typer.Argument(metavar="LIST1", help="The list that would be added to: a file.")
    ],
    second: Annotated[
        str,
        typer.Argument(metavar="LIST2", help="The list to compare with: a file or an address."),
    ],
    *,
    patch: Annotated[
        str | None,
        typer.Option(
            "--patch",
            metavar="FILE",
            help="Write what LIST2 has beyond LIST1 as a unified diff of LIST1, in its own style; "
            "- for standard output. `kdgraph patch` and `git apply` take it.",
        ),
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Fetch nothing; an address gives the copy kept of it.")
    ] = False,
    top: TopOption = 20,
    data: DataOption = None,
    as_json: AsJson = False,
) -> None:
    """Show what two lists have in common, how their sections correspond, and what one has alone.

    Papers are the same by their identifiers, else by title, year and authors. Nothing is written
    but the patch.
    """
    from kdgraph import pipeline
    from kdgraph.cli.progress import spinner
    from kdgraph.curate.comparing import compare_lists
    from kdgraph.files import write_file_atomically
    from kdgraph.settings import settings

    chosen = settings(data=data)
    documents = []
    for source in (first, second):
        with spinner(f"reading {source}") as heard:
            given = pipeline.read_given_list(source, chosen, offline=offline, heard=heard)
        documents.append(given.document)
    with spinner("comparing"):
        found = compare_lists(*documents)
    proposed = found.patch(path_from_here(first)) if patch is not None else b""
    if patch == "-":
        write_text(proposed)
        return
    if patch is not None:
        write_file_atomically(Path(patch), proposed, how="")
    if as_json:
        write_json(_to_json(found), patch=patch)
        return
    print_blocks(*_blocks(found, top, patch))


def _to_json(found: Comparison) -> dict[str, Any]:
    def told(entry: Any) -> dict[str, Any]:
        return {
            "title": entry.title,
            "section": entry.section,
            "year": entry.year,
            "line": entry.line_start,
            "arxiv": entry.arxiv,
            "doi": entry.doi,
        }

    return {
        "first": found.first,
        "second": found.second,
        "papers": list(found.counts),
        "jaccard": found.jaccard,
        "both": [
            {"first": told(p.first), "second": told(p.second), "reason": p.reason}
            for p in found.both
        ],
        "only_first": [told(entry) for entry in found.only_first],
        "only_second": [told(entry) for entry in found.only_second],
        "sections": found.sections,
        "proposed": found.merged.added,
        "left_out": found.merged.left_out,
        "unsaid": found.merged.unsaid,
    }


def _blocks(found: Comparison, top: int, patch: str | None) -> Iterable[Any]:
    one, two = found.counts
    yield escape(
        f"{found.first} has {plural(one, 'paper')}, {found.second} {two:,}. Both have "
        f"{len(found.both):,}, {found.jaccard:.0%} of all; {len(found.only_first):,} are in the "
        f"first alone, {len(found.only_second):,} in the second alone."
    )
    rows = []
    for section in found.sections:
        there = f'"{section.first}" ({section.reason})' if section.first is not None else None
        shown = escape(there or f"none: {section.reason}")
        rows.append(
            (
                f"{section.only_second:,}",
                f"{escape(section.second or 'no heading')}\n"
                f"[dim]{shown}; {plural(section.shared, 'paper')} in both[/]",
            )
        )
    yield headed("Sections of the second list, with how many papers the first has not",
                 two_columns(rows))  # fmt: skip
    for heading, entries in (
        ("In the first list alone", found.only_first),
        ("In the second list alone", found.only_second),
    ):
        lines = [
            (f"line {entry.line_start}", escape(entry.title or entry.entry_id))
            for entry in entries[:top]
        ]
        if len(entries) > top:
            lines.append(("", f"[dim]and {len(entries) - top:,} more (--top)[/]"))
        yield headed(heading, two_columns(lines))
    yield _proposal(found, patch)


def _proposal(found: Comparison, patch: str | None) -> str:
    merged = found.merged
    said = [f"The merge adds {plural(len(merged.added), 'paper')} to the first list"]
    if merged.unsaid:
        facts = ", ".join(f"{name} of {count:,}" for name, count in merged.unsaid.items())
        said.append(f"its style has no place for {facts}")
    text = "; ".join(said) + "."
    reasons = Counter(left.reason for left in merged.left_out)
    told = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    for reason, count in told[:_REASONS]:
        text += f"\n{plural(count, 'paper')} without a place: {reason}"
    if rest := sum(count for _, count in told[_REASONS:]):
        text += f"\n{plural(rest, 'paper')} without a place for other reasons (--json has all)"
    if patch is not None and merged.added:
        text += f"\nWritten to {patch}; apply it with: kdgraph patch {found.first} {patch}"
    elif patch is not None:
        text += f"\n{patch} is empty: there is nothing to apply"
    return escape(text)
