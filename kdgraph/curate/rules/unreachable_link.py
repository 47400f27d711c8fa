"""Links that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from kdgraph.curate.finding import Found, rule
from kdgraph.curate.listed import Listed

__all__ = ["unreachable_link"]


@rule("unreachable-link", severity="error", needs="network")
def unreachable_link(listed: Listed) -> Iterator[Found]:
    """Find addresses that lead nowhere.

    Every address of the list is asked once, with `--online` only. "Not found" (404), "gone" (410)
    and a host that has no address are findings. A refusal, a busy server or one that does not
    answer in time proves nothing: those are counted below the findings.
    """
    assert listed.reach is not None
    links = [link for link in listed.page.links if link.url.lower().startswith(("http:", "https:"))]
    answers = listed.reach.ask(link.url for link in links)
    for link in links:
        answer = answers[link.url]
        if answer.dead:
            entry = listed.entry_at(link.url_span[0])
            yield Found(
                link.url_span,
                f"{link.url} leads nowhere: {answer.reason}",
                entry_id=entry.entry_id if entry else None,
            )
