"""From a path, an address or bytes to a list document: decode, choose the format, parse."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from kdgraph.errors import ListError, PluginError, PluginWarning
from kdgraph.lists.addresses import README_NAMES, is_address
from kdgraph.lists.checking import group_passed_over
from kdgraph.lists.document import ListDocument, document
from kdgraph.lists.fetching import Fetched, fetch_list
from kdgraph.lists.formats import LIST_FORMATS
from kdgraph.lists.remedies import remedy
from kdgraph.lists.text import BOM, decode, unswept
from kdgraph.settings import list_mirror
from kdgraph.texts import shown as shown_text
from kdgraph.titles import slug

__all__ = ["MOST_BYTES", "Source", "fetch", "open_source", "parse_source", "read_list"]

MOST_BYTES = 64 * 2**20
"""More than this is not a curated list; the longest known one has 2 MB."""

_ANY_TEXT: Final = frozenset({"", ".txt", ".text", ".list", ".lst"})
"""Endings that say nothing about the format."""


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of a list, and where they come from.

    `shown` is the path or address, for messages; `name` what to call the list, `file_name` the
    name of the file, None for bytes that have none. `fetched` is how it came from an address.
    """

    data: bytes
    shown: str
    name: str
    file_name: str | None = None
    notes: tuple[str, ...] = ()
    fetched: Fetched | None = None


def read_list(
    source: str | Path | bytes, *, name: str | None = None, format: str | None = None
) -> ListDocument:
    r"""Read a paper list from a file, an address, or bytes that came by standard input.

    Parameters
    ----------
    source : str, Path or bytes
        The file, or a folder with a README; an address such as ``https://github.com/OWNER/NAME``,
        which is fetched (its README for a repository or a folder of one); or what a file holds.
    name : str, optional
        What to call the list; the file's name without ending by default, "stdin" for bytes.
    format : str, optional
        A name in `LIST_FORMATS`; by default the file's ending decides, else the text itself.

    Raises
    ------
    ListError
        If the file is missing, unreadable, empty or binary, the format is unknown, or no paper is
        found.
    ListUnavailableError
        If the address gives nothing at present.

    Examples
    --------
    >>> text = b"## Pioneers\n- **Deep Mutual Learning, CVPR 2018**\n"
    >>> found = read_list(text, name="small")
    >>> found.format, found.entries[0].entry_id, found.entries[0].venues[0].year
    ('markdown', 'small:deep-mutual-learning', 2018)
    """
    return parse_source(open_source(source, name=name), format=format)


def fetch(address: str) -> Fetched:
    """Fetch a list by its address, from the mirror that the environment names, if it does."""
    return fetch_list(address, most=MOST_BYTES, mirror=list_mirror())


def open_source(
    source: str | Path | bytes,
    *,
    name: str | None = None,
    fetch: Callable[[str], Fetched] = fetch,
) -> Source:
    """Return the bytes of a list; `fetch` gets those of an address.

    Raises
    ------
    ListError
        If there is nothing to be read there.
    """
    if isinstance(source, bytes):
        return Source(source, name or "standard input", name or "stdin")
    if is_address(str(source)) and not Path(source).exists():
        found = fetch(str(source))
        notes: tuple[str, ...] = ()
        if found.page:
            notes = (f"{found.address} is a web page, not a file of text; its HTML was read",)
        return Source(
            found.data, found.given, name or found.name, found.file_name, notes, fetched=found
        )
    path = Path(source)
    shown = str(source)
    try:
        is_folder = path.is_dir()
    except (OSError, ValueError):  # told when it is opened
        is_folder = False
    if is_folder:
        file = _readme_of(path, shown)
        notes = (f"{file.name} was taken from the folder {shown}",)
        return Source(
            _bytes(file, str(file)),
            str(file),
            name or path.resolve().name or file.stem,
            f"{path.resolve().name or file.stem}{file.suffix}",
            notes,
        )
    return Source(_bytes(path, shown), shown, name or path.stem, path.name)


def parse_source(source: Source, *, format: str | None = None) -> ListDocument:
    """Read a list from its bytes.

    Raises
    ------
    ListError
        If they are no text, or no paper is found in it.
    """
    data, shown = source.data, source.shown
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
    if text.startswith("version https://git-lfs.github.com/spec/"):
        raise ListError(
            shown,
            "this is the pointer to a file that Git LFS keeps elsewhere, not the list",
            "run `git lfs pull`, or download the file itself",
        )
    suffix = Path(source.file_name).suffix.lower() if source.file_name else ""
    chosen, why = _format(shown, text, suffix, format)
    with unswept():
        parsed = LIST_FORMATS[chosen].parse(text)
        found = document(slug(source.name) or "list", chosen, data, text, encoding, parsed)
    found = replace(
        found,
        source=shown_text(shown),
        chosen=why,
        notes=(*map(shown_text, source.notes), *_of_another_package(chosen), *found.notes),
    )
    if not found.entries:
        unknown = f", since there is no reader of {suffix} files" if _is_strange(suffix) else ""
        raise ListError(shown, f"no paper found, read as {chosen}{unknown}", _advice(found))
    return found


def _readme_of(folder: Path, shown: str) -> Path:
    """Return the README of a folder, such as the clone of a repository."""
    try:
        files = {path.name: path for path in sorted(folder.iterdir()) if path.is_file()}
    except OSError as error:
        problem = f"the folder cannot be read ({error.strerror or error})"
        raise ListError(shown, problem, "check its permissions") from error
    lower: dict[str, Path] = {}
    for name, path in files.items():
        lower.setdefault(name.lower(), path)
    for spelling in README_NAMES:
        found = files.get(spelling) or lower.get(spelling.lower())
        if found is not None:
            return found
    suffixes = {suffix for member in LIST_FORMATS.values() for suffix in member.suffixes}
    others = [name for name, path in files.items() if path.suffix.lower() in suffixes]
    held = ", ".join(others[:8]) + (", ..." if len(others) > 8 else "")
    raise ListError(
        shown,
        "this is a folder without a README",
        f"give the list itself, a file{f'; there are: {held}' if held else ''}",
    )


def _bytes(path: Path, shown: str) -> bytes:
    try:
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


def _format(shown: str, text: str, suffix: str, forced: str | None) -> tuple[str, str]:
    """Return the format to read a text as, and why this one."""
    known = ", ".join(LIST_FORMATS)
    if forced is not None:
        if forced not in LIST_FORMATS:
            raise ListError(shown, f"no list format called {forced!r}", f"there are: {known}")
        return forced, "as it was told to"
    named = [name for name, candidate in LIST_FORMATS.items() if suffix in candidate.suffixes]
    if len(named) == 1:
        return named[0], f"because of the ending {suffix}"
    asked = named or list(LIST_FORMATS)
    likeness = {name: _likeness(name, text) for name in asked}
    if named:
        # several formats may share an ending; the text decides between them
        return max(named, key=lambda name: likeness[name]), f"because of the ending {suffix}"
    best = max(likeness, key=lambda name: likeness[name])
    if likeness[best][0] <= 0:
        strange = f", and there is no reader of {suffix} files" if _is_strange(suffix) else ""
        raise ListError(
            shown,
            f"the text looks like no format of a paper list{strange}",
            f"name its format; there are: {known}",
        )
    strange = f"; there is no reader of {suffix} files" if _is_strange(suffix) else ""
    return best, f"because the text looks like it{strange}"


def _of_another_package(name: str) -> list[str]:
    origin = LIST_FORMATS.origin(name)
    return [f"read by the list format {name} of the package {origin}"] if origin else []


def _likeness(name: str, text: str) -> tuple[float, bool]:
    """Return how much a text looks like a format; of equal ones, kdgraph's own comes first.

    A format of another package that fails is told, and looks like nothing.
    """
    own = LIST_FORMATS.plugin(name) is None
    try:
        return LIST_FORMATS[name].likeness(text), own
    except PluginError as error:
        warnings.warn(PluginWarning(str(error)), stacklevel=2)
        return 0.0, own


def _is_strange(suffix: str) -> bool:
    """Whether an ending names a format that is not read."""
    return suffix not in _ANY_TEXT and not any(
        suffix in member.suffixes for member in LIST_FORMATS.values()
    )


def _advice(found: ListDocument) -> str:
    """Say what was passed over and why, most frequent first, and what would be read."""
    lines = []
    groups = group_passed_over(found.skipped, examples=1)
    if groups:
        count = sum(group.count for group in groups)
        lines.append(f"{count:,} {'line was' if count == 1 else 'lines were'} passed over:")
    for group in groups[:6]:
        (first,) = group.examples
        lines.append(f"  {group.count:,} x {group.reason}")
        lines.append(f"      such as line {first.line}: {first.text}")
        lines.append(f"      remedy: {remedy(group.reason)}")
    if len(groups) > 6:
        rest = sum(group.count for group in groups[6:])
        lines.append(f"  {rest:,} for {len(groups) - 6} other reasons")
    shapes = [f"  {name}: {member.shape}" for name, member in LIST_FORMATS.items()]
    return "\n".join([*lines, "what is understood:", *shapes])
