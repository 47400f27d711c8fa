"""Citation keys: one short name for each paper, the same in every file and figure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

import pandas as pd

from kdgraph.graph.snapshot import Snapshot
from kdgraph.titles import plain, surname, title_hash

__all__ = ["citation_keys"]

_LONGEST: Final = 30
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_FUNCTION_WORDS: Final = frozenset(
    re.findall(
        r"\S+",
        """
    a about all an and any are as at be been by can could did do does for from had has have how if
    in into is it its no not of on one or our over should so some than that the their then there
    these they this those to under up via was we were what when where which who why will with
    without you your
    """,
    )
)


def citation_keys(snapshot: Snapshot) -> pd.Series[str]:
    """Return the citation key of every paper: first author, year, first telling word of the title.

    Keys are lower-case ASCII letters and digits and tell all papers apart. They are made of facts
    of the paper alone, never of its name in figures, so that a name by hand or a new acronym breaks
    no manuscript that cites it. Papers that would share one are taken in the order of their ids:
    the first keeps it, the next get ``b``, ``c`` and so on. This is settled among all papers of
    `Snapshot.whole`, so a paper has the same key in every view and every selection. A name without
    Latin letters, or no author, is ``anon``; without a year the day's stands, without both ``nd``;
    a title without a Latin word gives six digits of its hash.

    Returns
    -------
    Series of str
        Named ``key`` and indexed by ``paper_id``, in the order of ``snapshot.papers``.

    Examples
    --------
    >>> from kdgraph.graph.data import embedded
    >>> keys = citation_keys(embedded())
    >>> keys["arxiv:1503.02531"], bool(keys.is_unique)
    ('hinton2014distilling', True)
    """
    whole = snapshot.whole
    bearers: dict[str, list[str]] = defaultdict(list)
    for paper_id, base in _bases(whole):
        bearers[base].append(paper_id)
    keys = {min(ids): base for base, ids in bearers.items()}
    taken = set(bearers)
    for base in sorted(bearers):
        suffixes = _suffixes()
        for paper_id in sorted(bearers[base])[1:]:
            # "smith2010deep" + "b" may be another paper's own key
            key = next(key for key in (f"{base}{s}" for s in suffixes) if key not in taken)
            taken.add(key)
            keys[paper_id] = key
    ids = snapshot.papers.index
    return pd.Series([keys[str(i)] for i in ids], index=ids, name="key", dtype="str")


def _bases(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """Yield each paper with the key that it would have alone."""
    papers = snapshot.papers
    names = _first_authors(snapshot)
    years = papers["year"].fillna(papers["date"].dt.year.astype(papers["year"].dtype))
    for paper_id, title, year in zip(
        papers.index.tolist(), papers["title"].tolist(), years.tolist(), strict=True
    ):
        title = "" if pd.isna(title) else str(title)
        name = _latin(surname(names.get(paper_id, ""))) or "anon"
        when = "nd" if pd.isna(year) else str(int(year))
        yield str(paper_id), f"{name[:_LONGEST]}{when}{_word(title)}"


def _first_authors(snapshot: Snapshot) -> dict[str, str]:
    lines = snapshot.authorships
    names = lines["name"].fillna(lines["author_id"].map(snapshot.authors["name"]))
    named = lines.assign(name=names).dropna(subset=["name"]).sort_values("position", kind="stable")
    first = named[named["position"] == 0]  # the second stands in no place of a nameless first
    return dict(zip(first["paper_id"], first["name"], strict=True))


def _word(title: str) -> str:
    words = [word for word in map(_latin, plain(title).split()) if re.search("[a-z]", word)]
    telling = (word for word in words if word not in _FUNCTION_WORDS and len(word) > 1)
    return next(telling, words[0] if words else title_hash(title)[:6])[:_LONGEST]


def _latin(text: str) -> str:
    return re.sub("[^a-z0-9]", "", text)


def _suffixes() -> Iterator[str]:
    """Yield b, c, ..., z, aa, ab, ..."""
    yield from _LETTERS[1:]
    for head in _suffixes_from_a():
        for tail in _LETTERS:
            yield head + tail


def _suffixes_from_a() -> Iterator[str]:
    yield "a"
    yield from _suffixes()
