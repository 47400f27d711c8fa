"""Papers that share one line of a list."""

# ruff: noqa: RUF001 - lists do print these dashes and signs, so they are matched

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from kdgraph.lists.formats import Draft
from kdgraph.lists.inline import Rich
from kdgraph.lists.items import Item, interpret
from kdgraph.lists.links import is_label, is_paper, is_paper_label
from kdgraph.lists.text import barred

__all__ = ["papers_in", "shared"]

_MOST_PAPERS = 12  # of one line
_LONGEST = 4000
_NAMED_APART = re.compile(  # "), Gadget B: ["
    r"[\s)\],;.&*]*(?:and\s+)?(?P<name>[^\W\d_][^|\[\]()\n:：]{1,120}?)\s*[:：][\s(\[]*"
)
_BETWEEN = re.compile(r";\s+(?:and\s+)?(?=[^\W_]|[\"“'‘*_\[])")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|['’]\d\d\b")


def shared(item: Item) -> list[Item]:
    """Return an item as it is, or an item for each of the papers that share its one line.

    Examples
    --------
    >>> line = Rich.plain("Owls in Rain, NeurIPS 2018; Herons at Noon, ICML 2019")
    >>> [part.lines[0].text for part in shared(Item(0, 53, [line]))]
    ['Owls in Rain, NeurIPS 2018', 'Herons at Noon, ICML 2019']
    """
    pieces = papers_in(item.lines[0]) if len(item.lines) == 1 and not item.cells else []
    if len(pieces) < 2:
        return [item]
    return [
        replace(item, start=start, end=end, lines=[piece])
        for piece in pieces
        for start, end in [piece.source(0, len(piece.text))]
    ]


def papers_in(line: Rich) -> list[Rich]:
    """Return the papers that share a line, each with its part of it; none if it is one paper.

    They are linked titles parted by nothing but commas and tags, references parted by semicolons,
    or names each with a colon and a link to a paper.
    """
    if ";" in line.text and (parted := _parted(line)):
        return parted
    if len(line.anchors) < 2:
        return []
    titles = [
        anchor
        for anchor in line.anchors
        if anchor.end - anchor.start > 10
        and is_paper(anchor.url)
        and len((label := line.text[anchor.start : anchor.end]).split()) > 2
        and not is_label(label)
    ]
    if len(titles) < 2 or len({anchor.url for anchor in titles}) < len(titles):
        return _labelled_apart(line)
    text = barred(line.text, [(anchor.start, anchor.end) for anchor in line.anchors])
    cuts = [0]
    for before, after in pairwise(titles):
        gap = text[before.end : after.start]
        if re.search(r"(?<![\w-])[a-z]{2,}(?![\w-])", re.sub(r"\band\s*$", "", gap)):
            return []
        cuts.append(after.start)
    lead = text[: titles[0].start].rstrip(" [(*")
    if lead.strip(" -–—*•[]()0123456789.:") and not (lead.endswith(":") and len(lead) < 40):
        return []
    cuts[0] = titles[0].start
    return [line.cut(a, b) for a, b in pairwise([*cuts, len(line.text)])]


def _labelled_apart(line: Rich) -> list[Rich]:
    """Return the papers that share a line if each is a name, a colon and a link "paper".

    Two addresses of one paper have no such name between them.
    """
    links = [
        anchor
        for anchor in line.anchors
        if is_paper(anchor.url) and is_paper_label(line.text[anchor.start : anchor.end])
    ]
    if len(links) < 2 or len({anchor.url for anchor in links}) < len(links):
        return []
    cuts = []
    at = 0
    for anchor in links:
        named = _NAMED_APART.fullmatch(line.text, at, anchor.start)
        if named is None:
            return []
        cuts.append(named.start("name"))
        at = anchor.end
    return [line.cut(a, b) for a, b in pairwise([*cuts, len(line.text)])]


def _parted(line: Rich) -> list[Rich]:
    """Return the papers between semicolons, if each is one by itself: with a title and a year."""
    text = line.text
    if len(text) > _LONGEST or "\n" in text:
        return []
    outside = barred(text, [(anchor.start, anchor.end) for anchor in line.anchors])
    cuts = [(match.start(), match.end()) for match in _BETWEEN.finditer(outside)]
    if not 0 < len(cuts) < _MOST_PAPERS:
        return []
    bounds = zip([0, *(b for _, b in cuts)], [*(a for a, _ in cuts), len(text)], strict=True)
    pieces = [line.cut(a, b) for a, b in bounds]
    return pieces if all(map(_is_whole, pieces)) else []


def _is_whole(piece: Rich) -> bool:
    """Tell whether a piece of a line is a paper without the rest of it."""
    text = piece.text
    if _YEAR.search(text) is None or text.count("(") != text.count(")"):
        return False
    found = interpret(Item(0, 0, [piece]))
    return (
        isinstance(found, Draft)
        and len((found.title or "").split()) > 1
        and found.year is not None
        and bool(found.venues or found.authors)
    )
