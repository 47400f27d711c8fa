"""Whether two entries, of one list or of two, are the same paper."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from kdgraph.identifiers import of_entry
from kdgraph.lists.entry import Entry
from kdgraph.titles import compare_titles, names_agree, title_key

__all__ = ["groups_of_one_paper", "keys", "one_paper"]

_YEARS_APART = 1


def keys(entry: Entry) -> tuple[tuple[str, str], ...]:
    """Return the identifiers of an entry in stored form."""
    return of_entry(
        entry.arxiv, entry.doi, entry.paper_links, (link.url for link in entry.other_links)
    )


def one_paper(a: Entry, b: Entry) -> bool:
    r"""Tell whether two entries are one paper: by their identifiers, else by their titles.

    Where both have an identifier of the same scheme, it decides. Else their titles have to be the
    same but for spelling, and neither years more than one apart nor authors may speak against it.

    Examples
    --------
    >>> from kdgraph.lists import read_list
    >>> a, b = read_list(b"- **Deep Owls, CVPR 2018**\n- **Deep owls.** (ICML 2015)\n").entries
    >>> one_paper(a, b), one_paper(a, a)
    (False, True)
    """
    mine, theirs = dict(keys(a)), dict(keys(b))
    # a DOI may be that of the published version here and that of the preprint there
    if (one := mine.get("arxiv")) and (other := theirs.get("arxiv")):
        return one == other
    if any(theirs.get(scheme) == value for scheme, value in mine.items()):
        return True
    if not a.title or not b.title:
        return False
    compared = compare_titles(a.title, b.title)
    if not compared.alike:
        return False
    if a.year is not None and b.year is not None and abs(a.year - b.year) > _YEARS_APART:
        return False
    if a.authors and b.authors:
        return names_agree(list(a.authors), list(b.authors))
    # two words may be the title of many a paper
    return compared.relation == "same" and (len(a.title.split()) > 2 or a.year == b.year)


def groups_of_one_paper(entries: Iterable[Entry]) -> list[list[Entry]]:
    """Return the entries that are one paper, together, in the order of the list."""
    groups: list[list[Entry]] = []
    group_of: dict[str, int] = {}
    met: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        own: list[tuple[str, str]] = list(keys(entry))
        if entry.title:
            own.append(("title", title_key(entry.title)))
        earlier = _earlier(entry, [other for key in own for other in met[key]])
        if earlier is None:
            group_of[entry.entry_id] = len(groups)
            groups.append([entry])
        else:
            group_of[entry.entry_id] = group_of[earlier.entry_id]
            groups[group_of[earlier.entry_id]].append(entry)
        for key in own:
            met[key].append(entry)
    return [group for group in groups if len(group) > 1]


def _earlier(entry: Entry, others: Sequence[Entry]) -> Entry | None:
    return next((other for other in others if one_paper(other, entry)), None)
