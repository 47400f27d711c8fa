"""Links whose address cannot be one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kdgraph.curate.finding import Edit, Fix, Found, rule
from kdgraph.curate.listed import Listed

__all__ = ["broken_link"]

_DOUBLED: Final = re.compile(r"(?:https?:/{1,3})+(?P<rest>https?://.+)", re.IGNORECASE | re.DOTALL)
_MISSPELT: Final = re.compile(
    r"(?P<scheme>h?t{1,3}ps?|https?s|htps?|hhttps?|https?)(?P<marks>:/{1,3}|:?//|;//|:\\\\)"
    r"(?=[\w-]+\.)",
    re.IGNORECASE,
)
_HOST: Final = re.compile(
    r"(?:www\.[\w-]+\.|(?:[\w-]+\.)*(?:github\.com|arxiv\.org|openreview\.net|doi\.org|"
    r"aclanthology\.org|thecvf\.com|huggingface\.co|youtube\.com)(?=/))",
    re.IGNORECASE,
)
_WITHIN: Final = re.compile(r"^(?:(?:https?|ftp):)?//(?!$)|^(?:mailto|data|tel|file):", re.I)


@rule("broken-link", severity="error")
def broken_link(listed: Listed) -> Iterator[Found]:
    """Find addresses that are empty, or whose scheme is missing, misspelt or doubled.

    `[[code]]()`, `htttps://a.org`, `https://https://a.org`, `www.a.org/x`, which a browser looks
    for below the address of the list itself. The fix writes the scheme once and rightly; an empty
    address has none.
    """
    for link in listed.page.links:
        url = link.url.strip()
        right = message = None
        if not url:
            kind = "image" if link.image else "link"
            shown = re.sub(r"^!\[([^\[\]]*)\].*$", r"\1", link.label.strip()).strip(" []")
            label = f' "{shown}"' if shown else ""
            if link.label.strip() in ("", "x", " ") and not link.image:
                continue  # a box to tick, or what hides an anchor
            message = f"the {kind}{label} has an empty address"
        elif doubled := _DOUBLED.fullmatch(url):
            rest = doubled["rest"]
            right, message = rest, "the address begins twice"
        elif (match := _MISSPELT.match(url)) and not _WITHIN.match(url):
            secure = "s" if "s" in match["scheme"].lower() else ""
            right = f"http{secure}://{url[match.end() :]}"
            message = f'"{match[0]}" is no beginning of an address'
        elif re.match(r"https?:/{0,3}(?![/\w\[])|https?:///|https?:/(?=\w)", url, re.I):
            rest = re.sub(r"^https?:/*", "", url, flags=re.I)
            secure = "s" if url.lower().startswith("https") else ""
            right = f"http{secure}://{rest}" if "." in rest.partition("/")[0] else None
            message = "the address has another number of slashes than two behind its scheme"
        elif not _WITHIN.match(url) and _HOST.match(url):
            right = f"https://{url}"
            message = "the address has no scheme, so that it leads below the list's own address"
        if message is None:
            continue
        entry = listed.entry_at(link.url_span[0])
        fix = None
        raw = listed.text[slice(*link.url_span)]
        if right is not None and raw.strip() == url:
            fix = Fix(f"write {right}", (Edit(*link.url_span, right),))
        span = link.url_span if link.url_span[0] < link.url_span[1] else link.span
        evidence = (url,) if url else ()
        yield Found(span, message, evidence, fix, entry_id=entry.entry_id if entry else None)
