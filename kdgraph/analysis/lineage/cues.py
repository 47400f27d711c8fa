"""Lexicon of cue phrases that label a citing sentence.

A cue is a row of `CUES`: what it speaks for, how surely, and its words in a small language:

- words are separated by spaces and compared without case; ``use*`` is any word that begins so;
- ``use*|employ*`` is either;
- ``~`` stands for up to three further words;
- ``@`` is the citation itself, ``%`` a number.

A cue without ``@`` must stand before the citation (after it where `side` says so), in its clause,
within `reach` words. A cue with `voice` counts only where the citing authors speak of themselves:
"we use [3]" is theirs, "they use [3]" is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

__all__ = [
    "BOUNDARIES",
    "CUES",
    "LABELS",
    "NEGATIONS",
    "STRENGTH",
    "VOICE",
    "Cue",
    "Label",
]

Label: TypeAlias = Literal["extends", "adapts", "uses", "compares", "mentions"]
"""What a citation says about descent."""

LABELS: Final[tuple[Label, ...]] = ("extends", "adapts", "uses", "compares", "mentions")
"""All labels, strongest first.

- ``extends``: goes on from the cited work, so that this one would not be without it;
- ``adapts``: takes over an idea, a form or a figure in changed shape;
- ``uses``: takes method, data, code, settings or values as they are;
- ``compares``: sets its results or its way beside the cited ones, in agreement or not;
- ``mentions``: everything else: background, definition, example, report.
"""

STRENGTH: Final[dict[str, float]] = {
    "extends": 1.0,
    "adapts": 0.8,
    "uses": 0.6,
    "compares": 0.4,
    "mentions": 0.15,
}
"""How much each label says about descent."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One row of the lexicon; see the head of this module."""

    words: str
    label: Label
    weight: float
    voice: bool = False
    side: Literal["before", "after", "any"] = "before"
    reach: int = 12


VOICE: Final = frozenset({"we", "our", "ours", "us", "i", "my"})
"""Words of authors who speak of themselves; besides "this paper" and its kin, see below."""

NEGATIONS: Final = frozenset(
    {"not", "never", "without", "neither", "nor", "cannot", "instead", "rather", "no", "n't"}
)
"""Words that turn a cue within three words after them around."""

BOUNDARIES: Final = frozenset(
    {";", ":", "while", "whereas", "but", "although", "though", "because", "however", "which"}
)
"""Words and signs that end a clause."""


def _rows(label: Label, *rows: tuple[str, float], reach: int = 12) -> tuple[Cue, ...]:
    return tuple(Cue(words, label, weight, reach=reach) for words, weight in rows)


def _own(label: Label, *rows: tuple[str, float], reach: int = 12) -> tuple[Cue, ...]:
    return tuple(Cue(words, label, weight, voice=True, reach=reach) for words, weight in rows)


def _any(label: Label, *rows: tuple[str, float]) -> tuple[Cue, ...]:
    return tuple(Cue(words, label, weight, side="any") for words, weight in rows)


def _after(label: Label, *rows: tuple[str, float]) -> tuple[Cue, ...]:
    return tuple(Cue(words, label, weight, side="after", reach=6) for words, weight in rows)


CUES: Final[tuple[Cue, ...]] = (
    *_own(
        "extends",
        ("build*|built ~ on|upon|off", 0.9),
        ("on top of", 0.65),
        ("extend|extends|extending|extended", 0.85),
        ("extension of|to", 0.8),
        ("generaliz*|generalis* ~ @", 0.75),
        ("improve*|improving on|upon", 0.75),
        ("improved version of", 0.8),
        ("further develop*", 0.75),
        ("go|goes|going beyond", 0.6),
        ("our previous|prior|earlier|former|preliminary work|paper|method|approach|study", 0.6),
        ("follow-up of|to|on", 0.75),
        ("as a|the|our starting point", 0.75),
        ("take* ~ one step further", 0.8),
    ),
    *_rows(
        "extends",
        ("findings|results extend", 0.8),
        ("is|are an extension of", 0.8),
        ("extended version of", 0.8),
    ),
    *_own(
        "adapts",
        ("inspired|motivated by", 0.8),
        ("inspiration from", 0.8),
        ("in ~ spirit of|to", 0.75),
        ("similar in spirit", 0.75),
        ("adapt|adapts|adapting", 0.75),
        ("modify|modifies|modifying|modified", 0.65),
        ("modification of", 0.7),
        ("variant|version of", 0.6),
        ("is|are|be|work|method|approach|model based on", 0.65),
        ("borrow*", 0.75),
        ("idea* of|from|behind|in", 0.6),
        ("draw*|drawing on|upon", 0.6),
        ("reformulat*|reinterpret*", 0.6),
        ("equivalent|analogous|akin to", 0.6),
        ("similar|similarly to @ ~ we|our", 0.65),
        ("like|as @ , we|our", 0.6),
        ("in a similar manner|way|fashion|vein", 0.6),
        ("same idea|strategy|principle|spirit", 0.65),
        ("tailor*", 0.6),
    ),
    *_rows(
        "adapts",
        ("adapted|modified|redrawn|reworked from|after", 0.85),
        ("the idea behind", 0.55),
    ),
    *_after("adapts", ("@ ~ inspire*|motivate* us|our|this", 0.8)),
    *_any(
        "compares",
        ("comparison|compared|comparing|compares|compare|comparable with|to|against", 0.65),
        ("in comparison", 0.65),
        ("superior|inferior to", 0.45),
        ("on par with", 0.5),
        ("competitive with|to|results", 0.5),
        ("state-of-the-art|sota methods|approaches|results|models", 0.4),
    ),
    *_rows(
        "compares",
        ("agree|agrees|agreement|accord|accordance with", 0.75),
        ("consistent with", 0.75),
        ("in line with", 0.7),
        ("echo|echoes|echoing", 0.7),
        ("contradict*", 0.65),
        ("corroborat*|confirm* ~ findings|results|observations", 0.65),
        reach=30,
    ),
    *_rows(
        "compares",
        ("unlike", 0.75),
        ("contrary to", 0.75),
        ("in|by contrast to|with", 0.7),
        ("as opposed to", 0.7),
        ("different|differs|differ|departs from", 0.65),
        ("better|worse|higher|lower|faster|slower|larger|smaller|greater than", 0.65),
        ("more|less ~ than", 0.5),
        ("result* ~ in|of ~ study|work of|by", 0.5),
        ("similar to ~ reported|found|observed|obtained", 0.65),
        ("roc|precision-recall curve*", 0.5),
    ),
    *_own(
        "compares",
        ("compare|compares|compared|comparing|comparison", 0.75),
        ("compare|compared|comparing ~ to|with", 0.8),
        ("outperform*|surpass*|superior|inferior|par", 0.75),
        ("baseline*|competitor*", 0.7),
        ("against", 0.55),
        ("related to", 0.5),
        ("as|than reported|obtained by|in", 0.6),
    ),
    *_own(
        "uses",
        ("use|uses|used|using", 0.7),
        ("employ*|adopt*|utilis*|utiliz*|exploit*|leverag*", 0.7),
        ("apply|applies|applied|applying", 0.65),
        ("implement*|reimplement*", 0.65),
        ("take|choose|chose|select*", 0.5),
        ("our ~ is|are a|an|the ~ @", 0.5),
        ("train|trained|evaluate*|test|tested|experiment*|conduct*", 0.55),
        ("fine-tune*|finetune*|initiali*", 0.65),
        ("develop* ~ with", 0.6),
        ("follow|follows|following", 0.7),
        ("as in|per", 0.55),
        ("measured|computed|calculated|estimated|optimi*|report", 0.5),
        ("rely|relies on|upon", 0.6),
        ("via|through|by means of ~ @", 0.5),
        reach=20,
    ),
    *_rows(
        "uses",
        ("following", 0.6),
        ("follow|follows the ~ of|in", 0.65),
        ("use*|using the ~ code|implementation|dataset|data|toolbox|library|package|software", 0.7),
        ("as ~ described|detailed|proposed|defined|introduced|done ~ @", 0.55),
        ("described|reported|published previously|earlier|before|elsewhere", 0.55),
        ("according to ~ method|procedure|protocol|principle|definition|formula", 0.55),
        ("implemented|developed|built|written|coded in|with|using|by", 0.6),
        ("as in @", 0.45),
        ("experiments|evaluation|evaluations ~ on", 0.5),
        ("measured|calculated|computed|estimated|determined|performed using|by|with", 0.55),
        ("picture|figure|image|photo|data|code|values taken|obtained|downloaded|from", 0.6),
        ("using", 0.45),
    ),
    *_after(
        "uses",
        ("@ is|are|was|were adopted|employed|utilized|utilised|exploited|applied", 0.65),
        ("@ was|were used", 0.65),
        ("@ contain*|comprise*|include*|provide* ~ %", 0.6),
        ("@ consist* of ~ %", 0.65),
        ("@ is|are a|an ~ corpus|dataset|benchmark|collection", 0.6),
        ("@ dataset|corpus|optimizer|tokenizer|toolkit|software", 0.5),
    ),
    *_rows(
        "mentions",
        ("e.g.", 0.6),
        ("such as", 0.55),
        ("for example|instance", 0.45),
        ("so-called|called", 0.5),
        ("see|cf|cf.", 0.55),
        ("widely|commonly|often|usually|frequently|generally|mainly used|adopted|employed", 0.7),
        ("usually|commonly|often|typically|mainly|generally", 0.6),
        ("many|several|various|numerous|plenty ~ efforts|studies|works|methods|researchers", 0.65),
        ("recent|previous|prior|existing|current|traditional ~ works|studies|methods|approaches",
         0.5),
        ("researchers|authors|scholars|people", 0.6),
        ("dominant|popular|effective|promising", 0.45),
        ("can|could|may|might be", 0.4),
        ("has|have been ~ described|reported|shown|demonstrated|observed|proposed|studied", 0.7),
        ("better|worse|higher|lower|faster|slower|larger|smaller|greater|more|less than %", 0.7),
    ),
    *_after(
        "mentions",
        ("have|has ~ been", 0.65),
        ("are|is ~ widely|commonly|often|mainly|usually", 0.7),
    ),
)  # fmt: skip
"""The lexicon."""
