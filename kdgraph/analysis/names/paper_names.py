"""The name of each paper: the same in every figure, page, table and export."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from kdgraph.analysis.names.acronyms import is_phrase
from kdgraph.analysis.names.casing import Spellings, tokens
from kdgraph.analysis.names.claims import Claim, claims, line_of
from kdgraph.graph.chronology import publication_time
from kdgraph.graph.names_by_hand import NamesByHand
from kdgraph.graph.snapshot import Snapshot
from kdgraph.person_names import surname_in_mixed_case

__all__ = ["KINDS", "named_in", "paper_names", "short_names", "told_name"]

KINDS: Final = (
    "override",
    "list",
    "title prefix",
    "title parenthesis",
    "abstract",
    "citing sentence",
    "title",
    "author year",
    "beginning of title",
    "unknown",
)
"""Where names are from, the surest first."""

_FROM: Final = {
    "override": "by hand",
    "list": "the list calls it so",
    "title prefix": "its title begins with it",
    "title parenthesis": "in brackets in its title",
    "abstract": "its abstract",
    "title": "its title",
    "author year": "its authors and year",
    "beginning of title": "its title begins so, its authors are unknown",
    "unknown": "neither title nor authors are known",
}
_VERSION: Final = 3  # of what is kept beside a snapshot
_LONGEST_TITLE: Final = 25  # signs of a title that is a name by itself
_LONGEST_BEGINNING: Final = 22  # signs of the beginning of a title
_LONGEST_TWO_WORDS: Final = 28  # signs of its first two words, for one says too little
_LONGEST_PAIR: Final = 19
_NOBODY: Final = re.compile(
    r"(?:et\.? al\.?|anon(?:ymous)?(?: authors?)?|unknown(?: authors?)?|no authors?(?: listed)?|"
    r"n\.?/?a\.?|null|none|[\W\d_]*|s2:\d+)",
    re.IGNORECASE,
)
_WEAK_END: Final = re.compile(
    r"(?:\s+(?:a|an|and|as|at|by|for|from|in|into|is|of|on|or|the|to|via|with))+$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Name:
    """A name that a paper may bear, in full and where there is little room."""

    name: str
    brief: str
    kind: str
    evidence: str
    ids: tuple[str, ...]
    spelling: str | None = None


def paper_names(snapshot: Snapshot) -> pd.DataFrame:
    """Return what each paper is called where its title has no room, and why.

    The first that there is: a name by hand; the list's own name for the paper; the name that its
    title gives before a colon ("FitNets: Hints for Thin Deep Nets") or in brackets; the acronym of
    what its abstract proposes; the name that citing sentences put before the citation; a phrase
    before the colon of its title ("Agree to Disagree: ..."); its title, if short; its authors and
    year; the beginning of its title.

    Names are settled among all papers of `Snapshot.whole`, so that a paper has one name in every
    view and selection, and no two papers have the same. Of papers that lay claim to one name, the
    first on the list bears it, else the earliest; the others take what comes next. Authors and
    years that are the same get letters, a, b, ...: the listed papers first, in the order of the
    list, then the others by time. A single listed paper keeps them bare.

    Names are spelled as most texts of the snapshot that keep capitals do (BERT, ImageNet), and
    surnames in capitals are set in mixed case.

    Returns
    -------
    DataFrame
        Indexed by ``paper_id``, in the order of ``snapshot.papers``: ``name``; ``brief``, the same
        but with one surname for all authors, where there is little room; ``kind``, one of `KINDS`;
        ``evidence``, the text that gives the name; ``evidence_ids``, the entry of the list or the
        citing papers (at most five) that the text is from, else nothing; ``spelling``, why it is
        spelled otherwise than there, missing where it is not.

    Raises
    ------
    InputError
        If the file of corrections by hand cannot be read, or has another form.

    Examples
    --------
    >>> import kdgraph
    >>> named = kdgraph.paper_names(kdgraph.embedded())
    >>> named.loc[["arxiv:1412.6550", "arxiv:1503.02531"], ["name", "kind"]].to_numpy().tolist()
    [['FitNets', 'title prefix'], ['Hinton et al. 2014', 'author year']]
    """
    whole = snapshot.whole
    by_hand = whole.names_by_hand
    table = whole.memoize(
        f"names of papers, by hand {by_hand.digest}", lambda: _table(whole, by_hand)
    )
    ids = snapshot.papers.index
    return table.copy(deep=False) if ids.equals(table.index) else table.reindex(ids)


def short_names(
    snapshot: Snapshot, papers: Iterable[str], *, brief: bool = False
) -> dict[str, str]:
    """Return the names of some papers as `paper_names` has them, also of those not in a view.

    Examples
    --------
    >>> import kdgraph
    >>> list(short_names(kdgraph.embedded(), ["arxiv:1503.02531"], brief=True).values())
    ['Hinton 2014']
    """
    named = paper_names(snapshot.whole)["brief" if brief else "name"]
    wanted = list(dict.fromkeys(papers))
    return dict(zip(wanted, named.loc[wanted].tolist(), strict=True))


def named_in(snapshot: Snapshot, text: str) -> str:
    """Return a text in which the names of papers stand in the place of their ids.

    Only ids with a scheme are looked for, as in ``arxiv:1503.02531``.

    Examples
    --------
    >>> import kdgraph
    >>> named_in(kdgraph.embedded(), "1 survey (arxiv:2006.05525) on the path")
    '1 survey (Gou et al. 2021) on the path'
    """
    if not re.search(r"\w:\S", text):
        return text
    names = paper_names(snapshot.whole)["name"]
    there = [paper_id for paper_id in names.index if ":" in paper_id and paper_id in text]
    if not there:
        return text
    # the longest first; none as the beginning of a longer id, as arxiv:1503.0253 of ...02531
    ids = "|".join(map(re.escape, sorted(there, key=len, reverse=True)))
    return re.sub(rf"(?:{ids})(?![\w/])", lambda found: str(names[found[0]]), text)


def told_name(name: pd.Series[Any]) -> str:
    """Return in words where a name is from: a row of `paper_names`.

    Examples
    --------
    >>> import kdgraph
    >>> told_name(kdgraph.paper_names(kdgraph.embedded()).loc["arxiv:1412.6550"])
    'its title begins with it'
    """
    kind, evidence = str(name["kind"]), name["evidence"]
    if kind == "citing sentence":
        count = len(name["evidence_ids"])
        told = f"{count} citing {'paper calls' if count == 1 else 'papers call'} it so"
    else:
        told = _FROM[kind]
    if kind in {"override", "list", "abstract", "citing sentence"} and isinstance(evidence, str):
        told += f": \u201c{evidence}\u201d"
    return f"{told}; {name['spelling']}" if isinstance(name["spelling"], str) else told


def _table(whole: Snapshot, by_hand: NamesByHand) -> pd.DataFrame:
    kept = whole.keep("names", _VERSION, lambda: _to_bytes(_candidates(whole)))
    candidates = _from_bytes(kept)
    ids = [str(paper_id) for paper_id in whole.papers.index]
    for paper_id, name in by_hand.names.items():
        note = by_hand.notes.get(paper_id, "")
        candidates[paper_id].insert(0, _Name(name, name, "override", note, ()))
    chosen = _settled(candidates, _order(whole, ids))
    rows = [chosen[paper_id] for paper_id in ids]
    return pd.DataFrame(
        {
            "name": pd.array([row.name for row in rows], dtype="str"),
            "brief": pd.array([row.brief for row in rows], dtype="str"),
            "kind": pd.array([row.kind for row in rows], dtype="str"),
            "evidence": pd.array([row.evidence or None for row in rows], dtype="str"),
            "evidence_ids": pd.Series([list(row.ids) for row in rows], dtype=object),
            "spelling": pd.array([row.spelling for row in rows], dtype="str"),
        }
    ).set_axis(pd.Index(ids, name="paper_id", dtype="str"))


def _order(whole: Snapshot, ids: Sequence[str]) -> dict[str, tuple[bool, float, str]]:
    """Return what papers are sorted by: the list in its order, then the others by time."""
    place = {paper_id: float(n) for n, paper_id in enumerate(whole.reading_list.papers)}
    time = dict(zip(ids, publication_time(whole.papers).tolist(), strict=True))
    return {
        paper_id: (False, place[paper_id], paper_id)
        if paper_id in place
        else (True, time[paper_id] if time[paper_id] == time[paper_id] else float("inf"), paper_id)
        for paper_id in ids
    }


def _settled(
    candidates: Mapping[str, Sequence[_Name]], order: Mapping[str, tuple[bool, float, str]]
) -> dict[str, _Name]:
    """Return one name for each paper, no two alike."""
    chosen: dict[str, _Name] = {}
    taken: set[str] = set()
    ranked = sorted(order, key=order.__getitem__)
    by_hand = [one for one in ranked if candidates[one][0].kind == "override"]
    common = _common(candidates)
    for paper_id in [*by_hand, *(one for one in ranked if one not in set(by_hand))]:
        for name in candidates[paper_id]:
            key = name.name.casefold()
            if name.kind in _LETTERED or key in taken or key in common:
                continue
            chosen[paper_id] = name
            taken |= {key, name.brief.casefold()}
            break
    rest: dict[str, list[str]] = defaultdict(list)
    for paper_id in ranked:
        if paper_id not in chosen:
            rest[candidates[paper_id][-1].brief.casefold()].append(paper_id)
    for alike in rest.values():
        letters = _letters()
        listed = sum(not order[paper_id][0] for paper_id in alike)
        if len(alike) == 1 or listed == 1:
            letters = _after_bare(letters)
        for paper_id in alike:
            name = candidates[paper_id][-1]
            chosen[paper_id] = _lettered(name, letters, taken)
    return chosen


_LETTERED: Final = ("author year", "beginning of title", "unknown")


def _common(candidates: Mapping[str, Sequence[_Name]]) -> set[str]:
    """Return the plain words that several papers begin their titles with: no name of any."""
    bearers: dict[str, int] = defaultdict(int)
    for names in candidates.values():
        for name in names:
            if name.kind == "title prefix" and is_phrase(name.name):
                bearers[name.name.casefold()] += 1
    return {key for key, count in bearers.items() if count > 1}


def _lettered(name: _Name, letters: Iterator[str], taken: set[str]) -> _Name:
    """Return a name with the first letter that makes it, and its brief form, one of its own."""
    for letter in letters:
        full, brief = (_joined(text, letter) for text in (name.name, name.brief))
        if not taken & {full.casefold(), brief.casefold()}:
            taken |= {full.casefold(), brief.casefold()}
            return _Name(full, brief, name.kind, name.evidence, name.ids, name.spelling)
    raise AssertionError("letters never end")


def _joined(name: str, letter: str) -> str:
    return f"{name}{'' if not letter or name[-1].isdigit() else ' '}{letter}"


def _letters() -> Iterator[str]:
    """Yield a, b, ..., z, aa, ab, ..."""
    number = 0
    while True:
        number += 1
        rest, letters = number, ""
        while rest:
            rest, last = divmod(rest - 1, 26)
            letters = chr(97 + last) + letters
        yield letters


def _after_bare(letters: Iterator[str]) -> Iterator[str]:
    """Yield no letter, and then b, c, ..."""
    yield ""
    next(letters)
    yield from letters


def _candidates(whole: Snapshot) -> dict[str, list[_Name]]:
    """Return the names that each paper may bear, the best first; the last is one for any paper."""
    claimed = claims(whole)
    authors = _authors(whole)
    papers = whole.papers
    made: dict[str, list[_Name]] = {}
    for paper_id, title, year in zip(
        papers.index.tolist(), papers["title"].tolist(), papers["year"].tolist(), strict=True
    ):
        text = "" if pd.isna(title) else line_of(title)
        names = [_claimed(claim) for claim in claimed.get(paper_id, ())]
        if text and len(text) <= _LONGEST_TITLE:
            names.append(_Name(text, text, "title", text, ()))
        when = None if pd.isna(year) else int(year)
        names.append(_by_people(authors.get(paper_id, ()), when) or _by_title(text, when))
        made[str(paper_id)] = names
    return _spelled(whole, made)


def _claimed(claim: Claim) -> _Name:
    return _Name(claim.name, claim.name, claim.kind, claim.evidence, claim.ids)


def _by_people(authors: Sequence[str], year: int | None) -> _Name | None:
    """Return whose paper it is: "Hinton et al.", "Ba & Caruana", "Krizhevsky", and its year."""
    if not authors:
        return None
    families = [surname_in_mixed_case(name) for name in authors[:2]]
    several = len(authors) > 2 or _is_others(authors[-1])
    when = "" if year is None else f" {year}"
    pair = " & ".join(families)
    if len(authors) == 1:
        full = families[0]
    elif not several and len(pair) <= _LONGEST_PAIR:
        full = pair
    else:
        full = f"{families[0]} et al."
    evidence = "; ".join([*authors[:3], *(["…"] if len(authors) > 3 else [])])
    return _Name(f"{full}{when}", f"{families[0]}{when}", "author year", evidence, ())


def _is_others(name: str) -> bool:
    return re.fullmatch(r"et\.? al\.?|others", name.strip(), re.IGNORECASE) is not None


def _by_title(title: str, year: int | None) -> _Name:
    """Return the beginning of a title, cut between words, and the year."""
    when = "" if year is None else f" {year}"
    if not title:
        return _Name(f"Untitled{when}", f"Untitled{when}", "unknown", "", ())
    head, colon, _ = title.partition(":")
    text = head if colon and len(head) >= _LONGEST_BEGINNING // 2 else title
    words = ""
    for word in text.split():
        most = _LONGEST_BEGINNING if " " in words else _LONGEST_TWO_WORDS
        if words and len(words) + 1 + len(word) > most:
            break
        words = f"{words} {word}".strip()
    words = words if words == title else _WEAK_END.sub("", words)
    words = words[:_LONGEST_TWO_WORDS].rstrip(" ,;:.-")
    end = "" if words == title else "\u2026"
    return _Name(f"{words}{end}{when}", f"{words}{end}{when}", "beginning of title", title, ())


def _authors(whole: Snapshot) -> dict[str, list[str]]:
    """Return the names as the papers print them, in order; else those of the list."""
    table = whole.authorships.sort_values(["paper_id", "position"], kind="stable")
    # where the first author has no name, the second would stand in that place
    first = table.loc[table["position"] == 0, "paper_id"]
    table = table[table["paper_id"].isin(first)]
    printed = table["name"].fillna(table["author_id"].map(whole.authors["name"]))
    found: dict[str, list[str]] = defaultdict(list)
    nameless: set[str] = set()
    for paper_id, position, name in zip(
        table["paper_id"].tolist(), table["position"].tolist(), printed.tolist(), strict=True
    ):
        if not pd.isna(name) and (_is_others(str(name)) or not _NOBODY.fullmatch(str(name))):
            found[str(paper_id)].append(line_of(name))
        elif position == 0:
            nameless.add(str(paper_id))
    named = {
        paper_id: names
        for paper_id, names in found.items()
        if paper_id not in nameless and not _is_others(names[0])
    }
    matched = whole.matches["paper_id"].dropna()
    for entry_id, names in whole.entries["authors"].dropna().items():
        paper_id = matched.get(entry_id)
        people = [line_of(name) for name in names if not _NOBODY.fullmatch(str(name))]
        if paper_id is not None and people:
            named.setdefault(str(paper_id), people)
    return named


def _spelled(whole: Snapshot, made: Mapping[str, list[_Name]]) -> dict[str, list[_Name]]:
    """Return the names with the capitals that most texts of the snapshot keep."""
    kinds = (*_LETTERED, "list", "citing sentence")
    words = {
        part.casefold()
        for names in made.values()
        for name in names
        if name.kind not in kinds
        for token in tokens(name.name)
        for part in (token, *_parts(token))
    }
    papers = whole.papers
    spellings = Spellings(frozenset(words))
    for texts in (papers["title"], papers["abstract"], whole.contexts["sentence"]):
        spellings.add(texts.dropna())
    own: dict[str, list[str]] = defaultdict(list)
    for paper_id, text in papers["abstract"].dropna().items():
        own[str(paper_id)] += tokens(str(text))
    matched = whole.matches["paper_id"].dropna()
    for entry_id, title in whole.entries["title"].dropna().items():
        if entry_id in matched.index:
            own[str(matched[str(entry_id)])] += tokens(str(title))
    return {
        paper_id: [
            name if name.kind in kinds else _respelled(name, spellings, own.get(paper_id, []))
            for name in names
        ]
        for paper_id, names in made.items()
    }


def _parts(token: str) -> list[str]:
    return re.split(r"[-\u2010\u2011]", token)


def _respelled(name: _Name, spellings: Spellings, own: Sequence[str]) -> _Name:
    text, reasons = name.name, []
    for token in tokens(name.name):
        whole = spellings.of(token, own)
        pieces = [(token, whole)] if whole else [(p, spellings.of(p, own)) for p in _parts(token)]
        new = token
        for piece, spelling in pieces:
            if spelling is not None and spelling.word != piece:
                new = re.sub(
                    rf"(?<![^\W_]){re.escape(piece)}(?![^\W_])", spelling.word, new, count=1
                )
                reasons.append(spelling.why)
        if new != token:
            text = text.replace(token, new, 1)
    if text == name.name:
        return name
    return _Name(text, text, name.kind, name.evidence, name.ids, "; ".join(dict.fromkeys(reasons)))


def _to_bytes(made: Mapping[str, list[_Name]]) -> bytes:
    plain = {
        paper_id: [
            [name.name, name.brief, name.kind, name.evidence, name.ids, name.spelling]
            for name in names
        ]
        for paper_id, names in made.items()
    }
    return json.dumps(plain, ensure_ascii=False).encode("utf-8", "replace")


def _from_bytes(kept: bytes) -> dict[str, list[_Name]]:
    plain: dict[str, list[Any]] = json.loads(kept)
    return {
        paper_id: [
            _Name(name, brief, kind, evidence, tuple(ids), spelling)
            for name, brief, kind, evidence, ids, spelling in names
        ]
        for paper_id, names in plain.items()
    }
