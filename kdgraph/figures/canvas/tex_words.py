"""Words for any TeX: what every engine prints alike, and a box where one has no sign."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

__all__ = ["SIGN", "tex_words"]

SIGN: Final = r"\kdgsign"
"""The command around a sign that only an engine for Unicode prints; the file defines it."""

_OWN: Final = {
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
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
    "\u0331": "b",
}
_SMALL: Final = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota")
_SMALL_TOO: Final = ("kappa", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon")
_LAST: Final = ("phi", "chi", "psi", "omega")
_CAPITAL: Final = ("Gamma", "Delta", "Theta", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega")
_GREEK: Final = frozenset((*_SMALL, *_SMALL_TOO, *_LAST, *_CAPITAL))


def tex_words(text: str) -> str:
    r"""Return words that TeX prints as they are, with nothing but the LaTeX kernel.

    Latin letters with accents, Greek ones and common signs become commands, so that any engine and
    any encoding of fonts prints them. Others stand in `SIGN`, a command that prints a box where the
    engine cannot read them.

    Examples
    --------
    >>> print(tex_words("Buciluǎ & {Röd}: 5% -- 字"))
    Bucilu\v{a} \& \{R\"{o}d\}: 5\% {-}{-} \kdgsign{字}
    """
    return "".join(map(_command, unicodedata.normalize("NFC", " ".join(text.split()))))


@lru_cache(maxsize=4096)
def _command(sign: str) -> str:
    if sign in _OWN:
        return _OWN[sign]
    if sign.isascii():
        return sign if sign.isprintable() else ""
    parts = unicodedata.normalize("NFD", sign)
    if len(parts) == 2 and parts[0].isascii() and parts[1] in _ACCENTS:
        return f"\\{_ACCENTS[parts[1]]}{{{parts[0]}}}"
    name = unicodedata.name(sign, "")
    if name.startswith(("GREEK SMALL LETTER ", "GREEK CAPITAL LETTER ")):
        letter = name.rpartition(" ")[2]
        letter = letter.lower() if "SMALL" in name else letter.capitalize()
        if letter in _GREEK and len(name.split()) == 4:
            return rf"\ensuremath{{\{letter}}}"
    return f"{SIGN}{{{sign}}}" if sign.isprintable() else ""
