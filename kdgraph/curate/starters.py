"""Files that make `kdgraph lint` run by itself: a GitHub action and workflow, a pre-commit hook."""

from __future__ import annotations

from typing import Final

from kdgraph._version import __version__

__all__ = ["ACTION", "PRE_COMMIT", "STARTERS", "WORKFLOW"]

ACTION: Final = f"""\
# kdgraph lint as an action: findings appear beside the lines of a pull request.
name: kdgraph lint
description: Check a curated paper list
inputs:
  list:
    description: The list, relative to the root of the repository
    default: README.md
  arguments:
    description: Further arguments, such as --ignore missing-venue
    default: ""
  version:
    description: The version of kdgraph, as pip understands it
    default: "kdgraph>={__version__}"
runs:
  using: composite
  steps:
    - uses: actions/setup-python@v5
      with:
        python-version: "3.12"
    - run: python -m pip install --quiet "$KDGRAPH"
      shell: bash
      env:
        KDGRAPH: ${{{{ inputs.version }}}}
    - run: kdgraph lint "$LIST" --repository "$GITHUB_REPOSITORY" --format github $ARGUMENTS
      shell: bash
      env:
        LIST: ${{{{ inputs.list }}}}
        ARGUMENTS: ${{{{ inputs.arguments }}}}
"""
"""``action.yml``, a composite action."""

WORKFLOW: Final = f"""\
# .github/workflows/list.yml: checks README.md on every change.
# Written by kdgraph lint --init github
name: list
on:
  push:
    paths: [README.md]
  pull_request:
    paths: [README.md]
permissions:
  contents: read
jobs:
  lint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: python -m pip install --quiet "kdgraph>={__version__}"
      - run: kdgraph lint README.md --repository "$GITHUB_REPOSITORY" --format github
"""
"""A workflow that needs no action of its own."""

PRE_COMMIT: Final = f"""\
# .pre-commit-config.yaml: checks README.md before every commit.
# Written by kdgraph lint --init pre-commit. Add --fix to args to have it mended, too.
repos:
  - repo: local
    hooks:
      - id: kdgraph-lint
        name: kdgraph lint
        entry: kdgraph lint
        args: [README.md]
        language: python
        additional_dependencies: ["kdgraph>={__version__}"]
        files: ^README\\.md$
        pass_filenames: false
"""
"""A hook for pre-commit that stands in the repository of the list itself."""

STARTERS: Final = {"github": WORKFLOW, "action": ACTION, "pre-commit": PRE_COMMIT}
"""What ``kdgraph lint --init NAME`` prints."""
