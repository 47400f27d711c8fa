"""One request at a time, and never too soon: across threads, services and the library's client."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest

from kdgraph.s2._pace import Limiter
from tests.emulator import Emulator, Exchange, Faults
from tests.s2.worlds import KEY, quick, sha, star


def gaps(log: Iterable[Exchange]) -> list[float]:
    return [after.started - before.started for before, after in pairwise(log)]


def test_the_default_pace_is_never_more_than_one_request_in_a_second() -> None:
    from kdgraph.s2 import Service

    with Emulator(star(5), rate_limit=1.0) as emulator:
        with Service(api_url=emulator.url) as service:
            for number in range(4):
                service.papers([sha(number)], ["title"])
            assert service.stats.waited > 2.9
        assert len(emulator.log) == 4  # and no 429 among them
        assert min(gaps(emulator.log)) >= 1.0


def test_pace_holds_across_threads_services_the_library_and_retries() -> None:
    faults = Faults(seed=1, rates={"429": 0.2, "500_html": 0.2, "reset": 0.1})
    with Emulator(star(20), keys=[KEY], faults=faults, latency=0.01) as emulator:
        with (
            quick(emulator.url, api_key=KEY, pace=0.03) as one,
            quick(emulator.url, api_key=KEY, pace=0.03) as two,
            ThreadPoolExecutor(8) as pool,
        ):
            ours = [
                pool.submit(service.papers, [sha(n)], ["title"])
                for n in range(8)
                for service in (one, two)
            ]
            theirs = [
                pool.submit(asyncio.run, one.client.get_paper(sha(n), fields=["title"]))
                for n in range(8)
            ]
            assert [f.result()[0].raw["paperId"] for f in ours] == [
                sha(n) for n in range(8) for _ in range(2)
            ]
            assert [f.result().paperId for f in theirs] == [sha(n) for n in range(8)]
        assert emulator.max_in_flight == 1
        assert {e.key for e in emulator.log} == {KEY}
        # the server reads its clock a moment after the client has sent
        assert min(gaps(emulator.log)) > 0.025
        assert len(emulator.log) > 24


def test_a_cancelled_wait_does_not_lose_the_turn() -> None:
    async def scene() -> list[str]:
        limiter, done = Limiter(), []
        first_in, go = asyncio.Event(), asyncio.Event()

        async def holder() -> None:
            async with limiter.turn():
                first_in.set()
                await go.wait()
                done.append("holder")

        async def waiter(name: str) -> None:
            async with limiter.turn():
                done.append(name)

        tasks = [asyncio.create_task(holder())]
        await first_in.wait()
        tasks += [asyncio.create_task(waiter(name)) for name in ("a", "b", "c")]
        await asyncio.sleep(0)
        tasks[1].cancel()
        await asyncio.sleep(0)
        go.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        return done

    assert asyncio.run(asyncio.wait_for(scene(), 5)) == ["holder", "b", "c"]


@pytest.mark.parametrize("steps", range(6))
def test_a_turn_given_to_one_who_is_cancelled_goes_to_the_next(steps: int) -> None:
    async def scene() -> list[str]:
        limiter, done = Limiter(), []

        async def waiter(name: str) -> None:
            async with limiter.turn():
                await asyncio.sleep(0)
                done.append(name)

        tasks = [asyncio.create_task(waiter(name)) for name in "abc"]
        for _ in range(steps):
            await asyncio.sleep(0)
        tasks[1].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        async with limiter.turn():
            return [*done, "free"]

    done = asyncio.run(asyncio.wait_for(scene(), 5))
    assert [name for name in done if name != "b"] == ["a", "c", "free"]


def test_an_interrupt_stops_the_request_and_frees_the_gate() -> None:
    with Emulator(star(5), latency=30) as slow, Emulator(star(5)) as fast:
        with quick(slow.url, timeout=60, deadline=60) as stuck, quick(fast.url) as other:
            asked = threading.Event()

            async def interrupted() -> None:
                task = asyncio.create_task(stuck.client.get_paper(sha(0), fields=["title"]))
                while not slow.log:
                    await asyncio.sleep(0.01)
                asked.set()
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task

            asyncio.run(interrupted())
            assert other.papers([sha(1)], ["title"])[0].raw is not None
