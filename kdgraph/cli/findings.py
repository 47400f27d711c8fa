"""What rank, lineage, authors and groups tell people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.console import RenderableType
from rich.markup import escape

from kdgraph.analysis.influence.explaining import Explanation, Variant
from kdgraph.analysis.influence.ranking import Ranking
from kdgraph.cli.printing import frame_table, grid, headed, print_blocks, said, two_columns

__all__ = ["notes_of", "write_explanation", "write_measures", "write_ranking"]


def notes_of(notes: Iterable[str], data_note: str | None) -> list[RenderableType]:
    """Return what must be known beside the numbers, as blocks."""
    blocks: list[RenderableType] = [f"[dim]{escape(note)}[/]" for note in notes]
    if data_note:
        blocks.append(f"[yellow]{escape(data_note)}[/]")
    return blocks


def write_measures(lines: Mapping[str, str]) -> None:
    """Print the measures with a line each."""
    print_blocks(
        two_columns((name.replace("_", "-"), escape(line)) for name, line in lines.items())
    )


def write_ranking(ranking: Ranking) -> None:
    """Print the best papers by one measure."""
    where = f" of the section {ranking.section!r}" if ranking.section else ""
    when = f", as of {ranking.as_of}" if ranking.as_of else ""
    frame = ranking.frame.assign(
        mark=ranking.frame["listed"].map({True: "*", False: ""}),
        paper=ranking.frame["title"].astype("str") + "  " + ranking.frame["paper_id"],
    )
    columns = {"rank": "", "score": "score", "year": "year", "mark": "", "paper": "paper"}
    print_blocks(
        f"[bold]{escape(ranking.description)}[/]",
        f"The best {len(frame):,} of {ranking.ranked:,} papers{escape(where)}{when}, on a graph of "
        f"{ranking.papers:,} papers and {ranking.citations:,} citations; * stands on the list.",
        frame_table(frame, columns),
        *notes_of(ranking.notes, ranking.data_note),
    )


def write_explanation(found: Explanation) -> None:
    """Print what one score is made of."""
    place = f"{found.rank:,} of {found.ranked:,}" if found.rank else "none: undefined here"
    rows = [
        ("score", f"[bold]{said(found.score, 6)}[/]"),
        ("rank", place),
        *((name.replace("_", " "), said(value)) for name, value in found.details.items()),
        *((f"own: {name}", said(value)) for name, value in found.own.items()),
        ("cited by", f"{found.citations:,} papers here"),
        ("less self-", _variant(found.without_self_citations, "self-citations")),
        ("less surveys", _variant(found.without_surveys, "citations by surveys")),
    ]
    columns = {"year": "year", "title": "citing paper", "references": "its references"}
    if found.additive:
        columns = {"share": "share", **columns}
    print_blocks(
        f"[bold]{escape(found.title)}[/] {f'({found.year})' if found.year else ''}",
        escape(found.description),
        grid((name, value if name == "score" else escape(value)) for name, value in rows),
        headed(
            f"Strongest citing papers, of {found.citations:,}", frame_table(found.citers, columns)
        ),
        f"[dim]{escape(found.how)}[/]",
        headed(
            "How much rests on which reference lists",
            frame_table(
                found.coverage.reset_index(),
                {"state": "list", "citing": "citing papers", "share": "share"},
            ),
        ),
        *notes_of(found.notes, found.data_note),
    )


def _variant(variant: Variant, what: str) -> str:
    if not variant.left_out_here:
        return f"no {what} here; rank {said(variant.rank)} when all others lose theirs"
    names = f", {variant.by_name_only:,} of them by name alone" if variant.by_name_only else ""
    return (
        f"rank {said(variant.rank)}, score {said(variant.score)} "
        f"({variant.left_out_here:,} {what} left out{names})"
    )
