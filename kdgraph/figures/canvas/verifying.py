"""Whether a figure's file still says what the data say: it is drawn again and compared."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, Final, Literal

from kdgraph._version import __version__
from kdgraph.analysis.lineage.overrides import read_overrides
from kdgraph.errors import InputError, NoSnapshotError
from kdgraph.figures import FIGURES
from kdgraph.figures.canvas.drawing import Drawing
from kdgraph.figures.canvas.embedding import renderer, seal_of
from kdgraph.figures.canvas.files import content
from kdgraph.figures.canvas.reading import Statement, read_statement
from kdgraph.figures.canvas.restyling import draw_in_terms
from kdgraph.figures.canvas.terms import Terms
from kdgraph.files import read_bounded
from kdgraph.graph.data import Data, embedded
from kdgraph.graph.names_by_hand import NO_NAMES
from kdgraph.graph.override_file import OVERRIDES_FILE
from kdgraph.graph.people import AuthorRules
from kdgraph.graph.snapshot import Snapshot

__all__ = ["Verification", "verify"]

_MOST_BYTES: Final = 64 * 2**20  # the largest figures have 6 MB
_PARTS: Final = {
    "marks": "what is drawn",
    "caption": "the caption, the notes or the alternative text",
    "numbers": "the table of its numbers",
}


@dataclass(frozen=True)
class Verification:
    """What came of drawing a figure again.

    Attributes
    ----------
    path : Path
        The file.
    figure, snapshot_id : str
        What it shows, of which data.
    outcome : str
        ``identical``: the same bytes. ``equal``: the same drawing, put into bytes by another
        version of the software, or with places and numbers that differ only by what other hardware
        or another version of a library makes of them. ``different``: anything else.
    edited : bool
        Whether the file was changed after it was written.
    differences : tuple of str
        A sentence for each thing that differs.
    parts : tuple of str
        Those of marks, caption and numbers that differ.
    facts : dict
        The facts of the caption that differ: what the file says, and what the data say now.
    """

    path: Path
    figure: str
    snapshot_id: str
    outcome: Literal["identical", "equal", "different"]
    edited: bool
    differences: tuple[str, ...]
    parts: tuple[str, ...]
    facts: dict[str, tuple[str | None, str | None]]

    def __str__(self) -> str:
        """Say it in a few lines."""
        what = f"{self.path}: the figure {self.figure} of snapshot {self.snapshot_id}"
        if self.outcome == "identical":
            return f"{what}, drawn again, is the same byte for byte."
        head = "is the same drawing" if self.outcome == "equal" else "is not the same"
        return "\n".join([f"{what}, drawn again, {head}.", *self.differences])


def verify(path: str | PathLike[str], *, data: str | PathLike[str] = "data") -> Verification:
    """Draw a figure again from what its file says of itself, and compare.

    Parameters
    ----------
    path : path
        A PDF, SVG, PNG, HTML or PGF file that kdgraph wrote.
    data : path
        The data folder with its snapshot, and with the overrides if it was drawn with any. A
        snapshot that is not there is looked for in the corpus that ships with kdgraph.

    Raises
    ------
    NoStatementError
        If the file does not say how it was drawn.
    InputError
        If the file cannot be read, its snapshot is not to be found, or this version has no such
        figure or option.
    """
    path, data = Path(path), Path(data)
    try:
        held = read_bounded(path, _MOST_BYTES, "give a figure's file")
    except FileNotFoundError as error:
        raise InputError(f"cannot read {path}: {error.strerror}; give a figure's file") from error
    said = read_statement(path, held)
    drawing, remarks = _drawn_again(said, _snapshot(said.snapshot_id, data), data)
    again = content(drawing, said.form, said.script)
    edited = not seal_of(held)
    facts = {name: str(value) for name, value in drawing.facts.items()}
    changed = {
        name: (said.facts.get(name), facts.get(name))
        for name in dict.fromkeys((*said.facts, *facts))
        if said.facts.get(name) != facts.get(name)
    }
    parts = tuple(
        part for part, digest in drawing.digests.items() if said.digests.get(part) != digest
    )
    outcome: Literal["identical", "equal", "different"] = "different"
    if held == again:
        outcome = "identical"
    elif not (edited or changed) and _alike(said, drawing, parts):
        outcome = "equal"
    return Verification(
        path=path,
        figure=said.figure,
        snapshot_id=drawing.provenance.snapshot_id,
        outcome=outcome,
        edited=edited,
        differences=()
        if held == again
        else tuple(_told(said, drawing, parts, changed, remarks, edited=edited)),
        parts=parts,
        facts=changed,
    )


def _snapshot(wanted: str, data: Path) -> Snapshot:
    """Return a snapshot by its whole id, from the data folder or the package."""
    try:
        found = Data(data).snapshot(wanted)
    except NoSnapshotError as error:
        shipped = embedded()
        if shipped.id == wanted:
            return shipped
        here = f"it holds: {', '.join(error.held)}" if error.held else "it holds none"
        raise InputError(
            f"the figure was drawn from snapshot {wanted}, which is neither in {data} ({here}) nor "
            f"the corpus that ships with kdgraph ({shipped.id}); name the folder that has it"
        ) from None
    return found


def _drawn_again(said: Statement, snapshot: Snapshot, data: Path) -> tuple[Drawing, list[str]]:
    """Return the drawing as the file says it was made, and what could not be made the same."""
    if said.as_of is not None:
        snapshot = snapshot.as_of(said.as_of)
    figure: Any = FIGURES[said.figure]
    options = dict(said.options)
    remarks = []
    by_hand = options.pop("overrides", None)
    names, rules = NO_NAMES, AuthorRules()
    if by_hand is not None or said.names is not None or said.authors is not None:
        file = data / OVERRIDES_FILE
        overrides = read_overrides(file, snapshot)
        names = overrides.names
        if by_hand is not None:
            options["overrides"] = overrides
        if by_hand is not None and overrides.digest != by_hand:
            remarks.append(
                f"It was drawn with other overrides than {file} holds now, which is why."
            )
        elif names.digest != said.names:
            remarks.append(
                f"Papers bear other names in it than {file} gives them now, which is why."
            )
        if said.authors is not None:
            rules = overrides.authors.rules
        if said.authors != rules.digest:
            remarks.append(
                f"It was drawn with other authors joined or parted than {file} says now, which is "
                "why."
            )
    snapshot = snapshot.with_names(names).with_author_rules(rules)
    known = inspect.signature(figure).parameters
    if "scope" in options and "scope" not in known:  # it was given a view
        scope, least = options.pop("scope"), options.pop("field_least", None)
        snapshot = snapshot.within(scope, field_least=least)
    for name in options:
        if name not in known:
            raise InputError(
                f"the figure {said.figure} of kdgraph {__version__} has no option {name!r}; "
                f"verify the file with kdgraph {said.version}, which drew it"
            )
    try:
        terms = Terms.from_options(said.terms)
        drawing = draw_in_terms(figure, snapshot, terms, **{"width": 7.0, **options})
    except (ArithmeticError, AttributeError, TypeError, ValueError) as error:
        raise InputError(
            f"the options that the file names cannot be drawn ({error}); "
            "give a file as kdgraph wrote it"
        ) from error
    return drawing.themed(said.theme), remarks


def _alike(said: Statement, drawing: Drawing, parts: tuple[str, ...]) -> bool:
    """Return whether what differs is small enough for other hardware or another library."""
    rough = drawing.rough_digests
    return all(part in rough and said.rough_digests.get(part) == rough[part] for part in parts)


def _told(
    said: Statement,
    drawing: Drawing,
    parts: tuple[str, ...],
    facts: dict[str, tuple[str | None, str | None]],
    remarks: list[str],
    *,
    edited: bool,
) -> Iterator[str]:
    if edited:
        yield "The file was changed after it was written."
        if not (parts or facts):
            yield "What it says of itself agrees with the data; what it shows need not."
    for name, (then, now) in facts.items():
        yield f"{name}: {_quoted(then)} in the file, {_quoted(now)} from the data."
    for part in parts:
        yield f"Other than in the file: {_PARTS.get(part, part)}."
    now = renderer(said.form)
    if said.version != __version__:
        yield f"It was drawn by kdgraph {said.version}; this is {__version__}."
    elif not edited and not remarks and (parts or facts):
        # a snapshot never changes, so it is the machine or the code that did
        if not facts and _alike(said, drawing, parts):
            yield (
                f"Its numbers agree to 4 digits, if not to {drawing.digits}, and its places to a "
                "hundredth of a point: other hardware or another version of a library computes the "
                "last digits otherwise."
            )
        elif said.rough_digests:
            yield (
                "The snapshot is the same, and other hardware or another version of a library does "
                "not make such a difference: kdgraph itself computes or draws it otherwise now."
            )
        else:
            yield (
                "The snapshot is the same: other hardware, another version of a library, or "
                "kdgraph itself computes or draws it otherwise now."
            )
    yield from remarks
    if said.renderer != now:
        yield f"It was rendered by {said.renderer}; here is {now}."
    elif not (edited or parts or facts):
        yield "The same versions rendered it otherwise: the fonts of the machine may differ."


def _quoted(value: str | None) -> str:
    return "nothing" if value is None else value
