r"""Text to TeX and back: fields of BibTeX, body text, labels of figures, and what LaTeX shows.

Three readers of TeX code need three forms of the same text:

- `bibtex_field` and `bibtex_title` are for a database in UTF-8: BibTeX keeps the braces, and biber
  and pandoc read the same letters back;
- `latex_body` and `latex_title` are for a document: pdfLaTeX prints them in any argument, and names
  the script of words that it has no letters for (`FOREIGN`);
- `latex_label` is for a picture that brings its own definitions: a box stands for such letters.

Titles may have markup that is known and balanced: formulas between dollars, such as ``$\ell_1$``,
the tags ``<sub>``, ``<sup>``, ``<i>`` and ``<em>``, and LaTeX's commands for the same and for
fonts, such as ``\emph{...}``. It is printed as what it means, everything else as it stands.
"""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from pylatexenc.latex2text import LatexNodes2Text
    from pylatexenc.latexencode import UnicodeToLatexEncoder

__all__ = [
    "FOREIGN",
    "bibtex_field",
    "bibtex_title",
    "command_sign",
    "escape_latex",
    "href_url",
    "latex_body",
    "latex_label",
    "latex_title",
    "latex_to_text",
    "script_name",
    "scripts_in",
    "title_text",
    "with_accent",
]

FOREIGN: Final = r"\kdgforeign"
r"""The command around words that pdfLaTeX cannot print: ``\kdgforeign{SCRIPT}{WORDS}``."""

_BOX: Final = r"\kdgsign"  # around a letter in a label that pdfLaTeX draws as a box

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
_BELOW: Final = "dckb"
_COMBINING: Final = {command: mark for mark, command in _ACCENTS.items()}


def _accented(char: str) -> str | None:
    r"""Return a letter with accents as LaTeX composes it, or None where it is none.

    TeX puts an accent upon a single letter and puts one below whatever it is: ``\d{\u{a}}``.

    >>> print(_accented("\u1eb7"), _accented("\u0105"), _accented("a"), _accented("\u5b57"))
    \d{\u{a}} \k{a} None None
    """
    parts = unicodedata.normalize("NFD", char)
    base, marks = parts[0], parts[1:]
    if not marks or not base.isascii() or not all(mark in _ACCENTS for mark in marks):
        return None
    for name in sorted((_ACCENTS[mark] for mark in marks), key=lambda name: name in _BELOW):
        base = f"\\{name}{{{base}}}"
    return base


def with_accent(command: str, letter: str) -> str | None:
    r"""Return a letter with the accent that a command of LaTeX puts on it, None for other commands.

    Parameters
    ----------
    command : str
        The command without its backslash.
    letter : str
        What it stands before: a letter, one of the commands ``\i`` and ``\j`` as their letters.
        Behind a letter more text may follow; the accent is on the first.

    Examples
    --------
    >>> with_accent("v", "a"), with_accent('"', "\u0131"), with_accent("x", "a")
    ('ǎ', 'ï', None)
    """
    mark = _COMBINING.get(command)
    if mark is None:
        return None
    if not letter.strip():
        return _ALONE.get(command, "")  # an accent upon nothing is printed as the sign alone
    first = {"\u0131": "i", "\u0237": "j"}.get(letter[0], letter[0])
    return unicodedata.normalize("NFC", first + mark) + letter[1:]


_ALONE: Final = {"c": "\u00b8", "^": "^", "~": "~", "`": "`", "'": "'", '"': "¨"}


def command_sign(name: str) -> str | None:
    r"""Return the sign or letter that a command without arguments prints, None for other commands.

    Examples
    --------
    >>> command_sign("Omega"), command_sign("ss"), command_sign("copyright"), command_sign("emph")
    ('Ω', 'ß', '©', None)
    """
    own = _OWN_SIGNS.get(name)
    return own if own is not None else _library_sign(name)


_OWN_SIGNS: Final = {
    **{char: char for char in "&%$#_{} "},
    "textbackslash": "\\",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
    "textunderscore": "_",
    "textperiodcentered": "·",
    "textquotesingle": "'",
    "textquotedbl": '"',
    "S": "§",
    "P": "¶",
    "copyright": "©",
    "pounds": "£",
    "LaTeX": "LaTeX",
    "TeX": "TeX",
    "LaTeXe": "LaTeX2e",
    "BibTeX": "BibTeX",
    "slash": "/",
    "enspace": " ",
    "enskip": " ",
    "thinspace": " ",
    "space": " ",
    "nobreakspace": " ",
    "quad": " ",
    "qquad": " ",
    "newline": " ",
    "linebreak": " ",
    ",": " ",
    ";": " ",
    ":": " ",
    "\\": " ",
    "-": "",
    "/": "",
    "!": "",
    "@": "",
    "|": "‖",
    "lbrace": "{",
    "rbrace": "}",
    "lbrack": "[",
    "rbrack": "]",
    "flqq": "«",
    "frqq": "»",
    "glqq": "„",
    "grqq": "“",
    "glq": "\u201a",
    "grq": "\u2018",
    "og": "«",
    "fg": "»",
}


@lru_cache(maxsize=4096)
def _library_sign(name: str) -> str | None:
    specification = _decoder().latex_context.get_macro_spec(name)
    made = getattr(specification, "simplify_repl", None)
    if not isinstance(made, str) or "%" in made or "<" in made or len(made) > 4:
        return None
    return made.strip() or " "


# --- LaTeX -> text ---------------------------------------------------------------------------

_LATEX: Final = re.compile(r"[\\{}$~%]|--|``|''|[?!]`")


@lru_cache(maxsize=1)
def _decoder() -> LatexNodes2Text:
    from pylatexenc.latex2text import LatexNodes2Text

    return LatexNodes2Text(math_mode="text", strict_latex_spaces=True)


def latex_to_text(text: str) -> str:
    r"""Return what LaTeX shows: accents, braces and commands gone, white space as single blanks.

    What is no LaTeX, such as a lone brace, stays as it is.

    Examples
    --------
    >>> latex_to_text(r"{Bucilu\v{a}}, Cristian"), latex_to_text(r"On-the-fly {\&} {KD}")
    ('Buciluǎ, Cristian', 'On-the-fly & KD')
    """
    if _LATEX.search(text):
        from pylatexenc.latexwalker import LatexWalkerParseError

        # a per cent sign in a title is one, though LaTeX would begin a comment there
        source = re.sub(r"(?<!\\)%", r"\\%", text)
        try:
            text = _decoder().latex_to_text(source, tolerant_parsing=True)
        # braces nested deeper than the parser goes are nothing that anybody wrote
        except (LatexWalkerParseError, IndexError, ValueError, RecursionError):
            text = text.replace("{", "").replace("}", "")
    return " ".join(text.split())


def escape_latex(text: str) -> str:
    r"""Escape what LaTeX would not show; letters of all scripts stay as they are.

    Examples
    --------
    >>> escape_latex("R&D at 50% of C_1")
    'R\\&D at 50\\% of C\\_1'
    """
    own = {"~": r"{\textasciitilde}", "\\": r"{\textbackslash}"}
    return re.sub(r"[&%$#_{}~\\]", lambda found: own.get(found[0], f"\\{found[0]}"), text)


# --- BibTeX ----------------------------------------------------------------------------------

# BibTeX counts braces whether or not a backslash stands before them, so these must not be braces;
# and $\lbrace$ is what more programs can read back than \textbraceleft
_IN_BIBTEX: Final = {
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
_GREEK_WORD: Final = re.compile(rf"[\u0370-\u03ff\u1f00-\u1fff]{{3,}}|{_SPECIAL.pattern}")
_CONTROL: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    r"\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U0010fffe\U0010ffff]"
)


def bibtex_field(text: str) -> str:
    r"""Return `text` so that LaTeX prints it and BibTeX keeps its braces in balance.

    Latin letters with accents and common signs become commands; letters that LaTeX has no command
    for, such as Chinese and Arabic ones, stay as they are. White space becomes single blanks, and
    control characters, which LaTeX refuses, are left out.

    Examples
    --------
    >>> print(bibtex_field("Buciluǎ & {Röd}: #1, 5% of C_1"))
    Bucilu{\v{a}} {\&} {\ensuremath{\lbrace}}R{\"o}d{\ensuremath{\rbrace}}: {\#}1, 5{\%} of C{\_}1
    """
    return _bibtex_text(" ".join(text.split()))


def _bibtex_text(text: str) -> str:
    """Return plain text in codes of BibTeX; a word of Greek letters stays one, as of any script."""
    text = unicodedata.normalize("NFC", text)
    return _GREEK_WORD.sub(
        lambda found: found[0] if len(found[0]) > 1 else _in_bibtex(found[0]), text
    )


def bibtex_title(title: str) -> str:
    r"""Return a title as `bibtex_field` does, with its markup, and with braces for its capitals.

    A style must not touch the case of words with a capital letter beyond their first letter or
    beside a digit, of letters that stand alone as a word or in a compound, and of formulas.

    Examples
    --------
    >>> print(bibtex_title("FitNets: Hints for a U-Net in 3D with Q8 Weights"))
    {FitNets}: Hints for a {U-Net} in {3D} with {Q8} Weights
    >>> print(bibtex_title(r"$\ell_1$ Norms of H<sub>2</sub>O for $5"))
    {$\ell_1$} Norms of {H\textsubscript{2}O} for {\$}5
    """
    words: list[list[_Piece]] = [[]]
    for piece in _pieces(" ".join(title.split())):
        if isinstance(piece, str):
            first, *others = piece.split(" ")
            words[-1].append(first)
            words += [[word] for word in others]
        else:
            words[-1].append(piece)
    return " ".join(filter(None, map(_bibtex_word, words)))


def _bibtex_word(pieces: list[_Piece]) -> str:
    shown = "".join(map(_letters, pieces))
    match = re.fullmatch(r"(?s)(\W*)(.*?)(\W*)", shown)
    assert match is not None
    # BibTeX leaves the arguments of commands alone, pandoc does not
    within = "".join(_letters(piece) for piece in pieces if not isinstance(piece, str))
    kept = _has_inner_capital(match[2]) or within != within.lower()
    if kept and len(pieces) == 1 and isinstance(pieces[0], str):
        before, body, after = map(bibtex_field, match.groups())
        return f"{before}{{{body}}}{after}"
    made = "".join(_bibtex_piece(piece, kept=kept) for piece in pieces)
    if not kept:
        return made
    # BibTeX changes the case of what stands in one pair of braces and begins with a command
    return f"{{{{{made}}}}}" if made.startswith("\\") else f"{{{made}}}"


def _bibtex_piece(piece: _Piece, *, kept: bool) -> str:
    if isinstance(piece, str):
        return _bibtex_text(piece)
    if isinstance(piece, _Formula):
        return f"${piece.tex}$" if kept else f"{{${piece.tex}$}}"
    return piece.around(_bibtex_piece(inner, kept=True) for inner in piece.inner)


def _letters(piece: _Piece) -> str:
    """Return the letters of a title whose case a style may change: none in a formula."""
    if isinstance(piece, str):
        return piece
    return "" if isinstance(piece, _Formula) else "".join(map(_letters, piece.inner))


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
    from pylatexenc.latexencode import UnicodeToLatexEncoder

    return UnicodeToLatexEncoder(
        unknown_char_policy="keep",
        unknown_char_warning=False,
        replacement_latex_protection="braces-all",
    )


@lru_cache(maxsize=8192)
def _in_bibtex(char: str) -> str:
    if not _SPECIAL.match(char):
        return char
    if char in _IN_BIBTEX:
        return _IN_BIBTEX[char]
    if _CONTROL.match(char):
        return ""
    made = str(_encoder().unicode_to_latex(char))
    made = _DOTLESS.sub(r"\1", made) if len(unicodedata.normalize("NFD", char)) > 1 else made
    # the library's table holds mere look-alikes too: a plain H for the Maltese letter
    known = made != char and not _UNKNOWN_COMMAND.search(made)
    if known and _decoder().latex_to_text(made) == char:
        return made
    accented = _accented(char)
    return char if accented is None else f"{{{accented}}}"


# --- documents and labels --------------------------------------------------------------------

_IN_LABEL: Final = {
    **{char: f"\\{char}" for char in "&%$#_{}"},
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': "''",
    "`": r"{}\textquoteleft{}",  # after ? and ! it would be a sign turned upside down
    "'": r"\textquoteright{}",
    "-": "{-}",  # two in a row are no dash
    "\u2010": "{-}",
    "\u2011": "{-}",
    "\u2013": "--",
    "\u2014": "---",
    "\u2212": r"\ensuremath{-}",
    "\u2018": r"{}\textquoteleft{}",
    "\u2019": r"\textquoteright{}",
    "\u201c": r"\textquotedblleft{}",
    "\u201d": r"\textquotedblright{}",
    "\u2026": r"\ldots{}",
    "\u00a0": "~",
    "\u00b7": r"\textperiodcentered{}",
    "\u2022": r"\textbullet{}",
    "\u00d7": r"\ensuremath{\times}",
    "\u00b1": r"\ensuremath{\pm}",
    "\u2264": r"\ensuremath{\leq}",
    "\u2265": r"\ensuremath{\geq}",
    "\u2260": r"\ensuremath{\neq}",
    "\u2248": r"\ensuremath{\approx}",
    "\u221e": r"\ensuremath{\infty}",
    "\u2192": r"\ensuremath{\rightarrow}",
    "\u2190": r"\ensuremath{\leftarrow}",
    "\u2194": r"\ensuremath{\leftrightarrow}",
    "\u00b0": r"\textdegree{}",
    "\u00a7": r"\S{}",
    "\u00b6": r"\P{}",
    "\u2020": r"\dag{}",
    "\u2021": r"\ddag{}",
    "\u00a9": r"\copyright{}",
    "\u00a3": r"\pounds{}",
    "\u00df": r"\ss{}",
    "\u00e6": r"\ae{}",
    "\u00c6": r"\AE{}",
    "\u0153": r"\oe{}",
    "\u0152": r"\OE{}",
    "\u00f8": r"\o{}",
    "\u00d8": r"\O{}",
    "\u0142": r"\l{}",
    "\u0141": r"\L{}",
    "\u0131": r"\i{}",
    "\u00bf": r"\textquestiondown{}",
    "\u00a1": r"\textexclamdown{}",
}
# The kernel has these in fonts of the encoding T1 only, whatever the document's own encoding is.
_IN_T1: Final = {
    "\u0110": r"\DJ{}",
    "\u0111": r"\dj{}",
    "\u00d0": r"\DH{}",
    "\u00f0": r"\dh{}",
    "\u00de": r"\TH{}",
    "\u00fe": r"\th{}",
    "\u014a": r"\NG{}",
    "\u014b": r"\ng{}",
    "\u00ab": r"\guillemotleft{}",
    "\u00bb": r"\guillemotright{}",
    "\u201e": r"\quotedblbase{}",
    "\u201a": r"\quotesinglbase{}",
}
_GREEK: Final = re.compile(
    r"alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho|sigma"
    r"|tau|upsilon|phi|chi|psi|omega|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Upsilon|Phi|Psi"
    r"|Omega"
)


def latex_label(text: str) -> str:
    r"""Return the text of a label so that any TeX prints it, with nothing but the LaTeX kernel.

    Latin letters with accents, Greek ones and common signs become commands, so that any engine and
    any encoding of fonts prints them. Others stand in ``\kdgsign``, which the picture defines: an
    engine that cannot read them draws a box.

    Examples
    --------
    >>> print(latex_label("Buciluǎ & {Röd}: 5% -- 字"))
    Bucilu\v{a} \& \{R\"{o}d\}: 5\% {-}{-} \kdgsign{字}
    """
    return "".join(map(_in_label, unicodedata.normalize("NFC", " ".join(text.split()))))


@lru_cache(maxsize=4096)
def _in_label(char: str) -> str:
    if char in _IN_LABEL:
        return _IN_LABEL[char]
    if char.isascii():
        return char if char.isprintable() else ""
    if char in _IN_T1:
        return _in_t1(_IN_T1[char])
    accented = _accented(char)
    if accented is not None:
        # other fonts have no ogonek, and TeX puts no accent upon a letter that has one above
        marks = re.findall(r"\\(.)\{", accented)
        above = sum(mark not in _BELOW for mark in marks)
        return _in_t1(accented) if above > 1 or "k" in marks else accented
    name = unicodedata.name(char, "").replace("LAMDA", "LAMBDA")
    if re.fullmatch(r"GREEK (?:SMALL|CAPITAL) LETTER \w+", name):
        letter = name.rpartition(" ")[2]
        letter = letter.lower() if "SMALL" in name else letter.capitalize()
        if _GREEK.fullmatch(letter):
            return rf"\ensuremath{{\{letter}}}"
    return f"{_BOX}{{{char}}}" if char.isprintable() else ""


def _in_t1(code: str) -> str:
    # engines for Unicode have the letters in their own encoding
    return rf"{{\ifdefined\Umathcode\else\fontencoding{{T1}}\selectfont\fi{code}}}"


_SCRIPTS: Final = {
    "CJK": "Chinese",
    "IDEOGRAPHIC": "Chinese",
    "FULLWIDTH": "Chinese",
    "HIRAGANA": "Japanese",
    "KATAKANA": "Japanese",
    "HANGUL": "Korean",
}
_KNOWN_SCRIPT: Final = re.compile(
    "Arabic|Armenian|Bengali|Cyrillic|Devanagari|Ethiopic|Georgian|Gujarati|Greek|Hebrew|Khmer"
    "|Myanmar|Sinhala|Syriac|Tamil|Telugu|Thaana|Thai|Tibetan"
)
_LONG: Final = 24  # characters: longer words may be broken
_BREAK: Final = 12
_MAY_BREAK: Final = r"\allowbreak{}"
# hyphens break by themselves, and no line ends with an opening sign
_CLOSED: Final = "-\u2010\u2011\u2013\u2014(['\"\u2018\u2019\u201c"
_HYPHEN: Final = re.compile(r"(?<=\w)\{-\}(?=\w)")  # alone between letters: a line may break at it


def latex_body(text: str) -> str:
    r"""Return text so that a document prints it as it is, in any engine and any argument.

    pdfLaTeX prints Latin letters with accents, Greek letters and common signs. Whatever else there
    is stands in ``\kdgforeign{SCRIPT}{WORDS}``: LuaLaTeX and XeLaTeX print the words, pdfLaTeX the
    name of the script in brackets.

    Examples
    --------
    >>> print(latex_body("50% of {C_1} & Buciluǎ: 知识 蒸馏"))
    50\% of \{C\_1\} \& Bucilu\v{a}: \kdgforeign{Chinese}{知识 蒸馏}
    """
    return _in_body(" ".join(text.split()))


def latex_title(title: str) -> str:
    r"""Return a title as `latex_body` does, with its markup.

    Examples
    --------
    >>> print(latex_title(r"$\ell_1$ Norms of H<sub>2</sub>O at <$5"))
    $\ell_1$ Norms of H\textsubscript{2}O at \textless{}\$5
    """
    return "".join(map(_body_piece, _pieces(" ".join(title.split()))))


def _body_piece(piece: _Piece) -> str:
    if isinstance(piece, str):
        return _in_body(piece)
    return (
        f"${piece.tex}$"
        if isinstance(piece, _Formula)
        else piece.around(map(_body_piece, piece.inner))
    )


def _in_body(text: str) -> str:
    parts = []
    runs = groupby(_runs(unicodedata.normalize("NFC", text)), key=lambda run: _is_foreign(run[0]))
    for foreign, run in runs:
        joined = "".join(run)
        if not foreign:
            parts.append(_breakable(joined))
            continue
        kept = joined.rstrip()
        parts.append(f"{FOREIGN}{{{script_name(kept)}}}{{{kept}}}{joined[len(kept) :]}")
    return "".join(parts)


def _runs(text: str) -> Iterator[str]:
    """Yield the characters, blanks within foreign words with the character before them."""
    found = re.findall(r"\s+|\S\s*", text)
    for at, piece in enumerate(found):
        following = found[at + 1] if at + 1 < len(found) else ""
        inner = _is_foreign(piece[0]) and following and _is_foreign(following[0])
        yield from [piece] if inner or len(piece) == 1 else [piece[0], piece[1:]]


def _is_foreign(char: str) -> bool:
    return _in_label(char).startswith(_BOX)


def _breakable(text: str) -> str:
    r"""Return text as in a label, with places to break long words at.

    A hyphen is one already; other signs get one behind them, and only letters in a row are parted
    with a hyphen, so that none comes to stand beside a sign.

    >>> print(_breakable("awesome-knowledge-distillation: first/second/third/fourth"))
    awesome-knowledge-distillation: first/\allowbreak{}second/\allowbreak{}third/\allowbreak{}fourth
    """
    words = []
    for word in text.split(" "):
        long = len(word) > _LONG
        runs = re.findall(r"[^\W_]+|[\W_]+", word) if long else [word]
        made = []
        for at, run in enumerate(runs):
            letters = run[-1:].isalnum()
            step = _BREAK if long and (len(run) > _LONG or not letters) else len(run) or 1
            parts = ["".join(map(_in_label, run[n : n + step])) for n in range(0, len(run), step)]
            made.append(("\\-" if letters else _MAY_BREAK).join(parts))
            if not letters and run[-1:] not in ("", *_CLOSED) and at + 1 < len(runs):
                made.append(_MAY_BREAK)
        words.append("".join(made))
    return _HYPHEN.sub("-", " ".join(words))


def script_name(text: str) -> str:
    """Return the name of the script that words are in, as far as it has one.

    Examples
    --------
    >>> script_name("知识"), script_name("の知"), script_name("تقطير"), script_name("🧿")
    ('Chinese', 'Japanese', 'Arabic', 'sign')
    """
    found = [_script_of(char) for char in text if char.isalpha()]
    if "Japanese" in found:
        return "Japanese"
    return next((name for name in found if name), "sign")


def _script_of(char: str) -> str | None:
    first = unicodedata.name(char, "").split(" ")[0].split("-")[0]
    known = _KNOWN_SCRIPT.fullmatch(first.capitalize())
    return _SCRIPTS.get(first) or (first.capitalize() if known else None)


def scripts_in(tex: str) -> list[str]:
    r"""Return the scripts of all words that stand in `FOREIGN`, each once, in the alphabet's order.

    >>> scripts_in(latex_body("知识 and تقطير and 知"))
    ['Arabic', 'Chinese']
    """
    return sorted(set(re.findall(rf"{re.escape(FOREIGN)}\{{(\w+)\}}", tex)))


_IN_ADDRESS: Final = re.compile(r"[^A-Za-z0-9:/?=.,;+@()\[\]!*'-]")


def href_url(url: str) -> str:
    r"""Return an address as ``\href`` takes it, also within an argument.

    Examples
    --------
    >>> print(href_url("https://a.org/x_1?q=50%25#知"))
    https://a.org/x\_1?q=50\%25\#\%E7\%9F\%A5
    """
    return _IN_ADDRESS.sub(lambda found: _in_address(found[0]), url)


def _in_address(char: str) -> str:
    if char in "%#&_":
        return f"\\{char}"
    if char == "~":
        return r"\%7E"
    return "".join(f"\\%{byte:02X}" for byte in char.encode("utf-8", "replace"))


# --- markup of titles ------------------------------------------------------------------------

_TAGS: Final = {
    "sub": r"\textsubscript",
    "sup": r"\textsuperscript",
    "i": r"\emph",
    "em": r"\emph",
}
_MOST_OF_A_FORMULA: Final = 200
_DEEPEST: Final = 8  # elements within one another
_MARKUP: Final = re.compile(
    # as pandoc reads them: no blank inside beside a dollar, and no digit behind, as in $5 to $6
    rf"(?<![\\$])\$(?P<formula>[^\s$](?:[^$]{{0,{_MOST_OF_A_FORMULA}}}[^\s$\\])?)\$(?![\d$])"
    rf"|<(?P<end>/?)(?P<tag>(?i:{'|'.join(_TAGS)}))(?:\s[^<>]*)?>"
    r"|(?P<command>\\(?:emph|text(?:it|bf|sc|tt|rm|sf|subscript|superscript)))?(?P<brace>(?<!\\)\{)"
    r"|(?P<close>(?<!\\)\})"
)


@dataclass(frozen=True, slots=True)
class _Formula:
    """A formula, in code that the LaTeX kernel prints."""

    tex: str


@dataclass(frozen=True, slots=True)
class _Element:
    """What stands between two tags or in a command's braces, and the command that prints it."""

    command: str
    inner: tuple[_Piece, ...]

    def around(self, inner: Iterable[str]) -> str:
        return f"{self.command}{{{''.join(inner)}}}"


_Piece: TypeAlias = "str | _Formula | _Element"


def _pieces(title: str) -> list[_Piece]:
    """Return a title in parts: plain text, formulas, and what is marked up.

    >>> _pieces("at $5, $x$<i>")
    ['at $5, ', _Formula(tex='x'), '<i>']
    """
    pieces: list[_Piece] = []
    # names of what was opened, where `pieces` has it as text so far, and what would print it
    opened: deque[tuple[str, int, str | None]] = deque(maxlen=_DEEPEST)
    at = 0
    for found in _MARKUP.finditer(title):
        pieces.append(title[at : found.start()])
        at = found.end()
        if found["formula"]:
            tex = _formula(title, found)
            pieces.append(found[0] if tex is None else _Formula(tex))
            continue
        name = (found["tag"] or "{").lower()
        if not found["end"] and not found["close"]:
            opened.append((name, len(pieces), _TAGS.get(name, found["command"])))
        elif any(name == one for one, _, _ in opened):
            while (last := opened.pop())[0] != name:
                pass
            _, start, command = last
            if command is not None:
                inner = _joined(pieces[start + 1 :])
                pieces[start:] = [_Element(command, tuple(inner))]
                continue
        pieces.append(found[0])
    return _joined([*pieces, title[at:]])


def _joined(pieces: list[_Piece]) -> list[_Piece]:
    """Return the pieces, texts side by side as one, none of them empty."""
    joined: list[_Piece] = []
    for piece in pieces:
        before = joined[-1] if joined else None
        if isinstance(piece, str) and isinstance(before, str):
            joined[-1] = before + piece
        elif piece != "":
            joined.append(piece)
    return joined


def title_text(title: str) -> str:
    r"""Return what a title shows, without its markup.

    >>> title_text(r"$C_1$ Norms of H<sub>2</sub>O & <b>more</b>")
    'C_1 Norms of H2O & <b>more</b>'
    """
    return "".join(map(_shown, _pieces(" ".join(title.split()))))


def _shown(piece: _Piece) -> str:
    if isinstance(piece, str):
        return piece
    if isinstance(piece, _Formula):
        return latex_to_text(f"${piece.tex}$")
    return "".join(map(_shown, piece.inner))


# what LaTeX prints in a formula without any package
_SYMBOLS: Final = re.compile(
    r"alpha|beta|gamma|delta|epsilon|varepsilon|zeta|eta|theta|vartheta|iota|kappa|lambda|mu"
    r"|nu|xi|pi|varpi|rho|varrho|sigma|varsigma|tau|upsilon|phi|varphi|chi|psi|omega|Gamma"
    r"|Delta|Theta|Lambda|Xi|Pi|Sigma|Upsilon|Phi|Psi|Omega|ell|hbar|imath|jmath|wp|Re|Im"
    r"|aleph|nabla|partial|infty|emptyset|forall|exists|neg|top|bot|prime|sharp|flat|natural"
    r"|angle|triangle|times|cdot|cdots|ldots|dots|circ|bullet|ast|star|pm|mp|div|oplus|ominus"
    r"|otimes|odot|cup|cap|vee|wedge|setminus|le|leq|ge|geq|ne|neq|approx|sim|simeq|equiv|cong"
    r"|propto|ll|gg|prec|succ|subset|subseteq|supset|supseteq|in|ni|notin|mid|parallel|perp"
    r"|vdash|models|to|rightarrow|leftarrow|leftrightarrow|Rightarrow|Leftarrow|Leftrightarrow"
    r"|mapsto|uparrow|downarrow|longrightarrow|sum|prod|int|oint|log|ln|lg|exp|sin|cos|tan"
    r"|tanh|min|max|sup|inf|lim|arg|det|dim|deg|ker|gcd|Pr|langle|rangle|lfloor|rfloor|lceil"
    r"|rceil|lbrace|rbrace|vert|Vert|dagger|ddagger|quad|[,;:!% ]"
)
_OTHER_SYMBOLS: Final = {"{": "lbrace", "}": "rbrace", "|": "Vert"}
# commands with one argument, and what is near to some that need a package
_WITH_ARGUMENT: Final = re.compile(
    r"mathcal|mathrm|mathbf|mathit|mathsf|mathtt|sqrt|hat|bar|tilde|vec|dot|ddot|check|breve"
    r"|acute|grave|widehat|widetilde|overline|underline"
)
_NEAR: Final = {
    "mathbb": "mathbf",
    "boldsymbol": "mathbf",
    "bm": "mathbf",
    "operatorname": "mathrm",
}
_MATH_TOKEN: Final = re.compile(
    r"\\(?:text|textrm|textnormal|mbox|mathrm)\s*\{[A-Za-z0-9 .,-]*\}|\\[A-Za-z]+|\\[^A-Za-z]|\S"
)
_MATH_CHARS: Final = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-*/=<>()[]|.,:;!?"
)


class _UnknownMathError(ValueError):
    """A formula holds what the LaTeX kernel does not print."""


def _formula(title: str, found: re.Match[str]) -> str | None:
    """Return the code of what may be a formula; None if its dollars are rather amounts of money."""
    source = found["formula"]
    if not re.search(r"[\\^_]", source):
        if re.search(r"[A-Za-z0-9]\s+[A-Za-z0-9]", source):
            return None
        around = f"{title[: found.start()][-1:]}{title[found.end() :][:1]}"
        if len(source) > 1 and any(char.isalnum() for char in around):
            return None
    try:
        return _MathReader(source).row(None)
    except _UnknownMathError:
        return None


class _MathReader:
    """Reads a formula part by part and gives its code anew: nothing unknown passes."""

    def __init__(self, source: str) -> None:
        self._tokens = _MATH_TOKEN.findall(source)[::-1]

    def row(self, end: str | None) -> str:
        """Return the code up to a token, which is taken, or up to the end."""
        code = ""
        while self._next() != end:
            part = self._scripted()
            apart = re.search(r"\\[A-Za-z]+$", code) and part[:1].isalpha()
            code += f" {part}" if apart else part
        if end is not None:
            self._tokens.pop()
        return code

    def _next(self) -> str | None:
        return self._tokens[-1] if self._tokens else None

    def _taken(self) -> str:
        if not self._tokens:
            raise _UnknownMathError
        return str(self._tokens.pop())

    def _scripted(self) -> str:
        code = "" if self._next() in {"_", "^", "'"} else self._nucleus()
        primes, scripts = "", dict[str, str]()
        while (sign := self._next()) in {"_", "^", "'"}:
            assert sign is not None
            self._tokens.pop()
            # TeX takes one of each; a superscript may follow primes, and no prime may follow one
            if sign in scripts or (sign == "'" and "^" in scripts):
                raise _UnknownMathError
            if sign == "'":
                primes += sign
            else:
                scripts[sign] = self._argument()
        ordered = (f"{sign}{_one(scripts[sign])}" for sign in "^_" if sign in scripts)
        return f"{code}{primes}{''.join(ordered)}"

    def _nucleus(self) -> str:
        part = self._taken()
        if part == "{":
            return f"{{{self.row('}')}}}"
        if part in _MATH_CHARS:
            return part
        if not part.startswith("\\"):
            raise _UnknownMathError
        if text := re.fullmatch(r"\\[a-z]+\s*\{(.*)\}", part):
            return "\\mathrm{" + text[1].replace(" ", "\\ ") + "}"
        command = _NEAR.get(part[1:], part[1:])
        if _WITH_ARGUMENT.fullmatch(command):
            return f"\\{command}{{{self._argument()}}}"
        if command == "frac":
            return rf"\frac{{{self._argument()}}}{{{self._argument()}}}"
        if command in {"left", "right"}:
            delimiter = self._taken()
            if delimiter not in {*"()[]|.", "\\{", "\\}", "\\|", "\\langle", "\\rangle"}:
                raise _UnknownMathError
            if delimiter == ".":
                return "{}"
            part, command = delimiter, delimiter.removeprefix("\\")
        if command in _OTHER_SYMBOLS and part.startswith("\\"):
            return f"\\{_OTHER_SYMBOLS[command]}"
        if part in _MATH_CHARS or _SYMBOLS.fullmatch(command):
            return part
        raise _UnknownMathError

    def _argument(self) -> str:
        if self._next() == "{":
            self._tokens.pop()
            return self.row("}")
        return self._nucleus()


def _one(code: str) -> str:
    return code if len(code) == 1 else f"{{{code}}}"
