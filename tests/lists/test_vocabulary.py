"""The precision of the words by which lists are read is measured on fields that leave no doubt."""

from __future__ import annotations

import gzip
from pathlib import Path

from benchmarks.list_words import measures, truth_of


def test_words_are_measured_against_columns_fields_and_labels(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "title,authors,publisher\n"
        'A Study of Owls,"Jane Roe, Carl Poe",ICML\n'
        "Herons,Ann van der Doe,Owl Days\n",
        encoding="utf-8",
    )
    bibtex = "@article{x, title={{The} Cranes}, author={Foe, Bo and Goe, Cy}, journal={ICLR}}"
    (tmp_path / "b.bib.gz").write_bytes(gzip.compress(bibtex.encode()))
    (tmp_path / "c.md").write_text(
        "[pdf](https://arxiv.org/abs/2001.00001) [code](https://github.com/a/b)\n", encoding="utf-8"
    )
    truth = truth_of(tmp_path)
    assert truth.titles == ["A Study of Owls", "Herons", "The Cranes"]
    assert truth.authors == ["Jane Roe, Carl Poe", "Ann van der Doe", "Bo Foe, Cy Goe"]
    found = {name.partition(":")[0].partition(",")[0]: told for name, *told in measures(truth)}
    assert found["a venue"] == [2, 0, 3]  # right, wrong, all
    assert found["SMALL_WORDS"] == [1, 0, 3]
    assert found["PARTICLES"] == [1, 0, 1]
    assert found["PAPER_HOSTS"] == found["CODE_HOSTS"] == [1, 0, 1]
