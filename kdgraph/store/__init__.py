"""The data folder: snapshots, lists, raw answers and derived arrays.

Only this package writes there. `DataFolder` reads without a lock, `Writer` (from
`DataFolder.writer`) publishes snapshots atomically, and `ResponseCache` keeps raw answers.
"""

from __future__ import annotations

from kdgraph.store.cache import CacheSize, ResponseCache, Run, StoredAnswer, inspect_cache
from kdgraph.store.derived import damaged_arrays
from kdgraph.store.digest import snapshot_digest
from kdgraph.store.embedded import EMBEDDED_ID, embedded_folder, embedded_lists
from kdgraph.store.eprints import EprintFolder
from kdgraph.store.folder import DataFolder
from kdgraph.store.manifest import EMBEDDED_NOTE, Manifest
from kdgraph.store.snapshots import StoredSnapshot, open_snapshot
from kdgraph.store.writer import Writer

__all__ = [
    "EMBEDDED_ID",
    "EMBEDDED_NOTE",
    "CacheSize",
    "DataFolder",
    "EprintFolder",
    "Manifest",
    "ResponseCache",
    "Run",
    "StoredAnswer",
    "StoredSnapshot",
    "Writer",
    "damaged_arrays",
    "embedded_folder",
    "embedded_lists",
    "inspect_cache",
    "open_snapshot",
    "snapshot_digest",
]
