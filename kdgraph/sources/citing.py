r"""The commands that cite: what they are called in LaTeX's packages, and how they take their keys.

Sources: the manuals of natbib, biblatex, cite, apacite, jurabib, harvard, chicago, revtex, achemso,
amsrefs, multibib, acmart and bibentry.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kdgraph.lists.text import words

__all__ = ["CITING", "Citing", "keys_in", "looks_citing"]


@dataclass(frozen=True, slots=True)
class Citing:
    r"""How a citing command is read.

    Attributes
    ----------
    form : str
        ``one``: options, then keys in braces; ``many``: that several times; ``volume``: a volume
        in braces before the keys; ``field``: the name of a field beside the keys.
    textual : bool
        Whether what it prints is a part of the sentence, such as the names of the authors.
    printed : bool
        Whether it prints anything; ``\nocite`` does not, and is no mention.
    extra : int
        Further arguments behind the keys, which are printed or not, but hold no keys.
    """

    form: str = "one"
    textual: bool = False
    printed: bool = True
    extra: int = 0


_TEXTUAL: Final = Citing(textual=True)
_PLAIN: Final = Citing()

# natbib, cite, revtex, acmart, IEEE, elsarticle, achemso, mciteplus, overcite
_IN_BRACKETS: Final = words(
    """
    cite citep citealp citealt citenum citen citeonline onlinecite inlinecite supercite
    supercites citepalias citeNP shortcite shortciteNP citeyearNP citeyearpar citeyear citedate
    citeurl citeay citeauthoryearpar parencite autocite footcite footcitetext smartcite
    footfullcite fullcite bibentry upcite superscriptcite ocite citefull fnotecite notecite
    pnotecite parenciteauthor footciteauthor citeid citebare maskcite maskciteNP fullciteNP
    nptextcite rcite nocitemeta citealpp mcite refcite scite onlinecites parencitet
    textsuperscriptcite footcitet footcitep citeps parenfullcite nobibliographycite fcite jcite
    citesup Citealp Citealt Citep Parencite Autocite Footcite Footcitetext Smartcite Cite
    Supercite Notecite Pnotecite Fnotecite citetalp parentextcite shortciteyear citeyearA
    shorthandcite citeshorthand
    """
)
_IN_TEXT: Final = words(
    """
    citet textcite citeauthor citeauthorfull citetitle citeasnoun citeA citeN shortciteA
    shortciteN citeauthorNP shortciteauthor shortciteauthorNP fullciteA fullciteauthor
    fullciteauthorNP citetalias possessivecite possessivecitet citepos citeposs citegen
    maskciteA maskciteauthor maskciteauthorNP citets Citet Citeauthor Textcite Citetitle
    Citetalias Citeauthorfull citefirstlastauthor citefullauthor footfullcitetext tcite
    citeauthorp
    """
)
CITING: Final[dict[str, Citing]] = {
    **dict.fromkeys(_IN_BRACKETS, _PLAIN),
    **dict.fromkeys(_IN_TEXT, _TEXTUAL),
    **dict.fromkeys(
        words(
            """
    cites parencites footcites footcitetexts smartcites autocites supercites Cites Parencites
    Footcites Smartcites Autocites fullcites footfullcites Footcitetexts
    """
        ),
        Citing("many"),
    ),
    **dict.fromkeys(("textcites", "Textcites"), Citing("many", textual=True)),
    **dict.fromkeys(
        words(
            """
    volcite Volcite pvolcite Pvolcite fvolcite ftvolcite Fvolcite svolcite Svolcite avolcite
    Avolcite
    """
        ),
        Citing("volume"),
    ),
    **dict.fromkeys(("tvolcite", "Tvolcite"), Citing("volume", textual=True)),
    **dict.fromkeys(
        words(
            """
    volcites Volcites pvolcites Pvolcites fvolcites Fvolcites svolcites Svolcites avolcites
    Avolcites
    """
        ),
        Citing("volumes"),
    ),
    **dict.fromkeys(("tvolcites", "Tvolcites"), Citing("volumes", textual=True)),
    **dict.fromkeys(("citefield", "citelist"), Citing("field", textual=True)),
    "citeaffixed": Citing(extra=1),
    "citeaffixed*": Citing(extra=1),
    "nocite": Citing(printed=False),
    "notcite": Citing(printed=False),
    "nocitemeta": Citing(printed=False),
    "fullnocite": Citing(printed=False),
}
"""Citing commands by their names, without backslash and star."""

_NO_CITING: Final = words(
    """
    citestyle citetext citename citeindextrue citeindexfalse citeindextype citeauthoryear
    citeauthoryearstyle citenumfont citeform citeleft citeright citemid citepunct citedash
    citesetup citedelim citealias defcitealias citereset citetrackertrue citetrackerfalse
    setcitestyle newcite newcites DeclareCiteCommand DeclareMultiCiteCommand citeprefix
    citesuffix citecolor citeauthorformat citetitlefonts citeverb citeaccessories citestarts
    DeclareAutoCiteCommand citepunctuation mcitethebibliography citebib
    mciteBstWouldAddEndPuncttrue mciteSetBstMidEndSepPunct mcitedefaultmidpunct
    mcitedefaultendpunct mcitedefaultseppunct mciteSetBstSublistMode
    mciteBstWouldAddEndPunctfalse mciteSetMaxWidth citehook citesort citation bibcite
    AtEveryCite AtNextCite citenobrackets citelabel citesep
    """
)
_CITING_NAME: Final = re.compile(r"(?i)cite")
_FIELDS: Final = frozenset(
    [
        "author",
        "shortauthor",
        "title",
        "shorttitle",
        "year",
        "date",
        "journal",
        "journaltitle",
        "booktitle",
        "publisher",
        "url",
        "urldate",
        "doi",
        "note",
        "annote",
        "number",
        "volume",
        "pages",
        "edition",
        "address",
        "location",
        "institution",
        "school",
        "type",
        "editor",
        "series",
        "month",
        "abstract",
        "keywords",
        "eprint",
        "isbn",
        "issn",
        "shorthand",
        "howpublished",
    ]
)


def looks_citing(name: str) -> bool:
    """Tell whether a command that nobody knows may cite, judged by its name alone.

    Examples
    --------
    >>> looks_citing("citepx"), looks_citing("citestyle"), looks_citing("excited")
    (True, False, False)
    """
    if name in _NO_CITING or name.startswith("mcite") or _CITING_NAME.search(name) is None:
        return False
    return re.search(r"(?i)(?<![a-z]x)cite(?!d\b|ment|r\b)", name) is not None


def is_field(name: str) -> bool:
    """Tell whether a name is that of a field of BibTeX.

    >>> is_field("title"), is_field("hinton2015")
    (True, False)
    """
    return name.strip() in _FIELDS


_STAR_TEXT: Final = re.compile(r"\*?\s*\[[^\]]*\]|\{[^{}]*\}")


def keys_in(text: str) -> Iterable[str]:
    r"""Return the keys in the argument of a citing command.

    Blanks and ends of lines around them go, and what revtex and mcite write before a key: a star,
    and text in brackets.

    Examples
    --------
    >>> list(keys_in(" a ,b,\n c,,")), list(keys_in("x,*y,*[see]z"))
    (['a', 'b', 'c'], ['x', 'y', 'z'])
    """
    if "[" in text:
        text = re.sub(r"\[[^\[\]]*\]", "", text)
    for part in text.split(","):
        key = re.sub(r"\s+", " ", part).strip()
        key = key if key == "*" else key.strip("*").strip()
        if key:
            yield key
