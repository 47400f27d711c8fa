"""Reading the shared sample sources, and how their readings agree with what was counted by eye."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, cast

from kdgraph.sources import PaperSource, read_source
from kdgraph.titles import plain, surname
from tests.shared import SHARED

__all__ = ["SAMPLES", "Agreement", "agreement", "reading", "truth_of"]

FOLDER = SHARED / "latex-samples"
SAMPLES = (
    sorted(path.parent.name for path in FOLDER.glob("*/truth.json")) if FOLDER.is_dir() else []
)

_CLASSES = {
    "introduction": "intro",
    "related work": "related",
    "method": "method",
    "experiments": "experiments",
}


@dataclass
class Agreement:
    """For each thing that is checked, how many agree and how many there are; and what does not."""

    agreed: Counter[str] = field(default_factory=Counter)
    checked: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    def check(self, what: str, agrees: bool, said: object = "", *, times: int = 1) -> None:
        """Note one comparison."""
        self.checked[what] += times
        if agrees:
            self.agreed[what] += times
        else:
            self.misses.append(f"{what}: {said}")

    def share(self, what: str) -> float:
        """Return which share agrees."""
        return self.agreed[what] / self.checked[what] if self.checked[what] else 1.0


@cache
def truth_of(sample: str) -> dict[str, Any]:
    """Return what was counted by eye."""
    found: dict[str, Any] = json.loads((FOLDER / sample / "truth.json").read_text("utf-8"))
    return found


@cache
def reading(sample: str) -> PaperSource:
    """Return a sample as the package reads it."""
    return read_source(FOLDER / sample / "source.tar.gz")


def agreement(sample: str) -> Agreement:
    """Hold a reading against the truth."""
    truth, paper, found = truth_of(sample), reading(sample), Agreement()
    mains = truth.get("acceptable_main_files") or [truth["main_file"]]
    found.check("main file", paper.main_file in mains, paper.main_file)
    _check_entries(found, truth, paper)
    _check_mentions(found, truth, paper)
    table = FOLDER / sample / "references.tsv"
    if table.is_file():
        _check_table(found, table, paper)
    return found


def _check_entries(found: Agreement, truth: dict[str, Any], paper: PaperSource) -> None:
    wanted, have = truth["bibliography"]["entries"], len(paper.references)
    found.checked["entries"] += wanted
    found.agreed["entries"] += min(wanted, have) - max(0, have - wanted)
    if wanted != have:
        found.misses.append(f"entries: {have} of {wanted}")
    rows = paper.references.set_index("key")
    for entry in truth["entries_checked"]:
        key = entry["key"]
        if key not in rows.index:
            found.check("titles", False, f"no entry {key}")
            continue
        row = rows.loc[key]
        if entry.get("title"):
            _title(found, key, entry["title"], row["title"])
        if entry.get("first_author"):
            first = surname(row["authors"][0]) if row["authors"] else ""
            same = plain(entry["first_author"]) in (
                first,
                plain(row["authors"][0] if row["authors"] else ""),
            )
            same = same or plain(entry["first_author"]) in plain(" ".join(row["authors"][:1]))
            found.check(
                "first author", same, f"{key}: {row['authors'][:2]} for {entry['first_author']}"
            )
        if entry.get("year"):
            found.check(
                "year",
                str(row["year"]) == str(entry["year"]),
                f"{key}: {row['year']} for {entry['year']}",
            )
        for name in ("arxiv", "doi"):
            wanted_id = entry.get(name) or entry.get(f"bib_{name}")
            if wanted_id and not (name == "doi" and wanted_id.startswith("10.48550")):
                found.check(
                    "ids", row[name] == wanted_id.lower(), f"{key}: {row[name]} for {wanted_id}"
                )
        if entry.get("note", "").startswith("a footnote"):
            found.check("kinds", row["kind"] == "note", f"{key}: {row['kind']}")


def _title(found: Agreement, key: str, wanted: str, have: str | None) -> None:
    same = have is not None and plain(have).replace(" ", "") == plain(wanted).replace(" ", "")
    found.check("titles", same, f"{key}: {have!r} for {wanted!r}")


def _check_mentions(found: Agreement, truth: dict[str, Any], paper: PaperSource) -> None:
    mentions = paper.mentions
    found.check(
        "all mentions",
        len(mentions) == truth["key_mentions"],
        f"{len(mentions)} of {truth['key_mentions']}",
    )
    distinct = mentions["key"].nunique()
    found.check(
        "distinct keys",
        distinct == truth["distinct_keys"],
        f"{distinct} of {truth['distinct_keys']}",
    )
    found.check(
        "unknown keys",
        set(paper.unknown_keys) == set(truth["cited_but_missing"]),
        paper.unknown_keys,
    )
    found.check(
        "never cited",
        set(paper.never_cited) == set(truth["entries_never_cited"]),
        paper.never_cited,
    )
    for one in truth["keys_checked"]:
        rows = mentions[mentions["key"] == one["key"]]
        found.check(
            "mentions",
            len(rows) == one["mentions"],
            f"{one['key']}: {len(rows)} of {one['mentions']}",
        )
        classes = Counter(_CLASSES.get(section, "other") for section in rows["section"])
        common = sum((classes & Counter(one["sections"])).values())
        found.checked["sections"] += one["mentions"]
        found.agreed["sections"] += common
        if common < one["mentions"]:
            found.misses.append(
                f"sections: {one['key']}: {dict(classes)} for {one['sections']}: {one['headings']}"
            )
        tables = int(rows["in_table"].sum())
        found.check(
            "in tables", tables == one["in_table"], f"{one['key']}: {tables} of {one['in_table']}"
        )
        captions = int((rows["in_caption"] & ~rows["in_table"]).sum())
        wanted = one["in_figure_or_listing_caption"]
        found.check("in captions", captions == wanted, f"{one['key']}: {captions} of {wanted}")
        if one["sentence"] is not None:
            _sentence(found, one, rows.to_dict("records"))


def _words(text: str, count: int) -> list[str]:
    text = re.sub("[\u2018\u2019]", "'", re.sub("[\u201c\u201d]", '"', text))
    return [word for word in (w.strip("\"'`()[],.:;") for w in re.split(r"[\s~]+", text)) if word][
        :count
    ]


def _sentence(found: Agreement, one: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    said = one["sentence"]["first_six_words"]
    count = len(_words(said, 6))
    begins = [row for row in rows if _words(row["sentence"], count) == _words(said, count)]
    shown = [row["sentence"][:60] for row in rows]
    found.check("sentences", bool(begins), f"{one['key']}: {said!r} is not in {shown}")
    line = one["sentence"]["line"]
    placed = any(
        row["file"] == one["sentence"]["file"] and abs(row["line"] - line) <= 3 for row in rows
    )
    found.check("places", placed, f"{one['key']}: line {line}, {[row['line'] for row in rows]}")


def _check_table(found: Agreement, path: Path, paper: PaperSource) -> None:
    head, *lines = path.read_text("utf-8").splitlines()
    names = head.split("\t")
    rows = paper.references.set_index("key")
    counts = Counter(paper.mentions["key"])
    for line in lines:
        one = dict(zip(names, line.split("\t"), strict=False))
        key = one["key"]
        found.check("listed", key in rows.index, key)
        if key not in rows.index:
            continue
        row = rows.loc[key]
        _title(found, key, one["title"], cast("str | None", row["title"]))
        if one.get("year"):
            found.check(
                "year", str(row["year"]) == one["year"], f"{key}: {row['year']} for {one['year']}"
            )
        if one.get("arxiv"):
            found.check(
                "ids",
                bool(row["arxiv"] == one["arxiv"]),
                f"{key}: {row['arxiv']} for {one['arxiv']}",
            )
        found.check(
            "mentions",
            counts[key] == int(one["mentions"]),
            f"{key}: {counts[key]} of {one['mentions']}",
        )


def main() -> None:
    """Print a table, a line a sample, and every miss."""
    import time

    names = (
        "main file",
        "entries",
        "titles",
        "first author",
        "year",
        "ids",
        "all mentions",
        "distinct keys",
        "unknown keys",
        "never cited",
        "mentions",
        "sections",
        "in tables",
        "in captions",
        "sentences",
        "places",
    )
    total = Agreement()
    print("sample".ljust(26), *(name[:9].rjust(9) for name in names), "     s")
    for sample in SAMPLES:
        start = time.process_time()
        found = agreement(sample)
        print(
            sample.ljust(26),
            *(f"{found.agreed[n]}/{found.checked[n]}".rjust(9) for n in names),
            f"{time.process_time() - start:6.2f}",
        )
        for miss in found.misses:
            print("      ", miss[:300])
        total.agreed += found.agreed
        total.checked += found.checked
    print("all".ljust(26), *(f"{100 * total.share(n):.1f}%".rjust(9) for n in names))


if __name__ == "__main__":
    main()
