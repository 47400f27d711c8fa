"""A plain file of identifiers: one paper a line, what follows it may be its title, # comments."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from kdgraph.identifiers import arxiv_id, doi, find_arxiv, find_doi, link, semantic_scholar_id
from kdgraph.lists.formats import LIST_FORMATS, Draft, ListFormat, Parsed, Refused, Value
from kdgraph.lists.links import is_paper
from kdgraph.lists.text import BOM, LONGEST, Lines

__all__ = ["IDENTIFIERS"]

_COMMENT = re.compile(r"(?:^|\s)#.*$")
_CORPUS = re.compile(r"corpus[\s_-]?id\s*:\s*(\d+)", re.IGNORECASE)
_PREFIXED = re.compile(r"(arxiv|doi|s2|corpusid)\s*:\s+", re.IGNORECASE)


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
        draft = _read(body.strip(), begin, end)
        if draft is None:
            parsed.refused.append(
                Refused(begin, end, "no arXiv id, DOI, Semantic Scholar id or address of a paper")
            )
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


def _identify(draft: Draft, word: str) -> None:
    corpus = _CORPUS.search(word)
    if arxiv_id(word) or find_arxiv(word):
        draft.arxiv = arxiv_id(word) or find_arxiv(word)
    elif corpus:
        draft.paper_links.append(str(link("corpus", corpus[1])))
        return
    elif sha := semantic_scholar_id(re.sub(r"(?i)^s2\s*:\s*", "", word)):
        draft.paper_links.append(str(link("s2", sha)))
        return
    elif doi(word) or (_is_address(word) and find_doi(word)):
        draft.doi = doi(word) or find_doi(word)
    if _is_address(word) and (draft.arxiv or draft.doi or is_paper(word)):
        draft.paper_links.append(word)


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


IDENTIFIERS = LIST_FORMATS.add("identifiers")(
    ListFormat(
        suffixes=(".ids",),
        shape="one arXiv id, DOI, Semantic Scholar id or address of a paper a line",
        likeness=_likeness,
        parse=_parse,
        write=_write,
    )
)
"""Plain files of identifiers."""
