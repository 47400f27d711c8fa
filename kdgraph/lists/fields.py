"""Lines of a list that say what they hold: "Venue: ICML 2025", "- 代码: https://...".

One table of labels serves sub-items, paragraphs, bold labels and the labels of links alike.
"""

# ruff: noqa: RUF001 - lists do print these signs, so they are matched

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from kdgraph.lists.inline import Rich
from kdgraph.lists.vocabulary import FIELD_LABELS

__all__ = ["Field", "field_line", "field_role"]

_ROLES = {label: role for role, text in FIELD_LABELS.items() for label in text.split("|")}
_LABEL = re.compile(
    r"[\W_]{0,12}+(?P<label>[^\W_](?:[^\n:：|\[\]]{0,40}?[^\W_)）])?)"
    r"\s*[*_]*(?:[(（\[][^()（）\[\]\n]{0,40}[)）\]])?[*_]*\s*"
    r"(?:[:：]{1,2}|[-–—](?=\s*(?:https?://|$))|(?<=\s)(?=https?://))[*_ ]*\s*"
)
_REMARK = re.compile(r"\s*[(（].*$")
_COUNT = re.compile(r"[\s#-]*\d{1,2}$")


class Field(NamedTuple):
    """What a line holds, and where the value begins in it."""

    role: str
    label: str
    start: int


@lru_cache(maxsize=4096)
def field_role(label: str) -> str:
    """Return what a label stands for, "" for none that is known.

    The roles are title, paper, code, venue, year, authors, institutions, other (pages, videos,
    data ...) and note (summaries, keywords ...).

    Examples
    --------
    >>> field_role("Paper(Oral)"), field_role("项目主页"), field_role("Owls")
    ('paper', 'other', '')
    """
    plain = " ".join(label.casefold().strip(" *_.#'\"").split())
    if plain in _ROLES:
        return _ROLES[plain]
    plain = _COUNT.sub("", _REMARK.sub("", plain)).strip()
    if plain in _ROLES:
        return _ROLES[plain]
    parts = re.split(r"\s*(?:&|/|\+|\band\b|与|和)\s*", plain)
    found = [_ROLES.get(part, "") for part in parts]
    return found[0] if len(parts) > 1 and all(found) else ""


def field_line(line: Rich) -> Field | None:
    """Return what a line holds if it begins with a label and a colon, else None.

    A label that is only the beginning of a bold or linked text, such as a title "Data: A Survey",
    is none.

    Examples
    --------
    >>> field_line(Rich("📑 Publisher: ICML 2025 (Poster)"))
    Field(role='venue', label='Publisher', start=13)
    >>> field_line(Rich("Owls: A Survey")) is None
    True
    """
    if line.named is None:
        line.named = (_named(line),)
    return line.named[0]


def _named(line: Rich) -> Field | None:
    text = line.text
    head = text[:90]
    if ":" not in head and "：" not in head and "http" not in head:
        return None
    match = _LABEL.match(text)
    if match is None:
        return None
    role = field_role(match["label"])
    if not role:
        return None
    if role == "title":
        return Field(role, match["label"], match.end())
    first, last = match.span("label")
    for start, end in (*line.strong, *((a.start, a.end) for a in line.anchors)):
        if start <= first and end > match.end() and not text.startswith("http", match.end()):
            return None
        if start > last:
            break
    return Field(role, match["label"], match.end())
