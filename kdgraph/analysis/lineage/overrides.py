"""Manual overrides of labels and parents, in a file that no refresh touches.

The file is TOML, by custom ``overrides.toml`` in the data folder::

    [[arc]]
    citing = "Contrastive Representation Distillation"
    cited = "arxiv:1412.6550"
    label = "extends"        # extends, adapts, uses, compares or mentions
    note = "section 2 says so"

    [[parent]]
    paper = "arxiv:1910.10699"
    parent = "FitNets"       # or "" for none at all

Papers are named as `Snapshot.find` understands it; ``note`` may be left out.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any, Final

import pandas as pd

from kdgraph.analysis.lineage.cues import LABELS
from kdgraph.errors import AmbiguousPaperError, InputError, UnknownPaperError
from kdgraph.files import read_bounded
from kdgraph.graph.snapshot import Snapshot

__all__ = ["Overrides", "read_overrides"]

_MOST_BYTES: Final = 4 * 2**20  # some 40,000 overrides
_KEYS: Final = {"arc": ("citing", "cited", "label"), "parent": ("paper", "parent")}
_NAMES: Final = {"arc": ("citing", "cited"), "parent": ("paper", "parent")}


@dataclass(frozen=True, eq=False)
class Overrides:
    """Overrides of one snapshot; made by `read_overrides`.

    Attributes
    ----------
    arcs : DataFrame
        ``citing_id``, ``cited_id``, ``label``, ``note``.
    parents : DataFrame
        ``paper_id``, ``parent_id`` (missing: none at all), ``note``.
    problems : list of str
        One sentence for each override that cannot be followed because it names a paper that the
        snapshot does not hold, or several, or papers that do not cite each other. Such an override
        changes nothing; show the sentences to whoever wrote it.
    """

    arcs: pd.DataFrame
    parents: pd.DataFrame
    problems: list[str]

    @cached_property
    def digest(self) -> str | None:
        """A digest of what is overridden; None where nothing is."""
        if self.arcs.empty and self.parents.empty:
            return None
        tables = [frame.drop(columns="note").to_csv() for frame in (self.arcs, self.parents)]
        return hashlib.sha256("\n".join(tables).encode()).hexdigest()[:16]


def read_overrides(path: str | PathLike[str], snapshot: Snapshot) -> Overrides:
    """Read a file of overrides; see the head of this module for its form.

    Parameters
    ----------
    path : path
        The file. One that is not there overrides nothing.
    snapshot : Snapshot
        In which to find the papers.

    Raises
    ------
    InputError
        If the file is no TOML, has another form, or overrides one thing twice.

    Examples
    --------
    >>> import kdgraph
    >>> len(read_overrides("no/such/overrides.toml", kdgraph.embedded()).arcs)
    0
    """
    path = Path(path)
    try:
        text = read_bounded(path, _MOST_BYTES, "give a text file in UTF-8").decode()
    except FileNotFoundError:
        text = ""
    except UnicodeDecodeError as error:
        raise InputError(f"{path} cannot be read ({error}); give a text file in UTF-8") from error
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path} is no valid TOML: {error}; correct that place") from error
    except RecursionError as error:
        raise InputError(
            f"{path} nests its values too deeply; write [[arc]] or [[parent]] with texts in them"
        ) from error
    rows: dict[str, list[dict[str, Any]]] = {"arc": [], "parent": []}
    problems: list[str] = []
    for kind, table in content.items():
        if kind not in _KEYS or not isinstance(table, list):
            raise InputError(f"{path}: {kind!r} is no override; write [[arc]] or [[parent]]")
        for number, entry in enumerate(table, start=1):
            where = f"{path.name}, {kind} {number}"
            _check(entry, kind, where)
            try:
                rows[kind].append(_found(entry, kind, snapshot))
            except (UnknownPaperError, AmbiguousPaperError) as error:
                problems.append(f"{where}: {error}")
    arcs = pd.DataFrame(
        rows["arc"], columns=["citing_id", "cited_id", "label", "note"], dtype="str"
    )
    parents = pd.DataFrame(rows["parent"], columns=["paper_id", "parent_id", "note"], dtype="str")
    for frame, keys in ((arcs, ["citing_id", "cited_id"]), (parents, ["paper_id"])):
        twice = frame[frame.duplicated(keys)]
        if len(twice):
            raise InputError(
                f"{path} overrides {' citing '.join(twice.iloc[0][keys])} twice; keep one of them"
            )
    cited = pd.MultiIndex.from_frame(snapshot.citations[["citing_id", "cited_id"]])
    known = pd.MultiIndex.from_frame(arcs[["citing_id", "cited_id"]]).isin(cited)
    problems += [
        f"{path.name}: {arc.citing_id} does not cite {arc.cited_id} here, "
        f"so nothing is labelled {arc.label!r}"
        for arc in arcs[~known].itertuples()
    ]
    return Overrides(arcs[known].reset_index(drop=True), parents, problems)


def _check(entry: Any, kind: str, where: str) -> None:
    allowed = {*_KEYS[kind], "note"}
    if not isinstance(entry, dict):
        raise InputError(f"{where}: expected a table with {', '.join(sorted(allowed))}")
    if unknown := set(entry) - allowed:
        raise InputError(f"{where}: no key {sorted(unknown)[0]!r}; there are {sorted(allowed)}")
    for key in _KEYS[kind]:
        if not isinstance(entry.get(key), str):
            raise InputError(f"{where}: {key!r} must be given, as text")
    if not isinstance(entry.get("note", ""), str):
        raise InputError(f"{where}: 'note' must be text")
    if kind == "arc" and entry["label"] not in LABELS:
        raise InputError(f"{where}: {entry['label']!r} is no label; there are {', '.join(LABELS)}")


def _found(entry: dict[str, Any], kind: str, snapshot: Snapshot) -> dict[str, Any]:
    row: dict[str, Any] = {key: entry[key] for key in entry if key not in _NAMES[kind]}
    for key in _NAMES[kind]:
        none_at_all = key == "parent" and not entry[key].strip()
        row[f"{key}_id"] = None if none_at_all else snapshot.find(entry[key])
    return row
