"""Names of papers that a hand has set: which paper each means, and what is wrong with them."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from kdgraph.errors import AmbiguousPaperError, InputError, UnknownPaperError
from kdgraph.graph.override_file import Correction

__all__ = ["NO_NAMES", "NamesByHand", "names_by_hand"]

_LONGEST: Final = 60
"""Signs of a name; a longer one is a title, and fits no figure."""


@dataclass(frozen=True, slots=True)
class NamesByHand:
    """Names set by hand, for papers of one snapshot.

    Attributes
    ----------
    names, notes : mapping
        The name of each paper, by its id, and what its author noted beside it, where anything.
    problems : tuple of str
        One sentence for each name that is given to no paper of the snapshot, or to several.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    @property
    def digest(self) -> str | None:
        """A digest of the names; None where there are none."""
        if not self.names:
            return None
        text = json.dumps(self.names, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


NO_NAMES: Final = NamesByHand()
"""Nothing is named by hand."""


def names_by_hand(
    corrections: Iterable[Correction], find: Callable[[str], str], file: str
) -> NamesByHand:
    """Return the names among corrections.

    Parameters
    ----------
    corrections : iterable of Correction
        All that a file holds; those of other kinds are passed over.
    find : callable
        Returns the id of the paper that a text means, as `Snapshot.find`.
    file : str
        What messages call the file.

    Raises
    ------
    InputError
        If a name cannot be printed on one line, two papers are given one name, or a paper two.

    Examples
    --------
    >>> given = Correction("name", "overrides.toml, name 1", {"paper": "a", "name": "AT"})
    >>> names_by_hand([given], str, "overrides.toml").names
    {'a': 'AT'}
    """
    names: dict[str, str] = {}
    notes: dict[str, str] = {}
    bearers: dict[str, str] = {}
    problems = []
    for correction in corrections:
        if correction.kind != "name":
            continue
        name = _checked(correction)
        try:
            paper_id = find(correction.values["paper"])
        except (UnknownPaperError, AmbiguousPaperError, InputError) as error:
            problems.append(f"{correction.where}: {error}; so nothing is called {name!r}")
            continue
        if paper_id in names:
            raise InputError(f"{file} names {paper_id} twice; keep one of the names")
        other = bearers.setdefault(name.casefold(), paper_id)
        if other != paper_id:
            raise InputError(
                f"{file} gives the name {name!r} to both {other} and {paper_id}; "
                "names tell papers apart, so change one of them"
            )
        names[paper_id] = name
        if correction.note:
            notes[paper_id] = correction.note
    return NamesByHand(names, notes, tuple(problems))


def _checked(correction: Correction) -> str:
    name = " ".join(correction.values["name"].split(" ")).strip()
    if not name:
        raise InputError(f"{correction.where}: the name is empty; give one, or leave it out")
    if any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") for sign in name):
        raise InputError(
            f"{correction.where}: the name {name!r} must be one line without control characters"
        )
    if len(name) > _LONGEST:
        raise InputError(
            f"{correction.where}: the name has {len(name)} characters; "
            f"figures have room for {_LONGEST} at most"
        )
    return name
