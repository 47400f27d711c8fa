"""Which names papers lay claim to: by their titles, abstracts, the list, and who cites them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import pandas as pd

from kdgraph.analysis.lineage.markers import Marker, Target, is_meant, markers, target_of
from kdgraph.analysis.names.acronyms import (
    NAME,
    is_method_name,
    is_phrase,
    is_trade_word,
    phrase_of,
    words_before,
    words_of,
)
from kdgraph.graph.chronology import publication_time
from kdgraph.graph.snapshot import Snapshot
from kdgraph.graph.surveys import is_survey_title
from kdgraph.texts import one_line
from kdgraph.titles import plain, same_title

__all__ = ["LONGEST_NAME", "Claim", "claims", "line_of"]

LONGEST_NAME: Final = 22
"""Signs of a name that a title gives."""

_PREFIXED: Final = "title prefix"
_QUOTED: Final = 240  # signs of a sentence that is kept as evidence
_MOST_IDS: Final = 5
_FEW: Final = 3  # citing papers that must agree on a name that no word of the paper explains
_AGREED: Final = 0.8  # of those that use the name for any paper
_MAJORITY: Final = 0.5  # the same, where words of the paper explain it
_GENERIC: Final = 2  # other titles with its words make a short phrase a term, not a name
_PREFIX: Final = re.compile(r"^(?P<name>[^:]+?)\s*:\s")
_IN_TITLE: Final = re.compile(rf"\(\s*(?P<name>{NAME})\s*\)")
_DEFINED: Final = re.compile(
    rf"[(\[]\s*(?:i\.e\.,?\s+|or\s+)?[\"\u201c'`]*(?P<name>{NAME})[\"\u201d'`]*\s*[)\]]"
)
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z\u201c\"(\[])")
_VERB: Final = (
    r"\b(?:[Ww]e|[Tt]his (?:paper|work|article|study|report))\b[^.;:]{0,40}?\b"
    r"(?:propos|present|introduc|develop|design|devis|releas|describ)(?:e|es|ed|ing|s)?\b"
)
_FILL: Final = (
    r"(?:\s*,?\s*(?:a|an|the|our|novel|new|simple|general|efficient|effective|flexible|unified|"
    r"called|named|dubbed|termed|coined|framework|method|approach|algorithm|model|technique|loss|"
    r"strategy|architecture|network|and|yet|but|here))*[\s,]*"
)
_OWN_PHRASE: Final = re.compile(rf"{_VERB}{_FILL}$")
_DIRECT: Final = re.compile(
    rf"{_VERB}\s+[\"\u201c'`]*(?P<name>{NAME})[\"\u201d'`]*(?=\s*(?:[,:;.(\u2013\u2014]|$|that\b|which\b|to\b|a\b|an\b|as\b|for\b))"
)
_CALLED: Final = re.compile(
    r"\b(?:called|named|dubbed|termed|coined|abbreviated as|"
    r"(?:we|We) (?:call|name|term|dub|refer to)"
    rf"(?: (?:it|this|our|the)(?: \w+)?)?)(?: as)?\s+(?:the )?[\"\u201c'`]*(?P<name>{NAME})"
)
_OWN: Final = re.compile(r"\b(?:[Ww]e|[Oo]ur|[Tt]his (?:paper|work|article|study|report))\b")
_BRACKET: Final = re.compile(r"\[[^\[\]]{1,80}\]")
_BEFORE: Final = re.compile(
    rf"(?:^|[\s(\[\u201c\"'`|/,])(?P<name>{NAME})(?:'s|\u2019s)?[\"\u201d'`]*\s*[)\]]?[\"\u201d'`]*\s*[,:]?\s*$"
)
_LIKELY: Final = re.compile(r"\w[\"\u201d'`]*\)?\s*[(\[]")


@dataclass(frozen=True, slots=True)
class Claim:
    """A name that a paper may bear.

    `kind` says where it is from: ``list``, ``title prefix``, ``title parenthesis``, ``abstract``,
    ``citing sentence`` or ``title``; `evidence` is the text that says so, `ids` are those of the
    entry or of the citing papers it stands in. `phrase` is what an acronym stands for.
    """

    name: str
    kind: str
    evidence: str
    ids: tuple[str, ...] = ()
    phrase: str | None = None


def claims(snapshot: Snapshot) -> dict[str, list[Claim]]:
    """Return the names that each paper may bear, the best first; papers without any are left out.

    In this order: the list's own name for it; a name that its title gives before a colon; an
    acronym in brackets in its title, or in its abstract where it names what the paper proposes; the
    name that citing sentences put before the citation; a phrase of ordinary words before a colon.
    An acronym must be explained by words of the paper, or be used for it by three citing papers and
    hardly for any other.
    """
    papers = snapshot.papers
    titles = {
        str(paper_id): line_of(title)
        for paper_id, title in papers["title"].items()
        if not pd.isna(title)
    }
    abstracts = {
        str(paper_id): line_of(text)
        for paper_id, text in papers["abstract"].items()
        if not pd.isna(text)
    }
    found: dict[str, list[Claim]] = defaultdict(list)
    for paper_id, claim in _of_list(snapshot, titles):
        found[paper_id].append(claim)
    for paper_id, title in titles.items():
        found[paper_id] += _of_title(title)
    for paper_id, made in _of_abstracts(snapshot, titles, abstracts).items():
        found[paper_id] += made
    for paper_id, claim in _of_sentences(snapshot, titles, abstracts):
        found[paper_id].append(claim)
    # what people call it by comes before a phrase that its title begins with
    return {
        paper_id: sorted(made, key=lambda claim: claim.kind == _PREFIXED and is_phrase(claim.name))
        for paper_id, made in found.items()
        if made
    }


def line_of(text: object) -> str:
    r"""Return a text on one line, without control characters and blanks that are not needed.

    >>> line_of("Owls\tof \x00the\n night ")
    'Owls of the night'
    """
    return " ".join((one_line(str(text)) or "").split())


def _of_list(snapshot: Snapshot, titles: Mapping[str, str]) -> Iterator[tuple[str, Claim]]:
    """Yield the names that entries of the list give beside the paper's title, or in its place."""
    matched = snapshot.matches["paper_id"].dropna()
    for entry_id, printed in snapshot.reading_list.table["title"].dropna().items():
        paper_id = str(matched.get(entry_id, ""))
        title = titles.get(paper_id)
        text = line_of(printed)
        if title is None or plain(text) == plain(title):
            continue
        prefix, end = _PREFIX.match(text), re.search(rf"\s*\((?P<name>{NAME})\)$", text)
        name = None
        if prefix is not None and same_title(text[prefix.end() :], title):
            name = prefix["name"]
        elif end is not None and same_title(text[: end.start()], title):
            name = end["name"]
        elif is_method_name(text) and not title.casefold().startswith(text.casefold()):
            name = text
        if name is not None and 1 < len(name) <= LONGEST_NAME:
            yield paper_id, Claim(name, "list", text, (str(entry_id),))


def _of_title(title: str) -> Iterator[Claim]:
    prefix = _PREFIX.match(title)
    # before the colon of a survey stands the field, not a name for the paper
    survey = is_survey_title(title)
    if prefix is not None and len(prefix["name"]) <= LONGEST_NAME and not survey:
        yield Claim(prefix["name"], _PREFIXED, title)
    for match in _IN_TITLE.finditer(title):
        name = match["name"]
        phrase = phrase_of(name, words_before(title, match.start()))
        if phrase and is_method_name(name) and not is_trade_word(name) and not survey:
            yield Claim(name, "title parenthesis", title, (), phrase)


def _of_abstracts(
    snapshot: Snapshot, titles: Mapping[str, str], abstracts: Mapping[str, str]
) -> dict[str, list[Claim]]:
    """Return the names that abstracts give to what their papers propose."""
    proposed = {
        paper_id: list(_of_abstract(text, titles.get(paper_id, "")))
        for paper_id, text in abstracts.items()
        if not is_survey_title(titles.get(paper_id, ""))
    }
    phrases = {claim.phrase for made in proposed.values() for claim in made if claim.phrase}
    if not phrases:
        return {paper_id: made for paper_id, made in proposed.items() if made}
    time = dict(zip(snapshot.papers.index, publication_time(snapshot.papers), strict=True))
    bearers = _titles_with(phrases, titles)
    kept: dict[str, list[Claim]] = {}
    for paper_id, made in proposed.items():
        chosen = [
            claim
            for claim in made
            if claim.phrase is None or not _is_term(paper_id, claim.phrase, bearers, time)
        ]
        if chosen:
            kept[paper_id] = chosen
    return kept


def _of_abstract(text: str, title: str) -> Iterator[Claim]:
    """Yield the names that an abstract proposes: named by a verb first, then in brackets."""
    named, defined = [], []
    title_words = set(plain(title).split())
    for sentence in _SENTENCE.split(text):
        if "(" not in sentence and not _OWN.search(sentence) and "alled" not in sentence:
            continue
        own = _OWN.search(sentence)
        for pattern in (_DIRECT, _CALLED):
            for match in pattern.finditer(sentence):
                name = match["name"]
                if own and own.start() <= match.start() and _may_name(name):
                    named.append(Claim(name, "abstract", sentence[:_QUOTED]))
        for match in _DEFINED.finditer(sentence):
            name = match["name"]
            if not _may_name(name):
                continue
            phrase = phrase_of(name, words_before(sentence, match.start()))
            if phrase is None:
                continue
            words = phrase.split()
            at = _place(sentence[: match.start()], len(words))
            of_title = title_words.issuperset(words) and len(words) > 2
            if of_title or _OWN_PHRASE.search(sentence[:at]):
                defined.append(Claim(name, "abstract", sentence[:_QUOTED], (), phrase))
    yield from _each_once([*named, *defined])


def _may_name(name: str) -> bool:
    return is_method_name(name) and not is_trade_word(name)


def _place(text: str, words: int) -> int:
    """Return where the last so many words of a text begin."""
    places = [match.start() for match in re.finditer(r"[^\W_]+", text)]
    return places[-words] if len(places) >= words else 0


def _each_once(made: Iterable[Claim]) -> Iterator[Claim]:
    seen = set()
    for claim in made:
        if claim.name.casefold() not in seen:
            seen.add(claim.name.casefold())
            yield claim


def _titles_with(phrases: Iterable[str | None], titles: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the papers in whose titles each of the phrases stands."""
    wanted = {phrase for phrase in phrases if phrase}
    lengths = sorted({len(phrase.split()) for phrase in wanted})
    found: dict[str, list[str]] = defaultdict(list)
    for paper_id, title in titles.items():
        words = plain(title).split()
        for length in lengths:
            for start in range(len(words) - length + 1):
                phrase = " ".join(words[start : start + length])
                if phrase in wanted:
                    found[phrase].append(paper_id)
    return found


def _is_term(
    paper_id: str, phrase: str, bearers: Mapping[str, list[str]], time: Mapping[str, float]
) -> bool:
    """Tell whether a phrase is a term that others used before, or many use."""
    others = [other for other in bearers.get(phrase, ()) if other != paper_id]
    if len(phrase.split()) < 3 and len(others) >= _GENERIC:
        return True
    return any((time[other], other) < (time[paper_id], paper_id) for other in others)


@dataclass(slots=True)
class _Use:
    """Citing papers that use a name for a paper, and the first sentence of them."""

    citing: list[str]
    sentence: str


def _of_sentences(
    snapshot: Snapshot, titles: Mapping[str, str], abstracts: Mapping[str, str]
) -> Iterator[tuple[str, Claim]]:
    """Yield the name that citing sentences put before the citation of each paper."""
    uses: dict[str, dict[str, _Use]] = {}
    spelled: Counter[tuple[str, str]] = Counter()
    found = list(_names_used(snapshot, titles))
    sizes: dict[tuple[str, str], set[str]] = defaultdict(set)
    for _, cited_id, name, _ in found:
        sizes[cited_id, _key(_without_size(name))].add(_key(name))
    for citing_id, cited_id, whole, sentence in found:
        # ResNet-18 and ResNet-50 are of one paper, whose name is ResNet
        stem = _without_size(whole)
        name = stem if len(sizes[cited_id, _key(stem)]) > 1 else whole
        of_paper = uses.setdefault(cited_id, {})
        key = _key(name)
        use = of_paper.setdefault(key, _Use([], sentence))
        spelled[key, name] += 1
        if citing_id not in use.citing:
            use.citing.append(citing_id)
    total: Counter[str] = Counter()
    for of_paper in uses.values():
        for key, use in of_paper.items():
            total[key] += len(use.citing)
    written: dict[str, tuple[int, str]] = {}
    for (key, name), count in sorted(spelled.items()):
        if count > written.get(key, (0, ""))[0]:
            written[key] = (count, name)
    for cited_id, of_paper in uses.items():
        text = f"{titles.get(cited_id, '')}. {abstracts.get(cited_id, '')}"
        words = words_of(text)
        best = None
        for key, use in of_paper.items():
            name, count = written[key][1], len(use.citing)
            phrase = phrase_of(name, words, anywhere=True)
            share = count / total[key]
            generic = is_trade_word(name) and count < _FEW
            explained = phrase is not None and share > _MAJORITY and not generic
            if explained or (count >= _FEW and share >= _AGREED):
                order = (-count, phrase is None, name)
                best = min(best or (order, name, use, phrase), (order, name, use, phrase))
        if best is not None:
            _, name, use, phrase = best
            ids = tuple(use.citing[:_MOST_IDS])
            yield cited_id, Claim(name, "citing sentence", use.sentence[:_QUOTED], ids, phrase)


def _without_size(name: str) -> str:
    """Return a name without the number that it ends with, if a name is left.

    >>> _without_size("ResNet-50"), _without_size("T5")
    ('ResNet', 'T5')
    """
    stem = re.sub(r"-?\d+[a-z]?$", "", name)
    return stem if is_method_name(stem) else name


def _key(name: str) -> str:
    """Return what is the same for AT and at, FitNet and FitNets."""
    key = name.casefold()
    return key.removesuffix("s") if len(key) > 3 else key


def _names_used(
    snapshot: Snapshot, titles: Mapping[str, str]
) -> Iterator[tuple[str, str, str, str]]:
    """Yield citing paper, cited paper, name and sentence where a name stands before a citation."""
    table = snapshot.contexts
    likely = table[table["sentence"].fillna("").str.contains(_LIKELY)]
    if likely.empty:
        return
    likely = likely.sort_values(["cited_id", "citing_id", "n"], kind="stable")
    first = snapshot.authorships.sort_values("position", kind="stable")
    first = first[first["position"] == 0].drop_duplicates("paper_id")
    author = dict(zip(first["paper_id"], first["name"], strict=True))
    years = snapshot.papers[["year", "first_year"]]
    dated = {
        str(paper_id): [int(year) for year in row if not pd.isna(year)]
        for paper_id, *row in zip(years.index, years["year"], years["first_year"], strict=True)
    }
    columns = [likely[name].tolist() for name in ("cited_id", "citing_id", "sentence", "group")]
    rows = zip(*columns, strict=True)
    for (cited_id, citing_id), pair in groupby(rows, key=lambda row: (row[0], row[1])):
        of_pair = list(pair)
        sentences = [sentence for _, _, sentence, _ in of_pair]
        who = author.get(cited_id)
        target = target_of(
            titles.get(str(cited_id)),
            None if who is None or pd.isna(who) else str(who),
            dated.get(str(cited_id), ()),
            sentences,
        )
        for _, _, sentence, group in of_pair:
            if not pd.isna(group) and group > 1:
                continue
            text = line_of(sentence)
            for name in _names_in(text, target):
                yield str(citing_id), str(cited_id), name, text


def _names_in(sentence: str, target: Target) -> Iterator[str]:
    """Yield the names right before those citations of a sentence that are of the target alone."""
    found = markers(sentence)
    if not found:
        # sources of arXiv: the keys of the citing paper stand in brackets
        places = list(_BRACKET.finditer(sentence))
        name = target.surname
        meant = [
            Marker(match.start(), match.end(), match[0], frozenset(), frozenset())
            for match in places
            if len(places) == 1
            or (name is not None and len(name) > 2 and name in plain(match[0]).replace(" ", ""))
        ]
    else:
        meant = [marker for marker in found if is_meant(marker, sentence, target)]
        if not meant and len(found) == 1:
            meant = found
    for marker in meant:
        if marker.works > 1 or ("," in marker.text.strip("[]()") and not marker.names):
            continue
        before = _BEFORE.search(sentence[: marker.start])
        if before is not None and is_method_name(before["name"]):
            yield before["name"].removesuffix("'s").removesuffix("\u2019s")
