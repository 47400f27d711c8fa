"""A drawing with every mark there is, and with words that break careless writers."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
import pandas as pd

from kdgraph.figures.canvas.drawing import Drawing
from kdgraph.figures.canvas.marks import (
    HATCHES,
    SHAPES,
    Areas,
    Bars,
    Cells,
    Curves,
    Mark,
    Points,
    Ribbons,
    Text,
)
from kdgraph.figures.canvas.page import Body, Key, compose
from kdgraph.figures.canvas.sheet import Axis, Box, Panel
from kdgraph.testing import toys

__all__ = ["WICKED", "everything"]

WICKED: Final = (
    "<b>Bold</b> & </script><script>alert(1)</script>",
    "{Braces} #1 of 100% $x_1$ ~ ^ \\end{document}",
    "Łukasz Ćwikła, Buciluǎ and Röß — “quoted” … \u22121",
    "αβγ ≤ ≥ → ∞ \u00d7 ±",
    "知识蒸馏 and تقطير",
    "%{y} <extra> ]]> -->",
    "a--b ?` !` ''x'' <<y>>",
    "",
)


def _marks() -> tuple[Mark, ...]:
    eight = np.arange(8.0)
    papers = tuple((one,) for one in "abcdefgu")
    pairs = (("a", "b"), ("c", "d"))
    square = np.array([(0.0, 0.0), (2.0, 0.0), (2.0, 1.0), (0.0, 1.0)])
    bent = np.array([(0.0, 4.0), (1.0, 4.0), (1.0, 6.0), (2.0, 6.0)])
    band = np.array(
        [(3.0, 3), (4, 3), (4, 4), (5, 4), (5, 4), (5, 4.6), (5, 4.6), (4, 4.6), (4, 3.6), (3, 3.6)]
    )
    return (
        Points(
            role="paper",
            x=eight,
            y=eight,
            size=np.linspace(3, 9, 8).tolist(),
            ink=[f"series:{n}" for n in range(8)],
            shape=SHAPES,
            filled=[n % 2 == 0 for n in range(8)],
            papers=papers,
            words=WICKED,
        ),
        Curves(
            role="citation",
            paths=(bent, np.add(bent, (3.0, 0.0))),
            ink=["series:1", "series:2"],
            width=[0.5, 1.5],
            bent=True,
            arrows=True,
            opacity=0.6,
            papers=pairs,
            words=("b cites a", WICKED[0]),
        ),
        Curves(role="rule", paths=(square, square + 1.0), dash="dashed", layer=-1),
        Curves(role="dots", paths=(np.add(square, (4.0, 2.0)),), dash="dotted", ink="accent"),
        Bars(
            role="bar",
            left=eight,
            right=eight + 0.8,
            bottom=np.zeros(8),
            top=eight / 4 + 0.2,
            ink=[f"series:{n}" for n in range(8)],
            hatch=HATCHES,
            outline="ink",
            layer=-2,
            papers=papers,
            words=WICKED,
        ),
        Cells(
            role="cell",
            left=np.array([5.0, 6.0]),
            right=np.array([6.0, 7.0]),
            bottom=np.array([6.0, 6.0]),
            top=np.array([7.0, 7.0]),
            ink=["sequence:0.3", "balance:-0.5"],
            papers=pairs,
            words=("a cell", "another"),
            layer=-1,
        ),
        Areas(
            role="area",
            paths=(np.add(square, (0.0, 6.0)), np.add(square, (2.5, 6.0))),
            ink=["series:3", "faint"],
            hatch=["////", ""],
            papers=pairs,
            words=("an area", "a second"),
            layer=-1,
        ),
        Ribbons(role="ribbon", paths=(band,), ink="series:4", papers=(("a",),), words=("a band",)),
        Text(
            role="name",
            x=eight,
            y=7.6 - eight,
            dx=3.0,
            text=(*WICKED[:7], "up"),
            size=[6.0, 6.5, 7.0, 7.0, 7.0, 7.0, 7.0, 7.0],
            halign=["left", "center", "right", "left", "left", "right", "right", "left"],
            valign="middle",
            plate=True,
            papers=papers,
            words=WICKED,
        ),
        Text(
            role="upwards",
            x=np.array([0.5]),
            y=np.array([1.0]),
            text=("upwards",),
            angle=90,
            weight="semibold",
        ),
        Text(
            role="beside",
            x=np.array([-0.6]),
            y=np.array([3.0]),
            text=("beside <the> axis",),
            halign="right",
            weight="italic",
            size=6.0,
        ),
    )


@cache
def everything(theme: str = "light") -> Drawing:
    """Return the drawing; words lie on words in it, which does not matter here."""
    panel = Panel(
        Box(80.0, 30.0, 300.0, 180.0),
        Axis(
            -0.5, 8.5, ((0.0, "none & <0>"), (4.0, "4"), (8.0, "8")), "across", grid=True, line=True
        ),
        Axis(8.5, -0.5, ((0.0, "0"), (8.0, "8 $ and $")), "down", grid=True, line=True),
        _marks(),
        title="Everything <at> once",
    )
    body = Body(
        height=200.0,
        panels=(panel,),
        caption="Everything at once: {things} things & {more}.",
        facts={"things": 11, "more": "<b>no more</b></script>"},
        alt="Marks of every kind, in a row & <i>beside</i> each other.",
        numbers=pd.DataFrame({"thing": list(WICKED), "value": range(8)}),
        keys=(
            Key("a dot <1>", "series:0"),
            Key("a line", "series:1", "line", "dashed"),
            Key("a bar", "series:2", "bar", hatch="////"),
        ),
        notes=("Nothing is left out & <u>nothing</u> is hidden.",),
    )
    options = {"section": None, "top": None}
    return compose(toys.snapshot(), "everything", body, width=5.5, options=options).themed(theme)
