"""The measured numbers of labels: one room, shown wherever labels are."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from kdgraph.analysis.lineage.cues import LABELS, READ_LABELS, cue_weights
from kdgraph.analysis.lineage.label_quality import LabelQuality, label_quality, quality_note
from kdgraph.analysis.lineage.markers import Target
from kdgraph.analysis.lineage.reading import read_sentence

_SENTENCES = Path(__file__).with_name("written_sentences.tsv")
_ROOT = Path(__file__).parents[3]


def test_every_label_that_can_be_read_is_measured() -> None:
    found = label_quality()
    assert tuple(found) == READ_LABELS
    for label in ("extends", "uses", "compares", "mentions"):
        one = found[label]
        assert one.given is not None
        assert 0 < one.right <= min(one.said, one.given)
        assert one.precision == one.right / one.said
        assert one.recall == one.right / one.given
    assert found["adapts"].recall is None  # the annotated sentences do not know it


def test_a_share_of_few_sentences_is_not_told() -> None:
    assert LabelQuality("uses", None, 4, 4).text == "uses: not measured"
    assert LabelQuality("uses", None, 5, 4).text == "uses: right in 80 of 100"
    assert LabelQuality("uses", 8, 5, 4).text == "uses: right in 80 of 100, finds 50 of 100"


def test_a_note_tells_of_the_labels_shown_only() -> None:
    assert quality_note([]) is None
    assert quality_note(["no sentence"]) is None
    note = quality_note(["mentions", "extends", "extends", "no sentence"])
    assert note is not None
    assert re.findall(r"(\w+): right in \d+ of 100, finds \d+ of 100", note) == [
        "extends",
        "mentions",
    ]


def test_the_document_shows_what_the_product_says() -> None:
    text = (_ROOT / "docs" / "labels.md").read_text(encoding="utf-8")
    table = text.partition("<!-- measured")[2].partition("macro F1")[2].partition("macro F1")[0]
    shown = dict(re.findall(r"^\| (\w+) \| (.*) \|$", table, re.MULTILINE))
    # extends and uses lie otherwise where `adapts` is mapped, mentions where `no cue` is
    one = label_quality()["compares"]
    assert shown["compares"].split(" | ")[:2] == [f"{one.precision:.2f}", f"{one.recall:.2f}"]


def test_the_table_of_weights_is_small_sorted_and_plain() -> None:
    rows = cue_weights().of
    assert 200 < len(rows) < 600
    assert list(rows) == sorted(rows)
    for name in rows:
        assert re.fullmatch(r"[\w'\" .,:;()@#%^>/-]+", name), name


def _read(row: dict[str, str]) -> str:
    label = read_sentence(row["sentence"], Target(number=int(row["number"]))).label
    return "mentions" if label == "no cue" else label


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with _SENTENCES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_written_sentences_of_many_fields_are_read(rows: list[dict[str, str]]) -> None:
    """Measured: see docs/labels.md; none of them taught anything."""
    assert len(rows) >= 150
    assert len({row["field"] for row in rows}) >= 5
    said = [_read(row) for row in rows]
    values = []
    for label in LABELS:
        given = sum(row["label"] == label for row in rows)
        right = sum(row["label"] == label == one for row, one in zip(rows, said, strict=True))
        values.append(2 * right / (given + said.count(label)))
        assert values[-1] >= 0.65, label
    assert sum(values) / len(values) >= 0.75


def test_no_sentence_teaches_and_tests(rows: list[dict[str, str]]) -> None:
    with (_ROOT / "benchmarks" / "written_sentences.tsv").open(encoding="utf-8") as file:
        learned = {line.rstrip("\n").split("\t")[-1] for line in file}
    assert not learned & {row["sentence"] for row in rows}
