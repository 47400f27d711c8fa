"""How a list was read, as `kdgraph read`, `build` and `status` print it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kdgraph.cli.printing import escape, headed, inset, new_table, plural, two_columns

if TYPE_CHECKING:
    from kdgraph.pipeline import Reading

__all__ = ["blocks", "doubt_block", "entry_lines", "share", "short_rows", "warning_block"]

_FIELDS = {
    "title": "title",
    "authors": "authors",
    "venue": "venue",
    "year": "year",
    "identifier": "id",
    "code": "code",
}
_IMAGE = re.compile(r"!\[[^\]\n]{0,200}\]\([^)\n]{0,500}\)")
_MOST_SECTIONS = 20
_MOST_COLUMNS = 30


def share(part: int, whole: int) -> str:
    """Return a share in per cent that is 0 or 100 only where it is none or all.

    >>> share(0, 3), share(1, 999), share(998, 999), share(3, 3)
    ('0%', '1%', '99%', '100%')
    """
    if not whole or part in (0, whole):
        return "100%" if whole and part else "0%"
    return f"{min(99, max(1, round(100 * part / whole)))}%"


def short_rows(reading: Mapping[str, Any], named: str) -> list[tuple[str, str]]:
    """Return the short form of a reading, as names and values in markup.

    Parameters
    ----------
    reading : mapping
        As `Reading.to_dict` gives it.
    named : str
        The list as the user named it, for the command that shows more; empty for the usual one.
    """
    entries = reading["entries"]
    shares = ", ".join(
        f"{label} {share(reading[name], entries)}" for name, label in _FIELDS.items()
    )
    command = f"kdgraph read {named}".strip()
    rows = [
        ("read as", escape(f"{reading['format']}, {reading['chosen']}")),
        (
            "read",
            f"{_entries(entries)} in {plural(reading['sections'], 'section')}, with {shares}",
        ),
    ]
    passed = sum(group["count"] for group in reading["passed_over"])
    if passed or reading["duplicates"]:
        told = []
        if passed:
            group = reading["passed_over"][0]
            most = "" if len(reading["passed_over"]) == 1 else "most often "
            verb = "line was" if passed == 1 else "lines were"
            told.append(
                f"{passed:,} {verb} not read as {'a paper' if passed == 1 else 'papers'} "
                f"({most}{escape(group['reason'])})"
            )
        if reading["duplicates"]:
            told.append(f"{plural(reading['duplicates'], 'duplicate')}")
        rows.append(("passed over", f"{'; '.join(told)}: {escape(command)} --passed-over"))
    rows += [("note", escape(note)) for note in reading["notes"][:3]]
    rows += [
        ("[yellow]warning[/]", f"[yellow]{escape(warning['message'])}[/]")
        for warning in reading["warnings"]
    ]
    doubts = reading.get("doubts", [])
    if doubts:
        all_doubts = "; ".join(doubt["message"] for doubt in doubts)
        rows.append(("doubtful", f"{escape(all_doubts)}: {escape(command)} --all"))
    if reading["warnings"]:
        rows.append(("", f"look at it before you use it: {escape(command)}"))
    return rows


def blocks(reading: Reading) -> Iterable[Any]:
    """Yield what was read, by section, and as what each column was read."""
    read = reading.read
    yield (
        f"[bold]{escape(reading.source)}[/]: read as {escape(reading.format)}, "
        f"{escape(reading.chosen)}"
    )
    table = new_table({"entries": True, **dict.fromkeys(_FIELDS.values(), True), "section": False})
    several = len(reading.sections) > 1
    lines = [("[bold]all[/]", read)] if several else []
    lines += [
        (escape(section) or "[dim](no section)[/]", known)
        for section, known in list(reading.sections.items())[:_MOST_SECTIONS]
    ]
    for name, known in lines:
        shares = [share(getattr(known, field), known.entries) for field in _FIELDS]
        table.add_row(f"{known.entries:,}", *shares, name)
    yield inset(table)
    if len(reading.sections) > _MOST_SECTIONS:
        yield inset(f"[dim]and {len(reading.sections) - _MOST_SECTIONS:,} more sections[/]")
    if reading.columns:
        columns = [
            (escape(header) or "[dim](no header)[/]", escape(role) or "[yellow]not read[/]")
            for header, role in reading.columns[:_MOST_COLUMNS]
        ]
        more = len(reading.columns) - _MOST_COLUMNS
        if more > 0:
            columns.append(("", f"[dim]and {more:,} more[/]"))
        yield headed("Columns, and as what they were read", two_columns(columns))
    for note in reading.notes:
        yield f"[dim]{escape(note)}[/]"


def entry_lines(entry: Any) -> list[tuple[str, str]]:
    """Return the lines of an entry, and below them what was read, as two columns of markup."""
    # addresses of badges would fill the lines that are to be compared
    text = _IMAGE.sub("![...]", entry.source)
    source = [line.strip() for line in text.splitlines() if line.strip()]
    lines = [escape(_cut(line, 160)) for line in source[:3]]
    if len(source) > 3:
        lines.append(f"({plural(len(source) - 3, 'more line')})")
    venues = ", ".join(f"{v.name} {v.year or ''}".strip() for v in entry.venues if v.name)
    fields = {
        "title": entry.title and f"[bold]{escape(entry.title)}[/]",
        "authors": escape(_cut(_people(entry.authors), 200)),
        "venue": escape(venues),
        "year": "" if entry.year is None else str(entry.year),
        "id": escape(", ".join(entry.identifiers)),
        "links": escape(_links(entry)),
        "section": escape(entry.section),
    }
    missing = [name for name, value in fields.items() if not value]
    rows = [(f"line {entry.line_start}", "\n".join(f"[dim]{line}[/]" for line in lines))]
    rows += [(f"[dim]{name}[/]", value) for name, value in fields.items() if value]
    if missing:
        rows.append(("[dim]without[/]", f"[dim]{', '.join(missing)}[/]"))
    return [*rows, ("", "")]


def doubt_block(reading: Reading, *, every: bool) -> Any:
    """Return what looks doubtful, though it is little, with an example or all of them."""
    lines = []
    for doubt in reading.doubts:
        shown = doubt.examples if every else doubt.examples[:1]
        examples = "".join(f"\n[dim]{escape(_cut(text, 150))}[/]" for text in shown)
        lines.append((f"{doubt.count:,}", f"{escape(doubt.message)}{examples}"))
    return headed("Doubtful" if every else "Doubtful (--all: all)", two_columns(lines))


def warning_block(reading: Reading) -> Any:
    """Return the warnings with examples, or the sentence that there is none."""
    if not reading.warnings and reading.doubts:
        return "[green]Little looks wrong.[/] Compare the doubtful entries with the list."
    if not reading.warnings:
        return "[green]Nothing looks wrong.[/] Compare a few of the entries with the list."
    lines = []
    for warning in reading.warnings:
        examples = "".join(f"\n[dim]{escape(_cut(text, 150))}[/]" for text in warning.examples)
        lines.append(("[yellow]![/]", f"[yellow]{escape(warning.message)}[/]{examples}"))
    return headed("Warnings", two_columns(lines))


def _people(names: Sequence[str]) -> str:
    """Return names on one line; "Family, Given" needs another sign between two of them."""
    return ("; " if any("," in name for name in names) else ", ").join(names)


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count:,} entries"


def _links(entry: Any) -> str:
    parts: Sequence[str] = [
        *entry.paper_links,
        *(f"code: {link.url}" for link in entry.code_links),
        *(f"{link.label or 'other'}: {link.url}" for link in entry.other_links),
    ]
    more = f" (and {len(parts) - 4} more)" if len(parts) > 4 else ""
    return _cut("  ".join(parts[:4]), 300) + more


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
