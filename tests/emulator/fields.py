"""Which `fields` each route takes, and what is asked for when one is given."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.emulator.answers import ApiError

__all__ = ["AUTHOR", "EDGE", "FLAT", "Asked", "ask_author", "ask_edge", "ask_flat", "ask_paper"]

FLAT = (
    "paperId",
    "externalIds",
    "corpusId",
    "publicationVenue",
    "url",
    "title",
    "abstract",
    "venue",
    "year",
    "referenceCount",
    "citationCount",
    "influentialCitationCount",
    "isOpenAccess",
    "openAccessPdf",
    "fieldsOfStudy",
    "s2FieldsOfStudy",
    "tldr",
    "publicationTypes",
    "publicationDate",
    "journal",
    "citationStyles",
    "embedding",
    "textAvailability",
    "authors",
)
"""Fields of a paper in the order in which the service answers them."""
AUTHOR = (
    "authorId",
    "externalIds",
    "url",
    "name",
    "affiliations",
    "homepage",
    "paperCount",
    "citationCount",
    "hIndex",
)
EDGE = ("contexts", "intents", "contextsWithIntent", "isInfluential")
_PAPER_FLAT = set(FLAT)
_EMBEDDINGS = {"embedding.specter_v1", "embedding.specter_v2"}


@dataclass(frozen=True)
class Asked:
    """The fields asked for: of the row itself, of its authors, and of its nested lists."""

    flat: tuple[str, ...]
    authors: tuple[str, ...] = ()
    nested: dict[str, tuple[str, ...]] = field(default_factory=dict)
    edge: tuple[str, ...] = ()


def _split(text: str | None, default: tuple[str, ...]) -> list[str]:
    if text is None or text.strip() == "":
        return list(default)
    return [part.strip() for part in text.split(",") if part.strip()]


def _ordered(names: set[str], order: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in order if name in names)


def _refuse(bad: list[str]) -> None:
    if bad:
        raise ApiError(400, f"Unrecognized or unsupported fields: [{', '.join(bad)}]")


def ask_paper(text: str | None) -> Asked:
    """Read the fields of routes that answer whole papers, nested lists allowed."""
    flat, authors, bad = {"paperId"}, set[str](), list[str]()
    nested: dict[str, set[str]] = {}
    for name in _split(text, ("paperId", "title")):
        head, dot, tail = name.partition(".")
        if head in ("citations", "references") and (not dot or tail in _PAPER_FLAT):
            nested.setdefault(head, {"paperId"}).add(tail or "title")
        elif head == "authors" and dot and tail in AUTHOR:
            authors |= {"authorId", tail}
            flat.add("authors")
        elif not dot and name in _PAPER_FLAT:
            flat.add(name)
        elif name in _EMBEDDINGS:
            flat.add("embedding")
        else:
            bad.append(name)
    _refuse(bad)
    return Asked(
        _ordered(flat, FLAT),
        _ordered(authors, AUTHOR),
        {head: _ordered(tails, FLAT) for head, tails in nested.items()},
    )


def ask_edge(text: str | None, end: str) -> Asked:
    """Read the fields of `/citations` and `/references`: edge fields and flat paper fields."""
    flat, edge, bad = {"paperId"}, set[str](), list[str]()
    for name in _split(text, ("paperId", "title")):
        inner = name.removeprefix(f"{end}.")
        if name in EDGE:
            edge.add(name)
        elif inner in _PAPER_FLAT:
            flat.add(inner)
        elif inner == name and name != end:
            bad.append(name)
    _refuse(bad)
    return Asked(_ordered(flat, FLAT), edge=_ordered(edge, EDGE))


def ask_flat(text: str | None, *, refused: frozenset[str] = frozenset()) -> Asked:
    """Read the fields of bulk search and recommendations: flat fields only."""
    names = _split(text, ("paperId", "title"))
    _refuse([name for name in names if name not in _PAPER_FLAT - refused])
    return Asked(_ordered({"paperId", *names}, FLAT))


def ask_author(text: str | None) -> Asked:
    """Read the fields of the author routes: author fields and `papers.<flat field>`."""
    own, papers, bad = {"authorId"}, set[str](), list[str]()
    for name in _split(text, ("authorId", "name")):
        head, dot, tail = name.partition(".")
        if head == "papers" and (not dot or tail in _PAPER_FLAT):
            papers |= {"paperId", tail or "title"}
        elif name in AUTHOR:
            own.add(name)
        else:
            bad.append(name)
    _refuse(bad)
    nested = {"papers": _ordered(papers, FLAT)} if papers else {}
    return Asked((), _ordered(own, AUTHOR), nested)
