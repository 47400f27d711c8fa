"""The command line, for those who run it as ``python -m kdgraph``."""

from __future__ import annotations

from kdgraph.cli import main

__all__: list[str] = []

if __name__ == "__main__":
    main()
