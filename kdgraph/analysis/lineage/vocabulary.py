"""Vocabulary of citing sentences: classes of words that tell what a citation is for.

Papers of all fields speak of their sources with the same few hundred words: verbs of use,
extension and comparison, words for the authors themselves and for others, for data, tools and
results. A sentence is read as a sequence of these classes; what it is about is not looked at.
``use*`` stands for every word that begins so. A word may belong to several classes.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

__all__ = ["ACTIONS", "FUNCTION_WORDS", "WORD_CLASSES", "word_classes"]

WORD_CLASSES: Final[dict[str, str]] = {
    # who speaks, and of whom
    "own": "we our ours us i my",
    "here": "here herein proposed presented present ourselves",
    "others": "they their them he his she her authors author al colleagues",
    "work": "paper work works article thesis section manuscript study research",
    # taking as it is
    "use": "use uses used using usage employ* adopt* utilis* utiliz* leverag* exploit* reuse* "
    "re-use* deploy*",
    "apply": "apply applies applied applying application rely relies relied relying run runs ran "
    "running",
    "take": "take takes taken took taking obtain* download* choose chooses chose chosen choosing "
    "select* pick* retriev* collect* come comes came sourced drawn provided release* available "
    "supplied gift",
    "follow": "follow follows followed following per according prescrib* recommend* accordance",
    "described": "described defined introduced outlined specified explained detailed given "
    "proposed suggested previously elsewhere",
    "train": "train* pretrain* pre-train* fine-tun* finetun* initiali* optimi* tune tuned tuning",
    "measure": "comput* calculat* measure* estimate* assess* evaluat* test tested testing scored "
    "tagged parsed tokeni* lemmati* segment* annotat* extract* generat* cluster* perform performed "
    "performs conduct* carried preprocess* normali* align* fitted process processed analyz* "
    "analys* experiment* cropped resized weighted quantif* detected",
    "implement": "implement* reimplement* re-implement* replicat* reproduc* code coded",
    # going on from it
    "extend": "extend extends extending extended extension extensions expand* expansion augment* "
    "generaliz* generalis* enrich* complement* refin* relax* enhanc* broaden* enlarg* supplement* "
    "upgrad* lift lifts lifted lifting strengthen*",
    "incorporate": "incorporat* integrat* combin* plug* include includes included including "
    "insert* "
    "append* attach* equip* inject*",
    "add": "add adds added adding addition additions additional introduce introduces introducing "
    "new novel",
    "further": "further beyond upon continu* follow-up step improv* advanc*",
    "replace": "replac* substitut* swap* omit* remov* drop drops dropped dropping simplif*",
    "build": "build builds built building starting top foundation* backbone start starts",
    "base": "base bases based basis",
    # taking it in changed shape
    "modify": "modif* alter* revis* adjust* customi* tweak*",
    "version": "version versions variant variants variation variations form",
    "change": "change changes changed difference differences exception exceptions except "
    "modification modifications",
    "adapt": "adapt adapts adapted adapting adaptation adaptations adaption tailor* transfer* "
    "redrawn reworked reformulat* reinterpret* recast*",
    "inspire": "inspir* motivat* spirit idea* borrow* intuition akin analog* reminiscent vein draw "
    "draws drawing",
    # setting beside it
    "similar": "similar* like likewise equivalent alike close closely closest related",
    "same": "same identical identically equal equally exact exactly unchanged verbatim",
    "agree": "agree* consistent consistently line accord confirm* corroborat* match matches "
    "matched "
    "matching resembl* compatible echo* support* coincid* in-line mirror* parallel*",
    "disagree": "contradict* disagree* conflict* counter contrary deviat* discrepan* inconsistent "
    "oppose* dispute* refut* challenge* contrast* opposite odds",
    "differ": "unlike differ differs differed different differently distinct distinguish* opposed "
    "rather depart departs other",
    "whereas": "whereas while although though however but yet nevertheless despite instead where",
    "compare": "compar* versus vs against baseline* competitor* competitive rival* par beside",
    "better": "better best outperform* surpass* exceed* beat beats beaten superior inferior worse "
    "worst win wins",
    "more": "higher lower faster slower larger smaller fewer more less greater cheaper stronger "
    "weaker simpler easier below above highest lowest improvement* gain gains reduction increase* "
    "decreas* twice",
    "result": "result results score scores accurac* performance finding findings f1 f-score error "
    "errors precision recall percent points point margin value values numbers figures rate rates "
    "state-of-the-art sota",
    "table": "table tables figure figures row rows column fig tab",
    # what is taken or spoken of
    "data": "dataset* data corpus corpora benchmark* treebank* collection* set sets sample samples "
    "database* lexicon images sentences catalogue* catalog*",
    "tool": "toolkit* tool tools toolbox librar* package* software implementation* optimizer* "
    "optimiser* framework* program simulator* script scripts embedding* vectors weights "
    "checkpoint* "
    "tokenizer* tagger",
    "model": "model models method methods approach approaches system systems architecture* network "
    "networks technique* scheme* procedure* pipeline* encoder* decoder* classifier* loss objective "
    "mechanism module layer layers strategy formulation algorithm*",
    "setting": "parameter* hyperparameter* hyper-parameter* setting settings setup configuration* "
    "protocol* split splits default* metric metrics criterion guideline* evaluation",
    "original": "original originally",
    "task": "task tasks field area domain",
    # reporting and background
    "show": "show shows showed shown showing demonstrat* found find finds observ* suggest* argu* "
    "claim* conclud* hypothes* note notes noted report reports reported reveal* prove* proven "
    "indicat* state stated",
    "propose": "propose proposes present presents presenting introduce introduces introduced "
    "develop* design* creat* construct* devis* offer*",
    "study": "studies studied investigat* explor* examin* discuss* address* focus* consider* "
    "survey* review* attention",
    "many": "many several various numerous most some number variety range plenty few much",
    "recent": "recent* previous* prior existing past earlier early traditional* current* "
    "conventional literature pioneer* first decade* years year since",
    "usual": "widely commonly often usually typically popular frequently generally mainly "
    "well-known "
    "known standard common successful* promising effective important increasing* growing",
    "example": "e.g. i.e. such example instance see cf. cf among etc",
    "modal": "can could may might will would should must",
    "future": "future plan hope intend",
    "perfect": "has have had been",
    "be": "is are was were be being",
    "negation": "not no never without neither nor cannot fail* lack* n't don't doesn't didn't does "
    "do did",
    "problem": "problem* limit* difficult* challenging suffer* unfortunately drawback* "
    "shortcoming* "
    "expensive costly require* need needs needed only still assum*",
    "because": "because since therefore thus hence so due",
}
"""Classes by name, with their words."""

FUNCTION_WORDS: Final = frozenset(
    [
        "of",
        "in",
        "by",
        "with",
        "from",
        "to",
        "on",
        "for",
        "as",
        "and",
        "or",
        "the",
        "a",
        "an",
        "than",
        "that",
        "which",
        "who",
        "this",
        "these",
        "those",
        "it",
        "its",
        "also",
        "both",
        "all",
        "one",
        "two",
        "three",
        "first",
        "second",
        "into",
        "at",
        "over",
        "under",
        "between",
        "only",
        "when",
        "if",
        "very",
    ]
)
"""Words that stand for themselves in a sequence of classes."""


_NO_ACTIONS: Final = frozenset(
    [
        "own",
        "here",
        "others",
        "work",
        "described",
        "further",
        "whereas",
        "result",
        "table",
        "data",
        "tool",
        "model",
        "setting",
        "original",
        "task",
        "many",
        "recent",
        "usual",
        "modal",
        "future",
        "perfect",
        "be",
        "negation",
        "problem",
        "because",
    ]
)

ACTIONS: Final = frozenset(WORD_CLASSES) - _NO_ACTIONS
"""Classes of what one can do with the work of others."""


def _index() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    whole: dict[str, list[str]] = {}
    stems: dict[str, list[str]] = {}
    for name, words in WORD_CLASSES.items():
        for word in words.split():
            place = stems if word.endswith("*") else whole
            place.setdefault(word.rstrip("*"), []).append(name)
    return whole, stems


_WHOLE, _STEMS = _index()
_SHORTEST: Final = min(map(len, _STEMS))
_LONGEST: Final = max(map(len, _STEMS))


@lru_cache(maxsize=1 << 15)
def word_classes(word: str) -> tuple[str, ...]:
    """Return the classes of a word in lower case, and the word itself if it is a function word.

    Examples
    --------
    >>> word_classes("generalises"), word_classes("than"), word_classes("whale")
    (('extend',), ('than',), ())
    """
    found = list(_WHOLE.get(word, ()))
    for length in range(_SHORTEST, min(len(word), _LONGEST) + 1):
        found += [name for name in _STEMS.get(word[:length], ()) if name not in found]
    if word in FUNCTION_WORDS:
        found.append(word)
    return tuple(found)
