"""Corrections by hand of labels, parents, names and authors, as they hold for one snapshot.

The form of the file stands in `kdgraph.graph.override_file`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any, Final

import pandas as pd

from kdgraph.analysis.lineage.cues import LABELS
from kdgraph.errors import AmbiguousPaperError, InputError, UnknownPaperError
from kdgraph.graph.authors_by_hand import AuthorsByHand, authors_by_hand
from kdgraph.graph.names_by_hand import NO_NAMES, NamesByHand, names_by_hand
from kdgraph.graph.override_file import Correction, read_override_file
from kdgraph.graph.snapshot import Snapshot

__all__ = ["Overrides", "read_overrides"]

_PAPERS: Final = {"arc": ("citing", "cited"), "parent": ("paper", "parent")}


@dataclass(frozen=True, eq=False)
class Overrides:
    """Overrides of one snapshot; made by `read_overrides`.

    Attributes
    ----------
    arcs : DataFrame
        ``citing_id``, ``cited_id``, ``label``, ``note``.
    parents : DataFrame
        ``paper_id``, ``parent_id`` (missing: none at all), ``note``.
    names : NamesByHand
        Names of papers, found in all of the snapshot, also where it is a view of an earlier day.
    problems : list of str
        One sentence for each override that cannot be followed because it names a paper or author
        that the snapshot does not hold, or several, or papers that do not cite each other. Such an
        override changes nothing; show the sentences to whoever wrote it.
    authors : AuthorsByHand
        Who is one author and who is not, in all of the snapshot, also where it is a view.
    """

    arcs: pd.DataFrame
    parents: pd.DataFrame
    problems: list[str]
    names: NamesByHand = NO_NAMES
    authors: AuthorsByHand = field(default_factory=AuthorsByHand)

    def named(self, snapshot: Snapshot) -> Snapshot:
        """Return the snapshot in which papers bear these names; as it is where there are none."""
        return snapshot.with_names(self.names) if self.names.names else snapshot

    def with_authors(self, snapshot: Snapshot) -> Snapshot:
        """Return the snapshot in which authors are as is said here; as it is where nothing is."""
        rules = self.authors.rules
        return snapshot.with_author_rules(rules) if rules else snapshot

    @cached_property
    def digest(self) -> str | None:
        """A digest of what is overridden; None where nothing is."""
        rules = self.authors.rules.digest
        if self.arcs.empty and self.parents.empty and rules is None:
            return self.names.digest
        tables = [frame.drop(columns="note").to_csv() for frame in (self.arcs, self.parents)]
        if self.names.digest is not None:
            tables.append(self.names.digest)
        if rules is not None:
            tables.append(rules)
        return hashlib.sha256("\n".join(tables).encode()).hexdigest()[:16]


def read_overrides(path: str | PathLike[str], snapshot: Snapshot) -> Overrides:
    """Read a file of overrides; see `kdgraph.graph.override_file` for its form.

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
    corrections = read_override_file(path)
    path = Path(path)
    rows: dict[str, list[dict[str, Any]]] = {"arc": [], "parent": []}
    problems: list[str] = []
    for correction in corrections:
        if correction.kind not in rows:
            continue
        _check_label(correction)
        try:
            rows[correction.kind].append(_found(correction, snapshot))
        except (UnknownPaperError, AmbiguousPaperError) as error:
            problems.append(f"{correction.where}: {error}")
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
    names = names_by_hand(corrections, snapshot.whole.find, str(path))
    stored = snapshot.whole.frames()
    authors = authors_by_hand(
        corrections, stored["authors"], stored["authorships"], snapshot.whole.find
    )
    if authors.rules:
        _ = snapshot.with_author_rules(authors.rules).people  # refuses rules that contradict
    problems += [*names.problems, *authors.problems]
    return Overrides(arcs[known].reset_index(drop=True), parents, problems, names, authors)


def _check_label(correction: Correction) -> None:
    label = correction.values.get("label")
    if label is not None and label not in LABELS:
        raise InputError(
            f"{correction.where}: {label!r} is no label; there are {', '.join(LABELS)}"
        )


def _found(correction: Correction, snapshot: Snapshot) -> dict[str, Any]:
    papers = _PAPERS[correction.kind]
    row: dict[str, Any] = {
        key: value for key, value in correction.values.items() if key not in papers
    }
    for key in papers:
        value = correction.values[key]
        none_at_all = key == "parent" and not value.strip()
        row[f"{key}_id"] = None if none_at_all else snapshot.find(value)
    return row
