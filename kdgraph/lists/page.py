"""What a list holds beside its papers: headings with their anchors, links and badges, with places.

The readers of the formats look for papers; whoever checks the page as a page (its table of
contents, its badges, every address on it) asks here. Code and comments hold neither.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Final
from urllib.parse import unquote

from markdown_it.token import Token

from kdgraph.lists.document import ListDocument
from kdgraph.lists.formats import Span
from kdgraph.lists.inline import TARGET, markdown_parser, read_inline
from kdgraph.lists.text import BOM, LONGEST, Lines, barred

__all__ = ["Heading", "Page", "PageLink", "fold_anchor", "github_anchor", "read_page"]

_FENCE: Final = frozenset({"fence", "code_block"})
_BACKTICKS: Final = re.compile(r"(?<!\\)`+")
_COMMENT: Final = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG: Final = re.compile(
    r"<(?P<name>[A-Za-z][A-Za-z0-9-]*+)(?P<attributes>(?:[^<>\"']|\"[^\"<]*+\"|'[^'<]*+')*+)>"
)
_ATTRIBUTE: Final = re.compile(
    r"(?<![\w:-])(?P<name>[A-Za-z_:][\w.:-]*+)\s*+=\s*+"
    r"(?:\"(?P<double>[^\"]*+)\"|'(?P<single>[^']*+)'|(?P<bare>[^\s\"'>]++))"
)
_END_OF_LINK: Final = re.compile(r"</a\s*>", re.IGNORECASE)
_HTML_HEADING: Final = re.compile(
    r"<h(?P<level>[1-6])\b[^>]*+>(?P<text>.*?)</h(?P=level)\s*>", re.IGNORECASE | re.DOTALL
)
_ANY_TAG: Final = re.compile(r"<[^<>]*+>")
_DEFINITION: Final = re.compile(
    r"(?m)^ {0,3}\[(?P<label>(?!\^)[^\[\]\n]{1,200})\]:[ \t]*+<?(?P<url>[^\s<>]++)"
)
_BARE: Final = re.compile(r"https?://[^\s<>\"'`|\\^{}]+", re.IGNORECASE)
_TRAILING: Final = ".,;:!?*_~'\"\u3002\uff0c\uff1b\uff09\u3011"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its words, level and line, and the anchors by which a link can reach it.

    `anchors` are folded (see `fold_anchor`); the first one is that of GitHub. `span` is where its
    text stands.
    """

    text: str
    level: int
    line: int
    anchors: tuple[str, ...]
    span: Span

    @property
    def anchor(self) -> str:
        """The anchor that GitHub gives it."""
        return self.anchors[0]


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link, an image, or an address that stands in the text, with its places.

    `label` is the text of the link as written, marks and all; empty for a bare address and for a
    definition such as ``[1]: https://...``. `image` says that it is an image and leads nowhere,
    `badge` that its label is an image. `span` is the whole.
    """

    label: str
    url: str
    label_span: Span
    url_span: Span
    span: Span
    image: bool = False
    badge: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Headings, links and anchors of a list, in the order of the text.

    `anchors` are the folded names that tags on the page carry (``<a name="x">``). `masked` is the
    text with bars for code and comments, of the same length. `anchored` says whether headings of
    this format have anchors at all.
    """

    headings: tuple[Heading, ...]
    links: tuple[PageLink, ...]
    anchors: frozenset[str]
    masked: str
    anchored: bool

    def reaches(self, fragment: str) -> bool:
        """Tell whether a link to ``#fragment`` leads anywhere on this page."""
        wanted = fold_anchor(fragment)
        return (
            wanted in ("", "top", "readme")
            or wanted in self.anchors
            or any(wanted in heading.anchors for heading in self.headings)
        )


def github_anchor(text: str) -> str:
    """Return the anchor that GitHub makes of the text of a heading, the first time it occurs.

    Examples
    --------
    >>> github_anchor("Data-Free Distillation: A & B"), github_anchor("\U0001f680 Surveys (2023)")
    ('data-free-distillation-a--b', '-surveys-2023')
    """
    kept = "".join(c for c in text.lower() if c in " -" or _is_word(c))
    return kept.replace(" ", "-")


def _is_word(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] in "LMN" or category == "Pc"


def fold_anchor(fragment: str) -> str:
    """Return an anchor, or the fragment of a link, in the form in which the two are compared.

    Case, percent-encoding, GitHub's own prefix and variation selectors tell nothing.

    Examples
    --------
    >>> fold_anchor("#Survey%20Papers"), fold_anchor("user-content-surveys")
    ('survey papers', 'surveys')
    """
    plain = unicodedata.normalize("NFC", unquote(fragment.removeprefix("#"))).casefold()
    return plain.removeprefix("user-content-").replace("\ufe0f", "")


def read_page(document: ListDocument) -> Page:
    r"""Read the headings, links and anchors of a list.

    In a format that is neither Markdown nor HTML, only addresses are found.

    Examples
    --------
    >>> from kdgraph.lists import read_list
    >>> found = read_page(read_list(b"## Owls\n- **Deep Owls, CVPR 2018** [[pdf]](http://a.org/1)"))
    >>> found.headings[0].anchor, found.links[0].label, found.links[0].url
    ('owls', '[pdf]', 'http://a.org/1')
    """
    text = document.data.decode(document.encoding)
    if document.format == "markdown":
        return _Reader(text).page()
    marked = document.format == "html"
    masked = _without(text, _COMMENT) if marked else text
    links = [*_html_links(masked, 0, len(masked))] if marked else []
    links += _bare_links(masked, links)
    return Page(
        headings=(),
        links=tuple(sorted(links, key=lambda link: link.span)),
        anchors=frozenset(_html_anchors(masked)) if marked else frozenset(),
        masked=masked,
        anchored=marked,
    )


class _Reader:
    """One pass over the blocks of a Markdown text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = Lines(text)
        self.skip = 1 if text.startswith(BOM) else 0
        spans = list(zip(self.lines.starts, self.lines.ends, strict=True))
        bounded = "\n".join("" if b - a > LONGEST else text[a:b] for a, b in spans)
        self.tokens = markdown_parser().parse(bounded[self.skip :], {})
        self.masked = self._masked()

    def page(self) -> Page:
        links: list[PageLink] = []
        for start, end in self._inline_spans():
            links += _markdown_links(self.masked, start, end)
        links += [
            PageLink("", match["url"], (match.start("label"),) * 2, match.span("url"), match.span())
            for match in _DEFINITION.finditer(self.masked)
        ]
        links += _html_links(self.masked, 0, len(self.masked))
        links += _bare_links(self.masked, links)
        return Page(
            headings=tuple(self._headings()),
            links=tuple(sorted(links, key=lambda link: link.span)),
            anchors=frozenset(_html_anchors(self.masked)),
            masked=self.masked,
            anchored=True,
        )

    def _span(self, token: Token) -> Span:
        first, last = token.map or (0, 0)
        last = min(last, len(self.lines.ends))
        if last <= first:
            return 0, 0
        return max(self.lines.starts[first], self.skip), self.lines.ends[last - 1]

    def _masked(self) -> str:
        hidden = [self._span(token) for token in self.tokens if token.type in _FENCE]
        masked = _without(barred(self.text, hidden), _COMMENT)
        codes: list[Span] = []
        for start, end in self._inline_spans():
            codes += _code_spans(masked, start, end)
        return barred(masked, codes)

    def _inline_spans(self) -> Iterator[Span]:
        """Yield where running text stands, each piece once: a row of a table is one piece."""
        last = -1
        for token in self.tokens:
            if token.type == "inline" and token.map and token.map[0] > last:
                yield self._span(token)
                last = token.map[1] - 1

    def _headings(self) -> Iterator[Heading]:
        found: list[tuple[int, str, int, list[str], Span]] = []
        for opening, inline in zip(self.tokens, self.tokens[1:], strict=False):
            if opening.type != "heading_open" or inline.map is None:
                continue
            start, end = self._span(inline)
            at = self.text.find(inline.content.split("\n")[0], start, end)
            span = (at, at + len(inline.content)) if at >= 0 else (start, end)
            shown = read_inline(inline.content, [(0, 0)])
            texts = [_without_images(inline.content), shown.text]
            found.append((inline.map[0] + 1, shown.text, int(opening.tag[1]), texts, span))
        for match in _HTML_HEADING.finditer(self.masked):
            words = " ".join(unescape(_ANY_TAG.sub("", match["text"])).split())
            line = self.lines.number(match.start())
            found.append((line, words, int(match["level"]), [words], match.span("text")))
        seen: dict[str, int] = {}
        for line, words, level, texts, span in sorted(found, key=lambda item: item[4]):
            anchors: list[str] = []
            for n, text in enumerate(texts):
                plain = github_anchor(text)
                number = seen.get(plain, 0)
                if n == 0:
                    seen[plain] = number + 1
                elif number and plain != github_anchor(texts[0]):
                    continue
                else:
                    number = number if plain != github_anchor(texts[0]) else number - 1
                anchors.append(fold_anchor(f"{plain}-{number}" if number else plain))
            yield Heading(" ".join(words.split()), level, line, tuple(dict.fromkeys(anchors)), span)


def _without_images(content: str) -> str:
    """Return what a heading says without its pictures."""
    bare = re.sub(r"!\[[^\[\]]*\]\([^()]*\)", "", content)
    return read_inline(bare, [(0, 0)]).text


def _without(text: str, pattern: re.Pattern[str]) -> str:
    return barred(text, (match.span() for match in pattern.finditer(text)))


def _code_spans(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield where inline code stands between two marks of the same length."""
    marks = [match.span() for match in _BACKTICKS.finditer(text, start, end)]
    waiting: dict[int, list[int]] = {}
    for n in reversed(range(len(marks))):
        waiting.setdefault(marks[n][1] - marks[n][0], []).append(n)
    at = 0
    while at < len(marks):
        size = marks[at][1] - marks[at][0]
        same = waiting[size]
        while same and same[-1] <= at:
            same.pop()
        if not same:
            at += 1
            continue
        yield marks[at][1], marks[same[-1]][0]
        at = same[-1] + 1


def _markdown_links(text: str, start: int, end: int) -> Iterator[PageLink]:
    """Yield the links and images between two places, those within a label first."""
    brackets: list[int] = []
    badges: set[int] = set()  # opening brackets whose label holds an image
    at = start
    while at < end:
        char = text[at]
        if char == "\\":
            at += 2
            continue
        if char == "[":
            brackets.append(at)
        elif char == "]" and brackets:
            opening = brackets.pop()
            target = TARGET.match(text, at + 1, end)
            if target is not None:
                angle = "angle" if target["angle"] is not None else "plain"
                image = opening > 0 and text[opening - 1] == "!" and opening > start
                yield PageLink(
                    text[opening + 1 : at],
                    target[angle],
                    (opening + 1, at),
                    target.span(angle),
                    (opening - image, target.end()),
                    image=image,
                    badge=opening in badges,
                )
                if image:
                    badges.update(brackets[-1:])
                at = target.end()
                continue
        at += 1


def _attributes(tag: re.Match[str]) -> Iterator[tuple[str, str, Span]]:
    for match in _ATTRIBUTE.finditer(tag.string, tag.start("attributes"), tag.end("attributes")):
        group = next(g for g in ("double", "single", "bare") if match[g] is not None)
        yield match["name"].lower(), match[group], match.span(group)


def _html_links(text: str, start: int, end: int) -> Iterator[PageLink]:
    for tag in _TAG.finditer(text, start, end):
        name = tag["name"].lower()
        if name not in ("a", "img"):
            continue
        wanted = "href" if name == "a" else "src"
        for attribute, value, span in _attributes(tag):
            if attribute != wanted:
                continue
            if name == "img":
                yield PageLink("", unescape(value), (span[0],) * 2, span, tag.span(), image=True)
                break
            close = _END_OF_LINK.search(text, tag.end(), end)
            stop = close.start() if close else tag.end()
            label = text[tag.end() : stop]
            yield PageLink(
                " ".join(unescape(_ANY_TAG.sub("", label)).split()),
                unescape(value),
                (tag.end(), stop),
                span,
                (tag.start(), close.end() if close else tag.end()),
                badge="<img" in label.lower() or "![" in label,
            )
            break


def _html_anchors(text: str) -> Iterator[str]:
    for tag in _TAG.finditer(text):
        for attribute, value, _ in _attributes(tag):
            if attribute == "id" or (attribute == "name" and tag["name"].lower() == "a"):
                yield fold_anchor(unescape(value))


def _bare_links(text: str, links: list[PageLink]) -> list[PageLink]:
    """Return the addresses that stand in the text by themselves."""
    taken = sorted(span for link in links for span in (link.url_span, link.label_span))
    starts = [start for start, _ in taken]
    furthest: list[int] = []
    for _, end in taken:
        furthest.append(max(end, furthest[-1] if furthest else 0))
    found = []
    for match in _BARE.finditer(text):
        n = bisect_right(starts, match.start()) - 1
        if n >= 0 and furthest[n] > match.start():
            continue
        url = match[0]
        for closing, opening in ((")", "("), ("]", "[")):  # what was not opened within it
            depth = 0
            for place, char in enumerate(url):
                depth += (char == opening) - (char == closing)
                if depth < 0:
                    url = url[:place]
                    break
        url = url.rstrip(_TRAILING)
        span = (match.start(), match.start() + len(url))
        found.append(PageLink("", url, (span[0],) * 2, span, span))
    return found
