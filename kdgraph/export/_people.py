"""Printed names in parts, as bibliographies want them."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

__all__ = ["Name", "name_parts"]

_SUFFIX: Final = re.compile(r"(?:jr|sr)\.?|i{2,3}|iv", re.IGNORECASE)
_PARTICLE: Final = re.compile(
    r"a[lp]|bin|d[aeiou]|dal|del|della|de[nr]|des|dos|el|l[aeo]|te[nr]|v[ao]n|zu"
)


class Name(NamedTuple):
    """A name in parts; one that cannot be parted is all `family`."""

    family: str
    given: str
    suffix: str


def name_parts(printed: str) -> Name:
    """Part a printed name: before and after its comma, else at its last word.

    Particles in lower case belong to the family name, "Jr." and its kin to neither.

    Examples
    --------
    >>> name_parts("Laurens van der Maaten"), name_parts("Rich Caruana Jr.")
    (Name(family='van der Maaten', given='Laurens', suffix=''),
     Name(family='Caruana', given='Rich', suffix='Jr.'))
    >>> name_parts("Buciluǎ, Cristian"), name_parts("张伟")
    (Name(family='Buciluǎ', given='Cristian', suffix=''), Name(family='张伟', given='', suffix=''))
    """
    parts = [" ".join(part.split()) for part in printed.split(",")]
    parts = [part for part in parts if part]
    if not parts:
        return Name("", "", "")
    suffixes = [part for part in parts[1:] if _SUFFIX.fullmatch(part)]
    parts = [parts[0], *(part for part in parts[1:] if not _SUFFIX.fullmatch(part))]
    suffix = suffixes[0] if suffixes else ""
    if len(parts) > 1:
        return Name(parts[0], " ".join(parts[1:]), suffix)
    words = parts[0].split(" ")
    if not suffix and len(words) > 2 and _SUFFIX.fullmatch(words[-1]):
        suffix = words.pop()
    first = len(words) - 1
    while first > 1 and _PARTICLE.fullmatch(words[first - 1]):
        first -= 1
    return Name(" ".join(words[first:]), " ".join(words[:first]), suffix)
