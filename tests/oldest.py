"""The oldest dependencies that pyproject.toml allows, as requirements for pip.

``python -m tests.oldest`` prints them, those of the extras after it too: what is installed with
``pip install $(python -m tests.oldest dashboard) .`` has to build, draw and open the dashboard.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

__all__ = ["main", "oldest"]

_ROOT = Path(__file__).resolve().parent.parent
_LOWER = re.compile(r"([\w.-]+(?:\[[\w,]+\])?)\s*(?:[<>!~=]=?[^,;]*,\s*)*>=\s*([\w.]+)")


def oldest(requirements: Sequence[str]) -> list[str]:
    """Return each requirement with its lower bound as the only version.

    Raises
    ------
    ValueError
        If one has no lower bound, so that nobody knows with what it works.

    Examples
    --------
    >>> oldest(["numpy>=2.1,<3", "mkdocstrings[python]>=1.0", "rich >= 13.9"])
    ['numpy==2.1', 'mkdocstrings[python]==1.0', 'rich==13.9']
    """
    found = [(text, _LOWER.match(text)) for text in requirements]
    if without := [text for text, match in found if match is None]:
        raise ValueError(f"no lower bound (>=) in pyproject.toml: {', '.join(without)}")
    return [f"{match[1]}=={match[2]}" for _, match in found if match is not None]


def main(extras: Sequence[str]) -> int:
    """Print the requirements of the core, and of these extras."""
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"]]
    for name in extras:
        wanted += project["optional-dependencies"][name]
    sys.stdout.write("\n".join(oldest(wanted)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
