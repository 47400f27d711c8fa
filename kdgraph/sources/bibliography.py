r"""Entries of a bibliography: what is printed of them, and the title, people and ids in it.

Three kinds of lists are read: ``\bibitem`` lists in the text or in a ``.bbl`` file of BibTeX, the
``.bbl`` files of biblatex, and BibTeX databases where nothing printed is there.
"""

# ruff: noqa: RUF001 - these quotes and dashes are what is printed

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from kdgraph.identifiers import arxiv_id, doi, find_arxiv, find_doi, without_stop
from kdgraph.lists.people import are_names, split_names
from kdgraph.lists.text import words
from kdgraph.sources.bibtex import BibEntry
from kdgraph.sources.document import Item
from kdgraph.sources.printing import Printer, spaced, typed
from kdgraph.sources.tokens import (
    BLANK,
    CLOSE,
    COMMAND,
    EVENT,
    MATH,
    OPEN,
    PARAGRAPH,
    SIGN,
    WORDS,
    Lexer,
    Token,
)

__all__ = ["Entries", "Entry", "biblatex_entries"]

_LONGEST: Final = 20_000  # characters of an entry in which its parts are looked for
_BLOCK: Final = "\ue010"
_SLANTED: Final = "\ue011"
_UPRIGHT: Final = "\ue012"
_UNMARKED: Final = {ord(_BLOCK): " ", ord(_SLANTED): None, ord(_UPRIGHT): None}
_YEAR: Final = re.compile(
    r"(?<![\d.:/–—-])((?:1[6-9]|20)\d\d)(?=[a-z]?(?:[^\d.:/–—-]|[.:-](?!\d)|$))"
)
_FIELD_COMMANDS: Final = {
    "showarticletitle": "title",
    "APACrefatitle": "title",
    "APACrefbtitle": "booktitle",
    "APACrefaetitle": "title",
    "bibtitle": "title",
    "bibtfont": "title",
    "bibatfont": "title",
    "btxtitlefont": "title",
    "articletitle": "title",
    "BibTitle": "title",
}
_DROPPED_ARGUMENT: Final = words(
    """
    natexlab BibitemShut APACinsertmetastar bibAnnoteFile bibAnnote PrintBackRefs label showISSN
    showISBNx showISBNxiii showLCCN showCODEN MR BIBentryALTinterwordstretchfactor hspace vspace
    selectlanguage providebibliographyfont textcolor color mciteSetBstMidEndSepPunct
    APACmetastar urldef bibindent Zbl ZBL bibnodot newlabel BIBforeignlanguage foreignlanguage
    href@noop
    """
)
_LINKS: Final = frozenset({"href", "hyperlink", "Eprint", "hyperref", "bibhref", "myhref", "nhref"})
_ADDRESSES: Final = frozenset({"url", "path", "nolinkurl", "showURL", "URL", "Url", "urlstyle_"})
_DOIS: Final = frozenset({"doi", "DOI", "showDOI", "bibdoi", "doiprefix_", "mn@doi"})
_WEB: Final = re.compile(r"https?://|www\.", re.IGNORECASE)
_SOFTWARE_HOST: Final = re.compile(
    r"(?:github|gitlab|bitbucket|sourceforge|pypi|crates|npmjs|cran\.r-project|codeberg"
    r"|hub\.docker)\.",
    re.I,
)
_DATA_HOST: Final = re.compile(
    r"kaggle\.com|huggingface\.co/datasets|archive\.ics\.uci|openml\.org|dataverse|figshare"
    r"|data\.gov|physionet",
    re.I,
)
_SOFTWARE_WORD: Final = re.compile(
    r"\b(?:software|source code|toolbox|library|package|version \d+(?:\.\d+)+|computer program"
    r"|code repository|github repository)\b",
    re.I,
)
_DATA_WORD: Final = re.compile(r"\b(?:data ?sets?|database|data repository|corpus)\b", re.I)
_PRINTED_PLACE: Final = re.compile(
    r"\b(?:proceedings|proc\.|conference|conf\.|journal|j\.|transactions|trans\.|advances in"
    r"|workshop|symposium|"
    r"lecture notes|press|springer|elsevier|wiley|ieee|acm|thesis|dissertation|technical report"
    r"|tech\. rep|"
    r"annals|ann\.|letters|lett\.|review|rev\.|acta|bulletin|in:|volume|vol\.|pp\.|pages"
    r"|publish|arxiv|nature|science|university|"
    r"preprint|in preparation|to appear|submitted|forthcoming|manuscript|edition|verlag|academic)",
    re.I,
)
_ACCESSED: Final = re.compile(
    r"\b(?:accessed|retrieved|online; |\[online\]|visited on|last access|abgerufen|aufgerufen"
    r"|besucht am|consulte le|blog|web ?site|web ?page|webpage)\b|\[Online\]",
    re.I,
)
_NOTE_TEXT: Final = re.compile(
    r"(?:see|note|in) (?:the )?(?:supplement|supporting|appendix|also the supp)|see supp|"
    r"(?:here|we|this|the|note that|for|in|these|since|as|although|if|when|it|more) ",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a bibliography, as printed; None where it does not say.

    Attributes
    ----------
    key : str
        By which the text cites it.
    text : str
        The entry without TeX.
    title, authors, year, venue : str, tuple of str, int, str
        As printed.
    arxiv, doi : str
        In the forms of `kdgraph.identifiers`.
    other : mapping
        Other ids and addresses by their scheme: ``url``, ``pubmed``, ``isbn``, ``mr``.
    kind, reason : str
        ``paper`` (books, theses and reports are papers too), ``software``, ``data set``,
        ``web page`` or ``note``, and what tells so.
    at : int
        Its place.
    origin : str
        ``printed`` or ``database``.
    """

    key: str
    text: str
    title: str | None
    authors: tuple[str, ...]
    year: int | None
    venue: str | None
    arxiv: str | None
    doi: str | None
    other: Mapping[str, str] = field(default_factory=dict)
    kind: str = "paper"
    reason: str = ""
    at: int = 0
    origin: str = "printed"


@dataclass(slots=True)
class _Printed:
    """An entry as it is printed, with marks for blocks and slanted text, and what is tagged."""

    text: str
    fields: dict[str, list[str]]
    links: list[str]


class Entries(Printer):
    """Makes entries of what stands in bibliographies; it prints with the macros of the text."""

    def printed(self, item: Item) -> Entry:
        r"""Return the entry of a ``\bibitem``."""
        if item.fields:
            return self._of_amsrefs(item)
        shown = self._shown(item.tokens)
        text = spaced(shown.text.translate(_UNMARKED))
        # of a tag within another of its name, the inner one closes first
        tagged = {name: values[0] for name, values in shown.fields.items()}
        title, authors, venue = _parts(shown, tagged)
        label = self.show([t for t in item.label if t[0] != EVENT]) if item.label else ""
        year = _year(tagged, text, label)
        entry = Entry(
            key=item.key,
            text=text,
            title=title,
            authors=authors,
            year=year,
            venue=venue,
            arxiv=_arxiv_in(tagged, text, shown.links),
            doi=_doi_in(tagged, text, shown.links),
            other=_others(text, shown.links),
            at=item.at,
        )
        entry = _without_arxiv_doi(entry)
        note = "note" in tagged and not ({"title", "journal", "booktitle", "author"} & set(tagged))
        kind, reason = _kind(entry, "", revtex_note=note)
        if kind == "note":
            entry = replace(entry, title=None, authors=(), year=None, venue=None)
        return replace(entry, kind=kind, reason=reason)

    def of_database(self, entry: BibEntry, at: int) -> Entry:
        """Return the entry that a database holds."""
        shown = {name: self.shown_field(value) for name, value in entry.fields.items()}
        title = shown.get("title") or shown.get("maintitle") or None
        if title and shown.get("subtitle"):
            title = f"{title}: {shown['subtitle']}"
        names = entry.fields.get("author") or entry.fields.get("editor") or ""
        authors = tuple(
            name
            for name in (self.shown_field(one) for one in _people(names))
            if name and name.lower() != "others"
        )
        if not authors and shown.get("organization") and not entry.fields.get("editor"):
            authors = ()
        venue = next(
            (
                shown[name]
                for name in (
                    *(
                        "journal",
                        "journaltitle",
                        "booktitle",
                        "eventtitle",
                        "school",
                        "institution",
                    ),
                    *("publisher", "howpublished", "organization"),
                )
                if shown.get(name) and not _WEB.search(shown[name])
            ),
            None,
        )
        dated = " ".join(shown.get(name, "") for name in ("year", "date"))
        found = _YEAR.search(f" {dated} ") or re.search(r"((?:1[6-9]|20)\d\d)", dated)
        parts = [", ".join(authors), title or "", venue or "", dated.strip()]
        raw = {name: _unescaped(value) for name, value in entry.fields.items()}
        links = re.findall(r"https?://[^\s{}\\]+", " ".join(raw.values()))
        named = " ".join(
            shown.get(name, "")
            for name in ("journal", "note", "howpublished", "volume", "number", "eprint", "pages")
        )
        kind_of_eprint = (raw.get("archiveprefix") or raw.get("eprinttype") or "arxiv").lower()
        arxiv = None
        if "arxiv" in kind_of_eprint:
            arxiv = arxiv_id(raw.get("eprint", "").strip()) or find_arxiv(raw.get("eprint", ""))
        arxiv = arxiv or _arxiv_in({}, named, links) or arxiv_id(raw.get("arxivid", ""))
        if arxiv is None and "arxiv" in named.lower():
            bare = re.search(r"(?<![\d.])(\d{4}\.\d{4,5})(?:v\d+)?(?![\d.])", named)
            arxiv = arxiv_id(bare[1]) if bare else None
        made = Entry(
            key=entry.key,
            text=". ".join(part.rstrip(".") for part in parts if part),
            title=title,
            authors=authors,
            year=int(found[1]) if found else None,
            venue=venue,
            arxiv=arxiv,
            doi=doi(raw.get("doi", "")) or _doi_in({}, raw.get("doi", ""), links),
            other=_others(
                f"isbn {raw['isbn']}" if raw.get("isbn") else "", links, raw.get("pmid", "")
            ),
            at=at,
            origin="database",
        )
        made = _without_arxiv_doi(made)
        kind, reason = _kind(made, entry.kind, fields=shown)
        return replace(made, kind=kind, reason=reason)

    def shown_field(self, value: str) -> str:
        """Return the TeX code of a field as plain text."""
        if not re.search(r"[\\{}$~`'\n\t%-]|  ", value):
            return value.strip()
        value = re.sub(r"(?<!\\)%", r"\\%", value[:50_000])
        lexer = Lexer(value, 0)
        return self.show([(kind, text, 0) for kind, text, _ in iter(lexer.next, None)])

    def _of_amsrefs(self, item: Item) -> Entry:
        fields = item.fields
        title = fields.get("title") or None
        dated = f"{fields.get('date', '')} {fields.get('year', '')}"
        found = re.search(r"((?:1[6-9]|20)\d\d)", dated)
        names = tuple(re.split(r" and ", fields["author"])) if fields.get("author") else ()
        venue = fields.get("journal") or fields.get("booktitle") or fields.get("publisher")
        everything = " ".join(fields.values())
        entry = Entry(
            key=item.key,
            text=". ".join(filter(None, [", ".join(names), title, venue, dated.strip()])),
            title=title,
            authors=names,
            year=int(found[1]) if found else None,
            venue=venue or None,
            arxiv=arxiv_id(fields.get("eprint", "")) or find_arxiv(everything),
            doi=doi(fields.get("doi", "")),
            other=_others(everything, []),
            at=item.at,
        )
        kind, reason = _kind(entry, fields.get("", ""))
        return replace(entry, kind=kind, reason=reason)

    def _shown(self, tokens: Sequence[Token]) -> _Printed:
        """Print an entry, and keep what its style tells of the parts."""
        expander = self.expander
        parts: list[str] = []
        links: list[str] = []
        fields: dict[str, list[str]] = {}
        # what closes with the groups that are open: slanted text, a field from where on
        groups: list[tuple[str, int]] = []
        self.math = 0
        expander.push([*tokens, (EVENT, "entry", 0)])
        slant_next = False
        pending: str | None = None
        while (token := expander.next()) is not None:
            kind, text, at = token
            if kind == EVENT:
                if text == "entry":
                    break
                continue
            if kind == OPEN:
                if slant_next:
                    parts.append(_SLANTED)
                    groups.append(("slant", len(parts)))
                elif pending is not None:
                    groups.append((pending, len(parts)))
                else:
                    groups.append(("", 0))
                slant_next, pending = False, None
            elif kind == CLOSE:
                if groups:
                    what, start = groups.pop()
                    if what == "slant":
                        parts.append(_UPRIGHT)
                    elif what:
                        said = spaced("".join(parts[start:]).translate(_UNMARKED))
                        if said:
                            fields.setdefault(what, []).append(said)
            elif kind == WORDS:
                parts.append(text if self.math else typed(text))
            elif kind in (BLANK, PARAGRAPH) or (kind == SIGN and text == "~"):
                parts.append(" ")
            elif kind == MATH:
                self.math = 0 if self.math else 1
            elif kind == SIGN:
                parts.append(text)
            elif kind == COMMAND:
                if text in ("emph", "textit", "textsl"):
                    slant_next = True
                    following = expander.peek()
                    if following is None or following[0] != OPEN:
                        slant_next = False
                elif text in ("em", "it", "itshape", "sl", "slshape"):
                    parts.append(_SLANTED)
                    if groups and groups[-1][0] == "":
                        groups[-1] = ("slant", len(parts))
                elif text in ("bibinfo", "bibfield"):
                    pending = self.expander.plain(expander.argument()).strip() or None
                elif text in _FIELD_COMMANDS:
                    pending = _FIELD_COMMANDS[text]
                    if text.startswith("APAC"):
                        title = expander.argument() or []
                        expander.argument()
                        expander.push([(OPEN, "{", at), *title, (CLOSE, "}", at)])
                        if not parts or parts[-1] != _BLOCK:
                            parts.append(_BLOCK)
                else:
                    parts.append(self._in_entry(text, links))
        return _Printed("".join(parts), fields, links)

    def _in_entry(self, name: str, links: list[str]) -> str:
        expander = self.expander
        if name == "newblock":
            return _BLOCK
        if name in _LINKS:
            if name == "hyperref":
                expander.optional()
            address = _unescaped(expander.plain(expander.argument())).strip()
            if address:
                links.append(address)
            return ""
        if name in _ADDRESSES:
            expander.optional()
            address = _unescaped(expander.plain(expander.argument())).strip()
            links.append(address)
            return address
        if name in _DOIS:
            option = expander.optional()
            given = expander.plain(expander.argument()).strip()
            if name == "mn@doi":
                links.append(f"doi:{given}")
                return self.show(option or ())
            links.append(f"doi:{given}" if given.startswith("10.") else given)
            return f"doi:{given}"
        if name in ("eprint", "showeprint", "arxiv", "arXiv"):
            archive = expander.plain(expander.optional()) or "arXiv"
            given = expander.plain(expander.argument()).strip()
            archive = "arXiv" if archive.lower() == "arxiv" else archive
            return f"{archive}:{given.removeprefix('arXiv:')}"
        if name == "APACrefYearMonthDay" or name == "APACrefYear":
            said = self.show(expander.argument() or ())
            if name == "APACrefYearMonthDay":
                expander.argument()
                expander.argument()
            return f"({said})"
        if name in (
            "APACjournalVolNumPages",
            "APACaddressPublisher",
            "APACrefnote",
            "APAChowpublished",
        ):
            count = {"APACjournalVolNumPages": 4, "APACaddressPublisher": 2}.get(name, 1)
            said_parts = [self.show(expander.argument() or ()) for _ in range(count)]
            joined = ", ".join(filter(None, said_parts))
            return f"{_SLANTED}{joined}{_UPRIGHT}" if count == 4 else joined
        if name in (
            "BBA",
            "BBAB",
            "BBCQ",
            "BBOQ",
            "BBOP",
            "BBCP",
            "BPBI",
            "BHBI",
            "BIP",
            "BCBT",
            "BCBL",
            "BED",
            "BVOL",
            "BNUM",
            "BPGS",
            "BBN",
        ):
            return {
                "BBA": "&",
                "BBAB": "&",
                "BBOQ": "",
                "BBCQ": "",
                "BBOP": "(",
                "BBCP": ")",
                "BPBI": ".",
                "BHBI": ".-",
                "BCBT": ",",
                "BCBL": ",",
                "BED": "ed.",
                "BVOL": "vol.",
                "BNUM": "no.",
                "BPGS": "pp.",
                "BIP": "in press",
                "BBN": "&",
            }[name]
        if name == "bibnf":  # jurabib: family name, its abbreviation, given name and so on
            said_parts = [self.show(expander.argument() or ()) for _ in range(6)]
            return f"{said_parts[2]} {said_parts[0]}".strip()
        if name in _DROPPED_ARGUMENT:
            expander.optional()
            expander.argument()
            return ""
        if name in ("bibnamefont", "bibfnamefont", "BibitemOpen", "unskip", "bibnamedelima"):
            return ""
        if name in ("bibitemStop", "bibitemNoStop", "EOS", "endgroup", "begingroup"):
            return ""
        if name in ("harvardand", "BIBand", "biband"):
            return " and "
        if name == "btxauthorcolon":
            return ":"
        if name in ("enquote", "lq", "rq"):
            if name == "enquote":
                inner = expander.argument() or []
                expander.push([(WORDS, "“", 0), *inner, (WORDS, "”", 0)])
                return ""
            return "“" if name == "lq" else "”"
        return self.command(name)


def _unescaped(text: str) -> str:
    return re.sub(r"\\([_%#&~$])", r"\1", text).replace("\\_", "_")


def _people(names: str) -> Iterator[str]:
    """Yield the names of a field of BibTeX, parted by "and" outside all braces."""
    depth, start = 0, 0
    for found in re.finditer(r"[{}]|\s+and(?=\s)", names, re.IGNORECASE):
        sign = found[0]
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
        elif depth <= 0:
            yield names[start : found.start()].strip()
            start = found.end()
    yield names[start:].strip()


# --- identifiers -----------------------------------------------------------------------------


def _arxiv_in(tagged: Mapping[str, str], text: str, links: Sequence[str]) -> str | None:
    for source in (*(tagged.get(n, "") for n in ("eprint", "arxiv")), *links, text):
        found = arxiv_id(source.strip()) or find_arxiv(source)
        if found is not None:
            return found
    named = re.search(r"(?:\babs|arxiv)/(\d{4}\.\d{4,5})(?!\d)", " ".join((*links, text)), re.I)
    if named is not None:
        return arxiv_id(named[1])
    # "arXiv, 1711.05101" and "arXiv preprint math.GT/0606359" too
    if "arxiv" in text.lower():
        found = None
        bare = re.search(
            r"(?<![\d./])(\d{4}\.\d{4,5})(?:v\d+)?(?![\d/])"
            r"|\b((?:[a-z-]+(?:\.[A-Z]{2})?)/\d{7})(?!\d)",
            text,
        )
        if bare is not None:
            found = arxiv_id(bare[1] or bare[2])
        return found
    old = re.search(
        r"\b((?:astro-ph|cond-mat|gr-qc|hep-(?:ex|lat|ph|th)|math(?:-ph)?|nucl-(?:ex|th)"
        r"|quant-ph|cs|physics|nlin|q-bio|cmp-lg)"
        r"(?:\.[A-Z]{2})?/\d{7})(?!\d)",
        text,
    )
    return arxiv_id(old[1]) if old else None


def _doi_in(tagged: Mapping[str, str], text: str, links: Sequence[str]) -> str | None:
    for source in (tagged.get("doi", ""), *links, text):
        found = find_doi(source) if "10." in source else None
        if found is not None:
            return found
    return None


def _without_arxiv_doi(entry: Entry) -> Entry:
    """Return an entry with arXiv's own DOI read as the id that it is."""
    if entry.doi is not None and entry.doi.startswith("10.48550/"):
        return replace(entry, arxiv=entry.arxiv or find_arxiv(entry.doi), doi=None)
    return entry


def _others(text: str, links: Sequence[str], pubmed: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    addresses = [link for link in links if _WEB.match(link)]
    addresses += [without_stop(url) for url in re.findall(r"https?://[^\s<>]+", text)]
    web = next((url for url in addresses if not re.search(r"doi\.org/|arxiv\.org/", url)), None)
    if web is not None:
        found["url"] = without_stop(web)
    number = re.search(r"(?:PMID:?|pubmed/)\s*(\d{4,9})", text) or re.search(r"^(\d{4,9})$", pubmed)
    if number is not None:
        found["pubmed"] = number[1]
    isbn = re.search(r"(?i)isbn(?:-1[03])?:?\s*([\dX-]{10,17})", text)
    if isbn is not None:
        found["isbn"] = isbn[1].replace("-", "")
    return found


def _year(tagged: Mapping[str, str], text: str, label: str) -> int | None:
    for source in (tagged.get("year", ""), tagged.get("date", "")):
        found = re.search(r"(?:1[6-9]|20)\d\d", source)
        if found is not None:
            return int(found[0])
    in_label = re.search(
        r"\(((?:1[6-9]|20)\d\d)[a-z]?\)|[\s}(,]((?:1[6-9]|20)\d\d)[a-z]?\)?\s*$", label
    )
    if in_label is not None:
        return int(in_label[1] or in_label[2])
    # an address or an arXiv id may hold what looks like a year
    bare = re.sub(r"https?://\S+|doi:\s*\S+|10\.\d{4,9}/\S+|\d{4}\.\d{4,5}", " ", text)
    bracketed = re.findall(r"\(((?:1[6-9]|20)\d\d)[a-z]?\)", bare)
    if bracketed:
        return int(bracketed[-1])
    found_years = _YEAR.findall(bare)
    return int(found_years[-1]) if found_years else None


# --- parts of a printed entry ----------------------------------------------------------------

_QUOTED: Final = re.compile(
    r"[“„«]\s*(?P<title>[^“„]{3,600}?)[,.;:]?\s*(?:[”»]|“(?=[\s,.]|$))"
    r"|(?<![^\s,.(])‘\s*(?P<single>[^‘“]{3,600}?)[,.;:]?\s*['’](?=[\s,.;:]|$)"
)
_INITIALS_END: Final = re.compile(
    r"(?:^|[\s.~,-])[^\W\d_]\.?$|\b(?:al|Jr|Sr|St|Ed|eds|ed|vs|vol|no|pp|Dr|Prof|Proc|Trans|Rev"
    r"|Lett|J|Int|Inc|Mr|i\.e|e\.g|etc)$"
)
_VENUE_START: Final = re.compile(
    r"^(?:in:?\s|in$|proceedings|proc\.|arxiv|journal\b|j\.\s|ieee\b|acm\b|phys\.|nature\b"
    r"|science\b|advances in|annals of|"
    r"transactions|trans\.|technical report|tech\. rep|ph\.?\s?d\.?\s|phd|master|thesis"
    r"|preprint|springer|cambridge|oxford|"
    r"elsevier|wiley|mit press|academic press|http|url\b|doi\b|available|lecture notes|vol\."
    r"|volume \d|pp\.|pages \d|unpublished|to appear|in press|manuscript)",
    re.I,
)
_MONTHS: Final = r"(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\.?"
_DATE_ONLY: Final = re.compile(
    r"^\(?(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\.?\s*)?(?:1[6-9]"
    r"|20)\d\d[a-z]?\)?[.,]?$",
    re.I,
)


def _parts(
    shown: _Printed, tagged: Mapping[str, str]
) -> tuple[str | None, tuple[str, ...], str | None]:
    """Return title, authors and venue of an entry."""
    text = shown.text[:_LONGEST]
    venue = tagged.get("journal") or tagged.get("booktitle") or tagged.get("series")
    people = shown.fields.get("person") or []
    authors: tuple[str, ...] = tuple(people)
    named = shown.fields.get("author", [])
    single = [one for one in named if not any(o != one and o in one for o in named)]
    if not authors and named:
        authors = tuple(single) if len(single) > 1 else _named(named[-1])
    if "title" in tagged or "journal" in tagged or "booktitle" in tagged:
        title = tagged.get("title")
        if title is None and "journal" not in tagged and not _is_within(text, tagged):
            title, venue = tagged.get("booktitle"), tagged.get("publisher")
        quoted = _QUOTED.search(text)
        if title is None and quoted is not None:
            title = _quoted_title(quoted)
        if not authors:
            authors = _named(text.split(_BLOCK)[0].split("(")[0])
        return _tidy(title), authors, _tidy(venue)
    title, before, after = _split(text)
    if not authors:
        authors = _named(before)
    return _tidy(title), authors, _tidy(_venue(after)) if venue is None else venue


def _is_within(text: str, tagged: Mapping[str, str]) -> bool:
    """Tell whether the entry is printed as a part of a book that is named without its own title."""
    said = _bare(text)
    at = said.find(tagged.get("booktitle", "\0")[:40])
    return at > 0 and re.search(r"\b[Ii]n:?\W*$", said[:at]) is not None


def _split(text: str) -> tuple[str | None, str, str]:
    """Return the title of an entry without tags, what is before and what behind it."""
    first, *others = text.split(_BLOCK)
    blocks = [first, *(block for block in others if block.strip())]
    flat = text.replace(_BLOCK, " ")
    quoted = _QUOTED.search(flat)
    early = quoted is not None and (
        quoted.start() < 0.7 * len(flat) or _are_leading(flat[: quoted.start()])
    )
    if quoted is not None and re.search(r"\b[Ii]n:?$", _bare(flat[: quoted.start()])):
        early = False  # the title of the book that it is in
    if (
        quoted is not None
        and early
        and len(_quoted_title(quoted).split()) > 1
        and (len(blocks) < 3 or _QUOTED.match(blocks[1].strip()))
    ):
        return _quoted_title(quoted), flat[: quoted.start()], flat[quoted.end() :]
    if len(blocks) > 1 and not blocks[0].strip():
        return _block_title(blocks[1]), "", " ".join(blocks[2:])
    if len(blocks) > 1 and not _is_tail(blocks[1]):
        first = _bare(blocks[0])
        slanted = blocks[0].find(_SLANTED)
        if slanted > 0 and _are_leading(blocks[0][:slanted]):
            title, before, after = _of_running(blocks[0])
            return title, before, after + " ".join(blocks[1:])
        no_author = not _could_be_authors(first) and (len(blocks) < 3 or _is_place(blocks[1]))
        if no_author:
            return _block_title(blocks[0]), "", " ".join(blocks[1:])
        title = _block_title(blocks[1])
        if len(blocks) == 2:  # nothing but the year follows, in the same block
            title = re.sub(rf",\s*(?:{_MONTHS}\s+)?(?:1[6-9]|20)\d\d[a-z]?\.?$", "", title)
        return title, blocks[0], " ".join(blocks[2:])
    if len(blocks) > 1 and len(blocks[0].split()) < 25 and _is_lone_title(blocks[0]):
        return _block_title(blocks[0]), "", " ".join(blocks[1:])
    head = blocks[0] if len(blocks) > 1 else flat
    title, before, after = _of_running(head)
    return title, before, after + " ".join(blocks[1:])


def _are_leading(text: str) -> bool:
    """Tell whether a text is nothing but names of people and a date."""
    said = _bare(text).strip(" ,.:")
    names = _leading_names(said)
    return bool(names) and (
        _BETWEEN.sub("", said[names[-1][1] :], count=1).strip(" ,.:") in ("", "and")
    )


def _bare(text: str) -> str:
    return spaced(text.translate(_UNMARKED))


def _is_tail(block: str) -> bool:
    """Tell whether a block holds only addresses, ids and dates."""
    said = _bare(block)
    return re.match(
        r"(?:\(?doi|url|https?:|available|accessed|arxiv:|issn|isbn|\[online\])", said, re.I
    ) is not None or (_DATE_ONLY.match(said) is not None)


def _is_place(block: str) -> bool:
    said = _bare(block)
    return bool(_VENUE_START.match(said) or _DATE_ONLY.match(said) or _WEB.search(said))


def _is_lone_title(block: str) -> bool:
    return not _could_be_authors(_bare(block)) and "," not in _bare(block)


def _could_be_authors(text: str) -> bool:
    text = re.sub(r"\(?(?:1[6-9]|20)\d\d[a-z]?\)?|\(?eds?\.?\)?|\beditors?\b", " ", text)
    text = text.strip(" .,:;&")
    if not text:
        return False
    if are_names(text) or re.search(r"\bet\.? al", text):
        return True
    # one name alone, or an organisation
    return (len(text.split()) <= 8 and not re.search(r"[?!:]|https?", text)) or text.count(",") > 2


def _block_title(block: str) -> str:
    """Return the title in its block: the slanted beginning, else the whole."""
    stripped = block.strip()
    if stripped.startswith(_SLANTED):
        inner = stripped[1:].split(_UPRIGHT)[0]
        if len(inner.split()) > 0:
            return _bare(inner)
    said = _bare(stripped)
    quoted = _QUOTED.match(said)
    return _quoted_title(quoted) if quoted is not None else said


def _quoted_title(found: re.Match[str]) -> str:
    return found["title"] or found["single"] or ""


def _named(text: str) -> tuple[str, ...]:
    """Return the names in what stands before a title."""
    said = _bare(text)
    said = re.sub(
        r"\(?\b(?:1[6-9]|20)\d\d[a-z]?\)?[.,:]?\s*$|\((?:1[6-9]|20)\d\d[a-z]?\)", " ", said
    )
    said = re.sub(r"(?:,\s*)?\(?\b(?:eds?|editors?|hrsg)\b\.?\)?[.,]?\s*$", " ", said, flags=re.I)
    said = said.strip(" ,:;")
    leading = _leading_names(said)
    if leading and len(said) - leading[-1][1] <= 3:
        return tuple(name for name, _ in leading)
    return tuple(name for name in _people_in(said) if any(c.isalpha() for c in name))


def _people_in(said: str) -> list[str]:
    """Return names that no style of initials fits: pairs of family and given names, groups."""
    chunks = [
        part for part in re.split(r"\s*(?:;|,?\s(?:and|&|und|et|y)\s)\s*", said) if part.strip(" ,")
    ]
    pieces = [[p.strip() for p in chunk.split(",") if p.strip()] for chunk in chunks]
    families = [piece for part in pieces for piece in part[::2]]
    pairs = all(len(part) % 2 == 0 for part in pieces) and all(map(_may_be_family, families))
    if pairs and len(said.split(",")) > 1:
        return [", ".join(part[n : n + 2]) for part in pieces for n in range(0, len(part), 2)]
    return split_names(said)


def _may_be_family(name: str) -> bool:
    words = name.split()
    return len(words) == 1 or re.match(_PARTICLE, name) is not None


def _of_running(text: str) -> tuple[str | None, str, str]:
    """Part an entry without blocks and quotes: people, a date or not, the title, the place."""
    said, slanted = _unslanted(text)
    names = _leading_names(said)
    names_end = names[-1][1] if names else 0
    if not names:
        return _without_names(said)
    before = said[:names_end]
    between = _BETWEEN.match(said, names_end)
    start = between.end() if between is not None else names_end
    mark = said[names_end:start]
    rest = said[start:]
    first = next((span for span in slanted if span[1] > start), None)
    if first is not None and first[0] <= start + 1:
        inner = said[first[0] : first[1]].strip(" ,.")
        behind = said[first[1] :]
        if re.match(r"[\s,]*(?:vol\.?\s*)?\d", behind) and not re.match(
            r"[\s,]*(?:1[6-9]|20)\d\d\b", behind
        ):
            return None, before, rest  # the name of a journal, its volume behind it
        return inner, before, behind
    dated = re.search(r"\d{4}", mark) is not None
    if mark.rstrip().endswith(",") and (
        _is_bare_place(rest) or (dated and _VENUE_START.match(rest))
    ):
        return None, before, rest  # some journals print no titles
    by_comma = mark.rstrip().endswith(",") or (not mark.strip() and not before.endswith("."))
    if by_comma:
        title = _comma_title([part for part in re.split(r",\s+", rest) if part])
    else:
        title, _ = _first_sentence(rest)
    if first is not None and first[0] - start < len(title):
        title = said[start : first[0]]
    after = said[start + len(title) :]
    return re.sub(r"[,.:]?\s*\b[Ii]n:?\s*$", "", title.rstrip(" ,.")), before, after


def _without_names(said: str) -> tuple[str | None, str, str]:
    """Part an entry that begins with no person: with a group, or with its title."""
    title, after = _first_sentence(said)
    if len(title.split()) <= 5 and after:
        following, rest = _first_sentence(after)
        if len(following.split()) >= 3 and not _VENUE_START.match(following):
            return following, title, rest
    if len(title) > 400:
        return None, "", said
    segments = [part for part in re.split(r",\s+", title) if part]
    if len(segments) > 1:
        title = _comma_title(segments)
    return title, "", after


def _unslanted(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return a text without marks and in single blanks, and where it was slanted."""
    made: list[str] = []
    spans: list[tuple[int, int]] = []
    start = -1
    for char in text.strip():
        if char == _SLANTED:
            start = len(made)
        elif char == _UPRIGHT:
            if start >= 0 and len(made) > start:
                spans.append((start, len(made)))
            start = -1
        elif char in (_BLOCK, " ", "\n", "\t"):
            if made and made[-1] != " ":
                made.append(" ")
        else:
            made.append(char)
    return "".join(made), spans


_UPPER: Final = r"[^\Wa-z\d_]"
_WORD: Final = rf"(?:[dDlLO]['’])?{_UPPER}[^\W\d_]*(?:['’-][^\W\d_]+)*"
_PARTICLE: Final = (
    r"(?:(?:[Vv]an|[Vv]on|[Dd]e[rlns]?|[Dd]a|[Dd]i|[Dd]u|[Dd]os|[Ll]a|[Ll]e|[Tt]en|[Tt]er|al|el"
    r"|bin|ibn|zu|zur|'t|[Ss]t\.)\s)"
)
_FAMILY: Final = rf"{_PARTICLE}{{0,3}}{_WORD}(?:[ ]{_WORD}){{0,2}}"
_DOTTED: Final = rf"(?:{_UPPER}[^\W\d_]?\.[ -]?){{1,6}}"
_JUNIOR: Final = r"(?:,?\s(?:Jr|Sr|II|III|IV)\b\.?)?"
_FIRST: Final = "initials first"
_LAST: Final = "initials last"
_BARE: Final = "bare initials"
_FULL: Final = "in full"
_NAME_STYLES: Final = {
    _FIRST: re.compile(rf"{_DOTTED}{_FAMILY}{_JUNIOR}"),
    _LAST: re.compile(
        rf"(?P<family>{_FAMILY})(?:,\s?(?P<given>{_DOTTED})|\s(?P<behind>{_DOTTED})"
        rf"(?=\s*(?:[,;:&(\d]|and\b|und\b|et\b|y\b|$))){_JUNIOR}"
    ),
    _BARE: re.compile(
        rf"(?P<family>{_FAMILY})(?:,[ ]|[ ])(?P<given>{_UPPER}{{1,3}})(?![\w]){_JUNIOR}"
    ),
    _FULL: re.compile(
        rf"{_WORD}(?:[ ](?:{_UPPER}\.|[Vv][ao]n|[Dd]e[rlns]?|[Dd][aiu]|[Ll][ae]|{_WORD}))"
        rf"{{1,4}}{_JUNIOR}(?<![ ][A-Z])(?<![ ][A-Z]{{2}})(?<![ ][A-Z]{{3}})"
        rf"(?=\s*(?:[,.;:&(]|and\b|und\b|et\b|y\b|$))"
    ),
}
_SEPARATOR: Final = re.compile(
    r"\s*(?:[,;]\s*(?:(?:and|und|&|et|y)\s+)?|(?:and|und|&|et|y)\s+)", re.IGNORECASE
)
_AND_OTHERS: Final = re.compile(r"[,;]?\s*(?:et\.?\s+al\b\.?|and\s+others|\.\.\.|…)", re.IGNORECASE)
_BETWEEN: Final = re.compile(
    r"\s*(?:,?\s*\(?\b(?:[Ee]ds?\b\.?|[Ee]ditors?|[Hh]rsg\.?)\)?)?[\s.,:;]*"
    rf"(?:[\[(]?(?:1[6-9]|20)\d\d[a-z]?(?:,\s(?:{_MONTHS})(?:\s\d+)?)?[\])]?[\s.,:;]*)?"
)


def _leading_names(text: str) -> list[tuple[str, int]]:
    """Return the names of people that a text begins with, and where each ends.

    The first name tells the style: only a list that begins so has names without initials.

    >>> _leading_names("Roe, A., Poe, B. C. and D. van Loe: Shallow Nets. In")
    [('Roe, A.', 7), ('Poe, B. C.', 19), ('D. van Loe', 34)]
    >>> _leading_names("Ann Roe and Bob Poe. Deep Nets"), _leading_names("Deep nets, 2015")
    ([('Ann Roe', 7), ('Bob Poe', 19)], [])
    """
    found: list[tuple[str, int]] = []
    styles: tuple[str, ...] = (_FIRST, _LAST)
    at = 0
    while len(found) < 5_000:
        trying = styles if found else (*styles, _FULL, _BARE)
        tried = ((style, _NAME_STYLES[style].match(text, at)) for style in trying)
        style, name = next(((one, match) for one, match in tried if match), ("", None))
        if name is None:
            break
        if not found and style in (_FULL, _BARE):
            styles = (style,)
        if not found and style == _FULL and not are_names(name[0].rstrip(".")):
            return []
        end = name.end() - (len(name[0]) - len(name[0].rstrip()))
        parts = name.groupdict()
        given = parts.get("given") or parts.get("behind")
        printed = f"{parts['family']}, {given.strip()}" if given else name[0].strip()
        found.append((printed, end))
        others = _AND_OTHERS.match(text, end)
        if others is not None:
            found[-1] = (printed, others.end())
            break
        separator = _SEPARATOR.match(text, end)
        if separator is None:
            break
        at = separator.end()
    if styles == (_FULL,):
        # the last of several may be the beginning of a title after a comma
        while len(found) > 1 and not are_names(found[-1][0].rstrip(".")):
            found.pop()
    return found


def _comma_title(segments: Sequence[str]) -> str:
    """Return the title that begins a list of pieces between commas."""
    end = 1
    while end < len(segments) and not _ends_title(segments, end):
        end += 1
    title = ", ".join(segments[:end])
    return re.split(r"\.\s+(?=In\b|Tech|Ph\.?D|arXiv|Preprint|Available)", title)[0]


def _ends_title(segments: Sequence[str], n: int) -> bool:
    said = segments[n]
    if _VENUE_START.match(said) or _DATE_ONLY.match(said):
        return True
    if re.search(r"\s\d+\s*(?:\([\d/–-]+\)|,|$)", said) or re.search(r"\(\d{4}\)", said):
        return True
    following = segments[n + 1] if n + 1 < len(segments) else ""
    later = segments[n + 1 : n + 4]
    if said[:1].isupper() and len(said.split()) <= 5:
        years = [m for m, one in enumerate(later) if _DATE_ONLY.match(one)]
        if years and all(len(one.split()) <= 4 for one in later[: years[0]]):
            return True  # a publisher, its town, the year
    return (
        re.match(r"(?:vol\.?|no\.?|pp\.?|\d+)\b|\(?(?:1[6-9]|20)\d\d", following) is not None
        and said[:1].isupper()
    )


def _is_bare_place(rest: str) -> bool:
    """Tell whether a journal, a volume and a page follow, with no title."""
    if re.match(r"[^,]{1,90}, pp?\b", rest):
        return True
    return (
        re.match(r"[^,]{1,60}?,?\s+[A-Z]?\d+[A-Z]?,\s*[A-Z]?\d+", rest) is not None
        and len(re.split(r",\s*\d", rest)[0].split()) <= 6
    )


_INITIALS: Final = re.compile(
    r"(?:[^\W\d_]{1,2}\.[\s-]*){1,6}|[A-Z](?:[\s-]?[A-Z]){0,3}\.?|(?:Jr|Sr|II|III)\.?"
)


_LONGEST_TITLE: Final = 2_000


def _first_sentence(text: str) -> tuple[str, str]:
    """Return the first sentence of a text, no stop within names and numbers, and the rest."""
    for found in re.finditer(r"[.?!]\s+(?=[^\s])", text[:_LONGEST_TITLE]):
        before = text[: found.start()]
        if text[found.start()] == "." and _INITIALS_END.search(before) and len(before.split()) < 40:
            continue
        following = text[found.end() : found.end() + 40]
        if following[:1].islower() and not _VENUE_START.match(following):
            continue
        kept = before if text[found.start()] == "." else text[: found.start() + 1]
        return kept, text[found.end() :]
    return text.rstrip("."), ""


def _venue(after: str) -> str | None:
    slanted = re.search(f"{_SLANTED}([^{_UPRIGHT}]+){_UPRIGHT}", after)
    if slanted is not None and len(_bare(slanted[1])) > 2:
        return _bare(slanted[1])
    said = _bare(after).strip(" ,.;:")
    said = re.sub(r"^[Ii]n:?\s+", "", said)
    found = re.match(r"[^\d,.(]{3,120}", said)
    return found[0].strip(" ,.;:") or None if found is not None else None


def _tidy(title: str | None) -> str | None:
    if title is None:
        return None
    said = _bare(title).strip()
    said = re.sub(r"\s*(?:doi:|https?://|URL )\S*$", "", said)
    said = re.sub(r"\s*\((?:(?:1[6-9]|20)\d\d[a-z]?|n\.d\.?)\)\.?$", "", said)
    said = re.sub(r"(?:[,;.]\s*(?:1[6-9]|20)\d\d[a-z]?|\s+eds\.\s.*)\.?$", "", said)
    said = re.sub(r"^\((?:1[6-9]|20)\d\d[a-z]?\)[.,:]?\s+(?=\S)", "", said)
    said = re.sub(r"(?:,\s*vol(?:ume|\.)\s*\d+.*|//.*|,\s*n\.d\.?)$", "", said)
    said = re.sub(
        r"\s*\[(?:J|C|M|D|N|R|S|P|A|EB)(?:/OL)?\]$", "", said
    )  # as China's standard prints
    said = re.sub(r"[,;:]$|(?<!\.)\.$", "", said.strip(" ,;")).strip()
    if len(said) > 2 and said[0] in '“"‘' and said[-1] in '”"’':
        said = said[1:-1].strip(" ,.")
    return said if any(char.isalpha() for char in said) else None


# --- what an entry is ------------------------------------------------------------------------


def _kind(
    entry: Entry,
    kind: str,
    *,
    revtex_note: bool = False,
    fields: Mapping[str, str] | None = None,
) -> tuple[str, str]:
    """Return what an entry is, and what tells so."""
    kind = kind.lower()
    url = entry.other.get("url", "")
    placed_there = entry.venue is not None and _PRINTED_PLACE.search(entry.venue) is not None
    if entry.doi is not None and entry.doi.startswith("10.5281/") and not placed_there:
        data = _DATA_WORD.search(entry.title or "") is not None
        return ("data set" if data else "software"), "its DOI is one of Zenodo"
    if kind in ("software", "dataset"):
        return ("software" if kind == "software" else "data set"), f"the database calls it @{kind}"
    if entry.arxiv is not None or entry.doi is not None:
        return "paper", ""
    if re.fullmatch(r"Note\d+", entry.key):
        return "note", "a footnote that the class moved into the list"
    if revtex_note and (not entry.year or _NOTE_TEXT.match(entry.text)):
        return "note", "only a note is printed"
    if not entry.text:
        return "note", "nothing is printed"
    online = kind in ("online", "electronic", "www", "webpage", "website", "url", "internet")
    placed = (
        entry.venue if entry.origin == "database" else entry.text.replace(entry.title or "\0", " ")
    )
    in_print = (
        bool(placed)
        and _PRINTED_PLACE.search(re.sub(r"https?://\S+", " ", placed or "")) is not None
    )
    if fields is not None:
        in_print = in_print or kind in (
            "article",
            "inproceedings",
            "book",
            "incollection",
            "phdthesis",
            "inbook",
            "proceedings",
            "techreport",
            "mastersthesis",
            "conference",
            "thesis",
            "report",
        )
    if _SOFTWARE_HOST.search(url) and not (in_print and not online):
        return "software", "its address is one of a code host"
    if _DATA_HOST.search(url) and not (in_print and not online):
        return "data set", "its address is one of a host of data"
    if online:
        return "web page", f"the database calls it @{kind}"
    said = entry.text if fields is None else " ".join(fields.values())
    if not in_print and _ACCESSED.search(said):
        return "web page", "it says when or where it was seen online"
    if not in_print and url:
        if _SOFTWARE_WORD.search(said):
            return "software", "an address, and the word for software"
        if _DATA_WORD.search(entry.title or ""):
            return "data set", "an address, and the word for data"
        return "web page", "an address, and no place in print"
    if not in_print and not entry.authors and _SOFTWARE_WORD.search(entry.title or ""):
        return "software", "the word for software, and no authors"
    return "paper", ""


# --- biblatex --------------------------------------------------------------------------------

_ENTRY: Final = re.compile(
    r"\\entry\s*\{(?P<key>[^{}]+)\}\s*\{(?P<kind>[^{}]*)\}\s*\{(?P<options>[^{}]*)\}"
)
_PIECE: Final = re.compile(
    r"\\(?P<command>field|list|name|verb|strng|endentry|true|keyw)\b\s*(?:\{(?P<name>[^{}]*)\})?"
)


def biblatex_entries(text: str) -> Iterator[tuple[BibEntry, int]]:
    r"""Yield the entries of a ``.bbl`` file of biblatex, and where each begins.

    A key that stands in several refsections is one entry; what only passes on its fields to others
    (``dataonly``, ``skipbib``) is none.

    Examples
    --------
    >>> bbl = r"\entry{k}{article}{}\name{author}{1}{}{{{hash=1}{family={Roe},given={Ann}}}}"
    >>> entry, _ = next(biblatex_entries(bbl + r"\field{title}{T}\endentry"))
    >>> entry.key, dict(entry.fields)
    ('k', {'author': 'Roe, Ann', 'title': 'T'})
    """
    seen: set[str] = set()
    found = _ENTRY.search(text)
    while found is not None:
        end = text.find("\\endentry", found.end())
        following = _ENTRY.search(text, found.end())
        limit = following.start() if following is not None else len(text)
        end = end if 0 <= end < limit else limit
        key = found["key"].strip()
        if key not in seen and not re.search(r"dataonly|skipbib", found["options"]):
            seen.add(key)
            yield (
                BibEntry(
                    key, found["kind"], _biblatex_fields(text, found.end(), end), "", found.start()
                ),
                found.start(),
            )
        found = following


def _biblatex_fields(text: str, start: int, end: int) -> dict[str, str]:
    fields: dict[str, str] = {}
    at = start
    while (piece := _PIECE.search(text, at, end)) is not None:
        at = piece.end()
        command, name = piece["command"], (piece["name"] or "").strip()
        if command == "field":
            value, at = _group(text, at, end)
            fields.setdefault(name, value)
        elif command in ("list", "name"):
            groups: list[str] = []
            while len(groups) < 4:
                opening = re.compile(r"(?:%[^\n]*\n|\s)*\{").match(text, at, end)
                if opening is None:
                    break
                value, at = _group(text, opening.end() - 1, end)
                groups.append(value)
            if groups:
                if command == "name":
                    fields.setdefault(name, " and ".join(_biblatex_names(groups[-1])))
                else:
                    inner = re.sub(r"%\s*\n", "", groups[-1]).strip()
                    fields.setdefault(
                        name, re.sub(r"^\{|\}$", "", inner).replace("}{", " and ").strip("{} \n%")
                    )
        elif command == "verb":
            closed = text.find("\\endverb", at, end)
            if closed >= 0:
                fields.setdefault(name, text[at:closed].replace("\\verb", "").strip())
                at = closed
    return fields


def _group(text: str, at: int, end: int) -> tuple[str, int]:
    """Return what stands in the braces that open next, and where they close."""
    start = text.find("{", at, end)
    if start < 0:
        return "", end
    depth = 0
    for found in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text, start, end):
        if found[0] == "{":
            depth += 1
        elif found[0] == "}":
            depth -= 1
            if depth == 0:
                return text[start + 1 : found.start()], found.end()
    return text[start + 1 : end], end


_NAME_PART: Final = re.compile(r"\b(family|given|prefix|suffix)=\s*\{")


def _biblatex_names(text: str) -> Iterator[str]:
    """Yield the names of a list of biblatex as BibTeX writes them."""
    if "family=" not in text:  # biblatex before 3.0: {{hash}{Roe}{R.}{Ann}{A.}...}
        at = 0
        while (opening := re.compile(r"\{\s*\{").search(text, at)) is not None:
            inner, at = _group(text, opening.start(), len(text))
            parts: list[str] = []
            place = 0
            while place < len(inner) and len(parts) < 9:
                value, place = _group(inner, place, len(inner))
                parts.append(" ".join(value.split()))
            if len(parts) > 3:
                prefix = parts[5] if len(parts) > 5 else ""
                yield f"{prefix} {parts[1]}, {parts[3]}".strip().rstrip(", ")
        return
    name: dict[str, str] = {}
    at = 0
    while (found := _NAME_PART.search(text, at)) is not None:
        value, at = _group(text, found.end() - 1, len(text))
        value = re.sub(
            r"\\bibnamedelim[abci]?\b\s*|\\bibinitperiod\b\s*|\\bibinitdelim\b\s*", " ", value
        )
        value = re.sub(r"\\bibinithyphendelim\b\s*", "-", value)
        if found[1] in name:
            yield _joined(name)
            name = {}
        if found[1] == "family" and "family" in name:
            yield _joined(name)
            name = {}
        before = text.rfind("hash=", 0, found.start())
        if "_at" in name and int(name["_at"]) != before:
            yield _joined(name)
            name = {}
        name[found[1]] = " ".join(value.split())
        name["_at"] = str(before)
    if name:
        yield _joined(name)


def _joined(name: Mapping[str, str]) -> str:
    family = f"{name.get('prefix', '')} {name.get('family', '')}".strip()
    given = name.get("given", "")
    return f"{family}, {given}" if given else f"{{{family}}}"
