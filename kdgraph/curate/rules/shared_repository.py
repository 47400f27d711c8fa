"""One repository for several papers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kdgraph.curate.finding import Found, rule
from kdgraph.curate.listed import Listed, repository_of
from kdgraph.curate.same import one_paper
from kdgraph.lists.entry import Entry
from kdgraph.lists.page import PageLink

__all__ = ["shared_repository"]


@rule("shared-repository", severity="note")
def shared_repository(listed: Listed) -> Iterator[Found]:
    """Find addresses of code that several papers share.

    One repository may hold the code of several papers; as often an address was copied with the
    entry and never changed. Addresses are compared with their folder, so that papers in different
    folders of one repository are no finding. It is told once for each repository.
    """
    users: defaultdict[tuple[object, ...], list[tuple[Entry, PageLink]]] = defaultdict(list)
    for entry in listed.entries:
        code = {link.url for link in entry.code_links}
        for link in listed.links_of.get(entry.entry_id, ()):
            found = repository_of(link.url) if not link.image and link.url in code else None
            if found is not None:
                users[(*found[0].key, found[1].removesuffix("/"))].append((entry, link))
    for sharing in users.values():
        first_of: dict[str, tuple[Entry, PageLink]] = {}
        for entry, link in sharing:
            if not any(one_paper(entry, other) for other, _ in first_of.values()):
                first_of.setdefault(entry.entry_id, (entry, link))
        if len(first_of) < 2:
            continue
        (first, link), *others = first_of.values()
        lines = [entry.line_start for entry, _ in others]
        told = ", ".join(f"{line}" for line in lines[:8]) + (" ..." if len(lines) > 8 else "")
        yield Found(
            link.url_span,
            f"{link.url} is the code of {len(first_of)} papers, also in "
            f"{'line' if len(lines) == 1 else 'lines'} {told}",
            [f'line {entry.line_start}: "{entry.title}"' for entry, _ in first_of.values()][:8],
            also=[link.url_span[0] for _, link in others],
            entry_id=first.entry_id,
        )
