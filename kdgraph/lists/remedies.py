"""What to do about lines that were not read as papers, by the reason that was given."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["remedy"]

_REMEDIES: Final = tuple(
    (re.compile(pattern), advice)
    for pattern, advice in (
        (
            "in no item of a list",
            'make each paper an item of its own: "- [Title](address), Authors, Venue Year"',
        ),
        ("raw HTML", "write the items as a Markdown list"),
        (
            "names no column|header",
            'name a column "title", "doi", "arxiv" or "url" in the first line',
        ),
        ("link.* into the list|own page", "nothing, if these are lines of a table of contents"),
        (
            "without a title|without title|no title|no identifier|no arXiv|no address",
            "give each paper its title, or an arXiv id, a DOI or an address of the paper",
        ),
        ("more than .* characters", "put each paper on a line, or into a record, of its own"),
        ("not closed|not BibTeX|not JSON|malformed", "correct the entry in the list"),
    )
)
_ELSE: Final = "write each paper as one of the forms below"


def remedy(reason: str) -> str:
    """Return what to do about lines that were passed over for a reason.

    Examples
    --------
    >>> remedy("a row without a title")
    'give each paper its title, or an arXiv id, a DOI or an address of the paper'
    """
    return next((advice for pattern, advice in _REMEDIES if pattern.search(reason)), _ELSE)
