"""Frames become graphs: citation graph, author graph, and the snapshot that gives both."""

__all__: list[str] = []
