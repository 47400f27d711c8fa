"""Authors: measures, co-author communities, concentration of the list, and lineages.

Semantic Scholar's ids keep people of one name apart. Where only names are known, as in the embedded
corpus, rows that can be told to be one person are one (`kdgraph.graph.people`); a row may still
hold several people and a person several rows, and every frame says so by ``also_as`` and by the
columns that `kdgraph.analysis.authors.names.name_traits` explains.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from kdgraph.registry import Registry

__all__ = ["AUTHOR_MEASURES", "AuthorMeasure"]

AuthorMeasure = Callable[..., pd.DataFrame]
"""What one measure is: an `AuthorCorpus`, and options by keyword, become a frame.

The frame has the authors of the corpus in their order for index, a float column ``score`` (nan
where it is undefined, never 0 for want of knowledge) and columns that say what the score rests on.
The first line of the docstring describes it in menus.
"""

AUTHOR_MEASURES: Registry[AuthorMeasure] = Registry("author measure", "kdgraph.analysis.authors")
"""All measures of authors by name."""
