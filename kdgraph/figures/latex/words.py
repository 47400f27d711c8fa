r"""Words of the data in LaTeX: printed by any engine, or named by their script.

pdfLaTeX prints Latin letters with accents, Greek letters and common signs. Whatever else stands in
a title or a name goes into ``\kdgforeign{SCRIPT}{WORDS}``: LuaLaTeX and XeLaTeX print the words,
pdfLaTeX the name of the script in brackets.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby
from typing import Final

from kdgraph.figures.canvas.tex_words import SIGN, tex_words

__all__ = ["FOREIGN", "address", "comment", "fewer_words", "script", "scripts_in", "words"]

FOREIGN: Final = r"\kdgforeign"
"""The command around words that pdfLaTeX cannot print; the pack's style file defines it."""

_SCRIPTS: Final = {"CJK": "Chinese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese"}
_SCRIPTS_TOO: Final = {"HANGUL": "Korean", "IDEOGRAPHIC": "Chinese", "FULLWIDTH": "Chinese"}
_KNOWN: Final = re.compile(
    "Arabic|Armenian|Bengali|Cyrillic|Devanagari|Ethiopic|Georgian|Gujarati|Greek|Hebrew|Khmer"
    "|Myanmar|Sinhala|Syriac|Tamil|Telugu|Thaana|Thai|Tibetan"
)
_LONG: Final = 24  # signs: longer words may be broken
_BREAK: Final = 12
_HYPHEN: Final = re.compile(r"(?<=\w)\{-\}(?=\w)")  # alone between letters: a line may break at it
_IN_ADDRESS: Final = re.compile(r"[^A-Za-z0-9:/?=.,;+@()\[\]!*'-]")


def words(text: str) -> str:
    r"""Return words so that LaTeX prints them as they are, in any engine and any argument.

    Examples
    --------
    >>> print(words("50% of {C_1} & Buciluǎ: 知识 蒸馏"))
    50\% of \{C\_1\} \& Bucilu\v{a}: \kdgforeign{Chinese}{知识 蒸馏}
    """
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    parts = []
    for foreign, run in groupby(_pieces(text), key=lambda piece: _is_foreign(piece[0])):
        joined = "".join(run)
        if not foreign:
            parts.append(_breakable(joined))
            continue
        kept = joined.rstrip()
        parts.append(f"{FOREIGN}{{{script(kept)}}}{{{kept}}}{joined[len(kept) :]}")
    return "".join(parts)


def fewer_words(text: str, most: int) -> str:
    """Return words of at most so many signs, cut with an ellipsis.

    >>> fewer_words("A Title Without End", 9)
    'A Title…'
    """
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rstrip(" ,;:-") + "\u2026"


def script(text: str) -> str:
    """Return the name of the script that words are in, as far as it has one.

    Examples
    --------
    >>> script("知识"), script("の知"), script("تقطير"), script("🧿")
    ('Chinese', 'Japanese', 'Arabic', 'sign')
    """
    found = [_script_of(sign) for sign in text if sign.isalpha()]
    if "Japanese" in found:
        return "Japanese"
    return next((name for name in found if name), "sign")


def scripts_in(tex: str) -> list[str]:
    r"""Return the scripts of all words that stand in `FOREIGN`, each once, in the alphabet's order.

    >>> scripts_in(words("知识 and تقطير and 知"))
    ['Arabic', 'Chinese']
    """
    return sorted(set(re.findall(rf"{re.escape(FOREIGN)}\{{(\w+)\}}", tex)))


def address(url: str) -> str:
    r"""Return an address as ``\href`` takes it, also within an argument.

    Examples
    --------
    >>> print(address("https://a.org/x_1?q=50%25#知"))
    https://a.org/x\_1?q=50\%25\#\%E7\%9F\%A5
    """
    return _IN_ADDRESS.sub(lambda found: _address_sign(found[0]), url)


def comment(text: str) -> str:
    r"""Return words as one or more lines of comment of at most 96 signs, if words allow it.

    >>> comment("Of several\nlines")
    '% Of several lines'
    """
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) > 93:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(f"% {line}".rstrip() for line in lines)


def _pieces(text: str) -> list[str]:
    """Return the signs, blanks within foreign words with the sign before them."""
    found = re.findall(r"\S\s*", text)
    pieces = []
    for at, piece in enumerate(found):
        following = found[at + 1] if at + 1 < len(found) else ""
        inner = _is_foreign(piece[0]) and following and _is_foreign(following[0])
        pieces += [piece] if inner or len(piece) == 1 else [piece[0], piece[1:]]
    return pieces


def _breakable(text: str) -> str:
    """Return `tex_words` with the blanks that it strips, and with places to break long words at."""
    told = []
    for word in text.split(" "):
        parts = [word[at : at + _BREAK] for at in range(0, len(word), _BREAK)]
        told.append("\\-".join(map(tex_words, parts)) if len(word) > _LONG else tex_words(word))
    return _HYPHEN.sub("-", " ".join(told))


def _is_foreign(sign: str) -> bool:
    return tex_words(sign).startswith(SIGN)


def _script_of(sign: str) -> str | None:
    first = unicodedata.name(sign, "").split(" ")[0].split("-")[0]
    named = (_SCRIPTS | _SCRIPTS_TOO).get(first)
    return named or (first.capitalize() if _KNOWN.fullmatch(first.capitalize()) else None)


def _address_sign(sign: str) -> str:
    if sign in "%#&_":
        return f"\\{sign}"
    if sign == "~":
        return r"\%7E"
    return "".join(f"\\%{byte:02X}" for byte in sign.encode("utf-8", "replace"))
