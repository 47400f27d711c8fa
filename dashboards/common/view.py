"""What a page looks at: a snapshot, and the answers about it, each computed once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import streamlit as st

import kdgraph
from kdgraph import CitationGraph, Drawing, KdgraphError, Overrides, ReadingNotes, Snapshot

__all__ = ["View", "open_view"]

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A snapshot as it is looked at, and the corrections by hand that hold for it.

    `as_of` is the year in whose literature one looks, None for all of it; `notes` are what a reader
    keeps beside papers, and `notes_fault` says why they could not be read.
    """

    folder: Path
    snapshot: Snapshot
    overrides: Overrides
    as_of: str | None
    notes: ReadingNotes = field(default_factory=ReadingNotes)
    notes_fault: str | None = None

    @property
    def noted(self) -> Snapshot:
        """The snapshot whose exports hold the reader's own tags, marks and notes."""
        return self.snapshot.with_reading_notes(self.notes)

    @property
    def graph(self) -> CitationGraph:
        """The citation graph."""
        graph: CitationGraph = self.once("graph", self.snapshot.citation_graph)
        return graph

    def ask(
        self, function: Callable[Concatenate[Snapshot, P], T], *args: P.args, **options: P.kwargs
    ) -> T:
        """Return what a public function says of the snapshot; nobody may change it.

        Arguments are texts, numbers, None, tuples of these, or the view's own `overrides`.
        """
        answer: T = self.once(
            _name(function, args, options), lambda: function(self.snapshot, *args, **options)
        )
        return answer

    def ask_graph(
        self,
        function: Callable[Concatenate[CitationGraph, P], T],
        *args: P.args,
        **options: P.kwargs,
    ) -> T:
        """Return what a public function says of the citation graph; as `ask`."""
        answer: T = self.once(
            _name(function, args, options), lambda: function(self.graph, *args, **options)
        )
        return answer

    def draw(self, figure: str, **options: Any) -> Drawing:
        """Return a figure by its name in ``kdgraph.FIGURES``."""
        drawing: Drawing = self.once(
            _name(kdgraph.draw, (figure,), options),
            lambda: kdgraph.draw(figure, self.snapshot, overrides=self.overrides, **options),
        )
        return drawing

    def once(self, name: str, compute: Callable[[], Any]) -> Any:
        """Return what `compute` gives, computed once for this view and this name."""
        return _computed(
            str(self.folder), self.snapshot.id, self.overrides.digest or "", name, compute
        )


def open_view(folder: Path, snapshot_id: str | None, as_of: str | None) -> View:
    """Open a snapshot, the current one by default; see `kdgraph.Data.snapshot` for its errors."""
    data = kdgraph.open(folder)
    name = snapshot_id or data.current_id()
    snapshot = data.snapshot(name) if name is None else _snapshot(str(folder), name, as_of)
    snapshot, overrides = _overridden(folder, snapshot)
    notes, fault = _noted(folder, snapshot)
    return View(folder, snapshot, overrides, as_of, notes, fault)


@st.cache_resource(max_entries=8, show_spinner="Opening the snapshot")
def _snapshot(folder: str, snapshot_id: str, as_of: str | None) -> Snapshot:
    return kdgraph.open(folder).snapshot(snapshot_id, as_of=as_of)


def _overridden(folder: Path, snapshot: Snapshot) -> tuple[Snapshot, Overrides]:
    """Return the snapshot with names and authors by hand, and all corrections of the file."""
    path = folder / "overrides.toml"
    changed = path.stat().st_mtime_ns if path.is_file() else 0
    return _read_overrides(str(path), changed, snapshot.id, snapshot)


@st.cache_resource(max_entries=8, show_spinner=False)
def _read_overrides(
    path: str, changed: int, snapshot_id: str, _snapshot: Snapshot
) -> tuple[Snapshot, Overrides]:
    del changed, snapshot_id  # parts of the key only
    overrides = kdgraph.read_overrides(path, _snapshot)
    corrected = _snapshot.with_names(overrides.names)
    return corrected.with_author_rules(overrides.authors.rules), overrides


def _noted(folder: Path, snapshot: Snapshot) -> tuple[ReadingNotes, str | None]:
    """Return what a reader keeps beside papers, or why it cannot be read: pages do without it."""
    path = folder / "notes.toml"
    stat = path.stat() if path.is_file() else None
    changed = (0, 0) if stat is None else (stat.st_mtime_ns, stat.st_size)
    try:
        return _read_notes(str(path), changed, snapshot.whole.id, snapshot), None
    except KdgraphError as error:
        return ReadingNotes(), str(error)


@st.cache_resource(max_entries=8, show_spinner=False)
def _read_notes(
    path: str, changed: tuple[int, int], snapshot_id: str, _snapshot: Snapshot
) -> ReadingNotes:
    del changed, snapshot_id  # parts of the key only
    return kdgraph.read_notes(path, _snapshot)


@st.cache_resource(max_entries=128, show_spinner="Computing")
def _computed(
    folder: str, snapshot_id: str, overrides: str, name: str, _compute: Callable[[], Any]
) -> Any:
    del folder, snapshot_id, overrides, name  # the key
    return _compute()


def _name(function: Any, args: tuple[Any, ...], options: dict[str, Any]) -> str:
    """Return what tells one question from all others about the same snapshot."""
    parts = [repr(_hashable(value)) for value in args]
    parts += [f"{key}={_hashable(value)!r}" for key, value in sorted(options.items())]
    home = getattr(function, "__module__", "")
    return f"{home}.{getattr(function, '__qualname__', function)}({', '.join(parts)})"


def _hashable(value: Any) -> Any:
    if isinstance(value, Overrides):
        return value.digest
    if isinstance(value, tuple | list):
        return tuple(_hashable(item) for item in value)
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"an answer cannot be kept by {value!r}; give texts, numbers or tuples of them")
