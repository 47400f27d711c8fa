"""Which paper a file of a source is, by its name."""

from __future__ import annotations

import re

from kdgraph.identifiers import arxiv_id

__all__ = ["paper_of_file"]

_ENDS = r"(?:\.(?:tar|gz|tgz|tex|ltx|bbl|bib|pdf|ps|dvi|html|zip))*"
_NAME = re.compile(rf"(?:arxiv[-_:])?(.+?)(?:v(\d{{1,4}}))?{_ENDS}", re.IGNORECASE)
_OLD = re.compile(r"([a-z-]+(?:\.[a-z]{2})?)[_/:-]?(\d{7})", re.IGNORECASE)


def paper_of_file(name: str) -> tuple[str, int | None] | None:
    """Return the arXiv id and the version in the name of a file or folder, None if there is none.

    An old id may be written without its slash, or with ``_`` in its place.

    Examples
    --------
    >>> paper_of_file("arXiv-1503.02531v1.tar.gz"), paper_of_file("1503.02531")
    (('1503.02531', 1), ('1503.02531', None))
    >>> [paper_of_file(name) for name in ("hep-th_9901001.tex", "hep-th9901001v2.gz", "notes.tex")]
    [('hep-th/9901001', None), ('hep-th/9901001', 2), None]
    """
    match = _NAME.fullmatch(name.strip())
    if match is None:
        return None
    old = _OLD.fullmatch(match[1])
    identifier = arxiv_id(f"{old[1].lower()}/{old[2]}" if old else match[1])
    return None if identifier is None else (identifier, int(match[2]) if match[2] else None)
