"""Adding papers to a list: each in the list's own style, at its place, and nothing else changed.

What a new entry looks like is learnt from the entries that are there. Each of them is taken apart
into what it says (title, authors, venue, addresses) and the marks around that; the marks that most
neighbours share are filled with the new paper. So no note, star or date of another paper is copied.
The list is then read again: an entry that would not read as what it says is not added, and the
reason is told.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Final, NamedTuple

from kdgraph.identifiers import find_arxiv, link
from kdgraph.lists.document import ListDocument, document
from kdgraph.lists.entry import Entry
from kdgraph.lists.formats import LIST_FORMATS, Link, Venue
from kdgraph.lists.links import is_label
from kdgraph.lists.page import PageLink, read_page
from kdgraph.lists.text import BOM
from kdgraph.person_names import name_parts
from kdgraph.titles import plain

__all__ = ["Inserted", "NewEntry", "NotInserted", "insert_entries"]

_ROUNDS: Final = 8
_ET_AL: Final = re.compile(r"(?:,|\band)?\s*\bet\.? al\b.*$", re.IGNORECASE | re.DOTALL)
_DIGIT: Final = re.compile(r"\d")
_NUMBER: Final = re.compile(
    r"(?P<before>\s*(?:\*\*|__)?[\[(【]?)(?P<number>\d{1,4})(?P<after>[\].)、】])"
)
_DATE: Final = re.compile(
    r"(?:\d{1,2}(?:st|nd|rd|th)?[ -])?(?:[A-Z][a-z]{2,8}\.?,?[ -]){1,2}(?:\d{1,2},? )?(?:19|20)\d\d"
    r"|(?:19|20)\d\d(?:[-/.]\d{1,2}){1,2}"
)
_PREPRINT: Final = re.compile(r"arxiv|corr\b|preprint", re.IGNORECASE)
_PRAISE: Final = re.compile(  # stars and fires, which are about one paper
    r" ?(?:(?::\w+:)+"
    r"|[\u2b50\U0001f31f\U0001f525\U0001f44d\u2728\U0001f3c6\u2764\U0001f195]\ufe0f?)+"
)
_NEWLINE: Final = re.compile(r"\r\n?|\n")
_UNREAD: Final = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A paper to be added under a section of a list; what is not known is None or empty.

    `paper_link` is taken where neither an arXiv id nor a DOI is known, or where the list links to
    neither. `venue` is the name without the year.
    """

    title: str
    section: str = ""
    authors: tuple[str, ...] = ()
    venue: str | None = None
    year: int | None = None
    arxiv: str | None = None
    doi: str | None = None
    paper_link: str | None = None
    code_links: tuple[Link, ...] = ()

    @property
    def address(self) -> str | None:
        """The address of the paper."""
        if self.arxiv:
            return link("arxiv", self.arxiv)
        return self.paper_link or (link("doi", self.doi) if self.doi else None)


@dataclass(frozen=True, slots=True)
class NotInserted:
    """A paper that was not added, and why."""

    entry: NewEntry
    reason: str


@dataclass(frozen=True, slots=True)
class Inserted:
    """A list with papers added.

    `document` is the list as it reads now, `added` what was added, in the order given; `left_out`
    what was not, with the reason; `unsaid` counts facts of added papers for which the style of the
    list has no place, by field.
    """

    document: ListDocument
    added: tuple[NewEntry, ...]
    left_out: tuple[NotInserted, ...]
    unsaid: dict[str, int]

    @property
    def data(self) -> bytes:
        """The bytes of the list now."""
        return self.document.data


class _Token(NamedTuple):
    """A piece of an entry: `slot` names what it says, and is empty for the marks between."""

    slot: str
    text: str


@dataclass(frozen=True, slots=True)
class _Model:
    """How some entries are written: their tokens, of one of them, and how many are so."""

    tokens: tuple[_Token, ...]
    count: int
    near: int
    entry: Entry

    @property
    def slots(self) -> frozenset[str]:
        return frozenset(token.slot for token in self.tokens if token.slot)


def insert_entries(found: ListDocument, additions: Iterable[NewEntry]) -> Inserted:
    r"""Add papers to a list, each in the list's own style and at its place in its section.

    A section whose entries go from old to new, or from new to old, keeps its order; else a new
    paper stands behind the last one. Every byte that was there stays.

    Parameters
    ----------
    found : ListDocument
        The list.
    additions : iterable of NewEntry
        The papers; the section of each has to be one of the list.

    Returns
    -------
    Inserted
        The list with them, and what could not be added, with the reason.

    Examples
    --------
    >>> from kdgraph.lists import read_list
    >>> text = b"# Birds\n## Owls\n\n- **Deep Owls, CVPR 2018** [[pdf]](https://arxiv.org/abs/1801.00001)\n"
    >>> new = NewEntry("Silent Wings", "Owls", venue="ICCV", year=2019, arxiv="1901.00002")
    >>> print(insert_entries(read_list(text), [new]).data.decode().splitlines()[-1])
    - **Silent Wings, ICCV 2019** [[pdf]](https://arxiv.org/abs/1901.00002)
    """
    given = list(additions)
    plan = _Plan(found)
    left: dict[int, str] = {}
    tries: dict[int, Iterator[str]] = {}
    first: dict[int, str] = {}  # why the fittest style would not do
    texts: dict[int, str] = {}
    for n, new in enumerate(given):
        if new.section not in plan.sections:
            left[n] = f"the list has no section called {new.section!r}"
            continue
        tries[n] = plan.drafts(new)
        draft = next(tries[n], None)
        if draft is None:
            left[n] = plan.why_not()
        else:
            texts[n] = draft
    after = found
    for _ in range(_ROUNDS):
        after, wrong = plan.tried(given, texts)
        if not wrong:
            break
        for n, reason in wrong.items():
            draft = next(tries[n], None)
            first.setdefault(n, reason)
            del texts[n]
            if draft is None:
                left[n] = first[n]
            else:
                texts[n] = draft
    else:
        after, wrong = plan.tried(given, texts)
        while wrong:  # what still does not read as it should is not added
            for n, reason in wrong.items():
                left[n] = reason
                del texts[n]
            after, wrong = plan.tried(given, texts)
    return Inserted(
        document=after,
        added=tuple(given[n] for n in sorted(texts)),
        left_out=tuple(NotInserted(given[n], left[n]) for n in sorted(left)),
        unsaid=plan.unsaid([given[n] for n in sorted(texts)], after),
    )


class _Plan:
    """The styles and places of one list."""

    def __init__(self, found: ListDocument) -> None:
        self.found = found
        self.text = found.data.decode(found.encoding)
        self.page_links: defaultdict[str, list[PageLink]] = defaultdict(list)
        self.of_section: defaultdict[str, list[int]] = defaultdict(list)
        for n, entry in enumerate(found.entries):
            self.of_section[entry.section].append(n)
        self.sections = frozenset(self.of_section)
        self._links()
        self.taken = [self._apart(n) for n in range(len(found.entries))]
        self.models: dict[str, list[_Model]] = {}
        total = len(found.entries) or 1
        self.shares = {
            "address": sum(bool(e.paper_links) for e in found.entries) / total,
            "venue": sum(any(v.name for v in e.venues) for e in found.entries) / total,
            "authors": sum(bool(e.authors) for e in found.entries) / total,
            "year": sum(e.year is not None for e in found.entries) / total,
        }
        self.keys = set(re.findall(r"@\w+\s*\{\s*([^,\s]+)", self.text))

    def _links(self) -> None:
        starts = [(start, end, n) for n, (start, end, _) in enumerate(self.found.places)]
        starts.sort()
        at = 0
        for one in read_page(self.found).links:
            while at < len(starts) and starts[at][1] <= one.span[0]:
                at += 1
            if at < len(starts) and starts[at][0] <= one.span[0]:
                self.page_links[self.found.entries[starts[at][2]].entry_id].append(one)

    # --- taking entries apart

    def _apart(self, n: int) -> tuple[_Token, ...] | None:
        """Return the tokens of an entry; None where it says what holds for this paper alone."""
        entry, (start, end, line_end) = self.found.entries[n], self.found.places[n]
        if (end == line_end and end < len(self.text)) or not entry.title:
            return None  # it shares its line with something else
        slots = _field_slots(entry)
        papers, codes = set(entry.paper_links), {one.url for one in entry.code_links}
        for one in self.page_links[entry.entry_id]:
            a, b = (place - start for place in one.url_span)
            if one.image or one.badge:
                return None
            slot = "paper" if one.url in papers else "code" if one.url in codes else ""
            if not slot or any(name == slot for _, _, name in slots):
                return None  # a third address, or a second one of a kind
            if any(x < b and a < y for x, y, name in slots if name != "arxiv"):
                return None
            slots = [s for s in slots if not (s[2] == "arxiv" and a <= s[0] and s[1] <= b)]
            slots.append((a, b, slot))
            c, d = (place - start for place in one.label_span)
            if slot == "code" and c < d and not any(x < d and c < y for x, y, _ in slots):
                slots.append((c, d, "label"))
        slots.sort()
        if any(b > c for (_, b, _), (c, _, _) in pairwise(slots)):
            return None
        tokens: list[_Token] = []
        at = 0
        for a, b, name in slots:
            tokens += (_Token("", entry.source[at:a]), _Token(name, entry.source[a:b]))
            at = b
        tokens.append(_Token("", entry.source[at:]))
        return _without_dates(_numbered(tokens))

    def _models(self, section: str) -> list[_Model]:
        """Return the styles of a list, those that most entries of a section have first."""
        if section in self.models:
            return self.models[section]
        count: Counter[tuple[str, ...]] = Counter()
        near: Counter[tuple[str, ...]] = Counter()
        last: dict[tuple[str, ...], int] = {}
        inside = set(self.of_section[section])
        for n, tokens in enumerate(self.taken):
            if tokens is None:
                continue
            key = tuple(token.slot or token.text for token in tokens)
            count[key] += 1
            near[key] += n in inside
            last[key] = n
        found = []
        for key, n in last.items():
            tokens = self.taken[n] or ()
            marks = "".join(token.text for token in tokens if not token.slot)
            # words that several entries share are labels; those of one entry may be a note on it
            if _DIGIT.search(marks) or (count[key] < 2 and _says_something(marks)):
                continue
            found.append(_Model(tokens, count[key], near[key], self.found.entries[n]))
        found.sort(key=lambda model: (-model.near, -model.count, model.entry.position))
        self.models[section] = found
        return found

    # --- drafts

    def drafts(self, new: NewEntry) -> Iterator[str]:
        """Yield texts for a new paper, the one in the fittest style first."""
        if self.found.format == "bibtex":
            yield from self._bibtex(new)
            return
        models = self._models(new.section)
        usual = max((model.count for model in models), default=0)
        scored = sorted(
            enumerate(models), key=lambda item: (self._unfit(item[1], new, usual), item[0])
        )
        seen: set[str] = set()
        for _, model in scored:
            # names with the surname first are not always told apart where they have a middle name
            for as_given in (False, True):
                text = self._filled(model, new, as_given=as_given)
                if text is not None and text not in seen:
                    seen.add(text)
                    yield text

    def why_not(self) -> str:
        """Say why there is no draft."""
        if self.found.format not in ("markdown", "html", "org", "rst", "bibtex", "table"):
            return f"kdgraph adds no entries to lists in the format {self.found.format}"
        return "no entry of the list has a form that could be filled with another paper"

    def _unfit(self, model: _Model, new: NewEntry, usual: int) -> float:
        """Return how much of a paper a style has no place for, and how much it has none for."""
        slots, share = model.slots, self.shares
        venue = bool(slots & {"venues", "venue"})
        preprint = any(_PREPRINT.search(v.name) for v in model.entry.venues)
        return (
            8 * share["address"] * (new.address is not None) * ("paper" not in slots)
            + 8 * (new.address is None) * ("paper" in slots)
            + 4 * ((bool(new.venue) and share["venue"] > 0.1) != venue)
            + 3
            * (venue and bool(new.venue) and preprint != bool(_PREPRINT.search(new.venue or "")))
            + 3 * (bool(new.code_links) != ("code" in slots))
            + 3 * share["authors"] * bool(new.authors) * ("authors" not in slots)
            + 3 * (not new.authors) * ("authors" in slots)
            + 2 * share["year"] * (new.year is not None) * (not slots & {"venues", "year"})
            + ((model.entry.arxiv is not None) != (new.arxiv is not None))
            + (model.near == 0)
            # a form that hardly any entry has is a slip rather than a style
            + 4 * (model.count * 20 < usual)
        )

    def _filled(self, model: _Model, new: NewEntry, *, as_given: bool) -> str | None:
        """Return a style filled with a paper; None where it needs what the paper has not."""
        tokens = list(model.tokens)
        values: dict[str, str | None] = {}
        write = LIST_FORMATS[self.found.format].write
        old = {token.slot: token.text for token in reversed(tokens) if token.slot}
        venue = self._venue(new)
        for slot in model.slots:
            if slot == "title":
                values[slot] = write("title", new.title, old[slot])
            elif slot == "authors":
                values[slot] = _authors_like(
                    model.entry, old[slot], new.authors, write, as_given=as_given
                )
            elif slot == "venues":
                values[slot] = _venues_like(old[slot], venue, new.year, write)
            elif slot == "venue":
                values[slot] = write("venue", venue, old[slot]) if venue else None
            elif slot == "year":
                values[slot] = None if new.year is None else write("year", new.year, old[slot])
            elif slot == "arxiv":
                values[slot] = new.arxiv
            elif slot == "doi":
                values[slot] = new.doi
            elif slot == "paper":
                values[slot] = _address_like(old[slot], new)
            elif slot == "code":
                values[slot] = new.code_links[0].url if new.code_links else None
            elif slot == "label":
                label = new.code_links[0].label if new.code_links else ""
                values[slot] = _label_like(old[slot], label)
            elif slot == "number":
                values[slot] = self._next_number(new.section, old[slot])
        for slot in ("code", "venues", "venue", "year", "authors"):
            if slot in model.slots and values[slot] is None:
                emptied = _without_slot(tokens, slot)
                if emptied is None:
                    return None
                tokens = emptied
        kept = [token.slot for token in tokens if token.slot]
        if any(values[slot] is None for slot in kept):
            return None
        return "".join(values[t.slot] or "" if t.slot else t.text for t in tokens)

    def _venue(self, new: NewEntry) -> str | None:
        """Return the venue as the list spells it; a preprint is one where the list says so."""
        names = Counter(v.name for entry in self.found.entries for v in entry.venues if v.name)
        wanted = plain(new.venue or ("arxiv" if new.arxiv else ""))
        spelt = [name for name in names if plain(name) == wanted]
        if spelt:
            return max(spelt, key=lambda name: (names[name], name))
        return new.venue

    def _next_number(self, section: str, old: str) -> str:
        """Return the number of a further item: all the same, or one more than the last."""
        numbers = [
            int(token.text)
            for n in self.of_section[section]
            for token in self.taken[n] or ()
            if token.slot == "number"
        ]
        if not numbers or (len(set(numbers)) == 1 and (len(numbers) > 1 or self._same_numbers)):
            return old
        return str(numbers[-1] + 1) if numbers[-1] >= numbers[0] else str(numbers[0] + 1)

    @cached_property
    def _same_numbers(self) -> bool:
        """Whether most sections give all their items the same number, as Markdown allows."""
        same = several = 0
        for own in self.of_section.values():
            numbers = [t.text for n in own for t in self.taken[n] or () if t.slot == "number"]
            if len(numbers) > 1:
                several += 1
                same += len(set(numbers)) == 1
        return same * 2 > several

    def _bibtex(self, new: NewEntry) -> Iterator[str]:
        """Yield a BibTeX entry whose fields are laid out like those of a neighbour."""
        own = [self.found.entries[n] for n in self.of_section[new.section]]
        kinds = Counter(_kind(entry.source) for entry in own)
        wanted = [k for k, _ in kinds.most_common() if (k != "misc") == bool(new.venue)]
        for kind in [*wanted, *(k for k, _ in kinds.most_common() if k not in wanted)]:
            model = next(entry for entry in reversed(own) if _kind(entry.source) == kind)
            text = _bibtex_like(model, new, self._key(new))
            if text is not None:
                yield text

    def _key(self, new: NewEntry) -> str:
        first = name_parts(new.authors[0]).family if new.authors else ""
        word = next((w for w in plain(new.title).split() if len(w) > 3), "paper")
        base = re.sub(r"\W", "", f"{plain(first)}{new.year or ''}{word}")
        key, n = base, 1
        while key in self.keys:
            n += 1
            key = f"{base}{n}"
        self.keys.add(key)
        return key

    # --- places

    def _order(self, section: str) -> int:
        """Return 1 where a section goes from old to new, -1 from new to old, 0 for neither."""
        years = [
            year
            for n in self.of_section[section]
            if (year := self.found.entries[n].year) is not None
        ]
        if len(years) < 3 or len(set(years)) < 2:
            return 0
        if all(a <= b for a, b in pairwise(years)):
            return 1
        return -1 if all(a >= b for a, b in pairwise(years)) else 0

    def _place(self, new: NewEntry) -> tuple[int, bool]:
        """Return the entry beside which a paper goes, and whether it goes behind it."""
        own = self.of_section[new.section]
        whole = [n for n in own if self.taken[n] is not None or self._is_whole(n)]
        numbered = self._has_numbers(new.section)
        order = 0 if numbered else self._order(new.section)
        if order and new.year is not None:
            for n in reversed(whole):
                year = self.found.entries[n].year
                if year is not None and (year - new.year) * order <= 0:
                    return n, True
            return whole[0], False
        return (whole or own)[-1], True

    def _has_numbers(self, section: str) -> bool:
        numbers = {
            token.text
            for n in self.of_section[section]
            for token in self.taken[n] or ()
            if token.slot == "number"
        }
        return len(numbers) > 1

    def _is_whole(self, n: int) -> bool:
        _, end, line_end = self.found.places[n]
        return end < line_end or end == len(self.text)

    def _gap(self, section: str) -> str:
        """Return what stands between two entries of a section, behind the end of the line."""
        gaps: Counter[str] = Counter()
        for chosen in (self.of_section[section], range(len(self.found.entries))):
            for n, following in pairwise(chosen):
                between = self.text[self.found.places[n][2] : self.found.places[following][0]]
                if following == n + 1 and not between.strip():
                    gaps[between] += 1
            if gaps:
                break
        if not gaps:
            return "\n" if self.found.format in ("markdown", "bibtex") and self._spaced() else ""
        return min(gaps.items(), key=lambda item: (-item[1], len(item[0]), item[0]))[0]

    def _spaced(self) -> bool:
        start, end, _ = self.found.places[0]
        return "\n" in self.text[start:end].strip()

    def tried(
        self, given: Sequence[NewEntry], texts: dict[int, str]
    ) -> tuple[ListDocument, dict[int, str]]:
        """Return the list with these texts, as it reads, and which of them read otherwise."""
        pieces: list[tuple[int, int, str, int]] = []
        numbers: Counter[str] = Counter()
        newline = _newline(self.text)
        for n, text in texts.items():
            new = given[n]
            beside, behind = self._place(new)
            start, end, line_end = self.found.places[beside]
            body = (
                _renumbered(text, numbers[new.section]) if self._has_numbers(new.section) else text
            )
            numbers[new.section] += 1
            body = _NEWLINE.sub(newline, body)
            gap = _NEWLINE.sub(newline, self._gap(new.section))
            if not behind:
                at = max(start, 1 if self.text.startswith(BOM) else 0)
                pieces.append((at, n, body + newline + gap, 0))
            elif end == line_end:  # the list ends without an end of line
                pieces.append((line_end, n, newline + gap + body, len(newline + gap)))
            else:
                pieces.append((line_end, n, gap + body + newline, len(gap)))
        pieces.sort(key=lambda piece: piece[:2])
        parts: list[str] = []
        begins: dict[int, int] = {}
        at = length = 0
        for place, n, text, lead in pieces:
            parts += (self.text[at:place], text)
            length += place - at
            begins[n] = length + lead
            length += len(text)
            at = place
        whole = "".join([*parts, self.text[at:]])
        data = whole.encode(self.found.encoding)
        parsed = LIST_FORMATS[self.found.format].parse(whole)
        after = replace(
            document(
                self.found.list_id, self.found.format, data, whole, self.found.encoding, parsed
            ),
            source=self.found.source,
            chosen=self.found.chosen,
        )
        return after, self._wrong(given, texts, begins, after)

    def _wrong(
        self,
        given: Sequence[NewEntry],
        texts: dict[int, str],
        begins: dict[int, int],
        after: ListDocument,
    ) -> dict[int, str]:
        """Return which new entries do not read as what they say, or make others read otherwise."""
        at = {
            start: entry for entry, (start, _, _) in zip(after.entries, after.places, strict=True)
        }
        wrong: dict[int, str] = {}
        for n, begin in begins.items():
            entry = at.get(begin)
            reason = (
                "it would not be read as a paper" if entry is None else _differs(given[n], entry)
            )
            if reason is not None:
                wrong[n] = f"written in the style of the list, {reason}"
        new_starts = set(begins.values())
        kept = [
            entry
            for entry, (start, _, _) in zip(after.entries, after.places, strict=True)
            if start not in new_starts
        ]
        if not wrong and [_facts(entry) for entry in kept] != [
            _facts(entry) for entry in self.found.entries
        ]:
            # no way to tell which of them did it: the last one is the likeliest
            last = max(texts)
            wrong[last] = "with it, other entries of the list would read otherwise"
        return wrong

    def unsaid(self, added: Sequence[NewEntry], after: ListDocument) -> dict[str, int]:
        """Count the facts of added papers that the list does not print, by field."""
        by_title: dict[str, Entry] = {}
        for known in after.entries:
            by_title.setdefault(plain(known.title or ""), known)
        counts: Counter[str] = Counter()
        for new in added:
            entry = by_title.get(plain(new.title))
            if entry is None:
                continue
            counts["authors"] += bool(new.authors) and len(entry.authors) < len(new.authors)
            counts["venue"] += bool(new.venue) and not any(v.name for v in entry.venues)
            counts["year"] += new.year is not None and entry.year is None
            counts["code"] += len(new.code_links) > len(entry.code_links)
            counts["address"] += new.address is not None and not entry.paper_links
        return {name: count for name, count in sorted(counts.items()) if count}


def _field_slots(entry: Entry) -> list[tuple[int, int, str]]:
    """Return where in an entry its fields stand, without those within others."""
    slots: list[tuple[int, int, str]] = []
    for name in ("title", "authors", "venues", "venue", "year", "arxiv", "doi"):
        for a, b in entry.spans.get(name, ()):
            if not any(x <= a and b <= y for x, y, _ in slots):
                slots.append((a, b, name))
    return slots


def _numbered(tokens: list[_Token]) -> list[_Token]:
    """Return tokens with the number of an item as one of them."""
    first = tokens[0].text
    match = _NUMBER.match(first)
    if match is None:
        return tokens
    a, b = match.span("number")
    return [_Token("", first[:a]), _Token("number", first[a:b]), _Token("", first[b:]), *tokens[1:]]


def _without_dates(tokens: list[_Token]) -> tuple[_Token, ...]:
    """Return tokens without praise, and with the year alone where a date stands."""
    found: list[_Token] = []
    for n, token in enumerate(tokens):
        text = token.text
        if not token.slot:
            text = _PRAISE.sub("", text)
            if n and tokens[n - 1].slot == "year":  # 2023-12
                text = re.sub(r"^(?:[-/.]\d{1,2}){1,2}(?!\d)", "", text)
            dated = _DATE.search(text)
            if dated is not None:  # a date apart from the venue
                found += (_Token("", text[: dated.start()]), _Token("year", dated[0]))
                text = text[dated.end() :]
        found.append(token._replace(text=text))
    return tuple(found)


def _says_something(marks: str) -> bool:
    """Whether the marks around the fields hold words other than labels of links and fields."""
    bare = re.sub(r"<[^<>]*>|&\w+;|:\w+:", " ", marks)
    return any(not is_label(word) for word in _UNREAD.findall(bare))


def _without_slot(tokens: list[_Token], slot: str) -> list[_Token] | None:
    """Return tokens without one of them and the marks that set it off; None in a table."""
    n = next(n for n, token in enumerate(tokens) if token.slot == slot)
    if slot == "code" and n >= 2 and tokens[n - 2].slot == "label":
        n -= 2
        last = n + 2
    else:
        last = n
    if n == 0 or last + 1 >= len(tokens):
        return None
    before, behind = tokens[n - 1].text, tokens[last + 1].text
    if before.rstrip().endswith("|") and behind.lstrip().startswith("|"):
        return [*tokens[: n - 1], _Token("", before + "-" + behind), *tokens[last + 2 :]]
    opening = re.search(r"[ \t]*[,;:.(\[]*[ \t]*[(\[]*$", before)
    cut = before[: opening.start()] if opening else before
    opened = before[len(cut) :].count("(") + before[len(cut) :].count("[")
    closing = re.match(r"[)\]]*", behind)
    most = (closing.end() if closing else 0) if opened else 0
    if slot == "code":
        most = closing.end() if closing else 0
    return [*tokens[: n - 1], _Token("", cut + behind[most:]), *tokens[last + 2 :]]


def _authors_like(
    entry: Entry, old: str, authors: Sequence[str], write: object, *, as_given: bool
) -> str | None:
    """Return authors as an entry prints its own: all, or the first ones and "et al."."""
    if not authors:
        return None
    names = [name if as_given else _name_like(name, entry.authors[0]) for name in authors]
    tail = _ET_AL.search(old)
    shown = names
    if tail is not None:
        shown = names[: max(1, len(entry.authors))]
    text = str(write("authors", shown, old))  # type: ignore[operator]
    if tail is not None and len(names) > len(shown):
        return text + tail[0]
    if tail is not None:
        return (
            None if tail[0].strip(" ,.*_") == "" else text + ("." if tail[0].endswith(".") else "")
        )
    return text


def _name_like(name: str, model: str) -> str:
    """Return a name with its surname first where the model has it so."""
    if "," not in model or "," in name:
        return name
    parts = name_parts(name)
    return f"{parts.family}, {parts.given}" if parts.given and parts.family else name


def _venues_like(old: str, venue: str | None, year: int | None, write: object) -> str | None:
    """Return a venue with its year as an entry prints its own: "NeurIPS, 2024", "(ICML'19)"."""
    if not venue:
        return None
    match = re.search(r"[’'`‘]?\d{2,4}\b", old)  # noqa: RUF001  (quotes that lists print)
    if match is None or year is None:
        return str(write("venues", [Venue(venue, year)], old))  # type: ignore[operator]
    between = re.search(r"[\s,(:-]*[’'`‘]?$", old[: match.start()])  # noqa: RUF001
    gap = between[0] if between else " "
    digits = str(year)
    if len(match[0].strip("’'`‘")) == 2:  # noqa: RUF001
        digits = f"{year % 100:02d}"
        gap = gap if gap.strip() else gap + match[0][: len(match[0]) - 2]
    behind = old[match.end() :]
    return f"{venue}{gap or ' '}{digits}{behind if behind in (')', '') else ''}"


def _address_like(old: str, new: NewEntry) -> str | None:
    """Return the address of a paper, on arXiv in the form that the list has it."""
    if new.arxiv and (found := find_arxiv(old)):
        return re.sub(rf"{re.escape(found)}(?:v\d+)?", new.arxiv, old)
    return new.address


def _label_like(old: str, label: str) -> str:
    """Return a label in the brackets that the list puts it into."""
    match = re.fullmatch(r"(\W*)(.*?)(\W*)", old, re.DOTALL)
    before, word, after = match.groups() if match else ("", old, "")
    bare = label.strip("[]() ")
    if not bare:
        bare = word if word.casefold() in ("code", "github", "source", "repo") else "Code"
    return f"{before}{bare}{after}"


def _renumbered(text: str, more: int) -> str:
    """Return an item whose number is higher by how many were added before it."""
    match = _NUMBER.match(text)
    if match is None or not more:
        return text
    a, b = match.span("number")
    return f"{text[:a]}{int(match['number']) + more}{text[b:]}"


def _newline(text: str) -> str:
    """Return how most lines of a text end."""
    kinds = Counter(match[0] for match in _NEWLINE.finditer(text))
    return min(kinds.items(), key=lambda item: (-item[1], item[0]))[0] if kinds else "\n"


def _kind(source: str) -> str:
    match = re.match(r"\s*@(\w+)", source)
    return match[1].casefold() if match else ""


def _bibtex_like(model: Entry, new: NewEntry, key: str) -> str | None:
    """Return a BibTeX entry with the known fields in the order and the layout of a neighbour."""
    head = re.match(r"(\s*@\w+\s*[{(]\s*)[^,\s]+(\s*,)", model.source)
    fields = list(
        re.finditer(
            r"(?m)^(?P<lead>[ \t]*)(?P<name>[A-Za-z]+)(?P<mid>\s*=\s*)(?P<open>[{\"])", model.source
        )
    )
    if head is None or not fields:
        return None
    write = LIST_FORMATS["bibtex"].write
    where = "journal" if re.search(r"(?mi)^\s*journal\s*=", model.source) else "booktitle"
    double = re.search(r"(?mi)^\s*title\s*=\s*[{\"]\{", model.source) is not None
    values: dict[str, str] = {"title": write("title", new.title, "{}" if double else "")}
    if new.authors:
        names = [
            _name_like(name, model.authors[0]) if model.authors else name for name in new.authors
        ]
        values["author"] = write("authors", names, "")
    if new.venue:
        values[where] = write("venue", new.venue, "")
    if new.year is not None:
        values["year"] = str(new.year)
    if new.doi:
        values["doi"] = new.doi
    if new.arxiv:
        values |= {"eprint": new.arxiv, "archiveprefix": "arXiv"}
    if not new.arxiv and not new.doi and new.paper_link:
        values["url"] = new.paper_link
    order = [match["name"].casefold() for match in fields if match["name"].casefold() in values]
    order += [name for name in values if name not in order]
    spelt = {match["name"].casefold(): match["name"] for match in fields}
    shape = {match["name"].casefold(): match for match in fields}
    lead = fields[0]["lead"]
    width = len(fields[0]["name"]) + len(fields[0]["mid"])
    lines = []
    for name in order:
        found = shape.get(name)
        printed = spelt.get(name, "archivePrefix" if name == "archiveprefix" else name)
        if found is not None:
            mid, opening = found["mid"], found["open"]
        else:
            aligned = fields[0]["mid"].strip() == "=" and "  " in fields[0]["mid"]
            mid = "= ".rjust(max(3, width - len(printed))) if aligned else fields[0]["mid"]
            opening = fields[0]["open"]
        closing = "}" if opening == "{" else '"'
        lines.append(f"{lead}{printed}{mid}{opening}{values[name]}{closing}")
    ending = re.search(r"(,?)(\s*[})])\s*$", model.source)
    comma, close = (ending[1], ending[2]) if ending else ("", "\n}")
    return f"{head[1].lstrip()}{key}{head[2]}\n" + ",\n".join(lines) + comma + close


def _differs(new: NewEntry, entry: Entry) -> str | None:
    """Say how an entry reads otherwise than the paper that it should be; None if it does not."""
    if plain(entry.title or "") != plain(new.title):
        return f"its title would read as {entry.title!r}"
    if entry.section != new.section:
        return f"it would stand under {entry.section!r}"
    if new.arxiv and entry.arxiv not in (new.arxiv, None):
        return f"its arXiv id would read as {entry.arxiv!r}"
    if new.year is not None and entry.year not in (new.year, None):
        return f"its year would read as {entry.year}"
    names = [venue.name for venue in entry.venues if venue.name]
    if new.venue and names and plain(new.venue) not in map(plain, names):
        return f"its venue would read as {names[0]!r}"
    if new.authors and entry.authors:
        shown = [_letters(name) for name in new.authors[: len(entry.authors)]]
        if shown != [_letters(name) for name in entry.authors]:
            return f"its authors would read as {', '.join(entry.authors)!r}"
    if new.address is not None and not entry.paper_links and not entry.identifiers:
        return "its address would not be read"
    return None


def _letters(name: str) -> str:
    surname, comma, given = name.partition(",")
    return plain(f"{given} {surname}" if comma else name)


def _facts(entry: Entry) -> tuple[object, ...]:
    return (
        entry.section,
        entry.title,
        entry.venues,
        entry.year,
        entry.authors,
        entry.paper_links,
        entry.code_links,
        entry.arxiv,
        entry.doi,
    )
