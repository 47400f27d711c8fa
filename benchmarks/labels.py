"""``python -m benchmarks.labels [--write] [--seeds N]``: learn the weights of cues, measure labels.

Learns from the training split of MultiCite (Lauscher et al. 2022), which stands beside the
repository, is for non-commercial use, and of which nothing but the weights of single features is
kept: single words only if papers of several fields, which lie there too, use them as well. Learns
from `written_sentences.tsv` too, which were written for this purpose. Measures by cross-validation
in folds that keep apart all sentences of one paper about one cited work; choice of features,
weights and biases are made within the training part of each fold. ``--seeds`` measures over that
many other divisions into folds, too. With ``--write`` replaces the weights, the measured numbers
and the table in the documentation.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import re
import sys
import tarfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log1p
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from benchmarks.timing import ROOT
from kdgraph.analysis.lineage.cues import BIAS, LABELS, READ_LABELS, WEIGHTS_FILE, Weights
from kdgraph.analysis.lineage.features import words_of
from kdgraph.analysis.lineage.label_quality import QUALITY_FILE
from kdgraph.analysis.lineage.markers import Target, target_of
from kdgraph.analysis.lineage.reading import (
    CHANGED,
    CitedPlace,
    change_cue,
    cited_places,
    read_places,
    shape_cue,
)

SHARED: Final = ROOT.parent / "shared" / "cases" / "labels" / "multicite-train.tsv.gz"
PAPERS: Final = SHARED.parents[2] / "latex-samples"
WRITTEN: Final = Path(__file__).with_name("written_sentences.tsv")
HELD_OUT: Final = ROOT / "tests" / "analysis" / "lineage" / "written_sentences.tsv"
SEMANTIC_SCHOLAR: Final = ROOT.parent / "shared" / "semantic-scholar"
RECORDED: Final = HELD_OUT.with_name("labelled_sentences.tsv")
DOCUMENT: Final = ROOT / "docs" / "labels.md"

BEGIN, END = "<!-- measured: written by benchmarks.labels -->", "<!-- end of what is measured -->"
OURS: Final = {
    "background": "mentions",
    "motivation": "mentions",
    "future_work": "mentions",
    "similarities": "compares",
    "differences": "compares",
    "uses": "uses",
    "extends": "extends",
}
MAPPED: Final = ("extends", "uses", "compares", "mentions")
FEATURES: Final = 565  # rows of the table of weights that are learned
LEAST_PAIRS: Final = 5  # pairs of papers in which a feature must occur
LEAST_PAPERS: Final = 8  # papers of other fields in which a single word must occur
TOPICS: Final = frozenset(
    [
        "language",
        "image",
        "images",
        "vision",
        "neural",
        "network",
        "networks",
        "deep",
        "machine",
        "learning",
        "knowledge",
        "classification",
        "regression",
        "attention",
        "semantic",
        "layer",
        "color",
    ]
)
"""Words that several of those papers share by what they are about."""

SPARSITY, SMOOTHNESS = 0.12, 0.05  # inverse penalties: choosing features, and weighing them
RARITY_UNIT: Final = 0.25  # of the logarithm by which rare features may weigh more
WRITTEN_WEIGHT: Final = 3.0  # of a written sentence, to one of the collection
WRITTEN_SHARE: Final = 0.3  # of the written sentences in what the biases are chosen by
# Added by hand to what is learned of the nearest action, so that short and plain sentences of other
# fields are read by what they say and not by how papers on language are written.
PRIOR: Final[dict[str, dict[str, float]]] = {
    "extends": {"we: extend of it": 0.7, "we: build of it": 0.6}
    | dict.fromkeys(["we: add of it", "we: replace of it", "we: incorporate of it"], 0.3),
    "adapts": {"we: version of it": 0.4},
    "uses": dict.fromkeys(
        ["we: use of it", "we: follow of it", "one: follow of it"],
        0.5,
    )
    | dict.fromkeys(
        [
            *(f"one: {one} of it" for one in ("use", "measure", "train", "take", "implement")),
            *(f"we: {one} of it" for one in ("apply", "measure", "train", "take", "implement")),
            "it: use",
        ],
        0.4,
    ),
    "compares": {"we: compare of it": 1.0, "we: better of it": 0.8}
    | dict.fromkeys(
        [f"{who}: {one} of it" for who in ("one", "we") for one in ("disagree", "differ")], 0.6
    )
    | {"one: compare of it": 0.7}
    | dict.fromkeys(["one: agree of it", "we: agree of it", "we: more of it"], 0.4)
    | dict.fromkeys(["one: better of it", "one: more of it"], 0.3),
    "mentions": dict.fromkeys(
        [f"they: {one} of it" for one in ("use", "extend", "build", "compare")], 0.3
    ),
}
PHRASE_TRUST: Final = 2.0  # in phrases made by hand, to features that are only counted
LEAST_WEIGHT: Final = 0.05  # a smaller one is left out of the table
FOLDS: Final = 5

_ADAPTS, _USES = LABELS.index("adapts"), LABELS.index("uses")
BIAS_STEPS: Final = (
    (-1.0, -0.6, -0.3, 0.3, 0.6, 1.0),
    (-0.4, -0.2, -0.1, 0.1, 0.2, 0.4),
    (-0.2, -0.1, 0.1, 0.2),
)  # by which each bias is shifted in turn, from coarse to fine
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Sample:
    """An annotated sentence: the places that cite, all labels given to it, and its fold's group."""

    places: list[CitedPlace]
    placed: bool
    labels: frozenset[str]
    group: str
    written: bool

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self.places[0].features)


def collection(path: Path = SHARED) -> Iterator[Sample]:
    """Yield the sentences of MultiCite; all rows of one sentence are joined."""
    labels: dict[str, set[str]] = {}
    pairs: dict[str, str] = {}
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            labels.setdefault(row["text"], set()).update(OURS[x] for x in row["labels"].split())
            pairs.setdefault(row["text"], row["pair"])
    for text, given in labels.items():
        bare = " ".join(re.sub(r"</?cite>", " ", text).split())
        places, placed = cited_places(bare, _marked(text))
        yield Sample(places, placed, frozenset(given), pairs[text], written=False)


def _marked(text: str) -> Target:
    """Return how the marked citation of a sentence can be told from the others."""
    match = re.search(r"<cite>(.*?)</cite>", text)
    cited = match[1].strip(" ()[];,") if match else ""
    years = frozenset(int(year) for year in re.findall(r"(?:19|20)\d\d", cited))
    if not years and (number := re.fullmatch(r"(\d{1,3})[\d,\s\u2013-]*", cited)):
        return Target(number=int(number[1]))
    name = re.search(r"[^\W\d_][\w'\u2019-]+", cited)
    known = target_of(None, name[0] if name else None, [], [])
    return Target(surname=known.surname, years=years)


def written(path: Path) -> Iterator[Sample]:
    """Yield the sentences of a file that were written for the purpose."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        for row in rows:
            places, placed = cited_places(row["sentence"], Target(number=int(row["number"])))
            yield Sample(places, placed, frozenset({row["label"]}), row["sentence"], True)


def recorded(split: str) -> Iterator[Sample]:
    """Yield one half of the sentences on distillation that a person labelled.

    They are recorded answers of Semantic Scholar beside the repository; the table of the tests
    holds their places and labels.
    """
    rows = RECORDED.read_text(encoding="utf-8").splitlines()[1:]
    for source, position, label, half in (row.split("\t")[1:] for row in rows):
        if half == split:
            citation, _, place = position.rpartition(":")
            sentences = _citation(source, int(citation or 0))
            target = target_of(None, None, [], sentences)
            places, placed = cited_places(sentences[int(place)], target)
            yield Sample(places, placed, frozenset({label}), f"{source} {citation}", written=True)


@cache
def _citation(source: str, row: int) -> list[str]:
    path = SEMANTIC_SCHOLAR / source
    if path.suffix == ".json":
        body = json.loads(path.read_text(encoding="utf-8"))["response"]["body"]
        return [pair["context"] for pair in body["contextsWithIntent"]]
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    lines = [line for line in raw.decode("utf-8").splitlines() if line.strip()]
    return list(json.loads(lines[row])["contexts"] or [])


def learned(samples: Sequence[Sample]) -> Weights:
    """Return the weights of a set of sentences; the biases are chosen by folds within it."""
    inner = np.zeros((len(samples), len(LABELS)))
    for train, test in _folds(samples, 3):
        weights = _fitted([samples[i] for i in train])
        inner[test] = [_scores(samples[i], weights) for i in test]
    found = _fitted(samples)
    shift = _biases(inner, samples)
    bias = tuple(round(b + float(more), 2) for b, more in zip(found.bias, shift, strict=True))
    return Weights(bias, found.of)


def _folds(
    samples: Sequence[Sample], count: int, seed: int | None = None
) -> Iterator[tuple[Any, Any]]:
    from sklearn.model_selection import GroupKFold

    folds = GroupKFold(count, shuffle=seed is not None, random_state=seed)
    yield from folds.split(samples, groups=[sample.group for sample in samples])


def _fitted(samples: Sequence[Sample]) -> Weights:
    """Choose features by an L1 penalty, then weigh them by an L2 penalty, label by label."""
    from sklearn.linear_model import LogisticRegression

    groups: defaultdict[str, set[str]] = defaultdict(set)
    for sample in samples:
        for name in sample.names:
            groups[name].add(sample.group)
    names = sorted(
        name for name, seen in groups.items() if len(seen) >= LEAST_PAIRS and _is_general(name)
    )
    rarity = _rarity(samples)
    trust = {name: _trust(name) * rarity[name] for name in names}
    found = _matrix(samples, trust)
    heft = np.array([WRITTEN_WEIGHT if sample.written else 1.0 for sample in samples])
    told = [(_told(samples, label), _decided(samples, label)) for label in LABELS]
    most = np.zeros(len(names))
    for given, rows in told:
        model = LogisticRegression(
            C=SPARSITY, l1_ratio=1, solver="liblinear", class_weight="balanced", random_state=0
        )
        model.fit(found[rows], given[rows], sample_weight=heft[rows])
        most = np.maximum(most, np.abs(model.coef_[0]))
    kept = np.sort(np.argsort(-most, kind="stable")[:FEATURES])
    kept = kept[most[kept] > 0]
    columns, biases = [], []
    for given, rows in told:
        model = LogisticRegression(
            C=SMOOTHNESS, solver="liblinear", class_weight="balanced", random_state=0
        )
        model.fit(found[rows][:, kept], given[rows], sample_weight=heft[rows])
        columns.append(model.coef_[0])
        biases.append(float(model.intercept_[0]))
    table = {
        names[k]: row * trust[names[k]] for k, row in zip(kept, np.array(columns).T, strict=True)
    }
    for label, by_name in PRIOR.items():
        for name, weight in by_name.items():
            row = table.setdefault(name, np.zeros(len(LABELS)))
            row[LABELS.index(label)] += weight
    kept_rows = {n: np.where(np.abs(row) < LEAST_WEIGHT, 0.0, row) for n, row in table.items()}
    return Weights(
        tuple(biases),
        {n: tuple(map(float, np.round(r, 2))) for n, r in sorted(kept_rows.items()) if r.any()},
    )


@cache
def _general() -> frozenset[str]:
    """Return the words that papers of several fields share, whatever they are about."""
    papers: Counter[str] = Counter()
    for path in sorted(PAPERS.glob("*/source.tar.gz")):
        with tarfile.open(path) as archive:
            text = " ".join(
                file.read().decode("utf-8", "replace")
                for member in archive
                if member.name.endswith(".tex") and (file := archive.extractfile(member))
            )
        papers.update(set(words_of(re.sub(r"(?<!\\)%.*", "", text))))
    shared = {word for word, count in papers.items() if count >= LEAST_PAPERS and len(word) > 1}
    return frozenset(shared - TOPICS)


def _is_general(name: str) -> bool:
    """Tell whether a feature holds no single word that belongs to one field."""
    quoted = re.search(r'"(.+)"', name)
    return quoted is None or quoted[1] in _general()


def _rarity(samples: Sequence[Sample]) -> dict[str, float]:
    """Return how much rarer each feature is than one in every sentence, as its usual logarithm."""
    seen = Counter(name for sample in samples for name in sample.names)
    every = log1p(len(samples))
    return {name: RARITY_UNIT * (every - log1p(count) + 1.0) for name, count in seen.items()}


def _matrix(samples: Sequence[Sample], trust: Mapping[str, float]) -> csr_array:
    column = {name: place for place, name in enumerate(trust)}
    rows = [sorted(column[name] for name in s.names if name in column) for s in samples]
    ends = np.cumsum([0, *map(len, rows)], dtype=np.int32)
    flat = np.array([place for row in rows for place in row], dtype=np.int32)
    told = np.array(list(trust.values()))
    return csr_array((told[flat], flat, ends), shape=(len(samples), len(trust)))


def _trust(name: str) -> float:
    return PHRASE_TRUST if name.startswith("phrase: ") else 1.0


def _told(samples: Sequence[Sample], label: str) -> npt.NDArray[np.bool_]:
    return np.array([label in sample.labels for sample in samples])


def _decided(samples: Sequence[Sample], label: str) -> npt.NDArray[np.bool_]:
    """Tell which sentences may teach a label; the collection does not know adaptations."""
    if label != "adapts":
        return np.ones(len(samples), dtype=bool)
    return np.array(
        [
            sample.written
            or ("extends" not in sample.labels and change_cue(sample.places[0].features) is None)
            for sample in samples
        ]
    )


def _scores(sample: Sample, weights: Weights) -> Floats:
    total = np.array(weights.bias)
    for name in sample.names:
        if name in weights.of:
            total += weights.of[name]
    return total


def _biases(scores: Floats, samples: Sequence[Sample]) -> Floats:
    """Return the shifts of the scores by which the labels are right most evenly (macro F1)."""
    changed = np.array([change_cue(s.places[0].features) is not None for s in samples])
    shaped = np.array([shape_cue(s.places[0].features) is not None for s in samples])
    old = np.array([not s.written for s in samples])
    given = np.array([[label in s.labels for label in LABELS] for s in samples])
    only_used = given[:, _USES] & ~given[:, LABELS.index("extends")]
    kinds = [LABELS.index(label) for label in MAPPED]

    def mean_f1(said: Ints, given: Flags, labels: Sequence[int]) -> float:
        told = said[:, None] == np.array(labels)
        gold = given[:, labels]
        both = 2 * (told & gold).sum(axis=0)
        return float(np.mean(both / np.maximum(told.sum(axis=0) + gold.sum(axis=0), 1)))

    def good(shift: Floats) -> float:
        moved = scores + shift
        moved[:, _ADAPTS] += CHANGED * changed
        flat = shaped & (moved[:, _USES] >= moved[:, _ADAPTS])
        moved[:, _ADAPTS] = np.where(flat, moved[:, _USES] + 0.01, moved[:, _ADAPTS])
        said = moved.argmax(axis=1)
        as_mapped = np.where(only_used, _USES, LABELS.index("extends"))
        ours = np.where(said == _ADAPTS, as_mapped, said)
        value = mean_f1(ours[old], given[old], kinds)
        return value + WRITTEN_SHARE * mean_f1(said[~old], given[~old], range(len(LABELS)))

    best = np.zeros(len(LABELS))
    value = good(best)
    for steps in BIAS_STEPS:
        for place in range(len(LABELS) - 1):  # the last is what the others are shifted against
            base = best.copy()
            for step in steps:
                shift = base.copy()
                shift[place] += step
                if (now := good(shift)) > value + 1e-9:
                    value, best = now, shift
    return best


def mapped(gold: frozenset[str], said: str) -> str:
    """Return a label as one of those of the collection, which has no `adapts` and no `no cue`."""
    if said == "adapts":
        return "uses" if "uses" in gold and "extends" not in gold else "extends"
    return "mentions" if said == "no cue" else said


Counts = dict[str, tuple[int, int, int]]


def counts(rows: Sequence[tuple[frozenset[str], str]], labels: Sequence[str]) -> Counts:
    """Return for each label: how often given, said, and both."""
    given = Counter(label for gold, _ in rows for label in gold)
    said = Counter(label for _, label in rows)
    right = Counter(label for gold, label in rows if label in gold)
    return {label: (given[label], said[label], right[label]) for label in labels}


def macro(found: Counts) -> float:
    """Return the mean over labels of F1: twice the right ones by those given and those said."""
    return float(
        np.mean([2 * right / max(given + said, 1) for given, said, right in found.values()])
    )


def shown(title: str, found: Counts) -> Iterator[str]:
    """Yield the lines of a table as they are printed."""
    yield f"{title}: macro F1 {macro(found):.3f}"
    for label, (given, said, right) in found.items():
        precision, recall = right / max(said, 1), right / max(given, 1)
        f1 = 2 * right / max(given + said, 1)
        yield (
            f"  {label:9} precision {precision:.2f}  recall {recall:.2f}  F1 {f1:.2f}"
            f"  (given to {given}, said of {said})"
        )


def read(sample: Sample, weights: Weights) -> str:
    return read_places(sample.places, placed=sample.placed, weights=weights).label


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.labels", description=__doc__)
    parser.add_argument("--write", action="store_true", help="replace weights, numbers and table")
    parser.add_argument("--seeds", type=int, default=0, help="other divisions into folds to try")
    options = parser.parse_args()
    if not SHARED.is_file():
        print(f"left out: the annotated sentences are not there: {SHARED}", file=sys.stderr)
        return 0
    samples = [*collection(), *written(WRITTEN), *recorded("tuned")]
    found = _measured(samples, None)
    for seed in range(options.seeds):
        title, rows = tables(_measured(samples, seed), [], [])[0]
        print("\n".join(shown(f"Division {seed}; {title}", rows)), flush=True)
    weights = learned(samples)
    held_out = [(sample, read(sample, weights)) for sample in written(HELD_OUT)]
    distilled = [(sample, read(sample, weights)) for sample in recorded("held out")]
    parts = tables(found, held_out, distilled)
    for title, rows in parts:
        print("\n".join(shown(title, rows)))
    if options.write:
        _write_weights(weights)
        _write_quality(found)
        _write_document(parts)
    return 0


Said = Sequence[tuple[Sample, str]]


def _measured(samples: Sequence[Sample], seed: int | None) -> Said:
    """Return what is said of each sentence by weights learned without its group."""
    said: dict[int, str] = {}
    for train, test in _folds(samples, FOLDS, seed):
        weights = learned([samples[i] for i in train])
        said |= {int(i): read(samples[i], weights) for i in test}
    return [(sample, said[i]) for i, sample in enumerate(samples)]


def tables(found: Said, held_out: Said, distilled: Said) -> list[tuple[str, Counts]]:
    """Return what is shown of the labels said: each table with its title."""
    old = [(sample.labels, label) for sample, label in found if not sample.written]
    own = [(sample.labels, plainly(label)) for sample, label in found if sample.written]
    last = [(sample.labels, plainly(label)) for sample, label in held_out]
    as_extends = [(gold, "extends" if said == "adapts" else said) for gold, said in old]
    return [
        (
            "MultiCite; `adapts` counts as `extends`, or as `uses` where people say that alone",
            counts([(gold, mapped(gold, label)) for gold, label in old], MAPPED),
        ),
        (
            "MultiCite; `adapts` counts as `extends`",
            counts([(gold, plainly(label)) for gold, label in as_extends], MAPPED),
        ),
        (
            "MultiCite; `adapts` is always wrong",
            counts([(gold, plainly(label)) for gold, label in old], MAPPED),
        ),
        (
            "Written sentences, and recorded ones on distillation, in the same folds",
            counts(own, LABELS),
        ),
        ("Sentences written before, and never learnt from", counts(last, LABELS)),
        (
            "Sentences on distillation from Semantic Scholar, never learnt from",
            counts([(sample.labels, plainly(label)) for sample, label in distilled], LABELS),
        ),
    ]


def plainly(label: str) -> str:
    """Return a label for sets of sentences that do not know `no cue`."""
    return "mentions" if label == "no cue" else label


def _write_weights(weights: Weights) -> None:
    rows = [(BIAS, weights.bias), *sorted(weights.of.items())]
    lines = ["\t".join(["feature", *LABELS])]
    lines += ["\t".join([name, *(f"{w:g}" if w else "" for w in row)]) for name, row in rows]
    WEIGHTS_FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _write_quality(found: Said) -> None:
    """Write how often each label is right in the collection, as it is shown beside labels.

    No cue is right where people say that it mentions; an adaptation where they say that it
    extends or uses, for the collection does not know adaptations.
    """
    old = [(sample.labels, said) for sample, said in found if not sample.written]
    right_as = {"adapts": {"extends", "uses"}, "no cue": {"mentions"}}
    lines = ["label\tgiven\tsaid\tright"]
    for label in READ_LABELS:
        given = sum(label in gold for gold, _ in old) if label in MAPPED else ""
        said = [gold for gold, one in old if one == label]
        right = sum(bool(gold & right_as.get(label, {label})) for gold in said)
        lines.append(f"{label}\t{given}\t{len(said)}\t{right}")
    QUALITY_FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _write_document(parts: Sequence[tuple[str, Counts]]) -> None:
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    lines = []
    for title, found in parts:
        lines += [
            f"{title}: macro F1 **{macro(found):.3f}**",
            "",
            "| label | precision | recall | F1 | given | said |",
            "|---|---|---|---|---|---|",
        ]
        for label, (given, said, right) in found.items():
            shares = right / max(said, 1), right / max(given, 1), 2 * right / max(given + said, 1)
            told = " | ".join(f"{share:.2f}" for share in shares)
            lines.append(f"| {label} | {told} | {given:,} | {said:,} |")
        lines.append("")
    text = "\n".join(lines)
    DOCUMENT.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
