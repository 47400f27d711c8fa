"""One line of a list as plain text that remembers where in the file each character stands.

markdown-it says what the marks of a line mean but not where they are; `read_inline` follows its
tokens through the source, so that every character, bold range and link has its place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, image, link
from markdown_it.token import Token

from kdgraph.lists.formats import Span
from kdgraph.lists.text import words

__all__ = ["Anchor", "Rich", "markdown_parser", "read_inline"]

_RANGES = "kdgraph_ranges"
_LAYOUT = words(
    "a b big br center cite code dd del details div dl dt em font hr i img ins kbd li mark ol p "
    "pre q s samp small span strike strong sub summary sup table tbody td th thead tr tt u ul var "
    "picture source g-emoji h1 h2 h3 h4 h5 h6 input label"
)
_MARKS = {
    "strong_open": "strong",
    "strong_close": "strong",
    "em_open": "emphasis",
    "em_close": "emphasis",
    "s_open": "struck",
    "s_close": "struck",
}


@dataclass(slots=True)
class Anchor:
    """A link: from where to where its label goes, and its address."""

    start: int
    end: int
    url: str
    badge: bool = False  # its label is an image


@dataclass(slots=True)
class Rich:
    r"""Plain text with the place of each character, its bold and italic ranges and its links.

    Hard line breaks are "\n", soft ones a space. Images leave nothing, unless they are what a link
    shows: then their description stands in the text.
    """

    text: str = ""
    places: list[Span] = field(default_factory=list)
    strong: list[Span] = field(default_factory=list)
    emphasis: list[Span] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)

    @classmethod
    def plain(cls, text: str, start: int = 0) -> Rich:
        """Return text without marks that stands in the file as it is, from `start` on."""
        return cls(text, [(at, at + 1) for at in range(start, start + len(text))])

    def add(self, text: str, place: Span) -> None:
        """Append text that stands as a whole at one place."""
        self.text += text
        self.places += [place] * len(text)

    def source(self, start: int, end: int) -> Span:
        """Return where in the file the characters from `start` to `end` stand."""
        if start >= end:
            at = self.places[start][0] if start < len(self.places) else self.places[-1][1]
            return at, at
        return self.places[start][0], self.places[end - 1][1]

    def cut(self, start: int, end: int) -> Rich:
        """Return a part of the line as a line of its own."""

        def inside(ranges: list[Span]) -> list[Span]:
            return [
                (max(a, start) - start, min(b, end) - start)
                for a, b in ranges
                if a < end and b > start
            ]

        return Rich(
            self.text[start:end],
            self.places[start:end],
            inside(self.strong),
            inside(self.emphasis),
            [
                Anchor(a.start - start, a.end - start, a.url, a.badge)
                for a in self.anchors
                if a.start >= start and a.end <= end
            ],
        )

    def split(self) -> list[Rich]:
        """Return the lines between hard breaks."""
        parts, at = [], 0
        for match in re.finditer("\n", self.text):
            parts.append(self.cut(at, match.start()))
            at = match.end()
        parts.append(self.cut(at, len(self.text)))
        return parts


def markdown_parser() -> MarkdownIt:
    """Return a parser that leaves inline text alone and, asked for it, says where links end."""
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 40})
    parser.enable(["table", "strikethrough"])
    parser.core.ruler.enableOnly(["normalize", "block"])

    def located(rule: Any) -> Any:
        def run(state: StateInline, silent: bool) -> bool:
            start = state.pos
            done = bool(rule(state, silent))
            if done and not silent:
                state.env.setdefault(_RANGES, {})[start] = state.pos
            return done

        return run

    parser.inline.ruler.at("link", located(link))
    parser.inline.ruler.at("image", located(image))
    return parser


def read_inline(parser: MarkdownIt, content: str, places: list[int], env: Any) -> Rich:
    """Read the inline text `content`, whose characters stand at `places` in the file."""
    own: dict[str, Any] = {"references": env.get("references", {}), _RANGES: {}}
    tokens: list[Token] = []
    parser.inline.parse(content, parser, own, tokens)
    return _Walk(content, places, own[_RANGES]).run(tokens)


class _Walk:
    """Follows tokens through the text they were made of."""

    def __init__(self, content: str, places: list[int], ranges: Mapping[int, int]) -> None:
        self.content, self.offsets, self.ranges = content, places, ranges
        self.at = 0
        self.rich = Rich()
        self.open: dict[str, list[tuple[int, Any]]] = {}

    def run(self, tokens: list[Token]) -> Rich:
        for token in tokens:
            self.step(token)
        for kind in list(self.open):
            while self.open[kind]:
                self.close(kind)
        self.rich.anchors.sort(key=lambda anchor: anchor.start)
        return self.rich

    def step(self, token: Token) -> None:
        kind = token.type
        if kind == "text":
            self.verbatim(token.content)
        elif kind == "text_special":
            start = self.find(token.markup)
            self.rich.add(token.content, self.place(start, self.at))
        elif kind == "code_inline":
            start = self.find(token.markup)
            inner = self.at
            self.at = self.content.find(token.markup, inner)
            body = self.content[inner : self.at]
            lead = len(body) - len(body.lstrip(" "))
            self.at += len(token.markup)
            if body.replace("\n", " ").strip(" ") == token.content.strip(" "):
                for n, char in enumerate(body.replace("\n", " ").strip(" ")):
                    here = inner + lead + n
                    self.rich.add(char, self.place(here, here + 1))
            else:
                self.rich.add(token.content, self.place(start, self.at))
        elif kind in ("softbreak", "hardbreak"):
            start = self.at
            self.at = self.content.find("\n", start) + 1
            while self.at < len(self.content) and self.content[self.at] in " \t":
                self.at += 1
            text = " " if kind == "softbreak" else "\n"
            self.rich.add(text, self.place(start, self.at))
        elif kind in _MARKS:
            self.find(token.markup)
            if token.nesting > 0:
                self.start(_MARKS[kind])
            else:
                self.close(_MARKS[kind])
        elif kind == "link_open":
            self.link_open(token)
        elif kind == "link_close":
            _, (_, end) = self.open["a"][-1]
            self.at = max(self.at, end)
            self.close("a")
        elif kind == "image":
            start = self.at
            self.at = self.ranges.get(start, start)
            if self.open.get("a"):
                place = self.place(start, self.at)
                self.rich.add(_alternative(token) or "image", place)
        elif kind == "html_inline":
            start = self.find(token.content)
            self.html(token.content, start)

    def link_open(self, token: Token) -> None:
        start = self.at
        if token.markup == "autolink":
            end = self.content.find(">", start) + 1
        else:
            end = self.ranges.get(start, start + 1)
        self.at = start + 1
        self.start("a", (str(token.attrGet("href") or ""), end))

    def html(self, tag: str, start: int) -> None:
        reader = _Tag()
        reader.feed(tag)
        name = reader.name
        if name == "br":
            self.rich.add("\n", self.place(start, self.at))
        elif name in ("strong", "b", "em", "i"):
            kind = "strong" if name in ("strong", "b") else "emphasis"
            if reader.closing:
                self.close(kind)
            else:
                self.start(kind)
        elif name == "a":
            if reader.closing:
                self.close("A")
            else:
                self.start("A", (reader.attributes.get("href") or "", 0))
        elif name == "img" and (self.open.get("A") or self.open.get("a")):
            label = reader.attributes.get("alt") or "image"
            self.rich.add(label, self.place(start, self.at))
        elif name and name not in _LAYOUT:  # no tag that a list is laid out with: text, then
            self.at = start
            self.verbatim(tag)

    def start(self, kind: str, value: Any = None) -> None:
        self.open.setdefault(kind, []).append((len(self.rich.text), value))

    def close(self, kind: str) -> None:
        if not self.open.get(kind):
            return
        start, value = self.open[kind].pop()
        end = len(self.rich.text)
        if kind == "strong":
            self.rich.strong.append((start, end))
        elif kind == "emphasis":
            self.rich.emphasis.append((start, end))
        elif kind in ("a", "A") and value[0]:
            self.rich.anchors.append(Anchor(start, end, value[0]))

    def verbatim(self, text: str) -> None:
        if not text:
            return
        start = self.find(text)
        places = self.offsets[start : start + len(text)]
        places += [self.offsets[-1]] * (len(text) - len(places))
        self.rich.text += text
        self.rich.places += [(place, place + 1) for place in places]

    def find(self, text: str) -> int:
        """Go behind the next `text` and return where it begins."""
        start = self.content.find(text, self.at)
        if start < 0:
            start = self.at
        self.at = min(start + len(text), len(self.content))
        return start

    def place(self, start: int, end: int) -> Span:
        """Return the place in the file of a piece of the content."""
        last = len(self.offsets) - 1
        first = self.offsets[min(start, last)]
        return first, max(first, self.offsets[min(max(start, end - 1), last)] + 1)


def _alternative(token: Token) -> str:
    return "".join(child.content for child in token.children or []) or token.content


class _Tag(HTMLParser):
    """Reads one HTML tag."""

    def __init__(self) -> None:
        super().__init__()
        self.name = ""
        self.closing = False
        self.attributes: dict[str, str | None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.name, self.attributes = tag, dict(attrs)

    def handle_endtag(self, tag: str) -> None:
        self.name, self.closing = tag, True
