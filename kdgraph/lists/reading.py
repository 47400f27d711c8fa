"""From a path or from bytes to a list document: decode, choose the format, parse."""

from __future__ import annotations

from pathlib import Path

from kdgraph.errors import ListError
from kdgraph.lists.document import ListDocument, document
from kdgraph.lists.formats import LIST_FORMATS
from kdgraph.lists.text import BOM, decode
from kdgraph.titles import slug

__all__ = ["MOST_BYTES", "read_list"]

MOST_BYTES = 64 * 2**20
"""More than this is not a curated list; the longest known one has 2 MB."""


def read_list(
    source: str | Path | bytes, *, name: str | None = None, format: str | None = None
) -> ListDocument:
    r"""Read a paper list from a file, or from bytes that came by standard input.

    Parameters
    ----------
    source : str, Path or bytes
        The file, or what it holds.
    name : str, optional
        What to call the list; the file's name without ending by default, "stdin" for bytes.
    format : str, optional
        A name in `LIST_FORMATS`; by default the file's ending decides, else the text itself.

    Raises
    ------
    ListError
        If the file is missing, unreadable, empty or binary, the format is unknown, or no paper is
        found.

    Examples
    --------
    >>> text = b"## Pioneers\n- **Deep Mutual Learning, CVPR 2018**\n"
    >>> found = read_list(text, name="small")
    >>> found.format, found.entries[0].entry_id, found.entries[0].venues[0].year
    ('markdown', 'small:deep-mutual-learning', 2018)
    """
    if isinstance(source, str):
        source = Path(source)
    shown = str(source) if isinstance(source, Path) else (name or "standard input")
    data = _bytes(source, shown) if isinstance(source, Path) else source
    if len(data) > MOST_BYTES:
        raise ListError(
            shown,
            f"more than {MOST_BYTES // 2**20} MB",
            "give a list of papers in Markdown, BibTeX, CSV or as identifiers",
        )
    decoded = decode(data)
    if decoded is not None and not decoded[0].removeprefix(BOM).strip():
        raise ListError(shown, "the list is empty", "give a file that holds papers")
    if decoded is None:
        raise ListError(
            shown,
            "this is not text in UTF-8 (or UTF-16 with a byte order mark)",
            "a binary file (PDF, Word, zip) cannot be read; save a text as UTF-8 and try again",
        )
    text, encoding = decoded
    suffix = source.suffix if isinstance(source, Path) else ""
    chosen = _format(shown, text, suffix, format)
    stem = name or (source.stem if isinstance(source, Path) else "stdin")
    parsed = LIST_FORMATS[chosen].parse(text)
    found = document(slug(stem) or "list", chosen, data, text, encoding, parsed)
    if not found.entries:
        raise ListError(shown, f"no paper found, read as {chosen}", _advice(found))
    return found


def _bytes(path: Path, shown: str) -> bytes:
    try:
        if path.is_dir():
            raise ListError(shown, "this is a folder", "give the list itself, a file")
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise ListError(
            shown, "there is no such file", "check the path, or leave it out for the shipped list"
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ListError(
            shown, f"the file cannot be read ({reason})", "check its permissions"
        ) from error


def _format(shown: str, text: str, suffix: str, forced: str | None) -> str:
    known = ", ".join(LIST_FORMATS)
    if forced is not None:
        if forced not in LIST_FORMATS:
            raise ListError(shown, f"no list format called {forced!r}", f"there are: {known}")
        return forced
    for name, candidate in LIST_FORMATS.items():
        if suffix.lower() in candidate.suffixes:
            return name
    likeness = {name: candidate.likeness(text) for name, candidate in LIST_FORMATS.items()}
    best = max(likeness, key=lambda name: likeness[name])
    if likeness[best] <= 0:
        raise ListError(
            shown,
            "the text looks like no format of a paper list",
            f"name its format; there are: {known}",
        )
    return best


def _advice(found: ListDocument) -> str:
    shapes = "; ".join(f"{name}: {member.shape}" for name, member in LIST_FORMATS.items())
    advice = f"what is understood: {shapes}"
    if found.skipped:
        shown = "".join(
            f"\n  line {item.line}: {item.text} ({item.reason})" for item in found.skipped[:5]
        )
        more = len(found.skipped) - 5
        rest = f"\n  ... and {more} more" if more > 0 else ""
        advice += f"\n{len(found.skipped)} passed over:{shown}{rest}"
    return advice
