"""``python -m benchmarks.parents [--write]``: fit the weights of structure and time; list parents.

How much co-citation, coupling and time say is fitted to the mentions that the embedded corpus
counts: of all works that a paper cites, which one does its text name most? It is a conditional
logistic regression (McFadden 1974) with one choice for each citing paper; surveys are neither
choosers nor choices. What a text names most is no proof of descent, so the weights of the product
are these, rounded, and `docs/lineage.md` shows both. With ``--write`` replaces what that document
says of weights, fit and the parents of all listed papers.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import minimize

import kdgraph
from benchmarks.timing import ROOT
from kdgraph.analysis.lineage._context import lineage_context
from kdgraph.analysis.lineage.contest import EVIDENCE, TERMS, arc_evidence
from kdgraph.graph.snapshot import Snapshot
from kdgraph.graph.surveys import surveys

DOCUMENT: Final = ROOT / "docs" / "lineage.md"
BEGIN, END = "<!-- written by benchmarks.parents -->", "<!-- end of what is written -->"
FITTED: Final = ("co-citation", "coupling", "time")
PENALTY: Final = 0.05  # of squared weights: keeps what the data do not tell near 0

Floats = npt.NDArray[np.float64]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.parents", description=__doc__)
    parser.add_argument("--write", action="store_true", help="replace the tables of the document")
    write = parser.parse_args().write
    snapshot = kdgraph.embedded()
    text = document(snapshot)
    print(text)
    if write:
        before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)
        after = rest.partition(END)[2]
        DOCUMENT.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}", encoding="utf-8")
    return 0


def document(snapshot: Snapshot) -> str:
    """Return all that the document says of this snapshot."""
    parts = ["### Weights", *weights(), "### Fit", *fit(snapshot), "### Parents", *table(snapshot)]
    return "\n".join(parts).replace("\n### ", "\n\n### ") + "\n"


def weights() -> Iterator[str]:
    """Return the table of terms."""
    yield "\n| term | asks | weights | why |\n|---|---|---|---|"
    for term in TERMS:
        numbers = ", ".join(f"{name} {value:g}" for name, value in term.weights.items())
        yield f"| {term.name} | {term.asks} | {numbers} | {term.reason} |"


def fit(snapshot: Snapshot) -> Iterator[str]:
    """Return the table of what is fitted, on works of distillation and on all cited works."""
    arcs = counted(snapshot)
    narrow = arcs[arcs["on_distillation"]]
    cases = {
        "all works, all mentions": (arcs, "all"),
        "all works, without experiments": (arcs, "elsewhere"),
        "works on distillation, all mentions": (narrow, "all"),
        "works on distillation, without experiments": (narrow, "elsewhere"),
    }
    head = "".join(f" {name} |" for name in FITTED)
    yield f"\n| fitted on | papers | works |{head} found first | by chance |"
    yield f"|---|---|---|{'---|' * len(FITTED)}---|---|"
    for name, (frame, target) in cases.items():
        fitted = logit(frame, target)
        numbers = "".join(
            f" {value:.2f} ± {error:.2f} |"
            for value, error in zip(fitted["weights"], fitted["errors"], strict=True)
        )
        yield (
            f"| {name} | {fitted['papers']} | {fitted['works']:,} |{numbers} "
            f"{fitted['found']:.2f} | {fitted['chance']:.2f} |"
        )
    used = {term.name: term.weights for term in TERMS}
    numbers = "".join(
        f" {next(value for key, value in used[name].items() if _scales(key)):g} |"
        for name in FITTED
    )
    yield f"| **used** | | |{numbers} | |"


def _scales(name: str) -> bool:
    return name == "per share" or name.startswith("the logarithm")


def counted(snapshot: Snapshot) -> pd.DataFrame:
    """Return citations with counted mentions, their features, and how often the text names them."""
    base = lineage_context(snapshot)
    citations = snapshot.citations.dropna(subset="mentions")
    reviews = surveys(snapshot)
    plain = ~citations["citing_id"].isin(reviews) & ~citations["cited_id"].isin(reviews)
    citations = citations[plain].sort_values(["citing_id", "cited_id"], ignore_index=True)
    ends = [base.ids.get_indexer(pd.Index(citations[end])) for end in ("citing_id", "cited_id")]
    found = arc_evidence(base, ends[0], ends[1])
    used = {term.name: term.weights for term in TERMS}
    frame = citations[["citing_id", "cited_id"]].copy()
    for name in FITTED:
        scale = next(value for key, value in used[name].items() if _scales(key))
        frame[name] = found[EVIDENCE[name]] / scale
    frame["all"] = citations["mentions"].astype("float64")
    frame["elsewhere"] = frame["all"] - [
        sum(part["mentions"] for part in split or () if part["section"] == "experiments")
        for split in citations["mentions_by_section"]
    ]
    titles = snapshot.papers["title"].reindex(citations["cited_id"]).fillna("").str.casefold()
    frame["on_distillation"] = titles.str.contains("distill|teacher|student").to_numpy()
    return frame


def logit(frame: pd.DataFrame, target: str) -> dict[str, Any]:
    """Fit which work of each paper is named most; ties share the choice."""
    most = frame.groupby("citing_id")[target].transform("max")
    least = frame.groupby("citing_id")[target].transform("min")
    frame, most = frame[most > least], most[most > least]
    chosen = (frame[target] == most).to_numpy(dtype=np.float64)
    group, papers = pd.factorize(frame["citing_id"])
    share = chosen / np.bincount(group, chosen)[group]
    features = frame[list(FITTED)].to_numpy(dtype=np.float64)

    def loss(weights: Floats) -> float:
        score = features @ weights
        top = np.full(len(papers), -np.inf)
        np.maximum.at(top, group, score)
        total = np.bincount(group, np.exp(score - top[group]))
        log_share = score - top[group] - np.log(total[group])
        return float(-(share * log_share).sum() + PENALTY * (weights**2).sum())

    found = minimize(loss, np.zeros(len(FITTED)))
    score = pd.Series(features @ found.x)
    firsts = score.groupby(group).idxmax()
    return {
        "weights": found.x,
        "errors": np.sqrt(np.asarray(found.hess_inv).diagonal()),
        "papers": len(papers),
        "works": len(frame),
        "found": chosen[firsts].mean(),
        "chance": pd.Series(chosen).groupby(group).mean().mean(),
    }


def table(snapshot: Snapshot) -> Iterator[str]:
    """Return a line for each listed paper: parent, what chose it, runner-up, and 0.1.0's parent."""
    contest = kdgraph.parent_contest(snapshot)
    titles = snapshot.papers["title"]
    has = contest.parents["parent_id"].notna()
    yield (
        f"\n{int(has.sum())} of {len(has)} listed papers have a parent, "
        f"{int(contest.parents['close'].sum())} with a close runner-up. 0.1.0 took the candidate "
        "with the largest cosine of surroundings, where it had no sentences. *Odds* are those of "
        "the runner-up, in shares of the parent's."
    )
    yield "\n| paper | year | parent | chosen by | runner-up | odds | 0.1.0 |"
    yield "|---|---|---|---|---|---|---|"
    reasons: dict[str, list[str]] = {}
    for paper_id, row in contest.parents.iterrows():
        name = _short(titles[str(paper_id)])
        if pd.isna(row["parent_id"]):
            reasons.setdefault(str(row["reason"]), []).append(name)
            continue
        candidates = contest.of(str(paper_id))
        earlier = candidates[~candidates["later"]]
        old = earlier.sort_values(
            ["closeness", "common_citers", "candidate_id"], ascending=[False, False, True]
        )["candidate_id"].iloc[0]
        other, odds = row["runner_up_id"], f"{1 - row['margin']:.2f}"
        told = {"mentions": f"{row['mentions']} mentions"}.get(row["basis"], row["basis"])
        yield (
            f"| {name} | {snapshot.papers['year'][str(paper_id)]} "
            f"| {_short(titles[row['parent_id']])} | {told} "
            f"| {'' if pd.isna(other) else _short(titles[other])} "
            f"| {'' if pd.isna(other) else odds} "
            f"| {'the same' if old == row['parent_id'] else _short(titles[old])} |"
        )
    for reason, names in reasons.items():
        yield f"\nNo parent, {reason} ({len(names)}): {'; '.join(names)}."


def _short(title: str) -> str:
    """Return the name before a title's colon, or its first words."""
    name, colon, _ = title.partition(":")
    words = name.split() if colon and " " not in name else title.split()
    short = " ".join(words[:7])
    return (short + ("…" if len(words) > 7 else "")).replace("|", "/")


if __name__ == "__main__":
    sys.exit(main())
