# ruff: noqa: E501 # pairs of titles are read side by side
"""Which paper is it? Titles are one by their words, and never by their letters alone."""

from __future__ import annotations

import re
import time
from itertools import combinations

import numpy as np
import pytest
from rapidfuzz import fuzz, process

import kdgraph
from kdgraph.titles import (
    NEARLY_EQUAL,
    compare_titles,
    main_title_keys,
    plain,
    same_person,
    same_title,
    title_key,
    title_similarity,
)

ALIKE = [
    # titles of the shipped corpus, as other hands write them
    ("FitNets: Hints for Thin Deep Nets", "Fitnets - hints for thin deep-nets"),
    ("Do Deep Nets Really Need to be Deep?", "Do deep-nets really need to be deep"),
    ("Distilling the Knowledge in a Neural Network", "Distilling the knowledge in a neural-network"),
    ("Distilling the Knowledge in a Neural Network", "DISTILLING THE KNOWLEDGE IN A NEURAL NETWORK."),
    ("Distilling the Knowledge in a Neural Network", "{D}istilling the {K}nowledge in a Neural Network"),
    ("Distilling the Knowledge in a Neural Network", "Distilling Knowledge in a Neural Network"),
    ("Knowledge Distillation by On-the-Fly Native Ensemble", "Knowledge distillation by on the fly native ensemble"),
    ("Contrastive Representation Distillation", "Contrastive Representation Distilation"),
    ("Policy distillation", "Policy Distillation"),
    ("Youtube-8m: A large-scale video classification benchmark", "YouTube 8M: a large scale video classification benchmark"),
    ("Revisiting knowledge distillation via label smoothing regularization", "Revisiting Knowledge Distillation via Label Smoothing Regularisation"),
    ("Federated unlearning with knowledge distillation", "Federated Unlearning with Knowledge Distillation"),
    ("Variational inference with normalizing flows", "Variational Inference with Normalising Flows"),
    ("Channel pruning for accelerating very deep neural networks", "Channel Pruning for Accelerating Very Deep Neural Network"),
    ("Snip: Single-shot network pruning based on connection sensitivity", "SNIP: SINGLE-SHOT NETWORK PRUNING BASED ON CONNECTION SENSITIVITY"),
    ("Lenet-5, convolutional neural networks", "LeNet5 Convolutional Neural Networks"),
    ("One-step diffusion distillation via deep equilibrium models", "1-step diffusion distillation via deep equilibrium models"),
    ("Beit: Bert pre-training of image transformers", "BEiT: BERT Pretraining of Image Transformers"),
    ("A Suite of Generative Tasks for Multi-Level Multimodal Webpage Understanding", "Suite of generative tasks for multilevel multi-modal web-page understanding"),
    ("Residual error based knowledge distillation", "Residual error-based knowledge distillation"),
    # kinds
    ("Labelled data for modelling", "Labeled data for modeling"),
    ("Colour, grey and behaviour", "Color, gray and behavior"),
    ("Analysing programmes at the centre", "Analyzing programs at the center"),
    ("Distil, fulfil and enrol", "Distill, fulfill and enroll"),
    ("Matrices, vertices and analyses", "Matrix, vertex and analysis"),
    (r"Learning $\beta$-VAEs", "Learning beta-VAEs"),
    (r"M{\"u}ller's method for \emph{in vivo} imaging", "M\u00fcller\u2019s Method for In Vivo Imaging"),
    ("H<sub>2</sub>O and CO<sub>2</sub>", "H\u2082O and CO\u2082"),
    ("Oil &amp; water", "Oil and Water"),
    ("E\ufb03cient \ufb01ne\u2010tuning \u2014 a study", "Efficient fine-tuning: a study"),
    ("Teacher\u2013student learning", "Teacher-student learning"),
    ("Na\u00efve Bayes", "Naive Bayes"),
    ("Cafe\u0301 learning", "Caf\u00e9 learning"),
    ("Learning, Part II", "Learning, part 2"),
    ("Learning. Part \u2161", "Learning: Part two"),
    ("The 2nd challenge", "The second challenge"),
    ("Training w/o labels", "Training without labels"),
    ("1,000 layers", "1000 layers"),
    ("\u77e5\u8b58\u84b8\u7559\uff1a\u7d9c\u8ff0", "\u77e5\u8b58\u84b8\u7559: \u7d9c\u8ff0"),
    ("\u30cd\u30c3\u30c8\u30ef\u30fc\u30af \u306e \u5b66\u7fd2", "\u30cd\u30c3\u30c8\u30ef\u30fc\u30af\u306e\u5b66\u7fd2"),
    ("\u041e\u0431\u0443\u0447\u0435\u043d\u0438\u0435 \u0441\u0435\u0442\u0435\u0439", "\u043e\u0431\u0443\u0447\u0435\u043d\u0438\u0435 \u0441\u0435\u0442\u0435\u0439."),
    ("\u0645\u064f\u0639\u064e\u0644\u0650\u0651\u0645 \u0662", "\u0645\u0639\u0644\u0645 2"),
    ("\u039c\u03ac\u03b8\u03b7\u03c3\u03b7 \u03b4\u03b9\u03ba\u03c4\u03cd\u03c9\u03bd", "\u039c\u0391\u0398\u0397\u03a3\u0397 \u0394\u0399\u039a\u03a4\u03a5\u03a9\u039d"),
]  # fmt: skip

APART = [
    # two papers of the shipped corpus each, by the same people or in the same words
    ("Knowledge distillation for multi-task learning", "Online knowledge distillation for multi-task learning"),
    ("Diverse Knowledge Distillation for End-to-End Person Search", "Knowledge distillation for end-to-end person search"),
    ("Denoising diffusion probabilistic models", "Improved denoising diffusion probabilistic models"),
    ("Denoising diffusion probabilistic models", "Denoising diffusion implicit models"),
    ("Policy distillation", "Dual Policy Distillation"),
    ("Relational Knowledge Distillation", "Residual Knowledge Distillation"),
    ("Contrastive Representation Distillation", "Wasserstein contrastive representation distillation"),
    ("Born again neural networks", "Born again neural rankers"),
    ("Flow matching for generative modeling", "Score mismatching for generative modeling"),
    ("Consistency Models", "Phased consistency models"),
    ("Consistency Models", "Consistency Models Made Easy"),
    ("Federated knowledge distillation", "Federated unlearning with knowledge distillation"),
    ("Language models are few-shot learners", "Finetuned language models are zero-shot learners"),
    ("Structured Knowledge Distillation for Dense Prediction", "Channel-wise Knowledge Distillation for Dense Prediction"),
    ("Gan-knowledge distillation for one-stage object detection", "Data-free knowledge distillation for object detection"),
    ("Holistic Weighted Distillation for Semantic Segmentation", "Holistic Weighted Distillation for Instance Segmentation"),
    # kinds
    ("Learning from noisy teachers: Part I", "Learning from noisy teachers: Part II"),
    ("Learning from noisy teachers", "Learning from noisy teachers: Part II"),
    ("YOLOv2: An incremental improvement", "YOLOv3: An incremental improvement"),
    ("Distilling GPT2 into students", "Distilling GPT-3 into students"),
    ("Training ResNet-50", "Training ResNet-101"),
    ("MobileNetV2", "MobileNetV3"),
    ("Label smoothing and regularization A", "Label smoothing and regularization B"),
    ("A survey of the first decade", "A survey of the second decade"),
    ("Two teachers for one student", "Three teachers for one student"),
    ("Training 1-bit nets", "Training 2-bit nets"),
    ("Reconstruction in 2D", "Reconstruction in 3D"),
    ("Distillation with attention maps", "Distillation without attention maps"),
    ("Structured pruning of networks", "Unstructured pruning of networks"),
    ("Online distillation", "Offline distillation"),
    ("Supervised learning of students", "Self-supervised learning of students"),
    ("Supervised learning of students", "Unsupervised learning of students"),
    ("Parametric models", "Non-parametric models"),
    ("Dependent tests", "Independent tests"),
    ("Overfitting students", "Underfitting students"),
    ("Inter-class relations", "Intra-class relations"),
    ("Single-teacher distillation", "Multi-teacher distillation"),
    ("Pre-training students", "Post-training students"),
    ("Teachers are needed", "Teachers are not needed"),
    ("Only labels matter", "Labels matter"),
    ("Beyond distillation", "Distillation"),
    ("Distilling from CNNs to transformers", "Distilling from transformers to CNNs"),
    ("Contrastive autoencoders for students", "Contractive autoencoders for students"),
    ("Simulation of teachers in schools", "Stimulation of teachers in schools"),
    ("Causal learning of students", "Casual learning of students"),
    ("Dynamics distillation", "Dynamic distillation"),
    ("News distillation", "New distillation"),
    ("Four teachers", "For teachers"),
    ("Tiling of large images", "Tilling of large images"),
    ("C++ for students", "C# for students"),
    ("A* search for students", "D* search for students"),
    ("P = NP", "P \u2260 NP"),
    ("Attention is all you need", "Attention is all you need in speech separation"),
    ("\u7b2c\u4e00\u90e8\u5206", "\u7b2c\u4e8c\u90e8\u5206"),
    ("\u30ac\u30e9\u30b9", "\u30ab\u30e9\u30b9"),
    ("\u041e\u0431\u0443\u0447\u0435\u043d\u0438\u0435 \u0441 \u0443\u0447\u0438\u0442\u0435\u043b\u0435\u043c", "\u041e\u0431\u0443\u0447\u0435\u043d\u0438\u0435 \u0431\u0435\u0437 \u0443\u0447\u0438\u0442\u0435\u043b\u044f"),
]  # fmt: skip


def corpus() -> list[str]:
    return [str(title) for title in kdgraph.embedded().papers["title"]]


@pytest.mark.parametrize(("a", "b"), ALIKE)
def test_noise_does_not_make_another_title(a: str, b: str) -> None:
    assert same_title(a, b)
    assert same_title(b, a)
    assert title_similarity(a, b) >= NEARLY_EQUAL


@pytest.mark.parametrize(("a", "b"), APART)
def test_a_word_a_number_or_a_prefix_makes_another_title(a: str, b: str) -> None:
    for first, second in ((a, b), (b, a)):
        assert compare_titles(first, second).relation == "different"
        assert title_similarity(first, second) < NEARLY_EQUAL


@pytest.mark.parametrize(
    ("right", "slip", "relation"),
    [
        # a letter doubled: in words of eight letters or more
        ("Gradient flows", "Graddient flows", "variant"),
        ("Network flows", "Nettwork flows", "different"),
        # two letters swapped: in words of ten letters or more, and not in their first three
        ("Deep distillation", "Deep disitllation", "variant"),
        ("Deep distillation", "Deep ditsillation", "different"),
        ("Deep prediction", "Deep preidction", "variant"),
        ("Deep knowledge", "Deep knolwedge", "different"),
        # a plural s: in words of four letters or more
        ("A thin net", "A thin nets", "variant"),
        ("It teaches", "Its teaches", "different"),
    ],
)
def test_how_long_a_word_must_be_for_a_slip_of_the_pen(
    right: str, slip: str, relation: str
) -> None:
    assert compare_titles(right, slip).relation == relation
    assert compare_titles(slip, right).relation == relation


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("G. Hinton", "G. Hintom", True),  # six letters, one of them another
        ("G. Hinton", "G. Hnton", False),  # the shorter one has five
        ("J. Zhang", "J. Zheng", False),
        ("C. Bucila", "C. Bucil\u0103u", True),
        ("C. Bucila", "C. Bucelo", False),
    ],
)
def test_one_letter_may_be_lost_in_family_names_of_six(one: str, other: str, same: bool) -> None:
    assert same_person(one, other) is same
    assert same_person(other, one) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Roe, Jr., Martin", "M. Roe", True),
        ("Roe, Jr., Martin", "John Roe", False),
        ("Martin Roe III", "Roe, M.", True),
        ("Martin Roe III", "Roe, J.", False),
        ("Roe Jr.", "Martin Roe", True),  # no given name is known
        ("Anna van der Berg", "van der Berg, A.", True),
        ("Anna van der Berg", "van der Berg, V.", False),
    ],
)
def test_a_generation_or_particle_is_no_given_name(one: str, other: str, same: bool) -> None:
    assert same_person(one, other) is same
    assert same_person(other, one) is same


def test_the_table_is_of_the_shipped_corpus() -> None:
    known = {plain(title) for title in corpus()}
    assert sum(plain(a) in known for a, _ in ALIKE) >= 15
    assert sum(plain(a) in known and plain(b) in known for a, b in APART) >= 14


@pytest.mark.parametrize(
    ("a", "b", "words"),
    [
        ("Noisy teachers: Part I", "Noisy teachers: Part II", '"Part I" against "Part II"'),
        ("YOLOv2: better", "YOLOv3: better", '"YOLOv2" against "YOLOv3"'),
        ("Learning with maps", "Learning without maps", '"with" against "without"'),
        ("Learning of deep nets", "Learning of deep-nets with masks", '"with masks" only there'),
        ("Only labels matter here", "Labels matter here", '"Only" only here'),
        ("Trees", "Quite other matters", ""),
    ],
)
def test_the_words_that_differ_are_named(a: str, b: str, words: str) -> None:
    assert compare_titles(a, b).difference("here", "there") == words


@pytest.mark.parametrize(
    ("short", "long", "relation"),
    [
        ("FitNets", "FitNets: Hints for Thin Deep Nets", "subtitle"),
        ("Deep Mutual Learning", "Deep mutual learning \u2014 how students teach", "subtitle"),
        ("Deep Mutual Learning", "Deep mutual learning of students", "different"),
        ("Deep Mutual Learning", "Deep mutual learning: version 2", "different"),
        ("Deep Mutual Learning", "Deep mutual learning. II", "different"),
        ("Deep Mutual Learning", "Deep mutual learning: a reply", "different"),
        ("Deep Mutual Learning", "Deep mutual learning revisited", "different"),
    ],
)
def test_a_subtitle_may_be_missing_but_no_part_or_reply(
    short: str, long: str, relation: str
) -> None:
    assert compare_titles(short, long).relation == relation
    assert compare_titles(long, short).relation == relation
    assert (title_key(short) in main_title_keys(long)) or relation == "different"


def test_no_two_papers_of_the_corpus_are_one() -> None:
    # each of its 2,016 papers is another; the pairs nearest by letters were read one by one
    titles = corpus()
    keys = [title_key(title) for title in titles]
    assert len(set(keys)) == len(titles)
    letters = [plain(title).replace(" ", "") for title in titles]
    near = np.triu(process.cdist(letters, letters, scorer=fuzz.ratio, score_cutoff=85), 1)
    pairs = [(titles[i], titles[j]) for i, j in zip(*np.nonzero(near), strict=True)]
    assert len(pairs) >= 20
    assert {compare_titles(a, b).relation for a, b in pairs} == {"different"}


def test_every_title_of_the_corpus_survives_noise() -> None:
    for title in corpus():
        for noisy in (
            title.upper(),
            title.casefold(),
            re.sub(r"(?<!\d)-|-(?!\d)", "", title),
            title.replace("-", "\u2010"),
            title.replace(" ", "  ") + ".",
            title.replace("e", "\u00e9"),
            "{" + title + "}",
            f"<i>{title}</i>",
            title.replace("ization", "isation").replace("izing", "ising"),
            title.replace("modeling", "modelling").replace("behavior", "behaviour"),
            title.replace("networks", "network").replace("models", "model"),
            title.replace("fi", "\ufb01"),
        ):
            assert same_title(title, noisy), (title, noisy)


@pytest.mark.parametrize(
    ("a", "b"), [("", "x"), ("?", "?"), ("\u2014", "-"), ("\u200b", "Introduction")]
)
def test_what_has_no_words_is_no_title(a: str, b: str) -> None:
    assert compare_titles(a, b).relation == "unknown"
    assert title_similarity(a, b) == 0.0


def test_hostile_titles_cost_no_quadratic_time() -> None:
    began = time.process_time()
    long = ["word " * 2000, "word " * 1999 + "other", "x" * 10_000, "{\\" * 5000, "<i" * 5000]
    long += ["\u4e00" * 9999 + c for c in "\u4e8c\u4e09"]
    for a, b in combinations(long, 2):
        compare_titles(a, b)
    assert time.process_time() - began < 10
