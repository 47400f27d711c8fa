"""What a rule finds in a list: where, why, and how to mend it; and the rules themselves."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from kdgraph.errors import InputError
from kdgraph.lists.formats import Span
from kdgraph.registry import Registry

if TYPE_CHECKING:
    from kdgraph.curate.listed import Listed

__all__ = [
    "LINT_RULES",
    "Edit",
    "Finding",
    "Fix",
    "Found",
    "Needs",
    "Rule",
    "Severity",
    "chosen_rules",
    "rule",
]

Severity = Literal["error", "warning", "note"]
"""An error breaks something for readers, a warning is most likely a mistake, a note may be one."""

Needs = Literal["corpus", "network"]
"""What a rule cannot do without: a snapshot that knows the papers of the list, or the network."""


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """The characters from `start` to `end` of the text give way to `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that mends a finding and touches nothing else: what it does, and its edits."""

    description: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule says of one place, before the place is counted in lines.

    Parameters
    ----------
    span : (int, int)
        Where in the text it stands.
    message : str
        What is wrong, in a sentence without a full stop.
    evidence : sequence of str
        What speaks for it, each in a phrase.
    fix : Fix, optional
        How to mend it, where that cannot go wrong.
    also : sequence of int
        Other places that belong to it, as offsets in the text.
    entry_id : str, optional
        The entry that it is about.
    """

    span: Span
    message: str
    evidence: Sequence[str] = ()
    fix: Fix | None = None
    also: Sequence[int] = ()
    entry_id: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of `kdgraph lint`.

    Attributes
    ----------
    code : str
        The rule that found it; codes are stable.
    severity : str
        ``error``, ``warning`` or ``note``.
    line, column, end_line, end_column : int
        Where it stands in the list, from 1; columns count characters, and the end is exclusive.
    message : str
        What is wrong.
    evidence : tuple of str
        What speaks for it.
    also : tuple of int
        Other lines that belong to it.
    entry_id : str or None
        The entry that it is about.
    fix : Fix or None
        How ``--fix`` mends it.
    span : (int, int)
        The place in characters of the text.
    """

    code: str
    severity: Severity
    line: int
    column: int
    end_line: int
    end_column: int
    message: str
    evidence: tuple[str, ...] = ()
    also: tuple[int, ...] = ()
    entry_id: str | None = None
    fix: Fix | None = None
    span: Span = field(default=(0, 0), repr=False)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of `kdgraph lint`.

    `check` looks at a list and yields what it finds. `needs` says what it cannot do without;
    `default` whether it runs without being selected. Its documentation is the docstring of `check`:
    the first line says what it finds, the rest why that matters and what the fix does.
    """

    code: str
    check: Callable[[Listed], Iterable[Found]]
    severity: Severity
    needs: Needs | None = None
    default: bool = True

    @property
    def meaning(self) -> str:
        """What is found, in a line."""
        line = (inspect.getdoc(self.check) or "").partition("\n")[0].removeprefix("Find ")
        return line[:1].upper() + line[1:]

    @property
    def explanation(self) -> str:
        """The whole documentation, in Markdown."""
        return (inspect.getdoc(self.check) or "").partition("\n")[2].strip()


LINT_RULES: Final[Registry[Rule]] = Registry("lint rule", "kdgraph.curate.rules")
"""Every rule by its code. A new one is a file in `kdgraph.curate.rules`."""


def rule(
    code: str, *, severity: Severity, needs: Needs | None = None, default: bool = True
) -> Callable[[Callable[[Listed], Iterable[Found]]], Callable[[Listed], Iterable[Found]]]:
    """Make a rule of a function that looks at a list; its docstring is the rule's documentation.

    Parameters
    ----------
    code : str
        Its stable name, in words joined by hyphens.
    severity : {"error", "warning", "note"}
        How bad it is.
    needs : {"corpus", "network"}, optional
        What it cannot do without.
    default : bool
        False for a rule that runs only if it is selected, since it is wrong too often.
    """

    def register(
        check: Callable[[Listed], Iterable[Found]],
    ) -> Callable[[Listed], Iterable[Found]]:
        found = Rule(code, check, severity, needs, default)
        LINT_RULES.add(code, label=found.meaning)(found)
        return check

    return register


def chosen_rules(select: Sequence[str] = (), ignore: Sequence[str] = ()) -> Iterator[Rule]:
    """Yield the rules that are to run, by code.

    Parameters
    ----------
    select : sequence of str
        Codes, or beginnings of codes that end in ``*``; "all" is every rule. By default those that
        run without being selected.
    ignore : sequence of str
        Likewise, those that do not run.

    Raises
    ------
    InputError
        If no rule has such a code.

    Examples
    --------
    >>> [rule.code for rule in chosen_rules(["dead-*", "duplicate-paper"])]
    ['dead-anchor', 'duplicate-paper']
    """
    wanted = _codes(select) if select else {code for code in LINT_RULES if LINT_RULES[code].default}
    unwanted = _codes(ignore)
    for code in LINT_RULES:
        if code in wanted - unwanted:
            yield LINT_RULES[code]


def _codes(given: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for text in given:
        for name in filter(None, (part.strip() for part in text.split(","))):
            begin = name.removesuffix("*").lower()
            fits = {
                code
                for code in LINT_RULES
                if name.lower() == "all"
                or (code.startswith(begin) if "*" in name else code == begin)
            }
            if not fits:
                raise InputError(
                    f"no lint rule called {name!r}; there are: {', '.join(LINT_RULES)}"
                )
            found |= fits
    return found
