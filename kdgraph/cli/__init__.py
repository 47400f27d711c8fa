"""The command line: options in, one public call, print.

Exit codes: 0 done, 1 findings, 2 wrong use or input, 3 the service failed and what arrived is kept.
Modules here import nothing heavy at their top, so that ``--help`` answers at once.
"""

from kdgraph.cli.app import main

__all__ = ["main"]
