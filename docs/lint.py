"""Write `docs/lint.md` and the files beside it from the rules of `kdgraph lint`.

Run it from the repository's root as ``python docs/lint.py``; it needs nothing but kdgraph.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kdgraph.curate import LINT_RULES, Rule
from kdgraph.curate.starters import STARTERS

__all__ = ["FOLDER", "files", "main"]

FOLDER: Final = Path(__file__).parent
_HEAD: Final = """# Rules of `kdgraph lint`

`kdgraph lint LIST` checks a curated list. A finding has a stable code, a line, a reason, what
speaks for it, and a fix where nothing can go wrong: `--fix` writes the fixes into the list,
`--diff` shows them. Not one byte changes outside the fields that a fix names; a fix after which
something else would read otherwise is left out and counted; a second `--fix` changes nothing.
`--select` and `--ignore` take codes, or beginnings such as `inconsistent-*`. It ends with 1 where
there are findings, with 0 where there are none.

Rules marked *corpus* hold the list against a snapshot: that of the data folder, or the embedded
one for the list that kdgraph ships. Rules marked *network* ask every address, with `--online`
only. Those that cannot run are named below the findings.

`--format github` prints workflow commands that GitHub shows beside the lines, `--format sarif` a
SARIF 2.1.0 log, `--format json` everything. `kdgraph lint --init github` prints a workflow,
`--init pre-commit` a hook for pre-commit, and [lint/action.yml](lint/action.yml) is a composite
action: `uses: OWNER/kdgraph/docs/lint@main`.

This page is written by `docs/lint.py` from the rules; a new rule is one file in
`kdgraph/curate/rules/`.

| rule | finds | severity | fix | needs |
| --- | --- | --- | --- | --- |
"""
_FILES: Final = {"github": "workflow.yml", "action": "action.yml", "pre-commit": "pre-commit.yaml"}
_FIXES: Final = "the fix "


def _row(rule: Rule) -> str:
    fixes = "yes" if _FIXES in " ".join(rule.explanation.casefold().split()) else ""
    needs: str = rule.needs or ""
    if not rule.default:
        needs = f"{needs} `--select`".strip()
    code = f"[`{rule.code}`](#{rule.code})"
    return f"| {code} | {rule.meaning} | {rule.severity} | {fixes} | {needs} |\n"


def files() -> dict[str, str]:
    """Return the files that this script writes: their paths below `docs/`, and their texts."""
    page = _HEAD + "".join(map(_row, LINT_RULES.values()))
    for code, rule in LINT_RULES.items():
        page += f"\n## {code}\n\n{rule.meaning}\n\n{rule.explanation}\n"
    return {
        "lint.md": page,
        **{f"lint/{_FILES[name]}": text for name, text in STARTERS.items()},
    }


def main() -> None:
    """Write the files."""
    for name, text in files().items():
        path = FOLDER / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
