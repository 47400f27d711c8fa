r"""One line of a list as plain text that remembers where in the file each character stands.

`read_inline` reads the inline marks of CommonMark with GitHub's strike-through: emphasis, links,
images, code, entities and tags. It is written here because a reader of lists has to know where each
character of a title stands, which no Markdown library tells, and because lists have a dozen links a
line: every mark is met once and looked at a bounded number of times, so that a text twice as long
takes twice as long whatever it holds. `markdown-it` is the second opinion in the tests.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from typing import Any

from markdown_it import MarkdownIt, rules_block
from markdown_it.common.normalize_url import normalizeLink, validateLink
from markdown_it.common.utils import normalizeReference
from markdown_it.parser_block import RuleFuncBlockType
from markdown_it.rules_block import StateBlock

from kdgraph.lists.formats import Span
from kdgraph.lists.text import words

__all__ = ["TARGET", "Anchor", "Rich", "markdown_parser", "read_inline"]

_LAYOUT = words(
    "a b big br center cite code dd del details div dl dt em font hr i img ins kbd li mark ol p "
    "pre q s samp small span strike strong sub summary sup table tbody td th thead tr tt u ul var "
    "picture source g-emoji h1 h2 h3 h4 h5 h6 input label"
)
_SPECIAL = re.compile(r"[\\`*_~\[\]!<&\n]")
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_CODE_MARK = re.compile(r"`+")
_AUTOLINK = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^<>\x00-\x20]*)>")
_MAIL = re.compile(r"<([\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{0,255})>")
_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*+)(?P<attributes>(?:\s++[A-Za-z_:][\w.:-]*+"
    r"(?:\s*+=\s*+(?:[^\s\"'=<>`]++|'[^']*+'|\"[^\"]*+\"))?+)*+)\s*+/?>"
)
_ATTRIBUTE = re.compile(
    r"([A-Za-z_:][\w.:-]*)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+))", re.DOTALL
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BLANK = r"[ \t]*+(?:\n[ \t]*+)?+"
_NESTED = r"[^\s()\\]++|\\\S"
TARGET = re.compile(
    rf"\({_BLANK}(?:<(?P<angle>(?:[^<>\n\\]|\\.)*+)>|(?P<plain>(?!<)(?:{_NESTED}|\\(?=\s)"
    rf"|\((?:{_NESTED}|\((?:{_NESTED}|\([^\s()]*+\))*+\))*+\))*+))"
    r"(?:[ \t\n]++(?:\"(?:[^\"\\]|\\.)*+\"|'(?:[^'\\]|\\.)*+'|\((?:[^()\\]|\\.)*+\)))?+"
    rf"{_BLANK}\)",
    re.DOTALL,
)
"""What follows the label of an inline link: its address in round brackets, and a title."""
_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.){0,999})\]", re.DOTALL)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_SAFE_URL = re.compile(
    r"https?://[a-z0-9.:-]+(?:[/?#](?:[A-Za-z0-9:/?#@!$&'()*+,;=._~-]++|%[0-9A-Fa-f]{2})*+)?"
)


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
    shows: then their description stands in the text. `runs` says for pieces of the text where each
    begins in it, and from where to where it stands in the file: character by character if it is as
    long there, else as a whole.
    """

    text: str = ""
    runs: list[tuple[int, int, int]] = field(default_factory=list)
    strong: list[Span] = field(default_factory=list)
    emphasis: list[Span] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)
    soft: list[int] = field(default_factory=list)  # where a soft line break stands in the text
    lines: list[Rich] | None = field(default=None, repr=False, compare=False)  # once split
    kept: list[Rich] | None = field(default=None, repr=False, compare=False)  # markdown._lines_of
    bars: str | None = field(default=None, repr=False, compare=False)  # see items._masked
    named: tuple[Any] | None = field(default=None, repr=False, compare=False)  # see field_line

    @classmethod
    def plain(cls, text: str, start: int = 0) -> Rich:
        """Return text without marks that stands in the file as it is, from `start` on."""
        return cls(text, [(0, start, start + len(text))] if text else [])

    def add(self, text: str, place: Span) -> None:
        """Append text that stands at one place of the file."""
        if text:
            self.runs.append((len(self.text), *place))
            self.text += text

    def _at(self, index: int) -> Span:
        """Return where the character `index` stands."""
        n = bisect_right(self.runs, (index, _ENDLESS, _ENDLESS)) - 1
        at, start, end = self.runs[n]
        size = (self.runs[n + 1][0] if n + 1 < len(self.runs) else len(self.text)) - at
        if size != end - start:
            return start, end
        return start + index - at, start + index - at + 1

    def source(self, start: int, end: int) -> Span:
        """Return where in the file the characters from `start` to `end` stand."""
        if not self.runs:
            return 0, 0
        if len(self.runs) == 1:  # as most lines of a plain text are
            at, first, last = self.runs[0]
            if last - first == len(self.text) - at and at <= start < end <= len(self.text):
                return first + start - at, first + end - at
        if start >= end:
            at = self._at(start)[0] if start < len(self.text) else self._at(len(self.text) - 1)[1]
            return at, at
        return self._at(start)[0], self._at(min(end, len(self.text)) - 1)[1]

    def cut(self, start: int, end: int) -> Rich:
        """Return a part of the line as a line of its own."""
        if start == 0 and end >= len(self.text):
            return self

        part = Rich(self.text[start:end])
        runs, size = self.runs, len(self.text)
        first = bisect_right(runs, (start, _ENDLESS, _ENDLESS)) - 1
        for n in range(max(first, 0), len(runs)):
            at, a, b = runs[n]
            if at >= end:
                break
            stop = runs[n + 1][0] if n + 1 < len(runs) else size
            low, high = at if at > start else start, stop if stop < end else end
            if high <= low:
                continue
            if stop - at == b - a:
                a, b = a + low - at, a + high - at
            part.runs.append((low - start, a, b))
        if self.strong:
            part.strong = _inside(self.strong, start, end)
        if self.emphasis:
            part.emphasis = _inside(self.emphasis, start, end)
        if self.soft:
            part.soft = [at - start for at in self.soft if start <= at < end]
        for anchor in self.anchors:
            if anchor.start >= start and anchor.end <= end:
                part.anchors.append(
                    Anchor(anchor.start - start, anchor.end - start, anchor.url, anchor.badge)
                )
        return part

    def split(self) -> list[Rich]:
        """Return the lines between hard breaks."""
        if "\n" not in self.text:
            return [self]
        if self.lines is None:
            bare = Rich(self.text, self.runs, soft=self.soft)
            starts: list[int] = []
            self.lines, at = [], 0
            for text in self.text.split("\n"):
                starts.append(at)
                self.lines.append(bare.cut(at, at + len(text)))
                at += len(text) + 1
            self._share(starts, self.lines)
        return self.lines

    def _share(self, starts: list[int], lines: list[Rich]) -> None:
        """Give each line the links and the bold and italic ranges in it."""
        for anchor in self.anchors:
            n = bisect_right(starts, anchor.start) - 1
            start, end = anchor.start - starts[n], anchor.end - starts[n]
            if end <= len(lines[n].text):
                lines[n].anchors.append(Anchor(start, end, anchor.url, anchor.badge))
        for kind in ("strong", "emphasis"):
            long = 0
            for start, end in getattr(self, kind):
                first, last = bisect_right(starts, start) - 1, bisect_right(starts, end - 1) - 1
                long += last > first
                if last > first and long > _MOST_LONG:
                    continue
                for n in range(first, last + 1):
                    a, b = max(start - starts[n], 0), min(end - starts[n], len(lines[n].text))
                    if a < b:
                        getattr(lines[n], kind).append((a, b))


_ENDLESS = 1 << 60
_MOST_LONG = 50  # bold or italic ranges over several lines


def _inside(ranges: list[Span], start: int, end: int) -> list[Span]:
    return [
        (max(a, start) - start, min(b, end) - start) for a, b in ranges if a < end and b > start
    ]


_ANY_BLOCK = ("paragraph", "reference", "blockquote")
_BEGINNINGS: tuple[tuple[str, RuleFuncBlockType, str, tuple[str, ...]], ...] = (
    # a kind of block, what reads it, the characters it begins with, and what it may end
    ("fence", rules_block.fence, "`~", (*_ANY_BLOCK, "list")),
    ("blockquote", rules_block.blockquote, ">", (*_ANY_BLOCK, "list")),
    ("hr", rules_block.hr, "*-_", (*_ANY_BLOCK, "list")),
    ("list", rules_block.list_block, "*+-0123456789", _ANY_BLOCK),
    ("reference", rules_block.reference, "[", ()),
    ("html_block", rules_block.html_block, "<", _ANY_BLOCK),
    ("heading", rules_block.heading, "#", _ANY_BLOCK),
)


def markdown_parser() -> MarkdownIt:
    """Return a parser of blocks: paragraphs, items, tables; it leaves inline text alone.

    It asks for a kind of block only where a line begins as such: markdown-it asks every rule at
    every line, for nearly half of its time.
    """
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 40})
    parser.enable(["table", "strikethrough"])
    parser.core.ruler.enableOnly(["normalize", "block"])
    ruler = parser.block.ruler
    for name, rule, beginnings, ended in _BEGINNINGS:
        ruler.at(name, _beginning(rule, frozenset(beginnings)), {"alt": list(ended)})
    ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    ruler.at("lheading", _underlined)
    return parser


def _beginning(rule: RuleFuncBlockType, characters: frozenset[str]) -> RuleFuncBlockType:
    def checked(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        at = state.bMarks[start] + state.tShift[start]
        return state.src[at : at + 1] in characters and rule(state, start, end, silent)

    return checked


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a table, if the line below can part its header from its rows."""
    if start + 1 >= end:
        return False
    at = state.bMarks[start + 1] + state.tShift[start + 1]
    return state.src[at : at + 1] in _RULING and rules_block.table(state, start, end, silent)


def _underlined(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a heading that is underlined, if a line of the paragraph can be its underline."""
    for line in range(start + 1, end):
        at = state.bMarks[line] + state.tShift[line]
        if at >= state.eMarks[line]:
            return False  # an empty line ends the paragraph
        if state.src[at] in "-=":
            return rules_block.lheading(state, start, end, silent)
    return False


_RULING = frozenset("|-:")


def read_inline(
    content: str, origins: Sequence[tuple[int, int]], references: Mapping[str, Any] | None = None
) -> Rich:
    """Read the inline text `content`.

    Parameters
    ----------
    content : str
        A paragraph, the text of an item or a cell.
    origins : sequence of (int, int)
        For pieces of the content, in order, where each begins in it and in the file.
    references : mapping, optional
        The addresses that labels stand for, as markdown-it collects them.

    Examples
    --------
    >>> line = read_inline("**Deep Learning** [pdf](https://a.org/1.pdf)", [(0, 0)])
    >>> line.text, line.strong, line.anchors[0].url, line.source(14, 17)
    ('Deep Learning pdf', [(0, 13)], 'https://a.org/1.pdf', (19, 22))
    """
    return _Scan(content, references or {}).run(origins)


_TEXT, _MARK, _IMAGE, _HTML = range(4)


class _Piece:
    """A piece of the text that comes out: what it says and where in the content it stands."""

    __slots__ = ("end", "kind", "soft", "start", "text")

    def __init__(self, kind: int, text: str, start: int, end: int, soft: bool = False) -> None:
        self.kind, self.text, self.start, self.end, self.soft = kind, text, start, end, soft


@dataclass(slots=True)
class _Run:
    """A run of emphasis marks that is not used up yet."""

    piece: int
    mark: str
    left: int
    length: int
    opens: bool
    closes: bool


class _Scan:
    """Reads a text once from the left, and puts the pieces together at its end."""

    def __init__(self, content: str, references: Mapping[str, Any]) -> None:
        self.content, self.references = content, references
        self.pieces: list[_Piece] = []
        self.marks: list[_Run] = []
        self.brackets: list[tuple[int, int, bool, int]] = []  # piece, content, image, marks below
        self.dead = -1  # brackets below this one open no link: links hold no links
        self.ranges: list[tuple[str, int, int]] = []  # kind, first and last piece
        self.links: list[tuple[int, int, str]] = []
        self.codes: dict[int, list[int]] | None = None

    def run(self, origins: Sequence[tuple[int, int]]) -> Rich:
        content, size = self.content, len(self.content)
        at = 0
        add, special = self.pieces.append, self.special
        for match in _SPECIAL.finditer(content):
            here = match.start()
            if here < at:
                continue  # inside what one before it began, such as an address
            if here > at:
                add(_Piece(_TEXT, content[at:here], at, here))
            at = special(content[here], here)
        if at < size:
            add(_Piece(_TEXT, content[at:], at, size))
        self.emphasis(0)
        return self.assembled(origins)

    def special(self, char: str, at: int) -> int:
        """Read what a special character begins, and return where it ends."""
        content = self.content
        if char == "[":
            self.brackets.append((len(self.pieces), at, False, len(self.marks)))
            return self.literal(at, at + 1)
        if char == "]":
            return self.bracket(at)
        if char == "!":
            if content.startswith("[", at + 1):
                self.brackets.append((len(self.pieces), at, True, len(self.marks)))
                return self.literal(at, at + 2)
            return self.literal(at, at + 1)
        if char in "*_~":
            return self.mark(char, at)
        if char == "\n":
            return self.line_break(at)
        if char == "\\":
            following = content[at + 1 : at + 2]
            if following == "\n":
                return self.line_break(at + 1, hard_from=at)
            if following in _PUNCTUATION and following:
                self.pieces.append(_Piece(_TEXT, following, at, at + 2))
                return at + 2
            return self.literal(at, at + 1)
        if char == "`":
            return self.code(at)
        if char == "&":
            match = _ENTITY.match(content, at)
            text = unescape(match[0]) if match else ""
            if match is None or text == match[0]:
                return self.literal(at, at + 1)
            self.pieces.append(_Piece(_TEXT, text, at, match.end()))
            return match.end()
        return self.angle(at)

    def literal(self, start: int, end: int) -> int:
        self.pieces.append(_Piece(_TEXT, self.content[start:end], start, end))
        return end

    def line_break(self, at: int, hard_from: int | None = None) -> int:
        """Read the end of a line: hard behind two blanks or a backslash, else soft."""
        content = self.content
        start, text = at, " "
        if hard_from is not None:
            start, text = hard_from, "\n"
        elif self.pieces:
            last = self.pieces[-1]
            bare = last.text.rstrip(" ")
            blanks = len(last.text) - len(bare)
            if blanks and last.kind == _TEXT and last.end - last.start == len(last.text):
                start = at - blanks
                last.text, last.end = bare, start
                text = "\n" if blanks > 1 else " "
        end = at + 1
        while end < len(content) and content[end] in " \t":
            end += 1
        self.pieces.append(_Piece(_TEXT, text, start, end, soft=text == " "))
        return end

    def code(self, at: int) -> int:
        content = self.content
        if self.codes is None:
            self.codes = {}
            for match in _CODE_MARK.finditer(content):
                self.codes.setdefault(match.end() - match.start(), []).append(match.start())
            for places in self.codes.values():
                places.reverse()
        opening = _CODE_MARK.match(content, at)
        size = opening.end() - at if opening else 1
        places = self.codes.get(size, [])
        while places and places[-1] < at + size:
            places.pop()
        if not places:
            return self.literal(at, at + size)
        start, end = at + size, places[-1]
        body = content[start:end]
        lead = len(body) - len(body.lstrip(" \n"))
        shown = body.strip(" \n").replace("\n", " ")
        self.pieces.append(_Piece(_TEXT, shown, start + lead, start + lead + len(shown)))
        return end + size

    def angle(self, at: int) -> int:
        """Read an address or a tag in angle brackets."""
        content = self.content
        if link := _AUTOLINK.match(content, at) or _MAIL.match(content, at):
            url = _address(link[1] if ":" in link[1] else f"mailto:{link[1]}")
            if url is not None:
                n = len(self.pieces)
                self.pieces.append(_Piece(_TEXT, link[1], at + 1, link.end() - 1))
                self.links.append((n, n + 1, url))
                return link.end()
        if content.startswith("<!--", at):
            end = content.find("-->", at + 4)
            if end >= 0:
                self.pieces.append(_Piece(_HTML, "", at, end + 3))
                return end + 3
        tag = _TAG.match(content, at)
        if tag is None:
            return self.literal(at, at + 1)
        if tag["name"].lower() not in _LAYOUT:
            return self.literal(at, tag.end())  # no tag that a list is laid out with: text, then
        self.pieces.append(_Piece(_HTML, tag[0], at, tag.end()))
        return tag.end()

    # --- links

    def bracket(self, at: int) -> int:
        """Read a closing bracket: the end of a link or an image, or nothing."""
        if not self.brackets:
            return self.literal(at, at + 1)
        piece, start, image, below = self.brackets.pop()
        if not image and len(self.brackets) < self.dead:
            self.dead = len(self.brackets)
            return self.literal(at, at + 1)
        url, end = self.target(start + (2 if image else 1), at)
        if url is None:
            self.dead = min(self.dead, len(self.brackets))
            return self.literal(at, at + 1)
        self.emphasis(below)
        if image:
            text = "".join(p.text for p in self.pieces[piece + 1 :] if p.kind in (_TEXT, _MARK))
            del self.pieces[piece:]
            while self.links and self.links[-1][0] >= piece:
                self.links.pop()
            while self.ranges and self.ranges[-1][1] >= piece:
                self.ranges.pop()
            self.pieces.append(_Piece(_IMAGE, text or "image", start, end))
        else:
            self.pieces[piece].text = ""
            self.links.append((piece + 1, len(self.pieces), url))
            self.dead = len(self.brackets)
        return end

    def target(self, start: int, at: int) -> tuple[str | None, int]:
        """Return the address of the link whose label goes from `start` to `at`, and its end."""
        content = self.content
        if match := TARGET.match(content, at + 1):
            angle = match["angle"]
            url = _address(_unescaped(angle if angle is not None else match["plain"]))
            if url is not None:
                return url, match.end()
        if not self.references:
            return None, at
        label, end = content[start:at], at + 1
        if (match := _LABEL.match(content, at + 1)) is not None:
            end = match.end()
            label = match[1] or label
        if len(label) < 1000 and (found := self.references.get(normalizeReference(label))):
            return str(found["href"]), end
        return None, at

    # --- emphasis

    def mark(self, char: str, at: int) -> int:
        """Read a run of marks, and say whether it can open and close emphasis."""
        content = self.content
        end = at + 1
        while end < len(content) and content[end] == char:
            end += 1
        before = content[at - 1] if at else " "
        after = content[end] if end < len(content) else " "
        blank_before, blank_after = before.isspace(), after.isspace()
        mark_before, mark_after = _is_punctuation(before), _is_punctuation(after)
        left = not blank_after and (not mark_after or blank_before or mark_before)
        right = not blank_before and (not mark_before or blank_after or mark_after)
        if char == "_":
            opens, closes = left and (not right or mark_before), right and (not left or mark_after)
        else:
            opens, closes = left, right
        length = end - at
        if opens or closes:
            self.marks.append(_Run(len(self.pieces), char, length, length, opens, closes))
        self.pieces.append(_Piece(_MARK, content[at:end], at, end))
        return end

    def emphasis(self, below: int) -> None:
        """Pair the runs of marks from `below` on, and forget them."""
        marks = self.marks
        if len(marks) <= below:
            return
        stack: list[_Run] = []
        bottom: dict[tuple[str, int, bool], int] = {}
        for closer in marks[below:]:
            while closer.closes and closer.left:
                key = (closer.mark, closer.length % 3, closer.opens)
                floor = bottom.get(key, 0)
                n = len(stack) - 1
                while n >= floor and not _pair(stack[n], closer):
                    n -= 1
                if n < floor:
                    bottom[key] = len(stack)
                    break
                opener = stack[n]
                del stack[n + 1 :]
                for name, value in bottom.items():
                    bottom[name] = min(value, n + 1)
                if closer.mark == "~":
                    used = opener.left
                else:
                    used = 2 if opener.left > 1 and closer.left > 1 else 1
                    kind = "strong" if used == 2 else "emphasis"
                    self.ranges.append((kind, opener.piece, closer.piece))
                for run in (opener, closer):
                    run.left -= used
                    self.pieces[run.piece].text = run.mark * run.left
                if not opener.left:
                    stack.pop()
            if closer.opens and closer.left:
                stack.append(closer)
        del marks[below:]

    # --- the line that comes out

    def assembled(self, origins: Sequence[tuple[int, int]]) -> Rich:
        begins = [at for at, _ in origins]
        where = 0  # the origin that the piece stands behind
        linked = sorted(self.links)
        texts: list[str] = []
        runs: list[tuple[int, int, int]] = []
        starts: list[int] = []
        length = 0
        rich = Rich()
        open_tags: dict[str, list[tuple[int, str]]] = {}
        next_link, link_end = 0, 0
        images: set[int] = set()
        for n, piece in enumerate(self.pieces):
            starts.append(length)
            while next_link < len(linked) and linked[next_link][0] <= n:
                link_end = max(link_end, linked[next_link][1])
                next_link += 1
            text = piece.text
            if piece.kind == _IMAGE:
                if n >= link_end and not open_tags.get("a"):
                    continue
                images.add(length)
            elif piece.kind == _HTML:
                text = self.tag(text, length, rich, open_tags, in_link=n < link_end)
                if text and text != "\n":
                    images.add(length)
            if not text:
                continue
            begin, stop, size = piece.start, piece.end, len(text)
            while where + 1 < len(begins) and begins[where + 1] <= begin:
                where += 1
            start = begin - begins[where] + origins[where][1]
            end = start + stop - begin
            if where + 1 < len(begins) and stop > begins[where + 1]:
                runs += _over_lines(begin, stop, size, where, origins, length)
            elif (
                runs
                and runs[-1][2] == start
                and size == stop - begin
                and length - runs[-1][0] == start - runs[-1][1]
            ):
                runs[-1] = (runs[-1][0], runs[-1][1], end)
            else:
                runs.append((length, start, end))
            if piece.soft:
                rich.soft.append(length)
            texts.append(text)
            length += size
        starts.append(length)
        for name, stack in open_tags.items():
            for start, value in stack:
                self.close(rich, name, start, length, value)
        rich.text, rich.runs = "".join(texts), runs
        for kind, first, last in self.ranges:
            # marks that are left of a longer run stand outside on the left, inside on the right
            span = (starts[first] + len(self.pieces[first].text), starts[last])
            (rich.strong if kind == "strong" else rich.emphasis).append(span)
        for first, last, url in linked:
            if url:
                rich.anchors.append(Anchor(starts[first], starts[last], url))
        rich.anchors.sort(key=lambda anchor: anchor.start)
        for anchor in rich.anchors:
            anchor.badge = anchor.start in images
        return rich

    def tag(
        self,
        tag: str,
        at: int,
        rich: Rich,
        open_tags: dict[str, list[tuple[int, str]]],
        *,
        in_link: bool,
    ) -> str:
        """Do what a tag says, and return the text that it leaves."""
        match = _TAG.match(tag)
        if match is None:
            return ""
        name = match["name"].lower()
        if name == "br":
            return "\n"
        if name in ("strong", "b", "em", "i", "a"):
            kind = "a" if name == "a" else "strong" if name in ("strong", "b") else "emphasis"
            if match["close"]:
                if open_tags.get(kind):
                    start, value = open_tags[kind].pop()
                    self.close(rich, kind, start, at, value)
            else:
                value = _attribute(match["attributes"], "href") if kind == "a" else ""
                open_tags.setdefault(kind, []).append((at, value))
        elif name == "img" and (in_link or open_tags.get("a")):
            return _attribute(match["attributes"], "alt") or "image"
        return ""

    def close(self, rich: Rich, kind: str, start: int, end: int, value: str) -> None:
        if kind == "strong":
            rich.strong.append((start, end))
        elif kind == "emphasis":
            rich.emphasis.append((start, end))
        elif value:
            rich.anchors.append(Anchor(start, end, value))


def _pair(opener: _Run, closer: _Run) -> bool:
    if opener.mark != closer.mark:
        return False
    if opener.mark == "~":
        return opener.left == closer.left and opener.left <= 2
    odd = (opener.closes or closer.opens) and (opener.length + closer.length) % 3 == 0
    return not odd or (opener.length % 3 == 0 and closer.length % 3 == 0)


def _over_lines(
    begin: int, stop: int, size: int, n: int, origins: Sequence[tuple[int, int]], length: int
) -> list[tuple[int, int, int]]:
    """Return the runs of a piece that goes on behind the next origin."""
    last = n
    while last + 1 < len(origins) and origins[last + 1][0] < stop:
        last += 1
    if size != stop - begin:
        start = begin - origins[n][0] + origins[n][1]
        return [(length, start, stop - origins[last][0] + origins[last][1])]
    found = []
    for at in range(n, last + 1):
        low = max(begin, origins[at][0])
        high = min(stop, origins[at + 1][0]) if at < last else stop
        there = low - origins[at][0] + origins[at][1]
        found.append((length + low - begin, there, there + high - low))
    return found


@lru_cache(maxsize=512)
def _is_punctuation(char: str) -> bool:
    return char in _PUNCTUATION or unicodedata.category(char)[0] in "PS"


def _unescaped(url: str) -> str:
    if "\\" in url:
        url = _ESCAPED.sub(r"\1", url)
    return unescape(url) if "&" in url and ";" in url else url


def _address(url: str) -> str | None:
    """Return an address as it is linked to, None if it may not be linked to."""
    if _SAFE_URL.fullmatch(url):
        return url
    full = str(normalizeLink(url))
    return full if validateLink(full) else None


def _attribute(attributes: str, name: str) -> str:
    for match in _ATTRIBUTE.finditer(attributes):
        if match[1].lower() == name:
            return unescape(next((g for g in match.groups()[1:] if g is not None), ""))
    return ""
