"""Identifiers of papers as they are written in the wild, and in the one form that is stored.

Stored forms: arXiv ids without version (``1503.02531``, ``cs/0309023``), DOIs in lower case
without resolver, Semantic Scholar ids as 40 lower-case hex digits, PMCIDs without ``PMC``,
everything else as it came.

An identifier stands in one of three places, each with a rule of its own. A *field* holds nothing
else, so that it ends where the field ends (`arxiv_id`, `doi`). *Running text* goes on behind it
(`find_arxiv`, `find_doi`). An *address* is parsed into host, path and query (`in_address`): what a
publisher appends to an identifier there, such as ``/full`` or ``v2.full.pdf``, is no part of it.
"""

# ruff: noqa: RUF001 - lists do print these dashes, quotes and brackets, so they are matched

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urlsplit

__all__ = [
    "SCHEMES",
    "arxiv_id",
    "doi",
    "find_arxiv",
    "find_doi",
    "find_identifier",
    "held_identifier",
    "in_address",
    "in_text",
    "link",
    "of_entry",
    "semantic_scholar_id",
    "service_id",
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

_SERVICE_PREFIXES: Final = {
    "arxiv": "ARXIV:",
    "doi": "DOI:",
    "s2": "",
    "corpus": "CorpusId:",
    "pubmed": "PMID:",
    "pmc": "PMCID:",
    "acl": "ACL:",
    "mag": "MAG:",
}
"""How Semantic Scholar is asked for a paper by each scheme, the one most to be trusted first."""

# --- arXiv ---------------------------------------------------------------------------------------

_ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|"
    "cond-mat|cs|dg-ga|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math-ph|math|mtrl-th|nlin|"
    "nucl-ex|nucl-th|patt-sol|physics|plasm-ph|q-alg|q-bio|quant-ph|solv-int|supr-con|econ|eess|"
    "q-fin|stat"
)
_ARCHIVE = rf"(?:{_ARCHIVES})(?:\.[a-z]{{2}}(?:-[a-z]{{2,8}})?|\.[a-z]{{3,5}}-[a-z]{{2,5}})?"
# In use since April 2007; never fewer than five digits follow the point since 2015.
_NEW = (
    r"(?:(?:07(?:0[4-9]|1[0-2])|(?:0[89]|1[0-4])(?:0[1-9]|1[0-2]))\.\d{4,5}"
    r"|(?:1[5-9]|[2-4]\d)(?:0[1-9]|1[0-2])\.\d{5})(?!\d)"
)
_OLD = rf"{_ARCHIVE}/(?:9[1-9]|0[0-7])(?:0[1-9]|1[0-2])\d{{3}}(?!\d)"
# "hep-th/1601.07616" has an archive where none belongs, a common mistake
_ARXIV = rf"(?:{_ARCHIVE}/)?{_NEW}|{_OLD}"
_VERSION = r"(?:v\d{1,3})?"
_ARXIV_WHOLE = re.compile(rf"(?:arxiv\s*[:.]\s*)?({_ARXIV}){_VERSION}", re.IGNORECASE)
_ARXIV_IN_TEXT = re.compile(
    r"(?:(?<![^\W_])arxiv(?:\s*(?:preprint|e-?prints?|identifier|id|number|no\.))?"
    r"[\s:.,#(\[/_–-]{1,3}(?:arxiv\s*[:.]\s*)?"
    rf"|(?<![\w/])abs/)({_ARXIV}){_VERSION}(?![^\W_])",
    re.IGNORECASE,
)
# In a path an id follows what says so: the archive's name, or what its pages are called there.
_ARXIV_IN_PATH = re.compile(
    r"(?:(?:^|[/_.:=-])arxiv[/:._-](?:(?:abs|pdf|html|papers)/)?"
    r"|(?:^|/)(?:abs|pdf|html|papers?|overview|format|src|e-print|ps)/(?:arxiv:)?)"
    rf"({_ARXIV}){_VERSION}(?![^\W_]|/\d)",
    re.IGNORECASE,
)
_ARXIV_SEGMENT = re.compile(rf"(?:^|/)(?:arxiv:)?({_ARXIV}){_VERSION}(?![^\W_])", re.IGNORECASE)
_USUAL_ARXIV = re.compile(rf"https?://arxiv\.org/(?:abs|pdf)/({_NEW}){_VERSION}(?:\.pdf)?")
"""How nine in ten addresses of arXiv are written: nothing in them is left to be interpreted."""
_ARXIV_HOSTS = ("arxiv.org", "xxx.lanl.gov", "ar5iv.org", "alphaxiv.org", "arxiv-vanity.com")
_ADS_CODE = re.compile(r"\d{4}arXiv(\d{4})\.?(\d{4,5})[A-Z]")
_DBLP_CODE = re.compile(r"/corr/abs-(\d{4})-(\d{4,5})\b")
_FTP_OLD = re.compile(rf"/ftp/({_ARCHIVES})/papers/\d{{4}}/(\d{{7}})", re.IGNORECASE)
_DIGITS = re.compile(r"\d{4}\.\d{4}|(?:/|%2f)\d{7}|arxiv\d{4}|abs-\d{4}-", re.IGNORECASE)

# --- DOI -----------------------------------------------------------------------------------------

_DOI_PREFIX = r"10\.\d{4,9}(?:\.\d{1,9}){0,4}/"
_DOI_WHOLE = re.compile(rf"{_DOI_PREFIX}\S+", re.IGNORECASE)
# A DOI may hold almost anything; what ends one in running text is white space, a quote, a closing
# bracket that was not opened inside it, or a mark that no publisher uses.
_CLOSING = (
    "“”„«»‘’…"
    "\u3001\u3002\u300a\u300b\u3010\u3011\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f"
    "\u200b-\u200f\u2028-\u202e\u2060\ufeff"
)
_ENDS = "\\s\"'<>\\]}|\\\\^`" + _CLOSING
_AT_END = re.compile(rf"[\s{_CLOSING}]+$")
_DOI_IN_TEXT = re.compile(rf"(?<!\d)(?<!\d\.){_DOI_PREFIX}[^{_ENDS}]+", re.IGNORECASE)
_DOI_IN_PATH = re.compile(rf"(?<!\d)(?<!\d\.){_DOI_PREFIX}.+", re.IGNORECASE)
# What publishers append to a DOI in their own addresses: each a word behind a slash or a stop.
_APPENDED = re.compile(
    r"/(?:full|full-?text|full-xml|e?pdf|pdfdirect|pdfft|html|xml|epub|abstract|abs|summary|meta|"
    r"ampdf|references|citedby|cited-by|figures|metrics|reader|download|tab-[a-z-]+)(?:\.\w{2,5})?$"
    r"|/(?:suppl_file|supplementary-material|figures|tables)/[^/]*$"
    r"|(?:\.(?:pdf|html?|full|abstract|short|long|full-text|epub|xml))+$",
    re.IGNORECASE,
)
_PREPRINT = re.compile(r"(10\.(?:1101|64898)/(?:\d{4}\.\d\d\.\d\d\.)?\d{6,8})v\d+\b.*")
# A SICI names journal, year, volume, place on the page and check digit; its middle is in angle or
# square brackets. One that is cut there names a whole issue.
_SICI_MIDDLE = re.compile(r"[<\[]([^<>\[\]\s]{1,80})[>\]](?=\d\.\d\.[a-z]{2};\d)", re.IGNORECASE)
_SICI = r"(?:\(sici\))?\d{4}-\d{3}[\dx]\(\d{4,}[^()\s]*\)"
_SICI_WHOLE = re.compile(rf"{_SICI}.*?[>\]]\d\.\d\.[a-z]{{2}};\d(?:-[\da-z])?", re.IGNORECASE)
_SICI_STUMP = re.compile(rf"/(?:\(sici\).*|{_SICI}[\w:./+-]*)$", re.IGNORECASE)
_HTML_SIGNS = re.compile(r"&(lt|gt|amp|#60|#62|#38);", re.IGNORECASE)
_TEX_SIGNS = re.compile(r"\{?\\text(less|greater)\b\s*(?:\{\})?\}?")
_ESCAPED = re.compile(r"\\([_&%#<>()\[\]])")
_OF_SIGN = {"lt": "<", "gt": ">", "amp": "&", "#60": "<", "#62": ">", "#38": "&"}

# --- everything else -----------------------------------------------------------------------------

_SHA = re.compile(r"[0-9a-f]{40}", re.IGNORECASE)
_SHA_SEGMENT = re.compile(r"(?<![0-9a-f])[0-9a-f]{40}(?![0-9a-f])", re.IGNORECASE)
_CORPUS = re.compile(r"corpus[\s_-]?id\s*[:/=]\s*(\d{1,12})(?!\d)", re.IGNORECASE)
_ACL = r"[A-Z]\d\d-\d{4}|\d{4}\.[a-z0-9_]{2,30}-[a-z0-9_]{1,30}\.\d{1,4}(?!\d)"
_NAMED_IN_TEXT: Final = tuple(
    (scheme, re.compile(rf"(?<![^\W_]){pattern}", re.IGNORECASE))
    for scheme, pattern in (
        ("corpus", _CORPUS.pattern),
        ("pubmed", r"(?:pmid|pubmed\s+id)\s*[:#]?\s*(\d{1,9})(?!\d)"),
        ("pmc", r"(?:pmcid\s*[:#]?\s*)?PMC\s?(\d{3,9})(?!\d)"),
        ("acl", rf"acl\s*:\s*({_ACL})"),
    )
)
"""Identifiers that stand in a text behind their name."""
_ACL_SEGMENT = re.compile(rf"(?:^|/)({_ACL})(?:v\d)?(?:\.[a-z]+)?(?=/|$)", re.IGNORECASE)
_ACL_DOI = re.compile(rf"10\.(?:18653|3115)/v1/({_ACL})", re.IGNORECASE)
_OPENALEX = re.compile(r"W(\d{5,10})", re.IGNORECASE)
_LAST_OF_MAG = 3_300_000_000
"""OpenAlex took over the numbers of MAG for the works that it took over; later ones are larger."""

_ADDRESS = re.compile(
    rf"[a-z]{{2,8}}:/{{1,2}}[^{_ENDS}]+|(?<![\w@./-])(?!{_OLD})(?:[a-z0-9-]{{1,63}}\.){{1,5}}[a-z]{{2,12}}/[^{_ENDS}]+",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?:doi|arxiv|pmid|pmcid|acl|corpusid)\s*:", re.IGNORECASE)
_MOST_WRAPPED = 3

_ADDRESSES: Final = {
    "arxiv": "https://arxiv.org/abs/",
    "doi": "https://doi.org/",
    "s2": "https://www.semanticscholar.org/paper/",
    "corpus": "https://api.semanticscholar.org/CorpusID:",
    "acl": "https://aclanthology.org/",
    "pubmed": "https://pubmed.ncbi.nlm.nih.gov/",
    "pmc": "https://pmc.ncbi.nlm.nih.gov/articles/PMC",
}


def link(scheme: str, value: str) -> str | None:
    """Return the address that an identifier in its stored form leads to; None if it has none.

    Parameters
    ----------
    scheme : str
        One of `SCHEMES`: arXiv, DOI, Semantic Scholar, PubMed, PubMed Central and the ACL Anthology
        have addresses.
    value : str
        The identifier; what an address cannot hold is percent-encoded.

    Examples
    --------
    >>> link("arxiv", "cs/0309023"), link("doi", "10.1002/(sici)1097<1::aid>"), link("mag", "7")
    ('https://arxiv.org/abs/cs/0309023', 'https://doi.org/10.1002/(sici)1097%3C1::aid%3E', None)
    >>> link("pmc", "1234567")
    'https://pmc.ncbi.nlm.nih.gov/articles/PMC1234567'
    """
    base = _ADDRESSES.get(scheme)
    return None if base is None else base + quote(value, safe="/:;()")


def service_id(scheme: str, value: str) -> str:
    """Return how Semantic Scholar is asked for the paper of an identifier in its stored form.

    Examples
    --------
    >>> service_id("arxiv", "1503.02531"), service_id("pmc", "1234567")
    ('ARXIV:1503.02531', 'PMCID:1234567')
    """
    return _SERVICE_PREFIXES[scheme] + value


def of_entry(
    arxiv: str | None,
    doi: str | None,
    paper_links: Iterable[str],
    other_links: Iterable[str] = (),
) -> tuple[tuple[str, str], ...]:
    """Return the identifiers by which an entry of a list can be asked for.

    Parameters
    ----------
    arxiv, doi : str or None
        What the entry gives, in stored form.
    paper_links : iterable of str
        The addresses of the paper; of each other scheme the first is taken.
    other_links : iterable of str
        Addresses beside it, such as that of a badge. One of them speaks for the paper only where
        they name a single value of its scheme, and the paper's own addresses none.

    Returns
    -------
    tuple of (scheme, value)
        The most trustworthy first: arXiv, DOI, Semantic Scholar's ids, PMID, PMCID, ACL, MAG.

    Examples
    --------
    >>> of_entry(None, "10.1000/1", ["https://pubmed.ncbi.nlm.nih.gov/7/"])
    (('doi', '10.1000/1'), ('pubmed', '7'))
    """
    found: dict[str, str] = {}
    for url in paper_links:
        for scheme, value in in_address(url):
            found.setdefault(scheme, value)
    beside: dict[str, set[str]] = {}
    for url in other_links:
        for scheme, value in in_address(url):
            beside.setdefault(scheme, set()).add(value)
    for scheme, values in beside.items():
        if len(values) == 1:
            found.setdefault(scheme, *values)
    found.pop("arxiv", None)  # which of them is the paper's was decided as the list was read
    found.pop("doi", None)
    given: dict[str, str | None] = {"arxiv": arxiv, "doi": doi, **found}
    return tuple(
        (scheme, best) for scheme in _SERVICE_PREFIXES if (best := given.get(scheme)) is not None
    )


def arxiv_id(text: str) -> str | None:
    """Return the arXiv id that `text` as a whole is, without version; None if it is none.

    Examples
    --------
    >>> arxiv_id("arXiv:1503.02531v1"), arxiv_id("cs/0309023"), arxiv_id("1590.12345")
    ('1503.02531', 'cs/0309023', None)
    """
    match = _ARXIV_WHOLE.fullmatch(text.strip())
    return _stored_arxiv(match[1]) if match else None


def find_arxiv(text: str) -> str | None:
    """Return the first arXiv id that an address or a phrase in `text` names, without version.

    A bare number is not taken for one: it must be in an address or follow "arXiv". A number that
    arXiv cannot have given out, such as one with a month 14, is none.

    Examples
    --------
    >>> find_arxiv("see https://arxiv.org/pdf/1412.6550v4.pdf")
    '1412.6550'
    >>> find_arxiv("between 1412.6550 and 1500"), find_arxiv("arXiv:2014.10510")
    (None, None)
    """
    if usual := _USUAL_ARXIV.fullmatch(text):
        return usual[1]
    return _first(text, "arxiv") if _DIGITS.search(text) else None


def doi(text: str) -> str | None:
    """Return the DOI that `text` as a whole is, in lower case; None if it is none.

    It ends where the field ends, so that it may hold anything but white space.

    Examples
    --------
    >>> doi("https://doi.org/10.1145/1150402.1150464"), doi("doi: 10.1093/MIND/LIX.236.433")
    ('10.1145/1150402.1150464', '10.1093/mind/lix.236.433')
    >>> doi("10.1002/(SICI)1097-4571(199009)41:6<391::AID-ASI1>3.0.CO;2-9")
    '10.1002/(sici)1097-4571(199009)41:6<391::aid-asi1>3.0.co;2-9'
    >>> doi("11.1145/1") is None
    True
    """
    text = _plain_signs(text.strip().strip("\u200b\u200e\u200f\ufeff").strip())
    text = re.sub(
        r"^(?:https?://)?(?:(?:dx\.)?(?:www\.)?doi\.org/+)?(?:(?:info:)?doi\s*[:/]\s*)?",
        "",
        text,
        flags=re.IGNORECASE,
    )
    match = _DOI_WHOLE.fullmatch(_AT_END.sub("", _decoded(text)))
    return _stored_doi(match[0]) if match else None


def find_doi(text: str) -> str | None:
    """Return the first DOI in `text`, in lower case, cut where running text goes on.

    One that arXiv gave out is an arXiv id and not returned.

    Examples
    --------
    >>> find_doi("https://dl.acm.org/doi/abs/10.1145/1150402.1150464")
    '10.1145/1150402.1150464'
    >>> find_doi("https://www.biorxiv.org/content/10.1101/2023.05.11.540401v1.full.pdf")
    '10.1101/2023.05.11.540401'
    >>> find_doi("(10.1002/(SICI)1097-4571(199006)41:4<1::AID-ASI3>3.0.CO;2-9).")
    '10.1002/(sici)1097-4571(199006)41:4<1::aid-asi3>3.0.co;2-9'
    """
    return _first(text, "doi") if "10." in text or "/" in text else None


def find_identifier(text: str) -> tuple[str, str] | None:
    """Return the scheme and value of the identifier that `text` begins with or leads to, if any.

    For a field or a line that is meant to hold one: bare, behind its name, or in an address.

    Examples
    --------
    >>> find_identifier("PMID: 12345678"), find_identifier("PMC1234567"), find_identifier("W21")
    (('pubmed', '12345678'), ('pmc', '1234567'), None)
    >>> find_identifier("https://aclanthology.org/P18-1001.pdf")
    ('acl', 'P18-1001')
    """
    text = text.strip()
    if found := arxiv_id(text):
        return "arxiv", found
    if (found := doi(text)) and not _of_arxiv(found):
        return "doi", found
    if sha := semantic_scholar_id(re.sub(r"(?i)^s2\s*:\s*", "", text)):
        return "s2", sha
    if (match := _OPENALEX.fullmatch(text)) and int(match[1]) < _LAST_OF_MAG:
        return "mag", match[1]
    return next(_all(text), None)


def in_text(text: str) -> tuple[tuple[str, str], ...]:
    """Return the identifiers that a text names, in their order: in addresses or behind their names.

    Examples
    --------
    >>> in_text("Roe, J. Owls. 2020; doi: 10.1234/owls.1. PMID: 12345678; PMCID: PMC1234567.")
    (('doi', '10.1234/owls.1'), ('pubmed', '12345678'), ('pmc', '1234567'))
    """
    return tuple(dict.fromkeys(_all(text))) if _names_one(text) else ()


def _names_one(text: str) -> bool:
    """Tell at one glance, for most texts, that they name no identifier."""
    folded = text.casefold()
    return (
        "10." in folded
        or "/" in folded
        or "&" in folded
        or ("arxiv" in folded and _DIGITS.search(folded) is not None)
        or "pm" in folded
        or "corpus" in folded
        or "acl" in folded
        or "pubmed" in folded
    )


def held_identifier(scheme: str, text: str) -> tuple[str, str] | None:
    """Return the scheme and value of what a field for identifiers of a scheme holds, if any.

    A number stands bare there; any other identifier is taken for what it is.

    Examples
    --------
    >>> held_identifier("pubmed", "12345678"), held_identifier("pmc", "PMC1234567")
    (('pubmed', '12345678'), ('pmc', '1234567'))
    >>> held_identifier("pubmed", "10.1234/owls"), held_identifier("pubmed", "none")
    (('doi', '10.1234/owls'), None)
    """
    text = text.strip()
    number = re.fullmatch(r"(?:PMC|W)?(\d{1,12})(?:\.0)?", text, re.IGNORECASE)
    if number and scheme in ("pubmed", "pmc", "mag", "corpus"):
        return scheme, number[1]
    return find_identifier(text) or (find_identifier(f"ACL:{text}") if scheme == "acl" else None)


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
    return _first(text, "s2") if "semanticscholar" in text.lower() else None


@lru_cache(maxsize=2**14)
def in_address(address: str) -> tuple[tuple[str, str], ...]:
    """Return the identifiers that an address holds, the most trustworthy first.

    It is read by its host, path and query, also where it is percent-encoded, lacks its scheme, or
    is wrapped into another address. An address that holds none, such as one of OpenReview, gives an
    empty tuple.

    Examples
    --------
    >>> in_address("https://ar5iv.labs.arxiv.org/html/1503.02531v1#S2")
    (('arxiv', '1503.02531'),)
    >>> in_address("https://doi.org/10.18653/v1/P18-1001")
    (('doi', '10.18653/v1/p18-1001'), ('acl', 'P18-1001'))
    >>> in_address("https://europepmc.org/article/MED/12345678")
    (('pubmed', '12345678'),)
    """
    if usual := _USUAL_ARXIV.fullmatch(address):
        return (("arxiv", usual[1]),)
    found = _read(address, _MOST_WRAPPED)
    return tuple((scheme, found[scheme]) for scheme in _SERVICE_PREFIXES if scheme in found)


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


# --- in text -------------------------------------------------------------------------------------


def _first(text: str, scheme: str) -> str | None:
    return next((value for found, value in _all(text, scheme) if found == scheme), None)


def _all(text: str, only: str | None = None) -> Iterator[tuple[str, str]]:
    """Yield the identifiers of a text: of its addresses, and of what stands between them."""
    text = _plain_signs(text)
    if "<" in text or "[" in text:
        text = _SICI_MIDDLE.sub(_encoded_middle, text)
    at = 0
    for match in _ADDRESS.finditer(text):
        yield from _between(text[at : match.start()], only)
        yield from in_address(without_stop(match[0]))
        at = match.end()
    yield from _between(text[at:], only)


def _encoded_middle(match: re.Match[str]) -> str:
    return quote(match[0], safe=":;,()*+")


def _between(text: str, only: str | None) -> Iterator[tuple[str, str]]:
    """Yield the identifiers of a text without addresses; with `only`, at least those of it."""
    if match := _ARXIV_IN_TEXT.search(text):
        yield "arxiv", _stored_arxiv(match[1])
    if "10." in text:
        for match in _DOI_IN_TEXT.finditer(text):
            body = _decoded(without_stop(match[0]).split("?")[0].split("#")[0])
            found = _stored_doi(_without_appended(body))
            if found is None:
                continue
            if arxiv := _of_arxiv(found):
                yield "arxiv", arxiv
            else:
                yield "doi", found
    for scheme, pattern in _NAMED_IN_TEXT:
        if only in (None, scheme) and (match := pattern.search(text)):
            yield scheme, _stored_acl(match[1]) if scheme == "acl" else match[1]


def _plain_signs(text: str) -> str:
    """Return a text with the signs that HTML, TeX and Markdown write otherwise."""
    if "&" in text:
        text = _HTML_SIGNS.sub(lambda match: _OF_SIGN[match[1].lower()], text)
    if "\\" in text:
        text = _TEX_SIGNS.sub(lambda match: "<" if match[1] == "less" else ">", text)
        text = _ESCAPED.sub(r"\1", text)
    return text


# --- in addresses --------------------------------------------------------------------------------


class _Parts(NamedTuple):
    host: str
    path: str
    query: Sequence[tuple[str, str]]


def _read(address: str, wrapped: int) -> dict[str, str]:
    """Return the identifiers of an address by scheme."""
    address = _plain_signs(address.strip())
    if named := _NAMED.match(address):
        if address.startswith("/", named.end()):  # "doi://10.1000/x"
            address = re.sub(r":/+", ":", address)
        found = find_identifier(address)
        return dict([found]) if found else {}
    parts = _parts(address)
    if parts is None:
        return {}
    ids: dict[str, str] = {}
    if arxiv := _arxiv_of(parts):
        ids["arxiv"] = arxiv
    name = _doi_of(parts)
    if name is not None and (arxiv := _of_arxiv(name)):
        ids.setdefault("arxiv", arxiv)
    elif name is not None:
        ids["doi"] = name
        if match := _ACL_DOI.fullmatch(name):
            ids["acl"] = _stored_acl(match[1])
    ids.update(_others_of(parts))
    if not ids and wrapped and (inner := _inside(parts)) is not None:
        return _read(inner, wrapped - 1)
    return ids


def _parts(address: str) -> _Parts | None:
    # the scheme may be missing, or misprinted as "ttps:/"
    address = "https://" + re.sub(r"^(?:[a-z]{2,8}:)?/*", "", address, flags=re.IGNORECASE)
    try:
        split = urlsplit(address)
        host = (split.hostname or "").lower().removeprefix("www.")
        query = parse_qsl(split.query, max_num_fields=100)
    except ValueError:
        return None
    path = re.sub(r";jsessionid=[^/]*", "", _decoded(split.path), flags=re.IGNORECASE)
    return _Parts(host, path.strip(), query)


def _decoded(text: str) -> str:
    """Undo percent-encoding, also where it was done twice."""
    for _ in range(2):
        if "%" not in text:
            break
        text = unquote(text)
    return text


def _inside(parts: _Parts) -> str | None:
    """Return the address that another one, such as an archive's or a redirection, is about."""
    match = re.search(r"https?:/{1,2}([^/].*)", parts.path)
    if match:
        return f"https://{match[1]}"
    return next(
        (value for _, value in parts.query if re.match(r"https?://[^/]", value, re.IGNORECASE)),
        None,
    )


def _is_of(host: str, domains: Iterable[str]) -> bool:
    for domain in domains:
        if host.endswith(domain) and (host == domain or host[-len(domain) - 1] == "."):
            return True
    return False


def _arxiv_of(parts: _Parts) -> str | None:
    path = parts.path
    if _is_of(parts.host, ("adsabs.harvard.edu",)) and (match := _ADS_CODE.search(path)):
        return arxiv_id(f"{match[1]}.{match[2]}")
    if match := _DBLP_CODE.search(path):
        return arxiv_id(f"{match[1]}.{match[2]}")
    if _is_of(parts.host, _ARXIV_HOSTS):
        if match := _ARXIV_SEGMENT.search(path):
            return _stored_arxiv(match[1])
        if match := _FTP_OLD.search(path):
            return arxiv_id(f"{match[1]}/{match[2]}")
        values = (arxiv_id(value) for _, value in parts.query)
        return next((value for value in values if value), None)
    if match := _ARXIV_IN_PATH.search(path):
        return _stored_arxiv(match[1])
    for name, value in parts.query:
        if (match := _ARXIV_IN_TEXT.search(value)) or (
            name.lower() in ("arxiv", "arxivid", "arxiv_id", "eprint")
            and (match := _ARXIV_WHOLE.fullmatch(value.strip()))
        ):
            return _stored_arxiv(match[1])
    return None


def _doi_of(parts: _Parts) -> str | None:
    if match := _DOI_IN_PATH.search(parts.path):
        found = _AT_END.sub("", match[0])
        if _is_of(parts.host, ("aip.org", "oup.com", "silverchair.com", "geoscienceworld.org")):
            # a number of their own, and the words of the title
            found = re.sub(r"(?<=[^/])/\d{2,}(?:/[^/]*)?$", "", found)
        return _stored_doi(_without_appended(found))
    for name, value in parts.query:
        value = re.sub(r"^info:doi/", "", value.strip(), flags=re.IGNORECASE)
        if name.lower() == "doid":
            value = re.sub(r"^(?=\d{5,}\.\d{5,}$)", "10.1145/", value)
        if found_doi := doi(value):
            return found_doi
    for domain, pattern, prefix in _NAMED_BY_HOST:
        if _is_of(parts.host, (domain,)) and (match := pattern.search(parts.path)):
            return _stored_doi(prefix + match[1])
    if _is_of(parts.host, ("ssrn.com",)):
        numbers = [value for name, value in parts.query if name.lower() in ("abstract_id", "id")]
        numbers += re.findall(r"abstract=(\d+)", parts.path)
        return next((f"10.2139/ssrn.{n}" for n in numbers if n.isdecimal()), None)
    return None


_NAMED_BY_HOST: Final = (
    (
        "nature.com",
        re.compile(r"^/articles/([a-z]*\d[\w-]*\d[\w-]*?)(?:\.pdf)?(?:/|$)"),
        "10.1038/",
    ),
    (
        "nature.com",
        re.compile(r"^/[a-z]+/journal/v\d+/n\w+/(?:full|abs|pdf)/([a-z]*\d\w+)\.(?:html|pdf)"),
        "10.1038/",
    ),
    ("elifesciences.org", re.compile(r"^/articles/(\d{5,6})(?:v\d+)?(?:/|$)"), "10.7554/elife."),
)
"""Publishers whose addresses end like their DOIs: host, what to take of the path, prefix."""


def _others_of(parts: _Parts) -> Iterator[tuple[str, str]]:
    host, path = parts.host, parts.path
    if _is_of(host, ("semanticscholar.org",)):
        if match := _SHA_SEGMENT.search(path):
            yield "s2", match[0].lower()
        if match := _CORPUS.search(path):
            yield "corpus", match[1]
    elif _is_of(host, ("ncbi.nlm.nih.gov", "europepmc.org", "nih.gov")):
        wanted = "/".join([path, *(value for name, value in parts.query if name != "report")])
        if match := re.search(r"(?:^|/)PMC/?(?:PMC)?(\d{3,9})\b", wanted, re.IGNORECASE):
            yield "pmc", match[1]
        medline = re.search(r"(?:^|/)(?:pubmed|med)/+(\d{1,9})\b", wanted, re.IGNORECASE)
        if host.startswith("pubmed."):
            medline = medline or re.search(r"^/+(\d{1,9})\b", wanted)
        if medline:
            yield "pubmed", medline[1]
    elif _is_of(host, ("aclanthology.org", "aclanthology.info", "aclweb.org")):
        if matches := _ACL_SEGMENT.findall(path):
            yield "acl", _stored_acl(matches[-1])
    elif host == "academic.microsoft.com":
        if match := re.search(r"/paper/(\d{5,10})\b", path):
            yield "mag", match[1]
    elif (
        _is_of(host, ("openalex.org",))
        and (match := re.search(r"/(W\d{5,10})\b", path, re.IGNORECASE))
        and int(match[1][1:]) < _LAST_OF_MAG
    ):
        yield "mag", match[1][1:]


# --- stored forms --------------------------------------------------------------------------------


def _stored_arxiv(identifier: str) -> str:
    archive, slash, number = identifier.partition("/")
    if slash and "." in number:  # "hep-th/1601.07616"
        return number
    return f"{archive.split('.')[0].lower()}/{number}" if slash else identifier


def _stored_doi(text: str) -> str | None:
    """Return a DOI, behind which nothing follows but stops, in lower case; None for a stump."""
    if match := _SICI_WHOLE.search(text):
        return text[: match.end()].lower()
    text = without_stop(text)
    if match := _PREPRINT.fullmatch(text):
        text = match[1]
    if not _DOI_WHOLE.fullmatch(text) or _SICI_STUMP.search(text):
        return None
    return text.lower()


def _without_appended(text: str) -> str:
    """Return a DOI without what publishers append to it in their addresses."""
    shorter = _APPENDED.sub("", text.rstrip("/"))
    return shorter if _DOI_WHOLE.fullmatch(shorter) else text


def _of_arxiv(name: str) -> str | None:
    """Return the arXiv id of a DOI that arXiv gave out."""
    return arxiv_id(name.lower().removeprefix("10.48550/arxiv.")) if "/arxiv." in name else None


def _stored_acl(identifier: str) -> str:
    return identifier.upper() if re.match(r"[a-z]\d\d-", identifier, re.I) else identifier.lower()
