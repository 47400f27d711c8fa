"""Identifiers of papers as they are written in the wild, and in the one form that is stored.

Stored forms: arXiv ids without version (``1503.02531``, ``cs/0309023``), DOIs in lower case
without resolver, Semantic Scholar ids as 40 lower-case hex digits, everything else as it came.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, unquote

__all__ = [
    "SCHEMES",
    "arxiv_id",
    "doi",
    "find_arxiv",
    "find_doi",
    "link",
    "semantic_scholar_id",
    "without_stop",
]

SCHEMES: Final = (
    "arxiv",
    "doi",
    "s2",
    "corpus",
    "acl",
    "dblp",
    "mag",
    "pubmed",
    "pmc",
    "title",
)
"""Every scheme of the `identifiers` table, strongest first."""

_ARXIV_NEW = r"\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}"
_ARXIV_OLD = r"[a-z][a-z-]+(?:\.[A-Z]{2})?/\d{2}(?:0[1-9]|1[0-2])\d{3}"
_ARXIV = re.compile(rf"(?:{_ARXIV_NEW}|{_ARXIV_OLD})")
_ARXIV_WHOLE = re.compile(rf"(?:arxiv\s*:\s*)?({_ARXIV_NEW}|{_ARXIV_OLD})(?:v\d+)?", re.IGNORECASE)
_ARXIV_IN_TEXT = re.compile(
    rf"(?:arxiv\.org/(?:abs|pdf|html|format|ps)/|alphaxiv\.org/abs/|huggingface\.co/papers/"
    rf"|ar5iv\.(?:labs\.)?(?:arxiv\.)?org/(?:html|abs)/|10\.48550/arxiv\.|\barxiv\s*:\s*"
    rf"|\barxiv\s+preprint\s+arxiv\s*:\s*)({_ARXIV_NEW}|{_ARXIV_OLD})(?:v\d+)?(?!\d)",
    re.IGNORECASE,
)
# A DOI may hold almost anything; what ends one in running text is white space, a quote or a closing
# bracket that was not opened inside it.
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d{1,9}){0,4}/[^\s\"'<>\]}|\\^`]+", re.IGNORECASE)
_SHA = re.compile(r"[0-9a-f]{40}", re.IGNORECASE)

_ADDRESSES: Final = {
    "arxiv": "https://arxiv.org/abs/",
    "doi": "https://doi.org/",
    "s2": "https://www.semanticscholar.org/paper/",
    "corpus": "https://api.semanticscholar.org/CorpusID:",
    "acl": "https://aclanthology.org/",
}


def link(scheme: str, value: str) -> str | None:
    """Return the address that an identifier in its stored form leads to; None if it has none.

    Parameters
    ----------
    scheme : str
        One of `SCHEMES`: arXiv, DOI, Semantic Scholar and the ACL Anthology have addresses.
    value : str
        The identifier; what an address cannot hold is percent-encoded.

    Examples
    --------
    >>> link("arxiv", "cs/0309023"), link("doi", "10.1002/(sici)1097<1::aid>"), link("mag", "7")
    ('https://arxiv.org/abs/cs/0309023', 'https://doi.org/10.1002/(sici)1097%3C1::aid%3E', None)
    """
    base = _ADDRESSES.get(scheme)
    return None if base is None else base + quote(value, safe="/:;()")


def arxiv_id(text: str) -> str | None:
    """Return the arXiv id that `text` as a whole is, without version; None if it is none.

    Examples
    --------
    >>> arxiv_id("arXiv:1503.02531v1"), arxiv_id("cs/0309023"), arxiv_id("1590.12345")
    ('1503.02531', 'cs/0309023', None)
    """
    match = _ARXIV_WHOLE.fullmatch(text.strip())
    return _old_style_lower(match[1]) if match else None


def find_arxiv(text: str) -> str | None:
    """Return the first arXiv id that a link or a phrase in `text` names, without version.

    A bare number is not taken for one: it must follow an arXiv address or "arXiv:".

    Examples
    --------
    >>> find_arxiv("see https://arxiv.org/pdf/1412.6550v4.pdf")
    '1412.6550'
    >>> find_arxiv("between 1412.6550 and 1500") is None
    True
    """
    match = _ARXIV_IN_TEXT.search(text)
    return _old_style_lower(match[1]) if match else None


def _old_style_lower(identifier: str) -> str:
    archive, slash, number = identifier.partition("/")
    return f"{archive.split('.')[0].lower()}/{number}" if slash else identifier


def doi(text: str) -> str | None:
    """Return the DOI that `text` as a whole is, in lower case; None if it is none.

    Examples
    --------
    >>> doi("https://doi.org/10.1145/1150402.1150464"), doi("doi: 10.1093/MIND/LIX.236.433")
    ('10.1145/1150402.1150464', '10.1093/mind/lix.236.433')
    >>> doi("11.1145/1") is None
    True
    """
    text = re.sub(
        r"^(?:https?://)?(?:dx\.)?(?:doi\.org/)?(?:doi\s*:\s*)?", "", text.strip(), flags=re.I
    )
    found = find_doi(text)
    return found if found is not None and found == unquote(text).lower() else None


def find_doi(text: str) -> str | None:
    """Return the first DOI in `text`, in lower case, cut where running text goes on.

    Examples
    --------
    >>> find_doi("https://dl.acm.org/doi/abs/10.1145/1150402.1150464")
    '10.1145/1150402.1150464'
    >>> find_doi("(10.1002/(SICI)1097-4571(199006)41:4<1::AID)").startswith("10.1002/(sici)1097")
    True
    """
    match = _DOI.search(unquote(text))
    if match is None:
        return None
    found = without_stop(match[0].split("?")[0].split("#")[0])
    # publishers append these to a DOI in their own addresses
    found = re.sub(r"(?:\.pdf|/(?:pdf|full|abstract|epdf|html))$", "", found, flags=re.I)
    return found.lower() or None


def without_stop(address: str) -> str:
    """Return an address or DOI from running text without the stops and brackets that follow it.

    A closing bracket stays where one was opened within.

    Examples
    --------
    >>> without_stop("https://a.org/x_(2)."), without_stop("10.1000/1).)")
    ('https://a.org/x_(2)', '10.1000/1')
    """
    excess = address.count(")") - address.count("(")
    end = len(address)
    while end > 0:
        if address[end - 1] == ")" and excess > 0:
            excess -= 1
        elif address[end - 1] not in ".,;:*_":
            break
        end -= 1
    return address[:end]


def semantic_scholar_id(text: str) -> str | None:
    """Return the 40 hex digits of a Semantic Scholar paper id or address in `text`, else None.

    Examples
    --------
    >>> semantic_scholar_id("https://www.semanticscholar.org/paper/X/" + "0C" * 20)
    '0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c'
    """
    whole = _SHA.fullmatch(text.strip())
    if whole:
        return whole[0].lower()
    if "semanticscholar.org" in text:
        match = _SHA.search(text)
        return match[0].lower() if match else None
    return None
