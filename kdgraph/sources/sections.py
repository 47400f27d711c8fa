"""Which kind of section a heading opens: by its words, in several languages, and by its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kdgraph.model import SECTIONS
from kdgraph.titles import plain

__all__ = ["SECTIONS", "Heading", "kinds_of", "named_kind"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the text.

    Attributes
    ----------
    level : int
        0 for a chapter, 1 for a section, 2 for a subsection, and so on; -1 for a part.
    text : str
        What it prints.
    appendix : bool
        Whether it stands behind the beginning of the appendix.
    """

    level: int
    text: str
    appendix: bool


# plain words: lower case, no accents
_NAMED: Final = (
    (
        "abstract",
        r"(?:extended )?abstract\b.*|kurzfassung\b|kurzzusammenfassung\b|resume$|resumen$|resumo$",
    ),
    (
        "other",
        r"preface|foreword|vorwort|avant propos|prefacio|list of\b.*|lists of\b.*|table of "
        r"contents|contents|inhalt\w*|notations?|"
        r"nomenclature|abbreviations|acronyms|glossary|abkurzungs\w*|references|bibliography"
        r"|literatur(?:verzeichnis)?|"
        r"acknowledge?ments?\b.*|danksagung\b|remerciements\b|funding\b.*|author "
        r"contributions?\b.*|data availability\b.*|"
        r"code availability\b.*|competing interests?\b.*|conflicts? of interests?\b.*|about the "
        r"authors?\b.*|checklist\b.*",
    ),
    (
        "appendix",
        r"(?:technical |online )?(?:appendix|appendices|anhang|annexes?|appendice|apendice"
        r"|anexos?)\b"
        r"|supplement(?:ary|al)?\b(?: material| information)?|supporting information",
    ),
    (
        "related work",
        r"(?:.*\b)?(?:related|previous|prior|existing|earlier) (?:\w+ )?(?:works?|research"
        r"|stud(?:y|ies)|literature"
        r"|methods|approaches|results)\b|literature (?:review|survey)|review of (?:the "
        r")?(?:related )?literature"
        r"|state of the art|(?:theoretical |technical |historical |mathematical |physical )?"
        r"(?:back ?grounds?|foundations?|basics|fundamentals|preliminar(?:y|ies)|prerequisites"
        r"|concepts)\b"
        r"(?!.*\b(?:method|experiment))|(?:.* )?(?:back ?ground|preliminaries|basics)|basics "
        r"of\b.*"
        r"|notations?(?: and \w+)?|fundamentals of\b.*|problem (?:background|context)"
        r"|verwandte arbeiten|stand der (?:technik|forschung|wissenschaft)|(?:theoretische "
        r"|technische |mathematische )?"
        r"(?:grundlagen|hintergrund|vorarbeiten|vorwissen)\b|forschungsstand"
        r"|literatur(?:ubersicht|uberblick)"
        r"|(?:etat|revue) (?:de l art|de la litterature|de litterature)|travaux (?:connexes"
        r"|anterieurs|lies|existants|apparentes)"
        r"|(?:notions|connaissances) (?:preliminaires|de base)|preliminaires|contexte\b"
        r"|trabajos? (?:relacionados?|previos?)|estado (?:del|da) arte|antecedentes|marco "
        r"teorico|trabalhos relacionados"
        r"|fundamentacao teorica|referencial teorico|stato dell arte|lavori correlati|preliminari",
    ),
    (
        "introduction",
        r"(?:general )?introduction\b|motivations?\b|overview$|einleitung\b|einfuhrung\b"
        r"|introduccion\b|introducao\b"
        r"|introduzione\b|inleiding\b|motivation und|vvedenie|aims? and scope",
    ),
    (
        "conclusion",
        r"(?:.*\b)?(?:conclusions?|concluding remarks?|closing remarks?|summary and outlook"
        r"|outlook|future (?:works?|directions|research))\b"
        r"|(?:general )?discussions?\b(?! of (?:experiment|result))|summary\b|limitations?\b"
        r"|(?:current )?limitations and\b.*|broader impacts?\b.*"
        r"|(?:ethic(?:s|al)|impact|reproducibility|societal)\b.*|perspectives?\b"
        r"|fazit\b|schluss\w*|zusammenfassung\b|ausblick\b|diskussion\b|resumee?\b"
        r"|conclusiones?\b|conclusoes|conclusao"
        r"|conclusioni?\b|discusion\b|discussione\b|discussao\b|trabajos? futuros?\b"
        r"|consideracoes finais|conclusie|schlussbetrachtung\w*",
    ),
    (
        "experiments",
        r"(?:.*\b)?(?:experiments?|experimental|empirical|evaluations?|ablations?|benchmarks?"
        r"|case stud(?:y|ies)|simulation (?:results?|stud(?:y|ies))"
        r"|simulations?|numerical (?:results?|examples?|experiments?|simulations?|stud(?:y|ies)"
        r"|tests?|validation)|computational (?:results?|experiments?|stud(?:y|ies)))\b.*"
        r"|(?:main |our |the )?(?:results?|findings|applications?|performance|validation"
        r"|comparisons?|measurements|observations)\b.*"
        r"|(?:.* )?(?:results?(?: and (?:discussions?|analys[ei]s))?|applications?|validation)"
        r"|data ?sets?\b.*|implementation details|quantitative\b.*|qualitative\b.*"
        r"|experimente?\b.*|ergebnisse?\b.*|auswertung\b.*|evaluierung\b.*|versuche?\b.*"
        r"|anwendung(?:en)?\b.*|messungen\b.*"
        r"|experiences?\b.*|experimentations?\b.*|resultats?\b.*|(?:etude|validation) "
        r"(?:experimentale|numerique)\b.*|evaluation\b.*"
        r"|experimentos?\b.*|resultados?\b.*|evaluacion\b.*|avaliacao\b.*|esperimenti\b.*"
        r"|risultati\b.*|valutazione\b.*|resultaten\b.*",
    ),
    (
        "method",
        r"(?:.*\b)?(?:method(?:s|ology|ologies|ological)?|approach(?:es)?|algorithms?|framework"
        r"|architecture|formulation|materials and methods)\b.*"
        r"|(?:the |our )?(?:proposed|model|models|system|theory|design|implementation"
        r"|construction|setup|problem (?:statement|setting|definition|setup|formulation))\b.*"
        r"|proofs?\b.*|derivation\b.*|(?:.* )?(?:model|theory|analysis|implementation)"
        r"|theoretical (?:analysis|results?|guarantees?)\b.*|(?:main )?theorems?\b.*"
        r"|methoden?\b.*|methodik\b.*|vorgehen\w*\b.*|entwurf\b.*|konzept\w*\b.*|umsetzung\b.*"
        r"|implementierung\b.*|verfahren\b.*|modell\w*\b.*|ansatz\b.*"
        r"|methodes?\b.*|methodologie\b.*|approche\b.*|modele\b.*|conception\b.*|mise en "
        r"oeuvre\b.*|algorithmes?\b.*"
        r"|metod(?:o|os|ologia|ologias)\b.*|materiales y metodos\b.*|propuesta\b.*|modelo\b.*"
        r"|metodi?\b.*|methode\b.*",
    ),
)
_PATTERNS: Final = tuple(
    (kind, re.compile(f"(?:{pattern})$|(?:{pattern}) .*")) for kind, pattern in _NAMED
)
_NUMBERED: Final = re.compile(
    r"(?:(?:\d+|[ivx]+|chapter|section|kapitel|chapitre|teil|part) )+(?=\w)"
)
_SURVEY: Final = re.compile(
    r"\b(?:surveys?|review|overview|tutorial|taxonomy|roadmap|perspective|uberblick|etat de l "
    r"art)\b"
)
_THIS_SURVEY: Final = re.compile(
    r"\b(?:this|the|our) (?:survey|review)\b|\bsurvey (?:overview|scope|methodology)\b"
)
# the whole of a lower heading that tells more than the one above it
_INNER: Final = re.compile(
    r"(?:related works?|(?:prior|previous) works?|background(?: and related works?)?|state of "
    r"the art|"
    r"(?:numerical |experimental |empirical |main )?(?:results?|experiments?|evaluation"
    r"|comparisons?)(?: and discussions?)?|"
    r"(?:experimental|evaluation) (?:setup|settings?|results?|evaluation|protocol)|ablation "
    r"stud(?:y|ies)|"
    r"verwandte arbeiten|stand der (?:technik|forschung)|experimente|ergebnisse|auswertung"
    r"|evaluierung|"
    r"travaux (?:connexes|anterieurs)|etat de l art|resultats(?: experimentaux)?|experiences)"
)


def named_kind(heading: str) -> str | None:
    """Return the kind of section that the words of a heading name, None where they name none.

    Examples
    --------
    >>> named_kind("1. Introduction"), named_kind("Verwandte Arbeiten"), named_kind("Résultats")
    ('introduction', 'related work', 'experiments')
    >>> named_kind("Background and Related Work"), named_kind("3-Gems") is None
    ('related work', True)
    """
    words = plain(heading)
    words = _NUMBERED.sub("", words, count=1) if _NUMBERED.match(words) else words
    if not words or len(words) > 200:
        return None
    for kind, pattern in _PATTERNS:
        if pattern.match(words):
            return kind
    return None


def kinds_of(headings: Sequence[Heading], title: str = "") -> list[str]:
    """Return the kind of each heading's section.

    The top heading decides: by its words; else by its place. Before the experiments it is method,
    but for the first of several where nothing tells the background: that is it. Behind them, and
    in a paper without experiments such as a survey, it is other. A lower heading decides only where
    the top one names no kind.

    Parameters
    ----------
    headings : sequence of Heading
        In the order of the text.
    title : str
        The title of the paper: a survey has no method.

    Examples
    --------
    >>> names = ["Introduction", "Weights", "Shapes", "Experiments", "Costs", "Conclusion"]
    >>> kinds_of([Heading(1, name, False) for name in names])
    ['introduction', 'related work', 'method', 'experiments', 'experiments', 'conclusion']
    """
    top = min((heading.level for heading in headings if heading.level >= 0), default=0)
    named = ["appendix" if heading.appendix else named_kind(heading.text) for heading in headings]
    tops = [n for n, heading in enumerate(headings) if heading.level == top]
    known = [named[n] for n in tops]
    survey = _SURVEY.search(plain(title)) is not None or any(
        _THIS_SURVEY.search(plain(heading.text)) for heading in headings
    )
    begins = next((n for n in tops if named[n] == "introduction"), -1)
    first_experiment = next((n for n in tops if named[n] == "experiments"), None)
    last_experiment = next((n for n in reversed(tops) if named[n] == "experiments"), None)
    conclusion = next(
        (n for n in tops if named[n] in ("conclusion", "appendix") and n > (last_experiment or 0)),
        len(headings),
    )
    unnamed = [
        n
        for n in tops
        if named[n] is None and n > begins and (first_experiment is None or n < first_experiment)
    ]
    by_place: dict[int, str] = {}
    has_method = "method" in known
    for n in tops:
        if named[n] is not None:
            continue
        if n < begins or survey or (first_experiment is None and not has_method):
            by_place[n] = "other"
        elif first_experiment is None or n < first_experiment:
            by_place[n] = "method"
        elif n < conclusion:
            by_place[n] = "experiments"
        else:
            by_place[n] = "other"
    no_background = "related work" not in known
    if no_background and not has_method and len(unnamed) > 1 and first_experiment is not None:
        by_place[unnamed[0]] = by_place[unnamed[0]] if survey else "related work"
    found: list[str] = []
    current = "other"
    sure = False
    inner: tuple[int, str] | None = None
    for n, heading in enumerate(headings):
        if heading.level == top or heading.level < 0:
            sure = named[n] is not None
            current = named[n] or by_place.get(n, "other")
            inner = None
            found.append(current)
            continue
        if inner is not None and heading.level <= inner[0]:
            inner = None
        kind = named[n]
        tells = not survey and _INNER.fullmatch(plain(heading.text)) is not None
        if not sure and inner is None and kind is not None and tells:
            inner = (heading.level, kind)
        found.append(inner[1] if inner is not None else current)
    return found
