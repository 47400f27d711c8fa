"""Terms have one meaning: the glossary defines each once, and no private dialect reaches users."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[1]
_GLOSSARY = (_ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
_ENTRY = re.compile(r"\*\*(?P<terms>[^*]+)\.\*\* (?P<meaning>.+)", re.DOTALL)

_INSTEAD = {
    r"\bnobody (?:asked|read|looked|answered)\b": "was not requested, was not read, no answer",
    r"\bnot known, and what to do about it\b": "missing data and how to complete it",
    r"\ba part (?:of it )?will do\b": "substring match",
    r"\bfault of ours\b": "internal error",
    r"\b(?:asked|computed|written|writes \w+) anew\b": "requested again, recomputed, rewritten",
    r"\bcould not be had\b": "could not be fetched",
    r"\bstands on the list\b": "on the list",
    r"\bthe same command goes on\b": "rerun the same command to resume",
    r"\bways? (?:of citations|tie)\b": "paths",
    r"\bhow firm\b|\bfirmest\b": "stability, most stable",
    r"\bcircles? of citations\b": "cycle",
    r"\bdid not settle\b": "did not converge",
    r"\bmay be given repeatedly\b": "can be given several times",
    r"\bno word is typical\b": "no characteristic terms",
    r"\bLaTeX pack\b": "LaTeX bundle",
}
"""What users read in no message, with the term to use; `kdgraph.figures` is not read yet."""

_READ_BY_USERS = (
    *sorted((_ROOT / "kdgraph" / "cli").rglob("*.py")),
    *sorted((_ROOT / "dashboards").rglob("*.py")),
    _ROOT / "kdgraph" / "errors.py",
    _ROOT / "kdgraph" / "files.py",
    _ROOT / "kdgraph" / "pipeline" / "summary.py",
    _ROOT / "kdgraph" / "pipeline" / "diagnosis.py",
)


def _parts() -> dict[str, list[str]]:
    """Return the paragraphs of each part of the glossary."""
    _, *parts = re.split(r"(?m)^## ", _GLOSSARY)
    blocks = [part.strip().split("\n\n") for part in parts]
    return {heading: entries for heading, *entries in blocks}


def _terms(entry: str) -> list[str]:
    found = _ENTRY.fullmatch(entry)
    assert found, f"a paragraph of the glossary is no entry: {entry[:60]!r}"
    assert found["meaning"].rstrip().endswith("."), entry
    return [term.strip() for term in found["terms"].split(",")]


@pytest.mark.parametrize("part", _parts())
def test_terms_of_a_part_stand_in_the_order_of_the_alphabet(part: str) -> None:
    first = [_terms(entry)[0].casefold() for entry in _parts()[part]]
    assert len(first) > 1
    assert first == sorted(first)


def test_a_term_is_defined_once() -> None:
    terms = [
        term.casefold() for part in _parts().values() for entry in part for term in _terms(entry)
    ]
    assert len(terms) > 50
    assert sorted(terms) == sorted(set(terms))


def _texts(source: str) -> Iterator[tuple[int, str]]:
    """Yield the texts of a module, its docstrings too, since help is made of them."""
    tree = ast.parse(source)
    pieces = {
        id(piece)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for piece in node.values
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [v.value if isinstance(v, ast.Constant) else "{}" for v in node.values]
            yield node.lineno, " ".join("".join(map(str, parts)).split())
        elif isinstance(node, ast.Constant) and id(node) not in pieces:
            yield node.lineno, " ".join(str(node.value).split())


def _dialect(text: str) -> list[str]:
    return [
        f"{found[0]!r}: say {instead}"
        for phrase, instead in _INSTEAD.items()
        if (found := re.search(phrase, text, re.IGNORECASE))
    ]


def test_the_dialect_is_recognised_across_pieces_of_a_text() -> None:
    source = 'print(f"{n:,} papers whose references "\n      "nobody asked")'
    assert [word for _, text in _texts(source) for word in _dialect(text)] == [
        "'nobody asked': say was not requested, was not read, no answer"
    ]


@pytest.mark.parametrize("path", _READ_BY_USERS, ids=lambda path: str(path.relative_to(_ROOT)))
def test_users_read_the_terms_of_the_field(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert [(line, word) for line, text in _texts(source) for word in _dialect(text)] == []


def test_the_readme_speaks_the_same_language() -> None:
    assert _dialect(" ".join((_ROOT / "README.md").read_text(encoding="utf-8").split())) == []
