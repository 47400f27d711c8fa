"""Entries that stand in one section of a list and belong to another, with the evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from kdgraph.analysis.curation.list_model import (
    LEAST_CHANCE,
    is_thin,
    place_weights,
    section_chances,
)
from kdgraph.analysis.result import Result, view_notes, view_of
from kdgraph.analysis.ties import best_first
from kdgraph.curate.standing import Standing, standing
from kdgraph.errors import InputError
from kdgraph.graph.snapshot import Snapshot
from kdgraph.graph.surveys import is_survey_section, is_survey_title
from kdgraph.lists.document import ListDocument

__all__ = ["MisplacedPapers", "misplaced_papers"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class MisplacedPapers(Result):
    """Entries in the wrong section; made by `misplaced_papers`. See also `Result`.

    Attributes
    ----------
    papers : DataFrame
        The surest first: ``paper_id``, ``title``, ``year``, the ``section`` where it stands and the
        one where it ``belongs``, the ``chance`` of that and the ``own_chance`` of where it stands;
        ``evidence``, a list of sentences.
    asked : int
        Papers of the list whose sections were looked at.
    silent : mapping of str to int
        Papers of the list of which nothing is said, by the reason.
    least : float
        The least chance with which one is named.
    """

    papers: pd.DataFrame
    asked: int
    silent: Mapping[str, int]
    least: float


def misplaced_papers(
    snapshot: Snapshot,
    source: str | Path | bytes | ListDocument | None = None,
    *,
    section: str | None = None,
    least: float = LEAST_CHANCE,
    as_of: str | int | date | None = None,
) -> MisplacedPapers:
    """Find entries of a list whose citations and titles belong to another section.

    Each paper is taken off the list, and the chances of all sections are asked as for a missing
    one; docs/missing.md tells how, and how often entries that were moved on purpose are found.
    Nothing is said of surveys, of papers under several headings, and of those that fewer than three
    citations tie to the list; none is sent to a section of fewer than three papers.

    Parameters
    ----------
    snapshot : Snapshot
        What is known.
    source : str, Path, bytes or ListDocument, optional
        The list, as `kdgraph.read_list` takes it; by default that of the snapshot.
    section : str, optional
        A heading or a part of it: only entries that stand under it.
    least : float
        The least chance of another section, above 0 and at most 1.
    as_of : str, int or date, optional
        The literature as it stood on that day; see `Snapshot.as_of`.

    Raises
    ------
    InputError
        If `least` is no such chance, there is no such section, or no paper of the list is known.

    Examples
    --------
    >>> import kdgraph
    >>> found = misplaced_papers(kdgraph.embedded())
    >>> len(found.papers), found.asked
    (0, 48)
    """
    if not 0.0 < least <= 1.0:
        raise InputError(f"a chance is above 0 and at most 1, got least={least}")
    view = view_of(snapshot, as_of)
    stands = standing(view, source)
    if not stands.section:
        raise InputError(
            "none of the papers of the list is known here; run `kdgraph build LIST` first"
        )
    wanted = stands.sections_like(section)
    silent: Counter[str] = Counter()
    lines: list[dict[str, object]] = []
    asked = 0
    titles = view.papers["title"]
    for paper, home in stands.section.items():
        if home not in wanted:
            continue
        row = int(stands.rows([paper])[0])
        if reason := _passed_over(stands, paper, row, titles.loc[paper]):
            silent[reason] += 1
            continue
        asked += 1
        chances = section_chances(stands.ties, row, place_weights())
        best = int(np.argmax(chances))
        if stands.sections[best] == home or chances[best] < least:
            continue
        here = int(stands.ties.place[row])
        lines.append(
            {
                "paper_id": paper,
                "title": titles.loc[paper],
                "year": view.papers["year"].loc[paper],
                "section": home,
                "belongs": stands.sections[best],
                "chance": float(chances[best]),
                "own_chance": float(chances[here]),
                "evidence": _evidence(stands, row, here, best),
            }
        )
    frame = _frame(lines)
    order = best_first(frame["chance"].to_numpy(dtype=np.float64))
    return MisplacedPapers(
        papers=frame.iloc[order].reset_index(drop=True),
        asked=asked,
        silent=dict(silent),
        least=least,
        section=section,
        as_of=view.as_of_date,
        scope=view.scope,
        notes=tuple(_notes(stands, view)),
        data_note=view.data_note,
    )


def _passed_over(stands: Standing, paper: str, row: int, title: object) -> str | None:
    """Return why nothing is said of a paper."""
    home = stands.section[paper]
    if not home:
        return "under no heading"
    if len(set(stands.headings[paper])) > 1:
        return "under several headings"
    if is_survey_section(home) or (isinstance(title, str) and is_survey_title(title)):
        return "a survey, which belongs to no section of methods"
    if is_thin(stands.ties, row):
        return "fewer than three citations tie it to the list"
    return None


def _evidence(stands: Standing, row: int, here: int, there: int) -> list[str]:
    ties = stands.ties.without([row])
    of = ties.literature
    citing = of.cited_by.indices[of.cited_by.indptr[row] : of.cited_by.indptr[row + 1]]
    cited = of.cites.indices[of.cites.indptr[row] : of.cites.indptr[row + 1]]
    in_there, in_here = (ties.place == section for section in (there, here))
    both = [
        int((np.asarray(of.cites[citing] @ mask.astype(np.float64)) > 0).sum())
        for mask in (in_there, in_here)
    ]
    direct = [int(mask[cited].sum() + mask[citing].sum()) for mask in (in_there, in_here)]
    name = f'"{stands.sections[there]}"'
    found = []
    if both[0]:
        found.append(
            f"of the {len(citing):,} papers that cite it, {both[0]:,} cite papers of {name} too, "
            f"{both[1]:,} others of its own section"
        )
    if direct[0]:
        found.append(
            f"{direct[0]:,} citations between it and {name}, {direct[1]:,} in its own section"
        )
    title = np.asarray(ties.text_of(row).todense(), dtype=np.float64).ravel()
    near, own = (
        max(float((ties.centres[at] * title).sum()), float((ties.headings[[at]] @ title)[0]))
        for at in (there, here)
    )
    if near > own:
        found.append(
            f"its title is nearer to titles and heading of {name} (cosine {near:.2f}, to its own "
            f"section {own:.2f})"
        )
    return found


def _frame(lines: list[dict[str, object]]) -> pd.DataFrame:
    kinds = {
        "paper_id": "str",
        "title": "str",
        "year": "Int64",
        "section": "str",
        "belongs": "str",
        "chance": "float64",
        "own_chance": "float64",
        "evidence": "object",
    }
    return pd.DataFrame(
        {
            name: pd.Series([line[name] for line in lines], dtype=kind)
            for name, kind in kinds.items()
        }
    )


def _notes(stands: Standing, view: Snapshot) -> Iterable[str]:
    if stands.unknown:
        yield (
            f"of {stands.entries:,} entries {stands.unknown:,} are not known here, and nothing is "
            "said of them"
        )
    yield from view_notes(view)
