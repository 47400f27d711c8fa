"""Time axes; they stand in `kdgraph.figures.scales`."""

from kdgraph.figures.scales import Years, year_axis

__all__ = ["Years", "year_axis"]
