"""Lists in CSL-JSON, and in other JSON that names the fields of papers plainly.

Zotero, Pandoc, Crossref and kdgraph write the former; scripts and web services the latter.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kdgraph.identifiers import arxiv_id, doi, find_arxiv, find_doi, link, semantic_scholar_id
from kdgraph.lists.formats import (
    LIST_FORMATS,
    Draft,
    Link,
    ListFormat,
    Parsed,
    Refused,
    Span,
    Value,
    Venue,
)
from kdgraph.lists.links import is_code
from kdgraph.lists.people import split_names
from kdgraph.lists.text import BOM, words
from kdgraph.lists.venues import year_in
from kdgraph.person_names import name_parts

__all__ = ["CSL_JSON"]

_LONGEST: Final = 200_000  # characters of a field: an abstract, notes
_DEEPEST: Final = 200  # a record has some six levels
_TOKEN: Final = re.compile(
    r'[ \t\r\n]*(?:(?P<mark>[\[\]{},:])|(?P<string>"[^"\\]*(?:\\.[^"\\]*)*")'
    r"|(?P<plain>[\w.+-]+))",
    re.DOTALL,
)
_URL: Final = re.compile(r"https?://[^\s<>\"|;]+", re.IGNORECASE)
_TAGS: Final = re.compile(r"</?(?:i|b|em|strong|sub|sup|sc|span|scp)\b[^<>]{0,80}>", re.IGNORECASE)

# names of fields without case and hyphens, the best first
_TITLE: Final = ("title", "papertitle", "displayname")
_AUTHORS: Final = ("author", "authors", "authorships", "creators")
_VENUE: Final = (
    *("containertitle", "venue", "journal", "booktitle", "publicationtitle", "proceedingstitle"),
    *("conferencename", "conference", "eventtitle", "event", "journaltitle", "publicationvenue"),
)
_YEAR: Final = (
    *("issued", "year", "publicationyear", "pubyear", "date", "publicationdate", "published"),
    *("publishedprint", "publishedonline"),
)
_ARXIV: Final = ("arxiv", "arxivid", "eprint")
_URLS: Final = ("url", "paperurl", "pdf", "pdfurl", "urlpdf", "openaccesspdf", "link", "paper")
_CODE: Final = ("code", "codeurl", "github", "repo", "repourl", "repository")
_CONTAINERS: Final = words("items papers entries works results message data references")
_RECORD: Final = frozenset((*_AUTHORS, "type", "issued", "containertitle"))


@dataclass(slots=True)
class _Node:
    """A JSON value and where it stands; `end` is -1 for a list or object that is not closed."""

    start: int
    end: int
    value: Any  # None, bool, int, float, str, list[_Node] or dict[str, _Node]


def _nodes(text: str) -> tuple[list[_Node], int | None]:
    """Read the JSON values of a text one after the other, and say where it ceases to be JSON.

    No recursion, so that no nesting is too deep; what was read before an error is kept.
    """
    roots: list[_Node] = []
    open_nodes: list[_Node] = []
    key: str | None = None
    keys: list[str | None] = []
    at = 1 if text.startswith(BOM) else 0
    size = len(text.rstrip(" \t\r\n"))
    while at < size:
        token = _TOKEN.match(text, at)
        if token is None:
            return roots, at
        kind = token.lastgroup or ""
        start, end = token.span(kind)
        at = token.end()
        mark = token["mark"]
        inside = open_nodes[-1].value if open_nodes else None
        if mark == ",":
            continue
        if mark == ":":
            return roots, start
        if mark in ("]", "}"):
            if inside is None or isinstance(inside, list) != (mark == "]") or key is not None:
                return roots, start
            open_nodes.pop().end = end
            key = keys.pop()
            key = None
            continue
        if isinstance(inside, dict) and key is None:
            colon = _TOKEN.match(text, at)
            name = _string(token["string"]) if token["string"] else None
            if name is None or colon is None or colon["mark"] != ":":
                return roots, start
            key, at = name, colon.end()
            continue
        node = _Node(start, -1 if mark else end, None)
        if mark:
            node.value = [] if mark == "[" else {}
        elif token["string"]:
            node.value = _string(token["string"])
            if node.value is None:
                return roots, start
        else:
            try:
                node.value = json.loads(token["plain"])
            except ValueError:
                return roots, start
        if inside is None:
            roots.append(node)
        elif isinstance(inside, list):
            inside.append(node)
        else:
            inside[str(key)] = node
        if mark:
            if len(open_nodes) == _DEEPEST:
                return roots, start
            open_nodes.append(node)
            keys.append(key)
        key = None
    return roots, size if open_nodes else None


def _string(raw: str) -> str | None:
    try:
        found = json.loads(raw, strict=False)
    except ValueError:
        return None
    return str(found).encode("utf-8", "replace").decode()  # a lone half of a pair is no character


def _plain_key(name: str) -> str:
    return re.sub(r"[-_ .]", "", name).lower()


def _fields(node: _Node) -> dict[str, _Node]:
    """Return the members of an object by their plain names."""
    found: dict[str, _Node] = {}
    for name, member in node.value.items():
        if member.value not in (None, "", []) and member.value != {}:
            found.setdefault(_plain_key(name), member)
    return found


def _parse(text: str) -> Parsed:
    parsed = Parsed()
    roots, broken = _nodes(text)
    for item, section in _items(roots):
        fields = _fields(item)
        if item.end < 0:
            continue  # told below
        long = [name for name, part in fields.items() if part.end - part.start > _LONGEST]
        if long:
            reason = f"a field of more than {_LONGEST:,} characters: {long[0][:40]}"
            parsed.refused.append(Refused(item.start, item.end, reason))
            continue
        draft = _read(text, item, fields)
        if draft is None:
            reason = "a record without title, DOI, arXiv id or address of a paper"
            parsed.refused.append(Refused(item.start, item.end, reason))
            continue
        draft.section = draft.section or section
        parsed.drafts.append(draft)
    if broken is not None:
        begin = max((n.start for n in _unclosed(roots)), default=broken)
        end = max(begin, min(len(text), broken + 1))
        line = text.count("\n", 0, broken) + 1
        parsed.refused.append(Refused(begin, end, f"not JSON, or nested too deep: line {line}"))
    elif not parsed.drafts and not parsed.refused and text.strip(" \t\r\n\ufeff"):
        reason = "no object with a title, DOI, arXiv id or address of a paper"
        start = roots[0].start if roots else 0
        parsed.refused.append(Refused(start, len(text.rstrip()), reason))
    return parsed


def _unclosed(nodes: Sequence[_Node]) -> Iterator[_Node]:
    """Yield the values that are not closed: the last of the last of the last."""
    while nodes and nodes[-1].end < 0:
        yield nodes[-1]
        inner = nodes[-1].value
        nodes = inner if isinstance(inner, list) else list(inner.values())


def _items(roots: Sequence[_Node]) -> Iterator[tuple[_Node, str]]:
    """Yield the objects that are records of papers, with the names of the lists they stand in."""
    waiting: list[tuple[_Node, str]] = [(node, "") for node in reversed(roots)]
    while waiting:
        node, section = waiting.pop()
        if isinstance(node.value, list):
            waiting += [(member, section) for member in reversed(node.value)]
        elif isinstance(node.value, dict):
            fields = _fields(node)
            if _is_item(fields):
                yield node, section
                continue
            inner = []
            for name, member in node.value.items():
                named = isinstance(member.value, list) and _plain_key(name) not in _CONTAINERS
                path = " / ".join(filter(None, (section, " ".join(name.split())))) if named else ""
                inner.append((member, path or section))
            waiting += reversed(inner)


def _is_item(fields: Mapping[str, _Node]) -> bool:
    if not fields.keys() & {*_TITLE[:2], "doi", *_RECORD}:
        return "displayname" in fields and bool(fields.keys() & {*_YEAR, *_AUTHORS})
    if fields.keys() & set(_AUTHORS):
        return True
    lists = [part.value for name, part in fields.items() if name in _CONTAINERS]
    return not any(isinstance(value, (list, dict)) for value in lists)  # a list with its title


def _read(text: str, item: _Node, fields: Mapping[str, _Node]) -> Draft | None:
    draft = Draft(item.start, item.end)
    if (title := _first(fields, _TITLE)) is not None:
        found = " ".join(_TAGS.sub("", str(title.value)).split())
        draft.title = found or None
        draft.spans["title"] = (_inner(text, title),)
    _authors(draft, text, fields)
    _date(draft, text, fields)
    if (venue := _first(fields, _VENUE)) is not None:
        draft.venues = [Venue(" ".join(_TAGS.sub("", str(venue.value)).split()), draft.year)]
        draft.spans["venue"] = (_inner(text, venue),)
    _identify(draft, fields)
    draft.section = _section(fields)
    known = draft.title or draft.doi or draft.arxiv or draft.paper_links
    return draft if known else None


def _section(fields: Mapping[str, _Node]) -> str:
    """Return the section that a record names: its category, or the only one of its keywords."""
    for name in ("section", "category"):
        if name in fields and len(named := _texts(fields[name])) == 1:
            return named[0].strip()
    named = _texts(fields["keyword"]) if "keyword" in fields else []
    if named and "paperid" in _members(fields.get("custom", _Node(0, 0, None))):
        return named[0].split("; ")[0]  # kdgraph's own: the sections of the paper in their order
    named = [word for value in named for word in re.split(r"[;,]", value) if word.strip()]
    return named[0].strip() if len(named) == 1 else ""


def _members(node: _Node) -> dict[str, _Node]:
    return _fields(node) if isinstance(node.value, dict) else {}


def _first(fields: Mapping[str, _Node], names: Sequence[str]) -> _Node | None:
    """Return the first of some fields that holds a text: itself, the first of a list, a name."""
    for name in names:
        member = fields.get(name)
        if member is not None and isinstance(member.value, list):
            member = member.value[0]
        if member is not None and isinstance(member.value, dict):
            inner = _members(member)
            member = inner.get("name") or inner.get("displayname")
        if member is not None and isinstance(member.value, str) and member.value.strip():
            return member
    return None


def _inner(text: str, node: _Node) -> Span:
    """Return where a value stands without its quotation marks."""
    quoted = text[node.start] == '"'
    return node.start + quoted, node.end - quoted


def _texts(node: _Node) -> list[str]:
    values = [node, *node.value] if isinstance(node.value, list) else [node]
    values = [part for part in values if not isinstance(part.value, list)]
    found = []
    for part in values:
        if isinstance(part.value, dict):
            inner = _members(part)
            part = inner.get("url") or inner.get("name") or part
        if isinstance(part.value, (str, int)) and not isinstance(part.value, bool):
            found.append(str(part.value))
    return found


def _authors(draft: Draft, text: str, fields: Mapping[str, _Node]) -> None:
    node = next((fields[name] for name in _AUTHORS if name in fields), None)
    if node is None:
        return
    if isinstance(node.value, str):
        draft.authors = split_names(" ".join(node.value.split()))
        draft.spans["authors"] = (_inner(text, node),)
    elif isinstance(node.value, list):
        draft.authors = [name for name in map(_name, node.value) if name]
        nested = any("author" in _members(part) for part in node.value)
        if not nested and len(draft.authors) == len(node.value):
            draft.spans["authors"] = ((node.start, node.end),)


def _name(node: _Node) -> str:
    """Return a name: in the order in which its parts stand, unless that would part it elsewhere."""
    if isinstance(node.value, str):
        return " ".join(node.value.split())
    parts = _members(node)
    if isinstance(inner := parts.get("author"), _Node):
        return _name(inner)

    def part(*names: str) -> str:
        found = next((parts[name].value for name in names if name in parts), "")
        return " ".join(str(found).split())

    if whole := part("literal", "name", "displayname", "fullname"):
        return whole
    family = " ".join(
        filter(None, (part("nondroppingparticle"), part("family", "lastname", "surname")))
    )
    given = " ".join(
        filter(None, (part("given", "firstname", "givenname"), part("droppingparticle")))
    )
    suffix = part("suffix")
    if not family or not given:
        return family or given
    order = list(parts)
    first = next((name for name in order if name in ("given", "firstname", "givenname")), "")
    last = next((name for name in order if name in ("family", "lastname", "surname")), "")
    if order.index(first) < order.index(last) and not suffix:
        printed = f"{given} {family}"
        if name_parts(printed) == (family, given, ""):
            return printed
    return ", ".join(filter(None, (family, given, suffix)))


def _date(draft: Draft, text: str, fields: Mapping[str, _Node]) -> None:
    for name in _YEAR:
        for node in _dates(fields.get(name)):
            found = year_in(text[node.start : node.end])
            if found is not None:
                draft.year = found[0]
                draft.spans["year"] = ((node.start + found[1][0], node.start + found[1][1]),)
                return


def _dates(node: _Node | None) -> Iterator[_Node]:
    """Yield the values of a date in which its year may stand."""
    waiting = [] if node is None else [node]
    for _ in range(8):  # issued, date-parts, the first date, its year; or raw, or literal
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node.value, dict):
            inner = _members(node)
            names = ("dateparts", "year", "raw", "literal", "datetime")
            waiting += [inner[name] for name in names if name in inner]
        elif isinstance(node.value, list):
            waiting += node.value[:1]
        else:
            yield node


def _identify(draft: Draft, fields: Mapping[str, _Node]) -> None:
    fields = dict(fields)
    for name in ("externalids", "ids", "identifiers"):
        for key, member in _members(fields[name]).items() if name in fields else ():
            fields.setdefault(key, member)

    def texts(*names: str) -> list[str]:
        return [value for name in names if name in fields for value in _texts(fields[name])]

    for url in (url for value in texts(*_CODE) for url in _URL.findall(value)):
        draft.code_links.append(Link("", url))
    for url in (url for value in texts(*_URLS) for url in _URL.findall(value)):
        if is_code(url):
            draft.code_links.append(Link("", url))
        else:
            _add(draft, url)
    for value in texts("doi"):
        draft.doi = draft.doi or doi(value) or find_doi(value)
    for value in texts(*_ARXIV):
        draft.arxiv = draft.arxiv or arxiv_id(value) or find_arxiv(value)
    if "arxiv" in " ".join(texts("archive", "publisher", "source")).lower():
        for value in texts("archivelocation", "archiveid", "number"):
            draft.arxiv = draft.arxiv or arxiv_id(value) or find_arxiv(value)
    notes = [value for value in texts("note", "extra") if value.lower().startswith("arxiv")]
    for value in (*draft.paper_links, draft.doi or "", *texts("number", *_VENUE), *notes):
        draft.arxiv = draft.arxiv or find_arxiv(value)
    for url in draft.paper_links:
        draft.doi = draft.doi or find_doi(url)
    if draft.doi is not None and draft.doi.startswith("10.48550/"):
        draft.doi = None
    own = _members(fields["custom"]) if "custom" in fields else {}
    for value in (*texts("paperid"), *(_texts(own["paperid"]) if "paperid" in own else ())):
        if sha := semantic_scholar_id(value):
            _add(draft, str(link("s2", sha)))
    for scheme, names in (
        ("corpus", ("corpusid",)),
        ("pubmed", ("pmid", "pubmed")),
        ("pmc", ("pmcid", "pubmedcentral")),
        ("acl", ("acl",)),
    ):
        for value in texts(*names):
            identifier = re.search(r"[\w.-]+/?$", value)
            bare = identifier[0].rstrip("/") if identifier else ""
            bare = bare.upper().removeprefix("PMC") if scheme == "pmc" else bare
            address = link(scheme, bare) if bare else None
            if address is not None:
                _add(draft, address)


def _add(draft: Draft, url: str) -> None:
    if url not in draft.paper_links:
        draft.paper_links.append(url)


def _likeness(text: str) -> float:
    if not re.match(r"\ufeff?\s*(?:\[\s*[{\[]|\{\s*\")", text):
        return 0.0
    return 0.97 if re.search(r'"(?:[\w-]{0,12}title|display_name|doi)"\s*:', text, re.I) else 0.3


def _write(field_name: str, value: Value, old: str) -> str:
    """Write a field with the escapes of JSON; names in the way in which the list has them."""
    if isinstance(value, int):
        return str(value)
    if field_name != "authors" or isinstance(value, str):
        return _escaped(str(value), old)
    names = [str(name) for name in value]
    if not old.startswith("["):
        return _escaped("; ".join(names), old)
    (whole,), _ = _nodes(old)
    before: list[_Node] = whole.value
    known = {_name(node): old[node.start : node.end] for node in before}
    like = before[0].value if before else {}
    opening = old[1 : before[0].start] if before else ""
    closing = old[before[-1].end : -1] if before else ""
    between = old[before[0].end : before[1].start] if len(before) > 1 else f",{opening or ' '}"
    written = [known.get(name) or _written_name(name, like, old) for name in names]
    return f"[{opening}{between.join(written)}{closing}]"


def _written_name(name: str, like: object, old: str) -> str:
    if not isinstance(like, dict):
        return f'"{_escaped(name, old)}"'
    keys = {_plain_key(key): key for key in like}
    given_key = next((keys[k] for k in ("given", "firstname", "givenname") if k in keys), "given")
    last = next((keys[k] for k in ("family", "lastname", "surname") if k in keys), "family")
    whole = next((keys[k] for k in ("name", "displayname", "fullname") if k in keys), "literal")
    parts = name_parts(name)
    kept = {keys["creatortype"]: "author"} if "creatortype" in keys else {}
    if whole != "literal" or not parts.given:
        named = {whole: name}
    elif "," in name:
        named = {last: parts.family, given_key: parts.given}
        named |= {"suffix": parts.suffix} if parts.suffix else {}
    elif parts.suffix:
        named = {whole: name}
    else:
        named = {given_key: parts.given, last: parts.family}
    return json.dumps(kept | named, ensure_ascii=_in_ascii(old))


def _escaped(text: str, old: str) -> str:
    return json.dumps(text, ensure_ascii=_in_ascii(old))[1:-1]


def _in_ascii(old: str) -> bool:
    """Tell whether a text writes other signs than those of ASCII as escapes."""
    return old.isascii() and re.search(r"\\u[0-9a-fA-F]{4}", old) is not None


CSL_JSON = LIST_FORMATS.add("csl-json", label="CSL JSON")(
    ListFormat(
        suffixes=(".json", ".jsonl", ".ndjson", ".csljson"),
        shape="objects with a title or an identifier",
        likeness=_likeness,
        parse=_parse,
        write=_write,
    )
)
"""Lists in CSL-JSON."""
