"""Which lists are asked again: what is too old, failed, or was counted otherwise since."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kdgraph.expand.lists import Lists, Wanted
from kdgraph.expand.policy import Policy
from kdgraph.records import ListPointer
from kdgraph.s2 import Service

STARTED = datetime(2026, 3, 1, tzinfo=UTC)
STALE = STARTED - timedelta(days=30)
CAME = STARTED - timedelta(days=10)
INSTANT = timedelta(microseconds=1)


class _Index:
    """Remembers one list of citations."""

    def __init__(self, pointer: ListPointer) -> None:
        self._pointer = pointer

    def lists(self, kind: str) -> dict[str, ListPointer]:
        return {self._pointer.paper: self._pointer} if kind == self._pointer.kind else {}

    def put_lists(self, pointers: object) -> None:
        raise AssertionError("nothing is asked here")


def _is_due(
    *,
    state: str = "complete",
    at: datetime = CAME,
    reported: int | None = 5,
    said: datetime | None = None,
) -> bool:
    """Tell whether a list of 5 rows is due where its paper now reports another number."""
    pointer = ListPointer("p", "citations", state, 5, None, (("", -1),), at)
    with Service(api_url="http://127.0.0.1:9") as service:
        lists = Lists(service, _Index(pointer), Policy(STARTED, STALE))
        due = lists.due("citations", [Wanted("p", reported, said)])
    return [want.paper for want in due] == ["p"]


@pytest.mark.parametrize(
    ("reported", "due"), [(6, True), (5, False), (4, True), (0, True), (None, False)]
)
def test_a_list_is_due_when_more_or_fewer_are_reported_since(
    reported: int | None, due: bool
) -> None:
    assert _is_due(reported=reported, said=CAME + INSTANT) is due


def test_what_was_reported_before_the_list_came_says_nothing() -> None:
    assert not _is_due(reported=6, said=CAME)
    assert not _is_due(reported=6, said=None)


def test_a_list_is_stale_from_the_very_instant() -> None:
    assert not _is_due(at=STALE)
    assert _is_due(at=STALE - INSTANT)


@pytest.mark.parametrize("state", ["elided", "capped"])
def test_a_list_known_in_part_is_not_due_for_that(state: str) -> None:
    assert not _is_due(state=state)


def test_a_failed_list_is_due() -> None:
    assert _is_due(state="failed")
