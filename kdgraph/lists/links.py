"""What an address leads to: a paper, code, or something else; from its label and its host."""

from __future__ import annotations

import re
from functools import lru_cache

from kdgraph.identifiers import find_arxiv, semantic_scholar_id
from kdgraph.lists.vocabulary import (
    CODE_HOSTS,
    CODE_LABELS,
    NO_PAPER_HOSTS,
    OTHER_LABELS,
    PAGE_HOSTS,
    PAPER_HOSTS,
    PAPER_LABELS,
)

__all__ = [
    "is_code",
    "is_code_label",
    "is_data_file",
    "is_label",
    "is_no_paper",
    "is_page",
    "is_paper",
    "is_paper_label",
    "is_web",
]


def _plain_label(label: str) -> str:
    label = label.replace("_", " ")
    start, end = 0, len(label)
    while start < end and not (label[start].isalnum() or label[start] == "🤗"):
        start += 1
    while start < end and not (label[end - 1].isalnum() or label[end - 1] in "+)🤗"):
        end -= 1
    return label[start:end].strip()


_ADDRESS = re.compile(
    r"(?:https?:)?//(?:[^/?#@\s]*@)?(?P<host>[^/?#:\s]+)(?::\d*)?(?P<path>[^?#]*)(?P<query>\?[^#]*)?",
    re.IGNORECASE,
)
_ARXIV_LABEL = re.compile(r"arxiv\b[\s:/]*[\d.]*", re.IGNORECASE)
_NUMBER_OR_ADDRESS = re.compile(r"(?:https?://|www\.|\d+$)")
_LONGEST_LABEL = 60
_MOST_ADDRESSES = 2**15  # remembered: a list is gone through twice, and a long one has as many
_WEB = re.compile(r"(?:https?:)?//\S|doi:|arxiv:", re.IGNORECASE)
_EVENT = re.compile(  # pages of a conference or journal that are no papers
    r"/(?:virtual/\d+/(?:tutorial|workshop|expo|invited|town|social|session)|schedule|calls?/|"
    r"call-?for|workshops?/?$|tutorials?(?:/|$)|journals?/[\w.-]+/?$)",
    re.IGNORECASE,
)
_DATA_FILE = re.compile(
    r"\.(?:txt|csv|tsv|xlsx?|bib|zip|gz|tar|json|ya?ml|ipynb|pptx?)$", re.IGNORECASE
)


@lru_cache(maxsize=4096)
def is_paper_label(label: str) -> bool:
    """Tell whether a label says that its link is the paper: "pdf", "arXiv", "Paper"."""
    label = _plain_label(label)
    return bool(PAPER_LABELS.fullmatch(label)) or bool(_ARXIV_LABEL.match(label))


@lru_cache(maxsize=4096)
def is_code_label(label: str) -> bool:
    """Tell whether a label says that its link is code: "Code", "PyTorch", "official code"."""
    return bool(CODE_LABELS.fullmatch(_plain_label(label)))


@lru_cache(maxsize=8192)
def is_label(label: str) -> bool:
    """Tell whether the text of a link is a mere label and no title."""
    if len(label) > _LONGEST_LABEL:
        return _NUMBER_OR_ADDRESS.match(label.strip()) is not None
    plain = _plain_label(label)
    return (
        not plain
        or is_paper_label(label)
        or is_code_label(label)
        or bool(OTHER_LABELS.fullmatch(plain))
        or bool(_NUMBER_OR_ADDRESS.match(plain))
    )


def is_web(url: str) -> bool:
    """Tell whether an address leads out of the list's own page and folder."""
    if url.startswith("https://"):
        return not url[8:9].isspace() and len(url) > 8
    return _WEB.match(url) is not None


def _parts(url: str) -> tuple[str, str, str]:
    """Return host, path and query of an address; empty where there are none."""
    match = _ADDRESS.match(url)
    return (match["host"].lower(), match["path"], match["query"] or "") if match else ("", "", "")


@lru_cache(maxsize=_MOST_ADDRESSES)
def is_paper(url: str) -> bool:
    """Tell whether an address is one of a paper.

    Examples
    --------
    >>> is_paper("https://arxiv.org/abs/1503.02531"), is_paper("https://github.com/a/b")
    (True, False)
    >>> is_paper("https://link.springer.com/journal/10618")
    False
    """
    if not is_web(url):
        return False
    if find_arxiv(url) or semantic_scholar_id(url):
        return True
    host, path, query = _parts(url)
    if path[-4:].lower() == ".pdf":
        return True
    if _DATA_FILE.search(path):
        return False
    if not path.strip("/") and not query:
        return False  # the front page of a publisher
    if host.endswith("paperswithcode.com"):
        return path.startswith("/paper")
    return _host_is(PAPER_HOSTS, host) and _EVENT.search(path) is None


@lru_cache(maxsize=_MOST_ADDRESSES)
def is_code(url: str) -> bool:
    """Tell whether an address is on a host of code.

    Examples
    --------
    >>> is_code("https://github.com/a/b"), is_code("https://jiataogu.me/boot/")
    (True, False)
    """
    return not is_paper(url) and _host_is(CODE_HOSTS, _parts(url)[0])


def is_no_paper(url: str) -> bool:
    """Tell whether an address leads to what is surely no paper: a video, a blog, a model, code.

    Examples
    --------
    >>> is_no_paper("https://www.youtube.com/watch?v=1"), is_no_paper("https://a.edu/~b/c.html")
    (True, False)
    >>> is_no_paper("https://huggingface.co/papers/2401.00001")
    False
    """
    if is_paper(url):
        return False
    host, path, query = _parts(url)
    if not path.strip("/") and not query:
        return True  # a front page
    return (
        _host_is(NO_PAPER_HOSTS, host)
        or host.startswith(("blog.", "blogs.", "news."))
        or re.search(r"/blogs?/|/posts?/|workshop|/tutorials?/|/wiki/", host + path) is not None
    )


@lru_cache(maxsize=4096)
def _host_is(hosts: re.Pattern[str], host: str) -> bool:
    return hosts.search(host) is not None


def is_data_file(url: str) -> bool:
    """Tell whether an address is one of a file that no paper comes in: a list, a table, an archive.

    Examples
    --------
    >>> is_data_file("https://a.org/accepted.txt"), is_data_file("https://a.org/paper.html")
    (True, False)
    """
    return _DATA_FILE.search(_parts(url)[1]) is not None


def is_page(url: str) -> bool:
    """Tell whether an address is on a host of project pages, which are no code.

    Examples
    --------
    >>> is_page("https://someone.github.io/owls/"), is_page("https://github.com/someone/owls")
    (True, False)
    """
    return _host_is(PAGE_HOSTS, _parts(url)[0])
