"""A snapshot becomes drawings: one module for each figure, on the canvas that all share."""

from __future__ import annotations

from typing import Protocol

from kdgraph.figures.canvas.drawing import Drawing
from kdgraph.graph.snapshot import Snapshot
from kdgraph.registry import Registry

__all__ = ["FIGURES", "Drawing", "Figure"]


class Figure(Protocol):
    """What one figure is: it draws a snapshot at a width in inches.

    `section` narrows it to one section of the list and `top` to so many papers (or whatever it
    shows); None leaves both to the figure, which says in its notes what it left out.
    """

    def __call__(
        self,
        snapshot: Snapshot,
        *,
        width: float = 7.0,
        section: str | None = None,
        top: int | None = None,
    ) -> Drawing:
        """Return the drawing."""
        ...


FIGURES: Registry[Figure] = Registry("figure", "kdgraph.figures", group="kdgraph.figures")
"""All figures by name."""
