"""What the rules find in the list that kdgraph ships, word by word."""

from __future__ import annotations

from pathlib import Path

import pytest

import kdgraph
from kdgraph.curate import LintReport, lint
from kdgraph.curate.annotations import github_annotations
from kdgraph.curate.patches import unified_diff

LIST = Path(__file__).resolve().parent.parent.parent / "data/lists/knowledge-distillation.md"


@pytest.fixture(scope="module")
def report() -> LintReport:
    return lint(LIST, snapshot=kdgraph.embedded())


def test_the_findings_are_these(report: LintReport) -> None:
    told = [
        f"{found.line}:{found.column} {found.code}: {found.message}"
        for found in report.findings
        if found.code != "inconsistent-label"
    ]
    assert told == [
        "1:117 foreign-badge: this badge belongs to another repository, "
        "hee9joon/Awesome-Diffusion-Models",
        "10:49 dead-anchor: no heading of the list has the anchor "
        "#distillation-accelerates-diffusion-models",
        '45:5 missing-venue: "A Comprehensive Survey on Knowledge Distillation" names no venue',
        '55:5 missing-venue: "Knowledge Distillation in Iterative Generative Models for Improved '
        'Sampling Speed" names no venue',
        '75:5 missing-venue: "TRACT: Denoising Diffusion Models with Transitive Closure '
        'Time-Distillation" names no venue',
        '79:5 missing-venue: "A Geometric Perspective on Diffusion Models" names no venue',
        "79:63 shared-repository: https://github.com/zju-pi/diff-sampler is the code of 4 papers, "
        "also in lines 95, 103, 111",
        "91:89 shared-repository: https://github.com/tianweiy/DMD2 is the code of 2 papers, also "
        "in line 107",
        '115:5 missing-venue: "DICE: Distilling Classifier-Free Guidance into Text Embeddings" '
        "names no venue",
        '268:6 author-spelling: "Changyong Shu" may be "Changyong Shun", whom the list names in '
        "line 262",
        '274:5 missing-paper-link: "Holistic Weighted Distillation for Semantic Segmentation" has '
        "no link to the paper",
    ]


def test_the_labels_of_frameworks_are_mixed(report: LintReport) -> None:
    labels = [found for found in report.findings if found.code == "inconsistent-label"]
    assert len(labels) == 25
    assert {found.evidence for found in labels} == {
        ("Pytorch 21 x, PyTorch 16 x",),
        ("Tensorflow 4 x, TensorFlow 1 x",),
    }
    assert {found.fix.description for found in labels if found.fix} == {
        'write "PyTorch"',
        'write "TensorFlow"',
    }


def test_the_fixes_change_26_lines_by_their_fields(report: LintReport) -> None:
    data = LIST.read_bytes()
    fixed = kdgraph.fix_list(LIST, snapshot=kdgraph.embedded())
    assert len(fixed.applied) == 26
    wanted = data.replace(b"[Pytorch]", b"[PyTorch]").replace(b"[Tensorflow]", b"[TensorFlow]")
    wanted = wanted.replace(
        b"(#distillation-accelerates-diffusion-models)", b"(#distillation-meets-diffusion-models)"
    )
    assert fixed.data == wanted
    patch = unified_diff(data, fixed.data, "data/lists/knowledge-distillation.md").decode()
    assert sum(line.startswith("+") for line in patch.splitlines()) == 27
    assert len(fixed.report.findings) == len(report.findings) - 26


def test_all_rules_but_the_one_of_the_network_ran(report: LintReport) -> None:
    assert list(report.not_run) == ["unreachable-link"]
    assert "not Semantic Scholar output" in report.notes[0]


def test_annotations_of_github(report: LintReport) -> None:
    lines = github_annotations(report, "a,b:c.md").splitlines()
    assert lines[1].startswith(
        "::error file=a%2Cb%3Ac.md,line=10,endLine=10,col=49,endColumn=91,title=dead-anchor::no "
        "heading of the list has the anchor #distillation-accelerates-diffusion-models%0Athe "
    )
    assert len(lines) == len(report.findings) + 1
