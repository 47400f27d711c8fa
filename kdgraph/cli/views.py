"""Commands that answer from one view of the data folder: what they share is written once."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Any

from kdgraph.cli import printing
from kdgraph.cli.options import (
    AsJson,
    AsOfOption,
    DataOption,
    FieldLeastOption,
    SnapshotOption,
    scope_option,
)

__all__ = ["Answer", "print_answer", "view_command"]

_SHARED: dict[str, Any] = {
    "as_of": (AsOfOption, None),
    "data": (DataOption, None),
    "snapshot": (SnapshotOption, None),
    "as_json": (AsJson, False),
}


Answer = tuple[Any, Iterable[Any]]
"""What is found, a dataclass or a mapping, and the blocks that print it, read only if printed."""


def view_command(
    answer: Callable[..., Answer],
    *,
    before: Callable[..., Answer | None] | None = None,
    scope: str | None = "all",
) -> Callable[..., None]:
    """Make a command of a function that answers a question about a snapshot.

    Parameters
    ----------
    answer : callable
        ``answer(view, ...)`` returns an `Answer`. Its further parameters become arguments and
        options. One called `overrides` is given the corrections by hand, one called
        `data_folder` the folder of the data.
    before : callable, optional
        Given the options alone, before any data are opened: it may return an `Answer` that needs
        none, or raise what is wrong with the options, or return None.
    scope : str or None
        The scope within which the command looks by default; None where a scope means nothing to
        it. The view that it is given is that of the scope.

    Returns
    -------
    callable
        The command, with ``--scope``, ``--field-least``, ``--as-of``, ``--data``, ``--snapshot``
        and ``--json`` added. It prints the blocks and then the notes of the answer and of the view,
        or everything as JSON.
    """
    given = list(inspect.signature(answer).parameters.values())[1:]
    corrected = any(parameter.name == "overrides" for parameter in given)
    placed = any(parameter.name == "data_folder" for parameter in given)
    known = getattr(answer, "__globals__", {})
    shared = dict(_SHARED)
    if scope is not None:
        shared = {
            "scope": (scope_option(scope), None),
            "field_least": (FieldLeastOption, None),
            **shared,
        }
    parameters = [
        p.replace(annotation=eval(p.annotation, known))  # noqa: S307  # our own source, postponed
        for p in given
        if p.name not in ("overrides", "data_folder")
    ]
    parameters += [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
        for name, (kind, default) in shared.items()
    ]

    def command(**options: Any) -> None:
        from kdgraph.analysis.lineage.overrides import read_overrides
        from kdgraph.analysis.lineage.parents import primary_parents
        from kdgraph.graph.data import Data
        from kdgraph.settings import settings

        as_of, data, snapshot, as_json = (options.pop(name) for name in _SHARED)
        asked = {name: options.pop(name) for name in shared if name not in _SHARED}
        without_data = None if before is None else before(**options)
        if without_data is not None:
            found, blocks = without_data
            printing.write_json(found) if as_json else printing.print_blocks(*blocks)
            return
        folder = Data(settings(data=data).data)
        view = folder.snapshot(snapshot, as_of=as_of)
        problems: tuple[str, ...] = ()
        if corrected:
            overrides = read_overrides(folder.path / "overrides.toml", view)
            options["overrides"], problems = overrides, tuple(overrides.problems)
            if len(overrides.parents):
                primary_parents(view, overrides=overrides)  # refuses parents that make a circle
        if scope is not None:
            # corrections by hand are about all papers, so the view is narrowed behind them
            view = view.within(_scope_name(scope, **asked), field_least=asked["field_least"])
        if placed:
            options["data_folder"] = folder.path
        found, blocks = answer(view, **options)
        if as_json:
            printing.write_json(_to_json(found, view, problems if corrected else None))
        else:
            told = scope is not None and (scope != "all" or view.scope.asked != "all")
            print_answer(found, blocks, view, problems, scope=told)

    command.__name__ = answer.__name__
    command.__doc__ = answer.__doc__
    command.__module__ = answer.__module__
    command.__annotations__ = {p.name: p.annotation for p in parameters} | {"return": None}
    # functions take one, which typeshed does not know
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return command


def _scope_name(default: str, scope: str | None, field_least: int | None) -> str:
    """Return which scope is meant: the field, where only its least number is given."""
    return str(scope or ("field" if field_least is not None else default))


def _to_json(found: Any, view: Any, problems: Iterable[str] | None = None) -> dict[str, Any]:
    """Return an answer as a mapping, with what must be known beside it: day, scope, data note."""
    told = printing.fields(found)
    beside: dict[str, Any] = {
        "as_of": view.as_of_date,
        "scope": view.scope,
        "undated_left_out": view.left_out,
        "data_note": view.data_note,
    }
    if problems is not None:
        beside["problems"] = list(problems)
    return {**told, **{name: value for name, value in beside.items() if name not in told}}


def print_answer(
    found: Any,
    blocks: Iterable[Any],
    view: Any,
    problems: Iterable[str] = (),
    *,
    scope: bool = False,
) -> None:
    """Print an answer, and what must be known beside it: of the answer, the corrections, the view.

    Parameters
    ----------
    found : dataclass or mapping
        The answer; its ``notes``, if any, stand below the blocks.
    blocks : iterable
        What is printed of it.
    view : Snapshot
        What was asked; its day and the note of its data close the page.
    problems : iterable of str
        What was wrong with the corrections by hand.
    scope : bool
        Whether to say within which scope it was looked.
    """
    from kdgraph.analysis.names.paper_names import named_in

    told = printing.fields(found)
    notes = [f"scope: {view.scope}", *view.scope.notes()] if scope else []
    notes += [*(named_in(view, str(note)) for note in told.get("notes", ())), *problems]
    if view.as_of_date is not None and "as_of" not in told:
        undated = f", without {view.left_out:,} undated papers" if view.left_out else ""
        notes.append(f"the literature as of {view.as_of_date}{undated}")
    printing.print_blocks(*blocks, *printing.notes_of(notes, view.data_note))
