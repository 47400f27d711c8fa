"""Names of people as papers print them: their parts, and which of them are no people but groups."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

__all__ = ["Name", "is_group", "name_parts", "surname", "surname_in_mixed_case"]

_SUFFIX: Final = re.compile(r"(?:jr|sr)\.?|i{2,3}|iv", re.IGNORECASE)
_PLAIN_SUFFIX: Final = re.compile(r"[JS]r\.?|I{2,3}|IV")
_PARTICLE: Final = re.compile(
    r"a[lp]|bin|d[aeiou]|dal|dalla|degli|del|della|de[nr]|des|dos|el|l[aeo]|las|los"
    r"|te[nr]|und|v[ao]n|vom|zu[mr]?|['\u2019]t|ibn|af"
)
# in capitals only what is hardly ever a given name, unless another word tells that it is Vietnamese
_CAPITAL: Final = re.compile(
    r"Dalla|Degli|Del|Della|Delle|Dello|De|Di|Dos|L[ae]|Von|Van|Vander|Vom"
)
_INNER: Final = re.compile(r"D[aeiou]|De[nr]|L[aeo]|Las|Los|['\u2019]t", re.IGNORECASE)
_VIETNAMESE: Final = re.compile(
    r"bui|cao|dang|dao|dinh|do|doan|dong|duong|ha|ho|hoang|huynh|lam|le|luong|luu|ly|mai|ngo|nguyen"
    r"|pham|phan|quach|ta|thai|to|tran|trinh|truong|tu|vo|vu|vuong",
    re.IGNORECASE,
)
_GROUP: Final = re.compile(
    r"agency|alliance|association|authority|center|centre|collaboration|collaborators|commission"
    r"|committee|community|consortium|contributors|council|department|developers|foundation|group"
    r"|initiative|institute|investigators|laborator(?:y|ies)|network|organi[sz]ation|project"
    r"|society|taskforce|team|university|workgroup",
    re.IGNORECASE,
)
_CAPITALISED: Final = re.compile(r"(?P<mac>MC)?(?P<first>[^\W\d_])(?P<rest>[^\W\d_]*)")
_INITIALS: Final = re.compile(r"(?:[^\W\d_]\.?-?){1,3}")
_SYLLABLE: Final = re.compile(  # of a family name in three capitals: "ROE", "KIM", "CHO"
    r"(?:[BCDFGHJKLMNPQRSTVWXYZ]|[CPSTWZ]H|[BCDFGKPT]R|[BCFGKPS]L|S[CKMNPTW])?[AEIOUY]{1,2}"
    r"[BCDFGHKLMNPRSTVWXZ]{0,2}"
)
# Chinese given names are told by their syllables, and so are family names of two letters
_PINYIN: Final = re.compile(
    r"(?:[bpmf](?:a[io]?|a?ng?|o|ei|ou|eng?|i|ia[no]|ie|ing?|u)"
    r"|(?:[dtnlgkhrzcs]|[zcs]h)(?:a[io]?|ang?|e[i]?|eng?|ou|ong|ua[ni]?|uang|uo|ui|un?)"
    r"|[dtnl](?:i|ia[no]|ie|iu|ing?|iang|ue|v)|(?:[rzcs]|[zcs]h)i"
    r"|[jqx](?:i|ia[no]?|ie|iu|ing?|iang|iong|u|ue|uan|un)"
    r"|y(?:a[no]?|ang|e|i|ing?|o|ou|ong|u|ue|uan|un)|w(?:a[in]?|ang|o|ei|eng?|u)"
    r"|a[io]?|ang?|er?|en|ou?){1,3}",
    re.IGNORECASE,
)
_OF: Final = re.compile(r"\b(?:of|for)\b|\b[Ee]t\.? al\b")


class Name(NamedTuple):
    """A name in parts; one that cannot be parted is all `family`."""

    family: str
    given: str
    suffix: str


def name_parts(printed: str) -> Name:
    """Part a printed name: before and after its comma, else at its last word.

    Particles belong to the family name, those in capitals where they are hardly ever given names;
    "Jr." and its kin belong to neither. The name of a group is all family name.

    Examples
    --------
    >>> name_parts("Laurens van der Maaten"), name_parts("Rich Caruana Jr.")
    (Name(family='van der Maaten', given='Laurens', suffix=''),
     Name(family='Caruana', given='Rich', suffix='Jr.'))
    >>> name_parts("Buciluǎ, Cristian"), name_parts("张伟")
    (Name(family='Buciluǎ', given='Cristian', suffix=''), Name(family='张伟', given='', suffix=''))
    >>> name_parts("Jean de La Fontaine").family, name_parts("The ATLAS Collaboration").family
    ('de La Fontaine', 'The ATLAS Collaboration')
    >>> name_parts("Yann Le Cun").family, name_parts("Nguyen Le Anh").family
    ('Le Cun', 'Anh')

    Initials without a comma follow the family name, as PubMed prints it; two capitals behind a
    Chinese given name are the family name.

    >>> name_parts("de la Cruz MA"), name_parts("Wei MA").family
    (Name(family='de la Cruz', given='MA', suffix=''), 'MA')
    """
    parts = [" ".join(part.split()) for part in printed.split(",")]
    parts = [part for part in parts if part]
    if not parts:
        return Name("", "", "")
    if is_group(printed):
        return Name(", ".join(parts), "", "")
    suffixes = [part for part in parts[1:] if _SUFFIX.fullmatch(part)]
    parts = [parts[0], *(part for part in parts[1:] if not _SUFFIX.fullmatch(part))]
    suffix = suffixes[0] if suffixes else ""
    if len(parts) > 1:
        return Name(parts[0], " ".join(parts[1:]), suffix)
    words = parts[0].split(" ")
    # of two words, "Iv" or "Ii" may be a family name
    ends = _SUFFIX if len(words) > 2 else _PLAIN_SUFFIX
    if not suffix and len(words) > 1 and ends.fullmatch(words[-1]):
        suffix = words.pop()
    if (end := _end_before_initials(words)) < len(words):
        return Name(" ".join(words[:end]), " ".join(words[end:]), suffix)
    first = _first_of_family(words)
    return Name(" ".join(words[first:]), " ".join(words[:first]), suffix)


def _first_of_family(words: list[str]) -> int:
    """Return at which word the family name begins; the first word is always a given name."""
    first = len(words) - 1
    while first > 1:
        word = words[first - 1]
        others = (*words[: first - 1], *words[first:])
        vietnamese = any(map(_VIETNAMESE.fullmatch, others))
        # "de La", "Van der": a capital counts beside another particle
        inner = _INNER.fullmatch(word) and (
            first > 2
            and (_PARTICLE.fullmatch(words[first - 2]) or _CAPITAL.fullmatch(words[first - 2]))
        )
        capital = _CAPITAL.fullmatch(word) and not vietnamese
        if not (_PARTICLE.fullmatch(word) or inner or capital):
            break
        first -= 1
    return first


def _end_before_initials(words: list[str]) -> int:
    """Return how many words are the family name before initials: "Smith MA", "Roe J. B."."""
    end = len(words)
    while end > 1 and words[end - 1].isupper() and _INITIALS.fullmatch(words[end - 1]):
        end -= 1
    if end == len(words) or not all(map(_may_be_of_family, words[:end])):
        return len(words)
    last = words[end]
    if "." in last or "-" in last or len(last) == 1 or end < len(words) - 1:
        return end
    if len(last) == 3:
        return len(words) if _SYLLABLE.fullmatch(last) else end
    chinese = _PINYIN.fullmatch(last) and all(map(_PINYIN.fullmatch, words[:end]))
    return len(words) if chinese or last == "NG" else end


def _may_be_of_family(word: str) -> bool:
    return len(word) > 1 and word[-1] != "." and not word.isupper()


def is_group(printed: str) -> bool:
    """Tell whether a printed name is that of a group: a team, a collaboration, an institute.

    Examples
    --------
    >>> is_group("Gemini Team"), is_group("Centre for Research"), is_group("Geoffrey E. Hinton")
    (True, True, False)
    """
    words = re.findall(r"[^\W\d_]+", printed)
    if len(words) < 2:
        return False
    return _GROUP.fullmatch(words[-1]) is not None or _OF.search(printed) is not None


def surname(printed: str) -> str:
    """Return the family name with its particles, or the whole name of a group.

    Examples
    --------
    >>> surname("Martin Roe Jr."), surname("van der Berg, Anna"), surname("Anna B. Poe III")
    ('Roe', 'van der Berg', 'Poe')
    """
    return name_parts(printed).family


def surname_in_mixed_case(printed: str) -> str:
    """Return the family name as `surname`, one that is set in capitals as it is otherwise written.

    The capitals of a group, of a single word, which may be a firm's, and of one letter stay.

    Examples
    --------
    >>> surname_in_mixed_case("Wei YANG"), surname_in_mixed_case("Anna VAN DER BERG")
    ('Yang', 'van der Berg')
    >>> surname_in_mixed_case("Sue O'BRIEN-MCKAY"), surname_in_mixed_case("NVIDIA")
    ("O'Brien-McKay", 'NVIDIA')
    """
    family, given, _ = name_parts(printed)
    letters = [sign for sign in family if sign.isalpha()]
    if not given or len(letters) < 2 or not all(sign.isupper() for sign in letters):
        return family
    words = [_CAPITALISED.sub(_capitalised, word) for word in family.split(" ")]
    words[:-1] = [_lowered(word) for word in words[:-1]]
    before = given.split(" ")
    while len(before) > 1 and before[-1].isupper() and _lowered(before[-1]) != before[-1]:
        words.insert(0, _lowered(before.pop()))
    return " ".join(words)


def _lowered(word: str) -> str:
    """Return a particle in small letters, and any other word as it is."""
    return word.lower() if _PARTICLE.fullmatch(word.lower()) else word


def _capitalised(match: re.Match[str]) -> str:
    # "MC" alone is no Mc
    if match["mac"] and len(match["rest"]) > 1:
        return f"Mc{match['first']}{match['rest'].lower()}"
    word = match[0]
    return f"{word[:1]}{word[1:].lower()}"
