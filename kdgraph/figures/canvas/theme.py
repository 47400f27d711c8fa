"""Which colour each ink is: light, dark and transparent ground.

The eight colours for kinds have lightnesses that are evenly apart (L* 30 to 80, on dark ground 46
to 90), so that they differ in grey, and hues chosen so that the least distance of any two is
largest for usual sight and for red-, green- and blue-blind sight (Machado, Oliveira & Fernandes
2009, severity 1). A test measures both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from kdgraph.errors import InputError

__all__ = ["KINDS", "THEMES", "Theme", "theme_named"]

KINDS: Final = 8
"""How many kinds can be told apart by colour; more share colours and differ in shape."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A ground and the inks that go with it.

    `ground` is None where the page is transparent; what must hide something is then left out.
    `sequence` and `balance` are the stops of the colour scales, evenly spaced.
    """

    name: str
    ground: str | None
    ink: str
    muted: str
    faint: str
    accent: str
    series: tuple[str, ...]
    sequence: tuple[str, ...]
    balance: tuple[str, ...]

    def colour(self, ink: str) -> str | None:
        """Return the colour of an ink, as #rrggbb; None for the ground of a transparent page.

        Examples
        --------
        >>> theme = THEMES["light"]
        >>> theme.colour("series:0"), theme.colour("sequence:0"), theme.colour("sequence:1")
        ('#43577f', '#f3f1ea', '#16324f')
        """
        kind, _, value = ink.partition(":")
        if kind == "tint":
            share, _, base = value.partition(":")
            full = self.colour(base)
            return full and _between((full, self.ground or "#ffffff"), float(share))
        if kind == "series":
            return self.series[int(value) % len(self.series)]
        if kind == "sequence":
            return _between(self.sequence, float(value))
        if kind == "balance":
            return _between(self.balance, (float(value) + 1) / 2)
        named: Mapping[str, str | None] = {
            "ink": self.ink,
            "muted": self.muted,
            "faint": self.faint,
            "accent": self.accent,
            "ground": self.ground,
        }
        return named[kind]


def _between(stops: tuple[str, ...], share: float) -> str:
    """Return the colour at a share of the way along the stops."""
    share = min(max(share, 0.0), 1.0) * (len(stops) - 1)
    low = min(int(share), len(stops) - 2)
    parts = [
        round(a + (b - a) * (share - low))
        for a, b in zip(_parts(stops[low]), _parts(stops[low + 1]), strict=True)
    ]
    return "#" + "".join(f"{part:02x}" for part in parts)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


_LIGHT: Final = Theme(
    name="light",
    ground="#ffffff",
    ink="#1f2328",
    muted="#5c636b",
    faint="#c9cdd2",
    accent="#b3261e",
    series=(
        "#43577f",
        "#d74a39",
        "#179e8e",
        "#834bc6",
        "#e08d00",
        "#772f37",
        "#adacf5",
        "#e0c292",
    ),
    sequence=("#f3f1ea", "#a9c5cb", "#4f86a0", "#16324f"),
    balance=("#8a3b12", "#dfa271", "#f4f3f0", "#86a9c6", "#1d4a77"),
)
_DARK: Final = Theme(
    name="dark",
    ground="#14171b",
    ink="#e8eaed",
    muted="#9aa3ad",
    faint="#3d444c",
    accent="#ff8a7a",
    series=(
        "#2177f9",
        "#ed7f4f",
        "#31c3a5",
        "#a57bce",
        "#ecb821",
        "#d60d53",
        "#bfd1fb",
        "#efe4a5",
    ),
    sequence=("#1d252c", "#2f5a6e", "#5d9bb0", "#dcebea"),
    balance=("#e59a62", "#8f5730", "#2a2e33", "#3f6a90", "#8fc0ec"),
)
THEMES: Final[Mapping[str, Theme]] = MappingProxyType(
    {
        "light": _LIGHT,
        "dark": _DARK,
        "transparent": Theme(
            name="transparent",
            ground=None,
            ink=_LIGHT.ink,
            muted=_LIGHT.muted,
            faint=_LIGHT.faint,
            accent=_LIGHT.accent,
            series=_LIGHT.series,
            sequence=_LIGHT.sequence,
            balance=_LIGHT.balance,
        ),
    }
)


def theme_named(name: str) -> Theme:
    """Return a theme by name.

    Raises
    ------
    InputError
        If there is no theme of that name.
    """
    try:
        return THEMES[name]
    except KeyError:
        raise InputError(f"no theme called {name!r}; there are: {', '.join(THEMES)}") from None
