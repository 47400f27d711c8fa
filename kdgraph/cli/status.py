"""`kdgraph status`: what the data folder holds, and what it does not."""

from __future__ import annotations

from kdgraph.cli.options import AsJson, DataOption, SnapshotOption

__all__ = ["status"]


def status(
    *, data: DataOption = None, snapshot: SnapshotOption = None, as_json: AsJson = False
) -> None:
    """Show what the current snapshot holds, from where and when, and what it does not know."""
    from kdgraph.cli import printing, text
    from kdgraph.pipeline import summarise
    from kdgraph.settings import settings
    from kdgraph.store import DataFolder

    folder = DataFolder(settings(data=data).data)
    summary = summarise(folder.snapshot(snapshot))
    kept = [manifest.id for manifest in folder.manifests()]
    damaged = [f"{path.name}: {problem}" for path, problem in folder.damaged()]
    cache = folder.cache_path.stat().st_size if folder.cache_path.exists() else 0
    if as_json:
        printing.write_json(summary, snapshots=kept, damaged=damaged, cache_bytes=cache)
    else:
        text.write_status(summary, snapshots=len(kept), damaged=damaged, cache=cache)
