"""What the columns of a table of papers are called, in Markdown and in CSV alike."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["roles"]

_ROLES = {
    "title": "title|paper title|titles|name of paper|article title|标题|题目|论文标题",
    "paper": "paper|papers|article|publication title|论文|paper name|work|reference|name",
    "authors": "authors?|author names?|author full names|author\\(s\\)|作者|by|writers?",
    "venue": "venues?|conference|conf|journal|conference/journal|journal/conference|booktitle|"
    "publication|published in|publication venue|source title|source|会议|期刊|pub|where|"
    "publisher|venue/year|venue & year|journal name|container title",
    "year": "years?|date|publication year|pub ?year|published|pub ?date|publication date|"
    "year of publication|time|年份|时间|日期",
    "doi": "doi|dois|digital object identifier",
    "arxiv": "arxiv|arxiv ?id|arxiv_id|eprint|arxiv number|archiveid",
    "url": "url|urls|link|links|paper ?link|paper ?url|pdf|pdf ?link|href|web ?link|链接",
    "code": "code|codes|github|code ?link|code ?url|repo|repository|implementation|git|代码|"
    "source code|official code|pytorch|tensorflow",
    "section": "section|category|categories|topic|group|subfield|task|area|theme|type|类别",
    "s2": "s2|s2 ?id|semantic ?scholar|semantic ?scholar ?id|paper ?id|paperid|corpus ?id|s2_id",
}
_PATTERNS = {
    role: re.compile(pattern.replace(" ?", "[ _-]?"), re.IGNORECASE)
    for role, pattern in _ROLES.items()
}


def roles(header: Sequence[str]) -> list[str | None]:
    """Return what each column holds; None for columns of no use here.

    A role is given once, to the first column of that name. A column "Paper" holds titles where no
    other does, and links where one does.

    Examples
    --------
    >>> roles(["Paper", "Conf", "YEAR", "Stars"])
    ['title', 'venue', 'year', None]
    >>> roles(["Title", "Paper"])
    ['title', 'url']
    """
    found: list[str | None] = []
    for name in header:
        plain = re.sub(r"\s+", " ", name.strip().strip("*_`\ufeff:")).strip()
        role = next((r for r, pattern in _PATTERNS.items() if pattern.fullmatch(plain)), None)
        found.append(role)
    with_title = "title" in found
    taken: set[str] = set()
    for n, role in enumerate(found):
        if role == "paper":
            role = "url" if with_title else "title"
        if role in taken and role not in ("url", "code"):
            role = None
        if role is not None:
            taken.add(role)
        found[n] = role
    return found
