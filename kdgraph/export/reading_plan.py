"""A reading plan: so many papers, or hours, of the list, as a check-list in Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, isfinite
from typing import Any, Final

import pandas as pd

from kdgraph.analysis.lineage.overrides import Overrides
from kdgraph.analysis.lineage.reading_order import ReadingOrder, reading_order
from kdgraph.analysis.names.paper_names import named_in
from kdgraph.analysis.result import Result, field_view, view_of
from kdgraph.errors import InputError
from kdgraph.export._references import Reference, references
from kdgraph.export._report import provenance
from kdgraph.export.markdown_text import markdown_text
from kdgraph.graph.snapshot import Snapshot

__all__ = ["MINUTES", "PAPERS", "ReadingPlan", "plan_steps", "reading_plan"]

MINUTES: Final = 60.0
"""Minutes that a paper is assumed to take, unless they are given."""
PAPERS: Final = 12
"""Papers of a plan, where neither papers nor hours are asked for."""
_NAMED_AUTHORS: Final = 6


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ReadingPlan(Result):
    """Papers to read, in order; made by `reading_plan`. See also `Result`.

    Attributes
    ----------
    papers : DataFrame
        Indexed by ``paper_id``, in the order of reading: ``step``, from 1; ``title``; ``authors``,
        a tuple of names as printed; ``year``; ``link``, the address of the paper; ``key``, its
        citation key; ``section`` of the list; ``chosen_for``, ``survey``, ``forebear_id``,
        ``relation`` and ``prerequisites`` as in `ReadingOrder.papers`; ``hours``, from the
        beginning of the plan to the end of this paper; ``why``, a sentence. What is not known is
        missing.
    asked : int
        How many papers were asked for, or have room in the hours asked for.
    asked_hours : float or None
        The hours asked for; None where papers were.
    hours : float
        How long the plan takes.
    minutes : float
        How long a paper is assumed to take.
    candidates : int
        Out of how many papers they were chosen.
    least : int or None
        Where no paper fits with what it descends from: how many papers the shortest plan has.
    source : dict
        Which snapshot of which list it is made of.
    """

    papers: pd.DataFrame
    asked: int
    asked_hours: float | None
    hours: float
    minutes: float
    candidates: int
    least: int | None
    source: dict[str, str | int]

    def summary(self) -> str:
        """Return in a sentence how many papers it has, and how long these take.

        Examples
        --------
        >>> import kdgraph
        >>> reading_plan(kdgraph.embedded(), hours=3.5, section="Feature").summary()
        '3 papers, about 3 hours if each takes 60 minutes, prerequisites first.'
        """
        count = len(self.papers)
        if self.least is not None:
            return (
                f"No paper fits into {_papers(self.asked)} with what it builds on; the shortest "
                f"plan has {_papers(self.least)}, about {_hours(self.least * self.minutes / 60)}."
            )
        if not count:
            return "There is no paper to read."
        if count == 1:
            return f"1 paper, about {_hours(self.hours)} if it takes {self.minutes:g} minutes."
        return (
            f"{_papers(count)}, about {_hours(self.hours)} if each takes {self.minutes:g} minutes, "
            "prerequisites first."
        )

    def markdown(self) -> str:
        """Return the plan as a check-list in Markdown.

        An item gives title, authors, year, link and why it is read, here a line each. Of more than
        six authors the first three are named and the others counted. Below stand the notes, the
        scope, what must be said beside the data, and the snapshot.

        Examples
        --------
        >>> import kdgraph
        >>> plan = reading_plan(kdgraph.embedded(), 2, section="Pioneering")
        >>> for line in plan.markdown().splitlines()[7:10]:
        ...     print(line.strip())
        - [ ] **Distilling the Knowledge in a Neural Network**
        Geoffrey Hinton, Oriol Vinyals, Jeff Dean (2014), <https://arxiv.org/abs/1503.02531>
        Builds on Model Compression; cited 5.4 times the mean of its year.
        """
        where = f": {markdown_text(self.section)}" if self.section else ""
        lines = [f"# Reading plan{where}", "", self.summary(), ""]
        for step in plan_steps(self):
            first, *more = step
            # two spaces at its end break a line in Markdown
            lines.append("  \n".join([f"- [ ] {first}", *(f"  {line}" for line in more)]))
        within = [f"scope: {self.scope}", *self.scope.notes()] if self.scope is not None else []
        if self.as_of is not None:
            within.append(f"the literature as of {self.as_of}")
        said = [f"{note[:1].upper()}{note[1:]}." for note in [*self.notes, *within]]
        said += [self.data_note] if self.data_note else []
        made = self.source
        said.append(
            f"From {made['list']}, snapshot {made['snapshot_id']} of "
            f"{str(made['snapshot_time'])[:10]}, by {made['exported_by']}."
        )
        for note in said:
            lines += ["", markdown_text(note)]
        return "\n".join(lines) + "\n"


def plan_steps(plan: ReadingPlan) -> list[tuple[str, ...]]:
    """Return the lines of each item of the check-list, as Markdown without the box.

    Examples
    --------
    >>> import kdgraph
    >>> plan = reading_plan(kdgraph.embedded(), 2, section="Pioneering")
    >>> plan_steps(plan)[1][0]
    '**Distilling the Knowledge in a Neural Network**'
    """
    steps: list[tuple[str, ...]] = []
    for row in plan.papers.to_dict("records"):
        title, link = (None if pd.isna(row[name]) else str(row[name]) for name in ("title", "link"))
        year = "no year" if pd.isna(row["year"]) else str(int(row["year"]))
        by = markdown_text(_few(row["authors"])) or "Authors unknown"
        address = f"<{_address(link)}>" if link else "no link known"
        steps.append(
            (
                f"**{markdown_text(title or 'Title unknown')}**",
                f"{by} ({year}), {address}",
                markdown_text(str(row["why"])),
            )
        )
    return steps


def reading_plan(
    snapshot: Snapshot,
    papers: int | None = None,
    *,
    hours: float | None = None,
    minutes: float = MINUTES,
    section: str | None = None,
    overrides: Overrides | None = None,
    inferred: bool = True,
    as_of: Any = None,
    scope: str | None = None,
    field_least: int | None = None,
) -> ReadingPlan:
    """Return what to read of the list in so many papers, or hours, prerequisites first.

    Which papers, and in which order, `kdgraph.reading_order` decides.

    Parameters
    ----------
    snapshot : Snapshot
        The list, and who cites whom.
    papers : int, optional
        How many papers; by default 12 where no hours are given.
    hours : float, optional
        How much time there is, instead; as many papers as can be read to the end in it.
    minutes : float
        How long a paper is assumed to take; 60 is an assumption, not a measurement.
    section, overrides, inferred, as_of, scope, field_least
        As for `kdgraph.reading_order`.

    Raises
    ------
    InputError
        If both `papers` and `hours` are given, either is too small for one paper, or there is no
        such section, day or scope.

    Examples
    --------
    >>> import kdgraph
    >>> plan = reading_plan(kdgraph.embedded(), hours=3, minutes=45)
    >>> len(plan.papers), plan.hours
    (4, 3.0)
    >>> plan.papers["authors"].iloc[1]
    ('Geoffrey Hinton', 'Oriol Vinyals', 'Jeff Dean')
    """
    most = _most(papers, hours, minutes)
    view = field_view(view_of(snapshot, as_of), scope, field_least)

    def order_of(count: int) -> ReadingOrder:
        return reading_order(view, count, section=section, overrides=overrides, inferred=inferred)

    order, least = order_of(most), None
    if not len(order.papers) and order.candidates:
        counts = range(most + 1, len(view.reading_list.papers) + 1)
        least = next((count for count in counts if len(order_of(count).papers)), None)
    frame = order.papers.drop(columns=["score", "heirs"])
    records = {record.paper_id: record for record in references(view, frame.index)}
    told = [records[str(one)] for one in frame.index]
    frame["title"] = _texts([" ".join(one.title.split()) or None for one in told], frame)
    names = pd.Series(list(map(_names, told)), index=frame.index, dtype="object")
    frame.insert(2, "authors", names)
    frame.insert(4, "link", _texts([one.url for one in told], frame))
    frame.insert(5, "key", _texts([one.key for one in told], frame))
    frame.insert(len(frame.columns) - 1, "hours", frame["step"] * minutes / 60)
    notes = [named_in(view, note) for note in order.notes]
    if len(frame) < most and least is None:
        room = _papers(most) if hours is None else f"{_hours(hours)}, or {_papers(most)}"
        which = "the section" if section else "the list"
        notes.insert(0, f"{room} were asked for; {which} offers {len(frame):,}")
    return ReadingPlan(
        papers=frame,
        asked=most,
        asked_hours=hours,
        hours=len(frame) * minutes / 60,
        minutes=float(minutes),
        candidates=order.candidates,
        least=least,
        source={k: v for k, v in provenance(view).items() if k != "data_note"},
        section=order.section,
        as_of=order.as_of,
        scope=order.scope,
        notes=tuple(notes),
        data_note=order.data_note,
    )


def _most(papers: int | None, hours: float | None, minutes: float) -> int:
    """Return how many papers have room."""
    if papers is not None and hours is not None:
        raise InputError(
            f"a plan is of papers or of hours, got both ({papers} papers, {hours:g} hours); "
            "leave one out"
        )
    if not (isfinite(minutes) and minutes > 0):
        raise InputError(f"a paper takes more than 0 minutes, got {minutes:g}")
    if hours is None:
        if papers is not None and papers < 1:
            raise InputError(f"a plan has at least 1 paper, got {papers}")
        return PAPERS if papers is None else papers
    if not isfinite(hours):
        raise InputError(f"hours must be a number, got {hours:g}")
    # 0.02 hours at 0.4 minutes are 3 papers, whatever floats make of it
    most = floor(hours * 60 / minutes + 1e-9)
    if most < 1:
        raise InputError(
            f"{_hours(hours)} is less than the {minutes:g} minutes assumed for one paper; give "
            "more hours, or fewer minutes a paper"
        )
    return most


def _texts(values: Sequence[str | None], frame: pd.DataFrame) -> pd.Series[str]:
    return pd.Series(list(values), index=frame.index, dtype="str")


def _names(record: Reference) -> tuple[str, ...]:
    return tuple(" ".join(name.split()) for name in record.authors)


def _few(names: Sequence[str]) -> str:
    if len(names) <= _NAMED_AUTHORS:
        return ", ".join(names)
    return f"{', '.join(names[:3])} and {len(names) - 3:,} others"


def _papers(count: int) -> str:
    return f"{count:,} {'paper' if count == 1 else 'papers'}"


def _hours(hours: float) -> str:
    shown = f"{hours:.3g}" if hours < 100 else f"{hours:,.0f}"
    return f"{shown} {'hour' if shown == '1' else 'hours'}"


def _address(url: str) -> str:
    return re.sub(r"[\s<>\\]", lambda found: f"%{ord(found[0]):02X}", url)
