r"""The walk through a document: headings, citations and the sentences that they stand in."""

# ruff: noqa: RUF001 - these quotes and dashes are what is printed

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from kdgraph.lists.text import words
from kdgraph.sources.citing import CITING, Citing, is_field, keys_in, looks_citing
from kdgraph.sources.expansion import END_OF_FILE, Expander
from kdgraph.sources.files import Limits, Losses, SourceFiles
from kdgraph.sources.printing import FORMULAS, REFERRING, Printer, typed
from kdgraph.sources.sections import Heading
from kdgraph.sources.sentences import CITED, NAMED, PRINTED, sentences
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
    Token,
)

__all__ = ["NATIVE", "Citation", "Document", "Item", "walk"]

_LEVELS: Final = {
    "part": -1,
    "chapter": 0,
    "addchap": 0,
    "section": 1,
    "addsec": 1,
    "subsection": 2,
    "subsubsection": 3,
    "paragraph": 4,
    "subparagraph": 5,
}
_TABLES: Final = words(
    """
    table table* tabular tabular* tabularx tabulary longtable longtable* wraptable sidewaystable
    sidewaystable* threeparttable supertabular xltabular supertabular* tabu longtabu tblr
    longtblr talltblr NiceTabular margintable NiceTabular* NiceTabularX deluxetable deluxetable*
    ruledtabular ltablex SCtable specialtable mpxtabular xtabular tabbing landscapetable
    """
)
_FLOATS: Final = words(
    """
    figure figure* wrapfigure sidewaysfigure sidewaysfigure* SCfigure listing subfigure subfloat
    algorithm algorithm* algorithm2e algorithmic marginfigure teaserfigure floatingfigure
    figwindow listing* codelisting scheme chart minipage tikzpicture SCfigure* captionblock
    program boxedminipage
    """
)
_FIGURES: Final = words(
    """
    figure figure* wrapfigure sidewaysfigure sidewaysfigure* SCfigure SCfigure* teaserfigure
    marginfigure floatingfigure listing listing*
    """
)
_CAPTIONS: Final = words(
    """
    caption caption* captionof subcaption tablecaption tabcaption figcaption captionabove
    captionbelow topcaption bottomcaption subcaptionbox subfloat tbl lstcaption bicaption tnote
    subfigure subtable
    """
)
_NOTES: Final = words(
    """
    footnote footnotetext thanks marginpar sidenote endnote marginnote tablefootnote todo
    tnotetext fntext cortext pagenote sidenotetext endnotetext
    """
)
_FRONT: Final = {
    **dict.fromkeys(
        words(
            """
    title Title icmltitle titlehead subtitle TITLE
    """
        ),
        "title",
    ),
    **dict.fromkeys(
        words(
            """
    author affiliation address affil institute icmlauthor
    """
        ),
        "front",
    ),
    **dict.fromkeys(
        words(
            """
    abstract Abstract abst absT ABSTRACT IEEEtitleabstractindextext
    """
        ),
        "abstract",
    ),
    **dict.fromkeys(
        ("keywords", "dedication_", "altaffiliation", "authorrunning", "titlerunning"), "front"
    ),
    **dict.fromkeys(("acks", "acknowledgments_", "shorttitle", "runninghead"), "front"),
}
_ABSTRACTS: Final = frozenset(
    {"abstract", "abstract*", "Abstract", "onecolabstract", "summary", "sciabstract"}
)
# what styles of bibliographies print their parts with; they often define it themselves
_STYLED: Final = words(
    """
    bibinfo bibfield showarticletitle showDOI showURL showeprint showISSN showISBNx showISBNxiii
    showLCCN showCODEN shownote natexlab bibnamefont bibfnamefont BibitemOpen BibitemShut href
    href@noop Eprint doi path newblock APACrefatitle APACrefbtitle APACrefaetitle
    APACrefYearMonthDay APACrefYear APACjournalVolNumPages APACaddressPublisher APACrefnote
    APAChowpublished APACinsertmetastar bibnf bibtfont bibatfont bibbtfont btxtitlefont
    btxauthorcolon harvardand BBA BBAB BBOQ BBCQ BBOP BBCP mn@doi EOS bibAnnoteFile bibAnnote
    BIBforeignlanguage BIBentryALTinterwordspacing
    """
)
_APPENDICES: Final = frozenset(
    {"appendices", "appendix", "subappendices", "supplement", "supplementary"}
)
_BIBLIOGRAPHIES: Final = frozenset(
    {"thebibliography", "mcitethebibliography", "references", "thereferences", "bibdiv_"}
)
_INLINE: Final = words(
    """
    small footnotesize scriptsize large Large normalsize it bf em sf spacing sloppypar
    otherlanguage otherlanguage* emph tt rm singlespace foreignlanguage CJK CJK* document
    multicols doublespace onehalfspace linenomath linenomath* subequations hyphenrules
    """
)
_PRINTS_BIBLIOGRAPHY: Final = re.compile(r"bibliography|printbibliography|putbib|bibliographyunit_")

NATIVE: Final = frozenset(
    {
        *CITING,
        *_LEVELS,
        *_CAPTIONS,
        *_NOTES,
        *_TABLES,
        *_FLOATS,
        *_ABSTRACTS,
        *_APPENDICES,
        *_BIBLIOGRAPHIES,
        *FORMULAS,
        *_STYLED,
    }
) | words(
    """
    begin end item bibitem bibliography printbibliography addbibresource newcites
    DeclareCiteCommand DeclareMultiCiteCommand newblock document label itemize enumerate
    description center quote quotation url href ref maketitle par appendix appendices bib
    harvarditem bibinfo bibfield title author textbf textit emph enquote textsc texttt
    newtheorem chapter eqref includegraphics defcitealias usepackage entry refsection
    """
) - {
    "tnote",
    "legend_",
    "tbl",
    "todo",
    "scheme",
    "chart",
    "program",
    "summary",
    "listing",
    "supplement",
}
"""Commands and environments that mean here what LaTeX's packages make of them."""

_GERMAN: Final = words("german ngerman austrian naustrian swissgerman nswissgerman")
_UNMARKED: Final = {ord(CITED): " ", ord(NAMED): " ", ord(PRINTED): None}
_DISPLAYED_ROWS: Final = frozenset(
    {"\\", "tabularnewline", "cr", "midrule", "hline", "toprule", "bottomrule"}
)


@dataclass(slots=True)
class Citation:
    """One citing command of the text.

    Attributes
    ----------
    command : str
        Its name, without backslash and star.
    keys : tuple of str
        What it cites, each once for each time it stands there.
    at : int
        Where it stands.
    heading : int
        The number of the last heading before it; -1 before the first.
    part : str
        ``text``, ``abstract``, ``title``, ``front``.
    in_table, in_caption, in_footnote : bool
        Whether it stands in a table or its caption; in a caption, or in a figure; in a footnote.
    group : int
        How many keys are cited at the same place, those of commands side by side together.
    sentence, shown : str
        The sentence without citations, and with their keys in brackets.
    offset : int
        Where in `sentence` the citation stands.
    """

    command: str
    keys: tuple[str, ...]
    at: int
    heading: int
    part: str
    in_table: bool
    in_caption: bool
    in_footnote: bool
    textual: bool
    group: int = 0
    sentence: str = ""
    shown: str = ""
    offset: int = 0


@dataclass(slots=True)
class Item:
    """An entry of a bibliography in the text, as tokens."""

    key: str
    label: list[Token]
    tokens: list[Token]
    at: int
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Document:
    """What a walk through a document has found."""

    title: str = ""
    headings: list[Heading] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    uncited: list[tuple[str, int]] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    databases: list[str] = field(default_factory=list)
    prints_bibliography: bool = False
    bibliographies: int = 0
    packages: set[str] = field(default_factory=set)
    classes: list[str] = field(default_factory=list)
    in_bibliography: int = 0
    began: bool = False


class _Flow:
    """Running text that is read on its own: the body, a footnote, a caption, a row of a table."""

    __slots__ = ("after_mark", "cited", "kind", "parts", "tail")

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.parts: list[str] = []
        self.cited: list[Citation] = []
        self.tail = ""

    @property
    def cited_keys(self) -> list[tuple[str, ...]]:
        """The keys of each citation."""
        return [citation.keys for citation in self.cited]

    def add(self, text: str) -> None:
        """Go on with what is printed."""
        if not text or (text == " " and self.tail in (" ", "")):
            return
        self.parts.append(text)
        self.tail = text[-1]


def walk(
    files: SourceFiles,
    main: str,
    limits: Limits,
    losses: Losses,
    *,
    bare: bool = False,
    macros: Expander | None = None,
) -> tuple[Document, Expander, Printer]:
    r"""Read a document from its main file; what reads on with its macros comes back as well.

    A `bare` file, such as a ``.bbl``, has no ``\begin{document}``; it uses the `macros` of a text.
    """
    expander = Expander(files, losses, NATIVE, limits)
    if macros is not None:
        expander.macros.update(macros.macros)
        expander.switches.update(macros.switches)
    expander.in_preamble = not bare
    expander.open(main)
    walker = _Walker(files, expander, limits, losses)
    walker.document.began = bare
    walker.run()
    return walker.document, expander, walker


class _Walker(Printer):
    def __init__(
        self, files: SourceFiles, expander: Expander, limits: Limits, losses: Losses
    ) -> None:
        super().__init__(expander)
        self._files = files
        self._limits = limits
        self._losses = losses
        self.document = Document()
        self._flows = [_Flow("text")]
        self._environments: list[str] = []
        self._tables = 0
        self._captions = 0
        self._figures = 0
        self._notes = 0
        self._part = "text"
        self._parts: list[str] = []
        self._appendix = False
        self._in_headings = 0
        self._mentions = 0
        self._extra: dict[str, Citing] = {}
        self._suffixes: list[str] = []
        self._nested: list[Token] = []  # options of a citation that cite themselves

    def run(self) -> None:
        expander = self.expander
        while True:
            token = expander.next()
            if token is None:
                break
            kind, text, at = token
            if expander.in_preamble:
                if kind == COMMAND:
                    self._in_preamble(text, at)
                elif kind == EVENT:
                    self._event(text)
                elif self._part != "text" and kind in (WORDS, BLANK):
                    self._flow.add(typed(text))
                continue
            if kind == WORDS:
                if self.math:
                    self._flow.add(text)
                elif '"' in text and self.german:
                    self._flow.add(self._german_quotes(text))
                else:
                    self._flow.add(typed(text))
            elif kind == BLANK:
                self._flow.add(" ")
            elif kind == COMMAND:
                self._command(text, at)
            elif kind == PARAGRAPH:
                self.math = 0
                self._end_paragraph()
            elif kind == MATH:
                self.math = 0 if self.math else 1
                self._flow.add(PRINTED)
            elif kind == SIGN:
                if text == "~":
                    self._flow.add(" ")
                elif text == "&":
                    self._flow.add(" | " if self._tables and not self.math else " ")
                elif self.math and text in "^_":
                    self._flow.add(text)
            elif kind == EVENT:
                self._event(text)
        while len(self._flows) > 1:
            self._close_flow()
        self._end_paragraph()
        self._group()

    @property
    def _flow(self) -> _Flow:
        return self._flows[-1]

    def _german_quotes(self, text: str) -> str:
        """Return text with the shorthands that babel gives German."""
        text = typed(text)
        text = re.sub(r'"([aouAOU])', lambda m: m[1] + "\u0308", text)
        pairs = {'"`': "„", '"‘': "„", "\"'": "“", '"=': "-", '"-': "", '"~': "-", '""': ""}
        for short, long in pairs.items():
            text = text.replace(short, long)
        return typed(re.sub(r'"s', "ß", text) if '"s' in text else text)

    # --- flows ------------------------------------------------------------------------------

    def _open_flow(self, kind: str) -> None:
        if len(self._flows) < 200:
            self._flows.append(_Flow(kind))

    def _close_flow(self) -> None:
        if len(self._flows) > 1:
            self._finish(self._flows.pop())

    def _end_paragraph(self) -> None:
        flow = self._flow
        self._flows[-1] = _Flow(flow.kind)
        self._finish(flow)

    def _finish(self, flow: _Flow) -> None:
        if not flow.cited:
            return
        keys = flow.cited_keys
        for found in sentences("".join(flow.parts)):
            shown = found.shown(keys)
            counted: tuple[int, ...] = ()
            size = 0
            for number, offset, group in found.places:
                if group is not counted:
                    counted, size = group, sum(len(keys[n]) for n in group)
                citation = flow.cited[number]
                citation.sentence, citation.shown = found.plain, shown
                citation.offset, citation.group = offset, size

    # --- events -----------------------------------------------------------------------------

    def _event(self, text: str) -> None:
        if text == END_OF_FILE:
            return
        name, _, rest = text.partition(" ")
        if name == "caption":
            self._captions -= 1
            self._close_flow()
        elif name == "note":
            self._notes -= 1
            self._close_flow()
        elif name == "heading":
            self._in_headings -= 1
            flow = self._flow
            printed = " ".join("".join(flow.parts).translate(_UNMARKED).split())
            place = int(rest)
            heading = self.document.headings[place]
            appendix = heading.appendix
            self.document.headings[place] = Heading(heading.level, printed, appendix)
            self._close_flow()
        elif name == "part":
            printed = " ".join("".join(self._flow.parts).translate(_UNMARKED).split())
            if rest == "title" and not self.document.title:
                self.document.title = printed
            self._close_flow()
            self._part = self._parts.pop() if self._parts else "text"
        elif name == "aside":
            self._close_flow()

    def _within(self, tokens: Sequence[Token], event: str) -> None:
        """Read an argument now, and tell when it is read."""
        self.expander.push([*tokens, (EVENT, event, 0)])

    # --- commands ---------------------------------------------------------------------------

    def _in_preamble(self, name: str, at: int) -> None:
        if name.startswith("package "):
            self._package(name.removeprefix("package "))
        elif name in _FRONT:
            self._front(name)
        elif (
            name in ("begin abstract",)
            or name
            in ("addbibresource", "bibliography", "newcites", "DeclareCiteCommand", "nocite")
            or name in ("DeclareMultiCiteCommand", "documentclass", "documentstyle")
            or self._part != "text"
        ):
            self._command(name, at)

    def _package(self, names: str) -> None:
        self.document.packages.update(one.strip() for one in names.split(","))

    def _command(self, name: str, at: int) -> None:
        citing = self._citing(name)
        if citing is not None:
            self._cite(name, citing, at)
            return
        if name.startswith("begin "):
            self._begin(name[6:], at)
            return
        if name.startswith("end "):
            self._end(name[4:])
            return
        if name in _LEVELS:
            self._heading(name)
            return
        if name in _CAPTIONS:
            self._caption(name)
            return
        if name in _NOTES:
            self._note()
            return
        if name in _FRONT:
            self._front(name)
            return
        if name in ("(", "[", ")", "]"):
            self.math = 1 if name in "([" else 0
            self._flow.add(PRINTED)
            return
        if self.math:
            made = self.in_formula(name)
            if made is not None:
                self._flow.add(made)
            elif name == "\\":
                self.expander.star()
                self.expander.optional()
                self._flow.add(" ")
            else:
                self.drop_arguments(name)
            return
        if self._structure(name, at):
            return
        if name in (
            "emph",
            "textit",
            "textbf",
            "texttt",
            "textsc",
            "textrm",
            "textsf",
            "underline",
        ):
            return
        if name in ("url", "path", "nolinkurl"):
            self._flow.add(self.expander.plain(self.expander.argument()).strip())
            return
        if name in ("enquote", "enquote*"):
            argument = self.expander.argument() or []
            self.expander.push([(WORDS, "“", at), *argument, (WORDS, "”", at)])
            return
        if name == "texorpdfstring":
            printed = self.expander.argument() or []
            self.expander.argument()
            self.expander.push(printed)
            return
        if self.drop_arguments(name):
            if name in REFERRING:
                self._flow.add(PRINTED)
            return
        made = self.sign(name)
        if made is not None:
            self._flow.add(made)
            return
        if name in ("par", "newpage", "clearpage", "bigskip", "medskip", "smallskip", "pagebreak"):
            self._end_paragraph()
            return
        if name in ("xspace",):
            following = self.expander.raw()
            if following is not None:
                self.expander.push([following])
                if following[0] == WORDS and following[1][0] not in ".,;:!?)]}'/-":
                    self._flow.add(" ")
            return
        if looks_citing(name) and self._cites_by_name(name, at):
            return
        if name.isalpha():
            self._aside()

    def _structure(self, name: str, at: int) -> bool:
        """Read a command that orders the text; False for all others."""
        if name in _DISPLAYED_ROWS:
            if name == "\\":
                self.expander.star()
                self.expander.optional()
            if self._tables and self._flow.kind in ("row", "text"):
                self._end_paragraph()
            else:
                self._flow.add(" ")
        elif name == "item":
            self._end_paragraph()
            label = self.expander.optional()
            if label:
                self.expander.push([*label, (BLANK, " ", at)])
        elif name in _APPENDICES:
            self._end_paragraph()
            self._appendix = True
        elif name == "bibitem":
            self._bibitems(at, "")
        elif name == "bib":
            self._amsrefs(at)
        elif name in ("printbibliography", "putbib", "printbibheading"):
            self._end_paragraph()
            self.expander.optional()
            self.document.prints_bibliography = True
            self.document.bibliographies += 1
        elif name == "addbibresource" or name == "addglobalbib" or name == "addsectionbib":
            self.expander.optional()
            self._databases(self.expander.argument())
        elif name == "bibliography" or (
            name.startswith("bibliography") and name.removeprefix("bibliography") in self._suffixes
        ):
            self._end_paragraph()
            self.expander.optional()
            self._databases(self.expander.argument())
            self.document.bibliographies += 1
            self.document.prints_bibliography = True
        elif name == "newcites":
            self.expander.optional()
            suffixes = self.expander.plain(self.expander.argument()).split(",")
            self.expander.argument()
            self._suffixes += [suffix.strip() for suffix in suffixes if suffix.strip()]
        elif name == "DeclareCiteCommand":
            self.expander.star()
            made = self.expander.argument()
            self.expander.optional()
            for _ in range(4):
                self.expander.braced()
            if made:
                self._extra[made[0][1]] = CITING.get(made[0][1], Citing())
        elif name == "DeclareMultiCiteCommand":
            made = self.expander.argument()
            self.expander.optional()
            self.expander.braced()
            self.expander.braced()
            if made:
                self._extra[made[0][1]] = CITING.get(made[0][1], Citing("many"))
        elif name == "defcitealias":
            self.expander.argument()
            self.expander.argument()
        elif name in ("documentclass", "documentstyle"):
            self.document.classes.append(name)
        elif name.startswith("package "):
            self._package(name.removeprefix("package "))
        elif name in ("citestyle", "citename", "harvarditem", "bibliographystyle"):
            self.expander.argument()
        else:
            return False
        return True

    def _aside(self) -> None:
        """Read brackets behind an unknown command apart from the sentence, for what they cite."""
        token = self.expander.raw()
        if token is None:
            return
        self.expander.push([token])
        if token[0] == WORDS and token[1].startswith("["):
            options = self.expander.optional()
            if options and any(t[0] == COMMAND and "cite" in t[1].lower() for t in options):
                self._open_flow("aside")
                self._within(options, "aside")

    # --- structure --------------------------------------------------------------------------

    def _heading(self, name: str) -> None:
        self.expander.star()
        self.expander.optional()
        argument = self.expander.argument()
        if argument is None:
            return
        if _LEVELS[name] <= 3:
            self._end_paragraph()
            while len(self._flows) > 1 and self._flow.kind in ("row",):
                self._close_flow()
            place = len(self.document.headings)
            self.document.headings.append(Heading(_LEVELS[name], "", self._appendix))
            self._part = "text"
            self._in_headings += 1
            self._open_flow("heading")
            self._within(argument, f"heading {place}")
            return
        self._end_paragraph()
        self._open_flow("heading")
        self._within(argument, "aside")

    def _caption(self, name: str) -> None:
        self.expander.star()
        if name in ("captionof", "bicaption"):
            self.expander.argument()
        short = self.expander.optional()
        if name == "subfloat" or name == "subfigure":
            if short is None:
                return
            argument: list[Token] | None = short
        else:
            argument = self.expander.braced()
        if argument is None:
            return
        self._captions += 1
        self._open_flow("caption")
        self._within(argument, "caption")

    def _note(self) -> None:
        self.expander.optional()
        argument = self.expander.braced()
        if argument is None:
            return
        self._notes += 1
        self._open_flow("note")
        self._within(argument, "note")

    def _front(self, name: str) -> None:
        self.expander.star()
        self.expander.optional()
        argument = self.expander.braced()
        if argument is None:
            return
        part = _FRONT[name]
        self._parts.append(self._part)
        self._part = part
        self._open_flow(part)
        self._within(argument, f"part {part}")

    def _begin(self, name: str, at: int) -> None:
        self._environments.append(name)
        if len(self._environments) > 10_000:
            del self._environments[:5_000]
        if name == "document":
            self.document.began = True
            self.german = bool(_GERMAN & self.expander.options)
            return
        if name in FORMULAS:
            self.math += 1
            if name in ("array", "alignat", "alignat*", "IEEEeqnarray", "IEEEeqnarray*"):
                self.expander.optional()
                self.expander.braced()
            return
        if name in _BIBLIOGRAPHIES:
            self._end_paragraph()
            self.expander.braced()
            self._bibitems(at, name)
            return
        if name in _TABLES:
            self._end_paragraph() if self._flow.kind != "text" else None
            self._tables += 1
            self._open_flow("row")
            self.expander.star()
            self.expander.optional()
            if name not in ("table", "table*", "threeparttable", "sidewaystable", "ruledtabular"):
                count = 2 if name in ("tabular*", "tabularx", "tabulary", "wraptable") else 1
                for _ in range(count):
                    self.expander.optional()
                    self.expander.braced()
            return
        if name in _FLOATS:
            self._figures += name in _FIGURES
            self._open_flow("float")
            self.expander.optional()
            if name in ("wrapfigure", "minipage", "SCfigure", "subfigure"):
                self.expander.optional()
                self.expander.braced()
                if name == "wrapfigure":
                    self.expander.braced()
            return
        if name in _ABSTRACTS:
            self._end_paragraph()
            self._parts.append(self._part)
            self._part = "abstract"
            return
        if name in _APPENDICES:
            self._end_paragraph()
            self._appendix = True
            return
        if name in _INLINE:
            self.expander.optional()
            return
        self._end_paragraph()
        options = self.expander.optional()
        if options:
            named = any(t[0] == WORDS and "=" in t[1] for t in options)
            if not named or any(t[0] == COMMAND and "cite" in t[1].lower() for t in options):
                self._open_flow("aside")
                self._within(options, "aside")

    def _end(self, name: str) -> None:
        if name in self._environments[-50:]:
            while self._environments and self._environments.pop() != name:
                pass
        elif name != "document":
            return
        if name in FORMULAS:
            self.math = max(0, self.math - 1)
            self._flow.add(PRINTED)
            self._flow.add(" ")
        elif name in _TABLES:
            self._tables = max(0, self._tables - 1)
            self._close_to(("row",))
        elif name in _FLOATS:
            self._figures -= name in _FIGURES
            self._close_to(("float",))
        elif name in _ABSTRACTS:
            self._end_paragraph()
            self._part = self._parts.pop() if self._parts else "text"
        elif name not in _INLINE:
            self._end_paragraph()

    def _close_to(self, kinds: tuple[str, ...]) -> None:
        """Close the last flow of a kind, and what is open within it."""
        if any(flow.kind in kinds for flow in self._flows[1:]):
            while len(self._flows) > 1:
                kind = self._flow.kind
                self._close_flow()
                if kind in kinds:
                    return

    # --- citing -----------------------------------------------------------------------------

    def _citing(self, name: str) -> Citing | None:
        found = CITING.get(name) or self._extra.get(name)
        if found is not None or not self._suffixes:
            return found
        for suffix in self._suffixes:
            if name.endswith(suffix):
                return CITING.get(name.removesuffix(suffix))
        return None

    def _cite(self, name: str, citing: Citing, at: int) -> None:
        groups: list[str] = []
        self._nested = []
        if name in ("cites", "Cites") or citing.form in ("many", "volumes"):
            groups = self._many(citing)
        else:
            self.expander.star()
            token = self.expander.peek()
            if token is not None and token[0] == WORDS and token[1].startswith("<"):
                self.expander.optional("<", ">")
            self._options()
            if citing.form == "volume":
                self.expander.braced()
                self._options()
            argument = self.expander.braced()
            if argument is None and self.expander.peek() is not None:
                argument = self._bare_key()
            if argument and any(t[0] == COMMAND and "cite" in t[1].lower() for t in argument):
                self.expander.push(argument)  # citations within, as in amsrefs
                return
            if argument is not None:
                groups = [self.expander.plain(argument)]
            if citing.form == "field" and groups:
                self._options()
                second = self.expander.braced()
                if (
                    second is not None
                    and is_field(groups[0])
                    and not is_field(self.expander.plain(second))
                ):
                    groups = [self.expander.plain(second)]
            for _ in range(citing.extra):
                self.expander.braced()
            self._amsrefs_option()
        keys = [key for group in groups for key in keys_in(group)]
        if not keys:
            self._losses.add("citing command without a key", f"\\{name}", at)
            return
        if not citing.printed:
            self.document.uncited += [(key, at) for key in keys]
            return
        self._mention(name, keys, citing.textual, at)
        if self._nested:
            nested, self._nested = self._nested, []
            self.expander.push(nested)

    def _bare_key(self) -> list[Token] | None:
        r"""Take a key without braces, as in ``\cite x``; TeX takes one character."""
        token = self.expander.peek()
        if token is None or token[0] not in (WORDS, COMMAND):
            return None
        if token[0] == COMMAND:
            macro = self.expander.macros.get(token[1])
            if macro is None or macro.parameters:
                return None
        return self.expander.argument()

    def _options(self) -> bool:
        """Take the options before the keys; citations within them count."""
        taken = False
        for _ in range(3):
            options = self.expander.optional()
            if options is None:
                break
            taken = True
            if any(t[0] == COMMAND and "cite" in t[1].lower() for t in options):
                self._nested += [(BLANK, " ", options[0][2]), *options]
        return taken

    def _many(self, citing: Citing) -> list[str]:
        groups: list[str] = []
        self.expander.star()
        for _ in range(2):
            self.expander.optional("(", ")")
        while len(groups) < 500:
            before = self.expander.raw()
            if before is None:
                break
            self.expander.push([before])
            # a space may stand before the next group, but a sentence may go on as well
            opens = before[0] == OPEN or (before[0] == WORDS and before[1].startswith("["))
            if not opens and groups:
                break
            if not opens:
                token = self.expander.peek()
                if token is None or not (
                    token[0] == OPEN or (token[0] == WORDS and token[1].startswith("["))
                ):
                    break
            self._options()
            if citing.form == "volumes":
                self.expander.braced()
                self._options()
            argument = self.expander.braced()
            if argument is None:
                break
            groups.append(self.expander.plain(argument))
        return groups

    def _amsrefs_option(self) -> None:
        token = self.expander.raw()
        if token is None:
            return
        if token[0] == WORDS and token[1] == "*":
            following = self.expander.raw()
            if following is not None:
                self.expander.push([following])
                if following[0] == OPEN:
                    self.expander.braced()
                    return
        self.expander.push([token])

    def _cites_by_name(self, name: str, at: int) -> bool:
        """Read a command that nobody has defined as one that cites, if keys follow it."""
        self.expander.star()
        self._options()
        token = self.expander.peek()
        if token is None or token[0] != OPEN:
            return False
        argument = self.expander.braced()
        if argument is None:
            return False
        said = self.expander.plain(argument)
        keys = list(keys_in(said))
        if not keys or any(" " in key or "\\" in key for key in keys):
            self.expander.push([(OPEN, "{", at), *argument, (CLOSE, "}", at)])
            return True
        self._losses.add("citing command known by its name only", f"\\{name}", at)
        self._mention(name, keys, False, at)
        return True

    def _mention(self, name: str, keys: list[str], textual: bool, at: int) -> None:
        if self._mentions + len(keys) > self._limits.mentions:
            self._losses.add("cut by a limit", f"\\{name}: too many citations", at)
            return
        self._mentions += len(keys)
        citation = Citation(
            command=name,
            keys=tuple(keys),
            at=at,
            heading=len(self.document.headings) - 1,
            part=self._part,
            in_table=self._tables > 0,
            in_caption=self._captions > 0 or self._figures > 0,
            in_footnote=self._notes > 0,
            textual=textual,
        )
        self.document.citations.append(citation)
        flow = self._flow
        flow.cited.append(citation)
        flow.parts.append(NAMED if textual else CITED)
        flow.tail = CITED

    # --- bibliographies in the text ---------------------------------------------------------

    def _bibitems(self, at: int, environment: str) -> None:
        """Take the entries up to the end of the environment."""
        self.document.bibliographies += environment != ""
        expander = self.expander
        item: Item | None = self._bibitem(at) if not environment else None
        depth = 0
        while True:
            token = expander.next()
            if token is None:
                break
            kind, text, place = token
            if kind == EVENT:
                if text == END_OF_FILE:
                    continue
                self._event(text)
                continue
            if kind == COMMAND:
                if text in ("bibitem", "harvarditem") and depth <= 1:
                    depth = 0
                    if text == "harvarditem":
                        expander.optional()
                        expander.argument()
                        expander.argument()
                    item = self._bibitem(place)
                    continue
                if text == f"end {environment}" or text == "end document":
                    if text == "end document":
                        self._losses.add("broken TeX", "a bibliography without its end", at)
                    break
                if text == "bibdata":
                    continue
                if (not environment and text in _LEVELS) or len(self.document.items) > (
                    self._limits.entries
                ):
                    expander.push([token])
                    break
            depth += (kind == OPEN) - (kind == CLOSE)
            if item is not None:
                item.tokens.append(token)
        if environment in self._environments:
            while self._environments and self._environments.pop() != environment:
                pass

    def _bibitem(self, at: int) -> Item | None:
        label = self.expander.optional() or []
        argument = self.expander.argument()
        key = " ".join(self.expander.plain(argument).split())
        if not key:
            self._losses.add("entry without a key", "\\bibitem", at)
        if len(self.document.items) >= self._limits.entries:
            self._losses.add("cut by a limit", "entries of the bibliography", at)
            return None
        item = Item(key, label, [], at)
        self.document.items.append(item)
        return item

    def _amsrefs(self, at: int) -> None:
        """Take an entry of amsrefs: its key, its kind and its fields."""
        self.expander.star()
        key = self.expander.plain(self.expander.argument()).strip()
        kind = self.expander.plain(self.expander.argument()).strip()
        body = self.expander.braced() or []
        item = Item(key, [], list(body), at)
        item.fields = {"": kind}
        name, depth, value = "", 0, list[Token]()
        for token in body:
            depth += (token[0] == OPEN) - (token[0] == CLOSE)
            if depth == 0 and token[0] == WORDS:
                named = re.search(r"([a-z]+)=$", token[1])
                if named is not None:
                    name, value = named[1], []
                continue
            if depth == 0 and token[0] == CLOSE and name:
                said = self.show(value[1:])
                item.fields[name] = (
                    f"{item.fields[name]} and {said}" if name in item.fields else said
                )
                name = ""
            elif depth > 0:
                value.append(token)
        if len(self.document.items) < self._limits.entries:
            self.document.items.append(item)
            self.document.bibliographies = max(self.document.bibliographies, 1)

    def _databases(self, named: list[Token] | None) -> None:
        for name in self.expander.plain(named).split(","):
            if name.strip() and name.strip() not in self.document.databases:
                self.document.databases.append(name.strip())

    def _group(self) -> None:
        """Give those citations a group that no sentence was found for."""
        for citation in self.document.citations:
            if citation.group == 0:
                citation.group = len(citation.keys)
