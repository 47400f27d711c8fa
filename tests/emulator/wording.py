"""Names, venues and titles for a made-up literature."""

from __future__ import annotations

import random

__all__ = ["FAMILY", "GIVEN", "SECTIONS", "VENUES", "made_title"]


def _words(text: str, between: str = " ") -> tuple[str, ...]:
    return tuple(text.split(between))


GIVEN = _words(
    "Wei Li Ana José Mei Yuki Omar Priya Lars Ingrid Kwame Chloé Ivan Olga Hans Jun Min Sora "
    "Fatima Diego Lucía Zoë Noah Emma Liam Ravi Anil Nadia Yusuf Björn Søren Marta Paweł "
    "Łukasz Hana Tomáš Eva Jean Marie Luc Yann Geoffrey Rich Samy Oriol Jeff Adriana Sergey "
    "Nikos Ying Xiang Tao Yu"
)
FAMILY = _words(
    "Wang Li Zhang Chen Liu Yang Huang Zhao Wu Zhou Kim Lee Park Choi Tanaka Sato Suzuki "
    "Nguyen Tran Singh Kumar Patel Sharma García Martínez López Müller Schmidt Weber Fischer "
    "Bauer Rossi Bianchi Silva Santos Costa Kowalski Novák Dvořák Ivanov Petrov Hansen "
    "Nielsen Johansson O'Brien Smith Johnson Brown Jones Miller Davis Wilson Moore Taylor "
    "Bengio Hinton Caruana Vinyals Dean Romero Ba Zagoruyko Komodakis Hospedales Lu van-Dijk "
    "de-Vries Ødegård Çelik Y\u0131lmaz Abebe Okafor Mensah"
)
VENUES = (
    "NeurIPS",
    "ICML",
    "ICLR",
    "CVPR",
    "ICCV",
    "ECCV",
    "AAAI",
    "ACL",
    "EMNLP",
    "Pattern Recognition",
    "International Journal of Computer Vision",
    "",
)
SECTIONS = (
    "Pioneering Papers",
    "Survey Papers",
    "Distillation Meets Diffusion Models",
    "Feature Distillation",
    "Online Knowledge Distillation",
    "Multi-Teacher Knowledge Distillation",
    "Data-Free Knowledge Distillation",
    "Distillation for Segmentation",
)
_FIRST = _words(
    "Adaptive Robust Sparse Dense Deep Shallow Online Offline Federated Contrastive "
    "Relational Causal Progressive Decoupled Mutual Hierarchical Masked Quantised Certified "
    "Calibrated Bayesian Spectral Hyperbolic Equivariant Curriculum Adversarial Private "
    "Asynchronous Recursive Modular"
)
_SECOND = _words(
    "Attention Feature Logit Gradient Label Token Prototype Channel Graph Ensemble Teacher "
    "Student Prompt Memory Flow Patch Kernel Residual Semantic Temporal Spatial Cross-Modal "
    "Multi-Scale Latent"
)
_THIRD = _words(
    "Distillation Transfer Compression Matching Alignment Mimicking Hints Regularization"
)
_FOR = _words(
    "Object Detection|Semantic Segmentation|Speech Recognition|Machine Translation|"
    "Text Generation|Image Restoration|Depth Estimation|Action Recognition|Recommendation|"
    "Federated Learning|Diffusion Models|Language Models|Graph Neural Networks|Point Clouds|"
    "Medical Imaging|Reinforcement Learning|Continual Learning|Edge Devices|Retrieval|"
    "Face Recognition",
    "|",
)
_NAMES = _words("Net Former KD Lite Match Mix Distill Prune")
_ODD = (
    "R&D in {0}: What Works & What Does Not",
    "{0} in C++ and C#: A Study",
    "{0} — Schrödinger\u2019s Teacher, Naïve Student",
    "\u03b1-{0}: 50% Smaller + 2\u00d7 Faster?",
    "{0}, Revisited (and/or Refuted)",
    "Is #1 Enough? {0}",
)


def made_title(draw: random.Random, i: int, seen: set[str]) -> str:
    """Return a title that is not among the `seen` ones, and add it to them."""
    while True:
        title = f"{draw.choice(_FIRST)} {draw.choice(_SECOND)} {draw.choice(_THIRD)}"
        if draw.random() < 0.8:
            title = f"{title} for {draw.choice(_FOR)}"
        if draw.random() < 0.3:
            name = "".join(word[0] for word in title.split()[:3]) + draw.choice(_NAMES)
            title = f"{name}: {title}"
        if i % 41 == 5:
            title = _ODD[i // 41 % len(_ODD)].format(title)
        if title not in seen:
            seen.add(title)
            return title
