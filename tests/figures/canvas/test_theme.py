"""The colours for kinds, measured: by any sight, and in grey."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest

from kdgraph.errors import InputError
from kdgraph.figures.canvas.marks import Floats
from kdgraph.figures.canvas.theme import KINDS, THEMES, theme_named

# Machado, Oliveira & Fernandes (2009), severity 1: on linear light
SIGHTS = {
    "usual": np.eye(3),
    "protan": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deutan": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritan": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
_TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
_WHITE = np.array([0.95047, 1.0, 1.08883])


def linear(colour: str) -> Floats:
    """Return the light of an sRGB colour."""
    parts = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    light: Floats = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return light


def lab(colour: str, sight: str = "usual") -> Floats:
    """Return CIE L*a*b* of a colour as somebody sees it."""
    seen = np.clip(SIGHTS[sight] @ linear(colour), 0, 1)
    share = _TO_XYZ @ seen / _WHITE
    root = np.where(share > 216 / 24389, np.cbrt(share), (24389 / 27 * share + 16) / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG counts it."""
    low, high = sorted(float(_TO_XYZ[1] @ linear(colour)) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def test_the_measure_agrees_with_known_values() -> None:
    assert lab("#ffffff") == pytest.approx([100, 0, 0], abs=0.02)
    assert lab("#ff0000") == pytest.approx([53.24, 80.09, 67.20], abs=0.05)
    assert contrast("#ffffff", "#000000") == pytest.approx(21)


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_any_two_kinds_differ_by_any_sight(theme: str, sight: str) -> None:
    colours = THEMES[theme].series
    assert len(colours) == KINDS == 8
    seen = [lab(colour, sight) for colour in colours]
    least = min(float(np.linalg.norm(a - b)) for a, b in combinations(seen, 2))
    assert least >= (36 if sight == "usual" else 26), f"{theme}, {sight}: {least:.1f}"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_any_two_kinds_differ_in_grey(theme: str) -> None:
    lightness = sorted(float(lab(colour)[0]) for colour in THEMES[theme].series)
    gaps = [high - low for low, high in pairwise(lightness)]
    assert min(gaps) >= 6, f"{theme}: {[round(gap, 1) for gap in gaps]}"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_can_be_read_and_scales_run_one_way(theme: str) -> None:
    inks = THEMES[theme]
    assert inks.ground is not None
    assert contrast(inks.ink, inks.ground) >= 7
    assert contrast(inks.muted, inks.ground) >= 4.5
    assert contrast(inks.accent, inks.ground) >= 4.5
    steps = [float(lab(inks.colour(f"sequence:{t / 10}") or "")[0]) for t in range(11)]
    rising = [high > low for low, high in pairwise(steps)]
    assert all(rising) or not any(rising)
    middle = float(lab(inks.colour("balance:0") or "")[0])
    ends = [float(lab(inks.colour(f"balance:{end}") or "")[0]) for end in (-1, 1)]
    assert (middle - ends[0]) * (middle - ends[1]) > 0, "both ends lead away from the middle"


def test_a_theme_that_is_not_there_is_named() -> None:
    with pytest.raises(InputError, match="no theme called 'sepia'; there are: light, dark"):
        theme_named("sepia")
