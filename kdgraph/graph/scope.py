"""Scope: which of a snapshot's papers an analysis looks at: the list, the field, or all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.arrays import BoolArray
from kdgraph.errors import InputError
from kdgraph.graph.tools import tools

__all__ = ["FIELD_LEAST", "SCOPES", "Scope", "checked_scope", "papers_in_scope", "whole_scope"]

SCOPES: Final[Mapping[str, str]] = {
    "listed": "the papers of the list",
    "field": "these and the papers that cite some of them, without tools that most merely use",
    "all": "all papers of the corpus, with the background that they cite",
}
"""The scopes by name, and what each holds."""

FIELD_LEAST: Final = 2
"""Listed papers that another one must cite to be of the field, unless asked otherwise."""

_NAMED: Final = 3  # tools named in a note
_TITLE: Final = 60  # letters of their titles

_COLUMNS: Final = {
    "title": "str",
    "year": "Int64",
    "cites_listed": "int64",
    "cited": "int64",
    "cited_inside": "int64",
    "reason": "str",
}


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """Which papers are looked at; `Snapshot.scope` has that of a snapshot or view.

    Attributes
    ----------
    name : {"listed", "field", "all"}
        What the papers are. It is not `asked` where that would have held nothing to look at.
    field_least : int or None
        For the field, how many listed papers one cites at least that is not listed itself.
    asked : str
        The scope asked for.
    asked_least : int or None
        The number asked for, for the field.
    papers, listed, corpus : int
        Papers in the scope; listed ones among them; all papers before it.
    left_out : DataFrame
        The tools that would be of the field, indexed by ``paper_id``: ``title``, ``year``,
        ``cites_listed``, the listed papers that it cites; ``cited`` and ``cited_inside``, the
        papers that cite it, and those of the field among them; ``reason``, in words.
    fall_back : str or None
        Why it is not what was asked for, in a sentence.
    """

    name: str
    field_least: int | None
    asked: str
    asked_least: int | None
    papers: int
    listed: int
    corpus: int
    left_out: pd.DataFrame
    fall_back: str | None = None

    def __str__(self) -> str:
        """Say what it holds in a line, such as captions have."""
        count = f"{self.papers:,} of {_papers(self.corpus)}"
        if self.name == "all":
            return f"all, {_papers(self.papers)}"
        if self.name == "listed":
            return f"listed, {count}: those on the list"
        out = len(self.left_out)
        tail = f"; {out:,} {'tool' if out == 1 else 'tools'} left out" if out else ""
        cited = _papers(self.field_least or 0, "listed paper")
        return f"field, {count}: those listed or citing at least {cited}{tail}"

    @property
    def key(self) -> str:
        """A short name, different for different scopes of one snapshot: ``field-2``."""
        return self.name if self.field_least is None else f"{self.name}-{self.field_least}"

    @property
    def brief(self) -> str:
        """What stands in the footer of a figure: ``field (at least 2 listed)``."""
        least = "" if self.field_least is None else f" (at least {self.field_least} listed)"
        return f"{self.name}{least}, {_papers(self.papers)}"

    @property
    def options(self) -> dict[str, Any]:
        """What to ask `Snapshot.within` for to get the same again."""
        asked: dict[str, Any] = {"scope": self.asked}
        return asked if self.asked_least is None else asked | {"field_least": self.asked_least}

    def notes(self) -> tuple[str, ...]:
        """Say what must be known of it: a fall-back, and which tools were left out."""
        found = [self.fall_back] if self.fall_back else []
        if len(self.left_out):
            titles = [_cut(str(title)) for title in self.left_out["title"].head(_NAMED)]
            more = len(self.left_out) - len(titles)
            rest = f" and {more:,} more" if more else ""
            found.append(
                f"left out of the field as tools, which most papers merely use: "
                f"{'; '.join(titles)}{rest}"
            )
        return tuple(found)


def checked_scope(scope: str, field_least: int | None) -> int | None:
    """Return how many listed papers a paper of the field cites at least; None for other scopes.

    Raises
    ------
    InputError
        If there is no such scope, the number is below 1, or it is given for another scope.

    Examples
    --------
    >>> checked_scope("field", None), checked_scope("listed", None)
    (2, None)
    """
    if scope not in SCOPES:
        raise InputError(f"no scope called {scope!r}; there are: {', '.join(SCOPES)}")
    if field_least is None:
        return FIELD_LEAST if scope == "field" else None
    if scope != "field":
        raise InputError(
            f"field_least={field_least} says which papers are of the field; it needs the scope "
            f"'field', and this is {scope!r}"
        )
    if isinstance(field_least, bool) or not isinstance(field_least, int) or field_least < 1:
        raise InputError(
            f"a paper of the field cites at least 1 listed paper; got field_least={field_least}"
        )
    return field_least


def whole_scope(papers: int, listed: int) -> Scope:
    """Return the scope of a whole snapshot."""
    return Scope("all", None, "all", None, papers, listed, papers, _no_tools())


def papers_in_scope(
    papers: pd.DataFrame,
    citations: pd.DataFrame,
    listed: Sequence[str],
    scope: str,
    field_least: int | None = None,
) -> tuple[Scope, BoolArray]:
    """Return a scope, and which papers it holds.

    *listed* is the papers on the list. *field* is these and all papers that cite at least
    `field_least` of them, but for works that most of the literature merely uses: data sets,
    benchmarks, optimisers and software (see `kdgraph.graph.tools.tools`). A listed paper is never
    left out. *all* is everything.

    Where a scope holds nothing to look at, another one is taken, and `Scope.fall_back` says so: for
    a field to which no unlisted paper belongs, the greatest smaller number of listed papers that
    one cites; where no paper cites any, the listed papers, or all if no two of these are joined by
    a citation. A list without a paper has no scope but all.

    Parameters
    ----------
    papers, citations : DataFrame
        The tables of a snapshot, papers indexed by ``paper_id``.
    listed : sequence of str
        Papers on the list.
    scope : {"listed", "field", "all"}
        Which one.
    field_least : int, optional
        By default 2.

    Returns
    -------
    tuple of Scope and ndarray of bool
        One value for each of `papers`.

    Raises
    ------
    InputError
        If there is no such scope, or `field_least` is below 1 or given for another scope.

    Examples
    --------
    >>> import kdgraph
    >>> whole = kdgraph.embedded()
    >>> field = whole.within("field", field_least=3).scope
    >>> field.name, field.field_least, field.listed
    ('field', 3, 59)
    """
    least = checked_scope(scope, field_least)
    on_list: BoolArray = papers.index.isin(listed)
    here = int(on_list.sum())

    def made(
        name: str, kept: BoolArray, m: int | None, left_out: pd.DataFrame, why: str | None = None
    ) -> tuple[Scope, BoolArray]:
        size = int(kept.sum())
        found = Scope(name, m, scope, least, size, here, len(papers), left_out, why)
        return found, kept

    everything = np.ones(len(papers), dtype=bool)
    if scope == "all":
        return made("all", everything, None, _no_tools())
    if not here:
        why = "no paper of the list is here, so all papers are looked at"
        return made("all", everything, None, _no_tools(), why)
    if scope == "listed":
        return made("listed", on_list, None, _no_tools())
    assert least is not None  # as for every field
    citing, cited = (
        papers.index.get_indexer(pd.Index(citations[end])) for end in ("citing_id", "cited_id")
    )
    there = np.flatnonzero((citing >= 0) & (cited >= 0) & (citing != cited))
    to_list = there[on_list[cited[there]]]
    pairs = np.unique(citing[to_list].astype(np.int64) * max(len(papers), 1) + cited[to_list])
    cites_listed = np.bincount(pairs // max(len(papers), 1), minlength=len(papers))
    most = int(cites_listed[~on_list].max(initial=0))
    left_out = _no_tools()
    for m in range(min(least, most), 0, -1):
        candidates = ~on_list & (cites_listed >= m)
        inside = on_list | candidates
        found = tools(papers, citations, candidates, inside, citing, cited)
        left_out = _left_out(papers, found, cites_listed, inside, citing[there], cited[there])
        kept = inside.copy()
        kept[list(found)] = False
        if (kept & ~on_list).any():
            lowered = None
            if m < least:
                none = "no other paper" if most < least else "none but tools that most merely use"
                lowered = (
                    f"{none} cites {_papers(least, 'listed paper')}, so those that cite {m:,} are "
                    "taken as the field"
                )
            return made("field", kept, m, left_out, lowered)
    between = on_list[citing[to_list]].any()
    no_other = "no other paper here cites a listed one"
    if len(left_out):
        no_other += " but tools that most papers merely use"
    if between:
        why = f"{no_other}, so the listed papers are the field"
        return made("listed", on_list, None, left_out, why)
    why = f"{no_other}, and none of these another, so all papers are looked at"
    return made("all", everything, None, _no_tools(), why)


def _left_out(
    papers: pd.DataFrame,
    reasons: Mapping[int, str],
    cites_listed: np.ndarray[Any, np.dtype[Any]],
    inside: BoolArray,
    citing: np.ndarray[Any, np.dtype[Any]],
    cited: np.ndarray[Any, np.dtype[Any]],
) -> pd.DataFrame:
    """Return what is said of the tools, those most cited first."""
    if not reasons:
        return _no_tools()
    rows = list(reasons)
    every = np.bincount(cited, minlength=len(papers))
    near = np.bincount(cited[inside[citing]], minlength=len(papers))
    frame = pd.DataFrame(
        {
            "title": papers["title"].iloc[rows],
            "year": papers["year"].iloc[rows],
            "cites_listed": cites_listed[rows],
            "cited": every[rows],
            "cited_inside": near[rows],
            "reason": [reasons[row] for row in rows],
        }
    ).astype(_COLUMNS)
    return frame.sort_index().sort_values("cited", ascending=False, kind="stable")


def _no_tools() -> pd.DataFrame:
    index = pd.Index([], name="paper_id", dtype="str")
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _COLUMNS.items()}).set_index(
        index
    )


def _papers(count: int, one: str = "paper") -> str:
    return f"{count:,} {one if count == 1 else one + 's'}"


def _cut(title: str) -> str:
    text = " ".join(title.split())
    return text if len(text) <= _TITLE else f"{text[: _TITLE - 1].rstrip()}\N{HORIZONTAL ELLIPSIS}"
