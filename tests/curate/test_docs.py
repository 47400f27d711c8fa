"""`docs/lint.md` and the files beside it are what the rules say today."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

from kdgraph.curate import LINT_RULES
from kdgraph.lists.page import github_anchor

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"


def test_the_page_and_the_starters_are_up_to_date() -> None:
    """Python docs/lint.py writes them again where this fails."""
    for name, text in runpy.run_path(str(DOCS / "lint.py"))["files"]().items():
        assert (DOCS / name).read_text("utf-8") == text, name


def test_the_page_leads_to_every_rule_and_says_truly_which_have_a_fix() -> None:
    page = (DOCS / "lint.md").read_text("utf-8")
    anchors = re.findall(r"\]\(#([\w-]+)\)", page)
    assert anchors == [github_anchor(code) for code in LINT_RULES]
    for code in LINT_RULES:
        source = (DOCS.parent / "kdgraph/curate/rules" / f"{code.replace('-', '_')}.py").read_text()
        (row,) = re.findall(rf"^\| \[`{code}`\].*$", page, re.M)
        assert (row.split("|")[4].strip() == "yes") == ("Fix(" in source), code
