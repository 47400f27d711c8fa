"""A plain file of identifiers: one paper a line, what follows it may be its title, # comments."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from kdgraph.identifiers import find_identifier, in_address, link
from kdgraph.lists.formats import LIST_FORMATS, Draft, ListFormat, Parsed, Refused, Value
from kdgraph.lists.links import is_paper
from kdgraph.lists.text import BOM, LONGEST, Lines

__all__ = ["IDENTIFIERS"]

_COMMENT = re.compile(r"(?:^|\s)#.*$")
_FEWEST = 3  # words of a title: fewer are a heading or a remark
_PREFIXED = re.compile(
    r"(?:arxiv|doi|s2|corpus[_-]?id|pmid|pmcid|acl)\s*:\s+|pmid\s+(?=\d)", re.IGNORECASE
)


def _parse(text: str) -> Parsed:
    parsed = Parsed()
    lines = Lines(text)
    for start, end in zip(lines.starts, lines.ends, strict=True):
        body = _COMMENT.sub("", text[start:end].removeprefix(BOM))
        if not body.strip():
            continue
        begin = text.index(body, start) + len(body) - len(body.lstrip())
        if len(body) > LONGEST:
            reason = f"a line of more than {LONGEST:,} characters"
            parsed.refused.append(Refused(begin, end, reason))
            continue
        draft = _read(body.strip(), begin, end) or _title(body.strip(), begin, end)
        if draft is None:
            parsed.refused.append(Refused(begin, end, "no identifier and no address of a paper"))
        else:
            parsed.drafts.append(draft)
    return parsed


def _read(line: str, start: int, end: int) -> Draft | None:
    """Read one line: an identifier, and perhaps the title behind it; a comment belongs to both."""
    head = _PREFIXED.match(line)
    cut = re.compile(r"\s+|,(?=.)").search(line, head.end() if head else 0)
    if cut is not None and cut[0] == "," and not re.compile(r"\s").search(line, cut.end()):
        cut = None
    word = line[: cut.start()] if cut else line
    draft = Draft(start, end)
    _identify(draft, word.strip(" ,;"))
    if draft.arxiv is None and draft.doi is None and not draft.paper_links:
        return None
    if cut is not None:
        rest = line[cut.end() :]
        title = rest.strip(" \t\"'-:|,;")
        if re.search(r"[^\W\d_]", title):
            draft.title = " ".join(title.split())
            at = start + cut.end() + rest.index(title)
            draft.spans["title"] = ((at, at + len(title)),)
    return draft


def _title(line: str, start: int, end: int) -> Draft | None:
    """Read a line of words among the identifiers: the title of a paper whose id is not known."""
    words = re.findall(r"[^\W\d_]{2,}", line)
    if len(words) < _FEWEST or "://" in line:
        return None
    return Draft(
        start, end, title=" ".join(line.split()), spans={"title": ((start, start + len(line)),)}
    )


def _identify(draft: Draft, word: str) -> None:
    """Fill in what a word says: an identifier has a field, or is written as its address."""
    address = _is_address(word)
    found = dict(in_address(word)) if address else dict(filter(None, [find_identifier(word)]))
    draft.arxiv, draft.doi = found.get("arxiv"), found.get("doi")
    if address and not found.keys() & {"s2", "corpus"}:
        if found or is_paper(word):
            draft.paper_links.append(word)
    elif draft.arxiv is None and draft.doi is None:
        draft.paper_links += [_address(scheme, value) for scheme, value in found.items()]


def _address(scheme: str, value: str) -> str:
    return f"https://openalex.org/W{value}" if scheme == "mag" else str(link(scheme, value))


def _is_address(word: str) -> bool:
    try:
        return bool(re.match(r"https?://", word) and urlsplit(word).hostname)
    except ValueError:
        return False


def _likeness(text: str) -> float:
    lines = [_COMMENT.sub("", line).strip() for line in text.removeprefix(BOM).splitlines()]
    lines = [line for line in lines if line]
    return (
        0.95 * sum(_read(line, 0, 0) is not None for line in lines) / len(lines) if lines else 0.0
    )


def _write(_field: str, value: Value, _old: str) -> str:
    return str(value)


IDENTIFIERS = LIST_FORMATS.add("identifiers", label="Identifiers, one a line")(
    ListFormat(
        suffixes=(".ids",),
        shape="one arXiv id, DOI, PMID, PMCID, id of the ACL Anthology or of Semantic Scholar, or "
        "address of a paper a line",
        likeness=_likeness,
        parse=_parse,
        write=_write,
    )
)
"""Plain files of identifiers."""
