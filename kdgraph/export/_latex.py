"""Plain text -> LaTeX that BibTeX can hold."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from pylatexenc.latex2text import LatexNodes2Text
from pylatexenc.latexencode import UnicodeToLatexEncoder

__all__ = ["latex_text", "latex_title"]

# BibTeX counts braces whether or not a backslash stands before them, so these must not be braces;
# and $\lbrace$ is what more programs can read back than \textbraceleft
_OWN: Final = {
    **{char: f"{{\\{char}}}" for char in "&%$#_"},
    "\\": r"{\textbackslash}",
    "^": r"{\textasciicircum}",
    "~": r"{\textasciitilde}",
    "<": r"{\ensuremath{<}}",
    ">": r"{\ensuremath{>}}",
    "{": r"{\ensuremath{\lbrace}}",
    "}": r"{\ensuremath{\rbrace}}",
    "|": r"{\ensuremath{|}}",
    '"': '"',  # the library makes it a closing quote, though it may be an opening one
    "'": "'",
    "`": "`",
    "@": "@",
    "\u2212": r"{\ensuremath{-}}",
    "\u2032": "'",
}
_ACCENTS: Final = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0304": "=",
    "\u0306": "u",
    "\u0307": ".",
    "\u0308": '"',
    "\u030a": "r",
    "\u030b": "H",
    "\u030c": "v",
    "\u0323": "d",
    "\u0327": "c",
    "\u0328": "k",
    "\u0331": "b",
}
# what LaTeX prints only with further packages; as letters, engines for Unicode print them without
_UNKNOWN_COMMAND: Final = re.compile(
    r"\\(?:cyr|CYR|textschwa|textphi|textglotstop|textturnk|texthvlig|textnrleg|mathscr"
    r"|nolinebreak|recorder|quarternote|flat|natural|sharp|i+nt\b|udots|image|original|estimates"
    r"|allequal|starequal|arrowwave|dblarrow|DownArrow|rightangle|surfintegral|volintegral"
    r"|clwintegral|homothetic|lazysinv|approxnotequal|tildetrpl|notlessgreater|notgreaterless"
    # what LaTeX has printed as the character itself since 2018, and pandoc leaves out as a command
    r"|text(?!backslash|ascii)|DJ|dj|DH|dh|TH|th\b|NG|ng\b|ldots|dots"
    r"|truestate|forcesextra|VDash|hermitconjmatrix|verymuch|precedesnotsimilar"
    r"|varperspcorrespond|clockoint|sqrint|acute)"
)
# an i with an accent loses its dot by itself; biber and pandoc make of a dotless one a letter apart
_DOTLESS: Final = re.compile(r"\\([ij])(?![A-Za-z])")
_SPECIAL: Final = re.compile(r"[^A-Za-z0-9 .,:;?!()\[\]/+*='-]")
_CONTROL: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    r"\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U0010fffe\U0010ffff]"
)


def latex_text(text: str) -> str:
    r"""Return `text` so that LaTeX prints it and BibTeX keeps its braces in balance.

    Latin letters with accents and common signs become commands; letters that LaTeX has no command
    for, such as Chinese and Arabic ones, stay as they are. White space becomes single blanks, and
    control characters, which LaTeX refuses, are left out.

    Examples
    --------
    >>> print(latex_text("Buciluǎ & {Röd}: #1, 5% of C_1"))
    Bucilu{\v{a}} {\&} {\ensuremath{\lbrace}}R{\"o}d{\ensuremath{\rbrace}}: {\#}1, 5{\%} of C{\_}1
    """
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    return _SPECIAL.sub(lambda found: _command(found[0]), text)


def latex_title(title: str) -> str:
    r"""Return a title as `latex_text` does, with braces where a style must not touch the case.

    That is around words with a capital letter beyond their first letter or beside a digit, and
    around letters that stand alone as a word or in a compound.

    Examples
    --------
    >>> print(latex_title("FitNets: Hints for a U-Net in 3D with Q8 Weights"))
    {FitNets}: Hints for a {U-Net} in {3D} with {Q8} Weights
    """
    return " ".join(_protected(word) for word in title.split())


def _protected(word: str) -> str:
    match = re.fullmatch(r"(?s)(\W*)(.*?)(\W*)", word)
    assert match is not None
    before, body, after = match.groups()
    if not _has_inner_capital(body):
        return latex_text(word)
    return f"{latex_text(before)}{{{latex_text(body)}}}{latex_text(after)}"


def _has_inner_capital(body: str) -> bool:
    parts = re.split(r"[-/\u2010\u2011\u2013]", body)
    if any(char.isupper() for part in parts for char in part[1:]):
        return True
    if any(char.isupper() for char in body) and any(char.isdigit() for char in body):
        return True
    alone = len(parts) > 1 or body == "I"
    return alone and any(len(part) == 1 and part.isupper() for part in parts)


@lru_cache(maxsize=1)
def _encoder() -> UnicodeToLatexEncoder:
    return UnicodeToLatexEncoder(
        unknown_char_policy="keep",
        unknown_char_warning=False,
        replacement_latex_protection="braces-all",
    )


@lru_cache(maxsize=1)
def _decoder() -> LatexNodes2Text:
    return LatexNodes2Text(math_mode="text", strict_latex_spaces=True)


@lru_cache(maxsize=8192)
def _command(char: str) -> str:
    if char in _OWN:
        return _OWN[char]
    if _CONTROL.match(char):
        return ""
    made = str(_encoder().unicode_to_latex(char))
    made = _DOTLESS.sub(r"\1", made) if len(unicodedata.normalize("NFD", char)) > 1 else made
    # the library's table holds mere look-alikes too: a plain H for the Maltese letter
    known = made != char and not _UNKNOWN_COMMAND.search(made)
    if known and _decoder().latex_to_text(made) == char:
        return made
    base, *marks = list(unicodedata.normalize("NFD", char))
    if marks and base.isascii() and all(mark in _ACCENTS for mark in marks):
        for mark in marks:
            base = f"\\{_ACCENTS[mark]}{{{base}}}"
        return f"{{{base}}}"
    return char
