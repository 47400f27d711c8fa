"""Whether a figure's file still says what the data say: it is drawn again and compared.

A table of numbers says nothing of itself; the figure beside it, of the same name, does.
"""

from __future__ import annotations

import csv
import inspect
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import zip_longest
from os import PathLike
from pathlib import Path
from typing import Any, Final, Literal

from kdgraph._version import __version__
from kdgraph.analysis.influence import MEASURES
from kdgraph.analysis.lineage.overrides import read_overrides
from kdgraph.errors import InputError, NoSnapshotError
from kdgraph.figures import FIGURES
from kdgraph.figures.canvas.containers import changed_metadata, same_marks
from kdgraph.figures.canvas.drawing import Drawing
from kdgraph.figures.canvas.embedding import renderer, seal_of
from kdgraph.figures.canvas.files import FORMATS, content, script
from kdgraph.figures.canvas.reading import NoStatementError, Statement, read_statement
from kdgraph.figures.canvas.restyling import draw_in_terms
from kdgraph.figures.canvas.terms import Terms
from kdgraph.files import read_bounded
from kdgraph.graph.data import Data, embedded
from kdgraph.graph.names_by_hand import NO_NAMES
from kdgraph.graph.override_file import OVERRIDES_FILE
from kdgraph.graph.people import AuthorRules
from kdgraph.graph.snapshot import Snapshot

__all__ = ["Verification", "Verifications", "verify", "verify_all"]

_FEW: Final = 5  # cells of a table that are named
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
        version of the software, saved again by another program, or with places and numbers that
        differ only by what other hardware or another version of a library makes of them.
        ``different``: anything else.
    edited : bool
        Whether the file was changed after it was written.
    differences : tuple of str
        A sentence for each thing that differs.
    parts : tuple of str
        Those of marks, caption and numbers that differ.
    facts : dict
        The facts of the caption that differ: what the file says, and what the data say now.
    picture : Path or None
        Of a table of numbers, the figure beside it that says how both were made.
    """

    path: Path
    figure: str
    snapshot_id: str
    outcome: Literal["identical", "equal", "different"]
    edited: bool
    differences: tuple[str, ...]
    parts: tuple[str, ...]
    facts: dict[str, tuple[str | None, str | None]]
    picture: Path | None = None

    def __str__(self) -> str:
        """Say it in a few lines."""
        thing = "the figure" if self.picture is None else "the numbers of the figure"
        what = f"{self.path}: {thing} {self.figure} of snapshot {self.snapshot_id}"
        if self.picture is not None:
            what += f", by what {self.picture.name} beside it says"
        if self.outcome == "identical" and not self.differences:
            return f"{what}, drawn again, is the same byte for byte."
        head = "is not the same" if self.outcome == "different" else "is the same drawing"
        return "\n".join([f"{what}, drawn again, {head}.", *self.differences])


@dataclass(frozen=True)
class Verifications:
    """What came of several files.

    Attributes
    ----------
    files : tuple of Verification
        Those that were drawn again, in the order given; of a folder by name.
    failed : dict
        Files that could not be, and why.
    passed_over : dict
        Files of folders that are no figures of kdgraph, and why not.
    """

    files: tuple[Verification, ...]
    failed: dict[Path, InputError]
    passed_over: dict[Path, str]

    @property
    def different(self) -> tuple[Verification, ...]:
        """Those that are not the same."""
        return tuple(one for one in self.files if one.outcome == "different")


def verify(path: str | PathLike[str], *, data: str | PathLike[str] = "data") -> Verification:
    """Draw a figure again from what its file says of itself, and compare.

    Parameters
    ----------
    path : path
        A PDF, SVG, PNG, HTML or PGF file that kdgraph wrote, or the CSV beside one.
    data : path
        The data folder with its snapshot, and with the overrides if it was drawn with any. A
        snapshot that is not there is looked for in the corpus that ships with kdgraph.

    Raises
    ------
    NoStatementError
        If the file does not say how it was drawn, nor a figure beside the table.
    InputError
        If the file cannot be read, its snapshot is not to be found, or this version has no such
        figure or option.
    """
    return _Verifier(Path(data)).verify(Path(path))


def verify_all(
    paths: Sequence[str | PathLike[str]], *, data: str | PathLike[str] = "data"
) -> Verifications:
    """Draw the figures of several files and folders again, and compare.

    Parameters
    ----------
    paths : sequence of path
        Files as for `verify`, and folders, of which all figures and tables are looked at, with
        those of the folders within. A figure that is named brings the table beside it along.
    data : path
        As for `verify`.

    Raises
    ------
    InputError
        If there is nothing at a path, or no figure in any of the folders.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> import kdgraph
    >>> with TemporaryDirectory() as folder:
    ...     _ = kdgraph.make_figures(kdgraph.embedded(), Path(folder), only=["timeline"])
    ...     found = verify_all([folder])
    >>> [(one.path.name, one.outcome) for one in found.files]
    [('timeline.csv', 'identical'), ('timeline.pdf', 'identical')]
    """
    verifier = _Verifier(Path(data))
    made: dict[Path, Verification] = {}
    failed: dict[Path, InputError] = {}
    passed_over: dict[Path, str] = {}
    for given in map(Path, paths):
        whole = given.is_dir()
        for path in _within(given) if whole else [given]:
            try:
                made[path] = verifier.verify(path)
                beside = None if whole else verifier.table_beside(path)
                if beside is not None and beside not in made:
                    made[beside] = verifier.verify(beside)
            except NoStatementError as error:
                if whole:
                    passed_over[path] = error.problem
                else:
                    failed[path] = error
            except InputError as error:
                failed[path] = error
    if not (made or failed):
        raise InputError(
            f"no figure that kdgraph wrote is in {', '.join(map(str, paths))} "
            f"({len(passed_over)} other files); name a file or a folder that has one"
        )
    return Verifications(tuple(made.values()), failed, passed_over)


def _within(folder: Path) -> list[Path]:
    """Return the files of a folder that may be figures or their numbers, by name."""
    ends = tuple(f".{form}" for form in FORMATS)
    return sorted(
        path for path in folder.rglob("*") if path.suffix.lower() in ends and path.is_file()
    )


class _Verifier:
    """Draws figures again, each once however many files show it."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._drawn: dict[str, tuple[Drawing, list[str]]] = {}
        self._snapshots: dict[str, Snapshot] = {}

    def verify(self, path: Path) -> Verification:
        """Return what comes of a figure, or of a table by the figure beside it."""
        held = _read(path)
        try:
            said = read_statement(path, held)
        except NoStatementError as error:
            if path.suffix.lower() != ".csv":
                raise
            picture = self._picture_beside(path)
            if picture is None:
                names = ", ".join(f"{path.stem}.{form}" for form in FORMATS if form != "csv")
                raise NoStatementError(
                    path,
                    "a table does not say how it was made, and no figure beside it does "
                    f"(looked for {names})",
                ) from error
            return self._table(path, held, picture)
        return self._picture(path, held, said)

    def table_beside(self, path: Path) -> Path | None:
        """Return the table of the numbers that a figure shows, where it stands beside it."""
        beside = path.with_suffix(".csv")
        if path.suffix.lower() == ".csv" or not beside.is_file():
            return None
        drawing, _ = self._again(read_statement(path, _read(path)))
        first = _rows(_read(beside))[:1]
        # another's table may bear the name, but not these columns
        return beside if first == [[str(name) for name in drawing.numbers.columns]] else None

    def _again(self, said: Statement) -> tuple[Drawing, list[str]]:
        key = repr(
            [
                *(said.snapshot_id, said.as_of, said.figure, sorted(said.options.items())),
                *(said.theme, said.names, said.authors, sorted(said.terms.items())),
            ]
        )
        if key not in self._drawn:
            if said.snapshot_id not in self._snapshots:
                self._snapshots[said.snapshot_id] = _snapshot(said.snapshot_id, self._data)
            snapshot = self._snapshots[said.snapshot_id]
            self._drawn[key] = _drawn_again(said, snapshot, self._data)
        return self._drawn[key]

    def _picture_beside(self, table: Path) -> Path | None:
        for form in FORMATS:
            path = table.with_suffix(f".{form}")
            if form == "csv" or not path.is_file():
                continue
            try:
                read_statement(path, _read(path))
            except InputError:
                continue
            return path
        return None

    def _picture(self, path: Path, held: bytes, said: Statement) -> Verification:
        drawing, remarks = self._again(said)
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
        missing = _script_fault(path, said)
        outcome: Literal["identical", "equal", "different"] = "different"
        told: list[str] = []
        if held == again:
            outcome = "identical"
        elif edited and not (changed or parts) and same_marks(said.form, held, again):
            outcome = "equal"
            told = list(_saved_again(said.form, held, again))
        else:
            if not (edited or changed) and _alike(said, drawing, parts):
                outcome = "equal"
            told = list(_told(said, drawing, parts, changed, remarks, edited=edited))
        return Verification(
            path=path,
            figure=said.figure,
            snapshot_id=drawing.provenance.snapshot_id,
            outcome="different" if missing else outcome,
            edited=edited,
            differences=(*told, *missing),
            parts=parts,
            facts=changed,
        )

    def _table(self, path: Path, held: bytes, picture: Path) -> Verification:
        said = read_statement(picture, _read(picture))
        drawing, remarks = self._again(said)
        again = content(drawing, "csv")
        differences: list[str] = []
        outcome: Literal["identical", "equal", "different"] = "identical"
        if held != again:
            differences = _cells(_rows(held), _rows(again), drawing.digits)
            outcome = "different" if differences else "equal"
        if outcome == "equal":
            differences = [
                "The same numbers, saved again by another program: ends of lines, quotes or digits "
                "beyond those that follow from the data differ."
            ]
        elif differences:
            same = said.digests.get("numbers") == drawing.digests["numbers"]
            differences.append(
                f"{picture.name} beside it was drawn from "
                + (
                    "the numbers that the data give: the table was changed, or is of another "
                    "drawing."
                    if same
                    else "other numbers than the data give now."
                )
            )
            differences += remarks
        return Verification(
            path=path,
            figure=said.figure,
            snapshot_id=drawing.provenance.snapshot_id,
            outcome=outcome,
            edited=held != again,
            differences=tuple(differences),
            parts=("numbers",) if outcome == "different" else (),
            facts={},
            picture=picture,
        )


def _read(path: Path) -> bytes:
    try:
        return read_bounded(path, _MOST_BYTES, "give a figure's file")
    except FileNotFoundError as error:
        raise InputError(f"cannot read {path}: {error.strerror}; give a figure's file") from error


def _rows(table: bytes) -> list[list[str]]:
    """Return the cells of a CSV; a cell that is no UTF-8 is as it can be read."""
    text = table.decode("utf-8-sig", errors="replace")
    try:
        return [row for row in csv.reader(StringIO(text, newline="")) if row]
    except csv.Error:
        return []  # no table, so its columns are none of ours


def _cells(held: list[list[str]], wanted: list[list[str]], digits: int) -> list[str]:
    """Return a sentence for each cell that is another, a few of them, and how many more."""
    if not held or held[0] != wanted[0]:
        has = ", ".join(held[0]) if held else "none"
        return [f"Its columns are {has}; the data give {', '.join(wanted[0])}."]
    told = []
    if len(held) != len(wanted):
        told.append(f"It has {len(held) - 1:,} rows; the data give {len(wanted) - 1:,}.")
    found = [
        (line, name, row[0], is_, should)
        for line, (row, right) in enumerate(zip(held[1:], wanted[1:], strict=False), start=2)
        for name, is_, should in zip_longest(wanted[0], row, right, fillvalue="")
        if not _is_same(is_, should, digits)
    ]
    told += [
        f"Line {line} ({first}), {name}: {is_ or 'nothing'} in the file, {should or 'nothing'} "
        "from the data."
        for line, name, first, is_, should in found[:_FEW]
    ]
    if len(found) > _FEW:
        told.append(f"{len(found) - _FEW:,} more cells differ.")
    return told


def _is_same(one: str, other: str, digits: int) -> bool:
    if one == other:
        return True
    try:
        return math.isclose(float(one), float(other), rel_tol=10.0 ** (1 - digits))
    except ValueError:
        return False


def _script_fault(path: Path, said: Statement) -> list[str]:
    """Say what is wrong with the script that an HTML figure needs beside it."""
    if said.script is None:
        return []
    file = path.parent / Path(said.script).name
    if not file.is_file():
        return [f"It shows nothing: the file {file.name} that it needs is not beside it."]
    if said.renderer == renderer(said.form) and _read(file) != script():
        return [f"The file {file.name} that draws it is not the one that kdgraph wrote."]
    return []


def _saved_again(form: str, held: bytes, again: bytes) -> Iterator[str]:
    yield "The same marks in another container: another program saved the file again."
    names = changed_metadata(form, held, again)
    if names:
        yield f"It says otherwise of itself, beside what kdgraph said: {', '.join(names)}."


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
    figure: Any = _figure(said)
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
            gone = (
                ""
                if file.is_file()
                else " There is no such file: put the one used beside the data."
            )
            remarks.append(
                f"It was drawn with other overrides than {file} holds now, which is why.{gone}"
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


def _figure(said: Statement) -> Any:
    """Return the function that draws a figure.

    Raises
    ------
    InputError
        If it, or its measure, is from another package that is not installed or cannot be used.
    """
    offered = {
        plugin.package: plugin.origin
        for family in (FIGURES, MEASURES)
        for name in family.names()
        if (plugin := family.plugin(name)) is not None
    }
    for package in said.packages:
        name, _, version = package.rpartition(" ")
        if name not in offered:
            raise InputError(
                f"the figure {said.figure} was drawn with the package {package}, which is not "
                f"installed; python -m pip install {name}=={version}, and verify it again"
            )
    return FIGURES[said.figure]


def _other_packages(said: Statement, drawing: Drawing) -> Iterator[str]:
    now = {text.rpartition(" ")[0]: text for text in drawing.provenance.packages}
    for package in said.packages:
        is_now = now.get(package.rpartition(" ")[0])
        if is_now != package:
            yield f"It was drawn with {package}; here is {is_now or 'none of that package'}."


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
    others = list(_other_packages(said, drawing))
    yield from others
    if said.version != __version__:
        yield f"It was drawn by kdgraph {said.version}; this is {__version__}."
    elif not (edited or remarks or others) and (parts or facts):
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
