"""One spelling for each word: British or American, singular or plural, number words or digits."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["in_digits", "one_spelling", "singular"]

_WORDS: Final = {
    "acknowledgement": "acknowledgment",
    "acknowledgements": "acknowledgments",
    "ageing": "aging",
    "aluminium": "aluminum",
    "amongst": "among",
    "artefact": "artifact",
    "artefacts": "artifacts",
    "burnt": "burned",
    "centring": "centering",
    "defence": "defense",
    "defences": "defenses",
    "disc": "disk",
    "discs": "disks",
    "enquiry": "inquiry",
    "enquiries": "inquiries",
    "jewellery": "jewelry",
    "judgement": "judgment",
    "judgements": "judgments",
    "learnt": "learned",
    "licence": "license",
    "licences": "licenses",
    "offence": "offense",
    "offences": "offenses",
    "orientated": "oriented",
    "practise": "practice",
    "practised": "practiced",
    "practising": "practicing",
    "pretence": "pretense",
    "programme": "program",
    "programmes": "programs",
    "sizeable": "sizable",
    "spelt": "spelled",
    "tyre": "tire",
    "tyres": "tires",
    "useable": "usable",
    "vs": "versus",
    "whilst": "while",
}
_NUMBERS: Final = {
    word: str(number)
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ]
    )
} | {
    word: f"{number}th"
    for number, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
        ],
        start=1,
    )
}
_ROMAN: Final = re.compile(r"(?=..)x{0,3}(?:ix|iv|v?i{0,3})")
_ROMAN_VALUES: Final = {"i": 1, "v": 5, "x": 10}

_DOUBLED_L: Final = (
    "barrel bevel cancel channel chisel counsel dial duel enamel equal fuel funnel gravel grovel "
    "initial jewel kernel label level libel marshal marvel medal metal model panel parcel pedal "
    "pencil quarrel ravel revel rival shovel signal spiral stencil swivel total towel trial tunnel"
).replace(" ", "|")
_OUR: Final = (
    "ard arm behavi cand clam col demean endeav fav ferv flav glam harb hon hum lab neighb od parl "
    "ranc rig rum savi sav splend succ tum val vap vig"
).replace(" ", "|")

# Each rule need only lead both spellings to one form that no other word has; so "noise" may become
# "noize", but "four" must not become "for".
_RULES: Final = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?<!no)is(?=(?:e|ed|es|er|ers|ing|ations?|ational|able|ability)$)", "iz"),  # organise
        (r"ys(?=(?:e|ed|er|ers|ing)$)", "yz"),  # analyse
        (rf"({_OUR})our", r"\1or"),  # behaviour
        (rf"({_DOUBLED_L})l(?=(?:ed|ing|ings|er|ers|able)$)", r"\1"),  # modelling
        (r"^(distil|fulfil|enrol|instil|appal|enthral|instal)(?=s?$|ments?$)", r"\1l"),
        (r"^(skil|wil)ful", r"\1lful"),
        (
            r"(cent|fib|theat|lit|met|calib|lust|spect|sab|somb|meag|manoeuv)re(?=s?$)",
            r"\1er",
        ),
        (r"(cent|calib|manoeuv)red$", r"\1ered"),
        (r"(catal|dial|anal|monol|prol|epil|homol|pedag)ogu(?:e(?=s?$)|(?=ed$|ing$))", r"\1og"),
        (r"(focus|bias)s(?=ed$|es$|ing$)", r"\1"),
        (r"(benefit|target)t(?=ed$|ing$)", r"\1"),
        (r"^grey(?!hound)", "gray"),
        (r"^(s)cept(?=ic)", r"\1kept"),
        (r"^moul(?=[dt])", "mol"),
        (r"^plough", "plow"),
        (r"sulph", "sulf"),
        (r"aem(?=i|o)", "em"),  # anaemia, haemoglobin
        (r"^(p|orthop|encyclop|logop)aed", r"\1ed"),
        (r"anaesth", "anesth"),
        (r"^aesth", "esth"),
        (r"^(arch)aeo", r"\1eo"),
        (r"^(pal)aeo", r"\1eo"),
        (r"^(gyn)aec", r"\1ec"),
        (r"^(medi)aeval", r"\1eval"),
        (r"^oestr", "estr"),
        (r"^oesoph", "esoph"),
        (r"^foet", "fet"),
        (r"rrhoe", "rrhe"),
        (r"manoeuv", "maneuv"),
    )
)


def one_spelling(word: str) -> str:
    """Return the form that stands for all spellings of a word; it need not be a word itself.

    British and American spellings share one, and so do Roman and other numbers. Another word never
    does: prefixes, negations and endings other than those of spelling stay.

    Parameters
    ----------
    word : str
        In lower case, without accents.

    Examples
    --------
    >>> one_spelling("modelling") == one_spelling("modeling"), one_spelling("behavioural")
    (True, 'behavioral')
    >>> one_spelling("ii"), one_spelling("2nd")
    ('2', '2th')
    """
    if word.endswith(("st", "nd", "rd", "th")) and word[:-2].isdecimal():
        return f"{word[:-2]}th"
    if _ROMAN.fullmatch(word):
        return str(_roman(word))
    if not word.isascii() or len(word) < 4:
        return _WORDS.get(word, word)
    if word in _WORDS:
        return _WORDS[word]
    for pattern, replacement in _RULES:
        word = pattern.sub(replacement, word)
    return word


def in_digits(word: str) -> str:
    """Return a number word in digits, as `one_spelling` writes numbers; any other word as it is.

    Examples
    --------
    >>> in_digits("two"), in_digits("second"), in_digits("teacher")
    ('2', '2th', 'teacher')
    """
    return _NUMBERS.get(word, word)


def _roman(word: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in word]
    return sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )


_PLURALS: Final = {
    "analyses": "analysis",
    "appendices": "appendix",
    "automata": "automaton",
    "bacteria": "bacterium",
    "children": "child",
    "corpora": "corpus",
    "crises": "crisis",
    "criteria": "criterion",
    "diagnoses": "diagnosis",
    "feet": "foot",
    "foci": "focus",
    "formulae": "formula",
    "halves": "half",
    "hypotheses": "hypothesis",
    "indices": "index",
    "indexes": "index",
    "leaves": "leaf",
    "lives": "life",
    "loci": "locus",
    "matrices": "matrix",
    "maxima": "maximum",
    "men": "man",
    "mice": "mouse",
    "minima": "minimum",
    "nuclei": "nucleus",
    "optima": "optimum",
    "parentheses": "parenthesis",
    "phenomena": "phenomenon",
    "quizzes": "quiz",
    "radii": "radius",
    "spectra": "spectrum",
    "stimuli": "stimulus",
    "strata": "stratum",
    "syntheses": "synthesis",
    "teeth": "tooth",
    "theses": "thesis",
    "vertices": "vertex",
    "vortices": "vortex",
    "women": "woman",
}
# words that end in s and are no plural of the word without it
_SINGULAR: Final = frozenset(
    [
        "aids",
        "alias",
        "atlas",
        "bias",
        "canvas",
        "chaos",
        "cosmos",
        "gas",
        "lens",
        "mars",
        "news",
        "pancreas",
        "perhaps",
        "series",
        "species",
        "texas",
        "whereas",
    ]
)
# of the words in -ics only these are plurals; "dynamics" is not several "dynamic"
_ICS: Final = frozenset(
    [
        "antibiotics",
        "characteristics",
        "clinics",
        "comics",
        "critics",
        "fabrics",
        "heuristics",
        "metrics",
        "mosaics",
        "picnics",
        "polemics",
        "relics",
        "statistics",
        "topics",
    ]
)


def singular(word: str) -> str:
    """Return the form that a word shares with its plural; it need not be a word itself.

    Examples
    --------
    >>> [singular(word) for word in ("networks", "studies", "matrices", "loss", "bias", "news")]
    ['network', 'study', 'matrix', 'loss', 'bias', 'news']
    >>> singular("losses") == singular("loss"), singular("caches") == singular("cache")
    (True, True)
    >>> singular("dynamics")
    'dynamics'
    """
    if word in _PLURALS:
        word = _PLURALS[word]
    elif (
        len(word) >= 4
        and word.endswith("s")
        and not word.endswith(("ss", "us", "is"))
        and word not in _SINGULAR
        and (not word.endswith("ics") or word in _ICS)
    ):
        word = word[:-1]
    if len(word) >= 4:
        if word.endswith("ie"):
            return f"{word[:-2]}y"
        if word.endswith(("se", "ze", "xe", "che", "she")):
            return word[:-1]
    return word
