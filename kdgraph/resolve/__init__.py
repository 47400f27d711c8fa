"""Match entries of a list to papers, by identifier or title.

Every entry ends as matched, with method and confidence, or as unmatched, with the reason and the
best candidate that was refused. Nothing disappears.
"""

from kdgraph.resolve.catalogue import Catalogue, RecordCatalogue, ServiceCatalogue
from kdgraph.resolve.entries import Resolution, resolve_entries, wanted_identifiers
from kdgraph.resolve.judge import Verdict, judge

__all__ = [
    "Catalogue",
    "RecordCatalogue",
    "Resolution",
    "ServiceCatalogue",
    "Verdict",
    "judge",
    "resolve_entries",
    "wanted_identifiers",
]
