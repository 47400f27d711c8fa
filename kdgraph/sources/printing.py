r"""TeX code as the plain text that it prints: letters, accents, signs and simple formulas."""

# ruff: noqa: RUF001, RUF002 - these quotes and dashes are what is printed

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from kdgraph.lists.text import words
from kdgraph.sources.expansion import Expander
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
from kdgraph.tex import command_sign, with_accent

__all__ = ["DROPPED", "FORMULAS", "REFERRING", "Printer", "spaced", "typed"]

REFERRING: Final = words(
    """
    ref eqref cref Cref autoref Autoref pageref nameref vref fref Fref labelcref cpageref subref
    fullref zref crefrange Crefrange cpagerefrange
    """
)
"""Commands that print a number which only LaTeX knows."""

DROPPED: Final[dict[str, str]] = {
    **dict.fromkeys(REFERRING, "om"),
    **dict.fromkeys(
        words(
            """
    label zlabel bibliographystyle citestyle setcitestyle index chaptermark sectionmark
    subsectionmark lhead chead rhead lfoot cfoot rfoot fancyhead fancyfoot fancyhf ohead ihead
    extramarks pagestyle thispagestyle pagenumbering graphicspath glossary vspace hspace
    addvspace linespread setstretch enlargethispage phantom hphantom vphantom stepcounter
    refstepcounter needspace usetikzlibrary usepgfplotslibrary hypersetup captionsetup lstset
    tikzset pgfplotsset DeclareGraphicsExtensions geometry sisetup hyphenation typeout message
    special write ccsdesc acmISBN acmYear acmMonth acmPrice acmDOI acmJournal acmVolume
    acmNumber acmArticle setcopyright copyrightyear received pacs email orcid cline cmidrule
    hhline rowcolor columncolor cellcolor date arrayrulecolor selectlanguage inputencoding
    fontfamily fontseries fontshape theoremstyle usecolortheme usetheme color pagecolor
    includegraphics includesvg includestandalone includepdf bookmarksetup lstinputlisting
    verbatiminput textcolor colorbox foreignlanguage href raisebox scalebox rotatebox adjustbox
    parbox hypertarget
    """
        ),
        "om",
    ),
    **dict.fromkeys(
        words(
            """
    setlength addtolength setcounter addtocounter fontsize markboth DeclareMathOperator
    addtocontents pdfbookmark numberwithin setkeys settowidth settoheight settodepth inputminted
    multicolumn SetKwInOut WarningFilter
    """
        ),
        "omm",
    ),
    **dict.fromkeys(("crefrange", "Crefrange", "cpagerefrange"), "mm"),
    **dict.fromkeys(("definecolor", "addcontentsline", "crefname", "Crefname"), "mmm"),
    **dict.fromkeys(("DeclareCaptionFormat", "newcolumntype", "setbeamercolor"), "mom"),
    **dict.fromkeys(("resizebox", "multirow", "fcolorbox", "titlespacing", "acmConference"), "omm"),
    **dict.fromkeys(("newtheorem", "newmdtheoremenv"), "smomo"),
    **dict.fromkeys(("newcounter", "newlength", "newsavebox", "usebox", "setbeamerfont"), "mo"),
    **dict.fromkeys(("penalty", "hskip", "vskip", "kern", "fontdimen", "spacefactor"), "number"),
    **dict.fromkeys(("markright", "AtBeginDocument", "AtEndDocument", "declaretheorem"), "om"),
    "hyperref": "o",
    "bibpunct": "ommmmmm",
    "titleformat": "somommmo",
}
"""Commands of which some arguments are not printed: "m" in braces, "o" in brackets, "s" a star."""

FORMULAS: Final = words(
    """
    equation equation* align align* gather gather* multline multline* eqnarray eqnarray*
    displaymath math flalign flalign* alignat alignat* aligned gathered split dmath dmath*
    subequations IEEEeqnarray IEEEeqnarray* cases array matrix pmatrix bmatrix vmatrix
    smallmatrix
    """
)
"""Environments with formulas."""

_UNPRINTED_MATH: Final = re.compile(
    r"left|right|[Bb]igg?[lrm]?|math(?:rm|bf|it|sf|tt|cal|bb|frak|scr|ds|op|bin|rel|ord|open|close"
    r"|inner|normal|strut)|bm|boldsymbol|operatorname\*?|text(?:rm|bf|it|sf|tt|normal|sc)?|mbox"
    r"|hbox"
    r"|displaystyle|textstyle|scriptstyle|limits|nolimits|hat|bar|tilde|vec|dot|ddot|widehat"
    r"|widetilde|overline|underline|label|nonumber|notag|middle|smash|ensuremath"
)
_FUNCTION: Final = re.compile(
    r"arccos|arcsin|arctan|arg|cos|cosh|cot|coth|csc|deg|det|dim|exp|gcd|hom|inf|ker|lg|lim|liminf"
    r"|limsup|ln|log|max|min|Pr|sec|sin|sinh|sup|tan|tanh|argmin|argmax|mod|bmod"
)
_RUN: Final = re.compile(r"[ \t\n\u00a0]+")


def typed(text: str) -> str:
    """Return characters as TeX prints them: quotes, dashes, and no private or control ones.

    >>> typed("``a'' -- b")
    '“a” – b'
    """
    if "-" in text or "`" in text or "'" in text:
        text = text.replace("---", "—").replace("--", "–")
        text = text.replace("``", "“").replace("''", "”").replace("`", "‘").replace("'", "'")
    if not text.isascii() or not text.isprintable():
        text = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Co", "Cs", "Cf"))
        text = unicodedata.normalize("NFC", text)
    return text


def spaced(text: str) -> str:
    """Return text with single blanks, and none before a comma or stop.

    >>> spaced(" a  ( b ) , c .")
    'a (b), c.'
    """
    text = _RUN.sub(" ", text)
    text = re.sub(r" (?=[,;:.!?)\]](?![\w.]))", "", text)
    return re.sub(r"(?<=[(\[]) ", "", text).strip()


class Printer:
    """What the readers of texts and of bibliographies have in common.

    Parameters
    ----------
    expander : Expander
        Where the tokens come from.
    """

    def __init__(self, expander: Expander) -> None:
        self.expander = expander
        self.math = 0
        self.german = False

    def drop_arguments(self, name: str) -> bool:
        """Pass over the arguments of a command that are not printed."""
        wanted = DROPPED.get(name)
        if wanted is None:
            return False
        if wanted == "number":
            self._drop_number()
            return True
        self.expander.star()
        for kind in wanted:
            if kind == "m":
                self.expander.braced()
            elif kind == "o":
                self.expander.optional()
        return True

    def _drop_number(self) -> None:
        token = self.expander.raw()
        if token is None:
            return
        if token[0] == WORDS:
            found = re.match(r"=?-?[\d.]*(?:pt|em|ex|cm|mm|in|fil+)?", token[1])
            rest = token[1][found.end() :] if found else token[1]
            if rest:
                self.expander.push([(WORDS, rest, token[2] + len(token[1]) - len(rest))])
        elif token[0] != COMMAND:
            self.expander.push([token])

    def sign(self, name: str) -> str | None:
        """Return what a command of signs and accents prints, taking its letter."""
        if not self.math:
            accented = self._accented(name)
            if accented is not None:
                return accented
        return command_sign(name)

    def _accented(self, name: str) -> str | None:
        if with_accent(name, "a") is None:
            return None
        letter = self.expander.argument()
        if letter is None:
            return with_accent(name, "")
        return with_accent(name, self.show(letter, depth=1))

    def in_formula(self, name: str) -> str | None:
        """Return what a command prints in a formula; "" where only its arguments are printed."""
        if _UNPRINTED_MATH.fullmatch(name):
            return ""
        if _FUNCTION.fullmatch(name):
            return f" {name} "
        if name in ("frac", "dfrac", "tfrac", "nicefrac", "sfrac"):
            above = self.show(self.expander.argument() or (), depth=1)
            below = self.show(self.expander.argument() or (), depth=1)
            return f"{_operand(above)}/{_operand(below)}"
        if name == "sqrt":
            self.expander.optional()
            return f"√{_operand(self.show(self.expander.argument() or (), depth=1))}"
        return self.sign(name)

    _showing = 0

    def show(self, tokens: Sequence[Token], *, depth: int = 0) -> str:
        """Return what tokens print as plain text, citations left out."""
        if not tokens:
            return ""
        if self._showing > 12 or len(tokens) > 20_000:
            return spaced(" ".join(t[1] for t in tokens if t[0] == WORDS))
        self._showing += 1
        math, self.math = self.math, self.math if depth else 0
        try:
            self.expander.push([*tokens, (EVENT, "shown", 0)])
            parts: list[str] = []
            while (token := self.expander.next()) is not None:
                kind, text, _ = token
                if kind == EVENT:
                    if text == "shown":
                        break
                elif kind == WORDS:
                    parts.append(text if self.math else typed(text))
                elif kind in (BLANK, PARAGRAPH) or (kind == SIGN and text == "~"):
                    parts.append(" ")
                elif kind == MATH:
                    self.math = 0 if self.math else 1
                elif kind == SIGN:
                    parts.append(text if text != "&" else " ")
                elif kind == COMMAND:
                    parts.append(self.command(text))
                elif kind in (OPEN, CLOSE):
                    continue
            return spaced("".join(parts))
        finally:
            self.math = math
            self._showing -= 1

    def command(self, name: str) -> str:
        """Return what a command prints within `show`."""
        if name in ("(", "["):
            self.math = 1
            return ""
        if name in (")", "]"):
            self.math = 0
            return ""
        if self.math:
            made = self.in_formula(name)
            if made is not None:
                return made
        if name.startswith(("begin ", "end ")):
            return " "
        if name == "\\":
            self.expander.star()
            self.expander.optional()
            return " "
        if name == "url" or name == "path" or name == "nolinkurl":
            return self.expander.plain(self.expander.argument()).strip()
        if name in ("bibinfo", "bibfield"):
            self.expander.argument()
            return ""
        if name in ("enquote", "textquote"):
            return f"“{self.show(self.expander.argument() or (), depth=1)}”"
        if name in ("texorpdfstring",):
            printed = self.expander.argument() or ()
            self.expander.argument()
            return self.show(printed, depth=1)
        if name in ("footnote", "thanks", "footnotetext", "tnoteref", "fnref", "corref", "inst"):
            self.expander.optional()
            self.expander.argument()
            return ""
        if self.drop_arguments(name):
            return ""
        made = self.sign(name)
        if made is not None:
            return made
        if name in ("textsuperscript", "textsubscript"):
            return "^" if name == "textsuperscript" else "_"
        if re.fullmatch(r"[A-Za-z@]+", name) and not self.math:
            self.skip_option()
        return ""

    def skip_option(self) -> None:
        """Pass over brackets that follow a command directly."""
        token = self.expander.raw()
        if token is None:
            return
        self.expander.push([token])
        if token[0] == WORDS and token[1].startswith("["):
            self.expander.optional()


def _operand(text: str) -> str:
    return text if len(text) <= 1 or text.isalnum() else f"({text})"
